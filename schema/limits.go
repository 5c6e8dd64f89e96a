package schema

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/chainatlas/chainatlas/graph"
)

// maxQuery bounds the text of a document, in bytes: parsed ones are kept.
const maxQuery = 64 << 10

// pageDefault is the size of a page that a client does not choose, and what a list
// without pages counts as.
const pageDefault = 20

// weights are the fields that cost more than others, in the cost of a plain field.
var weights = map[string]int{
	"chainMap": 500, "gapList": 1000, "changes": 1000, "path": 200, "neighbourhood": 200,
	"search": 50, "history": 20, "concentration": 20, "near": 200, "ratingSchemes": 200, "ratingScheme": 200, "ratingRun": 200, "ratedUnit": 200, "ratedUnits": 200, "ratingComparison": 500, "ratingWhatIf": 50, "ratingRelease": 200, "latestRatings": 50, "ratingMap": 500, "ratingProspects": 2000,
	"quality": 2000, "conflicts": 2000, "questions": 1000, "question": 1000, "parkCounts": 100, "capitalFlow": 500, "chainRisk": 500, "chainDependency": 500, "chainKeyNodes": 500, "split": 2000, "whatIf": 2,
	"importReport": 200, "whereabouts": 100, "revocation": 1000, "problemFacets": 50,
	"elsewhere": 200, "own": 20, "printedRow": 200,
	"growthRun": 2000, "growthEdition": 500, "growthStandings": 2000, "growthDiff": 2000,
}

// sizes are what lists without pages count as by the type of their elements, if
// they are known to be shorter, or longer, than a page.
var sizes = map[string]int{
	"RatingEvidence": 2, "RatingEvidenceChange": 2, "RatingProspect": 10, "RatingEvidencePlace": 2, "RatingCell": 40, "RatedGap": 4, "RatedGate": 2, "RatedGroup": 6, "SchemeNode": 50, "RatingScheme": 10, "ReleaseEdition": 10,
	"GrowthOutcome": 12, "GrowthFigure": 3, "GrowthFact": 2, "GrowthSource": 2, "GrowthReason": 2, "GrowthNeed": 3, "GrowthTarget": 2,
	"QuestionValue": 15, "QuestionCount": 3, "ImportJoin": 8, "ImportResembled": 5,
	"RiskSegment": 100, "RiskGroup": 16, "RiskLeft": 16, "RiskWithheld": 4, "RiskYear": 4,
	"DependencyInput": 100, "DependencyCategory": 40, "DependencyYear": 4, "DependencySupplier": 4,
	"KeyNode": 100, "KeyPart": 3, "KeyBridge": 20,
	"PrintedColumn": 40, "PrintedCell": 2,
	"ChangeFact": maxFacts, "ChangeEnd": maxEnds,
	"FlowNode": 80, "FlowLink": 300, "FlowCount": 36,
	"GrowthCriterion": 15, "GrowthCitation": 2, "GrowthInput": 5, "GrowthTally": 10, "GrowthLack": 50, "GrowthCauseCount": 5,
}

// limiter refuses what would cost too much before any of it runs. Depth and cost
// are found in one walk that sees each fragment once, so that it takes time
// proportional to the document whatever the fragments spread.
type limiter struct {
	limits        Limits
	introspection bool // whether it is allowed
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
	graphql.OperationContextMutator
} = (*limiter)(nil)

// ExtensionName implements [graphql.HandlerExtension].
func (*limiter) ExtensionName() string { return "Limits" }

// Validate implements [graphql.HandlerExtension].
func (*limiter) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters implements [graphql.OperationParameterMutator].
func (l *limiter) MutateOperationParameters(ctx context.Context, p *graphql.RawParams) *gqlerror.Error {
	if len(p.Query) > maxQuery {
		return refusal(ctx, say(graph.CodeLimit, "查询文本最多 %d 字节", "a document has at most %d bytes", maxQuery))
	}
	return nil
}

// MutateOperationContext implements [graphql.OperationContextMutator].
func (l *limiter) MutateOperationContext(ctx context.Context, oc *graphql.OperationContext) *gqlerror.Error {
	w := &walk{variables: oc.Variables, fragments: map[fragmentKey]weight{}, depth: l.limits.Depth}
	roots := 0
	for _, sel := range oc.Operation.SelectionSet {
		if f, ok := sel.(*ast.Field); !ok || !strings.HasPrefix(f.Name, "__") {
			roots++
		}
	}
	total := w.selection(oc.Operation.SelectionSet, 0)
	if w.introspects && !l.introspection {
		return refusal(ctx, say(CodeForbidden, "此服务不公开模式", "this service does not show its schema"))
	}
	for _, check := range []struct {
		is, most int
		zh, en   string
	}{
		{roots, l.limits.RootFields, "一个操作最多 %d 个根字段，此处 %d 个", "an operation has at most %d fields of its own, not %d"},
		{w.fields, l.limits.Fields, "一个查询最多 %d 个字段，此处 %d 个", "a document has at most %d fields, not %d"},
		{w.aliases, l.limits.Aliases, "一个查询最多 %d 个别名，此处 %d 个", "a document has at most %d aliases, not %d"},
		{total.depth, l.limits.Depth, "字段最多嵌套 %d 层，此处 %d 层", "fields are nested at most %d deep, not %d"},
		{total.cost, l.limits.Cost, "一个答复最多 %d 个字段（按分页大小估算），此处约 %d 个：请减小 first，或少要字段", "an answer has at most %d fields by the sizes of its pages, not %d: ask for less by first, or for fewer fields"},
	} {
		if check.is > check.most {
			return refusal(ctx, say(graph.CodeLimit, check.zh, check.en, check.most, check.is))
		}
	}
	return nil
}

