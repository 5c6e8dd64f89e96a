package memory

import (
	"bytes"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// A mark tells what the names and codes of a node cannot contain: it has a bit for
// each of their characters and for each pair of neighbours, as [graph.HeaderKey]
// writes them, and shares bits between several. A text can be in them only if its
// bits are a part of theirs, so that looking for a text passes over all but a few
// nodes of millions at the cost of one word each, and reads the names of the rest.
// No bits tell nothing.
func markOf(key string) (mark uint64) {
	const golden, other = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F // odd, of bits in no order
	before := rune(-1)
	for _, r := range key {
		mark |= 1 << (uint64(r) * golden >> 58)
		if before >= 0 {
			mark |= 1 << ((uint64(before)<<21 | uint64(r)) * other >> 58)
		}
		before = r
	}
	return mark
}

// isNamed reports whether a text filter looks at a property: a name or a code.
func isNamed(p *graph.PropertyDecl) bool {
	isCode := p.Name == graph.PropCode || p.Name == graph.PropCreditCode || p.Name == graph.PropStockCode || p.Name == graph.PropNumber
	return p.Type == graph.TypeText && (p.IsName || isCode || p.Name == graph.PropName)
}

// eachNamed calls yield for the shown values of a node's names and codes.
func (v *View) eachNamed(slot uint32, named []uint32, k *knowledge, yield func(value []byte)) {
	n := v.nodes.at(slot)
	if n.flags&nodePinned != 0 || v.members.at(slot) != nil {
		v.eachShownOf(slot, func(property uint32) bool { return slices.Contains(named, property) }, yield)
		return
	}
	// One subject alone says what is shown, as is so of most nodes: there is nothing
	// to decide between.
	v.know(n.pub-1, k)
	k.eachNamed(named, yield)
}

func (k *knowledge) eachNamed(named []uint32, yield func(value []byte)) {
	for i := range k.facts {
		if slices.Contains(named, k.facts[i].property) {
			yield(k.facts[i].value)
		}
	}
}

// projectNames brings the mark of a node up to date and returns its keys, of an
// enterprise alone: those are what the map is filtered by, as one types. They are
// good until the next call. known tells that w.now holds what is known of the node.
func (d *deriver) projectNames(slot uint32, known bool, w *worker) (keys []byte) {
	v, mark := d.next, uint64(0)
	w.keys = w.keys[:0]
	n := v.nodes.at(slot)
	if n.pub != 0 {
		take := func(value []byte) {
			key := graph.HeaderKey(v.decodeValue(value).Text)
			mark |= markOf(key)
			if int(n.kind) == v.decl.roles.enterprise {
				w.keys = append(append(w.keys, key...), keyEnd)
			}
		}
		if named := v.decl.kinds[n.kind].named; known && v.nodes.at(slot).flags&nodePinned == 0 {
			w.now.eachNamed(named, take)
		} else {
			v.eachNamed(slot, named, &w.now, take)
		}
	}
	if v.marks.at(slot) != mark {
		v.marks.set(d.e, slot, mark)
	}
	return w.keys
}

// keyEnd ends each of the keys of an enterprise; no key holds it.
const keyEnd = 0

// contains is a condition on the text of names and codes. What has none of them
// is unknown.
type contains struct {
	named []uint32
	key   string
	mark  uint64
	plain bool // the key is written as it would be in a text
}

func newContains(info *kindInfo, key string) *contains {
	return &contains{named: info.named, key: key, mark: markOf(key), plain: graph.HeaderKey(key) == key}
}

// in reports whether a text contains the key.
func (c *contains) in(text string) bool {
	// Keys are made character by character, so what a text holds as it stands its
	// key holds, too.
	return c.plain && strings.Contains(text, c.key) || strings.Contains(graph.HeaderKey(text), c.key)
}

func (c *contains) page(v *View, p uint32, live, yes, no *pageBitset) {
	marks := v.marks.page(int(p))
	kept := int(v.nodes.at(p<<pageBits).kind) == v.decl.roles.enterprise
	key := []byte(c.key)
	var k knowledge
	for i := range uint32(pageSize) {
		if !live.has(i) {
			continue
		}
		if marks != nil && marks[i] != 0 && marks[i]&c.mark != c.mark {
			no.add(i)
			continue
		}
		if keys := v.names.at(p<<pageBits | i); kept && len(keys) > 0 {
			if bytes.Contains(keys, key) {
				yes.add(i)
			} else {
				no.add(i)
			}
			continue
		}
		any, ok := false, false
		v.eachNamed(p<<pageBits|i, c.named, &k, func(value []byte) {
			any = true
			ok = ok || c.in(v.decodeValue(value).Text)
		})
		if ok {
			yes.add(i)
		} else if any {
			no.add(i)
		}
	}
}
