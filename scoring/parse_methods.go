package scoring

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// missing reads what is done without an observation.
func (r *reader) missing(n *yamlfile.Node) (Missing, *float64) {
	m, p := method(n)
	v, has := p.Get("value").Number()
	switch {
	case Missing(m) == MissingValue && has:
		return MissingValue, &v
	case Missing(m) == MissingValue:
		r.wrong.Add(n, graph.Labelf("missing: value 没有 value", "missing by value, without the value"), graph.Labelf("请写 {method: value, value: 0}", "write {method: value, value: 0}"))
	case has:
		r.wrong.Add(p.Get("value"), graph.Labelf("value 只用于 method: value", "value is for method: value alone"), graph.Labelf("请删除", "leave it out"))
	}
	return Missing(or(m, string(MissingExclude))), nil
}

func (r *reader) outliers(n *yamlfile.Node) Outliers {
	m, p := method(n)
	o := Outliers{Method: OutlierMethod(or(m, string(OutliersKeep)))}
	switch o.Method {
	case OutliersWinsorise, OutliersWinsoriseLog:
		o.Most = int(p.Get("most").NumberOr(5))
		fallthrough
	case OutliersLog:
		o.Skew, o.Kurtosis = p.Get("skew").NumberOr(2), p.Get("kurtosis").NumberOr(3.5)
	case OutliersTrim:
		o.Low, o.High = p.Get("low").NumberOr(0.025), p.Get("high").NumberOr(0.975)
	case OutliersIQR:
		o.Fence = p.Get("fence").NumberOr(1.5)
	case OutliersDeviations:
		o.Fence = p.Get("fence").NumberOr(3)
	case OutliersPoints:
		o.Most = int(p.Get("most").NumberOr(1))
		if side := p.Get("side").Str(); side != "both" {
			o.Side = side
		}
	}
	uses := map[OutlierMethod][]string{
		OutliersWinsorise: {"skew", "kurtosis", "if", "most"}, OutliersWinsoriseLog: {"skew", "kurtosis", "if", "most", "formula"}, OutliersLog: {"skew", "kurtosis", "if", "formula"},
		OutliersTrim: {"low", "high"}, OutliersIQR: {"fence"}, OutliersDeviations: {"fence"}, OutliersPoints: {"most", "side"},
	}
	for _, e := range p.Entries {
		if e.Key.Text != "method" && !slices.Contains(uses[o.Method], e.Key.Text) {
			r.wrong.Add(e.Key, graph.Labelf("%s 不用 %s", "%s does not use %s", o.Method, e.Key.Text), graph.Labelf("请删除 %s", "leave out %s", e.Key.Text))
		}
	}
	o.Either = p.Get("if").Str() == "either"
	if f := p.Get("formula").Str(); f == "gii" && (o.Method == OutliersLog || o.Method == OutliersWinsoriseLog) {
		o.Formula = f
	}
	return o
}

