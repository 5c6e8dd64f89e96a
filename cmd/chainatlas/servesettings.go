package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/chainatlas/chainatlas/graph"
)

// maxConfig bounds a configuration file, in bytes.
const maxConfig = 1 << 20

// variable returns the variable of the environment that stands for a flag.
func variable(flag string) string {
	return "CHAINATLAS_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// settings fills in the flags that were not given: from the environment, or
// else from the configuration file. A list is written with commas in the
// environment, and as a list in the file.
func (a *app) settings(cmd *cobra.Command, file string) error {
	flags := cmd.Flags()
	if file == "" {
		file = a.Getenv(variable("config"))
	}
	configured, err := a.configuration(file, flags)
	if err != nil {
		return err
	}
	var failed error
	flags.VisitAll(func(f *pflag.Flag) {
		if failed != nil || f.Changed || !isSetting(f.Name) {
			return
		}
		values, where := configured[f.Name], file
		if env := a.Getenv(variable(f.Name)); env != "" {
			values, where = []string{env}, variable(f.Name)
			if f.Value.Type() == "stringArray" {
				values = strings.Split(env, ",")
			}
		}
		for _, v := range values {
			if err := flags.Set(f.Name, strings.TrimSpace(v)); err != nil {
				failed = a.errorf(graph.CodeInvalid, answering.BadSetting, where, f.Name, v)
				return
			}
		}
	})
	return failed
}

// isSetting reports whether a flag can be set by the environment and by the
// file: not what is about this one run.
func isSetting(flag string) bool { return !slices.Contains([]string{"config", "help", "lang"}, flag) }

// configuration reads a configuration file, in YAML: flags with their values. It
// refuses what is no flag, so that a mistyped key is not passed over.
func (a *app) configuration(file string, flags *pflag.FlagSet) (map[string][]string, error) {
	if file == "" {
		return nil, nil
	}
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, a.errorf(graph.CodeNotFound, text.NoFile, file)
	case err != nil:
		return nil, err
	case info.Size() > maxConfig:
		return nil, a.errorf(graph.CodeLimit, answering.ConfigLarge, file, maxConfig)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var keys map[string]any
	if err := yaml.Unmarshal(data, &keys); err != nil {
		return nil, a.errorf(graph.CodeInvalid, answering.BadConfig, file, yaml.FormatError(err, false, false))
	}
	out := map[string][]string{}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		f := flags.Lookup(key)
		if f == nil || !isSetting(key) {
			return nil, a.errorf(graph.CodeInvalid, answering.UnknownSetting, file, key)
		}
		values, list := keys[key].([]any)
		if !list {
			values = []any{keys[key]}
		}
		if list && f.Value.Type() != "stringArray" {
			return nil, a.errorf(graph.CodeInvalid, answering.BadSetting, file, key, fmt.Sprint(keys[key]))
		}
		for _, v := range values {
			switch v.(type) {
			case string, bool, int64, uint64, float64, int:
				out[key] = append(out[key], fmt.Sprint(v))
			default:
				return nil, a.errorf(graph.CodeInvalid, answering.BadSetting, file, key, fmt.Sprint(v))
			}
		}
	}
	return out, nil
}
