package growth

import (
	"iter"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// Query chooses results of an edition. The zero Query chooses all.
type Query struct {
	States []State // one of these; any without one

	OneMore  bool // only who lacks one figure alone
	FallsOut bool // only who will fail a criterion next year by the passing of time alone
	NotFor   *bool
	Segments []string // in one of these segments, by code as results have it
	Text     string   // its name contains this, whatever the case

	// Among says who may be chosen; all if it is nil.
	Among func(graph.SubjectID) bool
}

// Select yields the results that a query chooses, in the order of the edition:
// those in by rank, those at the border, then those out and those without enough
// data, each by the lower end of what the list ranks by. Pages and downloads have
// this order. Of those that are neither in nor at the border a result has the
// verdicts of the criteria and not what they rest on; [Judge.Explain] tells that.
func (e *Edition) Select(q Query) iter.Seq[*Result] {
	return func(yield func(*Result) bool) {
		for i := range e.Entries {
			if r := &e.Entries[i]; q.chooses(r) && !yield(r) {
				return
			}
		}
		for _, state := range []State{Out, Insufficient} {
			for i := range e.Others {
				if e.Others[i].State != state {
					continue
				}
				if r := e.result(&e.Others[i]); q.chooses(r) && !yield(r) {
					return
				}
			}
		}
	}
}

// Count returns how many results a query chooses, and of how many enterprises, or
// projects, they are: fewer where a list is by segment.
func (e *Edition) Count(q Query) (results, candidates int) {
	seen := map[graph.SubjectID]bool{}
	for r := range e.Select(q) {
		results++
		seen[r.Enterprise] = true
	}
	return results, len(seen)
}

// result is what an edition tells of a candidate that is not on the list.
func (e *Edition) result(o *Other) *Result {
	r := &Result{
		Enterprise: o.Enterprise, Name: o.Name, Segment: o.Segment, State: o.State, NotFor: o.NotFor, Why: o.Why, Value: o.Value, Needs: o.Needs, Digest: o.Digest,
	}
	at := 0
	for i, section := range e.List.sections() {
		for k := range section {
			x := Outcome{ID: section[k].ID, Section: sectionNames[i], Line: section[k].Line.String()}
			if at < len(o.Verdicts) {
				x.Verdict = Verdict(max(0, strings.IndexByte(verdictMarks, o.Verdicts[at])))
			}
			at++
			r.Criteria = append(r.Criteria, x)
		}
	}
	return r
}

func (q *Query) chooses(r *Result) bool {
	switch {
	case len(q.States) > 0 && !contained(q.States, r.State):
	case q.OneMore && len(r.Needs) != 1:
	case q.FallsOut && (r.Next == nil || len(r.Next.FallsOut) == 0):
	case q.NotFor != nil && *q.NotFor != r.NotFor:
	case q.Segments != nil && !contained(q.Segments, r.Segment):
	case q.Text != "" && !contains(r.Name, q.Text):
	case q.Among != nil && !q.Among(r.Enterprise):
	default:
		return true
	}
	return false
}

func contained[T comparable](all []T, x T) bool {
	for _, y := range all {
		if x == y {
			return true
		}
	}
	return false
}

// Tally is how many candidates of an edition have which verdict on a criterion, of
// those of whom anything is known.
type Tally struct {
	Criterion string
	Verdicts  [NotApplicable + 1]int // by Verdict
}

// Tallies counts the verdicts on each criterion of the list, in its order.
func (e *Edition) Tallies() []Tally {
	var all []Tally
	for _, section := range e.List.sections() {
		for i := range section {
			all = append(all, Tally{Criterion: section[i].ID})
		}
	}
	for i := range e.Entries {
		for k := range e.Entries[i].Criteria {
			all[k].Verdicts[e.Entries[i].Criteria[k].Verdict]++
		}
	}
	for i := range e.Others {
		for k := range e.Others[i].Verdicts {
			if v := strings.IndexByte(verdictMarks, e.Others[i].Verdicts[k]); v >= 0 && k < len(all) {
				all[k].Verdicts[v]++
			}
		}
	}
	return all
}
