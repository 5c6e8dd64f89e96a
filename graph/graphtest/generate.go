package graphtest

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// GenerateParams say how large a generated log is. Without enterprises there is
// nothing but the chain.
type GenerateParams struct {
	Seed        uint64
	Enterprises int // described by the first source
	Products    int // described by the first source's bulk import
	Edges       int // stated by the bulk import, at least 9/5 of Products; see Generate
	Batches     int // small ones after the bulk imports
	Second      int // percent of the enterprises that a second source describes too
	Revoked     int // percent of the small batches that are revoked later
}

// FullSize is the size that the benchmarks are judged by.
var FullSize = GenerateParams{
	Seed: 1, Enterprises: 1_000_000, Products: 5_000_000, Edges: 10_000_000,
	Batches: 2_000, Second: 10, Revoked: 5,
}

// Scaled returns the parameters with the enterprises, products and edges
// divided by n. Batches stay, so that a small log is as deep as a large one.
func (p GenerateParams) Scaled(n int) GenerateParams {
	p.Enterprises /= n
	p.Products /= n
	p.Edges /= n
	return p
}

// The sources of a generated log.
const (
	RegisterSource graph.SourceID = "register" // official; describes everything
	MediaSource    graph.SourceID = "media"    // describes a part of the enterprises again
	CuratorSource  graph.SourceID = "curator-1"
)

// The tables of a generated log.
const (
	enterpriseTable = "企业名录"
	productTable    = "产品名录"
	segmentTable    = "产业链环节"
	regionTable     = "地区"
	fundingTable    = "融资事件"
)

// Generated is a log as [Generate] describes it. It holds next to nothing: what
// a batch says is made while it is read. It is immutable and safe for
// concurrent use.
type Generated struct {
	params   GenerateParams
	supplies int // edges of the bulk import by type
	parts    int
	direct   int
	located  int
	raised   int
	placed   int
	small    []step // after the bulk imports, in order
}

// step is a small batch (index ≥ 0) or the revocation of an earlier revision.
type step struct {
	index   int
	revokes graph.Revision
}

// bulkRevisions is how many revisions come before the first small batch: three
// declarations and two imports.
const bulkRevisions = 5

// Generate describes a log over [graph.Standard] for benchmarks and soak tests.
// The same parameters give the same log, on every machine and for ever.
//
// It holds the declarations of three sources; one bulk import of the first,
// with a chain of some eighty segments, regions, enterprises with one year of
// figures, their products and rounds of funding; one of the second, about some
// of the same enterprises under the same credit code or, where there is none,
// the same legal name, with other values; and many small batches of 1 to 20
// assertions, four in five of them imports of the first source, the others a
// curator's judgements, pins and denials. Each of them speaks of one hot
// enterprise, [Generated.Hot]. Some are revoked within the next twenty.
//
// Of the edges, every product has one MAKES and four in five have one
// IN_SEGMENT. What is left of Edges is LOCATED_IN (4 of 10), SUPPLIES (3),
// COMPONENT_OF, IN_SEGMENT of enterprises and RAISED (1 each). The PART_OF and
// FEEDS of the segments come on top, and what small batches add.
//
// It is as uneven as the companies listed in China in 2021 and their products
// are, of whom an open data set holds 4,654 with 53,785 statements of what they
// make and 110,153 of what products are made from. There a company has 14.0
// products in the mean, 13 in the median, 39 at the 99th percentile and 77 at
// most (close to log-normal, σ .62); an industry has 13 companies in the mean
// and 104 at most, and the size of the k-th largest falls with k^-.87; a product is
// made from 3.5 others in the mean and 2 in the median, with 1 % of them in
// 32 % of the statements, and occurs in others in proportion to k^-.5. The
// quantiles of these distributions are drawn from as they were measured, scaled
// to the means that the parameters ask for.
func Generate(p GenerateParams) *Generated {
	if p.Enterprises == 0 {
		p = GenerateParams{Seed: p.Seed} // everything hangs on an enterprise
	}
	g := &Generated{params: p}
	g.placed = p.Products * 4 / 5
	rest := max(0, p.Edges-p.Products-g.placed)
	g.supplies, g.parts, g.direct, g.located = rest*3/10, rest/10, rest/10, rest*4/10
	g.raised = rest - g.supplies - g.parts - g.direct - g.located

	revoked := p.Batches * p.Revoked / 100
	d := roll(p.Seed, 'r', 0)
	var standing []graph.Revision // small batches that may still be revoked
	for i := range p.Batches {
		g.small = append(g.small, step{index: i})
		standing = append(standing, bulkRevisions+graph.Revision(len(g.small)))
		if share(revoked, p.Batches, i) > 0 {
			recent := standing[max(0, len(standing)-20):]
			k := d.below(len(recent))
			g.small = append(g.small, step{index: -1, revokes: recent[k]})
			recent[k] = recent[len(recent)-1]
			standing = standing[:len(standing)-1]
		}
	}
	return g
}

