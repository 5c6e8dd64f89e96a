package schema

import (
	"context"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

// runScheme runs a scheme over what stands, and keeps the run.
func (s *Service) runScheme(ctx context.Context, in *model.RunSchemeInput) (*model.RunSchemePayload, error) {
	actor, err := s.actor(ctx, RightScore)
	if err != nil {
		return nil, err
	}
	if err := checkReason(in.Reason); err != nil {
		return nil, err
	}
	if (in.Scheme == nil) == (in.File == nil) {
		return nil, say(graph.CodeInvalid, "需要 scheme 或 file 之一", "either scheme or file is needed")
	}
	if in.Seed < 0 {
		return nil, say(graph.CodeInvalid, "随机种子不小于 0", "a seed is not negative")
	}
	head, err := s.store.Head(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.after(ctx, head.Revision)
	if err != nil {
		return nil, err
	}
	var scheme *scoring.Scheme
	if in.File != nil {
		if scheme, err = scoring.Parse("scheme.yaml", []byte(*in.File)); err != nil {
			return nil, err
		}
	} else if scheme, err = s.findScheme(ctx, v, *in.Scheme, nil); err != nil {
		return nil, err
	} else if scheme == nil {
		return nil, say(graph.CodeNotFound, "没有评价规范 %.60q", "there is no scheme %.60q", *in.Scheme)
	}
	spec := rating.Spec{Reference: in.Reference, Seed: uint64(in.Seed), Sobol: in.Sobol}
	if in.Segment != nil {
		spec.Cohort.Segment = *in.Segment
	}
	f, err := rating.Draw(ctx, s.store, v, scheme, spec)
	if err != nil {
		return nil, err
	}
	number, at, err := rating.Keep(ctx, s.store, v, f, actor.Name, strings.TrimSpace(in.Reason), s.today())
	if err != nil {
		return nil, err
	}
	s.log.Notify()
	if v, err = s.after(ctx, at); err != nil {
		return nil, err
	}
	e, err := rating.Find(ctx, v, number)
	if err != nil {
		return nil, err
	}
	run, err := s.runModel(ctx, v, &e, f)
	return &model.RunSchemePayload{Number: number, Revision: at, Run: run}, err
}

func checkReason(reason string) error {
	switch {
	case strings.TrimSpace(reason) == "":
		return say(graph.CodeInvalid, "请写明理由", "say why: the reason is empty")
	case len(reason) > rating.MaxReply:
		return say(graph.CodeLimit, "理由最多 %d 字节", "a reason has at most %d bytes", rating.MaxReply)
	}
	return nil
}

// rights says who may take a step.
var rights = map[model.ReleaseAct]Right{
	model.ReleaseActSubmit: RightScore, model.ReleaseActReply: RightReply, model.ReleaseActReview: RightReview,
	model.ReleaseActPublish: RightPublish, model.ReleaseActCorrect: RightPublish, model.ReleaseActWithdraw: RightPublish, model.ReleaseActExpire: RightPublish,
}

// stepRelease takes a step with a release. Two who step at once do it one after the
// other, each seeing what the other has done.
func (s *Service) stepRelease(ctx context.Context, in *model.StepReleaseInput) (*model.StepReleasePayload, error) {
	actor, err := s.actor(ctx, rights[in.Act])
	if err != nil {
		return nil, err
	}
	if err := checkReason(in.Reason); err != nil {
		return nil, err
	}
	unlock, err := s.keyed.lock(ctx, "release:"+in.Number)
	if err != nil {
		return nil, err
	}
	defer unlock()
	head, err := s.store.Head(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.after(ctx, head.Revision)
	if err != nil {
		return nil, err
	}
	e, err := rating.Find(ctx, v, in.Number)
	if err != nil {
		return nil, err
	}
	x := rating.Stepped{Step: rating.Step{Act: rating.Act(strings.ToLower(string(in.Act))), Actor: actor.Name, At: s.now(), Reason: in.Reason}, Vendor: string(actor.Enterprise)}
	if in.Unit != nil {
		x.Unit = string(*in.Unit)
	}
	if in.Run != nil {
		x.Run = *in.Run
	}
	if a := in.About; a != nil {
		x.About = &rating.About{Environment: a.Environment, Sample: a.Sample, Tester: a.Tester, Funding: a.Funding, Conflict: a.Conflict}
		if a.PeriodFrom != nil {
			x.About.PeriodFrom = *a.PeriodFrom
		}
		if a.PeriodTo != nil {
			x.About.PeriodTo = *a.PeriodTo
		}
	}
	_, at, err := rating.Take(ctx, s.store, v, e, x)
	if err != nil {
		return nil, err
	}
	s.log.Notify()
	if v, err = s.after(ctx, at); err != nil {
		return nil, err
	}
	release, err := s.ratingRelease(ctx, v, in.Number)
	return &model.StepReleasePayload{Revision: at, Release: release}, err
}

// ratingRelease answers the release of a run.
func (s *Service) ratingRelease(ctx context.Context, v *memory.View, number string) (*model.RatingRelease, error) {
	e, f, err := s.keptRun(ctx, v, number)
	if err != nil || f == nil {
		return nil, err
	}
	r, data, err := rating.OpenRelease(ctx, s.store, v, e)
	if err != nil {
		return nil, err
	}
	m := &model.RatingRelease{
		Number: r.Number, Edition: r.Edition, Status: string(r.Status), Run: r.Run, Scheme: r.Scheme.ID, Title: &r.Scheme.Title, SchemeEdition: r.Scheme.Edition, SchemeHash: r.Scheme.Hash, Reference: r.Reference,
		RunHash: r.RunHash, DataRevision: r.Data.Revision, Seed: strconv.FormatUint(r.Seed, 10), Previous: r.Previous, Editions: editionsOf(v, e),
		PeriodFrom: dateOrNil(r.About.PeriodFrom), PeriodTo: dateOrNil(r.About.PeriodTo), Environment: r.About.Environment, Sample: r.About.Sample, Tester: r.About.Tester,
		Funding: r.About.Funding, Conflict: r.About.Conflict, ReviewDays: r.ReviewDays, Published: dateOrNil(r.Published), Revised: dateOrNil(r.Revised), ValidTo: dateOrNil(r.ValidTo),
		Ratings: []*model.ReleasedRating{}, Replies: []*model.VendorReply{}, Steps: []*model.ReleaseStep{}, Changes: changeModels(ctx, v, r.Changes, f.Run.Result), Hash: r.Hash, File: string(data),
	}
	if !r.ReviewUntil.IsZero() {
		m.ReviewUntil = &r.ReviewUntil
	}
	for i := range r.Results {
		x := &r.Results[i]
		y := &model.ReleasedRating{
			Unit: graph.SubjectID(x.Unit), Name: calledIn(ctx, v, graph.SubjectID(x.Unit), x.Name), Version: x.Version, Maker: calledIn(ctx, v, graph.SubjectID(x.Vendor), x.Maker), Status: string(x.Status), Score: floatOf(x.Score), Low: floatOf(x.Low), High: floatOf(x.High),
			RankLow: floatOf(x.RankLow), RankHigh: floatOf(x.RankHigh), Grade: x.Grade, Ungraded: x.Ungraded, Coverage: x.Coverage, Withheld: x.Withheld, Reason: x.Reason,
		}
		y.GradeShare, y.GradeSure, y.Grades = gradeModel(x.Grade, x.Grades)
		if x.Vendor != "" {
			id := graph.SubjectID(x.Vendor)
			y.Vendor = &id
		}
		m.Ratings = append(m.Ratings, y)
	}
	for _, x := range r.Replies {
		m.Replies = append(m.Replies, &model.VendorReply{Unit: graph.SubjectID(x.Unit), Actor: x.Actor, At: x.At, Text: x.Text})
	}
	for _, x := range r.Steps {
		y := &model.ReleaseStep{Act: string(x.Act), Actor: x.Actor, At: x.At, Reason: x.Reason}
		if x.Unit != "" {
			id := graph.SubjectID(x.Unit)
			y.Unit = &id
		}
		m.Steps = append(m.Steps, y)
	}
	return m, nil
}

// maxEditions is how many editions of a release are told.
const maxEditions = 100

// editionsOf tells the editions of a release: each step says of the run the hash of
// the file that it made.
func editionsOf(v *memory.View, e rating.Entry) []*model.ReleaseEdition {
	out := []*model.ReleaseEdition{}
	said, total, err := v.History(e.Subject, rating.PropRelease, "", maxEditions)
	if err != nil {
		return out // a run that is a draft
	}
	for i := range said {
		out = append(out, &model.ReleaseEdition{Edition: total - i, Revision: said[i].Made, File: said[i].Value.Text})
	}
	return out
}
