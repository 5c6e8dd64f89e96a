package export_test

import (
	"context"
	"io"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/export"
)

// Progress grows, of a total that does not change once it is known, to its end.
func TestProgress(t *testing.T) {
	v := generatedView(t, 5000)
	for name, write := range map[string]func(context.Context, io.Writer, *memory.View, export.Query) error{
		"xlsx": export.XLSX, "csv": export.CSV, "graphml": export.GraphML,
		"one csv": func(ctx context.Context, w io.Writer, v *memory.View, q export.Query) error {
			return export.CSVOf(ctx, w, v, graph.KindEnterprise, q)
		},
	} {
		told, last, of := 0, 0, 0
		q := export.Query{Progress: func(done, total int) {
			if told++; done < last || of > 0 && total != of || done > total {
				t.Errorf("%s: %d of %d after %d of %d", name, done, total, last, of)
			}
			last, of = done, total
		}}
		if err := write(t.Context(), io.Discard, v, q); err != nil {
			t.Fatal(err)
		}
		if told < 2 || of == 0 || last != of {
			t.Errorf("%s: told %d times, the last time %d of %d", name, told, last, of)
		}
	}
}
