package neo4j

import (
	"context"
	"fmt"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Projection is the graph of a View on a server, in labels and relationships that
// are the vocabulary's own:
//
//	(:Enterprise)-[:MAKES]->(:Product)-[:IN_SEGMENT]->(:Segment)-[:FEEDS]->(:Segment)
//
// Every node has its id, a name, and its properties under the names of the
// vocabulary. An observation stands under its name and period (revenue2024), and
// the latest under its name alone, with its period beside it (revenue,
// revenuePeriod). An amount is its lower end; revenueHigh, revenueCurrency,
// revenueText and revenueBound say the rest. A code has its labels beside it
// (regionZh, regionEn). A text that is too long for an index is cut, and whole under
// a longer name (nameWhole). referredOnly says that no row describes the node.
//
// Where it comes from is reachable: each row that gave something shown is a
// relationship STATED_BY with its (:Source), and each value that lost is an
// (:Alternative) at HAS_ALTERNATIVE. A relationship has its sources, its place and
// its day as properties.
//
// One node (:ChainAtlas) says of which log and revision the graph is, and whether
// it is complete. What belongs to the projection, and what to others, says
// [Projection.Compare], which finds what others write into it; [Projection.Repair]
// takes that out.
//
// A Projection is written by one process at a time. A second one takes over, and the
// first fails with CodeConflict. It is safe for concurrent use.
type Projection struct {
	*client
	voc       *graph.Vocabulary
	maxRepair int // how much is repaired; more is made anew
}

// State is what a projection says of itself.
type State struct {
	Log      string // the ID of the store that it is made of; "" if there is none
	Revision graph.Revision
	Hash     string // of the log at that revision
	Complete bool   // false while something is half done

	// Of a step that is half done, how many of its parts are, and the random name of
	// who does it.
	part int64
	by   string
}

// OpenProjection opens the projection on a server for a vocabulary, and declares
// its constraints and indexes. Options.Log, Salt, Backup and MustExist do not
// count.
func OpenProjection(ctx context.Context, opts Options, voc *graph.Vocabulary) (*Projection, error) {
	const op = "neo4j.OpenProjection"
	opts.setDefaults()
	if err := checkNames(voc); err != nil {
		return nil, err
	}
	c, err := connect(ctx, op, opts)
	if err != nil {
		return nil, err
	}
	p := &Projection{client: c, voc: voc, maxRepair: maxRepair}
	if !opts.ReadOnly {
		if err := p.declare(ctx, op); err != nil {
			_ = c.Close() // what is declared does no harm
			return nil, err
		}
	}
	return p, nil
}

// checkNames checks that the vocabulary leaves the names that the projection
// needs for itself.
func checkNames(voc *graph.Vocabulary) error {
	seen := map[string]bool{labelMark: true, labelSource: true, labelAlternative: true}
	for _, k := range voc.Kinds {
		if seen[label(k.Kind)] {
			return graph.Errorf(graph.CodeInvalid, "neo4j.OpenProjection", "two labels would be %q", label(k.Kind))
		}
		seen[label(k.Kind)] = true
	}
	for _, e := range voc.Edges {
		if e.Type == typeStatedBy || e.Type == typeAlternative {
			return graph.Errorf(graph.CodeInvalid, "neo4j.OpenProjection", "two types of relationships would be %q", e.Type)
		}
	}
	return nil
}

// labels are those of the vocabulary and of the sources, in a fixed order.
func (p *Projection) labels() []string {
	labels := []string{labelSource}
	for _, k := range p.voc.Kinds {
		labels = append(labels, label(k.Kind))
	}
	return labels
}

// declaration declares a constraint or an index. That of a constraint has an index of
// the same name.
type declaration struct{ name, statement string }

// declarations are the constraints and indexes that follow from the vocabulary:
// an ID is unique, and what names, keys or filters is indexed.
func (p *Projection) declarations() []declaration {
	var out []declaration
	unique := func(name, label, property string) {
		out = append(out, declaration{name, fmt.Sprintf("CREATE CONSTRAINT %s IF NOT EXISTS FOR (n:%s) REQUIRE n.%s IS UNIQUE", quoted(name), quoted(label), property)})
	}
	unique("chainatlas_mark", labelMark, "name")
	for _, l := range p.labels() {
		unique("chainatlas_"+l+"_id", l, "id")
	}
	for i := range p.voc.Kinds {
		k := &p.voc.Kinds[i]
		l := label(k.Kind)
		for _, property := range indexedOf(k) {
			name := "chainatlas_" + l + "_" + property
			out = append(out, declaration{name, fmt.Sprintf("CREATE INDEX %s IF NOT EXISTS FOR (n:%s) ON (n.%s)", quoted(name), quoted(l), quoted(property))})
		}
	}
	return out
}

// declare declares what is not there, and waits until all is in force.
func (p *Projection) declare(ctx context.Context, op string) error {
	rows, err := p.read(ctx, op, "SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name", nil)
	if err != nil {
		return err
	}
	online := map[string]bool{}
	for _, r := range rows {
		online[r.text(0)] = true
	}
	var statements []string
	for _, d := range p.declarations() {
		if !online[d.name] {
			statements = append(statements, d.statement)
		}
	}
	if len(statements) == 0 {
		return nil
	}
	return p.client.declare(ctx, op, statements)
}

const stateColumns = "m.log, m.revision, m.hash, m.complete, m.part, m.by"

func stateOf(rows []row) State {
	if len(rows) == 0 {
		return State{}
	}
	r := rows[0]
	return State{Log: r.text(0), Revision: graph.Revision(r.int(1)), Hash: r.text(2), Complete: r.bool(3), part: r.int(4), by: r.text(5)}
}

// State tells what the projection says of itself.
func (p *Projection) State(ctx context.Context) (State, error) {
	rows, err := p.read(ctx, "neo4j.State", "MATCH (m:"+labelMark+" {name: $name}) RETURN "+stateColumns, args{"name": labelMark})
	return stateOf(rows), err
}

// rowsPerWrite is how many nodes or relationships a transaction writes at most.
const rowsPerWrite = 5000

// step is a change of the projection from one state to another.
type step struct {
	p    *Projection
	op   string
	was  State // what the projection must say before
	will State
	done int64  // parts
	by   string // names this step, so that who takes it over is noticed
}

// run runs a transaction of the step, unless it was run already. Between the first
// and the last the projection says that it is not complete.
func (s *step) run(ctx context.Context, now, then State, fn func(*tx) error) error {
	return s.p.write(ctx, s.op, func(tx *tx) error {
		// The lock first; then what is read holds.
		_, err := tx.run("MERGE (m:"+labelMark+" {name: $name}) SET m.updated = datetime.transaction()", args{"name": labelMark})
		if err != nil {
			return err
		}
		rows, err := tx.run("MATCH (m:"+labelMark+" {name: $name}) RETURN "+stateColumns, args{"name": labelMark})
		if err != nil {
			return err
		}
		switch found := stateOf(rows); {
		case found == now:
		case found == then && now != then:
			return nil // by an earlier attempt whose outcome was not known
		default:
			return graph.Sayf(graph.CodeConflict, "", "另一个进程正在写图：它在修订 %d", "another process writes to the projection: it is at revision %d", found.Revision)
		}
		if err := fn(tx); err != nil {
			return err
		}
		mark := args{"name": labelMark, "log": then.Log, "revision": int64(then.Revision), "hash": then.Hash, "complete": then.Complete}
		if !then.Complete {
			mark["part"], mark["by"] = then.part, then.by
		}
		_, err = tx.run("MATCH (m:"+labelMark+" {name: $name}) SET m = $mark, m.updated = datetime.transaction()", args{"name": labelMark, "mark": mark})
		return err
	})
}

// part runs a transaction in the middle of the step. Parts are numbered in the
// projection, so that one whose outcome was not known is not run twice. One is run
// at a time.
func (s *step) part(ctx context.Context, fn func(*tx) error) error {
	then := s.half()
	then.part++
	if err := s.run(ctx, s.half(), then, fn); err != nil {
		return err
	}
	s.done++
	return nil
}

// half is what the projection says while the step is under way.
func (s *step) half() State {
	half := s.will
	half.Complete, half.part, half.by = false, s.done, s.by
	return half
}

// begin says that the projection is not complete.
func (s *step) begin(ctx context.Context) error {
	return s.run(ctx, s.was, s.half(), func(*tx) error { return nil })
}

// end says that it is.
func (s *step) end(ctx context.Context) error {
	return s.run(ctx, s.half(), s.will, func(*tx) error { return nil })
}

// newStep begins a step to what a View shows.
func (p *Projection) newStep(ctx context.Context, op string, logID string, hash graph.Hash, v *memory.View) (*step, error) {
	was, err := p.State(ctx)
	if err != nil {
		return nil, err
	}
	by, err := p.newName(ctx, op)
	if err != nil {
		return nil, err
	}
	return &step{p: p, op: op, by: by, was: was, will: State{Log: logID, Revision: v.Revision(), Hash: hash.String(), Complete: true}}, nil
}

// Rebuild makes the projection anew from a View: it takes out all that is under
// the projection's labels and writes what stands. logID and hash are those of the
// log at the View's revision. It may be repeated after a failure.
func (p *Projection) Rebuild(ctx context.Context, logID string, hash graph.Hash, v *memory.View) error {
	const op = "neo4j.Rebuild"
	s, err := p.newStep(ctx, op, logID, hash, v)
	if err != nil {
		return err
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	for _, l := range append(p.labels(), labelAlternative) {
		if err := s.clear(ctx, l); err != nil {
			return err
		}
	}
	if err := s.clearMark(ctx); err != nil {
		return err
	}
	if err := s.fill(ctx, shapeOf(v)); err != nil {
		return err
	}
	return s.end(ctx)
}

// fill writes all that stands to where nothing is: nodes first, then what joins
// them, by one writer. While the server writes, the next part is shaped.
func (s *step) fill(ctx context.Context, sh *shape) (err error) {
	outcome := make(chan error, 1)
	outcome <- nil // of the part before the first
	defer func() {
		if last := <-outcome; err == nil {
			err = last
		}
	}()
	write := func(fn func(*tx) error) error {
		if err := <-outcome; err != nil {
			outcome <- nil
			return err
		}
		go func() { outcome <- s.part(ctx, fn) }()
		return nil
	}
	sources := map[string]bool{}
	for _, k := range s.p.voc.Kinds {
		var held []*node
		flush := func() error {
			nodes := held
			held = nil
			named := s.newSources(sh, nodes, sources)
			return write(func(tx *tx) error {
				if err := putSources(tx, named); err != nil {
					return err
				}
				return createNodes(tx, nodes)
			})
		}
		for nodes, err := range sh.nodes(ctx, k.Kind) {
			if err != nil {
				return err
			}
			if held = append(held, nodes...); len(held) >= rowsPerWrite {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		if len(held) > 0 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	for _, k := range s.p.voc.Kinds {
		for edges, err := range s.p.edges(ctx, sh, k.Kind) {
			if err != nil {
				return err
			}
			if err := write(func(tx *tx) error { return createEdges(tx, edges) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// edges yields the edges that go out from nodes of a kind, by type, in parts that
// one transaction writes.
func (p *Projection) edges(ctx context.Context, sh *shape, kind graph.Kind) func(func([]*edge, error) bool) {
	return func(yield func([]*edge, error) bool) {
		ids, err := sh.view.Select(ctx, kind, nil)
		if err != nil {
			yield(nil, err)
			return
		}
		for i := range p.voc.Edges {
			decl := &p.voc.Edges[i]
			if !slices.Contains(decl.From, kind) {
				continue
			}
			var held []*edge
			for e, err := range sh.edgesFrom(ctx, decl, kind, ids) {
				if err != nil {
					yield(nil, p.fail(ctx, "neo4j.Projection", err))
					return
				}
				if held = append(held, e); len(held) == rowsPerWrite {
					if !yield(held, nil) {
						return
					}
					held = nil
				}
			}
			if len(held) > 0 && !yield(held, nil) {
				return
			}
		}
	}
}

// clear takes out all that is under a label.
func (s *step) clear(ctx context.Context, label string) error {
	for {
		n := int64(0)
		err := s.part(ctx, func(tx *tx) error {
			// First relationships, which a node may have any number of.
			rows, err := tx.run(fmt.Sprintf("MATCH (:%s)-[x]-() WITH DISTINCT x LIMIT $most DELETE x RETURN count(*)", quoted(label)), args{"most": 4 * rowsPerWrite})
			if err != nil {
				return err
			}
			if n = rows[0].int(0); n > 0 {
				return nil
			}
			if rows, err = tx.run(fmt.Sprintf("MATCH (n:%s) WITH n LIMIT $most DETACH DELETE n RETURN count(*)", quoted(label)), args{"most": 4 * rowsPerWrite}); err == nil {
				n = rows[0].int(0)
			}
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

// clearMark takes from the mark what others have joined to it by our types or called
// it, and away what others have called so. Such a node stays if it has another label.
func (s *step) clearMark(ctx context.Context) error {
	return s.part(ctx, func(tx *tx) error {
		for _, query := range []string{
			"MATCH (:" + labelMark + ")-[x]-() WHERE type(x) IN $types DELETE x",
			"MATCH (m:" + labelMark + ") WHERE (m.name IS NULL OR m.name <> $name) AND size(labels(m)) = 1 DETACH DELETE m",
			"MATCH (m:" + labelMark + ") WHERE m.name IS NULL OR m.name <> $name REMOVE m:" + labelMark,
			"MATCH (m:" + labelMark + ") UNWIND [l IN labels(m) WHERE l <> $name] AS label REMOVE m:$(label)",
		} {
			if _, err := tx.run(query, args{"name": labelMark, "types": s.p.types()}); err != nil {
				return err
			}
		}
		return nil
	})
}

// newSources shapes the sources that nodes name and that are not known yet.
func (s *step) newSources(sh *shape, nodes []*node, known map[string]bool) (add []*node) {
	for _, n := range nodes {
		for _, details := range [][]detail{n.stated, n.alternatives} {
			for _, d := range details {
				if !known[d.source] {
					known[d.source] = true
					add = append(add, sh.source(d.source))
				}
			}
		}
	}
	return add
}
