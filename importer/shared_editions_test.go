package importer_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
)

// revokeOnly revokes the only batch: nothing stands any more.
func revokeOnly(t *testing.T, s *imported) {
	s.revoke(t, s.report.Revision)
	if st := s.view.Stats(); len(st.Nodes) > 0 || len(st.Edges) > 0 || st.Queued > 0 || st.BadCells > 0 {
		t.Errorf("all is revoked, but %+v stands", st)
	}
}

// revoke revokes a batch, and looks at what stands then.
func (s *imported) revoke(t *testing.T, batch graph.Revision) {
	t.Helper()
	if _, err := importer.Revoke(t.Context(), s.store, batch, "tester", "a test"); err != nil {
		t.Fatal(err)
	}
	s.view = s.advance(t, s.view)
}

// goldenChanges is what one edition changed.
type goldenChanges struct {
	Created    map[graph.Kind]int `json:"nodesCreated"`
	Ended      map[graph.Kind]int `json:"nodesEnded,omitempty"`
	Changed    map[graph.Kind]int `json:"nodesChanged,omitempty"`
	Properties map[string]int     `json:"propertiesChanged,omitempty"`
	Added      map[string]int     `json:"edgesAdded"`
	Removed    map[string]int     `json:"edgesRemoved,omitempty"`
	Restated   map[string]int     `json:"edgesRestated,omitempty"`
}

func changesSince(t *testing.T, v *memory.View, r graph.Revision) *goldenChanges {
	t.Helper()
	changes, err := v.ChangesSince(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	g := &goldenChanges{map[graph.Kind]int{}, map[graph.Kind]int{}, map[graph.Kind]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}}
	for n := range changes.Nodes() {
		switch {
		case n.Was == "":
			g.Created[n.Kind]++
		case n.Is == "":
			g.Ended[n.Kind]++
		default:
			g.Changed[n.Kind]++
			for _, p := range n.Properties {
				g.Properties[string(n.Kind)+"."+p.Name]++
			}
		}
	}
	for e := range changes.Edges() {
		switch {
		case e.Removed:
			g.Removed[e.Type]++
		case e.Restated:
			g.Restated[e.Type]++
		default:
			g.Added[e.Type]++
		}
	}
	return g
}

func (g *goldenChanges) empty() bool {
	return len(g.Created)+len(g.Ended)+len(g.Changed)+len(g.Added)+len(g.Removed)+len(g.Restated) == 0
}

// nextCncf imports the edition of 2026 after that of 2020, first as one that only
// adds, then as one that is all there is; and takes each back.
func nextCncf(t *testing.T, s *imported) {
	first := s.view
	next := importer.Options{DataDate: parseDate(t, "2026-08")}
	if old := s.run(t, importer.Options{DataDate: s.date}); old.Before != 1 || old.Revision != 0 {
		t.Errorf("the edition of 2020 again: before %d, revision %d", old.Before, old.Revision)
	}
	r := s.run(t, next, "cncf_landscape/products_2026.csv")
	s.view = s.advance(t, s.view)
	if !r.Adds() || r.Counts.Updated == 0 {
		t.Errorf("counts %+v", r.Counts)
	}
	// The older edition speaks of entries that the newer one does not have: they stay.
	golden(t, "cncf_landscape_2026", struct {
		Edition *goldenSummary `json:"edition"`
		Changes *goldenChanges `json:"changes"`
	}{summary(r, s.view), changesSince(t, s.view, 1)})
	isProduct := func(c []string) bool {
		return c[1] != "CNCF Members" && (c[1] != "Special" || c[2] == "Certified CNFs")
	}
	now, cases := textSet{}, textSet{}
	readFile(t, sharedRoot+"/cncf_landscape/products_2026.csv").each(func(c []string) {
		if isProduct(c) {
			now.add(folded(c[0]))
			cases.add(foldedName(c[0]))
		}
	}, "name", "category", "subcategory")
	// A product of 2020 that is not there any more. One whose name changed its case is the same: its maker tells.
	old := textSet{}
	s.table(t, "products_2020.csv").each(func(c []string) {
		if isProduct(c) && !now[folded(c[0])] && !cases[foldedName(c[0])] {
			old.add(c[0])
		}
	}, "product", "category", "subcategory")
	// openGauss and OpenGauss have one maker, and names that differ in case alone: both wait.
	equalCount(t, "rows that wait", r.Counts.Queued, 2)
	equalCount(t, "products", s.view.Stats().Nodes[graph.KindProduct], len(now)-2+len(old))
	gone := 0
	for i := range r.Gone {
		if r.Gone[i].Kind == graph.KindProduct {
			gone++
		}
	}
	equalCount(t, "products that are gone", gone, len(old))
	s.revoke(t, r.Revision)
	sameViews(t, first, s.view)

	next.Retract = true
	r = s.run(t, next, "cncf_landscape/products_2026.csv")
	s.view = s.advance(t, s.view)
	golden(t, "cncf_landscape_2026_complete", struct {
		Edition *goldenSummary `json:"edition"`
		Changes *goldenChanges `json:"changes"`
	}{summary(r, s.view), changesSince(t, s.view, 1)})
	s.revoke(t, r.Revision)
	if raceEnabled { // the long walk was taken once
		sameLists(t, first, s.view)
		return
	}
	sameViews(t, first, s.view)
}

