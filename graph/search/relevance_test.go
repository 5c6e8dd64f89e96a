package search

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// relevanceSearch is a search of a case below testdata/relevance with what it has
// to find. The hits are all, in this order, unless more is said to be allowed.
type relevanceSearch struct {
	Text     string
	Kinds    []graph.Kind
	Segments []graph.SubjectID
	Regions  []string

	First  []string // the first hits
	Total  *int     // how many there are, if that matters
	Grade  string   // of the first hit
	Field  Field    // of the first hit
	Marked []string // what is marked of it
	Facets map[Facet]map[string]int
	Why    string
}

// TestRelevance runs the cases below testdata/relevance: a list of documents, and
// searches with the hits that they have to find first.
func TestRelevance(t *testing.T) {
	cases, err := filepath.Glob("testdata/relevance/*")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, dir := range cases {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			var list []Document
			var searches []relevanceSearch
			readJSON(t, filepath.Join(dir, "documents.json"), &list)
			readJSON(t, filepath.Join(dir, "searches.json"), &searches)
			x, _ := start(t, t.TempDir(), newDocLog(list...))
			ready(t, x, 1)
			for _, s := range searches {
				s.check(t, x)
			}
		})
	}
}

func readJSON(t *testing.T, name string, v any) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func (s *relevanceSearch) check(t *testing.T, x *Index) {
	t.Helper()
	q := Query{Text: s.Text, Kinds: s.Kinds, Segments: s.Segments, Regions: s.Regions, First: 20}
	for f := range s.Facets {
		q.Facets = append(q.Facets, f)
	}
	res, err := x.Search(t.Context(), q)
	if err != nil {
		t.Errorf("%q: %v", s.Text, err)
		return
	}
	got := ids(res)
	if len(got) < len(s.First) || !slices.Equal(got[:len(s.First)], s.First) {
		t.Errorf("%q: found %v, want %v first (%s)", s.Text, got, s.First, s.Why)
		return
	}
	if s.Total != nil && (res.Total != *s.Total || len(got) != *s.Total) {
		t.Errorf("%q: %d hits of a total of %d, want %d", s.Text, len(got), res.Total, *s.Total)
	}
	for f, want := range s.Facets {
		counts := map[string]int{}
		for _, c := range res.Facets[f] {
			counts[c.Value] = c.Count
		}
		if !maps.Equal(counts, want) {
			t.Errorf("%q: facet %s is %v, want %v", s.Text, f, counts, want)
		}
	}
	if len(s.First) == 0 {
		return
	}
	h := res.Hits[0]
	if s.Grade != "" && h.Grade.String() != s.Grade {
		t.Errorf("%q: grade %s, want %s (%s=%q)", s.Text, h.Grade, s.Grade, h.Field, h.Text)
	}
	if s.Field != "" && h.Field != s.Field {
		t.Errorf("%q: in %s, want %s", s.Text, h.Field, s.Field)
	}
	var marked []string
	for _, m := range h.Marks {
		marked = append(marked, h.Text[m.From:m.To])
	}
	if s.Marked != nil && !slices.Equal(marked, s.Marked) {
		t.Errorf("%q: marks %q of %q, want %q", s.Text, marked, h.Text, s.Marked)
	}

	// What is offered while it is typed are the same hits in the same order.
	offered, err := x.Suggest(t.Context(), q)
	if err != nil {
		t.Errorf("%q: %v", s.Text, err)
		return
	}
	if o := ids(offered); !slices.Equal(o, got) {
		t.Errorf("%q: suggests %v, finds %v", s.Text, o, got)
	}
}
