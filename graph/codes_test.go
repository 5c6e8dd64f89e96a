package graph_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// TestRegions checks the list against the structure of GB/T 2260 and the
// numbers that the Ministry of Civil Affairs publishes.
func TestRegions(t *testing.T) {
	l := graph.Standard().List(graph.ListRegion)
	if !strings.Contains(l.Source, "GB/T 2260") || !strings.Contains(l.Source, "2023") {
		t.Errorf("the edition is not stated: %q", l.Source)
	}
	six := regexp.MustCompile(`^[1-8][0-9]{5}$`)
	counts := map[string]int{}
	prefectures := map[string]int{}
	zh := map[string]string{}
	for _, e := range l.Entries {
		if !six.MatchString(e.Code) {
			t.Errorf("%s %s: no code of six digits", e.Code, e.Label.Zh)
			continue
		}
		if other := zh[e.Label.Zh]; other != "" {
			t.Errorf("%s is both %s and %s", e.Label.Zh, other, e.Code)
		}
		zh[e.Label.Zh] = e.Code
		if strings.TrimFunc(e.Label.En, func(r rune) bool { return r < 0x250 }) != "" {
			t.Errorf("%s %s: %q is no pinyin", e.Code, e.Label.Zh, e.Label.En)
		}
		province := e.Code[:2] + "0000"
		switch {
		case e.Code == province:
			counts["province"]++
			if e.Parent != "" {
				t.Errorf("%s has the parent %s", e.Label.Zh, e.Parent)
			}
			continue
		case e.Code[4:] == "00":
			prefectures[e.Code[:2]]++
			switch {
			case strings.HasSuffix(e.Label.Zh, "自治州"):
				counts["autonomous prefecture"]++
			case strings.HasSuffix(e.Label.Zh, "地区"):
				counts["prefecture"]++
			case strings.HasSuffix(e.Label.Zh, "盟"):
				counts["league"]++
			case strings.HasSuffix(e.Label.Zh, "市"):
				counts["prefecture-level city"]++
			default:
				t.Errorf("%s is no kind of prefecture", e.Label.Zh)
			}
		case e.Code[2:4] == "90":
			counts["governed directly"]++
		default:
			counts["in a municipality"]++
			if !slices.Contains([]string{"11", "12", "31", "50"}, e.Code[:2]) {
				t.Errorf("%s %s lies in no municipality", e.Code, e.Label.Zh)
			}
		}
		if e.Parent != province || l.Entry(province) == nil {
			t.Errorf("%s %s has the parent %q", e.Code, e.Label.Zh, e.Parent)
		}
		if !l.Within(e.Code, province) || !l.Within(e.Code, e.Code) || l.Within(province, e.Code) || l.Within(e.Code, "710000") {
			t.Errorf("%s is not within its province alone", e.Label.Zh)
		}
	}
	want := map[string]int{
		"province": 34, "prefecture-level city": 293, "autonomous prefecture": 30, "prefecture": 7, "league": 3,
		"governed directly": 32, "in a municipality": 86,
	}
	if !maps.Equal(counts, want) {
		t.Errorf("counted %v, want %v", counts, want)
	}
	if want := map[string]int{
		"13": 11, "14": 11, "15": 12, "21": 14, "22": 9, "23": 13, "32": 13, "33": 11, "34": 16, "35": 9, "36": 11, "37": 16,
		"41": 17, "42": 13, "43": 14, "44": 21, "45": 14, "46": 4, "51": 21, "52": 9, "53": 16, "54": 7, "61": 10, "62": 14,
		"63": 8, "64": 5, "65": 14,
	}; !maps.Equal(prefectures, want) {
		t.Errorf("prefectures by province: %v, want %v", prefectures, want)
	}
}

