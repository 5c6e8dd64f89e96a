package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	"github.com/chainatlas/chainatlas/scoring/growth"
	"github.com/chainatlas/chainatlas/scoring/growth/gather"
	"github.com/chainatlas/chainatlas/scoring/growth/register"
)

// view opens what the user's store shows.
func (s *session) view() *memory.View {
	s.t.Helper()
	store, err := sqlite.Open(s.t.Context(), "atlas.db", sqlite.Options{ReadOnly: true})
	if err != nil {
		s.t.Fatal(err)
	}
	defer store.Close()
	v, err := memory.Build(s.t.Context(), store, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

// edition runs list run and returns what it says as JSON.
func (s *session) edition(args ...string) *growth.Edition {
	s.t.Helper()
	var e growth.Edition
	out := s.must(0, append([]string{"list", "run", "--reference-date", "2025-06-30", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &e); err != nil {
		s.t.Fatal(err)
	}
	return &e
}

// special returns the enterprise whose remark begins with a word.
func special(t *testing.T, v *memory.View, word string) graph.SubjectID {
	t.Helper()
	ids, err := v.Select(t.Context(), graph.KindEnterprise, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range v.Nodes(ids...) {
		for i := range n.Properties {
			if p := &n.Properties[i]; p.Name == "remark" && strings.HasPrefix(p.Value().Text, "特例："+word) {
				return n.ID
			}
		}
	}
	t.Fatalf("no enterprise is there for %s", word)
	return ""
}

// TestInventedGuards names where in the invented industry each guard and each
// state occurs.
func TestInventedGuards(t *testing.T) {
	v := withInvented(t, "zh").view()
	rule := func(criterion string) *growth.List {
		l, err := growth.Parse("test.yaml", []byte(`list: 1
code: test
version: "1"
name: {zh: 测试, en: Test}
class: growth
sources: [{text: test, sure: own}]
period: {figure: revenue, fallback: 1}
criteria:
  - {id: x, name: {zh: 条件, en: Criterion}, `+criterion+`}
`))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	for _, tt := range []struct {
		word, criterion string
		state           growth.State
		why             growth.Reasons
	}{
		{"三年复合增长恰为20%", `value: "cagr(revenue, 3)", atLeast: 0.2`, growth.In, 0},
		{"三年复合增长恰为20%", `value: "cagr(revenue, 3)", above: 0.2`, growth.Out, 0},
		{"三年复合增长略低于20%", `value: "cagr(revenue, 3)", atLeast: 0.2`, growth.Out, 0},
		{"基期（2021年）收入为零", `value: "cagr(revenue, 3)", atLeast: 0.2`, growth.Insufficient, growth.FirstYear},
		{"基期（2021年）收入为零", `value: "rdSpend[-3] / revenue[-3]", atLeast: 0.2`, growth.Insufficient, growth.ByZero},
		{"基期净利润为负", `value: "cagr(netProfit, 3)", atLeast: 0.2`, growth.Insufficient, growth.BaseNotPos},
		{"缺2021年", `value: "cagr(revenue, 3)", atLeast: 0.2`, growth.Insufficient, growth.Missing},
		{"缺2022年", `value: "mean(growth(revenue, 1), 3)", atLeast: 0.2`, growth.Insufficient, growth.Missing},
		{"缺2022年", `value: "cagr(revenue, 3)", atLeast: 0.2`, growth.In, 0},
		{"2023年成立", `value: "growth(revenue, 1)", atLeast: 0.2`, growth.Insufficient, growth.FirstYear},
		{"2024年成立", `value: "growth(revenue, 1)", atLeast: 0.2`, growth.Insufficient, growth.Missing},
		{"2023年收购", `organic: 3`, growth.Borderline, growth.ByHand},
		{"三年复合增长恰为20%", `organic: 3`, growth.Insufficient, growth.Unrecorded},
		{"三年复合增长恰为20%", `organic: 3, unrecorded: met`, growth.In, growth.NoneKnown},
		{"2024年收入只给出区间", `value: "cagr(revenue, 3)", atLeast: 0.2`, growth.Borderline, growth.Range | growth.Straddles},
		{"2024年收入为约数", `value: "cagr(revenue, 3)", atLeast: 0.2`, growth.Borderline, growth.About | growth.Straddles},
		{"2024年收入只有下限", `value: "cagr(revenue, 3)", atLeast: 0.2`, growth.In, growth.Open},
		{"两处数字不一致：见", `value: "cagr(revenue, 3)", atLeast: 0.2`, growth.Borderline, growth.Conflict | growth.Straddles},
		{"两处数字不一致：一处", `value: "cagr(revenue, 3)", atLeast: 0.2`, growth.Borderline, growth.Conflict | growth.Straddles},
		{"部分年份以美元列报", `value: "cagr(revenue, 3)", atLeast: 0.2`, growth.Insufficient, growth.MixedMoney},
		{"部分年份以美元列报", `value: revenue, atLeast: 1000000 EUR`, growth.Insufficient, growth.NoRate},
		{"2024年收入未披露", `value: "revenue", atLeast: 1000 CNY`, growth.In, growth.Older},
		{"2024年收入未披露", `value: "growth(employees, 1)", atLeast: 9`, growth.Out, growth.Older},
		{"四年均未披露", `value: "cagr(revenue, 3)", atLeast: 0.2`, growth.Insufficient, growth.Missing},
		{"已注销", `fact: status, notIn: [deregistered]`, growth.Out, 0},
		{"已注销", `for: renewal, fact: status, notIn: [deregistered]`, growth.In, growth.OtherKind},
		{"增长达标，成立已超过15年", `value: "age(0)", atMost: 15`, growth.Out, 0},
		{"增长达标，期初员工不足10人", `value: "employees[-3]", atLeast: 10`, growth.Out, 0},
		{"三年复合增长恰为20%", `hand: true`, growth.Borderline, growth.ByHand},
	} {
		l := rule(tt.criterion)
		all, err := gather.Some(t.Context(), v, l, growth.When{}, []graph.SubjectID{special(t, v, tt.word)})
		if err != nil || len(all) != 1 {
			t.Fatalf("%s: %v", tt.word, err)
		}
		j, err := growth.NewJudge(l, growth.When{Reference: graph.Date{Year: 2025, Month: 6, Day: 30}})
		if err != nil {
			t.Fatal(err)
		}
		r := j.Explain(all[0])
		if r.State != tt.state || r.Criteria[0].Why != tt.why {
			t.Errorf("%s, %s: %v because of %v; want %v because of %v", tt.word, tt.criterion, r.State, r.Criteria[0].Why.Names(), tt.state, tt.why.Names())
		}
		for _, f := range r.Criteria[0].Figures {
			if len(f.Sources) == 0 || f.Sources[0].Row == 0 || f.Sources[0].Column == 0 || f.Sources[0].Document != "示例产业.xlsx" {
				t.Errorf("%s: the figure of %d does not lead to its cell: %+v", tt.word, f.Year, f.Sources)
			}
		}
	}
}

// TestInventedStates keeps that every state of an enterprise, and every verdict on
// a criterion, occurs in the invented industry by the shipped lists.
func TestInventedStates(t *testing.T) {
	s := withInvented(t, "en")
	states, verdicts := map[growth.State]int{}, map[growth.Verdict]int{}
	var visit func(all []growth.Outcome)
	visit = func(all []growth.Outcome) {
		for i := range all {
			verdicts[all[i].Verdict]++
			visit(all[i].Parts)
		}
	}
	v := s.view()
	for _, l := range growth.Shipped() {
		all, err := gather.Candidates(t.Context(), v, l, growth.When{Reference: graph.Date{Year: 2025, Month: 6, Day: 30}})
		if err != nil {
			t.Fatal(err)
		}
		j, err := growth.NewJudge(l, growth.When{Reference: graph.Date{Year: 2025, Month: 6, Day: 30}, Renewal: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range all {
			r := j.Explain(e)
			states[r.State]++
			visit(r.Criteria)
		}
	}
	for x := growth.Insufficient; x <= growth.In; x++ {
		if states[x] == 0 {
			t.Errorf("nobody is %v", x)
		}
	}
	for x := growth.Unknown; x <= growth.NotApplicable; x++ {
		if verdicts[x] == 0 {
			t.Errorf("no criterion is %v", x)
		}
	}
}

// TestListSession walks an edition from the rule to its publication, its
// correction and its withdrawal.
func TestListSession(t *testing.T) {
	s := withInvented(t, "en")
	s.must(0, "list", "run", "--list", "china-gazelle", "--reference-date", "2025-06-30", "--edition", "1.json", "--report", "1.xlsx")
	s.must(0, "list", "verify", "1.json")
	s.must(0, "list", "verify", "1.json", "--recompute")
	first, err := os.ReadFile("1.json")
	if err != nil {
		t.Fatal(err)
	}
	s.must(0, "list", "run", "--list", "china-gazelle", "--reference-date", "2025-06-30", "--edition", "again.json")
	if again, err := os.ReadFile("again.json"); err != nil || string(again) != string(first) {
		t.Errorf("the same again has other bytes: %v", err)
	}
	e := s.edition("--list", "china-gazelle")
	if e.Counts.In == 0 || e.Counts.Borderline == 0 || e.Counts.Out == 0 || e.Counts.Insufficient == 0 || e.Counts.Considered != 132 {
		t.Errorf("the counts: %+v", e.Counts)
	}

	// Any byte changed, and it does not verify.
	for at := range 40 {
		changed := slices.Clone(first)
		changed[at*len(changed)/40] ^= 1
		if _, err := growth.Verify(changed); graph.CodeOf(err) != graph.CodeDamaged {
			t.Fatalf("with byte %d changed: %v", at*len(changed)/40, err)
		}
	}
	if _, err := growth.Verify(append(slices.Clone(first), '\n')); graph.CodeOf(err) != graph.CodeDamaged {
		t.Errorf("with a byte more: %v", err)
	}
	if err := os.WriteFile("bad.json", []byte(strings.Replace(string(first), "示例", "实例", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	s.must(3, "list", "verify", "bad.json")

	s.must(0, "list", "publish", "1.json", "--why", "the list of 2025")
	s.must(4, "list", "publish", "1.json", "--why", "once more")
	if got := s.statuses(); got != "2025-06-30 published" {
		t.Errorf("after the publication: %s", got)
	}
	members := 0
	v := s.view()
	for _, x := range e.Entries {
		n, err := v.Neighbours([]graph.SubjectID{x.Enterprise}, memory.NeighbourQuery{Edge: graph.EdgeListedIn, First: 10})
		if err != nil {
			t.Fatal(err)
		}
		members += n[0].Total
	}
	if members != e.Counts.In { // who is at the border is not on the list
		t.Errorf("%d enterprises are listed, want %d", members, e.Counts.In)
	}
	s.must(2, "revoke", "3", "--why", "test") // what is published cannot be revoked

	// A correction: one enterprise's revenue was misprinted.
	s.must(0, "source", "add", "audit", "--name", "audit", "--trust", "verified")
	name := e.Entries[0].Name
	s.file("audit.csv", "企业全称,年度,营业收入（万元）\n"+name+",2024,1\n")
	s.must(0, "import", "audit.csv", "--source", "audit")
	s.must(2, "list", "run", "--list", "china-gazelle", "--corrects", e.Hash())
	s.must(0, "list", "run", "--list", "china-gazelle", "--reference-date", "2025-06-30", "--edition", "2.json", "--number", "2025-06-30.2", "--corrects", e.Hash(), "--reason", "a figure was misprinted")
	var d growth.Diff
	if err := json.Unmarshal([]byte(s.must(0, "list", "diff", "1.json", "2.json", "--json")), &d); err != nil {
		t.Fatal(err)
	}
	left := slices.IndexFunc(d.Changes, func(c growth.Change) bool { return c.Kind == "left" })
	if d.Left != 1 || left < 0 || d.Changes[left].Name != name || !slices.Equal(d.Changes[left].Causes, []string{growth.CauseCorrection, growth.CauseData}) {
		t.Errorf("the correction: %+v", d)
	}
	for _, c := range d.Changes {
		if c.Kind == "moved" && !slices.Equal(c.Causes, []string{growth.CauseCorrection, growth.CauseField}) {
			t.Errorf("who moved up: %+v", c)
		}
	}
	s.must(0, "list", "publish", "2.json", "--why", "a correction")
	if got := s.statuses(); got != "2025-06-30 corrected, 2025-06-30.2 published" {
		t.Errorf("after the correction: %s", got)
	}

	// The next year's list supersedes it; one that is withdrawn stays readable.
	s.must(0, "list", "run", "--list", "china-gazelle", "--reference-date", "2026-01-31", "--edition", "3.json")
	s.must(0, "list", "publish", "3.json", "--why", "the list of 2026")
	if got := s.statuses(); got != "2025-06-30 corrected, 2025-06-30.2 superseded, 2026-01-31 published" {
		t.Errorf("after the next: %s", got)
	}
	// A correction of what is superseded takes its place and nobody else's; what was
	// corrected once is not corrected again.
	corrected, err := os.ReadFile("2.json")
	if err != nil {
		t.Fatal(err)
	}
	second, err := growth.Verify(corrected)
	if err != nil {
		t.Fatal(err)
	}
	s.must(0, "list", "run", "--list", "china-gazelle", "--reference-date", "2025-06-30", "--edition", "4.json", "--number", "2025-06-30.3", "--corrects", second.Hash(), "--reason", "once more")
	s.must(0, "list", "publish", "4.json", "--why", "a correction")
	if got := s.statuses(); got != "2025-06-30 corrected, 2025-06-30.2 corrected, 2025-06-30.3 superseded, 2026-01-31 published" {
		t.Errorf("after the late correction: %s", got)
	}
	s.must(0, "list", "run", "--list", "china-gazelle", "--reference-date", "2025-06-30", "--edition", "5.json", "--number", "2025-06-30.4", "--corrects", e.Hash(), "--reason", "once more")
	s.must(4, "list", "publish", "5.json", "--why", "a correction")
	s.must(0, "list", "withdraw", "china-gazelle", "2026-01-31", "--why", "too early")
	s.must(4, "list", "withdraw", "china-gazelle", "2026-01-31", "--why", "too early")
	s.must(5, "list", "withdraw", "china-gazelle", "2027", "--why", "too early")
	if got := s.statuses(); got != "2025-06-30 corrected, 2025-06-30.2 corrected, 2025-06-30.3 superseded, 2026-01-31 withdrawn" {
		t.Errorf("after the withdrawal: %s", got)
	}
	s.must(0, "list", "verify", "1.json", "--recompute") // of its own revision, whatever came since
	s.must(0, "verify")
}

// statuses tells the editions that stand, and what has become of each.
func (s *session) statuses() string {
	s.t.Helper()
	all, err := register.Entries(s.t.Context(), s.view(), "china-gazelle")
	if err != nil {
		s.t.Fatal(err)
	}
	var lines []string
	for _, p := range all {
		lines = append(lines, p.Number+" "+string(p.Status))
	}
	slices.Sort(lines)
	return strings.Join(lines, ", ")
}

// TestListCauses keeps that a diff tells rule from data from time.
func TestListCauses(t *testing.T) {
	s := withInvented(t, "en")
	s.file("mine.yaml", s.must(0, "list", "show", "china-gazelle", "--file"))
	s.must(0, "list", "check", "mine.yaml")
	run := func(file string, args ...string) {
		s.must(0, append([]string{"list", "run", "--list", "mine.yaml", "--edition", file, "--limit", "1"}, args...)...)
	}
	diff := func(from, to string, more ...string) *growth.Diff {
		var d growth.Diff
		if err := json.Unmarshal([]byte(s.must(0, append([]string{"list", "diff", from, to, "--json"}, more...)...)), &d); err != nil {
			t.Fatal(err)
		}
		return &d
	}
	causes := func(d *growth.Diff) string {
		seen := map[string]bool{}
		for _, c := range d.Changes {
			seen[c.Kind+" "+strings.Join(c.Causes, "+")] = true
		}
		var all []string
		for c := range seen {
			all = append(all, c)
		}
		slices.Sort(all)
		return strings.Join(all, ", ")
	}
	run("1.json", "--reference-date", "2025-06-30")
	text, err := os.ReadFile("mine.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s.file("mine.yaml", strings.Replace(string(text), "atLeast: 0.2\n", "atLeast: 0.3\n", 1))
	run("2.json", "--reference-date", "2025-06-30")
	if d := diff("1.json", "2.json"); d.Left == 0 || d.Entered > 0 || !strings.Contains(causes(d), "left rule") || strings.Contains(causes(d), "data") {
		t.Errorf("another rule: %s, %+v", causes(d), d)
	}
	s.file("mine.yaml", string(text))
	run("3.json", "--reference-date", "2026-06-30")
	if d := diff("1.json", "3.json"); d.Left == 0 || strings.Contains(causes(d), "rule") || !strings.Contains(causes(d), "left time") {
		t.Errorf("another year: %s, %+v", causes(d), d)
	}

	// Rule and data: the earlier rule on the later data parts them.
	s.must(0, "source", "add", "audit", "--name", "audit", "--trust", "verified")
	first := s.edition("--list", "mine.yaml").Entries[0]
	s.file("audit.csv", "企业全称,年度,营业收入（万元）\n"+first.Name+",2024,1\n")
	s.must(0, "import", "audit.csv", "--source", "audit")
	s.file("mine.yaml", strings.Replace(string(text), "atLeast: 0.2\n", "atLeast: 0.21\n", 1))
	run("4.json", "--reference-date", "2025-06-30")
	of := func(d *growth.Diff) string {
		for _, c := range d.Changes {
			if c.Enterprise == first.Enterprise {
				return fmt.Sprint(c.Kind, c.Causes)
			}
		}
		return ""
	}
	if got := of(diff("1.json", "4.json")); got != "left[data rule]" {
		t.Errorf("both changed: %s", got)
	}
	if got := of(diff("1.json", "4.json", "--rejudge")); got != "left[data]" {
		t.Errorf("parted: %s", got)
	}
	s.must(3, "list", "diff", "1.json", "mine.yaml")
}

// TestListCommands keeps what the commands say to wrong usage, and that another
// line is tried without being kept.
func TestListCommands(t *testing.T) {
	s := withInvented(t, "en")
	base := s.edition("--list", "china-gazelle")
	tried := s.edition("--list", "china-gazelle", "--what-if", "byRevenue=25%", "--what-if", "byEmployees=9")
	if tried.Rule == base.Rule || tried.Counts.In >= base.Counts.In {
		t.Errorf("at 25 %%: %+v, before %+v", tried.Counts, base.Counts)
	}
	if e := s.edition("--list", "miit-little-giant", "--reference-date", "2026-05-01"); e.List.Code != "miit-little-giant-2026" {
		t.Errorf("of May 2026: %s", e.List.Code)
	}
	if e := s.edition("--list", "miit-little-giant", "--reference-date", "2026-05-01", "--renewal"); e.List.Code != "miit-little-giant-2022" {
		t.Errorf("renewals of May 2026: %s", e.List.Code)
	}
	s.file("wrong.yaml", "list: 1\ncode: x\nnme: 1\n")
	for _, tt := range []struct {
		code int
		args string
		says string
	}{
		{2, "list check wrong.yaml", `wrong.yaml:3:1: there is no key "nme"; write name`},
		{5, "list check none.yaml", "there is no file none.yaml"},
		{5, "list show none", "there is no list none"},
		{2, "list run", "name the list with --list"},
		{2, "list run --list oecd-gazelle --reference-date 2025", "is no day"},
		{2, "list run --list oecd-gazelle --what-if x", "has not the form"},
		{5, "list run --list oecd-gazelle --what-if x=1", "no criterion"},
		{2, "list run --list oecd-gazelle --what-if size=1 --edition x.json", "is not kept"},
		{2, "list run --list oecd-gazelle --report x.csv", ".xlsx"},
		{2, "list run --list oecd-gazelle --limit -1", "cannot be negative"},
		{5, "list run --list oecd-gazelle --explain nobody", "there is no enterprise nobody"},
		{5, "list verify none.json", "there is no file none.json"},
		{3, "list verify wrong.yaml", "no edition of a list"},
		{2, "list publish x.json", "--why"},
	} {
		r := s.run(t.Context(), strings.Fields(tt.args)...)
		if r.code != tt.code || !strings.Contains(r.stderr, tt.says) {
			t.Errorf("%s: exit code %d, want %d with %q\n%s", tt.args, r.code, tt.code, tt.says, r.stderr)
		}
	}
	for _, lang := range []string{"zh", "en"} {
		s.env["CHAINATLAS_LANG"] = lang
		golden(t, "list."+lang, s.transcript(words(
			"list show",
			"list show oecd-gazelle",
			"list run --list oecd-gazelle --reference-date 2025-06-30 --limit 8",
			"list run --list china-gazelle --reference-date 2025-06-30 --explain 示例长江",
		)...))
	}
}

// TestListReal keeps that the collected data, which have no figures of years, give
// not enough data, and say what is missing.
func TestListReal(t *testing.T) {
	for _, tt := range []struct {
		mapping, files, list, date string
		considered                 int
		lacks                      growth.Need
	}{
		{"cnsec.yaml", "cnsec/*.csv", "oecd-high-growth", "2025-06-30", 1788, growth.Need{Figure: graph.PropRevenue, Year: 2024}},
		{"crunchbase_2013.yaml", "crunchbase_2013/2013-security*.csv", "ft1000-like", "2013-12-31", 384, growth.Need{Figure: graph.PropRevenue, Year: 2012}},
	} {
		t.Run(tt.list, func(t *testing.T) {
			files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(tt.files)))
			if err != nil || len(files) == 0 {
				t.Skipf("the shared data are not there: %s, %v", tt.files, err)
			}
			mapping, err := filepath.Abs(filepath.Join("..", "..", "examples", "mappings", tt.mapping))
			if err != nil {
				t.Fatal(err)
			}
			for i := range files {
				if files[i], err = filepath.Abs(files[i]); err != nil {
					t.Fatal(err)
				}
			}
			s := newSession(t, "en")
			s.must(0, "init")
			s.must(0, append([]string{"import", "--mapping", mapping}, files...)...)
			var e growth.Edition
			if err := json.Unmarshal([]byte(s.must(0, "list", "run", "--list", tt.list, "--reference-date", tt.date, "--json")), &e); err != nil {
				t.Fatal(err)
			}
			if e.Counts.Considered != tt.considered || e.Counts.Insufficient != tt.considered {
				t.Errorf("the counts: %+v", e.Counts)
			}
			if !slices.Contains(e.Lacking, growth.Lack{Need: tt.lacks, Count: tt.considered}) {
				t.Errorf("what is lacking: %+v", e.Lacking)
			}
		})
	}
}

// TestListGathers keeps what is read off a View: years from their parts, the
// equity that is recorded, and what sources say that disagree.
func TestListGathers(t *testing.T) {
	s := newSession(t, "zh")
	s.must(0, "init")
	for _, source := range []string{"甲", "乙"} {
		id := map[string]string{"甲": "first", "乙": "second"}[source]
		s.must(0, "source", "add", id, "--name", source, "--trust", "media")
	}
	s.file("first.csv", `企业全称,期间,营业收入（万元）
示例半年科技有限公司,2024H1,100
示例半年科技有限公司,2024H2,150
示例半年科技有限公司,2023H1,90
示例季度科技有限公司,2024Q1,1
示例季度科技有限公司,2024Q2,2
示例季度科技有限公司,2024Q3,3
示例季度科技有限公司,2024Q4,4
示例两说科技有限公司,2024,100
示例两币科技有限公司,2024,100
示例未披露科技有限公司,2024,未披露
`)
	s.file("second.csv", `企业全称,年度,营业收入
示例两说科技有限公司,2024,超90万元
示例两币科技有限公司,2024,20万美元
示例未披露科技有限公司,2024,300万元
`)
	s.file("rounds.csv", `企业全称,融资日期,融资轮次,融资金额
示例两说科技有限公司,2024-03,A轮,1000万元
示例两说科技有限公司,2024-09,A+轮,未披露
示例两说科技有限公司,2023-05,天使轮,数百万元
示例两说科技有限公司,2024-10,债权融资,9亿元
示例两币科技有限公司,2024-03,A轮,1000万元
示例两币科技有限公司,2024-08,B轮,100万美元
`)
	s.must(0, "import", "first.csv", "--source", "first")
	s.must(0, "import", "second.csv", "--source", "second")
	s.must(0, "import", "rounds.csv", "--source", "first")
	l, err := growth.Parse("x.yaml", []byte(strings.TrimSpace(s.must(0, "list", "show", "oecd-high-growth", "--file"))))
	if err != nil {
		t.Fatal(err)
	}
	all, err := gather.Candidates(t.Context(), s.view(), l, growth.When{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, e := range all {
		for _, series := range e.Series {
			for _, f := range series.Figures {
				if f.From == f.To {
					continue // of a year in which no round is recorded
				}
				x := fmt.Sprintf("%v %v", f.Low, f.Currency)
				if f.Bound != graph.BoundExact {
					x += " " + f.Bound.String()
				}
				if f.Derived {
					x += " summed"
				}
				if f.Spread != nil {
					x += fmt.Sprintf(" from %v to %v, open %v, mixed %v", f.Spread.Low, f.Spread.High, f.Spread.Open, f.Spread.Mixed)
				}
				got[fmt.Sprintf("%s %s %d", e.Name, series.Name, f.Year)] = fmt.Sprintf("%s, %d places", x, f.To-f.From)
			}
		}
	}
	want := map[string]string{
		"示例半年科技有限公司 revenue 2024":   "2500000 CNY summed, 2 places",
		"示例季度科技有限公司 revenue 2024":   "100000 CNY summed, 4 places",
		"示例两说科技有限公司 revenue 2024":   "1000000 CNY from 900000 to 1000000, open true, mixed false, 2 places",
		"示例两币科技有限公司 revenue 2024":   "1000000 CNY from 200000 to 1000000, open false, mixed true, 2 places",
		"示例未披露科技有限公司 revenue 2024":  "3000000 CNY, 2 places",
		"示例两说科技有限公司 newEquity 2024": "10000000 CNY at-least summed, 2 places",
		"示例两说科技有限公司 newEquity 2023": "1000000 CNY at-least summed, 1 places",
		"示例两币科技有限公司 newEquity 2024": "0 CNY at-least summed from 0 to 0, open false, mixed true, 2 places",
	}
	for name, x := range want {
		if got[name] != x {
			t.Errorf("%s is %q, want %q", name, got[name], x)
		}
	}
	if len(got) != len(want) {
		t.Errorf("the figures: %q", got)
	}
}

// TestListInputs keeps that what persons bring decides what was by hand, is kept in
// the edition, and that the edition can be drawn up again.
func TestListInputs(t *testing.T) {
	s := withInvented(t, "en")
	s.file("hand.yaml", `list: 1
code: hand
version: "1"
name: {zh: 人工, en: By hand}
class: growth
sources: [{text: test, sure: own}]
inputs: [{id: quality, name: {zh: 质量, en: Quality}}, {id: field, name: {zh: 领域, en: Field}}]
criteria:
  - {id: score, name: {zh: 评分, en: Score}, value: quality, atLeast: 60, sure: own}
  - {id: key, name: {zh: 领域, en: Field}, fact: field, in: ["yes"], sure: own}
`)
	s.file("inputs.csv", "enterprise,input,value,year,from\n示例长江,quality,60,2024,platform\n示例长江,field,yes,,panel\n示例紫山,quality,59.9,,platform\n")
	before, after := s.edition("--list", "hand.yaml"), s.edition("--list", "hand.yaml", "--inputs", "inputs.csv")
	if before.Counts.Borderline != 132 || before.Counts.In != 0 {
		t.Errorf("without: %+v", before.Counts)
	}
	if after.Counts.In != 1 || after.Counts.Out != 1 || after.Counts.Borderline != 130 || len(after.Brought) != 3 {
		t.Errorf("with: %+v", after.Counts)
	}
	s.must(0, "list", "run", "--list", "hand.yaml", "--reference-date", "2025-06-30", "--inputs", "inputs.csv", "--edition", "1.json")
	s.must(0, "list", "verify", "1.json", "--recompute")
	for _, wrong := range []string{"enterprise,input,value\nnobody,quality,1\n", "enterprise,input,value\n示例长江,colour,1\n", "a,b\n1,2\n", "enterprise,input,value,year\n示例长江,quality,1,x\n"} {
		s.file("wrong.csv", wrong)
		if r := s.run(t.Context(), "list", "run", "--list", "hand.yaml", "--inputs", "wrong.csv"); r.code != 2 && r.code != 5 {
			t.Errorf("%q: exit code %d: %s", wrong, r.code, r.stderr)
		}
	}
}
