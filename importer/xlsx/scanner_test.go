package xlsx

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
)

// tokens writes down what a scanner finds.
func tokens(src io.Reader) (string, error) {
	s := newScanner(src, "test", "part.xml", 0) // its buffer grows, and cuts where it can
	var b strings.Builder
	for {
		t, err := s.next()
		if err != nil {
			return b.String(), err
		}
		switch t {
		case tokenEOF:
			return b.String(), nil
		case tokenStart:
			fmt.Fprintf(&b, "<%s", s.name)
			for _, a := range s.attrs {
				v, _ := appendText(nil, a.value)
				fmt.Fprintf(&b, " %s=%q", a.name[strings.IndexByte(string(a.name), ':')+1:], v)
			}
			b.WriteString(">")
		case tokenEnd:
			fmt.Fprintf(&b, "</%s>", s.name)
		case tokenText:
			text := appendLines(nil, s.text)
			if !s.cdata {
				var ok bool
				if text, ok = appendText(nil, s.text); !ok {
					return b.String(), s.fail("实体", "entity")
				}
			}
			b.Write(text)
		}
	}
}

// standardTokens is the same by encoding/xml.
func standardTokens(text string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	var b strings.Builder
	rooted := false
	for depth := 0; ; {
		t, err := d.RawToken()
		if err == io.EOF && depth == 0 && rooted {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			rooted = true
			fmt.Fprintf(&b, "<%s", t.Name.Local)
			for _, a := range t.Attr {
				fmt.Fprintf(&b, " %s=%q", a.Name.Local, a.Value)
			}
			b.WriteString(">")
		case xml.EndElement:
			depth--
			fmt.Fprintf(&b, "</%s>", t.Name.Local)
		case xml.CharData:
			if depth > 0 {
				b.Write(t)
			}
		}
	}
}

// TestTokens compares the scanner with encoding/xml, also when its source gives
// one byte at a time.
func TestTokens(t *testing.T) {
	for _, text := range []string{
		`<a/>`, `<a></a>`, ` <a b="1" c='2'>x<b/>y</a> `, `<a>&lt;&#65;&#x4e2d;</a>`, "<a>1\r\n2\r3\n</a>", `<p:a xmlns:p="x" p:b=">"><p:c/></p:a>`,
		`<a><![CDATA[<x>]]]]></a>`, `<a><!-- <b> -- --><?p ?>x</a>`, "<?xml version=\"1.0\"?>\n<!-- c --><a/>\n<!-- d -->", "<a\n b\t=\r'v'\n/>",
		"<a>" + strings.Repeat("长文字&amp;\r\n", 9000) + "</a>", "<a b='" + strings.Repeat("v&gt;", 5000) + "'/>", "<a><![CDATA[" + strings.Repeat("长\r\n", 30_000) + "]]></a>",
		"<a>" + strings.Repeat("<b/>", 1000) + "</a>", "<a  >  <b  ></b  ></a\n>",
		"<?xml version=\"1.0\"" + strings.Repeat(" ", maxDeclaration-len("<?xml version=\"1.0\"?>")) + "?><a/>",
	} {
		text = strings.Replace(text, " -- -->", " -->", 1) // encoding/xml allows no -- in comments
		want, err := standardTokens(text)
		if err != nil {
			t.Fatalf("%.80q: encoding/xml: %v", text, err)
		}
		for name, src := range map[string]io.Reader{"whole": strings.NewReader(text), "bytes": iotest.OneByteReader(strings.NewReader(text)), "halves": iotest.HalfReader(strings.NewReader(text))} {
			got, err := tokens(src)
			if err != nil || got != want {
				t.Errorf("%.80q, %s: %v\ngot  %.200s\nwant %.200s", text, name, err, got, want)
			}
		}
	}
}

// TestNotXML refuses what is not well-formed.
func TestNotXML(t *testing.T) {
	for _, text := range []string{
		``, ` `, `x`, `<`, `<a`, `<a>`, `<a/`, `<a / >`, `</a>`, `<a></b>`, `<a></a`, `<a/><b/>`, `<a/>x`, `x<a/>`, `<a/><![CDATA[x]]>`, `<1/>`, `< a/>`, `<a:/>`, `<:a/>`,
		`<a b/>`, `<a b=/>`, `<a b=1/>`, `<a b="1/>`, `<a b="<"/>`, `<a b="1"c="2"/>`, `<a b="1" b="2"/>`, `<a b="&x;"/>`, `<a b="&amp"/>`, `<a 1="2"/>`, `<a ="2"/>`,
		`<a>&</a>`, `<a>&x;</a>`, `<a>&#0;</a>`, `<a>&#xD800;</a>`, `<a>&#x110000;</a>`, `<a>&#;</a>`, `<a>&#x;</a>`, `<a>&#99999999999;</a>`,
		`<!DOCTYPE a><a/>`, `<!ELEMENT a><a/>`, `<!-><a/>`, `<!-- <a/>`, `<a><![CDATA[</a>`, `<a><!-- </a>`, `<a><? </a>`, `<a/><?xml version="1.0"?>`, ` <?xml version="1.0"?><a/>`,
		`<?xml version="1.0" encoding="GBK"?><a/>`, `<?xml version="1.0" encoding='utf-16'?><a/>`, `<?xml version="1.0"`,
		// Too long, which a large buffer must not let pass.
		`<?xml version="1.0"` + strings.Repeat(" ", maxDeclaration-len(`<?xml version="1.0"?>`)+1) + `?><a/>`, "\ufeff<?xml version='1.0'" + strings.Repeat(" ", maxDeclaration) + `?><a/>`,
	} {
		for name, src := range map[string]io.Reader{"whole": strings.NewReader(text), "bytes": iotest.OneByteReader(strings.NewReader(text))} {
			if got, err := tokens(src); graph.CodeOf(err) != graph.CodeDamaged {
				t.Errorf("%q, %s: %q, %v", text, name, got, err)
			}
		}
	}
}

// TestTextCheck cuts texts in pieces of all sizes.
func TestTextCheck(t *testing.T) {
	for _, text := range []string{"", "abc", "中文字符", "a\t\n\r", "😀é中a", "\xff", "a\x80", "\xe4\xb8", "\xed\xa0\x80", "\xf0\x9f\x98", "\xf5\x80\x80\x80", "中\xe4\xb8中", "\x00", "1234567\x1f89", "\x0b", "中文\x01", strings.Repeat("é", 20) + "\x08" + strings.Repeat("é", 20), "\u007f\u0080"} {
		want := utf8.ValidString(text) && !slowControl([]byte(text))
		for size := 1; size <= len(text)+1; size++ {
			var c textCheck
			ok := true
			for rest := []byte(text); len(rest) > 0 && ok; {
				n := min(size, len(rest))
				ok = c.add(rest[:n])
				rest = rest[n:]
			}
			if got := ok && c.complete(); got != want {
				t.Errorf("%q in pieces of %d: %t", text, size, got)
			}
		}
	}
}