// Params returns what the log was generated from.
func (g *Generated) Params() GenerateParams { return g.params }

// Revisions returns how many batches the log has.
func (g *Generated) Revisions() graph.Revision {
	return bulkRevisions + graph.Revision(len(g.small))
}

// Hot returns the enterprise that every small batch speaks of.
func (g *Generated) Hot() graph.SubjectID { return g.Enterprise(g.hot()) }

func (g *Generated) hot() int { return g.params.Enterprises / 2 }

// Enterprise returns the first source's subject of enterprise i.
func (g *Generated) Enterprise(i int) graph.SubjectID { return g.id('e', i) }

// Second returns the second source's subject of enterprise i, and whether that
// source describes it.
func (g *Generated) Second(i int) (graph.SubjectID, bool) {
	return g.id('E', i), share(g.params.Enterprises*g.params.Second/100, g.params.Enterprises, i) > 0
}

// Product returns the first source's subject of product i; an enterprise's
// products follow each other.
func (g *Generated) Product(i int) graph.SubjectID { return g.id('p', i) }

// Segment returns the first source's subject of segment i of [Segments].
func (g *Generated) Segment(i int) graph.SubjectID { return g.id('s', i) }

// Region returns the first source's subject of region i: a smaller i, more
// enterprises.
func (g *Generated) Region(i int) graph.SubjectID { return g.id('g', i) }

// id returns the subject with a number among those of its sort.
func (g *Generated) id(sort byte, i int) graph.SubjectID {
	d := roll(g.params.Seed, sort, i)
	return subjectID(d.next(), d.next())
}

// Batches yields the log: each batch's header, without what a store sets, and
// what the batch says. The assertions, and what they point to, are reused for
// the next one of the same batch; strings stay.
//
// Revisions are counted from an empty log.
func (g *Generated) Batches() iter.Seq2[graph.Header, iter.Seq2[graph.Assertion, error]] {
	return func(yield func(graph.Header, iter.Seq2[graph.Assertion, error]) bool) {
		for r := graph.Revision(1); r <= g.Revisions(); r++ {
			if !yield(g.Batch(r)) {
				return
			}
		}
	}
}

