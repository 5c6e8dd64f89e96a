package frontend

import (
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// policy is the content-security policy of a page: only what the service itself
// serves, and nothing inline.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
	"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// unbuilt is the page of a program that was built without the application.
const unbuilt = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>链图 ChainAtlas</title>
<h1>链图 ChainAtlas</h1>
<p>服务正常，但这个程序编译时没有包含网页：请运行 <code>make run</code>（需要 Node.js）。GraphQL 在 <a href="/graphql">/graphql</a>。</p>
<p lang="en">The service works, but this program was compiled without its pages: run <code>make run</code> (it needs Node.js). GraphQL is at <a href="/graphql">/graphql</a>.</p>
</html>
`

// Site is a build of the application. Its methods may be called at the same time.
type Site struct {
	files fs.FS
	index string // "" if there is no build
}

// Embedded returns the build that this program was compiled with.
func Embedded() (*Site, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	return New(files)
}

// New returns the build in a folder: index.html, and assets/ with files that are
// named by their content and may lie beside their compressed forms, .br and .gz.
// A folder without index.html holds no build, which is no error.
func New(files fs.FS) (*Site, error) {
	index, err := fs.ReadFile(files, "index.html")
	if errors.Is(err, fs.ErrNotExist) {
		return &Site{files: files}, nil
	}
	if err != nil {
		return nil, err
	}
	return &Site{files: files, index: string(index)}, nil
}

// Built reports whether there is a build.
func (s *Site) Built() bool { return s.index != "" }

// ServePage answers with the page that every address of the application shows.
func (s *Site) ServePage(w http.ResponseWriter, r *http.Request) { s.serve(w, r, http.StatusOK) }

// ServeNotFound answers with the same page, as one that is not there: it says so
// itself, in the language of the browser.
func (s *Site) ServeNotFound(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, http.StatusNotFound)
}

func (s *Site) serve(w http.ResponseWriter, r *http.Request, status int) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	// It names the files of this build, and so changes with the program.
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", policy)
	page := unbuilt
	if s.Built() {
		page = s.index
	}
	h.Set("Content-Length", strconv.Itoa(len(page)))
	if !s.Built() {
		status = http.StatusServiceUnavailable
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(page))
	}
}

// contentTypes are those of the files of a build. Another file is not served.
var contentTypes = map[string]string{
	".js":    "text/javascript; charset=utf-8",
	".css":   "text/css; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// ServeAsset answers with a file of the folder assets, in the smallest form that
// the browser takes, and reports whether there is one. Names carry a hash of the
// content, except the mark's, so that they may be kept for ever.
func (s *Site) ServeAsset(w http.ResponseWriter, r *http.Request, name string) bool {
	kind, ok := contentTypes[path.Ext(name)]
	if !ok || !fs.ValidPath(name) {
		return false
	}
	file := "assets/" + name
	data, err := fs.ReadFile(s.files, file)
	if err != nil {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	if !strings.Contains(name, "-") {
		h.Set("Cache-Control", "public, max-age=3600")
	}
	for _, form := range [...]struct{ encoding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepts(r, form.encoding) {
			continue
		}
		if packed, err := fs.ReadFile(s.files, file+form.suffix); err == nil {
			h.Set("Content-Encoding", form.encoding)
			data = packed
			break
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(data)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(data)
	}
	return true
}

// accepts reports whether a request takes an encoding, by RFC 9110, 12.5.3:
// named, and not with weight 0. A star is not followed, for what is plain is
// always taken.
func accepts(r *http.Request, encoding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, parameters, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		weight, weighted := strings.CutPrefix(strings.ToLower(strings.TrimSpace(parameters)), "q=")
		q, err := strconv.ParseFloat(strings.TrimSpace(weight), 64)
		return !weighted || err == nil && q > 0
	}
	return false
}
