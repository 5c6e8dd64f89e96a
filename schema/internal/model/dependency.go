package model

import "github.com/chainatlas/chainatlas/graph"

// ChainDependency is how much the enterprises of a chain depend on single suppliers.
type ChainDependency struct {
	Revision            graph.Revision
	Total, Buyers       int
	Expected, Recorded  int
	Counts              *DependencyCounts
	Unnamed             int
	FirstYear, LastYear *string
	Years               []*DependencyYear
	Sources             []*Source
	Categories          []*DependencyCategory
	// FindInputs returns the first inputs of a segment, or of all, in an order.
	FindInputs func(segment *graph.SubjectID, order DependencyOrder, reversed bool, first int) ([]*DependencyInput, error)
	// FindInput returns an input, or nil.
	FindInput func(buyer, segment graph.SubjectID) (*DependencyInput, error)
}

// Input tells one input; nil if it is not among them.
func (d *ChainDependency) Input(buyer, segment graph.SubjectID) (*DependencyInput, error) {
	return d.FindInput(buyer, segment)
}

// Inputs tells inputs in an order.
func (d *ChainDependency) Inputs(segment *graph.SubjectID, order DependencyOrder, reversed bool, first int) ([]*DependencyInput, error) {
	return d.FindInputs(segment, order, reversed, first)
}

// DependencyInput is what one buyer gets of one segment.
type DependencyInput struct {
	Buyer              *Enterprise
	Segment            *Segment
	Expected           bool
	Year               *string
	Suppliers, Known   int
	Coverage, Unlisted graph.Decimal
	Share              *graph.Decimal
	Supplier           *Enterprise
	Class              DependencyClass
	// FindSupplied returns the first suppliers.
	FindSupplied func(first int) ([]*DependencySupplier, error)
}

// Supplied tells the suppliers, the largest known shares first.
func (i *DependencyInput) Supplied(first int) ([]*DependencySupplier, error) {
	return i.FindSupplied(first)
}

// DependencySupplier is a supplier of an input.
type DependencySupplier struct {
	Enterprise *Enterprise
	Share      *graph.Decimal
	// FindLink looks the supply up.
	FindLink func() (*LinkEdge, error)
}

// Link tells the supply as it is recorded.
func (s *DependencySupplier) Link() (*LinkEdge, error) { return s.FindLink() }
