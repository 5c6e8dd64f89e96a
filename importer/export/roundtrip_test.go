package export_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/importer/export"
)

func tell(t *testing.T, got []export.Edit) {
	t.Helper()
	for i, e := range got {
		if i == 5 {
			t.Logf("… %d in all", len(got))
			break
		}
		t.Logf("%s!R%dC%d %s %s %q: %q → %v, missing %v, new %v, +%q -%q, %v", e.Sheet, e.Row, e.Column, e.Node, e.Header, e.Property, e.Old, e.New, e.Missing, e.NewRow, e.Added, e.Removed, e.Problem)
	}
}

// What nobody edited has no edits, whoever saved it in between.
func TestUnedited(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		q := export.Query{Lang: lang, Provenance: true, Amounts: true, Personal: true, Store: "s"}
		v := generatedView(t, 20_000)
		nasty := nastyView(t)
		for name, b := range map[string][]byte{"generated": exportXLSX(t, v, q), "nasty": exportXLSX(t, nasty, q)} {
			view := v
			if name == "nasty" {
				view = nasty
			}
			t.Run(lang+" "+name, func(t *testing.T) {
				if got := edits(t, b, view); len(got) > 0 {
					tell(t, got)
					t.Error("as it was written")
				}
				if got := edits(t, edited(t, b, func(*excelize.File) {}), view); len(got) > 0 {
					tell(t, got)
					t.Error("saved again by excelize")
				}
				for _, resave := range resavers(t) {
					if got := edits(t, resave.run(t, b), view); len(got) > 0 {
						tell(t, got)
						t.Error("saved again by " + resave.name)
					}
				}
			})
		}
	}
}

type resaver struct {
	name string
	run  func(t *testing.T, b []byte) []byte
}

// resavers returns the programs of this machine that can save a workbook.
func resavers(t *testing.T) []resaver {
	t.Helper()
	var out []resaver
	if python := pythonWith(t, "openpyxl"); python != "" {
		out = append(out, resaver{"openpyxl", func(t *testing.T, b []byte) []byte {
			in, saved := filepath.Join(t.TempDir(), "in.xlsx"), filepath.Join(t.TempDir(), "out.xlsx")
			if err := os.WriteFile(in, b, 0o600); err != nil {
				t.Fatal(err)
			}
			program := "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])"
			if msg, err := exec.CommandContext(t.Context(), python, "-c", program, in, saved).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, msg)
			}
			return read(t, saved)
		}})
	}
	if office, err := exec.LookPath("soffice"); err != nil {
		t.Log("not tried: soffice is not installed")
	} else {
		out = append(out, resaver{"LibreOffice", func(t *testing.T, b []byte) []byte {
			dir, in := t.TempDir(), filepath.Join(t.TempDir(), "export.xlsx")
			if err := os.WriteFile(in, b, 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+dir, "--headless", "--convert-to", "xlsx", "--outdir", dir, in)
			if msg, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, msg)
			}
			return read(t, filepath.Join(dir, "export.xlsx"))
		}})
	}
	return out
}

// pythonWith returns a python that has a module, or "" and says why not. The
// environment's PYTHON chooses which is asked.
func pythonWith(t *testing.T, module string) string {
	t.Helper()
	name := os.Getenv("PYTHON")
	if name == "" {
		name = "python3"
	}
	python, err := exec.LookPath(name)
	if err != nil {
		t.Logf("not tried: %s is not installed", name)
		return ""
	}
	if err := exec.CommandContext(t.Context(), python, "-c", "import "+module).Run(); err != nil {
		t.Logf("not tried: %s has no module %s", python, module)
		return ""
	}
	return python
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Of many edits anywhere, each is told once, at its place, and nothing else is.
func TestManyCells(t *testing.T) {
	v := generatedView(t, 20_000)
	b := exportXLSX(t, v, export.Query{Lang: "en", Provenance: true})
	m, _, err := export.ReadManifest(t.Context(), open(t, b))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	want := map[string]string{}
	changed := edited(t, b, func(f *excelize.File) {
		for _, s := range m.Sheets {
			rows, err := f.GetRows(s.Names[0])
			if err != nil {
				t.Fatal(err)
			}
			for range 10 {
				column := random.IntN(len(s.Columns))
				if c := &s.Columns[column]; !c.Editable() || c.Role == export.RolePeriod {
					continue
				}
				cell, err := excelize.CoordinatesToCellName(column+1, 2+random.IntN(len(rows)-1))
				if err != nil {
					t.Fatal(err)
				}
				text := fmt.Sprintf("changed %d", len(want))
				if err := f.SetCellStr(s.Names[0], cell, text); err != nil {
					t.Fatal(err)
				}
				want[s.Names[0]+"!"+cell] = text
			}
		}
	})
	for _, e := range edits(t, changed, v) {
		cell, err := excelize.CoordinatesToCellName(e.Column, e.Row)
		if err != nil {
			t.Fatalf("%+v", e)
		}
		at := e.Sheet + "!" + cell
		if want[at] != e.New.Text || e.Problem != nil || e.Node == "" {
			t.Errorf("%s: %+v, want %q", at, e, want[at])
		}
		delete(want, at)
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}
}

func TestSameBytes(t *testing.T) {
	v := generatedView(t, 5000)
	q := export.Query{Lang: "zh", Provenance: true}
	if !bytes.Equal(exportXLSX(t, v, q), exportXLSX(t, v, q)) {
		t.Error("two workbooks of one view differ")
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"CSV":     func(b *bytes.Buffer) error { return export.CSV(t.Context(), b, v, q) },
		"GraphML": func(b *bytes.Buffer) error { return export.GraphML(t.Context(), b, v, q) },
	} {
		var a, b bytes.Buffer
		if err := write(&a); err != nil {
			t.Fatal(err)
		}
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("two of %s differ", name)
		}
	}
}
