package growth

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
)

// Says returns what a criterion of the list looks at in the words of people: the
// compound growth of revenue over three years, where [Criterion.What] has
// cagr(revenue, 3). The line is not in it.
func (l *List) Says(c *Criterion) graph.Label {
	switch {
	case c.formula != nil:
		return upper(l.words(c.formula))
	case c.Fact != "":
		return l.saysFact(c)
	case c.Title != nil:
		return listed(graph.Label{Zh: "持有称号：", En: "Bears the title "}, c.Title)
	case c.Organic > 0:
		n := strconv.Itoa(c.Organic)
		return graph.Label{Zh: "近 " + n + " 年未见收购其他企业", En: "No acquisition of an enterprise in " + n + " years"}
	case c.Any != nil:
		return graph.Label{Zh: "满足下列之一", En: "One of the following"}
	case c.All != nil:
		return graph.Label{Zh: "下列全部满足", En: "Each of the following"}
	case c.First != nil:
		return graph.Label{Zh: "取下列中先能确定的", En: "The first of the following that is known"}
	}
	return graph.Label{Zh: "由人判断", En: "A person judges"}
}

// RankedBy returns what the list ranks by in the words of people; the zero Label of
// a list that does not rank.
func (l *List) RankedBy() graph.Label {
	if l.Rank == nil || l.Rank.by == nil {
		return graph.Label{}
	}
	return l.words(l.Rank.by)
}

// GroupLabel returns a group that candidates are ranked in as people read it, its
// stage by name; segment tells what a segment of a code is called, and leaves it out
// by "".
func (l *List) GroupLabel(group string, segment func(code string) string) graph.Label {
	if l.Rank == nil || group == "" {
		return graph.Label{Zh: group, En: group}
	}
	// Amounts of two currencies are ranked apart.
	currency := ""
	if i := len(group) - 4; i >= 0 && group[i] == ' ' && strings.ToUpper(group[i+1:]) == group[i+1:] {
		group, currency = group[:i], group[i+1:]
	}
	parts := strings.SplitN(group, "/", len(l.Rank.Group))
	var zh, en []string
	for i, part := range parts {
		label := graph.Label{Zh: part, En: part}
		switch {
		case i >= len(l.Rank.Group):
		case l.Rank.Group[i] == "segment":
			part = segment(part)
			label = graph.Label{Zh: part, En: part}
		case part == "?":
			label = graph.Label{Zh: "阶段不明", En: "stage unknown"}
		default:
			label = codeLabel(graph.ListStage, part)
		}
		if part != "" {
			zh, en = append(zh, label.Zh), append(en, label.En)
		}
	}
	if currency != "" {
		zh, en = append(zh, currencyName(currency)), append(en, currency)
	}
	return graph.Label{Zh: strings.Join(zh, " · "), En: strings.Join(en, " · ")}
}

// saysFact says what a fact is to be, codes by their names.
func (l *List) saysFact(c *Criterion) graph.Label {
	what := l.FigureLabel(c.Fact)
	codes := codeLists
	if l.Of == Project {
		codes = projectCodeLists
	}
	var zh, en []string
	add := func(is graph.Label, words []string) {
		if words == nil {
			return
		}
		labels := make([]graph.Label, len(words))
		for i, w := range words {
			labels[i] = codeLabel(codes[c.Fact], w)
			labels[i].En = lower(labels[i].En)
		}
		x := listedLabels(is, labels)
		zh, en = append(zh, x.Zh), append(en, x.En)
	}
	add(graph.Label{}, c.In)
	add(graph.Label{Zh: "不是", En: "not "}, c.NotIn)
	add(graph.Label{Zh: "含", En: "contains "}, c.Has)
	add(graph.Label{Zh: "不含", En: "does not contain "}, c.Lacks)
	switch {
	case c.Known:
		zh, en = append(zh, "有记录"), append(en, "on record")
	case c.Unknown:
		zh, en = append(zh, "没有记录"), append(en, "not on record")
	}
	return graph.Label{Zh: what.Zh + "：" + strings.Join(zh, "，"), En: what.En + ": " + strings.Join(en, ", ")}
}

// yesNo are what inputs that persons bring say.
var yesNo = map[string]graph.Label{"yes": {Zh: "是", En: "yes"}, "no": {Zh: "否", En: "no"}}

