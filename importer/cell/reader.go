package cell

import (
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Options say how a [Reader] reads what its declaration leaves open.
type Options struct {
	Vocabulary *graph.Vocabulary // required
	Date1904   bool              // serial dates count from 1904; see table.Document
	Order      Order             // of dates that could be read in several ways
	Unit       Unit              // of the numbers of the column; see ParseUnit
}

// Reader reads the cells of one column, or of one expression, for one declared
// property. It is safe for concurrent use.
type Reader struct {
	p    *graph.PropertyDecl
	opts Options
	code bool            // the text is a code
	list *graph.CodeList // of a code
	tree bool            // the list's entries lie in each other

	// Most columns repeat few texts; what takes words to read is read once.
	seen  sync.Map // of string → *reading
	known atomic.Int32
}

// reading is what a text was found to mean.
type reading struct {
	value   graph.Value
	problem *graph.Problem
}

// maxSeen bounds how many texts a Reader remembers.
const maxSeen = 4096

// New returns a Reader for a property or an attribute of the vocabulary. It
// fails with CodeInvalid if the vocabulary or the declaration is missing, or if
// the declaration has a type or a code list that does not exist.
func New(p *graph.PropertyDecl, opts Options) (*Reader, error) {
	const op = "cell.New"
	switch {
	case opts.Vocabulary == nil:
		return nil, graph.Errorf(graph.CodeInvalid, op, "there is no vocabulary")
	case p == nil:
		return nil, graph.Errorf(graph.CodeInvalid, op, "there is no declaration")
	case p.Type < graph.TypeText || p.Type > graph.TypeBool:
		return nil, graph.Errorf(graph.CodeInvalid, op, "%s has no type: %v", p.Name, p.Type)
	case opts.Order > OrderDMY:
		return nil, graph.Errorf(graph.CodeInvalid, op, "%d is no order of dates", opts.Order)
	}
	r := &Reader{p: p, opts: opts, code: p.Type == graph.TypeText && isCode(p.Name)}
	if p.Type == graph.TypeCode {
		if r.list = opts.Vocabulary.List(p.List); r.list == nil {
			return nil, graph.Errorf(graph.CodeInvalid, op, "%s has no code list: %q", p.Name, p.List)
		}
		for i := range r.list.Entries {
			r.tree = r.tree || r.list.Entries[i].Parent != ""
		}
	}
	return r, nil
}

// once returns what a text means, and reads it if it is not remembered.
func (r *Reader) once(key string, read func() (graph.Value, *graph.Problem)) (graph.Value, *graph.Problem) {
	if known, ok := r.seen.Load(key); ok {
		got := known.(*reading)
		return got.value, got.problem
	}
	v, problem := read()
	if len(key) <= 256 && r.known.Load() < maxSeen {
		r.known.Add(1)
		r.seen.Store(strings.Clone(key), &reading{v, problem})
	}
	return v, problem
}

// Property returns the declaration that the Reader reads for.
func (r *Reader) Property() *graph.PropertyDecl { return r.p }

// Read returns what a cell says, or what is against it. A blank cell is the
// zero Value without a problem. A problem that is Kept comes with a value that
// holds all the same; any other comes without one. Problems may be shared and
// must not be changed.
func (r *Reader) Read(c table.Cell) (graph.Value, *graph.Problem) {
	if c.Kind == table.Blank || c.Text == "" && c.Kind != table.Pending && c.Kind != table.Error {
		return graph.Value{}, nil
	}
	if problem := brokenProblem(r.p.Name, c); problem != nil {
		return graph.Value{}, problem
	}
	if r.p.Type == graph.TypeText {
		return r.readText(c)
	}
	if !utf8.ValidString(c.Text) {
		return graph.Value{}, r.damaged()
	}
	switch r.p.Type {
	case graph.TypeCode:
		return r.readCode(c, "")
	case graph.TypeInt, graph.TypeDecimal:
		return r.readNumber(c)
	case graph.TypeDate:
		return r.readDate(c)
	case graph.TypeMoney:
		return r.readMoney(c)
	default:
		return r.readBool(c)
	}
}

// ReadText is [Reader.Read] of a text, such as an expression's.
func (r *Reader) ReadText(s string) (graph.Value, *graph.Problem) {
	return r.Read(table.Cell{Kind: table.Text, Text: s})
}

// ReadSet returns the values of a cell of a property that is a set. A code or
// another value that can be read as a whole is one; otherwise codes are split at
// 、 , ; / | and line breaks, and texts, whose commas and slashes belong to
// them, at ; | and line breaks. Each piece is read by itself, and what is
// against any of them is returned with the others' values. Equal values come
// once.
func (r *Reader) ReadSet(c table.Cell) ([]graph.Value, []*graph.Problem) {
	separators := ";；|｜\n\r"
	if r.p.Type != graph.TypeText {
		v, problem := r.Read(c)
		if problem == nil || problem.Kept {
			return setOf(v, problem)
		}
		separators += "、,，/"
	}
	if c.Kind != table.Text {
		return setOf(r.Read(c))
	}
	var values []graph.Value
	var problems []*graph.Problem
	for _, piece := range splitSet(c.Text, separators) {
		v, problem := r.Read(table.Cell{Column: c.Column, Kind: c.Kind, Text: piece})
		if problem != nil {
			problems = append(problems, problem)
		}
		known := v.IsZero()
		for _, w := range values {
			known = known || v == w
		}
		if !known {
			values = append(values, v)
		}
	}
	return values, problems
}

func setOf(v graph.Value, problem *graph.Problem) ([]graph.Value, []*graph.Problem) {
	var values []graph.Value
	var problems []*graph.Problem
	if !v.IsZero() {
		values = append(values, v)
	}
	if problem != nil {
		problems = append(problems, problem)
	}
	return values, problems
}

// checked returns a value with what its declaration has against it.
func (r *Reader) checked(v graph.Value) (graph.Value, *graph.Problem) {
	problem := r.opts.Vocabulary.CheckValue(r.p, v)
	if problem != nil && !problem.Kept {
		return graph.Value{}, problem
	}
	return v, problem
}
