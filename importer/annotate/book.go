package annotate

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/klauspost/compress/flate"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// What is read of a package, at most. A real workbook has some hundred parts.
const (
	maxPart    = 32 << 20 // of a part that is changed, but for sheets
	maxEntries = 100_000
)

// book is a workbook that is being copied: its packed parts, and what is
// different in the copy.
type book struct {
	entries []*zip.File
	byName  map[string]*zip.File

	path    string // of the workbook's own part
	folder  string // that it lies in
	text    []byte // of that part
	space   string // the namespace of the workbook's elements
	relType string // what the types of relationships begin with
	sheets  []sheet
	links   relationships

	changed map[string][]byte                           // parts with another text
	streams map[string]func(io.Writer, io.Reader) error // parts that are rewritten as they are copied
	added   []part                                      // parts that are new
}

// sheet is a sheet of the workbook.
type sheet struct{ name, path string }

// part is a part of a package; write gives its text.
type part struct {
	name  string
	write func(io.Writer) error
}

// texts returns a function that writes texts.
func texts(texts ...string) func(io.Writer) error {
	return func(w io.Writer) error {
		for _, t := range texts {
			if _, err := io.WriteString(w, t); err != nil {
				return err
			}
		}
		return nil
	}
}

// openBook finds the parts of a workbook.
func openBook(ctx context.Context, src io.ReaderAt, size int64) (*book, error) {
	z, err := zip.NewReader(&reading{ctx, src}, size)
	if err != nil {
		return nil, err
	}
	if len(z.File) > maxEntries {
		return nil, tooLarge("", fmt.Sprintf("%d", maxEntries))
	}
	z.RegisterDecompressor(zip.Deflate, flate.NewReader)
	b := &book{
		entries: z.File, byName: make(map[string]*zip.File, len(z.File)),
		changed: make(map[string][]byte), streams: make(map[string]func(io.Writer, io.Reader) error),
	}
	for _, f := range z.File {
		name := partName(f.Name)
		if b.byName[name] != nil {
			return nil, damaged(f.Name, errors.New("the part occurs twice"))
		}
		b.byName[name] = f
	}
	root, err := b.readRelationships("")
	if err != nil {
		return nil, err
	}
	for _, r := range root.list {
		if strings.HasSuffix(r.kind, "/officeDocument") {
			b.path, b.relType = r.target, strings.TrimSuffix(r.kind, "officeDocument")
		}
	}
	if b.path == "" {
		return nil, damaged("_rels/.rels", errors.New("no workbook is named"))
	}
	b.folder = path.Dir(b.path)
	if b.links, err = b.readRelationships(b.path); err != nil {
		return nil, err
	}
	if b.text, err = b.read(b.path, maxPart); err != nil {
		return nil, err
	}
	return b, b.readSheets()
}

// partName returns how the name of a part is compared.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// read returns the text of a part, as it is in the copy so far.
func (b *book) read(name string, most int64) ([]byte, error) {
	if text, ok := b.changed[partName(name)]; ok {
		return text, nil
	}
	f := b.byName[partName(name)]
	if f == nil {
		return nil, damaged(name, errors.New("the part is missing"))
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close() // it was only read
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return nil, damaged(name, err)
	case int64(len(text)) > most:
		return nil, tooLarge(name, fmt.Sprintf("%d", most))
	}
	return text, nil
}

func (b *book) has(name string) bool {
	if b.byName[partName(name)] != nil {
		return true
	}
	for _, p := range b.added {
		if partName(p.name) == partName(name) {
			return true
		}
	}
	return false
}

// unused returns the first name of a part in the workbook's folder, by number,
// that is not taken.
func (b *book) unused(before, after string) string {
	for n := 1; ; n++ {
		if name := path.Join(b.folder, before+strconv.Itoa(n)+after); !b.has(name) {
			return name
		}
	}
}

func (b *book) change(name string, text []byte) { b.changed[partName(name)] = text }

// add adds a part and its content type.
func (b *book) add(name, contentType string, write func(io.Writer) error) error {
	b.added = append(b.added, part{name, write})
	return b.addContentType("Override", "PartName", "/"+name, contentType)
}

// addContentType adds an entry to the list of content types, unless it is there.
func (b *book) addContentType(element, key, value, contentType string) error {
	const name = "[Content_Types].xml"
	text, err := b.read(name, maxPart)
	if err != nil {
		return err
	}
	var e edits
	there := false
	err = walk(text, func(t *tag) error {
		switch {
		case t.depth == 1:
			e.inside(t, fmt.Sprintf(`<%s%s %s="%s" ContentType="%s"/>`, t.prefix, element, key, escape(value), contentType))
		case t.depth == 2 && t.name.Local == element && strings.EqualFold(t.attribute("", key), value):
			there = true
		}
		return nil
	})
	if err != nil {
		return damaged(name, err)
	}
	if !there {
		b.change(name, e.apply(text))
	}
	return nil
}

// write writes the copy.
func (b *book) write(ctx context.Context, dst io.Writer) error {
	w := zip.NewWriter(&writing{ctx, dst})
	w.RegisterCompressor(zip.Deflate, newDeflater)
	for _, f := range b.entries {
		text, changed := b.changed[partName(f.Name)]
		stream := b.streams[partName(f.Name)]
		var err error
		switch {
		case stream != nil:
			err = b.rewrite(w, f, stream)
		case changed:
			err = writePart(w, f.Name, texts(string(text)))
		default:
			err = w.Copy(f)
		}
		if err != nil {
			return err
		}
	}
	for _, p := range b.added {
		if err := writePart(w, p.name, p.write); err != nil {
			return err
		}
	}
	return w.Close()
}

