package growth

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// formula checks a formula and reports whether it gives money.
func (r *reader) formula(n *yamlfile.Node, groups []string) (s string, money bool) {
	if s = r.text(n); n == nil || n.Kind != yamlfile.Scalar {
		return s, false
	}
	known := func(name string) ([]string, bool) {
		_, ok := figuresOf(r.of).money[name]
		return slices.Concat(figuresOf(r.of).names, r.inputs), ok || slices.Contains(r.inputs, name)
	}
	e, wrong := parseFormula(s, known, groups)
	if wrong != nil {
		r.wrong.Add(n, wrong.reason, wrong.cure)
		return s, false
	}
	money, sound := e.isMoney()
	if !sound {
		r.wrong.Add(n, graph.Labelf("公式把金额与非金额相加，或把金额相乘", "the formula adds money to what is none, or multiplies money"), graph.Labelf("请核对各项", "check its parts"))
	}
	return s, money
}

// lineOps are the keys of lines.
var lineOps = []string{"atLeast", "above", "atMost", "below"}

// line reads the line of a criterion on a formula.
func (r *reader) line(n *yamlfile.Node, money bool) *Line {
	var line *Line
	for _, op := range lineOps {
		v := n.Get(op)
		if v == nil {
			continue
		}
		if line != nil {
			r.wrong.Add(v, graph.Labelf("门槛只能有一个", "a criterion has one line"), graph.Labelf("请拆成两个条件", "make two criteria of it"))
			continue
		}
		line = &Line{Op: op}
		m := linePattern.FindStringSubmatch(r.text(v))
		if m == nil {
			r.wrong.Add(v, graph.Labelf("%s 不是门槛", "%s is no line", yamlfile.Quote(v.Text)), graph.Labelf("请写成 0.2 或 10000000 CNY", "write something such as 0.2 or 10000000 CNY"))
			continue
		}
		d, err := graph.ParseDecimal(strings.ReplaceAll(m[1], "_", ""))
		if err != nil {
			r.wrong.Add(v, graph.Labelf("%s 位数过多", "%s has too many digits", yamlfile.Quote(v.Text)), graph.Labelf("请缩短", "shorten it"))
		}
		line.Number, line.Currency = d, r.currency(v, m[2])
		switch {
		case money && m[2] == "":
			r.wrong.Add(v, graph.Labelf("金额的门槛缺少币种", "a line of money has no currency"), graph.Labelf("请写成 %s CNY", "write something such as %s CNY", m[1]))
		case !money && m[2] != "":
			r.wrong.Add(v, graph.Labelf("公式的结果不是金额", "the formula gives no money"), graph.Labelf("请去掉 %s", "leave %s out", m[2]))
		}
	}
	if line == nil {
		r.wrong.Add(n, graph.Labelf("缺少门槛", "the line is missing"), graph.Labelf("请写 atLeast、above、atMost 或 below", "write atLeast, above, atMost or below"))
	}
	return line
}

const criterionKeys = "sure note for value atLeast above atMost below fact in notIn has lacks known unknown title organic hand unrecorded all any first"

func (r *reader) criteria(n *yamlfile.Node) []Criterion {
	if n == nil || n.Kind == yamlfile.Null {
		return nil
	}
	var all []Criterion
	for _, x := range n.All() {
		if r.object(x, "id name", criterionKeys) {
			all = append(all, r.criterion(x))
		}
	}
	return all
}

