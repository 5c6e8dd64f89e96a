package importer

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/table"
)

// lease is how long a staging may stand still before it is swept: also while the
// files are still being kept that it came from.
const lease = 10 * time.Minute

// apply writes the batch and makes it live, or, of a dry run, tells what it would
// change.
func (im *run) apply(ctx context.Context, key string, kind graph.BatchKind) error {
	header := graph.Header{
		Key: key, Kind: kind, Source: im.source, Actor: im.opts.Actor, Reason: im.opts.Reason,
		DataDate: im.date, Base: im.opts.View.Revision(), Rules: im.opts.Rules.Version,
		Documents: im.documents, Sheets: im.headerSheets, Counts: im.report.Counts,
	}
	if header.Reason == "" {
		var names []string
		for _, d := range im.documents {
			names = append(names, d.Name)
		}
		header.Reason = strings.Join(names, ", ")
	}
	if im.opts.DryRun {
		return im.preview(ctx, &header)
	}
	if im.report.Wrote+im.report.Confirms+im.report.Retracts == 0 {
		return nil // every row was rejected, or nothing was edited
	}
	var err error
	if header.Report, err = im.keep(ctx); err != nil {
		return err
	}
	staging, err := im.opts.Store.Stage(ctx, header, lease)
	if err != nil {
		return err
	}
	live := false
	defer func() {
		if !live {
			// What this leaves is swept when its lease has expired.
			_ = staging.Abort(context.WithoutCancel(ctx))
		}
	}()
	// The files are kept meanwhile: that is waiting for the disk, most of it. What
	// fails first ends the other.
	both, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	kept := make(chan error, 1)
	go func() {
		err := im.attachAll(both)
		if err != nil {
			stop(err)
		}
		kept <- err
	}()
	err = staging.Append(both, im.say(true))
	if err != nil {
		stop(err)
	}
	failed := <-kept
	if err != nil && graph.CodeOf(err) != graph.CodeCancelled {
		return err
	}
	if err := cmp.Or(failed, err); err != nil {
		return err
	}
	im.tell(StepCommit, 0, 0)
	done, err := im.commit(ctx, staging, header.Base)
	if err != nil {
		return err
	}
	live = true
	im.report.Revision = done.Revision
	return nil
}

// attachAll keeps the files.
func (im *run) attachAll(ctx context.Context) error {
	for _, path := range im.paths {
		if err := im.attach(ctx, path); err != nil {
			return err
		}
	}
	return nil
}

// attach keeps a file. It must be the one that was read.
func (im *run) attach(ctx context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fileError(im.op, path, err)
	}
	defer f.Close()
	hash, err := im.opts.Store.Attach(ctx, f)
	if err != nil {
		return err
	}
	for _, d := range im.documents {
		if d.Hash == hash {
			return nil
		}
	}
	return table.NewFault(graph.CodeUnavailable, im.op, filepath.Base(path),
		graph.Label{Zh: "导入期间文件被改动", En: "it was changed while it was imported"}, graph.Label{Zh: "请重新导入", En: "import it again"})
}

// commit makes a staged batch live. If other batches came meanwhile, it does so
// only if none of them touches what this one is about; otherwise it fails with
// CodeConflict (fold.md, 12).
func (im *run) commit(ctx context.Context, staging graph.Staging, base graph.Revision) (*graph.Header, error) {
	store := im.opts.Store
	var overlap *graph.Overlap
	known, expect := base, base
	for {
		done, err := staging.Commit(ctx, expect)
		if graph.CodeOf(err) != graph.CodeConflict {
			return done, err
		}
		head, err := store.Head(ctx)
		if err != nil {
			return nil, err
		}
		if head.Revision <= known {
			return nil, graph.Errorf(graph.CodeUnavailable, im.op, "the store's head has gone back: try again")
		}
		if overlap == nil {
			overlap = graph.NewOverlap(im.opts.Vocabulary, im.opts.Rules, im.source)
		}
		if err := overlap.Read(ctx, store, known+1, head.Revision); err != nil {
			return nil, err
		}
		conflict := &graph.Error{Code: graph.CodeConflict, Op: im.op, Revision: head.Revision,
			Message: "what the import is about has changed meanwhile: import again"}
		for a, err := range im.say(false) {
			if err != nil {
				return nil, err
			}
			touched, err := overlap.Meets(ctx, store, a)
			if err != nil {
				return nil, err
			}
			if touched {
				return nil, conflict
			}
		}
		if im.resolver != nil && im.resolver.qualifies(overlap.Names) {
			return nil, conflict
		}
		known, expect = head.Revision, head.Revision
	}
}

