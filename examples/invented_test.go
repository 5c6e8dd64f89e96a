package examples_test

import (
	"strings"
	"testing"
)

// TestInventedCounts keeps the invented industry large enough to show ratings
// and lists, with the gaps that real figures have.
func TestInventedCounts(t *testing.T) {
	w := read(t, invented)
	for sheet, least := range map[string]int{
		"企业": 120, "企业年度数据": 400, "企业复核数据": 2, "企业所属环节": 120, "供货关系": 60, "产品": 120, "园区": 5,
		"机构": 10, "合作关系": 20, "称号": 3, "资质荣誉": 20, "投融资事件": 20, "项目": 10, "需求": 10, "贡献记录": 30,
		"检测结果": 150, "成熟度属性": 100, "应用成效": 80, "服务记录": 150, "检测复核": 2, "项目评价": 100, "项目评价复核": 1,
	} {
		if n := len(w.rows[sheet]); n < least {
			t.Errorf("sheet %s has %d rows, want at least %d", sheet, n, least)
		}
	}
	full, gaps := 0, 0
	years := map[string]int{}
	for _, r := range w.rows["企业年度数据"] {
		years[r["企业全称"]]++
		complete := true
		for _, h := range w.header["企业年度数据"] {
			complete = complete && r[h] != ""
		}
		if complete {
			full++
		} else {
			gaps++
		}
	}
	if full < 100 || gaps < 100 {
		t.Errorf("%d rows state everything, %d do not", full, gaps)
	}
	four := 0
	for _, n := range years {
		if n == 4 {
			four++
		}
	}
	if four < 100 || four == len(w.rows["企业"]) {
		t.Errorf("%d of %d enterprises have figures of four years", four, len(w.rows["企业"]))
	}
}

// TestInventedNames keeps that everything invented is called 示例…, stands in its
// own chain, and is described.
func TestInventedNames(t *testing.T) {
	w := read(t, invented)
	enterprises := w.unique(t, "企业", "企业全称")
	w.unique(t, "企业", "简称")
	w.unique(t, "企业", "统一社会信用代码")
	segments := w.unique(t, "环节", "环节名称")
	w.unique(t, "环节", "环节代码")
	sectors := map[string]bool{}
	for _, r := range w.rows["需求行业"] {
		sectors[r["行业名称"]] = true // a row for each year
	}
	institutions := w.unique(t, "机构", "机构名称")
	parks := w.unique(t, "园区", "园区名称")
	titles := w.unique(t, "称号", "称号名称")
	w.unique(t, "项目", "项目编号")
	projects := w.unique(t, "项目", "项目名称")
	w.unique(t, "需求", "需求编号")
	w.unique(t, "贡献记录", "贡献编号")
	for _, all := range []map[string]bool{enterprises, segments, sectors, institutions, parks, titles} {
		for name := range all {
			if !strings.HasPrefix(name, "示例") {
				t.Errorf("%s does not say that it is invented", name)
			}
		}
	}
	for _, r := range w.rows["产业链"] {
		if r["产业链代码"] != "SL" {
			t.Errorf("chain %s", r["产业链代码"])
		}
	}
	for _, s := range []string{"环节", "环节供给关系", "服务行业"} {
		for i, r := range w.rows[s] {
			if r["所属产业链"] != "SL" {
				t.Errorf("sheet %s row %d: chain %q", s, i+2, r["所属产业链"])
			}
		}
	}
	for _, c := range []struct {
		sheet, header string
		known         map[string]bool
	}{
		{"环节", "上级环节", segments}, {"环节供给关系", "环节名称", segments}, {"环节供给关系", "下游环节", segments},
		{"服务行业", "环节名称", segments}, {"服务行业", "服务行业", sectors},
		{"企业", "所属园区", parks}, {"企业", "母公司", enterprises}, {"企业年度数据", "企业全称", enterprises},
		{"企业复核数据", "企业全称", enterprises}, {"企业所属环节", "企业全称", enterprises}, {"企业所属环节", "所属环节", segments},
		{"供货关系", "企业全称", enterprises}, {"供货关系", "客户", enterprises}, {"供货关系", "供货环节", segments},
		{"产品", "企业名称", enterprises}, {"产品", "所属环节", segments}, {"产品", "资质荣誉", titles},
		{"合作关系", "机构名称", institutions}, {"合作关系", "成员企业", enterprises},
		{"资质荣誉", "企业全称", enterprises}, {"资质荣誉", "资质荣誉", titles},
		{"投融资事件", "企业全称", enterprises}, {"投融资事件", "收购方", enterprises}, {"投融资事件", "所属环节", segments},
		{"项目", "牵头单位", enterprises}, {"项目", "参与单位", enterprises}, {"项目", "所属环节", segments}, {"项目", "应用行业", sectors}, {"项目评价", "受评项目", projects}, {"项目评价复核", "受评项目", projects},
		{"需求", "需求单位", enterprises}, {"需求", "需求行业", sectors}, {"需求", "所属环节", segments}, {"贡献记录", "企业名称", enterprises},
	} {
		w.known(t, c.sheet, c.header, "", c.known)
	}
	w.known(t, "投融资事件", "投资方", "、", institutions)
	for _, s := range w.names[2:] {
		for _, h := range w.header[s] {
			if h == "出处" || h == "英文名称" {
				w.filled(t, s, h)
			}
		}
	}
	// So is everything in English, and no two are called alike.
	for _, s := range []string{"产业链", "环节", "园区", "企业", "产品", "机构", "称号", "项目", "需求"} {
		for name := range w.unique(t, s, "英文名称") {
			if !strings.HasPrefix(name, "Demo ") {
				t.Errorf("sheet %s: %s does not say that it is invented", s, name)
			}
		}
	}
}

