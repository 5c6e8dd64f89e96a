package main

import (
	"context"
	"encoding/base64"

	"github.com/chainatlas/chainatlas/graph"
)

// tileChanges tell what came to the tiles of the map after an earlier revision, and
// what left.
type tileChanges struct {
	Revision graph.Revision `json:"revision"`
	Since    graph.Revision `json:"since"`
	Tiles    int            `json:"tiles"`
	// Came has a bit for each tile of the revision, as of [tileBits]: it was not
	// there before.
	Came string `json:"came"`
	// Left are those that stood there before and do no more, in places of the
	// revision; who stood in places that are gone is not among them.
	Left struct {
		Place []int             `json:"place"` // index into the places
		ID    []graph.SubjectID `json:"id"`
		Label []string          `json:"label"` // as it was called then
	} `json:"left"`
	// Of each place and what lies below it: whole enterprises, not tiles. One that
	// moves within it neither comes nor leaves.
	CameCount []int `json:"cameCount"`
	LeftCount []int `json:"leftCount"`
	// The same of those who are placed on the place itself.
	OwnCameCount []int `json:"ownCameCount"`
	OwnLeftCount []int `json:"ownLeftCount"`
}

// tilesSince compares the tiles of two revisions. An enterprise is the same if its
// ID leads to the same node today.
func (x *download) tilesSince(ctx context.Context, places []mapPlace) (*tileChanges, error) {
	now, err := x.stand(ctx, places)
	if err != nil {
		return nil, err
	}
	before := *x
	before.view = x.since
	then, err := before.stand(ctx, places)
	if err != nil {
		return nil, err
	}
	up := make([]int, len(places))
	at := map[graph.SubjectID]int{}
	for i := range places {
		up[i] = -1
		if p, ok := at[places[i].parent]; ok {
			up[i] = p
		}
		at[places[i].node.ID] = i
	}
	type member struct {
		place int
		id    graph.SubjectID
	}
	within := func(tiles []tile, of func(graph.SubjectID) graph.SubjectID) (stand, anywhere map[member]bool) {
		stand, anywhere = map[member]bool{}, map[member]bool{}
		for i := range tiles {
			id := of(tiles[i].enterprise)
			stand[member{tiles[i].place, id}] = true
			for place := tiles[i].place; place >= 0; place = up[place] {
				anywhere[member{place, id}] = true
			}
		}
		return stand, anywhere
	}
	today := func(id graph.SubjectID) graph.SubjectID {
		if t := x.view.Trace(id); t.Node != "" {
			return t.Node
		}
		return id
	}
	same := func(id graph.SubjectID) graph.SubjectID { return id }
	standNow, belowNow := within(now, same)
	standThen, belowThen := within(then, today)

	c := &tileChanges{Revision: x.view.Revision(), Since: x.since.Revision(), Tiles: len(now), CameCount: make([]int, len(places)), LeftCount: make([]int, len(places)),
		OwnCameCount: make([]int, len(places)), OwnLeftCount: make([]int, len(places))}
	bits := make([]byte, (len(now)+7)/8)
	for i := range now {
		if !standThen[member{now[i].place, now[i].enterprise}] {
			bits[i/8] |= 1 << (i % 8)
			c.OwnCameCount[now[i].place]++
		}
	}
	c.Came = base64.StdEncoding.EncodeToString(bits)
	c.Left.Place, c.Left.ID, c.Left.Label = []int{}, []graph.SubjectID{}, []string{}
	for i := range then {
		id := today(then[i].enterprise)
		if standNow[member{then[i].place, id}] {
			continue
		}
		standNow[member{then[i].place, id}] = true // of what was merged since, once
		c.OwnLeftCount[then[i].place]++
		c.Left.Place = append(c.Left.Place, then[i].place)
		c.Left.ID = append(c.Left.ID, id)
		c.Left.Label = append(c.Left.Label, x.since.NameIn(then[i].enterprise, string(x.app.lang)))
	}
	for k := range belowNow {
		if !belowThen[k] {
			c.CameCount[k.place]++
		}
	}
	for k := range belowThen {
		if !belowNow[k] {
			c.LeftCount[k.place]++
		}
	}
	return c, nil
}
