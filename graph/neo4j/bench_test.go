package neo4j

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/neo4j/neo4jtest"
)

// benchSize is a tenth of the benchmark's size by which graphs are compared, unless
// CHAINATLAS_BENCH=full asks for all of it: 100,000 enterprises, 500,000 products
// and 1,000,000 edges.
func benchSize() graphtest.GenerateParams {
	p := graphtest.GenerateParams{Seed: 1, Enterprises: 10_000, Products: 50_000, Edges: 100_000, Second: 10}
	switch {
	case testing.Short():
		return p.Scaled(50)
	case os.Getenv("CHAINATLAS_BENCH") == "full":
		p.Enterprises, p.Products, p.Edges = 10*p.Enterprises, 10*p.Products, 10*p.Edges
	}
	return p
}

func benchOptions(b *testing.B) Options {
	server := neo4jtest.Get(b)
	return Options{
		URI: server.URI, User: server.User, Password: server.Password, Patience: 5 * time.Minute,
		Log: fmt.Sprint(b.Name(), time.Now().UnixNano()),
	}
}

func benchStore(b *testing.B, opts Options) *Store {
	b.Helper()
	s, err := Open(b.Context(), opts)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

func benchProjection(b *testing.B) *Projection {
	b.Helper()
	p, err := OpenProjection(b.Context(), benchOptions(b), graph.Standard())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { p.Close() })
	return p
}

