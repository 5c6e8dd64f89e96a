package graph

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"hash"
)

// mintLength is how many characters of base32 a minted ID has: 80 bits, at
// which six million subjects share one with a chance of 1 in 60 billion.
const mintLength = 16

var mintEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// Mint makes a subject's ID from its source, its kind and the keys first seen
// of it, in the order of the kind's declaration (fold.md, 2). The same log gives
// the same ID for the same; without the log's salt an ID reveals no key, not
// even to who guesses. taken is how often the ID was found taken by another
// subject: 0 at first, then 1, and so on.
func Mint(salt []byte, source SourceID, kind Kind, keys []KeyValue, taken int) SubjectID {
	return NewMinter(salt, source).Mint(kind, keys, taken)
}

// Minter is [Mint] for many subjects of one source. It is used by one goroutine.
type Minter struct {
	source SourceID
	mac    hash.Hash
	buf    []byte
	sum    []byte
}

// NewMinter returns a Minter for a source of the log with a salt.
func NewMinter(salt []byte, source SourceID) *Minter {
	return &Minter{source: source, mac: hmac.New(sha256.New, salt)}
}

// Mint returns the ID that [Mint] returns.
func (m *Minter) Mint(kind Kind, keys []KeyValue, taken int) SubjectID {
	b := m.buf[:0]
	// Every piece with its length in front, so that no two lists of pieces run
	// together into the same bytes.
	put := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	put(string(m.source))
	put(string(kind))
	for i := range keys {
		put(keys[i].Key)
		b = binary.AppendUvarint(b, uint64(len(keys[i].Parts)))
		for _, v := range keys[i].Parts {
			put(v.Canonical())
		}
	}
	b = binary.AppendUvarint(b, uint64(taken))
	m.buf = b
	m.mac.Reset()
	m.mac.Write(b) // never fails
	m.sum = m.mac.Sum(m.sum[:0])
	var id [mintEncodedLength]byte
	mintEncoding.Encode(id[:], m.sum)
	return SubjectID(id[:mintLength])
}

// mintEncodedLength is the length of a SHA-256 digest in base32 without padding.
const mintEncodedLength = (sha256.Size*8 + 4) / 5
