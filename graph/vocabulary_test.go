package graph_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/chainatlas/chainatlas/graph"
)

var updateVocabulary = flag.Bool("update.vocabulary", false, "rewrite the golden listing of the vocabulary")

// TestStandardGolden shows a change of the vocabulary in review.
func TestStandardGolden(t *testing.T) {
	got := list(graph.Standard())
	const file = "testdata/vocabulary.golden"
	if *updateVocabulary {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
		for i := range min(len(g), len(w)) {
			if g[i] != w[i] {
				t.Fatalf("%s differs in line %d:\n got %s\nwant %s\nif that is meant: go test ./graph -run Golden -update.vocabulary", file, i+1, g[i], w[i])
			}
		}
		t.Fatalf("%s has %d lines, the vocabulary %d", file, len(w), len(g))
	}
}

// list writes a vocabulary, a line for each declaration.
func list(v *graph.Vocabulary) []byte {
	var b bytes.Buffer
	properties := func(decls []graph.PropertyDecl) {
		for _, p := range decls {
			fmt.Fprintf(&b, "  %s %v", p.Name, p.Type)
			if p.List != "" {
				fmt.Fprintf(&b, " of %s", p.List)
			}
			if p.Unit != "" {
				fmt.Fprintf(&b, " in %s", p.Unit)
			}
			if p.Min != nil {
				fmt.Fprintf(&b, " ≥%v", *p.Min)
			}
			if p.Max != nil {
				fmt.Fprintf(&b, " ≤%v", *p.Max)
			}
			for _, flag := range []struct {
				set  bool
				name string
			}{
				{p.Set, "set"}, {p.Periodic, "periodic"}, {p.IsName, "name"}, {p.IsLegal, "legal"},
				{p.Filter, "filter"}, {p.Sum, "sum"}, {p.Personal, "personal"},
			} {
				if flag.set {
					b.WriteString(" " + flag.name)
				}
			}
			fmt.Fprintf(&b, " | %s | %s | %s\n", p.Label.Zh, p.Label.En, strings.Join(p.Synonyms, ", "))
		}
	}
	for _, k := range v.Kinds {
		fmt.Fprintf(&b, "kind %s | %s | %s | %s | %s", k.Kind, k.Label.Zh, k.Label.En, k.Plural.En, strings.Join(k.Synonyms, ", "))
		if k.Event {
			b.WriteString(" | event")
		}
		if k.System {
			b.WriteString(" | system")
		}
		b.WriteByte('\n')
		for _, key := range k.Keys {
			var parts []string
			for _, p := range key.Parts {
				parts = append(parts, p.Property+p.Edge)
			}
			fmt.Fprintf(&b, "  key %s: %s", key.Name, strings.Join(parts, " + "))
			if key.Own {
				b.WriteString(" own")
			}
			if key.Code {
				b.WriteString(" code")
			}
			if key.Asks {
				b.WriteString(" asks")
			}
			b.WriteByte('\n')
		}
		properties(k.Properties)
	}
	for _, e := range v.Edges {
		fmt.Fprintf(&b, "edge %s | %s | %s | %s | %v → %v", e.Type, e.Label.Zh, e.Label.En, strings.Join(e.Synonyms, ", "), e.From, e.To)
		if e.MaxOut > 0 {
			fmt.Fprintf(&b, " | at most %d", e.MaxOut)
		}
		if e.Acyclic {
			b.WriteString(" | acyclic")
		}
		if e.Filter {
			b.WriteString(" | filter")
		}
		if e.Qualifier != "" {
			fmt.Fprintf(&b, " | for a %s", e.Qualifier)
		}
		b.WriteByte('\n')
		properties(e.Attributes)
		for _, c := range e.Columns {
			arrow := "→"
			if c.Incoming {
				arrow = "←"
			}
			if c.Qualifier {
				arrow = "for"
			}
			fmt.Fprintf(&b, "  column %s %s %s.%s", c.On, arrow, c.Other, c.By)
			for _, a := range c.With {
				fmt.Fprintf(&b, " %s=%v", a.Property, a.Value)
			}
			fmt.Fprintf(&b, " | %s\n", strings.Join(c.Headers, ", "))
		}
	}
	for _, l := range v.Lists {
		var codes []string
		for _, e := range l.Entries {
			codes = append(codes, e.Code)
		}
		fmt.Fprintf(&b, "list %s | %s | %s | %s | %d: %s\n", l.Name, l.Label.Zh, l.Label.En, l.Source, len(codes), strings.Join(codes[:min(len(codes), 40)], " "))
	}
	return b.Bytes()
}

