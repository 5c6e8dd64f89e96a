package graphtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// Expect is one check of a hand-written case: its name and arguments, such as
// ["value", subject, property, wanted].
type Expect []json.RawMessage

// TestCases runs the fold cases: the digest of every revision, the whole result
// of the last one, and the checks of the hand-written ones. It skips if there
// are none.
func TestCases(t *testing.T, fold Folder) {
	cases, err := Cases(CasesDir(os.Getenv))
	if graph.CodeOf(err) == graph.CodeNotFound {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) { c.test(t, fold) })
	}
}

func (c *Case) test(t *testing.T, fold Folder) {
	voc, rules := CaseVocabulary()
	if got := fold(voc, rules, c.Log); len(c.Result) > 0 {
		var want any
		if err := decode(c.Result, &want); err != nil {
			t.Fatal(err)
		}
		if d := diff(string(appendJSON(nil, canonical(want))), jsonText(got)); d != "" {
			t.Errorf("at the last revision:\n%s", d)
		}
	}
	for i, want := range c.Digests {
		r := fold(voc, rules, c.Log[:i+1])
		if got := Digest(r); got != want {
			t.Errorf("revision %d: digest %s, want %s", i+1, got, want)
		}
	}
	at := func(r graph.Revision) *Result { return fold(voc, rules, c.Log.At(voc, r)) }
	for _, e := range c.Expect {
		if err := e.Check(c.Log, at); err != nil {
			t.Error(err)
		}
	}
}

// Check checks what a case expects of its log, given what stands at each
// revision as it is read today.
func (e Expect) Check(log Log, at func(graph.Revision) *Result) error {
	return e.check(log, graph.Revision(len(log)), at)
}

func (e Expect) check(log Log, r graph.Revision, at func(graph.Revision) *Result) error {
	var name string
	if err := e.arg(0, &name); err != nil {
		return err
	}
	switch name {
	case "at":
		var then Expect
		if err := e.arg(1, &r); err != nil {
			return err
		}
		if err := e.arg(2, &then); err != nil {
			return err
		}
		return then.check(log, r, at)
	case "nowhere":
		var text string
		if err := e.arg(1, &text); err != nil {
			return err
		}
		for r := range log {
			if strings.Contains(jsonText(at(graph.Revision(r+1))), text) {
				return fmt.Errorf("%q is shown at revision %d", text, r+1)
			}
		}
		return nil
	}
	got, err := e.got(name, log, at(r))
	if err != nil {
		return err
	}
	var want any = true // for a check without a wanted answer
	if name != "gone" {
		if err := e.arg(len(e)-1, &want); err != nil {
			return err
		}
	}
	want = canonical(want)
	if list, ok := want.(array); ok && name != "alts" && name != "place" { // only alternatives and places have an order
		want, got = sorted(list), sorted(got.(array))
	}
	if w, g := string(appendJSON(nil, want)), string(appendJSON(nil, got)); w != g {
		return fmt.Errorf("%s at revision %d: got %s, want %s", e.text(), r, g, w)
	}
	return nil
}

