package schema

import (
	"cmp"
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// maxExamined bounds how many nodes are looked at for conflicts.
const maxExamined = 20_000

// quality is what was worked out of a View: of others it is asked for again and
// again, and never changes.
type quality struct {
	kinds     []*model.KindQuality
	conflicts *model.ConflictList // the first memory.MaxPage of them
}

// qualityOf answers how good the data of a View are. Who asks for questions only
// does not wait for the counts of all nodes.
func (s *Service) qualityOf(ctx context.Context, v *memory.View) (*model.Quality, error) {
	counted := func() (*quality, error) {
		return s.qualities.get(ctx, v, func() (*quality, error) { return newQuality(ctx, v) })
	}
	return &model.Quality{
		Sources: s.freshness(v), Queued: v.Stats().Queued,
		FindKinds: func() ([]*model.KindQuality, error) {
			known, err := counted()
			if err != nil {
				return nil, err
			}
			return known.kinds, nil
		},
		FindConflicts: func(first int) (*model.ConflictList, error) {
			if err := model.CheckFirst(first, memory.MaxPage); err != nil {
				return nil, err
			}
			known, err := counted()
			if err != nil {
				return nil, err
			}
			out := *known.conflicts
			out.Conflicts = out.Conflicts[:min(first, len(out.Conflicts))]
			return &out, nil
		},
		FindDuplicates: func(first int) (*model.DuplicateList, error) { return duplicates(v, first) },
		FindUnread:     func(first int) (*model.UnreadCellList, error) { return unread(ctx, v, first) },
		FindQuestions: func(first, offset int, what *model.QuestionKind, batch *graph.Revision) (*model.QuestionList, error) {
			return s.questionsOf(ctx, v, first, offset, what, batch)
		},
		FindSubjects: func(ids []graph.SubjectID) ([]*model.QuestionSide, error) { return subjectsOf(v, ids, s.rules) },
		FindQuestion: func(id graph.SubjectID) (*model.Question, error) { return s.questionOf(ctx, v, id) },
	}, nil
}

func newQuality(ctx context.Context, v *memory.View) (*quality, error) {
	q := &quality{kinds: []*model.KindQuality{}, conflicts: &model.ConflictList{Conflicts: []*model.Conflict{}}}
	stats := v.Stats()
	kinds := v.Vocabulary().Kinds
	for i := range kinds {
		k := &kinds[i]
		total := stats.Nodes[k.Kind]
		if total == 0 {
			continue
		}
		described := total - stats.Referred[k.Kind]
		shown, err := shownOf(ctx, v, k.Kind, total, described)
		if err != nil {
			return nil, err
		}
		of := &model.KindQuality{Kind: k.Kind, Label: &k.Plural, Total: shown[0], Described: shown[1], Properties: []*model.PropertyQuality{}}
		q.kinds = append(q.kinds, of)
		if err := completeness(ctx, v, k, of); err != nil {
			return nil, err
		}
		if err := q.examine(ctx, v, k.Kind, described); err != nil {
			return nil, err
		}
	}
	return q, nil
}

// shownOf returns how many nodes of a kind lists have, and how many of them are
// described: of enterprises without what stands for all of a country.
func shownOf(ctx context.Context, v *memory.View, kind graph.Kind, total, described int) ([2]int, error) {
	if kind != graph.KindEnterprise {
		return [2]int{total, described}, nil
	}
	for filter, n := range map[*memory.Filter]*int{{Country: new(true)}: &total, {All: []memory.Filter{{Country: new(true)}, {Referred: new(false)}}}: &described} {
		page, err := v.List(ctx, memory.ListQuery{Kind: kind, First: 1, Filter: filter})
		if err != nil {
			return [2]int{}, err
		}
		*n -= page.Total
	}
	return [2]int{total, described}, nil
}

// completeness counts of how many described nodes each property is known that the
// map filters or sums by.
func completeness(ctx context.Context, v *memory.View, k *graph.KindDecl, of *model.KindQuality) error {
	yes, no := true, false
	for i := range k.Properties {
		p := &k.Properties[i]
		if p.Personal || !p.Filter && !p.Sum {
			continue
		}
		known := memory.Filter{All: []memory.Filter{{Referred: &no}, {Property: p.Name, Known: &yes}}}
		if k.Kind == graph.KindEnterprise {
			known.All = append(known.All, memory.Filter{Country: &no})
		}
		page, err := v.List(ctx, memory.ListQuery{Kind: k.Kind, First: 1, Filter: &known})
		if err != nil {
			return err
		}
		of.Properties = append(of.Properties, &model.PropertyQuality{Name: p.Name, Label: &p.Label, Known: page.Total})
	}
	return nil
}

// examine looks for conflicts in the described nodes of a kind, as far as the bound
// allows.
func (q *quality) examine(ctx context.Context, v *memory.View, kind graph.Kind, described int) error {
	left := maxExamined - q.conflicts.Examined
	if described > left {
		q.conflicts.Bounded = true
	}
	no := false
	for after := ""; left > 0; {
		page, err := v.List(ctx, memory.ListQuery{Kind: kind, Filter: &memory.Filter{Referred: &no}, First: min(left, memory.MaxPage), After: after})
		if err != nil {
			return err
		}
		for _, n := range v.Nodes(page.IDs...) {
			q.conflictsOf(v, n)
		}
		q.conflicts.Examined += len(page.IDs)
		left -= len(page.IDs)
		if !page.HasMore || len(page.IDs) == 0 {
			return nil
		}
		after = page.Cursors[len(page.Cursors)-1]
	}
	return nil
}

func (q *quality) conflictsOf(v *memory.View, n *memory.Node) {
	decl := v.Vocabulary().Kind(n.Kind)
	var node model.Entity
	for i, p := range n.Properties {
		if d := decl.Property(p.Name); p.Set || len(p.Disagreeing()) == 0 || d != nil && d.Personal {
			continue
		}
		if q.conflicts.Total++; len(q.conflicts.Conflicts) >= memory.MaxPage {
			continue
		}
		if node == nil {
			node = model.Wrap(v, n.ID)
		}
		q.conflicts.Conflicts = append(q.conflicts.Conflicts, &model.Conflict{Node: node, Property: model.PropertyOf(v, n, i)})
	}
}

// freshness tells of each source that has batches that stand when it last spoke. What
// is published here is drawn from what sources said, and makes nothing newer.
func (s *Service) freshness(v *memory.View) []*model.SourceQuality {
	standing := s.ledger.upTo(v.Revision())
	by := map[graph.SourceID]*model.SourceQuality{}
	out := []*model.SourceQuality{}
	for _, h := range standing.headers {
		if h.Source == "" || h.Kind == graph.BatchDeclare || h.Kind == graph.BatchRevoke || h.Kind == graph.BatchRedact || h.Kind == graph.BatchPublish || standing.by[h.Revision] != 0 {
			continue
		}
		q := by[h.Source]
		if q == nil {
			q = &model.SourceQuality{Source: model.NewSource(v, h.Source)}
			by[h.Source] = q
			out = append(out, q)
		}
		q.Batches++
		q.Revision, q.Recorded = h.Revision, h.Recorded
		if day := h.DataDate; !day.IsZero() && (q.DataDate == nil || q.DataDate.Compare(day) < 0) {
			q.DataDate = &day
		}
	}
	slices.SortStableFunc(out, func(a, b *model.SourceQuality) int { return cmp.Compare(b.Revision, a.Revision) })
	return out
}

// duplicates returns the pairs of nodes that share a key and were not held to be
// one.
func duplicates(v *memory.View, first int) (*model.DuplicateList, error) {
	if err := model.CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	out := &model.DuplicateList{Total: v.Stats().Questions, Pairs: []*model.Duplicate{}}
	for q := range v.Questions() {
		if len(out.Pairs) == first {
			break
		}
		a, b := model.Wrap(v, q.A), model.Wrap(v, q.B)
		if a == nil || b == nil {
			continue
		}
		out.Pairs = append(out.Pairs, &model.Duplicate{A: a, B: b, Key: q.Key, Reason: q.Why})
	}
	return out, nil
}

// unread returns the cells that could not be read.
func unread(ctx context.Context, v *memory.View, first int) (*model.UnreadCellList, error) {
	label := func(c memory.BadCell) (*model.Label, bool) {
		if n := v.Node(c.Subject); n != nil {
			if p := v.Vocabulary().Kind(n.Kind).Property(c.Property); p != nil {
				return &p.Label, !p.Personal
			}
		}
		// Of a row that waits, nobody says yet what it is of.
		return &model.Label{Zh: c.Property, En: c.Property}, !somewherePersonal(v.Vocabulary(), c.Property)
	}
	if err := model.CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	out, examined := &model.UnreadCellList{Cells: []*model.UnreadCell{}}, 0
	for c := range v.BadCells() {
		if examined++; examined > maxExamined {
			break
		}
		name, public := label(c)
		if !public {
			continue
		}
		if out.Total++; out.Total <= first {
			text, why := model.ShownText(c.Text, model.ShowsPersonal(ctx))
			out.Cells = append(out.Cells, &model.UnreadCell{Node: model.Wrap(v, c.Subject), Label: name, Value: text, Withheld: why, Place: model.PlaceOf(&c.Place)})
		}
	}
	return out, nil
}
