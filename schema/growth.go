package schema

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/schema/internal/relay"
	"github.com/chainatlas/chainatlas/scoring/growth"
	"github.com/chainatlas/chainatlas/scoring/growth/gather"
	"github.com/chainatlas/chainatlas/scoring/growth/register"
)

// MaxBrokenDown is of how many of those that are neither in nor at the border a list's
// workbook has each criterion: the files keep to it, and brokenDown tells it to pages.
const MaxBrokenDown = model.MaxBrokenDown

// Bounds of what is drawn up.
const (
	maxTried   = 20
	maxBrought = 1000
	maxNumber  = 64 // bytes of an edition's number
	maxGroups  = 1000
)

// found is a list with the editions of it that were published.
type found struct {
	list     *growth.List
	shipped  bool
	editions []register.Entry
}

// lists returns the lists that are shipped, and those of published editions, by
// code.
func (s *Service) lists(ctx context.Context, v *memory.View) ([]found, error) {
	entries, err := register.Entries(ctx, v, "")
	if err != nil {
		return nil, err
	}
	var all []found
	for _, l := range growth.Shipped() {
		all = append(all, found{list: l, shipped: true})
	}
	for _, e := range entries {
		i := slices.IndexFunc(all, func(f found) bool { return f.list.Code == e.List })
		if i < 0 {
			edition, err := s.desk.Edition(ctx, e.File.Hash) // the newest comes first
			if err != nil {
				return nil, err
			}
			i = len(all)
			all = append(all, found{list: edition.List})
		}
		all[i].editions = append(all[i].editions, e)
	}
	slices.SortFunc(all, func(a, b found) int { return strings.Compare(a.list.Code, b.list.Code) })
	return all, nil
}

// rule returns the list that a run asks for.
func (s *Service) rule(ctx context.Context, v *memory.View, in *model.GrowthRunInput) (*growth.List, error) {
	switch {
	case (in.List == nil) == (in.Rule == nil):
		return nil, say(graph.CodeInvalid, "需要 list 或 rule 之一", "either list or rule is needed")
	case in.Rule != nil:
		return growth.Parse("rule", []byte(*in.Rule))
	}
	all, err := s.lists(ctx, v)
	if err != nil {
		return nil, err
	}
	var family []*growth.List
	for _, f := range all {
		switch {
		case f.list.Code == *in.List:
			return f.list, nil
		case f.list.Family == *in.List && f.shipped:
			family = append(family, f.list)
		}
	}
	if family == nil {
		return nil, say(graph.CodeNotFound, "没有榜单 %.60q", "there is no list %.60q", *in.List)
	}
	l, err := growth.Choose(family, *in.List, in.ReferenceDate, in.Renewal)
	if err != nil {
		return nil, say(graph.CodeOf(err), "%[1]s 没有唯一适用于 %[2]s 的规则：请指明其一", "no single list of %[1]s is for applications of %[2]s: name one of them", *in.List, in.ReferenceDate.String())
	}
	return l, nil
}

// growthOptions reads what a run asks for besides its list, and returns the list with the
// lines to try.
func (s *Service) growthOptions(ctx context.Context, v *memory.View, in *model.GrowthRunInput) (*growth.List, growth.Options, error) {
	var o growth.Options
	l, err := s.rule(ctx, v, in)
	if err != nil {
		return nil, o, err
	}
	switch {
	case in.ReferenceDate.Day == 0:
		return nil, o, say(graph.CodeInvalid, "基准日需精确到日，如 2025-06-30", "the reference date is a day, such as 2025-06-30")
	case len(in.WhatIf) > maxTried:
		return nil, o, say(graph.CodeLimit, "一次最多试换 %d 个门槛", "at most %d lines are tried at once", maxTried)
	case len(in.Brought) > maxBrought:
		return nil, o, say(graph.CodeLimit, "一次最多补充 %d 项数据", "at most %d inputs are brought at once", maxBrought)
	}
	o.When = growth.When{Reference: in.ReferenceDate, Renewal: in.Renewal}
	for _, w := range in.WhatIf {
		if l, err = l.With(w.Criterion, w.Number); err != nil {
			return nil, o, say(graph.CodeNotFound, "榜单 %[1]s 没有带门槛的条件 %.40[2]q", "the list %[1]s has no criterion %.40[2]q with a line", ruleName(in), w.Criterion)
		}
	}
	for _, b := range in.Brought {
		x := growth.Brought{Enterprise: b.Enterprise, Input: b.Input, Value: b.Value}
		if n := v.Node(b.Enterprise); n != nil {
			x.Enterprise = n.ID
		}
		if b.Year != nil {
			x.Year = *b.Year
		}
		if b.From != nil {
			x.From = *b.From
		}
		o.Brought = append(o.Brought, x)
	}
	return l, o, l.CheckBrought(o.Brought)
}

