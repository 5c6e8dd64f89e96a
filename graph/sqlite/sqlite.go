// Package sqlite is the embedded [graph.Store]: one SQLite file in WAL mode,
// without a server and without cgo.
//
// # The file
//
// Table batch has a row for each revision, with the header in its canonical
// encoding. Table chunk tells what each chunk holds and table body has its
// bytes, so that looking for a subject reads no data. Chunks belong to an
// owner, the number of the staging that brought them; becoming live writes the
// batch's row with that owner and moves nothing. Attachments are pieces with
// an owner in the same way. What belongs to an owner in table staging is not
// seen by any reader, and is swept when its lease has expired.
//
// Several processes may use the file at once. They write in turn: each waits
// for the other's transaction, which is small, for as long as
// [Options.BusyTimeout].
package sqlite

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Format is the version of the file that this package writes. Older ones are
// raised when they are opened for writing; newer ones are refused.
const Format = 1

// applicationID marks the file as a ChainAtlas store: "ChAt".
const applicationID = 0x43684174

const saltSize = 32

// Options are the parameters of [Open]. The zero Options are good.
type Options struct {
	// ReadOnly opens an existing store without ever writing to it. SQLite keeps
	// notes beside a file that it reads; where it may not, the file is read as one
	// that nobody changes meanwhile, unless a journal is there.
	ReadOnly bool
	// MustExist makes Open fail with CodeNotFound instead of creating a store.
	MustExist bool
	// Salt is what a store that is created gets as its [graph.Store] Salt: a
	// copy gets that of the original. Nil means a random one.
	Salt []byte

	// BusyTimeout is how long to wait for the transactions of other processes
	// before failing with CodeUnavailable; 30 s.
	BusyTimeout time.Duration
	// Readers bounds the connections that read at the same time; 4.
	Readers int

	Now  func() time.Time // the clock of leases and of recording; time.Now
	Rand io.Reader        // where ID and Salt come from; crypto/rand.Reader
}

const schema = `
CREATE TABLE meta (
	id      TEXT NOT NULL,
	salt    BLOB NOT NULL,
	created INTEGER NOT NULL,  -- microseconds since 1970
	scrub   INTEGER NOT NULL   -- the last batch of which the journal may hold overwritten bytes, or 0
);
CREATE TABLE batch (
	revision   INTEGER PRIMARY KEY,
	owner      INTEGER NOT NULL UNIQUE,
	key        TEXT NOT NULL,
	kind       TEXT NOT NULL,
	revokes    INTEGER NOT NULL,  -- 0 if nothing
	standing   INTEGER NOT NULL,  -- 0 if a standing batch revokes it
	recorded   INTEGER NOT NULL,
	hash       BLOB NOT NULL,
	runs       INTEGER NOT NULL,  -- of its chunks
	chunks     INTEGER NOT NULL,
	assertions INTEGER NOT NULL,
	bytes      INTEGER NOT NULL,
	header     BLOB NOT NULL
);
CREATE UNIQUE INDEX batch_standing ON batch (key) WHERE standing;
CREATE TABLE staging (
	id      INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice
	key     TEXT NOT NULL,  -- "" of an attachment
	expires INTEGER NOT NULL
);
CREATE TABLE chunk (
	id         INTEGER PRIMARY KEY,
	owner      INTEGER NOT NULL,
	seq        INTEGER NOT NULL,
	run        INTEGER NOT NULL,  -- within one, subjects ascend
	first      TEXT NOT NULL,
	last       TEXT NOT NULL,
	assertions INTEGER NOT NULL,
	size       INTEGER NOT NULL,
	redacted   INTEGER NOT NULL,
	hash       BLOB NOT NULL,
	filter     BLOB
);
CREATE UNIQUE INDEX chunk_owner ON chunk (owner, seq);
CREATE INDEX chunk_run ON chunk (owner, run, last, first, seq);
CREATE INDEX chunk_subject ON chunk (first, last, owner, seq);
CREATE TABLE body (
	id   INTEGER PRIMARY KEY,  -- of the chunk
	data BLOB NOT NULL
);
CREATE TABLE redaction (
	subject  TEXT NOT NULL,
	property TEXT NOT NULL,
	revision INTEGER NOT NULL,
	PRIMARY KEY (subject, property)
) WITHOUT ROWID;
CREATE TABLE attachment (
	hash  BLOB PRIMARY KEY,
	owner INTEGER NOT NULL,
	size  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE piece (
	owner INTEGER NOT NULL,
	seq   INTEGER NOT NULL,
	data  BLOB NOT NULL
);
CREATE UNIQUE INDEX piece_owner ON piece (owner, seq);
`

