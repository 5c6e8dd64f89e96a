package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/chainatlas/chainatlas/graph"
)

var verb = regexp.MustCompile(`%[^%a-zA-Z]*[a-zA-Z]`)

// TestTexts keeps that everything the program says exists in both languages
// and takes the same arguments there.
func TestTexts(t *testing.T) {
	labels := map[string]graph.Label{}
	collect(labels, "help", reflect.ValueOf(help))
	collect(labels, "text", reflect.ValueOf(text))
	collect(labels, "column", reflect.ValueOf(column))
	collect(labels, "importing", reflect.ValueOf(importing))
	collect(labels, "exporting", reflect.ValueOf(exporting))
	collect(labels, "neo4jText", reflect.ValueOf(neo4jText))
	collect(labels, "listing", reflect.ValueOf(listing))
	collect(labels, "listHelp", reflect.ValueOf(listHelp))
	collect(labels, "scoringText", reflect.ValueOf(scoringText))
	for word, l := range scoringWords {
		labels["scoringWords."+word] = l
	}
	for _, e := range exits {
		labels[fmt.Sprint("exits.", e.exit)] = e.meaning
	}
	if len(labels) < 300 {
		t.Errorf("only %d texts were found", len(labels))
	}
	for name, l := range labels {
		if strings.TrimSpace(l.Zh) == "" || strings.TrimSpace(l.En) == "" {
			t.Errorf("%s is not in both languages: %q, %q", name, l.Zh, l.En)
		}
		if strings.ContainsFunc(l.En, func(r rune) bool { return unicode.Is(unicode.Han, r) && !strings.Contains(l.En, "'") }) {
			t.Errorf("%s is Chinese in English: %q", name, l.En)
		}
		plain := func(verbs []string) []string { // %q and %s print the same argument
			for i := range verbs {
				verbs[i] = strings.ReplaceAll(verbs[i], "q", "s")
			}
			return verbs
		}
		if zh, en := plain(verb.FindAllString(l.Zh, -1)), plain(verb.FindAllString(l.En, -1)); !slices.Equal(zh, en) {
			t.Errorf("%s takes %v in Chinese and %v in English", name, zh, en)
		}
	}
}

// collect adds every label in a value.
func collect(labels map[string]graph.Label, path string, v reflect.Value) {
	if l, ok := v.Interface().(graph.Label); ok {
		labels[path] = l
		return
	}
	for i := range v.NumField() {
		collect(labels, path+"."+v.Type().Field(i).Name, v.Field(i))
	}
}

// TestHelpIsComplete keeps that every command explains itself with an example
// that can be run: its commands and flags exist.
func TestHelpIsComplete(t *testing.T) {
	for _, l := range []lang{"zh", "en"} {
		a := &app{Main: &Main{Getenv: func(string) string { return "" }}, lang: l}
		root := a.root()
		var visit func(cmd *cobra.Command)
		visit = func(cmd *cobra.Command) {
			if cmd.Name() == "help" || cmd.Name() == "completion" {
				return
			}
			if cmd.Short == "" || cmd.Long == "" || cmd.Example == "" {
				t.Errorf("%s does not explain itself in %s", cmd.CommandPath(), l)
			}
			for line := range strings.Lines(cmd.Example) {
				words := strings.Fields(line)
				if words[0] != "chainatlas" {
					t.Errorf("%s has the example %q", cmd.CommandPath(), line)
					continue
				}
				found, _, err := root.Find(words[1:])
				if err != nil || found == root {
					t.Errorf("%s has the example %q: %v", cmd.CommandPath(), line, err)
					continue
				}
				for _, w := range words {
					if name, ok := strings.CutPrefix(w, "--"); ok && found.Flag(name) == nil {
						t.Errorf("%s has the example %q, but no flag %s", cmd.CommandPath(), line, w)
					}
				}
			}
			cmd.Flags().VisitAll(func(f *pflag.Flag) {
				if f.Usage == "" {
					t.Errorf("%s does not explain --%s in %s", cmd.CommandPath(), f.Name, l)
				}
			})
			for _, c := range cmd.Commands() {
				visit(c)
			}
		}
		visit(root)
	}
}

func TestExitCodes(t *testing.T) {
	for code, want := range map[graph.Code]int{
		graph.CodeInvalid: 2, graph.CodeLimit: 2, graph.CodeDamaged: 3, graph.CodeConflict: 4, graph.CodeExists: 4,
		graph.CodeNotFound: 5, graph.CodeUnavailable: 6, graph.CodeCancelled: 130, graph.CodeInternal: 1,
	} {
		var stderr bytes.Buffer
		a := &app{Main: &Main{Stderr: &stderr}, lang: "en"}
		wrapped := fmt.Errorf("above: %w", graph.Errorf(code, "pkg.Op", "what happened"))
		if got := a.report(wrapped); got != want {
			t.Errorf("%s exits with %d, want %d", code, got, want)
		}
		if stderr.Len() == 0 {
			t.Errorf("%s says nothing", code)
		}
	}
	var stderr bytes.Buffer
	a := &app{Main: &Main{Stderr: &stderr}, lang: "en"}
	if got := a.report(nil); got != 0 || stderr.Len() > 0 {
		t.Errorf("no error exits with %d and says %q", got, &stderr)
	}
	a.report(graph.Errorf(graph.CodeInternal, "pkg.Op", "what\n\x1b[31mhappened"))
	if got, want := stderr.String(), "chainatlas: what \ufffd[31mhappened\n"; got != want {
		t.Errorf("an error says %q, want %q", got, want)
	}
}

