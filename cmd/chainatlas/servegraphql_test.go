package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/schema"
)

// TestGraphQLFigures keeps that /metrics counts operations by the schema's root
// fields and errors by their codes, and that nothing which a client sends becomes
// a label.
func TestGraphQLFigures(t *testing.T) {
	s, _ := exampleSite(t)
	for _, q := range []struct {
		query     string
		variables map[string]any
	}{
		{`query SecretName { secretAlias: chainMap { revision } }`, nil},
		{`{ a: parks(first: 1) { totalCount } b: parks(first: 2) { totalCount } }`, nil},
		{`{ parks(first: 1) { totalCount } chains(first: 1) { totalCount } }`, nil},
		{`{ chainMap(chain: "secret chain") { revision } }`, nil},
		{`{ secretField }`, nil},
		{`{ secret syntax`, nil},
		{`{ search(text: "shili") { total } }`, nil},
		{`{ suggest(text: "shi") { total } }`, nil},
		{`{ __schema { queryType { name } } }`, nil},
		{`mutation { revoke(input: {batch: 1, reason: "secret", clientKey: "secret"}) { revision } }`, nil},
	} {
		s.graphql("", q.query, q.variables)
	}
	for name, want := range map[string]float64{
		`chainatlas_graphql_operations_total{type="query",field="chainMap",outcome="ok"}`:     1,
		`chainatlas_graphql_operations_total{type="query",field="chainMap",outcome="error"}`:  1,
		`chainatlas_graphql_operations_total{type="query",field="parks",outcome="ok"}`:        1,
		`chainatlas_graphql_operations_total{type="query",field="several",outcome="ok"}`:      1,
		`chainatlas_graphql_operations_total{type="query",field="__schema",outcome="ok"}`:     1,
		`chainatlas_graphql_operations_total{type="mutation",field="revoke",outcome="error"}`: 1,
		`chainatlas_graphql_operations_total{type="refused",field="refused",outcome="error"}`: 2,
		`chainatlas_graphql_errors_total{code="NOT_FOUND"}`:                                   1,
		`chainatlas_graphql_errors_total{code="GRAPHQL_PARSE_FAILED"}`:                        1,
		`chainatlas_graphql_errors_total{code="GRAPHQL_VALIDATION_FAILED"}`:                   1,
		`chainatlas_graphql_errors_total{code="UNAUTHENTICATED"}`:                             1,
		`chainatlas_graphql_seconds_count{field="chainMap"}`:                                  2,
		`chainatlas_search_seconds_count{kind="search"}`:                                      1,
		`chainatlas_search_seconds_count{kind="suggest"}`:                                     1,
		`chainatlas_search_revision`:                                                          1,
	} {
		if got := s.figure(name); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if page := s.get("/metrics").body; strings.Contains(strings.ToLower(page), "secret") {
		t.Error("what a client sent is in the figures")
	}
}

// TestErrorCodesAreDocumented keeps that both manuals list every code that an
// answer may carry.
func TestErrorCodesAreDocumented(t *testing.T) {
	for _, doc := range []string{"serving.md", "serving.zh.md"} {
		text, err := os.ReadFile(filepath.Join(testdata, "..", "..", "..", "docs", doc))
		if err != nil {
			t.Fatal(err)
		}
		for code := range schema.Codes() {
			if !strings.Contains(string(text), "| `"+string(code)+"` |") {
				t.Errorf("docs/%s does not tell of %s", doc, code)
			}
		}
	}
}
