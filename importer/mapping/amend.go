package mapping

import (
	"maps"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// Amendment is what a person who looks at a preview says that a text of one column
// is meant for: 终端安金 is 终端安全. In a file, a lookup says so.
type Amendment struct {
	Document, Sheet string // as of a [Choice]
	Header, Column  int
	From, To        string // of a cell that names several, one of them
}

// Amend returns a table in which the texts of some columns are read as what they
// are meant for. The lookups that say so are added to those of m, whose map is
// replaced and not changed. header is the last row of the table's headers.
func (m *Mapping) Amend(t Table, headers Headers, header int, sheet, document string, all []Amendment) Table {
	for _, a := range all {
		if a.Document != document || a.Sheet != sheet || a.Header > 0 && a.Header != header {
			continue
		}
		t = t.each(func(e Expr) Expr {
			if !slices.ContainsFunc(e.Columns, func(name string) bool { return headers.Find(name) == a.Column }) {
				return e
			}
			if e.Lookup == "" {
				e.Lookup = "amended " + ColumnLetters(a.Column)
				if sheet != "" {
					e.Lookup += " of " + sheet
				}
			}
			lookup := maps.Clone(m.Lookups[e.Lookup])
			if lookup == nil {
				lookup = map[string]string{}
			}
			maps.DeleteFunc(lookup, func(from, _ string) bool { return graph.HeaderKey(from) == graph.HeaderKey(a.From) })
			lookup[a.From] = a.To
			m.Lookups = maps.Clone(m.Lookups)
			if m.Lookups == nil {
				m.Lookups = map[string]map[string]string{}
			}
			m.Lookups[e.Lookup] = lookup
			return e
		})
	}
	return t
}

// each returns a table with what f makes of each expression of its records. The
// table itself is not changed.
func (t Table) each(f func(Expr) Expr) Table {
	var of func(e *Expr) *Expr
	of = func(e *Expr) *Expr {
		if e == nil {
			return nil
		}
		x := f(*e)
		x.Within = of(e.Within)
		return &x
	}
	properties := func(all []Property) []Property {
		out := slices.Clone(all)
		for i := range out {
			out[i].Expr = *of(&all[i].Expr)
		}
		return out
	}
	t.Records = slices.Clone(t.Records)
	for i := range t.Records {
		r := &t.Records[i]
		r.Set = properties(r.Set)
		r.Edges = slices.Clone(r.Edges)
		for j := range r.Edges {
			e := &r.Edges[j]
			e.By, e.Qualifier = properties(e.By), properties(e.Qualifier)
			e.Attributes = slices.Clone(e.Attributes)
			for n := range e.Attributes {
				e.Attributes[n].Expr = *of(&e.Attributes[n].Expr)
			}
		}
	}
	return t
}
