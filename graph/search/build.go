package search

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/chainatlas/chainatlas/graph"
)

const (
	// buildBatch is how many documents make a segment of an index under
	// construction, buildMerge how many segments are merged at once.
	buildBatch = 20_000
	buildMerge = 64
	// buildAhead bounds the documents between the stages of a construction.
	buildAhead = 512
)

// build makes an index of a source in a new folder of dir and returns the folder.
// progress is told of each document. What goes on after it was cancelled is in left.
func build(ctx context.Context, dir string, src Source, tag stamp, core func(string) string, now time.Time, progress func(), left *sync.WaitGroup) (_ string, err error) {
	work, err := os.MkdirTemp(dir, buildingPrefix)
	if err != nil {
		return "", err
	}
	abandoned := false
	defer func() {
		if err != nil && !abandoned {
			_ = os.RemoveAll(work)
		}
	}()
	store := filepath.Join(work, "store")
	b, err := scorch.NewBuilder(map[string]any{
		"path": store, "buildPathPrefix": work, "batchSize": buildBatch, "mergeMax": buildMerge,
		"internal": map[string][]byte{tagKey: tag.encode()},
	})
	if err != nil {
		return "", err
	}
	n, err := feed(ctx, src, core, func(d index.Document) error {
		progress()
		return b.Index(d)
	})
	if err != nil {
		return "", err
	}
	if n == 0 { // the builder cannot make an empty index
		err = buildEmpty(store, tag)
	} else {
		// The merge cannot be interrupted. If nobody waits for it any more, it ends
		// by itself and clears up.
		done := make(chan error, 1)
		go func() { done <- b.Close() }()
		select {
		case err = <-done:
		case <-ctx.Done():
			abandoned = true
			left.Go(func() {
				<-done
				_ = os.RemoveAll(work)
			})
			return "", ctx.Err()
		}
	}
	if err != nil {
		return "", err
	}
	final := filepath.Join(dir, fmt.Sprintf("%s%020d", generationPrefix, now.UnixNano()))
	if err := os.Rename(store, final); err != nil {
		return "", err
	}
	_ = os.RemoveAll(work) // what stays is swept later
	return final, nil
}

// feed makes the documents of a source, on several processors, and hands them to
// take one by one, in any order.
func feed(ctx context.Context, src Source, core func(string) string, take func(index.Document) error) (n int, err error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	in := make(chan Document, buildAhead)
	out := make(chan index.Document, buildAhead)
	var makers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		makers.Go(func() {
			m := &maker{core: core}
			for d := range in {
				m.of(&d)
				select {
				case out <- m.document(d.ID):
				case <-ctx.Done():
					return
				}
			}
		})
	}
	var reader sync.WaitGroup
	reader.Go(func() {
		defer close(in)
		for d := range src.Documents() {
			if d.ID == "" {
				continue
			}
			select {
			case in <- d:
			case <-ctx.Done():
				return
			}
		}
	})
	go func() {
		makers.Wait()
		close(out)
	}()
	for d := range out {
		if err == nil {
			if err = take(d); err != nil {
				stop(err)
			}
			n++
		}
	}
	reader.Wait() // the source is used by no one when this returns
	if err == nil {
		err = context.Cause(ctx)
	}
	return n, err
}

func buildEmpty(dir string, tag stamp) error {
	queue := index.NewAnalysisQueue(1)
	defer queue.Close()
	e, err := scorch.NewScorch(scorch.Name, engineConfig(dir), queue)
	if err != nil {
		return err
	}
	if err := e.Open(); err != nil {
		return err
	}
	batch := index.NewBatch()
	batch.SetInternal([]byte(tagKey), tag.encode())
	if err := e.Batch(batch); err != nil {
		_ = e.Close()
		return err
	}
	return e.Close()
}

// maxBatch is how many documents are brought up to date at once.
const maxBatch = 1000

// apply brings the index up to a source, of which the documents ids may have
// changed. The revision is the new one as soon as all are. left is told how many
// are not.
func (g *generation) apply(ctx context.Context, src Source, ids []graph.SubjectID, tag stamp, core func(string) string, left func(int)) error {
	m := &maker{core: core}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		left(len(ids))
		now := ids[:min(len(ids), maxBatch)]
		ids = ids[len(now):]
		batch := index.NewBatch()
		for _, id := range now {
			if d, ok := src.Document(id); ok && d.ID == id {
				m.of(&d)
				batch.Update(m.document(id))
			} else {
				batch.Delete(string(id))
			}
		}
		if len(ids) == 0 {
			batch.SetInternal([]byte(tagKey), tag.encode())
		}
		if err := g.engine.Batch(batch); err != nil {
			return err
		}
		if len(ids) == 0 {
			left(0)
			return g.refresh()
		}
	}
}
