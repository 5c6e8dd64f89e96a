package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	"github.com/chainatlas/chainatlas/schema"
)

// graphqlAnswer is an answer of GraphQL.
type graphqlAnswer struct {
	status int
	Data   json.RawMessage `json:"data"`
	Errors []struct {
		Message    string         `json:"message"`
		Extensions map[string]any `json:"extensions"`
	} `json:"errors"`
	Extensions map[string]any `json:"extensions"`
}

// code returns the code of the first error, or "".
func (a *graphqlAnswer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	return fmt.Sprint(a.Errors[0].Extensions["code"])
}

// graphql sends a query, with a token unless it is "".
func (s *site) graphql(token, query string, variables map[string]any) graphqlAnswer {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		s.t.Fatal(err)
	}
	a := s.do(http.MethodPost, "/graphql", strings.NewReader(string(body)), func(r *http.Request) {
		r.Header.Set("Content-Type", "application/json")
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
	})
	out := graphqlAnswer{status: a.status}
	if err := json.Unmarshal([]byte(a.body), &out); err != nil {
		s.t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
	return out
}

// addToken makes a token and returns it.
func addToken(t testing.TB, store, name string, args ...string) string {
	t.Helper()
	r := runProgram(t, serverEnv(store, nil), append([]string{"token", "add", name, "--expires", "1d"}, args...)...)
	if r.code != 0 {
		t.Fatal(r.stderr)
	}
	return strings.TrimSpace(r.stdout)
}

// TestDownloadIsTheList keeps that the same filter, order and revision give the
// same rows in GraphQL and in a download.
func TestDownloadIsTheList(t *testing.T) {
	s, _ := exampleSite(t)
	for _, tt := range []struct {
		root, kind, filter, order string
	}{
		{"enterprises", "Enterprise", `{}`, ""},
		{"enterprises", "Enterprise", `{"segment":["A1","示例整机"]}`, ""},
		{"enterprises", "Enterprise", `{"region":["武汉"]}`, "revenue"},
		{"enterprises", "Enterprise", `{"property":{"name":"revenue","min":"1亿元"}}`, "revenue"},
		{"enterprises", "Enterprise", `{"not":{"property":{"name":"revenue","min":"1亿元"}}}`, ""},
		{"enterprises", "Enterprise", `{"text":"赤"}`, ""},
		{"enterprises", "Enterprise", `{"all":[{"segment":["A"]},{"any":[{"text":"江"},{"property":{"name":"employees","max":"100"}}]}]}`, "employees"},
		{"products", "Product", `{"segment":["B"]}`, ""},
		{"fundingEvents", "FundingEvent", `{"property":{"name":"date","min":"2023"}}`, ""},
		{"parks", "Park", `{"property":{"name":"region","known":true}}`, ""},
	} {
		var filter any
		if err := json.Unmarshal([]byte(tt.filter), &filter); err != nil {
			t.Fatal(err)
		}
		variables := map[string]any{"filter": filter}
		params := url.Values{"filter": {tt.filter}, "columns": {"id"}}
		if tt.order != "" {
			variables["order"] = map[string]any{"property": tt.order, "descending": true}
			params.Set("orderBy", tt.order)
			params.Set("descending", "true")
		}
		a := s.graphql("", `query($filter: Filter, $order: Order) { list: `+tt.root+`(filter: $filter, orderBy: $order, first: 500) { totalCount unknownCount nodes { id } } }`, variables)
		var data struct {
			List struct {
				TotalCount, UnknownCount int
				Nodes                    []struct{ ID string }
			}
		}
		if err := json.Unmarshal(a.Data, &data); err != nil || len(a.Errors) > 0 {
			t.Fatalf("%s: %v, %+v", tt.filter, err, a.Errors)
		}
		d := s.get("/download/" + tt.kind + ".csv?" + params.Encode())
		var ids []string
		for _, row := range csvRowsOf(t, d.body)[1:] {
			ids = append(ids, row[0])
		}
		var want []string
		for _, n := range data.List.Nodes {
			want = append(want, n.ID)
		}
		if !slices.Equal(ids, want) || d.header.Get("ChainAtlas-Rows") != strconv.Itoa(data.List.TotalCount) ||
			d.header.Get("ChainAtlas-Undecided") != strconv.Itoa(data.List.UnknownCount) || fmt.Sprint(a.Extensions["revision"]) != d.header.Get("ChainAtlas-Revision") {
			t.Errorf("%s %s: the list has %d (%d undecided), the download %d: %v", tt.kind, tt.filter, data.List.TotalCount, data.List.UnknownCount, len(ids), d.header)
		}
		if len(want) == 0 {
			t.Errorf("%s %s chooses nothing, so it shows nothing", tt.kind, tt.filter)
		}
		// Without a choice of columns, package export writes it.
		params.Del("columns")
		if n := nodesOf(t, "xlsx", s.get("/download/"+tt.kind+".xlsx?"+params.Encode()).body); n != data.List.TotalCount {
			t.Errorf("%s %s: the workbook has %d rows, the list %d", tt.kind, tt.filter, n, data.List.TotalCount)
		}
	}
	if a := s.get("/download/Enterprise.csv?filter=" + url.QueryEscape(`{"segment":["nowhere"]}`)); a.status != 404 {
		t.Errorf("a segment that is none: %d %s", a.status, a.body)
	}
}

