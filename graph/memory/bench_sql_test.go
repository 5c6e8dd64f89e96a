package memory_test

import (
	"path/filepath"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// sqlView holds what stands in SQLite, with the indexes that the benchmarked
// questions want. Like a plainView it has no sources and no past.
type sqlView struct {
	tb   testing.TB
	conn *sqlite.Conn
}

const sqlSchema = `
CREATE TABLE node (
	id INTEGER PRIMARY KEY, subject TEXT NOT NULL, kind TEXT NOT NULL, name TEXT, stage TEXT, sort TEXT,
	founded INTEGER, capital INTEGER, region INTEGER, employees INTEGER);
CREATE TABLE edge (type TEXT NOT NULL, src INTEGER NOT NULL, dst INTEGER NOT NULL);
CREATE TABLE stands (enterprise INTEGER NOT NULL, segment INTEGER NOT NULL, product INTEGER NOT NULL);`

// The indexes are made after filling, which is how one would load it. stands
// has, for every enterprise, the segments of its products and those above.
const sqlIndexes = `
CREATE UNIQUE INDEX node_subject ON node (subject);
CREATE INDEX node_list ON node (kind, stage, employees, subject);
CREATE INDEX node_filter ON node (kind, stage, sort, region, employees);
CREATE INDEX edge_out ON edge (src, type, dst);
CREATE INDEX edge_in ON edge (dst, type, src);
INSERT INTO stands
	WITH RECURSIVE above (segment, ancestor) AS (
		SELECT id, id FROM node WHERE kind = 'Segment'
		UNION SELECT a.segment, e.dst FROM above a JOIN edge e ON e.src = a.ancestor AND e.type = 'PART_OF'),
	direct (enterprise, segment, product) AS (
		SELECT src, dst, 0 FROM edge JOIN node ON node.id = src WHERE type = 'IN_SEGMENT' AND kind = 'Enterprise'
		UNION ALL SELECT m.src, s.dst, m.dst FROM edge m JOIN edge s ON s.src = m.dst AND s.type = 'IN_SEGMENT' WHERE m.type = 'MAKES')
	SELECT DISTINCT enterprise, ancestor, product FROM direct JOIN above USING (segment);
CREATE INDEX stands_segment ON stands (segment, enterprise);
CREATE INDEX stands_enterprise ON stands (enterprise, segment, product);
ANALYZE;`

// newSQLView copies a plainView into a database file.
func newSQLView(tb testing.TB, dir string, v *plainView) *sqlView {
	tb.Helper()
	conn, err := sqlite.OpenConn(filepath.Join(dir, "baseline.db"), sqlite.OpenReadWrite, sqlite.OpenCreate)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { conn.Close() })
	s := &sqlView{tb, conn}
	for _, q := range []string{
		"PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -262144", "PRAGMA temp_store = MEMORY",
	} {
		s.exec(q)
	}
	if err := sqlitex.ExecuteScript(conn, sqlSchema, nil); err != nil {
		tb.Fatal(err)
	}
	s.exec("BEGIN")
	ids := make(map[*plainNode]int64, len(v.nodes))
	node := s.prepare("INSERT INTO node VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
	for _, nodes := range v.kinds {
		for _, n := range nodes {
			ids[n] = int64(len(ids) + 1)
		}
	}
	for kind, nodes := range v.kinds {
		for _, n := range nodes {
			name := n.text(graph.PropLegalName)
			if kind != graph.KindEnterprise {
				name = n.text(graph.PropName)
			}
			region := int64(0)
			if at := n.out[graph.EdgeLocatedIn]; len(at) > 0 {
				region = ids[at[0]]
			}
			s.run(node, ids[n], string(n.id), string(kind), name, n.text(graph.PropStage), n.text(graph.PropKind),
				n.year(graph.PropFounded), n.number(graph.PropRegisteredCapital), region, n.number(graph.PropEmployees+"@2023"))
		}
	}
	edge := s.prepare("INSERT INTO edge VALUES (?, ?, ?)")
	for _, nodes := range v.kinds {
		for _, n := range nodes {
			for t, out := range n.out {
				for _, to := range out {
					s.run(edge, t, ids[n], ids[to])
				}
			}
		}
	}
	s.exec("COMMIT")
	if err := sqlitex.ExecuteScript(conn, sqlIndexes, nil); err != nil {
		tb.Fatal(err)
	}
	return s
}

func (n *plainNode) text(property string) string {
	if v := n.values[property].values; len(v) > 0 {
		return v[0].Text
	}
	return ""
}

func (n *plainNode) number(property string) int64 {
	if v := n.values[property].values; len(v) > 0 {
		return v[0].Number.Unscaled
	}
	return 0
}

func (n *plainNode) year(property string) int64 {
	if v := n.values[property].values; len(v) > 0 {
		return int64(v[0].Date.Year)
	}
	return 0
}

func (s *sqlView) exec(q string) {
	s.tb.Helper()
	if err := sqlitex.ExecuteTransient(s.conn, q, nil); err != nil {
		s.tb.Fatal(err)
	}
}

func (s *sqlView) prepare(q string) *sqlite.Stmt {
	s.tb.Helper()
	stmt, err := s.conn.Prepare(q)
	if err != nil {
		s.tb.Fatalf("%s: %v", q, err)
	}
	return stmt
}

// run steps a statement that gives no rows.
func (s *sqlView) run(stmt *sqlite.Stmt, args ...any) {
	bind(stmt, args)
	if _, err := stmt.Step(); err != nil {
		s.tb.Fatal(err)
	}
	if err := stmt.Reset(); err != nil {
		s.tb.Fatal(err)
	}
}

// rows runs a query and returns how many rows it gives.
func (s *sqlView) rows(q string, args ...any) (n int) {
	stmt := s.prepare(q)
	bind(stmt, args)
	for {
		row, err := stmt.Step()
		if err != nil {
			s.tb.Fatalf("%s: %v", q, err)
		}
		if !row {
			if err := stmt.Reset(); err != nil {
				s.tb.Fatal(err)
			}
			return n
		}
		n++
		for i := range stmt.ColumnCount() {
			_ = stmt.ColumnText(i)
		}
	}
}

func bind(stmt *sqlite.Stmt, args []any) {
	for i, a := range args {
		switch a := a.(type) {
		case string:
			stmt.BindText(i+1, a)
		case int64:
			stmt.BindInt64(i+1, a)
		case int:
			stmt.BindInt64(i+1, int64(a))
		}
	}
}
