package growth

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// formula checks a formula and reports whether it gives money.
func (r *reader) formula(n *node, groups []string) (s string, money bool) {
	if s = r.text(n); n == nil || n.kind != scalarNode {
		return s, false
	}
	known := func(name string) ([]string, bool) {
		_, ok := knownFigures().money[name]
		return slices.Concat(knownFigures().names, r.inputs), ok || slices.Contains(r.inputs, name)
	}
	e, wrong := parseFormula(s, known, groups)
	if wrong != nil {
		r.wrong.add(n, wrong.reason, wrong.cure)
		return s, false
	}
	money, sound := e.isMoney()
	if !sound {
		r.wrong.add(n, labelf("公式把金额与非金额相加，或把金额相乘", "the formula adds money to what is none, or multiplies money"), labelf("请核对各项", "check its parts"))
	}
	return s, money
}

// lineOps are the keys of lines.
var lineOps = []string{"atLeast", "above", "atMost", "below"}

// line reads the line of a criterion on a formula.
func (r *reader) line(n *node, money bool) *Line {
	var line *Line
	for _, op := range lineOps {
		v := n.get(op)
		if v == nil {
			continue
		}
		if line != nil {
			r.wrong.add(v, labelf("门槛只能有一个", "a criterion has one line"), labelf("请拆成两个条件", "make two criteria of it"))
			continue
		}
		line = &Line{Op: op}
		m := linePattern.FindStringSubmatch(r.text(v))
		if m == nil {
			r.wrong.add(v, labelf("%s 不是门槛", "%s is no line", quote(v.text)), labelf("请写成 0.2 或 10000000 CNY", "write something such as 0.2 or 10000000 CNY"))
			continue
		}
		d, err := graph.ParseDecimal(strings.ReplaceAll(m[1], "_", ""))
		if err != nil {
			r.wrong.add(v, labelf("%s 位数过多", "%s has too many digits", quote(v.text)), labelf("请缩短", "shorten it"))
		}
		line.Number, line.Currency = d, r.currency(v, m[2])
		switch {
		case money && m[2] == "":
			r.wrong.add(v, labelf("金额的门槛缺少币种", "a line of money has no currency"), labelf("请写成 %s CNY", "write something such as %s CNY", m[1]))
		case !money && m[2] != "":
			r.wrong.add(v, labelf("公式的结果不是金额", "the formula gives no money"), labelf("请去掉 %s", "leave %s out", m[2]))
		}
	}
	if line == nil {
		r.wrong.add(n, labelf("缺少门槛", "the line is missing"), labelf("请写 atLeast、above、atMost 或 below", "write atLeast, above, atMost or below"))
	}
	return line
}

const criterionKeys = "sure note for value atLeast above atMost below fact in notIn has lacks known unknown title organic hand unrecorded all any first"

func (r *reader) criteria(n *node) []Criterion {
	if n == nil || n.kind == nullNode {
		return nil
	}
	var all []Criterion
	for _, x := range n.list() {
		if r.object(x, "id name", criterionKeys) {
			all = append(all, r.criterion(x))
		}
	}
	return all
}

