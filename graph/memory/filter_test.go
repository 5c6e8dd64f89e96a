package memory

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// model answers queries from what the reference fold lists, by looking at all
// of it.
type model struct {
	voc   *graph.Vocabulary
	nodes map[graph.SubjectID]*graphtest.Node // by public ID
	of    map[graph.SubjectID]graph.SubjectID // the public ID by any member's
	kinds map[graph.Kind][]graph.SubjectID    // sorted
	edges []graphtest.Edge
	out   map[string]map[graph.SubjectID][]graph.SubjectID // each sorted, once
	in    map[string]map[graph.SubjectID][]graph.SubjectID
}

func newModel(voc *graph.Vocabulary, r *graphtest.Result) *model {
	m := &model{voc: voc, nodes: map[graph.SubjectID]*graphtest.Node{}, of: map[graph.SubjectID]graph.SubjectID{},
		kinds: map[graph.Kind][]graph.SubjectID{}, edges: r.Edges,
		out: map[string]map[graph.SubjectID][]graph.SubjectID{}, in: map[string]map[graph.SubjectID][]graph.SubjectID{}}
	for i := range r.Nodes {
		n := &r.Nodes[i]
		m.nodes[n.ID] = n
		m.kinds[n.Kind] = append(m.kinds[n.Kind], n.ID)
		for _, s := range n.Members {
			m.of[s] = n.ID
		}
	}
	for _, ids := range m.kinds {
		slices.Sort(ids)
	}
	for i := range voc.Edges {
		m.out[voc.Edges[i].Type], m.in[voc.Edges[i].Type] = map[graph.SubjectID][]graph.SubjectID{}, map[graph.SubjectID][]graph.SubjectID{}
	}
	for _, e := range r.Edges {
		if out := m.out[e.Type]; !slices.Contains(out[e.From], e.To) {
			out[e.From] = append(out[e.From], e.To)
			m.in[e.Type][e.To] = append(m.in[e.Type][e.To], e.From)
		}
	}
	return m
}

// values returns what a node shows of a property, by period.
func (m *model) values(id graph.SubjectID, property string) map[string][]graph.Value {
	out := map[string][]graph.Value{}
	for name, p := range m.nodes[id].Props {
		n := propertyName(name)
		if n.Name != property {
			continue
		}
		for _, s := range p.Values {
			out[n.Period] = append(out[n.Period], s.Value)
		}
		if !p.Set && !p.Winner.Value.IsZero() {
			out[n.Period] = append(out[n.Period], p.Winner.Value)
		}
	}
	return out
}

// decided returns the values that a condition looks at: of an observation that
// the map filters or sums by, those of the latest period; no undisclosed amount.
func (m *model) decided(id graph.SubjectID, decl *graph.PropertyDecl) []graph.Value {
	by := m.values(id, decl.Name)
	var out []graph.Value
	for _, period := range slices.Sorted(maps.Keys(by)) {
		if decl.Periodic && (decl.Filter || decl.Sum) {
			out = nil
		}
		out = append(out, by[period]...)
	}
	return slices.DeleteFunc(out, func(v graph.Value) bool { return v.Type == graph.TypeMoney && v.Bound == graph.BoundUndisclosed })
}

// The three answers of a condition.
const (
	no      = -1
	unknown = 0
	yes     = 1
)

func truth(b bool) int {
	if b {
		return yes
	}
	return no
}

// lower is what values are ordered by, from their definition.
func lower(a, b graph.Value) int {
	switch a.Type {
	case graph.TypeDate:
		return a.Date.Compare(b.Date)
	case graph.TypeText, graph.TypeCode:
		return strings.Compare(a.Text, b.Text)
	}
	return a.Number.Compare(b.Number)
}

