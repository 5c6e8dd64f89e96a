package examples_test

import (
	"slices"
	"strings"
	"testing"
)

// TestCybersecurityCounts keeps the workbook large enough to show a chain.
func TestCybersecurityCounts(t *testing.T) {
	w := read(t, chinese)
	for sheet, least := range map[string]int{
		"产业链": 1, "环节": 120, "环节供给关系": 100, "需求行业": 11, "服务行业": 20, "企业": 150, "产品": 250,
		"投融资事件": 50, "园区": 10, "机构": 100, "贡献记录": 100,
	} {
		if n := len(w.rows[sheet]); n < least {
			t.Errorf("sheet %s has %d rows, want at least %d", sheet, n, least)
		}
	}
	placed := 0
	for _, r := range w.rows["产品"] {
		if r["所属环节"] != "" {
			placed++
		}
	}
	if placed < 250 {
		t.Errorf("%d products stand in a segment, want at least 250", placed)
	}
	printed := map[string]bool{}
	for _, r := range w.rows["投融资事件"] {
		printed[r["金额"]] = true
	}
	for _, want := range []string{"数千万元", "亿级", "超3亿元", "6000万美元", "未披露"} {
		if !printed[want] {
			t.Errorf("no amount is printed %s", want)
		}
	}
}

// TestCybersecuritySources keeps that every row says who says so.
func TestCybersecuritySources(t *testing.T) {
	w := read(t, chinese)
	for _, s := range w.names[2:] {
		if slices.Contains(w.header[s], "出处") {
			w.filled(t, s, "出处")
		} else {
			w.filled(t, s, "说明依据")
		}
	}
	for _, r := range w.rows["投融资事件"] {
		if !strings.HasPrefix(r["来源网址"], "https://") {
			t.Errorf("funding of %s%s has no address of its source", r["企业全称"], r["企业简称"])
		}
	}
	// What places somebody has a basis, and a basis has its reason.
	for _, s := range []string{"企业", "产品"} {
		for i, r := range w.rows[s] {
			placed := r["所属环节"] != ""
			if placed != (r["依据类别"] != "") || placed != (r["依据说明"] != "") {
				t.Errorf("sheet %s row %d: segment %q, basis %q, reason %q", s, i+2, r["所属环节"], r["依据类别"], r["依据说明"])
			}
		}
	}
}

// TestCybersecurityNames keeps that names are unique and that what is named is
// described.
func TestCybersecurityNames(t *testing.T) {
	w := read(t, chinese)
	w.unique(t, "环节", "环节代码")
	segments := w.unique(t, "环节", "环节名称")
	sectors := w.unique(t, "需求行业", "行业名称")
	w.unique(t, "需求行业", "行业代码")
	enterprises := w.unique(t, "企业", "企业全称", "简称")
	institutions := w.unique(t, "机构", "机构名称")
	w.unique(t, "园区", "园区名称")
	w.unique(t, "企业", "统一社会信用代码")
	w.unique(t, "企业", "证券代码")

	w.known(t, "环节", "上级环节", "", segments)
	w.known(t, "环节供给关系", "环节名称", "", segments)
	w.known(t, "环节供给关系", "下游环节", "", segments)
	w.known(t, "服务行业", "环节名称", "", segments)
	w.known(t, "服务行业", "服务行业", "", sectors)
	w.known(t, "企业", "所属环节", "、", segments)
	w.known(t, "产品", "企业名称", "", enterprises)
	w.known(t, "产品", "所属环节", "", segments)
	w.known(t, "投融资事件", "企业全称", "", enterprises)
	w.known(t, "投融资事件", "所属环节", "", segments)
	w.known(t, "投融资事件", "投资方", "、", institutions)
	w.known(t, "投融资事件", "跟投方", "、", institutions)
	w.known(t, "贡献记录", "企业名称", "", enterprises)
	w.known(t, "贡献记录", "报送机构", "", institutions)
	short := map[string]bool{}
	for _, r := range w.rows["企业"] {
		short[r["简称"]] = true
	}
	w.known(t, "投融资事件", "企业简称", "", short)
	w.filled(t, "投融资事件", "企业全称", "企业简称")
	w.filled(t, "贡献记录", "企业名称", "报送机构")
	made := map[string]bool{}
	for i, r := range w.rows["产品"] {
		key := r["企业名称"] + "|" + r["产品名称"]
		if made[key] {
			t.Errorf("sheet 产品 row %d: %s a second time", i+2, key)
		}
		made[key] = true
	}
}