// Batch returns one batch as [Generated.Batches] yields it. The revision is
// from 1 to [Generated.Revisions].
func (g *Generated) Batch(r graph.Revision) (graph.Header, iter.Seq2[graph.Assertion, error]) {
	h := graph.Header{
		Key: fmt.Sprintf("generated-%d-%d", g.params.Seed, r), Actor: "generator", Reason: "benchmark",
		Recorded: time.Date(2025, 1, 1, 0, int(r), 0, 0, time.UTC), Base: r - 1, Rules: graph.StandardRules().Version,
	}
	var say func(*pen)
	switch {
	case r <= 3:
		h.Kind = graph.BatchDeclare
		d := declarations[r-1]
		h.Source = d.Source
		say = func(p *pen) { p.put(&d) }
	case r == 4:
		h.Kind, h.Source, h.DataDate = graph.BatchImport, RegisterSource, bulkDate
		h.Documents, h.Sheets = registerDocuments, registerSheets
		say = g.bulk
	case r == 5:
		h.Kind, h.Source, h.DataDate = graph.BatchImport, MediaSource, graph.Date{Year: 2024, Month: 3}
		h.Documents, h.Sheets = mediaDocuments, mediaSheets
		say = g.second
	default:
		s := g.small[r-bulkRevisions-1]
		switch {
		case s.index < 0:
			h.Kind, h.Source, h.Revokes = graph.BatchRevoke, CuratorSource, s.revokes
			say = func(p *pen) { p.put(&graph.Revoke{Batch: s.revokes}) }
		case s.index%5 == 4:
			h.Kind, h.Source = graph.BatchCurate, CuratorSource
			say = func(p *pen) { g.curate(p, s.index) }
		default:
			h.Kind, h.Source, h.DataDate = graph.BatchImport, RegisterSource, smallDate(s.index)
			h.Documents, h.Sheets = registerDocuments, registerSheets
			say = func(p *pen) { g.edition(p, s.index) }
		}
	}
	return h, func(yield func(graph.Assertion, error) bool) {
		p := &pen{yield: yield}
		say(p)
	}
}

var declarations = [...]graph.Declare{
	{Source: RegisterSource, Name: "企业登记名录", Publisher: "generated", Trust: graph.TrustOfficial, Licence: "CC0-1.0"},
	{Source: MediaSource, Name: "行业媒体名录", Publisher: "generated", Trust: graph.TrustMedia, Licence: "CC0-1.0"},
	{Source: CuratorSource, Name: "编辑", Publisher: "generated", Trust: graph.TrustVerified, Licence: "CC0-1.0"},
}

var bulkDate = graph.Date{Year: 2024, Month: 6, Day: 30}

// smallDate is the data date of the i-th small batch: two a day, so that some
// are told apart by their revision only.
func smallDate(i int) graph.Date {
	t := time.Date(2024, 7, 1+i/2, 0, 0, 0, 0, time.UTC)
	return graph.Date{Year: int16(t.Year()), Month: uint8(t.Month()), Day: uint8(t.Day())}
}

// WriteLease is the lease under which [Write] stages a batch.
const WriteLease = time.Minute

// Write appends a generated log to a store and returns the store's head. The
// store must be empty, because the log's revocations name revisions. After each
// batch it calls progress, if there is one, with the header as it became live.
func Write(ctx context.Context, store graph.Store, g *Generated, progress func(*graph.Header)) (graph.Head, error) {
	head, err := store.Head(ctx)
	if err != nil {
		return head, err
	}
	if head.Revision != 0 {
		return head, graph.Errorf(graph.CodeInvalid, "graphtest.Write", "the store holds %d revisions; an empty one is needed", head.Revision)
	}
	for h, assertions := range g.Batches() {
		live, err := writeBatch(ctx, store, h, assertions)
		if err != nil {
			return head, err
		}
		head = graph.Head{Revision: live.Revision, Hash: live.Hash, Recorded: live.Recorded}
		if progress != nil {
			progress(live)
		}
	}
	return head, nil
}

func writeBatch(ctx context.Context, store graph.Store, h graph.Header, assertions iter.Seq2[graph.Assertion, error]) (*graph.Header, error) {
	staging, err := store.Stage(ctx, h, WriteLease)
	if err != nil {
		return nil, err
	}
	defer staging.Abort(context.WithoutCancel(ctx)) // does nothing once it is live
	if err := staging.Append(ctx, assertions); err != nil {
		return nil, err
	}
	return staging.Commit(ctx, h.Base)
}
