package mapping

import (
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/cell"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Choice is what a person who looks at a table says that one of its columns means.
// It goes before what the headers and the mapping say.
//
// With no column it is said of the sheet as a whole: its headers end in the row
// Header, and the rows below describe Kind; with no Kind, that it is not read. What
// headers and mapping say of the sheet does not count then.
type Choice struct {
	Document, Sheet string     // the base name of the file; "" of a file without sheets
	Header          int        // the last row of the table's headers; 0 is any
	Column          int        // from 1; 0 is the sheet
	Kind            graph.Kind // that the table's rows describe
	Means           string     // the name of a [Meaning], or MeansNothing; "" of a sheet
	Unit            string     // how its numbers are to be read, as of an [Expr]; "" leaves it to the header
	Order           string     // of the parts of its dates: ymd, mdy or dmy; "" leaves it to the cells
}

// OfSheet returns what a person chose a sheet to hold, the last said; nil if
// nothing was chosen.
func (m *Mapping) OfSheet(document, sheet string) *Choice {
	if m == nil {
		return nil
	}
	for i := range slices.Backward(m.Choices) {
		if c := &m.Choices[i]; c.Column == 0 && c.Document == document && c.Sheet == sheet {
			return c
		}
	}
	return nil
}

// Check reports what is wrong with a choice: a meaning that columns of such tables
// do not have, or a kind that is never imported. Its error has CodeInvalid, and says
// so in both languages.
func (c *Choice) Check(voc *graph.Vocabulary) error {
	if c.Column == 0 {
		if c.Kind == "" || c.Header > 0 && len(Meanings(voc, c.Kind)) > 0 {
			return nil
		}
		return table.NewFault(graph.CodeInvalid, "mapping.Choice", c.Sheet,
			graph.Labelf("%.80q 不能是一张表的内容", "%.80q cannot be what a table holds", string(c.Kind)),
			graph.Labelf("请选择可导入的类型，并指明表头所在的行", "choose a kind that can be imported, and the row of the headers"))
	}
	all := Meanings(voc, c.Kind)
	if at := slices.IndexFunc(all, func(m Meaning) bool { return m.Means == c.Means }); at >= 0 || c.Means == MeansNothing {
		return c.checkReading(all, at)
	}
	kind := graph.Label{Zh: string(c.Kind), En: string(c.Kind)}
	if k := voc.Kind(c.Kind); k != nil {
		kind = k.Label
	}
	letters := ColumnLetters(max(c.Column, 1))
	return table.NewFault(graph.CodeInvalid, "mapping.Choice", "",
		graph.Labelf("“%[2]s”的列 %[1]s 不能是 %.80[4]q", "column %[1]s of a table of “%[3]s” cannot be %.80[4]q", letters, kind.Zh, kind.En, c.Means),
		graph.Labelf("请从所列含义中选择", "choose one of the meanings that are listed"))
}

// checkReading reports what is wrong with the unit or the order that a choice gives
// for the meaning at an index; of none, there is neither.
func (c *Choice) checkReading(all []Meaning, at int) error {
	if _, err := cell.ParseOrder(c.Order); err != nil {
		return table.NewFault(graph.CodeInvalid, "mapping.Choice", "",
			graph.Labelf("%.20q 不是日期的顺序", "%.20q is no order of dates", c.Order),
			graph.Labelf("请选择 ymd、mdy 或 dmy", "choose ymd, mdy or dmy"))
	}
	if c.Unit == "" || at >= 0 && all[at].property != nil && hasUnit(all[at].property, c.Unit) {
		return nil
	}
	return table.NewFault(graph.CodeInvalid, "mapping.Choice", "",
		graph.Labelf("%.20q 不是这一列的单位", "%.20q is no unit of that column", c.Unit),
		graph.Labelf("请选择一个单位，如 万元", "choose a unit, such as 万元"))
}

// chosenOf returns the choices for the table whose headers end in a row, by column.
func (r *recogniser) chosenOf(row int) map[int]*Choice {
	var all map[int]*Choice
	for i := range r.m.Choices {
		c := &r.m.Choices[i]
		if c.Document != r.document || c.Sheet != r.sheet || c.Header > 0 && c.Header != row {
			continue
		}
		if all == nil {
			all = map[int]*Choice{}
		}
		all[c.Column] = c // the last said counts
	}
	return all
}

// choose gives a column the meaning that was chosen. It reports false if nothing
// was chosen for it.
func (x *reading) choose(i int) bool {
	c := &x.columns[i]
	choice := x.chosen[c.Number]
	if choice == nil {
		return false
	}
	if choice.Means == MeansNothing {
		c.Role, c.Chosen, c.Why = RoleUnused, true, graph.Labelf("选定为不读取", "chosen to be left out")
		return true
	}
	all := x.r.meanings(x.kind.Kind)
	at := slices.IndexFunc(all, func(m Meaning) bool { return m.Means == choice.Means })
	if at < 0 {
		return false
	}
	c.Chosen = true
	why := graph.Labelf("选定为“%[1]s”", "chosen as “%[2]s”", all[at].Label.Zh, all[at].Label.En)
	if choice.Means == MeansPeriod {
		c.Role, c.Exact, c.Why = RolePeriod, true, why
		return true
	}
	m := x.chosenMeaning(i, &all[at])
	m.why = m.variant.tell(why)
	switch {
	case m.edge == nil:
		c.set(RoleProperty, m)
	case m.column == nil:
		c.set(RoleAttribute, m)
	case m.column.Qualifier:
		c.set(RoleQualifier, m)
	default:
		c.set(RoleReference, m)
	}
	c.Exact = true
	if hasUnit(m.property, choice.Unit) {
		c.Unit = choice.Unit
	}
	c.order = choice.Order
	return true
}

// chosenMeaning is a chosen meaning with what the header tells beside a name: the
// unit and the period of a number, and which of several it is.
func (x *reading) chosenMeaning(i int, chosen *Meaning) meaning {
	p := chosen.property
	best, most := variant{}, -1
	for _, v := range x.variants[i] {
		tells := 0
		if v.unit != "" {
			tells += 4
		}
		if v.period != "" {
			tells += 2
		}
		if v.number > 0 {
			tells++
		}
		fits := (v.unit == "" || hasUnit(p, v.unit)) &&
			(v.period == "" || p.Periodic && chosen.column == nil) &&
			(v.number == 0 || chosen.column != nil || p.Set)
		if fits && tells > most {
			best, most = v, tells
		}
	}
	return meaning{variant: best, property: p, edge: chosen.edge, column: chosen.column, rank: -1}
}

// orphans takes their meaning from columns that were chosen to say something of an
// edge whose other end no column names, or of which period figures are that are not
// there.
func (x *reading) orphans() {
	has := func(is func(*Column) bool) bool {
		return slices.ContainsFunc(x.columns, func(c Column) bool { return is(&c) })
	}
	for i := range x.columns {
		c := &x.columns[i]
		if !c.Chosen {
			continue
		}
		switch c.Role {
		case RoleAttribute, RoleQualifier:
			e := c.means.edge
			if !has(func(o *Column) bool { return o.Role == RoleReference && o.means.edge == e }) {
				c.unset(RoleUnknown, graph.Labelf("选定的含义属于关系“%[1]s”，但没有列指明另一端", "it was chosen to be of the edge “%[2]s”, whose other end no column names", e.Label.Zh, e.Label.En))
			}
		case RolePeriod:
			if !has(func(o *Column) bool {
				return (o.Role == RoleProperty || o.Role == RoleAttribute) && o.means.property.Periodic || o.Role == RoleMapped
			}) {
				c.unset(RoleUnknown, graph.Labelf("选定为期间，但没有按期间统计的数据", "it was chosen to be a period, but there are no figures of periods"))
			}
		}
	}
}

// meanings returns what columns of tables of a kind can mean.
func (r *recogniser) meanings(kind graph.Kind) []Meaning {
	all, ok := r.meant[kind]
	if !ok {
		if all = Meanings(r.voc, kind); r.meant == nil {
			r.meant = map[graph.Kind][]Meaning{}
		}
		r.meant[kind] = all
	}
	return all
}

// Choose returns a table that a person wrote with what was chosen for some of its
// columns: what it said of them before is taken out, and what they mean now is
// added as if their headers said so. All else stays as it was written. head are
// the first rows of the sheet, headers those of the table, of which header is the
// last row. It also returns what is doubtful of the columns that were chosen.
func Choose(voc *graph.Vocabulary, m *Mapping, t *Table, head []table.Row, headers Headers, header int, sheet, document string) (Table, []Doubt) {
	r := newRecogniser(voc, sheet, document, m)
	chosen := r.chosenOf(header)
	out := *t
	if len(chosen) == 0 || len(t.Records) == 0 || header == 0 {
		return out, nil
	}
	f := Found{Document: document, Sheet: sheet, r: r}
	b := &builder{r: r, f: &f}
	gone := func(name string) bool { return chosen[headers.Find(name)] != nil }
	out.Records = slices.Clone(t.Records)
	for i := range out.Records {
		out.Records[i] = out.Records[i].without(gone)
	}
	out.Records = slices.DeleteFunc(out.Records, func(rec Record) bool {
		return rec.Period != nil && rec.Period.Constant == "" && len(rec.Period.Columns) == 0
	})
	out.Ignore = slices.DeleteFunc(slices.Clone(t.Ignore), gone)
	first := &out.Records[0]
	// What another column says already, the chosen one says before it.
	for _, h := range headers {
		c := chosen[h.Column]
		if c == nil {
			continue
		}
		// A figure is of the period that the table tells of its others.
		dated := slices.IndexFunc(out.Records, func(rec Record) bool { return rec.Period != nil && rec.Kind == c.Kind })
		if p := voc.Kind(first.Kind).Property(c.Means); p != nil && p.Periodic && dated >= 0 && c.Kind == first.Kind {
			rec := &out.Records[dated]
			dates := slices.ContainsFunc(variants(h, r.m.DataDate), func(v variant) bool { return v.period != "" })
			if !dates && !slices.ContainsFunc(rec.Set, func(p Property) bool { return p.Name == c.Means }) {
				rec.Set = append(rec.Set, Property{c.Means, Expr{Columns: []string{nameOf(headers, h.Column)}, Unit: c.Unit}})
				if period := rec.Period.Constant; period != "" {
					b.doubtPeriod(&Column{Number: h.Column, Header: h.Text()}, p, period, graph.Labelf("取自映射中同表的其他数据", "that of the other figures of the table in the mapping"))
				}
				delete(chosen, h.Column)
				continue
			}
		}
		at := slices.IndexFunc(first.Set, func(p Property) bool { return p.Name == c.Means })
		if at < 0 {
			continue
		}
		e := &first.Set[at].Expr
		if len(e.Columns) == 0 {
			continue
		}
		e.Columns = append([]string{nameOf(headers, h.Column)}, e.Columns...)
		e.Unit, e.Order = cmp.Or(c.Unit, e.Unit), cmp.Or(c.Order, e.Order)
		if p := voc.Kind(first.Kind).Property(c.Means); p != nil && p.Set {
			e.Join = cmp.Or(e.Join, "、")
		} else if e.Join == "" {
			e.First = true
		}
		delete(chosen, h.Column)
	}
	auto := out
	auto.Auto, auto.HeaderFirst, auto.HeaderLast = true, cmp.Or(t.HeaderFirst, header), max(t.HeaderLast, header)
	at := slices.IndexFunc(head, func(row table.Row) bool { return row.Number == header })
	if at < 0 {
		return out, f.Doubts
	}
	names := map[int]string{}
	for i, name := range headers.Names() {
		names[headers[i].Column] = name
	}
	vs := make([][]variant, len(headers))
	for i := range headers {
		vs[i] = variants(headers[i], r.m.DataDate)
	}
	below := head[at+1:]
	x := &reading{r: r, kind: voc.Kind(first.Kind), headers: headers, names: names, variants: vs,
		below: below[:min(len(below), HeadSample)], auto: &auto, chosen: chosen, only: true}
	x.read()
	f.HeaderFirst, f.HeaderLast, f.Columns, f.Kind, b.x = auto.HeaderFirst, header, slices.Clone(x.columns), first.Kind, x
	b.readTitle(head[:at])
	made := b.table()
	made.File, made.Sheet, made.Auto = t.File, t.Sheet, t.Auto
	made.HeaderFirst, made.HeaderLast = t.HeaderFirst, t.HeaderLast
	return made, f.Doubts
}

// nameOf is the name by which a mapping names a column.
func nameOf(headers Headers, column int) string {
	for i, name := range headers.Names() {
		if headers[i].Column == column {
			return name
		}
	}
	return ColumnLetters(column)
}

// without returns a record that does not read some columns. A property, or an
// edge, that none is left for is not said.
func (rec Record) without(gone func(string) bool) Record {
	var strip func(e *Expr) (*Expr, bool)
	strip = func(e *Expr) (*Expr, bool) {
		if e == nil {
			return nil, true
		}
		x := *e
		x.Columns = slices.DeleteFunc(slices.Clone(e.Columns), gone)
		kept := len(x.Columns) > 0 || len(e.Columns) == 0
		within, _ := strip(e.Within)
		if x.Within = within; !kept && within != nil {
			return within, true
		}
		return &x, kept
	}
	properties := func(all []Property) []Property {
		var out []Property
		for _, p := range all {
			if e, kept := strip(&p.Expr); kept {
				out = append(out, Property{p.Name, *e})
			}
		}
		return out
	}
	rec.Period, _ = strip(rec.Period)
	rec.Set = properties(rec.Set)
	var edges []Edge
	for _, e := range rec.Edges {
		named := slices.ContainsFunc(e.By, func(p Property) bool { return len(p.Expr.Columns) > 0 })
		e.By, e.Qualifier = properties(e.By), properties(e.Qualifier)
		if named && !slices.ContainsFunc(e.By, func(p Property) bool { return len(p.Expr.Columns) > 0 }) {
			continue
		}
		var attributes []Attribute
		for _, a := range e.Attributes {
			if x, kept := strip(&a.Expr); kept {
				period, _ := strip(a.Period)
				if period != nil && period.Constant == "" && len(period.Columns) == 0 {
					continue
				}
				attributes = append(attributes, Attribute{a.Name, period, *x})
			}
		}
		e.Attributes = attributes
		edges = append(edges, e)
	}
	rec.Edges = edges
	return rec
}
