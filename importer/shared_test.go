package importer_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

var updateShared = flag.Bool("update", false, "write the golden files anew")

const (
	// sharedRoot is the folder of the real data, which are not part of the project.
	sharedRoot   = "../../shared/data"
	mappingsRoot = "../examples/mappings"
)

// sharedSet is one set of the real data, imported through its mapping file.
type sharedSet struct {
	name    string // of the golden file
	mapping string
	date    string // of the data, if the mapping leaves it open
	files   []string
	most    int                             // rows of each file that are read under the race detector; 0 is all
	recount func(t *testing.T, s *imported) // by other means
	after   func(t *testing.T, s *imported) // further editions, on the same store
}

var sharedSets = []sharedSet{
	{"cnsec", "cnsec", "", []string{"cnsec/enterprises.csv", "cnsec/products.csv", "cnsec/funding_rounds.csv", "cnsec/segments_freebuf.csv",
		"cnsec/evaluations_cnvd_reporting.csv", "cnsec/risk_events_cnvd_notified.csv"}, 0, recountCnsec, revokeOnly},
	{"cncf_landscape", "cncf_landscape", "2020-11-24", []string{"cncf_landscape/companies_2020.csv", "cncf_landscape/products_2020.csv",
		"cncf_landscape/acquisitions_2020.csv"}, 0, recountCncf, nextCncf},
	{"cncf_security", "cncf_landscape", "2020-11-24", []string{"cncf_landscape/security_companies_2020.csv",
		"cncf_landscape/security_products_2020.csv"}, 0, nil, nil},
	{"eto_chips", "eto_chips", "", []string{"eto_chips/stages.csv", "eto_chips/inputs.csv", "eto_chips/sequence.csv", "eto_chips/providers.csv",
		"eto_chips/provision.csv"}, 0, recountEto, revokeOnly},
	{"chainkg", "chainkg", "", []string{"chainkg/companies.csv", "chainkg/industries.csv", "chainkg/company_industry.csv", "chainkg/products.csv",
		"chainkg/company_product.csv", "chainkg/product_product.csv", "chainkg/industry_relations.csv"}, 3000, recountChainKG, nextChainKG},
	{"crunchbase_2013", "crunchbase_2013", "", []string{"crunchbase_2013/2013-crunchbase-companies.csv", "crunchbase_2013/2013-crunchbase-rounds.csv",
		"crunchbase_2013/2013-crunchbase-acquisitions.csv"}, 3000, recountCrunchbase, nil},
	{"crunchbase_2013_security", "crunchbase_2013", "", []string{"crunchbase_2013/2013-security-companies.csv", "crunchbase_2013/2013-security-rounds.csv",
		"crunchbase_2013/2013-security-acquisitions.csv"}, 0, recountCrunchbase, revokeOnly},
	{"parks", "parks", "", []string{"parks/parks_nbs_statistical_divisions.csv"}, 0, recountParks, revokeOnly},
	{"messy_listed", "messy_listed", "", []string{"messy/上市公司名单.csv", "messy/上市公司名单_多余引号表头.xlsx"}, 0, recountListed, nil},
	{"messy_ab_shares", "messy_ab_shares", "", []string{"messy/A＋B股列表.xlsx"}, 0, recountShares, nil},
	{"messy_unicorns", "messy_unicorns", "", []string{"messy/Unicorn_Companies.csv"}, 0, recountUnicorns, nil},
	{"attack_evals", "attack_evals", "", []string{"attack_evals/fin7eval-strict-mitre.xlsx", "attack_evals/fin7eval.xlsx"}, 0, recountEvaluations, revokeOnly},
	{"messy_startup_funding", "messy_startup_funding", "", []string{"messy/startup_funding.csv"}, 0, recountStartups, revokeOnly},
}

// imported is a set as it was imported, with what stands of it.
type imported struct {
	set     *sharedSet
	store   *sqlite.Store
	mapping *mapping.Mapping
	paths   []string
	date    graph.Date
	report  *importer.Report
	view    *memory.View
	csvs    map[string]*csvFile // read by other means, by base name
	cut     bool                // only the first rows of each file are read
}

// TestShared imports every set of the real data through its mapping file, and
// holds the result against a golden file, against a recount of the files by
// other means, and against later editions and revocations. Under the race
// detector it reads no more than the first rows of the two large sets.
func TestShared(t *testing.T) {
	for i := range sharedSets {
		set := &sharedSets[i]
		t.Run(set.name, func(t *testing.T) {
			s := newImported(t, set)
			started := time.Now()
			s.report = s.run(t, importer.Options{DataDate: s.date, View: memory.New(graph.Standard(), graph.StandardRules())})
			s.view = s.advance(t, memory.New(graph.Standard(), graph.StandardRules()))
			t.Logf("imported and seen in %v", time.Since(started).Round(time.Millisecond))
			if s.report.Revision != 1 || !s.report.Adds() {
				t.Errorf("revision %d, counts %+v; adds up: %t", s.report.Revision, s.report.Counts, s.report.Adds())
			}
			for i := range s.report.Tables {
				if x := &s.report.Tables[i]; len(x.Unknown)+len(x.Missing) > 0 {
					t.Errorf("%s: the mapping says nothing of columns %q; it names columns %q, which are not there", x.Document, x.Unknown, x.Missing)
				}
			}
			checkRecords(t, s)
			if !s.cut {
				golden(t, set.name, summary(s.report, s.view))
			}
			if set.recount != nil {
				set.recount(t, s)
			}
			if set.after != nil {
				set.after(t, s)
			}
		})
	}
}

