package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

// The editions of a list of invented companies. In the second, one company
// changed its capital, one is gone, one has a wrong date, and two rows cannot be
// told apart; there is a row without a name, and a column that nobody knows.
const (
	edition1 = "企业名称,统一社会信用代码,证券代码,注册资金(万元),成立日期,所在城市\n" +
		"示例甲科技有限公司,91110000MA0000000H,,1000,2019-03-05,北京\n" +
		"示例乙科技有限公司,,300001.SZ,约2000,2018,深圳\n" +
		"示例丙科技有限公司,,300002.SZ,,2017-05,上海\n"
	edition2 = "企业名称,统一社会信用代码,证券代码,注册资金(万元),成立日期,所在城市,备注二\n" +
		"示例甲科技有限公司,91110000MA0000000H,,1500,2019-03-05,北京,x\n" +
		"示例乙科技有限公司,,300009.SZ,约2000,2018,深圳,\n" +
		"示例丁科技有限公司,911100,,3000,2019/13/05,广州,\n" +
		"示例戊科技有限公司,,,3000,03/05/2020,广州,\n" +
		",,,10,,,\n" +
		"合计,,,4500,,,\n"
)

// file writes a file into the working directory.
func (s *session) file(name, content string) {
	s.t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
		s.t.Fatal(err)
	}
}

func TestImportSession(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		t.Run(lang, func(t *testing.T) {
			s := newSession(t, lang)
			s.file("名单.csv", edition1)
			got := s.transcript(words(
				"import 名单.csv",
				"init",
				"import 名单.csv",
				"import 名单.csv --source list",
				"source add list --name 名录 --trust official",
				"import 名单.csv --source list --data-date 2025 --dry-run",
				"import 名单.csv --source list --data-date 2025 --reason 2025_edition",
				"import 名单.csv --source list --data-date 2025",
				"import 名单.csv --source list --data-date 2025 --dry-run",
				"import 名单.csv --explain",
			)...)
			s.file("名单.csv", edition2)
			s.file("bad.yaml", "version: 1\nsource: {id: list, nme: 名录}\ntables:\n  - records:\n      - kind: Enterprize\n        set: {legalName: 企业名称}\n")
			s.file("good.yaml", "version: 1\nsource: list\ntables:\n  - headers: 1\n    ignore: [备注二, 所在城市]\n    skip: {column: 企业名称, is: 合计}\n    records:\n      - kind: Enterprise\n        set:\n          legalName: 企业名称\n          stockCode: 证券代码\n          website: 网址\n")
			s.file("broken.xlsx", "PK\x03\x04 and nothing more")
			got += s.transcript(words(
				"import 名单.csv --source list --data-date 2026-03 --dry-run",
				"import 名单.csv --source list --data-date 2026-03 --report 批注.xlsx",
				"import 名单.csv --source list --data-date 2026-03 --report 批注2.xlsx",
				"import 名单.csv --source list --data-date 2026-03 --json",
				"import 名单.csv --source list --data-date 2026-04 --retract",
				"import 名单.csv --write-mapping 名单.yaml",
				"import 名单.csv --mapping bad.yaml",
				"import 名单.csv --mapping nothing.yaml",
				"import 名单.csv --mapping good.yaml --dry-run",
				"import nothing.csv --source list",
				"import broken.xlsx --source list",
				"import 名单.csv ./名单.csv --source list",
				"import 名单.csv --source list --data-date yesterday",
				"import 名单.csv --source List",
				"import 名单.csv --source list --report 批注.xlsx",
				"import 名单.csv --source list --report 批注.csv",
				"import 名单.csv good.yaml --source list --report 批注3.xlsx",
				"import 名单.csv --explain --report 批注3.xlsx",
				"import",
				"revoke 4",
				"revoke 4 --why wrong_file --dry-run",
				"revoke 4 --why wrong_file",
				"revoke 4 --why wrong_file",
				"revoke 5 --why right_after_all --json",
				"revoke 99 --why x",
				"revoke two --why x",
				"log list",
			)...)
			golden(t, "import."+lang, got)
		})
	}
}

