package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Options say what an import does. Store, Actor and View or OpenView are required.
type Options struct {
	Store graph.Store
	// View shows what stood when the import began. If others write meanwhile
	// about the same things, the import derives a later one and begins again.
	View *memory.View
	// OpenView returns it, if View is nil, once it is needed: not for files that
	// turn out to be imported already.
	OpenView   func(context.Context) (*memory.View, error)
	Vocabulary *graph.Vocabulary // graph.Standard if nil
	Rules      graph.Rules       // graph.StandardRules if zero

	// Mapping says what the tables mean; nil leaves it to their headers.
	Mapping *mapping.Mapping
	// Choices are what a person says of single columns, before headers and mapping.
	Choices []mapping.Choice
	// Amendments are what texts of single columns are meant for.
	Amendments []mapping.Amendment
	// Source is whose data it is; "" leaves it to the mapping, or to the sheet
	// of the workbook that says so.
	Source graph.SourceID
	// Declare is the source, if the log may not know it yet; it holds before what
	// the mapping and the workbook say. nil leaves it to those.
	Declare *graph.Declare
	// DataDate is the day that the source speaks of; zero leaves it to those.
	DataDate graph.Date
	Actor    string // who imports, as signed in
	Reason   string // why, in the actor's words; "" names the files
	// Key is that of the batch; "" makes one of the files, the mapping, the source
	// and the options.
	Key string

	// Retract takes back what the source stated in the tables read and states no
	// more. Without it, what is gone is only told.
	Retract bool
	// DryRun does everything but write: the report tells what would change.
	DryRun bool
	// Unnamed lets a dry run go on where nobody says whose data it is: it tells what
	// would change if a source that nobody knows yet said it, and the report has no
	// source.
	Unnamed bool
	// Progress, if not nil, is told now and then how far the import is. It is
	// called from several goroutines, one at a time, and must return promptly.
	Progress func(Progress)
}

// Progress tells how far an import is.
type Progress struct {
	Step        Step
	Done, Total int64 // bytes read, or records; Total is 0 if it is not known
}

// Step is a step of an import.
type Step uint8

// The steps of an import, in their order.
const (
	StepRead    Step = iota // the files are read and understood: bytes
	StepResolve             // it is worked out what the rows are about: nothing to count
	StepWrite               // what is new is written, unseen: records
	StepCommit              // it becomes live
)

// run is one import.
type run struct {
	opts   Options
	op     string
	source graph.SourceID
	// unnamed says that nobody said whose data it is: see [Options.Unnamed].
	unnamed bool
	date    graph.Date
	report  *Report

	documents []graph.Document
	docs      []table.Document
	paths     []string
	declared  *graph.Declare // by the mapping or the workbook

	mu           sync.Mutex // of the tables, which grow while they are read
	headerSheets []graph.Sheet
	tables       []*sheetTable
	sheets       []*sheet
	explained    []graph.Label

	words    *words
	packed   [][]byte
	at       []rowAt              // by record
	sums     map[rowSum]rowAtHand // what was read of the first rows
	lineOf   []int32              // by record: the row of a table that yielded it
	lines    []uint16             // by row: its table
	resolver *resolver
	unpacker unpacker
	keys     *keyer
	codes    *codes

	// say yields what the batch says, and tells the progress of it if asked.
	say func(tell bool) iter.Seq2[graph.Assertion, error]

	lastProgress int64
}

