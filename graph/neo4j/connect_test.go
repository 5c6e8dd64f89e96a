package neo4j_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/neo4j"
	"github.com/chainatlas/chainatlas/graph/neo4j/neo4jtest"
)

// TestConnect reaches the server in every way that there is, and fails with one
// clear message in every way that there is.
func TestConnect(t *testing.T) {
	server := neo4jtest.Get(t)
	server.NeedOwn(t)
	_, address, _ := strings.Cut(server.URI, "://")
	known := x509.NewCertPool()
	known.AppendCertsFromPEM(server.CertPEM)
	trusting := &tls.Config{RootCAs: known}
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nowhere := nobody.Addr().String()
	nobody.Close()

	for _, test := range []struct {
		what   string
		change func(*neo4j.Options)
		code   graph.Code
		says   string
	}{
		{"bolt", func(o *neo4j.Options) {}, "", ""},
		{"routing", func(o *neo4j.Options) { o.URI = "neo4j://" + address }, "", ""},
		{"encrypted, whoever answers", func(o *neo4j.Options) { o.URI = "bolt+ssc://" + address }, "", ""},
		{"routing, encrypted, whoever answers", func(o *neo4j.Options) { o.URI = "neo4j+ssc://" + address }, "", ""},
		{"encrypted", func(o *neo4j.Options) { o.URI, o.TLS = "bolt+s://"+address, trusting }, "", ""},
		{"routing, encrypted", func(o *neo4j.Options) { o.URI, o.TLS = "neo4j+s://"+address, trusting }, "", ""},
		{"a certificate that nobody vouches for", func(o *neo4j.Options) { o.URI = "bolt+s://" + address }, graph.CodeUnavailable, "certificate"},
		{"a wrong password", func(o *neo4j.Options) { o.Password = "wrong" }, graph.CodeInvalid, "does not accept the user"},
		{"no user", func(o *neo4j.Options) { o.User = "" }, graph.CodeInvalid, "does not accept the user"},
		{"no such database", func(o *neo4j.Options) { o.Database = "elsewhere" }, graph.CodeNotFound, `no database "elsewhere"`},
		{"nobody there", func(o *neo4j.Options) { o.URI = "bolt://" + nowhere }, graph.CodeUnavailable, "cannot be reached"},
		{"nobody there to route", func(o *neo4j.Options) { o.URI = "neo4j://" + nowhere }, graph.CodeUnavailable, "cannot be reached"},
		{"no address", func(o *neo4j.Options) { o.URI = "http://" + address }, graph.CodeInvalid, "no address of a Neo4j server"},
		{"no log", func(o *neo4j.Options) { o.MustExist = true }, graph.CodeNotFound, "there is no log"},
		{"no log to read", func(o *neo4j.Options) { o.ReadOnly = true }, graph.CodeNotFound, "there is no log"},
		{"a short salt", func(o *neo4j.Options) { o.Salt = []byte("x") }, graph.CodeInvalid, "too short"},
	} {
		opts := options(t)
		test.change(&opts)
		start := time.Now()
		s, err := neo4j.Open(t.Context(), opts)
		if graph.CodeOf(err) != test.code || err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v has code %q, want %q and %q", test.what, err, graph.CodeOf(err), test.code, test.says)
		}
		if took := time.Since(start); took > 15*time.Second {
			t.Errorf("%s: it took %v", test.what, took)
		}
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: more than one line: %v", test.what, err)
			}
			if e, ok := errors.AsType[*graph.Error](err); !ok || e.Zh == "" || strings.Contains(e.Message, address) && !e.Private {
				t.Errorf("%s: it is not said in Chinese, or to whoever asks by HTTP: %+v", test.what, err)
			}
			continue
		}
		if _, err := graph.Append(t.Context(), s, graph.Header{Key: "k", Kind: graph.BatchImport, Source: "s"}); err != nil {
			t.Errorf("%s: %v", test.what, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestTooOld checks what is said of a server that is too old: of one that says so,
// of one that speaks an older Bolt only, and of one whose Bolt we do not speak. They
// are the tests' own server, some of whose words are changed on the way.
func TestTooOld(t *testing.T) {
	server := neo4jtest.Get(t)
	server.NeedOwn(t) // its version is known
	_, address, _ := strings.Cut(server.URI, "://")
	older := []byte("5.25.99")
	if len(older) != len(neo4jtest.Version) {
		t.Fatalf("%s and %s differ in length, which the protocol would notice", older, neo4jtest.Version)
	}
	speaking := func(major, minor byte) func([]byte) []byte {
		return func(hello []byte) []byte { // the mark, and four versions
			return append(bytes.Clone(hello[:4]), append([]byte{0, 0, minor, major}, make([]byte, 12)...)...)
		}
	}
	for _, test := range []struct {
		what             string
		greeting, answer func([]byte) []byte
		code             graph.Code
		says             string
	}{
		{"5.25", nil, func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(neo4jtest.Version), older) }, graph.CodeInvalid, "runs Neo4j 5.25.99, which is too old: use 5.26 or a newer one"},
		{"4.4", speaking(4, 4), nil, graph.CodeInvalid, "too old: use 5.26 or a newer one"},
		{"2.0", speaking(1, 0), nil, graph.CodeInvalid, "too old: use 5.26 or a newer one"},
		{"a web server", nil, func(b []byte) []byte { return []byte("HTTP") }, graph.CodeInvalid, "name the port of Bolt"},
	} {
		proxy := newProxy(t, address)
		proxy.change(test.greeting, test.answer)
		for _, scheme := range []string{"bolt", "neo4j"} {
			opts := options(t)
			opts.URI = scheme + "://" + proxy.listener.Addr().String()
			s, err := neo4j.Open(t.Context(), opts)
			if err == nil {
				s.Close()
			}
			if graph.CodeOf(err) != test.code || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s by %s: %v has code %q, want %q and %q", test.what, scheme, err, graph.CodeOf(err), test.code, test.says)
			}
		}
	}
}

