package importer

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Where a column names segments, people write what they read on the map: A12, or
// CS/A12 with the chain before it. Such a text is a name that nothing has, and would
// make a segment of its own. So it is read as the code that it is, if exactly one
// node that stands has it, in the chain that the row names, if it names one; a name
// goes before a code. What several have is left as it is printed, and a preview
// tells which they are.

// codes are the codes of kinds that have them within something that they share,
// such as the chain of segments. It is immutable, and nil knows none.
type codes struct {
	rules graph.Rules
	kinds map[graph.Kind]*codesOf
	// chains are what chains are called, as names are compared, with one of these
	// for each chain, so that 网络安全 and CS are the same.
	chains map[string]string
}

// codesOf are the codes of one kind.
type codesOf struct {
	within string // the property that they share
	byCode map[string][]coded
	names  map[string]bool // that nodes have, as names are compared
}

// coded is a node with a code.
type coded struct {
	within, code graph.Value
	name         string
}

// codeKey returns what a kind's codes are unique in: the first part of a key of two
// properties, of which the second is the code.
func codeKey(kind *graph.KindDecl) (within string, ok bool) {
	for _, k := range kind.Keys {
		if len(k.Parts) == 2 && k.Parts[0].Property != "" && k.Parts[1].Property == graph.PropCode {
			return k.Parts[0].Property, true
		}
	}
	return "", false
}

// findCodes collects the codes of the kinds that the tables refer to.
func (im *run) findCodes(ctx context.Context) (*codes, error) {
	c := &codes{rules: im.opts.Rules, kinds: map[graph.Kind]*codesOf{}, chains: map[string]string{}}
	need := func(kind graph.Kind) error {
		decl := im.opts.Vocabulary.Kind(kind)
		if decl == nil || c.kinds[kind] != nil {
			return nil
		}
		within, ok := codeKey(decl)
		if !ok {
			return nil
		}
		of := &codesOf{within: within, byCode: map[string][]coded{}, names: map[string]bool{}}
		c.kinds[kind] = of
		if within == graph.PropChain {
			if err := c.findChains(ctx, im.opts.View); err != nil {
				return err
			}
		}
		ids, err := im.opts.View.Select(ctx, kind, nil)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if n := im.opts.View.Node(id); n != nil && !n.OnlyReferred {
				c.add(of, n, decl, im.opts.View.Name(id))
			}
		}
		return nil
	}
	for _, t := range im.tables {
		for i := range t.plan.records {
			for j := range t.plan.records[i].edges {
				e := &t.plan.records[i].edges[j]
				for _, kind := range []graph.Kind{e.other.Kind, e.decl.Qualifier} {
					if err := need(kind); err != nil {
						return nil, err
					}
				}
			}
		}
	}
	return c, nil
}

// findChains collects what chains are called.
func (c *codes) findChains(ctx context.Context, v *memory.View) error {
	ids, err := v.Select(ctx, graph.KindChain, nil)
	if err != nil {
		return err
	}
	decl := v.Vocabulary().Kind(graph.KindChain)
	for _, id := range ids {
		n := v.Node(id)
		if n == nil {
			continue
		}
		for i := range n.Properties {
			p := &n.Properties[i]
			if d := decl.Property(p.Name); d == nil || p.Set || !d.IsName && p.Name != graph.PropCode {
				continue
			}
			if word := c.rules.Normalise(graph.PropName, p.Value()); word != "" && c.chains[word] == "" {
				c.chains[word] = string(id)
			}
		}
	}
	return nil
}

// sharing is what is compared of what nodes share in which their codes are unique.
func (c *codes) sharing(of *codesOf, v graph.Value) string {
	word := c.rules.Normalise(of.within, v)
	if chain := c.chains[word]; chain != "" && of.within == graph.PropChain {
		return chain
	}
	return word
}

// add adds a node.
func (c *codes) add(of *codesOf, n *memory.Node, decl *graph.KindDecl, name string) {
	x := coded{name: name}
	for i := range n.Properties {
		p := &n.Properties[i]
		d := decl.Property(p.Name)
		switch {
		case p.Name == of.within:
			x.within = p.Value()
		case p.Name == graph.PropCode:
			x.code = p.Value()
		case d != nil && d.IsName && p.Set:
			for j := range p.Values {
				of.names[c.rules.Normalise(p.Name, p.Values[j].Value)] = true
			}
		case d != nil && d.IsName:
			of.names[c.rules.Normalise(p.Name, p.Value())] = true
		}
	}
	if x.code.IsZero() || x.within.IsZero() {
		return
	}
	if code := c.rules.Normalise(graph.PropCode, x.code); code != "" {
		of.byCode[code] = append(of.byCode[code], x)
	}
}

