package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

var update = flag.Bool("update", false, "write the golden files anew")

// zone is the time zone of the tests' user. Its midnight is not UTC's.
var zone = time.FixedZone("CST", 8*60*60)

// result is what a run of the program left behind.
type result struct {
	code           int
	stdout, stderr string
}

// session is a user who runs the program again and again.
type session struct {
	t        testing.TB
	env      map[string]string
	now      time.Time
	patience time.Duration
	rand     *rand.ChaCha8

	login func() (string, error) // may be nil
}

// newSession returns a user with the store atlas.db in a new, empty working
// directory, on 5 March 2026, half past seven in the morning.
func newSession(t testing.TB, lang string) *session {
	t.Helper()
	return newSessionIn(t, t.TempDir(), lang)
}

// newSessionIn returns such a user in a folder.
func newSessionIn(t testing.TB, dir, lang string) *session {
	t.Helper()
	t.Chdir(dir)
	return &session{
		t:    t,
		env:  map[string]string{"CHAINATLAS_STORE": "atlas.db", "USER": "alice", "CHAINATLAS_LANG": lang},
		now:  time.Date(2026, 3, 5, 7, 30, 0, 0, zone),
		rand: rand.NewChaCha8([32]byte{}),
	}
}

// run runs the program. A minute passes before.
func (s *session) run(ctx context.Context, args ...string) result {
	s.t.Helper()
	s.now = s.now.Add(time.Minute)
	var stdout, stderr bytes.Buffer
	m := Main{
		Args: args, Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr,
		Getenv: func(key string) string { return s.env[key] },
		Now:    s.clock,
		Rand:   s.rand,
		Login:  s.login,

		Patience: s.patience,
	}
	code := m.Run(ctx)
	return result{code, stdout.String(), stderr.String()}
}

// clock tells the session's time.
func (s *session) clock() time.Time { return s.now }

// must runs the program, which must exit with the code, and returns its answer.
func (s *session) must(code int, args ...string) string {
	s.t.Helper()
	r := s.run(s.t.Context(), args...)
	if r.code != code {
		s.t.Fatalf("chainatlas %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), r.code, code, r.stdout, r.stderr)
	}
	return r.stdout
}

// append appends batches of one assertion or more to the store, as an importer
// or a curator would. A minute passes before each.
func (s *session) append(batches ...batch) {
	s.t.Helper()
	store, err := sqlite.Open(s.t.Context(), "atlas.db", sqlite.Options{Now: func() time.Time { return s.now }})
	if err != nil {
		s.t.Fatal(err)
	}
	defer store.Close()
	for _, b := range batches {
		s.now = s.now.Add(time.Minute)
		if _, err := graph.Append(s.t.Context(), store, b.header, b.assertions...); err != nil {
			s.t.Fatal(err)
		}
	}
}

type batch struct {
	header     graph.Header
	assertions []graph.Assertion
}

// fill writes an edition of a list, a judgement of a curator, and a
// revocation: revisions 2, 3, 4 after the declaration of the source.
func (s *session) fill() {
	s.t.Helper()
	s.must(0, "source", "add", "list", "--name", "工信部名单", "--trust", "official", "--publisher", "工信部", "--reason", "first source")
	acme, other := graph.SubjectID("s-acme"), graph.SubjectID("s-other")
	list := batch{header: graph.Header{
		Key: "import:list:1", Kind: graph.BatchImport, Source: "list", Actor: "bob", Reason: "2025 edition",
		DataDate:  graph.Date{Year: 2025, Month: 12},
		Rules:     graph.StandardRules().Version,
		Documents: []graph.Document{{Name: "名单.xlsx", Hash: graph.Hash{1, 2, 3}}},
		Sheets: []graph.Sheet{{Name: "企业", Columns: []graph.Column{
			{Of: graph.PropLegalName, Number: 1}, {Of: graph.PropCreditCode, Number: 28},
		}}},
		Counts: graph.Counts{Read: 3, Rejected: 1, Created: 2, BadCells: 1},
	}, assertions: []graph.Assertion{
		&graph.Record{
			RecordKey: graph.RecordKey{Subject: acme, Table: "企业"}, Kind: graph.KindEnterprise, Row: 2,
			Cells: []graph.Cell{
				{Property: graph.PropCreditCode, State: graph.CellBad, Bad: "9111\x1b[31m"},
				{Property: graph.PropLegalName, Values: []graph.Value{graph.Text("甲科技有限公司")}},
			},
			Edges: []graph.EdgeCell{{Type: graph.EdgeMakes, Refs: []graph.Ref{{
				Subject: "s-wall", Kind: graph.KindProduct,
				Keys: []graph.Cell{{Property: graph.PropName, Values: []graph.Value{graph.Text("防火墙")}}},
			}}}},
		},
		&graph.Record{
			RecordKey: graph.RecordKey{Subject: other, Table: "企业"}, Kind: graph.KindEnterprise, Row: 3,
			Cells: []graph.Cell{
				{Property: graph.PropCreditCode, State: graph.CellEmpty},
				{Property: graph.PropLegalName, Values: []graph.Value{graph.Text("乙科技有限公司")}},
			},
		},
	}}
	judged := batch{header: graph.Header{
		Key: "curate:1", Kind: graph.BatchCurate, Source: "curator-carol", Actor: "carol", Reason: "one company under two names",
		Rules: graph.StandardRules().Version,
	}, assertions: []graph.Assertion{&graph.Judge{A: acme, B: other, Verdict: graph.Same}}}
	revoked := batch{header: graph.Header{
		Key: "revoke:3", Kind: graph.BatchRevoke, Source: "curator-carol", Actor: "carol", Reason: "they are two after all", Revokes: 3,
		Rules: graph.StandardRules().Version,
	}, assertions: []graph.Assertion{&graph.Revoke{Batch: 3}}}
	s.append(list, judged, revoked)
}

// These are what a new version of SQLite, of zstd or of an encoding changes.
var (
	sizes  = regexp.MustCompile(`\d+(\.\d+)? [kM]?B\b|("(chunkB|fileB|b)ytes":)\d+`)
	hashes = regexp.MustCompile(`\b[0-9a-f]{64}\b`)
)

// golden compares a text with testdata/name.golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join(testdata, name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; go test -update writes it anew.\ngot:\n%s\nwant:\n%s", file, got, want)
	}
}

