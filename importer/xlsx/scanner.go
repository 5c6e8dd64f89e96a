package xlsx

import (
	"bytes"
	"io"

	"github.com/chainatlas/chainatlas/graph"
)

// token is what the scanner found.
type token uint8

const (
	tokenEOF   token = iota
	tokenStart       // name, attrs
	tokenEnd         // name
	tokenText        // text, raw unless cdata; a text may come in several pieces
)

const (
	maxDepth       = 32
	maxTag         = 4 << 20 // bytes of one tag: areas of formatting rules can be long
	maxAttrs       = 64      // of one tag
	maxDeclaration = 1 << 10 // bytes of the declaration of XML
	textPiece      = 1 << 15 // a text that is longer comes in pieces
	bufferSize     = 1 << 17
)

// attr is one attribute, its value as it stands in the part.
type attr struct{ name, value []byte }

// scanner splits a part into the tokens of XML, strictly: tags match, nothing
// is nested deeper than maxDepth, attributes are quoted and occur once, and
// there is exactly one root. It knows just enough of namespaces to tell the
// elements of the main one, whose prefix the root declares, from all others.
//
// It is written by hand because encoding/xml takes several times as long, and
// because what sheets need is little. Its source must check the encoding: see
// [reader].
type scanner struct {
	src      io.Reader
	op, part string // for messages
	buf      []byte
	pos, end int
	base     int64 // of buf in the part
	eof      bool

	// The current token. All slices are valid until the next one.
	name  []byte // without its prefix
	main  bool   // name is in the main namespace
	attrs []attr
	text  []byte
	cdata bool // text is from a CDATA section

	empty    bool // the start tag closes itself: its end comes next
	inCDATA  bool
	rooted   bool // the root was seen
	depth    int
	names    []byte // of the open elements, one after another
	ends     [maxDepth + 1]int
	prefixes []string // of the main namespace: "" or such as "x:"
	scratch  []byte
}

// newScanner returns a scanner of a part of this size, or of about this size.
func newScanner(src io.Reader, op, part string, size int64) *scanner {
	return &scanner{src: src, op: op, part: part, buf: make([]byte, max(16, min(bufferSize, size+1))), attrs: make([]attr, 0, 16)}
}

// Classes of bytes in names and between them.
const (
	inName = 1 << iota
	startsName
	isSpace
)

var classes = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c >= 0x80, 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_', c == ':':
			t[c] = inName | startsName
		case '0' <= c && c <= '9', c == '-', c == '.':
			t[c] = inName
		case c == ' ', c == '\t', c == '\n', c == '\r':
			t[c] = isSpace
		}
	}
	return t
}()

func allSpace(b []byte) bool {
	for _, c := range b {
		if classes[c]&isSpace == 0 {
			return false
		}
	}
	return true
}

// fail is a fault of the XML at the current place.
func (s *scanner) fail(zh, en string, args ...any) error {
	reason := graph.Labelf(zh, en, args...)
	at := s.base + int64(s.pos)
	return damaged(s.op, s.part, graph.Labelf("第 %[1]d 字节处 XML 有误：%[2]s", "its XML is broken at byte %[1]d: %[3]s", at, reason.Zh, reason.En))
}

func (s *scanner) cut() error {
	return s.fail("内容在中途断开", "it ends in the middle")
}

