package mapping

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
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

func object() *node { return &node{kind: objectNode} }

func (w *writer) text(s string) *node {
	if !utf8.ValidString(s) {
		w.failf("%q is not UTF-8", s)
	}
	return &node{kind: scalarNode, text: s}
}

func word(s string, k scalarKind) *node { return &node{kind: scalarNode, text: s, scalar: k} }

func (n *node) put(key string, v *node) {
	if v != nil {
		n.entries = append(n.entries, entry{&node{kind: scalarNode, text: key}, v})
	}
}

// putText puts a text unless it is empty.
func (w *writer) putText(n *node, key, s string) {
	if s != "" {
		n.put(key, w.text(s))
	}
}

func (n *node) putFlag(key string, is bool) {
	if is {
		n.put(key, word("true", boolScalar))
	}
}

// putTexts puts a list of texts unless it is empty, as one text if it has one.
func (w *writer) putTexts(n *node, key string, texts []string) {
	switch len(texts) {
	case 0:
	case 1:
		n.put(key, w.text(texts[0]))
	default:
		n.put(key, w.list(texts))
	}
}

func (w *writer) list(texts []string) *node {
	l := &node{kind: listNode}
	for _, s := range texts {
		l.items = append(l.items, w.text(s))
	}
	return l
}

func (w *writer) mapping(m *Mapping) *node {
	n := object()
	n.put("version", word(strconv.Itoa(m.Version), intScalar))
	if s := m.Source; s != nil {
		if *s == (Source{ID: s.ID}) {
			n.put("source", w.text(string(s.ID)))
		} else {
			o := object()
			w.putText(o, "id", string(s.ID))
			w.putText(o, "name", s.Name)
			w.putText(o, "publisher", s.Publisher)
			for _, name := range sortedKeys(trusts) {
				if trusts[name] == s.Trust {
					o.put("trust", word(name, textScalar))
				}
			}
			w.putText(o, "licence", s.Licence)
			n.put("source", o)
		}
	}
	w.putText(n, "dataDate", m.DataDate.String())
	if len(m.Lookups) > 0 {
		o := object()
		for _, name := range sortedKeys(m.Lookups) {
			o.put(name, w.dictionary(m.Lookups[name]))
		}
		n.put("lookups", o)
	}
	if len(m.Synonyms) > 0 {
		o := object()
		for _, k := range sortedKeys(m.Synonyms) {
			x := object()
			for _, p := range sortedKeys(m.Synonyms[k]) {
				w.putTexts(x, p, m.Synonyms[k][p])
			}
			o.put(string(k), x)
		}
		n.put("synonyms", o)
	}
	if len(m.Defaults) > 0 {
		o := object()
		for _, k := range sortedKeys(m.Defaults) {
			o.put(string(k), w.dictionary(m.Defaults[k]))
		}
		n.put("defaults", o)
	}
	if len(m.Tables) > 0 {
		l := &node{kind: listNode}
		for i := range m.Tables {
			l.items = append(l.items, w.table(&m.Tables[i]))
		}
		n.put("tables", l)
	}
	return n
}

func (w *writer) dictionary(m map[string]string) *node {
	o := object()
	for _, k := range sortedKeys(m) {
		o.put(k, w.text(m[k]))
	}
	return o
}

func (w *writer) table(t *Table) *node {
	n := object()
	w.putText(n, "name", t.Name)
	w.putText(n, "file", t.File)
	w.putText(n, "sheet", t.Sheet)
	switch {
	case t.NoHeader:
		n.put("headers", word("none", textScalar))
	case t.HeaderFirst != 0 && t.HeaderFirst == t.HeaderLast:
		n.put("headers", word(strconv.Itoa(t.HeaderFirst), intScalar))
	case t.HeaderFirst != 0:
		n.put("headers", &node{kind: listNode, items: []*node{
			word(strconv.Itoa(t.HeaderFirst), intScalar), word(strconv.Itoa(t.HeaderLast), intScalar),
		}})
	}
	n.putFlag("auto", t.Auto)
	w.conditions(n, "skip", t.Skip)
	w.putTexts(n, "fillDown", t.FillDown)
	w.putTexts(n, "ignore", t.Ignore)
	n.putFlag("complete", t.Complete)
	if len(t.Records) > 0 {
		l := &node{kind: listNode}
		for i := range t.Records {
			l.items = append(l.items, w.record(&t.Records[i]))
		}
		n.put("records", l)
	}
	return n
}

func (w *writer) record(r *Record) *node {
	n := object()
	w.putText(n, "kind", string(r.Kind))
	w.putText(n, "table", r.Table)
	w.conditions(n, "when", r.When)
	if r.Period != nil {
		n.put("period", w.expr(r.Period, nil))
	}
	w.properties(n, "set", r.Set)
	if len(r.Edges) > 0 {
		l := &node{kind: listNode}
		for i := range r.Edges {
			l.items = append(l.items, w.edge(&r.Edges[i]))
		}
		n.put("edges", l)
	}
	return n
}

