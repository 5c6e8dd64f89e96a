// Package rating makes runs of schemes over a store, and carries them from a draft
// to a release.
//
// A run is drawn of a View: evidence is read off it, evaluated, and written to a
// file that has everything it takes to draw it again. [Keep] puts it into the log:
// the run, a rating for each unit, and the file beside them, byte for byte. See
// package publish.
package rating

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/evidence"
)

// Format is the version of the runs that this package writes. It reads those before
// it, too, and draws them anew as they were: version 1 did not tell how often the
// simulations give each grade.
const Format = 2

// MaxFile is how large the file of a run may be.
const MaxFile = 256 << 20

// MaxCells bounds a run that is kept: units times indicators.
const MaxCells = 500_000

// MaxSobolRows bounds the sensitivity analysis of a run that is kept: it takes so
// many evaluations for each choice in doubt.
const MaxSobolRows = 4096

// Cohort says which units are rated.
type Cohort = evidence.Cohort

// Spec says what to run.
type Spec struct {
	Cohort    Cohort     `json:"cohort"`
	Reference graph.Date `json:"reference"` // the day as of which evidence counts
	Seed      uint64     `json:"seed"`      // of the simulation
	// Sobol is the rows of the sensitivity analysis; 0 makes none.
	Sobol int `json:"sobol,omitempty"`
}

// Data says what a run was drawn of.
type Data struct {
	Store    string         `json:"store"`
	Revision graph.Revision `json:"revision"`
	Hash     string         `json:"hash"` // of the log up to there
}

// File is a run with all that it takes to draw it again from the log.
type File struct {
	Format int               `json:"format"`
	Spec   Spec              `json:"spec"`
	Data   Data              `json:"data"`
	Silent []graph.SubjectID `json:"silent"` // of the segment, but nothing is recorded of them
	Run    *scoring.Run      `json:"run"`
}

