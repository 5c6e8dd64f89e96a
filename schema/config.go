package schema

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
)

// Config is what the service is made of. Log and Store are required; of the rest
// a zero field means what it says.
type Config struct {
	// Log publishes the Views that every answer comes from. It follows Store.
	Log *live.Log
	// Store is where mutations write, and where headers and files are read.
	Store graph.Store

	Vocabulary *graph.Vocabulary // graph.Standard if nil
	Rules      graph.Rules       // graph.StandardRules if zero

	// Search answers search and suggest, which are refused with
	// [graph.CodeUnavailable] if it is nil.
	Search Searcher

	Now    func() time.Time // the clock; time.Now
	Logger *slog.Logger     // nothing is logged without one

	// Authorise tells who sends a request. It is asked by mutations and by viewer,
	// once for each, and once by an operation that asks for personal data. An error with [graph.CodeNotFound] or [graph.CodeInvalid] means that
	// nobody known does. Without the function every mutation is refused.
	Authorise func(*http.Request) (Actor, error)
	// Client names who sends a request, for the rate; the remote address without
	// its port if nil. Behind a proxy it must read what the proxy vouches for.
	Client func(*http.Request) string

	// Observe is told what became of each operation, if it is not nil. It is called
	// by many goroutines and does not block.
	Observe func(Observation)

	Limits        Limits
	Introspection bool // whether clients may ask for the schema

	// Tiles tells where a plain GET has the tiles of a chain's map, or of all chains'
	// if it is "", at a revision; maps tell no address if it is nil.
	Tiles func(chain graph.SubjectID, r graph.Revision) string
	// MaxTiles is how many enterprises may stand on a map for it to tell that address;
	// 0 is no bound.
	MaxTiles int

	// Dir is a folder for uploads until they are applied or forgotten. It is
	// created if it is not there. "" refuses uploads.
	Dir string
}

// Actor is who sends a mutation.
type Actor struct {
	Name string // as signed in: the actor of the batch
	Role Role
	// Enterprise is the one that a vendor speaks for; "" for everybody else.
	Enterprise graph.SubjectID
}

// Role is what an actor may do. See [Role.May].
type Role string

// The roles.
const (
	RoleImporter      Role = "importer"      // uploads, previews, applies, revokes
	RoleCurator       Role = "curator"       // edits single values, merges, separates, revokes
	RoleEvaluator     Role = "evaluator"     // imports evidence, rates products and services
	RoleReviewer      Role = "reviewer"      // reviews ratings
	RolePublisher     Role = "publisher"     // publishes them, and lists
	RoleVendor        Role = "vendor"        // answers for one enterprise
	RoleAdministrator Role = "administrator" // everything
)

// Right is a class of mutations, or of what not everybody may read.
type Right string

// The rights.
const (
	RightImport Right = "import" // uploadFile, previewImport, applyImport, recordFindings
	RightRevoke Right = "revoke" // revoke
	RightCurate Right = "curate" // editProperty, merge, separate
	// RightPublish is to make public what stays public: publishList, withdrawList.
	RightPublish Right = "publish"
	RightScore   Right = "score"  // runScheme, the submission of a release
	RightReview  Right = "review" // the review of a release
	RightReply   Right = "reply"  // the reply of a vendor
	// RightReadPersonal is to read what is said of natural persons: properties with
	// [graph.PropertyDecl.Personal], which are withheld from everybody else.
	RightReadPersonal Right = "read_personal"
)

// May reports whether a role has a right. An administrator has every one; nobody
// has one by having no role.
func (r Role) May(right Right) bool {
	switch right {
	case RightImport:
		return r == RoleImporter || r == RoleEvaluator || r == RoleAdministrator
	case RightRevoke:
		return r == RoleImporter || r == RoleCurator || r == RoleAdministrator
	case RightCurate, RightReadPersonal:
		// Who decides between sources must see what they say.
		return r == RoleCurator || r == RoleAdministrator
	case RightScore:
		return r == RoleEvaluator || r == RoleAdministrator
	case RightReview:
		return r == RoleReviewer || r == RoleAdministrator
	case RightReply:
		return r == RoleVendor || r == RoleAdministrator
	case RightPublish:
		return r == RolePublisher || r == RoleAdministrator
	}
	return false
}

