package mapping

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// shape says what may stand at a place of a file. The check of a file and its
// JSON Schema are both made of it, so that they agree.
type shape struct {
	name    string // in the schema's $defs; "" if written in place
	en      string // what it is, for editors that show it
	text    bool   // any scalar, taken as written
	empty   bool   // the text may be empty
	integer bool   // a whole number, from 1 if positive
	flag    bool
	list    *shape  // of the items, of which there is at least one
	object  []field // of an object
	entries *shape  // of the values of an object with free keys

	positive bool
	nonzero  bool
	values   func(*graph.Vocabulary) []string // the texts that are allowed; nil is any
	keys     func(*graph.Vocabulary) []string // the keys that are allowed
	pattern  string                           // that texts match
	hint     graph.Label                      // the cure of a text that does not match
}

// field is a key of an object.
type field struct {
	name     string
	shape    *shape
	required bool
	needs    []string // keys that must be there too
}

// The vocabulary's words.

func importedKinds(v *graph.Vocabulary) []string {
	var s []string
	for i := range v.Kinds {
		if !v.Kinds[i].System {
			s = append(s, string(v.Kinds[i].Kind))
		}
	}
	return s
}

func edgeTypes(v *graph.Vocabulary) []string {
	var s []string
	for i := range v.Edges {
		s = append(s, v.Edges[i].Type)
	}
	return s
}

func propertyNames(decls []graph.PropertyDecl) []string {
	var s []string
	for i := range decls {
		s = append(s, decls[i].Name)
	}
	return s
}

// synonymKeys are what Mapping.Synonyms may name of a kind.
func synonymKeys(v *graph.Vocabulary, k *graph.KindDecl) []string {
	s := propertyNames(k.Properties)
	seen := map[string]bool{}
	add := func(key string) {
		if !seen[key] {
			seen[key] = true
			s = append(s, key)
		}
	}
	for i := range v.Edges {
		e := &v.Edges[i]
		if !slices.Contains(e.From, k.Kind) && !slices.Contains(e.To, k.Kind) {
			continue
		}
		for j := range e.Columns {
			if c := &e.Columns[j]; c.On == k.Kind {
				add(e.Type)
				add(e.Type + "." + c.By)
				add(e.Type + "." + string(c.Other) + "." + c.By)
			}
		}
		for j := range e.Attributes {
			add(e.Type + "." + e.Attributes[j].Name)
		}
	}
	return s
}

// defaultKeys are what Mapping.Defaults may name of a kind.
func defaultKeys(k *graph.KindDecl) []string {
	return append(propertyNames(k.Properties), DefaultPeriod)
}

var trusts = map[string]graph.Trust{
	"official":      graph.TrustOfficial,
	"verified":      graph.TrustVerified,
	"media":         graph.TrustMedia,
	"self-reported": graph.TrustSelfReported,
}

func constantWords(words ...string) func(*graph.Vocabulary) []string {
	return func(*graph.Vocabulary) []string { return words }
}

const (
	sourceIDPattern = `^[a-z0-9][a-z0-9._-]{0,63}$`
	datePattern     = `^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$`
)

// fileShape is the shape of a file.
var fileShape = newFileShape()

