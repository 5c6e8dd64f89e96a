package scoring

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// maxExplained is how many units are explained at once where that takes
// Shapley values; of larger cohorts [Result.Explain] explains one unit.
const maxExplained = 1_000

// result writes out an evaluation.
func (e *evaluation) result() *Result {
	r := &Result{
		Scheme:    SchemeRef{ID: e.s.ID, Edition: e.s.Edition, Title: e.s.Title, Status: e.s.Status, Hash: e.s.hash.String()},
		Reference: e.in.Reference, Data: e.hash.String(), Units: make([]UnitResult, len(e.ids)), e: e,
	}
	e.indicators(r)
	for i, n := range e.t.nodes {
		if n.Group == nil {
			continue
		}
		d := e.tree.details[i]
		d.ID, d.Weights, d.Score, d.Coverage, d.Imputed = n.ID, e.tree.weights[i], e.tree.score[i], e.tree.coverage[i], e.tree.imputed[i]
		if d.Shares != nil {
			d.Weights = absent(len(n.Group.Children))
		}
		for _, c := range n.Group.Children {
			d.Children = append(d.Children, c.ID)
		}
		r.Groups = append(r.Groups, d)
	}
	score := e.tree.score[0]
	rank := e.ranks(score)
	from := e.bounds(score)
	weighted := e.shares(r)
	for u := range r.Units {
		x := &r.Units[u]
		*x = UnitResult{ID: e.ids[u], Name: e.in.Units[u].Name, Score: Number(score[u]), Rank: rank[u], Coverage: e.tree.coverage[0][u], Imputed: e.tree.imputed[0][u]}
		if rank[u] == 0 {
			x.Withheld = e.withheld(u)
		}
		e.grade(x, u, from)
		switch {
		case rank[u] == 0:
		case e.t.additive:
			x.Contributions = make(Numbers, len(e.t.leaves))
			for l := range x.Contributions {
				x.Contributions[l] = zeroIfAbsent(weighted[l][u])
			}
		case len(r.Units) <= maxExplained:
			x.Contributions, x.Base = e.explain(u)
		}
	}
	e.tell(r)
	return r
}

func zeroIfAbsent(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}

func (e *evaluation) indicators(r *Result) {
	r.Indicators = make([]IndicatorResult, len(e.t.leaves))
	for l := range r.Indicators {
		n, s := e.t.nodes[e.t.leaves[l]], &e.stages[l]
		x := IndicatorResult{
			ID: n.ID, Weight: e.weight(l), State: s.state, Raw: s.raw, Denominated: s.denominated, Imputed: s.imputed,
			Treated: s.treated, Treatment: s.treatment, Normalised: s.norm, Moves: n.Indicator.Moves(),
		}
		if s.notice != (graph.Label{}) {
			x.Notices = append(x.Notices, s.notice)
		}
		for _, rule := range slices.Concat(e.t.reads[l].rules, e.t.reads[l].denOf) {
			for u, o := range e.columns[rule].chosen {
				if o == nil || len(o.Refs) == 0 {
					continue
				}
				if x.Evidence == nil {
					x.Evidence = make([][]string, len(e.ids))
				}
				x.Evidence[u] = append(x.Evidence[u], o.Refs...)
			}
		}
		r.Indicators[l] = x
	}
}

// weight returns the weight of an indicator in the whole: the product of the
// weights on its way up. Where units have weights of their own it takes equal
// ones.
func (e *evaluation) weight(l int) float64 {
	w := 1.0
	for i := e.t.leaves[l]; e.t.parent[i] >= 0; i = e.t.parent[i] {
		p := e.t.parent[i]
		w *= e.tree.weights[p][slices.Index(e.t.children[p], i)]
	}
	return w
}

