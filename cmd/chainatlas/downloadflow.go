package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// capitalFlow is the flow of capital, among what is downloaded.
const capitalFlow = "flow"

// The widths of a flow, as its parameter has them.
const (
	flowRounds = "rounds"
	flowAmount = "amount"
)

// flowing holds the words of downloads of the flow of capital.
var flowing = struct {
	Title, Investor, Group, Round, FromColumn, From, FromCode, ToColumn, To, ToCode, Merged, Rounds, Weight, Open,
	All, Chosen, Drawn, Disclosed, Split, NotZero, Placed, NoPlaced, NoWidth, NoDate, NoGraph graph.Label
}{
	Title:      graph.Label{Zh: "资本流向", En: "Flow of capital"},
	Investor:   graph.Label{Zh: "投资方", En: "Investor"},
	Group:      graph.Label{Zh: "环节层", En: "Group of segments"},
	Round:      graph.Label{Zh: "轮次", En: "Round"},
	FromColumn: graph.Label{Zh: "条目或起点的列", En: "Column of the node, or of the start"},
	From:       graph.Label{Zh: "条目或起点", En: "Node, or start"},
	FromCode:   graph.Label{Zh: "起点代码", En: "Code of the start"},
	ToColumn:   graph.Label{Zh: "终点的列", En: "Column of the end"},
	To:         graph.Label{Zh: "终点（空：此行是条目）", En: "End (blank: the row is a node)"},
	ToCode:     graph.Label{Zh: "终点代码", En: "Code of the end"},
	Merged:     graph.Label{Zh: "包含投资方数", En: "Investors in it"},
	Rounds:     graph.Label{Zh: "涉及轮数", En: "Rounds that take part"},
	Weight:     graph.Label{Zh: "均分后的轮数", En: "Rounds by equal shares"},
	Open:       graph.Label{Zh: "其中仅知下限的轮数", En: "Of them with a lower end only"},
	All:        graph.Label{Zh: "全部投融资事件", En: "All funding events"},
	Chosen:     graph.Label{Zh: "入选轮数", En: "Rounds that were asked for"},
	Drawn:      graph.Label{Zh: "图中轮数", En: "Rounds in the flow"},
	Disclosed:  graph.Label{Zh: "披露金额的轮数", En: "Rounds with a disclosed amount"},
	Split:      graph.Label{Zh: "一轮有多家投资方或涉及多个环节层时均分；涉及轮数每轮只计一次，不能相加。", En: "a round of several investors or groups is split equally; rounds that take part count once each, so they do not add up"},
	NotZero:    graph.Label{Zh: "金额未披露的轮次不计为零；仅知下限的，上限处重复下限。", En: "undisclosed amounts are not counted as zero; where only a lower end is known it stands as the upper one, too"},
	Placed:     graph.Label{Zh: "只含企业已归入这些环节层的轮次；未含：仅在图谱其他位置的 %d 轮，未归入任何环节的 %d 轮。", En: "only rounds of enterprises that stand in these groups; left out are %d that stand elsewhere on the map alone, and %d that stand nowhere"},
	NoPlaced:   graph.Label{Zh: "placedOnly 为 true 或 false，不是“%s”", En: "placedOnly is true or false, not %q"},
	NoWidth:    graph.Label{Zh: "width 为 rounds 或 amount，不是“%s”", En: "width is rounds or amount, not %q"},
	NoDate:     graph.Label{Zh: "%s 的值“%s”不是日期；请写 2024、2024-05 或 2024-05-31", En: "%s is a date such as 2024, 2024-05 or 2024-05-31, not %q"},
	NoGraph:    graph.Label{Zh: "资本流向没有 graphml 格式；请写 xlsx、csv 或 jsonl", En: "a flow has no graphml; write xlsx, csv or jsonl"},
}

// flowDefault is how many investors a flow names if nobody says.
const flowDefault = 12

// readFlow reads which flow is asked for.
func (x *download) readFlow() error {
	list := func(name string) []string {
		if text := x.params.Get(name); text != "" {
			return strings.Split(text, ",")
		}
		return nil
	}
	x.flow = schema.FlowQuery{Chain: x.params.Get("chain"), Enterprises: x.filters[graph.KindEnterprise], InvestorKinds: list("investorKinds"), Only: list("only"),
		Currency: x.params.Get("currency"), Investors: flowDefault}
	for name, to := range map[string]*graph.Date{"from": &x.flow.From, "to": &x.flow.To} {
		if text := x.params.Get(name); text != "" {
			d, err := graph.ParseDate(text)
			if err != nil {
				return x.app.errorf(graph.CodeInvalid, flowing.NoDate, name, text)
			}
			*to = d
		}
	}
	switch placed := x.params.Get("placedOnly"); placed {
	case "true":
		x.flow.PlacedOnly = true
	case "", "false":
	default:
		return x.app.errorf(graph.CodeInvalid, flowing.NoPlaced, placed)
	}
	switch width := x.params.Get("width"); width {
	case flowAmount:
		x.flow.Amount = true
	case "", flowRounds:
	default:
		return x.app.errorf(graph.CodeInvalid, flowing.NoWidth, width)
	}
	if text := x.params.Get("investors"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return x.app.errorf(graph.CodeInvalid, downloading.NoNumber, "investors", text)
		}
		x.flow.Investors = n
	}
	return nil
}