func (r *reader) criterion(n *node) Criterion {
	c := Criterion{
		ID: r.id(n.get("id")), Name: r.label(n.get("name"), true), Sure: r.sure(n.get("sure")), Note: r.label(n.get("note"), false),
		For: r.choice(n.get("for"), "new", "renewal"), Unrecorded: r.choice(n.get("unrecorded"), "met", "unmet", "unknown"),
	}
	if c.Unrecorded == "unknown" {
		c.Unrecorded = "" // which is what it is anyhow
	}
	var kinds []string
	for _, k := range []string{"value", "fact", "title", "organic", "hand", "all", "any", "first"} {
		if n.get(k) != nil {
			kinds = append(kinds, k)
		}
	}
	if len(kinds) != 1 {
		r.wrong.add(n, labelf("条件须恰有 value、fact、title、organic、hand、all、any、first 之一", "a criterion has exactly one of value, fact, title, organic, hand, all, any and first"),
			labelf("请保留一个", "keep one of them"))
		return c
	}
	belongs := map[string][]string{
		"value": lineOps, "fact": {"in", "notIn", "has", "lacks", "known", "unknown", "unrecorded"}, "title": {"unrecorded"}, "organic": {"unrecorded"},
	}
	for _, k := range n.keys {
		other := slices.Contains(lineOps, k.text) || slices.Contains(belongs["fact"], k.text)
		if other && !slices.Contains(belongs[kinds[0]], k.text) {
			r.wrong.add(k, labelf("%s 不能与 %s 同用", "%s does not go with %s", k.text, kinds[0]), labelf("请删除", "leave it out"))
		}
	}
	switch kinds[0] {
	case "value":
		var money bool
		c.Value, money = r.formula(n.get("value"), r.groups)
		c.Line = r.line(n, money)
	case "fact":
		r.fact(&c, n)
	case "title":
		c.Title = r.texts(n.get("title"))
	case "organic":
		if c.Organic = r.whole(n.get("organic"), 0, maxYears); c.Organic == 0 {
			r.wrong.add(n.get("organic"), labelf("年数从 1 起", "years begin with 1"), labelf("请写成 organic: 3", "write organic: 3"))
		}
	case "hand":
		if c.Hand = r.flag(n.get("hand")); !c.Hand {
			r.wrong.add(n.get("hand"), labelf("hand 只能是 true", "hand is true"), labelf("否则请删除", "leave it out otherwise"))
		}
	case "all":
		c.All = r.several(n.get("all"))
	case "any":
		c.Any = r.several(n.get("any"))
	case "first":
		c.First = r.several(n.get("first"))
	}
	return c
}

func (r *reader) several(n *node) []Criterion {
	all := r.criteria(n)
	if len(all) == 0 {
		r.wrong.add(n, labelf("没有条件", "there are no criteria"), labelf("请至少写一个", "write one at least"))
	}
	return all
}

// codeLists are the code lists of facts.
var codeLists = map[string]string{
	"country": graph.ListCountry, "exchange": graph.ListExchange, "kind": graph.ListEnterpriseKind, "productKind": graph.ListProductKind,
	"region": graph.ListRegion, "round": graph.ListRound, FactStage: graph.ListStage, "stageByFigures": graph.ListStage, "status": graph.ListEnterpriseStatus,
}

func (r *reader) fact(c *Criterion, n *node) {
	c.Fact = r.knownFact(n.get("fact"))
	c.In, c.NotIn, c.Has, c.Lacks = r.texts(n.get("in")), r.texts(n.get("notIn")), r.texts(n.get("has")), r.texts(n.get("lacks"))
	c.Known, c.Unknown = r.flag(n.get("known")), r.flag(n.get("unknown"))
	conditions := 0
	for _, k := range []string{"in", "notIn", "has", "lacks", "known", "unknown"} {
		if n.get(k) != nil {
			conditions++
		}
	}
	if conditions == 0 || conditions > 1 && (c.Known || c.Unknown) {
		r.wrong.add(n, labelf("没有说明对 %s 的要求，或互相矛盾", "it does not say what %s should be, or says too much", c.Fact),
			labelf("请写 in、notIn、has、lacks，或单独写 known、unknown", "write in, notIn, has, lacks, or known or unknown alone"))
	}
	list := graph.Standard().List(codeLists[c.Fact])
	if list == nil {
		return
	}
	for _, key := range []string{"in", "notIn"} {
		for _, item := range n.get(key).list() {
			if item.kind == scalarNode && list.Entry(item.text) == nil {
				cure := labelf("请从“%s”中选择", "choose from “%s”", list.Label.Zh)
				cure.En = "choose from “" + list.Label.En + "”"
				if code, ok := list.Find(item.text); ok {
					cure = labelf("应为 %s", "write %s", code)
				}
				r.wrong.add(item, labelf("%s 不在代码表中", "%s is not in its list", quote(item.text)), cure)
			}
		}
	}
}

func (r *reader) knownFact(n *node) string {
	name := r.text(n)
	if all := slices.Concat(Facts(), r.inputs); name != "" && !slices.Contains(all, name) {
		r.wrong.add(n, labelf("没有事实 %s", "no fact %s", quote(name)), suggest(name, all))
	}
	return name
}

