package main

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/schemes"
)

// gatewayScheme is small enough to follow by hand.
const gatewayScheme = `version: 1
id: gateway
edition: '1'
rates: product
status: draft
title: {zh: 示例网关评价, en: example gateways}
defaults: {aggregation: [geometric, arithmetic], scale: [1, 100], coverage: 0.5}
index:
  children:
  - id: function
    label: {zh: 功能, en: function}
    weight: 60
    children:
    - {id: throughput, label: {zh: 吞吐量, en: throughput}, unit: Gbit/s, weight: 50, goalposts: {low: 1, high: 41}, evidence: {test: throughput, basis: tested, maxAge: 12 months}}
    - {id: blocked, label: {zh: 阻断率, en: blocked}, unit: '%', weight: 50, goalposts: {low: 50, high: 100}}
  - id: effect
    label: {zh: 成效, en: effect}
    weight: 40
    children:
    - {id: incidents, label: {zh: 故障, en: incidents}, direction: down, weight: 70, denominator: devices, goalposts: {low: 0, high: 0.5}}
    - {id: ipv6, label: {zh: IPv6, en: IPv6}, weight: 30, normalise: {method: categorical, categories: {有: 100, 无: 1, 'N/A': null}}}
gates:
- {id: licence, label: {zh: 许可, en: licence}, require: licence >= 1, cap: B}
grades:
- {id: A, label: {zh: 优, en: good}, from: 70}
- {id: B, label: {zh: 可, en: fair}}
doubt: {runs: 200, weights: 0.2, aggregation: [arithmetic], drop: true, top: 2}
`

// gatewayData has a withheld unit, one whose evidence is too old, one on the
// vendor's word, a range, what does not apply, and what nobody can read.
const gatewayData = "单位,名称,日期,依据,来源,吞吐量（Gbit/s）,blocked (%),incidents,devices,IPv6,licence,备注\n" +
	"g1,示例甲网关,2026-03-01,检测,报告 17,21,95%,3,100,有,1,\n" +
	"g2,示例乙网关,2026-03-01,检测,,31–41,88,10,100,无,0,快\n" +
	"g3,示例丙网关,2024-01-01,检测,,41,90,4,40,N/A,1,\n" +
	"g3,,2026-01-01,自报,,41,,,,,,\n" +
	"g4,示例丁网关,2026-03-01,检测,,11,,未披露,,,,\n" +
	"g5,示例戊网关,2026-03-01,检测,,\"1,011\",快,不适用,10,有,1,\n"

func gateway(t *testing.T, lang string) *session {
	t.Helper()
	s := newSession(t, lang)
	for name, text := range map[string]string{"gateway.yaml": gatewayScheme, "units.csv": gatewayData} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestScheme checks, shows, lists and prints schemes, in both languages.
func TestScheme(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		s := gateway(t, lang)
		golden(t, "scheme_show."+lang, s.must(0, "scheme", "show", "gateway.yaml"))
		list := s.must(0, "scheme", "list")
		for _, name := range schemes.Names() {
			if !strings.Contains(list, name) {
				t.Errorf("%s is not listed", name)
			}
			if err := os.WriteFile(name+".copy.yaml", []byte(s.must(0, "scheme", "print", name)), 0o666); err != nil {
				t.Fatal(err)
			}
			s.must(0, "scheme", "check", name+".copy.yaml")
			s.must(0, "scheme", "show", name)
		}
	}
	s := gateway(t, "en")
	bad := strings.Replace(strings.Replace(gatewayScheme, "weight: 60", "weight: 50", 1), "cap: B", "cap: Z", 1)
	if err := os.WriteFile("bad.yaml", []byte(bad), 0o666); err != nil {
		t.Fatal(err)
	}
	out := s.must(2, "scheme", "check", "gateway.yaml", "bad.yaml")
	for _, want := range []string{"gateway.yaml: no mistakes; 4 indicators", "bad.yaml:10:3: the weights add up to 90", "there is no grade \"Z\""} {
		if !strings.Contains(out, want) {
			t.Errorf("got %q, want %q", out, want)
		}
	}
	r := s.run(t.Context(), "score", "run", "--scheme", "bad.yaml", "--data", "units.csv")
	if r.code != 2 || !strings.Contains(r.stderr, "the file is wrong:\nbad.yaml:10:3") {
		t.Errorf("got %+v", r)
	}
	s.must(5, "scheme", "show", "nobody")
	s.must(5, "scheme", "print", "nobody")
	var line struct{ Name, Hash string }
	if err := json.NewDecoder(strings.NewReader(s.must(0, "scheme", "list", "--json"))).Decode(&line); err != nil || len(line.Hash) != 64 {
		t.Errorf("got %+v, %v", line, err)
	}
}

