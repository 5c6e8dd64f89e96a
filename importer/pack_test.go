package importer

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// randomDraft makes a draft of everything that a draft can hold.
func randomDraft(rnd *rand.Rand) draft {
	texts := []string{"", "示例", "a", "数千万元", "x\x00y", "长" + string(make([]byte, 300))}
	text := func() string { return texts[rnd.IntN(len(texts))] }
	decimal := func() graph.Decimal {
		return graph.Decimal{Unscaled: rnd.Int64() - 1<<62, Scale: uint8(rnd.IntN(graph.MaxScale + 1))}
	}
	value := func() graph.Value {
		switch t := graph.ValueType(1 + rnd.IntN(int(graph.TypeBool))); t {
		case graph.TypeText, graph.TypeCode:
			return graph.Value{Type: t, Text: text()}
		case graph.TypeDate:
			return graph.DateValue(graph.Date{Year: int16(rnd.IntN(9999)), Month: uint8(rnd.IntN(13)), Day: uint8(rnd.IntN(32))})
		case graph.TypeMoney:
			return graph.Value{Type: t, Text: text(), Number: decimal(), High: decimal(), Bound: graph.Bound(rnd.IntN(5)), Currency: text()}
		default:
			return graph.Value{Type: t, Number: decimal()}
		}
	}
	cells := func() []graph.Cell {
		var out []graph.Cell
		for range rnd.IntN(4) {
			c := graph.Cell{Property: text(), State: graph.CellState(rnd.IntN(4))}
			if c.State == graph.CellBad {
				c.Bad = text()
			}
			for range rnd.IntN(3) {
				c.Values = append(c.Values, value())
			}
			out = append(out, c)
		}
		return out
	}
	d := draft{Record: graph.Record{RecordKey: graph.RecordKey{Table: text(), Period: text()}, Kind: graph.Kind(text()),
		Sheet: rnd.IntN(9), Row: rnd.IntN(1 << 20), Cells: cells()}}
	for range rnd.IntN(3) {
		e := graph.EdgeCell{Type: text(), Incoming: rnd.IntN(2) == 0}
		for range rnd.IntN(3) {
			r := graph.Ref{Kind: graph.Kind(text()), Keys: cells()}
			for range rnd.IntN(3) {
				r.Attributes = append(r.Attributes, graph.Attribute{Property: text(), Period: text(), Value: value()})
			}
			e.Refs = append(e.Refs, r)
		}
		d.Edges = append(d.Edges, e)
	}
	for range rnd.IntN(2) {
		d.qualifiers = append(d.qualifiers, qualifier{ref: rnd.IntN(5), kind: graph.Kind(text()), keys: cells()})
	}
	return d
}

// TestPack packs drafts one after the other and unpacks each, in any order, with
// one unpacker, whose memory every draft reuses.
func TestPack(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	w := newWords()
	p := &packer{words: w, cache: map[string]uint32{}}
	var drafts []draft
	var packed []byte
	var offsets []int
	for range 500 {
		d := randomDraft(rnd)
		drafts, offsets = append(drafts, d), append(offsets, len(packed))
		packed = p.pack(packed, &d)
	}
	u := &unpacker{words: w.list}
	for range 2000 {
		i := rnd.IntN(len(drafts))
		got, want := u.unpack(packed[offsets[i]:]), drafts[i]
		if !reflect.DeepEqual(plain(got), plain(&want)) {
			t.Fatalf("draft %d comes back as\n%+v\nwant\n%+v", i, got, want)
		}
	}
}

// plain returns a copy of a draft in which an empty list is none.
func plain(d *draft) draft {
	cells := func(in []graph.Cell) []graph.Cell {
		var out []graph.Cell
		for _, c := range in {
			if len(c.Values) == 0 {
				c.Values = nil
			}
			out = append(out, c)
		}
		return out
	}
	out := *d
	out.Cells, out.Edges, out.qualifiers = cells(d.Cells), nil, nil
	for _, e := range d.Edges {
		refs := e.Refs
		e.Refs = nil
		for _, r := range refs {
			r.Keys = cells(r.Keys)
			if len(r.Attributes) == 0 {
				r.Attributes = nil
			}
			e.Refs = append(e.Refs, r)
		}
		out.Edges = append(out.Edges, e)
	}
	for _, q := range d.qualifiers {
		q.keys = cells(q.keys)
		out.qualifiers = append(out.qualifiers, q)
	}
	return out
}
