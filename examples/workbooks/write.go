package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
)

// made is the time that the workbooks state, and that of their parts: they shall
// not change because time passes.
const made = "2026-01-01T00:00:00Z"

// The colours of the product.
const (
	petrol   = "0C5A70"
	hairline = "DBE2E6"
	ink      = "14212B"
	ink2     = "415160"
	seal     = "B2381B"
)

const font = "Microsoft YaHei"

// writeFile writes the workbook.
func (b *book) writeFile(path string) error {
	data, err := b.bytes()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, data, 0o644)
}

// bytes returns the workbook as a file.
func (b *book) bytes() ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	s, err := newStyles(f)
	if err != nil {
		return nil, err
	}
	w := writer{b.lang, graph.Standard()}
	names := []string{w.say("说明", "About"), w.say("来源", "Source")}
	if err := f.SetSheetName("Sheet1", names[0]); err != nil {
		return nil, err
	}
	if err := b.writeAbout(f, s, names[0]); err != nil {
		return nil, err
	}
	if _, err := f.NewSheet(names[1]); err != nil {
		return nil, err
	}
	if err := b.writeSource(f, s, names[1], w); err != nil {
		return nil, err
	}
	for _, t := range b.sheets {
		if _, err := f.NewSheet(t.name); err != nil {
			return nil, err
		}
		if err := t.write(f, s, w); err != nil {
			return nil, fmt.Errorf("sheet %s: %w", t.name, err)
		}
	}
	f.SetActiveSheet(0)
	if err := f.SetDocProps(&excelize.DocProperties{
		Title: b.title.In(b.lang), Creator: "ChainAtlas", LastModifiedBy: "ChainAtlas",
		Created: made, Modified: made, Language: w.say("zh-CN", "en-GB"),
	}); err != nil {
		return nil, err
	}
	if err := f.SetAppProps(&excelize.AppProperties{Application: "ChainAtlas"}); err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		return nil, err
	}
	return repack(buf.Bytes())
}

