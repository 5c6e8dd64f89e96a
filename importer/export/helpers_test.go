package export_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/export"
	"github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/importer/xlsx"
)

// generatedView returns the View of a generated log with some thousand nodes.
func generatedView(tb testing.TB, scale int) *memory.View {
	tb.Helper()
	p := graphtest.FullSize.Scaled(scale)
	p.Batches = 60
	return viewOf(tb, graphtest.NewMemLog(graphtest.Generate(p)))
}

func viewOf(tb testing.TB, l memory.Log) *memory.View {
	tb.Helper()
	v, err := memory.Build(tb.Context(), l, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// single is a cell with values, and record a row with cells.
func single(property string, values ...graph.Value) graph.Cell {
	return graph.Cell{Property: property, Values: values}
}

func record(subject graph.SubjectID, kind graph.Kind, table string, row int, cells ...graph.Cell) *graph.Record {
	return &graph.Record{RecordKey: graph.RecordKey{Subject: subject, Table: table}, Kind: kind, Row: row, Cells: cells}
}

func money(printed string, bound graph.Bound, low, high int64) graph.Value {
	v, err := graph.NewMoney(printed, bound, graph.Decimal{Unscaled: low}, graph.Decimal{Unscaled: high}, "CNY")
	if err != nil {
		panic(err)
	}
	return v
}

func date(s string) graph.Value {
	d, err := graph.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return graph.DateValue(d)
}

// nastyView returns a small View of values that are hard to bring there and
// back.
func nastyView(tb testing.TB) *memory.View {
	tb.Helper()
	l := &graphtest.MemLog{}
	l.Append(graph.Header{Key: "declare", Kind: graph.BatchDeclare, Source: "list", Actor: "a"},
		&graph.Declare{Source: "list", Name: "名录 <&>", Publisher: "某部", Trust: graph.TrustOfficial, Licence: "CC BY 4.0"})
	a := record("e1", graph.KindEnterprise, "企业", 2,
		single(graph.PropLegalName, graph.Text("甲科技有限公司")),
		single(graph.PropCreditCode, graph.Text("91420000MACN11008L")),
		single(graph.PropStockCode, graph.Text("002439")),
		single(graph.PropAliases, graph.Text("甲、乙"), graph.Text("丙；丁"), graph.Text("a | b")),
		single(graph.PropFormerNames, graph.Text("旧名一"), graph.Text("旧名二")),
		single(graph.PropFounded, date("1899-03")),
		single("listed", date("2019-03-05")),
		single(graph.PropRegisteredCapital, money("超3亿元", graph.BoundAtLeast, 300_000_000, 0)),
		single("fundingRounds", graph.Int(9_007_199_254_740_993)),
		single("employeesMax", graph.Int(20)),
		single(graph.PropKind, graph.CodeValue("private")),
		single("country", graph.CodeValue("CN")),
		single("businessScope", graph.Text("=HYPERLINK(\"http://x\")\r\n第二行 _x0041_ _x000D_ & <b>\"]]>")),
		single("mainBusiness", graph.Text("-2+3")),
		single("contactPhone", graph.Text("13800000000")),
		single("industry", graph.Text("  两端有空格  ")),
		single("address", graph.Text("'引号开头")),
	)
	a.Edges = []graph.EdgeCell{{Type: graph.EdgeSupplies, Refs: []graph.Ref{
		{Subject: "e2", Kind: graph.KindEnterprise, Keys: []graph.Cell{single(graph.PropLegalName, graph.Text("乙（集团）有限公司"))}, Qualifier: "s1",
			Attributes: []graph.Attribute{
				{Property: graph.PropShare, Period: "2023", Value: graph.Dec(graph.Decimal{Unscaled: 3, Scale: 1})},
				{Property: graph.PropBasis, Value: graph.CodeValue("stated")}}}}}}
	year := &graph.Record{RecordKey: graph.RecordKey{Subject: "e1", Table: "年度", Period: "2023"}, Kind: graph.KindEnterprise, Sheet: 0, Row: 9, Cells: []graph.Cell{
		single(graph.PropRevenue, money("数千万元", graph.BoundRange, 10_000_000, 100_000_000)),
		single("rdRatio", graph.Dec(graph.Decimal{Unscaled: 1234567, Scale: 7})),
		single(graph.PropEmployees, graph.Int(17)),
	}}
	// Nodes refer to nodes by references, and reading them again gives the same.
	segment := record("s1", graph.KindSegment, "环节", 3,
		single(graph.PropChain, graph.Text("示例链")), single(graph.PropCode, graph.Text("E7")), single(graph.PropName, graph.Text("防火墙")),
		single(graph.PropKeyLink, graph.Bool(true)))
	event := record("f1", graph.KindFundingEvent, "融资", 4, single(graph.PropDate, date("2021-10")), single(graph.PropAmount, money("", graph.BoundExact, 60_000_000, 0)))
	event.Edges = []graph.EdgeCell{
		{Type: graph.EdgeRaised, Incoming: true, Refs: []graph.Ref{{Subject: "e1", Kind: graph.KindEnterprise, Keys: []graph.Cell{single(graph.PropLegalName, graph.Text("甲科技有限公司"))}}}},
		{Type: graph.EdgeInvestedIn, Incoming: true, Refs: []graph.Ref{
			{Subject: "i1", Kind: graph.KindInstitution, Keys: []graph.Cell{single(graph.PropLegalName, graph.Text("领投基金"))},
				Attributes: []graph.Attribute{{Property: graph.PropRole, Value: graph.CodeValue("lead")}}},
			{Subject: "i2", Kind: graph.KindInstitution, Keys: []graph.Cell{single(graph.PropLegalName, graph.Text("其他基金"))}},
		}},
	}
	l.Append(graph.Header{Key: "import", Kind: graph.BatchImport, Source: "list", Actor: "a", DataDate: graph.Date{Year: 2024, Month: 6},
		Documents: []graph.Document{{Name: "名录.xlsx"}},
		Sheets:    []graph.Sheet{{Name: "企业", Columns: []graph.Column{{Of: graph.PropLegalName, Number: 2}}}}},
		a, year, segment, event,
		record("e2", graph.KindEnterprise, "企业", 3, single(graph.PropLegalName, graph.Text("乙（集团）有限公司"))))
	return viewOf(tb, l)
}

func exportXLSX(tb testing.TB, v *memory.View, q export.Query) []byte {
	tb.Helper()
	q.TmpDir = tb.TempDir()
	var b bytes.Buffer
	if err := export.XLSX(tb.Context(), &b, v, q); err != nil {
		tb.Fatal(err)
	}
	left, err := os.ReadDir(q.TmpDir)
	if err != nil || len(left) > 0 {
		tb.Errorf("temporary files are left: %v %v", left, err)
	}
	return b.Bytes()
}

// open opens a workbook through the importer's own reader.
func open(tb testing.TB, b []byte) table.Document {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "export.xlsx")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		tb.Fatal(err)
	}
	d, err := xlsx.Open(context.WithoutCancel(tb.Context()), path, xlsx.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { d.Close() })
	return d
}

