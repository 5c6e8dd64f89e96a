package template

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
)

// Options are what a template may differ in.
type Options struct {
	Lang string // Chinese for a tag that begins with "zh", else English
}

// lastRow is the last row that has drop-downs.
const lastRow = 20_000

// Write writes a workbook to fill in: instructions, the source, and a sheet for
// each sort of row. The same vocabulary and options give the same bytes. It
// fails with CodeInvalid if the vocabulary lacks what a sheet is about, and with
// CodeInternal if w fails.
func Write(w io.Writer, voc *graph.Vocabulary, opts Options) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, failed(f.Close())) }()
	t := &writer{f: f, voc: voc, lang: opts.Lang, lists: map[string]string{}}
	if err := t.write(); err != nil {
		return failed(err)
	}
	return failed(f.Write(w))
}

// failed gives an error of the system, or of excelize, its code.
func failed(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*graph.Error](err); ok {
		return err
	}
	return &graph.Error{Code: graph.CodeInternal, Op: "template.Write", Err: err}
}

type writer struct {
	f     *excelize.File
	voc   *graph.Vocabulary
	lang  string
	lists map[string]string // where the entries of a list are: a formula

	title, plain, wrap, header, key, example, text, percent int // styles
}

func (t *writer) say(l graph.Label) string { return l.In(t.lang) }

func (t *writer) write() error {
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	middle := &excelize.Alignment{Vertical: "center", WrapText: true}
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&t.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}}},
		{&t.plain, excelize.Style{NumFmt: 49}},
		{&t.wrap, excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&t.header, excelize.Style{Fill: fill("EDEDED"), Alignment: middle}},
		{&t.key, excelize.Style{Fill: fill("BDD7EE"), Font: &excelize.Font{Bold: true}, Alignment: middle}},
		{&t.example, excelize.Style{NumFmt: 49, Font: &excelize.Font{Italic: true, Color: "808080"}, Fill: fill("F8F8F8")}},
		{&t.text, excelize.Style{NumFmt: 49}},
		{&t.percent, excelize.Style{NumFmt: 10}},
	} {
		id, err := t.f.NewStyle(&s.style)
		if err != nil {
			return err
		}
		*s.id = id
	}
	sheets := tableSheets()
	names := []string{t.say(SheetSource)}
	for i := range sheets {
		names = append(names, t.say(sheets[i].name))
	}
	if err := t.f.SetSheetName("Sheet1", t.say(SheetInstructions)); err != nil {
		return err
	}
	for _, n := range append(names, SheetLists) {
		if _, err := t.f.NewSheet(n); err != nil {
			return err
		}
	}
	if err := t.f.SetSheetVisible(SheetLists, false, true); err != nil {
		return err
	}
	if err := t.instructions(sheets); err != nil {
		return err
	}
	if err := t.source(); err != nil {
		return err
	}
	for i := range sheets {
		if err := t.table(&sheets[i]); err != nil {
			return err
		}
	}
	return t.f.SetDocProps(&excelize.DocProperties{Creator: "ChainAtlas", LastModifiedBy: "ChainAtlas",
		Created: "2000-01-01T00:00:00Z", Modified: "2000-01-01T00:00:00Z", Version: "1"})
}

