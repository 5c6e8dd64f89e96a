package graph

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Vocabulary declares every kind of node, edge type and property, once, as
// data. Templates, header recognition, validation, exports, constraints and
// labels are derived from it. It is immutable after [NewVocabulary] and safe
// for concurrent use.
type Vocabulary struct {
	Kinds []KindDecl // ends before what hangs on them (fold.md, 16)
	Edges []EdgeDecl
	Lists []CodeList

	kinds    map[Kind]*KindDecl
	edges    map[string]*EdgeDecl
	lists    map[string]*CodeList
	headings map[Kind]map[string]Heading
}

// Label is a text for people, in Chinese and in English.
type Label struct{ Zh, En string }

// In returns the label in a language: Chinese for a tag that begins with "zh",
// else English.
func (l Label) In(lang string) string {
	if strings.HasPrefix(lang, "zh") {
		return l.Zh
	}
	return l.En
}

// Labelf formats a text in both languages with the same arguments.
func Labelf(zh, en string, args ...any) Label {
	if len(args) == 0 {
		return Label{zh, en}
	}
	return Label{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}
}

// KindDecl declares a kind of node.
type KindDecl struct {
	Kind       Kind
	Label      Label
	Plural     Label
	Synonyms   []string  // other headers and sheet names that mean it
	Keys       []KeyDecl // in the order in which they are compared
	Properties []PropertyDecl
	Event      bool // its key only describes: equal rows are several (fold.md, 5)
	System     bool // made by the system, never imported
	// Substance are properties of which a row says at least one: without any, it
	// names what it is about and says nothing of it. None is asked for if it is empty.
	Substance []string

	properties map[string]*PropertyDecl
}

// KeyDecl declares what identifies a subject (fold.md, 3). A key with a missing
// part is not compared.
type KeyDecl struct {
	Name  string // as questions and held rows name it
	Parts []KeyPart
	Own   bool // the source's own identifier: compared inside that source only
	Code  bool // a node holds one value of it at most (fold.md, 16)
	Asks  bool // links nothing, only asks (former names)
	Cores bool // legal names under one value of it must have a common core (fold.md, 16)
}

// KeyPart is one part of a key: a property, or the node at the other end of an
// edge, in whichever direction the edge type joins the kind to another.
type KeyPart struct {
	Property string
	Edge     string
}

// PropertyDecl declares a property of a kind or an attribute of an edge.
type PropertyDecl struct {
	Name  string
	Label Label
	// Synonyms are other headers that mean it, in any language. Where several
	// columns of one table mean a single property, it has the value of the
	// first listed that gives one.
	Synonyms []string
	Type     ValueType
	Unit     string   // "person", "ratio", …; of money the currency where none is printed; "" if none
	Min, Max *Decimal // of numbers and of each end of an amount; both included
	List     string   // of a TypeCode: the code list
	Set      bool     // holds several values; a union across sources
	Periodic bool     // an observation: its record has a period
	IsName   bool     // a name that a short reference may mean (fold.md, 6)
	IsLegal  bool     // a name whose core is compared where codes agree (fold.md, 16)
	Filter   bool     // the map filters by it
	Sum      bool     // the map sums it
	Personal bool     // about a natural person: may be redacted
}

// EdgeDecl declares an edge type.
type EdgeDecl struct {
	Type       string
	Label      Label
	Synonyms   []string
	From, To   []Kind
	MaxOut     int  // edges of this type from one node; 0 is any number
	Acyclic    bool // may form no cycle
	Filter     bool // the map filters by the node it leads to
	Qualifier  Kind // what else identifies the edge: the segment of SUPPLIES; "" if nothing
	Attributes []PropertyDecl
	Columns    []EdgeColumn // how tables print it

	attributes map[string]*PropertyDecl
}

// EdgeColumn says that in a table of one kind a column under one of these
// headers names the node at the other end of an edge by one of its properties.
// Several columns of one table may name the same node by several properties.
type EdgeColumn struct {
	On        Kind        // the kind that the table's rows describe
	Other     Kind        // the kind that the column refers to
	By        string      // the property of Other that the column prints
	Incoming  bool        // the edge runs from Other to the row's subject
	Qualifier bool        // the column names the edge's qualifier, not its other end
	Headers   []string    // as PropertyDecl.Synonyms
	With      []Attribute // what the column's header itself says of the edge
}

// CodeList is a closed list of codes, such as the regions of GB/T 2260.
type CodeList struct {
	Name    string
	Label   Label
	Source  string // the standard and its edition, or who keeps it
	Entries []CodeEntry
	// Endings are words at the end of a label that people leave off, such as
	// 省 and 市.
	Endings []string

	byCode   map[string]*CodeEntry
	byText   map[string]string   // by HeaderKey; "" where several entries claim a text
	meanings map[string][]string // every code that a text can mean
}

