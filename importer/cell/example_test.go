package cell_test

import (
	"fmt"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/cell"
	"github.com/chainatlas/chainatlas/importer/table"
)

func Example() {
	v := graph.Standard()
	p := v.Kind(graph.KindEnterprise).Property(graph.PropRegisteredCapital)
	name, text := cell.CutUnit("注册资本（万元）")
	unit, _ := cell.ParseUnit(p, text)
	r, err := cell.New(p, cell.Options{Vocabulary: v, Unit: unit})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(name, "in", unit.Text)
	for _, c := range []table.Cell{
		{Kind: table.Number, Text: "83833.602799999993"},
		{Kind: table.Text, Text: "380万美元"},
		{Kind: table.Text, Text: "数千万"},
		{Kind: table.Text, Text: "-"},
		{Kind: table.Text, Text: "1,5"},
	} {
		value, problem := r.Read(c)
		switch {
		case problem != nil:
			fmt.Println(problem.Reason.En + "; " + problem.Cure.En)
		case value.IsZero():
			fmt.Println("blank")
		default:
			fmt.Println(value.Canonical())
		}
	}
	// Output:
	// 注册资本 in 万元
	// money:exact CNY 838336028 83833.6028万元
	// money:exact USD 3800000 380万美元
	// money:range CNY 10000000 100000000 数千万
	// blank
	// the commas or points of "1,5" do not separate thousands; write a decimal point as ., and thousands as 1,234,567
}
