package importer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// TestRepeats tells rows that say what an earlier one says, whatever stands in the
// columns that nothing reads, and counts nothing twice for it.
func TestRepeats(t *testing.T) {
	a := newAtlas(t)
	a.source("w", graph.TrustMedia)
	one := a.file("甲.csv", "企业名称,2024年员工人数,看不懂的\n示例甲有限公司,30,1\n示例乙有限公司,30,2\n示例甲有限公司,30,3\n示例甲有限公司,31,4\n,1,5\n,1,6\n")
	two := a.file("乙.csv", "企业名称,2024年员工人数,看不懂的\n示例乙有限公司,30,9\n")
	r := a.run("w", importer.Options{DryRun: true}, one, two)
	var told []string
	for _, p := range r.Matters() {
		if p.Code == "REPEATED" {
			told = append(told, fmt.Sprint(p.Document, " ", p.Row, " ", p.Effect, " ", p.Reason.Zh, " / ", p.Reason.En))
		}
	}
	want := []string{"甲.csv 4 told 所读的内容与第 2 行完全相同 / all that is read of it is the same as in row 2",
		"乙.csv 2 told 所读的内容与甲.csv 第 3 行完全相同 / all that is read of it is the same as in 甲.csv row 3"}
	if strings.Join(told, "\n") != strings.Join(want, "\n") {
		t.Errorf("told:\n%s", strings.Join(told, "\n"))
	}
	if r.Counts.Rejected != 2 || len(r.Problems) == 0 || !r.Adds() {
		t.Errorf("%+v", r)
	}

	var b strings.Builder
	b.WriteString("企业名称\n")
	for i := range 102 {
		fmt.Fprint(&b, "示例丁有限公司\n示例丁有限公司", i, "\n")
	}
	r = a.run("w", importer.Options{DryRun: true}, a.file("多.csv", b.String()))
	if x := r.Tables[0]; x.Repeated != 101 || len(x.Repeats) != 100 || x.Repeats[0] != (importer.RepeatedRow{Row: 4, Of: importer.RowPlace{Document: "多.csv", Row: 2}}) {
		t.Errorf("of many: %d, listed %d: %+v", x.Repeated, len(x.Repeats), x.Repeats[:1])
	}
	if m := r.Matters(); !strings.Contains(m[len(m)-1].Reason.Zh, "另有 1 行") {
		t.Errorf("the rest: %+v", m[len(m)-1])
	}
}
