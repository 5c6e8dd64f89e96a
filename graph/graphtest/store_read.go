package graphtest

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

func (t *storeTest) speaking() {
	t.append(importOf("1"), named("b", "B1"), named("a", "A1"), named("d", "D1"))
	h := importOf("2")
	t.append(h, named("c", "C2"))
	// Three runs, and chunks that begin and end with the same subject.
	const rows = 150_000
	many := func(yield func(graph.Assertion, error) bool) {
		for i := range rows {
			s := graph.SubjectID(fmt.Sprintf("m%d", i%1000))
			if !yield(&graph.Record{RecordKey: graph.RecordKey{Subject: s, Table: "t", Period: fmt.Sprint(i)}, Row: i + 1}, nil) {
				return
			}
		}
	}
	if _, err := t.stage(importOf("3"), many).Commit(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	t.append(importOf("4"), named("b", "B4"), named("m7", "M4"))

	check := func(s graph.SubjectID, revisions []graph.Revision, want ...string) {
		t.Helper()
		var got []string
		for spoken, err := range t.Speaking(t.Context(), s, revisions...) {
			if err != nil {
				t.Fatal(err)
			}
			r := spoken.Assertion.(*graph.Record)
			if r.Subject != s {
				t.Fatalf("Speaking(%q) yields what is about %q", s, r.Subject)
			}
			got = append(got, fmt.Sprint(spoken.Revision, r.Cells[0].Values[0].Text))
		}
		if !slices.Equal(got, want) {
			t.Errorf("Speaking(%q, %v) = %v, want %v", s, revisions, got, want)
		}
	}
	check("b", nil, "1B1", "4B4")
	check("b", []graph.Revision{4, 1, 4}, "1B1", "4B4")
	check("b", []graph.Revision{1}, "1B1")
	check("b", []graph.Revision{2})
	check("aa", nil)
	check("c", nil, "2C2")
	check("m7", []graph.Revision{1, 4}, "4M4")
	t.wantCode("an unknown revision", errorOf(t.Speaking(t.Context(), "b", 1, 5)), graph.CodeNotFound)

	for _, revisions := range [][]graph.Revision{{3}, nil} {
		rows := map[int]bool{}
		for spoken, err := range t.Speaking(t.Context(), "m999", revisions...) {
			if err != nil {
				t.Fatal(err)
			}
			rows[spoken.Assertion.(*graph.Record).Row] = true
		}
		if len(rows) != 150 || !rows[1000] || !rows[150_000] {
			t.Errorf("Speaking yields %d rows of a subject with 150", len(rows))
		}
	}
}

// nested checks that a caller may use the store while it iterates.
func (t *storeTest) nested() {
	for i := range 20 {
		t.append(importOf(fmt.Sprint(i)), named("a", fmt.Sprint(i)))
	}
	ctx, n := t.Context(), 0
	for h, err := range t.Headers(ctx, 1, 20) {
		if err != nil {
			t.Fatal(err)
		}
		for range t.Assertions(ctx, h.Revision) {
			for range t.Speaking(ctx, "a") {
				for _, err := range t.Chunks(ctx, h.Revision) {
					if _, err := t.Standing(ctx, fmt.Sprint(n)); err != nil {
						t.Fatal(err)
					}
					if err != nil {
						t.Fatal(err)
					}
				}
			}
			t.append(importOf(fmt.Sprint("while reading ", n)))
			n++
		}
	}
	if n != 20 {
		t.Errorf("%d assertions", n)
	}
}

func (t *storeTest) stopEarly() {
	ctx := t.Context()
	if _, err := t.stage(importOf("k"), Records(20_000)).Commit(ctx, 0); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		for _, err := range t.Headers(ctx, 0, 0) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		n := 0
		for _, err := range t.Assertions(ctx, 1) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == 300 {
				break
			}
		}
		for range t.Chunks(ctx, 1) {
			break
		}
		for range t.Speaking(ctx, Subject(7)) {
			break
		}
	}
}

