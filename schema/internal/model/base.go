// Package model has what the schema's types are made of: nodes of a View, read
// when a field is asked for. Types that are only named in the schema, such as
// inputs, are generated into it.
package model

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Node is what has an ID.
type Node interface {
	ID() graph.SubjectID
}

// Entity is a node of the graph. Its Go types are those of the kinds.
type Entity interface {
	Node
	NodeKind() graph.Kind
	Label(context.Context) string
}

// Label is a text for people.
type Label = graph.Label

// Base is what nodes of all kinds have in common. It is safe for concurrent use.
type Base struct{ core *core }

type core struct {
	view *memory.View
	id   graph.SubjectID // the public one
	kind graph.Kind
	node func() *memory.Node
}

// newBase returns a node by its public ID, which is read when it is first asked.
func newBase(v *memory.View, id graph.SubjectID, kind graph.Kind) Base {
	return Base{&core{view: v, id: id, kind: kind, node: sync.OnceValue(func() *memory.Node {
		if n := v.Node(id); n != nil {
			return n
		}
		return &memory.Node{ID: id, Kind: kind}
	})}}
}

// Wrap returns the node of any ID; nil if none stands under it.
func Wrap(v *memory.View, id graph.SubjectID) Entity {
	n := v.Node(id)
	if n == nil {
		return nil
	}
	return wrap(Base{&core{view: v, id: n.ID, kind: n.Kind, node: func() *memory.Node { return n }}}, n.Kind)
}

// WrapKind returns the node of a public ID whose kind is known.
func WrapKind(v *memory.View, id graph.SubjectID, kind graph.Kind) Entity {
	return wrap(newBase(v, id, kind), kind)
}

// ID returns the public ID.
func (b Base) ID() graph.SubjectID { return b.core.id }

// View returns the View that the node stands in.
func (b Base) View() *memory.View { return b.core.view }

// NodeKind returns the kind.
func (b Base) NodeKind() graph.Kind { return b.core.kind }

// langKey is the key of a context's language.
type langKey struct{}

// InLanguage returns a context in which nodes are called as in a language, zh or
// en; "" is the language of their own names.
func InLanguage(ctx context.Context, lang string) context.Context {
	return context.WithValue(ctx, langKey{}, lang)
}

// LanguageOf returns the language in which nodes are called, as [InLanguage] has it.
func LanguageOf(ctx context.Context) string {
	lang, _ := ctx.Value(langKey{}).(string)
	return lang
}

// Label returns what it is called in the language that the client asks for. A
// region that only its code is known of has the name that its code list gives.
func (b Base) Label(ctx context.Context) string {
	lang := LanguageOf(ctx)
	name := b.core.view.NameIn(b.core.id, lang)
	if b.core.kind == graph.KindRegion {
		if e := b.core.view.Vocabulary().List(graph.ListRegion).Entry(name); e != nil {
			return e.Label.In(cmp.Or(lang, "zh"))
		}
	}
	return name
}

// Referred reports whether no row describes it.
func (b Base) Referred() bool { return b.core.node().OnlyReferred }

// Members returns the subjects held to be it.
func (b Base) Members() []graph.SubjectID { return b.core.node().Members }

// Properties returns all that is stated of it, as the reader may see it.
func (b Base) Properties(ctx context.Context) []*Property {
	n := b.core.node()
	out := make([]*Property, len(n.Properties))
	for i := range n.Properties {
		out[i] = b.property(&n.Properties[i]).shownTo(ctx)
	}
	return out
}

// Property returns one property, as the reader may see it; of an observation
// without a period the latest.
func (b Base) Property(ctx context.Context, name string, period *string) (*Property, error) {
	decl := b.core.view.Vocabulary().Kind(b.core.kind)
	if p := decl.Property(name); p == nil {
		return nil, graph.Sayf(graph.CodeInvalid, "", "%s 没有属性 %.60q", "%s has no property %.60q", b.core.kind, name)
	}
	if period != nil && !graph.ValidPeriod(*period) {
		return nil, graph.Sayf(graph.CodeInvalid, "", "%.20q 不是期间：请写 2024、2024H1、2024Q3 或 2024-05", "%.20q is no period: write 2024, 2024H1, 2024Q3 or 2024-05", *period)
	}
	found := b.find(name)
	for _, p := range found {
		if period == nil || p.Period == *period {
			return b.property(p).shownTo(ctx), nil
		}
	}
	return nil, nil
}

// personal returns a property about a natural person, as the reader may see it; nil
// if nobody states it.
func (b Base) personal(ctx context.Context, name string) *Property {
	for _, p := range b.find(name) {
		return b.property(p).shownTo(ctx)
	}
	return nil
}

