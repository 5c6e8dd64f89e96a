package neo4j

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Comparison is what [Projection.Compare] found.
type Comparison struct {
	Nodes         int // of the vocabulary's kinds, on the server
	Relationships int // of the vocabulary's types, from nodes of its kinds
	Differences   []Difference
	Found         int // how many differences there are; Differences has the first
}

// maxDifferences bounds how many differences are listed.
const maxDifferences = 100

// Difference is a node or a relationship that is not on the server as it stands in
// the View.
type Difference struct {
	Element string      // such as "(:Enterprise {id: \"…\"})"
	Problem graph.Label // such as "revenue is 3, not 4"
}

// String returns the difference as one line in English.
func (d Difference) String() string { return d.In("en") }

// In returns the difference as one line in a language: zh, or else English.
func (d Difference) In(lang string) string { return d.Element + ": " + d.Problem.In(lang) }

// Compare compares the projection with a View, element by element and property by
// property. It reads everything.
//
// Ours, and so compared, is each node under a label of ours, with all its labels and
// properties; each relationship between two of these, of whatever type; and each
// relationship of one of our types that begins or ends at one. The rest is others':
// nodes without a label of ours, what joins these, and relationships of other types
// between them and ours.
func (p *Projection) Compare(ctx context.Context, v *memory.View) (*Comparison, error) {
	c, err := p.compare(ctx, v, 0)
	if err == nil {
		err = p.compareState(ctx, c)
	}
	if err != nil {
		return nil, err
	}
	state, err := p.State(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case state.Log == "":
		c.say("(:"+labelMark+")", "不在：这里没有画过图", "it is not there: this is no projection")
	case !state.Complete:
		c.say("(:"+labelMark+")", "有一步只写到一半", "a step is half done")
	case state.Revision != v.Revision():
		c.say("(:"+labelMark+")", "在修订 %d，不是 %d", "it is at revision %d, not %d", state.Revision, v.Revision())
	}
	return &c.Comparison, nil
}

// comparison collects differences and what takes them away.
type comparison struct {
	Comparison
	changes
	most    int       // how many changes and removals are kept
	removed int       // elements of strange and labels
	strange []removal // what no ID of ours finds
	labels  []removal // that nodes have beside those that are right
}

func (c *comparison) say(element, zh, en string, args ...any) {
	c.differ(element, labelf(zh, en, args...))
}

func (c *comparison) differ(element string, problem graph.Label) {
	if c.Found++; len(c.Differences) < maxDifferences {
		c.Differences = append(c.Differences, Difference{element, problem})
	}
}

func labelf(zh, en string, args ...any) graph.Label {
	return graph.Label{Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}
}

// full reports whether no more is kept.
func (c *comparison) full() bool { return c.size()+c.removed >= c.most }

func (c *comparison) removeNode(id string) { c.strange = c.listed(c.strange, removeNodes, nil, id) }

func (c *comparison) removeRelationship(id string) {
	c.strange = c.listed(c.strange, removeRelationships, nil, id)
}

// unlabel takes labels from a node.
func (c *comparison) unlabel(id string, labels ...string) {
	c.labels = c.listed(c.labels, removeLabels, labels, id)
}

// listed adds an element to those that a query takes out.
func (c *comparison) listed(all []removal, query string, labels []string, id string) []removal {
	if c.full() {
		return all
	}
	c.removed++
	for i := len(all) - 1; i >= 0 && i >= len(all)-8; i-- { // a few kinds of removals take turns
		if r := &all[i]; r.query == query && slices.Equal(r.labels, labels) && len(r.ids) < rowsPerWrite {
			r.ids = append(r.ids, id)
			return all
		}
	}
	return append(all, removal{query, labels, []string{id}})
}

func (n *node) String() string { return fmt.Sprintf("(:%s {id: %q})", n.label, n.id) }

func (e *edge) String() string {
	return fmt.Sprintf("(:%s {id: %q})-[:%s]->(:%s {id: %q})", e.fromLabel, e.from, e.kind, e.toLabel, e.to)
}

