package memory_test

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

// BenchmarkView measures what a View and its log cost, each figure beside a
// plain way to the same end, with the ratio: ×plain is how many times longer a
// plainView takes, ×sql an indexed SQLite database, ×copy how many times the
// figure is a copy of the same bytes. In the first two more is better, in the
// third less.
func BenchmarkView(b *testing.B) {
	f := newBenchmark(b)
	b.Run("append", f.append)
	b.Run("stream", f.stream)
	b.Run("ready-from-log", f.readyFromLog)
	b.Run("ready-from-snapshot", f.readyFromSnapshot)
	b.Run("memory", f.memory)
	b.Run("chain-map", f.chainMap)
	b.Run("profile", f.profile)
	b.Run("list", f.list)
	b.Run("path", f.path)
	b.Run("next", f.next)
	b.Run("provenance", f.provenance)
	b.Run("past", f.past)
}

type benchmark struct {
	b     *testing.B
	g     *graphtest.Generated
	store *sqlite.Store
	dir   string
	rows  int   // assertions
	bytes int64 // of their encoding
	bulk  time.Duration

	view  *memory.View
	plain *plainView
	sql   *sqlView
}

// newBenchmark writes the log, in the time that "append" reports.
func newBenchmark(b *testing.B) *benchmark {
	f := &benchmark{b: b, g: graphtest.Generate(graphtest.BenchParams(b)), dir: b.TempDir()}
	var err error
	if f.store, err = sqlite.Open(b.Context(), filepath.Join(f.dir, "log.db"), sqlite.Options{}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { f.store.Close() })
	began := time.Now()
	_, err = graphtest.Write(b.Context(), f.store, f.g, func(h *graph.Header) {
		if h.Revision == 4 {
			f.bulk = time.Since(began)
		}
		f.rows += h.Assertions
		f.bytes += h.Bytes
	})
	if err != nil {
		b.Fatal(err)
	}
	if f.view, err = memory.Build(b.Context(), f.store, graph.Standard(), graph.StandardRules(), 0); err != nil {
		b.Fatal(err)
	}
	return f
}

// baselines makes the baselines, once they are needed, with the benchmark that
// the others belong to.
func (f *benchmark) baselines() {
	if f.plain == nil {
		f.plain = plainBuild(f.b, f.b.Context(), f.store, 0)
		f.sql = newSQLView(f.b, f.dir, f.plain)
	}
}

// timed returns what one call of fn takes, over enough calls to tell.
func timed(fn func()) time.Duration {
	fn()
	began, n := time.Now(), 0
	for n == 0 || time.Since(began) < 50*time.Millisecond {
		fn()
		n++
	}
	return time.Since(began) / time.Duration(n)
}

// perOp is what one iteration of the benchmark takes.
func perOp(b *testing.B) time.Duration { return b.Elapsed() / time.Duration(max(b.N, 1)) }

// ratio reports how many times longer a baseline takes.
func ratio(b *testing.B, unit string, baseline time.Duration) {
	b.ReportMetric(float64(baseline)/float64(max(perOp(b), 1)), unit)
}

// copying reports how many times the benchmark takes what copying n bytes takes.
func copying(b *testing.B, n int64) {
	from, to := make([]byte, n), make([]byte, n)
	b.ReportMetric(float64(perOp(b))/float64(timed(func() { copy(to, from) })), "×copy")
}

