package memory

import (
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// TestSelect checks that Select gives what the pages of List give, one after the
// other.
func TestSelect(t *testing.T) {
	view := generatedLog(t).last
	yes := true
	for _, kind := range graph.Standard().Kinds {
		for _, filter := range []*Filter{nil, {Referred: &yes}, {Not: &Filter{Referred: &yes}}} {
			got, err := view.Select(t.Context(), kind.Kind, filter)
			if err != nil {
				t.Fatal(err)
			}
			var want []graph.SubjectID
			for after := ""; ; {
				page, err := view.List(t.Context(), ListQuery{Kind: kind.Kind, Filter: filter, First: 100, After: after})
				if err != nil {
					t.Fatal(err)
				}
				want = append(want, page.IDs...)
				if !page.HasMore {
					break
				}
				after = page.Cursors[len(page.Cursors)-1]
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %d nodes selected, %d listed", kind.Kind, len(got), len(want))
			}
		}
	}
	if _, err := view.Select(t.Context(), "Nothing", nil); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("an unknown kind: %v", err)
	}
}