// Draw runs a scheme over a View. Where the scheme leaves something in doubt, it is
// simulated, and each indicator and each unit is left out in turn. It fails as
// [evidence.Gather] and [scoring.Evaluate] do, with graph.CodeInvalid for a
// reference date that is no day, with graph.CodeLimit for more than [MaxCells], and
// with graph.CodeNotFound for a cohort without anybody.
func Draw(ctx context.Context, store graph.Store, v *memory.View, s *scoring.Scheme, spec Spec) (*File, error) {
	const op = "rating.Draw"
	if spec.Reference.Day == 0 || !spec.Reference.Valid() {
		return nil, graph.Sayf(graph.CodeInvalid, op, "基准日期应为某一天，例如 2025-06-30", "the reference date is a day, such as 2025-06-30")
	}
	if spec.Sobol < 0 || spec.Sobol == 1 || spec.Sobol > MaxSobolRows {
		return nil, graph.Sayf(graph.CodeLimit, op, "敏感性分析的行数为 2 至 %[1]d", "a sensitivity analysis has 2 to %[1]d rows", MaxSobolRows)
	}
	g, err := evidence.Gather(ctx, v, s, spec.Cohort, spec.Reference)
	if err != nil {
		return nil, err
	}
	if err := fits(len(g.Input.Units), s); err != nil {
		return nil, err
	}
	r, err := scoring.Evaluate(s, g.Input)
	if err != nil {
		return nil, err
	}
	f := &File{Format: Format, Spec: spec, Data: Data{Store: store.ID(), Revision: v.Revision()}, Silent: g.Silent, Run: scoring.NewRun(r)}
	if f.Silent == nil {
		f.Silent = []graph.SubjectID{}
	}
	if h := v.Header(v.Revision()); h != nil {
		f.Data.Hash = h.Hash.String()
	}
	if s.Doubt.Runs == 0 {
		return f, nil
	}
	if f.Run.Uncertainty, err = r.MonteCarlo(ctx, spec.Seed, 0); err != nil {
		return nil, err
	}
	if f.Run.LeftOut, err = r.LeaveOut(ctx, 0); err != nil {
		return nil, err
	}
	if spec.Sobol > 0 {
		if f.Run.Sensitivity, err = r.Sensitivity(ctx, "", spec.Sobol, spec.Seed, 0); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// fits reports why a cohort of so many units cannot be rated; nil if it can.
func fits(n int, s *scoring.Scheme) error {
	const op = "rating.Draw"
	switch {
	case n == 0:
		return graph.Sayf(graph.CodeNotFound, op, "没有可评的对象：范围内尚未收录任何规范所需的证据", "there is nobody to rate: nothing that the scheme asks for is recorded of anybody in the cohort")
	case n*len(s.Indicators()) > MaxCells:
		return graph.Sayf(graph.CodeLimit, op, "%[1]d 个对象乘 %[2]d 项指标过多，一次最多 %[3]d 格：请缩小范围", "%[1]d units by %[2]d indicators are too many, %[3]d cells at most: choose a smaller cohort", n, len(s.Indicators()), MaxCells)
	}
	return nil
}

// Prospect is what [Draw] would find.
type Prospect struct {
	Found   int   // units that would be rated
	Scored  int   // of these, those of which enough is recorded for a score
	Silent  int   // units of the cohort of which nothing is recorded that the scheme asks for
	Refused error // why Draw would refuse them; nil if it would not
}

// Look tells what [Draw] would find as of a day, and simulates nothing. It fails with
// graph.CodeNotFound if there is no such segment or unit, and with the end of ctx.
func Look(ctx context.Context, v *memory.View, s *scoring.Scheme, c Cohort, reference graph.Date) (Prospect, error) {
	g, err := evidence.Gather(ctx, v, s, c, reference)
	if graph.CodeOf(err) == graph.CodeLimit {
		return Prospect{Refused: err}, nil
	}
	if err != nil {
		return Prospect{}, err
	}
	p := Prospect{Found: len(g.Input.Units), Silent: len(g.Silent), Refused: fits(len(g.Input.Units), s)}
	if p.Refused != nil {
		return p, nil
	}
	r, err := scoring.Evaluate(s, g.Input)
	if err != nil {
		return p, err
	}
	for i := range r.Units {
		if r.Units[i].Rank > 0 {
			p.Scored++
		}
	}
	return p, nil
}

// Encode writes a file. The same run gives the same bytes.
func (f *File) Encode() ([]byte, error) {
	b, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}

// Read reads a file, and evaluates it again. It fails with graph.CodeInvalid for
// what is no such file, and with graph.CodeDamaged for one that was changed.
func Read(data []byte) (*File, error) {
	const op = "rating.Read"
	var f File
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, graph.Errorf(graph.CodeInvalid, op, "not a run that was kept: %w", err)
	}
	if f.Format < 1 || f.Format > Format || f.Run == nil {
		return nil, graph.Errorf(graph.CodeInvalid, op, "not a run that was kept, of a format up to %d", Format)
	}
	part, err := json.Marshal(f.Run)
	if err != nil {
		return nil, err
	}
	if f.Run, err = scoring.ReadRun(part); err != nil {
		return nil, err
	}
	return &f, nil
}

// Scheme returns the scheme of a file.
func (f *File) Scheme() (*scoring.Scheme, error) {
	return scoring.Parse(f.Run.Result.Scheme.ID, []byte(f.Run.SchemeFile))
}

// Again draws the run of a file anew from the View of its revision. It fails with
// graph.CodeConflict for a View of another revision, and with graph.CodeDamaged if
// not the same bytes come out.
func Again(ctx context.Context, store graph.Store, v *memory.View, data []byte) error {
	const op = "rating.Again"
	f, err := Read(data)
	if err != nil {
		return err
	}
	if f.Data.Revision != v.Revision() || f.Data.Store != store.ID() {
		return graph.Errorf(graph.CodeConflict, op, "the run was drawn of revision %d of store %s, not of %d of %s", f.Data.Revision, f.Data.Store, v.Revision(), store.ID())
	}
	s, err := f.Scheme()
	if err != nil {
		return err
	}
	again, err := Draw(ctx, store, v, s, f.Spec)
	if err != nil {
		return err
	}
	again.Format = f.Format
	again.Run.As(f.Run.Format)
	b, err := again.Encode()
	if err != nil {
		return err
	}
	if !bytes.Equal(b, data) {
		return graph.Errorf(graph.CodeDamaged, op, "the run does not come out of the log as the file has it")
	}
	return nil
}

// number names a run: by its scheme, its reference date and its bytes.
func number(f *File, data []byte) string {
	h := graph.Hash(sha256.Sum256(data)).String()
	return f.Run.Result.Scheme.ID + "-" + f.Spec.Reference.String() + "-" + h[:8]
}
