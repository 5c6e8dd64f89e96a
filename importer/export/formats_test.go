package export_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/cell"
	"github.com/chainatlas/chainatlas/importer/export"
	"github.com/chainatlas/chainatlas/importer/table"
)

// What is written reads as the value that it was written from, but for an
// amount whose number stands beside a print of another wording.
func TestReadsBack(t *testing.T) {
	v := nastyView(t)
	voc := v.Vocabulary()
	for _, lang := range []string{"zh", "en"} {
		for _, id := range []graph.SubjectID{"e1", "s1", "f1"} {
			n := v.Node(id)
			for i := range n.Properties {
				p := &n.Properties[i]
				d := voc.Kind(n.Kind).Property(p.Name)
				// Blanks at the ends of a text go, and a code without its exchange gets it.
				if p.Set || p.Name == "industry" || p.Name == graph.PropStockCode {
					continue
				}
				r, err := cell.New(d, cell.Options{Vocabulary: voc})
				if err != nil {
					t.Fatal(err)
				}
				c := export.CellOf(voc, d, p, lang)
				got, problem := r.Read(c)
				if problem != nil && !problem.Kept {
					t.Errorf("%s %s %q: %v", lang, p.Name, c.Text, problem)
					continue
				}
				want := p.Value()
				if want.Type == graph.TypeText {
					want.Text = strings.ReplaceAll(want.Text, "\r\n", "\n")
					got.Text = strings.ReplaceAll(got.Text, "\r\n", "\n")
				}
				if got.Type == graph.TypeMoney && want.Text == "" {
					got.Text = ""
				}
				if got != want {
					t.Errorf("%s %s: %q reads as %s, want %s", lang, p.Name, c.Text, got.Canonical(), want.Canonical())
				}
			}
		}
	}
}

func TestCellText(t *testing.T) {
	voc := graph.Standard()
	e := voc.Kind(graph.KindEnterprise)
	for _, tt := range []struct {
		property string
		value    graph.Value
		lang     string
		kind     table.Kind
		text     string
	}{
		{"listed", date("2019-03-05"), "zh", table.Date, "2019-03-05"},
		{"listed", date("1900-02-28"), "zh", table.Text, "1900-02-28"},
		{"listed", date("2019-03"), "zh", table.Text, "2019-03"},
		{"rdRatio", graph.Dec(graph.Decimal{Unscaled: 125, Scale: 3}), "zh", table.Percent, "12.5%"},
		{"employees", graph.Int(-3), "zh", table.Number, "-3"},
		{"employees", graph.Int(9007199254740993), "zh", table.Text, "9007199254740993"},
		{"revenue", money("", graph.BoundRange, 1, 2), "zh", table.Text, "CNY 1–2"},
		{"kind", graph.CodeValue("state"), "zh", table.Text, "国有企业"},
		{"kind", graph.CodeValue("state"), "en", table.Text, "State-owned"},
		{"kind", graph.CodeValue("gone"), "en", table.Text, "gone"},
		{"legalName", graph.Text("  "), "en", table.Blank, ""},
	} {
		p := &memory.Property{Name: tt.property, Winner: memory.Statement{Value: tt.value}}
		d := e.Property(tt.property)
		if c := export.CellOf(voc, d, p, tt.lang); c.Kind != tt.kind {
			t.Errorf("%s: kind %d, want %d", tt.value, c.Kind, tt.kind)
		}
		if got := export.CellText(voc, d, p, tt.lang); got != tt.text {
			t.Errorf("%s: %q, want %q", tt.value, got, tt.text)
		}
	}
	// Every label of every list is read as its code.
	for i := range voc.Lists {
		l := &voc.Lists[i]
		d := &graph.PropertyDecl{Name: "x", Type: graph.TypeCode, List: l.Name}
		for j := range l.Entries {
			for _, lang := range []string{"zh", "en"} {
				code := l.Entries[j].Code
				text := export.CellText(voc, d, &memory.Property{Winner: memory.Statement{Value: graph.CodeValue(code)}}, lang)
				if found, ok := l.Find(text); !ok || found != code {
					t.Errorf("%s %s: %q is read as %q", l.Name, code, text, found)
				}
			}
		}
	}
}

func TestCSV(t *testing.T) {
	v := nastyView(t)
	var b bytes.Buffer
	if err := export.CSV(t.Context(), &b, v, export.Query{Lang: "zh"}); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][][]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		c := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
		c.FieldsPerRecord = -1
		if files[f.Name], err = c.ReadAll(); err != nil {
			t.Fatal(f.Name, err)
		}
	}
	rows := files["企业.csv"]
	if len(rows) != 3 {
		t.Fatalf("%d rows, files %d", len(rows), len(files))
	}
	for i, want := range map[string]string{
		"经营范围": "'=HYPERLINK(\"http://x\")\n第二行 _x0041_ _x000D_ & <b>\"]]>", "主营业务": "'-2+3", "注册地址": "''引号开头",
		"上市日期": "2019-03-05", "注册资本": "超3亿元",
	} {
		found := false
		for c, h := range rows[0] {
			if h == i {
				found = true
				if rows[1][c] != want {
					t.Errorf("%s: %q, want %q", i, rows[1][c], want)
				}
			}
			if h == "联系电话" {
				t.Error("personal data in a file that did not ask for it")
			}
		}
		if !found {
			t.Errorf("no column %s in %q", i, rows[0])
		}
	}
	var one bytes.Buffer
	if err := export.CSVOf(t.Context(), &one, v, graph.KindEnterprise, export.Query{Lang: "zh"}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(one.String(), "有限公司"); !strings.HasPrefix(one.String(), "\ufeff_id,企业全称,") || n < 2 {
		t.Errorf("%q", one.String())
	}
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "a": "a", "=1": "'=1", "+a": "'+a", "-a": "'-a", "-5": "-5", "+3.1": "+3.1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "'x": "''x", "-5%": "'-5%",
	} {
		if got := export.Escape(in); got != want || export.Unescape(got) != in {
			t.Errorf("%q: %q, want %q; back %q", in, got, want, export.Unescape(got))
		}
	}
}

