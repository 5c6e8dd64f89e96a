package scoring

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// Parse reads a scheme file, of which name is told in messages. It fails with
// graph.CodeInvalid; the cause is [*Mistakes], which has every mistake with its
// place and cure. Parse is safe for concurrent use.
func Parse(name string, data []byte) (*Scheme, error) {
	r := &reader{wrong: &Mistakes{Name: name}, ids: map[string]*node{}}
	root := readNodes(data, r.wrong)
	if root == nil {
		return nil, r.wrong.err()
	}
	if root.kind != objectNode {
		r.unfit(root, schemeShape)
		return nil, r.wrong.err()
	}
	r.check(root, schemeShape)
	if err := r.wrong.err(); err != nil {
		return nil, err // what follows relies on the shape
	}
	s := r.scheme(root)
	if err := r.wrong.err(); err != nil {
		return nil, err
	}
	if err := s.seal(slices.Clone(data)); err != nil {
		return nil, err
	}
	return s, nil
}

// reader makes a scheme of nodes whose shape has been checked.
type reader struct {
	wrong   *Mistakes
	s       *Scheme
	ids     map[string]*node // of nodes
	sources map[string]bool
	leaves  int
	groups  int
	tooMany bool

	defaults     *node
	aggregations []Aggregation // by level
}

