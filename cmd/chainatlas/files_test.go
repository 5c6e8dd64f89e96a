package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/importer"
)

// files returns what is in the working directory, by name.
func (s *session) files() map[string]string {
	s.t.Helper()
	content := map[string]string{}
	entries, err := os.ReadDir(".")
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(e.Name())
		if err != nil {
			s.t.Fatal(err)
		}
		content[e.Name()] = string(b)
	}
	return content
}

// TestStoreIsNotOverwritten keeps that no command writes over a store, over what
// belongs to one, or where SQLite would take it for the journal of one.
func TestStoreIsNotOverwritten(t *testing.T) {
	s := newSession(t, "en")
	s.must(0, "init")
	s.must(0, "init", "--store", "other.xlsx")
	s.must(0, "source", "add", "list", "--name", "list", "--trust", "official")
	s.file("list.csv", edition1)
	for link, to := range map[string]string{"link.xlsx": "atlas.db", "wal.xlsx": "other.xlsx"} {
		if err := os.Symlink(to, link); err != nil {
			t.Skip(err)
		}
	}
	before := s.files()
	for _, args := range words(
		"export --force --format xlsx atlas.db",
		"export --force --format xlsx ./atlas.db",
		"export --force link.xlsx",
		"export --force other.xlsx",
		"export --format csv --kind Enterprise atlas.db-wal",
		"export --format csv --kind Enterprise atlas.db-SHM",
		"export --format csv other.xlsx-journal",
		"export --format graphml --force atlas.db.snapshot",
		"export --format graphml atlas.db.tokens",
		"template --force other.xlsx",
		"template --force other.xlsx --store nothing.db",
		"template --force wal.xlsx",
		"template --store new.xlsx new.xlsx",
		"import list.csv --source list --write-mapping atlas.db-wal",
		"import list.csv --source list --report atlas.db.xlsx --store atlas.db.xlsx",
		"backup other.xlsx-wal",
	) {
		r := s.run(t.Context(), args...)
		if r.code != 4 || !strings.Contains(r.stderr, "is a store or belongs to one") {
			t.Errorf("chainatlas %v: exit code %d\n%s%s", args, r.code, r.stdout, r.stderr)
		}
	}
	if after := s.files(); !maps.Equal(before, after) {
		t.Error("something was written")
	}
	s.must(0, "verify")
	s.must(0, "verify", "--store", "other.xlsx")

	// What only looks like it is overwritten as before.
	s.file("free.csv", "SQLite format 3\x00 and something else altogether, of no less than seventy-two bytes")
	s.must(0, "export", "--force", "free.csv", "--kind", "Enterprise")
	s.must(0, "export", "free.graphml-wal", "--format", "graphml")
}

// TestOnlyFilesAreOverwritten keeps that a folder or a device is not replaced.
func TestOnlyFilesAreOverwritten(t *testing.T) {
	s := newSession(t, "en")
	s.must(0, "init")
	if err := os.Mkdir("folder.xlsx", 0o777); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"export", "--force", "folder.xlsx"},
		{"template", "--force", "folder.xlsx"},
		{"export", "--force", "--format", "xlsx", os.DevNull},
	} {
		r := s.run(t.Context(), args...)
		if r.code != 4 || !strings.Contains(r.stderr, "not a regular file") {
			t.Errorf("chainatlas %v: exit code %d\n%s", args, r.code, r.stderr)
		}
	}
	for _, command := range []string{"stats", "verify"} {
		if r := s.run(t.Context(), command, "--store", "folder.xlsx"); r.code != 2 || !strings.Contains(r.stderr, "not a regular file") {
			t.Errorf("a folder as store: exit code %d\n%s", r.code, r.stderr)
		}
	}
	if r := s.run(t.Context(), "import", "list.csv", "--mapping", "folder.xlsx"); r.code != 2 || !strings.Contains(r.stderr, "not a regular file") {
		t.Errorf("a folder as mapping: exit code %d\n%s", r.code, r.stderr)
	}
}

// TestInitAgain keeps that what is left of an init on a full disk, a file without
// a byte, is no store and in nobody's way.
func TestInitAgain(t *testing.T) {
	s := newSession(t, "en")
	s.file("atlas.db", "")
	s.file("list.csv", edition1)
	for _, args := range words("stats", "log list", "verify", "import list.csv") {
		if r := s.run(t.Context(), args...); r.code != 5 || !strings.Contains(r.stderr, "chainatlas init") {
			t.Errorf("chainatlas %v: exit code %d\n%s", args, r.code, r.stderr)
		}
	}
	if info, err := os.Stat("atlas.db"); err != nil || info.Size() != 0 {
		t.Errorf("the file was written: %v, %v", info, err)
	}
	s.must(0, "init")
	s.must(0, "stats")
	s.must(4, "init")
}

// TestManyProblems keeps that problems beyond those that are listed are counted,
// and that the copy says that they are not in it.
func TestManyProblems(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads a hundred thousand bad cells")
	}
	s := newSession(t, "en")
	s.must(0, "init")
	s.must(0, "source", "add", "list", "--name", "list", "--trust", "official")
	const rows = importer.MaxProblems/2 + 3
	var b strings.Builder
	b.WriteString("企业名称,统一社会信用代码,成立日期\n")
	for i := range rows {
		fmt.Fprintf(&b, "示例%d有限公司,9111,2019/13/05\n", i)
	}
	s.file("list.csv", b.String())
	r := s.run(t.Context(), "import", "list.csv", "--source", "list", "--dry-run", "--report", "report.xlsx")
	if r.code != 0 {
		t.Fatalf("exit code %d\n%s", r.code, r.stderr)
	}
	for _, want := range []string{
		fmt.Sprintf("problems in all: %d; only the first %d are listed", 2*rows, importer.MaxProblems),
		fmt.Sprintf("cells not taken: %d;", 2*rows),
	} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("there is no %q in\n%s", want, r.stdout)
		}
	}
	doc, err := importer.Open(t.Context(), "report.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	defer doc.Close()
	want, found := fmt.Sprintf("only the first %d are listed", importer.MaxProblems), false
	for i := range doc.Sheets() {
		for row, err := range doc.Rows(t.Context(), i) {
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range row.Cells {
				found = found || strings.Contains(c.Text, want)
			}
		}
	}
	if !found {
		t.Errorf("the copy does not say %q", want)
	}
}

