package importer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// What a row must say beside what it is about, of kinds that ask for it: a finding
// without a value, a verdict or a reason why there is none would replace what stands
// by nothing. It is most often a column of another name that nobody read, so that
// the cells of such columns are told before the rows.

// lacksSubstance reports whether a draft says nothing of what its kind asks for. A
// cell that cannot be read was meant to say something, and is told as such.
func lacksSubstance(kind *graph.KindDecl, d *draft) bool {
	return len(kind.Substance) > 0 && !slices.ContainsFunc(kind.Substance, func(name string) bool {
		x := cellOf(d.Cells, name)
		return x != nil && x.State != graph.CellEmpty
	})
}

// substanceOf lists the labels of what a kind asks for.
func substanceOf(kind *graph.KindDecl) graph.Label {
	var zh, en []string
	for _, name := range kind.Substance {
		label := kind.Property(name).Label
		zh, en = append(zh, label.Zh), append(en, label.En)
	}
	return graph.Label{Zh: strings.Join(zh, "、"), En: strings.Join(en, " / ")}
}

// asks reports whether the rows of a plan must have substance.
func (p *plan) asks() bool {
	return slices.ContainsFunc(p.records, func(r recordPlan) bool { return len(r.kind.Substance) > 0 })
}

// several reports whether a row of the plan yields several records of a kind.
func (p *plan) several(kind *graph.KindDecl) bool {
	n := 0
	for i := range p.records {
		if r := &p.records[i]; r.kind == kind && r.period == nil && !r.implied {
			n++
		}
	}
	return n > 1
}

// listPassed lists the columns that nothing reads of a table with rows without
// substance: before all other problems, since it is the cause of many.
func (im *run) listPassed(t *sheetTable, read func(column int) bool) {
	if t.bare == 0 {
		return
	}
	var kind *graph.KindDecl
	for i := range t.plan.records {
		if k := t.plan.records[i].kind; len(k.Substance) > 0 {
			kind = k
			break
		}
	}
	x := t.report
	main := kind.Property(kind.Substance[0])
	var found []Problem
	for _, column := range slices.SortedFunc(maps.Keys(t.passed), func(a, b int) int {
		return cmp.Or(cmp.Compare(t.passed[b], t.passed[a]), cmp.Compare(a, b)) // the fullest first
	}) {
		if column < t.firstColumn || t.lastColumn > 0 && column > t.lastColumn || read(column) || len(found) == maxUnknown {
			continue
		}
		name, n := t.plan.header(column), t.passed[column]
		file := x.Document
		if strings.ContainsAny(file, " '\"()&;$") {
			file = strconv.Quote(file)
		}
		first, then := "chainatlas import "+file+" --write-mapping map.yaml", "chainatlas import "+file+" --mapping map.yaml"
		found = append(found, Problem{Document: x.Document, Sheet: x.Sheet, Row: x.Header, Column: column, Header: name, Of: string(kind.Kind),
			Code: graph.ProblemUnknown, Effect: EffectUnread,
			Reason: graph.Label{
				Zh: fmt.Sprintf("列“%s”未识别，其中 %d 个单元格将不导入；有 %d 行没有写明%s", name, n, t.bare, substanceOf(kind).Zh),
				En: fmt.Sprintf("column “%s” is not recognised, so that its cells are not imported: %d; rows that say none of %s: %d", name, n, substanceOf(kind).En, t.bare)},
			Cure: graph.Label{
				Zh: fmt.Sprintf("若它就是“%[1]s”，请把表头改为“%[1]s”；或先运行 %[4]s，在 map.yaml 中此表的 set 下加一行 %[2]s: %[3]s，再运行 %[5]s；若确实无用，请在那里写 ignore: [%[3]s]", main.Label.Zh, main.Name, mapping.Quote(name), first, then),
				En: fmt.Sprintf("if it is the %[1]s, name the column so; or run “%[4]s”, add the line “%[2]s: %[3]s” below set of this table in map.yaml, and run “%[5]s”; if it is of no use, write “ignore: [%[3]s]” there", strings.ToLower(main.Label.En), main.Name, mapping.Quote(name), first, then)},
			OnPage: graph.Label{
				Zh: fmt.Sprintf("若它就是“%s”，请选择这一列的含义；若确实无用，请选“不读取”", main.Label.Zh),
				En: fmt.Sprintf("if it is the %s, choose so as what the column means; if it is of no use, choose “leave out”", strings.ToLower(main.Label.En))}})
	}
	im.report.Problems = slices.Insert(im.report.Problems, 0, found...)
	if beyond := len(im.report.Problems) - MaxProblems; beyond > 0 {
		im.report.Problems, im.report.More = im.report.Problems[:MaxProblems], im.report.More+beyond
	}
}
