package graphtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// TestRules checks a fold against small examples, one for each turn of the
// rules of fold.md that a fold decides.
func TestRules(t *testing.T, fold Folder) {
	for _, e := range ruleExamples {
		t.Run(e.name, func(t *testing.T) { e.run(newStory(t, fold)) })
	}
}

type ruleExample struct {
	name string
	run  func(*story)
}

// story is an example: a log as it is told, and what is to stand at its end.
// Subjects have short names, such as a, and are enterprises unless a row says
// otherwise.
type story struct {
	*testing.T
	fold Folder
	h    historian
}

func newStory(t *testing.T, fold Folder) *story {
	s := &story{T: t, fold: fold}
	s.declare("official", graph.TrustOfficial)
	s.declare("media", graph.TrustMedia)
	s.declare("press", graph.TrustMedia)
	s.declare("cur", graph.TrustVerified)
	return s
}

// Telling.

func (s *story) declare(source graph.SourceID, trust graph.Trust) graph.Revision {
	return s.h.append(graph.BatchDeclare, source, graph.Date{}, &graph.Declare{Source: source, Trust: trust}).Header.Revision
}

// edition tells what a source says as of a date, "" if unknown. Its rows are
// numbered from 1.
func (s *story) edition(source graph.SourceID, date string, assertions ...graph.Assertion) graph.Revision {
	s.Helper()
	d, err := parseDate(date)
	if err != nil {
		s.Fatal(err)
	}
	row := 0
	for _, a := range assertions {
		if r, ok := a.(*graph.Record); ok {
			row++
			r.Row = row
		}
	}
	return s.h.append(graph.BatchImport, source, d, assertions...).Header.Revision
}

// word tells a curator's word.
func (s *story) word(assertions ...graph.Assertion) graph.Revision {
	return s.h.append(graph.BatchCurate, "cur", graph.Date{}, assertions...).Header.Revision
}

func (s *story) revoke(r graph.Revision) graph.Revision {
	return s.h.append(graph.BatchRevoke, "cur", graph.Date{}, &graph.Revoke{Batch: r}).Header.Revision
}

func (s *story) redact(subject, property string) graph.Revision {
	return s.h.append(graph.BatchRedact, "cur", graph.Date{},
		&graph.Redact{Subject: graph.SubjectID(subject), Property: property}).Header.Revision
}

// rec is a row: "legalName=Alpha province= shortName=!#REF! aliases=Al|Bo" has
// a value, an empty cell, a bad one and a set; an underscore is a space.
func rec(subject, cells string, options ...func(*graph.Record)) *graph.Record {
	r := &graph.Record{RecordKey: graph.RecordKey{Subject: graph.SubjectID(subject), Table: "table"}, Kind: Enterprise, Cells: told(cells)}
	for _, o := range options {
		o(r)
	}
	return r
}

func told(cells string) []graph.Cell {
	var list []graph.Cell
	for _, text := range strings.Fields(cells) {
		property, value, _ := strings.Cut(strings.ReplaceAll(text, "_", " "), "=")
		c := graph.Cell{Property: property}
		bad, isBad := strings.CutPrefix(value, "!")
		switch {
		case isBad:
			c.State, c.Bad = graph.CellBad, bad
		case value == "":
			c.State = graph.CellEmpty
		default:
			for _, v := range strings.Split(value, "|") {
				c.Values = append(c.Values, toldValue(property, v))
			}
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b graph.Cell) int { return strings.Compare(a.Property, b.Property) })
	return list
}

func toldValue(property, v string) graph.Value {
	if property == "revenue" || property == "amount" || property == "share" {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			return graph.Int(n)
		}
	}
	return graph.Text(v)
}

func kind(k graph.Kind) func(*graph.Record) { return func(r *graph.Record) { r.Kind = k } }
func table(name string) func(*graph.Record) { return func(r *graph.Record) { r.Table = name } }
func period(p string) func(*graph.Record)   { return func(r *graph.Record) { r.Period = p } }
func held(reason string) func(*graph.Record) {
	return func(r *graph.Record) {
		r.Held = &graph.Held{Reason: reason}
		for _, c := range r.Cells {
			if c.Property == "legalName" || c.Property == "creditCode" {
				r.Held.Keys = append(r.Held.Keys, graph.KeyValue{Key: c.Property, Parts: c.Values})
			}
		}
	}
}

