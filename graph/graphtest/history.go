package graphtest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// RandomHistory returns a log of n batches of every kind in the vocabulary of
// the cases. Equal seeds give equal logs. Everything is drawn from small pools,
// so that keys meet, clash and are taken over often; what a resolver would
// decide (who a row is, what is held) is drawn too, so a fold meets also what
// no resolver would write.
func RandomHistory(seed uint64, n int) Log {
	g := &historian{Rand: rand.New(rand.NewPCG(seed, 0x5eed))}
	for _, s := range historySources {
		if len(g.log) < n {
			g.append(graph.BatchDeclare, s.id, graph.Date{}, &graph.Declare{Source: s.id, Name: string(s.id), Trust: s.trust})
		}
	}
	for len(g.log) < n {
		g.next()
	}
	return g.log
}

var historySources = []struct {
	id    graph.SourceID
	trust graph.Trust
}{
	{"s1", graph.TrustOfficial}, {"s2", graph.TrustMedia}, {"s3", graph.TrustMedia}, {"cur", graph.TrustVerified},
}

// The pools.
var (
	historyDates = []graph.Date{{}, {Year: 2023}, {Year: 2023, Month: 6, Day: 30}, {Year: 2024, Month: 1, Day: 31},
		{Year: 2024, Month: 1, Day: 31}, {Year: 2024, Month: 6, Day: 30}}
	historyPeriods = []string{"2023", "2024"}
	historyTexts   = map[string][]string{
		"own":         {"1", "2"},
		"creditCode":  {"X1", "X2", "X3", "bad"},
		"stockCode":   {"600", "601"},
		"legalName":   {"Alpha", "Alpha Ltd", "Beijing Alpha", "Beta", "Beta Inc", "Gamma"},
		"formerNames": {"Alpha", "Beta", "Gamma"},
		"shortName":   {"Al", "Be"},
		"aliases":     {"Al", "Ally", "Be"},
		"province":    {"P1", "P2", "P3"},
		"website":     {"w1", "w2"},
		"chain":       {"c1", "c1", "c2"},
		"code":        {"E1", "E2", "E3"},
		"name":        {"FW", "WAF", "Wall"},
		"month":       {"2024-01", "2024-02"},
		"round":       {"A"},
	}
	historyTables = []historyTable{
		{"enterprises", Enterprise, []string{"own", "creditCode", "stockCode", "legalName", "formerNames", "shortName", "aliases", "province"}, nil, false},
		{"directory", Enterprise, []string{"creditCode", "legalName", "aliases", "website"}, nil, false},
		{"figures", Enterprise, []string{"legalName", "revenue"}, nil, true},
		{"segments", Segment, []string{"chain", "code", "name"}, []string{"PART_OF"}, false},
		{"products", Product, []string{"name", "website"}, []string{"MAKES", "IN_SEGMENT"}, false},
		{"funding", Event, []string{"month", "round", "amount"}, []string{"RAISED"}, false},
		{"supplies", Enterprise, []string{"legalName"}, []string{"SUPPLIES"}, false},
	}
	// Which properties a printed reference has, by kind.
	historyRefs = map[graph.Kind][]string{Enterprise: {"creditCode", "legalName"}, Segment: {"chain", "code"}, Product: {"name"}}
)

type historyTable struct {
	name    string
	kind    graph.Kind
	columns []string
	edges   []string
	periods bool
}

// historian writes a random log.
type historian struct {
	*rand.Rand
	log Log
}

func oneOf[T any](g *historian, from []T) T { return from[g.IntN(len(from))] }

// in reports true that many times of a hundred.
func (g *historian) in(percent int) bool { return g.IntN(100) < percent }

// append adds a batch to the log.
func (g *historian) append(kind graph.BatchKind, source graph.SourceID, date graph.Date, assertions ...graph.Assertion) *Batch {
	r := graph.Revision(len(g.log) + 1)
	h := graph.Header{
		Key: fmt.Sprintf("k%d", r), Kind: kind, Source: source, Actor: "someone", DataDate: date,
		Base: r - 1, Revision: r, Rules: "cases",
		Documents: []graph.Document{{Name: fmt.Sprintf("f%d", r)}},
		Sheets:    []graph.Sheet{{Name: ""}, {Name: "more"}},
	}
	if len(assertions) == 1 {
		if a, ok := assertions[0].(*graph.Revoke); ok {
			h.Revokes = a.Batch
		}
	}
	g.log = append(g.log, Batch{h, assertions})
	return &g.log[r-1]
}

