package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// statsLine is what a store holds, as JSON. Kinds and types of which there is
// nothing are not listed.
type statsLine struct {
	Store    string         `json:"store"`
	ID       string         `json:"id"`
	Revision graph.Revision `json:"revision"`
	Hash     string         `json:"hash,omitempty"`
	Recorded *time.Time     `json:"recorded,omitempty"` // of the newest batch

	Nodes []nodeLine `json:"nodes"`
	Edges []edgeLine `json:"edges"`
	// What waits for a person, and cells that could not be read.
	Queued    int `json:"queuedRows"`
	Questions int `json:"questions"`
	BadCells  int `json:"badCells"`

	Batches    int   `json:"batches"`
	Assertions int   `json:"assertions"`
	Chunks     int   `json:"chunks"`
	ChunkBytes int64 `json:"chunkBytes"`
	Documents  int   `json:"documents"`
	DocBytes   int64 `json:"documentBytes"`
	FileBytes  int64 `json:"fileBytes"`
	Stagings   int   `json:"stagings"` // batches under way, or abandoned
}

type nodeLine struct {
	Kind      graph.Kind `json:"kind"`
	Described int        `json:"described"`
	Referred  int        `json:"referredOnly"`
}

type edgeLine struct {
	Type  string `json:"type"`
	Count int    `json:"count"`
}

func (a *app) statsCommand() *cobra.Command {
	var asJSON bool
	cmd := a.command("stats [--json]", help.Stats, 0, 0, func(cmd *cobra.Command, _ []string) error {
		return a.withStore(cmd.Context(), read, func(path string, s graph.Store) error {
			vocabulary := graph.Standard()
			line, err := stats(cmd.Context(), s, vocabulary)
			if err != nil {
				return err
			}
			line.Store = path
			if asJSON {
				return writeJSON(a.Stdout, line)
			}
			return a.printStats(line, vocabulary)
		})
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, a.say(text.FlagJSON))
	return cmd
}

// stats folds the log and counts what stands.
func stats(ctx context.Context, s graph.Store, vocabulary *graph.Vocabulary) (*statsLine, error) {
	sizes, err := s.Stats(ctx)
	if err != nil {
		return nil, err
	}
	head := sizes.Head
	view, err := memory.Build(ctx, s, vocabulary, graph.StandardRules(), head.Revision)
	if err != nil {
		return nil, err
	}
	counts := view.Stats()
	line := &statsLine{
		ID: s.ID(), Revision: head.Revision,
		Nodes: []nodeLine{}, Edges: []edgeLine{}, // none is [] in JSON
		Queued: counts.Queued, Questions: counts.Questions, BadCells: counts.BadCells,
		Batches: sizes.Batches, Assertions: sizes.Assertions, Chunks: sizes.Chunks, ChunkBytes: sizes.ChunkBytes,
		Documents: sizes.Attachments, DocBytes: sizes.AttachBytes, FileBytes: sizes.FileBytes, Stagings: sizes.Stagings,
	}
	if head.Revision > 0 {
		recorded := head.Recorded.UTC()
		line.Hash, line.Recorded = head.Hash.String(), &recorded
	}
	for _, k := range vocabulary.Kinds {
		if n := counts.Nodes[k.Kind]; n > 0 {
			referred := counts.Referred[k.Kind]
			line.Nodes = append(line.Nodes, nodeLine{k.Kind, n - referred, referred})
		}
	}
	for _, e := range vocabulary.Edges {
		if n := counts.Edges[e.Type]; n > 0 {
			line.Edges = append(line.Edges, edgeLine{e.Type, n})
		}
	}
	return line, nil
}

// printStats prints what a store holds for people.
func (a *app) printStats(line *statsLine, vocabulary *graph.Vocabulary) error {
	t := table{}
	t.row(a.say(column.Store), line.Store)
	t.row(a.say(column.ID), line.ID)
	revision := fmt.Sprint(line.Revision)
	if line.Recorded != nil {
		revision += "  " + a.time(*line.Recorded)
	}
	t.row(a.say(column.Revision), revision)
	if line.Hash != "" {
		t.row(a.say(column.Hash), line.Hash)
	}
	t.row(a.say(column.Log), a.say(column.LogLine, line.Batches, line.Assertions, line.Chunks, size(line.ChunkBytes)))
	t.row(a.say(column.Documents), a.say(column.DocumentsLine, line.Documents, size(line.DocBytes)))
	t.row(a.say(column.File), size(line.FileBytes))
	if line.Stagings > 0 {
		t.row(a.say(column.Stagings), fmt.Sprint(line.Stagings))
	}
	t.row(a.say(column.Waiting), a.say(column.WaitingLine, line.Queued, line.Questions))
	t.row(a.say(column.BadCells), fmt.Sprint(line.BadCells))
	if err := t.writeTo(a.Stdout); err != nil {
		return err
	}

	if len(line.Nodes) == 0 {
		return a.printf(column.NoNodes)
	}
	nodes := table{right: []bool{false, false, true, true}}
	nodes.row(a.say(column.Nodes), "", a.say(column.Described), a.say(column.Referred))
	for _, n := range line.Nodes {
		label := a.lang.pick(vocabulary.Kind(n.Kind).Plural)
		nodes.row(string(n.Kind), label, fmt.Sprint(n.Described), fmt.Sprint(n.Referred))
	}
	if err := a.section(&nodes); err != nil || len(line.Edges) == 0 {
		return err
	}
	edges := table{right: []bool{false, false, true}}
	edges.row(a.say(column.Edges), "", a.say(column.Count))
	for _, e := range line.Edges {
		edges.row(e.Type, a.lang.pick(vocabulary.Edge(e.Type).Label), fmt.Sprint(e.Count))
	}
	return a.section(&edges)
}

// section prints a table after an empty line.
func (a *app) section(t *table) error {
	if _, err := fmt.Fprintln(a.Stdout); err != nil {
		return err
	}
	return t.writeTo(a.Stdout)
}
