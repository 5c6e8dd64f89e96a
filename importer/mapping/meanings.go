package mapping

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
)

// What a column can be said to mean beside what the vocabulary declares.
const (
	MeansNothing  = "-"         // it is left out
	MeansPeriod   = "#period"   // of which period the row's figures are
	MeansCurrency = "#currency" // the currency of the amounts beside it: found, not chosen
)

// Meaning is what a column of a table can mean, under the name by which a
// [Choice] chooses it: a property of what the rows describe (legalName), what is
// at the other end of an edge (IN_SEGMENT>Segment.name, SUPPLIES<Enterprise.legalName),
// what else identifies the edge (SUPPLIES/Segment.name), what is said of it
// (IN_SEGMENT:marketShare), or the period.
type Meaning struct {
	Means string
	// Group is under which head a list of meanings has it: the kind, or the edge.
	Group graph.Label
	Label graph.Label

	property *graph.PropertyDecl
	edge     *graph.EdgeDecl   // nil for the kind's own
	column   *graph.EdgeColumn // nil for an attribute
}

// Meanings lists what the columns of a table can mean whose rows describe a kind,
// in the vocabulary's order; nothing of a kind that is never imported. Each stands
// under a name of its own.
func Meanings(voc *graph.Vocabulary, kind graph.Kind) []Meaning {
	k := voc.Kind(kind)
	if k == nil || k.System {
		return nil
	}
	var all []Meaning
	add := func(m Meaning) {
		if !slices.ContainsFunc(all, func(o Meaning) bool { return o.Means == m.Means }) {
			all = append(all, m)
		}
	}
	periodic := false
	for i := range k.Properties {
		p := &k.Properties[i]
		label := p.Label
		if p.Periodic {
			periodic = true
			label = graph.Label{Zh: label.Zh + "（分期）", En: label.En + " (by period)"}
		}
		add(Meaning{Means: p.Name, Group: k.Label, Label: label, property: p})
	}
	for i := range voc.Edges {
		e := &voc.Edges[i]
		on := false
		for j := range e.Columns {
			c := &e.Columns[j]
			other := voc.Kind(c.Other)
			if c.On != kind || other == nil {
				continue
			}
			on = true
			add(reference(voc, e, c, other, other.Property(c.By)))
			for n := range other.Properties {
				if p := &other.Properties[n]; identifies(other, p) && !p.Set {
					add(reference(voc, e, c, other, p))
				}
			}
		}
		if !on {
			continue
		}
		for j := range e.Attributes {
			p := &e.Attributes[j]
			periodic = periodic || p.Periodic
			add(Meaning{Means: e.Type + ":" + p.Name, Group: e.Label, Label: p.Label, property: p, edge: e})
		}
	}
	if periodic {
		add(Meaning{Means: MeansPeriod, Group: k.Label, Label: graph.Label{Zh: "数据所属的期间（年份）", En: "period of the figures (year)"}})
	}
	return all
}

