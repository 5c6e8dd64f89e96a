package main

import (
	"encoding/json"
	"mime"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/scoring/growth"
)

// TestDownloadGrowth keeps that a download of a growth list has what its page has,
// in its order, in every format, and that the whole edition verifies.
func TestDownloadGrowth(t *testing.T) {
	s, _ := exampleSite(t)
	run := map[string]any{"list": "china-gazelle", "referenceDate": "2025-06-30"}
	raw, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	base := url.Values{"run": {string(raw)}, "lang": {"zh"}}
	sealed := s.get("/download/growth.json?" + base.Encode())
	e, err := growth.Verify([]byte(sealed.body))
	if err != nil || sealed.header.Get("ChainAtlas-Edition") != e.Hash() {
		t.Fatalf("%d: %v: %.200s", sealed.status, err, sealed.body)
	}
	for _, states := range []string{"", "IN", "BORDERLINE", "OUT", "INSUFFICIENT", "IN,BORDERLINE"} {
		// What the page shows.
		variables := map[string]any{"run": run}
		if states != "" {
			variables["states"] = strings.Split(states, ",")
		}
		page := s.graphql("", `query($run: GrowthRunInput!, $states: [GrowthState!]) { growthRun(run: $run) { page(states: $states, first: 1000) { totalCount nodes { id name because { zh } } } } }`, variables)
		var shown struct {
			GrowthRun struct {
				Page struct {
					TotalCount int
					Nodes      []struct {
						ID, Name string
						Because  struct{ Zh string }
					}
				}
			}
		}
		if err := json.Unmarshal(page.Data, &shown); err != nil || len(page.Errors) > 0 {
			t.Fatalf("%v, %v", err, page.Errors)
		}
		var want []string
		for _, n := range shown.GrowthRun.Page.Nodes {
			want = append(want, n.Name+" "+n.Because.Zh)
		}
		query := url.Values{"run": base["run"], "lang": base["lang"]}
		if states != "" {
			query.Set("states", states)
		}
		for _, format := range []string{"xlsx", "csv", "jsonl"} {
			a := s.get("/download/growth." + format + "?" + query.Encode())
			if a.status != 200 || a.header.Get("ChainAtlas-Rows") != strconv.Itoa(shown.GrowthRun.Page.TotalCount) {
				t.Fatalf("%s of %q: %d, %s rows, the page has %d: %.200s", format, states, a.status, a.header.Get("ChainAtlas-Rows"), shown.GrowthRun.Page.TotalCount, a.body)
			}
			outcomes := map[string]string{"": "全部", "IN": "入选", "BORDERLINE": "临界", "OUT": "未入选", "INSUFFICIENT": "数据不足", "IN,BORDERLINE": "入选-临界"}[states]
			_, named, err := mime.ParseMediaType(a.header.Get("Content-Disposition"))
			if name := "china-gazelle-2025-06-30-" + outcomes + "." + format; err != nil || named["filename"] != name {
				t.Errorf("the file of %q is called %q, want %q", states, named["filename"], name)
			}
			var got []string
			switch format {
			case "jsonl":
				for line := range strings.Lines(a.body) {
					var r struct {
						Name    string
						Because struct{ Zh string }
					}
					if err := json.Unmarshal([]byte(line), &r); err != nil {
						t.Fatal(err)
					}
					got = append(got, r.Name+" "+r.Because.Zh)
				}
			default:
				rows := [][]string(nil)
				if format == "csv" {
					rows = csvRowsOf(t, a.body)
				} else {
					book := workbook(t, a.body)
					var names []string
					for _, sheet := range book {
						names = append(names, sheet.name)
					}
					if !slices.Equal(names, []string{"结果", "条件", "规则", "说明"}) {
						t.Errorf("the workbook has the sheets %v", names)
					}
					if len(book[2].rows) < 5 {
						t.Errorf("of %q: %d rows of the rule", states, len(book[2].rows))
					}
					// Whoever has a row has its reasons, with the cells of its figures.
					broken, read := map[string]bool{}, false
					for _, row := range book[1].rows[1:] {
						broken[row[0]] = true
						read = read || strings.Contains(row[len(row)-1], "企业年度数据 C")
					}
					for _, n := range shown.GrowthRun.Page.Nodes {
						if !broken[n.Name] {
							t.Errorf("of %q: %s is not broken down", states, n.Name)
						}
					}
					if !read && states != "INSUFFICIENT" {
						t.Errorf("of %q: no criterion names a cell", states)
					}
					holds := []string{"本文件所含结论", strings.ReplaceAll(outcomes, "-", ", ")}
					if !slices.ContainsFunc(book[3].rows, func(row []string) bool { return slices.Equal(row, holds) }) {
						t.Errorf("the workbook of %q does not say that it holds %q: %q", states, holds, book[3].rows)
					}
					rows = book[0].rows
				}
				name, why := slices.Index(rows[0], "名称"), slices.Index(rows[0], "原因")
				for _, row := range rows[1:] {
					got = append(got, row[name]+" "+row[why])
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s of %q has\n%s\nthe page\n%s", format, states, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
	for query, want := range map[string]int{
		"growth.csv": 404, "growth.pdf": 404, "growth.csv?run=x": 400, "growth.csv?nothing=1": 400, "growth.csv?list=china-gazelle": 404, "growth.csv?list=a&list=b": 400,
		"growth.csv?oneMore=maybe": 400, "growth.csv?lang=fr": 400, "growth.csv?states=in&run=" + url.QueryEscape(string(raw)): 400,
		"growth.csv?filter=" + strings.Repeat("x", maxFilter+1): 422,
	} {
		if a := s.get("/download/" + query); a.status != want {
			t.Errorf("%.60s: %d, want %d: %.200s", query, a.status, want, a.body)
		}
	}
}

// TestGrowthScript runs the example script: from a rule to two published editions,
// one company's reasons, the difference and the files, through the service alone.
func TestGrowthScript(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not there: the example script is not run")
	}
	script, err := filepath.Abs(filepath.Join("..", "..", "examples", "growth.py"))
	if err != nil {
		t.Fatal(err)
	}
	s, store := exampleSite(t)
	run := func(token string) (string, error) {
		cmd := exec.CommandContext(t.Context(), python, script, s.url, "china-gazelle", "2024-12-31", "2025-06-30")
		cmd.Dir, cmd.Env = t.TempDir(), append(os.Environ(), "CHAINATLAS_TOKEN="+token)
		out, err := cmd.CombinedOutput()
		if err == nil {
			file, failed := os.ReadFile(filepath.Join(cmd.Dir, "growth.json"))
			if failed != nil {
				t.Fatal(failed)
			}
			if e, failed := growth.Verify(file); failed != nil || e.Number != "2025-06-30" {
				t.Errorf("the edition's file: %v", failed)
			}
			if names := workbookNames(t, filepath.Join(cmd.Dir, "growth.xlsx")); len(names) != 4 {
				t.Errorf("the workbook has the sheets %v", names)
			}
		}
		return string(out), err
	}
	for role, code := range map[string]string{"evaluator": "FORBIDDEN", "": "UNAUTHENTICATED"} {
		token := ""
		if role != "" {
			token = addToken(t, store, "the "+role, "--role", role)
		}
		if out, err := run(token); err == nil || !strings.Contains(out, code) {
			t.Errorf("as %q: %v: %s", role, err, out)
		}
	}
	token := addToken(t, store, "publisher", "--role", "publisher")
	first, err := run(token)
	if err != nil {
		t.Fatalf("%v: %s", err, first)
	}
	for _, want := range []string{
		"2025-06-30: 16 in, 7 borderline", "edition 2025-06-30: 16 members, PUBLISHED", "1. 示例赤山装备有限公司: Compound growth over three years (Revenue) 55.8%, line ≥ 20%", "one figure short: ",
		"(示例产业.xlsx, 企业年度数据 C21)", "since 2024-12-31: +16 -0", "members by the filter: 16", "wrote growth.xlsx",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the script does not say %q:\n%s", want, first)
		}
	}
	if again, err := run(token); err != nil || again != first { // a retry publishes nothing again
		t.Errorf("once more, %v:\n%s", err, again)
	}
}

func workbookNames(t *testing.T, file string) []string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, sheet := range workbook(t, string(content)) {
		names = append(names, sheet.name)
	}
	return names
}
