package graph_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

func openStore(t *testing.T) graph.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

const (
	enterprise = graph.Kind("Enterprise")
	product    = graph.Kind("Product")
)

func cell(property string, values ...graph.Value) graph.Cell {
	return graph.Cell{Property: property, Values: values}
}

func row(s graph.SubjectID, kind graph.Kind, cells ...graph.Cell) *graph.Record {
	return &graph.Record{RecordKey: graph.RecordKey{Subject: s, Table: "t"}, Kind: kind, Row: 1, Cells: cells}
}

func refers(s, to graph.SubjectID, kind graph.Kind, keys ...graph.Cell) *graph.Record {
	r := row(s, product)
	r.Edges = []graph.EdgeCell{{Type: "MAKES", Incoming: true, Refs: []graph.Ref{{Subject: to, Kind: kind, Keys: keys}}}}
	return r
}

func TestOverlap(t *testing.T) {
	name := func(s string) graph.Cell { return cell("legalName", graph.Text(s)) }
	held := row("x", enterprise)
	held.Held = &graph.Held{Candidates: []graph.SubjectID{"c"}, Keys: []graph.KeyValue{{Key: "legalName", Parts: []graph.Value{graph.Text("甲网络有限公司")}}}}
	for _, test := range []struct {
		name      string
		came, own graph.Assertion
		same      bool // one source
		want      bool
	}{
		{"the same subject", row("a", enterprise), row("a", enterprise), true, true},
		{"the same subject of two sources", &graph.Judge{A: "a", B: "b"}, &graph.Judge{A: "c", B: "b"}, false, true},
		{"other subjects", row("a", enterprise), row("b", enterprise), true, false},
		{"a subject referred to", refers("p", "a", enterprise), row("a", enterprise), true, true},
		{"a subject pinned", &graph.Pin{Subjects: []graph.SubjectID{"z", "a"}}, &graph.Retract{Record: graph.RecordKey{Subject: "a"}}, false, true},
		{"a subject denied", &graph.Deny{Subjects: []graph.SubjectID{"a"}}, row("a", enterprise), false, true},
		{"an edge denied", &graph.DenyEdge{From: []graph.SubjectID{"z"}, To: []graph.SubjectID{"a"}}, row("a", enterprise), false, true},
		{"a subject redacted", &graph.Redact{Subject: "a"}, row("a", enterprise), false, true},
		{"a candidate", held, row("c", enterprise), false, true},
		{"the same name", row("a", enterprise, name("甲网络有限公司")), row("b", enterprise, name("甲网络有限公司")), true, true},
		{"the same name, printed otherwise", row("a", enterprise, name("甲网络有限公司")), row("b", enterprise, name("甲网络 有限公司 ")), true, true},
		{"the same name in another source", row("a", enterprise, name("甲网络有限公司")), row("b", enterprise, name("甲网络有限公司")), false, false},
		{"the same name of another kind", row("a", enterprise, name("甲网络有限公司")), row("b", product, name("甲网络有限公司")), true, false},
		{"a name that was another's former one", row("a", enterprise, cell("formerNames", graph.Text("乙公司"), graph.Text("甲网络有限公司"))), row("b", enterprise, name("甲网络有限公司")), true, true},
		{"the same name referred to", refers("p", "a", enterprise, name("甲网络有限公司")), row("b", enterprise, name("甲网络有限公司")), true, true},
		{"the same name held", held, row("b", enterprise, name("甲网络有限公司")), true, true},
		{"the same value of what is no key", row("a", enterprise, cell("website", graph.Text("x.cn"))), row("b", enterprise, cell("website", graph.Text("x.cn"))), true, false},
		{"an unknown kind, where all is key", row("a", "Ship", cell("flag", graph.Text("x"))), row("b", "Ship", cell("flag", graph.Text("x"))), true, true},
		{"the same source declared", &graph.Declare{Source: "s"}, &graph.Declare{Source: "s"}, false, true},
		{"other sources declared", &graph.Declare{Source: "s"}, &graph.Declare{Source: "s2"}, false, false},
		{"a revocation", row("a", enterprise), &graph.Revoke{Batch: 1}, true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := graph.NewOverlap(graph.Standard(), graph.StandardRules(), "s1")
			source := graph.SourceID("s2")
			if test.same {
				source = "s1"
			}
			if o.Touches(test.own) {
				t.Error("something touches nothing")
			}
			o.Came(&graph.Header{Source: source}, test.came)
			if got := o.Touches(test.own); got != test.want {
				t.Errorf("Touches = %t, want %t", got, test.want)
			}
		})
	}
}

func TestOverlapBound(t *testing.T) {
	o := graph.NewOverlap(graph.Standard(), graph.StandardRules(), "s1")
	for i := range 1<<20 + 1 {
		o.Came(&graph.Header{Source: "s2"}, &graph.Retract{Record: graph.RecordKey{Subject: graph.SubjectID(fmt.Sprint(i))}})
	}
	if !o.Touches(row("never named", enterprise)) {
		t.Error("what exceeds the bound must be taken to touch everything")
	}
	o.Came(&graph.Header{Source: "s2"}, &graph.Declare{Source: "s1"})
	if !o.Touches(&graph.Declare{Source: "s1"}) {
		t.Error("what exceeds the bound must be taken to touch a declaration, too")
	}
}

