package importer_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// TestKept asks that a batch keeps all that was told of its import, and the mapping
// that reads the file again in the same way.
func TestKept(t *testing.T) {
	a := newAtlas(t)
	a.source("s", graph.TrustMedia)
	file := a.file("企业.csv", "企业名称,成立日期,看不懂的\n示例甲有限公司,不是日期,1\n,2020,2\n示例乙有限公司,2021,3\n")
	told := a.run("s", importer.Options{}, file)
	h := a.view().Header(told.Revision)
	kept, err := importer.ReadKept(t.Context(), a.store, h)
	if err != nil {
		t.Fatal(err)
	}
	if want, got := told.Matters(), kept.Report.Matters(); len(got) != 3 || !reflect.DeepEqual(got, want) {
		t.Errorf("told:\n%+v\nkept:\n%+v", want, got)
	}
	if kept.Report.Counts != told.Counts || kept.Report.Tables[0].Columns[0].Samples != nil || kept.Report.Revision != told.Revision {
		t.Errorf("kept: %+v", kept.Report)
	}
	m, err := mapping.Parse("kept", []byte(kept.Mapping), graph.Standard())
	if err != nil {
		t.Fatal(err)
	}
	again := a.run("s", importer.Options{Mapping: m, DryRun: true}, file)
	if again.Counts.Unchanged != 2 && again.Before != told.Revision {
		t.Errorf("by the mapping that was kept: %+v", again)
	}

	tables, err := importer.ReadKeptTables(t.Context(), a.store, h)
	if err != nil || !reflect.DeepEqual(tables, kept.Report.Tables) || len(tables[0].Columns) != 3 || tables[0].Columns[2].Header != "看不懂的" {
		t.Errorf("of its tables: %+v, %v", tables, err)
	}

	// What another program wrote is refused, not guessed at.
	if _, err := importer.ReadKept(t.Context(), a.store, &graph.Header{}); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("a batch without a report: %v", err)
	}
	other, err := a.store.Attach(t.Context(), bytes.NewReader([]byte("no report")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := importer.ReadKept(t.Context(), a.store, &graph.Header{Report: other}); graph.CodeOf(err) != graph.CodeDamaged {
		t.Errorf("another attachment: %v", err)
	}
	if _, err := importer.ReadKeptTables(t.Context(), a.store, &graph.Header{Report: other}); graph.CodeOf(err) != graph.CodeDamaged {
		t.Errorf("the tables of another attachment: %v", err)
	}
}

// TestUnreadColumnSaysWhatToType follows the cure that a terminal tells, as it is
// told: its line goes into the mapping that its command writes.
func TestUnreadColumnSaysWhatToType(t *testing.T) {
	a := newAtlas(t)
	a.source("s", graph.TrustMedia)
	file := a.file("检测 结果.csv", "产品名称,证据项,数 值: 测,结论,证据依据,取证日期\n示例墙,fw.a,10,,实测,2025-03-01\n")
	r := a.run("s", importer.Options{DryRun: true}, file)
	p := r.Problems[0]
	for _, want := range []string{`measured: "数 值: 测"`, `chainatlas import "检测 结果.csv" --write-mapping map.yaml`, `chainatlas import "检测 结果.csv" --mapping map.yaml`} {
		if !strings.Contains(p.Cure.Zh, want) || !strings.Contains(p.Cure.En, want) {
			t.Errorf("the cure does not say %s: %+v", want, p.Cure)
		}
	}
	if strings.Contains(p.OnPage.Zh, "map") || !strings.Contains(p.OnPage.Zh, "选择这一列的含义") {
		t.Errorf("on a page it says %q", p.OnPage.Zh)
	}
	_, offered, err := importer.Recognised(t.Context(), []string{file}, importer.Options{Source: "s"})
	if err != nil {
		t.Fatal(err)
	}
	yaml, err := offered.YAML()
	if err != nil {
		t.Fatal(err)
	}
	m, err := mapping.Parse("map.yaml", []byte(strings.Replace(string(yaml), "证据项", `证据项, measured: "数 值: 测"`, 1)), graph.Standard())
	if err != nil {
		t.Fatal(err)
	}
	if r := a.run("s", importer.Options{Mapping: m, DryRun: true}, file); r.Counts.Created != 1 || len(r.Problems) != 0 {
		t.Errorf("as the cure says: %+v, %v", r.Counts, r.Problems)
	}
}
