package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// The years of the figures.
const (
	firstYear = 2021
	lastYear  = 2024
)

// enterprise is an invented enterprise.
type enterprise struct {
	legal, short, code string
	segment            part // where it stands
	founded            int
	region, park       string
	kind, stage        string
	status             string
	capital            int // 万元
	figures            map[int]figures
	special            string // why it is there, if it tests a rule
}

// figures are what an enterprise states of a year, as it prints them; "" is not
// stated.
type figures struct {
	revenue, profit, research, debt, cash, main string
	people, researchers, patents                string
}

// industry is everything that is invented by chance.
type industry struct {
	chance      *rand.Rand
	enterprises []*enterprise
}

// invent invents the same industry each time.
func invent() *industry {
	in := &industry{chance: rand.New(rand.NewPCG(2024, 630))}
	names := in.names()
	var leaves []part
	for _, p := range chainParts {
		if p.parent != "" {
			leaves = append(leaves, p)
		}
	}
	suffixes := []string{"科技有限公司", "信息技术有限公司", "电子股份有限公司", "软件有限公司", "装备有限公司", "技术股份有限公司"}
	regions := []string{"110108", "440300", "310115", "510100", "430100", "320500", "330100", "420100", "500000", "610100"}
	for i, name := range names {
		p := leaves[i%len(leaves)]
		e := &enterprise{
			short: "示例" + name, legal: "示例" + name + suffixes[i%len(suffixes)], code: creditCode(i + 1),
			segment: p, founded: 2003 + in.chance.IntN(16), region: regions[in.chance.IntN(len(regions))],
			kind: []string{"private", "private", "private", "state", "mixed"}[in.chance.IntN(5)], status: "operating",
			capital: 500 + 250*in.chance.IntN(40), figures: map[int]figures{},
		}
		if in.chance.IntN(3) > 0 {
			e.park = parks[in.chance.IntN(len(parks))].name
		}
		base := 800 * math.Exp(in.chance.Float64()*3.4) // 800 to 24,000
		var growth float64
		switch in.chance.IntN(10) {
		case 0, 1, 2: // fast
			growth = .22 + in.chance.Float64()*.35
		case 3: // near the line of 20 %
			growth = .17 + in.chance.Float64()*.06
		case 8, 9:
			growth = -.15 + in.chance.Float64()*.15
		default:
			growth = .03 + in.chance.Float64()*.12
		}
		in.grow(e, base, growth)
		in.forget(e)
		e.stage = stageOf(e, base)
		in.enterprises = append(in.enterprises, e)
	}
	in.specials()
	return in
}