// own returns the weights of a group's children for one unit: what is missing
// has none, and the rest add up to 1, or are those of benefit of the doubt.
func (e *evaluation) own(i, u int, w []float64) []float64 {
	w = append(w[:0], e.tree.weights[i]...)
	kids := e.t.children[i]
	if shares := e.tree.details[i].Shares; shares != nil {
		sum, score := 0.0, e.tree.score[i][u]
		if before := e.tree.details[i].Before; before != nil {
			score = before[u]
		}
		if times := e.t.nodes[i].Group.Aggregation.Times; times != 0 {
			score /= times
		}
		for c, kid := range kids {
			w[c] = zeroIfAbsent(shares[c][u])
			sum += w[c] * zeroIfAbsent(e.tree.score[kid][u])
		}
		if sum > 0 {
			for c := range w {
				w[c] *= score / sum
			}
		}
		return w
	}
	sum, gaps := 0.0, false
	for c, kid := range kids {
		if math.IsNaN(e.tree.score[kid][u]) {
			w[c], gaps = 0, true
		}
		sum += w[c]
	}
	if gaps && sum > 0 {
		for c := range w {
			w[c] /= sum
		}
	}
	return w
}

// shares fills in the stage weighted of every indicator, and returns it.
func (e *evaluation) shares(r *Result) []Numbers {
	out := make([]Numbers, len(e.t.leaves))
	for l := range out {
		out[l] = absent(len(e.ids))
	}
	share := make([]float64, len(e.t.nodes))
	var w []float64
	for u := range e.ids {
		share[0] = 1
		if math.IsNaN(e.tree.score[0][u]) {
			share[0] = 0
		}
		for i, kids := range e.t.children {
			if l := e.t.leafOf[i]; l >= 0 {
				if share[i] != 0 {
					out[l][u] = share[i] * e.tree.score[i][u]
				}
				continue
			}
			if share[i] == 0 {
				for _, kid := range kids {
					share[kid] = 0
				}
				continue
			}
			w = e.own(i, u, w)
			times := 1.0
			if a := &e.t.nodes[i].Group.Aggregation; a.Times != 0 {
				times = a.Times
			}
			for c, kid := range kids {
				share[kid] = share[i] * w[c] * times
			}
		}
	}
	for l := range out {
		r.Indicators[l].Weighted = out[l]
	}
	return out
}

