package main

import (
	"encoding/json"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// maxNamed is how many regions the name of a file tells.
const maxNamed = 3

// regionsInName is what the name of a download says of the regions that its
// filter asks for: lists of two regions that lie in one folder are to be told
// apart. It is "" without such a filter, and tells only regions that all rows
// have to lie in, by the names of the code list.
func (x *download) regionsInName() string {
	var out strings.Builder
	named := 0
	list := graph.Standard().List(graph.ListRegion)
	for _, name := range []string{"enterprises", "filter"} {
		if x.params.Get(name) == "" {
			continue
		}
		var f regionFilter
		if json.Unmarshal([]byte(x.params.Get(name)), &f) != nil { // of a shape that has no regions at its top
			continue
		}
		regions := f.Region
		for _, part := range f.All {
			regions = append(regions, part.Region...)
		}
		for _, r := range regions {
			code, ok := list.Find(r)
			if !ok {
				continue
			}
			if named++; named > maxNamed {
				out.WriteString("-…")
				return out.String()
			}
			out.WriteString("-" + strings.ReplaceAll(x.app.say(list.Entry(code).Label), " ", ""))
		}
	}
	return out.String()
}

// regionFilter is what a filter as JSON says of regions, alone or among
// conditions that are all to hold.
type regionFilter struct {
	Region []string `json:"region"`
	All    []struct {
		Region []string `json:"region"`
	} `json:"all"`
}
