package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	document "github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/schema"
)

// mapPlace is a row of the map: a chain or a segment, and who stands there.
type mapPlace struct {
	node   *memory.Node
	parent graph.SubjectID
	depth  int // 0 is a chain
	count  memory.Count
	own    *memory.Count // of who is placed on it itself; nil of what has nothing below it
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
	// Who is placed on it itself, not only below it; omitted of what has nothing below.
	OwnEnterprises *int `json:"ownEnterprises,omitempty"`
	OwnProducts    *int `json:"ownProducts,omitempty"`
}

// capitalLine sums funding of one currency.
type capitalLine struct {
	Currency    string `json:"currency"`
	Events      int    `json:"events"`
	Undisclosed int    `json:"undisclosed"`
	Open        int    `json:"open"`
	Low         string `json:"low,omitempty"`  // "" if no amount is known
	High        string `json:"high,omitempty"` // "" if there is no upper end
}

// chainMap counts the map, by the code that counts it for GraphQL.
func (x *download) chainMap(ctx context.Context) ([]mapPlace, error) {
	if x.places != nil {
		return x.places, nil
	}
	m, err := schema.MapOf(ctx, x.graphql, x.view, schema.MapQuery{Chain: x.params.Get("chain"), Own: x.what == chainMap, MapQuery: memory.MapQuery{
		Enterprises: x.filters[graph.KindEnterprise], Products: x.filters[graph.KindProduct], Capital: x.capital,
	}})
	if err != nil {
		return nil, err
	}
	x.total, x.placed, x.lost = m.Total, m.Placed, m.Unknown
	above := map[graph.SubjectID]bool{}
	for i := range m.Places {
		above[m.Places[i].Parent] = true
	}
	chosen := map[graph.SubjectID]bool{}
	for id := range strings.SplitSeq(x.params.Get("parts"), ",") {
		chosen[graph.SubjectID(id)] = true
	}
	places := make([]mapPlace, 0, len(m.Places))
	for i := range m.Places { // parents before children
		p := &m.Places[i]
		if x.params.Has("parts") && !chosen[p.ID] {
			if x.itself || !chosen[p.Parent] {
				continue
			}
			chosen[p.ID] = true // with what lies below it
		}
		place := mapPlace{node: x.view.Node(p.ID), parent: p.Parent, depth: p.Depth, count: p.Count}
		if above[p.ID] {
			place.own = p.Own
		}
		places = append(places, place)
	}
	if len(places) == 0 && x.params.Has("parts") {
		return nil, x.app.errorf(graph.CodeNotFound, downloading.NoPart, printable(x.params.Get("parts")))
	}
	x.rows, x.unknown = len(places), m.Unknown.Enterprises+m.Unknown.Products
	if x.what == chainMap { // it is counted before it is written
		x.places = places
	}
	return places, nil
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
		ID: p.node.ID, Kind: p.node.Kind, Label: x.name(p.node.ID), Code: valueText(p.node, graph.PropCode), Parent: p.parent,
		Depth: p.depth, Tier: valueText(p.node, graph.PropTier), Enterprises: p.count.Enterprises, Referred: p.count.Referred, Products: p.count.Products,
	}
	if v := latest(p.node, graph.PropKeyLink); v != nil {
		l.KeyLink = new(v.Value().IsTrue())
	}
	if p.own != nil {
		l.OwnEnterprises, l.OwnProducts = &p.own.Enterprises, &p.own.Products
	}
	for _, c := range p.count.Capital {
		line := capitalLine{Currency: c.Currency, Events: c.Events, Undisclosed: c.Undisclosed, Open: c.Open}
		known := c.Events > c.Undisclosed
		if known {
			line.Low = c.Low.String()
		}
		if known && c.Open == 0 {
			line.High = c.High.String()
		}
		l.Capital = append(l.Capital, line)
	}
	return l
}

// writeMap writes the map: a row for each chain and segment, or in GraphML the
// segments with what feeds what.
func (x *download) writeMap(ctx context.Context, w io.Writer) error {
	places, err := x.chainMap(ctx)
	if err != nil {
		return err
	}
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
		say(downloading.Tier), say(downloading.KeyLink), say(downloading.Enterprises), say(downloading.ReferredCount), say(downloading.Products), say(downloading.OwnEnterprises), say(downloading.OwnProducts)}
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
				parent = x.name(l.Parent)
			}
			cells := []listCell{textCell(string(l.ID)), textCell(x.app.lang.pick(voc.Kind(l.Kind).Label)), textCell(l.Code), textCell(l.Label), textCell(parent),
				numberCell(l.Depth), textCell(tier), key, numberCell(l.Enterprises), numberCell(l.Referred), numberCell(l.Products), {}, {}}
			if p.own != nil {
				cells[len(cells)-2], cells[len(cells)-1] = numberCell(p.own.Enterprises), numberCell(p.own.Products)
			}
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
