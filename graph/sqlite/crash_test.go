package sqlite_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

// The tests of this file start this program again as another process that uses
// the same store; this variable tells it what to do.
const childEnv = "CHAINATLAS_SQLITE_TEST_CHILD"

func TestMain(m *testing.M) {
	role, args, _ := strings.Cut(os.Getenv(childEnv), " ")
	switch role {
	case "":
		os.Exit(m.Run())
	case "crash":
		var path string
		var seed uint64
		var point int
		if _, err := fmt.Sscanf(args, "%d %d %s", &seed, &point, &path); err != nil {
			panic(err)
		}
		fmt.Println("failed", crashChild(path, seed, point))
	case "write":
		if err := writeMany(context.Background(), args, "child"); err != nil {
			fmt.Println("failed", err)
		}
	}
}

// child starts this program in a role.
func child(t *testing.T, role string, args ...any) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+role+" "+strings.TrimSuffix(fmt.Sprintln(args...), "\n"))
	cmd.Stderr = os.Stderr
	return cmd
}

// TestTwoProcesses lets two processes write to one file in turn.
func TestTwoProcesses(t *testing.T) {
	path := newPath(t)
	s := openAt(t, path, sqlite.Options{})
	cmd := child(t, "write", path)
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := writeMany(t.Context(), path, "parent"); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err != nil || out.Len() > 0 {
		t.Fatalf("the other process: %v, %s", err, &out)
	}
	by := map[string]int{}
	for h, err := range s.Headers(t.Context(), 0, 0) {
		if err != nil {
			t.Fatal(err)
		}
		by[h.Actor]++
	}
	if by["child"] != manyBatches || by["parent"] != manyBatches {
		t.Errorf("batches by process: %v, want %d each", by, manyBatches)
	}
	if err := verify(t.Context(), s); err != nil {
		t.Error(err)
	}
}

const manyBatches = 40

// writeMany appends batches that conflict with nothing.
func writeMany(ctx context.Context, path, who string) error {
	s, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return err
	}
	for i := range manyBatches {
		key := fmt.Sprint(who, i)
		h := graph.Header{Key: key, Kind: graph.BatchImport, Source: graph.SourceID(who), Actor: who}
		if _, err := graph.Append(ctx, s, h, &graph.Retract{Record: graph.RecordKey{Subject: graph.SubjectID(key)}}); err != nil {
			return errors.Join(err, s.Close())
		}
	}
	return s.Close()
}

// What the child of the crash test does, again and again, until it is killed.
// It tells of everything that is done only once it is done.

// noise yields n records about subject s of a third of a megabyte each, which
// do not compress, so that they are staged in several transactions.
func noise(seed uint64, s string, n int) iter.Seq2[graph.Assertion, error] {
	return func(yield func(graph.Assertion, error) bool) {
		r := rand.New(rand.NewPCG(seed, 1))
		b := make([]byte, 330_000)
		for i := range n {
			for j := range b {
				b[j] = 'A' + byte(r.Uint32()&31)
			}
			a := &graph.Record{
				RecordKey: graph.RecordKey{Subject: graph.SubjectID(s), Table: "t", Period: strconv.Itoa(i)},
				Cells:     []graph.Cell{{Property: "p", Values: []graph.Value{graph.Text(string(b))}}, {Property: "secret", Values: []graph.Value{graph.Int(int64(i))}}},
			}
			if !yield(a, nil) {
				return
			}
		}
	}
}

const (
	bigRecords   = 16
	fileSize     = 2<<20 + 77
	crashSubject = "s"
)

func crashFile(seed uint64) []byte {
	b := make([]byte, fileSize)
	rand.NewChaCha8(sha256.Sum256(strconv.AppendUint(nil, seed, 10))).Read(b)
	return b
}

