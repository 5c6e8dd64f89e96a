package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestNeo4jServe serves one log on a server by two processes, as far as the server
// can tell: what is written on one is seen on the other, both go on answering while
// the server is away and say how old their answers are, and a start is ready from a
// snapshot.
func TestNeo4jServe(t *testing.T) {
	neo4j := emptyNeo4j(t)
	dir := t.TempDir()
	env := func(name string) func(string) string {
		return serverEnv(neo4j.URI, map[string]string{
			"CHAINATLAS_STORE_PASSWORD": neo4j.Password, "CHAINATLAS_TOKENS": filepath.Join(dir, "tokens"),
			"CHAINATLAS_SNAPSHOT": filepath.Join(dir, name+".snapshot"), "CHAINATLAS_UPLOADS": filepath.Join(dir, name+".uploads"),
			"CHAINATLAS_SEARCH": filepath.Join(dir, name+".search"),
		})
	}
	if r := runProgram(t, env(""), "init"); r.code != 0 {
		t.Fatal(r.stderr)
	}
	token := runProgram(t, env(""), "token", "add", "张三", "--role", "curator", "--expires", "1d")
	if token.code != 0 {
		t.Fatal(token.stderr)
	}
	secret := strings.TrimSpace(token.stdout)
	a := startSite(t, env("a"), "--import", invented(t))
	b := startSite(t, env("b"))
	sites := []*site{a, b}
	company := csvRowsOf(t, a.get("/download/Enterprise.csv?columns=id").body)[1][0]
	write := func(on *site, n int) (graphqlAnswer, float64) {
		x := on.graphql(secret, `mutation($in: EditPropertyInput!) { editProperty(input: $in) { revision } }`, map[string]any{"in": map[string]any{
			"node": company, "property": "shortName", "value": fmt.Sprint("简称", n), "reason": "test", "clientKey": fmt.Sprint("k", n)}})
		var data struct{ EditProperty struct{ Revision float64 } }
		_ = json.Unmarshal(x.Data, &data) // who asks looks at the errors first
		return x, data.EditProperty.Revision
	}
	shown := func(on *site) (name string, asOf time.Time, took time.Duration) {
		t.Helper()
		began := time.Now()
		x := on.graphql("", `query($id: ID!) { node(id: $id) { ... on Enterprise { shortName } } }`, map[string]any{"id": company})
		took = time.Since(began)
		var data struct{ Node struct{ ShortName string } }
		if err := json.Unmarshal(x.Data, &data); err != nil || len(x.Errors) > 0 {
			t.Fatalf("%v: %+v", err, x)
		}
		asOf, err := time.Parse(time.RFC3339Nano, fmt.Sprint(x.Extensions["asOf"]))
		if err != nil {
			t.Fatal(err)
		}
		if x.Extensions["dataDate"] == nil {
			t.Error("the answer does not tell its data date")
		}
		return data.Node.ShortName, asOf, took
	}
	// seen waits until a revision is there, and checks that the write is.
	seen := func(on *site, revision float64, n int) time.Duration {
		t.Helper()
		began := time.Now()
		on.untilReady(2*time.Millisecond, func(r readyAnswer) bool { return float64(r.Revision) >= revision })
		took := time.Since(began)
		if name, _, _ := shown(on); name != fmt.Sprint("简称", n) {
			t.Errorf("at revision %v it shows %q, not write %d", revision, name, n)
		}
		return took
	}

	// Each writes in turn; the other shows it.
	const writes = 20
	var waits []time.Duration
	for n := range writes {
		x, revision := write(sites[n%2], n)
		if len(x.Errors) > 0 {
			t.Fatalf("write %d: %+v", n, x.Errors)
		}
		waits = append(waits, seen(sites[(n+1)%2], revision, n))
	}
	slices.Sort(waits)
	t.Logf("a write on one process was seen on the other after %v (p50), %v (the slowest of %d)", waits[writes/2], waits[writes-1], writes)
	// Each within a second; but on a busy machine a few may be late.
	if waits[writes-3] > time.Second || waits[writes-1] > 10*time.Second {
		t.Errorf("writes take up to %v to be seen elsewhere, all but two %v", waits[writes-1], waits[writes-3])
	}

	// The server hangs. Reads go on, and say how old they are.
	neo4j.Suspend(t)
	hung := time.Now()
	resumed := false
	resume := func() {
		if !resumed {
			resumed = true
			neo4j.Resume(t)
		}
	}
	defer resume()
	begun := make(chan func() (graphqlAnswer, float64), 1)
	go func() {
		x, revision := write(a, writes)
		begun <- func() (graphqlAnswer, float64) { return x, revision }
	}()
	for _, s := range sites {
		ready := s.untilReady(50*time.Millisecond, func(r readyAnswer) bool { return !r.Following })
		age, most := ready.Age, time.Since(hung).Seconds()+1
		if !ready.Ready || age < 3 || age > most {
			t.Errorf("a server that hangs since %.1f s: /readyz says %+v", most-1, ready)
		}
		if got := s.figure("chainatlas_age_seconds"); got < age || s.figure("chainatlas_follow_failures") < 1 {
			t.Errorf("the figures say that answers are %v s old, after %v", got, age)
		}
		name, asOf, took := shown(s)
		if name != fmt.Sprint("简称", writes-1) || asOf.After(hung.Add(time.Second)) || took > 5*time.Second {
			t.Errorf("after %v it answers %q as of %v; the server hung at %v", took, name, asOf, hung)
		}
		d := s.get("/download/Enterprise.csv?columns=id,shortName")
		if d.status != http.StatusOK || !strings.Contains(d.body, name) || d.header.Get("ChainAtlas-As-Of") != asOf.UTC().Format(time.RFC3339) {
			t.Errorf("a download: %d %v", d.status, d.header)
		}
	}
	resume()
	x, revision := (<-begun)()
	if len(x.Errors) > 0 {
		t.Errorf("what was begun while the server hung: %+v", x.Errors)
	}
	for _, s := range sites {
		seen(s, revision, writes)
		if r := s.untilReady(50*time.Millisecond, func(r readyAnswer) bool { return r.Following && r.Age < 5 }); r.Revision != r.Head {
			t.Errorf("after the server ran again, /readyz says %+v", r)
		}
	}

	// Ready from a snapshot, which says so; a damaged one is thrown away.
	snapshot := filepath.Join(dir, "b.snapshot")
	for _, tt := range []struct {
		what, says string
		revision   bool // the figure of the snapshot's revision at the start
		change     func() error
	}{
		{"its snapshot", `"starting from the snapshot"`, true, func() error { return nil }},
		{"a damaged snapshot", "the snapshot is thrown away", false, func() error { return os.Truncate(snapshot, 1000) }},
		{"no snapshot", "", false, func() error { return os.Remove(snapshot) }},
		{"another log's snapshot", "the snapshot is thrown away", false, func() error { return foreignSnapshot(t, snapshot) }},
	} {
		if code := b.stop(); code != 0 {
			t.Fatalf("it exits with %d\n%s", code, b.log)
		}
		if err := tt.change(); err != nil {
			t.Fatal(err)
		}
		b = startSite(t, env("b"))
		log := b.log.String()
		if !strings.Contains(log, tt.says) || strings.Contains(log, "snapshot") != (tt.says != "") {
			t.Errorf("a start with %s says\n%s", tt.what, log)
		}
		if name, _, _ := shown(b); name != fmt.Sprint("简称", writes) {
			t.Errorf("a start with %s shows %q", tt.what, name)
		}
	}
}

// foreignSnapshot puts the snapshot of another store in a file's place.
func foreignSnapshot(t *testing.T, file string) error {
	s, store := exampleSite(t)
	if code := s.stop(); code != 0 {
		return fmt.Errorf("it exits with %d", code)
	}
	b, err := os.ReadFile(store + snapshotSuffix)
	if err != nil {
		return err
	}
	return os.WriteFile(file, b, fs.FileMode(0o600))
}

// untilReady asks /readyz, with a pause between, until what it answers is as wanted, for half a minute.
func (s *site) untilReady(pause time.Duration, wanted func(readyAnswer) bool) (r readyAnswer) {
	s.t.Helper()
	for began := time.Now(); ; time.Sleep(pause) {
		r = readyAnswer{}
		if err := json.Unmarshal([]byte(s.get("/readyz").body), &r); err != nil {
			s.t.Fatal(err)
		}
		if wanted(r) {
			return r
		}
		if time.Since(began) > 30*time.Second {
			s.t.Fatalf("/readyz stays at %+v\n%s", r, s.log)
		}
	}
}
