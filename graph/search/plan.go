package search

import (
	"cmp"
	"context"
	"math"
	"slices"
	"unicode/utf8"
)

const (
	few         = 10                  // hits below which slips and parts of words are tried, too
	maxBegun    = 256                 // terms that a long beginning is looked up by
	maxSimilar  = 16                  // words that one may be a slip of
	minSlip     = 4                   // letters of a word that is tried for slips
	maxParts    = 24                  // parts of a query that are tried one by one
	candidates  = 100                 // read of each tier as somebody types
	allHits     = MaxOffset + MaxHits // read of each tier otherwise, so that pages fit together
	partsEnough = 0.3                 // of the weight of a query
	maxPartSet  = 5000                // documents that hold a part, at most, if it is not common
	commonShare = 50                  // one in so many documents holds a part that is common
)

// finder works out one query on one state.
type finder struct {
	*state
	*want
	q       *Query
	allowed set // nil if there is no filter
	taken   set // the documents of the tiers so far, allowed or not
	places  []place
	total   int
	exact   bool
	ctx     context.Context
}

// find returns the hits of a query. As you type, it stops as soon as there are
// enough; otherwise it also counts what else matches.
func (t *state) find(ctx context.Context, q *Query, typing bool) (*Result, error) {
	f := &finder{state: t, want: newWant(q.Text), q: q, exact: true, ctx: ctx, taken: make(set, len(t.parts))}
	res := new(Result)
	if len(f.runes) == 0 {
		res.TotalExact = true
		return res, nil
	}
	var err error
	if f.allowed, err = f.filter(""); err != nil {
		return nil, err
	}
	tiers := [...]func() (set, error){f.tierExact, f.tierSpelled, f.tierBegins, f.tierSpelling, f.tierWords, f.tierMentioned, f.tierMentions}
	enough, most := q.Offset+q.First, allHits
	if typing {
		most = max(enough, candidates)
	}
	for _, tier := range tiers {
		if typing && f.total >= enough {
			f.exact = false
			break
		}
		if err := f.add(tier, most); err != nil {
			return nil, err
		}
	}
	if f.total < few {
		if err := f.add(f.tierSlip, most); err != nil {
			return nil, err
		}
	}
	if f.total < few {
		if err := f.add(f.tierParts, allHits); err != nil {
			return nil, err
		}
	}
	hits, err := f.rank()
	if err != nil {
		return nil, err
	}
	if f.total <= len(f.places) { // all were read, and some may not fit after all
		f.total = len(hits)
	}
	res.Total, res.TotalExact = f.total, f.exact
	res.Hits = f.page(hits)
	if len(q.Facets) > 0 {
		if res.Facets, err = f.facets(); err != nil {
			return nil, err
		}
	}
	return res, nil
}

// add takes the best of a tier, unless enough were found before it.
func (f *finder) add(tier func() (set, error), most int) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	s, err := tier()
	if err != nil || s == nil {
		return err
	}
	s = f.live(f.without(s, f.taken))
	f.taken = f.or(f.taken, s)
	if f.allowed != nil {
		s = f.and(s, f.allowed)
	}
	before := f.total
	if f.total += s.count(); before < f.q.Offset+f.q.First {
		f.places, err = f.best(f.places, s, most)
	}
	return err
}

// filter returns the documents that pass all filters but one; nil means all.
func (f *finder) filter(but Facet) (set, error) {
	var out set
	narrow := func(facet Facet, mark string, values []string) error {
		if len(values) == 0 || facet == but {
			return nil
		}
		any := make([]set, len(values))
		for i, v := range values {
			var err error
			if any[i], err = f.term(termFilter, mark+v); err != nil {
				return err
			}
		}
		s := f.or(any...)
		if out != nil {
			s = f.and(out, s)
		}
		out = s
		return nil
	}
	if err := narrow(FacetKind, kindMark, strs(f.q.Kinds)); err != nil {
		return nil, err
	}
	if err := narrow(FacetSegment, segmentMark, strs(f.q.Segments)); err != nil {
		return nil, err
	}
	return out, narrow(FacetRegion, regionMark, f.q.Regions)
}

func strs[S ~string](in []S) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = string(s)
	}
	return out
}

func (f *finder) tierExact() (set, error) { return f.term(termExact, f.key) }

