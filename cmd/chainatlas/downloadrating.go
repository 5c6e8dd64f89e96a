package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

// ratingRun is what is downloaded of a run of a scheme.
const ratingRun = "rating"

// ratingFormats are the formats of runs.
var ratingFormats = []string{"xlsx", "csv", "jsonl"}

// ratingDownload is a run that was asked for.
type ratingDownload struct {
	*download
	number string
	entry  rating.Entry
	file   *rating.File
	report report
}

// serveRating answers a request for a run: its outcome, as the run's page has it,
// and as a workbook every stage, down to the cells.
func (d *downloads) serveRating(ctx context.Context, a *app, w http.ResponseWriter, r *http.Request) {
	x := &ratingDownload{}
	var err error
	if x.download, x.number, err = d.readNumber(ctx, a, r, ratingRun, ratingFormats); err != nil {
		d.server.fail(w, r, err)
		return
	}
	if _, done := d.head(w, r, x.download); done {
		return
	}
	if !d.slot(ctx) {
		d.busy(w, r)
		return
	}
	defer func() { <-d.slots }()
	if err := x.open(ctx); err != nil {
		d.server.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("ChainAtlas-Rows", strconv.Itoa(len(x.file.Run.Result.Units)))
	h.Set("ChainAtlas-Run", x.entry.Hash)
	h.Set("Content-Type", mediaTypes[x.format])
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": x.number + "-run." + x.format}))
	if r.Method == http.MethodHead {
		return
	}
	x.body = x.write
	d.send(ctx, w, r, x.download, x.format != "xlsx")
}

// readNumber reads which run or release is asked for, and finds the View.
func (d *downloads) readNumber(ctx context.Context, a *app, r *http.Request, what string, formats []string, more ...string) (*download, string, error) {
	x := &download{app: a, store: d.server.store, graphql: d.graphql, params: r.URL.Query(), what: what}
	_, x.format, _ = strings.Cut(r.PathValue("file"), ".")
	if !slices.Contains(formats, x.format) {
		return nil, "", a.errorf(graph.CodeNotFound, downloading.NoFormatOf, x.format, strings.Join(formats, ", "))
	}
	known := slices.Sorted(slices.Values(append(more, "at", "lang", "number")))
	for _, name := range slices.Sorted(maps.Keys(x.params)) {
		switch values := x.params[name]; {
		case !slices.Contains(known, name):
			return nil, "", a.errorf(graph.CodeInvalid, downloading.NoParameter, printable(name), strings.Join(known, ", "))
		case len(values) != 1:
			return nil, "", a.errorf(graph.CodeInvalid, downloading.Twice, name)
		case name == "lang" && !isLanguage(values[0]):
			return nil, "", a.errorf(graph.CodeInvalid, downloading.NoLanguage, values[0])
		}
	}
	number := x.params.Get("number")
	if number == "" {
		return nil, "", a.errorf(graph.CodeInvalid, reporting.NeedsNumber)
	}
	return x, number, x.at(ctx, d.log)
}

// open reads the run, and evaluates it again.
func (x *ratingDownload) open(ctx context.Context) error {
	var err error
	if x.entry, err = rating.Find(ctx, x.view, x.number); err != nil {
		return err
	}
	if x.file, _, err = rating.Open(ctx, x.store, x.entry); err != nil {
		return err
	}
	x.report = report{app: x.app, run: x.file.Run, gone: map[int]string{}}
	if x.report.scheme, err = x.file.Scheme(); err != nil {
		return err
	}
	gone, err := rating.WithdrawnFrom(x.view, x.entry)
	if err != nil {
		return err
	}
	for i := range x.file.Run.Result.Units {
		if reason, is := gone[graph.SubjectID(x.file.Run.Result.Units[i].ID)]; is {
			x.report.gone[i] = reason
		}
	}
	say := x.app.say
	x.report.about = append([][]string{
		{say(downloading.Query), "/download/" + x.what + "." + x.format + queryText(x.download)},
		{say(downloading.Revision), strconv.FormatUint(uint64(x.view.Revision()), 10)}, {say(reporting.MadeBy), x.entry.Actor}, {say(reporting.RunFile), x.entry.Hash},
	}, x.app.aboutFile(x.view, x.store, x.number, x.entry.Status, x.file)...)
	return nil
}

// write writes the file.
func (x *ratingDownload) write(ctx context.Context, w io.Writer) error {
	switch x.format {
	case "jsonl":
		return x.lines(ctx, w)
	case "csv":
		out := newCSVRows(w)
		for row := range x.report.results() {
			if err := out.row(row); err != nil {
				return err
			}
		}
		return out.close()
	}
	return x.report.write(w)
}

// ratedLine is the outcome of a unit as a line of JSON.
type ratedLine struct {
	Unit          graph.SubjectID           `json:"unit"`
	Name          string                    `json:"name"`
	Rank          int                       `json:"rank,omitempty"`
	Score         scoring.Number            `json:"score"`
	Grade         string                    `json:"grade,omitempty"`
	Ungraded      *graph.Label              `json:"ungraded,omitempty"`
	Withheld      *graph.Label              `json:"withheld,omitempty"`
	Coverage      float64                   `json:"coverage"`
	Imputed       float64                   `json:"imputed"`
	Uncertainty   *scoring.UnitInRange      `json:"uncertainty,omitempty"`
	Band          int                       `json:"band,omitempty"`
	Gates         []scoring.GateResult      `json:"gates"`
	Groups        map[string]ratedPart      `json:"groups"`        // by ID
	Gaps          map[string]scoring.State  `json:"gaps"`          // by indicator
	Base          scoring.Number            `json:"base"`          // what contributions start from
	Contributions map[string]scoring.Number `json:"contributions"` // by indicator
}

// ratedPart is a group of a unit.
type ratedPart struct {
	Score    scoring.Number `json:"score"`
	Coverage scoring.Number `json:"coverage"`
	Imputed  scoring.Number `json:"imputed"`
}

// withdrawnLine is a unit whose rating was withdrawn.
type withdrawnLine struct {
	Unit      graph.SubjectID `json:"unit"`
	Name      string          `json:"name"`
	Withdrawn string          `json:"withdrawn"`
}

// lines writes a line of JSON for each unit, in the order of the page.
func (x *ratingDownload) lines(ctx context.Context, w io.Writer) error {
	out := bufio.NewWriter(w)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for _, i := range x.report.asShown() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := e.Encode(x.line(i)); err != nil {
			return err
		}
	}
	return out.Flush()
}

