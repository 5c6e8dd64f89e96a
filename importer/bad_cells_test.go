package importer_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// TestBadEdgeCell checks that a cell of an edge that is bad in any of its pieces, or
// in its qualifier, covers nothing: the edges that stood stand (fold.md, 9).
func TestBadEdgeCell(t *testing.T) {
	const owns = `tables:
  - name: t
    records:
      - kind: Enterprise
        set: {legalName: n}
        edges: [{type: OWNS, to: Enterprise, by: {creditCode: x}, each: [";"]}]
`
	const supplies = `lookups:
  s: {芯片: E1}
tables:
  - name: t
    records:
      - kind: Enterprise
        set: {legalName: n}
        edges:
          - {type: SUPPLIES, to: Enterprise, by: {legalName: x}, qualifier: {chain: {constant: 链}, code: {column: c, lookup: s, strict: true}, name: s}}
`
	tests := []struct {
		name, mapping string
		before, after string
		want          bool // what stood stands as it did
	}{
		{"one piece of it", owns, "n,x\n示例甲有限公司," + creditOne + ";" + creditTwo + "\n", "n,x\n示例甲有限公司," + creditOne + ";" + creditTwo[:17] + "X\n", true},
		{"all of it", owns, "n,x\n示例甲有限公司," + creditOne + "\n", "n,x\n示例甲有限公司," + creditOne[:17] + "X\n", true},
		{"none of it", owns, "n,x\n示例甲有限公司," + creditOne + ";" + creditTwo + "\n", "n,x\n示例甲有限公司," + creditOne + "\n", false},
		{"its qualifier", supplies, "n,x,c,s\n示例甲有限公司,示例乙有限公司,芯片,\n", "n,x,c,s\n示例甲有限公司,示例乙有限公司,心片,\n", true},
		{"its qualifier, which a name tells after all", supplies, "n,x,c,s\n示例甲有限公司,示例乙有限公司,芯片,芯片\n", "n,x,c,s\n示例甲有限公司,示例乙有限公司,心片,芯片\n", true},
		{"its qualifier is blank", supplies, "n,x,c,s\n示例甲有限公司,示例乙有限公司,芯片,\n", "n,x,c,s\n示例甲有限公司,示例乙有限公司,,\n", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := mapped(t, tt.mapping)
			a := newAtlas(t)
			a.source("list", graph.TrustMedia)
			edges := func() []string {
				return slices.DeleteFunc(stands(t, a.view()), func(line string) bool { return !strings.Contains(line, " → ") })
			}
			a.run("list", importer.Options{Mapping: m}, a.file("t.csv", tt.before))
			before := edges()
			r := a.run("list", importer.Options{Mapping: m}, a.file("t.csv", tt.after))
			if got := edges(); slices.Equal(got, before) != tt.want {
				t.Errorf("edges %q; before %q", got, before)
			}
			if bad := strings.Contains(tt.after, "X\n") || strings.Contains(tt.after, "心片"); bad != (r.Counts.BadCells == 1) || r.Counts.Rejected != 0 {
				t.Errorf("%+v", r.Counts)
			}
		})
	}
}

// TestConditionOnMissingColumn checks that a column that a table lacks is not taken
// for a blank one: no row is skipped for it, and it is told.
func TestConditionOnMissingColumn(t *testing.T) {
	for _, tt := range []struct {
		skip          string
		read, skipped int
	}{
		{"{column: z, blank: true}", 2, 0},
		{"{column: z, blank: false}", 2, 0},
		{"{column: z, blank: false, not: true}", 2, 0},
		{"{column: c, blank: true}", 1, 1},
	} {
		m := mapped(t, `tables:
  - name: t
    skip: [`+tt.skip+`]
    records:
      - kind: Enterprise
        set: {legalName: n}
`)
		a := newAtlas(t)
		a.source("list", graph.TrustMedia)
		r := a.run("list", importer.Options{Mapping: m}, a.file("t.csv", "n,c\n示例甲有限公司,1\n示例乙有限公司,\n"))
		missing := []string{"z"}
		if strings.Contains(tt.skip, "column: c") {
			missing = nil
		}
		if x := r.Tables[0]; x.Counts.Read != tt.read || x.Skipped != tt.skipped || !slices.Equal(x.Missing, missing) {
			t.Errorf("%s: %d read, %d skipped, missing %q", tt.skip, x.Counts.Read, x.Skipped, x.Missing)
		}
	}
}
