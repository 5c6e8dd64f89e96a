package search

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"

	"github.com/chainatlas/chainatlas/graph"
)

// shared is where the real data are that are not part of the project.
var shared = filepath.Join("..", "..", "..", "shared", "data")

func sharedCSV(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(shared, name))
	if os.IsNotExist(err) {
		t.Skipf("the shared data are not there: %s", filepath.Join(shared, name))
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head := rows[0]
	head[0] = strings.TrimPrefix(head[0], "\uFEFF")
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, v := range row {
			if i < len(head) {
				m[head[i]] = v
			}
		}
		out = append(out, m)
	}
	return out
}

// sharedDocuments are the enterprises of the shared data: each listed company
// with its products as mentions, each company of the security list, and each that
// a query expects, by its legal name alone if nothing else names it. As in the
// graph, what shares a stock code is one; its other legal names are former ones.
func sharedDocuments(t testing.TB) []Document {
	var list []*Document
	byName, byCode := map[string]*Document{}, map[string]*Document{}
	get := func(name, code string) *Document {
		d := byName[name]
		if c := byCode[code]; d == nil && c != nil {
			d = c
			d.Former = append(d.Former, name)
		}
		if d == nil {
			d = &Document{ID: graph.SubjectID("e:" + name), Kind: graph.KindEnterprise, Name: name}
			list = append(list, d)
		}
		byName[name] = d
		if code != "" {
			byCode[code] = d
			d.Codes = append(d.Codes, code)
		}
		return d
	}
	for _, r := range sharedCSV(t, "chainkg/companies.csv") {
		if r["full_name"] != "" {
			d := get(r["full_name"], cutBytes(r["code"], 6))
			d.Short = append(d.Short, r["short_name"])
			d.Codes = append(d.Codes, r["code"])
		}
	}
	for _, r := range sharedCSV(t, "cnsec/enterprises.csv") {
		if r["企业名称"] != "" {
			d := get(r["企业名称"], r["证券代码"])
			d.Short = append(d.Short, r["简称"])
			d.Codes = append(d.Codes, r["统一社会信用代码"])
		}
	}
	for _, r := range sharedCSV(t, "search/known_item_name_queries_dev.csv") {
		get(r["expected_company"], "")
	}
	for _, r := range sharedCSV(t, "cnsec/funding_rounds.csv") {
		name := r["企业全称"]
		if name == "" {
			name = r["企业简称"]
		}
		if name != "" {
			d := get(name, "")
			d.Short = append(d.Short, r["企业简称"])
			d.Mentions = append(d.Mentions, r["业务方向"])
		}
	}
	for _, r := range sharedCSV(t, "chainkg/company_product.csv") {
		if d := byCode[cutBytes(r["company_code"], 6)]; d != nil {
			d.Mentions = append(d.Mentions, r["product"])
			d.Importance++
		}
	}
	var out []Document
	for _, d := range list {
		for _, texts := range []*[]string{&d.Short, &d.Codes, &d.Mentions} {
			*texts = unique(*texts)
		}
		out = append(out, *d)
	}
	return out
}

