package schema

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

const (
	maxQuestions  = 100 // on a page
	maxCandidates = 8   // of a question that are shown
	maxDifferent  = 64  // that a row which waits lists, and whose words are told at once
)

// question is what waits for a person: a row or a reference, or two nodes.
type question struct {
	what   model.QuestionKind
	queued *memory.Queued
	nodes  memory.Question
}

// questionList is all that waits for a person.
type questionList struct {
	view   *memory.View
	rules  graph.Rules
	all    []question
	rivals map[string][]*memory.Queued // what waits under the same key
}

// questionsOf returns a page of what only a person can tell: rows and references
// in the order of the View, then nodes. The list is made once for a View.
func (s *Service) questionsOf(ctx context.Context, v *memory.View, first, offset int, what *model.QuestionKind, batch *graph.Revision) (*model.QuestionList, error) {
	if err := model.CheckFirst(first, maxQuestions); err != nil {
		return nil, err
	}
	if offset < 0 {
		return nil, say(graph.CodeInvalid, "offset 不能小于 0", "an offset is not less than 0")
	}
	all, err := s.openQuestions(ctx, v)
	if err != nil {
		return nil, err
	}
	out := &model.QuestionList{Questions: []*model.Question{}}
	for _, kind := range model.AllQuestionKind {
		out.Counts = append(out.Counts, &model.QuestionCount{What: kind})
	}
	for i := range all.all {
		q := &all.all[i]
		if batch != nil && (q.queued == nil || q.queued.Said != *batch) {
			continue
		}
		out.Counts[slices.Index(model.AllQuestionKind, q.what)].Count++
		if what != nil && q.what != *what {
			continue
		}
		if out.Total++; out.Total > offset && len(out.Questions) < first {
			out.Questions = append(out.Questions, all.tell(q))
		}
	}
	return out, nil
}

// questionOf returns the open question of an ID; nil if there is none.
func (s *Service) questionOf(ctx context.Context, v *memory.View, id graph.SubjectID) (*model.Question, error) {
	all, err := s.openQuestions(ctx, v)
	if err != nil {
		return nil, err
	}
	for i := range all.all {
		if q := &all.all[i]; q.id() == id {
			return all.tell(q), nil
		}
	}
	return nil, nil
}

func (s *Service) openQuestions(ctx context.Context, v *memory.View) (*questionList, error) {
	return s.questions.get(ctx, v, func() (*questionList, error) { return openQuestions(v, s.rules), nil })
}

// openQuestions lists what waits for a person.
func openQuestions(v *memory.View, rules graph.Rules) *questionList {
	l := &questionList{view: v, rules: rules, rivals: map[string][]*memory.Queued{}}
	for q := range v.Queued() {
		what := model.QuestionKindRow
		if q.Reference {
			what = model.QuestionKindReference
		}
		l.all = append(l.all, question{what: what, queued: &q})
		for _, k := range q.Keys {
			printed := l.printedKey(&q, k)
			l.rivals[printed] = append(l.rivals[printed], &q)
		}
	}
	for q := range v.Questions() {
		l.all = append(l.all, question{what: model.QuestionKindNodes, nodes: q})
	}
	return l
}

// candidatesOf returns what something that waits may be the same as: what it fits,
// then what waits under the same key. Rows that compete for a key may fit nothing
// that stands. A hundred thousand may wait under one key, so that this is found
// when it is asked for, and no further than anyone looks.
func (l *questionList) candidatesOf(q *memory.Queued) []graph.SubjectID {
	out := slices.Clone(q.Candidates)
	for _, k := range q.Keys {
		for _, o := range l.rivals[l.printedKey(q, k)] {
			switch {
			case len(out) >= maxDifferent:
				return out
			case o.Subject != q.Subject && !slices.Contains(out, o.Subject):
				out = append(out, o.Subject)
			}
		}
	}
	return out
}

// printedKey is a printed key as keys are compared: of one kind, and those that are
// a source's own of one source.
func (l *questionList) printedKey(q *memory.Queued, k graph.KeyValue) string {
	parts := []string{string(q.Kind), k.Key, ""}
	kind := l.view.Vocabulary().Kind(q.Kind)
	if slices.ContainsFunc(kind.Keys, func(d graph.KeyDecl) bool { return d.Name == k.Key && d.Own }) {
		parts[2] = string(q.Source)
	}
	for _, p := range k.Parts {
		parts = append(parts, cmp.Or(l.rules.Normalise(k.Key, p), p.Canonical()))
	}
	return strings.Join(parts, "\x00")
}

