package mapping

import (
	"path"
	"regexp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// Version is the version of the format that this package reads and writes.
const Version = 1

// Parse reads a mapping file, of which name is told in messages, and checks it
// against the vocabulary. It fails with graph.CodeInvalid; the cause is
// [*Mistakes], which has every mistake with its place and cure.
func Parse(name string, data []byte, voc *graph.Vocabulary) (*Mapping, error) {
	wrong := &Mistakes{Name: name}
	root := readNodes(data, wrong)
	if root == nil {
		return nil, wrong.err()
	}
	r := &reader{checker: checker{voc, wrong}, m: &Mapping{}}
	r.check(root, fileShape)
	if root.kind == objectNode {
		r.file(root)
	}
	if err := wrong.err(); err != nil {
		return nil, err
	}
	return r.m, nil
}

// reader makes a mapping of nodes. The nodes may have any shape: what is wrong
// with that has been told, and is passed over.
type reader struct {
	checker
	m         *Mapping
	noHeader  bool // of the table that is being read
	recognise bool // columns are recognised that the table does not name
}

func (r *reader) file(n *node) {
	if v := n.get("version"); v != nil {
		r.m.Version, _ = v.integer()
		if r.m.Version != Version {
			r.wrong.add(v, labelf("不认识版本 %s", "the version %s is not known", quote(v.text)), labelf("应为 %d", "write %d", Version))
		}
	}
	r.source(n.get("source"))
	if d := n.get("dataDate"); d != nil && compiled(datePattern).MatchString(d.str()) {
		date, err := graph.ParseDate(d.str())
		if err != nil {
			r.wrong.add(d, labelf("%s 不是有效日期", "%s is no day of the calendar", quote(d.text)), labelf("请写 2024、2024-12 或 2024-12-31", "write 2024, 2024-12 or 2024-12-31"))
		}
		r.m.DataDate = date
	}
	if l := n.get("lookups"); l != nil && l.kind == objectNode {
		r.m.Lookups = map[string]map[string]string{}
		for _, e := range l.entries {
			m := map[string]string{}
			for _, x := range e.value.entries {
				m[x.key.text] = x.value.str()
			}
			r.m.Lookups[e.key.text] = m
		}
	}
	r.synonyms(n.get("synonyms"))
	r.defaults(n.get("defaults"))
	for _, t := range n.get("tables").list() {
		if t.kind == objectNode {
			r.m.Tables = append(r.m.Tables, r.table(t))
		}
	}
}

func (r *reader) source(n *node) {
	switch {
	case n == nil:
	case n.kind == objectNode:
		r.m.Source = &Source{
			ID:        graph.SourceID(n.get("id").str()),
			Name:      n.get("name").str(),
			Publisher: n.get("publisher").str(),
			Trust:     trusts[n.get("trust").str()],
			Licence:   n.get("licence").str(),
		}
	default:
		r.m.Source = &Source{ID: graph.SourceID(n.str())}
	}
}

func (r *reader) synonyms(n *node) {
	if n == nil || n.kind != objectNode {
		return
	}
	r.m.Synonyms = map[graph.Kind]map[string][]string{}
	for _, e := range n.entries {
		k := r.voc.Kind(graph.Kind(e.key.text))
		if k == nil || k.System {
			continue
		}
		m := map[string][]string{}
		for _, x := range e.value.entries {
			allowed := synonymKeys(r.voc, k)
			if !slices.Contains(allowed, x.key.text) {
				r.wrong.add(x.key, labelf("%[1]s没有属性或关系列 %[2]s", "%[3]s has no property or edge column %[2]s", k.Label.Zh, quote(x.key.text), k.Kind), r.suggestProperty(k, x.key.text, allowed))
			} else if target, ok := r.ambiguousSynonym(k, x.key.text); ok {
				r.wrong.add(x.key, labelf("%s 可以指几列", "%s may mean several columns", quote(x.key.text)), labelf("请写 %s", "write %s", target))
			}
			for _, s := range x.value.list() {
				if s.kind == scalarNode && s.text != "" && graph.HeaderKey(s.text) == "" {
					r.wrong.add(s, labelf("%s 没有文字", "%s has no letters", quote(s.text)), labelf("请填写表头", "write a header"))
				}
			}
			m[x.key.text] = x.value.texts()
		}
		r.m.Synonyms[k.Kind] = m
	}
}

// ambiguousSynonym reports whether a key of synonyms fits edge columns of
// different meaning, and how one of them is written out.
func (r *reader) ambiguousSynonym(k *graph.KindDecl, key string) (string, bool) {
	if k.Property(key) != nil {
		return "", false
	}
	columns := synonymColumns(r.voc, k.Kind, key)
	for _, c := range columns[min(1, len(columns)):] {
		a := columns[0]
		if c.Other != a.Other || c.By != a.By {
			t, _, _ := splitKey(key)
			return t + "." + string(a.Other) + "." + a.By, true
		}
	}
	return "", false
}

func (r *reader) defaults(n *node) {
	if n == nil || n.kind != objectNode {
		return
	}
	r.m.Defaults = map[graph.Kind]map[string]string{}
	for _, e := range n.entries {
		k := r.voc.Kind(graph.Kind(e.key.text))
		if k == nil || k.System {
			continue
		}
		m := map[string]string{}
		for _, x := range e.value.entries {
			p := k.Property(x.key.text)
			switch {
			case x.key.text == DefaultPeriod:
				if !graph.ValidPeriod(x.value.str()) {
					r.wrong.add(x.value, labelf("%s 不是期间", "%s is no period", quote(x.value.str())), labelf("请写 2024、2024H1、2024Q1 或 2024-03", "write 2024, 2024H1, 2024Q1 or 2024-03"))
				}
			case p == nil:
				r.wrong.add(x.key, labelf("%[1]s没有属性 %[2]s", "%[3]s has no property %[2]s", k.Label.Zh, quote(x.key.text), k.Kind), r.suggestProperty(k, x.key.text, defaultKeys(k)))
			default:
				r.constant(p, x.value)
			}
			m[x.key.text] = x.value.str()
		}
		r.m.Defaults[k.Kind] = m
	}
}

func (r *reader) table(n *node) Table {
	t := Table{
		Name:     n.get("name").str(),
		File:     r.glob(n.get("file")),
		Sheet:    r.glob(n.get("sheet")),
		Auto:     n.get("auto").isTrue(),
		FillDown: n.get("fillDown").texts(),
		Ignore:   n.get("ignore").texts(),
		Complete: n.get("complete").isTrue(),
	}
	r.headers(&t, n.get("headers"))
	r.noHeader, r.recognise = t.NoHeader, t.Auto
	if t.NoHeader && t.Auto {
		r.wrong.add(n.get("auto"), labelf("没有表头的表无法自动识别", "a table without headers cannot be recognised"), labelf("请删除 auto，或写明 headers 的行号", "leave auto out, or give the row of the headers"))
	}
	t.Skip = r.conditions(n.get("skip"))
	for _, key := range []string{"fillDown", "ignore"} {
		for _, c := range n.get(key).list() {
			r.column(c)
		}
	}
	for _, x := range n.get("records").list() {
		if x.kind == objectNode {
			t.Records = append(t.Records, r.record(x))
		}
	}
	if auto := n.get("auto"); !t.Auto && (auto == nil || auto.scalar == boolScalar) && n.get("records") == nil {
		r.wrong.add(n, labelf("表里没有 records，也没有 auto", "a table with neither records nor auto"), labelf("请补上 records，或写 auto: true", "add records, or auto: true"))
	}
	return t
}

func (r *reader) headers(t *Table, n *node) {
	switch {
	case n == nil:
	case n.kind == scalarNode && n.scalar == intScalar:
		t.HeaderFirst, _ = n.integer()
		t.HeaderLast = t.HeaderFirst
	case n.kind == scalarNode:
		t.NoHeader = n.text == "none"
	case n.kind == listNode && len(n.items) > 0:
		t.HeaderFirst, _ = n.items[0].integer()
		t.HeaderLast, _ = n.items[len(n.items)-1].integer()
		if len(n.items) > 2 || t.HeaderLast != t.HeaderFirst && t.HeaderLast != t.HeaderFirst+1 {
			r.wrong.add(n, labelf("表头最多两行，且须相邻", "headers are one row, or two that follow each other"), labelf("请写 headers: 2 或 headers: [2, 3]", "write headers: 2, or headers: [2, 3]"))
		}
	}
}

// glob reads a pattern of names.
func (r *reader) glob(n *node) string {
	s := n.str()
	if _, err := path.Match(s, ""); err != nil {
		r.wrong.add(n, labelf("%s 不是有效的通配符", "%s is no pattern", quote(s)), labelf(`* 表示任意字符，? 表示一个字符；方括号前请加 \`, `* stands for any characters, ? for one; write \ before a bracket`))
	}
	return s
}

// column reads the name of a column.
func (r *reader) column(n *node) string {
	s := n.str()
	if s == "" || !r.noHeader {
		return s
	}
	if _, ok := ColumnNumber(s); !ok {
		r.wrong.add(n, labelf("没有表头的表用字母指列，而 %s 不是", "columns of a table without headers are named by letters, and %s is none", quote(s)), labelf("请写 A、B、…、AA", "write A, B, …, AA"))
	}
	return s
}

// ColumnNumber returns the number, from 1, of a column named by its letters: A
// is 1, AA 27, XFD 16384, the last.
func ColumnNumber(letters string) (int, bool) {
	n := 0
	for _, c := range []byte(letters) {
		if c < 'A' || c > 'Z' {
			return 0, false
		}
		if n = n*26 + int(c-'A') + 1; n > 16384 {
			return 0, false
		}
	}
	return n, n > 0
}

// pattern reads a regular expression.
func (r *reader) pattern(n *node) string {
	s := n.str()
	if _, err := regexp.Compile(s); err != nil {
		r.wrong.add(n, labelf("正则表达式有误：%v", "not a regular expression: %v", err), labelf("请按 RE2 语法修改", "write it in the syntax of RE2"))
	}
	return s
}

func (r *reader) conditions(n *node) []Condition {
	var all []Condition
	for _, x := range n.list() {
		if x.kind != objectNode {
			continue
		}
		c := Condition{Column: r.column(x.get("column")), Is: x.get("is").texts(), Matches: r.pattern(x.get("matches")), Not: x.get("not").isTrue()}
		if b := x.get("blank"); b != nil {
			is := b.isTrue()
			c.Blank = &is
		}
		r.exactlyOne(x, "is", "matches", "blank")
		all = append(all, c)
	}
	return all
}

// exactlyOne checks that an object has exactly one of some keys.
func (r *reader) exactlyOne(n *node, keys ...string) {
	found := 0
	names := graph.Label{}
	for i, k := range keys {
		if n.get(k) != nil {
			found++
		}
		switch {
		case i == 0:
			names = graph.Label{Zh: k, En: k}
		case i == len(keys)-1:
			names = graph.Label{Zh: names.Zh + " 和 " + k, En: names.En + " and " + k}
		default:
			names = graph.Label{Zh: names.Zh + "、" + k, En: names.En + ", " + k}
		}
	}
	if found != 1 {
		r.wrong.add(n, labelf("应有且仅有一个：%[1]s", "exactly one of %[2]s belongs here", names.Zh, names.En), labelf("请只写其中一个", "write one of them"))
	}
}
