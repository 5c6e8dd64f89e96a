package schema

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// The editions of bands and the orders as parameters have them.
var (
	riskBands  = map[string]model.BandEdition{"us2023": model.BandEditionUS2023, "us2010": model.BandEditionUS2010, "eu2004": model.BandEditionEU2004}
	riskOrders = map[string]model.RiskOrder{"hhi": model.RiskOrderHhi, "first": model.RiskOrderFirst, "four": model.RiskOrderFour,
		"suppliers": model.RiskOrderMembers, "coverage": model.RiskOrderCoverage, "map": model.RiskOrderMap}
)

// RiskFile says which risk a file has, in what order.
type RiskFile struct {
	Chain    string // its ID, code or name; "" is all of them
	Bands    string // us2023, us2010 or eu2004
	Year     string // of the shares; "" is the latest of each segment
	Order    string // hhi, first, four, suppliers, coverage or map
	Reversed bool
	Cut      graph.Decimal // of the first supplier's output, 0 to 1
}

// Risk is how concentrated the segments of a chain are, as a file has it.
type Risk struct {
	// Rows yields a row for each of the Total segments, in the order that is asked for:
	// a page of the query is bounded, a file has all. It ends with the first error.
	Rows                             iter.Seq2[*RiskRow, error]
	Total, Computed, Lacking, Nobody int
	Bands                            graph.Label
	Moderate, High                   int
}

// RiskRow is a segment. What is nil is not computed, for the reason in Withheld.
type RiskRow struct {
	Segment        graph.SubjectID
	Group          graph.Label
	Year           string // "" if no share is known
	Members, Known int
	Coverage       graph.Decimal
	HHI, Upper     *int
	Effective      *graph.Decimal // at most; it is at least
	EffectiveLower *graph.Decimal
	CR1, CR4       *graph.Decimal
	First          graph.SubjectID // who has the largest known share; "" if none is known
	Band, Above    string          // low, moderate or high, by the lower and the upper end
	Sole           bool
	Dominated      bool
	Remaining      *graph.Decimal
	Increase       *graph.Decimal // nil also where no increase would do
	Withheld       *graph.Label
}

// RiskOf works out how concentrated the segments of a chain are as the query
// chainRisk tells it, for downloads. handler is what New returned. It fails as the
// query would, and with [graph.CodeInvalid] for words that it does not know.
func RiskOf(ctx context.Context, handler any, view *memory.View, q RiskFile) (*Risk, error) {
	s, ok := handler.(*Service)
	if !ok {
		return nil, graph.Errorf(graph.CodeInvalid, "schema.RiskOf", "the handler is not one that New returned")
	}
	edition, ok := riskBands[q.Bands]
	if !ok {
		return nil, noWord("bands", q.Bands, slices.Sorted(maps.Keys(riskBands)))
	}
	order, ok := riskOrders[q.Order]
	if !ok {
		return nil, noWord("sort", q.Order, slices.Sorted(maps.Keys(riskOrders)))
	}
	if err := checkCut(q.Cut); err != nil {
		return nil, err
	}
	asked := RiskQuery{Chain: q.Chain, Bands: edition}
	if q.Year != "" {
		asked.Year = &q.Year
	}
	r, err := s.riskOf(ctx, view, asked)
	if err != nil {
		return nil, err
	}
	m, err := r.model()
	if err != nil {
		return nil, err
	}
	out := &Risk{Total: m.Total, Computed: m.Computed, Lacking: m.Lacking, Nobody: m.Nobody, Bands: *m.Limits.Label, Moderate: m.Limits.Moderate, High: m.Limits.High}
	out.Rows = func(yield func(*RiskRow, error) bool) {
		for _, x := range r.order(order, q.Reversed) {
			row, err := x.row(q.Cut)
			row.Group = r.groups[x.group].label
			if !yield(&row, err) || err != nil {
				return
			}
		}
	}
	return out, nil
}

// noWord refuses a word that a parameter does not have.
func noWord(name, word string, words []string) error {
	all := strings.Join(words, ", ")
	return say(graph.CodeInvalid, "%s 没有 %.20q；可用：%s", "%s has no %.20q; it has %s", name, word, all)
}

// row returns a segment as a file has it.
func (s *riskSegment) row(cut graph.Decimal) (RiskRow, error) {
	c := s.concentration
	out := RiskRow{Segment: s.place.id, Members: c.Members, Known: c.Known, Coverage: c.Coverage, HHI: c.Hhi, Upper: c.HhiUpper, Effective: c.Effective, EffectiveLower: c.EffectiveLower, CR1: c.Cr1, CR4: c.Cr4, Withheld: c.Withheld}
	if c.Year != nil {
		out.Year = *c.Year
	}
	if c.Largest != nil {
		out.First = c.Largest.ID()
	}
	if !s.computed() {
		return out, nil
	}
	out.Band, out.Above = strings.ToLower(string(*c.Band)), strings.ToLower(string(*c.BandUpper))
	out.Sole, out.Dominated = *c.Sole, *c.SingleSource
	left, err := s.cut(cut)
	if err != nil {
		return RiskRow{}, err
	}
	out.Remaining, out.Increase = &left.Remaining, left.Increase
	return out, nil
}
