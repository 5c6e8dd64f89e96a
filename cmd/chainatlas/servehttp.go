package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// Bounds of one request. There is none for a whole request or answer: that would
// cut off a stream that goes on for long. Instead a client must go on.
const (
	headerTime = 10 * time.Second // to send the header of a request
	idleTime   = time.Minute      // between two requests
	bodyRate   = 16 << 10         // bytes of a body a second, on the whole
	maxHeader  = 32 << 10
	maxBody    = 1 << 20 // where no handler has a bound of its own
)

// patience is how long a client may pause: between two pieces of a body that it
// sends, and of an answer that it takes. Tests have less of it.
var patience = struct{ body, answer time.Duration }{15 * time.Second, 30 * time.Second}

// exchange is one request on its way through the server.
type exchange struct {
	id        string
	operation string // what the metrics count it under: one of few
	actor     string // "" if it carries no token
}

type exchangeKey struct{}

// exchangeOf returns the exchange of a request.
func exchangeOf(r *http.Request) *exchange {
	if x, ok := r.Context().Value(exchangeKey{}).(*exchange); ok {
		return x
	}
	return &exchange{}
}

// handler returns all that the server answers, inside everything that guards
// it.
func (s *webServer) handler() http.Handler {
	mux := http.NewServeMux()
	route := func(pattern, operation string, h http.HandlerFunc) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			exchangeOf(r).operation = operation
			h(w, r)
		})
	}
	bounded := func(h http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			h(w, r)
		}
	}
	route("GET /healthz", "health", bounded(s.health))
	route("GET /readyz", "ready", bounded(s.readiness))
	route("GET /metrics", "metrics", bounded(s.showMetrics))
	route("GET /download/{file}", "download", bounded(s.whenReady(func(v *service, w http.ResponseWriter, r *http.Request) {
		v.downloads.serve(w, r)
	})))
	route("GET /tiles", "tiles", bounded(s.whenReady(func(v *service, w http.ResponseWriter, r *http.Request) {
		v.downloads.serveTiles(w, r)
	})))
	if s.flags.introspection {
		route("GET /schema.graphql", "schema", bounded(s.showSchema))
	}
	// It bounds bodies itself, for files may be long.
	graphql := s.whenReady(func(v *service, w http.ResponseWriter, r *http.Request) { v.graphql.ServeHTTP(w, r) })
	route("/graphql", "graphql", graphql)
	route("/graphql/", "graphql", graphql)
	route("GET "+graphiqlPath, "graphiql", bounded(s.graphiql.ServeHTTP))
	route("GET /{$}", "index", bounded(s.index))
	for _, l := range []string{"zh", "en"} {
		route("GET /"+l, "page", bounded(s.page))
		route("GET /"+l+"/", "page", bounded(s.page))
	}
	route("GET /assets/{file}", "asset", bounded(s.asset))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			s.refuse(w, r, http.StatusMethodNotAllowed, graph.CodeInvalid, answering.OnlyGet)
			return
		}
		w.Header().Set("Vary", "Accept, Accept-Language")
		if acceptsPages(r) { // somebody who mistyped an address
			s.pages.ServeNotFound(w, r)
			return
		}
		s.refuse(w, r, http.StatusNotFound, graph.CodeNotFound, answering.NoPage)
	})

	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, http.StatusForbidden, graph.CodeInvalid, answering.CrossSite)
	}))
	return s.observed(secured(s.knownHost(guard.Handler(s.originKnown(s.identified(s.paced(s.ended(mux))))))))
}

// showSchema answers with GraphQL's schema, for tools.
func (s *webServer) showSchema(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/graphql; charset=utf-8")
	_, _ = io.WriteString(w, schema.SDL())
}