func (r *reader) criterion(n *yamlfile.Node) Criterion {
	c := Criterion{
		ID: r.id(n.Get("id")), Name: r.label(n.Get("name"), true), Sure: r.sure(n.Get("sure")), Note: r.label(n.Get("note"), false),
		For: r.choice(n.Get("for"), "new", "renewal"), Unrecorded: r.choice(n.Get("unrecorded"), "met", "unmet", "unknown"),
	}
	if c.Unrecorded == "unknown" {
		c.Unrecorded = "" // which is what it is anyhow
	}
	var kinds []string
	for _, k := range []string{"value", "fact", "title", "organic", "hand", "all", "any", "first"} {
		if n.Get(k) != nil {
			kinds = append(kinds, k)
		}
	}
	if len(kinds) != 1 {
		r.wrong.Add(n, graph.Labelf("条件须恰有 value、fact、title、organic、hand、all、any、first 之一", "a criterion has exactly one of value, fact, title, organic, hand, all, any and first"),
			graph.Labelf("请保留一个", "keep one of them"))
		return c
	}
	belongs := map[string][]string{
		"value": lineOps, "fact": {"in", "notIn", "has", "lacks", "known", "unknown", "unrecorded"}, "title": {"unrecorded"}, "organic": {"unrecorded"},
	}
	for _, e := range n.Entries {
		k := e.Key
		other := slices.Contains(lineOps, k.Text) || slices.Contains(belongs["fact"], k.Text)
		if other && !slices.Contains(belongs[kinds[0]], k.Text) {
			r.wrong.Add(k, graph.Labelf("%s 不能与 %s 同用", "%s does not go with %s", k.Text, kinds[0]), graph.Labelf("请删除", "leave it out"))
		}
	}
	switch kinds[0] {
	case "value":
		var money bool
		c.Value, money = r.formula(n.Get("value"), r.groups)
		c.Line = r.line(n, money)
	case "fact":
		r.fact(&c, n)
	case "title":
		c.Title = r.texts(n.Get("title"))
	case "organic":
		if c.Organic = r.whole(n.Get("organic"), 0, maxYears); c.Organic == 0 {
			r.wrong.Add(n.Get("organic"), graph.Labelf("年数从 1 起", "years begin with 1"), graph.Labelf("请写成 organic: 3", "write organic: 3"))
		}
	case "hand":
		if c.Hand = r.flag(n.Get("hand")); !c.Hand {
			r.wrong.Add(n.Get("hand"), graph.Labelf("hand 只能是 true", "hand is true"), graph.Labelf("否则请删除", "leave it out otherwise"))
		}
	case "all":
		c.All = r.several(n.Get("all"))
	case "any":
		c.Any = r.several(n.Get("any"))
	case "first":
		c.First = r.several(n.Get("first"))
	}
	return c
}

func (r *reader) several(n *yamlfile.Node) []Criterion {
	all := r.criteria(n)
	if len(all) == 0 {
		r.wrong.Add(n, graph.Labelf("没有条件", "there are no criteria"), graph.Labelf("请至少写一个", "write one at least"))
	}
	return all
}

// codeLists are the code lists of facts.
var codeLists = map[string]string{
	"country": graph.ListCountry, "exchange": graph.ListExchange, "kind": graph.ListEnterpriseKind, "productKind": graph.ListProductKind,
	"region": graph.ListRegion, "round": graph.ListRound, FactStage: graph.ListStage, "stageByFigures": graph.ListStage, "status": graph.ListEnterpriseStatus,
}

// projectCodeLists are those of projects, whose status is a text.
var projectCodeLists = map[string]string{"kind": graph.ListProjectKind, "level": graph.ListLevel, "region": graph.ListRegion}

func (r *reader) fact(c *Criterion, n *yamlfile.Node) {
	c.Fact = r.knownFact(n.Get("fact"))
	c.In, c.NotIn, c.Has, c.Lacks = r.texts(n.Get("in")), r.texts(n.Get("notIn")), r.texts(n.Get("has")), r.texts(n.Get("lacks"))
	c.Known, c.Unknown = r.flag(n.Get("known")), r.flag(n.Get("unknown"))
	conditions := 0
	for _, k := range []string{"in", "notIn", "has", "lacks", "known", "unknown"} {
		if n.Get(k) != nil {
			conditions++
		}
	}
	if conditions == 0 || conditions > 1 && (c.Known || c.Unknown) {
		r.wrong.Add(n, graph.Labelf("没有说明对 %s 的要求，或互相矛盾", "it does not say what %s should be, or says too much", c.Fact),
			graph.Labelf("请写 in、notIn、has、lacks，或单独写 known、unknown", "write in, notIn, has, lacks, or known or unknown alone"))
	}
	codes := codeLists
	if r.of == Project {
		codes = projectCodeLists
	}
	list := graph.Standard().List(codes[c.Fact])
	if list == nil {
		return
	}
	for _, key := range []string{"in", "notIn"} {
		for _, item := range n.Get(key).All() {
			if item.Kind == yamlfile.Scalar && list.Entry(item.Text) == nil {
				cure := graph.Labelf("请从“%s”中选择", "choose from “%s”", list.Label.Zh)
				cure.En = "choose from “" + list.Label.En + "”"
				if code, ok := list.Find(item.Text); ok {
					cure = graph.Labelf("应为 %s", "write %s", code)
				}
				r.wrong.Add(item, graph.Labelf("%s 不在代码表中", "%s is not in its list", yamlfile.Quote(item.Text)), cure)
			}
		}
	}
}

