package delimited

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/importer/table"
)

// blockBytes is how much text is scanned at a time. A text that is kept keeps
// the block that it was cut from.
const blockBytes = 64 << 10

// The notes of rows.
const (
	noteQuote   = "a quote inside a field that does not begin with one; it is taken as it stands"
	noteLine    = "a quote that is not closed, or closed before the field ends; the line is taken as it stands"
	noteDamaged = "characters that the encoding does not have"
)

// scanner cuts text into records. It holds one block as a string, and the texts
// of the cells are parts of it.
type scanner struct {
	text      io.Reader
	delimiter byte // 0 if nothing parts fields
	options   Options
	damage    damage

	buffer []byte // the block while it is read
	block  string
	at     int  // where the next record begins in block
	last   bool // the block ends where the text does

	// The first LF, CR and quote at or after the place last asked about, or
	// the end of the block. They are kept so that a block is searched once
	// for each, however rare they are.
	lf, cr, quote int

	row     table.Row
	width   int  // fields of the row, blank ones included
	lineEnd byte // what ended the row: '\n', '\r', 'b' for both, 0 for the end of the text
}

func newScanner(text io.Reader, delimiter byte, options Options) *scanner {
	return &scanner{text: text, delimiter: delimiter, options: options}
}

// next reads the next record into row, and reports whether there is one. A blank
// record has no cells.
func (s *scanner) next() (bool, error) {
	for {
		if s.at < len(s.block) {
			more, err := s.record()
			if err != nil || !more {
				return err == nil, err
			}
		} else if s.last {
			return false, nil
		}
		if err := s.fill(); err != nil {
			return false, err
		}
	}
}

// fill reads on, keeping what has been begun.
func (s *scanner) fill() error {
	rest := s.block[s.at:]
	if len(rest) > maxRecord {
		return faultRecord(s.row.Number + 1)
	}
	if size := min(max(blockBytes, 2*len(rest)), maxRecord+blockBytes); size > len(s.buffer) || size < len(s.buffer)/2 {
		s.buffer = make([]byte, size)
	}
	n := copy(s.buffer, rest)
	for n < len(s.buffer) && !s.last {
		m, err := s.text.Read(s.buffer[n:])
		n += m
		switch {
		case errors.Is(err, io.EOF):
			s.last = true
		case err != nil:
			return err
		}
	}
	s.setBlock(string(s.buffer[:n]))
	return nil
}

func (s *scanner) setBlock(block string) {
	s.block, s.at = block, 0
	s.lf, s.cr, s.quote = -1, -1, -1
}

// find returns the first c at or after from, or the end of the block.
func (s *scanner) find(from int, c byte) int {
	if i := strings.IndexByte(s.block[from:], c); i >= 0 {
		return from + i
	}
	return len(s.block)
}

// line returns where the line that holds from ends, and where the next begins.
func (s *scanner) line(from int) (end, next int) {
	if s.lf < from {
		s.lf = s.find(from, '\n')
	}
	if s.cr < from {
		s.cr = s.find(from, '\r')
	}
	switch {
	case s.cr >= s.lf:
		return s.lf, min(s.lf+1, len(s.block))
	case s.cr+1 == s.lf && s.lf < len(s.block):
		return s.cr, s.lf + 1
	default:
		return s.cr, s.cr + 1
	}
}

// cut reports whether a line that seems to end at end may go on in the next
// block: with more text, or with the LF after a CR.
func (s *scanner) cut(end int) bool {
	return !s.last && (end == len(s.block) || end+1 == len(s.block) && s.block[end] == '\r')
}

