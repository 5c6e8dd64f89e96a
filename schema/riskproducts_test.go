package schema_test

import (
	"testing"

	"github.com/chainatlas/chainatlas/schema"
)

// TestSharesOfProducts tells the shares of a segment where products stand: what is
// made in a whole country is no supplier's, and is no further supplier either.
func TestSharesOfProducts(t *testing.T) {
	a := fresh(t, schema.Config{})
	id := a.upload(t, map[string]string{
		"makers.csv":   "maker,kind\n示例甲有限公司,民营企业\n示例国,国家\n",
		"segments.csv": "code,segment\nX1,示例环节\n",
		"products.csv": "product,maker,segment,share,year\n示例产品一,示例甲有限公司,X1,40,2024\n示例产品二,示例甲有限公司,X1,30,2024\n示例产品三,示例国,X1,20,2024\n",
	}, as(schema.RoleImporter)).must(t).get(t, "uploadFile", "upload")
	in := map[string]any{"upload": id, "dataDate": "2025-12-31", "mapping": `
source: {id: list, name: list, trust: media}
version: 1
tables:
  - name: segments
    file: segments.csv
    records:
      - kind: Segment
        set: {ownId: code, name: segment}
  - name: makers
    file: makers.csv
    records:
      - kind: Enterprise
        set: {legalName: maker, kind: kind}
  - name: products
    file: products.csv
    records:
      - kind: Product
        set: {name: product}
        edges:
          - {type: MAKES, from: Enterprise, by: {legalName: maker}}
          - type: IN_SEGMENT
            to: Segment
            by: {ownId: segment}
            attributes: {marketShare: {column: share, unit: "%", period: year}}
`}
	a.ask(t, applyImport, map[string]any{"in": in, "key": "products"}, as(schema.RoleImporter)).must(t)
	// Nobody supplies anything here, which is no error.
	if d := a.ask(t, `{ chainDependency { total expected counts { computed } inputs { class } categories { total } } }`, nil).must(t); d.get(t, "chainDependency", "total") != 0. || d.get(t, "chainDependency", "expected") != 0. {
		t.Errorf("the dependency is %s", d.raw)
	}
	x := a.ask(t, `{ chainRisk { segments { concentration { members known coverage cr1 largest { label } shares { share enterprise { label } stated { value { text } winner { place { row } } } } } } } }`, nil).must(t)
	c := func(path ...any) any {
		return x.get(t, append([]any{"chainRisk", "segments", 0, "concentration"}, path...)...)
	}
	if c("members") != 1. || c("known") != 1. || c("coverage") != "0.7" || c("largest", "label") != "示例甲有限公司" {
		t.Errorf("the concentration is %s", x.raw)
	}
	if c("shares", 0, "share") != "0.7" || len(c("shares", 0, "stated").([]any)) != 2 || c("shares", 0, "stated", 1, "winner", "place", "row") == c("shares", 0, "stated", 0, "winner", "place", "row") {
		t.Errorf("the shares are %s", x.raw)
	}
}
