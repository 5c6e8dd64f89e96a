package graphtest

import (
	"strings"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
)

// The kinds of the cases' vocabulary.
const (
	Enterprise graph.Kind = "enterprise"
	Segment    graph.Kind = "segment"
	Product    graph.Kind = "product"
	Event      graph.Kind = "event"
)

// CaseVocabulary returns the small vocabulary that the cases and the random
// histories speak, and its rules.
func CaseVocabulary() (*graph.Vocabulary, graph.Rules) {
	return caseVocabulary(), graph.Rules{Version: "cases", Normalise: caseNormalise, Core: caseCore}
}

var caseVocabulary = sync.OnceValue(func() *graph.Vocabulary {
	text := func(names ...string) []graph.PropertyDecl {
		var ps []graph.PropertyDecl
		for _, n := range names {
			ps = append(ps, graph.PropertyDecl{Name: n, Type: graph.TypeText})
		}
		return ps
	}
	key := func(name string, properties ...string) graph.KeyDecl {
		k := graph.KeyDecl{Name: name}
		for _, p := range properties {
			k.Parts = append(k.Parts, graph.KeyPart{Property: p})
		}
		return k
	}
	own := key("own", "own")
	own.Own = true
	code := func(k graph.KeyDecl) graph.KeyDecl { k.Code = true; return k }
	credit := code(key("creditCode", "creditCode"))
	credit.Cores = true
	former := key("formerNames", "formerNames")
	former.Asks = true

	// Every kind may have every kind of name.
	names := []graph.PropertyDecl{
		{Name: "legalName", Type: graph.TypeText, IsName: true, IsLegal: true},
		{Name: "formerNames", Type: graph.TypeText, Set: true, IsName: true, IsLegal: true},
		{Name: "shortName", Type: graph.TypeText, IsName: true},
		{Name: "englishName", Type: graph.TypeText, IsName: true},
		{Name: "aliases", Type: graph.TypeText, Set: true, IsName: true},
	}
	voc, err := graph.NewVocabulary([]graph.KindDecl{
		{
			Kind: Enterprise,
			Keys: []graph.KeyDecl{own, credit, code(key("stockCode", "stockCode")), key("legalName", "legalName"), former},
			Properties: append(append(text("own", "creditCode", "stockCode", "province", "website"), names...),
				graph.PropertyDecl{Name: "revenue", Type: graph.TypeInt, Periodic: true}),
		},
		{
			Kind:       Segment,
			Keys:       []graph.KeyDecl{own, code(key("code", "chain", "code")), key("name", "chain", "name")},
			Properties: append(text("own", "chain", "code", "name"), names...),
		},
		{
			Kind:       Product,
			Keys:       []graph.KeyDecl{own, {Name: "name", Parts: []graph.KeyPart{{Edge: "MAKES"}, {Property: "name"}}}},
			Properties: append(text("own", "name", "website"), names...),
		},
		{
			Kind:  Event,
			Event: true,
			Keys:  []graph.KeyDecl{{Name: "event", Parts: []graph.KeyPart{{Edge: "RAISED"}, {Property: "month"}, {Property: "round"}}}},
			Properties: append(append(text("month", "round"), names...),
				graph.PropertyDecl{Name: "amount", Type: graph.TypeInt}),
		},
	}, []graph.EdgeDecl{
		{Type: "PART_OF", From: []graph.Kind{Segment}, To: []graph.Kind{Segment}, MaxOut: 1, Acyclic: true},
		{Type: "IN_SEGMENT", From: []graph.Kind{Product}, To: []graph.Kind{Segment}},
		{Type: "MAKES", From: []graph.Kind{Enterprise}, To: []graph.Kind{Product}},
		{Type: "RAISED", From: []graph.Kind{Enterprise}, To: []graph.Kind{Event}},
		// Not of the cases: an edge with a qualifier and yearly figures.
		{
			Type: "SUPPLIES", From: []graph.Kind{Enterprise}, To: []graph.Kind{Enterprise}, Qualifier: Segment,
			Attributes: []graph.PropertyDecl{{Name: "share", Type: graph.TypeInt, Periodic: true}},
		},
	}, nil)
	if err != nil {
		panic(err)
	}
	return voc
})

// caseNormalise compares texts as they are; a credit code is valid if it
// begins with X.
func caseNormalise(property string, v graph.Value) string {
	if property == "creditCode" && !strings.HasPrefix(v.Text, "X") {
		return ""
	}
	return v.Text
}

var caseForms = strings.NewReplacer("北京", "", "上海", "", "Beijing ", "", "Shanghai ", "", "股份有限公司", "", "有限公司", "", " Ltd", "", " Inc", "")

// caseCore is the first two characters of what stays of a name.
func caseCore(name string) string {
	runes := []rune(caseForms.Replace(name))
	return string(runes[:min(2, len(runes))])
}
