package importer

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// keyPlace is where a key's value is found, and the mention that prints it, by its
// place among those looked at.
type keyPlace struct {
	key     digest
	mention int32
}

// sortPlaces returns places in the order of their keys. It works on all
// processors: digests are as good as random, so that ranges of their first bits
// hold about as many each.
func sortPlaces(places []keyPlace) []keyPlace {
	const bits = 8
	var ends [1<<bits + 1]int
	for i := range places {
		ends[places[i].key[0]>>(64-bits)+1]++
	}
	for i := range 1 << bits {
		ends[i+1] += ends[i]
	}
	sorted := make([]keyPlace, len(places))
	next := ends
	for i := range places {
		at := &next[places[i].key[0]>>(64-bits)]
		sorted[*at] = places[i]
		*at++
	}
	var taken atomic.Int32
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := taken.Add(1) - 1; i < 1<<bits; i = taken.Add(1) - 1 {
				slices.SortFunc(sorted[ends[i]:ends[i+1]], func(a, b keyPlace) int {
					return cmp.Or(cmp.Compare(a.key[0], b.key[0]), cmp.Compare(a.key[1], b.key[1]))
				})
			}
		})
	}
	group.Wait()
	return sorted
}
