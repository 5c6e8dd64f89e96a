package chunk

import (
	"iter"

	"github.com/chainatlas/chainatlas/graph"
)

// Assertions yields what the chunks hold, in order. Chunks are read and
// decoded ahead by another goroutine, a few at most, which has ended when the
// iteration ends, for whatever reason; so chunks is not iterated by the
// caller's goroutine, and a chunk must stay valid only until the next is asked
// for. An assertion and everything it points to is valid until the next one is
// asked for, except strings, which stay.
func Assertions(chunks iter.Seq2[*graph.Chunk, error]) iter.Seq2[graph.Assertion, error] {
	return func(yield func(graph.Assertion, error) bool) {
		const ahead = 3
		type decoded struct {
			by   *Decoder
			list []graph.Assertion
			err  error
		}
		free := make(chan *Decoder, ahead)
		full := make(chan decoded, ahead)
		stop := make(chan struct{})
		for range ahead {
			free <- new(Decoder)
		}
		go func() {
			defer close(full)
			for c, err := range chunks {
				if err != nil {
					full <- decoded{err: err} // full holds all decoders and this
					return
				}
				select {
				case d := <-free:
					list, err := d.Decode(c)
					full <- decoded{d, list, err}
					if err != nil {
						return
					}
				case <-stop:
					return
				}
			}
		}()
		defer func() {
			close(stop)
			for range full { // until the goroutine has ended
			}
		}()
		for d := range full {
			if d.err != nil {
				yield(nil, d.err)
				return
			}
			for _, a := range d.list {
				if !yield(a, nil) {
					return
				}
			}
			free <- d.by
		}
	}
}

// Write yields the chunks of the assertions; see [Writer]. Nothing is decoded
// or sorted ahead.
func Write(assertions iter.Seq2[graph.Assertion, error]) iter.Seq2[*graph.Chunk, error] {
	return func(yield func(*graph.Chunk, error) bool) {
		stopped := false
		w := NewWriter(func(c *graph.Chunk) error {
			if !yield(c, nil) {
				stopped = true
				return errStopped
			}
			return nil
		})
		for a, err := range assertions {
			if err == nil {
				err = w.Add(a)
			}
			if stopped {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
		if err := w.Flush(); err != nil && !stopped {
			yield(nil, err)
		}
	}
}

var errStopped = graph.Errorf(graph.CodeCancelled, "chunk", "the iteration was stopped")