// Run imports files as one batch: whole, or not at all (fold.md, 12). The same
// files again, with the same mapping, source and options, change nothing while
// that batch stands.
//
// A bad cell is no error: the report lists it. A file that cannot be read to its
// end, a table whose headers are not found, or a source that nobody declared is
// one, and then nothing is applied. Errors of the files have a [table.Fault] as
// their cause, in both languages. If no table was recognised in any file, the report
// comes with the error: it tells of each sheet why, and what its first rows are, so
// that a person can say what they mean. If no table was recognised in any file, the report
// comes with the error: it tells of each sheet why, and what its first rows are, so
// that a person can say what they mean.
func Run(ctx context.Context, paths []string, opts Options) (*Report, error) {
	const op = "importer.Run"
	opts.Vocabulary = cmp.Or(opts.Vocabulary, graph.Standard())
	if opts.Rules.Version == "" {
		opts.Rules = graph.StandardRules()
	}
	switch {
	case len(paths) == 0:
		return nil, graph.Errorf(graph.CodeInvalid, op, "there is no file to import")
	case opts.View == nil && opts.OpenView == nil:
		return nil, graph.Errorf(graph.CodeInvalid, op, "there is no View to import on")
	case opts.Actor == "":
		return nil, graph.Errorf(graph.CodeInvalid, op, "nobody is named who imports")
	}
	if err := opts.choose(); err != nil {
		return nil, err
	}
	im := &run{opts: opts, op: op, paths: paths}
	defer im.close()
	if err := im.open(ctx); err != nil {
		return nil, err
	}
	// Whoever else writes meanwhile can make the import begin anew. Each time
	// somebody's batch became live, so this ends; it is bounded all the same.
	for try := 0; ; try++ {
		report, err := im.once(ctx)
		if code := graph.CodeOf(err); code != graph.CodeConflict && code != graph.CodeExists || try == maxTries {
			return report, err
		}
		if err := im.needView(ctx); err != nil {
			return nil, err
		}
		if im.opts.View, err = im.opts.View.Advance(ctx, opts.Store, 0); err != nil {
			return nil, err
		}
	}
}

// maxTries bounds how often an import begins anew because of other writers.
const maxTries = 8

// Recognised tells, for each table of the files, what is read from it and why,
// without reading the tables themselves. Of an export it tells that it is one,
// and the mapping is empty.
func Recognised(ctx context.Context, paths []string, opts Options) ([]graph.Label, *mapping.Mapping, error) {
	const op = "importer.Recognised"
	opts.Vocabulary = cmp.Or(opts.Vocabulary, graph.Standard())
	if err := opts.choose(); err != nil {
		return nil, nil, err
	}
	im := &run{opts: opts, op: op, paths: paths, report: &Report{}, declared: opts.Declare, date: opts.givenDate()}
	defer im.close()
	if err := im.open(ctx); err != nil {
		return nil, nil, err
	}
	switch exported, err := im.manifestOf(ctx); {
	case err != nil:
		return nil, nil, err
	case exported != nil:
		return []graph.Label{im.explainExport(exported)}, &mapping.Mapping{Version: 1}, nil
	}
	for i, doc := range im.docs {
		if err := im.findTables(ctx, doc, i, im.documents[i].Name); err != nil {
			return nil, nil, err
		}
	}
	return im.explained, im.mapping(), nil
}

// givenDate is the day that the source speaks of, as far as the options and the
// mapping say.
func (o *Options) givenDate() graph.Date {
	if o.DataDate.IsZero() && o.Mapping != nil {
		return o.Mapping.DataDate
	}
	return o.DataDate
}

// mapping is what the tables were read as.
func (im *run) mapping() *mapping.Mapping {
	m := &mapping.Mapping{Version: 1}
	for _, t := range im.tables {
		m.Tables = append(m.Tables, t.plan.table)
	}
	if given := im.opts.Mapping; given != nil {
		m.Lookups = given.Lookups // what the tables read by them needs them
	}
	if im.declared != nil {
		m.Source = &mapping.Source{ID: im.declared.Source, Name: im.declared.Name, Publisher: im.declared.Publisher, Trust: im.declared.Trust, Licence: im.declared.Licence}
	}
	return m
}

