package main

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/export"
	"github.com/chainatlas/chainatlas/schema"
)

// Bounds of downloads.
const (
	maxFilter    = 16 << 10         // bytes of a filter
	maxDownloads = 4                // at once: each takes a core while it runs
	slotWait     = 2 * time.Second  // for one of them to end
	downloadTime = 15 * time.Minute // for the whole of one
	tilesTime    = time.Minute      // to make the tiles of the map
)

// downloads answers GET /download/WHAT.FORMAT: what a list, the map, a growth list,
// a run of a scheme or its release shows, as a file.
type downloads struct {
	server *webServer
	log    *live.Log
	slots  chan struct{}
	bytes  atomic.Int64
	tiles  tileCache
	making chan struct{} // tiles that are worked out at a time
	// graphql reads filters, so that they mean what they mean to its lists.
	graphql http.Handler
}

func newDownloads(s *webServer, log *live.Log, graphql http.Handler) *downloads {
	return &downloads{server: s, log: log, slots: make(chan struct{}, maxDownloads), making: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)), graphql: graphql}
}

// What is downloaded, if it is not the nodes of one kind.
const (
	everything = "all"
	chainMap   = "map"
	mapTiles   = "tiles"
	gapList    = "gaps"
)

// mediaTypes are the formats.
var mediaTypes = map[string]string{
	"xlsx":    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"csv":     "text/csv; charset=utf-8",
	"jsonl":   "application/jsonl; charset=utf-8",
	"graphml": "application/graphml+xml; charset=utf-8",
	"zip":     "application/zip", // CSV of everything
}

// download is one that was asked for.
type download struct {
	app    *app // that speaks the language of the request
	params url.Values

	what    string // everything, chainMap, gapList or a kind
	kind    *graph.KindDecl
	format  string
	view    *memory.View
	pinned  bool      // the request names the revision
	asOf    time.Time // until when the View is known to have been the newest; zero if the request asks for a past one
	filters map[graph.Kind]*memory.Filter

	order               string
	descending          bool
	columns             []string
	sources, amounts    bool
	capital             bool         // of the map
	sidecar             bool         // of a CSV: not the table but what it is
	itself              bool         // of the map: its parts without what lies below them
	places              []mapPlace   // of the map, once they are counted
	bits                bool         // of its tiles: only which pass
	since               *memory.View // of its tiles: what came and left after this
	gaps                schema.GapQuery
	keyLink             bool // of the gap list, if it asks for it
	near                int  // neighbours of each of its segments
	found               *schema.GapList
	flow                schema.FlowQuery // of capital
	flows               *schema.Flow
	risk                schema.RiskFile
	reversed            bool // of the risk
	risks               *schema.Risk
	depends             schema.DependencyFile
	dependency          *schema.Dependency
	keys                schema.KeyNodesFile
	keyNodes            *schema.KeyNodes
	store               graph.Store
	graphql             http.Handler // whose map and filters it has
	declared            []graph.Declare
	rows, unknown       int
	body                func(context.Context, io.Writer) error // writes the file, if it is none of nodes or of the map
	placed, total, lost memory.Count                           // of the map: lost is what a filter could not decide
}

// parameters are those that a download may have, with those that are flags.
var parameters = map[string]bool{
	"at": false, "lang": false, "filter": false, "enterprises": false, "products": false, "orderBy": false, "descending": true,
	"columns": false, "sources": true, "amounts": true, "capital": true, "chain": false, "parts": false, "itself": true, "bits": true, "about": true,
	"keyLink": true, "fewerThan": false, "shareAbove": false, "near": false, "since": false,
	"from": false, "to": false, "investorKinds": false, "only": false, "placedOnly": false, "width": false, "currency": false, "investors": false,
	"segment": false, "bands": false, "year": false, "sort": false, "rev": true, "cut": false, "graph": false,
}