// index tells programs what is served, and shows people the application.
func (s *webServer) index(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Accept, Accept-Language")
	if acceptsPages(r) {
		s.page(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprintln(w, s.app.in(languageOfRequest(r, s.app.lang)).say(answering.Index))
}

// acceptsPages reports whether a client is a browser that shows a page.
func acceptsPages(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// page answers with the application, which finds out from the address what to
// show.
func (s *webServer) page(w http.ResponseWriter, r *http.Request) {
	s.pages.ServePage(w, r)
}

// asset answers with a file of the application.
func (s *webServer) asset(w http.ResponseWriter, r *http.Request) {
	if !s.pages.ServeAsset(w, r, r.PathValue("file")) {
		s.refuse(w, r, http.StatusNotFound, graph.CodeNotFound, answering.NoPage)
	}
}

// in returns the program speaking another language.
func (a *app) in(l lang) *app {
	other := *a
	other.lang = l
	return &other
}

// observed gives each request an ID, counts and logs it, and answers for a
// handler that panics. Neither headers nor bodies are logged, and of the address
// only the path.
func (s *webServer) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.running.Add(1)
		defer s.running.Done()
		began := time.Now() // a duration, which no clock of the session tells
		x := &exchange{id: r.Header.Get("X-Request-Id"), operation: "none"}
		if !requestID.MatchString(x.id) {
			x.id = fmt.Sprintf("%s-%d", s.prefix, s.requests.Add(1))
		}
		out := &response{ResponseWriter: w, deadlines: http.NewResponseController(w)}
		out.Header().Set("X-Request-Id", x.id)
		s.metrics.begin()
		defer func() {
			failure := recover()
			aborted := failure == http.ErrAbortHandler
			if failure != nil && !aborted {
				s.logger.Error("panic", "id", x.id, "error", fmt.Sprint(failure), "stack", string(debug.Stack()))
				if out.status == 0 {
					s.refuse(out, r, http.StatusInternalServerError, graph.CodeInternal, answering.Internal)
					failure = nil
				}
			}
			took := time.Since(began)
			status := out.status
			switch {
			case failure != nil:
				status = 0 // what was begun was not ended
			case status == 0 && !out.hijacked:
				status = http.StatusOK
			case out.hijacked:
				status = http.StatusSwitchingProtocols
			}
			s.metrics.end(x.operation, status, took)
			s.logger.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("id", x.id), slog.String("remote", s.flags.proxies.client(r)),
				slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.String("operation", x.operation),
				slog.Int("status", status), slog.Int64("bytes", out.bytes), slog.Float64("ms", float64(took.Microseconds())/1000),
				slog.String("actor", x.actor))
			if failure != nil {
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(out, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x)))
	})
}

// requestID is what a proxy in front may call a request.
var requestID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// secured sets the headers that keep a browser from doing what no page of ours
// asks for. A handler may replace what it must.
func secured(next http.Handler) http.Handler {
	headers := [][2]string{
		{"Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
			"font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
		{"Referrer-Policy", "no-referrer"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
		{"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, h := range headers {
			w.Header().Set(h[0], h[1])
		}
		next.ServeHTTP(w, r)
	})
}

// knownHost refuses requests to a name that is not ours: a page elsewhere whose
// name was made to point here would otherwise pass for our own (DNS rebinding).
// Known are the names of --host, the address that the request came in at, and on
// a loopback address every way of writing it.
func (s *webServer) knownHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.isKnown(r) {
			s.refuse(w, r, http.StatusMisdirectedRequest, graph.CodeInvalid, answering.UnknownHost, r.Host)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *webServer) isKnown(r *http.Request) bool {
	name, ok := hostName(r.Host)
	if !ok {
		return false
	}
	if slices.Contains(s.flags.hosts, name) {
		return true
	}
	address, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok {
		return false
	}
	local := address.AddrPort().Addr().Unmap()
	if ip, err := netip.ParseAddr(name); err == nil {
		ip = ip.Unmap()
		return ip == local || ip.IsLoopback() && local.IsLoopback()
	}
	return name == "localhost" && local.IsLoopback()
}

// hostName returns the name in a Host header, in lower case and without its port
// and a dot at its end, or false if there is none.
func hostName(host string) (string, bool) {
	name := host
	if h, port, err := net.SplitHostPort(host); err == nil {
		if strings.Trim(port, "0123456789") != "" {
			return "", false
		}
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(name, "["), "]"), "."))
	if _, err := netip.ParseAddr(name); err == nil {
		return name, true
	}
	return name, name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789.-_") == ""
}

// originKnown refuses uploads that do not say which page they come from. To a
// browser a form with files is a simple request, which it sends from anywhere.
func (s *webServer) originKnown(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		form := strings.HasPrefix(strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Type"))), "multipart/")
		if form && r.Header.Get("Origin") == "" {
			s.refuse(w, r, http.StatusForbidden, graph.CodeInvalid, answering.NoOrigin)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// paced bounds how long a client may take over a piece of a body or of an
// answer, and over a body on the whole.
func (s *webServer) paced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out, ok := w.(*response)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		out.more()
		if r.Body != nil && r.Body != http.NoBody {
			b := &pacedBody{ReadCloser: r.Body, deadlines: out.deadlines, began: time.Now(), complete: func() {}}
			r.Body = b
			if conn := connectionOf(r); conn != nil {
				s.idle.waiting(conn)
				b.complete = func() { s.idle.working(conn) }
			}
			// Also what no handler reads is waited for, by package net/http.
			_ = b.deadlines.SetReadDeadline(b.began.Add(patience.body))
		}
		next.ServeHTTP(w, r)
	})
}

