package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	document "github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/schema"
)

// gapNear is how many neighbours of a segment a gap list has if the request does
// not say, as many as in GraphQL.
const gapNear = 10

// gapAreas is how many places of a neighbour a gap list tells.
const gapAreas = 2

// gapLine is a segment of a gap list as a line of JSON.
type gapLine struct {
	ID          graph.SubjectID `json:"id"`
	Code        string          `json:"code,omitempty"`
	Label       string          `json:"label"`
	KeyLink     *bool           `json:"keyLink,omitempty"`
	KeysBelow   []string        `json:"keyLinksBelow,omitempty"` // the codes of the key links below it, or their names
	Enterprises int             `json:"enterprises"`
	Referred    int             `json:"referred"`
	Products    int             `json:"products"`
	Undecided   int             `json:"undecided"`      // enterprises of the segment that the filter cannot decide
	RuledOut    int             `json:"ruledOut"`       // enterprises of the segment that the filter rules out
	Elsewhere   []whoLine       `json:"elsewhere"`      // the first of them
	Year        string          `json:"year,omitempty"` // of the known shares
	Coverage    json.Number     `json:"coverage"`       // what they come to together
	HHI         *int            `json:"hhi,omitempty"`
	CR1         json.Number     `json:"cr1,omitempty"`
	Near        []nearLine      `json:"near"`
}

// whoLine is an enterprise, and where it is.
type whoLine struct {
	ID    graph.SubjectID `json:"id"`
	Label string          `json:"label"`
	Short string          `json:"shortName,omitempty"`
	Areas []string        `json:"areas"` // the regions and parks that it is located in, as far as anybody says
}

// nearLine is an enterprise near a segment.
type nearLine struct {
	whoLine
	Points int      `json:"points"`
	Via    []string `json:"via"` // the codes of the segments that it stands in, or their names
	in     []string // the same segments by code and name
}

// readGapRule reads which segments a gap list tells.
func (x *download) readGapRule() error {
	x.gaps.Chain, x.near = x.params.Get("chain"), gapNear
	if x.params.Has("keyLink") {
		x.gaps.KeyLink = &x.keyLink
	}
	number := func(name string, to func(n int)) error {
		text := x.params.Get(name)
		if text == "" {
			return nil
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return x.app.errorf(graph.CodeInvalid, downloading.NoNumber, name, text)
		}
		to(n)
		return nil
	}
	if err := number("fewerThan", func(n int) { x.gaps.FewerThan = &n }); err != nil {
		return err
	}
	if err := number("near", func(n int) { x.near = n }); err != nil {
		return err
	}
	if text := x.params.Get("shareAbove"); text != "" {
		d, err := graph.ParseDecimal(text)
		if err != nil {
			return x.app.errorf(graph.CodeInvalid, downloading.NoNumber, "shareAbove", text)
		}
		x.gaps.ShareAbove = &d
	}
	return nil
}

// gapList finds the segments, by the code that finds them for GraphQL.
func (x *download) gapList(ctx context.Context) error {
	if x.found != nil {
		return nil
	}
	x.gaps.Enterprises = x.filters[graph.KindEnterprise]
	list, err := schema.GapsOf(ctx, x.graphql, x.view, x.gaps, memory.MaxPage, x.near)
	if err != nil {
		return err
	}
	x.found, x.rows, x.unknown = list, len(list.Gaps), list.Undecided
	return nil
}

// name is what a node is called in the language of the request.
func (x *download) name(id graph.SubjectID) string { return x.view.NameIn(id, string(x.app.lang)) }

// shortName is a shorter one of a node; "" if nobody states one, or if it is Chinese
// beside an English name.
func (x *download) shortName(n *memory.Node) string {
	short := valueText(n, graph.PropShortName)
	if x.app.lang == "en" && hasHan(short) && !hasHan(x.name(n.ID)) {
		return ""
	}
	return short
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(unicode.Han, c) })
}

// gapLine returns a segment as JSON has it.
func (x *download) gapLine(g *schema.Gap) (gapLine, error) {
	codeOf := func(id graph.SubjectID) string {
		if n := x.view.Node(id); n != nil {
			return valueText(n, graph.PropCode)
		}
		return ""
	}
	l := gapLine{
		ID: g.Segment, Code: codeOf(g.Segment), Label: x.name(g.Segment), KeyLink: g.KeyLink, Enterprises: g.Count.Enterprises, Referred: g.Count.Referred,
		Products: g.Count.Products, Undecided: g.Undecided, RuledOut: g.RuledOut, Year: g.Year, Coverage: json.Number(g.Coverage.String()), HHI: g.HHI, Near: make([]nearLine, len(g.Near)),
	}
	if g.CR1 != nil {
		l.CR1 = json.Number(g.CR1.String())
	}
	for _, id := range g.KeyLinksBelow {
		l.KeysBelow = append(l.KeysBelow, cmp.Or(codeOf(id), x.name(id)))
	}
	var err error
	if l.Elsewhere, err = x.whoLines(g.Elsewhere); err != nil {
		return gapLine{}, err
	}
	ids := make([]graph.SubjectID, len(g.Near))
	for i := range g.Near {
		ids[i] = g.Near[i].Enterprise
	}
	who, err := x.whoLines(ids)
	if err != nil {
		return gapLine{}, err
	}
	for i, n := range g.Near {
		l.Near[i] = nearLine{whoLine: who[i], Points: n.Points}
		for _, seg := range n.Via {
			code := codeOf(seg)
			name := x.name(seg)
			l.Near[i].in = append(l.Near[i].in, strings.TrimSpace(code+" "+name))
			l.Near[i].Via = append(l.Near[i].Via, cmp.Or(code, name))
		}
	}
	return l, nil
}

