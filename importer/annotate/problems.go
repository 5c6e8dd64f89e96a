package annotate

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
)

// Excel repairs a sheet, and drops what it likes, that has more links or rows.
const (
	maxLinks    = 65_530
	maxListed   = maxRows - 2 // but for the header and the remark on the rest
	maxValue    = 1_000       // characters of a quoted value
	sheetType   = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
	spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
)

var problemsName = graph.Label{Zh: "问题", En: "Problems"}

// columns are those of the sheet of problems.
var columns = []struct {
	label graph.Label
	width int
}{
	{graph.Label{Zh: "工作表", En: "Sheet"}, 18},
	{graph.Label{Zh: "单元格", En: "Cell"}, 10},
	{graph.Label{Zh: "内容", En: "Value"}, 32},
	{graph.Label{Zh: "问题", En: "Problem"}, 44},
	{graph.Label{Zh: "处理办法", En: "What to do"}, 56},
	{graph.Label{Zh: "结果", En: "Outcome"}, 22},
}

var severityLabels = [...]graph.Label{
	CellOmitted: {Zh: "该单元格未导入", En: "cell not imported"},
	RowOmitted:  {Zh: "该行未导入", En: "row not imported"},
	Kept:        {Zh: "已导入，请核对", En: "imported, please check"},
}

func (s Severity) label() graph.Label {
	if int(s) < len(severityLabels) {
		return severityLabels[s]
	}
	return graph.Label{}
}

// addProblems adds the sheet of problems in front of all others.
func (b *book) addProblems(notes []Note, opts *Options) error {
	names := make([]string, 0, len(b.sheets))
	for _, s := range b.sheets {
		names = append(names, s.name)
	}
	name := freeName(opts.in(problemsName), names)
	part := b.unused("worksheets/sheet", ".xml")
	id, err := b.relate(&b.links, "worksheet", part)
	if err != nil {
		return err
	}
	selected, err := b.unselect(opts.SelectBytes)
	if err != nil {
		return err
	}
	if err := b.insertSheet(name, id, selected); err != nil {
		return err
	}
	return b.add(part, sheetType, func(w io.Writer) error {
		return writeProblems(w, b.space, notes, names, selected, opts)
	})
}

// insertSheet changes the list of sheets and whatever counts them.
func (b *book) insertSheet(name, id string, selected bool) error {
	var e edits
	var prefix, relations string
	most, sheets, views := 0, 0, 0
	err := walk(b.text, func(t *tag) error {
		if t.name.Space != b.space || t.close {
			return nil
		}
		switch {
		case t.depth == 2 && t.name.Local == "sheets":
			sheets, prefix = t.end, t.prefix
			if views == 0 && !selected { // the first sheet would be the active one
				e.insert(t.start, fmt.Sprintf(`<%sbookViews><%sworkbookView activeTab="1"/></%sbookViews>`, prefix, prefix, prefix))
			}
		case t.depth == 3 && t.name.Local == "sheet":
			n, err := strconv.Atoi(t.attribute("", "sheetId"))
			if err != nil {
				return err
			}
			most = max(most, n)
			for _, a := range t.attributes {
				if a.Name.Local == "id" && a.Value == t.relation() {
					relations = a.Name.Space
				}
			}
		case t.depth == 3 && t.name.Local == "workbookView":
			views++
			active := 0
			if !selected {
				active, _ = strconv.Atoi(t.attribute("", "activeTab")) // the first by default
				active++
			}
			e.set(t, "activeTab", strconv.Itoa(active))
			if t.attribute("", "firstSheet") != "" {
				e.set(t, "firstSheet", "0")
			}
		case t.depth == 3 && t.name.Local == "definedName":
			if local := t.attribute("", "localSheetId"); local != "" {
				n, err := strconv.Atoi(local)
				if err != nil {
					return err
				}
				e.set(t, "localSheetId", strconv.Itoa(n+1))
			}
		}
		return nil
	})
	if err == nil && (sheets == 0 || relations == "") {
		err = errors.New("no sheet has a part")
	}
	if err != nil {
		return damaged(b.path, err)
	}
	e.insert(sheets, fmt.Sprintf(`<%ssheet xmlns:r="%s" name="%s" sheetId="%d" r:id="%s"/>`, prefix, escape(relations), escape(name), most+1, id))
	b.change(b.path, e.apply(b.text))
	return nil
}

// unselect sees to it that no other sheet is selected, and reports whether that
// is so. It is not if that would need a large sheet to be packed anew.
func (b *book) unselect(most int64) (bool, error) {
	streams := make(map[string]func(io.Writer, io.Reader) error)
	for _, s := range b.sheets {
		f := b.byName[partName(s.path)]
		if f == nil {
			return false, damaged(s.path, errors.New("the part is missing"))
		}
		head, err := b.readHead(s.path)
		if err != nil {
			return false, err
		}
		e, known := selection(head)
		if !known {
			return false, nil
		}
		if len(e.list) == 0 {
			continue
		}
		if f.UncompressedSize64 > uint64(max(most, 0)) {
			return false, nil
		}
		changed := e.apply(head)
		streams[partName(s.path)] = func(w io.Writer, r io.Reader) error {
			if _, err := io.CopyN(io.Discard, r, int64(len(head))); err != nil {
				return err
			}
			if _, err := w.Write(changed); err != nil {
				return err
			}
			_, err := io.Copy(w, r)
			return err
		}
	}
	for name, stream := range streams {
		b.streams[name] = stream
	}
	return true, nil
}

