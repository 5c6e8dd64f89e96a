package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/chainatlas/chainatlas/frontend"
	"github.com/chainatlas/chainatlas/frontend/graphiql"
	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/schema"
)

// webServer is one run of the serve command. It listens before it is ready, so
// that who watches it learns that it is alive, and why it does not answer yet.
type webServer struct {
	app    *app
	flags  *serveFlags
	logger *slog.Logger
	store  graph.Store
	tokens *tokenFile
	pages  *frontend.Site

	started  time.Time
	metrics  *metrics
	idle     *connections
	streams  context.Context // ends when the server begins to stop
	stopping atomic.Bool
	running  sync.WaitGroup // requests

	// service is nil until it can answer.
	service atomic.Pointer[service]

	graphiql http.Handler // the page to try queries on

	prefix   string // of request IDs
	requests atomic.Uint64
}

// service is what answers, once a View stands.
type service struct {
	log       *live.Log
	graphql   http.Handler
	downloads *downloads
	searcher  *searcher
}

// serve serves a store until the context ends, and then for as long as its
// requests need, within the grace.
func (a *app) serve(ctx context.Context, store graph.Store, f *serveFlags, logger *slog.Logger) error {
	id := make([]byte, 6)
	if _, err := io.ReadFull(a.Rand, id); err != nil {
		return err
	}
	pages, err := frontend.Embedded()
	if err != nil {
		return err
	}
	s := &webServer{
		app: a, pages: pages, flags: f, logger: logger, store: store, started: a.Now(), metrics: newMetrics(), idle: newConnections(f.connections),
		tokens: &tokenFile{path: f.tokens, now: a.Now}, prefix: fmt.Sprintf("%x", id),
	}
	if s.graphiql, err = graphiql.New(graphiql.Options{
		Base: graphiqlPath, Endpoint: "/graphql", Introspection: f.introspection,
		Language: func(r *http.Request) string { return string(languageOfRequest(r, a.lang)) },
	}); err != nil {
		return err
	}
	return s.run(ctx)
}

// graphiqlPath is where the page to try queries on is.
const graphiqlPath = "/graphiql/"

// run listens, prepares, and waits for the end.
func (s *webServer) run(ctx context.Context) error {
	if err := s.tokens.check(); err != nil {
		return s.app.tokenError(err, s.flags.tokens)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.flags.listen)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return s.app.errorf(graph.CodeUnavailable, answering.InUse, s.flags.listen)
	case err != nil:
		return s.app.errorf(graph.CodeUnavailable, answering.CannotListen, s.flags.listen, err)
	}
	// Requests outlive the signal that ends the run.
	base, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	var endStreams context.CancelFunc
	s.streams, endStreams = context.WithCancel(base)
	defer endStreams()
	web := &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: headerTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		BaseContext:       func(net.Listener) context.Context { return base },
		ConnState:         s.idle.state,
		ConnContext:       withConnection,
		ErrorLog:          slog.NewLogLogger(s.logger.Handler(), slog.LevelDebug), // broken clients, mostly
	}
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(s.idle.listener(listener)) }()
	defer web.Close()
	address := "http://" + listener.Addr().String()
	s.logger.Info("listening", "address", address, "store", s.store.ID())
	if err := s.app.printf(answering.Listening, address); err != nil {
		return err
	}

	preparing, giveUp := context.WithCancel(ctx)
	defer giveUp()
	prepared := make(chan error, 1)
	go func() { prepared <- s.prepare(preparing) }()
	pending := true
	for done := false; !done; {
		select {
		case err = <-failed:
			err, done = s.app.errorf(graph.CodeUnavailable, answering.CannotListen, s.flags.listen, err), true
		case err = <-prepared:
			pending, done = false, err != nil
			prepared = nil // which is never ready
			if ctx.Err() != nil {
				err = nil // it was told to stop
			}
		case <-ctx.Done():
			done = true
		}
	}
	s.stopping.Store(true)
	s.logger.Info("stopping", "grace", s.flags.grace.String())
	endStreams()
	s.stop(base, cut, web)
	if giveUp(); pending {
		<-prepared
	}
	if v := s.service.Load(); v != nil {
		err = errors.Join(err, v.close(base, s.logger))
	}
	s.logger.Info("stopped")
	return err
}

// stop lets requests end, and cuts off what has not when the grace is over.
func (s *webServer) stop(base context.Context, cut context.CancelFunc, web *http.Server) {
	ctx, cancel := context.WithTimeout(base, s.flags.grace)
	defer cancel()
	if err := web.Shutdown(ctx); err != nil {
		s.logger.Warn("requests cut off", "error", err)
	}
	cut()
	_ = web.Close()
	s.running.Wait() // their contexts have ended, so they do, too
}

// prepare makes the first View, imports what is to be imported, and makes the
// server ready.
func (s *webServer) prepare(ctx context.Context) error {
	began := s.app.Now()
	log, err := live.Open(ctx, s.store, live.Options{
		Vocabulary: graph.Standard(), Rules: graph.StandardRules(), SnapshotPath: s.flags.snapshot, Now: s.app.Now, Logger: s.logger,
	})
	if err != nil {
		return err
	}
	v := &service{log: log}
	for _, file := range s.flags.imports {
		if err = s.importFile(ctx, log, file); err != nil {
			break
		}
	}
	if err == nil {
		v.searcher, err = newSearcher(ctx, s.flags.search, log, s.store, s.logger, s.metrics.searched)
	}
	if err == nil {
		err = v.searcher.ready(ctx, log.View().Revision())
	}
	if err == nil {
		v.graphql, err = schema.New(schema.Config{
			Log: log, Store: s.store, Now: s.app.Now, Logger: s.logger, Authorise: s.authorise, Observe: s.metrics.observe, Client: s.flags.proxies.client,
			Limits: s.flags.limits(), Introspection: s.flags.introspection, Dir: s.flags.uploads, Tiles: tilesURL, MaxTiles: maxTiles, Search: v.searcher,
		})
	}
	if err != nil {
		if v.searcher != nil {
			err = errors.Join(err, v.searcher.close())
		}
		return errors.Join(err, log.Close())
	}
	v.downloads = newDownloads(s, log, v.graphql)
	s.service.Store(v)
	s.logger.Info("ready", "revision", log.View().Revision(), "took", s.app.Now().Sub(began).String())
	return nil
}

// importFile imports a file, unless a batch that stands says the same already.
func (s *webServer) importFile(ctx context.Context, log *live.Log, file string) error {
	report, err := importer.Run(ctx, []string{file}, importer.Options{Store: s.store, View: log.View(), Actor: s.flags.actor})
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	c := report.Counts
	s.logger.Info("imported", "file", filepath.Base(file), "source", report.Source, "revision", report.Revision, "before", report.Before,
		"read", c.Read, "rejected", c.Rejected, "queued", c.Queued, "created", c.Created, "updated", c.Updated, "unchanged", c.Unchanged,
		"badCells", c.BadCells)
	if report.Revision == 0 {
		return nil
	}
	log.Notify()
	_, err = log.Wait(ctx, report.Revision)
	return err
}

// close writes a snapshot for the next start and lets go of the log.
func (v *service) close(ctx context.Context, logger *slog.Logger) error {
	var err error
	if c, ok := v.graphql.(io.Closer); ok {
		err = c.Close()
	}
	// A start without it takes longer, and is the same.
	if failed := v.log.Snapshot(context.WithoutCancel(ctx)); failed != nil {
		logger.Warn("no snapshot was written", "error", failed)
	}
	return errors.Join(err, v.searcher.close(), v.log.Close())
}
