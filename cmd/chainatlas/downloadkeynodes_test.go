package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// checkKeyNodesDownload keeps that key nodes are downloaded as the query tells them, of
// either graph, in every format, in the order that is asked for.
func checkKeyNodesDownload(t *testing.T, s *site) {
	t.Helper()
	const shift = 4 // where the columns begin that both graphs have
	for _, graph := range []string{"segments", "enterprises"} {
		var data struct {
			ChainKeyNodes struct {
				Unjoined int
				Nodes    []struct {
					Node                             struct{ ID, Label string }
					Neighbours, Rank, RankLow, Parts int
					CutNodes, CutEnterprises         int
					Enterprises, Known               *int
					Betweenness                      string
				}
			}
		}
		a := s.graphql("", fmt.Sprintf(`{ chainKeyNodes(chain: "SL", graph: %s) { unjoined nodes(order: CUT, reversed: true) { node { id label } neighbours rank rankLow parts cutNodes cutEnterprises enterprises known betweenness } } }`, strings.ToUpper(graph)), nil)
		if err := json.Unmarshal(a.Data, &data); err != nil || len(a.Errors) > 0 {
			t.Fatal(err, a.Errors)
		}
		whole := func(n *int) string {
			if n == nil {
				return ""
			}
			return strconv.Itoa(*n)
		}
		// Of each row who, how many are placed there or known inputs, neighbours, betweenness, places, parts and what is cut off.
		var want [][]string
		for _, x := range data.ChainKeyNodes.Nodes {
			last := x.Known
			if graph == "segments" {
				last = x.Enterprises
			}
			want = append(want, []string{x.Node.ID, whole(last), strconv.Itoa(x.Neighbours), x.Betweenness, strconv.Itoa(x.Rank), strconv.Itoa(x.RankLow), strconv.Itoa(x.Parts), strconv.Itoa(x.CutNodes), strconv.Itoa(x.CutEnterprises)})
		}
		query := "?" + url.Values{"chain": {"SL"}, "graph": {graph}, "sort": {"cut"}, "rev": {"1"}, "lang": {"zh"}}.Encode()
		var lines [][]string
		for _, line := range strings.Split(strings.TrimSpace(s.get("/download/keynodes.jsonl"+query).body), "\n") {
			var l keyNodeLine
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err)
			}
			last := l.Known
			if graph == "segments" {
				last = l.Enterprises
			}
			lines = append(lines, []string{string(l.ID), whole(last), strconv.Itoa(l.Neighbours), l.Betweenness.String(), whole(l.Rank), whole(l.RankLow), strconv.Itoa(l.Parts), strconv.Itoa(l.CutNodes), whole(l.CutEnterprises)})
		}
		pick := func(rows [][]string) (out [][]string) {
			for _, r := range rows {
				out = append(out, []string{r[0], r[shift-1], r[shift], r[shift+3], r[shift+4], r[shift+5], r[shift+7], r[shift+8], r[shift+9]})
			}
			return out
		}
		book := workbook(t, s.get("/download/keynodes.xlsx"+query).body)
		if len(book) != 2 || len(want) < 10 || want[0][8] == want[len(want)-1][8] {
			t.Fatalf("%d sheets, %d rows", len(book), len(want))
		}
		for format, got := range map[string][][]string{"jsonl": lines, "csv": pick(csvRowsOf(t, s.get("/download/keynodes.csv"+query).body)[1:]), "xlsx": pick(book[1].rows[1:])} {
			if !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("keynodes.%s is\n%v\nthe query tells\n%v", format, got, want)
			}
		}
		if !slices.ContainsFunc(book[0].rows, func(r []string) bool {
			return len(r) > 1 && strings.HasPrefix(r[0], "未收录") && r[1] == strconv.Itoa(data.ChainKeyNodes.Unjoined)
		}) {
			t.Errorf("the first sheet does not tell what is not recorded: %v", book[0].rows)
		}
	}
	if a := s.get("/download/keynodes.csv?graph=parks"); a.status != 400 {
		t.Errorf("of no graph: %d", a.status)
	}
}
