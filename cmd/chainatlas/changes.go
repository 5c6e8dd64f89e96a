package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
)

// printChanges prints what changes in the graph: how many nodes of each kind
// and edges of each type, and the first of the nodes.
func (a *app) printChanges(c *importer.Changes, heading graph.Label) error {
	vocabulary := graph.Standard()
	if len(c.Nodes) == 0 && len(c.Edges) == 0 {
		_, err := fmt.Fprintf(a.Stdout, "\n%s\n", a.say(importing.NoChanges))
		return err
	}
	if _, err := fmt.Fprintf(a.Stdout, "\n%s\n", a.say(heading)); err != nil {
		return err
	}
	t := table{indent: "  ", right: []bool{false, false, true, true, true}}
	count := func(n int) string {
		if n == 0 {
			return "-"
		}
		return fmt.Sprint(n)
	}
	part := func(heading graph.Label) {
		t.row(a.say(heading), "", a.say(importing.NewOnes), a.say(importing.Changed), a.say(importing.Removed))
	}
	if len(c.Nodes) > 0 {
		part(importing.Nodes)
	}
	for _, n := range c.Nodes {
		label := ""
		if k := vocabulary.Kind(n.Kind); k != nil {
			label = a.lang.pick(k.Plural)
		}
		t.row(string(n.Kind), label, count(n.Created), count(n.Changed), count(n.Removed))
	}
	if len(c.Edges) > 0 {
		part(importing.Edges)
	}
	for _, e := range c.Edges {
		label := ""
		if d := vocabulary.Edge(e.Type); d != nil {
			label = a.lang.pick(d.Label)
		}
		t.row(e.Type, label, count(e.Created), count(e.Changed), count(e.Removed))
	}
	if err := t.writeTo(a.Stdout); err != nil {
		return err
	}
	for i := range c.Properties {
		if p := &c.Properties[i]; p.Removed > 0 {
			if _, err := fmt.Fprintf(a.Stdout, "  %s\n", a.say(importing.Losing, a.lang.pick(vocabulary.Kind(p.Kind).Label), a.lang.pick(p.Label), p.Removed)); err != nil {
				return err
			}
		}
	}
	return a.printExamples(c, vocabulary)
}

// printExamples prints the first of the nodes that change. What shows something
// else than before comes first, then what goes, then what says more. What is new
// is listed only if it is little; then a person wants to see it.
func (a *app) printExamples(c *importer.Changes, vocabulary *graph.Vocabulary) error {
	rank := func(e *importer.NodeExample) int {
		switch {
		case slices.ContainsFunc(e.Values, func(v importer.ValueChange) bool { return v.Was != "" }):
			return 0
		case e.Change == "removed":
			return 1
		case e.Change == "changed":
			return 2
		}
		return 3
	}
	few := len(c.Examples)+c.More <= shownChanges
	examples := slices.DeleteFunc(slices.Clone(c.Examples), func(e importer.NodeExample) bool {
		return !few && (e.Change == "created" || e.Change == "changed" && len(e.Values) == 0)
	})
	slices.SortStableFunc(examples, func(x, y importer.NodeExample) int { return cmp.Compare(rank(&x), rank(&y)) })
	words := map[string]graph.Label{"created": importing.ChangeCreated, "changed": importing.ChangeChanged, "removed": importing.ChangeRemoved}
	for i := range examples {
		e := &examples[i]
		if i == shownChanges {
			_, err := fmt.Fprintf(a.Stdout, "  %s\n", a.say(importing.More, len(examples)-i))
			return err
		}
		kind := string(e.Kind)
		if k := vocabulary.Kind(e.Kind); k != nil {
			kind = a.lang.pick(k.Label)
		}
		if i == 0 {
			fmt.Fprintln(a.Stdout)
		}
		line := fmt.Sprintf("  %s  %s  %s", a.say(words[e.Change]), kind, a.nodeName(e))
		if _, err := fmt.Fprintln(a.Stdout, printable(line)); err != nil {
			return err
		}
		for j, v := range e.Values {
			if j == shownValues {
				fmt.Fprintf(a.Stdout, "      %s\n", a.say(importing.More, len(e.Values)-j))
				break
			}
			name := v.Property
			if k := vocabulary.Kind(e.Kind); k != nil {
				if d := k.Property(v.Property); d != nil {
					name = a.lang.pick(d.Label)
				}
			}
			none := a.say(importing.NoValue)
			name = strings.TrimSpace(name + " " + v.Period)
			line := a.say(importing.Value, name, cmp.Or(shorten(v.Was, 24), none), cmp.Or(shorten(v.Is, 24), none))
			if _, err := fmt.Fprintln(a.Stdout, "      "+printable(line)); err != nil {
				return err
			}
		}
	}
	return nil
}

// nodeName names a node that changes. Regions are often known by their code
// alone.
func (a *app) nodeName(e *importer.NodeExample) string {
	if e.Kind == graph.KindRegion {
		if entry := graph.Standard().List(graph.ListRegion).Entry(e.Name); entry != nil {
			return e.Name + " " + a.lang.pick(entry.Label)
		}
	}
	return cmp.Or(e.Name, string(e.ID))
}

// shownValues is how many values of a node are printed.
const shownValues = 4

// countChanges counts what differs between two Views, with the first nodes.
func countChanges(c *memory.Changes) *importer.Changes {
	vocabulary := c.To.Vocabulary()
	nodes, edges := map[graph.Kind]*importer.KindChanges{}, map[string]*importer.EdgeChanges{}
	out := &importer.Changes{}
	for n := range c.Nodes() {
		k := nodes[n.Kind]
		if k == nil {
			k = &importer.KindChanges{Kind: n.Kind}
			nodes[n.Kind] = k
		}
		e := importer.NodeExample{Kind: n.Kind, ID: cmp.Or(n.Is, n.Was), Change: "changed"}
		switch {
		case n.Was == "":
			k.Created++
			e.Change = "created"
		case n.Is == "":
			k.Removed++
			e.Change = "removed"
		default:
			k.Changed++
		}
		e.Name = cmp.Or(c.To.Name(n.Is), c.From.Name(n.Was))
		out.Examples = append(out.Examples, e)
	}
	for x := range c.Edges() {
		e := edges[x.Type]
		if e == nil {
			e = &importer.EdgeChanges{Type: x.Type}
			edges[x.Type] = e
		}
		switch {
		case x.Removed:
			e.Removed++
		case x.Restated:
			e.Changed++
		default:
			e.Created++
		}
	}
	order := map[graph.Kind]int{}
	for i := range vocabulary.Kinds {
		kind := vocabulary.Kinds[i].Kind
		order[kind] = i
		if k := nodes[kind]; k != nil {
			out.Nodes = append(out.Nodes, *k)
		}
	}
	for i := range vocabulary.Edges {
		if e := edges[vocabulary.Edges[i].Type]; e != nil {
			out.Edges = append(out.Edges, *e)
		}
	}
	// Changes come in no order; the first by kind and name are shown.
	slices.SortFunc(out.Examples, func(x, y importer.NodeExample) int {
		return cmp.Or(cmp.Compare(order[x.Kind], order[y.Kind]), cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID))
	})
	if more := len(out.Examples) - importer.MaxExamples; more > 0 {
		out.Examples, out.More = out.Examples[:importer.MaxExamples], more
	}
	return out
}
