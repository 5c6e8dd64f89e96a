package main

import (
	"context"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/schema"
)

// importProblems is what is downloaded of an import: what is told of it, as its page
// lists it.
const importProblems = "problems"

// problemParameters are those of the download.
var problemParameters = []string{"upload", "batch", "effects", "document", "sheet", "reason", "lang"}

// problemWords are the words of the file.
var problemWords = struct{ Title, Sheet, Cell, Row, Column, Value, Effect, Reason, Cure graph.Label }{
	Title:  graph.Label{Zh: "问题", En: "Problems"},
	Sheet:  graph.Label{Zh: "工作表", En: "Sheet"},
	Cell:   graph.Label{Zh: "单元格", En: "Cell"},
	Row:    graph.Label{Zh: "行", En: "Row"},
	Column: graph.Label{Zh: "列名", En: "Column"},
	Value:  graph.Label{Zh: "原文", En: "As found"},
	Effect: graph.Label{Zh: "后果", En: "Effect"},
	Reason: graph.Label{Zh: "原因", En: "Reason"},
	Cure:   graph.Label{Zh: "建议", En: "What helps"},
}

// effectWords are the effects of problems, as the pages call them.
var effectWords = map[importer.Effect]graph.Label{
	importer.EffectUnread:   {Zh: "整列未读", En: "column not read"},
	importer.EffectRejected: {Zh: "整行拒绝", En: "row rejected"},
	importer.EffectCell:     {Zh: "单元格无效", En: "cell says nothing"},
	importer.EffectQueued:   {Zh: "待判", En: "queued"},
	importer.EffectKept:     {Zh: "保留", En: "kept"},
	importer.EffectTold:     {Zh: "仅告知", En: "told only"},
}

// serveProblems answers with the problems of an import, of an upload as it was last
// previewed or of a batch, to who may import.
func (d *downloads) serveProblems(a *app, w http.ResponseWriter, r *http.Request) {
	_, format, _ := strings.Cut(r.PathValue("file"), ".")
	if format != "xlsx" && format != "csv" {
		d.server.fail(w, r, a.errorf(graph.CodeNotFound, downloading.NoFormat, format))
		return
	}
	q, err := a.problemQuery(r.URL.Query())
	if err != nil {
		d.server.fail(w, r, err)
		return
	}
	all, more, err := schema.ProblemsOf(r, d.graphql, q)
	if err != nil {
		d.server.fail(w, r, err)
		return
	}
	rows := a.problemRows(all)
	if more > 0 {
		rows = append(rows, []string{"", "", "", "", "", "", "", a.say(importing.ProblemsLimit, len(all)+more, len(all)), a.say(importing.ProblemsLimitCure)})
	}
	x := &download{app: a, what: importProblems, format: format, body: func(_ context.Context, w io.Writer) error {
		if format == "csv" {
			out := newCSVRows(w)
			for _, row := range rows {
				cells := make([]listCell, len(row))
				for i, text := range row {
					cells[i] = textCell(text)
				}
				if err := out.row(cells); err != nil {
					return err
				}
			}
			return out.close()
		}
		book := newWorkbookWriter(w)
		if err := book.sheet(a.say(problemWords.Title), rows); err != nil {
			return err
		}
		return book.close()
	}}
	h := w.Header()
	h.Set("Cache-Control", "no-store") // it is for who may import
	h.Set("Vary", "Accept-Encoding, Accept-Language, Authorization")
	h.Set("ChainAtlas-Rows", strconv.Itoa(len(all)))
	h.Set("Content-Type", mediaTypes[format])
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": importProblems + "." + format}))
	if r.Method == http.MethodHead {
		return
	}
	d.send(r.Context(), w, r, x, format == "csv")
}

// problemQuery reads which problems are asked for.
func (a *app) problemQuery(params url.Values) (schema.ProblemQuery, error) {
	q := schema.ProblemQuery{Upload: params.Get("upload")}
	for name, values := range params {
		switch {
		case !slices.Contains(problemParameters, name):
			return q, a.errorf(graph.CodeInvalid, downloading.NoParameter, printable(name), strings.Join(problemParameters, ", "))
		case len(values) != 1:
			return q, a.errorf(graph.CodeInvalid, downloading.Twice, name)
		}
	}
	if text := params.Get("batch"); text != "" {
		n, err := strconv.ParseUint(text, 10, 53)
		if err != nil {
			return q, a.errorf(graph.CodeInvalid, downloading.NoNumber, "batch", text)
		}
		q.Batch = graph.Revision(n)
	}
	if text := params.Get("effects"); text != "" {
		q.Effects = strings.Split(text, ",")
	}
	for name, to := range map[string]**string{"document": &q.Document, "sheet": &q.Sheet, "reason": &q.Reason} {
		if params.Has(name) {
			text := params.Get(name)
			*to = &text
		}
	}
	return q, nil
}

// problemRows are problems as a table with its headings, as the page words them.
func (a *app) problemRows(all []importer.Problem) [][]string {
	rows := make([][]string, 0, len(all)+1)
	var head []string
	for _, l := range []graph.Label{column.Document, problemWords.Sheet, problemWords.Cell, problemWords.Row, problemWords.Column, problemWords.Value, problemWords.Effect, problemWords.Reason, problemWords.Cure} {
		head = append(head, a.say(l))
	}
	rows = append(rows, head)
	for i := range all {
		p := &all[i]
		cell, row := "", ""
		if p.Row > 0 {
			row = strconv.Itoa(p.Row)
			if p.Column > 0 {
				cell = cellName(p.Row, p.Column)
			}
		}
		rows = append(rows, []string{p.Document, p.Sheet, cell, row, p.Header, p.Value, a.say(effectWords[p.Effect]), a.lang.pick(p.Reason), a.lang.pick(p.Cure)})
	}
	return rows
}
