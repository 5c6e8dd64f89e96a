package neo4j

import (
	"cmp"
	"context"
	"iter"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// What the projection has beside the kinds and edge types of the vocabulary.
const (
	labelMark        = "ChainAtlas"
	labelSource      = "Source"
	labelAlternative = "Alternative"
	typeStatedBy     = "STATED_BY"
	typeAlternative  = "HAS_ALTERNATIVE"
)

// label is the label of a kind: its name with a capital.
func label(k graph.Kind) string {
	if k == "" {
		return ""
	}
	return strings.ToUpper(string(k[:1])) + string(k[1:])
}

// quoted is a label, a relationship's type or a property in Cypher. They come from
// the vocabulary alone, never from data.
func quoted(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// node is what the projection shows of a node.
type node struct {
	label string
	id    string
	props args
	// stated and alternatives are its relationships with sources, and the values
	// that lost; see there.
	stated       []detail
	alternatives []detail
}

// detail is a statement: a relationship with its source, or an alternative.
type detail struct {
	source string
	props  args
}

// edgeID is what tells a relationship from others.
type edgeID struct {
	kind      string // its type
	from, to  string
	qualifier string // "" if its type has none
}

// edge is what the projection shows of an edge.
type edge struct {
	edgeID
	fromLabel, toLabel string
	props              args
}

func (n *node) equal(m *node) bool {
	return n.label == m.label && reflect.DeepEqual(n.props, m.props) &&
		reflect.DeepEqual(n.stated, m.stated) && reflect.DeepEqual(n.alternatives, m.alternatives)
}

func (e *edge) equal(f *edge) bool {
	return e.fromLabel == f.fromLabel && e.toLabel == f.toLabel && reflect.DeepEqual(e.props, f.props)
}

// shape makes nodes and relationships of what stands in a View.
type shape struct {
	view    *memory.View
	voc     *graph.Vocabulary
	indexed map[graph.Kind][]string
}

func shapeOf(v *memory.View) *shape {
	s := &shape{v, v.Vocabulary(), map[graph.Kind][]string{}}
	for i := range s.voc.Kinds {
		k := &s.voc.Kinds[i]
		s.indexed[k.Kind] = indexedOf(k)
	}
	return s
}

// indexedOf are the properties of a kind's nodes that are indexed, in order: what
// names, keys or filters. An index of lists would find no member.
func indexedOf(k *graph.KindDecl) []string {
	wanted := map[string]bool{"name": true}
	for _, key := range k.Keys {
		for _, part := range key.Parts {
			if part.Property != "" {
				wanted[part.Property] = true
			}
		}
	}
	for i := range k.Properties {
		if d := &k.Properties[i]; d.Filter || d.Sum || d.IsName {
			wanted[d.Name] = true
		}
	}
	return slices.DeleteFunc(sorted(wanted), func(name string) bool {
		d := k.Property(name)
		return d != nil && d.Set
	})
}

// An index of Neo4j refuses texts of more than about 8,000 bytes, and so does the
// node. A text may be longer: of what is indexed, the node then has the beginning,
// with an ellipsis, and the whole beside it.
const (
	mostWhole = 8000 // bytes
	cutTo     = 1000 // characters
)

// cut cuts the indexed texts of a node that are too long for an index.
func cut(props args, indexed []string) {
	for _, name := range indexed {
		text, _ := props[name].(string)
		if len(text) <= mostWhole {
			continue
		}
		n := 0
		for i := range text {
			if n++; n > cutTo {
				props[name], props[name+"Whole"] = text[:i]+"…", text
				break
			}
		}
	}
}

// nodeOf shapes a node.
func (s *shape) nodeOf(n *memory.Node) *node {
	decl := s.voc.Kind(n.Kind)
	out := &node{label: label(n.Kind), id: string(n.ID), props: args{}}
	if name := s.view.Name(n.ID); name != "" {
		out.props["name"] = name
	}
	if len(n.ReferredAs) > 0 {
		out.props["alsoCalled"] = list(slices.Sorted(slices.Values(n.ReferredAs)))
	}
	told := impersonal(decl, n.Properties)
	s.properties(out.props, told, decl.Property)
	cut(out.props, s.indexed[n.Kind])
	out.props["id"], out.props["referredOnly"] = string(n.ID), n.OnlyReferred
	out.stated, out.alternatives = s.statements(told)
	return out
}

// impersonal leaves out what is said of natural persons: who reads the graph is not
// asked for a right to.
func impersonal(decl *graph.KindDecl, all []memory.Property) []memory.Property {
	personal := func(p memory.Property) bool {
		d := decl.Property(p.Name)
		return d != nil && d.Personal
	}
	if !slices.ContainsFunc(all, personal) {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), personal)
}

// properties puts values under their names. Of a property with periods, each has
// the period behind its name, and the latest one stands under the name alone, too.
func (s *shape) properties(props args, list []memory.Property, decl func(string) *graph.PropertyDecl) {
	for i := range list {
		p := &list[i]
		d := decl(p.Name)
		if d == nil {
			continue
		}
		name := p.Name + suffix(p.Period)
		s.put(props, name, d, p)
		// Periods are in order, so that the last that has a value stays.
		if p.Period != "" && (p.Set || !p.Value().IsZero()) {
			s.put(props, p.Name, d, p)
			props[p.Name+"Period"] = p.Period
		}
	}
}

// suffix is a period as a part of a name: letters and digits stay.
func suffix(period string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, period)
}

