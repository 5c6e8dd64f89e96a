package schema

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/gen"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/scoring/growth/register"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

// Service serves the graph. It is an [http.Handler], safe for concurrent use. It
// keeps no goroutine of its own; uploads stay in Config.Dir.
type Service struct {
	log        *live.Log
	store      graph.Store
	vocabulary *graph.Vocabulary
	rules      graph.Rules
	searcher   Searcher
	now        func() time.Time
	logger     *slog.Logger
	authorise  func(*http.Request) (Actor, error)
	client     func(*http.Request) string
	observed   func(Observation)
	limits     Limits
	tiles      func(graph.SubjectID, graph.Revision) string
	maxTiles   int

	handler http.Handler
	ledger  *ledger
	uploads *uploads
	rate    *rate
	slots   chan struct{} // requests at work
	writes  chan struct{} // mutations at work
	streams chan struct{} // subscriptions
	keyed   keyed         // acts of one client key, one at a time
	desk    *register.Desk

	skeletons    perView[*skeleton]
	qualities    perView[*quality]
	questions    perView[*questionList]
	investors    perView[[]investor]
	flows        recent[flowKey, *knownFlow]
	risks        recent[riskKey, *risk]
	dependencies recent[dependencyKey, *dependency]
	keyNodes     recent[keyNodesKey, *keyNodes]
	runs         runFiles
	schemes      sync.Map // what schemes of runs are called, by their nodes
	cohorts      sync.Map // the words for the segments that runs rate, by number
	corrects     sync.Map // which run one that corrects another corrects, by number
	rated        recent[ofRun, []unitRating]
	prospects    recent[prospectKey, []*model.RatingProspect]
	newest       recent[*memory.View, map[runKey]*rating.Entry]
	mapped       recent[ofScheme, []*model.RatedPlace]
	since        recent[span, *changed]
	revoking     recent[span, *model.Revocation] // what taking a batch back would change
	previews     reports                         // what uploads were last previewed to be
	told         recent[toldOf, *model.ImportReport]
}

