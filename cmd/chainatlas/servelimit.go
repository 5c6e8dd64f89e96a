package main

import (
	"container/list"
	"net"
	"net/http"
	"sync"
)

// connections bounds how many connections there are. When there are too many,
// the one goes that has sent nothing for the longest: a client that keeps
// sockets open without using them does not keep others out. If all are at work,
// the newest goes.
type connections struct {
	most int

	mu      sync.Mutex
	open    int
	idle    *list.List // of net.Conn, the longest idle first
	place   map[net.Conn]*list.Element
	evicted int
}

func newConnections(most int) *connections {
	return &connections{most: most, idle: list.New(), place: map[net.Conn]*list.Element{}}
}

// counts tells how many connections there are, how many of them are idle, and
// how many were closed because there were too many.
func (c *connections) counts() (open, idle, evicted int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open, c.idle.Len(), c.evicted
}

// state follows a connection, as [http.Server.ConnState].
func (c *connections) state(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.place[conn]; e != nil {
		c.idle.Remove(e)
		delete(c.place, conn)
	}
	if state != http.StateNew && state != http.StateIdle {
		return
	}
	c.place[conn] = c.idle.PushBack(conn)
	if state == http.StateNew && c.open > c.most {
		oldest := c.idle.Front()
		victim := oldest.Value.(net.Conn)
		c.idle.Remove(oldest)
		delete(c.place, victim)
		c.evicted++
		// Not while the lock is held: closing counts.
		go victim.Close()
	}
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
	once  sync.Once
	count *connections
}

// Close implements [net.Conn].
func (c *countedConn) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() {
		c.count.mu.Lock()
		c.count.open--
		c.count.mu.Unlock()
	})
	return err
}
