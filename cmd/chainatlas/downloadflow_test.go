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

// checkFlowDownload keeps that the flow of capital is downloaded as the query tells
// it, in every format, by rounds and by amounts.
func checkFlowDownload(t *testing.T, s *site) {
	t.Helper()
	for width, arguments := range map[string]string{flowRounds: `width: ROUNDS`, flowAmount: `width: AMOUNT, currency: "CNY"`} {
		type measure struct {
			Rounds            int
			Weight, Low, High graph.Decimal
		}
		var data struct {
			CapitalFlow struct {
				Nodes []struct {
					ID, Column string
					Label      graph.Label
					Measure    measure
				}
				Links []struct {
					From, To string
					Measure  measure
				}
			}
		}
		a := s.graphql("", `{ capitalFlow(chain: "SL", investors: 3, from: "2022", `+arguments+`) { nodes { id column label { zh en } measure { rounds weight low high } } links { from to measure { rounds weight low high } } } }`, nil)
		if err := json.Unmarshal(a.Data, &data); err != nil || len(a.Errors) > 0 {
			t.Fatal(err, a.Errors)
		}
		// Of each row from, to, rounds, weight, and the ends by amounts.
		var want [][]string
		names := map[string]string{}
		row := func(from, to string, m *measure) {
			r := []string{from, to, strconv.Itoa(m.Rounds), m.Weight.String()}
			if width == flowAmount {
				r = append(r, m.Low.String(), m.High.String())
			}
			want = append(want, r)
		}
		for i := range data.CapitalFlow.Nodes {
			n := &data.CapitalFlow.Nodes[i]
			names[n.ID] = n.Label.Zh
			row(n.Label.Zh, "", &n.Measure)
		}
		for i := range data.CapitalFlow.Links {
			l := &data.CapitalFlow.Links[i]
			row(names[l.From], names[l.To], &l.Measure)
		}
		query := "?" + url.Values{"chain": {"SL"}, "investors": {"3"}, "from": {"2022"}, "width": {width}, "lang": {"zh"}}.Encode()
		if width == flowAmount {
			query += "&currency=CNY"
		}
		var lines [][]string
		for _, text := range strings.Split(strings.TrimSpace(s.get("/download/flow.jsonl"+query).body), "\n") {
			var l flowLine
			if err := json.Unmarshal([]byte(text), &l); err != nil {
				t.Fatal(err)
			}
			r := []string{l.From.Label, "", strconv.Itoa(l.Rounds), l.Weight.String()}
			if l.To != nil {
				r[1] = l.To.Label
			}
			if width == flowAmount {
				r = append(r, l.Low.String(), l.High.String())
			}
			lines = append(lines, r)
		}
		pick := func(rows [][]string) (out [][]string) {
			for _, r := range rows {
				p := []string{r[2], r[5], r[7], r[8]}
				if width == flowAmount {
					p = append(p, r[9], r[10])
				}
				out = append(out, p)
			}
			return out
		}
		csv := csvRowsOf(t, s.get("/download/flow.csv"+query).body)
		book := workbook(t, s.get("/download/flow.xlsx"+query).body)
		if len(book) != 2 || len(want) < 10 {
			t.Fatalf("%d sheets, %d rows", len(book), len(want))
		}
		for format, got := range map[string][][]string{"jsonl": lines, "csv": pick(csv[1:]), "xlsx": pick(book[1].rows[1:])} {
			if !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("flow.%s by %s is\n%v\nthe query tells\n%v", format, width, got, want)
			}
		}
	}
}
