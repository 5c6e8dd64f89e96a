package graph

import (
	"context"
	"slices"
	"strings"
)

// maxOverlap bounds what an [Overlap] remembers. More than that is taken to
// touch everything.
const maxOverlap = 1 << 20

// Overlap tells whether what came into a log since a batch was computed touches
// what the batch is about, so that it must be computed anew (fold.md, 12). Two
// batches touch each other if
//
//   - both name a subject, as the one that they are about or as one that they
//     refer to, judge, pin or deny; or
//   - both are of one source and print equal values of a key of one kind; or
//   - both declare the same source.
//
// A batch that confirms another names all that the other names, and so does
// one that takes another back. A revocation itself depends on nothing but the
// batch that it names, which the store checks.
//
// This finds every batch that was computed on something else than what stands,
// and some that were not: computing those anew gives the same again. An Overlap
// is used by one goroutine.
type Overlap struct {
	vocabulary *Vocabulary
	rules      Rules
	source     SourceID

	subjects map[SubjectID]struct{}
	keys     map[printedKey]struct{}
	sources  map[SourceID]struct{}
	all      bool // more came than can be remembered
}

// printedKey is a key as a batch prints it: the normalised values of those of
// its parts that are properties. Which key it is does not matter: what one row
// prints as a legal name may be a former name in another.
type printedKey struct {
	kind  Kind
	value string
}

// NewOverlap returns an Overlap for a batch of the given source. Of a kind that
// the vocabulary does not know every property is taken for a key.
func NewOverlap(v *Vocabulary, rules Rules, source SourceID) *Overlap {
	return &Overlap{
		vocabulary: v, rules: rules, source: source,
		subjects: map[SubjectID]struct{}{}, keys: map[printedKey]struct{}{}, sources: map[SourceID]struct{}{},
	}
}

// Came takes note of an assertion of a batch that came into the log. Of a
// [Confirm] or a [Revoke] it notes nothing; see [Overlap.Read].
func (o *Overlap) Came(h *Header, a Assertion) {
	if o.all {
		return // this is taken to touch everything, declarations too
	}
	if d, ok := a.(*Declare); ok {
		o.sources[d.Source] = struct{}{}
		return
	}
	for s := range subjectsNamed(a) {
		o.subjects[s] = struct{}{}
	}
	if h.Source == o.source {
		o.printed(a, func(k printedKey) bool {
			o.keys[k] = struct{}{}
			return true
		})
	}
	if len(o.subjects)+len(o.keys) > maxOverlap {
		o.all, o.subjects, o.keys = true, nil, nil
	}
}

// Touches reports whether an assertion of the batch touches what came. Of a
// [Confirm] it knows nothing; see [Overlap.Meets].
func (o *Overlap) Touches(a Assertion) bool {
	switch a := a.(type) {
	case *Revoke:
		return false
	case *Declare:
		_, ok := o.sources[a.Source]
		return ok || o.all
	}
	if o.all {
		return true
	}
	for s := range subjectsNamed(a) {
		if _, ok := o.subjects[s]; ok {
			return true
		}
	}
	touches := false
	if len(o.keys) > 0 {
		o.printed(a, func(k printedKey) bool {
			_, touches = o.keys[k]
			return !touches
		})
	}
	return touches
}

// Read takes note of all that the batches from from to to say, both included,
// and of what the batches say that those confirm or take back.
func (o *Overlap) Read(ctx context.Context, s Store, from, to Revision) error {
	for h, err := range s.Headers(ctx, from, to) {
		if err != nil {
			return err
		}
		if err := o.read(ctx, s, h, map[Revision]bool{}); err != nil {
			return err
		}
	}
	return nil
}

// read takes note of a batch, unless it is among those done.
func (o *Overlap) read(ctx context.Context, s Store, h *Header, done map[Revision]bool) error {
	if done[h.Revision] {
		return nil
	}
	done[h.Revision] = true
	var behind []Revision
	for a, err := range s.Assertions(ctx, h.Revision) {
		if err != nil {
			return err
		}
		switch a := a.(type) {
		case *Confirm:
			behind = append(behind, a.Batch)
		case *Revoke:
			behind = append(behind, a.Batch)
		default:
			o.Came(h, a)
		}
		if o.all {
			return nil
		}
	}
	for _, r := range behind {
		for h, err := range s.Headers(ctx, r, r) {
			if err != nil {
				return err
			}
			if err := o.read(ctx, s, h, done); err != nil {
				return err
			}
		}
	}
	return nil
}

// Meets is [Overlap.Touches] that knows also what a [Confirm] confirms.
func (o *Overlap) Meets(ctx context.Context, s Store, a Assertion) (bool, error) {
	c, ok := a.(*Confirm)
	if !ok || o.all {
		return o.Touches(a), nil
	}
	if len(o.subjects) == 0 {
		return false, nil
	}
	for b, err := range s.Assertions(ctx, c.Batch) {
		if err != nil {
			return false, err
		}
		if o.Touches(b) {
			return true, nil
		}
	}
	return false, nil
}

