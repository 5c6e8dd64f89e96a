package schema_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// stream subscribes over SSE and yields the payloads.
func (a *atlas) stream(ctx context.Context, t *testing.T, query string, variables map[string]any, headers ...with) <-chan *answer {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.server.URL, strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	for _, h := range headers {
		r.Header.Set(h.name, h.value)
	}
	resp, err := a.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	out := make(chan *answer, 16)
	go func() {
		defer close(out)
		defer resp.Body.Close()
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok || data == "" {
				continue
			}
			x := &answer{raw: []byte(data)}
			if json.Unmarshal(x.raw, x) == nil {
				out <- x
			}
		}
	}()
	return out
}

func next(t *testing.T, events <-chan *answer) *answer {
	t.Helper()
	select {
	case x, ok := <-events:
		if !ok {
			t.Fatal("the stream has ended")
		}
		return x
	case <-time.After(10 * time.Second):
		t.Fatal("no event came")
	}
	return nil
}

// The subscriptions.
const (
	revisionEvents = `subscription($after: Revision) { revisions(after: $after) { from to dataDate touched nodes replaced } }`
	importEvents   = `subscription($id: ID!) { importProgress(upload: $id) { step done total } }`
)

// TestContractOfEvents follows what the fixture did, from before its first change and
// from after it, with golden events, and an import up to its end.
func TestContractOfEvents(t *testing.T) {
	out := bytes.Buffer{}
	for after := range shared.log.View().Revision() {
		ctx, cancel := context.WithCancel(t.Context())
		events := shared.stream(ctx, t, revisionEvents, map[string]any{"after": after})
		fmt.Fprintf(&out, "# revisions after %d\n", after)
		for range shared.log.View().Revision() - after {
			x := next(t, events).must(t)
			fmt.Fprint(&out, string(indented(t, x.raw)))
			if to := x.get(t, "revisions", "to"); x.Extensions["revision"] != to {
				t.Errorf("the event up to %v is answered from revision %v", to, x.Extensions["revision"])
			}
		}
		cancel()
	}
	a := fresh(t, schema.Config{})
	id := a.upload(t, map[string]string{"企业.csv": table}, as(schema.RoleImporter)).must(t).get(t, "uploadFile", "upload")
	events := a.stream(t.Context(), t, importEvents, map[string]any{"id": id}, as(schema.RoleImporter))
	in := map[string]any{"upload": id, "dataDate": "2025-12-31", "mapping": "version: 1\nsource: {id: press, name: 报刊, trust: media}\n"}
	a.ask(t, applyImport, map[string]any{"in": in, "key": "k1"}, as(schema.RoleImporter)).must(t)
	last := next(t, events).must(t)
	for last.get(t, "importProgress", "step") != "DONE" { // how many steps are seen before is a matter of time
		last = next(t, events).must(t)
	}
	fmt.Fprintf(&out, "# importProgress, the last\n%s", indented(t, last.raw))
	golden(t, "events", out.Bytes())
}

