package delimited_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/delimited"
	"github.com/chainatlas/chainatlas/importer/table"
)

// TestHostile checks that what cannot be read says why, and what to do.
func TestHostile(t *testing.T) {
	noise := make([]byte, 4096)
	random := rand.NewChaCha8([32]byte{1})
	_, _ = random.Read(noise) // it never fails
	noise[0] = 'x'
	latin, err := charmap.Windows1252.NewEncoder().String("name,city\nMüller,Köln\nGrün,Fürth\n")
	if err != nil {
		t.Fatal(err)
	}
	big5, err := traditionalchinese.Big5.NewEncoder().String("公司名稱,簡稱\n台灣積體電路製造股份有限公司,台積電\n鴻海精密工業股份有限公司,鴻海\n")
	if err != nil {
		t.Fatal(err)
	}
	shiftJIS, err := japanese.ShiftJIS.NewEncoder().String("会社名,略称\n株式会社日立製作所,日立\nソニーグループ株式会社,ソニー\n")
	if err != nil {
		t.Fatal(err)
	}
	const save = "; open it in Excel or WPS and save it as .xlsx or as “CSV UTF-8”"
	const ask = "the file does not tell its character encoding; name it, such as gb18030, big5, shift_jis, windows-1252 or macintosh, or save the file as “CSV UTF-8”"
	for _, test := range []struct {
		name, content string
		opts          delimited.Options
		code          graph.Code
		message       string
	}{
		{"empty", "", delimited.Options{}, graph.CodeInvalid, "the file is empty; check that the export was complete, and export it again"},
		{"blank", "\xEF\xBB\xBF \r\n\r\n", delimited.Options{}, graph.CodeInvalid, "the file is empty; check that the export was complete, and export it again"},
		{"only a mark", "\xFF\xFE", delimited.Options{}, graph.CodeInvalid, "the file is empty; check that the export was complete, and export it again"},
		{"workbook", "PK\x03\x04\x14\x00\x06\x00", delimited.Options{}, graph.CodeInvalid, "this is not CSV text but a zip archive or an .xlsx workbook" + save},
		{"compound file", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00\x00", delimited.Options{}, graph.CodeInvalid, "this is not CSV text but an old .xls workbook or an encrypted one" + save},
		{"gzip", "\x1F\x8B\x08\x00", delimited.Options{}, graph.CodeInvalid, "this is not CSV text but a gzip file" + save},
		{"PDF", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", delimited.Options{}, graph.CodeInvalid, "this is not CSV text but a PDF file" + save},
		{"web page", "\xEF\xBB\xBF\r\n<HTML xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table><tr><td>1,2</td></tr></table>", delimited.Options{}, graph.CodeInvalid, "this is not CSV text but a web page" + save},
		{"table of a web page", "<table border=1>\n<tr><td>企业</td></tr></table>", delimited.Options{}, graph.CodeInvalid, "this is not CSV text but a web page" + save},
		{"XML", "<?xml version=\"1.0\"?>\n<Workbook/>", delimited.Options{}, graph.CodeInvalid, "this is not CSV text but an XML file" + save},
		{"JSON", "[{\"name\":\"x\"},\n{\"name\":\"y\"}]", delimited.Options{}, graph.CodeInvalid, "this is not CSV text but a JSON file" + save},
		{"noise", string(noise), delimited.Options{}, graph.CodeInvalid, "this is not text: it holds many NUL bytes" + save},
		{"NUL bytes", strings.Repeat("\x00", 1000), delimited.Options{}, graph.CodeInvalid, "this is not text: it holds many NUL bytes" + save},
		{"UTF-32", "\xFF\xFE\x00\x00a\x00\x00\x00", delimited.Options{}, graph.CodeInvalid, ask},
		{"Big5", big5, delimited.Options{}, graph.CodeInvalid, ask},
		{"Shift JIS", shiftJIS, delimited.Options{}, graph.CodeInvalid, ask},
		{"Latin-1", latin, delimited.Options{}, graph.CodeInvalid, ask},
		{"a tail of nothing", "caf\xE9", delimited.Options{}, graph.CodeInvalid, ask},
		{"no such encoding", "a,b\n", delimited.Options{Encoding: "gb99"}, graph.CodeInvalid, `there is no character encoding "gb99"; use a name such as utf-8, gb18030, big5, utf-16le, windows-1252 or macintosh`},
		{"no encoding to read", "a,b\n", delimited.Options{Encoding: "replacement"}, graph.CodeInvalid, `there is no character encoding "replacement"; use a name such as utf-8, gb18030, big5, utf-16le, windows-1252 or macintosh`},
		{"no delimiter", "a,b\n", delimited.Options{Delimiter: '，'}, graph.CodeInvalid, `the delimiter '，' is not a printing ASCII character or a tab, or is a quote; choose another`},
		{"too large", "a,b\n1,2\n", delimited.Options{MaxBytes: 5}, graph.CodeLimit, "the file has more than 5 bytes; split the file, or raise the limit"},
		{"too many rows", "a,b\n1,2\n\n\n", delimited.Options{MaxRows: 3}, graph.CodeLimit, "the file has more than 3 rows; split the file, or raise the limit"},
		{"too many columns", "a,b\n" + strings.Repeat("1,", 1000) + "2\n", delimited.Options{}, graph.CodeLimit, "row 2 has more than 1,000 columns; check the delimiter, or delete the columns that are not needed"},
		{"a long field", "a,b\n1," + strings.Repeat("x", 131_069) + "\n", delimited.Options{}, graph.CodeLimit, "row 2, column 2 has more than 131,068 bytes; check the delimiter and the quotes, or shorten the text"},
		{"a long quoted field", "a,b\n1,\"" + strings.Repeat("x", 131_069) + "\"\n", delimited.Options{}, graph.CodeLimit, "row 2, column 2 has more than 131,068 bytes; check the delimiter and the quotes, or shorten the text"},
		{"one endless line", "a\n" + strings.Repeat("x,", 9<<20), delimited.Options{}, graph.CodeLimit, "row 2 has more than 16,777,216 bytes; check that this is a CSV file and that its quotes are closed"},
		{"one endless quote", "a\n\"" + strings.Repeat("x,", 9<<20), delimited.Options{}, graph.CodeLimit, "row 2 has more than 16,777,216 bytes; check that this is a CSV file and that its quotes are closed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := delimited.Open(t.Context(), write(t, test.content), test.opts)
			if err == nil {
				for _, rowErr := range d.Rows(t.Context(), 0) {
					err = rowErr
				}
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			}
			e, ok := errors.AsType[*graph.Error](err)
			if !ok || e.Code != test.code || e.Message != test.message {
				t.Fatalf("got %v", err)
			}
			f, ok := errors.AsType[*table.Fault](err)
			if !ok {
				if test.name != "no delimiter" { // a mistake of the caller, not of the file
					t.Error("no fault to be shown in Chinese")
				}
				return
			}
			if zh := f.Reason.Zh + f.Cure.Zh; !strings.ContainsFunc(zh, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("in Chinese it is %q", zh)
			}
		})
	}
}

func TestNoFile(t *testing.T) {
	folder := t.TempDir()
	for path, code := range map[string]graph.Code{
		filepath.Join(folder, "none.csv"): graph.CodeNotFound,
		folder:                            graph.CodeInvalid,
	} {
		if _, err := delimited.Open(t.Context(), path, delimited.Options{}); graph.CodeOf(err) != code {
			t.Errorf("%s: %v", path, err)
		}
	}
	d, err := delimited.Open(t.Context(), write(t, "a,b\n"), delimited.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for _, err := range d.Rows(t.Context(), 0) {
		if graph.CodeOf(err) != graph.CodeUnavailable || !errors.Is(err, os.ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
	}
}