// to adds references, such as ref("a", "legalName=Alpha"), by one edge type.
// None is an empty cell.
func to(typ string, refs ...graph.Ref) func(*graph.Record) {
	return func(r *graph.Record) {
		voc, _ := CaseVocabulary()
		decl := voc.Edge(typ)
		e := graph.EdgeCell{Type: typ, Incoming: !slices.Contains(decl.From, r.Kind)}
		other := decl.To[0]
		if e.Incoming {
			other = decl.From[0]
		}
		for _, ref := range refs {
			ref.Kind = other
			e.Refs = append(e.Refs, ref)
		}
		r.Edges = append(r.Edges, e)
	}
}

func ref(subject, keys string) graph.Ref {
	return graph.Ref{Subject: graph.SubjectID(subject), Keys: told(keys)}
}

func short(subject, name string) graph.Ref {
	return graph.Ref{Subject: graph.SubjectID(subject), Short: true, Keys: told("shortName=" + name)}
}

func heldRef(subject, keys string) graph.Ref {
	r := ref(subject, keys)
	r.Held = &graph.Held{Reason: "several"}
	return r
}

func supply(subject, segment, share string) graph.Ref {
	r := ref(subject, "legalName="+subject)
	r.Qualifier = graph.SubjectID(segment)
	if share != "" {
		r.Attributes = []graph.Attribute{{Property: "share", Period: "2024", Value: toldValue("share", share)}}
	}
	return r
}

func confirm(r graph.Revision, except ...string) *graph.Confirm {
	c := &graph.Confirm{Batch: r}
	for _, s := range except {
		c.Except = append(c.Except, recordOf(s))
	}
	return c
}

func recordOf(subject string) graph.RecordKey {
	return graph.RecordKey{Subject: graph.SubjectID(subject), Table: "table"}
}

func retract(subject string) *graph.Retract { return &graph.Retract{Record: recordOf(subject)} }

func same(a, b string) *graph.Judge      { return judge(a, b, graph.Same) }
func different(a, b string) *graph.Judge { return judge(a, b, graph.Different) }
func undecided(a, b string) *graph.Judge { return judge(a, b, graph.Undecided) }
func judge(a, b string, v graph.Verdict) *graph.Judge {
	return &graph.Judge{A: graph.SubjectID(a), B: graph.SubjectID(b), Verdict: v}
}

func subjects(names string) []graph.SubjectID {
	var list []graph.SubjectID
	for _, n := range strings.Fields(names) {
		list = append(list, graph.SubjectID(n))
	}
	return list
}

// pinOf pins a property, such as "province=P1"; "province=" pins it on none.
func pinOf(names, cell string) *graph.Pin {
	c := told(cell)[0]
	p := &graph.Pin{Subjects: subjects(names), Property: c.Property}
	if len(c.Values) > 0 {
		p.Value = &c.Values[0]
	}
	return p
}

func denial(names, cell string) *graph.Deny {
	c := told(cell)[0]
	return &graph.Deny{Subjects: subjects(names), Property: c.Property, Value: c.Values[0]}
}

func denyEdge(typ, from, to string) *graph.DenyEdge {
	return &graph.DenyEdge{Type: typ, From: subjects(from), To: subjects(to)}
}

// Looking.

func (s *story) result() *Result {
	voc, rules := CaseVocabulary()
	return s.fold(voc, rules, s.h.log)
}

// property returns the property of "a.province".
func (s *story) property(of string) Property {
	subject, name, _ := strings.Cut(of, ".")
	if n := s.result().Node(graph.SubjectID(subject)); n != nil {
		return n.Props[name]
	}
	return Property{}
}

func (s *story) equal(what, got, want string) {
	s.Helper()
	if got != want {
		s.Errorf("%s: got %q, want %q\n%s", what, got, want, s.h.log)
	}
}

