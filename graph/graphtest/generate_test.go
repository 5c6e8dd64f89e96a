package graphtest_test

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

var generated = graphtest.FullSize.Scaled(2000)

// digest covers every header and assertion of a log.
func digest(t testing.TB, g *graphtest.Generated) (sum [sha256.Size]byte) {
	d := sha256.New()
	enc := json.NewEncoder(d)
	for h, assertions := range g.Batches() {
		if err := enc.Encode(h); err != nil {
			t.Error(err)
		}
		for a, err := range assertions {
			if err != nil {
				t.Error(err)
			}
			if err := enc.Encode(a); err != nil {
				t.Error(err)
			}
		}
	}
	d.Sum(sum[:0])
	return sum
}

func TestGenerateIsDeterministic(t *testing.T) {
	p := generated.Scaled(5)
	p.Batches /= 10
	g := graphtest.Generate(p)
	var wg sync.WaitGroup
	var sums [3][sha256.Size]byte
	for i := range sums {
		wg.Go(func() { sums[i] = digest(t, g) })
	}
	wg.Wait()
	if sums[0] != sums[1] || sums[0] != sums[2] || sums[0] != digest(t, graphtest.Generate(p)) {
		t.Error("the same parameters gave different logs")
	}
	p.Seed++
	if digest(t, graphtest.Generate(p)) == sums[0] {
		t.Error("another seed gave the same log")
	}
}

func TestGenerateHoldsWhatItPromises(t *testing.T) {
	g := graphtest.Generate(generated)
	p := g.Params()
	bulk := map[graph.Kind]int{}
	edges := map[string]int{}
	names, creditCodes, stockCodes := map[string]bool{}, map[string]bool{}, map[string]bool{}
	described := map[graph.SubjectID]bool{}
	kinds := map[graph.BatchKind]int{}
	revoked := map[graph.Revision]bool{}
	last := graph.Revision(0)
	for h, assertions := range g.Batches() {
		last++
		kinds[h.Kind]++
		n, hot := 0, false
		records := map[graph.RecordKey]bool{}
		for a, err := range assertions {
			if err != nil {
				t.Fatal(err)
			}
			n++
			hot = hot || a.About() == g.Hot()
			switch a := a.(type) {
			case *graph.Revoke:
				if a.Batch != h.Revokes || a.Batch <= 5 || a.Batch >= last || last-a.Batch > 25 || revoked[a.Batch] {
					t.Errorf("revision %d revokes %d (header: %d)", last, a.Batch, h.Revokes)
				}
				revoked[a.Batch] = true
			case *graph.Record:
				if records[a.RecordKey] {
					t.Errorf("revision %d has two rows of %+v", last, a.RecordKey)
				}
				records[a.RecordKey] = true
				described[a.Subject] = true
				if !slices.IsSortedFunc(a.Cells, func(a, b graph.Cell) int { return strings.Compare(a.Property, b.Property) }) {
					t.Errorf("cells of %s are not sorted", a.Subject)
				}
				if a.Sheet >= len(h.Sheets) {
					t.Errorf("revision %d has a row in sheet %d of %d", last, a.Sheet, len(h.Sheets))
				}
				for _, e := range a.Edges {
					if len(e.Refs) == 0 {
						t.Errorf("%s has an empty %s", a.Subject, e.Type)
					}
					for _, r := range e.Refs {
						if len(r.Keys) == 0 {
							t.Errorf("%s refers to %s without a key", a.Subject, r.Subject)
						}
						if last > 4 && !described[r.Subject] {
							t.Errorf("%s refers to %s, which is not described", a.Subject, r.Subject)
						}
					}
				}
				if last != 4 {
					break
				}
				if a.Period != "" {
					break
				}
				bulk[a.Kind]++
				for _, e := range a.Edges {
					edges[e.Type] += len(e.Refs)
				}
				for _, c := range a.Cells {
					for property, seen := range map[string]map[string]bool{"legalName": names, "creditCode": creditCodes, "stockCode": stockCodes} {
						if c.Property != property {
							continue
						}
						if v := c.Values[0].Text; seen[v] {
							t.Errorf("%s %s occurs twice", property, v)
						} else {
							seen[v] = true
						}
					}
				}
			}
		}
		if last > 5 && h.Kind != graph.BatchRevoke && (!hot || n < 1 || n > 20) {
			t.Errorf("revision %d says %d things; of the hot enterprise: %t", last, n, hot)
		}
	}
	if last != g.Revisions() || kinds[graph.BatchRevoke] != p.Batches*p.Revoked/100 || kinds[graph.BatchImport]+kinds[graph.BatchCurate] != p.Batches+2 {
		t.Errorf("%d revisions %v, want %d and %d%% of %d revoked", last, kinds, g.Revisions(), p.Revoked, p.Batches)
	}
	if bulk["Enterprise"] != p.Enterprises || bulk["Product"] != p.Products || bulk["Segment"] != graphtest.Segments {
		t.Errorf("the bulk import describes %v", bulk)
	}
	if edges["MAKES"] != p.Products || edges["IN_SEGMENT"] < p.Products*4/5 {
		t.Errorf("edges %v do not fit %d products", edges, p.Products)
	}
	total := 0
	for edge, n := range edges {
		if edge != "PART_OF" && edge != "FEEDS" {
			total += n
		}
	}
	if total < p.Edges*99/100 || total > p.Edges {
		t.Errorf("%d edges %v, want %d", total, edges, p.Edges)
	}
	if n := len(creditCodes); n < p.Enterprises*85/100 || n == p.Enterprises {
		t.Errorf("%d of %d enterprises have a credit code, want most", n, p.Enterprises)
	}
	if len(stockCodes) == 0 {
		t.Error("no enterprise is listed")
	}
}

