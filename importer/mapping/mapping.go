// Package mapping says how the rows of a table become nodes, edges and
// observations: as a file that people write ([Parse]), or as found from a
// table's headers by the vocabulary ([Recognise]). Both are one type, so that
// what was recognised can be printed, corrected and used again.
//
// # Files
//
// A mapping file is YAML; mapping.schema.json, beside this package, tells
// editors what may stand where. A text where an expression belongs is a
// column's header:
//
//	version: 1
//	source: {id: cnsec, name: 网络安全产业公开资料, trust: media}
//	dataDate: 2024-12-31
//	lookups:
//	  性质: {民企: private, 国企: state}
//	defaults:
//	  Segment: {chain: 网络安全} # of recognised tables without such a column
//	tables:
//	  - file: enterprises.csv
//	    headers: 1                # or [1, 2], or none; found if it is not said
//	    skip: {column: 序号, is: 合计}
//	    records:
//	      - kind: Enterprise
//	        set:
//	          legalName: 企业名称
//	          registeredCapital: {column: 注册资金, unit: 万元}
//	          kind: {column: 性质, lookup: 性质}
//	          aliases: {column: 别名, split: [、, ；]}
//	        edges:
//	          - type: LOCATED_IN
//	            to: Region
//	            by: {code: {column: 地区, within: 省份}}
//	          - type: SUPPLIES
//	            from: Enterprise  # the row's subject is the customer
//	            by: {legalName: 供应商}
//	            each: [、]
//	            attributes: {share: {column: 占比, period: 年份}}
//	      - kind: Enterprise      # figures are records of their own
//	        period: 年份
//	        set: {legalName: 企业名称, revenue: {column: 营收, unit: 万元}}
//	  - sheet: 产品*
//	    auto: true                # recognise what records do not name
//
// Anchors, aliases, merge keys and tags of YAML are refused, and so is what is
// not known: all mistakes are told at once, each with its place and cure.
//
// # Recognition
//
// Of the first rows each, and each two together, are read as headers of every
// kind; the reading that explains most is taken, if it has all parts of a key
// of its kind and no other kind fits as well. Of a header, the unit, the
// period, a running number, remarks in brackets and a second language are cut
// off where that makes it known. Nothing is guessed that a person could not
// see from the headers and what stands above them: [Found.Explain] tells the
// reason for each column, and what is left out is told too.
package mapping

import (
	"github.com/chainatlas/chainatlas/graph"
)

// Mapping says what the tables of one source mean.
type Mapping struct {
	Version  int        // of the format; 1
	Source   *Source    // nil if the file names none
	DataDate graph.Date // the day that the source speaks of; zero if unknown
	// Lookups are tables of texts by name: what a cell says → what is meant.
	Lookups map[string]map[string]string
	// Synonyms are headers that this source uses beside the vocabulary's, by
	// kind and then by the name of a property, or TYPE of an edge's column.
	// An edge's column is TYPE where the kind has one of the type, else TYPE.by
	// or TYPE.Kind.by; TYPE.name is an attribute.
	Synonyms map[graph.Kind]map[string][]string
	// Defaults are what recognised tables say where no column does, by kind and
	// property, as texts: the chain of segments. DefaultPeriod stands for the
	// period of figures.
	Defaults map[graph.Kind]map[string]string
	Tables   []Table
	// Choices are what a person who looks at a preview says of single columns. They
	// are no part of a file: what comes of them are tables, which are.
	Choices []Choice
}

// DefaultPeriod is the name in Mapping.Defaults of the period of a kind's
// figures where neither a column nor a header tells it.
const DefaultPeriod = "period"

// Source declares a source, if the log does not know it yet. With an ID alone
// it is one that the log knows.
type Source struct {
	ID        graph.SourceID
	Name      string
	Publisher string
	Trust     graph.Trust
	Licence   string
}

