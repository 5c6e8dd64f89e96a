package xlsx

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"strings"
	"sync/atomic"

	"github.com/klauspost/compress/flate"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// archive is the directory of a workbook's zip file, held against the limits.
type archive struct {
	parts map[string]*part // by key
}

// part is an entry of the archive.
type part struct {
	entry *zip.File
	name  string       // as a part is named: no slash before it
	shown string       // in messages: the name, that of a sheet before it
	done  atomic.Int64 // packed bytes read so far, at the furthest
}

func (p *part) size() int64 { return int64(p.entry.UncompressedSize64) }

// key is what two names of the same part have in common. Part names are
// compared without regard to case (ECMA-376 part 2, 6.2.2.3), and some
// producers write backslashes.
func key(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// find returns a part by its name, or nil.
func (a *archive) find(name string) *part { return a.parts[key(name)] }

// budgetReaderAt fails once more bytes than its budget have been read, so that
// a reader of directories cannot be made to read a whole file as one.
type budgetReaderAt struct {
	r    io.ReaderAt
	left atomic.Int64
}

var errBudget = errors.New("too large a directory")

func budget(r io.ReaderAt, bytes int64) *budgetReaderAt {
	b := &budgetReaderAt{r: r}
	b.left.Store(bytes)
	return b
}

func (b *budgetReaderAt) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 { // a claim of the directory, not a fault of the disk
		return 0, zip.ErrFormat
	}
	if b.left.Add(-int64(len(p))) < 0 {
		return 0, errBudget
	}
	return b.r.ReadAt(p, off)
}

// openArchive reads the directory. Nothing is unpacked yet.
func openArchive(op string, r io.ReaderAt, size int64, opts *Options) (*archive, error) {
	tooMany := tooMuch(op, "", graph.Labelf("压缩包内的条目超过 %d 个", "the archive has more than %d entries", opts.MaxEntries))
	// The directory is not trusted to say how long it is: 400 bytes an entry are
	// ample, and bound what a crafted one can take.
	limited := budget(r, int64(opts.MaxEntries)*400+1<<18)
	z, err := zip.NewReader(limited, size)
	if errors.Is(err, errBudget) {
		return nil, tooMany
	}
	if err != nil {
		return nil, table.NewFault(graph.CodeDamaged, op, "",
			graph.Labelf("文件不完整：压缩包的目录缺失或损坏", "the file is incomplete: the directory at the end of the archive is missing or damaged"), cureRefetch)
	}
	if len(z.File) > opts.MaxEntries {
		return nil, tooMany
	}
	limited.left.Store(1 << 62)

	a := &archive{parts: make(map[string]*part, len(z.File))}
	var total uint64
	for _, f := range z.File {
		name := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		if name == "" || strings.HasSuffix(name, "/") {
			continue // a folder
		}
		p := &part{entry: f, name: name, shown: name}
		if a.parts[key(f.Name)] != nil {
			return nil, damaged(op, p.name, graph.Labelf("压缩包内有两个同名条目，内容有歧义", "the archive has two entries of this name, so what it holds is ambiguous"))
		}
		a.parts[key(f.Name)] = p
		// Sizes are 64 bits wide: their sum must not wrap around.
		if f.UncompressedSize64 > uint64(opts.MaxUnpacked) || total+f.UncompressedSize64 > uint64(opts.MaxUnpacked) {
			return nil, tooMuch(op, p.name, graph.Labelf("解压后总大小超过 %d MiB", "all parts together take more than %d MiB when unpacked", opts.MaxUnpacked>>20))
		}
		total += f.UncompressedSize64
		if f.CompressedSize64 > uint64(size) {
			return nil, damaged(op, p.name, graph.Labelf("声明的大小超过文件本身", "it claims to be larger than the file"))
		}
		if p.size() > ratioFrom && uint64(p.size())/max(f.CompressedSize64, 1) > uint64(opts.MaxRatio) {
			return nil, tooMuch(op, p.name, graph.Labelf("压缩比超过 %d，疑似压缩炸弹", "it unpacks to more than %d times its size, as a decompression bomb does", opts.MaxRatio))
		}
	}
	return a, nil
}

