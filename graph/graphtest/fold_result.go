package graphtest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
)

// Result is what stands at one revision, with everything that a fold lists
// beside it. Its JSON is canonical: sorted keys, no spaces, no escapes beyond
// JSON's own, so that equal results have equal bytes.
type Result struct {
	Revision     graph.Revision
	Nodes        []Node
	Edges        []Edge
	ListedEdges  []Edge // with a Reason
	DeniedEdges  []DeniedEdge
	Queued       []Queued
	Questions    []Question
	Contradicted []Contradicted
	Sleeping     []graph.Revision // of pins and denials that belong to nothing that stands
	Separated    []graph.Revision // of pins and denials whose subjects are in several nodes
	Bad          []BadCell
}

// Node is a node (fold.md, 17).
type Node struct {
	ID           graph.SubjectID
	Kind         graph.Kind
	Members      []graph.SubjectID // that stand, by ID
	OnlyReferred bool
	ReferredAs   []string // by short references
	Props        map[string]Property
}

// Property is a property of a node (fold.md, 18 and 19). A single one has a
// Winner, with no value if all are denied, and Alternatives, the best first. A
// set has Values, by value.
type Property struct {
	Set          bool
	Winner       Stated
	Alternatives []Stated
	Values       []Stated
	Denied       []graph.Value
}

// Stated is a value with its best statement, or with its pin.
type Stated struct {
	Value     graph.Value // zero if pinned on none
	Source    graph.SourceID
	Place     Place
	Freshness graph.Date
	Pin       graph.Revision // 0 if a source states it
}

// Place is where a document says something. Column is the property or the edge
// type.
type Place struct {
	Document string
	Sheet    string
	Row      int
	Column   string
}

// Compare orders places by document, sheet, row and column.
func (p Place) Compare(q Place) int {
	return cmp.Or(cmp.Compare(p.Document, q.Document), cmp.Compare(p.Sheet, q.Sheet), cmp.Compare(p.Row, q.Row), cmp.Compare(p.Column, q.Column))
}

func (p Place) in(column string) Place {
	p.Column = column
	return p
}

// Edge is an edge between nodes (fold.md, 21). Reason says why a listed one is
// not applied: "self-loop", "cardinality" or "cycle".
type Edge struct {
	Type       string
	From, To   graph.SubjectID
	Qualifier  graph.SubjectID
	Source     graph.SourceID // of the best statement
	Sources    []graph.SourceID
	Place      Place
	Freshness  graph.Date
	Reason     string
	Attributes map[string]Property
}

// DeniedEdge is an edge that a source states and a curator denies.
type DeniedEdge struct {
	Type      string
	From, To  graph.SubjectID
	Qualifier graph.SubjectID
	Batch     graph.Revision // of the denial
}

// Queued is a subject that waits for a person. Redacted is set if its keys may
// not be shown.
type Queued struct {
	Subject    graph.SubjectID
	Reason     string
	Candidates []graph.SubjectID
	Keys       []graph.KeyValue
	Redacted   bool
}

// Question asks a person whether two nodes are the same. Key is the key that
// they share, Why the reason not to link them.
type Question struct {
	Key  string
	A, B graph.SubjectID
	Why  string
}

// Contradicted is a judgement that later ones contradict.
type Contradicted struct {
	Batch   graph.Revision
	A, B    graph.SubjectID
	Verdict graph.Verdict
}

// BadCell is a cell that could not be read.
type BadCell struct {
	Subject  graph.SubjectID
	Property string
	Place    Place
	Text     string
}

// Digest returns the first 16 hexadecimal digits of the SHA-256 of a result's
// JSON.
func Digest(r *Result) string {
	b, _ := r.MarshalJSON()
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:8])
}

// MarshalJSON implements json.Marshaler. It never fails.
func (r *Result) MarshalJSON() ([]byte, error) { return appendJSON(nil, r.json()), nil }

// Sort puts every list in its order: by its JSON, or by its numbers.
func (r *Result) Sort() {
	slices.SortFunc(r.Nodes, func(a, b Node) int { return cmp.Compare(a.ID, b.ID) })
	sortByJSON(r.Edges, Edge.json)
	sortByJSON(r.ListedEdges, Edge.json)
	sortByJSON(r.DeniedEdges, DeniedEdge.json)
	sortByJSON(r.Queued, Queued.json)
	sortByJSON(r.Contradicted, Contradicted.json)
	sortByJSON(r.Bad, BadCell.json)
	slices.SortFunc(r.Questions, func(a, b Question) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(a.Why, b.Why))
	})
	slices.Sort(r.Sleeping)
	slices.Sort(r.Separated)
}

func sortByJSON[T any](list []T, json func(T) object) {
	slices.SortFunc(list, func(a, b T) int {
		return cmp.Compare(string(appendJSON(nil, json(a))), string(appendJSON(nil, json(b))))
	})
}

// object is a JSON object; array, string, int64, bool and nil are the other
// values.
type (
	object map[string]any
	array  []any
)

func (r *Result) json() object {
	nodes := make(array, len(r.Nodes))
	for i, n := range r.Nodes {
		nodes[i] = n.json()
	}
	return object{
		"revision":     int64(r.Revision),
		"nodes":        nodes,
		"edges":        arrayOf(r.Edges, Edge.json),
		"listedEdges":  arrayOf(r.ListedEdges, Edge.json),
		"deniedEdges":  arrayOf(r.DeniedEdges, DeniedEdge.json),
		"queued":       arrayOf(r.Queued, Queued.json),
		"questions":    arrayOf(r.Questions, Question.json),
		"contradicted": arrayOf(r.Contradicted, Contradicted.json),
		"sleeping":     arrayOf(r.Sleeping, jsonInt),
		"separated":    arrayOf(r.Separated, jsonInt),
		"bad":          arrayOf(r.Bad, BadCell.json),
	}
}

