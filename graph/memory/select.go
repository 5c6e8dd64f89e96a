package memory

import (
	"context"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// Select returns the IDs of all nodes of a kind that a filter chooses, in the
// order of the IDs; nil chooses all. It is for who goes through everything: one
// scan of the kind, where pages of [View.List] would each be one. Errors are
// those of List.
func (v *View) Select(ctx context.Context, kind graph.Kind, filter *Filter) ([]graph.SubjectID, error) {
	const op = "memory.Select"
	k, ok := v.decl.kind[kind]
	if !ok {
		return nil, graph.Sayf(graph.CodeInvalid, op, "没有类别 %q；词表列出了全部类别", "there is no kind %q; the vocabulary lists those that there are", kind)
	}
	cond, err := v.compile(k, filter)
	if err != nil {
		return nil, err
	}
	if cond == nil {
		cond = everything{}
	}
	var ids []graph.SubjectID
	for i, p := range v.kindPages[k] {
		if i&63 == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		live := v.live(p)
		var yes, no pageBitset
		cond.page(v, p, &live, &yes, &no)
		for i := range uint32(pageSize) {
			if yes.has(i) {
				ids = append(ids, v.publicID(p<<pageBits|i))
			}
		}
	}
	slices.SortFunc(ids, func(a, b graph.SubjectID) int { return strings.Compare(string(a), string(b)) })
	return ids, nil
}
