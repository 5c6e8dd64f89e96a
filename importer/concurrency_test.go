package importer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// meddled is a store in which something happens just before the first commit of
// an import.
type meddled struct {
	graph.Store
	once   sync.Once
	meddle func()
}

// Stage implements [graph.Store].
func (m *meddled) Stage(ctx context.Context, h graph.Header, lease time.Duration) (graph.Staging, error) {
	s, err := m.Store.Stage(ctx, h, lease)
	if err != nil {
		return nil, err
	}
	return &meddledStaging{s, m}, nil
}

type meddledStaging struct {
	graph.Staging
	m *meddled
}

// Commit implements [graph.Staging].
func (s *meddledStaging) Commit(ctx context.Context, expect graph.Revision) (*graph.Header, error) {
	s.m.once.Do(s.m.meddle)
	return s.Staging.Commit(ctx, expect)
}

// TestMeanwhile imports while others write: what touches nothing of it changes
// nothing, and what does makes it begin anew.
func TestMeanwhile(t *testing.T) {
	const mine = "企业名称,统一社会信用代码,省份\n示例甲有限公司,91110108551385082Q,北京\n"
	tests := []struct {
		name   string
		source graph.SourceID
		theirs string
		want   func(t *testing.T, r *importer.Report)
	}{
		{"another source", "other", "企业名称,省份\n示例甲有限公司,上海\n", func(t *testing.T, r *importer.Report) {
			wantCounts(t, r, 1, 0, 0, 1, 0, 0, 0)
		}},
		{"the same source, another enterprise", "list", "企业名称,省份\n示例乙有限公司,上海\n", func(t *testing.T, r *importer.Report) {
			wantCounts(t, r, 1, 0, 0, 1, 0, 0, 0)
		}},
		{"the same source, the same enterprise", "list", "企业名称,省份\n示例甲有限公司,上海\n", func(t *testing.T, r *importer.Report) {
			wantCounts(t, r, 1, 0, 0, 0, 1, 0, 0) // by then it was known
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := newAtlas(t)
			a.source("list", graph.TrustMedia)
			a.source("other", graph.TrustMedia)
			path := a.file("mine.csv", mine)
			view := a.view()
			m := &meddled{Store: a.store, meddle: func() {
				a.run(tt.source, importer.Options{}, a.file("theirs.csv", tt.theirs))
			}}
			r, err := importer.Run(t.Context(), []string{path}, importer.Options{Store: m, View: view, Source: "list", Actor: "tester"})
			if err != nil {
				t.Fatal(err)
			}
			tt.want(t, r)
			if r.Revision != 4 {
				t.Errorf("revision %d; want 4, after theirs", r.Revision)
			}
			if got := shows(node(t, a.view(), graph.KindEnterprise, "示例甲有限公司"), graph.PropCreditCode, ""); got != "91110108551385082Q" {
				t.Errorf("credit code %q", got)
			}
		})
	}
}

// TestCancel ends an import at every point at which it asks: nothing is left of
// it, and it can be done after all.
func TestCancel(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	path := a.file("a.csv", companies)
	for n := 1; ; n++ {
		ctx := &countdown{Context: t.Context(), left: n, done: make(chan struct{})}
		r, err := importer.Run(ctx, []string{path}, importer.Options{Store: a.store, View: a.view(), Source: "list", Actor: "tester"})
		head, headErr := a.store.Head(t.Context())
		if headErr != nil {
			t.Fatal(headErr)
		}
		if err == nil {
			wantCounts(t, r, 3, 0, 0, 3, 0, 0, 0)
			if n < 5 {
				t.Errorf("an import asked its context only %d times", n)
			}
			return
		}
		if graph.CodeOf(err) != graph.CodeCancelled {
			t.Fatalf("cancelled at step %d: %v", n, err)
		}
		if head.Revision != 1 {
			t.Fatalf("cancelled at step %d: revision %d is live", n, head.Revision)
		}
	}
}

// countdown is a context that is cancelled when it has been asked for its error
// often enough.
type countdown struct {
	context.Context
	mu   sync.Mutex
	left int
	done chan struct{}
}

// Err implements [context.Context].
func (c *countdown) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left--; c.left > 0 {
		return nil
	}
	if c.left == 0 {
		close(c.done)
	}
	return context.Canceled
}

// Done implements [context.Context].
func (c *countdown) Done() <-chan struct{} { return c.done }

// unkept is a store that keeps no files.
type unkept struct{ graph.Store }

var errUnkept = graph.Errorf(graph.CodeUnavailable, "test", "no room for files")

// Attach implements [graph.Store].
func (unkept) Attach(context.Context, io.Reader) (graph.Hash, error) { return graph.Hash{}, errUnkept }

// TestFileNotKept keeps that an import whose file cannot be kept leaves nothing,
// and that this is what it tells.
func TestFileNotKept(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	var rows strings.Builder
	rows.WriteString("企业名称\n")
	for i := range 50_000 {
		fmt.Fprintf(&rows, "示例第%d号有限公司\n", i)
	}
	written := int64(0)
	_, err := importer.Run(t.Context(), []string{a.file("a.csv", rows.String())}, importer.Options{
		Store: unkept{a.store}, View: a.view(), Source: "list", Actor: "tester",
		Progress: func(p importer.Progress) {
			if p.Step == importer.StepWrite {
				written = p.Done
			}
		},
	})
	if !errors.Is(err, errUnkept) {
		t.Errorf("the import fails with %v", err)
	}
	if head, err := a.store.Head(t.Context()); err != nil || head.Revision != 1 {
		t.Errorf("revision %d is live, %v", head.Revision, err)
	}
	t.Logf("%d records were written until then", written)
}

// TestTablesWhileReading takes in rows that nothing is read from while further
// tables are found below: the race detector watches.
func TestTablesWhileReading(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	var rows strings.Builder
	for table := range 12 {
		header, row := "企业名称,成立日期,备注\n", "示例第%d号有限公司,2019-01-02,\n,,注\n"
		if table%2 == 1 {
			header, row = "产品名称,企业名称,备注\n", "示例产品%[1]d,示例第1号有限公司,\n,,注\n"
		}
		rows.WriteString(header)
		for i := range 1500 {
			fmt.Fprintf(&rows, row, i)
		}
	}
	r := a.run("list", importer.Options{DryRun: true}, a.file("a.csv", rows.String()))
	if len(r.Tables) < 2 {
		t.Errorf("%d tables are found", len(r.Tables))
	}
}
