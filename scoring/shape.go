package scoring

import (
	"regexp"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// shape is what may stand at one place of a scheme file. [Parse] checks it, and
// [Schema] tells it to editors, so that both say the same.
type shape struct {
	name  string // of its definition in the JSON Schema, if it has one
	about string // for editors

	words    []string // one of these
	text     bool     // any text
	pattern  string   // that matches this
	say      graph.Label
	number   bool // a finite number, or a fraction such as 1/3
	least    float64
	most     float64
	integer  bool
	flag     bool
	label    bool   // a text, or one each in Chinese and English
	expr     bool   // an expression over evidence
	null     bool   // nothing, written null
	list     *shape // a list of these
	bare     bool   // one alone may stand without the list
	fields   []field
	entries  *shape // an object of these, by any keys
	required []string
}

type field struct {
	name  string
	shape *shape
}

// check tells what is wrong with a node, and with all below it.
func (r *reader) check(n *yamlfile.Node, s *shape) {
	switch n.Kind {
	case yamlfile.Null:
		if !s.null {
			r.wrong.Add(n, graph.Labelf("这里是空的", "nothing stands here"), graph.Labelf("应为%[1]s", "write %[2]s", s.kinds().Zh, s.kinds().En))
		}
	case yamlfile.Scalar:
		r.checkScalar(n, s)
	case yamlfile.List:
		if s.list == nil {
			r.unfit(n, s)
			return
		}
		for _, x := range n.Items {
			r.check(x, s.list)
		}
	case yamlfile.Object:
		r.checkObject(n, s)
	}
}

func (r *reader) unfit(n *yamlfile.Node, s *shape) {
	k := s.kinds()
	r.wrong.Add(n, graph.Labelf("这里应为%[1]s", "%[2]s belongs here", k.Zh, k.En), graph.Labelf("请写%[1]s", "write %[2]s", k.Zh, k.En))
}

func (r *reader) checkScalar(n *yamlfile.Node, s *shape) {
	switch {
	case s.bare && s.list != nil:
		r.check(n, s.list)
	case s.number:
		x, ok := n.Number()
		switch {
		case !ok && slices.Contains(s.words, n.Text):
		case !ok:
			r.wrong.Add(n, graph.Labelf("%s 不是有限的数", "%s is no finite number", yamlfile.Quote(n.Text)), graph.Labelf("请写数字，如 0.25 或 1/3", "write a number such as 0.25 or 1/3"))
		case s.integer && x != float64(int64(x)):
			r.wrong.Add(n, graph.Labelf("%s 不是整数", "%s is no whole number", yamlfile.Quote(n.Text)), graph.Labelf("请写整数", "write a whole number"))
		case s.least < s.most && (x < s.least || x > s.most):
			r.wrong.Add(n, graph.Labelf("%s 超出范围", "%s is out of range", yamlfile.Quote(n.Text)), graph.Labelf("应在 %v 与 %v 之间", "write a number from %v to %v", s.least, s.most))
		}
	case s.pattern != "":
		if !slices.Contains(s.words, n.Text) && !compiled(s.pattern).MatchString(n.Text) {
			r.wrong.Add(n, graph.Labelf("%s 不合规则", "%s does not fit", yamlfile.Quote(n.Text)), s.say)
		}
	case s.words != nil && !s.text:
		if !slices.Contains(s.words, n.Text) {
			r.wrong.Add(n, graph.Labelf("不认识 %s", "%s is not known here", yamlfile.Quote(n.Text)), yamlfile.Suggest(n.Text, s.words))
		}
	case s.flag:
		if n.Text != "true" && n.Text != "false" {
			r.wrong.Add(n, graph.Labelf("%s 不是 true 或 false", "%s is neither true nor false", yamlfile.Quote(n.Text)), graph.Labelf("请写 true 或 false", "write true or false"))
		}
	case s.expr:
		// {} is filled in by each:.
		if _, err := ParseExpr(fill(n.Text, "x")); err != nil {
			r.wrong.Add(n, graph.Label{Zh: "表达式有误：" + err.Error(), En: err.Error()}, graph.Labelf("请改正表达式；名称中有其他字符时用反引号", "mend the expression; put names with other characters in backquotes"))
		}
	case s.text || s.label:
		if strings.TrimSpace(n.Text) == "" {
			r.wrong.Add(n, graph.Labelf("这里是空的", "nothing stands here"), graph.Labelf("请填写文字", "write a text"))
		} else if len(n.Text) > 4_000 {
			r.wrong.Add(n, graph.Labelf("文字超过 4000 字节", "a text of more than 4000 bytes"), graph.Labelf("请缩短", "shorten it"))
		}
	default:
		r.unfit(n, s)
	}
}

func (r *reader) checkObject(n *yamlfile.Node, s *shape) {
	switch {
	case s.label:
		r.checkFields(n, labelFields, []string{"zh", "en"})
	case s.fields != nil:
		r.checkFields(n, s.fields, s.required)
	case s.entries != nil:
		for _, e := range n.Entries {
			r.check(e.Value, s.entries)
		}
	case s.bare && s.list != nil:
		r.check(n, s.list)
	default:
		r.unfit(n, s)
	}
}

var labelFields = []field{{"zh", &shape{text: true}}, {"en", &shape{text: true}}}

func (r *reader) checkFields(n *yamlfile.Node, fields []field, required []string) {
	for _, e := range n.Entries {
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == e.Key.Text })
		if i < 0 {
			names := make([]string, len(fields))
			for j, f := range fields {
				names[j] = f.name
			}
			r.wrong.Add(e.Key, graph.Labelf("没有键 %s", "there is no key %s", yamlfile.Quote(e.Key.Text)), yamlfile.Suggest(e.Key.Text, names))
			continue
		}
		r.check(e.Value, fields[i].shape)
	}
	for _, name := range required {
		if n.Get(name) == nil {
			r.wrong.Add(n, graph.Labelf("缺少 %s", "%s is missing", name), graph.Labelf("请补上 %s", "add %s", name))
		}
	}
}

// kinds names what may stand at a place.
func (s *shape) kinds() graph.Label {
	switch {
	case s.number && s.fields != nil:
		return graph.Labelf("数字，或由键和值组成的对象", "a number, or an object of keys and values")
	case s.number:
		return graph.Labelf("数字", "a number")
	case s.flag:
		return graph.Labelf("true 或 false", "true or false")
	case s.list != nil:
		return graph.Labelf("列表", "a list")
	case s.fields != nil && s.words != nil:
		return graph.Label{Zh: strings.Join(s.words, "、") + "，或带 method 的对象", En: "one of " + strings.Join(s.words, ", ") + ", or an object with its method"}
	case s.words != nil:
		return graph.Label{Zh: strings.Join(s.words, "、") + " 之一", En: "one of " + strings.Join(s.words, ", ")}
	case s.fields != nil, s.entries != nil:
		return graph.Labelf("由键和值组成的对象", "an object of keys and values")
	case s.label:
		return graph.Labelf("文字，或 {zh: …, en: …}", "a text, or {zh: …, en: …}")
	case s.expr:
		return graph.Labelf("表达式", "an expression")
	default:
		return graph.Labelf("文字", "a text")
	}
}

var patterns = map[string]*regexp.Regexp{idPattern: regexp.MustCompile(idPattern), agePattern: regexp.MustCompile(agePattern), goalpostPattern: regexp.MustCompile(goalpostPattern),
	boundPattern: regexp.MustCompile(boundPattern), centerPattern: regexp.MustCompile(centerPattern), namePattern: regexp.MustCompile(namePattern)}

func compiled(p string) *regexp.Regexp { return patterns[p] }
