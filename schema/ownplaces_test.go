package schema_test

import (
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/schema"
)

// TestWhoIsPlacedOnAGroupItself counts who is placed on a group apart from those
// below it, with and without filters; tells of a gap who stands in it elsewhere; and
// leaves the mark of a key link with the segment that it is of.
func TestWhoIsPlacedOnAGroupItself(t *testing.T) {
	a := fresh(t, schema.Config{})
	id := a.upload(t, map[string]string{
		"segments.csv":  "code,segment,key\nX,示例组,\nX1,示例环节一,是\nX2,示例环节二,\n",
		"parts.csv":     "code,above\nX1,X\nX2,X\n",
		"makers.csv":    "maker,stage,segment\n示例甲有限公司,成长期,X\n示例乙有限公司,成熟期,X\n示例丙有限公司,成熟期,X1\n示例丁有限公司,,X1\n示例戊有限公司,成长期,\n",
		"both.csv":      "maker,segment\n示例甲有限公司,X1\n",
		"products.csv":  "product,maker,segment\n示例产品一,示例戊有限公司,X\n示例产品二,示例丙有限公司,X1\n",
		"countries.csv": "maker,kind,segment\n示例国,国家,X\n",
	}, as(schema.RoleImporter)).must(t).get(t, "uploadFile", "upload")
	in := map[string]any{"upload": id, "dataDate": "2025-12-31", "mapping": `
source: {id: list, name: list, trust: media}
version: 1
tables:
  - name: segments
    file: segments.csv
    records:
      - kind: Segment
        set: {ownId: code, code: code, name: segment, keyLink: key}
  - name: parts
    file: parts.csv
    records:
      - kind: Segment
        set: {ownId: code}
        edges:
          - {type: PART_OF, to: Segment, by: {ownId: above}}
  - name: makers
    file: makers.csv
    records:
      - kind: Enterprise
        set: {legalName: maker, stage: stage}
        edges:
          - {type: IN_SEGMENT, to: Segment, by: {ownId: segment}}
  - name: both
    file: both.csv
    records:
      - kind: Enterprise
        set: {legalName: maker}
        edges:
          - {type: IN_SEGMENT, to: Segment, by: {ownId: segment}}
  - name: countries
    file: countries.csv
    records:
      - kind: Enterprise
        set: {legalName: maker, kind: kind}
        edges:
          - {type: IN_SEGMENT, to: Segment, by: {ownId: segment}}
  - name: products
    file: products.csv
    records:
      - kind: Product
        set: {name: product}
        edges:
          - {type: MAKES, from: Enterprise, by: {legalName: maker}}
          - {type: IN_SEGMENT, to: Segment, by: {ownId: segment}}
`}
	a.ask(t, applyImport, map[string]any{"in": in, "key": "own"}, as(schema.RoleImporter)).must(t)

	for filters, want := range map[string]map[string]string{
		"": {"X": "5 of which 3 here, 1 products, 1 countries", "X1": "3 of which 3 here, 1 products, 0 countries", "X2": "0 of which 0 here, 0 products, 0 countries"},
		"(enterprises: {property: {name: \"stage\", in: [\"成熟期\"]}})": {"X": "2 of which 1 here, 0 products, 0 countries", "X1": "1 of which 1 here, 1 products, 0 countries"},
		"(products: {text: \"产品\"})":                                  {"X": "2 of which 1 here, 1 products, 0 countries", "X1": "1 of which 1 here, 1 products, 0 countries"},
	} {
		x := a.ask(t, `{ chainMap`+filters+` { places { code count { enterprises } own { enterprises products countries } } } }`, nil).must(t)
		got := map[string]string{}
		for i := range x.get(t, "chainMap", "places").([]any) {
			p := func(path ...any) any { return x.get(t, append([]any{"chainMap", "places", i}, path...)...) }
			got[p("code").(string)] = fmt.Sprintf("%v of which %v here, %v products, %v countries", p("count", "enterprises"), p("own", "enterprises"), p("own", "products"), p("own", "countries"))
		}
		for code, text := range want {
			if got[code] != text {
				t.Errorf("%s%s counts %s, want %s", code, filters, got[code], text)
			}
		}
	}

	x := a.ask(t, `{ gapList(enterprises: {property: {name: "stage", in: ["成长期"]}}, rule: {fewerThan: 9}) { gaps { segment { code keyLink } keyLinksBelow { code } count { enterprises } undecided ruledOut elsewhere(first: 1) { label } } } }`, nil).must(t)
	want := map[string]string{
		"X":  "<nil> above [X1]: 2, 1 undecided, 2 elsewhere, first [示例丙有限公司]",
		"X1": "true above []: 1, 1 undecided, 1 elsewhere, first [示例丙有限公司]",
		"X2": "<nil> above []: 0, 0 undecided, 0 elsewhere, first []",
	}
	for i := range x.get(t, "gapList", "gaps").([]any) {
		g := func(path ...any) any { return x.get(t, append([]any{"gapList", "gaps", i}, path...)...) }
		each := func(field, name string) (out []any) {
			for j := range g(field).([]any) {
				out = append(out, g(field, j, name))
			}
			return out
		}
		code := g("segment", "code").(string)
		got := fmt.Sprintf("%v above %v: %v, %v undecided, %v elsewhere, first %v", g("segment", "keyLink"), each("keyLinksBelow", "code"), g("count", "enterprises"), g("undecided"), g("ruledOut"), each("elsewhere", "label"))
		if got != want[code] {
			t.Errorf("gap %s is %s, want %s", code, got, want[code])
		}
		delete(want, code)
	}
	if len(want) > 0 {
		t.Errorf("no gap is %v", want)
	}
	if got := a.ask(t, `{ gapList(rule: {fewerThan: 9}) { gaps { elsewhere(first: 101) { id } } } }`, nil); got.code() != "LIMIT" {
		t.Errorf("101 elsewhere are answered %s", got.raw)
	}
}
