package importer_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
)

// TestCodesForNames reads segments that are named by their codes as the map shows
// them, with and without the chain before them.
func TestCodesForNames(t *testing.T) {
	a := newAtlas(t)
	a.source("map", graph.TrustOfficial)
	a.run("map", importer.Options{}, a.file("chains.csv", "产业链代码,产业链名称\nSL,示例链\nSM,示例二链\n"),
		a.file("segments.csv", "环节代码,环节名称,所属产业链,别名\nA12,示例检测,SL,\nH6,示例运营服务,SL,安全运营服务\nH7,城市安全运营,SL,\nG5,示例网关,SL,\nG5,示例阀门,SM,\nB1,A99,SL,\n"))
	a.source("list", graph.TrustMedia)
	for _, test := range []struct {
		cell, chain string
		want        string // the segment that it becomes
		told        string
		near        []string
	}{
		{"A12", "", "示例检测", "“A12”是代码，读作 SL/A12“示例检测”", nil},
		{"a12", "", "示例检测", "读作 SL/A12", nil},
		{"SL/G5", "", "示例网关", "读作 SL/G5", nil},
		{"SM:G5", "", "示例阀门", "读作 SM/G5", nil},
		{"示例二链／G5", "", "示例阀门", "读作 SM/G5", nil},
		{"G5", "SM", "示例阀门", "读作 SM/G5", nil},
		{"G5", "示例链", "示例网关", "读作 SL/G5", nil},
		{"G5", "", "G5", "首次提到", []string{"SL/G5", "SM/G5"}},
		{"A99", "", "A99", "", nil}, // it is a name
		{"安全运营", "", "安全运营", "首次提到", []string{"示例运营服务", "城市安全运营"}},
	} {
		t.Run(test.cell+test.chain, func(t *testing.T) {
			csv := "企业名称,所属环节\n示例甲有限公司," + test.cell + "\n"
			if test.chain != "" {
				csv = "企业名称,所属环节,产业链\n示例甲有限公司," + test.cell + "," + test.chain + "\n"
			}
			file := a.file("t.csv", csv)
			r := a.run("list", importer.Options{DryRun: true}, file)
			var told, near []string
			for _, p := range r.Problems {
				told, near = append(told, p.Reason.Zh), append(near, p.Near...)
			}
			if all := strings.Join(told, "\n"); !strings.Contains(all, test.told) || test.told == "" && all != "" {
				t.Errorf("it is told that %s; want %s", all, test.told)
			}
			if !slices.Equal(near, test.near) {
				t.Errorf("near are %q; want %q", near, test.near)
			}
			done := a.run("list", importer.Options{}, file)
			v := a.view()
			company := node(t, v, graph.KindEnterprise, "示例甲有限公司")
			found, err := v.Neighbours([]graph.SubjectID{company.ID}, memory.NeighbourQuery{Edge: graph.EdgeInSegment, First: 10})
			if err != nil || len(found[0].Edges) != 1 || v.Name(found[0].Edges[0].To) != test.want {
				t.Errorf("it is in %v (%v); want %s", found, err, test.want)
			}
			a.revoke(done.Revision)
		})
	}
}
