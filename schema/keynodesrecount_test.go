package schema_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"testing"
)

// TestKeyNodesOfExample takes each node, and each link, out of the example's graphs as
// the map and every enterprise tell them, and holds what falls apart then, and who is
// placed there, against what chainKeyNodes tells.
func TestKeyNodesOfExample(t *testing.T) {
	all := shared.ask(t, `{ chainMap(chain: "SL") { places { parent node { id ... on Segment { enterprises(first: 200) { nodes { id } } } } } feeds { from to } } }`, nil).must(t)
	placed := map[string][]string{}
	leaves := map[string]bool{}
	for _, p := range all.get(t, "chainMap", "places").([]any) {
		node := p.(map[string]any)["node"].(map[string]any)
		in, is := node["enterprises"].(map[string]any)
		if !is {
			continue // the chain itself
		}
		id := node["id"].(string)
		leaves[id] = true
		for _, e := range in["nodes"].([]any) {
			placed[id] = append(placed[id], e.(map[string]any)["id"].(string))
		}
	}
	parents := map[string]string{}
	for _, p := range all.get(t, "chainMap", "places").([]any) {
		p := p.(map[string]any)
		if up, is := p["parent"].(string); is {
			delete(leaves, up)
			parents[p["node"].(map[string]any)["id"].(string)] = up
		}
	}
	feeds, supplies := links{}, links{}
	for _, f := range all.get(t, "chainMap", "feeds").([]any) {
		f := f.(map[string]any)
		feeds.join(f["from"].(string), f["to"].(string))
	}
	known := 0
	for id := range leaves {
		for up := id; up != ""; up = parents[up] {
			if feeds[up] != nil {
				known++
				break
			}
		}
	}
	who := map[string]bool{}
	for _, in := range placed {
		for _, e := range in {
			who[e] = true
		}
	}
	here := 0
	for e := range who {
		x := shared.ask(t, `query($id: ID!) { enterprise(id: $id) { suppliedBy(first: 100) { edges { node { id } qualifier { id } } } } }`, map[string]any{"id": e}).must(t)
		for i := range x.get(t, "enterprise", "suppliedBy", "edges").([]any) {
			supplies.join(x.get(t, "enterprise", "suppliedBy", "edges", i, "node", "id").(string), e)
		}
	}
	for e := range who {
		if supplies[e] != nil {
			here++
		}
	}
	itself := map[string][]string{}
	for e := range supplies {
		itself[e] = []string{e}
	}
	for _, c := range []struct {
		graph                     string
		links                     links
		holds                     map[string][]string
		expected, known, unjoined int
	}{{"SEGMENTS", feeds, placed, len(leaves), known, len(leaves) - known}, {"ENTERPRISES", supplies, itself, -1, -1, len(who) - here}} {
		got := shared.ask(t, fmt.Sprintf(`{ chainKeyNodes(chain: "SL", graph: %s) { total links components largest splitting bridgeCount expected known unjoined nodes { node { id } neighbours betweenness rank rankLow rankHigh parts cutNodes cutEnterprises enterprises } bridges(first: 1000) { from { id } to { id } cutNodes cutEnterprises } }
			chainDependency(chain: "SL") { expected recorded } }`, c.graph), nil).must(t)
		if c.expected < 0 {
			c.expected, c.known = int(got.get(t, "chainDependency", "expected").(float64)), int(got.get(t, "chainDependency", "recorded").(float64))
		}
		whole := c.links.parts("", [2]string{})
		pairs, bridges := 0, map[[2]string][]string{}
		for a, near := range c.links {
			for b := range near {
				if a > b {
					continue
				}
				pairs++
				if left := c.links.parts("", [2]string{a, b}); len(left) > len(whole) {
					bridges[[2]string{a, b}] = smaller(left, a, b)
				}
			}
		}
		splitting := 0
		nodes := got.get(t, "chainKeyNodes", "nodes").([]any)
		before, last := 2., 0.
		for i := range nodes {
			at := func(path ...any) any {
				return got.get(t, append([]any{"chainKeyNodes", "nodes", i}, path...)...)
			}
			id := at("node", "id").(string)
			var parts [][]string
			for _, part := range c.links.parts(id, [2]string{}) {
				if slices.ContainsFunc(part, func(o string) bool { return c.links[id][o] }) {
					parts = append(parts, part)
				}
			}
			slices.SortStableFunc(parts, func(a, b []string) int { return len(b) - len(a) })
			if len(parts) > 1 {
				splitting++
			}
			off, holds := 0, []map[string]bool{} // whoever is largest among equals may be kept
			for j, part := range parts {
				if len(part) == len(parts[0]) {
					holds = append(holds, map[string]bool{})
					for k, other := range parts {
						for _, o := range other {
							for _, e := range c.holds[o] {
								if k != j {
									holds[len(holds)-1][e] = true
								}
							}
						}
					}
				}
				if j > 0 {
					off += len(part)
				}
			}
			if at("parts") != float64(len(parts)) || at("cutNodes") != float64(off) || at("neighbours") != float64(len(c.links[id])) || !slices.ContainsFunc(holds, func(h map[string]bool) bool { return float64(len(h)) == at("cutEnterprises") }) {
				t.Errorf("without %s there are %v parts, %v nodes and %v enterprises cut off, not %d, %d and one of %d", id, at("parts"), at("cutNodes"), at("cutEnterprises"), len(parts), off, len(holds))
			}
			if c.graph == "SEGMENTS" && at("enterprises") != float64(len(c.holds[id])) {
				t.Errorf("on %s there are %v enterprises, not %d", id, at("enterprises"), len(c.holds[id]))
			}
			between, err := strconv.ParseFloat(at("betweenness").(string), 64)
			if want := c.links.between(id); err != nil || math.Abs(between-want) > 1e-8 {
				t.Errorf("the betweenness of %s is %v, not %v", id, at("betweenness"), want)
			}
			rank := at("rank").(float64)
			if between > before || rank < last || (rank == last) != (between == before) || at("rankLow").(float64) < 1 || at("rankHigh").(float64) > float64(len(nodes)) || at("rankLow").(float64) > at("rankHigh").(float64) {
				t.Errorf("%s comes at %v (%v to %v) with %v, after %v with %v", id, rank, at("rankLow"), at("rankHigh"), between, last, before)
			}
			before, last = between, rank
		}
		told := got.get(t, "chainKeyNodes", "bridges").([]any)
		for _, b := range told {
			b := b.(map[string]any)
			from, to := b["from"].(map[string]any)["id"].(string), b["to"].(map[string]any)["id"].(string)
			off, is := bridges[[2]string{min(from, to), max(from, to)}]
			holds := map[string]bool{}
			for _, o := range off {
				for _, e := range c.holds[o] {
					holds[e] = true
				}
			}
			if !is || b["cutNodes"] != float64(len(off)) || b["cutEnterprises"] != float64(len(holds)) {
				t.Errorf("the bridge %v cuts %v with %d off", b, off, len(holds))
			}
		}
		largest := 0
		for _, part := range whole {
			largest = max(largest, len(part))
		}
		for name, want := range map[string]int{"total": len(c.links), "links": pairs, "components": len(whole), "largest": largest, "splitting": splitting, "bridgeCount": len(bridges), "expected": c.expected, "known": c.known, "unjoined": c.unjoined} {
			if is := got.get(t, "chainKeyNodes", name); is != float64(want) {
				t.Errorf("%s: %s is %v, not %d", c.graph, name, is, want)
			}
		}
		if len(nodes) != len(c.links) || len(told) != len(bridges) || splitting == 0 || splitting == len(nodes) || c.unjoined == 0 || c.known == 0 {
			t.Errorf("the example does not try this: %d nodes, %d part it, %d bridges, %d unjoined", len(nodes), splitting, len(told), c.unjoined)
		}
	}
}