// Limits bound what one request and one client may ask for. A zero field means
// its default; what exceeds one is refused with LIMIT or, of the rate and of what
// runs at once, RATE.
type Limits struct {
	Depth         int           // fields in each other; 16
	Cost          int           // fields that an answer may have, by page sizes; 50,000
	Aliases       int           // fields under another name than their own; 100
	Fields        int           // fields of a document, fragments counted once; 1,000
	RootFields    int           // fields of the operation itself; 30
	Tokens        int           // of a document; 2,000
	Body          int64         // bytes of a request without files; 1 MiB
	Upload        int64         // bytes of a request with files; 256 MiB
	Uploads       int           // files kept in Dir until applied; 64
	Time          time.Duration // of a query; 10 s
	WriteTime     time.Duration // of a mutation; 10 min
	Concurrent    int           // requests at work at once; 64. More wait for a second
	Writes        int           // mutations at work at once; 4
	Rate          float64       // requests of one client in a second; 50. No bound below 0
	Burst         int           // requests of one client at once; 200
	Subscriptions int           // of one connection; 20
	Streams       int           // subscriptions of all clients; 1,000
	Errors        int           // in one answer; 20
}

// withDefaults fills in what is zero.
func (l Limits) withDefaults() Limits {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&l.Depth, 16)
	set(&l.Cost, 50_000)
	set(&l.Aliases, 100)
	set(&l.Fields, 1000)
	set(&l.RootFields, 30)
	set(&l.Tokens, 2000)
	set(&l.Uploads, 64)
	set(&l.Concurrent, 64)
	set(&l.Writes, 4)
	set(&l.Burst, 200)
	set(&l.Subscriptions, 20)
	set(&l.Streams, 1000)
	set(&l.Errors, 20)
	if l.Body == 0 {
		l.Body = 1 << 20
	}
	if l.Upload == 0 {
		l.Upload = 256 << 20
	}
	if l.Time == 0 {
		l.Time = 10 * time.Second
	}
	if l.WriteTime == 0 {
		l.WriteTime = 10 * time.Minute
	}
	if l.Rate == 0 {
		l.Rate = 50
	}
	return l
}

// Searcher finds nodes by what people type. Its methods are safe for concurrent
// use.
type Searcher interface {
	// Search returns what matches best, how many there are, and facets.
	Search(ctx context.Context, q SearchQuery) (*SearchResult, error)
	// Suggest returns what a text that is being typed may become; it may stop
	// counting once it has enough hits.
	Suggest(ctx context.Context, q SearchQuery) (*SearchResult, error)
}

// SearchQuery asks for nodes by a text.
type SearchQuery struct {
	Text string

	// Filters; an empty one chooses all, several values widen each other.
	// Segments and Regions name those below, too.
	Kinds    []graph.Kind
	Segments []graph.SubjectID
	Regions  []string

	First  int      // how many hits, from 1
	Offset int      // how many to leave out before them
	Facets []string // what to count by: kind, segment, region
}

// SearchResult answers a SearchQuery.
type SearchResult struct {
	Hits       []SearchHit
	Total      int
	TotalExact bool                    // or there may be more than Total
	Facets     map[string][]FacetCount // of each facet asked for, the most frequent first
	Revision   graph.Revision          // of what was searched
	Pending    int                     // nodes that wait to be searchable at the next revision
	NamesOnly  bool                    // only names and codes were searched, as they are written
}

// SearchHit is a node that was found.
type SearchHit struct {
	ID    graph.SubjectID
	Kind  graph.Kind
	Name  string
	Grade string // how well it fits: code, name, short, begins, contains, …
	Field string // where the hit is: name, short, former, english, alias, code, mention
	Text  string // the text of that field
	Marks []Mark // what of it matches
}

// Mark is a part of a text, in bytes, between characters.
type Mark struct{ From, To int }

// FacetCount is how many hits have a value.
type FacetCount struct {
	Value string
	Count int
}