func (t *storeTest) attachment() {
	ctx := t.Context()
	want := map[graph.Hash][]byte{}
	for _, size := range []int{0, 1, 1 << 18, 1<<20 - 1, 1 << 20, 3<<20 + 5} {
		b := make([]byte, size)
		for i := range b {
			b[i] = byte(i * (size + 7) >> 3)
		}
		for range 2 { // the second time it is kept already
			h, err := t.Attach(ctx, struct{ io.Reader }{bytes.NewReader(b)})
			if err != nil || h != sha256.Sum256(b) {
				t.Fatalf("Attach of %d bytes = %v, %v", size, h, err)
			}
			want[h] = b
		}
	}
	total := int64(0)
	for h, b := range want {
		r, err := t.Attachment(ctx, h)
		if err != nil {
			t.Fatalf("Attachment of %d bytes: %v", len(b), err)
		}
		got, err := io.ReadAll(r)
		if err = errors.Join(err, r.Close()); err != nil || !bytes.Equal(got, b) {
			t.Errorf("read %d bytes of %d: %v", len(got), len(b), err)
		}
		if _, err := r.Read(make([]byte, 1)); err == nil {
			t.Error("Read after Close succeeds")
		}
		total += int64(len(b))
	}
	if s := t.stats(); s.Attachments != len(want) || s.AttachBytes != total || s.Stagings != 0 {
		t.Errorf("Stats = %+v, want %d attachments with %d bytes", s, len(want), total)
	}
	cause := errors.New("the upload broke off")
	_, err := t.Attach(ctx, io.MultiReader(bytes.NewReader(make([]byte, 3<<20)), failing{cause}))
	if !errors.Is(err, cause) {
		t.Errorf("Attach = %v, want the reader's error", err)
	}
	if s := t.stats(); s.Attachments != len(want) || s.AttachBytes != total || s.Stagings != 0 {
		t.Errorf("after a failed Attach, Stats = %+v", s)
	}
	h := importOf("k")
	for hash := range want {
		h.Documents = append(h.Documents, graph.Document{Name: "d", Hash: hash})
	}
	h.Documents = append(h.Documents, graph.Document{Name: "not kept", Hash: graph.Hash{9}})
	t.append(h)
	t.verify(t.Store)
}

// failing is a reader that fails.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// long checks that subjects, keys and names may be longer than what an index of a
// database holds, and that those which begin alike are told apart.
func (t *storeTest) long() {
	begin := strings.Repeat("名", 20_000)
	subject := func(i int) graph.SubjectID { return graph.SubjectID(fmt.Sprint(begin, 10+i)) }
	const n = 40
	h := importOf(begin + "key")
	st := t.stage(h, func(yield func(graph.Assertion, error) bool) {
		for i := range n {
			if !yield(named(subject(i), fmt.Sprint(begin, i)), nil) {
				return
			}
		}
	})
	done, err := st.Commit(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if done.Chunks < 3 {
		t.Errorf("%d chunks are too few to tell", done.Chunks)
	}
	if r, err := t.Standing(t.Context(), h.Key); err != nil || r != 1 {
		t.Errorf("Standing = %d, %v", r, err)
	}
	for i := range n + 1 { // there is none under the last
		var got []string
		for spoken, err := range t.Speaking(t.Context(), subject(i)) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, spoken.Assertion.(*graph.Record).Cells[0].Values[0].Text)
		}
		var want []string
		if i < n {
			want = []string{fmt.Sprint(begin, i)}
		}
		if !slices.Equal(got, want) {
			t.Errorf("of subject %d %d statements are found", i, len(got))
		}
	}
	read := 0
	for c, err := range t.Chunks(t.Context(), 1) {
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(c.First), begin) || !strings.HasPrefix(string(c.Last), begin) {
			t.Errorf("chunk %d does not say with which subjects it begins and ends", read)
		}
		read++
	}
	if err := t.suite.Verify(t.Context(), t); err != nil {
		t.Error(err)
	}
}