// TestRegionsOfParks compares the list with the divisions that a statistical
// office names beside its codes.
func TestRegionsOfParks(t *testing.T) {
	l := graph.Standard().List(graph.ListRegion)
	rows := shared(t, "parks/parks_nbs_statistical_divisions.csv")
	for _, r := range rows[1:] {
		code, county, city, province := r[0], r[2], r[3], r[4]
		region := code[:4] + "00"
		if city == "市辖区" || city == "县" || strings.Contains(city, "直辖") {
			region, city = code[:6], county
		}
		for code, name := range map[string]string{code[:2] + "0000": province, region: city} {
			if e := l.Entry(code); e == nil || e.Label.Zh != name {
				t.Errorf("%s is %+v, want %s", code, e, name)
			}
		}
	}
}

func TestFind(t *testing.T) {
	v := graph.Standard()
	for _, c := range []struct{ list, text, want string }{
		{graph.ListRegion, "510000", "510000"},
		{graph.ListRegion, "四川", "510000"},
		{graph.ListRegion, "四川省", "510000"},
		{graph.ListRegion, " 四 川 省 ", "510000"},
		{graph.ListRegion, "Sichuan", "510000"},
		{graph.ListRegion, "成都", "510100"},
		{graph.ListRegion, "CHENGDU", "510100"},
		{graph.ListRegion, "内蒙古", "150000"},
		{graph.ListRegion, "广西", "450000"},
		{graph.ListRegion, "新疆维吾尔自治区", "650000"},
		{graph.ListRegion, "香港", "810000"},
		{graph.ListRegion, "Hong Kong", "810000"},
		{graph.ListRegion, "延边", "222400"},
		{graph.ListRegion, "延边州", "222400"},
		{graph.ListRegion, "锡林郭勒", "152500"},
		{graph.ListRegion, "海淀", "110108"},
		{graph.ListRegion, "浦东", "310115"},
		{graph.ListRegion, "西青", "120111"},
		{graph.ListRegion, "石河子", "659001"},
		{graph.ListRegion, "神农架", "429021"},
		{graph.ListRegion, "xi'an", "610100"},
		// The higher of two is meant.
		{graph.ListRegion, "吉林", "220000"},
		{graph.ListRegion, "吉林市", "220200"},
		{graph.ListRegion, "海南", "460000"},
		{graph.ListRegion, "海南州", "632500"},
		{graph.ListRegion, "河北", "130000"},
		{graph.ListRegion, "河北区", "120105"},
		// A city of 辽宁 and a district of 北京.
		{graph.ListRegion, "朝阳", ""},
		{graph.ListRegion, "朝阳市", "211300"},
		{graph.ListRegion, "朝阳区", "110105"},
		// 苏州 and 宿州, 陕西 and 山西.
		{graph.ListRegion, "suzhou", ""},
		{graph.ListRegion, "苏州", "320500"},
		{graph.ListRegion, "宿州", "341300"},
		{graph.ListRegion, "Shanxi", "140000"},
		{graph.ListRegion, "Shaanxi", "610000"},
		{graph.ListRegion, "", ""},
		{graph.ListRegion, "省", ""},
		{graph.ListRegion, "巴黎", ""},

		{graph.ListRound, "A轮", "A"},
		{graph.ListRound, "a轮", "A"},
		{graph.ListRound, "Ａ＋轮", "A+"},
		{graph.ListRound, "B+轮", "B+"},
		{graph.ListRound, "Pre-A轮", "preA"},
		{graph.ListRound, "series-a", "A"},
		{graph.ListRound, "天使", "angel"},
		{graph.ListRound, "种子轮", "seed"},
		{graph.ListRound, "战略", "strategic"},
		{graph.ListRound, "private-equity", "privateEquity"},
		{graph.ListRound, "post-ipo", "postIPO"},
		{graph.ListRound, "连续两轮", ""},

		{graph.ListStage, "初创", "early"},
		{graph.ListStage, "拟上市", "preIPO"},
		{graph.ListStage, "成长期", "growth"},
		{graph.ListTier, "上游", "upstream"},
		{graph.ListTier, "Downstream", "downstream"},
		{graph.ListCountry, "国内", "CN"},
		{graph.ListCountry, "USA", "US"},
		{graph.ListCountry, "United States", "US"},
		{graph.ListCountry, "以色列", "IL"},
		{graph.ListCurrency, "美元", "USD"},
		{graph.ListCurrency, "￥", "CNY"},
		{graph.ListCurrency, "元", "CNY"},
		{graph.ListExchange, "深圳证券交易所", "SZSE"},
		{graph.ListExchange, "nasdaq", "NASDAQ"},
		{graph.ListParkKind, "高新区", "hitech"},
		{graph.ListEnterpriseKind, "民营", "private"},
		{graph.ListBasis, "编者判断", "editorial"},
		{graph.ListContributionKind, "报送原创漏洞", "originalVulnerability"},
		{graph.ListTrust, "自报", "selfReported"},
	} {
		code, ok := v.List(c.list).Find(c.text)
		if code != c.want || ok != (c.want != "") {
			t.Errorf("%s: Find(%q) = %q, %v; want %q", c.list, c.text, code, ok, c.want)
		}
	}
}

