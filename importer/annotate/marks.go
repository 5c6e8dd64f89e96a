package annotate

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

const (
	commentsType = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
	drawingType  = "application/vnd.openxmlformats-officedocument.vmlDrawing"
	author       = "ChainAtlas"
	maxComment   = 2_000 // characters; what does not fit stands in the sheet of problems
)

// The fills of marked cells: those that Excel itself offers as bad and neutral.
var fills = [...]string{"FFFFC7CE", "FFFFEB9C"}

// markedCell is a cell with all that is said of it.
type markedCell struct {
	row, column int
	kept        bool
	text        string
}

// markedCells gathers the notes of one sheet, which are sorted, by cell. What is
// said of a row is said at its first cell.
func markedCells(notes []Note, sheet string, opts *Options) []markedCell {
	var cells []markedCell
	for i := range notes {
		n := &notes[i]
		if n.Sheet != sheet || n.Row < 1 || n.Row > maxRows || n.Column > maxColumns {
			continue
		}
		text := opts.in(n.Reason)
		if cure := opts.in(n.Cure); cure != "" {
			text += "\n" + cure
		}
		column := max(n.Column, 1)
		if last := len(cells) - 1; last >= 0 && cells[last].row == n.Row && cells[last].column == column {
			cells[last].kept = cells[last].kept && n.Severity == Kept
			cells[last].text += "\n\n" + text
			continue
		}
		cells = append(cells, markedCell{n.Row, column, n.Severity == Kept, text})
	}
	return cells
}

// mark colours and comments the cells of the sheets that have notes, if all is
// small enough.
func (b *book) mark(notes []Note, opts *Options) error {
	if len(notes) > opts.MarkNotes || opts.MarkBytes < 0 {
		return nil
	}
	var total uint64
	marked := make(map[string][]markedCell)
	for _, s := range b.sheets {
		if cells := markedCells(notes, s.name, opts); len(cells) > 0 {
			marked[s.path] = cells
			total += b.byName[partName(s.path)].UncompressedSize64
		}
	}
	if len(marked) == 0 || total > uint64(opts.MarkBytes) {
		return nil
	}
	formats, err := b.addFormats()
	if err != nil {
		return err
	}
	for _, s := range b.sheets {
		if cells := marked[s.path]; len(cells) > 0 {
			if err := b.markSheet(s.path, cells, formats, opts); err != nil {
				return err
			}
			delete(marked, s.path) // in case that two sheets share a part
		}
	}
	return nil
}

// addFormats adds the differential formats of the fills, and returns the index
// of the first; -1 if the workbook has no styles.
func (b *book) addFormats() (int, error) {
	var name string
	for _, l := range b.links.list {
		if strings.HasSuffix(l.kind, "/styles") {
			name = l.target
		}
	}
	if name == "" || b.byName[partName(name)] == nil {
		return -1, nil
	}
	text, err := b.read(name, maxPart)
	if err != nil {
		return -1, err
	}
	var e edits
	var prefix string
	count, found, before := 0, false, 0
	err = walk(text, func(t *tag) error {
		switch {
		case t.depth == 1 && !t.close:
			prefix, before = t.prefix, t.end
		case t.depth == 2 && t.name.Local == "dxfs":
			found = true
			if n, err := strconv.Atoi(t.attribute("", "count")); err == nil && !t.close { // it is optional
				e.set(t, "count", strconv.Itoa(n+len(fills)))
			}
			e.inside(t, formatsXML(t.prefix))
		case t.depth == 2 && t.close && slices.Contains(beforeFormats, t.name.Local):
			before = t.end
		case t.depth == 3 && !t.close && t.name.Local == "dxf":
			count++
		}
		return nil
	})
	if err != nil {
		return -1, damaged(name, err)
	}
	if !found {
		e.insert(before, fmt.Sprintf(`<%sdxfs count="%d">%s</%sdxfs>`, prefix, len(fills), formatsXML(prefix), prefix))
	}
	b.change(name, e.apply(text))
	return count, nil
}

// beforeFormats are what stands before the differential formats.
var beforeFormats = []string{"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"}

func formatsXML(prefix string) string {
	var b strings.Builder
	for _, f := range fills {
		b.WriteString(strings.ReplaceAll(`<:dxf><:fill><:patternFill patternType="solid"><:fgColor rgb="`+f+`"/><:bgColor rgb="`+f+`"/></:patternFill></:fill></:dxf>`, ":", prefix))
	}
	return b.String()
}

// What stands in a sheet behind new conditional formats, and behind the drawing
// of the comments; see CT_Worksheet of ECMA-376, part 1, 18.3.1.99. LibreOffice
// goes by the order of overlapping formats, not by their priorities.
var (
	afterDrawing = []string{"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"}
	afterFormats = append([]string{
		"conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
		"customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
	}, afterDrawing...)
)

// markSheet adds to one sheet the conditional formats that colour cells, and
// the comments.
func (b *book) markSheet(name string, cells []markedCell, formats int, opts *Options) error {
	text, err := b.read(name, opts.MarkBytes)
	if err != nil {
		return err
	}
	if stream := b.streams[partName(name)]; stream != nil { // it is unselected, too
		var out bytes.Buffer
		if err := stream(&out, bytes.NewReader(text)); err != nil {
			return err
		}
		text = out.Bytes()
		delete(b.streams, partName(name))
	}
	p, e, err := findPlaces(text)
	if err != nil {
		return damaged(name, err)
	}
	if !p.worksheet {
		return nil // a sheet of a chart or a macro has no cells
	}
	if formats >= 0 {
		e.insert(p.formats, conditionalFormats(p.prefix, cells, formats))
	} else {
		e = edits{}
	}
	if p.commented {
		if err := b.extendComments(name, cells); err != nil {
			return err
		}
	} else {
		id, err := b.addComments(name, cells)
		if err != nil {
			return err
		}
		e.insert(p.drawing, fmt.Sprintf(`<%slegacyDrawing xmlns:r="%s" r:id="%s"/>`, p.prefix, strings.TrimSuffix(b.relType, "/"), id))
	}
	b.change(name, e.apply(text))
	return nil
}