// TestScoreRun rates a table and reads the outcome, in both languages; the
// report has every step.
func TestScoreRun(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		s := gateway(t, lang)
		args := []string{"score", "run", "--scheme", "gateway.yaml", "--data", "units.csv", "--reference-date", "2026-06-30", "--seed", "7"}
		r := s.run(t.Context(), args...)
		if r.code != 0 {
			t.Fatalf("got %+v", r)
		}
		golden(t, "score_run."+lang, r.stdout+"--- stderr\n"+r.stderr)
		if again := s.must(0, args...); again != r.stdout {
			t.Error("the same seed gives another outcome")
		}
	}
	s := gateway(t, "en")
	text := s.must(0, "score", "run", "--scheme", "gateway.yaml", "--data", "units.csv", "--reference-date", "2026-06-30", "--seed", "7", "--sobol", "64", "--json", "--report", "out.xlsx")
	run, err := scoring.ReadRun([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]scoring.State{}
	for _, x := range run.Result.Indicators {
		for u, state := range x.State {
			states[run.Result.Units[u].ID+" "+x.ID] = state
		}
	}
	for cell, want := range map[string]scoring.State{
		"g1 throughput": scoring.Observed, "g3 throughput": scoring.WeakBasis, "g4 incidents": scoring.Undisclosed, "g4 blocked": scoring.Unrecorded,
		"g3 ipv6": scoring.NotApplicable, "g5 blocked": scoring.Unreadable, "g5 incidents": scoring.NotApplicable, "g2 throughput": scoring.Observed,
	} {
		if states[cell] != want {
			t.Errorf("%s is %s, want %s", cell, states[cell], want)
		}
	}
	if e := run.Result.Indicator("throughput").Evidence[0]; !slices.Equal(e, []string{"units.csv#F2", "报告 17"}) {
		t.Errorf("the evidence is %q", e)
	}
	if len(run.Sensitivity) != 4 || len(run.LeftOut) != 4+5 || run.Uncertainty.Runs != 200 {
		t.Errorf("got %+v", run.Sensitivity)
	}
	doc, err := importer.Open(t.Context(), "out.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	defer doc.Close()
	rows := map[string]int{}
	for i, sheet := range doc.Sheets() {
		for _, err := range doc.Rows(t.Context(), i) {
			if err != nil {
				t.Fatal(err)
			}
			rows[sheet.Name]++
		}
	}
	for _, name := range []string{"Result", "Raw", "Denominated", "Imputed", "Treated", "Normalised", "Weighted", "Levels", "Contributions", "Gates", "States", "Uncertainty"} {
		if rows[name] != 6 {
			t.Errorf("the sheet %s has %d rows, want 6", name, rows[name])
		}
	}
	// Of each of the 5 units what is stated, and of what is not there that it is a gap.
	if rows["Evidence"] < 20 || rows["Gaps"] != 8 {
		t.Errorf("%d rows of evidence, %d of gaps", rows["Evidence"], rows["Gaps"])
	}
	if rows["Sensitivity"] != 5 || rows["Left out"] != 10 || rows["Weights"] != 7 || rows["Scheme"] != 8 || rows["About"] < 7 {
		t.Errorf("got %v", rows)
	}
	// A report that is there is not overwritten unasked.
	s.must(4, "score", "run", "--scheme", "gateway.yaml", "--data", "units.csv", "--reference-date", "2026-06-30", "--report", "out.xlsx")
	s.must(0, "score", "run", "--scheme", "gateway.yaml", "--data", "units.csv", "--reference-date", "2026-06-30", "--report", "out.xlsx", "--force")
}

// TestScoreRunRefuses sees that what cannot be rated is told.
func TestScoreRunRefuses(t *testing.T) {
	s := gateway(t, "en")
	run := func(code int, says string, args ...string) {
		t.Helper()
		r := s.run(t.Context(), append([]string{"score", "run"}, args...)...)
		if r.code != code || !strings.Contains(r.stderr, says) {
			t.Errorf("%v: got %d %q, want %d %q", args, r.code, r.stderr, code, says)
		}
	}
	data := func(text string) string {
		if err := os.WriteFile("d.csv", []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return "d.csv"
	}
	with := []string{"--scheme", "gateway.yaml", "--reference-date", "2026-06-30", "--data"}
	run(2, "name the scheme", "--data", "units.csv")
	run(2, "say why by --why", "--scheme", "gateway.yaml")
	run(5, "", "--scheme", "gateway.yaml", "--data", "nobody.csv")
	run(2, "give a reference date", "--scheme", "gateway.yaml", "--data", "units.csv")
	run(2, "is not a date", "--scheme", "gateway.yaml", "--data", "units.csv", "--reference-date", "June")
	run(2, "--basis", append(with, "units.csv", "--basis", "hearsay")...)
	run(2, "needs --seed", append(with, "units.csv", "--sobol", "64")...)
	run(2, ".xlsx", append(with, "units.csv", "--report", "out.pdf")...)
	run(2, "call the column unit", append(with, data("vendor,throughput\na,1\n"))...)
	run(2, "the file is empty", append(with, data("\n"))...)
	run(2, "d.csv, row 2: there is no unit", append(with, data("unit,throughput\n,1\n"))...)
	run(2, "row 2: June is no date", append(with, data("unit,date,throughput\na,June,1\n"))...)
	run(2, "row 2: the basis rumour", append(with, data("unit,basis,throughput\na,rumour,1\n"))...)
	run(2, "are the same evidence throughput", append(with, data("unit,throughput,吞吐量\na,1,2\n"))...)
	run(2, "has two names or groups: x, y", append(with, data("unit,name,throughput\na,x,1\na,y,1\n"))...)
	run(0, "the scheme does not read the column colour", append(with, data("unit,colour\na,red\n"))...)
	// A table without dates and bases can be vouched for as a whole.
	plain := data("unit,throughput,blocked,licence\na,21,75,1\n")
	if out := s.must(0, append([]string{"score", "run"}, append(with, plain)...)...); strings.Contains(out, "50.5") {
		t.Errorf("self-reported, undated figures counted as tested:\n%s", out)
	}
	if out := s.must(0, append([]string{"score", "run"}, append(with, plain, "--basis", "tested", "--data-date", "2026-05")...)...); !strings.Contains(out, "50.5") {
		t.Errorf("got\n%s", out)
	}
}

// TestScoreCompare splits the change between two runs that were written out.
func TestScoreCompare(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		s := gateway(t, lang)
		newer := strings.Replace(strings.Replace(gatewayScheme, "edition: '1'", "edition: '2'", 1), "weight: 60", "weight: 70", 1)
		for name, text := range map[string]string{
			"newer.yaml": strings.Replace(newer, "weight: 40", "weight: 30", 1),
			"newer.csv":  strings.Replace(strings.Replace(gatewayData, ",21,95%,", ",25,95%,", 1), "g4,", "g6,", 1),
		} {
			if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range [][3]string{{"old.json", "gateway.yaml", "units.csv"}, {"new.json", "newer.yaml", "newer.csv"}} {
			text := s.must(0, "score", "run", "--scheme", f[1], "--data", f[2], "--reference-date", "2026-06-30", "--json")
			if err := os.WriteFile(f[0], []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		golden(t, "score_compare."+lang, s.must(0, "score", "compare", "old.json", "new.json"))
		var c scoring.Comparison
		if err := json.Unmarshal([]byte(s.must(0, "score", "compare", "old.json", "new.json", "--json")), &c); err != nil || len(c.Changes) != 4 {
			t.Errorf("got %+v, %v", c, err)
		}
		b, err := os.ReadFile("new.json")
		if err != nil {
			t.Fatal(err)
		}
		forged := strings.Replace(string(b), `"value":25`, `"value":26`, 1)
		if err := os.WriteFile("forged.json", []byte(forged), 0o666); err != nil || forged == string(b) {
			t.Fatal(err)
		}
		s.must(3, "score", "compare", "old.json", "forged.json")
		s.must(2, "score", "compare", "old.json", "units.csv")
		s.must(5, "score", "compare", "old.json", "nobody.json")
	}
}

// TestScoreOnStore rates what the log has: the run is kept once, listed, compared,
// and comes out of the log again.
func TestScoreOnStore(t *testing.T) {
	s := withInvented(t, "en")
	run := func(more ...string) string {
		t.Helper()
		return s.must(0, append([]string{"score", "run", "--scheme", "firewall", "--segment", "SL:B5"}, more...)...)
	}
	if out := run("--reference-date", "2025-06-30", "--dry-run", "--seed", "42"); !regexp.MustCompile(`示例防火墙庚 .* B [567][0-9.]*% \(C [0-9.]+%\) `).MatchString(out) || !regexp.MustCompile(`示例防火墙乙 .* C  `).MatchString(out) {
		t.Errorf("grades that are not sure are not told, or sure ones are:\n%s", out)
	}
	if out := run("--reference-date", "2025-06-30", "--dry-run"); !strings.Contains(out, "nothing was kept") || !strings.Contains(out, "12 rated, 1 withheld") {
		t.Error(out)
	}
	first := run("--reference-date", "2025-06-30", "--why", "test")
	if again := run("--reference-date", "2025-06-30", "--why", "test"); again == first || !strings.Contains(first, "a draft") {
		// The first run is part of the log that the second is drawn of.
		t.Errorf("%s\n%s", first, again)
	}
	run("--reference-date", "2025-09-30", "--why", "test")
	var listed []struct{ Number, Status string }
	if err := json.Unmarshal([]byte(s.must(0, "score", "list", "--json")), &listed); err != nil || len(listed) != 3 || listed[0].Status != "draft" {
		t.Fatalf("%+v, %v", listed, err)
	}
	for _, x := range listed {
		if out := s.must(0, "score", "again", x.Number); !strings.Contains(out, "the same bytes") {
			t.Error(out)
		}
	}
	if out := s.must(0, "score", "compare", listed[1].Number, listed[0].Number); !strings.Contains(out, "the scheme is the same") || !regexp.MustCompile(`  \d–\d  \d–\d  B\n`).MatchString(out) {
		t.Error("no intervals of ranks, as the runs have them:\n", out)
	}
	s.must(5, "score", "again", "nothing")
	s.must(5, "score", "run", "--scheme", "firewall", "--segment", "SL:ZZ", "--reference-date", "2025-06-30", "--dry-run")
	s.must(2, "score", "run", "--scheme", "firewall", "--reference-date", "2025", "--dry-run")
}