// placedBatch is how many records are placed at a time, ahead of who writes them.
const placedBatch = 256

// assertions yields what the batch says. What it yields is valid until the next
// is asked for. Records are unpacked and placed by a goroutine of their own, while
// those before them are written.
func (im *run) assertions(rc *reconciliation, tell bool) iter.Seq2[graph.Assertion, error] {
	return func(yield func(graph.Assertion, error) bool) {
		if im.declared != nil && !yield(im.declared, nil) {
			return
		}
		written := int64(0)
		for d := range im.placed(rc.state) {
			if written++; tell && written%4096 == 0 {
				im.tell(StepWrite, written, int64(im.report.Wrote))
			}
			if !yield(&d.Record, nil) {
				return
			}
		}
		for i := range rc.confirms {
			if !yield(&rc.confirms[i].Confirm, nil) {
				return
			}
		}
		for i := range rc.retracts {
			if !yield(&rc.retracts[i], nil) {
				return
			}
		}
	}
}

// placed yields the records to state, with their subjects; each is valid until
// the next is asked for.
func (im *run) placed(state []bool) iter.Seq[*draft] {
	type batch struct {
		memory []unpacker
		n      int
	}
	return func(yield func(*draft) bool) {
		free, full := make(chan *batch, 2), make(chan *batch, 2)
		for range cap(free) {
			b := &batch{memory: make([]unpacker, placedBatch)}
			for i := range b.memory {
				b.memory[i].words = im.words.list
			}
			free <- b
		}
		stop := make(chan struct{})
		var group sync.WaitGroup
		group.Go(func() {
			defer close(full)
			next := func() *batch {
				select {
				case b := <-free:
					b.n = 0
					return b
				case <-stop:
					return nil
				}
			}
			b := next()
			for i := range im.at {
				if !state[i] {
					continue
				}
				if b == nil {
					return
				}
				at := im.at[i]
				im.resolver.place(i, b.memory[b.n].unpack(im.packed[at.packed][at.offset:]))
				if b.n++; b.n == placedBatch {
					full <- b // has room for every batch that there is
					b = next()
				}
			}
			if b != nil && b.n > 0 {
				full <- b
			}
		})
		defer group.Wait()
		defer close(stop)
		for b := range full {
			for i := range b.n {
				if !yield(&b.memory[i].draft) {
					return
				}
			}
			free <- b
		}
	}
}

// Revoke takes a batch back, whoever made it (fold.md, 13): from the next
// revision on it does not count, and what it covered stands again. A revocation
// can be revoked, too. It fails with CodeInvalid if there is no such batch, if it
// does not stand, or if it can never be revoked.
func Revoke(ctx context.Context, store graph.Store, batch graph.Revision, actor, reason string) (*graph.Header, error) {
	const op = "importer.Revoke"
	if strings.TrimSpace(reason) == "" {
		return nil, table.NewFault(graph.CodeInvalid, op, "", graph.Label{Zh: "没有说明撤销的理由", En: "no reason is given for the revocation"}, graph.Label{Zh: "请说明理由", En: "give one"})
	}
	var source graph.SourceID
	for h, err := range store.Headers(ctx, batch, batch) {
		if err != nil {
			return nil, err
		}
		source = h.Source
	}
	if source == "" {
		return nil, table.NewFault(graph.CodeNotFound, op, fmt.Sprint(batch), graph.Label{Zh: "没有这个批次", En: "there is no such batch"},
			graph.Label{Zh: "chainatlas log list 列出所有批次", En: "chainatlas log list lists them"})
	}
	head, err := store.Head(ctx)
	if err != nil {
		return nil, err
	}
	return graph.Append(ctx, store, graph.Header{
		Key:  fmt.Sprintf("revoke:%d:%d", batch, head.Revision),
		Kind: graph.BatchRevoke, Source: source, Actor: actor, Reason: reason, Revokes: batch,
		Rules: graph.StandardRules().Version,
	}, &graph.Revoke{Batch: batch})
}

// SupposeRevoked derives what the revocation of a batch would change in a View, without
// writing it. It fails as [memory.View.Next] does.
func SupposeRevoked(ctx context.Context, view *memory.View, batch *graph.Header) (*memory.Changes, error) {
	h := &graph.Header{Revision: view.Revision() + 1, Kind: graph.BatchRevoke, Source: batch.Source, Revokes: batch.Revision, Base: view.Revision(),
		Rules: graph.StandardRules().Version}
	says := func(yield func(graph.Assertion, error) bool) { yield(&graph.Revoke{Batch: batch.Revision}, nil) }
	_, changes, err := view.Next(ctx, &supposed{header: h, assertions: says}, h)
	return changes, err
}
