package graphtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// Case is a history with the answers that a fold must give. Its log is what
// became live; Steps, if the case was written by hand, is what was offered.
type Case struct {
	Name    string
	Log     Log
	Digests []string        // one for each revision
	Result  json.RawMessage // at the last revision
	Expect  []Expect
	Steps   []Step
}

// Step is a batch as it was offered, and what happens to it: "LIVE", "NOOP" or
// "CONFLICT".
type Step struct {
	Offered Batch
	Expect  string
}

// CasesDir returns the directory of the fold cases as seen from a package two
// folders below the repository's root: the environment's FOLD_CASES, or
// shared/fold-cases beside the repository.
func CasesDir(getenv func(string) string) string {
	if dir := getenv("FOLD_CASES"); dir != "" {
		return dir
	}
	return filepath.Join("..", "..", "..", "shared", "fold-cases")
}

// Cases reads every JSON file of a directory: one hand-written case, or many
// histories. An absent directory is CodeNotFound.
func Cases(dir string) ([]Case, error) {
	const op = "graphtest.Cases"
	if _, err := os.Stat(dir); err != nil {
		return nil, graph.Errorf(graph.CodeNotFound, op, "no directory of fold cases: %w", err)
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, graph.Errorf(graph.CodeInvalid, op, "read %s: %w", dir, err)
	}
	var cases []Case
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, graph.Errorf(graph.CodeUnavailable, op, "read the cases: %w", err)
		}
		of, err := parseCases(strings.TrimSuffix(filepath.Base(path), ".json"), b)
		if err != nil {
			return nil, graph.Errorf(graph.CodeInvalid, op, "%s: %w", path, err)
		}
		cases = append(cases, of...)
	}
	return cases, nil
}

// jsonCase is a hand-written case or one history of a file of many.
type jsonCase struct {
	Name    string
	Seed    json.Number
	Log     []jsonBatch
	Digests []string
	Result  json.RawMessage
	Expect  []Expect
	Steps   []struct {
		Offered *jsonBatch // null repeats the step before
		Expect  string
	}
}

func parseCases(name string, b []byte) ([]Case, error) {
	var file struct {
		jsonCase
		Histories []jsonCase
	}
	if err := decode(b, &file); err != nil {
		return nil, err
	}
	var cases []Case
	if file.Log != nil {
		c, err := file.jsonCase.parse()
		if err != nil {
			return nil, err
		}
		c.Name = name
		cases = append(cases, c)
	}
	for i, h := range file.Histories {
		c, err := h.parse()
		if err != nil {
			return nil, fmt.Errorf("history %d: %w", i, err)
		}
		c.Name = name + "/" + h.Seed.String()
		cases = append(cases, c)
	}
	return cases, nil
}

func (j *jsonCase) parse() (Case, error) {
	c := Case{Digests: j.Digests, Result: j.Result, Expect: j.Expect}
	for i, jb := range j.Log {
		b, err := jb.parse(graph.Revision(i + 1))
		if err != nil {
			return c, fmt.Errorf("batch %d: %w", i+1, err)
		}
		c.Log = append(c.Log, b)
	}
	for i, s := range j.Steps {
		if s.Offered == nil && i > 0 {
			c.Steps = append(c.Steps, Step{c.Steps[i-1].Offered, s.Expect})
			continue
		}
		b, err := s.Offered.parse(0)
		if err != nil {
			return c, fmt.Errorf("step %d: %w", i+1, err)
		}
		c.Steps = append(c.Steps, Step{b, s.Expect})
	}
	return c, nil
}

// jsonBatch has the fields of all kinds of batches of the cases.
type jsonBatch struct {
	Kind, Source, Trust, Table, Date, Doc, Key string
	Base                                       uint64
	Records                                    []jsonRecord
	Confirms                                   []jsonConfirm
	Retracts                                   []jsonKey
	A, B                                       graph.SubjectID
	Verdict                                    string
	Subjects                                   []graph.SubjectID
	Subject                                    graph.SubjectID
	Prop, Edge                                 string
	Value, Seen                                any
	From, To                                   []graph.SubjectID
	Batch                                      uint64
}

type jsonRecord struct {
	Table   string
	Subject graph.SubjectID
	Kind    graph.Kind
	Row     int
	Period  string
	Cells   map[string]any
	Edges   map[string][]jsonRef
	Held    *jsonHeld
}

type jsonRef struct {
	Subject graph.SubjectID
	Keys    map[string]any
	Short   bool
	Held    *jsonHeld
}

