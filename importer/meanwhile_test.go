package importer_test

import (
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// TestSameMeanwhile imports what somebody else imports at the same time: the
// second finds that it stands, and is no failure (fold.md, 12).
func TestSameMeanwhile(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	path := a.file("a.csv", companies)
	view := a.view()
	var theirs graph.Revision
	m := &meddled{Store: a.store, meddle: func() { theirs = a.run("list", importer.Options{}, path).Revision }}
	r, err := importer.Run(t.Context(), []string{path}, importer.Options{Store: m, View: view, Source: "list", Actor: "tester"})
	if err != nil {
		t.Fatal(err)
	}
	wantCounts(t, r, 3, 0, 0, 0, 0, 3, 0)
	if r.Revision != 0 || r.Before != theirs {
		t.Errorf("revision %d, before %d; want none, and %d", r.Revision, r.Before, theirs)
	}
}

// TestQualifierMeanwhile imports edges by a qualifier's mere name while somebody
// describes it: it is the one that is described (fold.md, 6 and 12), though no
// assertion repeats its name.
func TestQualifierMeanwhile(t *testing.T) {
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	a.run("list", importer.Options{}, a.file("e.csv", "企业名称,省份\n示例甲有限公司,北京\n示例乙有限公司,北京\n"))
	path := a.file("供货.csv", "供应商,客户,供货环节,采购占比\n示例甲有限公司,示例乙有限公司,芯片,30%\n")
	view := a.view()
	m := &meddled{Store: a.store, meddle: func() {
		a.run("list", importer.Options{}, a.file("seg.csv", "所属产业链,环节代码,环节名称\n链,E1,芯片\n"))
	}}
	if _, err := importer.Run(t.Context(), []string{path}, importer.Options{Store: m, View: view, Source: "list", Actor: "tester"}); err != nil {
		t.Fatal(err)
	}
	if n := a.view().Stats().Nodes[graph.KindSegment]; n != 1 {
		t.Errorf("%d segments; want the one that was described", n)
	}
}