// record reads the record at s.at. It reports that it needs more text, if the
// block does not hold it whole.
func (s *scanner) record() (more bool, err error) {
	start := s.at
	end, next := s.line(start)
	if s.cut(end) {
		return true, nil
	}
	s.begin()
	if s.quote < start {
		s.quote = s.find(start, '"')
	}
	if s.quote >= end {
		s.split(start, end)
	} else {
		var result outcome
		result, end, next = s.quoted(start)
		switch result {
		case incomplete:
			if !s.last {
				return true, nil
			}
			fallthrough
		case broken:
			end, next = s.again(start)
			s.patient(start, end)
		}
	}
	s.at = next
	s.lineEnd = 0
	switch {
	case next-end == 2:
		s.lineEnd = 'b'
	case next > end:
		s.lineEnd = s.block[end]
	}
	s.row.Number++
	if s.damage != undamaged {
		s.lookForDamage(s.block[start:end])
	}
	return false, s.withinLimits()
}

// damage is how characters that the encoding does not have look in the text.
type damage uint8

const (
	undamaged   damage = iota
	notUTF8            // they are bytes that are not UTF-8
	replacement        // the decoder wrote U+FFFD for them
)

// lookForDamage notes damaged characters, and makes them look the same in all
// encodings: bytes that are not UTF-8.
func (s *scanner) lookForDamage(record string) {
	const mark = "\uFFFD"
	switch {
	case s.damage == notUTF8 && !utf8.ValidString(record):
		s.note(noteDamaged)
	case s.damage == replacement && strings.Contains(record, mark):
		s.note(noteDamaged)
		for i := range s.row.Cells {
			c := &s.row.Cells[i]
			c.Text = strings.ReplaceAll(c.Text, mark, "\xFF")
		}
	}
}

func (s *scanner) begin() {
	s.row.Cells, s.row.Note, s.width = s.row.Cells[:0], "", 0
}

// again finds the end of the record's first line after line has looked further.
func (s *scanner) again(start int) (end, next int) {
	s.begin()
	s.lf, s.cr = -1, -1
	return s.line(start)
}

// split cuts a line without quotes.
func (s *scanner) split(start, end int) {
	rest := s.block[start:end]
	if s.delimiter == 0 {
		s.add(rest)
		return
	}
	cells, column := s.row.Cells, 1
	for {
		i := strings.IndexByte(rest, s.delimiter)
		if i < 0 {
			break
		}
		if i > 0 {
			cells = append(cells, table.Cell{Column: column, Kind: table.Text, Text: rest[:i]})
		}
		column++
		rest = rest[i+1:]
	}
	if rest != "" {
		cells = append(cells, table.Cell{Column: column, Kind: table.Text, Text: rest})
	}
	s.row.Cells, s.width = cells, column
}

// add appends a field.
func (s *scanner) add(text string) {
	s.width++
	if text != "" {
		s.row.Cells = append(s.row.Cells, table.Cell{Column: s.width, Kind: table.Text, Text: text})
	}
}

func (s *scanner) note(n string) {
	switch {
	case s.row.Note == "":
		s.row.Note = n
	case !strings.Contains(s.row.Note, n):
		s.row.Note += "; " + n
	}
}

// outcome is how the attempt to read a record by the rules ended.
type outcome uint8

const (
	whole      outcome = iota
	incomplete         // the block ends inside it
	broken             // a quote breaks the rules
)

// quoted reads a record that has quotes by the rules.
func (s *scanner) quoted(start int) (result outcome, end, next int) {
	for p := start; ; {
		if p < len(s.block) && s.block[p] == '"' {
			closing, escaped, result := s.closing(p)
			if result != whole {
				return result, 0, 0
			}
			text := s.block[p+1 : closing]
			if escaped {
				text = strings.ReplaceAll(text, `""`, `"`)
			}
			s.add(unwrap(text))
			p = closing + 1
			if p < len(s.block) && s.delimiter != 0 && s.block[p] == s.delimiter {
				p++
				continue
			}
			end, next = s.line(p)
			switch {
			case end != p:
				return broken, 0, 0
			case s.cut(end):
				return incomplete, 0, 0
			}
			return whole, end, next
		}
		end, next = s.line(p)
		if s.cut(end) {
			return incomplete, 0, 0
		}
		var more bool
		if p, more = s.plain(p, end); !more {
			return whole, end, next
		}
	}
}