// serve answers a request.
func (d *downloads) serve(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), downloadTime)
	defer cancel()
	a := d.server.app.in(languageOfRequest(r, d.server.app.lang))
	switch what, _, _ := strings.Cut(r.PathValue("file"), "."); what {
	case growthList:
		d.serveGrowth(ctx, a, w, r)
		return
	case ratingRun:
		d.serveRating(ctx, a, w, r)
		return
	case ratingRelease:
		d.serveRelease(ctx, a, w, r)
		return
	case templateBook:
		d.serveTemplate(a, w, r)
		return
	case importProblems:
		d.serveProblems(a, w, r)
		return
	}
	x, err := d.read(ctx, a, r)
	if err != nil {
		d.server.fail(w, r, err)
		return
	}
	h := w.Header()
	if _, done := d.head(w, r, x); done {
		return
	}
	if !d.slot(ctx) {
		d.busy(w, r)
		return
	}
	defer func() { <-d.slots }()
	if err := x.count(ctx); err != nil {
		d.server.fail(w, r, err)
		return
	}
	h.Set("ChainAtlas-Rows", strconv.Itoa(x.rows))
	h.Set("ChainAtlas-Undecided", strconv.Itoa(x.unknown))
	ending := x.format
	if x.format == "csv" && x.what == everything {
		ending = "zip"
	}
	name := strings.ToLower(x.what) + x.regionsInName()
	if x.sidecar {
		name += "-about"
	} else if x.takes("about") { // RFC 8288, as the W3C's CSV on the Web has it
		h.Set("Link", "<"+r.URL.Path+"?"+aboutOf(x.params)+`>; rel="describedby"; type="text/csv"`)
	}
	h.Set("Content-Type", mediaTypes[ending])
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{
		"filename": fmt.Sprintf("%s-r%d.%s", name, x.view.Revision(), ending)}))
	if r.Method == http.MethodHead {
		return
	}
	d.send(ctx, w, r, x, ending != "xlsx" && ending != "zip")
}

// head sets what an answer says of itself, and answers at once if the client has
// it already.
func (d *downloads) head(w http.ResponseWriter, r *http.Request, x *download) (tag string, done bool) {
	h := w.Header()
	tag = x.tag(d.server.metrics.lastRedaction(d.log))
	h.Set("ETag", tag)
	h.Set("Vary", "Accept-Encoding, Accept-Language")
	h.Set("ChainAtlas-Revision", strconv.FormatUint(uint64(x.view.Revision()), 10))
	h.Set("ChainAtlas-Store", x.store.ID())
	// What a redaction took back must not come out of a cache that others share.
	if h.Set("Cache-Control", "private, no-cache"); x.pinned {
		h.Set("Cache-Control", "private, max-age=31536000, immutable")
	}
	if !x.asOf.IsZero() {
		h.Set("ChainAtlas-As-Of", x.asOf.UTC().Format(time.RFC3339))
	}
	if slices.Contains(strings.Split(strings.ReplaceAll(r.Header.Get("If-None-Match"), " ", ""), ","), tag) {
		w.WriteHeader(http.StatusNotModified)
		return tag, true
	}
	return tag, false
}

