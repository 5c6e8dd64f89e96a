package mapping

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
	"github.com/chainatlas/chainatlas/importer/cell"
	"github.com/chainatlas/chainatlas/importer/table"
)

// builder makes a table's mapping of a reading.
type builder struct {
	r           *recogniser
	f           *Found
	x           *reading
	titlePeriod string // the one period that the title or the sheet's name tells
	titleUnit   string // of amounts, from a line such as 单位：万元 above the headers
}

// readTitle reads what stands above the headers.
func (b *builder) readTitle(above []table.Row) {
	periods := map[string]bool{}
	for i := range above {
		for _, c := range above[i].Cells {
			if c.Kind != table.Text || len(c.Text) > 200 {
				continue
			}
			if _, p := cutPeriod(c.Text); p != "" && !strings.Contains(c.Text, "日期") && !strings.Contains(c.Text, "时间") {
				periods[p] = true
				b.titlePeriod = p
			}
			if m := unitLine.FindStringSubmatch(c.Text); m != nil {
				if _, unit := cell.CutUnit("金额(" + strings.TrimSpace(m[1]) + ")"); unit != "" {
					b.titleUnit = unit
				}
			}
		}
	}
	switch len(periods) {
	case 0:
		_, b.titlePeriod = cutPeriod(b.r.sheet)
	case 1:
	default:
		b.titlePeriod = ""
	}
}

// unitLine is a line that tells the unit of a table's amounts.
var unitLine = regexp.MustCompile(`(?i)(?:金额单位|货币单位|计量单位|单位|unit)\s*[:：]\s*([^,，;；|（）()]{1,20})\s*[)）]?\s*$`)

// note adds a note, each once.
func (b *builder) note(l graph.Label) {
	if !slices.Contains(b.f.Notes, l) {
		b.f.Notes = append(b.f.Notes, l)
	}
}

func (b *builder) table() Table {
	t := Table{HeaderFirst: b.f.HeaderFirst, HeaderLast: b.f.HeaderLast}
	if b.x.auto != nil {
		t = *b.x.auto
		t.Auto, t.Records = false, nil
		t.HeaderFirst, t.HeaderLast = b.f.HeaderFirst, b.f.HeaderLast
	}
	if b.r.sheet != "" {
		t.Sheet = globOf(b.r.sheet)
	} else {
		t.File = globOf(b.r.document)
	}
	for i := range b.f.Columns {
		if c := &b.f.Columns[i]; c.Role == RoleUnused && !slices.Contains(t.Ignore, c.Name) {
			t.Ignore = append(slices.Clip(t.Ignore), c.Name)
		}
	}
	base, periods := b.records()
	b.settleDoubts()
	t.Records = append([]Record{base}, periods...)
	if b.x.auto != nil {
		t.Records = b.merge(t.Records)
	}
	return t
}

// merge adds what was recognised to the records that the mapping names.
func (b *builder) merge(found []Record) []Record {
	given := b.x.auto.Records
	if len(given) == 0 {
		return found
	}
	first := given[0]
	first.Set, first.Edges = slices.Clone(first.Set), slices.Clone(first.Edges)
	for _, p := range found[0].Set {
		if !slices.ContainsFunc(first.Set, func(q Property) bool { return q.Name == p.Name }) {
			first.Set = append(first.Set, p)
		}
	}
	first.Edges = append(first.Edges, found[0].Edges...)
	for i := range found[1:] {
		for _, p := range first.Set {
			if keyPart(b.x.kind, p.Name) && !slices.ContainsFunc(found[i+1].Set, func(q Property) bool { return q.Name == p.Name }) {
				found[i+1].Set = append(found[i+1].Set, p)
			}
		}
	}
	return slices.Concat([]Record{first}, given[1:], found[1:])
}

