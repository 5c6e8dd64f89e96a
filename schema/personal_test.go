package schema_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// secret is in every personal value of the store below, and nowhere else.
const secret = "zqx"

// guarded is the store of the contracts with a value in every property about a
// natural person: two sources that disagree, one that says something else since, a
// batch that was taken back, a pin and a denial.
func guarded(t *testing.T) (a *atlas, enterprise, institution graph.SubjectID) {
	a = fresh(t, schema.Config{Introspection: true, Limits: schema.Limits{Cost: 1 << 40, Fields: 1 << 20, Tokens: 1 << 20, RootFields: 100, Aliases: 1 << 20, Depth: 32}})
	if err := a.fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	enterprise, institution = a.enterprise(0), a.nth(graph.KindInstitution, 0)
	name := func(id graph.SubjectID) string {
		x := a.ask(t, `query($id: ID!) { node(id: $id) { ... on Entity { label } } }`, map[string]any{"id": id}).must(t)
		return x.get(t, "node", "label").(string)
	}
	for i, source := range []string{"register", "list", "list", "wrong"} {
		a.bring(t, source, fmt.Sprintf("企业 %d.csv", i), fmt.Sprintf("企业名称,法定代表人,联系人,联系电话,电子邮箱\n%s,%s人%d,%s甲%d,%s13800138%03d,%[2]s%[3]d@example.com\n",
			name(enterprise), secret, i, secret, i, secret, i))
		a.bring(t, source, fmt.Sprintf("机构 %d.csv", i), fmt.Sprintf("机构名称,联系人,联系电话,电子邮箱\n%s,%s乙%d,%s13900139%03d,%[2]s%[3]d@example.org\n",
			name(institution), secret, i, secret, i))
	}
	for i, remark := range []string{"示例备注", "找" + secret + "：13700137000"} { // the second is refused as a remark
		a.bring(t, "note", fmt.Sprintf("备注 %d.csv", i), fmt.Sprintf("企业名称,备注\n%s,%s\n", name(enterprise), remark))
	}
	head := uint64(a.log.View().Revision()) - 2
	for i := range uint64(2) {
		a.ask(t, revoke, map[string]any{"in": map[string]any{"batch": head - i, "reason": "of another", "clientKey": fmt.Sprint("back", i)}}, as(schema.RoleCurator)).must(t)
	}
	for _, p := range []string{"contactName", "legalRepresentative"} {
		x := a.ask(t, `query($id: ID!, $p: String!) { node(id: $id) { ... on Entity { property(name: $p) { value { text } } } } }`, map[string]any{"id": enterprise, "p": p}, as(schema.RoleCurator)).must(t)
		in := map[string]any{"node": enterprise, "property": p, "seen": x.get(t, "node", "property", "value", "text"), "value": secret + " pinned", "reason": "asked them", "clientKey": "pin " + p}
		if p == "legalRepresentative" {
			in["value"] = nil
		}
		a.ask(t, editProperty, map[string]any{"in": in}, as(schema.RoleCurator)).must(t)
	}
	return a, enterprise, institution
}

// printedRow asks for the row that a value was read in.
const printedRow = `query($subject: ID!, $said: Revision!, $document: String!, $row: Int!, $at: At) { printedRow(subject: $subject, said: $said, document: $document, row: $row, at: $at) { headers columns { cell header state cells { label { zh } property node { label } values { text } bad withheld { zh } } } } }`

