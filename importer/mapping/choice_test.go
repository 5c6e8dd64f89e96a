package mapping

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// sheetOf makes the rows of a sheet of texts, from row 1.
func sheetOf(rows ...string) []table.Row {
	out := make([]table.Row, len(rows))
	for i, line := range rows {
		out[i].Number = i + 1
		for column, text := range strings.Split(line, "|") {
			if text != "" {
				out[i].Cells = append(out[i].Cells, table.Cell{Column: column + 1, Kind: table.Text, Text: text})
			}
		}
	}
	return out
}

// TestMeanings asks that each meaning has a name of its own and a label in both
// languages, and that no two that are offered together look alike.
func TestMeanings(t *testing.T) {
	voc := graph.Standard()
	for i := range voc.Kinds {
		k := &voc.Kinds[i]
		all := Meanings(voc, k.Kind)
		if (len(all) == 0) != k.System {
			t.Errorf("%s has %d meanings", k.Kind, len(all))
		}
		seen := map[string]string{}
		for _, m := range all {
			if m.Label.Zh == "" || m.Label.En == "" || m.Group.Zh == "" || m.Group.En == "" {
				t.Errorf("%s %s: %+v, %+v", k.Kind, m.Means, m.Group, m.Label)
			}
			for _, text := range []string{"zh " + m.Group.Zh + " / " + m.Label.Zh, "en " + m.Group.En + " / " + m.Label.En, m.Means} {
				if other, there := seen[text]; there {
					t.Errorf("%s: %s and %s look alike: %s", k.Kind, other, m.Means, text)
				}
				seen[text] = m.Means
			}
		}
	}
	for _, c := range []Choice{{Kind: graph.KindEnterprise, Means: "nonsense", Column: 2}, {Kind: "Nonsense", Means: "name"}, {Kind: graph.KindScheme, Means: "name"}} {
		if err := c.Check(voc); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestEveryMeaningCanBeChosen chooses, for a column of a header that nobody knows,
// each meaning of each kind, beside columns that say what the rows are about. The
// table must read the column so, or tell why it cannot; written down and read
// again it must say the same.
func TestEveryMeaningCanBeChosen(t *testing.T) {
	voc := graph.Standard()
	chosen, told := 0, 0
	for i := range voc.Kinds {
		k := &voc.Kinds[i]
		for _, m := range Meanings(voc, k.Kind) {
			var key []string
			for _, part := range k.Keys[len(k.Keys)-1].Parts {
				if p := k.Property(part.Property); p != nil {
					key = append(key, p.Label.Zh)
				}
			}
			if p := k.Property(graph.PropOwnID); p != nil {
				key = append(key, p.Label.Zh)
			}
			column := len(key) + 1
			head := sheetOf(strings.Join(append(key, "甚列"), "|"), strings.Repeat("一|", len(key))+"二")
			choice := Choice{Sheet: "表", Header: 1, Column: column, Kind: k.Kind, Means: m.Means}
			if err := choice.Check(voc); err != nil {
				t.Fatal(err)
			}
			found := Recognise(voc, head, "表", "", nil, &Mapping{Choices: []Choice{choice}})
			if len(found) != 1 {
				t.Fatalf("%s %s: %d tables", k.Kind, m.Means, len(found))
			}
			f := &found[0]
			c := f.Columns[slices.IndexFunc(f.Columns, func(c Column) bool { return c.Number == column })]
			if !f.Recognised() {
				if f.Lacks.Zh == "" {
					t.Errorf("%s %s: not recognised, and not said why", k.Kind, m.Means)
				}
				told++
				continue
			}
			made := f.Table()
			use := made.Uses(voc, f.Headers())[column]
			switch {
			case use.Means == m.Means:
				chosen++
			case use.Means == "" && c.Role == RoleUnknown && c.Why.Zh != "":
				told++ // an attribute without its edge, a figure without its period
			default:
				t.Errorf("%s %s: it is read as %q (%+v)", k.Kind, m.Means, use.Means, c)
			}
			yaml, err := (&Mapping{Version: 1, Tables: []Table{made}}).YAML()
			if err != nil {
				t.Fatal(err)
			}
			again, err := Parse("again", yaml, voc)
			if err != nil {
				t.Errorf("%s %s: %v\n%s", k.Kind, m.Means, err, yaml)
				continue
			}
			if got := again.Tables[0].Uses(voc, f.Headers())[column]; got != use {
				t.Errorf("%s %s: read again, it is %+v, not %+v", k.Kind, m.Means, got, use)
			}
		}
	}
	if chosen < 10*told/4 {
		t.Errorf("only %d meanings were taken, and %d were told to be impossible", chosen, told)
	}
}

func TestChoose(t *testing.T) {
	voc := graph.Standard()
	head := sheetOf("企业名称|资本（万元）|人手|年头|环节|地方", "示例甲有限公司|5000|35|2019|终端安全|湖南省")
	read := func(t *testing.T, m *Mapping) (Table, []Column) {
		t.Helper()
		found := Recognise(voc, head, "企业", "", nil, m)
		if len(found) != 1 || !found[0].Recognised() {
			t.Fatalf("not recognised: %+v", found)
		}
		return found[0].Table(), found[0].Columns
	}
	choice := func(column int, means string) Choice {
		return Choice{Sheet: "企业", Header: 1, Column: column, Kind: graph.KindEnterprise, Means: means}
	}
	for _, test := range []struct {
		name    string
		choices []Choice
		want    map[int]string
	}{
		{"nothing", nil, map[int]string{1: "legalName", 5: "IN_SEGMENT>Segment.name"}},
		{"a property with its unit", []Choice{choice(2, "registeredCapital")}, map[int]string{1: "legalName", 2: "registeredCapital", 5: "IN_SEGMENT>Segment.name"}},
		{"the other end of an edge", []Choice{choice(6, "LOCATED_IN>Region.code")}, map[int]string{1: "legalName", 5: "IN_SEGMENT>Segment.name", 6: "LOCATED_IN>Region.code"}},
		{"a figure and its period", []Choice{choice(3, "employees"), choice(4, MeansPeriod)}, map[int]string{1: "legalName", 3: "employees", 4: MeansPeriod, 5: "IN_SEGMENT>Segment.name"}},
		{"what was recognised is left out", []Choice{choice(5, MeansNothing)}, map[int]string{1: "legalName", 5: MeansNothing}},
		{"what was recognised means another", []Choice{choice(5, "products"), choice(5, "mainBusiness"), choice(5, "description")}[2:], map[int]string{1: "legalName", 5: "description"}},
		{"the last said counts", []Choice{choice(4, "shortName"), choice(4, "founded")}, map[int]string{1: "legalName", 4: "founded", 5: "IN_SEGMENT>Segment.name"}},
		{"another sheet", []Choice{{Sheet: "产品", Header: 1, Column: 2, Kind: graph.KindEnterprise, Means: "founded"}}, map[int]string{1: "legalName", 5: "IN_SEGMENT>Segment.name"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			made, columns := read(t, &Mapping{Choices: test.choices})
			headers := ReadHeaders(nil, &head[0], 0, 0, nil)
			means := func(tab *Table) map[int]string {
				out := map[int]string{}
				for column, use := range tab.Uses(voc, headers) {
					out[column] = use.Means
				}
				return out
			}
			if got := means(&made); fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("recognised: %v, want %v", got, test.want)
			}
			for _, c := range columns {
				is := slices.ContainsFunc(test.choices, func(x Choice) bool { return x.Sheet == "企业" && x.Column == c.Number })
				if c.Chosen != is || is && !strings.Contains(c.Why.Zh, "选定") {
					t.Errorf("column %d: %+v", c.Number, c)
				}
			}
			// What a person has written is corrected in the same way.
			written, _ := read(t, nil)
			made, _ = Choose(voc, &Mapping{Choices: test.choices}, &written, head, headers, 1, "企业", "")
			if got := means(&made); fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("written: %v, want %v", got, test.want)
			}
			if _, err := (&Mapping{Version: 1, Tables: []Table{made}}).YAML(); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("the unit of the header", func(t *testing.T) {
		made, _ := read(t, &Mapping{Choices: []Choice{choice(2, "registeredCapital")}})
		at := slices.IndexFunc(made.Records[0].Set, func(p Property) bool { return p.Name == "registeredCapital" })
		if at < 0 || made.Records[0].Set[at].Expr.Unit != "万元" {
			t.Errorf("%+v", made.Records[0].Set)
		}
	})
	t.Run("before what another column says", func(t *testing.T) {
		written, _ := read(t, &Mapping{Choices: []Choice{choice(4, "founded")}})
		made, _ := Choose(voc, &Mapping{Choices: []Choice{choice(3, "founded")}}, &written, head, ReadHeaders(nil, &head[0], 0, 0, nil), 1, "企业", "")
		at := slices.IndexFunc(made.Records[0].Set, func(p Property) bool { return p.Name == "founded" })
		if at < 0 || !slices.Equal(made.Records[0].Set[at].Expr.Columns, []string{"人手", "年头"}) || !made.Records[0].Set[at].Expr.First {
			t.Errorf("%+v", made.Records[0].Set)
		}
	})
	t.Run("a sheet that was not recognised", func(t *testing.T) {
		strange := sheetOf("大名|甚|怎", "示例甲有限公司|a|b")
		m := &Mapping{Choices: []Choice{{Sheet: "表", Header: 1, Column: 1, Kind: graph.KindEnterprise, Means: "legalName"}}}
		if found := Recognise(voc, strange, "表", "", nil, nil); len(found) == 1 && found[0].Recognised() {
			t.Fatal("it is recognised by itself")
		}
		if found := Recognise(voc, strange, "表", "", nil, m); len(found) != 1 || found[0].Kind != graph.KindEnterprise {
			t.Errorf("%+v", found)
		}
	})
}
