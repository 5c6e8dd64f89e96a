package growth

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// Because says in a few words why a candidate is on a list or is not: what it meets
// by the least, what is not settled, what it fails, or what is missing. Pages and
// downloads say the same.
func (l *List) Because(r *Result) graph.Label {
	switch r.State {
	case In:
		return l.becauseIn(r)
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

// becauseIn says what decides that a candidate is in: the figure that it meets its
// line by the least, as that is what would put it out first. Where what the list
// ranks by does not carry it, but another figure of which one is enough, that is
// told instead: the figure that it is ranked by lies below its line. What is asked
// for comes before who may be listed at all.
func (l *List) becauseIn(r *Result) graph.Label {
	asked := slices.ContainsFunc(r.Criteria, func(o Outcome) bool {
		figure, _ := l.carries(&o)
		return o.Section == "criteria" && figure != nil
	})
	var tightest *Outcome
	var head *Criterion // of tightest, if it is a part
	least := math.Inf(1)
	for i := range r.Criteria {
		o := &r.Criteria[i]
		if asked && o.Section != "criteria" {
			continue
		}
		carries, margin := l.carries(o)
		if carries == nil {
			continue
		}
		of := l.Find(o.ID)
		if other := l.insteadOf(o); other != nil && carries != o {
			name, not, told := l.nameOf(carries), l.nameOf(other), l.told(carries, carries.Value.Low, carries.Value.High)
			why := graph.Label{Zh: "未过门槛", En: "does not reach its line"}
			if other.Verdict != Unmet {
				why = labelOf(other.Why)
				why = graph.Label{Zh: "（" + why.Zh + "）", En: "(" + why.En + ")"}
			}
			return graph.Label{
				Zh: "凭" + of.Name.Zh + "（" + name.Zh + "）入选：" + told.Zh + "；" + not.Zh + why.Zh,
				En: "in by " + of.Name.En + " (" + name.En + "): " + told.En + "; " + not.En + " " + why.En,
			}
		}
		if tightest == nil || margin < least {
			tightest, least, head = carries, margin, nil
			if carries != o {
				head = of
			}
		}
	}
	if tightest == nil {
		return graph.Label{Zh: "条件全部满足", En: "every criterion is met"}
	}
	name, told := l.nameOf(tightest), l.told(tightest, tightest.Value.Low, tightest.Value.High)
	if head != nil {
		return graph.Label{Zh: head.Name.Zh + "（" + name.Zh + "）" + told.Zh, En: head.Name.En + " (" + name.En + ") " + told.En}
	}
	return graph.Label{Zh: name.Zh + " " + told.Zh, En: name.En + " " + told.En}
}

// carries returns the figure that a criterion which is met rests on, and how far
// beyond its line that is, as a share of the line: of those of which one is enough
// the one that is farthest beyond, of those that are all needed the nearest. It is
// nil of a criterion without a figure.
func (l *List) carries(o *Outcome) (*Outcome, float64) {
	if o.Verdict != Met {
		return nil, 0
	}
	c := l.Find(o.ID)
	if c == nil {
		return nil, 0
	}
	if c.Line != nil && o.Value != nil && o.Distance != nil && o.Distance.Low != nil {
		margin := o.Distance.Low.Float64()
		switch n := math.Abs(c.Line.Number.Float64()); {
		case n > 0:
			margin /= n
		case c.Line.ratio():
			margin /= 0.1 // a share of zero tells nothing: ten points stand for one line
		default:
			margin = math.Inf(1)
		}
		return o, margin
	}
	var found *Outcome
	var margin float64
	for i := range o.Parts {
		part, of := l.carries(&o.Parts[i])
		if part == nil {
			continue
		}
		if found == nil || (c.All == nil) == (of > margin) {
			found, margin = part, of
		}
	}
	return found, margin
}

// insteadOf returns the part of a criterion that looks at what the list ranks by,
// if it is not met, though another part is.
func (l *List) insteadOf(o *Outcome) *Outcome {
	if l.Rank == nil {
		return nil
	}
	for i := range o.Parts {
		part := &o.Parts[i]
		if c := l.Find(part.ID); c != nil && c.Value == l.Rank.By && part.Verdict != Met {
			return part
		}
	}
	return nil
}

// told returns the figure of a criterion with its line, such as 34.1%, line ≥ 30%: of
// an interval the end that is asked against a lower line, or the one against an upper.
func (l *List) told(o *Outcome, lower, upper *graph.Decimal) graph.Label {
	line := l.Find(o.ID).Line
	currency := o.Value.Currency.String()
	end := lower
	if line.Op == "atMost" || line.Op == "below" {
		end = upper
	}
	of := line.lineLabel()
	if end == nil { // nothing is known of this end
		return of
	}
	openZh, openEn := "下限 ", "at least "
	switch {
	case o.Value.Exact():
		openZh, openEn = "", ""
	case end == o.Value.High:
		openZh, openEn = "上限 ", "at most "
	}
	figure := read(*end, line.ratio(), currency, line)
	return graph.Label{Zh: openZh + figure.Zh + "，门槛 " + of.Zh, En: openEn + figure.En + ", line " + of.En}
}

// nameOf returns what a criterion is called.
func (l *List) nameOf(o *Outcome) graph.Label {
	if c := l.Find(o.ID); c != nil {
		return c.Name
	}
	return graph.Label{Zh: o.ID, En: o.ID}
}

// because says what of a criterion keeps a candidate from the list.
func (l *List) because(r *Result, o *Outcome) graph.Label {
	name := l.nameOf(o)
	switch {
	case r.NotFor:
		return graph.Label{Zh: "不适用：" + name.Zh, En: "not for it: " + name.En}
	case o.Verdict == Unmet:
		not := graph.Label{Zh: name.Zh + "不满足", En: name.En + ": unmet"}
		if c := l.Find(o.ID); c == nil || c.Line == nil || o.Value == nil {
			return not
		}
		told := l.told(o, o.Value.High, o.Value.Low) // the better end: even that does not reach the line
		return graph.Label{Zh: not.Zh + "：" + told.Zh, En: not.En + ", " + told.En}
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
