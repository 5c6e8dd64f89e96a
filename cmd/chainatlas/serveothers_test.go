package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestOthersClients drives the real program, in a process of its own, by clients
// that this project did not write: the audit suite of GraphQL over HTTP, those of
// graphql-ws and graphql-sse, and Relay with its compiler. They are in
// testdata/clients.
func TestOthersClients(t *testing.T) {
	node, dir := others(t)
	s, store := exampleProcess(t)
	token := addToken(t, store, "administrator", "--role", "administrator")
	run := func(t *testing.T, folder string, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), node, args...)
		cmd.Dir = filepath.Join(dir, folder)
		cmd.Env = append(os.Environ(), "NO_PROXY=*", "no_proxy=*")
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		if err := cmd.Run(); err != nil {
			t.Fatalf("%s: %v\n%s%s", args[0], err, out.String(), errs.String())
		}
		return out.String()
	}
	t.Run("audit", func(t *testing.T) { judge(t, run(t, ".", "audit.mjs", s.url+"/graphql")) })
	t.Run("streams", func(t *testing.T) {
		out := run(t, ".", "streams.mjs", s.url+"/graphql", token)
		if !strings.Contains(out, "graphql-ws: ") || !strings.Contains(out, "graphql-sse: ") {
			t.Errorf("it says %q", out)
		}
	})
	t.Run("relay", func(t *testing.T) {
		sdl := s.get("/schema.graphql")
		if sdl.status != 200 {
			t.Fatalf("the schema: %d", sdl.status)
		}
		if err := os.WriteFile(filepath.Join(dir, "relay", "schema.graphql"), []byte(forRelay(t, sdl.body)), 0o666); err != nil {
			t.Fatal(err)
		}
		run(t, "relay", filepath.Join("..", "node_modules", "relay-compiler", "cli.js"), "relay.config.json")
		t.Log(run(t, "relay", "page.mjs", s.url+"/graphql", token))
	})
}

// nodeArguments are those of the query node that Relay's compiler does not want. A
// field node of another type is not it.
var nodeArguments = regexp.MustCompile(`(\n  node\(\n(?:    .*\n|\n)*?    id: ID!\n)((?:    .*\n|\n)*)(  \): Node\n)`)

// forRelay returns the schema as Relay's compiler takes it: with nothing but id to
// ask for a node by. Every root of ours takes at and minRevision, too; a client's
// copy of a schema may leave out what it never sends.
func forRelay(t *testing.T, sdl string) string {
	t.Helper()
	if m := nodeArguments.FindStringSubmatch(sdl); m == nil || !strings.Contains(m[2], "at: At") {
		t.Fatal("the query node is not where it was")
	}
	return nodeArguments.ReplaceAllString(sdl, "$1$3")
}

// not are the audits that the server does not pass, and why.
var not = map[string]string{
	"5A70": "queries by GET are not taken: an address is kept by proxies and in histories, and a page elsewhere can have it fetched",
	"D6D5": "queries by GET are not taken",
	"6A70": "queries by GET are not taken",
}

// judge reads the audits' results.
func judge(t *testing.T, out string) {
	t.Helper()
	audits, passed := 0, 0
	for in := bufio.NewScanner(strings.NewReader(out)); in.Scan(); {
		var a struct{ ID, Name, Status, Reason string }
		if err := json.Unmarshal(in.Bytes(), &a); err != nil {
			t.Fatalf("%v in %s", err, in.Bytes())
		}
		audits++
		if a.Status == "ok" {
			passed++
		}
		switch why := not[a.ID]; {
		case a.Status == "ok" && why != "":
			t.Errorf("%s %s: it passes, after all", a.ID, a.Name)
		case a.Status != "ok" && why == "":
			t.Errorf("%s %s: %s", a.ID, a.Name, a.Reason)
		}
	}
	if audits < 60 || passed < audits-len(not) {
		t.Errorf("%d of %d audits are passed", passed, audits)
	}
}

// others returns node and a folder with the clients of testdata/clients, of the
// test alone. What they need is installed once, into the user's cache.
func others(t *testing.T) (node, dir string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not there: the clients that others wrote are not run")
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		t.Skip("npm is not there: the clients that others wrote cannot be installed")
	}
	clients := filepath.Join(testdata, "clients")
	lock, err := os.ReadFile(filepath.Join(clients, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	cache = filepath.Join(cache, "chainatlas")
	installed := filepath.Join(cache, fmt.Sprintf("clients-%x", sha256.Sum256(lock))[:24])
	if _, err := os.Stat(installed); err != nil {
		install(t, npm, clients, cache, installed)
	}
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(clients)); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(installed, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Skipf("there are no links here: %v", err)
	}
	return node, dir
}

// install lets npm install what the lock file names, nothing else and without
// running any of it. The folder appears whole.
func install(t *testing.T, npm, clients, cache, installed string) {
	t.Helper()
	if err := os.MkdirAll(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	work, err := os.MkdirTemp(cache, "installing-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(work)
	for _, name := range []string{"package.json", "package-lock.json", ".npmrc"} {
		content, err := os.ReadFile(filepath.Join(clients, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(work, name), content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), npm, "ci", "--ignore-scripts")
	cmd.Dir = work
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	// Another test binary may have been faster.
	if err := os.Rename(work, installed); err != nil && !errors.Is(err, fs.ErrExist) {
		if _, there := os.Stat(installed); there != nil {
			t.Fatal(err)
		}
	}
}

// process is the real program serving a store, in a process of its own.
type process struct {
	site
	pid int
}

// exampleProcess serves a new store with the invented example in it.
func exampleProcess(t *testing.T, args ...string) (*process, string) {
	t.Helper()
	store := exampleStore(t)
	return startProcess(t, buildProgram(t), store, args...), store
}

// startProcess starts a program on a free port and waits until it is ready.
func startProcess(t testing.TB, program, store string, args ...string) *process {
	t.Helper()
	cmd := exec.Command(program, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "CHAINATLAS_") })
	cmd.Env = append(cmd.Env, "CHAINATLAS_STORE="+store, "CHAINATLAS_LANG=en", "CHAINATLAS_ACTOR=alice")
	p := &process{site: site{t: t, log: &sharedBuffer{}}}
	cmd.Stderr = p.log
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.pid = cmd.Process.Pid
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		late := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
		defer late.Stop()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server ends with %v\n%s", err, p.log)
		}
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("it does not listen: %v\n%s", err, p.log)
	}
	p.url = strings.TrimSpace(strings.TrimPrefix(line, "listening at "))
	p.waitReady()
	return p
}
