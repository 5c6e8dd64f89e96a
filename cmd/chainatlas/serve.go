package main

import (
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// serveFlags are the settings of the serve command. Each is a flag, a variable
// of the environment and a key of the configuration file; see
// [app.settings].
type serveFlags struct {
	listen, config    string
	imports, hosts    []string
	behind            []string // addresses of proxies
	proxies           proxies
	tokens, snapshot  string
	uploads, logLevel string
	search            string
	actor             string // of the imports
	grace             time.Duration
	connections       int
	rate              int // requests a second; 0 without a bound
	introspection     bool
}

// tokensSuffix and uploadsSuffix follow the store's path in the names of its
// tokens and of the folder for files that are not applied yet.
const (
	tokensSuffix  = ".tokens"
	uploadsSuffix = ".uploads"
	searchSuffix  = ".search"
)

func (a *app) serveCommand() *cobra.Command {
	var f serveFlags
	cmd := a.command("serve [FLAGS]", serveHelp, 0, 0, func(cmd *cobra.Command, _ []string) error {
		if err := a.settings(cmd, f.config); err != nil {
			return err
		}
		level, err := f.check(a, cmd)
		if err != nil {
			return err
		}
		logger := slog.New(slog.NewJSONHandler(a.Stderr, &slog.HandlerOptions{Level: level}))
		return a.withStore(cmd.Context(), write, func(path string, store graph.Store) error {
			if err := f.beside(a, path); err != nil {
				return err
			}
			return a.serve(cmd.Context(), store, &f, logger)
		})
	})
	flags := cmd.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:8080", a.say(answering.FlagListen))
	flags.StringArrayVar(&f.hosts, "host", nil, a.say(answering.FlagHost))
	flags.StringArrayVar(&f.behind, "proxy", nil, a.say(answering.FlagProxy))
	flags.StringArrayVar(&f.imports, "import", nil, a.say(answering.FlagImport))
	flags.StringVar(&f.actor, "actor", "", a.say(answering.FlagActor))
	flags.StringVar(&f.tokens, "tokens", "", a.say(answering.FlagTokens))
	flags.StringVar(&f.snapshot, "snapshot", "", a.say(answering.FlagSnapshot))
	flags.StringVar(&f.uploads, "uploads", "", a.say(answering.FlagUploads))
	flags.StringVar(&f.search, "search", "", a.say(answering.FlagSearch))
	flags.BoolVar(&f.introspection, "introspection", true, a.say(answering.FlagIntrospection))
	flags.IntVar(&f.connections, "connections", 1000, a.say(answering.FlagConnections))
	flags.IntVar(&f.rate, "rate", 50, a.say(answering.FlagRate))
	flags.DurationVar(&f.grace, "grace", 20*time.Second, a.say(answering.FlagGrace))
	flags.StringVar(&f.logLevel, "log-level", "info", a.say(answering.FlagLogLevel))
	flags.StringVar(&f.config, "config", "", a.say(answering.FlagConfig))
	for _, name := range []string{"listen", "host", "proxy", "actor", "connections", "rate", "grace", "introspection"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
	_ = cmd.RegisterFlagCompletionFunc("log-level", cobra.FixedCompletions([]string{"debug", "info", "warn", "error"}, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveKeepOrder))
	return cmd
}

// check checks what needs neither store nor network.
func (f *serveFlags) check(a *app, cmd *cobra.Command) (slog.Level, error) {
	var level slog.Level
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, f.logLevel) || level.UnmarshalText([]byte(f.logLevel)) != nil {
		return level, a.usage(cmd, answering.BadLogLevel, f.logLevel)
	}
	if _, _, err := net.SplitHostPort(f.listen); err != nil {
		return level, a.usage(cmd, answering.BadListen, f.listen)
	}
	for i, h := range f.hosts {
		name, ok := hostName(h)
		if !ok {
			return level, a.usage(cmd, answering.BadHost, h)
		}
		f.hosts[i] = name
	}
	for _, p := range f.behind {
		known, ok := parseProxy(p)
		if !ok {
			return level, a.usage(cmd, answering.BadProxy, p)
		}
		f.proxies = append(f.proxies, known)
	}
	switch {
	case f.connections < 16:
		return level, a.usage(cmd, answering.BadConnections, f.connections)
	case f.rate < 0:
		return level, a.usage(cmd, answering.BadRate, f.rate)
	case f.grace < 0:
		return level, a.usage(cmd, answering.BadGrace, f.grace)
	}
	if len(f.imports) > 0 {
		var err error
		if f.actor, err = a.actor(f.actor); err != nil {
			return level, err
		}
	}
	for _, file := range f.imports {
		there, err := exists(file)
		if err == nil && !there {
			err = a.errorf(graph.CodeNotFound, text.NoFile, file)
		}
		if err != nil {
			return level, err
		}
	}
	return level, nil
}

// limits are those of GraphQL that are settings.
func (f *serveFlags) limits() schema.Limits {
	l := schema.Limits{Rate: float64(f.rate), Burst: 4 * f.rate, Streams: f.connections / 2} // others need the rest
	if f.rate == 0 {
		l.Rate = -1
	}
	return l
}

// beside names the files that are not named: beside the store, or, if that is
// on a server, beside where a store of this machine would be.
func (f *serveFlags) beside(a *app, store string) error {
	type besides struct {
		path   *string
		suffix string
	}
	unnamed := slices.DeleteFunc([]besides{{&f.tokens, tokensSuffix}, {&f.snapshot, snapshotSuffix}, {&f.uploads, uploadsSuffix}, {&f.search, searchSuffix}},
		func(b besides) bool { return *b.path != "" })
	if len(unnamed) == 0 {
		return nil
	}
	if _, address, remote := strings.Cut(store, "://"); remote {
		local, err := (&app{Main: a.without("CHAINATLAS_STORE"), lang: a.lang}).storePath()
		if err != nil {
			return err
		}
		name := strings.Map(func(r rune) rune {
			if strings.ContainsRune("/\\:@?*|<>\"", r) {
				return '-'
			}
			return r
		}, address)
		store = filepath.Join(filepath.Dir(local), name)
		if err := os.MkdirAll(filepath.Dir(local), 0o700); err != nil {
			return err
		}
	}
	for _, file := range unnamed {
		*file.path = filepath.Clean(store) + file.suffix
	}
	return nil
}

// without returns the program without a variable of its environment.
func (m *Main) without(variable string) *Main {
	other := *m
	other.Getenv = func(key string) string {
		if key == variable {
			return ""
		}
		return m.Getenv(key)
	}
	return &other
}

// describeSettings lists in a command's help how each of its flags is written in
// the environment and in the configuration file, those of every command
// included: it needs to know its parent.
func (a *app) describeSettings(cmd *cobra.Command) {
	t := table{indent: "  "}
	row := func(f *pflag.Flag) {
		key := f.Name + ": …"
		switch {
		case f.Name == "config" || f.Name == "lang":
			key = ""
		case f.Value.Type() == "stringArray":
			key = f.Name + ": […]"
		}
		t.row("--"+f.Name, variable(f.Name), key)
	}
	cmd.InheritedFlags().VisitAll(row)
	t.row("", variable("store-password"), "")
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" {
			row(f)
		}
	})
	var b strings.Builder
	_ = t.writeTo(&b)
	cmd.Long += "\n\n" + a.say(answering.HelpSettings) + "\n" + strings.TrimRight(b.String(), "\n")
}
