package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	"github.com/chainatlas/chainatlas/importer"
)

// viewOf returns the View of a store's head, folded from the log.
func viewOf(t *testing.T, store string) *memory.View {
	t.Helper()
	s, err := sqlite.Open(t.Context(), store, sqlite.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v, err := memory.Build(t.Context(), s, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// sheetOf is a sheet of a workbook: its rows of texts.
type sheetOf struct {
	name string
	rows [][]string
}

// workbook reads a workbook by the importer's strict scanner.
func workbook(t *testing.T, content string) []sheetOf {
	t.Helper()
	file := filepath.Join(t.TempDir(), "book.xlsx")
	if err := os.WriteFile(file, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	doc, err := importer.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer doc.Close()
	var out []sheetOf
	for i, sheet := range doc.Sheets() {
		s := sheetOf{name: sheet.Name}
		for row, err := range doc.Rows(t.Context(), i) {
			if err != nil {
				t.Fatal(err)
			}
			var texts []string
			for _, c := range row.Cells {
				for len(texts) < c.Column {
					texts = append(texts, "")
				}
				texts[c.Column-1] = c.Text
			}
			s.rows = append(s.rows, texts)
		}
		out = append(out, s)
	}
	return out
}

// csvRowsOf reads CSV as a spreadsheet does.
func csvRowsOf(t *testing.T, content string) [][]string {
	t.Helper()
	rest, ok := strings.CutPrefix(content, "\ufeff")
	if !ok {
		t.Errorf("no byte order mark: %.20q", content)
	}
	rows, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// nodesOf counts the rows of a download about the nodes of one kind.
func nodesOf(t *testing.T, format, content string) int {
	t.Helper()
	switch format {
	case "csv":
		return len(csvRowsOf(t, content)) - 1
	case "xlsx":
		return len(workbook(t, content)[1].rows) - 1
	case "jsonl":
		n := 0
		for line := range strings.Lines(content) {
			if !json.Valid([]byte(line)) {
				t.Errorf("no JSON: %s", line)
			}
			n++
		}
		return n
	}
	n := 0
	for d := xml.NewDecoder(strings.NewReader(content)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "node" {
			n++
		}
	}
}

// TestDownloadCounts keeps that a download of any kind and format has exactly as
// many rows as the list, and says so.
func TestDownloadCounts(t *testing.T) {
	s, store := exampleSite(t)
	view := viewOf(t, store)
	for _, k := range view.Vocabulary().Kinds {
		list, err := view.List(t.Context(), memory.ListQuery{Kind: k.Kind, First: 1})
		if err != nil {
			t.Fatal(err)
		}
		for format := range mediaTypes {
			if format == "zip" {
				continue
			}
			a := s.get("/download/" + string(k.Kind) + "." + format)
			if a.status != 200 || a.header.Get("Content-Type") != mediaTypes[format] {
				t.Fatalf("%s.%s: %d %s %.200s", k.Kind, format, a.status, a.header.Get("Content-Type"), a.body)
			}
			if n := nodesOf(t, format, a.body); n != list.Total || a.header.Get("ChainAtlas-Rows") != strconv.Itoa(list.Total) {
				t.Errorf("%s.%s has %d rows and says %s, the list has %d", k.Kind, format, n, a.header.Get("ChainAtlas-Rows"), list.Total)
			}
		}
	}
	total := 0
	for _, n := range view.Stats().Nodes {
		total += n
	}
	for _, format := range []string{"xlsx", "csv", "jsonl", "graphml"} {
		if a := s.get("/download/all." + format); a.status != 200 || a.header.Get("ChainAtlas-Rows") != strconv.Itoa(total) {
			t.Errorf("all.%s: %d, %s rows, want %d", format, a.status, a.header.Get("ChainAtlas-Rows"), total)
		}
	}
	edges := 0
	for _, n := range view.Stats().Edges {
		edges += n
	}
	if n := strings.Count(s.get("/download/all.jsonl").body, "\n"); n != total+edges {
		t.Errorf("all.jsonl has %d lines, want %d nodes and %d edges", n, total, edges)
	}
	zipped := s.get("/download/all.csv").body
	if z, err := zip.NewReader(strings.NewReader(zipped), int64(len(zipped))); err != nil || len(z.File) < 10 {
		t.Errorf("all.csv: %v", err)
	}
	showsNoPersonalData(t, s, store)
}

// TestDownloadOrder keeps that a download has the order, the columns and the
// figures of the list.
func TestDownloadOrder(t *testing.T) {
	s, store := exampleSite(t)
	view := viewOf(t, store)
	for _, descending := range []bool{false, true} {
		list, err := view.List(t.Context(), memory.ListQuery{Kind: graph.KindEnterprise, OrderBy: graph.PropRevenue, Descending: descending, First: memory.MaxPage})
		if err != nil {
			t.Fatal(err)
		}
		query := fmt.Sprintf("?orderBy=revenue&descending=%t&columns=id,label,revenue,IN_SEGMENT&lang=en", descending)
		csv := csvRowsOf(t, s.get("/download/Enterprise.csv"+query).body)
		book := workbook(t, s.get("/download/Enterprise.xlsx"+query).body)
		lines := strings.Split(strings.TrimSpace(s.get("/download/Enterprise.jsonl"+query).body), "\n")
		if want := []string{"ID", "Shown name", "Revenue", "Revenue – period", "In segment"}; !slices.Equal(csv[0], want) {
			t.Errorf("the columns are %q", csv[0])
		}
		if len(csv)-1 != len(list.IDs) || len(lines) != len(list.IDs) {
			t.Fatalf("%d rows and %d lines, the list has %d", len(csv)-1, len(lines), len(list.IDs))
		}
		for i, id := range list.IDs {
			row := csv[i+1]
			if row[0] != string(id) || row[1] != view.Name(id) {
				t.Errorf("row %d is %q, want %s", i+1, row, id)
			}
			node := view.Node(id)
			if p := latest(node, graph.PropRevenue); p != nil && (row[2] != p.Value().String() || row[3] != p.Period) || p == nil && row[2] != "" {
				t.Errorf("row %d is %q, want %v", i+1, row, p)
			}
			if got := append(slices.Clone(book[1].rows[i+1]), make([]string, 5)...)[:5]; !slices.Equal(got, row) {
				t.Errorf("the workbook has %q, the CSV %q", got, row)
			}
			var line nodeJSON
			if err := json.Unmarshal([]byte(lines[i]), &line); err != nil || line.ID != id || line.Properties["legalName"] != nil {
				t.Errorf("line %d is %s, %v", i, lines[i], err)
			}
		}
		about := map[string]string{}
		for _, row := range book[0].rows {
			if len(row) > 1 {
				about[row[0]] = row[1]
			}
		}
		if about["Revision"] != "1" || about["Rows"] != strconv.Itoa(len(list.IDs)) || !strings.Contains(about["Query"], "orderBy=revenue") ||
			about["Written"] == "" || about["example-invented"] == "" {
			t.Errorf("the workbook says of itself: %q", about)
		}
	}
}

// TestDownloadParties keeps that a list of events tells who raised money from whom,
// and what stands for the name that an event does not have, as the page does.
func TestDownloadParties(t *testing.T) {
	s, store := exampleSite(t)
	view := viewOf(t, store)
	rows := csvRowsOf(t, s.get("/download/FundingEvent.csv?columns=id,RAISED,INVESTED_IN,label,date&lang=zh").body)
	if want := []string{"标识", "融资方", "投资方", "显示名称", "公布日期"}; !slices.Equal(rows[0], want) {
		t.Errorf("the columns are %q", rows[0])
	}
	if rows := csvRowsOf(t, s.get("/download/FundingEvent.csv?columns=RAISED,INVESTED_IN&lang=en").body); !slices.Equal(rows[0], []string{"Raised by", "Investors"}) {
		t.Errorf("in English the columns are %q", rows[0])
	}
	raised, invested := 0, 0
	for _, row := range rows[1:] {
		for i, edge := range []string{graph.EdgeRaised, graph.EdgeInvestedIn} {
			found, err := view.Neighbours([]graph.SubjectID{graph.SubjectID(row[0])}, memory.NeighbourQuery{Edge: edge, Incoming: true, First: memory.MaxPage})
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, e := range found[0].Edges {
				names = append(names, view.Name(e.From))
			}
			slices.Sort(names)
			if got := strings.Join(slices.Compact(names), "; "); got != row[i+1] {
				t.Errorf("%s of %s are %q, not %q", edge, row[0], row[i+1], got)
			}
			if i == 0 && row[1] != "" {
				raised++
			} else if i == 1 && row[2] != "" {
				invested++
			}
		}
		if row[4] != "" && !strings.HasPrefix(row[3], row[4]) {
			t.Errorf("the event of %s is called %q", row[4], row[3])
		}
	}
	if raised == 0 || invested == 0 {
		t.Errorf("%d events have a raiser, %d an investor", raised, invested)
	}
}

// checkSidecars asks that each CSV leads to what it is, which says what the first sheet of
// the workbook says.
func checkSidecars(t *testing.T, s *site) {
	t.Helper()
	for path, want := range map[string]string{"map.csv?chain=SL": "/download/map.csv?chain=SL", "gaps.csv?fewerThan=3&chain=SL": "3", "Enterprise.csv": "Apache-2.0", "Enterprise.csv?columns=label": "/download/Enterprise.csv?columns=label"} {
		a := s.get("/download/" + path)
		link, rest, ok := strings.Cut(strings.TrimPrefix(a.header.Get("Link"), "<"), ">")
		if a.status != 200 || !ok || rest != `; rel="describedby"; type="text/csv"` {
			t.Errorf("%s: %d with the link %q", path, a.status, a.header.Get("Link"))
			continue
		}
		about := s.get(link)
		rows := csvRowsOf(t, about.body)
		if about.status != 200 || rows[0][0] != "ChainAtlas 链图" || !slices.ContainsFunc(rows, func(row []string) bool { return strings.Contains(strings.Join(row, "\t"), want) }) {
			t.Errorf("%s: %d\n%s", link, about.status, about.body)
		}
		if name := about.header.Get("Content-Disposition"); !strings.Contains(name, "-about-r") || about.header.Get("Link") != "" {
			t.Errorf("%s is called %q", link, name)
		}
	}
	for _, path := range []string{"map.xlsx?about=true", "all.csv?about=true"} {
		if a := s.get("/download/" + path); a.status != 400 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

// checkPartsOfMap asks that the file of a part has the part with all below it, and that
// who is placed on a group itself is counted as the tiles count it.
func checkPartsOfMap(t *testing.T, s *site, lines []string) {
	t.Helper()
	var tiles tileColumns
	if err := json.Unmarshal([]byte(s.get("/tiles").body), &tiles); err != nil {
		t.Fatal(err)
	}
	own := map[graph.SubjectID]int{}
	for i, id := range tiles.Place.ID {
		own[id] = tiles.Place.OwnStated[i] + tiles.Place.OwnAnnounced[i] + tiles.Place.OwnInferred[i]
	}
	within, itself, group := map[graph.SubjectID]int{}, 0, mapLine{}
	all := make([]mapLine, len(lines))
	for i, text := range lines {
		if err := json.Unmarshal([]byte(text), &all[i]); err != nil {
			t.Fatal(err)
		}
		for up := i; up >= 0; up = slices.IndexFunc(all[:i], func(o mapLine) bool { return o.ID == all[up].Parent }) {
			within[all[up].ID]++
		}
	}
	for i := range all {
		l := &all[i]
		if (l.OwnEnterprises != nil) != (within[l.ID] > 1) {
			t.Errorf("%s with %d places below it: own %v", l.Label, within[l.ID]-1, l.OwnEnterprises)
		}
		if l.OwnEnterprises == nil {
			continue
		}
		if *l.OwnEnterprises != own[l.ID] {
			t.Errorf("on %s itself are %d enterprises, and %d tiles", l.Label, *l.OwnEnterprises, own[l.ID])
		}
		if itself += *l.OwnEnterprises; l.Depth == 1 {
			group = *l
		}
	}
	if itself == 0 || group.ID == "" {
		t.Fatal("the examples place nobody on a group itself")
	}
	part := "/download/map.csv?parts=" + string(group.ID)
	for path, want := range map[string]int{part: within[group.ID], part + "&itself=true": 1, part + ",nothing": within[group.ID]} {
		if n := nodesOf(t, "csv", s.get(path).body); n != want {
			t.Errorf("%s has %d places, not %d", path, n, want)
		}
	}
	if a := s.get("/download/map.csv?parts=nothing"); a.status != 404 {
		t.Errorf("of no part: %d", a.status)
	}
}

// TestDownloadMap keeps that the map's download has the figures of the map.
func TestDownloadMap(t *testing.T) {
	store := exampleStore(t)
	place := filepath.Join(t.TempDir(), "本级.csv")
	if err := os.WriteFile(place, []byte("企业名称,所属环节,产业链\n示例本级有限公司,A,SL\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"source", "add", "s", "--name", "示例来源", "--trust", "media"}, {"import", "--source", "s", place}} {
		if r := runProgram(t, serverEnv(store, nil), args...); r.code != 0 {
			t.Fatal(r.stderr)
		}
	}
	s := startSite(t, serverEnv(store, nil))
	view := viewOf(t, store)
	m, err := view.ChainMap(t.Context(), memory.MapQuery{Capital: true})
	if err != nil {
		t.Fatal(err)
	}
	want := map[graph.SubjectID]memory.Count{}
	for _, p := range m.Places {
		want[p.Node] = p.Count
	}
	depth := map[graph.SubjectID]int{}
	lines := strings.Split(strings.TrimSpace(s.get("/download/map.jsonl?capital=true").body), "\n")
	if len(lines) != len(m.Places) {
		t.Errorf("%d lines, the map has %d", len(lines), len(m.Places))
	}
	for _, text := range lines {
		var l mapLine
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatal(err)
		}
		c := want[l.ID]
		if l.Enterprises != c.Enterprises || l.Products != c.Products || l.Referred != c.Referred || len(l.Capital) != len(c.Capital) {
			t.Errorf("%s: %+v, want %+v", l.Label, l, c)
		}
		if up, ok := depth[l.Parent]; l.Parent != "" && (!ok || l.Depth != up+1) {
			t.Errorf("%s of depth %d stands before what it is part of, or far below", l.Label, l.Depth)
		}
		depth[l.ID] = l.Depth
	}
	for _, format := range []string{"csv", "xlsx", "graphml"} {
		if n := nodesOf(t, format, s.get("/download/map."+format).body); n != len(m.Places) {
			t.Errorf("map.%s has %d places, want %d", format, n, len(m.Places))
		}
	}
	if n := nodesOf(t, "csv", s.get("/download/map.csv?chain=SL").body); n == 0 || n > len(m.Places) {
		t.Errorf("of one chain: %d places", n)
	}
	if a := s.get("/download/map.csv?chain=none"); a.status != 404 {
		t.Errorf("of no chain: %d", a.status)
	}
	checkPartsOfMap(t, s, lines)
	checkSidecars(t, s)
	checkFlowDownload(t, s)
	checkRiskDownload(t, s)
	checkDependencyDownload(t, s)
	checkKeyNodesDownload(t, s)
}

// TestDownloadCaching keeps what may be kept, and for how long.
func TestDownloadCaching(t *testing.T) {
	s, store := exampleSite(t)
	a := s.get("/download/Product.csv")
	tag := a.header.Get("ETag")
	if tag == "" || a.header.Get("Cache-Control") != "private, no-cache" || !strings.Contains(a.header.Get("Content-Disposition"), "product-r1.csv") {
		t.Errorf("the head: %v", a.header)
	}
	with := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	if b := s.do("GET", "/download/Product.csv", nil, with("If-None-Match", `"x", `+tag)); b.status != 304 || b.body != "" {
		t.Errorf("the same again: %d", b.status)
	}
	for _, other := range []string{"/download/Product.csv?lang=zh", "/download/Product.jsonl", "/download/Park.csv", "/download/Product.csv?sources=true"} {
		if b := s.do("GET", other, nil, with("If-None-Match", tag)); b.status != 200 {
			t.Errorf("%s has the tag of another: %d", other, b.status)
		}
	}
	if b := s.get("/download/Product.csv?at=1"); !strings.Contains(b.header.Get("Cache-Control"), "immutable") || b.body != a.body {
		t.Errorf("of a revision: %v", b.header)
	}
	if b := s.do("HEAD", "/download/Product.csv", nil, nil); b.status != 200 || b.body != "" || b.header.Get("ChainAtlas-Rows") != a.header.Get("ChainAtlas-Rows") {
		t.Errorf("HEAD: %d %v", b.status, b.header)
	}
	packed := s.do("GET", "/download/Product.csv", nil, with("Accept-Encoding", "br, gzip;q=0.5"))
	z, err := gzip.NewReader(bytes.NewReader([]byte(packed.body)))
	if err != nil || packed.header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("compressed: %v, %v", packed.header, err)
	}
	if plain, err := io.ReadAll(z); err != nil || string(plain) != a.body || len(packed.body) >= len(a.body) {
		t.Errorf("compressed: %d bytes of %d, %v", len(packed.body), len(a.body), err)
	}

	// A batch later, the answer is another, and that of before is still to be had.
	if r := runProgram(t, serverEnv(store, nil), "revoke", "1", "--why", "test"); r.code != 0 {
		t.Fatal(r.stderr)
	}
	for s.figure("chainatlas_revision") != 2 {
	}
	if b := s.do("GET", "/download/Product.csv", nil, with("If-None-Match", tag)); b.status != 200 || b.header.Get("ChainAtlas-Rows") != "0" || b.header.Get("ChainAtlas-Revision") != "2" {
		t.Errorf("after the batch: %d %v", b.status, b.header)
	}
	if b := s.get("/download/Product.csv?at=r1"); b.body != a.body {
		t.Errorf("of the revision before: %d", b.status)
	}
	if b := s.get("/download/Product.csv?at=" + url.QueryEscape("2001-01-01T00:00:00Z")); b.status != 200 || b.header.Get("ChainAtlas-Revision") != "0" {
		t.Errorf("of a moment before the log: %d %v", b.status, b.header)
	}
}

// TestDownloadRefusals keeps that what a download does not understand is told,
// not passed over.
func TestDownloadRefusals(t *testing.T) {
	s, _ := exampleSite(t)
	for query, want := range map[string]int{
		"Enterprise.csv?nothing=1": 400, "Enterprise.csv?at=1&at=1": 400, "Enterprise.csv?at=yesterday": 400, "Enterprise.csv?at=99": 404,
		"Enterprise.csv?lang=fr": 400, "Enterprise.csv?orderBy=legalName": 400, "Enterprise.csv?descending=true": 400, "Enterprise.csv?descending=maybe": 400,
		"Enterprise.csv?columns=nothing": 400, "Enterprise.csv?columns=id,id": 400, "Enterprise.csv?columns=contacts": 400,
		"Enterprise.csv?filter=x": 400, "Enterprise.csv?filter=" + strings.Repeat("x", maxFilter+1): 422, "Enterprise.csv?capital=true": 400,
		"Enterprise.graphml?orderBy=revenue": 400, "all.csv?filter={}": 400, "map.csv?sources=true": 400,
		"gaps.csv": 400, "gaps.csv?keyLink=maybe": 400, "gaps.csv?fewerThan=-1": 400, "gaps.csv?shareAbove=x": 400, "gaps.csv?fewerThan=1&near=101": 422,
		"gaps.csv?fewerThan=1&products={}": 400, "gaps.csv?fewerThan=1&chain=none": 404, "map.csv?keyLink=true": 400, "gaps.graphml?keyLink=true": 404,
		"flow.csv?from=x": 400, "flow.csv?width=wide": 400, "flow.csv?investors=x": 400, "flow.csv?investors=41": 422, "flow.csv?chain=none": 404, "flow.csv?only=x:1": 400,
		"flow.csv?products={}": 400, "map.csv?width=amount": 400, "flow.graphml": 404,
		"risk.csv?bands=us1992": 400, "risk.csv?sort=size": 400, "risk.csv?cut=101": 400, "risk.csv?cut=x": 400, "risk.csv?year=x": 400, "risk.csv?chain=none": 404, "risk.csv?enterprises={}": 400, "risk.graphml": 404, "map.csv?cut=1": 400,
		"Enterprise.pdf": 404, "Enterprise": 404, "Nothing.csv": 404, "all.zip": 404,
	} {
		a := s.get("/download/" + query)
		if a.status != want || want != 404 && !strings.Contains(a.body, `"error"`) {
			t.Errorf("%.60s: %d, want %d: %.200s", query, a.status, want, a.body)
		}
		if a.header.Get("ETag") != "" || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%.60s: an error may be kept: %v", query, a.header)
		}
	}
}

func TestXLSXText(t *testing.T) {
	long := strings.Repeat("链", 40_000)
	for in, want := range map[string]string{
		"": "", "a_xb": "a_xb", "_x000D_": "_x005F_x000D_", "_x_x000d_": "_x_x005F_x000d_", "__x0041_": "__x005F_x0041_", "链_x00_": "链_x00_",
	} {
		if got := xlsxText(in); got != want {
			t.Errorf("xlsxText(%q) = %q, want %q", in, got, want)
		}
	}
	if n := len([]rune(xlsxText(long))); n > graph.MaxText {
		t.Errorf("a long text has %d characters", n)
	}
}

// getTiles asks for the tiles of the map.
func getTiles[T any](t *testing.T, s *site, params url.Values) (out T) {
	t.Helper()
	a := s.get("/tiles?" + params.Encode())
	if a.status != 200 {
		t.Fatalf("%v: %d %s", params, a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// countTiles counts the enterprises that stand in each place or below it, of the
// tiles for which passes.
func countTiles(c *tileColumns, passes func(tile int) bool) []int {
	in := make([]map[int]bool, len(c.Place.ID))
	for i := range c.Tile.Place {
		if !passes(i) {
			continue
		}
		for p := c.Tile.Place[i]; p >= 0; p = c.Place.Parent[p] {
			if in[p] == nil {
				in[p] = map[int]bool{}
			}
			in[p][c.Tile.Enterprise[i]] = true
		}
	}
	out := make([]int, len(in))
	for i := range in {
		out[i] = len(in[i])
	}
	return out
}

// TestTiles keeps that the tiles add up to the map's counts, with filters and
// without, and that bits tell the same as the tiles that pass.
func TestTiles(t *testing.T) {
	s, _ := exampleSite(t)
	whole := getTiles[tileColumns](t, s, url.Values{"at": {"1"}})
	if n := len(whole.Tile.Place); n < 100 || len(whole.Tile.Share) != n || len(whole.Tile.Basis) != n || len(whole.Tile.Sources) != n || len(whole.Tile.Enterprise) != n {
		t.Fatalf("%d tiles", n)
	}
	if got := countTiles(&whole, func(int) bool { return true }); !slices.Equal(got, whole.Place.Enterprises) {
		t.Errorf("the tiles add up to %v, the map has %v", got, whole.Place.Enterprises)
	}
	for i, n := range whole.Place.Enterprises {
		if sum := whole.Place.Stated[i] + whole.Place.Announced[i] + whole.Place.Inferred[i]; sum != n {
			t.Errorf("%s: %d enterprises by their evidence, the map has %d", whole.Place.Label[i], sum, n)
		}
	}
	for i, e := range whole.Tile.Evidence {
		// Products may be better evidence than an edge, never worse.
		if basis := whole.Tile.Basis[i]; !slices.Contains([]string{"stated", "announced", "inferred"}, e) || whole.Tile.Products[i] == 0 && basis != "" && e != basis || basis == "stated" && e != "stated" {
			t.Errorf("tile %d rests on %q, its edge on %q", i, e, basis)
		}
	}
	for _, tt := range []url.Values{
		{"enterprises": {`{"region":["武汉"]}`}},
		{"enterprises": {`{"property":{"name":"revenue","min":"1亿元"}}`}},
		{"products": {`{"segment":["A1"]}`}},
		{"enterprises": {`{"text":"赤"}`}, "products": {`{"property":{"name":"name","known":true}}`}},
		{"enterprises": {`{"any":[]}`}},
	} {
		some := getTiles[tileColumns](t, s, tt)
		if got := countTiles(&some, func(int) bool { return true }); !slices.Equal(got, some.Place.Enterprises) {
			t.Errorf("%v: the tiles add up to %v, the map has %v", tt, got, some.Place.Enterprises)
		}
		tt.Set("bits", "true")
		bits := getTiles[tileBits](t, s, tt)
		set, err := base64.StdEncoding.DecodeString(bits.Bits)
		if err != nil || bits.Tiles != len(whole.Tile.Place) || bits.Passing != len(some.Tile.Place) {
			t.Fatalf("%v: %+v, %v", tt, bits, err)
		}
		if got := countTiles(&whole, func(i int) bool { return set[i/8]>>(i%8)&1 == 1 }); !slices.Equal(got, bits.Enterprises) || !slices.Equal(got, some.Place.Enterprises) {
			t.Errorf("%v: the bits add up to %v, the map has %v", tt, got, bits.Enterprises)
		}
	}
	// Since nothing was known everybody came; since now nobody did.
	came := getTiles[tileChanges](t, s, url.Values{"at": {"1"}, "since": {"0"}})
	if set, err := base64.StdEncoding.DecodeString(came.Came); err != nil || came.Tiles != len(whole.Tile.Place) || !slices.Equal(came.CameCount, whole.Place.Enterprises) || len(came.Left.ID) != 0 ||
		!slices.Equal(countTiles(&whole, func(i int) bool { return set[i/8]>>(i%8)&1 == 1 }), whole.Place.Enterprises) {
		t.Errorf("since nothing was known: %+v, %v", came, err)
	}
	if none := getTiles[tileChanges](t, s, url.Values{"at": {"1"}, "since": {"1"}}); slices.Max(none.CameCount) != 0 || slices.Max(none.LeftCount) != 0 || len(none.Left.ID) != 0 {
		t.Errorf("since now: %+v", none)
	}
	var data struct{ ChainMap struct{ TilesURL string } }
	q := s.graphql("", `{ chainMap(chain: "SL") { tilesUrl } }`, nil)
	if err := json.Unmarshal(q.Data, &data); err != nil || len(q.Errors) > 0 || !strings.HasPrefix(data.ChainMap.TilesURL, "/tiles?at=1&chain=") {
		t.Errorf("the map says %s, %v", q.Data, err)
	} else if a := s.get(data.ChainMap.TilesURL); a.status != 200 || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %d %v", data.ChainMap.TilesURL, a.status, a.header)
	}
	a := s.get("/tiles?at=1")
	if !strings.Contains(a.header.Get("Cache-Control"), "immutable") || a.header.Get("ETag") == "" {
		t.Errorf("the head: %v", a.header)
	}
	packed := s.do("GET", "/tiles?at=1", nil, func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") })
	if z, err := gzip.NewReader(strings.NewReader(packed.body)); err != nil {
		t.Error(err)
	} else if plain, err := io.ReadAll(z); err != nil || string(plain) != a.body {
		t.Errorf("compressed it says something else: %v", err)
	}
	for query, want := range map[string]int{"filter={}": 400, "columns=id": 400, "enterprises=x": 400, "at=99": 404, "chain=none": 404, "chain=SL": 200, "bits=maybe": 400, "since=x": 400, "since=99": 404} {
		if a := s.get("/tiles?" + query); a.status != want {
			t.Errorf("%s: %d, want %d: %.200s", query, a.status, want, a.body)
		}
	}
}

// TestTileCache keeps that it is bounded, and that what fails is tried again.
func TestTileCache(t *testing.T) {
	var c tileCache
	made := 0
	get := func(key string, size int) {
		t.Helper()
		b, err := c.get(key, func() ([]byte, error) { made++; return make([]byte, size), nil })
		if err != nil || len(b) != size {
			t.Fatalf("%d bytes, %v", len(b), err)
		}
	}
	for i := range 3 * maxTileSets {
		get(strconv.Itoa(i), 10)
		get("often", 10)
	}
	if made != 3*maxTileSets+1 || len(c.sets) != maxTileSets || c.bytes != 10*maxTileSets || len(c.order) != maxTileSets {
		t.Errorf("made %d times, kept %d in %d bytes", made, len(c.sets), c.bytes)
	}
	get("large", maxTileMemory)
	if len(c.sets) != 1 || c.bytes != maxTileMemory {
		t.Errorf("kept %d in %d bytes", len(c.sets), c.bytes)
	}
	for range 2 {
		if _, err := c.get("failing", func() ([]byte, error) { return nil, io.ErrUnexpectedEOF }); err != io.ErrUnexpectedEOF {
			t.Error(err)
		}
	}
	get("failing", 5)
	if c.bytes != 5 && c.bytes != maxTileMemory+5 {
		t.Errorf("%d bytes", c.bytes)
	}
}
