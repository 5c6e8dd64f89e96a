package export

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/table"
)

// ManifestSheet is the name of the hidden sheet that tells what a workbook was
// made from.
const ManifestSheet = "_chainatlas"

// FormatVersion is the version of the workbooks that this release writes. It
// reads no other.
const FormatVersion = 1

// manifestMark begins the manifest's sheet, beside the version.
const manifestMark = "chainatlas-export"

// Manifest tells what a workbook was made from and what its columns hold.
type Manifest struct {
	Version  int            `json:"version"`
	Store    string         `json:"store"`
	Revision graph.Revision `json:"revision"`
	Lang     string         `json:"lang"`

	// The query, as in Query; Kinds and Edges are never nil.
	Kinds      []graph.Kind                  `json:"kinds"`
	Filters    map[graph.Kind]*memory.Filter `json:"filters,omitempty"`
	Edges      []string                      `json:"edges"`
	Provenance bool                          `json:"provenance,omitempty"`
	Amounts    bool                          `json:"amounts,omitempty"`
	Personal   bool                          `json:"personal,omitempty"`

	Sheets []Sheet `json:"sheets"`
}

// Part is what the rows of a sheet are.
type Part string

// The parts of an export.
const (
	PartNodes   Part = "nodes"   // one row per node
	PartPeriods Part = "periods" // one row per node and period
	PartEdges   Part = "edges"   // one row per edge and period of its attributes
)

// Sheet is one table of an export. The Names after the first are sheets on
// which it goes on.
type Sheet struct {
	Names   []string   `json:"names"`
	Part    Part       `json:"part"`
	Kind    graph.Kind `json:"kind,omitempty"` // of nodes and periods
	Edge    string     `json:"edge,omitempty"` // of edges
	Columns []Column   `json:"columns"`
}

// Role is what a column holds.
type Role string

// The roles of columns. Those of IDs are hidden. What is not a RoleValue, a
// RolePeriod or a RoleRefs is only shown: edits of it say nothing.
const (
	RoleNode      Role = "node"      // the ID of the row's node; of an edge, of the node that it runs from
	RoleTo        Role = "to"        // the ID of the node that an edge leads to
	RoleQualifier Role = "qualifier" // the ID of an edge's qualifier

	RolePeriod Role = "period" // of the row
	RoleValue  Role = "value"  // a property of a node or an attribute of an edge, by Name
	RoleRefs   Role = "refs"   // the nodes at the other ends of edges of type Name, as its Column prints them

	RoleName          Role = "name"          // what the node of RoleNode is called
	RoleToName        Role = "toName"        // what that of RoleTo is called
	RoleQualifierName Role = "qualifierName" // what the qualifier is called
	RoleKind          Role = "kind"          // the kind of the node of RoleNode
	RoleToKind        Role = "toKind"        // the kind of that of RoleTo
	RoleSource        Role = "source"        // who states the value of Name, of which day, and where
	RoleAmount        Role = "amount"        // the number of an amount of money
	RoleCurrency      Role = "currency"      // its currency
)

// Column is a column of a sheet. It is found again by its header, which no
// other column of the sheet has.
type Column struct {
	Header string `json:"header"`
	Role   Role   `json:"role"`
	Name   string `json:"name,omitempty"`   // the property, attribute or edge type
	Column int    `json:"column,omitempty"` // of RoleRefs: the index into EdgeDecl.Columns
	Set    bool   `json:"set,omitempty"`    // of RoleValue: several values
}

// Hidden reports whether the column is hidden.
func (c *Column) Hidden() bool {
	return c.Role == RoleNode || c.Role == RoleTo || c.Role == RoleQualifier
}

// Editable reports whether an edit of the column says something.
func (c *Column) Editable() bool {
	return c.Role == RoleValue || c.Role == RoleRefs || c.Role == RolePeriod
}

// query returns the query that the manifest tells of.
func (m *Manifest) query() Query {
	return Query{Kinds: m.Kinds, Filters: m.Filters, Edges: m.Edges, Lang: m.Lang,
		Provenance: m.Provenance, Amounts: m.Amounts, Personal: m.Personal, Store: m.Store}
}

