package schema_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/chainatlas/chainatlas/schema"
)

// TestAttacks sends what would hurt a service without limits. Each is refused with
// its code, quickly, and others are served meanwhile.
func TestAttacks(t *testing.T) {
	repeat := func(n int, f func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(f(i))
		}
		return b.String()
	}
	// 22 fragments that each spread the next twice: doubled with each level by a
	// walker that does not remember.
	chained := "{ ...f0 } " + repeat(22, func(i int) string {
		return fmt.Sprintf("fragment f%d on Query { ...f%d a%d: __typename ...f%d } ", i, i+1, i, i+1)
	}) + "fragment f22 on Query { enterprises(first: 100) { nodes { label } } }"
	deep := "{ enterprise(key: \"x\") " + strings.Repeat("{ makes { nodes { ... on Product { makers { nodes { ... on Enterprise ", 8) + "{ id }" + strings.Repeat(" } } } } } }", 8) + " }"
	for name, c := range map[string]struct {
		query     string
		variables map[string]any
		code      string
	}{
		"alias flood":         {"{" + repeat(150, func(i int) string { return fmt.Sprintf("a%d: __typename ", i) }) + "}", nil, "LIMIT"},
		"root field flood":    {"{" + repeat(40, func(i int) string { return fmt.Sprintf("a%d: parks(first: 1) { totalCount } ", i) }) + "}", nil, "LIMIT"},
		"deep":                {deep, nil, "LIMIT"},
		"chained fragments":   {chained, nil, "LIMIT"},
		"circular fragments":  {"{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", nil, string(schema.CodeValidation)},
		"nested pages":        {`{ enterprises(first: 1000) { nodes { makes(first: 1000) { nodes { label } } } } }`, nil, "LIMIT"},
		"pages by variable":   {`query($n: Int!) { enterprises(first: $n) { nodes { makes(first: $n) { nodes { label } } } } }`, map[string]any{"n": 900}, "LIMIT"},
		"a page too large":    {`{ enterprises(first: 1001) { totalCount } }`, nil, "LIMIT"},
		"a negative page":     {`{ enterprises(first: -1) { totalCount } }`, nil, "LIMIT"},
		"field duplication":   {"{ enterprises { nodes { " + strings.Repeat("label ", 1200) + "} } }", nil, "LIMIT"},
		"directive overload":  {"{ __typename " + strings.Repeat("@include(if: true) ", 500) + "}", nil, "LIMIT"},
		"token flood":         {"{" + strings.Repeat(" __typename", 5000) + "}", nil, "LIMIT"},
		"a huge document":     {"{ __typename }" + strings.Repeat(" ", 100<<10), nil, "LIMIT"},
		"deep filters":        {`query($f: Filter) { enterprises(filter: $f) { totalCount } }`, map[string]any{"f": nested(40)}, "LIMIT"},
		"wide filters":        {`query($f: Filter) { enterprises(filter: $f) { totalCount } }`, map[string]any{"f": map[string]any{"any": wide(2000)}}, "LIMIT"},
		"many ids":            {`query($i: [ID!]!) { nodes(ids: $i) { id } }`, map[string]any{"i": strings.Split(strings.Repeat("x,", 1500)+"x", ",")}, "LIMIT"},
		"a long search":       {`query($t: String!) { search(text: $t) { total } }`, map[string]any{"t": strings.Repeat("长", 65)}, "LIMIT"},
		"a search of a past":  {`{ search(text: "a", at: 1) { total } }`, nil, "INVALID"},
		"an unknown revision": {`{ chains(at: 99) { totalCount } }`, nil, "NOT_FOUND"},
		"a strange at":        {`{ chains(at: "yesterday") { totalCount } }`, nil, "INVALID"},
		"a strange cursor":    {`{ enterprises(after: "???") { totalCount } }`, nil, "INVALID"},
		"a strange property":  {`{ enterprises(filter: {property: {name: "nope", known: true}}) { totalCount } }`, nil, "INVALID"},
		"no order":            {`{ enterprises(orderBy: {property: "website"}) { totalCount } }`, nil, "INVALID"},
		"an unknown field":    {`{ enterprises { nope } }`, nil, string(schema.CodeValidation)},
		"no document":         {`}{`, nil, string(schema.CodeParse)},
		"a long path":         {`{ path(from: "a", to: "b", maxHops: 99) { found } }`, nil, "LIMIT"},
		"an integer too big":  {`{ enterprises(first: 3000000000) { totalCount } }`, nil, "INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			a := shared.ask(t, c.query, c.variables)
			if took := time.Since(begun); took > 2*time.Second {
				t.Errorf("it took %v", took)
			}
			if got := a.code(); got != c.code {
				t.Errorf("the code is %q, want %q: %.300s", got, c.code, a.raw)
			}
			for _, e := range a.Errors {
				if strings.Contains(e.Message, "Did you mean") || len(e.Message) > 700 || strings.Contains(e.Message, ".go:") {
					t.Errorf("the message tells too much: %s", e.Message)
				}
			}
		})
	}
}