// Store is a [graph.Store] in a file.
type Store struct {
	path string
	opts Options
	id   string
	salt []byte

	immutable bool // nobody changes the file, and nothing can be written beside it

	readers chan *sqlite.Conn // idle ones; nil stands for one that is not open yet
	writer  chan *sqlite.Conn
	closed  chan struct{}
	closing sync.Once
	closeMu error

	trace func(point string) // called at each point where a crash is interesting; may be nil
}

var _ graph.Store = (*Store)(nil)

// Open opens the store in the file at path, and creates it if there is none.
// A file that is not a store, or is one of a newer format, fails with
// CodeInvalid and is left as it is.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	const op = "sqlite.Open"
	if opts.BusyTimeout <= 0 {
		opts.BusyTimeout = 30 * time.Second
	}
	if opts.Readers <= 0 {
		opts.Readers = 4
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Rand == nil {
		opts.Rand = rand.Reader
	}
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return nil, graph.Sayf(graph.CodeInvalid, op, "库须有文件名", "a store needs a file name")
	}
	if err := touch(path, opts); err != nil {
		return nil, err
	}
	s := &Store{
		path: path, opts: opts,
		readers: make(chan *sqlite.Conn, opts.Readers),
		writer:  make(chan *sqlite.Conn, 1),
		closed:  make(chan struct{}),
	}
	for range opts.Readers {
		s.readers <- nil
	}
	conn, err := s.connected(ctx)
	if opts.ReadOnly && Denied(err) && !hasJournal(path) {
		s.immutable = true
		conn, err = s.connected(ctx)
	}
	if sqlite.ErrCode(err).ToPrimary() == sqlite.ResultNotADB {
		err = graph.Privatef(graph.CodeInvalid, op, "%s 不是链图的库，未作改动", "%s is no ChainAtlas store and is left as it is", path)
	}
	if err != nil {
		return nil, s.fail(ctx, op, err)
	}
	s.writer <- conn
	return s, nil
}

// connected opens the first connection and prepares the store with it.
func (s *Store) connected(ctx context.Context) (*sqlite.Conn, error) {
	conn, err := s.connect(ctx, !s.opts.ReadOnly)
	if err != nil {
		return nil, err
	}
	if err := s.prepare(ctx, conn); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// hasJournal reports whether there may be a journal beside a file, without which
// it is not what was committed. SQLite keeps it beside the file itself, not
// beside a link to it.
func hasJournal(path string) bool {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return true
	}
	for _, suffix := range []string{"-wal", "-journal"} {
		if _, err := os.Lstat(path + suffix); !errors.Is(err, os.ErrNotExist) {
			return true
		}
	}
	return false
}

// Denied reports whether an error came of what the file system does not permit,
// such as to write beside the file.
func Denied(err error) bool {
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultCantOpen, sqlite.ResultReadOnly, sqlite.ResultPerm, sqlite.ResultAuth:
		return true
	}
	return false
}

