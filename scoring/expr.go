package scoring

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// The bounds of an expression.
const (
	maxExpr      = 2_000 // bytes
	maxExprDepth = 50
)

// Expr is an expression over evidence, such as
//
//	detected / (detected + missed)
//	certificate >= 1 and latency < 20
//
// Names are letters, digits and _ and ., beginning with a letter of any
// script, or anything between backquotes. There are + - * / ^, comparisons
// (< <= = != >= >), and, or, not, and the functions abs, sqrt, ln, log10, exp,
// sin, cos, round (halves away from 0), floor, ceil, min, max; if(c, a, b) is a
// where c is true, else b, and first(a, b, …) is the first of these that is not
// missing. A truth is 1 or 0, and what is not 0 is true.
//
// What is missing makes everything missing that depends on it, except where
// the outcome is settled without it (Kleene's logic): false and missing is
// false, true or missing is true. So is what has no value, such as a division by zero.
type Expr struct {
	source string
	root   *term
	names  []string
}

// term is a node of an expression. Arguments come before operators in code, so
// that evaluation needs no recursion on foreign depth.
type term struct {
	op    string // "number", "name", an operator or a function
	value float64
	name  int // index in names
	args  []*term
}

var functions = map[string]int{"abs": 1, "sqrt": 1, "ln": 1, "log10": 1, "exp": 1, "sin": 1, "cos": 1, "round": 1, "floor": 1, "ceil": 1, "min": -1, "max": -1, "if": 3, "first": -1}

// ParseExpr reads an expression. It fails with graph.CodeInvalid; the message
// says where and what to do.
func ParseExpr(source string) (*Expr, error) {
	fail := func(at int, format string, args ...any) error {
		return graph.Errorf(graph.CodeInvalid, "", "at character %d of the expression: %s", utf8.RuneCountInString(source[:min(at, len(source))])+1, fmt.Sprintf(format, args...))
	}
	if len(source) > maxExpr {
		return nil, graph.Errorf(graph.CodeInvalid, "", "an expression of more than %d bytes: make it several indicators", maxExpr)
	}
	if !utf8.ValidString(source) {
		return nil, graph.Errorf(graph.CodeInvalid, "", "the expression is not UTF-8")
	}
	p := &exprParser{source: source, fail: fail, e: &Expr{}}
	p.next()
	root := p.or(0)
	if p.err == nil && p.token != "" {
		p.err = fail(p.at, "%s is not expected: an operator belongs here", yamlfile.Quote(p.token))
	}
	if p.err != nil {
		return nil, p.err
	}
	p.e.root = root
	p.e.source = p.e.write(root, 0)
	return p.e, nil
}

// nameExpr returns the expression that is one name.
func nameExpr(name string) *Expr {
	e := &Expr{root: &term{op: "name"}, names: []string{name}}
	e.source = e.write(e.root, 0)
	return e
}

// String returns the expression in its normal form, which parses to itself.
func (e *Expr) String() string { return e.source }

// Names returns the names of evidence that the expression reads, each once.
func (e *Expr) Names() []string { return e.names }

// name returns the name that the whole expression is, if it is one.
func (e *Expr) name() (string, bool) {
	if e.root.op == "name" {
		return e.names[e.root.name], true
	}
	return "", false
}

// MarshalJSON implements json.Marshaler.
func (e *Expr) MarshalJSON() ([]byte, error) { return json.Marshal(e.source) }

// Eval computes the expression. The values are by the index of Names, NaN
// where missing; so is the outcome.
func (e *Expr) Eval(values []float64) float64 { return e.root.eval(values) }

func (t *term) eval(values []float64) float64 {
	switch t.op {
	case "number":
		return t.value
	case "name":
		return values[t.name]
	case "min", "max":
		out := t.args[0].eval(values)
		for _, a := range t.args[1:] {
			x := a.eval(values)
			if t.op == "min" {
				out = math.Min(out, x)
			} else {
				out = math.Max(out, x)
			}
		}
		return finite(out)
	case "if":
		switch c := t.args[0].eval(values); {
		case math.IsNaN(c):
			return c
		case c != 0:
			return t.args[1].eval(values)
		}
		return t.args[2].eval(values)
	case "first":
		for _, a := range t.args {
			if x := a.eval(values); !math.IsNaN(x) {
				return x
			}
		}
		return math.NaN()
	}
	x := t.args[0].eval(values)
	if len(t.args) == 1 {
		return unary(t.op, x)
	}
	y := t.args[1].eval(values)
	switch t.op {
	case "and":
		if x == 0 || y == 0 {
			return 0
		}
	case "or":
		if x != 0 && !math.IsNaN(x) || y != 0 && !math.IsNaN(y) {
			return 1
		}
	}
	if math.IsNaN(x) || math.IsNaN(y) {
		return math.NaN()
	}
	switch t.op {
	case "and":
		return 1
	case "or":
		return 0
	case "+":
		return finite(x + y)
	case "-":
		return finite(x - y)
	case "*":
		return finite(x * y)
	case "/":
		return finite(x / y)
	case "^":
		return finite(math.Pow(x, y))
	case "<":
		return truth(x < y)
	case "<=":
		return truth(x <= y)
	case ">":
		return truth(x > y)
	case ">=":
		return truth(x >= y)
	case "=":
		return truth(x == y)
	default: // "!="
		return truth(x != y)
	}
}

