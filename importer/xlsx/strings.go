package xlsx

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
)

// errTooLong says that a text exceeds Options.MaxText; whoever knows its place
// makes a fault of it.
var errTooLong = errors.New("text too long")

// appendElement appends the text of the element whose start was the last token,
// a <t>, <v> or <f>, and moves behind its end.
func (s *scanner) appendElement(dst []byte, maxText int) ([]byte, error) {
	from := len(dst)
	for {
		t, err := s.next()
		if err != nil {
			return dst, err
		}
		switch t {
		case tokenEnd:
			dst = unescape(dst, from)
			return dst, checkLength(dst[from:], maxText)
		case tokenText:
			if s.cdata {
				dst = appendLines(dst, s.text)
			} else {
				var ok bool
				if dst, ok = appendText(dst, s.text); !ok {
					return dst, s.fail("文字中有未知的实体", "a text has an unknown entity")
				}
			}
			// Escapes take 7 bytes for a character.
			if len(dst)-from > 7*maxText {
				return dst, errTooLong
			}
		default:
			return dst, s.fail("文字中出现元素 <%.40[1]s>", "the element <%.40[1]s> stands in a text", s.name)
		}
	}
}

// appendItem appends the text of a <si> or <is>: its <t>, and those of its runs.
// Phonetic readings (<rPh>) are no part of it.
func (s *scanner) appendItem(dst []byte, maxText int) ([]byte, error) {
	from := len(dst)
	for depth := 1; depth > 0; {
		t, err := s.next()
		if err != nil {
			return dst, err
		}
		switch t {
		case tokenEnd:
			depth--
		case tokenText:
			if !allSpace(s.text) {
				return dst, s.fail("元素之间有文字", "text stands between elements")
			}
		case tokenStart:
			switch {
			case s.main && depth == 1 && string(s.name) == "r":
				depth++
			case s.main && string(s.name) == "t":
				if dst, err = s.appendElement(dst, maxText); err != nil {
					return dst, err
				}
				if len(dst)-from > utf8.UTFMax*maxText {
					return dst, errTooLong
				}
			default:
				if err := s.skip(); err != nil {
					return dst, err
				}
			}
		}
	}
	return dst, checkLength(dst[from:], maxText)
}

// checkLength returns errTooLong if a text has too many characters.
func checkLength(b []byte, maxText int) error {
	if len(b) > maxText && utf8.RuneCount(b) > maxText {
		return errTooLong
	}
	return nil
}

// sharedStrings holds the shared strings of a workbook in a few blocks, with 4
// bytes for each string beside them.
type sharedStrings struct {
	blocks []string
	// Where each string begins: the number of its block, then the place in it. A
	// string lies in one block and ends where the next begins, or its block ends.
	starts []uint32
}

const (
	blockBits = 20
	blockSize = 1 << blockBits
)

// at returns a string by its index.
func (t *sharedStrings) at(i int) (string, bool) {
	if t == nil || i < 0 || i >= len(t.starts) {
		return "", false
	}
	start := t.starts[i]
	block := t.blocks[start>>blockBits]
	end := uint32(len(block))
	if i+1 < len(t.starts) && t.starts[i+1]>>blockBits == start>>blockBits {
		end = t.starts[i+1] & (blockSize - 1)
	}
	return block[start&(blockSize-1) : end], true
}

func (t *sharedStrings) count() int {
	if t == nil {
		return 0
	}
	return len(t.starts)
}

// readStrings reads the part of the shared strings. Its counts are not trusted.
func readStrings(s *scanner, size int64, opts *Options) (*sharedStrings, error) {
	t := &sharedStrings{}
	if err := s.root("sst"); err != nil {
		return nil, err
	}
	var block strings.Builder
	left := size
	grow := func() {
		block = strings.Builder{}
		block.Grow(int(min(blockSize, max(left, 0)+1)))
	}
	grow()
	var buf []byte
	for {
		ok, err := s.child("si")
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		if len(t.starts) == opts.MaxSharedStrings {
			return nil, tooMuch(s.op, s.part, graph.Labelf("共享字符串超过 %d 个", "it has more than %d shared strings", opts.MaxSharedStrings))
		}
		buf, err = s.appendItem(buf[:0], opts.MaxText)
		if err == errTooLong {
			return nil, tooMuch(s.op, s.part, graph.Labelf("第 %d 个共享字符串超过 %d 个字符", "shared string %d has more than %d characters", len(t.starts)+1, opts.MaxText))
		}
		if err != nil {
			return nil, err
		}
		if block.Len()+len(buf) >= blockSize {
			t.blocks = append(t.blocks, block.String())
			grow()
		}
		t.starts = append(t.starts, uint32(len(t.blocks))<<blockBits|uint32(block.Len()))
		block.Write(buf)
		left -= int64(len(buf))
	}
	t.blocks = append(t.blocks, block.String())
	return t, s.drain()
}

// root reads the start of the root element, which must be of this name in the
// main namespace.
func (s *scanner) root(name string) error {
	t, err := s.next()
	if err != nil {
		return err
	}
	if t != tokenStart || !s.main || string(s.name) != name {
		return s.fail("根元素是 <%.40[2]s>，而不是工作簿的 <%[1]s>", "its root element is <%.40[2]s> and not the <%[1]s> of a workbook", name, s.name)
	}
	return nil
}

// child moves to the next child of this name of the element that is open,
// skipping others, and reports false at the end of the element. A text between
// the children is an error: something was lost there.
func (s *scanner) child(name string) (bool, error) { return s.element(name, true) }

// section is child where no cells are, so that a text is none: PyExcelerate, for
// one, writes a "None" between the sections of a sheet.
func (s *scanner) section(name string) (bool, error) { return s.element(name, false) }

func (s *scanner) element(name string, strict bool) (bool, error) {
	for {
		t, err := s.next()
		if err != nil {
			return false, err
		}
		switch {
		case t == tokenEnd:
			return false, nil
		case t == tokenText:
			if strict && !allSpace(s.text) {
				return false, s.fail("元素之间有文字", "text stands between elements")
			}
		case s.main && (string(s.name) == name || name == ""):
			return true, nil
		default:
			if err := s.skip(); err != nil {
				return false, err
			}
		}
	}
}
