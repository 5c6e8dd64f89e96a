package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

// editQuery gives a node another short name.
const editQuery = `mutation($in: EditPropertyInput!) { editProperty(input: $in) { revision } }`

// edit edits one of the enterprises.
func (f *serveBench) edit(b testing.TB, i int) time.Duration {
	began := time.Now()
	a := f.graphql(f.token, editQuery, map[string]any{"in": map[string]any{
		"node": f.ids[i%len(f.ids)], "property": "shortName", "value": fmt.Sprintf("示例%d", i), "reason": "benchmark",
		"clientKey": fmt.Sprintf("bench-%d-%d", began.UnixNano(), i),
	}})
	if len(a.Errors) > 0 {
		b.Errorf("an edit: %+v", a.Errors)
	}
	return time.Since(began)
}

// while calls do again and again, with a pause between, until the function that it
// returns is called, and returns how long each took.
func while(pause time.Duration, do func(i int) time.Duration) (stop func() []time.Duration) {
	done := make(chan struct{})
	var took []time.Duration
	var group sync.WaitGroup
	group.Go(func() {
		for i := 0; ; i++ {
			took = append(took, do(i))
			select {
			case <-done:
				return
			case <-time.After(pause):
			}
		}
	})
	return func() []time.Duration {
		close(done)
		group.Wait()
		slices.Sort(took)
		return took
	}
}

// writing asks while a curator edits ten times a second.
func (f *serveBench) writing(b *testing.B) {
	for _, q := range f.questions() {
		switch q.name {
		case "map", "map-five-filters", "segment", "profile", "list", "search-short", "suggest-pinyin", "changes":
		default:
			continue
		}
		b.Run(q.name, func(b *testing.B) {
			bodies := q.bodies(b)
			post(b, http.DefaultClient, f.url+"/graphql", bodies[0])
			stop := while(100*time.Millisecond, func(i int) time.Duration { return f.edit(b, i) })
			b.ResetTimer()
			took := ask(b, f.url+"/graphql", bodies, 1, b.N)
			b.StopTimer()
			reportTimes(b, "", took)
			reportTimes(b, "edit-", stop())
		})
	}
}

