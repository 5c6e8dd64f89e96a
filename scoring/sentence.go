package scoring

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/chainatlas/chainatlas/graph"
)

// The words of the comparisons, and of a comparison turned round.
var (
	compared = map[string]graph.Label{
		"<": {Zh: "低于", En: "is below"}, "<=": {Zh: "不高于", En: "is at most"}, "=": {Zh: "等于", En: "is"},
		"!=": {Zh: "不等于", En: "is not"}, ">=": {Zh: "不低于", En: "is at least"}, ">": {Zh: "高于", En: "is above"},
	}
	turned = map[string]string{"<": ">", "<=": ">=", "=": "=", "!=": "!=", ">=": "<=", ">": "<"}
	joined = map[string]graph.Label{"and": {Zh: "，并且", En: ", and "}, "or": {Zh: "，或者", En: ", or "}}
)

// Sentence writes the condition of a gate in words: comparisons of something that
// an indicator measures with a number, joined by and or or. What is measured by
// categories is compared with those that pass, in the script of the language if
// any is written in it. It reports false for a condition of another form, which
// only its code tells exactly.
func (s *Scheme) Sentence(g *Gate) (graph.Label, bool) {
	by := map[string]*Node{}
	for _, n := range s.Indicators() {
		if name, ok := n.Indicator.Value.name(); ok && by[name] == nil {
			by[name] = n
		}
	}
	return g.Require.sentence(g.Require.root, by, false)
}

// sentence writes a term; within says that it stands beside others.
func (e *Expr) sentence(t *term, by map[string]*Node, within bool) (graph.Label, bool) {
	if word, ok := joined[t.op]; ok {
		if within {
			return graph.Label{}, false // and beside or: words would not say what binds
		}
		// The operators bind to the left: a chain of one is read as one list.
		var parts []graph.Label
		var gather func(x *term) bool
		gather = func(x *term) bool {
			if x.op == t.op {
				return gather(x.args[0]) && gather(x.args[1])
			}
			part, ok := e.sentence(x, by, true)
			parts = append(parts, part)
			return ok
		}
		if !gather(t) {
			return graph.Label{}, false
		}
		out := parts[0]
		for _, p := range parts[1:] {
			out.Zh, out.En = out.Zh+word.Zh+p.Zh, out.En+word.En+p.En
		}
		return out, true
	}
	word, ok := compared[t.op]
	if !ok {
		return graph.Label{}, false
	}
	what, with, op := t.args[0], t.args[1], t.op
	if what.op == "number" {
		what, with, op = with, what, turned[op]
		word = compared[op]
	}
	if what.op != "name" || with.op != "number" {
		return graph.Label{}, false
	}
	n := by[e.names[what.name]]
	if n == nil {
		return graph.Label{}, false
	}
	name := graph.Label{Zh: "“" + n.Label.Zh + "”", En: "“" + n.Label.En + "” "}
	if n.Indicator.Normalise.Method == NormaliseCategorical && len(n.Indicator.Normalise.Categories) > 0 {
		var passing []string
		for _, c := range slices.Sorted(maps.Keys(n.Indicator.Normalise.Categories)) {
			probe := &term{op: op, args: []*term{{op: "number", value: float64(n.Indicator.Normalise.Categories[c])}, with}}
			if probe.eval(nil) == 1 {
				passing = append(passing, c)
			}
		}
		if len(passing) == 0 {
			return graph.Label{}, false
		}
		return graph.Label{Zh: name.Zh + "为" + list(passing, true, "或"), En: name.En + "is " + list(passing, false, " or ")}, true
	}
	figure := strconv.FormatFloat(with.value, 'f', -1, 64)
	if u := n.Indicator.Unit; u != "" && u != "count" {
		figure += " " + u
	}
	return graph.Label{Zh: name.Zh + word.Zh + " " + figure, En: name.En + word.En + " " + figure}, true
}

// list writes categories, those alone that are in the script of the language, if
// there are any.
func list(categories []string, chinese bool, or string) string {
	own := slices.DeleteFunc(slices.Clone(categories), func(c string) bool {
		return strings.ContainsFunc(c, func(r rune) bool { return unicode.Is(unicode.Han, r) }) != chinese
	})
	if len(own) == 0 {
		own = categories
	}
	return "“" + strings.Join(own, "”"+or+"“") + "”"
}
