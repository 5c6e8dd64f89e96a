package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// metrics are the figures of requests. They are written in Prometheus' text
// format by hand: it is a page of code, where the client library brings a dozen
// modules along. Their labels are operations and status codes, of which there
// are few: nothing that a client sends becomes one.
type metrics struct {
	mu       sync.Mutex
	running  int
	requests map[requestLabels]uint64
	took     map[string]*histogram // by operation
	graphql  graphqlFigures
	searches map[string]*histogram // by how it was searched

	log logFigures
}

type requestLabels struct {
	operation string
	status    int // 0 if the answer was begun and not ended
}

// buckets are the upper ends of a histogram's buckets, in seconds.
var buckets = [...]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 120}

type histogram struct {
	counts [len(buckets) + 1]uint64
	sum    float64
}

func newMetrics() *metrics {
	return &metrics{requests: map[requestLabels]uint64{}, took: map[string]*histogram{},
		graphql: newGraphQLFigures(), searches: map[string]*histogram{}, log: logFigures{batches: map[graph.BatchKind]uint64{}}}
}

// begin counts a request in.
func (m *metrics) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.running++
}

// end counts a request out.
func (m *metrics) end(operation string, status int, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.running--
	m.requests[requestLabels{operation, status}]++
	note(m.took, operation, took)
}

// searched counts an answer of the search index.
func (m *metrics) searched(kind string, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	note(m.searches, kind, took)
}

// note adds how long something took to the histogram of a name.
func note(to map[string]*histogram, name string, took time.Duration) {
	h := to[name]
	if h == nil {
		h = &histogram{}
		to[name] = h
	}
	i, _ := slices.BinarySearch(buckets[:], took.Seconds())
	h.counts[i]++
	h.sum += took.Seconds()
}

// logFigures are figures of the log, read batch by batch as it grows.
type logFigures struct {
	mu       sync.Mutex
	at       graph.Revision
	rebuilt  int // of [live.Status], when it was read
	batches  map[graph.BatchKind]uint64
	rows     graph.Counts
	redacted graph.Revision // the newest batch that redacts

	measured graph.Revision // of bytes and nodes, which are counted once a revision
	bytes    int
	nodes    map[graph.Kind]int
}

// follow reads the headers that came since, up to the View; all of them again if the
// log's history is another, as after the restoring of a backup.
func (l *logFigures) follow(view *memory.View, rebuilt int) {
	to := view.Revision()
	if to < l.at || rebuilt != l.rebuilt {
		l.at, l.rows, l.redacted, l.rebuilt = 0, graph.Counts{}, 0, rebuilt
		clear(l.batches)
	}
	for l.at < to {
		h := view.Header(l.at + 1)
		l.at = h.Revision
		l.batches[h.Kind]++
		l.rows.Read += h.Counts.Read
		l.rows.Rejected += h.Counts.Rejected
		l.rows.Queued += h.Counts.Queued
		l.rows.Created += h.Counts.Created
		l.rows.Updated += h.Counts.Updated
		l.rows.Unchanged += h.Counts.Unchanged
		l.rows.BadCells += h.Counts.BadCells
		if h.Kind == graph.BatchRedact {
			l.redacted = h.Revision
		}
	}
}

// lastRedaction returns the newest batch that redacts: what was answered before it
// about any revision is not to be shown again.
func (m *metrics) lastRedaction(log *live.Log) graph.Revision {
	m.log.mu.Lock()
	defer m.log.mu.Unlock()
	m.log.follow(log.View(), log.Status().Rebuilt)
	return m.log.redacted
}

// showMetrics answers in Prometheus' text format, version 0.0.4.
func (s *webServer) showMetrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	p := &exposition{}
	s.metrics.requestFigures(p)
	s.processFigures(p)
	if v := s.service.Load(); v != nil {
		s.logFigures(p, v)
	}
	_, _ = io.WriteString(w, p.b.String())
}

// requestFigures writes what requests came and how long they took.
func (m *metrics) requestFigures(p *exposition) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p.gauge("chainatlas_requests_running", "Requests at work.", float64(m.running))
	p.family("chainatlas_requests_total", "counter", "Requests answered, by operation and status code; aborted are those whose answer was cut off.")
	for _, l := range slices.SortedFunc(maps.Keys(m.requests), func(a, b requestLabels) int {
		return cmp.Or(cmp.Compare(a.operation, b.operation), cmp.Compare(a.status, b.status))
	}) {
		status := strconv.Itoa(l.status)
		if l.status == 0 {
			status = "aborted"
		}
		p.value("chainatlas_requests_total", float64(m.requests[l]), "operation", l.operation, "status", status)
	}
	p.histograms("chainatlas_request_seconds", "How long requests took, to the last byte, by operation.", "operation", m.took)
	m.graphql.write(p)
	p.histograms("chainatlas_search_seconds", "How long the index took to answer, by whether a search or a suggestion was asked for.", "kind", m.searches)
}

// processFigures writes what the process takes.
func (s *webServer) processFigures(p *exposition) {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	open, idle, evicted := s.idle.counts()
	p.gauge("chainatlas_ready", "1 if the server can answer.", truth(s.ready().Ready))
	p.gauge("chainatlas_start_time_seconds", "When the server was started, since 1970.", float64(s.started.Unix()))
	p.gauge("chainatlas_connections", "Connections that are open.", float64(open))
	p.gauge("chainatlas_connections_idle", "Connections that wait for a request.", float64(idle))
	p.counter("chainatlas_connections_evicted_total", "Connections closed because there were too many.", float64(evicted))
	p.gauge("chainatlas_goroutines", "Goroutines.", float64(runtime.NumGoroutine()))
	p.gauge("chainatlas_heap_bytes", "Memory in use on the heap.", float64(memory.HeapInuse))
	p.gauge("chainatlas_memory_bytes", "Memory obtained from the system.", float64(memory.Sys-memory.HeapReleased))
	p.counter("chainatlas_gc_total", "Garbage collections.", float64(memory.NumGC))
}

