package scoring

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// MaxFile is how large a scheme file may be, in bytes.
const MaxFile = 1 << 20

// bounds are those of a scheme file.
var bounds = yamlfile.Bounds{
	Bytes: MaxFile, Keys: 20_000, Items: 60_000, Depth: 40,
	Shorten: graph.Label{Zh: "请精简；重复的指标可用 each", En: "make it smaller; each: repeats an indicator"},
	Begin:   graph.Label{Zh: "可以从 chainatlas scheme print 给出的示例开始", En: "start from an example that chainatlas scheme print writes"},
}

// Parse reads a scheme file, of which name is told in messages. It fails with
// graph.CodeInvalid; the cause is [*yamlfile.Mistakes], which has every mistake with its
// place and cure. Parse is safe for concurrent use.
func Parse(name string, data []byte) (*Scheme, error) {
	r := &reader{wrong: &yamlfile.Mistakes{Name: name}, ids: map[string]*yamlfile.Node{}}
	root := yamlfile.Read(data, bounds, r.wrong)
	if root == nil {
		return nil, r.wrong.Err("scoring.Parse")
	}
	if root.Kind != yamlfile.Object {
		r.unfit(root, schemeShape)
		return nil, r.wrong.Err("scoring.Parse")
	}
	r.check(root, schemeShape)
	if err := r.wrong.Err("scoring.Parse"); err != nil {
		return nil, err // what follows relies on the shape
	}
	s := r.scheme(root)
	if err := r.wrong.Err("scoring.Parse"); err != nil {
		return nil, err
	}
	if err := s.seal(slices.Clone(data)); err != nil {
		return nil, err
	}
	return s, nil
}

// reader makes a scheme of nodes whose shape has been checked.
type reader struct {
	wrong   *yamlfile.Mistakes
	s       *Scheme
	ids     map[string]*yamlfile.Node // of nodes
	sources map[string]bool
	leaves  int
	groups  int
	tooMany bool

	defaults     *yamlfile.Node
	lists        *yamlfile.Node
	aggregations []Aggregation // by level
}