func TestExportSession(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		t.Run(lang, func(t *testing.T) {
			s := newSession(t, lang)
			s.must(0, "init")
			s.must(0, "source", "add", "list", "--name", "名录", "--trust", "official")
			s.file("名单.csv", edition1)
			s.file("环节.csv", "环节代码,环节名称,所属产业链,上级环节\nA,示例原料,示例链,\nA1,示例材料,示例链,示例原料\nB,示例终端,示例链,\n")
			s.file("产品.csv", "产品名称,企业名称,所属环节\n示例产品,示例乙科技有限公司,示例材料\n")
			s.must(0, "import", "名单.csv", "环节.csv", "产品.csv", "--source", "list")
			s.file("there.xlsx", "")
			golden(t, "export."+lang, s.transcript(words(
				"export all.xlsx",
				"export all.zip --sources --amounts",
				"export all.graphml --at 2",
				"export companies.csv --kind Enterprise",
				"export companies.csv --kind 企业 --filter Enterprise.registeredCapital>=1500万元 --force",
				"export some.zip --filter 企业.成立日期<=2018-12 --filter Enterprise.legalName!=示例丙科技有限公司",
				"export unknown.csv --filter Enterprise.creditCode=* --json",
				"export part.xlsx --in-segment 示例原料",
				"export part.zip --region 北京 --in-segment A1",
				"export there.xlsx",
				"export nowhere/all.xlsx",
				"export all.doc",
				"export all.csv",
				"export all.xlsx --format pdf",
				"export x.xlsx --at 99",
				"export x.xlsx --at now",
				"export x.xlsx --kind Company",
				"export x.xlsx --kind Product --filter Enterprise.status=operating",
				"export x.xlsx --filter Enterprise",
				"export x.xlsx --filter Enterprise.size=3",
				"export x.xlsx --filter Enterprise.founded==2018",
				"export x.xlsx --filter Enterprise.founded>=yesterday",
				"export x.xlsx --filter Enterprise.status>=operating",
				"export x.xlsx --filter Enterprise.founded>=2018|2019",
				"export x.xlsx --in-segment 无此环节",
				"export x.xlsx --region Nowhere",
				"template 模板.xlsx",
				"template 模板.xlsx",
				"template 模板.xlsx --force",
				"import 模板.xlsx",
				"import all.xlsx --source list",
			)...))
			if there, err := exists("x.xlsx"); there || err != nil {
				t.Errorf("an export that failed left a file: %v", err)
			}
			if left, err := filepath.Glob(".*.tmp"); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// importOutcome is what a test reads of an import's JSON.
type importOutcome struct {
	Revision int  `json:"revision"`
	Before   int  `json:"before"`
	Adds     bool `json:"adds"`
	Counts   struct {
		Read, Rejected, Queued, Created, Updated, Unchanged, BadCells int
	} `json:"counts"`
	Edits []struct {
		Header, Was, Is string
	} `json:"edits"`
	Problems []struct {
		Place  string
		Effect string
		Reason labelLine
	} `json:"problems"`
}

// importJSON imports files and returns what became of them.
func (s *session) importJSON(args ...string) importOutcome {
	s.t.Helper()
	var o importOutcome
	out := s.must(0, append([]string{"import", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &o); err != nil {
		s.t.Fatalf("%v: %s", err, out)
	}
	if strings.Count(out, "\n") != 1 {
		s.t.Errorf("JSON is not one line: %s", out)
	}
	if !o.Adds {
		s.t.Errorf("import %v does not add up: %+v", args, o.Counts)
	}
	return o
}

// TestImportExamples keeps that the example workbooks are read whole, without a
// bad cell, and only once; and that taking them back leaves nothing.
func TestImportExamples(t *testing.T) {
	books, err := filepath.Glob(filepath.Join(testdata, "..", "..", "..", "examples", "*.xlsx"))
	if err != nil || len(books) == 0 {
		t.Skipf("the example workbooks are not there: %v", err)
	}
	for _, book := range books {
		t.Run(filepath.Base(book), func(t *testing.T) {
			s := newSession(t, "en")
			s.must(0, "init")
			o := s.importJSON(book)
			if c := o.Counts; o.Revision != 1 || c.Read == 0 || c.Rejected+c.Queued+c.BadCells > 0 || len(o.Problems) > 0 {
				t.Errorf("the import: %+v", o)
			}
			if o := s.importJSON(book); o.Before != 1 || o.Revision != 0 {
				t.Errorf("the same again: %+v", o)
			}
			s.must(0, "export", "all.xlsx")
			s.must(0, "source", "add", "me", "--name", "me", "--trust", "verified")
			if o := s.importJSON("all.xlsx", "--source", "me"); o.Revision != 0 || len(o.Edits) > 0 || len(o.Problems) > 0 {
				t.Errorf("an export that nobody edited: %+v", o)
			}
			s.must(0, "revoke", "1", "--why", "test")
			if out := s.must(0, "stats", "--json"); !strings.Contains(out, `"nodes":[],"edges":[]`) {
				t.Errorf("after the import is taken back: %s", out)
			}
			s.must(0, "verify")
		})
	}
}

// TestImportEdited keeps that an edit of an exported workbook, and nothing else,
// goes into the graph.
func TestImportEdited(t *testing.T) {
	s := newSession(t, "en")
	s.must(0, "init")
	s.must(0, "source", "add", "list", "--name", "list", "--trust", "official")
	s.must(0, "source", "add", "editor", "--name", "editor", "--trust", "verified")
	s.file("list.csv", edition1)
	s.must(0, "import", "list.csv", "--source", "list")
	s.must(0, "export", "all.xlsx")
	edit(t, "all.xlsx", "edited.xlsx", "2018", "2016")
	o := s.importJSON("edited.xlsx", "--source", "editor", "--reason", "founded earlier")
	if len(o.Edits) != 1 || o.Edits[0].Was != "2018" || o.Edits[0].Is != "2016" || o.Revision == 0 {
		t.Fatalf("the edit: %+v", o)
	}
	founded := func() string {
		t.Helper()
		s.must(0, "export", "companies.csv", "--kind", "Enterprise", "--force")
		content, err := os.ReadFile("companies.csv")
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		name, date := slices.Index(rows[0], "Legal name"), slices.Index(rows[0], "Founded")
		for _, row := range rows[1:] {
			if row[name] == "示例乙科技有限公司" {
				return row[date]
			}
		}
		return ""
	}
	if got := founded(); got != "2016" {
		t.Errorf("after the edit it was founded in %q", got)
	}
	s.must(0, "revoke", "4", "--why", "not so")
	if got := founded(); got != "2018" {
		t.Errorf("after the edit is taken back it was founded in %q", got)
	}
}

// edit copies a workbook with one text changed in its sheets, as a person who
// types over a cell would.
func edit(t *testing.T, from, to, old, now string) {
	t.Helper()
	r, err := zip.OpenReader(from)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	edited := 0
	for _, part := range r.File {
		in, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(part.Name, "xl/worksheets/") || part.Name == "xl/sharedStrings.xml" {
			edited += bytes.Count(content, []byte(">"+old+"<"))
			content = bytes.ReplaceAll(content, []byte(">"+old+"<"), []byte(">"+now+"<"))
		}
		copied, err := w.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := copied.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if edited != 1 {
		t.Fatalf("%q is in %d cells, want 1", old, edited)
	}
	if err := os.WriteFile(to, out.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestImportInterrupted keeps that an interrupted command leaves nothing.
func TestImportInterrupted(t *testing.T) {
	s := newSession(t, "en")
	s.must(0, "init")
	s.must(0, "source", "add", "list", "--name", "list", "--trust", "official")
	s.file("list.csv", edition1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range words("import list.csv --source list", "import list.csv --source list --report notes.xlsx",
		"revoke 1 --why x", "export all.xlsx", "template t.xlsx", "import list.csv --write-mapping m.yaml") {
		if r := s.run(ctx, args...); r.code != 130 {
			t.Errorf("chainatlas %v, interrupted: exit code %d\n%s", args, r.code, r.stderr)
		}
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); name != "list.csv" && !strings.HasPrefix(name, "atlas.db") {
			t.Errorf("left behind: %s", name)
		}
	}
	if got := strings.Count(s.must(0, "log", "list", "--json"), "\n"); got != 1 {
		t.Errorf("%d batches, want 1", got)
	}
}

// TestWriteFile keeps that a file appears whole or not at all.
func TestWriteFile(t *testing.T) {
	s := newSession(t, "en")
	a := &app{Main: &Main{Now: s.clock, Getenv: func(key string) string { return s.env[key] }}, lang: "en"}
	put := func(content string, err error) func(io.Writer) error {
		return func(w io.Writer) error {
			_, _ = io.WriteString(w, content)
			return err
		}
	}
	failed := errors.New("failed")
	if err := a.writeFile(t.Context(), "f", false, put("half", failed)); !errors.Is(err, failed) {
		t.Errorf("a writer that fails: %v", err)
	}
	if err := a.writeFile(t.Context(), "f", false, put("one", nil)); err != nil {
		t.Fatal(err)
	}
	if err := a.writeFile(t.Context(), "f", false, put("two", nil)); graph.CodeOf(err) != graph.CodeExists {
		t.Errorf("a file that is there: %v", err)
	}
	if err := a.writeFile(t.Context(), "f", true, put("half", failed)); !errors.Is(err, failed) {
		t.Errorf("a writer that fails: %v", err)
	}
	if content, err := os.ReadFile("f"); string(content) != "one" || err != nil {
		t.Errorf("the file holds %q, %v", content, err)
	}
	if err := a.writeFile(t.Context(), "f", true, put("three", nil)); err != nil {
		t.Error(err)
	}
	if content, err := os.ReadFile("f"); string(content) != "three" || err != nil {
		t.Errorf("the file holds %q, %v", content, err)
	}
	if entries, err := os.ReadDir("."); len(entries) != 1 || err != nil {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// TestSnapshotBeside keeps that a snapshot beside the store is used, and that
// one that is of no use does no harm.
func TestSnapshotBeside(t *testing.T) {
	s := newSession(t, "en")
	s.must(0, "init")
	s.must(0, "source", "add", "list", "--name", "list", "--trust", "official")
	s.file("list.csv", edition1)
	s.must(0, "import", "list.csv", "--source", "list")
	store, err := sqlite.Open(t.Context(), "atlas.db", sqlite.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	log, err := live.Open(t.Context(), store, live.Options{Vocabulary: graph.Standard(), Rules: graph.StandardRules(), SnapshotPath: "atlas.db.snapshot"})
	if err != nil {
		t.Fatal(err)
	}
	for _, do := range []func() error{func() error { return log.Snapshot(t.Context()) }, log.Close, store.Close} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	if there, err := exists("atlas.db.snapshot"); !there || err != nil {
		t.Fatalf("there is no snapshot: %v", err)
	}
	s.file("list.csv", edition2)
	if o := s.importJSON("list.csv", "--source", "list"); o.Counts.Updated != 1 {
		t.Errorf("with a snapshot: %+v", o)
	}
	s.file("atlas.db.snapshot", "no snapshot")
	s.file("list.csv", edition1)
	if o := s.importJSON("list.csv", "--source", "list", "--data-date", "2027"); o.Counts.Updated == 0 {
		t.Errorf("with a damaged snapshot: %+v", o)
	}
	s.must(0, "verify")
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		text string
		most int
		want string
	}{
		{"", 10, ""},
		{"short", 10, "short"},
		{"two words here", 9, "two words|here"},
		{"中文的一句话，要断开", 12, "中文的一句|话，要断开"},
		{"一二三四五，六七", 10, "一二三四|五，六七"},
		{"unbreakablelongword", 8, "unbreaka|blelongw|ord"},
	} {
		if got := strings.Join(wrap(tt.text, tt.most), "|"); got != tt.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", tt.text, tt.most, got, tt.want)
		}
	}
}

// TestMappingDocs keeps that the example of the manual of mapping files, in
// either language, can be imported without a problem.
func TestMappingDocs(t *testing.T) {
	for _, name := range []string{"mapping.md", "mapping.zh.md"} {
		manual, err := os.ReadFile(filepath.Join(testdata, "..", "..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		block := func(fence, begins string) string {
			t.Helper()
			_, rest, found := strings.Cut(string(manual), "\n```"+fence+"\n"+begins)
			if content, _, ok := strings.Cut(rest, "\n```\n"); found && ok {
				return begins + content + "\n"
			}
			t.Fatalf("%s has no example that begins with %q", name, begins)
			return ""
		}
		s := newSession(t, "en")
		s.must(0, "init")
		s.file("list.csv", block("", "No.,"))
		s.file("list.yaml", block("yaml", "version: 1"))
		o := s.importJSON("list.csv", "--mapping", "list.yaml")
		if o.Counts.Read != 1 || o.Counts.Created != 1 || len(o.Problems) > 0 {
			t.Errorf("%s: %+v", name, o)
		}
		out := s.must(0, "stats", "--json")
		for _, want := range []string{`"type":"IN_SEGMENT","count":2`, `"type":"LOCATED_IN","count":1`} {
			if !strings.Contains(out, want) {
				t.Errorf("%s: %s is not in %s", name, want, out)
			}
		}
	}
}
