package schema

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/cell"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// maxWords bounds the words of one condition on segments or regions.
const maxWords = 100

// filters turns the schema's filters into those of a View.
type filters struct {
	service *Service
	ctx     context.Context
	view    *memory.View
}

// Filter turns a filter in the JSON of the schema's input type Filter into that of
// a View, so that a download has exactly what a list shows. handler is what New
// returned. It fails with [graph.CodeInvalid] as a list would, and with
// [CodeForbidden] if it chooses by personal data, which no download shows.
func Filter(ctx context.Context, handler any, view *memory.View, kind graph.Kind, filter []byte) (*memory.Filter, error) {
	s, ok := handler.(*Service)
	if !ok {
		return nil, graph.Errorf(graph.CodeInvalid, "schema.Filter", "the handler is not one that New returned")
	}
	var in *model.Filter
	decoder := json.NewDecoder(bytes.NewReader(filter))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&in); err != nil {
		return nil, say(graph.CodeInvalid, "条件不是有效的 JSON", "the filter is no JSON of the type Filter")
	}
	return s.filter(ctx, view, kind, in)
}

// filter turns a filter into that of a View; nil stays nil.
func (s *Service) filter(ctx context.Context, v *memory.View, kind graph.Kind, in *model.Filter) (*memory.Filter, error) {
	if in == nil {
		return nil, nil
	}
	f := &filters{s, ctx, v}
	decl := v.Vocabulary().Kind(kind)
	out, err := f.of(decl, in, 0)
	if err != nil {
		return nil, err
	}
	return &out, nil
}

func (f *filters) of(kind *graph.KindDecl, in *model.Filter, depth int) (out memory.Filter, err error) {
	if depth > 16 {
		return out, say(graph.CodeLimit, "条件最多嵌套 16 层", "filters are nested at most 16 deep")
	}
	given := 0
	for _, is := range []bool{in.All != nil, in.Any != nil, in.Not != nil, in.Property != nil, in.Edge != nil, in.Referred != nil, in.Segment != nil, in.Region != nil, in.Text != nil} {
		if is {
			given++
		}
	}
	if given > 1 {
		return out, say(graph.CodeInvalid, "一个条件只能有一个字段：请用 all 组合", "a filter has one field: combine several by all")
	}
	several := func(all []*model.Filter) ([]memory.Filter, error) {
		parts := make([]memory.Filter, len(all))
		for i, x := range all {
			if x == nil {
				return nil, say(graph.CodeInvalid, "条件为 null", "a filter is null")
			}
			if parts[i], err = f.of(kind, x, depth+1); err != nil {
				return nil, err
			}
		}
		return parts, nil
	}
	switch {
	case in.All != nil:
		out.All, err = several(in.All)
	case in.Any != nil:
		out.Any, err = several(in.Any)
	case in.Not != nil:
		var x memory.Filter
		x, err = f.of(kind, in.Not, depth+1)
		out.Not = &x
	case in.Property != nil:
		return f.property(kind, in.Property)
	case in.Edge != nil:
		given := 0
		for _, is := range []bool{in.Edge.To != nil, in.Edge.From != nil, in.Edge.Known != nil} {
			if is {
				given++
			}
		}
		if given != 1 {
			return out, say(graph.CodeInvalid, "关系条件需要 to、from、known 之一", "a condition on an edge has one of to, from and known")
		}
		if in.Edge.Known != nil {
			return memory.Filter{Edge: in.Edge.Type, Known: in.Edge.Known}, nil
		}
		if in.Edge.From != nil {
			return memory.Near(in.Edge.Type, in.Edge.From, true), nil
		}
		return memory.Near(in.Edge.Type, in.Edge.To, false), nil
	case in.Referred != nil:
		out.Referred = in.Referred
	case in.Segment != nil:
		return f.segment(kind.Kind, in.Segment)
	case in.Region != nil:
		return f.region(kind.Kind, in.Region)
	case in.Text != nil:
		return f.text(*in.Text)
	}
	return out, err
}

