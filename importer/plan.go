package importer

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/cell"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
)

// plan is a [mapping.Table] bound to the columns of one table of a sheet: how
// each of its rows becomes records. It is immutable and safe for concurrent use.
type plan struct {
	table   mapping.Table
	headers mapping.Headers
	sheet   int // index into graph.Header.Sheets of the first of sheets
	records []recordPlan
	skip    []condition
	fill    []int // columns whose blank cells repeat the cell above
	used    map[int]bool
	headed  []bool           // by column: it has a header
	found   bool             // by its headers, so that nobody said which of two columns counts
	missing []string         // columns that the mapping names and the table lacks
	sheets  []map[string]int // where records find properties and edge types: their columns

	date1904 bool
}

// header returns the header of a column as messages show it.
func (p *plan) header(column int) string {
	for _, h := range p.headers {
		if h.Column == column {
			return h.Text()
		}
	}
	return mapping.ColumnLetters(column)
}

// recordPlan is how a row becomes one record.
type recordPlan struct {
	kind   *graph.KindDecl
	table  string
	when   []condition
	period *expr
	set    []propertyPlan
	edges  []edgePlan
	sheet  int // index into plan.sheets
	// implied says that the record only describes the qualifier of another's
	// edge: if a row names none, there is none.
	implied bool
}

// propertyPlan is how a row gives one property of the kind, of a reference or of
// an edge.
type propertyPlan struct {
	*expr
	decl   *graph.PropertyDecl
	reader *cell.Reader
	tree   bool // a code whose list has levels
	// unitless says of amounts that neither the header nor the mapping names a unit.
	unitless bool
	unit     string       // of numbers, as the mapping or the header has it
	order    string       // of the parts of dates, as the mapping has it
	period   *expr        // of an attribute
	fixed    *graph.Value // of a constant
	// shifts is how many sheets further a record is, for each of the columns that
	// may be the one that counts.
	shifts []int
}

// edgePlan is how a row gives edges of one type to nodes of one kind.
type edgePlan struct {
	decl       *graph.EdgeDecl
	incoming   bool
	other      *graph.KindDecl
	by         []propertyPlan
	each       []string
	when       []condition
	qualifier  []propertyPlan
	attributes []propertyPlan
}

// binder binds mapping tables to columns.
type binder struct {
	voc      *graph.Vocabulary
	mapping  *mapping.Mapping
	headers  mapping.Headers
	date1904 bool
	file     string // its name, without its extension
	sheet    string // its name, or that of the file if it has none
	missing  []string
	used     map[int]bool
}

// bind makes the plan of a table of a sheet.
func bind(voc *graph.Vocabulary, m *mapping.Mapping, t mapping.Table, headers mapping.Headers, s *sheet) (*plan, error) {
	t.Name = tableName(voc, &t)
	b := &binder{voc: voc, mapping: m, headers: headers, date1904: s.doc.Date1904(), used: map[int]bool{}}
	b.file = strings.TrimSuffix(s.document, path.Ext(s.document))
	b.sheet = cmp.Or(s.name, b.file)
	p := &plan{table: t, headers: headers, used: b.used, date1904: b.date1904}
	for _, h := range headers {
		for len(p.headed) <= h.Column {
			p.headed = append(p.headed, false)
		}
		p.headed[h.Column] = true
	}
	var err error
	if p.skip, err = bindConditions(t.Skip, headers, &b.missing); err != nil {
		return nil, err
	}
	for i := range p.skip {
		b.used[p.skip[i].column] = true
	}
	for _, name := range t.FillDown {
		if c := headers.Find(name); c > 0 {
			p.fill = append(p.fill, c)
		}
	}
	for _, name := range t.Ignore {
		b.used[headers.Find(name)] = true
	}
	for i := range t.Records {
		recs, err := b.record(&t, &t.Records[i])
		if err != nil {
			return nil, err
		}
		p.records = append(p.records, recs...)
	}
	p.missing = b.missing
	for i := range p.records {
		p.records[i].sheet = p.place(&p.records[i])
	}
	return p, nil
}

// maxPlaces bounds the sheets that the records of one plan are told to be on.
const maxPlaces = 64

