package register

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// TestDeskMakesOnce keeps that many who ask for the same wait for one of them, and
// that the next tries again when that one gave up.
func TestDeskMakesOnce(t *testing.T) {
	d := NewDesk(nil)
	var made atomic.Int32
	begun, proceed := make(chan struct{}), make(chan struct{})
	gaveUp := make(chan error, 1)
	leaving, leave := context.WithCancel(t.Context())
	go func() {
		_, err := d.get(leaving, "x", func() (*growth.Edition, error) {
			close(begun)
			<-proceed
			return nil, &graph.Error{Code: graph.CodeCancelled, Err: leaving.Err()}
		})
		gaveUp <- err
	}()
	<-begun
	leave()
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			e, err := d.get(t.Context(), "x", func() (*growth.Edition, error) {
				made.Add(1)
				return &growth.Edition{Number: "1"}, nil
			})
			if err != nil || e.Number != "1" {
				t.Errorf("%v, %v", e, err)
			}
		})
	}
	close(proceed)
	wait.Wait()
	if err := <-gaveUp; !errors.Is(err, context.Canceled) {
		t.Errorf("who gave up was told %v", err)
	}
	if made.Load() != 1 {
		t.Errorf("made %d times", made.Load())
	}
}

// TestDeskKeepsFew keeps what was used last, within the bounds.
func TestDeskKeepsFew(t *testing.T) {
	d := NewDesk(nil)
	made := 0
	ask := func(key string, others int) {
		t.Helper()
		_, err := d.get(t.Context(), key, func() (*growth.Edition, error) {
			made++
			return &growth.Edition{Others: make([]growth.Other, others)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range maxKept + 10 {
		ask(strconv.Itoa(i), 1)
		ask("0", 1) // is used all the time
	}
	if made != maxKept+10 || len(d.kept) != maxKept {
		t.Errorf("made %d, kept %d", made, len(d.kept))
	}
	ask("large", maxResults-10)
	if len(d.kept) > 6 || d.size > maxResults {
		t.Errorf("kept are %d editions with %d results", len(d.kept), d.size)
	}
	was := made
	ask("large", 0)
	if made != was {
		t.Error("the last one was not kept")
	}
	ask("larger", maxResults+10) // more than the bound, alone
	if len(d.kept) != 1 || d.size != maxResults+11 {
		t.Errorf("kept are %d editions with %d results", len(d.kept), d.size)
	}
}

// TestMonthsLater keeps the ends of months.
func TestMonthsLater(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{{"2024-01-31", 1, "2024-02-29"}, {"2023-01-31", 13, "2024-02-29"}, {"2024-02-29", 12, "2025-02-28"}, {"2025-06-30", 12, "2026-06-30"}, {"2025-12-31", 36, "2028-12-31"}} {
		d, err := graph.ParseDate(c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := monthsLater(d, c.months).String(); got != c.want {
			t.Errorf("%d months after %s is %s, want %s", c.months, c.from, got, c.want)
		}
	}
}