func newFileShape() *shape {
	text := &shape{text: true}
	texts := &shape{text: true, list: text}
	flag := &shape{flag: true}

	expr := &shape{name: "expression", en: "a column's header, or how a text is made of columns", text: true}
	exprFields := []field{
		{name: "column", shape: text},
		{name: "columns", shape: &shape{list: text}},
		{name: "constant", shape: text},
		{name: "from", shape: &shape{text: true, values: constantWords(FromSheet, FromFile)}},
		{name: "join", shape: &shape{text: true, empty: true}},
		{name: "first", shape: flag},
		{name: "split", shape: texts},
		{name: "part", shape: &shape{integer: true, nonzero: true}},
		{name: "pattern", shape: text},
		{name: "replace", shape: &shape{list: &shape{object: []field{
			{name: "pattern", shape: text, required: true},
			{name: "with", shape: &shape{text: true, empty: true}},
		}}}},
		{name: "lookup", shape: text},
		{name: "strict", shape: flag, needs: []string{"lookup"}},
		{name: "blank", shape: texts},
		{name: "default", shape: text},
		{name: "unit", shape: text},
		{name: "order", shape: &shape{text: true, values: constantWords("ymd", "mdy", "dmy")}},
		{name: "within", shape: expr},
	}
	expr.object = exprFields

	attributeFields := append(slices.Clone(exprFields), field{name: "period", shape: expr})
	attribute := &shape{name: "attribute", en: "an expression, with the period that it speaks of", text: true, object: attributeFields}
	attributes := &shape{text: true, object: attributeFields, list: attribute}

	condition := &shape{name: "condition", en: "a condition on one column: exactly one of is, matches and blank", object: []field{
		{name: "column", shape: text, required: true},
		{name: "is", shape: texts},
		{name: "matches", shape: text},
		{name: "blank", shape: flag},
		{name: "not", shape: flag},
	}}
	conditions := &shape{object: condition.object, list: condition}

	kind := &shape{text: true, values: importedKinds}
	edge := &shape{name: "edge", en: "edges of the row's subject; exactly one of to and from names the kind of the others", object: []field{
		{name: "type", shape: &shape{text: true, values: edgeTypes}, required: true},
		{name: "to", shape: kind},
		{name: "from", shape: kind},
		{name: "by", shape: &shape{entries: expr}, required: true},
		{name: "each", shape: texts},
		{name: "when", shape: conditions},
		{name: "qualifier", shape: &shape{entries: expr}},
		{name: "attributes", shape: &shape{entries: attributes}},
	}}
	record := &shape{name: "record", en: "a record that each row yields", object: []field{
		{name: "kind", shape: kind, required: true},
		{name: "table", shape: text},
		{name: "when", shape: conditions},
		{name: "period", shape: expr},
		{name: "set", shape: &shape{entries: expr}},
		{name: "edges", shape: &shape{list: edge}},
	}}
	row := &shape{integer: true, positive: true}
	table := &shape{name: "table", en: "what the rows of one table mean", object: []field{
		{name: "name", shape: text},
		{name: "file", shape: text},
		{name: "sheet", shape: text},
		{name: "headers", shape: &shape{
			en:   "the row of the headers, or two; or none",
			text: true, values: constantWords("none"), integer: true, positive: true, list: row,
		}},
		{name: "auto", shape: flag},
		{name: "skip", shape: conditions},
		{name: "fillDown", shape: texts},
		{name: "ignore", shape: texts},
		{name: "complete", shape: flag},
		{name: "records", shape: &shape{list: record}},
	}}
	sourceID := &shape{text: true, pattern: sourceIDPattern,
		hint: graph.Labelf("请用小写字母、数字、点、下划线和连字符，最多 64 个字符", "use lower-case letters, digits, . _ and -, at most 64 characters")}
	source := &shape{en: "the source that speaks", text: true, pattern: sourceIDPattern, hint: sourceID.hint, object: []field{
		{name: "id", shape: sourceID, required: true},
		{name: "name", shape: text, needs: []string{"trust"}},
		{name: "publisher", shape: text, needs: []string{"name"}},
		{name: "trust", shape: &shape{text: true, values: constantWords("official", "verified", "media", "self-reported")}, needs: []string{"name"}},
		{name: "licence", shape: text, needs: []string{"name"}},
	}}
	return &shape{en: "a mapping of ChainAtlas: what the tables of a source mean", object: []field{
		{name: "version", shape: &shape{integer: true, positive: true}, required: true},
		{name: "source", shape: source},
		{name: "dataDate", shape: &shape{text: true, pattern: datePattern,
			hint: graph.Labelf("请写 2024、2024-12 或 2024-12-31", "write 2024, 2024-12 or 2024-12-31")}},
		{name: "lookups", shape: &shape{entries: &shape{entries: text}}},
		{name: "synonyms", shape: &shape{keys: importedKinds, entries: &shape{entries: texts}}},
		{name: "defaults", shape: &shape{keys: importedKinds, entries: &shape{entries: text}}},
		{name: "tables", shape: &shape{list: table}},
	}}
}

// checker checks nodes against shapes.
type checker struct {
	voc   *graph.Vocabulary
	wrong *yamlfile.Mistakes
}

func (c *checker) check(n *yamlfile.Node, s *shape) {
	switch n.Kind {
	case yamlfile.Null:
		c.wrong.Add(n, graph.Labelf("没有值", "no value"), graph.Labelf("请填写，或删除这个键", "enter one, or leave the key out"))
	case yamlfile.Scalar:
		c.checkScalar(n, s)
	case yamlfile.List:
		switch {
		case s.list == nil:
			c.wrong.Add(n, graph.Labelf("这里不能是列表", "a list does not belong here"), s.wanted())
		case len(n.Items) == 0:
			c.wrong.Add(n, graph.Labelf("列表是空的", "an empty list"), graph.Labelf("请填写，或删除这个键", "fill it, or leave the key out"))
		default:
			for _, item := range n.Items {
				c.check(item, s.list)
			}
		}
	case yamlfile.Object:
		c.checkObject(n, s)
	}
}

