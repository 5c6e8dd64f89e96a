package importer_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// BenchmarkChainKG imports the seven files of a real industry graph, 273,022 rows,
// until they can be queried; and once more, unchanged, into a store that holds
// them, which a command opens anew.
func BenchmarkChainKG(b *testing.B) {
	set := &sharedSets[slices.IndexFunc(sharedSets, func(s sharedSet) bool { return s.name == "chainkg" })]
	var files []string
	for _, f := range set.files {
		path := filepath.Join(sharedRoot, f)
		if _, err := os.Stat(path); err != nil {
			b.Skipf("the shared data are not there: %v", err)
		}
		files = append(files, path)
	}
	data, err := os.ReadFile(filepath.Join(mappingsRoot, set.mapping+".yaml"))
	if err != nil {
		b.Fatal(err)
	}
	m, err := mapping.Parse(set.mapping+".yaml", data, graph.Standard())
	if err != nil {
		b.Fatal(err)
	}
	run := func(b *testing.B, s *sqlite.Store, open func(context.Context) (*memory.View, error)) *importer.Report {
		r, err := importer.Run(b.Context(), files, importer.Options{Store: s, OpenView: open, Mapping: m, Actor: "bench"})
		if err != nil {
			b.Fatal(err)
		}
		return r
	}
	create := func(b *testing.B) *sqlite.Store {
		s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "bench.db"), sqlite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	empty := func(context.Context) (*memory.View, error) {
		return memory.New(graph.Standard(), graph.StandardRules()), nil
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			s := create(b)
			if r := run(b, s, empty); !r.Adds() {
				b.Fatalf("%+v", r.Counts)
			}
			view, err := memory.New(graph.Standard(), graph.StandardRules()).Advance(b.Context(), s, 0)
			if err != nil {
				b.Fatal(err)
			}
			if n := view.Stats().Nodes[graph.KindProduct]; n == 0 {
				b.Fatal("no products")
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("again", func(b *testing.B) {
		s := create(b)
		defer s.Close()
		run(b, s, empty)
		for b.Loop() {
			r := run(b, s, func(ctx context.Context) (*memory.View, error) {
				return memory.Build(ctx, s, graph.Standard(), graph.StandardRules(), 0)
			})
			if r.Before != 1 {
				b.Fatalf("%+v", r.Counts)
			}
		}
	})
}