func (r *reader) normalisation(n, at *yamlfile.Node) Normalisation {
	m, p := method(n)
	x := Normalisation{Method: NormaliseMethod(or(m, string(NormaliseMinMax))), Log: p.Get("log").Str()}
	if n == nil {
		n = at
	}
	wants := func(keys ...string) {
		for _, e := range p.Entries {
			if !slices.Contains([]string{"method", "log", "plus", "example", "within"}, e.Key.Text) && !slices.Contains(keys, e.Key.Text) {
				r.wrong.Add(e.Key, graph.Labelf("%s 不用 %s", "%s does not use %s", x.Method, e.Key.Text), graph.Labelf("请删除 %s", "leave out %s", e.Key.Text))
			}
		}
	}
	switch x.Method {
	case NormaliseMinMax:
		wants("scale")
		x.Scale = r.scale(p.Get("scale"))
	case NormaliseGoalposts:
		wants("scale", "low", "high", "cap")
		r.goalposts(&x, p, n)
	case NormaliseZScore:
		r.zscore(&x, p, wants)
	case NormaliseRank:
		wants("ties")
		x.Ties = otherThan(p.Get("ties").Str(), "lower")
	case NormalisePercentile:
		wants("ties", "formula")
		x.Ties, x.Formula = otherThan(p.Get("ties").Str(), "lower"), otherThan(p.Get("formula").Str(), "share")
	case NormaliseLeader:
		wants("scale")
		if s := p.Get("scale"); s != nil {
			x.Scale = r.scale(s)
		}
	case NormaliseReference:
		wants("to", "as", "scale")
		if s := p.Get("scale"); s != nil {
			x.Scale = r.scale(s)
		}
		x.As = or(p.Get("as").Str(), "ratio")
		x.To = or(p.Get("to").Str(), "best")
		if t, ok := p.Get("to").Number(); ok {
			x.To, x.Target = "", &t
			if t == 0 {
				r.wrong.Add(p.Get("to"), graph.Labelf("参照值不能为 0", "a reference of 0"), graph.Labelf("请写非零的数", "write another number"))
			}
		}
	case NormaliseBand:
		wants("tolerance")
		x.Tolerance = p.Get("tolerance").NumberOr(0.2)
	case NormaliseCategorical:
		wants("categories", "bands", "by")
		r.categories(&x, p, n)
	default:
		wants()
	}
	x.Plus, x.Within = p.Get("plus").NumberOr(0), p.Get("within").Str()
	if y := p.Get("plus"); y != nil && x.Log == "" && x.Method != NormaliseLog {
		r.wrong.Add(y, graph.Labelf("plus 只用于 log", "plus is for log alone"), graph.Labelf("请写 log: natural，或删除 plus", "write log: natural, or leave plus out"))
	}
	return x
}

// otherThan is "" for the word that is the default, so that it does not matter
// whether a file writes it.
func otherThan(s, usual string) string {
	if s == usual {
		return ""
	}
	return s
}

func (r *reader) zscore(x *Normalisation, p *yamlfile.Node, wants func(keys ...string)) {
	keys := []string{"ddof", "mean", "sd", "center", "spread", "cdf"}
	if x.CDF = p.Get("cdf").Flag(false); x.CDF {
		keys = []string{"ddof", "center", "spread", "cdf", "scale"}
		x.Scale = r.scale(p.Get("scale"))
	}
	wants(keys...)
	x.DDOF, x.Mean, x.SD = int(p.Get("ddof").NumberOr(1)), p.Get("mean").NumberOr(0), p.Get("sd").NumberOr(1)
	if v, ok := p.Get("center").Number(); ok {
		x.CenterAt = &v
	} else {
		x.Center = otherThan(p.Get("center").Str(), "mean")
	}
	if v, ok := p.Get("spread").Number(); ok {
		x.SpreadAt = &v
		if !(v > 0) {
			r.wrong.Add(p.Get("spread"), graph.Labelf("spread 应大于 0", "a spread that is not above 0"), graph.Labelf("请写正数", "write a positive number"))
		}
	} else {
		x.Spread = otherThan(p.Get("spread").Str(), "sd")
	}
}

func (r *reader) scale(n *yamlfile.Node) [2]float64 {
	if n == nil {
		if n = r.defaults.Get("scale"); n == nil {
			return [2]float64{0, 1}
		}
	}
	items := n.All()
	if len(items) != 2 {
		r.wrong.Add(n, graph.Labelf("scale 应为两个数", "scale is two numbers"), graph.Labelf("请写 [0, 100]", "write [0, 100]"))
		return [2]float64{0, 1}
	}
	s := [2]float64{items[0].NumberOr(0), items[1].NumberOr(1)}
	if s[0] >= s[1] {
		r.wrong.Add(n, graph.Labelf("scale 的第一个数应小于第二个", "scale ends below its beginning"), graph.Labelf("最差在前，最好在后；越小越好时请写 direction: down", "worst first, best last; where less is better, write direction: down"))
	}
	return s
}

