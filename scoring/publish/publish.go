// Package publish puts into the log what is published: editions of lists, ratings.
//
// What has been published is never overwritten. Each issue is a record of its own,
// in a batch that cannot be revoked, with the file that was published kept beside
// it byte for byte. What becomes of it later, a correction, a successor, a
// withdrawal, is said by later batches of its [Status] and of nothing else, so that
// the issue stays readable, and the log tells when it was what.
//
// Nothing here decides whether an issue is right, or who may publish it: that is
// for who calls. The functions work out what a batch says; [graph.Append] makes it
// live, under a key that the caller chooses, so that a retry does nothing.
package publish

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Status is what has become of an issue: an entry of the code list ratingStatus.
type Status string

// The states of an issue.
const (
	Published  Status = "published"  // in force
	Corrected  Status = "corrected"  // another issue says what it should have said
	Superseded Status = "superseded" // there is a newer one
	Withdrawn  Status = "withdrawn"  // no longer stood by
)

// Correctable reports whether an issue may be corrected: one that is in force, or
// was until the next one. What was corrected has its correction already.
func (s Status) Correctable() bool { return s == Published || s == Superseded }

// Shelf is where the issues of one sort stand.
type Shelf struct {
	Source graph.Declare // who speaks, declared before the first issue
	Kind   graph.Kind    // of the issues
	Key    string        // the key of the kind that tells issues apart
	Table  string        // of their records
}

// Issue is one issue of something: an edition of a list, a rating.
type Issue struct {
	Keys  []graph.Cell // the properties of the key, in its order, one value each
	Cells []graph.Cell // what else is said of it, but for its status
	Edges []graph.EdgeCell
	File  File
}

// File is what was published, byte for byte.
type File struct {
	Name string
	Data []byte
}

// Becomes says what becomes of an issue that was published before.
type Becomes struct {
	Keys   []graph.Cell
	Status Status
}

// Subject returns the subject of the issue of a key in the store of a salt.
func (s *Shelf) Subject(salt []byte, keys []graph.Cell) graph.SubjectID {
	k := graph.KeyValue{Key: s.Key}
	for i := range keys {
		k.Parts = append(k.Parts, keys[i].Values[0])
	}
	return graph.Mint(salt, s.Source.Source, s.Kind, []graph.KeyValue{k}, 0)
}

// Declare declares the source that issues are stated by, in a batch of its own: it
// must not fall with the first of them. It does nothing if a View has it.
func (s *Shelf) Declare(ctx context.Context, store graph.Store, view *memory.View, actor string) error {
	if _, _, declared := view.Source(s.Source.Source); declared {
		return nil
	}
	_, err := graph.Append(ctx, store, graph.Header{
		Key: "declare:" + string(s.Source.Source), Kind: graph.BatchDeclare, Source: s.Source.Source, Actor: actor,
		Reason: "for the first issue", Rules: graph.StandardRules().Version,
	}, &s.Source)
	if graph.CodeOf(err) == graph.CodeExists {
		return nil
	}
	return err
}

// Issue works out the batch that publishes an issue, and what becomes of those
// before it. It keeps the file, and completes the header: key, actor, reason and
// base are the caller's. The data date of a publication is its day, so that what
// has become of an issue holds over what it was, whatever it speaks of.
func (s *Shelf) Issue(ctx context.Context, store graph.Store, h *graph.Header, day graph.Date, x Issue, status Status, before ...Becomes) ([]graph.Assertion, error) {
	if err := s.header(ctx, store, h, day, x.File); err != nil {
		return nil, err
	}
	r := s.record(store, x.Keys, status, 0)
	r.Cells, r.Edges = append(r.Cells, x.Cells...), x.Edges
	sortCells(r)
	said := []graph.Assertion{r}
	for i, b := range before {
		said = append(said, s.record(store, b.Keys, b.Status, i+1))
	}
	return said, nil
}

// Become works out a batch that says what becomes of an issue, such as that it is
// withdrawn, with a notice that is kept as its file.
func (s *Shelf) Become(ctx context.Context, store graph.Store, h *graph.Header, day graph.Date, b Becomes, notice File) ([]graph.Assertion, error) {
	if err := s.header(ctx, store, h, day, notice); err != nil {
		return nil, err
	}
	return []graph.Assertion{s.record(store, b.Keys, b.Status, 0)}, nil
}

func (s *Shelf) header(ctx context.Context, store graph.Store, h *graph.Header, day graph.Date, f File) error {
	kept, err := store.Attach(ctx, bytes.NewReader(f.Data))
	if err != nil {
		return err
	}
	h.Kind, h.Source, h.DataDate, h.Rules = graph.BatchPublish, s.Source.Source, day, graph.StandardRules().Version
	h.Documents, h.Sheets = []graph.Document{{Name: f.Name, Hash: kept}}, []graph.Sheet{{Document: 0}}
	return nil
}

// record says which issue and its status. Row 1 would be the headers of a table.
func (s *Shelf) record(store graph.Store, keys []graph.Cell, status Status, row int) *graph.Record {
	r := &graph.Record{
		RecordKey: graph.RecordKey{Subject: s.Subject(store.Salt(), keys), Table: s.Table}, Kind: s.Kind, Row: row + 2,
		Cells: append(slices.Clone(keys), Say(graph.PropStatus, graph.CodeValue(string(status)))),
	}
	sortCells(r)
	return r
}

func sortCells(r *graph.Record) {
	slices.SortFunc(r.Cells, func(a, b graph.Cell) int { return strings.Compare(a.Property, b.Property) })
}

// Say returns a cell of one value.
func Say(property string, v graph.Value) graph.Cell {
	return graph.Cell{Property: property, Values: []graph.Value{v}}
}

// FileOf returns the file that an issue was published with: the document that its
// property was read in, one that only the issue itself states, not what became of
// it later. It reports false if nothing tells.
func FileOf(n *memory.Node, property string) (graph.Document, graph.Revision, bool) {
	for i := range n.Properties {
		if p := &n.Properties[i]; p.Name == property && !p.Winner.Place.Document.Hash.IsZero() {
			return p.Winner.Place.Document, p.Winner.Made, true
		}
	}
	return graph.Document{}, 0, false
}
