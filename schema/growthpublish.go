package schema

import (
	"context"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/scoring/growth/register"
)

// today is the day of the clock that the service was given, in UTC.
func (s *Service) today() graph.Date {
	y, m, d := s.now().UTC().Date()
	return graph.Date{Year: int16(y), Month: uint8(m), Day: uint8(d)}
}

// publishList draws an edition up and publishes it.
func (s *Service) publishList(ctx context.Context, in *model.PublishListInput) (*model.BatchPayload, error) {
	actor, err := s.actor(ctx, RightPublish)
	if err != nil {
		return nil, err
	}
	number := in.Run.ReferenceDate.String()
	if in.Number != nil {
		number = strings.TrimSpace(*in.Number)
	}
	switch {
	case len(in.Run.WhatIf) > 0:
		return nil, say(graph.CodeInvalid, "试换门槛的结果不发布：请把门槛写进自己的规则", "what whatIf gives is not published: write the line into a rule of your own")
	case number == "" || len(number) > maxNumber:
		return nil, say(graph.CodeInvalid, "期次为 1 至 %d 字节", "the number of an edition has 1 to %d bytes", maxNumber)
	}
	l, o, err := s.growthOptions(ctx, s.log.View(), in.Run)
	if err != nil {
		return nil, err
	}
	o.Number = number
	if in.Corrects != nil {
		o.Corrects, o.Reason = *in.Corrects, strings.TrimSpace(in.Reason)
	}
	about := register.Subject(s.store, l.Code, number)
	return s.do(ctx, act{right: RightPublish, kind: graph.BatchPublish, reason: in.Reason, clientKey: in.ClientKey, about: about,
		same: func(x graph.Assertion) bool { return isIssue(x, about, true) },
		make: func(v *memory.View, h *graph.Header) ([]graph.Assertion, error) {
			of := v
			if in.Revision != nil {
				var err error
				if of, err = s.log.At(ctx, *in.Revision); err != nil {
					return nil, err
				}
			}
			e, err := s.desk.Run(ctx, of, l, o)
			if err != nil {
				return nil, err
			}
			if in.Seen != nil && *in.Seen != e.Results {
				return nil, say(graph.CodeConflict, "结果已变：现在的散列是 %s，请重新查看", "the results are others now, of the hash %s: look again", e.Results)
			}
			if err := register.Shelf.Declare(ctx, s.store, v, actor.Name); err != nil {
				return nil, err
			}
			v, err = s.headView(ctx)
			if err != nil {
				return nil, err
			}
			h.Base = v.Revision()
			return register.Publish(ctx, s.store, v, h, e, e.Seal(), s.today())
		}})
}

// headView returns the View of the store's head.
func (s *Service) headView(ctx context.Context) (*memory.View, error) {
	head, err := s.store.Head(ctx)
	if err != nil {
		return nil, err
	}
	s.log.Notify()
	return s.after(ctx, head.Revision)
}

// withdrawList takes an edition out of circulation.
func (s *Service) withdrawList(ctx context.Context, in *model.WithdrawListInput) (*model.BatchPayload, error) {
	about := register.Subject(s.store, in.Edition.List, in.Edition.Number)
	return s.do(ctx, act{right: RightPublish, kind: graph.BatchPublish, reason: in.Reason, clientKey: in.ClientKey, about: about,
		same: func(x graph.Assertion) bool { return isIssue(x, about, false) },
		make: func(v *memory.View, h *graph.Header) ([]graph.Assertion, error) {
			e, err := register.Find(ctx, v, in.Edition.List, in.Edition.Number)
			if err != nil {
				return nil, err
			}
			return register.Withdraw(ctx, s.store, h, e, strings.TrimSpace(in.Reason), s.today())
		}})
}

// isIssue reports whether an assertion is the record of an edition: that which
// published it, with its members, or one of what became of it.
func isIssue(x graph.Assertion, of graph.SubjectID, published bool) bool {
	r, ok := x.(*graph.Record)
	return ok && r.Subject == of && len(r.Edges) > 0 == published
}