// TestStandardIsBilingual: labels are texts for people, in both languages.
func TestStandardIsBilingual(t *testing.T) {
	han := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	check := func(of string, l graph.Label) {
		if !han(l.Zh) || l.En == "" || han(l.En) {
			t.Errorf("%s is labelled %+v", of, l)
		}
	}
	v := graph.Standard()
	properties := func(of string, decls []graph.PropertyDecl) {
		for _, p := range decls {
			check(of+"."+p.Name, p.Label)
		}
	}
	for _, k := range v.Kinds {
		check(string(k.Kind), k.Label)
		check(string(k.Kind)+" plural", k.Plural)
		properties(string(k.Kind), k.Properties)
	}
	for _, e := range v.Edges {
		check(e.Type, e.Label)
		properties(e.Type, e.Attributes)
	}
	for _, l := range v.Lists {
		check(l.Name, l.Label)
		for _, e := range l.Entries {
			if l.Name != graph.ListRound && l.Name != graph.ListExchange {
				check(l.Name+" "+e.Code, e.Label)
			}
		}
	}
}

// TestStandardKeepsItsPromises checks what the design asks of the vocabulary.
func TestStandardKeepsItsPromises(t *testing.T) {
	v := graph.Standard()
	if graph.Standard() != v {
		t.Error("it is built twice")
	}
	for _, k := range v.Kinds {
		if v.Kind(k.Kind) == nil {
			t.Errorf("%s is not found", k.Kind)
		}
		if k.System {
			continue
		}
		own := k.Keys[0]
		if !own.Own || k.Property(graph.PropOwnID) == nil {
			t.Errorf("%s: the first key is %s, not the source's own", k.Kind, own.Name)
		}
		if k.Property(graph.PropName) == nil && k.Property(graph.PropLegalName) == nil {
			t.Errorf("%s has no name", k.Kind)
		}
	}
	var names []string
	for _, key := range v.Kind(graph.KindEnterprise).Keys {
		names = append(names, key.Name)
	}
	if want := []string{"own", "creditCode", "stockCode", "legalName", "formerNames"}; !slices.Equal(names, want) {
		t.Errorf("the keys of an enterprise are %v, want %v", names, want)
	}
	if e := v.Edge(graph.EdgePartOf); e.MaxOut != 1 || !e.Acyclic {
		t.Error("PART_OF is no tree")
	}
	if v.Edge(graph.EdgeSupplies).Qualifier != graph.KindSegment {
		t.Error("SUPPLIES is not for a segment")
	}
	for _, e := range v.Edges {
		for _, a := range e.Attributes {
			if e.Attribute(a.Name) == nil {
				t.Errorf("%s.%s is not found", e.Type, a.Name)
			}
		}
	}
	for _, p := range []string{"legalRepresentative", "contactName", "contactPhone", "contactEmail"} {
		if d := v.Kind(graph.KindEnterprise).Property(p); d == nil || !d.Personal {
			t.Errorf("%s is not personal", p)
		}
	}
	if v.Kind("Nothing") != nil || v.Edge("NOTHING") != nil || v.List("nothing") != nil ||
		v.Kind(graph.KindPark).Property("nothing") != nil || v.Edge(graph.EdgeOwns).Attribute("nothing") != nil {
		t.Error("found what is not declared")
	}
	if l := (graph.Label{Zh: "环节", En: "Segment"}); l.In("zh-CN") != "环节" || l.In("en") != "Segment" {
		t.Error("Label.In is wrong")
	}
}

