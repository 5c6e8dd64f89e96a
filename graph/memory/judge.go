package memory

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// word is a person's standing word on two subjects.
type word struct {
	rev     uint32
	judge   judge
	refused bool // contradicts words already taken, or was taken back
}

// wordsOf yields the standing words on a subject with the other subject. Each
// word stands with both; first tells one of the two.
func (v *View) wordsOf(s uint32, yield func(w word, other uint32, first bool)) {
	for r := (reader{b: v.says.at(s)}); r.more(); {
		st := r.statement()
		if st.op == opJudge && v.batches[st.rev-1].stands {
			body := reader{b: st.body}
			verdict, second := graph.Verdict(body.byte()), body.byte() != 0
			other := body.uint()
			j := judge{s, other, verdict}
			if second {
				j.a, j.b = other, s
			}
			yield(word{rev: st.rev, judge: j}, other, !second)
		}
	}
}

// takeWords takes persons' words as fold.md, 15, says: the latest first; one
// that contradicts those taken, and one that a later "undecided" on its pair
// takes back, is refused. Words of one batch are taken in the order of their
// subjects' IDs, "different" first, so that their order in the batch does not
// matter. joined gets the pairs that are the same, apart those that are not.
func (v *View) takeWords(words []word, join func(a, b uint32), find func(s uint32) uint32, apart *[][2]uint32) {
	pair := func(w *word) (uint32, uint32) {
		if bytes.Compare(v.ids.at(w.judge.a), v.ids.at(w.judge.b)) > 0 {
			return w.judge.b, w.judge.a
		}
		return w.judge.a, w.judge.b
	}
	slices.SortStableFunc(words, func(x, y word) int {
		if c := cmp.Compare(y.rev, x.rev); c != 0 {
			return c
		}
		xa, xb := pair(&x)
		ya, yb := pair(&y)
		return cmp.Or(bytes.Compare(v.ids.at(xa), v.ids.at(ya)), bytes.Compare(v.ids.at(xb), v.ids.at(yb)),
			cmp.Compare(y.judge.verdict, x.judge.verdict))
	})
	open := map[[2]uint32]bool{}
	for i := range words {
		w := &words[i]
		a, b := pair(w)
		switch w.judge.verdict {
		case graph.Undecided:
			open[[2]uint32{a, b}] = true
			continue
		case graph.Same:
			ra, rb := find(a), find(b)
			for _, p := range *apart {
				if x, y := find(p[0]), find(p[1]); x == ra && y == rb || x == rb && y == ra || ra == rb && x == y && x == ra {
					w.refused = true
				}
			}
		case graph.Different:
			w.refused = find(a) == find(b)
		}
		if w.refused = w.refused || open[[2]uint32{a, b}]; w.refused {
			continue
		}
		if w.judge.verdict == graph.Same {
			join(a, b)
		} else {
			*apart = append(*apart, [2]uint32{a, b})
		}
	}
}

// unions is a small union–find over subjects.
type unions map[uint32]uint32

func (u unions) find(s uint32) uint32 {
	for {
		p, ok := u[s]
		if !ok || p == s {
			return s
		}
		if g, ok := u[p]; ok {
			u[s] = g
		}
		s = p
	}
}

func (u unions) join(a, b uint32) {
	if a, b = u.find(a), u.find(b); a != b {
		u[max(a, b)] = min(a, b)
	}
}

// rejudge works out which subjects a person has judged, of all that changed
// words reach, and touches those for whom that is news.
func (d *deriver) rejudge() {
	n := d.next
	var done bitset
	for i, b := range n.batches {
		if len(b.words) == 0 || i < len(d.prev.batches) && d.prev.batches[i].stands == b.stands {
			continue
		}
		for _, w := range b.words {
			for _, s := range []uint32{w.a, w.b} {
				if !done.has(s) {
					d.rejudgeAround(s, &done)
				}
			}
		}
	}
}

func (d *deriver) rejudgeAround(seed uint32, done *bitset) {
	n := d.next
	component, judged := n.judgedAround(seed)
	for _, s := range component {
		done.add(s)
		x := n.subs.at(s)
		if was := x.flags&subJudged != 0; was != judged[s] {
			n.subs.ptr(d.e, s).flags ^= subJudged
			d.touched.add(s)
			// A held reference to it stands now, or does not any more.
			for o := range n.owners.of(s) {
				d.touched.add(o)
			}
		}
	}
}

// judgedAround returns the subjects that words connect with s, and which of them
// a person has judged.
func (v *View) judgedAround(s uint32) (component []uint32, judged map[uint32]bool) {
	component, words := v.judged(s)
	u := unions{}
	var apart [][2]uint32
	v.takeWords(words, u.join, u.find, &apart)
	judged = map[uint32]bool{}
	for _, w := range words {
		if !w.refused && w.judge.verdict != graph.Undecided {
			judged[w.judge.a], judged[w.judge.b] = true, true
		}
	}
	return component, judged
}

// judged returns the subjects that words connect with s, and those words.
func (v *View) judged(s uint32) (component []uint32, words []word) {
	seen := map[uint32]bool{s: true}
	component = []uint32{s}
	for i := 0; i < len(component); i++ {
		a := component[i]
		v.wordsOf(a, func(w word, b uint32, first bool) {
			if first {
				words = append(words, w)
			}
			if !seen[b] {
				seen[b] = true
				component = append(component, b)
			}
		})
	}
	return component, words
}
