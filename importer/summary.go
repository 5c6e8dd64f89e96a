package importer

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// placeSheets says on which sheets of this batch confirmed rows are found. The
// sheets of a batch must follow each other in its order; where they do not, they
// are listed once more.
func (im *run) placeSheets(rc *reconciliation) {
	for i := range rc.confirms {
		c := &rc.confirms[i]
		start := -1
		for first := range im.headerSheets {
			fits := first+len(c.sheets) <= len(im.headerSheets)
			for k, s := range c.sheets {
				fits = fits && (s < 0 || s == first+k)
			}
			if fits {
				start = first
				break
			}
		}
		if start < 0 {
			start = len(im.headerSheets)
			for _, s := range c.sheets {
				im.headerSheets = append(im.headerSheets, im.headerSheets[max(s, 0)])
			}
		}
		c.Sheet = start
	}
}

// summarise tells what became of each row.
func (im *run) summarise(rc *reconciliation) {
	// A row may yield several records. It counts once: queued if any waits, else
	// created, updated or unchanged, by the first that applies to any.
	outcomes := make([]outcome, len(im.lines))
	for i := range outcomes {
		outcomes[i] = rowUnchanged
	}
	for i, o := range rc.outcomes {
		outcomes[im.lineOf[i]] = min(outcomes[im.lineOf[i]], o)
		if rc.state[i] {
			im.report.Wrote++
		} else {
			im.report.Confirms++
		}
	}
	for line, o := range outcomes {
		im.tables[im.lines[line]].report.count(o)
	}
	for _, t := range im.tables {
		t.report.Skipped += t.examples
		im.listUnread(t)
		im.report.Tables = append(im.report.Tables, *t.report)
	}
	im.report.Retracts = len(rc.retracts)
	im.report.sum()
	im.listQueued()
	im.listGone(rc)
	im.listUnnamed()
}

// listUnread lists the columns and the rows of a table's sheet that nothing reads,
// and what is doubtful about those that are read.
func (im *run) listUnread(t *sheetTable) {
	x := t.report
	x.Left = t.left.count + t.leftToo.count
	x.LeftRows = slices.Concat(t.left.first, t.leftToo.first)
	slices.Sort(x.LeftRows)
	x.LeftRows = x.LeftRows[:min(len(x.LeftRows), maxLeftRows)]
	// Tables that stand side by side share their headers.
	read := func(column int) bool {
		return slices.ContainsFunc(im.tables, func(o *sheetTable) bool {
			return o.plan.used[column] && o.report.Document == x.Document && o.report.Sheet == x.Sheet && o.report.Header == x.Header
		})
	}
	for _, h := range t.plan.headers {
		if h.Column >= t.firstColumn && (t.lastColumn == 0 || h.Column <= t.lastColumn) && !read(h.Column) {
			x.Unknown = append(x.Unknown, h.Text())
		}
	}
	for _, column := range t.unheaded {
		if !read(column) {
			x.Unknown = append(x.Unknown, mapping.ColumnLetters(column))
		}
	}
	if more := len(x.Unknown) - maxUnknown; more > 0 {
		x.Unknown, x.MoreUnknown = x.Unknown[:maxUnknown], more
	}
	im.listPassed(t, read)
	im.listBareAmounts(t)
	im.listCodes(t)
	for i := range t.doubts {
		d := &t.doubts[i]
		if !t.tellsDoubt(d) {
			continue
		}
		im.problem(Problem{Document: x.Document, Sheet: x.Sheet, Row: x.Header, Column: d.Column, Header: d.Header,
			Of: d.Problem.Of, Value: d.Header, Code: d.Problem.Code, Effect: EffectKept, Reason: d.Problem.Reason, Cure: d.Problem.Cure})
	}
}

// listQueued lists what waits for a person, and why.
func (im *run) listQueued() {
	asked, first := int32(-1), 0 // the line at hand, and the first that is listed of it
	for i := range im.resolver.mentions {
		m := &im.resolver.mentions[i]
		if m.held == nil {
			continue
		}
		t := im.tables[im.lines[im.lineOf[m.row]]].report
		rec := im.unpackAt(int(m.row))
		q := QueuedRow{Document: t.Document, Sheet: t.Sheet, Row: rec.Row, Subject: im.resolver.subjects[m.subject].id,
			Reason: m.held.Reason, Keys: m.held.Keys, May: m.held.Candidates, Reference: !m.isRow}
		// Several records of one row may wait for the same answer, such as one for each
		// year, or the row and its own reference: it is asked once.
		line := im.lineOf[m.row]
		if line != asked {
			asked, first = line, len(im.report.Queued)
		}
		if at := slices.IndexFunc(im.report.Queued[first:], func(o QueuedRow) bool { return o.Subject == q.Subject }); at >= 0 {
			o := &im.report.Queued[first+at]
			o.Reference = o.Reference && q.Reference
			continue
		}
		if len(im.report.Queued) < MaxProblems {
			im.report.Queued = append(im.report.Queued, q)
		}
	}
	im.cureQueued()
}

// listGone lists the records that are not there any more.
func (im *run) listGone(rc *reconciliation) {
	for _, id := range rc.gone {
		if len(im.report.Gone) == MaxProblems {
			im.report.MoreGone = len(rc.gone) - MaxProblems
			break
		}
		s := &im.resolver.subjects[id.subject]
		im.report.Gone = append(im.report.Gone, GoneRecord{RecordKey: im.resolver.recordKey(id), Kind: im.resolver.kinds[s.kind].Kind, Name: im.opts.View.Name(s.id)})
	}
}

// listUnnamed lists qualifiers that the source does not describe.
func (im *run) listUnnamed() {
	for _, at := range im.resolver.unnamed {
		m := &im.resolver.mentions[at]
		t := im.tables[im.lines[im.lineOf[m.row]]].report
		row := im.unpackAt(int(m.row)).Row
		label := im.resolver.kinds[m.kind].Label
		text := ""
		for _, c := range im.resolver.cells(m) {
			text = c.Values[0].String()
		}
		im.problem(Problem{Document: t.Document, Sheet: t.Sheet, Row: row, Of: string(im.resolver.kinds[m.kind].Kind), Value: text,
			Code: graph.ProblemMissing, Effect: EffectKept,
			Reason: graph.Label{Zh: "此来源没有描述这个" + label.Zh, En: "the source does not describe this " + strings.ToLower(label.En)},
			Cure:   graph.Label{Zh: "请写明它所属的产业链，或在同一来源中描述它", En: "name its chain, too, or describe it in the same source"}})
	}
}
