package importer

import (
	"iter"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// resolver decides who the rows of one batch are about (fold.md, 4 to 6). Rows
// are added one after the other; resolve then looks at all of them together,
// so that their order does not matter, and place tells each row its subject,
// those that it refers to, and whether it waits for a person.
//
// What a row or a reference says of who it means is a mention. References that
// print the same are one mention. Of a mention only digests of its keys are
// kept. A resolver is used by one goroutine.
type resolver struct {
	*keyer
	row func(i int) *draft // a row as it was added; valid until the next call

	subjects []subject // those that the source knows, then new ones
	at       map[graph.SubjectID]int32
	taken    map[graph.SubjectID]int // by the first ID that keys give: the last counter that was tried
	now      multimap                // key → subjects that stand under it
	ever     multimap                // key or name → subjects that stood once, that printed it
	waited   multimap                // all keys of a held row → its subject
	holding  map[digest]int32        // all keys of a row held in this batch → its subject
	redacts  bool                    // of some subject a property has been redacted
	spared   map[int32]bool          // what queued rows may be, by subject.same: it is not retracted
	date     graph.Date              // the batch's data date: what is newer is not gone
	called   multimap                // name → subjects of kinds that qualify edges

	tables map[string]int32 // of tables and periods: their number
	texts  []string
	stated map[recordID]*statedRecord
	made   []madeRecord

	mentions   []mention
	kept       []key // memory of their keys
	rows       []rowMention
	refs       []int32          // mentions, by row: see rowMention.refs
	qualifiers map[uint32]int32 // by place in refs
	printed    map[digest]int32
	byKind     [][]int32 // mentions of rows and references, by kind
	named      multimap  // name → mentions of rows of kinds that qualify edges
	unnamed    []int32   // mentions of qualifiers that no row of the source describes
}

// subject is one thing as the source knows it.
type subject struct {
	id        graph.SubjectID
	kind      uint8
	stands    bool
	judged    bool
	described bool  // a row describes it, not only references
	same      int32 // stands for all that persons hold to be the same
	known     *knownSubject
}

// knownSubject is what is known of a subject that is older than the batch.
type knownSubject struct {
	redacted []string // properties
	keys     []key    // of one that stands, the keys under which it does
	legal    []string
	content  []digest // of an event that stands: what its rows say, see resolver.content
}

var newSubject knownSubject

// before returns what was known of a subject before the batch.
func (s *subject) before() *knownSubject {
	if s.known == nil {
		return &newSubject
	}
	return s.known
}

// mention is what a row, or the references that print the same, says of who it
// means.
type mention struct {
	kind    uint8
	isRow   bool
	short   bool  // by a name that is no key
	row     int32 // the first row that prints it
	ref     int32 // its place among the references of that row; -1 is the row itself; from -2 on downwards its qualifiers
	host    int32 // of a reference of a kind that hangs on the row's: the row's mention; else -1
	subject int32 // -1 until it is resolved
	// qualifier says that it is nothing but the qualifier of edges, whose keys no
	// reference repeats.
	qualifier bool
	held      *graph.Held
	keys      []key
}

// rowMention is where a row's own mention and those of its references are.
type rowMention struct {
	mention int32
	refs    uint32 // the first in resolver.refs
	minted  graph.SubjectID
}

// newResolver returns a resolver for a source of which known is known.
func newResolver(k *keyer, known iter.Seq[*memory.Known], minter func() mint) *resolver {
	k.minter, k.mint = minter, minter()
	r := &resolver{
		keyer:      k,
		at:         map[graph.SubjectID]int32{},
		taken:      map[graph.SubjectID]int{},
		printed:    map[digest]int32{},
		qualifiers: map[uint32]int32{},
		tables:     map[string]int32{},
		stated:     map[recordID]*statedRecord{},
		spared:     map[int32]bool{},
		byKind:     make([][]int32, len(k.kinds)),
	}
	r.learn(known)
	return r
}

// learn takes in what the source knows.
func (r *resolver) learn(known iter.Seq[*memory.Known]) {
	type pending struct {
		s    int32
		kind int
		now  memory.Print
		ever []memory.Print
		same graph.SubjectID
	}
	var all []pending
	for k := range known {
		kind, ok := r.kindAt[k.Kind]
		if !ok {
			continue
		}
		s := int32(len(r.subjects))
		r.at[k.ID] = s
		r.subjects = append(r.subjects, subject{id: k.ID, kind: uint8(kind), stands: k.Stands, judged: k.Judged, known: &knownSubject{redacted: k.Redacted}})
		r.redacts = r.redacts || len(k.Redacted) > 0
		all = append(all, pending{s, kind, k.Now, k.Prints, k.Same})
		for i := range k.Records {
			r.learnRecord(s, &k.Records[i])
		}
		for _, m := range k.Made {
			r.made = append(r.made, madeRecord{m.Batch, r.recordOf(s, m.Record.Table, m.Record.Period)})
		}
	}
	for _, p := range all {
		if s, ok := r.at[p.same]; ok {
			r.subjects[p.s].same = s
		} else {
			r.subjects[p.s].same = p.s
		}
	}
	ends := func(e []memory.End) []end {
		var out []end
		for _, x := range e {
			if s, ok := r.at[x.Subject]; ok {
				out = append(out, end{x.Edge, s})
			}
		}
		return out
	}
	for _, p := range all {
		s, info := &r.subjects[p.s], &r.kinds[p.kind]
		if s.stands {
			s.known.keys = r.keysOf(p.kind, p.now.Cells, ends(p.now.Ends), nil)
			s.known.legal = legalNames(info.KindDecl, p.now.Cells)
			for _, k := range s.known.keys {
				r.now.add(k.place(p.kind), p.s)
			}
			if info.qualifies && s.described {
				r.namesOf(p.kind, p.now.Cells, func(n digest) { r.called.addOnce(n, p.s) })
			}
		}
		for _, pr := range p.ever {
			keys := r.keysOf(p.kind, pr.Cells, ends(pr.Ends), nil)
			if pr.Held {
				if pr.Said {
					r.waited.addOnce(r.allKeys(p.kind, keys), p.s)
				}
				continue
			}
			for _, k := range keys {
				r.ever.addOnce(k.place(p.kind), p.s)
			}
			if !s.stands { // what it must not clash with (fold.md, 4)
				s.known.keys = append(s.known.keys, keys...)
				slices.SortFunc(s.known.keys, compareKeys)
				s.known.keys = slices.Compact(s.known.keys)
				s.known.legal = append(s.known.legal, legalNames(info.KindDecl, pr.Cells)...)
			}
			if len(keys) == 0 && !pr.Row {
				if d, ok := r.shortOf(p.kind, pr.Cells); ok {
					r.ever.addOnce(d, p.s)
				}
			}
		}
	}
}

// add notes the mentions of the next row, whose keys are prepared. The row is read
// again through resolver.row.
func (r *resolver) add(p *prepared) {
	row := int32(len(r.rows))
	self := int32(len(r.mentions))
	m := mention{kind: p.kind, isRow: true, row: row, ref: -1, host: -1, subject: -1}
	m.keys = r.keep(p.keys)
	r.mentions = append(r.mentions, m)
	r.byKind[p.kind] = append(r.byKind[p.kind], self)
	r.rows = append(r.rows, rowMention{self, uint32(len(r.refs)), p.minted})
	for _, n := range p.names {
		r.named.add(n, self)
	}
	for i := range p.refs {
		r.refs = append(r.refs, r.refer(&p.refs[i], row, int32(i), self, false))
	}
}

// keep copies keys into memory of the resolver.
func (r *resolver) keep(keys []key) []key {
	if len(keys) == 0 {
		return nil
	}
	if len(r.kept)+len(keys) > cap(r.kept) {
		r.kept = make([]key, 0, max(1<<14, len(keys)))
	}
	from := len(r.kept)
	r.kept = append(r.kept, keys...)
	return r.kept[from:len(r.kept):len(r.kept)]
}

// qualify notes the qualifiers of the row that was added last.
func (r *resolver) qualify(p *prepared) {
	row := r.rows[len(r.rows)-1]
	for i := range p.qualifiers {
		q := r.refer(&p.qualifiers[i], int32(len(r.rows)-1), int32(-2-i), row.mention, true)
		r.qualifiers[row.refs+uint32(p.qualifiers[i].of)] = q
	}
}

// refer returns the mention of a reference.
func (r *resolver) refer(p *preparedRef, row, n, self int32, qualifier bool) int32 {
	host := int32(-1)
	d := p.print
	if p.hosted {
		host = self
		d[0] ^= (uint64(uint32(host)) + 1) * 0x9e3779b97f4a7c15
	}
	if m, ok := r.printed[d]; ok {
		r.mentions[m].qualifier = r.mentions[m].qualifier && qualifier
		return m
	}
	at := int32(len(r.mentions))
	r.mentions = append(r.mentions, mention{kind: p.kind, row: row, ref: n, host: host, subject: -1, keys: r.keep(p.keys),
		short: len(p.keys) == 0 && len(r.kinds[p.kind].hangs) == 0, qualifier: qualifier})
	r.byKind[p.kind] = append(r.byKind[p.kind], at)
	r.printed[d] = at
	return at
}

// cells returns what a mention printed, and the edge cell of a reference.
func (r *resolver) cells(m *mention) []graph.Cell {
	rec := r.row(int(m.row))
	if m.ref == -1 {
		return rec.Cells
	}
	if m.ref < -1 {
		return rec.qualifiers[-2-m.ref].keys
	}
	n := m.ref
	for i := range rec.Edges {
		if refs := rec.Edges[i].Refs; int(n) < len(refs) {
			return refs[n].Keys
		}
		n -= int32(len(rec.Edges[i].Refs))
	}
	return nil
}

// ends returns the ends of a mention's key edges, by the subjects that were
// found for them: kinds are resolved after those that their keys refer to.
func (r *resolver) ends(m *mention) []end {
	info := &r.kinds[m.kind]
	var out []end
	add := func(edge string, of int32) {
		if s := r.mentions[of].subject; s >= 0 {
			out = append(out, end{edge, s})
		}
	}
	rec := r.row(int(m.row))
	n := r.rows[m.row].refs
	at := int32(0)
	for i := range rec.Edges {
		for range rec.Edges[i].Refs {
			switch {
			case m.ref == -1 && slices.Contains(info.hangs, rec.Edges[i].Type):
				add(rec.Edges[i].Type, r.refs[n])
			case m.ref == at && m.host >= 0:
				add(rec.Edges[i].Type, m.host)
			}
			n++
			at++
		}
	}
	return out
}

// qualifies reports whether any of the qualifiers of edges is one of those that
// names knows.
func (r *resolver) qualifies(names func(kind graph.Kind, cells []graph.Cell) bool) bool {
	for i := range r.mentions {
		if m := &r.mentions[i]; m.qualifier && names(r.kinds[m.kind].Kind, r.cells(m)) {
			return true
		}
	}
	return false
}

// place tells row i, as it was added, its subject, those that it refers to, and
// why any of them waits.
func (r *resolver) place(i int, rec *draft) {
	m := &r.mentions[r.rows[i].mention]
	rec.Subject, rec.Held = r.subjects[m.subject].id, m.held
	r.placeRefs(i, rec)
}

func (r *resolver) placeRefs(i int, rec *draft) {
	n := r.rows[i].refs
	for e := range rec.Edges {
		for j := range rec.Edges[e].Refs {
			ref := &rec.Edges[e].Refs[j]
			of := &r.mentions[r.refs[n]]
			ref.Subject, ref.Held, ref.Short = r.subjects[of.subject].id, of.held, of.short
			if q, ok := r.qualifiers[n]; ok {
				q := &r.mentions[q]
				ref.Qualifier = r.subjects[q.subject].id
				ref.Held = bothHeld(ref.Held, q.held)
			}
			n++
		}
	}
}

// bothHeld is why an edge waits if its end or its qualifier does: the kinds of the
// candidates and the names of the keys tell which.
func bothHeld(end, qualifier *graph.Held) *graph.Held {
	switch {
	case qualifier == nil:
		return end
	case end == nil:
		return qualifier
	}
	return &graph.Held{
		Reason:     end.Reason,
		Candidates: slices.Concat(end.Candidates, qualifier.Candidates),
		Keys:       slices.Concat(end.Keys, qualifier.Keys),
	}
}

// multimap finds several subjects under a digest, in the order in which they
// were added.
type multimap struct {
	head map[digest]int32 // 1 + the first entry
	ents []struct{ subject, next, last int32 }
}

func (m *multimap) add(d digest, s int32) {
	if m.head == nil {
		m.head = map[digest]int32{}
	}
	at := int32(len(m.ents))
	m.ents = append(m.ents, struct{ subject, next, last int32 }{s, 0, at})
	if h, ok := m.head[d]; ok {
		first := &m.ents[h-1]
		m.ents[first.last].next = at + 1
		first.last = at
		return
	}
	m.head[d] = at + 1
}

func (m *multimap) addOnce(d digest, s int32) {
	if h := m.head[d]; h != 0 && m.ents[m.ents[h-1].last].subject == s {
		return // subjects are learned one after the other
	}
	m.add(d, s)
}

func (m *multimap) of(d digest) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for i := m.head[d]; i != 0; i = m.ents[i-1].next {
			if !yield(m.ents[i-1].subject) {
				return
			}
		}
	}
}
