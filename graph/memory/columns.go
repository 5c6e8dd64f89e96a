package memory

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/pinyin"
)

// columnInfo declares a column: a property that the map filters or sums by.
type columnInfo struct {
	decl   *graph.PropertyDecl
	symbol uint32
	kind   int // columnCodes or columnNumbers
}

const (
	columnCodes = 1 + iota
	columnNumbers
)

// columnKind tells how a property is kept in a column, or 0 if it is not.
func columnKind(p *graph.PropertyDecl) int {
	if p.Set || !p.Filter && !p.Sum {
		return 0
	}
	switch p.Type {
	case graph.TypeCode:
		return columnCodes
	case graph.TypeInt, graph.TypeDecimal, graph.TypeDate, graph.TypeMoney, graph.TypeBool:
		return columnNumbers
	}
	return 0
}

// column holds the winning values of one property of one kind, by slot: codes
// as symbols, 0 where there is none; numbers, dates and the lower ends of money
// as floats, for comparing only. Of an observation it holds the latest period.
type column struct {
	codes   vec[uint32]
	numbers vec[uint64] // see packNumber
}

// missing is no number: what is missing is never zero.
var missing = math.NaN()

var missingBits = math.Float64bits(missing)

// packNumber stores a float so that a page never written reads as missing.
func packNumber(f float64) uint64   { return math.Float64bits(f) ^ missingBits }
func unpackNumber(u uint64) float64 { return math.Float64frombits(u ^ missingBits) }

func (c *column) number(n uint32) float64 { return unpackNumber(c.numbers.at(n)) }

// numberOf is what a value is compared by.
func numberOf(v graph.Value) float64 {
	switch v.Type {
	case graph.TypeInt, graph.TypeBool, graph.TypeDecimal:
		return decimalFloat(v.Number)
	case graph.TypeDate:
		return float64(packDate(v.Date))
	case graph.TypeMoney:
		if v.Bound != graph.BoundUndisclosed {
			return decimalFloat(v.Number)
		}
	}
	return missing
}

func decimalFloat(d graph.Decimal) float64 { return float64(d.Unscaled) / math.Pow10(int(d.Scale)) }

// project brings the columns, flags, marks, names and heads of the changed nodes up to date.
func (d *deriver) project() error {
	v := d.next
	if d.changed.n < pageSize { // not worth readying every column for several writers
		var w worker
		var names []blobChange
		for n := range d.changed.all() {
			known := d.projectNode(n, &w)
			d.projectHead(n)
			d.projectCalled(n)
			if keys := d.projectNames(n, known, &w); !bytes.Equal(keys, v.names.at(n)) {
				names = append(names, blobChange{n, slices.Clone(keys)})
			}
		}
		v.names.change(d.e, names, true)
		return d.ctx.Err()
	}
	v.nodes.own(d.e)
	v.heads.reserve(d.e, len(v.nodes.pages))
	for i := range v.called {
		v.called[i].reserve(d.e, len(v.nodes.pages))
	}
	v.marks.reserve(d.e, len(v.nodes.pages))
	for k := range v.columns {
		for c := range v.columns[k] {
			v.columns[k][c].codes.reserve(d.e, len(v.nodes.pages))
			v.columns[k][c].numbers.reserve(d.e, len(v.nodes.pages))
		}
	}
	names := make([][]blobChange, len(d.changed.pages))
	err := d.eachPage(&d.changed, func(w *worker, page int, nodes []uint32) {
		var arena []byte
		for _, n := range nodes {
			known := d.projectNode(n, w)
			d.projectHead(n)
			d.projectCalled(n)
			if keys := d.projectNames(n, known, w); !bytes.Equal(keys, v.names.at(n)) {
				start := len(arena)
				arena = append(arena, keys...)
				names[page] = append(names[page], blobChange{n, arena[start:len(arena):len(arena)]})
			}
		}
	})
	if err == nil {
		v.names.change(d.e, slices.Concat(names...), true)
	}
	return err
}

