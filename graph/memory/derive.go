package memory

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
)

// Next derives the View of the batch that follows v's revision, in time
// proportional to the batch and to the nodes and edges that it touches. It
// tells the changes. v is not altered. The log is asked only for the batch.
func (v *View) Next(ctx context.Context, log Log, h *graph.Header) (*View, *Changes, error) {
	if h.Revision != v.rev+1 {
		return nil, nil, graph.Errorf(graph.CodeInvalid, "memory.Next", "revision %d does not follow revision %d", h.Revision, v.rev)
	}
	d := newDeriver(ctx, v)
	defer d.settled()
	if err := d.ingest(log, h); err != nil {
		return nil, nil, err
	}
	if err := d.restand(h.Revision); err != nil {
		return nil, nil, err
	}
	changes, err := d.fold()
	if err != nil {
		return nil, nil, err
	}
	return d.next, changes, nil
}

// Build makes the View of a revision from the whole log; of the head if upTo is 0.
func Build(ctx context.Context, log Log, voc *graph.Vocabulary, rules graph.Rules, upTo graph.Revision) (*View, error) {
	v, err := New(voc, rules).Advance(ctx, log, upTo)
	return v, err
}

// Advance derives the View of a later revision in one step, which is faster
// than batch by batch; of the head if upTo is 0.
func (v *View) Advance(ctx context.Context, log Log, upTo graph.Revision) (*View, error) {
	d := newDeriver(ctx, v)
	defer d.settled()
	d.bulk = true
	last := v.rev
	for h, err := range log.Headers(ctx, v.rev+1, upTo) {
		if err != nil {
			return nil, err
		}
		if h.Revision != last+1 {
			return nil, graph.Errorf(graph.CodeDamaged, "memory.Advance", "revision %d follows revision %d in the log", h.Revision, last)
		}
		if err := d.ingest(log, h); err != nil {
			return nil, err
		}
		last = h.Revision
	}
	if last == v.rev {
		return v, nil
	}
	if err := d.restand(last); err != nil {
		return nil, err
	}
	if _, err := d.fold(); err != nil {
		return nil, err
	}
	return d.next, nil
}

// At derives the View of an earlier revision: what was known then, but for
// what has been redacted since (fold.md, 14).
func (v *View) At(ctx context.Context, r graph.Revision) (*View, error) {
	if r > graph.Revision(len(v.batches)) {
		return nil, graph.Sayf(graph.CodeNotFound, "memory.At", "没有修订 %d；最新的是 %d", "revision %d is not known here; the newest is %d", r, len(v.batches))
	}
	if r == v.rev {
		return v, nil
	}
	d := newDeriver(ctx, v)
	defer d.settled()
	d.bulk = true
	if err := d.restand(r); err != nil {
		return nil, err
	}
	if _, err := d.fold(); err != nil {
		return nil, err
	}
	return d.next, nil
}

// deriver makes one View from another.
type deriver struct {
	ctx         context.Context
	prev        *View
	next        *View
	e           *edit
	bulk        bool // changes are not wanted,
	keepChanges bool // unless this says so

	touched bitset // subjects whose statements changed, or what they rest on
	spoken  bitset // subjects that the batch under way speaks of
	symsOwn bool

	// What the batch under way adds, flushed now and then.
	pending    pendingTable
	newIDs     []blobChange
	idHashes   []uint32
	idVals     []uint32
	formsNew   pendingTable
	newForms   []blobChange
	formHash   []uint32
	formVals   []uint32
	formCache  [1 << 12]formCacheEntry
	symCache   [1 << 8]symCacheEntry
	idCache    [1 << 10]uint32 // subjects by hash of their ID
	indexed    uint32          // subjects before this one are in the index
	arena      []byte
	adds       []blobChange
	refers     []uint64       // who is referred to, by whom; see edgeKey.pack
	moving     sync.WaitGroup // statements on their way into the pages
	movedAdds  []blobChange
	movedArena []byte
	scratch    []byte
	body       []byte

	// Folding; see fold.go.
	workers  []worker
	elements [][]uint32
	dirty    []bitset // by kind: subjects to be linked anew
	moved    bitset   // subjects whose node is another
	changed  bitset   // nodes whose members or facts changed, also those that are gone
	singles  []birth
	gone     []uint32
	born     []birth
	rebound  []reboundEdge
	restated []reboundEdge
	old      []found
}

