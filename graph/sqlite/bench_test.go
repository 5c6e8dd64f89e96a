package sqlite_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	zsqlite "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

const million = 1_000_000

// fill opens a store in a file with one batch of n records.
func fill(b *testing.B, n int) *sqlite.Store {
	b.Helper()
	s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "bench.db"), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	write(b, s, "fill", graphtest.Records(n))
	return s
}

func write(tb testing.TB, s graph.Store, key string, assertions iter.Seq2[graph.Assertion, error]) *graph.Header {
	tb.Helper()
	ctx := tb.Context()
	st, err := s.Stage(ctx, graph.Header{Key: key, Kind: graph.BatchImport, Source: "s"}, time.Minute)
	if err != nil {
		tb.Fatal(err)
	}
	if err := st.Append(ctx, assertions); err != nil {
		tb.Fatal(err)
	}
	head, err := s.Head(ctx)
	if err != nil {
		tb.Fatal(err)
	}
	h, err := st.Commit(ctx, head.Revision)
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

func perSecond(b *testing.B, n int) {
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkAppendMillion writes a million records as one batch.
func BenchmarkAppendMillion(b *testing.B) {
	i := 0
	s := fill(b, 1)
	for b.Loop() {
		i++
		h := write(b, s, fmt.Sprint(i), graphtest.Records(million))
		b.ReportMetric(float64(h.Bytes)/million, "B/record")
	}
	perSecond(b, million)
	if stats, err := s.Stats(b.Context()); err == nil {
		b.ReportMetric(float64(stats.ChunkBytes)/float64(stats.Assertions), "stored-B/record")
	}
}

// BenchmarkRecords is what making the records alone costs in the benchmark
// above.
func BenchmarkRecords(b *testing.B) {
	for b.Loop() {
		for range graphtest.Records(million) {
		}
	}
	perSecond(b, million)
}

// BenchmarkStreamMillion reads a batch of a million records back.
func BenchmarkStreamMillion(b *testing.B) {
	s := fill(b, million)
	for b.Loop() {
		n := 0
		for _, err := range s.Assertions(b.Context(), 1) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != million {
			b.Fatal(n)
		}
	}
	perSecond(b, million)
}

// BenchmarkSpeaking looks a subject up in a batch of a million records: in that
// batch, and in all batches.
func BenchmarkSpeaking(b *testing.B) {
	s := fill(b, million)
	for _, revisions := range [][]graph.Revision{{1}, nil} {
		b.Run(fmt.Sprintf("revisions=%v", revisions), func(b *testing.B) {
			i := 0
			for b.Loop() {
				i = (i + 7919) % million
				n := 0
				for _, err := range s.Speaking(b.Context(), graphtest.Subject(i), revisions...) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
				if n != 1 {
					b.Fatalf("subject %d: %d assertions", i, n)
				}
			}
		})
	}
}

// BenchmarkSmallCommit appends batches of one record: what a curator's act
// costs until it is on disk.
func BenchmarkSmallCommit(b *testing.B) {
	s := fill(b, 1)
	i := 0
	for b.Loop() {
		i++
		write(b, s, fmt.Sprint(i), graphtest.Records(1))
	}
}

// BenchmarkRowPerAssertion is the alternative: plain SQLite with a row for
// each assertion, its fields as text, an index by subject, and no compression.
func BenchmarkRowPerAssertion(b *testing.B) {
	const rows = 100_000
	ctx := context.Background()
	for b.Loop() {
		conn, err := zsqlite.OpenConn(filepath.Join(b.TempDir(), "rows.db"))
		if err != nil {
			b.Fatal(err)
		}
		err = sqlitex.ExecuteScript(conn, "CREATE TABLE assertion (subject TEXT, row INTEGER, cells TEXT); CREATE INDEX s ON assertion (subject)", nil)
		if err != nil {
			b.Fatal(err)
		}
		conn.SetInterrupt(ctx.Done())
		end := sqlitex.Transaction(conn)
		var text bytes.Buffer
		for a, err := range graphtest.Records(rows) {
			if err != nil {
				b.Fatal(err)
			}
			r := a.(*graph.Record)
			text.Reset()
			for _, c := range r.Cells {
				fmt.Fprintf(&text, "%s=%v\n", c.Property, c.Values)
			}
			err := sqlitex.Execute(conn, "INSERT INTO assertion VALUES (?, ?, ?)",
				&sqlitex.ExecOptions{Args: []any{string(r.Subject), r.Row, text.Bytes()}})
			if err != nil {
				b.Fatal(err)
			}
		}
		end(&err)
		if err != nil {
			b.Fatal(err)
		}
		conn.Close()
	}
	perSecond(b, rows)
}

// BenchmarkCopyBytes writes as many bytes as a million records are when
// encoded to a plain file and syncs it: the floor.
func BenchmarkCopyBytes(b *testing.B) {
	s := fill(b, million/10)
	var all bytes.Buffer
	for c, err := range s.Chunks(b.Context(), 1) {
		if err != nil {
			b.Fatal(err)
		}
		all.Write(binary.AppendUvarint(nil, uint64(len(c.Data))))
		all.Write(c.Data)
	}
	path := filepath.Join(b.TempDir(), "plain")
	for b.Loop() {
		f, err := os.Create(path)
		if err != nil {
			b.Fatal(err)
		}
		for range 10 {
			if _, err := io.Copy(f, bytes.NewReader(all.Bytes())); err != nil {
				b.Fatal(err)
			}
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b, million)
}