func unique(list []string) []string {
	var out []string
	seen := map[string]bool{"": true}
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// typed returns how a person types a short name in pinyin, and by initials. It
// reads whole words where the dictionary's first reading of a character is wrong,
// and does not use the table of this package.
func typed(name string) (whole, initials string) {
	words := strings.NewReplacer("重庆", " chong qing ", "长", " chang ", "厦门", " xia men ", "西藏", " xi zang ", "佛山", " fo shan ",
		"成都", " cheng du ", "首都", " shou du ", "银行", " yin hang ", "重", " zhong ", "乐", " le ", "和", " he ", "阿", " a ", "都", " du ",
		"行", " hang ", "藏", " zang ", "佛", " fo ", "厦", " sha ", "模", " mo ", "调", " tiao ", "得", " de ", "朝", " chao ", "畜", " chu ")
	args := pinyin.NewArgs()
	args.Fallback = func(r rune, _ pinyin.Args) []string { return []string{string(r)} }
	var all []string
	for _, s := range strings.Split(words.Replace(name), " ") {
		if isLatin([]rune(s)) {
			all = append(all, s)
			continue
		}
		for _, p := range pinyin.Pinyin(s, args) {
			all = append(all, p[0])
		}
	}
	for _, s := range all {
		whole += s
		if s != "" {
			if isLatin([]rune(s)) && len(s) > 1 && strings.ToLower(s) == s {
				initials += s[:1]
			} else {
				initials += s
			}
		}
	}
	return strings.ToLower(whole), strings.ToLower(initials)
}

// sharedQuery is a query with what it should find.
type sharedQuery struct{ text, want string }

func sharedQueries(t testing.TB) map[string][]sharedQuery {
	out := map[string][]sharedQuery{}
	for _, r := range sharedCSV(t, "search/known_item_name_queries_dev.csv") {
		q, want := r["query"], r["expected_company"]
		if r["kind"] == "brand_vs_legal" {
			out["brands"] = append(out["brands"], sharedQuery{q, want})
			continue
		}
		whole, initials := typed(q)
		out["names"] = append(out["names"], sharedQuery{q, want})
		out["pinyin"] = append(out["pinyin"], sharedQuery{whole, want})
		out["initials"] = append(out["initials"], sharedQuery{initials, want})
	}
	return out
}

// reciprocalRanks returns the mean of 1/rank of what the queries expect.
func reciprocalRanks(t testing.TB, x *Index, list *docs, queries []sharedQuery, report func(q sharedQuery, rank int, hits []Hit)) float64 {
	sum := 0.0
	for _, q := range queries {
		res, err := x.Search(t.Context(), Query{Text: q.text, First: 10})
		if err != nil {
			t.Fatal(err)
		}
		rank := 0
		for i, h := range res.Hits {
			if d, _ := list.Document(h.ID); d.Name == q.want || slices.Contains(d.Former, q.want) {
				rank = i + 1
				sum += 1 / float64(rank)
				break
			}
		}
		if rank != 1 && report != nil {
			report(q, rank, res.Hits)
		}
	}
	return sum / float64(len(queries))
}

// TestSharedQueries holds the search to the quality that is promised, on real
// names.
func TestSharedQueries(t *testing.T) {
	log := newDocLog(sharedDocuments(t)...)
	x, _ := start(t, t.TempDir(), log)
	ready(t, x, 1)
	least := map[string]float64{"names": .99, "pinyin": .97, "initials": .88, "brands": .82}
	for kind, queries := range sharedQueries(t) {
		got := reciprocalRanks(t, x, log.now, queries, func(q sharedQuery, rank int, hits []Hit) {
			if os.Getenv("MISSES") == kind {
				fmt.Printf("%s: %q wants %s, rank %d\n", kind, q.text, q.want, rank)
				for _, h := range hits[:min(3, len(hits))] {
					fmt.Printf("    %s %s %v %s=%q\n", h.Grade, h.Name, h.Importance, h.Field, h.Text)
				}
			}
		})
		t.Logf("%s: %d queries among %d documents, mean reciprocal rank %.4f", kind, len(queries), len(log.now.list), got)
		if got < least[kind] {
			t.Errorf("%s: mean reciprocal rank %.4f, want at least %.2f", kind, got, least[kind])
		}
	}
}

// BenchmarkQuality prints how good the search is on real names, by kind of query:
// the mean reciprocal rank of names, and of what enterprises make the recall among
// the first 10 and the first 100 hits.
func BenchmarkQuality(b *testing.B) {
	log := newDocLog(sharedDocuments(b)...)
	x, _ := start(b, b.TempDir(), log)
	ready(b, x, 1)
	queries := sharedQueries(b)
	for _, kind := range []string{"names", "pinyin", "initials", "brands"} {
		b.Run(kind, func(b *testing.B) {
			var got float64
			for b.Loop() {
				got = reciprocalRanks(b, x, log.now, queries[kind], nil)
			}
			b.ReportMetric(got, "MRR")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(queries[kind])), "µs/query")
		})
	}
	for _, tt := range []struct {
		kind string
		of   map[string][]string // the names that each query expects
	}{
		{"products", expected(b, "search/product_to_company_qrels_dev.csv", "full_name")},
		{"segments", expected(b, "search/cyber_segment_to_company_qrels_dev.csv", "company")},
	} {
		b.Run(tt.kind, func(b *testing.B) {
			var at10, at100, possible float64
			for b.Loop() {
				at10, at100, possible = 0, 0, 0
				for text, names := range tt.of {
					res, err := x.Search(b.Context(), Query{Text: text, First: MaxHits, Kinds: []graph.Kind{graph.KindEnterprise}})
					if err != nil {
						b.Fatal(err)
					}
					r10, r100 := recall(log.now, res.Hits[:min(10, len(res.Hits))], names), recall(log.now, res.Hits, names)
					at10, at100 = at10+r10, at100+r100
					possible += min(1, 10/float64(len(names)))
				}
			}
			n := float64(len(tt.of))
			b.ReportMetric(at10/n, "recall@10")
			b.ReportMetric(possible/n, "recall@10-possible")
			b.ReportMetric(at100/n, "recall@100")
		})
	}
}

// expected returns for each query of a file the names that it should find.
func expected(b *testing.B, name, column string) map[string][]string {
	out := map[string][]string{}
	for _, r := range sharedCSV(b, name) {
		out[r["query"]] = append(out[r["query"]], r[column])
	}
	return out
}

// recall returns the share of names that are among the hits.
func recall(list *docs, hits []Hit, names []string) float64 {
	n := 0
	for _, name := range names {
		if slices.ContainsFunc(hits, func(h Hit) bool {
			d, _ := list.Document(h.ID)
			return d.Name == name || slices.Contains(d.Former, name) || slices.Contains(d.Short, name)
		}) {
			n++
		}
	}
	return float64(n) / float64(len(names))
}