// Ranks returns the places of scores, 1 for the highest. Equal scores (to 12
// digits) share the lower number, and NaN has 0.
func Ranks(score []float64) []int {
	order := make([]int, 0, len(score))
	for i, s := range score {
		if !math.IsNaN(s) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	rank := make([]int, len(score))
	for p, i := range order {
		rank[i] = p + 1
		if p > 0 {
			if before := order[p-1]; score[before]-score[i] <= 1e-12*max(1, math.Abs(score[i])) {
				rank[i] = rank[before]
			}
		}
	}
	return rank
}

// ranks returns the places of scores, 1 for the best.
func (e *evaluation) ranks(score []float64) []int {
	if e.s.Best != BestLowest {
		return Ranks(score)
	}
	turned := make([]float64, len(score))
	for i, v := range score {
		turned[i] = -v
	}
	return Ranks(turned)
}

// Judge returns the ranks and grades that other scores of the same units would
// have, such as those of [Result.WhatIf]; 0 and "" without one. Gates are judged by
// the evidence, as in the result.
func (r *Result) Judge(scores Numbers) (ranks []int, grades []string) {
	from := r.e.bounds(scores)
	grades = make([]string, len(scores))
	for u, v := range scores {
		x := UnitResult{Score: Number(v)}
		r.e.grade(&x, u, from)
		grades[u] = x.Grade
	}
	return r.e.ranks(scores), grades
}

// withheld tells why a unit has no score.
func (e *evaluation) withheld(u int) *graph.Label {
	var refused []string
	for _, l := range e.t.refusing {
		if s := e.stages[l].state[u]; s != Observed && s != NotApplicable {
			refused = append(refused, e.t.nodes[e.t.leaves[l]].ID)
		}
	}
	g := e.t.nodes[0].Group
	var why graph.Label
	switch cover := e.tree.coverage[0][u]; {
	case refused != nil:
		why = graph.Labelf("缺少不可缺的指标：%s", "without what no score is given: %s", strings.Join(refused, ", "))
	case !e.tree.applies[0][u]:
		why = graph.Labelf("没有适用的指标", "no indicator applies")
	case e.out != nil && e.out[u]:
		why = graph.Labelf("有据可查的指标太少，未列入本批：其他单位不与之比较", "too few indicators were observed: it is left out of the cohort, and nobody is measured against it")
	case !e.tree.enough(0, u, g):
		why = e.lacks(u)
		if short := e.short(u); short != "" {
			why.Zh += "；未达要求的组：" + short
			why.En += "; groups below their own demand: " + short
		}
	case cover == 0:
		why = graph.Labelf("没有任何数据", "nothing is known")
	default:
		why = graph.Labelf("%s 对这些数值没有定义", "the aggregation %s has no value for these numbers", g.Aggregation.Method)
	}
	return &why
}

// lacks tells how much of the index was observed, and how much it demands.
func (e *evaluation) lacks(u int) graph.Label {
	g := e.t.nodes[0].Group
	if g.CoverageOf == OfWeight {
		return graph.Labelf("有据可查的权重只占 %.1f%%，低于评价规范要求的 %.1f%%", "only %.1f%% of the weight was observed, and the scheme demands %.1f%%", e.tree.coverage[0][u]*100, g.Coverage*100)
	}
	zh, en := "子项", "parts"
	if g.CoverageOf == OfIndicators {
		zh, en = "指标", "indicators"
	}
	c := e.tree.seen[0][u]
	return graph.Labelf("%[2]d 项%[5]s中只有 %[1]d 项有据可查，评价规范要求 %[3]d 项", "only %[1]d of %[2]d %[4]s were observed, and the scheme demands %[3]d",
		c.seen, c.all, max(g.Least, int(math.Ceil(g.Coverage*float64(c.all)-1e-9))), en, zh)
}

// short lists the groups below the index whose coverage does not suffice.
func (e *evaluation) short(u int) string {
	var ids []string
	for i, n := range e.t.nodes {
		if i == 0 || n.Group == nil || !e.tree.applies[i][u] || e.tree.enough(i, u, n.Group) {
			continue
		}
		if c := e.tree.seen[i]; c != nil {
			ids = append(ids, fmt.Sprintf("%s %d/%d", n.ID, c[u].seen, c[u].all))
		} else {
			ids = append(ids, fmt.Sprintf("%s %.0f%%", n.ID, e.tree.coverage[i][u]*100))
		}
	}
	return strings.Join(ids, ", ")
}

// bounds returns the least score of each grade.
func (e *evaluation) bounds(score []float64) []float64 {
	from := make([]float64, len(e.s.Grades))
	for i, g := range e.s.Grades {
		from[i] = g.From
		if g.Quantile {
			from[i] = quantile(present(score), g.From)
		}
	}
	return from
}

// gradeAt returns the place of the grade that a score alone gives; -1 if none.
func (s *Scheme) gradeAt(score float64, from []float64) int {
	at := -1
	for i := range from {
		if score >= from[i]-1e-12 { // NaN is not
			at = i
			if s.Best != BestLowest {
				break
			}
		}
	}
	return at
}

// GradeOf returns the ID of the grade that a score alone gives, gates left out of
// account. It is empty if there is none, and where grades begin at quantiles, which a
// score without its cohort does not tell.
func (s *Scheme) GradeOf(score float64) string {
	from := make([]float64, len(s.Grades))
	for i, g := range s.Grades {
		if g.Quantile {
			return ""
		}
		from[i] = g.From
	}
	if at := s.gradeAt(score, from); at >= 0 {
		return s.Grades[at].ID
	}
	return ""
}

// grade judges the gates and gives the grade.
func (e *evaluation) grade(x *UnitResult, u int, from []float64) {
	grades := e.s.Grades
	at := e.s.gradeAt(float64(x.Score), from)
	for k := range e.s.Gates {
		g := &e.s.Gates[k]
		passed, known := e.gate(k, u)
		r := GateResult{ID: g.ID, Passed: passed, Unknown: !known}
		fails := known && !passed || !known && g.Unknown != "pass"
		switch {
		case !fails || at < 0:
		case g.Cap != "" && (known || g.Unknown == "cap"):
			if limit := slices.IndexFunc(grades, func(y Grade) bool { return y.ID == g.Cap }); limit > at {
				at, r.Cap = limit, g.Cap
			}
		case x.Ungraded == nil:
			why := graph.Labelf("未通过门槛：%[1]s", "the gate was not passed: %[2]s", g.Label.Zh, g.Label.En)
			if !known {
				why = graph.Labelf("门槛无法判断：%[1]s", "the gate cannot be judged: %[2]s", g.Label.Zh, g.Label.En)
			}
			x.Ungraded = &why
		}
		x.Gates = append(x.Gates, r)
	}
	if at >= 0 && x.Ungraded == nil {
		x.Grade = grades[at].ID
	}
}

// gate evaluates the condition of a gate. What does not apply has passed.
func (e *evaluation) gate(k, u int) (passed, known bool) {
	r := &e.t.gates[k]
	values, applies := make([]float64, len(r.rules)), true
	for i, rule := range r.rules {
		c := e.columns[rule]
		values[i] = c.mid[u]
		state := c.state[u]
		for l := range e.t.reads { // a text has the value that its indicator gives it
			if reads := &e.t.reads[l]; math.IsNaN(values[i]) && len(reads.rules) == 1 && reads.rules[0] == rule && reads.expr.root.op == "name" {
				values[i], state = e.stages[l].raw[u], e.stages[l].state[u]
			}
		}
		applies = applies && state != NotApplicable
	}
	v := r.expr.Eval(values)
	if math.IsNaN(v) {
		return !applies, !applies
	}
	return v != 0, true
}

// tell notes what a reader of the result has to know.
func (e *evaluation) tell(r *Result) {
	note := func(l graph.Label) { r.Notices = append(r.Notices, l) }
	if e.s.Status != StatusInForce {
		of := graph.Labelf("草案", "a draft")
		if e.s.Status == StatusExample {
			of = graph.Labelf("示例", "an example")
		}
		note(graph.Labelf("评价规范只是%[1]s，结果不能作为正式结论", "the scheme is %[2]s: its results are no verdict", of.Zh, of.En))
	}
	var moving, example []string
	for _, n := range e.s.Indicators() {
		if n.Indicator.Moves() {
			moving = append(moving, n.ID)
		}
		if n.Indicator.Example {
			example = append(example, n.ID)
		}
	}
	if moving != nil {
		note(graph.Labelf("以下指标的得分随本批单位而变，增减单位会改变其他单位的得分：%s", "the scores of these indicators move with the cohort, so that a unit that comes or goes changes the others': %s", shorten(moving)))
	}
	if slices.ContainsFunc(e.s.Grades, func(g Grade) bool { return g.Quantile }) {
		note(graph.Labelf("分数线是本批得分的分位数，增减单位会改变其他单位的等级", "the bounds of grades are quantiles of the cohort's scores, so that a unit that comes or goes can change the others' grades"))
	}
	if example != nil {
		note(graph.Labelf("以下指标的上下界为示例值，待确认：%s", "the goalposts of these indicators are examples that await confirmation: %s", shorten(example)))
	}
	for i := range r.Groups {
		for _, n := range r.Groups[i].Notices {
			note(graph.Label{Zh: r.Groups[i].ID + "：" + n.Zh, En: r.Groups[i].ID + ": " + n.En})
		}
	}
	for i := range r.Indicators {
		for _, n := range r.Indicators[i].Notices {
			note(graph.Label{Zh: r.Indicators[i].ID + "：" + n.Zh, En: r.Indicators[i].ID + ": " + n.En})
		}
	}
}

func shorten(ids []string) string {
	const most = 50
	if len(ids) > most {
		return strings.Join(ids[:most], ", ") + fmt.Sprintf(", … (%d)", len(ids))
	}
	return strings.Join(ids, ", ")
}
