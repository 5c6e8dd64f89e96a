package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// site is the real program, serving a store of its own.
type site struct {
	t    testing.TB
	url  string
	log  *sharedBuffer
	stop func() int // ends it as a signal would, and returns the exit code
}

// sharedBuffer is a buffer that goroutines write to while a test reads it.
type sharedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *sharedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *sharedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// serverEnv is the environment of a test's server.
func serverEnv(store string, more map[string]string) func(string) string {
	env := map[string]string{"CHAINATLAS_STORE": store, "CHAINATLAS_LANG": "en", "CHAINATLAS_ACTOR": "alice"}
	maps.Copy(env, more)
	return func(key string) string { return env[key] }
}

// run runs the program once, at the present time.
func runProgram(t testing.TB, env func(string) string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	m := Main{Args: args, Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Getenv: env, Now: time.Now, Rand: rand.Reader}
	code := m.Run(t.Context())
	return result{code, stdout.String(), stderr.String()}
}

// newStore creates an empty store and returns its path.
func newStore(t testing.TB) string {
	t.Helper()
	store := filepath.Join(t.TempDir(), "atlas.db")
	initStore(t, store)
	return store
}

func initStore(t testing.TB, store string) {
	t.Helper()
	if r := runProgram(t, serverEnv(store, nil), "init"); r.code != 0 {
		t.Fatalf("init: %d %s", r.code, r.stderr)
	}
}

// startSite starts the program on a free port and waits until it is ready.
func startSite(t testing.TB, env func(string) string, args ...string) *site {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	r, w := io.Pipe()
	s := &site{t: t, log: &sharedBuffer{}}
	m := Main{
		Args:  append([]string{"serve", "--listen", "127.0.0.1:0"}, args...),
		Stdin: strings.NewReader(""), Stdout: w, Stderr: s.log, Getenv: env, Now: time.Now, Rand: rand.Reader,
	}
	exit := make(chan int, 1)
	go func() {
		exit <- m.Run(ctx)
		_ = w.Close()
	}()
	s.stop = sync.OnceValue(func() int {
		cancel()
		select {
		case code := <-exit:
			return code
		case <-time.After(time.Minute):
			t.Error("the server does not stop")
			return -1
		}
	})
	t.Cleanup(func() { s.stop() })
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("it does not listen: %v\n%s", err, s.log)
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	s.url = strings.TrimSpace(strings.TrimPrefix(line, "listening at "))
	s.waitReady()
	return s
}

// waitReady waits until the server can answer.
func (s *site) waitReady() {
	s.t.Helper()
	most := time.Minute
	if _, ok := s.t.(*testing.B); ok {
		most = 10 * time.Minute // of a large log
	}
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if resp, err := http.Get(s.url + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Since(began) > most {
			s.t.Fatalf("it does not become ready\n%s", s.log)
		}
	}
}

// waitIndexed waits until the server searches by its index, not by names alone.
func (s *site) waitIndexed() {
	s.t.Helper()
	for began := time.Now(); s.figure("chainatlas_search_names_only") != 0; time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			s.t.Fatalf("the search index is not made\n%s", s.log)
		}
	}
}

// answer is what a server answered.
type answer struct {
	status int
	header http.Header
	body   string
}

// do sends a request; change alters it before.
func (s *site) do(method, path string, body io.Reader, change func(*http.Request)) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "identity")
	if change != nil {
		change(r)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(b)}
}

func (s *site) get(path string) answer { s.t.Helper(); return s.do(http.MethodGet, path, nil, nil) }

// figure returns a figure of /metrics; -1 if there is none.
func (s *site) figure(name string) float64 {
	s.t.Helper()
	for line := range strings.Lines(s.get("/metrics").body) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			var v float64
			if _, err := fmt.Sscan(rest, &v); err != nil {
				s.t.Fatal(err)
			}
			return v
		}
	}
	return -1
}

// invented is the example workbook of an invented industry.
func invented(t testing.TB) string {
	t.Helper()
	file := filepath.Join(testdata, "..", "..", "..", "examples", "示例产业.xlsx")
	if _, err := os.Stat(file); err != nil {
		t.Skipf("the example workbook is not there: %v", err)
	}
	return file
}

