package schema_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/schema"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

const (
	ratedFields = `{ id name score scoreLow scoreHigh rank rankLow rankHigh inTop band grade gradeShare gradeSure grades { id share percent } ungraded { zh } withheld { zh en } coverage imputed percentile gates { id passed unknown cap } dimensions { id score median coverage } gaps { indicator state } }`
	entryFields = `{ number name scheme edition title { zh en } status release reference revision recorded actor reason }`
	runFields   = `{ entry ` + entryFields + ` scheme { id edition hash nodes { id depth parent weight share indicator } } data hash dataRevision seed simulated top segment silent rated notices { zh en } units ` + ratedFields + ` sensitivity { factor first total } leftOut { indicator unit shift reversals } }`
	releaseAll  = `{ number edition status run scheme title { zh } schemeEdition schemeHash runHash dataRevision seed previous editions { edition revision file } reference environment sample tester funding conflict reviewDays reviewUntil published revised validTo hash file
		ratings { unit name version maker vendor status score low high rankLow rankHigh grade gradeShare gradeSure grades { id share } ungraded { zh } coverage withheld { zh } reason } replies { unit actor at text } steps { act actor at reason unit } changes { id name scoreOld scoreNew score { data } } }`
	runScheme   = `mutation($in: RunSchemeInput!) { runScheme(input: $in) { number revision run ` + runFields + ` } }`
	stepRelease = `mutation($in: StepReleaseInput!) { stepRelease(input: $in) { revision release ` + releaseAll + ` } }`
)

type gradeShares struct {
	Grade      string
	GradeShare *float64
	GradeSure  *bool
	Grades     []struct {
		ID    string
		Share float64
	}
}

type ratedUnit struct {
	gradeShares
	ID, Name   string
	Score      *float64
	Rank       *int
	Withheld   *graph.Label
	Percentile *float64
}

type ratedRun struct {
	Entry struct{ Number, Status string }
	Rated int
	Hash  string
	Units []ratedUnit
}

type release struct {
	Status, Run, File, Hash string
	Edition                 int
	Editions                []struct{ Edition, Revision int }
	Ratings                 []struct {
		gradeShares
		Unit, Vendor, Status, Reason string
		Score                        *float64
	}
	Replies []struct{ Text string }
}

// check sees that a grade, its share and whether it is sure go together.
func (g *gradeShares) check(t *testing.T, name string) {
	t.Helper()
	if (g.GradeShare == nil) != (g.Grade == "") || (g.GradeSure == nil) != (g.GradeShare == nil) || g.Grade != "" && len(g.Grades) != 4 {
		t.Errorf("%s: %+v", name, g)
		return
	}
	for _, x := range g.Grades {
		if x.ID == g.Grade && (x.Share != *g.GradeShare || *g.GradeSure != (x.Share >= .8)) {
			t.Errorf("%s is %s with %v, sure %v, and the shares are %v", name, g.Grade, *g.GradeShare, *g.GradeSure, g.Grades)
		}
	}
}