// records returns the record of the subject itself, and one for each period
// that the table has figures of.
func (b *builder) records() (base Record, periods []Record) {
	kind := b.x.kind.Kind
	base = Record{Kind: kind}
	defaultPeriod := b.r.m.Defaults[kind][DefaultPeriod]
	periodColumn := slices.IndexFunc(b.f.Columns, func(c Column) bool { return c.Role == RolePeriod })
	figures := map[string][]Property{} // by period; "" is that of the column
	var order []string
	done := map[string]bool{}
	undated := false
	for i := range b.f.Columns {
		c := &b.f.Columns[i]
		if c.Role != RoleProperty || done[c.Property+"|"+c.Period] {
			continue
		}
		done[c.Property+"|"+c.Period] = true
		p := Property{c.Property, b.expr(b.columnsOf(RoleProperty, c), c.means.property)}
		if !c.means.property.Periodic {
			base.Set = append(base.Set, p)
			continue
		}
		period := c.Period
		if c.means.told != "" && period != unknownPeriod {
			b.doubtPeriod(c, c.means.property, period, countedFrom(c.means.told, b.r.m.DataDate))
		}
		if period == unknownPeriod || period == "" && periodColumn < 0 {
			switch {
			case period == unknownPeriod:
				undated = true
				b.leaveOut(c, graph.Labelf("是“%[1]s”，但没有数据日期，不知“%[3]s”是哪一年", "it is “%[2]s”, but without a data date nobody knows which year “%[3]s” is",
					c.means.property.Label.Zh, c.means.property.Label.En, c.means.told))
				continue
			case b.titlePeriod != "":
				period = b.titlePeriod
				b.doubtPeriod(c, c.means.property, period, graph.Labelf("取自表名或标题", "that of the title or of the sheet's name"))
			case defaultPeriod != "":
				period = defaultPeriod
			default:
				// It would be another figure without its period.
				undated = true
				b.leaveOut(c, graph.Labelf("是“%[1]s”，但不知是哪一期", "it is “%[2]s”, but of which period?", c.means.property.Label.Zh, c.means.property.Label.En))
				continue
			}
		}
		if figures[period] == nil {
			order = append(order, period)
		}
		figures[period] = append(figures[period], p)
	}
	if undated {
		b.note(graph.Labelf("没有年份，故未导入：按期间统计的数据需要年份列、表头中的年份，或映射文件中的 defaults: {%[1]s: {period: …}}",
			"no year, so they are left out: figures of periods need a column of years, years in their headers, or defaults: {%[1]s: {period: …}} in a mapping file", string(kind)))
	}
	if b.titlePeriod != "" && figures[b.titlePeriod] != nil && periodColumn < 0 {
		b.note(graph.Labelf("期间 %s 取自表名或标题", "the period %s is that of the title or of the sheet's name", b.titlePeriod))
	}
	b.defaults(&base)
	base.Edges = b.edges(periodColumn)
	slices.SortStableFunc(order, func(p, q string) int {
		return cmp.Or(compareBool(q == "", p == ""), cmp.Compare(p, q))
	})
	for _, period := range order {
		e := Expr{Constant: period}
		if period == "" {
			e = Expr{Columns: []string{b.f.Columns[periodColumn].Name}}
		}
		rec := Record{Kind: kind, Period: &e}
		for _, p := range base.Set {
			if keyPart(b.x.kind, p.Name) {
				rec.Set = append(rec.Set, p)
			}
		}
		rec.Set = append(rec.Set, figures[period]...)
		for _, edge := range base.Edges {
			if keyEdge(b.x.kind, edge.Type) {
				edge.Attributes = nil
				rec.Edges = append(rec.Edges, edge)
			}
		}
		periods = append(periods, rec)
	}
	return base, periods
}

// leaveOut takes its meaning from a column, and from those that fill its blanks.
func (b *builder) leaveOut(c *Column, why graph.Label) {
	for i := range b.f.Columns {
		if d := &b.f.Columns[i]; d == c || d.Role == RoleSpare && d.For == c.Number {
			d.Role, d.For, d.Why = RoleUnknown, 0, why
		}
	}
}

// addDoubt adds a doubt, of each kind one for a column.
func (b *builder) addDoubt(d Doubt) {
	if !slices.ContainsFunc(b.f.Doubts, func(e Doubt) bool { return e.Column == d.Column && e.Problem.Code == d.Problem.Code }) {
		b.f.Doubts = append(b.f.Doubts, d)
	}
}

// defaults adds what the mapping says where no column does.
func (b *builder) defaults(rec *Record) {
	kind := b.x.kind.Kind
	for _, name := range sortedKeys(b.r.m.Defaults[kind]) {
		p := b.x.kind.Property(name)
		if p == nil || p.Periodic {
			continue
		}
		value := b.r.m.Defaults[kind][name]
		if i := slices.IndexFunc(rec.Set, func(q Property) bool { return q.Name == name }); i >= 0 {
			if rec.Set[i].Expr.Default == "" {
				rec.Set[i].Expr.Default = value
			}
			continue
		}
		rec.Set = append(rec.Set, Property{name, Expr{Constant: value}})
		b.note(graph.Labelf("“%[1]s”取默认值 %[2]s", "“%[3]s” is %[2]s by default", p.Label.Zh, yamlfile.Quote(value), p.Label.En))
	}
}

