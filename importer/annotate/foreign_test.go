package annotate_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/annotate"
	"github.com/chainatlas/chainatlas/importer/delimited"
)

// odd is a workbook as other programs may write it: prefixes, single quotes,
// relative and rooted targets, elements that are closed at once, the strict
// namespaces, several windows.
func odd(t testing.TB) []byte {
	return zipped(t,
		"[Content_Types].xml", `<?xml version='1.0'?><c:Types xmlns:c='http://schemas.openxmlformats.org/package/2006/content-types'><c:Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/><c:Default Extension='xml' ContentType='application/xml'/><c:Override PartName='/book/main.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/><c:Override PartName='/book/a.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'/><c:Override PartName='/book/st.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml'/></c:Types>`,
		"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="book/main.xml"/></Relationships>`,
		"book/_rels/main.xml.rels", `<p:Relationships xmlns:p="http://schemas.openxmlformats.org/package/2006/relationships"><p:Relationship Target="a.xml" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Id="rId2"/><p:Relationship Target="/book/st.xml" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/styles" Id="q"/></p:Relationships>`,
		"book/main.xml", `<x:workbook xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main' xmlns:rel='http://purl.oclc.org/ooxml/officeDocument/relationships'><x:bookViews><x:workbookView firstSheet='0' activeTab = '0' /><x:workbookView/></x:bookViews><x:sheets><x:sheet name='a&gt;b' sheetId='7' rel:id='rId2'/></x:sheets><x:definedNames><x:definedName name="n" localSheetId='0'>1</x:definedName></x:definedNames></x:workbook>`,
		"book/a.xml", `<s:worksheet xmlns:s='http://purl.oclc.org/ooxml/spreadsheetml/main'><s:sheetViews><s:sheetView workbookViewId='0' tabSelected='1'/></s:sheetViews><s:sheetData><s:row r='1'><s:c r='A1' t='inlineStr'><s:is><s:t>x</s:t></s:is></s:c></s:row></s:sheetData><s:pageMargins left="0" right="0" top="0" bottom="0" header="0" footer="0"/><s:tableParts count="0"/></s:worksheet>`,
		"book/_rels/a.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>`,
		"book/st.xml", `<s:styleSheet xmlns:s='http://purl.oclc.org/ooxml/spreadsheetml/main'><s:fonts count="1"><s:font/></s:fonts><s:dxfs count='0'/><s:tableStyles count="0"/></s:styleSheet>`,
	)
}

func TestOdd(t *testing.T) {
	got := annotated(t, odd(t), []annotate.Note{{Sheet: "a>b", Row: 1, Column: 1, Value: "x", Reason: graph.Label{Zh: "错", En: "bad"}}}, annotate.Options{})
	texts := unpack(t, got)
	for part, want := range map[string][]string{
		"book/main.xml": {
			`<x:workbookView firstSheet='0' activeTab = '0' /><x:workbookView activeTab="0"/>`, `localSheetId='1'`,
			`<x:sheets><x:sheet xmlns:r="http://purl.oclc.org/ooxml/officeDocument/relationships" name="问题" sheetId="8" r:id="rId3"/><x:sheet name='a&gt;b'`,
		},
		"book/a.xml": {
			`tabSelected='0'`,
			`</s:sheetData><s:conditionalFormatting sqref="A1"><s:cfRule type="expression" dxfId="0" priority="1"><s:formula>TRUE</s:formula></s:cfRule></s:conditionalFormatting><s:pageMargins`,
			`<s:legacyDrawing xmlns:r="http://purl.oclc.org/ooxml/officeDocument/relationships" r:id="rId2"/><s:tableParts`,
		},
		"book/st.xml":                {`<s:dxfs count='2'><s:dxf>`, `</s:dxf></s:dxfs><s:tableStyles`},
		"book/worksheets/sheet1.xml": {`<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main">`, `location="'a&gt;b'!A1"`},
		"book/_rels/a.xml.rels":      {`<Relationship Id="rId1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/comments" Target="/book/comments1.xml"/>`, `</Relationships>`},
		"[Content_Types].xml":        {`<c:Default Extension="vml"`, `<c:Override PartName="/book/comments1.xml"`, `<c:Override PartName="/book/worksheets/sheet1.xml"`},
	} {
		for _, w := range want {
			if !strings.Contains(texts[part], w) {
				t.Errorf("%s has no\n%s\nbut is\n%s", part, w, texts[part])
			}
		}
	}
	for _, text := range texts {
		wellFormed(t, text)
	}
}

func unpack(t testing.TB, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	texts := make(map[string]string)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := texts[f.Name]; twice {
			t.Errorf("the part %s occurs twice", f.Name)
		}
		texts[f.Name] = string(text)
	}
	return texts
}

func wellFormed(t testing.TB, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
	}
}

