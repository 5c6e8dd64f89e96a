package mapping

import (
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// doubtPeriod tells which period figures are of whose header does not say it in
// numbers, and by which rule.
func (b *builder) doubtPeriod(c *Column, p *graph.PropertyDecl, period string, rule graph.Label) {
	b.addDoubt(periodDoubt(c, p, period, rule))
}

func periodDoubt(c *Column, p *graph.PropertyDecl, period string, rule graph.Label) Doubt {
	return Doubt{Column: c.Number, Header: c.Header, Problem: graph.Problem{Code: graph.ProblemPeriod, Of: p.Name, Kept: true,
		Reason: graph.Label{Zh: "“" + c.Header + "”没有写明期间，读作 " + period + " 的“" + p.Label.Zh + "”：" + rule.Zh,
			En: "“" + c.Header + "” does not say its period, and is read as “" + p.Label.En + "” of " + period + ": " + rule.En},
		Cure: graph.Label{Zh: "若是别的期间，请在表头写明，如 " + period + "年" + p.Label.Zh,
			En: "if it is another period, say it in the header, such as " + p.Label.En + " " + period}}}
}

// DoubtPeriods tells of the figures of a table that a person wrote, or mended, which
// are of one period that no header says in numbers.
func DoubtPeriods(voc *graph.Vocabulary, t *Table, headers Headers, date graph.Date) []Doubt {
	var all []Doubt
	for i := range t.Records {
		rec := &t.Records[i]
		kind := voc.Kind(rec.Kind)
		if rec.Period == nil || rec.Period.Constant == "" || kind == nil {
			continue
		}
		for j := range rec.Set {
			p := kind.Property(rec.Set[j].Name)
			if p == nil || !p.Periodic {
				continue
			}
			for _, name := range rec.Set[j].Expr.Columns {
				at := slices.IndexFunc(headers, func(h Header) bool { return h.Column == headers.Find(name) })
				if at < 0 {
					continue
				}
				if rule, doubtful := periodRule(headers[at], rec.Period.Constant, date); doubtful {
					all = append(all, periodDoubt(&Column{Number: headers[at].Column, Header: headers[at].Text()}, p, rec.Period.Constant, rule))
				}
			}
		}
	}
	return all
}

// periodRule tells by which rule figures below a header are of a period that a
// mapping names; it is not doubtful if the header says so in numbers.
func periodRule(h Header, period string, date graph.Date) (rule graph.Label, doubtful bool) {
	for _, v := range variants(h, date) {
		switch {
		case v.period != period:
		case v.told == "":
			return rule, false
		default:
			return countedFrom(v.told, date), true
		}
	}
	return graph.Labelf("映射这样写", "the mapping says so"), true
}

// countedFrom is the rule of a year that is told by the data date.
func countedFrom(told string, date graph.Date) graph.Label {
	return graph.Labelf("“%[1]s”从数据日期 %[2]v 算起", "“%[1]s” is counted from the data date, %[2]v", told, date)
}
