package schema_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// TestInvestorsAreRankedOverAll has one investor in more events than any other,
// whose ID and name put it behind more than a page of others.
func TestInvestorsAreRankedOverAll(t *testing.T) {
	a := fresh(t, schema.Config{})
	book := "融资企业,融资日期,轮次,投资方\n"
	const once = 130
	for i := range once {
		book += fmt.Sprintf("示例受资%03d有限公司,2024-01-%02d,A轮,示例资本%03d\n", i, 1+i%28, i)
	}
	for i := range 5 {
		book += fmt.Sprintf("示例受资%03d有限公司,2024-03-%02d,B轮,示例资本末尾\n", i, 1+i)
	}
	up := a.upload(t, map[string]string{"投融资.csv": book}, as(schema.RoleImporter)).must(t).get(t, "uploadFile", "upload")
	in := map[string]any{"upload": up, "declare": map[string]any{"sourceId": "press", "name": "示例报刊", "trust": "MEDIA"}}
	a.ask(t, applyImport, map[string]any{"in": in, "key": "k"}, as(schema.RoleImporter)).must(t)

	got := a.ask(t, `{ investors(first: 2) { total investors { node { label } events } } rest: investors(first: 1000, offset: 1) { total investors { node { label } events } } }`, nil).must(t)
	if got.get(t, "investors", "total") != float64(once+1) {
		t.Errorf("there are %v investors, not %d", got.get(t, "investors", "total"), once+1)
	}
	if name, n := got.get(t, "investors", "investors", 0, "node", "label"), got.get(t, "investors", "investors", 0, "events"); name != "示例资本末尾" || n != 5. {
		t.Errorf("first stands %v with %v events", name, n)
	}
	if rest := got.get(t, "rest", "investors").([]any); len(rest) != once {
		t.Errorf("behind the first stand %d", len(rest))
	}
	for _, tt := range []string{`{ investors(first: 0) { total } }`, `{ investors(first: 1001) { total } }`, `{ investors(offset: -1) { total } }`} {
		if got := a.ask(t, tt, nil); got.code() == "" {
			t.Errorf("%s is answered %s", tt, got.raw)
		}
	}
}

// TestImportDeclaresItsSource imports a table that does not say whose data it is.
func TestImportDeclaresItsSource(t *testing.T) {
	a := fresh(t, schema.Config{})
	up := a.upload(t, map[string]string{"企业.csv": table}, as(schema.RoleImporter)).must(t).get(t, "uploadFile", "upload")
	ask := func(declare map[string]any, more ...any) *answer {
		in := map[string]any{"upload": up}
		if declare != nil {
			in["declare"] = declare
		}
		for i := 0; i < len(more); i += 2 {
			in[more[i].(string)] = more[i+1]
		}
		return a.ask(t, previewImport, map[string]any{"in": in}, as(schema.RoleImporter))
	}
	press := map[string]any{"sourceId": "press", "name": "示例报刊", "trust": "MEDIA"}
	for what, got := range map[string]*answer{
		"an unknown source":     ask(nil, "source", "press"),
		"a bad ID":              ask(map[string]any{"sourceId": "Press 1", "name": "示例报刊", "trust": "MEDIA"}),
		"no name":               ask(map[string]any{"sourceId": "press", "name": " ", "trust": "MEDIA"}),
		"no trust":              ask(map[string]any{"sourceId": "press", "name": "示例报刊", "trust": "UNDECLARED"}),
		"two different sources": ask(press, "source", "other"),
	} {
		if code := got.code(); code != "INVALID" && code != "NOT_FOUND" {
			t.Errorf("%s is answered %s", what, got.raw)
		}
	}
	// What the columns mean can be looked at before anybody says whose data it is.
	if got := ask(nil); got.get(t, "previewImport", "report", "source") != "" {
		t.Errorf("nobody says whose is answered %s", got.raw)
	}
	ask(press).must(t)
	a.ask(t, applyImport, map[string]any{"in": map[string]any{"upload": up, "declare": press}, "key": "k"}, as(schema.RoleImporter)).must(t)
	got := a.ask(t, `{ quality { sources { source { sourceId name trust } } } }`, nil).must(t)
	if s := got.get(t, "quality", "sources", 0, "source").(map[string]any); s["sourceId"] != "press" || s["name"] != "示例报刊" || s["trust"] != "MEDIA" {
		t.Errorf("the source is %v", s)
	}
}

// TestSourceKeepsItsName revokes the import that declared its source: the history
// still tells whose data it were, and that the declaration is gone.
func TestSourceKeepsItsName(t *testing.T) {
	a := fresh(t, schema.Config{})
	up := a.upload(t, map[string]string{"企业.csv": table}, as(schema.RoleImporter)).must(t).get(t, "uploadFile", "upload")
	in := map[string]any{"upload": up, "declare": map[string]any{"sourceId": "press", "name": "示例报刊", "trust": "MEDIA"}}
	a.ask(t, applyImport, map[string]any{"in": in, "key": "k"}, as(schema.RoleImporter)).must(t)
	imported := a.log.View().Revision()
	a.ask(t, revoke, map[string]any{"in": map[string]any{"batch": imported, "reason": "试验", "clientKey": "r"}}, as(schema.RoleAdministrator)).must(t)
	for at, want := range map[graph.Revision]map[string]any{
		imported:     {"name": "示例报刊", "trust": "MEDIA", "declared": float64(imported), "revoked": false},
		imported + 1: {"name": "示例报刊", "trust": "UNDECLARED", "declared": nil, "revoked": true},
		0:            {},
	} {
		got := a.ask(t, `query($at: At) { imports(at: $at) { nodes { source { name trust declared revoked } } } }`, map[string]any{"at": fmt.Sprintf("r%d", at)}).must(t)
		nodes := got.get(t, "imports", "nodes").([]any)
		if len(want) == 0 {
			if len(nodes) != 0 {
				t.Errorf("at r0 there is %s", got.raw)
			}
			continue
		}
		if s := nodes[0].(map[string]any)["source"].(map[string]any); !maps.Equal(s, want) {
			t.Errorf("at r%d the source is %v, not %v", at, s, want)
		}
	}
	// It can be declared anew.
	again := a.upload(t, map[string]string{"企业.csv": table}, as(schema.RoleImporter)).must(t).get(t, "uploadFile", "upload")
	in["upload"] = again
	a.ask(t, applyImport, map[string]any{"in": in, "key": "k2"}, as(schema.RoleImporter)).must(t)
}

// TestInvestorsOfEventsAreCheap asks as the page of a segment does: costs go by the
// names of fields, and that of the ranking is also a field of each event.
func TestInvestorsOfEventsAreCheap(t *testing.T) {
	shared.ask(t, `{ segment(key: "SL/B1") { enterprises(first: 60) { nodes { raised(first: 12) { edges { node { ... on FundingEvent { investors(first: 20) { nodes { label } } } } } } } } } }`, nil).must(t)
}
