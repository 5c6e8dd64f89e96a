package scoring

import (
	"crypto/sha256"
	"encoding/json"

	"github.com/chainatlas/chainatlas/graph"
)

// FormatVersion is the version of scheme files that this package reads.
const FormatVersion = 1

// The bounds of a scheme.
const (
	MaxIndicators = 2_000 // leaves of the tree, after each: is written out
	MaxGroups     = 500
	MaxLevels     = 12
)

// Scheme says how one kind of product, service, enterprise, technology or project is
// rated. It comes from [Parse] and is immutable.
type Scheme struct {
	Version  int // of the format
	ID       string
	Edition  string // of the scheme, as its publisher counts
	Kind     Kind
	Status   Status
	Title    graph.Label
	Note     graph.Label
	Digits   int // to which scores are shown; they are never rounded in between
	Sources  []Source
	Index    *Node
	Best     Best    `json:",omitempty"`
	Gates    []Gate  `json:",omitempty"`
	Grades   []Grade `json:",omitempty"` // the best first
	Doubt    Doubt   // what [MonteCarlo] varies
	Review   int     `json:",omitempty"` // days that a vendor has to reply, at least
	text     []byte
	hash     graph.Hash
	topology *topology
}

// Best says which score is the best one.
type Best string

// The best scores. Of an index of risk or of violence the lowest is.
const (
	BestHighest Best = ""
	BestLowest  Best = "lowest"
)

// Kind is what a scheme rates.
type Kind string

// The kinds.
const (
	KindProduct    Kind = "product"
	KindService    Kind = "service"
	KindEnterprise Kind = "enterprise"
	KindTechnology Kind = "technology"
	KindProject    Kind = "project"
	KindOther      Kind = "other"
)

// Status is how far a scheme may be relied on.
type Status string

// The statuses.
const (
	StatusExample Status = "example" // shows how; its numbers await confirmation
	StatusDraft   Status = "draft"
	StatusInForce Status = "inForce"
)

// Source is a standard or publication that indicators come from.
type Source struct {
	ID   string
	Name graph.Label
	Ref  string `json:",omitempty"` // number or address
}

// Node is a group of the tree, or one of its leaves: an indicator. The root is
// the index.
type Node struct {
	ID      string
	Label   graph.Label
	Note    graph.Label
	Sources []string `json:",omitempty"`
	Weight  float64  // among its siblings, as written; 0 if none is
	Bounds  *Bounds  `json:",omitempty"` // of its share, for benefit of the doubt

	// Attribute is the process attribute of ISO/IEC 33020 that the node
	// measures, such as 2.1, below a group that aggregates process levels.
	Attribute string `json:",omitempty"`

	Indicator *Indicator `json:",omitempty"`
	Group     *Group     `json:",omitempty"`
}

// Bounds are the least and the greatest share of the total weight.
type Bounds struct{ Low, High float64 }

// Group says how children become one value.
type Group struct {
	Weights     Weighting
	Aggregation Aggregation
	// Coverage is the share of what applies that must have been observed, not
	// imputed, and Least how many there must be; below it the value is withheld.
	Coverage   float64
	CoverageOf CoverageOf `json:",omitempty"`
	Least      int        `json:",omitempty"`
	// Screen leaves units that fall short of it, by indicators, out of the cohort
	// before anything is computed of it.
	Screen bool `json:",omitempty"`
	// Normalise brings the group's value to another scale among the cohort, such
	// as Borda's points among means; nil leaves it. Direction Down turns it over
	// there; "" is Up.
	Normalise *Normalisation `json:",omitempty"`
	Direction Direction      `json:",omitempty"`
	Children  []*Node
}

// CoverageOf is what a group's coverage counts.
type CoverageOf string

// What coverage counts. Of groups among the children those count that have a value.
const (
	OfWeight     CoverageOf = ""           // by the weights of all levels
	OfChildren   CoverageOf = "children"   // each as one
	OfIndicators CoverageOf = "indicators" // below it, each as one
)