func (r *reader) scheme(n *node) *Scheme {
	s := &Scheme{
		Version: FormatVersion, ID: n.get("id").str(), Edition: n.get("edition").str(),
		Kind: Kind(or(n.get("rates").str(), string(KindOther))), Status: Status(or(n.get("status").str(), string(StatusDraft))),
		Title: labelOf(n.get("title")), Note: labelOf(n.get("note")),
		Digits: int(n.get("digits").numberOr(4)), Review: int(n.get("review").numberOr(0)),
	}
	r.s, r.sources, r.defaults = s, map[string]bool{}, n.get("defaults")
	for _, x := range n.get("sources").list() {
		id := x.get("id").str()
		if r.sources[id] {
			r.wrong.add(x.get("id"), labelf("来源 %s 重复", "the source %s occurs twice", quote(id)), labelf("请只保留一个", "keep one of them"))
		}
		r.sources[id] = true
		s.Sources = append(s.Sources, Source{ID: id, Name: labelOf(x.get("name")), Ref: x.get("ref").str()})
	}
	for _, x := range r.defaults.get("aggregation").list() {
		r.aggregations = append(r.aggregations, r.aggregation(x))
	}
	if r.aggregations == nil {
		r.aggregations = []Aggregation{{Method: Arithmetic}}
	}
	index := n.get("index")
	nodes := r.node(index, 0)
	if len(nodes) != 1 || nodes[0].Group == nil {
		r.wrong.add(index, labelf("index 不是由 children 组成的组", "the index is no group of children"), labelf("请写 index: {children: […]}", "write index: {children: […]}"))
		return s
	}
	s.Index = nodes[0]
	s.Index.Weight = 0 // nobody is beside it
	r.grades(n.get("grades"))
	r.gates(n.get("gates"))
	r.doubt(n.get("doubt"))
	return s
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// said returns what a node says, or else the defaults.
func (r *reader) said(n *node, key string) *node {
	if x := n.get(key); x != nil {
		return x
	}
	return r.defaults.get(key)
}

// method splits what is a word, or an object with a method.
func method(n *node) (string, *node) {
	if n != nil && n.kind == objectNode {
		return n.get("method").str(), n
	}
	return n.str(), &node{kind: objectNode}
}

var groupKeys = []string{"weights", "aggregation", "coverage"}
var leafKeys = []string{"unit", "value", "denominator", "evidence", "goalposts", "each", "direction", "missing", "outliers"}

// node reads a group or an indicator; each: makes several of one.
func (r *reader) node(n *node, depth int) []*Node {
	if depth > MaxLevels {
		r.wrong.add(n, labelf("超过 %d 层", "more than %d levels", MaxLevels), labelf("请减少层次", "use fewer levels"))
		return nil
	}
	id := n.get("id").str()
	if id == "" {
		if depth > 0 {
			r.wrong.add(n, labelf("缺少 id", "id is missing"), labelf("请补上 id", "add id"))
			return nil
		}
		id = "index"
	}
	x := &Node{ID: id, Label: labelOf(n.get("label")), Note: labelOf(n.get("note")), Attribute: n.get("attribute").str()}
	for _, src := range n.get("source").list() {
		if !r.sources[src.text] {
			r.wrong.add(src, labelf("sources 里没有 %s", "there is no source %s", quote(src.text)), labelf("请在 sources 中声明它", "declare it under sources"))
		}
		x.Sources = append(x.Sources, src.text)
	}
	x.Weight = n.get("weight").numberOr(math.NaN())
	if b := n.get("bounds"); b != nil {
		x.Bounds = &Bounds{b.get("low").numberOr(0), b.get("high").numberOr(1)}
		if x.Bounds.Low > x.Bounds.High {
			r.wrong.add(b, labelf("下限大于上限", "the lower bound is above the upper"), labelf("请交换 low 和 high", "swap low and high"))
		}
	}
	children := n.get("children")
	foreign := groupKeys
	if children != nil {
		foreign = leafKeys
	}
	for _, k := range foreign {
		if y := n.get(k); y != nil {
			r.wrong.add(y, labelf("%[1]s 与 %[2]s 不能同时出现", "%[1]s and %[2]s do not go together", k, pick(children != nil, "children", "value")),
				labelf("组有 children，指标没有；请删除 %s", "a group has children, an indicator has none: leave out %s", k))
		}
	}
	if children != nil {
		r.claim(n, id)
		r.group(x, n, depth)
		return []*Node{x}
	}
	if depth == 0 {
		return []*Node{x}
	}
	each := n.get("each").list()
	if each == nil {
		r.claim(n, id)
		r.indicator(x, n, "")
		return []*Node{x}
	}
	if !strings.Contains(id, "{}") && len(each) > 1 {
		// The pattern of IDs has no braces, so they are joined.
		id += ".{}"
	}
	var out []*Node
	for _, e := range each {
		y := *x
		y.ID = fill(id, e.text)
		y.Label = graph.Label{Zh: fill(x.Label.Zh, e.text), En: fill(x.Label.En, e.text)}
		if y.Label.Zh == x.Label.Zh && len(each) > 1 {
			y.Label = graph.Label{Zh: strings.TrimSpace(x.Label.Zh + " " + e.text), En: strings.TrimSpace(x.Label.En + " " + e.text)}
		}
		r.claim(e, y.ID)
		r.indicator(&y, n, e.text)
		out = append(out, &y)
		if r.tooMany {
			break
		}
	}
	return out
}

func pick(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

func fill(s, with string) string { return strings.ReplaceAll(s, "{}", with) }

// claim sees that an ID is unique.
func (r *reader) claim(n *node, id string) {
	if first := r.ids[id]; first != nil {
		r.wrong.add(n, labelf("id %s 重复，已用于第 %d 行", "the id %s occurs twice, first in line %d", quote(id), first.line), labelf("请另取一个", "choose another"))
		return
	}
	r.ids[id] = n
}

func (r *reader) group(x *Node, n *node, depth int) {
	children := n.get("children")
	if r.groups++; r.groups > MaxGroups && !r.tooMany {
		r.tooMany = true
		r.wrong.add(n, labelf("超过 %d 个组", "more than %d groups", MaxGroups), labelf("请精简评价规范", "make the scheme smaller"))
	}
	g := &Group{Coverage: r.said(n, "coverage").numberOr(0)}
	x.Group = g
	var places []*node
	for _, c := range children.list() {
		if r.tooMany {
			return
		}
		for _, y := range r.node(c, depth+1) {
			g.Children = append(g.Children, y)
			places = append(places, c)
		}
	}
	if len(g.Children) == 0 {
		r.wrong.add(children, labelf("组里没有 children", "a group without children"), labelf("请加上指标，或删除这一组", "add indicators, or leave the group out"))
		return
	}
	if a := n.get("aggregation"); a != nil {
		g.Aggregation = r.aggregation(a)
	} else {
		g.Aggregation = r.aggregations[min(depth, len(r.aggregations)-1)]
	}
	if y := n.get("normalise"); y != nil {
		norm := r.normalisation(y, n)
		if norm.Categories != nil || norm.Method == NormaliseAchievement || !slices.Contains([]string{"", "mean", "median", "best", "worst"}, norm.To) {
			r.wrong.add(y, labelf("组的数值不能这样归一化", "the value of a group is not normalised like this"), labelf("请用 minmax、zscore、goalposts、rank 等", "use minmax, zscore, goalposts, rank or the like"))
		}
		g.Normalise = &norm
	}
	r.levels(g, n, places)
	r.weighting(x, n, places)
}

// levels checks what processLevels needs.
func (r *reader) levels(g *Group, n *node, places []*node) {
	for i, c := range g.Children {
		switch is := g.Aggregation.Method == ProcessLevels; {
		case is && c.Attribute == "":
			r.wrong.add(places[i], labelf("processLevels 的子项没有 attribute", "a child of processLevels without attribute"), labelf("请写 attribute: 1.1、2.1、…", "write attribute: 1.1, 2.1, …"))
		case !is && c.Attribute != "":
			r.wrong.add(places[i], labelf("attribute 只用于 processLevels", "attribute is for processLevels alone"), labelf("请写 aggregation: processLevels，或删除 attribute", "write aggregation: processLevels, or leave attribute out"))
		}
	}
	if g.Aggregation.Method == ProcessLevels {
		seen := map[string]bool{}
		for i, c := range g.Children {
			if seen[c.Attribute] && c.Attribute != "" {
				r.wrong.add(places[i], labelf("过程属性 %s 重复", "the process attribute %s occurs twice", c.Attribute), labelf("请把它的各项合为一组", "put its outcomes into a group"))
			}
			seen[c.Attribute] = true
		}
	}
}

func (r *reader) aggregation(n *node) Aggregation {
	m, p := method(n)
	a := Aggregation{Method: AggregateMethod(m), Rating: p.get("rating").str()}
	if a.Method == Power {
		a.Exponent = p.get("exponent").numberOr(0)
		if p.get("exponent") == nil {
			r.wrong.add(n, labelf("power 没有 exponent", "power without exponent"), labelf("请写 {method: power, exponent: 2}", "write {method: power, exponent: 2}"))
		}
	} else if e := p.get("exponent"); e != nil {
		r.wrong.add(e, labelf("exponent 只用于 power", "exponent is for power alone"), labelf("请删除", "leave it out"))
	}
	a.Times = p.get("times").numberOr(0)
	if a.Method == MazziottaPareto {
		a.Penalty = or(p.get("penalty").str(), "minus")
	} else if x := p.get("penalty"); x != nil {
		r.wrong.add(x, labelf("penalty 只用于 mazziottaPareto", "penalty is for mazziottaPareto alone"), labelf("请删除", "leave it out"))
	}
	if a.Method == ProcessLevels {
		a.Rating = or(a.Rating, "R3")
		if x := p.get("scale"); x != nil {
			scale := r.scale(x)
			a.Scale = &scale
		}
	} else if x := p.get("scale"); x != nil {
		r.wrong.add(x, labelf("scale 只用于 processLevels", "scale is for processLevels alone"), labelf("请删除", "leave it out"))
	}
	return a
}

func (r *reader) indicator(x *Node, n *node, each string) {
	if r.leaves++; r.leaves > MaxIndicators {
		if !r.tooMany {
			r.wrong.add(n, labelf("超过 %d 个指标", "more than %d indicators", MaxIndicators), labelf("请精简评价规范", "make the scheme smaller"))
		}
		r.tooMany = true
		return
	}
	i := &Indicator{
		Unit:      n.get("unit").str(),
		Direction: Direction(or(r.said(n, "direction").str(), string(Up))),
		Missing:   Missing(or(r.said(n, "missing").str(), string(MissingExclude))),
		Outliers:  r.outliers(r.said(n, "outliers")),
	}
	x.Indicator = i
	i.Evidence = r.evidence(n.get("evidence"), x.ID, each)
	i.Value = nameExpr(i.Evidence.Name)
	if v := n.get("value"); v != nil {
		i.Value = r.expr(v, each)
	}
	if d := n.get("denominator"); d != nil {
		i.Denominator = r.expr(d, each)
	}
	if g := n.get("goalposts"); g != nil {
		if y := n.get("normalise"); y != nil && y.str() != string(NormaliseGoalposts) {
			r.wrong.add(y, labelf("goalposts 与 normalise 不能同时出现", "goalposts and normalise do not go together"), labelf("请只写其中一个", "write one of them"))
		}
		i.Normalise = Normalisation{Method: NormaliseGoalposts}
		r.goalposts(&i.Normalise, g, g)
		i.Example = g.get("example").flag(false)
	} else {
		from := r.said(n, "normalise")
		i.Normalise = r.normalisation(from, n)
		if from != nil && from.kind == objectNode {
			i.Example = from.get("example").flag(false)
		}
	}
	if _, plain := i.Value.name(); i.Normalise.Categories != nil && !plain {
		r.wrong.add(n.get("value"), labelf("类别不能出自表达式", "categories do not come from an expression"), labelf("请把 value 写成一个名称", "let value be one name"))
	}
}

func (r *reader) expr(n *node, each string) *Expr {
	e, err := ParseExpr(fill(n.text, "`"+each+"`"))
	if err != nil {
		r.wrong.add(n, graph.Label{Zh: "表达式有误：" + err.Error(), En: err.Error()}, labelf("请改正表达式", "mend the expression"))
		return nameExpr("value")
	}
	return e
}

func (r *reader) evidence(n *node, id, each string) Evidence {
	e := Evidence{From: FromTable, Name: id}
	if each != "" {
		e.Name = each
	}
	found := 0
	for _, f := range []struct {
		key  string
		from EvidenceKind
	}{{"property", FromProperty}, {"observation", FromObservation}, {"test", FromTest}, {"record", FromRecord}, {"column", FromTable}} {
		if x := n.get(f.key); x != nil {
			found++
			e.From, e.Name = f.from, fill(x.text, each)
		}
	}
	if found > 1 {
		r.wrong.add(n, labelf("证据有几个名称", "evidence with several names"), labelf("property、observation、test、record、column 只写一个", "write one of property, observation, test, record, column"))
	}
	if a := r.evidenceSaid(n, "maxAge").str(); a != "" && a != "any" {
		count, unit, _ := strings.Cut(a, " ")
		k, _ := strconv.Atoi(count)
		switch unit[0] {
		case 'd':
			e.MaxAge.Days = k
		case 'm':
			e.MaxAge.Months = k
		default:
			e.MaxAge.Years = k
		}
	}
	if b := r.evidenceSaid(n, "basis").str(); b != "" {
		e.Basis = Basis(slices.Index(basisNames, b))
	}
	return e
}

func (r *reader) evidenceSaid(n *node, key string) *node {
	if x := n.get(key); x != nil {
		return x
	}
	return r.defaults.get(key)
}
