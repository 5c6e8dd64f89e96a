package model

import (
	"fmt"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// Property is a property of a node, or an attribute of an edge, with its sources.
// One that is about a natural person is withheld, wherever it was found, unless it
// was asked of a node by who may read it: then nothing of what is said of it is
// told, only that something is.
type Property struct {
	view     *memory.View
	node     graph.SubjectID // "" of an attribute, whose history is not kept apart
	decl     *graph.PropertyDecl
	of       *memory.Property
	withheld bool
	open     bool // its reader may see all that is personal
}

func newProperty(v *memory.View, node graph.SubjectID, decl *graph.PropertyDecl, of *memory.Property) *Property {
	return &Property{view: v, node: node, decl: decl, of: of, withheld: isPersonal(decl)}
}

// ValuesOf returns the values of a property of a node, or of a period of it; none
// of no node.
func ValuesOf(v *memory.View, n *memory.Node, of memory.PropertyName) []*Value {
	if p := FindProperty(v, n, of); p != nil {
		return p.Values()
	}
	return []*Value{}
}

// FindProperty returns a property of a node, or of a period of it; nil if it has
// none such, and of no node.
func FindProperty(v *memory.View, n *memory.Node, of memory.PropertyName) *Property {
	if n != nil {
		for i := range n.Properties {
			if p := &n.Properties[i]; p.Name == of.Name && p.Period == of.Period {
				return PropertyOf(v, n, i)
			}
		}
	}
	return nil
}

// PropertyOf returns the i-th property of a node.
func PropertyOf(v *memory.View, n *memory.Node, i int) *Property {
	p := &n.Properties[i]
	return newProperty(v, n.ID, v.Vocabulary().Kind(n.Kind).Property(p.Name), p)
}

// PropertyBy returns what one source says of a property of a subject of a kind,
// which may not stand: it has no history.
func PropertyBy(v *memory.View, kind graph.Kind, p *memory.Property) *Property {
	return newProperty(v, "", v.Vocabulary().Kind(kind).Property(p.Name), p)
}

// AttributeOf returns what is said of an edge of some type.
func AttributeOf(v *memory.View, edge string, p *memory.Property) *Property {
	return newProperty(v, "", v.Vocabulary().Edge(edge).Attribute(p.Name), p)
}

// Name returns its name in the vocabulary.
func (p *Property) Name() string { return p.of.Name }

// Label returns what people call it; its name if the vocabulary knows it no more.
func (p *Property) Label() Label {
	if p.decl == nil {
		return Label{Zh: p.of.Name, En: p.of.Name}
	}
	return p.decl.Label
}

// Period returns the period of an observation.
func (p *Property) Period() *string { return orNil(p.of.Period) }

// Unit returns its unit.
func (p *Property) Unit() *string {
	if p.decl == nil {
		return nil
	}
	return orNil(p.decl.Unit)
}

// IsSet reports whether it holds several values.
func (p *Property) IsSet() bool { return p.of.Set }

// Stated returns the value to show as it stands in the log; zero if there is none,
// or if it is withheld.
func (p *Property) Stated() graph.Value {
	if p.withheld {
		return graph.Value{}
	}
	return p.of.Value()
}

// Value returns the value to show.
func (p *Property) Value() *Value { return p.value(p.Stated()) }

// value returns a value for the schema; nil if it is withheld.
func (p *Property) value(v graph.Value) *Value {
	if p.withheld {
		return nil
	}
	return valueOf(p.view.Vocabulary(), p.decl, v)
}

// Values returns all values that stand.
func (p *Property) Values() []*Value {
	out := []*Value{}
	if v := p.Value(); v != nil && !p.of.Set {
		return append(out, v)
	}
	for i := range p.of.Values {
		if v := p.value(p.of.Values[i].Value); v != nil {
			out = append(out, v)
		}
	}
	return out
}

// Winner returns who states the value to show.
func (p *Property) Winner() *Statement {
	if p.withheld || p.of.Set || p.of.Winner.Source == "" {
		return nil
	}
	return p.statement(p.of.Winner)
}

// Alternatives returns other values and who states them.
func (p *Property) Alternatives() []*Statement { return p.statements(p.of.Alternatives) }

// Statements returns the values of a set and who states them.
func (p *Property) Statements() []*Statement { return p.statements(p.of.Values) }

func (p *Property) statements(all []memory.Statement) []*Statement {
	if p.withheld {
		return []*Statement{}
	}
	out := make([]*Statement, len(all))
	for i := range all {
		out[i] = p.statement(all[i])
	}
	return out
}

func (p *Property) statement(s memory.Statement) *Statement {
	return &Statement{view: p.view, decl: p.decl, of: s}
}

// Denied returns what a curator holds against.
func (p *Property) Denied() []*Value {
	out := []*Value{}
	for _, v := range p.of.Denied {
		if x := p.value(v); x != nil {
			out = append(out, x)
		}
	}
	return out
}

// Conflicting reports whether sources disagree, whatever they printed.
func (p *Property) Conflicting() bool {
	return !p.withheld && !p.of.Set && len(p.of.Disagreeing()) > 0
}

// PinnedOnNone reports whether a curator pinned it on none.
func (p *Property) PinnedOnNone() bool {
	return !p.withheld && !p.of.Set && p.of.Winner.Pin && p.of.Winner.Value.IsZero()
}

// History returns everything that was ever said of it; nil of an attribute, and of
// what is withheld.
func (p *Property) History(first int) (*History, error) {
	if p.node == "" || p.withheld {
		return nil, nil
	}
	if err := CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	said, total, err := p.view.History(p.node, p.of.Name, p.of.Period, first)
	if err != nil {
		return nil, err
	}
	h := &History{Entries: make([]*Said, len(said)), Total: total}
	for i := range said {
		s := &said[i]
		h.Entries[i] = &Said{Statement: p.statement(s.Statement), Denial: s.Denial,
			State: cellStates[s.State],
			Standing: map[memory.Standing]Standing{
				memory.Stands: StandingStands, memory.Covered: StandingCovered, memory.Retracted: StandingRetracted,
				memory.Revoked: StandingRevoked, memory.Waits: StandingWaits, memory.Overruled: StandingOverruled,
			}[s.Stands]}
		text, why := ShownText(s.Bad, p.open)
		h.Entries[i].Bad, h.Entries[i].Withheld = orNil(text), why
	}
	return h, nil
}

// History is what was ever said of a property.
type History struct {
	Entries []*Said
	Total   int
}

// Said is one thing that was said.
type Said struct {
	Statement *Statement
	State     CellState
	Bad       *string
	Withheld  *Label
	Denial    bool
	Standing  Standing
}

// Statement is a value with the best of the statements of it.
type Statement struct {
	view *memory.View
	decl *graph.PropertyDecl
	of   memory.Statement
}

// Value returns the value; nil if it was pinned on none.
func (s *Statement) Value() *Value { return valueOf(s.view.Vocabulary(), s.decl, s.of.Value) }

// Source returns who states it.
func (s *Statement) Source() *Source { return NewSource(s.view, s.of.Source) }

// Subject returns the subject that it is said of; nil of a curator's word.
func (s *Statement) Subject() *graph.SubjectID {
	if s.of.Subject == "" {
		return nil
	}
	return &s.of.Subject
}

// Made returns the batch that stated it first.
func (s *Statement) Made() graph.Revision { return s.of.Made }

// Said returns the newest batch that says it.
func (s *Statement) Said() graph.Revision { return s.of.Said }

// DataDate returns the day that the newest speaks of.
func (s *Statement) DataDate() *graph.Date { return dateOrNil(s.of.DataDate) }

// FreshDate returns the newest day that any source says it of.
func (s *Statement) FreshDate() *graph.Date { return dateOrNil(s.of.Fresh) }

// Pin reports whether a curator pinned it.
func (s *Statement) Pin() bool { return s.of.Pin }

// View returns the View that it stands in.
func (s *Statement) View() *memory.View { return s.view }

// Place returns where it was read; nil of a curator's word.
func (s *Statement) Place() *Place { return PlaceOf(&s.of.Place) }

// PlaceOf returns where something was read; nil if it was not read.
func PlaceOf(at *memory.Place) *Place {
	if at.Row == 0 {
		return nil
	}
	p := &Place{Document: DocumentOf(at.Document), Sheet: at.Sheet, Row: at.Row, Column: at.Column}
	if at.Column != 0 {
		cell := fmt.Sprintf("%s%d", mapping.ColumnLetters(at.Column), at.Row)
		p.Cell = &cell
	}
	return p
}

// Place is where a value was read.
type Place struct {
	Document    Document
	Sheet       string
	Row, Column int
	Cell        *string
}

// Source is who speaks.
type Source struct {
	SourceID  string
	Name      string
	Publisher *string
	Trust     Trust
	Licence   *string
	Declared  *graph.Revision
	Revoked   bool
}

// NewSource returns a source as a View knows it.
func NewSource(v *memory.View, id graph.SourceID) *Source {
	d, r, ok := v.Source(id)
	s := &Source{SourceID: string(id), Name: string(id), Trust: TrustUndeclared}
	if !ok {
		// Nobody vouches for it any more, but it keeps its name.
		last, _, once := v.LastDeclared(id)
		if once && last.Name != "" {
			s.Name = last.Name
		}
		s.Revoked = once
		return s
	}
	s.Publisher, s.Licence, s.Declared = orNil(d.Publisher), orNil(d.Licence), &r
	if d.Name != "" {
		s.Name = d.Name
	}
	s.Trust = map[graph.Trust]Trust{
		graph.TrustUndeclared: TrustUndeclared, graph.TrustOfficial: TrustOfficial, graph.TrustVerified: TrustVerified,
		graph.TrustMedia: TrustMedia, graph.TrustSelfReported: TrustSelfReported,
	}[d.Trust]
	return s
}

// Document is a file that a batch was read from.
type Document struct{ Name, Hash string }

// DocumentOf returns a file for the schema.
func DocumentOf(d graph.Document) Document { return Document{d.Name, d.Hash.String()} }

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func dateOrNil(d graph.Date) *graph.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}
