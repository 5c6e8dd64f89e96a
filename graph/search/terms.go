package search

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/chainatlas/chainatlas/graph"
)

// The fields of the index. Each is a dictionary of terms with the documents that
// hold them; termRecord alone is stored instead.
const (
	termExact   = "x" // keys of names and codes; readings after readingMark
	termBegin   = "e" // beginnings of keys, of words and of readings
	termPart    = "t" // characters and pairs of characters, and words, of names
	termLatin   = "w" // words in Latin letters, for slips
	termMention = "m" // of mentions: keys, after exactMark, and what termPart holds of names
	termFilter  = "f" // kind, segments, regions, band of importance, each after its mark
	termRecord  = "d"
)

const (
	readingMark = "~"
	wordMark    = "_" // before beginnings of words after the first
	exactMark   = "="

	kindMark    = "k:"
	segmentMark = "s:"
	regionMark  = "r:"
	bandMark    = "b:"
)

// How long the beginnings are that are kept. Longer ones are looked for in the
// dictionary of keys.
const (
	maxBeginHan      = 6
	maxBeginLatin    = 10
	maxBeginInitials = 5

	maxKey     = 64 // characters of a key, and of a query
	maxReading = 24 // bytes of a reading
)

// bands is the number of bands of importance; 0 is the least. An importance beyond
// 65,535 is in the last one.
const bands = 48

// bandOf returns the band of an importance: three for each doubling.
func bandOf(importance float64) int {
	if !(importance > 0) {
		return 0
	}
	return int(min(3*math.Log2(1+importance), bands-1))
}

func bandTerm(band int) string { return bandMark + string(rune('A'+band)) }

// terms are the terms of one document, by field.
type terms struct {
	exact, begin, part, latin, mention, filter []string
}

// maker makes terms. It keeps its buffers from one document to the next.
type maker struct {
	terms
	fold    folded
	spelled []spelled
	record  []byte
	core    func(name string) string
}

// of makes the terms of a document.
func (m *maker) of(d *Document) {
	m.exact, m.begin, m.part, m.latin, m.mention, m.filter = m.exact[:0], m.begin[:0], m.part[:0], m.latin[:0], m.mention[:0], m.filter[:0]
	core := 0
	for field, s := range d.texts {
		f := m.fold.fold(s)
		if len(f.runes) == 0 {
			continue
		}
		switch field {
		case inMention:
			m.mention = append(m.mention, exactMark+cutRunes(f.key(), maxKey))
			m.mention = appendParts(m.mention, f)
		case inCode:
			m.exact = append(m.exact, cutRunes(f.key(), maxKey))
		case inName:
			core = m.coreOf(s, f)
			m.name(f, 0)
			if core > 0 {
				m.name(f, core)
			}
		default:
			m.name(f, 0)
		}
	}
	m.filter = slices.AppendSeq(append(m.filter, bandTerm(bandOf(d.Importance))), filterMarks(d))
	for _, list := range [...]*[]string{&m.exact, &m.begin, &m.part, &m.latin, &m.mention, &m.filter} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	m.record = appendRecord(m.record[:0], d, core)
}

// coreOf returns where a name begins without the place before it, in runes of its
// fold: 2 for 北京奇安信科技有限公司.
func (m *maker) coreOf(name string, f *folded) int {
	if !f.units[0].han {
		return 0
	}
	core := foldKey(m.core(name))
	if core == "" {
		return 0
	}
	return max(0, indexRunes(f.runes, []rune(core)))
}

// name adds the terms of a name from one of its runes on.
func (m *maker) name(f *folded, from int) {
	runes := f.runes[from:]
	key := cutRunes(string(runes), maxKey)
	latin := isLatin(runes)
	if from == 0 {
		m.exact = append(m.exact, key)
		m.part = appendParts(m.part, f)
		for _, u := range f.units {
			if w := f.word(u); !u.han {
				m.latin = append(m.latin, cutRunes(w, maxKey))
				if u.from > 0 {
					m.begin = appendBeginnings(m.begin, wordMark, w, maxBeginLatin)
				}
			}
		}
	}
	if latin {
		m.begin = appendBeginnings(m.begin, "", key, maxBeginLatin)
		return
	}
	m.begin = appendBeginnings(m.begin, "", key, maxBeginHan)
	m.spelled = spell(m.spelled[:0], runes)
	for _, s := range m.spelled {
		whole, initials := cutBytes(s.whole, maxReading), cutBytes(s.initials, maxReading)
		m.exact = append(m.exact, readingMark+whole, readingMark+initials)
		m.begin = appendBeginnings(m.begin, readingMark, whole, maxBeginLatin)
		m.begin = appendBeginnings(m.begin, readingMark, initials, maxBeginInitials)
	}
}

