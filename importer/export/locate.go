package export

import (
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Places tells where the sheets of an export are in a document now.
type Places struct {
	At    map[string]int // the index into Document.Sheets, by the name that was written; without the sheets that are gone
	Added []int          // sheets that were not written: somebody added them, or renamed them beyond recognition
}

// Locate finds the sheets of an export: by their names and, of those whose name
// is gone, by their headers if exactly one sheet of another name fits exactly
// one of them. So who renames a sheet does not lose his edits in silence.
func (m *Manifest) Locate(ctx context.Context, doc table.Document) (*Places, error) {
	p := &Places{At: map[string]int{}}
	for i, s := range doc.Sheets() {
		if m.Owns(s.Name) {
			p.At[s.Name] = i
		} else {
			p.Added = append(p.Added, i)
		}
	}
	fits := map[string][]int{} // by the name that is gone
	taken := map[int]int{}     // how many names a sheet fits
	for i := range m.Sheets {
		s := &m.Sheets[i]
		for _, name := range s.Names {
			if _, ok := p.At[name]; ok {
				continue
			}
			for _, at := range p.Added {
				if s.fits(ctx, doc, at) {
					fits[name] = append(fits[name], at)
					taken[at]++
				}
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, &graph.Error{Code: graph.CodeCancelled, Op: "export.Locate", Err: err}
	}
	for name, at := range fits {
		if len(at) == 1 && taken[at[0]] == 1 {
			p.At[name] = at[0]
			p.Added = slices.DeleteFunc(p.Added, func(i int) bool { return i == at[0] })
		}
	}
	return p, nil
}

// fits reports whether a sheet of a document has the headers of s: those that
// its rows are told by, and most of the others, of which some may be deleted.
// A sheet that cannot be read fits nothing.
func (s *Sheet) fits(ctx context.Context, doc table.Document, index int) bool {
	tried := 0
	for row, err := range doc.Rows(ctx, index) {
		if tried++; err != nil || tried > headerRows {
			return false
		}
		columns, unknown := s.headers(row)
		if columns == nil {
			continue
		}
		found, foreign := 0, 0
		for _, at := range columns {
			if at != 0 {
				found++
			}
		}
		for _, c := range unknown {
			if !blank(c) {
				foreign++
			}
		}
		return 2*found > len(s.Columns) && found > foreign
	}
	return false
}

// IsHeader reports whether a row of the sheet, as it came back, is its header.
func (s *Sheet) IsHeader(row *table.Row) bool {
	columns, _ := s.headers(row)
	return columns != nil
}

// headers takes a row for the header if it has all columns that the rows are
// told by: it returns where each column is now, from 1, or 0 if it is gone, and
// the cells that nobody wrote. If it is no header, columns is nil.
func (s *Sheet) headers(row *table.Row) (columns []int, unknown []table.Cell) {
	columns = make([]int, len(s.Columns))
	for _, cell := range row.Cells {
		i := slices.IndexFunc(s.Columns, func(x Column) bool { return settled(x.Header) == settled(cell.Text) })
		if i < 0 || columns[i] != 0 {
			unknown = append(unknown, cell)
			continue
		}
		columns[i] = cell.Column
	}
	for i := range s.Columns {
		x := &s.Columns[i]
		// Without its period a row of periods is one of another.
		if columns[i] == 0 && (x.Hidden() || x.Role == RolePeriod) {
			return nil, nil
		}
	}
	return columns, unknown
}

// Orphaned reports whether a workbook is an export whose manifest is gone: its
// edits can be told no more, and read as ordinary rows, what others have said
// would be said once more. Foreign tables may have an _id, too, so it takes
// also our sheet About, or an ID in the first row that is known. A document
// without named sheets, such as CSV, is none.
func Orphaned(ctx context.Context, doc table.Document, known func(graph.SubjectID) bool) bool {
	about, ids, ours := false, false, false
	for i, s := range doc.Sheets() {
		if s.Name == ManifestSheet {
			return false
		}
		if s.Name == "" {
			continue
		}
		first := true
		for row, err := range doc.Rows(ctx, i) {
			if err != nil {
				break // it is told when the sheet is read, if it is
			}
			a := settled(row.Cell(1).Text)
			if !first {
				ours = ours || known(graph.SubjectID(a))
				break
			}
			first = false
			title := row.Cell(2).Text
			about = about || a == aboutMark && (title == aboutTitle.Zh || title == aboutTitle.En)
			if a != roleHeaders[RoleNode].En {
				break
			}
			ids = true
		}
		if ids && (about || ours) {
			return true
		}
	}
	return false
}
