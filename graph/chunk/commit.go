package chunk

import (
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// CheckHead says whether a batch may follow a head: it is the one expected, and
// not older than what the batch was computed on. The errors are
// [graph.CodeConflict] with the head's revision, and [graph.CodeInvalid].
func CheckHead(h *graph.Header, head graph.Head, expect graph.Revision) error {
	if head.Revision != expect {
		e := graph.Sayf(graph.CodeConflict, "", "最新的修订是 %d，不是 %d", "the head is revision %d, not %d", head.Revision, expect)
		e.Revision = head.Revision
		return e
	}
	if h.Base > head.Revision {
		return graph.Sayf(graph.CodeInvalid, "", "批次是按修订 %d 算出的，而最新的是 %d", "the batch was computed on revision %d, but the head is %d", h.Base, head.Revision)
	}
	return nil
}

// CheckAdopted says whether h can be the header of a batch that was staged under
// staged, and that another store has made live.
func CheckAdopted(op string, h, staged *graph.Header) error {
	if h.Key != staged.Key || h.Kind != staged.Kind || h.Revokes != staged.Revokes || h.Revision == 0 {
		return graph.Errorf(graph.CodeInvalid, op, "the header is not that of the batch that was staged")
	}
	return CheckHeader(h)
}

// Exists is the error of a key under which a batch stands.
func Exists(key string, r graph.Revision) error {
	e := graph.Sayf(graph.CodeExists, "", "修订 %d 已用了键 %q", "revision %d stands under the key %q", r, key)
	e.Revision = r
	return e
}

// Gone is the error of a staging that is there no more.
func Gone() error {
	return graph.Sayf(graph.CodeNotFound, "", "写入超时，写到一半的批次已清除：请重新写入", "the staging is gone: its lease expired and it was swept; stage the batch again")
}

// Sum is what a batch's hash and header need of a chunk.
type Sum struct {
	Assertions int
	Size       int64 // bytes, uncompressed
	Hash       graph.Hash
}

// Count fills in what a header says of its chunks, given in order.
func Count(h *graph.Header, chunks []Sum) {
	h.Chunks, h.Assertions, h.Bytes = len(chunks), 0, 0
	for _, c := range chunks {
		h.Assertions += c.Assertions
		h.Bytes += c.Size
	}
}

// Complete fills in what a header says of the log, of which its batch becomes the
// next revision at a moment, and of its chunks. Of a batch that is adopted it
// checks that the header says the same; [graph.CodeDamaged] is what it returns
// if not.
func Complete(h *graph.Header, head graph.Head, now time.Time, chunks []Sum, adopt bool) error {
	claimed := *h
	h.Revision, h.Prev = head.Revision+1, head.Hash
	if !adopt {
		// Never before the batch before it, so that a moment names one state.
		h.Recorded = now.UTC().Truncate(time.Microsecond)
		if h.Recorded.Before(head.Recorded) {
			h.Recorded = head.Recorded
		}
	}
	hash := NewBatchHash(h.Prev, h)
	for _, c := range chunks {
		hash.Add(c.Hash)
	}
	h.Hash = hash.Sum()
	Count(h, chunks)
	if adopt {
		if h.Revision != claimed.Revision || h.Prev != claimed.Prev || h.Hash != claimed.Hash ||
			h.Chunks != claimed.Chunks || h.Assertions != claimed.Assertions {
			return graph.Sayf(graph.CodeDamaged, "", "复制来的内容与修订 %d 的哈希不符", "the hash of revision %d does not hold over what was copied", claimed.Revision)
		}
		h.Bytes = claimed.Bytes // as first written
	}
	return nil
}

// Revocable is what revoking asks of a batch.
type Revocable struct {
	Kind    graph.BatchKind
	Key     string
	Stands  bool
	Revokes graph.Revision // 0 if it is no revocation
}

// Standing is what [Revoke] asks of a log, and does to it, in one transaction.
type Standing interface {
	// Batch tells of a batch, and whether there is one.
	Batch(graph.Revision) (Revocable, bool, error)
	// Held tells whether a standing batch revokes a revision, and which revision
	// stands under a key; 0 if none does.
	Held(r graph.Revision, key string) (revoked bool, other graph.Revision, err error)
	// Turn lets a batch stand, or not.
	Turn(r graph.Revision, key string, stands bool) error
}

// Revoke checks that the batch that h revokes may be revoked and turns it, and if
// it is a revocation, what that revokes, and so on (fold.md, 13).
func Revoke(h *graph.Header, log Standing) error {
	read := func(r graph.Revision) (Revocable, error) {
		b, ok, err := log.Batch(r)
		if err == nil && !ok {
			err = graph.Sayf(graph.CodeInvalid, "", "不能撤销修订 %d：没有这个修订", "revision %d cannot be revoked: there is none", r)
		}
		return b, err
	}
	b, err := read(h.Revokes)
	switch {
	case err != nil:
		return err
	case b.Kind.Final():
		return graph.Sayf(graph.CodeInvalid, "", "不能撤销修订 %d：%q 类的批次不可撤销", "revision %d cannot be revoked: a batch of kind %q is final", h.Revokes, b.Kind)
	case !b.Stands:
		return graph.Sayf(graph.CodeInvalid, "", "不能撤销修订 %d：它已被撤销", "revision %d cannot be revoked: it is revoked already", h.Revokes)
	}
	for r, stands := h.Revokes, false; ; stands = !stands {
		if !stands && !b.Stands {
			return nil // nor does anything change behind it
		}
		if stands {
			// What another standing revocation takes back stays so.
			revoked, other, err := log.Held(r, b.Key)
			if err != nil || revoked {
				return err
			}
			if other != 0 || b.Key == h.Key {
				return Exists(b.Key, other)
			}
		}
		if err := log.Turn(r, b.Key, stands); err != nil {
			return err
		}
		if b.Revokes == 0 {
			return nil
		}
		r = b.Revokes
		if b, err = read(r); err != nil {
			return err
		}
	}
}
