package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/schemes"
)

// ratedParts are the segments of the two cohorts that are rated. Nobody stands in
// them but by those products.
var ratedParts = []part{
	{"B5", "示例防火墙", "示例中游", "midstream", ""},
	{"C4", "示例托管检测与响应", "示例服务", "services", ""},
}

// cohort is what is rated by one scheme: invented products, and what was found of
// each.
type cohort struct {
	scheme   string // of package schemes
	segment  part
	kind     string
	products []*rated
}

// rated is a product with its findings, by item, in the order of the scheme.
type rated struct {
	name, maker, version string
	findings             []found
}

// found is a finding.
type found struct {
	sheet, item, name, unit  string
	value, low, high, result string
	absence, basis, date     string
	special                  string // why it is there, if it shows a case
	again                    string // another sheet says this of the same day
}

// qualities of the invented products: some are alike, so that their intervals
// overlap.
var qualities = []float64{.88, .88, .88, .74, .74, .74, .74, .74, .6, .58, .5, .45, .4}

var stems = strings.Split("甲乙丙丁戊己庚辛壬癸子丑寅", "")

// cohorts invents both of them. They have a source of chance of their own, so
// that the rest of the industry stays as it is.
func (in *industry) cohorts() ([]*cohort, error) {
	chance := rand.New(rand.NewPCG(2025, 331))
	var all []*cohort
	for i, c := range []*cohort{
		{scheme: "firewall", segment: ratedParts[0], kind: "product"},
		{scheme: "managed-detection-response", segment: ratedParts[1], kind: "service"},
	} {
		file, _ := schemes.File(c.scheme)
		s, err := scoring.Parse(c.scheme, file)
		if err != nil {
			return nil, err
		}
		for n, q := range qualities[:len(qualities)-i] {
			maker := in.enterprises[11*i+5*n+2]
			p := &rated{name: c.segment.name + stems[n], maker: maker.legal, version: fmt.Sprintf("V%d.%d", 2+n%4, n%3)}
			for _, x := range s.Indicators() {
				p.findings = append(p.findings, invent1(x, q, chance))
			}
			c.products = append(c.products, p)
		}
		all = append(all, c)
	}
	all[0].specials()
	all[1].specials()
	return all, nil
}

// invent1 invents what was found for an indicator of a product of some quality.
func invent1(n *scoring.Node, quality float64, chance *rand.Rand) found {
	x := n.Indicator
	f := found{item: x.Evidence.Name, name: n.Label.Zh, unit: x.Unit, date: fmt.Sprintf("2025-%02d-%02d", 1+chance.IntN(3), 1+chance.IntN(28)), basis: "verified", sheet: "服务记录"}
	switch {
	case x.Evidence.From == scoring.FromTest:
		f.sheet, f.basis = "检测结果", "tested"
	case n.Attribute != "":
		f.sheet = "成熟度属性"
	case strings.Contains(n.ID, "deploy"), strings.Contains(n.ID, "uptime"), strings.Contains(n.ID, "incidents"), strings.Contains(n.ID, "customers"),
		strings.Contains(n.ID, "renewal"), strings.Contains(n.ID, "loss"), strings.Contains(n.ID, "satisfaction"):
		f.sheet = "应用成效"
	}
	q := math.Max(.02, math.Min(.98, quality+(chance.Float64()-.5)*.16))
	switch x.Normalise.Method {
	case scoring.NormaliseCategorical:
		switch {
		case q > .55:
			f.result = "具备"
		case q > .35:
			f.result = "部分"
		default:
			f.result = "不具备"
		}
		f.unit = ""
	case scoring.NormaliseGoalposts:
		f.value = valueAt(x, q)
	default: // how far an attribute is achieved
		f.value = strconv.Itoa(int(math.Min(100, 45+60*q)))
	}
	return f
}

// valueAt returns the value of an indicator with goalposts at which it is achieved to
// a share.
func valueAt(x *scoring.Indicator, share float64) string {
	low, high := x.Normalise.Low.Value, x.Normalise.High.Value
	if x.Direction == scoring.Down {
		share = 1 - share
	}
	v := low + (high-low)*share
	if x.Normalise.Log != "" {
		v = low * math.Pow(high/low, share)
	}
	return rounded(v, x.Unit == "count")
}

// rounded prints a number to three significant digits; a count without a part.
func rounded(v float64, whole bool) string {
	if whole {
		return strconv.FormatFloat(math.Round(v), 'f', 0, 64)
	}
	if v >= 95 && v < 100 { // of shares near all, the digits after are what counts
		return strconv.FormatFloat(v, 'f', 3, 64)
	}
	digits := 2 - int(math.Floor(math.Log10(math.Max(math.Abs(v), .01))))
	return strconv.FormatFloat(v, 'f', max(0, digits), 64)
}

