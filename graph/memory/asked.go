package memory

import (
	"iter"

	"github.com/chainatlas/chainatlas/graph"
)

// Asked yields the questions of identity that came: each pair of nodes once a key,
// as [View.Questions] of To yields them, without those that From asked about the
// same two. It costs what the pages of questions cost that a derivation wrote, and
// one pass over the questions of From if any of these is about two nodes that
// stood before.
func (c *Changes) Asked() iter.Seq[Question] {
	return func(yield func(Question) bool) {
		before, after := c.From, c.To
		seen := map[Question]bool{}
		var known map[Question]bool // of From, once it is needed
		for p := range after.asked.pages {
			pg := after.asked.page(p)
			if pg == nil || pg == before.asked.page(p) {
				continue // nothing was asked anew
			}
			for i := range pg {
				for _, q := range pg[i] {
					x, ok := after.questionOf(q)
					if !ok || seen[x] {
						continue
					}
					seen[x] = true
					if _, stood := before.RefOf(x.A); stood {
						if _, stood = before.RefOf(x.B); stood {
							if known == nil {
								known = map[Question]bool{}
								for k := range before.Questions() {
									k.Why = "" // another reason is no other question
									known[k] = true
								}
							}
							if known[Question{Key: x.Key, A: x.A, B: x.B}] {
								continue
							}
						}
					}
					if !yield(x) {
						return
					}
				}
			}
		}
	}
}

// questionOf returns what is asked, by the nodes of its subjects; it reports false
// if one of these does not stand, or both have become one.
func (v *View) questionOf(q question) (Question, bool) {
	a, b := v.nodeOf(q.a), v.nodeOf(q.b)
	if a == none || b == none || a == b {
		return Question{}, false
	}
	x := Question{Key: v.syms.list[q.key], A: v.publicID(a), B: v.publicID(b), Why: q.why}
	if x.A > x.B {
		x.A, x.B = x.B, x.A
	}
	return x, true
}

// JoinedBy returns the name of the key by which a subject is one with others of its
// node: the first, in the order of their declaration, of which it shares a value
// with any. It is "" if the subject does not stand, is a node by itself, or is one
// with others by what a person has judged or by a name that is no key.
func (v *View) JoinedBy(id graph.SubjectID) string {
	s := v.find(id)
	if s == none {
		return ""
	}
	n := v.nodeOf(s)
	if n == none {
		return ""
	}
	var one [1]uint32
	members := v.membersOf(n, &one)
	if len(members) < 2 {
		return ""
	}
	info := &v.decl.kinds[v.subs.at(s).kind]
	type value struct {
		key         int
		scope, code string
	}
	mine := map[value]bool{}
	var k knowledge
	v.know(s, &k)
	v.eachKey(&k, func(key int, scope, code string) {
		if key < len(info.keys) {
			mine[value{key, scope, code}] = true
		}
	})
	best := len(info.keys)
	for _, m := range members {
		if m == s || best == 0 || v.subs.at(m).kind != v.subs.at(s).kind {
			continue // what is of another kind has other keys
		}
		v.know(m, &k)
		v.eachKey(&k, func(key int, scope, code string) {
			if key < best && mine[value{key, scope, code}] {
				best = key
			}
		})
	}
	if best == len(info.keys) {
		return ""
	}
	return info.keys[best].decl.Name
}