// touch creates the file if it may be created, so that only its owner can read
// it: it holds the salt.
func touch(path string, opts Options) error {
	const op = "sqlite.Open"
	_, err := os.Stat(path)
	if !errors.Is(err, os.ErrNotExist) {
		return nil // if it cannot be opened, SQLite will say why
	}
	if opts.ReadOnly || opts.MustExist {
		return caused(graph.Privatef(graph.CodeNotFound, op, "%s 没有库：%v", "there is no store at %s: %v", path, err), err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return caused(graph.Privatef(graph.CodeUnavailable, op, "无法新建 %s：%v", "%s cannot be created: %v", path, err), err)
	}
	return nil
}

// connect opens a connection. It changes nothing in the file.
func (s *Store) connect(ctx context.Context, write bool) (*sqlite.Conn, error) {
	path, flags := s.path, sqlite.OpenReadOnly
	switch {
	case write:
		flags = sqlite.OpenReadWrite
	case s.immutable:
		abs, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		uri := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(abs), "/"), RawQuery: "immutable=1"}
		path, flags = uri.String(), flags|sqlite.OpenURI
	}
	conn, err := sqlite.OpenConn(path, flags)
	if err != nil {
		return nil, err
	}
	before := conn.SetInterrupt(ctx.Done())
	for _, pragma := range []string{
		"PRAGMA synchronous = FULL",  // what was committed survives a loss of power
		"PRAGMA secure_delete = ON",  // what was redacted leaves no bytes behind
		"PRAGMA temp_store = MEMORY", // nor any in temporary files
		"PRAGMA cache_size = -8192",  // KiB
		"PRAGMA wal_autocheckpoint = 4096",
		"PRAGMA journal_size_limit = 67108864",
	} {
		if err := sqlitex.ExecuteTransient(conn, pragma, nil); err != nil {
			conn.Close()
			return nil, err
		}
	}
	conn.SetInterrupt(before)
	return conn, nil
}

// prepare checks that the file is a store of a known format, after making it
// one if it is empty, and reads what never changes.
func (s *Store) prepare(ctx context.Context, conn *sqlite.Conn) error {
	waiting, cancel := context.WithTimeout(ctx, s.opts.BusyTimeout)
	defer cancel()
	conn.SetInterrupt(waiting.Done())
	defer conn.SetInterrupt(nil)

	empty, err := s.identify(conn)
	if err != nil {
		return err
	}
	if empty {
		if s.opts.ReadOnly || s.opts.MustExist {
			return graph.Privatef(graph.CodeNotFound, "", "%s 是空的：里面还没有库", "%s is empty: there is no store in it yet", s.path)
		}
		if err := s.create(conn); err != nil {
			return err
		}
	}
	if !s.opts.ReadOnly {
		// The mode stays in the file; set again, it costs nothing.
		if err := sqlitex.ExecuteTransient(conn, "PRAGMA journal_mode = WAL", nil); err != nil {
			return err
		}
	}
	scrub := false
	err = sqlitex.ExecuteTransient(conn, "SELECT id, salt, scrub FROM meta", &sqlitex.ExecOptions{
		ResultFunc: func(stmt *sqlite.Stmt) error {
			s.id, s.salt, scrub = stmt.ColumnText(0), columnBytes(stmt, 1), stmt.ColumnBool(2)
			return nil
		}})
	if err != nil {
		return err
	}
	if s.id == "" || len(s.salt) == 0 {
		return graph.Privatef(graph.CodeDamaged, "", "%s 没有写明自己是哪个库", "%s does not say which store it is", s.path)
	}
	if scrub && !s.opts.ReadOnly {
		waiting, cancel := context.WithTimeout(ctx, scrubTimeout)
		defer cancel()
		conn.SetInterrupt(waiting.Done())
		return s.scrub(conn)
	}
	return nil
}

// identify reports whether the file is empty, and fails if it is something
// else than a store of a known format.
func (s *Store) identify(conn *sqlite.Conn) (empty bool, err error) {
	var application, format, tables int64
	for query, p := range map[string]*int64{
		"PRAGMA application_id":              &application,
		"PRAGMA user_version":                &format,
		"SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if *p, err = one(conn, query); err != nil {
			return false, err
		}
	}
	switch {
	case application == 0 && format == 0 && tables == 0:
		return true, nil
	case application != applicationID:
		return false, graph.Privatef(graph.CodeInvalid, "", "%s 是别的程序的数据库，未作改动", "%s is a database of another program and is left as it is", s.path)
	case format > Format:
		return false, graph.Privatef(graph.CodeInvalid, "", "%s 的格式是 %d，本程序只认到 %d：请换新版程序", "%s has format %d; this program knows up to %d: use a newer one", s.path, format, Format)
	case format < 1:
		return false, graph.Privatef(graph.CodeDamaged, "", "%s 的格式是 %d，从未有过这样的格式", "%s has format %d, which never was", s.path, format)
	}
	return false, nil
}

