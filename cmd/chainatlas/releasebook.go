package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	document "github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/importer/xlsx"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

// jsonSheet is the sheet of a release's workbook that holds its file, line by line.
const jsonSheet = "JSON"

// maxPiece is how many UTF-16 units of a line one cell takes; the next takes on.
const maxPiece = 30_000

// releaseBook writes a release as a workbook: the record, the results, each item
// with its evidence, replies, steps, what a correction changed, how to check it,
// and the file itself. It follows from the file and the language alone, so that who
// has the workbook can make it again and compare every cell: see [app.verifyBook].
// It fails with graph.CodeInvalid if the file holds a character that no workbook
// can hold.
func (a *app) releaseBook(w io.Writer, r *rating.Release, file []byte) error {
	if i := bytes.IndexFunc(file, unheld); i >= 0 {
		c, _ := utf8.DecodeRune(file[i:])
		return a.errorf(graph.CodeInvalid, releasing.Unheld, fmt.Sprintf("U+%04X", c))
	}
	x := &releasing
	b := newWorkbookWriter(w)
	for _, sheet := range []struct {
		name graph.Label
		rows reportRows
	}{
		{x.SheetRecord, textRows(a.releaseRecord(r))},
		{x.SheetResults, a.releaseResults(r)},
		{x.SheetItems, a.releaseItems(r)},
		{x.SheetReplies, a.releaseReplies(r)},
		{x.SheetSteps, a.releaseSteps(r)},
		{x.SheetChanges, a.releaseChanges(r)},
		{x.SheetVerify, textRows(a.releaseVerify(r, file))},
		{graph.Label{Zh: jsonSheet, En: jsonSheet}, lineRows(file)},
	} {
		if sheet.rows == nil {
			continue
		}
		if err := b.begin(a.say(sheet.name)); err != nil {
			return err
		}
		for row := range sheet.rows {
			if err := b.row(row); err != nil {
				return err
			}
		}
	}
	return b.close()
}

// unheld reports whether a character cannot stand in XML 1.0. Line feeds are those
// between the lines of a file; JSON escapes all other controls.
func unheld(c rune) bool {
	return c < ' ' && c != '\n' || c == 0xfffe || c == 0xffff
}

// lineRows yields the lines of a file. One that is longer than a cell goes on in
// the cells beside it.
func lineRows(file []byte) reportRows {
	return func(yield func([]listCell) bool) {
		for line := range bytes.Lines(file) {
			var row []listCell
			s := string(bytes.TrimSuffix(line, []byte("\n")))
			for s != "" {
				n, end := 0, len(s)
				for i, c := range s {
					if n++; c > 0xffff {
						n++
					}
					if n > maxPiece {
						end = i
						break
					}
				}
				row = append(row, textCell(s[:end]))
				s = s[end:]
			}
			if !yield(row) {
				return
			}
		}
	}
}