// exampleSite serves a new store with the invented example in it.
func exampleSite(t *testing.T, args ...string) (*site, string) {
	t.Helper()
	store := exampleStore(t)
	return startSite(t, serverEnv(store, nil), args...), store
}

// TestServe keeps that a server imports what it is told to, once, says when it
// can answer and from what, and leaves in good order.
func TestServe(t *testing.T) {
	store := newStore(t)
	s := startSite(t, serverEnv(store, nil), "--import", invented(t))
	var ready readyAnswer
	if err := json.Unmarshal([]byte(s.get("/readyz").body), &ready); err != nil || !ready.Ready || !ready.Following || ready.Revision != 1 || ready.Head != 1 {
		t.Errorf("/readyz says %+v, %v", ready, err)
	}
	if a := s.get("/healthz"); a.status != 200 || a.body != "ok\n" {
		t.Errorf("/healthz: %d %q", a.status, a.body)
	}
	if a := s.get("/"); !strings.Contains(a.body, "/download/") {
		t.Errorf("/ says %q", a.body)
	}
	if a := s.get("/schema.graphql"); !strings.Contains(a.body, "type Query") {
		t.Errorf("/schema.graphql: %d", a.status)
	}
	// A browser is shown the page, which says in its language that nothing is there.
	if a := s.do(http.MethodGet, "/nothing", nil, func(r *http.Request) { r.Header.Set("Accept", "text/html,*/*") }); a.status != http.StatusNotFound && a.status != http.StatusServiceUnavailable ||
		!strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || !strings.Contains(a.header.Get("Vary"), "Accept") {
		t.Errorf("an address that is not there: %d, %v", a.status, a.header)
	}
	if a := s.get("/nothing"); a.status != 404 || !strings.Contains(a.body, `"NOT_FOUND"`) {
		t.Errorf("/nothing: %d %s", a.status, a.body)
	}
	for name, want := range map[string]float64{
		"chainatlas_ready": 1, "chainatlas_revision": 1, "chainatlas_behind_revisions": 0, `chainatlas_batches_total{kind="import"}`: 1,
		"chainatlas_bad_cells_total": 0,
	} {
		if got := s.figure(name); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	for _, name := range []string{"chainatlas_view_bytes", `chainatlas_rows_total{outcome="created"}`, `chainatlas_nodes{kind="Enterprise"}`,
		`chainatlas_request_seconds_count{operation="ready"}`, `chainatlas_requests_total{operation="health",status="200"}`, "chainatlas_memory_bytes"} {
		if s.figure(name) <= 0 {
			t.Errorf("%s is %v", name, s.figure(name))
		}
	}

	// Another process writes; the server follows.
	if r := runProgram(t, serverEnv(store, nil), "source", "add", "press", "--name", "press", "--trust", "media"); r.code != 0 {
		t.Fatal(r.stderr)
	}
	for began := time.Now(); s.figure("chainatlas_revision") != 2; time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			t.Fatal("the server does not follow")
		}
	}
	if code := s.stop(); code != 0 {
		t.Errorf("it exits with %d\n%s", code, s.log)
	}
	for line := range strings.Lines(s.log.String()) {
		if !json.Valid([]byte(line)) {
			t.Errorf("a line of the log is no JSON: %s", line)
		}
	}

	// A second start imports nothing, and begins from the snapshot.
	if there, err := exists(store + snapshotSuffix); err != nil || !there {
		t.Errorf("no snapshot was written: %v", err)
	}
	s = startSite(t, serverEnv(store, nil), "--import", invented(t))
	if s.figure("chainatlas_revision") != 2 || s.figure("chainatlas_snapshot_revision") != 2 || !strings.Contains(s.log.String(), `"before":1`) {
		t.Errorf("a second start: %s", s.log)
	}
}

