package main

import (
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/template"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/schemes"
)

// corrected is the place of the product of each cohort of which a finding is
// corrected: a good one, so that its grade may change.
const corrected = 2

// inventedCorrection returns the workbook of what the source of the invented
// industry corrected: the same findings, of the same day, with another value, and a
// later data date. The older value stays in the log.
func inventedCorrection() (*book, error) {
	w := writer{"zh", graph.Standard()}
	all, err := invent().cohorts()
	if err != nil {
		return nil, err
	}
	fixed := sheet{"证据更正", w.findingColumns(), nil}
	lines := []pair{{"概要", "示例产业的来源在两周后更正的证据：每组一条，同一产品、同一证据项、同一天，数值不同，数据日期较新。仍为虚构。"},
		{"怎样看", "先导入示例产业.xlsx 并评价，再导入本表重新评价：两轮比较说明谁因数据更正而变，证据的历史里仍有原值，前一轮保持不变。"}}
	for _, c := range all {
		f, worse, err := c.worst()
		if err != nil {
			return nil, err
		}
		f.special = "更正：首次统计有误，原值 " + f.value
		f.value = worse
		fixed.rows = append(fixed.rows, c.row(corrected, f))
		lines = append(lines, pair{c.products[corrected].name, f.item + "：" + f.special + "，更正为 " + worse})
	}
	return &book{
		lang:  "zh",
		title: graph.Label{Zh: "示例产业（虚构）：更正", En: "An invented industry: a correction"},
		about: []paragraph{{"这是什么", lines}},
		source: []pair{
			{template.LabelID.Zh, "example-invented"},
			{template.LabelName.Zh, "示例产业：虚构数据"},
			{template.LabelPublisher.Zh, "ChainAtlas 编者"},
			{template.LabelTrust.Zh, "自报"},
			{template.LabelLicence.Zh, "Apache-2.0"},
			{template.LabelDataDate.Zh, "2025-07-15"},
		},
		sheets: []sheet{fixed},
	}, nil
}

// worst returns the heaviest finding of the product that is corrected, and a value
// near the bad end of its goalposts.
func (c *cohort) worst() (*found, string, error) {
	file, _ := schemes.File(c.scheme)
	s, err := scoring.Parse(c.scheme, file)
	if err != nil {
		return nil, "", err
	}
	// Weights do not hang on evidence, so that a unit without any tells them.
	r, err := scoring.Evaluate(s, &scoring.Input{Reference: graph.Date{Year: 2025, Month: 6, Day: 30}, Units: []scoring.Unit{{ID: "x", Evidence: map[string][]scoring.Observation{}}}})
	if err != nil {
		return nil, "", err
	}
	best, heaviest := -1, 0.0
	for i, n := range s.Indicators() {
		f := &c.products[corrected].findings[i]
		if _, err := strconv.ParseFloat(f.value, 64); err != nil || f.special != "" || n.Indicator.Normalise.Method != scoring.NormaliseGoalposts {
			continue
		}
		if w := r.Indicators[i].Weight; w > heaviest {
			best, heaviest = i, w
		}
	}
	return &c.products[corrected].findings[best], valueAt(s.Indicators()[best].Indicator, .2), nil
}