// CodeEntry is an entry of a code list.
type CodeEntry struct {
	Code     string
	Label    Label
	Synonyms []string
	Parent   string // the province of a city; "" at the top
}

// Heading is what a column's header means in a table of one kind: a property, a
// reference along an edge, or an attribute of the edges of one type.
type Heading struct {
	Property  *PropertyDecl // the property, or the attribute if Edge is set
	Edge      *EdgeDecl     // nil for a property of the kind itself
	Column    *EdgeColumn   // the reference; nil if not one
	Rank      int           // of several headers that mean the same, the lower is preferred
	Ambiguous bool          // an attribute that several edge types of the kind have: Edge is the first
}

// NewVocabulary returns a vocabulary with its indexes, or an error with
// CodeInvalid that names every contradiction. A declaration without a label is
// labelled by its name; one with a label has it in both languages. The
// vocabulary keeps the slices, which must not be changed afterwards.
func NewVocabulary(kinds []KindDecl, edges []EdgeDecl, lists []CodeList) (*Vocabulary, error) {
	v := &Vocabulary{
		Kinds:    kinds,
		Edges:    edges,
		Lists:    lists,
		kinds:    make(map[Kind]*KindDecl, len(kinds)),
		edges:    make(map[string]*EdgeDecl, len(edges)),
		lists:    make(map[string]*CodeList, len(lists)),
		headings: make(map[Kind]map[string]Heading, len(kinds)),
	}
	var c contradictions
	v.indexLists(&c)
	v.indexKinds(&c)
	v.indexEdges(&c)
	v.checkKeys(&c)
	v.indexHeaders(&c)
	if err := errors.Join(c...); err != nil {
		return nil, &Error{Code: CodeInvalid, Op: "graph.NewVocabulary", Err: err}
	}
	return v, nil
}

// Kind returns the declaration of a kind, or nil.
func (v *Vocabulary) Kind(k Kind) *KindDecl { return v.kinds[k] }

// Edge returns the declaration of an edge type, or nil.
func (v *Vocabulary) Edge(t string) *EdgeDecl { return v.edges[t] }

// List returns a code list, or nil.
func (v *Vocabulary) List(name string) *CodeList { return v.lists[name] }

// Heading returns what a column's header means in a table of the kind. It is
// found by a property's or edge's name, label or synonym, whatever its case,
// width, spaces and punctuation.
func (v *Vocabulary) Heading(k Kind, text string) (Heading, bool) {
	return v.KeyHeading(k, HeaderKey(text))
}

// KeyHeading is [Vocabulary.Heading] of a text of which [HeaderKey] is known: who
// asks of one header for every kind works that out once.
func (v *Vocabulary) KeyHeading(k Kind, key string) (Heading, bool) {
	h, ok := v.headings[k][key]
	return h, ok
}

// Property returns the declaration of a property of the kind, or nil.
func (k *KindDecl) Property(name string) *PropertyDecl {
	if k.properties != nil {
		return k.properties[name]
	}
	return findProperty(k.Properties, name)
}

// Attribute returns the declaration of an attribute of the edge type, or nil.
func (e *EdgeDecl) Attribute(name string) *PropertyDecl {
	if e.attributes != nil {
		return e.attributes[name]
	}
	return findProperty(e.Attributes, name)
}

// Joins reports whether an edge of this type may run from one kind to another.
func (e *EdgeDecl) Joins(from, to Kind) bool {
	return slices.Contains(e.From, from) && slices.Contains(e.To, to)
}

func findProperty(decls []PropertyDecl, name string) *PropertyDecl {
	for i := range decls {
		if decls[i].Name == name {
			return &decls[i]
		}
	}
	return nil
}

// contradictions collects what is wrong with a declaration, so that all of it
// is told at once.
type contradictions []error

func (c *contradictions) addf(format string, args ...any) {
	*c = append(*c, fmt.Errorf(format, args...))
}

// label checks that a label has both languages. Without any, it becomes the
// name.
func (c *contradictions) label(l *Label, name, of string) {
	switch {
	case *l == (Label{}):
		*l = Label{name, name}
	case l.Zh == "" || l.En == "":
		c.addf("%s: the label lacks a language", of)
	}
}

