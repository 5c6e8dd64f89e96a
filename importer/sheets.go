package importer

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/importer/template"
)

// headSample is how many rows of a sheet are looked at to recognise its tables.
const headSample = mapping.HeadSample

// sheet is a sheet with the tables that are read from it.
type sheet struct {
	doc        table.Document
	document   string // its base name
	at         int    // the document's number
	index      int    // of the sheet in the document
	name       string
	tables     []*sheetTable
	merged     []table.Area
	firstData  int
	recognised bool // its tables were found by their headers, so there may be more below
}

// sheetTable is a table of a sheet.
type sheetTable struct {
	plan                    *plan
	number                  uint16
	report                  *TableReport
	head, first, last       int // rows: the first of its headers, and its data; last is 0 if it is not known
	firstColumn, lastColumn int // 0 is any
	boundary                func(*table.Row) boundaryVerdict
	merged                  []table.Area // vertical areas in columns that are used
	ended                   bool
	examples                int
	left                    leftRows    // as the reader finds them
	leftToo                 leftRows    // as they are taken, by another goroutine
	unheaded                []int       // columns with cells but without a header, that its plan does not read
	passed                  map[int]int // cells that its plan does not read, by column, if its kind asks for a substance
	bare                    int         // rows that lack that
	bareAmounts             map[int]*bareAmounts
	readCodes               map[int]*readCodes
	doubts                  []mapping.Doubt
}

// boundaryVerdict says what a row below a table's headers is to the table.
type boundaryVerdict uint8

const (
	boundaryData boundaryVerdict = iota
	boundaryLeft                 // a note, a total, the headers again
	boundaryNext                 // another table begins
)

// findTables finds out what is read from each sheet of a document.
func (im *run) findTables(ctx context.Context, doc table.Document, at int, name string) error {
	explicit := im.opts.Mapping != nil && slices.ContainsFunc(im.opts.Mapping.Tables, func(t mapping.Table) bool { return !t.Auto })
	for index, info := range doc.Sheets() {
		s := &sheet{doc: doc, document: name, at: at, index: index, name: info.Name}
		named := im.mapped(name, info.Name)
		chosen := im.opts.Mapping.OfSheet(name, info.Name)
		if chosen != nil {
			named = nil // whatever was said before of what it holds
		}
		if info.Hidden && len(named) == 0 && chosen == nil {
			im.unread(s, UnreadHidden, graph.Label{Zh: "隐藏的工作表", En: "the sheet is hidden"}, nil, nil)
			continue
		}
		head, err := readHead(ctx, doc, index)
		aside := explicit && len(named) == 0 && chosen == nil // unless it says whose data it is
		switch {
		case err != nil && !aside:
			return err
		case err != nil:
			im.unread(s, UnreadUnmentioned, unmentioned, nil, nil)
			continue
		}
		if len(head) == 0 {
			im.unread(s, UnreadEmpty, graph.Label{Zh: "空表", En: "it is empty"}, nil, nil)
			continue
		}
		if chosen != nil && chosen.Kind == "" {
			im.unread(s, UnreadLeftOut, graph.Label{Zh: "选定为不读取", En: "chosen to be left out"}, head, nil)
			continue
		}
		if len(named) == 0 {
			source, err := template.ReadSource(rowsOf(head), im.opts.Vocabulary, doc.Date1904())
			if err != nil {
				return err
			}
			if source != nil {
				im.declare(s, source) // whatever the mapping says of the tables beside it
				continue
			}
			if aside {
				im.setAside(s, head)
				continue
			}
		}
		if s.merged, err = doc.Merged(ctx, index); err != nil {
			return err
		}
		var found bool
		if len(named) > 0 && !named[0].Auto {
			for _, t := range named {
				if err := im.bindNamed(s, t, head); err != nil {
					return err
				}
				found = true
			}
		} else if found, err = im.recognise(s, head); err != nil {
			return err
		}
		if found {
			im.sheets = append(im.sheets, s)
		}
	}
	return nil
}

// mapped returns the tables of the mapping that are for a sheet.
func (im *run) mapped(document, sheet string) []*mapping.Table {
	if im.opts.Mapping == nil {
		return nil
	}
	var out []*mapping.Table
	for i := range im.opts.Mapping.Tables {
		if t := &im.opts.Mapping.Tables[i]; t.Fits(document, sheet) {
			out = append(out, t)
		}
	}
	return out
}

// readHead returns copies of the first rows of a sheet.
func readHead(ctx context.Context, doc table.Document, index int) ([]table.Row, error) {
	var head []table.Row
	for row, err := range doc.Rows(ctx, index) {
		if err != nil {
			return nil, err
		}
		if len(row.Cells) > 0 {
			head = append(head, copyRow(row))
		}
		if len(head) == headSample {
			break
		}
	}
	return head, nil
}

