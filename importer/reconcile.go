package importer

import (
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// recordID is a record's key in a resolver's numbers.
type recordID struct{ subject, table, period int32 }

// madeRecord is a record that an earlier batch made.
type madeRecord struct {
	batch  graph.Revision
	record recordID
}

// statedRecord is what the source's newest batch says of a record.
type statedRecord struct {
	made graph.Revision
	date graph.Date
	kind int
	rows []statedRow
	seen bool // this batch reads it again
}

// statedRow is one of its rows: what it says, and where it is found.
type statedRow struct {
	content digest
	sheet   int // of the batch that made it
	row     int
}

func (r *resolver) number(s string) int32 {
	n, ok := r.tables[s]
	if !ok {
		n = int32(len(r.texts))
		r.tables[s] = n
		r.texts = append(r.texts, s)
	}
	return n
}

func (r *resolver) recordOf(s int32, table, period string) recordID {
	return recordID{s, r.number(table), r.number(period)}
}

func (r *resolver) recordKey(x recordID) graph.RecordKey {
	return graph.RecordKey{Subject: r.subjects[x.subject].id, Table: r.texts[x.table], Period: r.texts[x.period]}
}

// learnRecord takes in what the source states of one record.
func (r *resolver) learnRecord(s int32, st *memory.Stated) {
	x := &statedRecord{made: st.Made, date: st.Date, kind: int(r.subjects[s].kind)}
	for i := range st.Rows {
		r.subjects[s].described = r.subjects[s].described || st.Rows[i].Held == nil || r.subjects[s].judged
		d := r.content(&st.Rows[i])
		x.rows = append(x.rows, statedRow{d, st.Rows[i].Sheet, st.Rows[i].Row})
		if r.kinds[x.kind].Event && r.subjects[s].stands {
			r.subjects[s].known.content = append(r.subjects[s].known.content, d)
		}
	}
	r.stated[r.recordOf(s, st.Key.Table, st.Key.Period)] = x
}

// content returns the digest of what a row says, whoever it is about: two rows
// are equal if theirs are. Its references are resolved. What has been redacted
// counts as not said (fold.md, 14).
func (r *resolver) content(rec *graph.Record) digest {
	b := r.buf[:0]
	text := func(s string) {
		b = append(b, byte(len(s)), byte(len(s)>>8), byte(len(s)>>16))
		b = append(b, s...)
	}
	cells := func(cells []graph.Cell, without []string) {
		slices.SortFunc(cells, func(x, y graph.Cell) int { return cmp.Compare(x.Property, y.Property) })
		for i := range cells {
			c := &cells[i]
			if c.State == graph.CellRedacted || slices.Contains(without, c.Property) {
				continue
			}
			text(c.Property)
			b = append(b, byte(c.State), byte(len(c.Values)), byte(len(c.Values)>>8))
			for j := range c.Values {
				b = appendValue(b, &c.Values[j])
			}
			text(c.Bad)
		}
		b = append(b, 0xff)
	}
	held := func(h *graph.Held) {
		if h == nil {
			b = append(b, 0)
			return
		}
		text(h.Reason)
		for _, c := range slices.Sorted(slices.Values(h.Candidates)) {
			text(string(c))
		}
		b = append(b, 0xfe)
	}
	text(rec.Table)
	text(rec.Period)
	held(rec.Held)
	cells(rec.Cells, r.redactedOf(rec.Subject))
	slices.SortFunc(rec.Edges, func(x, y graph.EdgeCell) int {
		return cmp.Or(cmp.Compare(x.Type, y.Type), compareBool(x.Incoming, y.Incoming))
	})
	var refs []string
	for i := range rec.Edges {
		e := &rec.Edges[i]
		text(e.Type)
		b = append(b, byte(compareBool(e.Incoming, false)))
		refs = refs[:0]
		start := len(b)
		for j := range e.Refs {
			ref := &e.Refs[j]
			b = b[:start]
			text(string(ref.Subject))
			text(string(ref.Qualifier))
			held(ref.Held)
			cells(ref.Keys, r.redactedOf(ref.Subject))
			slices.SortFunc(ref.Attributes, func(x, y graph.Attribute) int {
				return cmp.Or(cmp.Compare(x.Property, y.Property), cmp.Compare(x.Period, y.Period), x.Value.Compare(y.Value))
			})
			for k := range ref.Attributes {
				text(ref.Attributes[k].Property)
				text(ref.Attributes[k].Period)
				b = appendValue(b, &ref.Attributes[k].Value)
			}
			if len(e.Refs) > 1 {
				refs = append(refs, string(b[start:]))
			}
		}
		if len(e.Refs) > 1 {
			b = b[:start]
			slices.Sort(refs)
			for _, s := range refs {
				text(s)
			}
		}
	}
	r.buf = b
	return r.hash()
}

// redactedOf returns the properties of a subject whose values are kept out.
func (r *resolver) redactedOf(id graph.SubjectID) []string {
	if s, ok := r.at[id]; ok {
		return r.subjects[s].before().redacted
	}
	return nil
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// outcome is what becomes of a row. Of several, the smaller counts.
type outcome uint8

const (
	rowQueued outcome = iota
	rowCreated
	rowUpdated
	rowUnchanged
)

// reconciliation is what a batch has to say, once all of its rows are resolved:
// which of them are stated, which only confirm what the source said before, and
// which records are gone.
type reconciliation struct {
	outcomes []outcome // by row
	state    []bool    // by row: it is stated; otherwise it confirms
	confirms []confirmation
	gone     []recordID // records of the tables read that were not among the rows
	retracts []graph.Retract
}

// confirmation is a graph.Confirm with where the sheets of its batch are found
// now: by sheet of that batch, the sheet of this one; -1 if none of its rows is
// confirmed.
type confirmation struct {
	graph.Confirm
	sheets []int
}

// reconcile compares the rows with what the source states of the same records
// (fold.md, 7 to 10). With complete, records of the tables read that are gone
// are retracted; but not what a queued row may be (fold.md, 4).
func (r *resolver) reconcile(complete func(table string) bool) *reconciliation {
	rc := &reconciliation{outcomes: make([]outcome, len(r.rows)), state: make([]bool, len(r.rows))}
	if len(r.stated) == 0 {
		for i := range r.rows {
			rc.outcomes[i], rc.state[i] = rowCreated, true
			if r.mentions[r.rows[i].mention].held != nil {
				rc.outcomes[i] = rowQueued
			}
		}
		return rc // the source has stated nothing yet
	}
	now := make([]statedRow, len(r.rows))
	records := make(map[recordID][]int32, len(r.rows))
	order := make([]recordID, 0, len(r.rows))
	for i := range r.rows {
		rec := r.row(i)
		r.place(i, rec)
		id := r.recordOf(r.mentions[r.rows[i].mention].subject, rec.Table, rec.Period)
		now[i] = statedRow{r.content(&rec.Record), rec.Sheet, rec.Row}
		if _, there := records[id]; !there {
			order = append(order, id)
		}
		records[id] = append(records[id], int32(i))
	}
	byBatch := map[graph.Revision]*confirming{}
	for _, id := range order {
		rows, was := records[id], r.stated[id]
		result := rowUpdated
		switch {
		case was == nil && !r.subjects[id.subject].described:
			result = rowCreated // perhaps it was referred to so far
		case was != nil && sameRows(was.rows, rows, now):
			result = rowUnchanged
		}
		if was != nil {
			was.seen = true
		}
		for _, i := range rows {
			rc.outcomes[i] = result
			if r.mentions[r.rows[i].mention].held != nil {
				rc.outcomes[i] = rowQueued
			}
			rc.state[i] = true
		}
		if result != rowUnchanged {
			continue
		}
		c := byBatch[was.made]
		if c == nil {
			c = &confirming{of: map[recordID]bool{}}
			byBatch[was.made] = c
		}
		// What moved to another sheet than the rows around it is stated anew.
		if moved, ok := c.take(was.rows, rows, now); ok {
			c.of[id] = true
			for _, m := range moved {
				c.shifts = append(c.shifts, graph.Shift{Record: r.recordKey(id), From: m[0], To: m[1]})
			}
			for _, i := range rows {
				rc.state[i] = false
			}
		}
	}

	except := map[graph.Revision][]graph.RecordKey{}
	for _, m := range r.made {
		if c := byBatch[m.batch]; c != nil && !c.of[m.record] {
			except[m.batch] = append(except[m.batch], r.recordKey(m.record))
		}
	}
	for batch, c := range byBatch {
		if len(c.of) == 0 {
			continue
		}
		e := except[batch]
		slices.SortFunc(e, compareRecordKeys)
		slices.SortFunc(c.shifts, func(a, b graph.Shift) int {
			return cmp.Or(compareRecordKeys(a.Record, b.Record), cmp.Compare(a.From, b.From))
		})
		rc.confirms = append(rc.confirms, confirmation{graph.Confirm{Batch: batch, Except: e, Shifts: c.shifts}, c.sheets})
	}
	slices.SortFunc(rc.confirms, func(a, b confirmation) int { return cmp.Compare(a.Batch, b.Batch) })

	r.findGone(rc, complete)
	return rc
}

// confirming collects what is confirmed of one batch.
type confirming struct {
	of     map[recordID]bool
	shifts []graph.Shift
	sheets []int
}

// take takes the rows of a record that say what they said before, and returns
// which of them moved, from a row to a row. It reports false if they are not
// found on the sheets on which those taken before are.
func (c *confirming) take(was []statedRow, rows []int32, now []statedRow) (moved [][2]int, ok bool) {
	used := make([]bool, len(rows))
	sheets := slices.Clone(c.sheets)
	for _, w := range was {
		for len(sheets) <= w.sheet {
			sheets = append(sheets, -1)
		}
		// Of equal rows, one on the sheet that is expected.
		best := -1
		for j, i := range rows {
			if !used[j] && now[i].content == w.content && (best < 0 || now[i].sheet == sheets[w.sheet]) {
				best = j
				if now[i].sheet == sheets[w.sheet] {
					break
				}
			}
		}
		n := &now[rows[best]]
		if sheets[w.sheet] < 0 {
			sheets[w.sheet] = n.sheet
		}
		if sheets[w.sheet] != n.sheet {
			return nil, false
		}
		used[best] = true
		if n.row != w.row {
			moved = append(moved, [2]int{w.row, n.row})
		}
	}
	c.sheets = sheets
	return moved, true
}

// findGone lists the records of the tables read that no row is about. One that
// the source states at a newer date is not gone: the batch is an older edition,
// and its retraction would cover nothing (fold.md, 9).
func (r *resolver) findGone(rc *reconciliation, complete func(table string) bool) {
	read := map[int32]bool{}
	for i := range r.rows {
		read[r.number(r.row(i).Table)] = true
	}
	for id, was := range r.stated {
		newer := !r.date.IsZero() && was.date.Compare(r.date) > 0
		if !was.seen && !newer && read[id.table] && !r.spared[r.subjects[id.subject].same] {
			rc.gone = append(rc.gone, id)
		}
	}
	slices.SortFunc(rc.gone, func(a, b recordID) int { return compareRecordKeys(r.recordKey(a), r.recordKey(b)) })
	for _, id := range rc.gone {
		if complete(r.texts[id.table]) {
			rc.retracts = append(rc.retracts, graph.Retract{Record: r.recordKey(id)})
		}
	}
}

func compareRecordKeys(a, b graph.RecordKey) int {
	return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Table, b.Table), cmp.Compare(a.Period, b.Period))
}

// sameRows reports whether a record's rows say what they said before, in
// whatever order.
func sameRows(was []statedRow, rows []int32, now []statedRow) bool {
	if len(was) != len(rows) {
		return false
	}
	if len(was) == 1 {
		return was[0].content == now[rows[0]].content
	}
	left := map[digest]int{}
	for _, w := range was {
		left[w.content]++
	}
	for _, i := range rows {
		if left[now[i].content]--; left[now[i].content] < 0 {
			return false
		}
	}
	return true
}