// ruleName names the list of a run for a message.
func ruleName(in *model.GrowthRunInput) string {
	if in.List != nil {
		return *in.List
	}
	return "rule"
}

// drawn draws up what is asked for.
func (s *Service) drawn(ctx context.Context, v *memory.View, in *model.GrowthRunInput) (*growth.Edition, error) {
	l, o, err := s.growthOptions(ctx, v, in)
	if err != nil {
		return nil, err
	}
	return s.desk.Run(ctx, v, l, o)
}

// growthRun answers a run.
func (s *Service) growthRun(ctx context.Context, v *memory.View, in *model.GrowthRunInput) (*model.GrowthEdition, error) {
	e, err := s.drawn(ctx, v, in)
	if err != nil {
		return nil, err
	}
	tried := []string{}
	for _, w := range in.WhatIf {
		tried = append(tried, w.Criterion+" = "+w.Number.String())
	}
	return s.presentEdition(ctx, v, e, nil, tried)
}

// entry returns the edition of a list and a number; of no number the newest in
// force, or else the newest.
func entry(ctx context.Context, v *memory.View, list string, number *string) (register.Entry, error) {
	if number != nil {
		return register.Find(ctx, v, list, *number)
	}
	all, err := register.Entries(ctx, v, list)
	if err != nil {
		return register.Entry{}, err
	}
	if len(all) == 0 {
		return register.Entry{}, say(graph.CodeNotFound, "%.60s 没有发布过", "of %.60s no edition is published", list)
	}
	if i := slices.IndexFunc(all, func(e register.Entry) bool { return e.Status == "published" }); i >= 0 {
		return all[i], nil
	}
	return all[0], nil
}

// growthEdition answers a published edition.
func (s *Service) growthEdition(ctx context.Context, v *memory.View, list string, number *string) (*model.GrowthEdition, error) {
	x, err := entry(ctx, v, list, number)
	if err != nil {
		return nil, err
	}
	e, err := s.desk.Edition(ctx, x.File.Hash)
	if err != nil {
		return nil, err
	}
	return s.presentEdition(ctx, v, e, &x, []string{})
}

// resultArgs say which results of an edition are asked for.
type resultArgs struct {
	states            []growth.State
	oneMore, fallsOut bool
	notFor            *bool
	segments          []string
	filter            *model.Filter
	text              *string
}

// query returns the query of an edition for some arguments. The filter is of its
// candidates, which are of a kind, as they stand in v.
func (s *Service) query(ctx context.Context, v *memory.View, kind graph.Kind, a resultArgs) (growth.Query, error) {
	q := growth.Query{States: a.states, OneMore: a.oneMore, FallsOut: a.fallsOut, NotFor: a.notFor, Segments: a.segments}
	if a.text != nil {
		if q.Text = strings.TrimSpace(*a.text); len([]rune(q.Text)) > maxSearch {
			return q, say(graph.CodeLimit, "文本最多 %d 个字符", "the text has at most %d characters", maxSearch)
		}
	}
	if len(a.segments) > maxWords {
		return q, say(graph.CodeLimit, "一个条件最多 %d 个环节", "a condition names at most %d segments", maxWords)
	}
	f, err := s.filter(ctx, v, kind, a.filter)
	if err != nil || f == nil {
		return q, err
	}
	ids, err := v.Select(ctx, kind, f)
	if err != nil {
		return q, err
	}
	among := make(map[graph.SubjectID]bool, len(ids))
	for _, id := range ids {
		among[id] = true
	}
	q.Among = func(id graph.SubjectID) bool {
		if among[id] {
			return true
		}
		n := v.Node(id) // an ID of then may be a member of another node now
		return n != nil && among[n.ID]
	}
	return q, nil
}

// resultPage answers a page of an edition's results.
func (s *Service) resultPage(ctx context.Context, x *model.GrowthEdition, a resultArgs, first int, after *string) (*model.GrowthResultConnection, error) {
	if err := model.CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	skip := 0
	if after != nil {
		n, err := strconv.Atoi(strings.TrimPrefix(*after, "n"))
		if err != nil || n < 1 {
			return nil, say(graph.CodeInvalid, "游标 %.40q 不是本列表给出的", "the cursor %.40q is none of this list", *after)
		}
		skip = n
	}
	q, err := s.query(ctx, x.View, x.Edition.List.Kind(), a)
	if err != nil {
		return nil, err
	}
	segments, err := segmentsOf(ctx, x.View, x.Edition.List)
	if err != nil {
		return nil, err
	}
	c := &model.GrowthResultConnection{Connection: relay.Connection[*model.GrowthResult]{Edges: []model.GrowthResultEdge{}}}
	seen := map[graph.SubjectID]bool{}
	for r := range x.Edition.Select(q) {
		seen[r.Enterprise] = true
		c.TotalCount++
		if c.TotalCount&1023 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if c.TotalCount > skip && len(c.Edges) < first {
			c.Add("n"+strconv.Itoa(c.TotalCount), s.presentResult(x.View, x.Edition.List, r, segments))
		}
	}
	c.Candidates = len(seen)
	c.PageInfo.HasPreviousPage = skip > 0
	c.PageInfo.HasNextPage = c.TotalCount > skip+len(c.Edges)
	return c, nil
}

