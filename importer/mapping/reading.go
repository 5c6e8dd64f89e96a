package mapping

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// reading is an attempt to read headers as those of a table of one kind.
type reading struct {
	r        *recogniser
	kind     *graph.KindDecl
	headers  Headers
	names    map[int]string // of the columns
	variants [][]variant
	bare     []string        // of the headers that are only a period: that
	below    []table.Row     // some rows of data
	titles   []string        // the texts above the headers, and the sheet's name
	auto     *Table          // the mapping's, whose columns are taken as it says
	chosen   map[int]*Choice // what a person says of columns, by their numbers
	only     bool            // read no others

	columns    []Column
	references []int           // the columns that name other nodes, as found first
	edgeTable  *graph.EdgeDecl // its rows are edges between two of the kind
	hint       float64         // the part of the score that names and titles give
	score      float64
	explained  int
	keyed      bool
	accepted   bool
	rival      *graph.KindDecl // that fits as well
}

// read finds what each column means.
func (x *reading) read() {
	x.columns = make([]Column, len(x.headers))
	taken := x.taken()
	for i, h := range x.headers {
		c := &x.columns[i]
		*c = Column{Number: h.Column, Name: x.names[h.Column], Header: h.Text()}
		if x.choose(i) || x.only {
			continue
		}
		if role, ok := taken[h.Column]; ok {
			c.Role = role
			c.Why = graph.Labelf("映射文件已说明", "the mapping says so")
			continue
		}
		m, ok := x.r.mean(x.kind, x.variants[i])
		if !ok {
			m, ok = x.titled(x.bare[i])
		}
		switch {
		case !ok:
		case m.edge == nil:
			c.set(RoleProperty, m)
		case m.column != nil && m.column.Qualifier:
			c.set(RoleQualifier, m)
		case m.column != nil:
			c.set(RoleReference, m)
		}
	}
	x.organisationIDs()
	x.findEdgeTable()
	for i := range x.columns {
		if role := x.columns[i].Role; role == RoleReference || role == RoleQualifier {
			x.references = append(x.references, i)
		}
	}
	if !x.only {
		x.attributes()
		x.sharedKeys()
		x.period()
		x.currency()
		x.creditCodes()
		x.rest()
	}
	x.orphans()
	x.ownIDOfEvents()
	x.groups()
	x.duplicates()
	x.judge()
}

// barePeriod returns the period of a header that is nothing else, such as 2023; ""
// of others.
func barePeriod(h Header) string {
	if h.Upper != "" {
		return ""
	}
	name, period := cutPeriod(h.Lower)
	if period == "" || graph.HeaderKey(name) != "" {
		return ""
	}
	return period
}

// titled reads a header that is only a period below a title that tells of what the
// figures are: 营业收入（万元）.
func (x *reading) titled(period string) (meaning, bool) {
	if period == "" {
		return meaning{}, false
	}
	for _, title := range x.titles {
		m, ok := x.r.mean(x.kind, variants(Header{Lower: title}, x.r.m.DataDate))
		if ok && m.edge == nil && m.property.Periodic && m.period == "" {
			m.period, m.cut = period, true
			m.why = graph.Labelf("标题为“%[1]s”，期间 %[2]s", "the title says “%[1]s”, period %[2]s", title, period)
			return m, true
		}
	}
	return meaning{}, false
}

// set gives the column a meaning.
func (c *Column) set(role Role, m meaning) {
	c.Role, c.means, c.Why = role, m, m.why
	c.Property, c.Unit, c.Period, c.Exact = m.property.Name, m.unit, m.period, !m.cut
	c.Edge, c.Other, c.Incoming = "", "", false
	if m.edge != nil {
		c.Edge = m.edge.Type
	}
	if m.column != nil {
		c.Other, c.Incoming = m.column.Other, m.column.Incoming
		if m.column.Qualifier {
			c.Incoming = false
		}
	}
}

// unset takes a column's meaning away.
func (c *Column) unset(role Role, why graph.Label) {
	*c = Column{Number: c.Number, Name: c.Name, Header: c.Header, Role: role, Why: why, Chosen: c.Chosen}
}

// taken are the columns that the mapping's table names itself.
func (x *reading) taken() map[int]Role {
	m := map[int]Role{}
	if x.auto == nil {
		return m
	}
	for _, name := range x.auto.Ignore {
		m[x.headers.Find(name)] = RoleUnused
	}
	for i := range x.auto.Records {
		x.auto.Records[i].columns(func(name string) { m[x.headers.Find(name)] = RoleMapped })
	}
	delete(m, 0)
	return m
}

