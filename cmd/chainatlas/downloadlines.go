package main

import (
	"bufio"
	"encoding/json"
	"io"
	"iter"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
)

// writeLinesOf writes rows that are lines of JSON as well as rows of a table: line makes
// the one, and cells the other out of it, beneath headings on a sheet of a title.
func writeLinesOf[R, L any](x *download, w io.Writer, rows iter.Seq2[R, error], line func(R) L, title graph.Label, headings []string, cells func(L) []listCell) error {
	each := func(row func(L) error) error {
		for r, err := range rows {
			if err != nil {
				return err
			}
			if err := row(line(r)); err != nil {
				return err
			}
		}
		return nil
	}
	if x.format == "jsonl" {
		out := bufio.NewWriter(w)
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		if err := each(func(l L) error { return e.Encode(l) }); err != nil {
			return err
		}
		return out.Flush()
	}
	return x.writeTable(w, x.app.say(title), headings, func(row func([]listCell) error) error {
		return each(func(l L) error { return row(cells(l)) })
	})
}

// lineNumber returns a decimal as JSON has it; "" for none.
func lineNumber(d *graph.Decimal) json.Number {
	if d == nil {
		return ""
	}
	return json.Number(d.String())
}

// partCell returns a cell of a part of a whole; an empty one for none.
func partCell(n json.Number) listCell {
	if n == "" {
		return listCell{}
	}
	return percentCell(n.String())
}

// wholeCell returns a cell of a whole number; an empty one for none.
func wholeCell(n *int) listCell {
	if n == nil {
		return listCell{}
	}
	return numberCell(*n)
}

// countRow returns a row of the sheet that tells what a table is.
func (x *download) countRow(label graph.Label, n int) []string {
	return []string{x.app.say(label), strconv.Itoa(n)}
}