func arrayOf[T, J any](list []T, json func(T) J) array {
	a := make(array, len(list))
	for i, x := range list {
		a[i] = json(x)
	}
	return a
}

func jsonInt[T ~uint64](n T) int64     { return int64(n) }
func jsonString[T ~string](s T) string { return string(s) }
func properties(m map[string]Property) object {
	o := object{}
	for name, p := range m {
		o[name] = p.json()
	}
	return o
}

func (n Node) json() object {
	o := object{
		"id":           string(n.ID),
		"kind":         string(n.Kind),
		"members":      arrayOf(n.Members, jsonString),
		"onlyReferred": n.OnlyReferred,
		"props":        properties(n.Props),
	}
	if len(n.ReferredAs) > 0 {
		o["referredAs"] = arrayOf(n.ReferredAs, jsonString)
	}
	return o
}

func (p Property) json() object {
	o := object{}
	if p.Set {
		o["values"] = arrayOf(p.Values, Stated.json)
	} else {
		o = p.Winner.json()
		o["alternatives"] = arrayOf(p.Alternatives, Stated.json)
	}
	o["denied"] = arrayOf(p.Denied, jsonValue)
	return o
}

func (s Stated) json() object {
	o := object{"value": jsonValue(s.Value)}
	switch {
	case s.Pin != 0:
		o["pin"], o["source"] = int64(s.Pin), string(s.Source)
	case !s.Value.IsZero():
		o["source"], o["place"], o["freshness"] = string(s.Source), s.Place.json(), formatDate(s.Freshness)
	}
	return o
}

func (p Place) json() array {
	if p.Sheet != "" {
		return array{p.Document, p.Sheet, int64(p.Row), p.Column}
	}
	return array{p.Document, int64(p.Row), p.Column}
}

func (e Edge) json() object {
	o := object{
		"type":      e.Type,
		"from":      string(e.From),
		"to":        string(e.To),
		"source":    string(e.Source),
		"sources":   arrayOf(e.Sources, jsonString),
		"place":     e.Place.json(),
		"freshness": formatDate(e.Freshness),
	}
	if e.Qualifier != "" {
		o["qualifier"] = string(e.Qualifier)
	}
	if e.Reason != "" {
		o["reason"] = e.Reason
	}
	if len(e.Attributes) > 0 {
		o["attributes"] = properties(e.Attributes)
	}
	return o
}

func (e DeniedEdge) json() object {
	o := object{"type": e.Type, "from": string(e.From), "to": string(e.To), "batch": int64(e.Batch)}
	if e.Qualifier != "" {
		o["qualifier"] = string(e.Qualifier)
	}
	return o
}

func (q Queued) json() object {
	o := object{"subject": string(q.Subject), "reason": q.Reason, "candidates": arrayOf(q.Candidates, jsonString), "keys": nil}
	if !q.Redacted {
		o["keys"] = string(appendJSON(nil, keysJSON(q.Keys)))
	}
	return o
}

// keysJSON gives for each key its values, each a value or the list of its
// parts.
func keysJSON(keys []graph.KeyValue) object {
	o := object{}
	for _, k := range keys {
		var v any
		if len(k.Parts) == 1 {
			v = jsonValue(k.Parts[0])
		} else {
			v = arrayOf(k.Parts, jsonValue)
		}
		values, _ := o[k.Key].(array)
		o[k.Key] = append(values, v)
	}
	return o
}

func (q Question) json() object {
	return object{"key": q.Key, "a": string(q.A), "b": string(q.B), "why": q.Why}
}

func (c Contradicted) json() object {
	return object{"batch": int64(c.Batch), "a": string(c.A), "b": string(c.B), "verdict": verdictName(c.Verdict)}
}

func (b BadCell) json() object {
	return object{"subject": string(b.Subject), "prop": b.Property, "place": b.Place.json(), "text": b.Text}
}

func verdictName(v graph.Verdict) string {
	return [...]string{graph.Undecided: "undecided", graph.Same: "same", graph.Different: "different"}[v]
}

// jsonValue returns a value as JSON: a number for a whole number, else a text.
func jsonValue(v graph.Value) any {
	switch v.Type {
	case 0:
		return nil
	case graph.TypeInt:
		return v.Number.Unscaled
	case graph.TypeBool:
		return v.Number.Unscaled != 0
	case graph.TypeDecimal:
		return formatDecimal(v.Number)
	case graph.TypeDate:
		return formatDate(v.Date)
	case graph.TypeMoney:
		return fmt.Sprint(v.Currency, " ", formatDecimal(v.Number), " ", formatDecimal(v.High), " ", v.Bound, " ", v.Text)
	default:
		return v.Text
	}
}

func formatDecimal(d graph.Decimal) string {
	return strconv.FormatInt(d.Unscaled, 10) + "e-" + strconv.Itoa(int(d.Scale))
}

func formatDate(d graph.Date) string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	default:
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	}
}

// appendJSON appends the canonical JSON of a value.
func appendJSON(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case string:
		return appendJSONString(b, v)
	case array:
		b = append(b, '[')
		for i, x := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, x)
		}
		return append(b, ']')
	case object:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		b = append(b, '{')
		for i, k := range keys {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSONString(b, k)
			b = append(b, ':')
			b = appendJSON(b, v[k])
		}
		return append(b, '}')
	}
	panic(fmt.Sprintf("graphtest: no JSON for %T", v))
}

// appendJSONString escapes only what JSON itself demands.
func appendJSONString(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\b':
			b = append(b, `\b`...)
		case r == '\f':
			b = append(b, `\f`...)
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r < ' ':
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