// line is the outcome of a unit.
func (x *ratingDownload) line(i int) any {
	r, u := x.file.Run.Result, x.file.Run.Uncertainty
	v := &r.Units[i]
	if reason, gone := x.report.gone[i]; gone {
		return withdrawnLine{graph.SubjectID(v.ID), v.Name, reason}
	}
	l := ratedLine{
		Unit: graph.SubjectID(v.ID), Name: v.Name, Rank: v.Rank, Score: v.Score, Grade: v.Grade, Ungraded: v.Ungraded, Withheld: v.Withheld, Coverage: v.Coverage, Imputed: v.Imputed,
		Gates: slices.Concat([]scoring.GateResult{}, v.Gates), Groups: map[string]ratedPart{}, Gaps: map[string]scoring.State{}, Contributions: map[string]scoring.Number{},
	}
	if u != nil {
		l.Uncertainty, l.Band = &u.Units[i], bandOf(u, i)
	}
	for k := range r.Groups {
		g := &r.Groups[k]
		l.Groups[g.ID] = ratedPart{scoring.Number(g.Score[i]), scoring.Number(g.Coverage[i]), scoring.Number(g.Imputed[i])}
	}
	parts, base := r.Explain(i)
	l.Base = scoring.Number(base)
	for k := range r.Indicators {
		if s := r.Indicators[k].State[i]; s != scoring.Observed {
			l.Gaps[r.Indicators[k].ID] = s
		}
		if parts != nil {
			l.Contributions[r.Indicators[k].ID] = scoring.Number(parts[k])
		}
	}
	return l
}
