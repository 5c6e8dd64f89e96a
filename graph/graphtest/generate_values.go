package graphtest

import (
	"encoding/base32"
	"encoding/binary"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
)

var (
	stages       = []graph.Value{graph.CodeValue("early"), graph.CodeValue("growth"), graph.CodeValue("expansion"), graph.CodeValue("mature")}
	stageWeights = cumulate([]int{15, 45, 25, 15})

	sorts       = []graph.Value{graph.CodeValue("private"), graph.CodeValue("state"), graph.CodeValue("foreign")}
	sortWeights = cumulate([]int{85, 12, 3})

	productKinds       = []graph.Value{graph.CodeValue("product"), graph.CodeValue("service"), graph.CodeValue("solution")}
	productKindWeights = cumulate([]int{70, 20, 10})

	rounds = []graph.Value{graph.CodeValue("angel"), graph.CodeValue("A"), graph.CodeValue("B"), graph.CodeValue("C"), graph.CodeValue("strategic")}
)

// capital draws an amount of money: mostly round, seldom a range, sometimes
// undisclosed.
func capital(d *dice) graph.Value {
	wan := []int64{50, 100, 100, 200, 300, 500, 500, 1000, 1000, 1000, 2000, 3000, 5000, 5000, 10000, 50000}[d.below(16)]
	v := graph.Value{Type: graph.TypeMoney, Number: graph.Decimal{Unscaled: wan * 10_000}, Currency: "CNY"}
	switch d.below(20) {
	case 0:
		return graph.Value{Type: graph.TypeMoney, Text: "未披露", Bound: graph.BoundUndisclosed}
	case 1:
		v.Text, v.Bound = "数百万元", graph.BoundRange
		v.Number.Unscaled, v.High.Unscaled = 2_000_000, 9_000_000
	default:
		v.Text = strconv.FormatInt(wan, 10) + "万元"
	}
	return v
}

// headcount draws a number of employees: one in 2,000 companies has thousands.
func headcount(d *dice) graph.Value {
	n := int64(d.between(3, 30))
	for n < 20_000 && d.percent(35) {
		n = n*2 + int64(d.below(7))
	}
	return graph.Int(n)
}

var subjectEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// subjectID returns an ID that looks like a minted one.
func subjectID(hi, lo uint64) graph.SubjectID {
	var b [10]byte
	binary.BigEndian.PutUint64(b[:], hi)
	binary.BigEndian.PutUint16(b[8:], uint16(lo))
	return graph.SubjectID(subjectEncoding.EncodeToString(b[:]))
}