// create makes an empty file a store, unless another process was faster.
func (s *Store) create(conn *sqlite.Conn) (err error) {
	random := make([]byte, 16+saltSize)
	if _, err := io.ReadFull(s.opts.Rand, random); err != nil {
		return fmt.Errorf("no randomness: %w", err)
	}
	salt := s.opts.Salt
	if salt == nil {
		salt = random[16:]
	}
	if len(salt) < 16 {
		return graph.Sayf(graph.CodeInvalid, "", "%d 字节的盐太短；至少 16 字节", "a salt of %d bytes is too short; 16 is the least", len(salt))
	}
	if err := sqlitex.ExecuteTransient(conn, "PRAGMA page_size = 8192", nil); err != nil {
		return err
	}
	end, err := sqlitex.ImmediateTransaction(conn)
	if err != nil {
		return err
	}
	defer end(&err)
	if empty, err := s.identify(conn); err != nil || !empty {
		return err
	}
	if err := sqlitex.ExecuteScript(conn, schema, nil); err != nil {
		return err
	}
	id := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random[:16]))
	if err := exec(conn, "INSERT INTO meta (id, salt, created, scrub) VALUES (?, ?, ?, 0)",
		id, salt, s.opts.Now().UnixMicro()); err != nil {
		return err
	}
	if err := sqlitex.ExecuteTransient(conn, fmt.Sprintf("PRAGMA user_version = %d", Format), nil); err != nil {
		return err
	}
	return sqlitex.ExecuteTransient(conn, fmt.Sprintf("PRAGMA application_id = %d", applicationID), nil)
}

// ID implements [graph.Store].
func (s *Store) ID() string { return s.id }

// Salt implements [graph.Store].
func (s *Store) Salt() []byte { return append([]byte(nil), s.salt...) }

// Close waits for what is under way and closes the file. Later calls of other
// methods fail with CodeUnavailable.
func (s *Store) Close() error {
	s.closing.Do(func() {
		close(s.closed)
		var errs []error
		for range s.opts.Readers {
			if conn := <-s.readers; conn != nil {
				errs = append(errs, conn.Close())
			}
		}
		// The last connection to close folds the journal into the file.
		errs = append(errs, (<-s.writer).Close())
		if err := errors.Join(errs...); err != nil {
			s.closeMu = graph.Errorf(graph.CodeInternal, "sqlite.Close", "%w", err)
		}
	})
	return s.closeMu
}

var errClosed = graph.Sayf(graph.CodeUnavailable, "", "库已关闭", "the store is closed")

// read calls fn with a connection that reads. ctx interrupts it.
func (s *Store) read(ctx context.Context, op string, fn func(*sqlite.Conn) error) error {
	if err := ctx.Err(); err != nil {
		return s.fail(ctx, op, err)
	}
	select {
	case <-s.closed:
		return s.fail(ctx, op, errClosed)
	default:
	}
	select {
	case <-ctx.Done():
		return s.fail(ctx, op, ctx.Err())
	case <-s.closed:
		return s.fail(ctx, op, errClosed)
	case conn := <-s.readers:
		if conn == nil {
			var err error
			if conn, err = s.connect(ctx, false); err != nil {
				s.readers <- nil
				return s.fail(ctx, op, err)
			}
		}
		defer func() { s.readers <- conn }()
		conn.SetInterrupt(ctx.Done())
		defer conn.SetInterrupt(nil)
		return s.fail(ctx, op, fn(conn))
	}
}

// write calls fn with the connection that writes, inside a transaction that is
// committed if fn succeeds. ctx interrupts all but the commit itself, so that
// a nil error says that it happened, and an error that it did not.
func (s *Store) write(ctx context.Context, op string, fn func(*sqlite.Conn) error) error {
	if s.opts.ReadOnly {
		return graph.Sayf(graph.CodeInvalid, op, "库是只读打开的", "the store was opened for reading only")
	}
	if err := ctx.Err(); err != nil {
		return s.fail(ctx, op, err)
	}
	select {
	case <-s.closed:
		return s.fail(ctx, op, errClosed)
	default:
	}
	select {
	case <-ctx.Done():
		return s.fail(ctx, op, ctx.Err())
	case <-s.closed:
		return s.fail(ctx, op, errClosed)
	case conn := <-s.writer:
		defer func() { s.writer <- conn }()
		return s.fail(ctx, op, s.transact(ctx, conn, fn))
	}
}

