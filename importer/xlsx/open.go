package xlsx

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Document is an open workbook. It is safe for concurrent use.
type Document struct {
	file     *os.File
	archive  *archive
	opts     Options
	sheets   []sheet
	date1904 bool
	kinds    []table.Kind // of numbers, by style
	shared   string       // the name of the part of the shared strings, or ""

	mu      sync.Mutex
	strings *sharedStrings // nil until they are needed
}

var _ table.Document = (*Document)(nil)

// sheet is a sheet that has rows.
type sheet struct {
	table.Sheet
	part *part
}

// Open opens a workbook and reads all of it but the cells. It holds the file
// open until Close. What is no .xlsx workbook is refused with CodeInvalid, or
// CodeDamaged if it was one, and what exceeds a limit with CodeLimit; the cause
// of the error is a [table.Fault], with the cure in both languages.
func Open(ctx context.Context, path string, opts Options) (*Document, error) {
	const op = "xlsx.Open"
	if err := ctx.Err(); err != nil {
		return nil, cancelled(op, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, openFault(op, path, err)
	}
	d := &Document{file: f, opts: opts.withDefaults()}
	if err := d.open(ctx, op, filepath.Base(path)); err != nil {
		f.Close()
		return nil, err
	}
	return d, nil
}

func openFault(op, path string, err error) *graph.Error {
	code := graph.CodeUnavailable
	reason := graph.Labelf("文件无法打开：%[1]v", "the file cannot be opened: %[1]v", err)
	cure := graph.Labelf("请检查权限，并关闭正在使用它的程序", "check its permissions, and close the programs that use it")
	if errors.Is(err, fs.ErrNotExist) {
		code, reason, cure = graph.CodeNotFound, graph.Labelf("没有这个文件", "there is no such file"), graph.Labelf("请检查路径", "check the path")
	}
	return table.NewFault(code, op, path, reason, cure)
}

func (d *Document) open(ctx context.Context, op, base string) error {
	info, err := d.file.Stat()
	if err != nil {
		return openFault(op, base, err)
	}
	if info.IsDir() {
		return table.NewFault(graph.CodeInvalid, op, base, graph.Labelf("是文件夹", "it is a folder"), graph.Labelf("请指定其中的文件", "name a file in it"))
	}
	if !info.Mode().IsRegular() {
		return table.NewFault(graph.CodeInvalid, op, base, graph.Labelf("不是普通文件", "it is no regular file"), graph.Labelf("请先保存为文件", "save it as a file first"))
	}
	if err := sniff(op, base, d.file, info.Size()); err != nil {
		return err
	}
	if info.Size() > d.opts.MaxFile {
		return tooMuch(op, base, graph.Labelf("文件有 %d MiB，超过上限 %d MiB", "the file has %d MiB, and the limit is %d MiB", info.Size()>>20, d.opts.MaxFile>>20))
	}
	if d.archive, err = openArchive(op, d.file, info.Size(), &d.opts); err != nil {
		return err
	}
	return d.openWorkbook(ctx, op)
}

// Sheets implements [table.Document]. Sheets without rows, such as those of
// charts, are left out.
func (d *Document) Sheets() []table.Sheet {
	sheets := make([]table.Sheet, len(d.sheets))
	for i := range d.sheets {
		sheets[i] = d.sheets[i].Sheet
	}
	return sheets
}

// Date1904 implements [table.Document].
func (d *Document) Date1904() bool { return d.date1904 }

// Read implements [table.Document]. It counts packed bytes of the sheets and of
// the shared strings; what is read twice counts once.
func (d *Document) Read() (done, total int64) {
	add := func(p *part) {
		done += p.done.Load()
		total += int64(p.entry.CompressedSize64)
	}
	for i := range d.sheets {
		add(d.sheets[i].part)
	}
	if p := d.archive.find(d.shared); p != nil {
		add(p)
	}
	return done, total
}

// Close implements [table.Document]. Rows that are being read end in
// CodeUnavailable.
func (d *Document) Close() error { return d.file.Close() }

// source opens a part for a scanner. The caller must call stop.
func (d *Document) source(ctx context.Context, op string, p *part, limit int64, track bool) (src io.Reader, stop func(), err error) {
	r, err := d.archive.open(ctx, op, p, limit, track)
	if err != nil {
		return nil, nil, err
	}
	if p.size() < aheadFrom {
		return r, func() {}, nil
	}
	a := newAhead(r)
	return a, a.stop, nil
}

// sheet returns a sheet by its index.
func (d *Document) sheet(op string, i int) (*sheet, error) {
	if i < 0 || i >= len(d.sheets) {
		return nil, graph.Errorf(graph.CodeNotFound, op, "there is no sheet %d; the workbook has %d", i, len(d.sheets))
	}
	return &d.sheets[i], nil
}

// Rows implements [table.Document]. Each use reads the sheet anew; the shared
// strings are read by the first and kept.
func (d *Document) Rows(ctx context.Context, sheet int) iter.Seq2[*table.Row, error] {
	return func(yield func(*table.Row, error) bool) {
		if err := d.rows(ctx, sheet, yield); err != nil && err != errStop {
			yield(nil, err)
		}
	}
}

func (d *Document) rows(ctx context.Context, i int, yield func(*table.Row, error) bool) error {
	const op = "xlsx.Rows"
	sh, err := d.sheet(op, i)
	if err != nil {
		return err
	}
	shared, err := d.sharedStrings(ctx, op)
	if err != nil {
		return err
	}
	src, stop, err := d.source(ctx, op, sh.part, d.opts.MaxSheetBytes, true)
	if err != nil {
		return err
	}
	defer stop()
	r := &sheetReader{
		scanner: newScanner(src, op, sh.part.shown, sh.part.size()),
		sheet:   sh.Name,
		opts:    &d.opts,
		strings: shared,
		kinds:   d.kinds,
		yield:   yield,
	}
	return r.read()
}

// sharedStrings reads the shared strings unless they are there. A workbook may
// name a part that it does not have, as long as no cell refers to it.
func (d *Document) sharedStrings(ctx context.Context, op string) (*sharedStrings, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.archive.find(d.shared)
	if d.strings != nil || p == nil {
		return d.strings, nil
	}
	src, stop, err := d.source(ctx, op, p, d.opts.MaxSharedBytes, true)
	if err != nil {
		return nil, err
	}
	defer stop()
	t, err := readStrings(newScanner(src, op, p.shown, p.size()), p.size(), &d.opts)
	if err != nil {
		return nil, err
	}
	d.strings = t
	return t, nil
}