// instructions writes the first sheet.
func (t *writer) instructions(sheets []tableSheet) error {
	name := t.say(SheetInstructions)
	row := 0
	put := func(style int, texts ...string) error {
		row++
		for i, s := range texts {
			cell, err := excelize.CoordinatesToCellName(i+1, row)
			if err != nil {
				return err
			}
			if err := errors.Join(t.f.SetCellStr(name, cell, s), t.f.SetCellStyle(name, cell, cell, style)); err != nil {
				return err
			}
		}
		return nil
	}
	if err := errors.Join(t.f.SetColWidth(name, "A", "A", 6), t.f.SetColWidth(name, "B", "B", 90)); err != nil {
		return err
	}
	lines := []graph.Label{
		{Zh: "先在“来源”表中说明数据出自哪里，再填写需要的表；不用的表留空或删除。", En: "Say on the sheet “Source” where the data come from, then fill in the sheets that you need; leave the others empty, or delete them."},
		{Zh: "一行一个对象。蓝底加粗的列用于识别对象，至少填写其中一种组合；其余各列都可不填。", En: "A row is one thing. The bold columns on blue tell which one it is: fill in at least one of the combinations that their notes name. All other columns are optional."},
		{Zh: "每个表头都有批注：含义、类型、单位、范围和示例。带下拉列表的列请从中选择。", En: "Each header has a note: what it means, its type, unit, range and an example. Where there is a drop-down, choose from it."},
		{Zh: "不知道的留空：空单元格表示不知道或没有说明，不等于零。", En: "Leave empty what you do not know: an empty cell is unknown, and never zero."},
		{Zh: "第一列为“" + ExampleMark.Zh + "”的行是示例，不会导入；可以删除，也可以保留。", En: "A row whose first column says “" + ExampleMark.En + "” is an example and is not imported; delete it or keep it."},
		{Zh: "列可以移动、删除，请不要改表头。企业和产品在其他表中用名称或代码引用，不必先在本工作簿中登记。", En: "Columns may be moved and deleted; leave the headers as they are. What other sheets refer to by name or code need not be in this workbook."},
		{Zh: "数据更正后可再次导入：同一来源较新的数据日期优先。", En: "Import it again after corrections: of one source, the newer data date holds."},
	}
	if err := put(t.title, t.say(graph.Label{Zh: "ChainAtlas 链图 数据模板", En: "ChainAtlas: data template"})); err != nil {
		return err
	}
	row++
	for i, l := range lines {
		if err := put(t.wrap, strconv.Itoa(i+1), t.say(l)); err != nil {
			return err
		}
	}
	row++
	// Sheets and what is on them stand in one cell: names of kinds in cells of
	// their own would look like the headers of a table.
	about := func(name, purpose graph.Label) error {
		return put(t.wrap, "", t.say(name)+t.say(graph.Label{Zh: "：", En: ": "})+t.say(purpose))
	}
	if err := put(t.key, "", t.say(graph.Label{Zh: "各工作表的内容", En: "What is on the sheets"})); err != nil {
		return err
	}
	if err := about(SheetSource, graph.Label{Zh: "这些数据的来源：标识、名称、发布单位、可信度、许可、数据日期", En: "where the data come from: ID, name, publisher, trust, licence, data date"}); err != nil {
		return err
	}
	for i := range sheets {
		if err := about(sheets[i].name, sheets[i].purpose); err != nil {
			return err
		}
	}
	return nil
}

// source writes the sheet that ReadSource reads.
func (t *writer) source() error {
	name := t.say(SheetSource)
	heads := []graph.Label{{Zh: "填写项", En: "Item"}, {Zh: "填写内容", En: "Value"}, {Zh: "如何填写", En: "Meaning"}}
	for i, h := range heads {
		cell := string(rune('A'+i)) + "1"
		if err := errors.Join(t.f.SetCellStr(name, cell, t.say(h)), t.f.SetCellStyle(name, cell, cell, t.key)); err != nil {
			return err
		}
	}
	for i, x := range sourceItems {
		row := strconv.Itoa(i + 2)
		style := t.header
		if x.needed {
			style = t.key
		}
		if err := errors.Join(
			t.f.SetCellStr(name, "A"+row, t.say(x.label)), t.f.SetCellStyle(name, "A"+row, "A"+row, style),
			t.f.SetCellStyle(name, "B"+row, "B"+row, t.plain),
			t.f.SetCellStr(name, "C"+row, t.say(x.meaning)), t.f.SetCellStyle(name, "C"+row, "C"+row, t.wrap),
		); err != nil {
			return err
		}
		if x.label == LabelTrust {
			l := t.voc.List(graph.ListTrust)
			if l == nil {
				return graph.Errorf(graph.CodeInvalid, "template.Write", "the vocabulary has no list %s", graph.ListTrust)
			}
			if err := t.dropDown(name, "B"+row, graph.ListTrust, entries(l, t.lang)); err != nil {
				return err
			}
		}
	}
	return errors.Join(t.f.SetColWidth(name, "A", "A", 20), t.f.SetColWidth(name, "B", "B", 40), t.f.SetColWidth(name, "C", "C", 80), t.freeze(name, 0))
}

