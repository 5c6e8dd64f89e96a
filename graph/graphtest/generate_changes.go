package graphtest

import (
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
)

// mostItems is how many assertions a small batch has at most.
const mostItems = 20

// edition writes a small import of the first source: a newer row of the hot
// enterprise, and up to 19 rows of others, of products and of new products.
func (g *Generated) edition(p *pen, i int) {
	d := roll(g.params.Seed, 'i', i)
	hot := g.enterprise(g.hot())
	p.row(graph.KindEnterprise, hot.subject, enterpriseTable, enterpriseSheet, hot.number+2)
	g.updateEnterprise(p, &hot, &d)
	taken := map[int]bool{hot.number: true} // one row a record in a batch
	for n := range d.below(mostItems) {
		e := g.enterprise(d.below(g.params.Enterprises))
		switch what := d.below(10); {
		case what < 5 && !taken[e.number]:
			taken[e.number] = true
			p.row(graph.KindEnterprise, e.subject, enterpriseTable, enterpriseSheet, e.number+2)
			g.updateEnterprise(p, &e, &d)
		case what < 7 && g.params.Products > 0:
			product := d.below(g.params.Products)
			if taken[-1-product] {
				continue
			}
			taken[-1-product] = true
			g.relaunch(p, product, &d)
		default:
			number := g.params.Products + i*mostItems + n
			own := roll(g.params.Seed, 't', number)
			p.row(graph.KindProduct, g.Product(number), productTable, productSheet, number+2)
			g.describeProduct(p, &e, &own, number)
			p.edge(graph.EdgeInSegment, false)
			g.segmentRef(p, e.segment)
			p.end()
		}
	}
}

// updateEnterprise fills and ends a row begun for an enterprise: of its
// figures, one is new, and now and then another is cleared or unreadable.
func (g *Generated) updateEnterprise(p *pen, e *enterprise, d *dice) {
	p.cell(graph.PropLegalName, graph.Text(e.legalName))
	p.cell(graph.PropStage, stages[d.pick(stageWeights)])
	switch d.below(20) {
	case 0:
		p.cells = append(p.cells, graph.Cell{Property: graph.PropRegisteredCapital, State: graph.CellEmpty})
	case 1:
		p.cells = append(p.cells, graph.Cell{Property: graph.PropRegisteredCapital, State: graph.CellBad, Bad: "约若干万"})
	default:
		p.cell(graph.PropRegisteredCapital, capital(d))
	}
	p.end()
}

// relaunch writes a newer row of a product.
func (g *Generated) relaunch(p *pen, n int, d *dice) {
	e := g.enterprise(g.maker(n))
	p.row(graph.KindProduct, g.Product(n), productTable, productSheet, n+2)
	p.cell(graph.PropName, graph.Text(g.productName(n)))
	p.cell(graph.PropLaunched, graph.DateValue(graph.Date{Year: 2024, Month: uint8(d.between(1, 12))}))
	p.edge(graph.EdgeMakes, true)
	p.ref(e.subject, graph.KindEnterprise, p.key(graph.PropLegalName, graph.Text(e.legalName)))
	p.end()
}

// curate writes a small batch of the curator: a pin on the hot enterprise, and
// up to 19 judgements, pins and denials about others.
func (g *Generated) curate(p *pen, i int) {
	d := roll(g.params.Seed, 'k', i)
	website := func(at int) *graph.Value {
		v := graph.Text("https://www.example.com/" + brand(g.hot()) + "/" + strconv.Itoa(at))
		return &v
	}
	pin := &graph.Pin{Subjects: []graph.SubjectID{g.Hot()}, Property: graph.PropWebsite, Value: website(i)}
	if i > 5 {
		pin.Seen = website(i - 5) // the curator's last word, unless that was revoked
	}
	p.put(pin)
	taken := map[int]bool{g.hot(): true}
	for range d.below(mostItems) {
		number := d.below(g.params.Enterprises)
		if taken[number] {
			continue
		}
		taken[number] = true
		e := g.enterprise(number)
		second, known := g.Second(number)
		switch what := d.below(10); {
		case what < 3 && known: // at odds with what their keys say, or in accord
			verdict := graph.Different
			if d.percent(50) {
				verdict = graph.Same
			}
			p.put(&graph.Judge{A: e.subject, B: second, Verdict: verdict})
		case what < 4:
			p.put(&graph.Judge{A: e.subject, B: g.Enterprise(d.below(g.params.Enterprises)), Verdict: graph.Undecided})
		case what < 5:
			if other := d.below(g.params.Enterprises); other != number {
				p.put(&graph.Judge{A: e.subject, B: g.Enterprise(other), Verdict: graph.Different})
			}
		case what < 8:
			v := stages[d.pick(stageWeights)]
			p.put(&graph.Pin{Subjects: g.members(&e), Property: graph.PropStage, Value: &v})
		default:
			p.put(&graph.Deny{Subjects: g.members(&e), Property: graph.PropKind, Value: sorts[d.pick(sortWeights)]})
		}
	}
}

// members returns the subjects that state the enterprise in the bulk imports.
func (g *Generated) members(e *enterprise) []graph.SubjectID {
	members := []graph.SubjectID{e.subject}
	if second, ok := g.Second(e.number); ok {
		members = append(members, second)
	}
	return members
}