// slot waits for one of the downloads to end, for a moment.
func (d *downloads) slot(ctx context.Context) bool {
	timer := time.NewTimer(slotWait)
	defer timer.Stop()
	select {
	case d.slots <- struct{}{}:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// busy refuses a download because too many are under way.
func (d *downloads) busy(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", "5")
	d.server.refuse(w, r, http.StatusServiceUnavailable, graph.CodeUnavailable, downloading.Busy, maxDownloads)
}

// send writes the file. An error before its first byte is told; after that the
// connection is cut, so that nobody takes the part for the whole.
func (d *downloads) send(ctx context.Context, w http.ResponseWriter, r *http.Request, x *download, compress bool) {
	out := &counter{w: w}
	var to io.Writer = out
	var packed *gzip.Writer
	if compress && acceptsGzip(r) {
		out.first = func() { w.Header().Set("Content-Encoding", "gzip") }
		packed, _ = gzip.NewWriterLevel(out, gzip.BestSpeed) // a level that there is
		to = packed
	}
	plain := &counter{w: to}
	write := x.write
	if x.body != nil {
		write = x.body
	}
	err := write(ctx, plain)
	d.bytes.Add(plain.n)
	if err == nil && packed != nil {
		err = packed.Close()
	}
	switch {
	case err == nil:
	case out.n == 0:
		d.server.fail(w, r, err)
	default:
		d.server.logger.Warn("download cut off", "id", exchangeOf(r).id, "error", err)
		panic(http.ErrAbortHandler)
	}
}

// counter counts what is written.
type counter struct {
	w     io.Writer
	n     int64
	first func() // before the first byte
}

// Write implements [io.Writer].
func (c *counter) Write(p []byte) (int, error) {
	if c.n == 0 && c.first != nil {
		c.first()
	}
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// acceptsGzip reports whether a client takes gzip.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(name, "gzip") && strings.ReplaceAll(quality, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

// read reads what is asked for, and finds the View.
func (d *downloads) read(ctx context.Context, a *app, r *http.Request) (*download, error) {
	x := &download{app: a, store: d.server.store, graphql: d.graphql, params: r.URL.Query(), filters: map[graph.Kind]*memory.Filter{}}
	what, format, _ := strings.Cut(r.PathValue("file"), ".")
	if mediaTypes[format] == "" || format == "zip" {
		return nil, a.errorf(graph.CodeNotFound, downloading.NoFormat, format)
	}
	x.what, x.format = what, format
	if what == gapList && format == "graphml" {
		return nil, a.errorf(graph.CodeNotFound, downloading.NoGraph)
	}
	if what == capitalFlow && format == "graphml" {
		return nil, a.errorf(graph.CodeNotFound, flowing.NoGraph)
	}
	if what == chainRisk && format == "graphml" {
		return nil, a.errorf(graph.CodeNotFound, riskText.NoGraph)
	}
	if what == chainDependency && format == "graphml" {
		return nil, a.errorf(graph.CodeNotFound, dependencyText.NoGraph)
	}
	if what == chainKeyNodes && format == "graphml" {
		return nil, a.errorf(graph.CodeNotFound, keyNodesText.NoGraph)
	}
	if what != everything && what != chainMap && what != gapList && what != capitalFlow && what != chainRisk && what != chainDependency && what != chainKeyNodes {
		k, err := a.kind(graph.Standard(), what)
		if err != nil {
			return nil, a.errorf(graph.CodeNotFound, downloading.NoList, what, strings.Join(kindNames(graph.Standard()), ", "))
		}
		x.what, x.kind = string(k.Kind), k
	}
	return x, d.readParameters(ctx, x)
}

// readTiles reads which tiles of the map are asked for.
func (d *downloads) readTiles(ctx context.Context, a *app, r *http.Request) (*download, error) {
	x := &download{app: a, store: d.server.store, graphql: d.graphql, params: r.URL.Query(), filters: map[graph.Kind]*memory.Filter{}, what: mapTiles, format: "json"}
	return x, d.readParameters(ctx, x)
}

// readParameters reads the parameters of a request, and finds the View.
func (d *downloads) readParameters(ctx context.Context, x *download) error {
	a := x.app
	flags := map[string]*bool{"descending": &x.descending, "sources": &x.sources, "amounts": &x.amounts, "capital": &x.capital, "itself": &x.itself, "about": &x.sidecar, "bits": &x.bits, "keyLink": &x.keyLink, "rev": &x.reversed}
	for _, name := range slices.Sorted(maps.Keys(x.params)) {
		flag, known := parameters[name]
		switch values := x.params[name]; {
		case !known || !x.takes(name):
			return a.errorf(graph.CodeInvalid, downloading.NoParameter, printable(name), strings.Join(x.parameters(), ", "))
		case len(values) != 1:
			return a.errorf(graph.CodeInvalid, downloading.Twice, name)
		case flag:
			b, err := strconv.ParseBool(values[0])
			if err != nil {
				return a.errorf(graph.CodeInvalid, downloading.NoFlag, name, values[0])
			}
			*flags[name] = b
		case name == "lang" && !isLanguage(values[0]):
			return a.errorf(graph.CodeInvalid, downloading.NoLanguage, values[0])
		}
	}
	if x.order = x.params.Get("orderBy"); x.descending && x.order == "" {
		return a.errorf(graph.CodeInvalid, downloading.NoOrder)
	}
	if len(x.params.Get("parts")) > maxFilter {
		return a.errorf(graph.CodeLimit, downloading.FilterLarge, maxFilter)
	}
	if columns := x.params.Get("columns"); columns != "" {
		x.columns = strings.Split(columns, ",")
	}
	if err := x.at(ctx, d.log); err != nil {
		return err
	}
	for name, k := range map[string]graph.Kind{"enterprises": graph.KindEnterprise, "products": graph.KindProduct, "filter": graph.Kind(x.what)} {
		if text := x.params.Get(name); text != "" {
			if len(text) > maxFilter {
				return a.errorf(graph.CodeLimit, downloading.FilterLarge, maxFilter)
			}
			filter, err := schema.Filter(ctx, d.graphql, x.view, k, []byte(text))
			if err != nil {
				return err
			}
			x.filters[k] = filter
		}
	}
	if x.kind != nil {
		x.filters[x.kind.Kind] = schema.Listed(x.kind.Kind, x.filters[x.kind.Kind])
	}
	switch x.what {
	case gapList:
		return x.readGapRule()
	case capitalFlow:
		return x.readFlow()
	case chainRisk:
		return x.readRisk()
	case chainDependency:
		x.readDependency()
		return nil
	case chainKeyNodes:
		x.readKeyNodes()
		return nil
	}
	return x.checkColumns()
}

// takes reports whether a parameter means something to what is asked for.
func (x *download) takes(name string) bool {
	switch name {
	case "enterprises":
		return x.kind == nil && !x.risky()
	case "products":
		return x.kind == nil && x.what != gapList && x.what != capitalFlow && !x.risky()
	case "from", "to", "investorKinds", "only", "placedOnly", "width", "currency", "investors":
		return x.what == capitalFlow
	case "bands", "cut":
		return x.what == chainRisk
	case "year":
		return x.what == chainRisk || x.what == chainDependency
	case "sort", "rev":
		return x.risky()
	case "graph":
		return x.what == chainKeyNodes
	case "segment":
		return x.what == chainDependency
	case "keyLink", "fewerThan", "shareAbove", "near":
		return x.what == gapList
	case "capital", "parts", "itself":
		return x.what == chainMap
	case "chain":
		return x.what == chainMap || x.what == mapTiles || x.what == gapList || x.what == capitalFlow || x.risky()
	case "bits", "since":
		return x.what == mapTiles
	case "about": // a CSV of everything has it within
		return x.format == "csv" && x.what != everything
	case "filter":
		return x.kind != nil
	case "orderBy", "descending", "columns":
		return x.kind != nil && x.format != "graphml"
	case "sources":
		return x.nodes() && x.format != "graphml"
	case "amounts":
		return x.nodes() && (x.format == "xlsx" || x.format == "csv")
	}
	return true
}

// risky reports whether it is one of the three tables of the risks of a chain.
func (x *download) risky() bool {
	return x.what == chainRisk || x.what == chainDependency || x.what == chainKeyNodes
}

// nodes reports whether nodes are downloaded, of one kind or of all.
func (x *download) nodes() bool { return x.kind != nil || x.what == everything }

// parameters lists the parameters that mean something to what is asked for.
func (x *download) parameters() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(parameters)), func(name string) bool { return !x.takes(name) })
}

