// Package delimited reads tables from delimited text: CSV, TSV and what people
// save under these names. It is strict where a mistake would be silent and
// patient where it can say what it did.
//
// # Rules
//
// The encoding is taken from the whole file, by rules that can be followed by
// hand ([Document.Encoding] names the outcome):
//
//  1. a byte order mark;
//  2. NUL bytes that stand in one half of all pairs: UTF-16 of that order;
//  3. UTF-8, if at most 2 % of what is not ASCII is damaged;
//  4. GB 18030, if at most 1 % of its characters are damaged and at least 70 %
//     lie in the area of GB 2312, where nearly all of today's Chinese does
//     (Japanese and Korean in the EUC encodings do, too: they must be told);
//  5. Mac Roman, if all lines end in CR, as only the old Macintosh wrote them;
//  6. otherwise [Open] fails and asks for the encoding.
//
// The delimiter is the one of comma, semicolon, tab and bar that gives the
// first records one width, unless a first line "sep=;" names it as Excel
// understands it. If none does, the file has one column.
//
// Lines end in LF, CRLF or CR, also mixed. Quotes are those of RFC 4180: a field
// that begins with a quote ends with one, may hold delimiters and line ends, and
// writes a quote as two. A quote that breaks these rules costs its own line
// only: that line is taken as it stands, [table.Row.Note] says so, and reading
// goes on with the next one. A field ="00700", which makes Excel keep the zeros,
// is the text between the quotes.
//
// Characters that are damaged stay in the texts as bytes that are not UTF-8, so
// that whoever checks a value sees it; Row.Note names their rows.
package delimited

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"sync/atomic"

	"golang.org/x/text/transform"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// The defaults of the limits in [Options].
const (
	DefaultMaxBytes   = 4 << 30
	DefaultMaxColumns = 1_000
	// DefaultMaxField is the 32,767 characters that a cell of a workbook holds,
	// at four bytes each.
	DefaultMaxField = 4 * graph.MaxText
	DefaultMaxRows  = 20_000_000
	// DefaultMaxLines is above what people write into one cell, and low enough
	// to notice a quote that was never closed.
	DefaultMaxLines = 1_000
)

// maxRecord bounds the bytes of one record, which are in memory together.
const maxRecord = 16 << 20

// Options say what is known of a file, and what is too much. The zero Options
// find out everything and use the defaults.
type Options struct {
	// Encoding is a label of the WHATWG encoding standard, such as "gb18030",
	// "big5", "windows-1252" or "macintosh"; "" finds it by the rules. It
	// is not contradicted.
	Encoding string
	// Delimiter is an ASCII character; 0 finds it by the rules.
	Delimiter rune

	// Limits; 0 takes the default, and what exceeds them is graph.CodeLimit.
	MaxBytes   int64 // of the file
	MaxColumns int   // up to the last cell of a row that is not blank
	MaxField   int   // bytes of a field, in UTF-8
	MaxRows    int   // records, blank ones included
	// MaxLines is how many lines a quoted field may run over. A longer one, or
	// one that runs over several lines and exceeds MaxField, counts as a quote
	// that was never closed.
	MaxLines int
}

func (o *Options) setDefaults() {
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.MaxColumns <= 0 {
		o.MaxColumns = DefaultMaxColumns
	}
	if o.MaxField <= 0 {
		o.MaxField = DefaultMaxField
	}
	if o.MaxRows <= 0 {
		o.MaxRows = DefaultMaxRows
	}
	if o.MaxLines <= 0 {
		o.MaxLines = DefaultMaxLines
	}
}

// Document is an open file of delimited text. It is a [table.Document] of one
// sheet without a name whose cells are all [table.Text]. Rows are numbered as
// Excel shows them: by record, blank ones counted, a field of several lines
// counted once, a line "sep=;" not at all.
//
// The texts of cells are parts of blocks of 64 KB: whoever keeps few of many had
// better keep clones.
type Document struct {
	file      *os.File
	size      int64
	options   Options
	encoding  charset
	delimiter byte // 0 if there is one column
	lineEnd   string
	skip      int // bytes of the line "sep=;", decoded
	damage    damage
	done      atomic.Int64
}

var _ table.Document = (*Document)(nil)

// Open opens a file and finds its encoding and delimiter, for which it reads it
// once. It fails with
//
//   - CodeNotFound if there is no such file, CodeUnavailable if it cannot be read;
//   - CodeInvalid if it is empty, is no text (a workbook, a web page, an archive),
//     or does not tell its encoding; these and the next carry a [table.Fault];
//   - CodeLimit if it is too large;
//   - CodeCancelled.
//
// The caller closes the document.
func Open(ctx context.Context, path string, opts Options) (*Document, error) {
	opts.setDefaults()
	file, err := os.Open(path)
	if err != nil {
		return nil, fileError("delimited.Open", err)
	}
	d := &Document{file: file, options: opts}
	if err := d.examine(ctx); err != nil {
		file.Close() // it was only read
		return nil, err
	}
	return d, nil
}

