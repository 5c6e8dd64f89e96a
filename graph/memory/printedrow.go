package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// PrintedQuery names a row of a document as a [Statement] does that was read in it.
type PrintedQuery struct {
	Subject  graph.SubjectID // that the row speaks of: from it the others are found
	Said     graph.Revision  // the batch in whose document the row is
	Document graph.Hash
	Sheet    string
	Row      int // from 1
}

// Printed is what the log keeps of a row: all that was read of it, by whatever
// records it yielded. Columns that nothing read are not in it.
type Printed struct {
	Said    *graph.Header // the batch in whose document the row is
	Place   Place         // without column
	Cells   []PrintedCell // by column, those of unknown column last; at most MaxPrinted
	More    int           // cells beyond these
	Bounded bool          // it speaks of more, or more refers to that, than was looked through: something may be missing
}

// PrintedCell is what was read of a row for one property of one thing, or what its
// references of one type print.
type PrintedCell struct {
	Column    int             // from 1; 0 if the batch does not say
	Subject   graph.SubjectID // whom it is said of; of several references "", and of an attribute who has the edge
	Kind      graph.Kind      // of these
	Edge      string          // the type of the references that print it, or whose attribute it is
	Attribute bool            // of Edge
	Property  string
	Period    string
	State     graph.CellState
	Values    []graph.Value // at most MaxPrintedValues
	More      int           // values beyond these
	Bad       string        // the text of a bad cell
}

// The bounds of what is told of one row. Workbooks have 1,000 columns at most.
const (
	MaxPrinted       = 1000
	MaxPrintedValues = 50
	// maxPrintedOwners bounds the subjects that are looked at because they refer to
	// what a row speaks of: hundreds of thousands may lie in one region.
	maxPrintedOwners = 20_000
	// maxPrintedSubjects bounds the subjects that a row may speak of.
	maxPrintedSubjects = 2000
)

// Printed returns what is kept of a row, or nil if nothing is. No index is by rows:
// it is found from the subject by what its row refers to and by what refers to it,
// as the View keeps them for every subject, so the log is not read. It fails with
// ctx's error.
func (v *View) Printed(ctx context.Context, q PrintedQuery) (*Printed, error) {
	s, h := v.find(q.Subject), v.Header(q.Said)
	if s == none || h == nil || q.Row < 1 {
		return nil, nil
	}
	x := &printer{v: v, q: q, said: uint32(q.Said), seen: map[uint32]bool{s: true}, out: &Printed{Said: h}}
	x.visit(s)
	x.found = append(x.found, s) // what only others speak of is found by them
	for i := 0; i < len(x.found); i++ {
		for o := range v.owners.of(x.found[i]) {
			if x.seen[o] {
				continue
			}
			if x.owners++; x.owners > maxPrintedOwners {
				x.out.Bounded = true
				break
			}
			if x.owners%1024 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			x.visit(o)
		}
	}
	if len(x.out.Cells) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(x.out.Cells, func(a, b PrintedCell) int {
		return cmp.Compare(uint(a.Column)-1, uint(b.Column)-1) // no column is the last
	})
	return x.out, nil
}

// printer gathers what is kept of a row.
type printer struct {
	v      *View
	q      PrintedQuery
	said   uint32
	seen   map[uint32]bool
	found  []uint32 // subjects with a record that is of the row
	owners int
	out    *Printed
}

// visit adds what the records of a subject say that are of the row, and visits what
// these refer to.
func (x *printer) visit(s uint32) {
	todo := []uint32{s}
	for len(todo) > 0 {
		s, todo = todo[0], todo[1:]
		targets, any := x.subject(s)
		if !any {
			continue
		}
		x.seen[s] = true
		x.found = append(x.found, s)
		for _, t := range targets {
			if x.seen[t] {
				continue
			}
			if len(x.seen) == maxPrintedSubjects {
				x.out.Bounded = true
				return
			}
			x.seen[t] = true
			todo = append(todo, t)
		}
	}
}

// subject adds what the records of a subject say that are of the row, and returns
// what they refer to.
func (x *printer) subject(s uint32) (targets []uint32, any bool) {
	v := x.v
	for r := (reader{b: v.says.at(s)}); r.more(); {
		st := r.statement()
		if st.op != opRecord || st.rev > x.said {
			continue
		}
		body := reader{b: st.body}
		rec := body.record()
		pl, ok := x.placed(s, &st, &rec)
		if !ok {
			continue
		}
		any = true
		for range body.uint() {
			x.cell(s, &rec, pl, body.cell())
		}
		for range body.uint() {
			targets = x.edges(s, pl, &body, targets)
		}
	}
	return targets, any
}

