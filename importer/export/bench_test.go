package export_test

import (
	"io"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/export"
)

// BenchmarkXLSX writes a million rows: enterprises, their figures, products and
// who makes them. It tells the rows of nodes and edges per second, and how far
// the live heap rises above that of the View.
func BenchmarkXLSX(b *testing.B) {
	scale := 10
	if testing.Short() {
		scale = 500
	}
	v := generatedView(b, scale)
	q := export.Query{Lang: "zh", Kinds: []graph.Kind{graph.KindEnterprise, graph.KindProduct}, Edges: []string{graph.EdgeMakes}, TmpDir: b.TempDir()}
	stats := v.Stats()
	rows := 2*stats.Nodes[graph.KindEnterprise] + stats.Nodes[graph.KindProduct] + stats.Edges[graph.EdgeMakes]
	defer debug.SetGCPercent(debug.SetGCPercent(50)) // so that what is live is known often
	runtime.GC()
	before := memoryInUse()
	peak := make(chan uint64)
	stop := make(chan struct{})
	go func() {
		most := uint64(0)
		for {
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(20 * time.Millisecond):
				most = max(most, memoryInUse())
			}
		}
	}()
	b.ResetTimer()
	for b.Loop() {
		if err := export.XLSX(b.Context(), io.Discard, v, q); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	close(stop)
	b.ReportMetric(float64(rows), "rows")
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	if most := <-peak; most > before {
		b.ReportMetric(float64(most-before)/(1<<20), "peak-MB")
	}
}

// memoryInUse returns the bytes that the last collection found to be live.
func memoryInUse() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
