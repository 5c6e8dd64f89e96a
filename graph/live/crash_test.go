package live_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

// crashEnv makes this program, started again by TestSnapshotCrash, the process
// that is killed; it names the folder to work in.
const crashEnv = "CHAINATLAS_LIVE_TEST_CRASH"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashEnv); dir != "" {
		fmt.Println("failed", writeUntilKilled(dir))
		return
	}
	os.Exit(m.Run())
}

// writeUntilKilled appends batch after batch and writes a snapshot after each.
func writeUntilKilled(dir string) error {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, filepath.Join(dir, "log.db"), sqlite.Options{})
	if err != nil {
		return err
	}
	opts := options()
	opts.SnapshotPath = filepath.Join(dir, "view.snapshot")
	l, err := live.Open(ctx, s, opts)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	for {
		head, err := s.Head(ctx)
		if err != nil {
			return err
		}
		if head.Revision == small.Revisions() {
			return fmt.Errorf("the log ended before the kill")
		}
		h, assertions := small.Batch(head.Revision + 1)
		staging, err := s.Stage(ctx, h, time.Minute)
		if err != nil {
			return err
		}
		if err := staging.Append(ctx, assertions); err != nil {
			return err
		}
		live, err := staging.Commit(ctx, head.Revision)
		if err != nil {
			return err
		}
		l.Notify()
		if _, err := l.Wait(ctx, live.Revision); err != nil {
			return err
		}
		if err := l.Snapshot(ctx); err != nil {
			return err
		}
	}
}

// TestSnapshotCrash kills a process again and again while it writes batches and
// snapshots. Whatever it leaves, the next start has the View of the log's head,
// equal to one that was built from the log alone.
func TestSnapshotCrash(t *testing.T) {
	kills := 40
	if testing.Short() {
		kills = 5
	}
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(1, 2))
	var last graph.Revision
	used := 0
	for range kills {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), crashEnv+"="+dir)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil || strings.TrimSpace(line) != "ready" {
			t.Fatalf("the process says %q, %v", line, err)
		}
		time.Sleep(time.Duration(r.IntN(30_000)) * time.Microsecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); cmd.ProcessState.Success() {
			t.Fatalf("the process ended by itself: %v", err)
		}
		head, fromSnapshot := afterCrash(t, dir)
		if head < last {
			t.Fatalf("revision %d became live, and the head is %d", last, head)
		}
		last = head
		if fromSnapshot {
			used++
		}
	}
	if last < 5 || used == 0 {
		t.Errorf("%d revisions and %d starts from a snapshot: too few to have tried anything", last, used)
	}
	t.Logf("%d kills, %d revisions, %d starts from a snapshot", kills, last, used)
}

func afterCrash(t *testing.T, dir string) (head graph.Revision, fromSnapshot bool) {
	t.Helper()
	ctx := t.Context()
	s, err := sqlite.Open(ctx, filepath.Join(dir, "log.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if report, err := chunk.Verify(ctx, s, nil); err != nil || report.Err() != nil {
		t.Fatalf("verify: %v, %v", err, report.Err())
	}
	opts := options()
	opts.SnapshotPath = filepath.Join(dir, "view.snapshot")
	l, err := live.Open(ctx, s, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	status := l.Status()
	if status.Snapshot.Discarded != "" {
		t.Errorf("the kill left a snapshot that is no use: %s", status.Snapshot.Discarded)
	}
	built, err := memory.Build(ctx, s, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		t.Fatal(err)
	}
	got, want := l.View().Stats(), built.Stats()
	got.Bytes, want.Bytes = 0, 0 // pages are divided differently
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("the View of a restart:\n got %+v\nwant %+v", got, want)
	}
	head = l.View().Revision()
	return head, status.Snapshot.Revision > 0
}
