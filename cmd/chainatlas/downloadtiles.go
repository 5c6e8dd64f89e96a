package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Bounds of the map's tiles.
const (
	maxTiles      = 100_000 // of one answer; a screen draws some ten thousand
	maxTileSets   = 32      // answers that are kept
	maxTileMemory = 64 << 20
)

// tileColumns are who stands where on the map, as columns of equal length: a tile
// is an enterprise in a segment of its own, not in those above. One column is a
// fraction of what objects would take, to send and to read.
type tileColumns struct {
	Revision   graph.Revision    `json:"revision"`
	Place      placeColumns      `json:"place"`
	Enterprise enterpriseColumns `json:"enterprise"`
	Tile       struct {
		Place      []int     `json:"place"`      // index into Place
		Enterprise []int     `json:"enterprise"` // index into Enterprise
		Direct     []int     `json:"direct"`     // 1 by an edge of its own, 0 by products alone
		Products   []int     `json:"products"`   // how many of its products stand there
		Basis      []string  `json:"basis"`      // of the edge: stated, announced, inferred; "" if nobody says
		Share      []*string `json:"share"`      // the latest known market share, 0.25 is 25 %; null is not known, or of all of a country
		Year       []string  `json:"year"`       // of the share
		Sources    []int     `json:"sources"`    // how many sources state the edge
		Evidence   []string  `json:"evidence"`   // the best of what puts it there: stated, announced, inferred
	} `json:"tile"`
}

type placeColumns struct {
	ID          []graph.SubjectID `json:"id"`
	Parent      []int             `json:"parent"` // index; -1 at the top
	Depth       []int             `json:"depth"`
	Code        []string          `json:"code"`
	Label       []string          `json:"label"`
	Enterprises []int             `json:"enterprises"` // counts as on the map, those below included
	Products    []int             `json:"products"`
	// Of the enterprises, by the best evidence of each: they add up to them.
	Stated    []int `json:"stated"`
	Announced []int `json:"announced"`
	Inferred  []int `json:"inferred"`
	// The same of those who are placed on the place itself, whatever lies below it.
	OwnStated    []int `json:"ownStated"`
	OwnAnnounced []int `json:"ownAnnounced"`
	OwnInferred  []int `json:"ownInferred"`
}

type enterpriseColumns struct {
	ID       []graph.SubjectID `json:"id"`
	Label    []string          `json:"label"`
	Short    []string          `json:"short"` // the short name, else the label
	Referred []int             `json:"referred"`
}

// tileBits tell, of the tiles of the same chain and revision without filters,
// which pass: bit i of byte i/8, the lowest first, is tile i.
type tileBits struct {
	Revision    graph.Revision `json:"revision"`
	Tiles       int            `json:"tiles"`
	Passing     int            `json:"passing"`
	Bits        string         `json:"bits"` // in base64
	Enterprises []int          `json:"enterprises"`
	Products    []int          `json:"products"`
	// Unknown is how many enterprises and products a filter could not decide.
	UnknownEnterprises int `json:"unknownEnterprises"`
	UnknownProducts    int `json:"unknownProducts"`
}

// tileCache keeps answers as they are sent. What was used last goes last.
type tileCache struct {
	mu    sync.Mutex
	sets  map[string]*tileSet
	order []string // the last used at the end
	bytes int
}

type tileSet struct {
	once   sync.Once
	packed []byte // gzip
	err    error
	size   int // of packed, as far as tileCache.bytes counts it; guarded by tileCache.mu
}

// errTilesNotMade is what others get who waited for an answer that nobody made.
var errTilesNotMade = graph.Errorf(graph.CodeInternal, "tiles", "the tiles could not be made")

// get returns the answer of a key, made at most once at a time.
func (c *tileCache) get(key string, make func() ([]byte, error)) ([]byte, error) {
	c.mu.Lock()
	if c.sets == nil {
		c.sets = map[string]*tileSet{}
	}
	set := c.sets[key]
	if set == nil {
		set = &tileSet{}
		c.sets[key] = set
	}
	c.order = append(slices.DeleteFunc(c.order, func(k string) bool { return k == key }), key)
	c.mu.Unlock()

	set.once.Do(func() {
		set.err = errTilesNotMade // unless making ends
		defer c.keep(key, set)
		set.packed, set.err = make()
	})
	return set.packed, set.err
}

