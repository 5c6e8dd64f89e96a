package schema_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// sdl reads the schema's files.
func sdl(t *testing.T) *ast.Schema {
	t.Helper()
	names, err := filepath.Glob("*.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	var sources []*ast.Source
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, &ast.Source{Name: name, Input: string(b)})
	}
	s, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// types yields the types of the project in order.
func types(s *ast.Schema) []*ast.Definition {
	var out []*ast.Definition
	for _, d := range s.Types {
		if !d.BuiltIn && !strings.HasPrefix(d.Name, "__") {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b *ast.Definition) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// TestEverythingIsDescribed asks for a description of every type, field, argument
// and enum value, in English with the Chinese term of types and fields.
func TestEverythingIsDescribed(t *testing.T) {
	chinese := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	check := func(what, s string, term bool) {
		switch {
		case s == "":
			t.Errorf("%s has no description", what)
		case term && !chinese(s):
			t.Errorf("%s has no Chinese term: %q", what, s)
		}
	}
	for _, d := range types(sdl(t)) {
		check(d.Name, d.Description, d.Kind != ast.Scalar || d.Name != "Upload")
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			check(d.Name+"."+f.Name, f.Description, true)
			for _, a := range f.Arguments {
				check(d.Name+"."+f.Name+"("+a.Name+")", a.Description, !strings.Contains(a.Description, "now without it"))
			}
		}
		for _, v := range d.EnumValues {
			check(d.Name+"."+v.Name, v.Description, true)
		}
	}
}

// TestEveryPropertyIsInTheSchema asks for a field of every property of the
// vocabulary, of its type, and for one of every edge type from both its ends.
func TestEveryPropertyIsInTheSchema(t *testing.T) {
	s := sdl(t)
	types := map[graph.ValueType]string{graph.TypeText: "String", graph.TypeCode: "Code", graph.TypeInt: "Long", graph.TypeDecimal: "Decimal",
		graph.TypeDate: "PartialDate", graph.TypeMoney: "Money", graph.TypeBool: "Boolean"}
	voc := graph.Standard()
	for _, k := range voc.Kinds {
		d := s.Types[string(k.Kind)]
		if d == nil {
			t.Errorf("the kind %s is not in the schema: run go generate", k.Kind)
			continue
		}
		for _, p := range k.Properties {
			f := d.Fields.ForName(p.Name)
			want := types[p.Type]
			switch {
			case p.Personal:
				want = "Property"
			case p.Periodic:
				want = "[" + want + "Observation!]!"
			case p.Set:
				want = "[" + want + "!]!"
			}
			if f == nil || f.Type.String() != want {
				t.Errorf("%s.%s is not in the schema as %s: run go generate", k.Kind, p.Name, want)
			}
		}
		links := 0
		for _, f := range d.Fields {
			if f.Type.Name() == "LinkConnection" {
				links++
			}
		}
		want := 0
		for _, e := range voc.Edges {
			for _, ends := range [][]graph.Kind{e.From, e.To} {
				if slices.Contains(ends, k.Kind) {
					want++
				}
			}
		}
		if links != want {
			t.Errorf("%s has %d fields of edges, not %d: run go generate", k.Kind, links, want)
		}
	}
}

// printed is the whole schema in one text, in an order that only its content
// decides.
func printed(s *ast.Schema) []byte {
	var b bytes.Buffer
	formatter.NewFormatter(&b, formatter.WithIndent("  ")).FormatSchema(s)
	return b.Bytes()
}

// TestNothingBreaks holds the schema against the one last published, in
// testdata/schema.graphql: what clients rely on may be added to, and not taken
// away. With -update that file is written anew, which a reviewer sees.
func TestNothingBreaks(t *testing.T) {
	path := filepath.Join("testdata", "schema.graphql")
	now := sdl(t)
	if *update {
		if err := os.WriteFile(path, printed(now), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if schema.SDL() != string(printed(now)) {
		t.Error("what is served is not what the files say: run go generate")
	}
	then, err := gqlparser.LoadSchema(&ast.Source{Name: path, Input: string(old)})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range breaks(then, now) {
		t.Errorf("breaking: %s", s)
	}
	if !bytes.Equal(old, printed(now)) {
		t.Errorf("the schema has changed: run go test -update and have %s reviewed", path)
	}
}

// breaks lists what a client of one schema could not rely on in another.
func breaks(then, now *ast.Schema) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, old := range types(then) {
		d := now.Types[old.Name]
		if d == nil || d.Kind != old.Kind {
			say("%s %s is gone", strings.ToLower(string(old.Kind)), old.Name)
			continue
		}
		for _, name := range old.Interfaces {
			if !slices.Contains(d.Interfaces, name) {
				say("%s is no %s any more", d.Name, name)
			}
		}
		for _, v := range old.EnumValues {
			if d.EnumValues.ForName(v.Name) == nil {
				say("%s.%s is gone", d.Name, v.Name)
			}
		}
		for _, f := range old.Fields {
			g := d.Fields.ForName(f.Name)
			what := d.Name + "." + f.Name
			switch {
			case g == nil:
				say("%s is gone", what)
				continue
			case d.Kind == ast.InputObject && !accepts(g.Type, f.Type):
				say("%s takes %s, not %s any more", what, g.Type, f.Type)
			case d.Kind != ast.InputObject && !accepts(f.Type, g.Type):
				say("%s is %s, not %s any more", what, g.Type, f.Type)
			}
			for _, a := range f.Arguments {
				b := g.Arguments.ForName(a.Name)
				if b == nil {
					say("%s(%s) is gone", what, a.Name)
				} else if !accepts(b.Type, a.Type) {
					say("%s(%s) takes %s, not %s any more", what, a.Name, b.Type, a.Type)
				}
			}
			for _, b := range g.Arguments {
				if f.Arguments.ForName(b.Name) == nil && b.Type.NonNull && b.DefaultValue == nil {
					say("%s(%s) is new and required", what, b.Name)
				}
			}
		}
		if d.Kind == ast.InputObject {
			for _, g := range d.Fields {
				if old.Fields.ForName(g.Name) == nil && g.Type.NonNull && g.DefaultValue == nil {
					say("%s.%s is new and required", d.Name, g.Name)
				}
			}
		}
	}
	return out
}

// accepts reports whether a place of one type takes every value of another.
func accepts(place, value *ast.Type) bool {
	if place.NonNull && !value.NonNull {
		return false
	}
	if (place.Elem == nil) != (value.Elem == nil) {
		return false
	}
	if place.Elem != nil {
		return accepts(place.Elem, value.Elem)
	}
	return place.NamedType == value.NamedType
}

func TestBreaksAreFound(t *testing.T) {
	load := func(s string) *ast.Schema {
		return gqlparser.MustLoadSchema(&ast.Source{Input: s})
	}
	then := load(`enum E { A B } input I { x: Int } type Query { a(i: I): Int! b: [E!] c: E }`)
	for name, c := range map[string]struct{ now, want string }{
		"same":              {`enum E { A B } input I { x: Int } type Query { a(i: I): Int! b: [E!] c: E }`, ""},
		"added":             {`enum E { A B C } input I { x: Int y: Int } type Query { a(i: I, j: Int): Int! b: [E!]! c: E d: Int }`, ""},
		"field gone":        {`enum E { A B } input I { x: Int } type Query { a(i: I): Int! b: [E!] }`, "Query.c is gone"},
		"value gone":        {`enum E { A } input I { x: Int } type Query { a(i: I): Int! b: [E!] c: E }`, "E.B is gone"},
		"nullable":          {`enum E { A B } input I { x: Int } type Query { a(i: I): Int b: [E!] c: E }`, "Query.a is Int, not Int! any more"},
		"argument gone":     {`enum E { A B } input I { x: Int } type Query { a: Int! b: [E!] c: E }`, "Query.a(i) is gone"},
		"argument required": {`enum E { A B } input I { x: Int } type Query { a(i: I!): Int! b: [E!] c: E }`, "Query.a(i) takes I!, not I any more"},
		"input required":    {`enum E { A B } input I { x: Int y: Int! } type Query { a(i: I): Int! b: [E!] c: E }`, "I.y is new and required"},
		"list item":         {`enum E { A B } input I { x: Int } type Query { a(i: I): Int! b: [E] c: E }`, "Query.b is [E], not [E!] any more"},
	} {
		if got := strings.Join(breaks(then, load(c.now)), "; "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestRelay holds the schema against Relay's specifications of global objects and
// of cursor connections.
func TestRelay(t *testing.T) {
	s := sdl(t)
	node := s.Types["Node"]
	if node == nil || node.Kind != ast.Interface || len(node.Fields) != 1 || node.Fields[0].Name != "id" || node.Fields[0].Type.String() != "ID!" {
		t.Error("Node is not an interface with id: ID! alone")
	}
	root := s.Query.Fields.ForName("node")
	if root == nil || root.Type.String() != "Node" || root.Arguments.ForName("id").Type.String() != "ID!" {
		t.Error("there is no node(id: ID!): Node")
	}
	if many := s.Query.Fields.ForName("nodes"); many == nil || many.Type.String() != "[Node]" || many.Arguments.ForName("ids").Type.String() != "[ID!]!" {
		t.Error("there is no nodes(ids: [ID!]!): [Node]")
	}
	info := s.Types["PageInfo"]
	for name, want := range map[string]string{"hasNextPage": "Boolean!", "hasPreviousPage": "Boolean!", "startCursor": "String", "endCursor": "String"} {
		if f := info.Fields.ForName(name); f == nil || f.Type.String() != want {
			t.Errorf("PageInfo.%s is not %s", name, want)
		}
	}
	connections := 0
	for _, d := range types(s) {
		if strings.HasSuffix(d.Name, "Connection") {
			connections++
			edges := d.Fields.ForName("edges")
			if edges == nil || edges.Type.Elem == nil || s.Types[edges.Type.Name()].Kind != ast.Object {
				t.Errorf("%s.edges is no list of an object", d.Name)
				continue
			}
			edge := s.Types[edges.Type.Name()]
			if f := edge.Fields.ForName("cursor"); f == nil || f.Type.String() != "String!" {
				t.Errorf("%s.cursor is not String!", edge.Name)
			}
			if f := edge.Fields.ForName("node"); f == nil || f.Type.Elem != nil {
				t.Errorf("%s.node is a list or missing", edge.Name)
			}
			if f := d.Fields.ForName("pageInfo"); f == nil || f.Type.String() != "PageInfo!" {
				t.Errorf("%s.pageInfo is not PageInfo!", d.Name)
			}
		}
		for _, f := range d.Fields {
			if d.Kind == ast.Object && strings.HasSuffix(f.Type.Name(), "Connection") {
				first, after := f.Arguments.ForName("first"), f.Arguments.ForName("after")
				if first == nil || first.Type.NamedType != "Int" || after == nil || after.Type.String() != "String" {
					t.Errorf("%s.%s cannot be paged forward by first and after", d.Name, f.Name)
				}
			}
		}
	}
	if connections < 20 {
		t.Errorf("only %d connections were checked", connections)
	}
}
