package graph_test

import (
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

func TestMint(t *testing.T) {
	salt := []byte("salt of one log")
	key := func(name string, parts ...string) graph.KeyValue {
		k := graph.KeyValue{Key: name}
		for _, p := range parts {
			k.Parts = append(k.Parts, graph.Text(p))
		}
		return k
	}
	base := graph.Mint(salt, "s", graph.KindEnterprise, []graph.KeyValue{key("legalName", "示例甲")}, 0)
	if base != graph.Mint(salt, "s", graph.KindEnterprise, []graph.KeyValue{key("legalName", "示例甲")}, 0) {
		t.Error("the same keys have different IDs")
	}
	if len(base) != 16 || strings.Contains(string(base), "示例甲") {
		t.Errorf("ID %q", base)
	}
	for name, other := range map[string]graph.SubjectID{
		"another salt":   graph.Mint([]byte("salt of another"), "s", graph.KindEnterprise, []graph.KeyValue{key("legalName", "示例甲")}, 0),
		"another source": graph.Mint(salt, "t", graph.KindEnterprise, []graph.KeyValue{key("legalName", "示例甲")}, 0),
		"another kind":   graph.Mint(salt, "s", graph.KindInstitution, []graph.KeyValue{key("legalName", "示例甲")}, 0),
		"another key":    graph.Mint(salt, "s", graph.KindEnterprise, []graph.KeyValue{key("shortName", "示例甲")}, 0),
		"another value":  graph.Mint(salt, "s", graph.KindEnterprise, []graph.KeyValue{key("legalName", "示例乙")}, 0),
		"two parts":      graph.Mint(salt, "s", graph.KindEnterprise, []graph.KeyValue{key("legalName", "示例", "甲")}, 0),
		"two keys":       graph.Mint(salt, "s", graph.KindEnterprise, []graph.KeyValue{key("legalName", "示例甲"), key("x")}, 0),
		"a taken ID":     graph.Mint(salt, "s", graph.KindEnterprise, []graph.KeyValue{key("legalName", "示例甲")}, 1),
	} {
		if other == base {
			t.Errorf("%s gives the same ID", name)
		}
	}
	// What is divided differently is not the same.
	if graph.Mint(salt, "ab", "c", nil, 0) == graph.Mint(salt, "a", "bc", nil, 0) {
		t.Error("source and kind run together")
	}
}
