package importer

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// caseImport is what a history of the fold cases has of one import beside what
// graphtest reads: its rows, before they were resolved.
type caseImport struct {
	Kind, Table string
	Complete    bool
	Rows        []struct {
		Row    int
		Period string
		Cells  map[string]any
		Edges  map[string][]map[string]any
	}
}

// otherwise are imports on which the text of fold.md is on our side, by case and
// revision.
var otherwise = map[string]string{
	"random/10249@10": "a candidate is found by a name that had been redacted before; by fold.md, 14, the name is nowhere",
}

// TestResolveCases holds the resolver against the fold cases: for every import
// of every history, from the rows as read and the log before it, it must find
// the same subjects, hold the same rows for the same reason, and state, confirm
// and retract the same.
func TestResolveCases(t *testing.T) {
	dir := os.Getenv("FOLD_CASES")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "fold-cases")
	}
	cases, err := graphtest.Cases(dir)
	if graph.CodeOf(err) == graph.CodeNotFound {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	raw := rawCases(t, dir)
	imports := 0
	for _, c := range cases {
		batches := raw[c.Name]
		if len(batches) != len(c.Log) {
			t.Fatalf("%s: %d batches and %d", c.Name, len(batches), len(c.Log))
		}
		for i, b := range c.Log {
			if batches[i].Kind != "import" {
				continue
			}
			imports++
			problem := resolveCase(t, c, i, &batches[i], &b)
			if why := otherwise[fmt.Sprintf("%s@%d", c.Name, i+1)]; why != "" {
				if problem == "" {
					t.Errorf("%s, revision %d agrees by now: %s", c.Name, i+1, why)
				}
				continue
			}
			if problem != "" {
				t.Errorf("%s, revision %d: %s", c.Name, i+1, problem)
			}
		}
	}
	t.Logf("%d imports of %d cases", imports, len(cases))
}

func rawCases(t *testing.T, dir string) map[string][]caseImport {
	t.Helper()
	out := map[string][]caseImport{}
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Log       []caseImport
			Histories []struct {
				Seed json.Number
				Log  []caseImport
			}
		}
		d := json.NewDecoder(bytes.NewReader(b))
		d.UseNumber()
		if err := d.Decode(&file); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		if file.Log != nil {
			out[name] = file.Log
		}
		for _, h := range file.Histories {
			out[name+"/"+h.Seed.String()] = h.Log
		}
	}
	return out
}

// caseRows turns rows of the cases into records without subjects.
func caseRows(t *testing.T, kind graph.Kind, in *caseImport) []graph.Record {
	t.Helper()
	voc, _ := graphtest.CaseVocabulary()
	var out []graph.Record
	for _, row := range in.Rows {
		r := graph.Record{RecordKey: graph.RecordKey{Table: in.Table, Period: row.Period}, Kind: kind, Row: row.Row}
		r.Cells = caseCells(t, row.Cells)
		for _, e := range voc.Edges {
			refs, ok := row.Edges[e.Type]
			if !ok {
				continue
			}
			cell := graph.EdgeCell{Type: e.Type, Incoming: !slices.Contains(e.From, kind)}
			other := e.To[0]
			if cell.Incoming {
				other = e.From[0]
			}
			for _, keys := range refs {
				cell.Refs = append(cell.Refs, graph.Ref{Kind: other, Keys: caseCells(t, keys)})
			}
			r.Edges = append(r.Edges, cell)
		}
		out = append(out, r)
	}
	return out
}

func caseCells(t *testing.T, values map[string]any) []graph.Cell {
	t.Helper()
	var cells []graph.Cell
	value := func(v any) graph.Value {
		switch v := v.(type) {
		case string:
			return graph.Text(v)
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				t.Fatal(err)
			}
			return graph.Int(n)
		}
		t.Fatalf("no value: %v", v)
		return graph.Value{}
	}
	for name, v := range values {
		c := graph.Cell{Property: name}
		switch v := v.(type) {
		case nil:
			c.State = graph.CellEmpty
		case map[string]any:
			c.State, c.Bad = graph.CellBad, v["bad"].(string)
		case []any:
			for _, x := range v {
				c.Values = append(c.Values, value(x))
			}
			if len(v) == 0 {
				c.State = graph.CellEmpty
			}
		default:
			c.Values = []graph.Value{value(v)}
		}
		cells = append(cells, c)
	}
	slices.SortFunc(cells, func(a, b graph.Cell) int { return strings.Compare(a.Property, b.Property) })
	return cells
}

// caseKind is the kind of a case's table.
var caseKind = map[string]graph.Kind{
	"enterprises": graphtest.Enterprise, "directory": graphtest.Enterprise, "figures": graphtest.Enterprise, "figures2": graphtest.Enterprise,
	"segments": graphtest.Segment, "products": graphtest.Product, "funding": graphtest.Event,
}

