package cell

import (
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

func TestCutUnit(t *testing.T) {
	for _, c := range []struct{ header, name, unit string }{
		{"注册资金(万元)", "注册资金", "万元"},
		{"注册资金（万元）", "注册资金", "万元"},
		{"注册资本（单位：万元）", "注册资本", "万元"},
		{"【万元】收入", "收入", "万元"},
		{"市值[亿元]", "市值", "亿元"},
		{"市值 【亿美元】", "市值", "亿美元"},
		{"金额/万元", "金额", "万元"},
		{"金额／万元", "金额", "万元"},
		{"营业收入 万元", "营业收入", "万元"},
		{"营业收入：亿元", "营业收入", "亿元"},
		{"营业收入_万元", "营业收入", "万元"},
		{"营业收入（人民币万元）", "营业收入", "人民币万元"},
		{"营业收入(万元人民币)", "营业收入", "万元人民币"},
		{"研发费用（万元，2023年）", "研发费用（2023年）", "万元"},
		{"2023年营业收入（万元）", "2023年营业收入", "万元"},
		{"营业收入（万元）（2023年）", "营业收入（2023年）", "万元"},
		{"增长率%", "增长率", "%"},
		{"增长率(%)", "增长率", "%"},
		{"研发投入占比（％）", "研发投入占比", "%"},
		{"不良率（‰）", "不良率", "‰"},
		{"员工人数（人）", "员工人数", "人"},
		{"员工人数（千人）", "员工人数", "千人"},
		{"入驻企业（家）", "入驻企业", "家"},
		{"专利（项）", "专利", "项"},
		{"规划面积（平方公里）", "规划面积", "平方公里"},
		{"规划面积(km²)", "规划面积", "km²"},
		{"占地（亩）", "占地", "亩"},
		{"有效期（月）", "有效期", "月"},
		{"Revenue (USD m)", "Revenue", "USD m"},
		{"Revenue ($m)", "Revenue", "$m"},
		{"Revenue, USD m", "Revenue", "USD m"},
		{"Revenue USD m", "Revenue", "USD m"},
		{"Revenue in USD million", "Revenue", "USD million"},
		{"Amount (In USD)", "Amount", "USD"},
		{"Amount\u00a0(In\u00a0USD)", "Amount", "USD"},
		{"Growth (%)", "Growth", "%"},
		{"Employees (thousand)", "Employees", "thousand"},
		{"raised_amount_usd", "raised_amount", "usd"},
		{"funding_total_usd", "funding_total", "usd"},
		{" 营业收入\n（万元） ", "营业收入", "万元"},
		{"Registered capital (CNY 10k)", "Registered capital", "万元"},
		{"Registered capital (10k yuan)", "Registered capital", "万元"},
		{"Registered capital (in 10,000 yuan)", "Registered capital", "万元"},
		{"Registered capital (ten thousand yuan)", "Registered capital", "万元"},
		{"注册资本（RMB 10k）", "注册资本", "万元"},
		{"注册资本（以万元计）", "注册资本", "万元"},
		{"营业收入（万元合计）", "营业收入", "万元合计"},
		{"注册资本(以人民币万元为单位)", "注册资本", "人民币万元"},
		{"注册资本（币种：人民币，单位：万元）", "注册资本（币种：人民币）", "万元"},
		{"Revenue (in 10,000 yuan, 2023)", "Revenue (2023)", "万元"},
		{"Revenue 10,000 yuan", "Revenue", "万元"},
		{"Revenue (RMB’000)", "Revenue", "千元"},
		{"Revenue ($000s)", "Revenue", "千 USD"},
		{"Revenue (kUSD)", "Revenue", "千 USD"},
		{"Revenue (thousand CNY)", "Revenue", "thousand CNY"},
		{"Revenue (CNY millions)", "Revenue", "CNY millions"},
		{"Staff (10,000 people)", "Staff", "万"},
		// Without a unit.
		{"Revenue (1)", "Revenue (1)", ""},
		{"Revenue (10)", "Revenue (10)", ""},
		{"Revenue (10,000)", "Revenue (10,000)", ""},
		{"Top 1,000 companies", "Top 1,000 companies", ""},
		{"营业收入（2023年）", "营业收入（2023年）", ""},
		{"名称（英文）", "名称（英文）", ""},
		{"存续（在营、开业、在册）", "存续（在营、开业、在册）", ""},
		{"City / Location", "City / Location", ""},
		{"Industry / Vertical", "Industry / Vertical", ""},
		{"use_case", "use_case", ""},
		{"price_currency_code", "price_currency_code", ""},
		{"company_name", "company_name", ""},
		{"人数", "人数", ""},
		{"万元", "万元", ""},
		{"法定代表人/负责人", "法定代表人/负责人", ""},
		{"国家/地区", "国家/地区", ""},
		{"A＋B", "A＋B", ""},
		{"", "", ""},
		{"()", "()", ""},
		{"（", "（", ""},
	} {
		if name, unit := CutUnit(c.header); name != c.name || unit != c.unit {
			t.Errorf("CutUnit(%q) = %q, %q; want %q, %q", c.header, name, unit, c.name, c.unit)
		}
	}
}

func TestParseUnit(t *testing.T) {
	money := declaration(t, "Enterprise", "revenue")
	ratio := declaration(t, "Enterprise", "rdRatio")
	count := declaration(t, "Enterprise", "employees")
	area := declaration(t, "Park", "area")
	months := declaration(t, "Recognition", "validity")
	for _, c := range []struct {
		p        *graph.PropertyDecl
		text     string
		factor   string // "" if it is no unit
		currency string
		divisor  int64
	}{
		{money, "元", "1", "CNY", 0}, {money, "万元", "10000", "CNY", 0}, {money, "亿元", "100000000", "CNY", 0}, {money, "千元", "1000", "CNY", 0},
		{money, "百万元", "1000000", "CNY", 0}, {money, "万美元", "10000", "USD", 0}, {money, "亿美元", "100000000", "USD", 0},
		{money, "万人民币", "10000", "CNY", 0}, {money, "人民币万元", "10000", "CNY", 0}, {money, "万元人民币", "10000", "CNY", 0},
		{money, "万", "10000", "", 0}, {money, "亿", "100000000", "", 0}, {money, "USD", "1", "USD", 0}, {money, "usd", "1", "USD", 0},
		{money, "USD m", "1000000", "USD", 0}, {money, "USDm", "1000000", "USD", 0}, {money, "$m", "1000000", "USD", 0}, {money, "US$ million", "1000000", "USD", 0},
		{money, "million", "1000000", "", 0}, {money, "million USD", "1000000", "USD", 0}, {money, "bn", "1000000000", "", 0}, {money, "EUR bn", "1000000000", "EUR", 0},
		{money, "港元", "1", "HKD", 0}, {money, "万港币", "10000", "HKD", 0}, {money, "in thousands of USD", "1000", "USD", 0}, {money, "单位：万元", "10000", "CNY", 0},
		{money, "￥", "1", "CNY", 0}, {money, "crore", "10000000", "", 0}, {money, "K", "1000", "", 0},
		{money, "CNY 10k", "10000", "CNY", 0}, {money, "10k", "10000", "", 0}, {money, "10,000元", "10000", "CNY", 0}, {money, "万元计", "10000", "CNY", 0}, {money, "以百万美元计", "1000000", "USD", 0},
		{money, "USD 1m", "1000000", "USD", 0}, {money, "HKD'000", "1000", "HKD", 0}, {money, "000s", "1000", "", 0}, {money, "kRMB", "1000", "CNY", 0}, {money, "thousands", "1000", "", 0},
		{money, "1元", "", "", 0}, {money, "2024元", "", "", 0}, {money, "10 10k元", "", "", 0}, {money, "10000", "", "", 0}, {count, "10,000", "", "", 0}, {count, "10k people", "10000", "", 0}, {count, "10000人", "10000", "", 0},
		{count, "in thousands", "1000", "", 0}, {count, "'000", "1000", "", 0},
		{money, "%", "", "", 0}, {money, "人", "", "", 0}, {money, "2023年", "", "", 0}, {money, "", "", "", 0}, {money, "英文", "", "", 0}, {money, "USD CNY", "", "", 0},
		{ratio, "%", "0.01", "", 0}, {ratio, "％", "0.01", "", 0}, {ratio, "‰", "0.001", "", 0}, {ratio, "percent", "0.01", "", 0}, {ratio, "个百分点", "0.01", "", 0}, {ratio, "万元", "", "", 0},
		{count, "人", "1", "", 0}, {count, "千人", "1000", "", 0}, {count, "万人", "10000", "", 0}, {count, "家", "1", "", 0}, {count, "个", "1", "", 0},
		{count, "百户", "100", "", 0}, {count, "thousand", "1000", "", 0}, {count, "万", "10000", "", 0}, {count, "employees", "1", "", 0}, {count, "元", "", "", 0}, {count, "%", "", "", 0},
		{area, "平方公里", "1", "", 0}, {area, "km²", "1", "", 0}, {area, "km2", "1", "", 0}, {area, "公顷", "0.01", "", 0}, {area, "亩", "1", "", 1500}, {area, "万亩", "10000", "", 1500},
		{area, "平方米", "0.000001", "", 0}, {area, "㎡", "0.000001", "", 0}, {area, "万平方米", "0.01", "", 0}, {area, "人", "", "", 0},
		{months, "月", "1", "", 0}, {months, "个月", "1", "", 0}, {months, "年", "12", "", 0}, {months, "人", "", "", 0},
		{declaration(t, "Enterprise", "founded"), "年", "", "", 0}, {declaration(t, "Enterprise", "legalName"), "万元", "", "", 0},
	} {
		u, ok := ParseUnit(c.p, c.text)
		if !ok {
			if c.factor != "" || !u.IsZero() {
				t.Errorf("%s: %q is no unit; want %s %s", c.p.Name, c.text, c.factor, c.currency)
			}
			continue
		}
		if u.Factor.String() != c.factor || u.Currency != c.currency || u.Divisor != c.divisor || u.IsZero() {
			t.Errorf("%s: %q is %v %s /%d; want %s %s /%d", c.p.Name, c.text, u.Factor, u.Currency, u.Divisor, c.factor, c.currency, c.divisor)
		}
	}
}

// TestUnitsOfHeaders holds the standard vocabulary's own headers against
// CutUnit: none may lose a part that is no unit of its property.
func TestUnitsOfHeaders(t *testing.T) {
	for _, k := range graph.Standard().Kinds {
		for i := range k.Properties {
			p := &k.Properties[i]
			for _, h := range append([]string{p.Label.Zh, p.Label.En, p.Name}, p.Synonyms...) {
				_, text := CutUnit(h)
				if text == "" {
					continue
				}
				if _, ok := ParseUnit(p, text); !ok {
					t.Errorf("%s.%s: the header %q is cut at %q, which is no unit of it", k.Kind, p.Name, h, text)
				}
			}
		}
	}
}

func FuzzUnit(f *testing.F) {
	for _, s := range []string{"注册资金(万元)", "Revenue (USD m)", "研发费用（万元，2023年）", "金额/万元", "a_usd", "增长率%", "（（万元）", "%", "(万元)(2023)"} {
		f.Add(s)
	}
	var decls []*graph.PropertyDecl
	for _, n := range []string{"revenue", "rdRatio", "employees", "founded", "legalName"} {
		decls = append(decls, declaration(f, "Enterprise", n))
	}
	f.Fuzz(func(t *testing.T, s string) {
		name, unit := CutUnit(s)
		if unit != "" && len(name) >= len(s) && !strings.ContainsAny(s, "\x00") && len(cleanText(s, true)) <= len(name) {
			t.Errorf("CutUnit(%q) = %q, %q: nothing was cut", s, name, unit)
		}
		for _, p := range decls {
			u, ok := ParseUnit(p, unit)
			if !ok {
				if !u.IsZero() {
					t.Errorf("%q is no unit, but %+v", unit, u)
				}
				continue
			}
			if !u.Factor.Valid() || u.Factor.Sign() <= 0 {
				t.Errorf("%q has the factor %v", unit, u.Factor)
			}
			if again, ok := ParseUnit(p, u.Text); !ok || again != u {
				t.Errorf("%q is %+v, but its text %q is %+v", unit, u, u.Text, again)
			}
		}
	})
}
