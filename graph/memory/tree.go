package memory

import (
	"maps"

	"github.com/chainatlas/chainatlas/graph"
)

// A place of the map, a segment or a chain, lies in what it is part of by an edge.
// But sources name the chain of a segment in a column of its own, which is a
// property and no edge: so a segment that is part of nothing lies in the chain
// that it names by code or name. Where several chains are called so, nobody knows
// which is meant, and it lies in none.

// above returns what a place lies in, or none.
func (v *View) above(n uint32) uint32 {
	for parent := range v.out[v.decl.roles.partOf].of(n) {
		return parent
	}
	if chain, ok := v.named[n]; ok {
		return chain
	}
	return none
}

// treeChanged brings up to date which segments lie in a chain by naming it, and
// reports whether any place lies elsewhere than before.
func (d *deriver) treeChanged() bool {
	r := &d.next.decl.roles
	isPlace := func(n node) bool { return n.pub != 0 && (int(n.kind) == r.segment || int(n.kind) == r.chain) }
	moved, touched := false, false
	for _, e := range d.rebound {
		moved = moved || e.edge == r.partOf
	}
	for n := range d.changed.all() {
		if touched = isPlace(d.next.nodes.at(n)) || isPlace(d.prev.nodes.at(n)); touched {
			break
		}
	}
	if !moved && !touched {
		return false
	}
	named := d.next.namedChains() // anew: segments and chains are few
	if maps.Equal(named, d.prev.named) {
		return moved
	}
	d.next.named = named
	return true
}

// namedChains returns the chains of the segments that are part of nothing and name
// one, by slot.
func (v *View) namedChains() map[uint32]uint32 {
	r := &v.decl.roles
	if !v.decl.mapped || r.chainName == 0 {
		return nil
	}
	called := map[string]uint32{} // none if several are
	for chain := range v.nodesOf(uint8(r.chain)) {
		for _, property := range r.chainWords {
			v.eachShown(chain, property, func(word []byte) {
				key := graph.HeaderKey(v.decodeValue(word).Text)
				if other, ok := called[key]; ok && other != chain {
					called[key] = none
				} else if key != "" {
					called[key] = chain
				}
			})
		}
	}
	named := map[uint32]uint32{}
	for segment := range v.nodesOf(uint8(r.segment)) {
		if v.out[r.partOf].degree(segment) > 0 {
			continue
		}
		v.eachShown(segment, r.chainName, func(word []byte) {
			if chain, ok := called[graph.HeaderKey(v.decodeValue(word).Text)]; ok && chain != none {
				named[segment] = chain
			}
		})
	}
	return named
}
