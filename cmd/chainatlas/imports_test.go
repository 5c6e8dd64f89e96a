package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/chainatlas/chainatlas"

// layers says, for every package of the module, which packages of the module
// it may import. A package that is not listed is against the law, too: say
// first where it belongs.
var layers = map[string][]string{
	"cmd/chainatlas": {
		"schema", "frontend", "frontend/graphiql", "importer", "scoring", "scoring/schemes", "scoring/growth", "scoring/growth/gather", "scoring/growth/register", "scoring/evidence", "scoring/rating",
		// A release's workbook is read as strictly as what is imported.
		"importer/annotate", "importer/cell", "importer/export", "importer/mapping", "importer/table", "importer/template", "importer/xlsx",
		"graph", "graph/chunk", "graph/memory", "graph/sqlite", "graph/live", "graph/search", "graph/neo4j", "graph/yamlfile",
	},
	"frontend":          {},
	"frontend/graphiql": {},
	"schema": {
		"importer", "importer/cell", "importer/mapping", "importer/table", "scoring", "scoring/growth", "scoring/growth/gather",
		"scoring/growth/register", "scoring/publish", "scoring/schemes", "scoring/evidence", "scoring/rating", "graph", "graph/memory", "graph/live", "graph/pinyin", "graph/yamlfile",
		"schema/internal/gen", "schema/internal/model", "schema/internal/relay", "schema/internal/scalar", "schema/internal/structure",
	},
	"schema/internal/gen":    {"graph", "schema/internal/model", "schema/internal/relay", "schema/internal/scalar"},
	"schema/internal/model":  {"importer", "importer/mapping", "scoring/growth", "graph", "graph/memory", "schema/internal/relay"},
	"schema/internal/relay":  {},
	"schema/internal/scalar": {"graph"},
	// What holds a graph together, of numbered nodes.
	"schema/internal/structure": {},
	"schema/internal/sdlgen":    {"graph"},
	// What benchmarks compare the schema with.
	"schema/schematest":              {"schema/schematest/internal/gen"},
	"schema/schematest/internal/gen": {},
	"importer": {
		"importer/table", "importer/cell", "importer/mapping", "importer/xlsx", "importer/delimited", "importer/template", "importer/export", "importer/near",
		"graph", "graph/memory",
	},
	"importer/table":     {"graph"},
	"importer/near":      {"graph"},
	"importer/cell":      {"importer/table", "graph"},
	"importer/mapping":   {"importer/table", "importer/cell", "graph", "graph/yamlfile"},
	"importer/xlsx":      {"importer/table", "graph"},
	"importer/delimited": {"importer/table", "graph"},
	"importer/template":  {"importer/table", "importer/cell", "importer/mapping", "graph"},
	"importer/export":    {"importer/table", "graph", "graph/memory"},
	"importer/annotate":  {"importer/table", "graph"},
	"scoring":            {"graph", "graph/yamlfile"},
	"scoring/schemes":    {},
	// A list may rank by a value model, which is a scheme.
	"scoring/growth": {"scoring", "scoring/schemes", "graph", "graph/yamlfile"},
	"graph":          {},
	"graph/chunk":    {"graph"},
	"graph/memory":   {"graph", "graph/pinyin"},
	"graph/sqlite":   {"graph", "graph/chunk"},
	"graph/live":     {"graph", "graph/memory"},
	"graph/search":   {"graph", "graph/memory", "graph/live", "graph/pinyin"},
	"graph/neo4j":    {"graph", "graph/chunk", "graph/memory"},
	// How characters are read, which names are found and ordered by.
	"graph/pinyin": {},
	// Files that people write rules in.
	"graph/yamlfile": {"graph"},
	// What a list is applied to is read off a View.
	"scoring/evidence":      {"scoring", "graph", "graph/memory"},
	"scoring/growth/gather": {"scoring", "scoring/evidence", "scoring/growth", "graph", "graph/memory"},
	// What is published is put into the log by one package, whatever it is.
	"scoring/publish":         {"graph", "graph/memory"},
	"scoring/rating":          {"scoring", "scoring/evidence", "scoring/publish", "graph", "graph/memory", "graph/pinyin"},
	"scoring/growth/register": {"scoring/growth", "scoring/growth/gather", "scoring/publish", "graph", "graph/memory"},
	// A real server for tests.
	"graph/neo4j/neo4jtest": {},
	// What a conformance suite checks, it also reads and writes.
	"graph/graphtest": {"graph", "graph/chunk"},
	// The examples are data; the program that writes them is for who mends them.
	"examples":           {},
	"examples/workbooks": {"importer/template", "scoring", "scoring/schemes", "graph"},
}

// testLayers says what the tests of a package may import besides.
var testLayers = map[string][]string{
	"graph":           {"graph/chunk", "graph/graphtest", "graph/memory", "graph/sqlite"},
	"graph/chunk":     {"graph/graphtest"},
	"graph/memory":    {"graph/chunk", "graph/graphtest", "graph/sqlite"},
	"graph/sqlite":    {"graph/graphtest"},
	"graph/live":      {"graph/chunk", "graph/graphtest", "graph/sqlite"},
	"graph/graphtest": {"graph/memory", "graph/sqlite"},
	"graph/search":    {"graph/graphtest"},
	"graph/neo4j":     {"graph/graphtest", "graph/live", "graph/neo4j/neo4jtest"},
	"cmd/chainatlas":  {"graph/graphtest", "graph/neo4j/neo4jtest", "schema/schematest"},

	"schema":             {"graph/search", "graph/sqlite"},
	"importer":           {"importer/annotate", "graph/graphtest", "graph/sqlite"},
	"importer/annotate":  {"importer/delimited", "importer/xlsx"},
	"importer/export":    {"importer/cell", "importer/xlsx", "graph/graphtest", "graph/sqlite"},
	"importer/mapping":   {"importer/delimited", "importer/template", "importer/xlsx"},
	"importer/template":  {"importer/xlsx"},
	"scoring/schemes":    {"scoring", "graph"},
	"examples":           {"scoring", "scoring/evidence", "scoring/rating", "scoring/schemes", "importer", "importer/cell", "importer/mapping", "importer/table", "importer/template", "importer/xlsx", "graph", "graph/memory", "graph/sqlite"},
	"examples/workbooks": {"importer/table", "importer/xlsx"},
}

