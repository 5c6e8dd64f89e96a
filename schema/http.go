package schema

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/schema/internal/scalar"
)

// waitSlot is how long a request waits for others to end.
const waitSlot = time.Second

// bodyTime is how long a client may take to send a body without files.
const bodyTime = 30 * time.Second

type (
	requestKey    struct{}
	connectionKey struct{}
	enteredKey    struct{} // the request has its place already
)

// connection is what the operations of one WebSocket share.
type connection struct {
	mu   sync.Mutex
	open int
}

// ServeHTTP implements [http.Handler].
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func remoteAddress(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// around bounds what a client may send before anything of it is read.
func (s *Service) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang := Language(r.Header.Get("Accept-Language"), "en")
		ctx := context.WithValue(r.Context(), langKey{}, lang)
		ctx = model.InLanguage(ctx, Language(r.Header.Get("Accept-Language"), ""))
		ctx = context.WithValue(ctx, requestKey{}, r)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Add("Vary", "Accept-Language")
		upgrade := r.Header.Get("Upgrade") != ""
		media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil {
			media = ""
		}
		files := isForm(r.Header.Get("Content-Type"))
		switch {
		case !s.rate.allow(s.client(r)):
			w.Header().Set("Retry-After", "1")
			s.refuse(w, lang, http.StatusTooManyRequests, say(CodeRate, "请求过多：请稍后重试", "too many requests: try again later"))
			return
		case !upgrade && r.Method != http.MethodPost:
			w.Header().Set("Allow", "POST")
			s.refuse(w, lang, http.StatusMethodNotAllowed, say(graph.CodeInvalid, "请用 POST 发送查询", "send queries by POST"))
			return
		case !upgrade && !files && media != "application/json":
			s.refuse(w, lang, http.StatusUnsupportedMediaType, say(graph.CodeInvalid,
				"请以 application/json 发送查询，或以 multipart/form-data 发送文件", "send application/json, or multipart/form-data for files"))
			return
		case files && r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Authorization") == "":
			// A form on another site's page could send it; a script has a token.
			s.refuse(w, lang, http.StatusForbidden, say(CodeForbidden, "上传必须带有 Origin 或令牌", "an upload needs an Origin or a token"))
			return
		}
		if upgrade {
			// A page of another site could open one with this site's cookies.
			if origin := r.Header.Get("Origin"); origin != "" {
				if u, err := url.Parse(origin); err != nil || !strings.EqualFold(u.Host, r.Host) {
					s.refuse(w, lang, http.StatusForbidden, say(CodeForbidden, "不接受来自其他网站的连接", "connections from other sites are refused"))
					return
				}
			}
			ctx = context.WithValue(ctx, connectionKey{}, &connection{})
			next.ServeHTTP(w, r.WithContext(ctx))
			return
		}
		if files {
			// Who may not upload is told before the files are read.
			if _, err := s.actor(ctx, RightImport); err != nil {
				status := http.StatusForbidden
				if graph.CodeOf(err) == CodeUnauthenticated {
					status = http.StatusUnauthorized
				}
				s.refuse(w, lang, status, err)
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, s.limits.Upload)
			next.ServeHTTP(w, r.WithContext(ctx))
			return
		}
		// The body is read before a place is taken, so that who sends it slowly keeps
		// nobody waiting.
		body, err := s.readBody(w, r)
		if err != nil {
			status := http.StatusBadRequest
			if graph.CodeOf(err) == graph.CodeLimit {
				status = http.StatusRequestEntityTooLarge
			}
			s.refuse(w, lang, status, err)
			return
		}
		params, err := readParams(body)
		if err != nil {
			s.refuse(w, lang, http.StatusBadRequest, err)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body)) // for streams
		ctx = context.WithValue(ctx, paramsKey{}, params)
		if !strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
			release, err := s.enter(ctx)
			if err != nil {
				w.Header().Set("Retry-After", "1")
				s.refuse(w, lang, http.StatusServiceUnavailable, err)
				return
			}
			defer release()
			ctx = context.WithValue(ctx, enteredKey{}, true)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// isForm reports whether a request's type is that of a form with files.
func isForm(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && media == "multipart/form-data"
}

// readBody reads the body of a request without files into memory, within its bounds
// of size and time.
func (s *Service) readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	control := http.NewResponseController(w)
	// A writer that cannot set deadlines leaves them to the server's own.
	limited := control.SetReadDeadline(time.Now().Add(bodyTime)) == nil
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.limits.Body))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, say(graph.CodeLimit, "请求超过 %d 字节", "the request exceeds %d bytes", s.limits.Body)
	}
	if err != nil {
		return nil, say(graph.CodeInvalid, "请求不完整", "the request is not whole")
	}
	if limited {
		// Only now: after an error, package net/http reads on to find the next
		// request, and would wait for ever.
		_ = control.SetReadDeadline(time.Time{})
	}
	return body, nil
}

