package structure

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// known is a graph whose measures were worked out by others.
type known struct {
	name    string
	nodes   []string // named in order
	edges   string   // pairs of them
	between []float64
	cuts    map[string][]int // by articulation point: the sizes of the parts without it
	bridges string
	blocks  []int // how many, and how large the largest is
}

// The figures are those of networkx 3.6.1: betweenness_centrality (normalised),
// articulation_points, bridges, biconnected_components, and connected_components of the
// graph without the node. The betweenness of the first two is printed in its own tests,
// too, and so are the articulation points of the third (test_biconnected_components1).
var references = []known{
	{name: "karate club (Zachary 1977)", nodes: numbered(34),
		edges: `0-1 0-2 0-3 0-4 0-5 0-6 0-7 0-8 0-10 0-11 0-12 0-13 0-17 0-19 0-21 0-31 1-2 1-3 1-7 1-13 1-17 1-19 1-21 1-30 2-3 2-7 2-8 2-9 2-13 2-27 2-28 2-32 3-7 3-12 3-13
			4-6 4-10 5-6 5-10 5-16 6-16 8-30 8-32 8-33 9-33 13-33 14-32 14-33 15-32 15-33 18-32 18-33 19-33 20-32 20-33 22-32 22-33 23-25 23-27 23-29 23-32 23-33 24-25 24-27 24-31
			25-31 26-29 26-33 27-33 28-31 28-33 29-32 29-33 30-32 30-33 31-32 31-33 32-33`,
		between: []float64{.437635281, .053936688, .143656806, .011909271, .000631313, .029987374, .029987374, 0, .055926828, .000847763, .000631313, 0, 0, .045863396, 0, 0, 0, 0, 0,
			.032475048, 0, 0, 0, .017613636, .002209596, .003840488, 0, .022333454, .001794733, .002922078, .014411977, .138275613, .145247114, .304074976},
		cuts: map[string][]int{"0": {27, 5, 1}}, bridges: "0-11", blocks: []int{3, 28}},
	{name: "Florentine families (Padgett and Ansell 1993)",
		nodes: []string{"Acciaiuoli", "Albizzi", "Barbadori", "Bischeri", "Castellani", "Ginori", "Guadagni", "Lamberteschi", "Medici", "Pazzi", "Peruzzi", "Ridolfi", "Salviati", "Strozzi", "Tornabuoni"},
		edges: `Acciaiuoli-Medici Castellani-Peruzzi Castellani-Strozzi Castellani-Barbadori Medici-Barbadori Medici-Ridolfi Medici-Tornabuoni Medici-Albizzi Medici-Salviati Salviati-Pazzi
			Peruzzi-Strozzi Peruzzi-Bischeri Strozzi-Ridolfi Strozzi-Bischeri Ridolfi-Tornabuoni Tornabuoni-Guadagni Albizzi-Ginori Albizzi-Guadagni Bischeri-Guadagni Guadagni-Lamberteschi`,
		between: []float64{0, .212454212, .093406593, .104395604, .054945055, 0, .254578755, 0, .521978022, 0, .021978022, .113553114, .142857143, .102564103, .091575092},
		cuts:    map[string][]int{"Albizzi": {13, 1}, "Guadagni": {13, 1}, "Medici": {11, 2, 1}, "Salviati": {13, 1}},
		bridges: "Acciaiuoli-Medici Albizzi-Ginori Guadagni-Lamberteschi Medici-Salviati Pazzi-Salviati", blocks: []int{6, 10}},
	{name: "a textbook's biconnected components", nodes: numbered(16),
		edges:   "0-1 0-5 0-6 0-14 1-5 1-6 1-14 2-4 2-10 3-4 3-15 4-6 4-7 4-10 5-14 6-14 7-9 8-9 8-12 8-13 10-15 11-12 11-13 12-13",
		cuts:    map[string][]int{"4": {6, 5, 4}, "6": {11, 4}, "7": {10, 5}, "8": {12, 3}, "9": {11, 4}},
		bridges: "4-6 4-7 7-9 8-9", blocks: []int{7, 5}},
}

func numbered(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint(i)
	}
	return out
}

// graph reads a known graph. Each edge is told twice, either way round, and each node
// is told to join itself: none of that changes anything.
func (k *known) graph() *Graph {
	var edges [][2]int
	for _, e := range strings.Fields(k.edges) {
		a, b, _ := strings.Cut(e, "-")
		from, to := slices.Index(k.nodes, a), slices.Index(k.nodes, b)
		edges = append(edges, [2]int{from, to}, [2]int{to, from}, [2]int{to, to})
	}
	return New(len(k.nodes), edges)
}