// printed returns the variables of it, of what a row says of a property.
func (a *atlas) printed(t *testing.T, id graph.SubjectID, property string) map[string]any {
	t.Helper()
	said, _, err := a.log.View().History(id, property, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range said {
		if s.Place.Row > 0 {
			return map[string]any{"subject": s.Subject, "said": s.Said, "document": s.Place.Document.Hash.String(), "row": s.Place.Row}
		}
	}
	t.Fatalf("no row says its %s", property)
	return nil
}

// everything selects every field of a type that can be asked for without arguments,
// so many levels deep. Of what other types have in common nothing is asked twice.
func everything(s *ast.Schema, d *ast.Definition, levels int) string {
	var b strings.Builder
	b.WriteString("{ __typename")
	for _, f := range d.Fields {
		required := slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.NonNull && a.DefaultValue == nil })
		of := s.Types[f.Type.Name()]
		switch {
		case required || strings.HasPrefix(f.Name, "__"):
		case of.Kind == ast.Scalar || of.Kind == ast.Enum:
			b.WriteString(" " + f.Name)
		case levels > 1 && (of.Kind == ast.Object || of.Kind == ast.Interface):
			b.WriteString(" " + f.Name + " " + everything(s, of, levels-1))
		}
	}
	b.WriteString(" }")
	return b.String()
}

