package graph

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRulesOf(t *testing.T) {
	r, err := RulesOf("1")
	if err != nil || r.Version != "1" || StandardRules().Version != "1" {
		t.Errorf("version %q, %v", r.Version, err)
	}
	if _, err := RulesOf("2"); CodeOf(err) != CodeNotFound {
		t.Errorf("version 2: %v", err)
	}
}

func TestNormalise(t *testing.T) {
	normalise := StandardRules().Normalise
	for _, c := range []struct{ property, in, want string }{
		{PropLegalName, "北京数字认证股份有限公司", "北京数字认证股份有限公司"},
		{PropLegalName, " 北京 数字认证　股份有限公司 ", "北京数字认证股份有限公司"},
		{PropLegalName, "创业黑马（北京）科技股份有限公司", "创业黑马(北京)科技股份有限公司"},
		{PropLegalName, "创业黑马〔北京〕科技【股份】有限公司", "创业黑马(北京)科技(股份)有限公司"},
		{PropLegalName, "ＴＣＬ集团", "tcl集团"},
		{PropLegalName, "“小巨人”企业", "小巨人企业"},
		{PropLegalName, "北京\u200b某某\ufeff公司", "北京某某公司"},
		{PropLegalName, "史密斯•约翰公司", "史密斯·约翰公司"},
		{PropEnglishName, "Apple, Inc.", "apple inc"},
		{PropEnglishName, "Apple   Inc", "apple inc"},
		{PropEnglishName, "Foo Co.,Ltd.", "foo co ltd"},
		{PropEnglishName, "J.P. Morgan & Co.", "jp morgan&co"},
		{PropEnglishName, "HSBC Holdings p.l.c.", "hsbc holdings plc"},
		{PropEnglishName, "amazon.com", "amazon.com"},
		{PropName, "防火墙 V3.0", "防火墙v3.0"},
		{PropName, ".NET Reactor 6.1", ".net reactor 6.1"},
		{PropName, "C++ 审计", "c++审计"},
		{PropName, "FW‑100", "fw-100"},
		{PropName, "—", ""},
		{PropName, " . ", ""},
		{PropName, "", ""},
		{PropCreditCode, "9151010070927392XM", "9151010070927392XM"},
		{PropCreditCode, " 9151 0100 7092 7392 xm", "9151010070927392XM"},
		{PropCreditCode, "９１５１０１００７０９２７３９２ＸＭ", "9151010070927392XM"},
		{PropCreditCode, "9151010070927392XN", ""},
		{PropCreditCode, "9151010070927392X", ""},
		{PropCreditCode, "9151O10070927392XM", ""},
		{PropCreditCode, "000000000000000000", ""},
		{PropCreditCode, "统一社会信用代码", ""},
		{PropStockCode, "688096", "688096.SH"},
		{PropStockCode, "688096.SH", "688096.SH"},
		{PropStockCode, "SH688096", "688096.SH"},
		{PropStockCode, "sz000001", "000001.SZ"},
		{PropStockCode, "000001.XSHE", "000001.SZ"},
		{PropStockCode, "SSE: 600000", "600000.SH"},
		{PropStockCode, "300818", "300818.SZ"},
		{PropStockCode, "920799", "920799.BJ"},
		{PropStockCode, "830799.OC", "830799.BJ"},
		{PropStockCode, "600000.SZ", ""},
		{PropStockCode, "700.HK", "00700.HK"},
		{PropStockCode, "HK00700", "00700.HK"},
		{PropStockCode, "HKG:0700", "00700.HK"},
		{PropStockCode, "NASDAQ:CRWD", "CRWD.NASDAQ"},
		{PropStockCode, "brk.b.nyse", "BRK.B.NYSE"},
		{PropStockCode, "QIHU", ""},
		{PropStockCode, "2268", ""},
		{PropStockCode, "123456", ""},
		{PropStockCode, "00000.HK", ""},
		{PropStockCode, "未上市", ""},
		{PropStockCode, "", ""},
		{PropOwnID, " P1 ", "P1"},
		{PropOwnID, "p1", "p1"},
		{PropCode, " e 7", "E7"},
		{PropCode, "Ｅ７", "E7"},
		{PropCode, "-", ""},
		{PropDate, "2022-01-04", "2022-01"},
		{PropDate, "2022-01", "2022-01"},
		{PropDate, "2022", ""},
		{PropDate, "yesterday", ""},
		{PropYear, "2022-01-04", "2022"},
	} {
		if got := normalise(c.property, Text(c.in)); got != c.want {
			t.Errorf("%s %q became %q, want %q", c.property, c.in, got, c.want)
		}
	}
	for want, v := range map[string]Value{
		"2022-01":            DateValue(Date{2022, 1, 4}),
		"2022":               DateValue(Date{Year: 2022}), // of a date that is no key
		"510100":             CodeValue("510100"),
		"688096.SH":          Int(688096),
		"9151010070927392XM": Text("9151010070927392XM"),
		"":                   {},
		"true":               Bool(true),
	} {
		property := map[string]string{"2022-01": PropDate, "2022": "issued", "688096.SH": PropStockCode, "9151010070927392XM": PropCreditCode}[want]
		if got := normalise(property, v); got != want {
			t.Errorf("%s %v became %q, want %q", property, v, got, want)
		}
	}
}

