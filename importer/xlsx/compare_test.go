package xlsx

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/importer/table"
)

// compare reads a workbook here and by excelize: the texts of all cells must be
// the same, and dates and percentages must be those by excelize's styles.
func compare(t *testing.T, path string) {
	t.Helper()
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, TmpDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var names []string
	for i, s := range d.Sheets() {
		names = append(names, s.Name)
		if visible, err := f.GetSheetVisible(s.Name); err != nil || visible == s.Hidden {
			t.Errorf("%s: hidden is %t, visible %t, %v", s.Name, s.Hidden, visible, err)
		}
		want, err := f.GetRows(s.Name)
		if err != nil {
			t.Fatal(err)
		}
		cells, checked := 0, 0
		for r, err := range d.Rows(t.Context(), i) {
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range r.Cells {
				cells++
				name := cellName(c.Column, r.Number)
				if r.Number > len(want) || c.Column > len(want[r.Number-1]) {
					if c.Kind != table.Pending {
						t.Fatalf("%s!%s: excelize has no cell, here is %q", s.Name, name, c.Text)
					}
					continue
				}
				if w := want[r.Number-1][c.Column-1]; c.Kind != table.Pending && w != c.Text {
					t.Errorf("%s!%s: excelize %q, here %q", s.Name, name, w, c.Text)
				}
				want[r.Number-1][c.Column-1] = ""
				if checked < 2000 { // looking up styles is slow in excelize
					checked++
					compareKind(t, f, s.Name, name, c)
				}
			}
		}
		for y, row := range want {
			for x, w := range row {
				if w != "" {
					t.Errorf("%s!%s: excelize %q, here nothing", s.Name, cellName(x+1, y+1), w)
				}
			}
		}
		compareMerged(t, f, d, i)
		t.Logf("%s: %d cells", s.Name, cells)
	}
	if !slices.Equal(names, f.GetSheetList()) {
		t.Errorf("sheets %q, by excelize %q", names, f.GetSheetList())
	}
	if p, err := f.GetWorkbookProps(); err != nil || (p.Date1904 != nil && *p.Date1904) != d.Date1904() {
		t.Errorf("dates from 1904: %t, %v", d.Date1904(), err)
	}
}

func compareKind(t *testing.T, f *excelize.File, sheet, name string, c table.Cell) {
	t.Helper()
	if c.Kind != table.Number && c.Kind != table.Date && c.Kind != table.Percent {
		return
	}
	id, err := f.GetCellStyle(sheet, name)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	want := builtin(style.NumFmt)
	if style.CustomNumFmt != nil {
		want = formatKind(*style.CustomNumFmt)
	}
	if c.Kind != want {
		t.Errorf("%s!%s: %s, by excelize's style %s", sheet, name, kindNames[c.Kind], kindNames[want])
	}
}

func compareMerged(t *testing.T, f *excelize.File, d *Document, i int) {
	t.Helper()
	areas, err := d.Merged(t.Context(), i)
	if err != nil {
		t.Fatal(err)
	}
	merged, err := f.GetMergeCells(d.Sheets()[i].Name)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, a := range areas {
		got = append(got, cellName(a.FirstColumn, a.FirstRow)+":"+cellName(a.LastColumn, a.LastRow))
	}
	for _, m := range merged {
		want = append(want, m.GetStartAxis()+":"+m.GetEndAxis())
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("merged %q, by excelize %q", got, want)
	}
}

// TestCompareReal compares real workbooks.
func TestCompareReal(t *testing.T) {
	for _, dir := range []string{"messy", "attack_evals"} {
		files, err := filepath.Glob(filepath.Join(shared(t, dir), "*.xlsx"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no workbooks in %s: %v", dir, err)
		}
		for _, path := range files {
			t.Run(filepath.Base(path), func(t *testing.T) { compare(t, path) })
		}
	}
}

// TestCompareWritten compares workbooks that excelize writes, whole and streamed.
func TestCompareWritten(t *testing.T) {
	codes := []string{"yyyy-mm-dd", "[$-804]yyyy\"年\"m\"月\"", "0.00%", "#,##0.00\\ \"days\"", "[Red]0.0", "[h]:mm", "General", "_-* #,##0_-;\\-* #,##0_-", "0.0E+00", "@", "\"%\"0"}
	for _, streamed := range []bool{false, true} {
		t.Run(fmt.Sprintf("streamed=%t", streamed), func(t *testing.T) {
			f := excelize.NewFile()
			defer f.Close()
			styles := []int{0}
			for id := range 60 {
				s, err := f.NewStyle(&excelize.Style{NumFmt: id})
				if err != nil {
					t.Fatal(err)
				}
				styles = append(styles, s)
			}
			for _, code := range codes {
				s, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
				if err != nil {
					t.Fatal(err)
				}
				styles = append(styles, s)
			}
			values := []any{"甲 & <乙>", " 空格 ", "=1+1", "一\n二", "a\r\nb", "_x000D_", 42, -1.5, 1e21, true, false, int64(110101199003073123), "110101199003073123", "\u00a0", "😀", strings.Repeat("长", 32_767)}
			row := slices.Clone(values)
			set := func(r int, row []any) error { return f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", r), &row) }
			flush := func() error { return nil }
			if streamed {
				w, err := f.NewStreamWriter("Sheet1")
				if err != nil {
					t.Fatal(err)
				}
				set = func(r int, row []any) error { return w.SetRow(fmt.Sprintf("A%d", r), row) }
				flush = w.Flush
				for i, s := range styles {
					row = append(row, excelize.Cell{StyleID: s, Value: float64(i) + 0.5})
				}
			}
			for r := 1; r < 40; r += 3 {
				if err := set(r, row); err != nil {
					t.Fatal(err)
				}
			}
			if err := flush(); err != nil {
				t.Fatal(err)
			}
			if !streamed {
				for i, s := range styles {
					name := cellName(i+20, 2)
					if err := f.SetCellValue("Sheet1", name, float64(i)+0.5); err != nil {
						t.Fatal(err)
					}
					if err := f.SetCellStyle("Sheet1", name, name, s); err != nil {
						t.Fatal(err)
					}
				}
				if err := f.MergeCell("Sheet1", "A50", "C51"); err != nil {
					t.Fatal(err)
				}
				if err := f.SetCellFormula("Sheet1", "A60", "SUM(A1:A9)"); err != nil {
					t.Fatal(err)
				}
				if err := f.SetRowVisible("Sheet1", 4, false); err != nil {
					t.Fatal(err)
				}
				if _, err := f.NewSheet("隐藏 & 表"); err != nil {
					t.Fatal(err)
				}
				if err := f.SetSheetVisible("隐藏 & 表", false, true); err != nil {
					t.Fatal(err)
				}
			}
			path := filepath.Join(t.TempDir(), "written.xlsx")
			if err := f.SaveAs(path); err != nil {
				t.Fatal(err)
			}
			compare(t, path)
		})
	}
}
