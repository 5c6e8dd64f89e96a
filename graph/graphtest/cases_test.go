package graphtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

func TestCasesReadsBothShapes(t *testing.T) {
	dir := t.TempDir()
	log := `[{"kind": "source", "source": "s1", "trust": "official"},
		{"kind": "import", "source": "s1", "table": "products", "date": "2024-01-31", "doc": "f2", "base": 1, "records": [
			{"table": "products", "subject": "p", "kind": "product", "row": 3, "cells": {"name": "FW", "website": {"bad": "?"}},
			 "edges": {"MAKES": [{"subject": "a", "keys": {"legalName": "Alpha"}}], "IN_SEGMENT": null}}]}]`
	write(t, dir, "one.json", `{"log": `+log+`, "expect": [["value", "p", "name", "FW"], ["at", 1, ["nodes", []]],
		["edges", "MAKES", [["a", "p"]]], ["bad", [["p", "website"]]], ["place", "a", "legalName", ["f2", 3, "MAKES"]],
		["gone", "q"], ["nowhere", "secret"], ["records", 2, ["p"]], ["revision", 2], ["fresh", "p", "name", "2024-01-31"]],
		"steps": [{"offered": {"kind": "source", "source": "s1", "trust": "official"}, "expect": "LIVE"}, {"offered": null, "expect": "NOOP"}]}`)
	write(t, dir, "many.json", `{"histories": [{"seed": 7, "log": `+log+`}, {"seed": 8, "log": `+log+`}]}`)
	cases, err := Cases(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range cases {
		names = append(names, c.Name)
		if len(c.Log) != 2 {
			t.Errorf("%s has %d batches, want 2", c.Name, len(c.Log))
		}
	}
	if got := strings.Join(names, " "); got != "many/7 many/8 one" {
		t.Errorf("cases %s", got)
	}
	one := cases[2]
	if len(one.Steps) != 2 || one.Steps[1].Expect != "NOOP" || one.Steps[1].Offered.Header.Source != "s1" {
		t.Errorf("steps %+v", one.Steps)
	}
	voc, rules := CaseVocabulary()
	at := func(r graph.Revision) *Result { return Fold(voc, rules, one.Log.At(voc, r)) }
	for _, e := range one.Expect {
		if err := e.Check(one.Log, at); err != nil {
			t.Error(err)
		}
	}
	for _, wrong := range []string{
		`["value", "p", "name", "WAF"]`, `["at", 1, ["nodes", ["p"]]]`, `["edges", "MAKES", []]`, `["gone", "p"]`,
		`["nowhere", "Alpha"]`, `["records", 2, []]`, `["revision", 3]`, `["queued", ["p"]]`, `["surely", "p"]`, `["value"]`,
	} {
		var e Expect
		if err := json.Unmarshal([]byte(wrong), &e); err != nil {
			t.Fatal(err)
		}
		if e.Check(one.Log, at) == nil {
			t.Errorf("%s passes", wrong)
		}
	}
}

func TestCasesErrors(t *testing.T) {
	if _, err := Cases(filepath.Join(t.TempDir(), "none")); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("an absent directory: %v", err)
	}
	for name, text := range map[string]string{
		"broken JSON":     `{"log": [`,
		"unknown kind":    `{"log": [{"kind": "surely"}]}`,
		"unknown edge":    `{"log": [{"kind": "import", "records": [{"kind": "product", "edges": {"EATS": []}}]}]}`,
		"unknown trust":   `{"log": [{"kind": "source", "trust": "blind"}]}`,
		"unknown verdict": `{"log": [{"kind": "judge", "verdict": "perhaps"}]}`,
		"a bad date":      `{"log": [{"kind": "import", "date": "yesterday"}]}`,
		"a fraction":      `{"log": [{"kind": "deny", "prop": "revenue", "value": 1.5}]}`,
	} {
		dir := t.TempDir()
		write(t, dir, "case.json", text)
		if _, err := Cases(dir); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCanonicalJSON(t *testing.T) {
	r := &Result{Revision: 3, Nodes: []Node{{ID: "a", Kind: "k", Members: []graph.SubjectID{"a"}, Props: map[string]Property{
		"z": {Winner: Stated{Value: graph.Text("<&>\u2028\"\\\n\x01中"), Source: "s", Place: Place{Document: "d", Row: 2, Column: "z"}, Freshness: graph.Date{Year: 2024, Month: 5}}},
		"b": {Winner: Stated{Pin: 9, Source: "cur"}, Denied: []graph.Value{graph.Int(-4)}},
		"c": {Set: true, Values: []Stated{{Value: graph.Int(5), Pin: 2, Source: "cur"}}},
	}}}}
	want := `{"bad":[],"contradicted":[],"deniedEdges":[],"edges":[],"listedEdges":[],"nodes":[{"id":"a","kind":"k","members":["a"],"onlyReferred":false,"props":{` +
		`"b":{"alternatives":[],"denied":[-4],"pin":9,"source":"cur","value":null},` +
		`"c":{"denied":[],"values":[{"pin":2,"source":"cur","value":5}]},` +
		`"z":{"alternatives":[],"denied":[],"freshness":"2024-05","place":["d",2,"z"],"source":"s","value":"<&>` + "\u2028" + `\"\\\n\u0001中"}}}],` +
		`"questions":[],"queued":[],"revision":3,"separated":[],"sleeping":[]}`
	if got := jsonText(r); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// The digest of a log that only declares a source.
	if got := Digest(&Result{Revision: 1}); got != "d43f274580b66990" {
		t.Errorf("digest %s", got)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
