package xlsx

import (
	"bytes"
	"errors"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// errStop says that whoever asked for the rows wants no more.
var errStop = errors.New("stopped")

// sheetReader reads the rows of one sheet.
type sheetReader struct {
	*scanner
	sheet   string // its name
	opts    *Options
	strings *sharedStrings
	kinds   []table.Kind // of numbers, by style; nil if the workbook has no styles
	yield   func(*table.Row, error) bool

	row     table.Row
	column  int // the last one seen in the row
	texts   arena
	value   []byte
	formula []byte
}

// cellType is the attribute t of a cell.
type cellType uint8

const (
	typeNumber cellType = iota
	typeShared
	typeString // of a formula
	typeInline
	typeBool
	typeError
	typeDate
)

// read yields the rows. It returns nil only if the end of the sheet was seen.
func (r *sheetReader) read() error {
	if err := r.root("worksheet"); err != nil {
		return err
	}
	seen := false
	for {
		ok, err := r.section("sheetData")
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if seen {
			return r.fail("有两个 <sheetData>", "there are two <sheetData>")
		}
		seen = true
		for {
			ok, err := r.child("row")
			if err != nil {
				return err
			}
			if !ok {
				break
			}
			if err := r.readRow(); err != nil {
				return err
			}
		}
	}
	if !seen {
		return r.fail("没有 <sheetData>", "there is no <sheetData>")
	}
	return r.drain()
}

func (r *sheetReader) readRow() error {
	number := r.row.Number + 1
	if v := r.attr("r"); v != nil {
		n, ok := number10(v)
		if !ok || n < 1 || n > maxRow {
			return damaged(r.op, r.sheet, graph.Labelf("第 %d 行之后的行号 %.40q 无效", "the row after row %d has the invalid number %.40q", r.row.Number, v))
		}
		if n < number {
			return damaged(r.op, r.sheet, graph.Labelf("行号乱序：第 %[2]d 行出现在第 %[1]d 行之后", "the rows are out of order: row %[2]d comes after row %[1]d", r.row.Number, n))
		}
		number = n
	}
	if number > maxRow {
		return damaged(r.op, r.sheet, graph.Labelf("超过 %d 行", "it has more than %d rows", maxRow))
	}
	r.row.Number, r.row.Hidden, r.row.Cells = number, r.flag("hidden"), r.row.Cells[:0]
	r.column = 0
	for {
		ok, err := r.child("c")
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if err := r.readCell(); err != nil {
			return err
		}
	}
	if len(r.row.Cells) > 0 && !r.yield(&r.row, nil) {
		return errStop
	}
	return nil
}

// place names the cell that is being read, such as "Sheet1!D40".
func (r *sheetReader) place() string {
	return r.sheet + "!" + cellName(r.column, r.row.Number)
}

func (r *sheetReader) readCell() error {
	typ, typed := typeNumber, true
	style, styled := 0, true
	r.column++
	for i := range r.attrs {
		switch v := r.attrs[i].value; string(r.attrs[i].name) {
		case "r":
			column, row, ok := parseRef(v)
			if !ok || row != r.row.Number {
				return damaged(r.op, r.sheet, graph.Labelf("第 %d 行中的单元格引用 %.40q 无效", "a cell of row %d has the invalid reference %.40q", r.row.Number, v))
			}
			if column < r.column {
				return damaged(r.op, r.sheet+"!"+string(v), graph.Labelf("单元格乱序或重复", "the cell is out of order, or occurs twice"))
			}
			r.column = column
		case "s":
			style, styled = number10(v)
		case "t":
			typ, typed = parseType(v)
		}
	}
	if !typed {
		return damaged(r.op, r.place(), graph.Labelf("未知的单元格类型 %.40q", "the cell has the unknown type %.40q", r.attr("t")))
	}
	if r.column > maxColumn {
		return damaged(r.op, r.sheet, graph.Labelf("第 %d 行超过 %d 列", "row %d has more than %d columns", r.row.Number, maxColumn))
	}
	c, err := r.content(typ)
	if err == errTooLong {
		return tooMuch(r.op, r.place(), graph.Labelf("单元格超过 %d 个字符", "the cell has more than %d characters", r.opts.MaxText))
	}
	if err != nil {
		return err
	}
	if c.Kind == table.Number && r.kinds != nil {
		if !styled || style >= len(r.kinds) {
			return damaged(r.op, r.place(), graph.Labelf("引用了不存在的样式", "the cell has a style that does not exist"))
		}
		c.Kind = r.kinds[style]
	}
	if c.Kind == table.Blank {
		return nil
	}
	if r.column > r.opts.MaxColumns {
		return tooMuch(r.op, r.place(), graph.Labelf("内容超出第 %d 列", "there is content beyond column %d", r.opts.MaxColumns))
	}
	c.Column = r.column
	r.row.Cells = append(r.row.Cells, c)
	return nil
}

// content reads what is in a cell, up to its end.
func (r *sheetReader) content(typ cellType) (table.Cell, error) {
	var hasValue, hasItem, hasFormula bool
	r.value, r.formula = r.value[:0], r.formula[:0]
	for {
		t, err := r.next()
		if err != nil {
			return table.Cell{}, err
		}
		if t == tokenEnd {
			break
		}
		if t == tokenText {
			if !allSpace(r.text) {
				return table.Cell{}, r.fail("元素之间有文字", "text stands between elements")
			}
			continue
		}
		switch name := string(r.name); {
		case r.main && name == "v" && !hasValue && !hasItem:
			hasValue = true
			r.value, err = r.appendElement(r.value, r.opts.MaxText)
		case r.main && name == "is" && !hasValue && !hasItem:
			hasItem = true
			r.value, err = r.appendItem(r.value, r.opts.MaxText)
		case r.main && name == "f" && !hasFormula:
			hasFormula = true
			r.formula, err = r.appendElement(r.formula, r.opts.MaxText)
		case r.main && (name == "v" || name == "is" || name == "f"):
			err = damaged(r.op, r.place(), graph.Labelf("单元格有两个值", "the cell has two values"))
		default:
			err = r.skip()
		}
		if err != nil {
			return table.Cell{}, err
		}
	}
	// The saved value of a formula may be the empty text, but no other is empty.
	if hasFormula && (r.opts.Formulas || len(r.value) == 0 && !(typ == typeString && hasValue)) {
		return table.Cell{Kind: table.Pending, Text: r.texts.string(r.formula)}, nil
	}
	if len(r.value) == 0 {
		return table.Cell{}, nil
	}
	return r.cell(typ)
}

// cell makes a cell of its value.
func (r *sheetReader) cell(typ cellType) (table.Cell, error) {
	v := r.value
	if typ != typeString && typ != typeInline {
		if v = bytes.TrimSpace(v); len(v) == 0 {
			return table.Cell{}, nil
		}
	}
	kind := table.Text
	switch typ {
	case typeShared:
		i, ok := number10(v)
		var text string
		if ok {
			text, ok = r.strings.at(i)
		}
		if !ok {
			return table.Cell{}, damaged(r.op, r.place(),
				graph.Labelf("引用了第 %.40s 个共享字符串，但只有 %d 个", "the cell refers to shared string %.40s, and there are %d", v, r.strings.count()))
		}
		if text == "" {
			return table.Cell{}, nil
		}
		return table.Cell{Kind: table.Text, Text: text}, nil
	case typeNumber:
		// Some producers write texts without a type: one bad cell is no reason to
		// refuse all others.
		if isNumber(v) {
			kind = table.Number
		}
	case typeBool:
		switch string(v) {
		case "1", "true":
			return table.Cell{Kind: table.Bool, Text: "1"}, nil
		case "0", "false":
			return table.Cell{Kind: table.Bool, Text: "0"}, nil
		}
	case typeError:
		kind = table.Error
	case typeDate:
		kind = table.Date
	}
	return table.Cell{Kind: kind, Text: r.texts.string(v)}, nil
}

func parseType(v []byte) (cellType, bool) {
	switch string(v) {
	case "s":
		return typeShared, true
	case "n":
		return typeNumber, true
	case "str":
		return typeString, true
	case "inlineStr":
		return typeInline, true
	case "b":
		return typeBool, true
	case "e":
		return typeError, true
	case "d":
		return typeDate, true
	}
	return 0, false
}