// Indicator is what is measured.
type Indicator struct {
	Unit        string
	Direction   Direction
	Value       *Expr // over names of evidence
	Denominator *Expr `json:",omitempty"`
	Evidence    Evidence
	Missing     Missing
	Fill        *float64 `json:",omitempty"` // MissingValue
	Outliers    Outliers
	Normalise   Normalisation
	Example     bool `json:",omitempty"` // 示例值，待确认: the goalposts wait for confirmation
}

// Direction says whether more is better.
type Direction string

// The directions.
const (
	Up   Direction = "up"
	Down Direction = "down"
)

// Evidence is the rule by which observations are chosen. The newest that
// passes counts; of two of one day the later in the input.
type Evidence struct {
	From   EvidenceKind
	Name   string // of the property, observation, test or record
	MaxAge Age    // before the reference date; the zero Age is any
	Basis  Basis  // the least that counts
}

// EvidenceKind is what an observation is in the log.
type EvidenceKind string

// The kinds of evidence.
const (
	FromTable       EvidenceKind = "table" // a column of a plain table
	FromProperty    EvidenceKind = "property"
	FromObservation EvidenceKind = "observation"
	FromTest        EvidenceKind = "test"
	FromRecord      EvidenceKind = "record"
)

// Basis is on whose word an observation rests. The greater is the stronger.
type Basis uint8

// The bases.
const (
	SelfReported Basis = iota
	Verified           // by somebody other than the vendor
	Tested             // by a test whose record is there
)

var basisNames = []string{"selfReported", "verified", "tested"}

// MarshalText implements encoding.TextMarshaler.
func (b Basis) MarshalText() ([]byte, error) { return []byte(basisNames[min(int(b), 2)]), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *Basis) UnmarshalText(s []byte) error {
	for i, name := range basisNames {
		if name == string(s) {
			*b = Basis(i)
			return nil
		}
	}
	return graph.Errorf(graph.CodeInvalid, "scoring.Basis", "no basis %q: write selfReported, verified or tested", s)
}

// Age is a span of the calendar.
type Age struct{ Years, Months, Days int }

// IsZero reports whether no age is set.
func (a Age) IsZero() bool { return a == Age{} }

// Missing is what is done about an indicator without an observation.
type Missing string

// The policies. The imputed values are of what the cohort observed.
const (
	MissingExclude     Missing = "exclude"     // its weight goes to its siblings
	MissingRefuse      Missing = "refuse"      // no score without it
	MissingMean        Missing = "mean"        // of the units that have it
	MissingMedian      Missing = "median"      // of the units that have it
	MissingGroupMean   Missing = "groupMean"   // of the units of its group
	MissingGroupMedian Missing = "groupMedian" // of the units of its group
	MissingNearest     Missing = "nearest"     // its own, nearest in time, that was too old or too new
	MissingWorst       Missing = "worst"       // that anybody has
	MissingValue       Missing = "value"       // that the scheme names
)

// Outliers is how extremes are treated before normalisation. Values are those
// of the cohort.
type Outliers struct {
	Method   OutlierMethod
	Skew     float64 `json:",omitempty"` // |G1| and
	Kurtosis float64 `json:",omitempty"` // G2 at or above which the data are treated
	Most     int     `json:",omitempty"` // points to winsorise
	Low      float64 `json:",omitempty"` // quantiles to trim to
	High     float64 `json:",omitempty"`
	Formula  string  `json:",omitempty"` // of the logarithm: "" or "gii", ln((max − 1)·(x − min)/(max − min) + 1)
	Either   bool    `json:",omitempty"` // one of skewness and kurtosis is enough to treat
	Fence    float64 `json:",omitempty"` // iqr and deviations: how far out
	Side     string  `json:",omitempty"` // points: "" both, "high" or "low"
}

// OutlierMethod names a treatment.
type OutlierMethod string

