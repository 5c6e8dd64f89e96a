package model

import (
	"sync"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// maxQueued bounds the rows that an ImportReport lists as waiting.
const maxQueued = 1000

// ImportReport is what an import did, or would do.
type ImportReport struct {
	Of   *importer.Report
	YAML string // the mapping of a batch

	once    sync.Once
	matters []matter
}

// Source returns whose data it is.
func (r *ImportReport) Source() string { return string(r.Of.Source) }

// DataDate returns the day it speaks of.
func (r *ImportReport) DataDate() *graph.Date { return dateOrNil(r.Of.DataDate) }

// DryRun reports whether nothing was written.
func (r *ImportReport) DryRun() bool { return r.Of.DryRun }

// Counts returns the rows of all tables.
func (r *ImportReport) Counts() *RowCounts { return &r.Of.Counts }

// Tables returns what became of each.
func (r *ImportReport) Tables() []*ImportTable {
	out := make([]*ImportTable, len(r.Of.Tables))
	for i := range r.Of.Tables {
		t := &r.Of.Tables[i]
		out[i] = &ImportTable{Document: t.Document, Sheet: t.Sheet, Table: t.Table, Kinds: t.Kinds, Header: t.Header, First: t.First, Last: t.Last,
			Counts: &t.Counts, Skipped: t.Skipped, UnknownColumns: append([]string{}, t.Unknown...), MoreUnknownColumns: t.MoreUnknown, Explain: &t.Explain,
			Columns: columnsOf(t.Columns), MoreColumns: t.MoreColumns}
		out[i].Kinds = append([]graph.Kind{}, t.Kinds...)
	}
	return out
}

// Unread returns the sheets that were not read.
func (r *ImportReport) Unread() []*ImportUnread {
	out := make([]*ImportUnread, len(r.Of.Unread))
	for i := range r.Of.Unread {
		u := &r.Of.Unread[i]
		x := &ImportUnread{Document: u.Document, Sheet: u.Sheet, Reason: &u.Reason, Code: unreadCodes[u.Code], Header: u.Header,
			Columns: columnsOf(u.Columns), MoreColumns: u.MoreColumns, Rows: []*ImportHeadRow{}}
		if u.Near != "" {
			x.Near = &u.Near
		}
		for _, row := range u.Head {
			x.Rows = append(x.Rows, &ImportHeadRow{Row: row.Number, Cells: append([]string{}, row.Cells...)})
		}
		out[i] = x
	}
	return out
}

// unreadCodes are why sheets are not read, as the schema names it.
var unreadCodes = map[importer.UnreadCode]UnreadCode{
	importer.UnreadEmpty: UnreadCodeEmpty, importer.UnreadHidden: UnreadCodeHidden, importer.UnreadText: UnreadCodeText,
	importer.UnreadUnknown: UnreadCodeUnknown, importer.UnreadUnmentioned: UnreadCodeUnmentioned, importer.UnreadLeftOut: UnreadCodeLeftOut,
}

// Mapping returns the mapping that a batch used.
func (r *ImportReport) Mapping() *string {
	if r.YAML == "" {
		return nil
	}
	return &r.YAML
}

// Before returns the batch that did the same before.
func (r *ImportReport) Before() *graph.Revision { return revisionOrNil(r.Of.Before) }

// columnsOf is what is read from the columns of a table.
func columnsOf(all []importer.Column) []*ImportColumn {
	out := make([]*ImportColumn, len(all))
	for i := range all {
		c := &all[i]
		out[i] = &ImportColumn{Column: c.Number, Header: c.Header, Kind: c.Kind, Means: c.Means, Label: &c.Label, Why: &c.Why, Chosen: c.Chosen,
			Samples: append([]string{}, c.Samples...), Unit: c.Unit, Units: append([]string{}, c.Units...), Order: c.Order, Orders: append([]string{}, c.Orders...)}
	}
	return out
}

// Queued returns the rows that wait for a person.
func (r *ImportReport) Queued() []*ImportQueued {
	out := []*ImportQueued{}
	for i := range r.Of.Queued[:min(maxQueued, len(r.Of.Queued))] {
		q := &r.Of.Queued[i]
		out = append(out, &ImportQueued{Document: q.Document, Sheet: q.Sheet, Row: q.Row, Subject: q.Subject, Reason: q.Reason,
			Candidates: append([]graph.SubjectID{}, q.May...)})
	}
	return out
}

// GoneCount returns how many records are stated no more.
func (r *ImportReport) GoneCount() int { return len(r.Of.Gone) + r.Of.MoreGone }

// Kinds returns what nodes would change.
func (r *ImportReport) Kinds() []*KindChanges {
	out := []*KindChanges{}
	if r.Of.Changes != nil {
		for _, k := range r.Of.Changes.Nodes {
			out = append(out, &KindChanges{Kind: k.Kind, Created: k.Created, Changed: k.Changed, Removed: k.Removed})
		}
	}
	return out
}

// Properties returns in which properties nodes would change.
func (r *ImportReport) Properties() []*PropertyChanges {
	out := []*PropertyChanges{}
	if r.Of.Changes != nil {
		for i := range r.Of.Changes.Properties {
			p := &r.Of.Changes.Properties[i]
			out = append(out, &PropertyChanges{Kind: p.Kind, Property: p.Property, Label: &p.Label, Created: p.Created, Changed: p.Changed, Removed: p.Removed})
		}
	}
	return out
}

// Edges returns what edges would change.
func (r *ImportReport) Edges() []*EdgeChanges {
	out := []*EdgeChanges{}
	if r.Of.Changes != nil {
		for _, e := range r.Of.Changes.Edges {
			out = append(out, &EdgeChanges{Type: e.Type, Created: e.Created, Changed: e.Changed, Removed: e.Removed})
		}
	}
	return out
}

// Stated returns how many records are stated.
func (r *ImportReport) Stated() int { return r.Of.Wrote }

// Confirmed returns how many are confirmed.
func (r *ImportReport) Confirmed() int { return r.Of.Confirms }
