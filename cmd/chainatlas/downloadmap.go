package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	document "github.com/chainatlas/chainatlas/importer/table"
)

// mapPlace is a row of the map: a chain or a segment, and who stands there.
type mapPlace struct {
	node   *memory.Node
	parent graph.SubjectID
	depth  int // 0 is a chain
	count  memory.Count
}

// mapLine is a place of the map as a line of JSON.
type mapLine struct {
	ID          graph.SubjectID `json:"id"`
	Kind        graph.Kind      `json:"kind"`
	Label       string          `json:"label"`
	Code        string          `json:"code,omitempty"`
	Parent      graph.SubjectID `json:"parent,omitempty"`
	Depth       int             `json:"depth"`
	Tier        string          `json:"tier,omitempty"`
	KeyLink     *bool           `json:"keyLink,omitempty"`
	Enterprises int             `json:"enterprises"`
	Referred    int             `json:"referred"`
	Products    int             `json:"products"`
	Capital     []capitalLine   `json:"capital,omitempty"`
}

// capitalLine sums funding of one currency.
type capitalLine struct {
	Currency    string `json:"currency"`
	Events      int    `json:"events"`
	Undisclosed int    `json:"undisclosed"`
	Open        int    `json:"open"`
	Low         string `json:"low"`
	High        string `json:"high,omitempty"` // "" if there is no upper end
}

// chainMap asks the View for the map.
func (x *download) chainMap(ctx context.Context) (*memory.Map, error) {
	return x.view.ChainMap(ctx, memory.MapQuery{
		Enterprises: x.filters[graph.KindEnterprise], Products: x.filters[graph.KindProduct], Capital: x.capital,
	})
}

// countMap counts the rows of the map.
func (x *download) countMap(ctx context.Context) error {
	m, err := x.chainMap(ctx)
	if err != nil {
		return err
	}
	places, err := x.places(ctx, m)
	x.rows, x.unknown = len(places), m.Unknown.Enterprises+m.Unknown.Products
	return err
}

// places returns the places of the map: each below what it is part of, by their
// codes and names.
func (x *download) places(ctx context.Context, m *memory.Map) ([]mapPlace, error) {
	ids := make([]graph.SubjectID, len(m.Places))
	at := map[graph.SubjectID]int{}
	for i := range m.Places {
		ids[i] = m.Places[i].Node
		at[ids[i]] = i
	}
	all := make([]mapPlace, len(ids))
	for i, n := range x.view.Nodes(ids...) {
		all[i] = mapPlace{node: n, count: m.Places[i].Count}
	}
	for part := range slices.Chunk(ids, memory.MaxPage) {
		found, err := x.view.Neighbours(part, memory.NeighbourQuery{Edge: graph.EdgePartOf, First: 1})
		if err != nil {
			return nil, err
		}
		for i := range found {
			if len(found[i].Edges) > 0 {
				all[at[part[i]]].parent = found[i].Edges[0].To
			}
		}
	}
	implied := x.ofNamedChains(all, at)
	ordered := x.inOrder(all, at)
	if err := x.countImplied(ctx, ordered, implied, m); err != nil {
		return nil, err
	}
	return x.ofChain(ordered)
}

// ofNamedChains puts segments at the top of their trees under the chain that they
// name, as GraphQL's map does: sources name it in a column of its own, which is a
// property and no edge. It returns those chains.
func (x *download) ofNamedChains(all []mapPlace, at map[graph.SubjectID]int) map[graph.SubjectID]bool {
	kind := x.view.Vocabulary().Kind(graph.KindChain)
	named := map[string]graph.SubjectID{}
	for i := range all {
		if n := all[i].node; n.Kind == graph.KindChain {
			for _, word := range names(kind, n) {
				named[graph.HeaderKey(word)] = n.ID
			}
		}
	}
	implied := map[graph.SubjectID]bool{}
	for i := range all {
		if _, ok := at[all[i].parent]; ok || all[i].node.Kind != graph.KindSegment {
			continue
		}
		if key := graph.HeaderKey(valueText(all[i].node, graph.PropChain)); key != "" && named[key] != "" {
			all[i].parent = named[key]
			implied[named[key]] = true
		}
	}
	return implied
}

// names returns the names and codes of a node.
func names(kind *graph.KindDecl, n *memory.Node) []string {
	var out []string
	for i := range n.Properties {
		p := &n.Properties[i]
		if d := kind.Property(p.Name); d == nil || !d.IsName && p.Name != graph.PropCode {
			continue
		}
		if v := p.Value(); v.Text != "" {
			out = append(out, v.Text)
		}
		for j := range p.Values {
			out = append(out, p.Values[j].Value.Text)
		}
	}
	return out
}