// loadPlain is what a plain loader does: UNWIND … MERGE with 5,000 rows a
// transaction, nodes first, under a constraint for each label.
func loadPlain(ctx context.Context, p *Projection, v *memory.View) error {
	sh := shapeOf(v)
	for _, k := range p.voc.Kinds {
		var held []any
		flush := func() error {
			if len(held) == 0 {
				return nil
			}
			rows := held
			held = nil
			return p.write(ctx, "plain", func(tx *tx) error {
				_, err := tx.run("UNWIND $rows AS r MERGE (n:"+quoted(label(k.Kind))+" {id: r.id}) SET n += r", args{"rows": rows})
				return err
			})
		}
		for nodes, err := range sh.nodes(ctx, k.Kind) {
			if err != nil {
				return err
			}
			if held = append(held, propsOf(nodes)...); len(held) >= rowsPerWrite {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		if err := flush(); err != nil {
			return err
		}
	}
	for _, k := range p.voc.Kinds {
		for edges, err := range p.edges(ctx, sh, k.Kind) {
			if err != nil {
				return err
			}
			for _, group := range groupEdges(edges) {
				for part := range slices.Chunk(group, rowsPerWrite) {
					rows := make([]any, len(part))
					for i, e := range part {
						rows[i] = args{"from": e.from, "to": e.to, "props": e.props}
					}
					err := p.write(ctx, "plain", func(tx *tx) error {
						_, err := tx.run(endsOf(part[0])+"MERGE (a)-[x:"+quoted(part[0].kind)+"]->(b) SET x += r.props", args{"rows": rows})
						return err
					})
					if err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// BenchmarkLoad writes one generated graph: as a log, as a projection, and by a
// plain loader, which has a constraint for each label and no other index.
func BenchmarkLoad(b *testing.B) {
	g := graphtest.Generate(benchSize())
	s := benchStore(b, benchOptions(b))
	head, err := graphtest.Write(b.Context(), s, g, nil)
	if err != nil {
		b.Fatal(err)
	}
	v, err := memory.Build(b.Context(), s, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		b.Fatal(err)
	}
	copied(b, s)
	drawn(b, s, head.Hash, v)
}

// copied writes a log once more, into another: read from the one, decoded, and encoded
// anew for the other. What it was made of, rows and rules, is not measured.
func copied(b *testing.B, s *Store) {
	b.Run("Log", func(b *testing.B) {
		for b.Loop() {
			to := benchStore(b, benchOptions(b))
			for h, err := range s.Headers(b.Context(), 0, 0) {
				if err != nil {
					b.Fatal(err)
				}
				st, err := to.Stage(b.Context(), *h, time.Minute)
				if err == nil {
					err = st.Append(b.Context(), s.Assertions(b.Context(), h.Revision))
				}
				if err == nil {
					_, err = st.Commit(b.Context(), h.Revision-1)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// drawn loads what stands plainly, and draws it as a projection.
func drawn(b *testing.B, s *Store, hash graph.Hash, v *memory.View) {
	p := benchProjection(b)
	clearAll := func() {
		if err := p.clearPlain(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	clearAll()
	run := func(b *testing.B, load func() error) {
		for b.Loop() {
			if err := load(); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			clearAll()
			b.StartTimer()
		}
	}
	b.Run("Plain", func(b *testing.B) {
		var drop []string
		for _, d := range p.declarations() {
			if strings.HasPrefix(d.statement, "CREATE INDEX ") {
				drop = append(drop, "DROP INDEX "+quoted(d.name)+" IF EXISTS")
			}
		}
		if err := p.client.declare(b.Context(), "plain", drop); err != nil {
			b.Fatal(err)
		}
		defer func() {
			if err := p.declare(b.Context(), "plain"); err != nil {
				b.Fatal(err)
			}
		}()
		run(b, func() error { return loadPlain(b.Context(), p, v) })
	})
	b.Run("Projection", func(b *testing.B) {
		run(b, func() error { return p.Rebuild(b.Context(), s.ID(), hash, v) })
	})
}

// BenchmarkRealData imports a real industry graph into a log on the server, by the
// command itself; and loads what stands of it plainly, and draws it.
func BenchmarkRealData(b *testing.B) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		b.Fatal(err)
	}
	data := filepath.Join(root, "..", "shared", "data", "chainkg")
	files, err := filepath.Glob(filepath.Join(data, "*.csv"))
	if err != nil {
		b.Fatal(err)
	}
	if len(files) == 0 {
		b.Skipf("the shared data are not there: %s", data)
	}
	if testing.Short() {
		files = slices.DeleteFunc(files, func(f string) bool { return strings.Contains(filepath.Base(f), "product") })
	}
	program := filepath.Join(b.TempDir(), "chainatlas")
	if out, err := exec.CommandContext(b.Context(), "go", "build", "-o", program, "../../cmd/chainatlas").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	opts := benchOptions(b)
	opts.Log = "" // the one that commands use
	password := filepath.Join(b.TempDir(), "password.txt")
	if err := os.WriteFile(password, []byte(opts.Password), 0o600); err != nil {
		b.Fatal(err)
	}
	chainatlas := func(b *testing.B, args ...string) {
		args = append(args, "--store", opts.URI, "--store-user", opts.User, "--store-password-file", password)
		cmd := exec.CommandContext(b.Context(), program, args...)
		cmd.Env = append(os.Environ(), "CHAINATLAS_ACTOR=bench")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	importAll := append([]string{"import", "--mapping", filepath.Join(root, "examples", "mappings", "chainkg.yaml")}, files...)
	neo4jtest.Get(b).NeedOwn(b) // what it holds is the tests' own
	p := benchProjection(b)
	b.Run("Import", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			clearLogs(b, p)
			chainatlas(b, "init")
			b.StartTimer()
			chainatlas(b, importAll...)
		}
	})
	s := benchStore(b, opts)
	head, err := s.Head(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	v, err := memory.Build(b.Context(), s, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		b.Fatal(err)
	}
	copied(b, s)
	drawn(b, s, head.Hash, v)
}

// clearLogs removes all logs.
func clearLogs(b *testing.B, p *Projection) {
	for more := true; more; {
		err := p.write(b.Context(), "clear", func(tx *tx) error {
			rows, err := tx.run("MATCH (n) WHERE any(l IN labels(n) WHERE l STARTS WITH '_') WITH n LIMIT 1000 DETACH DELETE n RETURN count(*)", nil)
			if err == nil {
				more = rows[0].int(0) > 0
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// clearPlain empties labels, whatever the projection says: relationships first, of
// which a node may have any number.
func (p *Projection) clearPlain(ctx context.Context) error {
	for _, label := range append(p.labels(), labelAlternative) {
		for _, query := range []string{
			"MATCH (:" + quoted(label) + ")-[x]-() WITH DISTINCT x LIMIT 20000 DELETE x RETURN count(*)",
			"MATCH (n:" + quoted(label) + ") WITH n LIMIT 20000 DELETE n RETURN count(*)",
		} {
			for more := true; more; {
				err := p.write(ctx, "plain", func(tx *tx) error {
					rows, err := tx.run(query, nil)
					if err == nil {
						more = rows[0].int(0) > 0
					}
					return err
				})
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// BenchmarkRead asks the View and the server the same. Before time is taken, their
// answers are compared.
func BenchmarkRead(b *testing.B) {
	g := graphtest.Generate(benchSize())
	s := benchStore(b, benchOptions(b))
	head, err := graphtest.Write(b.Context(), s, g, nil)
	if err != nil {
		b.Fatal(err)
	}
	v, err := memory.Build(b.Context(), s, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		b.Fatal(err)
	}
	p := benchProjection(b)
	if err := p.Rebuild(b.Context(), s.ID(), head.Hash, v); err != nil {
		b.Fatal(err)
	}
	enterprises, err := v.Select(b.Context(), graph.KindEnterprise, nil)
	if err != nil {
		b.Fatal(err)
	}
	one, other := enterprises[len(enterprises)/3], enterprises[len(enterprises)/2]
	beijing := &memory.Filter{Edge: graph.EdgeLocatedIn, To: []graph.SubjectID{v.Node(g.Region(0)).ID}}
	const mapQuery = `MATCH (s:Segment)<-[:PART_OF*0..5]-(:Segment)<-[:IN_SEGMENT]-(x)
		OPTIONAL MATCH (m:Enterprise)-[:MAKES]->(x)
		WITH s, CASE WHEN x:Enterprise THEN x ELSE m END AS e, CASE WHEN x:Product THEN x END AS p %s
		RETURN s.id, count(DISTINCT e), count(DISTINCT p)`
	// What is shown of a segment, in order; of one where nobody is, nothing.
	chainMap := func(q memory.MapQuery) ([]string, error) {
		m, err := v.ChainMap(b.Context(), q)
		if err != nil {
			return nil, err
		}
		var out []string
		for _, place := range m.Places {
			if n := v.Node(place.Node); n.Kind == graph.KindSegment && place.Enterprises+place.Products > 0 {
				out = append(out, fmt.Sprint(place.Node, place.Enterprises, place.Products))
			}
		}
		return out, nil
	}
	for _, test := range []struct {
		name   string
		view   func() error
		says   func() ([]string, error)
		cypher string
		params args
	}{
		{"Map", func() error { _, err := v.ChainMap(b.Context(), memory.MapQuery{}); return err },
			func() ([]string, error) { return chainMap(memory.MapQuery{}) },
			fmt.Sprintf(mapQuery, ""), nil},
		{"MapOfRegion", func() error { _, err := v.ChainMap(b.Context(), memory.MapQuery{Enterprises: beijing}); return err },
			func() ([]string, error) { return chainMap(memory.MapQuery{Enterprises: beijing}) },
			fmt.Sprintf(mapQuery, "WHERE EXISTS { (e)-[:LOCATED_IN]->(:Region {id: $region}) }"), args{"region": string(v.Node(g.Region(0)).ID)}},
		{"Profile", func() error {
			if v.Node(one) == nil {
				return fmt.Errorf("no %s", one)
			}
			for _, e := range v.Vocabulary().Edges {
				if _, err := v.Neighbours([]graph.SubjectID{one}, memory.NeighbourQuery{Edge: e.Type, First: 100}); err != nil {
					return err
				}
			}
			return nil
		}, func() (out []string, err error) {
			for _, e := range v.Vocabulary().Edges {
				found, err := v.Neighbours([]graph.SubjectID{one}, memory.NeighbourQuery{Edge: e.Type, First: 100})
				if err != nil {
					return nil, err
				}
				for _, x := range found[0].Edges {
					out = append(out, fmt.Sprint(v.Name(one), e.Type, v.Name(x.To)))
				}
			}
			return out, nil
		}, "MATCH (e:Enterprise {id: $id}) OPTIONAL MATCH (e)-[x]->(y) RETURN e.name, type(x), y.name, e, properties(x) LIMIT 1000", args{"id": string(one)}},
		{"Path", func() error {
			_, err := v.Path(b.Context(), memory.PathQuery{From: one, To: other, Edges: []string{graph.EdgeSupplies, graph.EdgeMakes, graph.EdgeComponentOf}, MaxHops: 6})
			return err
		}, func() ([]string, error) {
			path, err := v.Path(b.Context(), memory.PathQuery{From: one, To: other, Edges: []string{graph.EdgeSupplies, graph.EdgeMakes, graph.EdgeComponentOf}, MaxHops: 6})
			if err != nil || !path.Found {
				return nil, err
			}
			return []string{fmt.Sprint(len(path.Steps))}, nil
		}, "MATCH (a:Enterprise {id: $a}), (b:Enterprise {id: $b}) MATCH p = shortestPath((a)-[:SUPPLIES|MAKES|COMPONENT_OF*..6]-(b)) RETURN length(p)",
			args{"a": string(one), "b": string(other)}},
	} {
		view, err := test.says()
		if err != nil {
			b.Fatal(err)
		}
		rows, err := p.read(b.Context(), "bench", test.cypher, test.params)
		if err != nil {
			b.Fatal(err)
		}
		var cypher []string
		for _, r := range rows {
			if kind, ok := r[min(1, len(r)-1)].(string); !ok || kind != typeStatedBy && kind != typeAlternative {
				cypher = append(cypher, fmt.Sprint(r[:min(3, len(r))]...))
			}
		}
		slices.Sort(view)
		slices.Sort(cypher)
		if !slices.Equal(view, cypher) || len(view) == 0 && test.name != "Path" {
			b.Fatalf("%s: the View says %d things, Cypher %d:\n%.300q\n%.300q", test.name, len(view), len(cypher), view, cypher)
		}
		b.Run(test.name+"/View", func(b *testing.B) {
			for b.Loop() {
				if err := test.view(); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(test.name+"/Cypher", func(b *testing.B) {
			for b.Loop() {
				if _, err := p.read(b.Context(), "bench", test.cypher, test.params); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkReady starts from the log alone, and from a snapshot file.
func BenchmarkReady(b *testing.B) {
	s := benchStore(b, benchOptions(b))
	if _, err := graphtest.Write(b.Context(), s, graphtest.Generate(benchSize()), nil); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "view.snapshot")
	open := func(path string) *live.Log {
		log, err := live.Open(b.Context(), s, live.Options{Vocabulary: graph.Standard(), Rules: graph.StandardRules(), SnapshotPath: path})
		if err != nil {
			b.Fatal(err)
		}
		return log
	}
	b.Run("Log", func(b *testing.B) {
		for b.Loop() {
			if err := open("").Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	log := open(path)
	if err := log.Snapshot(b.Context()); err != nil {
		b.Fatal(err)
	}
	if err := log.Close(); err != nil {
		b.Fatal(err)
	}
	b.Run("Snapshot", func(b *testing.B) {
		for b.Loop() {
			if err := open(path).Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkWrite makes small batches live on one connection and waits until
// another process would see them.
func BenchmarkWrite(b *testing.B) {
	opts := benchOptions(b)
	s := benchStore(b, opts)
	follower, err := live.Open(b.Context(), benchStore(b, opts), live.Options{Vocabulary: graph.Standard(), Rules: graph.StandardRules()})
	if err != nil {
		b.Fatal(err)
	}
	defer follower.Close()
	var written, seen []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		h, err := graph.Append(b.Context(), s, graph.Header{Key: fmt.Sprint(i), Kind: graph.BatchImport, Source: "s"},
			&graph.Retract{Record: graph.RecordKey{Subject: graph.SubjectID(fmt.Sprint("s", i))}})
		if err != nil {
			b.Fatal(err)
		}
		committed := time.Now()
		// Not by Wait, which would have it look at once.
		for follower.View().Revision() < h.Revision {
			time.Sleep(time.Millisecond)
		}
		written, seen = append(written, committed.Sub(start)), append(seen, time.Since(committed))
	}
	for name, list := range map[string][]time.Duration{"written": written, "seen": seen} {
		slices.Sort(list)
		b.ReportMetric(float64(list[len(list)/2].Microseconds())/1000, name+"-p50-ms")
		b.ReportMetric(float64(list[len(list)*99/100].Microseconds())/1000, name+"-p99-ms")
	}
}
