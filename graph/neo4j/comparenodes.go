package neo4j

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// strangers finds nodes that no page of a label holds. One that has another label is
// somebody's or, under that label, right: it loses this one and stays.
func (p *Projection) strangers(ctx context.Context, c *comparison, label, condition string) error {
	rows, err := p.read(ctx, "neo4j.Compare", "MATCH (n:"+quoted(label)+") WHERE "+condition+" RETURN elementId(n), size(labels(n)) > 1", args{"ours": p.all()})
	for _, r := range rows {
		c.say("(:"+label+")", "不是图里的：没有 id，或另有标签，或不属于任何节点", "it is not ours: it has no id, or another label, or belongs to nothing")
		if r.bool(1) {
			c.unlabel(r.text(0), label)
		} else {
			c.removeNode(r.text(0))
		}
	}
	return err
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
		// The pairs of what is stated and of alternatives, and how many there are
		// of whatever kind; what of labels is wrong, and whether there are several.
		rows, err := p.read(ctx, "neo4j.Compare", `MATCH (n:`+quoted(name)+`) WHERE n.id > $after
			WITH n ORDER BY n.id LIMIT $most
			RETURN n.id, properties(n),
				[(n)-[x:`+typeStatedBy+`]->(s:`+labelSource+`) | [s.id, properties(x)]],
				[(n)-[h:`+typeAlternative+`]->(a:`+labelAlternative+`)-[x:`+typeStatedBy+`]->(s:`+labelSource+`) | [s.id, properties(a), properties(h), properties(x)]],
				COUNT { (n)-[:`+typeAlternative+`]->(:`+labelAlternative+`) }, elementId(n), [l IN labels(n) WHERE NOT l IN $ours], size(labels(n)) > 1
			ORDER BY n.id`, args{"after": after, "most": pageSize, "ours": p.all()})
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
				c.say(found.String(), "不成立", "it does not stand")
				if r.bool(7) {
					c.unlabel(r.text(5), name)
				} else if !c.full() {
					c.deleteNodes = append(c.deleteNodes, found)
				}
				continue
			}
			if foreign := r.texts(6); len(foreign) > 0 {
				c.say(found.String(), "多了标签 %s", "it has the label %s, too", foreign[0])
				c.unlabel(r.text(5), foreign...)
			}
			problem := difference(found, w)
			if problem == (graph.Label{}) && r.int(4) != int64(len(w.alternatives)) {
				problem = labelf("落选的值：有 %d 个，应有 %d 个", "alternatives: there are %d, not %d", r.int(4), len(w.alternatives))
			}
			if problem != (graph.Label{}) {
				c.differ(found.String(), problem)
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
	c.say(n.String(), "缺少", "it is missing")
	if !c.full() {
		c.putNodes = append(c.putNodes, n)
	}
}

// details reads entries of a source, its properties, and the properties of
// relationships that should have none.
func details(v any) (out []detail) {
	entries, _ := v.([]any)
	for _, x := range entries {
		entry, _ := x.([]any)
		if len(entry) < 2 {
			continue
		}
		source, _ := entry[0].(string)
		props, _ := entry[1].(map[string]any)
		for _, more := range entry[2:] {
			foreign, _ := more.(map[string]any)
			for name, value := range foreign {
				props["a relationship's "+name] = value
			}
		}
		out = append(out, detail{source, props})
	}
	slices.SortFunc(out, compareDetails)
	return out
}

// difference tells how a node differs from what it should be; nothing if it does
// not.
func difference(found, want *node) graph.Label {
	if problem := differentProps(found.props, want.props); problem != (graph.Label{}) {
		return problem
	}
	if problem := differentDetails(found.stated, want.stated); problem != (graph.Label{}) {
		return within(problem, "来源所述", "what is stated by sources")
	}
	if problem := differentDetails(found.alternatives, want.alternatives); problem != (graph.Label{}) {
		return within(problem, "落选的值", "alternatives")
	}
	return graph.Label{}
}

// within says of which part a problem is.
func within(problem graph.Label, zh, en string) graph.Label {
	return graph.Label{Zh: zh + "：" + problem.Zh, En: en + ": " + problem.En}
}

func differentDetails(found, want []detail) graph.Label {
	if len(found) != len(want) {
		return labelf("有 %d 个，应有 %d 个", "there are %d, not %d", len(found), len(want))
	}
	for i := range want {
		if found[i].source != want[i].source {
			return labelf("第 %d 个来自 %q，应来自 %q", "number %d is from %q, not %q", i+1, found[i].source, want[i].source)
		}
		if problem := differentProps(found[i].props, want[i].props); problem != (graph.Label{}) {
			return within(problem, fmt.Sprintf("第 %d 个", i+1), fmt.Sprintf("number %d", i+1))
		}
	}
	return graph.Label{}
}
