package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// TestServeSearch keeps that a server finds by readings what was imported, from
// an index that it makes meanwhile and finds again at the next start.
func TestServeSearch(t *testing.T) {
	store := newStore(t)
	s := startSite(t, serverEnv(store, nil), "--import", invented(t))
	type result struct {
		Total     int
		NamesOnly bool
		Revision  int
		Hits      []struct {
			Grade, Text string
			Node        struct{ ID string }
		}
		Facets []struct {
			Values []struct{ Count int }
		}
	}
	find := func(s *site, text string, facets ...string) (found result) {
		t.Helper()
		a := s.graphql("", `query($text: String!, $facets: [FacetBy!]) { search(text: $text, facets: $facets) {
			total namesOnly revision hits { grade text node { id } } facets { values { count } } } }`, map[string]any{"text": text, "facets": facets})
		if err := json.Unmarshal(a.Data, &struct{ Search *result }{&found}); err != nil || len(a.Errors) > 0 {
			t.Fatalf("%v %v", err, a.Errors)
		}
		return found
	}
	indexed := func(s *site) {
		t.Helper()
		for until := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
			if found := find(s, "shili"); !found.NamesOnly && found.Revision == 1 {
				return
			}
			if time.Now().After(until) {
				t.Fatal("the index is not made")
			}
		}
	}
	indexed(s)
	for _, text := range []string{"示例", "shili", "ｓｈｉｌｉ"} {
		found := find(s, text, "KIND")
		if found.Total == 0 || len(found.Hits) == 0 || !strings.Contains(found.Hits[0].Text, "示例") || len(found.Facets) != 1 {
			t.Errorf("%q finds %+v", text, found)
		}
	}
	if code := s.stop(); code != 0 {
		t.Fatalf("it ended with %d", code)
	}
	again := startSite(t, serverEnv(store, nil))
	indexed(again)
	if found := find(again, "shili"); found.Total == 0 {
		t.Error("after the next start nothing is found")
	}
}