// place returns the index of the sheet on which the records of a plan are, and
// tells its properties how much further they put them. A sheet has one column for
// a property, so that records which find a property in different columns, such as
// one for each year, are on sheets of their own, and so are those of which one of
// several columns of the same meaning counted.
func (p *plan) place(r *recordPlan) int {
	sheets := []map[string]int{{}}
	for i := range r.edges {
		e := &r.edges[i]
		for j := range e.by {
			if c := e.by[j].firstColumn(); c > 0 && (sheets[0][e.decl.Type] == 0 || c < sheets[0][e.decl.Type]) {
				sheets[0][e.decl.Type] = c
			}
		}
	}
	for i := 0; i < len(r.set); {
		name := r.set[i].decl.Name
		var with []map[string]int
		for ; i < len(r.set) && r.set[i].decl.Name == name; i++ {
			x := &r.set[i]
			for _, column := range x.alternatives() {
				if len(with)+len(sheets) > maxPlaces && with != nil {
					break
				}
				x.shifts = append(x.shifts, len(with))
				for _, sheet := range sheets {
					sheet = maps.Clone(sheet)
					sheet[name] = column
					with = append(with, sheet)
				}
			}
		}
		if with != nil {
			sheets = with
		}
	}
	if len(sheets) == 1 {
		for i := range p.sheets {
			if agree(p.sheets[i], sheets[0]) {
				maps.Copy(p.sheets[i], sheets[0])
				return i
			}
		}
	}
	p.sheets = append(p.sheets, sheets...)
	return len(p.sheets) - len(sheets)
}

// alternatives returns the columns of which the first that says something counts.
func (p *propertyPlan) alternatives() []int {
	if p.first {
		return p.columns
	}
	return p.columns[:min(len(p.columns), 1)]
}

// shift returns how many sheets further the property puts the record of a row.
func (p *propertyPlan) shift(row *table.Row) int {
	i := 0
	if len(p.shifts) > 1 {
		i = slices.Index(p.columns, p.column(row))
	}
	if i < 0 || i >= len(p.shifts) {
		return 0
	}
	return p.shifts[i]
}

// agree reports whether no property is found in two columns.
func agree(a, b map[string]int) bool {
	for of, number := range b {
		if n, ok := a[of]; ok && n != number {
			return false
		}
	}
	return true
}

// headerSheets returns the sheets of a plan as a batch's header has them.
func (p *plan) headerSheets(document int, name string) []graph.Sheet {
	var out []graph.Sheet
	for _, sheet := range p.sheets {
		s := graph.Sheet{Document: document, Name: name}
		for _, of := range slices.Sorted(maps.Keys(sheet)) {
			s.Columns = append(s.Columns, graph.Column{Of: of, Number: sheet[of]})
		}
		out = append(out, s)
	}
	return out
}

func (b *binder) record(t *mapping.Table, rec *mapping.Record) ([]recordPlan, error) {
	kind := b.voc.Kind(rec.Kind)
	if kind == nil {
		return nil, invalid(t.Name, "没有类型 %q", "there is no kind %q", rec.Kind)
	}
	r := recordPlan{kind: kind, table: cmp.Or(rec.Table, t.Name)}
	var err error
	if r.when, err = bindConditions(rec.When, b.headers, &b.missing); err != nil {
		return nil, err
	}
	for i := range r.when {
		b.used[r.when[i].column] = true
	}
	if rec.Period != nil {
		if r.period, err = b.expr(rec.Period); err != nil {
			return nil, err
		}
		b.use(r.period)
	}
	for i := range rec.Set {
		p, err := b.property(kind.Property(rec.Set[i].Name), rec.Set[i].Name, &rec.Set[i].Expr)
		if err != nil {
			return nil, err
		}
		if p.absent {
			continue
		}
		if p.decl.Periodic && r.period == nil {
			return nil, invalid(t.Name, "%s 是某一期间的数值，请为该记录指定 period", "%s is a figure of a period: give the record a period", p.decl.Name)
		}
		r.set = append(r.set, p)
	}
	slices.SortStableFunc(r.set, func(x, y propertyPlan) int { return cmp.Compare(x.decl.Name, y.decl.Name) })
	out := []recordPlan{r}
	for i := range rec.Edges {
		e, ok, err := b.edge(&rec.Edges[i])
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		out[0].edges = append(out[0].edges, e)
		if len(e.qualifier) > 0 && b.isKeyed(b.voc.Kind(e.decl.Qualifier), e.qualifier) {
			// A qualifier's keys are printed by no reference, so a record of its own
			// says who it is.
			q := recordPlan{kind: b.voc.Kind(e.decl.Qualifier), table: r.table, when: slices.Concat(r.when, e.when), set: e.qualifier, implied: true}
			out = append(out, q)
		}
	}
	// Edges of one type in one direction are one cell of the record.
	slices.SortStableFunc(out[0].edges, func(x, y edgePlan) int {
		return cmp.Or(cmp.Compare(x.decl.Type, y.decl.Type), compareBool(x.incoming, y.incoming))
	})
	return out, nil
}

