package mapping

import (
	"github.com/chainatlas/chainatlas/graph"
)

// leastCodes is how many credit codes a column must begin with to be known by them:
// of other texts of their form, one in 31 has the right check character by chance.
const leastCodes = 3

// creditCodes knows a column that nobody recognised by its header as that of the
// credit codes of what the rows are about, if its cells are such codes, their check
// characters right: 信用编码. One cell in five may be wrong.
func (x *reading) creditCodes() {
	p := x.kind.Property(graph.PropCreditCode)
	if p == nil || x.has(RoleProperty, p.Name) {
		return
	}
	for i := range x.columns {
		c := &x.columns[i]
		if c.Role != RoleUnknown || c.Chosen || c.Why != (graph.Label{}) {
			continue
		}
		codes, others := 0, 0
		x.cells(c.Number, func(s string) bool {
			if graph.NormaliseCreditCode(s) != "" {
				codes++
			} else {
				others++
			}
			return others < leastCodes || codes >= 4*others
		})
		if codes < leastCodes || codes < 4*others {
			continue
		}
		c.set(RoleProperty, meaning{variant: variant{cut: true}, property: p,
			why: graph.Labelf("单元格是校验位无误的统一社会信用代码", "its cells are credit codes with the right check character")})
		return
	}
}
