package memory_test

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// plainView is what a View is measured against: the same nodes, properties and
// edges, as one would write them down first, in maps of structs. It knows
// neither sources nor alternatives nor places, takes the newest value, joins
// enterprises by code and name alone, revokes nothing and shares nothing between
// revisions.
type plainView struct {
	nodes        map[graph.SubjectID]*plainNode // by each subject
	codes, names map[string]*plainNode
	kinds        map[graph.Kind][]*plainNode
}

type plainNode struct {
	id      graph.SubjectID
	kind    graph.Kind
	values  map[string]plainValue
	out, in map[string][]*plainNode
}

type plainValue struct {
	values []graph.Value
	date   graph.Date
}

func newPlainView() *plainView {
	return &plainView{
		nodes: map[graph.SubjectID]*plainNode{}, kinds: map[graph.Kind][]*plainNode{},
		codes: map[string]*plainNode{}, names: map[string]*plainNode{},
	}
}

// plainBuild reads a log up to a revision; to the head if upTo is 0.
func plainBuild(tb testing.TB, ctx context.Context, log memory.Log, upTo graph.Revision) *plainView {
	tb.Helper()
	v := newPlainView()
	for h, err := range log.Headers(ctx, 1, upTo) {
		if err != nil {
			tb.Fatal(err)
		}
		v.apply(tb, ctx, log, h)
	}
	return v
}

func (v *plainView) apply(tb testing.TB, ctx context.Context, log memory.Log, h *graph.Header) {
	for a, err := range log.Assertions(ctx, h.Revision) {
		if err != nil {
			tb.Fatal(err)
		}
		if r, ok := a.(*graph.Record); ok {
			v.record(r, h.DataDate)
		}
	}
}

func (v *plainView) node(s graph.SubjectID, kind graph.Kind) *plainNode {
	n := v.nodes[s]
	if n == nil {
		n = &plainNode{id: s, kind: kind, values: map[string]plainValue{}, out: map[string][]*plainNode{}, in: map[string][]*plainNode{}}
		v.nodes[s] = n
		v.kinds[kind] = append(v.kinds[kind], n)
	}
	return n
}

func (v *plainView) record(r *graph.Record, date graph.Date) {
	n := v.nodes[r.Subject]
	if n == nil && r.Kind == graph.KindEnterprise {
		for _, c := range r.Cells {
			if n == nil && c.Property == graph.PropCreditCode && c.State == graph.CellValue {
				n = v.codes[c.Values[0].Text]
			}
			if n == nil && c.Property == graph.PropLegalName && c.State == graph.CellValue {
				n = v.names[c.Values[0].Text]
			}
		}
		if n != nil {
			v.nodes[r.Subject] = n
		}
	}
	if n == nil {
		n = v.node(r.Subject, r.Kind)
	}
	for _, c := range r.Cells {
		name := c.Property
		if r.Period != "" {
			name += "@" + r.Period
		}
		if old, ok := n.values[name]; ok && old.date.Compare(date) > 0 {
			continue
		}
		switch c.State {
		case graph.CellValue:
			n.values[name] = plainValue{slices.Clone(c.Values), date}
			if r.Kind == graph.KindEnterprise && c.Property == graph.PropCreditCode {
				v.codes[c.Values[0].Text] = n
			}
			if r.Kind == graph.KindEnterprise && c.Property == graph.PropLegalName {
				v.names[c.Values[0].Text] = n
			}
		case graph.CellEmpty:
			delete(n.values, name)
		}
	}
	for _, e := range r.Edges {
		for _, ref := range e.Refs {
			from, to := n, v.node(ref.Subject, ref.Kind)
			if e.Incoming {
				from, to = to, from
			}
			if !slices.Contains(from.out[e.Type], to) {
				from.out[e.Type] = append(from.out[e.Type], to)
				to.in[e.Type] = append(to.in[e.Type], from)
			}
		}
	}
}

// is reports whether a property has a value.
func (n *plainNode) is(property string, value graph.Value) bool {
	return slices.Contains(n.values[property].values, value)
}

// contains reports whether a name or a code of an enterprise contains a key.
func (n *plainNode) contains(key string) bool {
	for _, p := range []string{graph.PropLegalName, graph.PropShortName, graph.PropAliases, graph.PropCreditCode, graph.PropStockCode} {
		for _, v := range n.values[p].values {
			if strings.Contains(graph.HeaderKey(v.Text), key) {
				return true
			}
		}
	}
	return false
}

// chainMap counts in each segment, and in each above it, the enterprises that
// stand there, each once, by an edge of their own or by a product.
func (v *plainView) chainMap(enterprise, product func(*plainNode) bool) map[*plainNode]int {
	counts := map[*plainNode]int{}
	seen := map[*plainNode]bool{}
	var climb func(s *plainNode)
	climb = func(s *plainNode) {
		if seen[s] {
			return
		}
		seen[s] = true
		counts[s]++
		for _, above := range s.out[graph.EdgePartOf] {
			climb(above)
		}
	}
	for _, e := range v.kinds[graph.KindEnterprise] {
		if enterprise != nil && !enterprise(e) {
			continue
		}
		clear(seen)
		if product == nil {
			for _, s := range e.out[graph.EdgeInSegment] {
				climb(s)
			}
		}
		for _, p := range e.out[graph.EdgeMakes] {
			if product != nil && !product(p) {
				continue
			}
			for _, s := range p.out[graph.EdgeInSegment] {
				climb(s)
			}
		}
	}
	return counts
}

// list returns some of the enterprises, the most employees first.
func (v *plainView) list(keep func(*plainNode) bool, skip, size int) []*plainNode {
	var all []*plainNode
	for _, e := range v.kinds[graph.KindEnterprise] {
		if keep(e) {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b *plainNode) int {
		return cmp.Or(cmp.Compare(b.number(graph.PropEmployees+"@2023"), a.number(graph.PropEmployees+"@2023")), cmp.Compare(a.id, b.id))
	})
	skip = min(skip, len(all))
	return all[skip:min(skip+size, len(all))]
}

// path returns how many hops of the given edge types, in both directions, lead
// from one node to another; -1 if more than most.
func (v *plainView) path(from, to graph.SubjectID, types []string, most int) int {
	hops := -1
	v.around(from, types, most, func(n *plainNode, distance int) bool {
		if n == v.nodes[to] {
			hops = distance
		}
		return hops < 0
	})
	return hops
}

// far returns a node that is so many hops away, if there is one.
func (v *plainView) far(from graph.SubjectID, types []string, hops int) (id graph.SubjectID, ok bool) {
	v.around(from, types, hops, func(n *plainNode, distance int) bool {
		if distance == hops {
			id, ok = n.id, true
		}
		return !ok
	})
	return id, ok
}

// around yields the nodes in the order of their distance.
func (v *plainView) around(from graph.SubjectID, types []string, most int, yield func(n *plainNode, distance int) bool) {
	start, ok := v.nodes[from]
	if !ok {
		return
	}
	seen := map[*plainNode]bool{start: true}
	at := []*plainNode{start}
	for distance := 0; distance <= most && len(at) > 0; distance++ {
		var next []*plainNode
		for _, n := range at {
			if !yield(n, distance) {
				return
			}
			for _, t := range types {
				for _, far := range [2][]*plainNode{n.out[t], n.in[t]} {
					for _, m := range far {
						if !seen[m] {
							seen[m] = true
							next = append(next, m)
						}
					}
				}
			}
		}
		at = next
	}
}
