package export

import (
	"context"
	"iter"
	"strings"
	"sync"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/table"
)

// rowsDocument is a document in memory: by sheet, rows of texts.
type rowsDocument struct {
	names []string
	rows  [][][]string
}

func (d *rowsDocument) Sheets() []table.Sheet {
	var out []table.Sheet
	for _, n := range d.names {
		out = append(out, table.Sheet{Name: n})
	}
	return out
}

func (d *rowsDocument) Rows(_ context.Context, sheet int) iter.Seq2[*table.Row, error] {
	return func(yield func(*table.Row, error) bool) {
		for i, texts := range d.rows[sheet] {
			row := &table.Row{Number: i + 1}
			for j, s := range texts {
				if s != "" {
					kind := table.Text
					if strings.Trim(s, "0123456789.") == "" {
						kind = table.Kind(uint8(table.Number) + uint8(j%3)) // Number, Date, Percent
					}
					row.Cells = append(row.Cells, table.Cell{Column: j + 1, Kind: kind, Text: s})
				}
			}
			if len(row.Cells) > 0 && !yield(row, nil) {
				return
			}
		}
	}
}

func (d *rowsDocument) Merged(context.Context, int) ([]table.Area, error) { return nil, nil }
func (d *rowsDocument) Date1904() bool                                    { return false }
func (d *rowsDocument) Read() (done, total int64)                         { return 0, 0 }
func (d *rowsDocument) Close() error                                      { return nil }

var fuzzView = sync.OnceValues(func() (*memory.View, error) {
	p := graphtest.FullSize.Scaled(100_000)
	p.Batches = 5
	return memory.Build(context.Background(), graphtest.NewMemLog(graphtest.Generate(p)), graph.Standard(), graph.StandardRules(), 0)
})

// FuzzCompare reads manifests and sheets that nobody wrote: each is refused, or
// compared to its end, and every edit says where it is.
func FuzzCompare(f *testing.F) {
	v, err := fuzzView()
	if err != nil {
		f.Fatal(err)
	}
	w, err := newWalker(context.Background(), v, Query{Lang: "zh"})
	if err != nil {
		f.Fatal(err)
	}
	p, err := newPlan(w)
	if err != nil {
		f.Fatal(err)
	}
	rows, err := p.manifest.rows()
	if err != nil {
		f.Fatal(err)
	}
	id := string(w.ids[graph.KindEnterprise][0])
	f.Add(rows[1][1], "_id,企业全称,统一社会信用代码\n"+id+",甲,\n,乙,9\n"+id+",,\n")
	f.Add(`{"version":1,"sheets":[{"names":["企业"],"part":"edges","edge":"MAKES","columns":[{"header":"_id","role":"node"},{"header":"_to","role":"to"},{"header":"x","role":"refs","name":"MAKES","column":99}]}]}`, "_id,_to,x\n1,2,3\n")
	f.Add(`{"version":1,"kinds":["Enterprise"],"filters":{"Enterprise":{"All":[{"Property":"kind"}]}},"sheets":[{"names":["企业"],"part":"periods","kind":"Enterprise","columns":[{"header":"_id","role":"node"},{"header":"p","role":"period"}]}]}`, "_id,p\n1,2023\n"+id+",45000\n"+id+",2023\n")
	f.Fuzz(func(t *testing.T, manifest, sheet string) {
		d := &rowsDocument{names: []string{ManifestSheet, "企业"}, rows: [][][]string{{{manifestMark, "1"}, {"json", manifest}}, nil}}
		for line := range strings.Lines(sheet) {
			d.rows[1] = append(d.rows[1], strings.Split(strings.TrimSuffix(line, "\n"), ","))
		}
		m, ok, err := ReadManifest(t.Context(), d)
		if err != nil {
			if graph.CodeOf(err) != graph.CodeInvalid {
				t.Fatal(err)
			}
			return
		}
		if !ok {
			t.Fatal("a manifest was not found")
		}
		m.Revision = v.Revision()
		n := 0
		for e, err := range Compare(t.Context(), d, m, v) {
			if err != nil {
				if code := graph.CodeOf(err); code != graph.CodeInvalid && code != graph.CodeLimit {
					t.Fatal(err)
				}
				return
			}
			if e.Row == 0 && !e.Missing && e.Problem == nil {
				t.Fatalf("an edit that is nowhere: %+v", e)
			}
			if n++; n > 1000 {
				return
			}
		}
	})
}

// FuzzSame checks that a cell is the same as itself, in whatever way it is
// written, and that the mark of CSV comes off again.
func FuzzSame(f *testing.F) {
	for _, s := range []string{"", "甲", "2019-03", "002439", "=1", " x ", "0.1", "1e400", "'", "2019年3月5日", "\r\n", "_x0041_"} {
		f.Add(s, uint8(1))
		f.Add(s, uint8(2))
		f.Add(s, uint8(3))
	}
	f.Fuzz(func(t *testing.T, s string, kind uint8) {
		c := table.Cell{Kind: table.Kind(kind % 8), Text: s}
		blanks := table.Cell{Kind: table.Text, Text: " " + clean(s) + "\n"}
		same(c, blanks, true)
		same(blanks, c, false)
		if c.Kind == table.Text && (!same(c, c, false) || !same(c, blanks, false)) {
			t.Errorf("%q is not the same as itself", s)
		}
		if Unescape(Escape(s)) != s {
			t.Errorf("%q comes back from CSV as %q", s, Unescape(Escape(s)))
		}
		piece := strings.TrimSpace(clean(s))
		if text, sep := joined([]string{piece, "x"}, "zh"); sep >= 0 && piece != "" && piece != "x" {
			if got := split(text, sep); len(got) != 2 || piece != got[0] {
				t.Errorf("%q comes back as %q", s, got)
			}
		}
		_ = periodIn(c, false)
	})
}
