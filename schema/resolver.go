package schema

import "github.com/chainatlas/chainatlas/schema/internal/gen"

// Resolver is the root of the resolvers, which are thin: they choose the View and
// leave the rest to the Service.
type Resolver struct{ *Service }

type (
	queryResolver        struct{ *Resolver }
	mutationResolver     struct{ *Resolver }
	subscriptionResolver struct{ *Resolver }
	segmentResolver      struct{ *Resolver }
	searchHitResolver    struct{ *Resolver }
	statementResolver    struct{ *Resolver }
)

// Query implements [gen.ResolverRoot].
func (r *Resolver) Query() gen.QueryResolver { return &queryResolver{r} }

// Mutation implements [gen.ResolverRoot].
func (r *Resolver) Mutation() gen.MutationResolver { return &mutationResolver{r} }

// Subscription implements [gen.ResolverRoot].
func (r *Resolver) Subscription() gen.SubscriptionResolver { return &subscriptionResolver{r} }

// Segment implements [gen.ResolverRoot].
func (r *Resolver) Segment() gen.SegmentResolver { return &segmentResolver{r} }

// SearchHit implements [gen.ResolverRoot].
func (r *Resolver) SearchHit() gen.SearchHitResolver { return &searchHitResolver{r} }

// Statement implements [gen.ResolverRoot].
func (r *Resolver) Statement() gen.StatementResolver { return &statementResolver{r} }
