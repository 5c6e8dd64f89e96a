package neo4j

import (
	"context"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// SetTrace has fn called at each point where a fault is interesting.
func (c *client) SetTrace(fn func(point string)) { c.trace = fn }

// SetChunksPerWrite makes transactions smaller, so that a small batch takes several.
func (c *client) SetChunksPerWrite(n int) { c.perWrite = n }

// Cypher runs a statement behind the back of whoever keeps the database.
func (c *client) Cypher(ctx context.Context, query string, params map[string]any) (rows [][]any, err error) {
	session := c.session(ctx, driver.AccessModeWrite)
	defer c.end(ctx, session)
	result, err := session.Run(ctx, query, params)
	if err != nil {
		return nil, err
	}
	for result.Next(ctx) {
		rows = append(rows, result.Record().Values)
	}
	return rows, result.Err()
}

// Hold has the server keep the memory of a query's outcome until release is called.
func (c *client) Hold(ctx context.Context, query string) (release func(), err error) {
	session := c.driver.NewSession(ctx, driver.SessionConfig{DatabaseName: c.opts.Database, FetchSize: 1})
	release = func() { c.end(ctx, session) }
	result, err := session.Run(ctx, query, nil)
	if err == nil && !result.Next(ctx) {
		err = result.Err()
	}
	if err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// Older is older.
func Older(version, than string) bool { return older(version, than) }

// SetMaxRepair changes how much is repaired and not made anew.
func (p *Projection) SetMaxRepair(n int) { p.maxRepair = n }
