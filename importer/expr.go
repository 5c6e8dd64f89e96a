package importer

import (
	"regexp"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
)

// expr is a [mapping.Expr] bound to the columns of one table. It is immutable
// and safe for concurrent use.
type expr struct {
	columns  []int // from 1; none of a constant or a name, or if the table has none of them
	constant string
	absent   bool // the table has none of the columns: nothing is said
	plain    bool // the cell as it is
	join     string
	first    bool
	split    []string
	part     int
	pattern  *regexp.Regexp
	replace  []replacement
	lookup   map[string]string
	strict   bool
	blank    []string
	fallback string
	within   *expr
}

type replacement struct {
	pattern *regexp.Regexp
	with    string
}

// expr binds an expression. The names of columns that the table lacks are added
// to missing. What a sheet or file is called is a constant of its tables.
func (b *binder) expr(e *mapping.Expr) (*expr, error) {
	x := &expr{constant: e.Constant, join: e.Join, first: e.First, split: e.Split, part: e.Part, strict: e.Strict, blank: e.Blank, fallback: e.Default}
	switch e.From {
	case mapping.FromSheet:
		x.constant = b.sheet
	case mapping.FromFile:
		x.constant = b.file
	}
	for _, name := range e.Columns {
		if c := b.headers.Find(name); c > 0 {
			x.columns = append(x.columns, c)
		} else if !slices.Contains(b.missing, name) {
			b.missing = append(b.missing, name)
		}
	}
	x.absent = len(x.columns) == 0 && len(e.Columns) > 0
	var err error
	if e.Pattern != "" {
		if x.pattern, err = regexp.Compile(e.Pattern); err != nil {
			return nil, invalidPattern(err)
		}
	}
	for _, r := range e.Replace {
		re, err := regexp.Compile(r.Pattern)
		if err != nil {
			return nil, invalidPattern(err)
		}
		x.replace = append(x.replace, replacement{re, r.With})
	}
	if e.Lookup != "" {
		table, ok := b.mapping.Lookups[e.Lookup]
		if !ok {
			return nil, invalid("", "没有对照表 %q，请加入 lookups", "there is no lookup %q: add it to lookups", e.Lookup)
		}
		x.lookup = make(map[string]string, len(table))
		for from, to := range table {
			x.lookup[graph.HeaderKey(from)] = to
		}
	}
	if e.Within != nil {
		if x.within, err = b.expr(e.Within); err != nil {
			return nil, err
		}
	}
	x.plain = len(x.columns) == 1 && x.split == nil && x.pattern == nil && x.replace == nil && x.lookup == nil && x.fallback == "" && len(x.blank) == 0
	return x, nil
}

func invalidPattern(err error) error {
	return invalid("", "正则表达式有误：%v", "a regular expression is wrong: %v", err)
}

// column returns the column that a problem of the expression is told of.
func (x *expr) column(row *table.Row) int {
	for _, c := range x.columns {
		if !blankText(row.Cell(c)) {
			return c
		}
	}
	if len(x.columns) > 0 {
		return x.columns[0]
	}
	return 0
}

// firstColumn returns the first of the columns that the expression reads; 0 if it
// reads none.
func (x *expr) firstColumn() int {
	if len(x.columns) == 0 {
		return 0
	}
	return x.columns[0]
}

// cell evaluates the expression to one cell: the zero Cell if nothing is said.
// It reports false if a strict lookup does not know the text.
func (x *expr) cell(row *table.Row) (table.Cell, bool) {
	if x.plain {
		return row.Cell(x.columns[0]), true
	}
	c := x.take(row)
	if x.split == nil && x.pattern == nil && x.replace == nil && x.lookup == nil && len(x.blank) == 0 {
		if c.Kind == table.Blank && x.fallback != "" {
			return table.Cell{Column: c.Column, Kind: table.Text, Text: x.fallback}, true
		}
		return c, true
	}
	if c.Kind == table.Error || c.Kind == table.Pending {
		return c, true
	}
	text, known := x.refine(x.piece(c.Text))
	switch {
	case !known:
		return c, false
	case text == "":
		return table.Cell{}, true
	case text == c.Text:
		return c, true // with its kind
	}
	return table.Cell{Column: c.Column, Kind: table.Text, Text: text}, true
}

