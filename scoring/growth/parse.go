package growth

import (
	_ "embed" // for the schema
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/chainatlas/chainatlas/graph"
)

//go:embed list.schema.json
var schema []byte

// Schema returns the JSON Schema (draft 2020-12) of lists, for editors. It knows
// what [Parse] knows but for formulas, names of figures and facts, what bands may
// follow each other, and that currencies fit.
func Schema() []byte { return slices.Clone(schema) }

// Parse reads a list, of which name is told in messages. It fails with
// graph.CodeInvalid; the cause is [*Mistakes], which has every mistake with its
// place and cure.
func Parse(name string, data []byte) (*List, error) {
	wrong := &Mistakes{Name: name}
	root := readNodes(data, wrong)
	if root == nil {
		return nil, wrong.err()
	}
	r := &reader{wrong: wrong, ids: map[string]bool{}}
	l := r.list(root)
	if err := wrong.err(); err != nil {
		return nil, err
	}
	if err := l.finish(); err != nil {
		return nil, err
	}
	return l, nil
}

// reader makes a list of nodes. The nodes may have any shape: what is wrong is
// told and passed over.
type reader struct {
	wrong  *Mistakes
	ids    map[string]bool
	inputs []string
	groups []string
}

var (
	codePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,63}$`)
	idPattern   = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9]{0,39}$`)
	linePattern = regexp.MustCompile(`^([+-]?[0-9][0-9_]*(?:\.[0-9]+)?)(?: ([A-Z]{3}))?$`)
)

// object checks that a node is an object with none but the keys named; those
// before the | have to be there.
func (r *reader) object(n *node, required, others string) bool {
	if n == nil || n.kind != objectNode {
		if n != nil {
			r.wrong.add(n, labelf("此处应为若干“键: 值”", "keys and values belong here"), labelf("可用的键：%s", "the keys are %s", strings.TrimSpace(required+" "+others)))
		}
		return false
	}
	must := strings.Fields(required)
	all := slices.Concat(must, strings.Fields(others))
	for _, k := range n.keys {
		if !slices.Contains(all, k.text) {
			r.wrong.add(k, labelf("没有键 %s", "there is no key %s", quote(k.text)), suggest(k.text, all))
		}
	}
	for _, k := range must {
		if v := n.get(k); v == nil || v.kind == nullNode {
			r.wrong.add(n, labelf("缺少 %s", "%s is missing", k), labelf("请补上 %s", "add %s", k))
		}
	}
	return true
}

