package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/schema"
)

const (
	openQuestions = `query($batch: Revision, $what: QuestionKind, $first: Int! = 20, $offset: Int! = 0) { quality { queued questions(first: $first, offset: $offset, what: $what, batch: $batch) { total counts { what count } questions {
		id what kind why { zh en } keys { zh en } said place { document { name } row }
		subject { id label node { id } sources { name } values { agrees property { name value { text } winner { place { cell } } } } }
		candidates { id label node { id } sources { name } values { agrees property { name value { text } } } } moreCandidates } } } }`
	decide = `mutation($in: DecideInput!) { decide(input: $in) ` + batchFields + ` }`
)

// bring imports a table for a source, declared with it.
func (a *atlas) bring(t *testing.T, source, name, csv string) {
	t.Helper()
	id := a.upload(t, map[string]string{name: csv}, as(schema.RoleImporter)).must(t).get(t, "uploadFile", "upload")
	in := map[string]any{"upload": id, "dataDate": "2025-12-31", "mapping": "source: {id: " + source + ", name: " + source + ", trust: media}\nversion: 1\n"}
	a.ask(t, applyImport, map[string]any{"in": in, "key": name}, as(schema.RoleImporter)).must(t)
}

// TestDecide asks of a row that contradicts what its source said before, decides it
// one way, takes that back, and decides it the other way.
func TestDecide(t *testing.T) {
	a := fresh(t, schema.Config{})
	const one, two = "91110108551385082Q", "91110000802100433B"
	a.bring(t, "list", "a.csv", "企业名称,统一社会信用代码,员工人数,省份\n示例甲科技有限公司,"+one+",30,北京市\n")
	a.bring(t, "list", "b.csv", "企业名称,统一社会信用代码,省份\n示例甲科技有限公司,"+two+",北京市\n")

	x := a.ask(t, openQuestions, nil).must(t)
	q := func(path ...any) any { return x.get(t, append([]any{"quality", "questions"}, path...)...) }
	if q("total") != 1. || q("questions", 0, "what") != "ROW" || q("questions", 0, "place", "row") != 2. || q("questions", 0, "subject", "node") != nil {
		t.Fatalf("what waits: %s", x.raw)
	}
	says := func(side any) map[string]string {
		m := map[string]string{}
		for _, v := range side.(map[string]any)["values"].([]any) {
			p := v.(map[string]any)["property"].(map[string]any)
			m[p["name"].(string)] = fmt.Sprint(p["value"].(map[string]any)["text"], " ", v.(map[string]any)["agrees"])
		}
		return m
	}
	subject, candidate := says(q("questions", 0, "subject")), says(q("questions", 0, "candidates", 0))
	for name, want := range map[string][2]string{
		"legalName":  {"示例甲科技有限公司 <nil>", "示例甲科技有限公司 true"},
		"creditCode": {two + " <nil>", one + " false"},
	} {
		if subject[name] != want[0] || candidate[name] != want[1] {
			t.Errorf("%s: the row says %q and the node %q, want %q", name, subject[name], candidate[name], want)
		}
	}
	if got := q("questions", 0, "subject", "values", 0, "property", "winner", "place", "cell"); got != "A2" {
		t.Errorf("the row's name is in cell %v", got)
	}

	waits, of := q("questions", 0, "subject", "id"), q("questions", 0, "candidates", 0, "id")
	act := func(key string, more map[string]any) *answer {
		in := map[string]any{"subject": waits, "reason": "looked up", "clientKey": key}
		for k, v := range more {
			in[k] = v
		}
		return a.ask(t, decide, map[string]any{"in": in}, as(schema.RoleCurator))
	}
	many := make([]any, 1001)
	for i := range many {
		many[i] = fmt.Sprint("enterprise:", i)
	}
	for _, refused := range []struct {
		code string
		more map[string]any
	}{
		{"NOT_FOUND", map[string]any{"same": "enterprise:nobody"}},
		{"NOT_FOUND", map[string]any{"subject": "enterprise:nobody", "same": of}},
		{"INVALID", nil},
		{"INVALID", map[string]any{"same": waits}},
		{"INVALID", map[string]any{"same": of, "different": []any{of}}},
		{"LIMIT", map[string]any{"different": many}},
	} {
		if got := act("refused", refused.more); got.code() != refused.code {
			t.Errorf("%.200v: %s, want %s", refused.more, got.raw, refused.code)
		}
	}

	for property, text := range map[string]string{"founded": "昨天", "nothing": "x"} {
		got := a.ask(t, `query($p: String!, $t: String!) { readValue(kind: ENTERPRISE, property: $p, text: $t) { text } }`, map[string]any{"p": property, "t": text})
		if got.code() != "INVALID" {
			t.Errorf("%s as %s: %s", text, property, got.raw)
		}
	}

	// The same: the code that the row gives is an alternative of the node's.
	done := act("same", map[string]any{"same": of}).must(t)
	if done.get(t, "decide", "node", "id") != of {
		t.Errorf("decided: %s", done.raw)
	}
	members := done.get(t, "decide", "node", "members")
	apart := a.ask(t, `query($ids: [ID!]!) { quality { subjects(ids: $ids) { id values { agrees property { name value { text } } } } } }`, map[string]any{"ids": members}).must(t)
	if a, b := says(apart.get(t, "quality", "subjects", 0)), says(apart.get(t, "quality", "subjects", 1)); a["creditCode"][:18] == b["creditCode"][:18] || b["legalName"] != "示例甲科技有限公司 true" {
		t.Errorf("each by itself: %s", apart.raw)
	}
	if other := act("same", map[string]any{"same": of, "different": []any{"enterprise:nobody"}}); other.code() != "CONFLICT" {
		t.Errorf("more than was said under the key: %s", other.raw)
	}
	if again := act("same", map[string]any{"same": of}).must(t); again.get(t, "decide", "repeated") != true {
		t.Errorf("a retry: %s", again.raw)
	}
	enterprises := `{ quality { queued questions { total } } enterprises(first: 5) { totalCount } }`
	count := func(waiting, nodes float64) {
		t.Helper()
		x := a.ask(t, enterprises, nil).must(t)
		if x.get(t, "quality", "questions", "total") != waiting || x.get(t, "quality", "queued") != waiting || x.get(t, "enterprises", "totalCount") != nodes {
			t.Errorf("want %v that wait and %v enterprises: %s", waiting, nodes, x.raw)
		}
	}
	count(0, 1)
	if got := act("joined", map[string]any{"same": of}); got.code() != "CONFLICT" {
		t.Errorf("what is one already: %s", got.raw)
	}
	a.ask(t, revoke, map[string]any{"in": map[string]any{"batch": done.get(t, "decide", "revision"), "reason": "a mistake", "clientKey": "back"}}, as(schema.RoleCurator)).must(t)
	count(1, 1)
	act("different", map[string]any{"different": []any{of}}).must(t)
	count(0, 2)
}