// crashChild never returns but with an error: it is killed from outside, or at
// the given point by itself.
func crashChild(path string, seed uint64, point int) error {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return err
	}
	s.SetTrace(func(string) {
		if point--; point == 0 {
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = self.Kill()
			}
			panic(fmt.Sprint("still alive: ", err))
		}
	})
	fmt.Println("open")
	for i := uint64(0); ; i++ {
		head, err := s.Head(ctx)
		if err != nil {
			return err
		}
		step := rand.New(rand.NewPCG(seed, i)).IntN(5)
		switch step {
		case 0: // a small batch
			h, err := graph.Append(ctx, s, importOf(fmt.Sprint("small ", head.Revision)),
				&graph.Retract{Record: graph.RecordKey{Subject: crashSubject}})
			if err != nil {
				return err
			}
			fmt.Println("batch", h.Revision, h.Hash)
		case 1: // one that is staged in several transactions
			st, err := s.Stage(ctx, importOf(fmt.Sprint("big ", head.Revision)), time.Hour)
			if err != nil {
				return err
			}
			if err := st.Append(ctx, noise(seed, crashSubject, bigRecords)); err != nil {
				return err
			}
			h, err := st.Commit(ctx, head.Revision)
			if err != nil {
				return err
			}
			fmt.Println("batch", h.Revision, h.Hash)
		case 2: // one that rewrites others
			h, err := graph.Append(ctx, s, graph.Header{Key: fmt.Sprint("redact ", head.Revision), Kind: graph.BatchRedact},
				&graph.Redact{Subject: crashSubject, Property: "secret"})
			if err != nil {
				return err
			}
			fmt.Println("batch", h.Revision, h.Hash)
		case 3:
			h, err := s.Attach(ctx, bytes.NewReader(crashFile(seed+i)))
			if err != nil {
				return err
			}
			fmt.Println("file", h)
		case 4:
			to := fmt.Sprintf("%s.backup.%d.%d", path, seed, i)
			h, err := s.Backup(ctx, to)
			if err != nil {
				return err
			}
			fmt.Println("backup", h.Revision, to)
		}
	}
}

// crashKills is how often [TestCrash] kills.
var crashKills = 200

// TestCrash kills a process that writes, again and again: half the times at a
// point of its work, half at any moment. The store must open again with the last
// batch that was acknowledged, or the one after it if that was under way, and
// nothing in between.
func TestCrash(t *testing.T) {
	kills := crashKills
	if testing.Short() {
		kills = 20
	}
	const perStore = 10
	var mu sync.Mutex
	counts := map[string]int{}
	for first := 0; first < kills; first += perStore {
		t.Run(fmt.Sprint(first), func(t *testing.T) {
			t.Parallel()
			c := &crash{T: t, path: newPath(t), counts: map[string]int{}}
			for seed := first; seed < min(first+perStore, kills) && !t.Failed(); seed++ {
				c.kill(uint64(seed))
			}
			if !t.Failed() {
				c.end()
			}
			mu.Lock()
			defer mu.Unlock()
			for what, n := range c.counts {
				counts[what] += n
			}
		})
	}
	t.Cleanup(func() {
		t.Logf("%d kills: %v", kills, counts)
		// Otherwise the test is about nothing.
		for _, what := range []string{"before the batch under way", "after it"} {
			if counts[what] == 0 {
				t.Errorf("no kill was %s", what)
			}
		}
	})
}

// crash is a store that is written to by processes that are killed.
type crash struct {
	*testing.T
	path   string
	head   graph.Revision // the last that is known
	hash   string
	files  map[graph.Hash]bool // those that were acknowledged
	counts map[string]int
}

