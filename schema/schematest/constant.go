// Package schematest measures the service of package schema: it has a server of
// gqlgen to compare it with, whose resolvers return constants.
package schematest

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/chainatlas/chainatlas/schema/schematest/internal/gen"
)

//go:generate go tool gqlgen generate --config gqlgen.yml

// Constant returns a server that answers documents of the benchmarks by what it is
// given: data is the data of an answer of the service, without aliases. So it
// writes the same answer to the same document, and whatever the service takes
// longer is its own. It is set up as gqlgen's documentation says, without any
// limit. It is safe for concurrent use. Data that do not fit constant.graphqls
// fail.
func Constant(data json.RawMessage) (http.Handler, error) {
	var c constants
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	if err := in.Decode(&c); err != nil {
		return nil, err
	}
	server := handler.New(gen.NewExecutableSchema(gen.Config{Resolvers: &root{c}}))
	server.AddTransport(transport.POST{})
	server.SetQueryCache(lru.New[*ast.QueryDocument](200))
	return server, nil
}

// constants are what the resolvers return.
type constants struct {
	ChainMap    *gen.ChainMap
	Segment     *gen.Segment
	Enterprise  *gen.Enterprise
	Enterprises *gen.EnterpriseConnection
	Search      *gen.SearchResult
	Suggest     *gen.SearchResult
	Changes     *gen.ChangesBetween
	CapitalFlow *gen.CapitalFlow
}

// root is the root of resolvers.
type root struct{ constants }

// Query implements [gen.ResolverRoot].
func (r *root) Query() gen.QueryResolver { return query{r.constants} }

// query resolves the fields of queries.
type query struct{ is constants }

// ChainMap returns the map.
func (q query) ChainMap(context.Context, any, any) (*gen.ChainMap, error) { return q.is.ChainMap, nil }

// Segment returns the segment, whichever was asked for.
func (q query) Segment(context.Context, *string) (*gen.Segment, error) { return q.is.Segment, nil }

// Enterprise returns the enterprise, whichever was asked for.
func (q query) Enterprise(context.Context, *string) (*gen.Enterprise, error) {
	return q.is.Enterprise, nil
}

// Enterprises returns the page.
func (q query) Enterprises(context.Context, *int, any, any) (*gen.EnterpriseConnection, error) {
	return q.is.Enterprises, nil
}

// Search returns the hits.
func (q query) Search(context.Context, string, []string, *int) (*gen.SearchResult, error) {
	return q.is.Search, nil
}

// Suggest returns the hits.
func (q query) Suggest(context.Context, string, []string, *int) (*gen.SearchResult, error) {
	return q.is.Suggest, nil
}

// Changes returns the changes.
func (q query) Changes(context.Context, any, *int) (*gen.ChangesBetween, error) {
	return q.is.Changes, nil
}

// CapitalFlow returns where capital flows.
func (q query) CapitalFlow(context.Context, *int) (*gen.CapitalFlow, error) {
	return q.is.CapitalFlow, nil
}
