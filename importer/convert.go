package importer

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/cell"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
)

// converter turns rows into drafts by a plan. It is used by one goroutine; what
// it returns is valid until the next row.
type converter struct {
	voc      *graph.Vocabulary
	keyer    *keyer
	codes    *codes
	date1904 bool

	drafts   []draft
	problems []rowProblem
	vals     []graph.Value
	bare     bool // the row lacks the substance of its kind
	// bareAmounts are those of the rows since they were last taken away, by column.
	bareAmounts map[int]*bareAmounts
	readCodes   map[int]*readCodes
}

// rowProblem is a problem of a cell of the row at hand.
type rowProblem struct {
	column int
	value  string
	graph.Problem
	onPage graph.Label // the cure, if it differs there: see [Problem.OnPage]
	row    bool        // nothing of the row is taken
	bad    bool        // the cell is bad
}

// verdict is what a row comes to before it is resolved.
type verdict uint8

const (
	verdictTaken    verdict = iota
	verdictBlank            // nothing at all
	verdictLeft             // something, but nothing in any column that is read
	verdictSkipped          // left out by a condition of the mapping
	verdictRejected         // nothing of it can be taken
)

// convert returns the drafts of a row. Problems are in c.problems.
func (c *converter) convert(p *plan, row *table.Row) verdict {
	c.problems, c.vals = c.problems[:0], c.vals[:0]
	c.drafts, c.bare = c.drafts[:0], false
	if !slices.ContainsFunc(row.Cells, func(x table.Cell) bool { return p.used[x.Column] && !blankText(x) }) {
		if !slices.ContainsFunc(row.Cells, func(x table.Cell) bool { return !blankText(x) }) {
			return verdictBlank
		}
		return verdictLeft
	}
	for i := range p.skip {
		if p.skip[i].holds(row) {
			return verdictSkipped
		}
	}
	if row.Note != "" {
		c.problems = append(c.problems, rowProblem{Problem: graph.Problem{Code: graph.ProblemText, Kept: true,
			Reason: graph.Label{Zh: "该行须修正后才能读入：" + row.Note, En: "the row had to be mended to be read: " + row.Note},
			Cure:   graph.Label{Zh: "请核对该行并重新保存文件", En: "check the row and save the file again"}}})
	}
	taken, refused, applies := 0, 0, 0
	for i := range p.records {
		rec := &p.records[i]
		if !allHold(rec.when, row) {
			continue
		}
		if !rec.implied {
			applies++
		}
		switch c.record(rec, p, row) {
		case verdictTaken:
			if !rec.implied {
				taken++
			}
		case verdictRejected:
			refused++
		}
	}
	switch {
	case taken > 0:
		return verdictTaken
	case refused > 0:
		c.drafts = c.drafts[:0]
		if sums(row) {
			// Nothing names what it is about, and a cell says that it is sums.
			c.problems, c.bare = c.problems[:0], false
			return verdictLeft
		}
		return verdictRejected
	case applies == 0:
		return verdictSkipped
	default:
		c.drafts = c.drafts[:0]
		return verdictLeft
	}
}

// sums reports whether a cell of a row says that the others are sums.
func sums(row *table.Row) bool {
	return slices.ContainsFunc(row.Cells, func(x table.Cell) bool { return x.Kind == table.Text && mapping.IsTotal(x.Text) })
}

// next returns an empty draft, with the memory of one of an earlier row.
func (c *converter) next() *draft {
	if len(c.drafts) < cap(c.drafts) {
		c.drafts = c.drafts[:len(c.drafts)+1]
		d := &c.drafts[len(c.drafts)-1]
		cells, edges, qualifiers := d.Cells[:0], d.Edges[:0], d.qualifiers[:0]
		*d = draft{Record: graph.Record{Cells: cells, Edges: edges}, qualifiers: qualifiers}
		return d
	}
	c.drafts = append(c.drafts, draft{})
	return &c.drafts[len(c.drafts)-1]
}

// drop takes the draft that next returned last back.
func (c *converter) drop() { c.drafts = c.drafts[:len(c.drafts)-1] }

