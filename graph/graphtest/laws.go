package graphtest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// lawHistories is the number of random histories on which each law is tried.
const lawHistories = 80

// TestRandom compares a fold with [Fold] at every revision of random
// histories. Of a history on which they differ it prints the smallest one that
// it finds.
func TestRandom(t *testing.T, fold Folder, histories int) {
	voc, rules := CaseVocabulary()
	differ := func(l Log) bool { return Digest(fold(voc, rules, l)) != Digest(Fold(voc, rules, l)) }
	for seed := range uint64(histories) {
		log := RandomHistory(seed, 8+int(seed%20))
		for i := range log {
			if !differ(log[:i+1]) {
				continue
			}
			small := ShrinkHistory(log[:i+1], differ)
			t.Fatalf("seed %d, revision %d:\n%s\n%s", seed, i+1, small, diff(jsonText(Fold(voc, rules, small)), jsonText(fold(voc, rules, small))))
		}
	}
}

// TestLaws tries the laws of fold.md on random histories of every kind of
// batch. Those that only the one who writes batches can break (a retry, a
// subject's ID) are not among them.
func TestLaws(t *testing.T, fold Folder) {
	for _, l := range []struct {
		name string
		law  func(lawyer, Log) string
	}{
		{"order within a batch does not matter", lawyer.orderInBatch},
		{"the order in which sources arrive does not matter", lawyer.orderOfSources},
		{"revoking equals never having applied", lawyer.revokeNever},
		{"revoking the revocation restores", lawyer.revokeRevocation},
		{"joining, then revoking that, equals before", lawyer.joinAndRevoke},
		{"edition 2 stands when edition 1 is revoked", lawyer.secondEdition},
		{"a key learned later changes no ID", lawyer.learnKey},
		{"a clash joins nobody", lawyer.clash},
		{"a different inside what others join holds", lawyer.differentHolds},
		{"a pin survives a separation with its member", lawyer.pinSurvives},
		{"a redacted value is nowhere", lawyer.redactedNowhere},
	} {
		t.Run(l.name, func(t *testing.T) {
			for seed := range uint64(lawHistories) {
				log := RandomHistory(seed, 6+int(seed%14))
				broken := func(log Log) string {
					return l.law(lawyer{rand.New(rand.NewPCG(seed, 1)), fold}, log)
				}
				if what := broken(log); what != "" {
					small := ShrinkHistory(log, func(l Log) bool { return broken(l) != "" })
					t.Fatalf("seed %d: %s\n%s", seed, broken(small), small)
				}
			}
		})
	}
}

// lawyer tries laws on logs. Each law returns what breaks it, or "".
type lawyer struct {
	*rand.Rand
	fold Folder
}

// result folds a log.
func (l lawyer) result(log Log) *Result {
	voc, rules := CaseVocabulary()
	return l.fold(voc, rules, log)
}

// equal compares what stands, revisions aside and, if ids is false, public IDs
// aside.
func equal(want, got *Result, ids bool) string {
	want, got = aside(want, ids), aside(got, ids)
	return diff(jsonText(want), jsonText(got))
}

// aside returns a result without its revision and, unless ids, with each node
// known by its smallest member.
func aside(r *Result, ids bool) *Result {
	c := *r
	c.Revision = 0
	if ids {
		return &c
	}
	name := map[graph.SubjectID]graph.SubjectID{}
	for _, n := range r.Nodes {
		name[n.ID] = n.Members[0]
	}
	c.Nodes = slices.Clone(r.Nodes)
	for i := range c.Nodes {
		c.Nodes[i].ID = name[c.Nodes[i].ID]
	}
	rename := func(edges []Edge) []Edge {
		edges = slices.Clone(edges)
		for i := range edges {
			e := &edges[i]
			e.From, e.To, e.Qualifier = name[e.From], name[e.To], name[e.Qualifier]
		}
		return edges
	}
	c.Edges, c.ListedEdges = rename(r.Edges), rename(r.ListedEdges)
	c.DeniedEdges = slices.Clone(r.DeniedEdges)
	for i := range c.DeniedEdges {
		e := &c.DeniedEdges[i]
		e.From, e.To, e.Qualifier = name[e.From], name[e.To], name[e.Qualifier]
	}
	c.Questions = slices.Clone(r.Questions)
	for i := range c.Questions {
		q := &c.Questions[i]
		p := pair(name[q.A], name[q.B])
		q.A, q.B = p[0], p[1]
	}
	c.Sort()
	return &c
}

