package annotate

import (
	"bufio"
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// extendComments adds comments to those that a sheet has, but for cells that
// have one: what is wrong with those is in the sheet of problems. A sheet whose
// comments are not as the usual programs write them is left without ours.
func (b *book) extendComments(sheet string, cells []markedCell) error {
	links, err := b.readRelationships(sheet)
	if err != nil {
		return err
	}
	var comments, drawing string
	for _, l := range links.list {
		switch {
		case strings.HasSuffix(l.kind, "/comments"):
			comments = l.target
		case strings.HasSuffix(l.kind, "/vmlDrawing"):
			// The pictures of headers and footers have one, too; that is not
			// the one with the boxes.
			if text, err := b.read(l.target, maxPart); err == nil && bytes.Contains(text, []byte(`ObjectType="Note"`)) {
				drawing = l.target
			}
		}
	}
	if comments == "" || drawing == "" || b.byName[partName(comments)] == nil {
		return nil
	}
	text, err := b.read(comments, maxPart)
	if err != nil {
		return err
	}
	var e edits
	commented := map[string]bool{}
	authors, prefix := 0, ""
	var list *tag
	err = walk(text, func(t *tag) error {
		switch {
		case t.depth == 3 && !t.close && t.name.Local == "author":
			authors++
		case t.depth == 3 && !t.close && t.name.Local == "comment":
			commented[t.attribute("", "ref")] = true
		case t.depth == 2 && t.name.Local == "authors":
			e.inside(t, "<"+t.prefix+"author>"+author+"</"+t.prefix+"author>")
		case t.depth == 2 && t.name.Local == "commentList" && (t.close || t.selfClosing()):
			if list == nil {
				list, prefix = t, t.prefix
			}
		}
		return nil
	})
	if err != nil {
		return damaged(comments, err)
	}
	var ours []markedCell
	for _, c := range cells {
		if !commented[cellName(c.row, c.column)] {
			ours = append(ours, c)
		}
	}
	shapes, err := b.read(drawing, maxPart)
	if err != nil {
		return err
	}
	shapes = withShapes(shapes, ours)
	if len(ours) == 0 || list == nil || len(e.list) == 0 || shapes == nil {
		return nil
	}
	var out bytes.Buffer
	w := bufio.NewWriter(&out)
	writeCommentList(w, ours, authors)
	if err := w.Flush(); err != nil {
		return err
	}
	said := out.String()
	if prefix != "" { // whose elements have no default namespace
		said = strings.ReplaceAll(said, "<comment ", `<comment xmlns="`+escape(b.space)+`" `)
	}
	e.inside(list, said)
	b.change(comments, e.apply(text))
	b.change(drawing, shapes)
	return nil
}

var (
	shapeID  = regexp.MustCompile(`_x0000_s(\d{1,8})"`)
	shapeMap = regexp.MustCompile(`:idmap\b[^>]*\bdata="([^"]*)`)
)

// withShapes adds the boxes of comments to a drawing, which is not always XML,
// or returns nil if it is not known how.
func withShapes(text []byte, cells []markedCell) []byte {
	start, end := bytes.Index(text, []byte("<xml")), bytes.LastIndex(text, []byte("</xml>"))
	if start < 0 || end < start || !bytes.Contains(text, []byte(`id="_x0000_t202"`)) {
		return nil
	}
	var e edits
	root := text[start : start+bytes.IndexByte(text[start:], '>')]
	for _, x := range [][2]string{{"v", "urn:schemas-microsoft-com:vml"}, {"o", "urn:schemas-microsoft-com:office:office"}, {"x", "urn:schemas-microsoft-com:office:excel"}} {
		// Some programs have prefixes of their own; ours can stand beside them.
		switch declared := ` xmlns:` + x[0] + `="`; {
		case !bytes.Contains(root, []byte(declared)):
			e.insert(start+len("<xml"), declared+x[1]+`"`)
		case !bytes.Contains(root, []byte(declared+x[1]+`"`)):
			return nil
		}
	}
	most := 0
	for _, m := range shapeID.FindAllSubmatch(text, -1) {
		if n, err := strconv.Atoi(string(m[1])); err == nil {
			most = max(most, n)
		}
	}
	cluster := most/perCluster + 1
	if at := shapeMap.FindSubmatchIndex(text); at != nil {
		ids := ""
		for i := 0; i*perCluster <= len(cells); i++ {
			ids += fmt.Sprintf(",%d", cluster+i)
		}
		e.insert(at[3], ids)
	}
	var out bytes.Buffer
	w := bufio.NewWriter(&out)
	writeShapes(w, cells, cluster*perCluster+1)
	if w.Flush() != nil {
		return nil
	}
	e.insert(end, out.String())
	return e.apply(text)
}