func (r *reader) points(l *List, n *node) {
	for _, x := range n.list() {
		if !r.object(x, "id group name bands", "value fact sure") {
			continue
		}
		p := Indicator{
			ID: r.id(x.get("id")), Name: r.label(x.get("name"), true), Sure: r.sure(x.get("sure")),
			Group: r.match(x.get("group"), idPattern, "以字母开头，用字母和数字", "begin with a letter, use letters and digits"),
		}
		value, fact := x.get("value"), x.get("fact")
		switch {
		case (value == nil) == (fact == nil):
			r.wrong.add(x, labelf("须恰有 value、fact 之一", "it has exactly one of value and fact"), labelf("请保留一个", "keep one of them"))
		case fact != nil:
			p.Fact = r.knownFact(fact)
		default:
			var money bool
			if p.Value, money = r.formula(value, nil); money {
				r.wrong.add(value, labelf("按金额分档尚不支持币种", "bands have no currency"), labelf("请除以另一金额", "divide it by another amount"))
			}
		}
		p.Bands = r.bands(x, fact != nil)
		if !slices.Contains(r.groups, p.Group) {
			r.groups = append(r.groups, p.Group)
		}
		l.Points = append(l.Points, p)
	}
}

// bands reads bands: from the best on, and the last is for all the rest. So an
// interval has the points of its ends, and nothing between.
func (r *reader) bands(x *node, codes bool) []Band {
	var bands []Band
	items := x.get("bands").list()
	key := ""
	for i, n := range items {
		if !r.object(n, "points", "atLeast atMost in") {
			continue
		}
		b := Band{Points: r.number(n.get("points"))}
		for _, k := range []string{"atLeast", "atMost", "in"} {
			v := n.get(k)
			switch {
			case v == nil:
				continue
			case key == "":
				key = k
			case key != k:
				r.wrong.add(v, labelf("各档须用同一个 %s", "the bands all have %s", key), labelf("请改为 %s", "write %s", key))
			}
			switch k {
			case "atLeast":
				d := r.number(v)
				b.AtLeast = &d
			case "atMost":
				d := r.number(v)
				b.AtMost = &d
			default:
				b.In = r.texts(v)
			}
			if (k == "in") != codes {
				r.wrong.add(v, labelf("%s 不能与此同用", "%s does not go with it", k), labelf("value 用 atLeast、atMost，fact 用 in", "a value has atLeast or atMost, a fact has in"))
			}
		}
		bare := b.AtLeast == nil && b.AtMost == nil && b.In == nil
		if last := i == len(items)-1; bare != last {
			r.wrong.add(n, labelf("最后一档、也只有最后一档，没有条件", "the last band, and it alone, has no condition"), labelf("请以 {points: 0} 结尾", "end with {points: 0}"))
		}
		if k := len(bands); k > 0 {
			a := bands[k-1]
			if a.AtLeast != nil && b.AtLeast != nil && b.AtLeast.Compare(*a.AtLeast) >= 0 || a.AtMost != nil && b.AtMost != nil && b.AtMost.Compare(*a.AtMost) <= 0 ||
				!codes && b.Points.Compare(a.Points) >= 0 {
				r.wrong.add(n, labelf("各档须从最优到最差", "bands go from the best to the worst"), labelf("请调整顺序", "put them in order"))
			}
		}
		bands = append(bands, b)
	}
	return bands
}

func (r *reader) ranking(n *node) *Ranking {
	if n == nil || !r.object(n, "by", "then order group top") {
		return nil
	}
	k := &Ranking{Order: r.choice(n.get("order"), "descending", "ascending"), Top: r.whole(n.get("top"), 0, 100_000)}
	if k.Order == "descending" {
		k.Order = ""
	}
	k.By, _ = r.formula(n.get("by"), r.groups)
	if t := n.get("then"); t != nil {
		k.Then, _ = r.formula(t, r.groups)
	}
	for _, g := range n.get("group").list() {
		if s := r.choice(g, "stage", "segment"); s != "" && !slices.Contains(k.Group, s) {
			k.Group = append(k.Group, s)
		}
	}
	return k
}
