package main

import (
	"bufio"
	"bytes"
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
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema"
	"github.com/chainatlas/chainatlas/scoring/growth"
	"github.com/chainatlas/chainatlas/scoring/growth/gather"
)

// growthList is what is downloaded of a growth list: an edition or a run.
const growthList = "growth"

// growthParameters are those that a download of a growth list may have; the value
// says whether it is a flag.
var growthParameters = map[string]bool{
	"at": false, "lang": false, "list": false, "number": false, "run": false, "states": false, "segments": false, "filter": false, "text": false,
	"oneMore": true, "fallsOut": true, "notFor": true,
}

// maxRun is how many bytes the run of a request has at most: a rule may be in it.
const maxRun = 64 << 10

// growthDownload is one that was asked for.
type growthDownload struct {
	*download
	edition *growth.Edition
	query   growth.Query

	then       *memory.View               // that the edition was drawn up from
	candidates int                        // enterprises, or projects, that it judges
	of         int                        // … that the file has rows of
	segments   map[string]graph.SubjectID // of the View that is asked for, by the codes of results
}

// serveGrowth answers a request for a growth list: what its page shows, in the same
// order; as json the file of the whole edition, which list verify checks.
func (d *downloads) serveGrowth(ctx context.Context, a *app, w http.ResponseWriter, r *http.Request) {
	x, err := d.readGrowth(ctx, a, r)
	if err != nil {
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
	if err := x.draw(ctx); err != nil {
		d.server.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("ChainAtlas-Rows", strconv.Itoa(x.rows))
	h.Set("ChainAtlas-Edition", x.edition.Hash())
	h.Set("Content-Type", growthTypes[x.format])
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": x.name()}))
	if r.Method == http.MethodHead {
		return
	}
	x.body = x.write
	d.send(ctx, w, r, x.download, x.format != "xlsx")
}

// name is what the file is called: of which list and edition, and which part of it,
// so that a file of one outcome is not taken for all of the list.
func (x *growthDownload) name() string {
	name := x.edition.List.Code + "-" + x.edition.Number
	if x.format != "json" { // the sealed edition is always whole
		name += "-" + strings.ReplaceAll(strings.Join(x.outcomes(), "-"), " ", "-")
		name += x.regionsInName()
		if len(x.conditions()) > 0 {
			name += "-" + strings.ReplaceAll(x.app.say(listing.Filtered), " ", "-")
		}
	}
	return name + "." + x.format
}

// outcomes names the outcomes that were asked for; all of them without a choice. That
// a list is not for somebody has its own name, though such are out.
func (x *growthDownload) outcomes() []string {
	var names []string
	for _, s := range x.query.States {
		names = append(names, x.app.stateText(s, x.ofOut() && *x.query.NotFor))
	}
	if names == nil {
		names = append(names, x.app.say(listing.AllOutcomes))
	}
	return names
}

// ofOut reports whether what was asked for is those out, or those that the list is not
// for: then that is an outcome, and no condition.
func (x *growthDownload) ofOut() bool {
	return x.query.NotFor != nil && slices.Equal(x.query.States, []growth.State{growth.Out})
}

// conditions says what else the results were chosen by, as names and values.
func (x *growthDownload) conditions() [][]string {
	say, q := x.app.say, &x.query
	var rows [][]string
	if q.OneMore {
		rows = append(rows, []string{say(listing.OnlyOneMore), say(downloading.Yes)})
	}
	if q.FallsOut {
		rows = append(rows, []string{say(listing.OnlyFallsOut), say(downloading.Yes)})
	}
	if q.NotFor != nil && !x.ofOut() {
		rows = append(rows, []string{x.app.lang.pick(growth.NotApplicable.Label()), say(yesNo(*q.NotFor))})
	}
	if q.Segments != nil {
		rows = append(rows, []string{say(listing.Segment), strings.Join(q.Segments, ", ")})
	}
	if q.Text != "" {
		rows = append(rows, []string{say(listing.NameHas), q.Text})
	}
	if f := x.params.Get("filter"); f != "" {
		rows = append(rows, []string{say(listing.Filter), f})
	}
	return rows
}

// holds says which part of the list the file is.
func (x *growthDownload) holds() [][]string {
	e := x.edition
	rows := [][]string{
		{x.app.say(listing.Holds), strings.Join(x.outcomes(), ", ")},
		{x.app.say(downloading.Rows), x.app.say(listing.RowsOf, x.app.counted(e, x.rows, x.of), x.app.counted(e, e.Counts.Considered, x.candidates))},
	}
	if e.Unseen > 0 && (x.query.States == nil || slices.Contains(x.query.States, growth.Insufficient)) {
		rows = append(rows, []string{"", x.app.say(listing.UnseenHow, e.Unseen)})
	}
	if len(x.query.States) > 0 {
		rows = append(rows, []string{"", x.app.say(listing.RestHow)})
	}
	return append(rows, x.conditions()...)
}

// growthTypes are the formats of growth lists.
var growthTypes = map[string]string{
	"xlsx": mediaTypes["xlsx"], "csv": mediaTypes["csv"], "jsonl": mediaTypes["jsonl"], "json": "application/json; charset=utf-8",
}

// readGrowth reads what is asked for, and finds the View.
func (d *downloads) readGrowth(ctx context.Context, a *app, r *http.Request) (*growthDownload, error) {
	x := &growthDownload{download: &download{app: a, store: d.server.store, graphql: d.graphql, params: r.URL.Query(), what: growthList}}
	_, x.format, _ = strings.Cut(r.PathValue("file"), ".")
	if growthTypes[x.format] == "" {
		return nil, a.errorf(graph.CodeNotFound, downloading.NoFormat, x.format)
	}
	for _, name := range slices.Sorted(maps.Keys(x.params)) {
		flag, known := growthParameters[name]
		switch values := x.params[name]; {
		case !known:
			return nil, a.errorf(graph.CodeInvalid, downloading.NoParameter, printable(name), strings.Join(slices.Sorted(maps.Keys(growthParameters)), ", "))
		case len(values) != 1:
			return nil, a.errorf(graph.CodeInvalid, downloading.Twice, name)
		case flag:
			if _, err := strconv.ParseBool(values[0]); err != nil {
				return nil, a.errorf(graph.CodeInvalid, downloading.NoFlag, name, values[0])
			}
		case name == "lang" && !isLanguage(values[0]):
			return nil, a.errorf(graph.CodeInvalid, downloading.NoLanguage, values[0])
		case name == "filter" && len(values[0]) > maxFilter:
			return nil, a.errorf(graph.CodeLimit, downloading.FilterLarge, maxFilter)
		case name == "run" && len(values[0]) > maxRun:
			return nil, a.errorf(graph.CodeLimit, downloading.FilterLarge, maxRun)
		}
	}
	return x, x.at(ctx, d.log)
}

// draw finds the edition, and counts the results that were asked for.
func (x *growthDownload) draw(ctx context.Context) error {
	p := x.params
	flag := func(name string) bool { b, _ := strconv.ParseBool(p.Get(name)); return b } // they were read before
	request := schema.GrowthRequest{
		List: p.Get("list"), Number: p.Get("number"), Run: []byte(p.Get("run")), OneMore: flag("oneMore"), FallsOut: flag("fallsOut"),
		Filter: []byte(p.Get("filter")), Text: p.Get("text"),
	}
	if p.Has("notFor") {
		b := flag("notFor")
		request.NotFor = &b
	}
	for name, to := range map[string]*[]string{"states": &request.States, "segments": &request.Segments} {
		if s := p.Get(name); s != "" {
			*to = strings.Split(s, ",")
		}
	}
	var err error
	if x.edition, x.query, err = schema.Growth(ctx, x.graphql, x.view, request); err != nil {
		return err
	}
	x.rows, x.of = x.edition.Count(x.query)
	if x.then, x.candidates, err = schema.GrowthThen(ctx, x.graphql, x.edition); err != nil {
		return err
	}
	if x.edition.List.BySegment() {
		x.segments, err = gather.Segments(ctx, x.view)
	}
	return err
}

// write writes the file.
func (x *growthDownload) write(ctx context.Context, w io.Writer) error {
	switch x.format {
	case "json":
		_, err := io.Copy(w, bytes.NewReader(x.edition.Seal()))
		return err
	case "jsonl":
		return x.lines(ctx, w)
	case "csv":
		return x.csv(ctx, w)
	}
	return x.workbook(ctx, w)
}

// lines writes a line of JSON for each result, as the edition has it, with the few
// words of why.
func (x *growthDownload) lines(ctx context.Context, w io.Writer) error {
	out := bufio.NewWriter(w)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for r := range x.edition.Select(x.query) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		err := e.Encode(struct {
			*growth.Result
			Because graph.Label `json:"because"`
		}{r, x.edition.List.Because(r)})
		if err != nil {
			return err
		}
	}
	return out.Flush()
}

// table yields the results as a table: the headings, then a row for each.
func (x *growthDownload) table(yield func([]listCell) error) error {
	a, l := x.app, x.edition.List
	headings := a.headings(listing.Rank, listing.Best, listing.Worst, listing.Name, listing.Segment, listing.SegmentCode, listing.Group, listing.Outcome, listing.Why, listing.Low, listing.High, listing.Currency)
	for c, at := range l.All() {
		if at.Level == 0 {
			headings = append(headings, textCell(a.lang.pick(c.Name)))
		}
	}
	headings = append(headings, a.headings(listing.NeedsHeading, listing.Next, candidateID(l))...)
	if err := yield(headings); err != nil {
		return err
	}
	for r := range x.edition.Select(x.query) {
		var low, high *graph.Decimal
		currency := ""
		if r.Value != nil {
			low, high, currency = r.Value.Low, r.Value.High, r.Value.Currency.String()
		}
		row := []listCell{
			rankCell(r.Rank), rankCell(r.Best), rankCell(r.Worst), textCell(r.Name), textCell(x.segment(r.Segment)), textCell(r.Segment), textCell(a.groupText(l, r)), textCell(a.stateText(r.State, r.NotFor)),
			textCell(a.lang.pick(l.Because(r))), numeric(low), numeric(high), textCell(currency),
		}
		for i := range r.Criteria {
			row = append(row, textCell(a.lang.pick(r.Criteria[i].Verdict.Label())))
		}
		var needs, next []string
		for _, n := range r.Needs {
			needs = append(needs, a.need(l, n))
		}
		if r.Next != nil {
			next = r.Next.FallsOut
		}
		row = append(row, textCell(strings.Join(needs, "; ")), textCell(a.criterionNames(l, next)), textCell(string(r.Enterprise)))
		if err := yield(row); err != nil {
			return err
		}
	}
	return nil
}

// segment is what the segment of a result is called; nothing if it is gone.
func (x *growthDownload) segment(code string) string {
	if id, ok := x.segments[code]; ok && code != "" {
		return x.view.NameIn(id, string(x.app.lang))
	}
	return ""
}

func (x *growthDownload) csv(ctx context.Context, w io.Writer) error {
	out := newCSVRows(w)
	err := x.table(func(row []listCell) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return out.row(row)
	})
	if err != nil {
		return err
	}
	out.out.Flush()
	return out.out.Error()
}

