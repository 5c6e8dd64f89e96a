package neo4j_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/neo4j/neo4jtest"
)

// TestUnknownThenRefused loses the answer to a commit, and has the server refuse
// whoever asks what became of it. If it answers again in time, the batch is found to
// be live; else nobody says more than is known.
func TestUnknownThenRefused(t *testing.T) {
	server := neo4jtest.Get(t)
	server.NeedOwn(t) // users come and go
	admin := openWith(t, options(t))
	cypher := func(query string) {
		t.Helper()
		if _, err := admin.Cypher(t.Context(), query, map[string]any{"password": server.Password}); err != nil {
			t.Error(err)
		}
	}
	const create = "CREATE USER fickle IF NOT EXISTS SET PASSWORD $password CHANGE NOT REQUIRED"
	t.Cleanup(func() { _, _ = admin.Cypher(t.Context(), "DROP USER fickle IF EXISTS", nil) })
	_, address, _ := strings.Cut(server.URI, "://")
	for _, returns := range []bool{true, false} {
		cypher(create)
		proxy := newProxy(t, address)
		opts := options(t)
		opts.URI, opts.User, opts.Patience = "bolt://"+proxy.listener.Addr().String(), "fickle", 3*time.Second
		if returns {
			opts.Patience = time.Minute
		}
		opts.Connections = 1 // so that who asks has to sign in again
		s := openWith(t, opts)
		var back sync.WaitGroup
		locked := false
		s.SetTrace(func(at string) {
			if at != "locked" || locked {
				return
			}
			locked = true // to go live
			proxy.set(0, 1)
			cypher("DROP USER fickle")
			if returns {
				back.Go(func() {
					time.Sleep(700 * time.Millisecond)
					cypher(create)
				})
			}
		})
		h, err := commit(t.Context(), s, "k", 10)
		back.Wait()
		s.SetTrace(nil)
		if proxy.cutCommits != 0 {
			t.Errorf("%d commits were not cut", proxy.cutCommits)
		}
		opts.URI, opts.User = server.URI, server.User
		direct := openWith(t, opts)
		live := headers(t, direct)
		switch {
		case len(live) != 1:
			t.Errorf("the log has %d batches", len(live))
		case returns && (err != nil || h.Hash != live[0].Hash || h.Revision != 1):
			t.Errorf("the batch is live, and Commit = %+v, %v", h, err)
		case !returns && (graph.CodeOf(err) != graph.CodeUnavailable || !strings.Contains(err.Error(), "is not known")):
			t.Errorf("the batch is live, and nobody could say so: %v", err)
		}
		if returns {
			continue
		}
		// To try again does no harm, and tells what happened.
		if _, err := commit(t.Context(), direct, "k", 10); graph.CodeOf(err) != graph.CodeExists {
			t.Errorf("tried again: %v", err)
		}
	}
}

// TestAttachmentUnknown loses the answer to an attachment's last commit, and then the
// connection over which it is asked whether it was kept.
func TestAttachmentUnknown(t *testing.T) {
	server := neo4jtest.Get(t)
	_, address, _ := strings.Cut(server.URI, "://")
	proxy := newProxy(t, address)
	opts := patient(t)
	opts.URI = "bolt://" + proxy.listener.Addr().String()
	s := openWith(t, opts)
	cuts := 0
	commits := 0
	s.SetTrace(func(at string) {
		switch at {
		case "attached": // its pieces; the next commit is the last
			proxy.set(0, 1)
		case "commit":
			commits++
		case "resolving":
			if cuts++; cuts == 1 {
				proxy.cut()
			}
		}
	})
	file := bytes.Repeat([]byte("x"), 300_000)
	hash, err := s.Attach(t.Context(), bytes.NewReader(file))
	if err != nil {
		t.Fatalf("after %d commits: %v", commits, err)
	}
	if cuts < 2 {
		t.Errorf("it was asked %d times whether the attachment is kept, want twice", cuts)
	}
	r, err := s.Attachment(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if _, err := got.ReadFrom(r); err != nil || !bytes.Equal(got.Bytes(), file) {
		t.Errorf("%d bytes are read, want %d: %v", got.Len(), len(file), err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}
