package search

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// crashEnv makes this program, started again by TestCrash, the process that is
// killed; it names the folder to work in.
const crashEnv = "CHAINATLAS_SEARCH_TEST_CRASH"

// fuzzRoot holds the index of the fuzz tests.
var fuzzRoot string

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashEnv); dir != "" {
		fmt.Println("failed", followUntilKilled(dir))
		return
	}
	code := m.Run()
	if fuzzRoot != "" {
		_ = os.RemoveAll(fuzzRoot)
	}
	os.Exit(code)
}

func fuzzDir(t *testing.T) string {
	var err error
	if fuzzRoot, err = os.MkdirTemp("", "search-fuzz-"); err != nil {
		t.Fatal(err)
	}
	return fuzzRoot
}

func now() time.Time { return time.Unix(1, 0) }

// crashDoc is the document of a revision of the log of TestCrash: revision r sets
// document r%50, whose name tells r.
func crashDoc(r graph.Revision) Document {
	return Document{ID: graph.SubjectID(fmt.Sprintf("doc-%02d", r%50)), Kind: graph.KindEnterprise, Name: fmt.Sprintf("第%d号公司", r)}
}

// crashLog returns that log up to a revision.
func crashLog(upTo graph.Revision) *docLog {
	log := newDocLog(crashDoc(1))
	for log.now.rev < upTo {
		log.change([]Document{crashDoc(log.now.rev + 1)})
	}
	return log
}

// followUntilKilled follows a log that grows, and prints each revision that the
// index holds.
func followUntilKilled(dir string) error {
	x, err := Open(context.Background(), dir, Options{StoreID: "store"})
	if err != nil {
		return err
	}
	log := crashLog(max(1, x.Status().Revision))
	go func() {
		fmt.Println("failed", x.Follow(context.Background(), log))
	}()
	for {
		if err := x.Wait(context.Background(), log.now.rev); err != nil {
			return err
		}
		fmt.Println("holds", log.now.rev)
		log.change([]Document{crashDoc(log.now.rev + 1)})
	}
}

// TestCrash kills a process again and again while it makes and follows an index.
// What it leaves is of one revision, no older than what it told, or it is made
// anew.
func TestCrash(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(5, 6))
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var last graph.Revision
	for round := range rounds {
		cmd := exec.CommandContext(t.Context(), exe)
		cmd.Env = append(os.Environ(), crashEnv+"="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		told := last
		kill := time.AfterFunc(time.Hour, func() {})
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "failed") {
				t.Error(lines.Text())
			}
			if n, err := fmt.Sscanf(lines.Text(), "holds %d", &told); n == 1 && err == nil && kill.Stop() {
				kill = time.AfterFunc(time.Duration(1+r.IntN(300))*time.Millisecond, func() { _ = cmd.Process.Kill() })
				defer kill.Stop()
				for lines.Scan() {
					if n, err := fmt.Sscanf(lines.Text(), "holds %d", &told); n != 1 || err != nil {
						break
					}
				}
				break
			}
		}
		_ = cmd.Wait() // it was killed

		x, err := Open(t.Context(), dir, Options{StoreID: "store"})
		if err != nil {
			t.Fatal(err)
		}
		s := x.Status()
		if s.Revision < told {
			t.Errorf("round %d: it told revision %d and left %d (%s)", round, told, s.Revision, s.Reason)
		}
		for i := range min(s.Revision, 50) {
			want := crashDoc(s.Revision - i)
			res, err := x.Search(t.Context(), Query{Text: want.Name, First: 3})
			if err != nil || len(res.Hits) == 0 || res.Hits[0].ID != want.ID || res.Hits[0].Name != want.Name {
				t.Fatalf("round %d: at revision %d %q finds %+v, %v", round, s.Revision, want.Name, res, err)
			}
		}
		last = s.Revision
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("revision %d after %d kills", last, rounds)
}
