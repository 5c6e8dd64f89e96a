package model

import (
	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Count is how many stand somewhere.
type Count struct {
	Enterprises, Referred, Products, Countries int
	Capital                                    []Capital
}

// Capital is funding in one currency.
type Capital struct {
	Currency                  string
	Events, Undisclosed, Open int
	Low, High                 *graph.Decimal // nil if no amount is known; High also if there is no upper end
}

// CountOf returns a count of the map, with its capital if that was summed.
func CountOf(c memory.Count, summed bool) *Count {
	out := &Count{Enterprises: c.Enterprises, Referred: c.Referred, Products: c.Products, Countries: c.Countries}
	if !summed {
		return out
	}
	out.Capital = []Capital{}
	for _, x := range c.Capital {
		m := Capital{Currency: x.Currency, Events: x.Events, Undisclosed: x.Undisclosed, Open: x.Open}
		if x.Events > x.Undisclosed {
			m.Low = &x.Low
		}
		if x.Events > x.Undisclosed && x.Open == 0 {
			m.High = &x.High
		}
		out.Capital = append(out.Capital, m)
	}
	return out
}

// MapPlace is a segment or chain of the map.
type MapPlace struct {
	Node        Entity
	Parent      *graph.SubjectID
	Depth       int
	Code        *string
	Tier        *Code
	KeyLink     *bool
	Count       *Count
	FedBy       int
	Feeds       int
	OfSegment   *Segment // nil of a chain
	Concentrate func(edition BandEdition, year *string) (*Concentration, error)
	CountOpen   func() (int, error)
	CountOwn    func() (*Count, error)
}

// Own tells who is placed on it itself, and not only below it.
func (p *MapPlace) Own() (*Count, error) { return p.CountOwn() }

// Undecided tells of how many that stand here the filter cannot be decided.
func (p *MapPlace) Undecided() (int, error) { return p.CountOpen() }

// Concentration tells how concentrated the place is; nil of a chain.
func (p *MapPlace) Concentration(edition BandEdition, year *string) (*Concentration, error) {
	if p.OfSegment == nil {
		return nil, nil
	}
	return p.Concentrate(edition, year)
}

// Concentration is how concentrated known shares are.
type Concentration struct {
	Year                      *string
	Coverage, Unlisted        graph.Decimal
	Known                     int
	Members                   int
	Hhi, HhiUpper             *int
	Effective, EffectiveLower *graph.Decimal
	Cr1, Cr4                  *graph.Decimal
	Largest                   *Enterprise
	SingleSource, Sole        *bool
	FirstSure                 *bool
	Band, BandUpper           *ConcentrationBand
	Edition                   BandEdition
	Limits                    *BandLimits
	Reason                    *WithheldReason
	Withheld                  *Label
	// FindShares returns the first of the known shares.
	FindShares func(first int) ([]*KnownShare, error)
}

// Shares tells the known shares, the largest first.
func (c *Concentration) Shares(first int) ([]*KnownShare, error) { return c.FindShares(first) }

// KnownShare is the market share of an enterprise in a segment.
type KnownShare struct {
	Enterprise *Enterprise
	Share      graph.Decimal
	// FindStated returns what it is, or is the sum of.
	FindStated func() ([]*Property, error)
}

// Stated tells what it is, or is the sum of.
func (s *KnownShare) Stated() ([]*Property, error) { return s.FindStated() }

// BandLimits are the limits of an edition's bands.
type BandLimits struct {
	Label          *Label
	Moderate, High int
	Including      bool
}

// Gap is a segment that meets the rules.
type Gap struct {
	Segment       *Segment
	Count         *Count
	Undecided     int
	RuledOut      int
	KeyLinksBelow []*Segment
	Concentration *Concentration
	Find          func(first int) ([]*GapCandidate, error)
	FindElsewhere func(first int) ([]*Enterprise, error)
}

// Near returns who stands near.
func (g *Gap) Near(first int) ([]*GapCandidate, error) { return g.Find(first) }

// Elsewhere returns who stands in it though the condition rules them out.
func (g *Gap) Elsewhere(first int) ([]*Enterprise, error) { return g.FindElsewhere(first) }

// GapCandidate is who stands near a segment.
type GapCandidate struct {
	Enterprise *Enterprise
	Via        []*Segment
	Points     int
}