func nested(n int) map[string]any {
	f := map[string]any{"referred": true}
	for range n {
		f = map[string]any{"not": f}
	}
	return f
}

func wide(n int) []any {
	all := make([]any, n)
	for i := range all {
		all[i] = map[string]any{"referred": true}
	}
	return all
}

// TestMessagesAreInTheClientsLanguage asks for Chinese and for English.
func TestMessagesAreInTheClientsLanguage(t *testing.T) {
	quoted := regexp.MustCompile(`"[^"]*"`)
	han := func(s string) bool { // in what is not quoted
		return strings.ContainsFunc(quoted.ReplaceAllString(s, ""), func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	for header, zh := range map[string]bool{"zh-CN,zh;q=0.9,en;q=0.8": true, "en-GB,zh;q=0.5": false, "": false, "fr": false, "fr, zh;q=0.1": true, "en;q=0.1,zh-Hans;q=0.2": true, ";;q=x,": false} {
		for _, q := range []string{`{ segment(key: "A", at: 99) { id } }`, `{ enterprises(first: 0) { totalCount } }`, `{ parks(filter: {region: ["无"]}) { totalCount } }`, `{ nope }`} {
			a := shared.ask(t, q, nil, with{"Accept-Language", header})
			if len(a.Errors) == 0 || han(a.Errors[0].Message) != zh {
				t.Errorf("for %q: %s", header, a.raw)
			}
		}
	}
}

// TestInternalsStayInside closes the store below a service: what fails is logged
// and not told.
func TestInternalsStayInside(t *testing.T) {
	a := fresh(t, schema.Config{})
	if err := a.store.Close(); err != nil {
		t.Fatal(err)
	}
	got := a.ask(t, revoke, map[string]any{"in": map[string]any{"batch": 1, "reason": "r", "clientKey": "k"}}, as(schema.RoleImporter))
	if got.code() != "UNAVAILABLE" || strings.Contains(string(got.raw), "sqlite") || strings.Contains(string(got.raw), a.dir) {
		t.Errorf("the answer is %s", got.raw)
	}
}

// TestIntrospection is possible only where it is switched on.
func TestIntrospection(t *testing.T) {
	const query = `{ __schema { queryType { name } } __type(name: "Enterprise") { name } }`
	if a := shared.ask(t, query, nil).must(t); a.get(t, "__schema", "queryType", "name") != "Query" {
		t.Errorf("switched on: %s", a.raw)
	}
	a := fresh(t, schema.Config{})
	for _, q := range []string{query, `{ ...f } fragment f on Query { chains { totalCount } ... { s: __schema { queryType { name } } } }`, `{ __type(name: "Query") { name } }`} {
		if got := a.ask(t, q, nil); got.code() != string(schema.CodeForbidden) || strings.Contains(string(got.raw), `"Query"`) {
			t.Errorf("switched off: %s", got.raw)
		}
	}
	a.ask(t, `{ __typename }`, nil).must(t)
}

// TestRequestsAreRefused sends requests that are no queries.
func TestRequestsAreRefused(t *testing.T) {
	a := fresh(t, schema.Config{Limits: schema.Limits{Body: 10 << 10}})
	do := func(method, contentType, body string, headers ...with) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, a.server.URL, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", contentType)
		for _, h := range headers {
			r.Header.Set(h.name, h.value)
		}
		resp, err := a.server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		if resp.Header.Get("X-Content-Type-Options") != "nosniff" && resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s %s: no security header", method, contentType)
		}
		return resp.StatusCode, string(b)
	}
	const query = `{"query": "{ __typename }"}`
	for name, c := range map[string]struct {
		method, contentType, body string
		headers                   []with
		status                    int
	}{
		"a query":           {"POST", "application/json", query, nil, 200},
		"a GET":             {"GET", "application/json", "", nil, 405},
		"a form":            {"POST", "application/x-www-form-urlencoded", "query={__typename}", nil, 415},
		"plain text":        {"POST", "text/plain", query, nil, 415},
		"no JSON":           {"POST", "application/json", "{", nil, 400},
		"a batch":           {"POST", "application/json", "[" + query + "," + query + "]", nil, 400},
		"a large body":      {"POST", "application/json", `{"query": "` + strings.Repeat("x", 20<<10) + `"}`, nil, 413},
		"another site":      {"POST", "application/json", query, []with{{"Origin", "https://example.org"}, {"Sec-Fetch-Site", "cross-site"}}, 403},
		"the same site":     {"POST", "application/json", query, []with{{"Sec-Fetch-Site", "same-origin"}}, 200},
		"another's upload":  {"POST", "multipart/form-data; boundary=x", "--x--", []with{{"Origin", "https://example.org"}}, 403},
		"an orphan upload":  {"POST", "multipart/form-data; boundary=x", "--x--", nil, 403},
		"a strange media":   {"POST", "application/json; charset==", query, nil, 415},
		"a limit of a part": {"POST", "application/json", `{"query": "{ enterprises(first: 1000) { nodes { makes(first: 1000) { nodes { id } } } } }"}`, nil, 200},
		"one as GraphQL":    {"POST", "application/json", `{"query": "{ enterprises(first: 1000) { nodes { makes(first: 1000) { nodes { id } } } } }"}`, []with{{"Accept", "application/graphql-response+json"}}, 400},
		"no query":          {"POST", "application/json", `{"variables": {}}`, nil, 400},
		"two documents":     {"POST", "application/json", query + query, nil, 400},
	} {
		if status, body := do(c.method, c.contentType, c.body, c.headers...); status != c.status {
			t.Errorf("%s: status %d, want %d: %s", name, status, c.status, body)
		}
	}
}

