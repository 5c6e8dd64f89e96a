package mapping

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/cell"
)

// meaning is what a header means in a table of one kind, and how that was seen.
type meaning struct {
	variant
	property *graph.PropertyDecl // the kind's own, an edge's attribute, or what the column prints of the other
	edge     *graph.EdgeDecl     // nil for the kind's own
	column   *graph.EdgeColumn   // the reference; nil for an attribute
	rank     int
	why      graph.Label
}

// recogniser recognises the tables of one sheet.
type recogniser struct {
	voc             *graph.Vocabulary
	m               *Mapping
	sheet, document string
	kinds           []*graph.KindDecl
	some            map[string]bool                         // headings of any kind, once asked for
	extra           map[graph.Kind]map[string]graph.Heading // of Mapping.Synonyms
	references      map[graph.Kind][]refHeader
	kindWords       []kindWord
	names           map[string]*graph.KindDecl // what recogniser.named found
	keys            map[*graph.PropertyDecl]map[string]bool
	meant           map[graph.Kind][]Meaning // what columns can be chosen to mean, once asked for
}

// isNamed reports whether a header, by its key, is a name, label or synonym of a
// property.
func (r *recogniser) isNamed(p *graph.PropertyDecl, key string) bool {
	m := r.keys[p]
	if m == nil {
		m = map[string]bool{graph.HeaderKey(p.Name): true, graph.HeaderKey(p.Label.Zh): true, graph.HeaderKey(p.Label.En): true}
		for _, s := range p.Synonyms {
			m[graph.HeaderKey(s)] = true
		}
		r.keys[p] = m
	}
	return m[key]
}

// kindWord is a word for a kind, by its key.
type kindWord struct {
	key  string
	kind *graph.KindDecl
}

// refHeader is a header that names another node, by its key.
type refHeader struct {
	key    string
	edge   *graph.EdgeDecl
	column *graph.EdgeColumn
	rank   int
}

func newRecogniser(voc *graph.Vocabulary, sheet, document string, m *Mapping) *recogniser {
	if m == nil {
		m = &Mapping{}
	}
	r := &recogniser{
		voc: voc, m: m, sheet: sheet, document: document,
		extra:      map[graph.Kind]map[string]graph.Heading{},
		references: map[graph.Kind][]refHeader{},
		names:      map[string]*graph.KindDecl{},
		keys:       map[*graph.PropertyDecl]map[string]bool{},
	}
	for i := range voc.Kinds {
		k := &voc.Kinds[i]
		if k.System {
			continue
		}
		r.kinds = append(r.kinds, k)
		r.addSynonyms(k)
		for _, w := range append([]string{string(k.Kind), k.Label.Zh, k.Label.En, k.Plural.Zh, k.Plural.En}, k.Synonyms...) {
			if key := graph.HeaderKey(w); key != "" {
				r.kindWords = append(r.kindWords, kindWord{key, k})
			}
		}
		for j := range voc.Edges {
			e := &voc.Edges[j]
			for n := range e.Columns {
				c := &e.Columns[n]
				if c.On != k.Kind {
					continue
				}
				for rank, h := range c.Headers {
					r.references[k.Kind] = append(r.references[k.Kind], refHeader{graph.HeaderKey(h), e, c, rank})
				}
			}
		}
		// The longest header that fits is meant: 上游环节, not 上游.
		slices.SortStableFunc(r.references[k.Kind], func(a, b refHeader) int { return len(b.key) - len(a.key) })
	}
	return r
}

// addSynonyms indexes the headers that the mapping adds to a kind's.
func (r *recogniser) addSynonyms(k *graph.KindDecl) {
	m := map[string]graph.Heading{}
	for _, name := range sortedKeys(r.m.Synonyms[k.Kind]) {
		var h graph.Heading
		t, _, attribute := splitKey(name)
		e := r.voc.Edge(t)
		columns := synonymColumns(r.voc, k.Kind, name)
		switch {
		case k.Property(name) != nil:
			h = graph.Heading{Property: k.Property(name)}
		case len(columns) > 0:
			h = graph.Heading{Edge: e, Column: columns[0]}
		case e != nil && e.Attribute(attribute) != nil:
			h = graph.Heading{Edge: e, Property: e.Attribute(attribute)}
		default:
			continue
		}
		for _, s := range r.m.Synonyms[k.Kind][name] {
			m[graph.HeaderKey(s)] = h
		}
	}
	r.extra[k.Kind] = m
}

// heading is the vocabulary's of a header's key, with the mapping's synonyms before
// it.
func (r *recogniser) heading(k graph.Kind, key string) (graph.Heading, bool) {
	if h, ok := r.extra[k][key]; ok {
		return h, true
	}
	return r.voc.KeyHeading(k, key)
}

// mean returns what a header means in a table of a kind: the first of its
// variants that is known.
func (r *recogniser) mean(k *graph.KindDecl, vs []variant) (meaning, bool) {
	for _, v := range vs {
		if h, ok := r.heading(k.Kind, v.key); ok {
			if m, ok := r.meaningOf(v, h); ok {
				return m, true
			}
		}
		if v.joined {
			// Of 客户 / 信用代码 the lower header alone would be the row's own.
			if m, ok := r.compound(k, v); ok {
				return m, true
			}
		}
	}
	for _, v := range vs {
		if m, ok := r.compound(k, v); ok {
			return m, true
		}
	}
	return meaning{}, false
}

