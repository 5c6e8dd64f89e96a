package mapping

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Verdict says what a row below a table's headers is to the table.
type Verdict uint8

// The verdicts on rows.
const (
	DataRow   Verdict = iota // it belongs to the data
	Repeated                 // the headers again, as on every printed page
	Total                    // sums of the rows above
	Note                     // a note or a title: no data
	NextTable                // the headers of another table: this one has ended
)

// Boundary tells, row by row, where the data of a table ends. It is used by one
// goroutine.
type Boundary struct {
	r       *recogniser
	headers Headers
	first   int // column
	last    int
	row     int          // the number of the last row
	cells   []table.Cell // of the row at hand, those that are not blank
	gap     bool         // blank rows, notes or titles stand between the last data and here
}

// NewBoundary returns what tells where the data below some headers end, the
// last row of which is given, for the rows below it in their order.
func NewBoundary(voc *graph.Vocabulary, headers Headers, row int) *Boundary {
	b := &Boundary{r: newRecogniser(voc, "", "", nil), headers: headers, row: row}
	if len(headers) > 0 {
		b.first, b.last = headers[0].Column, headers[len(headers)-1].Column
	}
	return b
}

// Boundary returns what tells where the data of the table ends, for the rows
// below its headers in their order.
func (f *Found) Boundary() *Boundary {
	b := &Boundary{r: f.r, first: f.FirstColumn, last: f.LastColumn, row: f.HeaderLast}
	for _, h := range f.headers {
		if h.Column >= f.FirstColumn && h.Column <= f.LastColumn {
			b.headers = append(b.headers, h)
		}
	}
	return b
}

// Row tells what the next row is to the table. Blank rows alone end nothing.
func (b *Boundary) Row(row *table.Row) Verdict {
	if row.Number > b.row+1 {
		b.gap = true
	}
	b.row = row.Number
	v := b.verdict(row)
	switch v {
	case DataRow:
		// What stands alone below a gap may be a title that nothing shows to be one.
		b.gap = b.gap && len(b.cells) == 1 && len(b.headers) > 1
	case Note, Total:
		b.gap = true
	}
	return v
}

func (b *Boundary) verdict(row *table.Row) Verdict {
	cells := b.cells[:0]
	texts := 0
	for _, c := range row.Cells {
		if c.Column >= b.first && (b.last == 0 || c.Column <= b.last) && strings.TrimSpace(c.Text) != "" {
			cells = append(cells, c)
			if !isNumber(c.Text) {
				texts++
			}
		}
	}
	b.cells = cells
	if len(cells) == 0 {
		return DataRow
	}
	head := strings.TrimSpace(cells[0].Text)
	switch {
	case b.repeats(cells):
		return Repeated
	case (IsTotal(head) || len(cells) > 2 && b.counts(cells[0]) && IsTotal(cells[1].Text)) && texts <= 1 && (len(cells) > 1 || len(b.headers) > 1):
		return Total
	case len(cells) <= 2 && len(b.headers) > len(cells) && isNote(head):
		return Note
	case len(cells) == 1 && len(b.headers) > 1 && (isSection(head) || isOrdinal(head) && cells[0].Column == b.first || b.gap && isTitle(head)):
		return Note
	case b.heads(row, len(cells), texts):
		return NextTable
	}
	return DataRow
}

// counts reports whether a cell is the number of its row: who sums up may have gone
// on counting.
func (b *Boundary) counts(c table.Cell) bool {
	i := slices.IndexFunc(b.headers, func(h Header) bool { return h.Column == c.Column })
	return i >= 0 && isNumber(c.Text) && runningWords[graph.HeaderKey(b.headers[i].Lower)]
}

// IsTotal reports whether a text begins a row of sums, or of what else is computed
// of the others: 合计, average.
func IsTotal(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) <= maxTotalWord && totalWords[graph.HeaderKey(text)]
}

// isNumber reports whether a text is a number as tables print it.
func isNumber(s string) bool {
	digits := false
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = true
		case strings.ContainsRune(" .,，-+%％()¥$€元万亿", r):
		default:
			return false
		}
	}
	return digits
}

// repeats reports whether a row is the headers again.
func (b *Boundary) repeats(cells []table.Cell) bool {
	same := 0
	for _, c := range cells {
		for i := range b.headers {
			if b.headers[i].Column == c.Column && sameHeader(b.headers[i].Lower, c.Text) {
				same++
			}
		}
	}
	return same >= 2 && 3*same >= 2*len(b.headers) || same == len(b.headers) && len(cells) == same
}

// heads reports whether a row is the headers of another table: most of its
// cells are headings of one kind, and among them what identifies it. Without a
// gap before it, it has to be beyond doubt.
func (b *Boundary) heads(row *table.Row, cells, texts int) bool {
	if b.r == nil || cells < 2 || texts < cells || !b.gap && cells < 3 {
		return false
	}
	// Most rows are data: of headers, one of the first two is known.
	if !b.r.headsSome(b.cells[0].Text) && (!b.gap || !b.r.headsSome(b.cells[1].Text)) {
		return false
	}
	hs := ReadHeaders(nil, row, b.first, b.last, nil)
	for _, k := range b.r.kinds {
		known, names := 0, 0
		for _, h := range hs {
			heading, ok := b.r.heading(k.Kind, graph.HeaderKey(h.Lower))
			if !ok {
				continue
			}
			known++
			if heading.Column != nil || heading.Edge == nil && identifies(k, heading.Property) {
				names++
			}
		}
		least := 3 * known / 2
		if !b.gap {
			least = known
		}
		if known >= 2 && names > 0 && least >= len(hs) {
			return true
		}
	}
	return false
}

// maxTotalWord is how long, in bytes, a text may be that is looked up among the
// words for sums.
const maxTotalWord = 32

// sameHeader reports whether two texts are the same as headers. Most differ in
// the first letter, which is looked at first.
func sameHeader(a, b string) bool {
	if a == b {
		return true
	}
	x, _ := utf8.DecodeRuneInString(a)
	y, _ := utf8.DecodeRuneInString(b)
	if isPlain(x) && isPlain(y) && x|0x20 != y|0x20 {
		return false
	}
	return graph.HeaderKey(a) == graph.HeaderKey(b)
}

// isPlain reports whether a rune stands for itself in what is compared of a
// header, but for its case.
func isPlain(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// maxHeading is how long, in bytes, a text may be that is looked up among all
// headings.
const maxHeading = 64

// headsSome reports whether a text is a heading of some kind.
func (r *recogniser) headsSome(text string) bool {
	if len(text) > maxHeading {
		return false
	}
	if r.some == nil {
		r.some = map[string]bool{}
		add := func(texts ...string) {
			for _, t := range texts {
				r.some[graph.HeaderKey(t)] = true
			}
		}
		property := func(p *graph.PropertyDecl) {
			add(p.Name, p.Label.Zh, p.Label.En)
			add(p.Synonyms...)
		}
		for i := range r.voc.Kinds {
			for j := range r.voc.Kinds[i].Properties {
				property(&r.voc.Kinds[i].Properties[j])
			}
		}
		for i := range r.voc.Edges {
			for j := range r.voc.Edges[i].Attributes {
				property(&r.voc.Edges[i].Attributes[j])
			}
			for j := range r.voc.Edges[i].Columns {
				add(r.voc.Edges[i].Columns[j].Headers...)
			}
		}
		for _, extra := range r.extra {
			for key := range extra {
				r.some[key] = true
			}
		}
	}
	return r.some[graph.HeaderKey(text)]
}
