package importer

import (
	"cmp"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/export"
	"github.com/chainatlas/chainatlas/importer/table"
)

// addRows states the rows that somebody added as nodes of the curator's own, met
// by their keys if the curator knows them (fold.md, 4).
func (e *editing) addRows() error {
	var drafts []draft
	var of []*newRow
	for _, n := range e.fresh {
		row := e.rows[n.rowID]
		if n.kind == "" {
			row.rejected = true
			e.refuse(&n.edits[0], row, graph.Problem{Code: graph.ProblemUnknown,
				Reason: graph.Label{Zh: "关系工作表不能新增行", En: "rows cannot be added on a sheet of edges"},
				Cure:   graph.Label{Zh: "请在节点工作表的参照列中填写，或用普通表格导入", En: "name the other end in the column for it on the node's own sheet, or import an ordinary table"}})
			continue
		}
		d := draft{Record: graph.Record{RecordKey: graph.RecordKey{Table: e.table, Period: n.period}, Kind: n.kind, Sheet: e.sheetNumber(n.sheet), Row: n.row}}
		for i := range n.edits {
			e.newCell(&n.edits[i], row, &d)
		}
		slices.SortFunc(d.Cells, func(a, b graph.Cell) int { return cmp.Compare(a.Property, b.Property) })
		slices.SortFunc(d.Edges, func(a, b graph.EdgeCell) int {
			return cmp.Or(cmp.Compare(a.Type, b.Type), compareBool(a.Incoming, b.Incoming))
		})
		c := &converter{voc: e.im.opts.Vocabulary, keyer: e.im.keyer()}
		if !c.keyed(&recordPlan{kind: e.im.opts.Vocabulary.Kind(n.kind)}, &d) {
			row.rejected, row.applied = true, 0
			for _, p := range e.im.opts.Vocabulary.CheckRecord(&d.Record) {
				if p.Code == graph.ProblemMissing {
					e.refuse(&n.edits[0], row, p)
					break
				}
			}
			continue
		}
		drafts, of = append(drafts, d), append(of, n)
	}
	if len(drafts) == 0 {
		return nil
	}
	salt := e.im.opts.Store.Salt()
	r := newResolver(e.im.keyer(), e.now.Known(e.im.source), func() mint { return graph.NewMinter(salt, e.im.source).Mint })
	r.row = func(i int) *draft { return &drafts[i] }
	for i := range drafts {
		p := r.prepare(&drafts[i], &arena{})
		r.add(&p)
	}
	r.resolve()
	for i := range drafts {
		r.place(i, &drafts[i])
		e.say(&drafts[i].Record)
		if h := drafts[i].Held; h != nil {
			e.rows[of[i].rowID].queued = true
			e.im.report.Queued = append(e.im.report.Queued, QueuedRow{Document: e.document, Sheet: of[i].sheet, Row: of[i].row,
				Subject: drafts[i].Subject, Reason: h.Reason, Keys: h.Keys, May: h.Candidates})
		}
	}
	e.im.cureQueued()
	return nil
}

// newCell reads one cell of a row that was added.
func (e *editing) newCell(x *export.Edit, row *editedRow, d *draft) {
	if x.Edge != nil && x.Edge.Column != nil {
		col := x.Edge.Column
		for _, name := range append(slices.Clone(x.Added), pieceOf(x)...) {
			v, problem := e.read(e.im.opts.Vocabulary.Kind(col.Other).Property(col.By), table.Cell{Kind: table.Text, Text: name})
			if problem != nil {
				e.refuse(x, row, *problem)
				continue
			}
			if v.IsZero() {
				continue
			}
			at := slices.IndexFunc(d.Edges, func(c graph.EdgeCell) bool { return c.Type == x.Edge.Type && c.Incoming == x.Edge.Incoming })
			if at < 0 {
				at = len(d.Edges)
				d.Edges = append(d.Edges, graph.EdgeCell{Type: x.Edge.Type, Incoming: x.Edge.Incoming})
			}
			d.Edges[at].Refs = append(d.Edges[at].Refs, graph.Ref{Kind: col.Other, Attributes: slices.Clone(col.With),
				Keys: []graph.Cell{{Property: col.By, Values: []graph.Value{v}}}})
		}
		e.accept(x, row, "", x.New.Text)
		return
	}
	decl := e.im.opts.Vocabulary.Kind(x.Kind).Property(x.Property)
	if decl == nil {
		return
	}
	out := graph.Cell{Property: x.Property}
	texts := []table.Cell{x.New}
	if x.Set {
		texts = nil
		for _, t := range x.Added {
			texts = append(texts, table.Cell{Kind: table.Text, Text: t})
		}
	}
	for _, c := range texts {
		v, problem := e.read(decl, c)
		if problem != nil {
			e.refuse(x, row, *problem)
			continue
		}
		if !v.IsZero() {
			out.Values = append(out.Values, v)
		}
	}
	if len(out.Values) > 0 {
		d.Cells = append(d.Cells, out)
		e.accept(x, row, "", x.New.Text)
	}
}

// pieceOf returns the whole text of a reference cell of which no pieces are told.
func pieceOf(x *export.Edit) []string {
	if len(x.Added) == 0 && strings.TrimSpace(x.New.Text) != "" {
		return []string{x.New.Text}
	}
	return nil
}
