package chunk

import (
	"bytes"
	"crypto/sha256"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// Redactions are the redactions of a log: what no batch may hold any more,
// earlier or later (fold.md, 14). The zero Redactions hold none. They are not
// safe for concurrent use while Add is called.
type Redactions struct {
	set      map[graph.Redact]struct{}
	subjects map[graph.SubjectID]struct{}
}

// Add adds a redaction.
func (r *Redactions) Add(redact graph.Redact) {
	if r.set == nil {
		r.set = make(map[graph.Redact]struct{})
		r.subjects = make(map[graph.SubjectID]struct{})
	}
	r.set[redact] = struct{}{}
	r.subjects[redact.Subject] = struct{}{}
}

// Len returns how many redactions there are.
func (r *Redactions) Len() int { return len(r.set) }

func (r *Redactions) holds(s graph.SubjectID, property string) bool {
	_, ok := r.set[graph.Redact{Subject: s, Property: property}]
	return ok
}

func (r *Redactions) names(subjects []graph.SubjectID, property string) bool {
	return slices.ContainsFunc(subjects, func(s graph.SubjectID) bool { return r.holds(s, property) })
}

// Apply returns what stays of an assertion: a itself if nothing in it is
// redacted, else a copy, which shares with a what did not change.
//
//   - A cell of a redacted property becomes [graph.CellRedacted].
//   - The printed keys of a reference lose it.
//   - A held row or reference loses its keys if one of them is the property or
//     has a part equal to a value that the row loses. A log has no other way
//     to tell, and a redacted value that stays is worse than a key too few.
//   - A pin or a denial on it that names the subject at all has the zero Value.
func (r *Redactions) Apply(a graph.Assertion) graph.Assertion {
	if len(r.set) == 0 {
		return a
	}
	switch a := a.(type) {
	case *graph.Record:
		if r.mentioned(a) {
			return r.record(a)
		}
	case *graph.Pin:
		if r.names(a.Subjects, a.Property) {
			b := *a
			for _, v := range []**graph.Value{&b.Value, &b.Seen} {
				if *v != nil {
					*v = new(graph.Value)
				}
			}
			return &b
		}
	case *graph.Deny:
		if r.names(a.Subjects, a.Property) {
			b := *a
			b.Value = graph.Value{}
			return &b
		}
	}
	return a
}

// mentioned reports whether a record is about or refers to a subject of which
// anything is redacted.
func (r *Redactions) mentioned(a *graph.Record) bool {
	if _, ok := r.subjects[a.Subject]; ok {
		return true
	}
	for i := range a.Edges {
		for j := range a.Edges[i].Refs {
			if _, ok := r.subjects[a.Edges[i].Refs[j].Subject]; ok {
				return true
			}
		}
	}
	return false
}

func (r *Redactions) record(a *graph.Record) *graph.Record {
	b := *a
	var lost []graph.Value // the values that this row loses
	b.Cells = slices.Clone(a.Cells)
	for i := range b.Cells {
		if c := &b.Cells[i]; r.holds(a.Subject, c.Property) {
			lost = append(lost, c.Values...)
			*c = graph.Cell{Property: c.Property, State: graph.CellRedacted}
		}
	}
	b.Edges = slices.Clone(a.Edges)
	for i := range b.Edges {
		refs := slices.Clone(b.Edges[i].Refs)
		for j := range refs {
			ref := &refs[j]
			ref.Keys = slices.DeleteFunc(slices.Clone(ref.Keys), func(c graph.Cell) bool {
				if !r.holds(ref.Subject, c.Property) {
					return false
				}
				lost = append(lost, c.Values...)
				return true
			})
		}
		b.Edges[i].Refs = refs
	}
	b.Held = r.held(a.Held, a.Subject, lost)
	for i := range b.Edges {
		for j := range b.Edges[i].Refs {
			ref := &b.Edges[i].Refs[j]
			ref.Held = r.held(ref.Held, ref.Subject, lost)
		}
	}
	return &b
}

func (r *Redactions) held(h *graph.Held, s graph.SubjectID, lost []graph.Value) *graph.Held {
	if h == nil {
		return nil
	}
	says := func(k graph.KeyValue) bool {
		return r.holds(s, k.Key) || slices.ContainsFunc(k.Parts, func(p graph.Value) bool {
			return slices.ContainsFunc(lost, func(v graph.Value) bool {
				// A part may have been read with another type than the cell.
				return v == p || v.Text != "" && v.Text == p.Text
			})
		})
	}
	if !slices.ContainsFunc(h.Keys, says) {
		return h
	}
	return &graph.Held{Reason: h.Reason, Candidates: h.Candidates}
}

// Rewrite returns the chunk without what is redacted, or nil if it holds
// nothing of it. The result has the Hash of c and is marked as Redacted;
// now is the hash of its encoding.
func (r *Redactions) Rewrite(d *Decoder, c *graph.Chunk) (rewritten *graph.Chunk, now graph.Hash, err error) {
	if len(r.set) == 0 {
		return nil, now, nil
	}
	if err := d.inflate(c); err != nil {
		return nil, now, err
	}
	found := false
	for s := range r.subjects {
		if found = bytes.Contains(d.raw, []byte(s)); found {
			break
		}
	}
	if !found {
		return nil, now, nil
	}
	list, err := d.Decode(c)
	if err != nil {
		return nil, now, err
	}
	w := NewWriter(func(c *graph.Chunk) error { rewritten = c; return nil })
	w.whole = true
	for _, a := range list {
		if err := w.Add(r.Apply(a)); err != nil {
			return nil, now, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, now, err
	}
	if now = rewritten.Hash; now == sha256.Sum256(d.raw) {
		return nil, now, nil
	}
	rewritten.Hash, rewritten.Redacted = c.Hash, true
	return rewritten, now, nil
}

// Redacted returns what a batch of redactions redacts, of the assertions of one of
// its chunks; [graph.CodeInvalid] if it holds anything else.
func Redacted(kind graph.BatchKind, assertions []graph.Assertion) ([]graph.Redact, error) {
	list := make([]graph.Redact, 0, len(assertions))
	for _, a := range assertions {
		r, ok := a.(*graph.Redact)
		if !ok {
			return nil, graph.Sayf(graph.CodeInvalid, "", "%q 类的批次只能有抹除，不能有 %T", "a batch of kind %q holds redactions only, not a %T", kind, a)
		}
		if r.Subject == "" || r.Property == "" {
			return nil, graph.Sayf(graph.CodeInvalid, "", "抹除须指明主体和属性", "a redaction names a subject and a property")
		}
		list = append(list, *r)
	}
	return list, nil
}

// Overwrite is [Redactions.Rewrite] of a chunk that was found to hold something
// redacted, and returns what the header says of it. If it holds nothing any more it
// changed meanwhile: [graph.CodeConflict].
func (r *Redactions) Overwrite(d *Decoder, c *graph.Chunk, revision graph.Revision, seq int64) (*graph.Chunk, graph.Rewrite, error) {
	rewritten, hash, err := r.Rewrite(d, c)
	if err == nil && rewritten == nil {
		err = graph.Sayf(graph.CodeConflict, "", "第 %d 块（修订 %d）期间有变：请重试", "chunk %d of revision %d changed meanwhile: try again", seq, revision)
	}
	return rewritten, graph.Rewrite{Revision: revision, Chunk: int(seq), Hash: hash}, err
}

// OverwriteAdopted is [Redactions.Rewrite] of a chunk of which the header of a
// batch that another store made live says what it became. What was copied after
// the redaction comes rewritten, perhaps by later ones too, and nil is returned of
// it; anything else must become what the header says, or it is
// [graph.CodeDamaged].
func (r *Redactions) OverwriteAdopted(d *Decoder, c *graph.Chunk, claimed graph.Rewrite) (*graph.Chunk, error) {
	rewritten, hash, err := r.Rewrite(d, c)
	if err == nil && (rewritten == nil && !c.Redacted || rewritten != nil && hash != claimed.Hash) {
		err = graph.Sayf(graph.CodeDamaged, "", "第 %d 块（修订 %d）不是这次抹除改写后的样子", "chunk %d of revision %d is not what this redaction rewrote", claimed.Chunk, claimed.Revision)
	}
	return rewritten, err
}

// Strip returns a chunk of a batch that is not live yet without what is redacted,
// as first written here, so with the hash of what it is now; nil if it is that
// already. What was copied from elsewhere may come redacted.
func (r *Redactions) Strip(d *Decoder, c *graph.Chunk) (*graph.Chunk, error) {
	rewritten, hash, err := r.Rewrite(d, c)
	if err != nil {
		return nil, err
	}
	switch {
	case rewritten != nil:
	case c.Redacted:
		if hash, err = d.Sum(c); err != nil {
			return nil, err
		}
		own := *c
		rewritten = &own
	default:
		return nil, nil
	}
	rewritten.Redacted, rewritten.Hash = false, hash
	return rewritten, nil
}
