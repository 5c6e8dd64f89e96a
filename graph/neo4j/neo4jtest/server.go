package neo4jtest

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is a running Neo4j.
type Server struct {
	URI      string // bolt://…
	User     string
	Password string
	Database string
	// CertPEM is the certificate by which the server answers on the same port to
	// who asks for TLS. It is for 127.0.0.1 and localhost. Nil if the server is
	// not our own.
	CertPEM []byte

	home string // "" if the server is not our own
	port int
	lib  string
	heap string // such as "768m"
	// collector is the JVM's option that names its garbage collector; "" is its own
	// choice.
	collector string
	// settings are the lines of neo4j.conf that are not the same for every server.
	settings string

	keeper *exec.Cmd
	pipe   io.Closer // its end is the server's
}

// startTimeout bounds how long a server takes until it answers.
const startTimeout = 3 * time.Minute

var shared struct {
	sync.Once
	server *Server
	err    error
}

// errNone says that there is no server to be had here.
var errNone = errors.New("NEO4J_URI is not set, and there is no java, mvn and sh to start one with")

// Get returns the server of this test binary, which it starts if need be.
func Get(tb testing.TB) *Server {
	tb.Helper()
	shared.Do(func() { shared.server, shared.err = get() })
	switch err := shared.err; {
	case errors.Is(err, errNone) && os.Getenv("CI") != "true":
		tb.Skipf("no Neo4j: %v", err)
	case err != nil:
		tb.Fatalf("no Neo4j: %v", err)
	}
	return shared.server
}

func get() (*Server, error) {
	if uri := os.Getenv("NEO4J_URI"); uri != "" {
		s := &Server{URI: uri, User: os.Getenv("NEO4J_USER"), Password: os.Getenv("NEO4J_PASSWORD"), Database: "neo4j"}
		if s.User == "" {
			s.User = "neo4j"
		}
		return s, nil
	}
	for _, name := range []string{"java", "mvn", "sh"} {
		if _, err := exec.LookPath(name); err != nil {
			return nil, errNone
		}
	}
	lib, err := fetch()
	if err != nil {
		return nil, err
	}
	s := newServer(lib)
	s.collector = "-XX:+UseSerialGC"
	s.heap, s.settings = "768m", "server.memory.pagecache.size=128m\ndbms.memory.transaction.total.max=160m\n" // which tests exhaust
	if measured() {
		s.collector, s.heap, s.settings = "", "2g", "server.memory.pagecache.size=1g\n"
	}
	return s, s.launch()
}

func newServer(lib string) *Server {
	return &Server{User: "neo4j", Password: "a password of tests", Database: "neo4j", lib: lib}
}

// launch makes the server's home and starts it.
func (s *Server) launch() error {
	if err := s.prepare(); err != nil {
		return errors.Join(err, os.RemoveAll(s.home))
	}
	return s.start()
}

// Another starts a server of the test's own, for one that harms it and would not have
// others wait. It ends with the test. Where [Get] skips or fails, so does Another; and
// it skips if NEO4J_URI is set.
func Another(tb testing.TB) *Server {
	tb.Helper()
	return another(tb, "256m", "-XX:+UseSerialGC", "server.memory.pagecache.size=16m\n")
}

// Small is like [Another], with a heap that a query can exhaust: no bound keeps
// queries from taking all of it.
func Small(tb testing.TB) *Server {
	tb.Helper()
	// The collector is the one that Neo4j comes with.
	return another(tb, "256m", "-XX:+UseG1GC", "server.memory.pagecache.size=16m\n"+
		"dbms.memory.transaction.total.max=0\ndb.memory.transaction.max=0\ndb.memory.transaction.total.max=0\n")
}

func another(tb testing.TB, heap, collector, settings string) *Server {
	tb.Helper()
	Get(tb).NeedOwn(tb)
	s := newServer(shared.server.lib)
	s.heap, s.collector, s.settings = heap, collector, settings
	if err := s.launch(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := errors.Join(s.pipe.Close(), s.keeper.Wait()); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// prepare makes the server's home: its settings, its certificate and its
// password.
func (s *Server) prepare() (err error) {
	if s.home, err = os.MkdirTemp("", "neo4jtest-"); err != nil {
		return err
	}
	if s.port, err = freePort(); err != nil {
		return err
	}
	s.URI = "bolt://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port))
	conf, certificates := filepath.Join(s.home, "conf"), filepath.Join(s.home, "certificates", "bolt")
	for _, dir := range []string{conf, certificates} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	key, cert, err := certificate()
	if err != nil {
		return err
	}
	s.CertPEM = cert
	settings := fmt.Sprintf(`server.bolt.listen_address=127.0.0.1:%[1]d
server.bolt.advertised_address=127.0.0.1:%[1]d
server.bolt.tls_level=OPTIONAL
dbms.ssl.policy.bolt.enabled=true
dbms.ssl.policy.bolt.base_directory=certificates/bolt
dbms.ssl.policy.bolt.private_key=private.key
dbms.ssl.policy.bolt.public_certificate=public.crt
dbms.ssl.policy.bolt.client_auth=NONE
server.http.enabled=false
db.tx_log.preallocate=false
db.tx_log.rotation.retention_policy=1 files
dbms.usage_report.enabled=false
dbms.security.auth_max_failed_attempts=0
%[2]s`, s.port, s.settings)
	for path, content := range map[string][]byte{
		filepath.Join(conf, "neo4j.conf"):          []byte(settings),
		filepath.Join(certificates, "private.key"): key,
		filepath.Join(certificates, "public.crt"):  cert,
	} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
	}
	cmd := exec.Command("java", append(s.java("128m"), "org.neo4j.server.startup.Neo4jAdminCommand", "dbms", "set-initial-password", s.Password)...)
	cmd.Env = s.env()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("setting the password: %w\n%s", err, out)
	}
	return nil
}

