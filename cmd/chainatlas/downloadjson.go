package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// nodeJSON is a node as a line of JSON.
type nodeJSON struct {
	ID         graph.SubjectID           `json:"id"`
	Kind       graph.Kind                `json:"kind"`
	Label      string                    `json:"label"`
	Referred   bool                      `json:"referred,omitempty"` // no source describes it
	Properties map[string]any            `json:"properties"`
	Periods    map[string]map[string]any `json:"periods,omitempty"` // of observations: by property, then by period
	Edges      map[string][]string       `json:"edges,omitempty"`   // if asked for: the names at the other ends
}

// edgeJSON is an edge as a line of JSON.
type edgeJSON struct {
	Edge       string          `json:"edge"`
	From       graph.SubjectID `json:"from"`
	To         graph.SubjectID `json:"to"`
	Qualifier  graph.SubjectID `json:"qualifier,omitempty"`
	Properties map[string]any  `json:"properties,omitempty"`
	// Periods are the attributes of periods: by attribute, then by period.
	Periods map[string]map[string]any `json:"periods,omitempty"`
	Source  graph.SourceID            `json:"source,omitempty"`
}

// moneyJSON is an amount in JSON.
type moneyJSON struct {
	Text     string `json:"text"`
	Bound    string `json:"bound"`
	Low      string `json:"low,omitempty"`
	High     string `json:"high,omitempty"`
	Currency string `json:"currency,omitempty"`
}

// statedJSON is a value in JSON with who states it.
type statedJSON struct {
	Value    any            `json:"value"`
	Source   graph.SourceID `json:"source"`
	DataDate string         `json:"dataDate,omitempty"`
	Place    string         `json:"place,omitempty"`
}

// plainJSON returns a value as JSON has it: numbers with all their digits.
func plainJSON(v graph.Value) any {
	switch v.Type {
	case graph.TypeInt, graph.TypeDecimal:
		return json.Number(v.Number.String())
	case graph.TypeBool:
		return v.IsTrue()
	case graph.TypeDate:
		return v.Date.String()
	case graph.TypeMoney:
		m := moneyJSON{Text: v.Text, Bound: v.Bound.String(), Currency: v.Currency}
		if v.Bound != graph.BoundUndisclosed {
			m.Low = v.Number.String()
		}
		if v.Bound == graph.BoundRange {
			m.High = v.High.String()
		}
		return m
	}
	return v.Text
}

// statement returns a statement as JSON has it.
func (x *download) statement(s *memory.Statement) any {
	if !x.sources {
		return plainJSON(s.Value)
	}
	return statedJSON{plainJSON(s.Value), s.Source, s.DataDate.String(), placeText(s)}
}

// properties fills in what is shown of properties.
func (x *download) properties(all []memory.Property, shown func(name string) bool) (single map[string]any, periods map[string]map[string]any) {
	single = map[string]any{}
	for i := range all {
		p := &all[i]
		if !shown(p.Name) {
			continue
		}
		var value any
		switch {
		case p.Set && len(p.Values) > 0:
			list := make([]any, len(p.Values))
			for j := range p.Values {
				list[j] = x.statement(&p.Values[j])
			}
			value = list
		case !p.Set && !p.Winner.Value.IsZero():
			value = x.statement(&p.Winner)
		default:
			continue
		}
		if p.Period == "" {
			single[p.Name] = value
			continue
		}
		if periods == nil {
			periods = map[string]map[string]any{}
		}
		if periods[p.Name] == nil {
			periods[p.Name] = map[string]any{}
		}
		periods[p.Name][p.Period] = value
	}
	return single, periods
}

// writeLines writes nodes as lines of JSON, and of everything the edges after
// them.
func (x *download) writeLines(ctx context.Context, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<15)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	if x.what != everything {
		if err := x.nodeLines(ctx, e); err != nil {
			return err
		}
		return out.Flush()
	}
	voc := x.view.Vocabulary()
	for i := range voc.Kinds {
		of := *x
		of.kind = &voc.Kinds[i]
		if err := of.nodeLines(ctx, e); err != nil {
			return err
		}
	}
	stand := x.view.Stats().Edges
	for i := range voc.Edges {
		if stand[voc.Edges[i].Type] == 0 {
			continue
		}
		if err := x.edgeLines(ctx, e, &voc.Edges[i]); err != nil {
			return err
		}
	}
	return out.Flush()
}

