package main

import (
	"net/http"
	"strings"
	"testing"
)

// TestServeClient tells who sends a request: a proxy is believed only if it is one
// of ours, and only about the address that it saw itself.
func TestServeClient(t *testing.T) {
	var ours proxies
	for _, s := range []string{"127.0.0.1", "10.0.0.0/8", "fd00::/8"} {
		p, ok := parseProxy(s)
		if !ok {
			t.Fatalf("%s is no proxy", s)
		}
		ours = append(ours, p)
	}
	for _, s := range []string{"", "proxy", "10.0.0.0/33", "10.0.0.1:80", "fe80::1%eth0"} {
		if _, ok := parseProxy(s); ok {
			t.Errorf("%q is taken as a proxy", s)
		}
	}
	for name, c := range map[string]struct {
		remote    string
		forwarded []string
		want      string
	}{
		"direct":              {"203.0.113.7:4000", nil, "203.0.113.7"},
		"a stranger's word":   {"203.0.113.7:4000", []string{"198.51.100.1"}, "203.0.113.7"},
		"our proxy":           {"127.0.0.1:4000", []string{"198.51.100.1"}, "198.51.100.1"},
		"our proxy, silent":   {"127.0.0.1:4000", nil, "127.0.0.1"},
		"what a client wrote": {"127.0.0.1:4000", []string{"1.2.3.4, 198.51.100.1"}, "198.51.100.1"},
		"two of ours":         {"127.0.0.1:4000", []string{"198.51.100.1, 10.1.2.3"}, "198.51.100.1"},
		"two headers":         {"127.0.0.1:4000", []string{"1.2.3.4", "198.51.100.1"}, "198.51.100.1"},
		"only ours":           {"127.0.0.1:4000", []string{"10.1.2.3"}, "10.1.2.3"},
		"nonsense":            {"127.0.0.1:4000", []string{"198.51.100.1, unknown"}, "127.0.0.1"},
		"IPv6":                {"[fd00::1]:4000", []string{"2001:db8::7"}, "2001:db8::7"},
		"IPv4 in IPv6":        {"[::ffff:127.0.0.1]:4000", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{}}
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		if got := ours.client(r); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}

// TestServeProxy: each client behind a proxy has a rate of its own; nobody escapes
// it by what it writes itself.
func TestServeProxy(t *testing.T) {
	s := startSite(t, serverEnv(newStore(t), nil), "--rate", "1", "--proxy", "127.0.0.0/8")
	flood := func(forwarded func(i int) string) (refused int) {
		for i := range 12 {
			h := http.Header{"Content-Type": {"application/json"}}
			if f := forwarded(i); f != "" {
				h.Set("X-Forwarded-For", f)
			}
			a := s.do("POST", "/graphql", strings.NewReader(`{"query": "{ __typename }"}`), func(r *http.Request) { r.Header = h })
			if a.status == http.StatusTooManyRequests {
				refused++
			} else if a.status != http.StatusOK {
				t.Fatalf("%d %s", a.status, a.body)
			}
		}
		return refused
	}
	if n := flood(func(int) string { return "198.51.100.1" }); n == 0 {
		t.Error("a client behind the proxy has no bound")
	}
	if n := flood(func(int) string { return "198.51.100.2" }); n == 0 || n == 12 {
		t.Errorf("of another client, %d of 12 requests are refused", n)
	}
	if n := flood(func(i int) string { return "1.2.3." + string(rune('0'+i%10)) + ", 198.51.100.1" }); n == 0 {
		t.Error("a client escapes its bound by what it writes")
	}
	bad := runProgram(t, serverEnv(newStore(t), nil), "serve", "--proxy", "nginx")
	if bad.code != 2 {
		t.Errorf("a bad address: %+v", bad)
	}
}