// bindNamed binds a table of a mapping file to a sheet.
func (im *run) bindNamed(s *sheet, t *mapping.Table, head []table.Row) error {
	headers, last, missing := headersOf(t, head)
	if headers == nil && !t.NoHeader {
		return table.NewFault(graph.CodeInvalid, "importer.Run", place(s),
			graph.Label{
				Zh: "没有找到表“" + t.Name + "”的表头，缺少列：" + strings.Join(missing, "、"),
				En: "the headers of table " + quote(t.Name) + " were not found; missing: " + strings.Join(missing, ", ")},
			graph.Label{Zh: "请核对映射中的列名，或用 headers 指定表头所在的行", En: "check the mapping's column names, or say by headers which row has them"})
	}
	chosen, doubts := mapping.Choose(im.opts.Vocabulary, im.dated(), t, head, headers, last, s.name, s.document)
	chosen = im.opts.Mapping.Amend(chosen, headers, last, s.name, s.document, im.opts.Amendments)
	p, err := bind(im.opts.Vocabulary, im.opts.Mapping, chosen, headers, s)
	if err != nil {
		return err
	}
	for _, d := range mapping.DoubtPeriods(im.opts.Vocabulary, &chosen, headers, im.date) {
		if !slices.ContainsFunc(doubts, func(o mapping.Doubt) bool { return o.Column == d.Column && o.Problem.Code == d.Problem.Code }) {
			doubts = append(doubts, d)
		}
	}
	st := &sheetTable{plan: p, first: last + 1, doubts: doubts}
	if len(headers) > 1 {
		// Sums and headers that come again are no data, whoever says what the columns
		// mean; where the table ends, the mapping says.
		b := mapping.NewBoundary(im.opts.Vocabulary, headers, last)
		st.boundary = func(row *table.Row) boundaryVerdict {
			if v := b.Row(row); v == mapping.Total || v == mapping.Repeated {
				return boundaryLeft
			}
			return boundaryData
		}
	}
	im.addTable(s, st, last)
	im.tellColumns(st, nil, head)
	return nil
}

// headersOf finds the headers of a table: those rows that the mapping names, or
// of the first rows the one that has the most of its columns. last is the last
// of their rows.
func headersOf(t *mapping.Table, head []table.Row) (headers mapping.Headers, last int, missing []string) {
	if t.NoHeader {
		return nil, 0, nil
	}
	at := func(number int) *table.Row {
		for i := range head {
			if head[i].Number == number {
				return &head[i]
			}
		}
		return nil
	}
	if t.HeaderFirst > 0 {
		lower := at(max(t.HeaderFirst, t.HeaderLast))
		if lower == nil {
			return nil, 0, nil
		}
		var upper *table.Row
		if t.HeaderLast > t.HeaderFirst {
			upper = at(t.HeaderFirst)
		}
		return mapping.ReadHeaders(upper, lower, 0, 0, nil), lower.Number, nil
	}
	names := columnNames(t)
	best, bestMissing := -1, []string(nil)
	for i := range head {
		if i == mapping.HeadRows {
			break
		}
		h := mapping.ReadHeaders(nil, &head[i], 0, 0, nil)
		var lacks []string
		for _, n := range names {
			if h.Find(n) == 0 {
				lacks = append(lacks, n)
			}
		}
		if best < 0 || len(lacks) < len(bestMissing) {
			best, bestMissing = i, lacks
			headers = h
		}
	}
	if best < 0 || len(bestMissing) == len(names) && len(names) > 0 {
		return nil, 0, bestMissing
	}
	return headers, head[best].Number, nil
}

