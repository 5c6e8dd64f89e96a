package importer

import (
	"fmt"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Amounts that name no unit, in columns of which neither the header nor the mapping
// names one, are read in the currency that the property declares: 2000 is 2000 yuan.
// Most tables that omit the unit mean 万元, so that is told once a column, with what
// came of it.

// smallAmount is below what amounts in yuan of enterprises and investments usually
// are: in whole units of the currency.
const smallAmount = 1_000_000

// bareAmounts are the amounts of one column without a unit.
type bareAmounts struct {
	decl         *graph.PropertyDecl
	count, small int
	first, least string // as printed: of all, and of those that are small
}

// bareAmount notes a value that was read from a cell, if it is such an amount: one
// of which no print is kept, since none names a unit.
func (c *converter) bareAmount(p *propertyPlan, v graph.Value, x table.Cell, row *table.Row) {
	if !p.unitless || v.Type != graph.TypeMoney || v.Text != "" || v.Bound != graph.BoundExact || v.Number.Unscaled == 0 {
		return
	}
	if c.bareAmounts == nil {
		c.bareAmounts = map[int]*bareAmounts{}
	}
	column := p.column(row)
	a := c.bareAmounts[column]
	if a == nil {
		a = &bareAmounts{decl: p.decl, first: clip(x.Text)}
		c.bareAmounts[column] = a
	}
	a.count++
	if v.Number.Compare(graph.Decimal{Unscaled: smallAmount}) < 0 && v.Number.Unscaled > 0 {
		if a.small++; a.least == "" {
			a.least = clip(x.Text)
		}
	}
}

// add adds what was found further down.
func (a *bareAmounts) add(b *bareAmounts) {
	a.count, a.small = a.count+b.count, a.small+b.small
	if a.least == "" {
		a.least = b.least
	}
}

// assume adds what was assumed of the cells of a block.
func (t *sheetTable) assume(b *block) {
	if b.amounts != nil && t.bareAmounts == nil {
		t.bareAmounts = map[int]*bareAmounts{}
	}
	for column, a := range b.amounts {
		if of := t.bareAmounts[column]; of != nil {
			of.add(a)
		} else {
			t.bareAmounts[column] = a
		}
	}
	if b.coded != nil && t.readCodes == nil {
		t.readCodes = map[int]*readCodes{}
	}
	for column, x := range b.coded {
		if of := t.readCodes[column]; of != nil {
			of.count += x.count
		} else {
			t.readCodes[column] = x
		}
	}
}

// listBareAmounts tells the columns of a table whose amounts have no unit, but for
// those of which a doubt tells that the header seems to name one.
func (im *run) listBareAmounts(t *sheetTable) {
	for _, h := range t.plan.headers {
		a := t.bareAmounts[h.Column]
		if a == nil || t.doubtsUnit(h.Column) {
			continue
		}
		name := h.Text()
		unit := graph.Label{Zh: a.decl.Unit, En: a.decl.Unit}
		if a.decl.Unit == "CNY" {
			unit = graph.Label{Zh: "元", En: "yuan"}
		}
		example := a.first
		if a.small > 0 {
			example = a.least
		}
		p := Problem{Document: t.report.Document, Sheet: t.report.Sheet, Row: t.report.Header, Column: h.Column, Header: name, Of: a.decl.Name, Value: example,
			Code: graph.ProblemMoney, Effect: EffectKept,
			Reason: graph.Label{
				Zh: fmt.Sprintf("“%s”没有写单位，按%s读入：%s 读作 %s %s（共 %d 格）", name, unit.Zh, example, example, unit.Zh, a.count),
				En: fmt.Sprintf("“%s” gives no unit; its numbers are read as %s: %s as %s %s (cells: %d)", name, unit.En, example, example, unit.En, a.count)},
			Cure: graph.Label{
				Zh: fmt.Sprintf("请在表头写明单位，如 %s（万元），或在映射中写明 unit；若确为%s，请写（%s）", name, unit.Zh, unit.Zh),
				En: fmt.Sprintf("write the unit in the header, such as %s (万元), or say unit in a mapping; write (元) if they are yuan", name)},
			OnPage: graph.Label{
				Zh: "请为这一列选择单位，或在表头写明后重新上传",
				En: "choose the unit of the column, or write it in the header and upload again"},
			Table: t.report.Header,
		}
		if a.small > 0 {
			p.Reason.Zh += fmt.Sprintf("；其中 %d 格不到一百万%s，小得少见，常是漏写了“万元”", a.small, unit.Zh)
			p.Reason.En += fmt.Sprintf("; below a million, which is seldom so, and often 万元 that nobody wrote: %d", a.small)
		}
		im.problem(p)
	}
}

// doubtsUnit reports whether the header of a column seems to name a unit which cannot
// be read.
func (t *sheetTable) doubtsUnit(column int) bool {
	for _, d := range t.doubts {
		if d.Column == column && d.Problem.Code == graph.ProblemMoney && !d.NoUnit {
			return true
		}
	}
	return false
}

// tellsDoubt reports whether a doubt is still to be told: not of a column without a
// unit, whose cells tell more.
func (t *sheetTable) tellsDoubt(d *mapping.Doubt) bool {
	return !d.NoUnit || t.bareAmounts[d.Column] == nil
}
