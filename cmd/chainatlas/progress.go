package main

import (
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// progress shows on a terminal how far something is. It keeps one line, which is
// gone when it is closed.
type progress struct {
	app   *app
	step  graph.Label
	shown bool
	bar   *progressbar.ProgressBar // nil if the step has nothing to count
}

// newProgress returns a progress, or nil if standard error is no terminal:
// files and pipes get no bars.
func (a *app) newProgress() *progress {
	f, ok := a.Stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return &progress{app: a}
}

// stepNames name the steps of an import.
var stepNames = [...]graph.Label{
	importer.StepRead:    importing.StepRead,
	importer.StepResolve: importing.StepResolve,
	importer.StepWrite:   importing.StepWrite,
	importer.StepCommit:  importing.StepCommit,
}

// imported shows how far an import is. It is called by one goroutine at a time.
func (p *progress) imported(now importer.Progress) {
	p.tell(stepNames[now.Step], now.Done, now.Total, now.Step == importer.StepRead)
}

// exported shows how far an export is.
func (p *progress) exported(done, total int) {
	step := exporting.StepLook
	if total > 0 {
		step = exporting.StepWrite
	}
	p.tell(step, int64(done), int64(total), false)
	if total > 0 && done == total {
		p.tell(exporting.StepPack, 0, 0, false)
	}
}

// tell shows how far a step is; of a total of 0 there is nothing to count. What
// cannot be shown is no failure of what is done.
func (p *progress) tell(step graph.Label, done, total int64, bytes bool) {
	if !p.shown || p.step != step {
		p.close()
		p.step, p.shown = step, true
		name := p.app.say(step)
		if total == 0 {
			fmt.Fprint(p.app.Stderr, name+"…")
			return
		}
		p.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(p.app.Stderr),
			progressbar.OptionSetDescription(name),
			progressbar.OptionSetWidth(30),
			progressbar.OptionShowBytes(bytes),
			progressbar.OptionShowCount(),
			progressbar.OptionThrottle(100*time.Millisecond),
		)
	}
	if p.bar != nil {
		_ = p.bar.Set64(done)
	}
}

// close takes the line away.
func (p *progress) close() {
	if p == nil || !p.shown {
		return
	}
	if p.bar != nil {
		_ = p.bar.Exit() // it writes no more
	}
	p.bar, p.shown = nil, false
	fmt.Fprint(p.app.Stderr, "\r\x1b[2K")
}