// columns calls f with each column that a record names.
func (rec *Record) columns(f func(string)) {
	var expr func(*Expr)
	expr = func(e *Expr) {
		if e == nil {
			return
		}
		for _, c := range e.Columns {
			f(c)
		}
		expr(e.Within)
	}
	expr(rec.Period)
	for i := range rec.Set {
		expr(&rec.Set[i].Expr)
	}
	for i := range rec.Edges {
		e := &rec.Edges[i]
		for j := range e.By {
			expr(&e.By[j].Expr)
		}
		for j := range e.Qualifier {
			expr(&e.Qualifier[j].Expr)
		}
		for j := range e.Attributes {
			expr(e.Attributes[j].Period)
			expr(&e.Attributes[j].Expr)
		}
	}
}

// cells calls f with the texts of a column's cells in the sample.
func (x *reading) cells(column int, f func(string) bool) {
	for i := range x.below {
		if c := x.below[i].Cell(column); c.Kind != table.Blank && !f(c.Text) {
			return
		}
	}
}

// organisationIDs moves identifiers of organisations, such as the addresses of
// their pages, from subjects that are none to the reference that identifies
// these: a product's maker.
func (x *reading) organisationIDs() {
	if x.kind.Property(graph.PropCreditCode) != nil {
		return
	}
	for i := range x.columns {
		c := &x.columns[i]
		if c.Role != RoleProperty || c.Property != graph.PropOwnID || c.Chosen {
			continue
		}
		names := false
		x.cells(c.Number, func(s string) bool {
			names = strings.Contains(s, "/organization/") || strings.Contains(s, "/company/")
			return names
		})
		if !names {
			continue
		}
		why := graph.Labelf("单元格是企业或机构的标识", "its cells identify organisations")
		ref, ok := x.keyReference()
		if !ok || x.kind.Event {
			c.unset(RoleUnknown, graph.Label{Zh: why.Zh + "，不知是哪一方", En: why.En + ", and nothing tells which party"})
			continue
		}
		other := x.r.voc.Kind(ref.column.Other)
		m := meaning{variant: c.means.variant, property: other.Property(graph.PropOwnID), edge: ref.edge, column: ref.column, why: why}
		if m.property != nil {
			c.set(RoleReference, m)
		}
	}
}

// keyReference is the first reference that is a part of the kind's keys.
func (x *reading) keyReference() (refHeader, bool) {
	for i := range x.r.voc.Edges {
		e := &x.r.voc.Edges[i]
		if !keyEdge(x.kind, e.Type) {
			continue
		}
		for j := range e.Columns {
			if c := &e.Columns[j]; c.On == x.kind.Kind && !c.Qualifier {
				return refHeader{edge: e, column: c}, true
			}
		}
	}
	return refHeader{}, false
}

// findEdgeTable sees whether the rows are edges between two of the kind, such
// as 上游环节 and 下游环节, or 供应商 and 客户: then the subject is where they come from.
func (x *reading) findEdgeTable() {
	for i := range x.columns {
		c := &x.columns[i]
		if c.Role == RoleMapped || c.Role == RoleProperty && c.Property != graph.PropOwnID &&
			identifies(x.kind, c.means.property) && !shared(x.kind, c.means.property) {
			return
		}
	}
	for i := range x.r.voc.Edges {
		e := &x.r.voc.Edges[i]
		in, out := 0, 0
		for j := range x.columns {
			c := &x.columns[j]
			if c.Role == RoleReference && c.means.edge == e && c.Other == x.kind.Kind {
				if c.Incoming {
					in++
				} else {
					out++
				}
			}
		}
		if in > 0 && out > 0 {
			x.edgeTable = e
			break
		}
	}
	if x.edgeTable == nil {
		return
	}
	for i := range x.columns {
		c := &x.columns[i]
		switch {
		case c.Role == RoleReference && c.means.edge == x.edgeTable && c.Incoming && c.Other == x.kind.Kind:
			m := c.means
			m.edge, m.column = nil, nil
			m.why = graph.Labelf("关系的起点，即本行的主体", "where the edge comes from, which is what the row is about")
			c.set(RoleProperty, m)
		case c.Role == RoleReference && c.means.edge != x.edgeTable && c.Other == x.edgeTable.Qualifier && c.Other != "":
			m := c.means
			q := *m.column
			q.Qualifier, q.Incoming = true, false
			m.edge, m.column = x.edgeTable, &q
			m.why = graph.Labelf("关系表中的“%[1]s”", "what qualifies an edge of “%[2]s”", x.edgeTable.Label.Zh, x.edgeTable.Label.En)
			c.set(RoleQualifier, m)
		case c.Role == RoleProperty && !keyPart(x.kind, c.Property) && x.ofEdge(c, i):
			// What the edge itself calls so is its own.
		case c.Role == RoleProperty && !keyPart(x.kind, c.Property) && c.means.property.Type == graph.TypeText:
			// A remark in a table of edges is about the edge.
			if reason := x.edgeTable.Attribute("reason"); reason != nil && x.isWord(i, reasonWords) && !x.has(RoleAttribute, reason.Name) {
				x.edgeAttribute(c, reason)
			} else {
				c.unset(RoleUnknown, graph.Labelf("说的是关系，而“%[1]s”没有这项属性", "it is about the edge, and “%[2]s” has no such attribute", x.edgeTable.Label.Zh, x.edgeTable.Label.En))
			}
		case c.Role == RoleUnknown && x.isWord(i, shareWords):
			x.onlyAttribute(c, i, func(p *graph.PropertyDecl) bool { return p.Unit == "ratio" })
		case c.Role == RoleUnknown && x.isWord(i, amountWords):
			x.onlyAttribute(c, i, func(p *graph.PropertyDecl) bool { return p.Type == graph.TypeMoney })
		case c.Role == RoleUnknown && x.isWord(i, reasonWords) && x.edgeTable.Attribute("reason") != nil && !x.has(RoleAttribute, "reason"):
			x.edgeAttribute(c, x.edgeTable.Attribute("reason"))
		}
	}
}

