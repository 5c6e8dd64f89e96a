package search

import (
	"cmp"
	"slices"
	"strings"
)

// Grade says how well a document fits a query, the best first. It is the order of
// hits; importance decides among equals, then the shorter name.
type Grade uint8

// The grades.
const (
	GradeCode      Grade = iota + 1 // a code, exactly
	GradeName                       // the name, exactly
	GradeShort                      // a short, former or English name or an alias, exactly
	GradeSpelled                    // a name in pinyin or in initials, wholly
	GradeBegins                     // a name or a code begins so; a name also after its place
	GradeSpelling                   // a name begins so in pinyin or in initials
	GradeContains                   // a name contains it as it is typed
	GradeWords                      // a name contains all words
	GradeMentioned                  // it mentions something of this name
	GradeMentions                   // it mentions all words
	GradeSlip                       // but for a slip in a Latin word
	GradePart                       // a part of the words
)

var gradeNames = [...]string{"", "code", "name", "short", "spelled", "begins", "spelling", "contains", "words", "mentioned", "mentions", "slip", "part"}

// String returns the name of a grade.
func (g Grade) String() string {
	if int(g) < len(gradeNames) {
		return gradeNames[g]
	}
	return ""
}

// graded is a candidate with its grade.
type graded struct {
	Hit
	score float64 // of GradePart: the weight of what matches
	runes int     // of the text
	core  int     // of the record
}

func better(a, b *graded) int {
	return cmp.Or(
		cmp.Compare(a.Grade, b.Grade),
		cmp.Compare(b.score, a.score),
		cmp.Compare(b.Importance, a.Importance),
		cmp.Compare(a.runes, b.runes),
		strings.Compare(string(a.ID), string(b.ID)),
	)
}

// grader grades records for one query. It keeps its buffers.
type grader struct {
	*want
	f folded
}

// grade grades a record. It returns false if nothing of it fits.
func (g *grader) grade(r *record, out *graded) bool {
	out.Grade, out.score = 0, 0
	at := -1
	var part float64
	partAt := -1
	for i := range r.texts {
		t := &r.texts[i]
		f := g.f.fold(t.text)
		if len(f.runes) == 0 {
			continue
		}
		grade := g.gradeText(t.field, f, r.core)
		if grade != 0 && (at < 0 || grade < out.Grade) {
			at, out.Grade, out.runes = i, grade, len(f.runes)
		}
		if at < 0 && g.parts != nil && t.field != inMention && t.field != inCode {
			if s := g.share(f); s > part {
				part, partAt = s, i
			}
		}
	}
	if at < 0 || out.Grade == GradeMentions {
		if names, all, first := g.acrossTexts(r); names {
			at, out.Grade, out.runes = first, GradeWords, 0
		} else if all && at < 0 {
			at, out.Grade, out.runes = first, GradeMentions, 0
		}
	}
	if at < 0 && g.similar != nil {
		at = g.gradeSlip(r)
		out.Grade = GradeSlip
	}
	if at < 0 && partAt >= 0 {
		at, out.Grade, out.score = partAt, GradePart, part
	}
	if at < 0 {
		return false
	}
	out.Kind, out.Name, out.Importance = r.kind, r.name(), float64(r.importance)
	out.Field, out.Text = fields[r.texts[at].field], r.texts[at].text
	return true
}

func (g *grader) gradeText(field int, f *folded, core int) Grade {
	whole := len(f.runes) == len(g.runes) || len(g.runes) >= maxKey && len(f.runes) > maxKey
	begins := hasPrefixRunes(f.runes, g.runes)
	switch field {
	case inCode:
		switch {
		case begins && whole:
			return GradeCode
		case begins:
			return GradeBegins
		}
		return 0
	case inMention:
		switch {
		case begins && whole:
			return GradeMentioned
		case g.allWords(f):
			return GradeMentions
		}
		return 0
	}
	if field != inName {
		core = 0
	}
	core = min(core, len(f.runes))
	switch {
	case begins && whole && field == inName:
		return GradeName
	case begins && whole:
		return GradeShort
	}
	spelling := spelledNot
	if g.latin {
		if spelling, _ = g.spells(f.runes); spelling != spelledWhole && core > 0 {
			how, _ := g.spells(f.runes[core:])
			spelling = max(spelling, how)
		}
	}
	switch {
	case spelling == spelledWhole:
		return GradeSpelled
	case begins, core > 0 && hasPrefixRunes(f.runes[core:], g.runes):
		return GradeBegins
	case spelling == spelledBegun:
		return GradeSpelling
	case indexRunes(f.runes, g.runes) >= 0:
		return GradeContains
	case g.allWords(f):
		return GradeWords
	}
	return 0
}

// spells is as the function of this name, but for names without a Chinese
// character, which have no reading.
func (g *grader) spells(name []rune) (how, chars int) {
	if isLatin(name) {
		return spelledNot, 0
	}
	return spells(g.key, name)
}