// projectNode brings the columns and flags of a node up to date. It reports whether
// w.now holds what is known of it.
func (d *deriver) projectNode(n uint32, w *worker) (known bool) {
	v := d.next
	x := v.nodes.at(n)
	info := &v.decl.kinds[x.kind]
	cols := v.columns[x.kind]
	if x.pub == 0 {
		for c := range cols {
			cols[c].put(d.e, n, info.columns[c].kind, 0, missing)
		}
		return false
	}
	if v.members.at(n) == nil && v.subs.at(x.pub-1).flags&subWords == 0 {
		d.projectAlone(n, x, w)
		return true
	}
	f := v.factsOf(n)
	defer f.release()
	flags := x.flags &^ (nodeReferred | nodePinned | nodeCountry)
	if !f.described {
		flags |= nodeReferred
	}
	if len(f.pins)+len(f.denials) > 0 {
		flags |= nodePinned
	}
	w.row = append(w.row[:0], make([]cellValue, len(cols))...)
	for i := range w.row {
		w.row[i].number = missing
	}
	f.each(func(g factGroup) {
		c, ok := info.columnOf[g.property]
		if !ok {
			return
		}
		cell := &w.row[c]
		if v.syms.list[g.period] < cell.period {
			return
		}
		shown := g.winner()
		if shown == nil {
			return
		}
		cell.period = v.syms.list[g.period]
		value := v.decodeValue(shown)
		if info.columns[c].kind == columnCodes {
			cell.code = v.syms.index[value.Text]
		} else {
			cell.number = numberOf(value)
		}
	})
	for c := range cols {
		cols[c].put(d.e, n, info.columns[c].kind, w.row[c].code, w.row[c].number)
		flags |= v.decl.countryFlag(x.kind, c, w.row[c].code)
	}
	if flags != x.flags {
		v.nodes.ptr(d.e, n).flags = flags
	}
	return false
}

// countryFlag returns the flag that a code in a column of a kind gives a node.
func (d *declarations) countryFlag(kind uint8, column int, code uint32) uint8 {
	if r := &d.roles; code == r.country && int(kind) == r.enterprise && column == r.kindOf {
		return nodeCountry
	}
	return 0
}

// projectAlone is projectNode for most nodes: those of one subject that no person
// has said anything of.
func (d *deriver) projectAlone(n uint32, x node, w *worker) {
	v := d.next
	info := &v.decl.kinds[x.kind]
	cols := v.columns[x.kind]
	k := &w.now
	v.know(x.pub-1, k)
	flags := x.flags &^ (nodeReferred | nodePinned | nodeCountry)
	if !k.described {
		flags |= nodeReferred
	}
	w.best = append(w.best[:0], make([]*fact, len(cols))...)
	for i := range k.facts {
		f := &k.facts[i]
		if int(f.property) >= len(info.columnAt) || info.columnAt[f.property] == 0 {
			continue
		}
		best := &w.best[info.columnAt[f.property]-1]
		if *best == nil {
			*best = f
			continue
		}
		newer := cmp.Compare(v.syms.list[f.period], v.syms.list[(*best).period])
		if newer > 0 || newer == 0 && v.compareFacts(f, *best) < 0 {
			*best = f
		}
	}
	for c, f := range w.best {
		code, number := uint32(0), missing
		if f != nil {
			if r := (reader{b: f.value}); info.columns[c].kind == columnCodes && graph.ValueType(r.byte()) == graph.TypeCode {
				code = r.uint()
			} else if value := v.decodeValue(f.value); info.columns[c].kind == columnCodes {
				code = v.syms.index[value.Text]
			} else {
				number = numberOf(value)
			}
		}
		cols[c].put(d.e, n, info.columns[c].kind, code, number)
		flags |= v.decl.countryFlag(x.kind, c, code)
	}
	if flags != x.flags {
		v.nodes.ptr(d.e, n).flags = flags
	}
}

// projectHead brings the head of a node's ID up to date. IDs are compared byte by
// byte, so heads order as they do, as far as they differ.
func (d *deriver) projectHead(n uint32) {
	var b [8]byte
	copy(b[:], d.next.publicID(n))
	if head := binary.BigEndian.Uint64(b[:]); d.next.heads.at(n) != head {
		d.next.heads.set(d.e, n, head)
	}
}

// projectCalled brings the heads of what a node is called up to date.
func (d *deriver) projectCalled(n uint32) {
	for i, lang := range languages {
		head := uint64(0)
		if d.next.nodes.at(n).pub != 0 {
			head = pinyin.Head(d.next.nameIn(n, lang))
		}
		if d.next.called[i].at(n) != head {
			d.next.called[i].set(d.e, n, head)
		}
	}
}

type cellValue struct {
	code   uint32
	number float64
	period string
}

func (c *column) put(e *edit, n uint32, kind int, code uint32, number float64) {
	if kind == columnCodes {
		if c.codes.at(n) != code {
			c.codes.set(e, n, code)
		}
	} else if u := packNumber(number); c.numbers.at(n) != u {
		c.numbers.set(e, n, u)
	}
}
