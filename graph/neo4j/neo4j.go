// Package neo4j keeps a log on a Neo4j server, and draws the graph that stands
// for analysts who ask with Cypher.
//
// # The log
//
// A [Store] is a [graph.Store] that many processes share. It keeps the same
// chunks as the embedded store, in nodes whose labels begin with an underscore
// and which no relationship touches:
//
//	_Log         one for each log of the database: its ID, its salt, and the lock of who commits
//	_Batch       one for each revision, with the header in its canonical encoding
//	_Chunk       a chunk, with its bytes
//	_Staging     a batch or an attachment under way
//	_Redaction   what no batch may hold any more
//	_Attachment  a file, in nodes _Piece
//
// What is indexed is short: a key is found by its hash, and a subject of more than a
// few hundred characters by its beginning, with the whole beside it.
//
// Chunks belong to an owner, the random name of the staging that brought them;
// becoming live writes the batch's node with that owner and moves nothing. They
// are always committed before the batch that they are of: Neo4j shows what one
// transaction wrote in no certain order, and so a reader who sees a batch sees
// all of it, on a replica, too. What belongs to an owner in _Staging is not seen
// by any reader, and is swept when its lease has expired.
//
// Commits take turns by a lock on the log's node. Every transaction that writes
// can be repeated without harm, so that one whose outcome is unknown, because the
// connection broke while it was committed, is resolved by running it again: it
// finds what it did.
//
// # The projection
//
// A [Projection] is the graph of a View in labels and relationships; see there.
package neo4j

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/notifications"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
)

// Format is the version of the log's nodes that this package writes. Newer ones
// are refused.
const Format = 1

// Oldest is the oldest server that is accepted: what this program is tested on.
const Oldest = "5.26"

const saltSize = 32

// Options are the parameters of [Open]. URI is required.
type Options struct {
	// URI is the server's address: bolt:// for one server, neo4j:// for a
	// cluster or one server; with +s encrypted, with +ssc encrypted without
	// knowing who answers.
	URI      string
	User     string
	Password string
	Database string // "neo4j"
	// TLS says how to encrypt, for +s and +ssc; nil trusts the system's
	// authorities.
	TLS *tls.Config

	// Log names one of several logs in a database; "main".
	Log string
	// ReadOnly opens an existing log without ever writing to it.
	ReadOnly bool
	// MustExist makes Open fail with CodeNotFound instead of creating a log.
	MustExist bool
	// Salt is what a log that is created gets as its [graph.Store] Salt: a copy
	// gets that of the original. Nil means a random one.
	Salt []byte
	// Backup writes a copy of a log to a file; see [Store.Backup]. Without it,
	// Backup fails with CodeInvalid.
	Backup func(ctx context.Context, s graph.Store, path string) (graph.Head, error)

	// Patience is how long an operation waits for a server that does not
	// answer, or for others' transactions, before it fails with
	// CodeUnavailable; 30 s. The server ends our transactions after it, too.
	Patience time.Duration
	// Connections bounds those to one server; 16.
	Connections int

	Now  func() time.Time // the clock of leases and of recording; time.Now
	Rand io.Reader        // where IDs and the salt come from; crypto/rand.Reader
}