func (s *Server) env() []string {
	return append(os.Environ(), "NEO4J_HOME="+s.home, "NEO4J_CONF="+filepath.Join(s.home, "conf"))
}

// measured reports whether benchmarks run, whose server must be as fast as one that
// stays. One that is killed again and again had better start fast.
func measured() bool {
	f := flag.Lookup("test.bench")
	return f != nil && f.Value.String() != ""
}

// java returns the arguments before the main class.
func (s *Server) java(heap string) []string {
	list := []string{
		"-cp", filepath.Join(s.lib, "*"), "-Xms" + heap, "-Xmx" + heap,
		"--add-opens=java.base/java.nio=ALL-UNNAMED",
		"--add-opens=java.base/java.io=ALL-UNNAMED",
		"--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
	}
	if !measured() {
		// Half the time of the processor until it answers.
		list = append(list, "-XX:TieredStopAtLevel=1")
	}
	if s.collector != "" {
		list = append(list, s.collector)
	}
	return list
}

// keep starts what its arguments say and waits for the end of its input. It
// ignores the signals that a terminal sends to all at once, and so does what it
// starts: the server ends when the input does. If a file says that the server
// will be started again, its home stays.
const keep = `trap '' INT TERM HUP
"$@" >>"$NEO4J_HOME/out.log" 2>&1 </dev/null &
pid=$!
echo $pid >"$NEO4J_HOME/pid.new" && mv "$NEO4J_HOME/pid.new" "$NEO4J_HOME/pid"
cat >/dev/null
kill -CONT $pid; kill -KILL $pid; wait $pid
if [ -e "$NEO4J_HOME/again" ]; then rm "$NEO4J_HOME/again"; else rm -rf "$NEO4J_HOME"; fi`

func (s *Server) start() error {
	args := append([]string{"-c", keep, "keep", "java"}, s.java(s.heap)...)
	args = append(args, "org.neo4j.server.CommunityEntryPoint", "--home-dir="+s.home, "--config-dir="+filepath.Join(s.home, "conf"))
	cmd := exec.Command("sh", args...)
	cmd.Env = s.env()
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.keeper, s.pipe = cmd, pipe
	deadline := time.Now().Add(startTimeout)
	for {
		err := s.answers()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			out, _ := os.ReadFile(filepath.Join(s.home, "out.log"))
			return errors.Join(fmt.Errorf("the server does not answer: %w\n%s", err, last(out, 4000)), pipe.Close(), cmd.Wait())
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func last(b []byte, n int) []byte { return b[max(0, len(b)-n):] }

// answers shakes hands in Bolt's way.
func (s *Server) answers() error {
	u, err := url.Parse(s.URI)
	if err != nil {
		return err
	}
	conn, err := net.DialTimeout("tcp", u.Host, time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(2 * time.Second)); err != nil {
		return err
	}
	// The mark, and the versions that we speak: 5.4 and older, 4.4, none, none.
	if _, err := conn.Write([]byte{0x60, 0x60, 0xb0, 0x17, 0, 4, 4, 5, 0, 0, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0}); err != nil {
		return err
	}
	var version [4]byte
	if _, err := io.ReadFull(conn, version[:]); err != nil {
		return err
	}
	if version == [4]byte{} {
		return errors.New("it speaks none of our versions of Bolt")
	}
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// NeedOwn skips the test if the server is not our own, so that it cannot be
// killed.
func (s *Server) NeedOwn(tb testing.TB) {
	tb.Helper()
	if s.home == "" {
		tb.Skip("NEO4J_URI names a server that is not this test's to kill")
	}
}

// Kill ends the server at once, as a loss of power would.
func (s *Server) Kill(tb testing.TB) {
	tb.Helper()
	s.NeedOwn(tb)
	if err := os.WriteFile(filepath.Join(s.home, "again"), nil, 0o600); err != nil {
		tb.Fatal(err)
	}
	if err := s.pipe.Close(); err != nil {
		tb.Fatal(err)
	}
	if err := s.keeper.Wait(); err != nil {
		tb.Fatalf("the server did not end: %v", err)
	}
}

// Start starts the server again after [Server.Kill], with what it has on disk,
// and returns when it answers.
func (s *Server) Start(tb testing.TB) {
	tb.Helper()
	if err := s.start(); err != nil {
		tb.Fatal(err)
	}
}

// Suspend stops the server from running until [Server.Resume]; its connections
// stay.
func (s *Server) Suspend(tb testing.TB) { s.signal(tb, "STOP") }

// Resume lets the server run on.
func (s *Server) Resume(tb testing.TB) { s.signal(tb, "CONT") }

func (s *Server) signal(tb testing.TB, name string) {
	tb.Helper()
	s.NeedOwn(tb)
	pid, err := os.ReadFile(filepath.Join(s.home, "pid"))
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "kill", "-"+name, strings.TrimSpace(string(pid))).CombinedOutput(); err != nil {
		tb.Fatalf("kill -%s: %v\n%s", name, err, bytes.TrimSpace(out))
	}
}
