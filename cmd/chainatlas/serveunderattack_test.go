//go:build unix

package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// TestServeUnderAttack attacks the real program, in a process of its own, from many
// sides at once. Every attack is refused with its code, the memory stays bounded, and
// another client is answered all the while.
func TestServeUnderAttack(t *testing.T) {
	s, store := exampleProcess(t, "--introspection=false", "--rate", "0")
	importer := addToken(t, store, "an importer", "--role", "importer")
	served := bystander(s)
	t.Run("documents", func(t *testing.T) { attackByDocuments(t, s) })
	t.Run("requests", func(t *testing.T) { attackByRequests(t, s) })
	t.Run("uploads", func(t *testing.T) { attackByUploads(t, s, importer) })
	t.Run("sockets", func(t *testing.T) { attackBySockets(t, s) })
	answers, slowest := served()
	t.Logf("another client had %d answers, the slowest after %s", answers, slowest.Round(time.Millisecond))
	if answers < 20 || slowest > 10*time.Second {
		t.Errorf("another client had %d answers, the slowest after %s", answers, slowest)
	}
	if runtime.GOOS == "linux" { // which tells what a process takes at the most
		peak := peakOf(s.pid)
		t.Logf("it took %d MB at the most", peak>>10)
		if peak == 0 || peak > 400<<10 {
			t.Errorf("it took %d MB at the most", peak>>10)
		}
	}
}

