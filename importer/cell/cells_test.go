package cell

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

var cellKinds = map[string]table.Kind{
	"text": table.Text, "number": table.Number, "date": table.Date, "percent": table.Percent,
	"bool": table.Bool, "error": table.Error, "pending": table.Pending,
}

// TestCells reads the cells of testdata/cells.txt: a property with an order of
// dates or a unit, the kind of the cell, its text, and what it says. A problem
// is !CODE and its reason; after a value, it is one of those that are kept.
func TestCells(t *testing.T) {
	const path = "testdata/cells.txt"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	readers := map[string]*Reader{}
	var out strings.Builder
	n := 0
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		fields := strings.Split(line, "\t")
		if line == "" || line[0] == '#' || len(fields) != 5 {
			fmt.Fprintln(&out, line)
			continue
		}
		n++
		r := readers[fields[0]]
		if r == nil {
			name, option, _ := strings.Cut(strings.TrimSuffix(fields[0], "]"), "[")
			of, property, _ := strings.Cut(name, ".")
			r = reader(t, of, property, option)
			readers[fields[0]] = r
		}
		text, err := strconv.Unquote(fields[2])
		if err != nil {
			t.Fatalf("%s: %q: %v", path, line, err)
		}
		kind, ok := cellKinds[fields[1]]
		if !ok {
			t.Fatalf("%s: %q: no such kind", path, line)
		}
		v, problem := r.Read(table.Cell{Column: 1, Kind: kind, Text: text})
		holds(t, r, text, v, problem)
		again, problemAgain := r.Read(table.Cell{Column: 1, Kind: kind, Text: text})
		if again != v || (problem == nil) != (problemAgain == nil) {
			t.Errorf("%q: first %v, then %v", line, v, again)
		}
		fmt.Fprintf(&out, "%s\t%s\t%s\t=>\t%s\n", fields[0], fields[1], fields[2], outcome(v, problem))
	}
	if n < 300 {
		t.Errorf("only %d cells", n)
	}
	golden(t, path, out.String())
}

func outcome(v graph.Value, problem *graph.Problem) string {
	s := v.Canonical()
	if problem == nil {
		if s == "" {
			return "blank"
		}
		return strings.ReplaceAll(s, "\n", "⏎")
	}
	return strings.TrimSpace(s + " !" + string(problem.Code) + " " + problem.Reason.En)
}

// holds checks what is true of whatever is read.
func holds(t *testing.T, r *Reader, text string, v graph.Value, problem *graph.Problem) {
	t.Helper()
	if !v.IsZero() {
		if p := r.opts.Vocabulary.CheckValue(r.p, v); p != nil && (!p.Kept || problem == nil) {
			t.Errorf("%s: %q: %v does not pass its check: %v", r.p.Name, text, v, p)
		}
		if problem != nil && !problem.Kept {
			t.Errorf("%s: %q: %v beside a problem that does not keep it: %v", r.p.Name, text, v, problem)
		}
	}
	if problem == nil {
		return
	}
	if problem.Kept && v.IsZero() {
		t.Errorf("%s: %q: nothing was kept: %v", r.p.Name, text, problem)
	}
	for _, s := range []string{problem.Of, string(problem.Code), problem.Reason.Zh, problem.Reason.En, problem.Cure.Zh, problem.Cure.En} {
		if s == "" || strings.Contains(s, "%!") && !strings.Contains(text, "%!") {
			t.Errorf("%s: %q: a problem that lacks words: %+v", r.p.Name, text, *problem)
		}
	}
	if strings.ContainsFunc(problem.Cure.En, isHan) && !strings.ContainsAny(problem.Cure.En, "“\"(") {
		t.Errorf("%s: %q: Chinese in an English cure: %s", r.p.Name, text, problem.Cure.En)
	}
}
