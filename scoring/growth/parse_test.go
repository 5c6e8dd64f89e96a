package growth_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// right is a small list without a mistake; the cases below put one in.
const right = `list: 1
code: right
version: "1"
name: {zh: 榜单, en: List}
class: growth
sources:
  - {text: test, sure: own}
period: {lag: 4, figure: revenue, fallback: 1}
inputs:
  - {id: brand, name: {zh: 品牌, en: Brand}}
points:
  - {id: rd, group: research, name: {zh: 研发, en: R&D}, value: rdSpend / revenue, bands: [{atLeast: 0.05, points: 10}, {points: 0}]}
criteria:
  - {id: growth, name: {zh: 增长, en: Growth}, value: "cagr(revenue, 3)", atLeast: 0.2}
  - {id: size, name: {zh: 规模, en: Size}, value: revenue, atLeast: 1000000 CNY}
  - {id: score, name: {zh: 分数, en: Points}, value: points(research), atLeast: 5}
  - {id: stage, name: {zh: 阶段, en: Stage}, fact: stage, in: [growth]}
rank: {by: "cagr(revenue, 3)", group: [stage]}
`

// TestMistakes keeps that each mistake is told with its line and cure.
func TestMistakes(t *testing.T) {
	if _, err := growth.Parse("right.yaml", []byte(right)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ old, now, want string }{
		{"list: 1", "list: 2", `x.yaml:1:7: the format "2" is not known; write 1`},
		{"class: growth", "class: grow", `x.yaml:5:8: it cannot be "grow"; write growth`},
		{"criteria:", "criterias:", `x.yaml:13:1: there is no key "criterias"; write criteria`},
		{"code: right", "code: Right!", `x.yaml:2:7: "Right!" has not the form; use lower-case letters, digits, dots and hyphens`},
		{", en: List", "", `x.yaml:4:7: en is missing; add en`},
		{"sure: own", "sure: X", `x.yaml:7:24: it cannot be "X"; choose from P, S, C, M, own`},
		{"revenue, 3)\", at", "revenu, 3)\", at", `x.yaml:14:53: no figure "revenu"; write revenue`},
		{"cagr(revenue, 3)\", at", "cgar(revenue, 3)\", at", `x.yaml:14:53: no function "cgar"; write cagr`},
		{"cagr(revenue, 3)\", at", "cagr(revenue, 30)\", at", `years are a number from 1 to 20`},
		{"cagr(revenue, 3)\", at", "2 * cagr(revenue, 3)\", at", `cagr stands inside another expression`},
		{"cagr(revenue, 3)\", at", "(revenue - revenue[-1]) / 2\", at", `the formula has revenue twice; write each figure once; growth is growth(revenue, 1)`},
		{"cagr(revenue, 3)\", at", "revenue + employees\", at", `the formula adds money to what is none`},
		{"cagr(revenue, 3)\", at", "cagr(revenue\", at", `the formula is not complete`},
		{"cagr(revenue, 3)\", at", "1 @ 2\", at", `the formula cannot be read at "@ 2"`},
		{"1000000 CNY", "1000000", `x.yaml:15:67: a line of money has no currency; write something such as 1000000 CNY`},
		{"1000000 CNY", "1000000 CNX", `the currency "CNX" is not in the list`},
		{"atLeast: 0.2}", "atLeast: 0.2 CNY}", `the formula gives no money; leave CNY out`},
		{"atLeast: 0.2}", "atLeast: twenty}", `"twenty" is no line`},
		{", atLeast: 0.2}", "}", `x.yaml:14:5: the line is missing; write atLeast, above, atMost or below`},
		{"atLeast: 0.2}", "atLeast: 0.2, below: 3}", `a criterion has one line`},
		{"atLeast: 0.2}", "atLeast: 0.2, fact: stage}", `exactly one of value, fact`},
		{"in: [growth]", "in: [Growth]", `x.yaml:17:62: "Growth" is not in its list; write growth`},
		{"in: [growth]", "in: []", `there is nothing in it`},
		{"fact: stage, in: [growth]", "fact: stages, in: [growth]", `no fact "stages"; write stage`},
		{"fact: stage, in: [growth]", "fact: stage", `it does not say what stage should be`},
		{"id: size", "id: growth", `x.yaml:15:10: growth occurs twice; choose another`},
		{"points(research)", "points(reserch)", `no group of points "reserch"; write research`},
		{"{atLeast: 0.05, points: 10}, {points: 0}", "{points: 10}, {points: 0}", `the last band, and it alone, has no condition`},
		{"{atLeast: 0.05, points: 10}, {points: 0}", "{atLeast: 0.05, points: 10}, {atLeast: 0.1, points: 5}, {points: 0}", `bands go from the best to the worst`},
		{"{id: brand", "{id: revenue", `revenue is in the graph already`},
		{"lag: 4", "lag: x", `"x" is no whole number from 0 to 24`},
		{"figure: revenue, ", "", `fallback needs a figure`},
		{"group: [stage]", "group: [region]", `it cannot be "region"`},
		{"class: growth", "class: growth\nclass: growth", `the key "class" occurs twice`},
		{"class: growth", "class: &a growth", `anchors, aliases, merge keys and tags of YAML are not supported`},
		{"class: growth", "class: [growth", `not YAML`},
		{"criteria:\n", "criteria: []\nx:\n", `there are no criteria`},
	} {
		text := strings.Replace(right, tt.old, tt.now, 1)
		if text == right {
			t.Errorf("%q is not in the list", tt.old)
			continue
		}
		_, err := growth.Parse("x.yaml", []byte(text))
		m, ok := errors.AsType[*yamlfile.Mistakes](err)
		if graph.CodeOf(err) != graph.CodeInvalid || !ok {
			t.Errorf("%q: %v", tt.now, err)
			continue
		}
		if got := m.In("en"); !strings.Contains(got, tt.want) {
			t.Errorf("%q says\n%s\nwant\n%s", tt.now, got, tt.want)
		}
		if strings.Contains(m.In("zh")+m.In("en"), "%!") {
			t.Errorf("%q says %s %s", tt.now, m.In("zh"), m.In("en"))
		}
	}
	if _, err := growth.Parse("x", []byte("\xff")); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("bytes: %v", err)
	}
	if _, err := growth.Parse("x", bytes.Repeat([]byte{'['}, 5000)); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("brackets: %v", err)
	}
}