// names returns 132 names of two characters each.
func (in *industry) names() []string {
	var all []string
	for _, a := range strings.Split("青白金银赤蓝紫绿明远高长", "") {
		for _, b := range strings.Split("山川江河林石泉岭湖田原", "") {
			all = append(all, a+b)
		}
	}
	in.chance.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// grow gives an enterprise figures of all years: revenue grows by growth a year,
// with some noise, and the rest follows.
func (in *industry) grow(e *enterprise, base, growth float64) {
	intensity := .02 + in.chance.Float64()*.16
	margin := -.05 + in.chance.Float64()*.22
	people := base / (25 + in.chance.Float64()*40)
	debt := .2 + in.chance.Float64()*.5
	mainShare := .55 + in.chance.Float64()*.43
	patents := in.chance.IntN(12)
	for y := firstYear; y <= lastYear; y++ {
		n := float64(y - firstYear)
		noise := 1 + (in.chance.Float64()-.5)*.06
		if y == firstYear {
			noise = 1
		}
		revenue := base * math.Pow(1+growth, n) * noise
		staff := math.Max(6, people*math.Pow(1+growth*.7, n))
		patents += in.chance.IntN(4)
		e.figures[y] = figures{
			revenue: whole(revenue), profit: whole(revenue * (margin + (in.chance.Float64()-.5)*.04)),
			research: whole(revenue * intensity * (1 + n*.02)), people: whole(staff),
			researchers: whole(staff * math.Min(.7, .1+intensity*2.5)), patents: fmt.Sprint(patents),
			debt: ratio(math.Min(.95, debt+(in.chance.Float64()-.5)*.06)), main: ratio(mainShare),
			cash: ratio(.75 + in.chance.Float64()*.4),
		}
	}
}

// forget leaves out what real enterprises do not state.
func (in *industry) forget(e *enterprise) {
	for y := firstYear; y <= lastYear; y++ {
		f := e.figures[y]
		for _, cell := range []*string{&f.profit, &f.research, &f.people, &f.researchers, &f.patents, &f.debt, &f.main, &f.cash} {
			if in.chance.IntN(14) == 0 {
				*cell = ""
			}
		}
		e.figures[y] = f
	}
}

func stageOf(e *enterprise, base float64) string {
	switch {
	case e.founded >= 2018:
		return "early"
	case base > 12000:
		return "mature"
	case base > 5000:
		return "expansion"
	}
	return "growth"
}

func whole(x float64) string { return fmt.Sprintf("%.0f", x) }
func ratio(x float64) string { return fmt.Sprintf("%.3f", x) }

// revenues sets an enterprise's revenue of the years from the first on, and with
// it the figures that follow it; "" is not stated.
func (e *enterprise) revenues(all ...string) {
	for i, text := range all {
		f := e.figures[firstYear+i]
		before, err1 := strconv.ParseFloat(f.revenue, 64)
		now, err2 := strconv.ParseFloat(text, 64)
		if err1 == nil && err2 == nil && before > 0 {
			for _, cell := range []*string{&f.profit, &f.research, &f.people, &f.researchers} {
				if x, err := strconv.ParseFloat(*cell, 64); err == nil {
					*cell = whole(x * now / before)
				}
			}
			if n, err := strconv.Atoi(f.people); err == nil {
				f.people = strconv.Itoa(max(4, n)) // somebody has to be there
			}
		}
		f.revenue = text
		if text == "" {
			f = figures{}
		}
		e.figures[firstYear+i] = f
	}
}

// specials are enterprises at the edges of rules, each with its word.
func (in *industry) specials() {
	rules := []struct {
		why   string
		apply func(e *enterprise)
	}{
		{"基期（2021年）收入为零：增长率无意义", func(e *enterprise) { e.founded = 2021; e.stage = "early"; e.revenues("0", "650", "2100", "5200") }},
		{"基期净利润为负，后转正：利润增长率无意义", func(e *enterprise) {
			for i, p := range []string{"-420", "-80", "150", "460"} {
				f := e.figures[firstYear+i]
				f.profit = p
				e.figures[firstYear+i] = f
			}
		}},
		{"缺2022年：连续性不足", func(e *enterprise) { e.revenues("3200", "", "4700", "5900") }},
		{"缺2021年：没有基期", func(e *enterprise) { e.revenues("", "3100", "4300", "5600") }},
		{"2023年成立：首年不计入增长", func(e *enterprise) { e.founded = 2023; e.stage = "seed"; e.revenues("", "", "420", "2600") }},
		{"2024年成立：只有一年数据", func(e *enterprise) { e.founded = 2024; e.stage = "seed"; e.revenues("", "", "", "180") }},
		{"2023年收购一家企业：增长不全是内生", func(e *enterprise) { e.revenues("6000", "6500", "11800", "12600") }},
		{"2023年被收购：并入收购方后不再单列", func(e *enterprise) { e.status = "acquired"; e.revenues("2600", "2900", "", "") }},
		{"2024年收入只给出区间", func(e *enterprise) { e.revenues("3000", "3600", "4500", "5000万元至8000万元") }},
		{"2024年收入为约数", func(e *enterprise) { e.revenues("7200", "8300", "9900", "约1.2亿元") }},
		{"2024年收入只有下限", func(e *enterprise) { e.revenues("16000", "19500", "25000", "超3亿元") }},
		{"两处数字不一致：见“企业复核数据”", func(e *enterprise) { e.revenues("4000", "4900", "6100", "7600") }},
		{"两处数字不一致：一处达到20%，一处未达到", func(e *enterprise) { e.revenues("5000", "6000", "7200", "8650") }},
		{"三年复合增长恰为20%", func(e *enterprise) { e.revenues("10000", "12000", "14400", "17280") }},
		{"三年复合增长略低于20%", func(e *enterprise) { e.revenues("10000", "11990", "14376", "17237") }},
		{"增长快但基期不足1000万元", func(e *enterprise) { e.revenues("640", "960", "1500", "2300") }},
		{"三年复合增长达标，最近一年下降", func(e *enterprise) { e.revenues("4000", "6400", "9200", "8800") }},
		{"增长达标，成立已超过15年", func(e *enterprise) {
			e.founded = 2002
			e.stage = "mature"
			e.revenues("8000", "10200", "13100", "16500")
		}},
		{"增长达标，期初员工不足10人", func(e *enterprise) {
			e.revenues("1200", "1700", "2400", "3300")
			for y, n := range map[int]string{2021: "8", 2022: "13", 2023: "19", 2024: "27"} {
				f := e.figures[y]
				f.people, f.researchers = n, "6"
				e.figures[y] = f
			}
		}},
		{"增长达标，研发投入占比低", func(e *enterprise) {
			e.revenues("5200", "6600", "8400", "10700")
			for y := firstYear; y <= lastYear; y++ {
				f := e.figures[y]
				f.research = "60"
				e.figures[y] = f
			}
		}},
		{"部分年份以美元列报：币种不同不直接相比", func(e *enterprise) { e.revenues("900万美元", "1050万美元", "8800", "9900") }},
		{"四年均未披露：数据不足", func(e *enterprise) { e.revenues("", "", "", "") }},
		{"2024年收入未披露", func(e *enterprise) { e.revenues("3300", "4100", "5200", "未披露") }},
		{"已注销", func(e *enterprise) { e.status = "deregistered"; e.revenues("900", "400", "", "") }},
	}
	for i, r := range rules {
		e := in.enterprises[5*i+2]
		if e.founded > 2018 {
			e.founded = 2016
		}
		r.apply(e)
		e.special = r.why
	}
}

// special returns the first enterprise whose word begins with a text.
func (in *industry) special(word string) *enterprise {
	for _, e := range in.enterprises {
		if strings.HasPrefix(e.special, word) {
			return e
		}
	}
	return in.enterprises[0] // a test asks that the words are there
}

// in returns the enterprises of a segment.
func (in *industry) in(segment string) []*enterprise {
	var all []*enterprise
	for _, e := range in.enterprises {
		if e.segment.name == segment {
			all = append(all, e)
		}
	}
	return all
}

// creditCode returns a unified social credit code with a valid check character
// (GB 32100-2015) under the division 990001, which does not exist.
func creditCode(n int) string {
	const characters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body := fmt.Sprintf("91990001MA%07d", n)
	sum, weight := 0, 1
	for i := range len(body) {
		sum += strings.IndexByte(characters, body[i]) * weight
		weight = weight * 3 % 31
	}
	return body + characters[(31-sum%31)%31:][:1]
}

func (w writer) inventedEnterprises(in *industry) sheet {
	k := graph.KindEnterprise
	s := sheet{"企业", []column{
		w.own(k, graph.PropLegalName, 30), w.own(k, graph.PropShortName, 12), w.own(k, graph.PropCreditCode, 22),
		w.own(k, graph.PropFounded, 11), w.own(k, graph.PropKind, 14), w.own(k, graph.PropStage, 11), w.own(k, graph.PropStatus, 10),
		w.in(k, graph.PropRegisteredCapital, "万元", 16), w.region(14), w.reference("park", "所属园区", "", 20), w.reference("owner", "母公司", "", 30),
		w.own(k, "citation", 10), w.own(k, "remark", 44), w.own(k, graph.PropEnglishName, 20),
	}, nil}
	for i, e := range in.enterprises {
		r := row{
			"legalName": e.legal, "shortName": e.short, "creditCode": e.code, "founded": fmt.Sprint(e.founded),
			"kind": e.kind, "stage": e.stage, "status": e.status, "registeredCapital": fmt.Sprint(e.capital),
			"region": e.region, "park": e.park, "citation": fictional, "englishName": englishEnterprise(e.short),
		}
		if i%22 == 8 {
			r["owner"] = in.enterprises[i-1].legal
		}
		if e == in.special("2023年被收购") {
			r["owner"] = in.special("2023年收购").legal
		}
		if e.special != "" {
			r["remark"] = "特例：" + e.special
		}
		s.rows = append(s.rows, r)
	}
	return s
}

// inventedYears is the sheet of figures: a row for each enterprise and year of
// which it states anything.
func (w writer) inventedYears(in *industry) sheet {
	k := graph.KindEnterprise
	s := sheet{"企业年度数据", []column{
		w.own(k, graph.PropLegalName, 30), w.year(),
		w.in(k, graph.PropRevenue, "万元", 22), w.in(k, "netProfit", "万元", 16), w.in(k, graph.PropRDSpend, "万元", 16),
		w.own(k, graph.PropEmployees, 11), w.own(k, "rdStaff", 12), w.own(k, "inventionPatents", 12),
		w.own(k, "mainShare", 18), w.own(k, "debtRatio", 13), w.own(k, "cashRatio", 11),
	}, nil}
	for _, e := range in.enterprises {
		for y := firstYear; y <= lastYear; y++ {
			f := e.figures[y]
			if f == (figures{}) {
				continue
			}
			s.rows = append(s.rows, row{
				"legalName": e.legal, "year": fmt.Sprint(y), "revenue": f.revenue, "netProfit": f.profit, "rdSpend": f.research,
				"employees": f.people, "rdStaff": f.researchers, "inventionPatents": f.patents,
				"mainShare": f.main, "debtRatio": f.debt, "cashRatio": f.cash,
			})
		}
	}
	return s
}

// inventedReview states a second figure for what the figures state, too.
func (w writer) inventedReview(in *industry) sheet {
	k := graph.KindEnterprise
	s := sheet{"企业复核数据", []column{
		w.own(k, graph.PropLegalName, 30), w.year(), w.in(k, graph.PropRevenue, "万元", 22), w.own(k, graph.PropEmployees, 18),
	}, nil}
	for _, c := range []struct{ word, revenue, people string }{
		{"两处数字不一致：见", "6900", "118"}, {"两处数字不一致：一处", "8600", "96"},
	} {
		s.rows = append(s.rows, row{"legalName": in.special(c.word).legal, "year": "2024", "revenue": c.revenue, "employees": c.people})
	}
	return s
}
