// Package chunk encodes what batches say: assertions as chunks, headers as
// bytes, and both as hashes. Every [graph.Store] keeps these chunks and looks
// into them only through this package.
//
// # Chunks
//
// A [Writer] sorts assertions by the subject they are about, in runs of at
// most 65,536 assertions or 16 MB, and cuts each run into chunks of about
// 32 KB. No chunk spans two runs, so the first and the last subject beside a
// chunk are tight. Assertions about the same subject keep their order. A
// larger assertion has a chunk of its own. A filter beside the chunk tells
// which subjects it may hold; see [MayHold]. The bytes below are compressed with
// Zstandard (RFC 8878) as one frame that states its size; hashes are those of
// the bytes before compression.
//
// # Encoding, version 1
//
// "uint" is an unsigned LEB128 varint, "int" the same of the zigzag form, both
// as in package encoding/binary. A chunk is
//
//	byte    1, the version
//	uint    how many strings follow; they are numbered from 1, and 0 is ""
//	uint…   the length of each string in bytes
//	bytes   the strings, one after the other, in the order of first use
//	uint    how many assertions follow
//	…       the assertions
//
// An assertion consists of two streams, so that a reader skips what it does
// not want, and a writer renumbers strings without looking at the rest:
//
//	byte    the tag
//	uint    the length in bytes of the first stream
//	uint    the length in bytes of the second stream
//	uint…   first stream: the numbers of its strings (written "string" below)
//	…       second stream: everything else
//
// Here is each tag with its fields in order; n× stands for "uint n, then n
// times", n+ for the same with n of at least one. The first string of an
// assertion is the subject that it is about, but for the tags 1, 3 and 9, which
// are about none.
//
//	 1 Declare   string source, name, publisher, licence; byte trust
//	 2 Record    string subject, table, period, kind; uint sheet, row;
//	             n× cell; n× edge; byte held (0 or 1); [held]
//	 3 Confirm   uint batch, sheet; n× record key; n× shift
//	 4 Retract   record key
//	 5 Judge     string a, b; byte verdict
//	 6 Pin       n+ string subject; string property, period;
//	             byte 1 if a value + 2 if a value seen; [value]; [value seen]
//	 7 Deny      n+ string subject; string property, period; value
//	 8 DenyEdge  n+ string from; n+ string to; n× string qualifier; string type
//	 9 Revoke    uint batch
//	10 Redact    string subject, property
//
// and the parts that they share:
//
//	record key  string subject, table, period
//	shift       record key; uint from, to
//	cell        string property; byte state; of a value: n+ value;
//	            of a bad cell: string text
//	edge        string type; byte incoming (0 or 1); n× reference
//	reference   string subject, kind, qualifier; byte 1 if short + 2 if held;
//	            n× cell; n× attribute; [held]
//	attribute   string property, period; value
//	held        string reason; n× string candidate; n× key value
//	key value   string key; n× value
//	value       byte type, and by type
//	  0 none      nothing
//	  1 text      string
//	  2 code      string
//	  3 int       int
//	  4 decimal   byte scale, int unscaled
//	  5 date      int year, byte month, byte day
//	  6 money     string text, currency; byte bound; byte scale, int unscaled;
//	              of a range: byte scale, int unscaled of its upper end
//	  7 bool      byte 0 or 1
//
// The same assertions in the same order give the same bytes. Readers accept
// every version up to [Version] for ever.
//
// # Headers and hashes
//
// See [AppendHeader] and [BatchHash].
package chunk

import (
	"sync"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/klauspost/compress/zstd"
)

// Version is the version of the encoding that is written.
const Version = 1

// MaxSize bounds the uncompressed size of a chunk, in bytes. Only a single
// assertion can come near it, such as a confirmation with millions of
// exceptions; a larger one is refused with [graph.CodeLimit].
const MaxSize = 64 << 20

const (
	targetSize    = 32 << 10 // of a chunk, uncompressed
	runAssertions = 1 << 16  // sorted together
	runSize       = 16 << 20
)

// The tags of assertions. They are part of the encoding.
const (
	tagDeclare = 1 + iota
	tagRecord
	tagConfirm
	tagRetract
	tagJudge
	tagPin
	tagDeny
	tagDenyEdge
	tagRevoke
	tagRedact
)

const (
	refShort = 1 << iota
	refHeld
)

const (
	pinValue = 1 << iota
	pinSeen
)

// A decompressor is safe for concurrent DecodeAll calls but runs only as many
// at once as its concurrency says; decoders therefore take one of their own.
var decompressors = sync.Pool{New: func() any {
	d, err := zstd.NewReader(nil,
		zstd.WithDecoderConcurrency(1),
		zstd.WithDecodeAllCapLimit(true), // what exceeds the size that the chunk claims is an error
		zstd.WithDecoderMaxMemory(MaxSize))
	if err != nil {
		panic(err) // the options are constants
	}
	return d
}}

var compressors = sync.Pool{New: func() any {
	e, err := zstd.NewWriter(nil,
		zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithEncoderCRC(false)) // the SHA-256 beside the chunk says more
	if err != nil {
		panic(err)
	}
	return e
}}

// damaged is an error of bytes that do not hold what they claim, in Chinese and in
// English: people read it, who have to restore what is damaged.
func damaged(zh, en string, args ...any) error {
	return graph.Sayf(graph.CodeDamaged, "chunk", zh, en, args...)
}

func invalid(format string, args ...any) error {
	return graph.Errorf(graph.CodeInvalid, "chunk", format, args...)
}