// with returns the log with one more batch.
func with(log Log, kind graph.BatchKind, assertions ...graph.Assertion) Log {
	g := historian{log: slices.Clone(log)}
	g.append(kind, "cur", graph.Date{}, assertions...)
	return g.log
}

func (l lawyer) orderInBatch(log Log) string {
	shuffled := slices.Clone(log)
	for i := range shuffled {
		shuffled[i].Assertions = slices.Clone(log[i].Assertions)
		as := shuffled[i].Assertions
		l.Shuffle(len(as), func(a, b int) { as[a], as[b] = as[b], as[a] })
	}
	return equal(l.result(log), l.result(shuffled), true)
}

// orderOfSources lets the sources' batches arrive source by source, in any
// order of the sources. A curator's word is given on what has arrived, so it is
// left out.
func (l lawyer) orderOfSources(log Log) string {
	said := slices.DeleteFunc(slices.Clone(log), func(b Batch) bool {
		return b.Header.Kind != graph.BatchImport && b.Header.Kind != graph.BatchDeclare
	})
	place := func(order Log) Log {
		number := map[graph.Revision]graph.Revision{0: 0}
		for i, b := range order {
			number[b.Header.Revision] = graph.Revision(i + 1)
		}
		return renumber(order, func(r graph.Revision) (graph.Revision, bool) { n, ok := number[r]; return n, ok })
	}
	turn := map[graph.SourceID]int{}
	for i, k := range l.Perm(len(historySources)) {
		turn[historySources[i].id] = k
	}
	other := slices.Clone(said)
	slices.SortStableFunc(other, func(a, b Batch) int { return cmp.Compare(turn[a.Header.Source], turn[b.Header.Source]) })
	return equal(l.result(place(said)), l.result(place(other)), false)
}

// revokeNever compares the revocation of a batch with a batch that said
// nothing. A batch that another confirms is passed over: what it made the other
// has said too.
func (l lawyer) revokeNever(log Log) string {
	confirmed := map[graph.Revision]bool{}
	for _, b := range log {
		for _, a := range b.Assertions {
			if c, ok := a.(*graph.Confirm); ok {
				confirmed[c.Batch] = true
			}
		}
	}
	for i, b := range log {
		if confirmed[b.Header.Revision] || b.Header.Kind.Final() {
			continue
		}
		revoked := with(log, graph.BatchRevoke, &graph.Revoke{Batch: b.Header.Revision})
		never := with(log, graph.BatchCurate)
		never[i].Assertions = nil
		never[i].Header.Kind, never[i].Header.Revokes = graph.BatchCurate, 0
		if d := equal(l.result(never), l.result(revoked), false); d != "" {
			return fmt.Sprintf("revoking %d: %s", i+1, d)
		}
	}
	return ""
}

func (l lawyer) revokeRevocation(log Log) string {
	for _, b := range log {
		if b.Header.Kind.Final() {
			continue
		}
		once := with(log, graph.BatchRevoke, &graph.Revoke{Batch: b.Header.Revision})
		twice := with(once, graph.BatchRevoke, &graph.Revoke{Batch: graph.Revision(len(once))})
		if d := equal(l.result(log), l.result(twice), true); d != "" {
			return fmt.Sprintf("revoking %d and back: %s", b.Header.Revision, d)
		}
	}
	return ""
}

