package rating

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/pinyin"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/publish"
)

// ReleaseFormat is the version of the releases that this package writes. It reads
// those before it, too: version 1 did not tell how often the simulations give each
// grade.
const ReleaseFormat = 2

// Release is a run on its way to the public, with everything that a reader needs to
// judge it: a file that says so itself, and that nobody can change unseen.
type Release struct {
	Format      int               `json:"format"`
	Number      string            `json:"number"`  // of the run that it began with
	Edition     int               `json:"edition"` // from 1, one more with each step
	Status      State             `json:"status"`
	Previous    string            `json:"previous,omitempty"` // the SHA-256 of the file of the edition before
	Run         string            `json:"run"`                // the number of the run whose results hold
	RunHash     string            `json:"runHash"`            // the SHA-256 of its file
	Scheme      scoring.SchemeRef `json:"scheme"`
	Reference   graph.Date        `json:"reference"`
	Data        Data              `json:"data"`
	Seed        uint64            `json:"seed"`
	About       About             `json:"about"`
	ReviewDays  int               `json:"reviewDays"`
	ReviewUntil time.Time         `json:"reviewUntil,omitzero"` // vendors may reply up to then
	Published   graph.Date        `json:"published,omitzero"`
	Revised     graph.Date        `json:"revised,omitzero"`
	ValidTo     graph.Date        `json:"validTo,omitzero"`
	Results     []Result          `json:"results"` // by name
	Replies     []VendorReply     `json:"replies"`
	Changes     []scoring.Change  `json:"changes,omitempty"` // by the last correction
	Steps       []Step            `json:"steps"`
	// Hash is the SHA-256 of the file with an empty hash.
	Hash string `json:"hash"`
}

// About is what a reader has to know of how it was found out.
type About struct {
	PeriodFrom  graph.Date `json:"periodFrom,omitzero"`
	PeriodTo    graph.Date `json:"periodTo,omitzero"`
	Environment string     `json:"environment"`
	Sample      string     `json:"sample"`
	Tester      string     `json:"tester"`
	Funding     string     `json:"funding"`
	Conflict    string     `json:"conflict"` // of interest; "none" is said, too
}

// Result is the rating of one unit. Where it is withdrawn, it has no figures.
type Result struct {
	Unit     string         `json:"unit"`
	Name     string         `json:"name"`
	Version  string         `json:"version,omitempty"` // that was examined
	Vendor   string         `json:"vendor,omitempty"`  // the enterprise, by ID
	Maker    string         `json:"maker,omitempty"`   // its name
	Status   State          `json:"status"`
	Score    scoring.Number `json:"score"`
	Low      scoring.Number `json:"low"` // nine in ten simulations lie between low and high
	High     scoring.Number `json:"high"`
	Grade    string         `json:"grade,omitempty"`
	RankLow  scoring.Number `json:"rankLow"`
	RankHigh scoring.Number `json:"rankHigh"`
	// Grades are how often the simulations give each grade; one below
	// [scoring.SureGrade] is told with its share.
	Grades   scoring.GradeShares `json:"grades,omitempty"`
	Coverage float64             `json:"coverage"`
	Withheld *graph.Label        `json:"withheld,omitempty"`
	Ungraded *graph.Label        `json:"ungraded,omitempty"`
	Reason   string              `json:"reason,omitempty"` // of a withdrawal
	Items    []Item              `json:"items"`
}

// Item is an indicator of a result.
type Item struct {
	Indicator  string         `json:"indicator"`
	State      scoring.State  `json:"state"`
	Value      scoring.Number `json:"value"`
	Normalised scoring.Number `json:"normalised"`
	Evidence   []string       `json:"evidence"` // see package evidence
}

// VendorReply is what a vendor says to a rating before it is published. It is
// kept and shown.
type VendorReply struct {
	Unit   string    `json:"unit"`
	Vendor string    `json:"vendor,omitempty"`
	Actor  string    `json:"actor"`
	At     time.Time `json:"at"`
	Text   string    `json:"text"`
}

