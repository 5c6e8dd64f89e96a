package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestServeGuards keeps who is refused at the door, and with which headers
// everything leaves.
func TestServeGuards(t *testing.T) {
	s, _ := exampleSite(t, "--host", "Atlas.Example.")
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	header := func(pairs ...string) func(*http.Request) {
		return func(r *http.Request) {
			for i := 0; i < len(pairs); i += 2 {
				r.Header.Set(pairs[i], pairs[i+1])
			}
		}
	}
	port := s.url[strings.LastIndex(s.url, ":"):]
	for _, tt := range []struct {
		name, method, path string
		change             func(*http.Request)
		want               int
	}{
		{"its name", "GET", "/healthz", host("atlas.example"), 200},
		{"its name with a port", "GET", "/healthz", host("ATLAS.EXAMPLE:443"), 200},
		{"localhost", "GET", "/healthz", host("localhost" + port), 200},
		{"loopback", "GET", "/healthz", host("127.0.0.2" + port), 200},
		{"loopback of six", "GET", "/healthz", host("[::1]" + port), 200},
		{"another name", "GET", "/healthz", host("evil.example"), 421},
		{"another name for its address", "GET", "/healthz", host("127.0.0.1.evil.example" + port), 421},
		{"a name that ends like its", "GET", "/healthz", host("notatlas.example"), 421},
		{"another address", "GET", "/healthz", host("192.0.2.1" + port), 421},
		{"a bad port", "GET", "/healthz", host("localhost:x"), 421},
		{"metrics to another name", "GET", "/metrics", host("evil.example"), 421},
		{"a download to another name", "GET", "/download/all.csv", host("evil.example"), 421},

		{"a post from another site", "POST", "/graphql", header("Origin", "http://evil.example", "Content-Type", "application/json"), 403},
		{"a post from another port", "POST", "/graphql", header("Origin", "http://127.0.0.1:1", "Content-Type", "application/json"), 403},
		{"a post that a browser says is from elsewhere", "POST", "/graphql", header("Sec-Fetch-Site", "cross-site"), 403},
		{"a form from nowhere", "POST", "/graphql", header("Content-Type", "multipart/form-data; boundary=x"), 403},
		{"a form from elsewhere", "POST", "/graphql", header("Content-Type", "Multipart/Form-Data; boundary=x", "Origin", "null"), 403},
		{"a token of nobody", "GET", "/download/map.csv", header("Authorization", "Bearer chainatlas_nobody"), 401},
		{"a token of nobody that posts", "POST", "/graphql", header("Authorization", "bearer x"), 401},
		{"another scheme", "GET", "/download/map.csv", header("Authorization", "Basic eDp5"), 200},
		{"a post to a download", "POST", "/download/map.csv", nil, 405},
		{"a kind that is none", "GET", "/download/Nothing.csv", nil, 404},
	} {
		a := s.do(tt.method, tt.path, nil, tt.change)
		if a.status != tt.want {
			t.Errorf("%s: %d, want %d: %.200s", tt.name, a.status, tt.want, a.body)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Content-Security-Policy": "frame-ancestors 'none'",
		} {
			if !strings.Contains(a.header.Get(name), want) {
				t.Errorf("%s: %s is %q", tt.name, name, a.header.Get(name))
			}
		}
		if a.header.Get("X-Request-Id") == "" {
			t.Errorf("%s: no request ID", tt.name)
		}
	}
	a := s.do("GET", "/nothing?lang=zh", nil, header("X-Request-Id", "from-the-proxy-1"))
	if a.header.Get("X-Request-Id") != "from-the-proxy-1" || !strings.Contains(a.body, "from-the-proxy-1") || !strings.Contains(a.body, "没有") {
		t.Errorf("an ID of a proxy: %v %s", a.header, a.body)
	}
	if a := s.do("GET", "/healthz", nil, header("X-Request-Id", "bad id {}")); a.header.Get("X-Request-Id") == "bad id {}" {
		t.Error("any ID is taken")
	}
	s.stop()
	if log := s.log.String(); strings.Contains(log, "chainatlas_nobody") || !strings.Contains(log, `"id":"from-the-proxy-1"`) {
		t.Errorf("the log:\n%s", log)
	}
}