func unary(op string, x float64) float64 {
	if math.IsNaN(x) {
		return x
	}
	switch op {
	case "neg":
		return -x
	case "not":
		return truth(x == 0)
	case "abs":
		return math.Abs(x)
	case "sqrt":
		return finite(math.Sqrt(x))
	case "ln":
		return finite(math.Log(x))
	case "log10":
		return finite(math.Log10(x))
	case "exp":
		return finite(math.Exp(x))
	case "round":
		return math.Round(x)
	case "floor":
		return math.Floor(x)
	case "ceil":
		return math.Ceil(x)
	case "sin":
		return math.Sin(x)
	default: // "cos"
		return math.Cos(x)
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// finite makes what has no value missing.
func finite(x float64) float64 {
	if math.IsInf(x, 0) {
		return math.NaN()
	}
	return x
}

// The binding strengths of operators.
var strengths = map[string]int{
	"or": 1, "and": 2, "not": 3, "<": 4, "<=": 4, "=": 4, "!=": 4, ">=": 4, ">": 4, "+": 5, "-": 5, "*": 6, "/": 6, "neg": 7, "^": 8,
}

// write writes a term that stands where an operator of some strength binds.
func (e *Expr) write(t *term, above int) string {
	switch t.op {
	case "number":
		return strconv.FormatFloat(t.value, 'g', -1, 64)
	case "name":
		return writeName(e.names[t.name])
	}
	if _, ok := functions[t.op]; ok {
		args := make([]string, len(t.args))
		for i, a := range t.args {
			args[i] = e.write(a, 0)
		}
		return t.op + "(" + strings.Join(args, ", ") + ")"
	}
	s, out := strengths[t.op], ""
	switch t.op {
	case "neg":
		out = "-" + e.write(t.args[0], s)
	case "not":
		out = "not " + e.write(t.args[0], s)
	case "^": // binds to the right
		out = e.write(t.args[0], s+1) + " ^ " + e.write(t.args[1], s)
	default:
		left := s
		if s == 4 {
			left++ // comparisons do not chain
		}
		out = e.write(t.args[0], left) + " " + t.op + " " + e.write(t.args[1], s+1)
	}
	if s < above {
		out = "(" + out + ")"
	}
	return out
}

var reserved = []string{"and", "or", "not"}

func writeName(s string) string {
	for i, r := range s {
		if !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r) && r != '_' && r != '.') {
			return "`" + s + "`"
		}
	}
	if _, is := functions[s]; is || slices.Contains(reserved, s) || s == "" {
		return "`" + s + "`"
	}
	return s
}

type exprParser struct {
	source string
	pos    int // of the rest
	at     int // of the token
	token  string
	kind   byte // 'n' a number, 'w' a word, '`' a quoted name, 'o' an operator, 0 the end
	fail   func(at int, format string, args ...any) error
	err    error
	e      *Expr
}

func (p *exprParser) next() {
	for p.pos < len(p.source) && strings.ContainsRune(" \t\r\n", rune(p.source[p.pos])) {
		p.pos++
	}
	p.at, p.token, p.kind = p.pos, "", 0
	if p.pos >= len(p.source) {
		return
	}
	rest := p.source[p.pos:]
	r, size := utf8.DecodeRuneInString(rest)
	n := 0
	switch {
	case r == '`':
		end := strings.IndexByte(rest[1:], '`')
		if end <= 0 {
			p.stop("a name in backquotes that does not end, or is empty: add the other `")
			return
		}
		p.token, p.kind, p.pos = rest[1:1+end], '`', p.pos+end+2
		return
	case unicode.IsLetter(r):
		n = len(rest)
		for i, r := range rest {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '.' {
				n = i
				break
			}
		}
		p.kind = 'w'
	case r >= '0' && r <= '9' || r == '.':
		for n < len(rest) && (rest[n] >= '0' && rest[n] <= '9' || rest[n] == '.' || rest[n] == 'e' || rest[n] == 'E' ||
			(rest[n] == '-' || rest[n] == '+') && n > 0 && (rest[n-1] == 'e' || rest[n-1] == 'E')) {
			n++
		}
		p.kind = 'n'
	default:
		p.kind, n = 'o', size
		for _, op := range []string{"<=", ">=", "!=", "==", "≤", "≥", "≠", "×", "÷"} {
			if strings.HasPrefix(rest, op) {
				n = len(op)
				break
			}
		}
	}
	p.token = rest[:n]
	p.pos += n
	if p.kind == 'o' {
		switch p.token {
		case "==":
			p.token = "="
		case "≤":
			p.token = "<="
		case "≥":
			p.token = ">="
		case "≠":
			p.token = "!="
		case "×":
			p.token = "*"
		case "÷":
			p.token = "/"
		}
	}
}

