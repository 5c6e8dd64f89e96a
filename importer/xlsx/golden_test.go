package xlsx

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with testdata/name.golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; -update writes it anew\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}

// in replaces in every part.
func in(es []entry, old, new string) []entry {
	es = append([]entry(nil), es...)
	for i := range es {
		es[i].body = strings.ReplaceAll(es[i].body, old, new)
	}
	return es
}

// habits are what producers are known to do, and what the format allows.
var habits = map[string][]entry{
	"types": parts([]string{"<t>甲</t>", "<t/>"}, sheetXML(
		`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>42</v></c><c r="C1" t="n"><v>-1.5E-3</v></c><c r="D1" t="str"><f>A1&amp;"乙"</f><v>甲乙</v></c>`+
			`<c r="E1" t="inlineStr"><is><t>丙</t></is></c><c r="F1" t="b"><v>1</v></c><c r="G1" t="b"><v>false</v></c><c r="H1" t="e"><v>#DIV/0!</v></c>`+
			`<c r="I1" t="d"><v>2019-03-05T00:00:00</v></c><c r="J1" t="s"><v>1</v></c><c r="K1" t="s"><v> 0 </v></c></row>`)),
	"styles": parts(nil, sheetXML(
		`<row r="1"><c r="A1" s="0"><v>43831</v></c><c r="B1" s="1"><v>43831</v></c><c r="C1" s="2"><v>43831.5</v></c><c r="D1" s="3"><v>0.25</v></c><c r="E1" s="4"><v>60000000</v></c>`+
			`<c r="F1" s="1" t="inlineStr"><is><t>2019年</t></is></c></row>`)),
	"digits": parts(nil, sheetXML(
		`<row r="1"><c r="A1"><v>110101199003073123</v></c><c r="B1"><v>1.1010119900307312E+17</v></c><c r="C1"><v>007</v></c><c r="D1"><v>.5</v></c><c r="E1"><v>abc</v></c><c r="F1"><v>NaN</v></c><c r="G1"><v> 5 </v></c></row>`)),
	"formulas": parts(nil, sheetXML(
		`<row r="1"><c r="A1"><f>SUM(B1:B9)</f></c><c r="B1"><f>1&lt;2</f><v></v></c><c r="C1"><f t="shared" si="0"/></c><c r="D1"><f>1+1</f><v>2</v></c>`+
			`<c r="E1" t="str"><f>""</f><v></v></c><c r="F1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="G1" s="1"><f>TODAY()</f><v>43831</v></c><c r="H1" t="str"><f>T(1)</f></c></row>`)),
	"blanks": parts([]string{"<t> </t>", `<t xml:space="preserve">  两侧空格  </t>`, "<t></t>"}, sheetXML(
		`<row r="1"/><row r="2"><c r="A2" s="1"/><c r="XFD2" s="1"/></row><row r="5" spans="1:3" ht="15"><c r="B5" t="s"><v>0</v></c><c r="C5" t="s"><v>1</v></c><c r="D5" t="s"><v>2</v></c><c r="E5" t="s"><v></v></c></row>`)),
	"hidden": in(in(parts(nil, sheetXML(`<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="0"><c r="A2"><v>2</v></c></row><row r="3" hidden="true"><c r="A3"><v>3</v></c></row>`),
		sheetXML(`<row><c><v>4</v></c></row>`), sheetXML(``)), `sheetId="2"`, `sheetId="2" state="hidden"`), `sheetId="3"`, `sheetId="3" state="veryHidden"`),
	"without-references": parts(nil, sheetXML(
		`<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row><row r="9"><c r="C9"><v>5</v></c><c><v>6</v></c></row><row><c><v>7</v></c></row>`)),
	"rich-text": parts([]string{
		`<r><rPr><b/></rPr><t>网络</t></r><r><t xml:space="preserve"> 安全</t></r>`,
		`<t>課</t><rPh sb="0" eb="1"><t>カ</t></rPh><phoneticPr fontId="1"/>`,
		`<r><t>東京</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>`,
	}, sheetXML(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>c</t></rPh></is></c></row>`)),
	"escapes": parts([]string{"<t>一_x000D_\n二</t>", "<t>_x005F_x000D_</t>", "<t>_xD83D__xDE00_</t>", "<t>_xD83D_ _x12G4_ _X000D_ _x000d_</t>", "<t>a_x0041_x0042_</t>"},
		sheetXML(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>4</v></c><c r="F1" t="str"><v>x_x0009_y</v></c><c r="G1" t="inlineStr"><is><t>_x0007_</t></is></c></row>`)),
	"entities": parts([]string{"<t>A&amp;B &lt;&gt; &quot;&apos;</t>", "<t>&#10;&#x4e2d;&#22269;&#x1F600;</t>", "<t><![CDATA[a<b>&amp;]]>c</t>", "<t>a<!-- no -->b<?no?>c</t>", "<t>一\r\n二\r三&#13;</t>"},
		sheetXML(`<!-- > --><row r="1"><c r="A1" t="s"><v>0</v></c><?p x?><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>4</v></c><c r="F1"><v><![CDATA[12]]></v></c></row>`)),
	"quotes": parts(nil, strings.Replace(sheetXML(`<row  r = '1' x='a>b' ><c r='A1' y="c>'d"  ><v >1</v ></c ></row >`), "<sheetData>", `<sheetPr codeName='>'/><sheetData
>`, 1)),
	"prefixed": in(in(in(parts([]string{"<x:t>甲</x:t>"}, xmlHead+`<x:worksheet xmlns:x="`+nsMain+`"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1"><x:v>2</x:v></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>`),
		`<sst xmlns=`, `<x:sst xmlns:x=`), `</sst>`, `</x:sst>`), `si>`, `x:si>`),
	"strict": in(in(parts([]string{"<t>甲</t>"}, sheetXML(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1" t="d"><v>2019-03-05</v></c></row>`)),
		nsMain, nsMainStrict), nsRel, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
	"foreign-elements": parts(nil, xmlHead+`<worksheet xmlns="`+nsMain+`" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><dimension ref="A1"/>`+
		`<mc:AlternateContent><mc:Choice Requires="x14"><x14:sheetData><x14:row r="7"/></x14:sheetData></mc:Choice></mc:AlternateContent><cols><col min="1" max="16384" hidden="1"/></cols>`+
		`<sheetData><row r="1" x14ac:dyDescent="0.25"><c r="A1"><v>1</v><extLst><ext><x14:v>9</x14:v></ext></extLst></c><x14:c r="B1"><v>9</v></x14:c></row></sheetData>`+
		`<extLst><ext uri="{}"><x14:dataValidations count="1"><x14:dataValidation><x14:formula1/></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>`),
	"empty-sheet":   parts(nil, xmlHead+`<worksheet xmlns="`+nsMain+`"><sheetData/></worksheet>`),
	"empty-strings": set(parts([]string{}, sheetXML(`<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>`)), "xl/sharedStrings.xml", xmlHead+`<sst xmlns="`+nsMain+`"/>`),
	"no-strings":    without(parts([]string{}, sheetXML(`<row r="1"><c r="A1"><v>1</v></c></row>`)), "xl/sharedStrings.xml"),
	"no-styles":     in(parts(nil, sheetXML(`<row r="1"><c r="A1" s="7"><v>1</v></c></row>`)), "/styles", "/unknown"),
	"merged": parts(nil, strings.Replace(sheetXML(`<row r="1"><c r="A1" t="inlineStr"><is><t>组</t></is></c></row>`), "</worksheet>",
		`<mergeCells count="9"><mergeCell ref="C2:D2"/><mergeCell ref="A1:C1"/><mergeCell ref="A2:A9"></mergeCell></mergeCells></worksheet>`, 1)),
	"date1904": in(parts(nil, sheetXML(`<row r="1"><c r="A1" s="1"><v>42369</v></c></row>`)), `<sheets>`, `<workbookPr date1904="1" defaultThemeVersion="1"/><sheets>`),
	"targets": in(in(parts(nil, sheetXML(`<row r="1"><c r="A1"><v>1</v></c></row>`), sheetXML(`<row r="1"><c r="A1"><v>2</v></c></row>`)),
		`Target="worksheets/sheet1.xml"`, `Target="/xl/Worksheets/../worksheets/SHEET1.xml"`), `Target="worksheets/sheet2.xml"`, `Target=".\worksheets\sheet%32.xml"`),
	"names": in(parts(nil, sheetXML(``)), `name="Sheet1"`, `name="A&amp;B '表' &#x4e2d;"`),
	"charts": in(set(parts(nil, sheetXML(``), "<chartsheet/>"), "docProps/x.bin", "\x00"),
		nsRel+`/worksheet" Target="worksheets/sheet2.xml"`, nsRel+`/chartsheet" Target="worksheets/sheet2.xml"`),
	"byte-order-mark": parts(nil, "\ufeff"+sheetXML(`<row r="1"><c r="A1"><v>1</v></c></row>`)+"\n<!-- end -->\n"),
	"no-declaration":  parts(nil, strings.TrimPrefix(sheetXML(`<row r="1"><c r="A1"><v>1</v></c></row>`), xmlHead)),
	"backslashes": func() []entry {
		es := parts([]string{"<t>甲</t>"}, sheetXML(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`))
		for i := range es {
			es[i].name = strings.ReplaceAll(es[i].name, "/", `\`)
		}
		return es
	}(),
	"elsewhere": func() []entry {
		es := in(parts(nil, sheetXML(`<row r="1"><c r="A1"><v>1</v></c></row>`)), `Target="xl/workbook.xml"`, `Target="/book/main.xml"`)
		for i := range es {
			es[i].name = strings.NewReplacer("xl/workbook.xml", "book/main.xml", "workbook.xml.rels", "main.xml.rels", "xl/", "book/").Replace(es[i].name)
		}
		return es
	}(),
	"stray-none": parts(nil, strings.Replace(sheetXML(`<row r="1"><c r="A1"><v>1</v></c></row>`), "</worksheet>", "\n None\n<pageMargins/></worksheet>", 1)),
	"last-cell":  parts(nil, sheetXML(`<row r="1048576"><c r="ALL1048576"><v>1</v></c></row>`)),
}

// TestGolden reads one small workbook for each habit.
func TestGolden(t *testing.T) {
	for name, es := range habits {
		t.Run(name, func(t *testing.T) {
			got, err := dump(t, write(t, pack(t, es)), Options{})
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, got)
		})
	}
}

// TestFormulas keeps that a formula is none of the values that were saved for it where
// that is asked for, an empty one included.
func TestFormulas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "formulas.xlsx")
	if err := os.WriteFile(path, pack(t, habits["formulas"]), 0o644); err != nil {
		t.Fatal(err)
	}
	text, err := dump(t, path, Options{Formulas: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(text, " pending "); n != 8 || !strings.Contains(text, ` D1 pending "1+1"`) || !strings.Contains(text, ` E1 pending "\"\""`) {
		t.Errorf("%d of 8 formulas:\n%s", n, text)
	}
}
