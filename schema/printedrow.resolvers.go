package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// PrintedRow answers what is kept of the row that a value was read in.
func (r *queryResolver) PrintedRow(ctx context.Context, subject graph.SubjectID, said graph.Revision, document string, sheet string, row int, at *model.At, minRevision *graph.Revision) (*model.PrintedRow, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.printedRow(ctx, v, memory.PrintedQuery{Subject: subject, Said: said, Sheet: sheet, Row: row}, document)
}
