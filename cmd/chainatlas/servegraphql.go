package main

import (
	"cmp"
	"maps"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// graphqlFigures are the figures of GraphQL. Their labels are the root fields of
// the schema and the codes of its errors: nothing that a client sends becomes one.
type graphqlFigures struct {
	operations map[operationLabels]uint64
	events     map[string]uint64     // of subscriptions, by root field
	took       map[string]*histogram // of queries and mutations, by root field
	errors     map[graph.Code]uint64
}

type operationLabels struct {
	kind, field string
	failed      bool // its answer has errors
}

func newGraphQLFigures() graphqlFigures {
	return graphqlFigures{
		operations: map[operationLabels]uint64{}, events: map[string]uint64{}, took: map[string]*histogram{}, errors: map[graph.Code]uint64{},
	}
}

// refusedOperation stands for the kind and the field of what was refused before
// they were known.
const refusedOperation = "refused"

// observe counts what became of an operation. It is [schema.Config]'s Observe.
func (m *metrics) observe(o schema.Observation) {
	m.mu.Lock()
	defer m.mu.Unlock()
	g := &m.graphql
	for _, code := range o.Codes {
		if _, known := schema.Codes()[code]; !known {
			code = graph.CodeInternal
		}
		g.errors[code]++
	}
	if o.Type == "subscription" && len(o.Codes) == 0 {
		g.events[o.Field]++
		return
	}
	labels := operationLabels{o.Type, o.Field, len(o.Codes) > 0}
	if labels.kind == "" || labels.field == "" {
		labels.kind, labels.field = cmp.Or(labels.kind, refusedOperation), refusedOperation
	}
	g.operations[labels]++
	if o.Type != "subscription" {
		note(g.took, labels.field, o.Took)
	}
}

// write writes them.
func (g *graphqlFigures) write(p *exposition) {
	p.family("chainatlas_graphql_operations_total", "counter", "GraphQL operations answered, by type, root field and whether the answer has errors; several root fields count as several.")
	for _, l := range slices.SortedFunc(maps.Keys(g.operations), func(a, b operationLabels) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.field, b.field), cmp.Compare(truth(a.failed), truth(b.failed)))
	}) {
		outcome := "ok"
		if l.failed {
			outcome = "error"
		}
		p.value("chainatlas_graphql_operations_total", float64(g.operations[l]), "type", l.kind, "field", l.field, "outcome", outcome)
	}
	p.family("chainatlas_graphql_errors_total", "counter", "Answers with errors of a code, by code.")
	for _, c := range slices.Sorted(maps.Keys(g.errors)) {
		p.value("chainatlas_graphql_errors_total", float64(g.errors[c]), "code", string(c))
	}
	p.family("chainatlas_graphql_events_total", "counter", "Events sent to subscriptions, by root field.")
	for _, f := range slices.Sorted(maps.Keys(g.events)) {
		p.value("chainatlas_graphql_events_total", float64(g.events[f]), "field", f)
	}
	p.histograms("chainatlas_graphql_seconds", "How long queries and mutations took, by root field.", "field", g.took)
}