// put puts a property under a name, with what belongs to it under longer names.
func (s *shape) put(props args, name string, d *graph.PropertyDecl, p *memory.Property) {
	if p.Set {
		values := make([]any, 0, len(p.Values))
		for _, v := range p.Values {
			if x := plain(v.Value); x != nil {
				values = append(values, x)
			}
		}
		if len(values) > 0 {
			props[name] = values
		}
		return
	}
	v := p.Value()
	for _, tail := range []string{"High", "Currency", "Text", "Bound", "Zh", "En"} {
		if v.Type == graph.TypeMoney || v.Type == graph.TypeCode {
			delete(props, name+tail) // of an earlier period
		}
	}
	if x := plain(v); x != nil {
		props[name] = x
	} else {
		delete(props, name)
	}
	switch v.Type {
	case graph.TypeCode:
		if list := s.voc.List(d.List); list != nil {
			if entry := list.Entry(v.Text); entry != nil {
				props[name+"Zh"], props[name+"En"] = entry.Label.Zh, entry.Label.En
			}
		}
	case graph.TypeMoney:
		if v.Bound == graph.BoundRange {
			props[name+"High"] = v.High.Float64()
		}
		if v.Currency != "" {
			props[name+"Currency"] = v.Currency
		}
		if v.Text != "" {
			props[name+"Text"] = v.Text
		}
		props[name+"Bound"] = v.Bound.String()
	}
}

// plain is a value as Neo4j has it; nil if there is none. Decimals become numbers
// of double precision, dates text, since many are known to the month or the year
// only. The exact value is in the log.
func plain(v graph.Value) any {
	switch v.Type {
	case graph.TypeText, graph.TypeCode:
		return v.Text
	case graph.TypeInt:
		if n, ok := v.Number.Int64(); ok {
			return n
		}
		return v.Number.Float64()
	case graph.TypeDecimal:
		return v.Number.Float64()
	case graph.TypeMoney:
		if v.Bound == graph.BoundUndisclosed {
			return nil
		}
		return v.Number.Float64()
	case graph.TypeBool:
		return v.IsTrue()
	case graph.TypeDate:
		return v.Date.String()
	}
	return nil
}