// testdata is absolute: sessions change the working directory.
var testdata = func() string {
	dir, err := filepath.Abs("testdata")
	if err != nil {
		panic(err)
	}
	return dir
}()

// transcript runs commands and returns what a user sees of them.
func (s *session) transcript(commands ...[]string) string {
	s.t.Helper()
	var b strings.Builder
	for _, args := range commands {
		fmt.Fprintf(&b, "$ chainatlas %s\n", strings.Join(args, " "))
		r := s.run(s.t.Context(), args...)
		b.WriteString(r.stdout)
		for line := range strings.Lines(r.stderr) {
			b.WriteString("! " + line)
		}
		fmt.Fprintf(&b, "= %d\n\n", r.code)
	}
	return hashes.ReplaceAllString(sizes.ReplaceAllString(b.String(), "$2(size)"), "(hash)")
}

// words splits a command line at spaces; _ stands for a space in a word.
func words(lines ...string) [][]string {
	commands := make([][]string, len(lines))
	for i, line := range lines {
		for _, w := range strings.Fields(line) {
			commands[i] = append(commands[i], strings.ReplaceAll(w, "_", " "))
		}
	}
	return commands
}

func TestSession(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		t.Run(lang, func(t *testing.T) {
			s := newSession(t, lang)
			golden(t, "start."+lang, s.transcript(words(
				"stats",
				"init",
				"init",
				"stats",
				"log list",
				"log show",
				"source list",
				"verify",
			)...))
			s.fill()
			golden(t, "session."+lang, s.transcript(words(
				"source add list --name 工信部名单 --trust official --publisher 工信部",
				"source add list --name another --trust media",
				"source add press --name trade_press --trust media --actor dave",
				"source set press --trust verified",
				"source set press --trust verified --reason checked",
				"source set press --trust verified --reason checked",
				"source set press --trust media --reason not_so",
				"source set nobody --trust media --reason x",
				"source list",
				"source list --json",
				"log list",
				"log list --json --limit 2",
				"log list --source list --kind import",
				"log list --subject s-acme",
				"log show 2 3 4",
				"log show 2 --limit 1",
				"log show --subject s-other",
				"log show --subject s-acme --json",
				"log show 99",
				"stats",
				"stats --json",
				"verify",
				"backup copy.db",
				"backup copy.db",
				"restore copy.db",
				"restore nothing.db --store again.db",
				"restore copy.db --store again.db",
				"stats --store again.db",
			)...))
		})
	}
}

