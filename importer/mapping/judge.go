package mapping

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// duplicates settles columns that mean the same single property: the preferred
// header speaks, and the others fill its blanks, unless their units differ.
// Regions are left, since several columns name one region together.
func (x *reading) duplicates() {
	type place struct {
		role                       Role
		edge, by, period, property string
		other                      graph.Kind
		incoming                   bool
		with                       string
		number                     int
	}
	same := map[place][]int{}
	var order []place
	for i := range x.columns {
		c := &x.columns[i]
		switch c.Role {
		case RoleProperty, RoleReference, RoleQualifier, RoleAttribute:
		default:
			continue
		}
		p := c.means.property
		if p.List == graph.ListRegion && c.Role != RoleAttribute || p.Set && c.Role == RoleProperty {
			continue
		}
		at := place{role: c.Role, edge: c.Edge, property: c.Property, period: c.Period, other: c.Other, incoming: c.Incoming}
		if c.means.column != nil {
			at.with, at.number = withKey(c.means.column.With), c.means.number
			at.by = c.Property
		}
		if c.Role == RoleAttribute {
			// Attributes of the same name may belong to different references.
			at.number = x.owner(i)
		}
		if same[at] == nil {
			order = append(order, at)
		}
		same[at] = append(same[at], i)
	}
	for _, at := range order {
		all := same[at]
		if len(all) < 2 {
			continue
		}
		slices.SortStableFunc(all, func(a, b int) int {
			p, q := &x.columns[a], &x.columns[b]
			return cmp.Or(compareBool(q.Exact, p.Exact), cmp.Compare(p.means.rank, q.means.rank))
		})
		first := &x.columns[all[0]]
		for _, i := range all[1:] {
			c := &x.columns[i]
			c.For = first.Number
			if c.Unit != first.Unit {
				c.Role = RoleUnused
				c.Why = graph.Labelf("与“%s”相同，单位不同，以后者为准", "the same as “%s” in another unit; that counts", first.Header)
				continue
			}
			c.Role = RoleSpare
			c.Why = graph.Labelf("与“%s”相同，补其空白", "the same as “%s”; fills its blanks", first.Header)
		}
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

// owner is the group of references that an attribute's column belongs to: the
// nearest to the left along edges of its type, else the first to the right.
func (x *reading) owner(i int) int {
	edge := x.columns[i].Edge
	for j := i - 1; j >= 0; j-- {
		if c := &x.columns[j]; c.group > 0 && c.Edge == edge {
			return c.group
		}
	}
	for j := i + 1; j < len(x.columns); j++ {
		if c := &x.columns[j]; c.group > 0 && c.Edge == edge {
			return c.group
		}
	}
	return 0
}

func withKey(with []graph.Attribute) string {
	var b strings.Builder
	for _, a := range with {
		fmt.Fprintf(&b, "%s=%s;", a.Property, a.Value.Canonical())
	}
	return b.String()
}

// groups tells the references apart: columns that name one node by several
// properties are one edge.
func (x *reading) groups() {
	next := 1
	for i := range x.columns {
		c := &x.columns[i]
		if c.Role != RoleReference {
			continue
		}
		for j := range i {
			d := &x.columns[j]
			if d.Role == RoleReference && d.Edge == c.Edge && d.Other == c.Other && d.Incoming == c.Incoming &&
				d.means.number == c.means.number && reflect.DeepEqual(d.means.column.With, c.means.column.With) {
				c.group = d.group
				break
			}
		}
		if c.group == 0 {
			c.group = next
			next++
		}
	}
}

// judge scores the reading: about one for each column that it explains, more
// for what tells which subject a row is about, less for what every table has.
func (x *reading) judge() {
	for i := range x.columns {
		c := &x.columns[i]
		s := 0.0
		switch c.Role {
		case RoleProperty:
			s = 1
			switch {
			case shared(x.kind, c.means.property):
			case c.means.property.IsName || keyAlone(x.kind, c.Property):
				s = 1.7
			case c.Property == "description" || c.Property == "remark" || c.Property == "citation" || c.Property == "sourceUrl":
				s = 0.4
			}
		case RoleReference:
			s = 0.9
			if keyEdge(x.kind, c.Edge) {
				s = 1.3
			}
		case RoleQualifier, RoleAttribute:
			s = 0.9
		case RolePeriod:
			s = 0.9
		case RoleSpare, RoleCurrency:
			s = 0.3
		case RoleMapped:
			s = 1
		}
		if s > 0 {
			x.explained++
			if c.Role != RolePeriod && c.Role != RoleMapped && c.Role != RoleCurrency && !c.Exact {
				s *= 0.9
			}
			if c.Period != "" {
				s += 0.1
			}
		}
		x.score += s
	}
	x.keyed = x.hasKey()
	if x.edgeTable != nil {
		x.score += 0.5
	}
}

// says reports whether a column or a default says a part of a key.
func (x *reading) says(part graph.KeyPart) bool {
	if part.Edge != "" {
		return slices.ContainsFunc(x.columns, func(c Column) bool { return c.Role == RoleReference && c.Edge == part.Edge }) ||
			x.auto != nil && slices.ContainsFunc(x.auto.Records, func(r Record) bool {
				return r.Kind == x.kind.Kind && slices.ContainsFunc(r.Edges, func(e Edge) bool { return e.Type == part.Edge })
			})
	}
	return x.has(RoleProperty, part.Property) || x.r.m.Defaults[x.kind.Kind][part.Property] != "" ||
		x.auto != nil && slices.ContainsFunc(x.auto.Records, func(r Record) bool {
			return r.Kind == x.kind.Kind && slices.ContainsFunc(r.Set, func(p Property) bool { return p.Name == part.Property })
		})
}

// hasKey reports whether the columns tell every part of some key; for an event,
// whose key only describes, any part but its kind of date.
func (x *reading) hasKey() bool {
	for _, key := range x.kind.Keys {
		if key.Asks {
			continue
		}
		whole, column := true, false
		for _, part := range key.Parts {
			said := x.says(part)
			if x.kind.Event && part.Edge != "" && said {
				return true
			}
			whole = whole && said
			column = column || said && x.r.m.Defaults[x.kind.Kind][part.Property] == ""
		}
		if whole && column {
			return true
		}
	}
	return false
}

// lacks tells what is missing for the reading to be right.
func (x *reading) lacks() graph.Label {
	switch {
	case x.kind == nil || x.explained == 0 && x.chosen[0] == nil:
		return graph.Labelf("没有一列的表头能认出来", "no column's header is known")
	case x.rival != nil:
		return graph.Labelf("也可能是%[2]s；请在工作表名中写明，或用映射文件说明", "it may as well be %[3]s; name the sheet so, or say it in a mapping file",
			x.kind.Label.Zh, x.rival.Label.Zh, string(x.rival.Kind))
	case x.keyed:
		return graph.Labelf("%[2]d 列中只认出 %[1]d 列", "only %d of %d columns are known", x.explained, len(x.columns))
	}
	var zh, en []string
	least := -1
	byDefault := ""
	for _, key := range x.kind.Keys {
		if key.Asks || key.Own {
			continue
		}
		var z, e []string
		for _, part := range key.Parts {
			if x.says(part) {
				continue
			}
			l := graph.Label{}
			if p := x.kind.Property(part.Property); p != nil {
				l = p.Label
				if shared(x.kind, p) {
					byDefault = p.Name
				}
			} else if ref := x.referenceLabel(part.Edge); ref != (graph.Label{}) {
				l = ref
			}
			z, e = append(z, l.Zh), append(e, l.En)
		}
		if least < 0 || len(z) < least {
			least, zh, en = len(z), nil, nil
		}
		if len(z) == least {
			zh, en = append(zh, strings.Join(z, "＋")), append(en, strings.Join(e, " and "))
		}
	}
	l := graph.Labelf("缺少列：%[1]s", "a column is missing: %[2]s", strings.Join(zh, " 或 "), strings.Join(en, ", or "))
	if byDefault != "" {
		cure := "defaults: {" + string(x.kind.Kind) + ": {" + byDefault + ": …}}"
		l.Zh += "；也可以在映射文件中写 " + cure
		l.En += "; or say it for all rows by " + cure + " in a mapping file"
	}
	return l
}

// referenceLabel is how a table of the kind heads the other end of an edge.
func (x *reading) referenceLabel(edge string) graph.Label {
	for _, ref := range x.r.references[x.kind.Kind] {
		if ref.edge.Type == edge {
			l := ref.edge.Label
			other := x.r.voc.Kind(ref.column.Other)
			return graph.Label{Zh: other.Label.Zh + "（" + l.Zh + "）", En: other.Label.En + " (" + l.En + ")"}
		}
	}
	return graph.Label{}
}
