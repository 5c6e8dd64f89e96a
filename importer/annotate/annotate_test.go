package annotate_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/annotate"
)

// book makes a workbook with what an annotated copy might upset.
func book(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(f.SetSheetName("Sheet1", "企业"))
	for _, name := range []string{"it's \"A&B\"", "问题", "隐藏"} {
		_, err := f.NewSheet(name)
		check(err)
	}
	check(f.SetSheetVisible("隐藏", false))
	for _, sheet := range f.GetSheetList() {
		check(f.SetSheetRow(sheet, "A1", &[]any{"名称", "代码", "日期", "金额"}))
		for row := 2; row <= 40; row++ {
			check(f.SetSheetRow(sheet, fmt.Sprint("A", row), &[]any{fmt.Sprint("企业 ", row), fmt.Sprint("00", row), 43831 + row, 0.25 * float64(row)}))
		}
	}
	check(f.SetCellFormula("企业", "E2", "SUM(D2:D40)"))
	style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"00FF00"}}})
	check(err)
	check(f.SetCellStyle("企业", "A1", "D1", style))
	format, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "9A0511"}})
	check(err)
	check(f.SetConditionalFormat("企业", "D2:D40", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: ">", Format: &format, Value: "5"}}))
	validation := excelize.NewDataValidation(true)
	validation.SetSqref("B2:B40")
	check(validation.SetDropList([]string{"x", "y"}))
	check(f.AddDataValidation("企业", validation))
	check(f.AddTable("企业", &excelize.Table{Range: "A1:D40", Name: "firms"}))
	check(f.SetCellHyperLink("企业", "A3", "https://example.com", "External"))
	check(f.AddComment("问题", excelize.Comment{Cell: "A2", Author: "x", Text: "mine"}))
	check(f.SetDefinedName(&excelize.DefinedName{Name: "codes", RefersTo: "企业!$B$2:$B$40", Scope: "企业"}))
	check(f.SetDefinedName(&excelize.DefinedName{Name: "codes", RefersTo: "问题!$B$2:$B$40", Scope: "问题"}))
	check(f.SetDefinedName(&excelize.DefinedName{Name: "whole", RefersTo: "问题!$A$1:$B$40"}))
	f.SetActiveSheet(1)
	var b bytes.Buffer
	check(f.Write(&b))
	check(f.Close())
	return b.Bytes()
}

var notes = []annotate.Note{
	{Sheet: "问题", Row: 2, Column: 1, Value: "x", Reason: graph.Label{Zh: "不在代码表中", En: "not in its list"}, Cure: graph.Label{Zh: "请选择", En: "choose one"}},
	{Sheet: "企业", Row: 40, Column: 4, Value: "=1+1", Reason: graph.Label{Zh: "不是数字", En: "not a number"}, Cure: graph.Label{Zh: "请填写数字", En: "enter a number"}},
	{Sheet: "企业", Row: 40, Column: 4, Value: "=1+1", Reason: graph.Label{Zh: "超出范围", En: "out of range"}, Cure: graph.Label{Zh: "应大于零", En: "it is above 0"}, Severity: annotate.Kept},
	{Sheet: "企业", Row: 3, Column: 2, Value: "a_x0041_b\r\n\x01<&\">", Reason: graph.Label{Zh: "含有控制字符", En: "contains control characters"}, Cure: graph.Label{Zh: "请删除", En: "delete them"}, Severity: annotate.Kept},
	{Sheet: "企业", Row: 12, Reason: graph.Label{Zh: "没有可识别的标识", En: "nothing tells what the row is about"}, Cure: graph.Label{Zh: "请填写名称", En: "enter a name"}, Severity: annotate.RowOmitted},
	{Sheet: "it's \"A&B\"", Row: 50, Column: 28, Value: "", Reason: graph.Label{Zh: "缺少", En: "missing"}, Cure: graph.Label{Zh: "请填写", En: "enter it"}},
	{Sheet: "没有", Row: 1, Column: 1, Value: "@x", Reason: graph.Label{Zh: "没有", En: "gone"}},
	{Sheet: "隐藏", Reason: graph.Label{Zh: "没有表头", En: "no header"}, Cure: graph.Label{Zh: "请补充表头", En: "add one"}},
}

