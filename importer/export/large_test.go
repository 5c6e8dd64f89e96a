package export

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/xlsx"
)

// hubView returns a View with an enterprise that supplies n others, and belongs
// in n segments.
func hubView(t *testing.T, n int) *memory.View {
	t.Helper()
	l := &graphtest.MemLog{}
	l.Append(graph.Header{Key: "declare", Kind: graph.BatchDeclare, Source: "list", Actor: "a"}, &graph.Declare{Source: "list", Name: "list", Trust: graph.TrustOfficial})
	name := func(s string) []graph.Cell {
		return []graph.Cell{{Property: graph.PropLegalName, Values: []graph.Value{graph.Text(s)}}}
	}
	hub := &graph.Record{RecordKey: graph.RecordKey{Subject: "hub", Table: "企业"}, Kind: graph.KindEnterprise, Row: 1, Cells: name("中心公司")}
	supplies := graph.EdgeCell{Type: graph.EdgeSupplies}
	for i := range n {
		supplies.Refs = append(supplies.Refs, graph.Ref{Subject: graph.SubjectID(fmt.Sprintf("e%05d", i)), Kind: graph.KindEnterprise, Keys: name(fmt.Sprintf("公司%05d号", i))})
	}
	hub.Edges = []graph.EdgeCell{supplies}
	l.Append(graph.Header{Key: "import", Kind: graph.BatchImport, Source: "list", Actor: "a"}, hub)
	v, err := memory.Build(t.Context(), l, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A node with more edges than a View tells of it at a time has all of them on
// the sheet of the edges, and a cell that says that it was cut.
func TestHub(t *testing.T) {
	const n = memory.MaxPage + 500
	v := hubView(t, n)
	w, p, err := prepare(t.Context(), v, Query{Lang: "zh"})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.rows) != 2 || p.rows[0] != n+1 || p.rows[1] != n {
		t.Fatalf("%d rows of %+v", p.rows, p.manifest.Sheets)
	}
	rows, err := newSheetRows(w, newCells(w.voc, "zh"), &p.manifest.Sheets[0])
	if err != nil {
		t.Fatal(err)
	}
	cut := 0
	if err := rows.each(func(key rowKey, row []written) error {
		for i := range row {
			if row[i].cut {
				cut++
				if key.node != "hub" || len(row[i].nodes) != MaxRefs || !strings.HasSuffix(row[i].Text, more) {
					t.Errorf("%v is cut: %d nodes, %q", key, len(row[i].nodes), row[i].Text)
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if cut != 1 {
		t.Errorf("%d cells are cut", cut)
	}
	if got := compareWritten(t, w, p, v); len(got) > 0 {
		t.Errorf("%d edits of what nobody edited: %+v", len(got), got[0])
	}
}

// What does not fit on a sheet goes on in another one.
func TestSecondSheet(t *testing.T) {
	v := hubView(t, 250)
	w, err := newWalker(t.Context(), v, Query{Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	w.perSheet = 100
	p, err := newPlan(w)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(p.manifest.Sheets[0].Names, p.manifest.Sheets[1].Names); got != "[Enterprises Enterprises 2 Enterprises 3] [Edges – Supplies Edges – Supplies 2 Edges – Supplies 3]" {
		t.Errorf("sheets %s", got)
	}
	if got := compareWritten(t, w, p, v); len(got) > 0 {
		t.Errorf("%d edits of what nobody edited: %+v", len(got), got[0])
	}
}

func compareWritten(t *testing.T, w *walker, p *plan, v *memory.View) []Edit {
	t.Helper()
	w.q.TmpDir = t.TempDir()
	var b bytes.Buffer
	if err := writeXLSX(&b, w, p); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.xlsx")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := xlsx.Open(t.Context(), path, xlsx.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	m, ok, err := ReadManifest(t.Context(), d)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	var out []Edit
	for e, err := range Compare(t.Context(), d, m, v) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, e)
	}
	return out
}

func TestJoined(t *testing.T) {
	all := "、;|\n␞"
	for _, tt := range []struct {
		texts     []string
		lang      string
		want      string
		separator int
	}{
		{[]string{"a", "b"}, "zh", "a、b", 0},
		{[]string{"a", "b"}, "en", "a; b", 1},
		{[]string{"a、b", "c"}, "zh-CN", "a、b; c", 1},
		{[]string{"a；b", "c"}, "en", "a；b、c", 0},
		{[]string{"a、;|\n", "c"}, "en", "a、;|\n ␞ c", 4},
		{[]string{all, "c"}, "en", all + "\nc", -1},
	} {
		if got, s := joined(tt.texts, tt.lang); got != tt.want || s != tt.separator {
			t.Errorf("%q: %q by %d, want %q by %d", tt.texts, got, s, tt.want, tt.separator)
		}
	}
	if got := fmt.Sprint(split(" a;b； a ;;c ", 1)); got != "[a b c]" {
		t.Error(got)
	}
}

func TestSheetNames(t *testing.T) {
	n := sheetNames{taken: map[string]bool{}}
	long := strings.Repeat("长", 40)
	for _, tt := range [][2]string{
		{"企业", "企业"}, {"企业", "企业 2"}, {"a/b:c", "a b c"}, {"A b C", "A b C 2"}, {"'q'", "q"},
		{long, strings.Repeat("长", 31)}, {long, strings.Repeat("长", 29) + " 2"},
	} {
		if got := n.of(tt[0]); got != tt[1] {
			t.Errorf("%q: %q, want %q", tt[0], got, tt[1])
		}
	}
}

// A text that no cell holds is cut, and says so.
func TestClip(t *testing.T) {
	c := newCells(graph.Standard(), "zh")
	w := c.value(nil, graph.Text(strings.Repeat("😀", graph.MaxText)))
	if !w.cut || len([]rune(w.Text)) != graph.MaxText/2+1 || !strings.HasSuffix(w.Text, more) {
		t.Errorf("cut %v to %d characters", w.cut, len([]rune(w.Text)))
	}
	if w := c.value(nil, graph.Text(strings.Repeat("字", graph.MaxText))); w.cut {
		t.Error("a text that fits was cut")
	}
}