// codeLabel returns what a code of a list is called; the code itself if nobody says.
func codeLabel(list, code string) graph.Label {
	if l := graph.Standard().List(list); l != nil {
		if e := l.Entry(code); e != nil {
			return e.Label
		}
	}
	if label, ok := yesNo[code]; ok {
		return label
	}
	return graph.Label{Zh: code, En: code}
}

func listed(is graph.Label, words []string) graph.Label {
	labels := make([]graph.Label, len(words))
	for i, w := range words {
		labels[i] = graph.Label{Zh: w, En: w}
	}
	return listedLabels(is, labels)
}

// listedLabels joins labels as one of them: A、B 或 C; A, B or C.
func listedLabels(is graph.Label, labels []graph.Label) graph.Label {
	for i, x := range labels {
		switch {
		case i == 0:
		case i == len(labels)-1:
			is.Zh, is.En = is.Zh+" 或 ", is.En+" or "
		default:
			is.Zh, is.En = is.Zh+"、", is.En+", "
		}
		is.Zh, is.En = is.Zh+x.Zh, is.En+x.En
	}
	is.Zh = strings.ReplaceAll(is.Zh, " 或 ", "或")
	return is
}

// words tells a formula in words.
func (l *List) words(e *expr) graph.Label {
	n := strconv.Itoa(e.years)
	years := n + " years"
	if e.years == 1 {
		years = "a year"
	}
	switch e.kind {
	case numberExpr:
		return sameLabel(e.number.String())
	case figureExpr:
		x := l.FigureLabel(e.name)
		x.En = lower(x.En)
		if e.years > 0 {
			return graph.Label{Zh: n + " 年前的" + x.Zh, En: x.En + " " + years + " before"}
		}
		return x
	case ageExpr:
		switch e.years {
		case -1:
			return graph.Label{Zh: "基准日时成立的年数", En: "complete years since the founding, on the reference date"}
		case 0:
			return graph.Label{Zh: "最近会计年度末成立的年数", En: "complete years since the founding, at the end of the latest fiscal year"}
		}
		return graph.Label{Zh: "最近会计年度 " + n + " 年前成立的年数", En: "complete years since the founding, " + years + " before the end of the latest fiscal year"}
	case pointsExpr:
		if e.name == "" {
			return graph.Label{Zh: "各项指标得分之和", En: "points of all indicators"}
		}
		return graph.Label{Zh: "该组指标得分之和", En: "points of the indicators of the group"}
	case negExpr:
		a := l.operand(e.a)
		return graph.Label{Zh: "−" + a.Zh, En: "−" + a.En}
	case addExpr, subExpr, mulExpr, divExpr:
		a, b := l.operand(e.a), l.operand(e.b)
		sign := map[exprKind]string{addExpr: " + ", subExpr: " − ", mulExpr: " × ", divExpr: " ÷ "}[e.kind]
		return graph.Label{Zh: a.Zh + sign + b.Zh, En: a.En + sign + b.En}
	}
	a := l.operand(e.a)
	switch e.kind {
	case cagrExpr:
		return graph.Label{Zh: a.Zh + " " + n + " 年复合增长率", En: "compound growth of " + a.En + " over " + years}
	case growthExpr:
		return graph.Label{Zh: a.Zh + " " + n + " 年增长率", En: "growth of " + a.En + " over " + years}
	case meanExpr:
		return graph.Label{Zh: a.Zh + "近 " + n + " 年均值", En: "mean of " + a.En + " over " + years}
	case sumExpr:
		return graph.Label{Zh: a.Zh + "近 " + n + " 年合计", En: "sum of " + a.En + " over " + years}
	case eachExpr:
		return graph.Label{Zh: a.Zh + "，近 " + n + " 年每年", En: a.En + " in each of the last " + years}
	}
	return graph.Label{Zh: a.Zh + "，" + n + " 年内最近已知的", En: a.En + ", the newest known within " + years}
}

// operand tells a part of a formula; in brackets if it is made of two.
func (l *List) operand(e *expr) graph.Label {
	x := l.words(e)
	switch e.kind {
	case addExpr, subExpr, mulExpr, divExpr:
		return graph.Label{Zh: "（" + x.Zh + "）", En: "(" + x.En + ")"}
	}
	return x
}

// lower returns a name as it stands within a sentence; abbreviations such as R&D stay.
func lower(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[size:]); !unicode.IsLower(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[size:]
}

// upper returns words as they begin a line, in English.
func upper(x graph.Label) graph.Label {
	first, size := utf8.DecodeRuneInString(x.En)
	x.En = string(unicode.ToUpper(first)) + x.En[size:]
	return x
}
