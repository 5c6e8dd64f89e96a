package mapping_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// BenchmarkRecognise recognises a usual table, and one as wide as a sheet may
// be. columns/usual is how long a column takes in it, by that of the usual table:
// what grows faster than the columns shows there, however busy the machine is.
func BenchmarkRecognise(b *testing.B) {
	voc := graph.Standard()
	usual := "企业名称|简称|证券代码|交易所|上市日期|统一社会信用代码|注册日期|注册资金|省份|地区|产业链角色|来源\n" +
		strings.Repeat("某某网络安全技术股份有限公司|某某|002268|深圳证券交易所|2008-08-11|91510100709273920X|1998-04-23|83,833.6028(万元人民币)|四川|成都|中游|公开\n", 59)
	var wide, cells strings.Builder
	wide.WriteString("企业名称")
	cells.WriteString("某某公司")
	for i := range 999 {
		fmt.Fprintf(&wide, "|指标%d（万元）", i)
		fmt.Fprintf(&cells, "|%d", i)
	}
	perColumn := 0.0 // of the usual table, in nanoseconds
	for _, x := range []struct {
		name, lines string
		columns     float64
	}{
		{"usual", usual, 12},
		{"wide", wide.String() + strings.Repeat("\n"+cells.String(), 59), 1000},
	} {
		rows := sheetOf(x.lines)
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				if f := mapping.Recognise(voc, rows, "", "", nil, nil); len(f) != 1 {
					b.Fatalf("%d tables", len(f))
				}
			}
			each := float64(b.Elapsed().Nanoseconds()) / float64(b.N) / x.columns
			if perColumn == 0 {
				perColumn = each
			}
			b.ReportMetric(each/perColumn, "columns/usual")
		})
	}
}
