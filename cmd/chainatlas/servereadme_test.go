package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/frontend/graphiql"
)

// The README shows the queries of the GraphiQL page with their answers between
// these lines.
const (
	queriesBegin = "<!-- queries: go test ./cmd/chainatlas -run Readme -update writes what stands here -->\n"
	queriesEnd   = "<!-- end of the queries -->\n"
)

// TestReadmeQueries keeps that the README shows each persona's first questions with
// the answers that the example workbook gives, that no part of an answer is
// empty, and that the Chinese workbook answers the same questions.
func TestReadmeQueries(t *testing.T) {
	queries, err := graphiql.Queries()
	if err != nil {
		t.Fatal(err)
	}
	examples := filepath.Join(testdata, "..", "..", "..", "examples")
	answers, printed := map[string]any{}, map[string]string{} // of the English workbook
	for _, book := range []string{"cybersecurity.en.xlsx", "cybersecurity.zh.xlsx"} {
		s := startSite(t, serverEnv(newStore(t), nil), "--import", filepath.Join(examples, book))
		s.waitIndexed()
		for _, q := range queries {
			a := s.graphql("", q.Text, nil)
			var data any
			if err := json.Unmarshal(a.Data, &data); err != nil || len(a.Errors) > 0 {
				t.Fatalf("%s of %s: %v %v", q.Name, book, err, a.Errors)
			}
			if where := emptyPart(data, q.Name); where != "" {
				t.Errorf("%s: %s is empty", book, where)
			}
			if strings.Contains(book, ".en.") {
				answers[q.Name] = sorted(data)
				printed[q.Name] = indented(ordered(json.NewDecoder(bytes.NewReader(a.Data))), "")
			}
		}
		s.stop()
	}

	path := filepath.Join(examples, "..", "README.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), queriesBegin)
	shown, after, ended := strings.Cut(rest, queriesEnd)
	if !ok || !ended {
		t.Fatal("the README has no place for the queries")
	}
	if *update {
		var b strings.Builder
		for _, persona := range graphiql.Personas() {
			fmt.Fprintf(&b, "\nThe **%s** asks:\n", persona)
			for _, q := range queries {
				if q.Persona == persona {
					fmt.Fprintf(&b, "\n<details><summary>%s</summary>\n\n```graphql\n%s```\n\n```json\n%s\n```\n\n</details>\n",
						q.En, q.Text, printed[q.Name])
				}
			}
		}
		b.WriteByte('\n')
		if err := os.WriteFile(path, []byte(before+queriesBegin+b.String()+queriesEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, q := range queries {
		_, part, found := strings.Cut(shown, "<summary>"+q.En+"</summary>\n\n```graphql\n"+q.Text+"```\n\n```json\n")
		part, _, ends := strings.Cut(part, "\n```\n")
		var said any
		if !found || !ends || json.Unmarshal([]byte(part), &said) != nil {
			t.Errorf("the README does not show %s with an answer", q.Name)
			continue
		}
		if !reflect.DeepEqual(sorted(said), answers[q.Name]) {
			t.Errorf("%s: the README answers\n%s\nand the server\n%s", q.Name, part, printed[q.Name])
		}
	}
	if n := strings.Count(shown, "<summary>"); n != len(queries) {
		t.Errorf("the README shows %d queries, want %d", n, len(queries))
	}
}

// emptyPart returns what of an answer is an empty list, or no object where there
// should be one; "" if nothing.
func emptyPart(v any, path string) string {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			// A figure may be unknown; what was asked about may not.
			if v[k] == nil && !slices.Contains([]string{"low", "high", "currency"}, k) {
				return path + "." + k
			}
			if where := emptyPart(v[k], path+"."+k); where != "" {
				return where
			}
		}
	case []any:
		if len(v) == 0 {
			return path
		}
		for i := range v {
			if where := emptyPart(v[i], fmt.Sprintf("%s[%d]", path, i)); where != "" {
				return where
			}
		}
	}
	return ""
}

// sorted returns an answer with its lists sorted: each store has IDs of its own,
// which tell the order of equals.
func sorted(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[k] = sorted(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = sorted(v[i])
		}
		slices.SortFunc(out, func(a, b any) int { return bytes.Compare(compact(a), compact(b)) })
		return out
	}
	return v
}

// member is a member of an object, in the order of the answer.
type member struct {
	name  string
	value any
}

// ordered reads a value whose objects are lists of members.
func ordered(d *json.Decoder) any {
	token, err := d.Token()
	if err != nil {
		return nil
	}
	switch token {
	case json.Delim('{'):
		object := []member{}
		for d.More() {
			name, _ := d.Token()
			object = append(object, member{fmt.Sprint(name), ordered(d)})
		}
		_, _ = d.Token()
		return object
	case json.Delim('['):
		list := []any{}
		for d.More() {
			list = append(list, ordered(d))
		}
		_, _ = d.Token()
		return list
	}
	return token
}

// compact returns a value in JSON on one line, with a blank after each comma and
// colon.
func compact(v any) []byte {
	var parts [][]byte
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, fmt.Appendf(nil, "%q: %s", k, compact(v[k])))
		}
		return fmt.Appendf(nil, "{%s}", bytes.Join(parts, []byte(", ")))
	case []member:
		for _, m := range v {
			parts = append(parts, fmt.Appendf(nil, "%q: %s", m.name, compact(m.value)))
		}
		return fmt.Appendf(nil, "{%s}", bytes.Join(parts, []byte(", ")))
	case []any:
		for _, x := range v {
			parts = append(parts, compact(x))
		}
		return fmt.Appendf(nil, "[%s]", bytes.Join(parts, []byte(", ")))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // what came from JSON goes into it
	return bytes.TrimSpace(b.Bytes())
}

// indented returns a value in JSON, on one line what fits there.
func indented(v any, indent string) string {
	const width = 118
	line := compact(v)
	if len([]rune(string(line)))+len(indent) <= width {
		return string(line)
	}
	inner := indent + "  "
	var parts []string
	ends := [2]string{"[", "]"}
	switch v := v.(type) {
	case []member:
		ends = [2]string{"{", "}"}
		for _, m := range v {
			parts = append(parts, fmt.Sprintf("%s%q: %s", inner, m.name, indented(m.value, inner)))
		}
	case []any:
		for _, x := range v {
			parts = append(parts, inner+indented(x, inner))
		}
	default:
		return string(line)
	}
	return ends[0] + "\n" + strings.Join(parts, ",\n") + "\n" + indent + ends[1]
}
