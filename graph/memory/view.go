package memory

import (
	"context"
	"iter"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// Log is what a View reads of a log. Every [graph.Store] is one.
type Log interface {
	Headers(ctx context.Context, from, to graph.Revision) iter.Seq2[*graph.Header, error]
	Assertions(ctx context.Context, r graph.Revision) iter.Seq2[graph.Assertion, error]
}

// none is no subject and no node.
const none = ^uint32(0)

// View is what stands at one revision. It is immutable, safe for any number of
// readers, and shares with its neighbours all that they have in common.
type View struct {
	voc   *graph.Vocabulary
	rules graph.Rules
	decl  *declarations
	rev   graph.Revision

	syms     *symbols
	batches  []*batch
	sources  vec[source]         // by symbol
	redacted map[uint32][]uint32 // properties redacted, by subject
	printed  bitset              // symbols of the properties that references print

	// Subjects, by index, in the order in which the log first mentioned them.
	nsubs    uint32
	subs     vec[subject]
	ids      blobs
	idKeys   index
	says     blobs     // statements
	heard    blobs     // what references say, where it matters
	owners   adjacency // the subjects whose rows refer to it, whether or not they stand
	nforms   uint32
	forms    blobs // printed keys: the subject, then cells
	formKeys index
	keys     index // subjects by key and by name, a superset

	// Nodes, by slot. A page holds nodes of one kind.
	nodes      vec[node]
	members    vec[[]uint32]   // of nodes of more than one subject
	asked      vec[[]question] // by the smaller subject
	kindPages  [][]uint32      // by kind
	kindFree   []uint32        // by kind: the next slot; none if a page must be begun
	out, in    []adjacency     // by edge type
	links      []constraint    // by edge type: what admission listed
	loops      []loop          // self-loops that joins made
	columns    [][]column      // by kind, then by column
	heads      vec[uint64]     // by slot: the first bytes of the ID, for sorting
	called     [2]vec[uint64]  // by slot: the head of what it is called, for sorting, and in English; see pinyin.Head
	names      blobs           // by slot of an enterprise: the keys of its names and codes
	marks      vec[uint64]     // by slot: what its names may contain; see markOf
	classOf    vec[uint32]     // by slot of a product: its class; see classTable
	classes    *classTable
	profiles   blobs             // by slot of an enterprise: what it contributes to the map
	placePage  []uint32          // by page: 1 + the rank of a page of segments or chains
	placePages []uint32          // by rank
	named      map[uint32]uint32 // by slot of a segment: the chain that it lies in by naming it
	tally      *tally
}

type subject struct {
	first  uint32 // the revision that first mentioned it
	node   uint32 // 1 + its node's slot; 0 is none
	source uint32 // symbol
	kind   uint8
	flags  uint8
}

const (
	subKnown  = 1 << iota // its kind has been said
	subQueued             // has rows that wait
	subBad                // has bad cells that show
	subWords              // a judgement, a pin or a denial names it, or did
	subHeld               // has rows that were held, whether or not a person has judged it
	subJudged             // a person has judged it the same as another, or different
	subDoubt              // a row of it was held, held an edge or had a bad cell, at some time
)

type node struct {
	pub   uint32 // 1 + the subject whose ID it has; 0 is no node
	kind  uint8
	flags uint8
}

const (
	nodeReferred = 1 << iota // no row describes it
	nodePinned               // a pin or a denial may bear on it
	nodeCountry              // an enterprise that stands for all of a country or region
)

type source struct {
	declared bool
	trust    graph.Trust
}

// New returns the View of an empty log.
func New(voc *graph.Vocabulary, rules graph.Rules) *View {
	v := &View{voc: voc, rules: rules, syms: newSymbols()}
	v.decl = declare(voc, v.syms)
	n := len(voc.Kinds)
	v.kindPages, v.kindFree = make([][]uint32, n), make([]uint32, n)
	for i := range v.kindFree {
		v.kindFree[i] = none
	}
	v.columns = make([][]column, n)
	for i := range v.columns {
		v.columns[i] = make([]column, len(v.decl.kinds[i].columns))
	}
	e := len(voc.Edges)
	v.out, v.in = make([]adjacency, e), make([]adjacency, e)
	v.links = make([]constraint, e)
	v.tally, v.classes = newTally(), newClassTable()
	return v
}

// Revision returns the revision that the View shows.
func (v *View) Revision() graph.Revision { return v.rev }

// Vocabulary returns the vocabulary that the View was made with.
func (v *View) Vocabulary() *graph.Vocabulary { return v.voc }

// declarations is a vocabulary in a View's numbers. The symbols of all declared
// names come first, so they are the same in every View of one vocabulary.
type declarations struct {
	kinds  []kindInfo
	kind   map[graph.Kind]uint8
	edges  []edgeInfo
	edge   map[uint32]int // by symbol
	roles  roles
	mapped bool // all roles of the map are declared
}

type kindInfo struct {
	decl          *graph.KindDecl
	properties    map[uint32]*graph.PropertyDecl // by symbol
	keys          []keyInfo
	keyProperties []string
	nameHashed    []uint32 // symbols of names that a short reference may mean
	legal         []uint32 // symbols of legal names
	former        []uint32 // symbols of the properties of keys that only ask
	hangs         bool     // a key has a part that is an edge
	hangsBy       []uint32 // symbols of those edges
	named         []uint32 // symbols of names and codes, in which texts are looked for
	columns       []columnInfo
	columnOf      map[uint32]int // by symbol of the property
	columnAt      []uint16       // 1 + the column, by symbol of the property
}

type keyInfo struct {
	decl  *graph.KeyDecl
	parts []keyPart
	name  bool // one property that is a name
}

type keyPart struct {
	property uint32 // symbol; 0 if it is an edge
	edge     int    // index of the edge type
}

type edgeInfo struct {
	decl    *graph.EdgeDecl
	symbol  uint32
	limited bool // admission can refuse an edge: cardinality or no cycles
}

func declare(voc *graph.Vocabulary, syms *symbols) *declarations {
	sym := func(s string) uint32 {
		if i, ok := syms.index[s]; ok {
			return i
		}
		i := uint32(len(syms.list))
		syms.list, syms.index[s] = append(syms.list, s), i
		return i
	}
	d := &declarations{kind: map[graph.Kind]uint8{}, edge: map[uint32]int{}}
	for i := range voc.Edges {
		s := sym(voc.Edges[i].Type)
		d.edge[s] = i
		d.edges = append(d.edges, edgeInfo{&voc.Edges[i], s, voc.Edges[i].MaxOut > 0 || voc.Edges[i].Acyclic})
		for _, a := range voc.Edges[i].Attributes {
			sym(a.Name)
		}
	}
	for i := range voc.Kinds {
		k := &voc.Kinds[i]
		d.kind[k.Kind] = uint8(i)
		info := kindInfo{decl: k, properties: map[uint32]*graph.PropertyDecl{}, columnOf: map[uint32]int{}}
		for j := range k.Properties {
			p := &k.Properties[j]
			s := sym(p.Name)
			info.properties[s] = p
			if p.IsName {
				info.nameHashed = append(info.nameHashed, s)
			}
			if p.IsLegal {
				info.legal = append(info.legal, s)
			}
			if isNamed(p) {
				info.named = append(info.named, s)
			}
			if columnKind(p) != 0 {
				for int(s) >= len(info.columnAt) {
					info.columnAt = append(info.columnAt, 0)
				}
				info.columnAt[s] = uint16(len(info.columns) + 1)
				info.columnOf[s] = len(info.columns)
				info.columns = append(info.columns, columnInfo{p, s, columnKind(p)})
			}
		}
		for j := range k.Keys {
			key := keyInfo{decl: &k.Keys[j]}
			sym(key.decl.Name) // questions name it
			for _, part := range k.Keys[j].Parts {
				if part.Edge != "" {
					key.parts = append(key.parts, keyPart{edge: d.edge[sym(part.Edge)]})
					info.hangs, info.hangsBy = true, append(info.hangsBy, sym(part.Edge))
					continue
				}
				s := sym(part.Property)
				key.parts = append(key.parts, keyPart{property: s})
				if !slices.Contains(info.keyProperties, part.Property) {
					info.keyProperties = append(info.keyProperties, part.Property)
				}
			}
			key.name = len(key.parts) == 1 && key.parts[0].property != 0 && !key.decl.Own && !key.decl.Code &&
				(slices.Contains(info.nameHashed, key.parts[0].property) || slices.Contains(info.legal, key.parts[0].property) || key.decl.Asks)
			if key.decl.Asks {
				info.former = append(info.former, key.parts[0].property)
			}
			info.keys = append(info.keys, key)
		}
		d.kinds = append(d.kinds, info)
	}
	d.findRoles(syms, sym)
	return d
}

// periodic reports whether a property is an observation.
func (v *View) periodic(kind uint8, property uint32) bool {
	p := v.decl.kinds[kind].properties[property]
	return p != nil && p.Periodic
}

// set reports whether a property holds several values.
func (v *View) set(kind uint8, property uint32) bool {
	p := v.decl.kinds[kind].properties[property]
	return p != nil && p.Set
}

// find returns the index of a subject, or none.
func (v *View) find(id graph.SubjectID) uint32 {
	found := none
	v.idKeys.find(newHasher.string(string(id)).sum(), func(s uint32) bool {
		if string(v.ids.at(s)) == string(id) {
			found = s
			return false
		}
		return true
	})
	return found
}

// subjectID returns the ID of a subject.
func (v *View) subjectID(s uint32) graph.SubjectID { return graph.SubjectID(v.ids.at(s)) }

// nodeOf returns the slot of a subject's node, or none.
func (v *View) nodeOf(s uint32) uint32 { return v.subs.at(s).node - 1 }

// membersOf returns the subjects of a node, in buf if there is only one.
func (v *View) membersOf(n uint32, buf *[1]uint32) []uint32 {
	if m := v.members.at(n); m != nil {
		return m
	}
	buf[0] = v.nodes.at(n).pub - 1
	return buf[:]
}