// reference is the meaning of a column that names the other end of an edge, or its
// qualifier, by a property.
func reference(voc *graph.Vocabulary, e *graph.EdgeDecl, c *graph.EdgeColumn, other *graph.KindDecl, p *graph.PropertyDecl) Meaning {
	sign := ">"
	switch {
	case c.Qualifier:
		sign = "/"
	case c.Incoming:
		sign = "<"
	}
	m := Meaning{Means: e.Type + sign + string(c.Other) + "." + p.Name, Group: e.Label, property: p, edge: e, column: c}
	as := graph.Label{}
	for _, w := range c.With {
		m.Means += "," + w.Property + "=" + w.Value.String()
		a := e.Attribute(w.Property)
		if l := voc.List(a.List); l != nil {
			as.Zh += "，" + l.Print(w.Value.Text, "zh")
			as.En += ", " + strings.ToLower(l.Print(w.Value.Text, "en"))
		}
	}
	// The other end is called as the column is that prints its name.
	head := c
	for i := range e.Columns {
		if o := &e.Columns[i]; o.On == c.On && o.Other == c.Other && o.Incoming == c.Incoming && o.Qualifier == c.Qualifier &&
			reflect.DeepEqual(o.With, c.With) && other.Property(o.By).IsName {
			head = o
			break
		}
	}
	zh, en := "", ""
	if other.Property(head.By).IsName {
		zh, en = headersIn(head.Headers)
	}
	if zh == "" {
		zh = e.Label.Zh + "：" + other.Label.Zh + as.Zh
	}
	if en == "" {
		en = e.Label.En + ": " + strings.ToLower(other.Label.En) + as.En
	}
	switch {
	case p.Name == head.By && p.IsName:
		m.Label = graph.Label{Zh: zh, En: en}
	case p.List != "" && p.Name == c.By:
		m.Label = graph.Label{Zh: zh + "（名称或代码）", En: en + " (name or code)"}
	default:
		m.Label = graph.Label{Zh: zh + "（" + p.Label.Zh + "）", En: en + " (" + lowerFirst(p.Label.En) + ")"}
	}
	return m
}

// headersIn returns the first header in Chinese and the first in English; "" where
// there is none.
func headersIn(headers []string) (zh, en string) {
	for _, h := range headers {
		foreign := strings.ContainsFunc(h, func(r rune) bool { return r >= utf8.RuneSelf })
		switch {
		case foreign && zh == "":
			zh = h
		case !foreign && en == "" && !strings.Contains(h, "_"):
			en = strings.ToUpper(h[:1]) + h[1:]
		}
	}
	return zh, en
}

// lowerFirst lowers the first letter of a text that begins with a word, and not
// with an abbreviation or the name of a language.
func lowerFirst(s string) string {
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' && !strings.HasPrefix(s, "English") {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// Use is what a table makes of a column.
type Use struct {
	Kind  graph.Kind // that the record describes which reads it
	Means string     // see [Meaning]
}

// Uses tells what a table makes of its columns, by their numbers. Of several uses
// of a column the first counts; one that only leaves rows out is no use.
func (t *Table) Uses(voc *graph.Vocabulary, headers Headers) map[int]Use {
	all := map[int]Use{}
	add := func(kind graph.Kind, means string, e *Expr) {
		for x := e; x != nil; x = x.Within {
			for _, name := range x.Columns {
				if c := headers.Find(name); c > 0 {
					if _, there := all[c]; !there {
						all[c] = Use{kind, means}
					}
				}
			}
		}
	}
	for i := range t.Records {
		r := &t.Records[i]
		add(r.Kind, MeansPeriod, r.Period)
		for j := range r.Set {
			add(r.Kind, r.Set[j].Name, &r.Set[j].Expr)
		}
		for j := range r.Edges {
			e := &r.Edges[j]
			sign := ">"
			if e.Incoming {
				sign = "<"
			}
			with := ""
			for n := range e.Attributes {
				if a := &e.Attributes[n]; len(a.Expr.Columns) == 0 && a.Expr.Constant != "" {
					with += "," + a.Name + "=" + a.Expr.Constant
				}
			}
			for n := range e.By {
				add(r.Kind, e.Type+sign+string(e.Kind)+"."+e.By[n].Name+with, &e.By[n].Expr)
			}
			for n := range e.Attributes {
				add(r.Kind, e.Type+":"+e.Attributes[n].Name, &e.Attributes[n].Expr)
				add(r.Kind, MeansPeriod, e.Attributes[n].Period)
			}
		}
		for j := range r.Edges {
			e := &r.Edges[j]
			for n := range e.Qualifier {
				add(r.Kind, e.Type+"/"+string(voc.Edge(e.Type).Qualifier)+"."+e.Qualifier[n].Name, &e.Qualifier[n].Expr)
			}
		}
	}
	for _, name := range t.Ignore {
		if c := headers.Find(name); c > 0 {
			if _, there := all[c]; !there {
				all[c] = Use{"", MeansNothing}
			}
		}
	}
	return all
}
