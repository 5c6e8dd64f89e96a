package xlsx

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"
)

// benchmarkRows is the size of the benchmark's workbook.
func benchmarkRows() int {
	if testing.Short() {
		return 5_000
	}
	return 200_000
}

// writeBig writes a workbook of this many rows as Excel does, or as libraries
// do that share no strings. Of its 12 columns one is a code of 18 digits, five
// are texts, of which three are all different, five are numbers and one is a
// date.
func writeBig(tb testing.TB, rows int, inline bool) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "big.xlsx")
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	z := zip.NewWriter(f)
	part := func(name string, write func(io.Writer)) {
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		b := bufio.NewWriter(w)
		write(b)
		if err := b.Flush(); err != nil {
			tb.Fatal(err)
		}
	}
	es := parts([]string{}, "")
	if inline {
		es = parts(nil, "")
	}
	for _, e := range es {
		if e.name != sheet1 && e.name != stringPart {
			part(e.name, func(w io.Writer) { io.WriteString(w, e.body) })
		}
	}
	texts := func(i int) [6]string {
		return [...]string{
			fmt.Sprintf("91%016d", i*7919), fmt.Sprintf("某某科技有限公司%d", i), fmt.Sprintf("https://example.com/%d", i),
			fmt.Sprintf("北京市海淀区中关村大街 %d 号", i%1000), "网络安全", "存续 &amp; 在业",
		}
	}
	part(sheet1, func(w io.Writer) {
		io.WriteString(w, sheetHead)
		for i := range rows {
			fmt.Fprintf(w, `<row r="%d" spans="1:12">`, i+1)
			for c, text := range texts(i) {
				if inline {
					fmt.Fprintf(w, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, cellName(c+1, i+1), text)
				} else {
					n := 3*i + c
					switch c {
					case 3:
						n = 3*rows + i%1000
					case 4, 5:
						n = 3*rows + 1000 + c - 4
					}
					fmt.Fprintf(w, `<c r="%s" t="s"><v>%d</v></c>`, cellName(c+1, i+1), n)
				}
			}
			for c := 6; c < 11; c++ {
				fmt.Fprintf(w, `<c r="%s"><v>%v</v></c>`, cellName(c+1, i+1), float64(i*c)/8)
			}
			fmt.Fprintf(w, `<c r="%s" s="1"><v>%d</v></c></row>`, cellName(12, i+1), 40_000+i%5000)
		}
		io.WriteString(w, sheetTail)
	})
	if !inline {
		part(stringPart, func(w io.Writer) {
			io.WriteString(w, sstHead)
			for i := range rows {
				all := texts(i)
				fmt.Fprintf(w, `<si><t>%s</t></si><si><t>%s</t></si><si><t>%s</t></si>`, all[0], all[1], all[2])
			}
			for i := range 1000 {
				fmt.Fprintf(w, `<si><t>%s</t></si>`, texts(i)[3])
			}
			fmt.Fprintf(w, `<si><t>%s</t></si><si><t>%s</t></si></sst>`, texts(0)[4], texts(0)[5])
		})
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return path
}

// BenchmarkRows reads a workbook of 200,000 rows and 12 columns (5,000 rows with
// -short) as Excel writes it and without shared strings, and as a baseline by
// excelize. With shared strings and 2 cores it took .55 s here and 6.8 s by
// excelize; as processes, 0.54 s of CPU and 33 MB here, and 1.24 s and 218 MB by
// python-calamine, for which one keeps the workbook and times
//
//	python3 -c 'import sys, python_calamine as c; print(sum(len(r) for r in c.load_workbook(sys.argv[1]).get_sheet_by_index(0).iter_rows()))' big.xlsx
func BenchmarkRows(b *testing.B) {
	rows := benchmarkRows()
	for _, inline := range []bool{false, true} {
		name := "shared"
		if inline {
			name = "inline"
		}
		path := writeBig(b, rows, inline)
		b.Run(name+"/ours", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if n := countCells(b, path); n != rows*12 {
					b.Fatalf("%d cells", n)
				}
			}
		})
		b.Run(name+"/excelize", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if n := countByExcelize(b, path); n != rows*12 {
					b.Fatalf("%d cells", n)
				}
			}
		})
	}
}

func countCells(b *testing.B, path string) (n int) {
	d, err := Open(b.Context(), path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	for r, err := range d.Rows(b.Context(), 0) {
		if err != nil {
			b.Fatal(err)
		}
		n += len(r.Cells)
	}
	return n
}

func countByExcelize(b *testing.B, path string) (n int) {
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, TmpDir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	rows, err := f.Rows("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		columns, err := rows.Columns()
		if err != nil {
			b.Fatal(err)
		}
		n += len(columns)
	}
	if err := rows.Error(); err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkMerged looks through a sheet of 10,000 rows.
func BenchmarkMerged(b *testing.B) {
	path := writeBig(b, 10_000, true)
	d, err := Open(b.Context(), path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	for b.Loop() {
		if _, err := d.Merged(b.Context(), 0); err != nil {
			b.Fatal(err)
		}
	}
}
