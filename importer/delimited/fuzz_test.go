package delimited_test

import (
	"encoding/csv"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/delimited"
)

// excelText is what Excel shows as the text between the quotes.
var excelText = regexp.MustCompile(`(?s)^="[^"]+"$`)

// FuzzRows feeds any bytes: they are read, or refused with a code, and rows and
// columns ascend. Where the bytes are text, they are also written as a proper
// file, of which every field must come back.
func FuzzRows(f *testing.F) {
	for _, seed := range []string{
		"a,b\n1,2\n", "a;b\r\n\"1\n2\";x\r\n", "a\tb\r1\t2\r", "sep=|\na|b\n", "\xEF\xBB\xBF名称,b\n企业,\"x", "a,b\n=\"00700\",5\" disk\n",
		"\xFF\xFEa\x00,\x00b\x00\n\x00", "\xC6\xF3\xD2\xB5,b\n\xC6\xF3\xD2\xB5,1\n", "a,\"b\nc\"d,\"e\"\"\n\n\r\r\n,", "<table>", "caf\x8E,b\r1,2\r", "\x00\x01",
	} {
		f.Add([]byte(seed), byte(0))
	}
	f.Fuzz(func(t *testing.T, content []byte, choice byte) {
		delimiter := rune(",;\t|"[choice%4])
		for _, opts := range []delimited.Options{{}, {Encoding: "utf-8", Delimiter: delimiter, MaxLines: 3, MaxField: 20}} {
			d, err := delimited.Open(t.Context(), write(t, string(content)), opts)
			if err != nil {
				if code := graph.CodeOf(err); code != graph.CodeInvalid {
					t.Fatalf("%s: %v", code, err)
				}
				continue
			}
			last := 0
			for row, err := range d.Rows(t.Context(), 0) {
				if err != nil {
					if code := graph.CodeOf(err); code != graph.CodeLimit {
						t.Fatalf("%s: %v", code, err)
					}
					break
				}
				column := 0
				for _, c := range row.Cells {
					if c.Column <= column || c.Text == "" {
						t.Fatalf("row %d has the cells %+v", row.Number, row.Cells)
					}
					column = c.Column
				}
				if row.Number <= last || column == 0 {
					t.Fatalf("row %d after row %d", row.Number, last)
				}
				last = row.Number
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
		}
		roundTrip(t, content, delimiter)
	})
}

// roundTrip writes the words of a text as a table and reads it back. Its first
// field is set, so that the file is not taken for a web page and the like.
func roundTrip(t *testing.T, content []byte, delimiter rune) {
	if !utf8.Valid(content) || strings.ContainsRune(string(content), 0) {
		return
	}
	want := [][]string{{"first", "second"}}
	for line := range strings.SplitSeq(string(content), "\x01") {
		want = append(want, strings.Split(line, "\x02"))
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = delimiter
	if err := w.WriteAll(want); err != nil {
		t.Fatal(err)
	}
	d := open(t, write(t, b.String()), delimited.Options{Delimiter: delimiter})
	next := 0
	for row, err := range d.Rows(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Note != "" {
			t.Fatalf("row %d: %s, of %q", row.Number, row.Note, b.String())
		}
		next = row.Number - 1
		for i, text := range want[next] {
			if excelText.MatchString(text) {
				text = text[2 : len(text)-1]
			}
			if got := row.Cell(i + 1).Text; got != text {
				t.Fatalf("row %d, column %d is %q, not %q", row.Number, i+1, got, text)
			}
		}
	}
	for _, record := range want[next+1:] {
		if strings.Join(record, "") != "" {
			t.Fatalf("the record %q is missing", record)
		}
	}
}