// next adds one batch of any kind.
func (g *historian) next() {
	cur := graph.SourceID("cur")
	some := func(one func() graph.Assertion) []graph.Assertion {
		list := []graph.Assertion{one()}
		for g.in(25) {
			list = append(list, one())
		}
		return list
	}
	switch p := g.IntN(100); {
	case p < 48:
		g.edition()
	case p < 53:
		s := oneOf(g, historySources).id
		date := graph.Date{}
		if g.in(50) {
			date = oneOf(g, historyDates)
		}
		if retracts := g.retracts(s, 60); len(retracts) > 0 {
			g.append(graph.BatchImport, s, date, retracts...)
		}
	case p < 65:
		g.append(graph.BatchCurate, cur, graph.Date{}, some(g.judge)...)
	case p < 73:
		g.append(graph.BatchCurate, cur, graph.Date{}, some(g.pin)...)
	case p < 80:
		g.append(graph.BatchCurate, cur, graph.Date{}, some(g.deny)...)
	case p < 84:
		g.append(graph.BatchCurate, cur, graph.Date{}, some(g.denyEdge)...)
	case p < 94:
		g.revoke()
	case p < 97:
		g.append(graph.BatchRedact, cur, graph.Date{}, g.redact())
	default:
		s := oneOf(g, historySources)
		trust := graph.Trust(1 + g.IntN(4))
		g.append(graph.BatchDeclare, s.id, graph.Date{}, &graph.Declare{Source: s.id, Name: string(s.id), Trust: trust})
	}
}

// edition adds an import: new rows, confirmations of earlier ones, retractions.
func (g *historian) edition() {
	source := oneOf(g, historySources).id
	table := oneOf(g, historyTables)
	stated := map[graph.RecordKey]bool{}
	var as []graph.Assertion
	for row := range g.IntN(4) + 1 {
		r := g.row(source, table, row+1)
		stated[r.RecordKey] = true
		as = append(as, r)
	}
	if g.in(45) {
		as = append(as, g.confirms(source, table.name, stated)...)
		if g.in(50) { // nothing but what was read again
			as = slices.DeleteFunc(as, func(a graph.Assertion) bool { _, row := a.(*graph.Record); return row })
		}
	}
	if g.in(25) {
		as = append(as, slices.DeleteFunc(g.retracts(source, 30), func(a graph.Assertion) bool {
			r := a.(*graph.Retract).Record
			return r.Table != table.name || stated[r]
		})...)
	}
	g.append(graph.BatchImport, source, oneOf(g, historyDates), as...)
}

// row reads one row.
func (g *historian) row(source graph.SourceID, table historyTable, row int) *graph.Record {
	r := &graph.Record{Kind: table.kind, Row: row, Sheet: g.IntN(2)}
	r.RecordKey = graph.RecordKey{Subject: g.subject(source, table.kind), Table: table.name}
	if table.periods {
		r.Period = oneOf(g, historyPeriods)
	}
	for _, column := range table.columns {
		if g.in(25) { // a missing column
			continue
		}
		r.Cells = append(r.Cells, g.cell(table.kind, column))
	}
	slices.SortFunc(r.Cells, func(a, b graph.Cell) int { return cmp.Compare(a.Property, b.Property) })
	for _, typ := range slices.Sorted(slices.Values(table.edges)) {
		if !g.in(20) {
			r.Edges = append(r.Edges, g.edges(source, table.kind, typ))
		}
	}
	if g.in(12) {
		r.Held = g.held(source, table.kind, r.Cells)
	}
	return r
}

// subject returns one of the few subjects that a source has of a kind.
func (g *historian) subject(source graph.SourceID, kind graph.Kind) graph.SubjectID {
	return graph.SubjectID(fmt.Sprintf("%s/%s/%d", source, kind, 1+g.IntN(3)))
}

