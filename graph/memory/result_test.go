package memory

import (
	"bytes"
	"cmp"
	"context"
	"iter"
	"os"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// memoryLog reads a graphtest.Log as a View does.
type memoryLog graphtest.Log

func (l memoryLog) Headers(_ context.Context, from, to graph.Revision) iter.Seq2[*graph.Header, error] {
	return func(yield func(*graph.Header, error) bool) {
		if to == 0 {
			to = graph.Revision(len(l))
		}
		for r := from; r <= to; r++ {
			if !yield(&l[r-1].Header, nil) {
				return
			}
		}
	}
}

func (l memoryLog) Assertions(_ context.Context, r graph.Revision) iter.Seq2[graph.Assertion, error] {
	return func(yield func(graph.Assertion, error) bool) {
		for _, a := range l[r-1].Assertions {
			if !yield(a, nil) {
				return
			}
		}
	}
}

// foldAll is the fast fold as a graphtest.Folder: the View of the whole log.
func foldAll(t testing.TB) graphtest.Folder {
	return func(voc *graph.Vocabulary, rules graph.Rules, log graphtest.Log) *graphtest.Result {
		v, err := Build(context.Background(), memoryLog(log), voc, rules, 0)
		if err != nil {
			t.Fatal(err)
		}
		return resultOf(v)
	}
}

// foldStepwise is the fast fold batch by batch.
func foldStepwise(t testing.TB) graphtest.Folder {
	return func(voc *graph.Vocabulary, rules graph.Rules, log graphtest.Log) *graphtest.Result {
		v := New(voc, rules)
		for i := range log {
			next, _, err := v.Next(context.Background(), memoryLog(log), &log[i].Header)
			if err != nil {
				t.Fatal(err)
			}
			v = next
		}
		return resultOf(v)
	}
}

// resultOf lists everything that a View shows.
func resultOf(v *View) *graphtest.Result {
	r := &graphtest.Result{Revision: v.rev}
	stated := func(s Statement) graphtest.Stated {
		x := graphtest.Stated{Value: s.Value, Source: s.Source}
		if s.Pin {
			x.Pin = s.Made
			return x
		}
		x.Freshness, x.Place = s.Fresh, testPlace(s.Place)
		return x
	}
	property := func(p *Property) graphtest.Property {
		x := graphtest.Property{Set: p.Set, Denied: p.Denied}
		if p.Set {
			for _, s := range p.Values {
				x.Values = append(x.Values, stated(s))
			}
			return x
		}
		x.Winner = stated(p.Winner)
		for _, s := range p.Alternatives {
			x.Alternatives = append(x.Alternatives, stated(s))
		}
		return x
	}
	for n := range v.allNodes() {
		node := v.node(n)
		x := graphtest.Node{ID: node.ID, Kind: node.Kind, Members: node.Members, OnlyReferred: node.OnlyReferred,
			ReferredAs: node.ReferredAs, Props: map[string]graphtest.Property{}}
		for i := range node.Properties {
			p := &node.Properties[i]
			name := p.Name
			if p.Period != "" {
				name += "@" + p.Period
			}
			x.Props[name] = property(p)
		}
		r.Nodes = append(r.Nodes, x)
	}
	edge := func(e *Edge) graphtest.Edge {
		x := graphtest.Edge{Type: e.Type, From: e.From, To: e.To, Qualifier: e.Qualifier, Reason: e.Listed,
			Source: e.Best.Source, Sources: e.Sources, Place: testPlace(e.Best.Place), Freshness: e.Fresh}
		for i := range e.Attributes {
			p := &e.Attributes[i]
			if x.Attributes == nil {
				x.Attributes = map[string]graphtest.Property{}
			}
			name := p.Name
			if p.Period != "" {
				name += "@" + p.Period
			}
			x.Attributes[name] = property(p)
		}
		return x
	}
	for t := range v.decl.edges {
		for n := range v.allNodes() {
			for m := range v.out[t].of(n) {
				for _, e := range v.edges(t, edgeKey{n, m}) {
					if e.Listed == "" && e.DeniedBy == 0 {
						r.Edges = append(r.Edges, edge(&e))
					}
				}
			}
		}
	}
	for _, e := range v.Refused() {
		if e.DeniedBy != 0 {
			r.DeniedEdges = append(r.DeniedEdges, graphtest.DeniedEdge{Type: e.Type, From: e.From, To: e.To, Qualifier: e.Qualifier, Batch: e.DeniedBy})
		} else {
			r.ListedEdges = append(r.ListedEdges, edge(&e))
		}
	}
	for q := range v.Queued() {
		r.Queued = append(r.Queued, graphtest.Queued{Subject: q.Subject, Reason: q.Reason, Candidates: q.Candidates, Keys: q.Keys, Redacted: len(q.Keys) == 0})
	}
	slices.SortFunc(r.Queued, func(a, b graphtest.Queued) int { return cmp.Compare(a.Subject, b.Subject) })
	for q := range v.Questions() {
		r.Questions = append(r.Questions, graphtest.Question(q))
	}
	for _, c := range v.Contradicted() {
		r.Contradicted = append(r.Contradicted, graphtest.Contradicted(c))
	}
	r.Sleeping, r.Separated = v.Adrift()
	for b := range v.BadCells() {
		r.Bad = append(r.Bad, graphtest.BadCell{Subject: b.Subject, Property: b.Property, Place: testPlace(b.Place), Text: b.Text})
	}
	r.Sort()
	return r
}

func testPlace(p Place) graphtest.Place {
	return graphtest.Place{Document: p.Document.Name, Sheet: p.Sheet, Row: p.Row, Column: p.Name}
}

// TestFoldCases runs the independent reference's histories: at every revision
// the View that was derived batch by batch, the one that was built at once,
// and the past View derived from the last must be the reference's.
func TestFoldCases(t *testing.T) {
	cases, err := graphtest.Cases(graphtest.CasesDir(os.Getenv))
	if graph.CodeOf(err) == graph.CodeNotFound {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	voc, rules := graphtest.CaseVocabulary()
	ctx := context.Background()
	bad := 0
	for _, c := range cases {
		views := []*View{New(voc, rules)}
		log := memoryLog(c.Log)
		for i := range c.Log {
			v, _, err := views[i].Next(ctx, log, &c.Log[i].Header)
			if err != nil {
				t.Fatalf("%s: revision %d: %v", c.Name, i+1, err)
			}
			views = append(views, v)
			got := resultOf(v)
			if i < len(c.Digests) && graphtest.Digest(got) != c.Digests[i] {
				bad++
				if bad <= 3 {
					want := graphtest.Fold(voc, rules, c.Log[:i+1])
					w, _ := want.MarshalJSON()
					g, _ := got.MarshalJSON()
					t.Errorf("%s: revision %d (%s):\n got %s\nwant %s\nreference agrees with the case: %v", c.Name, i+1, c.Log[i].Header.Kind, g, w,
						graphtest.Digest(want) == c.Digests[i])
				}
				break
			}
		}
		if len(views) <= len(c.Log) {
			continue
		}
		last := views[len(c.Log)]
		built, err := Build(ctx, log, voc, rules, 0)
		if err != nil {
			t.Fatal(err)
		}
		compareViews(t, c.Name+" built at once", built, last)
		compareViews(t, c.Name+" from its snapshot", throughSnapshot(t, last), last)
		half := views[len(c.Log)/2]
		resumed, err := throughSnapshot(t, half).Advance(ctx, log, 0)
		if err != nil {
			t.Fatal(err)
		}
		compareViews(t, c.Name+" from a snapshot and the changes since", resumed, last)
		for i := range c.Log {
			past, err := last.At(ctx, graph.Revision(i+1))
			if err != nil {
				t.Fatal(err)
			}
			want := graphtest.Fold(voc, rules, c.Log.At(voc, graph.Revision(i+1)))
			if graphtest.Digest(resultOf(past)) != graphtest.Digest(want) {
				w, _ := want.MarshalJSON()
				g, _ := resultOf(past).MarshalJSON()
				t.Errorf("%s: past revision %d:\n got %s\nwant %s", c.Name, i+1, g, w)
				break
			}
		}
		if t.Failed() && bad > 3 {
			break
		}
	}
	t.Logf("%d cases, %d disagree", len(cases), bad)
}

func compareViews(t *testing.T, name string, got, want *View) {
	t.Helper()
	g, _ := resultOf(got).MarshalJSON()
	w, _ := resultOf(want).MarshalJSON()
	if !bytes.Equal(g, w) {
		t.Errorf("%s:\n got %s\nwant %s", name, g, w)
	}
}

// throughSnapshot writes a View and reads it back.
func throughSnapshot(t *testing.T, v *View) *View {
	t.Helper()
	var b bytes.Buffer
	if err := v.WriteSnapshot(&b, "store"); err != nil {
		t.Fatal(err)
	}
	back, err := ReadSnapshot(&b, "store", v.voc, v.rules)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// TestRandomHistories holds the fast fold against the reference on random
// histories of every kind of batch, at every revision: derived step by step,
// built at once, and looked back upon from the end.
func TestRandomHistories(t *testing.T) {
	n := 150
	if testing.Short() {
		n = 30
	}
	voc, rules := graphtest.CaseVocabulary()
	ctx := context.Background()
	for seed := range uint64(n) {
		log := graphtest.RandomHistory(seed, 24)
		v := New(voc, rules)
		var want []string
		for i := range log {
			next, _, err := v.Next(ctx, memoryLog(log), &log[i].Header)
			if err != nil {
				t.Fatalf("seed %d, revision %d: %v", seed, i+1, err)
			}
			v = next
			w := graphtest.Fold(voc, rules, log[:i+1])
			want = append(want, graphtest.Digest(w))
			if got := resultOf(v); graphtest.Digest(got) != want[i] {
				g, _ := got.MarshalJSON()
				x, _ := w.MarshalJSON()
				t.Fatalf("seed %d: revision %d (%s):\n got %s\nwant %s", seed, i+1, log[i].Header.Kind, g, x)
			}
		}
		built, err := Build(ctx, memoryLog(log), voc, rules, 0)
		if err != nil {
			t.Fatal(err)
		}
		compareViews(t, "built at once", built, v)
		for i := len(log); i >= 1; i-- {
			past, err := v.At(ctx, graph.Revision(i))
			if err != nil {
				t.Fatal(err)
			}
			w := graphtest.Fold(voc, rules, log.At(voc, graph.Revision(i)))
			if graphtest.Digest(resultOf(past)) != graphtest.Digest(w) {
				g, _ := resultOf(past).MarshalJSON()
				x, _ := w.MarshalJSON()
				t.Fatalf("seed %d: past revision %d:\n got %s\nwant %s", seed, i, g, x)
			}
		}
	}
}

// TestCases checks what the hand-written cases expect, and their results.
func TestCases(t *testing.T) { graphtest.TestCases(t, foldAll(t)) }

func TestLaws(t *testing.T)  { graphtest.TestLaws(t, foldAll(t)) }
func TestRules(t *testing.T) { graphtest.TestRules(t, foldStepwise(t)) }