func TestReferences(t *testing.T) {
	for _, k := range references {
		t.Run(k.name, func(t *testing.T) {
			g := k.graph()
			if n := len(strings.Fields(k.edges)); g.Edges() != n {
				t.Fatalf("%d edges, not %d", g.Edges(), n)
			}
			between, err := g.Betweenness(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range k.between {
				if math.Abs(between[i]-want) > 1e-9 {
					t.Errorf("the betweenness of %s is %.9f, not %.9f", k.nodes[i], between[i], want)
				}
			}
			c := g.Cuts()
			for i, name := range k.nodes {
				var sizes []int
				for _, part := range c.Without(i) {
					sizes = append(sizes, len(part))
				}
				want := k.cuts[name]
				if want == nil {
					want = []int{len(k.nodes) - 1}
				}
				if !slices.Equal(sizes, want) || c.Parts(i) != len(want) || c.Off(i) != len(k.nodes)-1-want[0] {
					t.Errorf("without %s there are %d parts of %v, %d nodes cut off, not %v", name, c.Parts(i), sizes, c.Off(i), want)
				}
			}
			var bridges []string
			for _, b := range c.Bridges {
				bridges = append(bridges, k.nodes[b.From]+"-"+k.nodes[b.To])
			}
			if got := strings.Join(bridges, " "); got != k.bridges {
				t.Errorf("the bridges are %s, not %s", got, k.bridges)
			}
			if c.Components != 1 || c.Largest != len(k.nodes) || c.Blocks != k.blocks[0] || c.LargestBlock != k.blocks[1] {
				t.Errorf("%d components of at most %d, %d blocks of at most %d", c.Components, c.Largest, c.Blocks, c.LargestBlock)
			}
		})
	}
}

// TestRandomGraphs holds both measures against what they mean, on graphs that chance
// makes: shortest paths counted one by one, and components without each node and edge.
func TestRandomGraphs(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	cut, whole := 0, 0
	for range 150 {
		n := 1 + chance.IntN(14)
		var edges [][2]int
		for range chance.IntN(2*n + 1) {
			edges = append(edges, [2]int{chance.IntN(n), chance.IntN(n)})
		}
		g := New(n, edges)
		c := g.Cuts()
		between, err := g.Betweenness(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := betweenness(g)
		for v := range n {
			if math.Abs(between[v]-want[v]) > 1e-9 {
				t.Fatalf("of %v the betweenness of %d is %v, not %v", g.edges, v, between[v], want[v])
			}
			of := components(g, v, [2]int32{-1, -1})
			var parts [][]int
			for _, part := range of {
				if slices.ContainsFunc(g.near[v], func(w int32) bool { return slices.Contains(part, int(w)) }) {
					parts = append(parts, part)
				}
			}
			slices.SortStableFunc(parts, func(a, b []int) int { return len(b) - len(a) })
			if got := c.Without(v); !slices.EqualFunc(got, parts, slices.Equal) || c.Parts(v) != len(parts) {
				t.Fatalf("of %v, without %d there are the parts %v, not %v", g.edges, v, got, parts)
			}
			if len(parts) > 1 {
				cut++
			} else {
				whole++
			}
		}
		all := components(g, -1, [2]int32{-1, -1})
		if c.Components != len(all) {
			t.Fatalf("%v has %d components, not %d", g.edges, c.Components, len(all))
		}
		bridges := c.Bridges
		for _, e := range g.edges {
			left := components(g, -1, e)
			if len(left) == len(all) {
				continue
			}
			if len(bridges) == 0 || bridges[0].From != int(e[0]) || bridges[0].To != int(e[1]) {
				t.Fatalf("of %v, %v is a bridge, and %v are told", g.edges, e, bridges)
			}
			kept, off := c.Sides(bridges[0])
			has := func(part []int) bool {
				return slices.ContainsFunc(left, func(o []int) bool { return slices.Equal(o, part) })
			}
			if !has(kept) || !has(off) || len(off) > len(kept) || len(off) != c.OffBridge(bridges[0]) {
				t.Fatalf("of %v, without %v there are %v and %v, not %v", g.edges, e, kept, off, left)
			}
			bridges = bridges[1:]
		}
		if len(bridges) > 0 {
			t.Fatalf("of %v, %v are no bridges", g.edges, bridges)
		}
	}
	if cut < 100 || whole < 100 {
		t.Errorf("chance made %d articulation points and %d other nodes: too few to tell", cut, whole)
	}
}

// components returns the components of a graph without a node or an edge, each in
// ascending order, by the least node.
func components(g *Graph, without int, edge [2]int32) [][]int {
	seen := map[int]bool{without: true}
	var out [][]int
	for start := range g.near {
		if seen[start] {
			continue
		}
		seen[start] = true
		part := []int{start}
		for i := 0; i < len(part); i++ {
			for _, w := range g.near[part[i]] {
				e := [2]int32{int32(min(part[i], int(w))), int32(max(part[i], int(w)))}
				if e != edge && !seen[int(w)] {
					seen[int(w)] = true
					part = append(part, int(w))
				}
			}
		}
		slices.Sort(part)
		out = append(out, part)
	}
	return out
}

// betweenness counts shortest paths by matrices, as the definition has it: v is on
// paths(a,v)·paths(v,b) of the paths(a,b) if it lies as far from both as they from each other.
func betweenness(g *Graph) []float64 {
	n := len(g.near)
	far, paths := make([][]int, n), make([][]float64, n)
	for a := range n {
		far[a], paths[a] = slices.Repeat([]int{1 << 30}, n), make([]float64, n)
		far[a][a], paths[a][a] = 0, 1
		for d := range n {
			for v := range n {
				if far[a][v] != d {
					continue
				}
				for _, w := range g.near[v] {
					if far[a][w] >= d+1 {
						far[a][w] = d + 1
						paths[a][w] += paths[a][v]
					}
				}
			}
		}
	}
	out := make([]float64, n)
	for v := range n {
		for a := range n {
			for b := range a {
				if a != v && b != v && far[a][b] < 1<<30 && far[a][v]+far[v][b] == far[a][b] {
					out[v] += paths[a][v] * paths[v][b] / paths[a][b] / (float64(n-1) * float64(n-2) / 2)
				}
			}
		}
	}
	return out
}

// TestLongChain walks a chain that calls in each other would nest as deep, and stars
// and circles as large: in time proportional to them.
func TestLongChain(t *testing.T) {
	const n = 200_000
	chain, star, circle := make([][2]int, 0, n), make([][2]int, 0, n), make([][2]int, 0, n)
	for i := 1; i < n; i++ {
		chain, star, circle = append(chain, [2]int{i - 1, i}), append(star, [2]int{0, i}), append(circle, [2]int{i - 1, i})
	}
	circle = append(circle, [2]int{n - 1, 0})
	for _, x := range []struct {
		name                  string
		edges                 [][2]int
		blocks, largest, node int
		parts, off            int
	}{
		{"chain", chain, n - 1, 2, n / 4, 2, n / 4},
		{"star", star, n - 1, 2, 0, n - 1, n - 2},
		{"circle", circle, 1, n, 5, 1, 0},
	} {
		c := New(n, x.edges).Cuts()
		if c.Components != 1 || c.Blocks != x.blocks || c.LargestBlock != x.largest || c.Parts(x.node) != x.parts || c.Off(x.node) != x.off {
			t.Errorf("the %s has %d blocks of at most %d; without %d it falls into %d parts, %d nodes cut off", x.name, c.Blocks, c.LargestBlock, x.node, c.Parts(x.node), c.Off(x.node))
		}
	}
}

func TestRanks(t *testing.T) {
	figures := []float64{0, .5, .1 + .2, .3, 0, .7}
	best, worst := ranks(figures)
	if got := Ranks(figures); !slices.Equal(got, []int{5, 2, 3, 3, 5, 1}) || !slices.Equal(best, got) || !slices.Equal(worst, []int{6, 2, 4, 4, 6, 1}) {
		t.Errorf("the places are %v, from %v to %v", got, best, worst)
	}
}

// TestRankIntervals keeps that the same seed draws the same, that who lies between most
// others stays one of the first two, and that nothing is left out with the chance 0.
func TestRankIntervals(t *testing.T) {
	g := references[1].graph()
	between, err := g.Betweenness(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	places := Ranks(between)
	some, err := g.RankIntervals(t.Context(), 200, .1, 7)
	if err != nil {
		t.Fatal(err)
	}
	again, err := g.RankIntervals(t.Context(), 200, .1, 7)
	if err != nil || !slices.Equal(some, again) {
		t.Errorf("the same seed draws %v, then %v, %v", some, again, err)
	}
	other, err := g.RankIntervals(t.Context(), 200, .1, 8)
	if err != nil || slices.Equal(some, other) {
		t.Errorf("another seed draws the same, %v", err)
	}
	wide := 0
	for i, x := range some {
		if x.Low < 1 || x.Low > x.High || x.High > g.Len() {
			t.Errorf("%d comes at %v", i, x)
		}
		if x.Low < places[i] && places[i] < x.High {
			wide++
		}
	}
	if some[8] != (Interval{1, 2}) || wide < 3 {
		t.Errorf("the Medici come at %v; %d of %v are around the place %v", some[8], wide, some, places)
	}
	sure, err := g.RankIntervals(t.Context(), 3, 0, 7)
	if err != nil {
		t.Fatal(err)
	}
	first, last := ranks(between)
	for i, x := range sure {
		if x != (Interval{first[i], last[i]}) {
			t.Errorf("with all edges %d comes at %v, not from %d to %d", i, x, first[i], last[i])
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := g.RankIntervals(ended, 1, .1, 7); !errors.Is(err, context.Canceled) {
		t.Errorf("it goes on when nobody waits: %v", err)
	}
}