// ofEdge takes a column for an attribute of the table's edges, if it is headed by
// one.
func (x *reading) ofEdge(c *Column, i int) bool {
	for _, v := range x.variants[i] {
		for j := range x.edgeTable.Attributes {
			p := &x.edgeTable.Attributes[j]
			if !x.r.isNamed(p, v.key) || x.has(RoleAttribute, p.Name) {
				continue
			}
			if m, ok := x.r.meaningOf(v, graph.Heading{Property: p, Edge: x.edgeTable}); ok {
				c.set(RoleAttribute, m)
				return true
			}
		}
	}
	return false
}

// onlyAttribute takes a column for the one attribute of the table's edges that
// fits, unless a column is headed by that itself.
func (x *reading) onlyAttribute(c *Column, i int, fits func(*graph.PropertyDecl) bool) {
	for _, v := range x.variants[i] {
		for j := range x.edgeTable.Attributes {
			if x.r.isNamed(&x.edgeTable.Attributes[j], v.key) {
				return
			}
		}
	}
	var found *graph.PropertyDecl
	for j := range x.edgeTable.Attributes {
		if p := &x.edgeTable.Attributes[j]; fits(p) {
			if found != nil {
				return
			}
			found = p
		}
	}
	if found != nil && !x.has(RoleAttribute, found.Name) {
		x.edgeAttribute(c, found)
		for _, v := range x.variants[i] {
			if v.unit != "" || v.period != "" {
				c.Unit, c.Period = v.unit, v.period
			}
		}
	}
}

func (x *reading) edgeAttribute(c *Column, p *graph.PropertyDecl) {
	c.set(RoleAttribute, meaning{property: p, edge: x.edgeTable, variant: variant{cut: true},
		why: graph.Labelf("关系表中说的是“%[1]s”", "said of the edge “%[2]s”", x.edgeTable.Label.Zh, x.edgeTable.Label.En)})
}

func (x *reading) isWord(i int, words map[string]bool) bool {
	for _, v := range x.variants[i] {
		if words[v.key] {
			return true
		}
	}
	return false
}

// has reports whether a column has a role and property.
func (x *reading) has(role Role, property string) bool {
	return slices.ContainsFunc(x.columns, func(c Column) bool { return c.Role == role && c.Property == property })
}

// attributes finds the columns that say something of the edges which other
// columns refer along: of several edge types, of the nearest to the left.
func (x *reading) attributes() {
	for i := range x.columns {
		c := &x.columns[i]
		if c.Role != RoleUnknown || c.Why != (graph.Label{}) {
			continue
		}
		var orphan *graph.EdgeDecl
		for _, v := range x.variants[i] {
			if h, ok := x.r.heading(x.kind.Kind, v.key); ok && h.Edge != nil && h.Column == nil && orphan == nil {
				orphan = h.Edge
			}
			if m, ok := x.attribute(i, v); ok {
				c.set(RoleAttribute, m)
				break
			}
		}
		if c.Role == RoleUnknown && orphan != nil {
			c.Why = graph.Labelf("像是关系“%[1]s”的属性，但没有列指明另一端", "may be said of the edge “%[2]s”, whose other end no column names", orphan.Label.Zh, orphan.Label.En)
		}
	}
}

