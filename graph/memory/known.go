package memory

import (
	"iter"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// Known is a subject of a source with everything that the source ever said of
// who it is and what stands of what it said: what the source's next rows are
// held against (fold.md, 4 to 10).
type Known struct {
	ID     graph.SubjectID
	Kind   graph.Kind
	Stands bool // a standing row of the source describes it or refers to it (fold.md, 11)
	Judged bool // a person has judged it
	// Same is a subject that stands for all those of the source that persons hold
	// to be the same as this one: often itself.
	Same graph.SubjectID
	// Redacted names the properties whose values have been overwritten and are
	// kept without in whatever states them again (fold.md, 14).
	Redacted []string
	// Now is what stands of its keys and names, whoever of its source said it.
	Now Print
	// Prints are the keys and names that its rows and references ever printed,
	// each once, whether or not they stand.
	Prints []Print
	// Made is every record that a batch made of it, the earliest batch first.
	Made []Made
	// Records is what the source's newest batches say of its records, in the order
	// of their tables and periods; also of those that wait.
	Records []Stated
}

// Print is the keys and names that one row or reference printed.
type Print struct {
	Cells []graph.Cell // the properties that have values
	Ends  []End        // of the edges that are parts of keys
	Row   bool         // a row printed it, not a reference
	Held  bool         // … that was held
	Said  bool         // … of a batch that stands or is confirmed, and that is not retracted
}

// End is the other end of an edge that is part of a key.
type End struct {
	Edge    string
	Subject graph.SubjectID
}

// Made is a record that a batch made.
type Made struct {
	Batch  graph.Revision
	Record graph.RecordKey
}

// Stated is what a source's newest batch says of one record.
type Stated struct {
	Key  graph.RecordKey
	Kind graph.Kind
	Made graph.Revision // the batch that made the rows
	Date graph.Date     // the newest at which it is said or confirmed
	Rows []graph.Record // as that batch read them
}

// Known yields the subjects of a source in the order in which the log first
// mentioned them. It reads all that the source ever said, a few microseconds a
// row.
func (v *View) Known(source graph.SourceID) iter.Seq[*Known] {
	return func(yield func(*Known) bool) {
		sym, ok := v.syms.index[string(source)]
		if !ok {
			return
		}
		mine := func(s uint32) bool { x := v.subs.at(s); return x.source == sym && x.flags&subKnown != 0 }
		k := getKnowledge()
		defer putKnowledge(k)
		near := &neighbour{}
		uses := map[uint32][]formUse{}
		for s := range v.nsubs {
			if mine(s) {
				v.formsUsed(s, k, uses)
			}
		}
		for s := range v.nsubs {
			if !mine(s) {
				continue
			}
			x := v.known(s, sym, k, near, uses[s])
			if !yield(x) {
				return
			}
		}
	}
}

// formUse is printed keys by which rows refer to a subject.
type formUse struct {
	form        uint32
	held, said  bool
	edge, owner uint32 // 1 + the row's subject, if the edge is part of a key
}

// formsUsed notes how the rows of a subject refer to others.
func (v *View) formsUsed(s uint32, k *knowledge, uses map[uint32][]formUse) {
	v.knowOwn(s, k)
	for r := (reader{b: v.says.at(s)}); r.more(); {
		st := r.statement()
		if st.op != opRecord {
			continue
		}
		body := reader{b: st.body}
		x := body.record()
		said := v.bestSaying(v.batches[st.rev-1], s, x.table, x.period, k.retracts) != nil
		for range body.uint() {
			body.cell()
		}
		for range body.uint() {
			edge := body.uint() >> 1
			for range body.uint() {
				f := body.ref()
				if x.held != nil && !k.judged && f.held == nil {
					continue // it waits for a row that never counted
				}
				of := uses[f.target]
				held, _ := v.heldEnds(&f)
				u := formUse{form: f.form, held: held, said: said}
				if info := &v.decl.kinds[v.subs.at(f.target).kind]; info.hangs && slices.Contains(info.hangsBy, edge) {
					u.edge, u.owner = edge, s+1
				}
				if len(of) > 64 { // many prints, as of a thing that a million rows refer to
					if i := slices.IndexFunc(of[len(of)-64:], func(o formUse) bool { return o == u }); i >= 0 {
						continue
					}
				} else if slices.Contains(of, u) {
					continue
				}
				uses[f.target] = append(of, u)
			}
		}
	}
}

func (v *View) known(s, source uint32, k *knowledge, near *neighbour, forms []formUse) *Known {
	sub := v.subs.at(s)
	info := &v.decl.kinds[sub.kind]
	x := &Known{ID: v.subjectID(s), Kind: info.decl.Kind, Same: v.subjectID(s)}
	v.know(s, k)
	x.Judged = k.judged
	for _, p := range v.redacted[s] {
		x.Redacted = append(x.Redacted, v.syms.list[p])
	}
	x.Stands = k.described || v.mentionedBySource(s, near)
	if sub.flags&subWords != 0 {
		x.Same = v.subjectID(v.sameInSource(s, source))
	}

	// What its rows printed.
	type edition struct {
		Stated
		date, rev uint32
	}
	var editions []edition
	for r := (reader{b: v.says.at(s)}); r.more(); {
		st := r.statement()
		if st.op != opRecord {
			continue
		}
		record, head := v.decodeRecord(s, st)
		said := v.bestSaying(v.batches[st.rev-1], s, head.table, head.period, k.retracts)
		p := v.printOf(info, &record)
		p.Said = said != nil
		x.add(p)
		if m := (Made{graph.Revision(st.rev), record.RecordKey}); !slices.Contains(x.Made, m) {
			x.Made = append(x.Made, m)
		}
		if said == nil {
			continue
		}
		i := slices.IndexFunc(editions, func(e edition) bool { return e.Key == record.RecordKey })
		if i < 0 {
			i = len(editions)
			editions = append(editions, edition{Stated: Stated{Key: record.RecordKey, Kind: record.Kind}})
		}
		e := &editions[i]
		if c := compareSaying(said.date, said.rev, e.date, e.rev); c > 0 || len(e.Rows) == 0 {
			e.date, e.rev, e.Made, e.Rows = said.date, said.rev, graph.Revision(st.rev), e.Rows[:0]
			e.Date = unpackDate(said.date)
		} else if c < 0 || e.Made != graph.Revision(st.rev) {
			continue
		}
		e.Rows = append(e.Rows, record)
	}
	for _, e := range editions {
		x.Records = append(x.Records, e.Stated)
	}

	// What references to it printed, and the ends that the rows of others give it.
	ends := v.endsIn(s, info, near)
	x.Now.Ends = slices.Clip(ends)
	for i := range k.bonds {
		if b := &k.bonds[i]; slices.Contains(info.hangsBy, b.edge) && v.bound(b) {
			x.Now.Ends = addEnd(x.Now.Ends, End{v.syms.list[b.edge], v.subjectID(b.ref.target)})
		}
	}
	for i := range k.facts {
		f := &k.facts[i]
		name := v.syms.list[f.property]
		if decl := info.decl.Property(name); !slices.Contains(info.keyProperties, name) && (decl == nil || !decl.IsName) {
			continue
		}
		j := slices.IndexFunc(x.Now.Cells, func(c graph.Cell) bool { return c.Property == name })
		if j < 0 {
			j = len(x.Now.Cells)
			x.Now.Cells = append(x.Now.Cells, graph.Cell{Property: name})
		}
		if len(f.value) > 0 {
			x.Now.Cells[j].Values = append(x.Now.Cells[j].Values, v.decodeValue(f.value))
		}
	}
	for _, f := range forms {
		p := Print{Ends: ends, Held: f.held, Said: f.said}
		if f.owner != 0 {
			p.Ends = addEnd(slices.Clip(ends), End{v.syms.list[f.edge], v.subjectID(f.owner - 1)})
		}
		r := reader{b: v.forms.at(f.form)}
		if r.more() {
			r.uint() // whose form it is
		}
		for r.more() {
			if c := v.decodeCell(&r); c.State == graph.CellValue && len(c.Values) > 0 {
				p.Cells = append(p.Cells, c)
			}
		}
		x.add(p)
	}
	if len(forms) == 0 && len(ends) > 0 {
		for i := range x.Prints {
			for _, e := range ends {
				x.Prints[i].Ends = addEnd(x.Prints[i].Ends, e)
			}
		}
	}
	return x
}

// add notes a print, unless it is there already.
func (x *Known) add(p Print) {
	for i := range x.Prints {
		q := &x.Prints[i]
		if q.Row == p.Row && q.Held == p.Held && q.Said == p.Said && slices.Equal(q.Ends, p.Ends) && equalCells(q.Cells, p.Cells) {
			return
		}
	}
	x.Prints = append(x.Prints, p)
}

func equalCells(a, b []graph.Cell) bool {
	return slices.EqualFunc(a, b, func(x, y graph.Cell) bool {
		return x.Property == y.Property && x.State == y.State && slices.Equal(x.Values, y.Values)
	})
}

// mentionedBySource reports whether a standing row refers to a subject: those
// that do are of its own source (fold.md, 6).
func (v *View) mentionedBySource(s uint32, near *neighbour) bool {
	for o := range v.owners.of(s) {
		other := near.of(v, o)
		for i := range other.bonds {
			if b := &other.bonds[i]; (b.ref.target == s || b.ref.qualifier == s+1) && v.bound(b) {
				return true
			}
		}
	}
	return false
}

// sameInSource returns, of the subjects of a source that persons hold to be the
// same as s, the one that the log mentioned first.
func (v *View) sameInSource(s, source uint32) uint32 {
	component, words := v.judged(s)
	u := unions{}
	var apart [][2]uint32
	v.takeWords(words, u.join, u.find, &apart)
	best := s
	for _, c := range component {
		if u.find(c) == u.find(s) && v.subs.at(c).source == source {
			best = min(best, c)
		}
	}
	return best
}

// endsIn returns the ends that the standing rows of others give a subject, of
// edges that are parts of its keys.
func (v *View) endsIn(s uint32, info *kindInfo, near *neighbour) []End {
	if !info.hangs {
		return nil
	}
	var ends []End
	for o := range v.owners.of(s) {
		other := near.of(v, o)
		for i := range other.bonds {
			b := &other.bonds[i]
			if b.ref.target == s && slices.Contains(info.hangsBy, b.edge) && v.bound(b) {
				ends = addEnd(ends, End{v.syms.list[b.edge], v.subjectID(o)})
			}
		}
	}
	return ends
}

func addEnd(ends []End, e End) []End {
	if slices.Contains(ends, e) {
		return ends
	}
	return append(ends, e)
}

// printOf returns the keys and names that a row printed.
func (v *View) printOf(info *kindInfo, r *graph.Record) Print {
	p := Print{Row: true, Held: r.Held != nil}
	for _, c := range r.Cells {
		if c.State != graph.CellValue || len(c.Values) == 0 {
			continue
		}
		decl := info.decl.Property(c.Property)
		if slices.Contains(info.keyProperties, c.Property) || decl != nil && decl.IsName {
			p.Cells = append(p.Cells, c)
		}
	}
	if info.hangs {
		for i := range r.Edges {
			e := &r.Edges[i]
			if sym, ok := v.syms.index[e.Type]; ok && slices.Contains(info.hangsBy, sym) {
				for j := range e.Refs {
					p.Ends = append(p.Ends, End{e.Type, e.Refs[j].Subject})
				}
			}
		}
	}
	return p
}

// decodeCell reads a cell on.
func (v *View) decodeCell(r *reader) graph.Cell {
	c := r.cell()
	out := graph.Cell{Property: v.syms.list[c.property], State: c.state}
	for vr := (reader{b: c.values}); vr.more(); {
		out.Values = append(out.Values, v.decodeValue(vr.value()))
	}
	if c.state == graph.CellBad {
		out.Bad = string(c.bad)
	}
	return out
}

// decodeRecord returns the row that a statement keeps, as its batch said it but
// for what has been redacted since.
func (v *View) decodeRecord(s uint32, st statement) (graph.Record, record) {
	r := reader{b: st.body}
	x := r.record()
	out := graph.Record{
		RecordKey: graph.RecordKey{Subject: v.subjectID(s), Table: v.syms.list[x.table], Period: v.syms.list[x.period]},
		Kind:      v.decl.kinds[v.subs.at(s).kind].decl.Kind,
		Sheet:     int(x.sheet), Row: int(x.row), Held: v.decodeHeld(x.held),
	}
	for range r.uint() {
		out.Cells = append(out.Cells, v.decodeCell(&r))
	}
	for range r.uint() {
		u := r.uint()
		e := graph.EdgeCell{Type: v.syms.list[u>>1], Incoming: u&1 != 0}
		for range r.uint() {
			f := r.ref()
			ref := graph.Ref{
				Subject: v.subjectID(f.target), Kind: v.decl.kinds[v.subs.at(f.target).kind].decl.Kind,
				Short: f.flags&refShort != 0, Held: v.decodeHeld(f.held),
			}
			if b := v.forms.at(f.form); len(b) > 0 {
				kr := reader{b: b}
				for kr.uint(); kr.more(); {
					ref.Keys = append(ref.Keys, v.decodeCell(&kr))
				}
			}
			if f.qualifier != 0 {
				ref.Qualifier = v.subjectID(f.qualifier - 1)
			}
			ar := reader{b: f.attributes}
			for range f.nattrs {
				a := graph.Attribute{Property: v.syms.list[ar.uint()], Period: v.syms.list[ar.uint()]}
				a.Value = v.decodeValue(ar.value())
				ref.Attributes = append(ref.Attributes, a)
			}
			e.Refs = append(e.Refs, ref)
		}
		out.Edges = append(out.Edges, e)
	}
	return out, x
}

func (v *View) decodeHeld(h *held) *graph.Held {
	if h == nil {
		return nil
	}
	out := &graph.Held{Reason: v.syms.list[h.reason]}
	for _, c := range h.candidates {
		out.Candidates = append(out.Candidates, v.subjectID(c))
	}
	r := reader{b: h.keys}
	for range h.nkeys {
		k := graph.KeyValue{Key: v.syms.list[r.uint()]}
		for range r.uint() {
			k.Parts = append(k.Parts, v.decodeValue(r.value()))
		}
		out.Keys = append(out.Keys, k)
	}
	return out
}

// Source returns the declaration of a source that stands, and the batch that made
// it (fold.md, 1). It reports false if none does.
func (v *View) Source(id graph.SourceID) (graph.Declare, graph.Revision, bool) {
	for i := len(v.batches) - 1; i >= 0; i-- {
		b := v.batches[i]
		if !b.stands {
			continue
		}
		for j := len(b.declares) - 1; j >= 0; j-- {
			if b.declares[j].Source == id {
				return b.declares[j], b.header.Revision, true
			}
		}
	}
	return graph.Declare{}, 0, false
}

// LastDeclared returns the newest declaration of a source, and the batch that made
// it, whether or not it stands: what a source was called outlives the import that
// declared it, for its revoked batches are still listed. It reports false if nobody
// declared the source up to the View's revision.
func (v *View) LastDeclared(id graph.SourceID) (graph.Declare, graph.Revision, bool) {
	if d, r, ok := v.Source(id); ok {
		return d, r, true
	}
	for _, b := range slices.Backward(v.batches) {
		if !b.known {
			continue
		}
		for _, d := range slices.Backward(b.declares) {
			if d.Source == id {
				return d, b.header.Revision, true
			}
		}
	}
	return graph.Declare{}, 0, false
}