// edits compares a workbook with the View that it was written from.
func edits(tb testing.TB, b []byte, v *memory.View) []export.Edit {
	tb.Helper()
	d := open(tb, b)
	m, ok, err := export.ReadManifest(tb.Context(), d)
	if err != nil || !ok {
		tb.Fatalf("the manifest: %v %v", ok, err)
	}
	var out []export.Edit
	for e, err := range export.Compare(tb.Context(), d, m, v) {
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, e)
	}
	return out
}

// edited saves a workbook again after a change, as another program would.
func edited(tb testing.TB, b []byte, change func(f *excelize.File)) []byte {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	change(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// cellUnder finds a cell by its header and a text in its row.
func cellUnder(tb testing.TB, f *excelize.File, sheet, header, inRow string) string {
	tb.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil || len(rows) == 0 {
		tb.Fatalf("sheet %q: %v", sheet, err)
	}
	for c, h := range rows[0] {
		if h != header {
			continue
		}
		for r, row := range rows[1:] {
			for _, s := range row {
				if s == inRow {
					name, err := excelize.CoordinatesToCellName(c+1, r+2)
					if err != nil {
						tb.Fatal(err)
					}
					return name
				}
			}
		}
	}
	tb.Fatalf("sheet %q has no %q in a row with %q: %q", sheet, header, inRow, rows)
	return ""
}