// cutBytes returns at most n bytes of a text, and no part of a character.
func cutBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// appendBeginnings appends the beginnings of a word after a mark, up to most runes.
func appendBeginnings(out []string, mark, word string, most int) []string {
	if mark != "" {
		word = mark + word
		most += len(mark)
	}
	n := 0
	for i := range word {
		if i > len(mark) {
			out = append(out, word[:i])
		}
		if n++; n > most {
			return out
		}
	}
	return append(out, word)
}

// appendParts appends what is looked up for the words of a text.
func appendParts(out []string, f *folded) []string {
	for _, u := range f.units {
		w := f.word(u)
		if !u.han {
			out = append(out, cutRunes(w, maxKey))
			continue
		}
		before := -1
		for i, r := range w {
			end := i + utf8.RuneLen(r)
			out = append(out, w[i:end])
			if before >= 0 {
				out = append(out, w[before:end])
			}
			before = i
		}
	}
	return out
}

// hasDigit reports whether a key holds a digit, as codes do.
func hasDigit(runes []rune) bool { return slices.ContainsFunc(runes, unicode.IsDigit) }

// document returns what scorch indexes for the document whose terms were made
// last. It owns nothing of the maker.
func (m *maker) document(id graph.SubjectID) *document.Document {
	d := document.NewDocument(string(id))
	for _, f := range [...]struct {
		name  string
		terms []string
	}{{termExact, m.exact}, {termBegin, m.begin}, {termPart, m.part}, {termLatin, m.latin}, {termMention, m.mention}, {termFilter, m.filter}} {
		if len(f.terms) > 0 {
			d.AddField(newTermsField(f.name, f.terms))
		}
	}
	d.AddField(&recordField{value: slices.Clone(m.record)})
	return d
}

// termsField is a field of terms that need no analysis. Each occurs once, in a
// field of length 1: that is how scorch keeps a term of one document within its
// dictionary, which halves the index, although it then also keeps two bytes for
// each other occurrence, which are never read.
type termsField struct {
	name string
	freq index.TokenFrequencies
}

func newTermsField(name string, terms []string) *termsField {
	f := &termsField{name: name, freq: make(index.TokenFrequencies, len(terms))}
	all := make([]index.TokenFreq, len(terms))
	size := 0
	for _, t := range terms {
		size += len(t)
	}
	var text strings.Builder
	text.Grow(size)
	for _, t := range terms {
		text.WriteString(t)
	}
	joined := text.String()
	bytes := []byte(joined)
	for i, t := range terms {
		all[i].SetFrequency(1)
		all[i].Term = bytes[:len(t):len(t)]
		f.freq[joined[:len(t)]] = &all[i]
		bytes, joined = bytes[len(t):], joined[len(t):]
	}
	return f
}

func (f *termsField) Name() string             { return f.name }
func (f *termsField) Value() []byte            { return nil }
func (f *termsField) ArrayPositions() []uint64 { return nil }
func (f *termsField) EncodedFieldType() byte   { return 't' }
func (f *termsField) Analyze()                 {}
func (f *termsField) Options() index.FieldIndexingOptions {
	return index.IndexField | index.SkipFreqNorm
}
func (f *termsField) AnalyzedLength() int                              { return 1 }
func (f *termsField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.freq }
func (f *termsField) NumPlainTextBytes() uint64                        { return 0 }
func (f *termsField) Size() int                                        { return 64 * len(f.freq) }

// recordField is the stored record.
type recordField struct{ value []byte }

func (f *recordField) Name() string                                     { return termRecord }
func (f *recordField) Value() []byte                                    { return f.value }
func (f *recordField) ArrayPositions() []uint64                         { return nil }
func (f *recordField) EncodedFieldType() byte                           { return 't' }
func (f *recordField) Analyze()                                         {}
func (f *recordField) Options() index.FieldIndexingOptions              { return index.StoreField }
func (f *recordField) AnalyzedLength() int                              { return 0 }
func (f *recordField) AnalyzedTokenFrequencies() index.TokenFrequencies { return nil }
func (f *recordField) NumPlainTextBytes() uint64                        { return 0 }
func (f *recordField) Size() int                                        { return len(f.value) }
