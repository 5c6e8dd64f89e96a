package main

import (
	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// labelLine is a text in both languages as JSON.
type labelLine struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// countsLine are the counts of rows as JSON.
type countsLine struct {
	Read      int `json:"read"`
	Rejected  int `json:"rejected"`
	Queued    int `json:"queued"`
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	BadCells  int `json:"badCells"`
}

// importLine is the report of an import as JSON: the report of the importer,
// with the names that JSON has elsewhere for what it takes from package graph.
type importLine struct {
	*importer.Report
	Declared *declaredLine    `json:"declared,omitempty"`
	Counts   countsLine       `json:"counts"`
	Adds     bool             `json:"adds"` // the counts add up
	Tables   []tableLine      `json:"tables"`
	Unread   []unreadLine     `json:"unread,omitempty"`
	Problems []importProblem  `json:"problems,omitempty"`
	Queued   []queuedLine     `json:"queued,omitempty"`
	Gone     []goneRecordLine `json:"gone,omitempty"`
}

type declaredLine struct {
	ID        graph.SourceID `json:"id"`
	Name      string         `json:"name"`
	Publisher string         `json:"publisher,omitempty"`
	Trust     string         `json:"trust"`
	Licence   string         `json:"licence,omitempty"`
}

type tableLine struct {
	*importer.TableReport
	Counts countsLine `json:"counts"`
}

type unreadLine struct {
	*importer.Unread
	Reason labelLine `json:"reason"`
}

type importProblem struct {
	*importer.Problem
	Place  string    `json:"place"` // of the cell or the row, in the sheet
	Reason labelLine `json:"reason"`
	Cure   labelLine `json:"cure"`
}

type queuedLine struct {
	*importer.QueuedRow
	Keys []keyLine `json:"keys"`
	Why  labelLine `json:"why"`
}

type keyLine struct {
	Key   string        `json:"key"`
	Parts []graph.Value `json:"parts"`
}

type goneRecordLine struct {
	Subject graph.SubjectID `json:"subject"`
	Table   string          `json:"table"`
	Period  string          `json:"period,omitempty"`
	Kind    graph.Kind      `json:"kind"`
	Name    string          `json:"name,omitempty"`
}

func importJSON(r *importer.Report) *importLine {
	line := &importLine{Report: r, Counts: countsLine(r.Counts), Adds: r.Adds(), Tables: []tableLine{}}
	if d := r.Declared; d != nil {
		line.Declared = &declaredLine{d.Source, d.Name, d.Publisher, trustName(d.Trust), d.Licence}
	}
	for i := range r.Tables {
		t := &r.Tables[i]
		line.Tables = append(line.Tables, tableLine{t, countsLine(t.Counts)})
	}
	for i := range r.Unread {
		line.Unread = append(line.Unread, unreadLine{&r.Unread[i], labelLine(r.Unread[i].Reason)})
	}
	for i := range r.Problems {
		p := &r.Problems[i]
		line.Problems = append(line.Problems, importProblem{p, cellName(p.Row, p.Column), labelLine(p.Reason), labelLine(p.Cure)})
	}
	for i := range r.Queued {
		q := &r.Queued[i]
		keys := []keyLine{}
		for _, k := range q.Keys {
			keys = append(keys, keyLine(k))
		}
		line.Queued = append(line.Queued, queuedLine{q, keys, labelLine(q.Why())})
	}
	for i := range r.Gone {
		g := &r.Gone[i]
		line.Gone = append(line.Gone, goneRecordLine{g.Subject, g.Table, g.Period, g.Kind, g.Name})
	}
	return line
}
