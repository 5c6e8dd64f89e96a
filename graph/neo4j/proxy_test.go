package neo4j_test

import (
	"bytes"
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// proxy stands between a client and the server, and can harm what passes.
type proxy struct {
	listener net.Listener
	server   string

	mu    sync.Mutex
	conns []net.Conn
	delay time.Duration // before each piece of an answer
	// cutCommits is how many of the next commits reach the server while their
	// answers do not reach the client.
	cutCommits int
	// greeting and answer change what passes, unless they are nil: the first piece
	// of a client, and all of the server's.
	greeting, answer func([]byte) []byte
}

func newProxy(t *testing.T, server string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, server: server}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { p.serve(client) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		p.cut()
		serving.Wait()
	})
	return p
}

// cut breaks all connections.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		c.Close()
	}
	p.conns = nil
}

func (p *proxy) serve(client net.Conn) {
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		client.Close()
		return
	}
	p.mu.Lock()
	p.conns = append(p.conns, client, server)
	greeting := p.greeting
	p.mu.Unlock()
	var ends sync.WaitGroup
	ends.Go(func() {
		_, _ = io.Copy(server, readerFunc(func(b []byte) (int, error) {
			n, err := client.Read(b)
			if greeting != nil && n > 0 {
				n = copy(b, greeting(b[:n]))
				greeting = nil
			}
			if p.isCommit(b[:n]) {
				// The server gets it, and does it; its answer finds nobody.
				client.Close()
				_, _ = server.Write(b[:n])
				time.Sleep(300 * time.Millisecond)
				return 0, io.ErrUnexpectedEOF
			}
			return n, err
		}))
		client.Close()
		server.Close()
	})
	ends.Go(func() {
		_, _ = io.Copy(client, readerFunc(func(b []byte) (int, error) {
			n, err := server.Read(b)
			p.mu.Lock()
			delay, answer := p.delay, p.answer
			p.mu.Unlock()
			time.Sleep(delay)
			if answer != nil {
				n = copy(b, answer(b[:n]))
			}
			return n, err
		}))
		client.Close()
		server.Close()
	})
	ends.Wait()
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

// isCommit reports whether a commit is to be cut: it is Bolt's message 0x12, alone
// in its piece.
func (p *proxy) isCommit(b []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cutCommits == 0 || !bytes.HasSuffix(b, []byte{0, 2, 0xb0, 0x12, 0, 0}) {
		return false
	}
	p.cutCommits--
	return true
}

func (p *proxy) set(delay time.Duration, cutCommits int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay, p.cutCommits = delay, cutCommits
}

func (p *proxy) change(greeting, answer func([]byte) []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.greeting, p.answer = greeting, answer
}
