package model

import (
	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/relay"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// MaxBrokenDown is of how many of those that are neither in nor at the border a
// workbook has each criterion with what it rests on: they are judged anew for it.
const MaxBrokenDown = 20_000

// BrokenDown returns that bound.
func (*GrowthEdition) BrokenDown() int { return MaxBrokenDown }

// GrowthEdition is a list as it is drawn up.
type GrowthEdition struct {
	View    *memory.View // that names of enterprises and filters answer from
	Edition *growth.Edition

	List          *GrowthList
	Number        string
	Hash          string
	Results       string
	Inputs        string
	Revision      graph.Revision
	ReferenceDate graph.Date
	Renewal       bool
	Year          int
	Tried         []string
	Corrects      *string
	Reason        *string
	Publication   *GrowthPublication
	Previous      *GrowthPublication
	Counts        *GrowthCounts
	Tallies       []*GrowthTally
	Lacking       []*GrowthLack
}

// GrowthResultConnection is a page of results.
type GrowthResultConnection struct {
	relay.Connection[*GrowthResult]
	Candidates int // enterprises, or projects, of all its results
}

// GrowthResultEdge is one of them with its cursor.
type GrowthResultEdge = relay.Edge[*GrowthResult]