func (c *converter) record(rec *recordPlan, p *plan, row *table.Row) verdict {
	d := c.next()
	d.Kind, d.Table, d.Sheet, d.Row = rec.kind.Kind, rec.table, p.sheet+rec.sheet, row.Number
	first := len(c.problems)
	says := false // anything but blanks
	shift := 0    // of the last cell
	for i := range rec.set {
		set := &rec.set[i]
		x, ok := c.property(set, row)
		if !ok {
			continue
		}
		if x.State != graph.CellEmpty && set.fixed == nil {
			says = true
		}
		if rec.period != nil && !set.decl.Periodic && x.State == graph.CellEmpty {
			continue // of a period, what identifies its subject is repeated only where it is there
		}
		// Several columns may mean one property: the first that says something
		// counts.
		if n := len(d.Cells); n > 0 && d.Cells[n-1].Property == x.Property {
			if last := &d.Cells[n-1]; last.State == graph.CellEmpty {
				*last = x
				d.Sheet -= shift
				shift = set.shift(row)
				d.Sheet += shift
			} else if p.found && last.State == graph.CellValue && x.State == graph.CellValue && !slices.Equal(last.Values, x.Values) {
				c.passOver(set, set.column(row), row)
			}
			continue
		}
		if p.found && set.first && x.State == graph.CellValue && !set.tree {
			c.passedOver(set, x.Values, row)
		}
		d.Cells = append(d.Cells, x)
		shift = set.shift(row)
		d.Sheet += shift
	}
	if rec.period != nil {
		period, problem := cell.ReadPeriod(c.periodCell(rec.period, row), c.date1904)
		if problem == nil && period == (graph.Period{}) && says {
			problem = &graph.Problem{Code: graph.ProblemPeriod, Of: string(rec.kind.Kind),
				Reason: graph.Label{Zh: "缺少年份或期间", En: "the year or period is missing"},
				Cure:   graph.Label{Zh: "请写 2024、2024H1、2024Q1 或 2024-03", En: "write 2024, 2024H1, 2024Q1 or 2024-03"}}
		}
		if problem != nil && !problem.Kept {
			c.drop()
			return c.reject(rec.period.column(row), row, *problem, says)
		}
		d.Period = period.String()
	}
	ref := 0
	for i := range rec.edges {
		e := &rec.edges[i]
		if !allHold(e.when, row) {
			continue
		}
		refs, stated := c.edge(e, d, row, ref)
		if len(refs) > 0 && !constantOnly(e) {
			says = true
		}
		if !stated {
			continue
		}
		if n := len(d.Edges); n > 0 && d.Edges[n-1].Type == e.decl.Type && d.Edges[n-1].Incoming == e.incoming {
			d.Edges[n-1].Refs = append(d.Edges[n-1].Refs, refs...)
		} else {
			d.Edges = append(d.Edges, graph.EdgeCell{Type: e.decl.Type, Incoming: e.incoming, Refs: refs})
		}
		ref += len(refs)
	}
	if !says && len(c.problems) == first {
		c.drop()
		return verdictBlank
	}
	if !c.keyed(rec, d) {
		problem := graph.Problem{Code: graph.ProblemMissing, Of: string(rec.kind.Kind)}
		for _, q := range c.voc.CheckRecord(&d.Record) {
			if q.Code == graph.ProblemMissing && q.Of == string(rec.kind.Kind) {
				problem = q
			}
		}
		if problem.Reason == (graph.Label{}) {
			problem.Reason = graph.Label{Zh: "标识无效，无法识别该行所指", En: "its key is not valid, so nothing tells what the row is about"}
			problem.Cure = graph.Label{Zh: "请更正标识后重新导入", En: "correct the key and import again"}
		}
		implied := rec.implied
		c.drop()
		if implied {
			return verdictBlank
		}
		return c.reject(0, row, problem, true)
	}
	if rec.period == nil && !rec.implied && lacksSubstance(rec.kind, d) {
		c.drop()
		if p.several(rec.kind) {
			return verdictBlank // of columns that are a record each, a blank cell says nothing
		}
		c.bare = true
		rejected := c.reject(0, row, graph.Problem{Code: graph.ProblemMissing, Of: string(rec.kind.Kind),
			Reason: graph.Label{Zh: "没有写明" + substanceOf(rec.kind).Zh + "中的任何一项，这一行什么都没有说", En: "none of " + substanceOf(rec.kind).En + " is given, so that the row says nothing"},
			Cure:   graph.Label{Zh: "请填写其中一项；若已写在别的列，请在映射中说明那一列", En: "give one of them; if another column has it, say so in the mapping"}}, true)
		c.problems[len(c.problems)-1].onPage = graph.Label{Zh: "请填写其中一项；若已写在别的列，请为那一列选择含义", En: "give one of them; if another column has it, choose what that column means"}
		return rejected
	}
	return verdictTaken
}