func (m *model) eval(f *Filter, id graph.SubjectID) int {
	n := m.nodes[id]
	switch {
	case f.All != nil:
		out := yes
		for i := range f.All {
			out = min(out, m.eval(&f.All[i], id))
		}
		return out
	case f.Any != nil:
		out := no
		for i := range f.Any {
			out = max(out, m.eval(&f.Any[i], id))
		}
		return out
	case f.Not != nil:
		return -m.eval(f.Not, id)
	case f.Referred != nil:
		return truth(n.OnlyReferred == *f.Referred)
	case f.Edge != "":
		some, found := false, false
		look := func(ids, near []graph.SubjectID) {
			some = some || ids != nil && len(near) > 0
			found = found || slices.ContainsFunc(ids, func(id graph.SubjectID) bool { return m.of[id] != "" && slices.Contains(near, m.of[id]) })
		}
		look(f.To, m.out[f.Edge][id])
		look(f.From, m.in[f.Edge][id])
		if f.Some != nil {
			chosen := []graph.SubjectID{}
			for _, near := range m.out[f.Edge][id] {
				if m.nodes[near].Kind == f.Some.Kind && (f.Some.Filter == nil || m.eval(f.Some.Filter, near) == yes) {
					chosen = append(chosen, near)
				}
			}
			look(chosen, m.out[f.Edge][id])
		}
		if !some {
			return unknown
		}
		return truth(found)
	case f.Property != "":
		decl := m.voc.Kind(n.Kind).Property(f.Property)
		values := m.decided(id, decl)
		if f.Known != nil {
			if !decl.Filter && !decl.Sum || decl.Set || decl.Type == graph.TypeText { // an undisclosed amount is known to be one
				return truth((len(m.values(id, f.Property)) > 0) == *f.Known)
			}
			return truth((len(values) > 0) == *f.Known)
		}
		if len(values) == 0 {
			return unknown
		}
		list := m.voc.List(decl.List)
		return truth(slices.ContainsFunc(values, func(v graph.Value) bool {
			in := f.In == nil && f.Under == nil
			for _, w := range f.In {
				if v.Type == graph.TypeMoney {
					w.Text = v.Text // however printed
				}
				in = in || v == w
			}
			for _, code := range f.Under {
				in = in || list.Within(v.Text, code)
			}
			return in && (f.Min == nil || lower(v, *f.Min) >= 0) && (f.Max == nil || lower(v, *f.Max) <= 0)
		}))
	}
	return yes
}

// modelKey is what a list is ordered by.
type modelKey struct {
	value graph.Value // zero if missing
	id    graph.SubjectID
}

func (m *model) keyOf(id graph.SubjectID, orderBy string) modelKey {
	k := modelKey{id: id}
	if orderBy != "" {
		if values := m.decided(id, m.voc.Kind(m.nodes[id].Kind).Property(orderBy)); len(values) > 0 {
			k.value = values[0]
		}
	}
	return k
}

func (k modelKey) compare(l modelKey, descending bool) int {
	c := 0
	switch {
	case k.value.IsZero() != l.value.IsZero():
		if k.value.IsZero() {
			return 1
		}
		return -1
	case !k.value.IsZero():
		if c = lower(k.value, l.value); descending {
			c = -c
		}
	}
	return cmp.Or(c, cmp.Compare(k.id, l.id))
}

// list returns everything that a query chooses, in order, and how much is unknown.
func (m *model) list(q ListQuery) (keys []modelKey, unknowns int) {
	for _, id := range m.kinds[q.Kind] {
		switch f := q.Filter; {
		case f == nil || m.eval(f, id) == yes:
			keys = append(keys, m.keyOf(id, q.OrderBy))
		case m.eval(f, id) == unknown:
			unknowns++
		}
	}
	slices.SortFunc(keys, func(a, b modelKey) int { return a.compare(b, q.Descending) })
	return keys, unknowns
}

// generated is a log over the standard vocabulary, its View and its model, some
// batches before the end and at the end.
type generated struct {
	log         *graphtest.MemLog
	g           *graphtest.Generated
	early, last *View
	earlyModel  *model
	lastModel   *model
}

