package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/cell"
	"github.com/chainatlas/chainatlas/importer/export"
	"github.com/chainatlas/chainatlas/importer/table"
)

// A workbook that export wrote is not read as rows of a source: most of what it
// shows others have said. Only what somebody edited in it counts, as the words
// of a curator (fold.md, 19): a pin for a cell, a denial for what was taken
// out, an edge or a node of the curator's own for what was added.

// Edit is one edited cell of an export, and what became of it.
type Edit struct {
	Sheet    string          `json:"sheet"`
	Row      int             `json:"row"`
	Header   string          `json:"header"`
	Node     graph.SubjectID `json:"node,omitempty"` // "" of a new row
	Name     string          `json:"name,omitempty"`
	Property string          `json:"property,omitempty"`
	Edge     string          `json:"edge,omitempty"`
	Period   string          `json:"period,omitempty"`
	Was      string          `json:"was,omitempty"`
	Is       string          `json:"is,omitempty"`
}

// editing is the import of an edited export.
type editing struct {
	im       *run
	doc      table.Document
	document string
	manifest *export.Manifest
	then     *memory.View // what the workbook shows
	now      *memory.View

	assertions []graph.Assertion
	own        map[graph.SubjectID]graph.SubjectID // the curator's own subject, by node
	table      string                              // of the curator's records: of this batch alone
	records    map[graph.SubjectID]*graph.Record
	readers    map[*graph.PropertyDecl]*cell.Reader
	rows       map[rowID]*editedRow
	fresh      []*newRow
	added      map[string]bool // what the cells of added rows say, by sheet
	strange    map[string]int  // rows whose IDs are not of the export, by sheet
}

type rowID struct {
	sheet string
	row   int
}

type editedRow struct {
	applied, refused int
	rejected         bool // nothing of the row can be taken
	queued           bool
	fresh            *newRow // if somebody added it
}

// newRow is a row that somebody added.
type newRow struct {
	rowID
	kind   graph.Kind
	period string
	edits  []export.Edit
}

// manifestOf returns what an export tells of itself, or nil. An export is
// imported by itself.
func (im *run) manifestOf(ctx context.Context) (*export.Manifest, error) {
	for i, doc := range im.docs {
		m, ok, err := export.ReadManifest(ctx, doc)
		if err != nil {
			return nil, nameFault(err, im.documents[i].Name)
		}
		if !ok {
			known := func(id graph.SubjectID) bool {
				err = cmp.Or(err, im.needView(ctx))
				return err == nil && im.opts.View != nil && im.opts.View.Node(id) != nil
			}
			// Who writes in a mapping what the tables mean knows what he does.
			orphaned := (im.opts.Mapping == nil || len(im.opts.Mapping.Tables) == 0) && export.Orphaned(ctx, doc, known)
			if err != nil {
				return nil, err
			}
			if orphaned {
				return nil, table.NewFault(graph.CodeInvalid, im.op, im.documents[i].Name, graph.Label{
					Zh: "这是导出的工作簿，但隐藏的工作表 " + export.ManifestSheet + " 不见了，无法知道改动了什么",
					En: "this is an exported workbook whose hidden sheet " + export.ManifestSheet + " is gone, so what was edited cannot be told"}, graph.Label{
					Zh: "请重新导出，在新的文件中修改；若要当作普通表格导入，请先删除各表的“_id”列",
					En: "export again, and edit that; to import it as ordinary tables, first delete their columns _id"})
			}
			continue
		}
		if len(im.docs) > 1 {
			return nil, table.NewFault(graph.CodeInvalid, im.op, im.documents[i].Name,
				graph.Label{Zh: "这是导出的工作簿，不能与其他文件一起导入", En: "it is an exported workbook, which cannot be imported together with other files"},
				graph.Label{Zh: "请单独导入", En: "import it by itself"})
		}
		return m, nil
	}
	return nil, nil
}

// explainExport says in place of its tables that a document is an export.
func (im *run) explainExport(m *export.Manifest) graph.Label {
	name := im.documents[0].Name
	l := graph.Label{
		Zh: fmt.Sprintf("%s：这是第 %d 号修订的导出，各表不作普通表格读取；导入时只记录其中的改动", name, m.Revision),
		En: fmt.Sprintf("%s: it is an export of revision %d, so its sheets are not read as ordinary tables; of it, only what was edited is imported", name, m.Revision)}
	if im.opts.Store != nil && m.Store != im.opts.Store.ID() {
		l.Zh += "。但它是从另一个库导出的，须导入到那个库"
		l.En += ". But it was exported from another store, into which it has to be imported"
	}
	return l
}

