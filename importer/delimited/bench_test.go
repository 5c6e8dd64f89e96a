package delimited_test

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"github.com/chainatlas/chainatlas/importer/delimited"
)

// benchRows is the size of the table that is read, which has twelve columns: a
// million enterprises, or few with -short.
func benchRows() int {
	if testing.Short() {
		return 10_000
	}
	return 1_000_000
}

func benchFile(b *testing.B, gbk bool) (string, int64) {
	path := filepath.Join(b.TempDir(), "enterprises.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	var w io.Writer = f
	if gbk {
		w = transform.NewWriter(f, simplifiedchinese.GBK.NewEncoder())
	}
	buffered := bufio.NewWriterSize(w, 1<<20)
	fmt.Fprintln(buffered, "统一社会信用代码,企业名称,简称,省,市,成立日期,注册资本,人数,网站,主营产品,备注,行业")
	for i := range benchRows() {
		fmt.Fprintf(buffered, "91110000MA%08d,北京第%d网络安全科技有限公司,安全%d,北京市,海淀区,2015-03-%02d,%d万元,%d,www.example%d.com,\"防火墙,入侵检测\",,6510\n",
			i, i, i, i%28+1, i%9000+100, i%5000, i)
	}
	if err := errors.Join(buffered.Flush(), f.Close()); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return path, info.Size()
}

func BenchmarkRows(b *testing.B) {
	for _, gbk := range []bool{false, true} {
		name := map[bool]string{false: "utf-8", true: "gb18030"}[gbk]
		b.Run(name, func(b *testing.B) {
			path, size := benchFile(b, gbk)
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				d, err := delimited.Open(b.Context(), path, delimited.Options{})
				if err != nil {
					b.Fatal(err)
				}
				cells := 0
				for row, err := range d.Rows(b.Context(), 0) {
					if err != nil {
						b.Fatal(err)
					}
					cells += len(row.Cells)
				}
				if err := d.Close(); err != nil || cells != 11*benchRows()+12 || d.Encoding() != name {
					b.Fatal(cells, d.Encoding(), err)
				}
			}
		})
	}
}

// BenchmarkRowsBaseline reads the same file with encoding/csv, which looks at
// neither encoding nor delimiter.
func BenchmarkRowsBaseline(b *testing.B) {
	path, size := benchFile(b, false)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		r := csv.NewReader(f)
		r.ReuseRecord = true
		cells := 0
		for {
			record, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			cells += len(record)
		}
		if err := f.Close(); err != nil || cells != 12*benchRows()+12 {
			b.Fatal(cells, err)
		}
	}
}