// findFlow works the flow out, by the code that does it for GraphQL.
func (x *download) findFlow(ctx context.Context) error {
	if x.flows != nil {
		return nil
	}
	f, err := schema.FlowOf(ctx, x.graphql, x.view, x.flow)
	if err != nil {
		return err
	}
	x.flows, x.rows, x.unknown = f, len(f.Rows), f.Undecided
	return nil
}

// flowLine is a node or a link of a flow as a line of JSON.
type flowLine struct {
	From   flowEnd     `json:"from"`
	To     *flowEnd    `json:"to,omitempty"` // of a link
	Merged int         `json:"investors,omitempty"`
	Rounds int         `json:"rounds"`
	Weight json.Number `json:"weight"`
	Low    json.Number `json:"low,omitempty"`
	High   json.Number `json:"high,omitempty"`
	Open   int         `json:"open,omitempty"`
}

type flowEnd struct {
	Column string `json:"column"`
	Code   string `json:"code,omitempty"`
	Label  string `json:"label"`
}

// flowLine returns a row as JSON has it.
func (x *download) flowLine(r *schema.FlowRow) flowLine {
	end := func(e schema.FlowEnd) flowEnd { return flowEnd{e.Column, e.Code, x.app.say(e.Label)} }
	l := flowLine{From: end(r.From), Rounds: r.Rounds, Weight: json.Number(r.Weight.String()), Open: r.Open}
	if r.To.Column != "" {
		to := end(r.To)
		l.To = &to
	} else {
		l.Merged = r.From.Merged
	}
	if r.Low != nil {
		l.Low, l.High = json.Number(r.Low.String()), json.Number(r.High.String())
	}
	return l
}

// writeFlow writes a flow: a row for each node, then for each link.
func (x *download) writeFlow(ctx context.Context, w io.Writer) error {
	if err := x.findFlow(ctx); err != nil {
		return err
	}
	if x.format == "jsonl" {
		out := bufio.NewWriter(w)
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		for i := range x.flows.Rows {
			if err := e.Encode(x.flowLine(&x.flows.Rows[i])); err != nil {
				return err
			}
		}
		return out.Flush()
	}
	say := x.app.say
	columns := map[string]string{"investor": say(flowing.Investor), "group": say(flowing.Group), "round": say(flowing.Round)}
	headings := []string{say(flowing.FromColumn), say(flowing.FromCode), say(flowing.From), say(flowing.ToColumn), say(flowing.ToCode), say(flowing.To),
		say(flowing.Merged), say(flowing.Rounds), say(flowing.Weight)}
	if c := x.flows.Currency; c != "" {
		headings = slices.Concat(headings, []string{say(downloading.Low, c), say(downloading.High, c), say(flowing.Open)})
	}
	return x.writeTable(w, say(flowing.Title), headings, func(row func([]listCell) error) error {
		for i := range x.flows.Rows {
			l := x.flowLine(&x.flows.Rows[i])
			cells := []listCell{textCell(columns[l.From.Column]), textCell(l.From.Code), textCell(l.From.Label), {}, {}, {}, {}, numberCell(l.Rounds), decimalCell(l.Weight.String())}
			if l.To != nil {
				cells[3], cells[4], cells[5] = textCell(columns[l.To.Column]), textCell(l.To.Code), textCell(l.To.Label)
			} else if l.Merged > 0 {
				cells[6] = numberCell(l.Merged)
			}
			if x.flows.Currency != "" {
				cells = append(cells, decimalCell(l.Low.String()), decimalCell(l.High.String()), numberCell(l.Open))
			}
			if err := row(cells); err != nil {
				return err
			}
		}
		return nil
	})
}

// aboutFlow tells what of the rounds a flow has.
func (x *download) aboutFlow() [][]string {
	say, f := x.app.say, x.flows
	about := [][]string{{say(flowing.All), strconv.Itoa(f.Total)}, {say(flowing.Chosen), strconv.Itoa(f.Rounds)}, {say(flowing.Drawn), strconv.Itoa(f.Drawn)},
		{say(flowing.Disclosed), strconv.Itoa(f.Disclosed)}, {"", say(flowing.Split)}, {"", say(flowing.NotZero)}}
	if x.flow.PlacedOnly {
		about = append(about, []string{"", say(flowing.Placed, f.Elsewhere, f.Nowhere)})
	}
	return about
}
