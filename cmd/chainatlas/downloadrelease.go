package main

import (
	"bytes"
	"context"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

// ratingRelease is what is downloaded of a release of ratings.
const ratingRelease = "release"

// serveRelease answers a request for an edition of a release, the newest if it
// names none: the file itself, or a workbook of it that tells if it was changed.
func (d *downloads) serveRelease(ctx context.Context, a *app, w http.ResponseWriter, r *http.Request) {
	x, number, err := d.readNumber(ctx, a, r, ratingRelease, []string{"xlsx", "json"}, "edition")
	if err != nil {
		d.server.fail(w, r, err)
		return
	}
	edition := -1
	if s := x.params.Get("edition"); s != "" {
		if edition, err = strconv.Atoi(s); err != nil || edition < 0 {
			d.server.fail(w, r, a.errorf(graph.CodeInvalid, releasing.NeedsEdition, printable(s)))
			return
		}
	}
	if _, done := d.head(w, r, x); done {
		return
	}
	if !d.slot(ctx) {
		d.busy(w, r)
		return
	}
	defer func() { <-d.slots }()
	e, err := rating.Find(ctx, x.view, number)
	if err != nil {
		d.server.fail(w, r, err)
		return
	}
	release, file, err := rating.OpenEdition(ctx, x.store, x.view, e, edition)
	if err != nil {
		d.server.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("ChainAtlas-Rows", strconv.Itoa(len(release.Results)))
	h.Set("ChainAtlas-Edition", strconv.Itoa(release.Edition))
	h.Set("Content-Type", map[string]string{"xlsx": mediaTypes["xlsx"], "json": growthTypes["json"]}[x.format])
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": number + "-release-" + strconv.Itoa(release.Edition) + "." + x.format}))
	if r.Method == http.MethodHead {
		return
	}
	x.body = func(_ context.Context, w io.Writer) error {
		if x.format == "xlsx" {
			return a.releaseBook(w, release, file)
		}
		_, err := io.Copy(w, bytes.NewReader(file))
		return err
	}
	d.send(ctx, w, r, x, x.format == "json")
}
