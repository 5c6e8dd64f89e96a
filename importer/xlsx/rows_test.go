package xlsx

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// bigEnough is a workbook whose sheet is unpacked in a goroutine.
func bigEnough(tb testing.TB) string {
	tb.Helper()
	body := sheetXML(strings.Repeat(`<row><c t="s"><v>0</v></c><c><v>1</v></c></row>`, 40_000))
	return write(tb, pack(tb, parts([]string{"<t>甲</t>"}, body, body)))
}

// goroutinesEnd waits until no more goroutines run than before.
func goroutinesEnd(t *testing.T, before int) {
	t.Helper()
	for range 200 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

// TestStopEarly leaves no goroutine behind, however reading ends.
func TestStopEarly(t *testing.T) {
	d, err := Open(t.Context(), bigEnough(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	before := runtime.NumGoroutine()
	for stop := range 3 {
		n := 0
		for _, err := range d.Rows(t.Context(), 0) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n > stop*15_000 {
				break
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	n := 0
	for _, err := range d.Rows(ctx, 0) {
		if n++; n == 10 {
			cancel()
		}
		last = err
	}
	if graph.CodeOf(last) != graph.CodeCancelled || !errors.Is(last, context.Canceled) {
		t.Errorf("cancelled in row 10: %v after %d rows", last, n)
	}
	if _, err := d.Merged(ctx, 0); graph.CodeOf(err) != graph.CodeCancelled {
		t.Errorf("Merged, cancelled: %v", err)
	}
	if _, err := Open(ctx, "x.xlsx", Options{}); graph.CodeOf(err) != graph.CodeCancelled {
		t.Errorf("Open, cancelled: %v", err)
	}
	goroutinesEnd(t, before)
}

// TestRead counts packed bytes up to their sum, and those of a second reading
// not again.
func TestRead(t *testing.T) {
	d, err := Open(t.Context(), bigEnough(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	done, total := d.Read()
	if done != 0 || total <= 0 {
		t.Fatalf("%d of %d before reading", done, total)
	}
	for _, i := range []int{0, 0, 1, 0} {
		last := done
		for _, err := range d.Rows(t.Context(), i) {
			if err != nil {
				t.Fatal(err)
			}
			if done, _ = d.Read(); done < last {
				t.Fatalf("from %d down to %d", last, done)
			}
		}
	}
	if done, again := d.Read(); done != total || again != total {
		t.Errorf("%d of %d after reading, total %d before", done, again, total)
	}
}

// TestConcurrent reads both sheets at the same time, several times.
func TestConcurrent(t *testing.T) {
	d, err := Open(t.Context(), bigEnough(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			n := 0
			for r, err := range d.Rows(t.Context(), i%2) {
				if err != nil {
					t.Error(err)
					return
				}
				if n++; r.Number != n || len(r.Cells) != 2 || r.Cells[0].Text != "甲" {
					t.Errorf("row %d: %v", n, r)
					return
				}
			}
			if n != 40_000 {
				t.Errorf("%d rows", n)
			}
		})
		wg.Go(func() { d.Read() })
	}
	wg.Wait()
}

// TestTextsStay keeps the texts of all rows and looks at them afterwards.
func TestTextsStay(t *testing.T) {
	var rows strings.Builder
	for i := range 3000 {
		rows.WriteString(`<row><c t="str"><v>` + strings.Repeat("字", i%50) + cellName(1, i) + `</v></c></row>`)
	}
	d, err := Open(t.Context(), write(t, pack(t, parts(nil, sheetXML(rows.String())))), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var texts []string
	for r, err := range d.Rows(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, r.Cells[0].Text)
	}
	for i, text := range texts {
		if want := strings.Repeat("字", i%50) + cellName(1, i); text != want {
			t.Fatalf("row %d: %q, want %q", i, text, want)
		}
	}
}

// TestLargeSheetHasNoMerged does not look through a sheet of more than 64 MiB.
func TestLargeSheetHasNoMerged(t *testing.T) {
	es := parts(nil, sheetXML(""))
	r := deflated(t, sheet1, sheetHead, "<!-- 0123456789 -->", 65<<20/19, "</sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>")
	d, err := Open(t.Context(), write(t, packRaw(t, es, r)), Options{MaxRatio: 2000})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if areas, err := d.Merged(t.Context(), 0); areas != nil || err != nil {
		t.Errorf("%v, %v", areas, err)
	}
}

// TestOpenFaults names what cannot be opened.
func TestOpenFaults(t *testing.T) {
	dir := t.TempDir()
	lock := filepath.Join(dir, "~$表.xlsx")
	if err := os.WriteFile(lock, make([]byte, 165), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		code graph.Code
		zh   string
	}{
		{filepath.Join(dir, "x.xlsx"), graph.CodeNotFound, "没有这个文件"},
		{dir, graph.CodeInvalid, "是文件夹"},
		{lock, graph.CodeInvalid, "锁文件"},
	} {
		_, err := Open(t.Context(), c.path, Options{})
		if graph.CodeOf(err) != c.code || !strings.Contains(faultOf(t, err).Text().Zh, c.zh) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	d, err := Open(t.Context(), bigEnough(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range d.Rows(t.Context(), 2) {
		if graph.CodeOf(err) != graph.CodeNotFound {
			t.Errorf("sheet 2: %v", err)
		}
	}
	d.Close()
	for _, err := range d.Rows(t.Context(), 0) {
		if graph.CodeOf(err) != graph.CodeUnavailable {
			t.Errorf("closed: %v", err)
		}
	}
}

// TestRefs parses references and names cells.
func TestRefs(t *testing.T) {
	for _, c := range []struct {
		ref         string
		column, row int
	}{{"A1", 1, 1}, {"Z9", 26, 9}, {"AA10", 27, 10}, {"XFD1048576", maxColumn, maxRow}} {
		column, row, ok := parseRef([]byte(c.ref))
		if !ok || column != c.column || row != c.row || cellName(column, row) != c.ref {
			t.Errorf("%s: %d, %d, %t", c.ref, column, row, ok)
		}
	}
	for _, ref := range []string{"", "A", "1", "a1", "A0", "A01", "XFE1", "AAAA1", "A1048577", "A1 ", " A1", "A-1", "A1234567890"} {
		if _, _, ok := parseRef([]byte(ref)); ok {
			t.Errorf("%q is a reference", ref)
		}
	}
	if a, ok := parseArea([]byte("B2:C9")); !ok || a != (table.Area{FirstRow: 2, LastRow: 9, FirstColumn: 2, LastColumn: 3}) {
		t.Errorf("%v, %t", a, ok)
	}
	for s, want := range map[string]bool{"1": true, "-1": true, "+1.5": true, ".5": true, "5.": true, "1E5": true, "1.5e-10": true,
		"": false, "-": false, ".": false, "1E": false, "1E+": false, "E5": false, "0x1": false, "1 2": false, "1,5": false, "NaN": false, "Inf": false} {
		if isNumber([]byte(s)) != want {
			t.Errorf("%q: %t", s, !want)
		}
	}
}

// TestFormats tells dates and percentages by their codes.
func TestFormats(t *testing.T) {
	for code, want := range map[string]table.Kind{
		"General": table.Number, "": table.Number, "0.00": table.Number, "#,##0;[Red]-#,##0": table.Number, "0.0E+00": table.Number, "@": table.Number,
		"G/通用格式": table.Number, `"days: "0`: table.Number, `0\d`: table.Number, `_d0_m`: table.Number, "*s0": table.Number, "[Magenta]0": table.Number,
		"[DBNum1][$-804]0": table.Number, "[$USD-409] #,##0.00": table.Number, `"unclosed d`: table.Number, "[unclosed d": table.Number, `0\`: table.Number,
		"yyyy-mm-dd": table.Date, "YYYY/M/D": table.Date, "[$-F800]dddd, mmmm dd, yyyy": table.Date, `yyyy"年"m"月"d"日"`: table.Date, "h:mm AM/PM": table.Date,
		"[h]:mm:ss": table.Date, "[ss]": table.Date, "mmm-yy": table.Date, `[$-804]yyyy\-mm`: table.Date, "mm:ss.0": table.Date,
		"0%": table.Percent, "0.00%": table.Percent, `0.0%;[Red]\-0.0%`: table.Percent, `0"%"`: table.Number, `0\%`: table.Number,
	} {
		if got := formatKind(code); got != want {
			t.Errorf("%q: %s, want %s", code, kindNames[got], kindNames[want])
		}
	}
}
