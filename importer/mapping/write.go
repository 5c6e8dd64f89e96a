package mapping

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// YAML writes the mapping as a file that [Parse] reads back to an equal one. It
// fails with graph.CodeInvalid if a file cannot say what the mapping says: a
// property set twice, a text that is not UTF-8.
func (m *Mapping) YAML() ([]byte, error) {
	w := &writer{}
	n := w.mapping(m)
	if w.err != nil {
		return nil, w.err
	}
	var b strings.Builder
	block(&b, n, 0)
	return []byte(b.String()), nil
}

// writer makes nodes of a mapping.
type writer struct{ err error }

func (w *writer) failf(format string, args ...any) {
	if w.err == nil {
		w.err = graph.Errorf(graph.CodeInvalid, "mapping.YAML", format, args...)
	}
}

func object() *yamlfile.Node { return &yamlfile.Node{Kind: yamlfile.Object} }

func (w *writer) text(s string) *yamlfile.Node {
	if !utf8.ValidString(s) {
		w.failf("%q is not UTF-8", s)
	}
	return &yamlfile.Node{Kind: yamlfile.Scalar, Text: s}
}

func word(s string, k yamlfile.ScalarKind) *yamlfile.Node {
	return &yamlfile.Node{Kind: yamlfile.Scalar, Text: s, Scalar: k}
}

func put(n *yamlfile.Node, key string, v *yamlfile.Node) {
	if v != nil {
		n.Entries = append(n.Entries, yamlfile.Entry{Key: &yamlfile.Node{Kind: yamlfile.Scalar, Text: key}, Value: v})
	}
}

// putText puts a text unless it is empty.
func (w *writer) putText(n *yamlfile.Node, key, s string) {
	if s != "" {
		put(n, key, w.text(s))
	}
}

func putFlag(n *yamlfile.Node, key string, is bool) {
	if is {
		put(n, key, word("true", yamlfile.Bool))
	}
}

// putTexts puts a list of texts unless it is empty, as one text if it has one.
func (w *writer) putTexts(n *yamlfile.Node, key string, texts []string) {
	switch len(texts) {
	case 0:
	case 1:
		put(n, key, w.text(texts[0]))
	default:
		put(n, key, w.list(texts))
	}
}

func (w *writer) list(texts []string) *yamlfile.Node {
	l := &yamlfile.Node{Kind: yamlfile.List}
	for _, s := range texts {
		l.Items = append(l.Items, w.text(s))
	}
	return l
}

func (w *writer) mapping(m *Mapping) *yamlfile.Node {
	n := object()
	put(n, "version", word(strconv.Itoa(m.Version), yamlfile.Int))
	if s := m.Source; s != nil {
		if *s == (Source{ID: s.ID}) {
			put(n, "source", w.text(string(s.ID)))
		} else {
			o := object()
			w.putText(o, "id", string(s.ID))
			w.putText(o, "name", s.Name)
			w.putText(o, "publisher", s.Publisher)
			for _, name := range sortedKeys(trusts) {
				if trusts[name] == s.Trust {
					put(o, "trust", word(name, yamlfile.Text))
				}
			}
			w.putText(o, "licence", s.Licence)
			put(n, "source", o)
		}
	}
	w.putText(n, "dataDate", m.DataDate.String())
	if len(m.Lookups) > 0 {
		o := object()
		for _, name := range sortedKeys(m.Lookups) {
			put(o, name, w.dictionary(m.Lookups[name]))
		}
		put(n, "lookups", o)
	}
	if len(m.Synonyms) > 0 {
		o := object()
		for _, k := range sortedKeys(m.Synonyms) {
			x := object()
			for _, p := range sortedKeys(m.Synonyms[k]) {
				w.putTexts(x, p, m.Synonyms[k][p])
			}
			put(o, string(k), x)
		}
		put(n, "synonyms", o)
	}
	if len(m.Defaults) > 0 {
		o := object()
		for _, k := range sortedKeys(m.Defaults) {
			put(o, string(k), w.dictionary(m.Defaults[k]))
		}
		put(n, "defaults", o)
	}
	if len(m.Tables) > 0 {
		l := &yamlfile.Node{Kind: yamlfile.List}
		for i := range m.Tables {
			l.Items = append(l.Items, w.table(&m.Tables[i]))
		}
		put(n, "tables", l)
	}
	return n
}

func (w *writer) dictionary(m map[string]string) *yamlfile.Node {
	o := object()
	for _, k := range sortedKeys(m) {
		put(o, k, w.text(m[k]))
	}
	return o
}

