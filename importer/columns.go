package importer

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Column is what is read from one column of a table, so that a person who looks at
// it with some of its cells can say what else it means: see [mapping.Choice].
type Column struct {
	Number int        // from 1
	Header string     // as found
	Kind   graph.Kind // that the records describe which read it
	// Means is the name of a [mapping.Meaning] or one of its constants; "" if
	// nothing reads the column.
	Means   string
	Label   graph.Label // of what it means; the name itself where a mapping says more than a column can be chosen to mean
	Why     graph.Label // how that was found; blank if the mapping says so
	Chosen  bool        // a person chose it
	Samples []string    // some of its cells, each once
	// Units are those of which one can be chosen, of amounts; Unit is in which they
	// are read, "" if nothing says so. Orders and Order are so of dates.
	Units, Orders []string `json:"-"`
	Unit, Order   string   `json:"-"`
}

// The units of amounts that a person is offered, and the orders of dates: see
// [mapping.Choice], which takes others, too.
var (
	offeredUnits  = []string{"元", "万元", "百万元", "亿元", "美元", "万美元", "百万美元"}
	offeredOrders = []string{"ymd", "mdy", "dmy"}
)

// tellReading says how the numbers or the dates of a column are read.
func (c *Column) tellReading(p *plan) {
	of := func(all []propertyPlan) {
		for i := range all {
			x := &all[i]
			if x.expr == nil || x.firstColumn() != c.Number {
				continue
			}
			switch x.decl.Type {
			case graph.TypeMoney:
				c.Units, c.Unit = offeredUnits, x.unit
			case graph.TypeDate:
				c.Orders, c.Order = offeredOrders, x.order
			}
		}
	}
	for i := range p.records {
		of(p.records[i].set)
		for j := range p.records[i].edges {
			of(p.records[i].edges[j].attributes)
		}
	}
}

// maxColumns bounds how many columns of a table are told, maxSamples how many
// cells of each, and maxSample how many characters of a cell.
const (
	maxColumns = 200
	maxSamples = 3
	maxSample  = 40
)

// choose takes the choices into the mapping, which is not changed for others.
func (o *Options) choose() error {
	if len(o.Choices) == 0 && len(o.Amendments) == 0 {
		return nil
	}
	for i := range o.Choices {
		if err := o.Choices[i].Check(o.Vocabulary); err != nil {
			return err
		}
	}
	m := mapping.Mapping{Version: mapping.Version}
	if o.Mapping != nil {
		m = *o.Mapping
	}
	m.Choices = o.Choices
	o.Mapping = &m
	return nil
}

// tellColumns lists the columns of a table that has been added: of one that was
// recognised, with what was found of each; with cells from among some rows.
func (im *run) tellColumns(t *sheetTable, found []mapping.Column, rows []table.Row) {
	p := t.plan
	if len(p.records) == 0 {
		return
	}
	kind := p.records[0].kind.Kind
	uses := p.table.Uses(im.opts.Vocabulary, p.headers)
	meanings := map[graph.Kind]map[string]graph.Label{}
	for _, h := range p.headers {
		if h.Column < t.firstColumn || t.lastColumn > 0 && h.Column > t.lastColumn {
			continue
		}
		if len(t.report.Columns) == maxColumns {
			t.report.MoreColumns++
			continue
		}
		c := Column{Number: h.Column, Header: h.Text(), Kind: kind, Means: uses[h.Column].Means}
		if k := uses[h.Column].Kind; k != "" {
			c.Kind = k
		}
		if i := slices.IndexFunc(found, func(f mapping.Column) bool { return f.Number == h.Column }); i >= 0 {
			f := &found[i]
			c.Why, c.Chosen = f.Why, f.Chosen
			switch f.Role {
			case mapping.RoleCurrency:
				c.Means = mapping.MeansCurrency
			case mapping.RoleUnused:
				c.Means = mapping.MeansNothing
			}
		} else if m := im.opts.Mapping; m != nil {
			c.Chosen = slices.ContainsFunc(m.Choices, func(x mapping.Choice) bool {
				return x.Document == t.report.Document && x.Sheet == t.report.Sheet && x.Header == t.report.Header && x.Column == h.Column
			})
		}
		if meanings[c.Kind] == nil {
			meanings[c.Kind] = im.meaningLabels(c.Kind)
		}
		plain, _, _ := strings.Cut(c.Means, ",") // without what a mapping says of the edge beside it
		for _, means := range []string{c.Means, plain} {
			if label, ok := meanings[c.Kind][means]; ok && c.Label == (graph.Label{}) {
				c.Means, c.Label = means, label
			}
		}
		if c.Label == (graph.Label{}) {
			c.Label = graph.Label{Zh: c.Means, En: c.Means}
		}
		c.Samples = samplesOf(rows, t.report.Header, h.Column)
		c.tellReading(p)
		t.report.Columns = append(t.report.Columns, c)
	}
}

// meaningLabels are what people call what columns of a kind's tables mean.
func (im *run) meaningLabels(kind graph.Kind) map[string]graph.Label {
	all := map[string]graph.Label{
		mapping.MeansNothing:  {Zh: "不读取", En: "not read"},
		mapping.MeansCurrency: {Zh: "金额的币种", En: "currency of the amounts"},
		"":                    {Zh: "未识别", En: "not recognised"},
	}
	for _, m := range mapping.Meanings(im.opts.Vocabulary, kind) {
		all[m.Means] = m.Label
	}
	return all
}

// samplesOf returns some of the cells of a column below a row, as they are printed.
func samplesOf(rows []table.Row, below, column int) []string {
	var out []string
	for i := range rows {
		if rows[i].Number <= below {
			continue
		}
		text := sampleOf(rows[i].Cell(column).Text)
		if text == "" {
			continue
		}
		if !slices.Contains(out, text) {
			if out = append(out, text); len(out) == maxSamples {
				break
			}
		}
	}
	return out
}

// sampleOf is a cell's text on one line, shortened.
func sampleOf(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > maxSample {
		text = string(r[:maxSample-1]) + "…"
	}
	return text
}
