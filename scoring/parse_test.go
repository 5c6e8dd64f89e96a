package scoring

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

const everyKey = head + `rates: product
sources:
- {id: gb, name: {zh: 国家标准, en: a national standard}, ref: GB/T 0-0000}
defaults: {aggregation: [geometric, arithmetic], coverage: 0.6, normalise: {method: minmax, scale: [1, 100]}, maxAge: 24 months}
index:
  children:
  - id: function
    label: {zh: 功能, en: function}
    weight: 60
    weights: {method: ahp, ri: saaty-1980, judges: [{name: 甲, matrix: [[1, 3], [1/3, 1]]}, {name: 乙, matrix: [[1, 2], [0.5, 1]]}]}
    children:
    - {id: throughput, unit: Gbit/s, source: gb, evidence: {test: 吞吐量, basis: tested}, goalposts: {low: 1, high: 40, log: natural, example: true}}
    - {id: latency, direction: down, unit: µs, value: "latency_99 * 1000", outliers: winsoriseLog, missing: groupMedian}
  - id: effect
    weight: 40
    coverage: 0.5
    children:
    - {id: blocked, value: blocked, denominator: attempts, normalise: none}
    - {id: level, normalise: {method: categorical, categories: {高: 1, 中: 0.5, 低: 0, 不适用: null}}, missing: refuse}
gates:
- {id: licence, label: {zh: 许可, en: licence}, require: licence >= 1 and not recalled = 1, cap: B, unknown: cap}
grades:
- {id: A, label: {zh: 优, en: good}, from: 60}
- {id: B, label: {zh: 合格, en: fair}}
doubt: {runs: 50, weights: 0.2, normalise: [rank], aggregation: [arithmetic], missing: [mean], drop: true, top: 2}
`

// TestParse reads everything that a scheme can say, and sees that layout and
// comments do not change its hash, and what it says does.
func TestParse(t *testing.T) {
	s := parse(t, everyKey)
	if n := len(s.Indicators()); n != 4 {
		t.Fatalf("got %d indicators", n)
	}
	x := s.Indicators()[0].Indicator
	if x.Evidence != (Evidence{From: FromTest, Name: "吞吐量", MaxAge: Age{Months: 24}, Basis: Tested}) || !x.Example || x.Normalise.Log != "natural" || x.Value.String() != "吞吐量" {
		t.Errorf("got %+v", x)
	}
	if a := s.Index.Group.Aggregation.Method; a != Geometric {
		t.Errorf("the index is %s", a)
	}
	if a := s.Index.Group.Children[0].Group.Aggregation.Method; a != Arithmetic {
		t.Errorf("groups are %s", a)
	}
	named := parse(t, head+"lists: {steps: [x, y], other: [z]}\nindex:\n"+flow("{id: a, each: steps, evidence: {test: 'step {}'}}"))
	listed := parse(t, head+"index:\n"+flow("{id: a, each: [x, y], evidence: {test: 'step {}'}}"))
	if named.Hash() != listed.Hash() || !slices.Equal(named.EvidenceNames(), []string{"step x", "step y"}) {
		t.Errorf("a list that is named gives %v", named.EvidenceNames())
	}
	same := parse(t, "# a comment\n"+strings.ReplaceAll(everyKey, "{id: B, label: {zh: 合格, en: fair}}", "{label: {en: fair, zh: 合格},   id: B}"))
	if same.Hash() != s.Hash() {
		t.Error("layout changes the hash")
	}
	for _, change := range [][2]string{{"weight: 60", "weight: 59.99999"}, {"合格", "不合格"}, {"runs: 50", "runs: 51"}, {"high: 40", "high: 41"}} {
		text := strings.Replace(everyKey, change[0], change[1], 1)
		if o := parse(t, text); o.Hash() == s.Hash() {
			t.Errorf("%v does not change the hash", change)
		}
	}
}