// meant returns the nodes of a kind that a text is the code of: alone, or behind
// what it is unique in. within is what the row says of that; zero if nothing. A
// text that is also a name is none's code.
func (c *codes) meant(kind graph.Kind, text string, within graph.Value) []coded {
	if c == nil || c.kinds[kind] == nil || len(text) > maxCode {
		return nil
	}
	of := c.kinds[kind]
	if of.names[c.rules.Normalise(graph.PropName, graph.Text(text))] {
		return nil
	}
	code := text
	if at := strings.IndexAny(text, "/:：／"); at > 0 {
		_, size := utf8.DecodeRuneInString(text[at:])
		after := text[at+size:]
		before := graph.Text(strings.TrimSpace(text[:at]))
		if !within.IsZero() && c.sharing(of, within) != c.sharing(of, before) {
			return nil
		}
		code, within = after, before
	}
	all := of.byCode[c.rules.Normalise(graph.PropCode, graph.Text(code))]
	if within.IsZero() {
		return all
	}
	chain := c.sharing(of, within)
	var out []coded
	for _, x := range all {
		if c.sharing(of, x.within) == chain {
			out = append(out, x)
		}
	}
	return out
}

// maxCode bounds the texts that are looked up among the codes, in bytes.
const maxCode = 80

// key prints a node with its code as pages do: CS/A12.
func (x *coded) key() string { return x.within.String() + "/" + x.code.String() }

// readCodes are the cells of one column that were read as codes.
type readCodes struct {
	count int
	first string
	as    coded
}

// byCode reads a reference by a name as one by a code, if it is one.
func (c *converter) byCode(kind graph.Kind, keys []graph.Cell, column int, text string) []graph.Cell {
	of := c.codes.of(kind)
	name := cellOf(keys, graph.PropName)
	if of == nil || name == nil || len(name.Values) != 1 || cellOf(keys, graph.PropCode) != nil {
		return keys
	}
	within := graph.Value{}
	if x := cellOf(keys, of.within); x != nil && len(x.Values) == 1 {
		within = x.Values[0]
	}
	all := c.codes.meant(kind, name.Values[0].Text, within)
	if len(all) != 1 {
		return keys
	}
	out := make([]graph.Cell, 0, len(keys)+1)
	for _, x := range keys {
		if x.Property != graph.PropName && x.Property != of.within {
			out = append(out, x)
		}
	}
	add := func(property string, v graph.Value) {
		from := len(c.vals)
		c.vals = append(c.vals, v)
		out = append(out, graph.Cell{Property: property, Values: c.vals[from:len(c.vals):len(c.vals)]})
	}
	add(of.within, all[0].within)
	add(graph.PropCode, all[0].code)
	slices.SortStableFunc(out, func(a, b graph.Cell) int { return strings.Compare(a.Property, b.Property) })
	if c.readCodes == nil {
		c.readCodes = map[int]*readCodes{}
	}
	if c.readCodes[column] == nil {
		c.readCodes[column] = &readCodes{first: clip(text), as: all[0]}
	}
	c.readCodes[column].count++
	return out
}

func (c *codes) of(kind graph.Kind) *codesOf {
	if c == nil {
		return nil
	}
	return c.kinds[kind]
}

// listCodes tells the columns of a table of which cells were read as codes.
func (im *run) listCodes(t *sheetTable) {
	for _, h := range t.plan.headers {
		x := t.readCodes[h.Column]
		if x == nil {
			continue
		}
		im.problem(Problem{Document: t.report.Document, Sheet: t.report.Sheet, Row: t.report.Header, Column: h.Column, Header: h.Text(), Of: graph.PropCode, Value: x.first,
			Code: graph.ProblemReferred, Effect: EffectKept,
			Reason: graph.Label{
				Zh: fmt.Sprintf("“%s”是代码，读作 %s“%s”（这一列共 %d 处按代码读入）", x.first, x.as.key(), x.as.name, x.count),
				En: fmt.Sprintf("“%s” is a code, and read as %s “%s” (cells of the column that are read by codes: %d)", x.first, x.as.key(), x.as.name, x.count)},
			Cure: graph.Label{
				Zh: "若不是代码，请写全名称",
				En: "if it is no code, write the whole name"}})
	}
}
