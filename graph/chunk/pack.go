package chunk

import (
	"crypto/sha256"
	"sync/atomic"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/klauspost/compress/zstd"
)

// rawChunk is a chunk that was cut, before it is compressed.
type rawChunk struct {
	bytes       []byte
	first, last string
	count       int
	hashes      []uint64 // of its subjects, for the filter
}

// packed returns the chunk. It keeps no memory of r but its strings.
func (r *rawChunk) packed(z *zstd.Encoder) *graph.Chunk {
	k := &graph.Chunk{
		First: graph.SubjectID(r.first), Last: graph.SubjectID(r.last),
		Assertions: r.count, Size: len(r.bytes), Hash: sha256.Sum256(r.bytes),
		Data: z.EncodeAll(r.bytes, make([]byte, 0, len(r.bytes)/3)),
	}
	if len(r.hashes) > 2 {
		k.Filter = filter(r.hashes)
	}
	return k
}

// packAhead is how many chunks may wait to be compressed.
const packAhead = 4

// begin makes ready for the chunks of a run: pack compresses them and emits them,
// in order; if the cutter works ahead, in a goroutine of its own, as this takes as
// long as the cutting. end waits for it and returns what failed.
func (c *cutter) begin() (end func() error) {
	z := compressors.Get().(*zstd.Encoder)
	if !c.ahead {
		c.pack = func(r *rawChunk) error { return c.emit(r.packed(z)) }
		return func() error {
			compressors.Put(z)
			return nil
		}
	}
	free, full := make(chan *rawChunk, packAhead), make(chan *rawChunk, packAhead)
	for range packAhead {
		free <- &rawChunk{}
	}
	var failed atomic.Pointer[error]
	done := make(chan struct{})
	go func() {
		defer close(done)
		for r := range full {
			if failed.Load() == nil {
				if err := c.emit(r.packed(z)); err != nil {
					failed.Store(&err)
				}
			}
			free <- r
		}
	}()
	c.pack = func(r *rawChunk) error {
		if err := failed.Load(); err != nil {
			return *err
		}
		next := <-free
		*r, *next = *next, *r // the memory is used in turn
		full <- next
		return nil
	}
	return func() error {
		close(full)
		<-done
		compressors.Put(z)
		if err := failed.Load(); err != nil {
			return *err
		}
		return nil
	}
}