func TestFindWithin(t *testing.T) {
	l := graph.Standard().List(graph.ListRegion)
	for _, c := range []struct{ text, above, want string }{
		{"朝阳", "110000", "110105"},
		{"朝阳", "210000", "211300"},
		{"朝阳", "310000", ""},
		{"吉林", "220000", "220200"},
		{"海南", "630000", "632500"},
		{"四川", "510000", "510000"},
		{"suzhou", "340000", "341300"},
		{"成都", "", ""},
		{"", "510000", ""},
	} {
		if code, ok := l.FindWithin(c.text, c.above); code != c.want || ok != (c.want != "") {
			t.Errorf("FindWithin(%q, %q) = %q, %v; want %q", c.text, c.above, code, ok, c.want)
		}
	}
}

// TestFindWithoutVocabulary: a list that stands alone finds the same.
func TestFindWithoutVocabulary(t *testing.T) {
	l := graph.CodeList{
		Name: "colour", Endings: []string{"色"},
		Entries: []graph.CodeEntry{{Code: "r", Label: graph.Label{Zh: "大红色", En: "Red"}, Synonyms: []string{"scarlet"}}},
	}
	for _, s := range []string{"r", "R", "大红", "大红色", "red", "Scarlet"} {
		if code, ok := l.Find(s); code != "r" || !ok {
			t.Errorf("Find(%q) = %q, %v", s, code, ok)
		}
	}
	if _, ok := l.Find("blue"); ok {
		t.Error("found blue")
	}
	if code, ok := l.FindWithin("red", "r"); code != "r" || !ok {
		t.Errorf("FindWithin = %q, %v", code, ok)
	}
	if l.Entry("r") == nil || l.Entry("b") != nil {
		t.Error("Entry is wrong")
	}
}

// TestEveryEntryIsFound: its code, its Chinese label and its synonyms mean it.
func TestEveryEntryIsFound(t *testing.T) {
	for _, l := range graph.Standard().Lists {
		if len(l.Entries) == 0 {
			t.Errorf("%s is empty", l.Name)
		}
		for _, e := range l.Entries {
			for _, s := range append([]string{e.Code, e.Label.Zh}, e.Synonyms...) {
				if code, ok := l.Find(s); !ok || code != e.Code {
					t.Errorf("%s: Find(%q) = %q, %v; want %q", l.Name, s, code, ok, e.Code)
				}
			}
			if _, ok := l.Find(e.Label.En); !ok && l.Name != graph.ListRegion {
				t.Errorf("%s: Find(%q) finds nothing", l.Name, e.Label.En)
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"四川省", "A+轮", "\xff", "USA", "　四川"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for i := range graph.Standard().Lists {
			l := &graph.Standard().Lists[i]
			if code, ok := l.Find(s); ok != (l.Entry(code) != nil) {
				t.Fatalf("%s: Find(%q) = %q, %v", l.Name, s, code, ok)
			}
		}
	})
}