// copies are annotated workbooks of every kind.
func copies(t *testing.T) map[string]string {
	t.Helper()
	folder := t.TempDir()
	csv := filepath.Join(folder, "table.csv")
	if err := os.WriteFile(csv, []byte("名称,代码\n\n企业 2,\"=1+1\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, err := delimited.Open(t.Context(), csv, delimited.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var fromText bytes.Buffer
	if err := annotate.Table(t.Context(), doc, &fromText, []annotate.Note{{Row: 3, Column: 2, Value: "=1+1", Reason: notes[0].Reason}}, annotate.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := doc.Close(); err != nil {
		t.Fatal(err)
	}
	paths := map[string]string{}
	for name, b := range map[string][]byte{
		"marked": annotated(t, book(t), notes, annotate.Options{}),
		"plain":  annotated(t, book(t), notes, annotate.Options{MarkBytes: -1, SelectBytes: -1}),
		"text":   fromText.Bytes(),
	} {
		paths[name] = filepath.Join(folder, name+".xlsx")
		if err := os.WriteFile(paths[name], b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

// TestOpenpyxl opens the copies with another library.
func TestOpenpyxl(t *testing.T) {
	if out, err := exec.CommandContext(t.Context(), "python3", "-c", "import openpyxl").CombinedOutput(); err != nil {
		t.Skipf("python3 with openpyxl is not there: %v %s", err, out)
	}
	const script = `
import openpyxl, sys
for path in sys.argv[1:]:
    w = openpyxl.load_workbook(path)
    s = w.worksheets[0]
    print(w.sheetnames, w.active.title, s.max_row, s.freeze_panes, s.auto_filter.ref, s["B2"].hyperlink.location, s["C4"].data_type, w.worksheets[1]["D40"].comment is not None)
`
	paths := copies(t)
	out, err := exec.CommandContext(t.Context(), "python3", "-c", script, paths["marked"], paths["plain"], paths["text"]).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const want = `['问题 (2)', '企业', 'it\'s "A&B"', '问题', '隐藏'] 问题 (2) 9 A2 A1:F9 '企业'!B3 s True
['问题 (2)', '企业', 'it\'s "A&B"', '问题', '隐藏'] it's "A&B" 9 A2 A1:F9 '企业'!B3 s False
['问题', '数据'] 问题 2 A2 A1:F2 '数据'!B3 n False
`
	if got := string(out); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestLibreOffice has LibreOffice open the copies and write their first sheet.
func TestLibreOffice(t *testing.T) {
	program, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not there: ", err)
	}
	paths := copies(t)
	folder := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + folder + "/profile", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", "--outdir", folder}
	for _, path := range paths {
		args = append(args, path)
	}
	if out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, want := range map[string]string{
		"marked-问题 (2).csv": "企业,D40,=1+1,不是数字,请填写数字,该单元格未导入\n",
		"plain-问题 (2).csv":  "企业,D40,=1+1,不是数字,请填写数字,该单元格未导入\n",
		"marked-企业.csv":     "企业 40,0040,",
		"text-问题.csv":       "数据,B3,=1+1,不在代码表中,,该单元格未导入\n",
		"text-数据.csv":       "名称,代码\n,\n企业 2,=1+1\n",
	} {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || !strings.Contains(string(got), want) {
			t.Errorf("%s is %v\n%s", name, err, got)
		}
	}
}

// TestTable reads the workbook back with excelize.
func TestTable(t *testing.T) {
	f, err := excelize.OpenFile(copies(t)["text"])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() // it was only read
	rows, err := f.GetRows("数据")
	if err != nil || len(rows) != 3 || rows[2][1] != "=1+1" || len(rows[1]) != 0 {
		t.Errorf("the rows are %q, %v", rows, err)
	}
	if formula, err := f.GetCellFormula("数据", "B3"); formula != "" || err != nil {
		t.Errorf("a formula has come in: %q, %v", formula, err)
	}
	if _, target, err := f.GetCellHyperLink("问题", "B2"); target != "'数据'!B3" || err != nil {
		t.Errorf("the link leads to %q, %v", target, err)
	}
	comments, err := f.GetComments("数据")
	if err != nil || len(comments) != 1 || comments[0].Cell != "B3" {
		t.Errorf("the comments are %v, %v", comments, err)
	}
	if formats, err := f.GetConditionalFormats("数据"); err != nil || len(formats["B3"]) != 1 {
		t.Errorf("the formats are %v, %v", formats, err)
	}
}

// TestTableTooLong checks that a text with more rows than a sheet has still gives
// its problems, at their rows.
func TestTableTooLong(t *testing.T) {
	csv := filepath.Join(t.TempDir(), "table.csv")
	if err := os.WriteFile(csv, []byte(strings.Repeat("\n", 1_048_576)+"last"), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, err := delimited.Open(t.Context(), csv, delimited.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer doc.Close() // it was only read
	var out bytes.Buffer
	note := annotate.Note{Row: 1_048_577, Column: 1, Value: "last", Reason: graph.Label{Zh: "错", En: "bad"}}
	if err := annotate.Table(t.Context(), doc, &out, []annotate.Note{note}, annotate.Options{Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() // it was only read
	rows, err := f.GetRows("Problems")
	if err != nil || len(f.GetSheetList()) != 1 || len(rows) != 2 || rows[1][1] != "A1048577" {
		t.Errorf("the problems are %q, %v", rows, err)
	}
}