// piece takes the part of a text that the expression asks for.
func (x *expr) piece(text string) string {
	if x.split == nil || x.part == 0 {
		return text
	}
	pieces := splitText(text, x.split)
	switch {
	case x.part > 0 && x.part <= len(pieces):
		return pieces[x.part-1]
	case x.part < 0 && -x.part <= len(pieces):
		return pieces[len(pieces)+x.part]
	}
	return ""
}

// texts evaluates the expression to several texts, separated by separators (or,
// if it has its own, by those).
func (x *expr) texts(row *table.Row, separators []string) ([]string, bool) {
	c := x.take(row)
	if c.Kind == table.Blank && x.fallback == "" {
		return nil, true
	}
	if x.split != nil && x.part == 0 {
		separators = x.split
	}
	var out []string
	for _, piece := range splitText(c.Text, separators) {
		text, known := x.refine(piece)
		if !known {
			return []string{piece}, false
		}
		if text != "" {
			out = append(out, text)
		}
	}
	if len(out) == 0 && x.fallback != "" {
		out = append(out, x.fallback)
	}
	return out, true
}

// take returns the cell, or the joined cells, that the expression begins with.
func (x *expr) take(row *table.Row) table.Cell {
	if x.columns == nil {
		if x.constant == "" {
			return table.Cell{}
		}
		return table.Cell{Kind: table.Text, Text: x.constant}
	}
	var taken table.Cell
	for _, column := range x.columns {
		c := row.Cell(column)
		if c.Kind == table.Blank || strings.TrimSpace(c.Text) == "" && c.Kind == table.Text {
			continue
		}
		switch {
		case taken.Kind == table.Blank:
			taken = c
			if x.first {
				return taken
			}
		default:
			taken = table.Cell{Column: taken.Column, Kind: table.Text, Text: taken.Text + x.join + c.Text}
		}
	}
	return taken
}

// refine applies the pattern, the replacements, the lookup and the default to a
// text. It reports false if a strict lookup does not know it.
func (x *expr) refine(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if text != "" && x.pattern != nil {
		m := x.pattern.FindStringSubmatch(text)
		switch {
		case m == nil:
			text = ""
		case len(m) > 1:
			text = m[1]
		default:
			text = m[0]
		}
	}
	for _, r := range x.replace {
		text = r.pattern.ReplaceAllString(text, r.with)
	}
	text = strings.TrimSpace(text)
	if text != "" && x.lookup != nil {
		if to, ok := x.lookup[graph.HeaderKey(text)]; ok {
			text = to
		} else if x.strict {
			return text, false
		}
	}
	if slices.Contains(x.blank, text) {
		text = ""
	}
	if text == "" {
		text = x.fallback
	}
	return text, true
}

// splitText splits a text at any of the separators and drops empty pieces.
func splitText(s string, separators []string) []string {
	pieces := []string{s}
	for _, sep := range separators {
		if sep == "" {
			continue
		}
		var next []string
		for _, p := range pieces {
			next = append(next, strings.Split(p, sep)...)
		}
		pieces = next
	}
	out := pieces[:0]
	for _, p := range pieces {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// condition is a [mapping.Condition] bound to a column.
type condition struct {
	column  int // 0 if the table lacks it
	is      []string
	matches *regexp.Regexp
	blank   *bool
	not     bool
}

func bindConditions(all []mapping.Condition, headers mapping.Headers, missing *[]string) ([]condition, error) {
	var out []condition
	for _, c := range all {
		x := condition{column: headers.Find(c.Column), is: c.Is, blank: c.Blank, not: c.Not}
		if x.column == 0 && !slices.Contains(*missing, c.Column) {
			*missing = append(*missing, c.Column)
		}
		if c.Matches != "" {
			var err error
			if x.matches, err = regexp.Compile(c.Matches); err != nil {
				return nil, invalidPattern(err)
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// holds reports whether a row meets the condition. A column that the table lacks
// is neither blank nor filled: that it is missing is told.
func (c *condition) holds(row *table.Row) bool {
	if c.column == 0 && c.blank != nil {
		return false
	}
	text := strings.TrimSpace(row.Cell(c.column).Text)
	var holds bool
	switch {
	case c.blank != nil:
		holds = (text == "") == *c.blank
	case c.matches != nil:
		holds = c.matches.MatchString(text)
	default:
		holds = slices.Contains(c.is, text)
	}
	return holds != c.not
}

func allHold(conditions []condition, row *table.Row) bool {
	for i := range conditions {
		if !conditions[i].holds(row) {
			return false
		}
	}
	return true
}
