package importer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/delimited"
	"github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/importer/xlsx"
)

// open opens the documents and takes their hashes.
func (im *run) open(ctx context.Context) error {
	names := map[string]bool{}
	for _, path := range im.paths {
		name := filepath.Base(path)
		if names[name] {
			return table.NewFault(graph.CodeInvalid, im.op, name, graph.Label{Zh: "两个文件同名", En: "two files have this name"},
				graph.Label{Zh: "请给其中一个改名：出处以文件名指明", En: "rename one, since a place is told by its document's name"})
		}
		names[name] = true
		if err := isFile(path); err != nil {
			return fileError(im.op, name, err)
		}
		hash, err := hashFile(ctx, path)
		if err != nil {
			return fileError(im.op, name, err)
		}
		doc, err := Open(ctx, path)
		if err != nil {
			return nameFault(err, name)
		}
		im.docs = append(im.docs, doc)
		im.documents = append(im.documents, graph.Document{Name: name, Hash: hash})
	}
	return nil
}

// errNoFile is the error for a folder, a pipe or a device.
var errNoFile = errors.New("no file")

// isFile refuses what is no file: a pipe may never end, and cannot be read twice.
func isFile(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errNoFile
	}
	return err
}

// Open opens a document of any format that can be imported, by its content, not
// by its name. The caller closes it.
func Open(ctx context.Context, path string) (table.Document, error) {
	if err := isFile(path); err != nil {
		return nil, fileError("importer.Open", filepath.Base(path), err)
	}
	workbook, err := looksLikeWorkbook(path)
	if err != nil {
		return nil, fileError("importer.Open", filepath.Base(path), err)
	}
	if workbook {
		return xlsx.Open(ctx, path, xlsx.Options{})
	}
	return delimited.Open(ctx, path, delimited.Options{})
}

// looksLikeWorkbook reports whether a file is a zip archive or a compound file,
// as workbooks are.
func looksLikeWorkbook(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	var magic [8]byte
	n, err := io.ReadFull(f, magic[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && err != io.EOF {
		return false, err
	}
	return n >= 4 && (bytes.HasPrefix(magic[:], []byte("PK")) || bytes.Equal(magic[:], []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1})), nil
}

// fileError turns an error of the file system into one with a code.
func fileError(op, name string, err error) error {
	code := graph.CodeUnavailable
	reason := graph.Label{Zh: "无法读取：" + err.Error(), En: "cannot be read: " + err.Error()}
	cure := graph.Label{Zh: "请检查文件后重试", En: "check the file and try again"}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, os.ErrNotExist):
		code, reason = graph.CodeNotFound, graph.Label{Zh: "没有这个文件", En: "there is no such file"}
		cure = graph.Label{Zh: "请检查路径", En: "check the path"}
	case errors.Is(err, errNoFile):
		code, reason = graph.CodeInvalid, graph.Label{Zh: "不是普通文件", En: "it is no ordinary file"}
		cure = graph.Label{Zh: "请指定一个工作簿或 CSV 文件", En: "name a workbook or a CSV file"}
	case errors.Is(err, os.ErrPermission):
		reason = graph.Label{Zh: "没有读取权限", En: "may not be read"}
	}
	return table.NewFault(code, op, name, reason, cure)
}

// nameFault puts the document's name before the part that a fault names.
func nameFault(err error, name string) error {
	e, ok := errors.AsType[*graph.Error](err)
	if !ok {
		return err
	}
	f, ok := errors.AsType[*table.Fault](err)
	if !ok || strings.HasPrefix(f.Part, name) {
		return err
	}
	part := name
	if f.Part != "" {
		part += "!" + f.Part
	}
	return table.NewFault(e.Code, e.Op, part, f.Reason, f.Cure)
}

func hashFile(ctx context.Context, path string) (graph.Hash, error) {
	f, err := os.Open(path)
	if err != nil {
		return graph.Hash{}, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, &contextReader{ctx, f}); err != nil {
		return graph.Hash{}, err
	}
	return graph.Hash(h.Sum(nil)), nil
}

// contextReader ends when its context does.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

func (im *run) close() {
	for _, d := range im.docs {
		_ = d.Close() // it was only read
	}
}
