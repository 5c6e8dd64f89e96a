package neo4j

import (
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// putSources brings sources up to date, whether or not they are there.
func putSources(tx *tx, sources []*node) error {
	if len(sources) == 0 {
		return nil
	}
	_, err := tx.run("UNWIND $rows AS r MERGE (n:"+labelSource+" {id: r.id}) SET n = r", args{"rows": propsOf(sources)})
	return err
}

func propsOf(nodes []*node) []any {
	out := make([]any, len(nodes))
	for i, n := range nodes {
		out[i] = n.props
	}
	return out
}

// byLabel groups what is to be written: labels and types cannot be parameters.
func byLabel[T any](items []T, name func(T) string) [][]T {
	groups, at := [][]T{}, map[string]int{}
	for _, x := range items {
		i, ok := at[name(x)]
		if !ok {
			i = len(groups)
			at[name(x)] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], x)
	}
	return groups
}

// createNodes writes nodes that are not there, each with the first of what is
// stated of it: to find a node again takes longer than to make it.
func createNodes(tx *tx, nodes []*node) error {
	for _, group := range byLabel(nodes, func(n *node) string { return n.label }) {
		var alone, stated []any
		for _, n := range group {
			if len(n.stated) == 0 {
				alone = append(alone, n.props)
				continue
			}
			stated = append(stated, args{"props": n.props, "source": n.stated[0].source, "stated": n.stated[0].props})
		}
		create := "CREATE (n:" + quoted(group[0].label) + ")"
		if len(alone) > 0 {
			if _, err := tx.run("UNWIND $rows AS r "+create+" SET n = r", args{"rows": alone}); err != nil {
				return err
			}
		}
		if len(stated) > 0 {
			made, err := tx.run("UNWIND $rows AS r MATCH (s:"+labelSource+" {id: r.source}) "+create+"-[x:"+typeStatedBy+"]->(s) SET n = r.props, x = r.stated RETURN count(n)", args{"rows": stated})
			if err != nil {
				return err
			}
			if n := made[0].int(0); n != int64(len(stated)) {
				return graph.Sayf(graph.CodeConflict, "", "图中缺少 %d 个节点的来源：请用 --repair 改正", "the sources of %d nodes are not in the projection: repair it", int64(len(stated))-n)
			}
		}
		if err := createDetails(tx, group, 1); err != nil {
			return err
		}
	}
	return nil
}

// createDetails writes what belongs to nodes of one label that are there, but for
// as many as first says of the statements about each, which are written.
func createDetails(tx *tx, nodes []*node, first int) error {
	var stated, alternatives []any
	for _, n := range nodes {
		for _, d := range n.stated[min(first, len(n.stated)):] {
			stated = append(stated, args{"id": n.id, "source": d.source, "props": d.props})
		}
		for _, d := range n.alternatives {
			alternatives = append(alternatives, args{"id": n.id, "source": d.source, "props": d.props})
		}
	}
	ends := "UNWIND $rows AS r MATCH (n:" + quoted(nodes[0].label) + " {id: r.id}) MATCH (s:" + labelSource + " {id: r.source}) "
	if len(stated) > 0 {
		if _, err := tx.run(ends+"CREATE (n)-[x:"+typeStatedBy+"]->(s) SET x = r.props", args{"rows": stated}); err != nil {
			return err
		}
	}
	if len(alternatives) > 0 {
		q := ends + "CREATE (n)-[:" + typeAlternative + "]->(a:" + labelAlternative + ")-[:" + typeStatedBy + "]->(s) SET a = r.props"
		if _, err := tx.run(q, args{"rows": alternatives}); err != nil {
			return err
		}
	}
	return nil
}