// id is what names a question while it is open.
func (q *question) id() graph.SubjectID {
	if q.queued != nil {
		return q.queued.Subject
	}
	return q.nodes.A + "~" + q.nodes.B + "~" + graph.SubjectID(q.nodes.Key)
}

// tell fills a question with what its sides say.
func (l *questionList) tell(q *question) *model.Question {
	v, rules := l.view, l.rules
	out := &model.Question{ID: q.id(), What: q.what, Keys: []*model.Label{}, Candidates: []*model.QuestionSide{}}
	subject, candidates, why := q.nodes.A, []graph.SubjectID{q.nodes.B}, q.nodes.Why
	if w := q.queued; w != nil {
		subject, candidates, why = w.Subject, l.candidatesOf(w), w.Reason
		out.Said, out.Place = &w.Said, model.PlaceOf(&w.Place)
	}
	of := newSide(v, subject, q.queued != nil)
	out.Subject, out.Kind, out.Why = of.tell(nil, rules), of.kind.Kind, whyAsked(of.kind, why)
	if w := q.queued; w != nil {
		for _, key := range w.Keys {
			out.Keys = append(out.Keys, keyLabel(v.Vocabulary(), of.kind, key.Key, key.Parts))
		}
	} else {
		out.Keys = append(out.Keys, keyLabel(v.Vocabulary(), of.kind, q.nodes.Key, nil))
	}
	seen := map[graph.SubjectID]bool{of.id: true}
	for _, id := range candidates {
		c := newSide(v, id, false)
		// The candidates of an edge's qualifier are of another kind, and several may have become one node.
		if c == nil || c.kind != of.kind || seen[c.id] {
			continue
		}
		seen[c.id] = true
		if len(out.Candidates) == maxCandidates {
			out.MoreCandidates++
			continue
		}
		out.Candidates = append(out.Candidates, c.tell(of, rules))
	}
	return out
}

// subjectsOf tells what is said of subjects, of each by itself, beside the first.
func subjectsOf(v *memory.View, ids []graph.SubjectID, rules graph.Rules) ([]*model.QuestionSide, error) {
	if err := model.CheckFirst(len(ids), maxDifferent); err != nil {
		return nil, err
	}
	out := []*model.QuestionSide{}
	var first *side
	for _, id := range ids {
		s := newSide(v, id, true)
		if s == nil {
			continue
		}
		out = append(out, s.tell(first, rules))
		if first == nil {
			first = s
		}
	}
	return out, nil
}

// side is one of those of which it is asked whether they are the same.
type side struct {
	view       *memory.View
	id         graph.SubjectID // of the node, if it is one
	kind       *graph.KindDecl
	node       *memory.Node   // nil of a subject by itself
	source     graph.SourceID // of a subject by itself
	name       string
	properties []memory.Property
}

// newSide reads what is said: of a node, or of a subject by itself if it does not
// stand, or is asked for alone. It is nil of what no batch speaks of.
func newSide(v *memory.View, id graph.SubjectID, alone bool) *side {
	n := v.Node(id)
	if n != nil && !alone {
		return &side{view: v, id: n.ID, kind: v.Vocabulary().Kind(n.Kind), node: n, name: v.Name(n.ID), properties: n.Properties}
	}
	x := v.Subject(id)
	if x == nil {
		return nil
	}
	return &side{view: v, id: id, kind: v.Vocabulary().Kind(x.Kind), source: x.Source, name: x.Name(), properties: x.Properties}
}

// tell tells what a side says, and where that is what the subject says.
func (s *side) tell(subject *side, rules graph.Rules) *model.QuestionSide {
	out := &model.QuestionSide{ID: s.id, Node: model.Wrap(s.view, s.id), Label: cmp.Or(s.name, string(s.id)), Sources: []*model.Source{}, Values: []*model.QuestionValue{}}
	sources := []graph.SourceID{}
	if s.source != "" {
		sources = append(sources, s.source)
	}
	for i := range s.properties {
		p := &s.properties[i]
		if d := s.kind.Property(p.Name); d == nil || d.Personal {
			continue
		}
		for _, x := range statements(p) {
			if x.Source != "" && !slices.Contains(sources, x.Source) {
				sources = append(sources, x.Source)
			}
		}
		value := &model.QuestionValue{Property: model.PropertyBy(s.view, s.kind.Kind, p)}
		if s.node != nil {
			value.Property = model.PropertyOf(s.view, s.node, i)
		}
		if subject != nil {
			value.Agrees = agrees(p, subject.properties, rules)
		}
		out.Values = append(out.Values, value)
	}
	order := func(x *model.QuestionValue) int {
		return slices.IndexFunc(s.kind.Properties, func(d graph.PropertyDecl) bool { return d.Name == x.Property.Name() })
	}
	slices.SortStableFunc(out.Values, func(a, b *model.QuestionValue) int { return cmp.Compare(order(a), order(b)) })
	for _, id := range sources {
		out.Sources = append(out.Sources, model.NewSource(s.view, id))
	}
	return out
}

