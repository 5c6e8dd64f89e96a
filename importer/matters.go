package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// Matters lists all that a person should be told of an import, in the order of what
// hurts most: columns that nobody reads, the problems, rows that wait, and what is no
// more than told: sheets, rows and columns that were left out, and why. It is what
// the pages list, count and hand out as a file; a terminal has sections of its own
// for what is no problem.
func (r *Report) Matters() []Problem {
	unread := slices.IndexFunc(r.Problems, func(p Problem) bool { return p.Effect != EffectUnread })
	if unread < 0 {
		unread = len(r.Problems)
	}
	all := slices.Clone(r.Problems[:unread])
	for i := range r.Tables {
		all = append(all, r.Tables[i].unread(r.Problems[:unread])...)
	}
	all = append(all, r.Problems[unread:]...)
	for i := range r.Queued {
		q := &r.Queued[i]
		var keys []string
		for _, k := range q.Keys {
			for j := range k.Parts {
				if s := k.Parts[j].String(); !slices.Contains(keys, s) {
					keys = append(keys, s)
				}
			}
		}
		all = append(all, Problem{Document: q.Document, Sheet: q.Sheet, Row: q.Row, Value: strings.Join(keys, " "), Code: graph.ProblemCode(strings.ToUpper(q.Reason)),
			Effect: EffectQueued, Reason: q.Why(), Cure: q.Cure})
	}
	for i := range r.Unread {
		u := &r.Unread[i]
		p := Problem{Document: u.Document, Sheet: u.Sheet, Code: codeSheet, Effect: EffectTold,
			Reason: graph.Label{Zh: "工作表没有读取：" + u.Reason.Zh, En: "the sheet was not read: " + u.Reason.En}}
		if u.Code == UnreadUnknown || u.Code == UnreadUnmentioned {
			p.Cure = graph.Label{Zh: "若其中有数据，请选择它的各行是什么，并指明表头所在的行", En: "if it holds data, choose what its rows are, and the row of its headers"}
		}
		all = append(all, p)
	}
	for i := range r.Tables {
		all = append(all, r.Tables[i].leftOut()...)
		all = append(all, r.Tables[i].repeated()...)
	}
	return all
}

// What is told that is no problem has codes of its own.
const (
	codeColumn  graph.ProblemCode = "COLUMN"   // a column that nobody reads
	codeSheet   graph.ProblemCode = "SHEET"    // a sheet that was not read
	codeLeft    graph.ProblemCode = "LEFT_OUT" // rows that are none of the table's
	codeSkipped graph.ProblemCode = "SKIPPED"  // rows that the mapping leaves out, or examples
	codeMissing graph.ProblemCode = "ABSENT"   // a column that the mapping names and the table lacks
)

// unread tells the columns of a table that nobody reads, but for those of which a
// problem tells already.
func (t *TableReport) unread(told []Problem) []Problem {
	var out []Problem
	chooses := graph.Label{Zh: "有用的列，请选择含义；无用的列，请选“不读取”", En: "choose what it means if it is of use, or “leave out” if not"}
	var passed []int // columns that were told, since headers may be the same
	for _, name := range t.Unknown {
		column := 0
		for i := range t.Columns {
			if c := &t.Columns[i]; c.Means == "" && c.Header == name && !slices.Contains(passed, c.Number) {
				column = c.Number
				passed = append(passed, column)
				break
			}
		}
		if slices.ContainsFunc(told, func(p Problem) bool {
			return p.Document == t.Document && p.Sheet == t.Sheet && p.Row == t.Header && (p.Column == column || column == 0 && p.Header == name)
		}) {
			continue
		}
		out = append(out, Problem{Document: t.Document, Sheet: t.Sheet, Row: t.Header, Column: column, Header: name, Value: name, Code: codeColumn, Effect: EffectUnread,
			Reason: graph.Label{Zh: "列“" + name + "”未识别，其中的单元格不导入", En: "column “" + name + "” is not recognised, and its cells are not imported"}, Cure: chooses})
	}
	if t.MoreUnknown > 0 {
		out = append(out, Problem{Document: t.Document, Sheet: t.Sheet, Row: t.Header, Code: codeColumn, Effect: EffectUnread,
			Reason: graph.Label{Zh: fmt.Sprintf("另有 %d 列未识别，其中的单元格不导入", t.MoreUnknown), En: fmt.Sprintf("more columns are not recognised, and their cells are not imported: %d", t.MoreUnknown)}, Cure: chooses})
	}
	return out
}

// leftOut tells the rows of a table that were left out, and the columns that a mapping
// names and that are not there.
func (t *TableReport) leftOut() []Problem {
	var out []Problem
	tell := func(code graph.ProblemCode, row int, reason graph.Label) {
		out = append(out, Problem{Document: t.Document, Sheet: t.Sheet, Row: row, Code: code, Effect: EffectTold, Reason: reason})
	}
	if t.Left > 0 {
		rows := fmt.Sprint(t.LeftRows)
		rows = strings.ReplaceAll(strings.Trim(rows, "[]"), " ", ", ")
		row := 0
		if len(t.LeftRows) > 0 {
			row = t.LeftRows[0]
		}
		more := graph.Label{}
		if t.Left > len(t.LeftRows) {
			more = graph.Label{Zh: "等", En: ", …"}
		}
		tell(codeLeft, row, graph.Label{
			Zh: fmt.Sprintf("%d 行没有读取，因为是说明、合计、重复的表头，或所读各列都空着：第 %s%s 行", t.Left, rows, more.Zh),
			En: fmt.Sprintf("rows that are notes, totals, the headers again, or blank in all columns that are read: %d (rows %s%s)", t.Left, rows, more.En)})
	}
	if t.Skipped > 0 {
		tell(codeSkipped, 0, graph.Label{Zh: fmt.Sprintf("%d 行标为示例，或由映射略过", t.Skipped), En: fmt.Sprintf("rows marked as examples, or left out by the mapping: %d", t.Skipped)})
	}
	for _, name := range t.Missing {
		tell(codeMissing, t.Header, graph.Label{Zh: "映射提到的列“" + name + "”不在表中，对它什么都没有说", En: "the mapping names the column “" + name + "”, which the table lacks: nothing is said of it"})
	}
	return out
}
