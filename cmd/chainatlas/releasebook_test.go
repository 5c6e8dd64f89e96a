package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/rating"
	"github.com/chainatlas/chainatlas/scoring/schemes"
)

// releasedStore fills a store with the invented industry and carries a run of its
// services to a correction, on days of a made-up calendar. It returns the run's
// number and the editions of its release, from 1.
func releasedStore(t *testing.T, path string) (number string, editions [][]byte) {
	t.Helper()
	ctx := t.Context()
	store, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := importer.Run(ctx, []string{invented(t)}, importer.Options{Store: store, View: memory.New(graph.Standard(), graph.StandardRules()), Actor: "test"}); err != nil {
		t.Fatal(err)
	}
	head := func() *memory.View {
		v, err := memory.Build(ctx, store, graph.Standard(), graph.StandardRules(), 0)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	file, _ := schemes.File("managed-detection-response")
	scheme, err := scoring.Parse("mdr", file)
	if err != nil {
		t.Fatal(err)
	}
	run := func(day graph.Date) string {
		v := head()
		f, err := rating.Draw(ctx, store, v, scheme, rating.Spec{Cohort: rating.Cohort{Segment: "SL:C4"}, Reference: day, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		no, _, err := rating.Keep(ctx, store, v, f, "scorer", "test", day)
		if err != nil {
			t.Fatal(err)
		}
		return no
	}
	number = run(graph.Date{Year: 2025, Month: 6, Day: 30})
	second := run(graph.Date{Year: 2025, Month: 9, Day: 30})
	day := time.Date(2025, 7, 1, 8, 0, 0, 0, time.UTC)
	units := []rating.Result{}
	for i, act := range []rating.Act{rating.Submit, rating.Reply, rating.Review, rating.Publish, rating.Correct, rating.Withdraw} {
		v := head()
		e, err := rating.Find(ctx, v, number)
		if err != nil {
			t.Fatal(err)
		}
		x := rating.Stepped{Step: rating.Step{Act: act, Actor: "publisher", At: day.AddDate(0, 0, 20*i), Reason: "测试 <&> _x0041_ 😀\r\n第二行"}}
		switch act {
		case rating.Submit:
			x.About = &rating.About{Environment: "示例环境", Sample: "示例样本", Tester: "示例测评中心", Funding: "自费", Conflict: "无", PeriodFrom: graph.Date{Year: 2025, Month: 4}, PeriodTo: graph.Date{Year: 2025, Month: 5}}
		case rating.Reply:
			x.Unit, x.Vendor, x.Reason = units[3].Unit, units[3].Vendor, strings.Repeat("不同意", 2000) // longer than most cells
		case rating.Correct:
			x.Run = second
		case rating.Withdraw:
			x.Unit = units[5].Unit
		}
		r, _, err := rating.Take(ctx, store, v, e, x)
		if err != nil {
			t.Fatal(err)
		}
		units = r.Results
		v = head()
		if e, err = rating.Find(ctx, v, number); err != nil {
			t.Fatal(err)
		}
		_, data, err := rating.OpenRelease(ctx, store, v, e)
		if err != nil {
			t.Fatal(err)
		}
		editions = append(editions, data)
	}
	return number, editions
}

// TestReleaseBook keeps that the workbook of every edition of a release, in both
// languages, is what the file says, that a cell changed on any sheet is told, and
// that the service gives away the same.
func TestReleaseBook(t *testing.T) {
	s := newSession(t, "en")
	store := newStore(t)
	number, editions := releasedStore(t, store)
	for i, file := range editions {
		r, err := rating.Verify(file)
		if err != nil {
			t.Fatal(err)
		}
		l := lang([]string{"zh", "en"}[i%2])
		var book bytes.Buffer
		a := &app{lang: l}
		if err := a.releaseBook(&book, r, file); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("release.xlsx", book.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		if out := s.must(0, "verify", "--release", "release.xlsx"); !strings.Contains(out, fmt.Sprintf("edition %d ", i+1)) || !strings.Contains(out, "every cell of the workbook") || !strings.Contains(out, r.Hash) {
			t.Errorf("edition %d: %s", i+1, out)
		}
		if i < len(editions)-1 {
			continue
		}
		sheets := workbook(t, book.String())
		if len(sheets) != 8 || len(sheets[1].rows) != len(r.Results)+1 || len(sheets[3].rows) != 2 || len(sheets[4].rows) != 7 || len(sheets[5].rows) < 10 {
			t.Errorf("%d sheets: %v", len(sheets), sheets[0].rows)
		}
		tampered(t, s, book.Bytes())
	}
	s.must(2, "verify", "--release", invented(t)) // another workbook

	at := startSite(t, serverEnv(store, nil))
	for i, file := range editions {
		query := fmt.Sprintf("number=%s&edition=%d", url.QueryEscape(number), i+1)
		if x := at.get("/download/release.json?" + query); x.status != 200 || x.body != string(file) {
			t.Errorf("edition %d: %d, %.200s", i+1, x.status, x.body)
		}
	}
	newest := at.get("/download/release.xlsx?lang=zh&number=" + url.QueryEscape(number))
	if err := os.WriteFile("newest.xlsx", []byte(newest.body), 0o666); err != nil {
		t.Fatal(err)
	}
	if out := s.must(0, "verify", "--release", "newest.xlsx"); newest.header.Get("ChainAtlas-Edition") != "6" || !strings.Contains(out, "edition 6 ") {
		t.Errorf("%v: %s", newest.header, out)
	}
	for query, want := range map[string]int{
		"release.xlsx": 400, "release.csv?number=" + number: 404, "release.json?number=nothing": 404, "release.json?edition=7&number=" + number: 404, "release.json?edition=0&number=" + number: 404,
		"release.json?edition=x&number=" + number: 400, "release.json?edition=-1&number=" + number: 400,
	} {
		if x := at.get("/download/" + query); x.status != want {
			t.Errorf("%s: %d, want %d: %.200s", query, x.status, want, x.body)
		}
	}
	// What is no release yet: the draft of the other run.
	var runs struct{ RatingRuns []struct{ Number string } }
	if x := at.graphql("", `{ ratingRuns { number } }`, nil); json.Unmarshal(x.Data, &runs) != nil || len(runs.RatingRuns) != 2 {
		t.Fatalf("%s", x.Data)
	}
	for _, run := range runs.RatingRuns {
		if run.Number == number {
			continue
		}
		if x := at.get("/download/release.json?edition=0&number=" + url.QueryEscape(run.Number)); x.status != 200 || x.header.Get("ChainAtlas-Edition") != "0" {
			t.Errorf("the draft: %d, %.200s", x.status, x.body)
		}
	}
}

// oneCell is a cell as the workbooks are written.
var oneCell = regexp.MustCompile(`<c r="([A-Z]+[0-9]+)"[^>]*>(?:<v>([^<]*)</v>|<is><t xml:space="preserve">([^<]*)</t></is>)</c>`)

// tampered changes cells on every sheet of a workbook, each time one, and leaves one
// out; each is told.
func tampered(t *testing.T, s *session, book []byte) {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	tried := 0
	for _, f := range in.File {
		if !strings.HasPrefix(f.Name, "xl/worksheets/") {
			continue
		}
		cells := oneCell.FindAllSubmatchIndex(parts[f.Name], -1)
		for k := 0; k < len(cells); k += 1 + len(cells)/4 {
			m := cells[k]
			from, to := m[4], m[5]
			if from < 0 {
				from, to = m[6], m[7]
			}
			text := string(parts[f.Name][from:to])
			for _, instead := range []string{"7" + text, "", "formula"} {
				var out bytes.Buffer
				w := zip.NewWriter(&out)
				for _, g := range in.File {
					if g.Name != f.Name {
						if err := w.Copy(g); err != nil { // as it is, compressed
							t.Fatal(err)
						}
						continue
					}
					p := parts[g.Name]
					if p = bytes.Join([][]byte{p[:from], []byte(instead), p[to:]}, nil); instead == "formula" { // that was saved with what it should say
						p = bytes.Join([][]byte{parts[g.Name][:m[0]], []byte(`<c r="` + string(parts[g.Name][m[2]:m[3]]) + `" t="str"><f>1+1</f><v>` + text + `</v></c>`), parts[g.Name][m[1]:]}, nil)
						if m[4] >= 0 {
							p = bytes.Replace(p, []byte(` t="str"><f>`), []byte(`><f>`), 1)
						}
					}
					part, err := w.CreateHeader(&zip.FileHeader{Name: g.Name, Method: zip.Store})
					if err != nil {
						t.Fatal(err)
					}
					if _, err := part.Write(p); err != nil {
						t.Fatal(err)
					}
				}
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile("changed.xlsx", out.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
				if r := s.run(t.Context(), "verify", "--release", "changed.xlsx"); r.code == 0 {
					t.Errorf("%s %s was changed from %q to %q, and nobody says so", f.Name, parts[f.Name][m[2]:m[3]], text, instead)
				} else if f.Name == "xl/worksheets/sheet2.xml" && (r.code != 3 || !strings.Contains(r.stderr, "Results!"+string(parts[f.Name][m[2]:m[3]]))) {
					t.Errorf("code %d, %s", r.code, r.stderr)
				}
				tried++
			}
		}
	}
	if tried < 40 {
		t.Errorf("only %d cells were tried", tried)
	}
}
