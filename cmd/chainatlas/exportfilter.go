package main

import (
	"context"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/cell"
	"github.com/chainatlas/chainatlas/importer/export"
)

// exportQuery turns the flags into a query on a View.
func (a *app) exportQuery(ctx context.Context, view *memory.View, f *exportFlags) (export.Query, error) {
	q := export.Query{
		Lang: string(a.lang), Provenance: f.sources, Amounts: f.amounts, Personal: f.personal, Time: a.Now(),
		Filters: map[graph.Kind]*memory.Filter{},
	}
	vocabulary := view.Vocabulary()
	for _, name := range f.kinds {
		k, err := a.kind(vocabulary, name)
		if err != nil {
			return q, err
		}
		if !slices.Contains(q.Kinds, k.Kind) {
			q.Kinds = append(q.Kinds, k.Kind)
		}
	}
	all := map[graph.Kind][]memory.Filter{}
	for _, expr := range f.filters {
		k, filter, err := a.filter(vocabulary, expr)
		if err != nil {
			return q, err
		}
		if q.Kinds != nil && !slices.Contains(q.Kinds, k) {
			return q, a.errorf(graph.CodeInvalid, exporting.NotChosen, k)
		}
		all[k] = append(all[k], *filter)
	}
	for _, place := range []struct {
		name   string
		filter func(context.Context, *memory.View, string) (map[graph.Kind]memory.Filter, error)
	}{{f.segment, a.inSegment}, {f.region, a.inRegion}} {
		if place.name == "" {
			continue
		}
		filters, err := place.filter(ctx, view, place.name)
		if err != nil {
			return q, err
		}
		for k, filter := range filters {
			all[k] = append(all[k], filter)
		}
	}
	chosen := q.Kinds == nil && len(all) > 0
	for i := range vocabulary.Kinds { // in the vocabulary's order
		k := vocabulary.Kinds[i].Kind
		if filters := all[k]; filters != nil {
			q.Filters[k] = &memory.Filter{All: filters}
			if chosen {
				q.Kinds = append(q.Kinds, k)
			}
		}
	}
	return q, nil
}

// kind returns the kind of a name or a label.
func (a *app) kind(v *graph.Vocabulary, name string) (*graph.KindDecl, error) {
	key := graph.HeaderKey(name)
	for i := range v.Kinds {
		k := &v.Kinds[i]
		for _, s := range []string{string(k.Kind), k.Label.Zh, k.Label.En, k.Plural.Zh, k.Plural.En} {
			if graph.HeaderKey(s) == key {
				return k, nil
			}
		}
	}
	return nil, a.errorf(graph.CodeInvalid, exporting.NoKind, name, a.choose(kindNames(v)))
}

// choose lists what may be written.
func (a *app) choose(names []string) string {
	const most = 16
	more := graph.Label{}
	if len(names) > most {
		names, more = names[:most], graph.Label{Zh: "……", En: ", …"}
	}
	if a.lang == "zh" {
		return "可以是：" + strings.Join(names, "、") + more.Zh
	}
	return "choose from " + strings.Join(names, ", ") + more.En
}

// filter reads KIND.PROPERTY OP VALUE.
func (a *app) filter(v *graph.Vocabulary, expr string) (graph.Kind, *memory.Filter, error) {
	at := strings.IndexAny(expr, "=!<>")
	if at < 0 {
		return "", nil, a.errorf(graph.CodeInvalid, exporting.FilterForm, expr)
	}
	end := at + 1
	for end < len(expr) && strings.ContainsRune("=!<>", rune(expr[end])) {
		end++
	}
	name, property, ok := strings.Cut(strings.TrimSpace(expr[:at]), ".")
	op, value := expr[at:end], strings.TrimSpace(expr[end:])
	if !ok || value == "" {
		return "", nil, a.errorf(graph.CodeInvalid, exporting.FilterForm, expr)
	}
	k, err := a.kind(v, strings.TrimSpace(name))
	if err != nil {
		return "", nil, err
	}
	decl := propertyOf(k, property)
	if decl == nil {
		var names []string
		for i := range k.Properties {
			names = append(names, k.Properties[i].Name)
		}
		return "", nil, a.errorf(graph.CodeInvalid, exporting.NoProperty, expr, a.lang.pick(k.Label), strings.TrimSpace(property), a.choose(names))
	}
	filter := &memory.Filter{Property: decl.Name}
	switch op {
	case "=", "!=":
		if value == "*" {
			known := op == "="
			filter.Known = &known
			return k.Kind, filter, nil
		}
		for _, text := range strings.Split(value, "|") {
			x, err := a.filterValue(v, decl, expr, text)
			if err != nil {
				return "", nil, err
			}
			if decl.Type == graph.TypeCode {
				filter.Under = append(filter.Under, x.Text)
			} else {
				filter.In = append(filter.In, x)
			}
		}
		if op == "!=" {
			filter = &memory.Filter{Not: filter}
		}
	case ">=", "<=":
		switch {
		case decl.Type == graph.TypeCode:
			return "", nil, a.errorf(graph.CodeInvalid, exporting.NoOrder, expr)
		case strings.Contains(value, "|"):
			return "", nil, a.errorf(graph.CodeInvalid, exporting.OneBound, expr)
		}
		x, err := a.filterValue(v, decl, expr, value)
		if err != nil {
			return "", nil, err
		}
		if op == ">=" {
			filter.Min = &x
		} else {
			filter.Max = &x
		}
	default:
		return "", nil, a.errorf(graph.CodeInvalid, exporting.BadOperator, expr, op)
	}
	return k.Kind, filter, nil
}

