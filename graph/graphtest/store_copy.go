package graphtest

import (
	"errors"
	"reflect"
	"slices"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// copyTo copies a log, beginning with a revision, as far as it will.
func (t *storeTest) copyTo(to graph.Store, from graph.Revision, change func(*graph.Header, *graph.Chunk)) error {
	ctx := t.Context()
	for h, err := range t.Headers(ctx, from, 0) {
		if err != nil {
			return err
		}
		if change != nil {
			change(h, nil)
		}
		st, err := to.Stage(ctx, *h, lease)
		if err != nil {
			return err
		}
		err = st.AppendChunks(ctx, func(yield func(*graph.Chunk, error) bool) {
			for c, err := range t.Chunks(ctx, h.Revision) {
				if err == nil && change != nil {
					own := *c
					own.Data = slices.Clone(c.Data)
					c = &own
					change(h, c)
				}
				if !yield(c, err) {
					return
				}
			}
		})
		if err == nil {
			err = st.Adopt(ctx, h)
		}
		if err != nil {
			return errors.Join(err, st.Abort(ctx))
		}
	}
	return nil
}

func (t *storeTest) copy() {
	h := importOf("1")
	h.Documents = []graph.Document{{Name: "d", Hash: graph.Hash{1}}}
	t.append(h, EveryAssertion()...)
	t.advance(time.Hour)
	if _, err := t.stage(importOf("big"), Records(20_000)).Commit(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	undo, a := revocationOf("undo", 1)
	t.append(undo, a)
	t.advance(time.Hour)

	to := t.open()
	if err := t.copyTo(to, 1, nil); err != nil {
		t.Fatal(err)
	}
	head, err := to.Head(t.Context())
	if err != nil || head != t.head() {
		t.Fatalf("the head of the copy is %+v, %v, want %+v", head, err, t.head())
	}
	want := collect(t, "Headers", t.Headers(t.Context(), 0, 0))
	if got := collect(t, "Headers", to.Headers(t.Context(), 0, 0)); !reflect.DeepEqual(got, want) {
		t.Errorf("the copy's headers differ:\n got %+v\nwant %+v", got, want)
	}
	t.wantSays(to, 1, EveryAssertion()...)
	if _, err := to.Standing(t.Context(), "1"); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("what was revoked stands in the copy: %v", err)
	}
	n := 0
	for spoken, err := range to.Speaking(t.Context(), Subject(77), 2) {
		if err != nil || spoken.Revision != 2 {
			t.Fatal(spoken, err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("Speaking in the copy yields %d assertions", n)
	}
	t.verify(to)
	// Chunks that are not adopted begin a history of their own.
	st, err := to.Stage(t.Context(), importOf("anew"), lease)
	if err == nil {
		err = st.AppendChunks(t.Context(), t.Chunks(t.Context(), 1))
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Commit(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	t.wantSays(to, 4, EveryAssertion()...)
	t.verify(to)
}

func (t *storeTest) copyDamaged() {
	t.append(importOf("1"), EveryAssertion()...)
	t.append(importOf("2"), named("a", "A"))
	to := t.open()
	for what, test := range map[string]struct {
		code   graph.Code
		change func(*graph.Header, *graph.Chunk)
	}{
		"a changed reason":         {graph.CodeDamaged, func(h *graph.Header, _ *graph.Chunk) { h.Reason = "x" }},
		"a changed time":           {graph.CodeDamaged, func(h *graph.Header, _ *graph.Chunk) { h.Recorded = h.Recorded.Add(time.Second) }},
		"a changed hash":           {graph.CodeDamaged, func(h *graph.Header, _ *graph.Chunk) { h.Hash[3]++ }},
		"another number of chunks": {graph.CodeDamaged, func(h *graph.Header, _ *graph.Chunk) { h.Chunks = 9 }},
		"bytes of a chunk": {graph.CodeDamaged, func(_ *graph.Header, c *graph.Chunk) {
			if c != nil {
				c.Data[len(c.Data)/2] ^= 0x10
			}
		}},
		"the hash of a chunk": {graph.CodeDamaged, func(_ *graph.Header, c *graph.Chunk) {
			if c != nil {
				c.Hash[0]++
			}
		}},
		"the first subject": {graph.CodeDamaged, func(_ *graph.Header, c *graph.Chunk) {
			if c != nil {
				c.First = "zz"
			}
		}},
		"a later revision": {graph.CodeConflict, func(h *graph.Header, _ *graph.Chunk) { h.Revision = 2 }},
	} {
		t.wantCode(what, t.copyTo(to, 1, test.change), test.code)
		if head, err := to.Head(t.Context()); err != nil || head.Revision != 0 {
			t.Fatalf("after %s, the head is %+v, %v", what, head, err)
		}
	}
	t.wantCode("a gap", t.copyTo(to, 2, nil), graph.CodeConflict)
	if err := t.copyTo(to, 1, nil); err != nil {
		t.Fatal(err)
	}
	t.wantCode("a second copy", t.copyTo(to, 1, nil), graph.CodeExists)
}