// TestQuestionsOfNodes asks of two sources' nodes under one code whose names have
// nothing in common, page by page, and lets a person's word end it.
func TestQuestionsOfNodes(t *testing.T) {
	a := fresh(t, schema.Config{})
	const one = "91110108551385082Q"
	a.bring(t, "list", "a.csv", "企业名称,统一社会信用代码\n示例甲科技有限公司,"+one+"\n")
	a.bring(t, "press", "b.csv", "企业名称,统一社会信用代码\n样本乙有限公司,"+one+"\n")
	x := a.ask(t, openQuestions, map[string]any{"what": "NODES"}).must(t)
	q := func(path ...any) any { return x.get(t, append([]any{"quality", "questions"}, path...)...) }
	if q("total") != 1. || q("questions", 0, "what") != "NODES" || q("questions", 0, "keys", 0, "en") != "Unified social credit code" || q("questions", 0, "said") != nil {
		t.Fatalf("what is asked: %s", x.raw)
	}
	for id, want := range map[any]any{q("questions", 0, "id"): "NODES", "nothing": nil} {
		one := a.ask(t, `query($id: ID!) { quality { question(id: $id) { what } } }`, map[string]any{"id": id}).must(t)
		if want == nil && one.get(t, "quality", "question") != nil || want != nil && one.get(t, "quality", "question", "what") != want {
			t.Errorf("%v alone: %s", id, one.raw)
		}
	}
	for what, variables := range map[string]map[string]any{
		"rows only":      {"what": "ROW"},
		"a batch's only": {"batch": 2},
	} {
		if got := a.ask(t, openQuestions, variables).must(t).get(t, "quality", "questions", "total"); got != 0. {
			t.Errorf("%s: %v", what, got)
		}
	}
	beyond := a.ask(t, openQuestions, map[string]any{"offset": 1}).must(t)
	if beyond.get(t, "quality", "questions", "total") != 1. || len(beyond.get(t, "quality", "questions", "questions").([]any)) != 0 {
		t.Errorf("beyond the end: %s", beyond.raw)
	}
	if got := a.ask(t, openQuestions, map[string]any{"first": 101}); got.code() != "LIMIT" {
		t.Errorf("a page of 101: %s", got.raw)
	}
	a.ask(t, decide, map[string]any{"in": map[string]any{"subject": q("questions", 0, "subject", "id"), "different": []any{q("questions", 0, "candidates", 0, "id")},
		"reason": "two companies", "clientKey": "k"}}, as(schema.RoleCurator)).must(t)
	if got := a.ask(t, openQuestions, nil).must(t).get(t, "quality", "questions", "total"); got != 0. {
		t.Errorf("decided, it is asked again: %v", got)
	}
}