func TestHelp(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		t.Run(lang, func(t *testing.T) {
			s := newSession(t, lang)
			golden(t, "help."+lang, s.transcript(words(
				"",
				"init --help",
				"template --help",
				"import --help",
				"export --help",
				"revoke --help",
				"source",
				"source add --help",
				"source list --help",
				"source set --help",
				"log",
				"log list --help",
				"log show --help",
				"stats --help",
				"verify --help",
				"backup --help",
				"restore --help",
				"version --help",
				"help log list",
				"completion",
			)...))
		})
	}
}

func TestUsage(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		t.Run(lang, func(t *testing.T) {
			s := newSession(t, lang)
			s.must(0, "init")
			golden(t, "usage."+lang, s.transcript(words(
				"statistics",
				"stat",
				"log shaw",
				"stats now",
				"stats --tall",
				"stats -x",
				"stats --lang fr",
				"backup",
				"log list --limit many",
				"log list --limit -1",
				"log list --limit",
				"log list --since yesterday",
				"log list --until 2026-02-30",
				"log list --kind upload",
				"log show zero",
				"log show 0",
				"source add Bad! --name x --trust media",
				"source add good --trust media",
				"source add good --name x",
				"source add good --name x --trust high",
				"source set good",
				"source set good --name _ --reason x",
				"source set good --trust high --reason x",
			)...))
		})
	}
}

// TestDates keeps that --since and --until mean whole days, months and years of
// the user's time zone.
func TestDates(t *testing.T) {
	s := newSession(t, "en")
	s.must(0, "init")
	// Half an hour before and after midnight of the user, on one day of UTC.
	for _, at := range []time.Time{
		time.Date(2026, 2, 28, 23, 29, 0, 0, zone),
		time.Date(2026, 3, 1, 0, 29, 0, 0, zone),
		time.Date(2026, 3, 31, 23, 29, 0, 0, zone),
		time.Date(2027, 1, 1, 0, 0, 0, 0, zone),
	} {
		s.now = at
		s.must(0, "source", "add", at.Format("m2006-01-02"), "--name", "x", "--trust", "media")
	}
	for _, tt := range []struct {
		args []string
		want string // revisions, the newest first
	}{
		{nil, "4 3 2 1"},
		{[]string{"--since", "2026-03"}, "4 3 2"},
		{[]string{"--since", "2026-03-01"}, "4 3 2"},
		{[]string{"--since", "2026-03-02"}, "4 3"},
		{[]string{"--until", "2026-02"}, "1"},
		{[]string{"--until", "2026-03-01"}, "2 1"},
		{[]string{"--until", "2026-03"}, "3 2 1"},
		{[]string{"--since", "2026", "--until", "2026"}, "3 2 1"},
		{[]string{"--since", "2027"}, "4"},
		{[]string{"--since", "2028"}, ""},
	} {
		var got []string
		for line := range strings.Lines(s.must(0, append([]string{"log", "list", "--json"}, tt.args...)...)) {
			_, rest, _ := strings.Cut(line, `"revision":`)
			r, _, _ := strings.Cut(rest, ",")
			got = append(got, r)
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("log list %v: revisions %s, want %s", tt.args, got, tt.want)
		}
	}
}

// TestLogPages keeps that a log that is longer than a page is listed whole and
// once.
func TestLogPages(t *testing.T) {
	s := newSession(t, "en")
	s.must(0, "init")
	const batches = 300
	var log []batch
	for i := range batches {
		log = append(log, batch{graph.Header{Key: fmt.Sprint(i), Kind: graph.BatchDeclare, Source: "x", Actor: "a"},
			[]graph.Assertion{&graph.Declare{Source: "x", Name: fmt.Sprint(i), Trust: graph.TrustMedia}}})
	}
	s.append(log...)
	lines := strings.Split(strings.TrimSpace(s.must(0, "log", "list", "--limit", "0")), "\n")[1:]
	if len(lines) != batches {
		t.Fatalf("%d batches listed, want %d", len(lines), batches)
	}
	for i, line := range lines {
		if got, want := strings.Fields(line)[0], fmt.Sprint(batches-i); got != want {
			t.Fatalf("line %d is of revision %s, want %s", i, got, want)
		}
	}
}

