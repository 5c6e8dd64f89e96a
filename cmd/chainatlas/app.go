package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
	document "github.com/chainatlas/chainatlas/importer/table"
)

// app is one run of the program.
type app struct {
	*Main
	lang   lang
	path   string // --store
	signIn signIn // --store-user, --store-password-file, --store-database
}

// exits says which exit code an error's code becomes, and what it means to who
// runs the program from a script. What is not listed becomes 1.
var exits = []struct {
	exit    int
	codes   []graph.Code
	meaning graph.Label
}{
	{0, nil, graph.Label{Zh: "成功", En: "done"}},
	{1, nil, graph.Label{Zh: "失败，且不属于以下各类", En: "failed for a reason not listed here"}},
	{2, []graph.Code{graph.CodeInvalid, graph.CodeLimit}, graph.Label{Zh: "用法或输入有误，或超出上限", En: "wrong usage or input, or a bound exceeded"}},
	{3, []graph.Code{graph.CodeDamaged}, graph.Label{Zh: "数据损坏，或校验不通过", En: "stored data is damaged, or did not verify"}},
	{4, []graph.Code{graph.CodeConflict, graph.CodeExists}, graph.Label{Zh: "与已有内容冲突，或已存在", En: "in conflict with what is there, or there already"}},
	{5, []graph.Code{graph.CodeNotFound}, graph.Label{Zh: "没有所指的对象", En: "no such thing"}},
	{6, []graph.Code{graph.CodeUnavailable}, graph.Label{Zh: "暂不可用，可稍后重试", En: "out of reach or locked: try again"}},
	{130, []graph.Code{graph.CodeCancelled}, graph.Label{Zh: "被中断", En: "interrupted"}},
}

// usageError is a command line that cannot be run. It shows which help to read.
type usageError struct {
	command string
	message string
}

// Error implements error.
func (e *usageError) Error() string { return e.message }

// say returns a text in the user's language, formatted. In a text, {one|many}
// is one or many by the number that the verb before it prints.
func (a *app) say(t graph.Label, args ...any) string {
	return fmt.Sprintf(numbered(a.lang.pick(t), args), args...)
}

// verbOrNumber is a verb of package fmt, or two forms of a word.
var verbOrNumber = regexp.MustCompile(`%%|%[^%a-zA-Z]*[a-zA-Z]|\{([^{|}]*)\|([^{|}]*)\}`)

// numbered returns a format with one of the two forms of each word that has
// both. Of verbs that name their argument it knows nothing.
func numbered(format string, args []any) string {
	if !strings.Contains(format, "|") {
		return format
	}
	verbs := 0
	return verbOrNumber.ReplaceAllStringFunc(format, func(s string) string {
		switch {
		case s == "%%":
			return s
		case s[0] == '%':
			verbs++
			return s
		case verbs == 0 || verbs > len(args):
			return s
		}
		one, many, _ := strings.Cut(s[1:len(s)-1], "|")
		if fmt.Sprint(args[verbs-1]) == "1" {
			return one
		}
		return many
	})
}

// shown are the arguments of a text, shown and not obeyed by the terminal: in
// the name of a file there may be anything.
func shown(args []any) []any {
	args = slices.Clone(args)
	for i, arg := range args {
		switch arg := arg.(type) {
		case string:
			args[i] = printable(arg)
		case error:
			args[i] = printable(arg.Error())
		}
	}
	return args
}

// errorf returns an error with a code and a text in the user's language.
func (a *app) errorf(code graph.Code, t graph.Label, args ...any) error {
	return &graph.Error{Code: code, Message: a.say(t, args...)}
}

// usage returns a [usageError] of a command.
func (a *app) usage(cmd *cobra.Command, t graph.Label, args ...any) error {
	return &usageError{command: cmd.CommandPath(), message: a.say(t, args...)}
}

// printf writes a line of the answer. Names from the log that are no strings go
// through [printable] first.
func (a *app) printf(t graph.Label, args ...any) error {
	_, err := fmt.Fprintln(a.Stdout, a.say(t, shown(args)...))
	return err
}

// notice writes a line that is not part of the answer.
func (a *app) notice(t graph.Label, args ...any) {
	fmt.Fprintln(a.Stderr, a.say(t, shown(args)...))
}

// report tells an error, if any, and returns the exit code.
func (a *app) report(err error) int {
	if err == nil {
		return 0
	}
	if u, ok := errors.AsType[*usageError](err); ok {
		a.notice(text.FailedUsage, printable(u.message), u.command)
		return 2
	}
	code := graph.CodeOf(err)
	if code == graph.CodeCancelled {
		a.notice(text.Interrupted)
	} else {
		a.tell(err)
	}
	for _, e := range exits {
		if slices.Contains(e.codes, code) {
			return e.exit
		}
	}
	return 1
}

