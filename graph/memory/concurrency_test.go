package memory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// TestReadersWhileDeriving lets many goroutines ask everything of Views that are
// replaced under their hands, while others derive past Views and changes from
// the same ones. What each reads must be of one revision.
func TestReadersWhileDeriving(t *testing.T) {
	p := graphtest.GenerateParams{Seed: 4, Enterprises: 60, Products: 200, Edges: 700, Batches: 30, Second: 40, Revoked: 10}
	g := graphtest.Generate(p)
	log := graphtest.NewMemLog(g)
	voc, rules := graph.Standard(), graph.StandardRules()
	first, err := Build(t.Context(), log, voc, rules, 5)
	if err != nil {
		t.Fatal(err)
	}
	var current atomic.Pointer[View]
	var changes atomic.Pointer[Changes]
	current.Store(first)
	done := make(chan struct{})
	var wg sync.WaitGroup
	var asked atomic.Int64
	for i := range 32 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(13, uint64(i)))
			for n := 0; ; n++ {
				select {
				case <-done:
					if n > 0 {
						return
					}
				default:
				}
				if err := askEverything(t.Context(), current.Load(), changes.Load(), g, r); err != nil {
					t.Error(err)
					return
				}
				asked.Add(1)
			}
		})
	}
	// The Views derived under readers are those that nobody reads.
	quiet := first
	for h, err := range log.Headers(t.Context(), 6, 0) {
		if err != nil {
			t.Fatal(err)
		}
		next, c, err := current.Load().Next(t.Context(), log, h)
		if err != nil {
			t.Fatal(err)
		}
		changes.Store(c)
		current.Store(next)
	}
	close(done)
	wg.Wait()
	if quiet, err = quiet.Advance(t.Context(), log, 0); err != nil {
		t.Fatal(err)
	}
	compareViews(t, "derived under readers", current.Load(), quiet)
	if asked.Load() < 32 {
		t.Errorf("everything was asked only %d times", asked.Load())
	}
}

// askEverything asks one of each question.
func askEverything(ctx context.Context, v *View, c *Changes, g *graphtest.Generated, r *rand.Rand) error {
	var errs []error
	check := func(err error) { errs = append(errs, err) }
	hot := g.Hot()
	id := g.Enterprise(r.IntN(g.Params().Enterprises))
	yes := true
	list, err := v.List(ctx, ListQuery{Kind: graph.KindEnterprise, First: 20, OrderBy: graph.PropStage, Descending: true,
		Filter: &Filter{Any: []Filter{{Property: graph.PropStage, Known: &yes}, {Property: graph.PropLegalName, Known: &yes},
			{Edge: graph.EdgeInSegment, To: []graph.SubjectID{g.Segment(3)}}}}})
	check(err)
	if err == nil {
		for _, id := range list.IDs {
			if n := v.Node(id); n == nil || n.ID != id {
				check(fmt.Errorf("revision %d lists %q and does not know it", v.Revision(), id))
			}
		}
	}
	if n := v.Node(hot); n == nil || v.Name(hot) == "" || v.Trace(hot).Node != n.ID {
		check(fmt.Errorf("revision %d does not know %q", v.Revision(), hot))
	}
	_, err = v.Neighbours([]graph.SubjectID{id, hot}, NeighbourQuery{Edge: graph.EdgeMakes, First: 10})
	check(err)
	_, err = v.Path(ctx, PathQuery{From: id, To: hot, MaxHops: 4})
	check(err)
	_, err = v.Neighbourhood(ctx, NeighbourhoodQuery{Centre: id, Depth: 2, Nodes: 50})
	check(err)
	_, total, err := v.History(hot, graph.PropLegalName, "", 50)
	check(err)
	if err == nil && total == 0 {
		check(fmt.Errorf("revision %d has no history of %q", v.Revision(), hot))
	}
	_, err = v.ChainMap(ctx, MapQuery{Enterprises: &Filter{Property: graph.PropStage, Known: &yes}})
	check(err)
	v.Refused()
	v.Contradicted()
	v.Adrift()
	v.Stats()
	for range v.Queued() {
	}
	for range v.Questions() {
	}
	for range v.BadCells() {
	}
	if c != nil {
		for range c.Nodes() {
		}
		for range c.Edges() {
		}
	}
	switch r.IntN(12) {
	case 0:
		past, err := v.At(ctx, v.Revision()-graph.Revision(r.IntN(4)))
		check(err)
		if err == nil && past.Revision() >= 5 && past.Node(hot) == nil {
			check(errors.New("a past View does not know what it should"))
		}
	case 1:
		_, err := v.ChangesSince(ctx, v.Revision()-graph.Revision(r.IntN(4)))
		check(err)
	case 2:
		var b bytes.Buffer
		check(v.WriteSnapshot(&b, "store"))
	}
	return errors.Join(errs...)
}

