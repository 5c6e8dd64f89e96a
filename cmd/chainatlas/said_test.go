package main

import (
	"go/ast"
	"go/parser"
	source "go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestSaidInBothLanguages keeps that a message of [graph.Sayf] or [graph.Privatef], or of a function
// like it, asks for the same arguments in Chinese and in English. No compiler
// sees that.
func TestSaidInBothLanguages(t *testing.T) {
	verb := regexp.MustCompile(`%[-+# 0-9.]*[a-zA-Z]`)
	chosen := regexp.MustCompile(`%[-+# 0-9.]*\[\d+\]`)
	root := filepath.Join(testdata, "..", "..", "..")
	found := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root || d.Name() == "node_modules" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files := source.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name, at := "", 0 // where the Chinese text is among the arguments
			switch f := call.Fun.(type) {
			case *ast.Ident:
				name = f.Name
			case *ast.SelectorExpr:
				name = f.Sel.Name
			}
			switch name {
			case "Sayf", "Privatef":
				at = 2
			case "say":
				at = 1
			default:
				return true
			}
			if len(call.Args) < at+2 {
				return true
			}
			var texts [2]string
			for i := range texts {
				literal, ok := call.Args[at+i].(*ast.BasicLit)
				if !ok || literal.Kind != source.STRING {
					return true
				}
				texts[i], _ = strconv.Unquote(literal.Value)
			}
			found++
			place := files.Position(call.Pos())
			if chosen.MatchString(texts[0] + texts[1]) {
				return true // they choose their arguments
			}
			if !regexp.MustCompile(`\p{Han}`).MatchString(texts[0]) || regexp.MustCompile(`\p{Han}`).MatchString(texts[1]) {
				t.Errorf("%s: not Chinese and then English: %q", place, texts)
			}
			zh, en := verb.FindAllString(texts[0], -1), verb.FindAllString(texts[1], -1)
			if !slices.Equal(zh, en) || !call.Ellipsis.IsValid() && len(en) != len(call.Args)-at-2 {
				t.Errorf("%s: %q asks for %v, %q for %v, of %d arguments", place, texts[0], zh, texts[1], en, len(call.Args)-at-2)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 100 {
		t.Errorf("only %d messages were found", found)
	}
}

// TestLabelsAreFormats keeps that a text of this package, and one of [graph.Labelf] with arguments say %% where they mean %:
// otherwise a heading reads %!(NOVERB).
func TestLabelsAreFormats(t *testing.T) {
	sound := regexp.MustCompile(`%%|%[-+#0-9.]*(\[\d+\])?[a-zA-Z]`)
	root := filepath.Join(testdata, "..", "..", "..")
	found := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root || d.Name() == "node_modules" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files := source.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		check := func(texts ...ast.Expr) {
			for _, x := range texts {
				if pair, ok := x.(*ast.KeyValueExpr); ok {
					x = pair.Value
				}
				literal, ok := x.(*ast.BasicLit)
				if !ok || literal.Kind != source.STRING {
					continue
				}
				found++
				if text, _ := strconv.Unquote(literal.Value); strings.Contains(sound.ReplaceAllString(text, ""), "%") {
					t.Errorf("%s: a bare %% in %q", files.Position(x.Pos()), text)
				}
			}
		}
		named := func(x ast.Expr, name string) bool {
			s, ok := x.(*ast.SelectorExpr)
			return ok && s.Sel.Name == name
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.CallExpr:
				if id, ok := x.Fun.(*ast.Ident); len(x.Args) > 2 && (named(x.Fun, "Labelf") || ok && id.Name == "Labelf") {
					check(x.Args[:2]...)
				}
			case *ast.CompositeLit:
				if file.Name.Name == "main" && named(x.Type, "Label") {
					check(x.Elts...)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 500 {
		t.Errorf("only %d texts were found", found)
	}
}
