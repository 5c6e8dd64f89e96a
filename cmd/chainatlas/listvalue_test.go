package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring/growth"
	"github.com/chainatlas/chainatlas/scoring/growth/register"
)

// TestListOfProjects walks a list of high-value projects over the invented
// industry, from the outcomes of those that are there for each to the edition,
// recomputed and published, and what a changed model does.
func TestListOfProjects(t *testing.T) {
	s := withInvented(t, "en")
	const code = "plan-high-value-project"
	e := s.edition("--list", code, "--edition", "1.json")

	type place struct {
		state             growth.State
		rank, best, worst int
	}
	got, needs := map[string]place{}, map[string][]string{}
	for i := range e.Entries {
		r := &e.Entries[i]
		got[r.Name] = place{r.State, r.Rank, r.Best, r.Worst}
		f := r.Criteria[0].Figures
		if len(f) != 1 || len(f[0].Sources) < 10 || f[0].Sources[0].Document != "示例产业.xlsx" || f[0].Sources[0].Row == 0 || f[0].Sources[0].Column == 0 {
			t.Errorf("the score of %s does not lead to its cells: %+v", r.Name, f)
		}
	}
	for i := range e.Others {
		o := &e.Others[i]
		got[o.Name] = place{state: o.State}
		for _, n := range o.Needs {
			needs[o.Name] = append(needs[o.Name], n.Figure)
		}
	}
	for name, want := range map[string]place{
		"示例项目01": {growth.In, 1, 1, 1},
		"示例项目02": {growth.In, 3, 2, 3}, // ranges
		"示例项目03": {growth.In, 2, 2, 3}, // within those of 02
		"示例项目04": {growth.Borderline, 0, 4, 5},
		"示例项目05": {state: growth.Out},
		"示例项目06": {state: growth.Insufficient},
		"示例项目07": {state: growth.Out}, // given up
		"示例项目08": {state: growth.Insufficient},
		"示例项目09": {state: growth.Insufficient}, // on nobody's word but its own
		"示例项目10": {growth.Borderline, 0, 4, 5}, // two sources disagree
		"示例项目11": {state: growth.Insufficient}, // nothing but its level is known
	} {
		if got[name] != want {
			t.Errorf("%s is %+v, want %+v", name, got[name], want)
		}
	}
	// Its financing and its progress are each withheld, and with either its index.
	if want := []string{"pj.gap", "pj.milestones", "pj.own", "pj.sites"}; !slices.Equal(needs["示例项目08"], want) {
		t.Errorf("示例项目08 lacks %v, want %v", needs["示例项目08"], want)
	}
	if out := s.must(0, "list", "run", "--list", code, "--reference-date", "2025-06-30", "--explain", "示例项目08"); !strings.Contains(out, "own funds paid in") {
		t.Errorf("the explanation does not say what is wanting:\n%s", out)
	}
	// Whoever asks about one alone is told what the edition says.
	var alone []growth.Result
	if err := json.Unmarshal([]byte(s.must(0, "list", "run", "--list", code, "--reference-date", "2025-06-30", "--explain", "SL-XM-02", "--json")), &alone); err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(e.Entries, func(r growth.Result) bool { return r.Name == "示例项目02" }); len(alone) != 1 || alone[0].Digest != e.Entries[i].Digest || alone[0].State != growth.In {
		t.Errorf("alone 示例项目02 is %+v", alone)
	}
	s.must(5, "list", "run", "--list", code, "--explain", "示例项目99")

	// What is said of the list speaks of projects, not of enterprises.
	run := s.must(0, "list", "run", "--list", code, "--reference-date", "2025-06-30", "--report", "1.xlsx")
	if strings.Contains(run, "enterprise") {
		t.Errorf("the list of projects speaks of enterprises:\n%s", run)
	}
	book, err := os.ReadFile("1.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	for _, sheet := range workbook(t, string(book)) {
		if len(sheet.rows) > 0 && slices.Contains(sheet.rows[0], "ID of the enterprise") {
			t.Errorf("sheet %s of a list of projects has the IDs of enterprises", sheet.name)
		}
	}

	// The edition holds the scheme, and is drawn up again byte for byte.
	if e.List.Model == nil || !strings.Contains(e.List.Model.File, "id: high-value-project") || e.List.Model.Read().Hash().String() != e.List.Model.Hash {
		t.Fatal("the edition does not hold its model")
	}
	s.must(0, "list", "verify", "1.json", "--recompute")
	file, err := os.ReadFile("1.json")
	if err != nil {
		t.Fatal(err)
	}
	s.file("tampered.json", strings.Replace(string(file), "digits: 1", "digits: 2", 1))
	s.must(3, "list", "verify", "tampered.json")

	s.must(0, "list", "publish", "1.json", "--why", "the list of 2025")
	v := s.view()
	entry, err := register.Find(t.Context(), v, code, "2025-06-30")
	if err != nil {
		t.Fatal(err)
	}
	n, err := v.Neighbours([]graph.SubjectID{entry.Subject}, memory.NeighbourQuery{Edge: graph.EdgeListedIn, Incoming: true, First: 10})
	if err != nil || n[0].Total != e.Counts.In {
		t.Errorf("%d projects are listed, want %d: %v", n[0].Total, e.Counts.In, err)
	}
	for i := range n[0].Edges {
		if p := v.Node(n[0].Edges[i].From); p == nil || p.Kind != graph.KindProject {
			t.Errorf("%+v is no project", p)
		}
	}
	s.must(0, "list", "verify", "1.json", "--recompute")

	// Another model is another rule: here a gap in the funds is worth something.
	scheme := strings.Replace(s.must(0, "scheme", "print", "high-value-project"), "direction: down", "direction: up", 1)
	list := strings.Replace(s.must(0, "list", "show", code, "--file"), "model: {scheme: high-value-project, input: score}",
		"model:\n  input: score\n  file: |\n    "+strings.ReplaceAll(strings.TrimSpace(scheme), "\n", "\n    "), 1)
	s.file("mine.yaml", list)
	s.must(0, "list", "check", "mine.yaml")
	s.must(0, "list", "run", "--list", "mine.yaml", "--reference-date", "2025-06-30", "--edition", "2.json")
	var d growth.Diff
	if err := json.Unmarshal([]byte(s.must(0, "list", "diff", "1.json", "2.json", "--json")), &d); err != nil || d.SameRule {
		t.Errorf("another model is the same rule: %+v, %v", d, err)
	}
	s.must(0, "list", "verify", "2.json", "--recompute")
}