// TestApart keeps that the invented and the real industry share nobody.
func TestApart(t *testing.T) {
	real, fiction := read(t, chinese), read(t, invented)
	names := map[string]bool{}
	for _, r := range real.rows["企业"] {
		for _, h := range []string{"企业全称", "简称", "英文名称"} {
			if r[h] != "" {
				names[r[h]] = true
			}
			if strings.HasPrefix(r[h], "示例") {
				t.Errorf("the real workbook has the invented %s", r[h])
			}
		}
	}
	for _, r := range fiction.rows["企业"] {
		for _, h := range []string{"企业全称", "简称"} {
			if names[r[h]] {
				t.Errorf("the invented workbook has the real %s", r[h])
			}
		}
	}
	for _, r := range real.rows["产业链"] {
		if r["产业链代码"] != "CS" {
			t.Errorf("chain %s", r["产业链代码"])
		}
	}
}

// TestInventedShares keeps that the shares of a segment and of a customer's
// purchases do not add up to more than all of it.
func TestInventedShares(t *testing.T) {
	w := read(t, invented)
	for _, c := range []struct{ sheet, by, share string }{
		{"企业所属环节", "所属环节", "2022年市场份额"}, {"企业所属环节", "所属环节", "2023年市场份额"}, {"企业所属环节", "所属环节", "2024年市场份额"},
		{"供货关系", "客户", "采购占比"},
	} {
		sum := map[string]float64{}
		n := 0
		for i, r := range w.rows[c.sheet] {
			if r[c.share] == "" {
				continue
			}
			x := number(t, strings.TrimSuffix(r[c.share], "%")) / 100
			if x < 0 || x > 1 {
				t.Errorf("sheet %s row %d: %s %s", c.sheet, i+2, c.share, r[c.share])
			}
			sum[r[c.by]+r["供货环节"]+r["年度"]] += x
			n++
		}
		if n == 0 {
			t.Errorf("sheet %s: no %s", c.sheet, c.share)
		}
		for name, x := range sum {
			if x > 1.0001 {
				t.Errorf("%s of %s: %.3f in all", c.share, name, x)
			}
		}
	}
}