// TestDamage keeps that a changed byte in the log is found, in the store and in
// a backup, and that a damaged backup is not restored.
func TestDamage(t *testing.T) {
	s := newSession(t, "en")
	s.must(0, "init")
	s.fill()
	s.must(0, "backup", "copy.db")
	if files, err := filepath.Glob("copy.db*"); err != nil || len(files) != 1 {
		t.Errorf("a backup is the files %v: %v", files, err)
	}
	damage(t, "copy.db")
	s.must(0, "verify")
	r := s.run(t.Context(), "verify", "--store", "copy.db")
	if r.code != 3 || !strings.Contains(r.stderr, "revision 2, chunk 0:") {
		t.Errorf("verify of a damaged store: exit code %d\n%s", r.code, r.stderr)
	}
	// What is damaged is told in the language of the program, down to the chunk.
	zh := s.run(t.Context(), "verify", "--store", "copy.db", "--lang", "zh")
	if line, _, _ := strings.Cut(zh.stderr, "\n"); zh.code != 3 || !strings.HasPrefix(line, "版本 2，数据块 0：数据块") || regexp.MustCompile(`[a-z]{3}`).MatchString(line) {
		t.Errorf("verify of a damaged store in Chinese: exit code %d\n%s", zh.code, zh.stderr)
	}
	s.must(3, "restore", "copy.db", "--store", "restored.db")
	if there, err := exists("restored.db"); there || err != nil {
		t.Errorf("a damaged backup was restored: %v, %v", there, err)
	}
	s.must(3, "backup", "second.db", "--store", "copy.db")
	if there, err := exists("second.db"); there || err != nil {
		t.Errorf("a damaged store was backed up as if it were sound: %v, %v", there, err)
	}
	for _, pattern := range []string{"second.db*", "restored.db*", "*.tmp"} {
		if left, err := filepath.Glob(pattern); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	}
}

// TestRestoreJournal keeps that what another store left behind is not replayed
// into a restored one.
func TestRestoreJournal(t *testing.T) {
	s := newSession(t, "en")
	s.must(0, "init")
	s.fill()
	s.must(0, "backup", "copy.db")
	for _, suffix := range []string{"-wal", "-journal"} {
		if err := os.WriteFile("new.db"+suffix, []byte("left"), 0o666); err != nil {
			t.Fatal(err)
		}
		s.must(4, "restore", "copy.db", "--store", "new.db")
		// An empty one holds nothing; SQLite leaves such behind.
		if err := os.Truncate("new.db"+suffix, 0); err != nil {
			t.Fatal(err)
		}
	}
	s.must(0, "restore", "copy.db", "--store", "new.db")
	if a, b := s.must(0, "log", "list", "--json"), s.must(0, "log", "list", "--json", "--store", "new.db"); a != b {
		t.Errorf("the restored log is\n%s, want\n%s", b, a)
	}
}

