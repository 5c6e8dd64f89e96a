package neo4j

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Comparison is what [Projection.Compare] found.
type Comparison struct {
	Nodes         int // of the vocabulary's kinds, on the server
	Relationships int // of the vocabulary's types
	Differences   []Difference
	Found         int // how many differences there are; Differences has the first
}

// maxDifferences bounds how many differences are listed.
const maxDifferences = 100

// Difference is a node or a relationship that is not on the server as it stands in
// the View.
type Difference struct {
	Element string // such as "(:Enterprise {id: \"…\"})"
	Problem string // such as "revenue is 3, not 4"
}

// String returns the difference as one line.
func (d Difference) String() string { return d.Element + ": " + d.Problem }

// Compare compares the projection with a View, element by element and property by
// property. It reads everything.
func (p *Projection) Compare(ctx context.Context, v *memory.View) (*Comparison, error) {
	c, err := p.compare(ctx, v, false)
	if err != nil {
		return nil, err
	}
	state, err := p.State(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case state.Log == "":
		c.differ("(:"+labelMark+")", "it is not there: this is no projection")
	case !state.Complete:
		c.differ("(:"+labelMark+")", "a step is half done")
	case state.Revision != v.Revision():
		c.differ("(:"+labelMark+")", "it is at revision %d, not %d", state.Revision, v.Revision())
	}
	return &c.Comparison, nil
}

// Repair makes the projection equal to a View, by what [Projection.Compare] finds;
// by [Projection.Rebuild] if there is no projection, or one of another log, or if
// too much differs. It returns how many differences there were, or -1 if it was made
// anew.
func (p *Projection) Repair(ctx context.Context, logID string, hash graph.Hash, v *memory.View) (int, error) {
	const op = "neo4j.Repair"
	s, err := p.newStep(ctx, op, logID, hash, v)
	if err != nil {
		return 0, err
	}
	if s.was.Log != logID {
		return -1, p.Rebuild(ctx, logID, hash, v)
	}
	if err := s.begin(ctx); err != nil {
		return 0, err
	}
	c, err := p.compare(ctx, v, true)
	if err != nil {
		return 0, err
	}
	found := c.Found
	if len(c.labels) > 0 {
		// What such a node is joined to was seen from the wrong side.
		if err := s.removeAll(ctx, c.labels); err != nil {
			return 0, err
		}
		if c, err = p.compare(ctx, v, true); err != nil {
			return 0, err
		}
	}
	if c.size() > maxRepair {
		return -1, p.Rebuild(ctx, logID, hash, v)
	}
	if err := s.removeAll(ctx, c.strange); err != nil {
		return 0, err
	}
	s.was = s.half()
	return found, s.apply(ctx, shapeOf(v), &c.changes, true)
}

