package export_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/export"
	"github.com/chainatlas/chainatlas/importer/table"
)

// One edited cell is one edit, and it says what it is about.
func TestOneCell(t *testing.T) {
	v := nastyView(t)
	b := exportXLSX(t, v, export.Query{Lang: "zh", Personal: true})
	tests := []struct {
		name, sheet, header, row string
		value                    any // nil clears
		want                     export.Edit
	}{
		{"text", "企业", "注册地址", "e1", "新地址", export.Edit{Node: "e1", Kind: graph.KindEnterprise, Property: "address", Old: "'引号开头", New: table.Cell{Kind: table.Text, Text: "新地址"}}},
		{"cleared", "企业", "证券代码", "e1", nil, export.Edit{Node: "e1", Kind: graph.KindEnterprise, Property: "stockCode", Old: "002439"}},
		{"filled", "企业", "统一社会信用代码", "e2", "91110000MAT00000XC", export.Edit{Node: "e2", Kind: graph.KindEnterprise, Property: "creditCode", New: table.Cell{Kind: table.Text, Text: "91110000MAT00000XC"}}},
		{"day", "企业", "上市日期", "e1", 43530, export.Edit{Node: "e1", Kind: graph.KindEnterprise, Property: "listed", Old: "2019-03-05", New: table.Cell{Kind: table.Date, Text: "43530"}}},
		{"day as a text", "企业", "上市日期", "e1", "2019年3月6日", export.Edit{Node: "e1", Kind: graph.KindEnterprise, Property: "listed", Old: "2019-03-05", New: table.Cell{Kind: table.Text, Text: "2019年3月6日"}}},
		{"money", "企业", "注册资本", "e1", "4亿元", export.Edit{Node: "e1", Kind: graph.KindEnterprise, Property: "registeredCapital", Old: "超3亿元", New: table.Cell{Kind: table.Text, Text: "4亿元"}}},
		{"code", "企业", "企业性质", "e1", "国有企业", export.Edit{Node: "e1", Kind: graph.KindEnterprise, Property: "kind", Old: "民营企业", New: table.Cell{Kind: table.Text, Text: "国有企业"}}},
		{"bool", "环节", "关键环节", "s1", "否", export.Edit{Node: "s1", Kind: graph.KindSegment, Property: "keyLink", Old: "是", New: table.Cell{Kind: table.Text, Text: "否"}}},
		{"period's number", "企业（分期数据）", "员工人数", "e1", 18, export.Edit{Node: "e1", Kind: graph.KindEnterprise, Property: "employees", Period: "2023", Old: "17", New: table.Cell{Kind: table.Number, Text: "18"}}},
		{"ratio", "企业（分期数据）", "研发投入占比", "e1", 0.13, export.Edit{Node: "e1", Kind: graph.KindEnterprise, Property: "rdRatio", Period: "2023", Old: "12.34567%", New: table.Cell{Kind: table.Percent, Text: "0.13"}}},
		{"set", "企业", "曾用名", "e1", "旧名二、旧名三", export.Edit{Node: "e1", Kind: graph.KindEnterprise, Property: "formerNames", Set: true, Old: "旧名一、旧名二",
			New: table.Cell{Kind: table.Text, Text: "旧名二、旧名三"}, Added: []string{"旧名三"}, Removed: []string{"旧名一"}}},
		{"set, first values by another separator", "企业", "曾用名", "e2", "甲；乙", export.Edit{Node: "e2", Kind: graph.KindEnterprise, Property: "formerNames", Set: true,
			New: table.Cell{Kind: table.Text, Text: "甲；乙"}, Added: []string{"甲", "乙"}}},
		{"set with separators in its values", "企业", "别名", "e1", "甲、乙\n丙；丁\nnew", export.Edit{Node: "e1", Kind: graph.KindEnterprise, Property: "aliases", Set: true, Old: "a | b\n丙；丁\n甲、乙",
			New: table.Cell{Kind: table.Text, Text: "甲、乙\n丙；丁\nnew"}, Added: []string{"new"}, Removed: []string{"a | b"}}},
		{"attribute of an edge", "关系—供货", "采购占比", "2023", 0.4, export.Edit{Node: "e1", Kind: graph.KindEnterprise, Property: "share", Period: "2023", Old: "30%", New: table.Cell{Kind: table.Percent, Text: "0.4"},
			Edge: &export.EdgeEdit{Type: graph.EdgeSupplies, To: "e2", Qualifier: "s1", Role: export.RoleValue}}},
		{"reference", "投融资事件", "投资方", "f1", "其他基金、新基金", export.Edit{Node: "f1", Kind: graph.KindFundingEvent, Set: true, Old: "其他基金", New: table.Cell{Kind: table.Text, Text: "其他基金、新基金"}, Added: []string{"新基金"},
			Edge: &export.EdgeEdit{Type: graph.EdgeInvestedIn, Incoming: true}}},
		{"reference cleared", "投融资事件", "领投方", "f1", nil, export.Edit{Node: "f1", Kind: graph.KindFundingEvent, Set: true, Old: "领投基金", Removed: []string{"领投基金"},
			Edge: &export.EdgeEdit{Type: graph.EdgeInvestedIn, Incoming: true, RemovedNodes: []graph.SubjectID{"i1"}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := edits(t, edited(t, b, func(f *excelize.File) {
				if err := f.SetCellValue(tt.sheet, cellUnder(t, f, tt.sheet, tt.header, tt.row), tt.value); err != nil {
					t.Fatal(err)
				}
			}), v)
			if len(got) != 1 {
				tell(t, got)
				t.Fatalf("%d edits", len(got))
			}
			e := got[0]
			if e.Sheet != tt.sheet || e.Header != tt.header || e.Row == 0 || e.Column == 0 || e.Problem != nil || e.NewRow || e.Missing {
				t.Errorf("%+v", e)
			}
			e.New.Column = 0
			if e.Node != tt.want.Node || e.Kind != tt.want.Kind || e.Property != tt.want.Property || e.Period != tt.want.Period || e.Set != tt.want.Set ||
				e.Old != tt.want.Old || e.New != tt.want.New || !slices.Equal(e.Added, tt.want.Added) || !slices.Equal(e.Removed, tt.want.Removed) {
				t.Errorf("got  %+v\nwant %+v", e, tt.want)
			}
			if (e.Edge == nil) != (tt.want.Edge == nil) {
				t.Fatalf("edge %+v", e.Edge)
			}
			if w := tt.want.Edge; w != nil && (e.Edge.Type != w.Type || e.Edge.To != w.To || e.Edge.Qualifier != w.Qualifier || e.Edge.Incoming != w.Incoming ||
				e.Edge.Role != w.Role || !slices.Equal(e.Edge.RemovedNodes, w.RemovedNodes)) {
				t.Errorf("edge %+v, want %+v", e.Edge, w)
			}
		})
	}
}

// What people and programs do to a workbook without saying anything.
func TestNothingSaid(t *testing.T) {
	v := nastyView(t)
	b := exportXLSX(t, v, export.Query{Lang: "zh", Personal: true})
	set := func(f *excelize.File, sheet, header, row string, value any) {
		if err := f.SetCellValue(sheet, cellUnder(t, f, sheet, header, row), value); err != nil {
			t.Fatal(err)
		}
	}
	for name, change := range map[string]func(f *excelize.File){
		"columns deleted":   func(f *excelize.File) { f.RemoveCol("企业", "C"); f.RemoveCol("企业", "D") },
		"a title above":     func(f *excelize.File) { f.InsertRows("企业", 1, 2); f.SetCellValue("企业", "B1", "企业名录") },
		"blank rows":        func(f *excelize.File) { f.InsertRows("企业", 3, 2) },
		"rows swapped":      func(f *excelize.File) { f.DuplicateRowTo("企业", 2, 4); f.RemoveRow("企业", 2) },
		"column moved":      func(f *excelize.File) { moveColumn(t, f, "企业", "B", "T"); f.RemoveCol("企业", "B") },
		"blanks around":     func(f *excelize.File) { set(f, "企业", "统一社会信用代码", "e1", " 91420000MACN11008L　") },
		"code as a number":  func(f *excelize.File) { set(f, "企业", "证券代码", "e1", 2439) },
		"number as a text":  func(f *excelize.File) { set(f, "企业", "员工人数上限", "e1", "20") },
		"percent as a text": func(f *excelize.File) { set(f, "企业（分期数据）", "研发投入占比", "e1", "12.34567%") },
		"rounded": func(f *excelize.File) {
			set(f, "企业（分期数据）", "研发投入占比", "e1", 0.12345670000000001)
		},
		"day as a text":    func(f *excelize.File) { set(f, "企业", "上市日期", "e1", "2019/3/5") },
		"bool":             func(f *excelize.File) { set(f, "环节", "关键环节", "s1", true) },
		"set in disorder":  func(f *excelize.File) { set(f, "企业", "曾用名", "e1", "旧名二、 旧名一") },
		"a sheet more":     func(f *excelize.File) { f.NewSheet("我的计算"); f.SetCellValue("我的计算", "A1", 1) },
		"year as a number": func(f *excelize.File) { set(f, "企业（分期数据）", "期间", "e1", 2023) },
	} {
		t.Run(name, func(t *testing.T) {
			if got := edits(t, edited(t, b, change), v); len(got) > 0 {
				tell(t, got)
				t.Errorf("%d edits", len(got))
			}
		})
	}
}

// moveColumn copies a column to another place.
func moveColumn(t *testing.T, f *excelize.File, sheet, from, to string) {
	t.Helper()
	for _, row := range []string{"1", "2", "3"} {
		s, err := f.GetCellValue(sheet, from+row)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellValue(sheet, to+row, s); err != nil {
			t.Fatal(err)
		}
	}
}

// Edits that cannot be taken are told all the same, with their cure.
func TestHostileEdits(t *testing.T) {
	v := nastyView(t)
	b := exportXLSX(t, v, export.Query{Lang: "zh", Provenance: true})
	tests := []struct {
		name   string
		change func(f *excelize.File)
		check  func(got []export.Edit) bool
	}{
		{"a row deleted", func(f *excelize.File) { f.RemoveRow("企业", 3) },
			func(got []export.Edit) bool {
				return len(got) == 1 && got[0].Missing && got[0].Node == "e2" && got[0].Row == 0
			}},
		{"a sheet deleted", func(f *excelize.File) { f.DeleteSheet("关系—供货") },
			func(got []export.Edit) bool {
				return len(got) == 1 && got[0].Missing && got[0].Sheet == "关系—供货" && got[0].Edge.Type == graph.EdgeSupplies
			}},
		{"a row added", func(f *excelize.File) { f.SetCellValue("企业", "B4", "丙有限公司") },
			func(got []export.Edit) bool {
				return len(got) == 1 && got[0].NewRow && got[0].Node == "" && got[0].Property == graph.PropLegalName && got[0].New.Text == "丙有限公司" && got[0].Row == 4
			}},
		{"an edge added", func(f *excelize.File) {
			f.SetCellValue("关系—投资", "C4", "新基金")
			f.SetCellValue("关系—投资", "E4", "某事件")
		}, func(got []export.Edit) bool {
			return len(got) == 2 && got[0].NewRow && got[0].Edge.Role == export.RoleName && got[1].Edge.Role == export.RoleToName && got[1].Problem == nil
		}},
		{"a row copied", func(f *excelize.File) {
			f.DuplicateRowTo("企业", 2, 4)
			f.SetCellValue("企业", "B4", "丙有限公司")
		},
			func(got []export.Edit) bool {
				return len(got) == 1 && got[0].Row == 4 && got[0].Problem != nil && strings.Contains(got[0].Problem.Reason.Zh, "第 2 行")
			}},
		{"an ID of another kind", func(f *excelize.File) { f.SetCellValue("企业", "A3", "s1") },
			func(got []export.Edit) bool {
				return len(got) == 2 && got[0].Problem != nil && got[1].Missing && got[1].Node == "e2"
			}},
		{"the IDs deleted", func(f *excelize.File) { f.RemoveCol("企业", "A") },
			func(got []export.Edit) bool { return len(got) == 1 && got[0].Problem != nil && got[0].Row == 0 }},
		{"a header renamed", func(f *excelize.File) { f.SetCellValue("企业", "B1", "公司") },
			func(got []export.Edit) bool {
				return len(got) == 1 && got[0].Problem != nil && got[0].Row == 1 && got[0].Header == "公司"
			}},
		{"a column that is only shown", func(f *excelize.File) { f.SetCellValue("企业", "C2", "x") },
			func(got []export.Edit) bool { return len(got) == 1 && got[0].Problem != nil }},
		{"a period changed", func(f *excelize.File) { f.SetCellValue("企业（分期数据）", "C2", "2024") },
			func(got []export.Edit) bool {
				n := 0
				for _, e := range got {
					if e.Period == "2024" && e.Old == "" && e.Node == "e1" && e.Property != "" {
						n++
					}
				}
				return n == 3 && len(got) == 4 && got[len(got)-1].Missing && got[len(got)-1].Period == "2023"
			}},
		{"no period", func(f *excelize.File) { f.SetCellValue("企业（分期数据）", "C2", "昨天") },
			func(got []export.Edit) bool { return len(got) == 2 && got[0].Problem != nil && got[1].Missing }},
		{"a formula's error", func(f *excelize.File) { f.SetCellFormula("企业", "B2", "1/0") },
			func(got []export.Edit) bool { return len(got) == 1 && got[0].New.Kind == table.Pending }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := edits(t, edited(t, b, tt.change), v); !tt.check(got) {
				tell(t, got)
				t.Errorf("%d edits", len(got))
			}
		})
	}
}