// The treatments.
const (
	OutliersKeep OutlierMethod = "none"
	// One extreme at a time takes the value of its neighbour, until skewness or
	// kurtosis pass; see [OutliersWinsoriseLog].
	OutliersWinsorise OutlierMethod = "winsorise"
	// As winsorise; where Most points are not enough, none is winsorised and
	// the logarithm of all is taken: ln(x − min + 0.01·(max − min)), as COINr
	// does by default.
	OutliersWinsoriseLog OutlierMethod = "winsoriseLog"
	OutliersLog          OutlierMethod = "log"  // that logarithm where the test fails
	OutliersTrim         OutlierMethod = "trim" // to two quantiles
	// Beyond the quartiles by more than Fence times the distance between them
	// (Tukey), values become that bound.
	OutliersIQR OutlierMethod = "iqr"
	// Beyond the mean by more than Fence sample standard deviations, values
	// become that bound.
	OutliersDeviations OutlierMethod = "deviations"
	// The Most extreme points of a side take the value of the next.
	OutliersPoints OutlierMethod = "points"
)

// Normalisation brings an indicator to a common scale.
type Normalisation struct {
	Method     NormaliseMethod
	Log        string            `json:",omitempty"` // "natural" or "log10": taken first, of goalposts too
	Plus       float64           `json:",omitempty"` // what is added before the logarithm, to goalposts too
	Low, High  *Goalpost         `json:",omitempty"` // goalposts
	Cap        string            `json:",omitempty"` // goalposts: "both", "high", "low" or "none"
	Scale      [2]float64        // what worst and best become; of ratios, what 0 and 1 become
	DDOF       int               `json:",omitempty"` // zscore: divisor n − ddof
	Mean, SD   float64           `json:",omitempty"` // zscore: of the outcome
	Center     string            `json:",omitempty"` // zscore: "" the mean, or "median"
	Spread     string            `json:",omitempty"` // zscore: "" the standard deviation, "mad" or "iqr"
	CenterAt   *float64          `json:",omitempty"` // zscore: a number instead, which does not move
	SpreadAt   *float64          `json:",omitempty"`
	CDF        bool              `json:",omitempty"` // zscore: the normal distribution's share below it, on Scale
	Ties       string            `json:",omitempty"` // rank, percentile: equal values share "" the lower, "mean" or "higher"
	Formula    string            `json:",omitempty"` // percentile: "" 100·rank/n, "unit", "weibull", "hazen"
	Within     string            `json:",omitempty"` // "group": among the units of the unit's group alone
	To         string            `json:",omitempty"` // reference: mean, median, best, worst, or a unit's ID
	Target     *float64          `json:",omitempty"` // reference: a number
	As         string            `json:",omitempty"` // reference: ratio or difference
	Tolerance  float64           `json:",omitempty"` // band: the share around the mean that is 0
	Categories map[string]Number `json:",omitempty"` // categorical: by text; null does not apply
	Bands      []Band            `json:",omitempty"` // categorical: the lowest first
	By         string            `json:",omitempty"` // categorical: bands are "" by percentile, or by "value"
	logged     string            // the logarithm that has been taken already
}

// Goalpost is a fixed value, or a quantile of the cohort, which moves with it.
type Goalpost struct {
	Value    float64
	Quantile bool `json:",omitempty"` // Value is in [0,1]
	Extreme  int  `json:",omitempty"` // the mean of so many of the highest values; of the lowest if negative
}

// moves reports whether the goalpost depends on the cohort.
func (g *Goalpost) moves() bool { return g.Quantile || g.Extreme != 0 }

// Band maps percentiles, or values, from a bound on to a value.
type Band struct{ From, Value float64 }

// NormaliseMethod names a normalisation.
type NormaliseMethod string

// The normalisations. An indicator whose direction is down is negated first,
// goalposts and ratios are turned over.
const (
	NormaliseNone        NormaliseMethod = "none"
	NormaliseMinMax      NormaliseMethod = "minmax"
	NormaliseZScore      NormaliseMethod = "zscore"
	NormaliseGoalposts   NormaliseMethod = "goalposts"
	NormaliseRank        NormaliseMethod = "rank"       // 1 is the worst; equal values share the lower
	NormalisePercentile  NormaliseMethod = "percentile" // 100·rank/n
	NormaliseReference   NormaliseMethod = "reference"  // ratio or relative difference to a reference
	NormaliseLeader      NormaliseMethod = "leader"     // ratio to the best
	NormaliseBand        NormaliseMethod = "band"       // above 1, about 0, below −1 the mean
	NormaliseCategorical NormaliseMethod = "categorical"
	NormaliseLog         NormaliseMethod = "log"    // the natural logarithm itself
	NormaliseVector      NormaliseMethod = "vector" // divided by the root of the sum of squares
	// The achievement of a process attribute, ISO/IEC 33020: a percentage, or a
	// rating N, P, L, F, P-, P+, L-, L+, of which the middle is taken; becomes
	// 0 to 1.
	NormaliseAchievement NormaliseMethod = "achievement"
)