// seal works out the hash, and returns the file.
func (r *Release) seal() ([]byte, error) {
	r.Hash = ""
	b, err := r.encode()
	if err != nil {
		return nil, err
	}
	r.Hash = graph.Hash(sha256.Sum256(b)).String()
	return r.encode()
}

func (r *Release) encode() ([]byte, error) {
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}

// Verify reads a release's file and checks that nothing of it was changed: its hash
// holds, and it is written as this program writes it. It fails with
// graph.CodeInvalid for what is no release, else with graph.CodeDamaged.
func Verify(data []byte) (*Release, error) {
	const op = "rating.Verify"
	var r Release
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return nil, graph.Sayf(graph.CodeInvalid, op, "这不是发布文件：请用从发布稿下载的 JSON 或 XLSX（%v）", "this is no release: give the JSON or the workbook that was downloaded from its page (%v)", err)
	}
	if r.Format < 1 || r.Format > ReleaseFormat || r.Number == "" {
		return nil, graph.Errorf(graph.CodeInvalid, op, "not a release of a format up to %d", ReleaseFormat)
	}
	said := r.Hash
	again, err := r.seal()
	if err != nil {
		return nil, err
	}
	if r.Hash != said || !bytes.Equal(again, data) {
		return nil, graph.Errorf(graph.CodeDamaged, op, "the release was changed after it was written: its hash is %s, and what it says has %s", said, r.Hash)
	}
	return &r, nil
}

// OpenRelease reads the newest release of a run; of a draft, what it would begin
// with.
func OpenRelease(ctx context.Context, store graph.Store, v *memory.View, e Entry) (*Release, []byte, error) {
	if e.Release == "" {
		f, _, err := Open(ctx, store, e)
		if err != nil {
			return nil, nil, err
		}
		r, err := begin(v, e, f)
		if err != nil {
			return nil, nil, err
		}
		data, err := r.seal()
		return r, data, err
	}
	return released(ctx, store, e, e.Release)
}

// released reads the file of a release by its hash.
func released(ctx context.Context, store graph.Store, e Entry, hash string) (*Release, []byte, error) {
	var h graph.Hash
	if b, err := hex.DecodeString(hash); err != nil || copy(h[:], b) != len(h) {
		return nil, nil, graph.Errorf(graph.CodeDamaged, "rating.OpenRelease", "run %s names a release by %q, which is no hash", e.Number, hash)
	}
	data, err := attached(ctx, store, h)
	if err != nil {
		return nil, nil, err
	}
	r, err := Verify(data)
	return r, data, err
}

// OpenEdition reads an edition of the release of a run, along the hashes by which
// each names the one before; the newest of a negative edition. It fails with
// graph.CodeNotFound if there is none of that number.
func OpenEdition(ctx context.Context, store graph.Store, v *memory.View, e Entry, edition int) (*Release, []byte, error) {
	r, data, err := OpenRelease(ctx, store, v, e)
	for err == nil && edition >= 0 && r.Edition > edition && r.Previous != "" {
		r, data, err = released(ctx, store, e, r.Previous)
	}
	if err == nil && edition >= 0 && r.Edition != edition {
		return nil, nil, graph.Sayf(graph.CodeNotFound, "rating.OpenEdition", "%[1]s 没有第 %[2]d 版", "%[1]s has no edition %[2]d", e.Number, edition)
	}
	return r, data, err
}

// begin is a draft as a release.
func begin(v *memory.View, e Entry, f *File) (*Release, error) {
	s, err := f.Scheme()
	if err != nil {
		return nil, err
	}
	r := &Release{Format: ReleaseFormat, Number: e.Number, Status: Draft, ReviewDays: max(s.Review, MinReview), Replies: []VendorReply{}, Steps: []Step{}}
	return r, r.take(v, e, f)
}