// isKeyed reports whether properties make a whole key of a kind.
func (b *binder) isKeyed(kind *graph.KindDecl, set []propertyPlan) bool {
	return slices.ContainsFunc(kind.Keys, func(k graph.KeyDecl) bool {
		return !slices.ContainsFunc(k.Parts, func(part graph.KeyPart) bool {
			return part.Property == "" || !slices.ContainsFunc(set, func(p propertyPlan) bool { return p.decl.Name == part.Property })
		})
	})
}

// use notes that an expression uses columns.
func (b *binder) use(x *expr) {
	for e := x; e != nil; e = e.within {
		for _, c := range e.columns {
			b.used[c] = true
		}
	}
}

func (b *binder) property(decl *graph.PropertyDecl, name string, e *mapping.Expr) (propertyPlan, error) {
	p := propertyPlan{decl: decl}
	if decl == nil {
		return p, invalid("", "没有属性 %q", "there is no property %q", name)
	}
	var err error
	if p.expr, err = b.expr(e); err != nil {
		return p, err
	}
	b.use(p.expr)
	opts := cell.Options{Vocabulary: b.voc, Date1904: b.date1904}
	if opts.Order, err = cell.ParseOrder(e.Order); err != nil {
		return p, err
	}
	unit := e.Unit
	if unit == "" && len(p.columns) > 0 {
		// The header's own unit counts where the mapping names none.
		for _, h := range b.headers {
			if h.Column == p.columns[0] {
				if _, u := cell.CutUnit(h.Text()); u != "" {
					if parsed, ok := cell.ParseUnit(decl, u); ok {
						opts.Unit = parsed
					}
				}
			}
		}
	}
	if unit != "" {
		parsed, ok := cell.ParseUnit(decl, unit)
		if !ok {
			return p, invalid("", "%q 不是 %s 的单位", "%q is no unit of %s", unit, decl.Name)
		}
		opts.Unit = parsed
	}
	p.unit, p.order = opts.Unit.Text, e.Order
	p.unitless = decl.Type == graph.TypeMoney && opts.Unit.IsZero() && len(p.columns) > 0 && e.Join == ""
	if p.reader, err = cell.New(decl, opts); err != nil {
		return p, err
	}
	if l := b.voc.List(decl.List); l != nil {
		p.tree = slices.ContainsFunc(l.Entries, func(e graph.CodeEntry) bool { return e.Parent != "" })
	}
	if p.columns == nil && p.constant != "" && (!decl.Set || p.split == nil) {
		text, known := p.refine(p.piece(p.constant))
		if !known {
			problem := notInLookup(decl.Name, text)
			return p, table.NewFault(graph.CodeInvalid, "importer.bind", decl.Name, problem.Reason, problem.Cure)
		}
		v, problem := p.reader.ReadText(text)
		if problem != nil && !problem.Kept {
			return p, table.NewFault(graph.CodeInvalid, "importer.bind", decl.Name, problem.Reason, problem.Cure)
		}
		p.fixed = &v
	}
	return p, nil
}

