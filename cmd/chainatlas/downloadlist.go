package main

import (
	"context"
	"encoding/csv"
	"io"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/export"
	document "github.com/chainatlas/chainatlas/importer/table"
)

// listCell is a cell of a table: what a workbook keeps, and what people read.
type listCell struct {
	document.Cell
	shown string
}

// textCell returns a cell of text.
func textCell(s string) listCell {
	return listCell{document.Cell{Kind: document.Text, Text: s}, s}
}

// numberCell returns a cell of a whole number.
func numberCell(n int) listCell {
	s := strconv.Itoa(n)
	return listCell{document.Cell{Kind: document.Number, Text: s}, s}
}

// listColumn is a column of a list that was asked for by name.
type listColumn struct {
	name     string
	heading  graph.Label
	value    func(n *memory.Node) listCell
	property *graph.PropertyDecl // nil of those that are not properties
	edge     *graph.EdgeDecl     // its cells name the nodes at the other ends
	incoming bool
}

// The columns that every kind has.
const (
	columnID       = "id"
	columnLabel    = "label"
	columnReferred = "referred"
)

// checkColumns refuses columns that the kind does not have, and such as are
// about natural persons.
func (x *download) checkColumns() error {
	for i, name := range x.columns {
		if slices.Contains(x.columns[:i], name) {
			return x.app.errorf(graph.CodeInvalid, downloading.Twice, name)
		}
		if slices.Contains([]string{columnID, columnLabel, columnReferred}, name) {
			continue
		}
		if p := x.kind.Property(name); p != nil && !p.Personal {
			continue
		}
		if e := x.view.Vocabulary().Edge(name); e != nil && (slices.Contains(e.From, x.kind.Kind) || slices.Contains(e.To, x.kind.Kind)) {
			continue
		}
		return x.app.errorf(graph.CodeInvalid, downloading.NoColumn, x.app.lang.pick(x.kind.Label), name, x.app.choose(columnNames(x.kind, x.view.Vocabulary())))
	}
	return nil
}

// columnNames lists the columns that a kind has.
func columnNames(k *graph.KindDecl, v *graph.Vocabulary) []string {
	names := []string{columnID, columnLabel, columnReferred}
	for i := range k.Properties {
		if !k.Properties[i].Personal {
			names = append(names, k.Properties[i].Name)
		}
	}
	for i := range v.Edges {
		if e := &v.Edges[i]; slices.Contains(e.From, k.Kind) || slices.Contains(e.To, k.Kind) {
			names = append(names, e.Type)
		}
	}
	return names
}

// listColumns returns the columns to write; without a choice, all properties
// that something stands of.
func (x *download) listColumns(ctx context.Context) ([]listColumn, error) {
	names := x.columns
	if names == nil {
		there := map[string]bool{}
		for nodes, err := range x.pages(ctx) {
			if err != nil {
				return nil, err
			}
			for _, n := range nodes {
				for i := range n.Properties {
					there[n.Properties[i].Name] = true
				}
			}
		}
		names = []string{columnID, columnLabel, columnReferred}
		for i := range x.kind.Properties {
			if p := &x.kind.Properties[i]; there[p.Name] && !p.Personal {
				names = append(names, p.Name)
			}
		}
	}
	var columns []listColumn
	for _, name := range names {
		columns = append(columns, x.listColumn(name)...)
	}
	return columns, nil
}

