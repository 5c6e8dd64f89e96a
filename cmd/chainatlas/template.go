package main

import (
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/template"
)

func (a *app) templateCommand() *cobra.Command {
	var force bool
	cmd := a.command("template [--force] FILE.xlsx", help.Template, 1, 1, func(cmd *cobra.Command, args []string) error {
		if !strings.EqualFold(filepath.Ext(args[0]), ".xlsx") {
			return a.usage(cmd, text.TemplateName, args[0])
		}
		err := a.writeFile(cmd.Context(), args[0], force, func(w io.Writer) error {
			return template.Write(w, graph.Standard(), template.Options{Lang: string(a.lang)})
		})
		if err != nil {
			return err
		}
		return a.printf(text.TemplateDone, args[0])
	})
	cmd.Flags().BoolVar(&force, "force", false, a.say(text.FlagForce))
	cmd.ValidArgsFunction = completeFiles
	return cmd
}
