package memory

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// TestNode asks for every node by each of its members' IDs, and for its name.
func TestNode(t *testing.T) {
	x := generatedLog(t)
	v, m := x.last, x.lastModel
	joined := 0
	for member, id := range m.of {
		want := m.nodes[id]
		n := v.Node(member)
		if n == nil || n.ID != id || n.Kind != want.Kind || !slices.Equal(n.Members, want.Members) || n.OnlyReferred != want.OnlyReferred {
			t.Fatalf("%q is %+v, want %+v", member, n, want)
		}
		for i := range n.Properties {
			p := &n.Properties[i]
			name := p.Name
			if p.Period != "" {
				name += "@" + p.Period
			}
			if w, ok := want.Props[name]; !ok || p.Value() != w.Winner.Value {
				t.Fatalf("%q has %s %v, want %v", member, name, p.Value(), w.Winner.Value)
			}
		}
		joined += min(len(want.Members)-1, 1)
		if got, want := v.Name(member), m.name(id); got != want {
			t.Fatalf("%q is called %q, want %q", member, got, want)
		}
	}
	if joined == 0 {
		t.Error("no node has several members")
	}
	some := x.g.Hot()
	if got := v.Nodes("nobody", some, ""); len(got) != 3 || got[0] != nil || got[1] == nil || got[1].ID != m.of[some] || got[2] != nil {
		t.Errorf("nodes by ID: %v", got)
	}
	if v.Name("nobody") != "" || v.Node("") != nil {
		t.Error("nobody is somebody")
	}
}

// name is what a node is called.
func (m *model) name(id graph.SubjectID) string {
	n := m.nodes[id]
	for _, p := range []string{graph.PropLegalName, graph.PropName, graph.PropShortName, graph.PropEnglishName, graph.PropCode} {
		if v := n.Props[p].Winner.Value; v.Text != "" {
			return v.Text
		}
	}
	if len(n.ReferredAs) > 0 {
		return n.ReferredAs[0]
	}
	return ""
}

// TestCursorsAcrossViews reads a list while batches come: the next page begins
// after the node of the cursor, as it was then, whatever came and went since.
func TestCursorsAcrossViews(t *testing.T) {
	x := generatedLog(t)
	pages := 0
	for _, kind := range []graph.Kind{graph.KindEnterprise, graph.KindProduct, graph.KindFundingEvent} {
		info := &x.last.decl.kinds[x.last.decl.kind[kind]]
		orders := []string{""}
		for _, c := range info.columns {
			orders = append(orders, c.decl.Name)
		}
		for _, order := range orders {
			for _, descending := range []bool{false, true} {
				q := ListQuery{Kind: kind, OrderBy: order, Descending: descending, First: 40}
				early, _ := x.earlyModel.list(q)
				now, _ := x.lastModel.list(q)
				for i := range early {
					if i%40 != 39 {
						continue
					}
					page, err := x.early.List(t.Context(), q)
					if err != nil {
						t.Fatal(err)
					}
					if got := page.IDs[len(page.IDs)-1]; got != early[i].id {
						t.Fatalf("%s by %q: page ends with %q, want %q", kind, order, got, early[i].id)
					}
					q.After = page.Cursors[len(page.Cursors)-1]
					next, err := x.last.List(t.Context(), q)
					if err != nil {
						t.Fatal(err)
					}
					var want []graph.SubjectID
					for _, k := range now {
						if k.compare(early[i], descending) > 0 {
							want = append(want, k.id)
						}
					}
					if !slices.Equal(next.IDs, want[:min(40, len(want))]) || next.HasMore != (len(want) > 40) || next.Total != len(now) {
						t.Fatalf("%s by %q, descending %v, after %+v:\n got %v\nwant %v", kind, order, descending, early[i], next.IDs, want[:min(40, len(want))])
					}
					pages++
				}
			}
		}
	}
	if pages < 100 {
		t.Errorf("only %d pages were read", pages)
	}
}