// TestDownloadIsTheMap keeps that the map's download has the places of the map, in
// their order and with their counts.
func TestDownloadIsTheMap(t *testing.T) {
	s, _ := exampleSite(t)
	for _, enterprises := range []string{"", `{"region":["武汉"]}`, `{"property":{"name":"revenue","min":"1亿元"}}`} {
		variables, params := map[string]any{}, url.Values{}
		if enterprises != "" {
			variables["e"] = json.RawMessage(enterprises)
			params.Set("enterprises", enterprises)
		}
		a := s.graphql("", `query($e: Filter) { chainMap(enterprises: $e) { places { node { id } depth count { enterprises referred products } } } }`, variables)
		var data struct {
			ChainMap struct {
				Places []struct {
					Node  struct{ ID graph.SubjectID }
					Depth int
					Count struct{ Enterprises, Referred, Products int }
				}
			}
		}
		if err := json.Unmarshal(a.Data, &data); err != nil || len(a.Errors) > 0 {
			t.Fatalf("%v, %+v", err, a.Errors)
		}
		lines := strings.Split(strings.TrimSpace(s.get("/download/map.jsonl?"+params.Encode()).body), "\n")
		if len(lines) != len(data.ChainMap.Places) {
			t.Fatalf("%d places, the map has %d", len(lines), len(data.ChainMap.Places))
		}
		for i, p := range data.ChainMap.Places {
			var l mapLine
			if err := json.Unmarshal([]byte(lines[i]), &l); err != nil {
				t.Fatal(err)
			}
			if l.ID != p.Node.ID || l.Depth != p.Depth || l.Enterprises != p.Count.Enterprises || l.Referred != p.Count.Referred || l.Products != p.Count.Products {
				t.Errorf("place %d is %+v, on the map %+v", i, l, p)
			}
		}
	}
}

