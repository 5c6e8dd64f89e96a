package growth

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// Currency is an ISO 4217 code; the zero Currency is that of what is no money.
type Currency [3]byte

// CurrencyOf returns the currency of a code of three letters, else none.
func CurrencyOf(code string) Currency {
	var c Currency
	if len(code) == len(c) {
		copy(c[:], code)
	}
	return c
}

// String returns the code, or "" for none.
func (c Currency) String() string {
	if c == (Currency{}) {
		return ""
	}
	return string(c[:])
}

// MarshalText implements [encoding.TextMarshaler] with [Currency.String].
func (c Currency) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *Currency) UnmarshalText(b []byte) error {
	*c = CurrencyOf(string(b))
	if c.String() != string(b) {
		return graph.Errorf(graph.CodeInvalid, "growth.Currency", "%.20q is no currency; write three capitals such as CNY", b)
	}
	return nil
}

// Figure is what is known of one figure in one fiscal year.
type Figure struct {
	Year     int16         `json:"year"`
	Months   uint8         `json:"months,omitempty"` // the length of the fiscal year; 0 is 12
	Closes   uint8         `json:"closes,omitempty"` // the month in which it closes; 0 is December
	Bound    graph.Bound   `json:"bound,omitempty"`  // how Low and High are to be read
	Derived  bool          `json:"derived,omitempty"`
	Currency Currency      `json:"currency,omitzero"`
	Low      graph.Decimal `json:"low"`           // the number, or the lower end of a range
	High     graph.Decimal `json:"high,omitzero"` // the upper end, of a range alone
	Spread   *Spread       `json:"spread,omitempty"`
	// Sources says where it was read: Enterprise.Sources[From:To].
	From int32 `json:"from,omitempty"`
	To   int32 `json:"to,omitempty"`
}

// Spread is the interval from the least to the greatest that sources say of a
// figure on which they disagree.
type Spread struct {
	Low   graph.Decimal `json:"low"`
	High  graph.Decimal `json:"high"`
	Open  bool          `json:"open,omitempty"`  // somebody names a lower end only
	Mixed bool          `json:"mixed,omitempty"` // some are in another currency, or undisclosed, and not within
}

// Series is a figure over the years, each year once, the oldest first.
type Series struct {
	Name    string   `json:"name"` // of the property, such as "revenue"
	Figures []Figure `json:"figures"`
}

// Fact is something known of an enterprise that is no figure: its stage, a region
// that it is in, a title that it bears. Facts of one name are a set.
type Fact struct {
	Name string     `json:"name"`
	Text string     `json:"text"`           // a code, a name, or a date
	From graph.Date `json:"from,omitzero"`  // of a title: since when,
	To   graph.Date `json:"to,omitzero"`    // and until when; zero if nobody says
	Void bool       `json:"void,omitempty"` // of a title: revoked, or said to have expired
	// Source is an index of Enterprise.Sources plus one; 0 if the fact has none.
	Source int32 `json:"source,omitempty"`
}

// The names of facts that the engine itself knows.
const (
	FactFounded     = "founded"     // the day of the founding; age() takes it from Enterprise.Founded
	FactListed      = "listed"      // the day of the listing, or its year
	FactStage       = "stage"       // of development, as stated
	FactTitle       = "title"       // a recognition by name, with its validity
	FactAcquisition = "acquisition" // the day on which it bought another enterprise
	FactSegment     = "segment"     // a segment that it stands in, by code
)

// Source is where a figure or a fact was read.
type Source struct {
	Source   graph.SourceID `json:"source"`
	Revision graph.Revision `json:"revision,omitempty"`
	Document string         `json:"document,omitempty"`
	Hash     string         `json:"hash,omitempty"` // of the document
	Sheet    string         `json:"sheet,omitempty"`
	Row      int            `json:"row,omitempty"`    // from 1
	Column   int            `json:"column,omitempty"` // from 1; 0 if not known
	Printed  string         `json:"printed,omitempty"`
	DataDate graph.Date     `json:"dataDate,omitzero"`
}

// Enterprise is a candidate of a list with everything that is known of it: an
// enterprise, or a project. A list by segment has a candidate for each segment.
type Enterprise struct {
	ID      graph.SubjectID `json:"id"`
	Name    string          `json:"name"`
	Segment string          `json:"segment,omitempty"` // the code, of a candidate in one segment
	Founded graph.Date      `json:"founded,omitzero"`  // zero if unknown
	Series  []Series        `json:"series,omitempty"`
	Facts   []Fact          `json:"facts,omitempty"`
	// Evidence is how many indicators of the model of the list are observed.
	Evidence int `json:"evidence,omitempty"`
	// Wanting is the evidence that would have to be there for the model of the list
	// to score the candidate; none if it does.
	Wanting []string `json:"wanting,omitempty"`
	Sources []Source `json:"sources,omitempty"`
}

// series returns the figures of a name, or nil.
func (e *Enterprise) series(name string) []Figure {
	for i := range e.Series {
		if e.Series[i].Name == name {
			return e.Series[i].Figures
		}
	}
	return nil
}

// figure returns the figure of a year, or nil.
func (e *Enterprise) figure(name string, year int) *Figure {
	all := e.series(name)
	for i := len(all) - 1; i >= 0; i-- {
		if int(all[i].Year) == year {
			return &all[i]
		}
	}
	return nil
}

// Sort brings series, figures and facts into their order, which is part of
// [Enterprise.Digest]. A candidate that is judged has its figures in order.
func (e *Enterprise) Sort() {
	slices.SortFunc(e.Series, func(a, b Series) int { return strings.Compare(a.Name, b.Name) })
	for i := range e.Series {
		slices.SortFunc(e.Series[i].Figures, func(a, b Figure) int { return int(a.Year) - int(b.Year) })
	}
	slices.SortFunc(e.Facts, func(a, b Fact) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		if c := strings.Compare(a.Text, b.Text); c != 0 {
			return c
		}
		if c := a.From.Compare(b.From); c != 0 {
			return c
		}
		return a.To.Compare(b.To)
	})
}

// Digest is a short hash of what is known, without where it was read: two
// editions have the same digest of an enterprise if the same was known of it.
func (e *Enterprise) Digest() string {
	bare := *e
	bare.Name, bare.Sources = "", nil
	bare.Series = slices.Clone(e.Series)
	for i := range bare.Series {
		bare.Series[i].Figures = slices.Clone(bare.Series[i].Figures)
		for k := range bare.Series[i].Figures {
			bare.Series[i].Figures[k].From, bare.Series[i].Figures[k].To = 0, 0
		}
	}
	bare.Facts = slices.Clone(e.Facts)
	for i := range bare.Facts {
		bare.Facts[i].Source = 0
	}
	bare.Sort()
	b, err := json.Marshal(&bare)
	if err != nil {
		panic(err) // plain data
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}
