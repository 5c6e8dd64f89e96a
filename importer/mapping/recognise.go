package mapping

import (
	"math"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// HeadRows is how many rows of a sheet are looked at for headers; HeadSample is
// how many should be given to [Recognise], so that it sees cells below them.
const (
	HeadRows   = 20
	HeadSample = 60
)

// Recognise finds the tables at the head of a sheet by their headers. head is
// its first rows, HeadSample or all that there are, which Recognise neither
// keeps nor changes; document is the base name of its file; merged are its
// merged areas, nil if unknown. m may be nil; its synonyms, defaults and the
// first of its tables that is Auto and fits the sheet are heeded.
//
// It returns the tables in the order of their rows, then columns. If none is
// recognised, it returns what comes nearest and what that lacks; nothing only
// for a head without cells. What follows below is found while reading, with
// [Found.Boundary].
func Recognise(voc *graph.Vocabulary, head []table.Row, sheet, document string, merged []table.Area, m *Mapping) []Found {
	r := newRecogniser(voc, sheet, document, m)
	merged = slices.DeleteFunc(slices.Clone(merged), func(a table.Area) bool {
		return len(head) == 0 || a.FirstRow > head[len(head)-1].Number
	})
	auto := r.autoTable()
	if r.m.OfSheet(document, sheet) != nil {
		auto = nil // a person has said what the sheet holds
	}
	var all []Found
	for len(head) > 0 {
		found, used := r.next(head, merged, auto)
		if len(all) > 0 && !slices.ContainsFunc(found, func(f Found) bool { return f.Recognised() }) {
			break
		}
		all = append(all, found...)
		if used == 0 {
			break
		}
		head = head[used:]
	}
	return all
}

// autoTable returns the mapping's table whose columns are to be recognised on
// this sheet, or nil.
func (r *recogniser) autoTable() *Table {
	for i := range r.m.Tables {
		if t := &r.m.Tables[i]; t.Auto && t.Fits(r.document, r.sheet) {
			return t
		}
	}
	return nil
}

// Fits reports whether the table is for a sheet of a document, by the base name
// of its file.
func (t *Table) Fits(document, sheet string) bool {
	return globFits(t.File, document) && globFits(t.Sheet, sheet)
}

// globFits reports whether a name fits a pattern, whatever its case; after !
// stands what it is not.
func globFits(pattern, name string) bool {
	if pattern == "" {
		return true
	}
	pattern, not := strings.CutPrefix(pattern, "!")
	ok, err := path.Match(strings.ToLower(pattern), strings.ToLower(name))
	return err == nil && ok != not
}

// globOf is the pattern that only a name fits.
func globOf(name string) string {
	glob := strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(name)
	if strings.HasPrefix(glob, "!") {
		glob = `\` + glob
	}
	return glob
}

// candidate is one way to read some rows as headers.
type candidate struct {
	upper, lower int // indices of rows; upper is -1 if there is one row
	headers      Headers
	names        map[int]string // of the columns, told apart over the whole row
	best         *reading
}

// farther is how many rows below what was accepted much better headers are
// looked for.
const farther = 6

// first is the index of the first row of the headers.
func (c *candidate) first() int {
	if c.upper >= 0 {
		return c.upper
	}
	return c.lower
}

// replaces reports whether one candidate for the headers is to be preferred to an
// earlier one. What is accepted yields only to what follows closely, as headers
// follow a title, or the second of two rows the first; further down another
// table begins.
func (c *candidate) replaces(d *candidate) bool {
	switch {
	case c.upper < 0 && d.upper >= 0 && c.lower == d.lower && c.best.accepted == d.best.accepted && !d.best.better(c.best):
		return true // a row above that adds nothing is a title
	case c.best.accepted && d.best.accepted:
		between := c.lower - d.lower
		return c.best.better(d.best) && (between <= 2 || between <= farther && c.best.score > 2*d.best.score)
	case c.best.accepted != d.best.accepted:
		return c.best.accepted
	default:
		return c.best.better(d.best)
	}
}

// next finds the first table in some rows, or those that stand side by side,
// and tells how many rows they use; 0 is all.
func (r *recogniser) next(rows []table.Row, merged []table.Area, auto *Table) ([]Found, int) {
	var best *candidate
	try := func(upper, lower int) {
		var up *table.Row
		if upper >= 0 {
			up = &rows[upper]
		}
		c := &candidate{upper: upper, lower: lower, headers: ReadHeaders(up, &rows[lower], 0, 0, merged)}
		if len(c.headers) == 0 {
			return
		}
		c.names = map[int]string{}
		for i, name := range c.headers.Names() {
			c.names[c.headers[i].Column] = name
		}
		c.best = r.bestReading(c.headers, c.names, r.chosenOf(rows[lower].Number), rows[lower+1:], rows[:c.first()], auto)
		if best == nil || c.replaces(best) {
			best = c
		}
	}
	if auto != nil && auto.HeaderFirst > 0 {
		lower := slices.IndexFunc(rows, func(row table.Row) bool { return row.Number == auto.HeaderLast })
		upper := -1
		if auto.HeaderFirst != auto.HeaderLast {
			upper = slices.IndexFunc(rows, func(row table.Row) bool { return row.Number == auto.HeaderFirst })
		}
		if lower < 0 || upper < 0 && auto.HeaderFirst != auto.HeaderLast {
			return []Found{{
				Document: r.document, Sheet: r.sheet, r: r,
				Lacks: graph.Labelf("第 %d 行没有表头", "there are no headers in row %d", auto.HeaderLast),
			}}, 0
		}
		try(upper, lower)
	} else if i := r.pinned(rows); i >= 0 {
		try(-1, i)
		if i > 0 && rows[i-1].Number == rows[i].Number-1 && len(rows[i-1].Cells) > 1 && !isNote(rows[i-1].Cells[0].Text) {
			try(i-1, i)
		}
	} else {
		for i := range min(len(rows), HeadRows) {
			if best != nil && best.best.accepted && i > best.lower+farther {
				break
			}
			try(-1, i)
			if i+1 < len(rows) && rows[i+1].Number == rows[i].Number+1 && len(rows[i].Cells) > 1 && !isNote(rows[i].Cells[0].Text) {
				try(i, i+1)
			}
		}
	}
	if best == nil {
		return nil, 0
	}
	below := rows[best.lower+1:]
	used := 0
	b := (&Found{r: r, headers: best.headers, HeaderLast: rows[best.lower].Number, LastColumn: math.MaxInt}).Boundary()
	for i := range below {
		if b.Row(&below[i]) == NextTable {
			used = best.lower + 1 + i
			break
		}
	}
	end := len(rows)
	if used > 0 {
		end = used
	}
	found := r.sideBySide(best, rows[:end], auto)
	if found == nil {
		found = []Found{r.found(best, best.best, rows)}
	}
	if used > 0 {
		for i := range found {
			found[i].DataLast = rows[used-1].Number
		}
	}
	return found, used
}

// pinned returns the index of the row whose headers a person has pointed at; -1 if
// none of the rows.
func (r *recogniser) pinned(rows []table.Row) int {
	c := r.m.OfSheet(r.document, r.sheet)
	if c == nil {
		return -1
	}
	return slices.IndexFunc(rows, func(row table.Row) bool { return row.Number == c.Header })
}

// sideBySide returns the tables that stand beside each other under the same
// rows, separated by columns without any cell, if each of them is recognised.
func (r *recogniser) sideBySide(c *candidate, rows []table.Row, auto *Table) []Found {
	if auto != nil {
		return nil
	}
	used := map[int]bool{}
	for _, row := range rows[c.lower:] {
		for _, x := range row.Cells {
			used[x.Column] = true
		}
	}
	var groups []Headers
	for i, h := range c.headers {
		apart := i == 0
		for column := h.Column - 1; !apart && column > c.headers[i-1].Column; column-- {
			apart = !used[column]
		}
		if apart {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], h)
	}
	if len(groups) < 2 {
		return nil
	}
	var all []Found
	for _, hs := range groups {
		x := &candidate{upper: c.upper, lower: c.lower, headers: hs}
		x.best = r.bestReading(hs, c.names, r.chosenOf(rows[c.lower].Number), rows[c.lower+1:], nil, nil)
		if !x.best.accepted {
			return nil
		}
		f := r.found(x, x.best, rows)
		f.headers = c.headers
		all = append(all, f)
	}
	return all
}

// bestReading reads headers as every kind and returns the best, which is
// accepted only if it is keyed, explains enough, and no other kind fits as well.
func (r *recogniser) bestReading(hs Headers, names map[int]string, chosen map[int]*Choice, below, above []table.Row, auto *Table) *reading {
	// What does not depend on the kind is worked out once.
	vs, bare := make([][]variant, len(hs)), make([]string, len(hs))
	for i := range hs {
		vs[i], bare[i] = variants(hs[i], r.m.DataDate), barePeriod(hs[i])
	}
	alone := titlesAlone(above)
	sample := below[:min(len(below), HeadSample)]
	var titles []string
	for i := range above {
		for _, c := range above[i].Cells {
			if c.Kind == table.Text {
				titles = append(titles, c.Text)
			}
		}
	}
	titles = append(titles, r.sheet)
	var all []*reading
	for _, k := range r.kinds {
		if auto != nil && len(auto.Records) > 0 && auto.Records[0].Kind != k.Kind {
			continue
		}
		other := func(c *Choice) bool { return c != nil && c.Kind != k.Kind }
		if other(chosen[0]) || slices.ContainsFunc(hs, func(h Header) bool { return other(chosen[h.Column]) }) {
			continue // a person has said what the rows are
		}
		x := &reading{r: r, kind: k, headers: hs, names: names, variants: vs, bare: bare, below: sample, titles: titles, auto: auto, chosen: chosen}
		x.read()
		x.hint = r.hint(k, alone)
		x.score += x.hint
		all = append(all, x)
	}
	if len(all) == 0 {
		return &reading{r: r, headers: hs}
	}
	slices.SortStableFunc(all, func(a, b *reading) int {
		switch {
		case a.better(b):
			return -1
		case b.better(a):
			return 1
		default:
			return 0
		}
	})
	best := all[0]
	best.accepted = best.enough()
	if best.accepted && len(all) > 1 && all[1].enough() && best.score-all[1].score < 0.2 {
		best.accepted, best.rival = false, all[1].kind
	}
	return best
}

// better reports whether a reading is to be preferred: it explains more; one
// without a key only if it explains much more.
func (x *reading) better(y *reading) bool {
	return x.weight() > y.weight()+1e-9
}

func (x *reading) weight() float64 {
	if x.keyed {
		return x.score
	}
	return x.score - 1.5
}

// enough reports whether a reading may be right.
func (x *reading) enough() bool {
	n := len(x.headers)
	switch {
	case x.kind == nil || !x.keyed:
		return false
	case x.auto != nil, x.chosen[0] != nil, slices.ContainsFunc(x.columns, func(c Column) bool { return c.Chosen }):
		return true
	case x.explained >= 4, x.explained >= 2 && 10*x.explained >= 3*n:
		return true
	default:
		// One known header may be a word in any text: the names have to say what
		// it is a list of, or there has to be nothing else.
		return x.explained == 1 && (n <= 2 && x.hint > 0 || n == 1 && x.isList())
	}
}

// isList reports whether the rows below have one short cell each.
func (x *reading) isList() bool {
	for i := range x.below {
		cells := x.below[i].Cells
		if len(cells) > 1 || len(cells) == 1 && utf8.RuneCountInString(cells[0].Text) > maxHeader/2 {
			return false
		}
	}
	return len(x.below) > 0 && x.columns[0].Exact
}

// titlesAlone returns the title of each row above the headers, which stands alone but
// for notes such as 单位：万元; of other rows a blank.
func titlesAlone(above []table.Row) []string {
	all := make([]string, len(above))
	for i := range above {
		for _, c := range above[i].Cells {
			switch {
			case isNote(c.Text):
			case all[i] == "" && c.Kind == table.Text && len(c.Text) < 200:
				all[i] = c.Text
			default:
				all[i] = " "
			}
		}
	}
	return all
}

// hint is what the names of the sheet and the document, and the titles above the
// headers, say for a kind.
func (r *recogniser) hint(k *graph.KindDecl, titles []string) float64 {
	best := 0.0
	try := func(text string, weight float64) {
		if r.named(text) == k {
			best = max(best, weight)
		}
	}
	try(r.document, 1)
	for _, title := range titles {
		try(title, 0.75)
	}
	try(r.sheet, 1.5)
	return best
}

// named is kindNamed, remembered: titles are asked for once for each kind and
// row.
func (r *recogniser) named(name string) *graph.KindDecl {
	k, ok := r.names[name]
	if !ok {
		k = r.kindNamed(name)
		r.names[name] = k
	}
	return k
}

// kindNamed returns the kind that a name means, if any: of several in it the
// last, as in 企业产品 and company products, then the longest.
func (r *recogniser) kindNamed(name string) *graph.KindDecl {
	key := graph.HeaderKey(name)
	var found *graph.KindDecl
	foundEnd, foundLength := -1, 0
	for _, w := range r.kindWords {
		at := strings.LastIndex(key, w.key)
		if at < 0 {
			continue
		}
		if end := at + len(w.key); end > foundEnd || end == foundEnd && len(w.key) > foundLength {
			found, foundEnd, foundLength = w.kind, end, len(w.key)
		}
	}
	return found
}

// found makes a Found of a reading.
func (r *recogniser) found(c *candidate, x *reading, rows []table.Row) Found {
	f := Found{
		Document: r.document, Sheet: r.sheet, r: r, headers: c.headers,
		HeaderLast: rows[c.lower].Number, HeaderFirst: rows[c.lower].Number,
		Columns: slices.Clone(x.columns), Score: x.score,
	}
	if c.upper >= 0 {
		f.HeaderFirst = rows[c.upper].Number
	}
	f.DataFirst = f.HeaderLast + 1
	f.FirstColumn, f.LastColumn = c.headers[0].Column, c.headers[len(c.headers)-1].Column
	if !x.accepted {
		f.unheaded(x.below)
		f.Lacks = x.lacks()
		if x.kind != nil && (x.explained > 0 || x.chosen[0] != nil) {
			f.Near = x.kind.Kind
		}
		if f.Near == "" {
			f.HeaderFirst, f.HeaderLast, f.DataFirst = 0, 0, 0
		}
		return f
	}
	f.Kind = x.kind.Kind
	b := &builder{r: r, f: &f, x: x}
	b.readTitle(rows[:c.first()])
	f.table = b.table()
	f.unheaded(x.below)
	return f
}
