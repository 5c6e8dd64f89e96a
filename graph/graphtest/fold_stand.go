package graphtest

import (
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// said is a row as a batch says it: one of its own, or one of another that it
// confirms.
type said struct {
	*graph.Record
	batch  graph.Revision // that says it
	date   graph.Date
	source graph.SourceID
	made   graph.Revision // that read it first
	place  Place          // without the column
}

// waiting is a row or a reference that waits for a person.
type waiting struct {
	subject graph.SubjectID
	held    *graph.Held
	ref     bool
	by      said
}

// newer orders by data date, then by revision (rule 9).
func newer(a, b said) int {
	return cmp.Or(a.date.Compare(b.date), cmp.Compare(a.batch, b.batch))
}

// judge takes the persons' words, the latest first (rule 15).
func (f *folding) judge() {
	type word struct {
		*graph.Judge
		batch graph.Revision
	}
	var words []word
	for b, a := range f.all {
		if j, ok := a.(*graph.Judge); ok {
			words = append(words, word{j, b.Header.Revision})
		}
	}
	// The words of one batch are equally late. They are taken in the order of
	// their subjects, so that their order in the batch does not matter.
	slices.SortStableFunc(words, func(a, b word) int {
		p, q := pair(a.A, a.B), pair(b.A, b.B)
		return cmp.Or(cmp.Compare(b.batch, a.batch), cmp.Compare(p[0], q[0]), cmp.Compare(p[1], q[1]),
			cmp.Compare(b.Verdict, a.Verdict))
	})
	f.nodes = sets{}
	f.judged = map[graph.SubjectID]bool{}
	f.decided = map[[2]graph.SubjectID]bool{}
	undecided := map[[2]graph.SubjectID]bool{}
	for _, w := range words {
		p := pair(w.A, w.B)
		contradicts := false
		switch w.Verdict {
		case graph.Undecided:
			undecided[p] = true
			continue
		case graph.Same:
			contradicts = f.areDifferent(f.nodes.root(w.A), f.nodes.root(w.B))
		case graph.Different:
			contradicts = f.nodes.root(w.A) == f.nodes.root(w.B)
		}
		if contradicts || undecided[p] {
			f.contradicted = append(f.contradicted, Contradicted{Batch: w.batch, A: w.A, B: w.B, Verdict: w.Verdict})
			continue
		}
		f.decided[p] = true
		f.judged[w.A], f.judged[w.B] = true, true
		if w.Verdict == graph.Same {
			f.nodes.join(w.A, w.B)
		} else {
			f.different = append(f.different, p)
		}
	}
}

// apart reports whether a person called two subjects different that the nodes
// of the given roots would bring together.
func (f *folding) apart(roots []graph.SubjectID) bool {
	return slices.ContainsFunc(f.different, func(p [2]graph.SubjectID) bool {
		return slices.Contains(roots, f.nodes.root(p[0])) && slices.Contains(roots, f.nodes.root(p[1]))
	})
}

// stand finds what stands of each record (rules 8 to 11).
func (f *folding) stand() {
	f.subjects = map[graph.SubjectID]*subject{}
	f.mention()
	retracted := f.retractions()
	for key, rows := range f.rows() {
		live := slices.DeleteFunc(slices.Clone(rows), func(s said) bool { return isRetracted(s, retracted[key]) })
		if f.waits(live) {
			continue
		}
		f.mark(rows, retracted[key])
		f.standRecord(live)
	}
	f.bad = slices.DeleteFunc(f.bad, func(b BadCell) bool { return !f.subjects[b.Subject].stands })

	// Rule 6: a reference gives a key only where its subject's description
	// gives none.
	for _, s := range f.subjects {
		described := map[string]bool{}
		for _, c := range s.claims {
			if !c.printed {
				described[c.property] = true
			}
		}
		s.claims = slices.DeleteFunc(s.claims, func(c claim) bool { return c.printed && described[c.property] })
	}
}

// rows returns all that was said of each record by the batches that count.
func (f *folding) rows() map[graph.RecordKey][]said {
	made := map[graph.Revision][]said{} // by the batch that read them, whether it counts or not
	for i := range f.log {
		h := &f.log[i].Header
		for _, a := range f.log[i].Assertions {
			if r, ok := a.(*graph.Record); ok {
				made[h.Revision] = append(made[h.Revision], said{Record: r, batch: h.Revision, date: h.DataDate,
					source: h.Source, made: h.Revision, place: placeOf(h, r.Sheet, r.Row)})
			}
		}
	}
	rows := map[graph.RecordKey][]said{}
	for r, of := range made {
		if f.counts[r] {
			for _, s := range of {
				rows[s.RecordKey] = append(rows[s.RecordKey], s)
			}
		}
	}
	// Rule 10: the confirming batch counts as having said the records, and
	// they stand also when the batch that made them does not count any more.
	for b, a := range f.all {
		c, ok := a.(*graph.Confirm)
		if !ok {
			continue
		}
		for _, s := range made[c.Batch] {
			if slices.Contains(c.Except, s.RecordKey) {
				continue
			}
			row := s.Row
			for _, shift := range c.Shifts {
				if shift.Record == s.RecordKey && shift.From == s.Row {
					row = shift.To
				}
			}
			s.batch, s.date, s.place = b.Header.Revision, b.Header.DataDate, placeOf(&b.Header, c.Sheet+s.Sheet, row)
			rows[s.RecordKey] = append(rows[s.RecordKey], s)
		}
	}
	return rows
}

// retractions returns what retracts each record; only batch and date are set.
func (f *folding) retractions() map[graph.RecordKey][]said {
	retracted := map[graph.RecordKey][]said{}
	for b, a := range f.all {
		if r, ok := a.(*graph.Retract); ok {
			retracted[r.Record] = append(retracted[r.Record], said{batch: b.Header.Revision, date: b.Header.DataDate})
		}
	}
	return retracted
}

// mention notes every subject that the log mentions, and where first.
func (f *folding) mention() {
	note := func(h *graph.Header, id graph.SubjectID, kind graph.Kind) *subject {
		s := f.of(id)
		if s.first == 0 {
			s.first, s.kind, s.source = h.Revision, kind, h.Source
		}
		return s
	}
	for i := range f.log {
		h := &f.log[i].Header
		for _, a := range f.log[i].Assertions {
			if r, ok := a.(*graph.Record); ok {
				note(h, r.Subject, r.Kind)
				for _, e := range r.Edges {
					for _, ref := range e.Refs {
						s := note(h, ref.Subject, ref.Kind)
						s.short = s.short || ref.Short
						if ref.Qualifier != "" {
							note(h, ref.Qualifier, f.edge(e.Type).Qualifier)
						}
					}
				}
			}
		}
	}
}

// isRetracted reports whether a retraction covers a row: all earlier revisions;
// with a data date, what precedes it by date, then by revision (rule 9).
func isRetracted(s said, retracted []said) bool {
	return slices.ContainsFunc(retracted, func(by said) bool {
		if by.date.IsZero() {
			return s.batch < by.batch
		}
		return newer(s, by) < 0
	})
}

// waits reports whether a record waits for a person, and notes it: its newest
// row is held, and nobody has judged its subject (rule 4). Then nothing of it is
// folded.
func (f *folding) waits(rows []said) bool {
	if len(rows) == 0 {
		return false
	}
	last := slices.MaxFunc(rows, func(a, b said) int { return cmp.Or(newer(a, b), b.place.Compare(a.place)) })
	if last.Held == nil || f.judged[last.Subject] {
		return false
	}
	f.waiting = append(f.waiting, waiting{subject: last.Subject, held: last.Held, by: last})
	return true
}

// standRecord finds what stands of one record, given all that was said of it
// and not retracted.
func (f *folding) standRecord(rows []said) {
	if len(rows) == 0 {
		return
	}
	// Rule 11.
	subject := f.of(rows[0].Subject)
	subject.stands, subject.described = true, true

	// Rule 9: the newest batch that covers a property or an edge type speaks
	// alone for it; its rows stand together (rule 8).
	type column struct {
		name     string
		incoming bool
	}
	newest := map[column]said{}
	cover := func(c column, s said) {
		if have, ok := newest[c]; !ok || newer(have, s) < 0 {
			newest[c] = s
		}
	}
	for _, s := range rows {
		for _, c := range s.Cells {
			if c.State != graph.CellBad {
				cover(column{name: c.Property}, s)
			}
		}
		for _, e := range s.Edges {
			cover(column{e.Type, e.Incoming}, s)
		}
	}
	for _, s := range rows {
		for _, c := range s.Cells {
			if c.State == graph.CellValue && newest[column{name: c.Property}].batch == s.batch {
				for _, v := range c.Values {
					subject.claims = append(subject.claims, claim{rank: f.rank(s, s.Subject, c.Property),
						property: f.periodic(s.Kind, c.Property, s.Period), value: v})
				}
			}
		}
		for _, e := range s.Edges {
			if newest[column{e.Type, e.Incoming}].batch == s.batch {
				for _, ref := range e.Refs {
					f.standRef(s, e, ref)
				}
			}
		}
	}
}

// mark lists the bad cells of one record (rule 9). The mark goes with the
// value: when a batch that is not older, by data date, then by revision, covers
// the property, or a newer one retracts the record.
func (f *folding) mark(rows, retracted []said) {
	for _, s := range rows {
		for _, c := range s.Cells {
			if c.State != graph.CellBad || slices.ContainsFunc(retracted, func(by said) bool { return newer(by, s) > 0 }) {
				continue
			}
			covers := func(d graph.Cell) bool { return d.Property == c.Property && d.State != graph.CellBad }
			if !slices.ContainsFunc(rows, func(t said) bool { return newer(t, s) >= 0 && slices.ContainsFunc(t.Cells, covers) }) {
				f.bad = append(f.bad, BadCell{Subject: s.Subject, Property: c.Property, Place: s.place.in(c.Property), Text: c.Bad})
			}
		}
	}
}

// standRef finds what stands of a reference in an edge cell that stands.
func (f *folding) standRef(s said, e graph.EdgeCell, ref graph.Ref) {
	// Rule 4: a queued reference holds its edge, not its row.
	if ref.Held != nil && !f.judged[ref.Subject] {
		f.waiting = append(f.waiting, waiting{subject: ref.Subject, held: ref.Held, ref: true, by: s})
		return
	}
	to := f.of(ref.Subject)
	to.stands = true
	rank := f.rank(s, ref.Subject, e.Type)
	for _, c := range ref.Keys {
		for _, v := range c.Values {
			if ref.Short { // it gives no key and no name (rule 6)
				to.names[v.Text] = true
				if to.shortKey == "" || c.Property < to.shortKey {
					to.shortKey = c.Property
				}
			} else {
				to.claims = append(to.claims, claim{rank: rank, property: c.Property, value: v, printed: true})
			}
		}
	}
	if ref.Qualifier != "" {
		f.of(ref.Qualifier).stands = true
	}
	edge := edgeClaim{rank: f.rank(s, s.Subject, e.Type), typ: e.Type, from: s.Subject, to: ref.Subject, qualifier: ref.Qualifier}
	if e.Incoming {
		edge.from, edge.to = edge.to, edge.from
	}
	for _, a := range ref.Attributes {
		edge.values = append(edge.values, claim{rank: edge.rank, property: at(a.Property, a.Period), value: a.Value})
	}
	f.edges = append(f.edges, edge)
}

// rank returns by what a statement of a row is ranked.
func (f *folding) rank(s said, subject graph.SubjectID, column string) rank {
	return rank{trust: f.trust[s.source], date: s.date, source: s.source, made: s.made, subject: subject, place: s.place.in(column)}
}

// periodic returns the name of a property in a record's period.
func (f *folding) periodic(kind graph.Kind, property, period string) string {
	if k := f.voc.Kind(kind); k != nil {
		if p := k.Property(property); p != nil && p.Periodic {
			return at(property, period)
		}
	}
	return property
}

// placeOf returns the place of a row, without a column.
func placeOf(h *graph.Header, sheet, row int) Place {
	p := Place{Row: row}
	document := 0
	if sheet < len(h.Sheets) {
		p.Sheet, document = h.Sheets[sheet].Name, h.Sheets[sheet].Document
	}
	if document < len(h.Documents) {
		p.Document = h.Documents[document].Name
	}
	return p
}
