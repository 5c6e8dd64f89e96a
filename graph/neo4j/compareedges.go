package neo4j

import (
	"context"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// compareEdges compares the relationships that go out from nodes of a kind, but for
// those that compareNodes compares.
func (p *Projection) compareEdges(ctx context.Context, c *comparison, sh *shape, kind graph.Kind) error {
	ids, err := sh.view.Select(ctx, kind, nil)
	if err != nil {
		return err
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
			MATCH (n)-[x]->(m) WHERE NOT (type(x) = '`+typeStatedBy+`' AND m:`+labelSource+` OR type(x) = '`+typeAlternative+`' AND m:`+labelAlternative+`)
				AND (type(x) IN $types OR `+isOurs("m")+`)
			RETURN n.id, type(x), m.id, labels(m), properties(x), elementId(x)`,
			args{"after": after, "last": last, "types": p.types(), "ours": p.all()})
		if err != nil {
			return err
		}
		for _, r := range rows {
			p.compareEdge(c, want, name, r)
		}
		for _, e := range want {
			c.say(e.String(), "缺少", "it is missing")
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
	props, _ := r[4].(map[string]any)
	found := &edge{edgeID: edgeID{kind: r.text(1), from: r.text(0), to: r.text(2)}, fromLabel: from, props: props}
	if decl := p.voc.Edge(found.kind); decl != nil {
		c.Relationships++
		if q := qualifierName(decl); q != "" {
			found.qualifier, _ = props[q].(string)
		}
	}
	wanted := want[found.edgeID]
	labels := r.texts(3)
	if len(labels) > 0 {
		found.toLabel = labels[0]
	}
	if wanted == nil || !slices.Contains(labels, wanted.toLabel) {
		c.say(found.String(), "不成立，或有重复", "it does not stand, or is there twice")
		c.removeRelationship(r.text(5))
		return
	}
	delete(want, found.edgeID)
	if problem := differentProps(props, wanted.props); problem != (graph.Label{}) {
		c.differ(wanted.String(), problem)
		c.removeRelationship(r.text(5))
		if !c.full() {
			c.putEdges = append(c.putEdges, wanted)
		}
	}
}

// foreignEdges finds relationships that nothing of ours goes out by: from sources,
// alternatives and the mark, and, of our types, from others' nodes to ours.
func (p *Projection) foreignEdges(ctx context.Context, c *comparison) error {
	const columns = ` RETURN elementId(x), type(x), head(labels(m)), coalesce(toStringOrNull(m.id), ''), head(labels(n)), coalesce(toStringOrNull(n.id), '')`
	for _, query := range []string{
		`MATCH (m:` + labelSource + `|` + labelAlternative + `|` + labelMark + `)-[x]->(n)
			WHERE (type(x) IN $types OR ` + isOurs("n") + `) AND NOT (m:` + labelAlternative + ` AND type(x) = '` + typeStatedBy + `' AND n:` + labelSource + `)`,
		`MATCH (m) WHERE NOT ` + isOurs("m") + ` MATCH (m)-[x]->(n) WHERE type(x) IN $types AND ` + isOurs("n"),
	} {
		rows, err := p.read(ctx, "neo4j.Compare", query+columns, args{"types": p.types(), "ours": p.all()})
		if err != nil {
			return err
		}
		for _, r := range rows {
			e := edge{edgeID: edgeID{kind: r.text(1), from: r.text(3), to: r.text(5)}, fromLabel: r.text(2), toLabel: r.text(4)}
			c.say(e.String(), "不成立", "it does not stand")
			c.removeRelationship(r.text(0))
		}
	}
	return nil
}