// TestSchema keeps that the JSON Schema takes every shipped list and refuses what
// a schema can refuse.
func TestSchema(t *testing.T) {
	c := jsonschema.NewCompiler()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(growth.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.AddResource("list.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("list.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(text []byte) error {
		var v any
		if err := yaml.Unmarshal(text, &v); err != nil {
			return err
		}
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		x, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			return err
		}
		return s.Validate(x)
	}
	for _, l := range growth.Shipped() {
		text, err := growth.ShippedFile(l.Code)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(text); err != nil {
			t.Errorf("%s: %v", l.Code, err)
		}
	}
	for _, r := range [][2]string{
		{"list: 1", "list: 2"}, {"criteria:", "criterias:"}, {", en: List", ""}, {"sure: own", "sure: X"}, {", atLeast: 0.2}", "}"},
		{"atLeast: 0.2}", "atLeast: 0.2, fact: stage}"}, {"lag: 4", "lag: 40"}, {"in: [growth]", "in: []"},
	} {
		if validate([]byte(strings.Replace(right, r[0], r[1], 1))) == nil {
			t.Errorf("the schema takes %s", r[1])
		}
	}
	if err := validate([]byte(right)); err != nil {
		t.Error(err)
	}
}

// TestShipped keeps that every shipped list has what the plan asks for, sources
// with how sure they are, a mark on every criterion, and a file named after it.
func TestShipped(t *testing.T) {
	want := []string{
		"china-gazelle", "china-unicorn", "eu-high-growth", "ft1000-like", "miit-innovative-2022", "miit-innovative-2026",
		"miit-little-giant-2022", "miit-little-giant-2026", "miit-specialised-2022", "miit-specialised-2026", "oecd-gazelle", "oecd-high-growth",
		"plan-champion-product", "plan-champion-service", "plan-champion-solution", "plan-early-growth", "plan-high-growth", "plan-high-value-project", "single-champion-138",
	}
	var got []string
	for _, l := range growth.Shipped() {
		got = append(got, l.Code)
		if len(l.Sources) == 0 || l.About.Zh == "" || l.About.En == "" {
			t.Errorf("%s does not say what it is and where it is from", l.Code)
		}
		for _, s := range l.Sources {
			if s.Sure == "" {
				t.Errorf("%s does not say how sure %s is", l.Code, s.Text)
			}
		}
		var visit func(all []growth.Criterion)
		visit = func(all []growth.Criterion) {
			for _, c := range all {
				parts := slices.Concat(c.All, c.Any, c.First)
				if len(parts) == 0 && c.Sure == "" {
					t.Errorf("%s does not say how sure %s is", l.Code, c.ID)
				}
				visit(parts)
			}
		}
		visit(slices.Concat(l.Scope, l.Eligible, l.Criteria, l.Gates))
		text, err := growth.ShippedFile(l.Code)
		if err != nil {
			t.Error(err)
		}
		again, err := growth.Parse(l.Code, text)
		if err != nil || again.Hash() != l.Hash() {
			t.Errorf("%s is not the list of its file: %v", l.Code, err)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the lists are %v", got)
	}
}

// TestHash keeps that the hash of a list is that of what it says.
func TestHash(t *testing.T) {
	l := parse(t, right)
	same := strings.NewReplacer("0.2}", "0.200}", "1000000 CNY", "1_000_000 CNY", "class: growth\n", "", "list: 1\n", "").Replace(right)
	same = "list: 1\n# a remark\nclass: growth\n" + same
	if parse(t, same).Hash() != l.Hash() {
		t.Error("a remark, the order of keys or the form of a number changes the hash")
	}
	if parse(t, strings.Replace(right, "0.2}", "0.21}", 1)).Hash() == l.Hash() {
		t.Error("another line has the same hash")
	}
	b, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	var back growth.List
	if err := json.Unmarshal(b, &back); err != nil || back.Hash() != l.Hash() {
		t.Errorf("read back: %v", err)
	}
}

// TestWhatIf keeps that another line is tried on a copy.
func TestWhatIf(t *testing.T) {
	l := parse(t, byRevenue)
	hash := l.Hash()
	w, err := l.With("growth", decimal(t, "0.25"))
	if err != nil {
		t.Fatal(err)
	}
	e := candidate("2010", "", series(t, "revenue", "10000 CNY", "", "", "17280 CNY"))
	if s, _ := judge(t, w, on).State(e); s != growth.Out {
		t.Errorf("at 25 %%: %v", s)
	}
	if s, _ := judge(t, l, on).State(e); s != growth.In || l.Hash() != hash || w.Hash() == hash {
		t.Errorf("the list itself: %v", s)
	}
	if _, err := l.With("none", decimal(t, "1")); graph.CodeOf(err) != graph.CodeNotFound || !strings.Contains(err.Error(), "growth") {
		t.Errorf("of no criterion: %v", err)
	}
}

// FuzzParse sees that no bytes bring Parse to fall, and that what it takes is the
// same after a way through JSON, and can be judged by.
func FuzzParse(f *testing.F) {
	f.Add([]byte(right))
	for _, l := range growth.Shipped() {
		text, err := growth.ShippedFile(l.Code)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := growth.Parse("x.yaml", data)
		if err != nil {
			if graph.CodeOf(err) != graph.CodeInvalid || err.Error() == "" {
				t.Fatalf("got %v", err)
			}
			return
		}
		b, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		var back growth.List
		if err := json.Unmarshal(b, &back); err != nil || back.Hash() != l.Hash() {
			t.Fatalf("read back: %v", err)
		}
		j, err := growth.NewJudge(&back, on)
		if err != nil {
			t.Fatal(err)
		}
		j.Explain(candidate("2010", "stage=growth"))
	})
}

// FuzzFormula sees that no formula brings the engine to fall, and that the ends of
// what it gives are in order.
func FuzzFormula(f *testing.F) {
	for _, s := range []string{"cagr(revenue, 3)", "each(rdSpend / revenue, 2)", "-(1 + 2) * 3 / employees[-2]", "mean(growth(revenue, 1), 2)", "age(0)", "last(patents, 2)"} {
		f.Add(s, int64(100), int64(250))
	}
	f.Fuzz(func(t *testing.T, formula string, a, b int64) {
		if strings.ContainsAny(formula, "\"\\\n\r") || len(formula) > 450 {
			return
		}
		l, err := growth.Parse("x.yaml", []byte(strings.Replace(right, `"cagr(revenue, 3)", atLeast: 0.2`, `"`+formula+`", atLeast: 0.2`, 1)))
		if err != nil {
			return
		}
		low, high := graph.Decimal{Unscaled: min(a, b)}, graph.Decimal{Unscaled: max(a, b)}
		s := growth.Series{Name: "revenue"}
		for y := range int16(8) {
			s.Figures = append(s.Figures, growth.Figure{Year: 2017 + y, Bound: graph.BoundRange, Low: low, High: high, Currency: growth.CurrencyOf("CNY")})
		}
		r := judge(t, l, on).Explain(candidate("2010", "", s, series(t, "employees", "3", "-5", "7..9"), series(t, "rdSpend", ">5 CNY", "~3 CNY"), series(t, "patents", "1", "", "")))
		v := find(r.Criteria, "growth").Value
		if v != nil && v.Low != nil && v.High != nil && v.Low.Compare(*v.High) > 0 {
			t.Errorf("%s is from %v to %v", formula, v.Low, v.High)
		}
	})
}

// TestDocs keeps that the list in each language's manual is one.
func TestDocs(t *testing.T) {
	for _, file := range []string{"lists.md", "lists.zh.md"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "docs", file))
		if err != nil {
			t.Fatal(err)
		}
		_, after, _ := strings.Cut(string(text), "```yaml\n")
		list, _, ok := strings.Cut(after, "```")
		if _, err := growth.Parse(file, []byte(list)); err != nil || !ok {
			t.Errorf("%s: %v", file, err)
		}
		for _, l := range growth.Shipped() {
			name := l.Code
			if l.Family != "" {
				name = l.Family
			}
			if rest, champion := strings.CutPrefix(name, "plan-champion"); champion {
				name = rest
			}
			if !strings.Contains(string(text), "`"+name+"`") && !strings.Contains(string(text), "`plan-champion"+name+"`") {
				t.Errorf("%s does not tell of %s", file, l.Code)
			}
		}
	}
}