// edits imports an edited export.
func (im *run) edits(ctx context.Context, m *export.Manifest) (*Report, error) {
	document := im.documents[0].Name
	switch {
	case m.Store != im.opts.Store.ID():
		return nil, table.NewFault(graph.CodeInvalid, im.op, document,
			graph.Label{Zh: "它是从另一个库导出的", En: "it was exported from another store"},
			graph.Label{Zh: "请导入到原来的库，或用普通表格导入", En: "import it into that store, or import an ordinary table"})
	}
	if err := im.nameSource(); err != nil {
		return nil, err
	}
	im.report.Source, im.report.DataDate, im.report.Edited = im.source, im.date, true
	key := fmt.Sprintf("edit:%s:%d:%x", im.source, m.Revision, im.documents[0].Hash[:12])
	switch r, err := im.opts.Store.Standing(ctx, key); {
	case err == nil:
		return im.already(ctx, r)
	case graph.CodeOf(err) != graph.CodeNotFound:
		return nil, err
	}
	if err := im.settleSource(ctx); err != nil {
		return nil, err
	}
	then := im.opts.View
	if m.Revision > then.Revision() {
		return nil, table.NewFault(graph.CodeInvalid, im.op, document,
			graph.Label{Zh: fmt.Sprintf("它显示的是第 %d 号修订，此库还没有", m.Revision), En: fmt.Sprintf("it shows revision %d, which this store does not have", m.Revision)},
			graph.Label{Zh: "请核对所用的库", En: "check which store this is"})
	}
	if m.Revision != then.Revision() {
		var err error
		if then, err = im.opts.View.At(ctx, m.Revision); err != nil {
			return nil, err
		}
	}
	sum := sha256.Sum256([]byte(key))
	e := &editing{
		im: im, doc: im.docs[0], document: document, manifest: m, then: then, now: im.opts.View,
		own: map[graph.SubjectID]graph.SubjectID{}, table: fmt.Sprintf("edit-%x", sum[:6]),
		records: map[graph.SubjectID]*graph.Record{}, readers: map[*graph.PropertyDecl]*cell.Reader{}, rows: map[rowID]*editedRow{},
		added: map[string]bool{}, strange: map[string]int{},
	}
	for edit, err := range export.Compare(ctx, e.doc, m, then) {
		if err != nil {
			return nil, nameFault(err, document)
		}
		if err := e.take(&edit); err != nil {
			return nil, err
		}
	}
	if err := e.addRows(); err != nil {
		return nil, err
	}
	if err := e.count(ctx); err != nil {
		return nil, err
	}
	im.report.Wrote = len(e.assertions)
	im.say = func(bool) iter.Seq2[graph.Assertion, error] {
		return func(yield func(graph.Assertion, error) bool) {
			if im.declared != nil && !yield(im.declared, nil) {
				return
			}
			for _, a := range e.assertions {
				if !yield(a, nil) {
					return
				}
			}
		}
	}
	return im.report, im.apply(ctx, key, graph.BatchCurate)
}

// take takes one edit.
func (e *editing) take(x *export.Edit) error {
	if x.Missing {
		e.missing(x)
		return nil
	}
	row := e.rowOf(x)
	if x.Problem != nil {
		if x.Rejected && x.Problem.Code != graph.ProblemSeveral { // a row that was copied stands in for none
			e.strange[x.Sheet]++
		}
		row.rejected = row.rejected || x.Rejected
		e.refuse(x, row, *x.Problem)
		return nil
	}
	if x.NewRow {
		if row.fresh == nil {
			row.fresh = &newRow{rowID: rowID{x.Sheet, x.Row}, kind: x.Kind, period: x.Period}
			e.fresh = append(e.fresh, row.fresh)
		}
		row.fresh.edits = append(row.fresh.edits, *x)
		e.added[x.Sheet+"\x00"+x.New.Text] = true
		return nil
	}
	node := e.now.Node(x.Node)
	if node == nil {
		row.rejected = true
		e.refuse(x, row, graph.Problem{Code: graph.ProblemUnknown, Of: x.Property,
			Reason: graph.Label{Zh: "导出之后，此对象已不存在", En: "what it is about does not stand any more since it was exported"},
			Cure:   graph.Label{Zh: "请重新导出", En: "export anew"}})
		return nil
	}
	switch {
	case x.Edge != nil && x.Edge.Column != nil:
		e.references(x, row, node)
	case x.Edge != nil:
		e.attribute(x, row, node)
	case x.Set:
		e.set(x, row, node)
	default:
		e.value(x, row, node)
	}
	return nil
}