// TestRatingJourney goes the whole way through GraphQL alone: evidence that the
// example brings is rated, one learns why one unit is ahead, moves a weight, sends
// the run to the vendors, who reply; it is reviewed and published, one rating is
// corrected and one withdrawn; each release verifies, and none with a byte changed.
func TestRatingJourney(t *testing.T) {
	began := time.Date(2025, 7, 1, 8, 0, 0, 0, time.UTC)
	var days atomic.Int32 // since then; the server asks while the test waits
	a, err := newAtlas(t.Context(), t.TempDir(), schema.Config{Now: func() time.Time { return began.AddDate(0, 0, int(days.Load())) }})
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	if _, err := importer.Run(t.Context(), []string{example}, importer.Options{Store: a.store, View: a.log.View(), Actor: "tester"}); err != nil {
		t.Fatal(err)
	}
	if err := a.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	as := func(token string) with { return with{"Authorization", "Bearer " + token} }
	ask := func(into any, code string, query string, variables map[string]any, headers ...with) {
		t.Helper()
		r := a.ask(t, query, variables, headers...)
		if r.code() != code {
			t.Fatalf("%.80s: %s, want code %q", query, r.raw, code)
		}
		if into != nil && code == "" {
			if err := json.Unmarshal(r.Data, into); err != nil {
				t.Fatal(err)
			}
		}
	}

	in := map[string]any{"scheme": "firewall", "segment": "SL:B5", "reference": "2025-06-30", "seed": 42, "sobol": 16, "reason": "年度评价"}
	ask(nil, string(schema.CodeForbidden), runScheme, map[string]any{"in": in}, as("curator"))
	var made struct {
		RunScheme struct {
			Number string
			Run    ratedRun
		}
	}
	ask(&made, "", runScheme, map[string]any{"in": in}, as("evaluator"))
	number, run := made.RunScheme.Number, made.RunScheme.Run
	if run.Rated != 12 || len(run.Units) != 13 || run.Units[12].Withheld == nil || *run.Units[0].Rank != 1 || *run.Units[0].Percentile != 1 {
		t.Fatalf("%+v", run)
	}

	// How sure is each grade?
	unsure := 0
	for _, u := range run.Units {
		u.check(t, u.Name)
		if u.GradeSure != nil && !*u.GradeSure {
			unsure++
		}
	}
	if unsure == 0 || run.Units[12].GradeShare != nil {
		t.Errorf("no grade is in doubt, or one that is not there: %+v", run.Units[12])
	}

	// The same units, page by page.
	var pages struct {
		A, B, C struct {
			Total int
			Units []ratedUnit
		}
	}
	ask(&pages, "", `query($n: String!) { a: ratedUnits(run: $n, first: 10) { total units `+ratedFields+` } b: ratedUnits(run: $n, first: 10, offset: 10) { total units `+ratedFields+` } c: ratedUnits(run: $n, offset: 99) { total units { id } } }`, map[string]any{"n": number})
	paged := slices.Concat(pages.A.Units, pages.B.Units, pages.C.Units)
	if pages.A.Total != 13 || pages.C.Total != 13 || !slices.EqualFunc(paged, run.Units, func(x, y ratedUnit) bool { return x.ID == y.ID && x.Grade == y.Grade }) {
		t.Errorf("%+v", pages)
	}
	ask(nil, string(graph.CodeInvalid), `query($n: String!) { ratedUnits(run: $n, offset: -1) { total } }`, map[string]any{"n": number})

	// Why is the first ahead of the second?
	var why struct {
		A, B struct {
			Base  float64
			Unit  ratedUnit
			Cells []struct {
				Indicator, State, Achievement string
				Contribution                  *float64
				Evidence                      []struct {
					Counts bool
					Basis  string
					Places []struct{ Document, Sheet, Cell, Source string }
				}
			}
		}
	}
	detail := `{ base unit ` + ratedFields + ` groups { id score median coverage } cells { indicator state raw denominated imputed treated normalised weighted contribution median achievement evidence { item value low high text none date basis counts places { node revision source value differs document sheet cell } } } }`
	ask(&why, "", `query($n: String!, $a: ID!, $b: ID!) { a: ratedUnit(run: $n, unit: $a) `+detail+` b: ratedUnit(run: $n, unit: $b) `+detail+` }`,
		map[string]any{"n": number, "a": run.Units[0].ID, "b": run.Units[1].ID})
	sum, places, rated := why.A.Base, 0, 0
	for _, c := range why.A.Cells {
		if c.Contribution != nil {
			sum += *c.Contribution
		}
		if c.Achievement != "" {
			rated++
		}
		for _, e := range c.Evidence {
			if e.Counts && len(e.Places) > 0 && strings.HasSuffix(e.Places[0].Document, ".xlsx") && e.Places[0].Cell != "" {
				places++
			}
		}
	}
	if d := sum - *why.A.Unit.Score; d > 1e-9 || d < -1e-9 || places < 20 || rated != 5 || len(why.B.Cells) != len(why.A.Cells) {
		t.Errorf("contributions add up to %v, not %v; %d cells lead to a document, %d attributes are rated", sum, *why.A.Unit.Score, places, rated)
	}

	// Another weight, and nothing stored.
	head, err := a.store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var what struct {
		RatingWhatIf []struct {
			ID        string
			Score     *float64
			Rank, Was *int
		}
	}
	query := `query($n: String!, $w: [WeightInput!]!) { ratingWhatIf(run: $n, weights: $w) { id score rank was grade } }`
	weights := map[string]any{"n": number, "w": []any{map[string]any{"node": "function", "weight": .05}, map[string]any{"node": "effect", "weight": .9}}}
	ask(&what, "", query, weights)
	if !slices.ContainsFunc(what.RatingWhatIf, func(x struct {
		ID        string
		Score     *float64
		Rank, Was *int
	}) bool {
		return x.Rank != nil && *x.Rank != *x.Was
	}) {
		t.Error("no rank moves")
	}
	ask(nil, string(graph.CodeInvalid), query, map[string]any{"n": number, "w": []any{map[string]any{"node": "nothing", "weight": 1}}})
	if again, err := a.store.Head(t.Context()); err != nil || again != head {
		t.Error("trying weights wrote something")
	}

	// To the public and beyond.
	var stepped struct {
		StepRelease struct{ Release release }
	}
	step := func(token, code string, in map[string]any) release {
		t.Helper()
		in["number"] = number
		if in["reason"] == nil {
			in["reason"] = "测试"
		}
		stepped.StepRelease.Release = release{}
		ask(&stepped, code, stepRelease, map[string]any{"in": in}, as(token))
		return stepped.StepRelease.Release
	}
	about := map[string]any{"environment": "示例环境", "sample": "示例样本", "tester": "示例测评中心", "funding": "自费", "conflict": "无"}
	step("publisher", string(schema.CodeForbidden), map[string]any{"act": "SUBMIT", "about": about})
	r := step("evaluator", "", map[string]any{"act": "SUBMIT", "about": about})
	var files []string
	files = append(files, r.File)
	vendor := r.Ratings[2].Vendor
	step("vendor:nobody", string(graph.CodeConflict), map[string]any{"act": "REPLY", "unit": r.Ratings[2].Unit})
	r = step("vendor:"+vendor, "", map[string]any{"act": "REPLY", "unit": r.Ratings[2].Unit, "reason": "时延应为 0.3 ms"})
	files = append(files, r.File)
	step("reviewer", "", map[string]any{"act": "REVIEW"})
	step("publisher", string(graph.CodeConflict), map[string]any{"act": "PUBLISH"})
	days.Store(14)
	r = step("publisher", "", map[string]any{"act": "PUBLISH"})
	if r.Status != "published" || len(r.Replies) != 1 || r.Replies[0].Text != "时延应为 0.3 ms" {
		t.Fatalf("%+v", r)
	}
	files = append(files, r.File)
	var second struct{ RunScheme struct{ Number string } }
	in["reference"] = "2025-07-10"
	ask(&second, "", runScheme, map[string]any{"in": in}, as("evaluator"))
	r = step("publisher", "", map[string]any{"act": "CORRECT", "run": second.RunScheme.Number})
	files = append(files, r.File)
	r = step("publisher", "", map[string]any{"act": "WITHDRAW", "unit": r.Ratings[4].Unit, "reason": "送测版本有误"})
	files = append(files, r.File)
	for i := range r.Ratings {
		r.Ratings[i].check(t, r.Ratings[i].Unit)
	}
	if len(r.Ratings[0].Grades) == 0 || len(r.Ratings[4].Grades) > 0 {
		t.Errorf("the release does not say how sure grades are, or of one withdrawn: %+v", r.Ratings[4])
	}
	// Neither run shows the figures of the rating that was withdrawn.
	for _, n := range []string{number, second.RunScheme.Number} {
		var shown struct {
			RatingRun struct{ Units []ratedUnit }
			RatedUnit struct {
				Base  float64
				Unit  ratedUnit
				Cells []struct{ Indicator string }
			}
		}
		ask(&shown, "", `query($n: String!, $u: ID!) { ratingRun(number: $n) { units { id name score grade withheld { zh } } } ratedUnit(run: $n, unit: $u) { base unit { id score grade withheld { zh } } cells { indicator } } }`,
			map[string]any{"n": n, "u": r.Ratings[4].Unit})
		for _, u := range append(shown.RatingRun.Units, shown.RatedUnit.Unit) {
			if gone := u.ID == r.Ratings[4].Unit; gone && (u.Score != nil || u.Grade != "" || u.Withheld == nil || u.Withheld.Zh != "已撤回：送测版本有误") {
				t.Errorf("%s shows of what was withdrawn %+v", n, u)
			}
		}
		if len(shown.RatedUnit.Cells) > 0 || shown.RatedUnit.Base != 0 {
			t.Errorf("%s shows the cells of what was withdrawn", n)
		}
	}
	var tried struct {
		RatingWhatIf []struct {
			ID, Grade string
			Score     *float64
			Rank, Was *int
		}
		RatingRun struct {
			LeftOut []struct {
				Unit      string
				Reversals []string
			}
		}
	}
	ask(&tried, "", `query($n: String!, $w: [WeightInput!]!) { ratingWhatIf(run: $n, weights: $w) { id score rank was grade } ratingRun(number: $n) { leftOut { unit reversals } } }`, weights)
	for _, x := range tried.RatingWhatIf {
		if x.ID == r.Ratings[4].Unit && (x.Score != nil || x.Rank != nil || x.Was != nil || x.Grade != "") {
			t.Errorf("what if shows of what was withdrawn %+v", x)
		}
	}
	for _, x := range tried.RatingRun.LeftOut {
		if x.Unit == r.Ratings[4].Unit || strings.Contains(strings.Join(x.Reversals, ", "), r.Ratings[4].Unit) {
			t.Errorf("the run shows of what was withdrawn what it moves: %+v", x)
		}
	}
	if r.Status != "corrected" || r.Run != second.RunScheme.Number || r.Ratings[4].Score != nil || r.Ratings[4].Reason != "送测版本有误" {
		t.Errorf("%s of %s, %+v", r.Status, r.Run, r.Ratings[4])
	}
	for i, f := range files {
		if _, err := rating.Verify([]byte(f)); err != nil {
			t.Errorf("release %d: %v", i, err)
		}
		changed := []byte(f)
		changed[len(changed)/2] ^= 1
		if _, err := rating.Verify(changed); err == nil {
			t.Errorf("release %d: a byte was changed, and nobody says so", i)
		}
	}

	var after struct {
		RatingComparison struct {
			SameScheme, SameData bool
			InputTotal           int
			Inputs               []struct{ StateOld, StateNew string }
			Changes              []struct {
				Name                                             string
				RankOld, RankNew                                 *int
				RankLowOld, RankHighOld, RankLowNew, RankHighNew *float64
			}
		}
		RatingRelease *release
		LatestRatings []struct {
			Name, Status string
			Among        int
			Score        *float64
			Percentile   *float64
		}
		RatingRuns []struct {
			Number, Release string
			Newest          *struct{ Number, Reason string }
		}
	}
	ask(&after, "", `query($a: String!, $b: String!, $node: ID!) { ratingComparison(from: $a, to: $b) { from `+entryFields+` to `+entryFields+` sameScheme sameData entered gone inputTotal inputs { of name indicator label { en } unit stateOld stateNew contributionOld contributionNew evidence { item was { value date } is { value date counts places { source cell } } } } changes { rankLowOld rankHighOld rankLowNew rankHighNew id name scoreOld scoreNew rankOld rankNew gradeOld gradeNew score { data scheme cohort } rank { data scheme cohort } } }
		ratingRelease(number: $a) `+releaseAll+` latestRatings(node: $node) { unit name run `+entryFields+` score scoreLow scoreHigh grade among percentile status reason } ratingRuns { number release newest { number status reference revision reason } } }`,
		map[string]any{"a": number, "b": second.RunScheme.Number, "node": vendor})
	if !after.RatingComparison.SameScheme || len(after.RatingComparison.Changes) != 12 || after.RatingRelease.Hash != r.Hash || len(after.RatingRuns) != 2 {
		t.Errorf("%+v", after)
	}
	// The run that a newer one follows says so; of which only the date is another, no evidence differs.
	if runs := after.RatingRuns; runs[0].Newest != nil || runs[1].Newest == nil || runs[1].Newest.Number != runs[0].Number || runs[1].Newest.Reason == "" {
		t.Errorf("%+v", runs)
	}
	if c := after.RatingComparison; len(c.Inputs) != c.InputTotal {
		t.Errorf("%+v", c.Inputs)
	}
	for _, x := range after.RatingComparison.Changes {
		if (x.RankLowOld == nil) != (x.RankOld == nil) || (x.RankHighNew == nil) != (x.RankNew == nil) {
			t.Errorf("%+v", x)
		}
	}
	for _, x := range after.RatingRuns {
		if x.Release != number {
			t.Errorf("the release of %s is under %q", x.Number, x.Release)
		}
	}
	if l := after.LatestRatings; len(l) != 1 || l[0].Status != "corrected" || l[0].Among != 11 || l[0].Percentile == nil || *l[0].Percentile <= 0 || *l[0].Percentile > 1 {
		t.Errorf("the vendor's latest ratings: %+v", after.LatestRatings)
	}

	// What stood then is told as of then: each edition, byte for byte.
	if n := len(r.Editions); n != len(files)+1 || r.Editions[0].Edition != n {
		t.Fatalf("editions %+v, of %d files", r.Editions, len(files))
	}
	for i, edition := range []int{1, 2, 4, 5, 6} { // 3 was the review, of which no file was kept
		var then struct{ RatingRelease release }
		ask(&then, "", `query($a: String!, $at: At) { ratingRelease(number: $a, at: $at) `+releaseAll+` }`, map[string]any{"a": number, "at": r.Editions[len(r.Editions)-edition].Revision})
		if then.RatingRelease.File != files[i] || then.RatingRelease.Edition != edition || len(then.RatingRelease.Editions) != edition {
			t.Errorf("edition %d as of then is %d with %d editions", edition, then.RatingRelease.Edition, len(then.RatingRelease.Editions))
		}
	}
	none := struct {
		RatingRun *struct{}
		RatingMap *struct{}
	}{}
	ask(&none, "", `query($a: String!) { ratingRun(number: $a, at: 1) { data } ratingMap(at: 1) { scheme { id } } }`, map[string]any{"a": number})
	if none.RatingRun != nil || none.RatingMap != nil {
		t.Error("the run is there before it was made")
	}

	// The map has the ratings where their units stand and above, once each.
	type place struct {
		Node                   string
		Rated, Draft, Unscored int
		Median, Low, High      *float64
		Grade                  string
	}
	var mapped struct {
		RatingMap *struct {
			Scheme  struct{ ID string }
			Choices []struct{ Number, Scheme string }
			Places  []place
		}
		None    *struct{}
		Segment struct{ Nodes []struct{ ID string } }
	}
	placesQuery := `query { ratingMap(scheme: "firewall") { scheme { id } choices { number scheme } places { node rated draft unscored median low high grade } } none: ratingMap(scheme: "edr") { scheme { id } }
		segment: segments(first: 1, filter: {property: {name: "code", in: ["B5"]}}) { nodes { id } } }`
	ask(&mapped, "", placesQuery, nil)
	if mapped.RatingMap == nil || mapped.None != nil || len(mapped.RatingMap.Choices) != 1 || len(mapped.RatingMap.Places) != 3 {
		t.Fatalf("the map: %+v", mapped.RatingMap)
	}
	p := mapped.RatingMap.Places[slices.IndexFunc(mapped.RatingMap.Places, func(p place) bool { return p.Node == mapped.Segment.Nodes[0].ID })]
	if p.Rated != 11 || p.Draft != 0 || p.Unscored != 2 || p.Median == nil || p.Grade == "" || *p.Low > *p.Median || *p.Median > *p.High {
		t.Errorf("the firewalls' segment: %+v", p)
	}

	// A correction after the withdrawal does not tell the figures either.
	gone := r.Ratings[4].Unit
	in["reference"] = "2025-07-12"
	ask(&second, "", runScheme, map[string]any{"in": in}, as("evaluator"))
	r = step("publisher", "", map[string]any{"act": "CORRECT", "run": second.RunScheme.Number})
	var file rating.Release
	if err := json.Unmarshal([]byte(r.File), &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Changes) == 0 || slices.ContainsFunc(file.Changes, func(c scoring.Change) bool { return c.ID == gone }) {
		t.Errorf("%d changes, of what was withdrawn, too", len(file.Changes))
	}
}