func (f *finder) tierSpelled() (set, error) {
	if !f.latin {
		return nil, nil
	}
	return f.term(termExact, readingMark+cutBytes(f.key, maxReading))
}

func (f *finder) tierBegins() (set, error) {
	most := maxBeginHan
	if f.latin {
		most = maxBeginLatin
	}
	var short, long set
	var err error
	if len(f.runes) <= most {
		if short, err = f.term(termBegin, f.key); err != nil {
			return nil, err
		}
	}
	if len(f.runes) > most || hasDigit(f.runes) && len(f.runes) > 2 {
		var all bool
		if long, all, err = f.begins(termExact, f.key, maxBegun); err != nil {
			return nil, err
		}
		f.exact = f.exact && all
	}
	return f.or(short, long), nil
}

func (f *finder) tierSpelling() (set, error) {
	if !f.latin {
		return nil, nil
	}
	var short, long set
	var err error
	if len(f.key) <= maxBeginLatin {
		if short, err = f.term(termBegin, readingMark+f.key); err != nil {
			return nil, err
		}
	}
	if len(f.key) > maxBeginInitials {
		var all bool
		if long, all, err = f.begins(termExact, readingMark+cutBytes(f.key, maxReading), maxBegun); err != nil {
			return nil, err
		}
		f.exact = f.exact && all
	}
	return f.or(short, long), nil
}

// unitSet returns the documents whose names hold a unit of the query, or with
// mentions those whose mentions do.
func (f *finder) unitSet(u unit, field string) (set, error) {
	w := f.word(u)
	if !u.han {
		s, err := f.term(field, w)
		if err != nil || field == termMention || utf8.RuneCountInString(w) > maxBeginLatin {
			return s, err
		}
		for _, mark := range [...]string{"", wordMark, readingMark} {
			begun, err := f.term(termBegin, mark+w)
			if err != nil {
				return nil, err
			}
			s = f.or(s, begun)
		}
		return s, nil
	}
	var out set
	for _, p := range pairs(w) {
		s, err := f.term(field, p)
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = s
		} else {
			out = f.and(out, s)
		}
	}
	return out, nil
}

// pairs returns the pairs of neighbouring characters of a word, or its only
// character.
func pairs(w string) []string {
	var out []string
	before := -1
	for i, r := range w {
		if before >= 0 {
			out = append(out, w[before:i+utf8.RuneLen(r)])
		}
		before = i
	}
	if out == nil {
		return []string{w}
	}
	return out
}

func (f *finder) tierWords() (set, error) {
	return f.allUnits(func(u unit) (set, error) { return f.unitSet(u, termPart) })
}

func (f *finder) tierMentioned() (set, error) { return f.term(termMention, exactMark+f.key) }

func (f *finder) tierMentions() (set, error) {
	return f.allUnits(func(u unit) (set, error) {
		names, err := f.unitSet(u, termPart)
		if err != nil {
			return nil, err
		}
		mentions, err := f.unitSet(u, termMention)
		return f.or(names, mentions), err
	})
}

func (f *finder) allUnits(of func(unit) (set, error)) (set, error) {
	var out set
	for _, u := range f.units {
		s, err := of(u)
		if err != nil {
			return nil, err
		}
		if out != nil {
			s = f.and(out, s)
		}
		out = s
	}
	return out, nil
}

// tierSlip takes each Latin word also for those that differ in one letter.
func (f *finder) tierSlip() (set, error) {
	similar := make([][]string, len(f.units))
	found := false
	for i, u := range f.units {
		w := f.word(u)
		if u.han || len(w) < minSlip || !isLatin(f.runes[u.from:u.to]) {
			continue
		}
		var err error
		if similar[i], err = f.state.similar(termLatin, w, maxSimilar); err != nil {
			return nil, err
		}
		found = found || len(similar[i]) > 0
	}
	if !found {
		return nil, nil
	}
	f.want.similar = similar
	i := -1
	return f.allUnits(func(u unit) (set, error) {
		i++
		s, err := f.unitSet(u, termPart)
		if err != nil {
			return nil, err
		}
		for _, w := range similar[i] {
			x, err := f.term(termPart, w)
			if err != nil {
				return nil, err
			}
			s = f.or(s, x)
		}
		return s, nil
	})
}