// take takes the results of a run.
func (r *Release) take(v *memory.View, e Entry, f *File) error {
	res := f.Run.Result
	if f.Run.Uncertainty != nil {
		r.Format = ReleaseFormat // of a step after a version 1 before it, too
	}
	r.Run, r.RunHash, r.Scheme, r.Reference, r.Data, r.Seed = e.Number, e.Hash, res.Scheme, f.Spec.Reference, f.Data, f.Spec.Seed
	was := map[string]Result{}
	for _, x := range r.Results {
		was[x.Unit] = x
	}
	r.Results = make([]Result, len(res.Units))
	for i := range res.Units {
		u := &res.Units[i]
		x := Result{
			Unit: u.ID, Name: u.Name, Status: r.Status, Score: u.Score, Grade: u.Grade, Coverage: u.Coverage, Withheld: u.Withheld, Ungraded: u.Ungraded,
			Low: scoring.None(), High: scoring.None(), RankLow: scoring.None(), RankHigh: scoring.None(), Items: []Item{},
		}
		if m := f.Run.Uncertainty; m != nil {
			x.Low, x.High, x.RankLow, x.RankHigh = m.Units[i].ScoreLo, m.Units[i].ScoreHi, m.Units[i].Low, m.Units[i].High
			if u.Rank > 0 {
				x.Grades = m.Units[i].Grades
			}
		}
		x.who(v)
		if before, ok := was[u.ID]; ok && before.Status == Withdrawn {
			x.Status, x.Reason = Withdrawn, before.Reason // a correction of others brings nothing back
			x.hide()
		}
		for k := range res.Indicators {
			if x.Status == Withdrawn {
				break
			}
			c := &res.Indicators[k]
			item := Item{Indicator: c.ID, State: c.State[i], Value: scoring.Number(c.Raw[i]), Normalised: scoring.Number(c.Normalised[i]), Evidence: []string{}}
			if c.Evidence != nil && c.Evidence[i] != nil {
				item.Evidence = c.Evidence[i]
			}
			x.Items = append(x.Items, item)
		}
		r.Results[i] = x
	}
	// As readers look names up, which is no order of merit.
	slices.SortFunc(r.Results, func(a, b Result) int {
		return cmp.Or(pinyin.Compare(a.Name, b.Name), strings.Compare(a.Unit, b.Unit))
	})
	return nil
}

// who reads off a View who makes a unit, and which version was examined.
func (x *Result) who(v *memory.View) {
	id := []graph.SubjectID{graph.SubjectID(x.Unit)}
	n := v.Node(id[0])
	if n == nil {
		return
	}
	if n.Kind == graph.KindEnterprise {
		x.Vendor, x.Maker = string(n.ID), x.Name
		return
	}
	if made, err := v.Neighbours(id, memory.NeighbourQuery{Edge: graph.EdgeMakes, Incoming: true, First: 1}); err == nil && len(made[0].Edges) > 0 {
		x.Vendor = string(made[0].Edges[0].From)
		x.Maker = v.Name(made[0].Edges[0].From)
	}
	found, err := v.Neighbours(id, memory.NeighbourQuery{Edge: graph.EdgeMeasures, Incoming: true, First: 1})
	if err != nil || len(found[0].Edges) == 0 {
		return
	}
	if f := v.Node(found[0].Edges[0].From); f != nil {
		for i := range f.Properties {
			if f.Properties[i].Name == graph.PropVersion {
				x.Version = f.Properties[i].Value().Text
			}
		}
	}
}

// hide leaves the reason alone.
func (x *Result) hide() {
	x.Score, x.Low, x.High, x.RankLow, x.RankHigh = scoring.None(), scoring.None(), scoring.None(), scoring.None(), scoring.None()
	x.Grade, x.Grades, x.Coverage, x.Withheld, x.Ungraded, x.Items = "", nil, 0, nil, nil, []Item{}
}

// Stepped is what a step takes besides the step itself.
type Stepped struct {
	Step
	About  *About // of a submission; later it stays
	Vendor string // of a reply: the enterprise that the actor speaks for
}

