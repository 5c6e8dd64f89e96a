package importer_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// csvFile is a file as read by other means than the importer's: encoding/csv,
// or excelize, and a decoder chosen by hand.
type csvFile struct {
	header map[string]int
	rows   [][]string
}

// table returns a file of the shared data, by its name.
func (s *imported) table(t *testing.T, name string) *csvFile {
	t.Helper()
	if f := s.csvs[name]; f != nil {
		return f
	}
	path := ""
	for _, p := range s.paths {
		if strings.HasSuffix(filepath.ToSlash(p), "/"+name) {
			path = p
		}
	}
	if path == "" {
		t.Fatalf("%s is not in the set", name)
	}
	f := readFile(t, path)
	s.csvs[name] = f
	return f
}

func readFile(t *testing.T, path string) *csvFile {
	t.Helper()
	var all [][]string
	if filepath.Ext(path) == ".xlsx" {
		book, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		for i, sheet := range book.GetSheetList() { // of all sheets, with the headers of the first
			rows, err := book.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, rows[min(i, 1, len(rows)):]...)
		}
	} else {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.Contains(path, "crunchbase_2013"):
			// The whole files are Mac Roman with lines that end in CR; the security part was made of them in UTF-8.
			if strings.Contains(path, "2013-crunchbase-") {
				if b, err = charmap.Macintosh.NewDecoder().Bytes(b); err != nil {
					t.Fatal(err)
				}
			}
			b = bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
		case strings.HasSuffix(path, "上市公司名单.csv"):
			if b, err = simplifiedchinese.GBK.NewDecoder().Bytes(b); err != nil {
				t.Fatal(err)
			}
		}
		r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff"))))
		r.LazyQuotes, r.FieldsPerRecord = true, -1
		if all, err = r.ReadAll(); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	f := &csvFile{header: map[string]int{}, rows: all[1:]}
	for i, h := range all[0] {
		f.header[strings.Join(strings.Fields(h), " ")] = i
	}
	return f
}

// get returns a cell of a row, without the blanks around it.
func (f *csvFile) get(row []string, column string) string {
	i, ok := f.header[column]
	if !ok {
		panic("no column " + column)
	}
	if i >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[i])
}

// each calls yield for every row, with its cells in the order of columns.
func (f *csvFile) each(yield func(cells []string), columns ...string) {
	cells := make([]string, len(columns))
	for _, row := range f.rows {
		for i, c := range columns {
			cells[i] = f.get(row, c)
		}
		yield(cells)
	}
}

// textSet is a set of texts.
type textSet map[string]bool

func (s textSet) add(parts ...string) { s[strings.Join(parts, "\x00")] = true }

// folded returns a name or identifier without what the rules for keys do not
// compare: quotes, blanks and commas, and the width of letters. Written anew,
// and no more than the shared data ask for.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		switch {
		case strings.ContainsRune(`"'“”‘’`+"`´《》「」『』", r), unicode.IsSpace(r), unicode.IsControl(r), unicode.Is(unicode.Cf, r), strings.ContainsRune(",;、。", r):
			return -1
		case strings.ContainsRune("[{【〔", r):
			return '('
		case strings.ContainsRune("]}】〕", r):
			return ')'
		case strings.ContainsRune("‐–—－", r):
			return '-'
		case strings.ContainsRune("•・●", r):
			return '·'
		}
		return r
	}, s)
}

// foldedName returns a name without what the rules do not compare of it: case,
// quotes, the points of abbreviations, blanks beside signs, and how many of them
// part two words.
func foldedName(s string) string {
	s = besideSigns.ReplaceAllString(s, "$1")
	s = strings.ReplaceAll(strings.ToLower(s), ".", "")
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
	for i := range words {
		words[i] = folded(words[i])
	}
	return strings.Join(words, " ")
}

var besideSigns = regexp.MustCompile(`\s*([-&·/+()])\s*`)