// at finds the View: the present one, or that of a revision or of a moment.
func (x *download) at(ctx context.Context, log *live.Log) error {
	if text := x.params.Get("since"); text != "" {
		n, err := strconv.ParseUint(strings.TrimPrefix(text, "r"), 10, 63)
		if err != nil {
			return x.app.errorf(graph.CodeInvalid, downloading.BadAt, text)
		}
		if x.since, err = log.At(ctx, graph.Revision(n)); err != nil {
			return err
		}
	}
	at := x.params.Get("at")
	if at == "" {
		x.asOf = log.Status().AsOf // in this order, the View is no older
		x.view = log.View()
		return nil
	}
	var err error
	if n, bad := strconv.ParseUint(strings.TrimPrefix(at, "r"), 10, 63); bad == nil {
		x.pinned = true
		x.view, err = log.At(ctx, graph.Revision(n))
		return err
	}
	moment, bad := time.Parse(time.RFC3339, at)
	if bad != nil {
		return x.app.errorf(graph.CodeInvalid, downloading.BadAt, at)
	}
	x.view, err = log.AtTime(ctx, moment)
	return err
}

// tag names what the answer holds: the same revision, the same question and the
// same program give the same. It is weak, for a file tells when it was written.
func (x *download) tag(redacted graph.Revision) string {
	sum := sha256.New()
	fmt.Fprintln(sum, x.store.ID(), x.view.Revision(), redacted, readVersion(), x.what, x.format, x.app.lang, x.params.Encode())
	return `W/"` + hex.EncodeToString(sum.Sum(nil)[:16]) + `"`
}

