package examples_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/evidence"
	"github.com/chainatlas/chainatlas/scoring/rating"
	"github.com/chainatlas/chainatlas/scoring/schemes"
)

// TestInventedRatings runs both cohorts of the invented industry off the log, and
// finds each case that a rating has to cope with where the workbook says it is.
func TestInventedRatings(t *testing.T) {
	ctx := t.Context()
	store, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "atlas.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	view := memory.New(graph.Standard(), graph.StandardRules())
	if _, err := importer.Run(ctx, []string{invented}, importer.Options{Store: store, View: view, Actor: "test"}); err != nil {
		t.Fatal(err)
	}
	if view, err = memory.Build(ctx, store, graph.Standard(), graph.StandardRules(), 0); err != nil {
		t.Fatal(err)
	}
	day := graph.Date{Year: 2025, Month: 6, Day: 30}
	for _, c := range []struct {
		scheme, segment, stem string
		units                 int
		certified             string // who fails the gate; "" if the scheme has none
	}{
		{"firewall", "SL:B5", "示例防火墙", 13, "乙"},
		{"managed-detection-response", "SL:C4", "示例托管检测与响应", 12, ""},
	} {
		t.Run(c.scheme, func(t *testing.T) {
			file, _ := schemes.File(c.scheme)
			s, err := scoring.Parse(c.scheme, file)
			if err != nil {
				t.Fatal(err)
			}
			f, err := rating.Draw(ctx, store, view, s, rating.Spec{Cohort: evidence.Cohort{Segment: c.segment}, Reference: day, Seed: 42})
			if err != nil {
				t.Fatal(err)
			}
			r := f.Run.Result
			if len(r.Units) != c.units || len(r.Indicators) < 20 {
				t.Fatalf("%d units by %d indicators", len(r.Units), len(r.Indicators))
			}
			at := map[string]int{}
			for i, u := range r.Units {
				at[u.Name] = i
			}
			unit := func(name string) int {
				i, ok := at[c.stem+name]
				if !ok {
					t.Fatalf("%s%s is not rated", c.stem, name)
				}
				return i
			}
			withheld := 0
			for _, u := range r.Units {
				if u.Withheld != nil {
					withheld++
				}
			}
			if withheld == 0 {
				t.Error("nobody is withheld")
			}
			state := func(name string, item int, want scoring.State) {
				t.Helper()
				x := r.Indicators[item]
				if got := x.State[unit(name)]; got != want {
					t.Errorf("%s of %s: %s, want %s", x.ID, name, got, want)
				}
			}
			state("丁", 1, scoring.NotApplicable)
			state("戊", 2, scoring.Undisclosed)
			state("庚", 4, scoring.WeakBasis)
			state("壬", 5, scoring.OutOfTime)
			said := func(name string, item int) scoring.Observation {
				t.Helper()
				all := f.Run.Input.Units[unit(name)].Evidence[s.Indicators()[item].Indicator.Evidence.Name]
				if len(all) == 0 {
					t.Fatalf("nothing is said of indicator %d of %s", item, name)
				}
				return all[len(all)-1]
			}
			o := said("己", 3)
			if o.Low == nil || o.Value == nil || *o.Low >= *o.High {
				t.Fatalf("what differs is no range: %+v", o)
			}
			differs, sheets := false, map[string]bool{}
			for _, text := range o.Refs {
				ref, ok := evidence.ParseRef(text)
				if !ok || ref.Row < 2 || ref.Column == "" || ref.Document == "" || ref.String() != text {
					t.Errorf("%q leads to no cell", text)
				}
				differs = differs || ref.Differs
				sheets[ref.Sheet] = true
			}
			if !differs || !sheets["检测结果"] && !sheets["服务记录"] || !sheets["检测复核"] {
				t.Errorf("nobody differs: %v", o.Refs)
			}
			if o := said("辛", 0); o.Low == nil || *o.Low >= *o.Value || *o.High <= *o.Value {
				t.Errorf("no range around the value: %+v", o)
			}
			if c.certified != "" {
				u := r.Units[unit(c.certified)]
				if len(u.Gates) != 1 || u.Gates[0].Passed || u.Gates[0].Cap == "" {
					t.Errorf("the gate holds nobody back: %+v", u)
				}
				if said("丙", indicator(s, "fw.apps")).Basis != scoring.SelfReported {
					t.Error("nothing is taken on the vendor's word")
				}
			}
			withoutDimension(t, s, f.Run.Input, slices.IndexFunc(r.Units, func(u scoring.UnitResult) bool { return u.Rank == 1 }))
			overlap := false
			for _, b := range f.Run.Uncertainty.Bands {
				overlap = overlap || len(b) > 1
			}
			if !overlap {
				t.Errorf("no intervals overlap: %v", f.Run.Uncertainty.Bands)
			}

			no, at2, err := rating.Keep(ctx, store, view, f, "scorer", "test", day)
			if err != nil {
				t.Fatal(err)
			}
			if again, r2, err := rating.Keep(ctx, store, view, f, "scorer", "test", day); err != nil || again != no || r2 != at2 {
				t.Errorf("kept twice: %s %d %v", again, r2, err)
			}
			head, err := memory.Build(ctx, store, graph.Standard(), graph.StandardRules(), 0)
			if err != nil {
				t.Fatal(err)
			}
			e, err := rating.Find(ctx, head, no)
			if err != nil || e.Status != rating.Draft || e.Actor != "scorer" || e.Scheme == "" {
				t.Fatalf("%+v, %v", e, err)
			}
			_, data, err := rating.Open(ctx, store, e)
			if err != nil {
				t.Fatal(err)
			}
			// Byte by byte, out of the log alone.
			past, err := memory.Build(ctx, store, graph.Standard(), graph.StandardRules(), f.Data.Revision)
			if err != nil {
				t.Fatal(err)
			}
			if err := rating.Again(ctx, store, past, data); err != nil {
				t.Error(err)
			}
			if err := rating.Again(ctx, store, past, bytes.Replace(data, []byte(`"seed": 42`), []byte(`"seed": 43`), 1)); graph.CodeOf(err) != graph.CodeDamaged {
				t.Errorf("another seed comes out the same: %v", err)
			}
			// What an earlier version kept is drawn anew as it was then.
			f.Format = 1
			f.Run.As(1)
			old, _, err := rating.Keep(ctx, store, view, f, "scorer", "test", day)
			if err != nil || old == no {
				t.Fatalf("%s, %v", old, err)
			}
			if earlier, err := f.Encode(); err != nil || bytes.Contains(earlier, []byte(`"grades"`)) {
				t.Errorf("a run of version 1 has shares of grades: %v", err)
			} else if err := rating.Again(ctx, store, past, earlier); err != nil {
				t.Error(err)
			}
			n, err := head.Neighbours([]graph.SubjectID{graph.SubjectID(r.Units[0].ID)}, memory.NeighbourQuery{Edge: graph.EdgeRates, Incoming: true, First: 10})
			if err != nil || len(n[0].Edges) != 1 {
				t.Errorf("the product is rated %d times: %v", len(n[0].Edges), err)
			}
		})
	}
}

