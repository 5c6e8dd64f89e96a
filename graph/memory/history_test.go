package memory

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// writer writes small logs in the vocabulary of the cases.
type writer struct{ log graphtest.Log }

func (w *writer) add(kind graph.BatchKind, source graph.SourceID, date string, assertions ...graph.Assertion) {
	r := graph.Revision(len(w.log) + 1)
	h := graph.Header{Key: fmt.Sprint("k", r), Kind: kind, Source: source, Revision: r, Base: r - 1, Rules: "cases",
		Documents: []graph.Document{{Name: fmt.Sprint("f", r)}}, Sheets: []graph.Sheet{{Name: "sheet", Columns: []graph.Column{{Of: "province", Number: 3}}}}}
	if date != "" {
		d, err := graph.ParseDate(date)
		if err != nil {
			panic(err)
		}
		h.DataDate = d
	}
	for _, a := range assertions {
		if r, ok := a.(*graph.Revoke); ok {
			h.Revokes = r.Batch
		}
	}
	w.log = append(w.log, graphtest.Batch{Header: h, Assertions: assertions})
}

func (w *writer) edition(source graph.SourceID, date string, assertions ...graph.Assertion) {
	w.add(graph.BatchImport, source, date, assertions...)
}

func (w *writer) curate(assertions ...graph.Assertion) {
	w.add(graph.BatchCurate, "cur", "", assertions...)
}

func (w *writer) revoke(r graph.Revision) {
	w.add(graph.BatchRevoke, "cur", "", &graph.Revoke{Batch: r})
}