func (c *checker) checkScalar(n *yamlfile.Node, s *shape) {
	switch {
	case s.integer && n.Scalar == yamlfile.Int:
		x, ok := n.Integer()
		if !ok || s.positive && x < 1 || s.nonzero && x == 0 {
			c.wrong.Add(n, graph.Labelf("数字 %s 超出范围", "the number %s is out of range", yamlfile.Quote(n.Text)), graph.Labelf("请写十进制整数", "write a small whole number, from 1"))
		}
	case s.flag && n.Scalar == yamlfile.Bool:
	case !s.text:
		c.wrong.Add(n, graph.Labelf("这里不能是 %s", "%s does not belong here", yamlfile.Quote(n.Text)), s.wanted())
	case n.Text == "" && !s.empty:
		c.wrong.Add(n, graph.Labelf("文本是空的", "an empty text"), graph.Labelf("请填写，或删除这个键", "enter one, or leave the key out"))
	case s.values != nil && !slices.Contains(s.values(c.voc), n.Text):
		c.wrong.Add(n, graph.Labelf("%s 不在可选值中", "%s is none of those allowed", yamlfile.Quote(n.Text)), c.suggestWord(n.Text, s.values(c.voc)))
	case s.pattern != "" && !compiled(s.pattern).MatchString(n.Text):
		c.wrong.Add(n, graph.Labelf("%s 的格式不对", "%s has not the right form", yamlfile.Quote(n.Text)), s.hint)
	}
}

// suggestWord suggests one of the words allowed: also where a label was
// written for the name that it belongs to.
func (c *checker) suggestWord(word string, allowed []string) graph.Label {
	key := graph.HeaderKey(word)
	for i := range c.voc.Kinds {
		k := &c.voc.Kinds[i]
		for _, l := range append([]string{k.Label.Zh, k.Label.En, k.Plural.Zh, k.Plural.En}, k.Synonyms...) {
			if graph.HeaderKey(l) == key && slices.Contains(allowed, string(k.Kind)) {
				return graph.Labelf("应为 %s", "write %s", string(k.Kind))
			}
		}
	}
	for i := range c.voc.Edges {
		e := &c.voc.Edges[i]
		for _, l := range append([]string{e.Label.Zh, e.Label.En}, e.Synonyms...) {
			if graph.HeaderKey(l) == key && slices.Contains(allowed, e.Type) {
				return graph.Labelf("应为 %s", "write %s", e.Type)
			}
		}
	}
	return yamlfile.Suggest(word, allowed)
}

func (c *checker) checkObject(n *yamlfile.Node, s *shape) {
	switch {
	case s.entries != nil:
		if len(n.Entries) == 0 {
			c.wrong.Add(n, graph.Labelf("没有内容", "nothing in it"), graph.Labelf("请填写，或删除这个键", "fill it, or leave the key out"))
		}
		for _, e := range n.Entries {
			if e.Key.Text == "" {
				c.wrong.Add(e.Key, graph.Labelf("键是空的", "an empty key"), graph.Labelf("请填写", "enter one"))
			} else if s.keys != nil && !slices.Contains(s.keys(c.voc), e.Key.Text) {
				c.wrong.Add(e.Key, graph.Labelf("%s 不在可选值中", "%s is none of those allowed", yamlfile.Quote(e.Key.Text)), c.suggestWord(e.Key.Text, s.keys(c.voc)))
			}
			c.check(e.Value, s.entries)
		}
	case s.object != nil:
		names := make([]string, len(s.object))
		for i := range s.object {
			names[i] = s.object[i].name
		}
		for _, e := range n.Entries {
			i := slices.Index(names, e.Key.Text)
			if i < 0 {
				c.wrong.Add(e.Key, graph.Labelf("没有这个键：%s", "no such key: %s", yamlfile.Quote(e.Key.Text)), yamlfile.Suggest(e.Key.Text, names))
				continue
			}
			c.check(e.Value, s.object[i].shape)
			for _, need := range s.object[i].needs {
				if n.Get(need) == nil {
					c.wrong.Add(e.Key, graph.Labelf("有 %s 而没有 %s", "%s without %s", e.Key.Text, need), graph.Labelf("请补上 %[2]s，或删除 %[1]s", "add %[2]s, or leave %[1]s out", e.Key.Text, need))
				}
			}
		}
		for i := range s.object {
			if f := &s.object[i]; f.required && n.Get(f.name) == nil {
				c.wrong.Add(n, graph.Labelf("缺少 %s", "%s is missing", f.name), graph.Labelf("请补上 %s", "add %s", f.name))
			}
		}
	default:
		c.wrong.Add(n, graph.Labelf("这里不能是键和值", "keys and values do not belong here"), s.wanted())
	}
}

// wanted says what belongs at a place.
func (s *shape) wanted() graph.Label {
	var zh, en []string
	add := func(is bool, z, e string) {
		if is {
			zh, en = append(zh, z), append(en, e)
		}
	}
	add(s.text, "文本", "a text")
	add(s.integer, "整数", "a whole number")
	add(s.flag, "true 或 false", "true or false")
	add(s.list != nil, "列表", "a list")
	add(s.object != nil || s.entries != nil, "键和值", "keys and values")
	return graph.Label{Zh: "应为" + strings.Join(zh, "或"), En: "write " + strings.Join(en, " or ")}
}

var patterns = map[string]*regexp.Regexp{
	sourceIDPattern: regexp.MustCompile(sourceIDPattern),
	datePattern:     regexp.MustCompile(datePattern),
}

func compiled(pattern string) *regexp.Regexp { return patterns[pattern] }

func sortedKeys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