func (b *book) rewrite(w *zip.Writer, f *zip.File, stream func(io.Writer, io.Reader) error) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close() // it was only read
	to, err := w.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	return stream(to, r)
}

func writePart(w *zip.Writer, name string, write func(io.Writer) error) error {
	to, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	return write(to)
}

func newDeflater(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) }

// readSheets finds the sheets in the order of the workbook.
func (b *book) readSheets() error {
	err := walk(b.text, func(t *tag) error {
		switch {
		case t.depth == 1 && !t.close:
			b.space = t.name.Space
		case t.depth == 3 && !t.close && t.name.Local == "sheet" && t.name.Space == b.space:
			s := sheet{name: t.attribute("", "name")}
			id := t.relation()
			for _, r := range b.links.list {
				if r.id == id {
					s.path = r.target
				}
			}
			b.sheets = append(b.sheets, s)
		}
		return nil
	})
	if err == nil && len(b.sheets) == 0 {
		err = errors.New("the workbook has no sheets")
	}
	if err != nil {
		return damaged(b.path, err)
	}
	return nil
}

// relationships are what a part refers to.
type relationships struct {
	path string // of the part that lists them
	list []relationship
}

type relationship struct{ id, kind, target string }

// readRelationships reads what a part refers to; "" is the package itself.
func (b *book) readRelationships(of string) (relationships, error) {
	folder, file := path.Split(of)
	r := relationships{path: folder + "_rels/" + file + ".rels"}
	if !b.has(r.path) {
		return r, nil
	}
	text, err := b.read(r.path, maxPart)
	if err != nil {
		return r, err
	}
	err = walk(text, func(t *tag) error {
		if t.depth == 2 && !t.close && t.name.Local == "Relationship" {
			target := strings.ReplaceAll(t.attribute("", "Target"), `\`, "/")
			if t.attribute("", "TargetMode") != "External" {
				if rooted, ok := strings.CutPrefix(target, "/"); ok {
					target = path.Clean(rooted)
				} else {
					target = path.Join(folder, target)
				}
			}
			r.list = append(r.list, relationship{t.attribute("", "Id"), t.attribute("", "Type"), target})
		}
		return nil
	})
	if err != nil {
		return r, damaged(r.path, err)
	}
	return r, nil
}

const relationshipsHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`

const relationshipsTail = "</Relationships>"

// relate adds a relationship and returns its ID.
func (b *book) relate(r *relationships, kind, target string) (id string, err error) {
	taken := make(map[string]bool, len(r.list))
	for _, l := range r.list {
		taken[l.id] = true
	}
	for n := len(r.list) + 1; id == "" || taken[id]; n++ {
		id = fmt.Sprintf("rId%d", n)
	}
	r.list = append(r.list, relationship{id, b.relType + kind, target})
	element := fmt.Sprintf(`Relationship Id="%s" Type="%s%s" Target="/%s"/>`, id, b.relType, kind, escape(target))
	if b.byName[partName(r.path)] == nil {
		// The part has none so far; what comes later is put in before the end.
		text := b.changed[partName(r.path)]
		if text == nil {
			text = []byte(relationshipsHead + relationshipsTail)
			b.added = append(b.added, part{r.path, func(w io.Writer) error {
				_, err := w.Write(b.changed[partName(r.path)])
				return err
			}})
		}
		b.change(r.path, bytes.Replace(text, []byte(relationshipsTail), []byte("<"+element+relationshipsTail), 1))
		return id, nil
	}
	text, err := b.read(r.path, maxPart)
	if err != nil {
		return "", err
	}
	var e edits
	err = walk(text, func(t *tag) error {
		if t.depth == 1 {
			e.inside(t, "<"+t.prefix+element)
		}
		return nil
	})
	if err != nil {
		return "", damaged(r.path, err)
	}
	b.change(r.path, e.apply(text))
	return id, nil
}

// reading and writing end with their context. A failure to read is not damage,
// and so has its code from the beginning.
type reading struct {
	ctx context.Context
	r   io.ReaderAt
}

// ReadAt implements io.ReaderAt.
func (r *reading) ReadAt(p []byte, at int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.r.ReadAt(p, at)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		err = &graph.Error{Code: graph.CodeUnavailable, Op: "annotate.Workbook", Err: err}
	}
	return n, err
}

type writing struct {
	ctx context.Context
	w   io.Writer
}

// Write implements io.Writer.
func (w *writing) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.w.Write(p)
}

// damaged says that a part is not what it must be.
func damaged(part string, err error) error {
	if err != nil && graph.CodeOf(err) != graph.CodeInternal {
		return err // it has a code, and is no damage
	}
	reason := graph.Label{Zh: "工作簿已损坏", En: "the workbook is damaged"}
	if err != nil {
		reason.Zh += "（" + err.Error() + "）"
		reason.En += " (" + err.Error() + ")"
	}
	return table.NewFault(graph.CodeDamaged, "annotate.Workbook", part, reason,
		graph.Label{Zh: "请用 Excel 或 WPS 打开并重新保存", En: "open it in Excel or WPS and save it again"})
}

func tooLarge(part, most string) error {
	reason := graph.Label{Zh: "部件超过 " + most + " 字节", En: "the part has more than " + most + " bytes"}
	if part == "" {
		reason = graph.Label{Zh: "部件超过 " + most + " 个", En: "the workbook has more than " + most + " parts"}
	}
	return table.NewFault(graph.CodeLimit, "annotate.Workbook", part, reason,
		graph.Label{Zh: "请用 Excel 或 WPS 打开并重新保存", En: "open it in Excel or WPS and save it again"})
}
