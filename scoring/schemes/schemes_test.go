package schemes_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/schemes"
)

// TestSchemes sees that each scheme is one, says that it is an example, is
// large enough, in both languages, and does not move with the cohort.
func TestSchemes(t *testing.T) {
	rates := map[scoring.Kind]int{}
	for _, name := range schemes.Names() {
		b, ok := schemes.File(name)
		if !ok {
			t.Fatalf("there is no %s", name)
		}
		s, err := scoring.Parse(name+".yaml", b)
		if err != nil {
			t.Error(err)
			continue
		}
		rates[s.Kind]++
		if s.ID != name || s.Status != scoring.StatusExample || !strings.Contains(s.Note.Zh, "示例值，待确认") {
			t.Errorf("%s is %q, %s: %s", name, s.ID, s.Status, s.Note.Zh)
		}
		// Nobody leads by what is not known of him.
		if g := s.Index.Group; g.Coverage != 1 || g.CoverageOf != scoring.OfChildren {
			t.Errorf("%s scores who has nothing to show in a dimension", name)
		}
		all := s.Indicators()
		for _, g := range s.Gates {
			for _, item := range g.Require.Names() {
				at := slices.IndexFunc(all, func(n *scoring.Node) bool { return n.ID == item })
				if g.Unknown == "withhold" && (at < 0 || all[at].Indicator.Missing != scoring.MissingRefuse) {
					t.Errorf("%s ranks whose grade waits for evidence of %s", name, item)
				}
			}
		}
		if len(all) < 15 || len(all) > 40 {
			t.Errorf("%s has %d indicators", name, len(all))
		}
		s.Walk(func(n *scoring.Node, depth int) {
			if depth > 0 && (n.Label.Zh == "" || n.Label.En == "" || n.Label.Zh == n.Label.En) {
				t.Errorf("%s: %s is not in both languages", name, n.ID)
			}
		})
		for _, n := range all {
			x := n.Indicator
			if x.Moves() {
				t.Errorf("%s: %s moves with the cohort", name, n.ID)
			}
			if x.Normalise.Method == scoring.NormaliseGoalposts && !x.Example {
				t.Errorf("%s: the goalposts of %s are not marked", name, n.ID)
			}
			if x.Evidence.From == scoring.FromTable || x.Evidence.MaxAge.IsZero() {
				t.Errorf("%s: the evidence of %s has no rule", name, n.ID)
			}
		}
		if _, err := scoring.Evaluate(s, &scoring.Input{}); err == nil {
			t.Errorf("%s takes evidence of any age", name)
		}
	}
	if rates[scoring.KindProduct] < 5 || rates[scoring.KindService] < 2 || rates[scoring.KindEnterprise] < 1 || rates[scoring.KindTechnology] < 1 {
		t.Errorf("got %v", rates)
	}
	if _, ok := schemes.File("../schemes"); ok {
		t.Error("a path out of the folder was taken")
	}
}