// TestForeignFile keeps that what is no store is refused and not changed.
func TestForeignFile(t *testing.T) {
	s := newSession(t, "en")
	before := bytes.Repeat([]byte("not a store\n"), 1000)
	if err := os.WriteFile("atlas.db", before, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range words("stats", "log list", "verify", "backup copy.db", "source add x --name x --trust media", "restore atlas.db --store new.db", "init") {
		if r := s.run(t.Context(), args...); r.code == 0 || r.stderr == "" {
			t.Errorf("chainatlas %v: exit code %d, %q", args, r.code, r.stderr)
		}
	}
	after, err := os.ReadFile("atlas.db")
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
}

func TestStorePath(t *testing.T) {
	home := t.TempDir()
	for _, tt := range []struct {
		env  map[string]string
		args []string
		want string
	}{
		{map[string]string{"HOME": home}, nil, home + "/.local/share/chainatlas/chainatlas.db"},
		{map[string]string{"HOME": home, "XDG_DATA_HOME": home + "/data"}, nil, home + "/data/chainatlas/chainatlas.db"},
		{map[string]string{"HOME": home, "XDG_DATA_HOME": "relative"}, nil, home + "/.local/share/chainatlas/chainatlas.db"},
		{map[string]string{"HOME": home, "CHAINATLAS_STORE": home + "/env.db"}, nil, home + "/env.db"},
		{map[string]string{"CHAINATLAS_STORE": home + "/env.db"}, []string{"--store", home + "/flag.db"}, home + "/flag.db"},
	} {
		s := newSession(t, "en")
		s.env = tt.env
		if r := s.run(t.Context(), append(tt.args, "init")...); r.code != 0 && r.code != 4 {
			t.Fatalf("init: exit code %d\n%s", r.code, r.stderr)
		}
		if there, err := exists(filepath.FromSlash(tt.want)); !there || err != nil {
			t.Errorf("with %v %v there is no %s: %v", tt.env, tt.args, tt.want, err)
		}
	}
	s := newSession(t, "en")
	s.env = nil
	s.must(2, "init")
}

func TestActor(t *testing.T) {
	s := newSession(t, "en")
	s.must(0, "init")
	delete(s.env, "USER")
	s.must(2, "source", "add", "a", "--name", "x", "--trust", "media")
	s.env["LOGNAME"] = "login"
	s.must(0, "source", "add", "b", "--name", "x", "--trust", "media")
	s.env["CHAINATLAS_ACTOR"] = "environment"
	s.must(0, "source", "add", "c", "--name", "x", "--trust", "media")
	s.must(0, "source", "add", "d", "--name", "x", "--trust", "media", "--actor", "flag")
	for _, actor := range []string{"login", "environment", "flag"} {
		if got := strings.Count(s.must(0, "log", "list", "--json", "--actor", actor), "\n"); got != 1 {
			t.Errorf("%d batches by %s, want 1", got, actor)
		}
	}
}

func TestCompletion(t *testing.T) {
	s := newSession(t, "en")
	complete := func(args ...string) []string {
		t.Helper()
		out := s.must(0, append([]string{"__complete"}, args...)...)
		var words []string
		for line := range strings.Lines(out) {
			if !strings.HasPrefix(line, ":") {
				words = append(words, strings.TrimSpace(line))
			}
		}
		return words
	}
	if got := complete("source", "set", ""); len(got) != 0 {
		t.Errorf("without a store, sources complete to %q", got)
	}
	s.must(0, "init")
	s.must(0, "source", "add", "list", "--name", "the list", "--trust", "official")
	s.must(0, "source", "add", "press", "--name", "the press", "--trust", "media")
	sources := []string{"list\tthe list", "press\tthe press"}
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{[]string{"source", "set", ""}, sources},
		{[]string{"log", "list", "--source", ""}, sources},
		{[]string{"log", "show", "--source", ""}, sources},
		{[]string{"source", "set", "list", ""}, nil},
		{[]string{"source", "add", "x", "--trust", ""}, []string{"official", "verified", "media", "self-reported"}},
		{[]string{"log", "list", "--kind", ""}, []string{"declare", "import", "curate", "revoke", "publish", "redact"}},
		{[]string{"--lang", ""}, []string{"zh", "en"}},
	} {
		if got := complete(tt.args...); !slices.Equal(got, tt.want) {
			t.Errorf("%q completes to %q, want %q", tt.args, got, tt.want)
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if out := s.must(0, "completion", shell); !strings.Contains(out, "__complete") {
			t.Errorf("the script for %s does not complete", shell)
		}
	}
}

func TestInterrupted(t *testing.T) {
	s := newSession(t, "en")
	s.must(0, "init")
	s.fill()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range words("log list", "log show", "stats", "verify", "backup copy.db", "source add x --name x --trust media") {
		if r := s.run(ctx, args...); r.code != 130 {
			t.Errorf("chainatlas %v, interrupted: exit code %d\n%s", args, r.code, r.stderr)
		}
	}
	if there, err := exists("copy.db"); there || err != nil {
		t.Errorf("an interrupted backup left its file: %v, %v", there, err)
	}
}

func TestVersion(t *testing.T) {
	s := newSession(t, "en")
	if out := s.must(0, "version"); !strings.Contains(out, "go1.") {
		t.Errorf("version: %s", out)
	}
	if out := s.must(0, "version", "--json"); !strings.Contains(out, `"go":"go1.`) {
		t.Errorf("version --json: %s", out)
	}
}

// TestBinary runs the program as its users do.
func TestBinary(t *testing.T) {
	bin := buildProgram(t)
	env := map[string]string{"CHAINATLAS_STORE": filepath.Join(t.TempDir(), "atlas.db"), "LANG": "zh_CN.UTF-8", "USER": "alice"}
	run := func(args ...string) (string, int) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), bin, args...)
		for _, key := range slices.Sorted(maps.Keys(env)) {
			cmd.Env = append(cmd.Env, key+"="+env[key])
		}
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return string(out), cmd.ProcessState.ExitCode()
	}
	if out, code := run("stats"); code != 5 || !strings.Contains(out, "没有库") {
		t.Errorf("stats: exit code %d\n%s", code, out)
	}
	if out, code := run("init"); code != 0 {
		t.Errorf("init: exit code %d\n%s", code, out)
	}
	if out, code := run("stats", "--lang", "en"); code != 0 || !strings.Contains(out, "revision") {
		t.Errorf("stats: exit code %d\n%s", code, out)
	}
}

