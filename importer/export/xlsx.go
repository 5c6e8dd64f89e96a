package export

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/table"
)

// XLSX writes a workbook. Its memory does not grow with the rows, but for the
// IDs of the nodes, 32 bytes each; sheets wait in temporary files, which are
// gone when it returns. It fails with CodeInvalid if the query asks for what
// does not exist, with CodeLimit if an edge type cannot be told whole, and with
// CodeCancelled if the context ends; what w has received by then is of no use.
func XLSX(ctx context.Context, w io.Writer, view *memory.View, q Query) error {
	walk, p, err := prepare(ctx, view, q)
	if err != nil {
		return err
	}
	return writeXLSX(w, walk, p)
}

func writeXLSX(w io.Writer, walk *walker, p *plan) (err error) {
	dir, err := os.MkdirTemp(walk.q.TmpDir, "export-")
	if err != nil {
		return failed(err)
	}
	defer func() { err = errors.Join(err, failed(os.RemoveAll(dir))) }()
	x := &xlsxSink{f: excelize.NewFile(excelize.Options{TmpDir: dir}), q: &walk.q, voc: walk.voc, perSheet: walk.perSheet}
	defer func() { err = errors.Join(err, failed(x.f.Close())) }()
	if err := x.open(p); err != nil {
		return err
	}
	if err := x.plain(aboutName.In(walk.q.Lang), p.about(&walk.q, walk.voc, walk.view.Name), 24, 60, 16, 24, 16, 16, 16); err != nil {
		return err
	}
	if err := writeSheets(walk, p, x); err != nil {
		return err
	}
	rows, err := p.manifest.rows()
	if err != nil {
		return err
	}
	if err := x.plain(ManifestSheet, rows); err != nil {
		return err
	}
	return pack(w, x.f, dir)
}

// failed gives an error of the system, or of excelize, its code.
func failed(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*graph.Error](err); ok {
		return err
	}
	return &graph.Error{Code: graph.CodeInternal, Op: "export.XLSX", Err: err}
}

// xlsxSink writes sheets through excelize.
type xlsxSink struct {
	f        *excelize.File
	q        *Query
	voc      *graph.Vocabulary
	perSheet int

	header, hiddenHeader, text, percent, date, shown int // styles

	sheet  *Sheet
	out    *excelize.StreamWriter
	n      int
	values []any
}

// open declares all sheets, in their order: whether a sheet is hidden is
// written with the workbook, and filters are lost once rows are written.
func (x *xlsxSink) open(p *plan) error {
	f := x.f
	styles := []struct {
		id    *int
		style excelize.Style
	}{
		{&x.header, excelize.Style{Font: &excelize.Font{Bold: true}, Fill: fill("DDEBF7"), Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}}},
		{&x.hiddenHeader, excelize.Style{Font: &excelize.Font{Color: "808080"}}},
		{&x.text, excelize.Style{NumFmt: 49}},
		{&x.percent, excelize.Style{NumFmt: 10}},
		{&x.date, excelize.Style{CustomNumFmt: new("yyyy-mm-dd")}},
		{&x.shown, excelize.Style{NumFmt: 49, Font: &excelize.Font{Color: "808080"}}},
	}
	for _, s := range styles {
		id, err := f.NewStyle(&s.style)
		if err != nil {
			return failed(err)
		}
		*s.id = id
	}
	if err := f.SetSheetName("Sheet1", aboutName.In(x.q.Lang)); err != nil {
		return failed(err)
	}
	for i := range p.manifest.Sheets {
		s := &p.manifest.Sheets[i]
		left := p.rows[i]
		for _, name := range s.Names {
			if _, err := f.NewSheet(name); err != nil {
				return failed(err)
			}
			if left > 0 {
				area := "A1:" + columnLetters(len(s.Columns)) + strconv.Itoa(min(left, x.perSheet)+1)
				if err := f.AutoFilter(name, area, nil); err != nil {
					return failed(err)
				}
				left -= x.perSheet
			}
		}
	}
	if _, err := f.NewSheet(ManifestSheet); err != nil {
		return failed(err)
	}
	if err := f.SetSheetVisible(ManifestSheet, false, true); err != nil {
		return failed(err)
	}
	written := x.q.Time.UTC().Format(time.RFC3339)
	if x.q.Time.IsZero() {
		written = "2000-01-01T00:00:00Z" // the same for the same View
	}
	return failed(f.SetDocProps(&excelize.DocProperties{Creator: "ChainAtlas", LastModifiedBy: "ChainAtlas", Created: written, Modified: written, Version: "1"}))
}