// Take takes a step with the release of a run, in one batch that cannot be
// revoked, and returns the new release and the batch's revision. It fails with
// graph.CodeConflict where the state, the waiting time or who has scored forbids
// the step. Which role may take it is for the caller to say.
func Take(ctx context.Context, store graph.Store, v *memory.View, e Entry, s Stepped) (*Release, graph.Revision, error) {
	r, before, err := OpenRelease(ctx, store, v, e)
	if err != nil {
		return nil, 0, err
	}
	s.At = s.At.UTC().Truncate(time.Second)
	s.Reason = strings.TrimSpace(s.Reason)
	scorers := []string{e.Actor}
	var other Entry
	if s.Act == Correct {
		if other, err = Find(ctx, v, s.Run); err != nil {
			return nil, 0, err
		}
		scorers = append(scorers, other.Actor)
	}
	if err := r.allowed(&s.Step, scorers); err != nil {
		return nil, 0, err
	}
	if e.Release != "" {
		r.Previous = graph.Hash(sha256.Sum256(before)).String()
	}
	if err := r.advance(ctx, store, v, e, other, &s); err != nil {
		return nil, 0, err
	}
	r.Edition++
	r.Steps = append(r.Steps, s.Step)
	data, err := r.seal()
	if err != nil {
		return nil, 0, err
	}
	rev, err := r.write(ctx, store, v, e, other, &s, data)
	return r, rev, err
}

// advance changes the release by a step.
func (r *Release) advance(ctx context.Context, store graph.Store, v *memory.View, e, other Entry, s *Stepped) error {
	const op = "rating.Step"
	all := func(to State) {
		r.Status = to
		for i := range r.Results {
			if r.Results[i].Status != Withdrawn {
				r.Results[i].Status = to
			}
		}
	}
	switch s.Act {
	case Submit:
		if s.About == nil || s.About.Tester == "" || s.About.Conflict == "" || s.About.Environment == "" || s.About.Sample == "" || s.About.Funding == "" {
			return graph.Sayf(graph.CodeInvalid, op, "请写明测试环境、样本、评价机构、经费来源和利益关系（没有也要写“无”）",
				"say the environment, the sample, the tester, who pays, and the conflict of interest, even if there is none")
		}
		r.About = *s.About
		r.ReviewUntil = s.At.AddDate(0, 0, r.ReviewDays)
		all(VendorReview)
	case Reply:
		i := slices.IndexFunc(r.Results, func(x Result) bool { return x.Unit == s.Unit })
		if s.Vendor != "" && r.Results[i].Vendor != s.Vendor {
			return graph.Sayf(graph.CodeConflict, op, "只能回复本企业的产品", "a vendor replies for products of its own")
		}
		r.Replies = append(r.Replies, VendorReply{Unit: s.Unit, Vendor: r.Results[i].Vendor, Actor: s.Actor, At: s.At, Text: s.Reason})
	case Publish:
		all(Published)
		r.Published = dayOf(s.At)
		r.ValidTo = dayOf(s.At.AddDate(1, 0, 0))
	case Correct:
		to, _, err := Open(ctx, store, other)
		if err != nil {
			return err
		}
		of, err := Find(ctx, v, r.Run)
		if err != nil {
			return err
		}
		was, _, err := Open(ctx, store, of)
		if err != nil {
			return err
		}
		if other.Number == r.Run || was.Run.Result.Scheme.Hash != to.Run.Result.Scheme.Hash || was.Spec.Cohort.Segment != to.Spec.Cohort.Segment {
			return graph.Sayf(graph.CodeConflict, op, "更正须用同一规范、同一范围的另一轮次", "a correction is another run of the same scheme and cohort")
		}
		c, err := scoring.Compare(was.Run.Result, to.Run.Result)
		if err != nil {
			return err
		}
		r.Changes = c.Changes
		r.Status, r.Revised = Corrected, dayOf(s.At)
		if err := r.take(v, other, to); err != nil {
			return err
		}
		// What was withdrawn has changed by nothing that is shown.
		r.Changes = slices.DeleteFunc(r.Changes, func(c scoring.Change) bool {
			return slices.ContainsFunc(r.Results, func(x Result) bool { return x.Unit == c.ID && x.Status == Withdrawn })
		})
	case Withdraw:
		r.Revised = dayOf(s.At)
		if s.Unit == "" {
			r.Status = Withdrawn
			r.Changes = nil
		}
		for i := range r.Results {
			if x := &r.Results[i]; (s.Unit == "" || x.Unit == s.Unit) && x.Status != Withdrawn {
				x.Status, x.Reason = Withdrawn, s.Reason
				x.hide()
			}
		}
		r.Changes = slices.DeleteFunc(r.Changes, func(c scoring.Change) bool { return c.ID == s.Unit })
	case Expire:
		all(Expired)
	}
	return nil
}

