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

// progress shows on a terminal how far an import is. It keeps one line, which
// is gone when it is closed.
type progress struct {
	app   *app
	step  importer.Step
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

// tell shows how far it is. It is called by one goroutine at a time. What cannot
// be shown is no failure of the import.
func (p *progress) tell(now importer.Progress) {
	if !p.shown || p.step != now.Step {
		p.close()
		p.step, p.shown = now.Step, true
		name := p.app.say(stepNames[now.Step])
		if now.Total == 0 { // nothing to count
			fmt.Fprint(p.app.Stderr, name+"…")
			return
		}
		p.bar = progressbar.NewOptions64(now.Total,
			progressbar.OptionSetWriter(p.app.Stderr),
			progressbar.OptionSetDescription(name),
			progressbar.OptionSetWidth(30),
			progressbar.OptionShowBytes(now.Step == importer.StepRead),
			progressbar.OptionShowCount(),
			progressbar.OptionThrottle(100*time.Millisecond),
		)
	}
	if p.bar != nil {
		_ = p.bar.Set64(now.Done)
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
