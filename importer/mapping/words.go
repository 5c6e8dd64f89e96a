package mapping

import (
	"regexp"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// The words here are about tables, not about an industry: they are the same in
// every vocabulary.

// keySet is a set of texts by graph.HeaderKey.
func keySet(list string) map[string]bool {
	m := map[string]bool{}
	for s := range strings.SplitSeq(list, "|") {
		m[graph.HeaderKey(s)] = true
	}
	return m
}

var (
	// periodWords head a column that tells of which period the row's figures
	// are.
	periodWords = keySet("年份|年度|年|统计年度|统计年份|报告期|会计年度|财年|财务年度|期间|数据期间|报告年度|数据年份|所属年度|所属期间|统计期间|year|fiscal year|period|reporting period|data year|report year|month|quarter|季度|月份|as of year")
	// currencyWords head a column that tells the currency of amounts beside it.
	currencyWords = keySet("币种|货币|货币种类|金额币种|交易币种|currency|currency code|iso currency")
	// runningWords head a column that only counts rows.
	runningWords = keySet("序号|序|编号|行号|no|no.|nr|sr no|sr. no.|s/n|#|index|row|row number|№|id")
	// totalWords begin a row of sums, or of what else is computed of the others.
	totalWords = keySet("合计|总计|小计|共计|总和|累计|合 计|total|totals|subtotal|sub-total|grand total|sum|平均|均值|平均值|平均数|中位数|average|averages|avg|mean|median")
	// shareWords, amountWords and reasonWords head what a table of edges says of
	// its edges without naming them.
	shareWords  = keySet("占比|比例|份额|占比(%)|share|percentage|percent|ratio|比重")
	amountWords = keySet("金额|供货金额|amount|value")
	reasonWords = keySet("说明|备注|描述|依据|理由|description|remark|remarks|note|notes|comment|reason")
)

// noteWords begin a note below or above a table.
var noteWords = []string{
	"注:", "注：", "备注:", "备注：", "说明:", "说明：", "数据来源", "资料来源", "来源:", "来源：", "填表说明", "填报说明", "制表", "填表人", "审核人", "填报单位",
	"注1", "注2", "注3", "单位:", "单位：", "note:", "notes:", "source:", "sources:", "remark:", "remarks:", "unit:",
}

// isNote reports whether a text is a note about a table rather than a value.
func isNote(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, w := range noteWords {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// tableTitles end the title of a table.
var tableTitles = []string{"表", "名单", "清单", "一览", "名录", "汇总", "统计", "list", "table"}

// isTitle reports whether a text that stands alone in a row is a table's title.
func isTitle(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, w := range []string{"附表", "附件", "表1", "表2", "表3", "表一", "表二", "表三", "table "} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	if i := strings.IndexAny(s, "(（"); i > 0 {
		s = strings.TrimSpace(s[:i])
	}
	for _, w := range tableTitles {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

// section begins a title that is numbered in Chinese: 二、外地企业, （三）园区.
var section = regexp.MustCompile(`^(?:[（(][一二三四五六七八九十]+[）)][、.．]?|[一二三四五六七八九十]+[、.．])`)

// isSection reports whether a text that stands alone in a row is the title of
// the rows below it.
func isSection(s string) bool { return section.MatchString(s) }

// isOrdinal reports whether a text is the number of a row that nobody filled in.
// Of more digits, it may be a name: 360.
func isOrdinal(s string) bool {
	s = strings.TrimRight(s, ".、．")
	return len(s) > 0 && len(s) <= 2 && strings.Trim(s, "0123456789") == ""
}

// splitSet are the separators in a cell of several values. A slash is none: it
// stands in names, such as 产品/业务 and TCP/IP.
var splitSet = []string{"、", "；", ";", "，", "|", "\n"}

// unitSigns are parts of what people write for the units of numbers.
var unitSigns = []string{
	"元", "万", "亿", "千", "人民币", "美金", "单位", "rmb", "cny", "usd", "eur", "hkd", "gbp", "jpy", "$", "¥", "￥", "€", "£", "yuan", "dollar",
	"million", "thousand", "billion", "000", "10k", "10^", "10⁴", "unit",
}

// looksLikeUnit reports whether a remark in a header seems to name a unit.
func looksLikeUnit(remark string) bool {
	remark = strings.ToLower(remark)
	for _, w := range unitSigns {
		if strings.Contains(remark, w) {
			return true
		}
	}
	return false
}

// inCompanyName reports whether a comma in a text belongs to the name of a
// company: Example, Inc.
func inCompanyName(s string) bool {
	s = strings.ToLower(s)
	for _, w := range []string{", inc", ", ltd", ", llc", ", co.", ", corp", ", s.a", ", gmbh", ", plc", ", lp", ", l.p", ",ltd", ",inc"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// inChina is how tables name the country whose regions the code list has.
const inChina = `(?i)^\s*(|中国.*|中华人民共和国|国内|china.*|people's republic of china|cn|chn|prc|hong kong.*|hk|hkg|macao.*|macau.*|mac|taiwan.*|tw|twn|香港.*|澳门.*|台湾.*)\s*$`