func (o *Options) setDefaults() {
	if o.Database == "" {
		o.Database = "neo4j"
	}
	if o.Log == "" {
		o.Log = "main"
	}
	if o.Patience <= 0 {
		o.Patience = 30 * time.Second
	}
	if o.Connections <= 0 {
		o.Connections = 16
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
}

// schema is what a database that holds logs is given once.
var schema = []string{
	"CREATE CONSTRAINT _log IF NOT EXISTS FOR (n:_Log) REQUIRE n.name IS UNIQUE",
	"CREATE CONSTRAINT _batch_revision IF NOT EXISTS FOR (n:_Batch) REQUIRE (n.log, n.revision) IS UNIQUE",
	"CREATE CONSTRAINT _batch_standing IF NOT EXISTS FOR (n:_Batch) REQUIRE (n.log, n.standing) IS UNIQUE",
	"CREATE CONSTRAINT _batch_owner IF NOT EXISTS FOR (n:_Batch) REQUIRE n.owner IS UNIQUE",
	"CREATE INDEX _batch_revokes IF NOT EXISTS FOR (n:_Batch) ON (n.log, n.revokes)",
	"CREATE CONSTRAINT _staging IF NOT EXISTS FOR (n:_Staging) REQUIRE n.id IS UNIQUE",
	"CREATE INDEX _staging_expires IF NOT EXISTS FOR (n:_Staging) ON (n.log, n.expires)",
	"CREATE CONSTRAINT _chunk_owner IF NOT EXISTS FOR (n:_Chunk) REQUIRE (n.owner, n.seq) IS UNIQUE",
	"CREATE INDEX _chunk_run IF NOT EXISTS FOR (n:_Chunk) ON (n.owner, n.run, n.last, n.first, n.seq)",
	"CREATE CONSTRAINT _redaction IF NOT EXISTS FOR (n:_Redaction) REQUIRE (n.log, n.id) IS UNIQUE",
	"CREATE CONSTRAINT _attachment IF NOT EXISTS FOR (n:_Attachment) REQUIRE (n.log, n.hash) IS UNIQUE",
	"CREATE CONSTRAINT _piece IF NOT EXISTS FOR (n:_Piece) REQUIRE (n.owner, n.seq) IS UNIQUE",
}

// Store is a [graph.Store] on a server.
type Store struct {
	*client
	id   string
	salt []byte
}

var _ graph.Store = (*Store)(nil)

// Open opens a log on a server, and creates it if there is none. It does not wait
// for a server that cannot be reached.
func Open(ctx context.Context, opts Options) (*Store, error) {
	const op = "neo4j.Open"
	opts.setDefaults()
	c, err := connect(ctx, op, opts)
	if err != nil {
		return nil, err
	}
	s := &Store{client: c}
	if err := s.prepare(ctx, op); err != nil {
		_ = c.Close() // nothing was written
		return nil, err
	}
	return s, nil
}

// ErrNoLog is the cause of an error of [Open] that says that the database is there,
// and holds no such log.
var ErrNoLog = errors.New("there is no such log")

// prepare reads what never changes of the log, after creating it if need be.
func (s *Store) prepare(ctx context.Context, op string) error {
	there, err := s.identify(ctx, op)
	if err != nil || there {
		return err
	}
	if s.opts.ReadOnly || s.opts.MustExist {
		return caused(graph.Privatef(graph.CodeNotFound, op, "还没有日志 %q（数据库 %q，%s）",
			"there is no log %q in the database %q of %s yet", s.opts.Log, s.opts.Database, s.opts.URI), ErrNoLog)
	}
	if err := s.create(ctx, op); err != nil {
		return err
	}
	if there, err = s.identify(ctx, op); err == nil && !there {
		err = graph.Errorf(graph.CodeInternal, op, "the log %q was created and is not there", s.opts.Log)
	}
	return err
}

func (s *Store) identify(ctx context.Context, op string) (bool, error) {
	rows, err := s.read(ctx, op, "MATCH (l:_Log {name: $log}) RETURN l.format, l.id, l.salt", args{"log": s.opts.Log})
	if err != nil || len(rows) == 0 {
		return false, err
	}
	if format := rows[0].int(0); format > Format {
		return false, graph.Sayf(graph.CodeInvalid, op, "日志的格式是 %d，本程序只认到 %d：请换新版程序", "the log has format %d; this program knows up to %d: use a newer one", format, Format)
	}
	s.id, s.salt = rows[0].text(1), rows[0].bytes(2)
	if s.id == "" || len(s.salt) == 0 {
		return false, graph.Sayf(graph.CodeDamaged, op, "日志没有写明自己的标识", "the log does not say which it is")
	}
	return true, nil
}

func (s *Store) create(ctx context.Context, op string) error {
	random := make([]byte, 16+saltSize)
	if _, err := io.ReadFull(s.opts.Rand, random); err != nil {
		return s.fail(ctx, op, fmt.Errorf("no randomness: %w", err))
	}
	salt := s.opts.Salt
	if salt == nil {
		salt = random[16:]
	}
	if len(salt) < 16 {
		return graph.Sayf(graph.CodeInvalid, op, "%d 字节的盐太短；至少 16 字节", "a salt of %d bytes is too short; 16 is the least", len(salt))
	}
	if err := s.declare(ctx, op, schema); err != nil {
		return err
	}
	// Of two processes that create it at the same time, one does.
	return s.write(ctx, op, func(tx *tx) error {
		_, err := tx.run(`MERGE (l:_Log {name: $log}) ON CREATE SET l.format = $format, l.id = $id, l.salt = $salt,
			l.created = $now, l.redactions = 0`,
			args{"log": s.opts.Log, "format": Format, "id": encode(random[:16]), "salt": salt, "now": s.opts.Now().UnixMicro()})
		return err
	})
}

func encode(b []byte) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
}