// columnsOf are the columns that say the same as one of them: itself and those
// that fill its blanks, of a set all that mean it, of a region all that name it.
func (b *builder) columnsOf(role Role, c *Column) []*Column {
	all := []*Column{c}
	together := c.means.property.Set && role == RoleProperty || c.means.property.List == graph.ListRegion
	for i := range b.f.Columns {
		d := &b.f.Columns[i]
		switch {
		case d == c:
		case d.Role == RoleSpare && d.For == c.Number:
			all = append(all, d)
		case together && d.Role == role && d.Edge == c.Edge && d.Other == c.Other && d.Property == c.Property && d.group == c.group:
			all = append(all, d)
		}
	}
	slices.SortStableFunc(all[1:], func(p, q *Column) int { return cmp.Compare(p.means.rank, q.means.rank) })
	return all
}

// expr is how some columns give a value of a property.
func (b *builder) expr(all []*Column, p *graph.PropertyDecl) Expr {
	if p.List == graph.ListRegion && len(all) > 1 {
		return b.region(all)
	}
	e := Expr{}
	for _, c := range all {
		e.Columns = append(e.Columns, c.Name)
	}
	if numeric(p) {
		e.Unit = all[0].Unit
	}
	if p.Type == graph.TypeMoney {
		b.currency(&e, all)
	}
	if r := all[0].means.remark; r != "" && numeric(p) && e.Unit == "" && !looksLikeUnit(r) {
		b.note(graph.Labelf("“%s”的括注 %s 没有当作单位", "the remark %[2]s of “%[1]s” is not taken for a unit", all[0].Header, r))
	}
	if e.Unit == "" && p.Type == graph.TypeMoney && b.titleUnit != "" {
		e.Unit = b.titleUnit
		b.note(graph.Labelf("“%s”的单位取自表上方：%s", "the unit of “%s” is that above the headers: %s", all[0].Header, b.titleUnit))
	}
	if e.Unit == "" && e.Join == "" && numeric(p) {
		b.doubt(all[0], p)
	}
	switch {
	case p.Set:
		e.Split = b.separators(all)
		if len(all) > 1 {
			e.Join = "、"
		}
	case len(all) > 1:
		e.First = true
	}
	if p.Type == graph.TypeDate {
		e.Order = cmp.Or(all[0].order, b.dateOrder(all))
	}
	return e
}

// doubt tells of a column without a unit if its header seems to name one, or if
// its amounts are so small that they may be in 万元. An import tells, too, of each
// column whose amounts were read without a unit, and how many they are.
func (b *builder) doubt(c *Column, p *graph.PropertyDecl) {
	d := Doubt{Column: c.Number, Header: c.Header, Problem: graph.Problem{Code: graph.ProblemType, Of: p.Name, Kept: true}}
	if p.Type == graph.TypeMoney {
		d.Problem.Code = graph.ProblemMoney
	}
	switch r := c.means.remark; {
	case looksLikeUnit(r):
		d.Problem.Reason = graph.Labelf("“%s”中的 %s 像是单位，但无法识别；数字按原样读入", "in “%s”, %s looks like a unit and cannot be read; the numbers are taken as they stand", c.Header, r)
		d.Problem.Cure = graph.Labelf("请在表头改写单位，如（万元）、（亿元）、（USD m），或在映射中写明 unit", "write the unit in the header, such as (万元) or (USD m), or say unit in a mapping")
	case p.Type == graph.TypeMoney && p.Unit != "" && b.x.smallAmounts(c.Number):
		d.NoUnit = true
		unit := graph.Label{Zh: p.Unit, En: p.Unit}
		if p.Unit == "CNY" {
			unit = graph.Label{Zh: "元", En: "yuan (CNY 1)"}
		}
		d.Problem.Reason = graph.Labelf("“%[1]s”没有写单位，按%[2]s读入", "“%[1]s” gives no unit; its numbers are read as %[3]s", c.Header, unit.Zh, unit.En)
		d.Problem.Cure = graph.Labelf("请在表头写明单位，如 %[1]s（万元）；若确为元，请写（元）", "write the unit in the header, such as %[1]s (万元), or (元) if they are yuan", c.Header)
	default:
		return
	}
	b.addDoubt(d)
}

