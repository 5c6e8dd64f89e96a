package graphtest

import (
	"bytes"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// secrets makes a log whose subject "p" prints a secret in every place where a
// log can, and returns what its batches say once it is redacted.
func (t *storeTest) secrets() map[graph.Revision][]graph.Assertion {
	secret, other := graph.Text(Secret), graph.Text("public")
	cell := func(v graph.Value) graph.Cell {
		return graph.Cell{Property: "contact", Values: []graph.Value{v}}
	}
	held := &graph.Held{Reason: "clash", Candidates: []graph.SubjectID{"c"}, Keys: []graph.KeyValue{
		{Key: "name", Parts: []graph.Value{graph.Text("n")}}, {Key: "contact", Parts: []graph.Value{secret}},
	}}
	bare := &graph.Held{Reason: "clash", Candidates: []graph.SubjectID{"c"}}
	record := func(s graph.SubjectID, h *graph.Held, cells ...graph.Cell) *graph.Record {
		return &graph.Record{RecordKey: graph.RecordKey{Subject: s, Table: "t"}, Kind: "institution", Row: 1, Held: h, Cells: cells}
	}
	name := graph.Cell{Property: "legalName", Values: []graph.Value{graph.Text("n")}}
	refers := func(keys []graph.Cell, h *graph.Held) *graph.Record {
		r := record("q", nil, cell(other))
		r.Edges = []graph.EdgeCell{{Type: "OWNS", Refs: []graph.Ref{{Subject: "p", Kind: "institution", Keys: keys, Held: h}, {Subject: "r", Keys: []graph.Cell{cell(other)}}}}}
		return r
	}
	gone := graph.Cell{Property: "contact", State: graph.CellRedacted}

	t.append(importOf("1"), record("p", held, cell(secret), name), record("q", nil, cell(other)))
	t.append(importOf("2"), record("p", nil, graph.Cell{Property: "contact", State: graph.CellBad, Bad: Secret}, name))
	t.append(importOf("3"), refers([]graph.Cell{cell(secret), name}, held))
	t.append(importOf("4"),
		&graph.Pin{Subjects: []graph.SubjectID{"p"}, Property: "contact", Value: &secret, Seen: &secret},
		&graph.Pin{Subjects: []graph.SubjectID{"p"}, Property: "contact"},
		&graph.Deny{Subjects: []graph.SubjectID{"p"}, Property: "contact", Value: secret},
		&graph.Deny{Subjects: []graph.SubjectID{"q", "p"}, Property: "contact", Value: secret},
		&graph.Deny{Subjects: []graph.SubjectID{"q"}, Property: "contact", Value: other})
	if _, err := t.stage(importOf("5"), Records(10_000)).Commit(t.Context(), 4); err != nil { // nothing of it
		t.Fatal(err)
	}
	return map[graph.Revision][]graph.Assertion{
		1: {record("p", bare, gone, name), record("q", nil, cell(other))},
		2: {record("p", nil, gone, name)},
		3: {refers([]graph.Cell{name}, bare)},
		4: {
			&graph.Pin{Subjects: []graph.SubjectID{"p"}, Property: "contact", Value: new(graph.Value), Seen: new(graph.Value)},
			&graph.Pin{Subjects: []graph.SubjectID{"p"}, Property: "contact"},
			&graph.Deny{Subjects: []graph.SubjectID{"p"}, Property: "contact"},
			&graph.Deny{Subjects: []graph.SubjectID{"q", "p"}, Property: "contact"},
			&graph.Deny{Subjects: []graph.SubjectID{"q"}, Property: "contact", Value: other},
		},
	}
}

// Secret is the text that the redaction tests of [TestStore] redact, for stores
// whose bytes can be searched for it.
const Secret = "秘密-secret-7c1d5e"

// WriteSecret writes a log to an empty store of which the revisions 1 to 4 hold
// [Secret] in every place where a log can.
func WriteSecret(t *testing.T, s graph.Store) { (&storeTest{T: t, Store: s}).secrets() }

// RedactSecret redacts the [Secret] of [WriteSecret].
func RedactSecret(t *testing.T, s graph.Store) {
	st := &storeTest{T: t, Store: s}
	st.append(redactionBatch("redact", 5), &graph.Redact{Subject: "p", Property: "contact"})
}

func redactionBatch(key string, base graph.Revision) graph.Header {
	return graph.Header{Key: key, Kind: graph.BatchRedact, Source: "cur", Actor: "a", Reason: "an order of law", Base: base}
}

func (t *storeTest) redaction() {
	want := t.secrets()
	hashes := map[graph.Revision]graph.Hash{}
	for h, err := range t.Headers(t.Context(), 0, 0) {
		if err != nil {
			t.Fatal(err)
		}
		hashes[h.Revision] = h.Hash
	}
	// Staged before, live after: nothing of it stays either.
	says := &graph.Record{RecordKey: graph.RecordKey{Subject: "p", Table: "t"}, Row: 1,
		Cells: []graph.Cell{{Property: "contact", Values: []graph.Value{graph.Text(Secret)}}}}
	gone := &graph.Record{RecordKey: says.RecordKey, Row: 1, Cells: []graph.Cell{{Property: "contact", State: graph.CellRedacted}}}
	early := t.stage(importOf("early"), sequence(says))

	bad := t.stage(redactionBatch("bad", 5), sequence(&graph.Redact{Subject: "p", Property: "contact"}, named("a", "A")))
	_, err := bad.Commit(t.Context(), 5)
	t.wantCode("a redaction that says something else", err, graph.CodeInvalid)
	if err := bad.Abort(t.Context()); err != nil {
		t.Fatal(err)
	}
	stale := t.stage(redactionBatch("stale", 4), sequence(&graph.Redact{Subject: "p", Property: "contact"}))
	_, err = stale.Commit(t.Context(), 4)
	t.wantCode("a redaction of an older log", err, graph.CodeConflict)
	if err := stale.Abort(t.Context()); err != nil {
		t.Fatal(err)
	}

	h := t.append(redactionBatch("redact", 5), &graph.Redact{Subject: "p", Property: "contact"})
	if h.Revision != 6 || len(h.Rewrites) != 4 {
		t.Errorf("the redaction became revision %d and rewrote %v, want 4 chunks", h.Revision, h.Rewrites)
	}
	if _, err := early.Commit(t.Context(), 6); err != nil { // 7
		t.Fatal(err)
	}
	t.append(importOf("later"), says) // 8
	want[7], want[8] = []graph.Assertion{gone}, []graph.Assertion{gone}
	check := func(s graph.Store) {
		t.Helper()
		for r, says := range want {
			t.wantSays(s, r, says...)
		}
		t.verify(s)
	}
	check(t.Store)
	for r, hash := range hashes {
		for h, err := range t.Headers(t.Context(), r, r) {
			if err != nil || h.Hash != hash {
				t.Errorf("the hash of revision %d changed: %v", r, err)
			}
		}
	}
	for spoken, err := range t.Speaking(t.Context(), "p") {
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains([]byte(show(spoken.Assertion)), []byte(Secret)) {
			t.Errorf("revision %d still says the secret", spoken.Revision)
		}
	}
	undo, a := revocationOf("undo", 6)
	_, err = t.stage(undo, sequence(a)).Commit(t.Context(), 8)
	t.wantCode("revoking a redaction", err, graph.CodeInvalid)
	// A second redaction of other things rewrites some chunks again, and one
	// of the same finds nothing.
	if h := t.append(redactionBatch("more", 8), &graph.Redact{Subject: "p", Property: "legalName"}); len(h.Rewrites) != 3 {
		t.Errorf("the second redaction rewrote %v, want 3 chunks", h.Rewrites)
	}
	if h := t.append(redactionBatch("again", 9), &graph.Redact{Subject: "p", Property: "contact"}); len(h.Rewrites) != 0 {
		t.Errorf("the third redaction rewrote %v", h.Rewrites)
	}
	t.verify(t.Store)
}

func (t *storeTest) redactionCopied() {
	want := t.secrets()
	early := t.open() // a copy from before, which then follows
	if err := t.copyTo(early, 1, nil); err != nil {
		t.Fatal(err)
	}
	t.append(redactionBatch("redact", 5), &graph.Redact{Subject: "p", Property: "contact"})
	between := t.open()
	if err := t.copyTo(between, 1, nil); err != nil {
		t.Fatal(err)
	}
	t.append(redactionBatch("more", 6), &graph.Redact{Subject: "q", Property: "legalName"})
	t.append(redactionBatch("again", 7), &graph.Redact{Subject: "p", Property: "legalName"})
	late := t.open()
	for to, from := range map[graph.Store]graph.Revision{early: 6, between: 7, late: 1} {
		if err := t.copyTo(to, from, nil); err != nil {
			t.Fatal(err)
		}
		if head, err := to.Head(t.Context()); err != nil || head != t.head() {
			t.Errorf("the head of the copy from %d is %+v, %v", from, head, err)
		}
		for r := range want {
			for a, err := range to.Assertions(t.Context(), r) {
				if err != nil {
					t.Fatal(err)
				}
				if bytes.Contains([]byte(show(a)), []byte(Secret)) {
					t.Errorf("the copy from %d still says the secret", from)
				}
			}
		}
		t.verify(to)
	}
	wrong := t.open()
	t.wantCode("a rewritten chunk under another hash", t.copyTo(wrong, 1, func(h *graph.Header, c *graph.Chunk) {
		if c == nil && len(h.Rewrites) > 0 {
			h.Rewrites[0].Hash[0]++
		}
	}), graph.CodeDamaged)
}
