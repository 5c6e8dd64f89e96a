package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// book is a workbook: a sheet that explains it, one that declares its source,
// and its tables.
type book struct {
	lang   string // of headers, codes and texts: "zh" or "en"
	title  graph.Label
	about  []paragraph
	source []pair
	sheets []sheet
}

// pair is a line of two cells.
type pair struct{ name, text string }

// paragraph is a part of the first sheet: a heading, and lines below it.
type paragraph struct {
	heading string
	lines   []pair
}

// sheet is a table: one row of headers, then records.
type sheet struct {
	name    string
	columns []column
	rows    []row
}

// row has the texts of a record by column, as [column.key] names them.
type row map[string]string

// column is a column of a sheet.
type column struct {
	key     string // of row
	header  string
	width   float64
	list    *graph.CodeList // its cells are codes or what the list knows
	yes     bool            // its cells are true or blank
	number  bool            // its cells are numbers where they have only digits
	part    bool            // … shown as percentages
	several string          // separates its cells' texts
	note    string          // shown at the header
}

// writer knows the language and the vocabulary that headers come from.
type writer struct {
	lang string
	v    *graph.Vocabulary
}

// own is a column of a property of a kind. Its header is the vocabulary's label.
func (w writer) own(kind graph.Kind, property string, width float64) column {
	return w.of(w.v.Kind(kind).Property(property), width)
}

// attribute is a column of an attribute of an edge type.
func (w writer) attribute(edge, name string, width float64) column {
	return w.of(w.v.Edge(edge).Attribute(name), width)
}

func (w writer) of(p *graph.PropertyDecl, width float64) column {
	c := column{key: p.Name, header: p.Label.In(w.lang), width: width}
	switch p.Type {
	case graph.TypeCode:
		c.list = w.v.List(p.List)
		c.note = w.choices(c.list)
	case graph.TypeBool:
		c.yes = true
		c.note = w.say("是，或留空", "Yes, or blank")
	case graph.TypeInt, graph.TypeDecimal, graph.TypeMoney:
		c.number, c.part = true, p.Unit == "ratio"
	}
	if p.Set {
		c.several = w.comma()
	}
	return c
}

// reference is a column that names the other end of an edge.
func (w writer) reference(key, zh, en string, width float64) column {
	return column{key: key, header: w.say(zh, en), width: width}
}

func (w writer) say(zh, en string) string { return graph.Label{Zh: zh, En: en}.In(w.lang) }

// comma separates several texts in one cell. Names have commas, so English has
// the semicolon.
func (w writer) comma() string { return w.say("、", "; ") }

// choices lists the codes of a short list.
func (w writer) choices(l *graph.CodeList) string {
	if len(l.Entries) > 16 {
		return ""
	}
	var all []string
	for i := range l.Entries {
		all = append(all, l.Entries[i].Label.In(w.lang))
	}
	return w.say("可填：", "One of: ") + strings.Join(all, w.comma())
}

func (c column) as(key string) column        { c.key = key; return c }
func (c column) noted(note string) column    { c.note = strings.TrimSpace(note + "\n" + c.note); return c }
func (c column) severally(sep string) column { c.several = sep; return c }
func (c column) headed(header string) column { c.header = header; return c }

// cell returns the value of a cell as it is written: a string, a number or nil.
func (w writer) cell(c column, text string) (any, error) {
	switch {
	case text == "":
		return nil, nil
	case c.yes:
		if text != "true" {
			return nil, fmt.Errorf("column %s: %q is not true", c.header, text)
		}
		return w.say("是", "Yes"), nil
	case c.list != nil:
		return w.code(c, text)
	case c.several != "":
		return strings.ReplaceAll(text, "、", c.several), nil
	case c.number:
		if d, err := graph.ParseDecimal(text); err == nil && !strings.HasPrefix(text, "+") {
			return d.Float64(), nil
		}
	}
	return text, nil
}

// code returns a code's label, if that means the code again; what a source
// printed in the workbook's language stays as printed.
func (w writer) code(c column, text string) (any, error) {
	code, ok := c.list.Find(text)
	if !ok {
		return nil, fmt.Errorf("column %s: %q is not in the list %s", c.header, text, c.list.Name)
	}
	if code != text && w.lang == "zh" {
		return text, nil
	}
	return c.list.Print(code, w.lang), nil
}

// readTable reads a table of people's facts. Where a column X.en stands beside
// X, an English workbook takes its cells, as far as they are filled.
func readTable(folder, name, lang string) ([]row, error) {
	f, err := os.Open(filepath.Join(folder, name+".csv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: no headers", name)
	}
	var rows []row
	for _, cells := range all[1:] {
		r := row{}
		for i, key := range all[0] {
			r[key] = cells[i]
		}
		for i, key := range all[0] {
			if base, ok := strings.CutSuffix(key, ".en"); ok {
				r[base+".zh"] = r[base]
				if lang == "en" && cells[i] != "" {
					r[base] = cells[i]
				}
			}
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// used leaves out the columns that no row fills.
func (t sheet) used() sheet {
	t.columns = slices.DeleteFunc(slices.Clone(t.columns), func(c column) bool {
		return !slices.ContainsFunc(t.rows, func(r row) bool { return r[c.key] != "" })
	})
	return t
}

// sizes tells how many rows each sheet has. It is one text, because a sheet's
// name in a cell of its own looks like a header.
func (b *book) sizes(w writer) string {
	var all []string
	for _, s := range b.sheets {
		all = append(all, fmt.Sprintf("%s %d", s.name, len(s.rows)))
	}
	return strings.Join(all, w.say("，", ", "))
}