// TestMetricsFormat keeps the text format: every figure has a name, labels and a
// number as Prometheus reads them, and its family before it.
func TestMetricsFormat(t *testing.T) {
	s, _ := exampleSite(t)
	s.get("/download/map.csv")
	line := regexp.MustCompile(`^([a-z_]+)(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? [-+0-9.eE]+(Inf)?$`)
	families := map[string]string{}
	a := s.get("/metrics")
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/plain; version=0.0.4") {
		t.Errorf("it is of type %q", a.header.Get("Content-Type"))
	}
	for l := range strings.Lines(a.body) {
		l = strings.TrimSuffix(l, "\n")
		if words := strings.Fields(l); strings.HasPrefix(l, "# TYPE ") {
			if families[words[2]] != "" {
				t.Errorf("%s is there twice", words[2])
			}
			families[words[2]] = words[3]
			continue
		} else if strings.HasPrefix(l, "# HELP ") {
			continue
		}
		m := line.FindStringSubmatch(l)
		if m == nil {
			t.Errorf("no figure: %q", l)
			continue
		}
		name := m[1]
		for _, suffix := range []string{"_bucket", "_sum", "_count"} {
			if base := strings.TrimSuffix(name, suffix); families[base] == "histogram" {
				name = base
			}
		}
		if families[name] == "" {
			t.Errorf("%s has no type", l)
		}
	}
	if families["chainatlas_request_seconds"] != "histogram" || len(families) < 20 {
		t.Errorf("the families: %v", families)
	}
	for _, doc := range []string{"serving.md", "serving.zh.md"} {
		text, err := os.ReadFile(filepath.Join(testdata, "..", "..", "..", "docs", doc))
		if err != nil {
			t.Fatal(err)
		}
		for family := range families {
			if !strings.Contains(string(text), "`"+strings.TrimPrefix(family, "chainatlas_")+"`") {
				t.Errorf("docs/%s does not tell of %s", doc, family)
			}
		}
	}
}