// propertyOf returns the property of a kind that a name or a label means.
func propertyOf(k *graph.KindDecl, name string) *graph.PropertyDecl {
	key := graph.HeaderKey(name)
	for i := range k.Properties {
		p := &k.Properties[i]
		for _, s := range []string{p.Name, p.Label.Zh, p.Label.En} {
			if graph.HeaderKey(s) == key {
				return p
			}
		}
	}
	return nil
}

// filterValue reads a value of a filter as a cell of a table would be read.
func (a *app) filterValue(v *graph.Vocabulary, decl *graph.PropertyDecl, expr, text string) (graph.Value, error) {
	r, err := cell.New(decl, cell.Options{Vocabulary: v})
	if err != nil {
		return graph.Value{}, err
	}
	text = strings.TrimSpace(text)
	x, problem := r.ReadText(text)
	switch {
	case problem != nil && !problem.Kept:
		return x, a.errorf(graph.CodeInvalid, exporting.BadValue, expr, text, a.lang.pick(problem.Reason), a.lang.pick(problem.Cure))
	case x.IsZero():
		return x, a.errorf(graph.CodeInvalid, exporting.FilterForm, expr)
	}
	return x, nil
}

// inSegment returns the filters of what is in a segment or below it, as the map
// counts.
func (a *app) inSegment(ctx context.Context, view *memory.View, name string) (map[graph.Kind]memory.Filter, error) {
	root, err := a.segment(ctx, view, name)
	if err != nil {
		return nil, err
	}
	segments, err := ends(ctx, view, []graph.SubjectID{root}, graph.EdgePartOf, true)
	if err != nil {
		return nil, err
	}
	out := map[graph.Kind]memory.Filter{}
	for _, k := range []graph.Kind{graph.KindEnterprise, graph.KindProduct} {
		out[k], _ = memory.InSegments(k, segments)
	}
	return out, nil
}

// segment finds a segment by its code, one of its names or its ID.
func (a *app) segment(ctx context.Context, view *memory.View, name string) (graph.SubjectID, error) {
	ids, err := view.Select(ctx, graph.KindSegment, nil)
	if err != nil {
		return "", err
	}
	key := graph.HeaderKey(name)
	var found []graph.SubjectID
	var codes, names []string
	for _, n := range view.Nodes(ids...) {
		code, hit := "", false
		for i := range n.Properties {
			p := &n.Properties[i]
			values := []string{p.Value().Text}
			for j := range p.Values {
				values = append(values, p.Values[j].Value.Text)
			}
			switch p.Name {
			case graph.PropCode:
				code = values[0]
			case graph.PropName, graph.PropShortName, graph.PropEnglishName, graph.PropAliases:
			default:
				continue
			}
			hit = hit || slices.ContainsFunc(values, func(s string) bool { return s != "" && graph.HeaderKey(s) == key })
		}
		names = append(names, view.Name(n.ID))
		if hit || string(n.ID) == name {
			found = append(found, n.ID)
			codes = append(codes, strings.Join(withoutEmpty([]string{code, view.Name(n.ID), string(n.ID)}), " "))
		}
	}
	switch len(found) {
	case 0:
		slices.Sort(names)
		return "", a.errorf(graph.CodeNotFound, exporting.NoSegment, name, a.choose(names))
	case 1:
		return found[0], nil
	}
	return "", a.errorf(graph.CodeInvalid, exporting.ManySegments, name, len(found), strings.Join(codes, "; "))
}

// inRegion returns the filters of what lies in a region: parks by their region,
// others by an edge to a region within it or to such a park.
func (a *app) inRegion(ctx context.Context, view *memory.View, name string) (map[graph.Kind]memory.Filter, error) {
	code, ok := view.Vocabulary().List(graph.ListRegion).Find(name)
	if !ok {
		return nil, a.errorf(graph.CodeNotFound, exporting.NoRegion, name)
	}
	out := map[graph.Kind]memory.Filter{}
	for _, k := range []graph.Kind{graph.KindEnterprise, graph.KindInstitution, graph.KindProject, graph.KindPark} {
		in, _, err := view.InRegions(ctx, k, []string{code})
		if err != nil {
			return nil, err
		}
		out[k] = in
	}
	return out, nil
}

// ends returns nodes with all that edges of a type lead to from them, or come
// from, at any distance.
func ends(ctx context.Context, view *memory.View, ids []graph.SubjectID, edge string, incoming bool) ([]graph.SubjectID, error) {
	seen := map[graph.SubjectID]bool{}
	for _, id := range ids {
		seen[id] = true
	}
	for i := 0; i < len(ids); i++ {
		if err := eachEdge(ctx, view, ids[i:i+1], memory.NeighbourQuery{Edge: edge, Incoming: incoming}, func(_ graph.SubjectID, e *memory.Edge) error {
			other := e.To
			if incoming {
				other = e.From
			}
			if !seen[other] {
				seen[other] = true
				ids = append(ids, other)
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return ids, nil
}
