package mapping_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

func TestParse(t *testing.T) {
	voc := graph.Standard()
	for _, x := range snippets {
		t.Run(x.name, func(t *testing.T) {
			m, err := mapping.Parse("m.yaml", []byte(x.text), voc)
			if x.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				roundTrip(t, voc, m)
				return
			}
			wrong, ok := errors.AsType[*yamlfile.Mistakes](err)
			if !ok || graph.CodeOf(err) != graph.CodeInvalid {
				t.Fatalf("got %v, want %q", err, x.want)
			}
			first := wrong.List[0]
			got := fmt.Sprintf("%d:%d %s; %s", first.Line, first.Column, first.Reason.En, first.Cure.En)
			if !strings.HasPrefix(got, x.want) {
				t.Errorf("got %q, want %q\n%v", got, x.want, wrong)
			}
			for _, m := range wrong.List {
				if m.Reason.Zh == "" || m.Cure.Zh == "" || m.Line < 1 || m.Column < 1 {
					t.Errorf("not complete: %+v", m)
				}
			}
			if s := wrong.In("zh") + wrong.In("en"); strings.Contains(s, "%!") {
				t.Error(s)
			}
		})
	}
}

// roundTrip writes a mapping and reads it back.
func roundTrip(t *testing.T, voc *graph.Vocabulary, m *mapping.Mapping) {
	t.Helper()
	data, err := m.YAML()
	if err != nil {
		t.Fatal(err)
	}
	back, err := mapping.Parse("written.yaml", data, voc)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	if !reflect.DeepEqual(m, back) {
		t.Errorf("got\n%+v\nwant\n%+v\nfile\n%s", back, m, data)
	}
}

// TestParseMeaning sees that a file says what its author means.
func TestParseMeaning(t *testing.T) {
	const file = `version: 1
source: {id: cnsec, name: 网络安全产业公开资料, trust: media}
dataDate: 2024-12
tables:
  - name: enterprises
    file: enterprises.csv
    headers: [1, 2]
    records:
      - kind: Enterprise
        period: 年份
        set:
          legalName: 企业名称
          registeredCapital: {column: 注册资金, unit: 万元}
          kind: {constant: private}
        edges:
          - type: LOCATED_IN
            to: Region
            by: {code: {column: 地区, within: 省份}}
          - type: SUPPLIES
            from: Enterprise
            by: {legalName: 供应商}
            attributes: {share: {column: 占比, period: {constant: 2023}}}
`
	got, err := mapping.Parse("m.yaml", []byte(file), graph.Standard())
	if err != nil {
		t.Fatal(err)
	}
	column := func(s string) mapping.Expr { return mapping.Expr{Columns: []string{s}} }
	within, period := column("省份"), column("年份")
	same(t, &mapping.Mapping{
		Version:  1,
		Source:   &mapping.Source{ID: "cnsec", Name: "网络安全产业公开资料", Trust: graph.TrustMedia},
		DataDate: graph.Date{Year: 2024, Month: 12},
		Tables: []mapping.Table{{
			Name: "enterprises", File: "enterprises.csv", HeaderFirst: 1, HeaderLast: 2,
			Records: []mapping.Record{{
				Kind: graph.KindEnterprise, Period: &period,
				Set: []mapping.Property{
					{Name: "legalName", Expr: column("企业名称")},
					{Name: "registeredCapital", Expr: mapping.Expr{Columns: []string{"注册资金"}, Unit: "万元"}},
					{Name: "kind", Expr: mapping.Expr{Constant: "private"}},
				},
				Edges: []mapping.Edge{
					{Type: "LOCATED_IN", Kind: graph.KindRegion, By: []mapping.Property{{Name: "code", Expr: mapping.Expr{Columns: []string{"地区"}, Within: &within}}}},
					{
						Type: "SUPPLIES", Incoming: true, Kind: graph.KindEnterprise,
						By:         []mapping.Property{{Name: "legalName", Expr: column("供应商")}},
						Attributes: []mapping.Attribute{{Name: "share", Expr: column("占比"), Period: &mapping.Expr{Constant: "2023"}}},
					},
				},
			}},
		}},
	}, got)
	roundTrip(t, graph.Standard(), got)
}

// TestParseTellsAll sees that all mistakes are told at once, in both languages.
func TestParseTellsAll(t *testing.T) {
	_, err := mapping.Parse("多.yaml", []byte(`version: 1
source: {id: Bad ID, name: 甲, trust: high}
tables:
  - headers: 1
    records:
      - kind: Enterprize
        set: {legalName: 名称}
      - kind: Enterprise
        set: {fullName: 名称, revenue: {column: 营收, pattern: "("}}
`), graph.Standard())
	wrong, ok := errors.AsType[*yamlfile.Mistakes](err)
	if !ok {
		t.Fatal(err)
	}
	golden(t, "mistakes.txt", wrong.In("zh")+"\n\n"+wrong.In("en")+"\n")
}

// TestParseLimits refuses what would cost too much, at once.
func TestParseLimits(t *testing.T) {
	for name, text := range map[string]string{
		"large":      "version: 1\n#" + strings.Repeat("x", mapping.MaxFile),
		"brackets":   "version: " + strings.Repeat("[", 100_000),
		"dashes":     strings.Repeat("- ", 100_000) + "x",
		"deep":       "version: 1\nlookups: " + strings.Repeat("{a: ", 60) + "b" + strings.Repeat("}", 60),
		"indented":   deepBlock(400),
		"alias bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
		"mistakes":   "version: 1\n" + strings.Repeat("? a\n", 10),
		"many":       many(20_000),
		"no UTF-8":   "version: 1\nsource: \xff\n",
		"a question": strings.Repeat("? ", 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := mapping.Parse("m.yaml", []byte(text), graph.Standard())
			wrong, ok := errors.AsType[*yamlfile.Mistakes](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			if len(wrong.List) > 100 {
				t.Errorf("%d mistakes are told", len(wrong.List))
			}
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

func deepBlock(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func many(n int) string {
	var b strings.Builder
	b.WriteString("version: 1\n")
	for i := range n {
		fmt.Fprintf(&b, "k%d: v\n", i)
	}
	return b.String()
}

// compiledSchema compiles the schema that is committed.
func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile("mapping.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	want, err := mapping.Schema(graph.Standard())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, want) {
		t.Fatal("mapping.schema.json is not up to date; run go generate ./importer/mapping")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mapping.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("mapping.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSchema sees that the schema is fresh and agrees with Parse.
func TestSchema(t *testing.T) {
	schema := compiledSchema(t)
	voc := graph.Standard()
	for _, x := range snippets {
		t.Run(x.name, func(t *testing.T) {
			_, err := mapping.Parse("m.yaml", []byte(x.text), voc)
			var v any
			if yaml.Unmarshal([]byte(x.text), &v) != nil || v == nil {
				return // no YAML, or nothing in it
			}
			asJSON, jsonErr := json.Marshal(v)
			if jsonErr != nil {
				t.Fatal(jsonErr)
			}
			doc, jsonErr := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
			if jsonErr != nil {
				t.Fatal(jsonErr)
			}
			schemaErr := schema.Validate(doc)
			if err == nil && schemaErr != nil {
				t.Errorf("Parse takes what the schema refuses: %v", schemaErr)
			}
			if err != nil && !x.only && schemaErr == nil {
				t.Errorf("the schema takes what Parse refuses: %v", err)
			}
			if err != nil && x.only && schemaErr != nil {
				t.Logf("the schema sees it too: %v", schemaErr)
			}
		})
	}
}