// TestPersonalData asks every root, with and without a token, of a store that holds a
// mark in all that is said of natural persons: nobody is told it but who may read it,
// and who may is told it with its sources.
func TestPersonalData(t *testing.T) {
	a, enterprise, institution := guarded(t)
	t.Run("reported", func(t *testing.T) { reportOfPersonalData(t, a) })
	t.Run("chosen by", func(t *testing.T) { choosingByPersonalData(t, a, enterprise) })
	s := sdl(t)
	type question struct {
		name, query string
		variables   map[string]any
	}
	var questions []question
	for _, c := range contracts() {
		questions = append(questions, question{c.name, c.query, c.variables})
	}
	for _, k := range graph.Standard().Kinds {
		questions = append(questions, question{"list of " + string(k.Kind), listOfKind(k.Kind), nil})
	}
	deep := func(kind string) string { return everything(s, s.Types[kind], 6) }
	questions = append(questions,
		question{"enterprise", fmt.Sprintf(`query($id: ID!) { enterprise(id: $id) %s }`, everything(s, s.Types["Enterprise"], 4)), map[string]any{"id": enterprise}},
		question{"institution", fmt.Sprintf(`query($id: ID!) { institution(id: $id) %s }`, everything(s, s.Types["Institution"], 4)), map[string]any{"id": institution}},
		question{"properties", fmt.Sprintf(`query($a: ID!, $b: ID!, $at: At) { nodes(ids: [$a, $b], at: $at) { ... on Entity { properties %s } } }`, deep("Property")), map[string]any{"a": enterprise, "b": institution}},
		question{"quality", fmt.Sprintf(`{ quality %s }`, everything(s, s.Types["Quality"], 5)), nil},
		question{"subjects", `query($ids: [ID!]!) { quality { subjects(ids: $ids) ` + everything(s, s.Types["QuestionSide"], 5) + ` } }`, map[string]any{"ids": []graph.SubjectID{enterprise}}},
		question{"changes", fmt.Sprintf(`{ changes(from: 3, first: 100) %s }`, everything(s, s.Types["ChangeSet"], 5)), nil},
		question{"printed row", printedRow, a.printed(t, enterprise, "contactName")},
		question{"printed rows", printedRow, a.printed(t, institution, "contactName")},
		question{"batches", fmt.Sprintf(`{ batches(first: 50) %s }`, everything(s, s.Types["BatchConnection"], 4)), nil},
		question{"search", fmt.Sprintf(`{ search(text: "138", first: 50) %s }`, everything(s, s.Types["SearchResult"], 4)), nil},
	)
	for _, kind := range []string{"Enterprise", "Institution"} {
		id := map[string]graph.SubjectID{"Enterprise": enterprise, "Institution": institution}[kind]
		for _, p := range graph.Standard().Kind(graph.Kind(kind)).Properties {
			if p.Personal {
				questions = append(questions, question{kind + "." + p.Name,
					fmt.Sprintf(`query($id: ID!) { node(id: $id) { ... on %[1]s { typed: %[2]s %[3]s property(name: %[2]q) %[3]s } } }`, kind, p.Name, deep("Property")), map[string]any{"id": id}})
			}
		}
	}
	for _, role := range []schema.Role{"", schema.RoleImporter, schema.RoleEvaluator, schema.RoleReviewer, schema.RolePublisher, schema.RoleVendor + ":" + schema.Role(enterprise)} {
		for _, q := range questions {
			if role != "" && q.name != "properties" {
				continue // what a role may read is found in one place
			}
			for _, at := range []any{nil, "r9"} {
				if at != nil && q.name != "properties" {
					continue
				}
				variables := map[string]any{"at": at}
				for k, v := range q.variables {
					variables[k] = v
				}
				var headers []with
				if role != "" {
					headers = append(headers, as(role))
				}
				x := a.ask(t, q.query, variables, headers...)
				if x.code() == "GRAPHQL_VALIDATION_FAILED" || x.code() == "LIMIT" {
					t.Fatalf("%s asks nothing: %s", q.name, x.raw)
				}
				if i := strings.Index(string(x.raw), secret); i >= 0 {
					t.Errorf("%q is told by %s at %v: … %s …", role, q.name, at, x.raw[max(0, i-200):i+40])
				}
			}
		}
	}

	const remark = `query($id: ID!) { node(id: $id) { ... on Entity { property(name: "remark") { history { entries { bad withheld { zh } } } } } } quality { unread { cells { value withheld { zh } } } } }`
	for role, told := range map[schema.Role]bool{schema.RolePublisher: false, schema.RoleCurator: true} {
		if x := string(a.ask(t, remark, map[string]any{"id": enterprise}, as(role)).must(t).raw); strings.Count(x, secret) != map[bool]int{true: 2}[told] || strings.Count(x, `"个人信息，不公开"`) != map[bool]int{false: 2}[told] {
			t.Errorf("a %s is told of a cell that was refused: %s", role, x)
		}
	}

	// The row that says it has its place all the same, and who may read it reads it there.
	row := a.printed(t, enterprise, "contactName")
	if x := string(a.ask(t, printedRow, row).must(t).raw); strings.Count(x, `"个人信息，不公开"`) != 4 || !strings.Contains(x, `"header":"联系人"`) {
		t.Errorf("of a row to a reader: %s", x)
	}
	if x := string(a.ask(t, printedRow, row, as(schema.RoleCurator)).must(t).raw); strings.Count(x, secret) < 4 || strings.Contains(x, "不公开") {
		t.Errorf("of a row to a curator: %s", x)
	}

	told := 0
	for _, q := range questions {
		if !strings.Contains(q.name, ".") {
			continue
		}
		reader := a.ask(t, q.query, q.variables).must(t)
		for _, field := range []string{"typed", "property"} {
			if why := reader.get(t, "node", field, "withheld", "zh"); why != "个人信息，不公开" || reader.get(t, "node", field, "history") != nil {
				t.Errorf("to a reader %s is withheld by %v: %s", q.name, why, reader.raw)
			}
		}
		curator := a.ask(t, q.query, q.variables, as(schema.RoleCurator)).must(t)
		p := func(path ...any) any { return curator.get(t, append([]any{"node", "property"}, path...)...) }
		if p("withheld") != nil || p("history", "total").(float64) < 3 || p("winner", "source", "sourceId") == nil || !strings.Contains(string(curator.raw), secret) {
			t.Errorf("a curator is told of %s: %s", q.name, curator.raw)
		}
		if v, ok := p("value").(map[string]any); ok && strings.Contains(fmt.Sprint(v["text"]), secret) {
			told++
		} else if q.name != "Enterprise.legalRepresentative" { // pinned on none
			t.Errorf("a curator is not told the value of %s: %s", q.name, curator.raw)
		}
	}
	if told != 6 {
		t.Errorf("a curator is told %d values", told)
	}
}