// TestServeSettings keeps where a setting comes from: the flag, then the
// environment, then the file; and that a key that is none is refused.
func TestServeSettings(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	config := file("good.yaml", "# a comment\nhost: [a.example, b.example]\ngrace: 3s\nconnections: 77\nintrospection: false\nlisten: 127.0.0.1:1\n")
	read := func(env map[string]string, args ...string) (*serveFlags, result) {
		t.Helper()
		var got *serveFlags
		var stdout, stderr bytes.Buffer
		m := Main{Args: args, Stdout: &stdout, Stderr: &stderr, Getenv: serverEnv("atlas.db", env), Now: time.Now, Rand: rand.Reader}
		a := &app{Main: &m, lang: "en"}
		cmd := a.serveCommand()
		cmd.PersistentFlags().StringVar(&a.path, "store", "", "")
		if err := cmd.ParseFlags(args); err != nil {
			t.Fatal(err)
		}
		err := a.settings(cmd, cmd.Flag("config").Value.String())
		if err == nil {
			hosts, _ := cmd.Flags().GetStringArray("host")
			grace, _ := cmd.Flags().GetDuration("grace")
			connections, _ := cmd.Flags().GetInt("connections")
			introspection, _ := cmd.Flags().GetBool("introspection")
			got = &serveFlags{hosts: hosts, grace: grace, connections: connections, introspection: introspection, listen: cmd.Flag("listen").Value.String()}
		}
		return got, result{a.report(err), stdout.String(), stderr.String()}
	}
	f, r := read(map[string]string{"CHAINATLAS_CONNECTIONS": "88", "CHAINATLAS_HOST": ""}, "--config", config, "--listen", "127.0.0.1:2")
	if r.code != 0 || f.listen != "127.0.0.1:2" || f.connections != 88 || f.grace != 3*time.Second || f.introspection ||
		!slices.Equal(f.hosts, []string{"a.example", "b.example"}) {
		t.Errorf("got %+v, %+v", f, r)
	}
	f, r = read(map[string]string{"CHAINATLAS_CONFIG": config, "CHAINATLAS_HOST": "c.example, d.example"})
	if r.code != 0 || f.listen != "127.0.0.1:1" || !slices.Equal(f.hosts, []string{"c.example", "d.example"}) {
		t.Errorf("got %+v, %+v", f, r)
	}
	for name, content := range map[string]string{
		"unknown.yaml": "listn: 127.0.0.1:1\n", "twice.yaml": "grace: 1s\ngrace: 2s\n", "bad.yaml": "grace: soon\n", "list.yaml": "listen: [a, b]\n",
		"deep.yaml": "host: [{a: b}]\n", "text.yaml": "just words\n", "self.yaml": "config: other.yaml\n",
	} {
		if _, r := read(nil, "--config", file(name, content)); r.code != 2 || !strings.Contains(r.stderr, name) {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if _, r := read(nil, "--config", filepath.Join(dir, "nothing.yaml")); r.code != 5 {
		t.Errorf("no file: %+v", r)
	}
	help := runProgram(t, serverEnv("atlas.db", nil), "serve", "--help").stdout
	listed := regexp.MustCompile(`(?m)^ +--([a-z-]+) +(CHAINATLAS_[A-Z_]+)`).FindAllStringSubmatch(help, -1)
	_, described, _ := strings.Cut(help, "\nFlags:")
	for _, f := range regexp.MustCompile(`(?m)^ +(?:-h, )?--([a-z-]+)`).FindAllStringSubmatch(described, -1) {
		if f[1] != "help" && !slices.ContainsFunc(listed, func(l []string) bool { return l[1] == f[1] && l[2] == variable(f[1]) }) {
			t.Errorf("the help does not say how --%s is written in the environment", f[1])
		}
	}
	if len(listed) < 15 {
		t.Errorf("the help lists %d settings:\n%s", len(listed), help)
	}
	if _, r := read(map[string]string{"CHAINATLAS_GRACE": "soon"}); r.code != 2 || !strings.Contains(r.stderr, "CHAINATLAS_GRACE") {
		t.Errorf("a bad variable: %+v", r)
	}
}

// TestServeRefusesToStart keeps that what cannot be served is told at once, with
// an exit code.
func TestServeRefusesToStart(t *testing.T) {
	store := newStore(t)
	env := serverEnv(store, nil)
	broken := filepath.Join(t.TempDir(), "broken.xlsx")
	if err := os.WriteFile(broken, []byte("PK\x03\x04 and nothing more"), 0o666); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	tokens := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(tokens, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args string
		code int
		says string
	}{
		{"--listen nowhere", 2, ""},
		{"--host http://atlas.example", 2, ""},
		{"--connections 1", 2, ""},
		{"--rate -1", 2, ""},
		{"--grace -1s", 2, ""},
		{"--log-level loud", 2, ""},
		{"--import nothing.xlsx", 5, ""},
		{"--import " + broken, 3, ""},
		{"--listen " + taken.Addr().String(), 6, "choose another port with --listen"},
		{"--store nothing.db", 5, ""},
		{"--tokens " + tokens, 3, ""},
	} {
		args := append([]string{"serve", "--listen", "127.0.0.1:0"}, strings.Fields(tt.args)...)
		if r := runProgram(t, env, args...); r.code != tt.code || !strings.Contains(r.stderr, "chainatlas: ") || !strings.Contains(r.stderr, tt.says) {
			t.Errorf("serve %s exits with %d, want %d\n%s", tt.args, r.code, tt.code, r.stderr)
		}
	}
}

// TestServeTexts keeps that what the service says exists in both languages and
// takes the same arguments there.
func TestServeTexts(t *testing.T) {
	labels := map[string]graph.Label{}
	for name, texts := range map[string]any{"answering": answering, "tokens": tokens, "downloading": downloading, "flowing": flowing,
		"serveHelp": serveHelp, "tokenHelp": tokenHelp, "tokenAddHelp": tokenAddHelp, "tokenListHelp": tokenListHelp, "tokenRevokeHelp": tokenRevokeHelp} {
		collect(labels, name, reflect.ValueOf(texts))
	}
	plain := func(s string) []string { // %q and %s print the same argument
		return strings.Split(strings.ReplaceAll(strings.Join(verb.FindAllString(s, -1), " "), "q", "s"), " ")
	}
	for name, l := range labels {
		if strings.TrimSpace(l.Zh) == "" || strings.TrimSpace(l.En) == "" || !slices.Equal(plain(l.Zh), plain(l.En)) {
			t.Errorf("%s: %q, %q", name, l.Zh, l.En)
		}
	}
}