// newImported opens a store for a set; the test is skipped if its files are not
// there.
func newImported(t *testing.T, set *sharedSet) *imported {
	t.Helper()
	s := &imported{set: set, csvs: map[string]*csvFile{}}
	for _, f := range set.files {
		path := filepath.Join(sharedRoot, filepath.FromSlash(f))
		if _, err := os.Stat(path); err != nil {
			t.Skipf("the shared data are not there: %v", err)
		}
		s.paths = append(s.paths, path)
	}
	if s.cut = raceEnabled && set.most > 0; s.cut {
		dir := t.TempDir()
		for i, path := range s.paths {
			s.paths[i] = filepath.Join(dir, filepath.Base(path))
			cutFile(t, path, s.paths[i], set.most)
		}
	}
	s.mapping = parseMapping(t, set.mapping)
	if set.date != "" {
		s.date = parseDate(t, set.date)
	}
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "atlas.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	s.store = store
	return s
}

// cutFile copies the first lines of a file, the headers first. No record of these
// files has several lines.
func cutFile(t *testing.T, from, to string, lines int) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	end := byte('\n')
	if !bytes.Contains(b, []byte{end}) {
		end = '\r'
	}
	at := 0
	for range lines + 1 {
		n := bytes.IndexByte(b[at:], end)
		if n < 0 {
			at = len(b)
			break
		}
		at += n + 1
	}
	if err := os.WriteFile(to, b[:at], 0o644); err != nil {
		t.Fatal(err)
	}
}

