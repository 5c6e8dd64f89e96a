package graph

import (
	"context"
	"io"
	"iter"
	"time"
)

// Store is the log: batches in the order of their revisions, each a header and
// chunks of assertions, and attachments by hash. It keeps chunks and looks
// inside them only for who asks after a subject and for redactions.
//
// What was redacted (fold.md, 14) is in no chunk: a batch of kind
// [BatchRedact], which holds nothing but [Redact] assertions, overwrites the
// chunks before it when it becomes live, its header's Rewrites say which, and
// what states the value again later is kept without it. The hashes of earlier
// batches stay as they are.
//
// A Store is safe for concurrent use, also by several processes. Every method
// returns promptly when its context is cancelled, with an error for which
// errors.Is(err, ctx.Err()) holds, and leaves nothing half done. Errors carry a
// [Code]; see [CodeOf].
type Store interface {
	// ID is a random name that the store was given when it was created.
	// Snapshots and minted subject IDs are tied to it. [Mint] uses Salt.
	ID() string
	// Salt is the log's secret for minting subject IDs; a copy keeps it.
	Salt() []byte

	// Head returns the newest revision and its hash; both zero in an empty log.
	Head(ctx context.Context) (Head, error)

	// Headers yields the headers of the revisions from from to to, both
	// included, in order, as far as there are any. A to of zero means the head
	// when the iteration begins. The caller may keep them.
	Headers(ctx context.Context, from, to Revision) iter.Seq2[*Header, error]

	// Assertions yields what a batch says, in the order of its encoding, or
	// CodeNotFound. The assertion and everything it points to is valid until
	// the next one is asked for, except strings, which are immutable and stay;
	// who keeps few of many clones them, since they share memory.
	Assertions(ctx context.Context, r Revision) iter.Seq2[Assertion, error]

	// Speaking yields, revision by revision, what each of the given batches
	// says of a subject: the assertions whose About is the subject, valid like
	// those of Assertions. It opens only the chunks that can hold it. No
	// revisions means all; an unknown one fails with CodeNotFound.
	Speaking(ctx context.Context, s SubjectID, revisions ...Revision) iter.Seq2[Spoken, error]

	// Chunks yields a batch's chunks as they are stored, for copies and
	// verification, or CodeNotFound. A chunk is valid until the next one is
	// asked for.
	Chunks(ctx context.Context, r Revision) iter.Seq2[*Chunk, error]

	// Standing returns the revision of the batch that stands under a key, or
	// CodeNotFound.
	Standing(ctx context.Context, key string) (Revision, error)

	// Stage begins a batch: its chunks are kept, unseen, under a lease that
	// every Append renews that keeps some. An expired staging is swept by the
	// next Stage of any process, and fails with CodeNotFound after that. If a
	// batch stands under the key, Stage fails with CodeExists; the error's
	// Revision says which. A header that contradicts itself fails with
	// CodeInvalid. Of its fields, the store sets Recorded, Rewrites, and those
	// from Revision to Bytes.
	Stage(ctx context.Context, h Header, lease time.Duration) (Staging, error)

	// Attach keeps a file under its SHA-256, once. It reads r to its end,
	// piece by piece.
	Attach(ctx context.Context, r io.Reader) (Hash, error)
	// Attachment opens a file that was attached, or fails with CodeNotFound.
	// Reading goes on under ctx, piece by piece. The caller closes it.
	Attachment(ctx context.Context, h Hash) (io.ReadCloser, error)

	// Backup writes a consistent copy of the whole store, at a head that is
	// current when it begins, while others read and write. Nothing is at path
	// before, or until the copy is whole.
	Backup(ctx context.Context, path string) (Head, error)

	// Stats tells how large the store is.
	Stats(ctx context.Context) (StoreStats, error)

	// Close waits for what is under way and releases the store. Every later
	// call fails with CodeUnavailable, but for Close itself.
	Close() error
}

// Staging is a batch on its way into the log. It is used by one goroutine.
type Staging interface {
	// Append adds assertions. They may come in any order; the store sorts them
	// by subject in runs of bounded size, so memory stays flat. Memory that an
	// assertion refers to may be reused once the next one is pulled. After an
	// error, also one of the sequence, the batch is incomplete and can only be
	// aborted.
	Append(ctx context.Context, assertions iter.Seq2[Assertion, error]) error

	// AppendChunks adds chunks as another store kept them, after checking them:
	// what is not what it claims to be fails with CodeDamaged.
	AppendChunks(ctx context.Context, chunks iter.Seq2[*Chunk, error]) error

	// Commit makes the batch live as the next revision, in one small
	// transaction, if the head is still expect; otherwise it fails with
	// CodeConflict and the staging stays, to be committed again by who has
	// checked that what came between changes nothing (see [Overlap]). If a
	// batch stands under the same key by now, it fails with CodeExists, and so
	// does a revocation through which a batch would stand again under a key
	// that another has taken: the error's Revision says which, and that is to be
	// revoked first. A revocation of a batch that does not exist, does not
	// stand or is final fails with CodeInvalid. The header returned is
	// complete; it is recorded now, or when the batch before it was if the
	// clock has gone back.
	Commit(ctx context.Context, expect Revision) (*Header, error)

	// Adopt is Commit for a copy: the batch becomes live exactly as h says,
	// with its time and hash, and fails with CodeDamaged if the hash does not
	// hold over the chunks, and with CodeConflict if it is not the next.
	Adopt(ctx context.Context, h *Header) error

	// Abort forgets the staging. It does nothing after Commit.
	Abort(ctx context.Context) error
}

// Head is the newest revision of a log and the hash that covers all of it.
type Head struct {
	Revision Revision
	Hash     Hash
	Recorded time.Time
}

// Chunk is a run of a batch's assertions in the encoding of package chunk.
type Chunk struct {
	First, Last SubjectID // of the subjects that its assertions are about
	Filter      []byte    // of those between them, see chunk.MayHold; nil if there are none
	Assertions  int
	Size        int    // of the uncompressed encoding
	Hash        Hash   // of the uncompressed encoding as it was when its batch became live
	Data        []byte // compressed
	Redacted    bool   // rewritten since by a redaction, so Hash no longer fits
}

// Spoken is an assertion with the batch that says it.
type Spoken struct {
	Revision  Revision
	Assertion Assertion
}

// StoreStats are sizes of a store.
type StoreStats struct {
	Head        Head
	Batches     int
	Chunks      int
	Assertions  int
	ChunkBytes  int64 // compressed
	Attachments int
	AttachBytes int64
	FileBytes   int64 // on disk, with its journals; 0 on a server
	Stagings    int   // under way or abandoned
}
