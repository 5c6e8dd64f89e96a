package importer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

const (
	creditOne = "91110108551385082Q"
	creditTwo = "91110000802100433B"
)

// mapped parses the tables of a mapping file.
func mapped(t *testing.T, tables string) *mapping.Mapping {
	t.Helper()
	m, err := mapping.Parse("mapping.yaml", []byte("version: 1\n"+tables), graph.Standard())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// judge records a person's word on two subjects.
func (a *atlas) judge(x, y graph.SubjectID, v graph.Verdict) {
	a.t.Helper()
	_, err := graph.Append(a.t.Context(), a.store, graph.Header{
		Key: "judge:" + string(x) + string(y), Kind: graph.BatchCurate, Source: "curator", Actor: "tester", Rules: graph.StandardRules().Version,
	}, &graph.Judge{A: x, B: y, Verdict: v})
	if err != nil {
		a.t.Fatal(err)
	}
}

// records returns the records that a batch states.
func (a *atlas) records(r graph.Revision) []*graph.Record {
	a.t.Helper()
	var out []*graph.Record
	for x, err := range a.store.Assertions(a.t.Context(), r) {
		if err != nil {
			a.t.Fatal(err)
		}
		if rec, ok := x.(*graph.Record); ok {
			out = append(out, rec)
		}
	}
	return out
}

// TestOneCodeTwoNames checks that a row clashes with what stands under its credit
// code if their names have no common core (fold.md, 4).
func TestOneCodeTwoNames(t *testing.T) {
	const header = "企业名称,统一社会信用代码\n"
	for name, queued := range map[string]int{
		"样本乙有限公司":   1,
		"示例甲股份有限公司": 0, // the same core
		"示例甲":       0,
		"北京示例甲有限公司": 0,
		"启明有限责任公司":  1,
	} {
		a := newAtlas(t)
		a.source("list", graph.TrustMedia)
		a.run("list", importer.Options{}, a.file("a.csv", header+"示例甲有限公司,"+creditOne+"\n"))
		r := a.run("list", importer.Options{}, a.file("b.csv", header+name+","+creditOne+"\n"))
		if r.Counts.Queued != queued || queued == 1 && (len(r.Queued) != 1 || r.Queued[0].Reason != "clash" || len(r.Queued[0].May) != 1) {
			t.Errorf("%s: %+v, queued %+v", name, r.Counts, r.Queued)
		}
	}
}

// TestOnceStoodClash checks that a row does not meet a subject that once stood and
// that it clashes with (fold.md, 4).
func TestOnceStoodClash(t *testing.T) {
	const header = "企业名称,统一社会信用代码\n"
	for code, meets := range map[string]bool{creditOne: true, "": true, creditTwo: false} {
		a := newAtlas(t)
		a.source("list", graph.TrustMedia)
		r := a.run("list", importer.Options{}, a.file("a.csv", header+"示例甲有限公司,"+creditOne+"\n"))
		was := node(t, a.view(), graph.KindEnterprise, "示例甲有限公司").ID
		a.revoke(r.Revision)
		a.run("list", importer.Options{}, a.file("b.csv", header+"示例甲有限公司,"+code+"\n"))
		if is := node(t, a.view(), graph.KindEnterprise, "示例甲有限公司").ID; (is == was) != meets {
			t.Errorf("code %q: subject %s; %s stood once under %s", code, is, was, creditOne)
		}
	}
}

// TestClashingAlike checks that rows of one batch that clash and give the same keys
// share one held subject, whatever comes with them later (fold.md, 4).
func TestClashingAlike(t *testing.T) {
	const header = "企业名称,统一社会信用代码,省份\n"
	const alike = "示例甲有限公司," + creditTwo + ",北京\n示例甲有限公司," + creditTwo + ",上海\n"
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	a.run("list", importer.Options{}, a.file("a.csv", header+"示例甲有限公司,"+creditOne+",北京\n"))
	var waits []graph.SubjectID
	for i, more := range []string{"", "示例乙有限公司,,\n"} {
		r := a.run("list", importer.Options{}, a.file("b.csv", header+alike+more))
		if len(r.Queued) != 2 || len(r.Gone) != 0 {
			t.Fatalf("edition %d: queued %+v, gone %+v", i+1, r.Queued, r.Gone)
		}
		waits = append(waits, r.Queued[0].Subject, r.Queued[1].Subject)
	}
	if len(slices.Compact(waits)) != 1 {
		t.Errorf("they wait as %v; want one subject", waits)
	}
}

// TestJudgedRowComesAgain checks that a row whose like a person has judged is not
// asked about again: it meets the subject that was held, also with one key more
// (fold.md, 4 and 15).
func TestJudgedRowComesAgain(t *testing.T) {
	const header = "企业名称,统一社会信用代码,证券代码\n"
	for _, verdict := range []graph.Verdict{graph.Same, graph.Different} {
		a := newAtlas(t)
		a.source("list", graph.TrustMedia)
		a.source("curator", graph.TrustVerified)
		a.run("list", importer.Options{}, a.file("a.csv", header+"示例甲有限公司,"+creditOne+",\n"))
		stood := node(t, a.view(), graph.KindEnterprise, "示例甲有限公司").ID
		r := a.run("list", importer.Options{}, a.file("b.csv", header+"样本乙有限公司,"+creditOne+",\n"))
		if len(r.Queued) != 1 {
			t.Fatalf("%+v", r.Counts)
		}
		a.judge(stood, r.Queued[0].Subject, verdict)
		r = a.run("list", importer.Options{}, a.file("c.csv", header+"样本乙有限公司,"+creditOne+",\n样本丙有限公司,,\n"))
		wantCounts(t, r, 2, 0, 0, 1, 1, 0, 0)
		r = a.run("list", importer.Options{}, a.file("d.csv", header+"样本乙有限公司,"+creditOne+",688096\n"))
		wantCounts(t, r, 1, 0, 0, 0, 1, 0, 0)
	}
}

// TestJudgedRowsCompeteNoMore checks that rows that competed are queued no more
// once a person has judged them, and are confirmed from then on (fold.md, 4 and
// 10).
func TestJudgedRowsCompeteNoMore(t *testing.T) {
	const header = "企业名称,统一社会信用代码\n"
	const both = "示例甲有限公司," + creditOne + "\n样本乙有限公司," + creditOne + "\n"
	for _, verdict := range []graph.Verdict{graph.Same, graph.Different} {
		a := newAtlas(t)
		a.source("list", graph.TrustMedia)
		a.source("curator", graph.TrustVerified)
		r := a.run("list", importer.Options{}, a.file("a.csv", header+both))
		if len(r.Queued) != 2 {
			t.Fatalf("%+v", r.Counts)
		}
		a.judge(r.Queued[0].Subject, r.Queued[1].Subject, verdict)
		r = a.run("list", importer.Options{}, a.file("b.csv", header+both+"样本丙有限公司,\n"))
		wantCounts(t, r, 3, 0, 0, 1, 2, 0, 0)
		r = a.run("list", importer.Options{}, a.file("c.csv", header+both+"样本丁有限公司,\n"))
		wantCounts(t, r, 3, 0, 0, 1, 0, 2, 0)
		if r.Wrote != 1 || r.Confirms != 2 {
			t.Errorf("verdict %v: %d written, %d confirmed; want 1 and 2", verdict, r.Wrote, r.Confirms)
		}
	}
}

// TestJudgedRowRefersToTheSame checks that what a held row referred to is met again
// once the row is judged, though nothing but the held row ever printed it
// (fold.md, 4 and 6).
func TestJudgedRowRefersToTheSame(t *testing.T) {
	const header = "企业名称,统一社会信用代码,所属环节\n"
	const held = "样本乙有限公司," + creditOne + ",芯片\n"
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	a.source("curator", graph.TrustVerified)
	a.run("list", importer.Options{}, a.file("a.csv", header+"示例甲有限公司,"+creditOne+",\n"))
	stood := node(t, a.view(), graph.KindEnterprise, "示例甲有限公司").ID
	r := a.run("list", importer.Options{}, a.file("b.csv", header+held))
	if len(r.Queued) != 1 {
		t.Fatalf("%+v", r.Counts)
	}
	a.judge(stood, r.Queued[0].Subject, graph.Different)
	segment := func() graph.SubjectID {
		ids, err := a.view().Select(t.Context(), graph.KindSegment, nil)
		if err != nil || len(ids) != 1 {
			t.Fatalf("segments %v, %v; want one", ids, err)
		}
		return ids[0]
	}
	was := segment()
	a.run("list", importer.Options{}, a.file("b.csv", header+held+"样本丙有限公司,,\n"))
	if is := segment(); is != was {
		t.Errorf("the row refers to %s; before to %s", is, was)
	}
}

// TestHeldQualifier checks that a queued qualifier holds its edge, as a queued end
// does, until a person has judged it (fold.md, 4 and 21).
func TestHeldQualifier(t *testing.T) {
	m := mapped(t, `tables:
  - name: t
    records:
      - kind: Enterprise
        set: {legalName: n}
        edges:
          - {type: SUPPLIES, to: Enterprise, by: {legalName: x}, qualifier: {chain: {constant: 链}, code: c, name: s}}
`)
	const header, clash = "n,x,c,s\n", "示例丙有限公司,示例乙有限公司,E2,芯片\n"
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	a.source("curator", graph.TrustVerified)
	a.run("list", importer.Options{Mapping: m}, a.file("t.csv", header+"示例甲有限公司,示例乙有限公司,E1,芯片\n"))
	chip := node(t, a.view(), graph.KindSegment, "芯片").ID
	r := a.run("list", importer.Options{Mapping: m}, a.file("t.csv", header+clash))
	if len(r.Queued) == 0 {
		t.Fatalf("%+v", r.Counts)
	}
	view := a.view()
	supplies := func() (n int) {
		next, err := view.Advance(t.Context(), a.store, 0)
		if err != nil {
			t.Fatal(err)
		}
		view = next
		same(t, view, a.view())
		for _, line := range stands(t, view) {
			if strings.HasPrefix(line, "SUPPLIES 示例丙有限公司 → 示例乙有限公司") {
				n++
			}
		}
		return n
	}
	if n := supplies(); n != 0 {
		t.Errorf("%d edges stand whose qualifier waits: %v", n, stands(t, a.view()))
	}
	a.judge(chip, r.Queued[0].Subject, graph.Different)
	if n := supplies(); n != 1 {
		t.Errorf("%d edges stand whose qualifier is judged; want 1: %v", n, stands(t, a.view()))
	}
	// What is judged is held no more when it is read again.
	r = a.run("list", importer.Options{Mapping: m}, a.file("t.csv", header+clash+"示例丁有限公司,示例乙有限公司,E1,芯片\n"))
	if r.Counts.Queued != 0 || supplies() != 1 {
		t.Errorf("read again: %+v, %d edges", r.Counts, supplies())
	}
}

// TestManyCandidates checks that rows that compete for many subjects list some of
// them, each its own first, and that none of them is taken for gone (fold.md, 4).
func TestManyCandidates(t *testing.T) {
	const n = 200
	var were, are strings.Builder
	were.WriteString("企业名称,证券代码\n")
	are.WriteString("企业名称,证券代码\n")
	for i := range n {
		fmt.Fprintf(&were, "示例%d有限公司,%06d.SZ\n", i, i+1)
		fmt.Fprintf(&are, "未知有限公司,%06d.SZ\n", i+1)
	}
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	a.run("list", importer.Options{}, a.file("a.csv", were.String()))
	r := a.run("list", importer.Options{Retract: true}, a.file("b.csv", are.String()))
	wantCounts(t, r, n, 0, n, 0, 0, 0, 0)
	if len(r.Gone) != 0 || r.Retracts != 0 {
		t.Errorf("%d gone, %d retracted", len(r.Gone), r.Retracts)
	}
	v := a.view()
	for _, q := range r.Queued {
		if len(q.May) != 64 {
			t.Fatalf("row %d lists %d candidates; want 64", q.Row, len(q.May))
		}
		own := fmt.Sprintf("示例%d有限公司", q.Row-2)
		if name := v.Name(q.May[0]); name != own {
			t.Errorf("row %d lists %s first; want %s", q.Row, name, own)
		}
	}
}
