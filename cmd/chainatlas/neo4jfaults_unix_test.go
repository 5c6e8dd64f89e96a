//go:build unix

package main

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/neo4j/neo4jtest"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

// foreign runs a statement on the tests' server, as an analyst would.
func foreign(t *testing.T, server *neo4jtest.Server, cypher string) []*driver.Record {
	t.Helper()
	d, err := driver.NewDriverWithContext(server.URI, driver.BasicAuth(server.User, server.Password, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close(context.Background())
	session := d.NewSession(t.Context(), driver.SessionConfig{DatabaseName: server.Database})
	defer session.Close(context.Background())
	result, err := session.Run(t.Context(), cypher, nil)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := result.Collect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// program runs this program in a process of its own.
func program(ctx context.Context, env []string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(append(os.Environ(), childEnv+"="+strings.Join(args, "\n"), "CHAINATLAS_LANG=en", "CHAINATLAS_ACTOR=tester"), env...)
	return cmd
}

// TestNeo4jRepair writes into a graph from outside: verify finds it, in both
// languages, and project --repair takes it back.
func TestNeo4jRepair(t *testing.T) {
	s, server := onNeo4j(t)
	on := []string{"--projection", server.URI, "--projection-password-file", "password.txt"}
	to := []string{"--to", server.URI, "--to-password-file", "password.txt"}
	s.must(0, "init")
	s.fill()
	s.must(0, append([]string{"project"}, to...)...)
	s.must(0, append([]string{"verify"}, on...)...)
	if rows := foreign(t, server, "SHOW INDEXES YIELD state WHERE state <> 'ONLINE' RETURN count(*)"); rows[0].Values[0] != int64(0) {
		t.Errorf("%v indexes are not online", rows[0].Values[0])
	}

	foreign(t, server, "CREATE (:Note {text: 'mine'})")
	foreign(t, server, "MATCH (e:Enterprise) WITH e ORDER BY e.id LIMIT 1 SET e.name = 'x' CREATE (e)-[:RIVALS]->(e)")
	for lang, says := range map[string][]string{"en": {"name is x, not", "it does not stand", "in 2 places"}, "zh": {"name 是 x，应为", "不成立", "2 处"}} {
		r := s.run(t.Context(), append([]string{"verify", "--lang", lang}, on...)...)
		for _, what := range says {
			if r.code != 3 || !strings.Contains(r.stderr, what) {
				t.Errorf("verify ends with exit code %d, want 3 and %q\n%s", r.code, what, r.stderr)
			}
		}
	}
	if out := s.must(0, append([]string{"project", "--repair"}, to...)...); !strings.Contains(out, "2 differences") {
		t.Error(out)
	}
	s.must(0, append([]string{"verify"}, on...)...)
	if rows := foreign(t, server, "MATCH (n:Note) DELETE n RETURN count(*)"); rows[0].Values[0] != int64(1) {
		t.Error("the analyst's note is gone")
	}
}

// TestNeo4jProjectKilled kills a process while it writes a graph. The graph says that
// it is not whole, and the next process completes it.
func TestNeo4jProjectKilled(t *testing.T) {
	s, server := onNeo4j(t)
	to := []string{"--to", server.URI, "--to-password-file", "password.txt"}
	on := []string{"--projection", server.URI, "--projection-password-file", "password.txt"}
	s.must(0, "init")
	s.fill()
	s.must(0, append([]string{"project"}, to...)...)
	for attempt := 0; ; attempt++ {
		cmd := program(t.Context(), []string{"CHAINATLAS_STORE=atlas.db"}, append([]string{"project", "--rebuild"}, to...)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for began := time.Now(); time.Since(began) < 30*time.Second; {
			if rows := foreign(t, server, "MATCH (m:ChainAtlas) WHERE NOT m.complete RETURN m.part"); len(rows) > 0 {
				break
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			break
		}
		if attempt == 5 {
			t.Fatal("it is always over before it is killed")
		}
	}
	if r := s.run(t.Context(), append([]string{"verify"}, on...)...); r.code != 3 || !strings.Contains(r.stderr, "a step is half done") {
		t.Errorf("verify ends with exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	if out := s.must(0, append([]string{"project"}, to...)...); !strings.Contains(out, "everything was compared") {
		t.Error(out)
	}
	s.must(0, append([]string{"verify"}, on...)...)
}

// TestNeo4jSignIn reaches a server by the flags of each command, encrypted and not,
// and fails with the exit codes that scripts go by.
func TestNeo4jSignIn(t *testing.T) {
	s, server := onNeo4j(t)
	_, address, _ := strings.Cut(server.URI, "://")
	if err := os.WriteFile("authority.pem", server.CertPEM, 0o600); err != nil {
		t.Fatal(err)
	}
	s.must(0, "init", "--store", server.URI, "--store-password-file", "password.txt")
	trusting := []string{"SSL_CERT_FILE=authority.pem"}
	for _, test := range []struct {
		what string
		env  []string
		args []string
		code int
		says string
	}{
		{"encrypted, by name", trusting, []string{"stats", "--store", "neo4j+s://" + address, "--store-user", "neo4j", "--store-password-file", "password.txt", "--store-database", "neo4j"}, 0, "revision"},
		{"encrypted, one server", trusting, []string{"stats", "--store", "bolt+s://" + address, "--store-password-file", "password.txt"}, 0, "revision"},
		{"whoever answers", nil, []string{"stats", "--store", "bolt+ssc://" + address, "--store-password-file", "password.txt"}, 0, "revision"},
		{"the password in the environment", []string{"CHAINATLAS_STORE_PASSWORD=" + server.Password}, []string{"stats", "--store", "neo4j://" + address}, 0, "revision"},
		{"a projection, encrypted", nil, []string{"project", "--store", server.URI, "--store-password-file", "password.txt", "--to", "neo4j+ssc://" + address, "--to-database", "neo4j"}, 0, "anew"},
		{"a certificate that nobody vouches for", nil, []string{"stats", "--store", "neo4j+s://" + address, "--store-password-file", "password.txt"}, 6, "certificate"},
		{"another user", nil, []string{"stats", "--store", server.URI, "--store-user", "nobody", "--store-password-file", "password.txt"}, 2, `does not accept the user "nobody"`},
		{"no such database", nil, []string{"stats", "--store", server.URI, "--store-password-file", "password.txt", "--store-database", "elsewhere"}, 5, `no database "elsewhere"`},
		{"a projection, no such database", nil, []string{"project", "--store", server.URI, "--store-password-file", "password.txt", "--to", server.URI, "--to-database", "elsewhere"}, 5, `no database "elsewhere"`},
		{"no password file", nil, []string{"stats", "--store", server.URI, "--store-password-file", "none.txt"}, 5, "none.txt"},
		{"nobody there", nil, []string{"stats", "--store", "bolt://127.0.0.1:1", "--store-password-file", "password.txt"}, 6, "cannot be reached"},
	} {
		cmd := program(t.Context(), test.env, test.args...)
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		if code := cmd.ProcessState.ExitCode(); code != test.code || !strings.Contains(string(out), test.says) {
			t.Errorf("%s: exit code %d, want %d and %q\n%s", test.what, code, test.code, test.says, out)
		}
	}
	// A server that hangs.
	server.Suspend(t)
	defer server.Resume(t)
	s.patience = 200 * time.Millisecond
	if r := s.run(t.Context(), "stats", "--store", server.URI, "--store-password-file", "password.txt"); r.code != 6 || !strings.Contains(r.stderr, "cannot be reached") {
		t.Errorf("a server that hangs: exit code %d\n%s", r.code, r.stderr)
	}
}

// TestNeo4jFollow keeps a graph in step while its server goes away and comes back,
// and while another process leads it, too.
func TestNeo4jFollow(t *testing.T) {
	s, server := onNeo4j(t)
	to := []string{"--to", server.URI, "--to-password-file", "password.txt"}
	s.must(0, "init")
	s.fill() // four revisions
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var stdout, stderr [2]shared
	var ended [2]chan int
	for i := range ended {
		ended[i] = make(chan int, 1)
		go func() {
			m := Main{
				Args: append([]string{"project", "--follow"}, to...), Stdin: strings.NewReader(""), Stdout: &stdout[i], Stderr: &stderr[i],
				Getenv: func(key string) string { return s.env[key] }, Now: time.Now, Rand: rand.NewChaCha8([32]byte{byte(i)}), Patience: time.Second,
			}
			ended[i] <- m.Run(ctx)
		}()
	}
	until := func(i int, said *shared, text string) {
		t.Helper()
		for range 1200 {
			if strings.Contains(said.String(), text) {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("follower %d never says %q, but\n%s%s", i, text, stdout[i].String(), stderr[i].String())
	}
	add := func(name string) { s.must(0, "source", "add", name, "--name", name, "--trust", "media") }
	for i := range ended {
		until(i, &stdout[i], "revision 4")
	}
	server.Kill(t)
	add("first")
	for i := range ended {
		until(i, &stderr[i], "cannot write now, and will go on trying")
	}
	add("second")
	server.Start(t)
	for i := range ended {
		until(i, &stderr[i], "at revision 6")
	}
	for n := range 5 {
		add(fmt.Sprint("more", n))
	}
	for i := range ended {
		until(i, &stderr[i], "at revision 11")
	}
	interrupt()
	for i := range ended {
		if code := <-ended[i]; code != 0 {
			t.Errorf("follower %d ends with exit code %d\n%s", i, code, stderr[i].String())
		}
	}
	if out := s.must(0, "verify", "--projection", server.URI, "--projection-password-file", "password.txt"); !strings.Contains(out, "is what the log says: revision 11") {
		t.Error(out)
	}
}

// readings counts how often the first batch of a log is read.
type readings struct {
	graph.Store
	first int
}

func (r *readings) Chunks(ctx context.Context, n graph.Revision) iter.Seq2[*graph.Chunk, error] {
	if n == 1 {
		r.first++
	}
	return r.Store.Chunks(ctx, n)
}

func (r *readings) Assertions(ctx context.Context, n graph.Revision) iter.Seq2[graph.Assertion, error] {
	if n == 1 {
		r.first++
	}
	return r.Store.Assertions(ctx, n)
}

// TestNeo4jCopyKilled kills a copy in the middle, to a server and back to a file.
// Started again, it goes on where it was, and both logs are one.
func TestNeo4jCopyKilled(t *testing.T) {
	s, server := onNeo4j(t)
	store, err := sqlite.Open(t.Context(), "atlas.db", sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	document := strings.Repeat("a document\n", 30_000)
	hash, err := store.Attach(t.Context(), strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	const batches = 40
	for i := range batches {
		h := graph.Header{Key: fmt.Sprint("batch ", i), Kind: graph.BatchImport, Source: "list", Actor: "bob", Documents: []graph.Document{{Name: "list.csv", Hash: hash}}}
		st, err := store.Stage(t.Context(), h, time.Minute)
		if err == nil {
			err = st.Append(t.Context(), graphtest.Records(2000))
		}
		if err == nil {
			_, err = st.Commit(t.Context(), graph.Revision(i))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	want := s.must(0, "log", "list", "--json")
	onServer := []string{"--store", server.URI, "--store-password-file", "password.txt"}
	// The revision that each target is at; 0 before it is there.
	onServerAt := func() int {
		return int(foreign(t, server, "OPTIONAL MATCH (b:_Batch) RETURN coalesce(max(b.revision), 0)")[0].Values[0].(int64))
	}
	file := func() int {
		store, err := sqlite.Open(t.Context(), "copy.db", sqlite.Options{ReadOnly: true})
		if err != nil {
			return 0
		}
		defer store.Close()
		head, err := store.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return int(head.Revision)
	}
	for _, test := range []struct {
		what  string
		copy  []string
		where []string
		at    func() int
	}{
		{"to a server", []string{"copy", "--from", "atlas.db", "--to", server.URI, "--to-password-file", "password.txt"}, onServer, onServerAt},
		{"to a file", []string{"copy", "--from", server.URI, "--from-password-file", "password.txt", "--to", "copy.db"}, []string{"--store", "copy.db"}, file},
	} {
		cmd := program(t.Context(), nil, test.copy...)
		var said strings.Builder
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for began := time.Now(); test.at() < 3 && time.Since(began) < time.Minute; {
			time.Sleep(time.Millisecond)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil {
			t.Fatalf("%s: it was over before it was killed\n%s", test.what, said.String())
		}
		left := test.at()
		if left == 0 || left == batches {
			t.Errorf("%s: killed in the middle, it left %d batches\n%s", test.what, left, said.String())
		}
		r := s.run(t.Context(), test.copy...)
		if r.code != 0 || !strings.Contains(r.stderr, fmt.Sprintf("continuing from revision %d", left+1)) || !strings.Contains(r.stdout, fmt.Sprintf("%d batches this time", batches-left)) {
			t.Errorf("%s: started again: exit code %d\n%s%s", test.what, r.code, r.stdout, r.stderr)
		}
		if got := s.must(0, append([]string{"log", "list", "--json"}, test.where...)...); got != want {
			t.Errorf("%s: the logs differ:\n%s\n%s", test.what, got, want)
		}
		if out := s.must(0, append([]string{"verify", "--json"}, test.where...)...); !strings.Contains(out, `"documents":1`) {
			t.Errorf("%s: the document is not there: %s", test.what, out)
		}
	}
}

// TestFollowReadsOnce keeps that following begins with one reading of the log.
func TestFollowReadsOnce(t *testing.T) {
	s, server := onNeo4j(t)
	s.must(0, "init")
	s.fill()
	store, err := sqlite.Open(t.Context(), "atlas.db", sqlite.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	a := &app{Main: &Main{Getenv: func(string) string { return server.Password }, Stdout: new(strings.Builder), Stderr: new(strings.Builder), Now: time.Now, Rand: rand.NewChaCha8([32]byte{2})}}
	p, _, err := a.projection(t.Context(), filepath.Join(".", "atlas.db"), server.URI, signIn{}, write)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, cancel := context.WithCancel(t.Context())
	log := &readings{Store: store}
	err = a.followProjection(ctx, log, p, server.URI, func(v *memory.View, hash graph.Hash) error {
		defer cancel()
		return a.project(ctx, log, p, server.URI, v, hash, false, false)
	})
	if err != nil || log.first != 1 {
		t.Errorf("the first batch was read %d times, %v", log.first, err)
	}
}