type jsonHeld struct {
	Reason     string
	Candidates []graph.SubjectID
	Keys       *string // JSON: key → values
}

type jsonConfirm struct {
	Batch  uint64
	Except []jsonKey
	Shifts map[string]int // "<record key as JSON>#<old row>" → new row
}

// jsonKey is [table, subject, period].
type jsonKey [3]string

func (k jsonKey) key() graph.RecordKey {
	return graph.RecordKey{Table: k[0], Subject: graph.SubjectID(k[1]), Period: k[2]}
}

var caseTrust = map[string]graph.Trust{
	"official": graph.TrustOfficial, "verified": graph.TrustVerified,
	"media": graph.TrustMedia, "self-reported": graph.TrustSelfReported,
}

var caseVerdict = map[string]graph.Verdict{"same": graph.Same, "different": graph.Different, "undecided": graph.Undecided}

// parse turns a batch of the cases into one of the log.
func (j *jsonBatch) parse(r graph.Revision) (Batch, error) {
	b := Batch{Header: graph.Header{Revision: r, Key: j.Key, Source: graph.SourceID(j.Source), Base: graph.Revision(j.Base)}}
	h := &b.Header
	if h.Key == "" {
		h.Key = fmt.Sprintf("%s-%d", j.Kind, r)
	}
	var err error
	if h.DataDate, err = parseDate(j.Date); err != nil {
		return b, err
	}
	if j.Doc != "" {
		h.Documents = []graph.Document{{Name: j.Doc}}
		h.Sheets = []graph.Sheet{{}}
	}
	add := func(a graph.Assertion) { b.Assertions = append(b.Assertions, a) }
	property, period, _ := strings.Cut(j.Prop, "@")
	switch j.Kind {
	case "source":
		h.Kind = graph.BatchDeclare
		trust, ok := caseTrust[j.Trust]
		if !ok {
			return b, fmt.Errorf("unknown trust %q", j.Trust)
		}
		add(&graph.Declare{Source: h.Source, Name: j.Source, Trust: trust})
	case "import", "retract":
		h.Kind = graph.BatchImport
		for _, jr := range j.Records {
			rec, err := jr.parse()
			if err != nil {
				return b, err
			}
			add(rec)
		}
		for _, jc := range j.Confirms {
			c, err := jc.parse()
			if err != nil {
				return b, err
			}
			add(c)
		}
		for _, k := range j.Retracts {
			add(&graph.Retract{Record: k.key()})
		}
	case "judge":
		h.Kind = graph.BatchCurate
		v, ok := caseVerdict[j.Verdict]
		if !ok {
			return b, fmt.Errorf("unknown verdict %q", j.Verdict)
		}
		add(&graph.Judge{A: j.A, B: j.B, Verdict: v})
	case "pin":
		h.Kind = graph.BatchCurate
		p := &graph.Pin{Subjects: j.Subjects, Property: property, Period: period}
		if p.Value, err = optional(j.Value); err != nil {
			return b, err
		}
		if p.Seen, err = optional(j.Seen); err != nil {
			return b, err
		}
		add(p)
	case "deny":
		h.Kind = graph.BatchCurate
		if j.Edge != "" {
			add(&graph.DenyEdge{Type: j.Edge, From: j.From, To: j.To})
			break
		}
		v, err := parseValue(j.Value)
		if err != nil {
			return b, err
		}
		add(&graph.Deny{Subjects: j.Subjects, Property: property, Period: period, Value: v})
	case "revoke":
		h.Kind, h.Revokes = graph.BatchRevoke, graph.Revision(j.Batch)
		add(&graph.Revoke{Batch: graph.Revision(j.Batch)})
	case "redact":
		h.Kind = graph.BatchRedact
		add(&graph.Redact{Subject: j.Subject, Property: property})
	default:
		return b, fmt.Errorf("unknown kind of batch %q", j.Kind)
	}
	return b, nil
}