func (r *reader) scheme(n *yamlfile.Node) *Scheme {
	s := &Scheme{
		Version: FormatVersion, ID: n.Get("id").Str(), Edition: n.Get("edition").Str(),
		Kind: Kind(or(n.Get("rates").Str(), string(KindOther))), Status: Status(or(n.Get("status").Str(), string(StatusDraft))),
		Title: labelOf(n.Get("title")), Note: labelOf(n.Get("note")),
		Digits: int(n.Get("digits").NumberOr(4)), Review: int(n.Get("review").NumberOr(0)),
	}
	r.s, r.sources, r.defaults, r.lists = s, map[string]bool{}, n.Get("defaults"), n.Get("lists")
	for _, x := range n.Get("sources").All() {
		id := x.Get("id").Str()
		if r.sources[id] {
			r.wrong.Add(x.Get("id"), graph.Labelf("来源 %s 重复", "the source %s occurs twice", yamlfile.Quote(id)), graph.Labelf("请只保留一个", "keep one of them"))
		}
		r.sources[id] = true
		s.Sources = append(s.Sources, Source{ID: id, Name: labelOf(x.Get("name")), Ref: x.Get("ref").Str()})
	}
	for _, x := range r.defaults.Get("aggregation").All() {
		r.aggregations = append(r.aggregations, r.aggregation(x))
	}
	if r.aggregations == nil {
		r.aggregations = []Aggregation{{Method: Arithmetic}}
	}
	index := n.Get("index")
	nodes := r.node(index, 0)
	if len(nodes) != 1 || nodes[0].Group == nil {
		r.wrong.Add(index, graph.Labelf("index 不是由 children 组成的组", "the index is no group of children"), graph.Labelf("请写 index: {children: […]}", "write index: {children: […]}"))
		return s
	}
	s.Index = nodes[0]
	s.Index.Weight = 0 // nobody is beside it
	s.Best = Best(otherThan(n.Get("best").Str(), "highest"))
	r.grades(n.Get("grades"))
	r.gates(n.Get("gates"))
	r.doubt(n.Get("doubt"))
	return s
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// said returns what a node says, or else the defaults.
func (r *reader) said(n *yamlfile.Node, key string) *yamlfile.Node {
	if x := n.Get(key); x != nil {
		return x
	}
	return r.defaults.Get(key)
}

// method splits what is a word, or an object with a method.
func method(n *yamlfile.Node) (string, *yamlfile.Node) {
	if n != nil && n.Kind == yamlfile.Object {
		return n.Get("method").Str(), n
	}
	return n.Str(), &yamlfile.Node{Kind: yamlfile.Object}
}

var groupKeys = []string{"weights", "aggregation", "coverage"}
var leafKeys = []string{"unit", "value", "denominator", "evidence", "goalposts", "each", "missing", "outliers"}

// node reads a group or an indicator; each: makes several of one.
func (r *reader) node(n *yamlfile.Node, depth int) []*Node {
	if depth > MaxLevels {
		r.wrong.Add(n, graph.Labelf("超过 %d 层", "more than %d levels", MaxLevels), graph.Labelf("请减少层次", "use fewer levels"))
		return nil
	}
	id := n.Get("id").Str()
	if id == "" {
		if depth > 0 {
			r.wrong.Add(n, graph.Labelf("缺少 id", "id is missing"), graph.Labelf("请补上 id", "add id"))
			return nil
		}
		id = "index"
	}
	x := &Node{ID: id, Label: labelOf(n.Get("label")), Note: labelOf(n.Get("note")), Attribute: n.Get("attribute").Str()}
	for _, src := range n.Get("source").All() {
		if !r.sources[src.Text] {
			r.wrong.Add(src, graph.Labelf("sources 里没有 %s", "there is no source %s", yamlfile.Quote(src.Text)), graph.Labelf("请在 sources 中声明它", "declare it under sources"))
		}
		x.Sources = append(x.Sources, src.Text)
	}
	x.Weight = n.Get("weight").NumberOr(math.NaN())
	if b := n.Get("bounds"); b != nil {
		x.Bounds = &Bounds{b.Get("low").NumberOr(0), b.Get("high").NumberOr(1)}
		if x.Bounds.Low > x.Bounds.High {
			r.wrong.Add(b, graph.Labelf("下限大于上限", "the lower bound is above the upper"), graph.Labelf("请交换 low 和 high", "swap low and high"))
		}
	}
	children := n.Get("children")
	foreign := groupKeys
	if children != nil {
		foreign = leafKeys
		if n.Get("normalise") == nil && n.Get("direction") != nil {
			r.wrong.Add(n.Get("direction"), graph.Labelf("组有 direction 而没有 normalise", "a group with direction, but without normalise"),
				graph.Labelf("请写 normalise: {method: goalposts, low: …, high: …}", "write normalise: {method: goalposts, low: …, high: …}"))
		}
	}
	for _, k := range foreign {
		if y := n.Get(k); y != nil {
			r.wrong.Add(y, graph.Labelf("%[1]s 与 %[2]s 不能同时出现", "%[1]s and %[2]s do not go together", k, pick(children != nil, "children", "value")),
				graph.Labelf("组有 children，指标没有；请删除 %s", "a group has children, an indicator has none: leave out %s", k))
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
	each := r.each(n.Get("each"))
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
		y.ID = fill(id, e.Text)
		y.Label = graph.Label{Zh: fill(x.Label.Zh, e.Text), En: fill(x.Label.En, e.Text)}
		if y.Label.Zh == x.Label.Zh && len(each) > 1 {
			y.Label = graph.Label{Zh: strings.TrimSpace(x.Label.Zh + " " + e.Text), En: strings.TrimSpace(x.Label.En + " " + e.Text)}
		}
		r.claim(e, y.ID)
		r.indicator(&y, n, e.Text)
		out = append(out, &y)
		if r.tooMany {
			break
		}
	}
	return out
}

// each returns the names for which an indicator is written: a list, or that list
// of lists: which is named.
func (r *reader) each(n *yamlfile.Node) []*yamlfile.Node {
	if n == nil || n.Kind == yamlfile.List {
		return n.All()
	}
	if l := r.lists.Get(n.Text); l != nil {
		return l.All()
	}
	cure := graph.Labelf("请在 lists 中写出它，或写 each: [a, b]", "write it below lists:, or write each: [a, b]")
	if r.lists != nil && len(r.lists.Entries) > 0 {
		names := make([]string, len(r.lists.Entries))
		for i, e := range r.lists.Entries {
			names[i] = e.Key.Text
		}
		cure = yamlfile.Suggest(n.Text, names)
	}
	r.wrong.Add(n, graph.Labelf("lists 里没有 %s", "there is no list %s", yamlfile.Quote(n.Text)), cure)
	return nil
}

func pick(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

func fill(s, with string) string { return strings.ReplaceAll(s, "{}", with) }

// claim sees that an ID is unique.
func (r *reader) claim(n *yamlfile.Node, id string) {
	if first := r.ids[id]; first != nil {
		r.wrong.Add(n, graph.Labelf("id %s 重复，已用于第 %d 行", "the id %s occurs twice, first in line %d", yamlfile.Quote(id), first.Line), graph.Labelf("请另取一个", "choose another"))
		return
	}
	r.ids[id] = n
}

func (r *reader) group(x *Node, n *yamlfile.Node, depth int) {
	children := n.Get("children")
	if r.groups++; r.groups > MaxGroups && !r.tooMany {
		r.tooMany = true
		r.wrong.Add(n, graph.Labelf("超过 %d 个组", "more than %d groups", MaxGroups), graph.Labelf("请精简评价规范", "make the scheme smaller"))
	}
	g := &Group{}
	r.coverage(g, r.said(n, "coverage"))
	x.Group = g
	var places []*yamlfile.Node
	for _, c := range children.All() {
		if r.tooMany {
			return
		}
		for _, y := range r.node(c, depth+1) {
			g.Children = append(g.Children, y)
			places = append(places, c)
		}
	}
	if len(g.Children) == 0 {
		r.wrong.Add(children, graph.Labelf("组里没有 children", "a group without children"), graph.Labelf("请加上指标，或删除这一组", "add indicators, or leave the group out"))
		return
	}
	if a := n.Get("aggregation"); a != nil {
		g.Aggregation = r.aggregation(a)
	} else {
		g.Aggregation = r.aggregations[min(depth, len(r.aggregations)-1)]
	}
	if y := n.Get("normalise"); y != nil {
		norm := r.normalisation(y, n)
		if norm.Categories != nil || norm.Method == NormaliseAchievement || !slices.Contains([]string{"", "mean", "median", "best", "worst"}, norm.To) {
			r.wrong.Add(y, graph.Labelf("组的数值不能这样归一化", "the value of a group is not normalised like this"), graph.Labelf("请用 minmax、zscore、goalposts、rank 等", "use minmax, zscore, goalposts, rank or the like"))
		}
		g.Normalise = &norm
		if n.Get("direction").Str() == string(Down) {
			g.Direction = Down
		}
	}
	r.levels(g, n, places)
	written := writtenWeights(g)
	r.weighting(x, n, places)
	g.Aggregation.total(written)
}

// writtenWeights is the sum of the weights of a group's children as the file
// writes them, or the number of children where it writes none.
func writtenWeights(g *Group) float64 {
	sum := 0.0
	for _, c := range g.Children {
		sum += c.Weight
	}
	if math.IsNaN(sum) {
		return float64(len(g.Children))
	}
	return sum
}

// total makes a mean of a sum, and gives a product its exponents.
func (a *Aggregation) total(weights float64) {
	switch a.Method {
	case Sum:
		a.Method = Arithmetic
		if a.Times == 0 {
			a.Times = 1
		}
		a.Times *= weights
	case Product:
		a.Exponent = weights
	}
}

// coverage reads how much of a group must have been observed.
func (r *reader) coverage(g *Group, n *yamlfile.Node) {
	if n == nil || n.Kind != yamlfile.Object {
		g.Coverage = n.NumberOr(0)
		return
	}
	share, least, of := n.Get("share"), n.Get("least"), n.Get("of")
	g.Coverage, g.Least = share.NumberOr(0), int(least.NumberOr(0))
	switch {
	case share == nil && least == nil:
		r.wrong.Add(n, graph.Labelf("coverage 没有 share，也没有 least", "coverage with neither share nor least"), graph.Labelf("请写 {share: 0.6} 或 {least: 3}", "write {share: 0.6} or {least: 3}"))
	case of.Str() == "weight" && least != nil:
		r.wrong.Add(of, graph.Labelf("least 不能按权重计", "least does not count by weight"), graph.Labelf("请写 of: children 或 of: indicators", "write of: children or of: indicators"))
	case of != nil && of.Str() != "weight":
		g.CoverageOf = CoverageOf(of.Text)
	case least != nil:
		g.CoverageOf = OfChildren
	}
	if g.Screen = n.Get("screen").Flag(false); g.Screen && g.CoverageOf != OfIndicators {
		r.wrong.Add(n.Get("screen"), graph.Labelf("screen 只按指标计", "screen counts indicators"), graph.Labelf("请写 of: indicators", "write of: indicators"))
	}
}

// levels checks what processLevels needs.
func (r *reader) levels(g *Group, n *yamlfile.Node, places []*yamlfile.Node) {
	for i, c := range g.Children {
		switch is := g.Aggregation.Method == ProcessLevels; {
		case is && c.Attribute == "":
			r.wrong.Add(places[i], graph.Labelf("processLevels 的子项没有 attribute", "a child of processLevels without attribute"), graph.Labelf("请写 attribute: 1.1、2.1、…", "write attribute: 1.1, 2.1, …"))
		case !is && c.Attribute != "":
			r.wrong.Add(places[i], graph.Labelf("attribute 只用于 processLevels", "attribute is for processLevels alone"), graph.Labelf("请写 aggregation: processLevels，或删除 attribute", "write aggregation: processLevels, or leave attribute out"))
		}
	}
	if g.Aggregation.Method == ProcessLevels {
		seen := map[string]bool{}
		for i, c := range g.Children {
			if seen[c.Attribute] && c.Attribute != "" {
				r.wrong.Add(places[i], graph.Labelf("过程属性 %s 重复", "the process attribute %s occurs twice", c.Attribute), graph.Labelf("请把它的各项合为一组", "put its outcomes into a group"))
			}
			seen[c.Attribute] = true
		}
	}
}

func (r *reader) aggregation(n *yamlfile.Node) Aggregation {
	m, p := method(n)
	a := Aggregation{Method: AggregateMethod(m), Rating: p.Get("rating").Str()}
	if a.Method == Power {
		a.Exponent = p.Get("exponent").NumberOr(0)
		if p.Get("exponent") == nil {
			r.wrong.Add(n, graph.Labelf("power 没有 exponent", "power without exponent"), graph.Labelf("请写 {method: power, exponent: 2}", "write {method: power, exponent: 2}"))
		}
	} else if e := p.Get("exponent"); e != nil {
		r.wrong.Add(e, graph.Labelf("exponent 只用于 power", "exponent is for power alone"), graph.Labelf("请删除", "leave it out"))
	}
	a.Times = p.Get("times").NumberOr(0)
	if a.Method == MazziottaPareto {
		a.Penalty = or(p.Get("penalty").Str(), "minus")
	} else if x := p.Get("penalty"); x != nil {
		r.wrong.Add(x, graph.Labelf("penalty 只用于 mazziottaPareto", "penalty is for mazziottaPareto alone"), graph.Labelf("请删除", "leave it out"))
	}
	if a.Method == ProcessLevels {
		a.Rating = or(a.Rating, "R3")
		if x := p.Get("scale"); x != nil {
			scale := r.scale(x)
			a.Scale = &scale
		}
	} else if x := p.Get("scale"); x != nil {
		r.wrong.Add(x, graph.Labelf("scale 只用于 processLevels", "scale is for processLevels alone"), graph.Labelf("请删除", "leave it out"))
	}
	return a
}

func (r *reader) indicator(x *Node, n *yamlfile.Node, each string) {
	if r.leaves++; r.leaves > MaxIndicators {
		if !r.tooMany {
			r.wrong.Add(n, graph.Labelf("超过 %d 个指标", "more than %d indicators", MaxIndicators), graph.Labelf("请精简评价规范", "make the scheme smaller"))
		}
		r.tooMany = true
		return
	}
	i := &Indicator{
		Unit:      n.Get("unit").Str(),
		Direction: Direction(or(r.said(n, "direction").Str(), string(Up))),
		Outliers:  r.outliers(r.said(n, "outliers")),
	}
	i.Missing, i.Fill = r.missing(r.said(n, "missing"))
	x.Indicator = i
	i.Evidence = r.evidence(n.Get("evidence"), x.ID, each)
	i.Value = nameExpr(i.Evidence.Name)
	if v := n.Get("value"); v != nil {
		i.Value = r.expr(v, each)
	}
	if d := n.Get("denominator"); d != nil {
		i.Denominator = r.expr(d, each)
	}
	if g := n.Get("goalposts"); g != nil {
		if y := n.Get("normalise"); y != nil && y.Str() != string(NormaliseGoalposts) {
			r.wrong.Add(y, graph.Labelf("goalposts 与 normalise 不能同时出现", "goalposts and normalise do not go together"), graph.Labelf("请只写其中一个", "write one of them"))
		}
		i.Normalise = Normalisation{Method: NormaliseGoalposts}
		r.goalposts(&i.Normalise, g, g)
		i.Example = g.Get("example").Flag(false)
	} else {
		from := r.said(n, "normalise")
		i.Normalise = r.normalisation(from, n)
		if from != nil && from.Kind == yamlfile.Object {
			i.Example = from.Get("example").Flag(false)
		}
	}
	if _, plain := i.Value.name(); i.Normalise.Categories != nil && !plain {
		r.wrong.Add(n.Get("value"), graph.Labelf("类别不能出自表达式", "categories do not come from an expression"), graph.Labelf("请把 value 写成一个名称", "let value be one name"))
	}
}

func (r *reader) expr(n *yamlfile.Node, each string) *Expr {
	e, err := ParseExpr(fill(n.Text, "`"+each+"`"))
	if err != nil {
		r.wrong.Add(n, graph.Label{Zh: "表达式有误：" + err.Error(), En: err.Error()}, graph.Labelf("请改正表达式", "mend the expression"))
		return nameExpr("value")
	}
	return e
}

func (r *reader) evidence(n *yamlfile.Node, id, each string) Evidence {
	e := Evidence{From: FromTable, Name: id}
	if each != "" {
		e.Name = each
	}
	found := 0
	for _, f := range []struct {
		key  string
		from EvidenceKind
	}{{"property", FromProperty}, {"observation", FromObservation}, {"test", FromTest}, {"record", FromRecord}, {"column", FromTable}} {
		if x := n.Get(f.key); x != nil {
			found++
			e.From, e.Name = f.from, fill(x.Text, each)
		}
	}
	if found > 1 {
		r.wrong.Add(n, graph.Labelf("证据有几个名称", "evidence with several names"), graph.Labelf("property、observation、test、record、column 只写一个", "write one of property, observation, test, record, column"))
	}
	if a := r.evidenceSaid(n, "maxAge").Str(); a != "" && a != "any" {
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
	if b := r.evidenceSaid(n, "basis").Str(); b != "" {
		e.Basis = Basis(slices.Index(basisNames, b))
	}
	return e
}

func (r *reader) evidenceSaid(n *yamlfile.Node, key string) *yamlfile.Node {
	if x := n.Get(key); x != nil {
		return x
	}
	return r.defaults.Get(key)
}