func list(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

// where tells where and of which day a statement is.
func where(st *memory.Statement) args {
	props := args{"revision": int64(st.Made)}
	if st.Place.Document.Name != "" {
		props["document"] = st.Place.Document.Name
	}
	if st.Place.Sheet != "" {
		props["sheet"] = st.Place.Sheet
	}
	if st.Place.Row > 0 {
		props["row"] = int64(st.Place.Row)
	}
	if !st.Fresh.IsZero() {
		props["dataDate"] = st.Fresh.String()
	}
	if st.Pin {
		props["pinned"] = true
	}
	return props
}

// statements gathers who states what of a node is shown, one entry for each row,
// and the values that lost.
func (s *shape) statements(list []memory.Property) (stated, alternatives []detail) {
	type rowOf struct {
		source   graph.SourceID
		made     graph.Revision
		document graph.Hash
		name     string
		sheet    string
		row      int
		fresh    graph.Date
		pin      bool
	}
	at := map[rowOf]int{}
	say := func(p *memory.Property, st *memory.Statement) {
		if st.Source == "" {
			return
		}
		key := rowOf{st.Source, st.Made, st.Place.Document.Hash, st.Place.Document.Name, st.Place.Sheet, st.Place.Row, st.Fresh, st.Pin}
		i, ok := at[key]
		if !ok {
			i = len(stated)
			at[key] = i
			props := where(st)
			props["properties"] = []any(nil)
			stated = append(stated, detail{string(st.Source), props})
		}
		props := stated[i].props
		if said, name := props["properties"].([]any), any(p.Name+suffix(p.Period)); !slices.Contains(said, name) {
			props["properties"] = append(said, name)
		}
	}
	for i := range list {
		p := &list[i]
		say(p, &p.Winner)
		for j := range p.Values {
			say(p, &p.Values[j])
		}
		for j := range p.Alternatives {
			st := &p.Alternatives[j]
			props := where(st)
			props["property"], props["value"], props["rank"] = p.Name, st.Value.String(), int64(j+1)
			if p.Period != "" {
				props["period"] = p.Period
			}
			alternatives = append(alternatives, detail{string(st.Source), props})
		}
	}
	slices.SortFunc(stated, compareDetails)
	slices.SortFunc(alternatives, compareDetails)
	return stated, alternatives
}

// compareDetails orders details, however they were read.
func compareDetails(a, b detail) int {
	if c := strings.Compare(a.source, b.source); c != 0 {
		return c
	}
	for _, name := range []string{"property", "period", "document", "sheet"} {
		x, _ := a.props[name].(string)
		y, _ := b.props[name].(string)
		if c := strings.Compare(x, y); c != 0 {
			return c
		}
	}
	for _, name := range []string{"rank", "revision", "row"} {
		x, _ := a.props[name].(int64)
		y, _ := b.props[name].(int64)
		if c := cmp.Compare(x, y); c != 0 {
			return c
		}
	}
	x, _ := a.props["dataDate"].(string)
	y, _ := b.props["dataDate"].(string)
	return strings.Compare(x, y)
}

// trusts are the words for how far a source is believed.
var trusts = map[graph.Trust]string{
	graph.TrustOfficial: "official", graph.TrustVerified: "verified",
	graph.TrustMedia: "media", graph.TrustSelfReported: "self-reported",
}

// source shapes a source.
func (s *shape) source(id string) *node {
	props := args{"id": id, "name": id}
	if d, _, ok := s.view.LastDeclared(graph.SourceID(id)); ok && d.Name != "" {
		props["name"] = d.Name // also after its declaration was taken back
	}
	if d, _, ok := s.view.Source(graph.SourceID(id)); ok {
		if d.Publisher != "" {
			props["publisher"] = d.Publisher
		}
		if d.Licence != "" {
			props["licence"] = d.Licence
		}
		if trust := trusts[d.Trust]; trust != "" {
			props["trust"] = trust
		}
	}
	return &node{label: labelSource, id: id, props: props}
}

// edgeOf shapes an edge; nil if it does not stand.
func (s *shape) edgeOf(e *memory.Edge, from, to graph.Kind) *edge {
	if e.Listed != "" || e.DeniedBy != 0 {
		return nil
	}
	decl := s.voc.Edge(e.Type)
	out := &edge{
		edgeID:    edgeID{e.Type, string(e.From), string(e.To), string(e.Qualifier)},
		fromLabel: label(from), toLabel: label(to), props: where(&e.Best),
	}
	sources := make([]string, len(e.Sources))
	for i, source := range e.Sources {
		sources[i] = string(source)
	}
	out.props["sources"] = list(slices.Sorted(slices.Values(sources)))
	delete(out.props, "dataDate")
	if !e.Fresh.IsZero() {
		out.props["dataDate"] = e.Fresh.String()
	}
	s.properties(out.props, e.Attributes, decl.Attribute)
	var others []string
	for i := range e.Attributes {
		p := &e.Attributes[i]
		for j := range p.Alternatives {
			st := &p.Alternatives[j]
			others = append(others, p.Name+suffix(p.Period)+": "+st.Value.String()+" ("+string(st.Source)+")")
		}
	}
	if len(others) > 0 {
		out.props["alternatives"] = list(others)
	}
	if e.Qualifier != "" {
		out.props[qualifierName(decl)] = string(e.Qualifier)
	}
	return out
}

// qualifierName is the property of a relationship that has its qualifier's ID.
func qualifierName(e *graph.EdgeDecl) string {
	if e.Qualifier == "" {
		return ""
	}
	return strings.ToLower(string(e.Qualifier[:1])) + string(e.Qualifier[1:]) + "Id"
}

// pageSize is how many nodes are shaped, read or compared at a time.
const pageSize = memory.MaxPage

// nodes yields the nodes of a kind in the order of their IDs, page by page.
func (s *shape) nodes(ctx context.Context, kind graph.Kind) iter.Seq2[[]*node, error] {
	return func(yield func([]*node, error) bool) {
		ids, err := s.view.Select(ctx, kind, nil)
		if err != nil {
			yield(nil, err)
			return
		}
		for page := range slices.Chunk(ids, pageSize) {
			out := make([]*node, 0, len(page))
			for _, n := range s.view.Nodes(page...) {
				out = append(out, s.nodeOf(n))
			}
			if !yield(out, nil) {
				return
			}
		}
	}
}

// edgesFrom yields the edges of one type that go out from nodes of a kind.
func (s *shape) edgesFrom(ctx context.Context, decl *graph.EdgeDecl, kind graph.Kind, ids []graph.SubjectID) iter.Seq2[*edge, error] {
	return func(yield func(*edge, error) bool) {
		if !slices.Contains(decl.From, kind) || len(ids) == 0 {
			return
		}
		for e, err := range s.view.Edges(ctx, decl.Type, ids) {
			if err != nil {
				yield(nil, err)
				return
			}
			to := s.view.Node(e.To)
			if to == nil {
				continue
			}
			if x := s.edgeOf(e, kind, to.Kind); x != nil && !yield(x, nil) {
				return
			}
		}
	}
}
