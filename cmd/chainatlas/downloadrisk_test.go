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

// checkRiskDownload keeps that the risk is downloaded as the query tells it, in
// every format, in the order that is asked for.
func checkRiskDownload(t *testing.T, s *site) {
	t.Helper()
	var data struct {
		ChainRisk struct {
			Segments []struct {
				Segment       struct{ ID, Label string }
				Concentration struct {
					Hhi, HhiUpper  *int
					Cr1, Cr4       *graph.Decimal
					EffectiveLower *graph.Decimal
					Coverage       graph.Decimal
					Largest        *struct{ Label string }
					Withheld       *graph.Label
				}
				WhatIf *struct {
					Remaining graph.Decimal
					Increase  *graph.Decimal
				}
			}
		}
	}
	a := s.graphql("", `{ chainRisk(chain: "SL", bands: EU_2004) { segments(order: COVERAGE, reversed: true) { segment { id label }
		concentration { hhi hhiUpper effectiveLower coverage cr1 cr4 largest { label } withheld { zh en } } whatIf(cut: "0.4") { remaining increase } } } }`, nil)
	if err := json.Unmarshal(a.Data, &data); err != nil || len(a.Errors) > 0 {
		t.Fatal(err, a.Errors)
	}
	text := func(d *graph.Decimal) string {
		if d == nil {
			return ""
		}
		return d.String()
	}
	whole := func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n)
	}
	// Of each row who, HHI and its upper end, 1/H at least, CR4 and whether it is a lower end, CR1 and whose, what is left and what others would need, and why not.
	var want [][]string
	computed, least := 0, 0
	for _, x := range data.ChainRisk.Segments {
		c := x.Concentration
		row := []string{x.Segment.ID, whole(c.Hhi), whole(c.HhiUpper), text(c.EffectiveLower), text(c.Cr4), "", text(c.Cr1), "", "", "", ""}
		if c.Cr4 != nil && c.Coverage.Compare(graph.Decimal{Unscaled: 1}) < 0 {
			row[5] = "至少：有未列名份额"
			least++
		}
		if c.Largest != nil {
			row[7] = c.Largest.Label
		}
		if x.WhatIf != nil {
			row[8], row[9] = x.WhatIf.Remaining.String(), text(x.WhatIf.Increase)
			computed++
		}
		if c.Withheld != nil {
			row[10] = c.Withheld.Zh
		}
		want = append(want, row)
	}
	query := "?" + url.Values{"chain": {"SL"}, "bands": {"eu2004"}, "sort": {"coverage"}, "rev": {"1"}, "cut": {"40"}, "lang": {"zh"}}.Encode()
	var lines [][]string
	for _, line := range strings.Split(strings.TrimSpace(s.get("/download/risk.jsonl"+query).body), "\n") {
		var l riskLine
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		end := ""
		if l.Least {
			end = "至少：有未列名份额"
		}
		lines = append(lines, []string{string(l.ID), whole(l.HHI), whole(l.Upper), l.EffectiveLower.String(), l.CR4.String(), end, l.CR1.String(), l.First, l.Remaining.String(), l.Increase.String(), l.Withheld})
	}
	pick := func(rows [][]string) (out [][]string) {
		for _, r := range rows {
			r = append(slices.Clone(r), make([]string, 22)...) // empty cells at the end are not in a workbook
			out = append(out, []string{r[0], r[6], r[7], r[10], r[12], r[13], r[14], r[15], r[19], r[20], r[21]})
		}
		return out
	}
	csv := csvRowsOf(t, s.get("/download/risk.csv"+query).body)
	book := workbook(t, s.get("/download/risk.xlsx"+query).body)
	if len(book) != 2 || len(want) < 10 || computed < 3 || computed == len(want) || least == 0 || least == len(want) {
		t.Fatalf("%d sheets, %d rows, %d computed", len(book), len(want), computed)
	}
	for format, got := range map[string][][]string{"jsonl": lines, "csv": pick(csv[1:]), "xlsx": pick(book[1].rows[1:])} {
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("risk.%s is\n%v\nthe query tells\n%v", format, got, want)
		}
	}
	if about := book[0].rows; !slices.ContainsFunc(about, func(r []string) bool { return slices.Contains(r, "0.4") }) {
		t.Errorf("the first sheet does not tell the cut: %v", about)
	}
}
