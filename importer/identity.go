package importer

import (
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Identity foretells whom the rows would be about, once the batch stands beside
// what all other sources say: what joins what is there, what is new, and of what
// only a person could tell. A dry run knows, since it folds the batch.
//
// Read = Joined + New + Asked + Queued + Rejected: a row counts once, by the last of
// these that applies to anything that it describes.
type Identity struct {
	Read     int `json:"read"`
	Joined   int `json:"joined"` // what it describes stands already
	New      int `json:"new"`
	Asked    int `json:"asked"` // it is taken, and it or what it refers to would be a question, such as a possible duplicate
	Queued   int `json:"queued"`
	Rejected int `json:"rejected"`
	// Joins tells the rows of Joined by what they join what stands by, in the
	// vocabulary's order.
	Joins []JoinCount `json:"joins,omitempty"`
	// Questions is how many pairs of nodes would come to be asked about.
	Questions int `json:"questions"`
	// Doubts are the first MaxDoubts rows and references of which only a person
	// could tell: those that wait, then the possible duplicates, in the order of the
	// rows.
	Doubts []Doubt `json:"doubts,omitempty"`
	More   int     `json:"moreDoubts,omitempty"`
}

// MaxDoubts bounds the doubts that an Identity lists, maxResembled what each
// resembles.
const (
	MaxDoubts    = 100
	maxResembled = 5
)

// JoinCount counts rows that join what stands.
type JoinCount struct {
	Kind graph.Kind `json:"kind"` // that the row describes
	Own  bool       `json:"own,omitempty"`
	// Key is the kind's key by which they join what other sources say; "" if the
	// source itself spoke of it before (Own), or a person has judged.
	Key  string `json:"key,omitempty"`
	Rows int    `json:"rows"`
}

// Doubt is something of which only a person could tell whether it is the same as
// another.
type Doubt struct {
	What     DoubtKind       `json:"what"`
	Document string          `json:"document"`
	Sheet    string          `json:"sheet,omitempty"`
	Row      int             `json:"row"`
	Column   int             `json:"column,omitempty"` // 0 if no single column prints it
	Header   string          `json:"header,omitempty"`
	Rows     int             `json:"rows"` // that would be asked about by it
	Kind     graph.Kind      `json:"kind"`
	Subject  graph.SubjectID `json:"subject"`
	Name     string          `json:"name,omitempty"`
	// Key is the key that they share, Why the reason why it makes them not one; see
	// [memory.Question]. Of what waits, Keys are all keys as printed.
	Key       string           `json:"key,omitempty"`
	Keys      []graph.KeyValue `json:"keys,omitempty"`
	Why       string           `json:"why"`
	Resembles []Resembled      `json:"resembles,omitempty"`
	More      int              `json:"moreResembles,omitempty"`
}

// DoubtKind is what a doubt is about.
type DoubtKind string

// The kinds of doubts.
const (
	DoubtRow       DoubtKind = "row"       // the row waits
	DoubtReference DoubtKind = "reference" // what the row refers to waits
	DoubtNodes     DoubtKind = "nodes"     // a possible duplicate
)

// Resembled is what something may be the same as: a node that stands, or a row of
// the import.
type Resembled struct {
	ID       graph.SubjectID `json:"id,omitempty"` // of a node that stands; "" of a row
	Name     string          `json:"name,omitempty"`
	Document string          `json:"document,omitempty"` // of a row
	Sheet    string          `json:"sheet,omitempty"`
	Row      int             `json:"row,omitempty"`
}

// Adds reports whether the rows add up.
func (x *Identity) Adds() bool {
	return x.Read == x.Joined+x.New+x.Asked+x.Queued+x.Rejected
}

// standing is what becomes of a row's subject among all sources. Of several, the
// smaller counts.
type standing uint8

const (
	waits standing = iota
	isAsked
	isNew
	joins
)

// teller works out an Identity.
type teller struct {
	im        *run
	c         *memory.Changes
	out       *Identity
	described []bool                // by subject: a row of the batch describes it
	sides     map[memory.Ref]*aside // of new questions, by node
	questions []memory.Question     // the new ones
	lines     []standing            // by row
	by        []int32               // by row: the first subject that it describes
}

// aside is a side of a question with the rows that are about it.
type aside struct {
	asked []int32 // its questions
	at    int32   // the mention that is the first to name it; -1 if none does
	row   int32   // the record of that
	rows  int     // rows that describe it, or refer to it where none does
	line  int32   // the last that was counted
}

// foretell works out whom the rows are about, by what would change; created are the
// nodes that would come.
func (im *run) foretell(c *memory.Changes, created map[memory.Ref]bool) *Identity {
	r := im.resolver
	t := &teller{im: im, c: c, out: &Identity{Read: im.report.Counts.Read, Rejected: im.report.Counts.Rejected},
		described: make([]bool, len(r.subjects)), sides: map[memory.Ref]*aside{},
		lines: make([]standing, len(im.lines)), by: make([]int32, len(im.lines))}
	for i := range t.lines {
		t.lines[i], t.by[i] = joins, -1
	}
	for q := range c.Asked() {
		n := int32(len(t.questions))
		t.questions = append(t.questions, q)
		for _, id := range []graph.SubjectID{q.A, q.B} {
			ref, ok := c.To.RefOf(id)
			if !ok {
				continue
			}
			s := t.sides[ref]
			if s == nil {
				s = &aside{at: -1, row: -1, line: -1}
				t.sides[ref] = s
			}
			s.asked = append(s.asked, n)
		}
	}
	t.out.Questions = len(t.questions)
	for i := range r.rows {
		t.described[r.mentions[r.rows[i].mention].subject] = true
	}
	for i := range r.rows {
		t.row(int32(i), created)
	}
	joined := map[JoinCount]int{}
	for line, s := range t.lines {
		switch s {
		case waits:
			t.out.Queued++
		case isAsked:
			t.out.Asked++
		case isNew:
			t.out.New++
		default:
			t.out.Joined++
			joined[t.joinOf(t.by[line])]++
		}
	}
	t.tellJoins(joined)
	t.tellDoubts()
	return t.out
}

// row takes in one record: what it describes, and what it refers to.
func (t *teller) row(i int32, created map[memory.Ref]bool) {
	r := t.im.resolver
	line := t.im.lineOf[i]
	at := r.rows[i].mention
	m := &r.mentions[at]
	if t.by[line] < 0 {
		t.by[line] = m.subject
	}
	is := joins
	switch ref, stands := t.c.To.RefOf(r.subjects[m.subject].id); {
	case m.held != nil:
		is = waits
	case stands && t.named(ref, i, at, line):
		is = isAsked
	case !stands || created[ref]:
		is = isNew
	}
	end := uint32(len(r.refs))
	if int(i)+1 < len(r.rows) {
		end = r.rows[i+1].refs
	}
	refer := func(at int32) {
		m := &r.mentions[at]
		if m.held != nil {
			is = min(is, isAsked)
			return
		}
		if len(t.sides) == 0 || t.described[m.subject] {
			return // a row says more of it
		}
		if ref, stands := t.c.To.RefOf(r.subjects[m.subject].id); stands && t.named(ref, i, at, line) {
			is = min(is, isAsked)
		}
	}
	for n := r.rows[i].refs; n < end; n++ {
		refer(r.refs[n])
		if q, ok := r.qualifiers[n]; ok {
			refer(q)
		}
	}
	t.lines[line] = min(t.lines[line], is)
}

// named reports whether a node would come to be asked about, and counts the row that
// is about it.
func (t *teller) named(ref memory.Ref, row, at, line int32) bool {
	s := t.sides[ref]
	if s == nil {
		return false
	}
	if s.at < 0 {
		s.at, s.row = at, row
	}
	if s.line != line {
		s.line = line
		s.rows++
	}
	return true
}

// joinOf tells by what a subject joins what stands.
func (t *teller) joinOf(s int32) JoinCount {
	x := &t.im.resolver.subjects[s]
	j := JoinCount{Kind: t.im.resolver.kinds[x.kind].Kind}
	if _, stood := t.c.From.RefOf(x.id); stood {
		j.Own = true
	} else {
		j.Key = t.c.To.JoinedBy(x.id)
	}
	return j
}

// tellJoins lists by what rows join what stands.
func (t *teller) tellJoins(joined map[JoinCount]int) {
	r := t.im.resolver
	place := func(j *JoinCount) int {
		decl := r.kinds[r.kindAt[j.Kind]].KindDecl
		switch {
		case j.Own:
			return -1
		case j.Key == "":
			return len(decl.Keys)
		}
		return slices.IndexFunc(decl.Keys, func(k graph.KeyDecl) bool { return k.Name == j.Key })
	}
	for j, n := range joined {
		j.Rows = n
		t.out.Joins = append(t.out.Joins, j)
	}
	slices.SortFunc(t.out.Joins, func(a, b JoinCount) int {
		return cmp.Or(cmp.Compare(r.kindAt[a.Kind], r.kindAt[b.Kind]), cmp.Compare(place(&a), place(&b)))
	})
}

// tellDoubts lists what waits and what would be asked.
func (t *teller) tellDoubts() {
	queued := t.im.report.Queued // in the order of the mentions
	for at := range t.im.resolver.mentions {
		n := len(t.out.Doubts)
		if n == min(len(queued), MaxDoubts) {
			break
		}
		if t.im.resolver.mentions[at].held != nil {
			t.out.Doubts = append(t.out.Doubts, t.waiting(&queued[n], int32(at)))
		}
	}
	t.out.More = len(queued) - len(t.out.Doubts)
	// A question is told by the row that is the first to name one of its sides; what
	// only restates others' words of both is none of a row's.
	type told struct {
		question    int32
		side, other *aside
	}
	var all []told
	for i := range t.questions {
		q := &t.questions[i]
		a, b := t.sideOf(q.A), t.sideOf(q.B)
		if a == nil || a.at < 0 || b != nil && b.at >= 0 && b.row < a.row {
			a, b = b, a
		}
		if a != nil && a.at >= 0 {
			all = append(all, told{int32(i), a, b})
		}
	}
	slices.SortFunc(all, func(a, b told) int {
		return cmp.Or(cmp.Compare(a.side.row, b.side.row), cmp.Compare(a.side.at, b.side.at), cmp.Compare(a.question, b.question))
	})
	// What one node may be the same as by one key is one doubt.
	for i := 0; i < len(all); {
		first := all[i]
		q := &t.questions[first.question]
		n := i
		var with []told
		for ; n < len(all) && all[n].side == first.side; n++ {
			if o := &t.questions[all[n].question]; o.Key == q.Key && o.Why == q.Why {
				with = append(with, all[n])
			} else {
				break
			}
		}
		i = n
		if len(t.out.Doubts) == MaxDoubts {
			t.out.More++
			continue
		}
		d := t.at(DoubtNodes, first.side.row, first.side.at, q.Key)
		d.Rows, d.Key, d.Why = first.side.rows, q.Key, q.Why
		self, _ := t.c.To.RefOf(d.Subject)
		for _, w := range with {
			if len(d.Resembles) == maxResembled {
				d.More++
				continue
			}
			o := &t.questions[w.question]
			other := o.A
			if ref, ok := t.c.To.RefOf(other); ok && ref == self {
				other = o.B
			}
			d.Resembles = append(d.Resembles, t.resembled(other, w.other))
		}
		t.out.Doubts = append(t.out.Doubts, d)
	}
}

func (t *teller) sideOf(id graph.SubjectID) *aside {
	ref, ok := t.c.To.RefOf(id)
	if !ok {
		return nil
	}
	return t.sides[ref]
}

// resembled tells of the other side of a question: a node that stands, or what a row
// describes.
func (t *teller) resembled(id graph.SubjectID, s *aside) Resembled {
	x := Resembled{Name: t.c.To.Name(id)}
	if _, stands := t.c.From.RefOf(id); stands || s == nil || s.at < 0 {
		x.ID = id
		return x
	}
	report := t.im.tables[t.im.lines[t.im.lineOf[s.row]]].report
	x.Document, x.Sheet, x.Row = report.Document, report.Sheet, t.im.unpackAt(int(s.row)).Row
	return x
}

// at tells of a mention in a record, by the cell that prints a key of it.
func (t *teller) at(what DoubtKind, row, at int32, key string) Doubt {
	r := t.im.resolver
	m := &r.mentions[at]
	kind := r.kinds[m.kind].KindDecl
	of := t.im.tables[t.im.lines[t.im.lineOf[row]]]
	d := Doubt{What: what, Document: of.report.Document, Sheet: of.report.Sheet, Row: t.im.unpackAt(int(row)).Row, Rows: 1,
		Kind: kind.Kind, Subject: r.subjects[m.subject].id}
	if s := t.c.To.Subject(d.Subject); s != nil {
		d.Name = cmp.Or(s.Name(), t.c.To.Name(d.Subject)) // a short reference says nothing of what it means
	}
	property := key // a name that is no key is asked about by itself
	if i := slices.IndexFunc(kind.Keys, func(k graph.KeyDecl) bool { return k.Name == key }); i >= 0 {
		for _, part := range kind.Keys[i].Parts {
			if property = part.Property; property != "" {
				break
			}
		}
	}
	if m.isRow {
		d.Column = of.plan.ownColumn(kind, property)
	} else {
		d.Column = of.plan.columnOf(kind.Kind, property)
	}
	if d.Column > 0 {
		d.Header = of.plan.header(d.Column)
	}
	return d
}

// ownColumn returns the column by which rows give a property of what they describe,
// else one of its names; 0 if there is none.
func (p *plan) ownColumn(kind *graph.KindDecl, property string) int {
	column := 0
	for i := range p.records {
		if p.records[i].kind.Kind != kind.Kind {
			continue
		}
		for j := range p.records[i].set {
			s := &p.records[i].set[j]
			switch c := s.firstColumn(); {
			case c == 0:
			case s.decl.Name == property:
				return c
			case column == 0 && s.decl.IsName:
				column = c
			}
		}
	}
	return column
}

// waiting tells of a mention that waits.
func (t *teller) waiting(q *QueuedRow, at int32) Doubt {
	what, key := DoubtRow, ""
	if q.Reference {
		what = DoubtReference
	}
	if len(q.Keys) > 0 {
		key = q.Keys[0].Key
	}
	d := t.at(what, t.im.resolver.mentions[at].row, at, key)
	d.Why, d.Keys = q.Reason, q.Keys
	for _, id := range q.May {
		x := Resembled{Name: cmp.Or(t.c.From.Name(id), t.c.To.Name(id))}
		if _, stands := t.c.From.RefOf(id); stands {
			x.ID = id
		} else if s := t.c.To.Subject(id); s != nil && x.Name == "" {
			x.Name = s.Name()
		}
		if len(d.Resembles) == maxResembled {
			d.More++
			continue
		}
		d.Resembles = append(d.Resembles, x)
	}
	for _, w := range q.With {
		if len(d.Resembles) == maxResembled {
			d.More++
			continue
		}
		d.Resembles = append(d.Resembles, Resembled{Document: w.Document, Sheet: w.Sheet, Row: w.Row})
	}
	return d
}