// listColumn returns the columns that a name stands for: an observation has its
// period beside it, and every property who states it, if that was asked for.
func (x *download) listColumn(name string) []listColumn {
	switch name {
	case columnID:
		return []listColumn{{name: name, heading: downloading.ID, value: func(n *memory.Node) listCell { return textCell(string(n.ID)) }}}
	case columnLabel:
		return []listColumn{{name: name, heading: downloading.Label, value: func(n *memory.Node) listCell { return textCell(x.called(n)) }}}
	case columnReferred:
		return []listColumn{{name: name, heading: downloading.Referred, value: func(n *memory.Node) listCell {
			return textCell(x.app.say(yesNo(n.OnlyReferred)))
		}}}
	}
	voc := x.view.Vocabulary()
	p := x.kind.Property(name)
	if p == nil {
		e := voc.Edge(name)
		c := listColumn{name: name, heading: e.Label, edge: e}
		c.incoming = !slices.Contains(e.From, x.kind.Kind)
		if heading, ok := partyHeadings[name]; ok && c.incoming {
			c.heading = heading
		}
		return []listColumn{c}
	}
	columns := []listColumn{{name: name, heading: p.Label, property: p, value: func(n *memory.Node) listCell {
		if v := latest(n, name); v != nil {
			return listCell{export.CellOf(voc, p, v, string(x.app.lang)), export.CellText(voc, p, v, string(x.app.lang))}
		}
		return listCell{}
	}}}
	beside := func(heading graph.Label, of func(v *memory.Property) string) {
		columns = append(columns, listColumn{
			name: name, heading: graph.Label{Zh: p.Label.Zh + "—" + heading.Zh, En: p.Label.En + " – " + heading.En},
			value: func(n *memory.Node) listCell {
				if v := latest(n, name); v != nil {
					return textCell(of(v))
				}
				return listCell{}
			},
		})
	}
	if p.Periodic {
		beside(downloading.Period, func(v *memory.Property) string { return v.Period })
	}
	if x.sources {
		beside(downloading.Source, func(v *memory.Property) string { return statedBy(v) })
	}
	return columns
}

// partyHeadings are what the parties of an event are called in a list of events,
// where the name of the edge would tell what they did.
var partyHeadings = map[string]graph.Label{graph.EdgeRaised: downloading.Raiser, graph.EdgeInvestedIn: downloading.Investors}

// called returns what a node is called; an event without a name by its day, its
// round and what for, as the list shows it.
func (x *download) called(n *memory.Node) string {
	if name := x.view.Name(n.ID); name != "" || x.kind.Kind != graph.KindFundingEvent {
		return name
	}
	var parts []string
	for _, name := range []string{graph.PropDate, graph.PropRound, "direction"} {
		if v := latest(n, name); v != nil {
			parts = append(parts, export.CellText(x.view.Vocabulary(), x.kind.Property(name), v, string(x.app.lang)))
		}
	}
	return strings.Join(withoutEmpty(parts), " · ")
}

// yesNo returns a word for a truth.
func yesNo(b bool) graph.Label {
	if b {
		return downloading.Yes
	}
	return downloading.No
}

// latest returns what stands of a property, of its latest period if it is an
// observation; nil if nothing does.
func latest(n *memory.Node, name string) *memory.Property {
	var found *memory.Property
	for i := range n.Properties { // by name, then by period
		p := &n.Properties[i]
		if p.Name == name && (p.Set && len(p.Values) > 0 || !p.Set && !p.Winner.Value.IsZero()) {
			found = p
		}
	}
	return found
}

