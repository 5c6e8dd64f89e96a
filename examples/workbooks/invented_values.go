package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/schemes"
)

// valuedProject is a project with what was found of it for the value model.
type valuedProject struct {
	status, special string
	findings        []found
}

func projectName(i int) string { return fmt.Sprintf("示例项目%02d", i+1) }

// valuedProjects invents what was found of the first projects, one for each outcome
// of the list of high-value projects; of the others nothing was.
func valuedProjects() ([]*valuedProject, error) {
	file, _ := schemes.File("high-value-project")
	s, err := scoring.Parse("high-value-project", file)
	if err != nil {
		return nil, err
	}
	var all []*valuedProject
	for _, x := range []struct {
		quality, width float64 // of what was found, and of ranges around it
		only           []string
		status         string
		special        string
	}{
		{quality: .9, special: "高价值项目：证据齐全，入选"},
		{quality: .78, width: .05, special: "高价值项目：证据带范围，名次是区间，入选"},
		{quality: .76, special: "高价值项目：证据齐全，名次可能与上一项互换，入选"},
		{quality: .6, width: .1, special: "高价值项目：得分区间跨过 60，临界"},
		{quality: .35, special: "高价值项目：得分低于 60，未入选"},
		{quality: .8, only: strings.Fields("pj.novelty pj.orders"), special: "高价值项目：证据过少，不评分，数据不足"},
		{quality: .85, status: "已终止", special: "高价值项目：得分达标但已终止，未入选"},
		{quality: .8, only: strings.Fields("pj.novelty pj.patents pj.research pj.orders pj.customers pj.experts"), special: "高价值项目：再有少数几项证据即可评分，数据不足"},
		{quality: .8, special: "高价值项目：须核实的各项都只有自报，数据不足"},
		{quality: .6, special: "高价值项目：两处数字不一致，得分区间跨过 60，临界"},
	} {
		p := &valuedProject{status: x.status, special: x.special}
		for _, n := range s.Indicators() {
			if n.Indicator.Evidence.From != scoring.FromRecord || x.only != nil && !slices.Contains(x.only, n.ID) {
				continue
			}
			f := foundOf(n, x.quality, x.width)
			if strings.Contains(x.special, "自报") {
				f.basis = "selfReported"
			}
			if strings.Contains(x.special, "不一致") && n.ID == "pj.trl" {
				f.value, f.again = "3", "9"
			}
			p.findings = append(p.findings, f)
		}
		all = append(all, p)
	}
	return all, nil
}

// foundOf invents what was found for an indicator: so far up its scale.
func foundOf(n *scoring.Node, quality, width float64) found {
	x := n.Indicator
	f := found{item: n.ID, name: n.Label.Zh, unit: x.Unit, basis: "verified", date: "2025-03-31"}
	if x.Normalise.Categories != nil {
		// The word whose value is nearest.
		near := math.Inf(1)
		for word, value := range x.Normalise.Categories {
			if d := math.Abs(float64(value) - 100*quality); d < near || d == near && word < f.result {
				near, f.result = d, word
			}
		}
		f.unit = ""
		return f
	}
	at := func(q float64) string {
		low, high := x.Normalise.Low.Value, x.Normalise.High.Value
		if x.Direction == scoring.Down {
			q = 1 - q
		}
		return strconv.FormatFloat(math.Round(low+(high-low)*q), 'f', 0, 64)
	}
	f.value = at(quality)
	if width > 0 {
		f.low, f.high = at(quality-width), at(quality+width)
		if x.Direction == scoring.Down {
			f.low, f.high = f.high, f.low
		}
	}
	return f
}

// inventedValues are the sheets of what was found of projects, and of what a second
// look found otherwise.
func (w writer) inventedValues(all []*valuedProject) []sheet {
	k := graph.KindFinding
	columns := []column{
		w.reference("project", "受评项目", "", 20), w.own(k, graph.PropItem, 18), w.own(k, graph.PropName, 30), w.own(k, graph.PropKind, 12),
		w.own(k, graph.PropMeasured, 12), w.own(k, "low", 12), w.own(k, "high", 12), w.own(k, "unit", 10), w.own(k, "result", 12),
		w.own(k, graph.PropBasis, 12), w.own(k, graph.PropDate, 12), w.own(k, "remark", 40), w.own(k, "citation", 10),
	}
	s, second := sheet{"项目评价", columns, nil}, sheet{"项目评价复核", columns, nil}
	for i, p := range all {
		for n, f := range p.findings {
			r := row{
				"project": projectName(i), "item": f.item, "name": f.name, "kind": "record", "measured": f.value, "low": f.low, "high": f.high, "unit": f.unit,
				"result": f.result, "basis": f.basis, "date": f.date, "citation": fictional,
			}
			if n == 0 {
				r["remark"] = p.special
			}
			s.rows = append(s.rows, r)
			if f.again != "" {
				other := maps.Clone(r)
				other["measured"], other["remark"] = f.again, "复核所得，与首次不同"
				second.rows = append(second.rows, other)
			}
		}
	}
	return []sheet{s, second}
}
