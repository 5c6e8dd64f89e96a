package growth

import (
	"math"
	"slices"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// The formula of a criterion:
//
//	expression = term { ("+" | "-") term }
//	term       = factor { ("*" | "/") factor }
//	factor     = "-" factor | number | figure | call | "(" expression ")"
//	figure     = name [ "[" "-" years "]" ]        of the latest fiscal year, or so many years before
//	call       = "cagr(" e "," years ")"           (e now / e then)^(1/years) - 1
//	           | "growth(" e "," years ")"         e now / e then - 1
//	           | "mean(" e "," years ")"           over so many years up to the latest
//	           | "sum(" e "," years ")"
//	           | "each(" e "," years ")"           the least of them: every year is at least that
//	           | "last(" figure "," years ")"      the newest that is known, not older than so many years before
//	           | "age(" [ years ] ")"              complete years since the founding, on the reference date or at the
//	                                               end of the fiscal year so many years before the latest
//	           | "points(" [ group ] ")"           of the indicators of a group, or of all

// The bounds of a formula.
const (
	MaxFormula = 400 // bytes
	maxNesting = 12
	maxYears   = 20
)

type exprKind uint8

const (
	numberExpr exprKind = iota
	figureExpr
	addExpr
	subExpr
	mulExpr
	divExpr
	negExpr
	cagrExpr
	growthExpr
	meanExpr
	sumExpr
	eachExpr
	lastExpr
	ageExpr
	pointsExpr
)

// calls are the functions by name: what they make, and whether years follow.
var calls = map[string]exprKind{
	"cagr": cagrExpr, "growth": growthExpr, "mean": meanExpr, "sum": sumExpr, "each": eachExpr, "last": lastExpr,
	"age": ageExpr, "points": pointsExpr,
}

// callNames are the names of the functions, for messages.
var callNames = []string{"cagr", "growth", "mean", "sum", "each", "last", "age", "points"}

// expr is a formula as a tree.
type expr struct {
	kind   exprKind
	name   string // of a figure, or of a group of points
	years  int    // of a figure: how many before; of a call: how many
	a, b   *expr
	number graph.Decimal
	float  float64 // number, nearest
}

// formulaError is what is wrong with a formula.
type formulaError struct{ reason, cure graph.Label }

// Error implements error in English.
func (e *formulaError) Error() string { return e.reason.En + "; " + e.cure.En }

// formulaReader reads a formula.
type formulaReader struct {
	s     string
	at    int
	depth int
	// known reports whether there is a figure, and which there are.
	known func(name string) ([]string, bool)
	// groups are the groups of points.
	groups []string
	used   []string
}

// parseFormula reads a formula.
func parseFormula(s string, known func(string) ([]string, bool), groups []string) (*expr, *formulaError) {
	if len(s) > MaxFormula {
		return nil, &formulaError{graph.Labelf("公式超过 %d 字节", "a formula of more than %d bytes", MaxFormula), graph.Labelf("请拆成几个条件", "make several criteria of it")}
	}
	p := &formulaReader{s: s, known: known, groups: groups}
	e, err := p.sum()
	if err != nil {
		return nil, err
	}
	if p.skip(); p.at < len(p.s) {
		return nil, p.unexpected()
	}
	if e.a != nil && e.kind != cagrExpr {
		if nestedCAGR(e.a) || e.b != nil && nestedCAGR(e.b) {
			return nil, &formulaError{graph.Labelf("cagr 只能在最外层", "cagr stands inside another expression"), graph.Labelf("请把它单独写成一个条件", "make it a criterion of its own")}
		}
	} else if e.kind == cagrExpr && nestedCAGR(e.a) {
		return nil, &formulaError{graph.Labelf("cagr 只能在最外层", "cagr stands inside another expression"), graph.Labelf("请把它单独写成一个条件", "make it a criterion of its own")}
	}
	return e, nil
}

// nestedCAGR reports whether there is a cagr in an expression.
func nestedCAGR(e *expr) bool {
	return e != nil && (e.kind == cagrExpr || nestedCAGR(e.a) || nestedCAGR(e.b))
}

func (p *formulaReader) skip() {
	for p.at < len(p.s) && (p.s[p.at] == ' ' || p.s[p.at] == '\t' || p.s[p.at] == '\n' || p.s[p.at] == '\r') {
		p.at++
	}
}

// peek returns the next byte that is no blank, or 0.
func (p *formulaReader) peek() byte {
	if p.skip(); p.at < len(p.s) {
		return p.s[p.at]
	}
	return 0
}

// take takes a byte if it is next.
func (p *formulaReader) take(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.at++
	return true
}

func (p *formulaReader) unexpected() *formulaError {
	rest := p.s[min(p.at, len(p.s)):]
	if rest == "" {
		return &formulaError{graph.Labelf("公式不完整", "the formula is not complete"), graph.Labelf("请补全，例如 cagr(revenue, 3)", "complete it, such as cagr(revenue, 3)")}
	}
	return &formulaError{graph.Labelf("公式在 %s 处读不懂", "the formula cannot be read at %s", yamlfile.Quote(rest)), graph.Labelf("请写成 cagr(revenue, 3)、rdSpend / revenue 之类", "write something such as cagr(revenue, 3) or rdSpend / revenue")}
}

func (p *formulaReader) sum() (*expr, *formulaError) {
	if p.depth++; p.depth > maxNesting {
		return nil, &formulaError{graph.Labelf("公式嵌套过深", "the formula is nested too deeply"), graph.Labelf("请拆成几个条件", "make several criteria of it")}
	}
	defer func() { p.depth-- }()
	a, err := p.product()
	for err == nil {
		kind := addExpr
		if p.peek() == '-' {
			kind = subExpr
		} else if p.peek() != '+' {
			return a, nil
		}
		p.at++
		var b *expr
		if b, err = p.product(); err == nil {
			a = &expr{kind: kind, a: a, b: b}
		}
	}
	return nil, err
}

func (p *formulaReader) product() (*expr, *formulaError) {
	a, err := p.factor()
	for err == nil {
		kind := mulExpr
		if p.peek() == '/' {
			kind = divExpr
		} else if p.peek() != '*' {
			return a, nil
		}
		p.at++
		var b *expr
		if b, err = p.factor(); err == nil {
			a = &expr{kind: kind, a: a, b: b}
		}
	}
	return nil, err
}

func (p *formulaReader) factor() (*expr, *formulaError) {
	switch c := p.peek(); {
	case c == '-':
		if p.depth++; p.depth > maxNesting {
			return nil, &formulaError{graph.Labelf("公式嵌套过深", "the formula is nested too deeply"), graph.Labelf("请拆成几个条件", "make several criteria of it")}
		}
		defer func() { p.depth-- }()
		p.at++
		a, err := p.factor()
		if err != nil {
			return nil, err
		}
		return &expr{kind: negExpr, a: a}, nil
	case c == '(':
		p.at++
		a, err := p.sum()
		if err == nil && !p.take(')') {
			err = p.unexpected()
		}
		if err != nil {
			return nil, err
		}
		return a, nil
	case c >= '0' && c <= '9':
		return p.constant()
	case letter(c):
		start := p.at
		for p.at < len(p.s) && (letter(p.s[p.at]) || digit(p.s[p.at])) {
			p.at++
		}
		name := p.s[start:p.at]
		if p.peek() == '(' {
			return p.call(name)
		}
		return p.figure(name)
	}
	return nil, p.unexpected()
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }

func (p *formulaReader) constant() (*expr, *formulaError) {
	start := p.at
	for p.at < len(p.s) && (digit(p.s[p.at]) || p.s[p.at] == '.') {
		p.at++
	}
	text := p.s[start:p.at]
	d, err := graph.ParseDecimal(text)
	if err != nil {
		return nil, &formulaError{graph.Labelf("%s 不是数字", "%s is no number", yamlfile.Quote(text)), graph.Labelf("请写成 0.2 之类", "write something such as 0.2")}
	}
	return &expr{kind: numberExpr, number: d, float: float(d)}, nil
}

func (p *formulaReader) figure(name string) (*expr, *formulaError) {
	if all, ok := p.known(name); !ok {
		return nil, &formulaError{graph.Labelf("没有数字 %s", "no figure %s", yamlfile.Quote(name)), yamlfile.Suggest(name, all)}
	}
	// A figure that occurs twice would be taken to vary independently of itself.
	if slices.Contains(p.used, name) {
		return nil, &formulaError{
			graph.Labelf("公式中 %s 出现两次", "the formula has %s twice", name),
			graph.Labelf("每个数字只写一次；增长请用 growth(%s, 1)", "write each figure once; growth is growth(%s, 1)", name),
		}
	}
	p.used = append(p.used, name)
	e := &expr{kind: figureExpr, name: name}
	if p.take('[') {
		if !p.take('-') {
			return nil, p.unexpected()
		}
		var err *formulaError
		if e.years, err = p.count(1); err != nil {
			return nil, err
		}
		if !p.take(']') {
			return nil, p.unexpected()
		}
	}
	return e, nil
}

// count reads a number of years.
func (p *formulaReader) count(least int) (int, *formulaError) {
	p.skip()
	start := p.at
	for p.at < len(p.s) && digit(p.s[p.at]) {
		p.at++
	}
	n, err := strconv.Atoi(p.s[start:p.at])
	if err != nil || n < least || n > maxYears {
		return 0, &formulaError{graph.Labelf("年数应为 %d 至 %d", "years are a number from %d to %d", least, maxYears), graph.Labelf("请写成 cagr(revenue, 3) 之类", "write something such as cagr(revenue, 3)")}
	}
	return n, nil
}

func (p *formulaReader) call(name string) (*expr, *formulaError) {
	kind, ok := calls[name]
	if !ok {
		return nil, &formulaError{graph.Labelf("没有函数 %s", "no function %s", yamlfile.Quote(name)), yamlfile.Suggest(name, callNames)}
	}
	p.take('(')
	e := &expr{kind: kind}
	var err *formulaError
	switch kind {
	case ageExpr:
		if p.peek() != ')' {
			if e.years, err = p.count(0); err != nil {
				return nil, err
			}
		} else {
			e.years = -1
		}
	case pointsExpr:
		p.skip()
		start := p.at
		for p.at < len(p.s) && (letter(p.s[p.at]) || digit(p.s[p.at])) {
			p.at++
		}
		e.name = p.s[start:p.at]
		if len(p.groups) == 0 || e.name != "" && !slices.Contains(p.groups, e.name) {
			return nil, &formulaError{graph.Labelf("没有打分组 %s", "no group of points %s", yamlfile.Quote(e.name)), yamlfile.Suggest(e.name, append([]string{""}, p.groups...))}
		}
	default:
		if e.a, err = p.sum(); err != nil {
			return nil, err
		}
		if kind == lastExpr && e.a.kind != figureExpr {
			return nil, &formulaError{graph.Labelf("last 里应是一个数字", "last is of a figure"), graph.Labelf("请写成 last(patents, 2)", "write something such as last(patents, 2)")}
		}
		if !p.take(',') {
			return nil, p.unexpected()
		}
		if e.years, err = p.count(1); err != nil {
			return nil, err
		}
	}
	if !p.take(')') {
		return nil, p.unexpected()
	}
	return e, nil
}

// float returns a float64 within a few units of the last place of d. Whatever
// comes close to a line is compared in rational numbers instead.
func float(d graph.Decimal) float64 {
	if d.Scale == 0 {
		return float64(d.Unscaled)
	}
	return float64(d.Unscaled) / floats10[d.Scale]
}

var floats10 = func() (p [graph.MaxScale + 1]float64) {
	for i := range p {
		p[i] = math.Pow10(i)
	}
	return p
}()

// asks reports whether a formula has a part of a kind.
func (e *expr) asks(kind exprKind) bool {
	return e != nil && (e.kind == kind || e.a.asks(kind) || e.b.asks(kind))
}
