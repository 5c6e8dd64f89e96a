package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	zsqlite "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// open opens a store in a new file.
func open(t testing.TB, now func() time.Time) *sqlite.Store {
	t.Helper()
	return openAt(t, newPath(t), sqlite.Options{Now: now})
}

func newPath(t testing.TB) string { return filepath.Join(t.TempDir(), "store.db") }

func openAt(t testing.TB, path string, opts sqlite.Options) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func verify(ctx context.Context, s graph.Store) error {
	report, err := chunk.Verify(ctx, s, nil)
	if err != nil {
		return err
	}
	return report.Err()
}

// sql runs statements on a file behind the store's back.
func sql(t testing.TB, path, script string) {
	t.Helper()
	conn, err := zsqlite.OpenConn(path, zsqlite.OpenReadWrite|zsqlite.OpenCreate)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := sqlitex.ExecuteScript(conn, script, nil); err != nil {
		t.Fatal(err)
	}
}

// number runs a query that returns a number.
func number(t testing.TB, path, query string) (n int) {
	t.Helper()
	conn, err := zsqlite.OpenConn(path, zsqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = sqlitex.ExecuteTransient(conn, query, &sqlitex.ExecOptions{ResultFunc: func(stmt *zsqlite.Stmt) error {
		n = stmt.ColumnInt(0)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func importOf(key string) graph.Header {
	return graph.Header{Key: key, Kind: graph.BatchImport, Source: "s"}
}

func TestStore(t *testing.T) {
	graphtest.TestStore(t, graphtest.StoreSuite{
		Open:   func(t *testing.T, now func() time.Time) graph.Store { return open(t, now) },
		Verify: verify,
	})
}

func TestOpenAgain(t *testing.T) {
	path := newPath(t)
	s := openAt(t, path, sqlite.Options{})
	want := write(t, s, "k", graphtest.Records(10))
	id, salt := s.ID(), s.Salt()
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(path + suffix); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("others can read the salt: %v, %v", info.Mode(), err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(path + "-*"); len(left) > 0 {
		t.Errorf("Close leaves %v", left)
	}
	for _, readOnly := range []bool{false, true} {
		s := openAt(t, path, sqlite.Options{ReadOnly: readOnly, MustExist: true, Salt: make([]byte, 32)})
		head, err := s.Head(t.Context())
		if err != nil || head.Hash != want.Hash || s.ID() != id || !bytes.Equal(s.Salt(), salt) {
			t.Errorf("read-only %t: head %+v, %v; ID %q, salt %x", readOnly, head, err, s.ID(), s.Salt())
		}
		if readOnly {
			_, err := s.Stage(t.Context(), importOf("k2"), time.Minute)
			if err == nil {
				_, err = graph.Append(t.Context(), s, importOf("k2"))
			}
			if graph.CodeOf(err) != graph.CodeInvalid {
				t.Errorf("writing to a store that is read only: %v", err)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	salted := openAt(t, newPath(t), sqlite.Options{Salt: salt})
	if !bytes.Equal(salted.Salt(), salt) || salted.ID() == id {
		t.Errorf("a copy has salt %x and ID %q", salted.Salt(), salted.ID())
	}
}

func TestOpenRefuses(t *testing.T) {
	other := newPath(t)
	sql(t, other, "CREATE TABLE t (x)")
	newer := newPath(t)
	openAt(t, newer, sqlite.Options{}).Close()
	sql(t, newer, fmt.Sprintf("PRAGMA user_version = %d", sqlite.Format+1))
	text := newPath(t)
	if err := os.WriteFile(text, []byte(strings.Repeat("name,code\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, message := range map[string]string{
		other: "another program", newer: "use a newer one", text: "no ChainAtlas store",
	} {
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, readOnly := range []bool{false, true} {
			_, err = sqlite.Open(t.Context(), path, sqlite.Options{ReadOnly: readOnly})
			if graph.CodeOf(err) != graph.CodeInvalid || !strings.Contains(err.Error(), message) {
				t.Errorf("Open = %v, want %q", err, message)
			}
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
			t.Errorf("Open changed the file it refused (%q), %v", message, err)
		}
		// A reader of a file in WAL mode leaves an empty journal.
		if left, _ := filepath.Glob(path + "-*"); len(left) > 0 && path != newer {
			t.Errorf("Open leaves %v", left)
		}
	}
	missing := newPath(t)
	for _, opts := range []sqlite.Options{{ReadOnly: true}, {MustExist: true}} {
		if _, err := sqlite.Open(t.Context(), missing, opts); graph.CodeOf(err) != graph.CodeNotFound {
			t.Errorf("Open(%+v) of no file = %v", opts, err)
		}
	}
	if _, err := os.Stat(missing); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open created the file: %v", err)
	}
	if _, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "no", "directory"), sqlite.Options{}); graph.CodeOf(err) != graph.CodeUnavailable {
		t.Errorf("Open in no directory = %v", err)
	}
	if _, err := sqlite.Open(t.Context(), newPath(t), sqlite.Options{Salt: []byte("short")}); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("Open with a short salt = %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sqlite.Open(ctx, newPath(t), sqlite.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Open under a context that has ended = %v", err)
	}
	// A file without a byte is what mktemp leaves, and a crash before creation.
	empty := newPath(t)
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	openAt(t, empty, sqlite.Options{})
}

// TestBusy holds the file's lock as another process would.
func TestBusy(t *testing.T) {
	path := newPath(t)
	s := openAt(t, path, sqlite.Options{BusyTimeout: 100 * time.Millisecond})
	write(t, s, "before", graphtest.Records(1))
	other, err := zsqlite.OpenConn(path, zsqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := sqlitex.ExecuteTransient(other, "BEGIN IMMEDIATE", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Append(t.Context(), s, importOf("k")); graph.CodeOf(err) != graph.CodeUnavailable {
		t.Errorf("Append while another process writes = %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	patient := openAt(t, path, sqlite.Options{BusyTimeout: time.Hour})
	start := time.Now()
	if _, err := graph.Append(ctx, patient, importOf("k")); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 10*time.Second {
		t.Errorf("Append until a deadline = %v after %v", err, time.Since(start))
	}
	if head, err := s.Head(t.Context()); err != nil || head.Revision != 1 {
		t.Errorf("readers must not wait: Head = %+v, %v", head, err)
	}
	if err := sqlitex.ExecuteTransient(other, "ROLLBACK", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Append(t.Context(), s, importOf("k")); err != nil {
		t.Errorf("Append afterwards = %v", err)
	}
}

func TestBackup(t *testing.T) {
	s := open(t, nil)
	write(t, s, "1", graphtest.Records(20_000))
	hash, err := s.Attach(t.Context(), strings.NewReader("a file"))
	if err != nil {
		t.Fatal(err)
	}
	path := newPath(t)
	// Others write while the copy is made.
	writing := make(chan struct{})
	points := 0
	s.SetTrace(func(point string) {
		if point == "backup" {
			if points++; points == 1 {
				go func() {
					defer close(writing)
					if _, err := graph.Append(t.Context(), s, importOf("2")); err != nil {
						t.Error(err)
					}
				}()
				<-writing
			}
		}
	})
	head, err := s.Backup(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	s.SetTrace(nil)
	if now, err := s.Head(t.Context()); err != nil || now.Revision != 2 || head.Revision != 1 {
		t.Errorf("the copy has revision %d, the store %d, %v; want 1 and 2", head.Revision, now.Revision, err)
	}
	b := openAt(t, path, sqlite.Options{MustExist: true})
	if got, err := b.Head(t.Context()); err != nil || got != head || b.ID() != s.ID() {
		t.Errorf("the copy's head is %+v, %v, want %+v", got, err, head)
	}
	if r, err := b.Attachment(t.Context(), hash); err != nil {
		t.Error(err)
	} else {
		r.Close()
	}
	if err := verify(t.Context(), b); err != nil {
		t.Error(err)
	}
	write(t, b, "2", graphtest.Records(1)) // the copy is a store like any other

	if _, err := s.Backup(t.Context(), path); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("Backup over a file = %v", err)
	}
	if _, err := s.Backup(t.Context(), filepath.Join(t.TempDir(), "no", "directory")); graph.CodeOf(err) == "" {
		t.Error("Backup into no directory succeeds")
	}
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	s.SetTrace(func(point string) {
		if point == "backup" {
			cancel()
		}
	})
	if _, err := s.Backup(ctx, filepath.Join(dir, "b")); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled Backup = %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("a cancelled Backup leaves %v, %v", left, err)
	}
}

// TestRedactionLeavesNoTrace looks for the bytes of the chunks that held what
// was redacted in the file and its journal.
func TestRedactionLeavesNoTrace(t *testing.T) {
	path := newPath(t)
	s := openAt(t, path, sqlite.Options{})
	graphtest.WriteSecret(t, s)
	old := map[string]bool{}
	const window = 16
	windows := func(add bool) {
		for r := graph.Revision(1); r <= 4; r++ {
			for c, err := range s.Chunks(t.Context(), r) {
				if err != nil {
					t.Fatal(err)
				}
				for i := range len(c.Data) - window {
					if w := string(c.Data[i : i+window]); add {
						old[w] = true
					} else {
						delete(old, w) // what is the same before and after says nothing
					}
				}
			}
		}
	}
	windows(true)
	found := func() (n int) {
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(path + suffix)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
			if bytes.Contains(b, []byte(graphtest.Secret)) {
				n++
			}
			for w := range old {
				if bytes.Contains(b, []byte(w)) {
					n++
				}
			}
		}
		return n
	}
	if found() < 50 {
		t.Fatal("the test does not find what it looks for even before the redaction")
	}

	// A reader keeps the journal from being emptied: then it is emptied later.
	reader, err := zsqlite.OpenConn(path, zsqlite.OpenReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := sqlitex.ExecuteScript(reader, "SELECT count(*) FROM batch", nil); err != nil {
		t.Fatal(err)
	}
	if err := sqlitex.ExecuteTransient(reader, "BEGIN", nil); err != nil {
		t.Fatal(err)
	}
	if err := sqlitex.ExecuteTransient(reader, "SELECT count(*) FROM batch", nil); err != nil {
		t.Fatal(err)
	}
	graphtest.RedactSecret(t, s)
	windows(false)
	if len(old) < 50 {
		t.Fatalf("only %d pieces of the old chunks are not in the new", len(old))
	}
	if found() == 0 {
		t.Error("the reader did not keep the old bytes; this test needs another way")
	}
	if number(t, path, "SELECT scrub FROM meta") == 0 {
		t.Error("the store does not know that old bytes are left")
	}
	if err := sqlitex.ExecuteTransient(reader, "ROLLBACK", nil); err != nil {
		t.Fatal(err)
	}
	// A later commit empties it, unless the machine is too slow for what it waits.
	for i := range 100 {
		if _, err := graph.Append(t.Context(), s, importOf(fmt.Sprint("next", i))); err != nil {
			t.Fatal(err)
		}
		if number(t, path, "SELECT scrub FROM meta") == 0 {
			break
		}
	}
	if n := found(); n > 0 {
		t.Errorf("%d pieces of the old chunks are left", n)
	}
	if number(t, path, "SELECT scrub FROM meta") != 0 {
		t.Error("the store does not know that it is clean")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if n := found(); n > 0 {
		t.Errorf("%d pieces of the old chunks are left after Close", n)
	}
}

// TestVerifyFinds damages a store in every way that Verify must find.
func TestVerifyFinds(t *testing.T) {
	path := newPath(t)
	s := openAt(t, path, sqlite.Options{})
	hash, err := s.Attach(t.Context(), strings.NewReader("a file"))
	if err != nil {
		t.Fatal(err)
	}
	h := importOf("1")
	h.Documents = []graph.Document{{Name: "f", Hash: hash}}
	if _, err := graph.Append(t.Context(), s, h, graphtest.EveryAssertion()...); err != nil {
		t.Fatal(err)
	}
	write(t, s, "2", graphtest.Records(3000))
	write(t, s, "3", graphtest.Records(2))
	redact := graph.Header{Key: "4", Kind: graph.BatchRedact}
	if _, err := graph.Append(t.Context(), s, redact, &graph.Redact{Subject: graphtest.Subject(0), Property: "website"}); err != nil {
		t.Fatal(err)
	}
	if err := verify(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for what, damage := range map[string]string{
		"a chunk's bytes":       "UPDATE body SET data = (SELECT data FROM body ORDER BY id DESC LIMIT 1) WHERE id = 2",
		"a chunk's hash":        "UPDATE chunk SET hash = zeroblob(32) WHERE id = 2",
		"a rewritten chunk":     "UPDATE chunk SET redacted = 0 WHERE redacted",
		"a chunk not rewritten": "UPDATE chunk SET redacted = 1 WHERE id = 1",
		"a missing chunk":       "DELETE FROM chunk WHERE id = 3",
		"two chunks' places":    "UPDATE chunk SET seq = 99 WHERE id = 3",
		"a subject's span":      "UPDATE chunk SET last = 'zzz' WHERE id = 2",
		"a chunk's filter":      "UPDATE chunk SET filter = NULL WHERE id = 2",
		"a header":              "UPDATE batch SET header = (SELECT header FROM batch WHERE revision = 3) WHERE revision = 2",
		"a batch's hash":        "UPDATE batch SET hash = zeroblob(32) WHERE revision = 2",
		"the head's hash":       "UPDATE batch SET hash = zeroblob(32) WHERE revision = 4",
		"a count":               "UPDATE batch SET assertions = 1 WHERE revision = 2",
		"a missing batch":       "DELETE FROM batch WHERE revision = 3",
		"an attachment":         "UPDATE piece SET data = CAST('another' AS BLOB)",
	} {
		t.Run(what, func(t *testing.T) {
			damaged := newPath(t)
			b, err := os.ReadFile(path)
			if err == nil {
				err = os.WriteFile(damaged, b, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			sql(t, damaged, damage)
			s := openAt(t, damaged, sqlite.Options{})
			report, err := chunk.Verify(t.Context(), s, nil)
			if graph.CodeOf(err) == graph.CodeDamaged {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if report.Found == 0 || graph.CodeOf(report.Err()) != graph.CodeDamaged || report.Found < len(report.Problems) {
				t.Errorf("Verify = %+v, %v", report, report.Err())
			}
		})
	}
	// Damage below SQL: every page of the file in turn loses a few bytes.
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	pages := len(b) / 8192
	for page := range pages {
		damaged := newPath(t)
		c := slices.Clone(b)
		copy(c[page*8192+4096:], "overwritten by something else")
		if err := os.WriteFile(damaged, c, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := sqlite.Open(t.Context(), damaged, sqlite.Options{})
		if err == nil {
			err = errors.Join(verify(t.Context(), s), s.Close())
		}
		if err != nil {
			found++
		}
	}
	if found < pages/2 {
		t.Errorf("damage was found in %d of %d pages", found, pages)
	}
}

// TestSweepLeavesNothing checks that what was staged in vain takes no room.
func TestSweepLeavesNothing(t *testing.T) {
	path := newPath(t)
	now := time.Unix(1e9, 0)
	s := openAt(t, path, sqlite.Options{Now: func() time.Time { return now }})
	for _, key := range []string{"a", "b"} {
		st, err := s.Stage(t.Context(), importOf(key), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if err := st.Append(t.Context(), graphtest.Records(70_000)); err != nil {
			t.Fatal(err)
		}
	}
	if n := number(t, path, "SELECT count(*) FROM body"); n < 500 {
		t.Fatalf("%d chunks are staged", n)
	}
	now = now.Add(time.Hour)
	write(t, s, "k", graphtest.Records(1))
	for _, table := range []string{"chunk", "body"} {
		if n := number(t, path, "SELECT count(*) FROM "+table); n != 1 {
			t.Errorf("table %s has %d rows, want that of the live batch", table, n)
		}
	}
	if n := number(t, path, "SELECT count(*) FROM staging"); n != 0 {
		t.Errorf("%d stagings are left", n)
	}
}

// TestSweepIsNotHalf stops a sweep after its first transaction: what is left of
// the staging must not become live.
func TestSweepIsNotHalf(t *testing.T) {
	now := time.Unix(1e9, 0)
	s := open(t, func() time.Time { return now })
	st, err := s.Stage(t.Context(), importOf("a"), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Append(t.Context(), graphtest.Records(140_000)); err != nil {
		t.Fatal(err)
	}
	before := now
	now = now.Add(time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	s.SetTrace(func(point string) {
		if point == "committed" {
			cancel()
		}
	})
	if _, err := s.Stage(ctx, importOf("b"), time.Minute); !errors.Is(err, context.Canceled) {
		t.Fatalf("Stage = %v; this test is about a sweep in several transactions", err)
	}
	s.SetTrace(nil)
	now = before // also if the clock goes back
	if h, err := st.Commit(t.Context(), 0); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("Commit of a staging that is half swept = %+v, %v", h, err)
	}
	now = now.Add(time.Hour)
	write(t, s, "k", graphtest.Records(1))
	if stats, err := s.Stats(t.Context()); err != nil || stats.Stagings != 0 {
		t.Errorf("%d stagings are left, %v", stats.Stagings, err)
	}
}

// TestAttachCutOff attaches what a client sends that goes away.
func TestAttachCutOff(t *testing.T) {
	s := open(t, nil)
	cutOff := io.MultiReader(strings.NewReader("half a fi"), iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := s.Attach(t.Context(), cutOff); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Attach of a file that was cut off = %v", err)
	}
	if stats, err := s.Stats(t.Context()); err != nil || stats.Attachments != 0 {
		t.Errorf("%d files are attached, %v", stats.Attachments, err)
	}
}

// TestAttachmentIsWhole reads an attachment that lost its end.
func TestAttachmentIsWhole(t *testing.T) {
	path := newPath(t)
	s := openAt(t, path, sqlite.Options{})
	hash, err := s.Attach(t.Context(), bytes.NewReader(make([]byte, 1<<20)))
	if err != nil {
		t.Fatal(err)
	}
	sql(t, path, "DELETE FROM piece WHERE seq = 3")
	r, err := s.Attachment(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); graph.CodeOf(err) != graph.CodeDamaged {
		t.Errorf("%d bytes are read, %v", len(b), err)
	}
	h := importOf("k")
	h.Documents = []graph.Document{{Name: "f", Hash: hash}}
	if _, err := graph.Append(t.Context(), s, h); err != nil {
		t.Fatal(err)
	}
	if report, err := chunk.Verify(t.Context(), s, nil); err != nil || report.Found != 1 {
		t.Errorf("Verify = %+v, %v, want one problem", report, err)
	}
}