// findUnit returns where a unit of the query is in a text: Chinese characters
// anywhere, a Latin word at the beginning of one, or in the letters that spell its
// beginning. to is 0 if nowhere.
func (g *grader) findUnit(f *folded, u unit) (from, to int) {
	w := g.runes[u.from:u.to]
	if u.han {
		if i := indexRunes(f.runes, w); i >= 0 {
			return i, i + len(w)
		}
		return 0, 0
	}
	for _, x := range f.units {
		if !x.han && hasPrefixRunes(f.runes[x.from:x.to], w) {
			return int(x.from), int(x.from) + len(w)
		}
	}
	if isLatin(w) && !isLatin(f.runes) {
		if how, n := spells(string(w), f.runes); how != spelledNot {
			return 0, n
		}
	}
	return 0, 0
}

func (g *grader) allWords(f *folded) bool {
	for _, u := range g.units {
		if _, to := g.findUnit(f, u); to == 0 {
			return false
		}
	}
	return true
}

// acrossTexts reports whether the names together hold all units, and whether all
// texts do; at is the first text that holds one.
func (g *grader) acrossTexts(r *record) (names, all bool, at int) {
	if len(g.units) < 2 {
		return false, false, -1
	}
	at = -1
	var inNames, inAny uint64 // by unit; there are no more than MaxQuery
	for i := range r.texts {
		t := &r.texts[i]
		f := g.f.fold(t.text)
		for k, u := range g.units {
			if _, to := g.findUnit(f, u); to == 0 {
				continue
			}
			if at < 0 {
				at = i
			}
			inAny |= 1 << k
			if t.field != inMention && t.field != inCode {
				inNames |= 1 << k
			}
		}
	}
	every := ^uint64(0) >> (64 - len(g.units))
	return inNames == every, inAny == every, at
}

// gradeSlip returns the text that fits but for slips, or -1.
func (g *grader) gradeSlip(r *record) int {
	for i := range r.texts {
		if t := &r.texts[i]; t.field != inCode && t.field != inMention && g.slips(g.f.fold(t.text), nil) {
			return i
		}
	}
	return -1
}

// slips reports whether a text holds each unit or a word that it may be a slip of,
// and appends where.
func (g *grader) slips(f *folded, marks *[]Span) bool {
	for i, u := range g.units {
		from, to := g.findUnit(f, u)
		if to == 0 {
			for _, x := range f.units {
				if !x.han && slices.Contains(g.similar[i], f.word(x)) {
					from, to = int(x.from), int(x.to)
					break
				}
			}
		}
		if to == 0 {
			return false
		}
		if marks != nil {
			*marks = append(*marks, f.span(from, to))
		}
	}
	return true
}

// share returns the weight of the parts that a text holds, of all parts.
func (g *grader) share(f *folded) float64 {
	sum, held := 0.0, 0.0
	for _, p := range g.parts {
		sum += p.weight
		if g.findPart(f, p.term) >= 0 {
			held += p.weight
		}
	}
	if sum == 0 {
		return 0
	}
	return held / sum
}

func (g *grader) findPart(f *folded, term string) int {
	w := []rune(term)
	if !isHanRune(w[0]) {
		for _, x := range f.units {
			if !x.han && f.word(x) == term {
				return int(x.from)
			}
		}
		return -1
	}
	return indexRunes(f.runes, w)
}

func isHanRune(r rune) bool {
	_, kind := foldRune(r)
	return kind == runeHan
}

// span returns the part of the text between two of its runes.
func (f *folded) span(from, to int) Span { return Span{int(f.at[from]), int(f.ends[to-1])} }

// mark tells what of the hit's text matches.
func (g *grader) mark(h *graded, core int) {
	f := g.f.fold(h.Text)
	h.Marks = nil
	add := func(from, to int) {
		if to = min(to, len(f.runes)); from < to {
			h.Marks = append(h.Marks, f.span(from, to))
		}
	}
	n := len(g.runes)
	switch h.Grade {
	case GradeCode, GradeName, GradeShort, GradeMentioned:
		add(0, len(f.runes))
	case GradeSpelled, GradeSpelling:
		how, chars := g.spells(f.runes)
		if h.Field == FieldName && core > 0 && core < len(f.runes) {
			if h2, c2 := g.spells(f.runes[core:]); h2 > how {
				add(core, core+c2)
				return
			}
		}
		add(0, chars)
	case GradeBegins:
		i := indexRunes(f.runes, g.runes)
		switch {
		case hasPrefixRunes(f.runes, g.runes):
			i = 0
		case h.Field == FieldName && core > 0 && core < len(f.runes) && hasPrefixRunes(f.runes[core:], g.runes):
			i = core
		}
		if i >= 0 {
			add(i, i+n)
		}
	case GradeSlip:
		g.slips(f, &h.Marks)
	case GradePart:
		for _, p := range g.parts {
			if i := g.findPart(f, p.term); i >= 0 {
				add(i, i+len([]rune(p.term)))
			}
		}
	default:
		if i := indexRunes(f.runes, g.runes); i >= 0 {
			add(i, i+n)
			break
		}
		for _, u := range g.units {
			if from, to := g.findUnit(f, u); to > 0 {
				add(from, to)
			}
		}
	}
	h.Marks = joinSpans(h.Marks)
}

// joinSpans sorts spans and joins those that touch.
func joinSpans(s []Span) []Span {
	slices.SortFunc(s, func(a, b Span) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	out := s[:0]
	for _, x := range s {
		if n := len(out); n > 0 && x.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, x.To)
			continue
		}
		out = append(out, x)
	}
	return out
}
