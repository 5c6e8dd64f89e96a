package growth

import (
	"math"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// Because says in a few words why a candidate is on a list or is not: the lower end
// of what it is ranked by, what is not settled, what it fails, or what is missing.
// Pages and downloads say the same.
func (l *List) Because(r *Result) graph.Label {
	switch r.State {
	case In:
		if r.Value == nil || r.Value.Low == nil {
			return graph.Label{Zh: "条件全部满足", En: "every criterion is met"}
		}
		low := readable(*r.Value.Low, l.Rank.ByRatio())
		if c := r.Value.Currency.String(); c != "" {
			low += " " + c
		}
		if r.Value.Exact() {
			return graph.Label{Zh: low, En: low}
		}
		return graph.Label{Zh: "下限 " + low, En: "at least " + low}
	case Insufficient:
		if len(r.Needs) > 0 {
			return l.lacks(r.Needs)
		}
	}
	if r.Why != 0 {
		return labelOf(r.Why)
	}
	switch r.State {
	case Out:
		if o := first(r.Criteria, func(o *Outcome) bool { return o.Verdict == Unmet }); o != nil {
			return l.because(r, o)
		}
	default:
		// At the border: what no figure more would settle comes first.
		for _, is := range []func(*Outcome) bool{
			func(o *Outcome) bool { return o.Verdict == Unknown && o.Why&undecided == 0 },
			func(o *Outcome) bool { return o.Verdict == Hand },
			func(o *Outcome) bool { return o.Verdict == Unknown },
		} {
			if o := first(r.Criteria, is); o != nil {
				return l.because(r, o)
			}
		}
	}
	return r.State.Label()
}

// because says what of a criterion keeps a candidate from the list.
func (l *List) because(r *Result, o *Outcome) graph.Label {
	name := graph.Label{Zh: o.ID, En: o.ID}
	if c := l.Find(o.ID); c != nil {
		name = c.Name
	}
	switch {
	case r.NotFor:
		return graph.Label{Zh: "不适用：" + name.Zh, En: "not for it: " + name.En}
	case o.Verdict == Unmet:
		return graph.Label{Zh: name.Zh + "不满足", En: name.En + ": unmet"}
	case o.Why == 0:
		return graph.Label{Zh: name.Zh + "：" + o.Verdict.Label().Zh, En: name.En + ": " + o.Verdict.Label().En}
	}
	why := labelOf(o.Why)
	return graph.Label{Zh: name.Zh + "：" + why.Zh, En: name.En + ": " + why.En}
}

// labelOf returns the first reason that keeps something open, or else the first.
func labelOf(why Reasons) graph.Label {
	if open := why & (undecided | ByHand | Straddles | BeyondTop); open != 0 {
		why = open
	}
	return why.Labels()[0]
}

// first returns the first outcome of a sort, of the parts of a head before the head
// itself.
func first(all []Outcome, is func(*Outcome) bool) *Outcome {
	for i := range all {
		if !is(&all[i]) {
			continue
		}
		if part := first(all[i].Parts, is); part != nil {
			return part
		}
		return &all[i]
	}
	return nil
}

// lacks says which figures are missing: at most two, and how many more.
func (l *List) lacks(needs []Need) graph.Label {
	const most = 2
	var zh, en []string
	for _, n := range needs[:min(most, len(needs))] {
		label := l.FigureLabel(n.Figure)
		if n.Year == 0 {
			zh, en = append(zh, label.Zh), append(en, label.En)
			continue
		}
		year := strconv.Itoa(n.Year)
		zh, en = append(zh, year+" 年"+label.Zh), append(en, label.En+" "+year)
	}
	x := graph.Label{Zh: "缺 " + strings.Join(zh, "、"), En: "lacks " + strings.Join(en, ", ")}
	if more := len(needs) - most; more > 0 {
		x.Zh += " 等 " + strconv.Itoa(len(needs)) + " 项"
		x.En += " and " + strconv.Itoa(more) + " more"
	}
	return x
}

// readable writes a number in the digits that say something, as pages do: none
// after the point from 100 on, one from 10 on, else two; as a percentage if it is a
// ratio.
func readable(d graph.Decimal, ratio bool) string {
	x := d.Float64()
	if ratio {
		return strconv.FormatFloat(x*100, 'f', 1, 64) + "%"
	}
	digits := 2
	switch size := math.Abs(x); {
	case size >= 100:
		digits = 0
	case size >= 10:
		digits = 1
	}
	text := strconv.FormatFloat(x, 'f', digits, 64)
	if digits > 0 {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}