// countImplied counts who stands below the chains that segments only name, by the
// rule of the map: everything once.
func (x *download) countImplied(ctx context.Context, ordered []mapPlace, implied map[graph.SubjectID]bool, m *memory.Map) error {
	for i := range ordered {
		p := &ordered[i]
		if !implied[p.node.ID] {
			continue
		}
		var segments []graph.SubjectID
		for j := i + 1; j < len(ordered) && ordered[j].depth > p.depth; j++ {
			segments = append(segments, ordered[j].node.ID)
		}
		if len(segments)+1 == len(ordered) { // it is the only one, and all that is placed is in it
			p.count = m.Placed
			continue
		}
		in := near(graph.EdgeInSegment, segments)
		products, err := x.view.Select(ctx, graph.KindProduct, both(x.filters[graph.KindProduct], in))
		if err != nil {
			return err
		}
		witness := memory.Filter{Any: []memory.Filter{near(graph.EdgeMakes, products)}}
		if x.filters[graph.KindProduct] == nil {
			witness.Any = append(witness.Any, in)
		}
		enterprises, err := x.view.Select(ctx, graph.KindEnterprise, both(x.filters[graph.KindEnterprise], witness))
		if err != nil {
			return err
		}
		referred := 0
		passing := map[graph.SubjectID]bool{}
		for part := range slices.Chunk(enterprises, memory.MaxPage) {
			for _, n := range x.view.Nodes(part...) {
				passing[n.ID] = true
				if n.OnlyReferred {
					referred++
				}
			}
		}
		made := len(products)
		if x.filters[graph.KindEnterprise] != nil { // a product passes if any of its makers does
			made = 0
			for part := range slices.Chunk(products, memory.MaxPage) {
				makers, err := x.view.Neighbours(part, memory.NeighbourQuery{Edge: graph.EdgeMakes, Incoming: true, First: memory.MaxPage})
				if err != nil {
					return err
				}
				for k := range makers {
					if slices.ContainsFunc(makers[k].Edges, func(e memory.Edge) bool { return passing[e.From] }) {
						made++
					}
				}
			}
		}
		p.count = memory.Count{Enterprises: len(enterprises), Referred: referred, Products: made}
	}
	return nil
}

// both returns the filter of what passes two filters, of which the first may be nil.
func both(f *memory.Filter, more memory.Filter) *memory.Filter {
	if f == nil {
		return &more
	}
	return &memory.Filter{All: []memory.Filter{*f, more}}
}

// inOrder returns places as the map shows them: each above what is part of it,
// chains by their codes, segments in the order that their source gave them, else
// by their codes.
func (x *download) inOrder(all []mapPlace, at map[graph.SubjectID]int) []mapPlace {
	const none = -1
	below := map[int][]int{}
	for i := range all {
		up, ok := at[all[i].parent]
		if !ok {
			up, all[i].parent = none, ""
		}
		below[up] = append(below[up], i)
	}
	number := func(n *memory.Node) graph.Decimal {
		if p := latest(n, "order"); p != nil {
			return p.Value().Number
		}
		return graph.Decimal{Unscaled: 1 << 62}
	}
	compare := func(i, j int) int {
		a, b := all[i].node, all[j].node
		if a.Kind != b.Kind { // chains first
			return cmp.Compare(a.Kind, b.Kind)
		}
		names := 0
		if a.Kind == graph.KindChain {
			names = cmp.Compare(x.view.Name(a.ID), x.view.Name(b.ID))
		}
		return cmp.Or(number(a).Compare(number(b)), compareCodes(valueText(a, graph.PropCode), valueText(b, graph.PropCode)), names, cmp.Compare(a.ID, b.ID))
	}
	out := make([]mapPlace, 0, len(all))
	var put func(i, depth int)
	put = func(i, depth int) {
		all[i].depth = depth
		out = append(out, all[i])
		slices.SortFunc(below[i], compare)
		for _, j := range below[i] {
			put(j, depth+1)
		}
	}
	slices.SortFunc(below[none], compare)
	for _, i := range below[none] {
		put(i, 0)
	}
	return out
}

