package importer_test

import (
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// TestQualifierComesAgain checks that a qualifier that nothing describes, and that
// no record prints, is the same in every edition (fold.md, 2 and 6).
func TestQualifierComesAgain(t *testing.T) {
	const table = "供应商,客户,供货环节,采购占比\n示例甲有限公司,示例乙有限公司,芯片,30%\n"
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	a.run("list", importer.Options{}, a.file("供货.csv", table))
	for _, more := range []string{"示例丙有限公司,示例乙有限公司,芯片,30%\n", "示例丁有限公司,示例乙有限公司,芯片,30%\n"} {
		r := a.run("list", importer.Options{}, a.file("供货.csv", table+more))
		wantCounts(t, r, 2, 0, 0, 1, 0, 1, 0)
	}
	if n := a.view().Stats().Nodes[graph.KindSegment]; n != 1 {
		t.Errorf("%d segments; want 1", n)
	}
}

// TestRedactedComesAgain checks that a row meets its subject also when the key that
// it prints has been redacted, so that the redaction covers it (fold.md, 2 and 14).
func TestRedactedComesAgain(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	a.run("list", importer.Options{}, a.file("a.csv", "企业名称,省份\n示例甲有限公司,北京\n示例乙有限公司,北京\n"))
	id := node(t, a.view(), graph.KindEnterprise, "示例甲有限公司").ID
	_, err := graph.Append(t.Context(), a.store, graph.Header{
		Key: "redact", Kind: graph.BatchRedact, Source: "list", Actor: "tester", Reason: "law", Rules: graph.StandardRules().Version,
	}, &graph.Redact{Subject: id, Property: graph.PropLegalName})
	if err != nil {
		t.Fatal(err)
	}
	r := a.run("list", importer.Options{}, a.file("b.csv", "企业名称,省份\n示例甲有限公司,北京\n示例乙有限公司,上海\n"))
	wantCounts(t, r, 2, 0, 0, 0, 1, 1, 0)
	v := a.view()
	if n := v.Stats().Nodes[graph.KindEnterprise]; n != 2 {
		t.Errorf("%d enterprises; want 2", n)
	}
	if name := v.Name(id); name == "示例甲有限公司" {
		t.Error("the redacted name is shown")
	}
}

// productsOfMakers yields products that are known by their maker's row, and others
// that a component refers to by a name that is no key.
const productsOfMakers = `tables:
  - name: t
    records:
      - kind: Enterprise
        set: {legalName: n}
        edges: [{type: MAKES, to: Product, by: {name: p}, each: [";"]}]
      - kind: Product
        when: [{column: w, blank: false}]
        set: {name: w}
        edges:
          - {type: MAKES, from: Enterprise, by: {legalName: n}}
          - {type: COMPONENT_OF, to: Product, by: {name: x}}
`

// TestProductOfMakerComesAgain checks that what a row once referred to, of a kind
// that hangs on the row's, is met when the row refers to it again (fold.md, 3 and
// 4).
func TestProductOfMakerComesAgain(t *testing.T) {
	m := mapped(t, productsOfMakers)
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	edition := func(products string) {
		a.run("list", importer.Options{Mapping: m}, a.file("t.csv", "n,p,w,x\n示例甲有限公司,"+products+",,\n"))
	}
	edition("防火墙")
	was := node(t, a.view(), graph.KindProduct, "防火墙").ID
	edition("网关")
	edition("防火墙;网关")
	if is := node(t, a.view(), graph.KindProduct, "防火墙").ID; is != was {
		t.Errorf("the product is %s; it was %s before it was left out once", is, was)
	}
}

// TestShortIsNoProductOfMaker checks that a reference by a mere name does not meet
// a subject that stood once under its maker and that name (fold.md, 6).
func TestShortIsNoProductOfMaker(t *testing.T) {
	m := mapped(t, productsOfMakers)
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	edition := func(rows string) *importer.Report {
		return a.run("list", importer.Options{Mapping: m}, a.file("t.csv", "n,p,w,x\n"+rows))
	}
	edition("示例甲有限公司,防火墙,,\n")
	was := node(t, a.view(), graph.KindProduct, "防火墙").ID
	edition("示例甲有限公司,网关,,\n")
	r := edition("示例甲有限公司,网关,,\n示例乙有限公司,,引擎,防火墙\n")
	shorts := 0
	for _, rec := range a.records(r.Revision) {
		for _, e := range rec.Edges {
			for _, f := range e.Refs {
				if !f.Short {
					continue
				}
				if shorts++; f.Subject == was {
					t.Errorf("the name 防火墙 met %s, the one of 示例甲", was)
				}
			}
		}
	}
	if shorts != 1 {
		t.Errorf("%d references by name; want 1", shorts)
	}
}
