package neo4j

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/chainatlas/chainatlas/graph"
)

// args are the parameters of a statement.
type args map[string]any

// row is a row of an answer.
type row []any

func (r row) int(i int) int64    { n, _ := r[i].(int64); return n }
func (r row) text(i int) string  { s, _ := r[i].(string); return s }
func (r row) bytes(i int) []byte { b, _ := r[i].([]byte); return b }
func (r row) bool(i int) bool    { b, _ := r[i].(bool); return b }
func (r row) texts(i int) (out []string) {
	list, _ := r[i].([]any)
	for _, x := range list {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
func (r row) hash(i int) (h graph.Hash) {
	copy(h[:], r.bytes(i))
	return h
}

const (
	closeTimeout = 5 * time.Second
	// fetchSize is how many rows the server sends at a time. Rows may hold 32 KB
	// each, or more.
	fetchSize = 64

	firstPause = 5 * time.Millisecond
	mostPause  = time.Second
)

var errClosed = graph.Sayf(graph.CodeUnavailable, "", "库已关闭", "the store is closed")

// unknownError says that a connection broke while a transaction was committed.
type unknownError struct{ error }

func (e unknownError) Unwrap() error { return e.error }

// try runs an attempt until it succeeds or fails for good, as long as patience
// lasts. Attempts can be repeated without harm. Once the outcome of one is
// unknown, neither the end of ctx nor another failure keeps from finding it out:
// only an attempt that could look tells.
func (c *client) try(ctx context.Context, op string, attempt func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return c.fail(ctx, op, err)
	}
	c.using.RLock()
	defer c.using.RUnlock()
	if c.closed {
		return c.fail(ctx, op, errClosed)
	}
	waiting, cancel := context.WithTimeout(ctx, c.opts.Patience)
	defer cancel()
	unknown := false
	for pause := firstPause; ; pause = min(2*pause, mostPause) {
		err := attempt(waiting)
		if err == nil {
			return nil
		}
		if lost, ok := errors.AsType[unknownError](err); ok {
			err = lost.error
			if !unknown {
				unknown = true
				resolving, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.opts.Patience)
				defer cancel() // once
				waiting = resolving
			}
		} else if _, answered := errors.AsType[*graph.Error](err); answered || !unknown && !driver.IsRetryable(err) {
			// Our own errors come of what the attempt has read, first of all
			// whether an earlier one did it. What the server or the driver says of
			// something else says nothing of that.
			return c.fail(ctx, op, err)
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
			continue
		case <-waiting.Done():
			timer.Stop()
		}
		if unknown {
			return caused(graph.Sayf(graph.CodeUnavailable, op, "服务器中途断开，不知道是否已经完成：请重试，重试无害",
				"the server went away in the middle, and whether it did what was asked is not known: try again, which does no harm"), err)
		}
		return c.fail(ctx, op, err)
	}
}

// read runs a statement that changes nothing and returns its rows.
func (c *client) read(ctx context.Context, op, cypher string, params args) ([]row, error) {
	return c.readUntil(ctx, op, cypher, params, nil)
}

// readUntil reads rows until it has enough of them; nil means all.
func (c *client) readUntil(ctx context.Context, op, cypher string, params args, enough func([]row) bool) (rows []row, err error) {
	err = c.try(ctx, op, func(ctx context.Context) error { return c.once(ctx, cypher, params, enough, &rows) })
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// once runs a statement that changes nothing, once.
func (c *client) once(ctx context.Context, cypher string, params args, enough func([]row) bool, rows *[]row) error {
	*rows = nil
	session := c.session(ctx, driver.AccessModeRead)
	defer c.end(ctx, session)
	result, err := session.Run(ctx, cypher, params, driver.WithTxTimeout(c.opts.Patience))
	if err != nil {
		return err
	}
	for result.Next(ctx) {
		*rows = append(*rows, result.Record().Values)
		if enough != nil && enough(*rows) {
			break
		}
	}
	return result.Err()
}

func (c *client) session(ctx context.Context, mode driver.AccessMode) driver.SessionWithContext {
	return c.driver.NewSession(ctx, driver.SessionConfig{
		AccessMode: mode, DatabaseName: c.opts.Database, BookmarkManager: c.seen, FetchSize: fetchSize,
	})
}

// end lets a session's connection go, also when ctx has ended.
func (c *client) end(ctx context.Context, session driver.SessionWithContext) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	_ = session.Close(ctx) // what was to be done is done, or has failed
}

// tx is a transaction under way.
type tx struct {
	ctx   context.Context
	inner driver.ExplicitTransaction
}

func (t *tx) run(cypher string, params args) (rows []row, err error) {
	result, err := t.inner.Run(t.ctx, cypher, params)
	if err != nil {
		return nil, err
	}
	for result.Next(t.ctx) {
		rows = append(rows, result.Record().Values)
	}
	return rows, result.Err()
}

// write calls fn with a transaction that is committed if fn succeeds. fn may be
// called more than once, also after the transaction was committed. ctx interrupts
// all but the commit itself, so that a nil error says that it happened, and an
// error that it did not, or that this is not known.
func (c *client) write(ctx context.Context, op string, fn func(*tx) error) error {
	if c.opts.ReadOnly {
		return graph.Sayf(graph.CodeInvalid, op, "库是只读打开的", "the store was opened for reading only")
	}
	return c.try(ctx, op, func(ctx context.Context) error {
		session := c.session(ctx, driver.AccessModeWrite)
		defer c.end(ctx, session)
		inner, err := session.BeginTransaction(ctx, driver.WithTxTimeout(c.opts.Patience))
		if err != nil {
			return err
		}
		if err := fn(&tx{ctx, inner}); err != nil {
			return err // the session's end rolls back
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		c.at("commit")
		committing, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.opts.Patience)
		defer cancel()
		if err := inner.Commit(committing); err != nil {
			if refused(err) {
				return err
			}
			return unknownError{err}
		}
		c.at("committed")
		return nil
	})
}

