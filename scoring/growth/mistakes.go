package growth

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// maxMistakes is how many mistakes of a file are told at most.
const maxMistakes = 100

// Mistake is what is wrong at one place of a list, with its cure, for the person
// who wrote it.
type Mistake struct {
	Line, Column int // from 1; columns count characters
	Reason, Cure graph.Label
}

// Mistakes is everything that is wrong with a list, in the order of its lines. It
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
//	ft.yaml:12:5: no figure "revenu"; write revenue
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
		b.WriteString(labelf("还有 %d 处错误", "and %d more", m.More).In(lang))
	}
	return b.String()
}

// add notes a mistake, each once.
func (m *Mistakes) add(n *node, reason, cure graph.Label) {
	x := Mistake{Line: n.line, Column: n.column, Reason: reason, Cure: cure}
	switch {
	case slices.Contains(m.List, x):
	case len(m.List) >= maxMistakes:
		m.More++
	default:
		m.List = append(m.List, x)
	}
}

// err returns the mistakes as an error, or nil if there are none.
func (m *Mistakes) err() error {
	if len(m.List) == 0 {
		return nil
	}
	slices.SortStableFunc(m.List, func(a, b Mistake) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return &graph.Error{Code: graph.CodeInvalid, Op: "growth.Parse", Err: m}
}

func labelf(zh, en string, args ...any) graph.Label {
	if len(args) == 0 {
		return graph.Label{Zh: zh, En: en}
	}
	return graph.Label{Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}
}

// quote quotes what a message repeats, shortened.
func quote(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(s)
}

// suggest is the cure of a word that is none of those allowed: the one that was
// probably meant, or else all of them if they are few.
func suggest(word string, allowed []string) graph.Label {
	best, least := "", 1+max(len(word)/3, min(len(word)/2, 2))
	for _, a := range allowed {
		if d := distance(strings.ToLower(word), strings.ToLower(a)); d < least || d == 0 {
			best, least = a, d
		}
	}
	if len(allowed) == 1 {
		best = allowed[0]
	}
	if best != "" {
		return labelf("应为 %s", "write %s", best)
	}
	const most = 30
	rest := graph.Label{}
	if len(allowed) > most {
		allowed, rest = allowed[:most], labelf("、……", ", …")
	}
	return graph.Label{
		Zh: "可以是：" + strings.Join(allowed, "、") + rest.Zh,
		En: "choose from " + strings.Join(allowed, ", ") + rest.En,
	}
}

// distance is the number of bytes that have to be put in, left out or changed to
// make b of a; words of a list are short.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			d := min(diagonal+cost, row[j]+1, row[j+1]+1)
			diagonal, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}
