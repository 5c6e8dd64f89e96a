package memory

import "github.com/chainatlas/chainatlas/graph"

// Stats tells what a View holds and what it takes.
type Stats struct {
	Revision  graph.Revision
	Subjects  int // that the log ever mentioned
	Nodes     map[graph.Kind]int
	Referred  map[graph.Kind]int // of the nodes, those that no row describes
	Edges     map[string]int
	Queued    int // subjects with rows or references that wait for a person
	Questions int // pairs of nodes that a person may decide on
	BadCells  int // cells that could not be read and still matter
	Bytes     int // memory of its pages, most of it shared with its neighbours
}

// Stats counts. It reads the whole View.
func (v *View) Stats() Stats {
	s := Stats{Revision: v.rev, Subjects: int(v.nsubs), Nodes: map[graph.Kind]int{}, Referred: map[graph.Kind]int{}, Edges: map[string]int{}}
	for kind := range v.kindPages {
		name := v.decl.kinds[kind].decl.Kind
		for n := range v.nodesOf(uint8(kind)) {
			s.Nodes[name]++
			if v.nodes.at(n).flags&nodeReferred != 0 {
				s.Referred[name]++
			}
			for t := range v.out {
				if d := v.out[t].degree(n); d > 0 {
					s.Edges[v.decl.edges[t].decl.Type] += d
				}
			}
		}
	}
	for range v.Queued() {
		s.Queued++
	}
	for range v.Questions() {
		s.Questions++
	}
	for range v.BadCells() {
		s.BadCells++
	}
	s.Bytes = v.bytes()
	return s
}

// bytes sums the memory of a View's pages.
func (v *View) bytes() int {
	n := v.subs.bytes(16) + v.nodes.bytes(8) + v.classOf.bytes(4) + v.members.bytes(24) + v.asked.bytes(24) + v.heads.bytes(8) + v.called[0].bytes(8) + v.called[1].bytes(8) + v.marks.bytes(8)
	for _, b := range []*blobs{&v.ids, &v.says, &v.heard, &v.forms, &v.profiles, &v.names} {
		n += b.bytes()
	}
	for _, x := range []*index{&v.idKeys, &v.formKeys, &v.keys} {
		n += x.bytes()
	}
	n += v.owners.bytes()
	for t := range v.out {
		n += v.out[t].bytes() + v.in[t].bytes()
	}
	for k := range v.columns {
		for c := range v.columns[k] {
			n += v.columns[k][c].codes.bytes(4) + v.columns[k][c].numbers.bytes(8)
		}
	}
	for _, b := range v.batches {
		n += 512 + len(b.spoken)
	}
	return n
}
