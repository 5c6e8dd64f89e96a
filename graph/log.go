package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Revision numbers the batches of a log in the order in which they became
// live, from 1. The zero Revision is the empty log.
type Revision uint64

// SourceID names a declared source, such as "miit-list-2023" (fold.md, 1).
type SourceID string

// SubjectID names one thing as one source knows it (fold.md, 2). It never
// changes and, as [Mint] makes it, reveals no key.
type SubjectID string

// Kind names a kind of node, as declared in a [Vocabulary].
type Kind string

// Hash is a SHA-256 digest.
type Hash [sha256.Size]byte

// String returns the digest in lower-case hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero reports whether h is the hash of nothing recorded.
func (h Hash) IsZero() bool { return h == Hash{} }

// Trust says how far a source is believed where sources disagree (fold.md, 18).
// A lower number wins. The zero Trust is that of a source nobody declared; it
// loses to every declared one.
type Trust uint8

// The levels of trust, the highest first.
const (
	TrustUndeclared   Trust = 0
	TrustOfficial     Trust = 1
	TrustVerified     Trust = 2
	TrustMedia        Trust = 3
	TrustSelfReported Trust = 4
)

// BatchKind says what sort of act a batch is. The store reads it only to
// refuse the revocation of what cannot be revoked (fold.md, 13).
type BatchKind string

// The kinds of batches.
const (
	BatchDeclare BatchKind = "declare" // a source, its trust, a rule version
	BatchImport  BatchKind = "import"  // an edition of a table
	BatchCurate  BatchKind = "curate"  // a person's judgements, pins, denials, nodes, edges
	BatchRevoke  BatchKind = "revoke"  // takes one earlier batch back
	BatchPublish BatchKind = "publish" // a rating, a list edition, a credit case: final
	BatchRedact  BatchKind = "redact"  // final
)

// Final reports whether batches of this kind can never be revoked.
func (k BatchKind) Final() bool { return k == BatchPublish || k == BatchRedact }

// Header describes a batch: what one actor says at one time for one reason,
// for one source, whole or not at all (fold.md, 12). The fields from Revision
// to Bytes are set by the store when the batch becomes live.
type Header struct {
	Key      string    // makes a retry a no-op while the batch stands; never empty
	Kind     BatchKind // what sort of act it is
	Source   SourceID  // the source that speaks
	Actor    string    // who acts, as signed in
	Reason   string    // why, in the actor's words
	DataDate Date      // the day that the source speaks of; zero if unknown
	Recorded time.Time // when it was recorded, UTC, to the microsecond
	Base     Revision  // the revision that it was computed on
	Rules    string    // the rule version that resolved its keys
	Revokes  Revision  // the batch that a BatchRevoke takes back

	Documents []Document // what was read, in reading order
	Sheets    []Sheet    // the tables found in them
	Counts    Counts     // rows by outcome
	// Report is the attachment that tells how an import came about: the mapping
	// that was used, and all that was told of what was read. Zero where nothing was
	// kept.
	Report Hash

	// Rewrites lists, of a BatchRedact, the chunks of earlier batches that it
	// overwrote. The store sets it; Hash covers it.
	Rewrites []Rewrite

	Revision   Revision // its place in the log
	Prev       Hash     // the Hash of the batch before it
	Hash       Hash     // covers Prev, the header and every chunk
	Chunks     int      // how many chunks it has
	Assertions int      // how many assertions they hold
	Bytes      int64    // their uncompressed size
}

// Rewrite is a chunk that a redaction overwrote.
type Rewrite struct {
	Revision Revision // of the chunk's batch
	Chunk    int      // its place among that batch's chunks, from 0
	Hash     Hash     // of its uncompressed encoding since
}

// Document is a file that a batch was read from. Its bytes are an attachment
// of the store under Hash, where they were kept.
type Document struct {
	Name string
	Hash Hash
}

// Sheet is one table as it was found in a document.
type Sheet struct {
	Document int      // index into Header.Documents
	Name     string   // the sheet's name; "" for CSV
	Columns  []Column // where each property and edge type was read
}

// Column says which column of a sheet a property or an edge type came from.
type Column struct {
	Of     string // property or edge type
	Number int    // from 1
}

// Counts are the rows of a batch by outcome. A row counts once, by the first
// that applies, so Read = Rejected + Queued + Created + Updated + Unchanged.
// Bad cells are counted apart.
type Counts struct {
	Read, Rejected, Queued, Created, Updated, Unchanged, BadCells int
}

// Assertion is one thing that a batch says: a [Declare], [Record], [Confirm],
// [Retract], [Judge], [Pin], [Deny], [DenyEdge], [Revoke] or [Redact], each by pointer.
type Assertion interface {
	// About returns the subject that orders the assertion within its batch,
	// or "" if it is about none; those come first.
	About() SubjectID
}

// Declare declares a source or changes it (fold.md, 1). The newest standing
// declaration counts.
type Declare struct {
	Source    SourceID
	Name      string
	Publisher string
	Trust     Trust
	Licence   string
}

