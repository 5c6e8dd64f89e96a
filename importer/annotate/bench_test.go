package annotate_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/importer/annotate"
	"github.com/chainatlas/chainatlas/importer/delimited"
)

// largeRows is the size of large, which has twelve columns.
func largeRows() int {
	if testing.Short() {
		return 5_000
	}
	return 200_000
}

// large is a workbook as it is imported.
var large = sync.OnceValues(func() ([]byte, error) {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, err
	}
	for i := 1; i <= largeRows(); i++ {
		row := []any{
			fmt.Sprintf("91110000MA%08d", i), fmt.Sprintf("北京第%d网络安全科技有限公司", i*7919%200_000), fmt.Sprint("安全", i), "北京市", "海淀区",
			43831 + i%1000, fmt.Sprintf("%d万元", i%9000+100), i % 5000, fmt.Sprintf("www.example%d.com", i*31%200_000), "防火墙", 0.25, "6510",
		}
		if err := w.SetRow(fmt.Sprint("A", i), row); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), f.Close()
})

func manyNotes(n int) []annotate.Note {
	many := make([]annotate.Note, 0, n)
	for i := range n {
		note := notes[1]
		note.Sheet, note.Row, note.Column = "Sheet1", i*40%largeRows()+1, i%12+1
		many = append(many, note)
	}
	return many
}

// BenchmarkWorkbook annotates it with 5,000 notes: with its sheet unselected, as
// is the default, and as it is.
func BenchmarkWorkbook(b *testing.B) {
	src, err := large()
	if err != nil {
		b.Fatal(err)
	}
	for name, bytesToSelect := range map[string]int64{"unselected": 0, "copied": -1} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			many := manyNotes(5_000)
			for b.Loop() {
				err := annotate.Workbook(b.Context(), bytes.NewReader(src), int64(len(src)), io.Discard, many, annotate.Options{SelectBytes: bytesToSelect})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkWorkbookMarked annotates a workbook of 5,000 rows in place.
func BenchmarkWorkbookMarked(b *testing.B) {
	f := excelize.NewFile()
	for i := 1; i <= 5_000; i++ {
		if err := f.SetSheetRow("Sheet1", fmt.Sprint("A", i), &[]any{"企业", i, "北京市", 1.5, "x", "y", "z", 8, 9, 10, 11, 12}); err != nil {
			b.Fatal(err)
		}
	}
	var src bytes.Buffer
	if err := f.Write(&src); err != nil {
		b.Fatal(err)
	}
	many := manyNotes(2_000)
	for i := range many {
		many[i].Row = i*2 + 1
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := annotate.Workbook(b.Context(), bytes.NewReader(src.Bytes()), int64(src.Len()), io.Discard, many, annotate.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTable annotates a text of as many rows.
func BenchmarkTable(b *testing.B) {
	var text bytes.Buffer
	for i := range largeRows() {
		fmt.Fprintf(&text, "91110000MA%08d,北京第%d网络安全科技有限公司,安全%d,北京市,海淀区,2015-03-%02d,%d万元,%d,www.example%d.com,\"防火墙,入侵检测\",0.25,6510\n",
			i, i*7919%200_000, i, i%28+1, i%9000+100, i%5000, i)
	}
	path := filepath.Join(b.TempDir(), "table.csv")
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	doc, err := delimited.Open(b.Context(), path, delimited.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer doc.Close() // it was only read
	many := manyNotes(5_000)
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := annotate.Table(b.Context(), doc, io.Discard, many, annotate.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
