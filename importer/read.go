package importer

import (
	"context"
	"crypto/sha256"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/importer/template"
)

// blockRows is how many rows go through the pipeline at once: enough that the
// goroutines rarely wait for each other, and little memory.
const blockRows = 512

// block is a run of rows of one table on their way from the file, by way of a
// converter, to the resolver. Rows are read by one goroutine, converted by
// several, and taken in, in order, by one.
type block struct {
	table  *sheetTable
	plan   *plan
	report *TableReport
	number uint16 // of the table
	rows   []table.Row
	bounds []int // where each row's cells are in cells
	cells  []table.Cell

	verdicts []verdict
	drafts   []prepared // of all rows
	counts   []int32    // drafts, by row
	offsets  []uint32   // in packed, by draft
	packed   []byte
	arena    arena
	problems []Problem
	bad      []int32  // bad cells, by row
	sums     []rowSum // what was read of a row, by row
	bare     int      // rows that lack the substance of their kind
	amounts  map[int]*bareAmounts
	coded    map[int]*readCodes
	done     chan struct{}
}

// blocks keeps blocks that have been taken in, with their memory.
var blocks = sync.Pool{New: func() any { return &block{} }}

// newBlock returns an empty block of a table.
func newBlock(t *sheetTable) *block {
	b := blocks.Get().(*block)
	b.table, b.plan, b.report, b.number, b.done = t, t.plan, t.report, t.number, make(chan struct{})
	return b
}

// free gives the block's memory back. Nothing of it may be used any more.
func (b *block) free() {
	clear(b.rows)
	clear(b.cells)
	clear(b.drafts)
	clear(b.arena.refs)
	*b = block{
		rows: b.rows[:0], bounds: b.bounds[:0], cells: b.cells[:0], verdicts: b.verdicts[:0], drafts: b.drafts[:0],
		counts: b.counts[:0], offsets: b.offsets[:0], packed: b.packed[:0], bad: b.bad[:0], sums: b.sums[:0],
		arena: arena{keys: b.arena.keys[:0], refs: b.arena.refs[:0]},
	}
	blocks.Put(b)
}

// rowAt is where a packed draft is.
type rowAt struct {
	packed uint32 // index into run.packed
	offset uint32
}

// readSheets reads every table of every document into the resolver.
func (im *run) readSheets(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := max(1, runtime.GOMAXPROCS(0))
	work, ordered := make(chan *block, workers), make(chan *block, 4*workers)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			c := &converter{voc: im.opts.Vocabulary, keyer: im.resolver.clone(), codes: im.codes}
			p := &packer{words: im.words, cache: map[string]uint32{}}
			for b := range work {
				im.convert(c, p, b)
				close(b.done)
			}
		})
	}
	var failed error
	group.Go(func() {
		defer close(ordered)
		defer close(work)
		failed = im.readAll(ctx, func(b *block) bool {
			select {
			case ordered <- b:
			case <-ctx.Done():
				return false
			}
			select {
			case work <- b:
			case <-ctx.Done():
				close(b.done)
				return false
			}
			return true
		})
	})
	for b := range ordered {
		<-b.done
		if ctx.Err() == nil && len(b.verdicts) > 0 {
			if err := im.take(b); err != nil {
				cancel()
				group.Wait()
				return err
			}
			b.free()
		}
	}
	group.Wait()
	if failed == nil {
		failed = ctx.Err()
	}
	return failed
}

// readAll reads the rows of all sheets that have tables.
func (im *run) readAll(ctx context.Context, emit func(*block) bool) error {
	for _, s := range im.sheets {
		r := &sheetReader{im: im, sheet: s, emit: emit}
		for row, err := range s.doc.Rows(ctx, s.index) {
			if err != nil {
				return err
			}
			if !r.row(row) {
				return ctx.Err()
			}
			im.progress(StepRead)
		}
		if !r.end() {
			return ctx.Err()
		}
	}
	return nil
}