// updateNodes brings nodes up to date, whether or not they are there.
func updateNodes(tx *tx, nodes []*node) error {
	for _, group := range byLabel(nodes, func(n *node) string { return n.label }) {
		name := quoted(group[0].label)
		if err := dropDetails(tx, name, idsOf(group)); err != nil {
			return err
		}
		if _, err := tx.run("UNWIND $rows AS r MERGE (n:"+name+" {id: r.id}) SET n = r", args{"rows": propsOf(group)}); err != nil {
			return err
		}
		if err := createDetails(tx, group, 0); err != nil {
			return err
		}
	}
	return nil
}

func idsOf(nodes []*node) []string {
	ids := make([]string, len(nodes))
	for i, n := range nodes {
		ids[i] = n.id
	}
	return ids
}

// dropDetails takes out what belongs to nodes. An alternative that another node has,
// too, and what is no alternative alone, only loses the relationship.
func dropDetails(tx *tx, name string, ids []string) error {
	_, err := tx.run("UNWIND $ids AS id MATCH (:"+name+" {id: id})-[x:"+typeAlternative+"]->(a) DELETE x "+
		"WITH collect(DISTINCT a) AS them UNWIND them AS a "+
		"WITH a WHERE labels(a) = ['"+labelAlternative+"'] AND NOT EXISTS { (a)<-[:"+typeAlternative+"]-() } DETACH DELETE a", args{"ids": ids})
	if err == nil {
		_, err = tx.run("UNWIND $ids AS id MATCH (:"+name+" {id: id})-[x:"+typeStatedBy+"]->() DELETE x", args{"ids": ids})
	}
	return err
}

// deleteNodes takes nodes out, with their relationships.
func deleteNodes(tx *tx, nodes []*node) error {
	for _, group := range byLabel(nodes, func(n *node) string { return n.label }) {
		name, ids := quoted(group[0].label), idsOf(group)
		if err := dropDetails(tx, name, ids); err != nil {
			return err
		}
		if _, err := tx.run("UNWIND $ids AS id MATCH (n:"+name+" {id: id}) DETACH DELETE n", args{"ids": ids}); err != nil {
			return err
		}
	}
	return nil
}

func groupEdges(edges []*edge) [][]*edge {
	return byLabel(edges, func(e *edge) string { return strings.Join([]string{e.kind, e.fromLabel, e.toLabel}, "\x00") })
}

func endsOf(e *edge) string {
	return "UNWIND $rows AS r MATCH (a:" + quoted(e.fromLabel) + " {id: r.from}) MATCH (b:" + quoted(e.toLabel) + " {id: r.to}) "
}

// createEdges writes relationships that are not there.
func createEdges(tx *tx, edges []*edge) error {
	for _, group := range groupEdges(edges) {
		rows := make([]any, len(group))
		for i, e := range group {
			rows[i] = args{"from": e.from, "to": e.to, "props": e.props}
		}
		made, err := tx.run(endsOf(group[0])+"CREATE (a)-[x:"+quoted(group[0].kind)+"]->(b) SET x = r.props RETURN count(x)", args{"rows": rows})
		if err != nil {
			return err
		}
		if n := made[0].int(0); n != int64(len(group)) {
			return graph.Sayf(graph.CodeConflict, "", "图中缺少 %d 个 %s 关系的端点，或有重复：请用 --repair 改正", "%d ends of relationships %s are not in the projection, or there twice: repair it", int64(len(group))-n, group[0].kind)
		}
	}
	return nil
}

// deleteEdges takes relationships out, if they are there.
func deleteEdges(tx *tx, voc *graph.Vocabulary, edges []*edge) error {
	for _, group := range groupEdges(edges) {
		rows := make([]any, len(group))
		for i, e := range group {
			rows[i] = args{"from": e.from, "to": e.to, "qualifier": e.qualifier}
		}
		q := endsOf(group[0]) + "MATCH (a)-[x:" + quoted(group[0].kind) + "]->(b) "
		if name := qualifierName(voc.Edge(group[0].kind)); name != "" {
			q += "WHERE coalesce(x." + quoted(name) + ", '') = r.qualifier "
		}
		if _, err := tx.run(q+"DELETE x", args{"rows": rows}); err != nil {
			return err
		}
	}
	return nil
}