func (r *reader) knownFact(n *yamlfile.Node) string {
	name := r.text(n)
	if all := slices.Concat(factsOf(r.of), r.inputs); name != "" && !slices.Contains(all, name) {
		r.wrong.Add(n, graph.Labelf("没有事实 %s", "no fact %s", yamlfile.Quote(name)), yamlfile.Suggest(name, all))
	}
	return name
}

func (r *reader) points(l *List, n *yamlfile.Node) {
	for _, x := range n.All() {
		if !r.object(x, "id group name bands", "value fact sure") {
			continue
		}
		p := Indicator{
			ID: r.id(x.Get("id")), Name: r.label(x.Get("name"), true), Sure: r.sure(x.Get("sure")),
			Group: r.match(x.Get("group"), idPattern, "以字母开头，用字母和数字", "begin with a letter, use letters and digits"),
		}
		value, fact := x.Get("value"), x.Get("fact")
		switch {
		case (value == nil) == (fact == nil):
			r.wrong.Add(x, graph.Labelf("须恰有 value、fact 之一", "it has exactly one of value and fact"), graph.Labelf("请保留一个", "keep one of them"))
		case fact != nil:
			p.Fact = r.knownFact(fact)
		default:
			var money bool
			if p.Value, money = r.formula(value, nil); money {
				r.wrong.Add(value, graph.Labelf("按金额分档尚不支持币种", "bands have no currency"), graph.Labelf("请除以另一金额", "divide it by another amount"))
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
func (r *reader) bands(x *yamlfile.Node, codes bool) []Band {
	var bands []Band
	items := x.Get("bands").All()
	key := ""
	for i, n := range items {
		if !r.object(n, "points", "atLeast atMost in") {
			continue
		}
		b := Band{Points: r.number(n.Get("points"))}
		for _, k := range []string{"atLeast", "atMost", "in"} {
			v := n.Get(k)
			switch {
			case v == nil:
				continue
			case key == "":
				key = k
			case key != k:
				r.wrong.Add(v, graph.Labelf("各档须用同一个 %s", "the bands all have %s", key), graph.Labelf("请改为 %s", "write %s", key))
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
				r.wrong.Add(v, graph.Labelf("%s 不能与此同用", "%s does not go with it", k), graph.Labelf("value 用 atLeast、atMost，fact 用 in", "a value has atLeast or atMost, a fact has in"))
			}
		}
		bare := b.AtLeast == nil && b.AtMost == nil && b.In == nil
		if last := i == len(items)-1; bare != last {
			r.wrong.Add(n, graph.Labelf("最后一档、也只有最后一档，没有条件", "the last band, and it alone, has no condition"), graph.Labelf("请以 {points: 0} 结尾", "end with {points: 0}"))
		}
		if k := len(bands); k > 0 {
			a := bands[k-1]
			if a.AtLeast != nil && b.AtLeast != nil && b.AtLeast.Compare(*a.AtLeast) >= 0 || a.AtMost != nil && b.AtMost != nil && b.AtMost.Compare(*a.AtMost) <= 0 ||
				!codes && b.Points.Compare(a.Points) >= 0 {
				r.wrong.Add(n, graph.Labelf("各档须从最优到最差", "bands go from the best to the worst"), graph.Labelf("请调整顺序", "put them in order"))
			}
		}
		bands = append(bands, b)
	}
	return bands
}

func (r *reader) ranking(n *yamlfile.Node) *Ranking {
	if n == nil || !r.object(n, "by", "then order group top") {
		return nil
	}
	k := &Ranking{Order: r.choice(n.Get("order"), "descending", "ascending"), Top: r.whole(n.Get("top"), 0, 100_000)}
	if k.Order == "descending" {
		k.Order = ""
	}
	k.By, _ = r.formula(n.Get("by"), r.groups)
	if t := n.Get("then"); t != nil {
		k.Then, _ = r.formula(t, r.groups)
	}
	for _, g := range n.Get("group").All() {
		if s := r.choice(g, "stage", "segment"); s != "" && !slices.Contains(k.Group, s) {
			k.Group = append(k.Group, s)
		}
	}
	return k
}
