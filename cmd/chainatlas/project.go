package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/neo4j"
)

func (a *app) projectCommand() *cobra.Command {
	var (
		to              string
		toServer        signIn
		follow          bool
		repair, rebuild bool
	)
	cmd := a.command("project [--to URI] [--repair | --rebuild] [--follow]", neo4jText.Project, 0, 0, func(cmd *cobra.Command, _ []string) error {
		if repair && rebuild {
			return a.usage(cmd, neo4jText.OneOfTwo, "--repair", "--rebuild")
		}
		ctx := cmd.Context()
		return a.withStore(ctx, read, func(path string, s graph.Store) error {
			p, uri, err := a.projection(ctx, path, to, toServer, write)
			if err != nil {
				return err
			}
			draw := func(v *memory.View, hash graph.Hash) error {
				return a.project(ctx, s, p, uri, v, hash, repair, rebuild)
			}
			if follow {
				err = a.followProjection(ctx, s, p, uri, draw)
			} else {
				var v *memory.View
				var hash graph.Hash
				if v, hash, err = a.headView(ctx, path, s); err == nil {
					err = draw(v, hash)
				}
			}
			return errors.Join(err, p.Close())
		})
	})
	cmd.Flags().StringVar(&to, "to", "", a.say(neo4jText.FlagProjectTo))
	a.serverFlags(cmd, "to", &toServer, false)
	cmd.Flags().BoolVar(&follow, "follow", false, a.say(neo4jText.FlagFollow))
	cmd.Flags().BoolVar(&repair, "repair", false, a.say(neo4jText.FlagRepair))
	cmd.Flags().BoolVar(&rebuild, "rebuild", false, a.say(neo4jText.FlagRebuild))
	return cmd
}

// projection opens the projection on a server: the one named, else the server that
// the store is on.
func (a *app) projection(ctx context.Context, store, uri string, s signIn, mode openMode) (*neo4j.Projection, string, error) {
	if uri == "" {
		uri = store
	}
	if !isServer(uri) {
		return nil, "", a.errorf(graph.CodeInvalid, neo4jText.NoServer, uri)
	}
	opts, err := a.options(uri, s.or(a.signIn), mode)
	if err != nil {
		return nil, "", err
	}
	p, err := neo4j.OpenProjection(ctx, opts, graph.Standard())
	return p, uri, err
}

// headView returns the View of a store's head, and the log's hash there.
func (a *app) headView(ctx context.Context, path string, s graph.Store) (*memory.View, graph.Hash, error) {
	v, err := a.view(ctx, path, s)
	if err != nil {
		return nil, graph.Hash{}, err
	}
	hash, err := hashAt(ctx, s, v.Revision())
	return v, hash, err
}

// hashAt returns the log's hash at a revision.
func hashAt(ctx context.Context, s graph.Store, r graph.Revision) (hash graph.Hash, err error) {
	if r == 0 {
		return hash, nil
	}
	for h, err := range s.Headers(ctx, r, r) {
		if err != nil {
			return hash, err
		}
		hash = h.Hash
	}
	return hash, nil
}

// project leads a projection to a View, and tells how.
func (a *app) project(ctx context.Context, s graph.Store, p *neo4j.Projection, uri string, v *memory.View, hash graph.Hash, repair, rebuild bool) error {
	var how graph.Label
	var err error
	switch {
	case rebuild:
		err, how = p.Rebuild(ctx, s.ID(), hash, v), neo4jText.Rebuilt
	case repair:
		var n int
		if n, err = p.Repair(ctx, s.ID(), hash, v); n < 0 {
			how = neo4jText.Rebuilt
		} else {
			how = graph.Label{Zh: fmt.Sprintf(neo4jText.Repaired.Zh, n), En: fmt.Sprintf(neo4jText.Repaired.En, n)}
		}
	default:
		var way neo4j.Synced
		way, err = p.Sync(ctx, s, hash, v)
		how = synced[way]
	}
	if err != nil {
		return err
	}
	return a.printf(neo4jText.Projected, uri, v.Revision(), a.say(how))
}

var synced = map[neo4j.Synced]graph.Label{
	neo4j.SyncedNothing:  neo4jText.InStep,
	neo4j.SyncedAdvanced: neo4jText.Advanced,
	neo4j.SyncedRepaired: neo4jText.Compared,
	neo4j.SyncedRebuilt:  neo4jText.Rebuilt,
}

// mostAway bounds the pause between two attempts to reach a server that is away.
const mostAway = 5 * time.Second

// stillWriting is how long a step of another process may make no progress before it
// is taken for dead.
const stillWriting = time.Minute

