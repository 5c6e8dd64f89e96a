package graphtest

import (
	"cmp"
	"slices"
	"sort"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
)

// Segments is how many segments a generated chain has: topSegments at the top,
// the others below them in equal parts.
const Segments = 80

const topSegments = 8

const chainName = "网络安全产业链"

// The sheets of the first source's document, as indexes into Header.Sheets.
const (
	segmentSheet = iota
	regionSheet
	enterpriseSheet
	productSheet
	fundingSheet
)

var (
	registerDocuments = []graph.Document{{Name: "企业登记名录.xlsx"}}
	registerSheets    = []graph.Sheet{
		sheet(segmentTable, graph.PropChain, graph.PropCode, graph.PropName, graph.EdgePartOf, graph.EdgeFeeds),
		sheet(regionTable, graph.PropCode, graph.PropName),
		sheet(enterpriseTable, graph.PropLegalName, graph.PropCreditCode, graph.PropStockCode, graph.PropShortName,
			graph.PropAliases, graph.PropStage, graph.PropKind, graph.PropFounded,
			graph.PropRegisteredCapital, graph.PropEmployees, graph.EdgeInSegment, graph.EdgeLocatedIn, graph.EdgeSupplies),
		sheet(productTable, graph.PropName, graph.PropKind, graph.PropLaunched, graph.EdgeMakes, graph.EdgeInSegment, graph.EdgeComponentOf),
		sheet(fundingTable, graph.PropRound, graph.PropDate, graph.PropAmount, graph.EdgeRaised),
	}
	mediaDocuments = []graph.Document{{Name: "行业媒体名录.csv"}}
	mediaSheets    = []graph.Sheet{
		sheet("", graph.PropLegalName, graph.PropCreditCode, graph.PropShortName, graph.PropStage,
			graph.PropRegisteredCapital, graph.PropEmployees),
	}
)

// sheet returns a sheet with a column for each property and edge type.
func sheet(name string, columns ...string) graph.Sheet {
	s := graph.Sheet{Name: name}
	for i, of := range columns {
		s.Columns = append(s.Columns, graph.Column{Of: of, Number: i + 1})
	}
	return s
}

// The measured shapes (see Generate). Only their proportions count.
var (
	// productWeights are the 64 quantiles of the products of a company.
	productWeights = []int{
		1, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 7, 7, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13,
		14, 14, 14, 14, 15, 15, 15, 16, 16, 16, 17, 17, 18, 18, 18, 19, 19, 20, 21, 21, 22, 23, 24, 25, 27, 28, 31, 34, 41,
	}
	// supplyWeights are the means of the 64 quantiles of what a product is made from.
	supplyWeights = []int{
		1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
		2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5, 6, 8, 14, 81,
	}
	// segmentWeights are the 72 quantiles of the companies of an industry.
	segmentWeights = cumulate([]int{
		91, 70, 47, 38, 35, 32, 29, 28, 27, 25, 23, 22, 19, 19, 18, 17, 16, 16, 15, 15, 14, 14, 13, 13, 13, 12, 11, 11, 11, 10, 10,
		10, 9, 9, 9, 9, 9, 8, 8, 8, 8, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 5, 5, 5, 5, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 1, 1,
	})
	// placeWeights are the companies of the 31 top industries.
	placeWeights = cumulate([]int{
		427, 388, 328, 325, 277, 268, 225, 146, 141, 127, 126, 126, 126, 118, 112, 110, 108, 107, 105, 103, 97, 86, 80, 75, 72,
		47, 44, 40, 38, 30, 28,
	})
)

// segment draws a segment below the top.
func (d *dice) segment() int {
	// 29 and 72 have no common factor, so that large segments lie apart.
	return topSegments + d.pick(segmentWeights)*29%(Segments-topSegments)
}

func segmentCode(i int) string {
	if i < topSegments {
		return "G" + strconv.Itoa(i+1)
	}
	return "G" + strconv.Itoa(segmentParent(i)+1) + "-" + strconv.Itoa(i-topSegments+1)
}

func segmentParent(i int) int {
	return (i - topSegments) / ((Segments - topSegments) / topSegments)
}

func segmentName(i int) string {
	if i < topSegments {
		return topics[i]
	}
	return topics[segmentParent(i)] + links[(i-topSegments)%len(links)]
}

// blockSize is how many enterprises share a quota of products and supplies:
// small enough to compute on the way, so that no table of them is held.
const blockSize = 64