// missing takes note of a row or a sheet that is gone. A row that is there
// with another ID, or as a new one because its ID was cleared, is not gone.
func (e *editing) missing(x *export.Edit) {
	switch {
	case x.Node == "":
		of := string(x.Kind)
		if x.Edge != nil {
			of = x.Edge.Type
		}
		e.im.problem(Problem{Document: e.document, Sheet: x.Sheet, Of: of, Code: graph.ProblemMissing, Effect: EffectKept,
			Reason: graph.Label{Zh: "找不到导出时的这张工作表：对它的修改没有读取，图中照旧", En: "this sheet of the export is not found: what was edited on it is not read, and what it showed stands as before"},
			Cure:   graph.Label{Zh: "若已改名，请改回原名；若是有意删除，则不必处理", En: "if it was renamed, rename it back; if it was deleted on purpose, nothing need be done"}})
	case e.strange[x.Sheet] > 0:
		e.strange[x.Sheet]--
	case e.added[x.Sheet+"\x00"+e.then.Name(x.Node)]:
	default:
		e.im.report.MissingRows++
	}
}

func (e *editing) rowOf(x *export.Edit) *editedRow {
	id := rowID{x.Sheet, x.Row}
	if e.rows[id] == nil {
		e.rows[id] = &editedRow{}
	}
	return e.rows[id]
}

// refuse notes why an edit is not taken.
func (e *editing) refuse(x *export.Edit, row *editedRow, p graph.Problem) {
	row.refused++
	effect := EffectCell
	if row.rejected {
		effect = EffectRejected
	}
	e.im.problem(Problem{Document: e.document, Sheet: x.Sheet, Row: x.Row, Column: x.Column, Header: x.Header, Of: cmp.Or(p.Of, x.Property),
		Value: clip(x.New.Text), Code: p.Code, Effect: effect, Reason: p.Reason, Cure: p.Cure})
}

// accept notes an edit that is taken.
func (e *editing) accept(x *export.Edit, row *editedRow, was, is string) {
	row.applied++
	if len(e.im.report.Edits) == MaxProblems {
		return
	}
	edge := ""
	if x.Edge != nil {
		edge = x.Edge.Type
	}
	e.im.report.Edits = append(e.im.report.Edits, Edit{Sheet: x.Sheet, Row: x.Row, Header: x.Header, Node: x.Node, Name: e.now.Name(x.Node),
		Property: x.Property, Edge: edge, Period: x.Period, Was: was, Is: is})
}

// say adds what the batch says.
func (e *editing) say(a graph.Assertion) { e.assertions = append(e.assertions, a) }

// seen returns the subjects by which a pin refers to a node: the one that was
// seen, then the others, 16 at most (fold.md, 20).
func seen(node *memory.Node, id graph.SubjectID) []graph.SubjectID {
	out := []graph.SubjectID{id}
	for _, m := range node.Members {
		if m != id && len(out) < 16 {
			out = append(out, m)
		}
	}
	return out
}

func (e *editing) reader(d *graph.PropertyDecl) (*cell.Reader, error) {
	if r := e.readers[d]; r != nil {
		return r, nil
	}
	r, err := cell.New(d, cell.Options{Vocabulary: e.im.opts.Vocabulary, Date1904: e.doc.Date1904()})
	if err == nil {
		e.readers[d] = r
	}
	return r, err
}

// read reads what an edited cell says.
func (e *editing) read(d *graph.PropertyDecl, c table.Cell) (graph.Value, *graph.Problem) {
	r, err := e.reader(d)
	if err != nil {
		return graph.Value{}, &graph.Problem{Code: graph.ProblemUnknown, Of: d.Name,
			Reason: graph.Label{Zh: "无法读取此列", En: "the column cannot be read"}, Cure: graph.Label{Zh: "请重新导出", En: "export anew"}}
	}
	v, problem := r.Read(c)
	if problem != nil && !problem.Kept {
		return graph.Value{}, problem
	}
	return v, nil
}

func propertyOf(node *memory.Node, name, period string) *memory.Property {
	if node == nil {
		return nil
	}
	for i := range node.Properties {
		if p := &node.Properties[i]; p.Name == name && p.Period == period {
			return p
		}
	}
	return nil
}

func shown(p *memory.Property) graph.Value {
	if p == nil {
		return graph.Value{}
	}
	return p.Value()
}

