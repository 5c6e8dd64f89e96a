package graphiql

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

func handler(t *testing.T, o Options) http.Handler {
	t.Helper()
	h, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(h http.Handler, path string, header ...string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestReleased keeps that the bundles are those that were published.
func TestReleased(t *testing.T) {
	sums, err := os.ReadFile("released/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for line := range strings.Lines(string(sums)) {
		want, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok {
			t.Fatalf("no line of sha256sum: %q", line)
		}
		data, err := files.ReadFile("released/" + name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sum := sha256.Sum256(data)
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s is not as it was published: its hash is %s, not %s", name, got, want)
		}
		checked++
	}
	entries, err := files.ReadDir("released")
	if err != nil {
		t.Fatal(err)
	}
	if checked == 0 || checked != len(entries) {
		t.Errorf("%d files have a hash, of %d that are served", checked, len(entries))
	}
}

// TestPage keeps that the page loads only what this handler serves, runs no script
// that stands in it, and asks in its language.
func TestPage(t *testing.T) {
	h := handler(t, Options{Base: "/graphiql/", Endpoint: "/graphql", Introspection: true,
		Language: func(r *http.Request) string { return r.URL.Query().Get("lang") }})
	for _, x := range []struct{ query, lang, question string }{
		{"", "en", "Who is this enterprise"},
		{"?lang=en", "en", "Who is this enterprise"},
		{"?lang=zh", "zh", "这家企业是谁"},
	} {
		r := get(h, "/graphiql/"+x.query)
		page := body(t, r)
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Language") != x.lang || !strings.Contains(page, `<html lang="`+x.lang+`">`) {
			t.Errorf("%q: %s in %q", x.query, r.Status, r.Header.Get("Content-Language"))
		}
		for _, must := range []string{"default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(r.Header.Get("Content-Security-Policy"), must) {
				t.Errorf("the policy lacks %s: %s", must, r.Header.Get("Content-Security-Policy"))
			}
		}
		loads := regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1)
		if len(loads) < 6 {
			t.Errorf("the page loads %d files", len(loads))
		}
		for _, l := range loads {
			if l[1] == "data:," {
				continue
			}
			if got := get(h, l[1]); got.StatusCode != http.StatusOK || !strings.HasPrefix(l[1], "/graphiql/") {
				t.Errorf("%s: %s", l[1], got.Status)
			}
		}
		for _, tag := range regexp.MustCompile(`<script[^>]*>`).FindAllString(page, -1) {
			if !strings.Contains(tag, " src=") && !strings.Contains(tag, `type="application/json"`) {
				t.Errorf("a script stands in the page: %s", tag)
			}
		}
		settings := regexp.MustCompile(`(?s)<script id="settings" type="application/json">(.*?)</script>`).FindStringSubmatch(page)
		if settings == nil {
			t.Fatal("the page has no settings")
		}
		var got struct {
			Lang, Endpoint string
			Introspection  bool
			Groups         []group
		}
		if err := json.Unmarshal([]byte(settings[1]), &got); err != nil {
			t.Fatal(err)
		}
		if got.Lang != x.lang || got.Endpoint != "/graphql" || !got.Introspection || len(got.Groups) != len(Personas()) {
			t.Errorf("the settings are %+v", got)
		}
		found := false
		for _, g := range got.Groups {
			for _, q := range g.Queries {
				found = found || strings.HasPrefix(q.Title, x.question)
			}
		}
		if !found {
			t.Errorf("the page in %q does not ask %s", x.lang, x.question)
		}
	}
}

// TestAssets keeps how files are sent.
func TestAssets(t *testing.T) {
	h := handler(t, Options{Base: "/graphiql/", Endpoint: "/graphql"})
	plain := get(h, "/graphiql/graphiql.min.js")
	text := body(t, plain)
	if !strings.HasPrefix(plain.Header.Get("Content-Type"), "text/javascript") || len(text) < 1<<19 {
		t.Errorf("the script is %d bytes of %s", len(text), plain.Header.Get("Content-Type"))
	}
	packed := get(h, "/graphiql/graphiql.min.js", "Accept-Encoding", "gzip")
	data := body(t, packed)
	z, err := gzip.NewReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(unpacked, []byte(text)) || packed.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("the packed script is another one (%v)", err)
	}
	if len(data)*2 > len(text) {
		t.Errorf("%d bytes are packed as %d", len(text), len(data))
	}
	again := get(h, "/graphiql/graphiql.min.js", "If-None-Match", plain.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified || body(t, again) != "" {
		t.Errorf("what the browser has is sent again: %s", again.Status)
	}
	for _, name := range []string{"nothing.js", "page.html", "LICENSE.react", "../graphiql.go", "queries/policymaker-1.graphql"} {
		if r := get(h, "/graphiql/"+name); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", name, r.Status)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "/graphiql/page.js", nil))
	if w.Code != http.StatusOK || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "0" {
		t.Errorf("HEAD answers %d with %d bytes", w.Code, w.Body.Len())
	}
}

// TestNothingElsewhere keeps that what is ours names no address of another host.
func TestNothingElsewhere(t *testing.T) {
	entries, err := files.ReadDir("page")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := files.ReadFile("page/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if found := regexp.MustCompile(`(https?:)?//[a-z0-9-]+\.[a-z]+`).Find(data); found != nil {
			t.Errorf("%s names %s", e.Name(), found)
		}
	}
}

// TestQueries keeps that each persona has questions in both languages.
func TestQueries(t *testing.T) {
	queries, err := Queries()
	if err != nil {
		t.Fatal(err)
	}
	of := map[Persona]int{}
	for _, q := range queries {
		of[q.Persona]++
		if q.Zh == "" || q.En == "" || q.Zh == q.En || !strings.HasPrefix(q.Text, "query ") || !strings.HasSuffix(q.Text, "}\n") {
			t.Errorf("%s: %+v", q.Name, q)
		}
	}
	for _, p := range Personas() {
		if of[p] < 3 {
			t.Errorf("the %s has %d queries", p, of[p])
		}
	}
	if !strings.Contains(texts["en"]["tokenAbout"], "need none") || len(texts["en"]) != len(texts["zh"]) {
		t.Error("the texts are not the same in both languages")
	}
}
