package schema

import (
	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// doubtKinds are the kinds of doubts, as the schema names them.
var doubtKinds = map[importer.DoubtKind]model.QuestionKind{
	importer.DoubtRow: model.QuestionKindRow, importer.DoubtReference: model.QuestionKindReference, importer.DoubtNodes: model.QuestionKindNodes,
}

// identityOf tells whom the rows of a preview would be about, in the words in which
// questions of identity are told; nil of a report that does not know it.
func identityOf(voc *graph.Vocabulary, x *importer.Identity) *model.ImportIdentity {
	if x == nil {
		return nil
	}
	out := &model.ImportIdentity{Read: x.Read, Joined: x.Joined, New: x.New, Asked: x.Asked, Queued: x.Queued, Rejected: x.Rejected,
		Questions: x.Questions, MoreDoubts: x.More, Joins: []*model.ImportJoin{}, Doubts: []*model.ImportDoubt{}}
	for _, j := range x.Joins {
		join := &model.ImportJoin{Kind: j.Kind, Own: j.Own, Rows: j.Rows}
		if j.Key != "" {
			join.Key = keyLabel(voc, voc.Kind(j.Kind), j.Key, nil)
		}
		out.Joins = append(out.Joins, join)
	}
	for i := range x.Doubts {
		d := &x.Doubts[i]
		kind := voc.Kind(d.Kind)
		doubt := &model.ImportDoubt{What: doubtKinds[d.What], Document: d.Document, Sheet: d.Sheet, Row: d.Row, Column: d.Column, Header: d.Header, Rows: d.Rows,
			Kind: d.Kind, Label: d.Name, Why: whyAsked(kind, d.Why), MoreResembles: d.More, Keys: []*model.Label{}, Resembles: []*model.ImportResembled{}}
		for _, k := range d.Keys {
			doubt.Keys = append(doubt.Keys, keyLabel(voc, kind, k.Key, k.Parts))
		}
		if d.Key != "" {
			doubt.Keys = append(doubt.Keys, keyLabel(voc, kind, d.Key, nil))
		}
		for j := range d.Resembles {
			o := &d.Resembles[j]
			r := &model.ImportResembled{Label: o.Name, Document: o.Document, Sheet: o.Sheet, Row: o.Row}
			if o.ID != "" {
				r.ID = &o.ID
			}
			doubt.Resembles = append(doubt.Resembles, r)
		}
		out.Doubts = append(out.Doubts, doubt)
	}
	return out
}