// statedBy tells who states a property, of which day, and where it was read.
func statedBy(p *memory.Property) string {
	statements := p.Values
	if !p.Set {
		statements = []memory.Statement{p.Winner}
	}
	var out []string
	for i := range statements {
		s := &statements[i]
		said := withoutEmpty([]string{string(s.Source), s.DataDate.String(), placeText(s)})
		if text := strings.Join(said, " "); !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return strings.Join(out, "; ")
}

// placeText tells where a statement was read, such as 名单.xlsx 企业!F12.
func placeText(s *memory.Statement) string {
	p := &s.Place
	if p.Document.Name == "" {
		return ""
	}
	text := p.Document.Name
	if p.Sheet != "" {
		text += " " + p.Sheet + "!"
	} else {
		text += " "
	}
	if p.Column > 0 {
		text += letters(p.Column)
	}
	return text + strconv.Itoa(p.Row)
}

// pages yields the nodes of a list, in its order, page by page.
func (x *download) pages(ctx context.Context) iter.Seq2[[]*memory.Node, error] {
	return func(yield func([]*memory.Node, error) bool) {
		// One scan, where every page would be one.
		ids, err := x.view.Ordered(ctx, memory.ListQuery{
			Kind: x.kind.Kind, Filter: x.filters[x.kind.Kind], OrderBy: x.order, Descending: x.descending,
		})
		if err != nil {
			yield(nil, err)
			return
		}
		for part := range slices.Chunk(ids, memory.MaxPage) {
			if err := ctx.Err(); err != nil {
				yield(nil, &graph.Error{Code: graph.CodeCancelled, Op: "download", Err: err})
				return
			}
			if !yield(x.view.Nodes(part...), nil) {
				return
			}
		}
	}
}

// endNames returns the names of the nodes at the other ends of edges, for each of
// some nodes, and at last how many more there are.
func (x *download) endNames(nodes []*memory.Node, c *listColumn) ([][]string, error) {
	ids := make([]graph.SubjectID, len(nodes))
	for i, n := range nodes {
		ids[i] = n.ID
	}
	found, err := x.view.Neighbours(ids, memory.NeighbourQuery{Edge: c.edge.Type, Incoming: c.incoming, First: export.MaxRefs})
	if err != nil {
		return nil, err
	}
	out := make([][]string, len(found))
	for i := range found {
		names := []string{}
		for _, e := range found[i].Edges {
			other := e.To
			if c.incoming {
				other = e.From
			}
			if name := x.nameOf(other); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		if more := found[i].Total - len(found[i].Edges); more > 0 {
			names = append(names, "… +"+strconv.Itoa(more))
		}
		out[i] = names
	}
	return out, nil
}

// nameOf returns what a node is called; of a region that only its code is known
// of, what the code means.
func (x *download) nameOf(id graph.SubjectID) string {
	name := x.view.Name(id)
	if e := x.view.Vocabulary().List(graph.ListRegion).Entry(name); e != nil {
		return x.app.lang.pick(e.Label)
	}
	return name
}

// rowWriter is where the rows of a table are written, one after the other.
type rowWriter interface {
	row(cells []listCell) error
	close() error
}

// writeList writes the rows of a list, in its order, with the columns that were
// asked for.
func (x *download) writeList(ctx context.Context, w io.Writer) error {
	columns, err := x.listColumns(ctx)
	if err != nil {
		return err
	}
	headings := make([]string, len(columns))
	for i := range columns {
		headings[i] = x.app.lang.pick(columns[i].heading)
	}
	return x.writeTable(w, x.app.lang.pick(x.kind.Plural), headings, func(row func([]listCell) error) error {
		cells := make([]listCell, len(columns))
		for nodes, err := range x.pages(ctx) {
			if err != nil {
				return err
			}
			named := map[int][][]string{}
			for i := range columns {
				if columns[i].edge != nil {
					if named[i], err = x.endNames(nodes, &columns[i]); err != nil {
						return err
					}
				}
			}
			for j, n := range nodes {
				for i := range columns {
					if columns[i].edge != nil {
						cells[i] = textCell(strings.Join(named[i][j], "; "))
					} else {
						cells[i] = columns[i].value(n)
					}
				}
				if err := row(cells); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// writeTable writes a table as CSV, or as a workbook behind a sheet that tells
// what it is.
func (x *download) writeTable(w io.Writer, name string, headings []string, rows func(row func([]listCell) error) error) error {
	var out rowWriter = newCSVRows(w)
	if x.format == "xlsx" {
		book := newWorkbookWriter(w)
		if err := book.sheet(x.app.say(downloading.About), x.about()); err != nil {
			return err
		}
		if err := book.begin(name); err != nil {
			return err
		}
		out = book
	}
	cells := make([]listCell, len(headings))
	for i, h := range headings {
		cells[i] = textCell(h)
	}
	if err := out.row(cells); err != nil {
		return err
	}
	if err := rows(out.row); err != nil {
		return err
	}
	return out.close()
}

// writeAbout writes the sidecar of a CSV: what the first sheet of its workbook says,
// for a CSV has nothing but its table.
func (x *download) writeAbout(w io.Writer) error {
	of := *x // of the table, not of itself
	of.params = maps.Clone(x.params)
	of.params.Del("about")
	out, rows := newCSVRows(w), of.about()
	width := len(slices.MaxFunc(rows, func(a, b []string) int { return len(a) - len(b) }))
	for _, texts := range rows {
		cells := make([]listCell, width) // every line of a CSV has as many (RFC 4180)
		for i, s := range texts {
			cells[i] = textCell(s)
		}
		if err := out.row(cells); err != nil {
			return err
		}
	}
	return out.close()
}

// aboutOf returns the parameters of the sidecar of a CSV.
func aboutOf(params url.Values) string {
	of := maps.Clone(params)
	if of == nil {
		of = url.Values{}
	}
	of.Set("about", "true")
	return of.Encode()
}

// about tells what a table is: what was asked, of which revision, when, and
// whose data it shows.
func (x *download) about() [][]string {
	say := x.app.say
	rows := [][]string{
		{"ChainAtlas 链图", say(downloading.Title)},
		{say(downloading.Revision), strconv.FormatUint(uint64(x.view.Revision()), 10)},
		{say(downloading.Store), x.store.ID()},
		{say(downloading.Written), x.app.Now().UTC().Format(time.RFC3339)},
		{say(downloading.Query), "/download/" + x.what + "." + x.format + queryText(x)},
		{say(downloading.Rows), strconv.Itoa(x.rows)},
		{say(downloading.Undecided), strconv.Itoa(x.unknown)},
	}
	switch x.what {
	case gapList:
		rows = append(rows, x.aboutGaps()...)
	case capitalFlow:
		rows = append(rows, x.aboutFlow()...)
	case chainRisk:
		rows = append(rows, x.aboutRisk()...)
	case chainDependency:
		rows = append(rows, x.aboutDependency()...)
	case chainKeyNodes:
		rows = append(rows, x.aboutKeyNodes()...)
	case chainMap:
		for _, t := range []struct {
			label graph.Label
			count *memory.Count
		}{{downloading.Total, &x.total}, {downloading.Placed, &x.placed}, {downloading.Lost, &x.lost}} {
			rows = append(rows, []string{say(t.label), say(downloading.CountText, t.count.Enterprises, t.count.Products)})
		}
		rows = append(rows, []string{"", say(downloading.NotEmpty)})
	default:
		rows = append(rows, []string{say(downloading.Personal), say(downloading.LeftOut)})
	}
	rows = append(rows, nil, []string{say(column.Source), say(column.Name), say(column.Publisher), say(column.Licence), say(column.Trust)})
	for i := range x.declared {
		d := &x.declared[i]
		rows = append(rows, []string{string(d.Source), d.Name, d.Publisher, d.Licence, trustName(d.Trust)})
	}
	return rows
}

// queryText returns the question as it was asked.
func queryText(x *download) string {
	if len(x.params) == 0 {
		return ""
	}
	var parts []string
	for name, values := range x.params {
		parts = append(parts, name+"="+strings.Join(values, ","))
	}
	slices.Sort(parts)
	return "?" + strings.Join(parts, "&")
}

// csvRows writes rows as CSV in UTF-8 with a byte order mark, as package export
// does.
type csvRows struct {
	w     io.Writer
	out   *csv.Writer
	texts []string
}

func newCSVRows(w io.Writer) *csvRows {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return &csvRows{w: w, out: out}
}

func (c *csvRows) row(cells []listCell) error {
	if c.texts == nil {
		if _, err := io.WriteString(c.w, "\ufeff"); err != nil {
			return err
		}
	}
	c.texts = c.texts[:0]
	for i := range cells {
		s := cells[i].shown
		if cells[i].Kind == document.Text {
			s = export.Escape(s)
		}
		c.texts = append(c.texts, s)
	}
	return c.out.Write(c.texts)
}

func (c *csvRows) close() error {
	c.out.Flush()
	return c.out.Error()
}