// repack orders the parts of a workbook and gives them one time, because the
// order in which they come is not promised.
func repack(data []byte) ([]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	at, err := time.Parse(time.RFC3339, made)
	if err != nil {
		return nil, err
	}
	// The list of content types comes first: some readers look only there to
	// learn what the file is.
	rank := func(name string) string { return strings.TrimPrefix(name, "[Content_Types]") }
	slices.SortFunc(r.File, func(a, b *zip.File) int { return strings.Compare(rank(a.Name), rank(b.Name)) })
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, part := range r.File {
		in, err := part.Open()
		if err != nil {
			return nil, err
		}
		out, err := w.CreateHeader(&zip.FileHeader{Name: part.Name, Method: zip.Deflate, Modified: at})
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(out, in); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// styles are the styles of a workbook, by their numbers.
type styles struct{ header, headerRight, text, wrapped, percent, name, title, heading, key, mark int }

func newStyles(f *excelize.File) (s styles, err error) {
	edge := []excelize.Border{{Type: "bottom", Color: hairline, Style: 1}}
	plain := excelize.Font{Family: font, Size: 10, Color: ink}
	bold := excelize.Font{Family: font, Size: 10, Color: ink, Bold: true}
	add := func(at *int, style excelize.Style) {
		if err == nil {
			*at, err = f.NewStyle(&style)
		}
	}
	header := func(side string) excelize.Style {
		return excelize.Style{
			Font:      &excelize.Font{Family: font, Size: 10, Color: "FFFFFF", Bold: true},
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{petrol}},
			Alignment: &excelize.Alignment{Horizontal: side, Vertical: "center", WrapText: true},
		}
	}
	add(&s.header, header("left"))
	add(&s.headerRight, header("right"))
	add(&s.text, excelize.Style{Font: &plain, Border: edge, Alignment: &excelize.Alignment{Vertical: "top"}})
	add(&s.wrapped, excelize.Style{Font: &plain, Border: edge, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	percent := "0.0%"
	add(&s.percent, excelize.Style{Font: &plain, Border: edge, CustomNumFmt: &percent, Alignment: &excelize.Alignment{Vertical: "top"}})
	add(&s.name, excelize.Style{Font: &bold, Border: edge, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	add(&s.mark, excelize.Style{Font: &excelize.Font{Family: font, Size: 10, Color: seal, Bold: true}, Border: edge, Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "center"}})
	add(&s.title, excelize.Style{Font: &excelize.Font{Family: font, Size: 16, Color: petrol, Bold: true}, Alignment: &excelize.Alignment{Vertical: "center"}})
	add(&s.heading, excelize.Style{Font: &excelize.Font{Family: font, Size: 11, Color: petrol, Bold: true}, Border: []excelize.Border{{Type: "bottom", Color: petrol, Style: 2}}, Alignment: &excelize.Alignment{Vertical: "bottom"}})
	add(&s.key, excelize.Style{Font: &excelize.Font{Family: font, Size: 10, Color: ink2}, Border: edge, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	return s, err
}

// writeAbout writes the first sheet: the title, then paragraphs of two columns.
func (b *book) writeAbout(f *excelize.File, s styles, name string) error {
	p := put{f: f, sheet: name}
	p.width(1, 24)
	p.width(2, 118)
	p.cell(1, 1, b.title.In(b.lang), s.title)
	p.height(1, 34)
	n := 2
	for _, part := range b.about {
		p.cell(1, n, part.heading, s.heading)
		p.cell(2, n, nil, s.heading)
		p.height(n, 26)
		n++
		for _, l := range part.lines {
			p.cell(1, n, l.name, s.key)
			p.cell(2, n, l.text, s.wrapped)
			p.height(n, 17*float64(max(lines(l.text, 118), lines(l.name, 24))))
			n++
		}
	}
	p.view(false)
	return p.err
}

// writeSource writes the sheet that declares the source.
func (b *book) writeSource(f *excelize.File, s styles, name string, w writer) error {
	p := put{f: f, sheet: name}
	p.width(1, 18)
	p.width(2, 90)
	p.cell(1, 1, w.say("项目", "Item"), s.header)
	p.cell(2, 1, w.say("内容", "Content"), s.header)
	for i, l := range b.source {
		p.cell(1, i+2, l.name, s.key)
		p.cell(2, i+2, l.text, s.wrapped)
	}
	p.view(true)
	return p.err
}

// write writes a table: notes and choices before the rows, since what excelize
// adds to a sheet later is not always kept.
func (t sheet) write(f *excelize.File, s styles, w writer) error {
	p := put{f: f, sheet: t.name}
	tall := 1
	for i, c := range t.columns {
		p.width(i+1, c.width)
		style := s.header
		if c.number && t.numeric(c) {
			style = s.headerRight // above its numbers
		}
		p.cell(i+1, 1, c.header, style)
		tall = max(tall, lines(c.header, c.width-3)) // the filter's button takes room
		if c.note != "" {
			p.note(i+1, c.note)
		}
		if choices := c.choices(w); choices != nil {
			p.choose(i+1, len(t.rows)+200, choices)
		}
	}
	p.height(1, 17*float64(tall)+5)
	for n, r := range t.rows {
		tall := 1
		for i, c := range t.columns {
			v, err := w.cell(c, r[c.key])
			if err != nil {
				return fmt.Errorf("row %d: %w", n+2, err)
			}
			style := s.text
			text, isText := v.(string)
			switch {
			case c.yes && c.key == "keyLink":
				style = s.mark
			case i == 0:
				style = s.name
			case isText:
				style = s.wrapped
			case c.part && v != nil:
				style = s.percent
			}
			p.cell(i+1, n+2, v, style)
			tall = max(tall, lines(text, c.width))
		}
		p.height(n+2, 16*float64(min(tall, 6)))
	}
	p.view(true)
	p.filter(len(t.columns), len(t.rows)+1)
	return p.err
}

// numeric reports whether a column has numbers rather than amounts as printed.
func (t sheet) numeric(c column) bool {
	for _, r := range t.rows {
		if text := r[c.key]; text != "" {
			_, err := graph.ParseDecimal(text)
			return err == nil
		}
	}
	return false
}

// choices are what the cells of a column may be, if they fit a list of a sheet's
// validation, which takes 255 characters.
func (c column) choices(w writer) []string {
	var all []string
	switch {
	case c.yes:
		return []string{w.say("是", "Yes")}
	case c.list == nil || c.list.Name == graph.ListRegion || c.several != "":
		return nil
	}
	n := 0
	for i := range c.list.Entries {
		label := c.list.Entries[i].Label.In(w.lang)
		if strings.Contains(label, ",") {
			return nil
		}
		all = append(all, label)
		n += utf8.RuneCountInString(label) + 1
	}
	if n > 250 {
		return nil
	}
	return all
}

// lines estimates how many lines a text takes in a column: Chinese characters
// are as wide as two Latin ones.
func lines(text string, width float64) int {
	n := 0.0
	for _, r := range text {
		if r >= 0x1100 {
			n += 1.8
		} else {
			n += .95
		}
	}
	return max(1, int((n+width-2)/max(width-1, 1)))
}

// put writes cells and keeps the first error.
type put struct {
	f     *excelize.File
	sheet string
	err   error
}

func (p *put) at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	p.keep(err)
	return name
}

func (p *put) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *put) cell(column, row int, v any, style int) {
	at := p.at(column, row)
	if v != nil {
		p.keep(p.f.SetCellValue(p.sheet, at, v))
	}
	p.keep(p.f.SetCellStyle(p.sheet, at, at, style))
}

func (p *put) width(column int, width float64) {
	name, err := excelize.ColumnNumberToName(column)
	p.keep(err)
	p.keep(p.f.SetColWidth(p.sheet, name, name, width))
}

func (p *put) height(row int, height float64) { p.keep(p.f.SetRowHeight(p.sheet, row, height)) }

func (p *put) note(column int, text string) {
	p.keep(p.f.AddComment(p.sheet, excelize.Comment{
		Cell: p.at(column, 1), Author: "ChainAtlas", Width: 260, Height: uint(30 + 20*lines(text, 36)),
		Paragraph: []excelize.RichTextRun{{Text: text, Font: &excelize.Font{Family: font, Size: 9}}},
	}))
}

func (p *put) choose(column, last int, choices []string) {
	dv := excelize.NewDataValidation(true)
	dv.SetSqref(p.at(column, 2) + ":" + p.at(column, last))
	p.keep(dv.SetDropList(choices))
	// A list helps; what is not in it is for the import to judge, which knows
	// more words.
	dv.SetError(excelize.DataValidationErrorStyleWarning, "", "")
	dv.ShowErrorMessage = false
	p.keep(p.f.AddDataValidation(p.sheet, dv))
}

// view hides the grid, and keeps the headers and the first column in sight.
func (p *put) view(frozen bool) {
	no, zoom := false, 100.0
	p.keep(p.f.SetSheetView(p.sheet, 0, &excelize.ViewOptions{ShowGridLines: &no, ZoomScale: &zoom}))
	if frozen {
		p.keep(p.f.SetPanes(p.sheet, &excelize.Panes{
			Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight",
		}))
	}
}

func (p *put) filter(columns, rows int) {
	p.keep(p.f.AutoFilter(p.sheet, "A1:"+p.at(columns, rows), nil))
}
