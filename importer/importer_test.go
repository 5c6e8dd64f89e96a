package importer_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/export"
)

// atlas is a store of a test with what stands in it.
type atlas struct {
	t     *testing.T
	store *sqlite.Store
	dir   string
}

func newAtlas(t *testing.T) *atlas {
	t.Helper()
	dir := t.TempDir()
	s, err := sqlite.Open(t.Context(), filepath.Join(dir, "atlas.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &atlas{t, s, dir}
}

// view returns what stands.
func (a *atlas) view() *memory.View {
	a.t.Helper()
	head, err := a.store.Head(a.t.Context())
	if err != nil {
		a.t.Fatal(err)
	}
	v := memory.New(graph.Standard(), graph.StandardRules())
	if head.Revision > 0 {
		if v, err = memory.Build(a.t.Context(), a.store, graph.Standard(), graph.StandardRules(), 0); err != nil {
			a.t.Fatal(err)
		}
	}
	return v
}

// source declares a source.
func (a *atlas) source(id graph.SourceID, trust graph.Trust) {
	a.t.Helper()
	_, err := graph.Append(a.t.Context(), a.store, graph.Header{
		Key: "source:" + string(id), Kind: graph.BatchDeclare, Source: id, Actor: "test", Rules: graph.StandardRules().Version,
	}, &graph.Declare{Source: id, Name: string(id), Trust: trust})
	if err != nil {
		a.t.Fatal(err)
	}
}

// file writes a file and returns its path.
func (a *atlas) file(name, content string) string {
	a.t.Helper()
	path := filepath.Join(a.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		a.t.Fatal(err)
	}
	return path
}

// run imports files of a source and wants it to succeed and to add up.
func (a *atlas) run(source graph.SourceID, opts importer.Options, files ...string) *importer.Report {
	a.t.Helper()
	opts.Store, opts.View, opts.Source, opts.Actor = a.store, a.view(), source, "tester"
	r, err := importer.Run(a.t.Context(), files, opts)
	if err != nil {
		a.t.Fatal(err)
	}
	if !r.Adds() {
		a.t.Errorf("the reconciliation does not add up: %+v", r.Counts)
	}
	return r
}

// wantCounts checks a reconciliation: read, rejected, queued, created, updated,
// unchanged, bad cells.
func wantCounts(t *testing.T, r *importer.Report, read, rejected, queued, created, updated, unchanged, bad int) {
	t.Helper()
	want := graph.Counts{Read: read, Rejected: rejected, Queued: queued, Created: created, Updated: updated, Unchanged: unchanged, BadCells: bad}
	if r.Counts != want {
		t.Errorf("counts %+v\nwant   %+v", r.Counts, want)
		for _, p := range r.Problems {
			t.Logf("%s row %d %s %q: %s; %s", p.Sheet, p.Row, p.Header, p.Value, p.Reason.En, p.Cure.En)
		}
	}
}

// node returns the node of a kind that is called name.
func node(t *testing.T, v *memory.View, kind graph.Kind, name string) *memory.Node {
	t.Helper()
	list, err := v.List(t.Context(), memory.ListQuery{Kind: kind, First: memory.MaxPage})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range list.IDs {
		if v.Name(id) == name {
			return v.Node(id)
		}
	}
	t.Fatalf("there is no %s called %s", kind, name)
	return nil
}

// shows returns what a node shows of a property, sets joined by commas.
func shows(n *memory.Node, property, period string) string {
	for i := range n.Properties {
		p := &n.Properties[i]
		if p.Name != property || p.Period != period {
			continue
		}
		if !p.Set {
			return p.Value().String()
		}
		var all []string
		for _, s := range p.Values {
			all = append(all, s.Value.String())
		}
		slices.Sort(all)
		return strings.Join(all, ",")
	}
	return ""
}

const companies = `企业名称,简称,统一社会信用代码,注册资本(万元),成立日期,省份,别名
示例安全科技有限公司,示例安全,,1000,2015-03-02,北京,示安;示例网安
示例数据股份有限公司,示例数据,,2.5,2018年6月,上海,
示例云技术有限公司,示例云,,未披露,2020,浙江,
`

// TestEditions follows one table through three editions and their revocation.
func TestEditions(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	first := a.run("list", importer.Options{DataDate: graph.Date{Year: 2024}}, a.file("a.csv", companies))
	wantCounts(t, first, 3, 0, 0, 3, 0, 0, 0)
	one := a.view()
	if got := shows(node(t, one, graph.KindEnterprise, "示例安全科技有限公司"), graph.PropRegisteredCapital, ""); !strings.Contains(got, "1000") {
		t.Errorf("registered capital %q", got)
	}

	again := a.run("list", importer.Options{DataDate: graph.Date{Year: 2024}}, a.file("a.csv", companies))
	if again.Before != first.Revision || again.Revision != 0 || again.Counts.Unchanged != 3 {
		t.Errorf("the same file again: revision %d, before %d, %+v", again.Revision, again.Before, again.Counts)
	}

	// The second edition: one cell changed, one row moved, one gone, one new.
	lines := strings.Split(strings.TrimSpace(companies), "\n")
	second := strings.Join([]string{lines[0], lines[3], strings.Replace(lines[1], "1000", "2000", 1), "示例新秀有限公司,,,,,广东,"}, "\n") + "\n"
	r := a.run("list", importer.Options{DataDate: graph.Date{Year: 2025}}, a.file("b.csv", second))
	wantCounts(t, r, 3, 0, 0, 1, 1, 1, 0)
	if len(r.Gone) != 1 || r.Gone[0].Name != "示例数据股份有限公司" || r.Retracts != 0 {
		t.Errorf("gone: %+v", r.Gone)
	}
	two := a.view()
	if got := shows(node(t, two, graph.KindEnterprise, "示例安全科技有限公司"), graph.PropRegisteredCapital, ""); !strings.Contains(got, "2000") {
		t.Errorf("registered capital %q", got)
	}
	node(t, two, graph.KindEnterprise, "示例数据股份有限公司") // only told, not taken back

	third := a.run("list", importer.Options{DataDate: graph.Date{Year: 2025}, Retract: true}, a.file("b.csv", second))
	if third.Retracts != 1 {
		t.Errorf("%d records retracted; want 1", third.Retracts)
	}
	if n := a.view().Stats().Nodes[graph.KindEnterprise]; n != 3 {
		t.Errorf("%d enterprises; want 3", n)
	}

	// What each batch did is taken back by revoking it, the last first.
	a.revoke(third.Revision)
	same(t, a.view(), two)
	a.revoke(r.Revision)
	same(t, a.view(), one)
}

func (a *atlas) revoke(r graph.Revision) *graph.Header {
	a.t.Helper()
	h, err := importer.Revoke(a.t.Context(), a.store, r, "tester", "a test")
	if err != nil {
		a.t.Fatal(err)
	}
	return h
}

// same checks that two Views show the same nodes and edges, whatever the
// revision.
func same(t *testing.T, got, want *memory.View) {
	t.Helper()
	a, b := dump(t, got), dump(t, want)
	if a != b {
		t.Errorf("the views differ:\n%s\nwant\n%s", a, b)
	}
}

// dump prints what a View shows: every node with its values, every edge.
func dump(t *testing.T, v *memory.View) string {
	t.Helper()
	var lines []string
	for i := range graph.Standard().Kinds {
		kind := graph.Standard().Kinds[i].Kind
		after := ""
		for {
			list, err := v.List(t.Context(), memory.ListQuery{Kind: kind, First: memory.MaxPage, After: after})
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range v.Nodes(list.IDs...) {
				line := string(kind) + " " + string(n.ID)
				for j := range n.Properties {
					p := &n.Properties[j]
					line += " " + p.Name + "@" + p.Period + "=" + shows(n, p.Name, p.Period)
				}
				lines = append(lines, line)
				for e := range graph.Standard().Edges {
					found, err := v.Neighbours([]graph.SubjectID{n.ID}, memory.NeighbourQuery{Edge: graph.Standard().Edges[e].Type, First: memory.MaxPage})
					if err != nil {
						t.Fatal(err)
					}
					for _, x := range found[0].Edges {
						lines = append(lines, x.Type+" "+string(x.From)+" "+string(x.To)+" "+string(x.Qualifier))
					}
				}
			}
			if !list.HasMore {
				break
			}
			after = list.Cursors[len(list.Cursors)-1]
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// sameButIDs is same for Views whose nodes may have other IDs: each is told by
// what it shows.
func sameButIDs(t *testing.T, got, want *memory.View) {
	t.Helper()
	a, b := withoutIDs(dump(t, got)), withoutIDs(dump(t, want))
	if a != b {
		t.Errorf("the views differ:\n%s\nwant\n%s", a, b)
	}
}

// withoutIDs replaces each ID of a dump by what its node shows.
func withoutIDs(dump string) string {
	lines := strings.Split(dump, "\n")
	shown := map[string]string{}
	for _, l := range lines {
		if f := strings.SplitN(l, " ", 3); len(f) > 1 && strings.ToUpper(f[0]) != f[0] {
			shown[f[1]] = "[" + strings.Join(append(f[:1:1], f[2:]...), " ") + "]"
		}
	}
	for i, l := range lines {
		fields := strings.Split(l, " ")
		for j, f := range fields {
			if s, ok := shown[f]; ok {
				fields[j] = s
			}
		}
		lines[i] = strings.Join(fields, " ")
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestRoundTrip exports, edits in a workbook and imports again: what comes back
// is exactly what was edited.
func TestRoundTrip(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	a.source("editor", graph.TrustVerified)
	a.run("list", importer.Options{DataDate: graph.Date{Year: 2024}}, a.file("a.csv", companies),
		a.file("p.csv", "产品名称,企业名称,所属环节\n示例防火墙,示例安全科技有限公司,防火墙\n示例脱敏,示例数据股份有限公司,数据脱敏\n"))
	path := filepath.Join(a.dir, "out.xlsx")
	before := a.view()
	var b bytes.Buffer
	if err := export.XLSX(t.Context(), &b, before, export.Query{Lang: "zh", Store: a.store.ID()}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	r := a.run("editor", importer.Options{}, path)
	if !r.Edited || r.Revision != 0 || r.Counts.Created+r.Counts.Updated+r.Counts.Rejected != 0 || len(r.Edits) != 0 || r.Counts.Read == 0 {
		t.Fatalf("an unchanged export: %+v, edits %v", r.Counts, r.Edits)
	}

	edit := func(name string, do func(f *excelize.File)) string {
		f, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		do(f)
		out := filepath.Join(a.dir, name)
		if err := f.SaveAs(out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	one := a.run("editor", importer.Options{}, edit("one.xlsx", func(f *excelize.File) {
		set(t, f, "示例安全科技有限公司", "简称", "示安科技")
	}))
	if one.Wrote != 1 || one.Counts.Updated != 1 || len(one.Edits) != 1 || one.Edits[0].Was != "示例安全" || one.Edits[0].Is != "示安科技" {
		t.Errorf("one edited cell: %d assertions, %+v, %+v", one.Wrote, one.Counts, one.Edits)
	}
	n := node(t, a.view(), graph.KindEnterprise, "示例安全科技有限公司")
	if got := shows(n, graph.PropShortName, ""); got != "示安科技" {
		t.Errorf("short name %q", got)
	}
	for _, p := range n.Properties {
		if p.Name == graph.PropShortName && (p.Winner.Source != "editor" || !p.Winner.Pin) {
			t.Errorf("it is said by %s, pin %v", p.Winner.Source, p.Winner.Pin)
		}
	}

	// The same cell of the same export again: it has changed since.
	stale := a.run("editor", importer.Options{}, edit("stale.xlsx", func(f *excelize.File) {
		set(t, f, "示例安全科技有限公司", "简称", "另一个")
	}))
	if stale.Revision != 0 || stale.Counts.Rejected != 0 || stale.Counts.BadCells != 1 || len(stale.Problems) != 1 {
		t.Errorf("an edit of what has changed: %+v, %+v", stale.Counts, stale.Problems)
	}

	many := a.run("editor", importer.Options{}, edit("many.xlsx", func(f *excelize.File) {
		set(t, f, "示例数据股份有限公司", "注册资本", "3000万元")
		set(t, f, "示例数据股份有限公司", "成立日期", "")
		set(t, f, "示例安全科技有限公司", "别名", "示安、新别名")
		set(t, f, "示例防火墙", "所属环节", "防火墙、安全网关")
		set(t, f, "示例脱敏", "所属环节", "")
	}))
	if many.Counts.Rejected != 0 || many.Counts.BadCells != 0 {
		t.Errorf("edits: %+v %+v", many.Counts, many.Problems)
	}
	after := a.view()
	data := node(t, after, graph.KindEnterprise, "示例数据股份有限公司")
	if got := shows(data, graph.PropRegisteredCapital, ""); got != "3000万元" {
		t.Errorf("registered capital %q", got)
	}
	if got := shows(data, graph.PropFounded, ""); got != "" {
		t.Errorf("founded %q; it was cleared", got)
	}
	if got := shows(node(t, after, graph.KindEnterprise, "示例安全科技有限公司"), graph.PropAliases, ""); got != "新别名,示安" {
		t.Errorf("aliases %q", got)
	}
	if got := segments(t, after, "示例防火墙"); got != "安全网关,防火墙" {
		t.Errorf("segments %q", got)
	}
	if got := segments(t, after, "示例脱敏"); got != "" {
		t.Errorf("segments %q; they were cleared", got)
	}
	a.revoke(many.Revision)
	a.revoke(one.Revision)
	same(t, a.view(), before)
}

func segments(t *testing.T, v *memory.View, product string) string {
	t.Helper()
	found, err := v.Neighbours([]graph.SubjectID{node(t, v, graph.KindProduct, product).ID}, memory.NeighbourQuery{Edge: graph.EdgeInSegment, First: 100})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range found[0].Edges {
		names = append(names, v.Name(e.To))
	}
	slices.Sort(names)
	return strings.Join(names, ",")
}

// set sets the cell in the row of a node and the column of a header.
func set(t *testing.T, f *excelize.File, name, header, value string) {
	t.Helper()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r := range rows {
			for c := range rows[r] {
				if rows[r][c] != name {
					continue
				}
				for h := range rows {
					for hc, text := range rows[h] {
						if text == header && h < r && c < 4 {
							cell, err := excelize.CoordinatesToCellName(hc+1, r+1)
							if err != nil {
								t.Fatal(err)
							}
							var v any = value
							if value == "" {
								v = nil
							}
							if err := f.SetCellValue(sheet, cell, v); err != nil {
								t.Fatal(err)
							}
							return
						}
					}
				}
			}
		}
	}
	t.Fatalf("no cell for %s, %s", name, header)
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func base(path string) string { return filepath.Base(path) }

// TestTables checks that an edition of one table does not make the rows of another
// look gone, whatever the files are called.
func TestTables(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	a.run("list", importer.Options{}, a.file("企业2023.csv", "企业名称,省份\n示例甲有限公司,北京\n示例乙有限公司,上海\n"))
	for _, tt := range []struct {
		file, csv string
		gone      int
	}{
		{"产品.csv", "产品名称,企业名称\n示例防火墙,示例甲有限公司\n", 0},
		{"数据.csv", "企业名称,年份,营业收入(万元)\n示例甲有限公司,2023,100\n", 0},
		{"供货.csv", "供应商,客户,供货环节,采购占比\n示例甲有限公司,示例乙有限公司,芯片,30%\n", 0},
		{"企业2024.csv", "企业名称,省份\n示例甲有限公司,北京\n", 1},
	} {
		r := a.run("list", importer.Options{}, a.file(tt.file, tt.csv))
		if len(r.Gone) != tt.gone {
			t.Errorf("%s (table %s): gone %+v", tt.file, r.Tables[0].Table, r.Gone)
		}
	}
}

// TestNoFile checks what is said of paths that are no documents.
func TestNoFile(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	for path, code := range map[string]graph.Code{
		a.dir:                        graph.CodeInvalid,
		"/dev/null":                  graph.CodeInvalid,
		filepath.Join(a.dir, "none"): graph.CodeNotFound,
		a.file("empty.csv", ""):      graph.CodeInvalid,
		a.file("head.csv", "企业名称,省份\n"): "",
	} {
		_, err := importer.Run(t.Context(), []string{path}, importer.Options{Store: a.store, View: a.view(), Source: "list", Actor: "tester"})
		if graph.CodeOf(err) != code {
			t.Errorf("%s: %v; want code %q", path, err, code)
		}
	}
	if head, err := a.store.Head(t.Context()); err != nil || head.Revision != 1 {
		t.Errorf("revision %d, %v", head.Revision, err)
	}
}