// sheetReader hands the rows of one sheet to the tables that they are of.
type sheetReader struct {
	im    *run
	sheet *sheet
	emit  func(*block) bool

	blocks []*block // under way, by place in sheet.tables
	above  [][]table.Cell
	merged []mergedAreas
	below  []table.Row // rows below the tables, as far as they are looked at for another
	gone   bool        // nobody reads any more
}

// row takes the next row of the sheet.
func (r *sheetReader) row(row *table.Row) bool {
	for len(r.blocks) < len(r.sheet.tables) {
		r.blocks = append(r.blocks, nil)
		r.above = append(r.above, nil)
		r.merged = append(r.merged, mergedAreas{})
	}
	if r.below != nil {
		r.below = append(r.below, copyRow(row))
		if len(r.below) < headSample {
			return !r.gone
		}
		return r.recogniseBelow()
	}
	if len(row.Cells) == 0 {
		return !r.gone
	}
	placed, ahead := false, false
	for i, t := range r.sheet.tables {
		if t.ended || t.last > 0 && row.Number > t.last {
			continue
		}
		if row.Number < t.first {
			if row.Number >= t.head {
				placed = true // its headers
			} else {
				ahead = true
			}
			continue
		}
		if t.boundary != nil {
			switch t.boundary(row) {
			case boundaryData:
			case boundaryLeft:
				placed = true
				t.left.add(row.Number)
				continue
			case boundaryNext:
				t.ended = true
				continue
			}
		}
		placed = true
		if !r.add(i, t, row) {
			return false
		}
	}
	switch {
	case placed || row.Number < r.sheet.firstData || !r.sheet.recognised:
	case ahead: // what stands above the headers of a table that is known
		r.sheet.tables[len(r.sheet.tables)-1].left.add(row.Number)
	default:
		r.below = append(r.below, copyRow(row))
	}
	return !r.gone
}

// recogniseBelow looks for further tables below those that have ended.
func (r *sheetReader) recogniseBelow() bool {
	rows := r.below
	r.below = nil
	found, err := r.im.recogniseBelow(r.sheet, rows)
	if err != nil || found == 0 {
		if n := len(r.sheet.tables); n > 0 {
			for i := range rows {
				r.sheet.tables[n-1].left.add(rows[i].Number)
			}
		}
		return !r.gone
	}
	for i := range rows {
		if !r.row(&rows[i]) {
			return false
		}
	}
	return !r.gone
}

// end hands on what is left.
func (r *sheetReader) end() bool {
	for len(r.below) > 0 {
		if !r.recogniseBelow() {
			return false
		}
	}
	for i, b := range r.blocks {
		if b != nil && !r.send(i) {
			return false
		}
	}
	return !r.gone
}

// add adds a row to the block of a table.
func (r *sheetReader) add(i int, t *sheetTable, row *table.Row) bool {
	b := r.blocks[i]
	if b == nil {
		b = newBlock(t)
		r.blocks[i] = b
	}
	cells := within(row.Cells, t.firstColumn, t.lastColumn)
	start := len(b.cells)
	b.cells = append(b.cells, cells...)
	// An example is no data, whoever says what the columns mean: its headers, or a
	// mapping that was offered and mended.
	if template.IsExample(row) {
		t.examples++
		b.cells = b.cells[:start]
		return true
	}
	r.unheaded(t, row)
	r.fillDown(i, t, row.Number, b, start)
	b.rows = append(b.rows, table.Row{Number: row.Number, Hidden: row.Hidden, Note: row.Note})
	b.bounds = append(b.bounds, len(b.cells))
	if len(b.rows) == blockRows {
		return r.send(i)
	}
	return true
}

// mergedAreas are the vertically merged areas of a table that the row at hand is
// in, and the next of sheetTable.merged.
type mergedAreas struct {
	next int
	open []mergedArea
}

type mergedArea struct {
	table.Area
	top table.Cell // zero if it is blank, or its row is
}