// segmentsOf are the segments by the codes that results of a list have; none of a
// list that is not by segment.
func segmentsOf(ctx context.Context, v *memory.View, l *growth.List) (map[string]graph.SubjectID, error) {
	if !l.BySegment() {
		return nil, nil
	}
	return gather.Segments(ctx, v)
}

// why answers what an edition says of an enterprise, with what that rests on: of
// one that is neither in nor at the border it is worked out anew, of what was known
// then.
func (s *Service) why(ctx context.Context, x *model.GrowthEdition, id graph.SubjectID) ([]*model.GrowthResult, error) {
	e := x.Edition
	ids := []graph.SubjectID{id}
	if n := x.View.Node(id); n != nil {
		ids = append(n.Members, id)
	}
	kept := map[string]*growth.Result{} // by segment
	for r := range e.Select(growth.Query{Among: func(id graph.SubjectID) bool { return slices.Contains(ids, id) }}) {
		kept[r.Segment] = r
	}
	then := x.View
	if then.Revision() != e.Data.Revision {
		var err error
		if then, err = s.log.At(ctx, e.Data.Revision); err != nil {
			return nil, err
		}
	}
	node := then.Node(id)
	for _, r := range kept {
		node = cmp.Or(then.Node(r.Enterprise), node)
	}
	if node == nil || node.Kind != e.List.Kind() {
		return []*model.GrowthResult{}, nil
	}
	again, err := s.explain(ctx, then, e.List, e.When, e.Brought, node.ID)
	if err != nil {
		return nil, err
	}
	segments, err := segmentsOf(ctx, x.View, e.List)
	if err != nil {
		return nil, err
	}
	out := []*model.GrowthResult{}
	for _, r := range again {
		if k := kept[r.Segment]; k != nil {
			// Its place is that of the edition; who is in has all of it there.
			if k.State == growth.In || k.State == growth.Borderline {
				r = k
			} else if k.Digest == r.Digest {
				r.State, r.Why = k.State, k.Why
			}
		}
		out = append(out, s.presentResult(x.View, e.List, r, segments))
	}
	return out, nil
}

// explain works out what a list says of an enterprise, with everything that rests
// on; of a list that has places for some only, without its place.
func (s *Service) explain(ctx context.Context, v *memory.View, l *growth.List, when growth.When, brought []growth.Brought, id graph.SubjectID) ([]*growth.Result, error) {
	out, err := gather.Explain(ctx, v, l, when, brought, []graph.SubjectID{id})
	return out[:min(len(out), maxGroups)], err
}