// TestServeIdleSockets keeps that thousands of sockets that say nothing take
// neither memory nor others' turns.
func TestServeIdleSockets(t *testing.T) {
	const sockets, most = 2000, 200
	s, _ := exampleSite(t, "--connections", fmt.Sprint(most))
	address := strings.TrimPrefix(s.url, "http://")
	memory := s.figure("chainatlas_memory_bytes")
	var opened []net.Conn
	defer func() {
		for _, c := range opened {
			_ = c.Close()
		}
	}()
	for i := range sockets {
		c, err := net.DialTimeout("tcp", address, 5*time.Second)
		if err != nil {
			t.Fatalf("socket %d: %v", i, err)
		}
		opened = append(opened, c)
		if i%2 == 0 { // some begin, and do not go on
			_, _ = io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: local")
		}
		if i%100 == 0 {
			began := time.Now()
			if a := s.get("/download/map.jsonl"); a.status != 200 {
				t.Fatalf("with %d sockets, another client is told %d", i, a.status)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("with %d sockets, another client waits %s", i, took)
			}
		}
	}
	time.Sleep(100 * time.Millisecond)
	open, evicted := s.figure("chainatlas_connections"), s.figure("chainatlas_connections_evicted_total")
	if open > most+1 || evicted < sockets-most-50 {
		t.Errorf("%v connections are open, %v were closed", open, evicted)
	}
	if grown := s.figure("chainatlas_memory_bytes") - memory; grown > 64<<20 {
		t.Errorf("the memory grew by %.0f MB", grown/(1<<20))
	}
	if n := runtime.NumGoroutine(); n > 3*most+200 { // of both ends, in one process
		t.Errorf("%d goroutines", n)
	}
}

// impatient makes the server wait less for clients than it does.
func impatient(t *testing.T, pause time.Duration) {
	t.Helper()
	was := patience
	patience.body, patience.answer = pause, pause
	t.Cleanup(func() { patience = was })
}

// TestServeSlowBodies keeps that a body that does not come, or comes a byte at a
// time, is not waited for.
func TestServeSlowBodies(t *testing.T) {
	impatient(t, 300*time.Millisecond)
	s, _ := exampleSite(t)
	address := strings.TrimPrefix(s.url, "http://")
	for name, drip := range map[string]time.Duration{"no body": 0, "a byte at a time": 50 * time.Millisecond} {
		for _, path := range []string{"/graphql", "/download/map.csv", "/nothing"} {
			c, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{", path)
			done := make(chan struct{})
			go func() {
				for drip > 0 {
					select {
					case <-done:
						return
					case <-time.After(drip):
						if _, err := io.WriteString(c, " "); err != nil {
							return
						}
					}
				}
			}()
			began := time.Now()
			_ = c.SetReadDeadline(began.Add(20 * time.Second))
			_, err = io.Copy(io.Discard, c) // to the end that the server makes
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("%s to %s is waited for %s: %v", name, path, took, err)
			}
			close(done)
			_ = c.Close()
		}
	}
	if a := s.get("/healthz"); a.status != 200 {
		t.Errorf("afterwards: %d", a.status)
	}
}

// stalled begins a download and takes only the head of the answer.
func stalled(t *testing.T, s *site, path string) (*http.Response, *net.TCPConn) {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.(*net.TCPConn).SetReadBuffer(32 << 10)
	fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path)
	in := bufio.NewReaderSize(c, 4<<10)
	_ = c.SetReadDeadline(time.Now().Add(time.Minute))
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != 200 {
		t.Fatalf("%s: %s", path, resp.Status)
	}
	return resp, c.(*net.TCPConn)
}

// longDownload is one that is larger than what lies in the buffers between two
// ends, from a site of [longSite].
const longDownload = "/download/Enterprise.jsonl?sources=true"

