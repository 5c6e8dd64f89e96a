package chunk

import (
	"context"
	"iter"

	"github.com/chainatlas/chainatlas/graph"
)

// What a [Stage] holds before it has it saved, in one transaction.
const (
	ChunksPerSave = 256
	BytesPerSave  = 2 << 20
)

// Stage takes what a batch is to hold, as a [graph.Staging] is given it, and has
// it saved in portions. It is what the staging of every store that keeps chunks has
// in common. A call that fails leaves a part out, so nothing can follow it but the
// end. A Stage is used by one goroutine at a time.
type Stage struct {
	// Redactions are applied to the assertions that are appended.
	Redactions *Redactions
	// Copied tells that chunks came from another store, to which the redactions of
	// this one were not applied.
	Copied bool

	kind   graph.BatchKind
	most   int
	save   func(context.Context) error
	fail   func(ctx context.Context, op string, err error) error
	writer *Writer
	ctx    context.Context // of the call under way: what writer emits is saved under it
	held   []*graph.Chunk
	size   int   // of held
	ended  error // why nothing can follow
}

// NewStage begins a batch of a kind. As soon as it holds most chunks, or
// [BytesPerSave], it calls save, which writes what is [Stage.Held]. Errors are
// returned as fail words them.
func NewStage(kind graph.BatchKind, redactions *Redactions, most int, save func(context.Context) error,
	fail func(ctx context.Context, op string, err error) error) *Stage {
	s := &Stage{Redactions: redactions, kind: kind, most: most, save: save, fail: fail}
	s.writer = NewAheadWriter(s.hold)
	return s
}

// Append adds assertions, without what is redacted.
func (s *Stage) Append(ctx context.Context, op string, assertions iter.Seq2[graph.Assertion, error]) error {
	return s.add(ctx, op, func() error {
		n := 0
		for a, err := range assertions {
			if err != nil {
				return err
			}
			if n++; n%1024 == 0 {
				if err := ctx.Err(); err != nil {
					return err
				}
			}
			if err := s.mayHold(a); err != nil {
				return err
			}
			if err := s.writer.Add(s.Redactions.Apply(a)); err != nil {
				return err
			}
		}
		return nil
	})
}

// AppendChunks adds chunks of another store, once each is found to hold what it
// says.
func (s *Stage) AppendChunks(ctx context.Context, op string, chunks iter.Seq2[*graph.Chunk, error]) error {
	return s.add(ctx, op, func() error {
		if err := s.writer.Flush(); err != nil {
			return err
		}
		var decoder Decoder
		for c, err := range chunks {
			if err != nil {
				return err
			}
			list, err := decoder.Check(c)
			if err != nil {
				return err
			}
			for _, a := range list {
				if err := s.mayHold(a); err != nil {
					return err
				}
			}
			s.Copied = true
			own := *c
			own.Data = append([]byte(nil), c.Data...)
			if err := s.hold(&own); err != nil {
				return err
			}
		}
		return nil
	})
}

// Flush makes a chunk of the assertions that none holds yet, and then calls then,
// which may be nil.
func (s *Stage) Flush(ctx context.Context, op string, then func() error) error {
	return s.add(ctx, op, func() error {
		err := s.writer.Flush()
		if err == nil && then != nil {
			err = then()
		}
		return err
	})
}

// Held returns the chunks that are not saved yet, in order.
func (s *Stage) Held() []*graph.Chunk { return s.held }

// Save saves what is held, and holds nothing then.
func (s *Stage) Save(ctx context.Context) error {
	if err := s.save(ctx); err != nil {
		return err
	}
	clear(s.held)
	s.held, s.size = s.held[:0], 0
	return nil
}

// End lets nothing follow, for the first reason it is given, and forgets what is
// held.
func (s *Stage) End(why error) {
	s.held, s.size = nil, 0
	if s.ended == nil {
		s.ended = why
	}
}

// Ended returns why nothing can follow, or nil.
func (s *Stage) Ended() error { return s.ended }

// add runs fn, which adds chunks.
func (s *Stage) add(ctx context.Context, op string, fn func() error) error {
	if s.ended != nil {
		return s.fail(ctx, op, s.ended)
	}
	s.ctx = ctx
	err := ctx.Err()
	if err == nil {
		err = fn()
		if settled := s.writer.Settle(); err == nil {
			err = settled
		}
	}
	s.ctx = nil
	if err = s.fail(ctx, op, err); err != nil {
		s.ended = graph.Errorf(graph.CodeInvalid, "", "an earlier call failed and the batch is incomplete: stage it again: %w", err)
	}
	return err
}

// hold takes a chunk, and saves those held when they are enough.
func (s *Stage) hold(c *graph.Chunk) error {
	s.held = append(s.held, c)
	s.size += len(c.Data)
	if len(s.held) < s.most && s.size < BytesPerSave {
		return nil
	}
	return s.Save(s.ctx)
}

func (s *Stage) mayHold(a graph.Assertion) error {
	if _, ok := a.(*graph.Redact); ok && s.kind != graph.BatchRedact {
		return graph.Sayf(graph.CodeInvalid, "", "%q 类的批次不能抹除", "a batch of kind %q cannot redact", s.kind)
	}
	return nil
}