func (w *writer) table(t *Table) *yamlfile.Node {
	n := object()
	w.putText(n, "name", t.Name)
	w.putText(n, "file", t.File)
	w.putText(n, "sheet", t.Sheet)
	switch {
	case t.NoHeader:
		put(n, "headers", word("none", yamlfile.Text))
	case t.HeaderFirst != 0 && t.HeaderFirst == t.HeaderLast:
		put(n, "headers", word(strconv.Itoa(t.HeaderFirst), yamlfile.Int))
	case t.HeaderFirst != 0:
		put(n, "headers", &yamlfile.Node{Kind: yamlfile.List, Items: []*yamlfile.Node{
			word(strconv.Itoa(t.HeaderFirst), yamlfile.Int), word(strconv.Itoa(t.HeaderLast), yamlfile.Int),
		}})
	}
	putFlag(n, "auto", t.Auto)
	w.conditions(n, "skip", t.Skip)
	w.putTexts(n, "fillDown", t.FillDown)
	w.putTexts(n, "ignore", t.Ignore)
	putFlag(n, "complete", t.Complete)
	if len(t.Records) > 0 {
		l := &yamlfile.Node{Kind: yamlfile.List}
		for i := range t.Records {
			l.Items = append(l.Items, w.record(&t.Records[i]))
		}
		put(n, "records", l)
	}
	return n
}

func (w *writer) record(r *Record) *yamlfile.Node {
	n := object()
	w.putText(n, "kind", string(r.Kind))
	w.putText(n, "table", r.Table)
	w.conditions(n, "when", r.When)
	if r.Period != nil {
		put(n, "period", w.expr(r.Period, nil))
	}
	w.properties(n, "set", r.Set)
	if len(r.Edges) > 0 {
		l := &yamlfile.Node{Kind: yamlfile.List}
		for i := range r.Edges {
			l.Items = append(l.Items, w.edge(&r.Edges[i]))
		}
		put(n, "edges", l)
	}
	return n
}

func (w *writer) properties(n *yamlfile.Node, key string, set []Property) {
	if len(set) == 0 {
		return
	}
	o := object()
	for i := range set {
		if o.Get(set[i].Name) != nil {
			w.failf("%s is set twice; join its columns in one expression", set[i].Name)
		}
		put(o, set[i].Name, w.expr(&set[i].Expr, nil))
	}
	put(n, key, o)
}

func (w *writer) edge(e *Edge) *yamlfile.Node {
	n := object()
	w.putText(n, "type", e.Type)
	if e.Incoming {
		w.putText(n, "from", string(e.Kind))
	} else {
		w.putText(n, "to", string(e.Kind))
	}
	w.properties(n, "by", e.By)
	w.putTexts(n, "each", e.Each)
	w.conditions(n, "when", e.When)
	w.properties(n, "qualifier", e.Qualifier)
	if len(e.Attributes) > 0 {
		o := object()
		for i := range e.Attributes {
			a := &e.Attributes[i]
			x := w.expr(&a.Expr, a.Period)
			switch before := o.Get(a.Name); {
			case before == nil:
				put(o, a.Name, x)
			case before.Kind == yamlfile.List:
				before.Items = append(before.Items, x)
			default:
				for j := range o.Entries {
					if o.Entries[j].Value == before {
						o.Entries[j].Value = &yamlfile.Node{Kind: yamlfile.List, Items: []*yamlfile.Node{before, x}}
					}
				}
			}
		}
		put(n, "attributes", o)
	}
	return n
}

func (w *writer) conditions(n *yamlfile.Node, key string, all []Condition) {
	if len(all) == 0 {
		return
	}
	l := &yamlfile.Node{Kind: yamlfile.List}
	for i := range all {
		c := &all[i]
		o := object()
		w.putText(o, "column", c.Column)
		w.putTexts(o, "is", c.Is)
		w.putText(o, "matches", c.Matches)
		if c.Blank != nil {
			put(o, "blank", word(strconv.FormatBool(*c.Blank), yamlfile.Bool))
		}
		putFlag(o, "not", c.Not)
		l.Items = append(l.Items, o)
	}
	if len(l.Items) == 1 {
		l = l.Items[0]
	}
	put(n, key, l)
}

