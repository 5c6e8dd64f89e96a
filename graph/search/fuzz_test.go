package search

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
)

// FuzzSearch types anything: no error, no panic, bounded answers, marks that fit,
// the promised order, and every name found by itself.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{
		"奇安信", "qax", "360安全", "+name:奇 -x", "/.*/", "*", "a~2", "\"", "e:x", "~qax", "=x", "_w", "\xff\xfe", "ａｂｃ", "乾昇", strings.Repeat("长", 200),
		"長 都 重", "C++ c#", "\u200b", "i̇", "ß", "ﬁ", "㎡", "日本ソフト", "한국", "a b c d e f g h i j k l m n", "zhangchangzhongchong",
	} {
		f.Add(s, "甲公司", false)
	}
	f.Add("a", "b", true)
	f.Fuzz(func(t *testing.T, text, name string, typing bool) {
		m := &maker{core: graph.StandardRules().Core}
		d := Document{ID: "x", Kind: graph.KindEnterprise, Name: name, Short: []string{text}, Mentions: []string{text + name}}
		m.of(&d) // must not fail
		if !slices.IsSorted(m.exact) {
			t.Fatal("terms out of order")
		}
		var r record
		if !r.decode(m.record) {
			t.Fatalf("a record that cannot be read: %q", m.record)
		}
		w := newWant(text)
		g := &grader{want: w}
		var h graded
		if fits := g.grade(&r, &h); len(w.runes) > 0 && text != "" && !fits {
			t.Fatalf("%q does not fit itself", text)
		} else if fits && len(w.runes) > 0 {
			if h.Grade > GradeBegins {
				t.Fatalf("%q fits itself only as %s of %q", text, h.Grade, h.Text)
			}
			g.mark(&h, r.core)
			last := 0
			for _, x := range h.Marks {
				if x.From < last || x.To <= x.From || x.To > len(h.Text) || !utf8.ValidString(h.Text[x.From:x.To]) {
					t.Fatalf("marks %v of %q", h.Marks, h.Text)
				}
				last = x.To
			}
		}
		// The fold is idempotent.
		if k := foldKey(text); foldKey(k) != k {
			t.Fatalf("%q folds to %q and then to %q", text, k, foldKey(k))
		}

		x := fuzzIndex(t)
		ask := x.Search
		if typing {
			ask = x.Suggest
		}
		res, err := ask(t.Context(), Query{Text: text, First: 10})
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Hits) > 10 || res.Total < len(res.Hits) {
			t.Fatalf("%d hits of %d", len(res.Hits), res.Total)
		}
		for i, h := range res.Hits {
			if i > 0 && h.Grade < res.Hits[i-1].Grade {
				t.Fatalf("%s after %s", h.Grade, res.Hits[i-1].Grade)
			}
			for _, m := range h.Marks {
				if m.From < 0 || m.To > len(h.Text) || !utf8.ValidString(h.Text[m.From:m.To]) {
					t.Fatalf("marks %v of %q", h.Marks, h.Text)
				}
			}
		}
	})
}

var fuzzed struct {
	x *Index
}

// fuzzIndex returns an index that all runs of a process share.
func fuzzIndex(t *testing.T) *Index {
	if fuzzed.x == nil {
		dir := fuzzDir(t)
		name, err := build(t.Context(), dir, newDocs(1, some(300)), stamp{Format: format, Store: "store", Revision: 1}, graph.StandardRules().Core, now(), func() {}, &sync.WaitGroup{})
		if err != nil {
			t.Fatal(err, name)
		}
		if fuzzed.x, err = Open(t.Context(), dir, Options{StoreID: "store"}); err != nil {
			t.Fatal(err)
		}
	}
	return fuzzed.x
}

// FuzzRecord reads records that nobody wrote.
func FuzzRecord(f *testing.F) {
	d := some(3)[0]
	f.Add(appendRecord(nil, &d, 2))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		var r record
		if r.decode(b) {
			_ = r.name()
			g := &grader{want: newWant("a科")}
			g.grade(&r, new(graded))
		}
		if tag, ok := decodeStamp(b); ok && tag.Revision != 0 {
			if again, ok := decodeStamp(tag.encode()); !ok || again != tag {
				t.Fatalf("%+v is read back as %+v", tag, again)
			}
		}
	})
}