// headBytes is where the views of a sheet have come to an end. In front of them
// are only the sheet's properties and its dimension.
const headBytes = 64 << 10

func (b *book) readHead(name string) ([]byte, error) {
	r, err := b.byName[partName(name)].Open()
	if err != nil {
		return nil, err
	}
	defer r.Close() // it was only read
	head, err := io.ReadAll(io.LimitReader(r, headBytes))
	if err != nil {
		return nil, damaged(name, err)
	}
	return head, nil
}

// selection returns the edits that unselect a sheet, and whether the views were
// found, or that there are none.
func selection(head []byte) (e edits, known bool) {
	// A text that is cut off is no error before the views were seen.
	_ = walk(head, func(t *tag) error {
		switch {
		case t.depth == 2 && (t.close && t.name.Local == "sheetViews" || t.name.Local == "sheetData"):
			known = true
			return errStop
		case t.depth == 1 && t.close:
			known = true
		case t.depth == 3 && !t.close && t.name.Local == "sheetView":
			if v := t.attribute("", "tabSelected"); v != "" && v != "0" && v != "false" {
				e.set(t, "tabSelected", "0")
			}
		}
		return nil
	})
	return e, known
}

// writeProblems writes the sheet of problems. It needs no styles but those that
// texts carry with them.
func writeProblems(to io.Writer, space string, notes []Note, sheets []string, selected bool, opts *Options) error {
	w := bufio.NewWriterSize(to, 64<<10)
	listed := min(len(notes), maxListed)
	last := columnName(len(columns))
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="%s"><sheetPr><tabColor rgb="FFED7D31"/></sheetPr><dimension ref="A1:%s%d"/><sheetViews><sheetView `, escape(space), last, listed+1)
	if selected {
		w.WriteString(`tabSelected="1" `)
	}
	w.WriteString(`workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><cols>`)
	for i, c := range columns {
		fmt.Fprintf(w, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, c.width)
	}
	w.WriteString(`</cols><sheetData><row r="1">`)
	for i, c := range columns {
		writeText(w, 1, i+1, `<rPr><b/></rPr>`, opts.in(c.label))
	}
	w.WriteString("</row>")
	there := make(map[string]bool, len(sheets))
	for _, s := range sheets {
		there[s] = true
	}
	for i := range notes[:listed] {
		n, row := &notes[i], i+2
		fmt.Fprintf(w, `<row r="%d">`, row)
		writeText(w, row, 1, "", n.Sheet)
		text, cell := n.place(opts)
		style := ""
		if there[n.Sheet] && cell != "" && i < maxLinks {
			style = `<rPr><u/><color rgb="FF0563C1"/></rPr>`
		}
		writeText(w, row, 2, style, text)
		writeText(w, row, 3, "", clip(n.Value, maxValue))
		writeText(w, row, 4, "", opts.in(n.Reason))
		writeText(w, row, 5, "", opts.in(n.Cure))
		writeText(w, row, 6, "", opts.in(n.Severity.label()))
		w.WriteString("</row>")
	}
	if rest := len(notes) - listed; rest > 0 {
		fmt.Fprintf(w, `<row r="%d">`, listed+2)
		writeText(w, listed+2, 4, "", opts.in(graph.Label{
			Zh: fmt.Sprintf("另有 %d 个问题未列出", rest), En: fmt.Sprintf("%d more problems are not listed", rest),
		}))
		w.WriteString("</row>")
	}
	fmt.Fprintf(w, `</sheetData><autoFilter ref="A1:%s%d"/>`, last, listed+1)
	begun := false
	for i := range notes[:min(listed, maxLinks)] {
		n := &notes[i]
		_, cell := n.place(opts)
		if !there[n.Sheet] || cell == "" {
			continue
		}
		if !begun {
			begun = true
			w.WriteString("<hyperlinks>")
		}
		fmt.Fprintf(w, `<hyperlink ref="B%d" location="%s"/>`, i+2, escape(location(n.Sheet, cell)))
	}
	if begun {
		w.WriteString("</hyperlinks>")
	}
	w.WriteString("</worksheet>")
	return w.Flush() // which returns the first error of all
}

// writeText writes a cell with a text, which is never a formula; style is that
// of its characters.
func writeText(w *bufio.Writer, row, column int, style, text string) {
	if text == "" {
		return
	}
	fmt.Fprintf(w, `<c r="%s" t="inlineStr"><is>`, cellName(row, column))
	writeRun(w, style, text)
	w.WriteString("</is></c>")
}

func writeRun(w *bufio.Writer, style, text string) {
	if style != "" {
		w.WriteString("<r>" + style)
	}
	w.WriteString(`<t xml:space="preserve">`)
	w.WriteString(cellText(text))
	w.WriteString("</t>")
	if style != "" {
		w.WriteString("</r>")
	}
}
