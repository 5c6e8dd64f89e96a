package model

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// At is a revision, or a moment of recording if Time is set.
type At struct {
	Revision graph.Revision
	Time     time.Time
}

// MarshalGQL writes it as UnmarshalGQL reads it.
func (a At) MarshalGQL(w io.Writer) {
	s := "r" + strconv.FormatUint(uint64(a.Revision), 10)
	if !a.Time.IsZero() {
		s = a.Time.UTC().Format(time.RFC3339Nano)
	}
	_, _ = io.WriteString(w, strconv.Quote(s))
}

// UnmarshalGQL reads 1284, "r1284" or a moment in RFC 3339.
func (a *At) UnmarshalGQL(v any) error {
	s := ""
	switch v := v.(type) {
	case string:
		s = v
	case int64:
		s = strconv.FormatInt(v, 10)
	case int:
		s = strconv.Itoa(v)
	case json.Number:
		s = v.String()
	}
	if n, err := strconv.ParseUint(strings.TrimPrefix(s, "r"), 10, 53); err == nil {
		*a = At{Revision: graph.Revision(n)}
		return nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.IsZero() {
		return graph.Sayf(graph.CodeInvalid, "", `at 是修订号，如 1284 或 "r1284"，或一个时刻，如 "2024-03-01T00:00:00Z"`, `at is a revision, such as 1284 or "r1284", or a moment, such as "2024-03-01T00:00:00Z"`)
	}
	*a = At{Time: t}
	return nil
}
