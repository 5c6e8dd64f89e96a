package xlsx

import (
	"bytes"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// The main namespace, transitional and strict.
const (
	nsMain       = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	nsMainStrict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
)

// startTag reads <name attributes> or <name attributes/>.
func (s *scanner) startTag() error {
	for {
		n, err := s.parseTag(s.buf[s.pos:s.end])
		if err != nil {
			return err
		}
		if n > 0 {
			s.pos += n
			return nil
		}
		if err := s.must(); err != nil {
			return err
		}
	}
}

// parseTag parses a tag at the beginning of p and returns its length, or 0 if p
// does not have all of it.
func (s *scanner) parseTag(p []byte) (int, error) {
	i, colon := 1, 0
	for i < len(p) && classes[p[i]]&inName != 0 {
		if p[i] == ':' {
			colon = i
		}
		i++
	}
	if i == len(p) {
		return 0, nil
	}
	if i == 1 || classes[p[1]]&startsName == 0 || colon == 1 || colon == i-1 {
		return 0, s.fail("“<”之后不是标签名", "no name of a tag follows <")
	}
	full := p[1:i]
	s.attrs = s.attrs[:0]
	empty := false
	for p[i] != '>' {
		space := i
		for i < len(p) && classes[p[i]]&isSpace != 0 {
			i++
		}
		if i+1 >= len(p) {
			return 0, nil
		}
		if p[i] == '>' {
			break
		}
		if p[i] == '/' {
			if p[i+1] != '>' {
				return 0, s.fail("“/”之后不是“>”", "no > follows /")
			}
			empty = true
			i++
			break
		}
		if space == i {
			return 0, s.fail("属性之间没有空格", "no space stands before an attribute")
		}
		n, err := s.parseAttr(p[i:])
		if n == 0 || err != nil {
			return 0, err
		}
		if i += n; i == len(p) {
			return 0, nil
		}
	}
	if err := s.open(full, empty); err != nil {
		return 0, err
	}
	return i + 1, nil
}

// parseAttr parses name="value" at the beginning of p and returns its length,
// or 0 if p does not have all of it.
func (s *scanner) parseAttr(p []byte) (int, error) {
	i := 0
	for i < len(p) && classes[p[i]]&inName != 0 {
		i++
	}
	name := p[:i]
	for i < len(p) && classes[p[i]]&isSpace != 0 {
		i++
	}
	if i == len(p) {
		return 0, nil
	}
	if len(name) == 0 || classes[name[0]]&startsName == 0 || p[i] != '=' {
		return 0, s.fail("属性不完整", "an attribute is not complete")
	}
	i++
	for i < len(p) && classes[p[i]]&isSpace != 0 {
		i++
	}
	if i == len(p) {
		return 0, nil
	}
	quote := p[i]
	if quote != '"' && quote != '\'' {
		return 0, s.fail("属性值没有引号", "an attribute has no quotes")
	}
	i++
	from, entity := i, false
	for ; ; i++ {
		if i == len(p) {
			return 0, nil
		}
		c := p[i]
		if c == quote {
			break
		}
		if c == '<' {
			return 0, s.fail("属性值中有“<”", "< stands in an attribute")
		}
		entity = entity || c == '&'
	}
	value := p[from:i]
	if entity {
		var ok bool
		if s.scratch, ok = appendText(s.scratch[:0], value); !ok {
			return 0, s.fail("属性值中有未知的实体", "an attribute has an unknown entity")
		}
	}
	for _, a := range s.attrs {
		if len(a.name) == len(name) && bytes.Equal(a.name, name) {
			return 0, s.fail("属性 %.40s 重复", "the attribute %.40s occurs twice", name)
		}
	}
	if len(s.attrs) == maxAttrs {
		return 0, s.fail("一个标签有超过 %[1]d 个属性", "a tag has more than %[1]d attributes", maxAttrs)
	}
	s.attrs = append(s.attrs, attr{name, value})
	return i + 1, nil
}

// open enters an element.
func (s *scanner) open(full []byte, empty bool) error {
	if s.depth == 0 {
		if s.rooted {
			return s.fail("有两个根元素", "there are two root elements")
		}
		s.rooted = true
	}
	// Prefixes are declared by the root: no producer is known to do it elsewhere,
	// but for those of extensions.
	if s.depth == 0 {
		s.declare()
	}
	s.setName(full)
	if s.depth == maxDepth {
		return tooMuch(s.op, s.part, graph.Labelf("元素嵌套超过 %d 层", "elements are nested deeper than %d", maxDepth))
	}
	s.depth++
	if s.empty = empty; !empty {
		s.names = append(s.names, full...)
		s.ends[s.depth] = len(s.names)
	}
	return nil
}

func (s *scanner) declare() {
	for _, a := range s.attrs {
		if v := string(a.value); v != nsMain && v != nsMainStrict {
			continue
		}
		switch name := string(a.name); {
		case name == "xmlns":
			s.prefixes = append(s.prefixes, "")
		case strings.HasPrefix(name, "xmlns:"):
			s.prefixes = append(s.prefixes, name[len("xmlns:"):]+":")
		}
	}
}

// attr returns the raw value of an attribute by its full name, or nil.
func (s *scanner) attr(name string) []byte {
	for i := range s.attrs {
		if string(s.attrs[i].name) == name {
			return s.attrs[i].value
		}
	}
	return nil
}

// attrText returns the value of an attribute by its name without a prefix,
// with its entities replaced, and whether it is there.
func (s *scanner) attrText(name string) (string, bool) {
	for i := range s.attrs {
		n := s.attrs[i].name
		if string(n[bytes.IndexByte(n, ':')+1:]) == name {
			b, _ := appendText(nil, s.attrs[i].value) // the scanner checked it
			for i, c := range b {
				if c == '\n' || c == '\t' || c == '\r' {
					b[i] = ' '
				}
			}
			return string(b), true
		}
	}
	return "", false
}

// flag reports whether an attribute is a true of XML Schema.
func (s *scanner) flag(name string) bool {
	v := s.attr(name)
	return string(v) == "1" || string(v) == "true"
}
