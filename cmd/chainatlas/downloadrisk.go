package main

import (
	"context"
	"encoding/json"
	"io"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// chainRisk is how concentrated the segments of a chain are, among what is
// downloaded.
const chainRisk = "risk"

// riskText holds the words of downloads of the risk.
var riskText = struct {
	Title, Group, Known, Upper, Four, First, Who, Band, Above, EffectiveLower, Effective, FourEnd, AtLeast, Single, Remaining, Increase, Withheld,
	Sole, Dominated, Unbounded, Limits, Counted, Segments, Computed, Lacking, Cut, Scenario, Judges, Formula, NoGraph graph.Label
	Bands map[string]graph.Label
}{
	Title:          graph.Label{Zh: "集中度", En: "Concentration"},
	Group:          graph.Label{Zh: "分组", En: "Group"},
	Known:          graph.Label{Zh: "份额已知的供给方", En: "Providers with a known share"},
	Upper:          graph.Label{Zh: "HHI 上限（未列名份额归一家）", En: "HHI at most (all unlisted with one)"},
	Four:           graph.Label{Zh: "前四份额 CR4", En: "First four, CR4"},
	First:          graph.Label{Zh: "第一份额", En: "First share"},
	Who:            graph.Label{Zh: "第一供给方", En: "First provider"},
	Band:           graph.Label{Zh: "分档", En: "Band"},
	Above:          graph.Label{Zh: "上限的分档", En: "Band at most"},
	EffectiveLower: graph.Label{Zh: "有效供给方数 1/H 下限", En: "Effective providers, 1/H, at least"},
	Effective:      graph.Label{Zh: "有效供给方数 1/H 上限", En: "Effective providers, 1/H, at most"},
	FourEnd:        graph.Label{Zh: "前四份额是否下限", En: "End that CR4 is"},
	AtLeast:        graph.Label{Zh: "至少：有未列名份额", En: "at least: a part is unlisted"},
	Single:         graph.Label{Zh: "判断", En: "Reading"},
	Remaining:      graph.Label{Zh: "减供后剩余", En: "Left after the cut"},
	Increase:       graph.Label{Zh: "其余供给方需增产", En: "Others would need"},
	Withheld:       graph.Label{Zh: "不计算的原因", En: "Why it is not computed"},
	Sole:           graph.Label{Zh: "单一来源", En: "single source"},
	Dominated:      graph.Label{Zh: "一家 ≥ 80%%", En: "one ≥ 80%%"},
	Unbounded:      graph.Label{Zh: "无从补足", En: "no increase would do"},
	Limits:         graph.Label{Zh: "分档依据", En: "Bands of"},
	Counted:        graph.Label{Zh: "%s：%d 起为中，高于 %d 为高", En: "%s: moderate from %d, high above %d"},
	Segments:       graph.Label{Zh: "环节数", En: "Segments"},
	Computed:       graph.Label{Zh: "可计算的环节", En: "Segments computed"},
	Lacking:        graph.Label{Zh: "份额不足的环节", En: "Segments that lack shares"},
	Cut:            graph.Label{Zh: "推演：第一大供给方减供", En: "Scenario: the first provider delivers less by"},
	Scenario:       graph.Label{Zh: "减供后剩余与需增产是推演，不是数据；未计替代与库存。", En: "what is left after the cut, and what others would need, is a scenario, not data; replacements and stocks are not in it"},
	Judges:         graph.Label{Zh: "只看环节，不评企业；已知份额合计不足 60%% 的不计算，缺的份额不计为零。", En: "it is of segments, and judges no enterprise; nothing is computed below 60 %% of known shares, and a missing share is not zero"},
	Formula:        graph.Label{Zh: "HHI = Σ(100·s)²，只含已知份额，是下限；有未列名份额时，前四份额也是下限；剩余 = 1 − c·s₁；需增产 = c·s₁ ÷ (1 − s₁)", En: "HHI = Σ(100·s)² of the known shares, a lower end, as the four largest together are where a part is unlisted; left = 1 − c·s₁; needed = c·s₁ ÷ (1 − s₁)"},
	NoGraph:        graph.Label{Zh: "集中度没有 graphml 格式；请写 xlsx、csv 或 jsonl", En: "concentration has no graphml; write xlsx, csv or jsonl"},
	Bands:          map[string]graph.Label{"low": {Zh: "低", En: "low"}, "moderate": {Zh: "中", En: "moderate"}, "high": {Zh: "高", En: "high"}},
}

// readRisk reads which risk is asked for.
func (x *download) readRisk() error {
	or := func(name, other string) string {
		if text := x.params.Get(name); text != "" {
			return text
		}
		return other
	}
	x.risk = schema.RiskFile{Chain: x.params.Get("chain"), Bands: or("bands", "us2023"), Year: x.params.Get("year"), Order: or("sort", "hhi"), Reversed: x.reversed}
	text := or("cut", "100")
	percent, err := strconv.Atoi(text)
	if err != nil {
		return x.app.errorf(graph.CodeInvalid, downloading.NoNumber, "cut", text)
	}
	x.risk.Cut, err = graph.NewDecimal(int64(percent), 2)
	return err
}

// findRisk works the risk out, by the code that does it for GraphQL.
func (x *download) findRisk(ctx context.Context) error {
	if x.risks != nil {
		return nil
	}
	r, err := schema.RiskOf(ctx, x.graphql, x.view, x.risk)
	if err != nil {
		return err
	}
	x.risks, x.rows, x.unknown = r, r.Total, r.Lacking
	return nil
}

// riskLine is a segment as a line of JSON. Increase is "" where no increase would
// do, and where nothing is computed.
type riskLine struct {
	ID             graph.SubjectID `json:"id"`
	Code           string          `json:"code,omitempty"`
	Label          string          `json:"label"`
	Group          string          `json:"group"`
	Members        int             `json:"members"`
	Known          int             `json:"known"`
	Year           string          `json:"year,omitempty"`
	Coverage       json.Number     `json:"coverage,omitempty"`
	HHI            *int            `json:"hhi,omitempty"`
	Upper          *int            `json:"hhiUpper,omitempty"`
	Band           string          `json:"band,omitempty"`
	Above          string          `json:"bandUpper,omitempty"`
	EffectiveLower json.Number     `json:"effectiveLower,omitempty"`
	Effective      json.Number     `json:"effective,omitempty"`
	CR1            json.Number     `json:"cr1,omitempty"`
	First          string          `json:"first,omitempty"`
	CR4            json.Number     `json:"cr4,omitempty"`
	Least          bool            `json:"cr4AtLeast,omitempty"` // a part is unlisted, so that the four largest may have more
	Sole           bool            `json:"sole,omitempty"`
	Dominated      bool            `json:"singleSource,omitempty"`
	Remaining      json.Number     `json:"remaining,omitempty"`
	Increase       json.Number     `json:"increase,omitempty"`
	Withheld       string          `json:"withheld,omitempty"`
}

// riskLine returns a row as JSON has it.
func (x *download) riskLine(r *schema.RiskRow) riskLine {
	l := riskLine{ID: r.Segment, Label: x.name(r.Segment), Group: x.app.say(r.Group), Members: r.Members, Known: r.Known, Year: r.Year, HHI: r.HHI, Upper: r.Upper,
		Band: r.Band, Above: r.Above, EffectiveLower: lineNumber(r.EffectiveLower), Effective: lineNumber(r.Effective), Least: r.CR4 != nil && r.Coverage.Compare(graph.Decimal{Unscaled: 1}) < 0, CR1: lineNumber(r.CR1), CR4: lineNumber(r.CR4), Sole: r.Sole, Dominated: r.Dominated,
		Remaining: lineNumber(r.Remaining), Increase: lineNumber(r.Increase)}
	if n := x.view.Node(r.Segment); n != nil {
		l.Code = valueText(n, graph.PropCode)
	}
	if r.Known > 0 { // without a known share there is nothing to add up
		l.Coverage = json.Number(r.Coverage.String())
	}
	if r.First != "" {
		l.First = x.name(r.First)
	}
	if r.Withheld != nil {
		l.Withheld = x.app.say(*r.Withheld)
	}
	return l
}

// writeRisk writes the risk, a row for each segment.
func (x *download) writeRisk(ctx context.Context, w io.Writer) error {
	if err := x.findRisk(ctx); err != nil {
		return err
	}
	say := x.app.say
	headings := []string{say(downloading.ID), say(downloading.Code), say(downloading.Segment), say(riskText.Group), say(downloading.Recorded), say(riskText.Known), "HHI", say(riskText.Upper),
		say(riskText.Band), say(riskText.Above), say(riskText.EffectiveLower), say(riskText.Effective), say(riskText.Four), say(riskText.FourEnd), say(riskText.First), say(riskText.Who), say(riskText.Single), say(downloading.Coverage),
		say(downloading.ShareYear), say(riskText.Remaining), say(riskText.Increase), say(riskText.Withheld)}
	return writeLinesOf(x, w, x.risks.Rows, x.riskLine, riskText.Title, headings, x.riskCells)
}

// riskCells returns a line as cells of a table.
func (x *download) riskCells(l riskLine) []listCell {
	say := x.app.say
	band := func(b string) listCell {
		if b == "" {
			return listCell{}
		}
		return textCell(say(riskText.Bands[b]))
	}
	number := func(n json.Number) listCell {
		if n == "" {
			return listCell{}
		}
		return decimalCell(n.String())
	}
	reading, least, increase := listCell{}, listCell{}, partCell(l.Increase)
	switch {
	case l.Sole:
		reading = textCell(say(riskText.Sole))
	case l.Dominated:
		reading = textCell(say(riskText.Dominated))
	}
	if l.Least {
		least = textCell(say(riskText.AtLeast))
	}
	if l.Remaining != "" && l.Increase == "" {
		increase = textCell(say(riskText.Unbounded))
	}
	members := numberCell(l.Members)
	if l.Members == 0 { // nobody recorded is not nobody there
		members = textCell(say(downloading.Nobody))
	}
	return []listCell{textCell(string(l.ID)), textCell(l.Code), textCell(l.Label), textCell(l.Group), members, numberCell(l.Known), wholeCell(l.HHI), wholeCell(l.Upper), band(l.Band), band(l.Above),
		number(l.EffectiveLower), number(l.Effective), partCell(l.CR4), least, partCell(l.CR1), textCell(l.First), reading, partCell(l.Coverage), textCell(l.Year), partCell(l.Remaining), increase, textCell(l.Withheld)}
}

// aboutRisk tells how the risk came about.
func (x *download) aboutRisk() [][]string {
	say, r := x.app.say, x.risks
	return [][]string{{say(riskText.Limits), say(riskText.Counted, say(r.Bands), r.Moderate, r.High)}, {say(riskText.Segments), strconv.Itoa(r.Total)}, {say(riskText.Computed), strconv.Itoa(r.Computed)},
		{say(riskText.Lacking), strconv.Itoa(r.Lacking)}, {say(downloading.Nobody), strconv.Itoa(r.Nobody)}, {say(riskText.Cut), x.risk.Cut.String()},
		{"", say(riskText.Formula)}, {"", say(riskText.Judges)}, {"", say(riskText.Scenario)}}
}
