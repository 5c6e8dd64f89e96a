package mapping

import (
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// edges returns the edges that the table's references make.
func (b *builder) edges(periodColumn int) []Edge {
	groups := 0
	for i := range b.f.Columns {
		groups = max(groups, b.f.Columns[i].group)
	}
	var all []Edge
	for g := 1; g <= groups; g++ {
		var columns []*Column
		for i := range b.f.Columns {
			if c := &b.f.Columns[i]; c.group == g && c.Role == RoleReference {
				columns = append(columns, c)
			}
		}
		if len(columns) > 0 {
			all = append(all, b.edge(g, columns, periodColumn))
		}
	}
	return all
}

func (b *builder) edge(g int, columns []*Column, periodColumn int) Edge {
	first := columns[0]
	d := first.means.edge
	other := b.r.voc.Kind(first.Other)
	e := Edge{Type: d.Type, Incoming: first.Incoming, Kind: first.Other}
	for _, c := range columns {
		if !slices.ContainsFunc(e.By, func(p Property) bool { return p.Name == c.Property }) {
			e.By = append(e.By, Property{c.Property, b.expr(b.columnsOf(RoleReference, c), c.means.property)})
		}
	}
	if b.several(d, e.By, other) {
		e.Each = b.separators(columns)
	}
	e.By = b.complete(other, e.By)
	e.When = b.onlyInChina(first)
	if d.Qualifier != "" {
		e.Qualifier = b.qualifier(d)
	}
	for i := range b.f.Columns {
		c := &b.f.Columns[i]
		if c.Role == RoleAttribute && c.Edge == d.Type && b.x.owner(i) == g {
			a := Attribute{Name: c.Property, Expr: b.expr(b.columnsOf(RoleAttribute, c), c.means.property)}
			if c.means.property.Periodic {
				a.Period = b.attributePeriod(c, periodColumn)
			}
			// Those of one name stand together, as they do in a file.
			at := len(e.Attributes)
			for at > 0 && e.Attributes[at-1].Name != a.Name {
				at--
			}
			if at == 0 {
				at = len(e.Attributes)
			}
			e.Attributes = slices.Insert(e.Attributes, at, a)
		}
	}
	for _, w := range first.means.column.With {
		if !slices.ContainsFunc(e.Attributes, func(a Attribute) bool { return a.Name == w.Property }) {
			e.Attributes = append(e.Attributes, Attribute{Name: w.Property, Expr: Expr{Constant: w.Value.String()}})
		}
	}
	return e
}

// attributePeriod is the period of an attribute: that of its header, else of
// the period column, else of the title.
func (b *builder) attributePeriod(c *Column, periodColumn int) *Expr {
	switch {
	case c.Period == unknownPeriod:
		return nil
	case c.Period != "":
		return &Expr{Constant: c.Period}
	case periodColumn >= 0:
		return &Expr{Columns: []string{b.f.Columns[periodColumn].Name}}
	case b.titlePeriod != "":
		return &Expr{Constant: b.titlePeriod}
	}
	if p := b.r.m.Defaults[b.x.kind.Kind][DefaultPeriod]; p != "" {
		return &Expr{Constant: p}
	}
	return nil
}

// several reports whether a cell may name several nodes: not where it tells
// what the row is about, where a node has one such edge, where a code of a
// closed list is named, or where several columns name one node together.
func (b *builder) several(d *graph.EdgeDecl, by []Property, other *graph.KindDecl) bool {
	if len(by) != 1 || d.MaxOut == 1 || keyEdge(b.x.kind, d.Type) || other == nil {
		return false
	}
	p := other.Property(by[0].Name)
	return p != nil && p.IsName && !(other.Kind == graph.KindPark)
}

// complete adds what a reference has in common with others in its key: the
// chain, from the row's own, or else from the mapping's defaults.
func (b *builder) complete(other *graph.KindDecl, by []Property) []Property {
	if other == nil || slices.ContainsFunc(by, func(p Property) bool { return p.Name == graph.PropOwnID }) && len(by) == 1 {
		return by
	}
	for i := range other.Properties {
		p := &other.Properties[i]
		if !shared(other, p) || slices.ContainsFunc(by, func(q Property) bool { return q.Name == p.Name }) {
			continue
		}
		if other == b.x.kind {
			if j := slices.IndexFunc(b.f.Columns, func(c Column) bool { return c.Role == RoleProperty && c.Property == p.Name }); j >= 0 {
				e := b.expr(b.columnsOf(RoleProperty, &b.f.Columns[j]), p)
				e.Default = b.r.m.Defaults[other.Kind][p.Name]
				by = append(by, Property{p.Name, e})
				continue
			}
		}
		if value := b.r.m.Defaults[other.Kind][p.Name]; value != "" {
			by = append(by, Property{p.Name, Expr{Constant: value}})
		}
	}
	return by
}

func (b *builder) qualifier(d *graph.EdgeDecl) []Property {
	var q []Property
	for i := range b.f.Columns {
		c := &b.f.Columns[i]
		if c.Role == RoleQualifier && c.Edge == d.Type && !slices.ContainsFunc(q, func(p Property) bool { return p.Name == c.Property }) {
			q = append(q, Property{c.Property, b.expr(b.columnsOf(RoleQualifier, c), c.means.property)})
		}
	}
	if q == nil {
		return nil
	}
	return b.complete(b.r.voc.Kind(d.Qualifier), q)
}

// onlyInChina keeps a reference to a region of the code list from rows of other
// countries, if a column tells the country.
func (b *builder) onlyInChina(c *Column) []Condition {
	if c.means.property.List != graph.ListRegion {
		return nil
	}
	for i := range b.f.Columns {
		if d := &b.f.Columns[i]; d.Role == RoleProperty && d.means.property.List == graph.ListCountry {
			b.note(graph.Labelf("地区只取“%s”为中国或空白的行", "regions are taken only where “%s” is China or blank", d.Header))
			return []Condition{{Column: d.Name, Matches: inChina}}
		}
	}
	return nil
}
