package neo4j

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Repair makes the projection equal to a View, by what [Projection.Compare] finds;
// by [Projection.Rebuild] if there is no projection, or one of another log, or if
// too much differs. It returns how many differences there were, or -1 if it was made
// anew.
func (p *Projection) Repair(ctx context.Context, logID string, hash graph.Hash, v *memory.View) (int, error) {
	const op = "neo4j.Repair"
	s, err := p.newStep(ctx, op, logID, hash, v)
	if err != nil {
		return 0, err
	}
	var mended comparison
	if err := p.compareState(ctx, &mended); err != nil {
		return 0, err
	}
	if err := p.declare(ctx, op); err != nil {
		return 0, err
	}
	if s.was.Log != logID {
		return -1, p.Rebuild(ctx, logID, hash, v)
	}
	if err := s.begin(ctx); err != nil {
		return 0, err
	}
	c, err := p.compare(ctx, v, p.maxRepair)
	if err != nil {
		return 0, err
	}
	found := mended.Found + c.Found
	if len(c.labels) > 0 && !c.full() {
		// What such a node is joined to was seen from the wrong side.
		if err := s.removeAll(ctx, c.labels); err != nil {
			return 0, err
		}
		if c, err = p.compare(ctx, v, p.maxRepair); err != nil {
			return 0, err
		}
	}
	if c.full() {
		return -1, p.Rebuild(ctx, logID, hash, v)
	}
	if err := s.removeAll(ctx, c.strange); err != nil {
		return 0, err
	}
	s.was = s.half()
	return found, s.apply(ctx, shapeOf(v), &c.changes, true)
}

// removeAll takes out what is not ours.
func (s *step) removeAll(ctx context.Context, all []removal) error {
	for _, r := range all {
		err := s.part(ctx, func(tx *tx) error {
			_, err := tx.run(r.query, args{"ids": r.ids, "labels": r.labels})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// maxRepair bounds what is repaired. More is made anew.
const maxRepair = 200_000

// removal takes elements out, or labels from them.
type removal struct {
	query  string
	labels []string // to be taken; nil if elements are
	ids    []string
}

// Labels that others gave may be any text: they are parameters, never part of a
// statement.
const (
	removeNodes         = "UNWIND $ids AS id MATCH (n) WHERE elementId(n) = id DETACH DELETE n"
	removeRelationships = "UNWIND $ids AS id MATCH ()-[x]->() WHERE elementId(x) = id DELETE x"
	removeLabels        = "UNWIND $ids AS id MATCH (n) WHERE elementId(n) = id UNWIND $labels AS label REMOVE n:$(label)"
)