func TestHeading(t *testing.T) {
	v := graph.Standard()
	for _, c := range []struct {
		kind                       graph.Kind
		header, property, edge, by string
	}{
		{graph.KindEnterprise, "企业名称", "legalName", "", ""},
		{graph.KindEnterprise, " 企 业 全 称 ", "legalName", "", ""},
		{graph.KindEnterprise, "注册资金", "registeredCapital", "", ""},
		{graph.KindEnterprise, "FULL_NAME", "legalName", "", ""},
		{graph.KindEnterprise, "省份", "", "LOCATED_IN", "code"},
		{graph.KindEnterprise, "所属园区", "", "LOCATED_IN", "name"},
		{graph.KindEnterprise, "所属环节", "", "IN_SEGMENT", "name"},
		{graph.KindEnterprise, "市场份额", "marketShare", "IN_SEGMENT", ""},
		{graph.KindProduct, "企业名称", "", "MAKES", "legalName"},
		{graph.KindProduct, "产品/业务", "name", "", ""},
		{graph.KindProduct, "收入占比权重", "revenueShare", "MAKES", ""},
		{graph.KindFundingEvent, "领投/投资方", "", "INVESTED_IN", "legalName"},
		{graph.KindFundingEvent, "跟投方", "", "INVESTED_IN", "legalName"},
		{graph.KindFundingEvent, "企业简称", "", "RAISED", "shortName"},
		{graph.KindFundingEvent, "融资金额", "amount", "", ""},
		{graph.KindSegment, "goes_into_id", "", "FEEDS", "ownId"},
		{graph.KindContribution, "周报上榜次数", "count", "", ""},
	} {
		h, ok := v.Heading(c.kind, c.header)
		if !ok {
			t.Errorf("%s: %q is not found", c.kind, c.header)
			continue
		}
		var property, edge, by string
		if h.Property != nil {
			property = h.Property.Name
		}
		if h.Edge != nil {
			edge = h.Edge.Type
		}
		if h.Column != nil {
			by = h.Column.By
		}
		if property != c.property || edge != c.edge || by != c.by {
			t.Errorf("%s: %q is property %q, edge %q by %q", c.kind, c.header, property, edge, by)
		}
	}
	if h, _ := v.Heading(graph.KindProduct, "收入占比"); !h.Ambiguous {
		t.Error("收入占比 belongs to MAKES and to IN_SEGMENT")
	}
	city, _ := v.Heading(graph.KindPark, "城市")
	province, _ := v.Heading(graph.KindPark, "省份")
	if city.Property != province.Property || city.Rank >= province.Rank {
		t.Errorf("the city does not go before the province: %+v, %+v", city, province)
	}
	if _, ok := v.Heading(graph.KindEnterprise, "天气"); ok {
		t.Error("found 天气")
	}
}

// TestRealHeaders: the headers of files that others published are known.
func TestRealHeaders(t *testing.T) {
	for _, c := range []struct {
		file    string
		kind    graph.Kind
		unknown []string // that mean nothing to the vocabulary
	}{
		{"cnsec/enterprises.csv", graph.KindEnterprise, nil},
		{"cnsec/products.csv", graph.KindProduct, nil},
		{"cnsec/funding_rounds.csv", graph.KindFundingEvent, nil},
		{"cnsec/evaluations_cnvd_reporting.csv", graph.KindContribution, nil},
		{"cnsec/risk_events_cnvd_notified.csv", graph.KindEnterprise, []string{"年度", "事件"}}, // the period; what was counted
		{"cnsec/segments_freebuf.csv", graph.KindSegment, nil},
		{"chainkg/companies.csv", graph.KindEnterprise, nil},
		{"chainkg/company_product.csv", graph.KindProduct, []string{"rel"}},
		{"eto_chips/inputs.csv", graph.KindSegment, []string{"stage_id", "year", "market_share_chart_caption", "market_share_chart_source"}},
		{"eto_chips/providers.csv", graph.KindEnterprise, nil},
		{"eto_chips/provision.csv", graph.KindEnterprise, []string{"year"}},
		{"eto_chips/sequence.csv", graph.KindSegment, nil},
		{"cncf_landscape/companies_2020.csv", graph.KindEnterprise, []string{"linkedin"}},
		{"cncf_landscape/products_2026.csv", graph.KindProduct, []string{"second_path"}},
		{"cncf_landscape/acquisitions_2020.csv", graph.KindFundingEvent, nil},
		{"parks/parks_nbs_statistical_divisions.csv", graph.KindPark, nil},
	} {
		rows := shared(t, c.file)
		if len(rows) == 0 {
			t.Fatalf("%s is empty", c.file)
		}
		for _, header := range rows[0] {
			header = strings.TrimPrefix(header, "\ufeff")
			_, known := graph.Standard().Heading(c.kind, header)
			if want := !slices.Contains(c.unknown, header); known != want {
				t.Errorf("%s: %q of %s is known: %v", c.file, header, c.kind, known)
			}
		}
	}
}