// TestNamesAreShown keeps that the terminal does not obey the name of a file.
func TestNamesAreShown(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no such names")
	}
	s := newSession(t, "en")
	name := "a\x1b[31m\u202eb"
	s.env["CHAINATLAS_STORE"] = name + ".db"
	s.file(name+".csv", edition1)
	for _, args := range [][]string{
		{"init"}, {"init"},
		{"source", "add", "list", "--name", "list", "--trust", "official"},
		{"import", name + ".csv", "--source", "list", "--report", name + "-report.xlsx"},
		{"import", name + ".csv", "--write-mapping", name + ".yaml"},
		{"export", name + ".xlsx"}, {"export", name + ".xlsx"}, {"export", name},
		{"template", name + "-t.xlsx"}, {"template", name},
		{"backup", name + ".bak"}, {"verify"}, {"stats"},
		{"restore", name + ".bak", "--store", name + "2.db"},
	} {
		r := s.run(t.Context(), args...)
		if strings.ContainsAny(r.stdout+r.stderr, "\x1b\u202e") {
			t.Errorf("chainatlas %q prints %q", args, r.stdout+r.stderr)
		}
	}
	if there, err := exists(name + "2.db"); !there || err != nil {
		t.Errorf("they did nothing: %v", err)
	}
}

// TestTrustLabels keeps that a level of trust may be named as tables name it.
func TestTrustLabels(t *testing.T) {
	s := newSession(t, "zh")
	s.must(0, "init")
	for i, tt := range [][2]string{
		{"自报", "self-reported"}, {"selfReported", "self-reported"}, {"Self-reported", "self-reported"},
		{"官方", "official"}, {"Official", "official"}, {"已核验", "verified"}, {"媒体", "media"},
	} {
		id := fmt.Sprint("s", i)
		s.must(0, "source", "add", id, "--name", id, "--trust", tt[0])
		if got := s.must(0, "source", "list"); !strings.Contains(strings.Join(strings.Fields(got), " "), id+" "+tt[1]) {
			t.Errorf("--trust %s is not %s in\n%s", tt[0], tt[1], got)
		}
		s.must(0, "source", "set", id, "--trust", tt[0], "--reason", "again")
	}
	s.must(2, "source", "add", "x", "--name", "x", "--trust", "高")
}

// TestTemplateName keeps that a template is called what it is, and that the hint
// names it.
func TestTemplateName(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		s := newSession(t, lang)
		for _, name := range []string{"t.xls", "t", "t.csv"} {
			s.must(2, "template", name)
			if there, err := exists(name); there || err != nil {
				t.Errorf("%s was written: %v", name, err)
			}
		}
		if got := s.must(0, "template", "T.XLSX"); !strings.Contains(got, "chainatlas import --dry-run T.XLSX") {
			t.Errorf("the hint is %q", got)
		}
	}
}

// TestNumbered keeps the number of words in English.
func TestNumbered(t *testing.T) {
	for _, tt := range []struct {
		format string
		args   []any
		want   string
	}{
		{"%d {batch|batches}, %d {chunk|chunks}", []any{1, 2}, "1 batch, 2 chunks"},
		{"%s: 100%% of %d {batch is|batches are}", []any{"{a|b}", uint64(1)}, "{a|b}: 100% of 1 batch is"},
		{"{a|b} %d|%d", []any{0, 1}, "{a|b} 0|1"},
	} {
		if got := fmt.Sprintf(numbered(tt.format, tt.args), tt.args...); got != tt.want {
			t.Errorf("%q with %v is %q, want %q", tt.format, tt.args, got, tt.want)
		}
	}
	s := newSession(t, "en")
	s.must(0, "init")
	s.must(0, "source", "add", "list", "--name", "list", "--trust", "official")
	for command, want := range map[string]string{"verify": "1 batch, 1 chunk, 1 assertion, 0 documents", "stats": "1 batch, 1 assertion, 1 chunk,"} {
		if got := s.must(0, command); !strings.Contains(got, want) {
			t.Errorf("chainatlas %s prints no %q:\n%s", command, want, got)
		}
	}
}

// TestLogin keeps that who acts is who the system says, if nothing else does.
func TestLogin(t *testing.T) {
	s := newSession(t, "en")
	delete(s.env, "USER")
	for _, tt := range []struct {
		name string
		err  error
		code int
	}{
		{"", os.ErrNotExist, 2}, {"", nil, 2}, {"nobody", nil, 0},
	} {
		dir := t.TempDir()
		s.env["CHAINATLAS_STORE"] = filepath.Join(dir, "atlas.db")
		s.login = func() (string, error) { return tt.name, tt.err }
		s.must(0, "init")
		s.must(tt.code, "source", "add", "a", "--name", "x", "--trust", "media")
		if tt.code == 0 {
			if got := s.must(0, "log", "list", "--json", "--actor", tt.name); strings.Count(got, "\n") != 1 {
				t.Errorf("%s did nothing:\n%s", tt.name, got)
			}
		}
	}
}
