package memory

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// shownNode is what changes tell of a node, from the reference fold.
type shownNode struct {
	kind       graph.Kind
	members    []graph.SubjectID
	references string
	properties map[string]string // by name, with its period
}

// edgeName is an edge as changes tell it.
type edgeName struct {
	typ      string
	from, to graph.SubjectID
}

// shown is what changes tell of a result.
type shown struct {
	nodes map[graph.SubjectID]shownNode
	edges map[edgeName][]graphtest.Edge // one for each qualifier
}

func shownBy(r *graphtest.Result) shown {
	s := shown{map[graph.SubjectID]shownNode{}, map[edgeName][]graphtest.Edge{}}
	for _, n := range r.Nodes {
		x := shownNode{n.Kind, n.Members, fmt.Sprint(n.OnlyReferred, n.ReferredAs), map[string]string{}}
		for name, p := range n.Props {
			if text := valuesOf(p); text != "" {
				x.properties[name] = text
			}
		}
		s.nodes[n.ID] = x
	}
	for _, e := range r.Edges {
		k := edgeName{e.Type, e.From, e.To}
		s.edges[k] = append(s.edges[k], e)
	}
	return s
}

func valuesOf(p graphtest.Property) (text string) {
	for _, v := range p.Values {
		text += v.Value.Canonical() + "|"
	}
	if !p.Set && !p.Winner.Value.IsZero() {
		text = p.Winner.Value.Canonical()
	}
	return text
}

