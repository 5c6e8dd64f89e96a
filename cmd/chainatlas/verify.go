package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
)

func (a *app) verifyCommand() *cobra.Command {
	var (
		asJSON   bool
		snapshot string
		release  string

		projection       string
		projectionServer signIn
	)
	cmd := a.command("verify [--snapshot FILE] [--projection URI] [--json] | verify --release FILE", help.Verify, 0, 0, func(cmd *cobra.Command, _ []string) error {
		if release != "" {
			return a.verifyRelease(cmd.Context(), release)
		}
		return a.withStore(cmd.Context(), read, func(path string, s graph.Store) error {
			report, err := chunk.Verify(cmd.Context(), s, nil)
			if err != nil {
				return err
			}
			if asJSON {
				err = writeJSON(a.Stdout, a.reportJSON(report))
			} else if report.Found == 0 {
				err = a.printf(text.VerifyOK, report.Head.Revision, report.Head.Hash,
					report.Batches, report.Chunks, report.Assertions, report.Attachments)
			} else {
				a.problems(report)
			}
			if err != nil {
				return err
			}
			if err := a.damage(report, path); err != nil {
				return err
			}
			if projection != "" {
				if err := a.verifyProjection(cmd.Context(), path, s, projection, projectionServer, asJSON); err != nil {
					return err
				}
			}
			if snapshot == "" {
				return nil
			}
			revision, err := a.verifySnapshot(cmd.Context(), s, snapshot)
			if err != nil || asJSON {
				return err
			}
			return a.printf(text.SnapshotOK, revision)
		})
	})
	cmd.Flags().StringVar(&snapshot, "snapshot", "", a.say(text.FlagSnapshot))
	cmd.Flags().StringVar(&release, "release", "", a.say(scoringText.FlagRelease))
	cmd.Flags().StringVar(&projection, "projection", "", a.say(neo4jText.FlagProjection))
	a.serverFlags(cmd, "projection", &projectionServer, false)
	cmd.Flags().BoolVar(&asJSON, "json", false, a.say(text.FlagJSON))
	return cmd
}

// reportLine is the outcome of a verification as JSON.
type reportLine struct {
	Revision   graph.Revision `json:"revision"`
	Hash       string         `json:"hash"`
	Batches    int            `json:"batches"`
	Chunks     int            `json:"chunks"`
	Assertions int            `json:"assertions"`
	Bytes      int64          `json:"bytes"`
	Redacted   int            `json:"redactedChunks"`
	Documents  int            `json:"documents"`
	Found      int            `json:"found"`
	Problems   []problemLine  `json:"problems,omitempty"` // the first of those found
}

type problemLine struct {
	Revision graph.Revision `json:"revision"`
	Chunk    *int           `json:"chunk,omitempty"` // from 0; absent if it is about the whole batch
	Message  string         `json:"message"`
}

func (a *app) reportJSON(r *chunk.Report) reportLine {
	line := reportLine{
		Revision: r.Head.Revision, Hash: r.Head.Hash.String(), Batches: r.Batches, Chunks: r.Chunks,
		Assertions: r.Assertions, Bytes: r.Bytes, Redacted: r.Redacted, Documents: r.Attachments, Found: r.Found,
	}
	for _, p := range r.Problems {
		problem := problemLine{Revision: p.Revision, Message: a.lang.pick(p.What)}
		if p.Chunk >= 0 {
			problem.Chunk = &p.Chunk
		}
		line.Problems = append(line.Problems, problem)
	}
	return line
}

// check verifies a store that is about to be trusted, and lists what is
// damaged. If anything is, it returns an error with CodeDamaged.
func (a *app) check(ctx context.Context, s graph.Store, path string) error {
	report, err := chunk.Verify(ctx, s, nil)
	if err != nil {
		return err
	}
	a.problems(report)
	return a.damage(report, path)
}

// problems lists what a verification found.
func (a *app) problems(r *chunk.Report) {
	for _, p := range r.Problems {
		fmt.Fprintln(a.Stderr, printable(a.lang.pick(p.Text())))
	}
	if more := r.Found - len(r.Problems); more > 0 {
		a.notice(text.MoreProblems, more)
	}
}

// damage returns the error that a verification's outcome is, or nil.
func (a *app) damage(r *chunk.Report, path string) error {
	if r.Found == 0 {
		return nil
	}
	return a.errorf(graph.CodeDamaged, text.VerifyFailed, path, r.Found)
}