// TestGenerateIsSkewed compares what an enterprise makes with the measured
// distribution, and what a segment holds.
func TestGenerateIsSkewed(t *testing.T) {
	p := graphtest.GenerateParams{Seed: 3, Enterprises: 4096, Products: 14 * 4096, Edges: 14 * 4096 * 9 / 5}
	g := graphtest.Generate(p)
	products := map[graph.SubjectID]int{}
	segments := map[graph.SubjectID]int{}
	_, assertions := g.Batch(4)
	for a, err := range assertions {
		if err != nil {
			t.Fatal(err)
		}
		r := a.(*graph.Record)
		for _, e := range r.Edges {
			switch {
			case e.Type == "MAKES":
				products[e.Refs[0].Subject]++
			case e.Type == "IN_SEGMENT" && r.Kind == "Product":
				segments[e.Refs[0].Subject]++
			}
		}
	}
	counts := sorted(products)
	quantile := func(q int) int { return counts[len(counts)*q/100] }
	if m := quantile(50); m < 12 || m > 14 {
		t.Errorf("an enterprise makes %d products in the median, want 13", m)
	}
	if m := quantile(98); m < 33 || m > 45 {
		t.Errorf("an enterprise makes %d products at the 98th percentile, want about 39", m)
	}
	counts = sorted(segments)
	if top, mean := counts[len(counts)-1], p.Products*4/5/72; top < mean*4 || top > mean*10 {
		t.Errorf("the largest segment has %d products at a mean of %d, want seven times as many", top, mean)
	}
}

func sorted(m map[graph.SubjectID]int) []int {
	var counts []int
	for _, n := range m {
		counts = append(counts, n)
	}
	slices.Sort(counts)
	return counts
}

func TestGenerateSmallSizes(t *testing.T) {
	for _, p := range []graphtest.GenerateParams{
		{},
		{Batches: 0, Enterprises: 1},
		{Enterprises: 1, Products: 1, Edges: 1, Batches: 30, Revoked: 100, Second: 100},
		{Enterprises: 3, Products: 200, Edges: 1000, Batches: 3},
		{Enterprises: 65, Products: 2, Edges: 2000, Batches: 3},
	} {
		g := graphtest.Generate(p)
		n := graph.Revision(0)
		for _, assertions := range g.Batches() {
			n++
			for _, err := range assertions {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		if n != g.Revisions() {
			t.Errorf("%+v: %d batches, want %d", p, n, g.Revisions())
		}
	}
}

func TestGenerateStopsEarly(t *testing.T) {
	g := graphtest.Generate(graphtest.FullSize)
	n := 0
	for _, assertions := range g.Batches() {
		for range assertions {
			if n++; n%1000 == 0 {
				break
			}
		}
		if n > 2000 {
			break
		}
	}
	if n < 2000 {
		t.Errorf("read %d assertions", n)
	}
}

func TestMemLogKeepsItsOwnCopy(t *testing.T) {
	l := graphtest.NewMemLog(graphtest.Generate(generated.Scaled(10)))
	seen := map[graph.SubjectID]bool{}
	var before graph.SubjectID
	for a, err := range l.Assertions(t.Context(), 4) {
		if err != nil {
			t.Fatal(err)
		}
		r := a.(*graph.Record)
		seen[r.Subject] = true
		if r.Subject < before {
			t.Fatalf("%s comes after %s", r.Subject, before)
		}
		before = r.Subject
	}
	if want := 100 + 500 + graphtest.Segments; len(seen) < want/2 {
		t.Errorf("%d subjects are left of %d: assertions were kept, not copied", len(seen), want)
	}
	n := graph.Revision(0)
	prev := graph.Hash{}
	for h, err := range l.Headers(t.Context(), 1, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; h.Revision != n || h.Prev != prev {
			t.Fatalf("header %d is of revision %d after %s, want %s", n, h.Revision, h.Prev, prev)
		}
		prev = h.Hash
	}
	if head, err := l.Head(t.Context()); err != nil || head.Revision != n || head.Hash != prev {
		t.Errorf("head %+v, %v; want revision %d", head, err, n)
	}
}

// TestGenerateFitsTheVocabulary checks every row as an importer would.
func TestGenerateFitsTheVocabulary(t *testing.T) {
	voc, rules := graph.Standard(), graph.StandardRules()
	g := graphtest.Generate(generated)
	problems := 0
	for h, assertions := range g.Batches() {
		for a, err := range assertions {
			if err != nil {
				t.Fatal(err)
			}
			r, ok := a.(*graph.Record)
			if !ok {
				continue
			}
			for _, p := range voc.CheckRecord(r) {
				if problems++; problems < 20 {
					t.Errorf("%s: %s %s: %v", h.Key, r.Kind, r.Subject, &p)
				}
			}
			for _, c := range r.Cells {
				switch c.Property {
				case graph.PropCreditCode, graph.PropStockCode, graph.PropLegalName:
					if rules.Normalise(c.Property, c.Values[0]) == "" {
						t.Errorf("%s %s is not valid", c.Property, c.Values[0].Text)
					}
				}
			}
		}
	}
}
