package importer

import (
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// FuzzKept reads any text as what a batch kept: it never panics, and what is refused
// has a code.
func FuzzKept(f *testing.F) {
	f.Add(`{"version":1,"report":{"counts":{"read":1}},"mapping":"version: 1","tables":[{"table":"t","columns":[{}],"explain":{"zh":"甲","en":"a"}}]}` + "\n" + `{"problem":{"row":2},"onPage":{"zh":"乙","en":"b"}}` + "\n" + `{"queued":{"row":3}}`)
	f.Add(`{"version":2,"report":{}}`)
	f.Add(`{"version":1}`)
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		kept, err := readKept(bytes.NewReader(packed.Bytes()))
		if err != nil {
			if code := graph.CodeOf(err); code != graph.CodeDamaged && code != graph.CodeInvalid {
				t.Errorf("code %s: %v", code, err)
			}
			return
		}
		if kept.Report == nil {
			t.Error("it has no report")
		}
		kept.Report.Matters()
		if _, err := readKept(bytes.NewReader(packed.Bytes()[:packed.Len()-1])); graph.CodeOf(err) != graph.CodeDamaged {
			t.Errorf("cut at its end: %v", err)
		}
	})
}