// checkRecords checks that every record of every file was read, or left out for
// a reason that the mapping names, or is blank.
func checkRecords(t *testing.T, s *imported) {
	t.Helper()
	for _, path := range s.paths {
		name := filepath.Base(path)
		f := s.table(t, name)
		records, blank := len(f.rows), 0
		for _, row := range f.rows {
			if !slices.ContainsFunc(row, func(c string) bool { return strings.TrimSpace(c) != "" }) {
				blank++
			}
		}
		found := 0
		for i := range s.report.Tables {
			if x := &s.report.Tables[i]; x.Document == name {
				found += x.Counts.Read + x.Skipped + x.Left
			}
		}
		if found != records-blank {
			t.Errorf("%s has %d records, %d of them blank; %d were read or skipped", name, records, blank, found)
		}
	}
}

// equalCount checks a figure against its recount.
func equalCount[T comparable](t *testing.T, what string, found, recounted T) {
	t.Helper()
	if found != recounted {
		t.Errorf("%s: %v were imported, %v are in the files", what, found, recounted)
	}
}

// eachNode calls yield for every node of a kind.
func eachNode(t *testing.T, v *memory.View, kind graph.Kind, yield func(*memory.Node)) {
	t.Helper()
	q := memory.ListQuery{Kind: kind, First: memory.MaxPage}
	for {
		l, err := v.List(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range v.Nodes(l.IDs...) {
			yield(n)
		}
		if !l.HasMore {
			return
		}
		q.After = l.Cursors[len(l.Cursors)-1]
	}
}

// eachEdge calls yield for every edge of a type. Of a node with more neighbours
// than a page has, the others are found from their other ends.
func eachEdge(t *testing.T, v *memory.View, typ string, yield func(*memory.Edge)) {
	t.Helper()
	type ends struct{ from, to, by graph.SubjectID }
	seen, hubs := map[ends]bool{}, map[graph.SubjectID]bool{}
	total := 0
	walk := func(kinds []graph.Kind, incoming bool) {
		for _, kind := range kinds {
			var ids []graph.SubjectID
			flush := func() {
				of, err := v.Neighbours(ids, memory.NeighbourQuery{Edge: typ, Incoming: incoming, First: memory.MaxPage})
				if err != nil {
					t.Fatal(err)
				}
				for i := range of {
					if of[i].HasMore && !incoming {
						hubs[ids[i]] = true
						continue
					}
					for j := range of[i].Edges {
						e := &of[i].Edges[j]
						if incoming && !hubs[e.From] {
							continue
						}
						if k := (ends{e.From, e.To, e.Qualifier}); !seen[k] {
							seen[k] = true
							total++
							yield(e)
						}
					}
				}
				ids = ids[:0]
			}
			eachNode(t, v, kind, func(n *memory.Node) {
				if ids = append(ids, n.ID); len(ids) == memory.MaxPage {
					flush()
				}
			})
			flush()
		}
	}
	walk(v.Vocabulary().Edge(typ).From, false)
	if len(hubs) > 0 {
		walk(v.Vocabulary().Edge(typ).To, true)
	}
	if want := v.Stats().Edges[typ]; total != want {
		t.Fatalf("%s: %d of %d edges were found", typ, total, want)
	}
}

// valueOf returns what a node shows of a property; the zero Value if nothing.
func valueOf(n *memory.Node, name, period string) graph.Value {
	for i := range n.Properties {
		if p := &n.Properties[i]; p.Name == name && p.Period == period {
			return p.Value()
		}
	}
	return graph.Value{}
}

// sumOf adds up what the nodes of a kind show of a property, in all periods; of
// money in the currencies that were printed, the lower ends of ranges.
func sumOf(t *testing.T, v *memory.View, kind graph.Kind, name string) map[string]int64 {
	t.Helper()
	sums := map[string]int64{}
	eachNode(t, v, kind, func(n *memory.Node) {
		for i := range n.Properties {
			p := &n.Properties[i]
			if p.Name != name || p.Value().IsZero() || p.Value().Bound == graph.BoundUndisclosed {
				continue
			}
			x := p.Value().Number
			for x.Scale > 0 { // what was printed with cents
				x.Unscaled, x.Scale = x.Unscaled/10, x.Scale-1
			}
			sums[p.Value().Currency] += x.Unscaled
		}
	})
	return sums
}