// Names reports whether what came prints a key or a name that some cells give:
// those of a qualifier, which no assertion repeats.
func (o *Overlap) Names(kind Kind, cells []Cell) bool {
	names := o.all
	if !names && len(o.keys) > 0 {
		o.cells(kind, cells, func(k printedKey) bool {
			_, names = o.keys[k]
			return !names
		})
	}
	return names
}

// subjectsNamed yields every subject that an assertion names.
func subjectsNamed(a Assertion) func(yield func(SubjectID) bool) {
	return func(yield func(SubjectID) bool) {
		each := func(lists ...[]SubjectID) bool {
			for _, l := range lists {
				for _, s := range l {
					if s != "" && !yield(s) {
						return false
					}
				}
			}
			return true
		}
		switch a := a.(type) {
		case *Record:
			if !each([]SubjectID{a.Subject}) || a.Held != nil && !each(a.Held.Candidates) {
				return
			}
			for i := range a.Edges {
				for j := range a.Edges[i].Refs {
					r := &a.Edges[i].Refs[j]
					if !each([]SubjectID{r.Subject, r.Qualifier}) || r.Held != nil && !each(r.Held.Candidates) {
						return
					}
				}
			}
		case *Retract:
			each([]SubjectID{a.Record.Subject})
		case *Judge:
			each([]SubjectID{a.A, a.B})
		case *Pin:
			each(a.Subjects)
		case *Deny:
			each(a.Subjects)
		case *DenyEdge:
			each(a.From, a.To, a.Qualifier)
		case *Redact:
			each([]SubjectID{a.Subject})
		}
	}
}

// printed yields the keys that an assertion prints, until yield returns false.
func (o *Overlap) printed(a Assertion, yield func(printedKey) bool) {
	r, ok := a.(*Record)
	if !ok || !o.cells(r.Kind, r.Cells, yield) || r.Held != nil && !o.held(r.Kind, r.Held, yield) {
		return
	}
	for i := range r.Edges {
		for j := range r.Edges[i].Refs {
			ref := &r.Edges[i].Refs[j]
			if !o.cells(ref.Kind, ref.Keys, yield) || ref.Held != nil && !o.held(ref.Kind, ref.Held, yield) {
				return
			}
		}
	}
}

func (o *Overlap) kind(k Kind) *KindDecl {
	if o.vocabulary == nil {
		return nil
	}
	return o.vocabulary.Kind(k)
}

// cells yields the keys that the cells of a row or a reference give.
func (o *Overlap) cells(kind Kind, cells []Cell, yield func(printedKey) bool) bool {
	decl := o.kind(kind)
	if decl == nil {
		for i := range cells {
			for _, v := range cells[i].Values {
				if !yield(printedKey{kind, o.normal(cells[i].Property, v)}) {
					return false
				}
			}
		}
		return true
	}
	for i := range decl.Keys {
		var parts [][]string // of each property of the key, the values
		missing := false
		for _, p := range decl.Keys[i].Parts {
			if p.Property == "" {
				continue // a reference, whose node nobody knows here
			}
			at := slices.IndexFunc(cells, func(c Cell) bool { return c.Property == p.Property })
			var values []string
			if at >= 0 {
				for _, v := range cells[at].Values {
					if n := o.normal(p.Property, v); n != "" {
						values = append(values, n)
					}
				}
			}
			missing = missing || len(values) == 0
			parts = append(parts, values)
		}
		if !missing && len(parts) > 0 && !combine(kind, "", parts, yield) {
			return false
		}
	}
	// Names that are no key, which a short reference may mean.
	for i := range cells {
		p := decl.Property(cells[i].Property)
		if p == nil || !p.IsName {
			continue
		}
		for _, v := range cells[i].Values {
			if n := o.normal(p.Name, v); n != "" && !yield(printedKey{kind, n}) {
				return false
			}
		}
	}
	return true
}

// combine yields every combination of one value of each part.
func combine(kind Kind, before string, parts [][]string, yield func(printedKey) bool) bool {
	for _, v := range parts[0] {
		s := before + v
		if len(parts) == 1 {
			if !yield(printedKey{kind, s}) {
				return false
			}
		} else if !combine(kind, s+"\x00", parts[1:], yield) {
			return false
		}
	}
	return true
}

// held yields the keys of a held row or reference.
func (o *Overlap) held(kind Kind, h *Held, yield func(printedKey) bool) bool {
	decl := o.kind(kind)
	for _, k := range h.Keys {
		var declared []KeyPart
		if decl != nil {
			if i := slices.IndexFunc(decl.Keys, func(d KeyDecl) bool { return d.Name == k.Key }); i >= 0 {
				declared = decl.Keys[i].Parts
			}
		}
		var values []string
		for i, v := range k.Parts {
			property := ""
			if i < len(declared) {
				if property = declared[i].Property; property == "" {
					continue
				}
			}
			values = append(values, o.normal(property, v))
		}
		if len(values) > 0 && !yield(printedKey{kind, strings.Join(values, "\x00")}) {
			return false
		}
	}
	return true
}

// normal returns what is compared of a value.
func (o *Overlap) normal(property string, v Value) string {
	if o.rules.Normalise == nil {
		return v.Text
	}
	return o.rules.Normalise(property, v)
}