// columnNames lists the columns that a table of a mapping names, each once.
func columnNames(t *mapping.Table) []string {
	var names []string
	add := func(list ...string) {
		for _, n := range list {
			if n != "" && !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	var expr func(e *mapping.Expr)
	expr = func(e *mapping.Expr) {
		if e != nil {
			add(e.Columns...)
			expr(e.Within)
		}
	}
	conditions := func(all []mapping.Condition) {
		for i := range all {
			add(all[i].Column)
		}
	}
	properties := func(all []mapping.Property) {
		for i := range all {
			expr(&all[i].Expr)
		}
	}
	conditions(t.Skip)
	add(t.FillDown...)
	for i := range t.Records {
		r := &t.Records[i]
		conditions(r.When)
		expr(r.Period)
		properties(r.Set)
		for j := range r.Edges {
			e := &r.Edges[j]
			conditions(e.When)
			properties(e.By)
			properties(e.Qualifier)
			for k := range e.Attributes {
				expr(&e.Attributes[k].Expr)
				expr(e.Attributes[k].Period)
			}
		}
	}
	return names
}

// recognise finds the tables of a sheet by their headers.
func (im *run) recognise(s *sheet, head []table.Row) (bool, error) {
	s.recognised = true
	found := mapping.Recognise(im.opts.Vocabulary, head, s.name, s.document, s.merged, im.dated())
	any := false
	for i := range found {
		f := &found[i]
		if !f.Recognised() {
			continue
		}
		if err := im.bindFound(s, f, head); err != nil {
			return false, err
		}
		any = true
	}
	if !any {
		if len(found) > 0 {
			im.explained = append(im.explained, explained(&found[0]))
		}
		im.unknown(s, head, found)
	}
	return any, nil
}

// dated is the mapping with the data date, from which headers such as 去年营收 are
// counted.
func (im *run) dated() *mapping.Mapping {
	m := mapping.Mapping{Version: mapping.Version}
	if im.opts.Mapping != nil {
		m = *im.opts.Mapping
	}
	m.DataDate = im.date
	return &m
}

func explained(f *mapping.Found) graph.Label {
	return graph.Label{Zh: f.Explain("zh"), En: f.Explain("en")}
}

// recogniseBelow finds further tables among rows below those known, and returns
// how many there are.
func (im *run) recogniseBelow(s *sheet, rows []table.Row) (int, error) {
	found := mapping.Recognise(im.opts.Vocabulary, rows, s.name, s.document, s.merged, im.dated())
	n := 0
	for i := range found {
		if !found[i].Recognised() {
			continue
		}
		if err := im.bindFound(s, &found[i], rows); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// bindFound binds a table that was recognised among some rows.
func (im *run) bindFound(s *sheet, f *mapping.Found, rows []table.Row) error {
	m := im.opts.Mapping
	if m == nil {
		m = &mapping.Mapping{}
	}
	t := f.Table()
	t.Name = "" // the sheet's name is none of a table
	t = m.Amend(t, f.Headers(), f.HeaderLast, s.name, s.document, im.opts.Amendments)
	p, err := bind(im.opts.Vocabulary, m, t, f.Headers(), s)
	if err != nil {
		return err
	}
	for _, c := range f.Columns {
		if c.Role == mapping.RoleUnused {
			p.used[c.Number] = true // told by the explanation
		}
	}
	p.found = true
	b := f.Boundary()
	st := &sheetTable{plan: p, head: f.HeaderFirst, first: f.DataFirst, last: f.DataLast, firstColumn: f.FirstColumn, lastColumn: f.LastColumn,
		doubts: f.Doubts,
		boundary: func(row *table.Row) boundaryVerdict {
			switch b.Row(row) {
			case mapping.DataRow:
				return boundaryData
			case mapping.NextTable:
				return boundaryNext
			default:
				return boundaryLeft
			}
		}}
	im.addTable(s, st, f.HeaderLast)
	im.tellColumns(st, f.Columns, rows)
	st.report.Explain = explained(f)
	im.explained = append(im.explained, st.report.Explain)
	return nil
}

// addTable adds a table that is to be read.
func (im *run) addTable(s *sheet, st *sheetTable, headerLast int) {
	im.mu.Lock()
	defer im.mu.Unlock()
	p := st.plan
	st.number = uint16(len(im.tables))
	st.report = &TableReport{Document: s.document, Sheet: s.name, Table: p.table.Name, Header: headerLast, Missing: p.missing}
	for i := range p.records {
		if k := p.records[i].kind.Kind; !slices.Contains(st.report.Kinds, k) {
			st.report.Kinds = append(st.report.Kinds, k)
		}
		if st.report.Table == "" {
			st.report.Table = p.records[i].table
		}
	}
	for _, a := range s.merged {
		if a.LastRow > a.FirstRow && a.FirstRow > headerLast && a.FirstColumn == a.LastColumn && p.used[a.FirstColumn] {
			st.merged = append(st.merged, a)
		}
	}
	if p.asks() {
		st.passed = map[int]int{}
	}
	p.sheet = len(im.headerSheets)
	im.headerSheets = append(im.headerSheets, p.headerSheets(s.at, s.name)...)
	im.tables = append(im.tables, st)
	s.tables = append(s.tables, st)
	if s.firstData == 0 || st.first < s.firstData {
		s.firstData = st.first
	}
}

// place names a sheet for a message.
func place(s *sheet) string {
	if s.name == "" {
		return s.document
	}
	return s.document + "!" + s.name
}

func quote(s string) string { return "“" + s + "”" }

// rowsOf yields rows that are at hand.
func rowsOf(rows []table.Row) iter.Seq2[*table.Row, error] {
	return func(yield func(*table.Row, error) bool) {
		for i := range rows {
			if !yield(&rows[i], nil) {
				return
			}
		}
	}
}

// declare takes what a workbook's own sheet says of its source. What a flag or a
// mapping says goes before it.
func (im *run) declare(s *sheet, source *template.Source) {
	for _, p := range source.Problems {
		im.problem(Problem{Document: s.document, Sheet: s.name, Row: p.Row, Column: p.Column, Of: p.Problem.Of, Value: p.Text,
			Code: p.Problem.Code, Effect: EffectCell, Reason: p.Problem.Reason, Cure: p.Problem.Cure})
	}
	if im.declared == nil && source.ID != "" {
		im.declared = &graph.Declare{Source: source.ID, Name: source.Name, Publisher: source.Publisher, Trust: source.Trust, Licence: source.Licence}
	}
	if im.date.IsZero() {
		im.date = source.DataDate
	}
}
