package main

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	document "github.com/chainatlas/chainatlas/importer/table"
)

// workbookWriter writes a workbook of plain tables straight into a zip archive:
// a row leaves as soon as it is known, and nothing waits in memory or in a file.
// Workbooks that are edited and handed back come from package export, which
// knows what they were made from; this is for tables that are only read.
type workbookWriter struct {
	zip    *zip.Writer
	sheets []string
	name   string // of the table at hand, which may fill several sheets
	out    *bufio.Writer
	row1   int // the number of the next row
}

// maxSheetRows is how many rows a sheet has.
const maxSheetRows = 1_048_576

// The styles of cells, by their place in xlsxStyles.
const (
	styleText    = 1
	styleHeading = 2
	stylePercent = 3
	styleDate    = 4
)

const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	spaceMain  = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	spaceRel   = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	spacePart  = `http://schemas.openxmlformats.org/package/2006/relationships`
	xlsxStyles = xmlHead + `<styleSheet xmlns="` + spaceMain + `"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts>` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>` +
		`<xf numFmtId="10" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
)

func newWorkbookWriter(w io.Writer) *workbookWriter { return &workbookWriter{zip: zip.NewWriter(w)} }

// begin begins a sheet; its first row is the headings.
func (b *workbookWriter) begin(name string) error {
	b.name = name
	return b.beginSheet(name)
}

func (b *workbookWriter) beginSheet(name string) error {
	if err := b.end(); err != nil {
		return err
	}
	b.sheets = append(b.sheets, name)
	part, err := b.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(b.sheets)))
	if err != nil {
		return err
	}
	b.out, b.row1 = bufio.NewWriterSize(part, 1<<15), 1
	_, err = b.out.WriteString(xmlHead + `<worksheet xmlns="` + spaceMain + `"><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15" defaultColWidth="18"/><sheetData>`)
	return err
}

// end ends the sheet that was begun.
func (b *workbookWriter) end() error {
	if b.out == nil {
		return nil
	}
	if _, err := b.out.WriteString(`</sheetData></worksheet>`); err != nil {
		return err
	}
	err := b.out.Flush()
	b.out = nil
	return err
}

// sheet writes a whole sheet of text.
func (b *workbookWriter) sheet(name string, rows [][]string) error {
	if err := b.begin(name); err != nil {
		return err
	}
	for _, row := range rows {
		cells := make([]listCell, len(row))
		for i, s := range row {
			cells[i] = textCell(s)
		}
		if err := b.row(cells); err != nil {
			return err
		}
	}
	return nil
}

// row writes a row, in a further sheet if this one is full.
func (b *workbookWriter) row(cells []listCell) error {
	if b.row1 > maxSheetRows {
		if err := b.beginSheet(fmt.Sprintf("%s %d", b.name, len(b.sheets))); err != nil {
			return err
		}
	}
	fmt.Fprintf(b.out, `<row r="%d">`, b.row1)
	for i := range cells {
		c := &cells[i]
		if c.Text == "" {
			continue
		}
		at := fmt.Sprintf(`%s%d`, letters(i+1), b.row1)
		switch c.Kind {
		case document.Number:
			fmt.Fprintf(b.out, `<c r="%s"><v>%s</v></c>`, at, c.Text)
		case document.Percent:
			fmt.Fprintf(b.out, `<c r="%s" s="%d"><v>%s</v></c>`, at, stylePercent, c.Text)
		case document.Date:
			fmt.Fprintf(b.out, `<c r="%s" s="%d"><v>%s</v></c>`, at, styleDate, c.Text)
		default:
			style := styleText
			if b.row1 == 1 {
				style = styleHeading
			}
			fmt.Fprintf(b.out, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">`, at, style)
			if err := xml.EscapeText(b.out, []byte(xlsxText(c.Text))); err != nil {
				return err
			}
			_, _ = b.out.WriteString(`</t></is></c>`) // it keeps its error until it is flushed
		}
	}
	b.row1++
	_, err := b.out.WriteString(`</row>`)
	return err
}

// xlsxText returns a text as a workbook keeps it: no more characters than a cell
// holds, and what looks like the escape of a character made to look so.
func xlsxText(s string) string {
	const most = 32_767
	if len(s) > most {
		n := 0
		for i, r := range s {
			if n++; r > 0xffff {
				n++
			}
			if n >= most {
				s = s[:i] + "…"
				break
			}
		}
	}
	if !strings.Contains(s, "_x") {
		return s
	}
	var out strings.Builder
	for len(s) > 0 {
		if len(s) >= 7 && s[0] == '_' && s[1] == 'x' && s[6] == '_' && strings.Trim(s[2:6], "0123456789abcdefABCDEF") == "" {
			out.WriteString("_x005F_")
			s = s[1:]
			continue
		}
		_, n := utf8.DecodeRuneInString(s)
		out.WriteString(s[:n])
		s = s[n:]
	}
	return out.String()
}

// close writes what binds the sheets together.
func (b *workbookWriter) close() error {
	if err := b.end(); err != nil {
		return err
	}
	types := strings.Builder{}
	types.WriteString(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>`)
	book, rels := strings.Builder{}, strings.Builder{}
	book.WriteString(xmlHead + `<workbook xmlns="` + spaceMain + `" xmlns:r="` + spaceRel + `"><sheets>`)
	rels.WriteString(xmlHead + `<Relationships xmlns="` + spacePart + `">`)
	for i, name := range b.sheets {
		var escaped strings.Builder
		if err := xml.EscapeText(&escaped, []byte(name)); err != nil {
			return err
		}
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i+1)
		fmt.Fprintf(&book, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, &escaped, i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, spaceRel, i+1)
	}
	types.WriteString(`</Types>`)
	book.WriteString(`</sheets></workbook>`)
	fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>`, len(b.sheets)+1, spaceRel)
	for _, part := range [][2]string{
		{"xl/styles.xml", xlsxStyles},
		{"xl/workbook.xml", book.String()},
		{"xl/_rels/workbook.xml.rels", rels.String()},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="` + spacePart + `"><Relationship Id="rId1" Type="` + spaceRel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"[Content_Types].xml", types.String()},
	} {
		w, err := b.zip.Create(part[0])
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, part[1]); err != nil {
			return err
		}
	}
	return b.zip.Close()
}
