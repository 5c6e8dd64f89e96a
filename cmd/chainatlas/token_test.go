package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

var secretForm = regexp.MustCompile(`^chainatlas_[A-Za-z0-9_-]{43}$`)

// TestTokens keeps what an administrator sees: a token is shown once, kept as a
// hash in a file that is its owner's alone, and gone when it is revoked.
func TestTokens(t *testing.T) {
	store := newStore(t)
	env := serverEnv(store, nil)
	file := store + tokensSuffix
	if r := runProgram(t, env, "token", "list"); r.code != 0 || r.stdout != "" || r.stderr == "" {
		t.Errorf("no tokens: %+v", r)
	}
	r := runProgram(t, env, "token", "add", "张三", "--role", "curator", "--expires", "90d")
	secret := strings.TrimSpace(r.stdout)
	if r.code != 0 || !secretForm.MatchString(secret) || strings.Contains(r.stderr, secret) {
		t.Fatalf("the token: %+v", r)
	}
	data, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(data), secret) || !strings.Contains(string(data), hashToken(secret)) {
		t.Errorf("the file: %v\n%s", err, data)
	}
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	if r := runProgram(t, env, "token", "add", "bob", "--role", "importer", "--expires", "2099-12-31", "--json"); r.code != 0 || !strings.Contains(r.stdout, `"token":"chainatlas_`) {
		t.Errorf("as JSON: %+v", r)
	}
	if r := runProgram(t, env, "token", "list"); r.code != 0 || !strings.Contains(r.stdout, "张三") || !strings.Contains(r.stdout, "bob") || strings.Contains(r.stdout, "chainatlas_") {
		t.Errorf("the list: %+v", r)
	}
	for _, tt := range []struct {
		args string
		code int
	}{
		{"token add 张三 --role curator --expires 90d", 4},
		{"token add carol --role curator", 2},
		{"token add carol --expires 1d", 2},
		{"token add carol --role boss --expires 1d", 2},
		{"token add carol --role curator --expires soon", 2},
		{"token add carol --role curator --expires 0d", 2},
		{"token add carol --role curator --expires 2001", 2},
		{"token add carol --role vendor --expires 1d", 2},
		{"token add carol --role curator --expires 1d --enterprise x", 2},
		{"token add carol --role vendor --expires 1d --enterprise nobody", 5},
		{"token add \x1b[31m --role curator --expires 1d", 2},
		{"token revoke carol", 5},
		{"token revoke bob", 0},
		{"token revoke bob", 5},
		{"token", 0},
	} {
		if r := runProgram(t, env, strings.Fields(tt.args)...); r.code != tt.code {
			t.Errorf("%q exits with %d, want %d\n%s", tt.args, r.code, tt.code, r.stderr)
		}
	}
	if runtime.GOOS != "windows" {
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
		if r := runProgram(t, env, "token", "list"); r.code != 2 || !strings.Contains(r.stderr, "chmod 600") {
			t.Errorf("a file that others may read: %+v", r)
		}
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(store), ".*.tmp")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestTokensAtOnce keeps that none of several changes at once is lost.
func TestTokensAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens")
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if err := changeTokens(path, func(there []token) ([]token, error) {
				return append(there, token{Name: fmt.Sprint("n", i), Role: schema.RoleCurator, Hash: hashToken(fmt.Sprint(i)), Expires: time.Now().Add(time.Hour)}), nil
			}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if list, err := readTokens(path); err != nil || len(list) != 20 {
		t.Errorf("%d tokens, %v", len(list), err)
	}
}

