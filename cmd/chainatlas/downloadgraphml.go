package main

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// mapGraphML writes chains and segments, with their figures, and the edges
// PART_OF and FEEDS between them.
func (x *download) mapGraphML(w io.Writer, places []mapPlace) error {
	out := bufio.NewWriter(w)
	text := func(s string) string {
		var b escaped
		_ = xml.EscapeText(&b, []byte(s)) // it cannot fail
		return string(b)
	}
	fmt.Fprint(out, xml.Header, `<graphml xmlns="http://graphml.graphdrawing.org/xmlns">`, "\n")
	for _, k := range [][2]string{{"label", "string"}, {"kind", "string"}, {"code", "string"}, {"tier", "string"}, {"keyLink", "boolean"},
		{"enterprises", "int"}, {"referred", "int"}, {"products", "int"}} {
		fmt.Fprintf(out, `<key id="%s" for="node" attr.name="%s" attr.type="%s"/>`+"\n", k[0], k[0], k[1])
	}
	fmt.Fprintln(out, `<key id="type" for="edge" attr.name="type" attr.type="string"/>`)
	fmt.Fprintf(out, `<graph id="map" edgedefault="directed"><desc>%s</desc>`+"\n", text(x.app.say(downloading.MapOf, x.view.Revision())))
	ids := make([]graph.SubjectID, len(places))
	there := map[graph.SubjectID]bool{}
	for i := range places {
		l := x.line(&places[i])
		ids[i], there[l.ID] = l.ID, true
		fmt.Fprintf(out, `<node id="%s">`, text(string(l.ID)))
		data := [][2]string{{"label", l.Label}, {"kind", string(l.Kind)}, {"code", l.Code}, {"tier", l.Tier},
			{"enterprises", strconv.Itoa(l.Enterprises)}, {"referred", strconv.Itoa(l.Referred)}, {"products", strconv.Itoa(l.Products)}}
		if l.KeyLink != nil {
			data = append(data, [2]string{"keyLink", strconv.FormatBool(*l.KeyLink)})
		}
		for _, d := range data {
			if d[1] != "" {
				fmt.Fprintf(out, `<data key="%s">%s</data>`, d[0], text(d[1]))
			}
		}
		fmt.Fprintln(out, `</node>`)
	}
	edge := func(from, to graph.SubjectID, kind string) {
		fmt.Fprintf(out, `<edge source="%s" target="%s"><data key="type">%s</data></edge>`+"\n", text(string(from)), text(string(to)), kind)
	}
	for i := range places {
		if p := &places[i]; p.parent != "" {
			edge(p.node.ID, p.parent, graph.EdgePartOf)
		}
	}
	for part := range slices.Chunk(ids, memory.MaxPage) {
		found, err := x.view.Neighbours(part, memory.NeighbourQuery{Edge: graph.EdgeFeeds, First: memory.MaxPage})
		if err != nil {
			return err
		}
		for i := range found {
			for _, e := range found[i].Edges {
				if there[e.To] {
					edge(e.From, e.To, graph.EdgeFeeds)
				}
			}
		}
	}
	fmt.Fprintln(out, `</graph></graphml>`)
	return out.Flush()
}

// escaped collects what an escaper writes.
type escaped []byte

// Write implements [io.Writer].
func (e *escaped) Write(p []byte) (int, error) {
	*e = append(*e, p...)
	return len(p), nil
}
