package memory

import (
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// TestTextFilter looks for pieces of names and codes, written otherwise, and holds
// what is chosen against a look at every node.
func TestTextFilter(t *testing.T) {
	x := generatedLog(t)
	tried := 0
	for _, kind := range []graph.Kind{graph.KindEnterprise, graph.KindProduct, graph.KindSegment, graph.KindFundingEvent} {
		decl := x.last.voc.Kind(kind)
		textual := func(id graph.SubjectID) (texts []string) {
			for i := range decl.Properties {
				p := &decl.Properties[i]
				if p.Type != graph.TypeText || !p.IsName && p.Name != graph.PropName && p.Name != graph.PropCode &&
					p.Name != graph.PropCreditCode && p.Name != graph.PropStockCode && p.Name != graph.PropNumber {
					continue
				}
				for _, values := range x.lastModel.values(id, p.Name) {
					for _, v := range values {
						texts = append(texts, graph.HeaderKey(v.Text))
					}
				}
			}
			return texts
		}
		pieces := []string{"公司", "Ａ", "no such name anywhere"}
		for i, id := range x.lastModel.kinds[kind] {
			if texts := textual(id); i%37 == 0 && len(texts) > 0 {
				r := []rune(texts[0])
				pieces = append(pieces, " "+strings.ToUpper(string(r[len(r)/3:]))+"-")
			}
		}
		for _, piece := range pieces {
			page, err := x.last.List(t.Context(), ListQuery{Kind: kind, Filter: &Filter{Text: piece}, First: MaxPage})
			if err != nil {
				t.Fatal(err)
			}
			want, unknowns := 0, 0
			for _, id := range x.lastModel.kinds[kind] {
				texts := textual(id)
				switch found := slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, graph.HeaderKey(piece)) }); {
				case found:
					want++
					if page.Total <= MaxPage && !slices.Contains(page.IDs, id) {
						t.Errorf("%s %q: %s, called %q, is not chosen", kind, piece, id, texts)
					}
				case len(texts) == 0:
					unknowns++
				}
			}
			if page.Total != want || page.Unknown != unknowns {
				t.Errorf("%s %q: %d chosen and %d unknown, want %d and %d", kind, piece, page.Total, page.Unknown, want, unknowns)
			}
			if want > 0 {
				tried++
			}
		}
	}
	if tried < 20 {
		t.Errorf("only %d texts are in any name", tried)
	}
	for text, code := range map[string]graph.Code{" -,": graph.CodeInvalid, strings.Repeat("长", 400): graph.CodeLimit} {
		if _, err := x.last.Select(t.Context(), graph.KindEnterprise, &Filter{Text: text}); graph.CodeOf(err) != code {
			t.Errorf("%.20q: %v, want %s", text, err, code)
		}
	}
	if _, err := x.last.Select(t.Context(), graph.KindEnterprise, &Filter{Text: "a", Edge: graph.EdgeMakes}); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("two conditions in one: %v", err)
	}
}

// TestEdgeKnown tells who has an edge of a type on record, in either direction, and
// who has none.
func TestEdgeKnown(t *testing.T) {
	x := generatedLog(t)
	tried := 0
	for i := range x.lastModel.voc.Edges {
		typ := x.lastModel.voc.Edges[i].Type
		for _, kind := range []graph.Kind{graph.KindEnterprise, graph.KindProduct} {
			var want [2][]graph.SubjectID // without and with
			for _, id := range x.lastModel.kinds[kind] {
				has := 0
				if len(x.lastModel.out[typ][id])+len(x.lastModel.in[typ][id]) > 0 {
					has = 1
				}
				want[has] = append(want[has], id)
			}
			for has, known := range []bool{false, true} {
				got, err := x.last.Select(t.Context(), kind, &Filter{Edge: typ, Known: &known})
				if err != nil || !slices.Equal(got, want[has]) {
					t.Errorf("%s by %s, known %v: %d, want %d (%v)", kind, typ, known, len(got), len(want[has]), err)
				}
			}
			if len(want[0]) > 0 && len(want[1]) > 0 {
				tried++
			}
		}
	}
	if tried < 5 {
		t.Errorf("only %d types of edges tell nodes apart", tried)
	}
	for _, f := range []Filter{{Edge: graph.EdgeMakes}, {Edge: graph.EdgeMakes, Known: new(true), To: []graph.SubjectID{"a"}}, {Known: new(true)}} {
		if _, err := x.last.Select(t.Context(), graph.KindEnterprise, &f); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("%+v: %v", f, err)
		}
	}
}