// kill starts a process, kills it, and checks what is left.
func (t *crash) kill(seed uint64) {
	random := rand.New(rand.NewPCG(seed, 0))
	point, delay := 0, time.Duration(0)
	if seed%2 == 0 {
		point = 1 + random.IntN(50)
	} else {
		delay = time.Duration(random.IntN(150_000)) * time.Microsecond
	}
	cmd := child(t.T, "crash", seed, point, t.path)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	var backups [][2]string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		word := strings.Fields(lines.Text())
		switch word[0] {
		case "open":
			if point == 0 {
				time.AfterFunc(delay, func() { cmd.Process.Kill() })
			}
		case "batch":
			r, err := strconv.ParseUint(word[1], 10, 64)
			if err != nil || graph.Revision(r) != t.head+1 {
				t.Errorf("acknowledged: %s after %d", lines.Text(), t.head)
			}
			t.head, t.hash = graph.Revision(r), word[2]
		case "file":
			b, err := hex.DecodeString(word[1])
			if err != nil {
				t.Error(err)
			}
			if t.files == nil {
				t.files = map[graph.Hash]bool{}
			}
			t.files[graph.Hash(b)] = true
		case "backup":
			backups = append(backups, [2]string{word[1], word[2]})
		default:
			t.Errorf("the process says: %s", lines.Text())
		}
	}
	cmd.Wait() // it was killed: the error says so
	t.check(seed)
	for _, b := range backups {
		t.backup(b[0], b[1])
	}
	// What a kill leaves of a copy that was not finished is told by its name.
	left, err := filepath.Glob(t.path + ".backup.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range left {
		if strings.HasSuffix(path, ".tmp") {
			t.counts["unfinished copies"]++
		} else if s, err := sqlite.Open(t.Context(), path, sqlite.Options{MustExist: true}); err != nil {
			t.Errorf("a copy that was not acknowledged: %v", err)
		} else if err := errors.Join(verify(t.Context(), s), s.Close()); err != nil {
			t.Error(err)
		}
		os.Remove(path)
	}
}

// check opens the store after a kill.
func (t *crash) check(seed uint64) {
	s, err := sqlite.Open(t.Context(), t.path, sqlite.Options{})
	if err != nil {
		t.Fatalf("after kill %d: %v", seed, err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}()
	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case head.Revision == t.head && (t.head == 0 || head.Hash.String() == t.hash):
		t.counts["before the batch under way"]++
	case head.Revision == t.head+1:
		t.counts["after it"]++
		t.head, t.hash = head.Revision, head.Hash.String()
	default:
		t.Fatalf("after kill %d the head is %d %v; %d %s was acknowledged", seed, head.Revision, head.Hash, t.head, t.hash)
	}
	if err := verify(t.Context(), s); err != nil {
		t.Errorf("after kill %d: %v", seed, err)
	}
	for h, err := range s.Headers(t.Context(), 1, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if want := map[string]int{"small": 1, "big": bigRecords, "redact": 1}[strings.Fields(h.Key)[0]]; h.Assertions != want {
			t.Errorf("revision %d (%s) has %d assertions, want %d", h.Revision, h.Key, h.Assertions, want)
		}
	}
	stats, err := s.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if stats.Stagings > 0 {
		t.counts["abandoned stagings"]++
	}
	for h := range t.files {
		r, err := s.Attachment(t.Context(), h)
		if err != nil {
			t.Errorf("after kill %d: %v", seed, err)
			continue
		}
		sum := sha256.New()
		n, err := io.Copy(sum, r)
		if err := errors.Join(err, r.Close()); err != nil || n != fileSize || graph.Hash(sum.Sum(nil)) != h {
			t.Errorf("after kill %d, attachment %v has %d bytes, %v", seed, h, n, err)
		}
	}
}

// backup checks a copy that was acknowledged.
func (t *crash) backup(revision, path string) {
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{MustExist: true})
	if err != nil {
		t.Fatal(err)
	}
	head, err := s.Head(t.Context())
	if err := errors.Join(err, verify(t.Context(), s), s.Close()); err != nil || fmt.Sprint(head.Revision) != revision {
		t.Errorf("the copy at %s has revision %d: %v", revision, head.Revision, err)
	}
	t.counts["copies"]++
}

// end checks that what was abandoned leaves nothing once its lease is over.
func (t *crash) end() {
	later := time.Now().Add(2 * time.Hour)
	s, err := sqlite.Open(t.Context(), t.path, sqlite.Options{Now: func() time.Time { return later }})
	if err != nil {
		t.Fatal(err)
	}
	_, err = graph.Append(t.Context(), s, importOf("small last"))
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		"SELECT count(*) FROM staging",
		"SELECT count(*) FROM chunk WHERE owner NOT IN (SELECT owner FROM batch)",
		"SELECT count(*) FROM body WHERE id NOT IN (SELECT id FROM chunk)",
		"SELECT count(*) FROM piece WHERE owner NOT IN (SELECT owner FROM attachment)",
		"SELECT integrity_check <> 'ok' FROM pragma_integrity_check",
	} {
		if n := number(t.T, t.path, q); n != 0 {
			t.Errorf("%s = %d", q, n)
		}
	}
}