func (p *exprParser) stop(format string, args ...any) {
	if p.err == nil {
		p.err = p.fail(p.at, format, args...)
	}
	p.token, p.kind, p.pos = "", 0, len(p.source)
}

func (p *exprParser) is(ops ...string) bool {
	return (p.kind == 'o' || p.kind == 'w') && slices.Contains(ops, p.token)
}

// binary reads operands of one strength, which bind to the left.
func (p *exprParser) binary(depth int, operand func(int) *term, ops ...string) *term {
	left := operand(depth)
	for p.err == nil && p.is(ops...) {
		op := p.token
		p.next()
		left = &term{op: op, args: []*term{left, operand(depth)}}
		if depth++; depth > maxExprDepth { // it nests to the left
			p.stop("nested more than %d deep: make it several indicators", maxExprDepth)
		}
	}
	return left
}

func (p *exprParser) or(depth int) *term {
	if depth > maxExprDepth {
		p.stop("nested more than %d deep: make it several indicators", maxExprDepth)
		return &term{op: "number"}
	}
	return p.binary(depth+1, p.and, "or")
}

func (p *exprParser) and(depth int) *term { return p.binary(depth, p.not, "and") }

func (p *exprParser) not(depth int) *term {
	if p.is("not") {
		if depth > maxExprDepth {
			p.stop("nested more than %d deep: make it several indicators", maxExprDepth)
			return &term{op: "number"}
		}
		p.next()
		return &term{op: "not", args: []*term{p.not(depth + 1)}}
	}
	left := p.sum(depth)
	if p.err == nil && p.is("<", "<=", "=", "!=", ">=", ">") {
		op := p.token
		p.next()
		left = &term{op: op, args: []*term{left, p.sum(depth)}}
		if p.is("<", "<=", "=", "!=", ">=", ">") {
			p.stop("comparisons do not chain: write a < b and b < c")
		}
	}
	return left
}

func (p *exprParser) sum(depth int) *term     { return p.binary(depth, p.product, "+", "-") }
func (p *exprParser) product(depth int) *term { return p.binary(depth, p.sign, "*", "/") }

func (p *exprParser) sign(depth int) *term {
	if depth > maxExprDepth {
		p.stop("nested more than %d deep: make it several indicators", maxExprDepth)
		return &term{op: "number"}
	}
	if p.is("-") {
		p.next()
		return &term{op: "neg", args: []*term{p.sign(depth + 1)}}
	}
	base := p.atom(depth)
	if p.err == nil && p.is("^") {
		p.next()
		return &term{op: "^", args: []*term{base, p.sign(depth + 1)}}
	}
	return base
}

func (p *exprParser) atom(depth int) *term {
	token, kind := p.token, p.kind
	switch {
	case kind == 'n':
		x, err := strconv.ParseFloat(token, 64)
		if err != nil {
			p.stop("%s is no finite number: write digits", yamlfile.Quote(token))
			break
		}
		p.next()
		return &term{op: "number", value: x}
	case kind == '`' || kind == 'w' && !slices.Contains(reserved, token):
		p.next()
		arity, isFunction := functions[token]
		if kind == 'w' && isFunction && p.is("(") {
			return p.call(token, arity, depth)
		}
		if kind == 'w' && isFunction {
			p.stop("%s is a function: write %s(…), or `%s` if it is a name", token, token, token)
			break
		}
		i := slices.Index(p.e.names, token)
		if i < 0 {
			i = len(p.e.names)
			p.e.names = append(p.e.names, token)
		}
		return &term{op: "name", name: i}
	case p.is("("):
		p.next()
		t := p.or(depth + 1)
		p.expect(")")
		return t
	case kind == 0:
		p.stop("it ends where a value belongs: complete it")
	default:
		p.stop("%s is not expected: a number, a name or ( belongs here", yamlfile.Quote(token))
	}
	return &term{op: "number"}
}

func (p *exprParser) call(name string, arity, depth int) *term {
	t := &term{op: name}
	p.next()
	for p.err == nil {
		t.args = append(t.args, p.or(depth+1))
		if !p.is(",") {
			break
		}
		p.next()
	}
	p.expect(")")
	if p.err == nil && arity > 0 && len(t.args) != arity {
		p.stop("%s takes %d arguments: separate them by commas", name, arity)
	}
	return t
}

func (p *exprParser) expect(token string) {
	if p.err == nil && !p.is(token) {
		p.stop("%s is missing", token)
		return
	}
	p.next()
}