// any returns a subject of any source; kind may be "" for any kind.
func (g *historian) any(kind graph.Kind) graph.SubjectID {
	if kind == "" {
		kind = oneOf(g, []graph.Kind{Enterprise, Enterprise, Enterprise, Segment, Product, Event})
	}
	source := oneOf(g, historySources).id
	if kind == Enterprise && g.in(20) {
		return shortSubject(source, oneOf(g, historyTexts["shortName"]))
	}
	return g.subject(source, kind)
}

func shortSubject(source graph.SourceID, name string) graph.SubjectID {
	return graph.SubjectID(fmt.Sprintf("%s/%s/short:%s", source, Enterprise, name))
}

func (g *historian) value(property string) graph.Value {
	if texts := historyTexts[property]; texts != nil {
		return graph.Text(oneOf(g, texts))
	}
	return graph.Int(int64(1 + g.IntN(3)))
}

func (g *historian) cell(kind graph.Kind, property string) graph.Cell {
	c := graph.Cell{Property: property}
	switch p := g.IntN(100); {
	case p < 12:
		c.State = graph.CellEmpty
	case p < 20:
		c.State, c.Bad = graph.CellBad, "?"
	default:
		c.Values = []graph.Value{g.value(property)}
		voc, _ := CaseVocabulary()
		if voc.Kind(kind).Property(property).Set && g.in(40) {
			if v := g.value(property); v != c.Values[0] {
				c.Values = append(c.Values, v)
			}
			slices.SortFunc(c.Values, graph.Value.Compare)
		}
	}
	return c
}

// edges fills one edge cell.
func (g *historian) edges(source graph.SourceID, kind graph.Kind, typ string) graph.EdgeCell {
	voc, _ := CaseVocabulary()
	decl := voc.Edge(typ)
	e := graph.EdgeCell{Type: typ, Incoming: !slices.Contains(decl.From, kind)}
	if g.in(12) { // an empty cell
		return e
	}
	other := decl.To[0]
	if e.Incoming {
		other = decl.From[0]
	}
	named := map[graph.SubjectID]bool{}
	for range 1 + g.IntN(4)/3 {
		ref := g.ref(source, other)
		if named[ref.Subject] {
			continue
		}
		named[ref.Subject] = true
		if decl.Qualifier != "" && g.in(70) {
			ref.Qualifier = g.subject(source, decl.Qualifier)
		}
		for _, a := range decl.Attributes {
			if g.in(60) {
				ref.Attributes = append(ref.Attributes, graph.Attribute{Property: a.Name, Period: oneOf(g, historyPeriods), Value: graph.Int(int64(g.IntN(3)))})
			}
		}
		e.Refs = append(e.Refs, ref)
	}
	return e
}

// ref prints a reference.
func (g *historian) ref(source graph.SourceID, kind graph.Kind) graph.Ref {
	if kind == Enterprise && g.in(30) {
		name := oneOf(g, historyTexts["shortName"])
		return graph.Ref{Subject: shortSubject(source, name), Kind: kind, Short: true,
			Keys: []graph.Cell{{Property: "shortName", Values: []graph.Value{graph.Text(name)}}}}
	}
	ref := graph.Ref{Subject: g.subject(source, kind), Kind: kind}
	for _, p := range historyRefs[kind] {
		if g.in(75) {
			ref.Keys = append(ref.Keys, graph.Cell{Property: p, Values: []graph.Value{g.value(p)}})
		}
	}
	if g.in(12) {
		ref.Held = g.held(source, kind, ref.Keys)
	}
	return ref
}

// held says why a row or reference of these cells waits.
func (g *historian) held(source graph.SourceID, kind graph.Kind, cells []graph.Cell) *graph.Held {
	h := &graph.Held{Reason: oneOf(g, []string{"clash", "compete", "several"})}
	for range g.IntN(3) {
		if c := g.subject(source, kind); !slices.Contains(h.Candidates, c) {
			h.Candidates = append(h.Candidates, c)
		}
	}
	slices.Sort(h.Candidates)
	voc, _ := CaseVocabulary()
	for _, key := range voc.Kind(kind).Keys {
		parts := []graph.Value{}
		for _, part := range key.Parts {
			for _, c := range cells {
				if c.Property == part.Property && c.State == graph.CellValue {
					parts = append(parts, c.Values[0])
				}
			}
		}
		if len(parts) == len(key.Parts) {
			h.Keys = append(h.Keys, graph.KeyValue{Key: key.Name, Parts: parts})
		}
	}
	if len(h.Keys) == 0 {
		return nil
	}
	return h
}

