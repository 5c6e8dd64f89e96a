package schema

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// UploadFile keeps files for an import.
func (r *mutationResolver) UploadFile(ctx context.Context, files []*graphql.Upload, clientKey *string) (*model.UploadPayload, error) {
	return r.upload(ctx, files, clientKey)
}

// PreviewImport tells what an import would do.
func (r *mutationResolver) PreviewImport(ctx context.Context, input model.ImportInput) (*model.PreviewPayload, error) {
	return r.preview(ctx, &input)
}

// ApplyImport imports.
func (r *mutationResolver) ApplyImport(ctx context.Context, input model.ImportInput, clientKey string) (*model.ApplyPayload, error) {
	return r.apply(ctx, &input, clientKey)
}

// Revoke takes a batch back.
func (r *mutationResolver) Revoke(ctx context.Context, input model.RevokeInput) (*model.BatchPayload, error) {
	return r.revoke(ctx, &input)
}

// EditProperty pins a property on a value.
func (r *mutationResolver) EditProperty(ctx context.Context, input model.EditPropertyInput) (*model.BatchPayload, error) {
	return r.editProperty(ctx, &input)
}

// Merge holds two to be one.
func (r *mutationResolver) Merge(ctx context.Context, input model.JudgeInput) (*model.BatchPayload, error) {
	return r.judge(ctx, &input, graph.Same)
}

// Separate holds two to be different.
func (r *mutationResolver) Separate(ctx context.Context, input model.JudgeInput) (*model.BatchPayload, error) {
	return r.judge(ctx, &input, graph.Different)
}

// Revisions tells new revisions.
func (r *subscriptionResolver) Revisions(ctx context.Context, after *graph.Revision) (<-chan *model.RevisionEvent, error) {
	return r.revisions(ctx, after)
}

// ImportProgress tells how far an import is.
func (r *subscriptionResolver) ImportProgress(ctx context.Context, upload graph.SubjectID) (<-chan *model.ImportProgress, error) {
	return r.importProgress(ctx, upload)
}
