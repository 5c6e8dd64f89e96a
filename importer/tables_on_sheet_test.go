package importer_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// TestTableBelowTable reads two tables that follow each other on a sheet, at
// whatever row the second begins and however long it is: each row once, and what
// stands above the second one's headers is told.
func TestTableBelowTable(t *testing.T) {
	for _, above := range []int{10, 55, 100} {
		for _, below := range []int{3, 20, 100} {
			for left, title := range []string{"", "产品列表,,\n"} {
				t.Run(fmt.Sprintf("%d above %d %s", above, below, strings.Trim(title, ",\n")), func(t *testing.T) {
					var b strings.Builder
					b.WriteString("企业名称,统一社会信用代码,省份\n")
					for i := range above {
						fmt.Fprintf(&b, "示例%d有限公司,,北京\n", i)
					}
					b.WriteString(",,\n" + title + "产品名称,企业名称,产品类型\n")
					for i := range below {
						fmt.Fprintf(&b, "产品%d,示例%d有限公司,\n", i, i%above)
					}
					a := newAtlas(t)
					a.source("list", graph.TrustMedia)
					r := a.run("list", importer.Options{}, a.file("t.csv", b.String()))
					wantTables(t, r, above, below)
					n := 0
					for _, x := range r.Tables {
						n += x.Left
					}
					if n != left {
						t.Errorf("%d rows left out; want %d", n, left)
					}
				})
			}
		}
	}
}

// wantTables checks how many rows were read of each table, and that all of them
// were new.
func wantTables(t *testing.T, r *importer.Report, rows ...int) {
	t.Helper()
	var read []int
	sum := 0
	for _, x := range r.Tables {
		read = append(read, x.Counts.Read)
		sum += x.Counts.Read
	}
	if !slices.Equal(read, rows) || r.Counts.Created != sum {
		t.Errorf("rows read by table %v, created %d; want %v, all of them", read, r.Counts.Created, rows)
	}
}

// TestTableBesideTable reads a long table beside a short one, below which stands
// what may be a third one's headers: the long one is read to its end.
func TestTableBesideTable(t *testing.T) {
	const long, short = 200, 70
	for _, below := range []string{"", "机构名称,机构类型,国家或地区", "名称,类型,级别", "名称,状态,级别", "编号,名称,类型", "机构名称,级别,类型"} {
		t.Run(below, func(t *testing.T) {
			var b strings.Builder
			b.WriteString("企业名称,统一社会信用代码,省份,,产品名称,企业名称,版本\n")
			for i := range long {
				right := ",,"
				switch {
				case i < short:
					right = fmt.Sprintf("产品%d,示例%d有限公司,", i, i)
				case below == "":
				case i == short+2:
					right = below
				case i > short+2 && i < short+10:
					right = fmt.Sprintf("示例%d研究院,,", i)
				}
				fmt.Fprintf(&b, "示例%d有限公司,,北京,,%s\n", i, right)
			}
			a := newAtlas(t)
			a.source("list", graph.TrustMedia)
			r := a.run("list", importer.Options{}, a.file("t.csv", b.String()))
			if len(r.Tables) < 2 || r.Tables[0].Counts.Read != long || r.Tables[1].Counts.Read != short {
				for _, x := range r.Tables {
					t.Errorf("%v: rows %d to %d, %d read; want %d and %d", x.Kinds, x.First, x.Last, x.Counts.Read, long, short)
				}
			}
			if n := a.view().Stats().Nodes[graph.KindEnterprise]; n != long {
				t.Errorf("%d enterprises; want %d", n, long)
			}
		})
	}
}

// TestMergedAreas checks that a vertically merged area gives its rows what its
// first cell says, and an area whose first cell is blank nothing, not what stands
// above it.
func TestMergedAreas(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	f := excelize.NewFile()
	defer f.Close()
	const sheet = "Sheet1"
	var errs []error
	for i, row := range [][]any{{"省份", "企业名称"}, {"北京", "示例甲有限公司"}, {nil, "示例乙有限公司"}, {nil, "示例丙有限公司"}, {nil, "示例丁有限公司"}, {"上海", "示例戊有限公司"}} {
		errs = append(errs, f.SetSheetRow(sheet, fmt.Sprint("A", i+1), &row))
	}
	path := filepath.Join(a.dir, "merged.xlsx")
	errs = append(errs, f.MergeCell(sheet, "A2", "A3"), f.MergeCell(sheet, "A4", "A5"), f.SaveAs(path))
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	r := a.run("list", importer.Options{}, path)
	wantCounts(t, r, 5, 0, 0, 5, 0, 0, 0)
	var located []string
	for _, line := range stands(t, a.view()) {
		if strings.HasPrefix(line, "LOCATED_IN") {
			located = append(located, strings.TrimPrefix(line, "LOCATED_IN "))
		}
	}
	slices.Sort(located)
	want := []string{"示例甲有限公司 → 110000", "示例乙有限公司 → 110000", "示例戊有限公司 → 310000"}
	slices.Sort(want)
	if !slices.Equal(located, want) {
		t.Errorf("located %q; want %q", located, want)
	}
}