var generatedOnce = sync.OnceValues(func() (*generated, error) {
	x := &generated{g: graphtest.Generate(graphtest.GenerateParams{Seed: 3, Enterprises: 300, Products: 1400, Edges: 4200, Batches: 60, Second: 40, Revoked: 10})}
	x.log = graphtest.NewMemLog(x.g)
	voc, rules := graph.Standard(), graph.StandardRules()
	var err error
	if x.last, err = Build(context.Background(), x.log, voc, rules, 0); err != nil {
		return nil, err
	}
	whole := x.log.Log()
	at := graph.Revision(len(whole)) - 25
	if x.early, err = Build(context.Background(), x.log, voc, rules, at); err != nil {
		return nil, err
	}
	x.earlyModel = newModel(voc, graphtest.Fold(voc, rules, whole[:at]))
	x.lastModel = newModel(voc, graphtest.Fold(voc, rules, whole))
	return x, nil
})

func generatedLog(t testing.TB) *generated {
	t.Helper()
	x, err := generatedOnce()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// filters draws random filters, with values that occur.
type filters struct {
	*rand.Rand
	m *model
}

func (r *filters) pick(ids []graph.SubjectID) graph.SubjectID { return ids[r.IntN(len(ids))] }

// value draws a value of a property that some node of the kind shows; zero if none.
func (r *filters) value(kind graph.Kind, property string) graph.Value {
	for range 20 {
		for _, values := range r.m.values(r.pick(r.m.kinds[kind]), property) {
			return values[r.IntN(len(values))]
		}
	}
	return graph.Value{}
}

func (r *filters) draw(kind graph.Kind, depth int) Filter {
	several := func() []Filter {
		fs := []Filter{}
		for range 1 + r.IntN(3) {
			fs = append(fs, r.draw(kind, depth-1))
		}
		return fs
	}
	choice := r.IntN(9)
	if depth == 0 {
		choice = 3 + r.IntN(6)
	}
	b := r.IntN(2) == 0
	switch choice {
	case 0:
		return Filter{All: several()}
	case 1:
		return Filter{Any: several()}
	case 2:
		f := r.draw(kind, depth-1)
		return Filter{Not: &f}
	case 3:
		return Filter{Referred: &b}
	case 4:
		e := &r.m.voc.Edges[r.IntN(len(r.m.voc.Edges))]
		f := Filter{Edge: e.Type}
		ends := func(kinds []graph.Kind) []graph.SubjectID {
			ids := []graph.SubjectID{"nobody"}
			for range r.IntN(4) {
				if of := r.m.kinds[kinds[r.IntN(len(kinds))]]; len(of) > 0 {
					n := r.m.nodes[r.pick(of)]
					ids = append(ids, n.Members[r.IntN(len(n.Members))])
				}
			}
			return ids
		}
		switch c := r.IntN(5); {
		case c == 0:
			f.To, f.From = ends(e.To), ends(e.From)
		case c < 3 && depth > 0 && slices.Contains(e.From, kind):
			if other := e.To[r.IntN(len(e.To))]; len(r.m.kinds[other]) > 0 {
				of := r.draw(other, depth-1)
				f.Some = &Some{Kind: other, Filter: &of}
				break
			}
			fallthrough
		case slices.Contains(e.From, kind):
			f.To = ends(e.To)
		default:
			f.From = ends(e.From)
		}
		return f
	}
	decls := r.m.voc.Kind(kind).Properties
	p := &decls[r.IntN(len(decls))]
	v := r.value(kind, p.Name)
	for try := 0; try < 8 && v.IsZero(); try++ { // rather one that somebody states
		p = &decls[r.IntN(len(decls))]
		v = r.value(kind, p.Name)
	}
	f, w := Filter{Property: p.Name}, r.value(kind, p.Name)
	switch c := r.IntN(6); {
	case c == 0 || v.IsZero() || v.Type == graph.TypeMoney && v.Bound == graph.BoundUndisclosed:
		f.Known = &b
	case c == 1 && v.Type == graph.TypeCode:
		f.Under = []string{v.Text}
		if e := r.m.voc.List(p.List).Entry(v.Text); e != nil && e.Parent != "" && b {
			f.Under[0] = e.Parent
		}
	case c >= 2 && v.Type != graph.TypeCode:
		f.Min = &v
		if b && (w.Type != graph.TypeMoney || w.Bound != graph.BoundUndisclosed) {
			f.Max = &w
		}
	default:
		f.In = []graph.Value{v, w}
	}
	return f
}

// TestFilter holds lists under random filters and orders, read page by page,
// against a look at every node.
func TestFilter(t *testing.T) {
	x := generatedLog(t)
	v, m := x.last, x.lastModel
	r := &filters{rand.New(rand.NewPCG(7, 7)), m}
	var kinds []graph.Kind
	for _, k := range m.voc.Kinds {
		if len(m.kinds[k.Kind]) > 0 {
			kinds = append(kinds, k.Kind)
		}
	}
	chosen, unknowns, pages := 0, 0, 0
	for i := range 700 {
		q := ListQuery{Kind: kinds[r.IntN(len(kinds))], Descending: r.IntN(2) == 0, First: 30 + r.IntN(300)}
		if r.IntN(10) > 0 {
			f := r.draw(q.Kind, 3)
			q.Filter = &f
		}
		if info := &v.decl.kinds[v.decl.kind[q.Kind]]; len(info.columns) > 0 && r.IntN(3) > 0 {
			q.OrderBy = info.columns[r.IntN(len(info.columns))].decl.Name
		}
		want, unknown := m.list(q)
		var got []graph.SubjectID
		for {
			page, err := v.List(t.Context(), q)
			if err != nil {
				t.Fatalf("%d: %+v: %v", i, describeFilter(q.Filter), err)
			}
			if page.Total != len(want) || page.Unknown != unknown {
				t.Fatalf("%d: %s %s: total %d and unknown %d, want %d and %d", i, q.Kind, describeFilter(q.Filter), page.Total, page.Unknown, len(want), unknown)
			}
			got = append(got, page.IDs...)
			pages++
			if len(page.Cursors) != len(page.IDs) || page.HasMore != (len(got) < len(want)) || page.HasMore && len(page.IDs) != q.First {
				t.Fatalf("%d: a page of %d, %d cursors, more: %v, after %d of %d", i, len(page.IDs), len(page.Cursors), page.HasMore, len(got), len(want))
			}
			if !page.HasMore {
				break
			}
			q.After = page.Cursors[len(page.Cursors)-1]
		}
		ids := make([]graph.SubjectID, len(want))
		for i, k := range want {
			ids[i] = k.id
		}
		if !slices.Equal(got, ids) {
			t.Fatalf("%d: %s by %q (descending: %v), %s:\n got %v\nwant %v", i, q.Kind, q.OrderBy, q.Descending, describeFilter(q.Filter), got, ids)
		}
		if len(want) > 0 && len(want) < len(m.kinds[q.Kind]) {
			chosen++
		}
		unknowns += min(unknown, 1)
	}
	if chosen < 150 || unknowns < 100 || pages < 1000 {
		t.Errorf("%d filters choose some, %d leave some undecided, %d pages; the test shows little", chosen, unknowns, pages)
	}
}

func describeFilter(f *Filter) string {
	if f == nil {
		return "all"
	}
	list := func(fs []Filter) string {
		var out []string
		for i := range fs {
			out = append(out, describeFilter(&fs[i]))
		}
		return "(" + strings.Join(out, ", ") + ")"
	}
	switch {
	case f.All != nil:
		return "all" + list(f.All)
	case f.Any != nil:
		return "any" + list(f.Any)
	case f.Not != nil:
		return "not " + describeFilter(f.Not)
	case f.Referred != nil:
		return fmt.Sprint("referred ", *f.Referred)
	case f.Edge != "":
		some := ""
		if f.Some != nil {
			some = fmt.Sprintf(" to some %s of %s", f.Some.Kind, describeFilter(f.Some.Filter))
		}
		return fmt.Sprint(f.Edge, " to ", f.To, " from ", f.From, some)
	case f.Known != nil:
		return fmt.Sprint(f.Property, " known ", *f.Known)
	}
	return fmt.Sprint(f.Property, " in ", f.In, " under ", f.Under, " from ", f.Min, " to ", f.Max)
}

// TestFilterErrors asks for what makes no sense: the message must say what to do.
func TestFilterErrors(t *testing.T) {
	v := generatedLog(t).last
	yes := true
	text, code, money := graph.Text("x"), graph.CodeValue("x"), graph.Value{Type: graph.TypeMoney, Bound: graph.BoundUndisclosed}
	nested := Filter{Referred: &yes}
	for range 40 {
		inner := nested
		nested = Filter{Not: &inner}
	}
	tests := []struct {
		name string
		kind graph.Kind
		f    Filter
		code graph.Code
		says string
	}{
		{"no such property", graph.KindEnterprise, Filter{Property: "colour", Known: &yes}, graph.CodeInvalid, "the vocabulary lists"},
		{"a property of another kind", graph.KindEnterprise, Filter{Property: graph.PropAmount, Known: &yes}, graph.CodeInvalid, "the vocabulary lists"},
		{"no such edge", graph.KindEnterprise, Filter{Edge: "LIKES", To: []graph.SubjectID{"x"}}, graph.CodeInvalid, "the vocabulary lists"},
		{"a property's name as an edge", graph.KindEnterprise, Filter{Edge: graph.PropStage, To: []graph.SubjectID{"x"}}, graph.CodeInvalid, "the vocabulary lists"},
		{"an edge to nobody in particular", graph.KindEnterprise, Filter{Edge: graph.EdgeMakes}, graph.CodeInvalid, "set To, From or Some"},
		{"an edge to a kind that is none", graph.KindEnterprise, Filter{Edge: graph.EdgeMakes, Some: &Some{Kind: "Elf"}}, graph.CodeInvalid, "the vocabulary lists"},
		{"an empty condition", graph.KindEnterprise, Filter{Property: graph.PropStage}, graph.CodeInvalid, "set In, Under, Min, Max or Known"},
		{"values of nothing", graph.KindEnterprise, Filter{In: []graph.Value{text}}, graph.CodeInvalid, "set Property"},
		{"ends of nothing", graph.KindEnterprise, Filter{To: []graph.SubjectID{"x"}}, graph.CodeInvalid, "set Edge"},
		{"two conditions in one", graph.KindEnterprise, Filter{Property: graph.PropStage, In: []graph.Value{code}, Referred: &yes}, graph.CodeInvalid, "All or Any"},
		{"known and a value", graph.KindEnterprise, Filter{Property: graph.PropStage, In: []graph.Value{code}, Known: &yes}, graph.CodeInvalid, "All or Any"},
		{"a value of another type", graph.KindEnterprise, Filter{Property: graph.PropStage, In: []graph.Value{text}}, graph.CodeInvalid, "of type code, not text"},
		{"a bound of another type", graph.KindFundingEvent, Filter{Property: graph.PropAmount, Min: &text}, graph.CodeInvalid, "of type money, not text"},
		{"a bound of codes", graph.KindEnterprise, Filter{Property: graph.PropStage, Max: &code}, graph.CodeInvalid, "use In or Under"},
		{"an undisclosed bound", graph.KindFundingEvent, Filter{Property: graph.PropAmount, Max: &money}, graph.CodeInvalid, "undisclosed"},
		{"under what is no code", graph.KindFundingEvent, Filter{Property: graph.PropAmount, Under: []string{"x"}}, graph.CodeInvalid, "use In, Min or Max"},
		{"under an unknown code", graph.KindEnterprise, Filter{Property: graph.PropStage, Under: []string{"x"}}, graph.CodeInvalid, "the vocabulary lists"},
		{"deep inside", graph.KindEnterprise, Filter{All: []Filter{{}, {Any: []Filter{{Not: &Filter{Property: "colour", Known: &yes}}}}}}, graph.CodeInvalid, "colour"},
		{"nested too deep", graph.KindEnterprise, nested, graph.CodeLimit, "32"},
		{"too many", graph.KindEnterprise, Filter{Any: make([]Filter, 1001)}, graph.CodeLimit, "1000"},
		{"too many ends", graph.KindEnterprise, Filter{Edge: graph.EdgeMakes, To: make([]graph.SubjectID, 1001)}, graph.CodeLimit, "1000"},
	}
	for _, x := range tests {
		_, err := v.List(t.Context(), ListQuery{Kind: x.kind, Filter: &x.f, First: 1})
		if graph.CodeOf(err) != x.code || !strings.Contains(fmt.Sprint(err), x.says) {
			t.Errorf("%s: %v; want %s and a message with %q", x.name, err, x.code, x.says)
		}
	}
}

// TestFilterMissing spells out what three values mean: neither a condition nor
// its opposite chooses what is not known.
func TestFilterMissing(t *testing.T) {
	w := &writer{}
	w.edition("s1", "", row("a", 1, "legalName=A", "province=P1"), row("b", 2, "legalName=B", "province=P2"), row("c", 3, "legalName=C"))
	v := w.view(t)
	p1 := Filter{Property: "province", In: []graph.Value{graph.Text("P1")}}
	known := true
	for _, x := range []struct {
		name    string
		f       Filter
		want    []graph.SubjectID
		unknown int
	}{
		{"in P1", p1, []graph.SubjectID{"a"}, 1},
		{"not in P1", Filter{Not: &p1}, []graph.SubjectID{"b"}, 1},
		{"in P1 or not", Filter{Any: []Filter{p1, {Not: &p1}}}, []graph.SubjectID{"a", "b"}, 1},
		{"known, and not in P1", Filter{All: []Filter{{Property: "province", Known: &known}, {Not: &p1}}}, []graph.SubjectID{"b"}, 0},
		{"everything", Filter{}, []graph.SubjectID{"a", "b", "c"}, 0},
		{"all of nothing", Filter{All: []Filter{}}, []graph.SubjectID{"a", "b", "c"}, 0},
		{"any of nothing", Filter{Any: []Filter{}}, nil, 0},
		{"one of no values", Filter{Property: "province", In: []graph.Value{}}, nil, 1},
	} {
		l, err := v.List(t.Context(), ListQuery{Kind: graphtest.Enterprise, Filter: &x.f, First: 10})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(l.IDs, x.want) || l.Total != len(x.want) || l.Unknown != x.unknown {
			t.Errorf("%s: %v, %d in all, %d unknown; want %v and %d", x.name, l.IDs, l.Total, l.Unknown, x.want, x.unknown)
		}
	}
}

// TestNumbersKeepTheirOrder checks that what a column holds compares as the
// values do.
func TestNumbersKeepTheirOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for range 10000 {
		a := graph.Dec(graph.Decimal{Unscaled: r.Int64N(1 << 40), Scale: uint8(r.IntN(6))})
		b := graph.Dec(graph.Decimal{Unscaled: a.Number.Unscaled + r.Int64N(3) - 1, Scale: a.Number.Scale})
		if got, want := cmp.Compare(numberOf(a), numberOf(b)), a.Number.Compare(b.Number); got != want {
			t.Fatalf("%v and %v compare as %d, want %d", a, b, got, want)
		}
		x, y := graph.Date{Year: int16(1900 + r.IntN(200)), Month: uint8(r.IntN(13))}, graph.Date{Year: int16(1900 + r.IntN(200)), Month: uint8(r.IntN(13))}
		if got, want := cmp.Compare(numberOf(graph.DateValue(x)), numberOf(graph.DateValue(y))), x.Compare(y); got != want {
			t.Fatalf("%v and %v compare as %d, want %d", x, y, got, want)
		}
		if u := unpackNumber(packNumber(numberOf(a))); u != numberOf(a) {
			t.Fatalf("%v is kept as %v", a, u)
		}
	}
	if !math.IsNaN(unpackNumber(0)) {
		t.Error("a page that was never written does not read as missing")
	}
}