func newDeriver(ctx context.Context, v *View) *deriver {
	next := *v
	next.batches = slices.Clone(v.batches)
	next.out, next.in = slices.Clone(v.out), slices.Clone(v.in)
	next.links = slices.Clone(v.links)
	next.kindPages, next.kindFree = slices.Clone(v.kindPages), slices.Clone(v.kindFree)
	next.columns = slices.Clone(v.columns)
	for i := range next.columns {
		next.columns[i] = slices.Clone(v.columns[i])
	}
	next.printed.pages = slices.Clone(v.printed.pages)
	for i, p := range next.printed.pages {
		if p != nil {
			c := *p
			next.printed.pages[i] = &c
		}
	}
	return &deriver{ctx: ctx, prev: v, next: &next, e: new(edit), indexed: v.nsubs}
}

// mine returns a batch that this derivation may change.
func (d *deriver) mine(r graph.Revision) *batch {
	b := d.next.batches[r-1]
	if int(r) <= len(d.prev.batches) && b == d.prev.batches[r-1] {
		c := *b
		b = &c
		d.next.batches[r-1] = b
	}
	return b
}

// restand works out which batches stand at revision r, and touches the subjects
// of all whose word is new or no longer counts.
func (d *deriver) restand(r graph.Revision) error {
	d.flush()
	d.flushReferences()
	d.settled()
	n := d.next
	n.rev = r
	known, stands := stand(n.batches, r)
	declared := false
	for i := range n.batches {
		b := n.batches[i]
		old := i < len(d.prev.batches)
		if old && b.known == known[i] && b.stands == stands[i] {
			continue
		}
		m := d.mine(graph.Revision(i + 1))
		if m.known, m.stands = known[i], stands[i]; stands[i] != (old && d.prev.batches[i].stands) {
			m.spoke(func(s uint32) { d.touched.add(s) })
			declared = declared || len(m.declares) > 0
		}
		for _, c := range m.confirms {
			d.mine(c)
		}
	}
	// The words that count: of every maker whose sayers changed.
	for i := range n.batches {
		if b := n.batches[i]; i >= len(d.prev.batches) || b != d.prev.batches[i] {
			b.recount(n.batches)
		}
	}
	if declared {
		d.redeclare()
	}
	return nil
}

// recount keeps in says the words that stand; those that do not wait in allSays.
func (b *batch) recount(batches []*batch) {
	if b.allSays == nil {
		b.allSays = b.says
	} else if len(b.says) > 0 { // words added since
		for _, w := range b.says {
			if !slices.Contains(b.allSays, w) {
				b.allSays = append(slices.Clip(b.allSays), w)
			}
		}
	}
	b.says = nil
	for _, w := range b.allSays {
		if batches[w.rev-1].stands {
			b.says = append(b.says, w)
		}
	}
}

// redeclare takes sources from their newest standing declaration; a source
// whose trust changed touches all that it speaks of.
func (d *deriver) redeclare() {
	n := d.next
	declared := map[uint32]source{}
	for _, b := range n.batches {
		if b.stands {
			for _, x := range b.declares {
				declared[n.syms.index[string(x.Source)]] = source{true, x.Trust}
			}
		}
	}
	changed := map[uint32]bool{}
	for s := range n.sources.n {
		if was := n.sources.at(uint32(s)); was.declared && declared[uint32(s)] != was {
			changed[uint32(s)] = true
			n.sources.set(d.e, uint32(s), declared[uint32(s)])
		}
	}
	for s, x := range declared {
		if n.sources.at(s) != x {
			changed[s] = true
			n.sources.set(d.e, s, x)
		}
	}
	for _, b := range n.batches {
		if changed[b.source] {
			b.spoke(func(s uint32) { d.touched.add(s) })
		}
	}
}

// redact overwrites values in everything that the View keeps (fold.md, 14).
func (d *deriver) redact(redacts []redaction) error {
	if len(redacts) == 0 {
		return nil
	}
	n := d.next
	n.redacted = maps.Clone(n.redacted)
	if n.redacted == nil {
		n.redacted = map[uint32][]uint32{}
	}
	for _, x := range redacts {
		if slices.Contains(n.redacted[x.subject], x.property) {
			continue
		}
		n.redacted[x.subject] = append(slices.Clip(n.redacted[x.subject]), x.property)
		d.touched.add(x.subject)
		d.redactSubject(x.subject)
	}
	return nil
}