// once is one try of the import, on one View.
func (im *run) once(ctx context.Context) (*Report, error) {
	im.report = &Report{DryRun: im.opts.DryRun, Retract: im.opts.Retract}
	im.headerSheets, im.tables, im.sheets, im.explained, im.declared = nil, nil, nil, nil, nil
	im.packed, im.at, im.lineOf, im.lines, im.sums = nil, nil, nil, nil, nil
	if m := im.opts.Mapping; m != nil && m.Source != nil && m.Source.Name != "" {
		im.declared = &graph.Declare{Source: m.Source.ID, Name: m.Source.Name, Publisher: m.Source.Publisher, Trust: m.Source.Trust, Licence: m.Source.Licence}
	}
	if im.opts.Declare != nil {
		im.declared = im.opts.Declare
	}
	im.date = im.opts.givenDate()
	exported, err := im.manifestOf(ctx)
	if err != nil {
		return nil, err
	}
	if exported != nil {
		return im.edits(ctx, exported)
	}
	for i, doc := range im.docs {
		if err := im.findTables(ctx, doc, i, im.documents[i].Name); err != nil {
			return nil, nameFault(err, im.documents[i].Name)
		}
	}
	im.report.Mapping = im.mapping()
	if err := im.nameSource(); err != nil {
		return nil, err
	}
	if im.report.DataDate = im.date; !im.unnamed {
		im.report.Source = im.source
	}
	batchKey, err := im.batchKey()
	if err != nil {
		return nil, err
	}
	switch r, err := im.opts.Store.Standing(ctx, batchKey); {
	case err == nil:
		return im.already(ctx, r)
	case graph.CodeOf(err) != graph.CodeNotFound:
		return nil, err
	}
	if err := im.settleSource(ctx); err != nil {
		return nil, err
	}
	if len(im.sheets) == 0 {
		return im.report, im.nothingRead()
	}

	salt := im.opts.Store.Salt()
	k := newKeyer(im.opts.Vocabulary, im.opts.Rules)
	im.resolver = newResolver(k, im.opts.View.Known(im.source), func() mint { return graph.NewMinter(salt, im.source).Mint })
	im.resolver.row, im.resolver.date = im.unpackAt, im.date
	im.words = newWords()
	if im.codes, err = im.findCodes(ctx); err != nil {
		return nil, err
	}
	if err := im.readSheets(ctx); err != nil {
		return nil, err
	}
	im.unpacker.words = im.words.list
	im.tell(StepResolve, 0, 0)
	im.resolver.resolve()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rc := im.resolver.reconcile(func(table string) bool { return im.opts.Retract || im.complete(table) })
	im.placeSheets(rc)
	im.summarise(rc)
	im.say = func(tell bool) iter.Seq2[graph.Assertion, error] { return im.assertions(rc, tell) }
	return im.report, im.apply(ctx, batchKey, graph.BatchImport)
}

// unpackAt returns record i as it was read; valid until the next call.
func (im *run) unpackAt(i int) *draft {
	at := im.at[i]
	return im.unpacker.unpack(im.packed[at.packed][at.offset:])
}

// complete reports whether the mapping says that a table holds all that the
// source states.
func (im *run) complete(name string) bool {
	return slices.ContainsFunc(im.tables, func(t *sheetTable) bool {
		return t.plan.table.Complete && slices.ContainsFunc(t.plan.records, func(r recordPlan) bool { return r.table == name })
	})
}

// nothingRead is the error if no table was found in any file.
func (im *run) nothingRead() error {
	zh, en := []string{}, []string{}
	for _, u := range im.report.Unread {
		at := u.Document
		if u.Sheet != "" {
			at += "!" + u.Sheet
		}
		zh, en = append(zh, at+"："+u.Reason.Zh), append(en, at+": "+u.Reason.En)
	}
	return table.NewFault(graph.CodeInvalid, im.op, "",
		graph.Label{Zh: "没有可以导入的表。" + strings.Join(zh, "；"), En: "there is no table to import. " + strings.Join(en, "; ")},
		graph.Label{Zh: "请使用模板，或写一个映射文件；--explain 说明识别的经过", En: "use the template, or write a mapping file; --explain tells what was recognised and why"})
}

// undeclared is the cure where nobody says whose data it is.
var undeclared = graph.Label{
	Zh: "请选择或新建来源，或在映射或工作簿的“来源”表中写明（命令行：--source ID；新来源先用 chainatlas source add ID --name 名称 --trust media 声明）",
	En: "choose or name the source, or say it in the mapping or on the workbook's sheet “Source” (in a terminal: --source ID; declare a new one first by chainatlas source add ID --name NAME --trust media)",
}

// unnamed is the source of a dry run that nobody named: no ID that a person can give.
const unnamed graph.SourceID = "~"