func (w *writer) expr(e *Expr, period *Expr) *yamlfile.Node {
	n := object()
	switch {
	case len(e.Columns) == 1:
		w.putText(n, "column", e.Columns[0])
	case len(e.Columns) > 1:
		put(n, "columns", w.list(e.Columns))
	}
	w.putText(n, "constant", e.Constant)
	w.putText(n, "from", e.From)
	w.putText(n, "join", e.Join)
	putFlag(n, "first", e.First)
	w.putTexts(n, "split", e.Split)
	if e.Part != 0 {
		put(n, "part", word(strconv.Itoa(e.Part), yamlfile.Int))
	}
	w.putText(n, "pattern", e.Pattern)
	if len(e.Replace) > 0 {
		l := &yamlfile.Node{Kind: yamlfile.List}
		for _, r := range e.Replace {
			o := object()
			w.putText(o, "pattern", r.Pattern)
			w.putText(o, "with", r.With)
			l.Items = append(l.Items, o)
		}
		put(n, "replace", l)
	}
	w.putText(n, "lookup", e.Lookup)
	putFlag(n, "strict", e.Strict)
	w.putTexts(n, "blank", e.Blank)
	w.putText(n, "default", e.Default)
	w.putText(n, "unit", e.Unit)
	w.putText(n, "order", e.Order)
	if e.Within != nil {
		put(n, "within", w.expr(e.Within, nil))
	}
	if period != nil {
		put(n, "period", w.expr(period, nil))
	}
	if len(n.Entries) == 1 && n.Entries[0].Key.Text == "column" {
		return n.Entries[0].Value
	}
	return n
}

// maxFlow is how long a value may be, in characters, to stand on one line.
const maxFlow = 90

// block writes an object or a list over several lines, at an indentation.
func block(b *strings.Builder, n *yamlfile.Node, indent int) {
	pad := strings.Repeat("  ", indent)
	switch n.Kind {
	case yamlfile.Object:
		for i, e := range n.Entries {
			if i > 0 || b.Len() > 0 && strings.HasSuffix(b.String()[b.Len()-1:], "\n") {
				b.WriteString(pad)
			}
			b.WriteString(scalarText(e.Key))
			b.WriteByte(':')
			below(b, e.Value, indent)
		}
	case yamlfile.List:
		for _, item := range n.Items {
			b.WriteString(pad + "- ")
			if line, ok := flow(item, false); ok {
				b.WriteString(line + "\n")
				continue
			}
			block(b, item, indent+1)
		}
	}
}

// below writes the value of a key: on its line if it fits, else on those below.
func below(b *strings.Builder, v *yamlfile.Node, indent int) {
	if line, ok := flow(v, false); ok {
		b.WriteString(" " + line + "\n")
		return
	}
	b.WriteByte('\n')
	block(b, v, indent+1)
}

// flow writes a value on one line, if it is small and plain enough: a scalar,
// a list of scalars, or an object of such. Deeper ones only inside others.
func flow(n *yamlfile.Node, inside bool) (string, bool) {
	var parts []string
	open, shut := "{", "}"
	switch n.Kind {
	case yamlfile.Scalar:
		return scalarText(n), true
	case yamlfile.List:
		open, shut = "[", "]"
		for _, item := range n.Items {
			s, ok := flow(item, true)
			if !ok || !inside && item.Kind == yamlfile.Object {
				return "", false
			}
			parts = append(parts, s)
		}
	case yamlfile.Object:
		for _, e := range n.Entries {
			s, ok := flow(e.Value, true)
			if !ok {
				return "", false
			}
			switch e.Key.Text {
			case "kind", "type", "set", "by", "records": // these read better on lines of their own
				return "", false
			}
			parts = append(parts, scalarText(e.Key)+": "+s)
		}
	}
	s := open + strings.Join(parts, ", ") + shut
	return s, utf8.RuneCountInString(s) <= maxFlow
}

// Quote returns a text as it is written in a mapping file: quoted unless it is plain
// beyond doubt.
func Quote(text string) string {
	return scalarText(&yamlfile.Node{Scalar: yamlfile.Text, Text: text})
}

// scalarText writes a scalar, quoted unless it is plain beyond doubt.
func scalarText(n *yamlfile.Node) string {
	if n.Scalar != yamlfile.Text || plain(n.Text) {
		return n.Text
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range n.Text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r > 0xFFFF && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08X`, r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// plain reports whether a text can stand without quotes, also in brackets, and
// is read as a text: it begins with a letter and has nothing that YAML knows.
func plain(s string) bool {
	switch strings.ToLower(s) {
	case "", "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return false
	}
	last := ' '
	for i, r := range s {
		switch {
		case unicode.IsLetter(r):
		case i == 0:
			return isYear(s)
		case unicode.IsDigit(r), r == '_', r == '-', r == '.', r == '/', r == '*', r == '（', r == '）', r == '、', r == '%':
		case r == ' ' && last != ' ':
		default:
			return false
		}
		last = r
	}
	return last != ' '
}

// isYear reports whether a text is a year or a date, which reads better without
// quotes.
func isYear(s string) bool {
	_, err := graph.ParseDate(s)
	return err == nil
}
