package importer_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// TestRevokeRandom tries the law that a revocation takes back exactly what the
// batch did, on random editions of random tables: of enterprises, of products
// that refer to them and of funding, from small pools of names and codes, so
// that rows meet, compete, clash, move and go.
func TestRevokeRandom(t *testing.T) {
	const histories, editions = 12, 4
	for seed := range uint64(histories) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 7))
			a := newAtlas(t)
			a.source("one", graph.TrustMedia)
			a.source("two", graph.TrustVerified)
			for edition := range editions {
				before := a.view()
				source := graph.SourceID([]string{"one", "two"}[rnd.IntN(2)])
				files := randomTables(a, rnd, edition)
				r := a.run(source, importer.Options{
					DataDate: graph.Date{Year: int16(2020 + rnd.IntN(4))},
					Retract:  rnd.IntN(3) == 0,
				}, files...)
				if r.Revision == 0 {
					continue // the same as an earlier edition
				}
				after := a.view()
				revocation := a.revoke(r.Revision)
				same(t, a.view(), before)
				a.revoke(revocation.Revision)
				same(t, a.view(), after)
				// An order of rows changes nothing but the places.
				a.revoke(r.Revision + 2)
				same(t, a.view(), before)
				// Events that were taken back are new ones when they come again.
				again := a.run(source, importer.Options{DataDate: r.DataDate, Retract: r.Retract, Reason: "shuffled"}, shuffled(a, rnd, files)...)
				if again.Counts != r.Counts {
					t.Errorf("the rows in another order: %+v; before %+v", again.Counts, r.Counts)
				}
				sameButIDs(t, a.view(), after)
			}
		})
	}
}

var (
	randomNames    = []string{"示例甲有限公司", "示例甲科技有限公司", "示例乙有限公司", "示例丙股份有限公司", "示例丁集团有限公司"}
	randomCodes    = []string{"91110108551385082Q", "91110000802100433B", "9144030071526726XG", "", "", ""}
	randomProducts = []string{"防火墙", "网关", "审计"}
	randomRegions  = []string{"北京", "上海市", "浙江省", "火星", ""}
)

// randomTables writes one to three tables.
func randomTables(a *atlas, rnd *rand.Rand, edition int) []string {
	pick := func(of []string) string { return of[rnd.IntN(len(of))] }
	var files []string
	write := func(name, header string, row func() string) {
		lines := []string{header}
		for range 1 + rnd.IntN(5) {
			lines = append(lines, row())
		}
		files = append(files, a.file(fmt.Sprintf("%s-%d.csv", name, edition), strings.Join(lines, "\n")+"\n"))
	}
	write("企业", "企业名称,统一社会信用代码,省份,别名", func() string {
		return pick(randomNames) + "," + pick(randomCodes) + "," + pick(randomRegions) + "," + pick([]string{"", "甲", "甲;乙"})
	})
	if rnd.IntN(2) == 0 {
		write("产品", "产品名称,企业名称,所属环节", func() string {
			return pick(randomProducts) + "," + pick(randomNames) + "," + pick([]string{"边界防护", "检测", ""})
		})
	}
	if rnd.IntN(2) == 0 {
		write("融资", "企业全称,融资轮次,融资金额,公布日期,投资方", func() string {
			return pick(randomNames) + "," + pick([]string{"A轮", "B轮"}) + "," + pick([]string{"数千万元", "未披露", "3亿元"}) + "," +
				pick([]string{"2023-01-05", "2023-02-10"}) + "," + pick([]string{"示例基金", ""})
		})
	}
	return files
}

// shuffled writes the tables again, with the rows in another order and under the
// same names.
func shuffled(a *atlas, rnd *rand.Rand, files []string) []string {
	var out []string
	for _, path := range files {
		lines := strings.Split(strings.TrimSpace(read(a.t, path)), "\n")
		rnd.Shuffle(len(lines)-1, func(i, j int) { lines[i+1], lines[j+1] = lines[j+1], lines[i+1] })
		out = append(out, a.file(base(path), strings.Join(lines, "\n")+"\n"))
	}
	return out
}
