package cell

import (
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// bad returns a problem with the reader's property.
func (r *Reader) bad(code graph.ProblemCode, reason, cure graph.Label) *graph.Problem {
	return &graph.Problem{Code: code, Of: r.p.Name, Reason: reason, Cure: cure}
}

// kept returns a problem in spite of which the value is kept.
func (r *Reader) kept(code graph.ProblemCode, reason, cure graph.Label) *graph.Problem {
	p := r.bad(code, reason, cure)
	p.Kept = true
	return p
}

// errorTexts are what workbooks and their exports show for a formula that
// failed.
var errorTexts = map[string]bool{
	"#N/A": true, "#NAME?": true, "#REF!": true, "#VALUE!": true, "#DIV/0!": true, "#NUM!": true, "#NULL!": true,
	"#SPILL!": true, "#CALC!": true, "#FIELD!": true, "#BLOCKED!": true, "#CONNECT!": true, "#GETTING_DATA": true, "Err:502": true, "Err:508": true, "Err:509": true,
}

// brokenProblem returns what is against a cell that holds no value but the
// trace of one: a formula's error, a formula never computed, a column too
// narrow to be exported. It returns nil for every other cell.
func brokenProblem(of string, c table.Cell) *graph.Problem {
	text := c.Text
	if c.Kind == table.Text && (strings.IndexByte(text, '#') >= 0 || strings.Contains(text, "＃")) {
		text = clean(text) // as it would be kept
	}
	switch {
	case c.Kind == table.Pending:
		return &graph.Problem{
			Code: graph.ProblemType, Of: of,
			Reason: graph.Labelf("公式没有保存计算结果", "a formula whose result was never saved"),
			Cure:   graph.Labelf("请用 Excel 打开、重新计算并保存，或粘贴为数值", "open the file in Excel, recalculate and save it, or paste the values"),
		}
	case c.Kind == table.Error:
	case c.Kind == table.Text && len(text) > 3 && (text[0] == '#' || text[0] == 'E'):
		if !errorTexts[text] {
			for i := range len(text) {
				if text[i] != '#' {
					return nil
				}
			}
			return &graph.Problem{
				Code: graph.ProblemType, Of: of,
				Reason: graph.Labelf("导出时列太窄，只剩 #", "nothing but #: the column was too narrow when it was exported"),
				Cure:   graph.Labelf("请加宽该列后重新导出", "widen the column and export the file again"),
			}
		}
	default:
		return nil
	}
	return &graph.Problem{
		Code: graph.ProblemType, Of: of,
		Reason: graph.Labelf("公式出错：%s", "a formula failed: %s", clip(text)),
		Cure:   graph.Labelf("请改正公式，或粘贴为数值", "correct the formula, or paste the values"),
	}
}

// damaged is the problem of a text that is not UTF-8, of types whose check does
// not look at texts.
func (r *Reader) damaged() *graph.Problem {
	return r.bad(graph.ProblemText, graph.Labelf("编码错误", "damaged characters"),
		graph.Labelf("请用 UTF-8 或 GB 18030 重新保存", "save the file again as UTF-8 or GB 18030"))
}
