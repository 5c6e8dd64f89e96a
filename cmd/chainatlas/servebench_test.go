package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mozillazg/go-pinyin"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	"github.com/chainatlas/chainatlas/schema/schematest"
)

// BenchmarkServe asks the program over HTTP, on the generated log of the graph's
// benchmark: the time of half and of 99 in 100 answers, with 1 and with 32 clients,
// and how many times longer the median is than that of a gqlgen server that returns
// the same answer as a constant. CHAINATLAS_BENCH sets the size, as for
// [graphtest.BenchParams].
//
// The server is a process of its own, so that clients do not share its memory; with
// -cpuprofile it runs inside the test, where the profile sees it. With
// CHAINATLAS_BENCH_DIR the store stays in that folder for the next run.
func BenchmarkServe(b *testing.B) {
	f := newServeBench(b)
	for _, q := range f.questions() {
		b.Run(q.name, func(b *testing.B) {
			for _, clients := range []int{1, 32} {
				b.Run(fmt.Sprintf("clients-%d", clients), func(b *testing.B) { f.measure(b, q, clients) })
			}
		})
	}
	b.Run("writing", f.writing)
	b.Run("visible", f.visible)
	b.Run("mixed", f.mixed)
}

// serveBench is a server over a generated log.
type serveBench struct {
	*site
	store string
	pid   int // of the server; 0 if it is this process
	token string
	g     *graphtest.Generated
	ids   []graph.SubjectID // enterprises, spread over all
}

// newServeBench writes the log and waits until the server has read and indexed it.
func newServeBench(b *testing.B) *serveBench {
	f := &serveBench{g: graphtest.Generate(graphtest.BenchParams(b))}
	p := f.g.Params()
	dir := os.Getenv("CHAINATLAS_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	f.store = filepath.Join(dir, fmt.Sprintf("serve-%d-%d.db", p.Enterprises, p.Batches))
	if _, err := os.Stat(f.store); errors.Is(err, fs.ErrNotExist) {
		f.write(b)
	}
	args := []string{"--rate", "0", "--log-level", "warn"}
	program := buildProgram(b)
	began := time.Now()
	if flag.Lookup("test.cpuprofile").Value.String() != "" {
		f.site = startSite(b, serverEnv(f.store, nil), args...)
	} else {
		process := startProcess(b, program, f.store, args...)
		f.site, f.pid = &process.site, process.pid
	}
	ready := time.Since(began)
	f.waitSearch(b, began)
	b.Logf("%d enterprises, %d products: ready after %.1f s, searchable after %.1f s, %d MB", p.Enterprises, p.Products,
		ready.Seconds(), time.Since(began).Seconds(), int(f.memory())>>20)
	for i := range 64 {
		f.ids = append(f.ids, f.g.Enterprise(i*7919%p.Enterprises))
	}
	f.token = addToken(b, f.store, fmt.Sprintf("bench-%d", began.UnixNano()), "--role", "administrator")
	return f
}

// waitSearch waits until the index of the search is made.
func (f *serveBench) waitSearch(b *testing.B, began time.Time) {
	for wait := 2 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		var data struct {
			Search struct {
				NamesOnly bool
				Pending   int
				Revision  graph.Revision
			}
		}
		// Until then names alone are searched, which may take too long.
		a := f.graphql(f.token, `{ search(text: "科技", first: 1) { namesOnly pending revision } }`, nil)
		if found := &data.Search; json.Unmarshal(a.Data, &data) == nil && len(a.Errors) == 0 && !found.NamesOnly && found.Pending == 0 && found.Revision >= f.g.Revisions() {
			return
		}
		if time.Since(began) > time.Hour {
			b.Fatalf("the index is not made within an hour: %+v", a.Errors)
		}
		time.Sleep(wait)
	}
}