// nameSource finds out whose data it is.
func (im *run) nameSource() error {
	im.source = im.opts.Source
	if d := im.opts.Declare; im.source == "" && d != nil {
		im.source = d.Source
	}
	if m := im.opts.Mapping; im.source == "" && m != nil && m.Source != nil {
		im.source = m.Source.ID
	}
	if im.source == "" && im.declared != nil {
		im.source = im.declared.Source
	}
	im.unnamed = im.source == "" && im.opts.DryRun && im.opts.Unnamed
	if im.unnamed {
		im.source = unnamed
		im.declared = &graph.Declare{Source: unnamed, Name: "?", Trust: graph.TrustSelfReported}
		return nil
	}
	if im.source == "" {
		return table.NewFault(graph.CodeInvalid, im.op, "", graph.Label{Zh: "不知道是谁的数据：没有指明来源", En: "nobody says whose data it is: no source is named"}, undeclared)
	}
	if im.declared != nil && im.declared.Source != im.source {
		im.declared = nil // of another than was asked for
	}
	return nil
}

// settleSource finds out whether the log knows the source, or the import declares
// it.
func (im *run) settleSource(ctx context.Context) error {
	if err := im.needView(ctx); err != nil {
		return err
	}
	if _, _, known := im.opts.View.Source(im.source); known {
		im.declared = nil
	} else if im.declared == nil || im.declared.Trust == graph.TrustUndeclared {
		if im.opts.Unnamed { // a page has fields for these
			return table.NewFault(graph.CodeNotFound, im.op, string(im.source), graph.Label{Zh: "来源尚未声明", En: "the source is not declared"},
				graph.Label{Zh: "请写明它的名称和可信度", En: "say its name and trust"})
		}
		command := "chainatlas source add " + string(im.source) + " --name "
		return table.NewFault(graph.CodeNotFound, im.op, string(im.source),
			graph.Label{Zh: "来源尚未声明", En: "the source is not declared"},
			graph.Label{Zh: "请写明它的名称和可信度（命令行：" + command + "名称 --trust media）", En: "say its name and trust (in a terminal: " + command + "NAME --trust media)"})
	}
	if !im.unnamed {
		im.report.Declared = im.declared
	}
	return nil
}

// needView opens the View if that was left until it is needed.
func (im *run) needView(ctx context.Context) (err error) {
	if im.opts.View == nil && im.opts.OpenView != nil {
		im.opts.View, err = im.opts.OpenView(ctx)
	}
	return err
}

// batchKey is what makes a retry a no-op (fold.md, 12): the files, the mapping,
// the source and the options.
func (im *run) batchKey() (string, error) {
	if im.opts.Key != "" {
		return im.opts.Key, nil
	}
	tables := make([]any, 0, len(im.tables))
	for _, t := range im.tables {
		tables = append(tables, t.plan.table)
	}
	b, err := json.Marshal(struct {
		Documents []graph.Document
		Source    graph.SourceID
		Date      graph.Date
		Tables    []any
		Lookups   any
		Retract   bool
		Rules     string
		Reading   int
	}{im.documents, im.source, im.date, tables, lookupsOf(im.opts.Mapping), im.opts.Retract, im.opts.Rules.Version, readingVersion})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return fmt.Sprintf("import:%s:%x", im.source, sum[:16]), nil
}

// readingVersion is raised when the same file would be read into something else,
// so that importing it again is no mere retry.
const readingVersion = 3

func lookupsOf(m *mapping.Mapping) any {
	if m == nil {
		return nil
	}
	return m.Lookups
}

// already is the report of an import that was done before.
func (im *run) already(ctx context.Context, r graph.Revision) (*Report, error) {
	im.report.Before, im.report.Declared = r, nil
	for h, err := range im.opts.Store.Headers(ctx, r, r) {
		if err != nil {
			return nil, err
		}
		im.report.Counts = graph.Counts{Read: h.Counts.Read, Unchanged: h.Counts.Read - h.Counts.Rejected - h.Counts.Queued,
			Rejected: h.Counts.Rejected, Queued: h.Counts.Queued, BadCells: h.Counts.BadCells}
	}
	return im.report, nil
}

// progress tells how many bytes have been read, now and then.
func (im *run) progress(step Step) {
	if im.opts.Progress == nil {
		return
	}
	done, total := int64(0), int64(0)
	for _, d := range im.docs {
		a, b := d.Read()
		done, total = done+a, total+b
	}
	if done-im.lastProgress < total/200 && done < total {
		return
	}
	im.lastProgress = done
	im.tell(step, done, total)
}

func (im *run) tell(step Step, done, total int64) {
	if im.opts.Progress != nil {
		im.opts.Progress(Progress{Step: step, Done: done, Total: total})
	}
}