// releaseRecord is what a reader has to know of a release.
func (a *app) releaseRecord(r *rating.Release) [][]string {
	x, y := &releasing, &reporting
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.RFC3339)
	}
	dates := func(from, to graph.Date) string {
		if from.IsZero() && to.IsZero() {
			return ""
		}
		return from.String() + " – " + to.String()
	}
	state := a.vocabularyWord(graph.ListRatingStatus, string(r.Status))
	if !r.Status.Public() && r.Status != rating.Withdrawn {
		state += a.say(y.NoVerdict)
	}
	rows := [][]string{
		{a.say(x.Release), r.Number}, {a.say(x.Edition), strconv.Itoa(r.Edition)}, {a.say(scoringText.State), state},
		{a.say(x.Scheme), a.lang.pick(r.Scheme.Title)}, {a.say(x.SchemeID), r.Scheme.ID + " " + r.Scheme.Edition}, {a.say(x.SchemeStatus), a.word(string(r.Scheme.Status))}, {a.say(x.SchemeHash), r.Scheme.Hash},
		{a.say(scoringText.ReferenceDate), r.Reference.String()}, {a.say(x.Period), dates(r.About.PeriodFrom, r.About.PeriodTo)},
		{a.say(x.Environment), r.About.Environment}, {a.say(x.Sample), r.About.Sample}, {a.say(x.Tester), r.About.Tester}, {a.say(x.Funding), r.About.Funding}, {a.say(x.Conflict), r.About.Conflict},
		{a.say(x.ReviewDays), strconv.Itoa(r.ReviewDays)}, {a.say(x.ReviewUntil), moment(r.ReviewUntil)},
		{a.say(x.Published), r.Published.String()}, {a.say(x.Revised), r.Revised.String()}, {a.say(x.ValidTo), r.ValidTo.String()},
		{a.say(y.Run), r.Run}, {a.say(y.RunFile), r.RunHash}, {a.say(y.DataRevision), strconv.FormatUint(uint64(r.Data.Revision), 10)}, {a.say(y.LogHash), r.Data.Hash},
		{a.say(downloading.Store), r.Data.Store}, {a.say(x.Seed), strconv.FormatUint(r.Seed, 10)}, {a.say(x.Previous), r.Previous}, {a.say(x.Hash), r.Hash},
	}
	return slices.DeleteFunc(rows, func(row []string) bool { return row[1] == "" })
}

func (a *app) releaseResults(r *rating.Release) reportRows {
	x, y, z := &scoringText, &reporting, &releasing
	return func(yield func([]listCell) bool) {
		if !yield(a.headings(x.Unit, x.Name, z.Version, z.Maker, z.Vendor, x.Status, x.Score0, y.ScoreLow, y.ScoreHigh, x.Grade, y.GradeShare, y.NextGrade, y.NextShare, y.RankLow, y.RankHigh, x.Coverage, x.Reason)) {
			return
		}
		for i := range r.Results {
			v := &r.Results[i]
			why, coverage := v.Reason, shareCell(v.Coverage)
			switch {
			case v.Status == rating.Withdrawn:
				coverage = listCell{}
			case v.Withheld != nil:
				why = a.say(x.Withheld) + ": " + a.lang.pick(*v.Withheld)
			case v.Ungraded != nil:
				why = a.lang.pick(*v.Ungraded)
			}
			sure := gradeCells(v.Grade, v.Grades)
			if !yield([]listCell{
				textCell(v.Unit), textCell(v.Name), textCell(v.Version), textCell(v.Maker), textCell(v.Vendor), textCell(a.vocabularyWord(graph.ListRatingStatus, string(v.Status))),
				floatCell(float64(v.Score)), floatCell(float64(v.Low)), floatCell(float64(v.High)), textCell(v.Grade), sure[0], sure[1], sure[2], floatCell(float64(v.RankLow)), floatCell(float64(v.RankHigh)), coverage, textCell(why),
			}) {
				return
			}
		}
	}
}

func (a *app) releaseItems(r *rating.Release) reportRows {
	x, y := &scoringText, &reporting
	return func(yield func([]listCell) bool) {
		if !yield(a.headings(x.Unit, x.Name, x.Indicator, x.Status, y.Value, x.SheetNormalised, x.Evidence)) {
			return
		}
		for i := range r.Results {
			for k := range r.Results[i].Items {
				c := &r.Results[i].Items[k]
				if !yield([]listCell{
					textCell(r.Results[i].Unit), textCell(r.Results[i].Name), textCell(c.Indicator), textCell(a.cellState(c.State)), floatCell(float64(c.Value)), floatCell(float64(c.Normalised)),
					textCell(strings.Join(c.Evidence, "\n")),
				}) {
					return
				}
			}
		}
	}
}

func (a *app) releaseReplies(r *rating.Release) reportRows {
	if len(r.Replies) == 0 {
		return nil
	}
	return func(yield func([]listCell) bool) {
		if !yield(a.headings(scoringText.Unit, releasing.Vendor, releasing.Who, releasing.When, releasing.Text)) {
			return
		}
		for _, x := range r.Replies {
			if !yield([]listCell{textCell(x.Unit), textCell(x.Vendor), textCell(x.Actor), textCell(x.At.Format(time.RFC3339)), textCell(x.Text)}) {
				return
			}
		}
	}
}