func (v *Vocabulary) indexLists(c *contradictions) {
	for i := range v.Lists {
		l := &v.Lists[i]
		if l.Name == "" {
			c.addf("code list %d: no name", i)
			continue
		}
		if v.lists[l.Name] != nil {
			c.addf("code list %s: declared twice", l.Name)
		}
		c.label(&l.Label, l.Name, "code list "+l.Name)
		v.lists[l.Name] = l
		l.index(c)
	}
}

func (v *Vocabulary) indexKinds(c *contradictions) {
	for i := range v.Kinds {
		k := &v.Kinds[i]
		of := "kind " + string(k.Kind)
		if k.Kind == "" {
			c.addf("kind %d: no name", i)
			continue
		}
		if v.kinds[k.Kind] != nil {
			c.addf("%s: declared twice", of)
		}
		c.label(&k.Label, string(k.Kind), of)
		if k.Plural == (Label{}) {
			k.Plural = k.Label
		}
		c.label(&k.Plural, string(k.Kind), of+", plural")
		v.kinds[k.Kind] = k
		k.properties = v.indexProperties(c, of, k.Properties)
	}
}

func (v *Vocabulary) indexProperties(c *contradictions, of string, decls []PropertyDecl) map[string]*PropertyDecl {
	m := make(map[string]*PropertyDecl, len(decls))
	for i := range decls {
		p := &decls[i]
		if p.Name == "" {
			c.addf("%s: property %d has no name", of, i)
			continue
		}
		of := of + ", property " + p.Name
		if m[p.Name] != nil {
			c.addf("%s: declared twice", of)
		}
		m[p.Name] = p
		c.label(&p.Label, p.Name, of)
		number := p.Type == TypeInt || p.Type == TypeDecimal || p.Type == TypeMoney
		switch {
		case p.Type < TypeText || p.Type > TypeBool:
			c.addf("%s: no such type: %d", of, p.Type)
		case p.Type == TypeCode && v.lists[p.List] == nil:
			c.addf("%s: no such code list: %q", of, p.List)
		case p.Type != TypeCode && p.List != "":
			c.addf("%s: a code list, but the type is %v", of, p.Type)
		case !number && (p.Min != nil || p.Max != nil):
			c.addf("%s: a range, but the type is %v", of, p.Type)
		case p.Min != nil && p.Max != nil && p.Min.Compare(*p.Max) > 0:
			c.addf("%s: the range is empty", of)
		case !number && p.Sum:
			c.addf("%s: a sum, but the type is %v", of, p.Type)
		case (p.IsName || p.IsLegal) && p.Type != TypeText:
			c.addf("%s: a name, but the type is %v", of, p.Type)
		case p.Set && p.Sum:
			c.addf("%s: a set has no sum", of)
		case p.Type == TypeMoney && p.Unit != "" && !validCurrency(p.Unit):
			c.addf("%s: no such currency: %q", of, p.Unit)
		}
	}
	return m
}

func (v *Vocabulary) indexEdges(c *contradictions) {
	for i := range v.Edges {
		e := &v.Edges[i]
		of := "edge " + e.Type
		if e.Type == "" {
			c.addf("edge %d: no type", i)
			continue
		}
		if v.edges[e.Type] != nil {
			c.addf("%s: declared twice", of)
		}
		c.label(&e.Label, e.Type, of)
		v.edges[e.Type] = e
		e.attributes = v.indexProperties(c, of, e.Attributes)
		if len(e.From) == 0 || len(e.To) == 0 {
			c.addf("%s: an end has no kind", of)
		}
		for _, k := range slices.Concat(e.From, e.To) {
			if v.kinds[k] == nil {
				c.addf("%s: no such kind: %q", of, k)
			}
		}
		if e.Qualifier != "" && v.kinds[e.Qualifier] == nil {
			c.addf("%s: no such kind of qualifier: %q", of, e.Qualifier)
		}
		if e.MaxOut < 0 {
			c.addf("%s: a negative cardinality", of)
		}
		for _, col := range e.Columns {
			from, to := col.On, col.Other
			if col.Incoming {
				from, to = to, from
			}
			switch other := v.kinds[col.Other]; {
			case col.Qualifier && (col.Other != e.Qualifier || col.Other == ""):
				c.addf("%s: a column for a qualifier %q, which it does not have", of, col.Other)
			case !col.Qualifier && !e.Joins(from, to):
				c.addf("%s: a column for %s → %s, which it does not join", of, from, to)
			case other.Property(col.By) == nil:
				c.addf("%s: a column by %s.%s, which does not exist", of, col.Other, col.By)
			case len(col.Headers) == 0:
				c.addf("%s: a column on %s without headers", of, col.On)
			}
			for _, a := range col.With {
				d := e.Attribute(a.Property)
				if d == nil {
					c.addf("%s: a column with %s, which is no attribute", of, a.Property)
				} else if p := v.CheckValue(d, a.Value); p != nil {
					c.addf("%s: a column with %s: %s", of, a.Property, p.Reason.En)
				}
			}
		}
	}
}