// ID implements [graph.Store].
func (s *Store) ID() string { return s.id }

// Salt implements [graph.Store].
func (s *Store) Salt() []byte { return append([]byte(nil), s.salt...) }

// keyOf is what a standing batch's key is found by: keys may be longer than what
// an index holds.
func keyOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// client is a connection to a server. Both the log and the projection run on it.
type client struct {
	opts   Options
	driver driver.DriverWithContext
	seen   driver.BookmarkManager // in a cluster: what we read next is no older than what we saw

	perWrite int // chunks that one transaction writes, or drops

	using  sync.RWMutex // read by who uses the driver
	closed bool

	trace func(point string) // called at each point where a fault is interesting; may be nil
}

// connectTimeout bounds how long [Open] waits for an answer.
const connectTimeout = 30 * time.Second

func connect(ctx context.Context, op string, opts Options) (*client, error) {
	c := &client{opts: opts, perWrite: chunk.ChunksPerSave, seen: driver.NewBookmarkManager(driver.BookmarkManagerConfig{})}
	auth := driver.BasicAuth(opts.User, opts.Password, "")
	if opts.User == "" {
		auth = driver.NoAuth()
	}
	d, err := driver.NewDriverWithContext(opts.URI, auth, func(conf *config.Config) {
		conf.TlsConfig = opts.TLS
		conf.MaxConnectionPoolSize = opts.Connections
		conf.ConnectionAcquisitionTimeout = opts.Patience
		conf.ConnectionLivenessCheckTimeout = time.Minute
		conf.SocketConnectTimeout = min(5*time.Second, opts.Patience)
		conf.ReadBufferSize = 64 << 10
		conf.UserAgent = "chainatlas"
		conf.TelemetryDisabled = true
		conf.NotificationsMinSeverity = notifications.DisabledLevel
	})
	if err != nil {
		return nil, caused(graph.Privatef(graph.CodeInvalid, op, "%s 不是 Neo4j 服务器的地址：请写 bolt://主机:7687 或 neo4j://主机:7687：%v",
			"%s is no address of a Neo4j server: use bolt://host:7687 or neo4j://host:7687: %v", opts.URI, err), err)
	}
	c.driver = d
	if err := c.greet(ctx, op); err != nil {
		_ = d.Close(context.WithoutCancel(ctx))
		return nil, err
	}
	return c, nil
}

// greet checks that a server answers that is new enough.
func (c *client) greet(ctx context.Context, op string) error {
	waiting, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return c.fail(ctx, op, err)
	}
	var found []row
	err := c.once(waiting, "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0]", nil, nil, &found)
	if err != nil {
		return c.fail(ctx, op, err)
	}
	version := ""
	if len(found) > 0 {
		version = found[0].text(0)
	}
	if older(version, Oldest) {
		return graph.Privatef(graph.CodeInvalid, op, "%s 上的 Neo4j 是 %s，太旧：请用 %s 或更新的版本", "%s runs Neo4j %s, which is too old: use %s or a newer one", c.opts.URI, version, Oldest)
	}
	return nil
}

// older reports whether a version comes before another. Versions are numbers
// with points between them; what follows them does not count.
func older(version, than string) bool {
	v, t := strings.Split(version, "."), strings.Split(than, ".")
	for i := range t {
		a := 0 // what is no number is taken for the oldest
		if i < len(v) {
			digits := strings.IndexFunc(v[i]+".", func(r rune) bool { return r < '0' || r > '9' })
			a, _ = strconv.Atoi(v[i][:digits])
		}
		b, _ := strconv.Atoi(t[i])
		if a != b {
			return a < b
		}
	}
	return false
}

// Close waits for what is under way and lets the connections go. Later calls of
// other methods fail with CodeUnavailable.
func (c *client) Close() error {
	c.using.Lock()
	defer c.using.Unlock()
	if c.closed {
		return nil
	}
	c.closed = true
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	if err := c.driver.Close(ctx); err != nil {
		return graph.Errorf(graph.CodeInternal, "neo4j.Close", "%w", err)
	}
	return nil
}

// at marks a point where a fault is interesting.
func (c *client) at(point string) {
	if c.trace != nil {
		c.trace(point)
	}
}
