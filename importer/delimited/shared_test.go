package delimited_test

import (
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/chainatlas/chainatlas/importer/delimited"
)

// TestSharedData reads all real tables and compares every cell with what
// encoding/csv finds, after the encodings and line ends were converted.
func TestSharedData(t *testing.T) {
	const root = "../../../shared/data"
	if _, err := os.Stat(root); err != nil {
		t.Skip("the shared data are not there: ", err)
	}
	encodings := map[string]int{}
	files := 0
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".csv" {
			return err
		}
		files++
		t.Run(filepath.Base(path), func(t *testing.T) {
			d := open(t, path, delimited.Options{})
			encodings[d.Encoding()]++
			compare(t, d, recount(t, path))
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files: %v", files, encodings)
	if encodings["gb18030"] != 1 || encodings["macintosh"] != 3 {
		t.Errorf("the encodings are %v", encodings)
	}
}

// recount reads a file by other means. encoding/csv leaves blank lines out,
// which the files with CR have at their end only.
func recount(t *testing.T, path string) [][]string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	switch {
	case utf8.ValidString(text):
		text = strings.TrimPrefix(text, "\uFEFF")
	case strings.Contains(text, "\n"):
		text, err = simplifiedchinese.GB18030.NewDecoder().String(text)
	default:
		text, err = charmap.Macintosh.NewDecoder().String(text)
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	first, _, _ := strings.Cut(text, "\n")
	if !strings.Contains(first, ",") {
		r.Comma = '\x01' // a file of one column
	}
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func compare(t *testing.T, d *delimited.Document, want [][]string) {
	t.Helper()
	next := 0
	for row, err := range d.Rows(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		for next < len(want) && strings.Join(want[next], "") == "" {
			next++
		}
		if next == len(want) {
			t.Fatalf("row %d is one too many", row.Number)
		}
		if row.Note != "" {
			t.Errorf("row %d: %s", row.Number, row.Note)
		}
		for i, text := range want[next] {
			// Only encoding/csv turns CRLF in a field into LF.
			if got := strings.ReplaceAll(row.Cell(i+1).Text, "\r\n", "\n"); got != text {
				t.Fatalf("row %d, column %d is %q, not %q", row.Number, i+1, got, text)
			}
		}
		if n := len(row.Cells); row.Cells[n-1].Column > len(want[next]) {
			t.Fatalf("row %d has cells beyond column %d", row.Number, len(want[next]))
		}
		next++
	}
	for ; next < len(want); next++ {
		if strings.Join(want[next], "") != "" {
			t.Fatalf("record %d is missing", next+1)
		}
	}
}
