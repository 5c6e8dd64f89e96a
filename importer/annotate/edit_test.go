package annotate

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"strings"
	"testing"
)

// FuzzEdits gives any text to everything that edits a part. It is refused, or
// the edited text is well-formed and has what was to be put in.
func FuzzEdits(f *testing.F) {
	for _, seed := range []string{
		`<workbook xmlns="m" xmlns:r="x/relationships"><bookViews><workbookView activeTab="1"/></bookViews><sheets><sheet name="a" sheetId="1" r:id="q"/></sheets></workbook>`,
		`<x:workbook xmlns:x='m' xmlns:r='x/relationships'><x:sheets><x:sheet name='a' sheetId='7' r:id='q'/></x:sheets><x:definedNames><x:definedName localSheetId = '0'/></x:definedNames></x:workbook>`,
		`<worksheet xmlns="m"><sheetViews><sheetView tabSelected="1"/></sheetViews><sheetData/><pageMargins/><tableParts/></worksheet>`,
		`<s:worksheet xmlns:s="m"><s:sheetData><s:row/></s:sheetData></s:worksheet>`,
		`<styleSheet xmlns="m"><cellXfs/><dxfs count="0"/></styleSheet>`, `<styleSheet><fonts/></styleSheet>`,
		`<Relationships/>`, `<Types><Default Extension="vml"/></Types>`, `<a`, `<a/><b/>`, `<!DOCTYPE x [<!ENTITY a "b">]><workbook/>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		const name, types = "x", "[content_types].xml"
		edited := func(of string, edit func(*book) error, want string) {
			t.Helper()
			b := &book{
				path: name, folder: ".", text: []byte(text), links: relationships{path: name},
				byName:  map[string]*zip.File{name: {}, types: {}},
				changed: map[string][]byte{name: []byte(text), types: []byte(text)},
			}
			before := maps.Clone(b.changed)
			if edit(b) != nil {
				return
			}
			for part, now := range b.changed {
				if string(now) == string(before[part]) {
					continue
				}
				if part == of && !strings.Contains(string(now), want) {
					t.Errorf("%q has no %q", now, want)
				}
				mustBeWellFormed(t, string(now))
			}
		}
		edited(name, func(b *book) error {
			if err := b.readSheets(); err != nil {
				return err
			}
			return b.insertSheet("new <&\">", "rId9", true)
		}, `name="new &lt;&amp;&quot;&gt;"`)
		edited(types, func(b *book) error { return b.addContentType("Default", "Extension", "vml", "new") }, `ContentType="new"`)
		edited(name, func(b *book) error { _, err := b.relate(&b.links, "new", "new"); return err }, `Target="/new"`)
		edited(name, func(b *book) error {
			b.links.list = []relationship{{kind: "/styles", target: name}}
			_, err := b.addFormats()
			return err
		}, fills[0])
		edited(name, func(b *book) error {
			opts := Options{MarkBytes: 1 << 30}
			return b.markSheet(name, []markedCell{{row: 1, column: 1}}, 0, &opts)
		}, "legacyDrawing")
		if e, known := selection([]byte(text)); known {
			now := string(e.apply([]byte(text)))
			if len(e.list) > 0 && len(now) > len(text) {
				t.Errorf("unselected, %q is %q", text, now)
			}
		}
	})
}

func mustBeWellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
	}
}

func TestNames(t *testing.T) {
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 52: "AZ", 702: "ZZ", 703: "AAA", 16_384: "XFD"} {
		if got := columnName(n); got != want {
			t.Errorf("column %d is %s, not %s", n, got, want)
		}
	}
	if got := location("it's", "D40"); got != "'it''s'!D40" {
		t.Errorf("the location is %s", got)
	}
	if got := freeName("Problems", []string{"x", "PROBLEMS", "problems (2)"}); got != "Problems (3)" {
		t.Errorf("the name is %s", got)
	}
	for text, want := range map[string]string{
		"_x0041_": "_x005F_x0041_", "_x004_": "_x004_", "__x0041__x0042_": "__x005F_x0041__x005F_x0042_",
		"a\x00\xFF\uFFFE": "a\uFFFD\uFFFD\uFFFD", "a\nb": "a&#10;b",
	} {
		if got := cellText(text); got != want {
			t.Errorf("%q is written %q, not %q", text, got, want)
		}
	}
	for _, test := range []struct {
		text string
		most int
		want string
	}{{"abcd", 4, "abcd"}, {"abcde", 4, "abc…"}, {"企业名称", 4, "企业名称"}, {"企业名称录", 4, "企业名…"}, {"𠮷𠮷𠮷", 4, "𠮷…"}, {"𠮷𠮷", 4, "𠮷𠮷"}} {
		if got := clip(test.text, test.most); got != test.want {
			t.Errorf("%q at %d is %q, not %q", test.text, test.most, got, test.want)
		}
	}
}