// longSite serves a store with many companies in it.
func longSite(t *testing.T, args ...string) *site {
	t.Helper()
	return startSite(t, serverEnv(copyStore(t, servedMany(t)), nil), args...)
}

// servedMany is a folder with the store of a server of many companies that has made
// its index, and ended.
var servedMany = once("the store of many companies", func(t testing.TB) string {
	dir, store := sharedStore(t, "many")
	file := filepath.Join(t.TempDir(), "many.csv")
	var b strings.Builder
	b.WriteString("企业名称,证券代码,成立日期,备注\n")
	for i := range 12_000 {
		fmt.Fprintf(&b, "示例%d号科技有限公司,%06d.SZ,%d,%s\n", i, 300_000+i, 1990+i%30, strings.Repeat("虚构", 60))
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"source", "add", "many", "--name", "many", "--trust", "media"},
		{"import", file, "--source", "many", "--data-date", "2026"},
	} {
		if r := runProgram(t, serverEnv(store, nil), args...); r.code != 0 {
			t.Fatal(r.stdout, r.stderr)
		}
	}
	startSite(t, serverEnv(store, nil)).leave()
	return dir
})

// TestServeStopsWhileStreaming keeps that a download which is under way is ended
// when the server is told to stop.
func TestServeStopsWhileStreaming(t *testing.T) {
	s := longSite(t)
	whole := s.get(longDownload).body
	resp, c := stalled(t, s, longDownload)
	time.Sleep(100 * time.Millisecond)
	if n := s.figure("chainatlas_downloads_running"); n != 1 {
		t.Fatalf("%v downloads are under way, want 1", n)
	}
	ended := make(chan int, 1)
	go func() { ended <- s.stop() }()
	for began := time.Now(); ; time.Sleep(5 * time.Millisecond) { // it takes no new ones
		c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			break
		}
		_ = c.Close()
		if time.Since(began) > 10*time.Second {
			t.Fatal("it goes on to listen")
		}
	}
	select {
	case code := <-ended:
		t.Fatalf("it did not wait, and exits with %d", code)
	case <-time.After(200 * time.Millisecond):
	}
	_ = c.SetReadBuffer(4 << 20)
	got, err := io.ReadAll(resp.Body)
	if err != nil || string(got) != whole {
		t.Errorf("the download has %d bytes of %d: %v", len(got), len(whole), err)
	}
	if code := <-ended; code != 0 {
		t.Errorf("it exits with %d\n%s", code, s.log)
	}
}

// TestServeStopsWithinGrace keeps that a client who does not go on holds the end
// up no longer than the grace, and sees that the answer was cut off.
func TestServeStopsWithinGrace(t *testing.T) {
	s := longSite(t, "--grace", "300ms")
	resp, c := stalled(t, s, longDownload)
	time.Sleep(100 * time.Millisecond)
	if n := s.figure("chainatlas_downloads_running"); n != 1 {
		t.Fatalf("%v downloads are under way, want 1", n)
	}
	began := time.Now()
	if code := s.stop(); code != 0 {
		t.Errorf("it exits with %d", code)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it takes %s to stop", took)
	}
	_ = c.SetReadBuffer(4 << 20)
	if _, err := io.ReadAll(resp.Body); err == nil {
		t.Error("the client takes the part for the whole")
	}
	if !strings.Contains(s.log.String(), "cut off") {
		t.Errorf("the log does not tell:\n%s", s.log)
	}
}

// TestServeSlowReaders keeps that a client who does not take its answer is let
// go, and that the download's place is free again.
func TestServeSlowReaders(t *testing.T) {
	impatient(t, 300*time.Millisecond)
	s := longSite(t)
	for range maxDownloads {
		stalled(t, s, longDownload)
	}
	for began := time.Now(); s.figure("chainatlas_downloads_running") > 0; time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatal("those who do not read keep their places")
		}
	}
	if a := s.get("/download/map.csv"); a.status != 200 {
		t.Errorf("afterwards: %d", a.status)
	}
}