func (w *writer) view(t testing.TB) *View {
	t.Helper()
	voc, rules := graphtest.CaseVocabulary()
	v, err := Build(t.Context(), memoryLog(w.log), voc, rules, 0)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// row is a row about an enterprise; each cell is "property=value", "property="
// for an empty one, or "property!text" for a bad one.
func row(s graph.SubjectID, n int, cells ...string) *graph.Record {
	return rowIn("table", "", s, n, cells...)
}

func rowIn(table, period string, s graph.SubjectID, n int, cells ...string) *graph.Record {
	r := &graph.Record{RecordKey: graph.RecordKey{Subject: s, Table: table, Period: period}, Kind: graphtest.Enterprise, Row: n}
	for _, c := range cells {
		if p, bad, ok := strings.Cut(c, "!"); ok {
			r.Cells = append(r.Cells, graph.Cell{Property: p, State: graph.CellBad, Bad: bad})
			continue
		}
		p, v, _ := strings.Cut(c, "=")
		cell := graph.Cell{Property: p, State: graph.CellEmpty}
		if v != "" {
			cell.State = graph.CellValue
			for text := range strings.SplitSeq(v, "|") {
				cell.Values = append(cell.Values, graph.Text(text))
			}
		}
		r.Cells = append(r.Cells, cell)
	}
	return r
}

func heldRow(r *graph.Record) *graph.Record {
	r.Held = &graph.Held{Reason: "several", Keys: []graph.KeyValue{{Key: "legalName", Parts: []graph.Value{graph.Text("?")}}}}
	return r
}

func key(s graph.SubjectID) graph.RecordKey { return graph.RecordKey{Subject: s, Table: "table"} }

func pinOn(property, value string, subjects ...graph.SubjectID) *graph.Pin {
	p := &graph.Pin{Subjects: subjects, Property: property}
	if value != "" {
		v := graph.Text(value)
		p.Value = &v
	}
	return p
}

func denyOf(property, value string, subjects ...graph.SubjectID) *graph.Deny {
	return &graph.Deny{Subjects: subjects, Property: property, Value: graph.Text(value)}
}

var standingNames = [...]string{Stands: "stands", Covered: "covered", Retracted: "retracted", Revoked: "revoked", Waits: "waits", Overruled: "overruled"}

// told is a history, one line for each thing said.
func told(t *testing.T, v *View, id graph.SubjectID, property, period string) []string {
	t.Helper()
	said, total, err := v.History(id, property, period, MaxPage)
	if err != nil {
		t.Fatal(err)
	}
	if total != len(said) {
		t.Errorf("it tells %d of %d", len(said), total)
	}
	var out []string
	for _, s := range said {
		what := s.Value.String()
		switch {
		case s.Denial:
			what = "denies " + what
		case s.Pin && s.Value.IsZero():
			what = "pins none"
		case s.Pin:
			what = "pins " + what
		case s.State == graph.CellEmpty:
			what = "empty"
		case s.State == graph.CellBad:
			what = "bad " + s.Bad
		}
		out = append(out, fmt.Sprintf("%d %s: %s", s.Made, what, standingNames[s.Stands]))
	}
	return out
}

func TestHistory(t *testing.T) {
	const a, b, c = graph.SubjectID("s1/a"), graph.SubjectID("s2/b"), graph.SubjectID("s1/c")
	province := func(s graph.SubjectID, n int, p string) *graph.Record {
		return row(s, n, "legalName=Alpha", "province="+p)
	}
	tests := []struct {
		name             string
		write            func(w *writer)
		of               graph.SubjectID
		property, period string
		want             []string
	}{
		{"covered by date, not by revision", func(w *writer) {
			w.edition("s1", "2024-06", province(a, 1, "P1"))
			w.edition("s1", "2023", province(a, 1, "P2"))
			w.edition("s1", "2024-07", row(a, 1, "legalName=Alpha")) // no such column: covers nothing
		}, a, "province", "", []string{"2 P2: covered", "1 P1: stands"}},
		{"cleared, and stated again", func(w *writer) {
			w.edition("s1", "2023", province(a, 1, "P1"))
			w.edition("s1", "2024", province(a, 1, ""))
			w.edition("s1", "2025", province(a, 1, "P2"))
		}, a, "province", "", []string{"3 P2: stands", "2 empty: covered", "1 P1: covered"}},
		{"cleared", func(w *writer) {
			w.edition("s1", "2023", province(a, 1, "P1"))
			w.edition("s1", "2024", province(a, 1, ""))
		}, a, "province", "", []string{"2 empty: stands", "1 P1: covered"}},
		{"several sources, tables and rows", func(w *writer) {
			w.edition("s1", "2023", province(a, 2, "P2"), province(a, 1, "P1"), rowIn("other", "", a, 9, "province=P3"))
			w.edition("s2", "2024", province(b, 1, "P4"))
			w.edition("s1", "2024", province(a, 1, "P5"))
		}, b, "province", "", []string{"3 P5: stands", "2 P4: stands", "1 P1: covered", "1 P2: covered", "1 P3: stands"}},
		{"a bad cell covers nothing", func(w *writer) {
			w.edition("s1", "2023", province(a, 1, "P1"))
			w.edition("s1", "2024", row(a, 1, "legalName=Alpha", "province!P?"))
		}, a, "province", "", []string{"2 bad P?: stands", "1 P1: stands"}},
		{"a bad cell is covered", func(w *writer) {
			w.edition("s1", "2023", row(a, 1, "legalName=Alpha", "province!P?"))
			w.edition("s1", "2024", province(a, 1, "P1"))
		}, a, "province", "", []string{"2 P1: stands", "1 bad P?: covered"}},
		{"retracted, and stated again", func(w *writer) {
			w.edition("s1", "", province(a, 1, "P1"))
			w.edition("s1", "", &graph.Retract{Record: key(a)})
			w.edition("s1", "", province(a, 1, "P2"))
		}, a, "province", "", []string{"3 P2: stands", "1 P1: retracted"}},
		{"revoked, and the revocation revoked", func(w *writer) {
			w.edition("s1", "", province(a, 1, "P1"))
			w.edition("s1", "", province(a, 1, "P2"))
			w.revoke(2)
			w.edition("s1", "", province(a, 1, "P3"))
			w.revoke(4)
			w.revoke(5)
		}, a, "province", "", []string{"4 P3: stands", "2 P2: revoked", "1 P1: covered"}},
		{"confirmed", func(w *writer) {
			w.edition("s1", "2023", province(a, 1, "P1"), province(c, 2, "P2"))
			w.edition("s1", "2025", &graph.Confirm{Batch: 1, Except: []graph.RecordKey{key(c)}})
			w.edition("s1", "2024", province(a, 1, "P3"), province(c, 2, "P4"))
			w.revoke(1)
		}, a, "province", "", []string{"3 P3: covered", "3 P4: stands", "1 P1: stands", "1 P2: revoked"}},
		{"waits, until a person has judged", func(w *writer) {
			w.edition("s1", "2023", province(a, 1, "P1"))
			w.edition("s1", "2024", heldRow(province(c, 2, "P2")))
			w.edition("s2", "2024", province(b, 1, "P3"))
			w.edition("s1", "2025", heldRow(province(a, 1, "P4")))
			w.edition("s1", "", &graph.Record{RecordKey: graph.RecordKey{Subject: a, Table: "names"}, Kind: graphtest.Enterprise, Row: 1,
				Cells: []graph.Cell{{Property: "legalName", Values: []graph.Value{graph.Text("Alpha")}}}})
		}, a, "province", "", []string{"4 P4: waits", "3 P3: stands", "1 P1: covered"}},
		{"no longer held in a newer edition", func(w *writer) {
			w.edition("s1", "2023", heldRow(row(a, 1, "legalName=Alpha", "province=P1", "website=w1")))
			w.edition("s1", "2024", province(a, 1, "P2"))
		}, a, "website", "", []string{"1 w1: stands"}},
		{"pins, the later wins", func(w *writer) {
			w.edition("s1", "2023", province(a, 1, "P1"))
			w.curate(pinOn("province", "P2", a))
			w.curate(pinOn("province", "P3", a, b))
			w.curate(pinOn("province", "", a))
			w.revoke(4)
			w.edition("s2", "2023", province(b, 1, "P4"))
		}, b, "province", "", []string{"6 P4: stands", "4 pins none: revoked", "3 pins P3: stands", "2 pins P2: overruled", "1 P1: stands"}},
		{"a denial, and a pin of the same value since", func(w *writer) {
			w.edition("s1", "2023", province(a, 1, "P1"))
			w.curate(denyOf("province", "P1", a))
			w.edition("s2", "2023", province(b, 1, "P1"))
			w.curate(pinOn("province", "P2", a))
			w.curate(denyOf("province", "P2", a))
			w.curate(pinOn("province", "P2", a))
		}, a, "province", "", []string{"6 pins P2: stands", "5 denies P2: overruled", "4 pins P2: overruled", "3 P1: overruled", "2 denies P1: stands", "1 P1: overruled"}},
		{"a set", func(w *writer) {
			w.edition("s1", "2023", row(a, 1, "legalName=Alpha", "aliases=x|y"))
			w.curate(pinOn("aliases", "z", a), pinOn("aliases", "q", a))
			w.curate(denyOf("aliases", "x", a), denyOf("aliases", "q", a))
		}, a, "aliases", "", []string{"3 denies x: stands", "3 denies q: stands", "2 pins z: stands", "2 pins q: overruled", "1 x: overruled", "1 y: stands"}},
		{"an observation of one period", func(w *writer) {
			figure := func(period string, n int64) *graph.Record {
				r := rowIn("figures", period, a, 1, "legalName=Alpha")
				r.Cells = append(r.Cells, graph.Cell{Property: "revenue", Values: []graph.Value{graph.Int(n)}})
				return r
			}
			w.edition("s1", "2024", figure("2023", 1), figure("2024", 2))
			w.edition("s1", "2025", figure("2023", 3))
			two := graph.Int(7)
			w.curate(&graph.Pin{Subjects: []graph.SubjectID{a}, Property: "revenue", Period: "2023", Value: &two})
			w.curate(&graph.Pin{Subjects: []graph.SubjectID{a}, Property: "revenue", Period: "2024", Value: &two})
		}, a, "revenue", "2023", []string{"3 pins 7: stands", "2 3: stands", "1 1: covered"}},
		{"no observation", func(w *writer) { w.edition("s1", "2024", province(a, 1, "P1")) }, a, "province", "2023", nil},
		{"a period that nobody mentions", func(w *writer) { w.edition("s1", "2024", province(a, 1, "P1")) }, a, "revenue", "1999", nil},
		{"what a reference prints", func(w *writer) {
			p := &graph.Record{RecordKey: graph.RecordKey{Subject: "s1/p", Table: "products"}, Kind: graphtest.Product, Row: 4,
				Edges: []graph.EdgeCell{{Type: "MAKES", Incoming: true, Refs: []graph.Ref{{Subject: a, Kind: graphtest.Enterprise,
					Keys: []graph.Cell{{Property: "legalName", Values: []graph.Value{graph.Text("Printed")}}}}}}}}
			w.edition("s1", "2024", p)
			w.curate(denyOf("legalName", "Printed", a))
		}, a, "legalName", "", []string{"2 denies Printed: stands", "1 Printed: overruled"}},
		{"redacted", func(w *writer) {
			w.edition("s1", "2023", province(a, 1, "P1"))
			w.edition("s2", "2023", province(b, 1, "P2"))
			w.curate(pinOn("province", "P3", b, a))
			w.add(graph.BatchRedact, "cur", "", &graph.Redact{Subject: a, Property: "province"})
			w.edition("s1", "2024", province(a, 1, "P4"))
			w.curate(pinOn("province", "P5", a))
		}, a, "province", "", []string{"2 P2: stands"}},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			w := &writer{}
			x.write(w)
			v := w.view(t)
			if got := told(t, v, x.of, x.property, x.period); !slices.Equal(got, x.want) {
				t.Errorf("got %q\nwant %q", got, x.want)
			}
		})
	}
}

