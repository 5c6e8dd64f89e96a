package main

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
)

// readyAnswer tells whether the server can answer, and how far it is behind the
// log.
type readyAnswer struct {
	Ready    bool           `json:"ready"`
	Why      string         `json:"why,omitempty"` // why it is not
	Revision graph.Revision `json:"revision"`      // what answers come from
	Head     graph.Revision `json:"head"`          // the newest of the log, as last seen
	// Behind is for how many seconds the answers are known to lack the head.
	Behind float64 `json:"behindSeconds"`
	// Age is for how many seconds nobody knows whether there is anything newer
	// than the answers: since the log was last read, and nothing was found.
	Age float64 `json:"ageSeconds"`
	// Following is false while the log cannot be read: answers go on, from
	// what was read before.
	Following bool `json:"following"`
}

// health says that the process is alive.
func (s *webServer) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

// readiness says whether requests are of use: there is a View to answer from,
// what was to be imported is imported, and the server does not stop.
func (s *webServer) readiness(w http.ResponseWriter, _ *http.Request) {
	a := s.ready()
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if !a.Ready {
		w.Header().Set("Retry-After", "2")
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(a)
}

func (s *webServer) ready() readyAnswer {
	v := s.service.Load()
	if v == nil {
		return readyAnswer{Why: "starting"}
	}
	status := v.log.Status()
	a := readyAnswer{
		Ready: true, Revision: status.View, Head: status.Head.Revision, Behind: status.Behind.Seconds(), Age: s.age(status).Seconds(),
		Following: status.Err == nil,
	}
	if s.stopping.Load() {
		a.Ready, a.Why = false, "stopping"
	}
	return a
}

// age is how old answers may be: how long ago the log was last found to hold
// nothing newer.
func (s *webServer) age(status live.Status) time.Duration {
	return max(0, s.app.Now().Sub(status.AsOf))
}
