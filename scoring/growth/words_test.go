package growth_test

import (
	"regexp"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// TestSays reads the criteria of shipped lists in words, and holds each of all of
// them to have some without a name of the rule's language in them.
func TestSays(t *testing.T) {
	lists := map[string]*growth.List{}
	code := regexp.MustCompile(`[a-z]\(|[a-z][A-Z][a-z]|\|`)
	for _, l := range growth.Shipped() {
		lists[l.Code] = l
		for c := range l.All() {
			if says := l.Says(c); says.Zh == "" || says.En == "" || code.MatchString(says.Zh) || code.MatchString(says.En) {
				t.Errorf("%s: %s (%s) reads %q, %q", l.Code, c.ID, c.What(), says.Zh, says.En)
			}
		}
	}
	high := lists["plan-high-growth"]
	for _, x := range []struct{ id, zh, en string }{
		{"stage", "发展阶段（由数字得出）：成长期、拟上市或上市", "Stage, by the figures: growth, pre-IPO or listed"},
		{"growth", "营业收入 3 年复合增长率", "Compound growth of revenue over 3 years"},
		{"latest", "营业收入 1 年增长率", "Growth of revenue over a year"},
		{"research", "研发投入 ÷ 营业收入", "R&D spend ÷ revenue"},
		{"organic", "近 3 年未见收购其他企业", "No acquisition of an enterprise in 3 years"},
	} {
		if got := high.Says(high.Find(x.id)); got != (graph.Label{Zh: x.zh, En: x.en}) {
			t.Errorf("%s reads %q, %q", x.id, got.Zh, got.En)
		}
	}
	if got := high.RankedBy(); got.Zh != "营业收入 3 年复合增长率" {
		t.Errorf("ranked by %q", got.Zh)
	}
	name := func(code string) string { return map[string]string{"SL:A1": "A1 芯片"}[code] }
	for group, want := range map[string]string{"growth/SL:A1": "成长期 · A1 芯片", "?/SL:B5": "阶段不明", "listed/ CNY": "上市 · 元"} {
		if got := high.GroupLabel(group, name); got.Zh != want {
			t.Errorf("the group %q reads %q, not %q", group, got.Zh, want)
		}
	}
}
