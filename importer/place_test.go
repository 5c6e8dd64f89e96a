package importer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// places lists the values of companies with the cells that they came from.
func (a *atlas) places(names ...string) string {
	v := a.view()
	var out []string
	for _, name := range names {
		for _, p := range node(a.t, v, graph.KindEnterprise, name).Properties {
			for _, s := range append(p.Values, p.Winner) {
				if !s.Value.IsZero() {
					out = append(out, fmt.Sprintf("%s %s %s R%dC%d", name, p.Name, p.Period, s.Place.Row, s.Place.Column))
				}
			}
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// TestPlaces checks that a value leads back to its own cell, also where a row
// gives a property for several years, or may give it in several columns, and
// where a later edition only confirms it or has its rows elsewhere.
func TestPlaces(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	const head = "企业名称,2022年营收(万元),2023年营收(万元),电话,联系电话,注册资本(万元)\n"
	const one = "示例甲有限公司,100,200,010-22222222,,50\n"
	const two = "示例乙有限公司,,300,010-11111111,010-33333333,60\n"
	a.run("list", importer.Options{}, a.file("a.csv", head+one+two))
	want := `示例乙有限公司 contactPhone  R3C5
示例乙有限公司 legalName  R3C1
示例乙有限公司 registeredCapital  R3C6
示例乙有限公司 revenue 2023 R3C3
示例甲有限公司 contactPhone  R2C4
示例甲有限公司 legalName  R2C1
示例甲有限公司 registeredCapital  R2C6
示例甲有限公司 revenue 2022 R2C2
示例甲有限公司 revenue 2023 R2C3`
	if got := a.places("示例甲有限公司", "示例乙有限公司"); got != want {
		t.Errorf("found\n%s\nwant\n%s", got, want)
	}
	r := a.run("list", importer.Options{}, a.file("b.csv", head+two+one+"示例丙有限公司,1,2,,,\n"))
	wantCounts(t, r, 3, 0, 0, 1, 0, 2, 0)
	want = strings.NewReplacer("R2", "R3", "R3", "R2").Replace(want)
	if got := a.places("示例甲有限公司", "示例乙有限公司"); got != want {
		t.Errorf("after rows moved, found\n%s\nwant\n%s", got, want)
	}
	// The number that counted goes, so that the other, in another column, counts.
	r = a.run("list", importer.Options{}, a.file("c.csv", head+strings.Replace(two, "010-33333333", "", 1)+one))
	wantCounts(t, r, 2, 0, 0, 0, 1, 1, 0)
	want = strings.Replace(want, "示例乙有限公司 contactPhone  R2C5", "示例乙有限公司 contactPhone  R2C4", 1)
	if got := a.places("示例甲有限公司", "示例乙有限公司"); got != want {
		t.Errorf("after a number moved, found\n%s\nwant\n%s", got, want)
	}
}

// TestManyUnknownColumns checks that columns beyond those that are told are counted.
func TestManyUnknownColumns(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	r := a.run("list", importer.Options{}, a.file("a.csv", "企业名称,省份\n示例甲有限公司,北京"+strings.Repeat(",余", 130)+"\n示例乙有限公司,上海"+strings.Repeat(",余", 250)+"\n"))
	if x := r.Tables[0]; len(x.Unknown) != 100 || x.MoreUnknown != 150 || x.Unknown[0] != "C" || x.Unknown[99] != "CX" {
		t.Errorf("%d columns are told, and %d more: %q", len(x.Unknown), x.MoreUnknown, x.Unknown)
	}
}

// TestNothingLost checks what is said of cells that are not read.
func TestNothingLost(t *testing.T) {
	for _, tt := range []struct {
		name, csv string
		unknown   string
		left      []int
		passed    string // the cells passed over for others of the same meaning
	}{
		{name: "no header", csv: "企业名称,,省份\n示例甲有限公司,重要,北京,多,余\n示例乙有限公司,,上海\n", unknown: "B D E"},
		{name: "only in unknown columns", csv: "企业名称,省份,怪列\n示例甲有限公司,北京,a\n,,b\n示例乙有限公司,上海,\n,,c\n", unknown: "怪列", left: []int{3, 5}},
		{name: "two columns of one meaning", csv: "企业名称,电话,联系电话\n示例甲有限公司,010-11111111,010-22222222\n示例乙有限公司,010-11111111,010-11111111\n示例丙有限公司,,010-33333333\n", passed: "R2C2"},
		{name: "side by side", csv: "企业名称,省份,,产品名称,企业名称\n示例甲有限公司,北京,,示例防火墙,示例甲有限公司\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := newAtlas(t)
			a.source("list", graph.TrustMedia)
			r := a.run("list", importer.Options{}, a.file("a.csv", tt.csv))
			var unknown, passed []string
			var left []int
			for _, x := range r.Tables {
				unknown = append(unknown, x.Unknown...)
				left = append(left, x.LeftRows...)
				if x.Left != len(x.LeftRows) {
					t.Errorf("%d rows were left out, of which %v are listed", x.Left, x.LeftRows)
				}
			}
			for _, p := range r.Problems {
				if p.Effect != importer.EffectKept {
					t.Errorf("problem %+v", p)
				}
				passed = append(passed, fmt.Sprintf("R%dC%d", p.Row, p.Column))
			}
			if got := strings.Join(unknown, " "); got != tt.unknown {
				t.Errorf("unknown columns %q, want %q", got, tt.unknown)
			}
			if !slices.Equal(left, tt.left) {
				t.Errorf("left out %v, want %v", left, tt.left)
			}
			if got := strings.Join(passed, " "); got != tt.passed {
				t.Errorf("passed over %q, want %q", got, tt.passed)
			}
		})
	}
}