// passedOver notes the columns of the same meaning that say something else than
// the one that counted.
func (c *converter) passedOver(p *propertyPlan, values []graph.Value, row *table.Row) {
	counted := p.column(row)
	for _, column := range p.columns {
		x := row.Cell(column)
		if column == counted || blankText(x) {
			continue
		}
		if p.decl.Set {
			if others, _ := p.reader.ReadSet(x); slices.ContainsFunc(others, func(v graph.Value) bool { return !slices.Contains(values, v) }) {
				c.passOver(p, column, row)
			}
		} else if v, problem := p.reader.Read(x); problem == nil && !v.IsZero() && v.Compare(values[0]) != 0 {
			c.passOver(p, column, row)
		}
	}
}

func (c *converter) passOver(p *propertyPlan, at int, row *table.Row) {
	c.problems = append(c.problems, rowProblem{column: at, value: strings.TrimSpace(row.Cell(at).Text), Problem: graph.Problem{
		Code: graph.ProblemText, Of: p.decl.Name, Kept: true,
		Reason: graph.Label{Zh: "同义的另一列已填了别的值，未取本格", En: "another column of the same meaning says something else, which counts"},
		Cure:   graph.Label{Zh: "请只留一列，或用映射说明取哪一列", En: "keep one of the columns, or say in a mapping which one counts"}},
		onPage: graph.Label{Zh: "请把不取的那一列的含义选为“不读取”", En: "choose “leave out” as the meaning of the column that is not to count"}})
}

// reject notes why nothing of a row is taken.
func (c *converter) reject(column int, row *table.Row, problem graph.Problem, says bool) verdict {
	if !says {
		return verdictBlank
	}
	c.problems = append(c.problems, rowProblem{column: column, value: strings.TrimSpace(row.Cell(column).Text), Problem: problem, row: true})
	return verdictRejected
}

func constantOnly(e *edgePlan) bool {
	return !slices.ContainsFunc(e.by, func(p propertyPlan) bool { return p.fixed == nil })
}

// keyed reports whether a draft has a whole key, or is an event's.
func (c *converter) keyed(rec *recordPlan, d *draft) bool {
	if rec.kind.Event {
		return true
	}
	for i := range rec.kind.Keys {
		whole := true
		for _, part := range rec.kind.Keys[i].Parts {
			if part.Property != "" {
				x := cellOf(d.Cells, part.Property)
				whole = x != nil && slices.ContainsFunc(x.Values, func(v graph.Value) bool { return c.keyer.rules.Normalise(part.Property, v) != "" })
			} else {
				whole = slices.ContainsFunc(d.Edges, func(e graph.EdgeCell) bool { return e.Type == part.Edge && len(e.Refs) > 0 })
			}
			if !whole {
				break
			}
		}
		if whole {
			return true
		}
	}
	return false
}

func (c *converter) periodCell(x *expr, row *table.Row) table.Cell {
	v, _ := x.cell(row)
	return v
}