// choosingByPersonalData asks that what would tell a value by what it chooses is
// refused, and that nothing is found by it.
func choosingByPersonalData(t *testing.T, a *atlas, enterprise graph.SubjectID) {
	known := map[string]any{"property": map[string]any{"name": "contactPhone", "known": true}}
	is := map[string]any{"property": map[string]any{"name": "contactName", "in": []any{secret + " pinned"}}}
	const list = `query($f: Filter) { enterprises(filter: $f) { totalCount unknownCount nodes { id } } }`
	for name, f := range map[string]any{
		"known": known, "value": is, "from": map[string]any{"property": map[string]any{"name": "contactEmail", "min": "a"}},
		"not": map[string]any{"not": is}, "any of all": map[string]any{"any": []any{map[string]any{"all": []any{is}}}},
	} {
		for _, query := range []string{list, `query($f: Filter) { chainMap(enterprises: $f) { total { enterprises } } }`, `query($f: Filter) { gapList(rule: {fewerThan: 3}, enterprises: $f) { total } }`,
			`query($f: Filter) { capitalFlow(enterprises: $f) { rounds } }`, `query($f: Filter) { segment(key: "SL/A1") { enterprises(filter: $f) { totalCount } } }`} {
			if x := a.ask(t, query, map[string]any{"f": f}, as(schema.RoleImporter)); x.code() != "FORBIDDEN" {
				t.Errorf("%s in %s: %s", name, query, x.raw)
			}
		}
	}
	if x := a.ask(t, list, map[string]any{"f": is}, as(schema.RoleCurator)).must(t); x.get(t, "enterprises", "nodes", 0, "id") != string(enterprise) {
		t.Errorf("a curator finds %s", x.raw)
	}
	if x := a.ask(t, `{ enterprises(orderBy: {property: "contactPhone"}) { nodes { id } } }`, nil); x.code() != "INVALID" {
		t.Errorf("ordered: %s", x.raw)
	}
	for _, text := range []string{secret, secret + " pinned", "13800138000", secret + "0@example.com"} {
		x := a.ask(t, `query($s: String!) { search(text: $s, facets: [KIND]) { total hits { text } } suggest(text: $s) { total } enterprises(filter: {text: $s}) { totalCount } enterprise(key: $s) { id } }`, map[string]any{"s": text}).must(t)
		if x.get(t, "search", "total") != 0. || x.get(t, "suggest", "total") != 0. || x.get(t, "enterprises", "totalCount") != 0. || x.get(t, "enterprise") != nil {
			t.Errorf("%q finds %s", text, x.raw)
		}
	}
	if _, err := schema.Filter(t.Context(), a.handler, a.log.View(), graph.KindEnterprise, []byte(`{"property":{"name":"contactPhone","known":true}}`)); graph.CodeOf(err) != schema.CodeForbidden {
		t.Errorf("a download's filter: %v", err)
	}
}

// reportOfPersonalData asks that what the problems of an import quote is told to who
// imported it and to who may read it.
func reportOfPersonalData(t *testing.T, a *atlas) {
	batch := a.ask(t, `{ batches(kinds: [IMPORT], first: 1) { nodes { revision } } }`, nil).must(t).get(t, "batches", "nodes", 0, "revision")
	const report = `query($batch: Revision) { importReport(batch: $batch) { problems(first: 5) { value reason { zh } cure { zh } row } } }`
	for who, told := range map[schema.Role]bool{schema.RoleImporter: true, schema.RoleEvaluator: false, schema.RoleAdministrator: true} {
		x := a.ask(t, report, map[string]any{"batch": batch}, as(who)).must(t)
		if x.get(t, "importReport", "problems", 0, "row") != 2. || strings.Contains(string(x.raw), secret) != told || strings.Contains(string(x.raw), "个人信息，不公开") == told {
			t.Errorf("%s is told %s", who, x.raw)
		}
	}
}
