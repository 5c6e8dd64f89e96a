package template

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
)

// resolved is a column with what the vocabulary says of it.
type resolved struct {
	column
	header string
	decl   *graph.PropertyDecl // of the property, the attribute, or what a reference prints; nil of the period
	key    bool                // it is part of what identifies the row
	own    bool                // it is the source's own identifier
}

// resolve looks a column up. It fails with CodeInvalid if the vocabulary has no
// such thing, which is so of other vocabularies than graph.Standard.
func resolve(voc *graph.Vocabulary, s *tableSheet, c column, lang string) (resolved, error) {
	r := resolved{column: c}
	missing := func(what string) (resolved, error) {
		return r, graph.Errorf(graph.CodeInvalid, "template.Write", "the vocabulary has no %s for the sheet %s; the template is made for graph.Standard", what, s.name.En)
	}
	kind := voc.Kind(s.kind)
	if kind == nil {
		return missing("kind " + string(s.kind))
	}
	switch {
	case c.period:
		r.header, r.key = HeaderPeriod.In(lang), true
	case c.property != "":
		if r.decl = kind.Property(c.property); r.decl == nil {
			return missing("property " + c.property)
		}
		r.header = r.decl.Label.In(lang)
		r.own = c.property == graph.PropOwnID
		r.key = !r.own && isKey(kind, func(p graph.KeyPart) bool { return p.Property == c.property })
	case c.edge != "":
		edge := voc.Edge(c.edge)
		i := -1
		if edge != nil {
			i = slices.IndexFunc(edge.Columns, func(x graph.EdgeColumn) bool {
				return x.On == s.kind && x.Other == c.other && x.By == c.by && x.Incoming == c.incoming &&
					x.Qualifier == (edge.Qualifier == c.other && c.other != s.kind) && roleOf(&x) == c.with
			})
		}
		if i < 0 {
			return missing("column of " + c.edge + " by " + c.by)
		}
		r.decl = voc.Kind(c.other).Property(c.by)
		if r.header = c.header.In(lang); r.header == "" {
			r.header = headerIn(edge.Columns[i].Headers, lang)
		}
		r.key = isKey(kind, func(p graph.KeyPart) bool { return p.Edge == c.edge })
	default:
		edge := voc.Edge(c.of)
		if edge != nil {
			r.decl = edge.Attribute(c.attribute)
		}
		if r.decl == nil {
			return missing("attribute " + c.of + "." + c.attribute)
		}
		r.header = r.decl.Label.In(lang)
	}
	return r, nil
}

// isKey reports whether a part is in a key that links rows of a kind.
func isKey(k *graph.KindDecl, is func(graph.KeyPart) bool) bool {
	return slices.ContainsFunc(k.Keys, func(key graph.KeyDecl) bool {
		return !key.Own && !key.Asks && slices.ContainsFunc(key.Parts, is)
	})
}

// roleOf returns the role that a column's header says of the edge; "" if none.
func roleOf(c *graph.EdgeColumn) string {
	for _, a := range c.With {
		if a.Property == graph.PropRole {
			return a.Value.Text
		}
	}
	return ""
}

// headerIn returns the first header in a language: headers are in no order of
// languages, but the first is Chinese.
func headerIn(headers []string, lang string) string {
	if strings.HasPrefix(lang, "zh") {
		return headers[0]
	}
	for _, h := range headers {
		if !strings.ContainsFunc(h, func(r rune) bool { return r >= utf8.RuneSelf || r == '_' }) {
			return strings.ToUpper(h[:1]) + h[1:]
		}
	}
	return headers[0]
}

// entries returns the texts of a code list's drop-down: the labels, or the code
// where a label would be read as another.
func entries(l *graph.CodeList, lang string) []string {
	var out []string
	for i := range l.Entries {
		out = append(out, l.Print(l.Entries[i].Code, lang))
	}
	return out
}

// dropDown returns what may be chosen in a column, and the name of the list;
// nothing if anything may be written.
func (r *resolved) dropDown(voc *graph.Vocabulary, lang string) (list string, texts []string) {
	switch {
	case r.decl == nil || r.decl.Set:
	case r.decl.Type == graph.TypeBool:
		return "bool", []string{yes.In(lang), no.In(lang)}
	case r.decl.Type == graph.TypeCode:
		return r.decl.List, entries(voc.List(r.decl.List), lang)
	}
	return "", nil
}

var (
	yes = graph.Label{Zh: "是", En: "yes"}
	no  = graph.Label{Zh: "否", En: "no"}
)