func fill(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// plain writes a sheet of texts, with the widths of its columns.
func (x *xlsxSink) plain(name string, rows [][]string, widths ...float64) error {
	out, err := x.f.NewStreamWriter(name)
	if err != nil {
		return failed(err)
	}
	for i, w := range widths {
		if err := out.SetColWidth(i+1, i+1, w); err != nil {
			return failed(err)
		}
	}
	for i, row := range rows {
		values := make([]any, len(row))
		for j, s := range row {
			if s != "" {
				values[j] = excelize.Cell{StyleID: x.text, Value: s}
			}
		}
		if len(values) == 0 {
			continue
		}
		if err := out.SetRow("A"+strconv.Itoa(i+1), values); err != nil {
			return failed(err)
		}
	}
	return failed(out.Flush())
}

func (x *xlsxSink) begin(name string, s *Sheet) error {
	out, err := x.f.NewStreamWriter(name)
	if err != nil {
		return failed(err)
	}
	x.sheet, x.out, x.n = s, out, 1
	x.values = make([]any, len(s.Columns))
	frozen := 0
	for i := range s.Columns {
		c := &s.Columns[i]
		style, width := x.columnStyle(c)
		if c.Hidden() {
			frozen = i + 1
			err = out.SetColVisible(i+1, i+1, false)
		} else {
			err = out.SetColWidth(i+1, i+1, width)
		}
		if err == nil && style != 0 {
			err = out.SetColStyle(i+1, i+1, style)
		}
		if err != nil {
			return failed(err)
		}
		header := x.header
		if c.Hidden() || !c.Editable() {
			header = x.hiddenHeader
		}
		x.values[i] = excelize.Cell{StyleID: header, Value: c.Header}
	}
	if frozen < len(s.Columns) {
		frozen++ // the first column that is seen stays in sight, too
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, XSplit: frozen, YSplit: 1,
		TopLeftCell: columnLetters(frozen+1) + "2", ActivePane: "bottomRight"}); err != nil {
		return failed(err)
	}
	return failed(out.SetRow("A1", x.values, excelize.RowOpts{Height: 30}))
}

// columnStyle returns the style that blank cells of a column have, so that what
// is typed into them is taken as it is typed, and the column's width.
func (x *xlsxSink) columnStyle(c *Column) (style int, width float64) {
	var d *graph.PropertyDecl
	switch {
	case !c.Editable():
		return x.shown, 24
	case c.Role == RoleRefs:
		return x.text, 24
	case c.Role == RolePeriod:
		return x.text, 12
	case x.sheet.Part == PartEdges:
		d = x.voc.Edge(x.sheet.Edge).Attribute(c.Name)
	default:
		d = x.voc.Kind(x.sheet.Kind).Property(c.Name)
	}
	switch {
	case d == nil:
		return x.text, 20
	case d.Type == graph.TypeDate, d.Type == graph.TypeInt:
		return 0, 14
	case d.Type == graph.TypeDecimal && d.Unit == "ratio":
		return x.percent, 14
	case d.Type == graph.TypeDecimal:
		return 0, 14
	case d.IsName:
		return x.text, 32
	default:
		return x.text, 20
	}
}

func (x *xlsxSink) row(cells []written) error {
	x.n++
	for i := range cells {
		w := &cells[i]
		x.values[i] = nil
		switch w.Kind {
		case table.Blank:
		case table.Number, table.Percent, table.Date:
			f, err := strconv.ParseFloat(w.Text, 64)
			if err != nil {
				return failed(err)
			}
			style := 0
			switch w.Kind {
			case table.Percent:
				style = x.percent
			case table.Date:
				style = x.date
			}
			x.values[i] = excelize.Cell{StyleID: style, Value: f}
		default:
			style := x.text
			if !x.sheet.Columns[i].Editable() {
				style = x.shown
			}
			x.values[i] = excelize.Cell{StyleID: style, Value: clean(w.Text)}
		}
	}
	return failed(x.out.SetRow("A"+strconv.Itoa(x.n), x.values))
}

func (x *xlsxSink) end() error { return failed(x.out.Flush()) }

// clean returns a text as a workbook can hold it: what XML cannot say becomes
// U+FFFD, and a carriage return, which XML reads as a line end, is one.
func clean(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r >= 0xFFFD }) {
		return s
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, s)
}

// pack writes the workbook. Excelize packs in memory, and in an order that
// differs from time to time; so it packs into a file, whose parts are then
// copied in order.
func pack(w io.Writer, f *excelize.File, dir string) error {
	tmp, err := os.CreateTemp(dir, "packed-")
	if err != nil {
		return failed(err)
	}
	defer tmp.Close()
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return fileZip{zip.NewWriter(tmp)} })
	if _, err := f.WriteTo(io.Discard); err != nil {
		return failed(err)
	}
	size, err := tmp.Seek(0, io.SeekEnd)
	if err != nil {
		return failed(err)
	}
	r, err := zip.NewReader(tmp, size)
	if err != nil {
		return failed(err)
	}
	// [Content_Types].xml comes first, which some readers expect.
	slices.SortFunc(r.File, func(a, b *zip.File) int {
		first := func(f *zip.File) int {
			if f.Name == "[Content_Types].xml" {
				return 0
			}
			return 1
		}
		return cmp.Or(first(a)-first(b), strings.Compare(a.Name, b.Name))
	})
	out := zip.NewWriter(w)
	for _, part := range r.File {
		if err := out.Copy(part); err != nil {
			return failed(err)
		}
	}
	return failed(out.Close())
}

// fileZip is a zip.Writer as excelize asks for it.
type fileZip struct{ w *zip.Writer }

func (z fileZip) Create(name string) (io.Writer, error) { return z.w.Create(name) }
func (z fileZip) AddFS(fsys fs.FS) error                { return z.w.AddFS(fsys) }
func (z fileZip) Close() error                          { return z.w.Close() }
