package export

import (
	"context"

	"github.com/chainatlas/chainatlas/graph/memory"
)

// sink is where the sheets of an export are written, one after the other.
type sink interface {
	begin(name string, s *Sheet) error // and its header
	row(cells []written) error
	end() error
}

// writeSheets writes all sheets of a plan.
func writeSheets(w *walker, p *plan, to sink) error {
	c := newCells(w.voc, w.q.Lang)
	for _, rows := range p.rows {
		w.total += rows
	}
	for i := range p.manifest.Sheets {
		s := &p.manifest.Sheets[i]
		rows, err := newSheetRows(w, c, s)
		if err != nil {
			return err
		}
		part, n := 0, 0
		if err := to.begin(s.Names[0], s); err != nil {
			return err
		}
		err = rows.each(func(_ rowKey, row []written) error {
			if n == w.perSheet {
				if err := to.end(); err != nil {
					return err
				}
				part, n = part+1, 0
				if err := to.begin(s.Names[part], s); err != nil {
					return err
				}
			}
			n++
			w.wrote()
			return to.row(row)
		})
		if err != nil {
			return err
		}
		if err := to.end(); err != nil {
			return err
		}
	}
	return nil
}

// prepare walks over what a query asks for, once.
func prepare(ctx context.Context, view *memory.View, q Query) (*walker, *plan, error) {
	w, err := newWalker(ctx, view, q)
	if err != nil {
		return nil, nil, err
	}
	p, err := newPlan(w)
	if err != nil {
		return nil, nil, err
	}
	return w, p, nil
}
