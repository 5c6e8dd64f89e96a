package scoring

import (
	"cmp"
	"math"
	"slices"
)

// SureGrade is the share of the simulations below which a grade is told with its
// share beside it, and with the grade next to it.
const SureGrade = .8

// GradeShare is how often the simulations give a grade.
type GradeShare struct {
	ID    string  `json:"id"`
	Share float64 `json:"share"` // of all runs, in [0,1]
}

// GradeShares are the shares of all grades of a scheme, in its order. What they lack
// to 1 are runs that give no score, or no grade.
type GradeShares []GradeShare

// Of returns the share of a grade; none if there is no such grade.
func (s GradeShares) Of(id string) Number {
	if i := slices.IndexFunc(s, func(g GradeShare) bool { return g.ID == id }); i >= 0 {
		return Number(s[i].Share)
	}
	return None()
}

// Sure reports whether a grade has a share of at least [SureGrade].
func (s GradeShares) Sure(id string) bool { return float64(s.Of(id)) >= SureGrade }

// Next returns the likeliest of the other grades, the better of two; false if no
// simulation gives another.
func (s GradeShares) Next(id string) (GradeShare, bool) {
	var best GradeShare
	for _, g := range s {
		if g.ID != id && g.Share > best.Share {
			best = g
		}
	}
	return best, best.Share > 0
}

// Percent returns the shares in whole percent, in their order: together with the runs
// that give no grade they add up to 100, as shares that are each rounded by itself need
// not. Each is rounded down, and what is left goes, one by one, to those that lost most,
// of equal ones to the better grade: the method of the largest remainder.
func (s GradeShares) Percent() []int {
	const whole, least = 100, 1e-9 // the least is what sums of shares leave
	out := make([]int, len(s)+1)   // the last is what gives no grade
	lost := make([]float64, len(out))
	order := make([]int, len(out))
	none, left := 1.0, whole
	for i := range out {
		share := none
		if i < len(s) {
			share = s[i].Share
			none -= share
		}
		exact := max(share, 0) * whole
		out[i], order[i] = int(exact+least), i
		lost[i] = max(exact-float64(out[i]), 0)
		left -= out[i]
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if math.Abs(lost[i]-lost[j]) < least {
			return 0
		}
		return cmp.Compare(lost[j], lost[i])
	})
	for _, i := range order[:min(max(left, 0), len(order))] {
		out[i]++
	}
	return out[:len(s)]
}

// gateLimit returns the place of the best grade that the gates leave to a unit,
// whatever its score: 0 if none holds it back. It is false if they leave it none.
func (e *evaluation) gateLimit(u int) (limit int, may bool) {
	for k := range e.s.Gates {
		g := &e.s.Gates[k]
		passed, known := e.gate(k, u)
		switch fails := known && !passed || !known && g.Unknown != "pass"; {
		case !fails:
		case g.Cap != "" && (known || g.Unknown == "cap"):
			limit = max(limit, slices.IndexFunc(e.s.Grades, func(y Grade) bool { return y.ID == g.Cap }))
		default:
			return 0, false
		}
	}
	return limit, true
}

// gradeShares counts how often each unit has each grade: by the score that a run
// gives it, the bounds that its cohort has in that run, and the gates, which judge
// the evidence as it is and so are the same in all of them.
func (e *evaluation) gradeShares(scores []Numbers, units []UnitInRange) {
	if len(e.s.Grades) == 0 {
		return
	}
	bounds := make([][]float64, len(scores))
	for run := range scores {
		bounds[run] = e.bounds(scores[run])
	}
	counts := make([]int, len(e.s.Grades))
	for u := range units {
		clear(counts)
		if limit, may := e.gateLimit(u); may {
			for run := range scores {
				if at := e.s.gradeAt(scores[run][u], bounds[run]); at >= 0 {
					counts[max(at, limit)]++
				}
			}
		}
		shares := make(GradeShares, len(counts))
		for i, n := range counts {
			shares[i] = GradeShare{e.s.Grades[i].ID, float64(n) / float64(cmp.Or(len(scores), 1))}
		}
		units[u].Grades = shares
	}
}
