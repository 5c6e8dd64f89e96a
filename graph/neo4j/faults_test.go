package neo4j_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/neo4j"
	"github.com/chainatlas/chainatlas/graph/neo4j/neo4jtest"
)

func importOf(key string) graph.Header {
	return graph.Header{Key: key, Kind: graph.BatchImport, Source: "s", Actor: "a"}
}

// patient are options that outlast a restart of the server.
func patient(t testing.TB) neo4j.Options {
	opts := options(t)
	opts.Patience = 2 * time.Minute
	return opts
}

// several is how many records take several transactions of four chunks.
const several = 2000

// commit makes a batch of n records live.
func commit(ctx context.Context, s graph.Store, key string, n int) (*graph.Header, error) {
	st, err := s.Stage(ctx, importOf(key), time.Hour)
	if err != nil {
		return nil, err
	}
	if err := st.Append(ctx, graphtest.Records(n)); err != nil {
		return nil, err
	}
	head, err := s.Head(ctx)
	if err != nil {
		return nil, err
	}
	return st.Commit(ctx, head.Revision)
}

// wantLog fails the test unless the log holds exactly these batches, whole, with
// nothing under way.
func wantLog(t *testing.T, s graph.Store, want ...*graph.Header) {
	t.Helper()
	got := headers(t, s)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the log holds\n%+v, want\n%+v", got, want)
	}
	if err := verify(t.Context(), s); err != nil {
		t.Error(err)
	}
	if stats, err := s.Stats(t.Context()); err != nil || stats.Stagings != 0 {
		t.Errorf("Stats = %+v, %v", stats, err)
	}
}