// Weighting says where the weights of a group's children come from.
type Weighting struct {
	Method WeightMethod
	On     string  `json:",omitempty"` // the stage that data-driven weights look at: "treated" or "normalised"
	RI     string  `json:",omitempty"` // ahp: the table of random indices
	Judges []Judge `json:",omitempty"` // ahp, budget
}

// Judge is who allocates a budget or compares pairs.
type Judge struct {
	Name   string
	Points []float64   `json:",omitempty"` // budget: by child
	Matrix [][]float64 `json:",omitempty"` // ahp: how much more row matters than column
}

// WeightMethod names a weighting.
type WeightMethod string

// The weightings.
const (
	WeightsEqual    WeightMethod = "equal"
	WeightsGiven    WeightMethod = "given"    // they add up to 1 or 100
	WeightsRelative WeightMethod = "relative" // any, divided by their sum
	WeightsBudget   WeightMethod = "budget"   // each judge distributes 100 points
	WeightsAHP      WeightMethod = "ahp"
	WeightsEntropy  WeightMethod = "entropy"
	WeightsCRITIC   WeightMethod = "critic"
	WeightsSD       WeightMethod = "sd"
	WeightsPCA      WeightMethod = "pca"
	WeightsBOD      WeightMethod = "bod" // benefit of the doubt: each unit its own
)

// Aggregation says how values of children become one.
type Aggregation struct {
	Method   AggregateMethod
	Exponent float64 `json:",omitempty"` // power; of product the sum of the exponents
	Rating   string  `json:",omitempty"` // processLevels: R1, R2 or R3, for the record
	// Scale is what levels 0 and 5 become, for processLevels among values of
	// another scale; nil leaves the levels as they are.
	Scale *[2]float64 `json:",omitempty"`
	// Times multiplies the outcome, such as 12 to make the mean of twelve their
	// sum; 0 stands for 1.
	Times   float64 `json:",omitempty"`
	Penalty string  `json:",omitempty"` // mazziottaPareto: minus, or plus where more is worse
}

// AggregateMethod names an aggregation.
type AggregateMethod string

// The aggregations. The last four look at the whole cohort.
const (
	Arithmetic AggregateMethod = "arithmetic"
	Geometric  AggregateMethod = "geometric"
	Harmonic   AggregateMethod = "harmonic"
	Power      AggregateMethod = "power"
	Weakest    AggregateMethod = "weakest"
	Strongest  AggregateMethod = "strongest"
	Median     AggregateMethod = "median" // of the children whose weight is not 0
	// The product of powers, each child's weight its exponent as it is written,
	// or 1. What is missing counts like the geometric mean of the rest.
	Product AggregateMethod = "multiply"
	// As written, Parse makes of it the mean times the sum of the weights, or
	// times the number of children.
	Sum AggregateMethod = "sum"
	// The weighted mean less the weighted variance over the mean, which is what
	// unbalanced values cost (De Muro, Mazziotta and Pareto 2011).
	MazziottaPareto AggregateMethod = "mazziottaPareto"
	ProcessLevels   AggregateMethod = "processLevels" // ISO/IEC 33020: 0 to 5
	Borda           AggregateMethod = "borda"
	Copeland        AggregateMethod = "copeland"
	Kemeny          AggregateMethod = "kemeny"
	TOPSIS          AggregateMethod = "topsis"
)

// ofCohort reports whether a unit's value depends on the others'.
func (m AggregateMethod) ofCohort() bool {
	switch m {
	case Borda, Copeland, Kemeny, TOPSIS:
		return true
	}
	return false
}