// enter waits for one of few places.
func (s *Service) enter(ctx context.Context) (release func(), err error) {
	select {
	case s.slots <- struct{}{}:
		return func() { <-s.slots }, nil
	default:
	}
	timer := time.NewTimer(waitSlot)
	defer timer.Stop()
	select {
	case s.slots <- struct{}{}:
		return func() { <-s.slots }, nil
	case <-timer.C:
		return nil, say(CodeRate, "同时进行的请求过多：请稍后重试", "too many requests are under way: try again later")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// enterOperation gives a query or a mutation that comes over a stream its place,
// and counts it for the client's rate: only the stream was counted so far.
func (s *Service) enterOperation(ctx context.Context) (release func(), err error) {
	if ctx.Value(enteredKey{}) != nil {
		return func() {}, nil
	}
	r, ok := ctx.Value(requestKey{}).(*http.Request)
	if ok && ctx.Value(connectionKey{}) != nil && !s.rate.allow(s.client(r)) {
		return nil, say(CodeRate, "请求过多：请稍后重试", "too many requests: try again later")
	}
	return s.enter(ctx)
}

// enterStream counts a subscription, of its connection and of all.
func (s *Service) enterStream(ctx context.Context) (release func(), err error) {
	c, _ := ctx.Value(connectionKey{}).(*connection)
	if c != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.open >= s.limits.Subscriptions {
			return nil, say(graph.CodeLimit, "一个连接最多 %d 个订阅", "a connection has at most %d subscriptions", s.limits.Subscriptions)
		}
	}
	select {
	case s.streams <- struct{}{}:
	default:
		return nil, say(CodeRate, "订阅过多：请稍后重试", "too many subscriptions: try again later")
	}
	if c != nil {
		c.open++
	}
	return func() {
		<-s.streams
		if c != nil {
			c.mu.Lock()
			c.open--
			c.mu.Unlock()
		}
	}, nil
}

// connected takes a WebSocket's token from its payload, as browsers cannot send
// headers with it: {"Authorization": "Bearer …"}.
func (s *Service) connected(ctx context.Context, payload transport.InitPayload) (context.Context, *transport.InitPayload, error) {
	if token := payload.Authorization(); token != "" {
		if r, ok := ctx.Value(requestKey{}).(*http.Request); ok {
			r = r.Clone(ctx)
			r.Header.Set("Authorization", token)
			ctx = context.WithValue(ctx, requestKey{}, r)
		}
	}
	if lang := payload.GetString("Accept-Language"); lang != "" {
		ctx = context.WithValue(ctx, langKey{}, Language(lang, "en"))
		ctx = model.InLanguage(ctx, Language(lang, ""))
	}
	return ctx, &payload, nil
}

// whoever returns who sends a request.
func (s *Service) whoever(ctx context.Context) (Actor, error) {
	r, ok := ctx.Value(requestKey{}).(*http.Request)
	unknown := say(CodeUnauthenticated, "此操作需要令牌", "this needs a token")
	if !ok || s.authorise == nil {
		return Actor{}, unknown
	}
	a, err := s.authorise(r)
	switch graph.CodeOf(err) {
	case "":
	case graph.CodeNotFound, graph.CodeInvalid, CodeUnauthenticated:
		return Actor{}, unknown
	default:
		return Actor{}, err
	}
	if a.Name == "" {
		return Actor{}, unknown
	}
	return a, nil
}

// actor returns who sends a request, if the role has the right.
func (s *Service) actor(ctx context.Context, right Right) (Actor, error) {
	a, err := s.whoever(ctx)
	if err != nil {
		return Actor{}, err
	}
	if !a.Role.May(right) {
		return Actor{}, say(CodeForbidden, "角色 %[1]s 无权进行此操作", "the role %[1]s may not do this", a.Role)
	}
	return a, nil
}

// refuse answers before GraphQL begins, in the form of its errors.
func (s *Service) refuse(w http.ResponseWriter, lang string, status int, err error) {
	text, code, ok := message(err, lang)
	if !ok {
		text = Codes()[graph.CodeInternal].In(lang)
	}
	if s.observed != nil {
		s.observed(Observation{Codes: []graph.Code{code}})
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// Who does not read the answer is gone.
	_ = json.NewEncoder(w).Encode(graphql.Response{Errors: gqlerror.List{{Message: text, Extensions: map[string]any{"code": code}}}})
}

func (s *Service) panicked(ctx context.Context, r any) error {
	return s.recovered(ctx, r, debug.Stack())
}

func revisionArgument(v any) (graph.Revision, error) { return scalar.UnmarshalRevision(v) }

// rate lets each client send so many requests in a second, after a burst; any number
// if it is below 0. What is idle for long is forgotten.
type rate struct {
	mu      sync.Mutex
	now     func() time.Time
	perSec  float64
	burst   float64
	clients map[string]*bucket
	swept   time.Time
}

type bucket struct {
	left float64
	at   time.Time
}

// maxClients bounds the memory that clients take together; beyond it, those that
// are not known yet share one bucket.
const maxClients = 100_000

func newRate(perSec float64, burst int, now func() time.Time) *rate {
	return &rate{now: now, perSec: perSec, burst: float64(burst), clients: map[string]*bucket{}, swept: now()}
}

func (r *rate) allow(client string) bool {
	if r.perSec < 0 {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if now.Sub(r.swept) > time.Minute {
		full := time.Duration(r.burst / r.perSec * float64(time.Second))
		for k, b := range r.clients {
			if now.Sub(b.at) > full {
				delete(r.clients, k)
			}
		}
		r.swept = now
	}
	b := r.clients[client]
	if b == nil && len(r.clients) >= maxClients {
		client = ""
		b = r.clients[client]
	}
	if b == nil {
		b = &bucket{left: r.burst, at: now}
		r.clients[client] = b
	}
	b.left = min(r.burst, b.left+now.Sub(b.at).Seconds()*r.perSec)
	b.at = now
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}
