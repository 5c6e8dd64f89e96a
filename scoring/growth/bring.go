package growth

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// MaxBrought is how many inputs an edition takes at most.
const MaxBrought = 100_000

// Brought is an input of a list that a person brings for an enterprise: what the
// graph does not hold. It is kept in the edition, with who says so.
type Brought struct {
	Enterprise graph.SubjectID `json:"enterprise"`
	Input      string          `json:"input"`
	Year       int             `json:"year,omitempty"` // of a figure; 0 is the latest that is asked for
	Value      string          `json:"value"`
	From       string          `json:"from,omitempty"` // who says so, or where it stands
}

// CheckBrought checks that a list declares the inputs that are brought. It fails
// with CodeInvalid, and with CodeLimit if there are too many.
func (l *List) CheckBrought(all []Brought) error {
	const op = "growth.List.CheckBrought"
	if len(all) > MaxBrought {
		return graph.Errorf(graph.CodeLimit, op, "%d inputs are brought, at most %d are taken", len(all), MaxBrought)
	}
	var declared []string
	for _, x := range l.Inputs {
		if l.Model == nil || l.Model.Input != x.ID { // a score is computed, not brought
			declared = append(declared, x.ID)
		}
	}
	for _, b := range all {
		if !slices.Contains(declared, b.Input) {
			return graph.Errorf(graph.CodeInvalid, op, "the list %s has no input %.60q; it has %s", l.Code, b.Input, strings.Join(declared, ", "))
		}
		if b.Enterprise == "" || strings.TrimSpace(b.Value) == "" || len(b.Value) > 1000 || len(b.From) > 1000 {
			return graph.Errorf(graph.CodeInvalid, op, "an input %s without an enterprise or a value, or with one that is too long", b.Input)
		}
	}
	return nil
}

// Bring returns the candidates with what is brought for them: a number as a figure
// of its year, and anything as a fact. Candidates for whom something is brought
// are copied; the others are shared.
func Bring(candidates []*Enterprise, all []Brought, latest int) []*Enterprise {
	if len(all) == 0 {
		return candidates
	}
	byID := map[graph.SubjectID][]Brought{}
	for _, b := range all {
		byID[b.Enterprise] = append(byID[b.Enterprise], b)
	}
	out := slices.Clone(candidates)
	for i, e := range out {
		if some := byID[e.ID]; some != nil {
			out[i] = e.with(some, latest)
		}
	}
	return out
}

// with returns a copy of an enterprise with what is brought for it.
func (e *Enterprise) with(some []Brought, latest int) *Enterprise {
	x := *e
	x.Series, x.Facts, x.Sources = slices.Clone(e.Series), slices.Clone(e.Facts), slices.Clone(e.Sources)
	for _, b := range some {
		at := int32(len(x.Sources))
		x.Sources = append(x.Sources, Source{Source: "by-hand", Document: b.From, Printed: b.Value})
		x.Facts = append(x.Facts, Fact{Name: b.Input, Text: b.Value, Source: at + 1})
		number, err := graph.ParseDecimal(b.Value)
		if err != nil {
			continue
		}
		f := Figure{Year: int16(latest), Low: number, From: at, To: at + 1}
		if b.Year > 0 {
			f.Year = int16(b.Year)
		}
		k := slices.IndexFunc(x.Series, func(s Series) bool { return s.Name == b.Input })
		if k < 0 {
			k = len(x.Series)
			x.Series = append(x.Series, Series{Name: b.Input})
		}
		// The last word on a year holds.
		figures := slices.DeleteFunc(slices.Clone(x.Series[k].Figures), func(g Figure) bool { return g.Year == f.Year })
		x.Series[k].Figures = append(figures, f)
	}
	for i := range x.Series { // Sort must not reach into what is shared
		x.Series[i].Figures = slices.Clone(x.Series[i].Figures)
	}
	x.Sort()
	return &x
}