// block tells how many of total fall to each enterprise of one block, by
// weights drawn from a distribution. sums[i] counts those before the i-th.
func (g *Generated) block(purpose byte, b, total int, weights []int) (sums [blockSize + 1]int) {
	first := b * blockSize
	n := min(blockSize, g.params.Enterprises-first)
	lo, hi := upTo(total, g.params.Enterprises, first), upTo(total, g.params.Enterprises, first+n)
	d := roll(g.params.Seed, purpose, b)
	var cumulative [blockSize + 1]int
	for i := range n {
		cumulative[i+1] = cumulative[i] + weights[d.below(len(weights))]
	}
	for i := range sums {
		sums[i] = lo + (hi-lo)*cumulative[min(i, n)]/cumulative[n]
	}
	return sums
}

// enterprise is what the first source says of an enterprise in its bulk import.
type enterprise struct {
	number    int
	subject   graph.SubjectID
	place     int
	brand     string
	legalName string
	segment   int // of most of its products
	d         dice
}

func (g *Generated) enterprise(i int) enterprise {
	e := enterprise{number: i, subject: g.Enterprise(i), brand: brand(i), d: roll(g.params.Seed, 'f', i)}
	e.place = e.d.pick(placeWeights)
	e.segment = e.d.segment()
	e.legalName = places[e.place].name + e.brand + trades[e.d.below(len(trades))] + forms[e.d.pick(formWeights)]
	return e
}

var formWeights = cumulate([]int{80, 5, 15})

// hasCreditCode leaves some to be known by their legal name only.
func (e *enterprise) hasCreditCode() bool { return e.number%12 != 5 }

// bulk writes the first import of the first source.
func (g *Generated) bulk(p *pen) {
	p.row(graph.KindChain, g.id('c', 0), segmentTable, segmentSheet, 2)
	p.cell(graph.PropName, graph.Text(chainName))
	p.end()
	for i := range Segments {
		g.segmentRow(p, i)
	}
	for i, at := range places {
		p.row(graph.KindRegion, g.Region(i), regionTable, regionSheet, i+2)
		p.cell(graph.PropCode, graph.CodeValue(at.code))
		p.cell(graph.PropName, graph.Text(at.name))
		p.end()
	}
	var products, supplies [blockSize + 1]int
	for i := 0; i < g.params.Enterprises && !p.stopped; i++ {
		k := i % blockSize
		if k == 0 {
			products = g.block('q', i/blockSize, g.params.Products, productWeights)
			supplies = g.block('u', i/blockSize, g.supplies, supplyWeights)
		}
		e := g.enterprise(i)
		g.enterpriseRow(p, &e, supplies[k+1]-supplies[k])
		for n := products[k]; n < products[k+1]; n++ {
			g.productRow(p, &e, n)
		}
		for n := range share(g.raised, g.params.Enterprises, i) {
			g.fundingRow(p, &e, upTo(g.raised, g.params.Enterprises, i)+n)
		}
	}
}

func (g *Generated) segmentRow(p *pen, i int) {
	p.row(graph.KindSegment, g.Segment(i), segmentTable, segmentSheet, i+3)
	p.cell(graph.PropChain, graph.Text(chainName))
	p.cell(graph.PropCode, graph.Text(segmentCode(i)))
	p.cell(graph.PropName, graph.Text(segmentName(i)))
	p.edge(graph.EdgePartOf, false)
	if i < topSegments {
		p.ref(g.id('c', 0), graph.KindChain, p.key(graph.PropName, graph.Text(chainName)))
	} else {
		g.segmentRef(p, segmentParent(i))
		p.edge(graph.EdgeFeeds, false)
		for _, far := range [2]int{1, 11} { // downstream only, so nothing turns in a circle
			if i+far < Segments {
				g.segmentRef(p, i+far)
			}
		}
	}
	p.end()
}

func (g *Generated) segmentRef(p *pen, i int) {
	p.ref(g.Segment(i), graph.KindSegment,
		p.key(graph.PropChain, graph.Text(chainName)),
		p.key(graph.PropCode, graph.Text(segmentCode(i))))
}