// New returns the service, which answers at whatever path it is mounted:
// application/json by POST, multipart/form-data with files, text/event-stream and
// WebSocket for subscriptions. What it needs and does not get fails with
// [graph.CodeInvalid], and so does a Dir that cannot be made.
func New(c Config) (http.Handler, error) {
	const op = "schema.New"
	if c.Log == nil || c.Store == nil {
		return nil, graph.Errorf(graph.CodeInvalid, op, "a log and its store are required")
	}
	s := &Service{
		log: c.Log, store: c.Store, vocabulary: c.Vocabulary, rules: c.Rules, searcher: c.Search, now: c.Now, logger: c.Logger,
		authorise: c.Authorise, client: c.Client, observed: c.Observe, limits: c.Limits.withDefaults(), tiles: c.Tiles, maxTiles: c.MaxTiles, ledger: &ledger{view: c.Log.View},
	}
	if s.vocabulary == nil {
		s.vocabulary = graph.Standard()
	}
	if s.rules.Version == "" {
		s.rules = graph.StandardRules()
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.logger == nil {
		s.logger = slog.New(slog.DiscardHandler)
	}
	if s.client == nil {
		s.client = remoteAddress
	}
	if c.Dir != "" {
		if err := os.MkdirAll(c.Dir, 0o700); err != nil {
			return nil, graph.Errorf(graph.CodeInvalid, op, "the folder for uploads cannot be made: %w", err)
		}
		s.uploads = newUploads(c.Dir, s.limits.Uploads, s.now)
	}
	s.desk = register.NewDesk(c.Store)
	s.rate = newRate(s.limits.Rate, s.limits.Burst, s.now)
	s.slots = make(chan struct{}, s.limits.Concurrent)
	s.writes = make(chan struct{}, s.limits.Writes)
	s.streams = make(chan struct{}, s.limits.Streams)

	server := handler.New(gen.NewExecutableSchema(gen.Config{Resolvers: &Resolver{s}}))
	// Those of streams come before POST, which would take their requests.
	read := s.limits.Body
	server.AddTransport(transport.Websocket{InitTimeout: 5 * time.Second, PingPongInterval: 25 * time.Second, PayloadReadLimit: &read, InitFunc: s.connected})
	server.AddTransport(transport.SSE{KeepAlivePingInterval: 10 * time.Second})
	server.AddTransport(form{s})
	server.AddTransport(post{})
	server.SetQueryCache(lru.New[*ast.QueryDocument](200))
	server.SetParserTokenLimit(s.limits.Tokens)
	server.SetDisableSuggestion(true)
	server.SetErrorPresenter(s.present)
	server.SetRecoverFunc(s.panicked)
	server.Use(&limiter{limits: s.limits, introspection: c.Introspection})
	if c.Introspection {
		server.Use(extension.Introspection{})
	}
	server.AroundOperations(s.aroundOperations)
	server.AroundResponses(s.aroundResponses)
	s.handler = http.NewCrossOriginProtection().Handler(s.around(server))
	return s, nil
}

// aroundOperations runs an operation on one View, with what it may take of time
// and of the machine.
func (s *Service) aroundOperations(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	refuse := func(err error) graphql.ResponseHandler {
		return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{s.present(ctx, err)}})
	}
	oc := graphql.GetOperationContext(ctx)
	if oc.Operation.Operation == ast.Subscription {
		release, err := s.enterStream(ctx)
		if err != nil {
			return refuse(err)
		}
		ctx, _ = s.withOperation(ctx)
		respond := next(ctx)
		var once sync.Once
		context.AfterFunc(ctx, func() { once.Do(release) })
		return func(ctx context.Context) *graphql.Response {
			resp := respond(ctx)
			if resp == nil {
				once.Do(release)
			}
			return resp
		}
	}
	leave, err := s.enterOperation(ctx)
	if err != nil {
		return refuse(err)
	}
	if oc.Operation.Operation == ast.Mutation {
		select {
		case s.writes <- struct{}{}:
		default:
			leave()
			return refuse(say(CodeRate, "正在进行的写操作过多：请稍后重试", "too many writes are under way: try again later"))
		}
		ctx, cancel := context.WithTimeout(ctx, s.limits.WriteTime)
		ctx, _ = s.withOperation(ctx)
		ctx = s.showingPersonal(ctx)
		return s.finish(ctx, next, func() { cancel(); <-s.writes; leave() })
	}
	ctx, cancel := context.WithTimeout(ctx, s.limits.Time)
	ctx, op := s.withOperation(ctx)
	ctx = s.showingPersonal(ctx)
	if r := minRevision(oc); r > 0 {
		if err := s.await(ctx, op, r); err != nil {
			cancel()
			leave()
			return refuse(err)
		}
	}
	return s.finish(ctx, next, func() { cancel(); leave() })
}

// finish runs what follows once the answer is there. gqlgen runs the fields when
// the answer is asked for, with the context of then.
func (s *Service) finish(ctx context.Context, next graphql.OperationHandler, done func()) graphql.ResponseHandler {
	respond := next(ctx)
	var once sync.Once
	return func(answering context.Context) *graphql.Response {
		defer once.Do(done)
		return respond(answering)
	}
}

// minRevision returns the greatest minRevision of the root fields.
func minRevision(oc *graphql.OperationContext) graph.Revision {
	var most graph.Revision
	for _, sel := range oc.Operation.SelectionSet {
		f, ok := sel.(*ast.Field)
		if !ok || f.Definition == nil || f.Arguments.ForName("minRevision") == nil {
			continue
		}
		if r, err := revisionArgument(f.ArgumentMap(oc.Variables)["minRevision"]); err == nil {
			most = max(most, r)
		}
	}
	return most
}

// aroundResponses tells what an answer comes from, and bounds its errors.
func (s *Service) aroundResponses(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	resp := next(ctx)
	op := operationOf(ctx)
	if resp == nil {
		return nil
	}
	s.observe(ctx, resp)
	if n := len(resp.Errors); n > s.limits.Errors {
		resp.Errors = resp.Errors[:s.limits.Errors]
	}
	if op == nil {
		return resp
	}
	op.answer(s.log.Status().AsOf)
	revisions := op.revisions()
	extensions := map[string]any{"revision": revisions[0], "dataDate": nil, "asOf": op.age().UTC().Format(time.RFC3339Nano)}
	if len(revisions) > 1 {
		extensions["revisions"] = revisions
	}
	if date := s.ledger.upTo(revisions[0]).dataDate; !date.IsZero() {
		extensions["dataDate"] = date.String()
	}
	for k, v := range resp.Extensions {
		extensions[k] = v
	}
	resp.Extensions = extensions
	return resp
}
