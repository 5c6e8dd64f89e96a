package schema_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
)

// BenchmarkHTTP asks over HTTP, on the example: what a question costs beside its
// data. The constant is an answer that reads nothing.
func BenchmarkHTTP(b *testing.B) {
	for _, c := range []struct {
		name, query string
		variables   map[string]any
	}{
		{"constant", `{ __typename }`, nil},
		{"map", `{ chainMap { places { node { id label } parent depth code tier { code } keyLink count { enterprises products } fedBy feeds } feeds { from to } } }`, nil},
		{"map with concentration", `{ chainMap { places { code count { enterprises } concentration { coverage hhi cr1 cr4 band } } } }`, nil},
		{"risk", `{ chainRisk { total computed segments { segment { code } concentration { hhi hhiUpper cr1 } } } }`, nil},
		{"dependency", `{ chainDependency { total counts { dominated } inputs { buyer { id } share class } } }`, nil},
		{"key nodes", `{ chainKeyNodes { total nodes { node { id } betweenness rankLow parts cutEnterprises } } }`, nil},
		{"map filtered", `{ chainMap(enterprises: {property: {name: "stage", in: ["expansion"]}}) { places { code count { enterprises products } } } }`, nil},
		{"profile", `query($id: ID!) { enterprise(id: $id) { id label shortName legalName creditCode stage { code label { zh } } founded registeredCapital { text low currency } revenue { period value { text low } } employees { period value } makes { nodes { label } } inSegments { nodes { label } } } }`, map[string]any{"id": shared.enterprise(0)}},
		{"list of 100", `{ enterprises(first: 100, orderBy: {property: "revenue", descending: true}) { totalCount nodes { id label stage { code } revenue(first: 1) { value { low } } } } }`, nil},
		{"search", `{ search(text: "蓝") { total hits { node { id label } marks { from to } } } }`, nil},
		{"changes", `{ changes(from: 1) { kinds { kind created changed removed } nodes { id change } } }`, nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			body, err := json.Marshal(map[string]any{"query": c.query, "variables": c.variables})
			if err != nil {
				b.Fatal(err)
			}
			client := shared.server.Client()
			for b.Loop() {
				resp, err := client.Post(shared.server.URL, "application/json", bytes.NewReader(body))
				if err != nil {
					b.Fatal(err)
				}
				answer, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if err != nil || resp.StatusCode != http.StatusOK || bytes.Contains(answer, []byte(`"errors"`)) {
					b.Fatalf("status %d, %v: %.300s", resp.StatusCode, err, answer)
				}
			}
		})
	}
}