func (g *Generated) enterpriseRow(p *pen, e *enterprise, supplies int) {
	d := e.d
	p.row(graph.KindEnterprise, e.subject, enterpriseTable, enterpriseSheet, e.number+2)
	p.cell(graph.PropLegalName, graph.Text(e.legalName))
	if e.hasCreditCode() {
		p.cell(graph.PropCreditCode, graph.Text(creditCode(e.number, places[e.place].code)))
	}
	if n := e.number / 250; e.number%250 == 0 && n < 4000 {
		p.cell(graph.PropStockCode, graph.Text(stockCode(n)))
	}
	if d.percent(30) {
		p.cell(graph.PropShortName, graph.Text(e.brand+"科技"))
	}
	if d.percent(10) {
		p.cell(graph.PropAliases, graph.Text(e.brand+"集团"), graph.Text(e.brand+"安全"))
	}
	p.cell(graph.PropStage, stages[d.pick(stageWeights)])
	p.cell(graph.PropKind, sorts[d.pick(sortWeights)])
	p.cell(graph.PropFounded, graph.DateValue(graph.Date{
		Year: int16(d.between(1995, 2023)), Month: uint8(d.between(1, 12)), Day: uint8(d.between(1, 28)),
	}))
	p.cell(graph.PropRegisteredCapital, capital(&d))
	if share(g.direct, g.params.Enterprises, e.number) > 0 {
		p.edge(graph.EdgeInSegment, false)
		for n := range share(g.direct, g.params.Enterprises, e.number) {
			g.segmentRef(p, topSegments+(e.segment-topSegments+n)%(Segments-topSegments))
		}
	}
	if share(g.located, g.params.Enterprises, e.number) > 0 {
		p.edge(graph.EdgeLocatedIn, false)
		at := places[e.place]
		p.ref(g.Region(e.place), graph.KindRegion, p.key(graph.PropCode, graph.CodeValue(at.code)))
	}
	if supplies = min(supplies, g.params.Enterprises-1); supplies > 0 {
		p.edge(graph.EdgeSupplies, false)
		for range supplies {
			customer := d.popular(g.params.Enterprises)
			for customer == e.number || p.refers(g.Enterprise(customer)) {
				customer = (customer + 1) % g.params.Enterprises
			}
			c := g.enterprise(customer)
			r := p.ref(c.subject, graph.KindEnterprise, p.key(graph.PropLegalName, graph.Text(c.legalName)))
			r.Qualifier = g.Segment(e.segment)
		}
	}
	p.end()

	p.row(graph.KindEnterprise, e.subject, enterpriseTable, enterpriseSheet, e.number+2)
	p.record.Period = "2023"
	p.cell(graph.PropLegalName, graph.Text(e.legalName))
	p.cell(graph.PropEmployees, headcount(&d))
	p.end()
}

func (g *Generated) productRow(p *pen, e *enterprise, n int) {
	d := roll(g.params.Seed, 't', n)
	p.row(graph.KindProduct, g.Product(n), productTable, productSheet, n+2)
	g.describeProduct(p, e, &d, n)
	if share(g.placed, g.params.Products, n) > 0 {
		at := e.segment
		if d.percent(30) {
			at = d.segment()
		}
		p.edge(graph.EdgeInSegment, false)
		g.segmentRef(p, at)
	}
	if parts := share(g.parts, g.params.Products, n); parts > 0 {
		p.edge(graph.EdgeComponentOf, false)
		for range parts {
			// Of a later product only, so nothing turns in a circle.
			if later := g.params.Products - n - 1; later > 0 {
				whole := n + 1 + d.popular(later)
				p.ref(g.Product(whole), graph.KindProduct, p.key(graph.PropName, graph.Text(g.productName(whole))))
			}
		}
	}
	p.end()
}

// describeProduct writes a product's own cells and who makes it.
func (g *Generated) describeProduct(p *pen, e *enterprise, d *dice, n int) {
	p.cell(graph.PropName, graph.Text(goodsName(e.brand, d, n)))
	p.cell(graph.PropKind, productKinds[d.pick(productKindWeights)])
	p.cell(graph.PropLaunched, graph.DateValue(graph.Date{Year: int16(d.between(2010, 2024)), Month: uint8(d.between(1, 12))}))
	p.edge(graph.EdgeMakes, true)
	p.ref(e.subject, graph.KindEnterprise, p.key(graph.PropLegalName, graph.Text(e.legalName)))
}

// goodsName names a product. Three in four have a name of their own, as
// measured; the others share one with other makers' products.
func goodsName(brand string, d *dice, n int) string {
	name := goods[d.below(len(goods))]
	if d.percent(73) {
		return brand + name + goodsEnd[n%len(goodsEnd)] + "-" + strconv.Itoa(n)
	}
	return name + "-" + strconv.Itoa(n%97)
}

func (g *Generated) productName(n int) string {
	d := roll(g.params.Seed, 't', n)
	return goodsName(brand(g.maker(n)), &d, n)
}

// maker returns the enterprise that makes product n.
func (g *Generated) maker(n int) int {
	p := g.params
	b := upTo(p.Enterprises, p.Products, n) / blockSize // off by one at most
	for {
		sums := g.block('q', b, p.Products, productWeights)
		switch {
		case n < sums[0]:
			b--
		case n >= sums[blockSize]:
			b++
		default:
			return b*blockSize + sort.SearchInts(sums[1:], n+1)
		}
	}
}

func (g *Generated) fundingRow(p *pen, e *enterprise, n int) {
	d := roll(g.params.Seed, 'm', n)
	p.row(graph.KindFundingEvent, g.id('v', n), fundingTable, fundingSheet, n+2)
	p.cell(graph.PropRound, rounds[d.below(len(rounds))])
	p.cell(graph.PropDate, graph.DateValue(graph.Date{Year: int16(d.between(2015, 2024)), Month: uint8(d.between(1, 12))}))
	p.cell(graph.PropAmount, capital(&d))
	p.edge(graph.EdgeRaised, true)
	p.ref(e.subject, graph.KindEnterprise, p.key(graph.PropLegalName, graph.Text(e.legalName)))
	p.end()
}