// TestServerKilled kills the server at each point of a batch's way into the log and
// starts it again. The batch becomes live by itself, once.
func TestServerKilled(t *testing.T) {
	server := neo4jtest.Get(t)
	server.NeedOwn(t)
	points := []string{"staged", "locked", "commit"}
	if testing.Short() {
		points = points[1:2]
	}
	for _, point := range points {
		s := openWith(t, patient(t))
		s.SetChunksPerWrite(4)
		first, err := commit(t.Context(), s, "first", 10)
		if err != nil {
			t.Fatal(err)
		}
		var once sync.Once
		s.SetTrace(func(at string) {
			if at == point {
				once.Do(func() {
					server.Kill(t)
					server.Start(t)
				})
			}
		})
		// Enough for several transactions.
		second, err := commit(t.Context(), s, "second", several)
		if err != nil {
			t.Fatalf("killed at %q: %v", point, err)
		}
		s.SetTrace(nil)
		wantLog(t, s, first, second)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestProjectionKilled kills the server in the middle of a projection, which goes
// on by itself. Then the client gives up in the middle, which is found and repaired.
func TestProjectionKilled(t *testing.T) {
	server := neo4jtest.Get(t)
	server.NeedOwn(t)
	voc, rules := graphtest.CaseVocabulary()
	s := historyLog(t, 5, 40)
	list := headers(t, s)
	v, err := memory.Build(t.Context(), s, voc, rules, 0)
	if err != nil {
		t.Fatal(err)
	}
	hash := list[len(list)-1].Hash
	p, err := neo4j.OpenProjection(t.Context(), patient(t), voc)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if err := p.Rebuild(t.Context(), s.ID(), hash, v); err != nil {
		t.Fatal(err)
	}
	parts := 0
	p.SetTrace(func(at string) {
		if at == "commit" {
			parts++
		}
	})
	if err := p.Rebuild(t.Context(), s.ID(), hash, v); err != nil {
		t.Fatal(err)
	}
	n := 0
	p.SetTrace(func(at string) {
		if at == "commit" {
			if n++; n == parts-3 {
				server.Kill(t)
				server.Start(t)
			}
		}
	})
	if err := p.Rebuild(t.Context(), s.ID(), hash, v); err != nil {
		t.Fatalf("the server was killed in the middle: %v", err)
	}
	wantEqual(t, p, v, "after the server was killed")

	for _, at := range []int{1, parts / 3, parts - 2} {
		ctx, cancel := context.WithCancel(t.Context())
		n = 0
		p.SetTrace(func(point string) {
			if point == "committed" {
				if n++; n == at {
					cancel()
				}
			}
		})
		if err := p.Rebuild(ctx, s.ID(), hash, v); !errors.Is(err, context.Canceled) {
			t.Fatalf("Rebuild = %v", err)
		}
		p.SetTrace(nil)
		if c, err := p.Compare(t.Context(), v); err != nil || c.Found == 0 {
			t.Errorf("half a projection is not found: %+v, %v", c, err)
		}
		if way, err := p.Sync(t.Context(), s, hash, v); err != nil || way != neo4j.SyncedRepaired {
			t.Fatalf("Sync = %q, %v", way, err)
		}
		wantEqual(t, p, v, "after the client gave up")
	}
}

// TestProjectionCut cuts the connection when a part of the projection is being
// committed: the server has it, and nothing is drawn twice.
func TestProjectionCut(t *testing.T) {
	server := neo4jtest.Get(t)
	_, address, _ := strings.Cut(server.URI, "://")
	proxy := newProxy(t, address)
	opts := patient(t)
	opts.URI = "bolt://" + proxy.listener.Addr().String()
	voc, rules := graphtest.CaseVocabulary()
	s := historyLog(t, 5, 40)
	list := headers(t, s)
	v, err := memory.Build(t.Context(), s, voc, rules, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, err := neo4j.OpenProjection(t.Context(), opts, voc)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	rebuild := func(cutAt int) (commits int) {
		p.SetTrace(func(at string) {
			if at == "commit" {
				if commits++; commits == cutAt {
					proxy.set(0, 1)
				}
			}
		})
		if err := p.Rebuild(t.Context(), s.ID(), list[len(list)-1].Hash, v); err != nil {
			t.Fatalf("cut at commit %d: %v", cutAt, err)
		}
		p.SetTrace(nil)
		return commits
	}
	rebuild(0)
	parts := rebuild(0) // clearing first, then nodes, then what joins them
	for at := parts / 2; at <= parts; at++ {
		if n := rebuild(at); n != parts+1 {
			t.Errorf("cut at commit %d of %d: %d commits", at, parts, n)
		}
		if proxy.cutCommits != 0 {
			t.Fatalf("commit %d was not cut", at)
		}
		wantEqual(t, p, v, fmt.Sprintf("cut at commit %d of %d", at, parts))
	}
}

// TestCommitCut cuts the connection after the server was told to commit, and before
// it can answer: the outcome is unknown, and is found out.
func TestCommitCut(t *testing.T) {
	server := neo4jtest.Get(t)
	_, address, _ := strings.Cut(server.URI, "://")
	proxy := newProxy(t, address)
	opts := patient(t)
	opts.URI = "bolt://" + proxy.listener.Addr().String()
	s := openWith(t, opts)
	var want []*graph.Header
	for i := range 6 {
		// Of a batch, its staging and its going live are committed, of an
		// attachment its pieces and its end.
		proxy.set(0, 1+i%2)
		h, err := commit(t.Context(), s, fmt.Sprint(i), 100)
		if err != nil {
			t.Fatalf("batch %d: %v", i, err)
		}
		if proxy.cutCommits != 0 {
			t.Errorf("batch %d: %d commits were not cut", i, proxy.cutCommits)
		}
		want = append(want, h)
		proxy.set(0, 1+i%2)
		file := bytes.Repeat([]byte{byte(i)}, 600_000)
		hash, err := s.Attach(t.Context(), bytes.NewReader(file))
		if err != nil {
			t.Fatalf("attachment %d: %v", i, err)
		}
		if proxy.cutCommits != 0 {
			t.Errorf("attachment %d: %d commits were not cut", i, proxy.cutCommits)
		}
		if r, err := s.Attachment(t.Context(), hash); err != nil {
			t.Errorf("attachment %d: %v", i, err)
		} else if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	proxy.set(0, 0)
	wantLog(t, s, want...)
	if stats, err := s.Stats(t.Context()); err != nil || stats.Attachments != 6 || stats.AttachBytes != 6*600_000 {
		t.Errorf("Stats = %+v, %v", stats, err)
	}
	// A redaction, a revocation and an abandoned staging.
	proxy.set(0, 2)
	if _, err := graph.Append(t.Context(), s, graph.Header{Key: "redact", Kind: graph.BatchRedact, Actor: "a"},
		&graph.Redact{Subject: graphtest.Subject(3), Property: "legalName"}); err != nil {
		t.Fatal(err)
	}
	proxy.set(0, 2)
	if _, err := graph.Append(t.Context(), s, graph.Header{Key: "undo", Kind: graph.BatchRevoke, Revokes: 2, Actor: "a"}, &graph.Revoke{Batch: 2}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Standing(t.Context(), "1"); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("what was revoked stands: %v", err)
	}
	if err := verify(t.Context(), s); err != nil {
		t.Error(err)
	}
}

// TestConnectionCut breaks all connections again and again while batches are
// written, and makes them slow.
func TestConnectionCut(t *testing.T) {
	server := neo4jtest.Get(t)
	_, address, _ := strings.Cut(server.URI, "://")
	proxy := newProxy(t, address)
	opts := patient(t)
	opts.URI = "bolt://" + proxy.listener.Addr().String()
	s := openWith(t, opts)
	ctx, stop := context.WithCancel(t.Context())
	var cutting sync.WaitGroup
	cutting.Go(func() {
		random := rand.New(rand.NewPCG(1, 2))
		for ctx.Err() == nil {
			time.Sleep(time.Duration(20+random.IntN(100)) * time.Millisecond)
			proxy.cut()
		}
	})
	var want []*graph.Header
	for i := range 6 {
		h, err := commit(t.Context(), s, fmt.Sprint(i), 3000)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, h)
	}
	stop()
	cutting.Wait()
	wantLog(t, s, want...)

	proxy.set(20*time.Millisecond, 0)
	h, err := commit(t.Context(), s, "slow", 100)
	if err != nil {
		t.Fatal(err)
	}
	wantLog(t, s, append(want, h)...)
}

// TestServerSuspended stops the server for half a minute. Who waits with a bound is
// told in time, what is read from memory goes on and says how old it is, and what
// was begun is done once the server runs again.
func TestServerSuspended(t *testing.T) {
	t.Parallel() // it waits most of the time
	server := neo4jtest.Another(t)
	voc, rules := graphtest.CaseVocabulary()
	pause := 30 * time.Second
	if testing.Short() {
		pause = 3 * time.Second
	}
	opts := neo4j.Options{URI: server.URI, User: server.User, Password: server.Password, Patience: 2 * time.Minute}
	s := openWith(t, opts)
	opts.Patience = time.Second
	impatient := openWith(t, opts)
	first, err := commit(t.Context(), s, "first", 10)
	if err != nil {
		t.Fatal(err)
	}
	log, err := live.Open(t.Context(), impatient, live.Options{Vocabulary: voc, Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()

	server.Suspend(t)
	resumed := false
	defer func() {
		if !resumed {
			server.Resume(t)
		}
	}()
	done := make(chan error, 1)
	var second *graph.Header
	go func() {
		var err error
		second, err = commit(t.Context(), s, "second", 10)
		done <- err
	}()
	start := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	_, err = s.Head(ctx)
	cancel()
	if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || graph.CodeOf(err) != graph.CodeCancelled || took > 3*time.Second {
		t.Errorf("Head within 300 ms = %v after %v", err, took)
	}
	if _, err := impatient.Head(t.Context()); graph.CodeOf(err) != graph.CodeUnavailable {
		t.Errorf("Head with a second's patience = %v", err)
	}
	time.Sleep(pause)
	if r := log.View().Revision(); r != 1 {
		t.Errorf("the View is at revision %d", r)
	}
	status := log.Status()
	if status.Err == nil || graph.CodeOf(status.Err) != graph.CodeUnavailable || time.Since(status.Checked) < pause/2 {
		t.Errorf("while the server is away, Status = %+v", status)
	}
	resumed = true
	server.Resume(t)
	if err := <-done; err != nil {
		t.Fatalf("the batch that was begun: %v", err)
	}
	wait, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if _, err := log.Wait(wait, 2); err != nil {
		t.Errorf("the View does not follow any more: %v", err)
	}
	wantLog(t, s, first, second)
}

// TestHeapExhausted has a foreign query take all memory that the server gives.
func TestHeapExhausted(t *testing.T) {
	neo4jtest.Get(t).NeedOwn(t)
	s := openWith(t, patient(t))
	other := openWith(t, options(t))
	foreign := make(chan error, 1)
	go func() {
		_, err := other.Cypher(t.Context(), "UNWIND range(1, 100000000) AS i WITH collect(toString(i) + 'x') AS l RETURN size(l)", nil)
		foreign <- err
	}()
	var want []*graph.Header
	for i := 0; ; i++ {
		h, err := commit(t.Context(), s, fmt.Sprint(i), 200)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, h)
		select {
		case err := <-foreign:
			if err == nil || !strings.Contains(err.Error(), "emory") {
				t.Errorf("the foreign query was to run out of memory: %v", err)
			}
			wantLog(t, s, want...)
			return
		default:
		}
	}
}

// TestMemoryHeld has foreign queries hold all memory that the server gives to
// transactions. Who waits with a bound is told so in one line; who waits longer goes
// on once they let go.
func TestMemoryHeld(t *testing.T) {
	neo4jtest.Get(t).NeedOwn(t)
	s := openWith(t, patient(t))
	opts := options(t)
	opts.Patience = 2 * time.Second
	impatient := openWith(t, opts)
	opts.Connections = 1000
	other := openWith(t, opts)
	first, err := commit(t.Context(), s, "first", 10)
	if err != nil {
		t.Fatal(err)
	}
	var held []func()
	release := func() {
		for _, r := range held {
			r()
		}
		held = nil
	}
	defer release()
	// Large pieces first, then what fits in the rest.
	for _, n := range []int{200_000, 20_000, 2_000} {
		for {
			r, err := other.Hold(t.Context(), fmt.Sprintf("UNWIND range(1, %d) AS i WITH collect(toString(i) + 'xxxxxxxx') AS l UNWIND l AS x RETURN x", n))
			if err != nil {
				if !strings.Contains(err.Error(), "emory") {
					t.Fatalf("holding memory: %v", err)
				}
				break
			}
			if held = append(held, r); len(held) > 500 {
				t.Fatal("the server gives memory without a bound")
			}
		}
	}
	if _, err := commit(t.Context(), impatient, "impatient", several); graph.CodeOf(err) != graph.CodeUnavailable || !strings.Contains(err.Error(), "has no memory left") {
		t.Errorf("while all memory is held, a batch: %v", err)
	}
	done := make(chan error, 1)
	var second *graph.Header
	go func() {
		var err error
		second, err = commit(t.Context(), s, "second", several)
		done <- err
	}()
	time.Sleep(500 * time.Millisecond)
	release()
	if err := <-done; err != nil {
		t.Fatalf("once memory is free again: %v", err)
	}
	wantLog(t, s, first, second)
}

// TestTwoWriters lets two processes, as far as the server can tell, write at once,
// and a third follow.
func TestTwoWriters(t *testing.T) {
	opts := options(t)
	const batches = 25
	follower, err := live.Open(t.Context(), openWith(t, opts), live.Options{Vocabulary: graph.Standard(), Rules: graph.StandardRules()})
	if err != nil {
		t.Fatal(err)
	}
	defer follower.Close()
	var revisions [2][batches]graph.Revision
	var slowest atomic.Int64
	var writers sync.WaitGroup
	for w := range revisions {
		s := openWith(t, opts)
		writers.Go(func() {
			for i := range batches {
				key := fmt.Sprintf("%d.%d", w, i)
				h, err := graph.Append(t.Context(), s, graph.Header{Key: key, Kind: graph.BatchImport, Source: graph.SourceID(fmt.Sprint("s", w))},
					&graph.Retract{Record: graph.RecordKey{Subject: graph.SubjectID(key)}})
				if err != nil {
					t.Error(err)
					return
				}
				start := time.Now()
				if _, err := follower.Wait(t.Context(), h.Revision); err != nil {
					t.Error(err)
				}
				slowest.Store(max(slowest.Load(), int64(time.Since(start))))
				revisions[w][i] = h.Revision
			}
		})
	}
	writers.Wait()
	seen := map[graph.Revision]bool{}
	for w := range revisions {
		for _, r := range revisions[w] {
			seen[r] = true
		}
	}
	if len(seen) != 2*batches || follower.View().Revision() != 2*batches {
		t.Errorf("%d revisions, the View is at %d, want %d", len(seen), follower.View().Revision(), 2*batches)
	}
	t.Logf("a write was seen elsewhere after %v at most", time.Duration(slowest.Load()))
	if err := verify(t.Context(), openWith(t, opts)); err != nil {
		t.Error(err)
	}
}

// The tests start this program again as another process; this variable tells it
// what to do.
const childEnv = "CHAINATLAS_NEO4J_TEST_CHILD"

func TestMain(m *testing.M) {
	if log := os.Getenv(childEnv); log != "" {
		fmt.Println("failed", killedClient(log))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// killedClient stages a batch, with a lease of a second, and kills its process at
// the point named.
func killedClient(log string) error {
	log, point, _ := strings.Cut(log, "\n")
	opts := neo4j.Options{URI: os.Getenv("NEO4J_URI"), User: os.Getenv("NEO4J_USER"), Password: os.Getenv("NEO4J_PASSWORD"), Log: log}
	ctx := context.Background()
	s, err := neo4j.Open(ctx, opts)
	if err != nil {
		return err
	}
	s.SetTrace(func(at string) {
		if at == point {
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = self.Kill()
			}
			panic(fmt.Sprint("still alive: ", err))
		}
	})
	s.SetChunksPerWrite(4)
	st, err := s.Stage(ctx, importOf("killed"), time.Second)
	if err == nil {
		err = st.Append(ctx, graphtest.Records(several))
	}
	if err == nil {
		_, err = st.Commit(ctx, 1)
	}
	return err
}

// TestClientKilled kills a client in the middle of staging, of going live, and just
// after. The log goes on, and what was left is swept.
func TestClientKilled(t *testing.T) {
	server := neo4jtest.Get(t)
	for _, point := range []string{"staged", "locked", "commit", "committed"} {
		opts := options(t)
		s := openWith(t, opts)
		first, err := commit(t.Context(), s, "first", 10)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), "NEO4J_URI="+server.URI, "NEO4J_USER="+server.User, "NEO4J_PASSWORD="+server.Password,
			childEnv+"="+opts.Log+"\n"+point)
		if out, err := cmd.CombinedOutput(); err == nil || bytes.Contains(out, []byte("failed")) {
			t.Fatalf("the client was to be killed at %q: %v\n%s", point, err, out)
		}
		time.Sleep(1100 * time.Millisecond) // until its lease has expired
		second, err := commit(t.Context(), s, "second", 10)
		if err != nil {
			t.Fatalf("after a client was killed at %q: %v", point, err)
		}
		wantLog(t, s, first, second)
		rows, err := s.Cypher(t.Context(), "MATCH (c:_Chunk) WHERE NOT EXISTS { MATCH (b:_Batch {owner: c.owner}) } AND NOT EXISTS { MATCH (s:_Staging {id: c.owner}) } RETURN count(c)", nil)
		if err != nil || rows[0][0] != int64(0) {
			t.Errorf("killed at %q: chunks of nobody: %v, %v", point, rows, err)
		}
	}
}