// stoppingContext is cancelled after it was asked a number of times whether it is.
type stoppingContext struct {
	context.Context
	left atomic.Int64
	stop context.CancelFunc
}

func stopAfter(parent context.Context, n int) *stoppingContext {
	ctx, stop := context.WithCancel(parent)
	c := &stoppingContext{Context: ctx, stop: stop}
	c.left.Store(int64(n))
	return c
}

func (c *stoppingContext) Err() error {
	if c.left.Add(-1) < 0 {
		c.stop()
	}
	return c.Context.Err()
}

// TestCancelledDerivations cancels derivations at every point where they look:
// the View that they begin from stays as it was, and derives the same later.
func TestCancelledDerivations(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	start := time.Now()
	cancelled := 0
	for seed := range uint64(12) {
		log := graphtest.RandomHistory(3000+seed, 24)
		mem := &graphtest.MemLog{}
		for _, b := range log {
			mem.Append(b.Header, b.Assertions...)
		}
		v := New(voc, rules)
		for i := range log {
			h := &log[i].Header
			before := snapshotOf(t, v)
			for n := 0; ; n++ {
				ctx := stopAfter(t.Context(), n)
				next, c, err := v.Next(ctx, mem, h)
				ctx.stop()
				if err == nil {
					break
				}
				cancelled++
				if graph.CodeOf(err) != graph.CodeCancelled || next != nil || c != nil {
					t.Fatalf("cancelled: %v, %v, %v", next, c, err)
				}
			}
			for _, derive := range []func(ctx context.Context) (any, error){
				func(ctx context.Context) (any, error) { return v.Advance(ctx, mem, 0) },
				func(ctx context.Context) (any, error) { return v.At(ctx, v.Revision()/2) },
				func(ctx context.Context) (any, error) { return v.ChangesSince(ctx, v.Revision()/2) },
			} {
				ctx := stopAfter(t.Context(), i)
				if _, err := derive(ctx); err != nil && graph.CodeOf(err) != graph.CodeCancelled {
					t.Fatal(err)
				}
				ctx.stop()
			}
			if !bytes.Equal(snapshotOf(t, v), before) {
				t.Fatalf("seed %d, revision %d: derivations changed the View that they began from", seed, v.Revision())
			}
			next, _, err := v.Next(t.Context(), mem, h)
			if err != nil {
				t.Fatal(err)
			}
			v = next
		}
		built, err := Build(t.Context(), mem, voc, rules, 0)
		if err != nil {
			t.Fatal(err)
		}
		compareViews(t, "derived after cancelled derivations", v, built)
	}
	if cancelled < 500 {
		t.Errorf("only %d derivations were cancelled in %v", cancelled, time.Since(start))
	}
}

// TestNextErrors derives from what does not follow, and from logs that fail.
func TestNextErrors(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	w := &writer{}
	w.edition("s1", "", row("a", 1, "legalName=Alpha"))
	w.edition("s1", "", &graph.Record{RecordKey: graph.RecordKey{Subject: "x", Table: "t"}, Kind: "planet"})
	w.edition("s1", "", &graph.Confirm{Batch: 3})
	v := New(voc, rules)
	if _, _, err := v.Next(t.Context(), memoryLog(w.log), &w.log[1].Header); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("what does not follow: %v", err)
	}
	v, _, err := v.Next(t.Context(), memoryLog(w.log), &w.log[0].Header)
	if err != nil {
		t.Fatal(err)
	}
	before := snapshotOf(t, v)
	if next, _, err := v.Next(t.Context(), memoryLog(w.log), &w.log[1].Header); graph.CodeOf(err) != graph.CodeDamaged || next != nil {
		t.Errorf("an unknown kind: %v", err)
	}
	if _, err := v.Advance(t.Context(), memoryLog(w.log), 0); graph.CodeOf(err) != graph.CodeDamaged {
		t.Errorf("an unknown kind: %v", err)
	}
	if _, err := v.At(t.Context(), 2); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("a revision to come: %v", err)
	}
	if !bytes.Equal(snapshotOf(t, v), before) {
		t.Error("failed derivations changed the View")
	}
}
