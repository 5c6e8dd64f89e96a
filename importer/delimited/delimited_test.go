package delimited_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/delimited"
	"github.com/chainatlas/chainatlas/importer/table"
)

// write puts a file into a folder of the test.
func write(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "table.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// open opens a file that can be opened.
func open(t testing.TB, path string, opts delimited.Options) *delimited.Document {
	t.Helper()
	d, err := delimited.Open(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// show writes rows as "1: A=name B=code", with their notes in brackets.
func show(t testing.TB, d *delimited.Document) string {
	t.Helper()
	var b strings.Builder
	for row, err := range d.Rows(t.Context(), 0) {
		if err != nil {
			fmt.Fprintf(&b, "! %v\n", err)
			break
		}
		fmt.Fprintf(&b, "%d:", row.Number)
		for _, c := range row.Cells {
			fmt.Fprintf(&b, " %c=%s", 'A'+c.Column-1, c.Text)
			if c.Kind != table.Text {
				t.Errorf("row %d, column %d is a %v", row.Number, c.Column, c.Kind)
			}
		}
		if row.Note != "" {
			fmt.Fprintf(&b, " [%s]", row.Note)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestHabits reads the same table in every encoding, with every delimiter and
// every line end that people use.
func TestHabits(t *testing.T) {
	chinese := [][]string{
		{"企业名称", "简称", "注册资本"},
		{"奇安信科技集团股份有限公司", "奇安信", "6.8亿元"},
		{"绿盟科技集团股份有限公司", "", "7.9亿元"},
		{"", "", ""},
		{"深信服科技股份有限公司", "深信服\"A\"", "第一行\n第二行"},
	}
	western := [][]string{
		{"name", "city", "seat"},
		{"Société Générale", "Paris", "Île-de-France"},
		{"Müller", "", "Köln"},
		{"", "", ""},
		{"Ørsted", "a \"b\"", "first\nsecond"},
	}
	encodings := []struct {
		name string
		mark string
		enc  encoding.Encoding
		data [][]string
		only string // the only line end by which the encoding is known
		tell string // the encoding that must be told
	}{
		{name: "utf-8", enc: encoding.Nop, data: chinese},
		{name: "utf-8", enc: encoding.Nop, data: western},
		{name: "utf-8", mark: "\xEF\xBB\xBF", enc: encoding.Nop, data: chinese},
		{name: "utf-16le", mark: "\xFF\xFE", enc: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), data: chinese},
		{name: "utf-16be", mark: "\xFE\xFF", enc: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), data: chinese},
		{name: "utf-16le", enc: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), data: chinese},
		{name: "utf-16be", enc: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), data: chinese},
		{name: "utf-16le", enc: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), data: western},
		{name: "gb18030", enc: simplifiedchinese.GBK, data: chinese},
		{name: "gb18030", enc: simplifiedchinese.GB18030, data: chinese},
		{name: "gb18030", enc: simplifiedchinese.GBK, data: chinese, tell: "GBK"},
		{name: "macintosh", enc: charmap.Macintosh, data: western, only: "CR"},
		{name: "macintosh", enc: charmap.Macintosh, data: western, tell: "macintosh"},
		{name: "windows-1252", enc: charmap.Windows1252, data: western, tell: "latin1"},
		{name: "big5", enc: traditionalchinese.Big5, data: [][]string{
			{"公司名稱", "簡稱", "資本"},
			{"台灣積體電路製造股份有限公司", "台積電", "2,593億"},
			{"鴻海精密工業股份有限公司", "", "1,386億"},
			{"", "", ""},
			{"聯發科技股份有限公司", "聯發科\"A\"", "一\n二"},
		}, tell: "big5"},
	}
	lineEnds := []struct{ name, end string }{{"LF", "\n"}, {"CRLF", "\r\n"}, {"CR", "\r"}, {"mixed", "\n"}}
	for _, e := range encodings {
		for _, delimiter := range ",;\t|" {
			for _, lineEnd := range lineEnds {
				if e.only != "" && e.only != lineEnd.name {
					continue
				}
				name := fmt.Sprintf("%s %q %q %s %s", e.name, e.mark, delimiter, lineEnd.name, e.tell)
				t.Run(name, func(t *testing.T) {
					var b, want strings.Builder
					for i, record := range e.data {
						var quoted []string
						end := lineEnd.end
						if lineEnd.name == "mixed" && i%2 == 1 {
							end = "\r\n"
						}
						blank := true
						for j, text := range record {
							if lineEnd.name == "CR" {
								text = strings.ReplaceAll(text, "\n", "\r")
							}
							if text != "" {
								if blank {
									fmt.Fprintf(&want, "%d:", i+1)
								}
								blank = false
								fmt.Fprintf(&want, " %c=%s", 'A'+j, text)
							}
							if strings.ContainsAny(text, "\"\r\n"+string(delimiter)) {
								text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
							}
							quoted = append(quoted, text)
						}
						if !blank {
							want.WriteByte('\n')
						}
						b.WriteString(strings.Join(quoted, string(delimiter)) + end)
					}
					encoded, err := e.enc.NewEncoder().String(b.String())
					if err != nil {
						t.Fatal(err)
					}
					d := open(t, write(t, e.mark+encoded), delimited.Options{Encoding: e.tell})
					if d.Encoding() != e.name || d.Delimiter() != delimiter || d.LineEnd() != lineEnd.name {
						t.Errorf("found %s, %q and %s", d.Encoding(), d.Delimiter(), d.LineEnd())
					}
					if got := show(t, d); got != want.String() {
						t.Errorf("got\n%swant\n%s", got, want.String())
					}
					done, total := d.Read()
					if done != total || total != int64(len(e.mark)+len(encoded)) {
						t.Errorf("read %d of %d bytes", done, total)
					}
				})
			}
		}
	}
}

func TestQuotes(t *testing.T) {
	const stray, line = "a quote inside a field that does not begin with one; it is taken as it stands",
		"a quote that is not closed, or closed before the field ends; the line is taken as it stands"
	for _, test := range []struct{ name, content, want string }{
		{"empty fields", "a,b,c\n\"\",,x\n", "1: A=a B=b C=c\n2: C=x\n"},
		{"several lines", "a,b\n\"1\n\n2\",\"3\r\n4\"\nc,d", "1: A=a B=b\n2: A=1\n\n2 B=3\r\n4\n3: A=c B=d\n"},
		{"quotes in quotes", "a,b\n\"say \"\"yes\"\"\",\"\"\"\"\n", "1: A=a B=b\n2: A=say \"yes\" B=\"\n"},
		{"delimiter in quotes", "a,b\n\"1,2\",3\n", "1: A=a B=b\n2: A=1,2 B=3\n"},
		{"the end without a line end", "a,b\n1,\"2\"", "1: A=a B=b\n2: A=1 B=2\n"},
		{"blank records count", "a,b\n\n,\n1,2\n\n", "1: A=a B=b\n4: A=1 B=2\n"},
		{"inches", "a,b\n5\" disk,\"x\ny\"\n1,2\n", "1: A=a B=b\n2: A=5\" disk B=x\ny [" + stray + "]\n3: A=1 B=2\n"},
		{"never closed", "a,b\n\"1,2\n3,4\n5,6\n", "1: A=a B=b\n2: A=\"1 B=2 [" + line + "]\n3: A=3 B=4\n4: A=5 B=6\n"},
		{"closed too early", "a,b\n\"1\"x,\"2,3\"\n3,4\n", "1: A=a B=b\n2: A=\"1\"x B=2,3 [" + line + "]\n3: A=3 B=4\n"},
		{"closed by the next field's quote", "a,b\nx,\"1\n\"y\",2\n", "1: A=a B=b\n2: A=x B=\"1 [" + line + "]\n3: A=y B=2\n"},
		{"never closed in the header", "a,\"b\n1,2\n", "1: A=a B=\"b [" + line + "]\n2: A=1 B=2\n"},
		{"the last quote", "a,b\n1,\"", "1: A=a B=b\n2: A=1 B=\" [" + line + "]\n"},
		{"Excel's zeros", "a,b,c\n=\"00700\",\"=\"\"00981\"\"\",=\"\"\n", "1: A=a B=b C=c\n2: A=00700 B=00981 C==\"\" [" + stray + "]\n"},
		{"sep", "sep=;\r\na;b,c\r\n1;2,5\r\n", "1: A=a B=b,c\n2: A=1 B=2,5\n"},
		{"quoted sep", "\"sep=|\"\na|b\n", "1: A=a B=b\n"},
		{"no sep but a header", "sep=;x\n1;2\n3;4\n", "1: A=sep= B=x\n2: A=1 B=2\n3: A=3 B=4\n"},
		{"only a header", "a,b\n", "1: A=a B=b\n"},
		{"one cell", "a", "1: A=a\n"},
		{"one column with commas", "address\n1, High Street\nUnit 2, 3, New Road, York\nLeeds\n", "1: A=address\n2: A=1, High Street\n3: A=Unit 2, 3, New Road, York\n4: A=Leeds\n"},
		{"decimal commas", "a;b\n1,5;2,5\n3,5;4,5\n", "1: A=a B=b\n2: A=1,5 B=2,5\n3: A=3,5 B=4,5\n"},
		{"a title", "Companies\na,b,c\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n", "1: A=Companies\n2: A=a B=b C=c\n3: A=1 B=2 C=3\n4: A=1 B=2 C=3\n5: A=1 B=2 C=3\n6: A=1 B=2 C=3\n"},
		{"trailing delimiters", "a" + strings.Repeat(",", 2000) + "\n", "1: A=a\n"},
		{"damaged UTF-8", "名,b\n企\xFF业,2\n" + strings.Repeat("企业名称,1\n", 5), "1: A=名 B=b\n2: A=企\xFF业 B=2 [characters that the encoding does not have]\n" +
			"3: A=企业名称 B=1\n4: A=企业名称 B=1\n5: A=企业名称 B=1\n6: A=企业名称 B=1\n7: A=企业名称 B=1\n"},
		{"a cut tail", "名,b\n企业,企\xE4\xB8", "1: A=名 B=b\n2: A=企业 B=企\xE4\xB8 [characters that the encoding does not have]\n"},
		{"a stray NUL", "a,b\n1,\x002\n", "1: A=a B=b\n2: A=1 B=\x002\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := show(t, open(t, write(t, test.content), delimited.Options{})); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// TestDamagedPairs checks that damage in GB 18030 looks as it does in UTF-8.
func TestDamagedPairs(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("名称,b\n" + strings.Repeat("企业名称有限公司,1\n", 20))
	if err != nil {
		t.Fatal(err)
	}
	d := open(t, write(t, gbk+"x\xFFy,2\n"), delimited.Options{})
	if d.Encoding() != "gb18030" {
		t.Fatalf("found %s", d.Encoding())
	}
	var last table.Row
	for row, err := range d.Rows(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		last = *row
	}
	if last.Note == "" || utf8.ValidString(last.Cell(1).Text) || last.Cell(2).Text != "2" {
		t.Errorf("the damaged row is %+v", last)
	}
}

// TestLongQuotes checks that a forgotten quote costs its line only, whatever
// follows, and that a field may be long if it is closed.
func TestLongQuotes(t *testing.T) {
	many := strings.Repeat("x,y\n", 300_000)
	d := open(t, write(t, "a,b\n\"1,2\n"+many+"3,\"4\"\n"), delimited.Options{})
	rows, notes := 0, 0
	for row, err := range d.Rows(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		rows++
		if row.Note != "" {
			notes++
		}
	}
	if rows != 300_003 || notes != 1 {
		t.Errorf("%d rows, %d of them noted", rows, notes)
	}
	long := strings.Repeat("long, text\n", 900)
	d = open(t, write(t, "a,b\n1,\""+long+"\"\n2,3\n"), delimited.Options{})
	if got, want := show(t, d), "1: A=a B=b\n2: A=1 B="+long+"\n3: A=2 B=3\n"; got != want {
		t.Errorf("a field of 900 lines was not read")
	}
}

func TestRowsAgain(t *testing.T) {
	d := open(t, write(t, "a,b\n1,2\n3,4\n"), delimited.Options{})
	for range d.Rows(t.Context(), 0) {
		break
	}
	if got, want := show(t, d), "1: A=a B=b\n2: A=1 B=2\n3: A=3 B=4\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if len(d.Sheets()) != 1 || d.Sheets()[0].Name != "" || d.Date1904() {
		t.Error("not one sheet without a name")
	}
	if areas, err := d.Merged(t.Context(), 0); areas != nil || err != nil {
		t.Error("merged cells in text")
	}
	for _, err := range d.Rows(t.Context(), 1) {
		if graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("a second sheet: %v", err)
		}
	}
}

// TestTexts checks that texts stay when the scanner has gone on.
func TestTexts(t *testing.T) {
	var b strings.Builder
	const rows = 50_000
	for i := range rows {
		fmt.Fprintf(&b, "name %d,\"quoted %d\"\n", i, i)
	}
	var texts []string
	for row, err := range open(t, write(t, b.String()), delimited.Options{}).Rows(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, row.Cell(1).Text, row.Cell(2).Text)
	}
	if len(texts) != 2*rows {
		t.Fatalf("%d texts", len(texts))
	}
	for i := range rows {
		if texts[2*i] != fmt.Sprint("name ", i) || texts[2*i+1] != fmt.Sprint("quoted ", i) {
			t.Fatalf("row %d has become %q, %q", i+1, texts[2*i], texts[2*i+1])
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	path := write(t, strings.Repeat("a,b\n", 200_000))
	d := open(t, path, delimited.Options{})
	rows := 0
	var last error
	for _, err := range d.Rows(ctx, 0) {
		if rows++; rows == 10 {
			cancel()
		}
		last = err
	}
	if graph.CodeOf(last) != graph.CodeCancelled || !errors.Is(last, context.Canceled) {
		t.Errorf("got %v after %d rows", last, rows)
	}
	if _, err := delimited.Open(ctx, path, delimited.Options{}); graph.CodeOf(err) != graph.CodeCancelled {
		t.Errorf("opened: %v", err)
	}
}

func TestShorter(t *testing.T) {
	path := write(t, strings.Repeat("a,b\n", 200_000))
	d := open(t, path, delimited.Options{})
	if err := os.Truncate(path, 1000); err != nil {
		t.Fatal(err)
	}
	var last error
	for _, err := range d.Rows(t.Context(), 0) {
		last = err
	}
	if graph.CodeOf(last) != graph.CodeDamaged {
		t.Errorf("got %v", last)
	}
}
