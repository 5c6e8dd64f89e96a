package importer_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/export"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// benchHeaders are the columns of the tables that the benchmarks import: of all
// types, as a list of enterprises has them.
var benchHeaders = []string{"企业名称", "简称", "统一社会信用代码", "注册资本(万元)", "成立日期", "省份", "地址", "官网", "主营业务", "企业性质", "员工人数下限", "备注"}

const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// creditCode returns the i-th of some codes whose check character holds.
func creditCode(i int) string {
	weights := [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	code := []byte(fmt.Sprintf("91110%012d", i))
	sum := 0
	for j, c := range code {
		sum += int(c-'0') * weights[j]
	}
	return string(code) + string(creditAlphabet[(31-sum%31)%31])
}

func benchRow(i int) []any {
	provinces := []string{"北京市", "上海市", "广东省", "浙江省", "四川省", "江苏省", "湖北省", "陕西省"}
	kinds := []string{"民营企业", "国有企业", "外资企业", "其他"}
	return []any{
		fmt.Sprintf("示例第%d号网络安全技术有限公司", i), fmt.Sprintf("示例%d", i), creditCode(i), 100 + i%5000,
		fmt.Sprintf("%d-%02d-%02d", 1990+i%33, 1+i%12, 1+i%28), provinces[i%len(provinces)],
		fmt.Sprintf("示例路%d号%d室", i%2000, i%900), fmt.Sprintf("https://example.com/%d", i),
		[]string{"防火墙、安全网关", "数据脱敏与数据库审计", "态势感知平台", "安全咨询与应急响应服务"}[i%4], kinds[i%len(kinds)], 10 + i%990,
		fmt.Sprintf("第%d批", i%12),
	}
}

func benchSize(full int) int {
	if testing.Short() {
		return full / 100
	}
	return full
}

func benchWorkbook(b *testing.B, rows int) string {
	b.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	head := make([]any, len(benchHeaders))
	for i, h := range benchHeaders {
		head[i] = h
	}
	if err := w.SetRow("A1", head); err != nil {
		b.Fatal(err)
	}
	for i := range rows {
		if err := w.SetRow(fmt.Sprintf("A%d", i+2), benchRow(i)); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "bench.xlsx")
	if err := f.SaveAs(path); err != nil {
		b.Fatal(err)
	}
	return path
}

func benchCSV(b *testing.B, rows int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "bench.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	line := func(cells []any) {
		for i, c := range cells {
			if i > 0 {
				_ = w.WriteByte(',')
			}
			fmt.Fprint(w, c)
		}
		_ = w.WriteByte('\n')
	}
	head := make([]any, len(benchHeaders))
	for i, h := range benchHeaders {
		head[i] = h
	}
	line(head)
	for i := range rows {
		line(benchRow(i))
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

// benchImport imports files into a new store; queryable says whether the View of
// the batch is derived, too.
func benchImport(b *testing.B, rows int, queryable bool, files ...string) {
	b.Helper()
	for b.Loop() {
		s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "bench.db"), sqlite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		view := memory.New(graph.Standard(), graph.StandardRules())
		r, err := importer.Run(b.Context(), files, importer.Options{Store: s, View: view, Source: "bench", Actor: "bench",
			Mapping: benchMapping})
		if err != nil {
			b.Fatal(err)
		}
		if r.Counts.Created != rows || !r.Adds() {
			b.Fatalf("%+v", r.Counts)
		}
		if queryable {
			if view, err = view.Advance(b.Context(), s, 0); err != nil {
				b.Fatal(err)
			}
			if n := view.Stats().Nodes[graph.KindEnterprise]; n != rows {
				b.Fatalf("%d enterprises", n)
			}
		}
		b.StopTimer()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		if err := os.Remove(filepath.Join(b.TempDir(), "bench.db")); err != nil && !os.IsNotExist(err) {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

var benchMapping = &mapping.Mapping{Version: 1, Source: &mapping.Source{ID: "bench", Name: "bench", Trust: graph.TrustMedia}}

// BenchmarkWorkbook imports 200,000 rows of 12 columns of a workbook until they
// can be queried. Baseline is excelize merely reading its rows.
func BenchmarkWorkbook(b *testing.B) {
	rows := benchSize(200_000)
	path := benchWorkbook(b, rows)
	b.Run("import", func(b *testing.B) { benchImport(b, rows, false, path) })
	b.Run("queryable", func(b *testing.B) { benchImport(b, rows, true, path) })
	b.Run("excelize", func(b *testing.B) {
		for b.Loop() {
			f, err := excelize.OpenFile(path)
			if err != nil {
				b.Fatal(err)
			}
			all, err := f.Rows("Sheet1")
			if err != nil {
				b.Fatal(err)
			}
			n := 0
			for all.Next() {
				if _, err := all.Columns(); err != nil {
					b.Fatal(err)
				}
				n++
			}
			if n != rows+1 {
				b.Fatalf("%d rows", n)
			}
			if err := f.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkCSV imports 1,000,000 rows of 12 columns of CSV.
func BenchmarkCSV(b *testing.B) {
	rows := benchSize(1_000_000)
	benchImport(b, rows, false, benchCSV(b, rows))
}

// BenchmarkExport writes 1,000,000 enterprises to a workbook. live-MB is the most
// that it holds at a time, beside the View.
func BenchmarkExport(b *testing.B) {
	rows := benchSize(1_000_000)
	path := benchCSV(b, rows)
	s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "bench.db"), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if _, err := importer.Run(b.Context(), []string{path}, importer.Options{Store: s, View: memory.New(graph.Standard(), graph.StandardRules()),
		Source: "bench", Actor: "bench", Mapping: benchMapping}); err != nil {
		b.Fatal(err)
	}
	view, err := memory.Build(b.Context(), s, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	before, most := liveHeap(), int64(0)
	done := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
				most = max(most, liveHeap()-before)
			}
		}
	})
	for b.Loop() {
		out, err := os.Create(filepath.Join(b.TempDir(), "out.xlsx"))
		if err != nil {
			b.Fatal(err)
		}
		if err := export.XLSX(b.Context(), out, view, export.Query{Kinds: []graph.Kind{graph.KindEnterprise}, Edges: []string{}, Store: s.ID()}); err != nil {
			b.Fatal(err)
		}
		if err := out.Close(); err != nil {
			b.Fatal(err)
		}
	}
	close(done)
	watching.Wait()
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(most)/(1<<20), "live-MB")
}

// liveHeap returns the bytes that the last collection found in use.
func liveHeap() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}