// placed tells where the batch of the query finds a record, and whether it is in the
// row that is asked for.
func (x *printer) placed(s uint32, st *statement, rec *record) (pl place, ok bool) {
	is := func(pl place) bool {
		if int(pl.row) != x.q.Row {
			return false
		}
		at := x.v.placeOf(pl, 0)
		if at.Document.Hash != x.q.Document || at.Sheet != x.q.Sheet {
			return false
		}
		at.Column, at.Name = 0, ""
		x.out.Place = at
		return true
	}
	if st.rev == x.said {
		pl = place{sayer: st.rev, sheet: rec.sheet, row: rec.row}
		return pl, is(pl)
	}
	for _, w := range x.v.batches[st.rev-1].allSays {
		if w.rev == x.said && w.covers(s, rec.table, rec.period, nil) {
			if pl = w.placeIn(st.rev, s, rec); is(pl) {
				return pl, true
			}
		}
	}
	return pl, false
}

func (x *printer) cell(s uint32, rec *record, pl place, c cell) {
	v := x.v
	kind := v.subs.at(s).kind
	out := PrintedCell{Column: v.placeOf(pl, c.property).Column, Subject: v.subjectID(s), Kind: v.decl.kinds[kind].decl.Kind,
		Property: v.syms.list[c.property], State: c.state, Bad: string(c.bad)}
	if v.periodic(kind, c.property) {
		out.Period = v.syms.list[rec.period]
	}
	for vr := (reader{b: c.values}); vr.more(); {
		out.value(v, vr.value())
	}
	x.add(out)
}

func (c *PrintedCell) value(v *View, b []byte) {
	if len(c.Values) == MaxPrintedValues {
		c.More++
		return
	}
	c.Values = append(c.Values, v.decodeValue(b))
}

// edges adds what a record's references of one type print, each property once, with
// what it says of the edges themselves.
func (x *printer) edges(s uint32, pl place, body *reader, targets []uint32) []uint32 {
	v := x.v
	pl.edge = body.uint() >> 1
	column := v.placeOf(pl, 0).Column
	var cells []PrintedCell
	at := func(c PrintedCell) *PrintedCell {
		i := slices.IndexFunc(cells, func(o PrintedCell) bool {
			return o.Attribute == c.Attribute && o.Kind == c.Kind && o.Property == c.Property && o.Period == c.Period
		})
		if i < 0 {
			i, cells = len(cells), append(cells, c)
		} else if cells[i].Subject != c.Subject {
			cells[i].Subject = "" // of several
		}
		return &cells[i]
	}
	n := body.uint()
	for range n {
		f := body.ref()
		targets = append(targets, f.target)
		if f.qualifier > 0 {
			targets = append(targets, f.qualifier-1)
		}
		c := PrintedCell{Column: column, Subject: v.subjectID(f.target), Kind: v.decl.kinds[v.subs.at(f.target).kind].decl.Kind, Edge: v.syms.list[pl.edge]}
		v.printedBy(&f, func(property uint32, value []byte) {
			c.Property = v.syms.list[property]
			at(c).value(v, value)
		})
		attributes := reader{b: f.attributes}
		for range f.nattrs {
			property, period := attributes.uint(), attributes.uint()
			at(PrintedCell{Subject: v.subjectID(s), Kind: v.decl.kinds[v.subs.at(s).kind].decl.Kind, Edge: c.Edge, Attribute: true,
				Property: v.syms.list[property], Period: v.syms.list[period]}).value(v, attributes.value())
		}
	}
	if n == 0 {
		x.add(PrintedCell{Column: column, Subject: v.subjectID(s), Kind: v.decl.kinds[v.subs.at(s).kind].decl.Kind, Edge: v.syms.list[pl.edge], State: graph.CellEmpty})
	}
	for _, c := range cells {
		x.add(c)
	}
	return targets
}

// add adds a cell, unless another record of the row said the same of it.
func (x *printer) add(c PrintedCell) {
	if slices.ContainsFunc(x.out.Cells, func(o PrintedCell) bool {
		return o.Column == c.Column && o.Subject == c.Subject && o.Edge == c.Edge && o.Attribute == c.Attribute && o.Property == c.Property &&
			o.Period == c.Period && o.State == c.State && o.Bad == c.Bad && slices.Equal(o.Values, c.Values)
	}) {
		return
	}
	if len(x.out.Cells) == MaxPrinted {
		x.out.More++
		return
	}
	x.out.Cells = append(x.out.Cells, c)
}