// refusal is an error of the request, before anything of it runs.
func refusal(ctx context.Context, err error) *gqlerror.Error {
	text, code, _ := message(err, langOf(ctx))
	return &gqlerror.Error{Message: text, Err: err, Extensions: map[string]any{"code": string(code)}}
}

func init() {
	// To a WebSocket such refusals are errors, as what does not fit the schema is.
	errcode.RegisterErrorType(string(graph.CodeLimit), errcode.KindProtocol)
}

// weight is what a selection is: how deep, and how many fields its answer has for
// one parent.
type weight struct{ depth, cost int }

type fragmentKey struct {
	name string
	page int
}

type walk struct {
	variables map[string]any
	fragments map[fragmentKey]weight
	fields    int
	aliases   int
	depth     int

	introspects bool // it asks for the schema
}

// maxCost keeps costs from overflowing.
const maxCost = 1 << 40

// selection weighs a selection. page is the size of the connection's page that it
// is selected of, 0 if of none.
func (w *walk) selection(set ast.SelectionSet, page int) weight {
	var out weight
	add := func(x weight) {
		out.depth = max(out.depth, x.depth)
		out.cost = min(out.cost+x.cost, maxCost)
	}
	for _, sel := range set {
		switch sel := sel.(type) {
		case *ast.Field:
			add(w.field(sel, page))
		case *ast.InlineFragment:
			add(w.selection(sel.SelectionSet, page))
		case *ast.FragmentSpread:
			key := fragmentKey{sel.Name, page}
			x, ok := w.fragments[key]
			if !ok && sel.Definition != nil {
				// Validation has refused fragments that spread themselves.
				x = w.selection(sel.Definition.SelectionSet, page)
				w.fragments[key] = x
			}
			add(x)
		}
	}
	return out
}

func (w *walk) field(f *ast.Field, page int) weight {
	if strings.HasPrefix(f.Name, "__") && f.Name != "__typename" || f.Definition == nil {
		w.introspects = w.introspects || f.Name == "__schema" || f.Name == "__type"
		return weight{} // introspection has bounds of its own
	}
	w.fields++
	if f.Alias != f.Name {
		w.aliases++
	}
	own := 1 + weights[f.Name]
	typ := f.Definition.Type
	name := typ.Name()
	switch {
	case len(f.SelectionSet) == 0:
		return weight{1, own}
	case strings.HasSuffix(name, "Connection") && typ.Elem == nil:
		x := w.selection(f.SelectionSet, w.size(f))
		return weight{x.depth + 1, min(own+x.cost, maxCost)}
	case typ.Elem != nil:
		n := page // edges or nodes of a connection
		if n == 0 {
			n = w.size(f)
			if known, ok := sizes[name]; ok {
				if f.Arguments.ForName("first") == nil {
					n = known
				}
				n = min(n, known) // who asks for fewer pays for fewer
			}
		}
		x := w.selection(f.SelectionSet, 0)
		return weight{x.depth + 1, min(own+n*x.cost, maxCost)}
	}
	x := w.selection(f.SelectionSet, 0)
	return weight{x.depth + 1, min(own+x.cost, maxCost)}
}

// size returns how many a field asks for.
func (w *walk) size(f *ast.Field) int {
	n := 0
	if len(f.Arguments) > 0 || len(f.Definition.Arguments) > 0 {
		args := f.ArgumentMap(w.variables)
		for _, name := range []string{"first", "last"} {
			n = max(n, number(args[name]))
		}
		if ids, ok := args["ids"].([]any); ok {
			n = max(n, len(ids))
		}
	}
	if n == 0 {
		return pageDefault
	}
	return min(n, 1<<20)
}

// number returns a whole number of an argument, which may come as several types.
func number(v any) int {
	switch v := v.(type) {
	case int:
		return v
	case int64:
		return int(min(v, 1<<31))
	case float64:
		return int(min(v, 1<<31))
	case json.Number:
		n, _ := v.Int64()
		return int(min(n, 1<<31))
	}
	return 0
}
