// Command sdlgen writes what of the schema follows from the vocabulary: the type
// of every kind with a field for each property and each edge type, its lists, and
// the Go code behind them. It is run by go generate in package schema, before
// gqlgen.
package main

import (
	"bytes"
	"fmt"
	"go/format"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/chainatlas/chainatlas/graph"
)

func main() {
	log.SetFlags(0)
	dir := "."
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	g := &generator{vocabulary: graph.Standard()}
	for name, content := range map[string][]byte{
		"kinds.graphqls":          g.sdl(),
		"internal/model/kinds.go": formatted(g.models()),
		"kinds.resolvers.go":      formatted(g.resolvers()),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

func formatted(src []byte) []byte {
	out, err := format.Source(src)
	if err != nil {
		log.Fatalf("%v in\n%s", err, src)
	}
	return out
}

type generator struct{ vocabulary *graph.Vocabulary }

// relation is how an edge type is called from its two ends.
type relation struct{ out, in string }

// relations names the fields of edge types. A new edge type needs a line here.
var relations = map[string]relation{
	graph.EdgePartOf:         {"partOf", "parts"},
	graph.EdgeFeeds:          {"feeds", "fedBy"},
	graph.EdgeInSegment:      {"inSegments", "inSegmentOf"},
	graph.EdgeMakes:          {"makes", "makers"},
	graph.EdgeLocatedIn:      {"locatedIn", "locationOf"},
	graph.EdgeSupplies:       {"supplies", "suppliedBy"},
	graph.EdgeComponentOf:    {"componentOf", "components"},
	graph.EdgeVariantOf:      {"variantOf", "variants"},
	graph.EdgeOwns:           {"owns", "ownedBy"},
	graph.EdgeRaised:         {"raised", "raisedBy"},
	graph.EdgeInvestedIn:     {"investedIn", "investors"},
	graph.EdgeCooperatesWith: {"cooperatesWith", "cooperationOf"},
	graph.EdgeServes:         {"serves", "servedBy"},
	graph.EdgeRecognisedBy:   {"recognisedBy", "recognises"},
	graph.EdgeListedIn:       {"listedIn", "lists"},
	graph.EdgeContributed:    {"contributed", "contributedBy"},
	graph.EdgeSeeks:          {"seeks", "soughtBy"},
	graph.EdgeTakesPartIn:    {"takesPartIn", "participants"},
	graph.EdgeConcerns:       {"concerns", "concernedBy"},
	graph.EdgeMeasures:       {"measures", "findings"},
	graph.EdgeRates:          {"rates", "ratedBy"},
	graph.EdgeResultOf:       {"resultOf", "results"},
	graph.EdgeApplies:        {"applies", "appliedBy"},
}

// field is a field of an edge type on a kind.
type field struct {
	name     string
	edge     *graph.EdgeDecl
	incoming bool
}

func (g *generator) relationsOf(k graph.Kind) []field {
	var out []field
	for i := range g.vocabulary.Edges {
		e := &g.vocabulary.Edges[i]
		r, ok := relations[e.Type]
		if !ok {
			log.Fatalf("the edge type %s has no name here", e.Type)
		}
		if slices.Contains(e.From, k) {
			out = append(out, field{r.out, e, false})
		}
		if slices.Contains(e.To, k) {
			out = append(out, field{r.in, e, true})
		}
	}
	return out
}

// quote writes a description.
func quote(b *bytes.Buffer, indent, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	fmt.Fprintf(b, "%s\"\"\"%s\"\"\"\n", indent, strings.ReplaceAll(text, `"`, `'`))
}

func both(l graph.Label) string {
	if l.Zh == l.En {
		return l.En
	}
	return l.En + " (" + l.Zh + ")"
}

// constant is a kind's name as a value of the enum.
func constant(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }
func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// plural is the name of a kind's list.
func plural(k graph.Kind) string {
	s := lower(string(k))
	if strings.HasSuffix(s, "y") {
		return s[:len(s)-1] + "ies"
	}
	return s + "s"
}

func single(k graph.Kind) string { return lower(string(k)) }

// typeOf is the GraphQL type of a property's field.
func typeOf(p *graph.PropertyDecl) string {
	name := map[graph.ValueType]string{
		graph.TypeText: "String", graph.TypeCode: "Code", graph.TypeInt: "Long", graph.TypeDecimal: "Decimal",
		graph.TypeDate: "PartialDate", graph.TypeMoney: "Money", graph.TypeBool: "Boolean",
	}[p.Type]
	switch {
	case p.Personal && p.Periodic:
		log.Fatalf("%s is an observation about a person: there is no type for it", p.Name)
	case p.Personal:
		return "Property" // it tells why it is withheld
	case p.Periodic && p.Set:
		log.Fatalf("%s is a set of observations: there is no type for it", p.Name)
	case p.Periodic && !slices.Contains([]string{"Long", "Decimal", "Money"}, name):
		log.Fatalf("%s is an observation of %s: there is no type for it", p.Name, name)
	case p.Periodic:
		return "[" + name + "Observation!]!"
	case p.Set:
		return "[" + name + "!]!"
	}
	return name
}

func describe(p *graph.PropertyDecl) string {
	s := both(p.Label) + "."
	switch {
	case p.Type == graph.TypeMoney:
		s += " In " + p.Unit + " where no currency is printed."
	case p.Unit == "ratio":
		s += " A ratio: 0.25 is 25 %."
	case p.Unit != "":
		s += " Unit: " + p.Unit + "."
	case p.List != "":
		s += " Of the code list " + p.List + "."
	}
	if p.Min != nil && p.Max != nil {
		s += fmt.Sprintf(" From %s to %s.", p.Min, p.Max)
	}
	if p.Periodic {
		s += " An observation for each period, the newest first."
	}
	if p.Set {
		s += " All values that stand."
	}
	if p.Personal {
		s += " Personal data: withheld from who may not READ_PERSONAL; null if nobody states it."
	}
	return s
}

const listArguments = `(
    "Which ones (条件); all without it."
    filter: Filter
    "In which order (排序); of the IDs without it."
    orderBy: Order
    "How many from the start (前 n 条), 1 to 1,000; 20 if neither first nor last is given."
    first: Int
    "Those after this cursor (此游标之后)."
    after: String
    "How many before the end (后 n 条), 1 to 1,000."
    last: Int
    "Those before this cursor (此游标之前)."
    before: String
    "What was known then (时点); now without it."
    at: At
    "Wait until this revision is known (不早于此修订), such as that of a mutation."
    minRevision: Revision
  )`

func (g *generator) sdl() []byte {
	b := &bytes.Buffer{}
	b.WriteString("# Code generated by sdlgen from the vocabulary; DO NOT EDIT.\n\n")
	quote(b, "", "A kind of node (节点类型).")
	b.WriteString("enum Kind {\n")
	for i := range g.vocabulary.Kinds {
		k := &g.vocabulary.Kinds[i]
		quote(b, "  ", "%s.", both(k.Label))
		fmt.Fprintf(b, "  %s\n", constant(string(k.Kind)))
	}
	b.WriteString("}\n\n")
	quote(b, "", "A type of edges (关系类型).")
	b.WriteString("enum EdgeType {\n")
	for i := range g.vocabulary.Edges {
		e := &g.vocabulary.Edges[i]
		quote(b, "  ", "%s: from %s to %s.", both(e.Label), join(e.From), join(e.To))
		fmt.Fprintf(b, "  %s\n", e.Type)
	}
	b.WriteString("}\n\n")
	for i := range g.vocabulary.Kinds {
		g.kindSDL(b, &g.vocabulary.Kinds[i])
	}
	b.WriteString("extend type Query {\n")
	for i := range g.vocabulary.Kinds {
		k := &g.vocabulary.Kinds[i]
		quote(b, "  ", "%s: those that stand, by filter and order.", both(k.Plural))
		fmt.Fprintf(b, "  %s%s: %sConnection\n", plural(k.Kind), listArguments, k.Kind)
		quote(b, "  ", "%s: one, by its ID, or by a code or name that is no other's.", both(k.Label))
		fmt.Fprintf(b, `  %s(
    "The ID of it, or of any of its members (标识); merges do not end it."
    id: ID
    "A code or name, exactly (代码或名称), such as a credit code."
    key: String
    "What was known then (时点); now without it."
    at: At
    "Wait until this revision is known (不早于此修订)."
    minRevision: Revision
  ): %s
`, single(k.Kind), k.Kind)
	}
	b.WriteString("}\n")
	return b.Bytes()
}

func join(ks []graph.Kind) string {
	var s []string
	for _, k := range ks {
		s = append(s, string(k))
	}
	return strings.Join(s, ", ")
}

func (g *generator) kindSDL(b *bytes.Buffer, k *graph.KindDecl) {
	made := ""
	if k.System {
		made = " Made by the system."
	}
	quote(b, "", "%s.%s", both(k.Label), made)
	fmt.Fprintf(b, "type %s implements Entity & Node {\n", k.Kind)
	b.WriteString(`  "The ID (标识): stays good when the node is merged or separated."
  id: ID!
  "What sort of node it is (节点类型)."
  nodeKind: Kind!
  "What it is called (显示名称): the legal name or the name, else a short one, else a code. To who asks for English by Accept-Language, the English name if a source states one."
  label: String!
  "No source describes it, others only refer to it (仅被提及)."
  referred: Boolean!
  "The IDs of the subjects held to be this one (合并的条目)."
  members: [ID!]!
  "One property with its sources (单个属性及其来源); null if nobody states it."
  property(
    "The name of the property (属性名), such as revenue."
    name: String!
    "The period of an observation (期间), such as 2024, 2024H1, 2024Q3 or 2024-05; the latest without it."
    period: String
  ): Property
  "Every property that is stated, with its sources (全部属性及其来源), by name and period."
  properties: [Property!]!
  "The batches that ever spoke of it (相关批次), the newest first."
  revisions(
    "How many (条数), 1 to 1,000."
    first: Int! = 20
  ): [Revision!]!
`)
	seen := map[string]bool{}
	for _, f := range []string{"id", "nodeKind", "label", "referred", "members", "property", "properties", "revisions"} {
		seen[f] = true
	}
	use := func(name string) {
		if seen[name] {
			log.Fatalf("%s has two fields %s", k.Kind, name)
		}
		seen[name] = true
	}
	for i := range k.Properties {
		p := &k.Properties[i]
		use(p.Name)
		quote(b, "  ", "%s", describe(p))
		args := ""
		if p.Periodic {
			args = `(
    "How many of the newest periods (期数), 1 to 1,000."
    first: Int! = 20
  )`
		}
		fmt.Fprintf(b, "  %s%s: %s\n", p.Name, args, typeOf(p))
	}
	for _, f := range g.relationsOf(k.Kind) {
		use(f.name)
		if f.incoming {
			quote(b, "  ", "%s, seen from its end: what comes from %s.", both(f.edge.Label), join(f.edge.From))
		} else {
			quote(b, "  ", "%s: what leads to %s.", both(f.edge.Label), join(f.edge.To))
		}
		fmt.Fprintf(b, `  %s(
    "How many (条数), 1 to 1,000. A node shows its first 1,000 neighbours; lists by a filter on the edge show all."
    first: Int! = 20
    "Those after this cursor (此游标之后)."
    after: String
  ): LinkConnection
`, f.name)
	}
	b.WriteString("}\n\n")
	quote(b, "", "A page of %s (%s).", strings.ToLower(k.Plural.En), k.Plural.Zh)
	fmt.Fprintf(b, `type %[1]sConnection {
  "With their cursors (带游标)."
  edges: [%[1]sEdge!]!
  "Without (不带游标)."
  nodes: [%[1]s!]!
  "Where the page lies (分页信息)."
  pageInfo: PageInfo!
  "How many the filter chooses (总数)."
  totalCount: Int!
  "How many it could not decide, because what it asks for is missing (无法判定的数量)."
  unknownCount: Int!
}

"One of a page (分页条目)."
type %[1]sEdge {
  "Where it lies in the list (游标)."
  cursor: String!
  "The node (节点)."
  node: %[1]s!
}

`, k.Kind)
}

// goType is the Go type of a property's method.
func goType(p *graph.PropertyDecl) (ret, call string) {
	name := map[graph.ValueType][2]string{
		graph.TypeText: {"*string", "text"}, graph.TypeCode: {"*Code", "code"}, graph.TypeInt: {"*int64", "long"},
		graph.TypeDecimal: {"*graph.Decimal", "decimal"}, graph.TypeDate: {"*graph.Date", "date"},
		graph.TypeMoney: {"*Money", "money"}, graph.TypeBool: {"*bool", "boolean"},
	}[p.Type]
	switch {
	case p.Periodic:
		return "[]*Observation[" + name[0] + "]", name[1]
	case p.Set:
		return "[]" + strings.TrimPrefix(name[0], "*"), name[1]
	}
	return name[0], name[1]
}

func (g *generator) models() []byte {
	b := &bytes.Buffer{}
	b.WriteString(`// Code generated by sdlgen from the vocabulary; DO NOT EDIT.

package model

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/relay"
)

// wrap makes a node of its kind; nil for a kind that the schema does not know.
func wrap(b Base, k graph.Kind) Entity {
	switch k {
`)
	for i := range g.vocabulary.Kinds {
		k := g.vocabulary.Kinds[i].Kind
		fmt.Fprintf(b, "case %q:\n\treturn &%s{b}\n", string(k), k)
	}
	b.WriteString("}\nreturn nil\n}\n\n")
	for i := range g.vocabulary.Kinds {
		k := &g.vocabulary.Kinds[i]
		fmt.Fprintf(b, "// %s is a node of its kind.\ntype %s struct{ Base }\n\n", k.Kind, k.Kind)
		fmt.Fprintf(b, "// Pages of %s.\ntype (\n%sConnection = relay.Connection[*%s]\n%sEdge = relay.Edge[*%s]\n)\n\n", plural(k.Kind), k.Kind, k.Kind, k.Kind, k.Kind)
		fmt.Fprintf(b, "// New%s returns the node of an ID, which is looked up when it is first asked.\nfunc New%s(v *memory.View, id graph.SubjectID) *%s {\nreturn &%s{newBase(v, id, %q)}\n}\n\n", k.Kind, k.Kind, k.Kind, k.Kind, string(k.Kind))
		for j := range k.Properties {
			p := &k.Properties[j]
			ret, call := goType(p)
			fmt.Fprintf(b, "// %s returns %q.\nfunc (x *%s) %s", upper(p.Name), p.Label.En, k.Kind, upper(p.Name))
			switch {
			case p.Personal:
				fmt.Fprintf(b, "(ctx context.Context) *Property { return x.personal(ctx, %q) }\n\n", p.Name)
			case p.Periodic:
				fmt.Fprintf(b, "(first int) (%s, error) { return observations(&x.Base, %q, first, %s) }\n\n", ret, p.Name, call)
			case p.Set:
				fmt.Fprintf(b, "() %s { return set(&x.Base, %q, %s) }\n\n", ret, p.Name, call)
			default:
				fmt.Fprintf(b, "() %s { return one(&x.Base, %q, %s) }\n\n", ret, p.Name, call)
			}
		}
		for _, f := range g.relationsOf(k.Kind) {
			fmt.Fprintf(b, "// %s returns edges of type %s.\nfunc (x *%s) %s(first int, after *string) (*LinkConnection, error) {\nreturn x.links(%q, %v, first, after)\n}\n\n",
				upper(f.name), f.edge.Type, k.Kind, upper(f.name), f.edge.Type, f.incoming)
		}
	}
	return b.Bytes()
}

func (g *generator) resolvers() []byte {
	b := &bytes.Buffer{}
	b.WriteString(`// Code generated by sdlgen from the vocabulary; DO NOT EDIT.

package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

`)
	for i := range g.vocabulary.Kinds {
		k := g.vocabulary.Kinds[i].Kind
		fmt.Fprintf(b, `// %[1]s answers the list of its kind.
func (r *queryResolver) %[1]s(ctx context.Context, filter *model.Filter, orderBy *model.Order, first *int, after *string, last *int, before *string, at *model.At, minRevision *graph.Revision) (*model.%[2]sConnection, error) {
	return list(ctx, r.Service, %[3]q, model.New%[2]s, listArgs{filter, orderBy, first, after, last, before, at, minRevision})
}

// %[4]s answers one of its kind.
func (r *queryResolver) %[4]s(ctx context.Context, id *graph.SubjectID, key *string, at *model.At, minRevision *graph.Revision) (*model.%[2]s, error) {
	return one[*model.%[2]s](ctx, r.Service, %[3]q, id, key, at, minRevision)
}

`, upper(plural(k)), k, string(k), upper(single(k)))
	}
	return b.Bytes()
}
