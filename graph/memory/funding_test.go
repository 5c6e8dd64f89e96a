package memory_test

import (
	"context"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// checkFunding holds the funding events of a View against a recount: which a
// condition on those that raised them chooses and cannot decide, who put money in,
// what is known of the amount, and in which groups of places they count.
func checkFunding(t *testing.T, v *memory.View, c *recount, when string, stage memory.Filter, inStage predicate) {
	t.Helper()
	ctx := context.Background()
	var places []graph.SubjectID
	for n, kind := range c.kind {
		if kind == graph.KindSegment {
			places = append(places, n)
		}
	}
	slices.Sort(places)
	groups := make([][]graph.SubjectID, 5)
	for i, p := range places {
		if i%7 < len(groups) { // some segments are in no group
			groups[i%7] = append(groups[i%7], p)
		}
	}
	from, to := graph.Date{Year: 2017, Month: 5}, graph.Date{Year: 2020, Month: 2, Day: 10}
	for name, q := range map[string]memory.FundingQuery{
		"dated":        {Groups: groups, From: from, To: to},
		"all":          {Groups: groups},
		"of a stage":   {Groups: groups, Raisers: []memory.Some{{Kind: graph.KindEnterprise, Filter: &stage}}},
		"institutions": {Raisers: []memory.Some{{Kind: graph.KindInstitution}}},
	} {
		got, err := v.Funding(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		found := map[graph.SubjectID]*memory.FundingEvent{}
		for i := range got.Events {
			found[v.IDOf(got.Events[i].Ref)] = &got.Events[i]
			if i == 0 {
				continue
			}
			a, b := &got.Events[i-1], &got.Events[i]
			if c := a.Date.Compare(b.Date); c < 0 || c == 0 && v.IDOf(a.Ref) >= v.IDOf(b.Ref) {
				t.Fatalf("%s, %s: %s stands before %s", when, name, v.IDOf(a.Ref), v.IDOf(b.Ref))
			}
		}
		chosen, unknown := 0, 0
		for ev, kind := range c.kind {
			if kind != graph.KindFundingEvent {
				continue
			}
			raisers := c.in[graph.EdgeRaised][ev]
			want, open := q.Raisers == nil, false
			for _, e := range raisers {
				switch {
				case name == "institutions":
					want = want || c.kind[e] == graph.KindInstitution
				case q.Raisers == nil:
				case c.kind[e] == graph.KindEnterprise && c.props[e][graph.PropStage].Winner.Value.IsZero():
					open = true
				default:
					want = want || inStage(c, e)
				}
			}
			if name == "dated" {
				// Dates are of a month or unknown: of 2020-02 nobody knows the day.
				d := c.props[ev][graph.PropDate].Winner.Value.Date
				months := 12*int(d.Year) + int(d.Month)
				want, open = months >= 12*2017+5 && months < 12*2020+2, d.IsZero() || months == 12*2020+2
			}
			if !want {
				if open || q.Raisers != nil && len(raisers) == 0 {
					unknown++
				}
				if found[ev] != nil {
					t.Fatalf("%s, %s: %s is chosen", when, name, ev)
				}
				continue
			}
			chosen++
			x := found[ev]
			if x == nil {
				t.Fatalf("%s, %s: %s is not chosen", when, name, ev)
			}
			in := map[graph.SubjectID]bool{}
			for _, e := range raisers {
				for _, from := range append([]graph.SubjectID{e}, c.out[graph.EdgeMakes][e]...) {
					for place := range c.around(from) {
						in[place] = true
					}
				}
			}
			bits := uint64(0)
			for i, group := range q.Groups {
				if slices.ContainsFunc(group, func(p graph.SubjectID) bool { return in[p] }) {
					bits |= 1 << i
				}
			}
			if x.Groups != bits || x.Placed != (len(in) > 0) {
				t.Fatalf("%s, %s: %s counts in %b, %v; want %b, %v", when, name, ev, x.Groups, x.Placed, bits, len(in) > 0)
			}
			var investors []graph.SubjectID
			for _, r := range x.Investors {
				investors = append(investors, v.IDOf(r))
			}
			if want := slices.Sorted(slices.Values(c.in[graph.EdgeInvestedIn][ev])); !slices.Equal(investors, want) {
				t.Fatalf("%s: %s has the investors %v, want %v", when, ev, investors, want)
			}
			amount := c.props[ev][graph.PropAmount].Winner.Value
			disclosed := amount.Type == graph.TypeMoney && amount.Bound != graph.BoundUndisclosed
			if x.Date != c.props[ev][graph.PropDate].Winner.Value.Date || x.Round != c.props[ev][graph.PropRound].Winner.Value.Text ||
				x.Currency != amount.Currency || x.Disclosed != disclosed || x.Open != (amount.Bound == graph.BoundAtLeast) || disclosed != (x.High > 0) || x.Low > x.High {
				t.Fatalf("%s: %s is read as %+v, of %v", when, ev, x, amount)
			}
		}
		if chosen != len(got.Events) || unknown != got.Unknown || chosen == 0 == (name != "institutions") {
			t.Fatalf("%s, %s: %d events are chosen and %d open, want %d and %d", when, name, len(got.Events), got.Unknown, chosen, unknown)
		}
	}
	if r, ok := v.RefOf(places[0]); !ok || v.IDOf(r) != places[0] {
		t.Errorf("%s: %s is not found by its name in the View", when, places[0])
	}
	if _, ok := v.RefOf("nothing"); ok {
		t.Errorf("%s: what is not there has a name in the View", when)
	}
	for what, q := range map[string]memory.FundingQuery{
		"an unknown kind": {Raisers: []memory.Some{{Kind: "Nothing"}}},
		"a kind twice":    {Investors: []memory.Some{{Kind: graph.KindInstitution}, {Kind: graph.KindInstitution}}},
		"many groups":     {Groups: make([][]graph.SubjectID, memory.MaxFundingGroups+1)},
		"a bad condition": {Events: &memory.Filter{Property: "nothing"}},
	} {
		if _, err := v.Funding(ctx, q); graph.CodeOf(err) != graph.CodeInvalid && graph.CodeOf(err) != graph.CodeLimit {
			t.Errorf("%s fails with %v", what, err)
		}
	}
}
