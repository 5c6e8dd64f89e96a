package mapping

import (
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// splitKey splits a key of Mapping.Synonyms: TYPE, TYPE.by or TYPE.Kind.by.
func splitKey(key string) (edge, other, by string) {
	edge, rest, _ := strings.Cut(key, ".")
	if kind, last, ok := strings.Cut(rest, "."); ok {
		return edge, kind, last
	}
	return edge, "", rest
}

// synonymColumns are the edge columns, in tables of a kind, that a key of
// Mapping.Synonyms fits.
func synonymColumns(voc *graph.Vocabulary, k graph.Kind, key string) []*graph.EdgeColumn {
	t, other, by := splitKey(key)
	e := voc.Edge(t)
	if e == nil {
		return nil
	}
	var all []*graph.EdgeColumn
	for i := range e.Columns {
		c := &e.Columns[i]
		if c.On == k && (other == "" || string(c.Other) == other) && (by == "" || c.By == by) {
			all = append(all, c)
		}
	}
	return all
}