// keep counts an answer that was made, drops one that failed, and drops what was
// not used for longest if it is too much.
func (c *tileCache) keep(key string, set *tileSet) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if set.err != nil {
		c.drop(key, set)
		return
	}
	if c.sets[key] == set {
		set.size = len(set.packed)
		c.bytes += set.size
	}
	for len(c.order) > 1 && (len(c.order) > maxTileSets || c.bytes > maxTileMemory) {
		c.drop(c.order[0], c.sets[c.order[0]])
	}
}

// drop forgets an answer.
func (c *tileCache) drop(key string, set *tileSet) {
	if c.sets[key] != set {
		return
	}
	delete(c.sets, key)
	c.order = slices.DeleteFunc(c.order, func(k string) bool { return k == key })
	c.bytes -= set.size
	set.size = 0
}

// tilesURL returns where the tiles of a chain are, or of all chains if it is "", at
// a revision.
func tilesURL(chain graph.SubjectID, r graph.Revision) string {
	at := "/tiles?at=" + strconv.FormatUint(uint64(r), 10)
	if chain != "" {
		at += "&chain=" + url.QueryEscape(string(chain))
	}
	return at
}

// serveTiles answers GET /tiles: the tiles of the map, or with bits=true which of
// them pass the filters. With at it never changes and may be kept.
func (d *downloads) serveTiles(w http.ResponseWriter, r *http.Request) {
	a := d.server.app.in(languageOfRequest(r, d.server.app.lang))
	x, err := d.readTiles(r.Context(), a, r)
	if err != nil {
		d.server.fail(w, r, err)
		return
	}
	tag, done := d.head(w, r, x)
	if done {
		return
	}
	packed, err := d.tiles.get(tag, func() ([]byte, error) {
		// Others wait for the same: it goes on when this client leaves.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), tilesTime)
		defer cancel()
		// Whoever asks chooses the filters: however many do, some cores are left.
		select {
		case d.making <- struct{}{}:
		case <-ctx.Done():
			return nil, graph.Errorf(graph.CodeUnavailable, "tiles", "too many maps are asked for: %w", context.Cause(ctx))
		}
		defer func() { <-d.making }()
		return x.packTiles(ctx)
	})
	if err != nil {
		d.server.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if acceptsGzip(r) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", strconv.Itoa(len(packed)))
		_, _ = w.Write(packed)
		return
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		d.server.fail(w, r, err)
		return
	}
	_, _ = io.Copy(w, z)
}

