package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// TestGeneratedIsCurrent asks for go generate when the vocabulary has changed.
func TestGeneratedIsCurrent(t *testing.T) {
	g := &generator{vocabulary: graph.Standard()}
	for name, want := range map[string][]byte{
		"kinds.graphqls":          g.sdl(),
		"internal/model/kinds.go": formatted(g.models()),
		"kinds.resolvers.go":      formatted(g.resolvers()),
	} {
		got, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the vocabulary says: run go generate in schema", name)
		}
	}
}