func (a *app) releaseSteps(r *rating.Release) reportRows {
	if len(r.Steps) == 0 {
		return nil
	}
	return func(yield func([]listCell) bool) {
		if !yield(a.headings(releasing.Act, releasing.Who, releasing.When, scoringText.Unit, reporting.Run, releasing.Text)) {
			return
		}
		for _, x := range r.Steps {
			if !yield([]listCell{textCell(a.lang.pick(releaseActs[x.Act])), textCell(x.Actor), textCell(x.At.Format(time.RFC3339)), textCell(x.Unit), textCell(x.Run), textCell(x.Reason)}) {
				return
			}
		}
	}
}

func (a *app) releaseChanges(r *rating.Release) reportRows {
	if len(r.Changes) == 0 {
		return nil
	}
	x := &scoringText
	return func(yield func([]listCell) bool) {
		score, rank, grade := a.say(x.Score0), a.say(x.Rank), a.say(x.Grade)
		head := []listCell{textCell(a.say(x.Unit))}
		for _, s := range []string{score + " " + a.say(x.Old), score + " " + a.say(x.New), a.say(x.OfData), a.say(x.OfScheme), a.say(x.OfCohort), rank + " " + a.say(x.Old), rank + " " + a.say(x.New), grade + " " + a.say(x.Old), grade + " " + a.say(x.New)} {
			head = append(head, textCell(s))
		}
		if !yield(head) {
			return
		}
		number := func(n scoring.Number) listCell { return floatCell(float64(n)) }
		for i := range r.Changes {
			c := &r.Changes[i]
			if !yield([]listCell{
				textCell(c.ID), number(c.ScoreOld), number(c.ScoreNew), number(c.Score.Data), number(c.Score.Scheme), number(c.Score.Cohort), rankCell(c.RankOld), rankCell(c.RankNew), textCell(c.GradeOld), textCell(c.GradeNew),
			}) {
				return
			}
		}
	}
}

// releaseVerify tells how to check a workbook, with and without this program.
func (a *app) releaseVerify(r *rating.Release, file []byte) [][]string {
	x := &releasing
	return [][]string{
		{a.say(x.VerifyOf), fmt.Sprintf("/download/release.json?number=%s&edition=%d", r.Number, r.Edition)},
		{a.say(x.VerifyFile), graph.Hash(sha256.Sum256(file)).String()},
		{a.say(x.VerifyBy), "chainatlas verify --release FILE.xlsx"},
		{"", a.say(x.VerifyWhat)},
		{a.say(x.VerifyWithout), a.say(x.VerifyHow)},
		{"", `python3 -c "import hashlib,openpyxl,sys;b=openpyxl.load_workbook(sys.argv[1],read_only=True);print(hashlib.sha256(''.join(''.join(c or '' for c in r)+'\n' for s in b if s.title.split()[0]=='JSON' for r in s.iter_rows(values_only=True)).encode()).hexdigest())" FILE.xlsx`},
	}
}

// verifyBook checks a release's workbook: the file that it holds holds, and every
// cell says what the file says. It returns the release and its file. It fails with
// graph.CodeInvalid for another workbook, and with graph.CodeDamaged, naming the
// cell, if one was changed.
func (a *app) verifyBook(ctx context.Context, path string) (*rating.Release, []byte, error) {
	doc, err := xlsx.Open(ctx, path, xlsx.Options{Formulas: true})
	if err != nil {
		return nil, nil, err
	}
	defer doc.Close()
	file, err := a.fileOf(ctx, doc)
	if err != nil {
		return nil, nil, err
	}
	r, err := rating.Verify(file)
	if err != nil {
		return nil, nil, err
	}
	as := a
	for _, l := range []lang{"zh", "en"} {
		if to := a.in(l); len(doc.Sheets()) > 0 && doc.Sheets()[0].Name == to.say(releasing.SheetRecord) {
			as = to
		}
	}
	f, err := os.CreateTemp("", "chainatlas-release-*.xlsx")
	if err != nil {
		return nil, nil, err
	}
	defer os.Remove(f.Name())
	err = as.releaseBook(f, r, file)
	if err := cmp.Or(err, f.Close()); err != nil {
		return nil, nil, err
	}
	want, err := xlsx.Open(ctx, f.Name(), xlsx.Options{})
	if err != nil {
		return nil, nil, err
	}
	defer want.Close()
	return r, file, a.sameBook(ctx, doc, want)
}