func parseMapping(t *testing.T, name string) *mapping.Mapping {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(mappingsRoot, name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := mapping.Parse(name+".yaml", b, graph.Standard())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func parseDate(t *testing.T, text string) graph.Date {
	t.Helper()
	d, err := graph.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// run imports files of the set; those of the set itself if none are named.
func (s *imported) run(t *testing.T, opts importer.Options, files ...string) *importer.Report {
	t.Helper()
	paths := s.paths
	if len(files) > 0 {
		paths = nil
		for _, f := range files {
			paths = append(paths, filepath.Join(sharedRoot, filepath.FromSlash(f)))
		}
	}
	opts.Store, opts.Mapping, opts.Actor = s.store, s.mapping, "tester"
	if opts.View == nil {
		opts.View = s.view
	}
	r, err := importer.Run(t.Context(), paths, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// advance returns what stands now.
func (s *imported) advance(t *testing.T, from *memory.View) *memory.View {
	t.Helper()
	v, err := from.Advance(t.Context(), s.store, 0)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The golden files: what became of the rows, and what stands.

type goldenSummary struct {
	Source    graph.SourceID     `json:"source"`
	DataDate  graph.Date         `json:"dataDate,omitzero"`
	Tables    []goldenTable      `json:"tables"`
	Unread    []string           `json:"unread,omitempty"`
	Problems  []goldenGroup      `json:"problems,omitempty"`
	Queued    []goldenGroup      `json:"queued,omitempty"`
	Gone      map[graph.Kind]int `json:"gone,omitempty"`
	Nodes     map[graph.Kind]int `json:"nodes"`
	Referred  map[graph.Kind]int `json:"onlyReferredTo,omitempty"`
	Edges     map[string]int     `json:"edges"`
	Refused   map[string]int     `json:"refused,omitempty"` // edges that do not stand, by type and reason
	Waiting   int                `json:"waiting,omitempty"` // subjects with rows or references that wait
	Questions []goldenGroup      `json:"questions,omitempty"`
	BadCells  int                `json:"badCells,omitempty"`
}

type goldenTable struct {
	Document string   `json:"document"`
	Sheet    string   `json:"sheet,omitempty"`
	Table    string   `json:"table"`
	Kinds    string   `json:"kinds"`
	Counts   string   `json:"counts"`
	Unknown  []string `json:"unknownColumns,omitempty"`
	Missing  []string `json:"missingColumns,omitempty"`
}

// goldenGroup is what is alike, with a few samples.
type goldenGroup struct {
	What    string   `json:"what"`
	Count   int      `json:"count"`
	Samples []string `json:"samples"`
}

const goldenSamples = 3

type groups struct {
	at   map[string]int
	list []goldenGroup
}

func (g *groups) add(what, sample string) {
	i, ok := g.at[what]
	if !ok {
		if g.at == nil {
			g.at = map[string]int{}
		}
		i = len(g.list)
		g.at[what] = i
		g.list = append(g.list, goldenGroup{What: what})
	}
	x := &g.list[i]
	x.Count++
	if len(x.Samples) < goldenSamples {
		x.Samples = append(x.Samples, sample)
	}
}

func (g *groups) sorted() []goldenGroup {
	slices.SortFunc(g.list, func(a, b goldenGroup) int { return cmp.Compare(a.What, b.What) })
	return g.list
}

func summary(r *importer.Report, v *memory.View) *goldenSummary {
	stats := v.Stats()
	g := &goldenSummary{Source: r.Source, DataDate: r.DataDate, Nodes: stats.Nodes, Referred: stats.Referred, Edges: stats.Edges,
		Waiting: stats.Queued, BadCells: stats.BadCells}
	for i := range r.Tables {
		x := &r.Tables[i]
		g.Tables = append(g.Tables, goldenTable{x.Document, x.Sheet, x.Table, fmt.Sprint(x.Kinds), countsText(x), x.Unknown, x.Missing})
	}
	for _, u := range r.Unread {
		g.Unread = append(g.Unread, strings.Trim(u.Document+"!"+u.Sheet, "!")+": "+u.Reason.En)
	}
	var problems, queued, questions groups
	for i := range r.Problems {
		p := &r.Problems[i]
		problems.add(fmt.Sprintf("%s, %s: %s, %s", p.Document, cmp.Or(p.Header, "the row"), p.Code, p.Effect),
			fmt.Sprintf("row %d: %q: %s; %s", p.Row, clipped(p.Value), clipped(p.Reason.En), clipped(p.Cure.En)))
	}
	for i := range r.Queued {
		q := &r.Queued[i]
		what := "row"
		if q.Reference {
			what = "reference"
		}
		queued.add(fmt.Sprintf("%s, %s: %s", q.Document, what, q.Reason), fmt.Sprintf("row %d: %s", q.Row, keysText(q.Keys)))
	}
	for _, x := range r.Gone {
		if g.Gone == nil {
			g.Gone = map[graph.Kind]int{}
		}
		g.Gone[x.Kind]++
	}
	for _, e := range v.Refused() {
		if g.Refused == nil {
			g.Refused = map[string]int{}
		}
		g.Refused[e.Type+", "+e.Listed]++
	}
	for q := range v.Questions() {
		names := []string{v.Name(q.A), v.Name(q.B)}
		slices.Sort(names)
		questions.add(q.Key+": "+q.Why, strings.Join(names, " | "))
	}
	// Which of the questions come first depends on the identifiers of a store.
	for i := range questions.list {
		questions.list[i].Samples = nil
	}
	g.Problems, g.Queued, g.Questions = problems.sorted(), queued.sorted(), questions.sorted()
	return g
}

func countsText(x *importer.TableReport) string {
	s := fmt.Sprintf("read %d: created %d", x.Counts.Read, x.Counts.Created)
	for _, c := range []struct {
		what string
		n    int
	}{{"updated", x.Counts.Updated}, {"unchanged", x.Counts.Unchanged}, {"queued", x.Counts.Queued}, {"rejected", x.Counts.Rejected}} {
		if c.n > 0 {
			s += fmt.Sprintf(", %s %d", c.what, c.n)
		}
	}
	for _, c := range []struct {
		what string
		n    int
	}{{"skipped", x.Skipped}, {"left out", x.Left}, {"bad cells", x.Counts.BadCells}} {
		if c.n > 0 {
			s += fmt.Sprintf("; %s %d", c.what, c.n)
		}
	}
	return s
}

func keysText(keys []graph.KeyValue) string {
	var s []string
	for _, k := range keys {
		var parts []string
		for _, p := range k.Parts {
			parts = append(parts, p.String())
		}
		s = append(s, k.Key+" "+strings.Join(parts, " + "))
	}
	return strings.Join(s, ", ")
}

// clipped shortens a text for a golden file.
func clipped(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// golden holds what was found against a golden file.
func golden(t *testing.T, name string, found any) {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(found); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "shared", name+".golden.json")
	if *updateShared {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with -update, and read it", err)
	}
	if !bytes.Equal(want, b.Bytes()) {
		t.Errorf("%s differs from what was found; write it with -update and look at the difference. Found:\n%s", path, firstDifference(want, b.Bytes()))
	}
}

// firstDifference returns the lines around the first difference of two texts.
func firstDifference(want, found []byte) string {
	a, b := strings.Split(string(want), "\n"), strings.Split(string(found), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d: %s\nwanted:  %s", i+1, b[i], a[i])
		}
	}
	return fmt.Sprintf("%d lines instead of %d", len(b), len(a))
}