func (w *writer) properties(n *node, key string, set []Property) {
	if len(set) == 0 {
		return
	}
	o := object()
	for i := range set {
		if o.get(set[i].Name) != nil {
			w.failf("%s is set twice; join its columns in one expression", set[i].Name)
		}
		o.put(set[i].Name, w.expr(&set[i].Expr, nil))
	}
	n.put(key, o)
}

func (w *writer) edge(e *Edge) *node {
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
			switch before := o.get(a.Name); {
			case before == nil:
				o.put(a.Name, x)
			case before.kind == listNode:
				before.items = append(before.items, x)
			default:
				for j := range o.entries {
					if o.entries[j].value == before {
						o.entries[j].value = &node{kind: listNode, items: []*node{before, x}}
					}
				}
			}
		}
		n.put("attributes", o)
	}
	return n
}

func (w *writer) conditions(n *node, key string, all []Condition) {
	if len(all) == 0 {
		return
	}
	l := &node{kind: listNode}
	for i := range all {
		c := &all[i]
		o := object()
		w.putText(o, "column", c.Column)
		w.putTexts(o, "is", c.Is)
		w.putText(o, "matches", c.Matches)
		if c.Blank != nil {
			o.put("blank", word(strconv.FormatBool(*c.Blank), boolScalar))
		}
		o.putFlag("not", c.Not)
		l.items = append(l.items, o)
	}
	if len(l.items) == 1 {
		l = l.items[0]
	}
	n.put(key, l)
}

func (w *writer) expr(e *Expr, period *Expr) *node {
	n := object()
	switch {
	case len(e.Columns) == 1:
		w.putText(n, "column", e.Columns[0])
	case len(e.Columns) > 1:
		n.put("columns", w.list(e.Columns))
	}
	w.putText(n, "constant", e.Constant)
	w.putText(n, "join", e.Join)
	n.putFlag("first", e.First)
	w.putTexts(n, "split", e.Split)
	if e.Part != 0 {
		n.put("part", word(strconv.Itoa(e.Part), intScalar))
	}
	w.putText(n, "pattern", e.Pattern)
	if len(e.Replace) > 0 {
		l := &node{kind: listNode}
		for _, r := range e.Replace {
			o := object()
			w.putText(o, "pattern", r.Pattern)
			w.putText(o, "with", r.With)
			l.items = append(l.items, o)
		}
		n.put("replace", l)
	}
	w.putText(n, "lookup", e.Lookup)
	n.putFlag("strict", e.Strict)
	w.putTexts(n, "blank", e.Blank)
	w.putText(n, "default", e.Default)
	w.putText(n, "unit", e.Unit)
	w.putText(n, "order", e.Order)
	if e.Within != nil {
		n.put("within", w.expr(e.Within, nil))
	}
	if period != nil {
		n.put("period", w.expr(period, nil))
	}
	if len(n.entries) == 1 && n.entries[0].key.text == "column" {
		return n.entries[0].value
	}
	return n
}

// maxFlow is how long a value may be, in characters, to stand on one line.
const maxFlow = 90

// block writes an object or a list over several lines, at an indentation.
func block(b *strings.Builder, n *node, indent int) {
	pad := strings.Repeat("  ", indent)
	switch n.kind {
	case objectNode:
		for i, e := range n.entries {
			if i > 0 || b.Len() > 0 && strings.HasSuffix(b.String()[b.Len()-1:], "\n") {
				b.WriteString(pad)
			}
			b.WriteString(scalarText(e.key))
			b.WriteByte(':')
			below(b, e.value, indent)
		}
	case listNode:
		for _, item := range n.items {
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
func below(b *strings.Builder, v *node, indent int) {
	if line, ok := flow(v, false); ok {
		b.WriteString(" " + line + "\n")
		return
	}
	b.WriteByte('\n')
	block(b, v, indent+1)
}

// flow writes a value on one line, if it is small and plain enough: a scalar,
// a list of scalars, or an object of such. Deeper ones only inside others.
func flow(n *node, inside bool) (string, bool) {
	var parts []string
	open, shut := "{", "}"
	switch n.kind {
	case scalarNode:
		return scalarText(n), true
	case listNode:
		open, shut = "[", "]"
		for _, item := range n.items {
			s, ok := flow(item, true)
			if !ok || !inside && item.kind == objectNode {
				return "", false
			}
			parts = append(parts, s)
		}
	case objectNode:
		for _, e := range n.entries {
			s, ok := flow(e.value, true)
			if !ok {
				return "", false
			}
			switch e.key.text {
			case "kind", "type", "set", "by", "records": // these read better on lines of their own
				return "", false
			}
			parts = append(parts, scalarText(e.key)+": "+s)
		}
	}
	s := open + strings.Join(parts, ", ") + shut
	return s, utf8.RuneCountInString(s) <= maxFlow
}

// scalarText writes a scalar, quoted unless it is plain beyond doubt.
func scalarText(n *node) string {
	if n.scalar != textScalar || plain(n.text) {
		return n.text
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range n.text {
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
