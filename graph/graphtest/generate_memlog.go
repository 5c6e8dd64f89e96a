package graphtest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
)

// MemLog is a log in memory for tests that need a log and no store: it can be
// read like a [graph.Store] and appended to. It keeps its own copy of what it is
// given and yields a batch's assertions sorted by subject, as a store does.
//
// The zero MemLog is an empty log. It is safe for concurrent use. It does not
// refuse what a store refuses; a conformance suite is what stores are for.
type MemLog struct {
	mu      sync.RWMutex
	batches []memBatch
}

type memBatch struct {
	header     graph.Header
	assertions []graph.Assertion
}

// NewMemLog returns a MemLog that holds a generated log.
func NewMemLog(g *Generated) *MemLog {
	l := &MemLog{}
	for h, assertions := range g.Batches() {
		if _, err := l.AppendSeq(h, assertions); err != nil {
			panic(err) // a generated log has no errors to tell
		}
	}
	return l
}

// Append adds a batch and returns its complete header. Hashes are made of what
// the batch says, so logs that differ have different heads.
func (l *MemLog) Append(h graph.Header, assertions ...graph.Assertion) *graph.Header {
	live, _ := l.AppendSeq(h, func(yield func(graph.Assertion, error) bool) { // never fails
		for _, a := range assertions {
			if !yield(a, nil) {
				return
			}
		}
	})
	return live
}

// AppendSeq is [MemLog.Append] for a sequence. It fails only with an error of
// the sequence, and the log stays as it was.
func (l *MemLog) AppendSeq(h graph.Header, assertions iter.Seq2[graph.Assertion, error]) (*graph.Header, error) {
	var kept []graph.Assertion
	for a, err := range assertions {
		if err != nil {
			return nil, err
		}
		kept = append(kept, copyAssertion(a))
	}
	slices.SortStableFunc(kept, func(a, b graph.Assertion) int {
		return strings.Compare(string(a.About()), string(b.About()))
	})

	l.mu.Lock()
	defer l.mu.Unlock()
	h.Revision = graph.Revision(len(l.batches)) + 1
	h.Assertions = len(kept)
	if h.Revision > 1 {
		h.Prev = l.batches[h.Revision-2].header.Hash
	}
	digest := sha256.New()
	enc := json.NewEncoder(digest)
	_ = enc.Encode(h) // neither a header nor a digest can fail
	for _, a := range kept {
		_ = enc.Encode(a)
	}
	digest.Sum(h.Hash[:0])
	l.batches = append(l.batches, memBatch{h, kept})
	return &h, nil
}

// Truncate forgets every batch after revision r, as the restoring of a backup
// does.
func (l *MemLog) Truncate(r graph.Revision) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.batches = slices.Clip(l.batches[:r])
}

// ID returns a name for the log, always the same.
func (l *MemLog) ID() string { return "memlog" }

// Head returns the newest revision and its hash.
func (l *MemLog) Head(ctx context.Context) (graph.Head, error) {
	if err := ctx.Err(); err != nil {
		return graph.Head{}, err
	}
	batches := l.snapshot()
	if len(batches) == 0 {
		return graph.Head{}, nil
	}
	h := batches[len(batches)-1].header
	return graph.Head{Revision: h.Revision, Hash: h.Hash, Recorded: h.Recorded}, nil
}

// Headers yields the headers of the revisions from from to to; a to of zero
// means the head.
func (l *MemLog) Headers(ctx context.Context, from, to graph.Revision) iter.Seq2[*graph.Header, error] {
	return func(yield func(*graph.Header, error) bool) {
		batches := l.snapshot()
		if end := graph.Revision(len(batches)); to == 0 || to > end {
			to = end
		}
		for r := max(from, 1); r <= to; r++ {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			h := batches[r-1].header
			if !yield(&h, nil) {
				return
			}
		}
	}
}

// Assertions yields what a batch says, sorted by subject. What it yields must
// not be changed.
func (l *MemLog) Assertions(ctx context.Context, r graph.Revision) iter.Seq2[graph.Assertion, error] {
	return func(yield func(graph.Assertion, error) bool) {
		batches := l.snapshot()
		if r == 0 || int(r) > len(batches) {
			yield(nil, graph.Errorf(graph.CodeNotFound, "graphtest.MemLog", "there is no revision %d", r))
			return
		}
		for _, a := range batches[r-1].assertions {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if !yield(a, nil) {
				return
			}
		}
	}
}

// Log returns the whole log for a [Folder]. What it refers to must not be
// changed.
func (l *MemLog) Log() Log {
	var log Log
	for _, b := range l.snapshot() {
		log = append(log, Batch{Header: b.header, Assertions: b.assertions})
	}
	return log
}

// snapshot returns the batches there are. They do not change.
func (l *MemLog) snapshot() []memBatch {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.batches
}

// copyAssertion returns a deep copy.
func copyAssertion(a graph.Assertion) graph.Assertion {
	switch a := a.(type) {
	case *graph.Record:
		c := *a
		c.Cells = copyCells(a.Cells)
		c.Edges = slices.Clone(a.Edges)
		for i := range c.Edges {
			e := &c.Edges[i]
			e.Refs = slices.Clone(e.Refs)
			for k := range e.Refs {
				r := &e.Refs[k]
				r.Keys, r.Held, r.Attributes = copyCells(r.Keys), copyHeld(r.Held), slices.Clone(r.Attributes)
			}
		}
		c.Held = copyHeld(a.Held)
		return &c
	case *graph.Confirm:
		c := *a
		c.Except, c.Shifts = slices.Clone(a.Except), slices.Clone(a.Shifts)
		return &c
	case *graph.Pin:
		c := *a
		c.Subjects, c.Value, c.Seen = slices.Clone(a.Subjects), copyValue(a.Value), copyValue(a.Seen)
		return &c
	case *graph.Deny:
		c := *a
		c.Subjects = slices.Clone(a.Subjects)
		return &c
	case *graph.DenyEdge:
		c := *a
		c.From, c.To, c.Qualifier = slices.Clone(a.From), slices.Clone(a.To), slices.Clone(a.Qualifier)
		return &c
	case *graph.Declare:
		c := *a
		return &c
	case *graph.Retract:
		c := *a
		return &c
	case *graph.Judge:
		c := *a
		return &c
	case *graph.Revoke:
		c := *a
		return &c
	case *graph.Redact:
		c := *a
		return &c
	default:
		return a // a kind that the log does not know; there is none
	}
}

func copyCells(cells []graph.Cell) []graph.Cell {
	cells = slices.Clone(cells)
	for i := range cells {
		cells[i].Values = slices.Clone(cells[i].Values)
	}
	return cells
}

func copyHeld(h *graph.Held) *graph.Held {
	if h == nil {
		return nil
	}
	c := *h
	c.Candidates, c.Keys = slices.Clone(h.Candidates), slices.Clone(h.Keys)
	for i := range c.Keys {
		c.Keys[i].Parts = slices.Clone(c.Keys[i].Parts)
	}
	return &c
}

func copyValue(v *graph.Value) *graph.Value {
	if v == nil {
		return nil
	}
	c := *v
	return &c
}