// tierParts takes what holds the rarest parts of the query, if that is enough of
// its weight. A part weighs the more, the fewer documents hold it.
func (f *finder) tierParts() (set, error) {
	type held struct {
		wantPart
		set
	}
	var parts []held
	n := f.documents()
	add := func(term string) error {
		if len(parts) == maxParts || slices.ContainsFunc(parts, func(h held) bool { return h.term == term }) {
			return nil
		}
		s, err := f.term(termPart, term)
		if err != nil {
			return err
		}
		s = f.live(s) // or the weight would hang on when segments are merged
		// What no document holds says nothing about any.
		w := wantPart{term: term}
		if c := s.count(); c > 0 {
			w.weight = math.Log(1 + n/float64(c))
			w.weight *= w.weight
		}
		if len(parts) == 0 {
			w.weight *= 2 // names begin with what tells them apart
		}
		parts = append(parts, held{w, s})
		return nil
	}
	for _, u := range f.units {
		if !u.han {
			if err := add(f.word(u)); err != nil {
				return nil, err
			}
			continue
		}
		for _, p := range pairs(f.word(u)) {
			if err := add(p); err != nil {
				return nil, err
			}
		}
	}
	if len(parts) < 2 {
		return nil, nil
	}
	slices.SortFunc(parts, func(a, b held) int { return cmp.Compare(b.weight, a.weight) })
	// Something must be held that few hold: 科技 alone is no reason.
	out := make(set, len(f.state.parts))
	common := max(1, min(20, int(n)/4), min(int(n)/commonShare, maxPartSet))
	for _, p := range parts {
		f.want.parts = append(f.want.parts, p.wantPart)
		if c := p.set.count(); c > 0 && c <= common && out.count()+c <= 2*maxPartSet {
			out = f.or(out, p.set)
		}
	}
	return out, nil
}

// documents returns how many documents there are.
func (f *finder) documents() float64 {
	n := uint64(0)
	for _, p := range f.state.parts {
		n += p.segment.Count()
		if p.deleted != nil {
			n -= p.deleted.GetCardinality()
		}
	}
	return float64(n)
}

// rank reads and grades the candidates and sorts them.
func (f *finder) rank() ([]graded, error) {
	g := &grader{want: f.want}
	hits := make([]graded, 0, len(f.places))
	read := 0
	var r record
	for _, at := range f.places {
		if read++; read%64 == 0 {
			if err := f.ctx.Err(); err != nil {
				return nil, err
			}
		}
		id, err := f.read(at, &r)
		if err != nil {
			return nil, err
		}
		var h graded
		if !g.grade(&r, &h) || h.Grade == GradePart && h.score < partsEnough {
			continue
		}
		h.ID, h.core = id, r.core
		hits = append(hits, h)
	}
	slices.SortFunc(hits, func(a, b graded) int { return better(&a, &b) })
	return hits, nil
}

// page cuts what was asked for and marks it.
func (f *finder) page(hits []graded) []Hit {
	hits = hits[min(len(hits), f.q.Offset):]
	hits = hits[:min(len(hits), f.q.First)]
	return marked(f.want, hits)
}

func marked(w *want, hits []graded) []Hit {
	g := &grader{want: w}
	out := make([]Hit, len(hits))
	for i := range hits {
		g.mark(&hits[i], hits[i].core)
		out[i] = hits[i].Hit
	}
	return out
}

// facets counts the matches by the values that were asked for.
func (f *finder) facets() (map[Facet][]Count, error) {
	out := map[Facet][]Count{}
	for _, facet := range f.q.Facets {
		mark := facetMarks[facet]
		match := f.taken
		allowed, err := f.filter(facet)
		if err != nil {
			return nil, err
		}
		if allowed != nil {
			match = f.and(match, allowed)
		}
		if out[facet], err = f.facet(mark, match); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// maxFacetTerms bounds the values that a facet looks at.
const maxFacetTerms = 20_000

func (f *finder) facet(mark string, match set) ([]Count, error) {
	counts := []Count{}
	if match.count() == 0 {
		return counts, nil
	}
	values, err := f.terms(termFilter, mark, maxFacetTerms)
	if err != nil {
		return nil, err
	}
	for _, v := range values {
		s, err := f.term(termFilter, mark+v)
		if err != nil {
			return nil, err
		}
		if n := match.countAnd(s); n > 0 {
			counts = append(counts, Count{v, n})
		}
	}
	slices.SortFunc(counts, func(a, b Count) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value)) })
	return counts[:min(len(counts), MaxCounts)], nil
}