// message returns what an error says to a user: in the user's language as far
// as the error has it, and without the operation, which is for who reads the
// code.
func (a *app) message(err error) string {
	if _, ok := errors.AsType[*yamlfile.Mistakes](err); ok {
		return a.say(text.Mistakes)
	}
	if f, ok := errors.AsType[*document.Fault](err); ok {
		return a.lang.pick(f.Text())
	}
	if e, ok := errors.AsType[*graph.Error](err); ok && err.Error() == e.Error() {
		if e.Zh != "" {
			return e.In(string(a.lang))
		}
		plain := *e
		plain.Op = ""
		return plain.Error()
	}
	return err.Error()
}

// tell tells an error and, of a file that people write, all that is wrong with it,
// one mistake a line.
func (a *app) tell(err error) {
	a.notice(text.Failed, printable(a.message(err)))
	m, ok := errors.AsType[*yamlfile.Mistakes](err)
	if !ok {
		return
	}
	for line := range strings.Lines(m.In(string(a.lang))) {
		fmt.Fprintln(a.Stderr, printable(strings.TrimSuffix(line, "\n")))
	}
}

// root returns the whole tree of commands.
func (a *app) root() *cobra.Command {
	root := a.group("chainatlas", help.Root)
	root.SetIn(a.Stdin)
	root.SetOut(a.Stdout) // before the completion command, which keeps it
	root.SetErr(a.Stderr)
	root.Long += "\n\n" + a.lang.pick(text.HelpExits) + "\n" + a.exitCodes()
	root.PersistentFlags().StringVar(&a.path, "store", "", a.say(text.FlagStore))
	_ = root.RegisterFlagCompletionFunc("store", cobra.FixedCompletions([]string{"db"}, cobra.ShellCompDirectiveFilterFileExt))
	a.serverFlags(root, "store", &a.signIn, true)
	root.PersistentFlags().Var(langFlag{&a.lang}, "lang", a.say(text.FlagLang))
	_ = root.RegisterFlagCompletionFunc("lang", cobra.FixedCompletions([]string{"zh", "en"}, cobra.ShellCompDirectiveNoFileComp))

	serve := a.serveCommand()
	root.AddCommand(
		a.initCommand(),
		a.templateCommand(),
		a.importCommand(),
		a.exportCommand(),
		a.revokeCommand(),
		a.sourceCommand(),
		a.logCommand(),
		a.statsCommand(),
		a.listCommand(),
		a.verifyCommand(),
		a.backupCommand(),
		a.restoreCommand(),
		a.copyCommand(),
		a.projectCommand(),
		serve,
		a.tokenCommand(),
		a.schemeCommand(),
		a.scoreCommand(),
		a.versionCommand(),
	)
	a.describeSettings(serve)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetFlagErrorFunc(a.flagError)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { a.help(cmd.OutOrStdout(), cmd) })
	root.SetUsageFunc(func(cmd *cobra.Command) error { a.help(cmd.OutOrStdout(), cmd); return nil })
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd(a.Args...)
	a.localise(root)
	return root
}

// exitCodes lists the exit codes for the help.
func (a *app) exitCodes() string {
	var b strings.Builder
	for _, e := range exits {
		fmt.Fprintf(&b, "  %3d  %s\n", e.exit, a.lang.pick(e.meaning))
	}
	return strings.TrimRight(b.String(), "\n")
}

// localise gives what cobra adds by itself a text in the user's language.
func (a *app) localise(cmd *cobra.Command) {
	if !cmd.DisableFlagParsing {
		cmd.Flags().BoolP("help", "h", false, a.say(text.FlagHelp))
	}
	switch cmd.CommandPath() {
	case "chainatlas help":
		cmd.Short, cmd.Long = a.say(text.HelpCommand), ""
	case "chainatlas completion":
		cmd.Short, cmd.Long = a.say(text.CompletionCommand), a.say(text.CompletionLong)
	}
	for _, c := range cmd.Commands() {
		a.localise(c)
	}
}

// group returns a command that only holds others. Alone it shows its help.
func (a *app) group(use string, h helpText) *cobra.Command {
	return &cobra.Command{
		Use:     use,
		Short:   a.lang.pick(h.Short),
		Long:    a.lang.pick(h.Long),
		Example: a.lang.pick(h.Example),
		Args:    cobra.ArbitraryArgs,
		// The distance in letters within which another command may be meant.
		SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				return a.usage(cmd, text.UnknownCommandNear, args[0], strings.Join(near, ", "))
			}
			return a.usage(cmd, text.UnknownCommand, args[0])
		},
	}
}

