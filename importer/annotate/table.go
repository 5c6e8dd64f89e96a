package annotate

import (
	"archive/zip"
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

var dataName = graph.Label{Zh: "数据", En: "Data"}

// Table writes a document without sheets of its own, such as CSV, as a workbook:
// the sheet of problems, and a sheet with the rows as they are, every cell a
// text at its own row and column. So the links of the problems, and the notes
// of another import of that workbook, name the same places as the original. Of
// a document that a sheet cannot hold, which is one of more than 1,048,576 rows
// or 16,384 columns, the rows are left out. A text of more characters than a
// cell holds ([graph.MaxText]) is cut and ends in "…".
//
// Cells are coloured and commented if there are at most [Options].MarkNotes.
// The sheets that notes name do not matter. Table reads the first sheet of doc
// twice and holds no more of it than a row; it fails as doc does, and as
// [Workbook].
func Table(ctx context.Context, doc table.Document, dst io.Writer, notes []Note, opts Options) error {
	const op = "annotate.Table"
	if err := opts.setDefaults(op); err != nil {
		return err
	}
	fits := true
	for row, err := range doc.Rows(ctx, 0) {
		if err != nil {
			return withCode(op, err)
		}
		n := len(row.Cells)
		if row.Number > maxRows || n > 0 && row.Cells[n-1].Column > maxColumns {
			fits = false
			break
		}
	}
	notes = slices.Clone(notes)
	for i := range notes {
		notes[i].Sheet = opts.in(dataName)
	}
	slices.SortStableFunc(notes, func(m, n Note) int {
		return cmp.Or(cmp.Compare(m.Row, n.Row), cmp.Compare(m.Column, n.Column))
	})
	return withCode(op, writeTable(ctx, doc, dst, notes, fits, &opts))
}

const (
	xmlHead       = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	relationTypes = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageTypes  = "http://schemas.openxmlformats.org/package/2006/"
	mainType      = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
	stylesType    = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
)

// writeTable writes the workbook of [Table].
func writeTable(ctx context.Context, doc table.Document, dst io.Writer, notes []Note, fits bool, opts *Options) error {
	sheets := []string{}
	var cells []markedCell
	if fits {
		sheets = append(sheets, opts.in(dataName))
		if len(notes) <= opts.MarkNotes && opts.MarkBytes >= 0 {
			cells = markedCells(notes, sheets[0], opts)
		}
	}
	parts := []part{
		{"[Content_Types].xml", texts(xmlHead, tableContentTypes(fits, len(cells) > 0))},
		{"_rels/.rels", texts(relationshipsHead, relationshipXML(1, "officeDocument", "xl/workbook.xml"), relationshipsTail)},
		{"xl/workbook.xml", texts(xmlHead, tableWorkbook(opts.in(problemsName), sheets))},
		{"xl/styles.xml", texts(xmlHead, tableStyles())},
		{"xl/worksheets/sheet1.xml", func(w io.Writer) error { return writeProblems(w, spreadsheet, notes, sheets, true, opts) }},
	}
	links := relationshipXML(1, "worksheet", "xl/worksheets/sheet1.xml") + relationshipXML(2, "styles", "xl/styles.xml")
	if fits {
		links += relationshipXML(3, "worksheet", "xl/worksheets/sheet2.xml")
		parts = append(parts, part{"xl/worksheets/sheet2.xml", func(w io.Writer) error { return writeData(ctx, w, doc, cells) }})
	}
	if len(cells) > 0 {
		parts = append(parts,
			part{"xl/worksheets/_rels/sheet2.xml.rels", texts(relationshipsHead, relationshipXML(1, "comments", "xl/comments1.xml"),
				relationshipXML(2, "vmlDrawing", "xl/drawings/vmlDrawing1.vml"), relationshipsTail)},
			part{"xl/comments1.xml", func(w io.Writer) error { return writeComments(w, spreadsheet, cells) }},
			part{"xl/drawings/vmlDrawing1.vml", func(w io.Writer) error { return writeDrawing(w, cells) }})
	}
	parts = append(parts, part{"xl/_rels/workbook.xml.rels", texts(relationshipsHead, links, relationshipsTail)})
	z := zip.NewWriter(&writing{ctx, dst})
	z.RegisterCompressor(zip.Deflate, newDeflater)
	for _, p := range parts {
		if err := writePart(z, p.name, p.write); err != nil {
			return err
		}
	}
	return z.Close()
}

func relationshipXML(id int, kind, target string) string {
	return fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/%s" Target="/%s"/>`, id, relationTypes, kind, target)
}

func tableContentTypes(data, comments bool) string {
	var b strings.Builder
	override := func(name, contentType string) {
		fmt.Fprintf(&b, `<Override PartName="/xl/%s" ContentType="%s"/>`, name, contentType)
	}
	b.WriteString(`<Types xmlns="` + packageTypes + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`)
	if comments {
		b.WriteString(`<Default Extension="vml" ContentType="` + drawingType + `"/>`)
		override("comments1.xml", commentsType)
	}
	override("workbook.xml", mainType)
	override("styles.xml", stylesType)
	override("worksheets/sheet1.xml", sheetType)
	if data {
		override("worksheets/sheet2.xml", sheetType)
	}
	return b.String() + "</Types>"
}

func tableWorkbook(problems string, sheets []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<workbook xmlns="%s" xmlns:r="%s"><bookViews><workbookView activeTab="0"/></bookViews><sheets><sheet name="%s" sheetId="1" r:id="rId1"/>`,
		spreadsheet, relationTypes, escape(problems))
	for _, s := range sheets {
		fmt.Fprintf(&b, `<sheet name="%s" sheetId="2" r:id="rId3"/>`, escape(s))
	}
	b.WriteString("</sheets></workbook>")
	return b.String()
}

// tableStyles returns the least that Excel accepts, with the fills of marks.
func tableStyles() string {
	return `<styleSheet xmlns="` + spreadsheet + `"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>` +
		fmt.Sprintf(`<dxfs count="%d">%s</dxfs></styleSheet>`, len(fills), formatsXML(""))
}

// writeData writes the rows of a document.
func writeData(ctx context.Context, to io.Writer, doc table.Document, cells []markedCell) error {
	w := bufio.NewWriterSize(to, 64<<10)
	w.WriteString(xmlHead + `<worksheet xmlns="` + spreadsheet + `" xmlns:r="` + relationTypes + `"><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetData>`)
	var letters []string
	for row, err := range doc.Rows(ctx, 0) {
		if err != nil {
			return err
		}
		number := strconv.Itoa(row.Number)
		if _, err := w.WriteString(`<row r="` + number + `">`); err != nil {
			return err
		}
		for _, c := range row.Cells {
			for len(letters) < c.Column {
				letters = append(letters, columnName(len(letters)+1))
			}
			w.WriteString(`<c r="`)
			w.WriteString(letters[c.Column-1])
			w.WriteString(number)
			w.WriteString(`" t="inlineStr"><is><t xml:space="preserve">`)
			w.WriteString(cellText(c.Text))
			w.WriteString(`</t></is></c>`)
		}
		w.WriteString("</row>")
	}
	w.WriteString("</sheetData>")
	w.WriteString(conditionalFormats("", cells, 0))
	if len(cells) > 0 {
		w.WriteString(`<legacyDrawing r:id="rId2"/>`)
	}
	w.WriteString("</worksheet>")
	return w.Flush()
}
