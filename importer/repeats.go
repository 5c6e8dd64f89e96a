package importer

import (
	"crypto/sha256"
	"fmt"

	"github.com/chainatlas/chainatlas/graph"
)

// rowSum is the SHA-256 of all that was read of a row: of its records without the
// place where they stand.
type rowSum [sha256.Size]byte

// maxRemembered bounds the rows of an import that later ones are compared with: some
// 60 bytes each. A row that repeats one beyond them is not told.
const maxRemembered = 200_000

// maxRepeats bounds how many rows of a table are told one by one to be repeats.
const maxRepeats = 100

// RepeatedRow is a row that says what an earlier one says.
type RepeatedRow struct {
	Row int      `json:"row"`
	Of  RowPlace `json:"of"` // the first that says it
}

// rowAtHand is a row that was taken, for those that may repeat it.
type rowAtHand struct {
	table uint16
	row   int32
}

// noteRepeat notes a row of a table if an earlier one of the same kind of table says
// exactly the same: it does no harm, since nothing counts twice, but often one of the
// two was meant to say something else.
func (im *run) noteRepeat(report *TableReport, table uint16, row int, sum rowSum) {
	if first, there := im.sums[sum]; there {
		report.Repeated++
		if len(report.Repeats) < maxRepeats {
			of := im.tables[first.table].report
			report.Repeats = append(report.Repeats, RepeatedRow{row, RowPlace{of.Document, of.Sheet, int(first.row)}})
		}
		return
	}
	if len(im.sums) < maxRemembered {
		if im.sums == nil {
			im.sums = map[rowSum]rowAtHand{}
		}
		im.sums[sum] = rowAtHand{table, int32(row)}
	}
}

// codeRepeated is the code of a row that repeats another.
const codeRepeated graph.ProblemCode = "REPEATED"

// repeated tells the rows of a table that repeat others.
func (t *TableReport) repeated() []Problem {
	var out []Problem
	cure := graph.Label{Zh: "没有重复计入；若本应不同，请改正其中一行，否则可删去", En: "it does not count twice; if it was meant to differ, correct one of the two, else it can be deleted"}
	for i := range t.Repeats {
		r := &t.Repeats[i]
		zh, en := r.Of.from(RowPlace{t.Document, t.Sheet, r.Row})
		out = append(out, Problem{Document: t.Document, Sheet: t.Sheet, Row: r.Row, Code: codeRepeated, Effect: EffectTold, Cure: cure,
			Reason: graph.Label{Zh: "所读的内容与" + zh + "完全相同", En: "all that is read of it is the same as in " + en}})
	}
	if more := t.Repeated - len(t.Repeats); more > 0 {
		out = append(out, Problem{Document: t.Document, Sheet: t.Sheet, Code: codeRepeated, Effect: EffectTold, Cure: cure,
			Reason: graph.Label{Zh: fmt.Sprintf("另有 %d 行与前面的行完全相同", more), En: fmt.Sprintf("more rows are the same as earlier ones: %d", more)}})
	}
	return out
}