func annotated(t testing.TB, src []byte, notes []annotate.Note, opts annotate.Options) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := annotate.Workbook(t.Context(), bytes.NewReader(src), int64(len(src)), &out, notes, opts); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// parts returns the packed bytes of a package's parts.
func parts(t testing.TB, b []byte) (names []string, packed map[string][]byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	packed = make(map[string][]byte)
	for _, f := range z.File {
		r, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Name)
		packed[f.Name] = fmt.Appendf(raw, "%08x", f.CRC32)
	}
	return names, packed
}

// changes returns the parts that are new, and those that are not the same byte
// for byte.
func changes(t testing.TB, before, after []byte) (added, changed []string) {
	t.Helper()
	_, old := parts(t, before)
	names, now := parts(t, after)
	for _, name := range names {
		was, ok := old[name]
		switch {
		case !ok:
			added = append(added, name)
		case !bytes.Equal(was, now[name]):
			changed = append(changed, name)
		}
		delete(old, name)
	}
	for name := range old {
		t.Errorf("the part %s is gone", name)
	}
	return added, changed
}

// content returns all values of a workbook but those of its first skip sheets.
func content(t testing.TB, b []byte, skip int) map[string][][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() // it was only read
	c := make(map[string][][]string)
	for _, sheet := range f.GetSheetList()[skip:] {
		if c[sheet], err = f.GetRows(sheet, excelize.Options{RawCellValue: true}); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func TestUntouched(t *testing.T) {
	src := book(t)
	got := annotated(t, src, notes, annotate.Options{MarkBytes: -1, SelectBytes: -1})
	added, changed := changes(t, src, got)
	if want := []string{"xl/worksheets/sheet5.xml"}; !slices.Equal(added, want) {
		t.Errorf("added %q", added)
	}
	slices.Sort(changed)
	if want := []string{"[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml"}; !slices.Equal(changed, want) {
		t.Errorf("changed %q", changed)
	}
	// The sheet that was selected stays the active one, as no other may be
	// selected beside it.
	if selected := selectedSheets(t, got); !slices.Equal(selected, []string{"xl/worksheets/sheet2.xml"}) {
		t.Errorf("%q are selected", selected)
	}
	f, err := excelize.OpenReader(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() // it was only read
	if got := f.GetActiveSheetIndex(); got != 2 {
		t.Errorf("sheet %d is active", got)
	}
}

func TestWorkbook(t *testing.T) {
	src := book(t)
	got := annotated(t, src, notes, annotate.Options{})
	added, changed := changes(t, src, got)
	slices.Sort(added)
	slices.Sort(changed)
	if want := []string{
		"xl/comments2.xml", "xl/comments3.xml", "xl/drawings/vmlDrawing2.vml", "xl/drawings/vmlDrawing3.vml",
		"xl/worksheets/_rels/sheet2.xml.rels", "xl/worksheets/sheet5.xml",
	}; !slices.Equal(added, want) {
		t.Errorf("added %q", added)
	}
	if want := []string{
		"[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/workbook.xml",
		"xl/worksheets/_rels/sheet1.xml.rels", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml",
	}; !slices.Equal(changed, want) {
		t.Errorf("changed %q", changed)
	}
	f, err := excelize.OpenReader(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() // it was only read
	if want := []string{"问题 (2)", "企业", "it's \"A&B\"", "问题", "隐藏"}; !slices.Equal(f.GetSheetList(), want) {
		t.Errorf("the sheets are %q", f.GetSheetList())
	}
	if f.GetActiveSheetIndex() != 0 {
		t.Errorf("sheet %d is active", f.GetActiveSheetIndex())
	}
	for _, sheet := range f.GetSheetList() {
		visible, err := f.GetSheetVisible(sheet)
		if err != nil || visible == (sheet == "隐藏") {
			t.Errorf("%s is visible: %v, %v", sheet, visible, err)
		}
	}
	if selected := selectedSheets(t, got); !slices.Equal(selected, []string{"xl/worksheets/sheet5.xml"}) {
		t.Errorf("%q are selected and would be edited together", selected)
	}
	scopes := map[string]string{}
	for _, n := range f.GetDefinedName() {
		scopes[n.Name+" in "+n.Scope] = n.RefersTo
	}
	for name, want := range map[string]string{"codes in 企业": "企业!$B$2:$B$40", "codes in 问题": "问题!$B$2:$B$40", "whole in Workbook": "问题!$A$1:$B$40"} {
		if scopes[name] != want {
			t.Errorf("the name %s refers to %q", name, scopes[name])
		}
	}
	before, after := content(t, src, 0), content(t, got, 1)
	if fmt.Sprint(before) != fmt.Sprint(after) {
		t.Error("cells have changed")
	}
	if formula, err := f.GetCellFormula("企业", "E2"); formula != "SUM(D2:D40)" || err != nil {
		t.Errorf("the formula is %q, %v", formula, err)
	}
	checkProblems(t, f)
	checkMarks(t, f)
}

// selectedSheets returns the parts of the sheets that are selected.
func selectedSheets(t testing.TB, b []byte) (selected []string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte(`tabSelected="1"`)) || bytes.Contains(text, []byte(`tabSelected="true"`)) {
			selected = append(selected, f.Name)
		}
	}
	return selected
}

func checkProblems(t *testing.T, f *excelize.File) {
	t.Helper()
	sheet := f.GetSheetList()[0]
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"工作表", "单元格", "内容", "问题", "处理办法", "结果"},
		{"企业", "B3", "a_x0041_b\r\n\uFFFD<&\">", "含有控制字符", "请删除", "已导入，请核对"},
		{"企业", "第 12 行", "", "没有可识别的标识", "请填写名称", "该行未导入"},
		{"企业", "D40", "=1+1", "不是数字", "请填写数字", "该单元格未导入"},
		{"企业", "D40", "=1+1", "超出范围", "应大于零", "已导入，请核对"},
		{"it's \"A&B\"", "AB50", "", "缺少", "请填写", "该单元格未导入"},
		{"问题", "A2", "x", "不在代码表中", "请选择", "该单元格未导入"},
		{"隐藏", "A1", "", "没有表头", "请补充表头", "该单元格未导入"},
		{"没有", "A1", "@x", "没有", "", "该单元格未导入"},
	}
	for i := range max(len(rows), len(want)) {
		if i >= len(rows) || i >= len(want) || !slices.Equal(rows[i], want[i]) {
			t.Fatalf("row %d of the problems: got\n%q\nwant\n%q", i+1, rows, want)
		}
	}
	for cell, want := range map[string]string{"B2": "'企业'!B3", "B3": "'企业'!A12", "B6": "'it''s \"A&B\"'!AB50", "B7": "'问题'!A2", "B8": "'隐藏'!A1", "B9": ""} {
		if _, target, err := f.GetCellHyperLink(sheet, cell); target != want || err != nil {
			t.Errorf("%s leads to %q, %v", cell, target, err)
		}
	}
	if formula, err := f.GetCellFormula(sheet, "C4"); formula != "" || err != nil {
		t.Errorf("a formula has come in: %q, %v", formula, err)
	}
	panes, err := f.GetPanes(sheet)
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the panes are %+v, %v", panes, err)
	}
}

