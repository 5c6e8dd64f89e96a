package export

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// plan is what an export will hold: found in a first walk, because the columns
// of a sheet stand above its rows.
type plan struct {
	manifest Manifest
	rows     []int // of each sheet of the manifest
	sources  map[graph.SourceID]*sourceUse
	fresh    graph.Date // the newest data date of what is shown
}

// sourceUse is what an export shows of a source.
type sourceUse struct {
	Values int
	Fresh  graph.Date
}

// seen is what occurs in one sheet.
type seen struct {
	rows       int
	properties map[string]bool
	sets       map[string]bool
	refs       map[refColumn]bool
	periods    bool
	qualifiers bool
}

func newSeen() *seen {
	return &seen{properties: map[string]bool{}, sets: map[string]bool{}, refs: map[refColumn]bool{}}
}

// refColumn is a reference column: a column of an edge type.
type refColumn struct {
	edge   *graph.EdgeDecl
	column int
}

// newPlan walks over all that is written.
func newPlan(w *walker) (*plan, error) {
	p := &plan{sources: map[graph.SourceID]*sourceUse{}}
	p.manifest = Manifest{Version: FormatVersion, Store: w.q.Store, Revision: w.view.Revision(), Lang: w.q.Lang,
		Kinds: slices.Clone(w.kinds), Filters: w.q.Filters, Edges: []string{},
		Provenance: w.q.Provenance, Amounts: w.q.Amounts, Personal: w.q.Personal}
	if p.manifest.Kinds == nil {
		p.manifest.Kinds = []graph.Kind{}
	}
	names := sheetNames{taken: map[string]bool{}, lang: w.q.Lang}
	names.take(aboutName.In(w.q.Lang))
	names.take(ManifestSheet)
	for _, k := range w.kinds {
		if err := p.addKind(w, k, &names); err != nil {
			return nil, err
		}
	}
	for _, e := range w.edges {
		p.manifest.Edges = append(p.manifest.Edges, e.Type)
		if err := p.addEdge(w, e, &names); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// use takes note of what a value comes from.
func (p *plan) use(s *memory.Statement) {
	if s.Source == "" {
		return
	}
	u := p.sources[s.Source]
	if u == nil {
		u = &sourceUse{}
		p.sources[s.Source] = u
	}
	u.Values++
	if u.Fresh.Compare(s.Fresh) < 0 {
		u.Fresh = s.Fresh
	}
	if p.fresh.Compare(s.Fresh) < 0 {
		p.fresh = s.Fresh
	}
}

func (p *plan) useProperty(x *memory.Property) {
	if x.Set {
		for i := range x.Values {
			p.use(&x.Values[i])
		}
	} else if !x.Winner.Value.IsZero() {
		p.use(&x.Winner)
	}
}

// shownProperty reports whether a property is written at all.
func (q *Query) shownProperty(d *graph.PropertyDecl) bool {
	return d == nil || !d.Personal || q.Personal
}

func (p *plan) addKind(w *walker, k graph.Kind, names *sheetNames) error {
	d := w.voc.Kind(k)
	nodes, periods := newSeen(), newSeen()
	err := w.eachNode(k, func(n *memory.Node) error {
		nodes.rows++
		for i := range n.Properties {
			x := &n.Properties[i]
			if !w.q.shownProperty(d.Property(x.Name)) || !stands(x) {
				continue
			}
			s := nodes
			if x.Period != "" {
				s = periods
			}
			s.properties[x.Name] = true
			if x.Set {
				s.sets[x.Name] = true
			}
			p.useProperty(x)
		}
		for range periodsOf(n.Properties, func(x *memory.Property) bool { return w.q.shownProperty(d.Property(x.Name)) }) {
			periods.rows++
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := p.findRefs(w, k, nodes); err != nil {
		return err
	}
	columns := []Column{{Role: RoleNode}}
	columns = append(columns, w.valueColumns(d.Properties, nodes)...)
	columns = append(columns, w.refColumns(nodes)...)
	p.add(Sheet{Names: []string{names.of(d.Plural.In(w.q.Lang))}, Part: PartNodes, Kind: k, Columns: columns}, nodes.rows, w, names, d, nil)
	if periods.rows > 0 {
		columns = append([]Column{{Role: RoleNode}, {Role: RoleName}, {Role: RolePeriod}}, w.valueColumns(d.Properties, periods)...)
		name := graph.Label{Zh: d.Plural.Zh + "（分期数据）", En: d.Plural.En + " by period"}
		p.add(Sheet{Names: []string{names.of(name.In(w.q.Lang))}, Part: PartPeriods, Kind: k, Columns: columns}, periods.rows, w, names, d, nil)
	}
	return nil
}

// stands reports whether a property has a value to show.
func stands(x *memory.Property) bool {
	if x.Set {
		return len(x.Values) > 0
	}
	return !x.Winner.Value.IsZero()
}

// periodsOf returns the periods of properties that show something, in order.
func periodsOf(properties []memory.Property, shown func(*memory.Property) bool) func(yield func(string) bool) {
	var periods []string
	for i := range properties {
		if x := &properties[i]; x.Period != "" && stands(x) && shown(x) {
			periods = append(periods, x.Period)
		}
	}
	slices.Sort(periods)
	return slices.Values(slices.Compact(periods))
}

// findRefs finds the reference columns that a kind's sheet has.
func (p *plan) findRefs(w *walker, k graph.Kind, nodes *seen) error {
	ids, err := w.chosen(k)
	if err != nil {
		return err
	}
	for _, g := range w.refGroups(k) {
		if err := w.pages(ids, func(page []graph.SubjectID) error {
			all, err := w.view.Neighbours(page, memory.NeighbourQuery{Edge: g.edge.Type, Incoming: g.incoming, First: MaxRefs})
			if err != nil {
				return err
			}
			for i := range all {
				for j := range all[i].Edges {
					if c := w.columnOf(&g, &all[i].Edges[j]); c >= 0 {
						nodes.refs[refColumn{g.edge, c}] = true
					}
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) addEdge(w *walker, e *graph.EdgeDecl, names *sheetNames) error {
	s := newSeen()
	err := w.eachEdge(e, func(x *memory.Edge) error {
		p.use(&x.Best)
		s.qualifiers = s.qualifiers || x.Qualifier != ""
		s.rows += rowsOfEdge(x)
		for i := range x.Attributes {
			a := &x.Attributes[i]
			if !stands(a) || !w.q.shownProperty(e.Attribute(a.Name)) {
				continue
			}
			p.useProperty(a)
			s.properties[a.Name] = true
			s.periods = s.periods || a.Period != ""
			if a.Set {
				s.sets[a.Name] = true
			}
		}
		return nil
	})
	if err != nil || s.rows == 0 {
		return err
	}
	columns := []Column{{Role: RoleNode}, {Role: RoleTo}}
	if s.qualifiers {
		columns = append(columns, Column{Role: RoleQualifier})
	}
	columns = append(columns, Column{Role: RoleName})
	if len(e.From) > 1 {
		columns = append(columns, Column{Role: RoleKind})
	}
	columns = append(columns, Column{Role: RoleToName})
	if len(e.To) > 1 {
		columns = append(columns, Column{Role: RoleToKind})
	}
	if s.qualifiers {
		columns = append(columns, Column{Role: RoleQualifierName})
	}
	if s.periods {
		columns = append(columns, Column{Role: RolePeriod})
	}
	columns = append(columns, w.valueColumns(e.Attributes, s)...)
	if w.q.Provenance {
		columns = append(columns, Column{Role: RoleSource, Name: e.Type})
	}
	name := graph.Label{Zh: "关系—" + e.Label.Zh, En: "Edges – " + e.Label.En}
	p.add(Sheet{Names: []string{names.of(name.In(w.q.Lang))}, Part: PartEdges, Edge: e.Type, Columns: columns}, s.rows, w, names, nil, e)
	return nil
}

// rowsOfEdge counts the rows of an edge: one for itself, and one for each period
// that its attributes have.
func rowsOfEdge(e *memory.Edge) int {
	n := 1
	for range periodsOf(e.Attributes, func(*memory.Property) bool { return true }) {
		n++
	}
	return n
}

// valueColumns are the columns of the properties that occur, in the order of
// their declaration; what is not declared comes last.
func (w *walker) valueColumns(decls []graph.PropertyDecl, s *seen) []Column {
	var out []Column
	left := maps.Clone(s.properties)
	add := func(name string, money bool) {
		out = append(out, Column{Role: RoleValue, Name: name, Set: s.sets[name]})
		if w.q.Amounts && money && !s.sets[name] {
			out = append(out, Column{Role: RoleAmount, Name: name}, Column{Role: RoleCurrency, Name: name})
		}
		if w.q.Provenance {
			out = append(out, Column{Role: RoleSource, Name: name})
		}
		delete(left, name)
	}
	for i := range decls {
		if d := &decls[i]; left[d.Name] {
			add(d.Name, d.Type == graph.TypeMoney)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		add(name, false)
	}
	return out
}

func (w *walker) refColumns(s *seen) []Column {
	var out []Column
	for _, e := range w.edges {
		for i := range e.Columns {
			if s.refs[refColumn{e, i}] {
				out = append(out, Column{Role: RoleRefs, Name: e.Type, Column: i, Set: true})
			}
		}
	}
	return out
}

// add gives the columns their headers and keeps the sheet.
func (p *plan) add(s Sheet, rows int, w *walker, names *sheetNames, kind *graph.KindDecl, edge *graph.EdgeDecl) {
	taken := map[string]bool{}
	for i := range s.Columns {
		c := &s.Columns[i]
		header := w.header(c, kind, edge)
		if taken[graph.HeaderKey(header)] {
			header += " (" + cmp.Or(c.Name, string(c.Role)) + ")"
		}
		for n, base := 2, header; taken[graph.HeaderKey(header)]; n++ {
			header = base + " " + strconv.Itoa(n)
		}
		taken[graph.HeaderKey(header)] = true
		c.Header = header
	}
	for n := w.perSheet; n < rows; n += w.perSheet {
		s.Names = append(s.Names, names.of(s.Names[0]))
	}
	p.manifest.Sheets = append(p.manifest.Sheets, s)
	p.rows = append(p.rows, rows)
}

// header returns what stands above a column.
func (w *walker) header(c *Column, kind *graph.KindDecl, edge *graph.EdgeDecl) string {
	property := func() string {
		var d *graph.PropertyDecl
		if kind != nil {
			d = kind.Property(c.Name)
		} else {
			d = edge.Attribute(c.Name)
		}
		switch {
		case d != nil:
			return d.Label.In(w.q.Lang)
		case edge != nil && edge.Type == c.Name:
			return edge.Label.In(w.q.Lang)
		default:
			return c.Name
		}
	}
	switch c.Role {
	case RoleValue:
		return property()
	case RoleRefs:
		column := &w.voc.Edge(c.Name).Columns[c.Column]
		headers := column.Headers
		if kind := w.voc.Kind(column.Other).Label.In(w.q.Lang); !w.byName(column) {
			// Printed by its code, which says less of it than what it is.
			for _, h := range headers {
				if strings.EqualFold(h, kind) {
					return kind
				}
			}
		}
		if !strings.HasPrefix(w.q.Lang, "zh") {
			// The headers of a column are in no order of languages.
			for _, h := range headers {
				if isASCII(h) && !strings.Contains(h, "_") {
					return strings.ToUpper(h[:1]) + h[1:]
				}
			}
		}
		return headers[0]
	case RoleSource:
		return property() + graph.Label{Zh: "—出处", En: " – source"}.In(w.q.Lang)
	case RoleAmount:
		return property() + graph.Label{Zh: "—数值", En: " – amount"}.In(w.q.Lang)
	case RoleCurrency:
		return property() + graph.Label{Zh: "—币种", En: " – currency"}.In(w.q.Lang)
	}
	return roleHeaders[c.Role].In(w.q.Lang)
}

var roleHeaders = map[Role]graph.Label{
	RoleNode:          {Zh: "_id", En: "_id"},
	RoleTo:            {Zh: "_to", En: "_to"},
	RoleQualifier:     {Zh: "_via", En: "_via"},
	RolePeriod:        {Zh: "期间", En: "Period"},
	RoleName:          {Zh: "对象名称", En: "Name of the node"},
	RoleToName:        {Zh: "指向", En: "Leads to"},
	RoleQualifierName: {Zh: "限定于", En: "Regarding"},
	RoleKind:          {Zh: "对象类型", En: "Kind of the first"},
	RoleToKind:        {Zh: "指向类型", En: "Kind of the second"},
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// sheetNames gives sheets names that a workbook allows: 31 characters, none of
// []:*?/\, no quote at an end, each once whatever its case.
type sheetNames struct {
	taken map[string]bool
	lang  string
}

const maxSheetName = 31

func (n *sheetNames) take(name string) { n.taken[strings.ToLower(name)] = true }

func (n *sheetNames) of(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return ' '
		}
		return r
	}, name)
	name = strings.Trim(name, "' ")
	for i := 1; ; i++ {
		s := numbered(name, i)
		if !n.taken[strings.ToLower(s)] {
			n.take(s)
			return s
		}
	}
}

// numbered returns a sheet's name, with a number unless it is 1.
func numbered(name string, number int) string {
	suffix := ""
	if number > 1 {
		suffix = " " + strconv.Itoa(number)
	}
	r := []rune(name)
	if room := maxSheetName - len(suffix); len(r) > room {
		r = r[:room]
	}
	return string(r) + suffix
}

// refGroup is the reference columns of one edge type in one direction on a
// sheet.
type refGroup struct {
	edge     *graph.EdgeDecl
	incoming bool
	columns  []int // into edge.Columns
}

// refGroups returns the reference columns that a sheet of a kind may have. Of
// the columns that name the same nodes by several properties, the one by a name
// is taken, or the first.
func (w *walker) refGroups(k graph.Kind) []refGroup {
	var groups []refGroup
	for _, e := range w.edges {
		for _, incoming := range []bool{false, true} {
			g := refGroup{edge: e, incoming: incoming}
			for i := range e.Columns {
				c := &e.Columns[i]
				if c.On != k || c.Incoming != incoming || c.Qualifier {
					continue
				}
				same := slices.IndexFunc(g.columns, func(j int) bool {
					return e.Columns[j].Other == c.Other && slices.Equal(e.Columns[j].With, c.With)
				})
				switch {
				case same < 0:
					g.columns = append(g.columns, i)
				case !w.byName(&e.Columns[g.columns[same]]) && w.byName(c):
					g.columns[same] = i
				}
			}
			if len(g.columns) > 0 {
				groups = append(groups, g)
			}
		}
	}
	return groups
}

func (w *walker) byName(c *graph.EdgeColumn) bool {
	d := w.voc.Kind(c.Other).Property(c.By)
	return d != nil && d.IsName
}

// columnOf returns the column that an edge belongs in: of those for the kind of
// its other end the one whose header says most of what the edge has; -1 if
// none.
func (w *walker) columnOf(g *refGroup, e *memory.Edge) int {
	kind := w.kindOf(g.edge, otherEnd(e, g.incoming), !g.incoming)
	best := -1
	for _, i := range g.columns {
		c := &g.edge.Columns[i]
		if c.Other != kind || !hasAll(e, c.With) {
			continue
		}
		if best < 0 || cmp.Compare(len(c.With), len(g.edge.Columns[best].With)) > 0 {
			best = i
		}
	}
	return best
}

func hasAll(e *memory.Edge, with []graph.Attribute) bool {
	for _, a := range with {
		if !slices.ContainsFunc(e.Attributes, func(p memory.Property) bool {
			return p.Name == a.Property && p.Period == a.Period && p.Value() == a.Value
		}) {
			return false
		}
	}
	return true
}
