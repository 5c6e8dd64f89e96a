package schema

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/schema/internal/gen"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// TestResolvers lists the fields that have a resolver of their own: a field whose
// Go member is not found becomes one without a word.
func TestResolvers(t *testing.T) {
	root := reflect.TypeFor[gen.ResolverRoot]()
	var got []string
	for i := range root.NumMethod() {
		m := root.Method(i)
		of := m.Type.Out(0)
		for j := range of.NumMethod() {
			got = append(got, m.Name+"."+of.Method(j).Name)
		}
	}
	slices.Sort(got)
	text := strings.Join(got, "\n") + "\n"
	want, err := os.ReadFile(filepath.Join("testdata", "resolvers.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("the resolvers are not those of testdata/resolvers.txt:\n%s", text)
	}
}

func TestConcentration(t *testing.T) {
	v := memory.New(graph.Standard(), graph.StandardRules())
	d := func(texts ...string) (out []graph.Decimal) {
		for _, s := range texts {
			x, err := graph.ParseDecimal(s)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, x)
		}
		return out
	}
	for name, c := range map[string]struct {
		shares   []graph.Decimal
		hhi      int // -1 if withheld
		cr4      string
		single   bool
		us23     model.ConcentrationBand
		us10     model.ConcentrationBand
		eu04     model.ConcentrationBand
		withheld string
	}{
		"nothing known": {nil, -1, "", false, "", "", "", "no market share"},
		"below":         {d("0.59"), -1, "", false, "", "", "", "less than 60 %"},
		"just enough":   {d("0.6"), 3600, "0.6", false, "HIGH", "HIGH", "HIGH", ""},
		"single":        {d("0.8", "0.1"), 6500, "0.9", true, "HIGH", "HIGH", "HIGH", ""},
		"too much":      {d("0.7", "0.32"), -1, "", false, "", "", "", "more than 100 %"},
		"all":           {d("1"), 10000, "1", true, "HIGH", "HIGH", "HIGH", ""},
		"ten":           {d("0.1", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1"), 1000, "0.4", false, "MODERATE", "LOW", "MODERATE", ""},
		"moderate":      {d("0.3", "0.2", "0.2", "0.1"), 1800, "0.8", false, "MODERATE", "MODERATE", "MODERATE", ""},
		"between":       {d("0.35", "0.2", "0.2", "0.2"), 2425, "0.95", false, "HIGH", "MODERATE", "HIGH", ""},
		"low":           {d("0.12", "0.12", "0.12", "0.12", "0.12"), 720, "0.48", false, "LOW", "LOW", "LOW", ""},
	} {
		s := &shares{year: "2024", share: c.shares, who: make([]graph.SubjectID, len(c.shares)), members: 20}
		for edition, band := range map[model.BandEdition]model.ConcentrationBand{model.BandEditionUS2023: c.us23, model.BandEditionUS2010: c.us10, model.BandEditionEU2004: c.eu04} {
			got, err := s.concentration(v, edition)
			if err != nil {
				t.Fatal(err)
			}
			if c.hhi < 0 {
				if got.Hhi != nil || got.Cr1 != nil || got.Band != nil || got.Withheld == nil || !strings.Contains(got.Withheld.En, c.withheld) {
					t.Errorf("%s is not withheld: %+v", name, got)
				}
				continue
			}
			if got.Withheld != nil || *got.Hhi != c.hhi || got.Cr4.String() != c.cr4 || *got.SingleSource != c.single || *got.Band != band {
				t.Errorf("%s by %s: HHI %d, CR4 %s, single %v, band %s, withheld %v; want %d, %s, %v, %s", name, edition, *got.Hhi, got.Cr4, *got.SingleSource, *got.Band, got.Withheld, c.hhi, c.cr4, c.single, band)
			}
		}
	}
}

func TestCompareCodes(t *testing.T) {
	codes := []string{"", "A", "A1", "A2", "A10", "A10b", "B", "B3.1", "B3.2", "B3.10", "E7", "E10", "G2-3", "G2-10"}
	shuffled := slices.Clone(codes)
	slices.Reverse(shuffled)
	slices.SortFunc(shuffled, compareCodes)
	if !slices.Equal(codes, shuffled) {
		t.Errorf("the order is %q", shuffled)
	}
}

func TestFileNames(t *testing.T) {
	for in, want := range map[string]string{
		"企业.csv": "企业.csv", "/etc/passwd": "passwd", `C:\a\b.xlsx`: "b.xlsx", "..": "", "": "", "a\x00b.csv": "ab.csv", " .hidden ": "hidden",
		strings.Repeat("长", 100) + ".csv": strings.Repeat("长", 65) + ".csv",
	} {
		got, err := fileName(in)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q is kept as %q, %v; want %q", in, got, err, want)
		}
	}
}

// FuzzAt reads what clients send as a revision or a moment. What is read is
// written back as it means.
func FuzzAt(f *testing.F) {
	for _, s := range []string{"1", "r12", "2024-03-01T00:00:00Z", "2024-03-01T08:00:00.5+08:00", "r", "-1", "0001-01-01T00:00:00Z", "99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var a, b model.At
		if a.UnmarshalGQL(s) != nil {
			return
		}
		var out strings.Builder
		a.MarshalGQL(&out)
		var text string
		if err := json.Unmarshal([]byte(out.String()), &text); err != nil {
			t.Fatal(err)
		}
		if err := b.UnmarshalGQL(text); err != nil || !a.Time.Equal(b.Time) || a.Revision != b.Revision {
			t.Errorf("%q is read as %+v and comes back as %+v, %v", s, a, b, err)
		}
	})
}

