package main

import (
	"context"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	document "github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/scoring"
)

// The columns of a plain table that are no evidence, by their headers.
var plainColumns = map[string]string{
	"unit": "unit", "单位": "unit", "id": "unit", "编号": "unit",
	"name": "name", "名称": "name", "group": "group", "组别": "group",
	"date": "date", "日期": "date", "basis": "basis", "依据": "basis", "source": "source", "来源": "source",
}

var plainBases = map[string]scoring.Basis{
	"selfreported": scoring.SelfReported, "自报": scoring.SelfReported,
	"verified": scoring.Verified, "已核实": scoring.Verified,
	"tested": scoring.Tested, "检测": scoring.Tested,
}

// plainNone are the words for what is no value.
var plainNone = map[string]scoring.State{
	"n/a": scoring.NotApplicable, "not applicable": scoring.NotApplicable, "不适用": scoring.NotApplicable,
	"undisclosed": scoring.Undisclosed, "未披露": scoring.Undisclosed, "未公布": scoring.Undisclosed,
}

// maxPlainCells is how many cells a plain table has at most.
const maxPlainCells = 4_000_000

// plainTable reads a table of units by indicators.
type plainTable struct {
	a      *app
	file   string // its name
	sheet  string
	scheme *scoring.Scheme
	basis  scoring.Basis // of rows that do not say
	date   graph.Date    // of rows that do not say

	columns    map[int]string // by number: a key of plainColumns' values
	evidence   map[int]string // by number: the name of the evidence
	categories map[string]map[string]bool
	percent    map[string]bool // evidence that counts in percent
	in         *scoring.Input
	units      map[string]int
	cells      int
}

// readPlain reads the first table of a file as the input of a scheme.
func (a *app) readPlain(ctx context.Context, path string, s *scoring.Scheme, basis scoring.Basis, date, reference graph.Date) (*scoring.Input, error) {
	doc, err := importer.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer doc.Close()
	p := &plainTable{a: a, file: filepath.Base(path), scheme: s, basis: basis, date: date, units: map[string]int{}, in: &scoring.Input{Reference: reference}}
	sheets := doc.Sheets()
	for i, sheet := range sheets {
		if sheet.Hidden {
			continue
		}
		p.sheet = sheet.Name
		for row, err := range doc.Rows(ctx, i) {
			switch {
			case err != nil:
				return nil, err
			case p.columns == nil:
				err = p.header(row)
			default:
				err = p.row(row, doc.Date1904())
			}
			if err != nil {
				return nil, err
			}
		}
		if p.columns != nil {
			if i+1 < len(sheets) {
				a.notice(scoringText.OtherSheets, p.sheet)
			}
			return p.in, nil
		}
	}
	return nil, a.errorf(graph.CodeInvalid, scoringText.NoSheetRows, p.file)
}

// header binds columns to evidence, by its name, or the ID or label of the
// indicator that reads it alone.
func (p *plainTable) header(row *document.Row) error {
	p.columns, p.evidence, p.categories, p.percent = map[int]string{}, map[int]string{}, map[string]map[string]bool{}, map[string]bool{}
	known := map[string]string{}
	for _, name := range p.scheme.EvidenceNames() {
		known[headerKey(name)] = name
	}
	for _, n := range p.scheme.Indicators() {
		names := n.Indicator.Value.Names()
		if len(names) != 1 || n.Indicator.Value.String() != strings.Trim(names[0], "`") && n.Indicator.Value.String() != "`"+names[0]+"`" {
			continue
		}
		for _, key := range []string{n.ID, n.Label.Zh, n.Label.En} {
			if _, taken := known[headerKey(key)]; !taken && key != "" {
				known[headerKey(key)] = names[0]
			}
		}
		for c := range n.Indicator.Normalise.Categories {
			if p.categories[names[0]] == nil {
				p.categories[names[0]] = map[string]bool{}
			}
			p.categories[names[0]][c] = true
		}
		p.percent[names[0]] = p.percent[names[0]] || n.Indicator.Unit == "%"
	}
	by := map[string]string{}
	for i := range row.Cells {
		c := &row.Cells[i]
		title := strings.TrimSpace(c.Text)
		if kind, is := plainColumns[strings.ToLower(title)]; is {
			p.columns[c.Column] = kind
			continue
		}
		name, is := known[headerKey(title)]
		if !is {
			p.a.notice(scoringText.ColumnUnused, title)
			continue
		}
		if first, twice := by[name]; twice {
			return p.a.errorf(graph.CodeInvalid, scoringText.ColumnTwice, first, title, name)
		}
		by[name] = title
		p.evidence[c.Column] = name
	}
	if !slices.Contains(values(p.columns), "unit") {
		return p.a.errorf(graph.CodeInvalid, scoringText.NoUnitColumn, p.file)
	}
	var missing []string
	for _, name := range p.scheme.EvidenceNames() {
		if by[name] == "" {
			missing = append(missing, name)
		}
	}
	if missing != nil {
		p.a.notice(scoringText.ColumnMissing, strings.Join(missing, ", "))
	}
	return nil
}

func values(m map[int]string) []string {
	var out []string
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

// unitInHeader is what a header says in brackets at its end.
var unitInHeader = regexp.MustCompile(`\s*[(（\[][^()（）\[\]]*[)）\]]\s*$`)

// headerKey compares headers: without the unit in brackets, case and blanks.
func headerKey(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(unitInHeader.ReplaceAllString(s, "")), " "))
}