// compareCodes orders codes as people do: E7 before E10.
func compareCodes(a, b string) int {
	for x, y := a, b; x != "" && y != ""; {
		i, j := digits(x), digits(y)
		if i > 0 && j > 0 {
			m, n := strings.TrimLeft(x[:i], "0"), strings.TrimLeft(y[:j], "0")
			if c := cmp.Or(cmp.Compare(len(m), len(n)), cmp.Compare(m, n)); c != 0 {
				return c
			}
			x, y = x[i:], y[j:]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// digits returns how many digits a text begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// ofChain leaves the places of the chain that was asked for.
func (x *download) ofChain(all []mapPlace) ([]mapPlace, error) {
	name := x.params.Get("chain")
	if name == "" {
		return all, nil
	}
	key := graph.HeaderKey(name)
	root := slices.IndexFunc(all, func(p mapPlace) bool {
		return p.node.Kind == graph.KindChain &&
			(string(p.node.ID) == name || graph.HeaderKey(valueText(p.node, graph.PropCode)) == key || graph.HeaderKey(valueText(p.node, graph.PropName)) == key)
	})
	if root < 0 {
		return nil, x.app.errorf(graph.CodeNotFound, downloading.NoChain, name)
	}
	in := map[graph.SubjectID]bool{all[root].node.ID: true}
	parent := map[graph.SubjectID]graph.SubjectID{}
	for _, p := range all {
		parent[p.node.ID] = p.parent
	}
	return slices.DeleteFunc(all, func(p mapPlace) bool {
		id := p.node.ID
		for range p.depth {
			if in[id] {
				return false
			}
			id = parent[id]
		}
		return !in[id]
	}), nil
}

// valueText returns the text of a single property, or "".
func valueText(n *memory.Node, name string) string {
	for i := range n.Properties {
		if p := &n.Properties[i]; p.Name == name && p.Period == "" {
			return p.Value().Text
		}
	}
	return ""
}

// line returns a place as JSON has it.
func (x *download) line(p *mapPlace) mapLine {
	l := mapLine{
		ID: p.node.ID, Kind: p.node.Kind, Label: x.view.Name(p.node.ID), Code: valueText(p.node, graph.PropCode), Parent: p.parent,
		Depth: p.depth, Tier: valueText(p.node, graph.PropTier), Enterprises: p.count.Enterprises, Referred: p.count.Referred, Products: p.count.Products,
	}
	if v := latest(p.node, graph.PropKeyLink); v != nil {
		l.KeyLink = new(v.Value().IsTrue())
	}
	for _, c := range p.count.Capital {
		line := capitalLine{Currency: c.Currency, Events: c.Events, Undisclosed: c.Undisclosed, Open: c.Open, Low: c.Low.String()}
		if c.Open == 0 {
			line.High = c.High.String()
		}
		l.Capital = append(l.Capital, line)
	}
	return l
}

// writeMap writes the map: a row for each chain and segment, or in GraphML the
// segments with what feeds what.
func (x *download) writeMap(ctx context.Context, w io.Writer) error {
	m, err := x.chainMap(ctx)
	if err != nil {
		return err
	}
	places, err := x.places(ctx, m)
	if err != nil {
		return err
	}
	x.total, x.placed, x.lost = m.Total, m.Placed, m.Unknown
	switch x.format {
	case "jsonl":
		out := bufio.NewWriter(w)
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		for i := range places {
			if err := e.Encode(x.line(&places[i])); err != nil {
				return err
			}
		}
		return out.Flush()
	case "graphml":
		return x.mapGraphML(w, places)
	}
	return x.mapTable(w, places)
}

// mapTable writes the map as a table.
func (x *download) mapTable(w io.Writer, places []mapPlace) error {
	say := x.app.say
	currencies := map[string]bool{}
	for i := range places {
		for _, c := range places[i].count.Capital {
			currencies[c.Currency] = true
		}
	}
	headings := []string{say(downloading.ID), say(downloading.Kind), say(downloading.Code), say(downloading.Label), say(downloading.Parent), say(downloading.Depth),
		say(downloading.Tier), say(downloading.KeyLink), say(downloading.Enterprises), say(downloading.ReferredCount), say(downloading.Products)}
	order := slices.Sorted(maps.Keys(currencies))
	for _, c := range order {
		if c == "" {
			c = say(downloading.NoCurrency)
		}
		headings = append(headings, say(downloading.Events, c), say(downloading.Undisclosed, c), say(downloading.Low, c), say(downloading.High, c))
	}
	voc := x.view.Vocabulary()
	tiers := voc.List(graph.ListTier)
	return x.writeTable(w, say(downloading.Map), headings, func(row func([]listCell) error) error {
		for i := range places {
			p := &places[i]
			l := x.line(p)
			key := listCell{}
			if l.KeyLink != nil {
				key = textCell(say(yesNo(*l.KeyLink)))
			}
			tier := l.Tier
			if e := tiers.Entry(tier); e != nil {
				tier = x.app.lang.pick(e.Label)
			}
			parent := ""
			if l.Parent != "" {
				parent = x.view.Name(l.Parent)
			}
			cells := []listCell{textCell(string(l.ID)), textCell(x.app.lang.pick(voc.Kind(l.Kind).Label)), textCell(l.Code), textCell(l.Label), textCell(parent),
				numberCell(l.Depth), textCell(tier), key, numberCell(l.Enterprises), numberCell(l.Referred), numberCell(l.Products)}
			for _, c := range order {
				at := slices.IndexFunc(l.Capital, func(k capitalLine) bool { return k.Currency == c })
				if at < 0 {
					cells = append(cells, listCell{}, listCell{}, listCell{}, listCell{})
					continue
				}
				k := l.Capital[at]
				cells = append(cells, numberCell(k.Events), numberCell(k.Undisclosed), decimalCell(k.Low), decimalCell(k.High))
			}
			if err := row(cells); err != nil {
				return err
			}
		}
		return nil
	})
}

// decimalCell returns the cell of a number: text if it has more digits than a
// workbook keeps.
func decimalCell(s string) listCell {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if s == "" || digits > 15 {
		return textCell(s)
	}
	return listCell{document.Cell{Kind: document.Number, Text: s}, s}
}
