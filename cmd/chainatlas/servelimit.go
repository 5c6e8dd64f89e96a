package main

import (
	"container/list"
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// connections bounds how many connections there are. When there are too many,
// the one goes that has been waited for the longest: for a request, for the rest
// of its body, or for a word on a WebSocket; and before those that were answered
// once, those that were not. So a client that keeps sockets open without using
// them does not keep others out. If all are at work, the newest goes.
type connections struct {
	most int

	mu      sync.Mutex
	open    int
	fresh   *list.List // of net.Conn that are waited for and were not answered yet, the longest first
	idle    *list.List // of those that were
	place   map[net.Conn]spot
	evicted int
}

// spot is where a connection stands in a list.
type spot struct {
	list *list.List
	at   *list.Element
}

func newConnections(most int) *connections {
	return &connections{most: most, fresh: list.New(), idle: list.New(), place: map[net.Conn]spot{}}
}

// counts tells how many connections there are, how many of them are idle, and
// how many were closed because there were too many.
func (c *connections) counts() (open, idle, evicted int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open, c.fresh.Len() + c.idle.Len(), c.evicted
}

// state follows a connection, as [http.Server.ConnState].
func (c *connections) state(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget(conn)
	switch state {
	case http.StateNew:
		c.wait(conn, c.fresh)
	case http.StateIdle:
		c.wait(conn, c.idle)
	case http.StateHijacked:
		if counted, ok := conn.(*countedConn); ok {
			counted.hijacked.Store(true)
		}
		c.wait(conn, c.fresh)
	}
	if state == http.StateNew && c.open > c.most {
		longest := c.fresh.Front()
		if c.fresh.Len() <= 1 && c.idle.Len() > 0 { // only the newest
			longest = c.idle.Front()
		}
		if longest == nil {
			return
		}
		victim := longest.Value.(net.Conn)
		c.forget(victim)
		if counted, ok := victim.(*countedConn); ok {
			counted.closed = true
		}
		c.evicted++
		// Not while the lock is held: closing counts.
		go victim.Close()
	}
}

// wait adds a connection to the end of a list, and forget takes it out of the one
// that it is in. The lock is held. What is closed does not come back: its handler
// may still be at work.
func (c *connections) wait(conn net.Conn, in *list.List) {
	if counted, ok := conn.(*countedConn); ok && counted.closed {
		return
	}
	c.place[conn] = spot{in, in.PushBack(conn)}
}

func (c *connections) forget(conn net.Conn) {
	if s, ok := c.place[conn]; ok {
		s.list.Remove(s.at)
		delete(c.place, conn)
	}
}

// waiting notes that a body is waited for, since now, however it comes.
func (c *connections) waiting(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget(conn)
	c.wait(conn, c.fresh)
}

// working notes that the body is there, and the connection at work.
func (c *connections) working(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget(conn)
}

// heard notes that something came over a WebSocket.
func (c *connections) heard(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.place[conn]; ok {
		s.list.MoveToBack(s.at)
	}
}

// gone forgets a connection that is closed.
func (c *connections) gone(conn *countedConn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget(conn)
	conn.closed = true
	c.open--
}

type connKey struct{}

// withConnection lets a request know its connection, as
// [http.Server.ConnContext].
func withConnection(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, conn)
}

// connectionOf returns the connection of a request; nil if it came otherwise.
func connectionOf(r *http.Request) net.Conn {
	conn, _ := r.Context().Value(connKey{}).(net.Conn)
	return conn
}

// listener counts the connections that a listener accepts until they are closed,
// also those that leave the server as WebSockets.
func (c *connections) listener(l net.Listener) net.Listener { return &countedListener{l, c} }

type countedListener struct {
	net.Listener
	count *connections
}

// Accept implements [net.Listener].
func (l *countedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.count.mu.Lock()
	l.count.open++
	l.count.mu.Unlock()
	return &countedConn{Conn: conn, count: l.count}, nil
}

type countedConn struct {
	net.Conn
	once     sync.Once
	count    *connections
	hijacked atomic.Bool
	closed   bool // by count.mu
}

// Read implements [net.Conn].
func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && c.hijacked.Load() {
		c.count.heard(c)
	}
	return n, err
}

// Close implements [net.Conn].
func (c *countedConn) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() { c.count.gone(c) })
	return err
}