// TestSchema keeps the JSON Schema fresh, and sees that it agrees with Parse.
func TestSchema(t *testing.T) {
	b, err := os.ReadFile("scheme.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, Schema()) {
		t.Error("scheme.schema.json is not fresh: run go generate ./scoring")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("scheme.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("scheme.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	check := func(text string) error {
		wrong := &yamlfile.Mistakes{}
		n := yamlfile.Read([]byte(text), bounds, wrong)
		if n == nil {
			return wrong.Err("scoring.Parse")
		}
		return schema.Validate(plain(n))
	}
	if err := check(everyKey); err != nil {
		t.Error(err)
	}
	var cases []struct{ Name, Scheme string }
	if b, err = os.ReadFile("testdata/indices.json"); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if err := check(c.Scheme); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
	for seed := range uint64(60) {
		v := &invention{Rand: rand.New(rand.NewPCG(seed, 12)), names: names("unit", 3)}
		if text := v.scheme(); check(text) != nil {
			t.Errorf("%v\n%s", check(text), text)
		}
	}
	// What the schema can say, it says.
	for _, change := range [][2]string{
		{"version: 1", "version: 2"}, {"unit:", "units:"}, {"direction: down", "direction: downward"}, {"rates: product", "rates: [product]"},
		{"coverage: 0.6", "coverage: 60"}, {"low: 1,", "low: x,"}, {"maxAge: 24 months", "maxAge: 24"}, {"id: function", "id: 'a b'"},
	} {
		text := strings.Replace(everyKey, change[0], change[1], 1)
		if _, err := Parse("x", []byte(text)); err == nil {
			t.Errorf("%v is taken by Parse", change)
		}
		if check(text) == nil {
			t.Errorf("%v is taken by the schema", change)
		}
	}
}

// plain turns nodes into what a JSON decoder would make of them.
func plain(n *yamlfile.Node) any {
	switch n.Kind {
	case yamlfile.Scalar:
		if v, ok := n.Number(); ok && n.Scalar != yamlfile.Text {
			return v
		}
		if n.Scalar != yamlfile.Text && (n.Text == "true" || n.Text == "false") {
			return n.Text == "true"
		}
		return n.Text
	case yamlfile.List:
		out := []any{}
		for _, x := range n.Items {
			out = append(out, plain(x))
		}
		return out
	case yamlfile.Object:
		out := map[string]any{}
		for _, e := range n.Entries {
			out[e.Key.Text] = plain(e.Value)
		}
		return out
	}
	return nil
}

// TestMistakes sees that each mistake is told with its line and a cure.
func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		old, new string
		line     int
		says     string
	}{
		{"weight: 60", "weight: 50", 12, "the weights add up to 90"},
		{"weight: 60", "weight: .nan", 14, "no finite number"},
		{"weight: 60", "weight: -60", 14, "out of range"},
		{"high: 40", "high: .inf", 17, "does not fit"},
		{"high: 40", "high: 1e999", 17, "no finite number"},
		{"high: 40", "high: 0.5", 17, "low is not below high"},
		{"low: 1,", "low: 0,", 17, "above 0"},
		{"id: latency,", "id: throughput,", 18, "occurs twice, first in line 17"},
		{"source: gb", "source: gbt", 17, "no source \"gbt\""},
		{"[1/3, 1]", "[1/2, 1]", 15, "not the reciprocal"},
		{"[1/3, 1]", "[1/3]", 15, "has 2 numbers"},
		{"winsoriseLog", "winsorise-log", 18, "write winsoriseLog"},
		{"denominator: attempts", "denominator: attempts +", 23, "it ends where a value belongs"},
		{"cap: B", "cap: C", 26, "no grade \"C\""},
		{"method: ahp", "method: bud", 15, "write bod"},
		{"aggregation: [arithmetic]", "aggregation: [power]", 30, "power without exponent"},
		{"coverage: 0.5", "coverage: 0.5\n    unit: m", 22, "does not go together|do not go together"},
		{"- {id: level,", "- {id: level, attribute: '2.1',", 24, "attribute is for processLevels alone"},
		{"  - id: effect", "  - effect: x", 19, "there is no key \"effect\""},
		{"  - id: effect\n    weight: 40", "  - weight: 40", 19, "id is missing"},
		{"coverage: 0.5", "coverage: {of: children}", 21, "neither share nor least"},
		{"coverage: 0.5", "coverage: {least: 2, of: weight}", 21, "does not count by weight"},
		{"coverage: 0.5", "coverage: {share: 0.5, screen: true}", 21, "screen counts indicators"},
		{"coverage: 0.5", "coverage: [0.5]", 21, "write a number, or an object"},
		{"coverage: 0.5", "direction: down", 21, "but without normalise"},
		{"log: natural, ", "plus: 1, ", 17, "plus is for log alone"},
		{"low: 1,", "low: top0,", 17, "write a finite number, a quantile such as p5, or top5"},
		{"low: 1,", "low: -1, plus: 1,", 17, "goalposts of a logarithm are above 0"},
		{"missing: groupMedian", "missing: {method: value}", 18, "without the value"},
		{"missing: groupMedian", "missing: {method: mean, value: 3}", 18, "value is for method: value alone"},
		{"missing: groupMedian", "missing: value", 18, "choose from exclude"},
		{"winsoriseLog", "{method: iqr, most: 3}", 18, "iqr does not use most"},
		{"normalise: none", "normalise: {method: zscore, spread: -1}", 23, "a spread that is not above 0"},
		{"normalise: none", "normalise: {method: zscore, scale: [0, 1]}", 23, "zscore does not use scale"},
		{"normalise: none", "normalise: {method: zscore, center: mode}", 23, "write mean, median or a finite number"},
		{"normalise: none", "normalise: {method: categorical, by: value, bands: [{value: 0}, {value: 1}]}", 23, "from is missing"},
		{"from: 60}", "from: p60}\n- {id: C, label: c, from: 3}", 29, "such as p80 throughout"},
		{"aggregation: [arithmetic]", "aggregation: [sum]", 30, "sum is no alternative"},
		{"- {id: latency,", "- {id: latency, each: stps,", 18, "there is no list \"stps\"; write it below lists"},
	} {
		text := strings.Replace(everyKey, c.old, c.new, 1)
		if text == everyKey {
			t.Fatalf("%q is not in the scheme", c.old)
		}
		_, err := Parse("x.yaml", []byte(text))
		m, ok := errors.AsType[*yamlfile.Mistakes](err)
		if !ok || graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("%q: got %v", c.new, err)
			continue
		}
		found := false
		for _, x := range m.List {
			for says := range strings.SplitSeq(c.says, "|") {
				found = found || x.Line == c.line && strings.Contains(x.Reason.En+"; "+x.Cure.En, says)
			}
			if x.Reason.Zh == "" || x.Cure.Zh == "" || x.Cure.En == "" {
				t.Errorf("%q: %+v is not in both languages", c.new, x)
			}
		}
		if !found {
			t.Errorf("%q: want %q in line %d, got\n%v", c.new, c.says, c.line, m)
		}
	}
}