// workbook writes a sheet of results, one of the criteria of each with the cells that
// its figures were read in, the rule, and what the file is.
func (x *growthDownload) workbook(ctx context.Context, w io.Writer) error {
	a, e := x.app, x.edition
	b := newWorkbookWriter(w)
	if err := b.begin(a.say(listing.Results)); err != nil {
		return err
	}
	err := x.table(func(row []listCell) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return b.row(row)
	})
	if err != nil {
		return err
	}
	if err := a.reportCriteria(b, e, gather.Explained(ctx, x.then, e, e.Select(x.query), schema.MaxBrokenDown)); err != nil {
		return err
	}
	if err := b.sheet(a.say(listing.RuleSheet), a.ruleRows(e.List)); err != nil {
		return err
	}
	about := slices.Concat(a.aboutRows(e, x.candidates), x.holds(), a.brokenDown(e.Select(x.query)), [][]string{{a.say(downloading.Query), "/download/" + x.what + "." + x.format + queryText(x.download)}})
	if err := b.sheet(a.say(listing.About), about); err != nil {
		return err
	}
	return b.close()
}

// ruleRows is a rule as a table.
func (a *app) ruleRows(l *growth.List) [][]string {
	rows := [][]string{{a.say(listing.Section), a.say(listing.Criterion), a.say(listing.Name), a.say(listing.What), a.say(listing.Line), a.say(listing.SourceSure), a.say(listing.Remark), a.say(listing.Formula)}}
	for c, at := range l.All() {
		rows = append(rows, []string{a.lang.pick(sectionLabels[at.Section]), strings.Repeat("  ", at.Level) + c.ID, a.lang.pick(c.Name), a.lang.pick(l.Says(c)), c.Line.String(), string(c.Sure), a.lang.pick(c.Note), c.What()})
	}
	for _, s := range l.Sources {
		rows = append(rows, []string{a.say(listing.Source), "", s.Text, s.URL, "", string(s.Sure), a.lang.pick(s.Note)})
	}
	return rows
}

var sectionLabels = map[string]graph.Label{
	"scope": listing.Scope, "eligible": listing.Eligible, "criteria": listing.Criteria, "gates": listing.Gates,
}
