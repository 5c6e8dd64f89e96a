package main

import (
	"bytes"
	"mime"
	"net/http"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/template"
)

// templateBook is what is downloaded to be filled in.
const templateBook = "template"

// serveTemplate answers with the workbook that imports understand, in the language
// of the request: what the command template writes. It has no data, and so no
// revision.
func (d *downloads) serveTemplate(a *app, w http.ResponseWriter, r *http.Request) {
	if r.PathValue("file") != templateBook+".xlsx" {
		d.server.fail(w, r, a.errorf(graph.CodeNotFound, downloading.NoFormat, r.PathValue("file")))
		return
	}
	var book bytes.Buffer
	if err := template.Write(&book, graph.Standard(), template.Options{Lang: string(a.lang)}); err != nil {
		d.server.fail(w, r, err)
		return
	}
	name := "chainatlas-template.xlsx"
	if a.lang == "zh" {
		name = "链图模板.xlsx"
	}
	h := w.Header()
	h.Set("Vary", "Accept-Language")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Content-Type", mediaTypes["xlsx"])
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	if r.Method != http.MethodHead {
		_, _ = w.Write(book.Bytes())
	}
}
