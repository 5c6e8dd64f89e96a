package importer

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/cell"
	"github.com/chainatlas/chainatlas/importer/table"
)

// edge reads the references of an edge. It reports false if its cells are bad and
// so cover nothing.
func (c *converter) edge(e *edgePlan, d *draft, row *table.Row, ref int) ([]graph.Ref, bool) {
	var refs []graph.Ref
	bad := false
	if len(e.each) > 0 {
		// The pieces of several columns belong together by their order.
		lists := make([][]string, len(e.by))
		most := 0
		for i := range e.by {
			if e.by[i].fixed != nil {
				continue
			}
			pieces, known := e.by[i].texts(row, e.each)
			if !known {
				c.problems = append(c.problems, rowProblem{column: e.by[i].column(row), value: pieces[0], Problem: notInLookup(e.decl.Type, pieces[0]), bad: true})
				return nil, false
			}
			lists[i], most = pieces, max(most, len(pieces))
		}
		for n := range most {
			r, ok := c.refer(e, row, func(p *propertyPlan, i int) (graph.Value, string, *graph.Problem) {
				if n >= len(lists[i]) {
					return graph.Value{}, "", nil
				}
				v, problem := c.value(p, table.Cell{Kind: table.Text, Text: lists[i][n]}, row)
				return v, lists[i][n], problem
			})
			bad = bad || !ok
			if ok && r.Kind != "" {
				refs = append(refs, r)
			}
		}
	} else {
		r, ok := c.refer(e, row, func(p *propertyPlan, _ int) (graph.Value, string, *graph.Problem) {
			x, known := p.cell(row)
			if !known {
				problem := notInLookup(p.decl.Name, x.Text)
				return graph.Value{}, x.Text, &problem
			}
			v, problem := c.value(p, x, row)
			return v, x.Text, problem
		})
		bad = bad || !ok
		if ok && r.Kind != "" {
			refs = append(refs, r)
		}
	}
	if bad {
		return nil, false // one piece of it: the others may not be all that it says (fold.md, 9)
	}
	if len(refs) == 0 {
		return nil, true
	}
	var named []graph.Cell
	qualified := false
	for i := range e.qualifier {
		p := &e.qualifier[i]
		x, ok := c.property(p, row)
		switch {
		case !ok:
		case x.State == graph.CellValue:
			named = append(named, x)
			qualified = qualified || p.fixed == nil
		case x.State == graph.CellBad:
			bad = true
		}
	}
	if bad && !qualified {
		return nil, false // without its qualifier it would be another edge (fold.md, 21)
	}
	if qualified {
		named = c.byCode(e.decl.Qualifier, named, e.qualifier[0].column(row), "")
	}
	attributes := c.attributes(e, row)
	for i := range refs {
		refs[i].Attributes = attributes
		if qualified {
			d.qualifiers = append(d.qualifiers, qualifier{ref: ref + i, kind: e.decl.Qualifier, keys: named})
		}
	}
	return refs, true
}

// refer reads one reference; one without a kind if all that would name it is
// blank. It reports false if it cannot be told whom it means.
func (c *converter) refer(e *edgePlan, row *table.Row, read func(p *propertyPlan, i int) (graph.Value, string, *graph.Problem)) (graph.Ref, bool) {
	r := graph.Ref{}
	column, text := 0, ""
	says := false
	for i := range e.by {
		p := &e.by[i]
		var v graph.Value
		if p.fixed != nil {
			v = *p.fixed
		} else {
			var problem *graph.Problem
			var said string
			v, said, problem = read(p, i)
			if problem != nil {
				c.problems = append(c.problems, rowProblem{column: p.column(row), value: said, Problem: *problem, bad: !problem.Kept})
				if !problem.Kept {
					column, text = p.column(row), said
					continue
				}
			}
			if !v.IsZero() {
				says, column, text = true, p.column(row), said
			}
		}
		if v.IsZero() || cellOf(r.Keys, p.decl.Name) != nil {
			continue
		}
		from := len(c.vals)
		c.vals = append(c.vals, v)
		r.Keys = append(r.Keys, graph.Cell{Property: p.decl.Name, Values: c.vals[from:len(c.vals):len(c.vals)]})
	}
	if !says && !constantOnly(e) {
		return r, text == ""
	}
	r.Keys = c.byCode(e.other.Kind, r.Keys, column, text)
	kind := c.keyer.kindAt[e.other.Kind]
	if len(c.keyer.kinds[kind].hangs) == 0 && len(c.keyer.keysOf(kind, r.Keys, nil, nil)) == 0 {
		if _, ok := c.keyer.shortOf(kind, r.Keys); !ok {
			if !aloneAKey(e.other, r.Keys) {
				return graph.Ref{}, true // the chain of a segment that nobody names
			}
			c.problems = append(c.problems, rowProblem{column: column, value: text, bad: true, Problem: graph.Problem{
				Code: graph.ProblemMissing, Of: e.decl.Type,
				Reason: graph.Label{Zh: "无法识别所指的" + e.other.Label.Zh, En: "nothing tells which " + strings.ToLower(e.other.Label.En) + " is meant"},
				Cure:   graph.Label{Zh: "请填写完整的名称或有效的代码", En: "enter a whole name or a valid code"}}})
			return graph.Ref{}, false
		}
	}
	r.Kind = e.other.Kind
	return r, true
}

// aloneAKey reports whether any of some properties is a key by itself, or none of
// them a part of any.
func aloneAKey(kind *graph.KindDecl, cells []graph.Cell) bool {
	part := false
	for i := range cells {
		for _, k := range kind.Keys {
			if slices.ContainsFunc(k.Parts, func(p graph.KeyPart) bool { return p.Property == cells[i].Property }) {
				if len(k.Parts) == 1 {
					return true
				}
				part = true
			}
		}
	}
	return !part
}

func (c *converter) attributes(e *edgePlan, row *table.Row) []graph.Attribute {
	var out []graph.Attribute
	for i := range e.attributes {
		p := &e.attributes[i]
		x, ok := c.property(p, row)
		if !ok || x.State != graph.CellValue {
			continue
		}
		period := ""
		if p.period != nil {
			found, problem := cell.ReadPeriod(c.periodCell(p.period, row), c.date1904)
			if problem != nil {
				c.problems = append(c.problems, rowProblem{column: p.period.column(row), value: row.Cell(p.period.column(row)).Text, Problem: *problem, bad: !problem.Kept})
				if !problem.Kept {
					continue
				}
			}
			period = found.String()
		}
		for _, v := range x.Values {
			if !slices.ContainsFunc(out, func(a graph.Attribute) bool { return a.Property == p.decl.Name && a.Period == period }) {
				out = append(out, graph.Attribute{Property: p.decl.Name, Period: period, Value: v})
			}
		}
	}
	return out
}
