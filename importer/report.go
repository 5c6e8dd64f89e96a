package importer

import (
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// Report tells what became of every row that was read.
type Report struct {
	Source   graph.SourceID `json:"source"`
	DataDate graph.Date     `json:"dataDate,omitzero"`
	Revision graph.Revision `json:"revision,omitempty"` // of the batch; 0 of a dry run, or if nothing was read
	Before   graph.Revision `json:"before,omitempty"`   // the batch that said the same already: nothing was done
	DryRun   bool           `json:"dryRun,omitempty"`
	Counts   graph.Counts   `json:"counts"`
	Tables   []TableReport  `json:"tables"`
	Unread   []Unread       `json:"unread,omitempty"` // sheets that were not read, and why
	Problems []Problem      `json:"problems,omitempty"`
	More     int            `json:"moreProblems,omitempty"` // problems beyond MaxProblems
	Queued   []QueuedRow    `json:"queued,omitempty"`
	Gone     []GoneRecord   `json:"gone,omitempty"`      // records of the tables read that were not among the rows
	MoreGone int            `json:"moreGone,omitempty"`  // beyond MaxProblems
	Retract  bool           `json:"retracted,omitempty"` // what is gone was retracted
	Changes  *Changes       `json:"changes,omitempty"`   // of a dry run: what would change in the graph
	// Mapping is what the tables at the heads of the sheets were recognised as, as
	// [Recognised] tells it; null of an edited export.
	Mapping  *mapping.Mapping `json:"-"`
	Identity *Identity        `json:"identity,omitempty"` // of a dry run: whom the rows would be about, against all sources; null of an edited export
	Declared *graph.Declare   `json:"declared,omitempty"` // the source, if the batch declares it
	// Edited says that the file is an edited export: Edits lists what was edited
	// in it, and Counts counts its rows.
	Edited      bool   `json:"edited,omitempty"`
	Edits       []Edit `json:"edits,omitempty"`
	MissingRows int    `json:"missingRows,omitempty"` // rows of the export that are gone: nothing is said by that
	Retracts    int    `json:"retracts,omitempty"`    // records that the batch takes back
	Wrote       int    `json:"stated"`                // records that the batch states
	Confirms    int    `json:"confirmed"`             // records that it confirms
}

// MaxProblems bounds how many problems, queued rows and gone records a Report
// lists. The counts count all.
const MaxProblems = 100_000

// TableReport tells what became of the rows of one table of a sheet. Counts.Read
// = Rejected + Queued + Created + Updated + Unchanged.
type TableReport struct {
	Document string       `json:"document"`
	Sheet    string       `json:"sheet,omitempty"`
	Table    string       `json:"table"`
	Kinds    []graph.Kind `json:"kinds"`
	Header   int          `json:"header"` // the last row of its headers
	First    int          `json:"first"`  // the first row that was read; 0 if none
	Last     int          `json:"last"`
	Counts   graph.Counts `json:"counts"`
	Skipped  int          `json:"skipped,omitempty"`        // rows left out by a condition of the mapping, or marked as examples
	Unknown  []string     `json:"unknownColumns,omitempty"` // that nothing reads: their headers, or their letters if they have none
	// MoreUnknown is how many more such columns there are than are told of.
	MoreUnknown int      `json:"moreUnknownColumns,omitempty"`
	Missing     []string `json:"missingColumns,omitempty"` // that the mapping names: nothing is said of them
	Left        int      `json:"leftOut,omitempty"`        // rows that are none of the table's: notes, totals, and those that say nothing in a column that is read
	LeftRows    []int    `json:"leftOutRows,omitempty"`    // the first maxLeftRows of these
	// Repeated is how many rows say exactly what an earlier one of the import says,
	// among the first 200,000 that differ; Repeats are the first 100 of them.
	Repeated    int           `json:"repeatedRows,omitempty"`
	Repeats     []RepeatedRow `json:"repeats,omitempty"`
	Explain     graph.Label   `json:"-"` // what was recognised, and why
	Columns     []Column      `json:"-"` // what is read from each, the first maxColumns of those with a header
	MoreColumns int           `json:"-"` // beyond these
}

// maxUnknown bounds how many columns that nothing reads are told of a table.
const maxUnknown = 100

// maxLeftRows bounds how many rows that were left out are listed by number.
const maxLeftRows = 100

// leftRows are rows that are none of their table's.
type leftRows struct {
	count int
	first []int // the first maxLeftRows
}

func (l *leftRows) add(row int) {
	l.count++
	if len(l.first) < maxLeftRows {
		l.first = append(l.first, row)
	}
}

// Problem is what is wrong with a cell, or with a row.
type Problem struct {
	Document string            `json:"document"`
	Sheet    string            `json:"sheet,omitempty"`
	Row      int               `json:"row"`
	Column   int               `json:"column,omitempty"` // 0 if it is the row's
	Header   string            `json:"header,omitempty"`
	Of       string            `json:"of"` // the property, attribute, edge type or kind
	Value    string            `json:"value,omitempty"`
	Code     graph.ProblemCode `json:"code"`
	Effect   Effect            `json:"effect"`
	Reason   graph.Label       `json:"reason"`
	Cure     graph.Label       `json:"cure"`
	// OnPage is the cure in the words of the pages, where the meaning of a column is
	// chosen from a list; zero if Cure holds there, too.
	OnPage graph.Label `json:"-"`
	// Near are, of a name that nothing describes, those that it may be meant for.
	Near []string `json:"near,omitempty"`
	// Table is the last row of the headers of the table that the cell is of, where
	// that is needed to amend it; else 0.
	Table int `json:"-"`
}

// Effect is what a problem does to what was read.
type Effect string

// The effects of problems.
const (
	EffectKept     Effect = "kept"     // the value is kept all the same
	EffectCell     Effect = "cell"     // the cell is bad: it says nothing, and what was said before stands
	EffectRejected Effect = "rejected" // nothing of the row is taken
	EffectQueued   Effect = "queued"   // the row, or its reference, waits for a person
	EffectUnread   Effect = "unread"   // nothing reads the column, whose cells may be what the rows lack
	EffectTold     Effect = "told"     // it is no more than told: see [Report.Matters]
)

// QueuedRow is a row that waits for a person, or that refers to one that does.
type QueuedRow struct {
	Document  string            `json:"document"`
	Sheet     string            `json:"sheet,omitempty"`
	Row       int               `json:"row"`
	Subject   graph.SubjectID   `json:"subject"`
	Reason    string            `json:"reason"` // clash, compete or several
	Keys      []graph.KeyValue  `json:"keys"`
	May       []graph.SubjectID `json:"candidates,omitempty"`
	Reference bool              `json:"reference,omitempty"` // it is a reference of the row that waits
	With      []RowPlace        `json:"with,omitempty"`      // rows of the import that it contradicts, some of them if there are many
	Cure      graph.Label       `json:"cure,omitzero"`
}

// GoneRecord is a record that the source stated in a table and that is not there
// any more.
type GoneRecord struct {
	graph.RecordKey
	Kind graph.Kind `json:"kind"`
	Name string     `json:"name,omitempty"`
}

// count counts a row's outcome.
func (t *TableReport) count(o outcome) {
	switch o {
	case rowCreated:
		t.Counts.Created++
	case rowUpdated:
		t.Counts.Updated++
	case rowUnchanged:
		t.Counts.Unchanged++
	case rowQueued:
		t.Counts.Queued++
	}
}

func addCounts(a *graph.Counts, b graph.Counts) {
	a.Read += b.Read
	a.Rejected += b.Rejected
	a.Queued += b.Queued
	a.Created += b.Created
	a.Updated += b.Updated
	a.Unchanged += b.Unchanged
	a.BadCells += b.BadCells
}

// sum adds the tables up.
func (r *Report) sum() {
	r.Counts = graph.Counts{}
	for i := range r.Tables {
		addCounts(&r.Counts, r.Tables[i].Counts)
	}
}

// Adds reports whether the counts of every table, and of all together, add up.
func (r *Report) Adds() bool {
	adds := func(c graph.Counts) bool { return c.Read == c.Rejected+c.Queued+c.Created+c.Updated+c.Unchanged }
	return adds(r.Counts) && !slices.ContainsFunc(r.Tables, func(t TableReport) bool { return !adds(t.Counts) })
}
