package gather

import (
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// part is a figure of a half or of a quarter.
type part struct {
	period graph.Period
	figure growth.Figure
}

// flows are the figures of which the parts of a year add up to it.
var flows = []string{graph.PropRevenue, "mainRevenue", "securityRevenue", "overseasRevenue", "netProfit", "profitTotal", "taxPaid", graph.PropRDSpend}

// number reads a figure: of a year, or of a part of one.
func (r *reading) number(p *memory.Property, parts map[string][]part) {
	period, err := graph.ParsePeriod(p.Period)
	if err != nil {
		return // of no known year, which no list asks for
	}
	f, ok := r.figure(p)
	switch {
	case !ok:
	case period.Unit == graph.PeriodYear:
		f.Year = period.Year
		r.add(p.Name, f)
	case slices.Contains(flows, p.Name):
		parts[p.Name] = append(parts[p.Name], part{period, f})
	}
}

// add adds a figure to its series.
func (r *reading) add(name string, f growth.Figure) {
	for i := range r.e.Series {
		s := &r.e.Series[i]
		if s.Name != name {
			continue
		}
		at, there := slices.BinarySearchFunc(s.Figures, f.Year, func(g growth.Figure, year int16) int { return int(g.Year) - int(year) })
		if !there {
			s.Figures = slices.Insert(s.Figures, at, f)
		}
		return
	}
	r.e.Series = append(r.e.Series, growth.Series{Name: name, Figures: []growth.Figure{f}})
}

// figure makes a figure of what is said of a property: of the winner, with what
// all say where they disagree.
func (r *reading) figure(p *memory.Property) (growth.Figure, bool) {
	statements := append([]memory.Statement{p.Winner}, p.Alternatives...)
	if p.Winner.Value.IsZero() {
		return growth.Figure{}, false // all that is said is denied
	}
	if p.Winner.Pin {
		statements = statements[:1] // a curator has settled it
	}
	f := growth.Figure{From: int32(len(r.e.Sources))}
	// The best that tells a number; nobody may.
	told := slices.IndexFunc(statements, func(s memory.Statement) bool { return !undisclosed(s.Value) })
	best := statements[max(told, 0)].Value
	f.Low, f.High, f.Currency = best.Number, best.High, growth.CurrencyOf(best.Currency)
	if best.Type == graph.TypeMoney {
		f.Bound = best.Bound
	}
	spread := &growth.Spread{}
	first, differ := true, false
	for i := range statements {
		v := statements[i].Value
		r.source(&statements[i])
		if undisclosed(v) {
			continue
		}
		low, high := v.Number, v.Number
		if v.Bound == graph.BoundRange {
			high = v.High
		}
		if v != best && (v.Number != best.Number || v.High != best.High || v.Bound != best.Bound || v.Currency != best.Currency) {
			differ = true
		}
		spread.Open = spread.Open || v.Bound == graph.BoundAtLeast
		spread.Mixed = spread.Mixed || v.Currency != best.Currency
		if first || low.Compare(spread.Low) < 0 {
			spread.Low = low
		}
		if first || high.Compare(spread.High) > 0 {
			spread.High = high
		}
		first = false
	}
	f.To = int32(len(r.e.Sources))
	if differ {
		f.Spread = spread
	}
	return f, true
}

func undisclosed(v graph.Value) bool {
	return v.IsZero() || v.Type == graph.TypeMoney && v.Bound == graph.BoundUndisclosed
}

// years adds up the parts of years that are known in no other way: two halves, or
// four quarters, all exact and in one currency.
func (r *reading) years(parts map[string][]part) {
	for _, name := range flows {
		byYear := map[int16]map[graph.Period]growth.Figure{}
		for _, p := range parts[name] {
			if byYear[p.period.Year] == nil {
				byYear[p.period.Year] = map[graph.Period]growth.Figure{}
			}
			byYear[p.period.Year][p.period] = p.figure
		}
		for year, known := range byYear {
			for _, unit := range []struct {
				unit graph.PeriodUnit
				n    uint8
			}{{graph.PeriodHalf, 2}, {graph.PeriodQuarter, 4}} {
				if f, ok := sum(known, year, unit.unit, unit.n); ok {
					r.add(name, f)
					break
				}
			}
		}
	}
}

// sum adds up the parts of a year.
func sum(known map[graph.Period]growth.Figure, year int16, unit graph.PeriodUnit, n uint8) (growth.Figure, bool) {
	total := growth.Figure{Year: year, Derived: true}
	for k := uint8(1); k <= n; k++ {
		f, ok := known[graph.Period{Year: year, Unit: unit, Part: k}]
		if !ok || f.Bound != graph.BoundExact || f.Spread != nil || k > 1 && f.Currency != total.Currency {
			return growth.Figure{}, false
		}
		low, err := total.Low.Add(f.Low)
		if err != nil {
			return growth.Figure{}, false
		}
		if k == 1 {
			total.From, total.Currency = f.From, f.Currency
		}
		total.Low, total.To = low, f.To
	}
	return total, true
}