// confirms reads an earlier edition of the table again, but for what is stated
// anew and some that are left out.
func (g *historian) confirms(source graph.SourceID, table string, stated map[graph.RecordKey]bool) []graph.Assertion {
	var as []graph.Assertion
	for _, b := range g.log {
		if b.Header.Source != source || !g.in(60) {
			continue
		}
		c := &graph.Confirm{Batch: b.Header.Revision, Sheet: g.IntN(2)}
		found := false
		excepted := map[graph.RecordKey]bool{}
		for _, a := range b.Assertions {
			r, ok := a.(*graph.Record)
			if !ok || r.Table != table {
				continue
			}
			found = true
			switch {
			case excepted[r.RecordKey]:
			case stated[r.RecordKey] || g.in(20):
				excepted[r.RecordKey] = true
				c.Except = append(c.Except, r.RecordKey)
			case g.in(20):
				c.Shifts = append(c.Shifts, graph.Shift{Record: r.RecordKey, From: r.Row, To: r.Row + 10})
			}
		}
		if found {
			as = append(as, c)
		}
	}
	return as
}

// retracts takes back some records that a source has stated.
func (g *historian) retracts(source graph.SourceID, percent int) []graph.Assertion {
	seen := map[graph.RecordKey]bool{}
	var as []graph.Assertion
	for _, b := range g.log {
		for _, a := range b.Assertions {
			if r, ok := a.(*graph.Record); ok && b.Header.Source == source && !seen[r.RecordKey] {
				seen[r.RecordKey] = true
				if g.in(percent) {
					as = append(as, &graph.Retract{Record: r.RecordKey})
				}
			}
		}
	}
	return as
}

func (g *historian) judge() graph.Assertion {
	kind := oneOf(g, []graph.Kind{Enterprise, Enterprise, Enterprise, Segment, Product, Event})
	a, b := g.any(kind), g.any(kind)
	for a == b {
		b = g.any(kind)
	}
	for range 4 { // of a pair that was judged before
		if as := oneOf(g, g.log).Assertions; len(as) > 0 {
			if earlier, ok := as[0].(*graph.Judge); ok {
				a, b = earlier.B, earlier.A
				break
			}
		}
	}
	return &graph.Judge{A: a, B: b, Verdict: oneOf(g, []graph.Verdict{graph.Same, graph.Same, graph.Different, graph.Different, graph.Undecided})}
}