// plain adds the field at p that does not begin with a quote. It returns where
// the next one begins, and whether there is one before end.
func (s *scanner) plain(p, end int) (int, bool) {
	text, more := s.block[p:end], false
	if s.delimiter != 0 {
		if i := strings.IndexByte(text, s.delimiter); i >= 0 {
			text, more = text[:i], true
		}
	}
	if strings.IndexByte(text, '"') >= 0 {
		if inner := unwrap(text); len(inner) < len(text) {
			s.add(inner)
			return p + len(text) + 1, more
		}
		s.note(noteQuote)
	}
	s.add(text)
	return p + len(text) + 1, more
}

// closing finds the quote that closes the field whose opening quote is at p, and
// reports whether the field holds quotes.
func (s *scanner) closing(p int) (at int, escaped bool, result outcome) {
	q := p + 1
	for {
		at = s.find(q, '"')
		if at == len(s.block) {
			if s.last || s.tooLong(p, at) {
				return 0, false, broken
			}
			return 0, false, incomplete
		}
		if at+1 < len(s.block) && s.block[at+1] == '"' {
			escaped = true
			q = at + 2
			continue
		}
		if at+1 == len(s.block) && !s.last {
			return 0, false, incomplete
		}
		if s.tooLong(p, at) {
			return 0, false, broken
		}
		return at, escaped, whole
	}
}

// tooLong reports whether a quoted field is so long that its quote was rather
// forgotten. A long field within one line is not: it is a matter of MaxField.
func (s *scanner) tooLong(from, to int) bool {
	// Most fields are short and need not be looked at.
	if to-from <= min(s.options.MaxField, s.options.MaxLines) {
		return false
	}
	field := s.block[from:to]
	lines := max(strings.Count(field, "\n"), strings.Count(field, "\r"))
	return lines >= s.options.MaxLines || lines > 0 && len(field) > s.options.MaxField
}

// patient cuts a line in which a quote breaks the rules: fields that are well
// quoted lose their quotes, all others are taken as they stand.
func (s *scanner) patient(start, end int) {
	line := s.block[start:end]
	for {
		text, rest, more := cutField(line, s.delimiter)
		s.add(text)
		if !more {
			break
		}
		line = rest
	}
	s.note(noteLine)
}

// cutField cuts the first field off a line.
func cutField(line string, delimiter byte) (text, rest string, more bool) {
	if line != "" && line[0] == '"' {
		q := 1
		for i := 0; i >= 0; {
			if i = strings.IndexByte(line[q:], '"'); i < 0 {
				break
			}
			q += i + 1
			switch {
			case q == len(line):
				return strings.ReplaceAll(line[1:q-1], `""`, `"`), "", false
			case line[q] == '"':
				q++
			case line[q] == delimiter && delimiter != 0:
				return strings.ReplaceAll(line[1:q-1], `""`, `"`), line[q+1:], true
			default:
				i = -1 // the field goes on after its quote
			}
		}
	}
	if delimiter != 0 {
		if i := strings.IndexByte(line, delimiter); i >= 0 {
			return line[:i], line[i+1:], true
		}
	}
	return line, "", false
}

// unwrap returns what Excel shows for a field such as ="00700".
func unwrap(text string) string {
	if len(text) > 3 && text[0] == '=' && text[1] == '"' && strings.IndexByte(text[2:], '"') == len(text)-3 {
		return text[2 : len(text)-1]
	}
	return text
}

// withinLimits checks the row against the limits.
func (s *scanner) withinLimits() error {
	n := len(s.row.Cells)
	if n == 0 {
		if s.row.Number > s.options.MaxRows {
			return faultRows(s.options.MaxRows)
		}
		return nil
	}
	switch {
	case s.row.Number > s.options.MaxRows:
		return faultRows(s.options.MaxRows)
	case s.row.Cells[n-1].Column > s.options.MaxColumns:
		return faultColumns(s.row.Number, s.options.MaxColumns)
	}
	for i := range s.row.Cells {
		if len(s.row.Cells[i].Text) > s.options.MaxField {
			return faultField(s.row.Number, s.row.Cells[i].Column, s.options.MaxField)
		}
	}
	return nil
}