// TestTokenFile keeps that a server notices at once what is added, revoked and
// expired.
func TestTokenFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens")
	now := time.Date(2026, 3, 5, 7, 30, 0, 0, time.UTC)
	f := &tokenFile{path: path, now: func() time.Time { return now }}
	if _, err := f.find("chainatlas_x"); err != errUnknownToken {
		t.Errorf("without a file: %v", err)
	}
	add := func(secret string, x token) {
		t.Helper()
		x.Hash = hashToken(secret)
		if err := changeTokens(path, func(there []token) ([]token, error) { return append(there, x), nil }); err != nil {
			t.Fatal(err)
		}
	}
	add("one", token{Name: "alice", Role: schema.RoleImporter, Expires: now.Add(time.Hour)})
	add("two", token{Name: "acme", Role: schema.RoleVendor, Enterprise: "e1", Expires: now.Add(2 * time.Hour)})
	s := &webServer{tokens: f}
	who := func(authorization string) (schema.Actor, error) {
		r := httptest.NewRequest("POST", "/graphql", nil)
		if authorization != "" {
			r.Header.Set("Authorization", authorization)
		}
		return s.authorise(r)
	}
	if a, err := who("Bearer one"); err != nil || a != (schema.Actor{Name: "alice", Role: schema.RoleImporter}) {
		t.Errorf("alice is %+v, %v", a, err)
	}
	if a, err := who("bearer  two"); err != nil || a != (schema.Actor{Name: "acme", Role: schema.RoleVendor, Enterprise: "e1"}) {
		t.Errorf("acme is %+v, %v", a, err)
	}
	for _, sent := range []string{"", "Bearer", "Bearer ", "Bearer on", "Bearer onee", "Basic one", "one", "Bearer " + hashToken("one")} {
		if a, err := who(sent); err == nil || a.Name != "" || graph.CodeOf(err) != graph.CodeInvalid && graph.CodeOf(err) != graph.CodeNotFound {
			t.Errorf("%q is %+v, %v", sent, a, err)
		}
	}
	now = now.Add(time.Hour)
	if _, err := who("Bearer one"); err != errExpiredToken {
		t.Errorf("when it has expired: %v", err)
	}
	if err := changeTokens(path, func(there []token) ([]token, error) { return there[:1], nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := who("Bearer two"); err != errUnknownToken {
		t.Errorf("when it was revoked: %v", err)
	}
	if err := os.WriteFile(path, []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := who("Bearer one"); graph.CodeOf(err) != graph.CodeDamaged {
		t.Errorf("when the file is damaged: %v", err)
	}
}

// TestRoles keeps who may do what.
func TestRoles(t *testing.T) {
	rights := []schema.Right{schema.RightImport, schema.RightRevoke, schema.RightCurate, schema.RightScore, schema.RightReply, schema.RightReview}
	may := map[schema.Role]string{ // a letter for each right
		schema.RoleImporter: "yynnnn", schema.RoleCurator: "nyynnn", schema.RoleEvaluator: "ynnynn", schema.RoleReviewer: "nnnnny",
		schema.RolePublisher: "nnnnnn", schema.RoleVendor: "nnnnyn", schema.RoleAdministrator: "yyyyyy", "": "nnnnnn", "Administrator": "nnnnnn",
	}
	for _, role := range roles {
		if may[role] == "" {
			t.Errorf("nothing says what %s may do", role)
		}
	}
	for role, want := range may {
		for i, right := range rights {
			if got := role.May(right); got != (want[i] == 'y') {
				t.Errorf("%q may %s: %v", role, right, got)
			}
		}
		if role.May("anything else") && role != schema.RoleAdministrator {
			t.Errorf("%q may do anything else", role)
		}
	}
}

func TestExpiry(t *testing.T) {
	now := time.Date(2026, 3, 5, 7, 30, 0, 500, zone)
	for s, want := range map[string]time.Time{
		"1d": time.Date(2026, 3, 6, 7, 30, 0, 0, zone), "12h": time.Date(2026, 3, 5, 19, 30, 0, 0, zone),
		"2027": time.Date(2028, 1, 1, 0, 0, 0, 0, zone), "2026-12": time.Date(2027, 1, 1, 0, 0, 0, 0, zone), "2026-12-31": time.Date(2027, 1, 1, 0, 0, 0, 0, zone),
	} {
		if got, ok := expiry(s, now); !ok || !got.Equal(want) {
			t.Errorf("expiry(%q) = %v, %v, want %v", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "d", "-1d", "0d", "1", "1w", "99999999d", "9999999999h", "soon", "2026-13"} {
		if got, ok := expiry(s, now); ok && s != "1" {
			t.Errorf("expiry(%q) = %v", s, got)
		}
	}
}

// FuzzTokens keeps that a file of tokens is read whole or refused, and means the
// same when it is written again.
func FuzzTokens(f *testing.F) {
	hash := hashToken("x")
	f.Add([]byte(`{"version":1,"tokens":[{"name":"a","role":"curator","sha256":"` + hash + `","created":"2026-01-01T00:00:00Z","expires":"2027-01-01T00:00:00Z"}]}`))
	f.Add([]byte(`{"version":1,"tokens":[{"name":"a","role":"vendor","enterprise":"e","sha256":"` + hash + `"}]}`))
	f.Add([]byte(`{"version":1,"tokens":[]}{}`))
	f.Add([]byte(`{"version":2}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := parseTokens(data)
		if err != nil {
			if graph.CodeOf(err) != graph.CodeDamaged {
				t.Errorf("%v has no code", err)
			}
			return
		}
		again, err := json.Marshal(tokenDocument{tokenVersion, list})
		if err != nil {
			t.Skip("a time that JSON does not have")
		}
		if back, err := parseTokens(again); err != nil || len(back) != len(list) {
			t.Errorf("written again: %v, %v", back, err)
		}
	})
}
