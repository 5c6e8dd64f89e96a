package memory_test

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// recount counts the map from the reference fold's result, in the words of the
// counting rule, with sets.
type recount struct {
	kind     map[graph.SubjectID]graph.Kind
	referred map[graph.SubjectID]bool
	props    map[graph.SubjectID]map[string]graphtest.Property
	out, in  map[string]map[graph.SubjectID][]graph.SubjectID
	named    map[graph.SubjectID]graph.SubjectID // the chains of segments that are part of nothing
}

func newRecount(r *graphtest.Result) *recount {
	c := &recount{map[graph.SubjectID]graph.Kind{}, map[graph.SubjectID]bool{}, map[graph.SubjectID]map[string]graphtest.Property{},
		map[string]map[graph.SubjectID][]graph.SubjectID{}, map[string]map[graph.SubjectID][]graph.SubjectID{}, map[graph.SubjectID]graph.SubjectID{}}
	for _, n := range r.Nodes {
		c.kind[n.ID], c.referred[n.ID], c.props[n.ID] = n.Kind, n.OnlyReferred, n.Props
	}
	for _, e := range r.Edges {
		if c.out[e.Type] == nil {
			c.out[e.Type], c.in[e.Type] = map[graph.SubjectID][]graph.SubjectID{}, map[graph.SubjectID][]graph.SubjectID{}
		}
		if !slices.Contains(c.out[e.Type][e.From], e.To) {
			c.out[e.Type][e.From] = append(c.out[e.Type][e.From], e.To)
			c.in[e.Type][e.To] = append(c.in[e.Type][e.To], e.From)
		}
	}
	called := map[string][]graph.SubjectID{}
	for n, kind := range c.kind {
		if kind != graph.KindChain {
			continue
		}
		for _, p := range []string{graph.PropCode, graph.PropName, graph.PropShortName, graph.PropEnglishName, graph.PropAliases} {
			values := []graph.Value{c.props[n][p].Winner.Value}
			for _, s := range c.props[n][p].Values {
				values = append(values, s.Value)
			}
			for _, v := range values {
				if k := graph.HeaderKey(v.Text); k != "" && !slices.Contains(called[k], n) {
					called[k] = append(called[k], n)
				}
			}
		}
	}
	for n, kind := range c.kind {
		if chains := called[graph.HeaderKey(c.props[n][graph.PropChain].Winner.Value.Text)]; kind == graph.KindSegment && len(chains) == 1 && len(c.out[graph.EdgePartOf][n]) == 0 {
			c.named[n] = chains[0]
		}
	}
	return c
}

// around returns the places of a node's own edges with all their ancestors.
func (c *recount) around(n graph.SubjectID) map[graph.SubjectID]bool {
	places := map[graph.SubjectID]bool{}
	var climb func(graph.SubjectID)
	climb = func(s graph.SubjectID) {
		if !places[s] {
			places[s] = true
			for _, up := range c.out[graph.EdgePartOf][s] {
				climb(up)
			}
			if up := c.named[s]; up != "" {
				climb(up)
			}
		}
	}
	for _, s := range c.out[graph.EdgeInSegment][n] {
		climb(s)
	}
	return places
}

type predicate func(c *recount, n graph.SubjectID) bool

// mapOf counts everything that passes the filters.
func (c *recount) mapOf(enterprise, product predicate) map[graph.SubjectID]memory.Count {
	enterprises, products := map[graph.SubjectID]map[graph.SubjectID]bool{}, map[graph.SubjectID]map[graph.SubjectID]bool{}
	add := func(m map[graph.SubjectID]map[graph.SubjectID]bool, place, n graph.SubjectID) {
		if m[place] == nil {
			m[place] = map[graph.SubjectID]bool{}
		}
		m[place][n] = true
	}
	for n, kind := range c.kind {
		switch kind {
		case graph.KindEnterprise:
			if enterprise != nil && !enterprise(c, n) {
				continue
			}
			if product == nil {
				for place := range c.around(n) {
					add(enterprises, place, n)
				}
			}
			for _, p := range c.out[graph.EdgeMakes][n] {
				if product == nil || product(c, p) {
					for place := range c.around(p) {
						add(enterprises, place, n)
					}
				}
			}
		case graph.KindProduct:
			if product != nil && !product(c, n) ||
				enterprise != nil && !slices.ContainsFunc(c.in[graph.EdgeMakes][n], func(e graph.SubjectID) bool { return enterprise(c, e) }) {
				continue
			}
			for place := range c.around(n) {
				add(products, place, n)
			}
		}
	}
	out := map[graph.SubjectID]memory.Count{}
	for n, kind := range c.kind {
		if kind != graph.KindSegment && kind != graph.KindChain {
			continue
		}
		x := memory.Count{Enterprises: len(enterprises[n]), Products: len(products[n])}
		events := map[graph.SubjectID]bool{}
		for e := range enterprises[n] {
			if c.referred[e] {
				x.Referred++
			}
			for _, ev := range c.out[graph.EdgeRaised][e] {
				events[ev] = true
			}
		}
		capital := map[string]*memory.Capital{}
		for ev := range events {
			a := c.props[ev][graph.PropAmount].Winner.Value
			if capital[a.Currency] == nil {
				capital[a.Currency] = &memory.Capital{Currency: a.Currency}
			}
			k := capital[a.Currency]
			k.Events++
			high := a.Number
			switch {
			case a.Type != graph.TypeMoney || a.Bound == graph.BoundUndisclosed:
				k.Undisclosed++
				continue
			case a.Bound == graph.BoundRange:
				high = a.High
			case a.Bound == graph.BoundAtLeast:
				k.Open++
			}
			k.Low, _ = k.Low.Add(a.Number)
			k.High, _ = k.High.Add(high)
		}
		x.Capital = []memory.Capital{}
		for _, k := range slices.Sorted(maps.Keys(capital)) {
			x.Capital = append(x.Capital, *capital[k])
		}
		out[n] = x
	}
	return out
}