// TestHistoryOfThePast asks a past View: what came later is not in it.
func TestHistoryOfThePast(t *testing.T) {
	w := &writer{}
	w.edition("s1", "2023", row("a", 1, "legalName=Alpha", "province=P1"))
	w.edition("s1", "2024", row("a", 2, "legalName=Alpha", "province=P2"))
	w.curate(pinOn("province", "P3", "a"))
	w.revoke(2)
	v := w.view(t)
	for r, want := range [][]string{
		1: {"1 P1: stands"},
		2: {"2 P2: stands", "1 P1: covered"},
		3: {"3 pins P3: stands", "2 P2: stands", "1 P1: covered"},
		4: {"3 pins P3: stands", "2 P2: revoked", "1 P1: stands"},
	} {
		if r == 0 {
			continue
		}
		past, err := v.At(t.Context(), graph.Revision(r))
		if err != nil {
			t.Fatal(err)
		}
		if got := told(t, past, "a", "province", ""); !slices.Equal(got, want) {
			t.Errorf("at %d: got %q, want %q", r, got, want)
		}
	}
	if got, want := v.Revisions("a"), []graph.Revision{1, 2, 3}; !slices.Equal(got, want) {
		t.Errorf("the batches that spoke of it: %v, want %v", got, want)
	}
	past, err := v.At(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := past.Revisions("a"); !slices.Equal(got, []graph.Revision{1}) {
		t.Errorf("the batches that had spoken of it: %v", got)
	}
	if got := v.Revisions("nobody"); got != nil {
		t.Errorf("the batches that spoke of nobody: %v", got)
	}
}

// TestHistoryPlaces looks at where things were said, and at the bounds.
func TestHistoryPlaces(t *testing.T) {
	w := &writer{}
	w.edition("s1", "2023", row("a", 3, "legalName=Alpha", "province=P1"))
	w.edition("s1", "2024", &graph.Confirm{Batch: 1, Shifts: []graph.Shift{{Record: key("a"), From: 3, To: 13}}})
	w.curate(pinOn("province", "P2", "a"))
	v := w.view(t)
	said, total, err := v.History("a", "province", "", 1)
	if err != nil || total != 2 || len(said) != 1 || !said[0].Pin || said[0].Source != "cur" || said[0].Made != 3 {
		t.Fatalf("the first of the history: %+v, %d, %v", said, total, err)
	}
	if said, _, err = v.History("a", "province", "", 2); err != nil {
		t.Fatal(err)
	}
	want := Statement{Value: graph.Text("P1"), Source: "s1", Subject: "a", Made: 1, Said: 2, DataDate: graph.Date{Year: 2024}, Fresh: graph.Date{Year: 2024},
		Place: Place{Document: graph.Document{Name: "f2"}, Sheet: "sheet", Row: 13, Column: 3, Name: "province"}}
	if said[1].Statement != want {
		t.Errorf("it was said\n%+v, want\n%+v", said[1].Statement, want)
	}
	for _, x := range []struct {
		id       graph.SubjectID
		property string
		limit    int
		code     graph.Code
	}{
		{"a", "province", 0, graph.CodeLimit}, {"a", "province", MaxPage + 1, graph.CodeLimit},
		{"nobody", "province", 1, graph.CodeNotFound}, {"a", "colour", 1, graph.CodeInvalid}, {"a", "", 1, graph.CodeInvalid},
	} {
		if _, _, err := v.History(x.id, x.property, "", x.limit); graph.CodeOf(err) != x.code {
			t.Errorf("%q %q %d: %v, want %s", x.id, x.property, x.limit, err, x.code)
		}
	}
}

// BenchmarkHistory asks for one page of the history of a property that 2,000
// batches spoke of, a fifth of them a curator's.
func BenchmarkHistory(b *testing.B) {
	w := &writer{}
	for i := range 2000 {
		switch i % 5 {
		case 4:
			w.curate(pinOn("province", fmt.Sprint("P", i), "a"))
		default:
			w.edition("s1", "", row("a", 1, "legalName=Alpha", fmt.Sprint("province=P", i)))
		}
	}
	v := w.view(b)
	for b.Loop() {
		if said, total, err := v.History("a", "province", "", 100); err != nil || len(said) != 100 || total != 2000 {
			b.Fatal(len(said), total, err)
		}
	}
}
