package chunk

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/chainatlas/chainatlas/graph"
)

// MarshalJSON returns an assertion of the batch with header h as one line of
// JSON, for people and their tools. The first members are always the revision
// and what the assertion does ("says"); the others are named as the fields of
// its type. Sheets and columns are resolved by the header. Values are as
// [graph.Value] writes them; what was redacted is null. What is empty is left
// out, but for cells and references that say so.
func MarshalJSON(h *graph.Header, a graph.Assertion) ([]byte, error) {
	var says string
	var fields any
	switch a := a.(type) {
	case *graph.Declare:
		says, fields = "declare", &declareJSON{a.Source, a.Name, a.Publisher, trustNames[min(int(a.Trust), len(trustNames)-1)], a.Licence}
	case *graph.Record:
		says, fields = "record", recordOf(h, a)
	case *graph.Confirm:
		says, fields = "confirm", confirmOf(h, a)
	case *graph.Retract:
		says, fields = "retract", keyOf(a.Record)
	case *graph.Judge:
		says, fields = "judge", &judgeJSON{a.A, a.B, verdictNames[min(int(a.Verdict), len(verdictNames)-1)]}
	case *graph.Pin:
		says, fields = "pin", pinOf(a)
	case *graph.Deny:
		says, fields = "deny", &denyJSON{a.Subjects, a.Property, a.Period, a.Value, a.Value.IsZero()}
	case *graph.DenyEdge:
		says, fields = "denyEdge", &denyEdgeJSON{a.Type, a.From, a.To, a.Qualifier}
	case *graph.Revoke:
		says, fields = "revoke", &revokeJSON{a.Batch}
	case *graph.Redact:
		says, fields = "redact", &redactJSON{a.Subject, a.Property}
	default:
		return nil, invalid("%T is no assertion", a)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"revision":%d,"says":"%s",`, h.Revision, says)
	begin := b.Len()
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(fields); err != nil {
		return nil, graph.Errorf(graph.CodeInternal, "chunk.MarshalJSON", "%w", err)
	}
	out := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	// Put the fields' object into the one that was begun.
	out = append(out[:begin], out[begin+1:]...)
	if out[begin] == '}' {
		out = append(out[:begin-1], '}')
	}
	return out, nil
}

var (
	trustNames   = []string{"undeclared", "official", "verified", "media", "self-reported", "unknown"}
	verdictNames = []string{"undecided", "same", "different", "unknown"}
	stateNames   = []string{"", "empty", "bad", "redacted", "unknown"}
)

type declareJSON struct {
	Source    graph.SourceID `json:"source"`
	Name      string         `json:"name,omitempty"`
	Publisher string         `json:"publisher,omitempty"`
	Trust     string         `json:"trust"`
	Licence   string         `json:"licence,omitempty"`
}

type keyJSON struct {
	Subject graph.SubjectID `json:"subject"`
	Table   string          `json:"table,omitempty"`
	Period  string          `json:"period,omitempty"`
}

type recordJSON struct {
	keyJSON
	Kind  graph.Kind `json:"kind"`
	Place *placeJSON `json:"place,omitempty"`
	Cells []cellJSON `json:"cells,omitempty"`
	Edges []edgeJSON `json:"edges,omitempty"`
	Held  *heldJSON  `json:"held,omitempty"`
}

type placeJSON struct {
	Document string `json:"document,omitempty"`
	Sheet    string `json:"sheet,omitempty"`
	Row      int    `json:"row,omitempty"`
}

// cellJSON has a state if it is not CellValue.
type cellJSON struct {
	Property string        `json:"property"`
	Column   int           `json:"column,omitempty"`
	State    string        `json:"state,omitempty"`
	Values   []graph.Value `json:"values,omitempty"`
	Bad      string        `json:"bad,omitempty"`
}

type edgeJSON struct {
	Type     string    `json:"type"`
	Column   int       `json:"column,omitempty"`
	Incoming bool      `json:"incoming,omitempty"`
	Refs     []refJSON `json:"refs"`
}

type refJSON struct {
	Subject    graph.SubjectID `json:"subject"`
	Kind       graph.Kind      `json:"kind,omitempty"`
	Short      bool            `json:"short,omitempty"`
	Keys       []cellJSON      `json:"keys,omitempty"`
	Held       *heldJSON       `json:"held,omitempty"`
	Qualifier  graph.SubjectID `json:"qualifier,omitempty"`
	Attributes []attributeJSON `json:"attributes,omitempty"`
}

type attributeJSON struct {
	Property string      `json:"property"`
	Period   string      `json:"period,omitempty"`
	Value    graph.Value `json:"value"`
}

type heldJSON struct {
	Reason     string            `json:"reason"`
	Candidates []graph.SubjectID `json:"candidates,omitempty"`
	Keys       []keyValueJSON    `json:"keys,omitempty"`
}

type keyValueJSON struct {
	Key   string        `json:"key"`
	Parts []graph.Value `json:"parts"`
}

type confirmJSON struct {
	Batch    graph.Revision `json:"batch"`
	Document string         `json:"document,omitempty"`
	Sheet    string         `json:"sheet,omitempty"`
	Except   []keyJSON      `json:"except,omitempty"`
	Shifts   []shiftJSON    `json:"shifts,omitempty"`
}

type shiftJSON struct {
	keyJSON
	From int `json:"from"`
	To   int `json:"to"`
}

type judgeJSON struct {
	A       graph.SubjectID `json:"a"`
	B       graph.SubjectID `json:"b"`
	Verdict string          `json:"verdict"`
}

type pinJSON struct {
	Subjects []graph.SubjectID `json:"subjects"`
	Property string            `json:"property"`
	Period   string            `json:"period,omitempty"`
	Value    *graph.Value      `json:"value"` // null pins on none
	Seen     *graph.Value      `json:"seen,omitempty"`
	Redacted bool              `json:"redacted,omitempty"`
}

type denyJSON struct {
	Subjects []graph.SubjectID `json:"subjects"`
	Property string            `json:"property"`
	Period   string            `json:"period,omitempty"`
	Value    graph.Value       `json:"value"`
	Redacted bool              `json:"redacted,omitempty"`
}

type denyEdgeJSON struct {
	Type      string            `json:"type"`
	From      []graph.SubjectID `json:"from"`
	To        []graph.SubjectID `json:"to"`
	Qualifier []graph.SubjectID `json:"qualifier,omitempty"`
}

type revokeJSON struct {
	Batch graph.Revision `json:"batch"`
}

type redactJSON struct {
	Subject  graph.SubjectID `json:"subject"`
	Property string          `json:"property"`
}

func keyOf(k graph.RecordKey) keyJSON { return keyJSON{k.Subject, k.Table, k.Period} }

// sheetOf returns a sheet of the header and its document's name; both empty if
// there is none.
func sheetOf(h *graph.Header, i int) (graph.Sheet, string) {
	if i < 0 || i >= len(h.Sheets) {
		return graph.Sheet{}, ""
	}
	s := h.Sheets[i]
	if s.Document < 0 || s.Document >= len(h.Documents) {
		return s, ""
	}
	return s, h.Documents[s.Document].Name
}

func recordOf(h *graph.Header, r *graph.Record) *recordJSON {
	sheet, document := sheetOf(h, r.Sheet)
	columns := make(map[string]int, len(sheet.Columns))
	for _, c := range sheet.Columns {
		columns[c.Of] = c.Number
	}
	out := &recordJSON{keyJSON: keyOf(r.RecordKey), Kind: r.Kind, Cells: cellsOf(columns, r.Cells), Held: heldOf(r.Held)}
	if document != "" || sheet.Name != "" || r.Row != 0 {
		out.Place = &placeJSON{document, sheet.Name, r.Row}
	}
	for _, e := range r.Edges {
		edge := edgeJSON{Type: e.Type, Column: columns[e.Type], Incoming: e.Incoming, Refs: []refJSON{}}
		for i := range e.Refs {
			edge.Refs = append(edge.Refs, refOf(&e.Refs[i]))
		}
		out.Edges = append(out.Edges, edge)
	}
	return out
}

func refOf(r *graph.Ref) refJSON {
	ref := refJSON{
		Subject: r.Subject, Kind: r.Kind, Short: r.Short, Keys: cellsOf(nil, r.Keys), Held: heldOf(r.Held), Qualifier: r.Qualifier,
	}
	for _, a := range r.Attributes {
		ref.Attributes = append(ref.Attributes, attributeJSON(a))
	}
	return ref
}

func cellsOf(columns map[string]int, cells []graph.Cell) []cellJSON {
	var out []cellJSON
	for _, c := range cells {
		out = append(out, cellJSON{c.Property, columns[c.Property], stateNames[min(int(c.State), len(stateNames)-1)], c.Values, c.Bad})
	}
	return out
}

func heldOf(h *graph.Held) *heldJSON {
	if h == nil {
		return nil
	}
	out := &heldJSON{Reason: h.Reason, Candidates: h.Candidates}
	for _, k := range h.Keys {
		out.Keys = append(out.Keys, keyValueJSON{k.Key, append([]graph.Value{}, k.Parts...)})
	}
	return out
}

func pinOf(p *graph.Pin) *pinJSON {
	out := &pinJSON{Subjects: p.Subjects, Property: p.Property, Period: p.Period, Value: p.Value, Seen: p.Seen}
	for _, v := range []**graph.Value{&out.Value, &out.Seen} {
		if *v != nil && (*v).IsZero() {
			*v, out.Redacted = nil, true
		}
	}
	return out
}

func confirmOf(h *graph.Header, c *graph.Confirm) *confirmJSON {
	sheet, document := sheetOf(h, c.Sheet)
	out := &confirmJSON{Batch: c.Batch, Document: document, Sheet: sheet.Name}
	for _, k := range c.Except {
		out.Except = append(out.Except, keyOf(k))
	}
	for _, s := range c.Shifts {
		out.Shifts = append(out.Shifts, shiftJSON{keyOf(s.Record), s.From, s.To})
	}
	return out
}