// earlier returns the runs whose results held before those that hold now.
func (r *Release) earlier(e Entry) []string {
	runs := []string{e.Number}
	for _, s := range r.Steps {
		if s.Act == Correct && !slices.Contains(runs, s.Run) {
			runs = append(runs, s.Run)
		}
	}
	return slices.DeleteFunc(runs, func(n string) bool { return n == r.Run })
}

// write puts a step into the log: what becomes of the run and of its ratings.
func (r *Release) write(ctx context.Context, store graph.Store, v *memory.View, e, other Entry, s *Stepped, data []byte) (graph.Revision, error) {
	hash := graph.Hash(sha256.Sum256(data)).String()
	h := graph.Header{Key: "release:" + e.Number + ":" + hash, Actor: s.Actor, Reason: s.Reason, Base: v.Revision()}
	said, err := runs.Issue(ctx, store, &h, dayOf(s.At), publish.Issue{
		Keys:  []graph.Cell{publish.Say(graph.PropNumber, graph.Text(e.Number))},
		Cells: []graph.Cell{publish.Say(PropRelease, graph.Text(hash))},
		File:  publish.File{Name: e.Number + "." + string(s.Act) + ".json", Data: data},
	}, publish.Status(r.Status))
	if err != nil {
		return 0, err
	}
	row := 3
	become := func(run string, x *Result, status State) {
		keys := ratingKeys(run, x.Unit)
		rec := &graph.Record{RecordKey: graph.RecordKey{Subject: ratings.Subject(store.Salt(), keys), Table: ratings.Table}, Kind: graph.KindRating, Row: row, Cells: keys}
		row++
		add := func(name string, value graph.Value) { rec.Cells = append(rec.Cells, publish.Say(name, value)) }
		add(graph.PropStatus, graph.CodeValue(string(status)))
		if status.Public() && !r.Published.IsZero() {
			add("published", graph.DateValue(r.Published))
			add("validTo", graph.DateValue(r.ValidTo))
		}
		if status == Withdrawn {
			add("reason", graph.Text(x.Reason))
			for _, gone := range []string{"score", "scoreLow", "scoreHigh", "band"} {
				rec.Cells = append(rec.Cells, graph.Cell{Property: gone, State: graph.CellEmpty})
			}
		}
		if s.Act == Submit {
			add("conflict", graph.Text(r.About.Conflict))
		}
		if s.Act == Reply {
			add("response", graph.Text(s.Reason))
		}
		slices.SortFunc(rec.Cells, func(a, b graph.Cell) int { return strings.Compare(a.Property, b.Property) })
		said = append(said, rec)
	}
	for i := range r.Results {
		x := &r.Results[i]
		if s.Unit != "" && x.Unit != s.Unit {
			continue
		}
		if s.Act == Review || x.Withheld != nil && s.Act != Withdraw {
			continue
		}
		become(r.Run, x, x.Status)
		if s.Act == Withdraw {
			for _, run := range r.earlier(e) {
				if v.Node(ratings.Subject(store.Salt(), ratingKeys(run, x.Unit))) != nil {
					become(run, x, Withdrawn)
				}
			}
		}
		if s.Act == Correct && x.Status != Withdrawn && e.Number != r.Run {
			become(e.Number, x, Corrected)
		}
	}
	if s.Act == Correct && other.Number != e.Number {
		said = append(said, &graph.Record{
			RecordKey: graph.RecordKey{Subject: other.Subject, Table: runs.Table}, Kind: graph.KindRun, Row: row,
			Cells: []graph.Cell{publish.Say(graph.PropNumber, graph.Text(other.Number)), publish.Say(graph.PropStatus, graph.CodeValue(string(Published)))},
		})
	}
	written, err := graph.Append(ctx, store, h, said...)
	if err != nil {
		return 0, err
	}
	return written.Revision, nil
}
