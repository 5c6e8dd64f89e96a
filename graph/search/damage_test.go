package search

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// TestUnusable opens indexes that cannot be used: each is thrown away with a
// reason, and made anew.
func TestUnusable(t *testing.T) {
	log := newDocLog(some(500)...)
	want := log.now.list[7].Name
	segmentFile := func(t *testing.T, dir string) string {
		names, err := filepath.Glob(filepath.Join(dir, generationPrefix+"*", "*.zap"))
		if err != nil || len(names) == 0 {
			t.Fatal("no file", err)
		}
		return names[0]
	}
	edit := func(t *testing.T, name string, f func(b []byte) []byte) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bolt := func(dir string) string {
		names, _ := filepath.Glob(filepath.Join(dir, generationPrefix+"*", "root.bolt"))
		return names[0]
	}
	tests := []struct {
		name, store, reason string
		spoil               func(t *testing.T, dir string)
	}{
		{"another store", "other", "another store", func(*testing.T, string) {}},
		{"a flipped bit", "store", "does not hold what it claims", func(t *testing.T, dir string) {
			edit(t, segmentFile(t, dir), func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
		}},
		{"a file cut short", "store", "", func(t *testing.T, dir string) {
			edit(t, segmentFile(t, dir), func(b []byte) []byte { return b[:len(b)/3] })
		}},
		{"an empty file", "store", "", func(t *testing.T, dir string) {
			edit(t, segmentFile(t, dir), func([]byte) []byte { return nil })
		}},
		{"a file missing", "store", "", func(t *testing.T, dir string) {
			if err := os.Remove(segmentFile(t, dir)); err != nil {
				t.Fatal(err)
			}
		}},
		{"its root overwritten", "store", "", func(t *testing.T, dir string) {
			edit(t, bolt(dir), func(b []byte) []byte {
				for i := range b {
					b[i] = byte(i)
				}
				return b
			})
		}},
		{"its root missing", "store", "root.bolt", func(t *testing.T, dir string) {
			if err := os.Remove(bolt(dir)); err != nil {
				t.Fatal(err)
			}
		}},
		{"another format", "store", "it is of format 99", func(t *testing.T, dir string) {
			names, _ := filepath.Glob(filepath.Join(dir, generationPrefix+"*"))
			g, err := openGeneration(names[0])
			if err != nil {
				t.Fatal(err)
			}
			tag := g.tag
			tag.Format = 99
			if err := g.apply(t.Context(), log.now, nil, tag, nil, func(int) {}); err != nil {
				t.Fatal(err)
			}
			if err := g.close(); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			x, stop := start(t, dir, log)
			ready(t, x, 1)
			stop()
			tt.spoil(t, dir)
			x, err := Open(t.Context(), dir, Options{StoreID: tt.store})
			if err != nil {
				t.Fatal(err)
			}
			if s := x.Status(); s.Revision != 0 || s.Reason == "" || !strings.Contains(s.Reason, tt.reason) {
				t.Errorf("status %+v, want the reason %q", s, tt.reason)
			}
			if _, err := x.Search(t.Context(), Query{Text: want, First: 1}); graph.CodeOf(err) != graph.CodeUnavailable {
				t.Errorf("a search before anything is there: %v", err)
			}
			if err := x.Close(); err != nil {
				t.Fatal(err)
			}
			x, _ = start(t, dir, log)
			ready(t, x, 1)
			if res, err := x.Search(t.Context(), Query{Text: want, First: 1}); err != nil || len(res.Hits) != 1 || res.Hits[0].Name != want {
				t.Errorf("found %+v, %v", res, err)
			}
			names, _ := os.ReadDir(dir)
			if len(names) != 1 {
				t.Errorf("the folder holds %v", names)
			}
		})
	}
}

// TestUnfinishedFile opens an index beside which a kill left a file that was being
// written: nothing refers to it, and the index is used as it is.
func TestUnfinishedFile(t *testing.T) {
	dir := t.TempDir()
	log := newDocLog(some(50)...)
	x, stop := start(t, dir, log)
	ready(t, x, 1)
	stop()
	generations, err := filepath.Glob(filepath.Join(dir, generationPrefix+"*"))
	if err != nil || len(generations) != 1 {
		t.Fatal(generations, err)
	}
	if err := os.WriteFile(filepath.Join(generations[0], "0000000000d5.zap"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	x, err = Open(t.Context(), dir, Options{StoreID: "store"})
	if err != nil {
		t.Fatal(err)
	}
	if s := x.Status(); s.Revision != 1 || s.Documents != len(log.now.list) {
		t.Errorf("status %+v", s)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestOtherHistory follows a log whose history is not that of the index.
func TestOtherHistory(t *testing.T) {
	for _, tt := range []struct {
		name, reason string
		change       func(*docLog)
	}{
		{"a restored backup", "another history", func(l *docLog) { l.foreign = true }},
		{"a shorter log", "the log ends at 1", func(l *docLog) {
			l.now, l.steps = newDocs(1, l.now.list[:1]), nil
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := newDocLog(some(50)...)
			dir := t.TempDir()
			x, stop := start(t, dir, log)
			ready(t, x, log.change(some(60)[55:]))
			stop()
			tt.change(log)
			if tt.name == "a restored backup" {
				time.AfterFunc(time.Second, func() {
					log.mu.Lock()
					log.foreign = false
					log.mu.Unlock()
				})
			}
			x, _ = start(t, dir, log)
			deadline := time.Now().Add(20 * time.Second)
			for x.Status().Rebuilt == 0 && time.Now().Before(deadline) {
				time.Sleep(time.Millisecond)
			}
			if s := x.Status(); !strings.Contains(s.Reason, tt.reason) || s.Rebuilt == 0 || s.Revision != log.now.rev {
				t.Errorf("status %+v", s)
			}
		})
	}
}

// TestDamagedWhileOpen spoils the index under a running search: it is made anew,
// and no panic leaves it.
func TestDamagedWhileOpen(t *testing.T) {
	log := newDocLog(some(500)...)
	x, _ := start(t, t.TempDir(), log)
	ready(t, x, 1)
	names, err := filepath.Glob(filepath.Join(x.current.dir, "*.zap"))
	if err != nil || len(names) == 0 {
		t.Fatal("no file", err)
	}
	f, err := os.OpenFile(names[0], os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(make([]byte, info.Size()/10), 0); err != nil { // the records; the file is mapped
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	d := log.now.list[9]
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		res, err := x.Search(t.Context(), Query{Text: d.Name, First: 1})
		if err == nil && !res.NamesOnly && len(res.Hits) == 1 && x.Status().Rebuilt == 2 {
			break
		}
		if c := graph.CodeOf(err); err != nil && c != graph.CodeDamaged && c != graph.CodeUnavailable {
			t.Fatal(err)
		}
		if time.Now().After(deadline) {
			t.Fatalf("status %+v, %+v, %v", x.Status(), res, err)
		}
	}
}

// TestLeftOver opens a folder in which a crash left indexes under construction: an
// old one is removed, a young one may be another process's.
func TestLeftOver(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{"old": 2 * staleBuilding, "young": 0} {
		work := filepath.Join(dir, buildingPrefix+name)
		file := filepath.Join(work, "part.zap")
		if err := os.Mkdir(work, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		for _, name := range []string{file, work} {
			if err := os.Chtimes(name, at, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	log := newDocLog(some(10)...)
	x, _ := start(t, dir, log)
	ready(t, x, 1)
	names, err := filepath.Glob(filepath.Join(dir, buildingPrefix+"*"))
	if err != nil || len(names) != 1 || filepath.Base(names[0]) != buildingPrefix+"young" {
		t.Errorf("left are %v, %v", names, err)
	}
}