func TestCore(t *testing.T) {
	core := StandardRules().Core
	for name, want := range map[string]string{
		"湖南华联瓷业股份有限公司":        "华联瓷业",
		"北京数字认证股份有限公司":        "北京数字",
		"创业黑马(北京)科技股份有限公司":    "创业黑马",
		"创业黑马科技集团股份有限公司":      "创业黑马",
		"广州广电运通金融电子股份有限公司":    "广电运通",
		"长园科技集团股份有限公司":        "长园",
		"北京赛微电子股份有限公司":        "赛微",
		"深圳市大富科技股份有限公司":       "大富",
		"内蒙古自治区恒智科技有限责任公司":    "恒智",
		"广西壮族自治区南宁市恒智科技有限公司":  "恒智",
		"延边朝鲜族自治州恒智科技有限公司":    "恒智",
		"合伙恒智（有限合伙）":          "合伙恒智",
		"恒智投资管理中心（有限合伙）":      "恒智投资管理中心",
		"中国银行股份有限公司":          "中国银行",
		"中国建设银行股份有限公司":        "中国建设银行",
		"中国石油化工股份有限公司":        "中国石油化工",
		"中国石油天然气股份有限公司":       "中国石油天然气",
		"上海银行股份有限公司":          "上海银行",
		"北京科技有限公司":            "北京科技",
		"大连港股份有限公司":           "大连港",
		"南京大学环境规划设计研究院集团股份公司": "南京大学环境规划",
		"TCL科技集团股份有限公司":       "tcl",
		"中国石化销售有限公司山东临沂石油分公司": "中国石化销售有限公司山东临沂石油分公司",
		"公司":                                "公司",
		"有限公司":                              "有限",
		"北京":                                "北京",
		"（北京）":                              "北京",
		"链":                                 "链",
		"Apple Inc.":                        "apple",
		"Siemens AG":                        "siemens",
		"The Coca-Cola Company":             "cocacola",
		"OAO Gazprom":                       "gazprom",
		"Gazprom JSC":                       "gazprom",
		"Huawei Technologies Co., Ltd.":     "huawei",
		"Beijing Qihoo Technology Co., Ltd": "qihoo",
		"Bank of China Limited":             "bankofchina",
		"China Limited":                     "china",
		"Limited":                           "limited",
		"AT&T Inc.":                         "atandt",
		"Procter and Gamble Co.":            "procterandgamble",
		"Bowne Global Solutions, L.L.C.":    "bowneglobalsolutions",
		"":                                  "",
		"（）":                                "",
	} {
		if got := core(name); got != want {
			t.Errorf("the core of %q is %q, want %q", name, got, want)
		}
	}
}

