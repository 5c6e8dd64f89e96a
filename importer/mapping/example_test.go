package mapping_test

import (
	"fmt"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

func ExampleRecognise() {
	rows := sheetOf(`
企业名称 | 信用代码 | 省份 | 城市 | 2023年营业收入（万元）
甲公司 | | 四川 | 成都 | 1200`)
	found := mapping.Recognise(graph.Standard(), rows, "企业", "", nil, nil)
	fmt.Print(found[0].Explain("en"))
	m := mapping.Mapping{Version: mapping.Version, Tables: []mapping.Table{found[0].Table()}}
	file, err := m.YAML()
	if err != nil {
		fmt.Println(err)
	}
	fmt.Print(string(file))
	// Output:
	// 企业: Enterprise
	// headers in row 1, data from row 2, columns A–E
	//   A  企业名称                legalName                 a synonym of “Legal name”
	//   B  信用代码                creditCode                a synonym of “Unified social credit code”
	//   C  省份                    LOCATED_IN → Region.code  the region that “城市” lies in
	//   D  城市                    LOCATED_IN → Region.code  a header of the edge's column
	//   E  2023年营业收入（万元）  revenue @ 2023 [万元]     matches the label, unit 万元, period 2023
	// version: 1
	// tables:
	//   - sheet: 企业
	//     headers: 1
	//     records:
	//       - kind: Enterprise
	//         set: {legalName: 企业名称, creditCode: 信用代码}
	//         edges:
	//           - type: LOCATED_IN
	//             to: Region
	//             by: {code: {columns: [城市, 省份], first: true, within: 省份}}
	//       - kind: Enterprise
	//         period: {constant: 2023}
	//         set: {legalName: 企业名称, creditCode: 信用代码, revenue: {column: "2023年营业收入（万元）", unit: 万元}}
}

func ExampleParse() {
	_, err := mapping.Parse("cnsec.yaml", []byte(`version: 1
tables:
  - records:
      - kind: Enterprize
        set: {legalName: 企业名称}
`), graph.Standard())
	fmt.Println(err)
	// Output:
	// mapping.Parse: cnsec.yaml:4:15: "Enterprize" is none of those allowed; write Enterprise
}
