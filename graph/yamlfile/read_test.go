package yamlfile_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

var bounds = yamlfile.Bounds{
	Bytes: 4 << 10, Keys: 100, Items: 200, Depth: 6,
	Shorten: graph.Label{Zh: "请缩短", En: "shorten it"},
	Begin:   graph.Label{Zh: "请写", En: "write something"},
}

func TestRead(t *testing.T) {
	wrong := &yamlfile.Mistakes{Name: "f.yaml"}
	n := yamlfile.Read([]byte("\ufeffname: \"7\" # a text\ncount: 7\nshare: 1/4\non: true\nlist: [a, b]\none: c\nnothing:\ndeep: {x: .inf}\n"), bounds, wrong)
	if err := wrong.Err("test"); err != nil {
		t.Fatal(err)
	}
	if n.Kind != yamlfile.Object || n.Line != 1 || len(n.Entries) != 8 {
		t.Fatalf("%+v", n)
	}
	if x := n.Get("name"); x.Str() != "7" || x.Scalar != yamlfile.Text || x.Line != 1 || x.Column != 7 {
		t.Errorf("name: %+v", x)
	}
	if x, ok := n.Get("count").Integer(); !ok || x != 7 || n.Get("count").Scalar != yamlfile.Int {
		t.Errorf("count: %d, %v", x, ok)
	}
	if x, ok := n.Get("share").Number(); !ok || x != .25 {
		t.Errorf("share: %g, %v", x, ok)
	}
	if !n.Get("on").IsTrue() || !n.Get("on").Flag(false) || !n.Get("absent").Flag(true) || n.Get("absent").IsTrue() {
		t.Error("truths")
	}
	if got := strings.Join(n.Get("list").Texts(), " ") + strings.Join(n.Get("one").Texts(), " "); got != "a bc" {
		t.Errorf("texts: %q", got)
	}
	if x := n.Get("nothing"); x == nil || x.Kind != yamlfile.Null || x.Line != 7 || len(x.All()) != 0 {
		t.Errorf("nothing: %+v", x)
	}
	if x := n.Get("deep").Get("x"); x.Scalar != yamlfile.NotFinite || x.NumberOr(3) != 3 {
		t.Errorf("deep: %+v", x)
	}
}

func TestReadMistakes(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":     {"# nothing\n", "f.yaml:1:1: the file is empty; write something"},
		"large":     {strings.Repeat("x", 5<<10), "f.yaml:1:1: the file has more than 4096 bytes; shorten it"},
		"keys":      {strings.Repeat("a: 1\n", 101), "f.yaml:1:1: the file has more than 100 keys or 200 items; shorten it"},
		"encoding":  {"a: 1\nb: \xff\n", "f.yaml:2:4: not UTF-8; save the file as UTF-8"},
		"twice":     {"a: 1\nb: 2\na: 3\n", `f.yaml:3:1: the key "a" occurs twice; keep one of them`},
		"documents": {"a: 1\n---\nb: 2\n", "f.yaml:3:2: several YAML documents in one file; keep one, without ---"},
		"anchor":    {"a: &x 1\nb: *x\n", "f.yaml:1:4: anchors, aliases, merge keys and tags of YAML are not supported; write it out"},
		"deep":      {"a: [[[[[[[1]]]]]]]\n", "f.yaml:1:10: nested too deeply; use fewer levels"},
		"bomb":      {strings.Repeat("[", 3000), "f.yaml:1:1: nested too deeply; use fewer levels"},
		"dashes":    {"a:\n" + strings.Repeat("- ", 1000), "f.yaml:2:1: nested too deeply; use fewer levels"},
		"key":       {"~: 1\n", "f.yaml:1:1: a key that is no text; write key: value"},
	} {
		t.Run(name, func(t *testing.T) {
			wrong := &yamlfile.Mistakes{Name: "f.yaml"}
			yamlfile.Read([]byte(c.text), bounds, wrong)
			err := wrong.Err("test")
			if graph.CodeOf(err) != graph.CodeInvalid {
				t.Fatalf("the error is %v", err)
			}
			m, _ := errors.AsType[*yamlfile.Mistakes](err)
			if got, _, _ := strings.Cut(m.Error(), "\n"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if zh := m.In("zh"); zh == m.In("en") || !strings.Contains(zh, "；") {
				t.Errorf("in Chinese: %s", zh)
			}
		})
	}
}

func TestMistakes(t *testing.T) {
	wrong := &yamlfile.Mistakes{Name: "f"}
	say := func(line int) { wrong.Add(&yamlfile.Node{Line: line}, graph.Labelf("%d", "%d", line), graph.Label{}) }
	for line := 120; line > 0; line-- {
		say(line)
		say(line) // once
	}
	if err := wrong.Err("test"); err == nil || len(wrong.List) != 100 || wrong.More != 40 {
		t.Fatalf("%d are listed, %d more", len(wrong.List), wrong.More)
	}
	if wrong.List[0].Line != 21 || wrong.List[0].Column != 1 || !strings.HasSuffix(wrong.Error(), "and 40 more") {
		t.Errorf("%+v … %s", wrong.List[0], wrong.Error())
	}
}

func TestSuggest(t *testing.T) {
	words := []string{"revenue", "netProfit", "employees", "发展阶段"}
	for word, want := range map[string]string{
		"revenu": "revenue", "Net profit": "netProfit", "emplyoees": "employees", "发展阶": "发展阶段", "zzz": "", "": "", strings.Repeat("revenue", 20): "",
	} {
		if got := yamlfile.Nearest(word, words); got != want {
			t.Errorf("%s: %q, not %q", word, got, want)
		}
	}
	if got := yamlfile.Suggest("zzz", words).En; got != "choose from revenue, netProfit, employees, 发展阶段" {
		t.Error(got)
	}
	if got := yamlfile.Suggest("zzz", words[:1]).En + "; " + yamlfile.Suggest("zzz", nil).En; got != "write revenue; leave it out" {
		t.Error(got)
	}
}

// FuzzRead reads anything: there is a node within the bounds, or a mistake.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"a: 1", "a: [b, {c: d}]\n", "a: |\n  text\n", "? [x]\n: y", "- - - 1", "\"a\": 'b'", "a: 1e999", "{a: b", "a: !!int x", "<<: *a"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		wrong := &yamlfile.Mistakes{Name: "f"}
		n := yamlfile.Read(data, bounds, wrong)
		if n == nil && wrong.Err("test") == nil {
			t.Fatal("no node, and nothing is wrong")
		}
		var walk func(n *yamlfile.Node, depth int)
		walk = func(n *yamlfile.Node, depth int) {
			if depth > bounds.Depth+1 || n.Line < 1 || n.Column < 1 {
				t.Fatalf("at depth %d: %+v", depth, n)
			}
			for _, x := range n.Items {
				walk(x, depth+1)
			}
			for i, e := range n.Entries {
				if e.Key.Kind != yamlfile.Scalar || n.Get(e.Key.Text) != n.Entries[i].Value {
					t.Fatalf("the key %q", e.Key.Text)
				}
				walk(e.Value, depth+1)
			}
		}
		if n != nil {
			walk(n, 0)
		}
	})
}