func TestListErrors(t *testing.T) {
	v := generatedLog(t).last
	for _, x := range []struct {
		q    ListQuery
		code graph.Code
	}{
		{ListQuery{Kind: "Planet", First: 1}, graph.CodeInvalid},
		{ListQuery{First: 1}, graph.CodeInvalid},
		{ListQuery{Kind: graph.KindEnterprise}, graph.CodeLimit},
		{ListQuery{Kind: graph.KindEnterprise, First: -1}, graph.CodeLimit},
		{ListQuery{Kind: graph.KindEnterprise, First: MaxPage + 1}, graph.CodeLimit},
		{ListQuery{Kind: graph.KindEnterprise, First: 1, OrderBy: graph.PropLegalName}, graph.CodeInvalid},
		{ListQuery{Kind: graph.KindEnterprise, First: 1, OrderBy: "colour"}, graph.CodeInvalid},
		{ListQuery{Kind: graph.KindEnterprise, First: 1, After: "!"}, graph.CodeInvalid},
		{ListQuery{Kind: graph.KindEnterprise, First: 1, After: "AAAA"}, graph.CodeInvalid},
		{ListQuery{Kind: graph.KindEnterprise, First: 1, After: "AAAAAAAAAAAA____"}, graph.CodeInvalid},
	} {
		if _, err := v.List(t.Context(), x.q); graph.CodeOf(err) != x.code {
			t.Errorf("%+v: %v, want %s", x.q, err, x.code)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.List(ctx, ListQuery{Kind: graph.KindEnterprise, First: 1}); graph.CodeOf(err) != graph.CodeCancelled {
		t.Errorf("a list under a cancelled context: %v", err)
	}
}

func TestNeighbours(t *testing.T) {
	x := generatedLog(t)
	v, m := x.last, x.lastModel
	r := rand.New(rand.NewPCG(9, 9))
	more := 0
	for i := range m.voc.Edges {
		typ := m.voc.Edges[i].Type
		for _, incoming := range []bool{false, true} {
			near := m.out[typ]
			if incoming {
				near = m.in[typ]
			}
			ids := slices.Sorted(maps.Keys(near))
			ids = append(ids[:min(300, len(ids))], "nobody", x.g.Hot())
			first := 1 + r.IntN(4)
			got, err := v.Neighbours(ids, NeighbourQuery{Edge: typ, Incoming: incoming, First: first})
			if err != nil {
				t.Fatal(err)
			}
			for k, id := range ids {
				want := near[m.of[id]]
				ends := map[graph.SubjectID]bool{}
				for _, e := range got[k].Edges {
					this, other := e.From, e.To
					if incoming {
						this, other = e.To, e.From
					}
					if this != m.of[id] || !slices.Contains(want, other) || e.Type != typ || e.Listed != "" || e.DeniedBy != 0 {
						t.Fatalf("%q has an edge %+v", id, e)
					}
					ends[other] = true
					if !slices.ContainsFunc(m.edges, func(w graphtest.Edge) bool {
						return w.Type == e.Type && w.From == e.From && w.To == e.To && w.Qualifier == e.Qualifier && w.Source == e.Best.Source &&
							slices.Equal(w.Sources, e.Sources) && w.Freshness == e.Fresh && len(w.Attributes) == len(e.Attributes)
					}) {
						t.Fatalf("nobody states %+v", e)
					}
				}
				if got[k].Total != len(want) || len(ends) != min(first, len(want)) || got[k].HasMore != (len(want) > first) {
					t.Fatalf("%q has %d of %d neighbours by %s, more: %v; want %d", id, len(ends), got[k].Total, typ, got[k].HasMore, len(want))
				}
				if got[k].HasMore {
					more++
				}
			}
		}
	}
	if more == 0 {
		t.Error("no node had more neighbours than were asked for")
	}
	for _, x := range []struct {
		q    NeighbourQuery
		n    int
		code graph.Code
	}{
		{NeighbourQuery{Edge: "LIKES", First: 1}, 1, graph.CodeInvalid}, {NeighbourQuery{First: 1}, 1, graph.CodeInvalid},
		{NeighbourQuery{Edge: graph.EdgeMakes}, 1, graph.CodeLimit}, {NeighbourQuery{Edge: graph.EdgeMakes, First: MaxPage + 1}, 1, graph.CodeLimit},
		{NeighbourQuery{Edge: graph.EdgeMakes, First: 1}, MaxPage + 1, graph.CodeLimit},
	} {
		if _, err := v.Neighbours(make([]graph.SubjectID, x.n), x.q); graph.CodeOf(err) != x.code {
			t.Errorf("%+v: %v, want %s", x.q, err, x.code)
		}
	}
}

// distances walks the model's edges of some types from a node, in both directions.
func (m *model) distances(from graph.SubjectID, types []string) map[graph.SubjectID]int {
	if len(types) == 0 {
		types = slices.Collect(maps.Keys(m.out))
	}
	dist := map[graph.SubjectID]int{from: 0}
	queue := []graph.SubjectID{from}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, typ := range types {
			for _, near := range [][]graph.SubjectID{m.out[typ][n], m.in[typ][n]} {
				for _, o := range near {
					if _, seen := dist[o]; !seen {
						dist[o] = dist[n] + 1
						queue = append(queue, o)
					}
				}
			}
		}
	}
	return dist
}

// someTypes draws edge types to follow; none means all.
func someTypes(r *rand.Rand, m *model) []string {
	var types []string
	for range r.IntN(4) {
		types = append(types, m.voc.Edges[r.IntN(len(m.voc.Edges))].Type)
	}
	return types
}

func TestPath(t *testing.T) {
	x := generatedLog(t)
	v, m := x.last, x.lastModel
	r := rand.New(rand.NewPCG(10, 10))
	all := slices.Sorted(maps.Keys(m.of))
	found, far, against := map[int]int{}, 0, 0
	for range 60 {
		from := all[r.IntN(len(all))]
		types := someTypes(r, m)
		if r.IntN(2) == 0 {
			types = []string{graph.EdgePartOf, graph.EdgeInSegment, graph.EdgeMakes, graph.EdgeFeeds}
		}
		dist := m.distances(m.of[from], types)
		near := slices.Sorted(maps.Keys(dist))
		for range 25 {
			to := all[r.IntN(len(all))]
			if r.IntN(2) == 0 {
				to = near[r.IntN(len(near))]
			}
			q := PathQuery{From: from, To: to, Edges: types, MaxHops: 1 + r.IntN(MaxDepth)}
			p, err := v.Path(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			d, reachable := dist[m.of[to]]
			if p.Found != (reachable && d <= q.MaxHops) || p.Found && len(p.Steps) != d {
				t.Fatalf("%+v: found %v with %d steps; the distance is %d, %v", q, p.Found, len(p.Steps), d, reachable)
			}
			if p.Bounded != (!p.Found && reachable) && (p.Found || reachable) {
				t.Fatalf("%+v: found %v, bounded %v, reachable %v", q, p.Found, p.Bounded, reachable)
			}
			if !p.Found {
				far++
				continue
			}
			found[d]++
			at := m.of[from]
			for _, s := range p.Steps {
				near := m.out[s.Edge][at]
				if s.Against {
					near = m.in[s.Edge][at]
					against++
				}
				if !slices.Contains(near, s.To) || len(types) > 0 && !slices.Contains(types, s.Edge) {
					t.Fatalf("%+v: no such step from %q: %+v", q, at, s)
				}
				at = s.To
			}
			if at != m.of[to] {
				t.Fatalf("%+v: the path ends at %q", q, at)
			}
		}
	}
	if len(found) < 6 || far == 0 || against == 0 {
		t.Errorf("found %v, not found %d, against %d; the test shows little", found, far, against)
	}
	id := all[0]
	for _, x := range []struct {
		q    PathQuery
		code graph.Code
	}{
		{PathQuery{From: id, To: id}, graph.CodeLimit}, {PathQuery{From: id, To: id, MaxHops: MaxDepth + 1}, graph.CodeLimit},
		{PathQuery{From: id, To: "nobody", MaxHops: 1}, graph.CodeNotFound}, {PathQuery{From: "", To: id, MaxHops: 1}, graph.CodeNotFound},
		{PathQuery{From: id, To: id, MaxHops: 1, Edges: []string{"LIKES"}}, graph.CodeInvalid},
		{PathQuery{From: id, To: id, MaxHops: 1, Edges: []string{""}}, graph.CodeInvalid},
	} {
		if _, err := v.Path(t.Context(), x.q); graph.CodeOf(err) != x.code {
			t.Errorf("%+v: %v, want %s", x.q, err, x.code)
		}
	}
}

func TestNeighbourhood(t *testing.T) {
	x := generatedLog(t)
	v, m := x.last, x.lastModel
	r := rand.New(rand.NewPCG(11, 11))
	all := slices.Sorted(maps.Keys(m.of))
	bounded, whole := 0, 0
	for range 200 {
		centre := all[r.IntN(len(all))]
		q := NeighbourhoodQuery{Centre: centre, Edges: someTypes(r, m), Depth: 1 + r.IntN(3), Nodes: []int{1, 10, 100, MaxPage}[r.IntN(4)]}
		got, err := v.Neighbourhood(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		dist := m.distances(m.of[centre], q.Edges)
		maps.DeleteFunc(dist, func(_ graph.SubjectID, d int) bool { return d > q.Depth })
		if got.Bounded != (len(dist) > q.Nodes) || len(got.Nodes) != min(len(dist), q.Nodes) || len(got.Depths) != len(got.Nodes) {
			t.Fatalf("%+v: %d nodes, bounded %v; there are %d", q, len(got.Nodes), got.Bounded, len(dist))
		}
		in := map[graph.SubjectID]bool{}
		for i, id := range got.Nodes {
			d, near := dist[id]
			if !near || d != got.Depths[i] || i > 0 && d < got.Depths[i-1] || in[id] {
				t.Fatalf("%+v: %q at depth %d in place %d, want %d, twice: %v", q, id, got.Depths[i], i, d, in[id])
			}
			in[id] = true
		}
		want := map[Link]bool{}
		for _, e := range m.edges {
			if in[e.From] && in[e.To] && (len(q.Edges) == 0 || slices.Contains(q.Edges, e.Type)) {
				want[Link{e.Type, e.From, e.To}] = true
			}
		}
		links := map[Link]bool{}
		for _, l := range got.Links {
			if links[l] {
				t.Fatalf("%+v: %v is told twice", q, l)
			}
			links[l] = true
		}
		if !maps.Equal(links, want) {
			t.Fatalf("%+v: %d links, want %d", q, len(links), len(want))
		}
		if got.Bounded {
			bounded++
		} else if len(got.Nodes) > 1 {
			whole++
		}
	}
	if bounded < 20 || whole < 20 {
		t.Errorf("%d are bounded and %d whole; the test shows little", bounded, whole)
	}
	// A type that is named twice is followed once.
	once, err := v.Neighbourhood(t.Context(), NeighbourhoodQuery{Centre: x.g.Hot(), Edges: []string{graph.EdgeMakes}, Depth: 2, Nodes: 100})
	if err != nil {
		t.Fatal(err)
	}
	twice, err := v.Neighbourhood(t.Context(), NeighbourhoodQuery{Centre: x.g.Hot(), Edges: []string{graph.EdgeMakes, graph.EdgeMakes}, Depth: 2, Nodes: 100})
	if err != nil || len(once.Links) == 0 || len(once.Links) != len(twice.Links) {
		t.Errorf("a type named once leads to %d links, twice to %d, %v", len(once.Links), len(twice.Links), err)
	}
	id := all[0]
	for _, x := range []struct {
		q    NeighbourhoodQuery
		code graph.Code
	}{
		{NeighbourhoodQuery{Centre: id, Nodes: 1}, graph.CodeLimit}, {NeighbourhoodQuery{Centre: id, Depth: MaxDepth + 1, Nodes: 1}, graph.CodeLimit},
		{NeighbourhoodQuery{Centre: id, Depth: 1}, graph.CodeLimit}, {NeighbourhoodQuery{Centre: id, Depth: 1, Nodes: MaxPage + 1}, graph.CodeLimit},
		{NeighbourhoodQuery{Centre: "nobody", Depth: 1, Nodes: 1}, graph.CodeNotFound},
		{NeighbourhoodQuery{Centre: id, Depth: 1, Nodes: 1, Edges: []string{"LIKES"}}, graph.CodeInvalid},
	} {
		if _, err := v.Neighbourhood(t.Context(), x.q); graph.CodeOf(err) != x.code {
			t.Errorf("%+v: %v, want %s", x.q, err, x.code)
		}
	}
}

// TestPathIsBounded searches between two nodes with more neighbours than a path
// may see: the answer says that it gave up, and how much it saw.
func TestPathIsBounded(t *testing.T) {
	w := &writer{}
	var records []graph.Assertion
	for _, segment := range []graph.SubjectID{"a", "b"} {
		for i := range MaxNodes/2 + 500 {
			r := rowIn("products", "", graph.SubjectID(fmt.Sprintf("%s/%d", segment, i)), 1+i)
			r.Kind = graphtest.Product
			r.Edges = []graph.EdgeCell{{Type: "IN_SEGMENT", Refs: []graph.Ref{{Subject: segment, Kind: graphtest.Segment}}}}
			records = append(records, r)
		}
	}
	w.edition("s1", "", records...)
	v := w.view(t)
	p, err := v.Path(t.Context(), PathQuery{From: "a/1", To: "b/1", MaxHops: MaxDepth})
	if err != nil || p.Found || !p.Bounded || p.Visited > MaxNodes || p.Visited < MaxNodes/2 {
		t.Errorf("between strangers: %+v, %v", p, err)
	}
	if p, err = v.Path(t.Context(), PathQuery{From: "a/1", To: "a/9", MaxHops: 2}); err != nil || !p.Found || p.Bounded || len(p.Steps) != 2 {
		t.Errorf("between products of one segment: %+v, %v", p, err)
	}
	if p, err = v.Path(t.Context(), PathQuery{From: "a/1", To: "a/1", MaxHops: 1}); err != nil || !p.Found || len(p.Steps) != 0 {
		t.Errorf("from a node to itself: %+v, %v", p, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Path(ctx, PathQuery{From: "a/1", To: "b/1", MaxHops: 2}); graph.CodeOf(err) != graph.CodeCancelled {
		t.Errorf("a path under a cancelled context: %v", err)
	}
	if _, err := v.Neighbourhood(ctx, NeighbourhoodQuery{Centre: "a/1", Depth: 2, Nodes: 9}); graph.CodeOf(err) != graph.CodeCancelled {
		t.Errorf("a neighbourhood under a cancelled context: %v", err)
	}
}

// TestShortReferenceThatQualifies lets a segment be known by a short reference
// and be the qualifier of another edge: it stays a name that is no key, in
// whatever order the rows came.
func TestShortReferenceThatQualifies(t *testing.T) {
	const short, maker = graph.SubjectID("s1/short"), graph.SubjectID("s1/maker")
	product := rowIn("products", "", "s1/p", 1, "name=Thing")
	product.Kind = graphtest.Product
	product.Edges = []graph.EdgeCell{{Type: "IN_SEGMENT", Refs: []graph.Ref{{Subject: short, Kind: graphtest.Segment, Short: true,
		Keys: []graph.Cell{{Property: "shortName", Values: []graph.Value{graph.Text("FW")}}}}}}}
	supplies := rowIn("supplies", "", maker, 1, "legalName=Alpha")
	supplies.Edges = []graph.EdgeCell{{Type: "SUPPLIES", Refs: []graph.Ref{{Subject: "s1/buyer", Kind: graphtest.Enterprise, Qualifier: short}}}}
	voc, rules := graphtest.CaseVocabulary()
	for i, order := range [][]*graph.Record{{product, supplies}, {supplies, product}} {
		w := &writer{}
		for _, r := range order {
			w.edition("s1", "", r)
		}
		v := w.view(t)
		n := v.Node(short)
		if n == nil || !slices.Equal(n.ReferredAs, []string{"FW"}) || len(n.Properties) != 0 || v.Name(short) != "FW" {
			t.Errorf("order %d: %+v, called %q", i, n, v.Name(short))
		}
		if got, want := graphtest.Digest(resultOf(v)), graphtest.Digest(graphtest.Fold(voc, rules, w.log)); got != want {
			t.Errorf("order %d: the reference fold says otherwise", i)
		}
	}
}

// TestPinsOfOneBatch pins one property twice in a batch, whose order does not
// matter: a pin on none counts before any value, and a smaller value first.
func TestPinsOfOneBatch(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	for _, x := range []struct {
		pins []string
		want string
	}{{[]string{"P2", "P1"}, "P1"}, {[]string{"P1", "P2"}, "P1"}, {[]string{"P1", ""}, ""}, {[]string{"", "P1"}, ""}} {
		w := &writer{}
		w.edition("s1", "", row("a", 1, "legalName=Alpha", "province=P9"))
		w.curate(pinOn("province", x.pins[0], "a"), pinOn("province", x.pins[1], "b", "a"))
		v := w.view(t)
		for _, p := range v.Node("a").Properties {
			if p.Name == "province" && p.Value().Text != x.want {
				t.Errorf("pinned on %q: it shows %q, want %q", x.pins, p.Value().Text, x.want)
			}
		}
		if got, want := graphtest.Digest(resultOf(v)), graphtest.Digest(graphtest.Fold(voc, rules, w.log)); got != want {
			t.Errorf("pinned on %q: the reference fold says otherwise", x.pins)
		}
	}
}

// TestErasedPins reads a log from which a redaction has taken the values of a pin
// and a denial, up to a revision before the redaction: they hold for nothing.
func TestErasedPins(t *testing.T) {
	w := &writer{}
	w.edition("s1", "", row("a", 1, "legalName=Alpha", "province=P1"))
	w.curate(&graph.Pin{Subjects: []graph.SubjectID{"a"}, Property: "province", Value: &graph.Value{}},
		&graph.Deny{Subjects: []graph.SubjectID{"a"}, Property: "province"},
		&graph.Pin{Subjects: []graph.SubjectID{"gone"}, Property: "province", Value: &graph.Value{}})
	v := w.view(t)
	if got, want := told(t, v, "a", "province", ""), []string{"1 P1: stands"}; !slices.Equal(got, want) {
		t.Errorf("the history is %q, want %q", got, want)
	}
	for _, p := range v.Node("a").Properties {
		if p.Name == "province" && (p.Value() != graph.Text("P1") || len(p.Denied) > 0) {
			t.Errorf("it shows %+v", p)
		}
	}
	if sleeping, separated := v.Adrift(); len(sleeping)+len(separated) > 0 {
		t.Errorf("adrift: %v, %v", sleeping, separated)
	}
}