func (f *filters) property(kind *graph.KindDecl, in *model.PropertyFilter) (out memory.Filter, err error) {
	decl := kind.Property(in.Name)
	if decl == nil {
		return out, say(graph.CodeInvalid, "%[1]s没有属性 %.60[3]q", "a %[2]s has no property %.60[3]q", kind.Label.Zh, strings.ToLower(kind.Label.En), in.Name)
	}
	if decl.Personal && !model.ShowsPersonal(f.ctx) {
		// What is chosen, or how much of it there is, would tell the value.
		return out, say(CodeForbidden, "无权按个人信息（%[1]s）筛选", "only who may read personal data chooses by it (%[2]s)", decl.Label.Zh, decl.Label.En)
	}
	out.Property, out.Known = in.Name, in.Known
	read := func(s string) (graph.Value, error) { return f.service.readValue(decl, s) }
	if in.In != nil {
		out.In = []graph.Value{}
	}
	for _, s := range in.In {
		v, err := read(s)
		if err != nil {
			return out, err
		}
		out.In = append(out.In, v)
	}
	for _, s := range in.Under {
		v, err := read(s)
		if err != nil {
			return out, err
		}
		out.Under = append(out.Under, v.Text)
	}
	for _, end := range []struct {
		text *string
		to   **graph.Value
	}{{in.Min, &out.Min}, {in.Max, &out.Max}} {
		if end.text == nil {
			continue
		}
		v, err := read(*end.text)
		if err != nil {
			return out, err
		}
		*end.to = &v
	}
	return out, nil
}

// readValue reads a value as a cell of a table would be read.
func (s *Service) readValue(decl *graph.PropertyDecl, text string) (graph.Value, error) {
	if len(text) > graph.MaxText {
		return graph.Value{}, say(graph.CodeLimit, "值过长", "the value is too long")
	}
	r, err := cell.New(decl, cell.Options{Vocabulary: s.vocabulary})
	if err != nil {
		return graph.Value{}, err
	}
	v, p := r.ReadText(strings.TrimSpace(text))
	switch {
	case p != nil && !p.Kept:
		return graph.Value{}, problem(p, decl.Name)
	case v.IsZero():
		return graph.Value{}, say(graph.CodeInvalid, "%s：没有值", "%s: there is no value", decl.Name)
	}
	return v, nil
}

// segment returns the filter of what is in one of some segments or below: products
// by themselves, enterprises by themselves or by a product, as the map counts, and
// funding events by who raised.
func (f *filters) segment(kind graph.Kind, words []string) (out memory.Filter, err error) {
	if len(words) > maxWords {
		return out, say(graph.CodeLimit, "一个条件最多 %d 个环节", "a condition names at most %d segments", maxWords)
	}
	sk, err := f.service.skeleton(f.ctx, f.view)
	if err != nil {
		return out, err
	}
	var roots []graph.SubjectID
	for _, word := range words {
		found := sk.find(word)
		if len(found) == 0 {
			return out, say(graph.CodeNotFound, "没有环节 %.60q", "there is no segment %.60q", word)
		}
		roots = append(roots, found...)
	}
	return f.below(kind, sk.below(roots))
}

func (f *filters) below(kind graph.Kind, segments []graph.SubjectID) (out memory.Filter, err error) {
	if in, ok := memory.InSegments(kind, segments); ok {
		return in, nil
	}
	if kind != graph.KindFundingEvent {
		return out, say(graph.CodeInvalid, "只有企业、产品和投融资事件可以按环节筛选；其他请用 edge", "only enterprises, products and funding events can be chosen by segment; choose others by edge")
	}
	inside, _ := memory.InSegments(graph.KindEnterprise, segments)
	some := true
	raised, err := f.view.Select(f.ctx, graph.KindEnterprise, &memory.Filter{All: []memory.Filter{inside, {Edge: graph.EdgeRaised, Known: &some}}})
	if err != nil {
		return out, err
	}
	return memory.Near(graph.EdgeRaised, raised, true), nil
}

// region returns the filter of what lies in one of some regions.
func (f *filters) region(kind graph.Kind, words []string) (out memory.Filter, err error) {
	if len(words) > maxWords {
		return out, say(graph.CodeLimit, "一个条件最多 %d 个地区", "a condition names at most %d regions", maxWords)
	}
	list := f.view.Vocabulary().List(graph.ListRegion)
	codes := []string{}
	for _, word := range words {
		code, ok := list.Find(word)
		if !ok {
			return out, say(graph.CodeNotFound, "没有地区 %.60q", "there is no region %.60q", word)
		}
		codes = append(codes, code)
	}
	in, ok, err := f.view.InRegions(f.ctx, kind, codes)
	if err == nil && !ok {
		return out, say(graph.CodeInvalid, "企业、机构、项目和园区才能按地区筛选", "only enterprises, institutions, projects and parks can be chosen by region")
	}
	return in, err
}

// text returns the filter of what has a name or a code that contains a text.
func (f *filters) text(text string) (out memory.Filter, err error) {
	switch {
	case graph.HeaderKey(text) == "":
		return out, say(graph.CodeInvalid, "文本条件中没有可查找的字符", "the text has no character to look for")
	case utf8.RuneCountInString(text) > maxSearch:
		return out, say(graph.CodeLimit, "文本最多 %d 个字符", "the text has at most %d characters", maxSearch)
	}
	return memory.Filter{Text: text}, nil
}
