package growth

import (
	"slices"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
)

// The figures that are worked out of events and edges, beside the properties of an
// enterprise that are numbers of a year.
const (
	FigureNewEquity   = "newEquity"   // equity raised in the year, from the rounds that are recorded
	FigureMarketShare = "marketShare" // in the segment of the candidate
)

// derived are those figures; the value says whether they are money.
var derived = map[string]bool{FigureNewEquity: true, FigureMarketShare: false}

// Facts are the names of the facts that package gather reads off a View.
func Facts() []string {
	return []string{
		FactAcquisition, "country", "exchange", FactFounded, "industry", "kind", FactListed, "park", "productKind", "region", "round", "sector",
		FactSegment, FactStage, "stageByFigures", "status", FactTitle,
	}
}

// ProjectFacts are the names of the facts that package gather reads of a project.
func ProjectFacts() []string {
	return []string{"finished", "kind", "lead", "level", "park", "region", "sector", FactSegment, "started", "status", FactTitle}
}

func factsOf(of string) []string {
	if of == Project {
		return ProjectFacts()
	}
	return Facts()
}

// Figures are the names of the figures of enterprises, sorted: what package
// gather reads, and what a formula may use besides a list's own inputs.
func Figures() []string { return knownFigures().names }

// figureNames are the figures by name; the value says whether it is money.
type figureNames struct {
	names []string
	money map[string]bool
}

var knownFigures = sync.OnceValue(func() figureNames {
	f := figureNames{money: map[string]bool{}}
	for name, money := range derived {
		f.money[name] = money
	}
	kind := graph.Standard().Kind(graph.KindEnterprise)
	for i := range kind.Properties {
		p := &kind.Properties[i]
		switch {
		case !p.Periodic:
		case p.Type == graph.TypeMoney:
			f.money[p.Name] = true
		case p.Type == graph.TypeInt, p.Type == graph.TypeDecimal:
			f.money[p.Name] = false
		}
	}
	for name := range f.money {
		f.names = append(f.names, name)
	}
	slices.Sort(f.names)
	return f
})

// figuresOf are the figures of the candidates: of a project nothing but what its
// list declares.
func figuresOf(of string) figureNames {
	if of == Project {
		return figureNames{}
	}
	return knownFigures()
}

// figureLabels are the names of what is no property of an enterprise.
var figureLabels = map[string]graph.Label{
	FigureNewEquity:   {Zh: "新增股权融资", En: "New equity"},
	FigureMarketShare: {Zh: "市场份额", En: "Market share"},
	FactTitle:         {Zh: "称号", En: "Title"},
	FactAcquisition:   {Zh: "收购", En: "Acquisition"},
	FactSegment:       {Zh: "环节", En: "Segment"},
	"stageByFigures":  {Zh: "发展阶段（由数字得出）", En: "Stage, by the figures"},
	"productKind":     {Zh: "产品类型", En: "Kind of product"},
	"round":           {Zh: "融资轮次", En: "Funding round"},
	"region":          {Zh: "地区", En: "Region"},
	"park":            {Zh: "园区", En: "Park"},
	"sector":          {Zh: "服务行业", En: "Sector"},
	"lead":            {Zh: "牵头单位", En: "Lead"},
}

// FactLabel returns what people call a fact. Who has a stock code is listed: where that
// alone tells it, the code is no day of a listing.
func (l *List) FactLabel(f *Fact) graph.Label {
	if f.Name == FactListed && f.From.IsZero() && f.Text == graph.NormaliseStockCode(f.Text) {
		return l.FigureLabel(graph.PropStockCode)
	}
	return l.FigureLabel(f.Name)
}

// FigureLabel returns what people call a figure or a fact: that of an indicator of
// the model, of the property, or of an input of the list; the name itself if nobody says. l may be nil.
func (l *List) FigureLabel(name string) graph.Label {
	kind := graph.KindEnterprise
	if l != nil {
		kind = l.Kind()
		if label, ok := l.Model.Item(name); ok {
			return label
		}
	}
	if p := graph.Standard().Kind(kind).Property(name); p != nil {
		return p.Label
	}
	if label, ok := figureLabels[name]; ok {
		return label
	}
	if l != nil {
		for i := range l.Inputs {
			if l.Inputs[i].ID == name {
				return l.Inputs[i].Name
			}
		}
	}
	return graph.Label{Zh: name, En: name}
}

// finish makes a list ready for judging: it reads the formulas. A list that
// [Parse] returns is ready. It fails with CodeInvalid.
func (l *List) finish() error {
	if l.byHand != nil {
		return nil
	}
	if l.Model != nil {
		if err := l.Model.finish(l.Of); err != nil {
			return err
		}
	}
	byHand, inputs := map[string]bool{}, map[string]bool{}
	for _, x := range l.Inputs {
		inputs[x.ID] = true
		byHand[x.ID] = l.Model == nil || l.Model.Input != x.ID // nobody brings what is computed
	}
	known := func(name string) ([]string, bool) {
		figures := figuresOf(l.Of)
		_, ok := figures.money[name]
		return figures.names, ok || inputs[name]
	}
	groups := l.groups()
	var failed error
	read := func(s string, groups []string) *expr {
		e, err := parseFormula(s, known, groups)
		if err != nil && failed == nil {
			failed = graph.Errorf(graph.CodeInvalid, "growth.List", "the formula %q: %s", s, err.Error())
		}
		return e
	}
	var criteria func(all []Criterion)
	criteria = func(all []Criterion) {
		for i := range all {
			c := &all[i]
			if c.Value != "" {
				c.formula = read(c.Value, groups)
				if c.Line == nil && failed == nil {
					failed = graph.Errorf(graph.CodeInvalid, "growth.List", "the criterion %s has no line", c.ID)
				}
			}
			for _, parts := range c.parts() {
				criteria(parts)
			}
		}
	}
	for _, section := range l.sections() {
		criteria(section)
	}
	for i := range l.Points {
		if x := &l.Points[i]; x.Value != "" {
			x.formula = read(x.Value, nil) // points of points would be without end
		}
	}
	if l.Rank != nil {
		l.Rank.by = read(l.Rank.By, groups)
		if l.Rank.Then != "" {
			l.Rank.then = read(l.Rank.Then, groups)
		}
	}
	if failed == nil {
		l.byHand = byHand
	}
	return failed
}

// groups are the groups of the indicators, in their order.
func (l *List) groups() []string {
	var groups []string
	for i := range l.Points {
		if g := l.Points[i].Group; !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	return groups
}

// isMoney reports whether a formula gives money, and whether it adds or divides
// what cannot be.
func (e *expr) isMoney() (money, sound bool) {
	switch e.kind {
	case figureExpr:
		return knownFigures().money[e.name], true
	case negExpr, meanExpr, sumExpr, eachExpr, lastExpr:
		return e.a.isMoney()
	case cagrExpr, growthExpr:
		_, sound = e.a.isMoney()
		return false, sound
	case addExpr, subExpr, mulExpr, divExpr:
		a, ok1 := e.a.isMoney()
		b, ok2 := e.b.isMoney()
		switch e.kind {
		case mulExpr:
			return a || b, ok1 && ok2 && !(a && b)
		case divExpr:
			return a && !b, ok1 && ok2 && (a || !b)
		}
		return a, ok1 && ok2 && a == b
	}
	return false, true
}
