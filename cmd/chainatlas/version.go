package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is what the build recorded of itself.
type version struct {
	Version  string `json:"version"`            // of the module: a tag, a pseudo-version, or "(devel)"
	Commit   string `json:"commit,omitempty"`   // that it was built from
	Time     string `json:"time,omitempty"`     // of the commit, RFC 3339
	Modified bool   `json:"modified,omitempty"` // the tree held more than the commit
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// readVersion returns the version of the running program.
func readVersion() version {
	v := version{Version: "(devel)", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Commit = s.Value
		case "vcs.time":
			v.Time = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}

func (a *app) versionCommand() *cobra.Command {
	var asJSON bool
	cmd := a.command("version [--json]", help.Version, 0, 0, func(*cobra.Command, []string) error {
		v := readVersion()
		if asJSON {
			return writeJSON(a.Stdout, v)
		}
		t := table{}
		t.row("chainatlas", v.Version)
		if v.Commit != "" {
			commit := v.Commit
			if v.Modified {
				commit += "+"
			}
			t.row("commit", commit)
			t.row("time", v.Time)
		}
		t.row("go", v.Go+" "+v.Platform)
		return t.writeTo(a.Stdout)
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, a.say(text.FlagJSON))
	return cmd
}
