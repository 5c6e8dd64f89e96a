package yamlfile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// maxMistakes is how many mistakes of a file are told at most.
const maxMistakes = 100

// Mistake is what is wrong at one place of a file, with its cure, for the person
// who wrote it.
type Mistake struct {
	Line, Column int // from 1; columns count characters
	Reason, Cure graph.Label
}

// Mistakes is everything that is wrong with a file, in the order of its lines. It
// implements error.
type Mistakes struct {
	Name string // of the file
	List []Mistake
	More int // how many more there are than are listed
}

// Error tells every mistake in English, one on a line.
func (m *Mistakes) Error() string { return m.In("en") }

// In tells every mistake in a language, one on a line:
//
//	cnsec.yaml:7:13: no kind "Enterprize"; write Enterprise
func (m *Mistakes) In(lang string) string {
	separator := "; "
	if strings.HasPrefix(lang, "zh") {
		separator = "；"
	}
	var b strings.Builder
	for i, x := range m.List {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s:%d:%d: %s%s%s", m.Name, x.Line, x.Column, x.Reason.In(lang), separator, x.Cure.In(lang))
	}
	if m.More > 0 {
		b.WriteByte('\n')
		b.WriteString(graph.Labelf("还有 %d 处错误", "and %d more", m.More).In(lang))
	}
	return b.String()
}

// Add notes what is wrong at a node, each once.
func (m *Mistakes) Add(n *Node, reason, cure graph.Label) {
	x := Mistake{Line: max(1, n.Line), Column: max(1, n.Column), Reason: reason, Cure: cure}
	switch {
	case slices.Contains(m.List, x):
	case len(m.List) >= maxMistakes:
		m.More++
	default:
		m.List = append(m.List, x)
	}
}

// Err returns the mistakes as an error of an operation, with [graph.CodeInvalid],
// or nil if there are none.
func (m *Mistakes) Err(op string) error {
	if len(m.List) == 0 {
		return nil
	}
	slices.SortStableFunc(m.List, func(a, b Mistake) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column)
	})
	return &graph.Error{Code: graph.CodeInvalid, Op: op, Err: m}
}

// Quote quotes what a message repeats, shortened.
func Quote(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(s)
}

// Suggest is the cure of a word that is none of those allowed: the one that was
// probably meant, or else all of them if they are few.
func Suggest(word string, allowed []string) graph.Label {
	best := Nearest(word, allowed)
	if len(allowed) == 1 {
		best = allowed[0]
	}
	if best != "" {
		return graph.Labelf("应为 %s", "write %s", best)
	}
	if len(allowed) == 0 {
		return graph.Labelf("请删除", "leave it out")
	}
	const most = 30
	rest := graph.Label{}
	if len(allowed) > most {
		allowed, rest = allowed[:most], graph.Labelf("、……", ", …")
	}
	return graph.Label{
		Zh: "可以是：" + strings.Join(allowed, "、") + rest.Zh,
		En: "choose from " + strings.Join(allowed, ", ") + rest.En,
	}
}

// Nearest returns the word that was probably meant: the same but for case and
// punctuation, or a few letters away; "" if none is near.
func Nearest(word string, allowed []string) string {
	key := []rune(graph.HeaderKey(word))
	if len(key) > 64 {
		return ""
	}
	best, least := "", 1+max(len(key)/3, min(len(key)/2, 2))
	for _, a := range allowed {
		if d := distance(key, []rune(graph.HeaderKey(a)), least+1); d < least || d == 0 && best == "" {
			best, least = a, d
		}
	}
	return best
}

// distance is the number of letters that have to be put in, left out, changed
// or swapped with their neighbour to make b of a; limit if it is no less.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return min(rows[len(a)][len(b)], limit)
}