// unheaded notes the columns of a row that have no header and that nothing reads,
// since what is in them is lost, and counts the cells that may be what rows without
// substance lack. A sheet has a bounded number of columns.
func (r *sheetReader) unheaded(t *sheetTable, row *table.Row) {
	for _, c := range row.Cells {
		if t.plan.used[c.Column] || blankText(c) {
			continue
		}
		if t.passed != nil {
			t.passed[c.Column]++
		}
		if c.Column < len(t.plan.headed) && t.plan.headed[c.Column] {
			continue
		}
		if at, found := slices.BinarySearch(t.unheaded, c.Column); !found && r.tableOf(c.Column, row.Number) == t {
			t.unheaded = slices.Insert(t.unheaded, at, c.Column)
		}
	}
}

// tableOf returns the table that a column of a row is of: the one that it is in,
// or else the nearest to its left.
func (r *sheetReader) tableOf(column, row int) *sheetTable {
	var of *sheetTable
	for _, t := range r.sheet.tables {
		if t.ended || row < t.first || t.last > 0 && row > t.last {
			continue
		}
		if of == nil || t.firstColumn <= column && t.firstColumn > of.firstColumn {
			of = t
		}
	}
	return of
}

// fillDown repeats the cells above in columns that are filled down, and those of
// vertically merged areas.
func (r *sheetReader) fillDown(i int, t *sheetTable, number int, b *block, start int) {
	if len(t.plan.fill) == 0 && len(t.merged) == 0 {
		return
	}
	row := table.Row{Cells: b.cells[start:]}
	set := func(column int, c table.Cell) {
		c.Column = column
		at, there := slices.BinarySearchFunc(b.cells[start:], column, func(x table.Cell, n int) int { return x.Column - n })
		if there {
			b.cells[start+at] = c
		} else {
			b.cells = slices.Insert(b.cells, start+at, c)
		}
		row.Cells = b.cells[start:]
	}
	keep := func(column int) {
		c := row.Cell(column)
		for _, k := range r.above[i] {
			if k.Column == column {
				r.above[i] = slices.DeleteFunc(r.above[i], func(x table.Cell) bool { return x.Column == column })
				break
			}
		}
		r.above[i] = append(r.above[i], c)
	}
	above := func(column int) table.Cell {
		for _, k := range r.above[i] {
			if k.Column == column {
				return k
			}
		}
		return table.Cell{}
	}
	for _, column := range t.plan.fill {
		if !blankText(row.Cell(column)) {
			keep(column)
		} else if c := above(column); c.Kind != table.Blank && len(row.Cells) > 0 {
			set(column, c)
		}
	}
	m := &r.merged[i]
	m.open = slices.DeleteFunc(m.open, func(a mergedArea) bool { return a.LastRow < number })
	for ; m.next < len(t.merged) && t.merged[m.next].FirstRow <= number; m.next++ {
		a := mergedArea{Area: t.merged[m.next]}
		if a.LastRow < number || slices.Contains(t.plan.fill, a.FirstColumn) {
			continue
		}
		if a.FirstRow == number {
			a.top = row.Cell(a.FirstColumn)
		}
		m.open = append(m.open, a)
	}
	for _, a := range m.open {
		if a.FirstRow < number && !blankText(a.top) && blankText(row.Cell(a.FirstColumn)) {
			set(a.FirstColumn, a.top)
		}
	}
}

// send hands a table's block on.
func (r *sheetReader) send(i int) bool {
	b := r.blocks[i]
	r.blocks[i] = nil
	from := 0
	for j, to := range b.bounds {
		b.rows[j].Cells = b.cells[from:to:to]
		from = to
	}
	if !r.emit(b) {
		r.gone = true
	}
	return !r.gone
}

func copyRow(row *table.Row) table.Row {
	c := *row
	c.Cells = slices.Clone(row.Cells)
	return c
}

