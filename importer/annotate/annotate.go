// Package annotate gives a document back with what was found wrong in it, so that
// the person who made it can mend it where it was made.
//
// [Workbook] copies a workbook and adds one sheet in front, with a row for each
// problem and a link to its cell. It does not understand the workbook: it copies
// the packed parts as they are and inserts text into the few that list the
// sheets, so that everything else, known or unknown, stays byte for byte the
// same. In small workbooks it also colours the cells and comments them; the
// colour is a conditional format and the comments are parts of their own, so
// that not even then a cell is touched. [Table] makes such a workbook from
// delimited text.
//
// Texts are written as inline strings only, never as formulas, whatever they
// begin with.
package annotate

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// Severity says what became of what a note is about.
type Severity uint8

// The severities.
const (
	CellOmitted Severity = iota // the cell was not taken
	RowOmitted                  // the row was not taken
	Kept                        // it was taken, and is to be checked
)

// Note is one problem at one place of a document.
type Note struct {
	Sheet    string // "" where the format has no sheets
	Row      int    // from 1; 0 is the whole sheet
	Column   int    // from 1; 0 is the whole row
	Value    string // what the cell says
	Reason   graph.Label
	Cure     graph.Label
	Severity Severity
}

// The defaults of [Options].
const (
	DefaultMarkBytes = 8 << 20
	DefaultMarkNotes = 2_000
	// DefaultSelectBytes is far above what a sheet of a million rows has. To
	// unselect a sheet it has to be packed anew.
	DefaultSelectBytes = 2 << 30
)

// Options are how a document is annotated. The zero Options write Chinese.
type Options struct {
	Lang string // "zh" or "en"; "" is "zh"

	// A workbook is marked in place if the sheets that have notes have at most
	// MarkBytes, unpacked, and there are at most MarkNotes notes. 0 takes the
	// default, and a negative number never marks.
	MarkBytes int64
	MarkNotes int

	// The sheet of problems becomes the one that is shown first, unless the
	// sheet that was has more than SelectBytes, unpacked: two selected sheets
	// would be edited together. 0 takes the default, and a negative number
	// leaves every sheet as it is.
	SelectBytes int64
}

func (o *Options) setDefaults(op string) error {
	switch o.Lang {
	case "zh", "en":
	case "":
		o.Lang = "zh"
	default:
		return graph.Errorf(graph.CodeInvalid, op, "there is no language %q; choose zh or en", o.Lang)
	}
	if o.MarkBytes == 0 {
		o.MarkBytes = DefaultMarkBytes
	}
	if o.MarkNotes == 0 {
		o.MarkNotes = DefaultMarkNotes
	}
	if o.SelectBytes == 0 {
		o.SelectBytes = DefaultSelectBytes
	}
	return nil
}

// in returns a label in the language of the options.
func (o *Options) in(l graph.Label) string {
	if o.Lang == "en" {
		return cmp.Or(l.En, l.Zh)
	}
	return cmp.Or(l.Zh, l.En)
}

// Workbook writes a copy of the workbook src, which has size bytes, with its
// problems to dst. Notes may come in any order; those about a sheet that the
// workbook does not have are listed without a link.
//
// It fails with CodeDamaged if src is not a workbook whose parts can be found
// and read, CodeLimit if a part that must be changed is too large, CodeInvalid
// for a language that is not known, CodeUnavailable if src or dst fails, and
// CodeCancelled. What dst has got until then is to be thrown away.
//
// It reads no more of src than it must and holds none of its sheets in memory
// but those that it marks.
func Workbook(ctx context.Context, src io.ReaderAt, size int64, dst io.Writer, notes []Note, opts Options) error {
	const op = "annotate.Workbook"
	if err := opts.setDefaults(op); err != nil {
		return err
	}
	b, err := openBook(ctx, src, size)
	if err != nil {
		return withCode(op, err)
	}
	notes = b.sorted(notes)
	if err := b.addProblems(notes, &opts); err != nil {
		return withCode(op, err)
	}
	if err := b.mark(notes, &opts); err != nil {
		return withCode(op, err)
	}
	return withCode(op, b.write(ctx, dst))
}

// sorted returns the notes in the order of the sheets, rows and columns.
func (b *book) sorted(notes []Note) []Note {
	place := make(map[string]int, len(b.sheets))
	for i, s := range b.sheets {
		place[s.name] = i + 1
	}
	at := func(n *Note) int { return cmp.Or(place[n.Sheet], len(place)+1) }
	notes = slices.Clone(notes)
	slices.SortStableFunc(notes, func(m, n Note) int {
		return cmp.Or(cmp.Compare(at(&m), at(&n)), cmp.Compare(m.Row, n.Row), cmp.Compare(m.Column, n.Column))
	})
	return notes
}

// withCode gives an error that has none its code.
func withCode(op string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*graph.Error](err); ok {
		return err
	}
	e := &graph.Error{Code: graph.CodeOf(err), Op: op, Err: err}
	switch {
	case e.Code == graph.CodeCancelled:
	case errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrAlgorithm), errors.Is(err, zip.ErrChecksum), errors.Is(err, io.ErrUnexpectedEOF):
		return damaged("", err)
	default:
		e.Code = graph.CodeUnavailable
	}
	return e
}