// shared reads a table of the data that stands beside the project, and skips
// the test where it does not.
func shared(t testing.TB, file string) [][]string {
	t.Helper()
	name := filepath.Join("..", "..", "shared", "data", filepath.FromSlash(file))
	b, err := os.ReadFile(name)
	if err != nil {
		t.Skipf("the shared data are not there: %v", err)
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return rows
}

// TestNewVocabularyRefuses: each contradiction is named, and no other.
func TestNewVocabularyRefuses(t *testing.T) {
	text := func(name string) graph.PropertyDecl {
		return graph.PropertyDecl{Name: name, Type: graph.TypeText}
	}
	type decl struct {
		kinds []graph.KindDecl
		edges []graph.EdgeDecl
		lists []graph.CodeList
	}
	sound := func() decl {
		return decl{
			[]graph.KindDecl{
				{Kind: "A", Properties: []graph.PropertyDecl{text("name"), {Name: "size", Type: graph.TypeCode, List: "sizes"}},
					Keys: []graph.KeyDecl{{Name: "name", Parts: []graph.KeyPart{{Property: "name"}}}}},
				{Kind: "B", Properties: []graph.PropertyDecl{text("name"), {Name: "n", Type: graph.TypeInt}},
					Keys: []graph.KeyDecl{{Name: "of", Parts: []graph.KeyPart{{Edge: "HAS"}, {Property: "name"}}}}},
			},
			[]graph.EdgeDecl{{Type: "HAS", From: []graph.Kind{"A"}, To: []graph.Kind{"B"},
				Attributes: []graph.PropertyDecl{{Name: "size", Type: graph.TypeCode, List: "sizes"}},
				Columns: []graph.EdgeColumn{{On: "B", Other: "A", By: "name", Incoming: true, Headers: []string{"maker"},
					With: []graph.Attribute{{Property: "size", Value: graph.CodeValue("s")}}}}}},
			[]graph.CodeList{{Name: "sizes", Entries: []graph.CodeEntry{{Code: "s"}, {Code: "m", Parent: "s"}}}},
		}
	}
	if d := sound(); true {
		v, err := graph.NewVocabulary(d.kinds, d.edges, d.lists)
		if err != nil {
			t.Fatal(err)
		}
		if v.Kind("A").Label != (graph.Label{Zh: "A", En: "A"}) {
			t.Error("what has no label is not labelled by its name")
		}
	}
	half := graph.Label{Zh: "半"}
	two := graph.Decimal{Unscaled: 2}
	for want, spoil := range map[string]func(*decl){
		"kind 0: no name":             func(d *decl) { d.kinds = slices.Insert(d.kinds, 0, graph.KindDecl{}) },
		"kind B: declared twice":      func(d *decl) { d.kinds = append(d.kinds, graph.KindDecl{Kind: "B"}) },
		"kind A: the label lacks":     func(d *decl) { d.kinds[0].Label = half },
		"property name: the label":    func(d *decl) { d.kinds[0].Properties[0].Label = half },
		"property name: declared":     func(d *decl) { d.kinds[0].Properties = append(d.kinds[0].Properties, text("name")) },
		"property 0 has no name":      func(d *decl) { d.edges[0].Attributes = slices.Insert(d.edges[0].Attributes, 0, text("")) },
		"no such type: 99":            func(d *decl) { d.kinds[1].Properties[1].Type = 99 },
		"no such code list: \"size\"": func(d *decl) { d.kinds[0].Properties[1].List = "size" },
		"a code list, but the type":   func(d *decl) { d.kinds[0].Properties[0].List = "sizes" },
		"a range, but the type":       func(d *decl) { d.kinds[0].Properties[0].Min = &two },
		"the range is empty":          func(d *decl) { d.kinds[1].Properties[1].Min, d.kinds[1].Properties[1].Max = &two, &graph.Decimal{} },
		"a sum, but the type":         func(d *decl) { d.kinds[0].Properties[0].Sum = true },
		"a name, but the type":        func(d *decl) { d.kinds[1].Properties[1].IsName = true },
		"a set has no sum":            func(d *decl) { d.kinds[1].Properties[1].Set, d.kinds[1].Properties[1].Sum = true, true },
		"substance: no such property": func(d *decl) { d.kinds[0].Substance = []string{"nome"} },
		"no such currency": func(d *decl) {
			d.kinds[1].Properties[1].Type, d.kinds[1].Properties[1].Unit = graph.TypeMoney, "yuan"
		},
		"no such property: \"nome\"":   func(d *decl) { d.kinds[0].Keys[0].Parts[0].Property = "nome" },
		"either a property or an edge": func(d *decl) { d.kinds[0].Keys[0].Parts[0].Edge = "HAS" },
		"key name: no parts":           func(d *decl) { d.kinds[0].Keys[0].Parts = nil },
		"the name of another":          func(d *decl) { d.kinds[0].Keys = append(d.kinds[0].Keys, d.kinds[0].Keys[0]) },
		"what only asks is no code":    func(d *decl) { d.kinds[0].Keys[0].Asks, d.kinds[0].Keys[0].Code = true, true },
		"no such edge: \"HAVE\"":       func(d *decl) { d.kinds[1].Keys[0].Parts[0].Edge = "HAVE" },
		"B must be declared before A":  func(d *decl) { d.kinds[0].Keys[0].Parts = []graph.KeyPart{{Edge: "HAS"}} },
		"edge HAS: declared twice": func(d *decl) {
			d.edges = append(d.edges, graph.EdgeDecl{Type: "HAS", From: []graph.Kind{"A"}, To: []graph.Kind{"B"}})
		},
		"edge 0: no type":                       func(d *decl) { d.edges = slices.Insert(d.edges, 0, graph.EdgeDecl{}) },
		"an end has no kind":                    func(d *decl) { d.edges = append(d.edges, graph.EdgeDecl{Type: "X", From: []graph.Kind{"A"}}) },
		"no such kind: \"C\"":                   func(d *decl) { d.edges[0].To = append(d.edges[0].To, "C") },
		"no such kind of qualifier":             func(d *decl) { d.edges[0].Qualifier = "C" },
		"negative cardinality":                  func(d *decl) { d.edges[0].MaxOut = -1 },
		"which it does not join":                func(d *decl) { d.edges[0].Columns[0].Incoming = false },
		"a column for a qualifier":              func(d *decl) { d.edges[0].Columns[0].Qualifier = true },
		"a column by A.nome":                    func(d *decl) { d.edges[0].Columns[0].By = "nome" },
		"a column on B without headers":         func(d *decl) { d.edges[0].Columns[0].Headers = nil },
		"which is no attribute":                 func(d *decl) { d.edges[0].Columns[0].With[0].Property = "nome" },
		"\"xl\" is not in its list":             func(d *decl) { d.edges[0].Columns[0].With[0].Value.Text = "xl" },
		"means both property name and edge HAS": func(d *decl) { d.edges[0].Columns[0].Headers = []string{"N A M E"} },
		"means both property name and property": func(d *decl) { d.kinds[1].Properties[1].Synonyms = []string{"Name"} },
		"the header \"—\" has no letters":       func(d *decl) { d.kinds[1].Properties[1].Synonyms = []string{"—"} },
		"code list 0: no name":                  func(d *decl) { d.lists = slices.Insert(d.lists, 0, graph.CodeList{}) },
		"code list sizes: declared twice":       func(d *decl) { d.lists = append(d.lists, graph.CodeList{Name: "sizes"}) },
		"code list sizes: the label":            func(d *decl) { d.lists[0].Label = half },
		"entry \"s\": no code":                  func(d *decl) { d.lists[0].Entries = append(d.lists[0].Entries, graph.CodeEntry{Code: "s"}) },
		"no such parent: \"l\"":                 func(d *decl) { d.lists[0].Entries[1].Parent = "l" },
		"\"S\" means both \"s\" and \"m\"":      func(d *decl) { d.lists[0].Entries[1].Synonyms = []string{"S"} },
	} {
		d := sound()
		spoil(&d)
		v, err := graph.NewVocabulary(d.kinds, d.edges, d.lists)
		if graph.CodeOf(err) != graph.CodeInvalid || v != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v", want, err)
		}
	}
}

