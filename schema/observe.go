package schema

import (
	"context"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/chainatlas/chainatlas/graph"
)

// Observation is what became of one operation, or one event of a subscription, for
// figures. Whatever clients send, it has few different values.
type Observation struct {
	// Type is query, mutation or subscription; "" of what was refused before it was
	// known.
	Type string
	// Field is the operation's root field; "several" if it has several, "__schema"
	// and the like if it asks for the schema, and "" of what was refused before it
	// was known.
	Field string
	Codes []graph.Code  // of the errors in the answer, each once
	Took  time.Duration // to the answer; of an event, since the subscription began
}

// several is the field of operations with several root fields.
const several = "several"

// observe tells what became of an operation.
func (s *Service) observe(ctx context.Context, resp *graphql.Response) {
	if s.observed == nil {
		return
	}
	var o Observation
	if graphql.HasOperationContext(ctx) {
		oc := graphql.GetOperationContext(ctx)
		o.Took = time.Since(oc.Stats.OperationStart) // a duration, which no clock of the service tells
		if oc.Operation != nil {
			o.Type, o.Field = string(oc.Operation.Operation), rootField(oc.Operation.SelectionSet)
		}
	}
	seen := map[graph.Code]bool{}
	for _, e := range resp.Errors {
		code, _ := e.Extensions["code"].(string)
		if c := graph.Code(code); !seen[c] {
			seen[c] = true
			o.Codes = append(o.Codes, c)
		}
	}
	s.observed(o)
}

// rootField returns the one root field of an operation, or several.
func rootField(set ast.SelectionSet) string {
	field := ""
	for _, sel := range set {
		name := several // a fragment
		if f, ok := sel.(*ast.Field); ok {
			if name = f.Name; f.Definition == nil && !strings.HasPrefix(name, "__") {
				return "" // no field of the schema
			}
		}
		if field != "" && field != name {
			return several
		}
		field = name
	}
	return field
}