// TestDownloadIsTheGapList keeps that a gap list as a file has the segments, the
// counts and the neighbours of the query, in their order.
func TestDownloadIsTheGapList(t *testing.T) {
	s, _ := exampleSite(t)
	rows, elsewhere := 0, 0
	for _, tt := range []struct {
		rule   string
		params url.Values
	}{
		{`chain: "SL", rule: {fewerThan: 8}`, url.Values{"chain": {"SL"}, "fewerThan": {"8"}}},
		{`rule: {keyLink: true, shareAbove: 0.3}`, url.Values{"keyLink": {"true"}, "shareAbove": {"0.3"}}},
		{`enterprises: {region: ["湖北省"]}, rule: {keyLink: true, fewerThan: 3}`, url.Values{"enterprises": {`{"region":["湖北省"]}`}, "keyLink": {"true"}, "fewerThan": {"3"}}},
	} {
		a := s.graphql("", `{ gapList(`+tt.rule+`, first: 1000) { total undecided gaps { undecided ruledOut elsewhere(first: 5) { id } segment { id code } count { enterprises products } concentration { hhi year } near(first: 5) { points enterprise { id locatedIn(first: 2) { totalCount } } via { code } } } } }`, nil)
		var data struct {
			GapList struct {
				Total, Undecided int
				Gaps             []struct {
					Undecided     int
					RuledOut      int
					Elsewhere     []struct{ ID graph.SubjectID }
					Segment       struct{ ID, Code string }
					Count         struct{ Enterprises, Products int }
					Concentration struct {
						HHI  *int
						Year string
					}
					Near []struct {
						Points     int
						Enterprise struct {
							ID        graph.SubjectID
							LocatedIn struct{ TotalCount int }
						}
						Via []struct{ Code string }
					}
				}
			}
		}
		if err := json.Unmarshal(a.Data, &data); err != nil || len(a.Errors) > 0 {
			t.Fatalf("%v, %+v", err, a.Errors)
		}
		tt.params.Set("near", "5")
		file := s.get("/download/gaps.jsonl?" + tt.params.Encode())
		var got []gapLine
		for d := json.NewDecoder(strings.NewReader(file.body)); ; {
			var l gapLine
			if err := d.Decode(&l); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%v: %.300s", err, file.body)
			}
			got = append(got, l)
		}
		if len(got) != data.GapList.Total || len(got) != len(data.GapList.Gaps) || file.header.Get("ChainAtlas-Rows") != fmt.Sprint(len(got)) {
			t.Fatalf("%s: %d lines of %s, the query has %d", tt.rule, len(got), file.header.Get("ChainAtlas-Rows"), data.GapList.Total)
		}
		if told := file.header.Get("ChainAtlas-Undecided"); told != fmt.Sprint(data.GapList.Undecided) {
			t.Errorf("%s: the file tells %s undecided, the query %d", tt.rule, told, data.GapList.Undecided)
		}
		for i, g := range data.GapList.Gaps {
			l := got[i]
			if string(l.ID) != g.Segment.ID || l.Enterprises != g.Count.Enterprises || l.Products != g.Count.Products || l.Undecided != g.Undecided || l.RuledOut != g.RuledOut || len(l.Elsewhere) != len(g.Elsewhere) || l.Year != g.Concentration.Year || (l.HHI == nil) != (g.Concentration.HHI == nil) || len(l.Near) != len(g.Near) {
				t.Errorf("%s: line %d is %+v, in the query %+v", tt.rule, i, l, g)
				continue
			}
			for j, n := range g.Elsewhere {
				if l.Elsewhere[j].ID != n.ID {
					t.Errorf("%s: elsewhere in %s is %s, in the query %s", tt.rule, l.Code, l.Elsewhere[j].ID, n.ID)
				}
				elsewhere++
			}
			if len(l.Elsewhere) != min(5, l.RuledOut) {
				t.Errorf("%s: %s has %d elsewhere of %d ruled out", tt.rule, l.Code, len(l.Elsewhere), l.RuledOut)
			}
			for j, n := range g.Near {
				if l.Near[j].ID != n.Enterprise.ID || l.Near[j].Points != n.Points || len(l.Near[j].Areas) != min(gapAreas, n.Enterprise.LocatedIn.TotalCount) || len(l.Near[j].Via) != len(n.Via) || l.Near[j].Via[0] != n.Via[0].Code {
					t.Errorf("%s: near %s stands %+v, in the query %+v", tt.rule, l.Code, l.Near[j], n)
				}
				rows++
			}
		}
		// As on the page, nobody recorded is a word, not a zero.
		for i, row := range csvRowsOf(t, s.get("/download/gaps.csv?"+tt.params.Encode()).body)[1:] {
			want := strconv.Itoa(data.GapList.Gaps[i].Count.Enterprises)
			if want == "0" {
				want = "None recorded"
			}
			if strings.HasPrefix(row[3], "yes") != (got[i].KeyLink != nil && *got[i].KeyLink) {
				t.Errorf("%s: row %d of the file has the key link %q", tt.rule, i+1, row[3])
			}
			if row[4] != want {
				t.Errorf("%s: row %d of the file has %q recorded, want %q", tt.rule, i+1, row[4], want)
			}
		}
		if name := file.header.Get("Content-Disposition"); strings.Contains(name, "Hubei") != tt.params.Has("enterprises") {
			t.Errorf("%s: the file is named %s", tt.rule, name)
		}
		for _, format := range []string{"csv", "xlsx"} {
			if n := nodesOf(t, format, s.get("/download/gaps."+format+"?"+tt.params.Encode()).body); n != len(got) {
				t.Errorf("gaps.%s has %d rows, want %d", format, n, len(got))
			}
		}
	}
	if rows == 0 || elsewhere == 0 {
		t.Errorf("segments of the examples have %d near and %d elsewhere", rows, elsewhere)
	}
}