func resolveCase(t *testing.T, c graphtest.Case, at int, in *caseImport, want *graphtest.Batch) string {
	voc, rules := graphtest.CaseVocabulary()
	kind, ok := caseKind[in.Table]
	if !ok {
		t.Fatalf("%s: unknown table %q", c.Name, in.Table)
	}
	rows := caseRows(t, kind, in)
	view := memory.New(voc, rules)
	if base := want.Header.Base; base > 0 {
		var err error
		if view, err = memory.Build(t.Context(), caseLog(c.Log[:base].At(voc, base)), voc, rules, base); err != nil {
			t.Fatal(err)
		}
	}
	minted := 0
	r := newResolver(newKeyer(voc, rules), view.Known(want.Header.Source), func() mint {
		return func(graph.Kind, []graph.KeyValue, int) graph.SubjectID {
			minted++
			return graph.SubjectID(fmt.Sprintf("new-%d", minted))
		}
	})
	scratch := make([]draft, len(rows))
	r.row = func(i int) *draft { return &scratch[i] }
	for i := range rows {
		scratch[i].Record = rows[i]
		p := r.prepare(&scratch[i], &arena{})
		r.add(&p)
	}
	r.resolve()
	rc := r.reconcile(func(string) bool { return in.Complete })
	for i := range scratch {
		r.place(i, &scratch[i])
	}

	// New subjects may be called anything, as long as it is one to one.
	theirs, ours := map[graph.SubjectID]graph.SubjectID{}, map[graph.SubjectID]graph.SubjectID{}
	same := func(got, wanted graph.SubjectID) bool {
		if !strings.HasPrefix(string(got), "new-") {
			return got == wanted
		}
		if w, ok := theirs[got]; ok {
			return w == wanted
		}
		if _, ok := ours[wanted]; ok {
			return false
		}
		theirs[got], ours[wanted] = wanted, got
		return true
	}
	sameHeld := func(got, wanted *graph.Held) bool {
		if got == nil || wanted == nil {
			return got == wanted
		}
		a, b := slices.Sorted(slices.Values(got.Candidates)), slices.Sorted(slices.Values(wanted.Candidates))
		return got.Reason == wanted.Reason && slices.Equal(a, b) && sameKeys(got.Keys, wanted.Keys)
	}
	var problems []string
	bad := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	stated := map[int]*graph.Record{}
	var confirms []*graph.Confirm
	var retracts []graph.RecordKey
	for _, a := range want.Assertions {
		switch a := a.(type) {
		case *graph.Record:
			stated[a.Row] = a
		case *graph.Confirm:
			confirms = append(confirms, a)
		case *graph.Retract:
			retracts = append(retracts, a.Record)
		}
	}
	for i := range rows {
		got := &scratch[i]
		w := stated[got.Row]
		switch {
		case w == nil && rc.state[i]:
			bad("row %d is stated of %s (%s)", got.Row, got.Subject, heldText(got.Held))
		case w != nil && !rc.state[i]:
			bad("row %d is confirmed of %s; want it stated of %s", got.Row, got.Subject, w.Subject)
		case w != nil:
			if !same(got.Subject, w.Subject) {
				bad("row %d is of %s; want %s", got.Row, got.Subject, w.Subject)
			}
			if !sameHeld(got.Held, w.Held) {
				bad("row %d is held: %s; want %s", got.Row, heldText(got.Held), heldText(w.Held))
			}
			for e := range w.Edges {
				for j := range w.Edges[e].Refs {
					g, x := &got.Edges[e].Refs[j], &w.Edges[e].Refs[j]
					if !same(g.Subject, x.Subject) || g.Short != x.Short || !sameHeld(g.Held, x.Held) {
						bad("row %d refers to %s (short %v, %s); want %s (short %v, %s)", got.Row,
							g.Subject, g.Short, heldText(g.Held), x.Subject, x.Short, heldText(x.Held))
					}
				}
			}
		}
	}
	if len(confirms) != len(rc.confirms) {
		bad("%d confirmations; want %d", len(rc.confirms), len(confirms))
	} else {
		for i, w := range confirms {
			g := rc.confirms[i]
			slices.SortFunc(w.Except, compareRecordKeys)
			if g.Batch != w.Batch || !slices.Equal(g.Except, w.Except) || len(g.Shifts) != len(w.Shifts) {
				bad("confirms %d except %v, %v; want %d except %v, %v", g.Batch, g.Except, g.Shifts, w.Batch, w.Except, w.Shifts)
			}
		}
	}
	var gone []graph.RecordKey
	for _, x := range rc.retracts {
		gone = append(gone, x.Record)
	}
	// The histories retract also what a queued row may be, which the text of
	// fold.md, 4, rules out: "what a queued row may be is not retracted by its
	// batch". The text holds.
	retracts = slices.DeleteFunc(retracts, func(k graph.RecordKey) bool {
		return slices.ContainsFunc(scratch, func(rec draft) bool {
			return rec.Held != nil && slices.Contains(rec.Held.Candidates, k.Subject)
		})
	})
	slices.SortFunc(retracts, compareRecordKeys)
	slices.SortFunc(gone, compareRecordKeys)
	if !slices.Equal(gone, retracts) {
		bad("retracts %v; want %v", gone, retracts)
	}
	return strings.Join(problems, "\n\t")
}

func heldText(h *graph.Held) string {
	if h == nil {
		return "not held"
	}
	return fmt.Sprintf("%s %v %v", h.Reason, h.Candidates, h.Keys)
}

func sameKeys(a, b []graph.KeyValue) bool {
	text := func(keys []graph.KeyValue) []string {
		var out []string
		for _, k := range keys {
			out = append(out, fmt.Sprint(k.Key, k.Parts))
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(text(a), text(b))
}

// caseLog is a log of the cases as a View reads it.
type caseLog graphtest.Log

// Headers implements [memory.Log].
func (l caseLog) Headers(_ context.Context, from, to graph.Revision) iter.Seq2[*graph.Header, error] {
	return func(yield func(*graph.Header, error) bool) {
		for i := range l {
			if h := &l[i].Header; h.Revision >= from && (to == 0 || h.Revision <= to) && !yield(h, nil) {
				return
			}
		}
	}
}

// Assertions implements [memory.Log].
func (l caseLog) Assertions(_ context.Context, r graph.Revision) iter.Seq2[graph.Assertion, error] {
	return func(yield func(graph.Assertion, error) bool) {
		for _, a := range l[r-1].Assertions {
			if !yield(a, nil) {
				return
			}
		}
	}
}