// whoLines returns enterprises with where each is located, as many places as the
// page of the gap list shows.
func (x *download) whoLines(ids []graph.SubjectID) ([]whoLine, error) {
	found, err := x.view.Neighbours(ids, memory.NeighbourQuery{Edge: graph.EdgeLocatedIn, First: gapAreas})
	if err != nil {
		return nil, err
	}
	out := make([]whoLine, len(ids))
	for i, id := range ids {
		out[i] = whoLine{ID: id, Label: x.name(id), Areas: []string{}}
		if e := x.view.Node(id); e != nil {
			out[i].Short = x.shortName(e)
		}
		for _, e := range found[i].Edges {
			name := x.name(e.To)
			if n := x.view.Node(e.To); n != nil && n.Kind == graph.KindRegion {
				if r := graph.Standard().List(graph.ListRegion).Entry(valueText(n, graph.PropCode)); r != nil {
					name = x.app.say(r.Label)
				}
			}
			out[i].Areas = append(out[i].Areas, name)
		}
	}
	return out, nil
}

// shown is an enterprise as a cell names it, with where it is.
func (w *whoLine) shown(x *download) (name, area string) {
	return cmp.Or(w.Short, w.Label), cmp.Or(strings.Join(w.Areas, ", "), x.app.say(downloading.NoArea))
}

// writeGaps writes a gap list, a row for each segment.
func (x *download) writeGaps(ctx context.Context, w io.Writer) error {
	if err := x.gapList(ctx); err != nil {
		return err
	}
	if x.format == "jsonl" {
		out := bufio.NewWriter(w)
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		for i := range x.found.Gaps {
			l, err := x.gapLine(&x.found.Gaps[i])
			if err != nil {
				return err
			}
			if err := e.Encode(l); err != nil {
				return err
			}
		}
		return out.Flush()
	}
	say := x.app.say
	filtered := x.gaps.Enterprises != nil
	// What the page shows, in its words and its order; about explains what it shows otherwise.
	headings := []string{say(downloading.ID), say(downloading.Code), say(downloading.Segment), say(downloading.KeyLink)}
	if filtered {
		asked := x.gapAsked()
		headings = append(headings, say(downloading.RecordedOfThem), asked.undecided, asked.ruledOut, asked.elsewhere)
	} else {
		headings = append(headings, say(downloading.Recorded))
	}
	headings = append(headings, say(downloading.SharesKnown), say(downloading.ShareYear), say(downloading.Largest), say(downloading.Near))
	return x.writeTable(w, say(downloading.Gaps), headings, func(row func([]listCell) error) error {
		for i := range x.found.Gaps {
			l, err := x.gapLine(&x.found.Gaps[i])
			if err != nil {
				return err
			}
			key, coverage, largest, count := listCell{}, textCell(say(downloading.NotKnown)), textCell(say(downloading.NotKnown)), numberCell(l.Enterprises)
			if l.Enterprises == 0 { // nobody recorded is not nobody there
				count = textCell(say(downloading.Nobody))
			}
			switch {
			case l.KeyLink != nil && *l.KeyLink:
				key = textCell(say(downloading.Yes))
			case len(l.KeysBelow) > 0:
				key = textCell(say(downloading.KeysBelow, strings.Join(l.KeysBelow, ", ")))
			}
			if l.Year != "" { // without a known share there is nothing to add up
				coverage = percentCell(l.Coverage.String())
			}
			if l.CR1 != "" {
				largest = percentCell(l.CR1.String())
			}
			elsewhere := make([]string, len(l.Elsewhere))
			for j := range l.Elsewhere {
				name, area := l.Elsewhere[j].shown(x)
				elsewhere[j] = say(downloading.ElsewhereText, name, area)
			}
			if more := l.RuledOut - len(l.Elsewhere); more > 0 {
				elsewhere = append(elsewhere, say(downloading.ElsewhereMore, more))
			}
			near := make([]string, len(l.Near))
			for j := range l.Near {
				n := &l.Near[j]
				name, area := n.shown(x)
				near[j] = say(downloading.NearText, name, area, strings.Join(n.in, ", "), n.Points)
			}
			cells := []listCell{textCell(string(l.ID)), textCell(l.Code), textCell(l.Label), key, count}
			if filtered {
				cells = append(cells, numberCell(l.Undecided), numberCell(l.RuledOut), textCell(strings.Join(elsewhere, "; ")))
			}
			if err := row(append(cells, coverage, textCell(l.Year), largest, textCell(strings.Join(near, "; ")))); err != nil {
				return err
			}
		}
		return nil
	})
}

// aboutGaps explains how a gap list is to be read, and what the page shows in
// another way.
func (x *download) aboutGaps() [][]string {
	say := x.app.say
	rows := [][]string{{"", say(downloading.NotEmpty)}, {"", say(schema.GapRanking())}, {say(downloading.ID), say(downloading.AboutID)}}
	if x.gaps.Enterprises != nil {
		asked := x.gapAsked()
		rows = append(rows, []string{asked.undecided, say(downloading.AboutUndecided)}, []string{asked.ruledOut, say(downloading.AboutRuledOut)})
	}
	return append(rows, []string{say(downloading.KeyLink), say(downloading.AboutKeyLink)}, []string{say(downloading.ShareYear), say(downloading.AboutYear)}, []string{say(downloading.Largest), say(downloading.AboutLargest)})
}

// percentCell returns the cell of a share, .25 of 25 %.
func percentCell(s string) listCell {
	return listCell{document.Cell{Kind: document.Percent, Text: s}, s}
}
