// Command chainatlas keeps a ChainAtlas store: it imports spreadsheets and tells
// what became of every row, exports what stands, takes batches back, shows who
// said what, checks that nothing was damaged, and makes and restores backups.
// Run it with --help for its commands, and see docs/operating.md for where files
// are and what the exit codes mean.
package main

import (
	"context"
	"crypto/rand"
	"io"
	"os"
	"os/signal"
	"os/user"
	"syscall"
	"time"
)

func main() { os.Exit(run(time.Now)) }

// run runs the program in its process, by a clock, and returns the exit code.
func run(now func() time.Time) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// Who interrupts a second time does not wait for the end any more.
	context.AfterFunc(ctx, stop)
	m := Main{
		Args:   os.Args[1:],
		Stdin:  os.Stdin,
		Stdout: os.Stdout,
		Stderr: os.Stderr,
		Getenv: os.Getenv,
		Now:    now,
		Rand:   rand.Reader,
		Login: func() (string, error) {
			u, err := user.Current()
			if err != nil {
				return "", err
			}
			return u.Username, nil
		},
	}
	defer stop()
	return m.Run(ctx)
}

// Main is the program with everything that it takes from its surroundings, so
// that a test runs the real one. The zero value of no field but Login and Patience
// is useful.
type Main struct {
	Args   []string // without the program's name
	Stdin  io.Reader
	Stdout io.Writer // what was asked for
	Stderr io.Writer // errors, notices and progress
	Getenv func(string) string
	Now    func() time.Time // its location is the user's time zone
	Rand   io.Reader        // where the identity of a new store comes from

	// Login tells under what name the system knows who runs the program, for
	// where the environment does not. Nil is nobody.
	Login func() (string, error)

	// Patience is how long a server is waited for that is away; 0 is what package
	// neo4j says.
	Patience time.Duration
}

// Run runs the command that the arguments name and returns the exit code.
func (m *Main) Run(ctx context.Context) int {
	a := &app{Main: m, lang: language(m.Args, m.Getenv)}
	root := a.root()
	root.SetArgs(append([]string{}, m.Args...)) // not nil, for which cobra takes os.Args
	return a.report(root.ExecuteContext(ctx))
}