func TestOpenAgain(t *testing.T) {
	opts := options(t)
	opts.Salt = []byte("a salt of sixteen bytes or more")
	s := openWith(t, opts)
	want, err := graph.Append(t.Context(), s, graph.Header{Key: "k", Kind: graph.BatchImport, Source: "s"})
	if err != nil {
		t.Fatal(err)
	}
	opts.Salt, opts.MustExist = nil, true
	for _, readOnly := range []bool{false, true} {
		opts.ReadOnly = readOnly
		again := openWith(t, opts)
		head, err := again.Head(t.Context())
		if err != nil || head.Hash != want.Hash || again.ID() != s.ID() || string(again.Salt()) != "a salt of sixteen bytes or more" {
			t.Errorf("read-only %t: head %+v, %v; ID %q, salt %q", readOnly, head, err, again.ID(), again.Salt())
		}
		_, err = graph.Append(t.Context(), again, graph.Header{Key: fmt.Sprint(readOnly), Kind: graph.BatchImport, Source: "s"})
		if readOnly && graph.CodeOf(err) != graph.CodeInvalid || !readOnly && err != nil {
			t.Errorf("read-only %t: writing: %v", readOnly, err)
		}
		want.Hash, want.Revision = head.Hash, head.Revision
		if !readOnly {
			if head, err = again.Head(t.Context()); err != nil {
				t.Fatal(err)
			}
			want.Hash = head.Hash
		}
	}
}

// TestNewerFormat checks that a log of a later program is left alone.
func TestNewerFormat(t *testing.T) {
	opts := options(t)
	s := openWith(t, opts)
	if _, err := s.Cypher(t.Context(), "MATCH (l:_Log {name: $log}) SET l.format = $format", map[string]any{"log": opts.Log, "format": neo4j.Format + 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := neo4j.Open(t.Context(), opts); graph.CodeOf(err) != graph.CodeInvalid || !strings.Contains(err.Error(), "use a newer one") {
		t.Errorf("Open = %v", err)
	}
}

// TestOlder checks which servers are taken for too old.
func TestOlder(t *testing.T) {
	for version, want := range map[string]bool{
		"5.26.30": false, "5.26": false, "5.27-aura": false, "5.26-drop04.0": false, "2025.06.0": false, "6.0.0": false,
		"5.25.1": true, "5.9.0": true, "4.4.40": true, "3.5": true, "": true, "none": true,
	} {
		if got := neo4j.Older(version, neo4j.Oldest); got != want {
			t.Errorf("Older(%q) = %t", version, got)
		}
	}
}
