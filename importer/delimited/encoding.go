package delimited

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/bits"
	"os"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// charset is how the bytes of a file are read.
type charset struct {
	name    string
	decoder encoding.Encoding // nil for UTF-8, which is not transcoded
	mark    int64             // bytes of the byte order mark
}

// The two orders of UTF-16. The byte order mark is skipped before.
var (
	utf16LE = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16BE = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
)

// survey is what the bytes of a whole file say about its encoding.
type survey struct {
	size     int64
	head     []byte   // the first bytes
	nul      [2]int64 // NUL bytes at even and at odd places
	control  int64    // other control characters that no text has
	beyond   int64    // bytes that are not ASCII
	damaged  int64    // … that are not part of a character in UTF-8
	tail     int64    // … that begin one which the end of the file cuts off
	lf, cr   int64
	pairs    int64 // characters of GB 18030 that are not ASCII
	common   int64 // … in the area of GB 2312
	badPairs int64 // bytes that begin none
}

// surveyFile reads a file once to its end, and a second time if it is not
// UTF-8.
func surveyFile(ctx context.Context, file *os.File, size int64) (*survey, error) {
	v := &survey{size: size}
	if err := eachBlock(ctx, file, size, v.look); err != nil {
		return nil, err
	}
	if v.damaged+v.tail > 0 {
		if err := eachBlock(ctx, file, size, v.lookForPairs); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// eachBlock gives the blocks of a file to look, which returns how many bytes it
// leaves for the next call. The last block is announced as such.
func eachBlock(ctx context.Context, file *os.File, size int64, look func(block []byte, at int64, last bool) int) error {
	r := &source{ctx: ctx, file: file, size: size}
	buffer := make([]byte, 4*blockBytes)
	for n, at := 0, int64(0); ; {
		m, err := io.ReadFull(r, buffer[n:])
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return err
		}
		n += m
		left := look(buffer[:n], at, last)
		if last {
			return nil
		}
		at += int64(n - left)
		n = copy(buffer, buffer[n-left:n])
	}
}

// look counts all but pairs.
func (v *survey) look(block []byte, at int64, last bool) int {
	left := 0
	if !last { // keep a character together
		for left < utf8.UTFMax-1 && left < len(block) && !utf8.RuneStart(block[len(block)-1-left]) {
			left++
		}
		if left < len(block) && block[len(block)-1-left] >= utf8.RuneSelf {
			left++
		}
		block = block[:len(block)-left]
	}
	if at == 0 {
		v.head = bytes.Clone(block[:min(len(block), 64)])
	}
	v.lf += int64(bytes.Count(block, []byte{'\n'}))
	v.cr += int64(bytes.Count(block, []byte{'\r'}))
	if bytes.IndexByte(block, 0) >= 0 {
		v.lookForNUL(block, at)
	}
	v.beyond += int64(countBeyond(block))
	if !utf8.Valid(block) {
		v.lookForDamage(block, last)
	}
	return left
}

// lookForDamage counts the bytes of a block that are not UTF-8.
func (v *survey) lookForDamage(rest []byte, last bool) {
	for len(rest) > 0 {
		if rest[0] < utf8.RuneSelf {
			rest = rest[1:]
			continue
		}
		r, size := utf8.DecodeRune(rest)
		if r == utf8.RuneError && size == 1 {
			if last && !utf8.FullRune(rest) {
				v.tail = int64(len(rest))
				return
			}
			v.damaged++
		}
		rest = rest[size:]
	}
}

// lookForNUL counts control characters in a block that has the most telling of
// them.
func (v *survey) lookForNUL(block []byte, at int64) {
	for i, c := range block {
		switch {
		case c == 0:
			v.nul[(at+int64(i))&1]++
		case c < ' ' && c != '\t' && c != '\n' && c != '\r':
			v.control++
		}
	}
}

// countBeyond counts the bytes that are not ASCII.
func countBeyond(block []byte) int {
	n, i := 0, 0
	for ; i+8 <= len(block); i += 8 {
		b := block[i : i+8 : i+8]
		word := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
			uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
		n += bits.OnesCount64(word & 0x8080_8080_8080_8080)
	}
	for ; i < len(block); i++ {
		n += int(block[i] >> 7)
	}
	return n
}

// lookForPairs counts the characters of GB 18030 of two or four bytes.
func (v *survey) lookForPairs(block []byte, _ int64, last bool) int {
	for i := 0; i < len(block); {
		c := block[i]
		if c < utf8.RuneSelf {
			i++
			continue
		}
		rest := block[i:]
		if !last && len(rest) < 4 {
			return len(rest)
		}
		switch {
		case c == 0x80 || c == 0xFF || len(rest) < 2:
			v.badPairs++
			i++
		case rest[1] >= 0x40 && rest[1] <= 0xFE && rest[1] != 0x7F:
			v.pairs++
			if c >= 0xA1 && c <= 0xF7 && rest[1] >= 0xA1 {
				v.common++
			}
			i += 2
		case len(rest) >= 4 && rest[1] >= '0' && rest[1] <= '9' && rest[2] >= 0x81 && rest[2] <= 0xFE && rest[3] >= '0' && rest[3] <= '9':
			v.pairs++
			i += 4
		default:
			v.badPairs++
			i++
		}
	}
	return 0
}

// charset applies the rules of the package comment, unless the encoding is
// given.
func (v *survey) charset(label string) (charset, error) {
	const op = "delimited.Open"
	if label != "" {
		return v.given(label)
	}
	if err := refuseBinary(v.head); err != nil {
		return charset{}, err
	}
	switch {
	case bytes.HasPrefix(v.head, []byte("\xEF\xBB\xBF")):
		return charset{name: "utf-8", mark: 3}, nil
	case bytes.HasPrefix(v.head, []byte("\xFF\xFE\x00\x00")):
		return charset{}, faultUnknownEncoding(op)
	case bytes.HasPrefix(v.head, []byte("\xFF\xFE")):
		return charset{"utf-16le", utf16LE, 2}, nil
	case bytes.HasPrefix(v.head, []byte("\xFE\xFF")):
		return charset{"utf-16be", utf16BE, 2}, nil
	}
	isUTF8 := v.damaged*100 <= 2*v.beyond
	if v.tail > 0 && v.beyond == v.tail {
		isUTF8 = false // nothing but the tail speaks for it
	}
	if nul := v.nul[0] + v.nul[1]; nul > 0 {
		switch {
		case isUTF8 && v.control == 0 && nul*4 < v.size:
			// Some stray NUL bytes in a text; their cells are bad.
		case v.nul[1]*100 >= nul*95:
			return charset{"utf-16le", utf16LE, 0}, nil
		case v.nul[0]*100 >= nul*95:
			return charset{"utf-16be", utf16BE, 0}, nil
		default:
			return charset{}, faultBinary(op)
		}
	}
	switch {
	case isUTF8:
		return charset{name: "utf-8"}, nil
	case v.badPairs*100 <= v.pairs+v.badPairs && v.common*100 >= v.pairs*70:
		return charset{name: "gb18030", decoder: simplifiedchinese.GB18030}, nil
	case v.cr > 0 && v.lf == 0:
		return charset{name: "macintosh", decoder: charmap.Macintosh}, nil
	}
	return charset{}, faultUnknownEncoding(op)
}

// given returns the encoding of a label.
func (v *survey) given(label string) (charset, error) {
	e, err := htmlindex.Get(label)
	if err != nil {
		return charset{}, faultNoEncoding("delimited.Open", label)
	}
	name, err := htmlindex.Name(e)
	if err != nil || name == "replacement" || name == "x-user-defined" {
		return charset{}, faultNoEncoding("delimited.Open", label)
	}
	c := charset{name: name, decoder: e}
	mark := ""
	switch name {
	case "utf-8":
		c.decoder, mark = nil, "\xEF\xBB\xBF"
	case "utf-16le":
		c.decoder, mark = utf16LE, "\xFF\xFE"
	case "utf-16be":
		c.decoder, mark = utf16BE, "\xFE\xFF"
	case "gbk": // of which GB 18030 is a superset
		c.name, c.decoder = "gb18030", simplifiedchinese.GB18030
	}
	if mark != "" && bytes.HasPrefix(v.head, []byte(mark)) {
		c.mark = int64(len(mark))
	}
	return c, nil
}