// got returns a result's answer to a check.
func (e Expect) got(name string, log Log, r *Result) (any, error) {
	// Of the result as a whole.
	switch name {
	case "nodes":
		return arrayOf(r.Nodes, func(n Node) string { return string(n.ID) }), nil
	case "queued":
		return arrayOf(r.Queued, func(q Queued) string { return string(q.Subject) }), nil
	case "questions":
		return arrayOf(r.Questions, func(q Question) array { return array{q.Key, string(q.A), string(q.B)} }), nil
	case "sleeping":
		return arrayOf(r.Sleeping, jsonInt), nil
	case "separated":
		return arrayOf(r.Separated, jsonInt), nil
	case "contradicted":
		return arrayOf(r.Contradicted, func(c Contradicted) int64 { return int64(c.Batch) }), nil
	case "bad":
		return arrayOf(r.Bad, func(b BadCell) array { return array{string(b.Subject), b.Property} }), nil
	case "listed":
		return arrayOf(r.ListedEdges, func(x Edge) array { return array{x.Type, string(x.From), string(x.To), x.Reason} }), nil
	case "revision":
		return int64(r.Revision), nil
	case "edges":
		var typ string
		err := e.arg(1, &typ)
		edges := array{}
		for _, x := range r.Edges {
			if x.Type == typ {
				edges = append(edges, array{string(x.From), string(x.To)})
			}
		}
		return edges, err
	case "records":
		var of graph.Revision
		if err := e.arg(1, &of); err != nil {
			return nil, err
		}
		subjects := map[graph.SubjectID]bool{}
		for _, a := range log[of-1].Assertions {
			if rec, ok := a.(*graph.Record); ok {
				subjects[rec.Subject] = true
			}
		}
		return arrayOf(slices.Sorted(maps.Keys(subjects)), jsonString), nil
	}

	// Of one subject's node.
	var subject graph.SubjectID
	if err := e.arg(1, &subject); err != nil {
		return nil, err
	}
	n := r.Node(subject)
	if name == "gone" {
		return n == nil, nil
	}
	if n == nil {
		n = &Node{}
	}
	switch name {
	case "node":
		return arrayOf(n.Members, jsonString), nil
	case "public":
		return string(n.ID), nil
	case "referred":
		return n.OnlyReferred, nil
	}
	var property string
	if err := e.arg(2, &property); err != nil {
		return nil, err
	}
	p := n.Props[property]
	value := func(s Stated) any { return jsonValue(s.Value) }
	switch name {
	case "value":
		return value(p.Winner), nil
	case "alts":
		return arrayOf(p.Alternatives, value), nil
	case "set":
		return arrayOf(p.Values, value), nil
	case "fresh":
		return formatDate(p.Winner.Freshness), nil
	case "place":
		return p.Winner.Place.json(), nil
	}
	return nil, fmt.Errorf("unknown check %s", e.text())
}

// Node returns the node that a standing subject is in, or nil.
func (r *Result) Node(s graph.SubjectID) *Node {
	for i := range r.Nodes {
		if slices.Contains(r.Nodes[i].Members, s) {
			return &r.Nodes[i]
		}
	}
	return nil
}

func (e Expect) arg(i int, v any) error {
	if i < 0 || i >= len(e) {
		return fmt.Errorf("check %s lacks an argument", e.text())
	}
	return decode(e[i], v)
}

func (e Expect) text() string {
	b, _ := json.Marshal([]json.RawMessage(e))
	return string(b)
}

// canonical turns decoded JSON into what appendJSON takes.
func canonical(v any) any {
	switch v := v.(type) {
	case map[string]any:
		o := object{}
		for k, x := range v {
			o[k] = canonical(x)
		}
		return o
	case []any:
		return arrayOf(v, canonical)
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			return v.String()
		}
		return n
	}
	return v
}

func sorted(list array) array {
	slices.SortFunc(list, func(a, b any) int {
		return strings.Compare(string(appendJSON(nil, a)), string(appendJSON(nil, b)))
	})
	return list
}

func jsonText(r *Result) string {
	b, _ := r.MarshalJSON()
	return string(b)
}

// diff tells the parts in which two results' JSON differ, or "".
func diff(want, got string) string {
	if want == got {
		return ""
	}
	cut := func(s string) []string {
		return strings.Split(strings.NewReplacer(`},{`, "},\n{", `,"`, ",\n\"").Replace(s), "\n")
	}
	w, g := cut(want), cut(got)
	for len(w) > 0 && len(g) > 0 && w[0] == g[0] {
		w, g = w[1:], g[1:]
	}
	for len(w) > 0 && len(g) > 0 && w[len(w)-1] == g[len(g)-1] {
		w, g = w[:len(w)-1], g[:len(g)-1]
	}
	const most = 40 // lines of each, to keep a failure readable
	return "want " + strings.Join(w[:min(most, len(w))], "\n     ") + "\ngot  " + strings.Join(g[:min(most, len(g))], "\n     ")
}
