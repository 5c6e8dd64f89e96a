package schema

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/chainatlas/chainatlas/graph"
)

// The media types of answers. The first is that of GraphQL over HTTP, the second
// what clients asked for before there was one.
const (
	mediaGraphQL = "application/graphql-response+json"
	mediaJSON    = "application/json"
)

// paramsKey is of what a request asks for, as it was read before it got its place.
type paramsKey struct{}

// post answers requests as the draft of GraphQL over HTTP says
// (https://graphql.github.io/graphql-over-http/draft/): what is wrong with a request
// before anything of it runs is told without data, by 400 to who accepts
// application/graphql-response+json, and by 200 to who accepts application/json
// alone. gqlgen's own transport answers such with null data and 422.
type post struct{}

var _ graphql.Transport = post{}

// Supports implements [graphql.Transport].
func (post) Supports(r *http.Request) bool {
	return r.Method == http.MethodPost && r.Context().Value(paramsKey{}) != nil
}

// Do implements [graphql.Transport].
func (post) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	params := *r.Context().Value(paramsKey{}).(*graphql.RawParams)
	run(w, r, exec, &params)
}

// run runs an operation and writes its answer.
func run(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor, params *graphql.RawParams) {
	ctx := r.Context()
	params.Headers = r.Header
	params.ReadTime = graphql.TraceTiming{Start: graphql.Now(), End: graphql.Now()}
	media := accepted(r.Header.Get("Accept"))
	oc, failed := exec.CreateOperationContext(ctx, params)
	if failed != nil {
		answer(w, media, exec.DispatchError(graphql.WithOperationContext(ctx, oc), failed))
		return
	}
	respond, running := exec.DispatchOperation(ctx, oc)
	resp := respond(running)
	if resp == nil { // its time was over before it began
		err := context.Cause(running)
		if err == nil {
			err = context.Canceled
		}
		resp = exec.DispatchError(graphql.WithOperationContext(ctx, oc), gqlerror.List{gqlerror.Wrap(err)})
	}
	answer(w, media, resp)
}

// readParams reads what a request asks for.
func readParams(body []byte) (*graphql.RawParams, error) {
	if b := bytes.TrimLeft(body, " \t\r\n"); len(b) > 0 && b[0] == '[' {
		return nil, say(graph.CodeInvalid, "不接受批量请求：请一次发送一个", "several requests in one are not taken: send one at a time")
	}
	p := &graphql.RawParams{}
	in := json.NewDecoder(bytes.NewReader(body))
	in.UseNumber()
	err := in.Decode(p)
	if err == nil {
		if _, more := in.Token(); more != io.EOF {
			err = errors.New("there is more")
		}
	}
	if err != nil {
		return nil, say(graph.CodeInvalid, `请求不是 JSON：应为 {"query": "…", "variables": {…}}`,
			`the request is not what it should be: JSON such as {"query": "…", "variables": {…}}`)
	}
	if strings.TrimSpace(p.Query) == "" {
		return nil, say(graph.CodeInvalid, "请求没有 query", "the request has no query")
	}
	return p, nil
}

// accepted returns the media type of the answer: of the two that exist, the one
// that the client prefers; JSON to who does not say.
func accepted(header string) string {
	best, weight := mediaJSON, 0.0
	for part := range strings.SplitSeq(header, ",") {
		media, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		switch media {
		case mediaGraphQL, mediaJSON:
		case "*/*", "application/*":
			media = mediaJSON
		default:
			continue
		}
		q := 1.0
		if s := params["q"]; s != "" {
			if q, err = strconv.ParseFloat(s, 64); err != nil {
				continue
			}
		}
		if q > weight {
			best, weight = media, q
		}
	}
	return best
}

// answer writes an answer. Its data are JSON already and are not looked at again:
// they may be megabytes.
func answer(w http.ResponseWriter, media string, resp *graphql.Response) {
	status := http.StatusOK
	if resp.Data == nil && media == mediaGraphQL {
		status = statusOf(resp.Errors)
	}
	parts := make([][]byte, 0, 7)
	begin := "{"
	put := func(name string, value []byte) {
		parts = append(parts, []byte(begin+`"`+name+`":`), value)
		begin = ","
	}
	if len(resp.Errors) > 0 {
		put("errors", mustJSON(resp.Errors))
	}
	if resp.Data != nil {
		put("data", resp.Data)
	}
	if len(resp.Extensions) > 0 {
		put("extensions", mustJSON(resp.Extensions))
	}
	parts = append(parts, []byte("}"))
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(size))
	w.WriteHeader(status)
	for _, p := range parts {
		if _, err := w.Write(p); err != nil {
			return // who does not read the answer is gone
		}
	}
}

// mustJSON writes what consists of texts and numbers.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// statusOf returns the status of an answer without data.
func statusOf(errs gqlerror.List) int {
	if len(errs) > 0 {
		switch errs[0].Extensions["code"] {
		case string(CodeRate):
			return http.StatusTooManyRequests
		case string(graph.CodeUnavailable), string(graph.CodeCancelled):
			return http.StatusServiceUnavailable
		case string(graph.CodeInternal):
			return http.StatusInternalServerError
		}
	}
	return http.StatusBadRequest
}