// refused reports whether the server has said that it did not commit. A failure of
// its own, or of a cluster's, in the middle of a commit does not say so.
func refused(err error) bool {
	e, answered := errors.AsType[*driver.Neo4jError](err)
	return answered && !strings.HasPrefix(e.Code, "Neo.DatabaseError.") && !strings.Contains(e.Code, ".Cluster.")
}

// declare runs statements that declare constraints and indexes, and waits until
// they are in force.
func (c *client) declare(ctx context.Context, op string, statements []string) error {
	if c.opts.ReadOnly {
		return graph.Sayf(graph.CodeInvalid, op, "库是只读打开的", "the store was opened for reading only")
	}
	for _, statement := range append(slices.Clip(statements), "CALL db.awaitIndexes(60)") {
		err := c.try(ctx, op, func(ctx context.Context) error {
			session := c.session(ctx, driver.AccessModeWrite)
			defer c.end(ctx, session)
			result, err := session.Run(ctx, statement, nil)
			if err == nil {
				_, err = result.Consume(ctx)
			}
			if e, ok := errors.AsType[*driver.Neo4jError](err); ok && strings.Contains(e.Code, "AlreadyExists") {
				return nil // another process was faster
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fail gives an error the operation and a code.
func (c *client) fail(ctx context.Context, op string, err error) error {
	if err == nil {
		return nil
	}
	if ctxErr := ctx.Err(); ctxErr != nil {
		return &graph.Error{Code: graph.CodeCancelled, Op: op, Err: ctxErr}
	}
	if e, ok := errors.AsType[*graph.Error](err); ok {
		if e.Op == op {
			return e
		}
		f := *e
		if f.Zh == "" {
			f.Message = strings.TrimPrefix(e.Error(), op+": ")
		}
		f.Op = op
		return &f
	}
	e := c.explain(err)
	e.Op = op
	return caused(e, err)
}

// caused returns e with its cause.
func caused(e *graph.Error, cause error) *graph.Error {
	e.Err = cause
	return e
}

// explain tells what an error of the driver means to who runs the program. What it
// says names the server.
func (c *client) explain(err error) *graph.Error {
	say := func(code graph.Code, zh, en string, args ...any) *graph.Error {
		return graph.Privatef(code, "", zh, en, args...)
	}
	where := c.opts.URI
	if e, ok := errors.AsType[*driver.Neo4jError](err); ok {
		switch {
		case strings.HasSuffix(e.Code, "Security.Unauthorized"), strings.HasSuffix(e.Code, "Security.AuthenticationRateLimit"),
			strings.HasSuffix(e.Code, "Security.CredentialsExpired"):
			return say(graph.CodeInvalid, "%s 不接受用户 %q 和这个密码", "%s does not accept the user %q with this password", where, c.opts.User)
		case strings.HasSuffix(e.Code, "Security.Forbidden"):
			return say(graph.CodeInvalid, "%s 不许用户 %q 这样做：%s", "%s does not let the user %q do this: %s", where, c.opts.User, e.Msg)
		case strings.HasSuffix(e.Code, "Database.DatabaseNotFound"):
			return say(graph.CodeNotFound, "%s 没有数据库 %q", "%s has no database %q", where, c.opts.Database)
		case strings.Contains(e.Code, "OutOfMemory"), strings.Contains(e.Code, "MemoryPool"):
			return say(graph.CodeUnavailable, "%s 的内存已用尽：请结束占用内存的查询，或给服务器更多内存",
				"%s has no memory left: end the query that takes it, or give the server more", where)
		case strings.Contains(e.Code, "TransactionTimedOut"):
			return say(graph.CodeUnavailable, "%s 在 %v 内没有做完", "%s did not do it within %v", where, c.opts.Patience)
		case strings.HasPrefix(e.Code, "Neo.TransientError."), e.IsRetriable():
			return say(graph.CodeUnavailable, "%s 暂时做不到：%s", "%s could not do it now: %s", where, e.Msg)
		}
		return &graph.Error{Code: graph.CodeInternal}
	}
	// What greets nobody: a server before 5.7 knows nothing of what we ask for, one
	// before 4 nothing of our versions of Bolt, and a web server nothing at all.
	// The driver has no errors of its own for this.
	if slices.ContainsFunc([]string{"requested Bolt versions", "server responded with unsupported version", " does not support: "},
		func(sign string) bool { return strings.Contains(err.Error(), sign) }) {
		return say(graph.CodeInvalid, "%s 上的 Neo4j 太旧：请用 %s 或更新的版本", "%s runs a Neo4j that is too old: use %s or a newer one", where, Oldest)
	}
	if strings.Contains(err.Error(), "server responded HTTP") {
		return say(graph.CodeInvalid, "%s 上应答的是网页服务器：请写 Bolt 的端口，未改过的话是 7687",
			"%s is where a web server answers: name the port of Bolt, which is 7687 unless it was changed", where)
	}
	if _, why, ok := strings.Cut(err.Error(), "x509: "); ok {
		return say(graph.CodeUnavailable, "%s 出示的证书不可信：%s", "%s shows a certificate that cannot be trusted: %s", where, why)
	}
	_, lost := errors.AsType[*driver.ConnectivityError](err)
	if lost || driver.IsRetryable(err) || errors.Is(err, context.DeadlineExceeded) {
		return say(graph.CodeUnavailable, "无法连接 %s：请看那里的 Neo4j 是否在运行", "%s cannot be reached: see that Neo4j runs there and answers", where)
	}
	return &graph.Error{Code: graph.CodeInternal}
}