// TestVersion1IsFrozen: whatever changes an output of version 1 is version 2.
// The digest covers every word, before and after a brand, and each way of
// writing a code.
func TestVersion1IsFrozen(t *testing.T) {
	h := sha256.New()
	line := func(s string) { h.Write([]byte(s + "\n")) }
	words := slices.Sorted(maps.Keys(places1().words))
	for _, set := range []*wordSet{legal1, trade1, legalEn1, tradeEn1} {
		words = append(words, slices.Sorted(maps.Keys(set.words))...)
	}
	words = append(append(words, branch1...), national1...)
	words = append(words, legalPhrases1...)
	for _, w := range words {
		for _, name := range []string{w, w + "恒智", "恒智" + w, w + "恒智科技有限公司", "北京恒智" + w, w + " hengzhi", "hengzhi " + w} {
			line(core1(name))
		}
	}
	for r := rune(1); r < 0x3100; r++ {
		line(normalise1(PropLegalName, Text("a"+string(r)+"b.c. "+string(r)+"链"+string(r))))
		line(normalise1(PropCode, Text("a"+string(r)+"1")))
		line(normalise1(PropOwnID, Text("a"+string(r)+"1")))
	}
	for r := rune(0xFE00); r <= 0xFFFF; r++ {
		line(normalise1(PropLegalName, Text("a"+string(r)+"b")))
	}
	for _, name := range slices.Sorted(maps.Keys(exchanges1)) {
		line(normalise1(PropStockCode, Text("A1."+name)))
		line(normalise1(PropStockCode, Text(name+":0700")))
	}
	for n := int64(100000); n < 1000000; n += 997 {
		line(normalise1(PropStockCode, Int(n)))
	}
	const want = "3181e00485bc97fdbe773c97ba887dcd8053a446194ab16dd243537151419a9c"
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("rules of version 1 have changed: %s, not %s. Logs were written with them: make it version 2", got, want)
	}
}

// sharedRows reads a table of the data that stands beside the project, by
// column, and skips the test where it does not.
func sharedRows(t testing.TB, file string) []map[string]string {
	t.Helper()
	name := filepath.Join("..", "..", "shared", "data", filepath.FromSlash(file))
	b, err := os.ReadFile(name)
	if err != nil {
		t.Skipf("the shared data are not there: %v", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := make(map[string]string, len(row))
		for i, cell := range row {
			m[rows[0][i]] = cell
		}
		out = append(out, m)
	}
	return out
}

// TestTraps: where a code agrees and the company does not, no core agrees.
func TestTraps(t *testing.T) {
	traps := sharedRows(t, "entity_resolution/traps_same_code_different_entity.csv")
	if len(traps) != 27 {
		t.Fatalf("%d traps, want 27", len(traps))
	}
	for _, r := range traps {
		if a, b := core1(r["name_a"]), core1(r["name_b"]); a == b {
			t.Errorf("%s and %s have the core %q", r["name_a"], r["name_b"], a)
		}
	}
}

// TestSharedCodes: the stock codes that sit on unrelated companies.
func TestSharedCodes(t *testing.T) {
	names := map[string]map[string]bool{}
	for _, r := range sharedRows(t, "chainkg/companies.csv") {
		code := NormaliseStockCode(r["code"])
		if names[code] == nil {
			names[code] = map[string]bool{}
		}
		names[code][r["full_name"]] = true
	}
	for code, want := range map[string]int{"688096.SH": 2, "688078.SH": 10, "688080.SH": 9, "300818.SZ": 2} {
		cores := map[string]bool{}
		for name := range names[code] {
			cores[core1(name)] = true
		}
		if len(names[code]) != want || len(cores) != want {
			t.Errorf("%s is on %d companies with %d cores, want %d", code, len(names[code]), len(cores), want)
		}
	}
	several := 0
	for code, n := range names {
		if len(n) > 1 && code != "" {
			several++
		}
	}
	t.Logf("%d codes, %d of them with several names, %d rows without a valid code", len(names), several, len(names[""]))
}

// TestPairs measures how often names of one company have one core, and that
// names of different companies seldom do. The bounds hold what was reached.
func TestPairs(t *testing.T) {
	same, all := map[string]int{}, map[string]int{}
	for _, r := range sharedRows(t, "entity_resolution/cn_company_name_pairs_dev.csv") {
		kind := r["pair_type"]
		all[kind]++
		if core1(r["name_a"]) == core1(r["name_b"]) {
			same[kind]++
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(all)) {
		t.Logf("%-24s %4d of %4d have one core", kind, same[kind], all[kind])
	}
	if same["legal_renamed"] < 36 {
		t.Errorf("%d of %d renamed companies keep their core, want 36 or more", same["legal_renamed"], all["legal_renamed"])
	}
	if same["same_prefix_diff_uscc"] > 130 {
		t.Errorf("%d of %d different companies have one core, want 130 or less", same["same_prefix_diff_uscc"], all["same_prefix_diff_uscc"])
	}
}

// TestCreditCodes: every code that a registry published is valid.
func TestCreditCodes(t *testing.T) {
	for _, r := range sharedRows(t, "entity_resolution/legal_name_to_uscc_dev.csv") {
		code := r["uscc"]
		if NormaliseCreditCode(code) != code {
			t.Errorf("%s of %s is refused", code, r["legal_name"])
		}
		// One wrong character is always noticed.
		for i := range code {
			for _, c := range []byte("09AXY") {
				if wrong := code[:i] + string(c) + code[i+1:]; wrong != code && NormaliseCreditCode(wrong) != "" {
					t.Fatalf("%s passes for %s", wrong, code)
				}
			}
		}
	}
}

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{
		"创业黑马（北京）科技股份有限公司", "Apple, Inc.", "a..b", "J.P. Morgan & Co.", ".NET", "9151010070927392XM", "SSE:688096",
		"ＴＣＬ", "a.'b.c", "\xff. b", "İ.ǅ", "链 . 图", "2022-01-04", "a.b.cd.e", "1 .5", "﷽. x", "\u0301.a", "HK00700", "a\u00ad.b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, p := range []string{PropLegalName, PropCreditCode, PropStockCode, PropOwnID, PropCode, PropDate, PropYear} {
			once := normalise1(p, Text(s))
			if twice := normalise1(p, Text(once)); twice != once {
				t.Fatalf("%s: %q became %q, then %q", p, s, once, twice)
			}
			if !utf8.ValidString(once) {
				t.Fatalf("%s: %q became %q", p, s, once)
			}
		}
	})
}