// TestHostile sees that schemes made to do harm are refused, with the place and
// the cure, quickly, and in little memory.
func TestHostile(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a: &a [x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c < 'z'; c++ {
		fmt.Fprintf(&bomb, "%[1]c: &%[1]c [*%[2]c, *%[2]c, *%[2]c, *%[2]c, *%[2]c, *%[2]c, *%[2]c]\n", c, c-1)
	}
	million := head + "index:\n  children:\n" + strings.Repeat("  - {id: a}\n", 1_000_000)
	many := head + "index:\n" + flow("{id: a, each: ["+strings.Join(names("x", 30_000), ", ")+"]}")
	deep := head + "index:\n"
	for i := range 100 {
		deep += strings.Repeat(" ", 2*i+2) + "children:\n" + strings.Repeat(" ", 2*i+2) + "- id: g" + fmt.Sprint(i) + "\n"
	}
	for name, text := range map[string]string{
		"a YAML bomb":                bomb.String(),
		"a cycle":                    head + "index: &i\n  children:\n  - *i\n",
		"a merge of itself":          head + "index: &i\n  <<: *i\n  children: []\n",
		"a million indicators":       million,
		"30,000 indicators by each":  many,
		"100 levels":                 deep,
		"nested brackets":            head + "index: " + strings.Repeat("[", 100_000),
		"nested dashes":              strings.Repeat("- ", 100_000) + "x",
		"nested braces":              strings.Repeat("{a: ", 50_000),
		"NaN":                        head + "index:\n" + flow("{id: a, goalposts: {low: .nan, high: 1}}"),
		"infinite goalposts":         head + "index:\n" + flow("{id: a, goalposts: {low: -.inf, high: .inf}}"),
		"an exponent":                head + "index:\n" + flow("{id: a, goalposts: {low: 0, high: 1e99999999999}}"),
		"a fraction of nothing":      head + "index:\n" + flow("{id: a, weight: 1/0}"),
		"weights of 0":               head + "index:\n  weights: relative\n" + flow("{id: a, weight: 0}", "{id: b, weight: 0}"),
		"not UTF-8":                  head + "note: \xff\xfe\n",
		"no YAML":                    "\t{{{",
		"nothing":                    "",
		"a list":                     "- a\n",
		"two documents":              head + "---\n" + head,
		"a deep expression":          head + "index:\n" + flow("{id: a, value: '"+strings.Repeat("(", 1000)+"x'}"),
		"shares that cannot be":      head + "index:\n  weights: {method: bod, low: 0.9}\n" + flow("{id: a}", "{id: b}"),
		"empty groups":               head + "index:\n  children: []\n",
		"one list again and again":   head + "lists: {l: [" + strings.Join(names("x", 15_000), ", ") + "]}\nindex:\n" + flow(strings.Split(strings.TrimSpace(strings.Repeat("{id: a, each: l}\n", 300)), "\n")...),
		"a list that is not there":   head + "index:\n" + flow("{id: a, each: l}"),
		"exponents without end":      head + "index:\n  aggregation: {method: power, exponent: 1e300}\n" + flow("{id: a}"),
		"bands that are NaN":         head + "index:\n" + flow("{id: a, normalise: {method: categorical, by: value, bands: [{from: .nan, value: .inf}]}}"),
		"a spread of nothing":        head + "index:\n" + flow("{id: a, normalise: {method: zscore, spread: 0}}"),
		"a grade above everything":   head + "index:\n" + flow("{id: a}") + "grades: [{id: A, label: a, from: p101}]\n",
		"weights that do not add up": head + "index:\n" + flow("{id: a, weight: 0.5}", "{id: b, weight: 0.6}"),
		"a hundred thousand gates":   head + "index:\n" + flow("{id: a}") + "gates:\n" + strings.Repeat("- {id: g, label: g, require: a}\n", 100_000),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		_, err := Parse("x.yaml", []byte(text))
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		m, ok := errors.AsType[*yamlfile.Mistakes](err)
		if graph.CodeOf(err) != graph.CodeInvalid || !ok {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if len(err.Error()) > 40_000 {
			t.Errorf("%s: an error of %d bytes", name, len(err.Error()))
		}
		for _, x := range m.List {
			if x.Line < 1 || x.Reason.Zh == "" || x.Reason.En == "" || x.Cure.Zh == "" || x.Cure.En == "" {
				t.Errorf("%s: %+v has no place, reason or cure", name, x)
			}
		}
		if spent := after.TotalAlloc - before.TotalAlloc; took > 5*time.Second || spent > 128<<20 {
			t.Errorf("%s took %v and %d MB", name, took, spent>>20)
		} else if took > 100*time.Millisecond || spent > 32<<20 {
			t.Logf("%s took %v and %d MB", name, took, spent>>20)
		}
	}
}

func TestExpr(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		source string
		values []float64
		want   float64
	}{
		{"1 + 2 * 3 ^ 2 ^ 0.5", nil, 1 + 2*math.Pow(3, math.Pow(2, .5))},
		{"-2 ^ 2", nil, -4},
		{"(1 - 2) - 3 - 4", nil, -8},
		{"8 / 4 / 2", nil, 1},
		{"检出 / (检出 + 漏报)", []float64{9, 1}, .9},
		{"`a b` ≥ 1 and c < 2", []float64{1, 1}, 1},
		{"a / b", []float64{1, 0}, nan},
		{"sqrt(a)", []float64{-1}, nan},
		{"ln(0)", nil, nan},
		{"a and b", []float64{0, nan}, 0},
		{"b and a", []float64{nan, 0}, 0},
		{"a or b", []float64{nan, 1}, 1},
		{"a or b", []float64{nan, 0}, nan},
		{"a and b", []float64{nan, 1}, nan},
		{"not a", []float64{nan}, nan},
		{"not a = 1 or a = 1", []float64{1}, 1},
		{"max(a, b, 3) - min(a, b)", []float64{1, 2}, 2},
		{"max(a, 3)", []float64{nan}, nan},
		{"1e2 + .5", nil, 100.5},
		{"1e308 * 10", nil, nan},
		{"if(a > 1, b, 3)", []float64{2, nan}, nan},
		{"if(a > 1, b, 3)", []float64{1, nan}, 3},
		{"if(a, 1, 3)", []float64{nan}, nan},
		{"first(a, b / 0, 7)", []float64{nan, 1}, 7},
		{"first(a)", []float64{nan}, nan},
		{"round(a) + floor(a) * 10 + ceil(a) * 100", []float64{-1.5}, -122},
	} {
		e, err := ParseExpr(c.source)
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		if got := e.Eval(c.values); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%s = %v, want %v", c.source, got, c.want)
		}
	}
	for source, says := range map[string]string{
		"":                              "at character 1",
		"a b":                           "at character 3",
		"检出 +":                          "at character 5",
		"a < b < c":                     "do not chain",
		"(a":                            ") is missing",
		"sqrt(a,b)":                     "takes 1 ",
		"if(a, b)":                      "takes 3",
		"sqrt":                          "is a function",
		"and":                           "not expected",
		"`":                             "backquotes",
		"1.2.3":                         "no finite number",
		"1e999":                         "no finite number",
		"a $ b":                         "not expected",
		strings.Repeat("a+", 500) + "a": "nested",
		strings.Repeat("x", 3000):       "more than",
	} {
		if _, err := ParseExpr(source); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.40s: got %v, want %q", source, err, says)
		}
	}
}

