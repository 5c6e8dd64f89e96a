package importer_test

import (
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// Rows that contradict each other name each other, and what to do about it: to
// have a code is not what they lack.
func TestQueuedCure(t *testing.T) {
	a := newAtlas(t)
	a.source("w", graph.TrustMedia)
	r := a.run("w", importer.Options{}, a.file("clash.csv",
		"企业名称,信用代码,证券代码\n甲示科技有限公司,91110108MA0A1B2C29,600001\n乙示科技有限公司,91110108MA0A1B2C29,600002\n甲示科技有限公司,,600003\n"))
	if len(r.Queued) != 3 {
		t.Fatalf("%+v", r.Queued)
	}
	for i, want := range [][]int{{3, 4}, {2}, {2}} {
		q := r.Queued[i]
		var rows []int
		for _, w := range q.With {
			rows = append(rows, w.Row)
			if w.Document != "clash.csv" {
				t.Errorf("it is in %q", w.Document)
			}
		}
		if len(rows) != len(want) || rows[0] != want[0] || rows[len(rows)-1] != want[len(want)-1] {
			t.Errorf("row %d contradicts %v, want %v", q.Row, rows, want)
		}
		if !strings.Contains(q.Cure.En, "row 2") && i > 0 || !strings.Contains(q.Cure.Zh, "请改正") {
			t.Errorf("row %d: %v", q.Row, q.Cure)
		}
	}
}

// TestQueuedOnce asks once about a row that yields several records, one for each year.
func TestQueuedOnce(t *testing.T) {
	a := newAtlas(t)
	a.source("w", graph.TrustMedia)
	r := a.run("w", importer.Options{DryRun: true}, a.file("years.csv", "企业名称,统一社会信用代码,2023年营业收入（万元）,2024年营业收入（万元）\n示例甲科技有限公司,"+
		creditOne+",1,2\n示例甲科技有限公司,"+creditTwo+",3,4\n"))
	if len(r.Queued) != 2 || r.Counts.Queued != 2 || r.Queued[0].Row != 2 || r.Queued[1].Row != 3 || r.Queued[0].Reference {
		t.Errorf("%d rows wait, and are asked about so: %+v", r.Counts.Queued, r.Queued)
	}
}