func (t *writer) freeze(sheet string, columns int) error {
	p := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if columns > 0 {
		p.XSplit, p.ActivePane = columns, "bottomRight"
		p.TopLeftCell, _ = excelize.CoordinatesToCellName(columns+1, 2) // the numbers are in range
	}
	return t.f.SetPanes(sheet, p)
}

// table writes a sheet with its headers, notes, drop-downs and example.
func (t *writer) table(s *tableSheet) error {
	name := t.say(s.name)
	for i, c := range s.columns {
		r, err := resolve(t.voc, s, c, t.lang)
		if err != nil {
			return err
		}
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		style, column := t.header, t.text
		if r.key {
			style = t.key
		}
		width := max(12, 2*float64(utf8.RuneCountInString(r.header))+4)
		if r.decl != nil {
			switch {
			case r.decl.IsName || r.edge != "":
				width = max(width, 28)
			case r.decl.Type == graph.TypeDecimal && r.decl.Unit == "ratio":
				column = t.percent
			case r.decl.Type == graph.TypeInt || r.decl.Type == graph.TypeDecimal || r.decl.Type == graph.TypeMoney:
				column = 0
			}
		}
		if r.own {
			width = 20
		}
		err = errors.Join(
			t.f.SetColStyle(name, letter, column),
			t.f.SetColWidth(name, letter, letter, min(width, 40)),
			t.f.SetCellStr(name, letter+"1", r.header),
			t.f.SetCellStyle(name, letter+"1", letter+"1", style),
			t.value(name, letter+"2", c.example.In(t.lang)),
			t.f.SetCellStyle(name, letter+"2", letter+"2", t.example),
			t.comment(name, letter+"1", r.note(t.voc, s, t.lang)),
		)
		if err != nil {
			return err
		}
		if list, texts := r.dropDown(t.voc, t.lang); len(texts) > 0 {
			if err := t.dropDown(name, letter+"2:"+letter+strconv.Itoa(lastRow), list, texts); err != nil {
				return err
			}
		}
	}
	// The source's own number and what the row is called stay in sight.
	return errors.Join(t.f.SetRowHeight(name, 1, 32), t.freeze(name, 2))
}

// value writes a text, if there is one.
func (t *writer) value(sheet, cell, text string) error {
	if text == "" {
		return nil
	}
	return t.f.SetCellStr(sheet, cell, text)
}

// comment adds a note, large enough for its text.
func (t *writer) comment(sheet, cell, text string) error {
	lines := strings.Split(text, "\n")
	height := 0
	for _, l := range lines {
		height += 1 + utf8.RuneCountInString(l)/30
	}
	return t.f.AddComment(sheet, excelize.Comment{Author: "ChainAtlas", Cell: cell, Width: 320, Height: uint(24 + 18*height),
		Paragraph: []excelize.RichTextRun{{Text: text}}})
}

// dropDown adds a drop-down list. Its entries are on a hidden sheet, because
// those written beside the cells may have 255 characters. What is not in the
// list is warned of, not refused: synonyms are understood, too.
func (t *writer) dropDown(sheet, area, list string, texts []string) error {
	formula, ok := t.lists[list]
	if !ok {
		letter, err := excelize.ColumnNumberToName(len(t.lists) + 1)
		if err != nil {
			return err
		}
		for i, s := range append([]string{list}, texts...) {
			if err := t.f.SetCellStr(SheetLists, letter+strconv.Itoa(i+1), s); err != nil {
				return err
			}
		}
		formula = "'" + SheetLists + "'!$" + letter + "$2:$" + letter + "$" + strconv.Itoa(len(texts)+1)
		t.lists[list] = formula
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref(area)
	v.SetSqrefDropList(formula)
	v.SetError(excelize.DataValidationErrorStyleWarning,
		t.say(graph.Label{Zh: "不在列表中", En: "Not in the list"}),
		t.say(graph.Label{Zh: "请尽量从列表中选择；同义词也能识别", En: "Choose from the list if you can; synonyms are understood, too"}))
	return t.f.AddDataValidation(sheet, v)
}
