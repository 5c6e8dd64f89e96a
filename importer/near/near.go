// Package near finds among names that are known those that a name which is not
// may be meant for: misspelt by a letter, of the same sound (go-pinyin), or a part
// of the other. It proposes, and decides nothing.
package near

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"

	"github.com/chainatlas/chainatlas/graph"
)

// maxEdits bounds the letters in which names differ that are alike, however long
// they are, and maxLength how many letters of a name are compared.
const (
	maxEdits  = 3
	maxLength = 120
)

// Names are names that are known. The zero value has none. It may be read by
// several goroutines once nothing is added any more.
type Names struct {
	all []name
}

// name is what something is called, ready to be compared.
type name struct {
	key   []rune
	sound func() string
	shown string // what is proposed where it is near
}

func newName(text, shown string) name {
	key := []rune(graph.HeaderKey(text))
	key = key[:min(len(key), maxLength)]
	return name{key: key, shown: shown, sound: sync.OnceValue(func() string { return sound(key) })}
}

// Add adds what something is called, and what to propose where that is near.
func (n *Names) Add(text, shown string) {
	if x := newName(text, shown); len(x.key) > 0 {
		n.all = append(n.all, x)
	}
}

// Len returns how many were added.
func (n *Names) Len() int { return len(n.all) }

// Like returns what to propose for a name, the nearest first, each once, and at
// most so many. The name itself is not proposed.
func (n *Names) Like(text string, most int) []string {
	type hit struct {
		far    int
		begins bool // as the name does: 安全运营服务 goes before 城市安全运营
		shown  string
	}
	x := newName(text, text)
	if len(x.key) < 2 {
		return nil // a letter is near to everything
	}
	var hits []hit
	for i := range n.all {
		if far, ok := distance(&x, &n.all[i]); ok && n.all[i].shown != text {
			k := n.all[i].key
			hits = append(hits, hit{far, len(k) >= len(x.key) && slices.Equal(k[:len(x.key)], x.key), n.all[i].shown})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.far, b.far), compareBool(b.begins, a.begins), strings.Compare(a.shown, b.shown))
	})
	var out []string
	for _, h := range hits {
		if len(out) == most {
			break
		}
		if !slices.Contains(out, h.shown) {
			out = append(out, h.shown)
		}
	}
	return out
}

// compareBool puts what does not hold before what does.
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

// distance tells how far two names are from each other, and whether that is near:
// names that sound alike before those that differ in letters, and these before
// those of which one is a part of the other.
func distance(a, b *name) (int, bool) {
	short, long := a.key, b.key
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) == 0 {
		return 0, false
	}
	if len(a.key) == len(b.key) && hasHan(a.key) && hasHan(b.key) && a.sound() == b.sound() {
		return 0, true
	}
	// One letter in three may be wrong: of four characters one, of eight three.
	if limit := min(max(1, (len(long)+1)/3), maxEdits); len(long)-len(short) <= limit && len(short) > 1 {
		if d := edits(short, long, limit); d <= limit && d < len(short) {
			return d, true
		}
	}
	if len(short) >= 2 && (hasHan(short) || len(short) >= 4) && 3*len(short) >= len(long) && contains(long, short) {
		return maxEdits + 1 + len(long) - len(short), true
	}
	return 0, false
}

func contains(long, short []rune) bool {
	for i := range len(long) - len(short) + 1 {
		if slices.Equal(long[i:i+len(short)], short) {
			return true
		}
	}
	return false
}

func hasHan(s []rune) bool {
	return slices.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// sound is how a name is read aloud: the first reading of each Chinese character,
// without tones.
func sound(key []rune) string {
	args := pinyin.NewArgs()
	var b strings.Builder
	for _, r := range key {
		if p := pinyin.SinglePinyin(r, args); len(p) > 0 {
			b.WriteString(p[0])
		} else {
			b.WriteRune(r)
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// edits is how many letters have to be put in, left out, replaced or swapped with
// the next to make one name of another (the optimal string alignment distance);
// more than limit if it is more than that.
func edits(a, b []rune, limit int) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			replaced := last[j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			row[j] = min(last[j]+1, row[j-1]+1, replaced)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
