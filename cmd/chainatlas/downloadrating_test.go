package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

// scoredSite serves the invented industry with a run of its firewalls, and returns
// the run's number.
func scoredSite(t *testing.T) (s *site, number string) {
	t.Helper()
	s, store := exampleSite(t)
	token := addToken(t, store, "scorer", "--role", "evaluator")
	a := s.graphql(token, `mutation { runScheme(input: {scheme: "firewall", segment: "SL:B5", reference: "2025-06-30", seed: 42, sobol: 8, reason: "test"}) { number } }`, nil)
	var made struct{ RunScheme struct{ Number string } }
	if err := json.Unmarshal(a.Data, &made); err != nil || len(a.Errors) > 0 {
		t.Fatalf("%v, %v", err, a.Errors)
	}
	return s, made.RunScheme.Number
}

// TestDownloadRating keeps that a download of a run has what its page has, in its
// order, in every format, and the workbook every stage with the cells below it.
func TestDownloadRating(t *testing.T) {
	s, number := scoredSite(t)
	page := s.graphql("", `query($n: String!) { ratingRun(number: $n) { hash dataRevision seed units { id name score grade } } }`, map[string]any{"n": number})
	var shown struct {
		RatingRun struct {
			Hash         string
			DataRevision int
			Units        []struct {
				ID, Name, Grade string
				Score           *float64
			}
		}
	}
	if err := json.Unmarshal(page.Data, &shown); err != nil || len(page.Errors) > 0 {
		t.Fatalf("%v, %v", err, page.Errors)
	}
	// The page shows them by grade, those without a score last.
	slices.SortStableFunc(shown.RatingRun.Units, func(a, b struct {
		ID, Name, Grade string
		Score           *float64
	}) int {
		return cmp.Or(strings.Compare(strconv.FormatBool(a.Score == nil), strconv.FormatBool(b.Score == nil)), strings.Compare(a.Grade, b.Grade))
	})
	var want []string
	for _, u := range shown.RatingRun.Units {
		score := "" // of one that is withheld
		if u.Score != nil {
			score = strconv.FormatFloat(*u.Score, 'g', -1, 64)
		}
		want = append(want, u.ID+" "+u.Name+" "+score+" "+u.Grade)
	}
	query := "?number=" + url.QueryEscape(number) + "&lang=zh"
	for _, format := range []string{"xlsx", "csv", "jsonl"} {
		a := s.get("/download/rating." + format + query)
		if a.status != 200 || a.header.Get("ChainAtlas-Rows") != strconv.Itoa(len(want)) || a.header.Get("ChainAtlas-Run") != shown.RatingRun.Hash {
			t.Fatalf("%s: %d, %v: %.200s", format, a.status, a.header, a.body)
		}
		var got []string
		switch format {
		case "jsonl":
			for line := range strings.Lines(a.body) {
				var r struct {
					Unit, Name, Grade string
					Score             *float64
					Base              float64
					Contributions     map[string]float64
				}
				if err := json.Unmarshal([]byte(line), &r); err != nil {
					t.Fatalf("%v: %s", err, line)
				}
				score, sum := "", r.Base
				for _, x := range r.Contributions {
					sum += x
				}
				if r.Score != nil {
					score = strconv.FormatFloat(*r.Score, 'g', -1, 64)
					if d := sum - *r.Score; d > 1e-9 || d < -1e-9 {
						t.Errorf("%s: the contributions add up to %v, not to %v", r.Name, sum, *r.Score)
					}
				}
				got = append(got, r.Unit+" "+r.Name+" "+score+" "+r.Grade)
			}
		default:
			var rows [][]string
			if format == "csv" {
				rows = csvRowsOf(t, a.body)
			} else {
				book := map[string][][]string{}
				for _, sheet := range workbook(t, a.body) {
					book[sheet.name] = sheet.rows
				}
				for _, name := range []string{"原始值", "除以分母", "插补后", "异常值处理后", "归一化", "加权", "各级得分", "贡献", "数据状态", "不确定性"} {
					if len(book[name]) != len(want)+1 {
						t.Errorf("the sheet %s has %d rows", name, len(book[name]))
					}
				}
				if len(book["门槛"]) != len(want)+1 || len(book["缺项"]) < 10 || len(book["灵敏度"]) < 4 || len(book["评价规范"]) < 20 {
					t.Errorf("%d gates, %d gaps, %d factors", len(book["门槛"]), len(book["缺项"]), len(book["灵敏度"]))
				}
				if head := fmt.Sprint(book["结果"][0]); !strings.Contains(head, "得分 5 % 得分 95 %") {
					t.Errorf("the headers read %s", head)
				}
				for name, row := range map[string][][]string{"归一化": book["归一化"], "数据状态": book["数据状态"]} {
					if fmt.Sprint(row[0][:3]) != "["+strings.Join([]string{row[0][0], row[0][1], "应用混合流量吞吐量 [fw.throughput]"}, " ")+"]" || row[1][0] != book["结果"][1][1] {
						t.Errorf("%s begins with %v, %v", name, row[0][:3], row[1][:2])
					}
				}
				if s := fmt.Sprint(book["数据状态"]); !strings.Contains(s, "已观测") || strings.Contains(s, "observed") {
					t.Error("states are not in the language of the file")
				}
				about := fmt.Sprint(book["说明"])
				for _, s := range []string{"/download/rating.xlsx?lang=zh&number=" + number, shown.RatingRun.Hash, "example-invented", "示例产业：虚构数据", "不是正式结论", "2025-06-30", fmt.Sprint("[所用数据的修订号 ", shown.RatingRun.DataRevision, "]")} {
					if !strings.Contains(about, s) {
						t.Errorf("the workbook does not say %s:\n%s", s, about)
					}
				}
				evidence := book["证据"]
				if s := fmt.Sprint(evidence); strings.Contains(s, "notApplicable") || !strings.Contains(s, "不适用") {
					t.Error("what a source states of a value that there is none of is not in words")
				}
				document, cell, differs := slices.Index(evidence[0], "文件"), slices.Index(evidence[0], "单元格"), slices.Index(evidence[0], "不一致")
				other := 0
				for _, row := range evidence[1:] {
					if row[document] != "示例产业.xlsx" || row[cell] == "" {
						t.Fatalf("no cell is told: %v", row)
					}
					if row[differs] == "是" {
						other++
					}
				}
				if len(evidence) < 200 || other != 1 {
					t.Errorf("%d rows of evidence, %d of them differ", len(evidence), other)
				}
				rows = book["结果"]
			}
			for _, row := range rows[1:] {
				got = append(got, row[1]+" "+row[2]+" "+row[3]+" "+row[4])
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has\n%s\nthe page\n%s", format, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	for query, want := range map[string]int{
		"rating.csv": 400, "rating.pdf?number=" + number: 404, "rating.graphml?number=" + number: 404, "rating.csv?number=nothing": 404, "rating.csv?number=a&number=b": 400,
		"rating.csv?nothing=1&number=" + number: 400, "rating.csv?lang=fr&number=" + number: 400, "rating.csv?at=x&number=" + number: 400,
		"rating.csv?at=1&number=" + number: 404, // it was not made yet
	} {
		if a := s.get("/download/" + query); a.status != want {
			t.Errorf("%.60s: %d, want %d: %.200s", query, a.status, want, a.body)
		}
	}
}

// TestReportOfWithdrawn keeps that of a rating that was withdrawn the reason is
// left, and no figure on any sheet or line.
func TestReportOfWithdrawn(t *testing.T) {
	s := gateway(t, "en")
	run, err := scoring.ReadRun([]byte(s.must(0, "score", "run", "--scheme", "gateway.yaml", "--data", "units.csv", "--reference-date", "2026-06-30", "--seed", "7", "--json")))
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := scoring.Parse("gateway.yaml", []byte(run.SchemeFile))
	if err != nil {
		t.Fatal(err)
	}
	a := &app{lang: "en"}
	gone := map[int]string{1: "the wrong version"}
	p := report{app: a, scheme: scheme, run: run, gone: gone}
	var book bytes.Buffer
	if err := p.write(&book); err != nil {
		t.Fatal(err)
	}
	for _, sheet := range workbook(t, book.String()) {
		for _, row := range sheet.rows {
			if sheet.name == "Left out" && strings.Contains(strings.Join(row, " "), "g2") {
				t.Errorf("the sheet %s says %q", sheet.name, row)
			}
			if !slices.Contains(row, "g2") {
				continue
			}
			told := slices.DeleteFunc(row, func(s string) bool { return s == "" })
			if want := map[bool][]string{true: {"g2", "示例乙网关", "withdrawn: the wrong version"}, false: {"g2", "示例乙网关"}}[sheet.name == "Result"]; !slices.Equal(told, want) {
				t.Errorf("the sheet %s says %q", sheet.name, told)
			}
		}
	}
	x := ratingDownload{file: &rating.File{Run: run}, report: p}
	if line, err := json.Marshal(x.line(1)); err != nil || string(line) != `{"unit":"g2","name":"示例乙网关","withdrawn":"the wrong version"}` {
		t.Errorf("%s, %v", line, err)
	}
}