// TestModel keeps what a list with a model refuses: schemes whose scores would
// depend on who else is a candidate, and projects with figures of enterprises.
func TestModel(t *testing.T) {
	file, err := growth.ShippedFile("plan-high-value-project")
	if err != nil {
		t.Fatal(err)
	}
	const by = "model: {scheme: high-value-project, input: score}"
	scheme := shipped(t, "plan-high-value-project").Model.File
	written := func(old, new string) string {
		if !strings.Contains(scheme, old) {
			t.Fatalf("the scheme has no %s", old)
		}
		return "model:\n  input: score\n  file: |\n    " + strings.ReplaceAll(strings.Replace(scheme, old, new, 1), "\n", "\n    ")
	}
	for _, tt := range []struct{ old, new, why string }{
		{by, written("digits: 1", "digits: 2"), ""},
		{by, "model: {scheme: high-value-projekt, input: score}", "no scheme"},
		{by, "model: {scheme: firewall, input: score}", "it rates product"},
		{by, "model: {scheme: high-value-project, input: worth}", "there is no \"worth\" among the inputs"},
		{by, "model: {input: score}", "exactly one of scheme and file"},
		{by, written("goalposts: {low: 0, high: 20, example: true}", "normalise: minmax"), "moves with the cohort"},
		{by, written("low: 0, high: 500, example", "low: 1, high: 500, log: natural, example"), "the logarithm is taken"},
		{by, written("aggregation: arithmetic", "aggregation: borda"), "aggregated by borda"},
		{by, written("coverage: 0.6", "coverage: 0.6\n  missing: mean"), "is filled in"},
		{by, written("version: 1", "version: 9"), "the scheme is not sound"},
		{"value: score", "value: revenue", "revenue"},
		{"fact: status", "fact: stage", "no fact"},
		{"of: project", "of: enterprise", "it rates project"},
	} {
		text := strings.Replace(string(file), tt.old, tt.new, 1)
		switch l, err := growth.Parse("x.yaml", []byte(text)); {
		case tt.why == "" && err != nil:
			t.Errorf("%s: %v", tt.new, err)
		case tt.why == "" && l.Hash() == shipped(t, l.Code).Hash():
			t.Error("a list with another model has the same hash")
		case tt.why != "" && (err == nil || !strings.Contains(err.Error(), tt.why)):
			t.Errorf("%.60s: %v, want %s", tt.new, err, tt.why)
		}
	}
	// An input that the model computes is not brought by persons.
	l := shipped(t, "plan-high-value-project")
	if err := l.CheckBrought([]growth.Brought{{Enterprise: "s-1", Input: "score", Value: "99"}}); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("a score was brought: %v", err)
	}
}
