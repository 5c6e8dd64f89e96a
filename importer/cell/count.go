package cell

import (
	"fmt"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// quantity is a number in a text, with the words around it.
type quantity struct {
	number graph.Decimal
	rest   string // what follows it
	bound  graph.Bound
	fault  fault
}

// boundWords stand before or behind a number.
var boundWords = []struct {
	word   string
	bound  graph.Bound
	behind bool
}{
	{"大约", graph.BoundAbout, false}, {"约为", graph.BoundAbout, false}, {"约", graph.BoundAbout, false}, {"近", graph.BoundAbout, false}, {"接近", graph.BoundAbout, false},
	{"about ", graph.BoundAbout, false}, {"approximately ", graph.BoundAbout, false}, {"approx. ", graph.BoundAbout, false}, {"around ", graph.BoundAbout, false},
	{"~", graph.BoundAbout, false}, {"≈", graph.BoundAbout, false}, {"左右", graph.BoundAbout, true}, {"上下", graph.BoundAbout, true},
	{"超过", graph.BoundAtLeast, false}, {"超", graph.BoundAtLeast, false}, {"逾", graph.BoundAtLeast, false}, {"不低于", graph.BoundAtLeast, false}, {"不少于", graph.BoundAtLeast, false},
	{"至少", graph.BoundAtLeast, false}, {">=", graph.BoundAtLeast, false}, {">", graph.BoundAtLeast, false}, {"≥", graph.BoundAtLeast, false},
	{"more than ", graph.BoundAtLeast, false}, {"over ", graph.BoundAtLeast, false}, {"at least ", graph.BoundAtLeast, false},
	{"及以上", graph.BoundAtLeast, true}, {"以上", graph.BoundAtLeast, true}, {"+", graph.BoundAtLeast, true}, {"余", graph.BoundAtLeast, true}, {"多", graph.BoundAtLeast, true},
	{"不超过", graph.BoundRange, false}, {"不高于", graph.BoundRange, false}, {"最多", graph.BoundRange, false}, {"少于", graph.BoundRange, false}, {"小于", graph.BoundRange, false}, {"多于", graph.BoundAtLeast, false}, {"低于", graph.BoundRange, false}, {"不足", graph.BoundRange, false},
	{"<=", graph.BoundRange, false}, {"<", graph.BoundRange, false}, {"≤", graph.BoundRange, false}, {"up to ", graph.BoundRange, false}, {"less than ", graph.BoundRange, false},
	{"under ", graph.BoundRange, false}, {"及以下", graph.BoundRange, true}, {"以下", graph.BoundRange, true}, {"以内", graph.BoundRange, true},
}

// readQuantity reads a number and the words around it from a clean text.
func readQuantity(s string) quantity {
	s = strings.ToLower(s)
	q := quantity{}
	for _, w := range boundWords {
		if rest, ok := strings.CutPrefix(s, w.word); ok && !w.behind {
			s, q.bound = strings.TrimPrefix(rest, " "), w.bound
			break
		}
	}
	q.number, q.rest, q.fault = scanSigned(s)
	if q.fault == noNumber {
		if n, rest, ok := scanHan(s); ok {
			q = quantity{number: graph.Decimal{Unscaled: int64(n)}, rest: rest, bound: q.bound}
		}
	}
	q.rest = strings.TrimPrefix(q.rest, " ")
	if q.rest != "" {
		q.cutBehind()
	}
	return q
}

// cutBehind cuts words such as 以上 at the end, and 余 right behind the number.
func (q *quantity) cutBehind() {
	for _, w := range boundWords {
		if !w.behind {
			continue
		}
		rest, ok := strings.CutSuffix(q.rest, w.word)
		if !ok && (w.word == "余" || w.word == "多" || w.word == "+") {
			rest, ok = strings.CutPrefix(q.rest, w.word)
		}
		if ok {
			q.rest = strings.TrimSpace(rest)
			q.bound = w.bound
			return
		}
	}
}

// isRange reports whether what follows a number is the other end of a range.
func (q *quantity) isRange() bool {
	rest := q.rest
	for len(rest) > 0 && !isDigit(rest[0]) {
		for _, sep := range []string{"-", "~", "至", "到", "to "} {
			if tail, ok := strings.CutPrefix(rest, sep); ok {
				tail = strings.TrimPrefix(tail, " ")
				return tail != "" && isDigit(tail[0])
			}
		}
		cut := 1
		for cut < len(rest) && rest[cut]&0xC0 == 0x80 {
			cut++
		}
		if rest = rest[cut:]; len(q.rest)-len(rest) > 16 {
			return false
		}
	}
	return false
}

func (r *Reader) readNumber(c table.Cell) (graph.Value, *graph.Problem) {
	s := c.Text
	ratio := r.p.Unit == "ratio"
	switch c.Kind {
	case table.Bool, table.Date:
		return graph.Value{}, r.bad(graph.ProblemType, graph.Labelf("不是数字", "no number"), r.writeNumber())
	case table.Number, table.Percent:
		s = stored(s)
	}
	s = clean(s)
	if d, rest, f := scanSigned(s); f == sound && rest == "" { // the common case
		switch {
		case c.Kind == table.Percent:
			if !ratio {
				return graph.Value{}, r.bad(graph.ProblemType, graph.Labelf("是百分数，应为数量", "a percentage where a quantity belongs"), r.writeNumber())
			}
			return r.number(d)
		case ratio && r.opts.Unit.IsZero() && (d.Compare(graph.Decimal{Unscaled: 1}) > 0 || d.Compare(graph.Decimal{Unscaled: -1}) < 0):
			return graph.Value{}, r.bad(graph.ProblemRange,
				graph.Labelf("%s 可能是 %s%%，也可能是 %s 倍", "%s may be %s %%, or %s times the whole", clip(s), clip(s), clip(s)),
				graph.Label{Zh: "百分数请带 % 号，或在列名、映射中写明单位 %", En: "write percentages with their % sign, or name the unit % in the header or the mapping"})
		}
		d, ok := r.opts.Unit.apply(d)
		if !ok {
			return graph.Value{}, r.overlong(s)
		}
		return r.number(d)
	}
	if s == "" || isMarks(s) || isBlankWord(s) || isUndisclosed(s) {
		return graph.Value{}, nil
	}
	if len(s) > 80 {
		return graph.Value{}, r.unreadableNumber(s)
	}
	return r.once(s, func() (graph.Value, *graph.Problem) { return r.numberInWords(s) })
}

// numberInWords reads a number with a unit or other words.
func (r *Reader) numberInWords(s string) (graph.Value, *graph.Problem) {
	q := readQuantity(s)
	switch {
	case q.fault == overlong:
		return graph.Value{}, r.overlong(s)
	case q.fault == misgroups:
		return graph.Value{}, r.misgrouped(s)
	case q.fault == noNumber:
		return graph.Value{}, r.unreadableNumber(s)
	case q.isRange():
		return graph.Value{}, r.bad(graph.ProblemSeveral, graph.Labelf("%q 是区间，这里只能有一个数", "%q is a range where one number belongs", clip(s)), r.ends())
	case q.bound == graph.BoundAtLeast || q.bound == graph.BoundRange:
		return graph.Value{}, r.bad(graph.ProblemType, graph.Labelf("%q 只是一个界限，不是数值", "%q is a limit and no number", clip(s)), r.ends())
	}
	u := r.opts.Unit
	if q.rest != "" {
		var ok bool
		if u, ok = ParseUnit(r.p, q.rest); !ok || isDigit(q.rest[0]) { // 5 10人
			return graph.Value{}, r.unreadableNumber(s)
		}
		if countWords[q.rest] && !r.opts.Unit.IsZero() && r.opts.Unit.Factor != tenTo(0) { // 5人 below 千人
			return graph.Value{}, r.bad(graph.ProblemType, graph.Labelf("%q 与列的单位“%s”不一致", "%q does not go with the column's unit %q", clip(s), r.opts.Unit.Text), r.writeNumber())
		}
	} else if r.p.Unit == "ratio" && u.IsZero() && (q.number.Compare(graph.Decimal{Unscaled: 1}) > 0 || q.number.Compare(graph.Decimal{Unscaled: -1}) < 0) {
		return graph.Value{}, r.unreadableNumber(s)
	}
	d, ok := u.apply(q.number)
	if !ok {
		return graph.Value{}, r.overlong(s)
	}
	v, problem := r.number(d)
	if problem == nil && q.bound == graph.BoundAbout {
		problem = r.kept(graph.ProblemType, graph.Labelf("%q 是约数，按 %v 保留", "%q is approximate and was kept as %v", clip(s), d),
			graph.Labelf("如有准确数字请填写", "enter the exact number if there is one"))
	}
	return v, problem
}

// number makes a checked value of the property's type.
func (r *Reader) number(d graph.Decimal) (graph.Value, *graph.Problem) {
	if r.p.Type == graph.TypeInt {
		return r.checked(graph.Value{Type: graph.TypeInt, Number: d.Normal()})
	}
	return r.checked(graph.Dec(d))
}

func (r *Reader) writeNumber() graph.Label {
	switch {
	case r.p.Type == graph.TypeInt:
		return graph.Labelf("请填写整数，如 1200", "enter a whole number, such as 1200")
	case r.p.Unit == "ratio":
		return graph.Label{Zh: "请填写 12.5% 或 0.125", En: "enter 12.5% or 0.125"}
	}
	return graph.Labelf("请填写数字，如 12.5", "enter a number, such as 12.5")
}

func (r *Reader) unreadableNumber(s string) *graph.Problem {
	return r.bad(graph.ProblemType, graph.Labelf("%q 不是可识别的数字", "%q cannot be read as a number", clip(s)), r.writeNumber())
}

// ends returns the cure for a range: the properties for its ends, if the
// vocabulary has any, such as employeesMin and employeesMax.
func (r *Reader) ends() graph.Label {
	for i := range r.opts.Vocabulary.Kinds {
		k := &r.opts.Vocabulary.Kinds[i]
		least, most := k.Property(r.p.Name+"Min"), k.Property(r.p.Name+"Max")
		if least == nil || most == nil || k.Property(r.p.Name) == nil {
			continue
		}
		return graph.Label{
			Zh: fmt.Sprintf("请拆成两列：%s（%s）与%s（%s）", least.Label.Zh, least.Name, most.Label.Zh, most.Name),
			En: fmt.Sprintf("split it into two columns, %q (%s) and %q (%s)", least.Label.En, least.Name, most.Label.En, most.Name),
		}
	}
	return r.writeNumber()
}

// boolWords are the words for yes and no, as clean gives them, in lower case.
var boolWords = map[string]bool{
	"是": true, "有": true, "对": true, "真": true, "√": true, "✓": true, "✔": true, "☑": true, "●": true, "■": true, "y": true, "yes": true, "t": true, "true": true, "1": true, "v": true,
	"否": false, "无": false, "没有": false, "不是": false, "非": false, "假": false, "×": false, "✗": false, "✘": false, "✕": false, "☒": false, "☐": false, "○": false, "□": false, "x": false,
	"n": false, "no": false, "f": false, "false": false, "0": false, "1.0": true, "0.0": false,
}

func (r *Reader) readBool(c table.Cell) (graph.Value, *graph.Problem) {
	s := c.Text
	if _, ok := boolWords[s]; !ok {
		s = strings.TrimSuffix(strings.ToLower(clean(s)), "\ufe0f") // √ as a picture
	}
	if b, ok := boolWords[s]; ok && c.Kind != table.Percent && c.Kind != table.Date {
		return r.checked(graph.Bool(b))
	}
	if s == "" || isMarks(s) || isBlankWord(s) {
		return graph.Value{}, nil
	}
	return graph.Value{}, r.bad(graph.ProblemType, graph.Labelf("%q 不是“是”或“否”", "%q is neither yes nor no", clip(s)), graph.Labelf("请填写是或否", "enter yes or no"))
}