// FuzzAcceptLanguage reads the header; whatever it is, one of two comes out.
func FuzzAcceptLanguage(f *testing.F) {
	for _, s := range []string{"zh-CN,zh;q=0.9,en;q=0.8", "en", ";;q=x,", "zh;q=0", "zh;q=NaN", "zh;q=-1,en;q=1e309"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := Language(s, "en"); got != "zh" && got != "en" {
			t.Errorf("%q means %q", s, got)
		}
	})
}

// FuzzFilter reads filters as downloads hand them in. What is taken, a View takes.
func FuzzFilter(f *testing.F) {
	for _, s := range []string{
		`null`, `{}`, `{"all": []}`, `{"not": {"referred": true}}`, `{"property": {"name": "stage", "under": ["成长期"]}}`,
		`{"property": {"name": "revenue", "min": "1亿元"}}`, `{"edge": {"type": "LOCATED_IN", "to": ["x"]}}`, `{"segment": []}`,
		`{"region": ["北京"]}`, `{"text": "科技"}`, `{"any": [{"text": "a"}, {"property": {"name": "founded", "max": "2019"}}]}`, `{"nope": 1}`, `{"not": null, "all": [null]}`,
	} {
		f.Add(s, "Enterprise")
	}
	s := &Service{vocabulary: graph.Standard(), rules: graph.StandardRules()}
	v := memory.New(graph.Standard(), graph.StandardRules())
	f.Fuzz(func(t *testing.T, text, kind string) {
		if graph.Standard().Kind(graph.Kind(kind)) == nil {
			kind = "Enterprise"
		}
		filter, err := Filter(context.Background(), s, v, graph.Kind(kind), []byte(text))
		if err == nil {
			_, err = v.Select(context.Background(), graph.Kind(kind), filter)
		}
		switch graph.CodeOf(err) {
		case "", graph.CodeInvalid, graph.CodeLimit, graph.CodeNotFound:
		default:
			t.Errorf("%s: %v", text, err)
		}
	})
}

// TestUploadRetries hands the same files in again: under a client's key they are
// the same upload, and nothing more is kept.
func TestUploadRetries(t *testing.T) {
	dir := t.TempDir()
	u := newUploads(dir, 3, time.Now)
	add := func(key, content string) (*job, error) {
		return u.add(t.Context(), []*graphql.Upload{{File: strings.NewReader(content), Filename: "企业.csv"}}, key)
	}
	first, err := add("client:alice:1", "名称\n示例甲\n")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := add("client:alice:1", "名称\n示例甲\n"); err != nil || again != first {
		t.Errorf("a retry is another upload (%v)", err)
	}
	if _, err := add("client:alice:1", "名称\n示例乙\n"); graph.CodeOf(err) != graph.CodeConflict {
		t.Errorf("other files under the same key: %v", err)
	}
	for _, key := range []string{"client:bob:1", ""} {
		if other, err := add(key, "名称\n示例甲\n"); err != nil || other == first {
			t.Errorf("under %q it is the same upload (%v)", key, err)
		}
	}
	if kept, err := os.ReadDir(dir); err != nil || len(kept) != 3 {
		t.Errorf("%d uploads are kept, want 3 (%v)", len(kept), err)
	}
}

// TestUploadsAreForgotten keeps that the files of an upload go when nobody has used
// it for a day, that nobody waits for it for ever, and that what was left over goes
// some time.
func TestUploadsAreForgotten(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	u := newUploads(dir, 3, func() time.Time { return now })
	add := func() *job {
		j, err := u.add(t.Context(), []*graphql.Upload{{File: strings.NewReader("名称\n示例甲\n"), Filename: "企业.csv"}}, "")
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	busy, idle := add(), add()
	release, err := busy.work(t.Context(), false, u.now)
	if err != nil {
		t.Fatal(err)
	}
	u.remember("client:alice:1", [32]byte{1}, idle, &importer.Report{})
	left := filepath.Join(dir, uploadPrefix+"LEFT")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	now = now.Add(uploadKept + time.Hour)
	add()
	if _, err := os.Stat(idle.dir); !os.IsNotExist(err) {
		t.Errorf("the files of what nobody used are still there (%v)", err)
	}
	if _, err := idle.work(t.Context(), false, u.now); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("who waits for what is gone gets %v", err)
	}
	if r, err := u.repeated("client:alice:1", [32]byte{2}); r != nil || err != nil {
		t.Errorf("what was done with it is still known: %v, %v", r, err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("what was left over is still there (%v)", err)
	}
	if _, err := os.Stat(busy.dir); err != nil {
		t.Errorf("the files that are worked with: %v", err)
	}
	release()
	now = now.Add(uploadKept + time.Hour)
	add()
	if kept, err := os.ReadDir(dir); err != nil || len(kept) != 1 {
		t.Errorf("%d uploads are kept, want 1 (%v)", len(kept), err)
	}
}