func (p *Projection) compare(ctx context.Context, v *memory.View, most int) (*comparison, error) {
	c := &comparison{changes: changes{sources: map[string]bool{}}, most: most}
	sh := shapeOf(v)
	for _, k := range p.voc.Kinds {
		if err := p.compareNodes(ctx, c, label(k.Kind), sh.nodes(ctx, k.Kind)); err != nil {
			return nil, err
		}
	}
	for _, k := range p.voc.Kinds {
		if err := p.compareEdges(ctx, c, sh, k.Kind); err != nil {
			return nil, err
		}
	}
	var sources []*node
	for _, id := range sorted(c.sources) {
		sources = append(sources, sh.source(id))
	}
	n := c.Nodes
	err := p.compareNodes(ctx, c, labelSource, func(yield func([]*node, error) bool) { yield(sources, nil) })
	c.Nodes = n
	if err == nil {
		err = p.strangers(ctx, c, labelAlternative, "size(labels(n)) > 1 OR NOT EXISTS { (n)<-[:"+typeAlternative+"]-(o) WHERE "+isOurs("o")+" }")
	}
	if err == nil {
		err = p.strangers(ctx, c, labelMark, "n.name IS NULL OR n.name <> '"+labelMark+"'")
	}
	if err == nil {
		err = p.compareMark(ctx, c)
	}
	if err == nil {
		err = p.foreignEdges(ctx, c)
	}
	return c, err
}

// compareDeclarations finds constraints and indexes that are not in force.
func (p *Projection) compareDeclarations(ctx context.Context, c *comparison) error {
	rows, err := p.read(ctx, "neo4j.Compare", "SHOW INDEXES YIELD name, state RETURN name, state", nil)
	states := map[string]string{}
	for _, r := range rows {
		states[r.text(0)] = r.text(1)
	}
	for _, d := range p.declarations() {
		switch state := states[d.name]; {
		case err != nil || state == "ONLINE":
		case state == "":
			c.say(d.name, "缺少", "it is missing")
		default:
			c.say(d.name, "状态是 %s", "its state is %s", state)
		}
	}
	return err
}

// isOurs is true of a node that has a label of ours, of which $ours is the list.
func isOurs(name string) string { return "any(l IN labels(" + name + ") WHERE l IN $ours)" }

// all are the labels of the projection.
func (p *Projection) all() []string { return append(p.labels(), labelAlternative, labelMark) }

// types are the types of relationships of the projection.
func (p *Projection) types() []string {
	types := []string{typeStatedBy, typeAlternative}
	for i := range p.voc.Edges {
		types = append(types, p.voc.Edges[i].Type)
	}
	return types
}

// compareMark finds what labels the mark has beside its own.
func (p *Projection) compareMark(ctx context.Context, c *comparison) error {
	rows, err := p.read(ctx, "neo4j.Compare", "MATCH (m:"+labelMark+" {name: $name}) UNWIND [l IN labels(m) WHERE l <> $name] AS label RETURN label, elementId(m)", args{"name": labelMark})
	for _, r := range rows {
		c.say("(:"+labelMark+")", "多了标签 %s", "it has the label %s, too", r.text(0))
		c.unlabel(r.text(1), r.text(0))
	}
	return err
}

// compareState finds what each step mends by itself: what the mark says beside what it
// should, and constraints and indexes that are not in force.
func (p *Projection) compareState(ctx context.Context, c *comparison) error {
	rows, err := p.read(ctx, "neo4j.Compare", "MATCH (m:"+labelMark+" {name: $name}) UNWIND [k IN keys(m) WHERE NOT k IN $known] AS key RETURN key",
		args{"name": labelMark, "known": []string{"name", "log", "revision", "hash", "complete", "part", "by", "updated"}})
	if err != nil {
		return err
	}
	for _, r := range rows {
		c.say("(:"+labelMark+")", "多了 %s", "%s is there, and should not be", r.text(0))
	}
	return p.compareDeclarations(ctx, c)
}

func differentProps(found map[string]any, want args) graph.Label {
	names := map[string]bool{}
	for name := range found {
		names[name] = true
	}
	for name := range want {
		names[name] = true
	}
	for _, name := range sorted(names) {
		x, there := found[name]
		y, wanted := want[name]
		switch {
		case !there:
			return labelf("缺少 %s，应为 %v", "%s is missing, and should be %v", name, y)
		case !wanted:
			return labelf("多了 %s：%v", "%s is %v, and should not be", name, x)
		case !reflect.DeepEqual(x, y):
			return labelf("%s 是 %v，应为 %v", "%s is %v, not %v", name, x, y)
		}
	}
	return graph.Label{}
}