func (r *reader) goalposts(x *Normalisation, p, at *yamlfile.Node) {
	x.Scale, x.Cap, x.Log, x.Plus = r.scale(p.Get("scale")), or(p.Get("cap").Str(), "both"), p.Get("log").Str(), p.Get("plus").NumberOr(0)
	if y := p.Get("plus"); y != nil && x.Log == "" && at == p {
		r.wrong.Add(y, graph.Labelf("plus 只用于 log", "plus is for log alone"), graph.Labelf("请写 log: natural，或删除 plus", "write log: natural, or leave plus out"))
	}
	bad := false
	read := func(key string) *Goalpost {
		n := p.Get(key)
		if n == nil {
			bad = true
			r.wrong.Add(at, graph.Labelf("goalposts 缺少 %s", "goalposts without %s", key), graph.Labelf("请写 low 和 high", "write low and high"))
			return &Goalpost{}
		}
		if n.Text[0] == 'p' {
			q, _ := yamlfile.ParseNumber(n.Text[1:])
			return &Goalpost{Value: q / 100, Quantile: true}
		}
		if k, is := strings.CutPrefix(n.Text, "top"); is {
			of, _ := strconv.Atoi(k)
			return &Goalpost{Extreme: of}
		}
		if k, is := strings.CutPrefix(n.Text, "bottom"); is {
			of, _ := strconv.Atoi(k)
			return &Goalpost{Extreme: -of}
		}
		v, ok := n.Number()
		if !ok {
			r.wrong.Add(n, graph.Labelf("%s 不是有限的数", "%s is no finite number", yamlfile.Quote(n.Text)), goalpostShape.say)
			bad = true
		}
		return &Goalpost{Value: v}
	}
	x.Low, x.High = read("low"), read("high")
	if bad {
		return
	}
	if x.Low.Quantile == x.High.Quantile && x.Low.Extreme == 0 && x.High.Extreme == 0 && x.Low.Value >= x.High.Value {
		r.wrong.Add(p.Get("low"), graph.Labelf("low 不小于 high", "low is not below high"), graph.Labelf("low 是较小的数；越小越好时请写 direction: down", "low is the lesser number; where less is better, write direction: down"))
	}
	if x.Log != "" {
		for _, g := range []struct {
			key string
			g   *Goalpost
		}{{"low", x.Low}, {"high", x.High}} {
			if !g.g.moves() && g.g.Value+x.Plus <= 0 {
				r.wrong.Add(p.Get(g.key), graph.Labelf("取对数的 goalposts 应大于 0", "goalposts of a logarithm are above 0"), graph.Labelf("请写正数，或写 plus: 1", "write a positive number, or plus: 1"))
			}
		}
	}
}

func (r *reader) categories(x *Normalisation, p, at *yamlfile.Node) {
	if (p.Get("categories") == nil) == (p.Get("bands") == nil) {
		r.wrong.Add(at, graph.Labelf("categorical 应有 categories 或 bands 之一", "categorical has either categories or bands"), graph.Labelf("请写 categories: {高: 1, 低: 0}", "write categories: {high: 1, low: 0}"))
		return
	}
	if c := p.Get("categories"); c != nil {
		x.Categories = make(map[string]Number, len(c.Entries))
		for _, e := range c.Entries {
			if v, ok := e.Value.Number(); ok {
				x.Categories[e.Key.Text] = Number(v)
			} else {
				x.Categories[e.Key.Text] = None()
			}
		}
		if len(x.Categories) == 0 {
			r.wrong.Add(c, graph.Labelf("没有类别", "no categories"), graph.Labelf("请写 {高: 1, 低: 0}", "write {high: 1, low: 0}"))
		}
	}
	if x.By = otherThan(p.Get("by").Str(), "percentile"); x.By != "" && p.Get("bands") == nil {
		r.wrong.Add(p.Get("by"), graph.Labelf("by 只用于 bands", "by is for bands alone"), graph.Labelf("请删除", "leave it out"))
	}
	for i, b := range p.Get("bands").All() {
		lowest := 0.0
		if x.By != "" {
			lowest = -math.MaxFloat64
		}
		band := Band{b.Get("from").NumberOr(lowest), b.Get("value").NumberOr(0)}
		if b.Get("from") == nil && i > 0 {
			r.wrong.Add(b, graph.Labelf("缺少 from", "from is missing"), graph.Labelf("只有最低的一档没有 from", "only the lowest band has none"))
		}
		if k := len(x.Bands); k > 0 && x.Bands[k-1].From >= band.From {
			r.wrong.Add(b, graph.Labelf("bands 应由低到高", "bands go from low to high"), graph.Labelf("请按 from 排序", "order them by from"))
		}
		x.Bands = append(x.Bands, band)
	}
	if len(x.Bands) > 0 && x.Bands[0].From != 0 && x.By == "" {
		r.wrong.Add(p.Get("bands"), graph.Labelf("最低的一档应从 0 开始", "the lowest band begins at 0"), graph.Labelf("请写 from: 0", "write from: 0"))
	}
}