// fileOf returns the file that a release's workbook holds.
func (a *app) fileOf(ctx context.Context, doc document.Document) ([]byte, error) {
	var file bytes.Buffer
	for i, sheet := range doc.Sheets() {
		if sheet.Name != jsonSheet && !strings.HasPrefix(sheet.Name, jsonSheet+" ") {
			continue
		}
		for row, err := range doc.Rows(ctx, i) {
			if err != nil {
				return nil, err
			}
			for _, c := range row.Cells {
				file.WriteString(c.Text)
			}
			file.WriteByte('\n')
			if file.Len() > rating.MaxFile {
				return nil, a.errorf(graph.CodeLimit, text.TooLarge, jsonSheet, size(rating.MaxFile))
			}
		}
	}
	if file.Len() == 0 {
		return nil, a.errorf(graph.CodeInvalid, releasing.NoRelease, jsonSheet)
	}
	return file.Bytes(), nil
}

// sameBook compares two workbooks cell by cell.
func (a *app) sameBook(ctx context.Context, is, want document.Document) error {
	names := func(d document.Document) (all []string) {
		for _, s := range d.Sheets() {
			all = append(all, s.Name)
		}
		return all
	}
	if x, y := names(is), names(want); !slices.Equal(x, y) {
		return a.errorf(graph.CodeDamaged, releasing.OtherSheets, strings.Join(x, ", "), strings.Join(y, ", "))
	}
	for i, sheet := range want.Sheets() {
		cells := map[[2]int]document.Cell{}
		for row, err := range want.Rows(ctx, i) {
			if err != nil {
				return err
			}
			for _, c := range row.Cells {
				cells[[2]int{row.Number, c.Column}] = c
			}
		}
		differs := func(at [2]int, is, want string) error {
			return a.errorf(graph.CodeDamaged, releasing.CellDiffers, sheet.Name+"!"+letters(at[1])+strconv.Itoa(at[0]), is, want)
		}
		for row, err := range is.Rows(ctx, i) {
			if err != nil {
				return err
			}
			for _, c := range row.Cells {
				at := [2]int{row.Number, c.Column}
				if x := cells[at]; !sameCell(c, x) {
					return differs(at, c.Text, x.Text)
				}
				delete(cells, at)
			}
		}
		var left [][2]int // not there any more
		for at := range cells {
			left = append(left, at)
		}
		slices.SortFunc(left, func(p, q [2]int) int { return cmp.Or(p[0]-q[0], p[1]-q[1]) })
		for _, at := range left {
			return differs(at, "", cells[at].Text)
		}
	}
	return nil
}

// sameCell compares a cell with what it should say. Programs that save a workbook
// anew keep 15 digits of a number at least. A formula says whatever it comes to.
func sameCell(is, want document.Cell) bool {
	if want.Kind != document.Number && want.Kind != document.Percent {
		return is.Text == want.Text && is.Kind == want.Kind
	}
	x, err := strconv.ParseFloat(is.Text, 64)
	y, bad := strconv.ParseFloat(want.Text, 64)
	return err == nil && bad == nil && is.Kind != document.Text && is.Kind != document.Pending && math.Abs(x-y) <= 1e-14*math.Max(math.Abs(x), math.Abs(y))
}
