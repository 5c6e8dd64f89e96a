package schema_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/schema"
)

var update = flag.Bool("update", false, "write the golden files anew")

const example = "../examples/示例产业.xlsx"

// shared is the example workbook as it was imported, and what curators made of it:
// revision 1 is the import, 2 pins a property, 3 merges two enterprises.
var shared *atlas

// atlas is a service over a store of its own.
type atlas struct {
	store   *sqlite.Store
	log     *live.Log
	search  *searcher
	handler http.Handler
	server  *httptest.Server
	dir     string
	clock   *clock
	logged  *bytes.Buffer
}

// clock goes on by a second whenever it is read by the store.
type clock struct{ t time.Time }

func (c *clock) now() time.Time {
	c.t = c.t.Add(time.Second)
	return c.t
}

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "schema")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	a, err := newAtlas(context.Background(), dir, schema.Config{
		Introspection: true,
		Tiles: func(chain graph.SubjectID, r graph.Revision) string {
			return fmt.Sprintf("/tiles?chain=%s&at=r%d", chain, r)
		},
	})
	if err == nil {
		err = a.fill(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer a.close()
	shared = a
	return m.Run()
}

// newAtlas makes an empty store with a service over it.
func newAtlas(ctx context.Context, dir string, c schema.Config) (*atlas, error) {
	a := &atlas{dir: dir, clock: &clock{time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}, logged: &bytes.Buffer{}}
	var err error
	a.store, err = sqlite.Open(ctx, filepath.Join(dir, "atlas.db"), sqlite.Options{Salt: []byte("a salt of the contract tests"), Now: a.clock.now})
	if err != nil {
		return nil, err
	}
	a.log, err = live.Open(ctx, a.store, live.Options{Vocabulary: graph.Standard(), Rules: graph.StandardRules(), Poll: 5 * time.Millisecond})
	if err != nil {
		return nil, errors.Join(err, a.store.Close())
	}
	if a.search, err = newSearcher(ctx, dir, a.log, a.store); err != nil {
		return nil, errors.Join(err, a.log.Close(), a.store.Close())
	}
	c.Search = a.search
	c.Log, c.Store, c.Dir, c.Authorise = a.log, a.store, filepath.Join(dir, "uploads"), authorise
	c.Logger = slog.New(slog.NewTextHandler(a.logged, nil))
	if c.Limits.Rate == 0 {
		c.Limits.Rate, c.Limits.Burst = 1e6, 1e6
	}
	if a.handler, err = schema.New(c); err != nil {
		return nil, errors.Join(err, a.search.close(), a.log.Close(), a.store.Close())
	}
	a.server = httptest.NewServer(a.handler)
	return a, nil
}

func (a *atlas) close() {
	a.server.Close()
	if err := errors.Join(a.search.close(), a.log.Close(), a.store.Close()); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// fill imports the example and changes it twice.
func (a *atlas) fill(ctx context.Context) error {
	_, err := importer.Run(ctx, []string{example}, importer.Options{Store: a.store, View: a.log.View(), Actor: "tester"})
	if err != nil {
		return err
	}
	if err := a.settle(ctx); err != nil {
		return err
	}
	first, second := a.enterprise(0), a.enterprise(1)
	value := graph.Text("示例改名")
	for i, says := range []graph.Assertion{
		&graph.Pin{Subjects: []graph.SubjectID{first}, Property: graph.PropShortName, Value: &value},
		&graph.Judge{A: second, B: a.enterprise(2), Verdict: graph.Same},
	} {
		_, err := graph.Append(ctx, a.store, graph.Header{Key: fmt.Sprintf("fixture-%d", i), Kind: graph.BatchCurate, Source: schema.CuratorSource,
			Actor: "curator", Reason: "for the tests", Rules: graph.StandardRules().Version}, says)
		if err != nil {
			return err
		}
	}
	return a.settle(ctx)
}

// settle waits until the service knows what the store holds.
func (a *atlas) settle(ctx context.Context) error {
	head, err := a.store.Head(ctx)
	if err != nil {
		return err
	}
	a.log.Notify()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if _, err = a.log.Wait(ctx, head.Revision); err != nil {
		return err
	}
	return a.search.index.Wait(ctx, head.Revision)
}

// enterprise returns the i-th enterprise by name of revision 1.
func (a *atlas) enterprise(i int) graph.SubjectID { return a.nth(graph.KindEnterprise, i) }

// nth returns the i-th node of a kind in the order of the IDs, of revision 1.
func (a *atlas) nth(kind graph.Kind, i int) graph.SubjectID {
	v, err := a.log.At(context.Background(), 1)
	if err != nil {
		panic(err) // a test fails
	}
	l, err := v.List(context.Background(), memory.ListQuery{Kind: kind, First: i + 1})
	if err != nil || len(l.IDs) <= i {
		panic(fmt.Sprint("there is no such ", kind, err))
	}
	return l.IDs[i]
}

// authorise knows tokens that are the names of roles.
func authorise(r *http.Request) (schema.Actor, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return schema.Actor{}, graph.Errorf(graph.CodeNotFound, "", "no token")
	}
	role, enterprise, _ := strings.Cut(token, ":") // vendor:ID answers for one
	return schema.Actor{Name: "the " + role, Role: schema.Role(role), Enterprise: graph.SubjectID(enterprise)}, nil
}

// answer is what a service says.
type answer struct {
	Status     int             `json:"-"`
	Data       json.RawMessage `json:"data"`
	Errors     []answerError   `json:"errors"`
	Extensions map[string]any  `json:"extensions"`
	raw        []byte
}

type answerError struct {
	Message    string         `json:"message"`
	Path       []any          `json:"path"`
	Extensions map[string]any `json:"extensions"`
}

// code returns the code of the first error; "" if there is none.
func (a *answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	s, _ := a.Errors[0].Extensions["code"].(string)
	return s
}

// get unpacks a part of the data by a path of names and indices.
func (a *answer) get(t *testing.T, path ...any) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(a.Data, &v); err != nil {
		t.Fatalf("%v in %s", err, a.raw)
	}
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("there is no %v of %v in %s", p, path, a.raw)
			}
			v = m[p]
		case int:
			l, ok := v.([]any)
			if !ok || len(l) <= p {
				t.Fatalf("there is no %v of %v in %s", p, path, a.raw)
			}
			v = l[p]
		}
	}
	return v
}

// with sets a header of a request.
type with struct{ name, value string }

func as(role schema.Role) with { return with{"Authorization", "Bearer " + string(role)} }

// ask sends an operation.
func (a *atlas) ask(t *testing.T, query string, variables map[string]any, headers ...with) *answer {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	return a.send(t, "application/json", bytes.NewReader(body), headers...)
}

func (a *atlas) send(t *testing.T, contentType string, body io.Reader, headers ...with) *answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.server.URL, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	for _, h := range headers {
		r.Header.Set(h.name, h.value)
	}
	resp, err := a.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	out := &answer{Status: resp.StatusCode}
	if out.raw, err = io.ReadAll(resp.Body); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out.raw, out); err != nil {
		t.Fatalf("%v in %s", err, out.raw)
	}
	return out
}

// must fails the test if the answer has errors.
func (a *answer) must(t *testing.T) *answer {
	t.Helper()
	if len(a.Errors) > 0 {
		t.Fatalf("the answer has errors: %s", a.raw)
	}
	return a
}
