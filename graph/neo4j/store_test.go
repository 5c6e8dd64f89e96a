package neo4j_test

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/neo4j"
	"github.com/chainatlas/chainatlas/graph/neo4j/neo4jtest"
)

var logs atomic.Int64

// options are those of a new log on the tests' server.
func options(t testing.TB) neo4j.Options {
	t.Helper()
	server := neo4jtest.Get(t)
	return neo4j.Options{
		URI: server.URI, User: server.User, Password: server.Password, Database: server.Database,
		Log: fmt.Sprintf("%s %d.%d", t.Name(), os.Getpid(), logs.Add(1)),
	}
}

func openWith(t testing.TB, opts neo4j.Options) *neo4j.Store {
	t.Helper()
	s, err := neo4j.Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func verify(ctx context.Context, s graph.Store) error {
	report, err := chunk.Verify(ctx, s, nil)
	if err != nil {
		return err
	}
	return report.Err()
}

func TestStore(t *testing.T) {
	neo4jtest.Get(t)
	graphtest.TestStore(t, graphtest.StoreSuite{
		Open: func(t *testing.T, now func() time.Time) graph.Store {
			opts := options(t)
			opts.Now = now
			return openWith(t, opts)
		},
		Verify: verify,
	})
}
