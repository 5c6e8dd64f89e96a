package growth

import (
	"embed"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
)

// The lists that ChainAtlas ships, one a file, named after their codes.
//
//go:embed lists/*.yaml
var files embed.FS

var shipped = sync.OnceValues(func() ([]*List, error) {
	entries, err := files.ReadDir("lists")
	if err != nil {
		return nil, err
	}
	var lists []*List
	for _, e := range entries {
		data, err := files.ReadFile(path.Join("lists", e.Name()))
		if err != nil {
			return nil, err
		}
		l, err := Parse(e.Name(), data)
		if err != nil {
			return nil, err
		}
		lists = append(lists, l)
	}
	slices.SortFunc(lists, func(a, b *List) int { return strings.Compare(a.Code, b.Code) })
	return lists, nil
})

// Shipped returns the lists that ChainAtlas ships, by their codes. They are shared
// and must not be changed.
func Shipped() []*List {
	lists, err := shipped()
	if err != nil {
		panic(err) // embedded data; a test reads all of it
	}
	return slices.Clone(lists)
}

// ShippedFile returns the file of a list that ChainAtlas ships, or CodeNotFound.
func ShippedFile(code string) ([]byte, error) {
	data, err := files.ReadFile(path.Join("lists", path.Base(code)+".yaml"))
	if err != nil {
		return nil, graph.Errorf(graph.CodeNotFound, "growth.ShippedFile", "no list %.60q is shipped", code)
	}
	return data, nil
}