// removeAll takes out what is not ours.
func (s *step) removeAll(ctx context.Context, all []removal) error {
	for _, r := range all {
		err := s.part(ctx, func(tx *tx) error {
			_, err := tx.run(r.query, args{"ids": r.ids})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// maxRepair bounds what is repaired. More is made anew.
const maxRepair = 200_000

// comparison collects differences and what takes them away.
type comparison struct {
	Comparison
	changes
	keep    bool      // what takes them away, up to maxRepair
	strange []removal // what no ID of ours finds
	labels  []removal // that nodes have beside the one that is right
}

type removal struct {
	query string
	ids   []string
}

const (
	removeNodes         = "UNWIND $ids AS id MATCH (n) WHERE elementId(n) = id DETACH DELETE n"
	removeRelationships = "UNWIND $ids AS id MATCH ()-[x]->() WHERE elementId(x) = id DELETE x"
)

func (c *comparison) differ(element, format string, args ...any) {
	if c.Found++; len(c.Differences) < maxDifferences {
		c.Differences = append(c.Differences, Difference{element, fmt.Sprintf(format, args...)})
	}
}

// full reports whether no more is kept.
func (c *comparison) full() bool { return !c.keep || c.size() > maxRepair }

func (c *comparison) remove(query, id string) { c.strange = c.listed(c.strange, query, id) }

// relabel takes a label from a node that has another of ours.
func (c *comparison) relabel(label, id string) { c.labels = c.listed(c.labels, removeLabel(label), id) }

// listed adds an element to those that a query takes out, if they are to be.
func (c *comparison) listed(all []removal, query, id string) []removal {
	if !c.keep {
		return all
	}
	if n := len(all); n > 0 && all[n-1].query == query && len(all[n-1].ids) < rowsPerWrite {
		all[n-1].ids = append(all[n-1].ids, id)
		return all
	}
	return append(all, removal{query, []string{id}})
}

func (n *node) String() string { return fmt.Sprintf("(:%s {id: %q})", n.label, n.id) }

func (e *edge) String() string {
	return fmt.Sprintf("(:%s {id: %q})-[:%s]->(:%s {id: %q})", e.fromLabel, e.from, e.kind, e.toLabel, e.to)
}

func (p *Projection) compare(ctx context.Context, v *memory.View, keep bool) (*comparison, error) {
	c := &comparison{changes: changes{sources: map[string]bool{}}, keep: keep}
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
		err = p.strangers(ctx, c, labelAlternative, "NOT EXISTS { (n)<-[:"+typeAlternative+"]-() }")
	}
	return c, err
}

// strangers finds nodes that no page of a label holds.
func (p *Projection) strangers(ctx context.Context, c *comparison, label, condition string) error {
	rows, err := p.read(ctx, "neo4j.Compare", "MATCH (n:"+quoted(label)+") WHERE "+condition+" RETURN elementId(n), "+labelledTwice, p.ours())
	for _, r := range rows {
		c.differ("(:"+label+")", "it is not ours: it has no id, or belongs to nothing")
		if r.bool(1) {
			c.relabel(label, r.text(0))
		} else {
			c.remove(removeNodes, r.text(0))
		}
	}
	return err
}

// labelledTwice tells whether n has several of the projection's labels: somebody
// gave it one, and what it is under the other need not be wrong.
const labelledTwice = "size([l IN labels(n) WHERE l IN $ours]) > 1"

// ours are the parameters of labelledTwice.
func (p *Projection) ours() args { return args{"ours": append(p.labels(), labelAlternative)} }

func removeLabel(label string) string {
	return "UNWIND $ids AS id MATCH (n) WHERE elementId(n) = id REMOVE n:" + quoted(label)
}

// compareNodes compares the nodes of a label with those wanted, which come in the
// order of their IDs.
func (p *Projection) compareNodes(ctx context.Context, c *comparison, name string, wanted iter.Seq2[[]*node, error]) error {
	if err := p.strangers(ctx, c, name, "n.id IS NULL OR n.id IS NOT :: STRING NOT NULL OR n.id = ''"); err != nil {
		return err
	}
	pull, stop := iter.Pull2(wanted)
	defer stop()
	var want []*node
	// next returns the next node wanted, nil if there is none.
	next := func() (*node, error) {
		for len(want) == 0 {
			page, err, ok := pull()
			if err != nil || !ok {
				return nil, err
			}
			for _, n := range page {
				c.name(n)
			}
			want = page
		}
		return want[0], nil
	}
	for after := ""; ; {
		rows, err := p.read(ctx, "neo4j.Compare", `MATCH (n:`+quoted(name)+`) WHERE n.id > $after
			WITH n ORDER BY n.id LIMIT $most
			RETURN n.id, properties(n),
				[(n)-[x:`+typeStatedBy+`]->(s:`+labelSource+`) | [s.id, properties(x)]],
				[(n)-[:`+typeAlternative+`]->(a:`+labelAlternative+`)-[:`+typeStatedBy+`]->(s:`+labelSource+`) | [s.id, properties(a)]],
				elementId(n), `+labelledTwice+`
			ORDER BY n.id`, args{"after": after, "most": pageSize, "ours": p.ours()["ours"]})
		if err != nil {
			return err
		}
		for _, r := range rows {
			props, _ := r[1].(map[string]any)
			found := &node{label: name, id: r.text(0), props: props, stated: details(r[2]), alternatives: details(r[3])}
			w, err := next()
			for w != nil && err == nil && w.id < found.id {
				c.lacks(w)
				want = want[1:]
				w, err = next()
			}
			if err != nil {
				return err
			}
			c.Nodes++
			if w == nil || w.id > found.id {
				c.differ(found.String(), "it does not stand")
				if r.bool(5) {
					c.relabel(name, r.text(4))
				} else if !c.full() {
					c.deleteNodes = append(c.deleteNodes, found)
				}
				continue
			}
			if problem := difference(found, w); problem != "" {
				c.differ(found.String(), "%s", problem)
				if !c.full() {
					c.putNodes = append(c.putNodes, w)
				}
			}
			want = want[1:]
		}
		if len(rows) == pageSize {
			after = rows[len(rows)-1].text(0)
			continue
		}
		for {
			w, err := next()
			if w == nil || err != nil {
				return err
			}
			c.lacks(w)
			want = want[1:]
		}
	}
}

func (c *comparison) lacks(n *node) {
	c.differ(n.String(), "it is missing")
	if !c.full() {
		c.putNodes = append(c.putNodes, n)
	}
}

func details(v any) (out []detail) {
	entries, _ := v.([]any)
	for _, x := range entries {
		pair, _ := x.([]any)
		if len(pair) != 2 {
			continue
		}
		source, _ := pair[0].(string)
		props, _ := pair[1].(map[string]any)
		out = append(out, detail{source, props})
	}
	slices.SortFunc(out, compareDetails)
	return out
}

// difference tells how a node differs from what it should be; "" if it does not.
func difference(found, want *node) string {
	if problem := differentProps(found.props, want.props); problem != "" {
		return problem
	}
	if problem := differentDetails(found.stated, want.stated); problem != "" {
		return "what is stated by sources: " + problem
	}
	if problem := differentDetails(found.alternatives, want.alternatives); problem != "" {
		return "alternatives: " + problem
	}
	return ""
}

func differentDetails(found, want []detail) string {
	if len(found) != len(want) {
		return fmt.Sprintf("there are %d, not %d", len(found), len(want))
	}
	for i := range want {
		if found[i].source != want[i].source {
			return fmt.Sprintf("number %d is from %q, not %q", i+1, found[i].source, want[i].source)
		}
		if problem := differentProps(found[i].props, want[i].props); problem != "" {
			return fmt.Sprintf("number %d: %s", i+1, problem)
		}
	}
	return ""
}

func differentProps(found map[string]any, want args) string {
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
			return fmt.Sprintf("%s is missing, and should be %v", name, y)
		case !wanted:
			return fmt.Sprintf("%s is %v, and should not be", name, x)
		case !reflect.DeepEqual(x, y):
			return fmt.Sprintf("%s is %v, not %v", name, x, y)
		}
	}
	return ""
}

// compareEdges compares the relationships that go out from nodes of a kind. What
// is neither from nor to a label of ours, or of a type that the vocabulary does not
// have, is none of ours.
func (p *Projection) compareEdges(ctx context.Context, c *comparison, sh *shape, kind graph.Kind) error {
	ids, err := sh.view.Select(ctx, kind, nil)
	if err != nil {
		return err
	}
	types := make([]string, len(p.voc.Edges))
	for i := range p.voc.Edges {
		types[i] = p.voc.Edges[i].Type
	}
	name := label(kind)
	for after := ""; ; {
		last, full, err := p.lastOfPage(ctx, name, after)
		if err != nil {
			return err
		}
		n := len(ids)
		if full {
			n, _ = slices.BinarySearchFunc(ids, last+"\x00", func(id graph.SubjectID, to string) int { return strings.Compare(string(id), to) })
		}
		want := map[edgeID]*edge{}
		for page := range slices.Chunk(ids[:n], pageSize) {
			for i := range p.voc.Edges {
				for e, err := range sh.edgesFrom(ctx, &p.voc.Edges[i], kind, page) {
					if err != nil {
						return err
					}
					want[e.edgeID] = e
				}
			}
		}
		ids = ids[n:]
		rows, err := p.read(ctx, "neo4j.Compare", `MATCH (n:`+quoted(name)+`) WHERE n.id > $after AND ($last = '' OR n.id <= $last)
			MATCH (n)-[x]->(m) WHERE type(x) IN $types
			RETURN n.id, type(x), m.id, labels(m), properties(x), elementId(x)`,
			args{"after": after, "last": last, "types": types})
		if err != nil {
			return err
		}
		for _, r := range rows {
			p.compareEdge(c, want, name, r)
		}
		for _, e := range want {
			c.differ(e.String(), "it is missing")
			if !c.full() {
				c.putEdges = append(c.putEdges, e)
			}
		}
		if !full {
			return nil
		}
		after = last
	}
}

// lastOfPage returns the last ID of the next page of a label, and false if the page
// is not full.
func (p *Projection) lastOfPage(ctx context.Context, name, after string) (string, bool, error) {
	rows, err := p.read(ctx, "neo4j.Compare", "MATCH (n:"+quoted(name)+") WHERE n.id > $after RETURN n.id ORDER BY n.id SKIP $skip LIMIT 1",
		args{"after": after, "skip": pageSize - 1})
	if err != nil || len(rows) == 0 {
		return "", false, err
	}
	return rows[0].text(0), true, nil
}

// compareEdge compares one relationship with those wanted, and takes what it finds
// out of them.
func (p *Projection) compareEdge(c *comparison, want map[edgeID]*edge, from string, r row) {
	c.Relationships++
	decl := p.voc.Edge(r.text(1))
	props, _ := r[4].(map[string]any)
	found := &edge{edgeID: edgeID{kind: r.text(1), from: r.text(0), to: r.text(2)}, fromLabel: from, props: props}
	if q := qualifierName(decl); q != "" {
		found.qualifier, _ = props[q].(string)
	}
	wanted := want[found.edgeID]
	labels, _ := r[3].([]any)
	if len(labels) > 0 {
		found.toLabel, _ = labels[0].(string)
	}
	if wanted == nil || !slices.Contains(labels, any(wanted.toLabel)) {
		c.differ(found.String(), "it does not stand, or is there twice")
		c.remove(removeRelationships, r.text(5))
		return
	}
	delete(want, found.edgeID)
	if problem := differentProps(props, wanted.props); problem != "" {
		c.differ(wanted.String(), "%s", problem)
		c.remove(removeRelationships, r.text(5))
		if !c.full() {
			c.putEdges = append(c.putEdges, wanted)
		}
	}
}