func checkMarks(t *testing.T, f *excelize.File) {
	t.Helper()
	comments, err := f.GetComments("企业")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range comments {
		got[c.Cell] = c.Text
	}
	want := map[string]string{"B3": "含有控制字符\n请删除", "A12": "没有可识别的标识\n请填写名称", "D40": "不是数字\n请填写数字\n\n超出范围\n应大于零"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the comments are %q", got)
	}
	if comments, err = f.GetComments("问题"); err != nil || len(comments) != 1 || comments[0].Text != "mine" {
		t.Errorf("a comment of the workbook has become %v, %v", comments, err)
	}
	formats, err := f.GetConditionalFormats("企业")
	if err != nil || len(formats) != 3 {
		t.Fatalf("the formats are %v, %v", formats, err)
	}
	for area, colour := range map[string]string{"A12 D40": "FFC7CE", "B3": "FFEB9C"} {
		if len(formats[area]) != 1 {
			t.Errorf("%s is not coloured: %v", area, formats)
			continue
		}
		style, err := f.GetConditionalStyle(*formats[area][0].Format)
		if err != nil || len(style.Fill.Color) == 0 || !strings.HasSuffix(style.Fill.Color[0], colour) {
			t.Errorf("%s is coloured %+v, %v", area, style, err)
		}
	}
	if validations, err := f.GetDataValidations("企业"); err != nil || len(validations) != 1 {
		t.Errorf("the validations are %v, %v", validations, err)
	}
	if tables, err := f.GetTables("企业"); err != nil || len(tables) != 1 {
		t.Errorf("the tables are %v, %v", tables, err)
	}
}

