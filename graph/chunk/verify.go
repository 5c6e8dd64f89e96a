package chunk

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/chainatlas/chainatlas/graph"
)

// Report is what [Verify] found.
type Report struct {
	Head        graph.Head // up to which the log was checked
	Batches     int
	Chunks      int
	Assertions  int
	Bytes       int64 // of the chunks, uncompressed
	Redacted    int   // chunks that a redaction rewrote
	Attachments int   // documents whose bytes are kept

	// Problems are the first of what does not hold, in the order of the log;
	// Found counts all of them.
	Problems []Problem
	Found    int
}

// Problem is something that does not hold.
type Problem struct {
	Revision graph.Revision
	Chunk    int // from 0; -1 if it is about the whole batch
	Message  string
}

// String returns the problem as one line.
func (p Problem) String() string {
	if p.Chunk < 0 {
		return fmt.Sprintf("revision %d: %s", p.Revision, p.Message)
	}
	return fmt.Sprintf("revision %d, chunk %d: %s", p.Revision, p.Chunk, p.Message)
}

const maxProblems = 100

// Verify reads a whole log and checks that it is what was written: revisions
// without a gap, every chunk's hash, order and counts, the chain of the
// batches' hashes, and the attachments that documents name. A chunk that was
// rewritten is accepted if a redaction says so and has the hash that the last
// such redaction gives it. Memory is bounded by the redactions.
//
// progress, if not nil, is called with each revision before it is checked. The
// error says only that the log could not be read; see [Report.Err].
func Verify(ctx context.Context, s graph.Store, progress func(graph.Revision)) (*Report, error) {
	v := &verification{store: s, rewrites: map[chunkPlace]graph.Hash{}, documents: map[graph.Hash]bool{}}
	head, err := s.Head(ctx)
	if err != nil {
		return nil, err
	}
	v.Head = head
	if head.Revision == 0 {
		return &v.Report, nil
	}
	for h, err := range s.Headers(ctx, 1, head.Revision) {
		if err != nil {
			return nil, err
		}
		for _, r := range h.Rewrites {
			if h.Kind != graph.BatchRedact || r.Revision >= h.Revision {
				v.problem(h.Revision, -1, "the batch of kind %q cannot have rewritten revision %d", h.Kind, r.Revision)
				continue
			}
			v.rewrites[chunkPlace{r.Revision, r.Chunk}] = r.Hash
		}
	}
	var prev graph.Hash
	next := graph.Revision(1)
	for h, err := range s.Headers(ctx, 1, head.Revision) {
		if err != nil {
			return nil, err
		}
		if progress != nil {
			progress(h.Revision)
		}
		if h.Revision != next || h.Prev != prev {
			v.problem(h.Revision, -1, "revision %d was expected, after the hash %v", next, prev)
		}
		next, prev = h.Revision+1, h.Hash
		if err := v.batch(ctx, h); err != nil {
			return nil, err
		}
	}
	if next != head.Revision+1 || prev != head.Hash {
		v.problem(head.Revision, -1, "the head is not the last batch, which is revision %d with the hash %v", next-1, prev)
	}
	return &v.Report, nil
}

// Err returns nil if everything holds, else an error with CodeDamaged that
// names the first problem.
func (r *Report) Err() error {
	if r.Found == 0 {
		return nil
	}
	return damaged("%d problems, the first: %v", r.Found, r.Problems[0])
}

type verification struct {
	Report
	store     graph.Store
	decoder   Decoder
	rewrites  map[chunkPlace]graph.Hash // what the last redaction left
	documents map[graph.Hash]bool       // checked
}

type chunkPlace struct {
	revision graph.Revision
	chunk    int
}

func (v *verification) problem(r graph.Revision, chunk int, format string, args ...any) {
	v.Found++
	if len(v.Problems) < maxProblems {
		v.Problems = append(v.Problems, Problem{r, chunk, fmt.Sprintf(format, args...)})
	}
}

// batch checks one batch.
func (v *verification) batch(ctx context.Context, h *graph.Header) error {
	hash := NewBatchHash(h.Prev, h)
	n, assertions, size, redacted := 0, 0, int64(0), false
	for c, err := range v.store.Chunks(ctx, h.Revision) {
		if err != nil {
			return err
		}
		if _, err := v.decoder.Check(c); err != nil {
			v.problem(h.Revision, n, "%v", err)
		}
		want, rewritten := v.rewrites[chunkPlace{h.Revision, n}]
		switch {
		case c.Redacted:
			redacted = true
			v.Redacted++
			if now, err := v.decoder.Sum(c); !rewritten || err == nil && now != want {
				v.problem(h.Revision, n, "the chunk was rewritten, and not by a redaction of this log")
			}
		case rewritten:
			v.problem(h.Revision, n, "the chunk holds what a redaction overwrote")
		}
		hash.Add(c.Hash)
		n++
		assertions += c.Assertions
		size += int64(c.Size)
	}
	v.Batches++
	v.Chunks += n
	v.Assertions += assertions
	v.Bytes += size
	// A rewritten chunk is smaller than the header says.
	if n != h.Chunks || assertions != h.Assertions || size != h.Bytes && !redacted {
		v.problem(h.Revision, -1, "%d chunks with %d assertions in %d bytes were found; the header says %d with %d in %d",
			n, assertions, size, h.Chunks, h.Assertions, h.Bytes)
	}
	if hash.Sum() != h.Hash {
		v.problem(h.Revision, -1, "the hash %v does not hold", h.Hash)
	}
	return v.attachments(ctx, h)
}

// attachments checks the documents of a batch whose bytes are kept.
func (v *verification) attachments(ctx context.Context, h *graph.Header) error {
	for _, d := range h.Documents {
		if v.documents[d.Hash] {
			continue
		}
		v.documents[d.Hash] = true
		r, err := v.store.Attachment(ctx, d.Hash)
		if graph.CodeOf(err) == graph.CodeNotFound {
			continue
		}
		if err != nil {
			return err
		}
		sum := sha256.New()
		_, err = io.Copy(sum, r)
		err = errors.Join(err, r.Close())
		if graph.CodeOf(err) == graph.CodeDamaged {
			v.problem(h.Revision, -1, "the bytes kept of document %q: %v", d.Name, err)
			continue
		}
		if err != nil {
			return err
		}
		v.Attachments++
		if graph.Hash(sum.Sum(nil)) != d.Hash {
			v.problem(h.Revision, -1, "the bytes kept of document %q are others", d.Name)
		}
	}
	return nil
}
