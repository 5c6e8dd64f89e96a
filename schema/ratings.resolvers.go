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
func (r *queryResolver) RatingSchemes(ctx context.Context, at *model.At, minRevision *graph.Revision) ([]*model.RatingScheme, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.ratingSchemes(ctx, v)
}

// RatingScheme answers one of them.
func (r *queryResolver) RatingScheme(ctx context.Context, id string, edition *string, at *model.At, minRevision *graph.Revision) (*model.RatingScheme, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	s, err := r.findScheme(ctx, v, id, edition)
	if err != nil || s == nil {
		return nil, err
	}
	return schemeModel(s), nil
}

// RatingRuns answers the runs.
func (r *queryResolver) RatingRuns(ctx context.Context, first int, at *model.At, minRevision *graph.Revision) ([]*model.RatingRunEntry, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.ratingRuns(ctx, v, first)
}

// RatingRun answers one of them.
func (r *queryResolver) RatingRun(ctx context.Context, number string, at *model.At, minRevision *graph.Revision) (*model.RatingRun, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.ratingRun(ctx, v, number)
}

// RatedUnit answers one unit of a run.
func (r *queryResolver) RatedUnit(ctx context.Context, run string, unit graph.SubjectID, at *model.At, minRevision *graph.Revision) (*model.RatedUnitDetail, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.ratedUnit(ctx, v, run, unit)
}

// RatingWhatIf answers scores under other weights.
func (r *queryResolver) RatingWhatIf(ctx context.Context, run string, weights []*model.WeightInput, at *model.At, minRevision *graph.Revision) ([]*model.WhatIfUnit, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.whatIf(ctx, v, run, weights)
}

// RatingComparison answers how two runs differ.
func (r *queryResolver) RatingComparison(ctx context.Context, from string, to string, at *model.At, minRevision *graph.Revision) (*model.RatingComparison, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.compareRuns(ctx, v, from, to)
}

// RatingRelease answers the release of a run.
func (r *queryResolver) RatingRelease(ctx context.Context, number string, at *model.At, minRevision *graph.Revision) (*model.RatingRelease, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.ratingRelease(ctx, v, number)
}

// LatestRatings answers the latest rating of each that is rated.
func (r *queryResolver) LatestRatings(ctx context.Context, node graph.SubjectID, first int, at *model.At, minRevision *graph.Revision) ([]*model.LatestRating, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.latestRatings(ctx, v, node, first)
}
