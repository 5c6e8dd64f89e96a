package model

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// matter is a problem with the reason that it shares with others.
type matter struct {
	*importer.Problem
	effect Effect
	reason string // its name
}

// maxReasons bounds how many reasons are counted one by one.
const maxReasons = 100

// all returns what is to be told of the import.
func (r *ImportReport) all() []matter {
	r.once.Do(func() {
		known := map[string]string{} // names of reasons, by their texts
		list := r.Of.Matters()
		r.matters = make([]matter, len(list))
		for i := range list {
			p := &list[i]
			text := string(p.Code) + " " + plainReason(p.Reason.En)
			name, ok := known[text]
			if !ok {
				sum := sha256.Sum256([]byte(text))
				name = hex.EncodeToString(sum[:6])
				known[text] = name
			}
			r.matters[i] = matter{p, Effect(strings.ToUpper(string(p.Effect))), name}
		}
	})
	return r.matters
}

// passing is what a reason says of one place alone: what it quotes, and numbers.
var passing = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|“[^”]*”|[0-9]+(?:, [0-9]+)*`)

// plainReason is a reason without what it says of one place alone.
func plainReason(s string) string { return passing.ReplaceAllString(s, "…") }

// meets reports whether a problem meets the conditions of a filter, but for one.
func (f *ImportProblemFilter) meets(m *matter, but string) bool {
	return f == nil ||
		(len(f.Effects) == 0 || but == "effects" || slices.Contains(f.Effects, m.effect)) &&
			(f.Document == nil || but == "sheets" || *f.Document == m.Document) &&
			(f.Sheet == nil || but == "sheets" || *f.Sheet == m.Sheet) &&
			(f.Reason == nil || but == "reasons" || *f.Reason == m.reason)
}

// Chosen returns the problems that meet a filter; nil is all.
func (r *ImportReport) Chosen(f *ImportProblemFilter) []*importer.Problem {
	var out []*importer.Problem
	for i := range r.all() {
		if m := &r.matters[i]; f.meets(m, "") {
			out = append(out, m.Problem)
		}
	}
	return out
}

// Problems returns some of the problems.
func (r *ImportReport) Problems(first, offset int, effect *Effect, filter *ImportProblemFilter) ([]*ImportProblem, error) {
	if err := CheckFirst(first, 1000); err != nil {
		return nil, err
	}
	if effect != nil {
		f := ImportProblemFilter{}
		if filter != nil {
			f = *filter
		}
		if len(f.Effects) > 0 && !slices.Contains(f.Effects, *effect) {
			return []*ImportProblem{}, nil
		}
		f.Effects = []Effect{*effect}
		filter = &f
	}
	chosen := r.Chosen(filter)
	chosen = chosen[min(max(offset, 0), len(chosen)):]
	chosen = chosen[:min(first, len(chosen))]
	out := make([]*ImportProblem, len(chosen))
	for i, p := range chosen {
		out[i] = &ImportProblem{Document: p.Document, Sheet: p.Sheet, Row: p.Row, Column: p.Column, Header: p.Header, Of: p.Of, Value: p.Value,
			Code: string(p.Code), Effect: Effect(strings.ToUpper(string(p.Effect))), Reason: &p.Reason, Cure: CureOf(p),
			TableHeader: p.Table, Near: append([]string{}, p.Near...)}
	}
	return out, nil
}

// CureOf is what helps on the pages.
func CureOf(p *importer.Problem) *graph.Label {
	if p.OnPage != (graph.Label{}) {
		return &p.OnPage
	}
	return &p.Cure
}

// ImportProblemFacets is how many problems there are by what they do, where and why.
type ImportProblemFacets struct {
	Count   int
	Effects []*EffectCount
	Sheets  []*ImportSheetCount
	Reasons []*ImportReasonCount
}

// Facets counts problems by what they do, where and why. What is counted by
// one condition is chosen by the others.
func (r *ImportReport) Facets(f *ImportProblemFilter) *ImportProblemFacets {
	out := &ImportProblemFacets{Effects: []*EffectCount{}, Sheets: []*ImportSheetCount{}, Reasons: []*ImportReasonCount{}}
	effects := map[Effect]int{}
	sheets, reasons := map[[2]string]*ImportSheetCount{}, map[string]*ImportReasonCount{}
	for i := range r.all() {
		m := &r.matters[i]
		if f.meets(m, "") {
			out.Count++
		}
		if f.meets(m, "effects") {
			effects[m.effect]++
		}
		if f.meets(m, "sheets") {
			at := [2]string{m.Document, m.Sheet}
			if sheets[at] == nil {
				sheets[at] = &ImportSheetCount{Document: m.Document, Sheet: m.Sheet}
				out.Sheets = append(out.Sheets, sheets[at])
			}
			sheets[at].Count++
		}
		if f.meets(m, "reasons") {
			if reasons[m.reason] == nil {
				reasons[m.reason] = &ImportReasonCount{Reason: m.reason, Label: &graph.Label{Zh: plainReason(m.Reason.Zh), En: plainReason(m.Reason.En)}}
				out.Reasons = append(out.Reasons, reasons[m.reason])
			}
			reasons[m.reason].Count++
		}
	}
	for _, e := range AllEffect {
		if effects[e] > 0 {
			out.Effects = append(out.Effects, &EffectCount{Effect: e, Count: effects[e]})
		}
	}
	slices.SortStableFunc(out.Reasons, func(a, b *ImportReasonCount) int { return cmp.Compare(b.Count, a.Count) })
	out.Reasons = out.Reasons[:min(len(out.Reasons), maxReasons)]
	return out
}

// Effects counts the problems by what they do.
func (r *ImportReport) Effects() []*EffectCount { return r.Facets(nil).Effects }

// ProblemCount returns how many there are.
func (r *ImportReport) ProblemCount() int { return len(r.all()) + r.Of.More }