// write writes the log into a new store, which appears whole.
func (f *serveBench) write(b *testing.B) {
	part := f.store + ".part"
	_ = os.Remove(part)
	store, err := sqlite.Open(b.Context(), part, sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := graphtest.Write(b.Context(), store, f.g, nil); err != nil {
		b.Fatal(err)
	}
	if err := store.Close(); err != nil {
		b.Fatal(err)
	}
	if err := os.Rename(part, f.store); err != nil {
		b.Fatal(err)
	}
}

// memory returns what the server takes of memory, in bytes.
func (f *serveBench) memory() float64 { return f.figure("chainatlas_memory_bytes") }

// ask sends a query and unpacks the data.
func (f *serveBench) ask(b testing.TB, query string, variables map[string]any, into any) {
	b.Helper()
	a := f.graphql(f.token, query, variables)
	if len(a.Errors) > 0 {
		b.Fatalf("%s: %+v", query, a.Errors)
	}
	if err := json.Unmarshal(a.Data, into); err != nil {
		b.Fatal(err)
	}
}

// question is a document that is asked again and again, with one after another of
// its variables.
type question struct {
	name, document string
	variables      []map[string]any
}

// bodies are the requests of a question.
func (q *question) bodies(b *testing.B) [][]byte {
	variables := q.variables
	if variables == nil {
		variables = []map[string]any{nil}
	}
	var out [][]byte
	for _, v := range variables {
		body, err := json.Marshal(map[string]any{"query": q.document, "variables": v})
		if err != nil {
			b.Fatal(err)
		}
		out = append(out, body)
	}
	return out
}

const (
	mapQuery = `query($e: Filter, $p: Filter) { chainMap(enterprises: $e, products: $p) {
		places { node { id label nodeKind } parent depth code tier { code label { zh en } } keyLink count { enterprises products } fedBy feeds } feeds { from to } } }`
	profileQuery = `query($id: ID!) { enterprise(id: $id) { id label shortName legalName creditCode aliases stage { code label { zh en } } kind { code label { zh en } } founded
		registeredCapital { text low high currency } employees { period value }
		makes(first: 50) { totalCount nodes { id label ... on Product { kind { code label { zh en } } } } } inSegments { nodes { id label ... on Segment { code } } } locatedIn { nodes { id label nodeKind } } } }`
	segmentQuery = `query($id: ID!) { segment(id: $id) { id label code enterprises(first: 100) { totalCount nodes { id label shortName stage { code label { zh en } } } } } }`
	listQuery    = `query($f: Filter) { enterprises(first: 50, orderBy: {property: "employees", descending: true}, filter: $f) { totalCount
		nodes { id label shortName stage { code label { zh en } } employees { period value } } pageInfo { hasNextPage endCursor } } }`
	searchQuery  = `query($t: String!) { search(text: $t, first: 20) { total hits { grade field text marks { from to } node { id label nodeKind } } } }`
	suggestQuery = `query($t: String!) { suggest(text: $t, first: 10) { total hits { grade field text marks { from to } node { id label nodeKind } } } }`
	changesQuery = `query($r: At!) { changes(from: $r, first: 100) { to kinds { kind created changed removed } nodes { change kind id label } } }`
	flowQuery    = `query($n: Int!) { capitalFlow(investors: $n) { rounds drawn disclosed placed investors leading { id } nodes { id column kind label { zh en } measure { rounds weight } } links { from to measure { rounds weight } } period periods { period disclosed undisclosed } } }`
)

// questions are what the benchmark asks.
func (f *serveBench) questions() []question {
	filters := f.filters()
	var ids []map[string]any
	for _, id := range f.ids {
		ids = append(ids, map[string]any{"id": id})
	}
	var flows []map[string]any // more than are remembered: each is worked out anew
	for n := 1; n <= 40; n++ {
		flows = append(flows, map[string]any{"n": n})
	}
	out := []question{
		{"map", mapQuery, nil},
		{"map-one-filter", mapQuery, []map[string]any{{"e": filters[0]}}},
		{"map-five-filters", mapQuery, []map[string]any{{"e": map[string]any{"all": filters}}}},
		{"map-five-filters-and-products", mapQuery, []map[string]any{{"e": map[string]any{"all": filters}, "p": property("kind", "in", []string{"service"})}}},
		{"segment", segmentQuery, []map[string]any{{"id": f.segment()}}},
		{"profile", profileQuery, ids},
		{"list", listQuery, []map[string]any{{"f": filters[0]}}},
		{"changes", changesQuery, []map[string]any{{"r": f.revision() - 20}}},
		{"flow", flowQuery, flows},
	}
	texts := f.texts()
	var names []map[string]any
	for _, t := range texts["short"] {
		names = append(names, map[string]any{"e": map[string]any{"text": t}})
	}
	out = append(out, question{"map-text", mapQuery, names},
		question{"map-common-text", mapQuery, []map[string]any{{"e": map[string]any{"text": "科技"}}}})
	for _, kind := range []string{"name", "short", "pinyin", "initials", "code", "character"} {
		var variables []map[string]any
		for _, t := range texts[kind] {
			variables = append(variables, map[string]any{"t": t})
		}
		out = append(out, question{"search-" + kind, searchQuery, variables}, question{"suggest-" + kind, suggestQuery, variables})
	}
	return out
}

func property(name, operator string, value any) map[string]any {
	return map[string]any{"property": map[string]any{"name": name, operator: value}}
}

// filters are those of the benchmark of package memory.
func (f *serveBench) filters() []map[string]any {
	return []map[string]any{
		property("stage", "in", []string{"growth"}),
		property("kind", "in", []string{"private"}),
		{"edge": map[string]any{"type": "LOCATED_IN", "to": []graph.SubjectID{f.g.Region(0)}}},
		property("employees", "min", "10"),
		property("employees", "max", "1000"),
	}
}

// segment returns the segment whose number of vendors is nearest to 100 from
// above, or the largest.
func (f *serveBench) segment() graph.SubjectID {
	var data struct {
		ChainMap struct {
			Places []struct {
				Node struct {
					ID       graph.SubjectID
					NodeKind string
				}
				Count struct{ Enterprises int }
			}
		}
	}
	f.ask(f.t, `{ chainMap { places { node { id nodeKind } count { enterprises } } } }`, nil, &data)
	best, size := graph.SubjectID(""), 0
	for _, p := range data.ChainMap.Places {
		if n := p.Count.Enterprises; p.Node.NodeKind == "SEGMENT" && (size < 100 && n > size || n >= 100 && n < size) {
			best, size = p.Node.ID, n
		}
	}
	if best == "" {
		f.t.Fatal("no segment has vendors")
	}
	return best
}

// revision is the newest one, which is not the generated one in a store that an
// earlier run wrote to.
func (f *serveBench) revision() (r graph.Revision) {
	var data struct {
		Batches struct {
			Nodes []struct{ Revision graph.Revision }
		}
	}
	f.ask(f.t, `{ batches(first: 1) { nodes { revision } } }`, nil, &data)
	if len(data.Batches.Nodes) == 0 {
		f.t.Fatal("the log has no batch")
	}
	return data.Batches.Nodes[0].Revision
}

// texts are what people type to find some of the enterprises, by kind.
func (f *serveBench) texts() map[string][]string {
	var data struct {
		Nodes []struct{ LegalName, ShortName, CreditCode string }
	}
	f.ask(f.t, `query($i: [ID!]!) { nodes(ids: $i) { ... on Enterprise { legalName shortName creditCode } } }`, map[string]any{"i": f.ids}, &data)
	out := map[string][]string{}
	put := func(kind, text string) {
		if text != "" && !slices.Contains(out[kind], text) {
			out[kind] = append(out[kind], text)
		}
	}
	for _, n := range data.Nodes {
		put("name", n.LegalName)
		put("code", n.CreditCode)
		put("short", n.ShortName)
		var whole, initials strings.Builder
		for _, syllable := range pinyin.LazyConvert(n.ShortName, nil) {
			whole.WriteString(syllable)
			initials.WriteString(syllable[:1])
		}
		put("pinyin", whole.String())
		put("initials", initials.String())
		for _, r := range n.ShortName {
			put("character", string(r))
			break
		}
	}
	return out
}

// measure asks a question b.N times, by so many clients at once, and then the same
// of a server that returns a constant.
func (f *serveBench) measure(b *testing.B, q question, clients int) {
	bodies := q.bodies(b)
	first := post(b, http.DefaultClient, f.url+"/graphql", bodies[0])
	var answer struct{ Data json.RawMessage }
	if err := json.Unmarshal(first, &answer); err != nil {
		b.Fatal(err)
	}
	constant := f.constant(b, answer.Data)
	for _, body := range bodies { // documents are parsed once, pages are warm
		post(b, http.DefaultClient, f.url+"/graphql", body)
	}
	post(b, http.DefaultClient, constant, bodies[0])
	b.ResetTimer()
	took := ask(b, f.url+"/graphql", bodies, clients, b.N)
	b.StopTimer()
	beside := ask(b, constant, bodies[:1], clients, min(b.N, 2000))
	reportTimes(b, "", took)
	reportTimes(b, "constant-", beside)
	b.ReportMetric(float64(quantile(took, 50))/float64(quantile(beside, 50)), "×constant")
	b.ReportMetric(float64(len(first)), "B/answer")
}

// constantEnv names a file with an answer's data. With it the test binary is nothing
// but a server that returns them, until its standard input ends.
const constantEnv = "CHAINATLAS_TEST_CONSTANT"

func init() {
	file, ok := os.LookupEnv(constantEnv)
	if !ok {
		return
	}
	data, err := os.ReadFile(file)
	if err == nil {
		var handler http.Handler
		if handler, err = schematest.Constant(data); err == nil {
			fmt.Println(httptest.NewServer(handler).URL)
			_, err = io.Copy(io.Discard, os.Stdin)
		}
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// constant starts a server that returns constants, where the other runs, too: in a
// process of its own, or in this one. It ends with the benchmark.
func (f *serveBench) constant(b *testing.B, data json.RawMessage) string {
	if f.pid == 0 {
		handler, err := schematest.Constant(data)
		if err != nil {
			b.Fatal(err)
		}
		server := httptest.NewServer(handler)
		b.Cleanup(server.Close)
		return server.URL
	}
	file := filepath.Join(b.TempDir(), "data.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), constantEnv+"="+file)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = stdin.Close()
		if err := cmd.Wait(); err != nil {
			b.Error(err)
		}
	})
	url, err := bufio.NewReader(stdout).ReadString('\n')
	if url = strings.TrimSpace(url); err != nil || !strings.HasPrefix(url, "http") {
		b.Fatalf("no constant of %.300s: %s %v", data, url, err)
	}
	return url
}

// ask sends n requests by so many clients at once, each over a connection of its
// own, and returns how long each took, the shortest first.
func ask(b testing.TB, url string, bodies [][]byte, clients, n int) []time.Duration {
	took := make([]time.Duration, n)
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(clients, n) {
		group.Go(func() {
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1, DisableCompression: true}}
			defer client.CloseIdleConnections()
			for {
				i := int(next.Add(1)) - 1
				if i >= n || b.Failed() {
					return
				}
				began := time.Now()
				post(b, client, url, bodies[i%len(bodies)])
				took[i] = time.Since(began)
			}
		})
	}
	group.Wait()
	slices.Sort(took)
	return took
}

// post sends a request and returns the answer, which must have no errors. It may be
// called from any goroutine.
func post(b testing.TB, client *http.Client, url string, body []byte) []byte {
	resp, err := client.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		b.Error(err)
		return nil
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || bytes.HasPrefix(answer, []byte(`{"errors"`)) {
		b.Errorf("status %d, %v: %.300s", resp.StatusCode, err, answer)
	}
	return answer
}

// quantile returns the time that so many of 100 do not exceed.
func quantile(took []time.Duration, percent int) time.Duration {
	return took[min(len(took)*percent/100, len(took)-1)]
}

func reportTimes(b *testing.B, prefix string, took []time.Duration) {
	for _, p := range []int{50, 99} {
		b.ReportMetric(float64(quantile(took, p).Microseconds())/1000, fmt.Sprintf("%sp%d-ms", prefix, p))
	}
}