func TestCheckValue(t *testing.T) {
	v := graph.Standard()
	for _, c := range []struct {
		kind     graph.Kind
		property string
		value    graph.Value
		want     graph.ProblemCode // "" if nothing is wrong
	}{
		{graph.KindEnterprise, "legalName", graph.Text("北京数字认证股份有限公司"), ""},
		{graph.KindEnterprise, "legalName", graph.Int(1), graph.ProblemType},
		{graph.KindEnterprise, "legalName", graph.Value{}, graph.ProblemType},
		{graph.KindEnterprise, "legalName", graph.Text(" \t"), graph.ProblemText},
		{graph.KindEnterprise, "legalName", graph.Text("a\xff"), graph.ProblemText},
		{graph.KindEnterprise, "legalName", graph.Text("a\x00b"), graph.ProblemText},
		{graph.KindEnterprise, "legalName", graph.Text("a\nb"), ""},
		{graph.KindEnterprise, "legalName", graph.Text(strings.Repeat("链", graph.MaxText)), ""},
		{graph.KindEnterprise, "legalName", graph.Text(strings.Repeat("链", graph.MaxText+1)), graph.ProblemText},
		{graph.KindEnterprise, "creditCode", graph.Text("9151010070927392XM"), ""},
		{graph.KindEnterprise, "creditCode", graph.Text("9151010070927392XN"), graph.ProblemCheck},
		{graph.KindEnterprise, "stockCode", graph.Text("002268"), ""},
		{graph.KindEnterprise, "stockCode", graph.Text("QIHU"), graph.ProblemNotKey},
		{graph.KindEnterprise, "employees", graph.Int(0), ""},
		{graph.KindEnterprise, "employees", graph.Int(-1), graph.ProblemRange},
		{graph.KindEnterprise, "employees", graph.Value{Type: graph.TypeInt, Number: dec(t, "1.5")}, graph.ProblemType},
		{graph.KindEnterprise, "mainShare", graph.Dec(dec(t, "0.25")), ""},
		{graph.KindEnterprise, "mainShare", graph.Dec(dec(t, "1")), ""},
		{graph.KindEnterprise, "mainShare", graph.Dec(dec(t, "25")), graph.ProblemRange},
		{graph.KindEnterprise, "mainShare", graph.Value{Type: graph.TypeDecimal, Number: graph.Decimal{Unscaled: 10, Scale: 1}}, graph.ProblemType},
		{graph.KindEnterprise, "rdRatio", graph.Dec(dec(t, "1.25")), ""},
		{graph.KindEnterprise, "founded", graph.DateValue(day(t, "1998")), ""},
		{graph.KindEnterprise, "founded", graph.DateValue(graph.Date{}), graph.ProblemDate},
		{graph.KindEnterprise, "founded", graph.DateValue(graph.Date{Year: 2019, Month: 13}), graph.ProblemDate},
		{graph.KindEnterprise, "stage", graph.CodeValue("growth"), ""},
		{graph.KindEnterprise, "stage", graph.CodeValue("成长"), graph.ProblemCodeList},
		{graph.KindEnterprise, "stage", graph.CodeValue("？"), graph.ProblemCodeList},
		{graph.KindEnterprise, "revenue", amount(t, "数千万元", graph.BoundRange, "10000000", "100000000", "CNY"), ""},
		{graph.KindEnterprise, "revenue", amount(t, "", graph.BoundExact, "-5", "0", "CNY"), graph.ProblemRange},
		{graph.KindEnterprise, "netProfit", amount(t, "", graph.BoundExact, "-5", "0", "CNY"), ""},
		{graph.KindEnterprise, "revenue", amount(t, "未披露", graph.BoundUndisclosed, "0", "0", ""), ""},
		{graph.KindEnterprise, "revenue", amount(t, "", graph.BoundExact, "5", "0", "XXX"), graph.ProblemMoney},
		{graph.KindEnterprise, "revenue", graph.Value{Type: graph.TypeMoney, Number: dec(t, "5")}, graph.ProblemMoney},
		{graph.KindSegment, "keyLink", graph.Bool(true), ""},
		{graph.KindSegment, "keyLink", graph.Value{Type: graph.TypeBool, Number: dec(t, "2")}, graph.ProblemType},
		// Numbers of identity cards and telephones, the former with a valid check
		// character (a made-up person of the standard's own example).
		{graph.KindEnterprise, "description", graph.Text("法人身份证 11010519491231002X。"), graph.ProblemPersonal},
		{graph.KindEnterprise, "description", graph.Text("电话13800138000"), graph.ProblemPersonal},
		{graph.KindEnterprise, "description", graph.Text("注册号 110105194912310021"), ""},
		{graph.KindEnterprise, "description", graph.Text("编号 138001380001"), ""},
		{graph.KindEnterprise, "contactPhone", graph.Text("13800138000"), ""},
		{graph.KindEnterprise, "ownId", graph.Text("13800138000"), ""},
	} {
		p := v.CheckValue(v.Kind(c.kind).Property(c.property), c.value)
		var got graph.ProblemCode
		if p != nil {
			got = p.Code
			if p.Of != c.property || p.Reason.Zh == "" || p.Reason.En == "" || p.Cure.Zh == "" || p.Cure.En == "" ||
				strings.Contains(p.Error(), "%!") || strings.Contains(p.Reason.Zh+p.Cure.Zh, "%!") {
				t.Errorf("%s: an incomplete problem: %+v", c.property, p)
			}
			if p.Kept != (p.Code == graph.ProblemNotKey) {
				t.Errorf("%s: kept: %v", c.property, p.Kept)
			}
		}
		if got != c.want {
			t.Errorf("%s = %s: %v, want %q", c.property, c.value.Canonical(), p, c.want)
		}
	}
	if p := v.CheckValue(v.Kind(graph.KindEnterprise).Property("stage"), graph.CodeValue("成长")); !strings.Contains(p.Cure.En, "growth") {
		t.Errorf("the cure does not name the code: %+v", p)
	}
}

