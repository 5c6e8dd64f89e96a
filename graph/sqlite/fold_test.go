package sqlite_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// TestFoldOfStoredLog checks that what stands is the same whether it is folded
// from the assertions as they were said or from what the store kept of them,
// which is sorted, and without what was redacted.
func TestFoldOfStoredLog(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	redactions := 0
	for seed := range uint64(30) {
		s := open(t, nil)
		log := graphtest.RandomHistory(seed, 50)
		for i := range log {
			b := &log[i]
			redact := b.Header.Kind == graph.BatchRedact
			if !try(t, s, b) {
				// A random history takes back what is no more; the store does not.
				*b = graphtest.Batch{Header: graph.Header{Key: b.Header.Key, Kind: graph.BatchCurate, Source: "cur", Revision: b.Header.Revision}}
				if !try(t, s, b) {
					t.Fatalf("revision %d of history %d is not taken", b.Header.Revision, seed)
				}
			} else if redact {
				redactions++
			}
		}
		var stored graphtest.Log
		var decoder chunk.Decoder
		for h, err := range s.Headers(t.Context(), 0, 0) {
			if err != nil {
				t.Fatal(err)
			}
			b := graphtest.Batch{Header: *h}
			for c, err := range s.Chunks(t.Context(), h.Revision) {
				if err != nil {
					t.Fatal(err)
				}
				list, err := decoder.Decode(c)
				if err != nil {
					t.Fatal(err)
				}
				b.Assertions = slices.Concat(b.Assertions, list)
				decoder = chunk.Decoder{} // its memory is the log's now
			}
			stored = append(stored, b)
		}
		want, got := result(t, graphtest.Fold(voc, rules, log)), result(t, graphtest.Fold(voc, rules, stored))
		if !bytes.Equal(got, want) {
			t.Errorf("history %d: from the store stands\n%s\nwant\n%s", seed, got, want)
		}
		if err := verify(t.Context(), s); err != nil {
			t.Errorf("history %d: %v", seed, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if redactions < 10 {
		t.Errorf("only %d redactions", redactions)
	}
}

// try appends a batch and reports whether the store took it.
func try(t *testing.T, s graph.Store, b *graphtest.Batch) bool {
	t.Helper()
	h := b.Header
	if h.Kind == graph.BatchRevoke && h.Revokes == 0 {
		h.Revokes = b.Assertions[0].(*graph.Revoke).Batch
	}
	st, err := s.Stage(t.Context(), h, time.Minute)
	if err == nil {
		err = st.Append(t.Context(), func(yield func(graph.Assertion, error) bool) {
			for _, a := range b.Assertions {
				if !yield(a, nil) {
					return
				}
			}
		})
	}
	if err == nil {
		_, err = st.Commit(t.Context(), h.Revision-1)
	}
	if err != nil && graph.CodeOf(err) != graph.CodeInvalid && graph.CodeOf(err) != graph.CodeExists {
		t.Fatal(err)
	}
	return err == nil
}

func result(t *testing.T, r *graphtest.Result) []byte {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(fmt.Errorf("a result: %w", err))
	}
	return b
}