// is checks a single property's value, "" for none.
func (s *story) is(of, want string) {
	s.Helper()
	s.equal(of, text(s.property(of).Winner.Value), want)
}

func text(v graph.Value) string {
	if v.IsZero() {
		return ""
	}
	return fmt.Sprint(jsonValue(v))
}

func texts(list []Stated) string {
	var words []string
	for _, v := range list {
		words = append(words, text(v.Value))
	}
	return strings.Join(words, " ")
}

// others checks a single property's alternatives, the best first.
func (s *story) others(of, want string) {
	s.Helper()
	s.equal("alternatives of "+of, texts(s.property(of).Alternatives), want)
}

// holds checks a set's values.
func (s *story) holds(of, want string) {
	s.Helper()
	s.equal(of, texts(s.property(of).Values), want)
}

func (s *story) denied(of, want string) {
	s.Helper()
	var words []string
	for _, v := range s.property(of).Denied {
		words = append(words, text(v))
	}
	s.equal("denied of "+of, strings.Join(words, " "), want)
}

func (s *story) fresh(of, want string) {
	s.Helper()
	s.equal("freshness of "+of, formatDate(s.property(of).Winner.Freshness), want)
}

// place checks where a value is, as "f5:1:legalName".
func (s *story) place(of, want string) {
	s.Helper()
	p := s.property(of).Winner.Place
	s.equal("place of "+of, fmt.Sprintf("%s:%d:%s", p.Document, p.Row, p.Column), want)
}

// nodes checks all nodes by their members, such as "a+b c".
func (s *story) nodes(want string) {
	s.Helper()
	var words []string
	for _, n := range s.result().Nodes {
		var members []string
		for _, m := range n.Members {
			members = append(members, string(m))
		}
		words = append(words, strings.Join(members, "+"))
	}
	slices.Sort(words)
	s.equal("nodes", strings.Join(words, " "), want)
}

// public checks the public ID of a subject's node.
func (s *story) public(subject, want string) {
	s.Helper()
	got := ""
	if n := s.result().Node(graph.SubjectID(subject)); n != nil {
		got = string(n.ID)
	}
	s.equal("public ID of "+subject, got, want)
}

// onlyReferred checks which nodes nobody describes.
func (s *story) onlyReferred(want string) {
	s.Helper()
	var words []string
	for _, n := range s.result().Nodes {
		if n.OnlyReferred {
			words = append(words, string(n.ID))
		}
	}
	s.equal("only referred to", strings.Join(words, " "), want)
}

// list checks one of a result's lists, in the order of its JSON.
func (s *story) list(name, want string) {
	s.Helper()
	r := s.result()
	var words []string
	add := func(format string, args ...any) { words = append(words, fmt.Sprintf(format, args...)) }
	switch name {
	case "edges":
		for _, e := range r.Edges {
			add("%s-%s-%s", e.From, e.Type, e.To)
		}
	case "listed":
		for _, e := range r.ListedEdges {
			add("%s-%s-%s:%s", e.From, e.Type, e.To, e.Reason)
		}
	case "denied":
		for _, e := range r.DeniedEdges {
			add("%s-%s-%s:%d", e.From, e.Type, e.To, e.Batch)
		}
	case "queued":
		for _, q := range r.Queued {
			add("%s:%s", q.Subject, q.Reason)
		}
	case "questions":
		for _, q := range r.Questions {
			add("%s:%s-%s:%s", q.Key, q.A, q.B, strings.ReplaceAll(q.Why, " ", "_"))
		}
	case "contradicted":
		for _, c := range r.Contradicted {
			add("%d", c.Batch)
		}
	case "sleeping":
		for _, b := range r.Sleeping {
			add("%d", b)
		}
	case "separated":
		for _, b := range r.Separated {
			add("%d", b)
		}
	case "bad":
		for _, b := range r.Bad {
			add("%s.%s:%s", b.Subject, b.Property, b.Text)
		}
	default:
		s.Fatalf("no list %q", name)
	}
	slices.Sort(words)
	s.equal(name, strings.Join(words, " "), want)
}
