package mapping

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// Version is the version of the format that this package reads and writes.
const Version = 1

// MaxFile is how large a mapping file may be, in bytes.
const MaxFile = 1 << 20

// bounds are those of a mapping file: a region stands within a region within …
var bounds = yamlfile.Bounds{
	Bytes: MaxFile, Keys: 8_000, Items: 50_000, Depth: 24,
	Shorten: graph.Label{Zh: "请拆成几个文件", En: "split it"},
	Begin:   graph.Label{Zh: "至少写 version: 1", En: "write version: 1 at least"},
}

// Parse reads a mapping file, of which name is told in messages, and checks it
// against the vocabulary. It fails with graph.CodeInvalid; the cause is
// [*yamlfile.Mistakes], which has every mistake with its place and cure.
func Parse(name string, data []byte, voc *graph.Vocabulary) (*Mapping, error) {
	wrong := &yamlfile.Mistakes{Name: name}
	root := yamlfile.Read(data, bounds, wrong)
	if root == nil {
		return nil, wrong.Err("mapping.Parse")
	}
	r := &reader{checker: checker{voc, wrong}, m: &Mapping{}}
	r.check(root, fileShape)
	if root.Kind == yamlfile.Object {
		r.file(root)
	}
	if err := wrong.Err("mapping.Parse"); err != nil {
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

func (r *reader) file(n *yamlfile.Node) {
	if v := n.Get("version"); v != nil {
		r.m.Version, _ = v.Integer()
		if r.m.Version != Version {
			r.wrong.Add(v, graph.Labelf("不认识版本 %s", "the version %s is not known", yamlfile.Quote(v.Text)), graph.Labelf("应为 %d", "write %d", Version))
		}
	}
	r.source(n.Get("source"))
	if d := n.Get("dataDate"); d != nil && compiled(datePattern).MatchString(d.Str()) {
		date, err := graph.ParseDate(d.Str())
		if err != nil {
			r.wrong.Add(d, graph.Labelf("%s 不是有效日期", "%s is not a calendar date", yamlfile.Quote(d.Text)), graph.Labelf("请写 2024、2024-12 或 2024-12-31", "write 2024, 2024-12 or 2024-12-31"))
		}
		r.m.DataDate = date
	}
	if l := n.Get("lookups"); l != nil && l.Kind == yamlfile.Object {
		r.m.Lookups = map[string]map[string]string{}
		for _, e := range l.Entries {
			m := map[string]string{}
			for _, x := range e.Value.Entries {
				m[x.Key.Text] = x.Value.Str()
			}
			r.m.Lookups[e.Key.Text] = m
		}
	}
	r.synonyms(n.Get("synonyms"))
	r.defaults(n.Get("defaults"))
	for _, t := range n.Get("tables").All() {
		if t.Kind == yamlfile.Object {
			r.m.Tables = append(r.m.Tables, r.table(t))
		}
	}
}

func (r *reader) source(n *yamlfile.Node) {
	switch {
	case n == nil:
	case n.Kind == yamlfile.Object:
		r.m.Source = &Source{
			ID:        graph.SourceID(n.Get("id").Str()),
			Name:      n.Get("name").Str(),
			Publisher: n.Get("publisher").Str(),
			Trust:     trusts[n.Get("trust").Str()],
			Licence:   n.Get("licence").Str(),
		}
	default:
		r.m.Source = &Source{ID: graph.SourceID(n.Str())}
	}
}

func (r *reader) synonyms(n *yamlfile.Node) {
	if n == nil || n.Kind != yamlfile.Object {
		return
	}
	r.m.Synonyms = map[graph.Kind]map[string][]string{}
	for _, e := range n.Entries {
		k := r.voc.Kind(graph.Kind(e.Key.Text))
		if k == nil || k.System {
			continue
		}
		m := map[string][]string{}
		for _, x := range e.Value.Entries {
			allowed := synonymKeys(r.voc, k)
			if !slices.Contains(allowed, x.Key.Text) {
				r.wrong.Add(x.Key, graph.Labelf("%[1]s没有属性或关系列 %[2]s", "%[3]s has no property or edge column %[2]s", k.Label.Zh, yamlfile.Quote(x.Key.Text), k.Kind), r.suggestProperty(k, x.Key.Text, allowed))
			} else if target, ok := r.ambiguousSynonym(k, x.Key.Text); ok {
				r.wrong.Add(x.Key, graph.Labelf("%s 可以指几列", "%s may mean several columns", yamlfile.Quote(x.Key.Text)), graph.Labelf("请写 %s", "write %s", target))
			}
			for _, s := range x.Value.All() {
				if s.Kind == yamlfile.Scalar && s.Text != "" && graph.HeaderKey(s.Text) == "" {
					r.wrong.Add(s, graph.Labelf("%s 没有文字", "%s has no letters", yamlfile.Quote(s.Text)), graph.Labelf("请填写表头", "write a header"))
				}
			}
			m[x.Key.Text] = x.Value.Texts()
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

func (r *reader) defaults(n *yamlfile.Node) {
	if n == nil || n.Kind != yamlfile.Object {
		return
	}
	r.m.Defaults = map[graph.Kind]map[string]string{}
	for _, e := range n.Entries {
		k := r.voc.Kind(graph.Kind(e.Key.Text))
		if k == nil || k.System {
			continue
		}
		m := map[string]string{}
		for _, x := range e.Value.Entries {
			p := k.Property(x.Key.Text)
			switch {
			case x.Key.Text == DefaultPeriod:
				if !graph.ValidPeriod(x.Value.Str()) {
					r.wrong.Add(x.Value, graph.Labelf("%s 不是期间", "%s is no period", yamlfile.Quote(x.Value.Str())), graph.Labelf("请写 2024、2024H1、2024Q1 或 2024-03", "write 2024, 2024H1, 2024Q1 or 2024-03"))
				}
			case p == nil:
				r.wrong.Add(x.Key, graph.Labelf("%[1]s没有属性 %[2]s", "%[3]s has no property %[2]s", k.Label.Zh, yamlfile.Quote(x.Key.Text), k.Kind), r.suggestProperty(k, x.Key.Text, defaultKeys(k)))
			default:
				r.constant(p, x.Value)
			}
			m[x.Key.Text] = x.Value.Str()
		}
		r.m.Defaults[k.Kind] = m
	}
}

func (r *reader) table(n *yamlfile.Node) Table {
	t := Table{
		Name:     n.Get("name").Str(),
		File:     r.glob(n.Get("file")),
		Sheet:    r.glob(n.Get("sheet")),
		Auto:     n.Get("auto").IsTrue(),
		FillDown: n.Get("fillDown").Texts(),
		Ignore:   n.Get("ignore").Texts(),
		Complete: n.Get("complete").IsTrue(),
	}
	r.headers(&t, n.Get("headers"))
	r.noHeader, r.recognise = t.NoHeader, t.Auto
	if t.NoHeader && t.Auto {
		r.wrong.Add(n.Get("auto"), graph.Labelf("没有表头的表无法自动识别", "a table without headers cannot be recognised"), graph.Labelf("请删除 auto，或写明 headers 的行号", "leave auto out, or give the row of the headers"))
	}
	t.Skip = r.conditions(n.Get("skip"))
	for _, key := range []string{"fillDown", "ignore"} {
		for _, c := range n.Get(key).All() {
			r.column(c)
		}
	}
	for _, x := range n.Get("records").All() {
		if x.Kind == yamlfile.Object {
			t.Records = append(t.Records, r.record(x))
		}
	}
	if auto := n.Get("auto"); !t.Auto && (auto == nil || auto.Scalar == yamlfile.Bool) && n.Get("records") == nil {
		r.wrong.Add(n, graph.Labelf("表里没有 records，也没有 auto", "a table with neither records nor auto"), graph.Labelf("请补上 records，或写 auto: true", "add records, or auto: true"))
	}
	return t
}

func (r *reader) headers(t *Table, n *yamlfile.Node) {
	switch {
	case n == nil:
	case n.Kind == yamlfile.Scalar && n.Scalar == yamlfile.Int:
		t.HeaderFirst, _ = n.Integer()
		t.HeaderLast = t.HeaderFirst
	case n.Kind == yamlfile.Scalar:
		t.NoHeader = n.Text == "none"
	case n.Kind == yamlfile.List && len(n.Items) > 0:
		t.HeaderFirst, _ = n.Items[0].Integer()
		t.HeaderLast, _ = n.Items[len(n.Items)-1].Integer()
		if len(n.Items) > 2 || t.HeaderLast != t.HeaderFirst && t.HeaderLast != t.HeaderFirst+1 {
			r.wrong.Add(n, graph.Labelf("表头最多两行，且须相邻", "headers are one row, or two that follow each other"), graph.Labelf("请写 headers: 2 或 headers: [2, 3]", "write headers: 2, or headers: [2, 3]"))
		}
	}
}

// glob reads a pattern of names.
func (r *reader) glob(n *yamlfile.Node) string {
	s := n.Str()
	if _, err := path.Match(strings.TrimPrefix(s, "!"), ""); err != nil {
		r.wrong.Add(n, graph.Labelf("%s 不是有效的通配符", "%s is no pattern", yamlfile.Quote(s)), graph.Labelf(`* 表示任意字符，? 表示一个字符；方括号前请加 \`, `* stands for any characters, ? for one; write \ before a bracket`))
	}
	return s
}

// column reads the name of a column.
func (r *reader) column(n *yamlfile.Node) string {
	s := n.Str()
	if s == "" || !r.noHeader {
		return s
	}
	if _, ok := ColumnNumber(s); !ok {
		r.wrong.Add(n, graph.Labelf("没有表头的表用字母指列，而 %s 不是", "columns of a table without headers are named by letters, and %s is none", yamlfile.Quote(s)), graph.Labelf("请写 A、B、…、AA", "write A, B, …, AA"))
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
func (r *reader) pattern(n *yamlfile.Node) string {
	s := n.Str()
	if _, err := regexp.Compile(s); err != nil {
		r.wrong.Add(n, graph.Labelf("正则表达式有误：%v", "not a regular expression: %v", err), graph.Labelf("请按 RE2 语法修改", "write it in the syntax of RE2"))
	}
	return s
}

func (r *reader) conditions(n *yamlfile.Node) []Condition {
	var all []Condition
	for _, x := range n.All() {
		if x.Kind != yamlfile.Object {
			continue
		}
		c := Condition{Column: r.column(x.Get("column")), Is: x.Get("is").Texts(), Matches: r.pattern(x.Get("matches")), Not: x.Get("not").IsTrue()}
		if b := x.Get("blank"); b != nil {
			is := b.IsTrue()
			c.Blank = &is
		}
		r.exactlyOne(x, "is", "matches", "blank")
		all = append(all, c)
	}
	return all
}

// exactlyOne checks that an object has exactly one of some keys.
func (r *reader) exactlyOne(n *yamlfile.Node, keys ...string) {
	found := 0
	names := graph.Label{}
	for i, k := range keys {
		if n.Get(k) != nil {
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
		r.wrong.Add(n, graph.Labelf("应有且仅有一个：%[1]s", "exactly one of %[2]s belongs here", names.Zh, names.En), graph.Labelf("请只写其中一个", "write one of them"))
	}
}
