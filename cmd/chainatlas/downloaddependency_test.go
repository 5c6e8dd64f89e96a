package main

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// checkDependencyDownload keeps that the dependency is downloaded as the query tells
// it, in every format, in the order that is asked for.
func checkDependencyDownload(t *testing.T, s *site) {
	t.Helper()
	var data struct {
		ChainDependency struct {
			Inputs []struct {
				Buyer     struct{ ID string }
				Segment   struct{ ID, Code string }
				Suppliers int
				Share     *graph.Decimal
				Supplier  *struct{ Label string }
				Class     string
			}
		}
	}
	a := s.graphql("", `{ chainDependency(chain: "SL") { inputs(order: COVERAGE, reversed: true) { buyer { id } segment { id code } suppliers share supplier { label } class } } }`, nil)
	if err := json.Unmarshal(a.Data, &data); err != nil || len(a.Errors) > 0 {
		t.Fatal(err, a.Errors)
	}
	// Of each row the buyer, the code of what is bought, how many supply it, the first share and whose.
	var want, wantLines [][]string
	segment := data.ChainDependency.Inputs[0].Segment.ID
	ofSegment := 0
	for _, x := range data.ChainDependency.Inputs {
		row := []string{x.Buyer.ID, x.Segment.Code, strconv.Itoa(x.Suppliers), "", ""}
		if x.Share != nil {
			row[3] = x.Share.String()
		}
		if x.Supplier != nil {
			row[4] = x.Supplier.Label
		}
		want = append(want, row)
		wantLines = append(wantLines, append(slices.Clone(row), strings.ToLower(x.Class)))
		if x.Segment.ID == segment {
			ofSegment++
		}
	}
	query := "?" + url.Values{"chain": {"SL"}, "sort": {"coverage"}, "rev": {"1"}, "lang": {"zh"}}.Encode()
	var lines [][]string
	for _, line := range strings.Split(strings.TrimSpace(s.get("/download/dependency.jsonl"+query).body), "\n") {
		var l dependencyLine
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, []string{string(l.Buyer), l.Code, strconv.Itoa(l.Suppliers), l.Share.String(), l.Supplier, l.Class})
	}
	pick := func(rows [][]string) (out [][]string) {
		for _, r := range rows {
			r = append(slices.Clone(r), make([]string, 12)...) // empty cells at the end are not in a workbook
			out = append(out, []string{r[0], r[2], r[5], r[7], r[8]})
		}
		return out
	}
	book := workbook(t, s.get("/download/dependency.xlsx"+query).body)
	if len(book) != 2 || len(want) < 100 || ofSegment == len(want) {
		t.Fatalf("%d sheets, %d rows, %d of one segment", len(book), len(want), ofSegment)
	}
	if !slices.EqualFunc(lines, wantLines, slices.Equal) {
		t.Errorf("dependency.jsonl is\n%v\nthe query tells\n%v", lines, wantLines)
	}
	for format, got := range map[string][][]string{"csv": pick(csvRowsOf(t, s.get("/download/dependency.csv"+query).body)[1:]), "xlsx": pick(book[1].rows[1:])} {
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("dependency.%s is\n%v\nthe query tells\n%v", format, got, want)
		}
	}
	if rows := csvRowsOf(t, s.get("/download/dependency.csv"+query+"&segment="+segment).body); len(rows) != ofSegment+1 {
		t.Errorf("of one segment there are %d rows, not %d", len(rows)-1, ofSegment)
	}
}
