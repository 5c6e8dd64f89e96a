package export

import (
	"bufio"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// GraphML writes nodes and edges for Gephi, yEd, networkx and others. A node's
// id is its ID; it has a label and its kind, and an edge has its type. Every
// property is an attribute under its own name, one of a period as
// revenue@2024, with a type: a whole number is a long, a decimal a double, an
// amount of money a string, as printed, beside its number (a double) and its
// currency under name.number and name.currency. Several values are joined.
//
// It fails as [XLSX] does. Provenance and Amounts of the query change nothing.
func GraphML(ctx context.Context, w io.Writer, view *memory.View, q Query) error {
	walk, err := newWalker(ctx, view, q)
	if err != nil {
		return err
	}
	g := &graphML{w: walk, c: newCells(walk.voc, q.Lang), out: bufio.NewWriter(w)}
	if err := g.findKeys(); err != nil {
		return err
	}
	g.head()
	for _, k := range walk.kinds {
		d := walk.voc.Kind(k)
		if err := walk.eachNode(k, func(n *memory.Node) error {
			walk.wrote()
			return g.node(d, n)
		}); err != nil {
			return err
		}
	}
	for _, e := range walk.edges {
		if err := g.eachEdge(e, func(x *memory.Edge) error {
			walk.wrote()
			return g.edge(e, x)
		}); err != nil {
			return err
		}
	}
	g.write("</graph>\n</graphml>\n")
	return failed(g.out.Flush())
}

// A graphKey declares an attribute of nodes or of edges.
type graphKey struct {
	edge bool
	name string
	typ  string
}

type graphML struct {
	w     *walker
	c     *cells
	out   *bufio.Writer
	keys  map[graphKey]int // its number
	sets  map[graph.Kind]map[graph.SubjectID]bool
	edges int
	data  []graphDatum // of the node or edge at hand
}

type graphDatum struct {
	key  graphKey
	text string
}

// Attributes that the properties of no kind have.
var (
	keyLabel     = graphKey{false, "label", "string"}
	keyKind      = graphKey{false, "node_kind", "string"}
	keyEdgeLabel = graphKey{true, "label", "string"}
	keyType      = graphKey{true, "edge_type", "string"}
	keyQualifier = graphKey{true, "qualifier", "string"}
	keyVia       = graphKey{true, "qualifier_id", "string"}
)

// findKeys finds the attributes that occur: they are declared before the first
// node.
func (g *graphML) findKeys() error {
	found := map[graphKey]bool{keyLabel: true, keyKind: true, keyEdgeLabel: true, keyType: true}
	note := func() {
		for _, d := range g.data {
			found[d.key] = true
		}
	}
	g.sets = map[graph.Kind]map[graph.SubjectID]bool{}
	for _, k := range g.w.kinds {
		d := g.w.voc.Kind(k)
		if err := g.w.eachNode(k, func(n *memory.Node) error {
			g.nodeData(d, n)
			note()
			g.w.total++
			return nil
		}); err != nil {
			return err
		}
		set, err := g.w.setOf(k)
		if err != nil {
			return err
		}
		g.sets[k] = set
	}
	for _, e := range g.w.edges {
		if err := g.eachEdge(e, func(x *memory.Edge) error {
			g.edgeData(e, x)
			note()
			g.w.total++
			return nil
		}); err != nil {
			return err
		}
	}
	g.keys = map[graphKey]int{}
	for _, k := range slices.SortedFunc(maps.Keys(found), compareGraphKeys) {
		g.keys[k] = len(g.keys)
	}
	return nil
}

func compareGraphKeys(a, b graphKey) int {
	if a.edge != b.edge {
		if b.edge {
			return -1
		}
		return 1
	}
	if a.name != b.name {
		if a.name < b.name {
			return -1
		}
		return 1
	}
	switch {
	case a.typ < b.typ:
		return -1
	case a.typ > b.typ:
		return 1
	}
	return 0
}

// eachEdge calls do for the edges both of whose ends are written.
func (g *graphML) eachEdge(d *graph.EdgeDecl, do func(x *memory.Edge) error) error {
	return g.w.eachEdge(d, func(x *memory.Edge) error {
		if !g.has(g.w.kindOf(d, x.From, false), x.From) || !g.has(g.w.kindOf(d, x.To, true), x.To) {
			return nil
		}
		return do(x)
	})
}

func (g *graphML) has(k graph.Kind, id graph.SubjectID) bool {
	if !slices.Contains(g.w.kinds, k) {
		return false
	}
	set := g.sets[k]
	return set == nil || set[id]
}

// properties collects what is said of a node or an edge.
func (g *graphML) properties(edge bool, decl func(string) *graph.PropertyDecl, properties []memory.Property) {
	for i := range properties {
		p := &properties[i]
		d := decl(p.Name)
		if !stands(p) || !g.w.q.shownProperty(d) {
			continue
		}
		name := p.Name
		if name == "label" {
			name = "label_" // two attributes of one name confuse readers
		}
		if p.Period != "" {
			name += "@" + p.Period
		}
		if p.Set {
			g.add(edge, name, "string", shown(g.c.property(d, p).Cell))
			continue
		}
		switch v := p.Value(); v.Type {
		case graph.TypeInt:
			g.add(edge, name, "long", v.Number.String())
		case graph.TypeDecimal:
			g.add(edge, name, "double", v.Number.String())
		case graph.TypeBool:
			g.add(edge, name, "boolean", v.String())
		case graph.TypeDate:
			g.add(edge, name, "string", v.Date.String())
		case graph.TypeMoney:
			g.add(edge, name, "string", v.String())
			if v.Bound != graph.BoundUndisclosed {
				g.add(edge, name+".number", "double", v.Number.String())
				g.add(edge, name+".currency", "string", v.Currency)
			}
		default:
			g.add(edge, name, "string", shown(g.c.value(d, v).Cell))
		}
	}
}

func (g *graphML) add(edge bool, name, typ, text string) {
	if text != "" {
		g.data = append(g.data, graphDatum{graphKey{edge, name, typ}, text})
	}
}

func (g *graphML) nodeData(d *graph.KindDecl, n *memory.Node) {
	g.data = append(g.data[:0],
		graphDatum{keyLabel, g.w.name(n.ID)},
		graphDatum{keyKind, string(n.Kind)})
	g.properties(false, d.Property, n.Properties)
}

func (g *graphML) edgeData(d *graph.EdgeDecl, e *memory.Edge) {
	g.data = append(g.data[:0],
		graphDatum{keyEdgeLabel, d.Label.In(g.c.lang)},
		graphDatum{keyType, d.Type})
	if e.Qualifier != "" {
		g.data = append(g.data, graphDatum{keyQualifier, g.w.name(e.Qualifier)}, graphDatum{keyVia, string(e.Qualifier)})
	}
	g.properties(true, d.Attribute, e.Attributes)
}

// write writes XML as it is. The buffer keeps the first error for Flush.
func (g *graphML) write(parts ...string) {
	for _, s := range parts {
		g.out.WriteString(s)
	}
}

func (g *graphML) text(s string) { xml.EscapeText(g.out, []byte(clean(s))) }

func (g *graphML) head() {
	g.write(xml.Header, `<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" `,
		`xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">`, "\n")
	for _, k := range slices.SortedFunc(maps.Keys(g.keys), compareGraphKeys) {
		of := "node"
		if k.edge {
			of = "edge"
		}
		g.write(`<key id="d`, strconv.Itoa(g.keys[k]), `" for="`, of, `" attr.name="`)
		g.text(k.name)
		g.write(`" attr.type="`, k.typ, "\"/>\n")
	}
	comment := fmt.Sprintf("ChainAtlas, revision %d", g.w.view.Revision())
	g.write(`<graph id="G" edgedefault="directed">`, "\n<desc>")
	g.text(comment)
	g.write("</desc>\n")
}

func (g *graphML) dataOut() {
	for _, d := range g.data {
		g.write(`<data key="d`, strconv.Itoa(g.keys[d.key]), `">`)
		g.text(d.text)
		g.write("</data>")
	}
}

func (g *graphML) node(d *graph.KindDecl, n *memory.Node) error {
	g.nodeData(d, n)
	g.write(`<node id="`)
	g.text(string(n.ID))
	g.write(`">`)
	g.dataOut()
	g.write("</node>\n")
	return nil
}

func (g *graphML) edge(d *graph.EdgeDecl, e *memory.Edge) error {
	g.edgeData(d, e)
	g.write(`<edge id="e`, strconv.Itoa(g.edges), `" source="`)
	g.text(string(e.From))
	g.write(`" target="`)
	g.text(string(e.To))
	g.write(`">`)
	g.dataOut()
	g.write("</edge>\n")
	g.edges++
	return nil
}