// TestInventedRelease carries a run to the public and beyond: who may not, not yet,
// or not again is refused, and every file on the way tells if it was changed.
func TestInventedRelease(t *testing.T) {
	ctx := t.Context()
	store, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "atlas.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	head := func() *memory.View {
		t.Helper()
		v, err := memory.Build(ctx, store, graph.Standard(), graph.StandardRules(), 0)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if _, err := importer.Run(ctx, []string{invented}, importer.Options{Store: store, View: memory.New(graph.Standard(), graph.StandardRules()), Actor: "test"}); err != nil {
		t.Fatal(err)
	}
	file, _ := schemes.File("managed-detection-response")
	s, err := scoring.Parse("mdr", file)
	if err != nil {
		t.Fatal(err)
	}
	keep := func(seed uint64, actor string) string {
		t.Helper()
		v := head()
		f, err := rating.Draw(ctx, store, v, s, rating.Spec{Cohort: evidence.Cohort{Segment: "SL:C4"}, Reference: graph.Date{Year: 2025, Month: 6, Day: 30}, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		no, _, err := rating.Keep(ctx, store, v, f, actor, "test", graph.Date{Year: 2025, Month: 7, Day: 1})
		if err != nil {
			t.Fatal(err)
		}
		return no
	}
	no, second := keep(1, "甲"), keep(2, "甲")
	day := time.Date(2025, 7, 1, 8, 0, 0, 0, time.UTC)
	var releases [][]byte
	take := func(x rating.Stepped, want graph.Code) *rating.Release {
		t.Helper()
		v := head()
		e, err := rating.Find(ctx, v, no)
		if err != nil {
			t.Fatal(err)
		}
		if x.Reason == "" {
			x.Reason = "test"
		}
		r, _, err := rating.Take(ctx, store, v, e, x)
		if graph.CodeOf(err) != want {
			t.Fatalf("%s by %s: %v, want %q", x.Act, x.Actor, err, want)
		}
		if err == nil {
			v := head()
			if e, err = rating.Find(ctx, v, no); err != nil || e.Status != r.Status {
				t.Fatalf("the run is %s: %v", e.Status, err)
			}
			_, data, err := rating.OpenRelease(ctx, store, v, e)
			if err != nil {
				t.Fatal(err)
			}
			releases = append(releases, data)
		}
		return r
	}
	at := func(act rating.Act, actor string, days int) rating.Stepped {
		return rating.Stepped{Step: rating.Step{Act: act, Actor: actor, At: day.AddDate(0, 0, days)}}
	}
	about := &rating.About{Environment: "示例环境", Sample: "示例样本", Tester: "示例测评中心", Funding: "自费", Conflict: "无"}
	take(at(rating.Publish, "乙", 1), graph.CodeConflict) // a draft
	take(at(rating.Submit, "甲", 1), graph.CodeInvalid)   // about what?
	x := at(rating.Submit, "甲", 1)
	x.About = about
	r := take(x, "")
	if len(r.Results) != 12 || r.Results[0].Version == "" || r.Results[0].Maker == "" || len(r.Results[0].Items) < 20 || r.ReviewDays < 14 {
		t.Fatalf("the release does not say what it rates: %+v", r.Results[0])
	}
	reply := at(rating.Reply, "丙", 2)
	reply.Unit, reply.Vendor, reply.Reason = r.Results[3].Unit, "nobody", "我们不同意"
	take(reply, graph.CodeConflict) // another's product
	reply.Vendor = r.Results[3].Vendor
	take(reply, "")
	take(at(rating.Publish, "乙", 3), graph.CodeConflict)  // too early
	take(at(rating.Review, "甲", 16), graph.CodeConflict)  // has scored
	take(at(rating.Publish, "乙", 16), graph.CodeConflict) // nobody has reviewed it
	take(at(rating.Review, "丁", 16), "")
	take(at(rating.Publish, "甲", 16), graph.CodeConflict) // has scored
	if r = take(at(rating.Publish, "乙", 16), ""); r.Status != rating.Published || len(r.Replies) != 1 || r.Replies[0].Text != "我们不同意" {
		t.Fatalf("%s, replies %v", r.Status, r.Replies)
	}
	take(at(rating.Expire, "乙", 17), graph.CodeConflict)
	gone := at(rating.Withdraw, "乙", 20)
	gone.Unit = r.Results[5].Unit
	r = take(gone, "")
	if p := r.Results[5]; p.Status != rating.Withdrawn || p.Score.Is() || p.Reason == "" || len(p.Items) > 0 || r.Status != rating.Published {
		t.Errorf("%+v", p)
	}
	fix := at(rating.Correct, "乙", 21)
	fix.Run = second
	r = take(fix, "")
	if r.Status != rating.Corrected || r.Run != second || r.Results[5].Status != rating.Withdrawn || r.Results[5].Score.Is() || r.Results[0].Status != rating.Corrected {
		t.Errorf("%s of %s", r.Status, r.Run)
	}
	v := head()
	for _, number := range []string{no, second} {
		e, err := rating.Find(ctx, v, number)
		if err != nil {
			t.Fatal(err)
		}
		gone, err := rating.WithdrawnFrom(v, e)
		if err != nil || len(gone) != 1 || gone[graph.SubjectID(r.Results[5].Unit)] != "test" {
			t.Errorf("withdrawn from %s: %v, %v", number, gone, err)
		}
	}
	n, err := v.Neighbours([]graph.SubjectID{graph.SubjectID(r.Results[5].Unit)}, memory.NeighbourQuery{Edge: graph.EdgeRates, Incoming: true, First: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range n[0].Edges {
		for _, p := range v.Node(e.From).Properties {
			if p.Name == "score" && !p.Value().IsZero() && strings.HasPrefix(numberOf(v.Node(e.From)), no) {
				t.Error("the withdrawn rating still has a score")
			}
		}
	}
	for i, data := range releases {
		r, err := rating.Verify(data)
		if err != nil || r.Edition != i+1 {
			t.Fatalf("edition %d: %v", i+1, err)
		}
		if i > 0 {
			sum := sha256.Sum256(releases[i-1])
			if r.Previous != hex.EncodeToString(sum[:]) {
				t.Errorf("edition %d does not name the one before", i+1)
			}
		}
		for at := 0; at < len(data); at += max(1, len(data)/19) {
			changed := bytes.Clone(data)
			changed[at] ^= 1
			if _, err := rating.Verify(changed); err == nil {
				t.Fatalf("edition %d: byte %d was changed, and nobody says so", i+1, at)
			}
		}
	}
}

// TestInventedCorrection rates both cohorts before and after their source corrects a
// finding of each: who moves moves by the data alone, the run before comes out of the
// log as it was, and what the finding said before is still to be read.
func TestInventedCorrection(t *testing.T) {
	ctx := t.Context()
	store, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "atlas.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	head := func() *memory.View {
		t.Helper()
		v, err := memory.Build(ctx, store, graph.Standard(), graph.StandardRules(), 0)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	day := graph.Date{Year: 2025, Month: 6, Day: 30}
	cohorts := [][2]string{{"firewall", "SL:B5"}, {"managed-detection-response", "SL:C4"}}
	rate := func() (runs []*rating.File, files [][]byte) {
		t.Helper()
		v := head()
		for _, c := range cohorts {
			file, _ := schemes.File(c[0])
			s, err := scoring.Parse(c[0], file)
			if err != nil {
				t.Fatal(err)
			}
			f, err := rating.Draw(ctx, store, v, s, rating.Spec{Cohort: evidence.Cohort{Segment: c[1]}, Reference: day, Seed: 42})
			if err != nil {
				t.Fatal(err)
			}
			data, err := f.Encode()
			if err != nil {
				t.Fatal(err)
			}
			runs, files = append(runs, f), append(files, data)
		}
		return runs, files
	}
	if _, err := importer.Run(ctx, []string{invented}, importer.Options{Store: store, View: memory.New(graph.Standard(), graph.StandardRules()), Actor: "test"}); err != nil {
		t.Fatal(err)
	}
	before, files := rate()
	then := head()
	report, err := importer.Run(ctx, []string{correction}, importer.Options{Store: store, View: then, Actor: "test"})
	if err != nil || report.Counts.Updated != 2 || report.Counts.Read != 2 {
		t.Fatalf("%+v, %v", report, err)
	}
	after, _ := rate()
	for i, c := range cohorts {
		compared, err := scoring.Compare(before[i].Run.Result, after[i].Run.Result)
		if err != nil || !compared.SameScheme || compared.SameData {
			t.Fatalf("%+v, %v", compared, err)
		}
		moved := 0
		for _, x := range compared.Changes {
			// What differs is told: the corrected finding of the one, and nothing of the others.
			inputs := scoring.InputChanges(before[i].Run.Result, after[i].Run.Result, x.ID)
			if told := len(inputs) == 1 && len(inputs[0].Evidence) == 1 && inputs[0].Evidence[0].Old != nil && inputs[0].Evidence[0].New != nil; told != (x.ScoreNew.Is() && x.ScoreOld != x.ScoreNew) || len(inputs) > 1 {
				t.Errorf("%s: of %s these inputs differ: %+v", c[0], x.ID, inputs)
			}
			if x.ScoreOld == x.ScoreNew || !x.ScoreNew.Is() {
				continue
			}
			moved++
			u := after[i].Run.Result.Unit(x.ID)
			if d := x.ScoreNew - x.ScoreOld - x.Score.Data; !strings.HasSuffix(u.Name, "丙") || d > 1e-9 || d < -1e-9 || x.GradeOld != "A" || x.GradeNew != "B" {
				t.Errorf("%s: %s moves from %v %s to %v %s, by the data %v", c[0], u.Name, x.ScoreOld, x.GradeOld, x.ScoreNew, x.GradeNew, x.Score.Data)
			}
			for name, all := range after[i].Run.Input.Units[indexOf(after[i], x.ID)].Evidence {
				for _, o := range all {
					ref, ok := evidence.ParseRef(o.Refs[0])
					if !ok || ref.Document != filepath.Base(correction) {
						continue
					}
					is, was := measuredOf(head().Node(ref.Subject)), measuredOf(then.Node(ref.Subject))
					if is == was || is == "" || was == "" || ref.Value != is {
						t.Errorf("%s: the finding says %q, and said %q before", name, is, was)
					}
				}
			}
		}
		if moved != 1 {
			t.Errorf("%s: %d move", c[0], moved)
		}
		if err := rating.Again(ctx, store, then, files[i]); err != nil {
			t.Errorf("the run before: %v", err)
		}
	}
}

// indexOf is the place of a unit.
func indexOf(f *rating.File, id string) int {
	return slices.IndexFunc(f.Run.Input.Units, func(u scoring.Unit) bool { return u.ID == id })
}

// measuredOf is the value of a finding.
func measuredOf(n *memory.Node) string {
	for _, p := range n.Properties {
		if p.Name == graph.PropMeasured {
			return p.Value().String()
		}
	}
	return ""
}

// numberOf is the number of a rating.
func numberOf(n *memory.Node) string {
	for _, p := range n.Properties {
		if p.Name == graph.PropNumber {
			return p.Value().Text
		}
	}
	return ""
}

// indicator returns the place of an indicator.
func indicator(s *scoring.Scheme, id string) int {
	for i, n := range s.Indicators() {
		if n.ID == id {
			return i
		}
	}
	return -1
}

// withoutDimension keeps that the best, with nothing known of one dimension, leads
// nobody: the index is withheld, and says which dimension is missing.
func withoutDimension(t *testing.T, s *scoring.Scheme, in *scoring.Input, best int) {
	t.Helper()
	for _, dimension := range s.Index.Group.Children {
		gone := map[string]bool{}
		var forget func(n *scoring.Node)
		forget = func(n *scoring.Node) {
			if n.Group == nil {
				gone[n.Indicator.Evidence.Name] = true
				return
			}
			for _, c := range n.Group.Children {
				forget(c)
			}
		}
		forget(dimension)
		less := *in
		less.Units = slices.Clone(in.Units)
		less.Units[best].Evidence = maps.Clone(in.Units[best].Evidence)
		maps.DeleteFunc(less.Units[best].Evidence, func(name string, _ []scoring.Observation) bool { return gone[name] })
		r, err := scoring.Evaluate(s, &less)
		if err != nil {
			t.Fatal(err)
		}
		u := r.Units[best]
		if u.Rank != 0 || u.Withheld == nil || !strings.Contains(u.Withheld.En, dimension.ID) && !strings.HasPrefix(u.Withheld.En, "without what") {
			t.Errorf("%s without %s has rank %d: %v", u.Name, dimension.ID, u.Rank, u.Withheld)
		}
	}
}
