package main

import (
	"cmp"
	"context"
	"encoding/json"
	"io"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// chainKeyNodes is what holds a chain together, among what is downloaded.
const chainKeyNodes = "keynodes"

// keyNodesText holds the words of downloads of the key nodes.
var keyNodesText = struct {
	Title, Enterprise, Enterprises, Neighbours, Incoming, Outgoing, Betweenness, Rank, RankLow, RankHigh, Parts, CutNodes, CutEnterprises, Expected, Known,
	Total, Links, Inferred, Components, Largest, Splitting, Bridges, Blocks, SegmentsExpected, SegmentsKnown, Unjoined, EnterprisesUnjoined, Draws, LeftOut,
	Withheld, Uncounted, Judges, Formula, Sampled, NoGraph graph.Label
}{
	Title:               graph.Label{Zh: "关键节点", En: "Key nodes"},
	Enterprise:          graph.Label{Zh: "企业", En: "Enterprise"},
	Enterprises:         graph.Label{Zh: "已放置企业", En: "Enterprises placed"},
	Neighbours:          graph.Label{Zh: "相邻节点", En: "Neighbours"},
	Incoming:            graph.Label{Zh: "已收录上游", En: "Recorded upstream"},
	Outgoing:            graph.Label{Zh: "已收录下游", En: "Recorded downstream"},
	Betweenness:         graph.Label{Zh: "介数", En: "Betweenness"},
	Rank:                graph.Label{Zh: "名次", En: "Place"},
	RankLow:             graph.Label{Zh: "名次区间自", En: "Place from"},
	RankHigh:            graph.Label{Zh: "名次区间至", En: "Place to"},
	Parts:               graph.Label{Zh: "去掉后分成的部分", En: "Parts without it"},
	CutNodes:            graph.Label{Zh: "断开的节点", En: "Nodes cut off"},
	CutEnterprises:      graph.Label{Zh: "断开的企业", En: "Enterprises cut off"},
	Expected:            graph.Label{Zh: "图谱应有的采购", En: "Inputs that the map expects"},
	Known:               graph.Label{Zh: "其中已记录供货方", En: "Of them, with a recorded supplier"},
	Total:               graph.Label{Zh: "图中节点", En: "Nodes in the graph"},
	Links:               graph.Label{Zh: "相连的对数", En: "Pairs joined"},
	Inferred:            graph.Label{Zh: "其中仅为推断", En: "Of them, only inferred"},
	Components:          graph.Label{Zh: "现有部分", En: "Parts as it is"},
	Largest:             graph.Label{Zh: "最大部分的节点", En: "Nodes of the largest part"},
	Splitting:           graph.Label{Zh: "割点", En: "Articulation points"},
	Bridges:             graph.Label{Zh: "桥", En: "Bridges"},
	Blocks:              graph.Label{Zh: "双连通分量", En: "Biconnected components"},
	SegmentsExpected:    graph.Label{Zh: "应有供给关系的环节（最下层）", En: "Segments that should feed or be fed (with nothing below)"},
	SegmentsKnown:       graph.Label{Zh: "其中已收录供给关系", En: "Of them, with a recorded link"},
	Unjoined:            graph.Label{Zh: "未收录供给关系的环节", En: "Segments without a recorded link"},
	EnterprisesUnjoined: graph.Label{Zh: "未收录供货关系的企业", En: "Enterprises without a recorded supply"},
	Draws:               graph.Label{Zh: "名次区间的抽样次数", En: "Samples of the places"},
	LeftOut:             graph.Label{Zh: "每次抽样略去的关系比例", En: "Part of the links that a sample leaves out"},
	Withheld:            graph.Label{Zh: "不计算介数的原因", En: "Why betweenness is not computed"},
	Uncounted:           graph.Label{Zh: "不计断开企业的原因", En: "Why the enterprises cut off are not counted"},
	Judges:              graph.Label{Zh: "只就已收录的关系而言，不评企业。没有收录关系的不在图中，不等于不依赖任何一方。", En: "it tells of recorded links alone, and judges no enterprise; what has no recorded link is in no graph, which is not that it depends on nobody"},
	Formula:             graph.Label{Zh: "无向图，两点之间计一次；介数 = 其余各对节点的最短路径经过它的比例的平均（Brandes，除以 (n−1)(n−2)/2）；割点、桥、双连通分量用 Tarjan 算法；断开 = 去掉后不在最大一部分中的", En: "an undirected graph, two nodes joined once; betweenness = the mean part of the shortest paths between two others that goes through it (Brandes, over (n−1)(n−2)/2); articulation points, bridges and biconnected components by Tarjan; cut off = not in the largest part that is left"},
	Sampled:             graph.Label{Zh: "名次区间 = 随机略去部分关系的抽样中，第 5 到第 95 百分位的名次，同名次的先后未定；种子固定，结果可重复", En: "from and to = the 5th and 95th percentile of the places in samples that leave some links out by chance, those who share a place at any of theirs; the seed is fixed, so that it can be repeated"},
	NoGraph:             graph.Label{Zh: "关键节点没有 graphml 格式；请写 xlsx、csv 或 jsonl", En: "key nodes have no graphml; write xlsx, csv or jsonl"},
}

// readKeyNodes reads which key nodes are asked for.
func (x *download) readKeyNodes() {
	x.keys = schema.KeyNodesFile{Chain: x.params.Get("chain"), Graph: cmp.Or(x.params.Get("graph"), "segments"), Order: cmp.Or(x.params.Get("sort"), "between"), Reversed: x.reversed}
}

// findKeyNodes works the key nodes out, by the code that does it for GraphQL.
func (x *download) findKeyNodes(ctx context.Context) error {
	if x.keyNodes != nil {
		return nil
	}
	k, err := schema.KeyNodesOf(ctx, x.graphql, x.view, x.keys)
	if err != nil {
		return err
	}
	x.keyNodes, x.rows, x.unknown = k, k.Total, k.Unjoined
	return nil
}

// ofSegments reports whether the nodes are segments.
func (x *download) ofSegments() bool { return x.keys.Graph == "segments" }

// keyNodeLine is a node as a line of JSON. What is not told has no field.
type keyNodeLine struct {
	ID             graph.SubjectID `json:"id"`
	Code           string          `json:"code,omitempty"`
	Label          string          `json:"label"`
	Enterprises    *int            `json:"enterprises,omitempty"`
	Neighbours     int             `json:"neighbours"`
	Incoming       int             `json:"incoming"`
	Outgoing       int             `json:"outgoing"`
	Betweenness    json.Number     `json:"betweenness,omitempty"`
	Rank           *int            `json:"rank,omitempty"`
	RankLow        *int            `json:"rankLow,omitempty"`
	RankHigh       *int            `json:"rankHigh,omitempty"`
	Parts          int             `json:"parts"`
	CutNodes       int             `json:"cutNodes"`
	CutEnterprises *int            `json:"cutEnterprises,omitempty"`
	Expected       *int            `json:"expected,omitempty"`
	Known          *int            `json:"known,omitempty"`
}

// keyNodeLine returns a row as JSON has it.
func (x *download) keyNodeLine(r *schema.KeyNodeRow) keyNodeLine {
	l := keyNodeLine{ID: r.Node, Label: x.name(r.Node), Enterprises: r.Enterprises, Neighbours: r.Neighbours, Incoming: r.Incoming, Outgoing: r.Outgoing, Betweenness: lineNumber(r.Betweenness),
		Rank: r.Rank, RankLow: r.RankLow, RankHigh: r.RankHigh, Parts: r.Parts, CutNodes: r.CutNodes, CutEnterprises: r.CutEnterprises, Expected: r.Expected, Known: r.Known}
	if n := x.view.Node(r.Node); n != nil && x.ofSegments() {
		l.Code = valueText(n, graph.PropCode)
	}
	return l
}

// writeKeyNodes writes the key nodes, a row for each.
func (x *download) writeKeyNodes(ctx context.Context, w io.Writer) error {
	if err := x.findKeyNodes(ctx); err != nil {
		return err
	}
	say, text := x.app.say, &keyNodesText
	headings := []string{say(downloading.ID)}
	if x.ofSegments() {
		headings = append(headings, say(downloading.Code), say(downloading.Segment), say(text.Enterprises))
	} else {
		headings = append(headings, say(text.Enterprise), say(text.Expected), say(text.Known))
	}
	for _, label := range []graph.Label{text.Neighbours, text.Incoming, text.Outgoing, text.Betweenness, text.Rank, text.RankLow, text.RankHigh, text.Parts, text.CutNodes, text.CutEnterprises} {
		headings = append(headings, say(label))
	}
	return writeLinesOf(x, w, x.keyNodes.Rows, x.keyNodeLine, text.Title, headings, x.keyNodeCells)
}

// keyNodeCells returns a line as cells of a table.
func (x *download) keyNodeCells(l keyNodeLine) []listCell {
	cells := []listCell{textCell(string(l.ID))}
	if x.ofSegments() {
		placed := wholeCell(l.Enterprises)
		if l.Enterprises != nil && *l.Enterprises == 0 { // nobody recorded is not nobody there
			placed = textCell(x.app.say(downloading.Nobody))
		}
		cells = append(cells, textCell(l.Code), textCell(l.Label), placed)
	} else {
		cells = append(cells, textCell(l.Label), wholeCell(l.Expected), wholeCell(l.Known))
	}
	between := listCell{}
	if l.Betweenness != "" {
		between = decimalCell(l.Betweenness.String())
	}
	return append(cells, numberCell(l.Neighbours), numberCell(l.Incoming), numberCell(l.Outgoing), between, wholeCell(l.Rank), wholeCell(l.RankLow), wholeCell(l.RankHigh),
		numberCell(l.Parts), numberCell(l.CutNodes), wholeCell(l.CutEnterprises))
}

// aboutKeyNodes tells how the key nodes came about, and how much is known of the graph.
func (x *download) aboutKeyNodes() [][]string {
	say, text, k := x.app.say, &keyNodesText, x.keyNodes
	expected, known, unjoined := text.SegmentsExpected, text.SegmentsKnown, text.Unjoined
	if !x.ofSegments() {
		expected, known, unjoined = text.Expected, text.Known, text.EnterprisesUnjoined
	}
	rows := [][]string{}
	for _, of := range []struct {
		label graph.Label
		n     int
	}{{text.Total, k.Total}, {text.Links, k.Links}, {text.Inferred, k.Inferred}, {expected, k.Expected}, {known, k.Known}, {unjoined, k.Unjoined}, {text.Components, k.Components},
		{text.Largest, k.Largest}, {text.Splitting, k.Splitting}, {text.Bridges, k.Bridges}, {text.Blocks, k.Blocks}, {text.Draws, k.Draws}} {
		rows = append(rows, x.countRow(of.label, of.n))
	}
	rows = append(rows, []string{say(text.LeftOut), k.LeftOut.String()})
	for _, why := range []struct {
		label graph.Label
		why   *graph.Label
	}{{text.Withheld, k.WithheldBetweenness}, {text.Uncounted, k.UncountedCutOffs}} {
		if why.why != nil {
			rows = append(rows, []string{say(why.label), say(*why.why)})
		}
	}
	return append(rows, []string{"", say(text.Formula)}, []string{"", say(text.Sampled)}, []string{"", say(text.Judges)})
}