// weighting reads where a group's weights come from, and sees that they are
// there and add up.
func (r *reader) weighting(x *Node, n *yamlfile.Node, places []*yamlfile.Node) {
	g := x.Group
	from := n.Get("weights")
	weighted := 0
	for _, c := range g.Children {
		if !math.IsNaN(c.Weight) {
			weighted++
		}
	}
	if from == nil {
		from = r.defaults.Get("weights")
		if from == nil || weighted > 0 && from.Str() == string(WeightsEqual) {
			from = &yamlfile.Node{Kind: yamlfile.Scalar, Text: pick(weighted > 0, string(WeightsGiven), string(WeightsEqual))}
		}
	}
	m, p := method(from)
	w := Weighting{Method: WeightMethod(m)}
	at := n.Get("weights")
	if at == nil {
		at = n.Get("children")
	}
	switch w.Method {
	case WeightsGiven, WeightsRelative:
		r.givenWeights(g, w.Method, at, places)
	case WeightsEntropy, WeightsCRITIC, WeightsSD, WeightsPCA:
		w.On = or(p.Get("on").Str(), "normalised")
		if w.On == "treated" && slices.ContainsFunc(g.Children, func(c *Node) bool { return c.Group != nil }) {
			r.wrong.Add(at, graph.Labelf("on: treated 只用于指标，而这里有组", "on: treated is for indicators, and there are groups here"), graph.Labelf("请写 on: normalised", "write on: normalised"))
		}
	case WeightsBudget, WeightsAHP:
		w.RI = or(p.Get("ri").Str(), defaultRI)
		r.judges(&w, g, p, at)
	case WeightsBOD:
		low, high := p.Get("low").NumberOr(0), p.Get("high").NumberOr(1)
		sumLow, sumHigh := 0.0, 0.0
		for _, c := range g.Children {
			if c.Bounds == nil && (low > 0 || high < 1) {
				c.Bounds = &Bounds{low, high}
			}
			if c.Bounds != nil {
				sumLow, sumHigh = sumLow+c.Bounds.Low, sumHigh+c.Bounds.High
			} else {
				sumHigh++
			}
		}
		if sumLow > 1+1e-12 || sumHigh < 1-1e-12 || low > high {
			r.wrong.Add(at, graph.Labelf("份额的界限无法满足：下限之和 %.4g，上限之和 %.4g", "the bounds of shares cannot hold: the lower add up to %.4g, the upper to %.4g", sumLow, sumHigh),
				graph.Labelf("下限之和至多为 1，上限之和至少为 1", "let the lower add up to 1 at most, the upper to 1 at least"))
		}
		if a := g.Aggregation.Method; a != Arithmetic {
			r.wrong.Add(at, graph.Labelf("bod 与 %s 不能同时使用", "bod does not go with %s", a), graph.Labelf("请写 aggregation: arithmetic", "write aggregation: arithmetic"))
		}
		if len(g.Children) > maxBOD {
			r.wrong.Add(at, graph.Labelf("bod 的子项超过 %d 个", "bod over more than %d children", maxBOD), graph.Labelf("请分组", "use groups"))
		}
	}
	if weighted > 0 && w.Method != WeightsGiven && w.Method != WeightsRelative {
		for i, c := range g.Children {
			if !math.IsNaN(c.Weight) {
				r.wrong.Add(places[i], graph.Labelf("weights: %s 不用子项的 weight", "weights: %s does not use the weight of a child", w.Method), graph.Labelf("请删除 weight，或写 weights: given", "leave weight out, or write weights: given"))
				break
			}
		}
	}
	for _, c := range g.Children {
		if math.IsNaN(c.Weight) {
			c.Weight = 0
		}
		if c.Bounds != nil && w.Method != WeightsBOD {
			r.wrong.Add(at, graph.Labelf("bounds 只用于 weights: bod", "bounds are for weights: bod alone"), graph.Labelf("请删除 bounds", "leave bounds out"))
		}
	}
	g.Weights = w
}