func TestGraphML(t *testing.T) {
	for name, v := range map[string]*memory.View{"nasty": nastyView(t), "generated": generatedView(t, 5000)} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := export.GraphML(t.Context(), &b, v, export.Query{Lang: "zh"}); err != nil {
				t.Fatal(err)
			}
			nodes, edges := parseGraphML(t, b.Bytes())
			stats := v.Stats()
			wantNodes, wantEdges := 0, 0
			for _, n := range stats.Nodes {
				wantNodes += n
			}
			for _, n := range stats.Edges {
				wantEdges += n
			}
			if nodes != wantNodes || edges < wantEdges {
				t.Errorf("%d nodes and %d edges, want %d and at least %d", nodes, edges, wantNodes, wantEdges)
			}
			python := pythonWith(t, "networkx")
			if python == "" {
				return
			}
			path := filepath.Join(t.TempDir(), "x.graphml")
			if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			program := "import sys, networkx as n; g = n.read_graphml(sys.argv[1], force_multigraph=True); print(len(g), g.number_of_edges())"
			out, err := exec.CommandContext(t.Context(), python, "-c", program, path).CombinedOutput()
			if want := strconv.Itoa(nodes) + " " + strconv.Itoa(edges); err != nil || strings.TrimSpace(string(out)) != want {
				t.Errorf("networkx reads %s (%v), want %s", out, err, want)
			}
		})
	}
}

// parseGraphML counts nodes and edges, and checks that what is used is declared.
func parseGraphML(t *testing.T, b []byte) (nodes, edges int) {
	t.Helper()
	keys, ids := map[string]string{}, map[string]bool{}
	inside := ""
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nodes, edges
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		a := map[string]string{}
		for _, x := range e.Attr {
			a[x.Name.Local] = x.Value
		}
		switch e.Name.Local {
		case "key":
			keys[a["id"]] = a["for"]
		case "node":
			nodes++
			inside = "node"
			if ids[a["id"]] {
				t.Errorf("node %s is there twice", a["id"])
			}
			ids[a["id"]] = true
		case "edge":
			edges++
			inside = "edge"
			if !ids[a["source"]] || !ids[a["target"]] {
				t.Errorf("edge %s has an end that is no node", a["id"])
			}
		case "data":
			if keys[a["key"]] != inside {
				t.Errorf("key %s is for %q, used in %q", a["key"], keys[a["key"]], inside)
			}
		}
	}
}

// A filter chooses the nodes, and the edges follow them.
func TestFilter(t *testing.T) {
	v := generatedView(t, 5000)
	filter := &memory.Filter{Property: graph.PropKind, In: []graph.Value{graph.CodeValue("state")}}
	q := export.Query{Lang: "zh", Kinds: []graph.Kind{graph.KindEnterprise, graph.KindProduct}, Filters: map[graph.Kind]*memory.Filter{graph.KindEnterprise: filter},
		Edges: []string{graph.EdgeMakes, graph.EdgeSupplies}}
	want, err := v.List(t.Context(), memory.ListQuery{Kind: graph.KindEnterprise, Filter: filter, First: memory.MaxPage})
	if err != nil || want.Total == 0 {
		t.Fatal(want, err)
	}
	b := exportXLSX(t, v, q)
	d := open(t, b)
	m, ok, err := export.ReadManifest(t.Context(), d)
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	rows := 0
	for i, s := range d.Sheets() {
		if s.Name == m.Sheets[0].Names[0] {
			for _, err := range d.Rows(t.Context(), i) {
				if err != nil {
					t.Fatal(err)
				}
				rows++
			}
		}
	}
	if rows != want.Total+1 {
		t.Errorf("%d rows, want %d and a header", rows, want.Total)
	}
	if got := edits(t, b, v); len(got) > 0 {
		tell(t, got)
		t.Error("edits of what nobody edited")
	}
	var g bytes.Buffer
	if err := export.GraphML(t.Context(), &g, v, q); err != nil {
		t.Fatal(err)
	}
	parseGraphML(t, g.Bytes())
	for _, q := range []export.Query{
		{Kinds: []graph.Kind{"Nothing"}}, {Edges: []string{"NOTHING"}}, {Kinds: []graph.Kind{graph.KindPark, graph.KindPark}},
		{Filters: map[graph.Kind]*memory.Filter{"Nothing": {}}},
	} {
		if err := export.XLSX(t.Context(), io.Discard, v, q); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("%+v: %v", q, err)
		}
	}
}