// meaningOf is what a heading means, if what was cut off the header fits it: a
// unit is of a number, a period of an observation, a number of one of several.
func (r *recogniser) meaningOf(v variant, h graph.Heading) (meaning, bool) {
	m := meaning{variant: v, property: h.Property, edge: h.Edge, column: h.Column, rank: h.Rank}
	if h.Column != nil {
		if other := r.voc.Kind(h.Column.Other); other != nil {
			m.property = other.Property(h.Column.By)
		}
	}
	if m.property == nil ||
		v.unit != "" && !hasUnit(m.property, v.unit) ||
		v.period != "" && (h.Column != nil || !m.property.Periodic) ||
		v.number > 0 && h.Column == nil && !m.property.Set {
		return meaning{}, false
	}
	if v.unit == "" && numeric(m.property) {
		// A header may be known with its unit: raised_amount_usd.
		if _, unit := cell.CutUnit(v.text); hasUnit(m.property, unit) {
			v.unit, m.unit = unit, unit
		}
	}
	m.why = r.whyHeading(v, h)
	return m, true
}

// hasUnit reports whether the values of a property can be told in a unit.
func hasUnit(p *graph.PropertyDecl, unit string) bool {
	if unit == "" || !numeric(p) {
		return false
	}
	_, ok := cell.ParseUnit(p, unit)
	return ok
}

func numeric(p *graph.PropertyDecl) bool {
	return p.Type == graph.TypeInt || p.Type == graph.TypeDecimal || p.Type == graph.TypeMoney
}

// whyHeading tells how a header was known.
func (r *recogniser) whyHeading(v variant, h graph.Heading) graph.Label {
	var why graph.Label
	key := v.key
	switch {
	case h.Column != nil:
		why = graph.Labelf("关系列的表头", "a header of the edge's column")
	case key == graph.HeaderKey(h.Property.Label.Zh) || key == graph.HeaderKey(h.Property.Label.En):
		why = graph.Labelf("名称一致", "matches the label")
	case key == graph.HeaderKey(h.Property.Name):
		why = graph.Labelf("属性名一致", "matches the property name")
	default:
		why = graph.Labelf("“%[1]s”的同义词", "a synonym of “%[2]s”", h.Property.Label.Zh, h.Property.Label.En)
	}
	return v.tell(why)
}

// tell adds what was cut off to a reason.
func (v variant) tell(why graph.Label) graph.Label {
	if v.unit != "" {
		why = graph.Label{Zh: why.Zh + "，单位 " + v.unit, En: why.En + ", unit " + v.unit}
	}
	if v.told != "" && v.period != unknownPeriod {
		why = graph.Label{Zh: why.Zh + "，“" + v.told + "”按数据日期", En: why.En + ", “" + v.told + "” by the data date"}
	}
	if v.period != "" && v.period != unknownPeriod {
		why = graph.Label{Zh: why.Zh + "，期间 " + v.period, En: why.En + ", period " + v.period}
	}
	if v.number > 0 {
		why = graph.Label{Zh: why.Zh + "，多列之一", En: why.En + ", one of several"}
	}
	if v.cut && v.unit == "" && v.period == "" && v.number == 0 {
		why = graph.Label{Zh: why.Zh + "，去掉附加文字后", En: why.En + ", without what was added"}
	}
	return why
}

// compound reads a header that names another node and one of its properties:
// 供应商信用代码, 上游环节代码, Customer short name.
func (r *recogniser) compound(k *graph.KindDecl, v variant) (meaning, bool) {
	if v.period != "" || v.unit != "" {
		return meaning{}, false
	}
	key := v.key
	for _, ref := range r.references[k.Kind] {
		rest, ok := strings.CutPrefix(key, ref.key)
		if !ok || rest == "" {
			continue
		}
		other := r.voc.Kind(ref.column.Other)
		h, ok := r.heading(other.Kind, rest)
		if !ok || h.Edge != nil || !identifies(other, h.Property) {
			continue
		}
		v.cut = true
		return meaning{
			variant: v, property: h.Property, edge: ref.edge, column: ref.column, rank: ref.rank,
			why: graph.Labelf("关系列加“%[1]s”", "the edge's column and “%[2]s”", h.Property.Label.Zh, h.Property.Label.En),
		}, true
	}
	return meaning{}, false
}

// identifies reports whether a property is a part of a key or a name.
func identifies(k *graph.KindDecl, p *graph.PropertyDecl) bool {
	return p.IsName || keyPart(k, p.Name)
}

// keyPart reports whether a property is a part of a key that links.
func keyPart(k *graph.KindDecl, property string) bool {
	for _, key := range k.Keys {
		if key.Asks {
			continue
		}
		for _, part := range key.Parts {
			if part.Property == property {
				return true
			}
		}
	}
	return false
}

// keyAlone reports whether a property is a key of its own, or together with
// what others share: a code, of a segment within its chain.
func keyAlone(k *graph.KindDecl, property string) bool {
	for _, key := range k.Keys {
		own, others := false, false
		for _, part := range key.Parts {
			if part.Property == property {
				own = true
			} else if p := k.Property(part.Property); p == nil || !shared(k, p) {
				others = true
			}
		}
		if own && !others && !key.Asks {
			return true
		}
	}
	return false
}

// keyEdge reports whether edges of a type are a part of a key.
func keyEdge(k *graph.KindDecl, edge string) bool {
	for _, key := range k.Keys {
		for _, part := range key.Parts {
			if part.Edge == edge && edge != "" {
				return true
			}
		}
	}
	return false
}

// shared reports whether a property is what several nodes of a kind have in
// common in a key of theirs, and no name: the chain of segments.
func shared(k *graph.KindDecl, p *graph.PropertyDecl) bool {
	if p.IsName || p.Type != graph.TypeText {
		return false
	}
	alone, first := false, false
	for _, key := range k.Keys {
		for i, part := range key.Parts {
			if part.Property == p.Name {
				alone = alone || len(key.Parts) == 1
				first = first || i == 0 && len(key.Parts) > 1
			}
		}
	}
	return first && !alone
}