// more reads on, keeping what stands from pos: until the buffer is full, which
// is doubled if all of it is still needed. It reports whether anything came.
func (s *scanner) more() (bool, error) {
	if s.eof {
		return false, nil
	}
	if s.pos > 0 {
		s.base += int64(s.pos)
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxTag {
			return false, tooMuch(s.op, s.part, graph.Labelf("第 %d 字节处的标签超过 %d MiB", "the tag at byte %d has more than %d MiB", s.base, maxTag>>20))
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	before := s.end
	for s.end < len(s.buf) {
		n, err := s.src.Read(s.buf[s.end:])
		s.end += n
		if err == io.EOF {
			s.eof = true
			break
		}
		if err != nil {
			return false, err
		}
	}
	return s.end > before, nil
}

// must is more where the part may not end.
func (s *scanner) must() error {
	ok, err := s.more()
	if err == nil && !ok {
		err = s.cut()
	}
	return err
}

// next returns the next token. Comments and processing instructions are
// skipped.
func (s *scanner) next() (token, error) {
	if s.empty {
		s.empty = false
		s.depth--
		return tokenEnd, nil
	}
	for {
		if s.inCDATA {
			return s.cdataPiece()
		}
		if s.pos == s.end {
			ok, err := s.more()
			if err != nil {
				return 0, err
			}
			if !ok {
				return s.finish()
			}
		}
		if s.buf[s.pos] != '<' {
			if ok, err := s.textPiece(); ok || err != nil {
				return tokenText, err
			}
			continue
		}
		if s.end-s.pos < 2 {
			if err := s.must(); err != nil {
				return 0, err
			}
		}
		switch s.buf[s.pos+1] {
		case '/':
			return tokenEnd, s.endTag()
		case '?':
			if err := s.instruction(); err != nil {
				return 0, err
			}
		case '!':
			if err := s.declaration(); err != nil {
				return 0, err
			}
		default:
			return tokenStart, s.startTag()
		}
	}
}

func (s *scanner) finish() (token, error) {
	if s.depth > 0 {
		return 0, s.fail("内容在 <%[1]s> 结束之前断开", "it ends before </%[1]s>", s.top())
	}
	if !s.rooted {
		return 0, s.fail("没有内容", "it is empty")
	}
	return tokenEOF, nil
}

// top is the full name of the innermost open element.
func (s *scanner) top() []byte {
	if s.depth == 0 {
		return nil
	}
	return s.names[s.ends[s.depth-1]:s.ends[s.depth]]
}

// textPiece takes text up to the next markup, or a piece of it that ends
// neither in an entity nor between CR and LF. It reports false for the space
// outside of the root element.
func (s *scanner) textPiece() (bool, error) {
	i := bytes.IndexByte(s.buf[s.pos:s.end], '<')
	for i < 0 && !s.eof && s.end-s.pos < textPiece {
		seen := s.end - s.pos
		if _, err := s.more(); err != nil {
			return false, err
		}
		if i = bytes.IndexByte(s.buf[s.pos+seen:s.end], '<'); i >= 0 {
			i += seen
		}
	}
	if i < 0 {
		i = s.end - s.pos
		if !s.eof {
			b := s.buf[s.pos:s.end]
			if j := bytes.LastIndexByte(b[len(b)-16:], '&'); j >= 0 {
				i -= 16 - j
			} else if b[len(b)-1] == '\r' {
				i--
			}
		}
	}
	s.text, s.cdata = s.buf[s.pos:s.pos+i], false
	if s.depth == 0 {
		text := s.text
		if s.base == 0 && s.pos == 0 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		if !allSpace(text) {
			return false, s.fail("根元素之外有文字", "there is text outside of the root element")
		}
		s.pos += i
		return false, nil
	}
	s.pos += i
	return true, nil
}

func (s *scanner) cdataPiece() (token, error) {
	for {
		b := s.buf[s.pos:s.end]
		if i := bytes.Index(b, []byte("]]>")); i >= 0 {
			s.text, s.cdata, s.inCDATA = b[:i], true, false
			s.pos += i + 3
			return tokenText, nil
		}
		if len(b) > textPiece {
			s.text, s.cdata = b[:len(b)-2], true
			s.pos += len(b) - 2
			if s.text[len(s.text)-1] == '\r' && len(s.text) > 1 {
				s.text = s.text[:len(s.text)-1]
				s.pos--
			}
			return tokenText, nil
		}
		if err := s.must(); err != nil {
			return 0, err
		}
	}
}

// through moves on behind the next stop, whatever stands before it.
func (s *scanner) through(stop string) error {
	for {
		b := s.buf[s.pos:s.end]
		if i := bytes.Index(b, []byte(stop)); i >= 0 {
			s.pos += i + len(stop)
			return nil
		}
		s.pos = max(s.pos, s.end-len(stop)+1)
		if err := s.must(); err != nil {
			return err
		}
	}
}

// has reports whether prefix comes next.
func (s *scanner) has(prefix string) (bool, error) {
	for s.end-s.pos < len(prefix) && bytes.HasPrefix([]byte(prefix), s.buf[s.pos:s.end]) {
		ok, err := s.more()
		if err != nil || !ok {
			return false, err
		}
	}
	return bytes.HasPrefix(s.buf[s.pos:s.end], []byte(prefix)), nil
}

// instruction skips <?…?>. The declaration of XML may only name UTF-8.
func (s *scanner) instruction() error {
	first := s.base == 0 && (s.pos == 0 || s.pos == 3 && bytes.HasPrefix(s.buf, []byte("\ufeff")))
	isXML, err := s.has("<?xml ")
	if err != nil {
		return err
	}
	if isXML && !first {
		return s.fail("XML 声明不在开头", "the XML declaration is not at the beginning")
	}
	if isXML {
		for {
			// The bound holds for the declaration, however much stands in the buffer.
			b := s.buf[s.pos:min(s.end, s.pos+maxDeclaration)]
			if i := bytes.Index(b, []byte("?>")); i >= 0 {
				if e := declaredEncoding(b[:i]); e != nil && !bytes.EqualFold(e, []byte("utf-8")) && !bytes.EqualFold(e, []byte("us-ascii")) {
					return s.fail("编码为 %[1]q，而不是 UTF-8", "its encoding is %[1]q and not UTF-8", e)
				}
				break
			}
			if len(b) == maxDeclaration {
				return s.fail("XML 声明没有结束", "the XML declaration does not end")
			}
			if err := s.must(); err != nil {
				return err
			}
		}
	}
	s.pos += 2
	return s.through("?>")
}

// declaredEncoding returns what stands in encoding="…", or nil.
func declaredEncoding(b []byte) []byte {
	_, b, ok := bytes.Cut(b, []byte("encoding"))
	if !ok {
		return nil
	}
	b = bytes.TrimLeft(b, " \t\r\n=")
	if len(b) == 0 {
		return nil
	}
	value, _, _ := bytes.Cut(b[1:], b[:1])
	return value
}

// declaration handles what begins with <!.
func (s *scanner) declaration() error {
	for _, d := range [...]string{"<!--", "<![CDATA[", "<!DOCTYPE"} {
		ok, err := s.has(d)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		switch d {
		case "<!--":
			s.pos += len(d)
			return s.through("-->")
		case "<![CDATA[":
			if s.depth == 0 {
				return s.fail("根元素之外有文字", "there is text outside of the root element")
			}
			s.pos += len(d)
			s.inCDATA = true
			return nil
		default:
			return damaged(s.op, s.part, graph.Labelf("含有 DOCTYPE 声明，工作簿中不允许", "it has a DOCTYPE, which no workbook may have"))
		}
	}
	return s.fail("无法识别的标记", "unknown markup")
}

// endTag reads </name>.
func (s *scanner) endTag() error {
	top := s.top()
	for {
		b := s.buf[s.pos+2 : s.end]
		i := bytes.IndexByte(b, '>')
		if i < 0 {
			// No name is near that long, but nothing bounds the space after it.
			if err := s.must(); err != nil {
				return err
			}
			continue
		}
		n := i
		for n > 0 && classes[b[n-1]]&isSpace != 0 {
			n--
		}
		if s.depth == 0 || !bytes.Equal(b[:n], top) {
			return s.fail("结束标签 </%.40s> 与 <%.40s> 不匹配", "the end tag </%.40s> does not match <%.40s>", b[:n], top)
		}
		s.depth--
		s.names = s.names[:s.ends[s.depth]]
		s.setName(b[:n])
		s.pos += 2 + i + 1
		return nil
	}
}

// setName splits a name from its prefix.
func (s *scanner) setName(full []byte) {
	colon := bytes.IndexByte(full, ':')
	s.name = full[colon+1:]
	s.main = s.isMain(full[:colon+1])
}

func (s *scanner) isMain(prefix []byte) bool {
	for _, p := range s.prefixes {
		if p == string(prefix) {
			return true
		}
	}
	return false
}

// skip moves behind the end of the element whose start was the last token.
func (s *scanner) skip() error {
	for depth := 1; depth > 0; {
		t, err := s.next()
		if err != nil {
			return err
		}
		switch t {
		case tokenStart:
			depth++
		case tokenEnd:
			depth--
		}
	}
	return nil
}

// drain reads to the end of the part: behind the root only space, comments and
// processing instructions may come.
func (s *scanner) drain() error {
	t, err := s.next()
	if err == nil && t != tokenEOF {
		err = s.fail("根元素之后还有内容", "something comes after the root element")
	}
	return err
}
