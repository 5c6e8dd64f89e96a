package model

import (
	"github.com/chainatlas/chainatlas/graph"
)

// CapitalFlow is where capital flows.
type CapitalFlow struct {
	Revision  graph.Revision
	Total     int
	Rounds    int
	Undecided int
	Drawn     int
	Disclosed int
	Placed    int
	Elsewhere int
	Nowhere   int
	Undated   int
	First     *graph.Date
	Last      *graph.Date
	Sums      []Capital
	Currency  *string
	Investors int
	Leading   *FlowNode
	Nodes     []*FlowNode
	Links     []*FlowLink
	Period    FlowPeriod
	Periods   []*FlowCount
	Coarse    int
	// FindThrough returns the links of what passes through all of some nodes.
	FindThrough func(nodes []string) ([]*FlowLink, error)
	// FindRecent returns the newest rounds that take part in all of some nodes.
	FindRecent func(nodes []string, first int) ([]*FundingEvent, error)
}

// Recent tells the newest rounds that take part in all of some nodes.
func (f *CapitalFlow) Recent(nodes []string, first int) ([]*FundingEvent, error) {
	return f.FindRecent(nodes, first)
}

// Through tells the links of what passes through all of some nodes.
func (f *CapitalFlow) Through(nodes []string) ([]*FlowLink, error) { return f.FindThrough(nodes) }