// TestRowsThatCompete asks of rows of one table that contradict each other under one
// code: what each may be the same as is the other, for nothing stands that they fit.
func TestRowsThatCompete(t *testing.T) {
	a := fresh(t, schema.Config{})
	const one = "91110108551385082Q"
	a.bring(t, "list", "a.csv", "企业名称,统一社会信用代码\n示例甲科技有限公司,"+one+"\n样本乙有限公司,"+one+"\n")
	x := a.ask(t, openQuestions, nil).must(t)
	q := func(path ...any) any { return x.get(t, append([]any{"quality", "questions"}, path...)...) }
	if q("total") != 2. || q("questions", 0, "candidates", 0, "id") != q("questions", 1, "subject", "id") || q("questions", 0, "candidates", 0, "node") != nil {
		t.Fatalf("what waits: %s", x.raw)
	}
	a.ask(t, decide, map[string]any{"in": map[string]any{"subject": q("questions", 0, "subject", "id"), "different": []any{q("questions", 0, "candidates", 0, "id")},
		"reason": "the second has the first's code by mistake", "clientKey": "k"}}, as(schema.RoleCurator)).must(t)
	x = a.ask(t, `{ quality { queued } enterprises(first: 5) { totalCount } }`, nil).must(t)
	if x.get(t, "quality", "queued") != 0. || x.get(t, "enterprises", "totalCount") != 2. {
		t.Errorf("judged: %s", x.raw)
	}
}

// TestChangesOfPersonalData tells that a contact changed, and neither who it was nor
// who it is.
func TestChangesOfPersonalData(t *testing.T) {
	a := fresh(t, schema.Config{})
	for _, contact := range []string{"示例联系人甲,防火墙", "示例联系人乙,密码机"} {
		a.bring(t, "list", contact+".csv", "企业名称,统一社会信用代码,联系人,主营业务\n示例甲科技有限公司,91110108551385082Q,"+contact+"\n")
	}
	head := a.ask(t, `{ changes(from: 0, first: 1) { to } }`, nil).must(t).get(t, "changes", "to").(float64)
	x := a.ask(t, `query($from: At!) { changes(from: $from) { nodes { properties { name was is before { zh } after { zh } } facts { label { en } stood { value { text } } stands { value { text } } } more } } }`,
		map[string]any{"from": head - 1}).must(t)
	if raw := string(x.raw); strings.Contains(raw, "示例联系人") || !strings.Contains(raw, "contactName") || !strings.Contains(raw, "密码机") || x.get(t, "changes", "nodes", 0, "more") != 1. {
		t.Errorf("the changes are %s", x.raw)
	}
}
