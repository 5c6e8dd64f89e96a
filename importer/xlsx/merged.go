package xlsx

import (
	"cmp"
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Merged implements [table.Document]. The areas come after the rows in a sheet,
// so the whole of it is read; a sheet of more than 64 MiB has nil.
func (d *Document) Merged(ctx context.Context, sheet int) ([]table.Area, error) {
	const op = "xlsx.Merged"
	sh, err := d.sheet(op, sheet)
	if err != nil || sh.part.size() > maxMergedSheet {
		return nil, err
	}
	src, stop, err := d.source(ctx, op, sh.part, d.opts.MaxSheetBytes, false)
	if err != nil {
		return nil, err
	}
	defer stop()
	s := newScanner(src, op, sh.part.shown, sh.part.size())
	if err := s.root("worksheet"); err != nil {
		return nil, err
	}
	var areas []table.Area
	for {
		ok, err := s.section("mergeCells")
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		for {
			ok, err := s.child("mergeCell")
			if err != nil {
				return nil, err
			}
			if !ok {
				break
			}
			if len(areas) == d.opts.MaxMerged {
				return nil, tooMuch(op, sh.Name, graph.Labelf("合并区域超过 %d 个", "it has more than %d merged areas", d.opts.MaxMerged))
			}
			a, ok := parseArea(s.attr("ref"))
			if !ok {
				return nil, damaged(op, sh.Name, graph.Labelf("合并区域 %.40q 无效", "the merged area %.40q is invalid", s.attr("ref")))
			}
			areas = append(areas, a)
			if err := s.skip(); err != nil {
				return nil, err
			}
		}
	}
	if err := s.drain(); err != nil {
		return nil, err
	}
	slices.SortFunc(areas, func(a, b table.Area) int {
		return cmp.Or(cmp.Compare(a.FirstRow, b.FirstRow), cmp.Compare(a.FirstColumn, b.FirstColumn))
	})
	return areas, nil
}