// Table says what the rows of one table mean.
type Table struct {
	Name string // of the records (fold.md, 7); by default the sheet's name, else the kind's
	// Globs of the document's base name and of the sheet's name; "" is any, and
	// after ! stands what it is not.
	File, Sheet string

	// The rows of the headers, from 1, if they are given: of two, the upper
	// header is the group of those below it. 0 leaves them to be found: the
	// first of the first 20 rows that has every column that Records name.
	HeaderFirst, HeaderLast int
	// NoHeader says that there are no headers: columns are named by their
	// letters.
	NoHeader bool

	Auto     bool        // recognise the columns that Records do not name
	Skip     []Condition // rows for which any holds are left out
	FillDown []string    // columns whose blank cells repeat the cell above
	Ignore   []string    // columns that are known to be of no use
	Complete bool        // the table is all that the source states: rows that are gone are retracted

	Records []Record
}

// Record is one record that each row yields. One with a Period repeats what
// identifies the row's subject; of these, only what is not blank is compared,
// and nothing is stated of that period but the observations.
type Record struct {
	Kind   graph.Kind
	Table  string      // of the record, if it is another than that of the table
	When   []Condition // all must hold; otherwise the row yields no such record
	Period *Expr       // of a record of observations
	Set    []Property
	Edges  []Edge
}

// Property is what a row says of one property.
type Property struct {
	Name string
	Expr Expr
}

// Edge is what a row says of its edges of one type.
type Edge struct {
	Type     string
	Incoming bool       // it runs from the others to the row's subject
	Kind     graph.Kind // of the others
	By       []Property // how the row names the other: keys of its kind, or a name that is no key
	// Each says that the cells of By name several others, separated by one of
	// these. "" in By means one.
	Each       []string
	When       []Condition // otherwise the row says nothing of it
	Qualifier  []Property  // how the row names the edge's qualifier
	Attributes []Attribute
}

// Attribute is what a row says of an edge.
type Attribute struct {
	Name   string
	Period *Expr
	Expr   Expr
}

// Expr gives a text from a row. It takes the cells of Columns (or Constant, or
// what From names), joins those that are not blank with Join, then applies Split and Part,
// Pattern, Replace and Lookup in this order, and takes Default if nothing is
// left. Without any of these steps it is the cell itself, with its kind.
type Expr struct {
	Columns  []string // headers, or letters of a table without headers
	Constant string   // instead of columns
	From     string   // instead of columns: FromSheet or FromFile
	Join     string
	First    bool // take the first column that is not blank, instead of joining

	Split   []string // separators; of a set, the pieces are its values
	Part    int      // the piece to take, from 1; from the end if negative; 0 all
	Pattern string   // a regular expression (RE2): its first group, else the whole match; no match is blank
	Replace []Replace
	Lookup  string   // the name of a lookup; a text that is not in it stays
	Strict  bool     // … or is a bad cell
	Blank   []string // texts that mean that nothing is said: "-", "N/A"
	Default string

	Unit  string // how the numbers are to be read: 万元, USD, %, 千人, …
	Order string // of the parts of dates: ymd, mdy, dmy
	// Within is, of a region, the region that it lies in. A text that is no
	// region of the list within it means that region itself: of a county, its
	// city. A Within that is no region is passed over for its own.
	Within *Expr
}

// Where else an expression begins, for workbooks whose sheets or files are named
// after what they are about, such as one sheet for each vendor.
const (
	FromSheet = "sheet" // the sheet's name; where there is none, the file's
	FromFile  = "file"  // the name of the file, without its extension
)

// Replace replaces every match of a regular expression.
type Replace struct{ Pattern, With string }

// Condition is a condition on one column. Exactly one of Is, Matches and Blank
// is set.
type Condition struct {
	Column  string
	Is      []string // it is one of these texts
	Matches string   // it matches a regular expression
	Blank   *bool    // it is blank, or it is not
	Not     bool
}
