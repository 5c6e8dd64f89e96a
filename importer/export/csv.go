package export

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/csv"
	"io"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/table"
)

// bom makes spreadsheets read a file as UTF-8.
const bom = "\ufeff"

// CSV writes a zip archive with a CSV file for each sheet that [XLSX] would
// write: in UTF-8 with a byte order mark, with CRLF, days as 2019-03-05 and
// ratios as percentages. What a spreadsheet would take for a formula is marked,
// see [Escape]. It fails as XLSX does.
func CSV(ctx context.Context, w io.Writer, view *memory.View, q Query) error {
	walk, p, err := prepare(ctx, view, q)
	if err != nil {
		return err
	}
	z := &csvSink{zip: zip.NewWriter(w)}
	plain := func(name string, rows [][]string) error {
		if err := z.open(name); err != nil {
			return err
		}
		for _, r := range rows {
			if err := z.write(r); err != nil {
				return err
			}
		}
		return z.end()
	}
	if err := plain(aboutName.In(q.Lang), p.about(&q, walk.voc, walk.view.Name)); err != nil {
		return err
	}
	if err := writeSheets(walk, p, z); err != nil {
		return err
	}
	rows, err := p.manifest.rows()
	if err != nil {
		return err
	}
	if err := plain(ManifestSheet, rows); err != nil {
		return err
	}
	return failed(z.zip.Close())
}

// CSVOf writes the nodes of one kind as a single CSV file, as [CSV] does. The
// query's Kinds are ignored.
func CSVOf(ctx context.Context, w io.Writer, view *memory.View, k graph.Kind, q Query) error {
	q.Kinds = []graph.Kind{k}
	walk, err := newWalker(ctx, view, q)
	if err != nil {
		return err
	}
	p := &plan{sources: map[graph.SourceID]*sourceUse{}}
	walk.perSheet = int(^uint(0) >> 1) // a file has no end
	if err := p.addKind(walk, k, &sheetNames{taken: map[string]bool{}}); err != nil {
		return err
	}
	p.manifest.Sheets, p.rows = p.manifest.Sheets[:1], p.rows[:1] // without the periods
	return writeSheets(walk, p, &csvSink{single: w})
}

// csvSink writes each sheet as a file.
type csvSink struct {
	zip    *zip.Writer
	single io.Writer // instead of a zip archive

	buf    *bufio.Writer
	out    *csv.Writer
	fields []string
}

func (z *csvSink) open(name string) error {
	w := z.single
	if z.zip != nil {
		var err error
		if w, err = z.zip.Create(name + ".csv"); err != nil {
			return failed(err)
		}
	}
	z.buf = bufio.NewWriter(w)
	if _, err := z.buf.WriteString(bom); err != nil {
		return failed(err)
	}
	z.out = csv.NewWriter(z.buf)
	z.out.UseCRLF = true
	return nil
}

// write writes a row. The reader of CSV would not see one without fields.
func (z *csvSink) write(row []string) error {
	if len(row) == 0 {
		row = []string{""}
	}
	z.fields = z.fields[:0]
	for _, s := range row {
		z.fields = append(z.fields, Escape(s))
	}
	return failed(z.out.Write(z.fields))
}

func (z *csvSink) begin(name string, s *Sheet) error {
	if err := z.open(name); err != nil {
		return err
	}
	headers := make([]string, len(s.Columns))
	for i := range s.Columns {
		headers[i] = s.Columns[i].Header
	}
	return z.write(headers)
}

func (z *csvSink) row(cells []written) error {
	z.fields = z.fields[:0]
	for i := range cells {
		s := shown(cells[i].Cell)
		switch cells[i].Kind {
		case table.Number, table.Percent, table.Date:
		default:
			s = Escape(clean(s))
		}
		z.fields = append(z.fields, s)
	}
	return failed(z.out.Write(z.fields))
}

func (z *csvSink) end() error {
	z.out.Flush()
	if err := z.out.Error(); err != nil {
		return failed(err)
	}
	return failed(z.buf.Flush())
}

// Escape marks a text that a spreadsheet would take for a formula, or that
// looks marked already, with a leading apostrophe. A number is left as it is.
func Escape(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r'", rune(s[0])) {
		return s
	}
	if _, err := graph.ParseDecimal(s); err == nil {
		return s
	}
	return "'" + s
}

// Unescape takes off the mark of [Escape].
func Unescape(s string) string { return strings.TrimPrefix(s, "'") }