// TestRatingScript runs the scripts of the documentation as they stand, with the
// days between them, and verifies what they keep.
func TestRatingScript(t *testing.T) {
	for _, doc := range []string{"ratings.md", "ratings.zh.md"} {
		t.Run(doc, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("..", "docs", doc))
			if err != nil {
				t.Fatal(err)
			}
			var scripts []string
			for _, part := range strings.Split(string(text), "```sh\n")[1:] {
				script, _, _ := strings.Cut(part, "```")
				scripts = append(scripts, script)
			}
			if len(scripts) != 2 {
				t.Fatalf("%d scripts", len(scripts))
			}
			began := time.Date(2025, 7, 1, 8, 0, 0, 0, time.UTC)
			var days atomic.Int32 // since then; the server asks while the test waits
			a, err := newAtlas(t.Context(), t.TempDir(), schema.Config{Now: func() time.Time { return began.AddDate(0, 0, int(days.Load())) }})
			if err != nil {
				t.Fatal(err)
			}
			defer a.close()
			if _, err := importer.Run(t.Context(), []string{example}, importer.Options{Store: a.store, View: a.log.View(), Actor: "tester"}); err != nil {
				t.Fatal(err)
			}
			if _, err := graph.Append(t.Context(), a.store, graph.Header{Key: "lab", Kind: graph.BatchDeclare, Source: "lab", Actor: "tester", Reason: "test"},
				&graph.Declare{Source: "lab", Name: "示例实验室", Trust: graph.TrustVerified}); err != nil {
				t.Fatal(err)
			}
			if err := a.settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			v := a.log.View()
			ids, err := v.Select(t.Context(), graph.KindProduct, &memory.Filter{Text: "示例防火墙甲"})
			if err != nil || len(ids) != 1 {
				t.Fatal(ids, err)
			}
			made, err := v.Neighbours(ids, memory.NeighbourQuery{Edge: graph.EdgeMakes, Incoming: true, First: 1})
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			shell := func(script string) {
				t.Helper()
				cmd := exec.CommandContext(t.Context(), "sh", "-euc", script)
				cmd.Dir = dir
				cmd.Env = append(os.Environ(), "URL="+a.server.URL, "EVALUATOR=evaluator", "REVIEWER=reviewer", "PUBLISHER=publisher", "VENDOR=vendor:"+string(made[0].Edges[0].From))
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
			}
			shell(scripts[0])
			days.Store(14)
			functions, _, _ := strings.Cut(scripts[0], "# Evidence")
			_, query, _ := strings.Cut(scripts[0], "\nrun='")
			query, _, _ = strings.Cut(query, "\n")
			shell(functions + "run='" + query + "\nfirst=$(jq -r '.runScheme.run.units[0].id' run.json)\n" + scripts[1])
			recorded, err := os.ReadFile(filepath.Join(dir, "findings.json"))
			if err != nil || !strings.Contains(string(recorded), `"findings"`) {
				t.Errorf("%s, %v", recorded, err)
			}
			if stood := a.measured(t, a.product(t, "示例防火墙甲"), "fw.latency"); !slices.ContainsFunc(stood, func(s string) bool { return strings.Contains(s, "measured=35 (lab 2025-04-03)") }) {
				t.Errorf("the finding is not there: %v", stood)
			}
			for file, want := range map[string]rating.State{"published.json": rating.Published, "corrected.json": rating.Corrected, "release.json": rating.Corrected} {
				data, err := os.ReadFile(filepath.Join(dir, file))
				if err != nil {
					t.Fatal(err)
				}
				r, err := rating.Verify(data)
				if err != nil || r.Status != want || len(r.Replies) != 1 {
					t.Errorf("%s: %v, %v", file, r, err)
				}
			}
		})
	}
}
