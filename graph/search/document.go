package search

import (
	"context"
	"encoding/binary"
	"iter"
	"math"

	"github.com/chainatlas/chainatlas/graph"
)

// Bounds of a document. What exceeds them is not found.
const (
	MaxTexts    = 64   // texts of one field
	MaxMentions = 128  // mentions
	MaxText     = 200  // characters of a text
	maxFilters  = 1024 // segments, or regions
)

// Document is what is found of one node.
type Document struct {
	ID   graph.SubjectID
	Kind graph.Kind

	Name    string   // the name to show: the legal name, if there is one
	Short   []string // short names
	Former  []string // former names
	English []string // names in English
	Aliases []string // brands and other names
	Codes   []string // codes by which it is known: a stock code with and without its exchange, a credit code, …
	// Mentions are names of other things by which people look for this one, such
	// as the products of an enterprise and the segments that it stands in. They
	// rank below all names.
	Mentions []string

	Segments []graph.SubjectID // that it stands in, for filters and facets
	Regions  []string          // codes of its region and of all that contain it, for filters and facets

	// Importance in the graph, 0 or more: the order among equally good hits. Where
	// more documents fit than are read, the most important are read; there, what
	// lies within a quarter of each other, or beyond 65,535, counts as equal.
	Importance float64
}

// Source is what stands at one revision. It is used by one goroutine at a time.
type Source interface {
	// Revision and Hash tell of which state of the log it speaks.
	Revision() graph.Revision
	Hash() graph.Hash
	// Documents yields every document, each ID once. It is asked anew for each pass.
	Documents() iter.Seq[Document]
	// Document returns one document, false if no such node stands.
	Document(id graph.SubjectID) (Document, bool)
}

// Step is a step from one revision to a later one, or to another history.
type Step struct {
	From graph.Revision
	To   Source
	// Changed yields the documents that came, went or may have changed; an ID may
	// come more than once. nil means that anything may have changed: the index is
	// made anew, which takes minutes at a million documents, so that a feed does
	// well to find out.
	Changed iter.Seq[graph.SubjectID]
}

// Log is what an index follows.
type Log interface {
	// Source returns what stands now.
	Source(ctx context.Context) (Source, error)
	// HashAt returns the hash of the log at a revision, the zero hash at revision
	// 0. It fails with CodeNotFound if the log has no such revision.
	HashAt(ctx context.Context, r graph.Revision) (graph.Hash, error)
	// Steps yields, in order and without gaps, the steps after a revision and waits
	// for more when it has caught up. It ends with an error, also when ctx ends.
	Steps(ctx context.Context, after graph.Revision) iter.Seq2[Step, error]
}

// Field names the field of a document where a hit is.
type Field string

// The fields.
const (
	FieldName    Field = "name"
	FieldShort   Field = "short"
	FieldFormer  Field = "former"
	FieldEnglish Field = "english"
	FieldAlias   Field = "alias"
	FieldCode    Field = "code"
	FieldMention Field = "mention"
)

var fields = [...]Field{FieldName, FieldShort, FieldFormer, FieldEnglish, FieldAlias, FieldCode, FieldMention}

// The place of each field in fields.
const (
	inName = iota
	inShort
	inFormer
	inEnglish
	inAlias
	inCode
	inMention
)

// texts yields the texts of a document with their fields, within the bounds.
func (d *Document) texts(yield func(field int, text string) bool) {
	if d.Name != "" && !yield(inName, cutRunes(d.Name, MaxText)) {
		return
	}
	for i, list := range [...][]string{inShort: d.Short, inFormer: d.Former, inEnglish: d.English, inAlias: d.Aliases, inCode: d.Codes, inMention: d.Mentions} {
		most := MaxTexts
		if i == inMention {
			most = MaxMentions
		}
		for _, s := range list[:min(len(list), most)] {
			if s != "" && !yield(i, cutRunes(s, MaxText)) {
				return
			}
		}
	}
}

// record is what the index keeps of a document to grade and to show it.
type record struct {
	kind       graph.Kind
	importance float32
	core       int // where the name begins without its place, in runes of its fold
	texts      []text
}

type text struct {
	field int
	text  string
}

// A record is kept as: importance (4 bytes), core (uvarint), kind, and texts: the
// number of the field, and the text. A string has its length before it.

func appendRecord(b []byte, d *Document, core int) []byte {
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(d.Importance)))
	b = binary.AppendUvarint(b, uint64(core))
	b = appendString(b, string(d.Kind))
	for field, s := range d.texts {
		b = append(b, byte(field))
		b = appendString(b, clean(s))
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decode reads a record from b, which it copies. It reports whether b is one.
func (r *record) decode(b []byte) bool {
	*r = record{texts: r.texts[:0]}
	s := string(b)
	if len(s) < 4 {
		return false
	}
	r.importance = math.Float32frombits(binary.LittleEndian.Uint32(b))
	s = s[4:]
	core, s, ok := cutUvarint(s)
	if !ok {
		return false
	}
	r.core = int(min(core, MaxText))
	kind, s, ok := cutString(s)
	if !ok {
		return false
	}
	r.kind = graph.Kind(kind)
	for s != "" {
		field := int(s[0])
		var t string
		if t, s, ok = cutString(s[1:]); !ok || field >= len(fields) {
			return false
		}
		r.texts = append(r.texts, text{field, t})
	}
	return true
}

func cutUvarint(s string) (x uint64, rest string, ok bool) {
	for i := 0; i < len(s) && i < binary.MaxVarintLen64; i++ {
		x |= uint64(s[i]&0x7F) << (7 * i)
		if s[i] < 0x80 {
			return x, s[i+1:], true
		}
	}
	return 0, "", false
}

func cutString(s string) (t, rest string, ok bool) {
	n, s, ok := cutUvarint(s)
	if !ok || n > uint64(len(s)) {
		return "", "", false
	}
	return s[:n], s[n:], true
}

// name returns the name to show.
func (r *record) name() string {
	for _, t := range r.texts {
		if t.field != inCode && t.field != inMention {
			return t.text
		}
	}
	if len(r.texts) > 0 {
		return r.texts[0].text
	}
	return ""
}
