package memory

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// printed is a row as it is told, one line for each cell.
func printed(t *testing.T, v *View, s graph.SubjectID, said graph.Revision, n int) []string {
	t.Helper()
	p, err := v.Printed(t.Context(), PrintedQuery{Subject: s, Said: said, Sheet: "sheet", Row: n})
	if err != nil {
		t.Fatal(err)
	}
	if p == nil {
		return nil
	}
	if p.Place.Row != n || p.Place.Sheet != "sheet" || p.Place.Document.Name != fmt.Sprint("f", said) || p.Said.Revision != said {
		t.Errorf("row %d of %d is told as of %+v", n, said, p.Place)
	}
	var out []string
	for _, c := range p.Cells {
		line := fmt.Sprintf("%d %s %s%s=", c.Column, c.Subject, c.Edge, c.Property)
		for _, x := range c.Values {
			line += x.String() + ";"
		}
		switch c.State {
		case graph.CellEmpty:
			line += "empty"
		case graph.CellBad:
			line += "bad " + c.Bad
		case graph.CellRedacted:
			line += "redacted"
		}
		out = append(out, line)
	}
	return out
}

// TestPrinted finds a row again by any of what it speaks of: as its batch read it, as
// a later one found it again, and as it was taken back.
func TestPrinted(t *testing.T) {
	makes := func(r *graph.Record, target graph.SubjectID, name string) *graph.Record {
		r.Edges = []graph.EdgeCell{{Type: "MAKES", Refs: []graph.Ref{{Subject: target, Kind: graphtest.Product,
			Keys: []graph.Cell{{Property: "name", Values: []graph.Value{graph.Text(name)}}}}}}}
		return r
	}
	product := func(s graph.SubjectID, n int, cells ...string) *graph.Record {
		r := row(s, n, cells...)
		r.Kind = graphtest.Product
		return r
	}
	w := &writer{}
	w.edition("s1", "2023", makes(row("s1/a", 3, "legalName=Alpha", "province=P1", "aliases!?"), "s1/p", "Pi"), product("s1/p", 3, "name=Pi"),
		makes(row("s1/b", 4, "legalName=Beta", "province="), "s1/p", "Pi"))
	w.edition("s1", "2024", &graph.Confirm{Batch: 1, Shifts: []graph.Shift{{Record: key("s1/a"), From: 3, To: 13}, {Record: key("s1/p"), From: 3, To: 13}}})
	w.edition("s1", "2025", row("s1/a", 3, "legalName=Alpha", "province=P2"))
	w.revoke(3)
	v := w.view(t)
	whole := []string{"3 s1/a province=P1;", "0 s1/a aliases=bad ?", "0 s1/a legalName=Alpha;", "0 s1/p MAKESname=Pi;", "0 s1/p name=Pi;"}
	for _, x := range []struct {
		subject graph.SubjectID
		said    graph.Revision
		row     int
		want    []string
	}{
		{"s1/a", 1, 3, whole},
		{"s1/p", 1, 3, whole}, // also by what it refers to
		{"s1/a", 2, 13, whole},
		{"s1/a", 2, 3, nil}, // there it was before
		{"s1/b", 1, 4, []string{"3 s1/b province=empty", "0 s1/b legalName=Beta;", "0 s1/p MAKESname=Pi;"}},
		{"s1/p", 1, 4, []string{"3 s1/b province=empty", "0 s1/b legalName=Beta;", "0 s1/p MAKESname=Pi;"}},
		{"s1/a", 3, 3, []string{"3 s1/a province=P2;", "0 s1/a legalName=Alpha;"}}, // taken back, and still told
		{"s1/a", 9, 3, nil},
		{"nobody", 1, 3, nil},
	} {
		got := printed(t, v, x.subject, x.said, x.row)
		slices.Sort(got)
		slices.Sort(x.want)
		if !slices.Equal(got, x.want) {
			t.Errorf("row %d of %d by %s: got %q, want %q", x.row, x.said, x.subject, got, x.want)
		}
	}
	past, err := v.At(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if got := printed(t, past, "s1/a", 3, 3); got != nil {
		t.Errorf("revision 2 knows what the third said: %q", got)
	}
	if p, err := v.Printed(t.Context(), PrintedQuery{Subject: "s1/a", Said: 1, Document: graph.Hash{1}, Sheet: "sheet", Row: 3}); p != nil || err != nil {
		t.Errorf("another document has the row: %v, %v", p, err)
	}

	w.add(graph.BatchRedact, "cur", "", &graph.Redact{Subject: "s1/a", Property: "province"})
	if got := printed(t, w.view(t), "s1/a", 1, 3); !slices.Contains(got, "3 s1/a province=redacted") {
		t.Errorf("what was redacted is told as %q", got)
	}
}

// TestPrintedBound looks for a row among more rows than are looked at.
func TestPrintedBound(t *testing.T) {
	w := &writer{}
	var rows []graph.Assertion
	for i := range maxPrintedSubjects {
		r := row(graph.SubjectID(fmt.Sprintf("s1/%04d", i)), i+1, fmt.Sprint("legalName=Alpha", i))
		r.Edges = []graph.EdgeCell{{Type: "MAKES"}}
		for k := range 3 {
			p := graph.SubjectID(fmt.Sprintf("s1/p%d", k))
			if i == 0 { // one row refers to more than are looked at
				for n := range maxPrintedSubjects {
					r.Edges[0].Refs = append(r.Edges[0].Refs, graph.Ref{Subject: graph.SubjectID(fmt.Sprintf("s1/q%d-%d", k, n)), Kind: graphtest.Product,
						Keys: []graph.Cell{{Property: "name", Values: []graph.Value{graph.Text(fmt.Sprint("Q", k, "-", n))}}}})
				}
				continue
			}
			r.Edges[0].Refs = append(r.Edges[0].Refs, graph.Ref{Subject: p, Kind: graphtest.Product, Keys: []graph.Cell{{Property: "name", Values: []graph.Value{graph.Text(fmt.Sprint("Pi", k))}}}})
		}
		rows = append(rows, r)
	}
	w.edition("s1", "2023", rows...)
	v := w.view(t)
	p, err := v.Printed(t.Context(), PrintedQuery{Subject: "s1/0000", Said: 1, Sheet: "sheet", Row: 1})
	if err != nil || p == nil || !p.Bounded {
		t.Fatalf("a row that speaks of thousands is told as whole: %+v, %v", p, err)
	}
	for _, c := range p.Cells {
		if c.Edge != "" && (len(c.Values) != MaxPrintedValues || c.More != 3*maxPrintedSubjects-MaxPrintedValues || c.Subject != "") {
			t.Errorf("it has %d values of %s and %d more", len(c.Values), c.Subject, c.More)
		}
	}
	if got := printed(t, v, "s1/p0", 1, 1500); len(got) != 2 {
		t.Errorf("the row is found by what it refers to as %q", got)
	}
}
