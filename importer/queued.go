package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// RowPlace is a row of a document that is imported.
type RowPlace struct {
	Document string `json:"document"`
	Sheet    string `json:"sheet,omitempty"`
	Row      int    `json:"row"`
}

// from names the row in words for who looks at another: with its document and its
// sheet only where they differ.
func (p RowPlace) from(o RowPlace) (zh, en string) {
	place := ""
	if p.Document != o.Document {
		place = p.Document + "!"
	}
	if p.Document != o.Document || p.Sheet != o.Sheet {
		place = strings.TrimSuffix(place+p.Sheet, "!") + " "
	}
	return fmt.Sprintf("%s第 %d 行", place, p.Row), fmt.Sprintf("%srow %d", place, p.Row)
}

// maxWith bounds how many rows are listed that a queued row contradicts.
const maxWith = 5

// cureQueued tells for each queued row which others it contradicts, and what a
// person may do: a code that is there already need not be added.
func (im *run) cureQueued() {
	sharing := map[string][]int{} // by key, the first rows that have it
	keys := func(q *QueuedRow) (all []string) {
		for _, k := range q.Keys {
			text := k.Key
			for i := range k.Parts {
				text += "\x00" + k.Parts[i].Canonical()
			}
			all = append(all, text)
		}
		return all
	}
	list := im.report.Queued
	for i := range list {
		if q := &list[i]; q.Reason == heldCompete && !q.Reference {
			for _, k := range keys(q) {
				if len(sharing[k]) <= maxWith {
					sharing[k] = append(sharing[k], i)
				}
			}
		}
	}
	for i := range list {
		q := &list[i]
		q.With = nil
		if q.Reason == heldCompete && !q.Reference {
			for _, k := range keys(q) {
				for _, j := range sharing[k] {
					at := RowPlace{list[j].Document, list[j].Sheet, list[j].Row}
					if (at != RowPlace{q.Document, q.Sheet, q.Row}) && len(q.With) < maxWith && !slices.Contains(q.With, at) {
						q.With = append(q.With, at)
					}
				}
			}
		}
		q.Cure = q.cure()
	}
}

func (q *QueuedRow) cure() graph.Label {
	switch {
	case q.Reason == heldCompete && len(q.With) > 0:
		var zh, en []string
		for _, w := range q.With {
			z, e := w.from(RowPlace{q.Document, q.Sheet, q.Row})
			zh, en = append(zh, z), append(en, e)
		}
		return graph.Label{
			Zh: "它与" + strings.Join(zh, "、") + "的某个代码或名称相同，其他代码却不同；请改正有误的一行，再导入",
			En: "it has a code or the name in common with " + strings.Join(en, ", ") + ", and other codes differ; correct the row that is wrong, and import again"}
	case q.Reason == heldCompete, q.Reason == heldClash:
		return graph.Label{
			Zh: "它的某个代码或名称与他者相同，其他代码却不同；请核对并改正有误的代码，再导入",
			En: "it has a code or the name in common with another, and other codes differ; check the codes, correct the wrong one, and import again"}
	default:
		return graph.Label{
			Zh: "请补上能分辨的代码（如统一社会信用代码），再导入",
			En: "add a code that tells them apart (such as the credit code), and import again"}
	}
}

// Why says in words why a row waits.
func (q *QueuedRow) Why() graph.Label {
	why := graph.Label{Zh: q.Reason, En: q.Reason}
	switch q.Reason {
	case heldClash:
		why = graph.Label{Zh: "与已有对象冲突", En: "contradicts what is there"}
	case heldCompete:
		why = graph.Label{Zh: "同批各行互相矛盾", En: "rows contradict each other"}
	case heldSeveral:
		why = graph.Label{Zh: "符合多个对象", En: "fits several"}
	}
	if q.Reference {
		why.Zh, why.En = "此行所指的对象："+why.Zh, "whom the row refers to: "+why.En
	}
	return why
}