// lines is what the edges of one name say, its qualifiers under the IDs that
// rename gives them.
func lines(edges []graphtest.Edge, rename func(graph.SubjectID) graph.SubjectID) []string {
	var out []string
	for _, e := range edges {
		line := string(rename(e.Qualifier))
		for _, name := range slices.Sorted(maps.Keys(e.Attributes)) {
			line += " " + name + "=" + valuesOf(e.Attributes[name])
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

// checkChanges holds changes against the difference of two results: every
// difference is told, once, and nothing else is.
func checkChanges(t *testing.T, c *Changes, old, now shown) {
	t.Helper()
	is := map[graph.SubjectID]graph.SubjectID{} // by the ID before; "" if it is gone
	came := map[graph.SubjectID]bool{}
	for n := range c.Nodes() {
		was, stood := old.nodes[n.Was]
		now, stands := now.nodes[n.Is]
		if stood != (n.Was != "") || stands != (n.Is != "") || !stood && !stands {
			t.Errorf("a change from %q to %q, which stood before: %v, and stands: %v", n.Was, n.Is, stood, stands)
			continue
		}
		if _, twice := is[n.Was]; stood && twice || stands && came[n.Is] {
			t.Errorf("the change from %q to %q is told twice", n.Was, n.Is)
		}
		if stood {
			is[n.Was] = n.Is
		}
		if stands {
			came[n.Is] = true
		}
		if kind := cmp.Or(now.kind, was.kind); n.Kind != kind {
			t.Errorf("%q → %q is told as a %s, want a %s", n.Was, n.Is, n.Kind, kind)
		}
		var want []PropertyName
		for name := range was.properties {
			if was.properties[name] != now.properties[name] {
				want = append(want, propertyName(name))
			}
		}
		for name := range now.properties {
			if _, had := was.properties[name]; !had {
				want = append(want, propertyName(name))
			}
		}
		slices.SortFunc(want, func(a, b PropertyName) int {
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Period, b.Period))
		})
		if !slices.Equal(n.Properties, want) {
			t.Errorf("%q → %q: properties %v, want %v", n.Was, n.Is, n.Properties, want)
		}
		both := stood && stands
		if members := both && !slices.Equal(was.members, now.members); n.Members != members {
			t.Errorf("%q → %q: members changed is %v, want %v", n.Was, n.Is, n.Members, members)
		}
		if references := both && was.references != now.references; n.References != references {
			t.Errorf("%q → %q: references changed is %v, want %v", n.Was, n.Is, n.References, references)
		}
		if n.Was == n.Is && !n.Members && !n.References && len(want) == 0 {
			t.Errorf("nothing changed of %q", n.Is)
		}
	}
	for id, n := range old.nodes {
		if _, told := is[id]; told {
			continue
		}
		is[id] = id
		if m, ok := now.nodes[id]; !ok || came[id] || n.kind != m.kind || n.references != m.references ||
			!slices.Equal(n.members, m.members) || !maps.Equal(n.properties, m.properties) {
			t.Errorf("that %q changed is not told:\nwas %v\nis  %v", id, n, m)
		}
		came[id] = true
	}
	for id := range now.nodes {
		if !came[id] {
			t.Errorf("that %q came is not told", id)
		}
	}

	// A node whose ID changed keeps its edges.
	renamed := func(id graph.SubjectID) graph.SubjectID { return is[id] }
	same := func(id graph.SubjectID) graph.SubjectID { return id }
	removed, added, restated := map[edgeName]bool{}, map[edgeName]bool{}, map[edgeName]bool{}
	for e := range c.Edges() {
		k, m := edgeName{e.Type, e.From, e.To}, added
		if e.Removed {
			m = removed
		} else if e.Restated {
			m = restated
		}
		if m[k] {
			t.Errorf("%v is told twice", e)
		}
		m[k] = true
	}
	stood := map[edgeName]bool{} // under today's IDs
	for k, edges := range old.edges {
		today := edgeName{k.typ, is[k.from], is[k.to]}
		_, stands := now.edges[today]
		stands = stands && today.from != "" && today.to != ""
		if stands == removed[k] {
			t.Errorf("%v stands: %v; that it went is told: %v", k, stands, removed[k])
		}
		delete(removed, k)
		if !stands {
			continue
		}
		stood[today] = true
		differs := !slices.Equal(lines(edges, renamed), lines(now.edges[today], same))
		if may := !slices.Equal(lines(edges, same), lines(now.edges[today], same)); differs && !restated[today] || restated[today] && !may {
			t.Errorf("%v: restated is %v, want %v:\nwas %v\nis  %v", today, restated[today], differs, lines(edges, renamed), lines(now.edges[today], same))
		}
		delete(restated, today)
	}
	for k := range now.edges {
		if stood[k] == added[k] {
			t.Errorf("%v stood before: %v; that it came is told: %v", k, stood[k], added[k])
		}
		delete(added, k)
	}
	if len(removed)+len(added)+len(restated) > 0 {
		t.Errorf("told, and not so: removed %v, added %v, restated %v", removed, added, restated)
	}
}

func propertyName(s string) PropertyName {
	for i := range s {
		if s[i] == '@' {
			return PropertyName{s[:i], s[i+1:]}
		}
	}
	return PropertyName{s, ""}
}

// TestChanges holds what every batch of random histories changed, and what came
// since each of their revisions, against the reference fold.
func TestChanges(t *testing.T) {
	n := 60
	if testing.Short() {
		n = 15
	}
	voc, rules := graphtest.CaseVocabulary()
	for seed := range uint64(n) {
		log := graphtest.RandomHistory(1000+seed, 24)
		v := New(voc, rules)
		was := shownBy(&graphtest.Result{})
		var redacted []graph.Revision
		for i := range log {
			next, c, err := v.Next(t.Context(), memoryLog(log), &log[i].Header)
			if err != nil {
				t.Fatal(err)
			}
			if c.From != v || c.To != next || len(c.Redacted) > 0 {
				t.Fatalf("the changes lead from revision %d to %d, redacted %v", c.From.rev, c.To.rev, c.Redacted)
			}
			is := shownBy(graphtest.Fold(voc, rules, log[:i+1]))
			checkChanges(t, c, was, is)
			if t.Failed() {
				t.Fatalf("seed %d, revision %d (%s)", seed, i+1, log[i].Header.Kind)
			}
			v, was = next, is
			if log[i].Header.Kind == graph.BatchRedact {
				redacted = append(redacted, log[i].Header.Revision)
			}
		}
		for r := graph.Revision(len(log)); ; r-- {
			c, err := v.ChangesSince(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			past := shownBy(&graphtest.Result{})
			if r > 0 {
				past = shownBy(graphtest.Fold(voc, rules, log.At(voc, r)))
			}
			checkChanges(t, c, past, was)
			if c.From.rev != r || c.To.rev != v.rev {
				t.Errorf("the changes lead from revision %d to %d, want %d to %d", c.From.rev, c.To.rev, r, v.rev)
			}
			if want := slices.DeleteFunc(slices.Clone(redacted), func(x graph.Revision) bool { return x <= r }); !slices.Equal(c.Redacted, want) {
				t.Errorf("redacted since: %v, want %v", c.Redacted, want)
			}
			if t.Failed() {
				t.Fatalf("seed %d, since revision %d", seed, r)
			}
			if r == 0 {
				break
			}
		}
	}
	if _, err := New(voc, rules).ChangesSince(t.Context(), 1); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("what came since a later revision: %v", err)
	}
}

// TestTrace asks after every ID that ever stood, in today's View and in past
// ones: it leads to its node, or to the batch that ended it.
func TestTrace(t *testing.T) {
	n := 60
	if testing.Short() {
		n = 15
	}
	voc, rules := graphtest.CaseVocabulary()
	ended := 0
	for seed := range uint64(n) {
		log := graphtest.RandomHistory(5000+seed, 30)
		v := New(voc, rules)
		node := map[graph.SubjectID]graph.SubjectID{}
		end, since := map[graph.SubjectID]graph.Revision{}, map[graph.SubjectID]graph.Revision{}
		for i := range log {
			next, _, err := v.Next(t.Context(), memoryLog(log), &log[i].Header)
			if err != nil {
				t.Fatal(err)
			}
			v = next
			is := map[graph.SubjectID]graph.SubjectID{}
			for _, n := range graphtest.Fold(voc, rules, log[:i+1]).Nodes {
				for _, m := range n.Members {
					is[m] = n.ID
				}
			}
			for id := range node {
				if is[id] == "" {
					end[id] = graph.Revision(i + 1)
				}
			}
			for id := range is {
				delete(end, id)
				if node[id] == "" {
					since[id] = graph.Revision(i + 1)
				}
			}
			node = is
			for id, want := range node {
				if got := v.Trace(id); got != (Trace{Node: want}) {
					t.Fatalf("seed %d, revision %d: %q leads to %+v, want %q", seed, i+1, id, got, want)
				}
			}
			for id, want := range end {
				ended++
				if got := v.Trace(id); got != (Trace{EndedBy: want, Since: since[id]}) {
					t.Errorf("seed %d, revision %d: %q leads to %+v, want the end in %d of what began in %d", seed, i+1, id, got, want, since[id])
				}
			}
		}
	}
	if ended == 0 {
		t.Error("no ID ended; the test shows nothing")
	}
	if got := New(voc, rules).Trace("nobody"); got != (Trace{}) {
		t.Errorf("an ID that the log does not know leads to %+v", got)
	}
}

// TestTraceOfWhatWasConfirmed takes back a batch, then the batch that confirmed
// it: the second ended what they said.
func TestTraceOfWhatWasConfirmed(t *testing.T) {
	w := &writer{}
	w.edition("s1", "", row("a", 1, "legalName=Alpha"))
	w.edition("s1", "", &graph.Confirm{Batch: 1})
	w.revoke(1)
	w.revoke(2)
	w.edition("s1", "", row("b", 1, "legalName=Beta"))
	if got, want := w.view(t).Trace("a"), (Trace{EndedBy: 4, Since: 1}); got != want {
		t.Errorf("it leads to %+v, want %+v", got, want)
	}
	// What never stood was ended by nobody.
	w.curate(&graph.Judge{A: "b", B: "nobody", Verdict: graph.Same})
	if got := w.view(t).Trace("nobody"); got != (Trace{}) {
		t.Errorf("what never stood leads to %+v", got)
	}
}
