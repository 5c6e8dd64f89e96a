package mapping_test

import (
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
)

// FuzzParse sees that no bytes bring Parse to fall, and that what it takes can
// be written and read back the same.
func FuzzParse(f *testing.F) {
	for _, x := range snippets {
		f.Add([]byte(x.text))
	}
	voc := graph.Standard()
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := mapping.Parse("m.yaml", data, voc)
		if err != nil {
			if graph.CodeOf(err) != graph.CodeInvalid || err.Error() == "" {
				t.Fatalf("got %v", err)
			}
			return
		}
		roundTrip(t, voc, m)
	})
}

// FuzzRecognise sees that whatever is recognised is a mapping that can be
// written, that Parse takes it, and that its columns are found by their names.
func FuzzRecognise(f *testing.F) {
	for _, x := range habits {
		f.Add(x.lines, x.sheet, len(x.merged) > 0)
	}
	voc := graph.Standard()
	f.Fuzz(func(t *testing.T, lines, sheet string, areas bool) {
		if len(lines) > 1500 || len(sheet) > 200 {
			return
		}
		rows := sheetOf(strings.ToValidUTF8(lines, ""))
		var merged []table.Area
		if areas {
			merged = []table.Area{{FirstRow: 1, LastRow: 1, FirstColumn: 3, LastColumn: 4}, {FirstRow: 1, LastRow: 2, FirstColumn: 1, LastColumn: 1}}
		}
		found := mapping.Recognise(voc, rows, strings.ToValidUTF8(sheet, ""), "d.csv", merged, nil)
		saved(t, voc, found)
		for i := range found {
			names(t, &found[i])
			if s := found[i].Explain("zh") + found[i].Explain("en"); strings.Contains(s, "%!(") && !strings.Contains(lines+sheet, "%!(") {
				t.Error(s)
			}
			b := found[i].Boundary()
			for j := range rows {
				b.Row(&rows[j])
			}
		}
	})
}
