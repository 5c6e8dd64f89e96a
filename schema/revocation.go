package schema

import (
	"cmp"
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// maxSleeping bounds the decisions that a revocation lists.
const maxSleeping = 100

// revocable returns a batch that may be taken back, or why it may not.
func (s *Service) revocable(v *memory.View, r graph.Revision) (*model.Batch, error) {
	b := s.batch(v, r)
	switch {
	case b == nil:
		return nil, say(graph.CodeNotFound, "没有第 %d 号批次", "there is no batch %d", r)
	case b.By != 0:
		return nil, say(graph.CodeInvalid, "第 %d 号批次已被第 %d 号撤销", "batch %d was taken back already by %d", r, b.By)
	case b.Header.Kind.Final():
		return nil, say(graph.CodeInvalid, "第 %d 号批次不可撤销", "batch %d can never be taken back", r)
	}
	return b, nil
}

// revocation tells what taking a batch back would change in what stands now: not what
// the batch once brought, for others may have said the same since, or built on it.
func (s *Service) revocation(ctx context.Context, batch graph.Revision, minRevision *graph.Revision) (*model.Revocation, error) {
	if _, err := s.actor(ctx, RightRevoke); err != nil {
		return nil, err
	}
	v, err := s.at(ctx, nil, minRevision)
	if err != nil {
		return nil, err
	}
	b, err := s.revocable(v, batch)
	if err != nil {
		return nil, err
	}
	return s.revoking.get(ctx, span{v, batch}, func() (*model.Revocation, error) {
		all, err := importer.SupposeRevoked(ctx, v, b.Header)
		if err != nil {
			return nil, err
		}
		c, err := s.countChanged(ctx, all, false)
		if err != nil {
			return nil, err
		}
		sleeping := all.Slept()
		out := &model.Revocation{Batch: batch, Kinds: c.kinds, Edges: c.edges, SleepingCount: len(sleeping), Sleeping: []*model.SleepingDecision{}}
		if out.Kinds == nil {
			out.Kinds = []*model.KindChanges{}
		}
		for i := range sleeping[:min(len(sleeping), maxSleeping)] {
			out.Sleeping = append(out.Sleeping, s.sleepingOf(v, &sleeping[i]))
		}
		return out, nil
	})
}

// sleepingOf tells a decision in the words of people.
func (s *Service) sleepingOf(v *memory.View, d *memory.Decision) *model.SleepingDecision {
	out := &model.SleepingDecision{Batch: s.batch(v, d.Batch), Node: model.Wrap(v, d.About), Period: d.Period}
	name := func(id graph.SubjectID) string {
		called := ""
		if d.What == memory.Judgement {
			if x := v.Subject(id); x != nil {
				called = x.Name() // both may be one node by it
			}
		}
		return cmp.Or(called, v.Name(id), string(id))
	}
	out.Label = name(d.About)
	if d.Other != "" {
		other := name(d.Other)
		out.Other = &other
	}
	switch d.What {
	case memory.Judgement:
		if out.What = model.DecisionKindDifferent; d.Verdict == graph.Same {
			out.What = model.DecisionKindSame
		}
		return out
	case memory.EdgeDenied:
		out.What = model.DecisionKindEdgeDenial
		if e := s.vocabulary.Edge(d.Property); e != nil {
			out.Property = &e.Label
		}
		return out
	case memory.Pinned:
		out.What = model.DecisionKindPin
	default:
		out.What = model.DecisionKindDenial
	}
	out.Property = &model.Label{Zh: d.Property, En: d.Property}
	node := v.Node(d.About)
	if node == nil {
		return out
	}
	if p := s.vocabulary.Kind(node.Kind).Property(d.Property); p != nil {
		out.Property = &p.Label
		if text := d.Value.String(); text != "" && !d.Value.IsZero() && !p.Personal {
			out.Value = &text
		}
	}
	return out
}
