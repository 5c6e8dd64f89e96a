package cell

import (
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// readCode reads an entry of a code list. A text is looked up once.
func (r *Reader) readCode(c table.Cell, within string) (graph.Value, *graph.Problem) {
	s := c.Text
	switch c.Kind {
	case table.Number:
		s = stored(s)
		if d, rest, f := scanSigned(s); f == sound && rest == "" {
			s = d.String() // 440300.0
		}
	case table.Date, table.Percent:
		return graph.Value{}, r.bad(graph.ProblemCodeList, graph.Labelf("%q 不在代码表中", "%q is not in its list", clip(s)), r.choose())
	case table.Bool:
		s = map[bool]string{true: "TRUE", false: "FALSE"}[s == "1"]
	}
	key := s
	if within != "" {
		key = within + "\x00" + s
	}
	return r.once(key, func() (graph.Value, *graph.Problem) {
		if r.tree {
			return r.region(clean(s), within)
		}
		return r.entry(clean(s))
	})
}

// choose is the cure of a text that no list has, as the check words it.
func (r *Reader) choose() graph.Label {
	if problem := r.opts.Vocabulary.CheckValue(r.p, graph.CodeValue("")); problem != nil {
		return problem.Cure
	}
	return graph.Labelf("请从代码表中选择", "choose from the list")
}

// entry reads an entry of a list without levels.
func (r *Reader) entry(s string) (graph.Value, *graph.Problem) {
	if s == "" || strings.EqualFold(s, "n/a") { // which is not Namibia, NA
		return graph.Value{}, nil
	}
	if code, ok := r.list.Find(s); ok {
		return r.checked(graph.CodeValue(code))
	}
	if isMarks(s) || isBlankWord(s) {
		return graph.Value{}, nil
	}
	if len(s) > 200 {
		return graph.Value{}, r.notListed(s)
	}
	if code, ok := r.loosely(s); ok {
		return r.checked(graph.CodeValue(code))
	}
	// Several codes in one cell, unless all of them mean the same.
	found, several := "", false
	for _, piece := range splitSet(s, "/、,;+&|") {
		code, ok := r.list.Find(piece)
		if !ok {
			code, ok = r.loosely(strings.TrimSpace(piece))
		}
		switch {
		case !ok:
			return graph.Value{}, r.notListed(s)
		case found == "" || found == code:
			found = code
		default:
			several = true
		}
	}
	if several {
		return graph.Value{}, r.bad(graph.ProblemSeveral, graph.Labelf("%q 含有多个代码", "%q holds several codes", clip(s)), graph.Labelf("请只保留一个", "keep one of them"))
	}
	if found == "" {
		return graph.Value{}, r.notListed(s)
	}
	return r.checked(graph.CodeValue(found))
}

func (r *Reader) notListed(s string) *graph.Problem {
	return r.bad(graph.ProblemCodeList, graph.Labelf("%q 不在代码表中", "%q is not in its list", clip(s)), r.choose())
}

// leftovers are words that stand around the name of an entry and do not change
// it.
var leftovers = struct{ before, behind []string }{
	before: []string{"the ", "the republic of ", "完成", "获得", "获"},
	behind: []string{"融资", "投资", " funding round", " funding", "-funding", " financing", " financing round", " round", "-round", " stage", "阶段", " investment", " series", " - series unknown", "-series unknown", "状态", "类"},
}

// loosely finds an entry by a text with leftovers around its name: Pre-A轮融资,
// Series A (2), the Netherlands.
func (r *Reader) loosely(s string) (string, bool) {
	if i := strings.IndexAny(s, "(["); i > 0 {
		if code, ok := r.list.Find(s[:i]); ok {
			return code, true
		}
		if code, ok := r.loosely(strings.TrimSpace(s[:i])); ok {
			return code, true
		}
	}
	lower := strings.ToLower(s)
	if len(lower) != len(s) {
		return "", false
	}
	for _, w := range leftovers.before {
		if rest, ok := strings.CutPrefix(lower, w); ok {
			if code, ok := r.list.Find(rest); ok {
				return code, true
			}
			lower = rest
			break
		}
	}
	for _, w := range leftovers.behind {
		rest, ok := strings.CutSuffix(lower, w)
		if !ok {
			continue
		}
		for _, form := range []string{rest, rest + "轮"} { // A轮融资, B融资
			if code, ok := r.list.Find(form); ok {
				return code, true
			}
		}
	}
	// Series C1 is C1轮.
	for _, w := range []string{"series ", "series-"} {
		if rest, ok := strings.CutPrefix(lower, w); ok && utf8.RuneCountInString(rest) <= 3 {
			if code, ok := r.list.Find(rest + "轮"); ok {
				return code, true
			}
		}
	}
	return "", false
}