// reader unpacks one part. It ends with io.EOF only if the part has the size
// and the CRC that the directory says, and is valid UTF-8 without control
// characters; otherwise with a *graph.Error.
type reader struct {
	ctx   context.Context
	op    string
	p     *part
	in    io.Reader
	left  int64 // to come
	sum   uint32
	text  textCheck
	err   error
	track bool
	raw   *countingReader
}

// limit is how large an unpacked part may be.
func (a *archive) open(ctx context.Context, op string, p *part, limit int64, track bool) (*reader, error) {
	f := p.entry
	if p.size() > limit {
		return nil, tooMuch(op, p.shown, graph.Labelf("解压后有 %d MiB，超过上限 %d MiB", "it takes %d MiB when unpacked, and the limit is %d MiB", p.size()>>20, limit>>20))
	}
	if f.Flags&1 != 0 {
		return nil, table.NewFault(graph.CodeInvalid, op, p.shown, graph.Labelf("压缩包已加密", "the archive is encrypted"),
			graph.Labelf("请去掉密码后重新保存", "save it without a password"))
	}
	raw, err := f.OpenRaw()
	if err != nil {
		return nil, readFault(op, p, err)
	}
	r := &reader{ctx: ctx, op: op, p: p, left: p.size(), track: track, raw: &countingReader{r: raw}}
	switch f.Method {
	case zip.Store:
		r.in = r.raw
	case zip.Deflate:
		r.in = flate.NewReader(bufio.NewReaderSize(r.raw, int(min(1<<16, f.CompressedSize64+16))))
	default:
		return nil, table.NewFault(graph.CodeInvalid, op, p.shown,
			graph.Labelf("使用了少见的压缩方式（%d）", "it is packed by an unusual method (%d)", f.Method), cureSaveAs)
	}
	return r, nil
}

// countingReader counts what passes through it.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// Read implements io.Reader.
func (r *reader) Read(b []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	if err := r.ctx.Err(); err != nil {
		r.err = cancelled(r.op, err)
		return 0, r.err
	}
	n, err := r.in.Read(b)
	r.left -= int64(n)
	r.sum = crc32.Update(r.sum, crc32.IEEETable, b[:n])
	if r.track && r.raw.n > r.p.done.Load() {
		r.p.done.Store(r.raw.n)
	}
	switch {
	case r.left < 0 || err == io.EOF && r.left > 0:
		r.err = damaged(r.op, r.p.shown, graph.Labelf("解压后的大小与目录不符", "it unpacks to another size than the directory says"))
	case err == io.EOF && r.sum != r.p.entry.CRC32:
		r.err = damaged(r.op, r.p.shown, graph.Labelf("校验和不符", "its checksum does not match"))
	case err != nil && err != io.EOF:
		r.err = readFault(r.op, r.p, err)
	default:
		if !r.text.add(b[:n]) || err == io.EOF && !r.text.complete() {
			r.err = damaged(r.op, r.p.shown, graph.Labelf("不是有效的 UTF-8 文本", "it is not valid UTF-8 text"))
		} else {
			r.err = err
		}
	}
	if r.err != nil && r.err != io.EOF {
		return 0, r.err
	}
	return n, r.err
}

// readFault tells packed data that make no sense from a file that cannot be
// read.
func readFault(op string, p *part, err error) *graph.Error {
	if _, ok := errors.AsType[*os.PathError](err); ok || errors.Is(err, os.ErrClosed) {
		return &graph.Error{Code: graph.CodeUnavailable, Op: op, Message: "the file cannot be read: " + err.Error(), Err: err}
	}
	return damaged(op, p.shown, graph.Labelf("压缩数据已损坏", "its packed data are damaged"))
}
