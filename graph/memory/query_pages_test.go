package memory

import (
	"cmp"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/pinyin"
)

// TestListFromBothEnds reads pages between cursors from either end, and all at
// once, and holds them against the whole list.
func TestListFromBothEnds(t *testing.T) {
	v := generatedLog(t).last
	for _, q := range []ListQuery{
		{Kind: graph.KindEnterprise},
		{Kind: graph.KindEnterprise, OrderBy: graph.PropStage},
		{Kind: graph.KindFundingEvent, OrderBy: graph.PropAmount, Descending: true},
		{Kind: graph.KindFundingEvent, OrderBy: graph.PropDate},
		{Kind: graph.KindEnterprise, OrderBy: OrderByName},
		{Kind: graph.KindProduct, OrderBy: OrderByEnglishName, Descending: true},
	} {
		var ids []graph.SubjectID
		var cursors []string
		for page := (&List{HasMore: true}); page.HasMore; {
			next := q
			next.First = 300
			if len(cursors) > 0 {
				next.After = cursors[len(cursors)-1]
			}
			var err error
			if page, err = v.List(t.Context(), next); err != nil {
				t.Fatal(err)
			}
			ids, cursors = append(ids, page.IDs...), append(cursors, page.Cursors...)
		}
		ordered, err := v.Ordered(t.Context(), q)
		if err != nil || !slices.Equal(ordered, ids) {
			t.Errorf("%+v: all at once is another order (%v)", q, err)
		}
		n := len(ids)
		if n < 50 {
			t.Fatalf("%+v: only %d nodes", q, n)
		}
		for _, x := range []struct {
			after, before int // indexes; -1 is no cursor
			first         int
			last          bool
			from, to      int // of ids
			more          bool
		}{
			{-1, -1, 10, true, n - 10, n, true},
			{-1, 20, 10, true, 10, 20, true},
			{-1, 5, 10, true, 0, 5, false},
			{5, 20, 10, true, 10, 20, true},
			{15, 20, 10, true, 16, 20, false},
			{-1, 20, 10, false, 0, 10, true},
			{-1, 5, 10, false, 0, 5, false},
			{15, 20, 10, false, 16, 20, false},
			{20, 15, 10, false, 0, 0, false},
			{n - 1, -1, 10, false, 0, 0, false},
		} {
			p := q
			p.First, p.Last = x.first, x.last
			if x.after >= 0 {
				p.After = cursors[x.after]
			}
			if x.before >= 0 {
				p.Before = cursors[x.before]
			}
			page, err := v.List(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(page.IDs, ids[x.from:x.to]) || page.HasMore != x.more || page.Total != n {
				t.Errorf("%+v, after %d, before %d, last %v: %v, more %v", q, x.after, x.before, x.last, page.IDs, page.HasMore)
			}
		}
	}
	if _, err := v.List(t.Context(), ListQuery{Kind: graph.KindEnterprise, First: 1, Before: "!"}); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("before no cursor: %v", err)
	}
	if _, err := v.Ordered(t.Context(), ListQuery{Kind: graph.KindEnterprise, OrderBy: "colour"}); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("ordered by what is no property: %v", err)
	}
}

// TestListByName holds the order by names against the names themselves, as they were
// after one batch and as they are after others.
func TestListByName(t *testing.T) {
	x := generatedLog(t)
	for _, v := range []*View{x.early, x.last} {
		for i := range v.decl.kinds {
			for way := range 4 {
				descending, lang := way%2 == 1, []string{"zh", "en"}[way/2]
				q := ListQuery{Kind: v.decl.kinds[i].decl.Kind, OrderBy: []string{OrderByName, OrderByEnglishName}[way/2], Descending: descending}
				got, err := v.Ordered(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				want := slices.Clone(got)
				slices.SortFunc(want, func(a, b graph.SubjectID) int {
					m, n := v.NameIn(a, lang), v.NameIn(b, lang)
					switch {
					case (m == "") != (n == ""):
						return cmp.Compare(n, m) // nameless last
					case m == n:
						return cmp.Compare(a, b)
					case descending:
						return pinyin.Compare(n, m)
					}
					return pinyin.Compare(m, n)
				})
				if !slices.Equal(got, want) {
					t.Errorf("%+v is not ordered by names", q)
				}
			}
		}
	}
}

// TestNeighboursToTheLast pages through the neighbours of the node that has most of
// a type, and gets each once.
func TestNeighboursToTheLast(t *testing.T) {
	x := generatedLog(t)
	paged := 0
	for i := range x.lastModel.voc.Edges {
		typ := x.lastModel.voc.Edges[i].Type
		var hub graph.SubjectID
		near := x.lastModel.in[typ]
		for id := range near {
			if hub == "" || len(near[id]) > len(near[hub]) || len(near[id]) == len(near[hub]) && id < hub {
				hub = id
			}
		}
		if len(near[hub]) < 3 {
			continue
		}
		q := NeighbourQuery{Edge: typ, Incoming: true, First: 2}
		seen := map[graph.SubjectID]int{}
		for pages := 0; ; pages++ {
			found, err := x.last.Neighbours([]graph.SubjectID{hub}, q)
			if err != nil {
				t.Fatal(err)
			}
			of := map[graph.SubjectID]bool{}
			for _, e := range found[0].Edges {
				of[e.From] = true
			}
			for id := range of {
				seen[id]++
			}
			if found[0].HasMore != (found[0].Next != "") || found[0].Total != len(near[hub]) {
				t.Fatalf("%s: more %v, next %q, total %d", typ, found[0].HasMore, found[0].Next, found[0].Total)
			}
			if !found[0].HasMore {
				break
			}
			q.From = found[0].Next
			paged++
		}
		for _, id := range near[hub] {
			if seen[id] != 1 {
				t.Errorf("%s of %s: %s came %d times", typ, hub, id, seen[id])
			}
		}
		if len(seen) != len(near[hub]) {
			t.Errorf("%s of %s: %d neighbours, want %d", typ, hub, len(seen), len(near[hub]))
		}
	}
	if paged < 10 {
		t.Errorf("only %d pages followed another", paged)
	}
	if _, err := x.last.Neighbours([]graph.SubjectID{x.g.Hot()}, NeighbourQuery{Edge: graph.EdgeMakes, First: 1, From: "nobody"}); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("from nobody: %v", err)
	}
}
