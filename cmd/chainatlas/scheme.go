package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/schemes"
)

func (a *app) schemeCommand() *cobra.Command {
	cmd := a.group("scheme", scoringText.Scheme)
	check := a.command("check FILE...", scoringText.SchemeCheck, 1, -1, func(_ *cobra.Command, args []string) error { return a.checkSchemes(args) })
	check.ValidArgsFunction = completeSchemeFiles
	show := a.command("show FILE|NAME", scoringText.SchemeShow, 1, 1, func(_ *cobra.Command, args []string) error {
		s, err := a.scheme(args[0])
		if err != nil {
			return err
		}
		return a.showScheme(s)
	})
	show.ValidArgsFunction = completeSchemes
	var asJSON bool
	list := a.command("list [--json]", scoringText.SchemeList, 0, 0, func(*cobra.Command, []string) error { return a.listSchemes(asJSON) })
	list.Flags().BoolVar(&asJSON, "json", false, a.say(text.FlagJSON))
	printing := a.command("print NAME", scoringText.SchemePrint, 1, 1, func(_ *cobra.Command, args []string) error {
		b, ok := schemes.File(args[0])
		if !ok {
			return a.errorf(graph.CodeNotFound, scoringText.NoScheme, args[0], strings.Join(schemes.Names(), ", "))
		}
		_, err := a.Stdout.Write(b)
		return err
	})
	printing.ValidArgsFunction = cobra.FixedCompletions(schemes.Names(), cobra.ShellCompDirectiveNoFileComp)
	cmd.AddCommand(check, show, list, printing)
	return cmd
}

