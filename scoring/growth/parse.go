package growth

import (
	_ "embed" // for the schema
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

//go:embed list.schema.json
var schema []byte

// Schema returns the JSON Schema (draft 2020-12) of lists, for editors. It knows
// what [Parse] knows but for formulas, names of figures and facts, what bands may
// follow each other, and that currencies fit.
func Schema() []byte { return slices.Clone(schema) }

// MaxFile is how large a list's file may be, in bytes.
const MaxFile = 256 << 10

// bounds are those of a list's file.
var bounds = yamlfile.Bounds{
	Bytes: MaxFile, Keys: 4_000, Items: 20_000, Depth: 16,
	Shorten: graph.Label{Zh: "请缩短", En: "shorten it"},
	Begin:   graph.Label{Zh: "请从 list: 1 写起", En: "begin with list: 1"},
}

// Parse reads a list, of which name is told in messages. It fails with
// graph.CodeInvalid; the cause is [*yamlfile.Mistakes], which has every mistake with its
// place and cure.
func Parse(name string, data []byte) (*List, error) {
	wrong := &yamlfile.Mistakes{Name: name}
	root := yamlfile.Read(data, bounds, wrong)
	if root == nil {
		return nil, wrong.Err("growth.Parse")
	}
	r := &reader{wrong: wrong, ids: map[string]bool{}}
	l := r.list(root)
	if err := wrong.Err("growth.Parse"); err != nil {
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
	wrong  *yamlfile.Mistakes
	ids    map[string]bool
	of     string // what the list is of
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
func (r *reader) object(n *yamlfile.Node, required, others string) bool {
	if n == nil || n.Kind != yamlfile.Object {
		if n != nil {
			r.wrong.Add(n, graph.Labelf("此处应为若干“键: 值”", "keys and values belong here"), graph.Labelf("可用的键：%s", "the keys are %s", strings.TrimSpace(required+" "+others)))
		}
		return false
	}
	must := strings.Fields(required)
	all := slices.Concat(must, strings.Fields(others))
	for _, e := range n.Entries {
		k := e.Key
		if !slices.Contains(all, k.Text) {
			r.wrong.Add(k, graph.Labelf("没有键 %s", "there is no key %s", yamlfile.Quote(k.Text)), yamlfile.Suggest(k.Text, all))
		}
	}
	for _, k := range must {
		if v := n.Get(k); v == nil || v.Kind == yamlfile.Null {
			r.wrong.Add(n, graph.Labelf("缺少 %s", "%s is missing", k), graph.Labelf("请补上 %s", "add %s", k))
		}
	}
	return true
}

// text returns the text of a scalar, or "" if there is none.
func (r *reader) text(n *yamlfile.Node) string {
	switch {
	case n == nil || n.Kind == yamlfile.Null:
		return ""
	case n.Kind != yamlfile.Scalar:
		r.wrong.Add(n, graph.Labelf("此处应为文本", "a text belongs here"), graph.Labelf("请写在同一行", "write it on the same line"))
		return ""
	case len(n.Text) > 2000 || strings.ContainsFunc(n.Text, func(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\t' }):
		r.wrong.Add(n, graph.Labelf("文本过长或含控制字符", "a text that is too long, or has control characters"), graph.Labelf("请缩短", "shorten it"))
		return ""
	}
	return strings.TrimSpace(n.Text)
}

// choice returns a text that is one of those allowed, or "".
func (r *reader) choice(n *yamlfile.Node, allowed ...string) string {
	s := r.text(n)
	if s != "" && !slices.Contains(allowed, s) {
		r.wrong.Add(n, graph.Labelf("不能是 %s", "it cannot be %s", yamlfile.Quote(s)), yamlfile.Suggest(s, allowed))
		return ""
	}
	return s
}

// match returns a text of a form, or "".
func (r *reader) match(n *yamlfile.Node, form *regexp.Regexp, zh, en string) string {
	s := r.text(n)
	if n != nil && n.Kind == yamlfile.Scalar && !form.MatchString(s) {
		r.wrong.Add(n, graph.Labelf("%s 的形式不对", "%s has not the form", yamlfile.Quote(s)), graph.Label{Zh: zh, En: en})
		return ""
	}
	return s
}

// whole returns a whole number from least to most; least if there is none.
func (r *reader) whole(n *yamlfile.Node, least, most int) int {
	s := r.text(n)
	if n == nil || s == "" {
		return least
	}
	v, err := strconv.Atoi(s)
	if err != nil || v < least || v > most {
		r.wrong.Add(n, graph.Labelf("%s 不是 %d 至 %d 的整数", "%s is no whole number from %d to %d", yamlfile.Quote(s), least, most), graph.Labelf("请填写整数", "write one"))
		return least
	}
	return v
}

// number returns a decimal.
func (r *reader) number(n *yamlfile.Node) graph.Decimal {
	s := strings.ReplaceAll(r.text(n), "_", "")
	d, err := graph.ParseDecimal(s)
	if n != nil && err != nil {
		r.wrong.Add(n, graph.Labelf("%s 不是数字", "%s is no number", yamlfile.Quote(s)), graph.Labelf("请写成 0.2、10000000 之类", "write something such as 0.2 or 10000000"))
	}
	return d
}

// flag returns a yes or a no.
func (r *reader) flag(n *yamlfile.Node) bool { return r.choice(n, "true", "false") == "true" }

// date returns a day.
func (r *reader) date(n *yamlfile.Node) graph.Date {
	s := r.text(n)
	if s == "" {
		return graph.Date{}
	}
	d, err := graph.ParseDate(s)
	if err != nil || d.Day == 0 {
		r.wrong.Add(n, graph.Labelf("%s 不是日期", "%s is no day", yamlfile.Quote(s)), graph.Labelf("请写成 2026-04-01", "write something such as 2026-04-01"))
		return graph.Date{}
	}
	return d
}

// label returns a text in both languages.
func (r *reader) label(n *yamlfile.Node, needed bool) graph.Label {
	if n == nil || !needed && n.Kind == yamlfile.Null {
		return graph.Label{}
	}
	if !r.object(n, "zh en", "") {
		return graph.Label{}
	}
	return graph.Label{Zh: r.text(n.Get("zh")), En: r.text(n.Get("en"))}
}

// texts returns the texts of a list, of which there is one at least.
func (r *reader) texts(n *yamlfile.Node) []string {
	if n == nil {
		return nil
	}
	var all []string
	for _, item := range n.All() {
		if s := r.text(item); s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		r.wrong.Add(n, graph.Labelf("没有内容", "there is nothing in it"), graph.Labelf("请至少写一项", "write one at least"))
	}
	return all
}

func (r *reader) sure(n *yamlfile.Node) Sure {
	return Sure(r.choice(n, "P", "S", "C", "M", "own"))
}

func (r *reader) currency(n *yamlfile.Node, s string) Currency {
	if s == "" {
		return Currency{}
	}
	if graph.Standard().List(graph.ListCurrency).Entry(s) == nil {
		r.wrong.Add(n, graph.Labelf("币种 %s 不在代码表中", "the currency %s is not in the list", yamlfile.Quote(s)), graph.Labelf("请使用 ISO 4217 代码，如 CNY", "use a code of ISO 4217, such as CNY"))
	}
	return CurrencyOf(s)
}

func (r *reader) list(n *yamlfile.Node) *List {
	l := &List{}
	if !r.object(n, "list code version name class sources criteria", "about of family applies validity period missing rates inputs model points scope eligible gates rank") {
		return l
	}
	if v := n.Get("list"); v != nil {
		if l.Format = Format; r.text(v) != strconv.Itoa(Format) {
			r.wrong.Add(v, graph.Labelf("不认识格式版本 %s", "the format %s is not known", yamlfile.Quote(v.Text)), graph.Labelf("应为 %d", "write %d", Format))
		}
	}
	l.Code = r.match(n.Get("code"), codePattern, "用小写字母、数字、点和连字符", "use lower-case letters, digits, dots and hyphens")
	if l.Version = r.text(n.Get("version")); len(l.Version) > 32 {
		r.wrong.Add(n.Get("version"), graph.Labelf("版本号过长", "the version is too long"), graph.Labelf("至多 32 字节", "use at most 32 bytes"))
	}
	l.Name, l.About = r.label(n.Get("name"), true), r.label(n.Get("about"), false)
	l.Class = r.choice(n.Get("class"), "growth", "value", "recommendation")
	if l.Of = r.choice(n.Get("of"), "enterprise", Project); l.Of == "enterprise" {
		l.Of = "" // which is what it is anyhow
	}
	r.of = l.Of
	if f := n.Get("family"); f != nil {
		l.Family = r.match(f, codePattern, "用小写字母、数字、点和连字符", "use lower-case letters, digits, dots and hyphens")
	}
	for _, x := range n.Get("applies").All() {
		if r.object(x, "", "from until for") {
			a := Application{From: r.date(x.Get("from")), Until: r.date(x.Get("until")), For: r.choice(x.Get("for"), "new", "renewal")}
			if !a.Until.IsZero() && a.Until.Compare(a.From) < 0 {
				r.wrong.Add(x, graph.Labelf("止日早于起日", "it ends before it begins"), graph.Labelf("请核对 from 和 until", "check from and until"))
			}
			l.Applies = append(l.Applies, a)
		}
	}
	l.Validity = r.whole(n.Get("validity"), 0, 600)
	for _, x := range n.Get("sources").All() {
		if r.object(x, "text sure", "url note") {
			l.Sources = append(l.Sources, Citation{r.text(x.Get("text")), r.text(x.Get("url")), r.sure(x.Get("sure")), r.label(x.Get("note"), false)})
		}
	}
	for _, x := range n.Get("inputs").All() {
		if r.object(x, "id name", "") {
			id := r.id(x.Get("id"))
			if _, known := figuresOf(l.Of).money[id]; known || slices.Contains(factsOf(l.Of), id) {
				r.wrong.Add(x, graph.Labelf("%s 已在图中", "%s is in the graph already", id), graph.Labelf("请删去，直接使用", "leave it out and use it"))
			}
			r.inputs = append(r.inputs, id)
			l.Inputs = append(l.Inputs, Input{id, r.label(x.Get("name"), true)})
		}
	}
	l.Period, l.Missing = r.period(n.Get("period")), r.policy(n.Get("missing"))
	l.Model = r.model(l, n.Get("model"))
	r.rates(l, n.Get("rates"))
	r.points(l, n.Get("points"))
	l.Scope = r.criteria(n.Get("scope"))
	l.Eligible = r.criteria(n.Get("eligible"))
	l.Criteria = r.criteria(n.Get("criteria"))
	l.Gates = r.criteria(n.Get("gates"))
	if n.Get("criteria") != nil && len(l.Criteria) == 0 {
		r.wrong.Add(n.Get("criteria"), graph.Labelf("没有条件", "there are no criteria"), graph.Labelf("请至少写一个", "write one at least"))
	}
	l.Rank = r.ranking(n.Get("rank"))
	return l
}

// id returns an ID that occurs once in the list.
func (r *reader) id(n *yamlfile.Node) string {
	id := r.match(n, idPattern, "以字母开头，用字母和数字", "begin with a letter, use letters and digits")
	if id != "" && r.ids[id] {
		r.wrong.Add(n, graph.Labelf("%s 重复", "%s occurs twice", id), graph.Labelf("请换一个", "choose another"))
	}
	r.ids[id] = true
	return id
}

func (r *reader) period(n *yamlfile.Node) Period {
	if n == nil || !r.object(n, "", "lag figure fallback") {
		return Period{}
	}
	p := Period{Lag: r.whole(n.Get("lag"), 0, 24), Fallback: r.whole(n.Get("fallback"), 0, maxYears)}
	if f := n.Get("figure"); f != nil {
		if names := figuresOf(r.of).names; !slices.Contains(names, r.text(f)) {
			r.wrong.Add(f, graph.Labelf("没有数字 %s", "no figure %s", yamlfile.Quote(r.text(f))), yamlfile.Suggest(r.text(f), names))
		}
		p.Figure = r.text(f)
	} else if p.Fallback > 0 {
		r.wrong.Add(n, graph.Labelf("fallback 需要 figure", "fallback needs a figure"), graph.Labelf("请写 figure: revenue 之类", "write something such as figure: revenue"))
	}
	return p
}

func (r *reader) policy(n *yamlfile.Node) Policy {
	p := Policy{About: graph.Decimal{Unscaled: 1, Scale: 1}, Conflict: "span", FirstYear: "guard", ByHand: "borderline"}
	if n == nil || !r.object(n, "", "about conflict firstYear byHand") {
		return p
	}
	if a := n.Get("about"); a != nil {
		p.About = r.number(a)
		if p.About.Sign() < 0 || p.About.Compare(graph.Decimal{Unscaled: 1}) >= 0 {
			r.wrong.Add(a, graph.Labelf("应为 0 至 1 之间的比例", "it is a part from 0 to 1"), graph.Labelf("请写成 0.1 之类", "write something such as 0.1"))
		}
	}
	if c := r.choice(n.Get("conflict"), "span", "winner"); c != "" {
		p.Conflict = c
	}
	if y := r.choice(n.Get("firstYear"), "guard", "compared"); y != "" {
		p.FirstYear = y
	}
	if h := r.choice(n.Get("byHand"), "borderline", "noted"); h != "" {
		p.ByHand = h
	}
	return p
}

func (r *reader) rates(l *List, n *yamlfile.Node) {
	for _, x := range n.All() {
		if !r.object(x, "of in year rate from", "") {
			continue
		}
		q := Rate{
			Of: r.currency(x.Get("of"), r.text(x.Get("of"))), In: r.currency(x.Get("in"), r.text(x.Get("in"))),
			Year: r.whole(x.Get("year"), 1, 9999), Rate: r.number(x.Get("rate")), From: r.text(x.Get("from")),
		}
		if x.Get("rate") != nil && q.Rate.Sign() <= 0 {
			r.wrong.Add(x.Get("rate"), graph.Labelf("汇率须大于零", "a rate is above zero"), graph.Labelf("请核对", "check it"))
		}
		l.Rates = append(l.Rates, q)
	}
}