// settleDoubts drops the doubts about columns that turned out to be left out,
// and makes notes of the others.
func (b *builder) settleDoubts() {
	b.f.Doubts = slices.DeleteFunc(b.f.Doubts, func(d Doubt) bool {
		return slices.ContainsFunc(b.f.Columns, func(c Column) bool { return c.Number == d.Column && c.Role == RoleUnknown })
	})
	for _, d := range b.f.Doubts {
		if d.Problem.Code != graph.ProblemPeriod { // the columns and a note tell of these
			b.note(d.Problem.Reason)
		}
	}
}

// smallAmounts reports whether the sample has bare numbers in a column, none of
// them as large as amounts in yuan usually are.
func (x *reading) smallAmounts(column int) bool {
	some := false
	x.cells(column, func(s string) bool {
		n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(s), ",", ""), 64)
		if err == nil && n != 0 {
			some = math.Abs(n) < 1e6
			return some
		}
		return true
	})
	return some
}

// currency puts the currency that a column tells before the amount: USD 500.
// Where there is no digit, there is no amount.
func (b *builder) currency(e *Expr, all []*Column) {
	i := slices.IndexFunc(b.f.Columns, func(c Column) bool { return c.Role == RoleCurrency && c.For == all[0].Number })
	switch {
	case i < 0:
	case len(all) > 1:
		b.note(graph.Labelf("“%s”的币种没有用于“%s”，因为有几列", "the currency in “%s” is not applied to “%s”, which has several columns",
			b.f.Columns[i].Header, all[0].Header))
	default:
		e.Columns, e.Join, e.Pattern = []string{b.f.Columns[i].Name, all[0].Name}, " ", `.*\d.*`
	}
}

// region is the region that several columns name: the narrowest that is not
// blank, within what the wider ones say. The vocabulary lists the narrower
// headers first.
func (b *builder) region(all []*Column) Expr {
	slices.SortStableFunc(all, func(p, q *Column) int { return cmp.Compare(p.means.rank, q.means.rank) })
	e := Expr{First: len(all) > 1}
	for _, c := range all {
		e.Columns = append(e.Columns, c.Name)
	}
	if len(all) > 1 {
		w := b.region(all[1:])
		e.Within = &w
	}
	for _, c := range all[1:] {
		c.Why = graph.Labelf("“%s”所在的上级地区", "the region that “%s” lies in", all[0].Header)
	}
	return e
}

// separators are what separates the values in the cells of columns. A comma
// does, unless it stands in the names of companies there.
func (b *builder) separators(all []*Column) []string {
	comma := true
	for _, c := range all {
		b.x.cells(c.Number, func(s string) bool {
			comma = !inCompanyName(s)
			return comma
		})
		if !comma {
			break
		}
	}
	s := slices.Clone(splitSet)
	if comma {
		s = append(s, ",")
	}
	return s
}

// dateOrder is the order of the parts of dates with the year at their end, if
// the cells tell: 16/07/2020 is dmy. It is "" if they tell nothing.
func (b *builder) dateOrder(all []*Column) string {
	order := ""
	b.x.cells(all[0].Number, func(s string) bool {
		first, second, ok := dayAndMonth(s)
		if !ok {
			return true
		}
		switch {
		case first > 12 && second <= 12 && order != "mdy":
			order = "dmy"
		case second > 12 && first <= 12 && order != "dmy":
			order = "mdy"
		case first > 12 || second > 12:
			order = ""
			return false
		}
		return true
	})
	return order
}

// dayAndMonth reads the first two numbers of a date with a year of four digits
// at its end.
func dayAndMonth(s string) (first, second int, ok bool) {
	n, digits, numbers := 0, 0, []int{}
	for _, r := range s + " " {
		switch {
		case r >= '0' && r <= '9' && digits < 5:
			n, digits = n*10+int(r-'0'), digits+1
		case digits > 0:
			numbers = append(numbers, n)
			n, digits = 0, 0
		}
		if len(numbers) > 2 {
			break
		}
	}
	if len(numbers) != 3 || numbers[0] > 31 || numbers[1] > 31 || numbers[2] < 1000 {
		return 0, 0, false
	}
	return numbers[0], numbers[1], true
}