// outside says which packages outside the standard library are imported, and
// which packages of the module may import each; tests may import all of them.
var outside = map[string][]string{
	"github.com/99designs/gqlgen":               {"schema", "schema/internal/gen", "schema/internal/scalar", "schema/schematest", "schema/schematest/internal/gen"},
	"github.com/RoaringBitmap/roaring":          {"graph/search"},
	"github.com/blevesearch/bleve":              {"graph/search"},
	"github.com/blevesearch/bleve_index_api":    {"graph/search"},
	"github.com/blevesearch/scorch_segment_api": {"graph/search"},
	"github.com/coder/websocket":                {}, // in tests only
	"github.com/goccy/go-yaml":                  {"cmd/chainatlas", "graph/yamlfile"},
	"github.com/klauspost/compress":             {"graph/chunk", "importer/xlsx", "importer/annotate"},
	"github.com/longbridgeapp/opencc":           {"graph/search"},
	"github.com/mozillazg/go-pinyin":            {"graph/pinyin", "importer/near"},
	"github.com/neo4j/neo4j-go-driver/v5":       {"graph/neo4j"},
	"github.com/richardlehane/mscfb":            {"importer/xlsx"},
	"github.com/santhosh-tekuri/jsonschema/v6":  {}, // in tests only
	"github.com/schollz/progressbar/v3":         {"cmd/chainatlas"},
	"github.com/spf13/cobra":                    {"cmd/chainatlas"},
	"github.com/spf13/pflag":                    {"cmd/chainatlas"},
	"github.com/xuri/excelize/v2":               {"importer/template", "importer/export", "examples/workbooks"},
	"github.com/vektah/gqlparser/v2":            {"schema", "schema/internal/gen", "schema/schematest", "schema/schematest/internal/gen"},
	"golang.org/x/sys":                          {"graph/memory", "graph/sqlite", "graph/live"},
	"golang.org/x/term":                         {"cmd/chainatlas"},
	"golang.org/x/text":                         {"cmd/chainatlas", "importer/delimited", "importer/mapping", "schema"},
	"gonum.org/v1/gonum":                        {"scoring"},
	"modernc.org/sqlite":                        {"graph/sqlite"},
	"zombiezen.com/go/sqlite":                   {"graph/sqlite"},
}

// TestImports keeps the law of who may import whom: arrows run down only,
// package graph knows the standard library alone, siblings below graph do not
// know each other but for the exceptions in layers, and each library from
// outside has its home.
func TestImports(t *testing.T) {
	listed := listPackages(t)
	if len(listed) < 2 {
		t.Fatalf("go list found %d packages", len(listed))
	}
	for _, p := range listed {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		allowed, ok := layers[name]
		if !ok {
			t.Errorf("package %s is not in the law: add it to layers with what it may import", name)
			continue
		}
		check := func(imports, allowed []string, where string) {
			for _, path := range imports {
				if inside, ok := strings.CutPrefix(path, module+"/"); ok {
					if inside != name && !slices.Contains(allowed, inside) {
						t.Errorf("%s%s imports %s", name, where, inside)
					}
				} else if !strings.Contains(strings.SplitN(path, "/", 2)[0], ".") {
					continue // the standard library
				} else if home := home(path); home == "" {
					t.Errorf("%s%s imports %s, which is not in the law", name, where, path)
				} else if where == "" && !slices.Contains(outside[home], name) {
					t.Errorf("%s imports %s, whose place is %v", name, path, outside[home])
				}
			}
		}
		check(p.Imports, allowed, "")
		inTests := slices.Concat(allowed, testLayers[name])
		check(p.TestImports, inTests, " (tests)")
		check(p.XTestImports, inTests, " (tests)")
	}
}

// home returns the entry of outside that a package belongs to, or "".
func home(path string) string {
	for name := range outside {
		if path == name || strings.HasPrefix(path, name+"/") {
			return name
		}
	}
	return ""
}

type listedPackage struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

// listPackages asks the go command for all packages of the module.
func listPackages(t *testing.T) []listedPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", module+"/...").Output()
	if err != nil {
		if e, ok := errors.AsType[*exec.ExitError](err); ok {
			t.Fatalf("go list: %v\n%s", err, e.Stderr)
		}
		t.Fatal(err)
	}
	var listed []listedPackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listedPackage
		if err := d.Decode(&p); err == io.EOF {
			return listed
		} else if err != nil {
			t.Fatal(err)
		}
		listed = append(listed, p)
	}
}

// TestTopLevel keeps that the repository has the folders of the design and no
// others, besides what tools need: names that begin with a dot, and bin, where
// make builds.
func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	folders := []string{"bin", "cmd", "docs", "examples", "frontend", "graph", "importer", "schema", "scoring"}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(folders, e.Name()) {
			t.Errorf("the folder %s has no place in the design", e.Name())
		}
		if strings.HasSuffix(e.Name(), ".go") {
			t.Errorf("%s is in no package of the design", e.Name())
		}
	}
}