// row reads one row: observations about one unit.
func (p *plainTable) row(row *document.Row, date1904 bool) error {
	if p.cells += len(row.Cells); p.cells > maxPlainCells {
		return p.a.errorf(graph.CodeLimit, scoringText.TooManyCells, p.file, maxPlainCells)
	}
	about := map[string]string{}
	date, basis := p.date, p.basis
	for i := range row.Cells {
		c := &row.Cells[i]
		s := strings.TrimSpace(c.Text)
		switch p.columns[c.Column] {
		case "":
		case "date":
			d, ok := dateOfCell(c, date1904)
			if !ok {
				return p.a.errorf(graph.CodeInvalid, scoringText.BadRowDate, p.file, row.Number, s)
			}
			date = d
		case "basis":
			b, ok := plainBases[strings.ToLower(s)]
			if !ok {
				return p.a.errorf(graph.CodeInvalid, scoringText.BadRowBasis, p.file, row.Number, s)
			}
			basis = b
		default:
			about[p.columns[c.Column]] = s
		}
	}
	id := about["unit"]
	if id == "" {
		return p.a.errorf(graph.CodeInvalid, scoringText.BadRow, p.file, row.Number)
	}
	at, known := p.units[id]
	if !known {
		at = len(p.in.Units)
		p.units[id] = at
		p.in.Units = append(p.in.Units, scoring.Unit{ID: id, Evidence: map[string][]scoring.Observation{}})
	}
	u := &p.in.Units[at]
	for _, x := range []struct {
		now string
		of  *string
	}{{about["name"], &u.Name}, {about["group"], &u.Group}} {
		if x.now != "" && *x.of != "" && *x.of != x.now {
			return p.a.errorf(graph.CodeInvalid, scoringText.UnitTwiceNamed, id, *x.of, x.now)
		}
		if x.now != "" {
			*x.of = x.now
		}
	}
	for i := range row.Cells {
		c := &row.Cells[i]
		name, is := p.evidence[c.Column]
		if !is {
			continue
		}
		o, ok := p.observe(c, name)
		if !ok {
			continue
		}
		o.Date, o.Basis = date, basis
		o.Refs = []string{p.place(c.Column, row.Number)}
		if about["source"] != "" {
			o.Refs = append(o.Refs, about["source"])
		}
		u.Evidence[name] = append(u.Evidence[name], o)
	}
	return nil
}

// place names a cell as a reference.
func (p *plainTable) place(column, row int) string {
	at := letters(column) + strconv.Itoa(row)
	if p.sheet != "" {
		at = p.sheet + "!" + at
	}
	return p.file + "#" + at
}

var (
	plainNumber = regexp.MustCompile(`^[+-]?(\d+(,\d{3})*(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$`)
	plainRange  = regexp.MustCompile(`^([+-]?[\d.,]+(?:[eE][+-]?\d{1,3})?%?)\s*(?:-|–|—|~|～|至|到|\.\.|to)\s*([+-]?[\d.,]+(?:[eE][+-]?\d{1,3})?%?)$`)
)

// observe reads a cell; it is false for a blank one.
func (p *plainTable) observe(c *document.Cell, name string) (scoring.Observation, bool) {
	var o scoring.Observation
	s := strings.TrimSpace(c.Text)
	if s == "" || c.Kind == document.Pending {
		return o, false
	}
	if p.categories[name][s] {
		o.Text = s
		return o, true
	}
	if none, is := plainNone[strings.ToLower(s)]; is {
		o.None = none
		return o, true
	}
	if c.Kind == document.Percent {
		if v, err := strconv.ParseFloat(s, 64); err == nil {
			if p.percent[name] {
				v *= 100
			}
			o.Value = &v
			return o, true
		}
	}
	if v, ok := p.number(s, name); ok {
		o.Value = &v
		return o, true
	}
	if m := plainRange.FindStringSubmatch(s); m != nil {
		low, ok1 := p.number(m[1], name)
		high, ok2 := p.number(m[2], name)
		if ok1 && ok2 && low <= high {
			o.Low, o.High = &low, &high
			return o, true
		}
	}
	o.Text = s // a rating, or what nobody can read, which the result tells
	return o, true
}

// number reads a number as people write it. 95% is 95 where the indicator
// counts in percent, else 0.95.
func (p *plainTable) number(s, name string) (float64, bool) {
	body, isPercent := strings.CutSuffix(s, "%")
	body = strings.TrimSpace(body)
	if !plainNumber.MatchString(body) {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(body, ",", ""), 64)
	if err != nil || math.IsInf(v, 0) {
		return 0, false
	}
	if isPercent && !p.percent[name] {
		v /= 100
	}
	return v, true
}

// dateOfCell reads a date, written out or as a workbook's serial number.
func dateOfCell(c *document.Cell, date1904 bool) (graph.Date, bool) {
	s := strings.TrimSpace(c.Text)
	if d, err := graph.ParseDate(s); err == nil {
		return d, true
	}
	serial, err := strconv.ParseFloat(s, 64)
	if c.Kind != document.Date || err != nil || serial < 1 || serial > 200_000 {
		return graph.Date{}, false
	}
	// Excel believes in a 29 February 1900, so its days count from the day before.
	zero := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		zero = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	t := zero.AddDate(0, 0, int(serial))
	return graph.Date{Year: int16(t.Year()), Month: uint8(t.Month()), Day: uint8(t.Day())}, true
}