// command returns a command that takes from least to most arguments (-1 is any
// number).
func (a *app) command(use string, h helpText, least, most int, run func(cmd *cobra.Command, args []string) error) *cobra.Command {
	return &cobra.Command{
		Use:     use,
		Short:   a.lang.pick(h.Short),
		Long:    a.lang.pick(h.Long),
		Example: a.lang.pick(h.Example),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < least || most >= 0 && len(args) > most {
				return a.usage(cmd, text.WrongArguments, cmd.UseLine())
			}
			return nil
		},
		ValidArgsFunction:     cobra.NoFileCompletions,
		DisableFlagsInUseLine: true,
		RunE:                  run,
	}
}

// flagError tells what is wrong with a flag, in the user's language.
func (a *app) flagError(cmd *cobra.Command, err error) error {
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return a.usage(cmd, text.UnknownFlag, dashed(e.GetSpecifiedName(), e.GetSpecifiedShortnames()))
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return a.usage(cmd, text.FlagNeedsValue, dashed(e.GetSpecifiedName(), e.GetSpecifiedShortnames()))
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return a.usage(cmd, text.FlagBadValue, "--"+e.GetFlag().Name, e.GetValue())
	}
	return &usageError{command: cmd.CommandPath(), message: err.Error()}
}

// dashed returns a flag as it was typed.
func dashed(name, shorthands string) string {
	if shorthands != "" {
		return "-" + name
	}
	return "--" + name
}

// help writes the help of a command.
func (a *app) help(w io.Writer, cmd *cobra.Command) {
	var b strings.Builder
	about := cmd.Long
	if about == "" {
		about = cmd.Short
	}
	fmt.Fprintf(&b, "%s\n\n%s\n", strings.TrimSpace(about), a.say(text.HelpUsage))
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "  %s COMMAND\n", cmd.CommandPath())
	} else {
		fmt.Fprintf(&b, "  %s\n", cmd.UseLine())
	}
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\n%s\n%s\n", a.say(text.HelpExamples), indent(cmd.Example))
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s\n", a.say(text.HelpCommands))
		t := table{indent: "  "}
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				t.row(c.Name(), c.Short)
			}
		}
		_ = t.writeTo(&b)
	}
	a.flags(&b, text.HelpFlags, cmd.LocalFlags())
	a.flags(&b, text.HelpGlobalFlags, cmd.InheritedFlags())
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s\n", a.say(text.HelpMore, cmd.CommandPath()))
	}
	_, _ = io.WriteString(w, b.String())
}

// flags writes the flags of a set under a heading.
func (a *app) flags(b *strings.Builder, heading graph.Label, set *pflag.FlagSet) {
	if !set.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(b, "\n%s\n", a.say(heading))
	t := table{indent: "  "}
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, about := pflag.UnquoteUsage(f)
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		if value != "" {
			name += " " + value
		}
		t.row(name, about)
	})
	_ = t.writeTo(b)
}

// indent sets every line of a text two columns to the right.
func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n  ")
}

// storePath returns where the store is: --store, $CHAINATLAS_STORE, or the
// user's data directory as the XDG base directory specification (on Windows
// %LOCALAPPDATA%) has it.
func (a *app) storePath() (string, error) {
	if a.path != "" {
		return a.path, nil
	}
	if path := a.Getenv("CHAINATLAS_STORE"); path != "" {
		return path, nil
	}
	// The specification has relative paths ignored.
	if data := a.Getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
		return filepath.Join(data, "chainatlas", "chainatlas.db"), nil
	}
	if data := a.Getenv("LOCALAPPDATA"); runtime.GOOS == "windows" && data != "" {
		return filepath.Join(data, "chainatlas", "chainatlas.db"), nil
	}
	if home := a.Getenv("HOME"); home != "" {
		return filepath.Join(home, ".local", "share", "chainatlas", "chainatlas.db"), nil
	}
	return "", a.errorf(graph.CodeInvalid, text.NoStorePath)
}

// actor returns who acts: the flag's value, $CHAINATLAS_ACTOR, or the name that
// the user is logged in with, as the environment has it or the system.
func (a *app) actor(flag string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	for _, key := range []string{"CHAINATLAS_ACTOR", "USER", "LOGNAME", "USERNAME"} {
		if name := a.Getenv(key); name != "" {
			return name, nil
		}
	}
	if a.Login != nil {
		if name, err := a.Login(); err == nil && name != "" {
			return name, nil
		}
	}
	return "", a.errorf(graph.CodeInvalid, text.NoActor)
}

// withStore opens the store that is there, runs do, and closes it.
func (a *app) withStore(ctx context.Context, mode openMode, do func(path string, s graph.Store) error) error {
	path, err := a.storePath()
	if err != nil {
		return err
	}
	s, err := a.openAny(ctx, path, a.signIn, mode)
	if err != nil {
		return err
	}
	err = do(path, s)
	if closed := s.Close(); err == nil {
		err = closed
	}
	return err
}
