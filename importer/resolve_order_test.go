package importer_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	"github.com/chainatlas/chainatlas/importer"
)

// newSaltedAtlas is newAtlas with a salt that is always the same: what has the
// same keys has the same ID in all of them.
func newSaltedAtlas(t *testing.T) *atlas {
	t.Helper()
	dir := t.TempDir()
	s, err := sqlite.Open(t.Context(), filepath.Join(dir, "atlas.db"), sqlite.Options{Salt: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &atlas{t, s, dir}
}

// TestRowOrder imports the rows of a table in every order of a few: the same is
// queued, created and called the same (fold.md, the laws).
func TestRowOrder(t *testing.T) {
	const records = "tables:\n  - name: t\n    records:\n"
	tests := []struct {
		name    string
		mapping string // recognised if there is none
		header  string
		rows    []string
		counts  graph.Counts
	}{
		{"events of equal keys", "",
			"企业全称,融资轮次,融资金额,公布日期,投资方", []string{"示例甲有限公司,A轮,1亿元,2023-01-05,", "示例甲有限公司,A轮,3亿元,2023-01-05,"},
			graph.Counts{Read: 2, Created: 2}},
		{"short names that differ in looks", "",
			"企业名称,所属环节", []string{"示例甲有限公司,Edge AI", "示例乙有限公司,edge ai"},
			graph.Counts{Read: 2, Created: 2}},
		{"makers that wait under one code, products of one name",
			records + `      - kind: Enterprise
        set: {legalName: n, creditCode: c}
        edges: [{type: MAKES, to: Product, by: {name: p}, each: [";"]}]
`,
			"n,c,p", []string{"示例甲有限公司," + creditOne + ",防火墙", "样本乙有限公司," + creditOne + ",防火墙"},
			graph.Counts{Read: 2, Queued: 2}},
		{"a reference among rows that compete",
			records + `      - kind: Enterprise
        when: [{column: k, is: e}]
        set: {legalName: n, creditCode: c}
      - kind: Product
        when: [{column: k, is: p}]
        set: {name: p}
        edges: [{type: MAKES, from: Enterprise, by: {legalName: n, creditCode: c}}]
`,
			"k,n,c,p", []string{"p,北京示例科技有限公司," + creditOne + ",防火墙", "e,北京示例有限公司," + creditOne + ",", "e,上海示例有限公司," + creditOne + ","},
			graph.Counts{Read: 3, Queued: 2, Created: 1}},
		{"products that share some of their makers",
			records + `      - kind: Product
        set: {name: p}
        edges: [{type: MAKES, from: Enterprise, by: {legalName: n}, each: [";"]}]
`,
			"p,n", []string{"防火墙,甲;乙", "防火墙,乙;丙", "防火墙,甲"},
			graph.Counts{Read: 3, Queued: 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opts := importer.Options{}
			if tt.mapping != "" {
				opts.Mapping = mapped(t, tt.mapping)
			}
			var first string
			for turn := range len(tt.rows) {
				for range 2 {
					rows := slices.Concat(tt.rows[turn:], tt.rows[:turn])
					slices.Reverse(rows)
					a := newSaltedAtlas(t)
					a.source("list", graph.TrustMedia)
					r := a.run("list", opts, a.file("t.csv", tt.header+"\n"+strings.Join(rows, "\n")+"\n"))
					if r.Counts != tt.counts {
						t.Errorf("%q: %+v; want %+v", rows, r.Counts, tt.counts)
					}
					if got := dump(t, a.view()) + "\n" + a.subjects(r.Revision); first == "" {
						first = got
					} else if got != first {
						t.Errorf("%q:\n%s\nin another order:\n%s", rows, got, first)
					}
					slices.Reverse(tt.rows)
				}
			}
		})
	}
}

// subjects lists the subjects of a batch's records and of what they refer to, with
// what is held of them.
func (a *atlas) subjects(r graph.Revision) string {
	a.t.Helper()
	var out []string
	for _, rec := range a.records(r) {
		out = append(out, fmt.Sprint(rec.Subject, " ", rec.Held != nil))
		for _, e := range rec.Edges {
			for _, f := range e.Refs {
				out = append(out, fmt.Sprint(rec.Subject, " ", e.Type, " ", f.Subject, " ", f.Short, " ", f.Held != nil))
			}
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}