// nodeLines writes the nodes of one kind.
func (x *download) nodeLines(ctx context.Context, e *json.Encoder) error {
	var edges []listColumn
	for _, name := range x.columns {
		if decl := x.view.Vocabulary().Edge(name); decl != nil && x.kind.Property(name) == nil {
			edges = append(edges, x.listColumn(name)...)
		}
	}
	shown := func(name string) bool {
		p := x.kind.Property(name)
		return (p == nil || !p.Personal) && (x.columns == nil || slices.Contains(x.columns, name))
	}
	for nodes, err := range x.pages(ctx) {
		if err != nil {
			return err
		}
		names := make([][][]string, len(edges))
		for i := range edges {
			if names[i], err = x.endNames(nodes, &edges[i]); err != nil {
				return err
			}
		}
		for j, n := range nodes {
			line := nodeJSON{ID: n.ID, Kind: n.Kind, Label: x.view.Name(n.ID), Referred: n.OnlyReferred}
			line.Properties, line.Periods = x.properties(n.Properties, shown)
			for i := range edges {
				if line.Edges == nil {
					line.Edges = map[string][]string{}
				}
				line.Edges[edges[i].name] = names[i][j]
			}
			if err := e.Encode(line); err != nil {
				return err
			}
		}
	}
	return nil
}

// edgeLines writes the edges of one type between nodes that are written.
func (x *download) edgeLines(ctx context.Context, e *json.Encoder, decl *graph.EdgeDecl) error {
	selected := func(kinds []graph.Kind) (ids []graph.SubjectID, err error) {
		for _, k := range kinds {
			of, err := x.view.Select(ctx, k, x.filters[k])
			if err != nil {
				return nil, err
			}
			ids = append(ids, of...)
		}
		return ids, nil
	}
	from, err := selected(decl.From)
	if err != nil {
		return err
	}
	to, err := selected(decl.To)
	if err != nil {
		return err
	}
	chosen := make(map[graph.SubjectID]bool, len(to))
	for _, id := range to {
		chosen[id] = true
	}
	return eachEdge(ctx, x.view, from, memory.NeighbourQuery{Edge: decl.Type}, func(_ graph.SubjectID, edge *memory.Edge) error {
		if !chosen[edge.To] {
			return nil
		}
		line := edgeJSON{Edge: edge.Type, From: edge.From, To: edge.To, Qualifier: edge.Qualifier, Source: edge.Best.Source}
		line.Properties, line.Periods = x.properties(edge.Attributes, func(name string) bool {
			p := decl.Attribute(name)
			return p == nil || !p.Personal
		})
		return e.Encode(line)
	})
}

// eachEdge calls do with every edge that a query chooses of some nodes, however
// many a node has.
func eachEdge(ctx context.Context, view *memory.View, ids []graph.SubjectID, q memory.NeighbourQuery, do func(of graph.SubjectID, edge *memory.Edge) error) error {
	q.First = memory.MaxPage
	for part := range slices.Chunk(ids, memory.MaxPage) {
		if err := ctx.Err(); err != nil {
			return &graph.Error{Code: graph.CodeCancelled, Op: "download", Err: err}
		}
		found, err := view.Neighbours(part, q)
		if err != nil {
			return err
		}
		for i := range found {
			page, next := &found[i], q
			for {
				for j := range page.Edges {
					if err := do(part[i], &page.Edges[j]); err != nil {
						return err
					}
				}
				if !page.HasMore {
					break
				}
				next.From = page.Next
				more, err := view.Neighbours(part[i:i+1], next)
				if err != nil {
					return err
				}
				page = &more[0]
			}
		}
	}
	return nil
}
