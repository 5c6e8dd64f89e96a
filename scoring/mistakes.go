package scoring

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// maxMistakes is how many mistakes of a file are told at most.
const maxMistakes = 100

// Mistake is what is wrong at one place of a scheme file, with its cure, for
// the person who wrote it.
type Mistake struct {
	Line, Column int // from 1; columns count characters
	Reason, Cure graph.Label
}

// Mistakes is everything that is wrong with a scheme file, in the order of its
// lines. It implements error.
type Mistakes struct {
	Name string // of the file
	List []Mistake
	More int // how many more there are than are listed
}

// Error tells every mistake in English, one on a line.
func (m *Mistakes) Error() string { return m.In("en") }

// In tells every mistake in a language, one on a line:
//
//	firewall.yaml:7:13: the weights add up to 0.9; let them add up to 1 or 100, or write weights: relative
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
	x := Mistake{Line: max(1, n.line), Column: max(1, n.column), Reason: reason, Cure: cure}
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
	return &graph.Error{Code: graph.CodeInvalid, Op: "scoring.Parse", Err: m}
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

// suggest is the cure of a word that is none of those allowed: the nearest, or
// else all of them.
func suggest(word string, allowed []string) graph.Label {
	best, least := "", 1+len(word)/3
	for _, a := range allowed {
		if d := distance(strings.ToLower(word), strings.ToLower(a)); d < least {
			best, least = a, d
		}
	}
	if best != "" {
		return labelf("应为 %s", "write %s", best)
	}
	if len(allowed) == 0 {
		return labelf("请删除", "leave it out")
	}
	return graph.Label{Zh: "可以是：" + strings.Join(allowed, "、"), En: "choose from " + strings.Join(allowed, ", ")}
}

// distance is Levenshtein's; words longer than 64 bytes are far from all.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		last := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			last, row[j] = row[j], min(row[j]+1, row[j-1]+1, last+cost)
		}
	}
	return row[len(b)]
}