// Gate is a condition that a good score cannot make up for.
type Gate struct {
	ID      string
	Label   graph.Label
	Require *Expr  // over names of evidence
	Cap     string `json:",omitempty"` // the best grade without it; "" withholds the grade
	Unknown string // what if it cannot be judged: "withhold", "cap" or "pass"
}

// Grade is a band of scores.
type Grade struct {
	ID    string
	Label graph.Label
	From  float64 // the least score; −1e308 of the worst grade, or of the best where the lowest score is
	// Quantile says that From, in [0,1], is a quantile of the cohort's scores,
	// which moves with it.
	Quantile bool `json:",omitempty"`
}

// Doubt is what could have been chosen otherwise.
type Doubt struct {
	Runs        int             // of Monte Carlo
	Weights     float64         // each weight is multiplied by 1 ± this, at random
	Ranges      bool            // draw from evidence that is a range
	Drop        bool            // drop one indicator or none, each as likely
	Normalise   []Normalisation `json:",omitempty"` // besides the scheme's
	Aggregation []Aggregation   `json:",omitempty"` // besides the scheme's
	Missing     []Missing       `json:",omitempty"` // besides the scheme's
	Top         int             // the k of "among the first k"
}

// Hash identifies what the scheme says: it covers all of it with its defaults
// written out, and neither comments nor layout nor the order of keys.
func (s *Scheme) Hash() graph.Hash { return s.hash }

// Text returns the file that the scheme was read from.
func (s *Scheme) Text() []byte { return s.text }

// seal computes what follows from a scheme that is whole.
func (s *Scheme) seal(text []byte) error {
	b, err := json.Marshal(s)
	if err != nil {
		return graph.Errorf(graph.CodeInternal, "scoring.Parse", "the scheme cannot be written: %w", err)
	}
	s.text, s.hash, s.topology = text, sha256.Sum256(b), newTopology(s.Index)
	for i := range s.Gates {
		s.topology.gate(s.Gates[i].Require)
	}
	return nil
}

// Indicators returns the leaves in the order of the file.
func (s *Scheme) Indicators() []*Node {
	var out []*Node
	s.Walk(func(n *Node, _ int) {
		if n.Indicator != nil {
			out = append(out, n)
		}
	})
	return out
}

// Walk visits every node before its children, with its depth: 0 for the index.
func (s *Scheme) Walk(visit func(n *Node, depth int)) { walk(s.Index, 0, visit) }

func walk(n *Node, depth int, visit func(*Node, int)) {
	visit(n, depth)
	if n.Group != nil {
		for _, c := range n.Group.Children {
			walk(c, depth+1, visit)
		}
	}
}

// EvidenceNames returns the names of evidence that indicators and gates read,
// each once, in the order of the file.
func (s *Scheme) EvidenceNames() []string {
	var names []string
	seen := map[string]bool{}
	add := func(e *Expr) {
		if e == nil {
			return
		}
		for _, v := range e.Names() {
			if !seen[v] {
				seen[v] = true
				names = append(names, v)
			}
		}
	}
	for _, n := range s.Indicators() {
		add(n.Indicator.Value)
		add(n.Indicator.Denominator)
	}
	for i := range s.Gates {
		add(s.Gates[i].Require)
	}
	return names
}

// Moves reports whether an indicator's normalised value depends on the cohort:
// a unit that comes or goes changes the others'.
func (x *Indicator) Moves() bool {
	switch n := &x.Normalise; n.Method {
	case NormaliseNone, NormaliseLog, NormaliseAchievement:
	case NormaliseGoalposts:
		if n.Low.moves() || n.High.moves() {
			return true
		}
	case NormaliseZScore:
		if n.CenterAt == nil || n.SpreadAt == nil {
			return true
		}
	case NormaliseCategorical:
		if n.Bands != nil && n.By == "" {
			return true
		}
	case NormaliseReference:
		if n.Target == nil {
			return true
		}
	default:
		return true
	}
	switch x.Missing {
	case MissingMean, MissingMedian, MissingGroupMean, MissingGroupMedian, MissingWorst:
		return true
	}
	return x.Outliers.Method != OutliersKeep
}