// bystander asks for the map again and again until the function that it returns is
// called, which tells how often it was answered, and how slowly at worst.
func bystander(s *process) (stop func() (answers int, slowest time.Duration)) {
	done := make(chan struct{})
	var group sync.WaitGroup
	var slowest time.Duration
	answers := 0
	group.Go(func() {
		client := &http.Client{Transport: &http.Transport{}, Timeout: time.Minute}
		defer client.CloseIdleConnections()
		body := []byte(`{"query": "{ chainMap { places { code count { enterprises } } } }"}`)
		for ; ; answers++ {
			began := time.Now()
			post(s.t, client, s.url+"/graphql", body)
			slowest = max(slowest, time.Since(began))
			select {
			case <-done:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	})
	return func() (int, time.Duration) {
		close(done)
		group.Wait()
		return answers, slowest
	}
}

// attackByDocuments sends documents and variables that would cost too much, or tell
// too much, from several clients at once.
func attackByDocuments(t *testing.T, s *process) {
	repeat := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	chained := "{ ...f0 }"
	for i := range 30 {
		chained += fmt.Sprintf(" fragment f%d on Query { ...f%d a%[1]d: __typename ...f%[2]d }", i, i+1)
	}
	chained += " fragment f30 on Query { enterprises(first: 100) { nodes { label } } }"
	var filter any = map[string]any{"referred": true}
	for range 200 {
		filter = map[string]any{"not": filter}
	}
	limit, invalid := string(graph.CodeLimit), string(schema.CodeValidation)
	var group sync.WaitGroup
	for _, a := range []struct {
		name, query string
		variables   map[string]any
		code        string
	}{
		{"alias flood", "{" + repeat(500, " a%d: __typename") + "}", nil, limit},
		{"aliases of what costs", "{" + repeat(100, " a%d: chainMap { total { enterprises } }") + "}", nil, limit},
		{"deep", "{ enterprises {" + strings.Repeat(" nodes { ... on Enterprise { makes { nodes { ... on Product { makers {", 30) + " totalCount" + strings.Repeat(" } } } } } }", 30) + " } }", nil, limit},
		{"circular fragments", "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", nil, invalid},
		{"a fragment in itself", "{ enterprises { nodes { ...a } } } fragment a on Enterprise { makers: makes { nodes { ... on Enterprise { ...a } } } }", nil, invalid},
		{"doubling fragments", chained, nil, limit},
		{"nested pages", "{ enterprises(first: 1000) { nodes { makes(first: 1000) { nodes { label } } } } }", nil, limit},
		{"directive overload", "{ __typename" + strings.Repeat(" @include(if: true)", 1500) + " }", nil, limit},
		{"directives that do not exist", "{ __typename" + strings.Repeat(" @x", 900) + " }", nil, invalid},
		{"field duplication", "{ enterprises { nodes {" + strings.Repeat(" label", 1800) + " } } }", nil, limit},
		{"tokens", "{" + strings.Repeat(" __typename", 5000) + " }", nil, limit},
		{"deep filters", "query($f: Filter) { enterprises(filter: $f) { totalCount } }", map[string]any{"f": filter}, limit},
		{"huge variables", "query($i: [ID!]!) { nodes(ids: $i) { id } }", map[string]any{"i": strings.Split(strings.Repeat("x,", 250_000), ",")}, limit},
		{"a huge text", "query($t: String!) { search(text: $t) { total } }", map[string]any{"t": strings.Repeat("链", 300_000)}, limit},
		{"introspection", "{ __schema { types { name fields { name type { ofType { fields { name } } } } } } }", nil, string(schema.CodeForbidden)},
		{"introspection of a type", `{ __type(name: "Query") { fields { name } } }`, nil, string(schema.CodeForbidden)},
	} {
		for range 3 {
			group.Go(func() {
				got := s.graphql("", a.query, a.variables)
				if got.code() != a.code {
					t.Errorf("%s: %d %q, want %q: %.300s %+.300v", a.name, got.status, got.code(), a.code, got.Data, got.Errors)
				}
				for _, e := range got.Errors {
					if len(e.Message) > 700 || strings.Contains(e.Message, "Did you mean") {
						t.Errorf("%s: it says too much: %.1000s", a.name, e.Message)
					}
				}
			})
		}
	}
	group.Wait()
	if a := s.get("/schema.graphql"); a.status != http.StatusNotFound {
		t.Errorf("the schema without introspection: %d", a.status)
	}
}

// attackByRequests sends what is no query, or comes from elsewhere.
func attackByRequests(t *testing.T, s *process) {
	const query = `{"query": "{ __typename }"}`
	for _, a := range []struct {
		name, contentType, body string
		header                  http.Header
		status                  int
	}{
		{"a batch", "application/json", "[" + strings.Repeat(query+",", 5000) + query + "]", nil, 400},
		{"a large body", "application/json", `{"query": "{ __typename }", "variables": {"x": "` + strings.Repeat("x", 2<<20) + `"}}`, nil, 413},
		{"deep JSON", "application/json", `{"query": "{ __typename }", "variables": {"x": ` + strings.Repeat("[", 400_000) + strings.Repeat("]", 400_000) + `}}`, nil, 400},
		{"a form", "application/x-www-form-urlencoded", "query={__typename}", nil, 415},
		{"plain text", "text/plain", query, nil, 415},
		{"another site", "application/json", query, http.Header{"Origin": {"https://evil.example"}}, 403},
		{"another site's page", "application/json", query, http.Header{"Sec-Fetch-Site": {"cross-site"}}, 403},
		{"nowhere", "application/json", query, http.Header{"Origin": {"null"}}, 403},
		{"an upload without origin", "multipart/form-data; boundary=x", "--x--", nil, 403},
		{"an upload of nobody", "multipart/form-data; boundary=x", "--x--", http.Header{"Origin": {s.url}}, 401},
		{"a query", "application/json", query, nil, 200},
	} {
		got := s.do(http.MethodPost, "/graphql", strings.NewReader(a.body), func(r *http.Request) {
			for k, v := range a.header {
				r.Header[k] = v
			}
			r.Header.Set("Content-Type", a.contentType)
		})
		if got.status != a.status {
			t.Errorf("%s: %d, want %d: %.200s", a.name, got.status, a.status, got.body)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Filler", strings.Repeat("x", 1<<20))
	// Who still writes when the connection is closed does not see the answer.
	if resp, err := http.DefaultClient.Do(r); err == nil {
		if _ = resp.Body.Close(); resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("a large header: %s", resp.Status)
		}
	}
}

// attackByUploads uploads a workbook that unpacks to a thousand times its size, and
// looks at it.
func attackByUploads(t *testing.T, s *process, token string) {
	book, err := os.ReadFile(invented(t))
	if err != nil {
		t.Fatal(err)
	}
	bomb := bombOf(t, book)
	if len(bomb) > 2<<20 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	_ = w.WriteField("operations", `{"query": "mutation($files: [Upload!]!) { uploadFile(files: $files) { upload } }", "variables": {"files": [null]}}`)
	_ = w.WriteField("map", `{"0": ["variables.files.0"]}`)
	part, err := w.CreateFormFile("0", "bomb.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(bomb)
	_ = w.Close()
	got := s.do(http.MethodPost, "/graphql", &form, func(r *http.Request) {
		r.Header.Set("Content-Type", w.FormDataContentType())
		r.Header.Set("Origin", s.url)
		r.Header.Set("Authorization", "Bearer "+token)
	})
	var answer struct {
		Data struct{ UploadFile struct{ Upload string } }
	}
	if err := json.Unmarshal([]byte(got.body), &answer); err != nil || answer.Data.UploadFile.Upload == "" {
		t.Fatalf("%d %s", got.status, got.body)
	}
	a := s.graphql(token, `mutation($u: ID!) { previewImport(input: {upload: $u}) { mapping } }`, map[string]any{"u": answer.Data.UploadFile.Upload})
	if a.code() != string(graph.CodeLimit) {
		t.Errorf("the bomb: %q %+v", a.code(), a.Errors)
	}
}

// bombOf returns a workbook whose first sheet unpacks to a quarter of a gigabyte of spaces.
func bombOf(t *testing.T, book []byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	defer w.Close()
	w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, f := range in.File {
		if f.Name != "xl/worksheets/sheet1.xml" {
			if err := w.Copy(f); err != nil {
				t.Fatal(err)
			}
			continue
		}
		sheet, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(sheet, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
		blank := bytes.Repeat([]byte(" "), 1<<20)
		for range 256 {
			if _, err := sheet.Write(blank); err != nil {
				t.Fatal(err)
			}
		}
		_, _ = io.WriteString(sheet, `</sheetData></worksheet>`)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// attackBySockets opens 10,000 sockets, or as many as the system allows a process,
// that say nothing, or begin and do not go on.
func attackBySockets(t *testing.T, s *process) {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		t.Fatal(err)
	}
	sockets := min(10_000, int(min(files.Cur, 1<<20))-500)
	if sockets < 2000 {
		t.Fatalf("a process may have %d files open: too few for this test", files.Cur)
	}
	begin := []string{
		"",
		"POST /graphql HTTP/1.1\r\nHost: local",
		"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{",
		"GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
	}
	opened := make([]net.Conn, 0, sockets)
	defer func() {
		for _, c := range opened {
			_ = c.Close()
		}
	}()
	for i := range sockets {
		c, err := net.DialTimeout("tcp", strings.TrimPrefix(s.url, "http://"), 30*time.Second)
		if err != nil {
			t.Fatalf("socket %d: %v", i, err)
		}
		opened = append(opened, c)
		_, _ = io.WriteString(c, begin[i%len(begin)]) // it may be closed already
	}
	if a := s.get("/healthz"); a.status != http.StatusOK {
		t.Errorf("with %d sockets: %d", sockets, a.status)
	}
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) { // closing takes its time
		open, evicted := s.figure("chainatlas_connections"), s.figure("chainatlas_connections_evicted_total")
		if open <= 1000+20 && evicted >= float64(sockets-1000) {
			t.Logf("of %d sockets %v are open, %v were closed for others", sockets, open, evicted)
			break
		}
		if time.Since(began) > 10*time.Second {
			t.Fatalf("%v connections are open, %v were closed for others", open, evicted)
		}
	}
	if entries, err := os.ReadDir(filepath.Join("/proc", fmt.Sprint(s.pid), "fd")); err == nil && len(entries) > 1000+300 {
		t.Errorf("the server has %d files open", len(entries))
	}
}
