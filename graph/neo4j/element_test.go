package neo4j

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// TestImpersonal shapes a node of which something is said about a natural person:
// neither the value nor who states it, nor what lost, comes into the graph.
func TestImpersonal(t *testing.T) {
	const secret = "13800138000"
	n := &memory.Node{ID: "e", Kind: graph.KindEnterprise, Properties: []memory.Property{
		{Name: "contactPhone", Winner: memory.Statement{Value: graph.Text(secret), Source: "contacts"},
			Alternatives: []memory.Statement{{Value: graph.Text(secret + "1"), Source: "contacts"}}},
		{Name: "legalName", Winner: memory.Statement{Value: graph.Text("示例甲"), Source: "list"}},
	}}
	got := shapeOf(memory.New(graph.Standard(), graph.StandardRules())).nodeOf(n)
	text := fmt.Sprint(got.props, got.stated, got.alternatives)
	if strings.Contains(text, secret) || strings.Contains(text, "contact") || got.props["legalName"] != "示例甲" || len(got.stated) != 1 {
		t.Errorf("the graph has %s", text)
	}
	if len(n.Properties) != 2 {
		t.Error("the node of the View is changed")
	}
}