// packTiles makes an answer.
func (x *download) packTiles(ctx context.Context) ([]byte, error) {
	places, err := x.chainMap(ctx)
	if err != nil {
		return nil, err
	}
	var answer any
	switch {
	case x.since != nil:
		answer, err = x.tilesSince(ctx, places)
	case x.bits:
		answer, err = x.tileBits(ctx, places)
	default:
		answer, err = x.tiles(ctx, places)
	}
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	e := json.NewEncoder(z)
	e.SetEscapeHTML(false)
	if err := e.Encode(answer); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// tile is an enterprise in a segment, with what puts it there.
type tile struct {
	place      int
	enterprise graph.SubjectID
	edge       *memory.Edge // its own; nil if only products stand there
	products   int
	evidence   evidence // the best of them
}

// evidence is why an enterprise stands in a segment, the better the greater.
type evidence int

const (
	inferred  evidence = iota + 1 // someone concluded it
	announced                     // news of funding or the like
	stated                        // a source says so
)

// String returns the code of the basis.
func (e evidence) String() string { return [...]string{"", "inferred", "announced", "stated"}[e] }

// evidenceOf returns what an edge into a segment rests on. A source that places
// something there without saying why states it.
func evidenceOf(e *memory.Edge) evidence {
	for i := range e.Attributes {
		if p := &e.Attributes[i]; p.Name == graph.PropBasis {
			switch p.Value().Text {
			case inferred.String():
				return inferred
			case announced.String():
				return announced
			}
		}
	}
	return stated
}

// stand finds who stands in which of some places by itself: by an edge of its own,
// unless products are filtered, or by a product that passes. They are in the
// order of the places, then of the IDs.
func (x *download) stand(ctx context.Context, places []mapPlace) ([]tile, error) {
	at := map[graph.SubjectID]int{}
	for i := range places {
		at[places[i].node.ID] = i
	}
	vendors := memory.Filter{All: []memory.Filter{{Country: new(false)}}} // as the map counts
	if f := x.filters[graph.KindEnterprise]; f != nil {
		vendors.All = append(vendors.All, *f)
	}
	enterprises, err := x.view.Select(ctx, graph.KindEnterprise, &vendors)
	if err != nil {
		return nil, err
	}
	products := map[graph.SubjectID]bool(nil) // nil is all
	if x.filters[graph.KindProduct] != nil {
		ids, err := x.view.Select(ctx, graph.KindProduct, x.filters[graph.KindProduct])
		if err != nil {
			return nil, err
		}
		products = map[graph.SubjectID]bool{}
		for _, id := range ids {
			products[id] = true
		}
	}
	type key struct {
		place int
		id    graph.SubjectID
	}
	found := map[key]*tile{}
	tileOf := func(place int, id graph.SubjectID) *tile {
		k := key{place, id}
		if found[k] == nil {
			found[k] = &tile{place: place, enterprise: id}
		}
		return found[k]
	}
	bounded := func() error {
		if len(found) > maxTiles {
			return x.app.errorf(graph.CodeLimit, downloading.TooManyTiles, maxTiles)
		}
		return nil
	}
	if products == nil {
		if err := eachEdge(ctx, x.view, enterprises, memory.NeighbourQuery{Edge: graph.EdgeInSegment}, func(id graph.SubjectID, e *memory.Edge) error {
			if place, ok := at[e.To]; ok {
				edge, t := *e, tileOf(place, id)
				t.edge, t.evidence = &edge, evidenceOf(e)
			}
			return bounded()
		}); err != nil {
			return nil, err
		}
	}
	// Who makes the products that count; most have one maker.
	makers := map[graph.SubjectID][]graph.SubjectID{}
	var made []graph.SubjectID
	if err := eachEdge(ctx, x.view, enterprises, memory.NeighbourQuery{Edge: graph.EdgeMakes}, func(id graph.SubjectID, e *memory.Edge) error {
		if products == nil || products[e.To] {
			if makers[e.To] == nil {
				made = append(made, e.To)
			}
			makers[e.To] = append(makers[e.To], id)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if err := eachEdge(ctx, x.view, made, memory.NeighbourQuery{Edge: graph.EdgeInSegment}, func(product graph.SubjectID, e *memory.Edge) error {
		if place, ok := at[e.To]; ok {
			for _, maker := range makers[product] {
				t := tileOf(place, maker)
				t.products++
				t.evidence = max(t.evidence, evidenceOf(e))
			}
		}
		return bounded()
	}); err != nil {
		return nil, err
	}
	out := make([]tile, 0, len(found))
	for _, t := range found {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b tile) int { return compareTiles(&a, &b) })
	return out, nil
}

func compareTiles(a, b *tile) int {
	if a.place != b.place {
		return a.place - b.place
	}
	switch {
	case a.enterprise < b.enterprise:
		return -1
	case a.enterprise > b.enterprise:
		return 1
	}
	return 0
}

// tiles returns the columns.
func (x *download) tiles(ctx context.Context, places []mapPlace) (*tileColumns, error) {
	standing, err := x.stand(ctx, places)
	if err != nil {
		return nil, err
	}
	c := &tileColumns{Revision: x.view.Revision()}
	at := map[graph.SubjectID]int{"": -1}
	for i := range places {
		p := &places[i]
		up, ok := at[p.parent]
		if !ok {
			up = -1
		}
		at[p.node.ID] = i
		c.Place.ID = append(c.Place.ID, p.node.ID)
		c.Place.Parent = append(c.Place.Parent, up)
		c.Place.Depth = append(c.Place.Depth, p.depth)
		c.Place.Code = append(c.Place.Code, valueText(p.node, graph.PropCode))
		c.Place.Label = append(c.Place.Label, x.name(p.node.ID))
		c.Place.Enterprises = append(c.Place.Enterprises, p.count.Enterprises)
		c.Place.Products = append(c.Place.Products, p.count.Products)
	}
	index := map[graph.SubjectID]int{}
	var ids []graph.SubjectID
	for i := range standing {
		if _, ok := index[standing[i].enterprise]; !ok {
			index[standing[i].enterprise] = len(ids)
			ids = append(ids, standing[i].enterprise)
		}
	}
	for part := range slices.Chunk(ids, memory.MaxPage) {
		for _, n := range x.view.Nodes(part...) {
			label := x.name(n.ID)
			short := cmp.Or(x.shortName(n), label)
			c.Enterprise.ID = append(c.Enterprise.ID, n.ID)
			c.Enterprise.Label = append(c.Enterprise.Label, label)
			c.Enterprise.Short = append(c.Enterprise.Short, short)
			c.Enterprise.Referred = append(c.Enterprise.Referred, bit(n.OnlyReferred))
		}
	}
	for i := range standing {
		t := &standing[i]
		basis, year, sources := "", "", 0
		var share *string
		if t.edge != nil {
			sources = len(t.edge.Sources)
			for j := range t.edge.Attributes { // by name, then by period
				switch p := &t.edge.Attributes[j]; {
				case p.Name == graph.PropBasis:
					basis = p.Value().Text
				case p.Name == graph.PropMarketShare && !p.Value().IsZero():
					share, year = new(p.Value().Number.String()), p.Period
				}
			}
		}
		c.Tile.Place = append(c.Tile.Place, t.place)
		c.Tile.Enterprise = append(c.Tile.Enterprise, index[t.enterprise])
		c.Tile.Direct = append(c.Tile.Direct, bit(t.edge != nil))
		c.Tile.Products = append(c.Tile.Products, t.products)
		c.Tile.Basis = append(c.Tile.Basis, basis)
		c.Tile.Share = append(c.Tile.Share, share)
		c.Tile.Year = append(c.Tile.Year, year)
		c.Tile.Sources = append(c.Tile.Sources, sources)
		c.Tile.Evidence = append(c.Tile.Evidence, t.evidence.String())
	}
	c.Place.countEvidence(standing)
	return c, nil
}

// countEvidence counts who stands in each place and below it by their best
// evidence there.
func (c *placeColumns) countEvidence(standing []tile) {
	type member struct {
		place int
		id    graph.SubjectID
	}
	best := map[member]evidence{}
	for i := range standing {
		t := &standing[i]
		for place := t.place; place >= 0; place = c.Parent[place] {
			k := member{place, t.enterprise}
			best[k] = max(best[k], t.evidence)
		}
	}
	c.Stated, c.Announced, c.Inferred = make([]int, len(c.ID)), make([]int, len(c.ID)), make([]int, len(c.ID))
	of := map[evidence][]int{stated: c.Stated, announced: c.Announced, inferred: c.Inferred}
	for k, e := range best {
		of[e][k.place]++
	}
	c.OwnStated, c.OwnAnnounced, c.OwnInferred = make([]int, len(c.ID)), make([]int, len(c.ID)), make([]int, len(c.ID))
	own := map[evidence][]int{stated: c.OwnStated, announced: c.OwnAnnounced, inferred: c.OwnInferred}
	for i := range standing { // a tile is one enterprise in one place
		own[standing[i].evidence][standing[i].place]++
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// tileBits tells which of the tiles without filters pass.
func (x *download) tileBits(ctx context.Context, places []mapPlace) (*tileBits, error) {
	whole := *x
	whole.filters = nil
	all, err := whole.stand(ctx, places)
	if err != nil {
		return nil, err
	}
	passing, err := x.stand(ctx, places)
	if err != nil {
		return nil, err
	}
	bits := make([]byte, (len(all)+7)/8)
	for i, j := 0, 0; i < len(all) && j < len(passing); i++ {
		if compareTiles(&all[i], &passing[j]) == 0 {
			bits[i/8] |= 1 << (i % 8)
			j++
		}
	}
	b := &tileBits{
		Revision: x.view.Revision(), Tiles: len(all), Passing: len(passing), Bits: base64.StdEncoding.EncodeToString(bits),
		UnknownEnterprises: x.lost.Enterprises, UnknownProducts: x.lost.Products,
	}
	for i := range places {
		b.Enterprises = append(b.Enterprises, places[i].count.Enterprises)
		b.Products = append(b.Products, places[i].count.Products)
	}
	return b, nil
}