// checkKeys checks that keys name what exists, and that a kind stands after
// the kinds that its keys refer to: rule links follow kind by kind in that
// order (fold.md, 16).
func (v *Vocabulary) checkKeys(c *contradictions) {
	before := make(map[Kind]bool, len(v.Kinds))
	for i := range v.Kinds {
		k := &v.Kinds[i]
		names := map[string]bool{}
		for _, name := range k.Substance {
			if k.Property(name) == nil {
				c.addf("kind %s, substance: no such property: %q", k.Kind, name)
			}
		}
		for _, key := range k.Keys {
			of := fmt.Sprintf("kind %s, key %s", k.Kind, key.Name)
			if key.Name == "" || names[key.Name] {
				c.addf("%s: no name, or the name of another", of)
			}
			names[key.Name] = true
			if len(key.Parts) == 0 {
				c.addf("%s: no parts", of)
			}
			if key.Asks && (key.Own || key.Code) {
				c.addf("%s: what only asks is no code", of)
			}
			for _, part := range key.Parts {
				switch {
				case (part.Property == "") == (part.Edge == ""):
					c.addf("%s: a part is either a property or an edge", of)
				case part.Property != "":
					if k.Property(part.Property) == nil {
						c.addf("%s: no such property: %q", of, part.Property)
					}
				case v.edges[part.Edge] == nil:
					c.addf("%s: no such edge: %q", of, part.Edge)
				default:
					others := v.edges[part.Edge].others(k.Kind)
					if len(others) == 0 {
						c.addf("%s: %s does not join the kind", of, part.Edge)
					}
					for _, o := range others {
						if !before[o] {
							c.addf("%s: %s must be declared before %s", of, o, k.Kind)
						}
					}
				}
			}
		}
		before[k.Kind] = true
	}
}

// others returns the kinds at the other end of the type's edges at a node of
// kind k.
func (e *EdgeDecl) others(k Kind) []Kind {
	var o []Kind
	if slices.Contains(e.From, k) {
		o = append(o, e.To...)
	}
	if slices.Contains(e.To, k) {
		o = append(o, e.From...)
	}
	return o
}

// headers are all that mean the property.
func (p *PropertyDecl) headers() []string {
	return append([]string{p.Name, p.Label.Zh, p.Label.En}, p.Synonyms...)
}

// indexHeaders finds what each header means in a table of each kind. Headers
// that a declaration states must mean one thing; the names and labels that it
// implies yield to them, and attributes yield to both.
func (v *Vocabulary) indexHeaders(c *contradictions) {
	for i := range v.Kinds {
		k := &v.Kinds[i]
		m := map[string]Heading{}
		owner := map[string]string{}
		state := func(text, by string, h Heading) {
			key := HeaderKey(text)
			if key == "" {
				c.addf("kind %s, %s: the header %q has no letters", k.Kind, by, text)
				return
			}
			if o, ok := owner[key]; ok {
				if o != by {
					c.addf("kind %s: the header %q means both %s and %s", k.Kind, text, o, by)
				}
				return
			}
			owner[key], m[key] = by, h
		}
		for j := range k.Properties {
			p := &k.Properties[j]
			for n, s := range p.headers() {
				state(s, "property "+p.Name, Heading{Property: p, Rank: n})
			}
		}
		for j := range v.Edges {
			e := &v.Edges[j]
			for n := range e.Columns {
				col := &e.Columns[n]
				if col.On != k.Kind {
					continue
				}
				for rank, s := range col.Headers {
					state(s, fmt.Sprintf("edge %s by %s.%s (column %d)", e.Type, col.Other, col.By, n), Heading{Edge: e, Column: col, Rank: rank})
				}
			}
		}
		for j := range v.Edges {
			e := &v.Edges[j]
			if !slices.Contains(e.From, k.Kind) && !slices.Contains(e.To, k.Kind) {
				continue
			}
			for n := range e.Attributes {
				p := &e.Attributes[n]
				for rank, s := range p.headers() {
					key := HeaderKey(s)
					h, taken := m[key]
					switch {
					case !taken:
						m[key] = Heading{Property: p, Edge: e, Rank: rank}
					case h.Edge != nil && h.Column == nil && h.Edge != e:
						h.Ambiguous = true
						m[key] = h
					}
				}
			}
		}
		v.headings[k.Kind] = m
	}
}
