package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/neo4j"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

// signIn says how to sign in to a Neo4j server: what the flags of one prefix say.
type signIn struct {
	user, passwordFile, database string
}

// isServer reports whether a store's path is the address of a Neo4j server.
func isServer(path string) bool {
	scheme, _, ok := strings.Cut(path, "://")
	switch scheme {
	case "bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc":
		return ok
	}
	return false
}

// serverFlags adds the flags by which a command signs in to a server.
func (a *app) serverFlags(cmd *cobra.Command, prefix string, s *signIn, persistent bool) {
	flags := cmd.Flags()
	if persistent {
		flags = cmd.PersistentFlags()
	}
	flags.StringVar(&s.user, prefix+"-user", "", a.say(neo4jText.FlagUser))
	flags.StringVar(&s.passwordFile, prefix+"-password-file", "", a.say(neo4jText.FlagPassword))
	flags.StringVar(&s.database, prefix+"-database", "", a.say(neo4jText.FlagDatabase))
	_ = cmd.RegisterFlagCompletionFunc(prefix+"-user", cobra.NoFileCompletions)
	_ = cmd.RegisterFlagCompletionFunc(prefix+"-database", cobra.NoFileCompletions)
}

// or returns s, or what it leaves open from another.
func (s signIn) or(other signIn) signIn {
	if s.user == "" {
		s.user = other.user
	}
	if s.passwordFile == "" {
		s.passwordFile = other.passwordFile
	}
	if s.database == "" {
		s.database = other.database
	}
	return s
}

// options returns how to open a server. The password is the first line of a file,
// else $CHAINATLAS_STORE_PASSWORD, and never an argument, which others can see.
func (a *app) options(uri string, s signIn, mode openMode) (neo4j.Options, error) {
	opts := neo4j.Options{
		URI: uri, User: s.user, Database: s.database, ReadOnly: mode == read,
		Patience: a.Patience, Now: a.Now, Rand: a.Rand, Backup: a.backupTo,
	}
	if opts.User == "" {
		opts.User = "neo4j"
	}
	if s.passwordFile == "" {
		opts.Password = a.Getenv("CHAINATLAS_STORE_PASSWORD")
		return opts, nil
	}
	b, err := os.ReadFile(s.passwordFile)
	if errors.Is(err, fs.ErrNotExist) {
		return opts, a.errorf(graph.CodeNotFound, text.NoFile, s.passwordFile)
	}
	if err != nil {
		return opts, err
	}
	line, _, _ := strings.Cut(string(b), "\n")
	opts.Password = strings.TrimSuffix(line, "\r")
	return opts, nil
}

// openServer opens the log that is on a server.
func (a *app) openServer(ctx context.Context, uri string, s signIn, mode openMode) (graph.Store, error) {
	opts, err := a.options(uri, s, mode)
	if err != nil {
		return nil, err
	}
	opts.MustExist = true
	store, err := neo4j.Open(ctx, opts)
	if errors.Is(err, neo4j.ErrNoLog) {
		return nil, &graph.Error{Code: graph.CodeNotFound, Message: a.say(neo4jText.NoLog, uri), Err: err}
	}
	if err != nil {
		return nil, err
	}
	return store, nil
}

// openAny opens a log that is there, in a file or on a server.
func (a *app) openAny(ctx context.Context, path string, s signIn, mode openMode) (graph.Store, error) {
	if isServer(path) {
		return a.openServer(ctx, path, s, mode)
	}
	store, err := a.open(ctx, path, mode)
	if err != nil {
		return nil, err
	}
	return store, nil
}

// create opens a log, which it creates with a salt if there is none.
func (a *app) create(ctx context.Context, path string, s signIn, salt []byte) (graph.Store, error) {
	if !isServer(path) {
		store, err := sqlite.Open(ctx, path, sqlite.Options{Now: a.Now, Rand: a.Rand, Salt: salt})
		if err != nil {
			return nil, err
		}
		return store, nil
	}
	opts, err := a.options(path, s, write)
	if err != nil {
		return nil, err
	}
	opts.Salt = salt
	store, err := neo4j.Open(ctx, opts)
	if err != nil {
		return nil, err
	}
	return store, nil
}

// initServer creates an empty log on a server.
func (a *app) initServer(ctx context.Context, uri string) error {
	s, err := a.openServer(ctx, uri, a.signIn, read)
	if err == nil {
		return errors.Join(a.errorf(graph.CodeExists, text.StoreExists, uri), s.Close())
	}
	if graph.CodeOf(err) != graph.CodeNotFound {
		return err
	}
	created, err := a.create(ctx, uri, a.signIn, nil)
	if err != nil {
		return err
	}
	if err := created.Close(); err != nil {
		return err
	}
	return a.printf(text.StoreCreated, uri)
}