// property reads one property. It reports false if nothing is said of it.
func (c *converter) property(p *propertyPlan, row *table.Row) (graph.Cell, bool) {
	out := graph.Cell{Property: p.decl.Name}
	if p.fixed != nil {
		return c.valued(out, *p.fixed), true
	}
	from := len(c.vals)
	bad := func(text string, problem graph.Problem) (graph.Cell, bool) {
		c.problems = append(c.problems, rowProblem{column: p.column(row), value: text, Problem: problem, bad: true})
		c.vals = c.vals[:from]
		out.State, out.Bad = graph.CellBad, clip(text)
		return out, true
	}
	if p.decl.Set && p.split != nil {
		pieces, known := p.texts(row, nil)
		if !known {
			return bad(pieces[0], notInLookup(p.decl.Name, pieces[0]))
		}
		for _, piece := range pieces {
			v, problem := c.value(p, table.Cell{Kind: table.Text, Text: piece}, row)
			if problem != nil && !problem.Kept {
				return bad(piece, *problem)
			}
			c.note(p, row, piece, problem)
			if !v.IsZero() && !slices.Contains(c.vals[from:], v) {
				c.vals = append(c.vals, v)
			}
		}
	} else {
		x, known := p.cell(row)
		if !known {
			return bad(x.Text, notInLookup(p.decl.Name, x.Text))
		}
		if p.decl.Set {
			values, problems := p.reader.ReadSet(x)
			for _, problem := range problems {
				if !problem.Kept {
					return bad(x.Text, *problem)
				}
				c.note(p, row, x.Text, problem)
			}
			c.vals = append(c.vals, values...)
		} else {
			v, problem := c.value(p, x, row)
			if problem != nil && !problem.Kept {
				return bad(x.Text, *problem)
			}
			c.note(p, row, x.Text, problem)
			if !v.IsZero() {
				c.vals = append(c.vals, v)
			}
		}
	}
	if len(c.vals) == from {
		out.State = graph.CellEmpty
		return out, true
	}
	out.Values = c.vals[from:len(c.vals):len(c.vals)]
	return out, true
}

func (c *converter) valued(out graph.Cell, v graph.Value) graph.Cell {
	if v.IsZero() {
		out.State = graph.CellEmpty
		return out
	}
	from := len(c.vals)
	c.vals = append(c.vals, v)
	out.Values = c.vals[from:len(c.vals):len(c.vals)]
	return out
}

// note notes a problem of a value that is kept.
func (c *converter) note(p *propertyPlan, row *table.Row, text string, problem *graph.Problem) {
	if problem != nil {
		c.problems = append(c.problems, rowProblem{column: p.column(row), value: text, Problem: *problem})
	}
}

func notInLookup(of, text string) graph.Problem {
	return graph.Problem{Code: graph.ProblemCodeList, Of: of,
		Reason: graph.Label{Zh: "“" + clip(text) + "”不在映射的对照表中", En: "“" + clip(text) + "” is not in the mapping's lookup"},
		Cure:   graph.Label{Zh: "请在对照表中补充，或更正单元格", En: "add it to the lookup, or correct the cell"}}
}

// value reads one value.
func (c *converter) value(p *propertyPlan, x table.Cell, row *table.Row) (graph.Value, *graph.Problem) {
	if !p.tree || x.Kind != table.Text && x.Kind != table.Blank {
		v, problem := p.reader.Read(x)
		c.bareAmount(p, v, x, row)
		return v, problem
	}
	within := ""
	if p.within != nil {
		if w, ok := p.within.cell(row); ok && w.Kind != table.Blank {
			above := ""
			if p.within.within != nil {
				if a, ok := p.within.within.cell(row); ok {
					v, _ := p.reader.ReadRegion(a.Text, "")
					above = v.Text
				}
			}
			v, problem := p.reader.ReadRegion(w.Text, above)
			if problem != nil && !problem.Kept {
				if above == "" {
					return p.reader.ReadRegion(x.Text, "")
				}
				v = graph.CodeValue(above)
			}
			within = v.Text
		}
	}
	if blankText(x) {
		if within != "" {
			return graph.CodeValue(within), nil
		}
		return graph.Value{}, nil
	}
	v, problem := p.reader.ReadRegion(x.Text, within)
	if problem != nil && !problem.Kept && within != "" {
		// What the list does not have, it has by what that lies in.
		kept := *problem
		kept.Kept = true
		return graph.CodeValue(within), &kept
	}
	return v, problem
}

// clip shortens the text of a bad cell that is kept.
func clip(s string) string {
	const most = 200
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i] + "…"
		}
	}
	return s
}
