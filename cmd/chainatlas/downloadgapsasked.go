package main

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// gapAsked is how a gap list calls those whom its filter passes over, in the words
// of the page.
type gapAsked struct {
	undecided, ruledOut, elsewhere string
}

// askedFilter is what a filter as JSON asks, as far as the pages ask it.
type askedFilter struct {
	Region   []string      `json:"region"`
	All      []askedFilter `json:"all"`
	Any      []askedFilter `json:"any"`
	Property *struct {
		Name string `json:"name"`
	} `json:"property"`
	Edge *struct {
		Type  string `json:"type"`
		Known *bool  `json:"known"`
	} `json:"edge"`
}

// gapAsked names the columns after what the filter asks: of a region alone, who
// does not match stands elsewhere.
func (x *download) gapAsked() gapAsked {
	say := x.app.say
	var f askedFilter
	// A filter of another shape was read before; it is told in general words.
	_ = json.Unmarshal([]byte(x.params.Get("enterprises")), &f)
	parts := f.All
	if len(parts) == 0 {
		parts = []askedFilter{f}
	}
	var fields []string
	for i := range parts {
		fields = append(fields, say(parts[i].field()))
	}
	out := gapAsked{
		undecided: say(downloading.UnknownOf, strings.Join(slices.Compact(fields), say(downloading.Joined))),
		ruledOut:  say(downloading.NotMatchingCount), elsewhere: say(downloading.NotMatching),
	}
	if len(f.Region) > 0 {
		out.ruledOut, out.elsewhere = say(downloading.ElsewhereCount), say(downloading.Elsewhere)
	}
	return out
}

// field is which of the filters of the pages a condition is.
func (f *askedFilter) field() graph.Label {
	switch {
	case len(f.Region) > 0:
		return downloading.Region
	case len(f.Any) > 1: // those of whom it is unknown, or one of some values
		return f.Any[len(f.Any)-1].field()
	case f.Property != nil && f.Property.Name == graph.PropStage:
		return downloading.Stage
	case f.Property != nil && f.Property.Name == graph.PropKind:
		return downloading.Nature
	case f.Edge != nil && f.Edge.Type == graph.EdgeListedIn:
		return downloading.List
	case f.Edge != nil && f.Edge.Type == graph.EdgeLocatedIn && f.Edge.Known == nil:
		return downloading.Park
	}
	return downloading.UnknownAsked
}