// specials puts in what a rating has to cope with.
func (c *cohort) specials() {
	at := func(product, item int) *found { return &c.products[product].findings[item] }
	last := len(c.products) - 1

	// Of the last product next to nothing was found: its score is withheld.
	for i := range c.products[last].findings {
		if i%3 != 0 {
			c.products[last].findings[i].item = ""
		}
	}
	at(last, 0).special = "指标过少：不评分"

	f := at(3, 1)
	f.value, f.absence, f.special = "", "notApplicable", "不适用"
	f = at(4, 2)
	f.value, f.absence, f.special = "", "undisclosed", "未披露"
	f = at(5, 3)
	v, _ := strconv.ParseFloat(f.value, 64)
	f.again, f.special = rounded(v*.8, f.unit == "count"), "两处不一致"
	f = at(6, 4)
	f.basis, f.special = "selfReported", "自报，而规范要求核实或实测：不计"
	f = at(7, 0)
	v, _ = strconv.ParseFloat(f.value, 64)
	f.low, f.high, f.special = rounded(v*.9, f.unit == "count"), rounded(v*1.1, f.unit == "count"), "带范围"
	f = at(8, 5)
	f.date, f.special = "2021-05-20", "过期：早于规范允许的时间"
	if c.scheme != "firewall" {
		return
	}
	// A good product that is not certified: its grade is capped.
	for i := range c.products[1].findings {
		if f := at(1, i); f.item == "certified" {
			f.result, f.special = "不具备", "未过门槛：等级封顶"
		}
	}
	// What the scheme takes on the vendor's word.
	for i := range c.products[2].findings {
		if f := at(2, i); f.item == "fw.apps" {
			f.basis, f.special = "selfReported", "自报，规范允许"
		}
	}
}

// ratedProducts are the rows of the products that are rated.
func ratedProducts(all []*cohort) []row {
	var rows []row
	for _, c := range all {
		for i, p := range c.products {
			rows = append(rows, row{
				"name": p.name, "maker": p.maker, "kind": c.kind, "model": fmt.Sprintf("%s-R%02d", c.segment.code, i+1), "launched": fmt.Sprint(2019 + i%5),
				"segment": c.segment.name, "basis": "stated", "reason": "虚构：参评产品", "citation": fictional, "englishName": englishProduct(c.segment.name, string(rune('A'+i))),
			})
		}
	}
	return rows
}

// findingSheets are the sheets of findings, each with the kind of what is on it.
var findingSheets = []struct{ sheet, code string }{{"检测结果", "test"}, {"成熟度属性", "maturity"}, {"应用成效", "deployment"}, {"服务记录", "service"}}

// findingColumns are the columns of each of them.
func (w writer) findingColumns() []column {
	k := graph.KindFinding
	return []column{
		w.reference("product", "产品名称", "", 26), w.own(k, graph.PropVersion, 10), w.own(k, graph.PropItem, 24), w.own(k, graph.PropName, 26), w.own(k, graph.PropKind, 12),
		w.own(k, graph.PropMeasured, 12), w.own(k, "low", 12), w.own(k, "high", 12), w.own(k, "unit", 10), w.own(k, "result", 10),
		w.own(k, "absence", 12), w.own(k, graph.PropBasis, 12), w.own(k, graph.PropDate, 12), w.own(k, "tester", 16), w.own(k, "report", 14),
		w.own(k, "environment", 16), w.own(k, "sample", 14), w.own(k, "remark", 26), w.own(k, "citation", 10),
	}
}

// row is the row of a finding of a product, by its number.
func (c *cohort) row(n int, f *found) row {
	p := c.products[n]
	r := row{
		"product": p.name, "version": p.version, "item": f.item, "name": f.name, "measured": f.value, "low": f.low, "high": f.high, "unit": f.unit,
		"result": f.result, "absence": f.absence, "basis": f.basis, "date": f.date, "remark": f.special, "citation": fictional,
	}
	for _, kind := range findingSheets {
		if kind.sheet == f.sheet {
			r["kind"] = kind.code
		}
	}
	if r["kind"] == "test" {
		r["tester"], r["report"], r["environment"], r["sample"] = "示例测评中心", fmt.Sprintf("SL-BG-%s%02d", c.segment.code, n+1), "示例环境甲", "示例样本集一"
	}
	return r
}

// inventedFindings are the sheets of findings: one of each kind, and what a second
// look found otherwise.
func (w writer) inventedFindings(all []*cohort) []sheet {
	sheets := make([]sheet, len(findingSheets), len(findingSheets)+1)
	for i, kind := range findingSheets {
		sheets[i] = sheet{kind.sheet, w.findingColumns(), nil}
	}
	second := sheet{"检测复核", w.findingColumns(), nil}
	for _, c := range all {
		for n, p := range c.products {
			for _, f := range p.findings {
				if f.item == "" {
					continue
				}
				for i, kind := range findingSheets {
					if kind.sheet != f.sheet {
						continue
					}
					sheets[i].rows = append(sheets[i].rows, c.row(n, &f))
					if f.again != "" {
						second.rows = append(second.rows, row{
							"product": p.name, "version": p.version, "item": f.item, "name": f.name, "kind": kind.code, "measured": f.again, "unit": f.unit, "basis": f.basis, "date": f.date,
							"tester": "示例测评中心", "remark": "复核所得，与首次不同", "citation": fictional,
						})
					}
				}
			}
		}
	}
	return append(sheets, second)
}
