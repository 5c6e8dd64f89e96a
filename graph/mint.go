package graph

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"io"
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
	h := hmac.New(sha256.New, salt)
	// Every piece with its length in front, so that no two lists of pieces run
	// together into the same bytes.
	put := func(s string) {
		h.Write(binary.AppendUvarint(nil, uint64(len(s))))
		io.WriteString(h, s)
	}
	put(string(source))
	put(string(kind))
	for _, k := range keys {
		put(k.Key)
		h.Write(binary.AppendUvarint(nil, uint64(len(k.Parts))))
		for _, v := range k.Parts {
			put(v.Canonical())
		}
	}
	h.Write(binary.AppendUvarint(nil, uint64(taken)))
	return SubjectID(mintEncoding.EncodeToString(h.Sum(nil))[:mintLength])
}