func (l lawyer) joinAndRevoke(log Log) string {
	before := l.result(log)
	if len(before.Nodes) < 2 {
		return ""
	}
	for range 3 {
		a, b := before.Nodes[l.IntN(len(before.Nodes))], before.Nodes[l.IntN(len(before.Nodes))]
		if a.ID == b.ID {
			continue
		}
		joined := with(log, graph.BatchCurate, &graph.Judge{A: a.Members[0], B: b.Members[0], Verdict: graph.Same})
		after := l.result(joined)
		if n := after.Node(a.Members[0]); n == nil || !slices.Contains(n.Members, b.Members[0]) {
			return fmt.Sprintf("judging %s and %s the same does not join them", a.ID, b.ID)
		}
		revoked := with(joined, graph.BatchRevoke, &graph.Revoke{Batch: graph.Revision(len(joined))})
		if d := equal(before, l.result(revoked), true); d != "" {
			return d
		}
	}
	return ""
}

// secondEdition appends an edition that confirms one and adds to it, revokes
// the first, and compares with a log in which the second read everything
// itself.
func (l lawyer) secondEdition(log Log) string {
	g := historian{Rand: l.Rand, log: slices.Clone(log)}
	date, source := graph.Date{Year: 2025}, graph.SourceID("s1")
	table := historyTables[l.IntN(len(historyTables))]
	var one, two []graph.Assertion
	own := map[graph.RecordKey]bool{}
	for i := range 3 {
		r := g.row(source, table, i+1)
		r.Held = nil // as long as its rows are not queued
		one = append(one, r)
	}
	if l.IntN(2) == 0 {
		r := g.row(source, table, 9)
		r.Held = nil
		own[r.RecordKey] = true
		two = append(two, r)
	}
	first := g.append(graph.BatchImport, source, date, one...).Header.Revision
	confirm := &graph.Confirm{Batch: first}
	read := slices.Clone(two)
	for _, a := range one {
		r := *a.(*graph.Record)
		if own[r.RecordKey] {
			if !slices.Contains(confirm.Except, r.RecordKey) {
				confirm.Except = append(confirm.Except, r.RecordKey)
			}
			continue
		}
		read = append(read, &r)
	}
	date.Year++
	g.append(graph.BatchImport, source, date, append(two, confirm)...)
	g.append(graph.BatchRevoke, source, graph.Date{}, &graph.Revoke{Batch: first})
	other := slices.Clone(g.log)
	other[first-1].Assertions = nil
	other[first].Assertions = read
	return diff(jsonText(unranked(l.result(other))), jsonText(unranked(l.result(g.log))))
}

// unranked returns a result with a winner's place among its alternatives, and
// with nothing that says which batch made a value: only what stands.
func unranked(r *Result) *Result {
	c := aside(r, false)
	for i := range c.Nodes {
		props := map[string]Property{}
		for name, p := range c.Nodes[i].Props {
			if p.Winner.Pin == 0 && !p.Set && !p.Winner.Value.IsZero() {
				p.Alternatives = append(slices.Clone(p.Alternatives), p.Winner)
				p.Winner = Stated{}
			}
			plain := func(list []Stated) []Stated {
				list = slices.Clone(list)
				for i := range list {
					list[i].Place = Place{}
				}
				slices.SortFunc(list, func(a, b Stated) int { return a.Value.Compare(b.Value) })
				return list
			}
			p.Alternatives, p.Values = plain(p.Alternatives), plain(p.Values)
			props[name] = p
		}
		c.Nodes[i].Props = props
	}
	// Which edge is admitted first depends on rank; which there are does not.
	edges := append(slices.Clone(c.Edges), c.ListedEdges...)
	for i := range edges {
		edges[i].Reason, edges[i].Place, edges[i].Attributes = "", Place{}, nil
	}
	c.Edges, c.ListedEdges = edges, nil
	c.Sort()
	return c
}