// second writes the import of the second source.
func (g *Generated) second(p *pen) {
	for i := 0; i < g.params.Enterprises && !p.stopped; i++ {
		subject, ok := g.Second(i)
		if !ok {
			continue
		}
		e := g.enterprise(i)
		d := roll(g.params.Seed, 'b', i)
		p.row(graph.KindEnterprise, subject, enterpriseTable, 0, i+2)
		p.cell(graph.PropLegalName, graph.Text(e.legalName))
		if e.hasCreditCode() && d.percent(90) {
			p.cell(graph.PropCreditCode, graph.Text(creditCode(i, places[e.place].code)))
		}
		p.cell(graph.PropShortName, graph.Text(e.brand))
		p.cell(graph.PropStage, stages[d.pick(stageWeights)])
		p.cell(graph.PropRegisteredCapital, capital(&d))
		p.end()

		p.row(graph.KindEnterprise, subject, enterpriseTable, 0, i+2)
		p.record.Period = "2023"
		p.cell(graph.PropLegalName, graph.Text(e.legalName))
		p.cell(graph.PropEmployees, headcount(&d))
		p.end()
	}
}

// pen writes records into memory that it uses again.
type pen struct {
	yield   func(graph.Assertion, error) bool
	stopped bool

	record graph.Record
	cells  []graph.Cell
	edges  []graph.EdgeCell
	starts []int // of each edge's refs in refs
	refs   []graph.Ref
	keys   []graph.Cell
	values []graph.Value
}

// put hands an assertion over, unless the reader has stopped.
func (p *pen) put(a graph.Assertion) {
	if !p.stopped {
		p.stopped = !p.yield(a, nil)
	}
}

// row begins a record; cell, edge and ref fill it, end hands it over.
func (p *pen) row(kind graph.Kind, s graph.SubjectID, table string, sheet, row int) {
	p.record = graph.Record{RecordKey: graph.RecordKey{Subject: s, Table: table}, Kind: kind, Sheet: sheet, Row: row}
	p.cells, p.edges, p.starts = p.cells[:0], p.edges[:0], p.starts[:0]
	p.refs, p.keys, p.values = p.refs[:0], p.keys[:0], p.values[:0]
}

func (p *pen) cell(property string, values ...graph.Value) {
	p.cells = append(p.cells, graph.Cell{Property: property, Values: p.keep(values...)})
}

// keep returns a copy of values in the pen's memory.
func (p *pen) keep(values ...graph.Value) []graph.Value {
	start := len(p.values)
	p.values = append(p.values, values...)
	return p.values[start:len(p.values):len(p.values)]
}

// edge begins an edge cell, which the following references belong to.
func (p *pen) edge(edgeType string, incoming bool) {
	p.edges = append(p.edges, graph.EdgeCell{Type: edgeType, Incoming: incoming})
	p.starts = append(p.starts, len(p.refs))
}

// ref refers to a subject by a key as printed. The Ref is valid until the next.
func (p *pen) ref(s graph.SubjectID, kind graph.Kind, key ...graph.Cell) *graph.Ref {
	start := len(p.keys)
	p.keys = append(p.keys, key...)
	p.refs = append(p.refs, graph.Ref{Subject: s, Kind: kind, Keys: p.keys[start:len(p.keys):len(p.keys)]})
	return &p.refs[len(p.refs)-1]
}

// key returns a cell of a printed key.
func (p *pen) key(property string, v graph.Value) graph.Cell {
	return graph.Cell{Property: property, Values: p.keep(v)}
}

// refers reports whether the edge cell begun last refers to s already.
func (p *pen) refers(s graph.SubjectID) bool {
	return slices.ContainsFunc(p.refs[p.starts[len(p.starts)-1]:], func(r graph.Ref) bool { return r.Subject == s })
}

func (p *pen) end() {
	for i := range p.edges {
		end := len(p.refs)
		if i+1 < len(p.edges) {
			end = p.starts[i+1]
		}
		p.edges[i].Refs = p.refs[p.starts[i]:end:end]
	}
	p.edges = slices.DeleteFunc(p.edges, func(e graph.EdgeCell) bool { return len(e.Refs) == 0 })
	slices.SortFunc(p.cells, func(a, b graph.Cell) int { return cmp.Compare(a.Property, b.Property) })
	slices.SortFunc(p.edges, func(a, b graph.EdgeCell) int { return cmp.Compare(a.Type, b.Type) })
	p.record.Cells, p.record.Edges = p.cells, p.edges
	p.put(&p.record)
}