// Revisions returns the batches that ever spoke of it, the newest first.
func (b Base) Revisions(first int) ([]graph.Revision, error) {
	if err := CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	all := b.core.view.Revisions(b.core.id)
	slices.Reverse(all)
	return all[:min(first, len(all))], nil
}

// CheckFirst refuses what is no size of a page.
func CheckFirst(first, most int) error {
	if first < 1 || first > most {
		return graph.Sayf(graph.CodeLimit, "", "一页为 1 至 %d 条，不能是 %d", "a page has 1 to %d, not %d", most, first)
	}
	return nil
}

// find returns the property of each period, the latest first.
func (b Base) find(name string) []*memory.Property {
	all := b.core.node().Properties
	i, _ := slices.BinarySearchFunc(all, name, func(p memory.Property, name string) int { return cmp.Compare(p.Name, name) })
	var out []*memory.Property
	for ; i < len(all) && all[i].Name == name; i++ {
		out = append(out, &all[i])
	}
	slices.SortStableFunc(out, func(p, q *memory.Property) int {
		a, errA := graph.ParsePeriod(p.Period)
		c, errC := graph.ParsePeriod(q.Period)
		if errA != nil || errC != nil {
			return cmp.Compare(q.Period, p.Period)
		}
		return c.Compare(a)
	})
	return out
}

func (b Base) property(p *memory.Property) *Property {
	return newProperty(b.core.view, b.core.id, b.decl(p.Name), p)
}

// convert makes of a value what a field shows.
type convert[T any] func(b *Base, decl *graph.PropertyDecl, v graph.Value) *T

// one returns the value to show of a property that has no periods.
func one[T any](b *Base, name string, f convert[T]) *T {
	for _, p := range b.find(name) {
		if v := p.Value(); !v.IsZero() {
			return f(b, b.decl(name), v)
		}
	}
	return nil
}

// set returns the values of a set.
func set[T any](b *Base, name string, f convert[T]) []T {
	out := []T{}
	for _, p := range b.find(name) {
		for i := range p.Values {
			if x := f(b, b.decl(name), p.Values[i].Value); x != nil {
				out = append(out, *x)
			}
		}
	}
	return out
}

// observations returns the value of each period, the latest first.
func observations[T any](b *Base, name string, first int, f convert[T]) ([]*Observation[*T], error) {
	if err := CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	out := []*Observation[*T]{}
	for _, p := range b.find(name) {
		if len(out) == first {
			break
		}
		o := &Observation[*T]{Period: p.Period, Property: b.property(p)}
		if v := p.Value(); !v.IsZero() {
			o.Value = f(b, b.decl(name), v)
		}
		out = append(out, o)
	}
	return out, nil
}

func (b *Base) decl(name string) *graph.PropertyDecl {
	return b.core.view.Vocabulary().Kind(b.core.kind).Property(name)
}

func text(_ *Base, _ *graph.PropertyDecl, v graph.Value) *string { return &v.Text }

func code(b *Base, decl *graph.PropertyDecl, v graph.Value) *Code {
	return codeOf(b.core.view.Vocabulary(), decl, v.Text)
}

func long(_ *Base, _ *graph.PropertyDecl, v graph.Value) *int64 {
	n, ok := v.Number.Int64()
	if !ok {
		return nil
	}
	return &n
}

func decimal(_ *Base, _ *graph.PropertyDecl, v graph.Value) *graph.Decimal { return &v.Number }
func date(_ *Base, _ *graph.PropertyDecl, v graph.Value) *graph.Date       { return &v.Date }
func money(_ *Base, _ *graph.PropertyDecl, v graph.Value) *Money           { return moneyOf(v) }

func boolean(_ *Base, _ *graph.PropertyDecl, v graph.Value) *bool {
	yes := v.IsTrue()
	return &yes
}

// TextOf returns the text of a property that has no periods; "" if it has none.
func (b Base) TextOf(name string) string {
	if s := one(&b, name, text); s != nil {
		return *s
	}
	return ""
}

// CodeOf returns the code of a property that has no periods; nil if it has none.
func (b Base) CodeOf(name string) *Code { return one(&b, name, code) }

// FlagOf returns a yes or a no; nil if nobody says.
func (b Base) FlagOf(name string) *bool { return one(&b, name, boolean) }

// NumberOf returns the whole number of a property without periods.
func (b Base) NumberOf(name string) (int64, bool) {
	if n := one(&b, name, long); n != nil {
		return *n, true
	}
	return 0, false
}