// FuzzParse sees that no bytes bring Parse to fall, that mistakes have places,
// and that what it takes can be evaluated.
func FuzzParse(f *testing.F) {
	f.Add([]byte(everyKey))
	f.Add([]byte(head + "best: lowest\nlists: {l: [x, y]}\nindex:\n  coverage: {least: 1}\n  aggregation: multiply\n  direction: down\n  normalise: {method: zscore, center: median, spread: mad, cdf: true}\n" +
		flow("{id: a, each: l, outliers: {method: iqr}, goalposts: {low: bottom1, high: top2, log: natural, plus: 9}}", "{id: b, missing: {method: value, value: 1}, normalise: {method: categorical, by: value, bands: [{value: 1}]}}") + "grades: [{id: A, label: a, from: p50}]\n"))
	f.Add([]byte(head + "index:\n  weights: pca\n  aggregation: kemeny\n" + flow("{id: a}", "{id: b, direction: down}")))
	f.Add([]byte(head + "index:\n  weights: {method: bod, low: 0.1}\n" + flow("{id: a, each: [x, y]}", "{id: b, bounds: {low: 0.2}}")))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse("f.yaml", data)
		if err != nil {
			m, ok := errors.AsType[*yamlfile.Mistakes](err)
			if !ok || graph.CodeOf(err) != graph.CodeInvalid || m.In("zh") == "" {
				t.Fatalf("got %v", err)
			}
			return
		}
		in := &Input{Reference: graph.Date{Year: 2026, Month: 6, Day: 30}}
		for i := range 3 {
			u := Unit{ID: fmt.Sprint(i), Evidence: map[string][]Observation{}}
			for j, name := range s.EvidenceNames() {
				v := float64((i+1)*(j+2)%7) - 1
				u.Evidence[name] = []Observation{{Value: &v, Date: graph.Date{Year: 2026}, Basis: Tested}}
			}
			in.Units = append(in.Units, u)
		}
		r, err := Evaluate(s, in)
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Units {
			if u := &r.Units[i]; (u.Rank == 0) != (u.Withheld != nil) || u.Score.Is() != (u.Rank > 0) {
				t.Fatalf("got %+v", u)
			}
		}
	})
}

// FuzzExpr sees that no text brings ParseExpr to fall, and that the normal form
// of what it takes parses to itself and has the same value.
func FuzzExpr(f *testing.F) {
	for _, s := range []string{"a / (b + 1)", "not a >= 2 and `x y` or -c ^ 2", "max(a, min(b, 3)) - 1e-3", "检出≥0.9", "(a<b)<c", "- -a", "not not a", "if(a, first(b, 1), round(c))"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		e, err := ParseExpr(source)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error that says nothing")
			}
			return
		}
		again, err := ParseExpr(e.String())
		if len(e.String()) > maxExpr { // blanks have been added
			return
		}
		if err != nil || again.String() != e.String() {
			t.Fatalf("%q became %q, which became %v, %v", source, e, again, err)
		}
		values := make([]float64, len(e.Names()))
		for i := range values {
			values[i] = float64(i) - .5
		}
		if a, b := e.Eval(values), again.Eval(values); a != b && !(math.IsNaN(a) && math.IsNaN(b)) {
			t.Fatalf("%q is %v, and as %q it is %v", source, a, e, b)
		}
	})
}
