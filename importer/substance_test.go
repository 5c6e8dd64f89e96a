package importer_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// TestFindingsWithoutSubstance asks that findings that say nothing are refused, and
// that the column which may hold what they lack is told first.
func TestFindingsWithoutSubstance(t *testing.T) {
	const name = "检测结果.csv"
	a := newAtlas(t)
	a.source("s", graph.TrustMedia)
	good := "来源内编号,产品名称,证据项,数值,结论,证据依据,取证日期\n1,示例墙,fw.a,10,,实测,2025-03-01\n2,示例墙,fw.b,20,,实测,2025-03-01\n3,示例墙,fw.c,,具备,实测,2025-03-01\n"
	wantCounts(t, a.run("s", importer.Options{}, a.file(name, good)), 3, 0, 0, 3, 0, 0, 0)

	bad := a.file(name, strings.Replace(good, ",数值,", ",测出来的,", 1))
	r := a.run("s", importer.Options{DryRun: true}, bad)
	wantCounts(t, r, 3, 2, 0, 0, 1, 0, 0) // what a verdict says is not lost with the values
	if len(r.Problems) != 3 {
		t.Fatalf("%d problems, want the column and two rows", len(r.Problems))
	}
	p := r.Problems[0]
	if p.Effect != importer.EffectUnread || p.Row != 1 || p.Column != 4 || p.Header != "测出来的" ||
		!strings.Contains(p.Reason.Zh, "列“测出来的”未识别，其中 2 个单元格将不导入") || !strings.Contains(p.Cure.Zh, "measured: 测出来的") {
		t.Errorf("the first problem is %+v", p)
	}
	if p := r.Problems[1]; p.Effect != importer.EffectRejected || p.Row != 2 || p.Code != graph.ProblemMissing || p.Cure.En == "" {
		t.Errorf("the second problem is %+v", p)
	}
	if n := len(r.Changes.Nodes); n != 0 {
		t.Errorf("%d kinds of nodes would change", n)
	}

	// As the cure says: in the mapping that was offered.
	_, offered, err := importer.Recognised(t.Context(), []string{bad}, importer.Options{Source: "s"})
	if err != nil {
		t.Fatal(err)
	}
	yaml, err := offered.YAML()
	if err != nil {
		t.Fatal(err)
	}
	for _, mended := range []struct {
		text     string
		problems int
	}{
		{string(yaml), 3},
		{strings.Replace(string(yaml), "证据项", "证据项, measured: 测出来的", 1), 0},
	} {
		m, err := mapping.Parse("offered", []byte(mended.text), graph.Standard())
		if err != nil {
			t.Fatal(err)
		}
		if r := a.run("s", importer.Options{Mapping: m, DryRun: true}, bad); len(r.Problems) != mended.problems {
			t.Errorf("%d problems, want %d, by\n%s", len(r.Problems), mended.problems, mended.text)
		}
	}
}

// TestSubstanceOfWideTables asks that of columns which are a finding each, a blank
// cell says nothing and refuses nothing.
func TestSubstanceOfWideTables(t *testing.T) {
	a := newAtlas(t)
	a.source("s", graph.TrustMedia)
	text := "version: 1\ntables:\n  - name: t\n    records:\n"
	for _, column := range []string{"a", "b"} {
		text += "      - kind: Finding\n        table: " + column + "\n        set: {item: {constant: fw." + column + "}, measured: " + column + ", basis: {constant: 实测}, date: 日期}\n" +
			"        edges: [{type: MEASURES, to: Product, by: {name: 产品}}]\n"
	}
	m, err := mapping.Parse("wide", []byte(text), graph.Standard())
	if err != nil {
		t.Fatal(err)
	}
	r := a.run("s", importer.Options{Mapping: m}, a.file("宽.csv", "产品,日期,a,b\n示例墙,2025-03-01,1,\n示例门,2025-03-01,,\n"))
	if len(r.Problems) != 0 || r.Counts.Read != 1 || r.Counts.Created != 1 || r.Wrote != 1 || r.Tables[0].Left != 1 {
		t.Errorf("counts %+v, %d stated, %d left out, problems %v", r.Counts, r.Wrote, r.Tables[0].Left, r.Problems)
	}
}

// TestPreviewTellsWhatIsLost asks that a dry run counts the values that nodes would
// gain, show otherwise and lose.
func TestPreviewTellsWhatIsLost(t *testing.T) {
	a := newAtlas(t)
	a.source("s", graph.TrustMedia)
	a.run("s", importer.Options{}, a.file("企业.csv", "企业名称,成立日期,注册资本\n示例甲有限公司,2019-05,5000万元\n示例乙有限公司,2020-05,\n"))
	r := a.run("s", importer.Options{DryRun: true}, a.file("企业.csv", "企业名称,成立日期,注册资本\n示例甲有限公司,2019-06,\n示例乙有限公司,,700万元\n"))
	got := map[string][3]int{}
	for _, p := range r.Changes.Properties {
		if p.Kind != graph.KindEnterprise || p.Label.Zh == "" {
			t.Errorf("%+v is no property of an enterprise with its label", p)
		}
		got[p.Property] = [3]int{p.Created, p.Changed, p.Removed}
	}
	want := map[string][3]int{"founded": {0, 1, 1}, "registeredCapital": {1, 0, 1}}
	if !maps.Equal(got, want) {
		t.Errorf("values that come, change and go: %v, want %v", got, want)
	}
}
