package schema_test

import (
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// TestPrintedRow asks for the row of a value by what was read elsewhere in it: each
// column stands under its header, with what its references print, and one that nothing
// reads is told as such and not quoted.
func TestPrintedRow(t *testing.T) {
	a := fresh(t, schema.Config{})
	a.bring(t, "list", "融资.csv", "事件编号,企业名称,日期,轮次,融资金额,投资机构,看不懂的,成立年份\nE1,示例甲有限公司,2024-05,A轮,数千万元,示例乙资本,"+secret+",\nE2,示例丙有限公司,不是日期,A轮,1亿元,,"+secret+",\n")
	event := a.ask(t, `{ fundingEvents(first: 5, orderBy: {property: "amount"}) { nodes { id property(name: "amount") { winner { subject said place { document { hash } sheet row cell } } } raisedBy { nodes { id } edges { statement { subject said place { row } } } } } } }`, nil).must(t)
	w := func(path ...any) any {
		return event.get(t, append([]any{"fundingEvents", "nodes", 0, "property", "winner"}, path...)...)
	}
	variables := map[string]any{"subject": w("subject"), "said": w("said"), "document": w("place", "document", "hash"), "row": w("place", "row")}
	read := func() map[string]string {
		x := a.ask(t, printedRow, variables).must(t)
		out := map[string]string{}
		for _, c := range x.get(t, "printedRow", "columns").([]any) {
			c := c.(map[string]any)
			text := fmt.Sprint(c["state"])
			for _, cell := range c["cells"].([]any) {
				cell := cell.(map[string]any)
				if cell["bad"] != nil {
					text += fmt.Sprint(" bad ", cell["bad"])
				}
				for _, y := range cell["values"].([]any) {
					text += " " + fmt.Sprint(y.(map[string]any)["text"])
				}
			}
			if old, ok := out[fmt.Sprint(c["header"])]; ok {
				text = old + " | " + text
			}
			out[fmt.Sprint(c["header"])] = text
		}
		return out
	}
	row := read()
	for header, want := range map[string]string{"企业名称": "READ 示例甲有限公司", "融资金额": "READ 数千万元", "投资机构": "READ 示例乙资本", "看不懂的": "UNREAD"} {
		if row[header] != want {
			t.Errorf("%s is told as %q, not %q: %v", header, row[header], want, row)
		}
	}
	// By who raised it, of whom no row of its own tells anything.
	variables["subject"] = event.get(t, "fundingEvents", "nodes", 0, "raisedBy", "nodes", 0, "id")
	if same := read(); fmt.Sprint(same) != fmt.Sprint(row) {
		t.Errorf("by what the row refers to: %v", same)
	}
	variables["row"] = 3
	if x := a.ask(t, printedRow, variables).must(t); x.get(t, "printedRow") != nil {
		t.Errorf("of a row that does not speak of it: %s", x.raw)
	}
	for _, document := range []string{"", "zz", "00", fmt.Sprint(variables["document"]) + "00"} {
		variables["document"] = document
		if x := a.ask(t, printedRow, variables); x.code() != string(graph.CodeInvalid) {
			t.Errorf("a document named %q: %s", document, x.raw)
		}
	}
}
