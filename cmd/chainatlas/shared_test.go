package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// What many tests begin with is made once, and each takes a copy: the program, and
// a store that holds the invented example.

// childEnv holds the arguments, one a line, with which this program is started
// again as the real one: in another process, for signals, and as another user.
const childEnv = "CHAINATLAS_TEST_MAIN"

// laterEnv says by how much the child's clock is ahead, such as 336h: the tests of
// the pages start it so where a release waits for days. The program itself has no
// such setting.
const laterEnv = "CHAINATLAS_TEST_LATER"

// sharedDir is the folder of what is made once; TestMain removes it.
var sharedDir = once("a folder", func(t testing.TB) string {
	dir, err := os.MkdirTemp("", "chainatlas-test-")
	if err != nil {
		t.Fatal(err)
	}
	removeShared = func() error { return os.RemoveAll(dir) }
	return dir
})

var removeShared = func() error { return nil }

func TestMain(m *testing.M) {
	if args, ok := os.LookupEnv(childEnv); ok {
		os.Args = append(os.Args[:1], strings.Split(args, "\n")...)
		later, err := time.ParseDuration(cmp.Or(os.Getenv(laterEnv), "0"))
		if err != nil {
			panic(err)
		}
		os.Exit(run(func() time.Time { return time.Now().Add(later) }))
	}
	code := m.Run()
	if err := removeShared(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// once makes something at the first call of the function that it returns, with the
// test that calls it. If that test ends in between, the others are told.
func once[T any](what string, do func(t testing.TB) T) func(t testing.TB) T {
	var o sync.Once
	var made bool
	var v T
	return func(t testing.TB) T {
		t.Helper()
		o.Do(func() {
			v = do(t)
			made = true
		})
		if !made {
			t.Fatalf("%s could not be made: see the first test that failed", what)
		}
		return v
	}
}

// buildProgram builds the program as make build does, so without the race detector,
// and returns its path.
var buildProgram = once("the program", func(t testing.TB) string {
	program := filepath.Join(sharedDir(t), "chainatlas.exe")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-o", program, ".")
	cmd.Dir, cmd.Env = filepath.Dir(testdata), append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
})

// servedExample is a folder with the store of a server that has imported the
// invented example, made its index, and ended.
var servedExample = once("the server's example", func(t testing.TB) string {
	dir, store := sharedStore(t, "served")
	startSite(t, serverEnv(store, nil), "--import", invented(t)).leave()
	return dir
})

// sharedStore creates an empty store in a new folder that stays for other tests.
func sharedStore(t testing.TB, name string) (dir, store string) {
	t.Helper()
	dir = filepath.Join(sharedDir(t), name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	store = filepath.Join(dir, "atlas.db")
	initStore(t, store)
	return dir, store
}

// leave ends a server whose store others go on with, when its index is made.
func (s *site) leave() {
	s.t.Helper()
	s.waitIndexed()
	if code := s.stop(); code != 0 {
		s.t.Fatalf("the server ends with %d\n%s", code, s.log)
	}
}

// exampleStore returns a new store with the invented example in it, as a server
// left it.
func exampleStore(t testing.TB) string {
	t.Helper()
	invented(t) // or skip
	return copyStore(t, servedExample(t))
}

// copyStore copies the folder of a shared store, and returns the copy's path.
func copyStore(t testing.TB, from string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "store")
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "atlas.db")
}

// importedExample is what is left of a user who has imported the invented example
// into a new store.
type importedExample struct {
	dir  string
	now  time.Time
	rand rand.ChaCha8
}

// importedExamples are those of users of each language.
var importedExamples = map[string]func(t testing.TB) importedExample{"zh": importExample("zh"), "en": importExample("en")}

func importExample(lang string) func(t testing.TB) importedExample {
	return once("the example imported in "+lang, func(t testing.TB) importedExample {
		book := invented(t)
		dir := filepath.Join(sharedDir(t), "imported-"+lang)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		s := newSessionIn(t, dir, lang)
		s.must(0, "init")
		s.must(0, "import", book)
		return importedExample{dir, s.now, *s.rand}
	})
}

// withInvented returns a user whose store holds the invented industry.
func withInvented(t *testing.T, lang string) *session {
	t.Helper()
	invented(t) // or skip
	made := importedExamples[lang](t)
	s := newSession(t, lang)
	if err := os.CopyFS(".", os.DirFS(made.dir)); err != nil {
		t.Fatal(err)
	}
	s.now, *s.rand = made.now, made.rand
	return s
}