// visible has another process write 100 enterprises at once, and tells how long it
// takes from the end of the write until the map counts them, a list has them and
// search finds them.
func (f *serveBench) visible(b *testing.B) {
	store, err := sqlite.Open(b.Context(), f.store, sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	const source = "visible"
	if _, err := graph.Append(b.Context(), store, graph.Header{Key: source, Kind: graph.BatchDeclare, Source: source, Actor: "bench", Reason: "benchmark",
		Rules: graph.StandardRules().Version}, &graph.Declare{Source: source, Name: source, Trust: graph.TrustMedia}); err != nil && graph.CodeOf(err) != graph.CodeExists {
		b.Fatal(err)
	}
	const subjects = 100
	var counted struct {
		ChainMap struct {
			Unknown, Total struct{ Enterprises int }
		}
		Enterprises struct{ TotalCount int }
		Search      struct{ Total int }
	}
	queries := map[string]string{
		"map":    `{ chainMap { total { enterprises } unknown { enterprises } } }`,
		"list":   `{ enterprises(first: 1, filter: {referred: false}) { totalCount } }`,
		"search": `query($t: String!) { search(text: $t, first: 1) { total } }`,
	}
	times := map[string][]time.Duration{}
	run := strconv.FormatInt(time.Now().UnixMilli(), 36)
	for i := 0; b.Loop(); i++ {
		word := fmt.Sprintf("x%s%03d", run, i)
		header := graph.Header{Key: word, Kind: graph.BatchImport, Source: source, Actor: "bench", Reason: "benchmark", DataDate: graph.Date{Year: 2025},
			Rules: graph.StandardRules().Version, Documents: []graph.Document{{Name: "list.csv"}},
			Sheets: []graph.Sheet{{Name: "list", Columns: []graph.Column{{Of: graph.PropLegalName, Number: 1}}}}}
		var rows []graph.Assertion
		for j := range subjects {
			name := graph.Text(fmt.Sprintf("示例%s之%02d有限公司", word, j))
			rows = append(rows, &graph.Record{
				RecordKey: graph.RecordKey{Subject: graph.Mint([]byte(word), source, graph.KindEnterprise, []graph.KeyValue{{Key: "name", Parts: []graph.Value{name}}}, 0), Table: "list"},
				Kind:      graph.KindEnterprise, Row: j + 2, Cells: []graph.Cell{{Property: graph.PropLegalName, Values: []graph.Value{name}}},
			})
		}
		f.ask(b, queries["map"], nil, &counted)
		f.ask(b, queries["list"], nil, &counted)
		before, listed := counted.ChainMap.Total.Enterprises+counted.ChainMap.Unknown.Enterprises, counted.Enterprises.TotalCount
		slices.SortFunc(rows, func(x, y graph.Assertion) int { return cmp.Compare(x.About(), y.About()) })
		if _, err := graph.Append(b.Context(), store, header, rows...); err != nil {
			b.Fatal(err)
		}
		written := time.Now()
		var group sync.WaitGroup
		var mu sync.Mutex
		for what, query := range queries {
			group.Go(func() {
				for seen := 0; seen < subjects; time.Sleep(time.Millisecond) {
					a := f.graphql(f.token, query, map[string]any{"t": word})
					counted := counted
					if err := json.Unmarshal(a.Data, &counted); err != nil || len(a.Errors) > 0 {
						b.Errorf("%s: %v %+v", what, err, a.Errors)
						return
					}
					switch what {
					case "map":
						seen = counted.ChainMap.Total.Enterprises + counted.ChainMap.Unknown.Enterprises - before
					case "list":
						seen = counted.Enterprises.TotalCount - listed
					case "search":
						seen = counted.Search.Total
					}
					if time.Since(written) > 10*time.Second {
						b.Errorf("%s: %d are seen after 10 s", what, seen)
						return
					}
				}
				mu.Lock()
				times[what] = append(times[what], time.Since(written))
				mu.Unlock()
			})
		}
		group.Wait()
	}
	for what, took := range times {
		slices.Sort(took)
		b.ReportMetric(float64(quantile(took, 50).Milliseconds()), what+"-p50-ms")
		b.ReportMetric(float64(took[len(took)-1].Milliseconds()), what+"-most-ms")
	}
}

// mixed has 32 clients ask everything in turn while a curator edits once a second,
// for as long as CHAINATLAS_BENCH_MIXED says, else for two seconds, and tells the
// memory of the server at each tenth of the time.
func (f *serveBench) mixed(b *testing.B) {
	lasting := 2 * time.Second
	if s := os.Getenv("CHAINATLAS_BENCH_MIXED"); s != "" {
		var err error
		if lasting, err = time.ParseDuration(s); err != nil {
			b.Fatalf("CHAINATLAS_BENCH_MIXED is %q; set it to a duration such as 15m: %v", s, err)
		}
	}
	var bodies [][]byte
	for _, q := range f.questions() {
		all := q.bodies(b)
		bodies = append(bodies, all[:min(4, len(all))]...)
	}
	for b.Loop() {
		began := time.Now()
		stop := while(time.Second, func(i int) time.Duration { return f.edit(b, i) })
		var memory []float64
		asked, slowest := 0, time.Duration(0)
		for range 10 {
			for tenth := time.Now(); time.Since(tenth) < lasting/10 && !b.Failed(); {
				took := ask(b, f.url+"/graphql", bodies, 32, 10*len(bodies))
				asked += len(took)
				slowest = max(slowest, quantile(took, 99))
			}
			memory = append(memory, f.memory()/(1<<20))
			b.Logf("%d answers, p99 at most %s, memory %.0f MB", asked, slowest.Round(time.Millisecond), memory[len(memory)-1])
		}
		edits := stop()
		b.ReportMetric(float64(asked)/time.Since(began).Seconds(), "answers/s")
		b.ReportMetric(float64(slowest.Milliseconds()), "p99-most-ms")
		b.ReportMetric(float64(quantile(edits, 50).Milliseconds()), "edit-p50-ms")
		b.ReportMetric(memory[1], "MB-begin")
		b.ReportMetric(memory[len(memory)-1], "MB-end")
	}
}
