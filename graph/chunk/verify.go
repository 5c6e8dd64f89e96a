package chunk

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

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
	What     graph.Label
}

// Text returns the problem as one line, in Chinese and in English.
func (p Problem) Text() graph.Label {
	if p.Chunk < 0 {
		return graph.Label{Zh: fmt.Sprintf("版本 %d：%s", p.Revision, p.What.Zh), En: fmt.Sprintf("revision %d: %s", p.Revision, p.What.En)}
	}
	return graph.Label{
		Zh: fmt.Sprintf("版本 %d，数据块 %d：%s", p.Revision, p.Chunk, p.What.Zh),
		En: fmt.Sprintf("revision %d, chunk %d: %s", p.Revision, p.Chunk, p.What.En),
	}
}

// String returns the problem as one line in English.
func (p Problem) String() string { return p.Text().En }

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
				v.problem(h.Revision, -1, graph.Labelf("类型为 %q 的批次不能改写版本 %d", "the batch of kind %q cannot have rewritten revision %d", h.Kind, r.Revision))
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
			v.problem(h.Revision, -1, graph.Labelf("此处应为版本 %d，其前一批次的哈希为 %v", "revision %d was expected, after the hash %v", next, prev))
		}
		next, prev = h.Revision+1, h.Hash
		if err := v.batch(ctx, h); err != nil {
			return nil, err
		}
	}
	if next != head.Revision+1 || prev != head.Hash {
		v.problem(head.Revision, -1, graph.Labelf("头部不是最后一个批次：最后的是版本 %d，哈希为 %v", "the head is not the last batch, which is revision %d with the hash %v", next-1, prev))
	}
	return &v.Report, nil
}

// Err returns nil if everything holds, else an error with CodeDamaged that
// names the first problem.
func (r *Report) Err() error {
	if r.Found == 0 {
		return nil
	}
	first := r.Problems[0].Text()
	err := graph.Sayf(graph.CodeDamaged, "chunk", "%d 处问题，第一处：", "%d problems, the first: ", r.Found)
	err.Message, err.Zh = err.Message+first.En, err.Zh+first.Zh
	return err
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

func (v *verification) problem(r graph.Revision, chunk int, what graph.Label) {
	v.Found++
	if len(v.Problems) < maxProblems {
		v.Problems = append(v.Problems, Problem{r, chunk, what})
	}
}

// causeOf returns what an error says, in both languages as far as it has them.
func causeOf(err error) graph.Label {
	if text, ok := graph.TextOf(err); ok {
		return text
	}
	return graph.Label{Zh: err.Error(), En: err.Error()}
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
			v.problem(h.Revision, n, causeOf(err))
		}
		want, rewritten := v.rewrites[chunkPlace{h.Revision, n}]
		switch {
		case c.Redacted:
			redacted = true
			v.Redacted++
			if now, err := v.decoder.Sum(c); !rewritten || err == nil && now != want {
				v.problem(h.Revision, n, graph.Label{Zh: "数据块被改写过，而且不是由本日志的隐去批次改写的", En: "the chunk was rewritten, and not by a redaction of this log"})
			}
		case rewritten:
			v.problem(h.Revision, n, graph.Label{Zh: "数据块仍含有已被隐去的内容", En: "the chunk holds what a redaction overwrote"})
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
		v.problem(h.Revision, -1, graph.Labelf("实有 %d 个数据块、%d 条断言、%d 字节；批次头写的是 %d 个、%d 条、%d 字节",
			"%d chunks with %d assertions in %d bytes were found; the header says %d with %d in %d",
			n, assertions, size, h.Chunks, h.Assertions, h.Bytes))
	}
	if hash.Sum() != h.Hash {
		v.problem(h.Revision, -1, graph.Labelf("哈希 %v 不成立", "the hash %v does not hold", h.Hash))
	}
	return v.attachments(ctx, h)
}

// attachments checks the documents of a batch whose bytes are kept, and its report.
func (v *verification) attachments(ctx context.Context, h *graph.Header) error {
	all := h.Documents
	if h.Report != (graph.Hash{}) {
		all = append(slices.Clip(all), graph.Document{Name: "report", Hash: h.Report})
	}
	for _, d := range all {
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
			cause := causeOf(err)
			v.problem(h.Revision, -1, graph.Label{Zh: fmt.Sprintf("所存文件 %q：%s", d.Name, cause.Zh), En: fmt.Sprintf("the bytes kept of document %q: %s", d.Name, cause.En)})
			continue
		}
		if err != nil {
			return err
		}
		v.Attachments++
		if graph.Hash(sum.Sum(nil)) != d.Hash {
			v.problem(h.Revision, -1, graph.Labelf("所存文件 %q 的内容已不是原来的", "the bytes kept of document %q are others", d.Name))
		}
	}
	return nil
}
