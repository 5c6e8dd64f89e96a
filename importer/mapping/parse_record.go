package mapping

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

func (r *reader) record(n *yamlfile.Node) Record {
	rec := Record{Kind: graph.Kind(n.Get("kind").Str()), Table: n.Get("table").Str(), When: r.conditions(n.Get("when"))}
	if p := n.Get("period"); p != nil {
		e := r.expr(p, nil)
		r.constantPeriod(p, &e)
		rec.Period = &e
	}
	k := r.voc.Kind(rec.Kind)
	if k != nil && k.System {
		k = nil
	}
	rec.Set = r.properties(n.Get("set"), k)
	if rec.Period == nil && k != nil {
		for _, e := range n.Get("set").Pairs() {
			if p := k.Property(e.Key.Text); p != nil && p.Periodic {
				r.wrong.Add(e.Key, graph.Labelf("%s 是按期间统计的数据，而记录没有期间", "%s is a figure of a period, and the record has none", p.Name),
					graph.Labelf("请给记录写 period，如 period: 年份", "give the record a period, such as period: 年份"))
			}
		}
	}
	for _, x := range n.Get("edges").All() {
		if x.Kind == yamlfile.Object {
			rec.Edges = append(rec.Edges, r.edge(x, k))
		}
	}
	if k != nil && !k.Event && !r.recognise && !keyed(k, &rec) {
		zh, en := keyNames(r.voc, k)
		r.wrong.Add(n, graph.Labelf("没有说明怎样识别一个%[1]s", "nothing tells which %[2]s a row is about", k.Label.Zh, string(k.Kind)),
			graph.Labelf("请在 set 或 edges 中写全其一：%[1]s", "set all of one of these: %[2]s", zh, en))
	}
	return rec
}

// keyed reports whether a record has every part of some key of its kind.
func keyed(k *graph.KindDecl, rec *Record) bool {
	for _, key := range k.Keys {
		whole := true
		for _, part := range key.Parts {
			if part.Edge != "" {
				whole = whole && slices.ContainsFunc(rec.Edges, func(e Edge) bool { return e.Type == part.Edge })
			} else {
				whole = whole && slices.ContainsFunc(rec.Set, func(p Property) bool { return p.Name == part.Property })
			}
		}
		if whole {
			return true
		}
	}
	return false
}

// keyNames lists the keys of a kind as a file names their parts.
func keyNames(voc *graph.Vocabulary, k *graph.KindDecl) (zh, en string) {
	var z, e []string
	for _, key := range k.Keys {
		var pz, pe []string
		for _, part := range key.Parts {
			if p := k.Property(part.Property); p != nil {
				pz, pe = append(pz, p.Name+"（"+p.Label.Zh+"）"), append(pe, p.Name)
			} else if d := voc.Edge(part.Edge); d != nil {
				pz, pe = append(pz, d.Type+"（"+d.Label.Zh+"）"), append(pe, d.Type)
			}
		}
		z, e = append(z, strings.Join(pz, "＋")), append(e, strings.Join(pe, " + "))
	}
	return strings.Join(z, "；"), strings.Join(e, ", ")
}

// suggestProperty suggests a property of a kind: also where a header was
// written for it.
func (r *reader) suggestProperty(k *graph.KindDecl, word string, allowed []string) graph.Label {
	if h, ok := r.voc.Heading(k.Kind, word); ok {
		switch {
		case h.Edge == nil && slices.Contains(allowed, h.Property.Name):
			return graph.Labelf("应为 %s", "write %s", h.Property.Name)
		case h.Edge != nil:
			return graph.Labelf("它属于关系 %s，请写在 edges 中", "it belongs to the edge %s; write it below edges", h.Edge.Type)
		}
	}
	return yamlfile.Suggest(word, allowed)
}

// properties reads a list of properties of a kind; without a kind, which has
// been told, only their expressions.
func (r *reader) properties(n *yamlfile.Node, k *graph.KindDecl) []Property {
	if n == nil || n.Kind != yamlfile.Object {
		return nil
	}
	var all []Property
	for _, e := range n.Entries {
		var p *graph.PropertyDecl
		if k != nil {
			if p = k.Property(e.Key.Text); p == nil {
				r.wrong.Add(e.Key, graph.Labelf("%[1]s没有属性 %[2]s", "%[3]s has no property %[2]s", k.Label.Zh, yamlfile.Quote(e.Key.Text), k.Kind),
					r.suggestProperty(k, e.Key.Text, propertyNames(k.Properties)))
			}
		}
		all = append(all, Property{e.Key.Text, r.expr(e.Value, p)})
	}
	return all
}