// TestLanguage checks the English sheet, and one that repeats nothing of the
// workbook's.
func TestLanguage(t *testing.T) {
	got := annotated(t, book(t), notes[:1], annotate.Options{Lang: "en", MarkNotes: -1})
	f, err := excelize.OpenReader(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() // it was only read
	rows, err := f.GetRows("Problems")
	if err != nil {
		t.Fatal(err)
	}
	if want := "[[Sheet Cell Value Problem What to do Outcome] [问题 A2 x not in its list choose one cell not imported]]"; fmt.Sprint(rows) != want {
		t.Errorf("got %v", rows)
	}
	err = annotate.Workbook(t.Context(), bytes.NewReader(nil), 0, io.Discard, nil, annotate.Options{Lang: "fr"})
	if graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("in French: %v", err)
	}
}

// TestSharedWorkbooks annotates real workbooks.
func TestSharedWorkbooks(t *testing.T) {
	const root = "../../../shared/data"
	if _, err := os.Stat(root); err != nil {
		t.Skip("the shared data are not there: ", err)
	}
	paths, err := filepath.Glob(root + "/*/*.xlsx")
	if err != nil || len(paths) == 0 {
		t.Fatal("no workbooks: ", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			before := content(t, src, 0)
			var found []annotate.Note
			for sheet := range before {
				found = append(found, annotate.Note{Sheet: sheet, Row: 2, Column: 1, Value: "x", Reason: notes[0].Reason, Cure: notes[0].Cure})
			}
			got := annotated(t, src, found, annotate.Options{})
			if fmt.Sprint(before) != fmt.Sprint(content(t, got, 1)) {
				t.Error("cells have changed")
			}
			added, changed := changes(t, src, got)
			t.Logf("%d parts added, %d changed", len(added), len(changed))
		})
	}
}

func TestRefused(t *testing.T) {
	src := book(t)
	flipped := bytes.Clone(src)
	// A byte within the packed list of sheets.
	z, err := zip.NewReader(bytes.NewReader(src), int64(len(src)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Name == "xl/workbook.xml" {
			at, err := f.DataOffset()
			if err != nil {
				t.Fatal(err)
			}
			flipped[at+int64(f.CompressedSize64)/2] ^= 0x10
		}
	}
	for name, content := range map[string][]byte{"no zip": []byte("a,b\n"), "nothing": nil, "cut": src[:len(src)/2], "flipped": flipped, "no workbook": zipped(t, "x", "y")} {
		err := annotate.Workbook(t.Context(), bytes.NewReader(content), int64(len(content)), io.Discard, notes, annotate.Options{})
		if graph.CodeOf(err) != graph.CodeDamaged {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := annotate.Workbook(ctx, bytes.NewReader(src), int64(len(src)), io.Discard, notes, annotate.Options{}); graph.CodeOf(err) != graph.CodeCancelled {
		t.Errorf("cancelled: %v", err)
	}
	full := errors.New("disk full")
	err = annotate.Workbook(t.Context(), bytes.NewReader(src), int64(len(src)), failing{full}, notes, annotate.Options{})
	if graph.CodeOf(err) != graph.CodeUnavailable || !errors.Is(err, full) {
		t.Errorf("a full disk: %v", err)
	}
	broken := errors.New("disk broken")
	err = annotate.Workbook(t.Context(), failing{broken}, int64(len(src)), io.Discard, notes, annotate.Options{})
	if graph.CodeOf(err) != graph.CodeUnavailable || !errors.Is(err, broken) {
		t.Errorf("a broken disk: %v", err)
	}
	at, opening := 0, bytes.NewReader(src)
	err = annotate.Workbook(t.Context(), readerAt(func(p []byte, off int64) (int, error) {
		if at++; at > 10 { // the list of parts has been read
			return 0, broken
		}
		return opening.ReadAt(p, off)
	}), int64(len(src)), io.Discard, notes, annotate.Options{})
	if graph.CodeOf(err) != graph.CodeUnavailable || !errors.Is(err, broken) {
		t.Errorf("a disk that breaks: %v", err)
	}
}

// failing is a disk that fails.
type failing struct{ err error }

// ReadAt implements io.ReaderAt.
func (f failing) ReadAt([]byte, int64) (int, error) { return 0, f.err }

// Write implements io.Writer.
func (f failing) Write([]byte) (int, error) { return 0, f.err }

// zipped returns a package of parts, given by name and text.
func zipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		to, err := w.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(to, parts[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type readerAt func([]byte, int64) (int, error)

// ReadAt implements io.ReaderAt.
func (r readerAt) ReadAt(p []byte, off int64) (int, error) { return r(p, off) }
