package importer

import (
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Unread is a sheet that was not read, with what a person needs to say what it
// holds: see [mapping.Choice].
type Unread struct {
	Document string      `json:"document"`
	Sheet    string      `json:"sheet,omitempty"`
	Code     UnreadCode  `json:"code"`
	Reason   graph.Label `json:"reason"`
	Rows     int         `json:"rows,omitempty"` // with cells, as far as it was looked at

	// Near is what comes nearest to its rows, or what a person said that they are;
	// "" if nothing does. Header is the last row of its headers then, and Columns are
	// those below, read as of that kind.
	Near        graph.Kind `json:"-"`
	Header      int        `json:"-"`
	Columns     []Column   `json:"-"`
	MoreColumns int        `json:"-"`
	Head        []HeadRow  `json:"-"` // its first rows, among which the headers may be
}

// UnreadCode is why a sheet was not read.
type UnreadCode string

// Why sheets are not read.
const (
	UnreadEmpty       UnreadCode = "empty"       // there is no cell in it
	UnreadHidden      UnreadCode = "hidden"      // and the mapping does not name it
	UnreadText        UnreadCode = "text"        // lines of text, none of which can be headers
	UnreadUnknown     UnreadCode = "unknown"     // nobody knows what its rows are
	UnreadUnmentioned UnreadCode = "unmentioned" // the mapping does not mention it
	UnreadLeftOut     UnreadCode = "leftOut"     // a person chose so
)

// HeadRow is one of the first rows of a sheet that was not read.
type HeadRow struct {
	Number int
	Cells  []string // from column A, as printed, the first maxHeadCells
}

// maxHeadCells bounds how many cells of a row of an unread sheet are told.
const maxHeadCells = 12

// maxUnreadHeads bounds of how many unread sheets the rows and columns are told.
const maxUnreadHeads = 60

// unread notes that a sheet is not read; found is what it was taken for, if that was
// asked.
func (im *run) unread(s *sheet, code UnreadCode, reason graph.Label, head []table.Row, found *mapping.Found) {
	u := Unread{Document: s.document, Sheet: s.name, Code: code, Reason: reason, Rows: len(head)}
	if len(im.report.Unread) < maxUnreadHeads {
		u.Head = headRows(head)
		if found != nil && found.Near != "" {
			u.Near, u.Header = found.Near, found.HeaderLast
			u.Columns, u.MoreColumns = im.columnsFound(found, head)
		}
	}
	im.report.Unread = append(im.report.Unread, u)
}

// unknown notes that no table was recognised on a sheet, and what comes nearest.
func (im *run) unknown(s *sheet, head []table.Row, found []mapping.Found) {
	reason := graph.Label{Zh: "没有认出表头", En: "no headers were recognised"}
	var nearest *mapping.Found
	if len(found) > 0 {
		nearest = &found[0]
	}
	switch {
	case nearest != nil && nearest.Near != "":
		reason.Zh += "；最接近“" + im.opts.Vocabulary.Kind(nearest.Near).Label.Zh + "”，" + nearest.Lacks.Zh
		reason.En += "; it comes nearest to " + string(nearest.Near) + ": " + nearest.Lacks.En
	case onlyText(head):
		im.unread(s, UnreadText, graph.Label{Zh: "只有文字，没有表格", En: "it holds text, and no table"}, head, nil)
		return
	}
	im.unread(s, UnreadUnknown, reason, head, nearest)
}

var unmentioned = graph.Label{Zh: "映射没有提到", En: "the mapping does not mention it"}

// setAside notes that a mapping does not mention a sheet, and what it would be taken
// for.
func (im *run) setAside(s *sheet, head []table.Row) {
	code, reason := UnreadUnmentioned, unmentioned
	if onlyText(head) {
		code = UnreadText
		reason.Zh, reason.En = reason.Zh+"；只有文字，没有表格", reason.En+"; it holds text, and no table"
	}
	// As its headers say, whatever the mapping says of others.
	found := mapping.Recognise(im.opts.Vocabulary, head, s.name, s.document, nil, nil)
	var nearest *mapping.Found
	if len(found) > 0 {
		nearest = &found[0]
		if nearest.Near == "" {
			nearest.Near = nearest.Kind
		}
	}
	im.unread(s, code, reason, head, nearest)
}

// onlyText reports whether no row can be headers: none has two cells, and some text
// is longer than a name.
func onlyText(head []table.Row) bool {
	long := false
	for i := range head {
		n := 0
		for _, c := range head[i].Cells {
			if text := strings.TrimSpace(c.Text); text != "" {
				n++
				long = long || len([]rune(text)) > maxSample/2
			}
		}
		if n > 1 {
			return false
		}
	}
	return long || len(head) == 1
}

// headRows are the first rows of a sheet as a person looks at them.
func headRows(head []table.Row) []HeadRow {
	var out []HeadRow
	for i := range head[:min(len(head), mapping.HeadRows)] {
		row := HeadRow{Number: head[i].Number}
		for _, c := range head[i].Cells {
			if c.Column < 1 || c.Column > maxHeadCells {
				continue
			}
			for len(row.Cells) < c.Column {
				row.Cells = append(row.Cells, "")
			}
			row.Cells[c.Column-1] = sampleOf(c.Text)
		}
		out = append(out, row)
	}
	return out
}

// columnsFound are the columns of what was found on a sheet that is not read.
func (im *run) columnsFound(f *mapping.Found, rows []table.Row) (all []Column, more int) {
	labels := im.meaningLabels(f.Near)
	for i := range f.Columns {
		c := &f.Columns[i]
		if c.Header == "" {
			continue
		}
		if len(all) == maxColumns {
			more++
			continue
		}
		means := f.Means(c)
		all = append(all, Column{Number: c.Number, Header: c.Header, Kind: f.Near, Means: means, Label: labels[means], Why: c.Why, Chosen: c.Chosen,
			Samples: samplesOf(rows, f.HeaderLast, c.Number)})
	}
	return all, more
}
