package xlsx

import (
	"encoding/binary"
	"unicode/utf8"
)

// textCheck says whether bytes that come in pieces are text of XML 1.0: valid
// UTF-8 without control characters other than tab and the ends of lines.
type textCheck struct {
	tail [utf8.UTFMax]byte // the beginning of a character that the last piece ended in
	n    int
}

// add takes the next piece and reports whether it is text so far.
func (t *textCheck) add(b []byte) bool {
	if hasControl(b) {
		return false
	}
	for t.n > 0 && len(b) > 0 {
		t.tail[t.n] = b[0]
		t.n++
		b = b[1:]
		if utf8.FullRune(t.tail[:t.n]) {
			if !utf8.Valid(t.tail[:t.n]) {
				return false
			}
			t.n = 0
		}
	}
	// At most three bytes at the end may belong to a character that goes on.
	for i := 1; i <= utf8.UTFMax-1 && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-i:]) {
				t.n = copy(t.tail[:], b[len(b)-i:])
				b = b[:len(b)-i]
			}
			break
		}
	}
	return utf8.Valid(b)
}

// complete reports whether no character was left unfinished.
func (t *textCheck) complete() bool { return t.n == 0 }

// hasControl reports whether a control character that XML forbids is in b. It
// looks at eight bytes at a time.
func hasControl(b []byte) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for len(b) >= 8 {
		w := binary.LittleEndian.Uint64(b)
		// A byte below 0x20 borrows from its high bit; bytes that have it set
		// already are characters beyond ASCII. A borrow can spill into the next
		// byte, so this only says where to look closely.
		if (w-ones*0x20)&^w&highs != 0 && slowControl(b[:8]) {
			return true
		}
		b = b[8:]
	}
	return slowControl(b)
}

func slowControl(b []byte) bool {
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
			return true
		}
	}
	return false
}
