package importer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// TestFirstMentions checks that a preview tells of each name that would be made by
// being named: with its cell, how often, and what it may be meant for.
func TestFirstMentions(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	a.source("other", graph.TrustMedia)
	mapped := &mapping.Mapping{Version: 1, Defaults: map[graph.Kind]map[string]string{graph.KindSegment: {"chain": "示例链"}}}
	a.run("list", importer.Options{Mapping: mapped}, a.file("segments.csv", "环节代码,环节名称\nA1,终端安全\nA2,量子通信\n"))
	companies := "企业名称,备注,所属环节,所属园区\n" +
		"示例甲有限公司,,终端安金,示例产业园\n" +
		"示例乙有限公司,,终端安金、量子咖啡机,\n" +
		"示例丙有限公司,,终端安全,\n" +
		"示例丁有限公司,,终端安金,\n"
	told := func(r *importer.Report) []string {
		var out []string
		for _, p := range r.Problems {
			if p.Code == graph.ProblemReferred {
				out = append(out, fmt.Sprintf("R%dC%d %s %s %s %q", p.Row, p.Column, p.Header, p.Of, p.Value, p.Near))
			}
		}
		return out
	}
	r := a.run("other", importer.Options{Mapping: mapped, DryRun: true}, a.file("companies.csv", companies))
	want := []string{
		`R2C3 所属环节 Segment 终端安金 ["终端安全"]`,
		`R2C4 所属园区 Park 示例产业园 []`,
		`R3C3 所属环节 Segment 量子咖啡机 []`,
	}
	if got := told(r); !slices.Equal(got, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	first := r.Problems[0]
	if first.Effect != importer.EffectKept || !strings.Contains(first.Reason.Zh, "共 3 处") || !strings.Contains(first.Cure.En, "did you mean “终端安全”? If it is a slip") {
		t.Errorf("%+v", first)
	}
	if r.Counts.Created != 4 || r.Counts.BadCells != 0 {
		t.Errorf("a notice counts as more than one: %+v", r.Counts)
	}
	// A slip is amended in the preview, and in the mapping that comes of it.
	amended := importer.Options{Mapping: mapped, DryRun: true, Amendments: []mapping.Amendment{{Document: "companies.csv", Header: 1, Column: 3, From: "终端安金", To: "终端安全"}}}
	r = a.run("other", amended, a.file("companies.csv", companies))
	if got := told(r); !slices.Equal(got, want[1:]) {
		t.Errorf("amended, it told %q", got)
	}
	_, m, err := importer.Recognised(t.Context(), []string{a.file("companies.csv", companies)}, amended)
	if err != nil {
		t.Fatal(err)
	}
	yaml, err := m.YAML()
	if err != nil {
		t.Fatal(err)
	}
	again, err := mapping.Parse("m", yaml, graph.Standard())
	if err != nil {
		t.Fatalf("%v\n%s", err, yaml)
	}
	again.Defaults = mapped.Defaults
	r = a.run("other", importer.Options{Mapping: again, DryRun: true}, a.file("companies.csv", companies))
	if got := told(r); !slices.Equal(got, want[1:]) {
		t.Errorf("by the mapping that was handed in again, it told %q", got)
	}
	if mapped.Lookups != nil {
		t.Error("the mapping that was given has changed")
	}
	// Once they are there, they are mentioned for the first time no more.
	a.run("other", importer.Options{Mapping: mapped}, a.file("companies.csv", companies))
	r = a.run("list", importer.Options{Mapping: mapped, DryRun: true}, a.file("more.csv", "企业名称,所属环节\n示例戊有限公司,终端安金、量子咖非机\n"))
	if got := told(r); !slices.Equal(got, []string{`R2C2 所属环节 Segment 量子咖非机 ["量子咖啡机"]`}) {
		t.Errorf("told %q", got)
	}
	// A name that the same file describes is not.
	r = a.run("list", importer.Options{Mapping: mapped, DryRun: true},
		a.file("e.csv", "企业名称,所属环节\n示例己有限公司,量子雷达\n"), a.file("s.csv", "环节代码,环节名称\nA3,量子雷达\n"))
	if got := told(r); len(got) > 0 {
		t.Errorf("told %q", got)
	}
}

// TestColumns checks what is told of columns, and that what a person chooses for
// one is read, previewed, and the same when the mapping is handed in again.
func TestColumns(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	file := a.file("a.csv", "企业名称,资本（万元）,人手,省份\n示例甲有限公司,5000,35,湖南\n示例乙有限公司,6000,35,湖北\n")
	columns := func(r *importer.Report) string {
		var out []string
		for _, c := range r.Tables[0].Columns {
			out = append(out, fmt.Sprintf("%d %s %s %s %v %q", c.Number, c.Header, c.Means, c.Label.Zh, c.Chosen, c.Samples))
		}
		return strings.Join(out, "\n")
	}
	r := a.run("list", importer.Options{DryRun: true}, file)
	if got, want := columns(r), `1 企业名称 legalName 企业全称 false ["示例甲有限公司" "示例乙有限公司"]
2 资本（万元）  未识别 false ["5000" "6000"]
3 人手  未识别 false ["35"]
4 省份 LOCATED_IN>Region.code 位于：地区（名称或代码） false ["湖南" "湖北"]`; got != want {
		t.Errorf("told\n%s\nwant\n%s", got, want)
	}
	choices := []mapping.Choice{
		{Document: "a.csv", Header: 1, Column: 2, Kind: graph.KindEnterprise, Means: "registeredCapital"},
		{Document: "a.csv", Header: 1, Column: 4, Kind: graph.KindEnterprise, Means: mapping.MeansNothing},
	}
	opts := importer.Options{DryRun: true, Choices: choices}
	r = a.run("list", opts, file)
	if got, want := columns(r), `1 企业名称 legalName 企业全称 false ["示例甲有限公司" "示例乙有限公司"]
2 资本（万元） registeredCapital 注册资本 true ["5000" "6000"]
3 人手  未识别 false ["35"]
4 省份 - 不读取 true ["湖南" "湖北"]`; got != want {
		t.Errorf("told\n%s\nwant\n%s", got, want)
	}
	if !slices.Equal(r.Tables[0].Unknown, []string{"人手"}) {
		t.Errorf("unknown: %q", r.Tables[0].Unknown)
	}
	_, m, err := importer.Recognised(t.Context(), []string{file}, opts)
	if err != nil {
		t.Fatal(err)
	}
	r = a.run("list", importer.Options{Mapping: m}, file)
	if r.Counts.Created != 2 {
		t.Errorf("%+v", r.Counts)
	}
	v := a.view()
	if got := valueOf(node(t, v, graph.KindEnterprise, "示例甲有限公司"), "registeredCapital", "").String(); got != "5000万元" && !strings.Contains(got, "50000000") {
		t.Errorf("the capital is %q", got)
	}
	// What is handed in again can be corrected again.
	r = a.run("list", importer.Options{DryRun: true, Mapping: m, Choices: []mapping.Choice{
		{Document: "a.csv", Header: 1, Column: 4, Kind: graph.KindEnterprise, Means: "LOCATED_IN>Region.code"},
	}}, file)
	if !strings.Contains(columns(r), "4 省份 LOCATED_IN>Region.code 位于：地区（名称或代码） true") {
		t.Errorf("corrected again:\n%s", columns(r))
	}
	if _, err := importer.Run(t.Context(), []string{file}, importer.Options{Store: a.store, View: v, Actor: "t", Source: "list", DryRun: true,
		Choices: []mapping.Choice{{Document: "a.csv", Column: 2, Kind: graph.KindEnterprise, Means: "nonsense"}}}); graph.CodeOf(err) != graph.CodeInvalid || !strings.Contains(err.Error(), "B") {
		t.Errorf("a meaning that there is not: %v", err)
	}
}
