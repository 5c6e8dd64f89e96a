package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

func (a *app) copyCommand() *cobra.Command {
	var (
		from, to             string
		fromServer, toServer signIn
	)
	cmd := a.command("copy [--from STORE] --to STORE", neo4jText.Copy, 0, 0, func(cmd *cobra.Command, _ []string) error {
		ctx := cmd.Context()
		if to == "" {
			return a.usage(cmd, neo4jText.NeedsTo)
		}
		if from == "" {
			path, err := a.storePath()
			if err != nil {
				return err
			}
			from = path
		}
		source, err := a.openAny(ctx, from, fromServer.or(a.signIn), read)
		if err != nil {
			return err
		}
		err = a.copyInto(ctx, source, to, toServer.or(a.signIn))
		return errors.Join(err, source.Close())
	})
	cmd.Flags().StringVar(&from, "from", "", a.say(neo4jText.FlagFrom))
	cmd.Flags().StringVar(&to, "to", "", a.say(neo4jText.FlagCopyTo))
	a.serverFlags(cmd, "from", &fromServer, false)
	a.serverFlags(cmd, "to", &toServer, false)
	return cmd
}

// copyInto copies a log into another store, which is created if it is not there,
// verifies the copy, and tells so.
func (a *app) copyInto(ctx context.Context, source graph.Store, to string, s signIn) error {
	if !isServer(to) {
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
	}
	target, err := a.create(ctx, to, s, source.Salt())
	if err != nil {
		return err
	}
	before, err := target.Head(ctx)
	var head graph.Head
	if err == nil {
		head, err = a.copyLog(ctx, source, target)
	}
	if err == nil {
		err = a.check(ctx, target, to)
	}
	if closed := target.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return a.printf(neo4jText.Copied, to, head.Revision, int(head.Revision-before.Revision), head.Hash)
}

// copyLease is how long a copy may pause between two writes of one batch.
const copyLease = 10 * time.Minute

// copyLog copies all that a log has and another does not have yet, batch by batch,
// with the documents that the batches name. The other must hold the beginning of
// the same log. Each batch is verified by its hash when it becomes live, so a copy
// that was interrupted goes on where it was. It returns the head of the copy.
func (a *app) copyLog(ctx context.Context, from, to graph.Store) (graph.Head, error) {
	if !bytes.Equal(from.Salt(), to.Salt()) {
		return graph.Head{}, a.errorf(graph.CodeConflict, neo4jText.OtherLog)
	}
	at, err := to.Head(ctx)
	if err != nil {
		return graph.Head{}, err
	}
	if at.Revision > 0 {
		same := false
		for h, err := range from.Headers(ctx, at.Revision, at.Revision) {
			if err != nil {
				return graph.Head{}, err
			}
			same = h.Hash == at.Hash
		}
		if !same {
			return graph.Head{}, a.errorf(graph.CodeConflict, neo4jText.OtherLog)
		}
		a.notice(neo4jText.CopyResumes, at.Revision+1)
	}
	head, err := from.Head(ctx)
	if err != nil {
		return graph.Head{}, err
	}
	// What a redaction rewrote meanwhile was copied rewritten, and is whole only
	// with the redaction: the copy goes on to the last one.
	for next := at.Revision + 1; next <= head.Revision; {
		for h, err := range from.Headers(ctx, next, head.Revision) {
			if err != nil {
				return graph.Head{}, err
			}
			if err := copyBatch(ctx, from, to, h); err != nil {
				return graph.Head{}, err
			}
		}
		next = head.Revision + 1
		for h, err := range from.Headers(ctx, next, 0) {
			if err != nil {
				return graph.Head{}, err
			}
			if h.Kind == graph.BatchRedact {
				head.Revision = h.Revision
			}
		}
	}
	return to.Head(ctx)
}

// copyBatch copies one batch, after its documents and its report.
func copyBatch(ctx context.Context, from, to graph.Store, h *graph.Header) error {
	for _, d := range h.Documents {
		if err := copyDocument(ctx, from, to, d.Hash); err != nil {
			return err
		}
	}
	if h.Report != (graph.Hash{}) {
		if err := copyDocument(ctx, from, to, h.Report); err != nil {
			return err
		}
	}
	st, err := to.Stage(ctx, *h, copyLease)
	if err != nil {
		return err
	}
	if err = st.AppendChunks(ctx, from.Chunks(ctx, h.Revision)); err == nil {
		err = st.Adopt(ctx, h)
	}
	if err != nil {
		return errors.Join(err, st.Abort(context.WithoutCancel(ctx)))
	}
	return nil
}

// copyDocument copies an attachment, if it is kept in the one store and not in the
// other yet.
func copyDocument(ctx context.Context, from, to graph.Store, hash graph.Hash) error {
	there, err := to.Attachment(ctx, hash)
	if err == nil {
		return there.Close()
	}
	if graph.CodeOf(err) != graph.CodeNotFound {
		return err
	}
	r, err := from.Attachment(ctx, hash)
	if graph.CodeOf(err) == graph.CodeNotFound {
		return nil // its batch says which file it was; the bytes were not kept
	}
	if err != nil {
		return err
	}
	kept, err := to.Attach(ctx, r)
	if err = errors.Join(err, r.Close()); err != nil {
		return err
	}
	if kept != hash {
		return graph.Errorf(graph.CodeDamaged, "", "the document %v has the hash %v now", hash, kept)
	}
	return nil
}

// backupTo writes a log to a file of the embedded store. The file appears at path
// once it is whole.
func (a *app) backupTo(ctx context.Context, s graph.Store, path string) (head graph.Head, err error) {
	random := make([]byte, 8)
	if _, err := io.ReadFull(a.Rand, random); err != nil {
		return head, err
	}
	tmp := path + "." + hex.EncodeToString(random) + ".tmp"
	file, err := sqlite.Open(ctx, tmp, sqlite.Options{Now: a.Now, Rand: a.Rand, Salt: s.Salt()})
	if err != nil {
		return head, err
	}
	defer os.Remove(tmp)
	head, err = a.copyLog(ctx, s, file)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return graph.Head{}, err
	}
	// Unlike a rename, a link never replaces a file that came meanwhile.
	if err := os.Link(tmp, path); err != nil {
		if errors.Is(err, os.ErrExist) {
			return graph.Head{}, a.errorf(graph.CodeExists, text.FileExists, path)
		}
		return head, os.Rename(tmp, path) // a file system without links
	}
	return head, nil
}

// restoreToServer copies a backup to a server that holds no log yet.
func (a *app) restoreToServer(ctx context.Context, file, uri string) error {
	there, err := a.openServer(ctx, uri, a.signIn, read)
	if err == nil {
		return errors.Join(a.errorf(graph.CodeExists, text.StoreExists, uri), there.Close())
	}
	if graph.CodeOf(err) != graph.CodeNotFound {
		return err
	}
	source, err := a.open(ctx, file, read)
	if err != nil {
		return err
	}
	return errors.Join(a.copyInto(ctx, source, uri, a.signIn), source.Close())
}
