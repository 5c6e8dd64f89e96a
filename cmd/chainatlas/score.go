package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring"
)

func (a *app) scoreCommand() *cobra.Command {
	cmd := a.group("score", scoringText.Score)
	cmd.AddCommand(a.scoreRunCommand(), a.scoreCompareCommand(), a.scoreListCommand(), a.scoreAgainCommand())
	return cmd
}

// scoreFlags are the flags of score run.
type scoreFlags struct {
	scheme, data, reference, basis, dataDate, report string
	segment, actor, why                              string // of a run on the store
	dryRun                                           bool
	seed                                             uint64
	sobol                                            int
	simulate, asJSON, force                          bool
}

func (a *app) scoreRunCommand() *cobra.Command {
	var f scoreFlags
	use := "run --scheme FILE|NAME --reference-date DATE [--segment SEGMENT] [--seed N [--sobol ROWS]] [--dry-run | --why TEXT] [--data FILE [--basis BASIS] [--data-date DATE]] [--json] [--report FILE.xlsx [--force]]"
	cmd := a.command(use, scoringText.ScoreRun, 0, 0, func(cmd *cobra.Command, _ []string) error {
		f.simulate = cmd.Flags().Changed("seed")
		return a.scoreRun(cmd, &f)
	})
	flags := cmd.Flags()
	flags.StringVar(&f.scheme, "scheme", "", a.say(scoringText.FlagScheme))
	flags.StringVar(&f.data, "data", "", a.say(scoringText.FlagData))
	flags.StringVar(&f.segment, "segment", "", a.say(scoringText.FlagSegment))
	flags.StringVar(&f.why, "why", "", a.say(importing.FlagWhy))
	flags.StringVar(&f.actor, "actor", "", a.say(text.FlagActing))
	flags.BoolVar(&f.dryRun, "dry-run", false, a.say(scoringText.FlagDryRun))
	flags.StringVar(&f.reference, "reference-date", "", a.say(scoringText.FlagReference))
	flags.StringVar(&f.basis, "basis", "", a.say(scoringText.FlagBasis))
	flags.StringVar(&f.dataDate, "data-date", "", a.say(scoringText.FlagDataDate))
	flags.Uint64Var(&f.seed, "seed", 0, a.say(scoringText.FlagSeed))
	flags.IntVar(&f.sobol, "sobol", 0, a.say(scoringText.FlagSobol))
	flags.BoolVar(&f.asJSON, "json", false, a.say(text.FlagJSON))
	flags.StringVar(&f.report, "report", "", a.say(scoringText.FlagReport))
	flags.BoolVar(&f.force, "force", false, a.say(text.FlagForce))
	_ = cmd.RegisterFlagCompletionFunc("scheme", completeSchemes)
	_ = cmd.RegisterFlagCompletionFunc("data", cobra.FixedCompletions([]string{"csv", "xlsx"}, cobra.ShellCompDirectiveFilterFileExt))
	_ = cmd.RegisterFlagCompletionFunc("basis", cobra.FixedCompletions([]string{"selfReported", "verified", "tested"}, cobra.ShellCompDirectiveNoFileComp))
	for _, name := range []string{"reference-date", "data-date", "seed", "sobol", "segment", "why", "actor"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
	return cmd
}

// scoreRun rates a table. Whatever the flags have wrong is told before anything
// is read.
func (a *app) scoreRun(cmd *cobra.Command, f *scoreFlags) error {
	switch {
	case f.scheme == "":
		return a.usage(cmd, scoringText.NeedsScheme)
	case f.data == "" && (f.basis != "" || f.dataDate != ""):
		return a.usage(cmd, scoringText.NeedsData)
	case f.data != "" && (f.segment != "" || f.dryRun):
		return a.usage(cmd, scoringText.OnlyStore)
	case f.data == "" && strings.TrimSpace(f.why) == "" && !f.dryRun:
		return a.usage(cmd, scoringText.NeedsWhy)
	case f.report != "" && !strings.EqualFold(filepath.Ext(f.report), ".xlsx"):
		return a.usage(cmd, scoringText.ReportName, f.report)
	case cmd.Flags().Changed("sobol") && (!f.simulate || f.sobol < 2 || f.sobol > scoring.MaxSobolRows):
		return a.usage(cmd, scoringText.BadSeed, scoring.MaxSobolRows)
	}
	var dates [2]graph.Date
	for i, s := range []string{f.reference, f.dataDate} {
		if s == "" {
			continue
		}
		var err error
		if dates[i], err = graph.ParseDate(s); err != nil {
			return a.usage(cmd, text.BadDate, s)
		}
	}
	basis, ok := plainBases[strings.ToLower(f.basis)]
	if f.basis != "" && !ok {
		return a.usage(cmd, text.FlagBadValue, "--basis", f.basis)
	}
	if f.report != "" {
		if err := a.fresh(f.report, f.force); err != nil {
			return err
		}
	}
	s, err := a.scheme(f.scheme)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	if f.data == "" {
		return a.scoreStore(ctx, s, f, dates[0])
	}
	in, err := a.readPlain(ctx, f.data, s, basis, dates[1], dates[0])
	if err != nil {
		return err
	}
	run, err := a.rate(ctx, s, in, f)
	if err != nil {
		return err
	}
	return a.tellRun(ctx, s, run, f, nil)
}

// tellRun prints a run, and writes its report, with what else that is to say of it.
func (a *app) tellRun(ctx context.Context, s *scoring.Scheme, run *scoring.Run, f *scoreFlags, about [][]string) error {
	if f.report != "" {
		if err := a.writeFile(ctx, f.report, f.force, func(w io.Writer) error {
			p := report{app: a, scheme: s, run: run, about: about}
			return p.write(w)
		}); err != nil {
			return err
		}
	}
	if f.asJSON {
		return writeJSON(a.Stdout, run)
	}
	if err := a.printRun(s, run); err != nil {
		return err
	}
	if f.report != "" {
		return a.printf(scoringText.ReportDone, f.report)
	}
	return nil
}

// rate evaluates, and simulates what could have been chosen otherwise.
func (a *app) rate(ctx context.Context, s *scoring.Scheme, in *scoring.Input, f *scoreFlags) (*scoring.Run, error) {
	r, err := scoring.Evaluate(s, in)
	if err != nil {
		return nil, err
	}
	run := scoring.NewRun(r)
	if !f.simulate {
		return run, nil
	}
	if run.Uncertainty, err = r.MonteCarlo(ctx, f.seed, 0); err != nil {
		return nil, err
	}
	if run.LeftOut, err = r.LeaveOut(ctx, 0); err != nil {
		return nil, err
	}
	if f.sobol > 0 {
		if run.Sensitivity, err = r.Sensitivity(ctx, "", f.sobol, f.seed, 0); err != nil {
			return nil, err
		}
	}
	return run, nil
}

// printRun lists the outcome: those that are ranked, those that are withheld,
// and what a reader has to know.
func (a *app) printRun(s *scoring.Scheme, run *scoring.Run) error {
	r := run.Result
	withheld := 0
	for i := range r.Units {
		if r.Units[i].Rank == 0 {
			withheld++
		}
	}
	reference := "–"
	if !r.Reference.IsZero() {
		reference = r.Reference.String()
	}
	if err := a.printf(scoringText.Rated, a.lang.pick(s.Title), s.Edition, r.Scheme.Hash[:16], reference, len(r.Units)-withheld, withheld); err != nil {
		return err
	}
	t := table{}
	for i, row := range a.resultRows(s, run) {
		t.row(row...)
		if i == 0 {
			t.right = []bool{true, false, false, true}
		}
	}
	if _, err := fmt.Fprintln(a.Stdout); err != nil {
		return err
	}
	if err := t.writeTo(a.Stdout); err != nil {
		return err
	}
	if u := run.Uncertainty; u != nil {
		if _, err := fmt.Fprintln(a.Stdout); err != nil {
			return err
		}
		if err := a.printf(scoringText.Simulated, u.Runs, u.Seed, strconv.FormatFloat(u.Shift, 'f', 2, 64)); err != nil {
			return err
		}
	}
	if run.Sensitivity != nil {
		if err := a.printf(scoringText.Sensitivity); err != nil {
			return err
		}
		t := table{}
		for _, row := range a.sensitivityRows(run) {
			t.row(row...)
		}
		if err := t.writeTo(a.Stdout); err != nil {
			return err
		}
	}
	a.unread(r)
	for _, n := range r.Notices {
		fmt.Fprintln(a.Stderr, printable(a.lang.pick(n)))
	}
	return nil
}

// unread tells which cells could not be taken, some of them.
func (a *app) unread(r *scoring.Result) {
	const most = 20
	n := 0
	for i := range r.Indicators {
		x := &r.Indicators[i]
		for u, state := range x.State {
			if state != scoring.Unreadable {
				continue
			}
			if n++; n <= most {
				at := "–"
				if x.Evidence != nil && len(x.Evidence[u]) > 0 {
					at = x.Evidence[u][0]
				}
				a.notice(scoringText.Unread, r.Units[u].ID, x.ID, a.word(string(state)), at)
			}
		}
	}
	if n > most {
		a.notice(scoringText.MoreUnread, n-most)
	}
}

// resultRows is the outcome as a table with headings, the best first and those
// withheld last.
func (a *app) resultRows(s *scoring.Scheme, run *scoring.Run) [][]string {
	x := &scoringText
	u := run.Uncertainty
	head := []string{a.say(x.Rank), a.say(x.Unit), a.say(x.Name), a.say(x.Score0), a.say(x.Grade)}
	if u != nil {
		head = append(head, a.say(x.Band), a.say(x.Interval), fmt.Sprintf("%s %d", a.say(x.InTop), u.Top))
	}
	rows := [][]string{append(head, a.say(x.Coverage), a.say(x.Imputed), a.say(x.Reason))}
	r := run.Result
	for _, i := range byRank(r) {
		v := &r.Units[i]
		rank, score, note := "–", "–", a.noteOn(v)
		if v.Rank > 0 {
			rank, score = strconv.Itoa(v.Rank), strconv.FormatFloat(float64(v.Score), 'f', s.Digits, 64)
		}
		row := []string{rank, v.ID, v.Name, score, v.Grade}
		if u != nil {
			row[4] = gradeText(v.Grade, u.Units[i].Grades)
			band, interval, top := "–", "–", "–"
			if w := &u.Units[i]; w.Low.Is() {
				band = strconv.Itoa(bandOf(u, i))
				interval, top = fmt.Sprintf("%g–%g", float64(w.Low), float64(w.High)), percentOf(w.InTop)
			}
			row = append(row, band, interval, top)
		}
		rows = append(rows, append(row, percentOf(v.Coverage), percentOf(v.Imputed), note))
	}
	return rows
}

func (a *app) sensitivityRows(run *scoring.Run) [][]string {
	rows := [][]string{{a.say(scoringText.Factor), a.say(scoringText.First), "90 %", a.say(scoringText.TotalEffect), "90 %"}}
	two := func(x float64) string { return strconv.FormatFloat(x, 'f', 3, 64) }
	for _, x := range run.Sensitivity {
		rows = append(rows, []string{x.Factor, two(x.First), two(x.CI1[0]) + "–" + two(x.CI1[1]), two(x.Total), two(x.CIT[0]) + "–" + two(x.CIT[1])})
	}
	return rows
}

func (a *app) scoreCompareCommand() *cobra.Command {
	var asJSON bool
	cmd := a.command("compare OLD.json|NUMBER NEW.json|NUMBER [--json]", scoringText.ScoreCompare, 2, 2, func(cmd *cobra.Command, args []string) error {
		var runs [2]*scoring.Run
		for i, file := range args {
			if kept, err := a.keptRun(cmd.Context(), file); err != nil {
				return err
			} else if kept != nil {
				runs[i] = kept
				continue
			}
			data, err := a.readFile(file, maxRunFile)
			if err != nil {
				return err
			}
			if runs[i], err = scoring.ReadRun(data); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
		}
		c, err := scoring.Compare(runs[0].Result, runs[1].Result)
		if err != nil {
			return err
		}
		if asJSON {
			return writeJSON(a.Stdout, c)
		}
		return a.printComparison(c, runs)
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, a.say(text.FlagJSON))
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return []cobra.Completion{"json"}, cobra.ShellCompDirectiveFilterFileExt
	}
	return cmd
}

// maxRunFile is how large a run's file may be.
const maxRunFile = 1 << 30

func (a *app) printComparison(c *scoring.Comparison, runs [2]*scoring.Run) error {
	x := &scoringText
	if err := a.printf(x.Compared, c.From.ID, c.From.Edition, c.To.ID, c.To.Edition); err != nil {
		return err
	}
	for _, l := range []struct {
		is   bool
		said graph.Label
		args []any
	}{{c.SameScheme, x.SameScheme, nil}, {c.SameData, x.SameData, nil},
		{len(c.Entered) > 0, x.Entered, []any{strings.Join(c.Entered, ", ")}}, {len(c.Gone) > 0, x.Gone, []any{strings.Join(c.Gone, ", ")}}} {
		if l.is {
			if err := a.printf(l.said, l.args...); err != nil {
				return err
			}
		}
	}
	t := table{right: []bool{false, true, true, true, true, true, true, true, true}}
	score, rank := a.say(x.Score0), a.say(x.Rank)
	t.row(a.say(x.Unit), score+" "+a.say(x.Old), a.say(x.New), a.say(x.Change), a.say(x.OfData), a.say(x.OfScheme), a.say(x.OfCohort), rank+" "+a.say(x.Old), a.say(x.New), a.say(x.Grade))
	signed := func(n scoring.Number) string {
		if !n.Is() {
			return "–"
		}
		v := float64(n)
		if math.Abs(v) < 5e-5 {
			return "0"
		}
		return fmt.Sprintf("%+.4f", v)
	}
	plain := func(n scoring.Number) string { return strings.TrimPrefix(signed(n), "+") }
	split := true
	for _, u := range c.Changes {
		grade := u.GradeNew
		if u.GradeOld != u.GradeNew {
			grade = u.GradeOld + " → " + u.GradeNew
		}
		split = split && u.Score.Data.Is()
		t.row(u.ID, plain(u.ScoreOld), plain(u.ScoreNew), signed(u.ScoreNew-u.ScoreOld), signed(u.Score.Data), signed(u.Score.Scheme), signed(u.Score.Cohort), rankIn(runs[0], u.ID, u.RankOld), rankIn(runs[1], u.ID, u.RankNew), grade)
	}
	if _, err := fmt.Fprintln(a.Stdout); err != nil {
		return err
	}
	if err := t.writeTo(a.Stdout); err != nil {
		return err
	}
	if !split {
		return a.printf(x.NoSplit)
	}
	return nil
}

// rankIn is the rank of a unit as its run tells it: with its interval, if it was simulated.
func rankIn(r *scoring.Run, unit string, rank int) string {
	i := slices.IndexFunc(r.Result.Units, func(u scoring.UnitResult) bool { return u.ID == unit })
	if r.Uncertainty == nil || rank == 0 || i < 0 {
		return rankOf(rank)
	}
	u := &r.Uncertainty.Units[i]
	if u.Low == u.High {
		return fmt.Sprintf("%g", float64(u.Low))
	}
	return fmt.Sprintf("%g–%g", float64(u.Low), float64(u.High))
}

func rankOf(k int) string {
	if k == 0 {
		return "–"
	}
	return strconv.Itoa(k)
}
