package scoring

import (
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// TestSentence writes conditions in words, and leaves to their code those that words
// would not tell exactly.
func TestSentence(t *testing.T) {
	label := func(zh, en string) graph.Label { return graph.Label{Zh: zh, En: en} }
	s := &Scheme{Index: &Node{ID: "total", Group: &Group{Children: []*Node{
		{ID: "a", Label: label("延迟", "latency"), Indicator: &Indicator{Unit: "ms", Value: nameExpr("lat")}},
		{ID: "b", Label: label("用户", "users"), Indicator: &Indicator{Unit: "count", Value: nameExpr("users")}},
		{ID: "c", Label: label("认证", "certified"), Indicator: &Indicator{Value: nameExpr("cert"), Normalise: Normalisation{
			Method: NormaliseCategorical, Categories: map[string]Number{"no": 1, "partly": 50, "yes": 100, "具备": 100, "有": 100, "无": 1},
		}}},
	}}}}
	for _, x := range []struct{ require, zh, en string }{
		{"lat < 20", "“延迟”低于 20 ms", "“latency” is below 20 ms"},
		{"100 <= users", "“用户”不低于 100", "“users” is at least 100"},
		{"cert >= 100", "“认证”为“具备”或“有”", "“certified” is “yes”"},
		{"cert != 1", "“认证”为“具备”或“有”", "“certified” is “partly” or “yes”"},
		{"lat < 20 and users > 5 and cert >= 100", "“延迟”低于 20 ms，并且“用户”高于 5，并且“认证”为“具备”或“有”", "“latency” is below 20 ms, and “users” is above 5, and “certified” is “yes”"},
		{"lat < 20 or users >= 0.5", "“延迟”低于 20 ms，或者“用户”不低于 0.5", "“latency” is below 20 ms, or “users” is at least 0.5"},
		{"lat < 20 or users > 5 and cert >= 100", "", ""}, // what binds is for the code to say
		{"cert > 100", "", ""},                            // no category passes
		{"lat / users < 3", "", ""},
		{"other > 1", "", ""},
		{"not (lat < 20)", "", ""},
	} {
		e, err := ParseExpr(x.require)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := s.Sentence(&Gate{Require: e})
		if got != label(x.zh, x.en) || ok != (x.zh != "") {
			t.Errorf("%s: %q, %q, %v", x.require, got.Zh, got.En, ok)
		}
	}
}