func TestManifestRefused(t *testing.T) {
	v := nastyView(t)
	b := exportXLSX(t, v, export.Query{Lang: "zh"})
	for name, change := range map[string]func(f *excelize.File){
		"version": func(f *excelize.File) { f.SetCellValue(export.ManifestSheet, "B1", "2") },
		"mark":    func(f *excelize.File) { f.SetCellValue(export.ManifestSheet, "A1", "x") },
		"JSON":    func(f *excelize.File) { f.SetCellValue(export.ManifestSheet, "B2", "{") },
		"empty":   func(f *excelize.File) { f.SetCellValue(export.ManifestSheet, "B2", "{}") },
		"a row":   func(f *excelize.File) { f.SetCellValue(export.ManifestSheet, "A3", "x") },
	} {
		d := open(t, edited(t, b, change))
		if _, ok, err := export.ReadManifest(t.Context(), d); ok || graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("%s: %v %v", name, ok, err)
		}
	}
	f := excelize.NewFile()
	defer f.Close()
	buf, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := export.ReadManifest(t.Context(), open(t, buf.Bytes())); ok || err != nil {
		t.Errorf("a workbook of somebody else: %v %v", ok, err)
	}
	d := open(t, b)
	m, _, err := export.ReadManifest(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range d.Sheets() {
		if !m.Owns(s.Name) {
			t.Errorf("the sheet %s is taken for somebody else's", s.Name)
		}
	}
	if m.Owns("我的计算") {
		t.Error("a sheet of somebody else is taken for one of the export")
	}
	for _, err := range export.Compare(t.Context(), d, m, memory.New(graph.Standard(), graph.StandardRules())) {
		if graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("another revision: %v", err)
		}
	}
}
