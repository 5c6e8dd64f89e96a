package annotate

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// tag is a start or an end of an element, at its place in the text. A
// self-closing element is a start and an end of no length.
type tag struct {
	name       xml.Name
	attributes []xml.Attr
	prefix     string // as written, with its colon
	depth      int    // 1 for the root
	close      bool
	start, end int
	text       []byte // of the whole part
}

// errStop ends a walk before the end of the text.
var errStop = errors.New("stop")

// walk shows the tags of a part.
func walk(text []byte, visit func(*tag) error) error {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	depth := 0
	for {
		start := int(decoder.InputOffset())
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		t := tag{start: start, end: int(decoder.InputOffset()), text: text}
		switch x := token.(type) {
		case xml.StartElement:
			depth++
			if strings.Contains(x.Name.Local, ":") { // <:a>, which Go reads and nobody else
				return errors.New("a name in the XML that is none")
			}
			t.name, t.attributes = x.Name, x.Attr
		case xml.EndElement:
			t.name, t.close = x.Name, true
		case xml.Directive: // no part has a DOCTYPE
			return errors.New("a directive in the XML")
		default:
			continue
		}
		t.depth = depth
		t.prefix = t.writtenPrefix()
		err = visit(&t)
		if t.close {
			depth--
		}
		if errors.Is(err, errStop) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// writtenPrefix returns the prefix of a tag as it stands in the text.
func (t *tag) writtenPrefix() string {
	name := strings.TrimLeft(string(t.text[t.start:min(t.end, t.start+200)]), "</")
	end := strings.IndexAny(name, " \t\r\n/>")
	if end < 0 {
		end = len(name)
	}
	if i := strings.IndexByte(name[:end], ':'); i >= 0 {
		return name[:i+1]
	}
	return ""
}

// selfClosing reports whether a start is also the end.
func (t *tag) selfClosing() bool { return bytes.HasSuffix(t.text[t.start:t.end], []byte("/>")) }

// attribute returns an attribute without a namespace, or of one.
func (t *tag) attribute(space, local string) string {
	for _, a := range t.attributes {
		if a.Name.Space == space && a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// relation returns the ID of the relationship that an element names, in
// either of the two namespaces of the format.
func (t *tag) relation() string {
	for _, a := range t.attributes {
		if a.Name.Local == "id" && strings.HasSuffix(a.Name.Space, "/relationships") {
			return a.Value
		}
	}
	return ""
}

// edits are changes of a text, each at its place.
type edits struct{ list []edit }

type edit struct {
	start, end int
	text       string
}

func (e *edits) insert(at int, text string) { e.list = append(e.list, edit{at, at, text}) }

// inside adds a child after those that an element has. It is to be shown the
// element's start and its end.
func (e *edits) inside(t *tag, child string) {
	switch {
	case !t.close && t.selfClosing():
		e.list = append(e.list, edit{t.end - 2, t.end, ">" + child + "</" + t.prefix + t.name.Local + ">"})
	case t.close && t.end > t.start:
		e.insert(t.start, child)
	}
}

// set changes the value of an attribute without a namespace, or adds it.
func (e *edits) set(t *tag, local, value string) {
	raw := t.text[t.start:t.end]
	nameEnd := bytes.IndexAny(raw, " \t\r\n/>")
	if nameEnd < 0 {
		return
	}
	for i := nameEnd; i < len(raw); {
		for i < len(raw) && strings.IndexByte(" \t\r\n/>", raw[i]) >= 0 {
			i++
		}
		equals := bytes.IndexByte(raw[i:], '=')
		if equals < 0 {
			break
		}
		name := string(bytes.TrimSpace(raw[i : i+equals]))
		open := i + equals + 1
		for open < len(raw) && raw[open] != '"' && raw[open] != '\'' {
			open++
		}
		if open == len(raw) {
			break
		}
		length := bytes.IndexByte(raw[open+1:], raw[open])
		if length < 0 {
			break
		}
		if name == local {
			e.list = append(e.list, edit{t.start + open + 1, t.start + open + 1 + length, escape(value)})
			return
		}
		i = open + 1 + length + 1
	}
	e.insert(t.start+nameEnd, " "+local+`="`+escape(value)+`"`)
}

// apply returns the text with the edits.
func (e *edits) apply(text []byte) []byte {
	slices.SortStableFunc(e.list, func(a, b edit) int { return a.start - b.start })
	var out bytes.Buffer
	at := 0
	for _, x := range e.list {
		out.Write(text[at:x.start])
		out.WriteString(x.text)
		at = x.end
	}
	out.Write(text[at:])
	return out.Bytes()
}