// statements are the values of a property, the one to show first.
func statements(p *memory.Property) []memory.Statement {
	if p.Set {
		return p.Values
	}
	return append([]memory.Statement{p.Winner}, p.Alternatives...)
}

// agrees reports whether one of the values of a property is said by others, as
// names and codes are compared; nil if they say nothing of it.
func agrees(p *memory.Property, others []memory.Property, rules graph.Rules) *bool {
	for i := range others {
		o := &others[i]
		if o.Name != p.Name || o.Period != p.Period {
			continue
		}
		yes := slices.ContainsFunc(statements(p), func(a memory.Statement) bool {
			return slices.ContainsFunc(statements(o), func(b memory.Statement) bool {
				if a.Value.IsZero() || b.Value.IsZero() {
					return false
				}
				if x := rules.Normalise(p.Name, a.Value); x != "" && x == rules.Normalise(p.Name, b.Value) {
					return true
				}
				return a.Value == b.Value
			})
		})
		return &yes
	}
	return nil
}

// keyLabel is what people call a key, with what is printed of it if anything is.
func keyLabel(voc *graph.Vocabulary, kind *graph.KindDecl, name string, printed []graph.Value) *model.Label {
	zh, en := name, name
	if p := kind.Property(name); p != nil {
		zh, en = p.Label.Zh, p.Label.En // a name that is no key is asked about, too
	}
	if i := slices.IndexFunc(kind.Keys, func(k graph.KeyDecl) bool { return k.Name == name }); i >= 0 {
		var ofZh, ofEn []string
		for _, part := range kind.Keys[i].Parts {
			switch {
			case part.Edge != "":
				if e := voc.Edge(part.Edge); e != nil {
					ofZh, ofEn = append(ofZh, e.Label.Zh), append(ofEn, e.Label.En)
				}
			case kind.Property(part.Property) != nil:
				l := kind.Property(part.Property).Label
				ofZh, ofEn = append(ofZh, l.Zh), append(ofEn, l.En)
			}
		}
		if len(ofZh) > 0 {
			zh, en = strings.Join(ofZh, "、"), strings.Join(ofEn, ", ")
		}
	}
	if len(printed) > 0 {
		texts := make([]string, len(printed))
		for i, x := range printed {
			texts[i] = x.String()
		}
		zh, en = zh+"："+strings.Join(texts, "、"), en+": "+strings.Join(texts, ", ")
	}
	return &model.Label{Zh: zh, En: en}
}

// whyAsked says for people why a person has to tell (fold.md, 4 and 16).
func whyAsked(kind *graph.KindDecl, why string) *model.Label {
	if name, ok := strings.CutPrefix(why, "two values of "); ok {
		l := model.Label{Zh: name, En: name}
		if p := kind.Property(name); p != nil {
			l = p.Label
		}
		return &model.Label{Zh: "合为一个，就会有两个不同的" + l.Zh, En: "As one, it would have two different values of “" + l.En + "”"}
	}
	switch why {
	case "clash":
		return &model.Label{Zh: "与所对应的条目有矛盾：代码或名称不同", En: "It contradicts what it fits: a code or a name is another"}
	case "compete":
		return &model.Label{Zh: "同一批导入中有几行标识相同而内容矛盾", En: "Rows of one import give the same key and contradict each other"}
	case "several":
		return &model.Label{Zh: "同时符合几个条目", En: "It fits several"}
	case "former name":
		return &model.Label{Zh: "只有曾用名相同", En: "Only a former name is the same"}
	case "different":
		return &model.Label{Zh: "合并所及的条目中，有人工判为不同的", En: "Among those that this would join are some that a person holds to be different"}
	case "one code, no common core":
		return &model.Label{Zh: "代码相同，而名称没有共同之处", En: "One code under names that have nothing in common"}
	}
	return &model.Label{Zh: why, En: why}
}