// learnKey lets a source learn a code of one of its subjects: the subject
// remains what it was.
func (l lawyer) learnKey(log Log) string {
	redacted := map[graph.SubjectID]bool{} // a redacted code is not shown
	for _, b := range log {
		for _, a := range b.Assertions {
			if r, ok := a.(*graph.Redact); ok && r.Property == "creditCode" {
				redacted[r.Subject] = true
			}
		}
	}
	for _, n := range l.result(log).Nodes {
		if n.Kind != Enterprise {
			continue
		}
		for _, m := range n.Members {
			source, _, _ := strings.Cut(string(m), "/")
			g := historian{log: slices.Clone(log)}
			g.append(graph.BatchImport, graph.SourceID(source), graph.Date{Year: 2025}, &graph.Record{
				RecordKey: graph.RecordKey{Subject: m, Table: "learned"}, Kind: Enterprise, Row: 1,
				Cells: []graph.Cell{{Property: "creditCode", Values: []graph.Value{graph.Text("X9")}}},
			})
			now := l.result(g.log).Node(m)
			if now == nil {
				return fmt.Sprintf("%s does not stand any more", m)
			}
			if !redacted[m] && !slices.Contains(statedValues(now.Props["creditCode"]), graph.Text("X9")) {
				return fmt.Sprintf("%s did not learn its code", m)
			}
		}
	}
	return ""
}

// statedValues returns all values of a property that somebody states or pins.
func statedValues(p Property) []graph.Value {
	var vs []graph.Value
	for _, s := range slices.Concat([]Stated{p.Winner}, p.Alternatives, p.Values) {
		if !s.Value.IsZero() {
			vs = append(vs, s.Value)
		}
	}
	return append(vs, p.Denied...)
}

// clash checks that nodes which share a legal name are one, or asked about, or
// decided; and that without a person's word no node of several described
// subjects has two credit codes.
func (l lawyer) clash(log Log) string {
	unjudged := slices.Clone(log)
	for i, b := range log {
		unjudged[i].Assertions = slices.DeleteFunc(slices.Clone(b.Assertions), func(a graph.Assertion) bool {
			switch a.(type) {
			case *graph.Judge, *graph.Pin, *graph.Deny:
				return true
			}
			return false
		})
	}
	r := l.result(unjudged)
	_, rules := CaseVocabulary()
	valid := func(p Property) int {
		n := 0
		for _, v := range statedValues(p) {
			if rules.Normalise("creditCode", v) != "" {
				n++
			}
		}
		return n
	}
	asked := map[[2]graph.SubjectID]bool{}
	for _, q := range r.Questions {
		asked[pair(q.A, q.B)] = true
	}
	for i, a := range r.Nodes {
		if a.Kind != Enterprise {
			continue
		}
		keyed := slices.DeleteFunc(slices.Clone(a.Members), func(s graph.SubjectID) bool { return strings.Contains(string(s), "short:") })
		if len(keyed) > 1 && valid(a.Props["creditCode"]) > 1 {
			return fmt.Sprintf("%s has two credit codes", a.ID)
		}
		for _, b := range r.Nodes[:i] {
			for _, v := range statedValues(a.Props["legalName"]) {
				if slices.Contains(statedValues(b.Props["legalName"]), v) && !asked[pair(a.ID, b.ID)] {
					return fmt.Sprintf("%s and %s are both %s, and nobody asks", a.ID, b.ID, v.Text)
				}
			}
		}
	}
	return ""
}

func (l lawyer) differentHolds(log Log) string {
	r := l.result(log)
	for _, n := range r.Nodes {
		if len(n.Members) < 2 {
			continue
		}
		i := l.IntN(len(n.Members))
		a, b := n.Members[i], n.Members[(i+1)%len(n.Members)]
		parted := l.result(with(log, graph.BatchCurate, &graph.Judge{A: a, B: b, Verdict: graph.Different}))
		if m := parted.Node(a); m != nil && slices.Contains(m.Members, b) {
			return fmt.Sprintf("%s and %s are different, and in one node", a, b)
		}
	}
	return ""
}