// plain reports whether the nodes are written as package export orders them: by
// their IDs, with every column that has something in it.
func (x *download) plain() bool { return x.order == "" && x.columns == nil }

// query returns the question as package export asks it.
func (x *download) query() export.Query {
	q := export.Query{
		Filters: x.filters, Lang: string(x.app.lang), Provenance: x.sources, Amounts: x.amounts, Store: x.store.ID(), Time: x.app.Now(),
	}
	if x.kind != nil {
		q.Kinds = []graph.Kind{x.kind.Kind}
	}
	for _, id := range x.view.Sources() {
		if declared, _, ok := x.view.Source(id); ok {
			q.Sources = append(q.Sources, declared)
		}
	}
	return q
}

// write writes the file.
func (x *download) write(ctx context.Context, w io.Writer) error {
	q := x.query()
	x.declared = q.Sources
	switch {
	case x.sidecar:
		return x.writeAbout(w)
	case x.what == chainMap:
		return x.writeMap(ctx, w)
	case x.what == gapList:
		return x.writeGaps(ctx, w)
	case x.what == capitalFlow:
		return x.writeFlow(ctx, w)
	case x.what == chainRisk:
		return x.writeRisk(ctx, w)
	case x.what == chainDependency:
		return x.writeDependency(ctx, w)
	case x.what == chainKeyNodes:
		return x.writeKeyNodes(ctx, w)
	case x.format == "jsonl":
		return x.writeLines(ctx, w)
	case x.format == "graphml":
		return export.GraphML(ctx, w, x.view, q)
	case !x.plain():
		return x.writeList(ctx, w)
	case x.format == "xlsx":
		return export.XLSX(ctx, w, x.view, q)
	case x.what == everything:
		return export.CSV(ctx, w, x.view, q)
	}
	return export.CSVOf(ctx, w, x.view, x.kind.Kind, q)
}

// count counts the rows as the list does.
func (x *download) count(ctx context.Context) error {
	switch x.what {
	case chainMap:
		_, err := x.chainMap(ctx)
		return err
	case gapList:
		return x.gapList(ctx)
	case capitalFlow:
		return x.findFlow(ctx)
	case chainRisk:
		return x.findRisk(ctx)
	case chainDependency:
		return x.findDependency(ctx)
	case chainKeyNodes:
		return x.findKeyNodes(ctx)
	case everything:
		lines, err := countExported(ctx, x.view, export.Query{Filters: x.filters})
		for _, l := range lines {
			x.rows += l.Exported
			x.unknown += l.Undecided
		}
		return err
	}
	page, err := x.view.List(ctx, memory.ListQuery{Kind: x.kind.Kind, Filter: x.filters[x.kind.Kind], OrderBy: x.order, Descending: x.descending, First: 1})
	if err != nil {
		return err
	}
	x.rows, x.unknown = page.Total, page.Unknown
	return nil
}