func (r *reader) edge(n *yamlfile.Node, k *graph.KindDecl) Edge {
	e := Edge{Type: n.Get("type").Str(), Each: n.Get("each").Texts(), When: r.conditions(n.Get("when"))}
	r.exactlyOne(n, "to", "from")
	other := n.Get("to")
	if other == nil {
		other, e.Incoming = n.Get("from"), n.Get("from") != nil
	}
	e.Kind = graph.Kind(other.Str())
	o := r.voc.Kind(e.Kind)
	if o != nil && o.System {
		o = nil
	}
	d := r.voc.Edge(e.Type)
	if d != nil && k != nil && o != nil {
		r.checkEnds(n, other, d, k, o, e.Incoming)
	}
	e.By = r.properties(n.Get("by"), o)
	if q := n.Get("qualifier"); q != nil {
		var kind *graph.KindDecl
		if d != nil {
			if kind = r.voc.Kind(d.Qualifier); kind == nil {
				r.wrong.Add(q, graph.Labelf("关系 %s 没有限定对象", "%s has no qualifier", d.Type), graph.Labelf("请删除 qualifier", "leave qualifier out"))
			}
		}
		e.Qualifier = r.properties(q, kind)
	}
	if a := n.Get("attributes"); a != nil && a.Kind == yamlfile.Object {
		for _, x := range a.Entries {
			e.Attributes = append(e.Attributes, r.attributes(x, d)...)
		}
	}
	return e
}

// checkEnds checks that an edge runs between kinds that its type joins.
func (r *reader) checkEnds(n, other *yamlfile.Node, d *graph.EdgeDecl, k, o *graph.KindDecl, incoming bool) {
	from, to := k.Kind, o.Kind
	if incoming {
		from, to = to, from
	}
	if d.Joins(from, to) {
		return
	}
	var cures []string
	for _, x := range d.To {
		if slices.Contains(d.From, k.Kind) {
			cures = append(cures, "to: "+string(x))
		}
	}
	for _, x := range d.From {
		if slices.Contains(d.To, k.Kind) {
			cures = append(cures, "from: "+string(x))
		}
	}
	reason := graph.Labelf("关系 %s 不能从 %s 到 %s", "%s cannot run from %s to %s", d.Type, from, to)
	if len(cures) > 0 {
		r.wrong.Add(other, reason, graph.Labelf("请写 %s", "write %s", strings.Join(cures, ", ")))
		return
	}
	var types []string
	for i := range r.voc.Edges {
		if e := &r.voc.Edges[i]; slices.Contains(e.From, k.Kind) || slices.Contains(e.To, k.Kind) {
			types = append(types, e.Type)
		}
	}
	r.wrong.Add(n.Get("type"), reason, graph.Labelf("%[1]s可用的关系：%[3]s", "edges of %[2]s are %[3]s", k.Label.Zh, k.Kind, strings.Join(types, ", ")))
}

// attributes reads what a file says of one attribute: a text, an object, or a
// list of these, for several periods.
func (r *reader) attributes(x yamlfile.Entry, d *graph.EdgeDecl) []Attribute {
	var p *graph.PropertyDecl
	if d != nil {
		if p = d.Attribute(x.Key.Text); p == nil {
			names := propertyNames(d.Attributes)
			cure := yamlfile.Suggest(x.Key.Text, names)
			for i := range d.Attributes {
				a := &d.Attributes[i]
				for _, s := range append([]string{a.Label.Zh, a.Label.En}, a.Synonyms...) {
					if graph.HeaderKey(s) == graph.HeaderKey(x.Key.Text) {
						cure = graph.Labelf("应为 %s", "write %s", a.Name)
					}
				}
			}
			r.wrong.Add(x.Key, graph.Labelf("关系 %s 没有属性 %s", "%s has no attribute %s", d.Type, yamlfile.Quote(x.Key.Text)), cure)
		}
	}
	var all []Attribute
	for _, n := range x.Value.All() {
		a := Attribute{Name: x.Key.Text, Expr: r.expr(n, p)}
		if period := n.Get("period"); period != nil {
			e := r.expr(period, nil)
			r.constantPeriod(period, &e)
			a.Period = &e
		}
		all = append(all, a)
	}
	return all
}

