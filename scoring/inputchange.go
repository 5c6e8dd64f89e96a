package scoring

import (
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// InputChange tells in which input of a unit two runs differ: the evidence that an
// indicator or a gate asks for, or what became of it, as when it grew too old.
type InputChange struct {
	// Indicator is the ID of an indicator that both schemes have; "" of an item that
	// gates alone ask for.
	Indicator string
	Label     graph.Label // what it is called in the scheme of the later run
	Unit      string      // that its value is in
	// StateOld and StateNew are what was known of it; "" without an indicator.
	StateOld, StateNew State
	// ContributionOld and ContributionNew are what it adds to the score, where there is
	// one. They differ with the cohort and the weights, too.
	ContributionOld, ContributionNew Number
	Evidence                         []EvidenceChange
}

// EvidenceChange is a piece of evidence that is not the same in two runs.
type EvidenceChange struct {
	Item string
	// Old and New are what is stated; nil where only the other run has it.
	Old, New *Observation
	// CountedOld and CountedNew tell whether it is what the run took.
	CountedOld, CountedNew bool
}

// InputChanges returns in which inputs of a unit a later run differs from an earlier
// one, in the order of the later scheme, those of gates last; none if the unit is not in
// both. That a source has said the same again is no difference: who states a value, and
// in which cell, is left out of account.
func InputChanges(from, to *Result, unit string) []InputChange {
	i, k := slices.Index(from.e.ids, unit), slices.Index(to.e.ids, unit)
	if i < 0 || k < 0 {
		return nil
	}
	was, is := from.e.in.Units[i].Evidence, to.e.in.Units[k].Evidence
	var out []InputChange
	seen := map[string]bool{}
	for _, n := range to.e.s.Indicators() {
		before, now := from.Indicator(n.ID), to.Indicator(n.ID)
		if before == nil {
			continue
		}
		x := InputChange{
			Indicator: n.ID, Label: n.Label, Unit: n.Indicator.Unit, StateOld: before.State[i], StateNew: now.State[k],
			ContributionOld: contributionOf(from, i, n.ID), ContributionNew: contributionOf(to, k, n.ID),
		}
		for _, item := range n.Indicator.items() {
			seen[item] = true
			for _, e := range evidenceChanges(item, was[item], is[item]) {
				e.CountedOld, e.CountedNew = counted(before, i, e.Old), counted(now, k, e.New)
				x.Evidence = append(x.Evidence, e)
			}
		}
		if x.StateOld != x.StateNew || len(x.Evidence) > 0 {
			out = append(out, x)
		}
	}
	for _, item := range to.e.s.EvidenceNames() {
		if seen[item] || !slices.Contains(from.e.s.EvidenceNames(), item) {
			continue
		}
		seen[item] = true
		if e := evidenceChanges(item, was[item], is[item]); len(e) > 0 {
			out = append(out, InputChange{Label: graph.Label{Zh: item, En: item}, ContributionOld: None(), ContributionNew: None(), Evidence: e})
		}
	}
	return out
}

// items are the names of the evidence that an indicator is computed of.
func (x *Indicator) items() []string {
	names := x.Value.Names()
	if x.Denominator == nil {
		return names
	}
	return slices.Concat(names, x.Denominator.Names())
}

// contributionOf is what an indicator adds to the score of a unit; none without a score.
func contributionOf(r *Result, unit int, indicator string) Number {
	at := slices.IndexFunc(r.Indicators, func(x IndicatorResult) bool { return x.ID == indicator })
	if c := r.Units[unit].Contributions; at >= 0 && at < len(c) {
		return Number(c[at])
	}
	return None()
}

// counted reports whether an observation is what an indicator took of a unit.
func counted(r *IndicatorResult, unit int, o *Observation) bool {
	return o != nil && len(o.Refs) > 0 && r.Evidence != nil && slices.Contains(r.Evidence[unit], o.Refs[0])
}

// evidenceChanges pairs what two runs have of an item: what both have is left out, then
// those of one day and basis are one finding that was mended, then the others go
// together in their order.
func evidenceChanges(item string, was, is []Observation) []EvidenceChange {
	old, now := pointers(was), pointers(is)
	pair := func(alike func(a, b *Observation) bool, add bool) (out []EvidenceChange) {
		for i := 0; i < len(old); {
			k := slices.IndexFunc(now, func(o *Observation) bool { return alike(old[i], o) })
			if k < 0 {
				i++
				continue
			}
			if add {
				out = append(out, EvidenceChange{Item: item, Old: old[i], New: now[k]})
			}
			old, now = slices.Delete(old, i, i+1), slices.Delete(now, k, k+1)
		}
		return out
	}
	pair((*Observation).says, false)
	out := pair(func(a, b *Observation) bool { return a.Date == b.Date && a.Basis == b.Basis }, true)
	out = append(out, pair(func(*Observation, *Observation) bool { return true }, true)...)
	for _, o := range old {
		out = append(out, EvidenceChange{Item: item, Old: o})
	}
	for _, o := range now {
		out = append(out, EvidenceChange{Item: item, New: o})
	}
	return out
}

func pointers(all []Observation) []*Observation {
	out := make([]*Observation, len(all))
	for i := range all {
		out[i] = &all[i]
	}
	return out
}

// says reports whether two observations say the same, whoever states it.
func (o *Observation) says(p *Observation) bool {
	same := func(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }
	return same(o.Value, p.Value) && same(o.Low, p.Low) && same(o.High, p.High) && o.Text == p.Text && o.None == p.None && o.Date == p.Date && o.Basis == p.Basis
}
