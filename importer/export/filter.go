package export

import (
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// filterWords words a filter for a person.
type filterWords struct {
	c    *cells
	kind *graph.KindDecl
	name func(graph.SubjectID) string
}

func (w *filterWords) in(zh, en string) string { return graph.Label{Zh: zh, En: en}.In(w.c.lang) }

// filter returns a filter as a condition: "Region is Beijing or Shanghai". Every
// part of several is in brackets, so that no rule of precedence need be known.
func (w *filterWords) filter(f *memory.Filter) string {
	several := func(fs []memory.Filter, by, none string) string {
		if len(fs) == 0 {
			return none
		}
		texts := make([]string, len(fs))
		for i := range fs {
			texts[i] = w.filter(&fs[i])
			if len(fs) > 1 && (len(fs[i].All) > 1 || len(fs[i].Any) > 1) {
				texts[i] = w.in("（", "(") + texts[i] + w.in("）", ")")
			}
		}
		return strings.Join(texts, by)
	}
	switch {
	case f.All != nil:
		return several(f.All, w.in("，且", " and "), w.in("全部", "all"))
	case f.Any != nil:
		return several(f.Any, w.in("，或", " or "), w.in("无", "none"))
	case f.Not != nil:
		return w.in("不是（", "not (") + w.filter(f.Not) + w.in("）", ")")
	case f.Referred != nil:
		if *f.Referred {
			return w.in("只被提及", "only referred to")
		}
		return w.in("有描述", "described")
	case f.Edge != "":
		return w.edge(f)
	case f.Property != "":
		return w.property(f)
	}
	return w.in("全部", "all")
}

func (w *filterWords) property(f *memory.Filter) string {
	d := w.kind.Property(f.Property)
	label, list := f.Property, ""
	if d != nil {
		label, list = d.Label.In(w.c.lang), d.List
	}
	if f.Known != nil {
		if *f.Known {
			return label + w.in(" 已知", " is known")
		}
		return label + w.in(" 未知", " is not known")
	}
	var is, parts []string
	for i := range f.In {
		is = append(is, shown(w.c.value(d, f.In[i]).Cell))
	}
	for _, code := range f.Under {
		is = append(is, w.c.code(list, code)+w.in("及其下级", " or below it"))
	}
	if len(is) > 0 || f.In != nil || f.Under != nil {
		parts = append(parts, w.in("是 ", "is ")+strings.Join(is, w.in(" 或 ", " or ")))
	}
	if f.Min != nil {
		parts = append(parts, w.in("不小于 ", "is at least ")+shown(w.c.value(d, *f.Min).Cell))
	}
	if f.Max != nil {
		parts = append(parts, w.in("不大于 ", "is at most ")+shown(w.c.value(d, *f.Max).Cell))
	}
	return label + " " + strings.Join(parts, w.in("，且", " and "))
}

func (w *filterWords) edge(f *memory.Filter) string {
	label := f.Edge
	if d := w.c.voc.Edge(f.Edge); d != nil {
		label = d.Label.In(w.c.lang)
	}
	names := func(ids []graph.SubjectID) string {
		texts := make([]string, len(ids))
		for i, id := range ids {
			texts[i] = w.name(id)
			if strings.TrimSpace(texts[i]) == "" {
				texts[i] = string(id)
			}
		}
		return strings.Join(texts, w.in(" 或 ", " or "))
	}
	var parts []string
	if f.To != nil {
		parts = append(parts, w.in("指向 ", "to ")+names(f.To))
	}
	if f.From != nil {
		parts = append(parts, w.in("来自 ", "from ")+names(f.From))
	}
	return label + " " + strings.Join(parts, w.in(" 或 ", " or "))
}
