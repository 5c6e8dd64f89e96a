package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/chainatlas/chainatlas/graph/neo4j/neo4jtest"
)

// emptyNeo4j returns the tests' server after emptying it.
func emptyNeo4j(t *testing.T) *neo4jtest.Server {
	t.Helper()
	server := neo4jtest.Get(t)
	server.NeedOwn(t) // what it holds is the tests' own
	d, err := driver.NewDriverWithContext(server.URI, driver.BasicAuth(server.User, server.Password, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close(context.Background())
	session := d.NewSession(t.Context(), driver.SessionConfig{DatabaseName: server.Database})
	defer session.Close(context.Background())
	result, err := session.Run(t.Context(), "MATCH (n) CALL { WITH n DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS", nil)
	if err == nil {
		_, err = result.Consume(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// onNeo4j returns a user with an empty server, whose password is in a file.
func onNeo4j(t *testing.T) (*session, *neo4jtest.Server) {
	t.Helper()
	server := emptyNeo4j(t)
	s := newSession(t, "en")
	if err := os.WriteFile("password.txt", []byte(server.Password+"\nthe second line does not count\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return s, server
}

// TestNeo4jCommands takes a log to a server and back, and draws its graph.
func TestNeo4jCommands(t *testing.T) {
	s, server := onNeo4j(t)
	store := []string{"--store", server.URI, "--store-password-file", "password.txt"}
	to := []string{"--to", server.URI, "--to-password-file", "password.txt"}
	on := func(args ...string) []string { return append(args, store...) }
	wants := func(code int, says string, args ...string) {
		t.Helper()
		r := s.run(t.Context(), args...)
		if r.code != code || !strings.Contains(r.stdout+r.stderr, says) {
			t.Errorf("chainatlas %s: exit code %d, want %d and %q\n%s%s", strings.Join(args, " "), r.code, code, says, r.stdout, r.stderr)
		}
	}
	wants(5, "there is no such store", on("stats")...)
	wants(2, "does not accept the user", "stats", "--store", server.URI)
	wants(2, "say with --to", "copy")

	s.must(0, "init")
	s.fill() // four revisions
	wants(0, "revision 4, 4 batches", append([]string{"copy"}, to...)...)
	wants(4, "is there already", on("init")...)
	wants(0, "revision 4, 0 batches", append([]string{"copy"}, to...)...) // again: nothing
	if file, server := s.must(0, "log", "list", "--json"), s.must(0, on("log", "list", "--json")...); file != server {
		t.Errorf("the logs differ:\n%s\n%s", file, server)
	}
	wants(0, "", on("verify")...)

	// Written on the server, and copied back to the file.
	s.must(0, on("source", "add", "press", "--name", "trade press", "--trust", "media")...)
	wants(0, "revision 5, 1 batches", "copy", "--from", server.URI, "--from-password-file", "password.txt", "--to", "atlas.db")
	s.must(0, "source", "add", "other", "--name", "another", "--trust", "media")
	s.must(0, on("source", "add", "third", "--name", "a third", "--trust", "media")...)
	wants(4, "another log", append([]string{"copy"}, to...)...) // they have parted

	s.must(0, on("backup", "backup.db")...)
	wants(0, "", "verify", "--store", "backup.db")
	wants(4, "is there already", on("restore", "backup.db")...)
	if server, file := s.must(0, on("log", "list", "--json")...), s.must(0, "log", "list", "--json", "--store", "backup.db"); file != server {
		t.Errorf("the backup differs:\n%s\n%s", file, server)
	}

	// The graph, in the same database as the log.
	wants(2, "no address of a Neo4j server", "project", "--to", "elsewhere")
	wants(3, "not made of this log", on("verify", "--projection", server.URI)...)
	wants(0, "written anew", on("project")...)
	wants(0, "there already", on("project")...)
	wants(0, "is what the log says: revision 6", on("verify", "--projection", server.URI)...)
	s.must(0, on("source", "set", "third", "--trust", "verified", "--reason", "checked")...)
	wants(0, "what came since was written", on("project")...)
	wants(0, "0 differences", on("project", "--repair")...)
	wants(0, "is what the log says: revision 7", on("verify", "--projection", server.URI)...)
	// That of another store takes its place.
	wants(0, "written anew", append([]string{"project"}, to...)...)
	wants(0, "is what the log says: revision 6", "verify", "--projection", server.URI, "--projection-password-file", "password.txt")
	wants(2, "only one of", append([]string{"project", "--repair", "--rebuild"}, to...)...)

	// Followed, until it is interrupted.
	ctx, interrupt := context.WithCancel(t.Context())
	followed := make(chan int, 1)
	var stdout, stderr shared
	go func() {
		m := Main{
			Args: append([]string{"project", "--follow"}, to...), Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr,
			Getenv: func(key string) string { return s.env[key] }, Now: time.Now, Rand: rand.NewChaCha8([32]byte{1}),
		}
		followed <- m.Run(ctx)
	}()
	until := func(said *shared, text string) {
		t.Helper()
		for range 1200 {
			if strings.Contains(said.String(), text) {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Errorf("project --follow never says %q, but\n%s%s", text, stdout.String(), stderr.String())
	}
	until(&stdout, "revision 6")
	s.must(0, "source", "add", "fourth", "--name", "a fourth", "--trust", "media")
	until(&stderr, "at revision 7")
	interrupt()
	if code := <-followed; code != 0 {
		t.Errorf("project --follow ends with exit code %d\n%s", code, stderr.String())
	}
	wants(0, "is what the log says: revision 7", "verify", "--projection", server.URI, "--projection-password-file", "password.txt")
}

// shared is a buffer that one goroutine writes and another reads.
type shared struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shared) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// TestNeo4jRealData draws the graph of real data and compares it with what the log
// says, element by element.
func TestNeo4jRealData(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(root, "..", "shared", "data", "chainkg")
	files, err := filepath.Glob(filepath.Join(data, "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("the shared data are not there: %s", data)
	}
	nodes := `100673 nodes, 170296 relationships`
	if os.Getenv("CHAINATLAS_BENCH") != "full" { // the products take minutes
		files = slices.DeleteFunc(files, func(f string) bool { return strings.Contains(filepath.Base(f), "product") })
		nodes = `5157 nodes, 10116 relationships`
	}
	s, server := onNeo4j(t)
	s.must(0, "init")
	time := took(t)
	s.must(0, append([]string{"import", "--mapping", filepath.Join(root, "examples", "mappings", "chainkg.yaml")}, files...)...)
	time("importing")
	s.must(0, "project", "--to", server.URI, "--to-password-file", "password.txt", "--rebuild")
	time("drawing the graph")
	out := s.must(0, "verify", "--projection", server.URI, "--projection-password-file", "password.txt")
	time("comparing")
	if !regexp.MustCompile(`is what the log says: revision \d+, ` + nodes).MatchString(out) {
		t.Error(out)
	}
	t.Log(out)
}

// took logs how long each step took.
func took(t *testing.T) func(what string) {
	start := time.Now()
	return func(what string) {
		t.Helper()
		t.Logf("%s took %v", what, time.Since(start).Round(time.Millisecond))
		start = time.Now()
	}
}
