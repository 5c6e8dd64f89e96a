package mapping

import (
	"strings"

	"golang.org/x/text/width"

	"github.com/chainatlas/chainatlas/graph"
)

// Explain tells in a language what was recognised and why, column by column, as
// aligned text with a line break at its end.
func (f *Found) Explain(lang string) string {
	var b strings.Builder
	say := func(l graph.Label) { b.WriteString(l.In(lang)) }
	name := f.Document
	if f.Sheet != "" {
		name = strings.TrimPrefix(name+" · "+f.Sheet, " · ")
	}
	if name != "" {
		b.WriteString(name)
		say(graph.Labelf("：", ": "))
	}
	switch {
	case f.Recognised():
		k := f.r.voc.Kind(f.Kind)
		en := string(f.Kind)
		if k.Label.En != en {
			en += " (" + k.Label.En + ")"
		}
		say(graph.Label{Zh: k.Label.Zh + "（" + string(f.Kind) + "）", En: en})
	case f.Near != "":
		k := f.r.voc.Kind(f.Near)
		say(graph.Labelf("未识别；最接近%s（%s），%[3]s", "not recognised; nearest is %[2]s, but %[4]s", k.Label.Zh, string(f.Near), f.Lacks.Zh, f.Lacks.En))
	default:
		say(graph.Labelf("未识别：%[1]s", "not recognised: %[2]s", f.Lacks.Zh, f.Lacks.En))
	}
	b.WriteByte('\n')
	if f.HeaderFirst > 0 {
		rows := graph.Labelf("第 %d 行", "row %d", f.HeaderLast)
		if f.HeaderFirst != f.HeaderLast {
			rows = graph.Labelf("第 %d–%d 行", "rows %d–%d", f.HeaderFirst, f.HeaderLast)
		}
		say(graph.Labelf("表头在%s，数据从第 %d 行起，%s–%s 列", "headers in %s, data from row %d, columns %s–%s",
			rows.In(lang), f.DataFirst, ColumnLetters(f.FirstColumn), ColumnLetters(f.LastColumn)))
		if f.DataLast > 0 {
			say(graph.Labelf("，到第 %d 行为止", ", to row %d", f.DataLast))
		}
		b.WriteByte('\n')
	}
	var rows [][]string
	if f.Near != "" || f.Recognised() {
		for i := range f.Columns {
			c := &f.Columns[i]
			header := c.Header
			if header == "" {
				header = graph.Labelf("（无表头）", "(no header)").In(lang)
			}
			rows = append(rows, []string{ColumnLetters(c.Number), header, c.meaning(lang), c.Why.In(lang)})
		}
	}
	align(&b, rows)
	for _, n := range f.Notes {
		say(graph.Labelf("注意：", "note: "))
		say(n)
		b.WriteByte('\n')
	}
	return b.String()
}

// meaning tells what a column means, in the words of a mapping file.
func (c *Column) meaning(lang string) string {
	var s string
	switch c.Role {
	case RoleProperty:
		s = c.Property
	case RoleReference:
		arrow := "→"
		if c.Incoming {
			arrow = "←"
		}
		s = c.Edge + " " + arrow + " " + string(c.Other) + "." + c.Property
		if c.means.column != nil {
			for _, w := range c.means.column.With {
				s += " (" + w.Property + " " + w.Value.String() + ")"
			}
		}
	case RoleQualifier:
		s = c.Edge + " / " + string(c.Other) + "." + c.Property
	case RoleAttribute:
		s = c.Edge + ": " + c.Property
	case RolePeriod:
		s = graph.Labelf("期间", "period").In(lang)
	case RoleCurrency:
		s = graph.Labelf("%s 列的币种", "currency of %s", ColumnLetters(c.For)).In(lang)
	case RoleSpare:
		s = graph.Labelf("补 %s 列", "for %s", ColumnLetters(c.For)).In(lang)
	case RoleUnused:
		s = graph.Labelf("不用", "unused").In(lang)
	case RoleMapped:
		s = graph.Labelf("见映射文件", "mapped").In(lang)
	default:
		s = strings.TrimSpace("? " + c.Property)
	}
	if c.Role == RoleProperty || c.Role == RoleAttribute {
		if c.Period != "" {
			s += " @ " + c.Period
		}
		if c.Unit != "" {
			s += " [" + c.Unit + "]"
		}
	}
	return s
}

// align writes rows of cells in columns, two blanks apart.
func align(b *strings.Builder, rows [][]string) {
	const most = 40 // a wider cell pushes its row to the right
	var widths []int
	for _, r := range rows {
		for i, s := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], min(most, textWidth(s)))
		}
	}
	for _, r := range rows {
		line := ""
		for i, s := range r {
			line += s
			if i < len(r)-1 {
				line += strings.Repeat(" ", max(0, widths[i]-textWidth(s))+2)
			}
		}
		b.WriteString("  " + strings.TrimRight(line, " ") + "\n")
	}
}

// textWidth is how many places a text takes where Han characters take two.
func textWidth(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