// examine finds out all about the file that can be known without its rows.
func (d *Document) examine(ctx context.Context) error {
	const op = "delimited.Open"
	info, err := d.file.Stat()
	if err != nil {
		return fileError(op, err)
	}
	d.size = info.Size()
	switch {
	case !info.Mode().IsRegular():
		return faultNoFile(op)
	case d.size == 0:
		return faultEmpty(op)
	case d.size > d.options.MaxBytes:
		return faultLimit(op, graph.Label{
			Zh: formatCount("文件超过 %s 字节", d.options.MaxBytes), En: formatCount("the file has more than %s bytes", d.options.MaxBytes),
		})
	}
	if err := checkDelimiter(d.options.Delimiter); err != nil {
		return err
	}
	found, err := surveyFile(ctx, d.file, d.size)
	if err != nil {
		return fileError(op, err)
	}
	if d.encoding, err = found.charset(d.options.Encoding); err != nil {
		return err
	}
	switch {
	case d.encoding.decoder != nil:
		d.damage = replacement
	case found.damaged+found.tail > 0:
		d.damage = notUTF8
	}
	return d.examineText(ctx)
}

// examineText looks at the beginning of the decoded text.
func (d *Document) examineText(ctx context.Context) error {
	const op = "delimited.Open"
	head := make([]byte, sampleBytes)
	n, err := io.ReadFull(d.text(ctx, nil), head)
	whole := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !whole {
		return fileError(op, err)
	}
	sample := string(head[:n])
	if whole && isBlank(sample) {
		return faultEmpty(op)
	}
	if err := refuseMarkup(sample); err != nil {
		return err
	}
	named, skip := sepLine(sample)
	d.skip = skip
	var delimiter byte
	switch {
	case d.options.Delimiter != 0:
		delimiter = byte(d.options.Delimiter)
	case skip > 0:
		delimiter = named
	default:
		delimiter = findDelimiter(sample, whole, d.options)
	}
	d.delimiter = delimiter
	d.lineEnd = findLineEnd(sample[skip:], whole, delimiter, d.options)
	return nil
}

// text returns the text of the file as UTF-8. If count is not nil it is kept at
// the number of bytes of the file that have been read.
func (d *Document) text(ctx context.Context, count *atomic.Int64) io.Reader {
	if count != nil {
		count.Store(d.encoding.mark)
	}
	var r io.Reader = &source{ctx: ctx, file: d.file, at: d.encoding.mark, size: d.size, count: count}
	if d.encoding.decoder != nil {
		r = transform.NewReader(r, d.encoding.decoder.NewDecoder())
	}
	return r
}

// Sheets returns the one sheet, which has no name.
func (d *Document) Sheets() []table.Sheet { return []table.Sheet{{}} }

// Rows yields the rows of the file; the only sheet is 0. See [table.Document].
// Beside what that says it fails with CodeDamaged if the file becomes shorter
// while it is read, CodeUnavailable after Close, and CodeInvalid for another
// sheet.
func (d *Document) Rows(ctx context.Context, sheet int) iter.Seq2[*table.Row, error] {
	const op = "delimited.Rows"
	return func(yield func(*table.Row, error) bool) {
		if sheet != 0 {
			yield(nil, graph.Errorf(graph.CodeInvalid, op, "there is no sheet %d in a file of text; its only sheet is 0", sheet))
			return
		}
		text := d.text(ctx, &d.done)
		if _, err := io.CopyN(io.Discard, text, int64(d.skip)); err != nil {
			yield(nil, fileError(op, err))
			return
		}
		s := newScanner(text, d.delimiter, d.options)
		s.damage = d.damage
		for {
			ok, err := s.next()
			if err != nil {
				yield(nil, fileError(op, err))
				return
			}
			if !ok || len(s.row.Cells) > 0 && !yield(&s.row, nil) {
				return
			}
		}
	}
}

// Merged returns nil: text has no merged cells.
func (d *Document) Merged(context.Context, int) ([]table.Area, error) { return nil, nil }

// Date1904 returns false: text has no serial dates.
func (d *Document) Date1904() bool { return false }

// Read tells how far the latest Rows has come, and the size of the file.
func (d *Document) Read() (done, total int64) { return d.done.Load(), d.size }

// Close closes the file.
func (d *Document) Close() error {
	if err := d.file.Close(); err != nil {
		return fileError("delimited.Close", err)
	}
	return nil
}

// Encoding returns the name of the file's encoding in the WHATWG encoding
// standard: "utf-8", "gb18030", "utf-16le", "macintosh", …
func (d *Document) Encoding() string { return d.encoding.name }

// Delimiter returns the character between two fields, 0 if the file has one
// column.
func (d *Document) Delimiter() rune { return rune(d.delimiter) }

// LineEnd returns what ends the first records: "LF", "CRLF", "CR" or "mixed";
// "" if there is only one and nothing ends it.
func (d *Document) LineEnd() string { return d.lineEnd }

// source reads the file from a place on. Documents are read by ReadAt, so that
// several readers do not disturb each other.
type source struct {
	ctx      context.Context
	file     *os.File
	at, size int64
	count    *atomic.Int64
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if s.at >= s.size {
		return 0, io.EOF
	}
	n, err := s.file.ReadAt(p[:min(int64(len(p)), s.size-s.at)], s.at)
	s.at += int64(n)
	if s.count != nil {
		s.count.Store(s.at)
	}
	if errors.Is(err, io.EOF) {
		err = nil
		if s.at < s.size {
			err = faultShorter("delimited.Rows")
		}
	}
	return n, err
}

// fileError gives the error of a file its code.
func fileError(op string, err error) error {
	if _, ok := errors.AsType[*graph.Error](err); ok {
		return err
	}
	e := &graph.Error{Code: graph.CodeOf(err), Op: op, Err: err}
	switch {
	case e.Code == graph.CodeCancelled:
	case errors.Is(err, fs.ErrNotExist):
		e.Code = graph.CodeNotFound
	default:
		e.Code = graph.CodeUnavailable
	}
	return e
}