// pacedBody is a body that must go on coming.
type pacedBody struct {
	io.ReadCloser
	deadlines *http.ResponseController
	began     time.Time
	read      int64
	complete  func() // once it has come to its end
}

// Read implements [io.Reader].
func (b *pacedBody) Read(p []byte) (int, error) {
	now := time.Now()
	whole := b.began.Add(2*patience.body + time.Duration(b.read/bodyRate)*time.Second)
	deadline := now.Add(patience.body)
	if whole.Before(deadline) {
		deadline = whole
	}
	_ = b.deadlines.SetReadDeadline(deadline)
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	if err == io.EOF {
		// Or the wait for the client to leave would end with it. After any other
		// error it stays, for package net/http reads on to find the next request.
		_ = b.deadlines.SetReadDeadline(time.Time{})
		b.complete()
	}
	return n, err
}

// ended ends streams when the server begins to stop, so that they do not keep it
// for the whole grace.
func (s *webServer) ended(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Accept"), "text/event-stream") || r.Header.Get("Upgrade") != "" {
			ctx, cancel := context.WithCancel(r.Context())
			defer cancel()
			defer context.AfterFunc(s.streams, cancel)()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

// whenReady asks clients to come again until the server can answer.
func (s *webServer) whenReady(do func(*service, http.ResponseWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := s.service.Load()
		if v == nil {
			w.Header().Set("Retry-After", "2")
			s.refuse(w, r, http.StatusServiceUnavailable, graph.CodeUnavailable, answering.NotReady)
			return
		}
		do(v, w, r)
	}
}

// refuse answers with an error that people read.
func (s *webServer) refuse(w http.ResponseWriter, r *http.Request, status int, code graph.Code, t graph.Label, args ...any) {
	s.answerError(w, r, status, code, s.app.in(languageOfRequest(r, s.app.lang)).say(t, args...))
}

// fail answers with an error. What is not the client's to know is logged under
// the ID that the answer names.
func (s *webServer) fail(w http.ResponseWriter, r *http.Request, err error) {
	code := graph.CodeOf(err)
	status, ok := statuses[code]
	if !ok {
		s.logger.Error("failed", "id", exchangeOf(r).id, "error", err)
		s.refuse(w, r, http.StatusInternalServerError, graph.CodeInternal, answering.Internal)
		return
	}
	a := s.app.in(languageOfRequest(r, s.app.lang))
	message := a.message(err)
	if text, ok := graph.TextOf(err); ok {
		message = a.lang.pick(text)
	} else if e, ok := errors.AsType[*graph.Error](err); ok && e.Private {
		s.logger.Error("failed", "id", exchangeOf(r).id, "error", err)
		message = a.lang.pick(schema.Codes()[code])
	} else if ok && e.Message != "" {
		message = e.Message
	}
	s.answerError(w, r, status, code, message)
}

// statuses are the status codes of errors that clients may know the text of.
var statuses = map[graph.Code]int{
	graph.CodeInvalid:     http.StatusBadRequest,
	graph.CodeNotFound:    http.StatusNotFound,
	graph.CodeExists:      http.StatusConflict,
	graph.CodeConflict:    http.StatusConflict,
	graph.CodeLimit:       http.StatusUnprocessableEntity,
	graph.CodeUnavailable: http.StatusServiceUnavailable,
	graph.CodeCancelled:   http.StatusServiceUnavailable,

	schema.CodeUnauthenticated: http.StatusUnauthorized,
	schema.CodeForbidden:       http.StatusForbidden,
	schema.CodeRate:            http.StatusTooManyRequests,
}

func (s *webServer) answerError(w http.ResponseWriter, r *http.Request, status int, code graph.Code, message string) {
	h := w.Header()
	h.Del("Content-Encoding")
	h.Del("Content-Disposition")
	h.Del("ETag")
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	if status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="chainatlas"`) // RFC 9110, 15.5.2
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"error": map[string]string{"code": string(code), "message": printable(message), "requestId": exchangeOf(r).id},
	})
}

// languageOfRequest returns the language that a request asks for: by its
// parameter lang, or by what its browser accepts.
func languageOfRequest(r *http.Request, otherwise lang) lang {
	if l := r.URL.Query().Get("lang"); isLanguage(l) {
		return lang(l)
	}
	return lang(schema.Language(r.Header.Get("Accept-Language"), string(otherwise)))
}
