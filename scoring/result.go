package scoring

import (
	"github.com/chainatlas/chainatlas/graph"
)

// Result is an evaluation with all its stages. Columns have one value a unit,
// in the order of Units. It is immutable.
type Result struct {
	Scheme     SchemeRef         `json:"scheme"`
	Reference  graph.Date        `json:"reference"`
	Data       string            `json:"data"` // hash of the input
	Units      []UnitResult      `json:"units"`
	Indicators []IndicatorResult `json:"indicators"`
	Groups     []GroupResult     `json:"groups"` // the index first
	Notices    []graph.Label     `json:"notices,omitempty"`

	e *evaluation // to go on from
}

// SchemeRef says by which scheme something was computed.
type SchemeRef struct {
	ID      string      `json:"id"`
	Edition string      `json:"edition"`
	Title   graph.Label `json:"title"`
	Status  Status      `json:"status"`
	Hash    string      `json:"hash"`
}

// UnitResult is the outcome for one unit.
type UnitResult struct {
	ID       string       `json:"id"`
	Name     string       `json:"name,omitempty"`
	Score    Number       `json:"score"`
	Rank     int          `json:"rank,omitempty"` // from 1; equal scores share the lower; 0 if withheld
	Grade    string       `json:"grade,omitempty"`
	Ungraded *graph.Label `json:"ungraded,omitempty"` // why there is no grade
	Withheld *graph.Label `json:"withheld,omitempty"` // why there is no score
	Coverage float64      `json:"coverage"`           // observed share of the applicable weight
	Imputed  float64      `json:"imputed"`            // imputed share of the weight that was used
	Gates    []GateResult `json:"gates,omitempty"`
	// Contributions are by indicator. With Base they add up to the score. Where
	// all groups are arithmetic means they are weight times value and Base is 0;
	// otherwise they are Shapley values against the cohort's mean indicators,
	// whose score is Base, level by level: see [Result.Units].
	Contributions Numbers `json:"contributions,omitempty"`
	Base          float64 `json:"base"`
}

// GateResult is the outcome of a gate for one unit.
type GateResult struct {
	ID      string `json:"id"`
	Passed  bool   `json:"passed"`
	Unknown bool   `json:"unknown,omitempty"` // what it asks for is not known
	Cap     string `json:"cap,omitempty"`     // the grade that it caps, if it did
}

// IndicatorResult has the stages of one indicator.
type IndicatorResult struct {
	ID          string        `json:"id"`
	Weight      float64       `json:"weight"` // of the whole, when nothing is missing; NaN-free
	State       []State       `json:"state"`
	Raw         Numbers       `json:"raw"`
	Denominated Numbers       `json:"denominated"`
	Imputed     Numbers       `json:"imputed"`
	Treated     Numbers       `json:"treated"`
	Treatment   string        `json:"treatment,omitempty"` // winsorised, log or trimmed
	Normalised  Numbers       `json:"normalised"`
	Weighted    Numbers       `json:"weighted"` // weight after redistribution, times normalised
	Moves       bool          `json:"moves,omitempty"`
	Notices     []graph.Label `json:"notices,omitempty"`
	Evidence    [][]string    `json:"evidence,omitempty"` // references, by unit
}

// GroupResult has what a group made of its children.
type GroupResult struct {
	ID          string        `json:"id"`
	Children    []string      `json:"children"`
	Weights     Numbers       `json:"weights"` // of the children, adding up to 1; null if each unit has its own
	Score       Numbers       `json:"score"`
	Before      Numbers       `json:"before,omitempty"` // Score before the group's own normalisation
	Coverage    Numbers       `json:"coverage"`
	Imputed     Numbers       `json:"imputed"`
	AHP         []Consistency `json:"ahp,omitempty"`
	Eigenvalues Numbers       `json:"eigenvalues,omitempty"`
	Loadings    Numbers       `json:"loadings,omitempty"`
	Shares      []Numbers     `json:"shares,omitempty"` // benefit of the doubt: by child, by unit
	Outranking  []Numbers     `json:"outranking,omitempty"`
	Compared    []int         `json:"compared,omitempty"` // the units of Outranking and Kemeny
	Kemeny      *KemenyOrder  `json:"kemeny,omitempty"`
	Notices     []graph.Label `json:"notices,omitempty"`
}

// Unit returns the outcome of a unit, or nil.
func (r *Result) Unit(id string) *UnitResult {
	for i := range r.Units {
		if r.Units[i].ID == id {
			return &r.Units[i]
		}
	}
	return nil
}

// Group returns the outcome of a group, or nil.
func (r *Result) Group(id string) *GroupResult {
	for i := range r.Groups {
		if r.Groups[i].ID == id {
			return &r.Groups[i]
		}
	}
	return nil
}

// Indicator returns the stages of an indicator, or nil.
func (r *Result) Indicator(id string) *IndicatorResult {
	for i := range r.Indicators {
		if r.Indicators[i].ID == id {
			return &r.Indicators[i]
		}
	}
	return nil
}
