package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/gen"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// ImportReport answers what an upload was previewed to be, or what a batch kept.
func (r *queryResolver) ImportReport(ctx context.Context, upload *graph.SubjectID, batch *graph.Revision) (*model.ImportReport, error) {
	return r.importReport(ctx, upload, batch)
}

// Whereabouts tells where an ID leads.
func (r *queryResolver) Whereabouts(ctx context.Context, id graph.SubjectID, minRevision *graph.Revision) (*model.Whereabouts, error) {
	return r.whereabouts(ctx, id, minRevision)
}

// ProblemFacets counts the problems of a report.
func (r *importReportResolver) ProblemFacets(ctx context.Context, obj *model.ImportReport, filter *model.ImportProblemFilter) (*model.ImportProblemFacets, error) {
	return obj.Facets(filter), nil
}

// ImportReport implements [gen.ResolverRoot].
func (r *Resolver) ImportReport() gen.ImportReportResolver { return &importReportResolver{r} }

type importReportResolver struct{ *Resolver }
