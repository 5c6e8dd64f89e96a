package schema

import (
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/formatter"

	"github.com/chainatlas/chainatlas/schema/internal/gen"
)

// SDL returns the whole schema in its definition language, as one document that
// extends nothing and is sorted by name: the one that is kept in
// testdata/schema.graphql.
func SDL() string { return sdlText() }

var sdlText = sync.OnceValue(func() string {
	var b strings.Builder
	formatter.NewFormatter(&b, formatter.WithIndent("  ")).FormatSchema(gen.NewExecutableSchema(gen.Config{}).Schema())
	return b.String()
})