// logFigures writes what the log and the View hold, and how far the View is
// behind.
func (s *webServer) logFigures(p *exposition, v *service) {
	status := v.log.Status()
	p.gauge("chainatlas_revision", "The revision that answers come from.", float64(status.View))
	p.gauge("chainatlas_head_revision", "The newest revision of the log, as last seen.", float64(status.Head.Revision))
	p.gauge("chainatlas_behind_revisions", "Revisions that answers lack.", float64(status.Head.Revision-min(status.View, status.Head.Revision)))
	p.gauge("chainatlas_behind_seconds", "For how long answers are known to lack the newest revision.", status.Behind.Seconds())
	p.gauge("chainatlas_age_seconds", "How long ago the log was last read and held nothing newer than answers show.", s.age(status).Seconds())
	p.gauge("chainatlas_follow_failures", "Failures in a row to read the log.", float64(status.Failures))
	p.counter("chainatlas_views_rebuilt_total", "Views built anew because the log's history was another.", float64(status.Rebuilt))
	p.gauge("chainatlas_past_views", "Views of past revisions at hand.", float64(len(status.Past)))
	p.gauge("chainatlas_snapshot_revision", "The revision of the snapshot.", float64(status.Snapshot.Revision))
	p.gauge("chainatlas_snapshot_bytes", "Size of the snapshot, once written.", float64(status.Snapshot.Bytes))
	p.gauge("chainatlas_downloads_running", "Downloads at work.", float64(len(v.downloads.slots)))
	p.counter("chainatlas_download_bytes_total", "Bytes of downloads, before compression.", float64(v.downloads.bytes.Load()))

	v.searcher.figures(p)

	l := &s.metrics.log
	l.mu.Lock()
	defer l.mu.Unlock()
	if view := v.log.View(); l.nodes == nil || l.measured != view.Revision() {
		stats := view.Stats()
		l.measured, l.bytes, l.nodes = stats.Revision, stats.Bytes, stats.Nodes
	}
	p.gauge("chainatlas_view_bytes", "Memory of the View.", float64(l.bytes))
	p.family("chainatlas_nodes", "gauge", "Nodes that stand, by kind.")
	for _, k := range slices.Sorted(maps.Keys(l.nodes)) {
		p.value("chainatlas_nodes", float64(l.nodes[k]), "kind", string(k))
	}
	l.follow(v.log.View(), status.Rebuilt)
	p.family("chainatlas_batches_total", "counter", "Batches of the log, by kind.")
	for _, k := range slices.Sorted(maps.Keys(l.batches)) {
		p.value("chainatlas_batches_total", float64(l.batches[k]), "kind", string(k))
	}
	p.family("chainatlas_rows_total", "counter", "Rows that imports read, by what became of them.")
	for _, row := range []struct {
		outcome string
		n       int
	}{{"rejected", l.rows.Rejected}, {"queued", l.rows.Queued}, {"created", l.rows.Created}, {"updated", l.rows.Updated}, {"unchanged", l.rows.Unchanged}} {
		p.value("chainatlas_rows_total", float64(row.n), "outcome", row.outcome)
	}
	p.counter("chainatlas_bad_cells_total", "Cells that imports could not read.", float64(l.rows.BadCells))
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// exposition is a page of figures being written.
type exposition struct{ b strings.Builder }

// family begins a family of figures.
func (p *exposition) family(name, kind, about string) {
	fmt.Fprintf(&p.b, "# HELP %s %s\n# TYPE %s %s\n", name, about, name, kind)
}

// value writes a figure; labels are names and values in turn.
func (p *exposition) value(name string, v float64, labels ...string) {
	p.b.WriteString(name)
	for i := 0; i+1 < len(labels); i += 2 {
		if i == 0 {
			p.b.WriteByte('{')
		} else {
			p.b.WriteByte(',')
		}
		fmt.Fprintf(&p.b, "%s=%q", labels[i], labels[i+1]) // plain ASCII, for which Go's quotes are Prometheus'
	}
	if len(labels) > 0 {
		p.b.WriteByte('}')
	}
	p.b.WriteByte(' ')
	p.b.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
	p.b.WriteByte('\n')
}

// histograms writes a family of histograms, one for each value of a label.
func (p *exposition) histograms(name, about, label string, of map[string]*histogram) {
	p.family(name, "histogram", about)
	for _, value := range slices.Sorted(maps.Keys(of)) {
		h, n := of[value], uint64(0)
		for i, count := range h.counts {
			n += count
			end := "+Inf"
			if i < len(buckets) {
				end = strconv.FormatFloat(buckets[i], 'g', -1, 64)
			}
			p.value(name+"_bucket", float64(n), label, value, "le", end)
		}
		p.value(name+"_sum", h.sum, label, value)
		p.value(name+"_count", float64(n), label, value)
	}
}

func (p *exposition) gauge(name, about string, v float64) {
	p.family(name, "gauge", about)
	p.value(name, v)
}

func (p *exposition) counter(name, about string, v float64) {
	p.family(name, "counter", about)
	p.value(name, v)
}
