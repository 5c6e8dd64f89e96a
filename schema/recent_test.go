package schema

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

// TestRecentGoesOn has the one who works out something for all give up: the others
// are answered.
func TestRecentGoesOn(t *testing.T) {
	var c recent[string, int]
	started, stop := make(chan struct{}), make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		_, err := c.get(ctx, "a", func() (int, error) {
			close(started)
			<-stop
			return 0, ctx.Err()
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up was told %v", err)
		}
	})
	<-started
	var worked atomic.Int64
	for range 8 {
		all.Go(func() {
			x, err := c.get(t.Context(), "a", func() (int, error) { worked.Add(1); return 7, nil })
			if x != 7 || err != nil {
				t.Errorf("who waited was told %d, %v", x, err)
			}
		})
	}
	cancel()
	close(stop)
	all.Wait()
	if n := worked.Load(); n != 1 {
		t.Errorf("it was worked out %d times, want once", n)
	}
	fails := errors.New("it fails")
	if _, err := c.get(t.Context(), "b", func() (int, error) { return 0, fails }); err != fails {
		t.Errorf("a failure is told as %v", err)
	}
	if _, err := c.get(t.Context(), "c", func() (int, error) { return 0, context.DeadlineExceeded }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one's own end is told as %v", err)
	}
}