// attribute finds the attribute that a header names, of the edges that the
// table has.
func (x *reading) attribute(i int, v variant) (meaning, bool) {
	best, near := meaning{}, -1
	for _, j := range x.references {
		c := &x.columns[j]
		if c.Role != RoleReference || j > i && near >= 0 {
			continue
		}
		e := c.means.edge
		for n := range e.Attributes {
			p := &e.Attributes[n]
			h, added := x.r.extra[x.kind.Kind][v.key]
			if !(added && h.Edge == e && h.Column == nil && h.Property == p) && !x.r.isNamed(p, v.key) {
				continue
			}
			m, ok := x.r.meaningOf(v, graph.Heading{Property: p, Edge: e})
			if !ok {
				continue
			}
			m.why = v.tell(graph.Labelf("关系“%[1]s”的属性", "an attribute of the edge “%[2]s”", e.Label.Zh, e.Label.En))
			best, near = m, j
			break
		}
	}
	return best, near >= 0
}

// sharedKeys finds columns that tell what the nodes that are referred to have
// in common with others in their key: the chain of the segments.
func (x *reading) sharedKeys() {
	for i := range x.columns {
		c := &x.columns[i]
		if c.Role != RoleUnknown || c.Why != (graph.Label{}) {
			continue
		}
		for _, j := range x.references {
			ref := &x.columns[j]
			if ref.Role != RoleReference && ref.Role != RoleQualifier || ref.Other == x.kind.Kind {
				continue
			}
			other := x.r.voc.Kind(ref.Other)
			for _, v := range x.variants[i] {
				h, ok := x.r.heading(ref.Other, v.key)
				if !ok || h.Edge != nil || !shared(other, h.Property) || v.unit != "" || v.period != "" {
					continue
				}
				c.set(ref.Role, meaning{variant: v, property: h.Property, edge: ref.means.edge, column: ref.means.column,
					why: graph.Labelf("所指%[1]s的“%[2]s”", "“%[4]s” of the %[3]s that is referred to", other.Label.Zh, h.Property.Label.Zh, other.Label.En, h.Property.Label.En)})
				break
			}
			if c.Role != RoleUnknown {
				break
			}
		}
	}
}

// period finds the column that tells the period of the row's figures.
func (x *reading) period() {
	if slices.ContainsFunc(x.columns, func(c Column) bool { return c.Role == RolePeriod }) {
		return // it was chosen
	}
	figures := slices.ContainsFunc(x.columns, func(c Column) bool {
		return (c.Role == RoleProperty || c.Role == RoleAttribute) && c.means.property.Periodic && c.Period == ""
	})
	for i := range x.columns {
		c := &x.columns[i]
		if c.Role != RoleUnknown || !x.isWord(i, periodWords) {
			continue
		}
		if !figures {
			c.Why = graph.Labelf("像是期间，但没有按期间统计的数据", "may be a period, but there are no figures of periods")
			continue
		}
		c.Role, c.Exact = RolePeriod, true
		c.Why = graph.Labelf("数据所属的期间", "the period of the figures")
		return
	}
}

// currency finds a column that tells the currency of amounts: of those nearest
// to its left, else to its right.
func (x *reading) currency() {
	for i := range x.columns {
		c := &x.columns[i]
		if c.Role != RoleUnknown || c.Why != (graph.Label{}) || !x.isCurrency(i) {
			continue
		}
		target := 0
		for j := range x.columns {
			d := &x.columns[j]
			money := (d.Role == RoleProperty || d.Role == RoleAttribute) && d.means.property.Type == graph.TypeMoney
			if money && (j < i || target == 0) {
				target = d.Number
			}
		}
		if target == 0 {
			continue
		}
		c.Role, c.For, c.Exact = RoleCurrency, target, true
		c.Why = graph.Labelf("金额的币种", "the currency of the amounts")
		return
	}
}

func (x *reading) isCurrency(i int) bool {
	if x.isWord(i, currencyWords) {
		return true
	}
	key := graph.HeaderKey(x.headers[i].Lower)
	return strings.HasSuffix(key, "currencycode") || strings.HasSuffix(key, "currency") || strings.HasSuffix(key, "币种")
}

// rest says of the columns that are left why they have no meaning.
func (x *reading) rest() {
	for i := range x.columns {
		c := &x.columns[i]
		if c.Role == RoleUnknown && c.Why == (graph.Label{}) && x.isWord(i, runningWords) {
			c.Role, c.Why = RoleUnused, graph.Labelf("只是行号", "only counts the rows")
		}
	}
}

// ownIDOfEvents drops an event's own identifier that several rows share: it is
// of something else.
func (x *reading) ownIDOfEvents() {
	for i := range x.columns {
		c := &x.columns[i]
		if !x.kind.Event || c.Role != RoleProperty || c.Property != graph.PropOwnID {
			continue
		}
		seen, twice := map[string]bool{}, false
		x.cells(c.Number, func(s string) bool {
			twice = seen[s]
			seen[s] = true
			return !twice
		})
		if twice {
			c.unset(RoleUnknown, graph.Labelf("几行的编号相同，不是事件的编号", "several rows share it, so it is not the event's"))
		}
	}
}