// damage flips a bit in the file of a store, in the middle of what its second
// batch says.
func damage(t *testing.T, file string) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), file, sqlite.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	var data []byte
	for c, err := range store.Chunks(t.Context(), 2) {
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.Clone(c.Data)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(content, data)
	if at < 0 || len(data) == 0 {
		t.Fatalf("the %d bytes of a chunk are not in the file", len(data))
	}
	content[at+len(data)/2] ^= 1
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// changedLog is a log in which one thing is said otherwise.
type changedLog struct {
	memory.Log
	what string
}

func (l changedLog) Assertions(ctx context.Context, r graph.Revision) iter.Seq2[graph.Assertion, error] {
	return func(yield func(graph.Assertion, error) bool) {
		for assertion, err := range l.Log.Assertions(ctx, r) {
			if record, ok := assertion.(*graph.Record); ok && record.Subject == "s-acme" {
				switch l.what {
				case "legalName":
					record.Cells[1].Values[0] = graph.Text("丙科技有限公司")
				case "MAKES":
					record.Edges = nil
				case "bad cell":
					record.Cells[0].Bad = "other"
				}
			}
			if !yield(assertion, err) {
				return
			}
		}
	}
}

// TestVerifySnapshot keeps that a snapshot is accepted if it shows what the log
// says at its revision, the newest or an older one, and refused otherwise.
func TestVerifySnapshot(t *testing.T) {
	s := newSession(t, "en")
	s.must(0, "init")
	s.fill()
	store, err := sqlite.Open(t.Context(), "atlas.db", sqlite.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	id := store.ID()
	snapshot := func(of *memory.View) string {
		t.Helper()
		var b bytes.Buffer
		if err := of.WriteSnapshot(&b, id); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("view.snapshot", b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return "view.snapshot"
	}
	view := func(log memory.Log, r graph.Revision) *memory.View {
		t.Helper()
		v, err := memory.Build(t.Context(), log, graph.Standard(), graph.StandardRules(), r)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for r := graph.Revision(1); r <= 4; r++ {
		file := snapshot(view(store, r))
		if out := s.must(0, "verify", "--snapshot", file); !strings.Contains(out, fmt.Sprintf("at revision %d\n", r)) {
			t.Errorf("the snapshot of revision %d: %s", r, out)
		}
	}
	s.must(0, "verify", "--snapshot", snapshot(memory.New(graph.Standard(), graph.StandardRules())))
	for _, what := range []string{"legalName", "MAKES", "bad cell"} {
		file := snapshot(view(changedLog{store, what}, 0))
		if r := s.run(t.Context(), "verify", "--snapshot", file); r.code != 3 || !strings.Contains(r.stderr, "does not show what the log says") {
			t.Errorf("a snapshot of another %s: exit code %d\n%s%s", what, r.code, r.stdout, r.stderr)
		}
	}
	s.must(0, "backup", "copy.db")
	s.must(0, "source", "add", "later", "--name", "later", "--trust", "media")
	file := snapshot(view(store, 5))
	s.must(0, "verify", "--snapshot", file)
	s.must(3, "verify", "--snapshot", file, "--store", "copy.db") // its log ends before

	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("view.snapshot", []byte("no snapshot"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.must(3, "verify", "--snapshot", "view.snapshot")
	s.must(5, "verify", "--snapshot", "nothing.snapshot")
}