// followProjection leads a projection to the head of a log, by what draw does, and
// keeps it in step until ctx ends. A server that is away is waited for, and told of
// once.
func (a *app) followProjection(ctx context.Context, s graph.Store, p *neo4j.Projection, uri string, draw func(*memory.View, graph.Hash) error) error {
	log, err := live.Open(ctx, s, live.Options{Vocabulary: graph.Standard(), Rules: graph.StandardRules(), Now: a.Now})
	if err != nil {
		return err
	}
	v := log.View()
	hash, err := hashAt(ctx, s, v.Revision())
	if err == nil {
		err = draw(v, hash)
	}
	if graph.CodeOf(err) == graph.CodeConflict { // another process was at it
		if err = a.lead(ctx, s, p, live.Event{To: v.Revision(), View: v}); err == nil {
			err = a.printf(neo4jText.Projected, uri, v.Revision(), a.say(neo4jText.InStep))
		}
	}
	if err == nil {
		err = a.followLog(ctx, s, p, log, v.Revision())
		if ctx.Err() != nil {
			err = nil // to be interrupted is how it ends
		}
	}
	return errors.Join(err, log.Close())
}

func (a *app) followLog(ctx context.Context, s graph.Store, p *neo4j.Projection, log *live.Log, from graph.Revision) error {
	for e, err := range log.Changes(ctx, from) {
		if err != nil {
			return err
		}
		if err := a.lead(ctx, s, p, e); err != nil {
			return err
		}
		a.notice(neo4jText.Followed, e.To)
	}
	return nil
}

// lead leads a projection to an event, however often it takes: by the event's changes,
// and if that fails, by whatever way there is.
func (a *app) lead(ctx context.Context, s graph.Store, p *neo4j.Projection, e live.Event) error {
	step, told := e.Changes != nil && !e.Replaced, false
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, mostAway) {
		var err error
		if step {
			err = p.Advance(ctx, s.ID(), e.Hash, s, e.Changes.From, e.Changes.To, e.Changes)
		} else {
			err = a.catchUp(ctx, s, p, e)
		}
		step = false
		switch graph.CodeOf(err) {
		case graph.CodeConflict:
			// Another process leads it somewhere. It is let finish, so that two do not
			// interrupt each other for ever. If that cannot be seen, the next attempt
			// tells why.
			_ = p.Settle(ctx, stillWriting)
		case graph.CodeUnavailable:
			if !told {
				told = true
				a.notice(neo4jText.Away, printable(a.message(err)))
			}
		default:
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// catchUp leads a projection to an event by whatever way there is.
func (a *app) catchUp(ctx context.Context, s graph.Store, p *neo4j.Projection, e live.Event) error {
	v := e.View
	if e.Changes != nil {
		v = e.Changes.To
	}
	hash, err := hashAt(ctx, s, v.Revision())
	if err == nil {
		_, err = p.Sync(ctx, s, hash, v)
	}
	return err
}

// verifyProjection compares a projection with what stood at the revision that it
// says it is at.
func (a *app) verifyProjection(ctx context.Context, path string, s graph.Store, uri string, on signIn, quiet bool) error {
	p, uri, err := a.projection(ctx, path, uri, on, read)
	if err != nil {
		return err
	}
	defer p.Close() // it was only read
	state, err := p.State(ctx)
	if err != nil {
		return err
	}
	if state.Log != s.ID() {
		return a.errorf(graph.CodeDamaged, neo4jText.OtherProjection, uri)
	}
	hash, err := hashAt(ctx, s, state.Revision)
	if err != nil {
		return err
	}
	if hash.String() != state.Hash {
		return a.errorf(graph.CodeDamaged, neo4jText.OtherProjection, uri)
	}
	v := memory.New(graph.Standard(), graph.StandardRules())
	if state.Revision > 0 {
		if v, err = a.viewAt(ctx, path, s, state.Revision); err != nil {
			return err
		}
	}
	c, err := p.Compare(ctx, v)
	if err != nil {
		return err
	}
	for _, d := range c.Differences {
		fmt.Fprintln(a.Stderr, printable(d.In(string(a.lang))))
	}
	if more := c.Found - len(c.Differences); more > 0 {
		a.notice(text.MoreProblems, more)
	}
	if c.Found > 0 {
		return a.errorf(graph.CodeDamaged, neo4jText.ProjectionDiffers, uri, c.Found)
	}
	if quiet {
		return nil
	}
	return a.printf(neo4jText.ProjectionOK, uri, state.Revision, c.Nodes, c.Relationships)
}
