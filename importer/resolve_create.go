package importer

import (
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// maxCandidates bounds the subjects that one held row lists: thousands of rows
// that compete, each for a subject of its own, would list the square of that.
const maxCandidates = 64

// hold queues mentions. Rows and references that give the same keys share one
// held subject, also with one that waits, or once did, since an earlier batch.
// met are those of the candidates that single mentions met: each lists its own
// first.
func (r *resolver) hold(kind int, mentions []int32, reason string, cands []int32, met map[int32]int32) {
	var ids []graph.SubjectID
	for _, c := range cands {
		ids = append(ids, r.subjects[c].id)
	}
	slices.Sort(ids)
	if slices.ContainsFunc(mentions, func(at int32) bool { return r.mentions[at].isRow }) {
		for _, c := range cands {
			r.spared[r.subjects[c].same] = true
		}
	}
	if r.holding == nil {
		r.holding = map[digest]int32{}
	}
	made := r.holding
	sorted := slices.Clone(mentions)
	r.sortByPrint(sorted, nil)
	for _, at := range sorted {
		m := &r.mentions[at]
		d := r.allKeys(kind, m.keys)
		s, ok := made[d]
		if !ok {
			s = -1
			for x := range r.waited.of(d) {
				s = x
				break
			}
			if s < 0 {
				s = r.create(kind, m, []int32{at})
			}
			made[d] = s
		}
		m.subject = s
		m.held = &graph.Held{Reason: reason, Candidates: ids, Keys: r.keyValues(m)}
		if len(ids) > maxCandidates {
			own := []graph.SubjectID{}
			if s, ok := met[at]; ok {
				own = append(own, r.subjects[s].id)
			}
			for _, id := range ids {
				if len(own) < maxCandidates && !slices.Contains(own, id) {
					own = append(own, id)
				}
			}
			m.held.Candidates = own
		}
	}
}

// sortByPrint orders mentions by what they print, so that nothing depends on the
// order of rows.
func (r *resolver) sortByPrint(mentions []int32, more func(*mention) string) {
	prints := make(map[int32]string, len(mentions))
	for _, at := range mentions {
		var b []byte
		for _, k := range r.keyValues(&r.mentions[at]) {
			b = append(append(b, k.Key...), 0)
			for _, p := range k.Parts {
				b = append(append(b, p.Canonical()...), 0)
			}
		}
		if more != nil {
			b = append(b, more(&r.mentions[at])...)
		}
		prints[at] = string(b)
	}
	slices.SortStableFunc(mentions, func(a, b int32) int {
		return cmp.Or(cmp.Compare(prints[a], prints[b]), cmp.Compare(r.mentions[b].ref, r.mentions[a].ref))
	})
}

// create adds the subject that mentions are the first to speak of. Its ID is made
// from the keys that all of them print (fold.md, 2).
func (r *resolver) create(kind int, m *mention, together []int32) int32 {
	var keys []graph.KeyValue
	if len(together) <= 1 && m.isRow {
		if id := r.rows[m.row].minted; id != "" {
			if _, there := r.at[id]; !there {
				return r.createWith(kind, id)
			}
		}
	}
	if len(together) <= 1 {
		keys = r.keyValues(m)
	} else {
		for _, at := range together {
			for _, k := range r.keyValues(&r.mentions[at]) {
				if !slices.ContainsFunc(keys, func(o graph.KeyValue) bool { return o.Key == k.Key && slices.Equal(o.Parts, k.Parts) }) {
					keys = append(keys, k)
				}
			}
		}
		order := func(name string) int {
			return slices.IndexFunc(r.kinds[kind].Keys, func(d graph.KeyDecl) bool { return d.Name == name })
		}
		slices.SortFunc(keys, func(a, b graph.KeyValue) int {
			return cmp.Or(cmp.Compare(order(a.Key), order(b.Key)),
				slices.CompareFunc(a.Parts, b.Parts, graph.Value.Compare))
		})
	}
	if m.short {
		for _, c := range r.cells(m) {
			if len(c.Values) > 0 {
				keys = append(keys, graph.KeyValue{Key: "short", Parts: c.Values[:1:1]})
				break
			}
		}
	}
	return r.createAs(kind, keys)
}

func (r *resolver) createAs(kind int, keys []graph.KeyValue) int32 {
	first := r.mint(r.kinds[kind].Kind, keys, 0)
	if _, there := r.at[first]; !there {
		return r.createWith(kind, first)
	}
	// Thousands of events may have equal keys: go on where the last one ended.
	for taken := r.taken[first] + 1; ; taken++ {
		id := r.mint(r.kinds[kind].Kind, keys, taken)
		if _, there := r.at[id]; !there {
			r.taken[first] = taken
			return r.createWith(kind, id)
		}
	}
}

func (r *resolver) createWith(kind int, id graph.SubjectID) int32 {
	s := int32(len(r.subjects))
	r.at[id] = s
	r.subjects = append(r.subjects, subject{id: id, kind: uint8(kind), same: s})
	return s
}

// keyValues returns the whole keys of a mention as it printed them, in the order
// of their declaration.
func (r *resolver) keyValues(m *mention) []graph.KeyValue {
	cells := r.cells(m)
	if len(r.kinds[m.kind].hangs) > 0 {
		cells = cloneCells(cells) // the row is read anew for the ends
	}
	keys := r.keyer.keyValues(int(m.kind), cells, m.keys, func(edge string) []graph.Value { return r.printedEnds(m, edge) }, nil)
	for i := range keys { // the row's memory is used again
		keys[i].Parts = slices.Clone(keys[i].Parts)
	}
	return keys
}

func cloneCells(cells []graph.Cell) []graph.Cell {
	out := slices.Clone(cells)
	for i := range out {
		out[i].Values = slices.Clone(out[i].Values)
	}
	return out
}

// printedEnds returns how the other ends of a mention's key edge were printed.
func (r *resolver) printedEnds(m *mention, edge string) []graph.Value {
	rec := r.row(int(m.row))
	if m.ref != -1 {
		return keyParts(rec.Cells, &r.kinds[r.kindAt[rec.Kind]], nil)
	}
	var out []graph.Value
	for i := range rec.Edges {
		if rec.Edges[i].Type != edge {
			continue
		}
		for j := range rec.Edges[i].Refs {
			ref := &rec.Edges[i].Refs[j]
			out = keyParts(ref.Keys, &r.kinds[r.kindAt[ref.Kind]], out)
		}
	}
	slices.SortFunc(out, graph.Value.Compare)
	return out
}

// keyParts appends the values of all keys that cells print, or the first of
// whatever they print: two that wait under one code are told apart by their names.
func keyParts(cells []graph.Cell, info *kindInfo, out []graph.Value) []graph.Value {
	from := len(out)
	for i := range info.Keys {
		for _, p := range info.Keys[i].Parts {
			if c := cellOf(cells, p.Property); c != nil {
				out = append(out, c.Values...)
			}
		}
	}
	for i := range cells {
		if len(out) == from && len(cells[i].Values) > 0 {
			out = append(out, cells[i].Values[0])
		}
	}
	return out
}