func TestCheckRecord(t *testing.T) {
	v := graph.Standard()
	cell := func(property string, values ...graph.Value) graph.Cell {
		return graph.Cell{Property: property, Values: values}
	}
	name := cell("legalName", graph.Text("示例科技有限公司"))
	segment := graph.Ref{Kind: graph.KindSegment, Keys: []graph.Cell{cell("name", graph.Text("防火墙"))}}
	with := func(r graph.Ref, a ...graph.Attribute) graph.Ref { r.Attributes = a; return r }
	share := func(period, value string) graph.Attribute {
		return graph.Attribute{Property: graph.PropMarketShare, Period: period, Value: graph.Dec(dec(t, value))}
	}
	in := func(refs ...graph.Ref) []graph.EdgeCell {
		return []graph.EdgeCell{{Type: graph.EdgeInSegment, Refs: refs}}
	}
	for what, c := range map[string]struct {
		record graph.Record
		want   []graph.ProblemCode
	}{
		"sound": {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{name}, Edges: in(with(segment, share("2024", "0.25")))}, nil},
		"empty and bad cells": {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{
			name, {Property: "founded", State: graph.CellEmpty}, {Property: "listed", State: graph.CellBad, Bad: "?"}}}, nil},
		"unknown kind":     {graph.Record{Kind: "Firm"}, []graph.ProblemCode{graph.ProblemUnknown}},
		"system kind":      {graph.Record{Kind: graph.KindRun, Cells: []graph.Cell{cell("number", graph.Text("7"))}}, []graph.ProblemCode{graph.ProblemSystem}},
		"no key":           {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{cell("shortName", graph.Text("示例"))}}, []graph.ProblemCode{graph.ProblemMissing}},
		"half a key":       {graph.Record{Kind: graph.KindProduct, Cells: []graph.Cell{cell("name", graph.Text("防火墙"))}}, []graph.ProblemCode{graph.ProblemMissing}},
		"an event":         {graph.Record{Kind: graph.KindFundingEvent, Cells: []graph.Cell{cell("round", graph.CodeValue("A"))}}, nil},
		"a key by an edge": {graph.Record{Kind: graph.KindProduct, Cells: []graph.Cell{cell("name", graph.Text("防火墙"))}, Edges: []graph.EdgeCell{{Type: graph.EdgeMakes, Incoming: true, Refs: []graph.Ref{{Kind: graph.KindEnterprise, Keys: []graph.Cell{name}}}}}}, nil},
		"unknown property": {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{name, cell("mood", graph.Text("gut"))}}, []graph.ProblemCode{graph.ProblemUnknown}},
		"no value":         {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{name, cell("website")}}, []graph.ProblemCode{graph.ProblemMissing}},
		"two values":       {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{name, cell("website", graph.Text("a"), graph.Text("b"))}}, []graph.ProblemCode{graph.ProblemSeveral}},
		"a set of two":     {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{name, cell("aliases", graph.Text("a"), graph.Text("b"))}}, nil},
		"no period":        {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{name, cell("employees", graph.Int(5))}}, []graph.ProblemCode{graph.ProblemPeriod}},
		"a period":         {graph.Record{RecordKey: graph.RecordKey{Period: "2024H1"}, Kind: graph.KindEnterprise, Cells: []graph.Cell{name, cell("employees", graph.Int(5))}}, nil},
		"no such period":   {graph.Record{RecordKey: graph.RecordKey{Period: "FY24"}, Kind: graph.KindEnterprise, Cells: []graph.Cell{name}}, []graph.ProblemCode{graph.ProblemPeriod}},
		"unknown edge":     {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{name}, Edges: []graph.EdgeCell{{Type: "LIKES"}}}, []graph.ProblemCode{graph.ProblemUnknown}},
		"wrong way":        {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{name}, Edges: []graph.EdgeCell{{Type: graph.EdgeInSegment, Incoming: true, Refs: []graph.Ref{segment}}}}, []graph.ProblemCode{graph.ProblemEdge}},
		"qualified":        {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{name}, Edges: in(graph.Ref{Kind: graph.KindSegment, Qualifier: "s1"})}, []graph.ProblemCode{graph.ProblemEdge}},
		"bad reference":    {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{name}, Edges: in(graph.Ref{Kind: graph.KindSegment, Keys: []graph.Cell{cell("name", graph.Int(1))}})}, []graph.ProblemCode{graph.ProblemType}},
		"bad share":        {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{name}, Edges: in(with(segment, share("2024", "25")))}, []graph.ProblemCode{graph.ProblemRange}},
		"share of no year": {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{name}, Edges: in(with(segment, share("", "0.5")))}, []graph.ProblemCode{graph.ProblemPeriod}},
		"no attribute":     {graph.Record{Kind: graph.KindEnterprise, Cells: []graph.Cell{name}, Edges: in(with(segment, graph.Attribute{Property: "mood", Value: graph.Text("gut")}))}, []graph.ProblemCode{graph.ProblemUnknown}},
	} {
		var got []graph.ProblemCode
		for _, p := range v.CheckRecord(&c.record) {
			got = append(got, p.Code)
			if p.Of == "" || p.Reason.Zh == "" || p.Reason.En == "" || p.Cure.Zh == "" || p.Cure.En == "" || strings.Contains(fmt.Sprint(p), "%!") {
				t.Errorf("%s: an incomplete problem: %+v", what, p)
			}
			if p.Kept != (what == "share of no year") {
				t.Errorf("%s: kept: %v", what, p.Kept)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", what, got, c.want)
		}
	}
	if p := v.CheckCell("Firm", name); len(p) != 1 || p[0].Code != graph.ProblemUnknown {
		t.Errorf("a cell of an unknown kind: %v", p)
	}
}

func BenchmarkStandardProperty(b *testing.B) {
	k := graph.Standard().Kind(graph.KindEnterprise)
	b.ReportAllocs()
	for b.Loop() {
		if k.Property(graph.PropRevenue) == nil {
			b.Fatal("not found")
		}
	}
}