func completeSchemeFiles(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return []cobra.Completion{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
}

func completeSchemes(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return schemes.Names(), cobra.ShellCompDirectiveDefault
}

// scheme reads a scheme: a file, or else one that comes with the program.
func (a *app) scheme(name string) (*scoring.Scheme, error) {
	data, err := a.readFile(name, scoring.MaxFile)
	if graph.CodeOf(err) == graph.CodeNotFound {
		b, ok := schemes.File(name)
		if !ok {
			return nil, a.errorf(graph.CodeNotFound, scoringText.NoScheme, name, strings.Join(schemes.Names(), ", "))
		}
		data, err = b, nil
	}
	if err != nil {
		return nil, err
	}
	return scoring.Parse(filepath.Base(name), data)
}

// checkSchemes tells of each file whether it is good. The mistakes are the
// answer, so they go to standard output.
func (a *app) checkSchemes(files []string) error {
	bad := 0
	for _, file := range files {
		s, err := a.scheme(file)
		if m, ok := errors.AsType[*yamlfile.Mistakes](err); ok {
			bad++
			for line := range strings.Lines(m.In(string(a.lang))) {
				if _, err := fmt.Fprintln(a.Stdout, printable(strings.TrimSuffix(line, "\n"))); err != nil {
					return err
				}
			}
			continue
		}
		if err != nil {
			return err
		}
		if err := a.printf(scoringText.SchemeGood, file, len(s.Indicators()), s.Hash().String()[:16]); err != nil {
			return err
		}
	}
	if bad > 0 {
		return a.errorf(graph.CodeInvalid, scoringText.SchemeBad, bad)
	}
	return nil
}

func (a *app) listSchemes(asJSON bool) error {
	type line struct {
		Name       string         `json:"name"`
		Title      string         `json:"title"`
		Rates      scoring.Kind   `json:"rates"`
		Status     scoring.Status `json:"status"`
		Edition    string         `json:"edition"`
		Indicators int            `json:"indicators"`
		Hash       string         `json:"hash"`
	}
	t := table{right: []bool{false, false, true}}
	t.row(a.say(scoringText.Name), a.say(scoringText.Kind), a.say(scoringText.Count), a.say(scoringText.Status), a.say(scoringText.SheetScheme))
	for _, name := range schemes.Names() {
		s, err := a.scheme(name)
		if err != nil {
			return err
		}
		l := line{name, a.lang.pick(s.Title), s.Kind, s.Status, s.Edition, len(s.Indicators()), s.Hash().String()}
		if asJSON {
			if err := writeJSON(a.Stdout, l); err != nil {
				return err
			}
			continue
		}
		t.row(l.Name, a.word(string(l.Rates)), strconv.Itoa(l.Indicators), a.word(string(l.Status)), l.Title)
	}
	if asJSON {
		return nil
	}
	return t.writeTo(a.Stdout)
}

// showScheme prints a scheme as a table, with its gates and grades.
func (a *app) showScheme(s *scoring.Scheme) error {
	w := a.Stdout
	if _, err := fmt.Fprintf(w, "%s\n%s  %s  %s  %s %s\n", printable(a.lang.pick(s.Title)), printable(s.ID), printable(s.Edition), a.word(string(s.Status)), a.say(scoringText.Hash), s.Hash().String()[:16]); err != nil {
		return err
	}
	notes := []string{a.lang.pick(s.Note)}
	if s.Best == scoring.BestLowest {
		notes = append(notes, a.word(string(s.Best)))
	}
	for _, note := range notes {
		if note == "" {
			continue
		}
		if _, err := fmt.Fprintln(w, printable(note)); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	t := table{right: []bool{false, true, true}}
	for _, row := range a.schemeRows(s) {
		t.row(row...)
	}
	if err := t.writeTo(w); err != nil {
		return err
	}
	return a.showGates(w, s)
}

func (a *app) showGates(w io.Writer, s *scoring.Scheme) error {
	for _, rows := range [][][]string{a.gateRows(s), a.gradeRows(s), a.sourceRows(s)} {
		if len(rows) < 2 {
			continue
		}
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
		t := table{}
		for _, row := range rows {
			t.row(row...)
		}
		if err := t.writeTo(w); err != nil {
			return err
		}
	}
	return nil
}

// schemeRows is the tree of a scheme as a table with headings.
func (a *app) schemeRows(s *scoring.Scheme) [][]string {
	x := &scoringText
	rows := [][]string{{a.say(x.Indicator), a.say(x.Weight), a.say(x.Share), a.say(x.UnitOf), a.say(x.Better), a.say(x.Measure), a.say(x.Evidence), a.say(x.MissingPolicy), a.say(x.Standard), a.say(x.ID)}}
	var visit func(n *scoring.Node, depth int, weight, share float64)
	visit = func(n *scoring.Node, depth int, weight, share float64) {
		name := a.lang.pick(n.Label)
		if name == "" {
			name = n.ID
		}
		if depth == 0 {
			name = a.say(x.Total)
		}
		row := []string{strings.Repeat("  ", depth) + name, percentOf(weight), percentOf(share)}
		if g := n.Group; g != nil {
			measure := a.word(string(g.Aggregation.Method))
			if g.Weights.Method != scoring.WeightsGiven && g.Weights.Method != scoring.WeightsEqual {
				measure += " · " + a.word(string(g.Weights.Method))
			}
			if t := g.Aggregation.Times; t != 0 {
				measure += " × " + strconv.FormatFloat(t, 'g', -1, 64)
			}
			if g.Normalise != nil {
				measure += " · " + a.word(string(g.Normalise.Method))
			}
			if g.Coverage > 0 {
				measure += " · ≥ " + percentOf(g.Coverage)
				if g.CoverageOf != scoring.OfWeight {
					measure += " " + a.word(string(g.CoverageOf))
				}
			}
			if g.Least > 0 {
				measure += fmt.Sprintf(" · ≥ %d %s", g.Least, a.word(string(g.CoverageOf)))
			}
			if g.Direction == scoring.Down {
				measure += " · " + a.say(x.Less)
			}
			rows = append(rows, append(row, "", "", measure, "", "", strings.Join(n.Sources, ", "), n.ID))
			weights := scoring.GivenWeights(n)
			for i, c := range g.Children {
				w := math.NaN()
				if weights != nil {
					w = weights[i]
				}
				visit(c, depth+1, w, share*w)
			}
			return
		}
		i := n.Indicator
		better := x.More
		if i.Direction == scoring.Down {
			better = x.Less
		}
		missing := a.word(string(i.Missing))
		if i.Fill != nil {
			missing = strconv.FormatFloat(*i.Fill, 'g', -1, 64)
		}
		rows = append(rows, append(row, i.Unit, a.say(better), a.measure(i), a.evidence(i), missing, strings.Join(n.Sources, ", "), n.ID))
	}
	visit(s.Index, 0, 1, 1)
	return rows
}

// percentOf writes a share, or a dash where it is not fixed.
func percentOf(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return strconv.FormatFloat(math.Round(x*1000)/10, 'f', -1, 64) + "%"
}

// measure says how a value becomes a score.
func (a *app) measure(i *scoring.Indicator) string {
	n := &i.Normalise
	out := a.word(string(n.Method))
	post := func(g *scoring.Goalpost) string {
		switch {
		case g.Quantile:
			return "p" + strconv.FormatFloat(g.Value*100, 'g', -1, 64)
		case g.Extreme > 0:
			return "top" + strconv.Itoa(g.Extreme)
		case g.Extreme < 0:
			return "bottom" + strconv.Itoa(-g.Extreme)
		}
		return strconv.FormatFloat(g.Value, 'g', -1, 64)
	}
	switch n.Method {
	case scoring.NormaliseGoalposts:
		out = post(n.Low) + " … " + post(n.High)
		if n.Log != "" {
			out += " log"
			if n.Plus != 0 {
				out += "(x + " + strconv.FormatFloat(n.Plus, 'g', -1, 64) + ")"
			}
		}
	case scoring.NormaliseZScore:
		out += a.standard(n)
	case scoring.NormaliseRank, scoring.NormalisePercentile:
		for _, word := range []string{n.Ties, n.Formula} {
			if word != "" {
				out += " · " + word
			}
		}
	case scoring.NormaliseCategorical:
		var parts []string
		for name, v := range n.Categories {
			value := "–"
			if v.Is() {
				value = strconv.FormatFloat(float64(v), 'g', -1, 64)
			}
			parts = append(parts, name+" "+value)
		}
		slices.Sort(parts)
		out += " " + strings.Join(parts, ", ")
	}
	if n.Within != "" {
		out += " · " + a.word(n.Within)
	}
	if i.Denominator != nil {
		out += " ÷ " + i.Denominator.String()
	}
	if i.Outliers.Method != scoring.OutliersKeep {
		out += " · " + a.word(string(i.Outliers.Method))
	}
	if i.Example {
		out += " (" + a.say(scoringText.Example) + ")"
	}
	return out
}

// standard says from what, and by what, standard scores are measured, unless it is
// the mean and the standard deviation.
func (a *app) standard(n *scoring.Normalisation) string {
	center, spread := "", n.Spread
	if n.Center != "" {
		center = a.word("center." + n.Center)
	}
	if n.CenterAt != nil {
		center = strconv.FormatFloat(*n.CenterAt, 'g', -1, 64)
	}
	if n.SpreadAt != nil {
		spread = strconv.FormatFloat(*n.SpreadAt, 'g', -1, 64)
	}
	out := ""
	if center != "" {
		out += " − " + center
	}
	if spread != "" {
		out += " ÷ " + spread
	}
	if n.CDF {
		out += " · Φ"
	}
	return out
}

// evidence says which observations count.
func (a *app) evidence(i *scoring.Indicator) string {
	e := &i.Evidence
	out := a.word(string(e.From)) + " " + e.Name
	if v := i.Value.String(); i.Value.Names()[0] != e.Name || len(i.Value.Names()) > 1 {
		out = a.word(string(e.From)) + " " + v
	}
	if e.Basis > scoring.SelfReported {
		b, _ := e.Basis.MarshalText() // it does not fail
		out += " · " + a.word(string(b))
	}
	switch age := e.MaxAge; {
	case age.Years > 0:
		out += fmt.Sprintf(" · ≤ %d a", age.Years)
	case age.Months > 0:
		out += fmt.Sprintf(" · ≤ %d mo", age.Months)
	case age.Days > 0:
		out += fmt.Sprintf(" · ≤ %d d", age.Days)
	}
	return out
}

func (a *app) gateRows(s *scoring.Scheme) [][]string {
	rows := [][]string{{a.say(scoringText.Gate), a.say(scoringText.Evidence), a.say(scoringText.Grade)}}
	for _, g := range s.Gates {
		limit := "–"
		if g.Cap != "" {
			limit = "≤ " + g.Cap
		}
		rows = append(rows, []string{a.lang.pick(g.Label), g.Require.String(), limit})
	}
	return rows
}

func (a *app) gradeRows(s *scoring.Scheme) [][]string {
	rows := [][]string{{a.say(scoringText.Grade), a.say(scoringText.From), a.say(scoringText.Name)}}
	for _, g := range s.Grades {
		from := "–"
		if g.From > -math.MaxFloat64 {
			from = strconv.FormatFloat(g.From, 'g', -1, 64)
			if g.Quantile {
				from = "p" + strconv.FormatFloat(g.From*100, 'g', -1, 64)
			}
		}
		rows = append(rows, []string{g.ID, from, a.lang.pick(g.Label)})
	}
	return rows
}

func (a *app) sourceRows(s *scoring.Scheme) [][]string {
	rows := [][]string{{a.say(scoringText.Standard), a.say(scoringText.Name), ""}}
	for _, x := range s.Sources {
		rows = append(rows, []string{x.ID, x.Ref, a.lang.pick(x.Name)})
	}
	return rows
}
