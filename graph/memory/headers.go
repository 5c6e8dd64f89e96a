package memory

import (
	"maps"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// Header returns the header of the batch that made a revision, complete; nil if the
// View does not know of it. It is shared, and must not be changed.
func (v *View) Header(r graph.Revision) *graph.Header {
	if r == 0 || r > v.rev {
		return nil
	}
	return v.batches[r-1].header
}

// Sources returns the sources of which a declaration stands, in order.
func (v *View) Sources() []graph.SourceID {
	found := map[graph.SourceID]bool{}
	for _, b := range v.batches {
		if b.stands {
			for i := range b.declares {
				found[b.declares[i].Source] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}
