package neo4j_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/live"
)

// TestSnapshot starts from a snapshot file and what came since. A snapshot of
// another log, or a damaged one, is thrown away.
func TestSnapshot(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	path := filepath.Join(t.TempDir(), "view.snapshot")
	start := func(s graph.Store) live.Status {
		t.Helper()
		log, err := live.Open(t.Context(), s, live.Options{Vocabulary: voc, Rules: rules, SnapshotPath: path})
		if err != nil {
			t.Fatal(err)
		}
		defer log.Close()
		status := log.Status()
		head, err := s.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if status.View != head.Revision {
			t.Errorf("ready at revision %d, the log ends at %d", status.View, head.Revision)
		}
		if err := log.Snapshot(t.Context()); err != nil {
			t.Fatal(err)
		}
		return status
	}
	s := historyLog(t, 6, 8)
	if status := start(s); status.Snapshot.Revision != 0 || status.Snapshot.Discarded != "" {
		t.Errorf("without a snapshot: %+v", status.Snapshot)
	}
	if _, err := graph.Append(t.Context(), s, importOf("since")); err != nil {
		t.Fatal(err)
	}
	if status := start(s); status.Snapshot.Revision != 8 || status.Snapshot.Discarded != "" {
		t.Errorf("with a snapshot of revision 8: %+v", status.Snapshot)
	}
	if status := start(historyLog(t, 6, 10)); status.Snapshot.Discarded == "" {
		t.Errorf("with the snapshot of another log: %+v", status.Snapshot)
	}
	if err := os.Truncate(path, 100); err != nil {
		t.Fatal(err)
	}
	if status := start(s); status.Snapshot.Discarded == "" {
		t.Errorf("with a damaged snapshot: %+v", status.Snapshot)
	}
}