// standings answers what each list says of an enterprise.
func (s *Service) standings(ctx context.Context, v *memory.View, id graph.SubjectID, when growth.When) ([]*model.GrowthStanding, error) {
	n, err := standingNode(v, id)
	if err != nil {
		return nil, err
	}
	if n.Kind != graph.KindEnterprise && n.Kind != graph.KindProject {
		return nil, say(graph.CodeInvalid, "%.60q 不是企业，也不是项目", "%.60q is neither an enterprise nor a project", string(id))
	}
	if when.Reference.Day == 0 {
		return nil, say(graph.CodeInvalid, "基准日需精确到日，如 2025-06-30", "the reference date is a day, such as 2025-06-30")
	}
	lists, err := s.lists(ctx, v)
	if err != nil {
		return nil, err
	}
	on, err := v.Neighbours([]graph.SubjectID{n.ID}, memory.NeighbourQuery{Edge: graph.EdgeListedIn, First: memory.MaxPage})
	if err != nil {
		return nil, err
	}
	out := []*model.GrowthStanding{}
	for _, f := range lists {
		if f.list.Kind() != n.Kind || f.list.Family != "" && !f.list.Holds(when.Reference, when.Renewal) {
			continue
		}
		results, err := s.placed(ctx, v, f.list, when, n.ID)
		if err != nil {
			return nil, err
		}
		segments, err := segmentsOf(ctx, v, f.list)
		if err != nil {
			return nil, err
		}
		x := &model.GrowthStanding{List: s.presentList(v, f), Results: []*model.GrowthResult{}, ListedIn: []*model.GrowthPublication{}}
		for _, r := range results {
			x.Results = append(x.Results, s.presentResult(v, f.list, r, segments))
		}
		for i := range f.editions {
			if slices.ContainsFunc(on[0].Edges, func(e memory.Edge) bool { return e.To == f.editions[i].Subject }) {
				x.ListedIn = append(x.ListedIn, s.presentEntry(v, &f.editions[i]))
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// placed explains an enterprise; of a list that has places for some only, with its
// place among all.
func (s *Service) placed(ctx context.Context, v *memory.View, l *growth.List, when growth.When, id graph.SubjectID) ([]*growth.Result, error) {
	results, err := s.explain(ctx, v, l, when, nil, id)
	if err != nil || l.Rank == nil || l.Rank.Top == 0 {
		return results, err
	}
	if !slices.ContainsFunc(results, func(r *growth.Result) bool { return r.State == growth.In || r.State == growth.Borderline }) {
		return results, nil
	}
	e, err := s.desk.Run(ctx, v, l, growth.Options{When: when})
	if err != nil {
		return nil, err
	}
	for r := range e.Select(growth.Query{Among: func(x graph.SubjectID) bool { return x == id }}) {
		for _, mine := range results {
			if mine.Segment == r.Segment {
				mine.State, mine.Why, mine.Rank, mine.Best, mine.Worst = r.State, r.Why, r.Rank, r.Best, r.Worst
			}
		}
	}
	return results, nil
}

// GrowthRequest names an edition of a growth list, or a run, and which of its
// results: what a page shows, for a download of the same.
type GrowthRequest struct {
	List   string // of a published edition
	Number string // "" is the newest in force
	Run    []byte // or the JSON of a GrowthRunInput

	States            []string // as GrowthState has them
	OneMore, FallsOut bool
	NotFor            *bool
	Segments          []string
	Filter            []byte // JSON of a Filter of enterprises
	Text              string
}

// Growth returns the edition of a request, and the query that chooses its results
// as a page of the schema does. handler is what [New] returned. The edition is
// shared and must not be changed.
func Growth(ctx context.Context, handler any, v *memory.View, r GrowthRequest) (*growth.Edition, growth.Query, error) {
	s, ok := handler.(*Service)
	if !ok {
		return nil, growth.Query{}, graph.Errorf(graph.CodeInvalid, "schema.Growth", "the handler is not one that New returned")
	}
	e, err := s.requested(ctx, v, &r)
	if err != nil {
		return nil, growth.Query{}, err
	}
	a := resultArgs{oneMore: r.OneMore, fallsOut: r.FallsOut, notFor: r.NotFor, segments: r.Segments}
	for _, state := range r.States {
		x := model.GrowthState(state)
		if !x.IsValid() {
			return nil, growth.Query{}, say(graph.CodeInvalid, "%.40q 不是可用的值", "%.40q is none of its values", state)
		}
		a.states = append(a.states, statesOf[x])
	}
	if r.Text != "" {
		a.text = &r.Text
	}
	if len(r.Filter) > 0 {
		if err := strict(r.Filter, &a.filter); err != nil {
			return nil, growth.Query{}, say(graph.CodeInvalid, "条件不是有效的 JSON", "the filter is no JSON of the type Filter")
		}
	}
	q, err := s.query(ctx, v, e.List.Kind(), a)
	return e, q, err
}

// GrowthThen returns the View that an edition was drawn up from, and how many
// enterprises, or projects, the list judges there. handler is what [New] returned.
func GrowthThen(ctx context.Context, handler any, e *growth.Edition) (*memory.View, int, error) {
	s, ok := handler.(*Service)
	if !ok {
		return nil, 0, graph.Errorf(graph.CodeInvalid, "schema.GrowthThen", "the handler is not one that New returned")
	}
	then, err := s.log.At(ctx, e.Data.Revision)
	if err != nil {
		return nil, 0, err
	}
	n, err := gather.Count(ctx, then, e)
	return then, n, err
}

// requested returns the edition of a request.
func (s *Service) requested(ctx context.Context, v *memory.View, r *GrowthRequest) (*growth.Edition, error) {
	if len(r.Run) > 0 {
		var in *model.GrowthRunInput
		if err := strict(r.Run, &in); err != nil || in == nil {
			return nil, say(graph.CodeInvalid, "run 不是有效的 GrowthRunInput（JSON）", "run is no JSON of the type GrowthRunInput")
		}
		return s.drawn(ctx, v, in)
	}
	var number *string
	if r.Number != "" {
		number = &r.Number
	}
	x, err := entry(ctx, v, r.List, number)
	if err != nil {
		return nil, err
	}
	return s.desk.Edition(ctx, x.File.Hash)
}

// strict reads JSON that has no other fields than those of to.
func strict(b []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(to)
}
