package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/importer/table"
)

// The workbooks of the tests are made of XML text, so that a reader of a test
// sees what is in them.

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	nsRel     = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	nsPackage = "http://schemas.openxmlformats.org/package/2006/relationships"
)

// entry is one part of a workbook that a test makes.
type entry struct{ name, body string }

// parts returns those of a workbook with these sheets, named Sheet1, Sheet2, …,
// and these shared strings, each the XML within <si>.
func parts(sst []string, sheets ...string) []entry {
	var rels, list strings.Builder
	es := []entry{{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`}}
	es = append(es, entry{"_rels/.rels", xmlHead + `<Relationships xmlns="` + nsPackage + `"><Relationship Id="rId1" Type="` + nsRel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`})
	for i, s := range sheets {
		fmt.Fprintf(&list, `<sheet name="Sheet%d" sheetId="%d" r:id="rId%d"/>`, i+1, i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, nsRel, i+1)
		es = append(es, entry{fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), s})
	}
	if sst != nil {
		fmt.Fprintf(&rels, `<Relationship Id="rIdS" Type="%s/sharedStrings" Target="sharedStrings.xml"/>`, nsRel)
		es = append(es, entry{"xl/sharedStrings.xml", xmlHead + `<sst xmlns="` + nsMain + `"><si>` + strings.Join(sst, "</si><si>") + `</si></sst>`})
	}
	fmt.Fprintf(&rels, `<Relationship Id="rIdT" Type="%s/styles" Target="styles.xml"/>`, nsRel)
	return append(es,
		entry{"xl/workbook.xml", xmlHead + `<workbook xmlns="` + nsMain + `" xmlns:r="` + nsRel + `"><sheets>` + list.String() + `</sheets></workbook>`},
		entry{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="` + nsPackage + `">` + rels.String() + `</Relationships>`},
		entry{"xl/styles.xml", testStyles})
}

// testStyles has the styles 0 General, 1 a built-in date, 2 a date by its code,
// 3 a percentage, 4 thousands.
const testStyles = xmlHead + `<styleSheet xmlns="` + nsMain + `"><numFmts count="2"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>` +
	`<numFmt numFmtId="177" formatCode="0.0%"/></numFmts><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/><xf numFmtId="3"/></cellXfs></styleSheet>`

// sheetXML is a sheet with these rows.
func sheetXML(rows string) string {
	return xmlHead + `<worksheet xmlns="` + nsMain + `"><sheetData>` + rows + `</sheetData></worksheet>`
}

// set replaces a part, or adds it.
func set(es []entry, name, body string) []entry {
	es = append([]entry(nil), es...)
	for i := range es {
		if es[i].name == name {
			es[i].body = body
			return es
		}
	}
	return append(es, entry{name, body})
}

// without leaves a part out.
func without(es []entry, name string) (kept []entry) {
	for _, e := range es {
		if e.name != name {
			kept = append(kept, e)
		}
	}
	return kept
}

// pack makes a zip archive.
func pack(tb testing.TB, es []entry) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range es {
		w, err := z.Create(e.name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(e.body)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// write writes a file of a test and returns its path.
func write(tb testing.TB, content []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "工作簿.xlsx")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// dump reads a whole workbook into text, one line a row.
func dump(tb testing.TB, path string, opts Options) (string, error) {
	tb.Helper()
	d, err := Open(tb.Context(), path, opts)
	if err != nil {
		return "", err
	}
	defer d.Close()
	var b strings.Builder
	if d.Date1904() {
		b.WriteString("dates from 1904\n")
	}
	for i, s := range d.Sheets() {
		fmt.Fprintf(&b, "# %s", s.Name)
		if s.Hidden {
			b.WriteString(" (hidden)")
		}
		b.WriteString("\n")
		for r, err := range d.Rows(tb.Context(), i) {
			if err != nil {
				return "", err
			}
			dumpRow(&b, r)
		}
		areas, err := d.Merged(tb.Context(), i)
		if err != nil {
			return "", err
		}
		for _, a := range areas {
			fmt.Fprintf(&b, "merged %s:%s\n", cellName(a.FirstColumn, a.FirstRow), cellName(a.LastColumn, a.LastRow))
		}
	}
	return b.String(), nil
}

var kindNames = [...]string{"blank", "text", "number", "date", "percent", "bool", "error", "pending"}

func dumpRow(b *strings.Builder, r *table.Row) {
	fmt.Fprintf(b, "%d", r.Number)
	if r.Hidden {
		b.WriteString(" hidden")
	}
	for _, c := range r.Cells {
		fmt.Fprintf(b, " | %s %s %q", cellName(c.Column, r.Number), kindNames[c.Kind], c.Text)
	}
	b.WriteString("\n")
}

// faultOf returns the fault that caused err, which must have one unless it is
// from a context.
func faultOf(tb testing.TB, err error) *table.Fault {
	tb.Helper()
	f, ok := errors.AsType[*table.Fault](err)
	if !ok {
		tb.Fatalf("no table.Fault causes %T: %v", err, err)
	}
	return f
}

// shared returns the path of real data, and skips the test where they are not
// there.
func shared(tb testing.TB, name string) string {
	tb.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("the shared data are not there: %s", path)
	}
	return path
}
