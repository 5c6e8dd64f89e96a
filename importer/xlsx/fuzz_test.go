package xlsx

import (
	"io"
	"os"
	"path/filepath"
	"runtime/metrics"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// fuzzLimits keep an honest workbook readable and a hostile one short.
var fuzzLimits = Options{MaxUnpacked: 16 << 20}

// FuzzWorkbook reads any bytes as a workbook: it never panics, it ends soon, and
// memory stays bounded. What is refused has a code and a fault, and what is read
// reads the same again.
func FuzzWorkbook(f *testing.F) {
	for _, es := range habits {
		f.Add(pack(f, es))
	}
	for _, c := range corpus(f) {
		if len(c.file) < 1<<12 {
			f.Add(c.file)
		}
	}
	path := filepath.Join(f.TempDir(), "x.xlsx")
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		_, sum, err := readAll(t.Context(), path, fuzzLimits)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("it took %v", took)
		}
		sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
		if metrics.Read(sample); sample[0].Value.Uint64() > 512<<20 {
			t.Errorf("%d MiB", sample[0].Value.Uint64()>>20)
		}
		if err != nil {
			switch graph.CodeOf(err) {
			case graph.CodeDamaged, graph.CodeInvalid, graph.CodeLimit:
				faultOf(t, err)
			default:
				t.Errorf("code %s: %v", graph.CodeOf(err), err)
			}
			return
		}
		if _, again, err := readAll(t.Context(), path, fuzzLimits); err != nil || again != sum {
			t.Errorf("read again, it is another: %v", err)
		}
	})
}

// readSheet dumps the XML of a sheet by way of a buffer of this size.
func readSheet(src io.Reader, buffer int64) (string, error) {
	opts := Options{MaxText: 100}.withDefaults()
	var b strings.Builder
	r := &sheetReader{
		scanner: newScanner(src, "test", "sheet.xml", buffer),
		sheet:   "Sheet1",
		opts:    &opts,
		strings: &sharedStrings{blocks: []string{"甲乙"}, starts: []uint32{0, 3}},
		kinds:   []table.Kind{table.Number, table.Date, table.Percent},
		yield: func(r *table.Row, err error) bool {
			dumpRow(&b, r)
			return true
		},
	}
	err := r.read()
	return b.String(), err
}

// FuzzSheet reads any text as the XML of a sheet: it never panics, the bounds of
// buffers make no difference, and without its last byte it is an error.
func FuzzSheet(f *testing.F) {
	for _, es := range habits {
		for _, e := range es {
			if e.name == sheet1 {
				f.Add(e.body)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		// Like a part, it must be text.
		var c textCheck
		if !c.add([]byte(text)) || !c.complete() {
			t.Skip()
		}
		want, err1 := readSheet(strings.NewReader(text), bufferSize)
		got, err2 := readSheet(iotest.OneByteReader(strings.NewReader(text)), 0)
		if graph.CodeOf(err1) != graph.CodeOf(err2) || err1 == nil && got != want {
			t.Fatalf("whole: %v\n%s\nin pieces: %v\n%s", err1, want, err2, got)
		}
		if err1 != nil {
			faultOf(t, err1)
			return
		}
		cut := text[:strings.LastIndexByte(text, '>')]
		if got, err := readSheet(strings.NewReader(cut), bufferSize); graph.CodeOf(err) != graph.CodeDamaged {
			t.Errorf("cut at its end: %v\n%s", err, got)
		}
	})
}