func (s *Store) transact(ctx context.Context, conn *sqlite.Conn, fn func(*sqlite.Conn) error) (err error) {
	defer conn.SetInterrupt(nil)
	waiting, cancel := context.WithTimeout(ctx, s.opts.BusyTimeout)
	defer cancel()
	conn.SetInterrupt(waiting.Done())
	if err := exec(conn, "BEGIN IMMEDIATE"); err != nil {
		if waiting.Err() != nil && ctx.Err() == nil {
			return graph.Sayf(graph.CodeUnavailable, "", "另一个进程已写了 %v 以上：请稍后重试", "another process has been writing for more than %v: try again in a while", s.opts.BusyTimeout)
		}
		return err
	}
	committed := false
	defer func() {
		// Also after a panic, and also if SQLite rolled back by itself.
		if !committed {
			conn.SetInterrupt(nil)
			if !conn.AutocommitEnabled() {
				err = errors.Join(err, exec(conn, "ROLLBACK"))
			}
		}
	}()
	conn.SetInterrupt(ctx.Done())
	if err := fn(conn); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	conn.SetInterrupt(nil)
	s.at("commit")
	if err := exec(conn, "COMMIT"); err != nil {
		return err
	}
	committed = true
	s.at("committed")
	return nil
}

// at marks a point where a crash is interesting.
func (s *Store) at(point string) {
	if s.trace != nil {
		s.trace(point)
	}
}

// fail gives an error the operation and a code.
func (s *Store) fail(ctx context.Context, op string, err error) error {
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
	told := &graph.Error{Code: graph.CodeInternal, Op: op}
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultBusy, sqlite.ResultLocked:
		told = graph.Privatef(graph.CodeUnavailable, op, "%s 正被另一个进程占用", "another process holds %s", s.path)
	case sqlite.ResultInterrupt:
		told = graph.Privatef(graph.CodeUnavailable, op, "没有等到 %s", "waited in vain for %s", s.path)
	case sqlite.ResultCorrupt, sqlite.ResultNotADB:
		told = graph.Privatef(graph.CodeDamaged, op, "%s 已损坏：请恢复备份", "%s is damaged: restore a backup", s.path)
	case sqlite.ResultCantOpen, sqlite.ResultPerm, sqlite.ResultReadOnly, sqlite.ResultAuth:
		told = graph.Privatef(graph.CodeUnavailable, op, "无法打开 %s：%v", "%s cannot be opened: %v", s.path, err)
	case sqlite.ResultFull, sqlite.ResultIOErr:
		told = graph.Privatef(graph.CodeUnavailable, op, "无法读写 %s：%v", "%s cannot be read or written: %v", s.path, err)
	}
	return caused(told, err)
}

// caused returns e with its cause.
func caused(e *graph.Error, cause error) *graph.Error {
	e.Err = cause
	return e
}

// exec runs a statement that returns nothing.
func exec(conn *sqlite.Conn, q string, args ...any) error {
	return sqlitex.Execute(conn, q, &sqlitex.ExecOptions{Args: args})
}

// query runs a statement and calls fn for each row.
func query(conn *sqlite.Conn, q string, fn func(*sqlite.Stmt) error, args ...any) error {
	return sqlitex.Execute(conn, q, &sqlitex.ExecOptions{Args: args, ResultFunc: fn})
}

// one runs a statement and returns the number in the first column of its last
// row, or 0.
func one(conn *sqlite.Conn, q string, args ...any) (n int64, err error) {
	err = query(conn, q, func(stmt *sqlite.Stmt) error {
		n = stmt.ColumnInt64(0)
		return nil
	}, args...)
	return n, err
}

// columnBytes returns a copy of a blob; nil if it is NULL or empty.
func columnBytes(stmt *sqlite.Stmt, column int) []byte {
	if stmt.ColumnLen(column) == 0 {
		return nil
	}
	b := make([]byte, stmt.ColumnLen(column))
	stmt.ColumnBytes(column, b)
	return b
}

func columnHash(stmt *sqlite.Stmt, column int) (h graph.Hash) {
	stmt.ColumnBytes(column, h[:])
	return h
}
