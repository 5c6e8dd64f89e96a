package evidence

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring"
)

// Ref says who states a value, and in which cell. Its text form stands in the
// references of an observation, and so in every file of a run.
type Ref struct {
	Subject  graph.SubjectID // the finding, or the node whose property it is
	Revision graph.Revision  // the batch that stated it
	Source   graph.SourceID
	Value    string // as the source states it
	Differs  bool   // it is not the value that counts: another source sees it so
	Document string
	Sheet    string
	Row      int    // from 1; 0 if it was read in no table
	Column   string // such as F; "" if the batch does not say
}

// String returns the text form, which [ParseRef] reads:
//
//	7f3a… r12 lab-2025 =42.5 report.xlsx#Test results!F12
func (r Ref) String() string {
	sign := "="
	if r.Differs {
		sign = "≠"
	}
	place := r.Document
	if r.Row > 0 {
		place += "#" + r.Sheet + "!" + r.Column + strconv.Itoa(r.Row)
	}
	return string(r.Subject) + " r" + strconv.FormatUint(uint64(r.Revision), 10) + " " + string(r.Source) + " " + sign + url.QueryEscape(r.Value) + " " + place
}

// ParseRef reads what String wrote; false if it is nothing of the kind, as the
// references of plain tables are.
func ParseRef(s string) (Ref, bool) {
	f := strings.SplitN(s, " ", 5)
	if len(f) != 5 || !strings.HasPrefix(f[1], "r") {
		return Ref{}, false
	}
	n, err := strconv.ParseUint(f[1][1:], 10, 63)
	if err != nil {
		return Ref{}, false
	}
	r := Ref{Subject: graph.SubjectID(f[0]), Revision: graph.Revision(n), Source: graph.SourceID(f[2]), Document: f[4]}
	value, differs := strings.CutPrefix(f[3], "≠")
	if !differs {
		var same bool
		if value, same = strings.CutPrefix(f[3], "="); !same {
			return Ref{}, false
		}
	}
	if r.Value, err = url.QueryUnescape(value); err != nil {
		return Ref{}, false
	}
	r.Differs = differs
	if i := strings.LastIndexByte(f[4], '!'); i >= 0 {
		document, sheet, ok := strings.Cut(f[4][:i], "#")
		cell := f[4][i+1:]
		digits := strings.IndexAny(cell, "0123456789")
		if !ok || digits < 0 {
			return Ref{}, false
		}
		if r.Row, err = strconv.Atoi(cell[digits:]); err != nil || r.Row < 1 {
			return Ref{}, false
		}
		r.Document, r.Sheet, r.Column = document, sheet, cell[:digits]
	}
	return r, true
}

// Sources returns who states the evidence of an input, in order.
func Sources(in *scoring.Input) []graph.SourceID {
	seen := map[graph.SourceID]bool{}
	for i := range in.Units {
		for _, all := range in.Units[i].Evidence {
			for _, o := range all {
				for _, text := range o.Refs {
					if ref, ok := ParseRef(text); ok {
						seen[ref.Source] = true
					}
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// refOf is the reference of a statement.
func refOf(node graph.SubjectID, s *memory.Statement, differs bool) Ref {
	r := Ref{
		Subject: node, Revision: s.Made, Source: s.Source, Value: s.Value.String(), Differs: differs,
		Document: s.Place.Document.Name, Sheet: s.Place.Sheet, Row: s.Place.Row,
	}
	if s.Place.Column > 0 {
		r.Column = letters(s.Place.Column)
	}
	return r
}

// letters is the name of a column: 1 is A.
func letters(column int) string {
	var b []byte
	for ; column > 0; column = (column - 1) / 26 {
		b = append([]byte{byte('A' + (column-1)%26)}, b...)
	}
	return string(b)
}
