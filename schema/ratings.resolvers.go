package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// RunScheme runs a scheme and keeps the run.
func (r *mutationResolver) RunScheme(ctx context.Context, input model.RunSchemeInput) (*model.RunSchemePayload, error) {
	return r.runScheme(ctx, &input)
}

// StepRelease takes a step with a release.
func (r *mutationResolver) StepRelease(ctx context.Context, input model.StepReleaseInput) (*model.StepReleasePayload, error) {
	return r.stepRelease(ctx, &input)
}

// RatingSchemes answers the schemes that are known.
func (r *queryResolver) RatingSchemes(ctx context.Context) ([]*model.RatingScheme, error) {
	return r.ratingSchemes(ctx)
}

// RatingScheme answers one of them.
func (r *queryResolver) RatingScheme(ctx context.Context, id string, edition *string) (*model.RatingScheme, error) {
	s, err := r.findScheme(ctx, id, edition)
	if err != nil || s == nil {
		return nil, err
	}
	return schemeModel(s), nil
}

// RatingRuns answers the runs.
func (r *queryResolver) RatingRuns(ctx context.Context, first int) ([]*model.RatingRunEntry, error) {
	return r.ratingRuns(ctx, first)
}

// RatingRun answers one of them.
func (r *queryResolver) RatingRun(ctx context.Context, number string) (*model.RatingRun, error) {
	return r.ratingRun(ctx, number)
}

// RatedUnit answers one unit of a run.
func (r *queryResolver) RatedUnit(ctx context.Context, run string, unit graph.SubjectID) (*model.RatedUnitDetail, error) {
	return r.ratedUnit(ctx, run, unit)
}

// RatingWhatIf answers scores under other weights.
func (r *queryResolver) RatingWhatIf(ctx context.Context, run string, weights []*model.WeightInput) ([]*model.WhatIfUnit, error) {
	return r.whatIf(ctx, run, weights)
}

// RatingComparison answers how two runs differ.
func (r *queryResolver) RatingComparison(ctx context.Context, from string, to string) (*model.RatingComparison, error) {
	return r.compareRuns(ctx, from, to)
}

// RatingRelease answers the release of a run.
func (r *queryResolver) RatingRelease(ctx context.Context, number string) (*model.RatingRelease, error) {
	return r.ratingRelease(ctx, number)
}

// LatestRatings answers the latest rating of each that is rated.
func (r *queryResolver) LatestRatings(ctx context.Context, node graph.SubjectID, first int) ([]*model.LatestRating, error) {
	return r.latestRatings(ctx, node, first)
}