// TestMutationsNeedTokens keeps who may do what over the network: every role
// tries every mutation, with nothing in it that could take effect.
func TestMutationsNeedTokens(t *testing.T) {
	s, store := exampleSite(t)
	company := strings.SplitN(csvRowsOf(t, s.get("/download/Enterprise.csv?columns=id").body)[1][0], ",", 2)[0]
	mutations := map[schema.Right][]string{
		schema.RightImport: {
			`mutation { previewImport(input: {upload: "none"}) { mapping } }`,
			`mutation { applyImport(input: {upload: "none"}, clientKey: "k") { revision } }`,
		},
		schema.RightRevoke: {`mutation { revoke(input: {batch: 99, reason: "test", clientKey: "k"}) { revision } }`},
		schema.RightCurate: {
			`mutation { editProperty(input: {node: "none", property: "shortName", value: "x", reason: "test", clientKey: "k"}) { revision } }`,
			`mutation { merge(input: {a: "none", b: "neither", reason: "test", clientKey: "k"}) { revision } }`,
			`mutation { separate(input: {a: "none", b: "neither", reason: "test", clientKey: "k"}) { revision } }`,
		},
	}
	for _, role := range append([]schema.Role{""}, roles...) {
		secret := ""
		switch role {
		case "":
		case schema.RoleVendor:
			secret = addToken(t, store, "a vendor", "--role", "vendor", "--enterprise", company)
		default:
			secret = addToken(t, store, string(role), "--role", string(role))
		}
		for right, list := range mutations {
			for _, m := range list {
				a := s.graphql(secret, m, nil)
				code := a.code()
				switch {
				case role == "" && code != string(schema.CodeUnauthenticated):
					t.Errorf("nobody: %s: %s", m, code)
				case role != "" && !role.May(right) && code != string(schema.CodeForbidden):
					t.Errorf("%s: %s: %s", role, m, code)
				case role.May(right) && (code == "" || code == string(schema.CodeForbidden) || code == string(schema.CodeUnauthenticated) || code == string(graph.CodeInternal)):
					t.Errorf("%s may not: %s: %q %+v", role, m, code, a.Errors)
				}
			}
		}
	}
	// The first curator declares the source of curators, whatever becomes of the act.
	for _, kind := range []graph.BatchKind{graph.BatchCurate, graph.BatchRevoke} {
		if n := s.figure(fmt.Sprintf("chainatlas_batches_total{kind=%q}", kind)); n > 0 {
			t.Errorf("something took effect: %v batches of kind %s", n, kind)
		}
	}
}