// TestChainMap holds the map, kept current from batch to batch and filtered,
// against a recount of what the reference fold says stands.
func TestChainMap(t *testing.T) {
	p := graphtest.FullSize.Scaled(8000)
	p.Batches = 60
	log := graphtest.NewMemLog(graphtest.Generate(p))
	voc, rules := graph.Standard(), graph.StandardRules()
	ctx := context.Background()
	head, err := log.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	whole := log.Log()

	kinds := map[string]int{}
	for _, n := range graphtest.Fold(voc, rules, whole).Nodes {
		if n.Kind == graph.KindEnterprise {
			kinds[n.Props[graph.PropStage].Winner.Value.Text]++
		}
	}
	var stages []graph.Value
	for k := range kinds {
		if k != "" && len(stages) < 2 {
			stages = append(stages, graph.CodeValue(k))
		}
	}
	if len(stages) == 0 {
		t.Fatal("the generated log has no stages to filter by")
	}
	inStage := func(c *recount, n graph.SubjectID) bool {
		return slices.Contains(stages, c.props[n][graph.PropStage].Winner.Value)
	}
	notInStage := func(c *recount, n graph.SubjectID) bool {
		v := c.props[n][graph.PropStage].Winner.Value
		return !v.IsZero() && !slices.Contains(stages, v)
	}
	isKind := func(c *recount, n graph.SubjectID) bool { return !c.props[n][graph.PropKind].Winner.Value.IsZero() }
	yes := true
	stage := memory.Filter{Property: graph.PropStage, In: stages}
	known := memory.Filter{Property: graph.PropKind, Known: &yes}
	cases := []struct {
		name                string
		query               memory.MapQuery
		enterprise, product predicate
	}{
		{"everything", memory.MapQuery{}, nil, nil},
		{"enterprises", memory.MapQuery{Enterprises: &stage}, inStage, nil},
		{"not enterprises", memory.MapQuery{Enterprises: &memory.Filter{Not: &stage}}, notInStage, nil},
		{"products", memory.MapQuery{Products: &known}, nil, isKind},
		{"both", memory.MapQuery{Enterprises: &stage, Products: &known}, inStage, isKind},
		{"nothing", memory.MapQuery{Enterprises: &memory.Filter{All: []memory.Filter{stage, {Not: &stage}}}},
			func(*recount, graph.SubjectID) bool { return false }, nil},
	}
	check := func(v *memory.View, c *recount, when string) {
		checkFunding(t, v, c, when, stage, inStage)
		for _, x := range cases {
			x.query.Capital = true
			got, err := v.ChainMap(ctx, x.query)
			if err != nil {
				t.Fatal(err)
			}
			want := c.mapOf(x.enterprise, x.product)
			some := false
			for _, w := range want {
				some = some || w.Enterprises > 0 && w.Products > 0 && len(w.Capital) > 0
			}
			if some == (x.name == "nothing") {
				t.Fatalf("%s, %s: the log does not try this case", when, x.name)
			}
			if len(got.Places) != len(want) {
				t.Fatalf("%s, %s: %d places, want %d", when, x.name, len(got.Places), len(want))
			}
			for _, p := range got.Places {
				if !reflect.DeepEqual(p.Count, want[p.Node]) {
					t.Fatalf("%s, %s: at %s\n got %+v\nwant %+v", when, x.name, p.Node, p.Count, want[p.Node])
				}
			}
		}
	}
	v := memory.New(voc, rules)
	for r := graph.Revision(1); r <= head.Revision; r++ {
		for h, err := range log.Headers(ctx, r, r) {
			if err != nil {
				t.Fatal(err)
			}
			if v, _, err = v.Next(ctx, log, h); err != nil {
				t.Fatal(err)
			}
		}
		if r > 3 && (r%8 == 0 || r == head.Revision) {
			check(v, newRecount(graphtest.Fold(voc, rules, whole[:r])), fmt.Sprintf("revision %d, step by step", r))
		}
	}
	c := newRecount(graphtest.Fold(voc, rules, whole))
	built, err := memory.Build(ctx, log, voc, rules, 0)
	if err != nil {
		t.Fatal(err)
	}
	check(built, c, "built at once")
	past, err := v.At(ctx, 6)
	if err != nil {
		t.Fatal(err)
	}
	check(past, newRecount(graphtest.Fold(voc, rules, whole.At(voc, 6))), "a past View")
}