// filterVocabulary has every type of property that a filter meets, with a column
// and without.
func filterVocabulary(t *testing.T) *graph.Vocabulary {
	t.Helper()
	voc, err := graph.NewVocabulary([]graph.KindDecl{{
		Kind: "thing",
		Keys: []graph.KeyDecl{{Name: "name", Parts: []graph.KeyPart{{Property: "name"}}}},
		Properties: []graph.PropertyDecl{
			{Name: "name", Type: graph.TypeText},
			{Name: "place", Type: graph.TypeCode, List: "places", Filter: true},
			{Name: "places", Type: graph.TypeCode, List: "places", Filter: true, Set: true},
			{Name: "cost", Type: graph.TypeMoney, Filter: true},
			{Name: "fee", Type: graph.TypeMoney},
			{Name: "share", Type: graph.TypeDecimal, Filter: true},
			{Name: "staff", Type: graph.TypeInt, Sum: true, Periodic: true},
			{Name: "visits", Type: graph.TypeInt, Periodic: true},
			{Name: "since", Type: graph.TypeDate, Filter: true},
			{Name: "listed", Type: graph.TypeBool, Filter: true},
			{Name: "floors", Type: graph.TypeInt, Set: true},
		},
	}}, nil, []graph.CodeList{{Name: "places", Entries: []graph.CodeEntry{
		{Code: "1", Label: graph.Label{Zh: "甲", En: "one"}}, {Code: "11", Label: graph.Label{Zh: "乙", En: "eleven"}, Parent: "1"},
		{Code: "111", Label: graph.Label{Zh: "丙", En: "below"}, Parent: "11"}, {Code: "2", Label: graph.Label{Zh: "丁", En: "two"}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return voc
}

// TestFilterTypes asks conditions of every type of property.
func TestFilterTypes(t *testing.T) {
	voc := filterVocabulary(t)
	_, rules := graphtest.CaseVocabulary()
	money := func(currency string, bound graph.Bound, low, high int64) graph.Value {
		v, err := graph.NewMoney(fmt.Sprint(currency, low, " or so"), bound, graph.Decimal{Unscaled: low}, graph.Decimal{Unscaled: high}, currency)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	date := func(s string) graph.Value {
		d, err := graph.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return graph.DateValue(d)
	}
	decimal := func(n int64) graph.Value { return graph.Dec(graph.Decimal{Unscaled: n, Scale: 2}) }
	undisclosed := graph.Value{Type: graph.TypeMoney, Bound: graph.BoundUndisclosed, Text: "未披露"}
	cell := func(p string, v ...graph.Value) graph.Cell { return graph.Cell{Property: p, Values: v} }
	w := &writer{}
	thing := func(id graph.SubjectID, period string, cells ...graph.Cell) *graph.Record {
		return &graph.Record{RecordKey: graph.RecordKey{Subject: id, Table: "t" + period, Period: period}, Kind: "thing", Row: 1, Cells: cells}
	}
	w.edition("s", "",
		thing("a", "", cell("place", graph.CodeValue("111")), cell("places", graph.CodeValue("11"), graph.CodeValue("2")), cell("cost", money("CNY", graph.BoundExact, 100, 0)),
			cell("fee", money("CNY", graph.BoundExact, 100, 0)), cell("share", decimal(25)), cell("since", date("2020-05")), cell("listed", graph.Bool(true))),
		thing("b", "", cell("place", graph.CodeValue("1")), cell("cost", money("CNY", graph.BoundRange, 100, 900)), cell("fee", money("CNY", graph.BoundRange, 100, 900)),
			cell("share", decimal(0)), cell("since", date("2020")), cell("listed", graph.Bool(false)), cell("floors", graph.Int(1), graph.Int(9))),
		thing("c", "", cell("place", graph.CodeValue("2")), cell("places", graph.CodeValue("2")), cell("cost", undisclosed), cell("fee", undisclosed), cell("floors", graph.Int(5))),
		thing("d", "", cell("cost", money("USD", graph.BoundExact, 100, 0)), cell("fee", money("USD", graph.BoundExact, 50, 0)), cell("name", graph.Text("d"))),
		thing("a", "2022", cell("staff", graph.Int(10)), cell("visits", graph.Int(10))),
		thing("a", "2023", cell("staff", graph.Int(20)), cell("visits", graph.Int(20))),
		thing("b", "2023", cell("staff", graph.Int(10)), cell("visits", graph.Int(10))),
	)
	ten, twenty, five := graph.Int(10), graph.Int(20), graph.Int(5)
	// A pin on a whole period, a pin on no period, which is older than any, and
	// one that shows nothing.
	w.curate(&graph.Pin{Subjects: []graph.SubjectID{"c"}, Property: "staff", Period: "2021", Value: &ten},
		&graph.Pin{Subjects: []graph.SubjectID{"c"}, Property: "staff", Value: &twenty},
		&graph.Pin{Subjects: []graph.SubjectID{"b"}, Property: "listed"})
	v, err := Build(t.Context(), memoryLog(w.log), voc, rules, 0)
	if err != nil {
		t.Fatal(err)
	}
	hundred, cny := money("USD", graph.BoundExact, 100, 0), money("CNY", graph.BoundExact, 100, 0)
	cny.Text = "printed otherwise"
	zero, quarter := decimal(0), decimal(25)
	may, year := date("2020-05"), date("2020")
	no, yes := false, true
	tests := []struct {
		f       Filter
		want    string // the IDs chosen
		unknown int
	}{
		{Filter{Property: "place", Under: []string{"1"}}, "ab", 1},
		{Filter{Property: "place", Under: []string{"11"}}, "a", 1},
		{Filter{Property: "place", In: []graph.Value{graph.CodeValue("1")}}, "b", 1},
		{Filter{Property: "place", In: []graph.Value{graph.CodeValue("2")}, Under: []string{"11"}}, "ac", 1},
		{Filter{Not: &Filter{Property: "place", Under: []string{"1"}}}, "c", 1},
		{Filter{Property: "places", Under: []string{"1"}}, "a", 2},
		{Filter{Property: "places", Under: []string{"2"}}, "ac", 2},
		{Filter{Property: "places", In: []graph.Value{graph.CodeValue("1")}}, "", 2},
		{Filter{Property: "cost", Min: &hundred}, "abd", 1},
		{Filter{Property: "cost", In: []graph.Value{cny}}, "a", 1},
		{Filter{Property: "cost", In: []graph.Value{hundred}}, "d", 1},
		{Filter{Property: "cost", Known: &yes}, "abd", 0},
		{Filter{Property: "fee", Min: &hundred}, "ab", 1},
		{Filter{Property: "fee", Max: &hundred}, "abd", 1},
		{Filter{Property: "share", Max: &zero}, "b", 2},
		{Filter{Property: "share", Min: &zero, Max: &quarter}, "ab", 2},
		{Filter{Property: "share", In: []graph.Value{quarter}}, "a", 2},
		{Filter{Property: "staff", Max: &ten}, "bc", 1},
		{Filter{Property: "staff", Min: &twenty}, "a", 1},
		{Filter{Property: "visits", Max: &ten}, "ab", 2},
		{Filter{Property: "visits", Min: &twenty}, "a", 2},
		{Filter{Property: "since", Min: &may}, "a", 2},
		{Filter{Property: "since", Max: &year}, "b", 2},
		{Filter{Property: "listed", In: []graph.Value{graph.Bool(true)}}, "a", 3},
		{Filter{Property: "listed", Known: &no}, "bcd", 0},
		{Filter{Property: "floors", Min: &five, Max: &five}, "c", 2},
		{Filter{Property: "floors", Min: &five}, "bc", 2},
		{Filter{Property: "floors", Known: &no}, "ad", 0},
	}
	for _, x := range tests {
		l, err := v.List(t.Context(), ListQuery{Kind: "thing", Filter: &x.f, First: 10})
		if err != nil {
			t.Errorf("%s: %v", describeFilter(&x.f), err)
			continue
		}
		got := ""
		for _, id := range l.IDs {
			got += string(id)
		}
		if got != x.want || l.Unknown != x.unknown {
			t.Errorf("%s: %q, %d unknown; want %q and %d", describeFilter(&x.f), got, l.Unknown, x.want, x.unknown)
		}
	}

	// That a set of numbers changed is told, too.
	w.edition("s", "", thing("b", "", cell("floors", graph.Int(1), graph.Int(8))))
	_, c, err := v.Next(t.Context(), memoryLog(w.log), &w.log[2].Header)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for n := range c.Nodes() {
		told = append(told, fmt.Sprint(n.Is, n.Properties))
	}
	if want := []string{"b[{floors }]"}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
}