func (j *jsonRecord) parse() (*graph.Record, error) {
	r := &graph.Record{RecordKey: graph.RecordKey{Subject: j.Subject, Table: j.Table, Period: j.Period}, Kind: j.Kind, Row: j.Row}
	var err error
	if r.Cells, err = parseCells(j.Cells); err != nil {
		return nil, err
	}
	if r.Held, err = j.Held.parse(); err != nil {
		return nil, err
	}
	voc, _ := CaseVocabulary()
	for _, typ := range slices.Sorted(maps.Keys(j.Edges)) {
		decl := voc.Edge(typ)
		if decl == nil {
			return nil, fmt.Errorf("unknown edge type %q", typ)
		}
		// The cases do not say which way an edge runs: the row's kind does.
		cell := graph.EdgeCell{Type: typ, Incoming: !slices.Contains(decl.From, j.Kind)}
		kinds := decl.To
		if cell.Incoming {
			kinds = decl.From
		}
		for _, ref := range j.Edges[typ] {
			x := graph.Ref{Subject: ref.Subject, Kind: kinds[0], Short: ref.Short}
			if x.Keys, err = parseCells(ref.Keys); err != nil {
				return nil, err
			}
			if x.Held, err = ref.Held.parse(); err != nil {
				return nil, err
			}
			cell.Refs = append(cell.Refs, x)
		}
		r.Edges = append(r.Edges, cell)
	}
	return r, nil
}

func (j *jsonHeld) parse() (*graph.Held, error) {
	if j == nil {
		return nil, nil
	}
	h := &graph.Held{Reason: j.Reason, Candidates: j.Candidates}
	if j.Keys == nil {
		return h, nil
	}
	var keys map[string][]any
	if err := decode([]byte(*j.Keys), &keys); err != nil {
		return nil, fmt.Errorf("keys of a held row: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		for _, v := range keys[name] {
			parts, ok := v.([]any)
			if !ok {
				parts = []any{v}
			}
			k := graph.KeyValue{Key: name}
			for _, p := range parts {
				value, err := parseValue(p)
				if err != nil {
					return nil, err
				}
				k.Parts = append(k.Parts, value)
			}
			h.Keys = append(h.Keys, k)
		}
	}
	return h, nil
}

func (j *jsonConfirm) parse() (*graph.Confirm, error) {
	c := &graph.Confirm{Batch: graph.Revision(j.Batch)}
	for _, k := range j.Except {
		c.Except = append(c.Except, k.key())
	}
	for _, s := range slices.Sorted(maps.Keys(j.Shifts)) {
		i := strings.LastIndexByte(s, '#')
		if i < 0 {
			return nil, fmt.Errorf("shift %q has no row", s)
		}
		var k jsonKey
		if err := decode([]byte(s[:i]), &k); err != nil {
			return nil, fmt.Errorf("shift %q: %w", s, err)
		}
		from, err := strconv.Atoi(s[i+1:])
		if err != nil {
			return nil, fmt.Errorf("shift %q: %w", s, err)
		}
		c.Shifts = append(c.Shifts, graph.Shift{Record: k.key(), From: from, To: j.Shifts[s]})
	}
	return c, nil
}

// parseCells turns property → value into cells.
func parseCells(values map[string]any) ([]graph.Cell, error) {
	var cells []graph.Cell
	for _, name := range slices.Sorted(maps.Keys(values)) {
		c := graph.Cell{Property: name}
		switch v := values[name].(type) {
		case nil:
			c.State = graph.CellEmpty
		case map[string]any:
			text, ok := v["bad"].(string)
			if !ok {
				return nil, fmt.Errorf("cell of %s: unknown object", name)
			}
			c.State, c.Bad = graph.CellBad, text
		case []any:
			for _, x := range v {
				value, err := parseValue(x)
				if err != nil {
					return nil, err
				}
				c.Values = append(c.Values, value)
			}
			if len(v) == 0 {
				c.State = graph.CellEmpty
			}
		default:
			value, err := parseValue(v)
			if err != nil {
				return nil, err
			}
			c.Values = []graph.Value{value}
		}
		cells = append(cells, c)
	}
	return cells, nil
}

func parseValue(v any) (graph.Value, error) {
	switch v := v.(type) {
	case string:
		return graph.Text(v), nil
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			return graph.Value{}, fmt.Errorf("%s is not a whole number", v)
		}
		return graph.Int(n), nil
	}
	return graph.Value{}, fmt.Errorf("no value: %v", v)
}

// optional is parseValue, but nil for null.
func optional(v any) (*graph.Value, error) {
	if v == nil {
		return nil, nil
	}
	value, err := parseValue(v)
	return &value, err
}

func parseDate(s string) (graph.Date, error) {
	var d graph.Date
	if s == "" {
		return d, nil
	}
	if _, err := fmt.Sscanf(s, "%4d-%2d-%2d", &d.Year, &d.Month, &d.Day); err != nil {
		return d, fmt.Errorf("date %q: %w", s, err)
	}
	return d, nil
}

// decode reads JSON with whole numbers kept exact.
func decode(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return d.Decode(v)
}
