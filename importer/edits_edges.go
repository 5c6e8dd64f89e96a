package importer

import (
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/export"
	"github.com/chainatlas/chainatlas/importer/table"
)

// ownOf returns the curator's own subject for a node, judged the same as it in
// this batch (fold.md, 19).
func (e *editing) ownOf(kind graph.Kind, id graph.SubjectID) graph.SubjectID {
	if s, ok := e.own[id]; ok {
		return s
	}
	s := graph.Mint(e.im.opts.Store.Salt(), e.im.source, kind, []graph.KeyValue{{Key: "node", Parts: []graph.Value{graph.Text(string(id))}}}, 0)
	e.own[id] = s
	e.say(&graph.Judge{A: s, B: id, Verdict: graph.Same})
	return s
}

// record returns the curator's record for a node in this batch.
func (e *editing) record(x *export.Edit, node *memory.Node, sheet int) *graph.Record {
	s := e.ownOf(node.Kind, x.Node)
	if e.records[s] == nil {
		e.records[s] = &graph.Record{RecordKey: graph.RecordKey{Subject: s, Table: e.table}, Kind: node.Kind, Sheet: sheet, Row: x.Row}
		e.say(e.records[s])
	}
	return e.records[s]
}

// edgeCell returns the record's cell for edges of a type.
func edgeCell(r *graph.Record, edge string, incoming bool) *graph.EdgeCell {
	for i := range r.Edges {
		if r.Edges[i].Type == edge && r.Edges[i].Incoming == incoming {
			return &r.Edges[i]
		}
	}
	r.Edges = append(r.Edges, graph.EdgeCell{Type: edge, Incoming: incoming})
	slices.SortFunc(r.Edges, func(a, b graph.EdgeCell) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), compareBool(a.Incoming, b.Incoming))
	})
	return edgeCell(r, edge, incoming)
}

// references states the edges to whom a cell names now, and denies those to whom
// it names no more.
func (e *editing) references(x *export.Edit, row *editedRow, node *memory.Node) {
	col := x.Edge.Column
	for _, name := range x.Added {
		decl := e.im.opts.Vocabulary.Kind(col.Other)
		v, problem := e.read(decl.Property(col.By), table.Cell{Kind: table.Text, Text: name})
		if problem != nil {
			e.refuse(x, row, *problem)
			continue
		}
		if v.IsZero() {
			continue
		}
		ref, ok := e.reference(col.Other, col.By, v)
		if !ok {
			e.refuse(x, row, graph.Problem{Code: graph.ProblemMissing, Reason: graph.Label{Zh: "无法识别所指的对象", En: "nothing tells whom it means"},
				Cure: graph.Label{Zh: "请填写完整的名称或有效的代码", En: "enter a whole name or a valid code"}})
			continue
		}
		ref.Attributes = slices.Clone(col.With)
		cell := edgeCell(e.record(x, node, e.sheetNumber(x.Sheet)), x.Edge.Type, x.Edge.Incoming)
		cell.Refs = append(cell.Refs, ref)
		e.accept(x, row, "", name)
	}
	for i, id := range x.Edge.RemovedNodes {
		other := e.now.Node(id)
		if other == nil {
			continue
		}
		from, to := seen(node, x.Node), seen(other, id)
		if x.Edge.Incoming {
			from, to = to, from
		}
		for _, q := range e.qualifiers(x.Edge.Type, x.Node, id, x.Edge.Incoming) {
			d := &graph.DenyEdge{Type: x.Edge.Type, From: from, To: to}
			if q != "" {
				d.Qualifier = []graph.SubjectID{q}
			}
			e.say(d)
		}
		was := ""
		if i < len(x.Removed) {
			was = x.Removed[i]
		}
		e.accept(x, row, was, "")
	}
}

// qualifiers returns the qualifiers of the edges of a type between two nodes; ""
// is none.
func (e *editing) qualifiers(edge string, a, b graph.SubjectID, incoming bool) []graph.SubjectID {
	var out []graph.SubjectID
	found, err := e.now.Neighbours([]graph.SubjectID{a}, memory.NeighbourQuery{Edge: edge, Incoming: incoming, First: memory.MaxPage})
	if err == nil && len(found) == 1 {
		for _, x := range found[0].Edges {
			if other := x.To; incoming && x.From == b || !incoming && other == b {
				out = append(out, x.Qualifier)
			}
		}
	}
	if len(out) == 0 {
		out = append(out, "")
	}
	return out
}

// reference names a thing by one property, as the curator's own subject.
func (e *editing) reference(kind graph.Kind, by string, v graph.Value) (graph.Ref, bool) {
	k := e.im.keyer()
	at := k.kindAt[kind]
	cells := []graph.Cell{{Property: by, Values: []graph.Value{v}}}
	keys := k.keysOf(at, cells, nil, nil)
	ref := graph.Ref{Kind: kind, Keys: cells, Short: len(keys) == 0}
	name := "short"
	if len(keys) > 0 {
		name = k.kinds[at].Keys[keys[0].index].Name
	} else if _, ok := k.shortOf(at, cells); !ok {
		return ref, false
	}
	ref.Subject = graph.Mint(e.im.opts.Store.Salt(), e.im.source, kind, []graph.KeyValue{{Key: name, Parts: []graph.Value{v}}}, 0)
	return ref, true
}

// attribute states an attribute of an edge that stands, as the curator's own
// edge.
func (e *editing) attribute(x *export.Edit, row *editedRow, node *memory.Node) {
	edge := e.im.opts.Vocabulary.Edge(x.Edge.Type)
	decl := edge.Attribute(x.Property)
	other := e.now.Node(x.Edge.To)
	if decl == nil || other == nil {
		e.refuse(x, row, graph.Problem{Code: graph.ProblemUnknown, Reason: graph.Label{Zh: "此关系已不存在", En: "the edge does not stand any more"}, Cure: graph.Label{Zh: "请重新导出", En: "export anew"}})
		return
	}
	v, problem := e.read(decl, x.New)
	if problem == nil && v.IsZero() {
		problem = &graph.Problem{Code: graph.ProblemMissing,
			Reason: graph.Label{Zh: "他人所述的关系属性不能清空", En: "what others say of an edge cannot be cleared"},
			Cure:   graph.Label{Zh: "请填写正确的值，或在参照列中删去该关系", En: "enter the right value, or take the edge out in the column that names it"}}
	}
	if problem != nil {
		e.refuse(x, row, *problem)
		return
	}
	ref := graph.Ref{Subject: e.ownOf(other.Kind, x.Edge.To), Kind: other.Kind,
		Attributes: []graph.Attribute{{Property: x.Property, Period: x.Period, Value: v}}}
	if q := e.now.Node(x.Edge.Qualifier); x.Edge.Qualifier != "" && q != nil {
		ref.Qualifier = e.ownOf(q.Kind, x.Edge.Qualifier)
	}
	rec := e.record(x, node, e.sheetNumber(x.Sheet))
	cell := edgeCell(rec, x.Edge.Type, false)
	for i := range cell.Refs {
		if cell.Refs[i].Subject == ref.Subject && cell.Refs[i].Qualifier == ref.Qualifier {
			cell.Refs[i].Attributes = append(cell.Refs[i].Attributes, ref.Attributes...)
			e.accept(x, row, x.Old, x.New.Text)
			return
		}
	}
	cell.Refs = append(cell.Refs, ref)
	e.accept(x, row, x.Old, x.New.Text)
}