// TestMutationActor keeps that a change is recorded under the token's name, that
// the next read sees it, and that a revoked token changes nothing any more.
func TestMutationActor(t *testing.T) {
	s, store := exampleSite(t)
	secret := addToken(t, store, "张三", "--role", "curator")
	id := csvRowsOf(t, s.get("/download/Enterprise.csv?columns=id").body)[1][0]
	edit := func(value, key string) graphqlAnswer {
		return s.graphql(secret, `mutation($in: EditPropertyInput!) { editProperty(input: $in) { revision batch { actor } } }`,
			map[string]any{"in": map[string]any{"node": id, "property": "shortName", "value": value, "reason": "test", "clientKey": key}})
	}
	a := edit("新简称", "k1")
	if len(a.Errors) > 0 || !strings.Contains(string(a.Data), `"actor":"张三"`) {
		t.Fatalf("the edit: %s %+v", a.Data, a.Errors)
	}
	found := false
	for _, row := range csvRowsOf(t, s.get("/download/Enterprise.csv?columns=id,shortName").body) {
		found = found || row[0] == id && row[1] == "新简称"
	}
	if !found {
		t.Error("the next read does not see it")
	}
	file, err := sqlite.Open(t.Context(), store, sqlite.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for h, err := range file.Headers(t.Context(), 2, 0) {
		if err != nil || h.Kind == graph.BatchCurate && h.Actor != "张三" {
			t.Errorf("batch %+v, %v", h, err)
		}
	}
	if r := runProgram(t, serverEnv(store, nil), "token", "revoke", "张三"); r.code != 0 {
		t.Fatal(r.stderr)
	}
	if a := s.do(http.MethodPost, "/graphql", strings.NewReader(`{"query":"{__typename}"}`), func(r *http.Request) {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+secret)
	}); a.status != http.StatusUnauthorized {
		t.Errorf("a revoked token: %d %s", a.status, a.body)
	}
	s.stop()
	if log := s.log.String(); !strings.Contains(log, `"actor":"张三"`) || strings.Contains(log, secret) {
		t.Errorf("the log:\n%s", log)
	}
}

// TestExampleClient runs the example client in Python against a real server.
func TestExampleClient(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not there: the example client is not run")
	}
	client := filepath.Join(testdata, "..", "..", "..", "examples", "client.py")
	s, _ := exampleSite(t)
	run := func(args ...string) (stdout, stderr string, code int) {
		cmd := exec.CommandContext(t.Context(), python, append([]string{client, s.url}, args...)...)
		var out, errs strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &errs
		cmd.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8", "NO_PROXY=*", "no_proxy=*")
		if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return out.String(), errs.String(), cmd.ProcessState.ExitCode()
	}
	for _, ending := range []string{"csv", "xlsx", "jsonl"} {
		file := filepath.Join(t.TempDir(), "companies."+ending)
		stdout, stderr, code := run("--segment", "A1", "--order", "revenue", "--file", file)
		if code != 0 || !strings.Contains(stderr, "12 companies") || !strings.Contains(stderr, "12 rows of revision 1") {
			t.Fatalf("it exits with %d\n%s%s", code, stdout, stderr)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if ending == "csv" {
			for i, row := range csvRowsOf(t, string(content))[1:] {
				if line := strings.Split(stdout, "\n")[i]; line != row[0]+"\t"+row[1] {
					t.Errorf("line %d of the query is %q, of the download %q", i, line, row[:2])
				}
			}
		} else if n := nodesOf(t, ending, string(content)); n != 12 {
			t.Errorf("%s has %d rows", ending, n)
		}
	}
	if _, stderr, code := run("--segment", "nowhere"); code != 1 || !strings.Contains(stderr, "NOT_FOUND") {
		t.Errorf("a segment that is none: %d %s", code, stderr)
	}
	if _, stderr, code := run("--file", filepath.Join(t.TempDir(), "x.pdf")); code != 1 || !strings.Contains(stderr, "pdf") {
		t.Errorf("a format that is none: %d %s", code, stderr)
	}
}