func (r *reader) givenWeights(g *Group, m WeightMethod, at *yamlfile.Node, places []*yamlfile.Node) {
	sum := 0.0
	for i, c := range g.Children {
		if math.IsNaN(c.Weight) {
			r.wrong.Add(places[i], graph.Labelf("缺少 weight，而同组的其他子项有", "weight is missing here, and siblings have it"), graph.Labelf("请补上 weight，或都不写", "add weight, or leave it out everywhere"))
			return
		}
		sum += c.Weight
	}
	switch {
	case !(sum > 0):
		r.wrong.Add(at, graph.Labelf("权重之和为 0", "the weights add up to 0"), graph.Labelf("请写正数", "write positive numbers"))
	case m == WeightsGiven && math.Abs(sum-1) > 1e-6 && math.Abs(sum-100) > 1e-4:
		r.wrong.Add(at, graph.Labelf("权重之和为 %.10g", "the weights add up to %.10g", sum),
			graph.Labelf("应为 1 或 100；若只表示相对大小，请写 weights: relative", "let them add up to 1 or 100; if only their relation counts, write weights: relative"))
	}
}

func (r *reader) judges(w *Weighting, g *Group, p, at *yamlfile.Node) {
	k := len(g.Children)
	judges := p.Get("judges").All()
	if len(judges) == 0 || len(judges) > 100 {
		r.wrong.Add(at, graph.Labelf("%s 需要 1 至 100 位评判者", "%s needs 1 to 100 judges", w.Method), graph.Labelf("请写 judges: [{name: …}]", "write judges: [{name: …}]"))
		return
	}
	if w.Method == WeightsAHP && (k > maxAHP || k < 2) {
		r.wrong.Add(at, graph.Labelf("ahp 用于 2 至 %d 个子项，这里有 %d 个", "ahp is for 2 to %d children, and there are %d", maxAHP, k), graph.Labelf("请分组", "use groups"))
		return
	}
	for _, n := range judges {
		j := Judge{Name: n.Get("name").Str()}
		if w.Method == WeightsBudget {
			j.Points = r.points(n, g)
		} else {
			j.Matrix = r.matrix(n, k)
		}
		w.Judges = append(w.Judges, j)
	}
}

func (r *reader) points(n *yamlfile.Node, g *Group) []float64 {
	points := n.Get("points")
	if points == nil {
		r.wrong.Add(n, graph.Labelf("缺少 points", "points is missing"), graph.Labelf("请给每个子项分配分数，共 100", "distribute 100 points among the children"))
		return nil
	}
	out, sum := make([]float64, len(g.Children)), 0.0
	for _, e := range points.Entries {
		i := slices.IndexFunc(g.Children, func(c *Node) bool { return c.ID == e.Key.Text })
		if i < 0 {
			names := make([]string, len(g.Children))
			for j, c := range g.Children {
				names[j] = c.ID
			}
			r.wrong.Add(e.Key, graph.Labelf("组里没有 %s", "there is no %s in the group", yamlfile.Quote(e.Key.Text)), yamlfile.Suggest(e.Key.Text, names))
			continue
		}
		out[i] = e.Value.NumberOr(0)
		sum += out[i]
	}
	if math.Abs(sum-100) > 1e-6 {
		r.wrong.Add(points, graph.Labelf("分数之和为 %.10g", "the points add up to %.10g", sum), graph.Labelf("应为 100", "let them add up to 100"))
	}
	return out
}

func (r *reader) matrix(n *yamlfile.Node, k int) [][]float64 {
	rows := n.Get("matrix").All()
	bad := func(at *yamlfile.Node, reason graph.Label) [][]float64 {
		r.wrong.Add(at, reason, graph.Labelf("请写 %[1]d 行 %[1]d 列，对角线为 1，a_ji = 1/a_ij", "write %[1]d rows of %[1]d, with 1 on the diagonal and a_ji = 1/a_ij", k))
		return nil
	}
	if len(rows) != k {
		return bad(n, graph.Labelf("比较矩阵应有 %d 行", "the matrix of comparisons has %d rows", k))
	}
	out := make([][]float64, k)
	for i, row := range rows {
		if row.Kind != yamlfile.List || len(row.Items) != k {
			return bad(row, graph.Labelf("这一行应有 %d 个数", "this row has %d numbers", k))
		}
		out[i] = make([]float64, k)
		for j, x := range row.Items {
			out[i][j] = x.NumberOr(1)
		}
	}
	for i := range out {
		for j := range out {
			if math.Abs(out[i][j]*out[j][i]-1) > 0.02 { // .33 for 1/3
				return bad(rows[i].Items[j], graph.Labelf("第 %d 行第 %d 列与对称位置不互为倒数", "row %d, column %d is not the reciprocal of its mirror", i+1, j+1))
			}
		}
	}
	return out
}