// value pins a single property on what the cell says now, or on none.
func (e *editing) value(x *export.Edit, row *editedRow, node *memory.Node) {
	decl := e.im.opts.Vocabulary.Kind(node.Kind).Property(x.Property)
	if decl == nil {
		e.refuse(x, row, graph.Problem{Code: graph.ProblemUnknown, Reason: graph.Label{Zh: "没有此属性", En: "there is no such property"}, Cure: graph.Label{Zh: "请重新导出", En: "export anew"}})
		return
	}
	v, problem := e.read(decl, x.New)
	if problem != nil {
		e.refuse(x, row, *problem)
		return
	}
	was, is := shown(propertyOf(e.then.Node(x.Node), x.Property, x.Period)), shown(propertyOf(node, x.Property, x.Period))
	if v == is {
		return // others have come to say the same
	}
	if was != is {
		e.refuse(x, row, graph.Problem{Code: graph.ProblemSeveral,
			Reason: graph.Label{Zh: "导出之后此值已变为“" + is.String() + "”", En: "it has changed to “" + is.String() + "” since it was exported"},
			Cure:   graph.Label{Zh: "请重新导出，再作修改", En: "export anew and edit again"}})
		return
	}
	pin := &graph.Pin{Subjects: seen(node, x.Node), Property: x.Property, Period: x.Period}
	if !v.IsZero() {
		pin.Value = &v
	}
	if !is.IsZero() {
		pin.Seen = &is
	}
	e.say(pin)
	e.accept(x, row, x.Old, x.New.Text)
}

// set pins what was added to a set and denies what was taken out.
func (e *editing) set(x *export.Edit, row *editedRow, node *memory.Node) {
	decl := e.im.opts.Vocabulary.Kind(node.Kind).Property(x.Property)
	if decl == nil {
		return
	}
	p := propertyOf(node, x.Property, x.Period)
	for _, text := range x.Added {
		v, problem := e.read(decl, table.Cell{Kind: table.Text, Text: text})
		if problem != nil {
			e.refuse(x, row, *problem)
			continue
		}
		if !v.IsZero() {
			e.say(&graph.Pin{Subjects: seen(node, x.Node), Property: x.Property, Period: x.Period, Value: &v})
			e.accept(x, row, "", text)
		}
	}
	for _, text := range x.Removed {
		read, _ := e.read(decl, table.Cell{Kind: table.Text, Text: text})
		if p == nil {
			continue
		}
		for i := range p.Values {
			if v := p.Values[i].Value; v == read || v.String() == text {
				e.say(&graph.Deny{Subjects: seen(node, x.Node), Property: x.Property, Period: x.Period, Value: v})
				e.accept(x, row, text, "")
				break
			}
		}
	}
}

// sheetNumber returns the number of a sheet in the batch's header.
func (e *editing) sheetNumber(name string) int {
	for i := range e.im.headerSheets {
		if e.im.headerSheets[i].Name == name {
			return i
		}
	}
	e.im.headerSheets = append(e.im.headerSheets, graph.Sheet{Name: name})
	return len(e.im.headerSheets) - 1
}

// count tells what became of the rows of each sheet, and which sheets are not of
// the export.
func (e *editing) count(ctx context.Context) error {
	places, err := e.manifest.Locate(ctx, e.doc)
	if err != nil {
		return err
	}
	for _, at := range places.Added {
		e.im.report.Unread = append(e.im.report.Unread, Unread{Document: e.document, Sheet: e.doc.Sheets()[at].Name, Reason: graph.Label{
			Zh: "不属于此次导出；要导入它，请另存为单独的文件", En: "it is not of this export; to import it, save it as a file of its own"}})
	}
	for _, s := range e.manifest.Sheets {
		for _, written := range s.Names {
			at, ok := places.At[written]
			if !ok {
				continue // told as missing
			}
			name := e.doc.Sheets()[at].Name
			t := TableReport{Document: e.document, Sheet: name, Table: string(s.Part)}
			if s.Kind != "" {
				t.Kinds = []graph.Kind{s.Kind}
			}
			for row, err := range e.doc.Rows(ctx, at) {
				if err != nil {
					return err
				}
				if t.Header == 0 {
					if s.IsHeader(row) {
						t.Header = row.Number
					}
					continue
				}
				if !slices.ContainsFunc(row.Cells, func(c table.Cell) bool { return !blankText(c) }) {
					continue
				}
				if t.First == 0 {
					t.First = row.Number
				}
				t.Last = row.Number
				t.Counts.Read++
				r := e.rows[rowID{name, row.Number}]
				switch {
				case r == nil:
					t.Counts.Unchanged++
				case r.queued:
					t.Counts.Queued++
				case r.applied > 0 && r.fresh != nil:
					t.Counts.Created++
				case r.applied > 0:
					t.Counts.Updated++
				case r.rejected: // bad cells alone reject no row
					t.Counts.Rejected++
				default:
					t.Counts.Unchanged++
				}
				if r != nil && !r.rejected {
					t.Counts.BadCells += r.refused
				}
			}
			e.im.report.Tables = append(e.im.report.Tables, t)
		}
	}
	e.im.report.sum()
	return nil
}

// keyer returns a keyer of the import's own, for what is not resolved by rows.
func (im *run) keyer() *keyer {
	if im.keys == nil {
		im.keys = newKeyer(im.opts.Vocabulary, im.opts.Rules)
	}
	return im.keys
}