// TestRate refuses a client that asks too often, and no other.
func TestRate(t *testing.T) {
	a := fresh(t, schema.Config{Limits: schema.Limits{Rate: .001, Burst: 5}, Client: func(r *http.Request) string { return r.Header.Get("X-Client") }})
	for i := range 7 {
		got := a.ask(t, `{ __typename }`, nil, with{"X-Client", "eager"})
		if want := map[bool]string{true: "", false: "RATE"}[i < 5]; got.code() != want {
			t.Errorf("request %d: %s", i, got.raw)
		}
	}
	a.ask(t, `{ __typename }`, nil, with{"X-Client", "calm"}).must(t)
	free := fresh(t, schema.Config{Limits: schema.Limits{Rate: -1, Burst: 1}})
	for range 7 {
		free.ask(t, `{ __typename }`, nil).must(t)
	}
}

// TestIdleConnections opens many sockets that say nothing; others are served.
func TestIdleConnections(t *testing.T) {
	address := shared.server.Listener.Addr().String()
	var idle []net.Conn
	defer func() {
		for _, c := range idle {
			c.Close()
		}
	}()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	const sockets = 2000
	for range sockets {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Skipf("the system allows %d sockets: %v", len(idle), err)
		}
		idle = append(idle, c)
		fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", address)
	}
	begun := time.Now()
	shared.ask(t, `{ chains { totalCount } }`, nil, with{"Connection", "close"}).must(t)
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("with %d slow clients an answer took %v", sockets, took)
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 200<<20 {
		t.Errorf("%d slow clients take %d MB", sockets, grown>>20)
	}
}

// TestManyClients asks from many goroutines at once.
func TestManyClients(t *testing.T) {
	var group sync.WaitGroup
	body, _ := json.Marshal(map[string]any{"query": `{ chainMap { places { code count { enterprises } concentration { hhi } } } enterprises(first: 20, filter: {segment: ["A"]}) { totalCount nodes { label revenue { value { text } } } } }`})
	moment := regexp.MustCompile(`"asOf":"[^"]*",`)
	var first sync.Once
	var want []byte
	for range 16 {
		group.Go(func() {
			for range 5 {
				r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodPost, shared.server.URL, bytes.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				r.Header.Set("Content-Type", "application/json")
				resp, err := shared.server.Client().Do(r)
				if err != nil {
					t.Error(err)
					return
				}
				got, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if err != nil || resp.StatusCode != http.StatusOK {
					t.Errorf("status %d, %v: %.200s", resp.StatusCode, err, got)
					return
				}
				first.Do(func() { want = got })
				if !bytes.Equal(moment.ReplaceAll(got, nil), moment.ReplaceAll(want, nil)) {
					t.Errorf("answers differ: %.300s and %.300s", got, want)
					return
				}
			}
		})
	}
	group.Wait()
}

// TestSlowBodies fills every place with clients that never end their requests;
// others are served.
func TestSlowBodies(t *testing.T) {
	a := fresh(t, schema.Config{Limits: schema.Limits{Concurrent: 2}})
	address := a.server.Listener.Addr().String()
	for range 8 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", address)
	}
	for range 4 {
		a.ask(t, `{ chains { totalCount } }`, nil).must(t)
	}
}

// TestTime ends a query whose client has gone or that takes too long, and tells so.
func TestTime(t *testing.T) {
	a := fresh(t, schema.Config{Limits: schema.Limits{Time: time.Nanosecond}})
	if got := a.ask(t, `{ enterprises { totalCount } changes(from: 0) { to } }`, nil); got.code() != "CANCELLED" && got.code() != "" {
		t.Errorf("the answer is %s", got.raw)
	}
	if got := a.ask(t, `{ chains(minRevision: 5) { totalCount } }`, nil); len(got.Errors) == 0 {
		t.Errorf("a revision that does not come: %s", got.raw)
	}
}
