package frontend

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func built(t *testing.T) *Site {
	t.Helper()
	s, err := New(fstest.MapFS{
		"index.html":             {Data: []byte(`<title>ChainAtlas</title>`)},
		"assets/app-1a2b.js":     {Data: []byte("plain")},
		"assets/app-1a2b.js.br":  {Data: []byte("br")},
		"assets/app-1a2b.js.gz":  {Data: []byte("gz")},
		"assets/plex-3c4d.woff2": {Data: []byte("font")},
		"assets/mark.svg":        {Data: []byte("<svg/>")},
		"assets/secret.txt":      {Data: []byte("no")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPage(t *testing.T) {
	w := httptest.NewRecorder()
	built(t).ServePage(w, httptest.NewRequest(http.MethodGet, "/zh/chains/CS", nil))
	if got := w.Body.String(); got != `<title>ChainAtlas</title>` {
		t.Errorf("page: %s", got)
	}
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy: %s", policy)
	}
	if got := w.Header().Get("Cache-Control"); got != "no-cache" {
		t.Errorf("a page of an older program may be shown: %s", got)
	}
}

func TestPageThatIsNotThere(t *testing.T) {
	w := httptest.NewRecorder()
	built(t).ServeNotFound(w, httptest.NewRequest(http.MethodGet, "/xx", nil))
	if w.Code != http.StatusNotFound || w.Body.String() != `<title>ChainAtlas</title>` || w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("what is not there answers %d, %v, %s", w.Code, w.Header(), w.Body)
	}
}

func TestPageOfNoBuild(t *testing.T) {
	s, err := New(fstest.MapFS{".keep": {}})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	s.ServePage(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if s.Built() || w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "make run") {
		t.Errorf("without a build: %v, %d, %s", s.Built(), w.Code, w.Body)
	}
}

func TestAsset(t *testing.T) {
	s := built(t)
	for _, test := range []struct{ name, accept, want, encoding, cache string }{
		{"app-1a2b.js", "gzip, deflate, br", "br", "br", "public, max-age=31536000, immutable"},
		{"app-1a2b.js", "gzip", "gz", "gzip", "public, max-age=31536000, immutable"},
		{"app-1a2b.js", "br;q=0, gzip;q=0.5", "gz", "gzip", "public, max-age=31536000, immutable"},
		{"app-1a2b.js", "br;q=0.000", "plain", "", "public, max-age=31536000, immutable"},
		{"app-1a2b.js", "", "plain", "", "public, max-age=31536000, immutable"},
		{"plex-3c4d.woff2", "br", "font", "", "public, max-age=31536000, immutable"},
		{"mark.svg", "br", "<svg/>", "", "public, max-age=3600"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/assets/"+test.name, nil)
		r.Header.Set("Accept-Encoding", test.accept)
		w := httptest.NewRecorder()
		if !s.ServeAsset(w, r, test.name) {
			t.Errorf("%s is not served", test.name)
			continue
		}
		h := w.Header()
		if w.Body.String() != test.want || h.Get("Content-Encoding") != test.encoding || h.Get("Cache-Control") != test.cache || h.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s for %q: %s, %v", test.name, test.accept, w.Body, h)
		}
	}
	for _, name := range []string{"secret.txt", "app-1a2b.js.br", "none-1.js", "../index.html", "../dist/index.html", "", "/etc/passwd.js"} {
		if s.ServeAsset(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil), name) {
			t.Errorf("%q is served", name)
		}
	}
}

// TestEmbedded holds whatever was embedded against what a page needs.
func TestEmbedded(t *testing.T) {
	s, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	s.ServePage(w, httptest.NewRequest(http.MethodGet, "/zh", nil))
	if want := map[bool]int{true: http.StatusOK, false: http.StatusServiceUnavailable}[s.Built()]; w.Code != want {
		t.Errorf("built %v answers %d", s.Built(), w.Code)
	}
}