// manifestChunk is how much of the JSON goes into one cell, in bytes.
const manifestChunk = 30_000

// rows returns the cells of the manifest's sheet: a first row that says what it
// is, then the JSON, a piece in each row.
func (m *Manifest) rows() ([][]string, error) {
	b, err := json.Marshal(m)
	if err != nil {
		return nil, &graph.Error{Code: graph.CodeInternal, Op: "export.Manifest", Err: err}
	}
	rows := [][]string{{manifestMark, strconv.Itoa(m.Version)}}
	for len(b) > 0 {
		n := min(manifestChunk, len(b))
		for n < len(b) && !utf8.RuneStart(b[n]) {
			n--
		}
		rows = append(rows, []string{"json", string(b[:n])})
		b = b[n:]
	}
	return rows, nil
}

// exportAnew is the cure for a workbook that does not say any more what it is.
var exportAnew = graph.Label{Zh: "请重新导出，在新的文件中修改", En: "export again, and edit that"}

// maxManifest bounds the JSON of a manifest that is read.
const maxManifest = 16 << 20

// ReadManifest reads the manifest of a document. It reports false if the
// document has none, and fails with CodeInvalid if it has one of another
// version, or one that was edited.
func ReadManifest(ctx context.Context, doc table.Document) (*Manifest, bool, error) {
	const op = "export.ReadManifest"
	index := -1
	for i, s := range doc.Sheets() {
		if s.Name == ManifestSheet {
			index = i
		}
	}
	if index < 0 {
		return nil, false, nil
	}
	damaged := func(zh, en string) error {
		return table.NewFault(graph.CodeInvalid, op, ManifestSheet,
			graph.Label{Zh: "这张隐藏的工作表与导出时不同（" + zh + "）", En: "this hidden sheet is not as it was written (" + en + ")"}, exportAnew)
	}
	var text strings.Builder
	version := ""
	for row, err := range doc.Rows(ctx, index) {
		if err != nil {
			return nil, false, err
		}
		mark, value := row.Cell(1).Text, row.Cell(2).Text
		switch {
		case version == "":
			if mark != manifestMark {
				return nil, false, damaged("首行不同", "its first row is another")
			}
			version = value
			if v, err := strconv.Atoi(version); err != nil || v != FormatVersion {
				return nil, false, table.NewFault(graph.CodeInvalid, op, ManifestSheet, graph.Label{
					Zh: fmt.Sprintf("工作簿的导出格式是 %.20q，本版本只读 %d", version, FormatVersion),
					En: fmt.Sprintf("the workbook was exported in format %.20q, and this release reads %d", version, FormatVersion)}, exportAnew)
			}
		case mark != "json":
			return nil, false, damaged("多了一行", "it has a row more")
		case text.Len()+len(value) > maxManifest:
			return nil, false, damaged("过长", "it is too long")
		default:
			text.WriteString(value)
		}
	}
	m := &Manifest{}
	if err := json.Unmarshal([]byte(text.String()), m); err != nil {
		return nil, false, damaged("内容无法解析", "it cannot be parsed")
	}
	if m.Version != FormatVersion {
		return nil, false, damaged("版本前后不一", "its versions differ")
	}
	for i := range m.Sheets {
		s := &m.Sheets[i]
		if len(s.Names) == 0 || len(s.Columns) == 0 {
			return nil, false, damaged("有工作表缺少名称或列", "a sheet lacks its name or its columns")
		}
	}
	return m, true, nil
}

// Owns reports whether a sheet of a workbook, by its name, was written with the
// manifest. Any other was added by somebody, and is a table like any other.
func (m *Manifest) Owns(sheet string) bool {
	if sheet == ManifestSheet || sheet == aboutName.In(m.Lang) {
		return true
	}
	return slices.ContainsFunc(m.Sheets, func(s Sheet) bool { return slices.Contains(s.Names, sheet) })
}