func FuzzCore(f *testing.F) {
	for _, s := range []string{"北京赛微电子股份有限公司", "The (Co.) Ltd", "中国银行", "（）", "集团集团集团", "深圳市南头区某厂", "and and", "\xff市链图", "⾛⾛{{8"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := normaliseName(s)
		core := core1(s)
		if core != core1(name) {
			t.Fatalf("%q: the core depends on more than the normal form", s)
		}
		if strings.ContainsFunc(name, isWord) != strings.ContainsFunc(core, isWord) {
			t.Fatalf("the core of %q is %q", s, core)
		}
	})
}

func FuzzHeaderKey(f *testing.F) {
	for _, s := range []string{"企业名称", "short_name", "Ａ＋轮", "¥", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once := HeaderKey(s); HeaderKey(once) != once {
			t.Fatalf("%q became %q, then %q", s, once, HeaderKey(once))
		}
	})
}

var sink string

func BenchmarkNormalise(b *testing.B) {
	for name, c := range map[string]struct{ property, text string }{
		"name":       {PropLegalName, "创业黑马（北京）科技股份有限公司"},
		"latin":      {PropLegalName, "Huawei Technologies Co., Ltd."},
		"creditCode": {PropCreditCode, "9151010070927392XM"},
		"stockCode":  {PropStockCode, "688096.SH"},
	} {
		b.Run(name, func(b *testing.B) {
			v := Text(c.text)
			b.ReportAllocs()
			for b.Loop() {
				sink = normalise1(c.property, v)
			}
		})
	}
}

func BenchmarkCore(b *testing.B) {
	for name, s := range map[string]string{
		"han":   "创业黑马（北京）科技股份有限公司",
		"long":  "广州广电运通金融电子信息技术股份有限公司",
		"latin": "Huawei Technologies Co., Ltd.",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = core1(s)
			}
		})
	}
}
