package export

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/table"
)

// rowKey identifies a row of a sheet: the columns of IDs and the period.
type rowKey struct {
	node, to, qualifier graph.SubjectID
	period              string
}

// sheetRows makes the rows of one sheet, for who writes them and for who
// compares them with what came back.
type sheetRows struct {
	w      *walker
	c      *cells
	sheet  *Sheet
	kind   *graph.KindDecl // of nodes and periods
	edge   *graph.EdgeDecl // of edges
	groups []refGroup
	out    []written // the row, one cell for each column
}

// newSheetRows fails with CodeInvalid if the vocabulary lacks what the sheet is
// about.
func newSheetRows(w *walker, c *cells, s *Sheet) (*sheetRows, error) {
	r := &sheetRows{w: w, c: c, sheet: s, out: make([]written, len(s.Columns))}
	gone := func(what string) error {
		return table.NewFault(graph.CodeInvalid, "export.Sheet", s.Names[0],
			graph.Label{Zh: "词汇表中没有此表所属的 " + what, En: "the vocabulary has no " + what + ", of which the sheet is"}, exportAnew)
	}
	switch s.Part {
	case PartNodes, PartPeriods:
		if r.kind = w.voc.Kind(s.Kind); r.kind == nil {
			return nil, gone("kind " + string(s.Kind))
		}
	case PartEdges:
		if r.edge = w.voc.Edge(s.Edge); r.edge == nil {
			return nil, gone("edge type " + s.Edge)
		}
	default:
		return nil, gone("part " + string(s.Part))
	}
	if s.Part == PartNodes {
		r.groups = w.refGroups(s.Kind)
	}
	for i := range s.Columns {
		if c := &s.Columns[i]; c.Role == RoleRefs {
			if e := w.voc.Edge(c.Name); e == nil || c.Column < 0 || c.Column >= len(e.Columns) {
				return nil, gone("column of " + c.Name)
			}
		}
	}
	return r, nil
}