// expr reads an expression for a value of a property, or for any text if p is
// nil.
func (r *reader) expr(n *yamlfile.Node, p *graph.PropertyDecl) Expr {
	if n.Kind == yamlfile.Scalar {
		return Expr{Columns: []string{r.column(n)}}
	}
	if n.Kind != yamlfile.Object {
		return Expr{}
	}
	e := Expr{
		Columns:  n.Get("columns").Texts(),
		Constant: n.Get("constant").Str(),
		From:     n.Get("from").Str(),
		Join:     n.Get("join").Str(),
		First:    n.Get("first").IsTrue(),
		Split:    n.Get("split").Texts(),
		Pattern:  r.pattern(n.Get("pattern")),
		Lookup:   n.Get("lookup").Str(),
		Strict:   n.Get("strict").IsTrue(),
		Blank:    n.Get("blank").Texts(),
		Default:  n.Get("default").Str(),
		Unit:     n.Get("unit").Str(),
		Order:    n.Get("order").Str(),
	}
	for _, c := range n.Get("columns").All() {
		r.column(c)
	}
	if c := n.Get("column"); c != nil {
		e.Columns = []string{r.column(c)}
	}
	r.exactlyOne(n, "column", "columns", "constant", "from")
	if part := n.Get("part"); part != nil {
		e.Part, _ = part.Integer()
		if len(e.Split) == 0 {
			r.wrong.Add(part, graph.Labelf("有 part 而没有 split", "part without split"), graph.Labelf("请补上 split", "add split: what separates the parts"))
		}
	}
	if e.First && e.Join != "" {
		r.wrong.Add(n.Get("first"), graph.Labelf("first 和 join 不能同时用", "first and join exclude each other"), graph.Labelf("请只保留一个", "keep one of them"))
	}
	for _, x := range n.Get("replace").All() {
		if x.Kind == yamlfile.Object {
			e.Replace = append(e.Replace, Replace{r.pattern(x.Get("pattern")), x.Get("with").Str()})
		}
	}
	if l := n.Get("lookup"); l.Str() != "" {
		if _, ok := r.m.Lookups[e.Lookup]; !ok {
			cure := yamlfile.Suggest(e.Lookup, sortedKeys(r.m.Lookups))
			if len(r.m.Lookups) == 0 {
				cure = graph.Labelf("请在文件开头的 lookups 中写出来", "write it below lookups, at the top of the file")
			}
			r.wrong.Add(l, graph.Labelf("没有对照表 %s", "no lookup %s", yamlfile.Quote(e.Lookup)), cure)
		}
	}
	if w := n.Get("within"); w != nil {
		x := r.expr(w, nil)
		e.Within = &x
		if p != nil && p.List != graph.ListRegion {
			r.wrong.Add(w, graph.Labelf("within 只用于行政区划", "within is for regions only"), graph.Labelf("请删除 within", "leave it out"))
		}
	}
	if u := n.Get("unit"); u.Str() != "" && p != nil && !hasUnit(p, e.Unit) {
		cure := graph.Labelf("请写 万元、USD m、千人 之类，或删除 unit", "write 万元, USD m, 千人 or the like, or leave it out")
		if !numeric(p) {
			cure = graph.Labelf("请删除 unit：%[1]s 不是数字", "leave it out: %[1]s is no number", p.Name)
		}
		r.wrong.Add(u, graph.Labelf("%s 不是 %s 的单位", "%s is no unit of %s", yamlfile.Quote(e.Unit), p.Name), cure)
	}
	if c := n.Get("constant"); c != nil && p != nil && e.Lookup == "" && len(e.Replace) == 0 && e.Pattern == "" && len(e.Split) == 0 {
		r.constant(p, c)
	}
	return e
}

// constant checks a constant that is to be an entry of a code list.
func (r *reader) constant(p *graph.PropertyDecl, n *yamlfile.Node) {
	l := r.voc.List(p.List)
	if l == nil || n.Str() == "" {
		return
	}
	if _, ok := l.Find(n.Text); ok {
		return
	}
	var codes []string
	for i := range l.Entries {
		codes = append(codes, l.Entries[i].Code)
	}
	r.wrong.Add(n, graph.Labelf("%[1]s 不在“%[2]s”中", "%[1]s is not in the list “%[3]s”", yamlfile.Quote(n.Text), l.Label.Zh, l.Label.En), yamlfile.Suggest(n.Text, codes))
}

// constantPeriod checks a constant that is to be a period.
func (r *reader) constantPeriod(n *yamlfile.Node, e *Expr) {
	if e.Constant == "" || e.Lookup != "" || e.Pattern != "" || len(e.Replace) > 0 || len(e.Split) > 0 || graph.ValidPeriod(e.Constant) {
		return
	}
	r.wrong.Add(n.Get("constant"), graph.Labelf("%s 不是期间", "%s is no period", yamlfile.Quote(e.Constant)), graph.Labelf("请写 2024、2024H1、2024Q1 或 2024-03", "write 2024, 2024H1, 2024Q1 or 2024-03"))
}
