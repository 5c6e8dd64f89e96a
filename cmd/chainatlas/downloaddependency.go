package main

import (
	"context"
	"encoding/json"
	"io"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// chainDependency is how much enterprises depend on single suppliers, among what is
// downloaded.
const chainDependency = "dependency"

// dependencyText holds the words of downloads of the dependency.
var dependencyText = struct {
	Title, Buyer, BuyerID, Suppliers, Known, Share, Who, Coverage, Year, Class, Expected, Yes, No,
	Total, Needed, Recorded, Computed, Dominated, Half, NoShares, OneRecorded, Judges, Formula, NoGraph graph.Label
	Classes map[string]graph.Label
}{
	Title:       graph.Label{Zh: "供货依赖", En: "Dependency"},
	Buyer:       graph.Label{Zh: "买方", En: "Buyer"},
	BuyerID:     graph.Label{Zh: "买方标识", En: "ID of the buyer"},
	Suppliers:   graph.Label{Zh: "已收录供货方", En: "Suppliers recorded"},
	Known:       graph.Label{Zh: "占比已知的供货方", En: "Suppliers with a known share"},
	Share:       graph.Label{Zh: "第一占比", En: "First share"},
	Who:         graph.Label{Zh: "第一供货方", En: "First supplier"},
	Coverage:    graph.Label{Zh: "占比覆盖", En: "Coverage of shares"},
	Year:        graph.Label{Zh: "占比年份", En: "Year of the shares"},
	Class:       graph.Label{Zh: "依赖程度", En: "Dependency"},
	Expected:    graph.Label{Zh: "图谱上供给买方所在环节", En: "Feeds a segment of the buyer's on the map"},
	Yes:         graph.Label{Zh: "是", En: "yes"},
	No:          graph.Label{Zh: "否", En: "no"},
	Total:       graph.Label{Zh: "已记录供货方的采购", En: "Inputs with a recorded supplier"},
	Needed:      graph.Label{Zh: "图谱应有的采购", En: "Inputs that the map expects"},
	Recorded:    graph.Label{Zh: "其中已记录供货方", En: "Of them, with a recorded supplier"},
	Computed:    graph.Label{Zh: "占比可判断的采购", En: "Inputs with shares to judge by"},
	Dominated:   graph.Label{Zh: "一家 ≥ 80%%", En: "One has 80 %% or more"},
	Half:        graph.Label{Zh: "一家 ≥ 50%%", En: "One has 50 %% or more"},
	NoShares:    graph.Label{Zh: "没有已知占比", En: "No known share"},
	OneRecorded: graph.Label{Zh: "仅收录一家供货方", En: "One supplier recorded"},
	Judges:      graph.Label{Zh: "一项采购是一个买方在一个环节的所购；只就已收录的而言，不评企业。没有记录供货方的采购不在行中，不等于没有依赖。", En: "an input is what one buyer gets of one segment; it tells of what is recorded, and judges no enterprise; inputs without a recorded supplier have no row, which is not that nothing depends"},
	Formula:     graph.Label{Zh: "d = 某供货方在该买方该环节采购中的占比，取各项采购最近有占比的一年（或所选年份）；缺的占比不计为零，金额不折算成占比", En: "d = the supplier's share of what the buyer gets of the segment, of the latest year with a share of each input (or the year asked for); a missing share is not zero, and amounts are not turned into shares"},
	NoGraph:     graph.Label{Zh: "供货依赖没有 graphml 格式；请写 xlsx、csv 或 jsonl", En: "the dependency has no graphml; write xlsx, csv or jsonl"},
	Classes: map[string]graph.Label{"sole": {Zh: "单一来源", En: "single source"}, "dominated": {Zh: "一家 ≥ 80%%", En: "one ≥ 80 %%"}, "half": {Zh: "一家 ≥ 50%%", En: "one ≥ 50 %%"},
		"spread": {Zh: "无一家过半", En: "nobody has half"}, "unsure": {Zh: "取决于未列名占比", En: "the unlisted part decides"}, "no_shares": {Zh: "没有已知占比", En: "no known share"}, "over_all": {Zh: "已知占比超过 100%%", En: "the shares add up to more than 100 %%"}},
}

// readDependency reads which dependency is asked for.
func (x *download) readDependency() {
	x.depends = schema.DependencyFile{Chain: x.params.Get("chain"), Segment: graph.SubjectID(x.params.Get("segment")), Year: x.params.Get("year"), Order: "first", Reversed: x.reversed}
	if order := x.params.Get("sort"); order != "" {
		x.depends.Order = order
	}
}

// findDependency works the dependency out, by the code that does it for GraphQL.
func (x *download) findDependency(ctx context.Context) error {
	if x.dependency != nil {
		return nil
	}
	d, err := schema.DependencyOf(ctx, x.graphql, x.view, x.depends)
	if err != nil {
		return err
	}
	x.dependency, x.rows, x.unknown = d, d.Total, d.Undecided
	return nil
}

// dependencyLine is an input as a line of JSON.
type dependencyLine struct {
	Buyer     graph.SubjectID `json:"buyer"`
	Name      string          `json:"name"`
	Segment   graph.SubjectID `json:"segment"`
	Code      string          `json:"code,omitempty"`
	Label     string          `json:"label"`
	Expected  bool            `json:"expected"`
	Suppliers int             `json:"suppliers"`
	Known     int             `json:"known"`
	Share     json.Number     `json:"share,omitempty"`
	Supplier  string          `json:"supplier,omitempty"`
	Coverage  json.Number     `json:"coverage,omitempty"`
	Year      string          `json:"year,omitempty"`
	Class     string          `json:"class"`
}

// dependencyLine returns a row as JSON has it.
func (x *download) dependencyLine(r *schema.DependencyRow) dependencyLine {
	l := dependencyLine{Buyer: r.Buyer, Name: x.name(r.Buyer), Segment: r.Segment, Label: x.name(r.Segment), Expected: r.Expected, Suppliers: r.Suppliers, Known: r.Known, Share: lineNumber(r.Share), Year: r.Year, Class: r.Class}
	if n := x.view.Node(r.Segment); n != nil {
		l.Code = valueText(n, graph.PropCode)
	}
	if r.Known > 0 { // without a known share there is nothing to add up
		l.Coverage = json.Number(r.Coverage.String())
	}
	if r.Supplier != "" {
		l.Supplier = x.name(r.Supplier)
	}
	return l
}

// writeDependency writes the dependency, a row for each input.
func (x *download) writeDependency(ctx context.Context, w io.Writer) error {
	if err := x.findDependency(ctx); err != nil {
		return err
	}
	say, text := x.app.say, &dependencyText
	headings := []string{say(text.BuyerID), say(text.Buyer), say(downloading.Code), say(downloading.Segment), say(text.Expected), say(text.Suppliers), say(text.Known),
		say(text.Share), say(text.Who), say(text.Coverage), say(text.Year), say(text.Class)}
	return writeLinesOf(x, w, x.dependency.Rows, x.dependencyLine, text.Title, headings, x.dependencyCells)
}

// dependencyCells returns a line as cells of a table.
func (x *download) dependencyCells(l dependencyLine) []listCell {
	say, text := x.app.say, &dependencyText
	expected := text.No
	if l.Expected {
		expected = text.Yes
	}
	return []listCell{textCell(string(l.Buyer)), textCell(l.Name), textCell(l.Code), textCell(l.Label), textCell(say(expected)), numberCell(l.Suppliers), numberCell(l.Known),
		partCell(l.Share), textCell(l.Supplier), partCell(l.Coverage), textCell(l.Year), textCell(say(text.Classes[l.Class]))}
}

// aboutDependency tells how the dependency came about.
func (x *download) aboutDependency() [][]string {
	say, text, d := x.app.say, &dependencyText, x.dependency
	rows := [][]string{}
	for _, of := range []struct {
		label graph.Label
		n     int
	}{{text.Total, d.All}, {text.Needed, d.Expected}, {text.Recorded, d.Recorded}, {text.Computed, d.Computed}, {text.Classes["sole"], d.Sole}, {text.Dominated, d.Dominated},
		{text.Half, d.Half}, {text.Classes["spread"], d.Spread}, {text.Classes["unsure"], d.Unsure}, {text.NoShares, d.NoShares}, {text.OneRecorded, d.OneRecorded}} {
		rows = append(rows, x.countRow(of.label, of.n))
	}
	return append(rows, []string{"", say(text.Formula)}, []string{"", say(text.Judges)})
}