// convert turns the rows of a block into packed drafts with their keys.
func (im *run) convert(c *converter, p *packer, b *block) {
	c.date1904 = b.plan.date1904
	report := b.report
	document, sheet := report.Document, report.Sheet
	sum := sha256.New()
	for i := range b.rows {
		row := &b.rows[i]
		v := c.convert(b.plan, row)
		b.verdicts = append(b.verdicts, v)
		if c.bare {
			b.bare++
		}
		bad := int32(0)
		for j := range c.problems {
			q := &c.problems[j]
			effect := EffectKept
			switch {
			case q.row:
				effect = EffectRejected
			case q.bad:
				effect = EffectCell
			}
			// A cell that two properties are read from is one cell.
			if slices.ContainsFunc(c.problems[:j], func(o rowProblem) bool {
				return o.column == q.column && o.bad == q.bad && o.row == q.row && o.Reason == q.Reason
			}) {
				continue
			}
			if q.bad && !slices.ContainsFunc(c.problems[:j], func(o rowProblem) bool { return o.bad && o.column == q.column }) {
				bad++
			}
			header := ""
			if q.column > 0 {
				header = b.plan.header(q.column)
			}
			b.problems = append(b.problems, Problem{Document: document, Sheet: sheet, Row: row.Number, Column: q.column, Header: header,
				Of: q.Of, Value: strings.Clone(clip(q.value)), Code: q.Code, Effect: effect, Reason: q.Reason, Cure: q.Cure, OnPage: q.onPage})
		}
		b.bad = append(b.bad, bad)
		n := int32(0)
		sum.Reset()
		if v == verdictTaken {
			for j := range c.drafts {
				d := &c.drafts[j]
				start := len(b.packed)
				b.offsets = append(b.offsets, uint32(start))
				b.packed = p.pack(b.packed, d)
				sum.Write(b.packed[start:p.place[0]])
				sum.Write(b.packed[p.place[1]:])
				b.drafts = append(b.drafts, c.keyer.prepare(d, &b.arena))
				n++
			}
		}
		b.counts = append(b.counts, n)
		b.sums = append(b.sums, rowSum{})
		sum.Sum(b.sums[len(b.sums)-1][:0])
	}
	b.amounts, c.bareAmounts = c.bareAmounts, nil
	b.coded, c.readCodes = c.readCodes, nil
}

// take adds a converted block to the resolver, in the order of its rows.
func (im *run) take(b *block) error {
	report := b.report
	b.table.bare += b.bare
	b.table.assume(b)
	// The packed bytes live as long as the import: none are to spare.
	packed := make([]byte, len(b.packed))
	copy(packed, b.packed)
	im.packed = append(im.packed, packed)
	at := uint32(len(im.packed) - 1)
	draft := 0
	for i, v := range b.verdicts {
		switch v {
		case verdictBlank:
			continue
		case verdictLeft:
			b.table.leftToo.add(b.rows[i].Number)
			continue
		case verdictSkipped:
			report.Skipped++
			continue
		}
		number := b.rows[i].Number
		if report.First == 0 {
			report.First = number
		}
		report.Last = number
		report.Counts.Read++
		report.Counts.BadCells += int(b.bad[i])
		if v == verdictRejected {
			report.Counts.Rejected++
			continue
		}
		im.noteRepeat(report, b.number, number, b.sums[i])
		line := int32(len(im.lines))
		im.lines = append(im.lines, b.number)
		for range b.counts[i] {
			if len(im.at) == maxRecords {
				return tooManyRecords()
			}
			im.at = append(im.at, rowAt{at, b.offsets[draft]})
			im.lineOf = append(im.lineOf, line)
			p := &b.drafts[draft]
			im.resolver.add(p)
			if len(p.qualifiers) > 0 {
				im.resolver.qualify(p)
			}
			draft++
		}
	}
	for i := range b.problems {
		im.problem(b.problems[i])
	}
	return nil
}

// maxRecords bounds the records of one batch: beyond, numbers would overflow.
const maxRecords = 1 << 28

func tooManyRecords() error {
	return graph.Errorf(graph.CodeLimit, "importer.Run", "more than %d records in one import: split the files", maxRecords)
}

// problem notes a problem.
func (im *run) problem(p Problem) {
	if len(im.report.Problems) >= MaxProblems {
		im.report.More++
		return
	}
	im.report.Problems = append(im.report.Problems, p)
}