// append writes the bulk import, up to the last byte on disk, beside writing
// the bytes that the store then holds into a file.
func (f *benchmark) append(b *testing.B) {
	h, assertions := f.g.Batch(4)
	h.Base = 0 // it is the first batch here
	rows, stored := 0, int64(0)
	for b.Loop() {
		dir := b.TempDir()
		s, err := sqlite.Open(b.Context(), filepath.Join(dir, "log.db"), sqlite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		staging, err := s.Stage(b.Context(), h, time.Minute)
		if err != nil {
			b.Fatal(err)
		}
		if err := staging.Append(b.Context(), assertions); err != nil {
			b.Fatal(err)
		}
		live, err := staging.Commit(b.Context(), 0)
		if err != nil {
			b.Fatal(err)
		}
		stats, err := s.Stats(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		rows, stored = live.Assertions, stats.ChunkBytes
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		if err := os.RemoveAll(dir); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows)/perOp(b).Seconds(), "rows/s")
	b.ReportMetric(float64(stored)/float64(rows), "stored-B/row")
	generate := timed(func() {
		for range assertions {
		}
	})
	b.ReportMetric(float64(generate)/float64(perOp(b)), "generating")
	bytes := make([]byte, stored)
	write := timed(func() {
		file, err := os.Create(filepath.Join(f.dir, "bytes"))
		if err != nil {
			b.Fatal(err)
		}
		_, werr := file.Write(bytes)
		if err := cmp.Or(werr, file.Sync(), file.Close()); err != nil {
			b.Fatal(err)
		}
	})
	b.ReportMetric(float64(perOp(b))/float64(write), "×file")
}

// stream reads the whole log, beside a copy of its encoding.
func (f *benchmark) stream(b *testing.B) {
	for b.Loop() {
		n := 0
		for r := range f.g.Revisions() {
			for _, err := range f.store.Assertions(b.Context(), r+1) {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
		}
		if n != f.rows {
			b.Fatalf("%d of %d assertions", n, f.rows)
		}
	}
	b.ReportMetric(float64(f.rows)/perOp(b).Seconds(), "rows/s")
	copying(b, f.bytes)
}

func (f *benchmark) readyFromLog(b *testing.B) {
	for b.Loop() {
		if _, err := memory.Build(b.Context(), f.store, graph.Standard(), graph.StandardRules(), 0); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(f.rows)/perOp(b).Seconds(), "rows/s")
	began := time.Now()
	plainBuild(b, b.Context(), f.store, 0)
	ratio(b, "×plain", time.Since(began))
}

// readyFromSnapshot reads a snapshot file, beside a copy of its bytes.
func (f *benchmark) readyFromSnapshot(b *testing.B) {
	path := filepath.Join(f.dir, "view.snapshot")
	write := func() {
		file, err := os.Create(path)
		if err != nil {
			b.Fatal(err)
		}
		w := bufio.NewWriterSize(file, 1<<20)
		if err := cmp.Or(f.view.WriteSnapshot(w, f.store.ID()), w.Flush(), file.Close()); err != nil {
			b.Fatal(err)
		}
	}
	began := time.Now()
	write()
	b.ReportMetric(time.Since(began).Seconds(), "s/write")
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		file, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := memory.ReadSnapshot(file, f.store.ID(), graph.Standard(), graph.StandardRules()); err != nil {
			b.Fatal(err)
		}
		file.Close()
	}
	b.ReportMetric(float64(info.Size())/(1<<20), "MiB")
	copying(b, info.Size())
}

// heap returns what is in use after a collection.
func heap() uint64 {
	runtime.GC()
	runtime.GC() // what finalizers let go of
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// memory tells what a View holds, beside a plainView.
func (f *benchmark) memory(b *testing.B) {
	before := heap()
	var v *memory.View
	for b.Loop() {
		v = nil
		var err error
		if v, err = memory.Build(b.Context(), f.store, graph.Standard(), graph.StandardRules(), 0); err != nil {
			b.Fatal(err)
		}
	}
	with := float64(heap() - before)
	runtime.KeepAlive(v)
	p := f.g.Params()
	nodes, edges := float64(p.Enterprises+p.Products), float64(p.Edges)
	b.ReportMetric(with/(1<<20), "MiB")
	b.ReportMetric(with/nodes, "B/node")
	b.ReportMetric(with/edges, "B/edge")
	v = nil
	before = heap()
	plain := plainBuild(b, b.Context(), f.store, 0)
	b.ReportMetric(float64(heap()-before)/with, "×plain")
	runtime.KeepAlive(plain)
}

// The conditions of the benchmarks, for a View and for the baselines. In SQL a
// region is the number of its node.
func (f *benchmark) conditions() (one, five, products benchCondition) {
	growth, private, service := graph.CodeValue("growth"), graph.CodeValue("private"), graph.CodeValue("service")
	few, many := graph.Int(10), graph.Int(1000)
	region := f.g.Region(0)
	at := f.plain.nodes[region]
	staff := func(n *plainNode) int64 { return n.number(graph.PropEmployees + "@2023") }
	stage := memory.Filter{Property: graph.PropStage, In: []graph.Value{growth}}
	one = benchCondition{&stage, func(n *plainNode) bool { return n.is(graph.PropStage, growth) }, "n.stage = 'growth'"}
	five = benchCondition{
		&memory.Filter{All: []memory.Filter{
			stage,
			{Property: graph.PropKind, In: []graph.Value{private}},
			{Edge: graph.EdgeLocatedIn, To: []graph.SubjectID{region}},
			{Property: graph.PropEmployees, Min: &few},
			{Property: graph.PropEmployees, Max: &many},
		}},
		func(n *plainNode) bool {
			return n.is(graph.PropStage, growth) && n.is(graph.PropKind, private) && slices.Contains(n.out[graph.EdgeLocatedIn], at) &&
				staff(n) >= 10 && staff(n) <= 1000
		},
		"n.stage = 'growth' AND n.sort = 'private' AND n.employees BETWEEN 10 AND 1000" +
			" AND n.region = (SELECT id FROM node WHERE subject = '" + string(region) + "')",
	}
	products = benchCondition{
		&memory.Filter{Property: graph.PropKind, In: []graph.Value{service}},
		func(n *plainNode) bool { return n.is(graph.PropKind, service) },
		"p.sort = 'service'",
	}
	return one, five, products
}

type benchCondition struct {
	filter *memory.Filter
	plain  func(*plainNode) bool
	sql    string
}

func (f *benchmark) chainMap(b *testing.B) {
	f.baselines()
	one, five, products := f.conditions()
	const count = "SELECT segment, COUNT(DISTINCT enterprise) FROM stands"
	const enterprises = " JOIN node n ON n.id = enterprise WHERE "
	f.mapOf(b, "everything", nil, nil, count+" GROUP BY segment")
	f.mapOf(b, "one-filter", &one, nil, count+enterprises+one.sql+" GROUP BY segment")
	f.mapOf(b, "five-filters", &five, nil, count+enterprises+five.sql+" GROUP BY segment")
	f.mapOf(b, "products", nil, &products, count+" JOIN node p ON p.id = product WHERE "+products.sql+" GROUP BY segment")
	f.mapOf(b, "five-filters-and-products", &five, &products,
		count+" JOIN node p ON p.id = product"+enterprises+five.sql+" AND "+products.sql+" GROUP BY segment")
	for _, text := range []string{f.brand(), "科技"} {
		key := graph.HeaderKey(text)
		f.mapOf(b, "text-"+text, &benchCondition{
			&memory.Filter{Text: text},
			func(n *plainNode) bool { return n.contains(key) },
			"n.name LIKE '%" + text + "%'",
		}, nil, count+enterprises+"n.name LIKE '%"+text+"%' GROUP BY segment")
	}
}

// brand returns what one of the enterprises is called by.
func (f *benchmark) brand() string {
	for _, n := range f.plain.kinds[graph.KindEnterprise] {
		for _, v := range n.values[graph.PropAliases].values {
			if brand, ok := strings.CutSuffix(v.Text, "集团"); ok {
				return brand
			}
		}
	}
	f.b.Fatal("no enterprise has an alias")
	return ""
}

func (f *benchmark) mapOf(b *testing.B, name string, enterprises, products *benchCondition, sql string) {
	b.Run(name, func(b *testing.B) {
		q := memory.MapQuery{}
		var enterprise, product func(*plainNode) bool
		if enterprises != nil {
			q.Enterprises, enterprise = enterprises.filter, enterprises.plain
		}
		if products != nil {
			q.Products, product = products.filter, products.plain
		}
		for b.Loop() {
			if _, err := f.view.ChainMap(b.Context(), q); err != nil {
				b.Fatal(err)
			}
		}
		ratio(b, "×plain", timed(func() { f.plain.chainMap(enterprise, product) }))
		ratio(b, "×sql", timed(func() { f.sql.rows(sql) }))
	})
}

func (f *benchmark) profile(b *testing.B) {
	f.baselines()
	enterprises := f.g.Params().Enterprises
	i := 0
	next := func() graph.SubjectID {
		i = (i + 7919) % enterprises
		return f.g.Enterprise(i)
	}
	for b.Loop() {
		id := next()
		if f.view.Node(id) == nil {
			b.Fatalf("enterprise %s does not stand", id)
		}
		if _, err := f.view.Neighbours([]graph.SubjectID{id}, memory.NeighbourQuery{Edge: graph.EdgeMakes, First: 50}); err != nil {
			b.Fatal(err)
		}
	}
	ratio(b, "×sql", timed(func() {
		id := string(next())
		f.sql.rows("SELECT * FROM node WHERE subject = ?", id)
		f.sql.rows("SELECT p.* FROM node n JOIN edge e ON e.src = n.id AND e.type = 'MAKES' JOIN node p ON p.id = e.dst WHERE n.subject = ? LIMIT 50", id)
	}))
}

// list asks for pages of those that pass a filter, the most employees first.
// A small log has smaller pages, so that there are a thousand.
func (f *benchmark) list(b *testing.B) {
	f.baselines()
	one, _, _ := f.conditions()
	all := memory.ListQuery{
		Kind: graph.KindEnterprise, Filter: one.filter, OrderBy: graph.PropEmployees, Descending: true, First: memory.MaxPage,
	}
	var cursors []string
	for more := true; more; {
		l, err := f.view.List(b.Context(), all)
		if err != nil {
			b.Fatal(err)
		}
		cursors = append(cursors, l.Cursors...)
		if more = l.HasMore; more {
			all.After = cursors[len(cursors)-1]
		}
	}
	size := min(50, max(1, len(cursors)/1000))
	for _, page := range []int{1, 1000} {
		b.Run(fmt.Sprintf("page-%d", page), func(b *testing.B) {
			skip := min((page-1)*size, len(cursors)-1)
			q := all
			q.First, q.After = size, ""
			if skip > 0 {
				q.After = cursors[skip-1]
			}
			for b.Loop() {
				if _, err := f.view.List(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
			ratio(b, "×plain", timed(func() { f.plain.list(one.plain, skip, size) }))
			ratio(b, "×sql", timed(func() {
				f.sql.rows("SELECT * FROM node n WHERE kind = 'Enterprise' AND "+one.sql+" ORDER BY employees DESC, subject LIMIT ? OFFSET ?", size, skip)
				f.sql.rows("SELECT COUNT(*) FROM node n WHERE kind = 'Enterprise' AND " + one.sql) // a List tells the total, too
			}))
		})
	}
}

// path looks for paths of six hops by what enterprises make and supply.
func (f *benchmark) path(b *testing.B) {
	f.baselines()
	types := []string{graph.EdgeMakes, graph.EdgeSupplies, graph.EdgeComponentOf}
	const hops = 6
	var q memory.PathQuery
	for i, found := 0, false; !found; i++ {
		if i == 1000 {
			b.Skipf("nothing is %d hops from any of %d enterprises", hops, i)
		}
		from := f.g.Enterprise(i * 7919 % f.g.Params().Enterprises)
		to, ok := f.plain.far(from, types, hops)
		if !ok {
			continue
		}
		q = memory.PathQuery{From: from, To: to, Edges: types, MaxHops: hops}
		p, err := f.view.Path(b.Context(), q)
		if err != nil {
			b.Fatal(err)
		}
		found = p.Found && len(p.Steps) == hops
	}
	for b.Loop() {
		if _, err := f.view.Path(b.Context(), q); err != nil {
			b.Fatal(err)
		}
	}
	ratio(b, "×plain", timed(func() { f.plain.path(q.From, q.To, types, hops) }))
}

// oneBatch is a log of a single batch that gives each of n enterprises another
// stage.
type oneBatch struct {
	g *graphtest.Generated
	n int
}

func (l oneBatch) Headers(context.Context, graph.Revision, graph.Revision) iter.Seq2[*graph.Header, error] {
	return func(func(*graph.Header, error) bool) {}
}

func (l oneBatch) header() *graph.Header {
	return &graph.Header{
		Kind: graph.BatchImport, Source: graphtest.RegisterSource, DataDate: graph.Date{Year: 2030}, Revision: l.g.Revisions() + 1,
		Sheets: []graph.Sheet{{Name: "企业名录"}},
	}
}

func (l oneBatch) Assertions(context.Context, graph.Revision) iter.Seq2[graph.Assertion, error] {
	return func(yield func(graph.Assertion, error) bool) {
		enterprises := l.g.Params().Enterprises
		for i := range l.n {
			r := &graph.Record{
				RecordKey: graph.RecordKey{Subject: l.g.Enterprise(i * enterprises / l.n), Table: "企业名录"}, Kind: graph.KindEnterprise, Row: i + 2,
				Cells: []graph.Cell{{Property: graph.PropStage, Values: []graph.Value{graph.CodeValue([2]string{"mature", "listed"}[i%2])}}},
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (f *benchmark) next(b *testing.B) {
	f.baselines()
	for _, n := range []int{1, 1000, 100_000} {
		n = min(n, f.g.Params().Enterprises)
		b.Run(fmt.Sprintf("subjects-%d", n), func(b *testing.B) {
			l := oneBatch{f.g, n}
			for b.Loop() {
				if _, _, err := f.view.Next(b.Context(), l, l.header()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(perOp(b).Microseconds())/float64(n), "µs/subject")
			// In place, so that its readers would have to stop.
			ratio(b, "×plain", timed(func() { f.plain.apply(b, b.Context(), l, l.header()) }))
		})
	}
}

// provenance asks where the values of one subject come from that every small
// batch speaks of: each property with its winner, its alternatives and their
// places; and for everything that was ever said of one property. Beside it, a
// table with a row for each assertion.
func (f *benchmark) provenance(b *testing.B) {
	f.baselines()
	if said, want := len(f.view.Revisions(f.g.Hot())), f.g.Params().Batches; said < want {
		b.Fatalf("%d batches speak of the subject, want %d", said, want)
	}
	var most memory.PropertyName
	total := 0
	for _, p := range f.view.Node(f.g.Hot()).Properties {
		_, n, err := f.view.History(f.g.Hot(), p.Name, p.Period, 1)
		if err != nil {
			b.Fatal(err)
		}
		if n > total {
			most, total = memory.PropertyName{Name: p.Name, Period: p.Period}, n
		}
	}
	b.Run("values", func(b *testing.B) {
		for b.Loop() {
			if f.view.Node(f.g.Hot()) == nil {
				b.Fatal("the subject does not stand")
			}
		}
		f.provenanceBySQL(b)
	})
	b.Run("history", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := f.view.History(f.g.Hot(), most.Name, most.Period, 100); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(total), "statements")
		f.provenanceBySQL(b)
	})
	b.Run("store", func(b *testing.B) { // the words as they were said, from the chunks that hold them
		for b.Loop() {
			for _, err := range f.store.Speaking(b.Context(), f.g.Hot()) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
		f.provenanceBySQL(b)
	})
}

func (f *benchmark) provenanceBySQL(b *testing.B) {
	f.sql.exec("DROP TABLE IF EXISTS said")
	f.sql.exec("CREATE TABLE said (subject TEXT, revision INTEGER, assertion BLOB)")
	f.sql.exec("BEGIN")
	insert := f.sql.prepare("INSERT INTO said VALUES (?, ?, ?)")
	for h, assertions := range f.g.Batches() {
		if h.Base < 5 {
			continue // the rows of small batches are enough to look up among
		}
		for a := range assertions {
			text, err := json.Marshal(a)
			if err != nil {
				b.Fatal(err)
			}
			f.sql.run(insert, string(a.About()), int64(h.Base+1), string(text))
		}
	}
	f.sql.exec("COMMIT")
	f.sql.exec("CREATE INDEX said_subject ON said (subject, revision)")
	ratio(b, "×sql", timed(func() {
		f.sql.rows("SELECT revision, assertion FROM said WHERE subject = ? ORDER BY revision", string(f.g.Hot()))
	}))
}

// past derives a View of some time ago from the current one.
func (f *benchmark) past(b *testing.B) {
	for _, back := range []graph.Revision{1, 100, 1000} {
		b.Run(fmt.Sprintf("back-%d", back), func(b *testing.B) {
			if back+5 > f.g.Revisions() {
				b.Skipf("the log has only %d revisions", f.g.Revisions())
			}
			r := f.g.Revisions() - back
			for b.Loop() {
				if _, err := f.view.At(b.Context(), r); err != nil {
					b.Fatal(err)
				}
			}
			began := time.Now()
			plainBuild(b, b.Context(), f.store, r)
			ratio(b, "×plain", time.Since(began))
		})
	}
}
