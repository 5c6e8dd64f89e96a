// Package scalar writes and reads the scalars of the schema, so that package graph
// stays free of GraphQL. What it refuses is the client's input; its errors say
// what is expected.
package scalar

import (
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/99designs/gqlgen/graphql"

	"github.com/chainatlas/chainatlas/graph"
)

// text returns a scalar that is written as a JSON string.
func text(s string) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		b, err := json.Marshal(s)
		if err != nil {
			b = []byte(`""`) // a string always marshals
		}
		_, _ = w.Write(b)
	})
}

func invalid(zh, en string, args ...any) error {
	return graph.Sayf(graph.CodeInvalid, "", zh, en, args...)
}

// MarshalID writes an ID.
func MarshalID(id graph.SubjectID) graphql.Marshaler { return text(string(id)) }

// UnmarshalID reads an ID, of at most 256 bytes.
func UnmarshalID(v any) (graph.SubjectID, error) {
	s, ok := v.(string)
	switch {
	case !ok:
		return "", invalid("ID 是一个文本", "an ID is a text")
	case s == "" || len(s) > 256:
		return "", invalid("ID 为 1 至 256 字节", "an ID has 1 to 256 bytes")
	}
	return graph.SubjectID(s), nil
}

// MarshalInt writes an Int. What exceeds 32 bits, which no count of the schema
// does, is written as the largest that there is.
func MarshalInt(n int) graphql.Marshaler {
	n = max(min(n, math.MaxInt32), math.MinInt32)
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, strconv.Itoa(n)) })
}

// UnmarshalInt reads an Int, of 32 bits.
func UnmarshalInt(v any) (int, error) {
	n, err := graphql.UnmarshalInt32(v)
	if err != nil {
		return 0, invalid("Int 是 32 位整数", "an Int is a whole number of 32 bits")
	}
	return int(n), nil
}

// MarshalLong writes a whole number. Beyond 53 bits clients would round it.
func MarshalLong(n int64) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, strconv.FormatInt(n, 10)) })
}

// UnmarshalLong reads a whole number.
func UnmarshalLong(v any) (int64, error) {
	n, err := graphql.UnmarshalInt64(v)
	if err != nil {
		return 0, invalid("Long 是 64 位整数", "a Long is a whole number of 64 bits")
	}
	return n, nil
}

// MarshalRevision writes a revision.
func MarshalRevision(r graph.Revision) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, strconv.FormatUint(uint64(r), 10)) })
}

// UnmarshalRevision reads a revision: 1284 or "r1284".
func UnmarshalRevision(v any) (graph.Revision, error) {
	s := ""
	switch v := v.(type) {
	case string:
		s = strings.TrimPrefix(v, "r")
	case int64:
		s = strconv.FormatInt(v, 10)
	case int:
		s = strconv.Itoa(v)
	case json.Number:
		s = v.String()
	}
	n, err := strconv.ParseUint(s, 10, 53)
	if err != nil {
		return 0, invalid(`修订号是整数，如 1284 或 "r1284"`, `a revision is a whole number, such as 1284 or "r1284"`)
	}
	return graph.Revision(n), nil
}

// MarshalPartialDate writes a day, a month or a year.
func MarshalPartialDate(d graph.Date) graphql.Marshaler { return text(d.String()) }

// UnmarshalPartialDate reads a day, a month or a year.
func UnmarshalPartialDate(v any) (graph.Date, error) {
	s, ok := v.(string)
	if !ok {
		return graph.Date{}, invalid("日期是一个文本，如 2019-03-05、2019-03 或 2019", "a date is a text, such as 2019-03-05, 2019-03 or 2019")
	}
	return graph.ParseDate(s)
}

// MarshalDecimal writes an exact number as a text.
func MarshalDecimal(d graph.Decimal) graphql.Marshaler { return text(d.String()) }

// UnmarshalDecimal reads an exact number from a text or a number.
func UnmarshalDecimal(v any) (graph.Decimal, error) {
	switch v := v.(type) {
	case string:
		return graph.ParseDecimal(v)
	case json.Number:
		return graph.ParseDecimal(v.String())
	case int64:
		return graph.NewDecimal(v, 0)
	case float64:
		return graph.ParseDecimal(strconv.FormatFloat(v, 'f', -1, 64))
	}
	return graph.Decimal{}, invalid(`小数是一个数，或数字组成的文本，如 "0.25"`, `a decimal is a number or a text of digits, such as "0.25"`)
}

// MarshalKind writes a kind as a value of the enum: FUNDING_EVENT.
func MarshalKind(k graph.Kind) graphql.Marshaler {
	var b strings.Builder
	for i, r := range string(k) {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return text(b.String())
}

// UnmarshalKind reads a kind from a value of the enum, which the validation of
// the query has checked where it stood in the document.
func UnmarshalKind(v any) (graph.Kind, error) {
	s, _ := v.(string)
	var b strings.Builder
	for part := range strings.SplitSeq(strings.ToLower(s), "_") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	if k := graph.Kind(b.String()); graph.Standard().Kind(k) != nil {
		return k, nil
	}
	return "", invalid("没有类别 %.40q", "there is no kind %.40q", s)
}

// MarshalEdgeType writes a type of edges.
func MarshalEdgeType(t string) graphql.Marshaler { return text(t) }

// UnmarshalEdgeType reads a type of edges.
func UnmarshalEdgeType(v any) (string, error) {
	s, _ := v.(string)
	if graph.Standard().Edge(s) == nil {
		return "", invalid("没有关系类型 %.40q", "there is no edge type %.40q", s)
	}
	return s, nil
}