// nextChainKG imports the same again: nothing happens; with a newer date all is
// confirmed; and takes that back.
func nextChainKG(t *testing.T, s *imported) {
	first, started := s.view, time.Now()
	step := func(what string) {
		t.Logf("%s: %v", what, time.Since(started).Round(time.Millisecond))
		started = time.Now()
	}
	if r := s.run(t, importer.Options{}); r.Before != 1 || r.Revision != 0 || r.Counts.Unchanged != r.Counts.Read-r.Counts.Rejected-r.Counts.Queued {
		t.Errorf("the same again: before %d, revision %d, counts %+v", r.Before, r.Revision, r.Counts)
	}
	step("the same again")
	r := s.run(t, importer.Options{DataDate: parseDate(t, "2022-10")})
	step("the same of a newer date")
	if r.Revision != 2 || !r.Adds() || r.Counts.Created != 0 || r.Counts.Updated != 0 || r.Wrote != 0 || r.Confirms != s.report.Wrote || len(r.Gone) > 0 {
		t.Errorf("the same of a newer date: revision %d, counts %+v, %d stated, %d confirmed instead of %d, %d gone",
			r.Revision, r.Counts, r.Wrote, r.Confirms, s.report.Wrote, len(r.Gone))
	}
	equalCount(t, "rows that wait, as before", r.Counts.Queued, s.report.Counts.Queued)
	s.view = s.advance(t, s.view)
	step("seen")
	c := changesSince(t, s.view, 1)
	if !c.empty() || len(c.Properties) > 0 {
		t.Errorf("what was confirmed changed something: %+v", c)
	}
	step("changes")
	s.revoke(t, r.Revision)
	// To walk over all of it takes too long for a test: the View itself tells the
	// difference.
	if c := changesSince(t, s.view, 1); !c.empty() {
		t.Errorf("what was confirmed and revoked changed something: %+v", c)
	}
	sameLists(t, first, s.view)
	step("revoked")
}

// sameViews checks that two Views show the same: nodes with their properties and
// where they stand, edges, what waits, questions, and what is refused.
func sameViews(t *testing.T, a, b *memory.View) {
	t.Helper()
	if !sameLists(t, a, b) {
		return
	}
	x := a.Stats()
	voc := a.Vocabulary()
	for i := range voc.Kinds {
		kind := voc.Kinds[i].Kind
		if x.Nodes[kind] == 0 {
			continue
		}
		var was []*memory.Node
		eachNode(t, a, kind, func(n *memory.Node) { was = append(was, n) })
		at, wrong := 0, 0
		eachNode(t, b, kind, func(n *memory.Node) {
			if at < len(was) && !reflect.DeepEqual(was[at], n) {
				if wrong++; wrong <= 3 {
					t.Errorf("%s %s was\n%+v\nand is\n%+v", kind, n.ID, was[at], n)
				}
			}
			at++
		})
		equalCount(t, string(kind), at, len(was))
	}
	for i := range voc.Edges {
		typ := voc.Edges[i].Type
		if x.Edges[typ] == 0 {
			continue
		}
		type ends struct{ from, to, by graph.SubjectID }
		was := map[ends]memory.Edge{}
		eachEdge(t, a, typ, func(e *memory.Edge) { was[ends{e.From, e.To, e.Qualifier}] = *e })
		wrong := 0
		eachEdge(t, b, typ, func(e *memory.Edge) {
			if w := was[ends{e.From, e.To, e.Qualifier}]; !reflect.DeepEqual(w, *e) {
				if wrong++; wrong <= 3 {
					t.Errorf("%s was\n%+v\nand is\n%+v", typ, w, *e)
				}
			}
		})
	}
}

// sameLists checks that two Views count the same, and that the same waits, is
// asked, is refused and could not be read.
func sameLists(t *testing.T, a, b *memory.View) bool {
	t.Helper()
	x, y := a.Stats(), b.Stats()
	x.Revision, x.Bytes, x.Subjects = y.Revision, y.Bytes, y.Subjects // the log has grown
	if !reflect.DeepEqual(x, y) {
		t.Errorf("%+v\nis not\n%+v", y, x)
		return false
	}
	if !reflect.DeepEqual(slices.Collect(a.Queued()), slices.Collect(b.Queued())) {
		t.Error("what waits differs")
	}
	if !reflect.DeepEqual(slices.Collect(a.Questions()), slices.Collect(b.Questions())) {
		t.Error("the questions differ")
	}
	if !reflect.DeepEqual(a.Refused(), b.Refused()) {
		t.Error("the edges that are refused differ")
	}
	if !reflect.DeepEqual(slices.Collect(a.BadCells()), slices.Collect(b.BadCells())) {
		t.Error("the bad cells differ")
	}
	return !t.Failed()
}