// TestAppend follows the case conflict-and-rebase: a batch computed on an older
// revision is computed anew if the name that it missed came meanwhile.
func TestAppend(t *testing.T) {
	s := openStore(t)
	ctx := t.Context()
	for i, source := range []graph.SourceID{"s1", "s2", "s3", "cur"} {
		h, err := graph.Append(ctx, s, graph.Header{Key: string(source), Kind: graph.BatchDeclare, Source: source}, &graph.Declare{Source: source})
		if err != nil || h.Revision != graph.Revision(i+1) || h.Base != graph.Revision(i) {
			t.Fatalf("Append = %+v, %v", h, err)
		}
	}
	offer := func(key string, source graph.SourceID, base graph.Revision, a ...graph.Assertion) (*graph.Header, error) {
		return graph.Append(ctx, s, graph.Header{Key: key, Kind: graph.BatchImport, Source: source, Base: base}, a...)
	}
	name, code := cell("legalName", graph.Text("Alpha")), cell("creditCode", graph.Text("91350100M000100Y43"))
	if h, err := offer("k5", "s1", 4, row("s1/Alpha", enterprise, name)); err != nil || h.Revision != 5 {
		t.Fatalf("k5: %+v, %v", h, err)
	}
	_, err := offer("k6", "s1", 4, row("s1/X1", enterprise, code, name))
	if e, ok := errors.AsType[*graph.Error](err); graph.CodeOf(err) != graph.CodeConflict || !ok || e.Revision != 5 {
		t.Fatalf("k6 on revision 4: %v", err)
	}
	if h, err := offer("k6", "s1", 5, row("s1/Alpha", enterprise, code, name)); err != nil || h.Revision != 6 {
		t.Fatalf("k6 on revision 5: %+v, %v", h, err)
	}
	if h, err := offer("k7", "s2", 4, row("s2/Alpha", enterprise, name)); err != nil || h.Revision != 7 || h.Base != 4 {
		t.Fatalf("k7 on revision 4: %+v, %v", h, err)
	}
	_, err = offer("k7", "s2", 7, row("s2/Alpha", enterprise, name))
	if e, ok := errors.AsType[*graph.Error](err); graph.CodeOf(err) != graph.CodeExists || !ok || e.Revision != 7 {
		t.Errorf("a retry: %v", err)
	}
	if _, err := offer("k8", "s1", 99); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("a base to come: %v", err)
	}
	if stats, err := s.Stats(ctx); err != nil || stats.Batches != 7 || stats.Stagings != 0 {
		t.Errorf("Stats = %+v, %v", stats, err)
	}
}

// TestAppendLooksBehind checks that a confirmation and a revocation count for
// what the batch says that they name.
func TestAppendLooksBehind(t *testing.T) {
	s := openStore(t)
	offer := func(key string, kind graph.BatchKind, revokes, base graph.Revision, a ...graph.Assertion) error {
		_, err := graph.Append(t.Context(), s, graph.Header{Key: key, Kind: kind, Source: "s1", Base: base, Revokes: revokes}, a...)
		return err
	}
	check := func(what string, err error, want graph.Code) {
		t.Helper()
		if graph.CodeOf(err) != want {
			t.Errorf("%s: %v, want code %q", what, err, want)
		}
	}
	check("1", offer("1", graph.BatchImport, 0, 0, row("a", enterprise)), "")
	check("2", offer("2", graph.BatchImport, 0, 0, row("b", enterprise)), "")
	check("3", offer("3", graph.BatchImport, 0, 0, row("a", enterprise)), "")
	check("a confirmation of what says the subject that came", offer("4", graph.BatchImport, 0, 2, &graph.Confirm{Batch: 1}), graph.CodeConflict)
	check("a confirmation of what does not", offer("4", graph.BatchImport, 0, 2, &graph.Confirm{Batch: 2}), "")
	check("a revocation needs no look", offer("5", graph.BatchRevoke, 3, 1, &graph.Revoke{Batch: 3}), "")
	check("what says the subject of what was taken back", offer("6", graph.BatchImport, 0, 4, row("a", enterprise)), graph.CodeConflict)
	check("what does not", offer("6", graph.BatchImport, 0, 4, row("c", enterprise)), "")
	check("a revocation of the revocation", offer("7", graph.BatchRevoke, 5, 0, &graph.Revoke{Batch: 5}), "")
	check("what says the subject that stands again", offer("8", graph.BatchImport, 0, 6, row("a", enterprise)), graph.CodeConflict)
}

// TestAppendTogether lets many batches that touch nothing of each other come
// at once: none may fail.
func TestAppendTogether(t *testing.T) {
	s := openStore(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	const writers, batches = 8, 10
	for w := range writers {
		wg.Go(func() {
			for b := range batches {
				id := fmt.Sprint(w, ".", b)
				_, err := graph.Append(ctx, s, graph.Header{Key: id, Kind: graph.BatchCurate, Source: "cur"},
					row(graph.SubjectID(id), enterprise, cell("legalName", graph.Text("公司"+id))))
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if head, err := s.Head(ctx); err != nil || head.Revision != writers*batches {
		t.Errorf("Head = %+v, %v", head, err)
	}
}

func ExampleAppend() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	store, err := sqlite.Open(ctx, filepath.Join(dir, "example.db"), sqlite.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer store.Close()
	header, err := graph.Append(ctx, store,
		graph.Header{Key: "list-2024", Kind: graph.BatchImport, Source: "miit", Actor: "li", Reason: "the list of 2024"},
		&graph.Record{
			RecordKey: graph.RecordKey{Subject: "e1", Table: "enterprises"}, Kind: "Enterprise", Row: 2,
			Cells: []graph.Cell{{Property: "legalName", Values: []graph.Value{graph.Text("甲网络有限公司")}}},
		})
	if err != nil {
		fmt.Println(err)
		return
	}
	for spoken, err := range store.Speaking(ctx, "e1") {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(spoken.Revision, spoken.Assertion.(*graph.Record).Cells[0].Values[0])
	}
	fmt.Println("revision", header.Revision)
	// Output:
	// 1 甲网络有限公司
	// revision 1
}
