package model

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/relay"
)

// RowCounts are rows by what became of them.
type RowCounts = graph.Counts

// Batch is what one actor said at one time.
type Batch struct {
	View   *memory.View // names the source
	Header *graph.Header
	By     graph.Revision // the batch that took it back; 0 if it stands
}

// A page of batches.
type (
	BatchConnection = relay.Connection[*Batch]
	BatchEdge       = relay.Edge[*Batch]
)

const batchID = "batch:"

// ParseBatchID returns the revision that the ID of a batch means.
func ParseBatchID(id graph.SubjectID) (graph.Revision, bool) {
	s, ok := strings.CutPrefix(string(id), batchID)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, 53)
	return graph.Revision(n), err == nil
}

// ID returns the ID.
func (b *Batch) ID() graph.SubjectID {
	return graph.SubjectID(fmt.Sprintf("%s%d", batchID, b.Header.Revision))
}

// Revision returns its place in the log.
func (b *Batch) Revision() graph.Revision { return b.Header.Revision }

// Kind returns what sort of act it is.
func (b *Batch) Kind() BatchKind { return BatchKind(strings.ToUpper(string(b.Header.Kind))) }

// Source returns who speaks.
func (b *Batch) Source() *Source { return NewSource(b.View, b.Header.Source) }

// Actor returns who acted.
func (b *Batch) Actor() string { return b.Header.Actor }

// Reason returns why.
func (b *Batch) Reason() string { return b.Header.Reason }

// DataDate returns the day that it speaks of.
func (b *Batch) DataDate() *graph.Date { return dateOrNil(b.Header.DataDate) }

// Recorded returns when it was recorded.
func (b *Batch) Recorded() time.Time { return b.Header.Recorded }

// Base returns the revision that it was computed on.
func (b *Batch) Base() graph.Revision { return b.Header.Base }

// Rules returns the version of the rules.
func (b *Batch) Rules() string { return b.Header.Rules }

// Revokes returns the batch that it takes back.
func (b *Batch) Revokes() *graph.Revision { return revisionOrNil(b.Header.Revokes) }

// RevokedBy returns the batch that took it back.
func (b *Batch) RevokedBy() *graph.Revision { return revisionOrNil(b.By) }

// Documents returns what was read.
func (b *Batch) Documents() []Document {
	out := make([]Document, len(b.Header.Documents))
	for i, d := range b.Header.Documents {
		out[i] = DocumentOf(d)
	}
	return out
}

// Counts returns what became of the rows.
func (b *Batch) Counts() *RowCounts { return &b.Header.Counts }

// Assertions returns how many it holds.
func (b *Batch) Assertions() int { return b.Header.Assertions }

// Hash returns the hash of the log up to it.
func (b *Batch) Hash() string { return b.Header.Hash.String() }

func revisionOrNil(r graph.Revision) *graph.Revision {
	if r == 0 {
		return nil
	}
	return &r
}