// places are where in a sheet something is to be inserted.
type places struct {
	worksheet        bool
	prefix           string
	formats, drawing int
	commented        bool
}

// findPlaces also returns the edits that have the sheet's conditional formats
// come after the new ones, in the same order among themselves.
func findPlaces(text []byte) (places, edits, error) {
	var p places
	var e edits
	data := false
	err := walk(text, func(t *tag) error {
		switch {
		case t.depth == 1 && !t.close:
			p.prefix, p.worksheet = t.prefix, t.name.Local == "worksheet" && !t.selfClosing()
		case t.depth == 1:
			if p.formats == 0 {
				p.formats = t.start
			}
			if p.drawing == 0 {
				p.drawing = t.start
			}
		case t.depth == 2 && !t.close:
			data = data || t.name.Local == "sheetData"
			p.commented = p.commented || t.name.Local == "legacyDrawing"
			if p.formats == 0 && slices.Contains(afterFormats, t.name.Local) {
				p.formats = t.start
			}
			if p.drawing == 0 && slices.Contains(afterDrawing, t.name.Local) {
				p.drawing = t.start
			}
		case t.depth == 3 && !t.close && t.name.Local == "cfRule":
			if n, err := strconv.Atoi(t.attribute("", "priority")); err == nil {
				e.set(t, "priority", strconv.Itoa(n+len(fills)))
			}
		}
		return nil
	})
	if err == nil && p.worksheet && !data {
		err = errors.New("the sheet has no cells")
	}
	return p, e, err
}

// conditionalFormats returns the formats that colour cells, whatever they hold.
// Their priority is above all others.
func conditionalFormats(prefix string, cells []markedCell, first int) string {
	var b strings.Builder
	for i := range fills {
		var refs []string
		for _, c := range cells {
			if c.kept == (i == 1) {
				refs = append(refs, cellName(c.row, c.column))
			}
		}
		if len(refs) == 0 {
			continue
		}
		fmt.Fprintf(&b, `<%sconditionalFormatting sqref="%s"><%scfRule type="expression" dxfId="%d" priority="%d"><%sformula>TRUE</%sformula></%scfRule></%sconditionalFormatting>`,
			prefix, strings.Join(refs, " "), prefix, first+i, i+1, prefix, prefix, prefix, prefix)
	}
	return b.String()
}

// addComments adds the parts of a sheet's comments, and returns the ID of their
// drawing.
func (b *book) addComments(sheet string, cells []markedCell) (string, error) {
	links, err := b.readRelationships(sheet)
	if err != nil {
		return "", err
	}
	comments, drawing := b.unused("comments", ".xml"), b.unused("drawings/vmlDrawing", ".vml")
	if err := b.add(comments, commentsType, func(w io.Writer) error { return writeComments(w, b.space, cells) }); err != nil {
		return "", err
	}
	b.added = append(b.added, part{drawing, func(w io.Writer) error { return writeDrawing(w, cells) }})
	if err := b.addContentType("Default", "Extension", "vml", drawingType); err != nil {
		return "", err
	}
	if _, err := b.relate(&links, "comments", comments); err != nil {
		return "", err
	}
	return b.relate(&links, "vmlDrawing", drawing)
}

func writeComments(to io.Writer, space string, cells []markedCell) error {
	w := bufio.NewWriter(to)
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<comments xmlns="%s"><authors><author>%s</author></authors><commentList>`, escape(space), author)
	writeCommentList(w, cells, 0)
	w.WriteString("</commentList></comments>")
	return w.Flush()
}

func writeCommentList(w *bufio.Writer, cells []markedCell, by int) {
	for _, c := range cells {
		fmt.Fprintf(w, `<comment ref="%s" authorId="%d"><text>`, cellName(c.row, c.column), by)
		writeRun(w, "", clip(c.text, maxComment))
		w.WriteString("</text></comment>")
	}
}

// writeDrawing writes the boxes that the comments are shown in. They are in
// VML, the only form in which Excel finds comments.
func writeDrawing(to io.Writer, cells []markedCell) error {
	w := bufio.NewWriter(to)
	w.WriteString(`<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1`)
	for i := 2; (i-1)*perCluster <= len(cells)+1; i++ {
		fmt.Fprintf(w, ",%d", i)
	}
	w.WriteString(`"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`)
	writeShapes(w, cells, perCluster+1)
	w.WriteString("</xml>")
	return w.Flush()
}

// perCluster is how many IDs of shapes are in a cluster; those used are listed.
const perCluster = 1024

func writeShapes(w *bufio.Writer, cells []markedCell, first int) {
	for i, c := range cells {
		row, column := c.row-1, c.column-1
		left, top := min(column+1, maxColumns-5), min(max(row-1, 0), maxRows-6)
		fmt.Fprintf(w, `<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:220pt;height:80pt;z-index:%d;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, 15, %d, 2, %d, 15, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`,
			first+i, i+1, left, top, left+4, top+5, row, column)
	}
}