func (l lawyer) pinSurvives(log Log) string {
	for _, n := range l.result(log).Nodes {
		if len(n.Members) < 2 {
			continue
		}
		i := l.IntN(len(n.Members))
		a, b := n.Members[i], n.Members[(i+1)%len(n.Members)]
		value := graph.Text("pinned")
		pinned := with(log, graph.BatchCurate, &graph.Pin{Subjects: []graph.SubjectID{a, b}, Property: "englishName", Value: &value})
		pin := graph.Revision(len(pinned))
		r := l.result(with(pinned, graph.BatchCurate, &graph.Judge{A: a, B: b, Verdict: graph.Different}))
		m := r.Node(a)
		if m == nil {
			return fmt.Sprintf("%s does not stand any more", a)
		}
		if w := m.Props["englishName"].Winner; w.Value != value || w.Pin != pin {
			return fmt.Sprintf("the pin of %s is lost: %+v", a, w)
		}
		if !slices.Contains(r.Separated, pin) {
			return fmt.Sprintf("the pin of %s and %s is not listed as separated", a, b)
		}
	}
	return ""
}

// redactedNowhere makes one property of one subject secret wherever it is
// printed, redacts it, and looks for it in every view.
func (l lawyer) redactedNowhere(log Log) string {
	const secret = "secret"
	property := []string{"legalName", "shortName", "province", "website", "aliases"}[l.IntN(5)]
	for _, s := range historySources {
		subject := graph.SubjectID(fmt.Sprintf("%s/%s/%d", s.id, Enterprise, 1+l.IntN(3)))
		if property == "shortName" && l.IntN(2) == 0 {
			subject = shortSubject(s.id, "Al")
		}
		hidden := overwritten(log, subject, property, graph.Text(secret))
		hidden = with(hidden, graph.BatchRedact, &graph.Redact{Subject: subject, Property: property})
		voc, _ := CaseVocabulary()
		for r := range hidden {
			if strings.Contains(jsonText(l.result(hidden.At(voc, graph.Revision(r+1)))), secret) {
				return fmt.Sprintf("%s of %s is shown at %d", property, subject, r+1)
			}
		}
		if strings.Contains(jsonText(l.result(hidden)), secret) {
			return fmt.Sprintf("%s of %s is shown", property, subject)
		}
	}
	return ""
}

// overwritten returns the log with another value wherever one of a subject's
// property is printed.
func overwritten(log Log, subject graph.SubjectID, property string, v graph.Value) Log {
	cells := func(s graph.SubjectID, cells []graph.Cell) []graph.Cell {
		cells = slices.Clone(cells)
		for i, c := range cells {
			if s == subject && c.Property == property {
				cells[i].Values, cells[i].Bad = []graph.Value{v}, v.Text
			}
		}
		return cells
	}
	held := func(s graph.SubjectID, h *graph.Held) *graph.Held {
		if h == nil || s != subject {
			return h
		}
		c := *h
		c.Keys = slices.Clone(h.Keys)
		for i, k := range c.Keys {
			if k.Key == property {
				c.Keys[i].Parts = []graph.Value{v}
			}
		}
		return &c
	}
	out := slices.Clone(log)
	for i, b := range log {
		out[i].Assertions = slices.Clone(b.Assertions)
		for j, a := range b.Assertions {
			switch a := a.(type) {
			case *graph.Record:
				r := *a
				r.Cells, r.Held = cells(r.Subject, r.Cells), held(r.Subject, r.Held)
				r.Edges = slices.Clone(r.Edges)
				for k := range r.Edges {
					refs := slices.Clone(r.Edges[k].Refs)
					for m := range refs {
						refs[m].Keys, refs[m].Held = cells(refs[m].Subject, refs[m].Keys), held(refs[m].Subject, refs[m].Held)
					}
					r.Edges[k].Refs = refs
				}
				out[i].Assertions[j] = &r
			case *graph.Pin:
				if slices.Contains(a.Subjects, subject) && a.Property == property && a.Value != nil {
					p := *a
					p.Value = &v
					out[i].Assertions[j] = &p
				}
			case *graph.Deny:
				if slices.Contains(a.Subjects, subject) && a.Property == property {
					d := *a
					d.Value = v
					out[i].Assertions[j] = &d
				}
			}
		}
	}
	return out
}
