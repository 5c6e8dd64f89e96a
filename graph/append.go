package graph

import (
	"context"
	"time"
)

const (
	appendLease = time.Minute
	// How often a batch is tried again after another came first. It is a bound
	// against endless work only: each try is a moment, and somebody else's
	// batch became live in it.
	appendTries = 1000
)

// Append makes a batch of the given assertions live and returns its complete
// header. It is [Store.Stage], Append and Commit in one, for batches that fit in
// memory.
//
// h.Base says what the batch was computed on; zero means the head at the time
// of the call. If other batches came after that, the batch becomes live all the
// same unless they touch what it is about (see [Overlap]), by the vocabulary
// [Standard] and the rules that h names: then it fails with CodeConflict, and
// the caller computes it anew. If a batch stands under the key, it fails with
// CodeExists; the error's Revision says which.
func Append(ctx context.Context, s Store, h Header, a ...Assertion) (_ *Header, err error) {
	const op = "graph.Append"
	head, err := s.Head(ctx)
	if err != nil {
		return nil, err
	}
	if h.Base == 0 {
		h.Base = head.Revision
	}
	staging, err := s.Stage(ctx, h, appendLease)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			// What this leaves is swept when its lease has expired.
			_ = staging.Abort(context.WithoutCancel(ctx))
		}
	}()
	err = staging.Append(ctx, func(yield func(Assertion, error) bool) {
		for _, b := range a {
			if !yield(b, nil) {
				return
			}
		}
	})
	if err != nil {
		return nil, err
	}

	var overlap *Overlap
	known := h.Base // up to which revision overlap knows the log
	for range appendTries {
		if head.Revision > known {
			if overlap == nil {
				rules := StandardRules()
				if h.Rules != "" {
					if rules, err = RulesOf(h.Rules); err != nil {
						return nil, err
					}
				}
				overlap = NewOverlap(Standard(), rules, h.Source)
			}
			if err := overlap.Read(ctx, s, known+1, head.Revision); err != nil {
				return nil, err
			}
			known = head.Revision
			for _, b := range a {
				touched, err := overlap.Meets(ctx, s, b)
				if err != nil {
					return nil, err
				}
				if touched {
					return nil, &Error{Code: CodeConflict, Op: op, Revision: head.Revision,
						Message: "what the batch is about has changed since it was computed: read it again"}
				}
			}
		}
		done, err := staging.Commit(ctx, head.Revision)
		if CodeOf(err) != CodeConflict {
			return done, err
		}
		if head, err = s.Head(ctx); err != nil {
			return nil, err
		}
	}
	return nil, &Error{Code: CodeUnavailable, Op: op, Revision: head.Revision,
		Message: "other batches kept coming first: try again"}
}