// text returns the text of a scalar, or "" if there is none.
func (r *reader) text(n *node) string {
	switch {
	case n == nil || n.kind == nullNode:
		return ""
	case n.kind != scalarNode:
		r.wrong.add(n, labelf("此处应为文本", "a text belongs here"), labelf("请写在同一行", "write it on the same line"))
		return ""
	case len(n.text) > 2000 || strings.ContainsFunc(n.text, func(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\t' }):
		r.wrong.add(n, labelf("文本过长或含控制字符", "a text that is too long, or has control characters"), labelf("请缩短", "shorten it"))
		return ""
	}
	return strings.TrimSpace(n.text)
}

// choice returns a text that is one of those allowed, or "".
func (r *reader) choice(n *node, allowed ...string) string {
	s := r.text(n)
	if s != "" && !slices.Contains(allowed, s) {
		r.wrong.add(n, labelf("不能是 %s", "it cannot be %s", quote(s)), suggest(s, allowed))
		return ""
	}
	return s
}

// match returns a text of a form, or "".
func (r *reader) match(n *node, form *regexp.Regexp, zh, en string) string {
	s := r.text(n)
	if n != nil && n.kind == scalarNode && !form.MatchString(s) {
		r.wrong.add(n, labelf("%s 的形式不对", "%s has not the form", quote(s)), graph.Label{Zh: zh, En: en})
		return ""
	}
	return s
}

// whole returns a whole number from least to most; least if there is none.
func (r *reader) whole(n *node, least, most int) int {
	s := r.text(n)
	if n == nil || s == "" {
		return least
	}
	v, err := strconv.Atoi(s)
	if err != nil || v < least || v > most {
		r.wrong.add(n, labelf("%s 不是 %d 至 %d 的整数", "%s is no whole number from %d to %d", quote(s), least, most), labelf("请填写整数", "write one"))
		return least
	}
	return v
}

// number returns a decimal.
func (r *reader) number(n *node) graph.Decimal {
	s := strings.ReplaceAll(r.text(n), "_", "")
	d, err := graph.ParseDecimal(s)
	if n != nil && err != nil {
		r.wrong.add(n, labelf("%s 不是数字", "%s is no number", quote(s)), labelf("请写成 0.2、10000000 之类", "write something such as 0.2 or 10000000"))
	}
	return d
}

// flag returns a yes or a no.
func (r *reader) flag(n *node) bool { return r.choice(n, "true", "false") == "true" }

// date returns a day.
func (r *reader) date(n *node) graph.Date {
	s := r.text(n)
	if s == "" {
		return graph.Date{}
	}
	d, err := graph.ParseDate(s)
	if err != nil || d.Day == 0 {
		r.wrong.add(n, labelf("%s 不是日期", "%s is no day", quote(s)), labelf("请写成 2026-04-01", "write something such as 2026-04-01"))
		return graph.Date{}
	}
	return d
}

// label returns a text in both languages.
func (r *reader) label(n *node, needed bool) graph.Label {
	if n == nil || !needed && n.kind == nullNode {
		return graph.Label{}
	}
	if !r.object(n, "zh en", "") {
		return graph.Label{}
	}
	return graph.Label{Zh: r.text(n.get("zh")), En: r.text(n.get("en"))}
}

// texts returns the texts of a list, of which there is one at least.
func (r *reader) texts(n *node) []string {
	if n == nil {
		return nil
	}
	var all []string
	for _, item := range n.list() {
		if s := r.text(item); s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		r.wrong.add(n, labelf("没有内容", "there is nothing in it"), labelf("请至少写一项", "write one at least"))
	}
	return all
}

func (r *reader) sure(n *node) Sure {
	return Sure(r.choice(n, "P", "S", "C", "M", "own"))
}

func (r *reader) currency(n *node, s string) Currency {
	if s == "" {
		return Currency{}
	}
	if graph.Standard().List(graph.ListCurrency).Entry(s) == nil {
		r.wrong.add(n, labelf("币种 %s 不在代码表中", "the currency %s is not in the list", quote(s)), labelf("请使用 ISO 4217 代码，如 CNY", "use a code of ISO 4217, such as CNY"))
	}
	return CurrencyOf(s)
}

func (r *reader) list(n *node) *List {
	l := &List{}
	if !r.object(n, "list code version name class sources criteria", "about family applies validity period missing rates inputs points scope eligible gates rank") {
		return l
	}
	if v := n.get("list"); v != nil {
		if l.Format = Format; r.text(v) != strconv.Itoa(Format) {
			r.wrong.add(v, labelf("不认识格式版本 %s", "the format %s is not known", quote(v.text)), labelf("应为 %d", "write %d", Format))
		}
	}
	l.Code = r.match(n.get("code"), codePattern, "用小写字母、数字、点和连字符", "use lower-case letters, digits, dots and hyphens")
	if l.Version = r.text(n.get("version")); len(l.Version) > 32 {
		r.wrong.add(n.get("version"), labelf("版本号过长", "the version is too long"), labelf("至多 32 字节", "use at most 32 bytes"))
	}
	l.Name, l.About = r.label(n.get("name"), true), r.label(n.get("about"), false)
	l.Class = r.choice(n.get("class"), "growth", "value", "recommendation")
	if f := n.get("family"); f != nil {
		l.Family = r.match(f, codePattern, "用小写字母、数字、点和连字符", "use lower-case letters, digits, dots and hyphens")
	}
	for _, x := range n.get("applies").list() {
		if r.object(x, "", "from until for") {
			a := Application{From: r.date(x.get("from")), Until: r.date(x.get("until")), For: r.choice(x.get("for"), "new", "renewal")}
			if !a.Until.IsZero() && a.Until.Compare(a.From) < 0 {
				r.wrong.add(x, labelf("止日早于起日", "it ends before it begins"), labelf("请核对 from 和 until", "check from and until"))
			}
			l.Applies = append(l.Applies, a)
		}
	}
	l.Validity = r.whole(n.get("validity"), 0, 600)
	for _, x := range n.get("sources").list() {
		if r.object(x, "text sure", "url note") {
			l.Sources = append(l.Sources, Citation{r.text(x.get("text")), r.text(x.get("url")), r.sure(x.get("sure")), r.label(x.get("note"), false)})
		}
	}
	for _, x := range n.get("inputs").list() {
		if r.object(x, "id name", "") {
			id := r.id(x.get("id"))
			if _, known := knownFigures().money[id]; known || slices.Contains(Facts(), id) {
				r.wrong.add(x, labelf("%s 已在图中", "%s is in the graph already", id), labelf("请删去，直接使用", "leave it out and use it"))
			}
			r.inputs = append(r.inputs, id)
			l.Inputs = append(l.Inputs, Input{id, r.label(x.get("name"), true)})
		}
	}
	l.Period, l.Missing = r.period(n.get("period")), r.policy(n.get("missing"))
	r.rates(l, n.get("rates"))
	r.points(l, n.get("points"))
	l.Scope = r.criteria(n.get("scope"))
	l.Eligible = r.criteria(n.get("eligible"))
	l.Criteria = r.criteria(n.get("criteria"))
	l.Gates = r.criteria(n.get("gates"))
	if n.get("criteria") != nil && len(l.Criteria) == 0 {
		r.wrong.add(n.get("criteria"), labelf("没有条件", "there are no criteria"), labelf("请至少写一个", "write one at least"))
	}
	l.Rank = r.ranking(n.get("rank"))
	return l
}

// id returns an ID that occurs once in the list.
func (r *reader) id(n *node) string {
	id := r.match(n, idPattern, "以字母开头，用字母和数字", "begin with a letter, use letters and digits")
	if id != "" && r.ids[id] {
		r.wrong.add(n, labelf("%s 重复", "%s occurs twice", id), labelf("请换一个", "choose another"))
	}
	r.ids[id] = true
	return id
}

func (r *reader) period(n *node) Period {
	if n == nil || !r.object(n, "", "lag figure fallback") {
		return Period{}
	}
	p := Period{Lag: r.whole(n.get("lag"), 0, 24), Fallback: r.whole(n.get("fallback"), 0, maxYears)}
	if f := n.get("figure"); f != nil {
		if p.Figure = r.text(f); !slices.Contains(knownFigures().names, p.Figure) {
			r.wrong.add(f, labelf("没有数字 %s", "no figure %s", quote(p.Figure)), suggest(p.Figure, knownFigures().names))
		}
	} else if p.Fallback > 0 {
		r.wrong.add(n, labelf("fallback 需要 figure", "fallback needs a figure"), labelf("请写 figure: revenue 之类", "write something such as figure: revenue"))
	}
	return p
}

func (r *reader) policy(n *node) Policy {
	p := Policy{About: graph.Decimal{Unscaled: 1, Scale: 1}, Conflict: "span", FirstYear: "guard", ByHand: "borderline"}
	if n == nil || !r.object(n, "", "about conflict firstYear byHand") {
		return p
	}
	if a := n.get("about"); a != nil {
		p.About = r.number(a)
		if p.About.Sign() < 0 || p.About.Compare(graph.Decimal{Unscaled: 1}) >= 0 {
			r.wrong.add(a, labelf("应为 0 至 1 之间的比例", "it is a part from 0 to 1"), labelf("请写成 0.1 之类", "write something such as 0.1"))
		}
	}
	if c := r.choice(n.get("conflict"), "span", "winner"); c != "" {
		p.Conflict = c
	}
	if y := r.choice(n.get("firstYear"), "guard", "compared"); y != "" {
		p.FirstYear = y
	}
	if h := r.choice(n.get("byHand"), "borderline", "noted"); h != "" {
		p.ByHand = h
	}
	return p
}

func (r *reader) rates(l *List, n *node) {
	for _, x := range n.list() {
		if !r.object(x, "of in year rate from", "") {
			continue
		}
		q := Rate{
			Of: r.currency(x.get("of"), r.text(x.get("of"))), In: r.currency(x.get("in"), r.text(x.get("in"))),
			Year: r.whole(x.get("year"), 1, 9999), Rate: r.number(x.get("rate")), From: r.text(x.get("from")),
		}
		if x.get("rate") != nil && q.Rate.Sign() <= 0 {
			r.wrong.add(x.get("rate"), labelf("汇率须大于零", "a rate is above zero"), labelf("请核对", "check it"))
		}
		l.Rates = append(l.Rates, q)
	}
}
