package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring"
	findings "github.com/chainatlas/chainatlas/scoring/evidence"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

// scoreStore rates what the graph has, and keeps the run in the log.
func (a *app) scoreStore(ctx context.Context, s *scoring.Scheme, f *scoreFlags, reference graph.Date) error {
	mode := write
	actor := ""
	if f.dryRun {
		mode = read
	} else {
		var err error
		if actor, err = a.actor(f.actor); err != nil {
			return err
		}
	}
	return a.withStore(ctx, mode, func(path string, store graph.Store) error {
		view, err := a.view(ctx, path, store)
		if err != nil {
			return err
		}
		file, err := rating.Draw(ctx, store, view, s, rating.Spec{Cohort: rating.Cohort{Segment: f.segment}, Reference: reference, Seed: f.seed, Sobol: f.sobol})
		if err != nil {
			return err
		}
		number, at := "", graph.Revision(0)
		if !f.dryRun {
			if number, at, err = rating.Keep(ctx, store, view, file, actor, f.why, a.today()); err != nil {
				return err
			}
		}
		if err := a.tellRun(ctx, s, file.Run, f, a.aboutFile(view, store, number, rating.Draft, file)); err != nil || f.asJSON {
			return err
		}
		if len(file.Silent) > 0 {
			a.notice(scoringText.Silent, len(file.Silent))
		}
		if f.dryRun {
			return a.printf(scoringText.NotKept)
		}
		return a.printf(scoringText.Kept, number, at)
	})
}

// aboutFile says of which log a run was drawn, and on whose word it rests.
func (a *app) aboutFile(view *memory.View, store graph.Store, number string, status rating.State, f *rating.File) [][]string {
	x, y := &scoringText, &reporting
	state := a.vocabularyWord(graph.ListRatingStatus, string(status))
	if !status.Public() {
		state += a.say(y.NoVerdict)
	}
	segment := f.Spec.Cohort.Segment
	if segment == "" {
		segment = a.say(y.Everywhere)
	}
	rows := [][]string{
		{a.say(y.Run), number}, {a.say(x.State), state}, {a.say(y.Segment), segment}, {a.say(y.Silent), strconv.Itoa(len(f.Silent))},
		{a.say(y.DataRevision), strconv.FormatUint(uint64(f.Data.Revision), 10)}, {a.say(y.LogHash), f.Data.Hash}, {a.say(downloading.Store), store.ID()},
		{a.say(downloading.Written), a.Now().UTC().Format(time.RFC3339)},
	}
	rows = append(rows, nil, []string{a.say(column.Source), a.say(column.Name), a.say(column.Publisher), a.say(column.Licence), a.say(column.Trust)})
	for _, id := range findings.Sources(f.Run.Input) {
		if d, _, ok := view.Source(id); ok {
			rows = append(rows, []string{string(d.Source), d.Name, d.Publisher, d.Licence, trustName(d.Trust)})
		}
	}
	return rows
}

// keptRun returns a run of the log by its number; nil if a file has that name.
func (a *app) keptRun(ctx context.Context, number string) (*scoring.Run, error) {
	if _, err := os.Stat(number); !errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var run *scoring.Run
	err := a.withStore(ctx, read, func(path string, store graph.Store) error {
		view, err := a.view(ctx, path, store)
		if err != nil {
			return err
		}
		e, err := rating.Find(ctx, view, number)
		if err != nil {
			return err
		}
		file, _, err := rating.Open(ctx, store, e)
		if err == nil {
			run = file.Run
		}
		return err
	})
	return run, err
}

func (a *app) scoreListCommand() *cobra.Command {
	var asJSON bool
	cmd := a.command("list [--json]", scoringText.ScoreList, 0, 0, func(cmd *cobra.Command, _ []string) error {
		ctx := cmd.Context()
		return a.withStore(ctx, read, func(path string, store graph.Store) error {
			view, err := a.view(ctx, path, store)
			if err != nil {
				return err
			}
			all, err := rating.Entries(ctx, view)
			if err != nil {
				return err
			}
			type line struct {
				Number    string         `json:"number"`
				Name      string         `json:"name"`
				Status    rating.State   `json:"status"`
				Reference graph.Date     `json:"reference"`
				Seed      string         `json:"seed"`
				Revision  graph.Revision `json:"revision"`
				Hash      string         `json:"hash"`
			}
			lines := make([]line, len(all))
			t := table{right: []bool{false, false, false, true, true}}
			t.row(a.say(scoringText.RunNumber), a.say(scoringText.State), a.say(scoringText.ReferenceDate), "seed", a.say(scoringText.Revision), a.say(scoringText.Name))
			for i, e := range all {
				lines[i] = line{e.Number, e.Name, e.Status, e.Reference, e.Seed, e.Revision, e.Hash}
				t.row(e.Number, a.vocabularyWord(graph.ListRatingStatus, string(e.Status)), e.Reference.String(), e.Seed, strconv.FormatUint(uint64(e.Revision), 10), e.Name)
			}
			if asJSON {
				return writeJSON(a.Stdout, lines)
			}
			return t.writeTo(a.Stdout)
		})
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, a.say(text.FlagJSON))
	return cmd
}

func (a *app) scoreAgainCommand() *cobra.Command {
	return a.command("again NUMBER", scoringText.ScoreAgain, 1, 1, func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		return a.withStore(ctx, read, func(path string, store graph.Store) error {
			view, err := a.view(ctx, path, store)
			if err != nil {
				return err
			}
			e, err := rating.Find(ctx, view, args[0])
			if err != nil {
				return err
			}
			file, data, err := rating.Open(ctx, store, e)
			if err != nil {
				return err
			}
			past, err := a.viewAt(ctx, path, store, file.Data.Revision)
			if err != nil {
				return err
			}
			if err := rating.Again(ctx, store, past, data); err != nil {
				return err
			}
			return a.printf(scoringText.AgainSame, e.Number, file.Data.Revision)
		})
	})
}

// verifyRelease checks the file of a release, or its workbook, for which no store is
// needed.
func (a *app) verifyRelease(ctx context.Context, file string) error {
	data, err := a.readFile(file, maxRunFile)
	if err != nil {
		return err
	}
	isBook := bytes.HasPrefix(data, []byte("PK"))
	var r *rating.Release
	if isBook {
		r, data, err = a.verifyBook(ctx, file)
	} else {
		r, err = rating.Verify(data)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	state := a.vocabularyWord(graph.ListRatingStatus, string(r.Status))
	if err := a.printf(scoringText.ReleaseHolds, r.Number, r.Edition, state, len(r.Results), r.Hash); err != nil || !isBook {
		return err
	}
	return a.printf(releasing.BookHolds, graph.Hash(sha256.Sum256(data)))
}

// vocabularyWord prints a code of the vocabulary in the language of the program.
func (a *app) vocabularyWord(list, code string) string {
	return graph.Standard().List(list).Print(code, string(a.lang))
}
