package importer_test

import (
	"bytes"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/template"
)

// TestExampleRows asks that the example rows of a template are never imported:
// neither as recognised, nor by the mapping that was offered for it, with
// whatever was mended in it, nor by one that a person wrote.
func TestExampleRows(t *testing.T) {
	a := newAtlas(t)
	a.source("s", graph.TrustMedia)
	book := bytes.Buffer{}
	if err := template.Write(&book, graph.Standard(), template.Options{}); err != nil {
		t.Fatal(err)
	}
	path := a.file("模板.xlsx", book.String())
	recognised := a.run("s", importer.Options{DryRun: true}, path)
	wantCounts(t, recognised, 0, 0, 0, 0, 0, 0, 0)
	examples := skipped(recognised)
	if examples < 10 {
		t.Errorf("%d example rows were left out of the whole template", examples)
	}
	_, offered, err := importer.Recognised(t.Context(), []string{path}, importer.Options{Source: "s"})
	if err != nil {
		t.Fatal(err)
	}
	yaml, err := offered.YAML()
	if err != nil {
		t.Fatal(err)
	}
	m, err := mapping.Parse("offered", yaml, graph.Standard())
	if err != nil {
		t.Fatal(err)
	}
	r := a.run("s", importer.Options{Mapping: m}, path)
	wantCounts(t, r, 0, 0, 0, 0, 0, 0, 0)
	if skipped(r) != examples {
		t.Errorf("by the offered mapping %d example rows are left out, as recognised %d", skipped(r), examples)
	}

	for name, text := range map[string]string{
		"by headers": "version: 1\ntables:\n  - name: t\n    records: [{kind: Enterprise, set: {legalName: 公司}}]\n",
		"by letters": "version: 1\ntables:\n  - name: t\n    headers: none\n    skip: {column: B, is: 公司}\n    records: [{kind: Enterprise, set: {legalName: B}}]\n",
	} {
		m, err := mapping.Parse(name, []byte(text), graph.Standard())
		if err != nil {
			t.Fatal(err)
		}
		r := a.run("s", importer.Options{Mapping: m, DryRun: true}, a.file("表.csv", "备注,公司\n示例（不导入）,示例甲有限公司\n Example (Not imported),示例乙有限公司\n,示例丙有限公司\n"))
		wantCounts(t, r, 1, 0, 0, 1, 0, 0, 0)
		if want := map[string]int{"by headers": 2, "by letters": 3}[name]; skipped(r) != want {
			t.Errorf("%s: %d rows are left out, want %d", name, skipped(r), want)
		}
	}
}

// skipped counts the rows that a report says were left out.
func skipped(r *importer.Report) int {
	n := 0
	for i := range r.Tables {
		n += r.Tables[i].Skipped
	}
	return n
}
