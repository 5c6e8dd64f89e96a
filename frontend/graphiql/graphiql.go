// Package graphiql serves a page to try GraphQL queries on. Everything that the
// page loads is in the binary, and its policy lets it load nothing from
// elsewhere, so that it works on a machine without any network.
//
// It is GraphiQL with a panel of example queries in Chinese and English, by who
// asks: a policymaker, an investor, an evaluator. The queries are files in folder
// queries; the README of the project shows them with their answers. Folder
// released holds GraphiQL and React as their projects publish them; folder page
// holds what is ours.
package graphiql

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed page released/*.js released/*.css queries/*.graphql
var files embed.FS

// policy lets the page load what this package serves and ask its own server, and
// nothing else. Styles may be set on elements, as the editor does to place its
// cursor; no script may be.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Options say what the page is to be.
type Options struct {
	// Base is the path that the handler is mounted at, with a slash at its end.
	Base string
	// Endpoint is the path of GraphQL on the same server.
	Endpoint string
	// Introspection is whether the server tells its schema. Without it the page
	// neither completes nor documents.
	Introspection bool
	// Language returns the language of a request, zh or en; nil is always en.
	Language func(*http.Request) string
}

// asset is a file as it is sent. It never changes while the program runs.
type asset struct {
	media  string
	tag    string
	plain  []byte
	packed func() []byte // by gzip, worked out when it is first asked for
}

// New returns the handler of the page and of what it loads. It is safe for
// concurrent use, and answers GET and HEAD. It sets a Content-Security-Policy of
// its own.
func New(o Options) (http.Handler, error) {
	queries, err := Queries()
	if err != nil {
		return nil, err
	}
	page, err := template.ParseFS(files, "page/page.html")
	if err != nil {
		return nil, err
	}
	assets := map[string]*asset{}
	for _, pattern := range []string{"page/*.js", "page/*.css", "released/*"} {
		names, err := fs.Glob(files, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			data, err := files.ReadFile(name)
			if err != nil {
				return nil, err
			}
			assets[path.Base(name)] = newAsset(mime.TypeByExtension(path.Ext(name)), data)
		}
	}
	pages := map[string]*asset{}
	for _, lang := range []string{"zh", "en"} {
		var b bytes.Buffer
		if err := page.Execute(&b, map[string]any{"Lang": lang, "Base": o.Base, "Text": texts[lang], "Settings": map[string]any{
			"lang": lang, "endpoint": o.Endpoint, "introspection": o.Introspection, "text": texts[lang], "groups": grouped(queries, lang),
		}}); err != nil {
			return nil, fmt.Errorf("the page in %s: %w", lang, err)
		}
		pages[lang] = newAsset("text/html; charset=utf-8", b.Bytes())
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		name := strings.TrimPrefix(r.URL.Path, o.Base)
		a := assets[name]
		if name == "" {
			lang := "en"
			if o.Language != nil && o.Language(r) == "zh" {
				lang = "zh"
			}
			a = pages[lang]
			w.Header().Set("Content-Language", lang)
		}
		if a == nil || r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.NotFound(w, r)
			return
		}
		a.serve(w, r)
	}), nil
}

func newAsset(media string, data []byte) *asset {
	sum := sha256.Sum256(data)
	return &asset{media: media, tag: `"` + hex.EncodeToString(sum[:12]) + `"`, plain: data, packed: sync.OnceValue(func() []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(data) // a buffer takes everything
		_ = z.Close()
		return b.Bytes()
	})}
}

// serve sends a file, unless the client has it.
func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache") // to be kept, and asked for again: another version may be started
	h.Set("ETag", a.tag)
	h.Set("Vary", "Accept-Encoding, Accept-Language")
	if r.Header.Get("If-None-Match") == a.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", a.media)
	data := a.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		data = a.packed()
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(data)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(data) // who does not read on is gone
	}
}