// RecordKey identifies a record within the log: a subject, or a subject's
// period, in one table of the subject's source (fold.md, 7).
type RecordKey struct {
	Subject SubjectID
	Table   string
	Period  string // "2024", "2024Q1", …; "" if the table has no periods
}

// Record is a row as resolved: what it says of a subject, with the edges that
// it yields (fold.md, 7 and 8).
type Record struct {
	RecordKey
	Kind  Kind
	Sheet int        // index into Header.Sheets
	Row   int        // row in the sheet, from 1
	Cells []Cell     // by Property, each once
	Edges []EdgeCell // by Type and Incoming, each once
	Held  *Held      // set if the row is queued
}

// CellState says what a cell does to the value of its property.
type CellState uint8

// The states of a cell. A property without a Cell is a missing column.
const (
	CellValue    CellState = iota // states its values; covers
	CellEmpty                     // covers, and clears
	CellBad                       // unreadable: marked, covers nothing
	CellRedacted                  // overwritten by a redaction: shows nothing
)

// Cell is what one row says of one property. Values has one element for a
// single property and at least one for a set.
type Cell struct {
	Property string
	State    CellState
	Values   []Value
	Bad      string // the text as found, if State is CellBad
}

// EdgeCell is what one row says of its subject's edges of one type. No
// references means that the cell was empty: it covers, and clears.
type EdgeCell struct {
	Type     string
	Incoming bool // the edges run from the references to the row's subject
	Refs     []Ref
}

// Ref is a subject that a row refers to (fold.md, 6), with the keys as printed.
type Ref struct {
	Subject    SubjectID
	Kind       Kind
	Short      bool   // by a name that is no key; known by kind and name alone
	Keys       []Cell // the printed key properties, by Property, each CellValue
	Held       *Held  // a queued reference holds its edge, not its row
	Qualifier  SubjectID
	Attributes []Attribute // what the row says of the edge itself
}

// Attribute is a value of an edge: a role, a share of a year.
type Attribute struct {
	Property string
	Period   string
	Value    Value
}

// Held says why a row or a reference waits for a person (fold.md, 4).
type Held struct {
	Reason     string // "clash", "compete" or "several"
	Candidates []SubjectID
	Keys       []KeyValue
}

// KeyValue is a key as a row printed it: the name of the key and the value of
// each of its parts. A part that is a reference has the printed name.
type KeyValue struct {
	Key   string
	Parts []Value
}

// Confirm says that all records which batch Batch made, but those listed, were
// read again unchanged (fold.md, 10), with the data date of the confirming
// batch.
type Confirm struct {
	Batch Revision
	// Sheet is the index into the confirming Header.Sheets of the sheet on which
	// the rows of the batch's first sheet are found now. Those of its others are
	// found on the ones that follow, in the same order.
	Sheet  int
	Except []RecordKey
	Shifts []Shift
}

// Shift says that a confirmed record's row is now found elsewhere.
type Shift struct {
	Record   RecordKey
	From, To int
}

// Retract says that the source no longer states a record (fold.md, 9).
type Retract struct{ Record RecordKey }

// Verdict is a person's word on two subjects.
type Verdict uint8

// The verdicts. Undecided takes back earlier words on the pair.
const (
	Undecided Verdict = iota
	Same
	Different
)

// Judge is a judgement on two subjects (fold.md, 15).
type Judge struct {
	A, B    SubjectID
	Verdict Verdict
}

// Pin is a curator's word on one property (fold.md, 19). It refers to the
// first of Subjects that stands (20).
type Pin struct {
	Subjects []SubjectID // the member seen, then the others of its node; 16 at most
	Property string
	Period   string
	Value    *Value // nil pins a single property on none; zero once redacted
	Seen     *Value // of a single property, the value it replaced; nil if none
}

// Deny holds against a value, whoever states it (fold.md, 19). Once redacted, it
// has the zero Value and holds against nothing.
type Deny struct {
	Subjects []SubjectID
	Property string
	Period   string
	Value    Value
}

// DenyEdge holds against an edge, whoever states it (fold.md, 19).
type DenyEdge struct {
	Type      string
	From, To  []SubjectID
	Qualifier []SubjectID
}

// Revoke takes a batch back; the batch's Header names it too (fold.md, 13).
type Revoke struct{ Batch Revision }

// Redact overwrites every value of a property of a subject, earlier and later
// (fold.md, 14).
type Redact struct {
	Subject  SubjectID
	Property string
}

// About implements [Assertion].
func (*Declare) About() SubjectID  { return "" }
func (r *Record) About() SubjectID { return r.Subject }

// About implements [Assertion].
func (*Confirm) About() SubjectID    { return "" }
func (r *Retract) About() SubjectID  { return r.Record.Subject }
func (j *Judge) About() SubjectID    { return j.A }
func (p *Pin) About() SubjectID      { return first(p.Subjects) }
func (d *Deny) About() SubjectID     { return first(d.Subjects) }
func (d *DenyEdge) About() SubjectID { return first(d.From) }
func (*Revoke) About() SubjectID     { return "" }
func (r *Redact) About() SubjectID   { return r.Subject }

func first(s []SubjectID) SubjectID {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}
