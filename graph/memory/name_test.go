package memory_test

import (
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// TestNameIn keeps that a node is called by what a source states in the language, and
// else in the language of its own name.
func TestNameIn(t *testing.T) {
	log := &graphtest.MemLog{}
	record := func(id graph.SubjectID, name, english string, aliases ...string) graph.Assertion {
		x := &graph.Record{RecordKey: graph.RecordKey{Subject: id, Table: "s"}, Kind: graph.KindSegment, Row: 2}
		for property, texts := range map[string][]string{graph.PropName: {name}, graph.PropEnglishName: {english}, graph.PropAliases: aliases} {
			if len(texts) == 0 || texts[0] == "" {
				continue
			}
			c := graph.Cell{Property: property}
			for _, text := range texts {
				c.Values = append(c.Values, graph.Text(text))
			}
			x.Cells = append(x.Cells, c)
		}
		return x
	}
	v, _, err := memory.New(graph.Standard(), graph.StandardRules()).Next(t.Context(), log, log.Append(
		graph.Header{Kind: graph.BatchImport, Source: "s", Key: "1", Sheets: []graph.Sheet{{Name: "s"}}},
		record("both", "数据加密", "Data encryption", "加密"),
		record("chinese", "数据加密", "", "Encryption"),
		record("english", "Data encryption", ""),
		record("otherwise", "Data encryption", "", "Encryption", "数据加密"),
	))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[graph.SubjectID][3]string{ // zh, en, its own
		"both":      {"数据加密", "Data encryption", "数据加密"},
		"chinese":   {"数据加密", "数据加密", "数据加密"},
		"english":   {"Data encryption", "Data encryption", "Data encryption"},
		"otherwise": {"数据加密", "Data encryption", "Data encryption"},
		"nobody":    {},
	} {
		if got := [3]string{v.NameIn(id, "zh"), v.NameIn(id, "en"), v.NameIn(id, "")}; got != want {
			t.Errorf("%s is called %q, want %q", id, got, want)
		}
	}
}
