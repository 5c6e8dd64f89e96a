package scoring

import (
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// TestInputChanges: a finding that was mended, one that came, one that only gates ask
// for and one that time alone took in are told, and what was said again is not.
func TestInputChanges(t *testing.T) {
	scheme := head + "index:\n" + flow("{id: x, normalise: none}", "{id: y, normalise: none}", "{id: z, normalise: none}", "{id: same, normalise: none}") +
		"gates: [{id: bar, label: {zh: 门槛, en: bar}, require: licence >= 1, unknown: pass}]\n"
	day := func(text string) graph.Date {
		d, err := graph.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	stated := func(v float64, date, ref string) Observation {
		return Observation{Value: &v, Date: day(date), Refs: []string{ref}}
	}
	was := map[string][]Observation{
		"x": {stated(3, "2025-01-02", "r1 A1"), stated(5, "2025-01-03", "r1 A2")}, "z": {stated(1, "2025-02-01", "r1 A3")},
		"same": {stated(7, "2025-01-02", "r1 A4")}, "licence": {stated(1, "2025-01-02", "r1 A5")},
	}
	is := map[string][]Observation{
		"x": {stated(3, "2025-01-02", "r2 A1"), stated(6, "2025-01-03", "r2 A2")}, "y": {stated(2, "2025-01-04", "r2 A9")}, "z": was["z"],
		"same": {stated(7, "2025-01-02", "r2 A4")}, "licence": {stated(0, "2025-01-02", "r2 A5")},
	}
	of := func(reference string, evidence map[string][]Observation) *Result {
		return evaluate(t, scheme, &Input{Reference: day(reference), Units: []Unit{{ID: "u", Evidence: evidence}}})
	}
	from, to := of("2025-01-31", was), of("2025-02-28", is)
	got := InputChanges(from, to, "u")
	if len(got) != 4 || got[0].Indicator != "x" || got[1].Indicator != "y" || got[2].Indicator != "z" || got[3].Indicator != "" {
		t.Fatalf("%+v", got)
	}
	x, y, z, gate := got[0], got[1], got[2], got[3]
	if len(x.Evidence) != 1 || *x.Evidence[0].Old.Value != 5 || *x.Evidence[0].New.Value != 6 || !x.Evidence[0].CountedOld || !x.Evidence[0].CountedNew || !x.ContributionNew.Is() {
		t.Errorf("the mended finding: %+v", x)
	}
	if len(y.Evidence) != 1 || y.Evidence[0].Old != nil || *y.Evidence[0].New.Value != 2 || y.StateOld != Unrecorded || y.StateNew != Observed {
		t.Errorf("the new finding: %+v", y)
	}
	if len(z.Evidence) != 0 || z.StateOld != OutOfTime || z.StateNew != Observed {
		t.Errorf("what time took in: %+v", z)
	}
	if len(gate.Evidence) != 1 || gate.Evidence[0].Item != "licence" || *gate.Evidence[0].New.Value != 0 {
		t.Errorf("what a gate asks for: %+v", gate)
	}
	if again := InputChanges(to, to, "u"); len(again) != 0 || InputChanges(from, to, "nobody") != nil {
		t.Errorf("a run differs from itself: %+v", again)
	}
}