// TestCybersecurityKeyLinks keeps that a key link says why it is one, and that
// sources place at least three enterprises in it.
func TestCybersecurityKeyLinks(t *testing.T) {
	w := read(t, chinese)
	inSegment := map[string]map[string]bool{}
	place := func(segments, enterprise string) {
		for _, s := range strings.Split(segments, "、") {
			if inSegment[s] == nil {
				inSegment[s] = map[string]bool{}
			}
			inSegment[s][enterprise] = true
		}
	}
	for _, r := range w.rows["企业"] {
		place(r["所属环节"], r["企业全称"]+r["简称"])
	}
	short := map[string]string{}
	for _, r := range w.rows["企业"] {
		short[r["企业全称"]] = r["企业全称"] + r["简称"]
	}
	for _, r := range w.rows["产品"] {
		place(r["所属环节"], short[r["企业名称"]])
	}
	keys := 0
	for _, r := range w.rows["环节"] {
		name := r["环节名称"]
		if r["关键环节"] == "" {
			continue
		}
		keys++
		if n := len(inSegment[name]); n < 3 {
			t.Errorf("%d enterprises stand in the key link %s, want at least 3", n, name)
		}
		saidBy(t, "key link "+name, r["关键环节依据"], r["关键环节理由"])
	}
	if keys < 10 {
		t.Errorf("%d key links, want at least 10", keys)
	}
	for _, s := range []string{"环节供给关系", "服务行业"} {
		for _, r := range w.rows[s] {
			saidBy(t, r["环节名称"]+" → "+r["下游环节"]+r["服务行业"], r["依据类别"], r["说明依据"])
		}
	}
}

// saidBy fails unless a basis cites the plan, or is the editors' with a reason.
func saidBy(t *testing.T, what, basis, reason string) {
	t.Helper()
	switch basis {
	case "规划条款":
		if !strings.HasPrefix(reason, "《行动计划》") {
			t.Errorf("%s: %q cites no clause", what, reason)
		}
	case "编者判断":
		if _, why, ok := strings.Cut(reason, "编者判断："); !ok || why == "" {
			t.Errorf("%s: %q gives no reason", what, reason)
		}
	default:
		t.Errorf("%s: basis %q", what, basis)
	}
}

// TestContributionsPlaceNobody keeps that reporting vulnerabilities places no
// enterprise in a segment, and that nothing speaks of vendors' own.
func TestContributionsPlaceNobody(t *testing.T) {
	w := read(t, chinese)
	for i, r := range w.rows["企业"] {
		if r["出处"] == "CNVD 周报" && r["所属环节"] != "" {
			t.Errorf("sheet 企业 row %d: only CNVD names it, but it stands in %s", i+2, r["所属环节"])
		}
	}
	for _, s := range []string{"企业", "产品"} {
		for i, r := range w.rows[s] {
			if strings.Contains(r["依据说明"], "CNVD") || s == "产品" && strings.Contains(r["出处"], "CNVD") {
				t.Errorf("sheet %s row %d: CNVD places it", s, i+2)
			}
		}
	}
	for _, s := range w.names {
		for _, h := range w.header[s] {
			if strings.Contains(h, "通报") {
				t.Errorf("sheet %s has the column %s", s, h)
			}
		}
	}
}

// TestSameFacts keeps that the English workbook says what the Chinese one says.
func TestSameFacts(t *testing.T) {
	zh, en := read(t, chinese), read(t, english)
	if len(zh.names) != len(en.names) {
		t.Fatalf("sheets %v and %v", zh.names, en.names)
	}
	for i, s := range zh.names[2:] {
		e := en.names[i+2]
		if len(zh.rows[s]) != len(en.rows[e]) {
			t.Errorf("sheet %s has %d rows, %s %d", s, len(zh.rows[s]), e, len(en.rows[e]))
		}
	}
	for _, c := range []struct{ sheet, header, in, as string }{
		{"环节", "环节代码", "Segments", "Segment code"}, {"企业", "企业全称", "Enterprises", "Legal name"},
		{"企业", "证券代码", "Enterprises", "Stock code"}, {"产品", "产品名称", "Products", "Product name"},
		{"投融资事件", "金额", "Funding events", "Amount"}, {"贡献记录", "数量", "Contributions", "Count"},
	} {
		for i, r := range zh.rows[c.sheet] {
			if got := en.rows[c.in][i][c.as]; got != r[c.header] {
				t.Errorf("row %d: %s is %q, %s is %q", i+2, c.header, r[c.header], c.as, got)
			}
		}
	}
	// Names in English are there: of segments, sectors and parks.
	for sheet, header := range map[string]string{"Segments": "Segment name", "Sectors": "Sector name", "Parks": "Park name", "Feeds": "Reason", "Serves": "Reason"} {
		for i, r := range en.rows[sheet] {
			if r[header] == "" || strings.ContainsFunc(r[header], func(c rune) bool { return c >= 0x4e00 && c <= 0x9fff }) {
				t.Errorf("sheet %s row %d: %s is %q", sheet, i+2, header, r[header])
			}
		}
	}
	segments := en.unique(t, "Segments", "Segment name")
	en.known(t, "Segments", "Parent segment", "", segments)
	en.known(t, "Feeds", "Downstream segment", "", segments)
	en.known(t, "Enterprises", "Segment", "; ", segments)
	en.known(t, "Products", "Segment", "", segments)
	en.known(t, "Funding events", "Investors", "; ", en.unique(t, "Institutions", "Legal name"))
}