// links are the neighbours of nodes.
type links map[string]map[string]bool

func (l links) join(a, b string) {
	for _, x := range [][2]string{{a, b}, {b, a}} {
		if l[x[0]] == nil {
			l[x[0]] = map[string]bool{}
		}
		l[x[0]][x[1]] = true
	}
}

// parts returns what the nodes fall into without one, or without a link.
func (l links) parts(without string, link [2]string) [][]string {
	seen := map[string]bool{without: true}
	var out [][]string
	for start := range l {
		if seen[start] {
			continue
		}
		seen[start] = true
		part := []string{start}
		for i := 0; i < len(part); i++ {
			for o := range l[part[i]] {
				if !seen[o] && link != [2]string{min(o, part[i]), max(o, part[i])} {
					seen[o] = true
					part = append(part, o)
				}
			}
		}
		out = append(out, part)
	}
	return out
}

// smaller returns the smaller of the parts of two nodes.
func smaller(parts [][]string, a, b string) []string {
	of := func(id string) []string {
		return parts[slices.IndexFunc(parts, func(p []string) bool { return slices.Contains(p, id) })]
	}
	if len(of(a)) < len(of(b)) {
		return of(a)
	}
	return of(b)
}

// between counts the shortest paths between all others, and those that go through a node.
func (l links) between(id string) float64 {
	from := func(start string) (far map[string]int, ways map[string]float64) {
		far, ways = map[string]int{start: 0}, map[string]float64{start: 1}
		for level := []string{start}; len(level) > 0; {
			var next []string
			for _, v := range level {
				for w := range l[v] {
					if _, seen := far[w]; !seen {
						far[w] = far[v] + 1
						next = append(next, w)
					}
					if far[w] == far[v]+1 {
						ways[w] += ways[v]
					}
				}
			}
			level = next
		}
		return far, ways
	}
	sum := 0.
	far, ways := from(id)
	for a := range far {
		if a == id {
			continue
		}
		farA, waysA := from(a)
		for b := range farA {
			if b != id && b != a && farA[b] == far[a]+far[b] {
				sum += ways[a] * ways[b] / waysA[b]
			}
		}
	}
	return sum / float64((len(l)-1)*(len(l)-2))
}