// each calls do with every row of the sheet, in order. The row is overwritten by
// the next one.
func (r *sheetRows) each(do func(key rowKey, row []written) error) error {
	switch r.sheet.Part {
	case PartNodes:
		ids, err := r.w.chosen(r.sheet.Kind)
		if err != nil {
			return err
		}
		return r.w.pages(ids, func(page []graph.SubjectID) error {
			nodes := r.w.view.Nodes(page...)
			refs, err := r.refs(page)
			if err != nil {
				return err
			}
			for i, n := range nodes {
				if n == nil {
					continue
				}
				if err := do(rowKey{node: n.ID}, r.nodeRow(n, refs, i)); err != nil {
					return err
				}
			}
			return nil
		})
	case PartPeriods:
		return r.w.eachNode(r.sheet.Kind, func(n *memory.Node) error {
			for period := range r.periods(n) {
				if err := do(rowKey{node: n.ID, period: period}, r.periodRow(n, period)); err != nil {
					return err
				}
			}
			return nil
		})
	default:
		return r.w.eachEdge(r.edge, func(e *memory.Edge) error {
			key := rowKey{node: e.From, to: e.To, qualifier: e.Qualifier}
			if err := do(key, r.edgeRow(e, "")); err != nil {
				return err
			}
			for period := range periodsOf(e.Attributes, func(*memory.Property) bool { return true }) {
				key.period = period
				if err := do(key, r.edgeRow(e, period)); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func (r *sheetRows) periods(n *memory.Node) func(yield func(string) bool) {
	return periodsOf(n.Properties, func(x *memory.Property) bool { return r.w.q.shownProperty(r.kind.Property(x.Name)) })
}

// refs returns the neighbours that the reference columns of a page of nodes
// name, one list for each group.
func (r *sheetRows) refs(page []graph.SubjectID) ([][]memory.Neighbours, error) {
	out := make([][]memory.Neighbours, len(r.groups))
	for i := range r.groups {
		g := &r.groups[i]
		wanted := slices.ContainsFunc(r.sheet.Columns, func(c Column) bool {
			return c.Role == RoleRefs && c.Name == g.edge.Type && slices.Contains(g.columns, c.Column)
		})
		if !wanted {
			continue
		}
		all, err := r.w.view.Neighbours(page, memory.NeighbourQuery{Edge: g.edge.Type, Incoming: g.incoming, First: MaxRefs})
		if err != nil {
			return nil, err
		}
		for j := range all {
			sortEdges(all[j].Edges, g.incoming)
		}
		out[i] = all
	}
	return out, nil
}

// nodeRow returns the row of a node, the i-th of those that refs was asked for.
func (r *sheetRows) nodeRow(n *memory.Node, refs [][]memory.Neighbours, i int) []written {
	clear(r.out)
	for j := range r.sheet.Columns {
		c := &r.sheet.Columns[j]
		switch c.Role {
		case RoleNode:
			r.out[j] = text(string(n.ID))
		case RoleRefs:
			r.out[j] = r.refCell(c, refs, i)
		default:
			r.out[j] = r.valueCell(c, r.kind.Property(c.Name), findProperty(n.Properties, c.Name, ""))
		}
	}
	return r.out
}

func (r *sheetRows) periodRow(n *memory.Node, period string) []written {
	clear(r.out)
	for j := range r.sheet.Columns {
		c := &r.sheet.Columns[j]
		switch c.Role {
		case RoleNode:
			r.out[j] = text(string(n.ID))
		case RoleName:
			r.out[j] = text(r.w.name(n.ID))
		case RolePeriod:
			r.out[j] = text(period)
		default:
			r.out[j] = r.valueCell(c, r.kind.Property(c.Name), findProperty(n.Properties, c.Name, period))
		}
	}
	return r.out
}

func (r *sheetRows) edgeRow(e *memory.Edge, period string) []written {
	clear(r.out)
	for j := range r.sheet.Columns {
		c := &r.sheet.Columns[j]
		switch c.Role {
		case RoleNode:
			r.out[j] = text(string(e.From))
		case RoleTo:
			r.out[j] = text(string(e.To))
		case RoleQualifier:
			r.out[j] = text(string(e.Qualifier))
		case RoleName:
			r.out[j] = text(r.w.name(e.From))
		case RoleToName:
			r.out[j] = text(r.w.name(e.To))
		case RoleQualifierName:
			r.out[j] = text(r.w.name(e.Qualifier))
		case RoleKind:
			r.out[j] = r.kindCell(r.w.kindOf(r.edge, e.From, false))
		case RoleToKind:
			r.out[j] = r.kindCell(r.w.kindOf(r.edge, e.To, true))
		case RolePeriod:
			r.out[j] = text(period)
		case RoleSource:
			if c.Name == r.edge.Type {
				if period == "" {
					r.out[j] = text(provenance(&e.Best))
				}
				break
			}
			fallthrough
		default:
			r.out[j] = r.valueCell(c, r.edge.Attribute(c.Name), findProperty(e.Attributes, c.Name, period))
		}
	}
	return r.out
}

// text returns a text cell, blank if there is nothing.
func text(s string) written {
	if s == "" {
		return written{}
	}
	return written{Cell: table.Cell{Kind: table.Text, Text: s}}
}

func (r *sheetRows) kindCell(k graph.Kind) written {
	if d := r.w.voc.Kind(k); d != nil {
		return text(d.Label.In(r.c.lang))
	}
	return text(string(k))
}

// name returns what a node is called, or its ID.
func (w *walker) name(id graph.SubjectID) string {
	if id == "" {
		return ""
	}
	if name := strings.TrimSpace(w.view.Name(id)); name != "" {
		return name
	}
	return string(id)
}

func findProperty(properties []memory.Property, name, period string) *memory.Property {
	for i := range properties {
		if p := &properties[i]; p.Name == name && p.Period == period {
			return p
		}
	}
	return nil
}

// valueCell returns what a column says of a property, which may be nil.
func (r *sheetRows) valueCell(c *Column, d *graph.PropertyDecl, p *memory.Property) written {
	if p == nil {
		return written{}
	}
	switch c.Role {
	case RoleValue:
		if v := p.Value(); d != nil && d.Name == graph.PropCode && v.Type == graph.TypeCode {
			return text(v.Text) // what is asked for is the code: some have no label that says as much
		}
		return r.c.property(d, p)
	case RoleSource:
		if !p.Set {
			return text(provenance(&p.Winner))
		}
		var all []string
		for i := range p.Values {
			if s := provenance(&p.Values[i]); s != "" && !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
		w := text(strings.Join(all, "\n"))
		r.c.clip(&w)
		return w
	case RoleAmount:
		if v := p.Value(); v.Type == graph.TypeMoney && v.Bound != graph.BoundUndisclosed {
			return r.c.value(nil, graph.Dec(v.Number))
		}
	case RoleCurrency:
		return text(p.Value().Currency)
	}
	return written{}
}

// provenance says who states a value, of which day, and where it was read:
// miit-2023 · 2023-12-01 · list.xlsx!Sheet1!B12.
func provenance(s *memory.Statement) string {
	if s.Source == "" {
		return ""
	}
	parts := []string{string(s.Source)}
	if d := s.DataDate.String(); d != "" {
		parts = append(parts, d)
	}
	switch {
	case s.Pin:
		parts = append(parts, "r"+strconv.FormatUint(uint64(s.Made), 10))
	case s.Place.Row > 0:
		parts = append(parts, placeOf(&s.Place))
	}
	return strings.Join(parts, " · ")
}

// placeOf writes a place as workbooks do: document!sheet!cell.
func placeOf(p *memory.Place) string {
	var parts []string
	for _, s := range []string{p.Document.Name, p.Sheet, columnLetters(p.Column) + strconv.Itoa(p.Row)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "!")
}

// columnLetters returns the letters of a column: A, …, Z, AA; "" of 0.
func columnLetters(n int) string {
	var b []byte
	for ; n > 0; n = (n - 1) / 26 {
		b = append(b, byte('A'+(n-1)%26))
	}
	slices.Reverse(b)
	return string(b)
}

// refCell returns the names of the nodes that a column refers to.
func (r *sheetRows) refCell(c *Column, refs [][]memory.Neighbours, i int) written {
	var out written
	for g := range r.groups {
		group := &r.groups[g]
		if group.edge.Type != c.Name || !slices.Contains(group.columns, c.Column) || refs[g] == nil {
			continue
		}
		n := &refs[g][i]
		for j := range n.Edges {
			e := &n.Edges[j]
			id := otherEnd(e, group.incoming)
			if slices.Contains(out.nodes, id) || r.w.columnOf(group, e) != c.Column {
				continue
			}
			out.nodes = append(out.nodes, id)
			out.pieces = append(out.pieces, r.refName(&group.edge.Columns[c.Column], id))
		}
		r.c.join(&out)
		if n.HasMore {
			out.Kind, out.Text, out.cut = table.Text, out.Text+more, true
		}
	}
	return out
}

// refName returns how a reference column prints a node.
func (r *sheetRows) refName(c *graph.EdgeColumn, id graph.SubjectID) string {
	if !r.w.byName(c) {
		if n := r.w.view.Node(id); n != nil {
			if p := findProperty(n.Properties, c.By, ""); p != nil && stands(p) {
				return shown(r.c.property(r.w.voc.Kind(c.Other).Property(c.By), p).Cell)
			}
		}
	}
	return r.w.name(id)
}
