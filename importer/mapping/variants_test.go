package mapping

import (
	"testing"

	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

func TestCutPeriod(t *testing.T) {
	for _, x := range []struct{ header, name, period string }{
		{"营业收入2023", "营业收入", "2023"},
		{"2023年营业收入", "营业收入", "2023"},
		{"2023年度营业收入", "营业收入", "2023"},
		{"营业收入（2023年）", "营业收入", "2023"},
		{"营业收入(2023年,万元)", "营业收入( ,万元)", "2023"},
		{"Revenue 2023", "Revenue", "2023"},
		{"Revenue FY2023", "Revenue", "2023"},
		{"revenue_2023", "revenue", "2023"},
		{"2023", "", "2023"},
		{"２０２３年", "", "2023"},
		{"2023年上半年收入", "收入", "2023H1"},
		{"2023H2收入", "收入", "2023H2"},
		{"2023年第三季度", "", "2023Q3"},
		{"2023Q1收入", "收入", "2023Q1"},
		{"Q1 2023 revenue", "revenue", "2023Q1"},
		{"2023年3月产值", "产值", "2023-03"},
		{"2023-12", "", "2023-12"},
		{"2023年末员工人数", "员工人数", "2023"},
		{"2022-2023年增速", "2022-2023年增速", ""}, // two years
		{"填报日期：2024年3月1日", "填报日期：2024年3月1日", ""},
		{"2024-12-31", "2024-12-31", ""},
		{"GB/T 2260", "GB/T 2260", ""},
		{"ISO 27001:2022", "ISO 27001:", "2022"}, // taken only where a figure is meant
		{"编号20231", "编号20231", ""},
		{"企业名称", "企业名称", ""},
	} {
		name, period := cutPeriod(x.header)
		if name != x.name || period != x.period {
			t.Errorf("%q: got %q and %q, want %q and %q", x.header, name, period, x.name, x.period)
		}
	}
}

func TestCutNumber(t *testing.T) {
	for _, x := range []struct {
		header, name string
		n            int
	}{
		{"Investor 2", "Investor", 2},
		{"跟投方三", "跟投方", 3},
		{"别名12", "别名", 12},
		{"B2B", "B2B", 0},
		{"指标99", "指标99", 0},
		{"3", "3", 0},
	} {
		if name, n := cutNumber(x.header); name != x.name || n != x.n {
			t.Errorf("%q: got %q and %d, want %q and %d", x.header, name, n, x.name, x.n)
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"legalName", "shortName", "revenue", "name"}
	for word, want := range map[string]string{
		"legalname": "legalName", "legal_name": "legalName", "legalNmae": "legalName", "revenu": "revenue",
		"nam": "name", "turnover": "", "": "", "企业名称": "",
	} {
		if got := yamlfile.Nearest(word, words); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

func TestColumnLetters(t *testing.T) {
	for _, x := range []struct {
		n int
		s string
	}{{1, "A"}, {26, "Z"}, {27, "AA"}, {702, "ZZ"}, {703, "AAA"}, {16384, "XFD"}} {
		if got := ColumnLetters(x.n); got != x.s {
			t.Errorf("%d: got %s, want %s", x.n, got, x.s)
		}
		if got, ok := ColumnNumber(x.s); !ok || got != x.n {
			t.Errorf("%s: got %d, want %d", x.s, got, x.n)
		}
	}
	for _, s := range []string{"", "a", "A1", "XFE", "AAAAAAAAAAAAAAAAAAAA", "企"} {
		if n, ok := ColumnNumber(s); ok {
			t.Errorf("%q is column %d", s, n)
		}
	}
}

// TestPlain sees that what is written without quotes is read as the same text.
func TestPlain(t *testing.T) {
	for s, want := range map[string]bool{
		"企业名称": true, "注册资金（万元）": true, "R/D spend": true, "2023": true, "2023-01-02": true,
		"": false, "true": false, "No": false, "null": false, "- a": false, "a: b": false, "a #b": false, " a": false,
		"a ": false, "1.0": false, "0x1F": false, "a,b": false, "&a": false, "*": false, "a\nb": false, "'a'": false, "２": false,
	} {
		if got := plain(s); got != want {
			t.Errorf("%q: got %v", s, got)
		}
	}
}
