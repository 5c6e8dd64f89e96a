package model

import "github.com/chainatlas/chainatlas/graph"

// ChainRisk is how concentrated the segments of a chain are.
type ChainRisk struct {
	Revision            graph.Revision
	Edition             BandEdition
	Limits              *BandLimits
	Total, Computed     int
	Nobody, Lacking     int
	Low, Moderate, High int
	Unsure              int
	Sole, Dominated     int
	OneRecorded         int
	MedianEffective     *graph.Decimal
	FirstYear, LastYear *string
	Withheld            []*RiskWithheld
	Years               []*RiskYear
	Sources             []*Source
	Groups              []*RiskGroup
	// FindSegments returns the first segments in an order.
	FindSegments func(order RiskOrder, reversed bool, first int) ([]*RiskSegment, error)
	// FindSegment returns a segment, or nil.
	FindSegment func(id graph.SubjectID) *RiskSegment
	// FindWhatIf works a cut out.
	FindWhatIf func(cut graph.Decimal) (*RiskWhatIf, error)
}

// Segments tells the segments in an order.
func (r *ChainRisk) Segments(order RiskOrder, reversed bool, first int) ([]*RiskSegment, error) {
	return r.FindSegments(order, reversed, first)
}

// Segment tells one segment; nil if it is not among them.
func (r *ChainRisk) Segment(id graph.SubjectID) *RiskSegment { return r.FindSegment(id) }

// WhatIf tells what a cut would leave.
func (r *ChainRisk) WhatIf(cut graph.Decimal) (*RiskWhatIf, error) { return r.FindWhatIf(cut) }

// RiskSegment is how concentrated a segment is.
type RiskSegment struct {
	Segment       *Segment
	Group         string
	Concentration *Concentration
	// FindWhatIf works a cut out; nil if the segment is not computed.
	FindWhatIf func(cut graph.Decimal) (*RiskCut, error)
}

// WhatIf tells what a cut would leave of it; nil if it is not computed.
func (s *RiskSegment) WhatIf(cut graph.Decimal) (*RiskCut, error) { return s.FindWhatIf(cut) }