func TestLanguage(t *testing.T) {
	for _, tt := range []struct {
		args []string
		env  map[string]string
		want lang
	}{
		{nil, nil, "en"},
		{nil, map[string]string{"LANG": "zh_CN.UTF-8"}, "zh"},
		{nil, map[string]string{"LANG": "zh-Hans"}, "zh"},
		{nil, map[string]string{"LANG": "C.UTF-8"}, "en"},
		{nil, map[string]string{"LANG": "zh_CN", "LC_MESSAGES": "en_GB"}, "en"},
		{nil, map[string]string{"LC_MESSAGES": "en_GB", "LC_ALL": "zh_TW"}, "zh"},
		{nil, map[string]string{"LC_ALL": "zh_TW", "CHAINATLAS_LANG": "en"}, "en"},
		{[]string{"stats", "--lang", "zh"}, map[string]string{"CHAINATLAS_LANG": "en"}, "zh"},
		{[]string{"--lang=en", "stats"}, map[string]string{"LANG": "zh_CN"}, "en"},
		{[]string{"stats", "--", "--lang", "zh"}, nil, "en"},
		{[]string{"stats", "--lang", "fr"}, map[string]string{"LANG": "zh_CN"}, "zh"},
		{[]string{"stats", "--lang"}, map[string]string{"LANG": "zh_CN"}, "zh"},
	} {
		if got := language(tt.args, func(key string) string { return tt.env[key] }); got != tt.want {
			t.Errorf("language(%q, %v) = %s, want %s", tt.args, tt.env, got, tt.want)
		}
	}
}

func TestTable(t *testing.T) {
	tab := table{indent: "> ", right: []bool{false, true}}
	tab.row("名称", "n", "rest")
	tab.row("a\x1b[31m", "1000", "两 columns\u202e")
	tab.row("全角Ａ", "7", "")
	var b strings.Builder
	if err := tab.writeTo(&b); err != nil {
		t.Fatal(err)
	}
	want := "" +
		"> 名称       n  rest\n" +
		"> a\ufffd[31m  1000  两 columns\ufffd\n" +
		"> 全角Ａ     7\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &b, want)
	}
}

func TestLetters(t *testing.T) {
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 52: "AZ", 53: "BA", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if got := letters(n); got != want {
			t.Errorf("letters(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 999_949: "999.9 kB", 999_950: "1.0 MB", 36_400_000: "36.4 MB", 1 << 62: "4.6 EB",
	} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %s, want %s", n, got, want)
		}
	}
}

// TestDocs keeps that the operators' manual has the exit codes that the program
// has.
func TestDocs(t *testing.T) {
	for l, file := range map[lang]string{"zh": "operating.zh.md", "en": "operating.md"} {
		manual, err := os.ReadFile(filepath.Join("..", "..", "docs", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range exits {
			if row := fmt.Sprintf("\n| %d | %s", e.exit, l.pick(e.meaning)); !strings.Contains(string(manual), row) {
				t.Errorf("%s does not have%s", file, row)
			}
		}
	}
}

// TestChinesePunctuation looks through every text of the program, in all packages and
// in the lists and schemes that are built in: between Chinese characters stand Chinese
// quotes, commas and brackets. What commands and other languages are written with is
// not meant: a colon may be part of a code, and where words are parted by bars they
// are the headers of other people's tables.
func TestChinesePunctuation(t *testing.T) {
	narrow := regexp.MustCompile(`\p{Han}["'(),;!?]\p{Han}`)
	texts := 0
	check := func(path string, line int, text string) {
		texts++
		if found := narrow.FindString(text); found != "" && !strings.Contains(text, "|") {
			t.Errorf("%s:%d: %q in %q", path, line, found, text)
		}
	}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if n := d.Name(); n == "node_modules" || n == "testdata" || n == "gen" || n == "examples" || n == "dist" || n != ".." && strings.HasPrefix(n, ".") {
				return filepath.SkipDir
			}
		case strings.HasSuffix(path, ".yaml"):
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for i, l := range strings.Split(string(data), "\n") {
				check(path, i+1, l)
			}
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			files := gotoken.NewFileSet()
			f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if l, ok := n.(*ast.BasicLit); ok && l.Kind == gotoken.STRING {
					text, _ := strconv.Unquote(l.Value)
					check(path, files.Position(l.Pos()).Line, text)
				}
				return true
			})
		}
		return nil
	})
	if err != nil || texts < 10_000 {
		t.Errorf("%d texts were looked at: %v", texts, err)
	}
}
