package main

import (
	"bufio"
	"net"
	"net/http"
	"time"
)

// response is a [http.ResponseWriter] that knows what was answered, and gives a
// client so long for each piece. It can be flushed and hijacked, as streams and
// WebSocket need.
type response struct {
	http.ResponseWriter
	deadlines *http.ResponseController
	status    int // 0 until it was begun
	bytes     int64
	hijacked  bool
	until     time.Time // the deadline last set
}

// more gives the client time for another piece.
func (w *response) more() {
	now := time.Now()
	if w.until.Sub(now) < patience.answer-patience.answer/16 { // not for each of many small ones
		w.until = now.Add(patience.answer)
		_ = w.deadlines.SetWriteDeadline(w.until)
	}
}

// WriteHeader implements [http.ResponseWriter].
func (w *response) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.more()
	w.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (w *response) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	w.more()
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Flush implements [http.Flusher].
func (w *response) Flush() { _ = w.FlushError() }

// FlushError is Flush for who wants to know whether anybody listens.
func (w *response) FlushError() error {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	w.more()
	return w.deadlines.Flush()
}

// Hijack implements [http.Hijacker].
func (w *response) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buf, err := w.deadlines.Hijack()
	w.hijacked = err == nil
	return conn, buf, err
}

// Unwrap is for [http.ResponseController].
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }
