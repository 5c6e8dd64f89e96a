package mapping_test

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// TestDocumentedFile sees that the file in the package's comment is one.
func TestDocumentedFile(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "mapping.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var file strings.Builder
	for line := range strings.Lines(f.Doc.Text()) {
		if text, ok := strings.CutPrefix(line, "\t"); ok {
			file.WriteString(text)
		}
	}
	m, err := mapping.Parse("doc", []byte(file.String()), graph.Standard())
	if err != nil {
		t.Fatalf("%v\n%s", err, file.String())
	}
	roundTrip(t, graph.Standard(), m)
}