func (b *binder) edge(e *mapping.Edge) (edgePlan, bool, error) {
	x := edgePlan{decl: b.voc.Edge(e.Type), incoming: e.Incoming, other: b.voc.Kind(e.Kind), each: e.Each}
	if x.decl == nil || x.other == nil {
		return x, false, invalid("", "没有到 %[2]q 的关系 %[1]q", "there is no edge %q to a %q", e.Type, e.Kind)
	}
	var err error
	if x.when, err = bindConditions(e.When, b.headers, &b.missing); err != nil {
		return x, false, err
	}
	for i := range x.when {
		b.used[x.when[i].column] = true
	}
	bindAll := func(set []mapping.Property, kind *graph.KindDecl) ([]propertyPlan, error) {
		var out []propertyPlan
		for i := range set {
			p, err := b.property(kind.Property(set[i].Name), set[i].Name, &set[i].Expr)
			if err != nil {
				return nil, err
			}
			if !p.absent {
				out = append(out, p)
			}
		}
		slices.SortStableFunc(out, func(x, y propertyPlan) int { return cmp.Compare(x.decl.Name, y.decl.Name) })
		return out, nil
	}
	if x.by, err = bindAll(e.By, x.other); err != nil {
		return x, false, err
	}
	if len(e.Qualifier) > 0 {
		if x.qualifier, err = bindAll(e.Qualifier, b.voc.Kind(x.decl.Qualifier)); err != nil {
			return x, false, err
		}
	}
	for i := range e.Attributes {
		a := &e.Attributes[i]
		p, err := b.property(x.decl.Attribute(a.Name), a.Name, &a.Expr)
		if err != nil {
			return x, false, err
		}
		if p.absent {
			continue
		}
		if a.Period != nil {
			if p.period, err = b.expr(a.Period); err != nil {
				return x, false, err
			}
			b.use(p.period)
		}
		x.attributes = append(x.attributes, p)
	}
	// Without a column that names the other end, nothing is said; one of several
	// constants alone is a statement.
	return x, len(x.by) > 0, nil
}

// invalid returns an error of a mapping, as far as only its table's columns show
// it.
func invalid(part, zh, en string, args ...any) error {
	return table.NewFault(graph.CodeInvalid, "importer.bind", part,
		graph.Label{Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)},
		graph.Label{Zh: "请更正映射", En: "correct the mapping"})
}

// tableName returns what the records of a table are called whose mapping does not
// name it: by what its rows say, not by a file or a sheet, whose names change
// from edition to edition (fold.md, 7). What only relates one thing to another,
// and figures, are tables of their own, so that an edition of these alone does
// not make what describes the things look gone.
func tableName(voc *graph.Vocabulary, t *mapping.Table) string {
	if t.Name != "" || len(t.Records) == 0 {
		return t.Name
	}
	first := &t.Records[0]
	name := string(first.Kind)
	if slices.ContainsFunc(t.Records, func(r mapping.Record) bool { return r.Period != nil }) {
		return name + ".figures"
	}
	kind := voc.Kind(first.Kind)
	if kind == nil || len(first.Edges) == 0 {
		return name
	}
	for i := range first.Set {
		p := kind.Property(first.Set[i].Name)
		isKey := slices.ContainsFunc(kind.Keys, func(k graph.KeyDecl) bool {
			return slices.ContainsFunc(k.Parts, func(part graph.KeyPart) bool { return part.Property == first.Set[i].Name })
		})
		if p == nil || !p.IsName && !isKey {
			return name
		}
	}
	for i := range first.Edges {
		e := &first.Edges[i]
		if e.Type != first.Edges[0].Type || e.Kind != first.Kind && len(e.Attributes) == 0 {
			return name
		}
	}
	return name + "." + first.Edges[0].Type
}

// within returns the cells of a row that lie within the columns of a table.
func within(cells []table.Cell, first, last int) []table.Cell {
	i := 0
	for i < len(cells) && cells[i].Column < first {
		i++
	}
	j := len(cells)
	for j > i && last > 0 && cells[j-1].Column > last {
		j--
	}
	return cells[i:j]
}

// blankText reports whether a cell holds nothing but blanks.
func blankText(c table.Cell) bool {
	return c.Kind == table.Blank || c.Kind == table.Text && strings.TrimSpace(c.Text) == ""
}