// seen returns a subject and others that might be of its node.
func (g *historian) seen(kind graph.Kind) []graph.SubjectID {
	list := []graph.SubjectID{g.any(kind)}
	for g.in(40) {
		if s := g.any(kind); !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// property returns a property that pins and denials may be about, with its
// period.
func (g *historian) property() (kind graph.Kind, property, period string) {
	p := oneOf(g, []string{"province", "shortName", "legalName", "aliases", "website", "revenue", "code"})
	switch p {
	case "revenue":
		return Enterprise, p, oneOf(g, historyPeriods)
	case "code":
		return Segment, p, ""
	case "website":
		return oneOf(g, []graph.Kind{Enterprise, Product}), p, ""
	}
	return Enterprise, p, ""
}

func (g *historian) pin() graph.Assertion {
	kind, property, period := g.property()
	p := &graph.Pin{Subjects: g.seen(kind), Property: property, Period: period}
	if property == "aliases" || !g.in(20) {
		v := g.value(property)
		p.Value = &v
	}
	return p
}

func (g *historian) deny() graph.Assertion {
	if r := g.stated(); r != nil && g.in(50) {
		if c := oneOf(g, r.Cells); c.State == graph.CellValue {
			voc, _ := CaseVocabulary()
			d := &graph.Deny{Subjects: []graph.SubjectID{r.Subject}, Property: c.Property, Value: oneOf(g, c.Values)}
			if voc.Kind(r.Kind).Property(c.Property).Periodic {
				d.Period = r.Period
			}
			return d
		}
	}
	kind, property, period := g.property()
	return &graph.Deny{Subjects: g.seen(kind), Property: property, Period: period, Value: g.value(property)}
}

// stated returns a row of the log that has cells, or nil.
func (g *historian) stated() *graph.Record {
	for range 10 {
		if b := oneOf(g, g.log); len(b.Assertions) > 0 {
			if r, ok := oneOf(g, b.Assertions).(*graph.Record); ok && len(r.Cells) > 0 {
				return r
			}
		}
	}
	return nil
}

func (g *historian) denyEdge() graph.Assertion {
	if r := g.stated(); r != nil && len(r.Edges) > 0 {
		if e := oneOf(g, r.Edges); len(e.Refs) > 0 {
			ref := oneOf(g, e.Refs)
			d := &graph.DenyEdge{Type: e.Type, From: []graph.SubjectID{r.Subject}, To: []graph.SubjectID{ref.Subject}}
			if e.Incoming {
				d.From, d.To = d.To, d.From
			}
			if ref.Qualifier != "" {
				d.Qualifier = []graph.SubjectID{ref.Qualifier}
			}
			return d
		}
	}
	voc, _ := CaseVocabulary()
	decl := &voc.Edges[g.IntN(len(voc.Edges))]
	d := &graph.DenyEdge{Type: decl.Type, From: g.seen(decl.From[0]), To: g.seen(decl.To[0])}
	if decl.Qualifier != "" && g.in(70) {
		d.Qualifier = g.seen(decl.Qualifier)
	}
	return d
}

// revoke takes back any earlier batch that may be taken back, be it a
// revocation or already revoked.
func (g *historian) revoke() {
	b := oneOf(g, g.log)
	if g.in(50) { // rather a recent one
		b = g.log[len(g.log)-1-g.IntN(min(4, len(g.log)))]
	}
	if !b.Header.Kind.Final() && (b.Header.Kind != graph.BatchDeclare || g.in(20)) {
		g.append(graph.BatchRevoke, b.Header.Source, graph.Date{}, &graph.Revoke{Batch: b.Header.Revision})
	}
}

func (g *historian) redact() graph.Assertion {
	r := g.stated()
	for i := 0; i < 5 && r != nil && r.Held == nil; i++ { // rather one that waits
		r = g.stated()
	}
	if r != nil && g.in(70) {
		return &graph.Redact{Subject: r.Subject, Property: oneOf(g, r.Cells).Property}
	}
	kind, property, _ := g.property()
	return &graph.Redact{Subject: g.any(kind), Property: property}
}

// ShrinkHistory returns a log that is as small as can be found and still
// fails: without the batches, assertions and cells that do not matter. The
// batches are numbered anew. fails must hold for the log itself.
func ShrinkHistory(log Log, fails func(Log) bool) Log {
	for again := true; again; {
		again = false
		try := func(smaller Log) bool {
			if !fails(smaller) {
				return false
			}
			log, again = smaller, true
			return true
		}
		for i := len(log) - 1; i >= 0; i-- {
			try(without(log, i))
		}
		for i := range log {
			for j := len(log[i].Assertions) - 1; j >= 0; j-- {
				replace := func(a ...graph.Assertion) bool {
					smaller := slices.Clone(log)
					smaller[i].Assertions = slices.Concat(log[i].Assertions[:j:j], a, log[i].Assertions[j+1:])
					return try(smaller)
				}
				if replace() {
					continue
				}
				if r, ok := log[i].Assertions[j].(*graph.Record); ok {
					for k := len(r.Cells) - 1; k >= 0; k-- {
						c := *r
						if c.Cells = slices.Delete(slices.Clone(r.Cells), k, k+1); replace(&c) {
							r = &c
						}
					}
					for k := len(r.Edges) - 1; k >= 0; k-- {
						c := *r
						if c.Edges = slices.Delete(slices.Clone(r.Edges), k, k+1); replace(&c) {
							r = &c
						}
					}
				}
			}
		}
	}
	return log
}

// without returns the log without batch i and what refers to it.
func without(log Log, i int) Log {
	gone := log[i].Header.Revision
	var kept Log
	for k, b := range log {
		if k != i {
			kept = append(kept, b)
		}
	}
	return renumber(kept, func(r graph.Revision) (graph.Revision, bool) {
		if r > gone {
			return r - 1, true
		}
		return r, r != gone
	})
}

// renumber numbers the batches of a log by their place in it; to gives the new
// number of an old one, or false if that batch is gone, and with it what
// refers to it.
func renumber(log Log, to func(graph.Revision) (graph.Revision, bool)) Log {
	out := make(Log, len(log))
	for i, b := range log {
		b.Header.Revision = graph.Revision(i + 1)
		b.Header.Base = graph.Revision(i)
		b.Header.Revokes, _ = to(b.Header.Revokes)
		var as []graph.Assertion
		for _, a := range b.Assertions {
			switch x := a.(type) {
			case *graph.Revoke:
				r, ok := to(x.Batch)
				if !ok {
					continue
				}
				a = &graph.Revoke{Batch: r}
			case *graph.Confirm:
				r, ok := to(x.Batch)
				if !ok {
					continue
				}
				c := *x
				c.Batch = r
				a = &c
			}
			as = append(as, a)
		}
		b.Assertions = as
		out[i] = b
	}
	return out
}

// String prints a log to be read when a test fails.
func (l Log) String() string {
	var s strings.Builder
	for _, b := range l {
		fmt.Fprintf(&s, "%d %s %s %s\n", b.Header.Revision, b.Header.Kind, b.Header.Source, formatDate(b.Header.DataDate))
		for _, a := range b.Assertions {
			fmt.Fprintf(&s, "    %s\n", describeAssertion(a))
		}
	}
	return s.String()
}

func describeAssertion(a graph.Assertion) string {
	switch a := a.(type) {
	case *graph.Record:
		var s strings.Builder
		fmt.Fprintf(&s, "record %s %s %s row %d.%d:", a.Subject, a.Table, a.Period, a.Sheet, a.Row)
		for _, c := range a.Cells {
			fmt.Fprintf(&s, " %s", describeCell(c))
		}
		for _, e := range a.Edges {
			fmt.Fprintf(&s, " %s[", e.Type)
			for _, r := range e.Refs {
				fmt.Fprintf(&s, " %s", r.Subject)
				if r.Qualifier != "" {
					fmt.Fprintf(&s, " for %s", r.Qualifier)
				}
				for _, c := range r.Keys {
					fmt.Fprintf(&s, " %s", describeCell(c))
				}
				for _, x := range r.Attributes {
					fmt.Fprintf(&s, " %s=%v", at(x.Property, x.Period), jsonValue(x.Value))
				}
				if r.Held != nil {
					fmt.Fprintf(&s, " held %s", r.Held.Reason)
				}
			}
			s.WriteString(" ]")
		}
		if a.Held != nil {
			fmt.Fprintf(&s, " held %s %v", a.Held.Reason, a.Held.Candidates)
		}
		return s.String()
	case *graph.Pin:
		value := "none"
		if a.Value != nil {
			value = fmt.Sprint(jsonValue(*a.Value))
		}
		return fmt.Sprintf("pin %v %s=%s", a.Subjects, at(a.Property, a.Period), value)
	case *graph.Deny:
		return fmt.Sprintf("deny %v %s=%v", a.Subjects, at(a.Property, a.Period), jsonValue(a.Value))
	case *graph.Judge:
		return fmt.Sprintf("judge %s %s %s", a.A, a.B, verdictName(a.Verdict))
	default:
		return fmt.Sprintf("%T %+v", a, a)
	}
}

func describeCell(c graph.Cell) string {
	switch c.State {
	case graph.CellEmpty:
		return c.Property + "="
	case graph.CellBad:
		return c.Property + "!" + c.Bad
	}
	var vs []string
	for _, v := range c.Values {
		vs = append(vs, fmt.Sprint(jsonValue(v)))
	}
	return c.Property + "=" + strings.Join(vs, "|")
}