func TestContractOfRevisions(t *testing.T) {
	a := fresh(t, schema.Config{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	events := a.stream(ctx, t, revisionEvents, map[string]any{"after": 0})
	declare := func(i int) {
		_, err := graph.Append(ctx, a.store, graph.Header{Key: fmt.Sprint(i), Kind: graph.BatchDeclare, Source: "s", Actor: "t", Reason: "r", Rules: graph.StandardRules().Version},
			&graph.Declare{Source: "s", Name: fmt.Sprint(i), Trust: graph.TrustMedia})
		if err != nil {
			t.Fatal(err)
		}
	}
	seen := 0.
	for i := range 3 {
		declare(i)
		x := next(t, events).must(t)
		if from := x.get(t, "revisions", "from"); from != seen {
			t.Errorf("an event is from %v, not %v: %s", from, seen, x.raw)
		}
		seen = x.get(t, "revisions", "to").(float64)
		if x.Extensions["revision"] != seen || x.get(t, "revisions", "replaced") != false {
			t.Errorf("the event is %s", x.raw)
		}
	}
	if bad := next(t, a.stream(ctx, t, `subscription { revisions(after: 99) { to } }`, nil)); bad.code() != "INVALID" {
		t.Errorf("after a revision that is not there: %s", bad.raw)
	}
}

func TestContractOfImportProgress(t *testing.T) {
	a := fresh(t, schema.Config{})
	id := a.upload(t, map[string]string{"企业.csv": table}, as(schema.RoleImporter)).must(t).get(t, "uploadFile", "upload")
	const query = importEvents
	if got := next(t, a.stream(t.Context(), t, query, map[string]any{"id": id})); got.code() != string(schema.CodeUnauthenticated) {
		t.Errorf("nobody: %s", got.raw)
	}
	in := map[string]any{"upload": id, "dataDate": "2025-12-31", "mapping": "version: 1\nsource: {id: press, name: 报刊, trust: media}\n"}
	a.ask(t, previewImport, map[string]any{"in": in}, as(schema.RoleImporter)).must(t)
	events := a.stream(t.Context(), t, query, map[string]any{"id": id}, as(schema.RoleImporter))
	select {
	case x := <-events:
		t.Errorf("a preview that is over is told: %s", x.raw)
	case <-time.After(100 * time.Millisecond):
	}
	a.ask(t, applyImport, map[string]any{"in": in, "key": "k1"}, as(schema.RoleImporter)).must(t)
	for {
		x := next(t, events).must(t)
		if step := x.get(t, "importProgress", "step"); step == "DONE" {
			break
		} else if step == "FAILED" {
			t.Fatalf("it failed: %s", x.raw)
		}
	}
	if _, open := <-events; open {
		t.Error("the stream goes on after the end")
	}
}

// TestWebSocket speaks graphql-transport-ws, bounds the subscriptions of a
// connection, and refuses other sites.
func TestWebSocket(t *testing.T) {
	a := fresh(t, schema.Config{Limits: schema.Limits{Subscriptions: 2}})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	dial := func(origin string) (*websocket.Conn, error) {
		c, resp, err := websocket.Dial(ctx, a.server.URL, &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: http.Header{"Origin": {origin}}})
		if err != nil && resp != nil && resp.StatusCode != http.StatusForbidden {
			t.Errorf("refused with %d", resp.StatusCode)
		}
		return c, err
	}
	if _, err := dial("https://example.org"); err == nil {
		t.Error("another site may connect")
	}
	c, err := dial(a.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	say := func(v any) {
		t.Helper()
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Write(ctx, websocket.MessageText, b); err != nil {
			t.Fatal(err)
		}
	}
	type message struct {
		Type, ID string
		Payload  json.RawMessage
	}
	hear := func() message {
		t.Helper()
		for {
			_, b, err := c.Read(ctx)
			if err != nil {
				t.Fatal(err)
			}
			var m message
			if err := json.Unmarshal(b, &m); err != nil {
				t.Fatal(err)
			}
			if m.Type != "ping" && m.Type != "pong" {
				return m
			}
		}
	}
	say(map[string]any{"type": "connection_init", "payload": map[string]any{"Authorization": "Bearer importer", "Accept-Language": "zh"}})
	if m := hear(); m.Type != "connection_ack" {
		t.Fatalf("the first word is %s", m.Type)
	}
	for _, id := range []string{"1", "2", "3"} {
		say(map[string]any{"type": "subscribe", "id": id, "payload": map[string]any{"query": `subscription { revisions { from to } }`}})
		if id == "3" {
			if m := hear(); m.ID != "3" || !strings.Contains(string(m.Payload), "LIMIT") || !strings.Contains(string(m.Payload), "订阅") {
				t.Errorf("the third subscription is answered %s %s", m.Type, m.Payload)
			}
		}
		time.Sleep(50 * time.Millisecond) // it is subscribed in its own time
	}
	_, err = graph.Append(ctx, a.store, graph.Header{Key: "k", Kind: graph.BatchDeclare, Source: "s", Actor: "t", Reason: "r", Rules: graph.StandardRules().Version},
		&graph.Declare{Source: "s", Name: "n", Trust: graph.TrustMedia})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for len(got) < 2 {
		m := hear()
		if m.Type == "next" && m.ID != "3" {
			got[m.ID] = true
			if !strings.Contains(string(m.Payload), `"to":1`) {
				t.Errorf("the event is %s", m.Payload)
			}
		}
	}
	// One that is completed makes room for another.
	say(map[string]any{"type": "complete", "id": "1"})
	time.Sleep(100 * time.Millisecond)
	say(map[string]any{"type": "subscribe", "id": "4", "payload": map[string]any{"query": `subscription { revisions(after: 0) { to } }`}})
	for {
		if m := hear(); m.ID == "4" {
			if m.Type != "next" {
				t.Errorf("the fourth is answered %s %s", m.Type, m.Payload)
			}
			break
		}
	}
}