func (r *reader) grades(n *yamlfile.Node) {
	for _, x := range n.All() {
		g := Grade{ID: x.Get("id").Str(), Label: labelOf(x.Get("label")), From: x.Get("from").NumberOr(-math.MaxFloat64)}
		if q, is := strings.CutPrefix(x.Get("from").Str(), "p"); is {
			v, _ := yamlfile.ParseNumber(q)
			g.From, g.Quantile = v/100, true
		}
		for _, h := range r.s.Grades {
			if h.Quantile != g.Quantile && h.From > -math.MaxFloat64 && g.From > -math.MaxFloat64 {
				r.wrong.Add(x, graph.Labelf("分数线与分位数不能混用", "bounds that are scores, and bounds that are quantiles"), graph.Labelf("请都写数，或都写 p80 这样的分位数", "write numbers throughout, or quantiles such as p80 throughout"))
			}
			if h.ID == g.ID || h.From == g.From {
				r.wrong.Add(x, graph.Labelf("等级或分数线重复", "a grade or a bound that occurs twice"), graph.Labelf("请另写；只有得分最低的一级没有 from", "change it; only the grade of the lowest scores has no from"))
			}
		}
		r.s.Grades = append(r.s.Grades, g)
	}
	slices.SortStableFunc(r.s.Grades, func(a, b Grade) int {
		if r.s.Best == BestLowest {
			a, b = b, a
		}
		return cmp.Compare(b.From, a.From)
	})
}

func (r *reader) gates(n *yamlfile.Node) {
	for _, x := range n.All() {
		g := Gate{ID: x.Get("id").Str(), Label: labelOf(x.Get("label")), Require: r.expr(x.Get("require"), ""), Cap: x.Get("cap").Str(), Unknown: or(x.Get("unknown").Str(), "withhold")}
		ids := make([]string, len(r.s.Grades))
		for i := range r.s.Grades {
			ids[i] = r.s.Grades[i].ID
		}
		if g.Cap != "" && !slices.Contains(ids, g.Cap) {
			r.wrong.Add(x.Get("cap"), graph.Labelf("没有等级 %s", "there is no grade %s", yamlfile.Quote(g.Cap)), yamlfile.Suggest(g.Cap, ids))
		}
		if slices.ContainsFunc(r.s.Gates, func(h Gate) bool { return h.ID == g.ID }) {
			r.wrong.Add(x, graph.Labelf("门槛 %s 重复", "the gate %s occurs twice", yamlfile.Quote(g.ID)), graph.Labelf("请另取一个", "choose another"))
		}
		r.s.Gates = append(r.s.Gates, g)
	}
}

func (r *reader) doubt(n *yamlfile.Node) {
	d := Doubt{
		Runs: int(n.Get("runs").NumberOr(1000)), Weights: n.Get("weights").NumberOr(0.25),
		Ranges: n.Get("ranges").Flag(true), Drop: n.Get("drop").Flag(false), Top: int(n.Get("top").NumberOr(3)),
	}
	for _, x := range n.Get("normalise").All() {
		d.Normalise = append(d.Normalise, r.normalisation(x, x))
	}
	for _, x := range n.Get("aggregation").All() {
		a := r.aggregation(x)
		if a.Method == ProcessLevels || a.Method == Sum || a.Method == Product {
			r.wrong.Add(x, graph.Labelf("%s 不能作为备选", "%s is no alternative", a.Method), graph.Labelf("请删除", "leave it out"))
		}
		d.Aggregation = append(d.Aggregation, a)
	}
	for _, x := range n.Get("missing").All() {
		d.Missing = append(d.Missing, Missing(x.Text))
	}
	r.s.Doubt = d
}
