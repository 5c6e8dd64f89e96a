package cell

import (
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

func TestReadPeriod(t *testing.T) {
	for _, c := range []struct {
		kind table.Kind
		text string
		want string // "" blank, "!" a problem
	}{
		{table.Text, "2024", "2024"}, {table.Text, "2024年", "2024"}, {table.Text, "2024年度", "2024"}, {table.Text, "2024年全年", "2024"}, {table.Text, "2024财年", "2024"},
		{table.Text, "FY2024", "2024"}, {table.Text, "FY24", "2024"}, {table.Text, "FY 2024", "2024"}, {table.Text, "2024A", "2024"}, {table.Text, "2024年报", "2024"},
		{table.Text, "２０２４", "2024"}, {table.Text, " 2024 ", "2024"}, {table.Text, "二〇二四年", "2024"}, {table.Text, "二〇二四年第一季度", "2024Q1"},
		{table.Text, "2024Q1", "2024Q1"}, {table.Text, "2024-Q1", "2024Q1"}, {table.Text, "2024 Q1", "2024Q1"}, {table.Text, "2024q4", "2024Q4"}, {table.Text, "Q3 2024", "2024Q3"},
		{table.Text, "3Q24", "2024Q3"}, {table.Text, "Q3'24", "2024Q3"}, {table.Text, "3Q2024", "2024Q3"}, {table.Text, "2024年第一季度", "2024Q1"}, {table.Text, "2024年一季度", "2024Q1"},
		{table.Text, "2024年第3季度", "2024Q3"}, {table.Text, "2024年4季度", "2024Q4"}, {table.Text, "2024年Q2", "2024Q2"},
		{table.Text, "2024H1", "2024H1"}, {table.Text, "1H24", "2024H1"}, {table.Text, "H2 2024", "2024H2"}, {table.Text, "2024上半年", "2024H1"}, {table.Text, "2024年上半年", "2024H1"},
		{table.Text, "2024年下半年", "2024H2"}, {table.Text, "2024年半年度", "2024H1"}, {table.Text, "2024年中报", "2024H1"},
		{table.Text, "2024-03", "2024-03"}, {table.Text, "2024/3", "2024-03"}, {table.Text, "2024.3", "2024-03"}, {table.Text, "2024年3月", "2024-03"}, {table.Text, "202403", "2024-03"},
		{table.Text, "Mar 2024", "2024-03"}, {table.Text, "Mar-24", "2024-03"}, {table.Text, "2024-03-01", "2024-03"},
		{table.Number, "2024", "2024"}, {table.Number, "2024.0", "2024"}, {table.Number, "202403", "2024-03"}, {table.Number, "45352", "2024-03"}, {table.Date, "45352", "2024-03"},
		{table.Text, "", ""}, {table.Text, "-", ""}, {table.Text, "N/A", ""}, {table.Text, "暂无", ""}, {table.Blank, "", ""},
		{table.Text, "2024-12-31", "!"}, {table.Date, "45657", "!"}, {table.Number, "2024.1", "!"}, {table.Text, "2024年前三季度", "!"}, {table.Text, "2024年三季报", "!"},
		{table.Text, "2024E", "!"}, {table.Text, "2022-2024", "!"}, {table.Text, "abc", "!"}, {table.Text, "24", "!"}, {table.Text, "Q1", "!"}, {table.Text, "2024Q5", "!"}, {table.Text, "2024H3", "!"},
		{table.Text, "2024-13", "!"}, {table.Error, "#N/A", "!"}, {table.Pending, "=A1", "!"}, {table.Bool, "1", "!"}, {table.Percent, "0.5", "!"}, {table.Text, "近三年", "!"}, {table.Text, "2024年底", "!"},
	} {
		p, problem := ReadPeriod(table.Cell{Column: 1, Kind: c.kind, Text: c.text}, false)
		got := p.String()
		if problem != nil {
			got = "!"
			if p != (graph.Period{}) || problem.Kept || problem.Reason.Zh == "" || problem.Cure.En == "" {
				t.Errorf("%q: %v beside %+v", c.text, p, *problem)
			}
		}
		if got != c.want {
			t.Errorf("ReadPeriod(%q) = %q, want %q (%v)", c.text, got, c.want, problem)
		}
	}
	if p, problem := ReadPeriod(table.Cell{Kind: table.Date, Text: "43890"}, true); p.String() != "2024-03" {
		t.Errorf("a month of a workbook that counts from 1904 is %v, %v", p, problem)
	}
}

func FuzzPeriod(f *testing.F) {
	for _, s := range []string{"2024", "2024年第一季度", "FY24", "1Q24", "2024-03", "Q3'24", "45352", "二〇二四年", "2024.1", "'24", "a24", ".Q4"} {
		f.Add(uint8(1), s)
		f.Add(uint8(2), s)
	}
	f.Fuzz(func(t *testing.T, kind uint8, s string) {
		c := table.Cell{Kind: table.Kind(kind % 8), Text: s}
		p, problem := ReadPeriod(c, kind >= 128)
		if problem != nil {
			if p != (graph.Period{}) {
				t.Errorf("%q: %v beside %v", s, p, problem)
			}
			return
		}
		if !graph.ValidPeriod(p.String()) {
			t.Errorf("%q: %v is no period", s, p)
		}
		if again, problem := ReadPeriod(table.Cell{Kind: table.Text, Text: p.String()}, false); p != again || problem != nil {
			t.Errorf("%q: %v reads back as %v, %v", s, p, again, problem)
		}
	})
}
