package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// TestDownloadProblems keeps that what an import told of its rows is downloaded as the
// page lists it, by those who may import and by nobody else.
func TestDownloadProblems(t *testing.T) {
	store := newStore(t)
	table := filepath.Join(t.TempDir(), "企业.csv")
	if err := os.WriteFile(table, []byte("企业全称,统一社会信用代码,成立日期,注册资本\n示例甲科技有限公司,91110108MA0000001X,2019-13-40,三百万元\n示例乙科技有限公司,,2020-01-02,many\n,,2021-01-01,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"source", "add", "s", "--name", "示例来源", "--trust", "media"}, {"import", "--source", "s", table}} {
		if r := runProgram(t, serverEnv(store, nil), args...); r.code != 0 {
			t.Fatal(r.stdout, r.stderr)
		}
	}
	importer, reader := addToken(t, store, "importer", "--role", "importer"), addToken(t, store, "reader", "--role", "reviewer")
	s := startSite(t, serverEnv(store, nil))
	get := func(token, path string) answer {
		return s.do(http.MethodGet, "/download/"+path, nil, func(r *http.Request) {
			if token != "" {
				r.Header.Set("Authorization", "Bearer "+token)
			}
		})
	}
	var data struct {
		ImportReport struct {
			ProblemCount int
			Problems     []struct {
				Row, Column  int
				Value        string
				Reason, Cure struct{ Zh string }
			}
		}
	}
	a := s.graphql(importer, `{ importReport(batch: 2) { problemCount problems(first: 100) { row column value reason { zh } cure { zh } } } }`, nil)
	if err := json.Unmarshal(a.Data, &data); err != nil || len(a.Errors) > 0 {
		t.Fatal(err, a.Errors)
	}
	var want [][]string
	for _, p := range data.ImportReport.Problems {
		cell, row := "", ""
		if p.Row > 0 {
			row = strconv.Itoa(p.Row)
			if p.Column > 0 {
				cell = cellName(p.Row, p.Column)
			}
		}
		want = append(want, []string{cell, row, p.Value, p.Reason.Zh, p.Cure.Zh})
	}
	of := func(rows [][]string) (out [][]string) {
		for _, r := range rows[1:] {
			out = append(out, []string{r[2], r[3], r[5], r[7], r[8]})
		}
		return out
	}
	same := func(a, b [][]string) bool {
		return slices.EqualFunc(a, b, func(x, y []string) bool { return slices.Equal(x, y) })
	}
	csv, book := get(importer, "problems.csv?batch=2&lang=zh"), get(importer, "problems.xlsx?batch=2&lang=zh")
	if got := of(csvRowsOf(t, csv.body)); len(want) < 4 || len(want) != data.ImportReport.ProblemCount || !same(got, want) {
		t.Errorf("the CSV has %q, the page %q", got, want)
	}
	if got := of(workbook(t, book.body)[0].rows); !same(got, want) {
		t.Errorf("the workbook has %q, the page %q", got, want)
	}
	if got := of(csvRowsOf(t, get(importer, "problems.csv?batch=2&lang=zh&effects=REJECTED").body)); len(got) == 0 || len(got) >= len(want) {
		t.Errorf("of one effect: %q", got)
	}
	if csv.header.Get("Cache-Control") != "no-store" || csv.header.Get("ChainAtlas-Rows") != strconv.Itoa(len(want)) {
		t.Errorf("the headers are %v", csv.header)
	}
	for path, status := range map[string]int{"problems.csv?batch=9": 404, "problems.csv?batch=x": 400, "problems.csv?batch=2&effects=NONE": 400, "problems.csv?at=1": 400, "problems.pdf?batch=2": 404} {
		if a := get(importer, path); a.status != status {
			t.Errorf("%s: %d, want %d: %s", path, a.status, status, a.body)
		}
	}
	for token, status := range map[string]int{"": 401, reader: 403} {
		if a := get(token, "problems.csv?batch=2"); a.status != status || (status == 401) != (a.header.Get("WWW-Authenticate") != "") {
			t.Errorf("as who may not import: %d, want %d: %.300s", a.status, status, a.body)
		}
	}
}
