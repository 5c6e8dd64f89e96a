package importer

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// Kept is what a batch keeps of how it came about, as the attachment that its
// header's Report names.
type Kept struct {
	Mapping string // that was used, in YAML; "" of an edited export
	// Report has neither the records that are gone nor the edits: only how many
	// are gone.
	Report *Report
}

// The attachment is gzip of lines of JSON: first a keptHead, then a keptLine for
// each problem and each row that waits, so that neither who writes it nor who reads
// it holds it twice.

// keptVersion is the version of the format.
const keptVersion = 1

// maxKept bounds the bytes that are read of an attachment, uncompressed.
const maxKept = 512 << 20

type keptHead struct {
	Version int         `json:"version"`
	Mapping string      `json:"mapping,omitempty"`
	Report  *Report     `json:"report"`
	Tables  []keptTable `json:"tables"`
}

// keptTable is a table with what the report of a terminal leaves out.
type keptTable struct {
	TableReport
	Explain     graph.Label `json:"explain"`
	Columns     []Column    `json:"columns,omitempty"`
	MoreColumns int         `json:"moreColumns,omitempty"`
}

type keptLine struct {
	Problem *Problem     `json:"problem,omitempty"`
	OnPage  *graph.Label `json:"onPage,omitempty"` // of the problem
	Queued  *QueuedRow   `json:"queued,omitempty"`
}

// keep attaches what is told of the import to the store, and returns under which
// hash. Samples of cells are not kept: the files are.
func (im *run) keep(ctx context.Context) (graph.Hash, error) {
	head := keptHead{Version: keptVersion}
	if !im.report.Edited {
		yaml, err := im.mapping().YAML()
		if err != nil {
			return graph.Hash{}, err
		}
		head.Mapping = string(yaml)
	}
	r := *im.report
	for i := range r.Tables {
		t := keptTable{TableReport: r.Tables[i], Explain: r.Tables[i].Explain, Columns: slices.Clone(r.Tables[i].Columns), MoreColumns: r.Tables[i].MoreColumns}
		for j := range t.Columns {
			t.Columns[j].Samples = nil
		}
		head.Tables = append(head.Tables, t)
	}
	r.MoreGone += len(r.Gone)
	r.Tables, r.Problems, r.Queued, r.Gone, r.Edits, r.Changes = nil, nil, nil, nil, nil, nil
	head.Report = &r
	in, out := io.Pipe()
	go func() {
		buffered := bufio.NewWriter(out)
		packed := gzip.NewWriter(buffered)
		encode := json.NewEncoder(packed)
		encode.SetEscapeHTML(false)
		err := encode.Encode(head)
		for i := 0; i < len(im.report.Problems) && err == nil; i++ {
			line := keptLine{Problem: &im.report.Problems[i]}
			if line.Problem.OnPage != (graph.Label{}) {
				line.OnPage = &line.Problem.OnPage
			}
			err = encode.Encode(line)
		}
		for i := 0; i < len(im.report.Queued) && err == nil; i++ {
			err = encode.Encode(keptLine{Queued: &im.report.Queued[i]})
		}
		if err == nil {
			err = errors.Join(packed.Close(), buffered.Flush())
		}
		out.CloseWithError(err) // nil ends it
	}()
	hash, err := im.opts.Store.Attach(ctx, in)
	return hash, errors.Join(err, in.Close())
}

// ReadKeptTables reads what a batch kept of the tables that it read: where they are,
// their columns with their headers, and what each was read as. It reads no more of
// the attachment than that. It fails as [ReadKept] does.
func ReadKeptTables(ctx context.Context, store graph.Store, h *graph.Header) ([]TableReport, error) {
	r, err := openKept(ctx, store, h)
	if err != nil {
		return nil, err
	}
	kept, _, err := readKeptHead(r)
	if err := errors.Join(err, r.Close()); err != nil {
		return nil, err
	}
	return kept.Report.Tables, nil
}

// ReadKept reads what a batch kept of how it came about. A batch that kept nothing,
// as those of older programs, fails with [graph.CodeNotFound]; one of a newer
// program with [graph.CodeInvalid].
func ReadKept(ctx context.Context, store graph.Store, h *graph.Header) (*Kept, error) {
	r, err := openKept(ctx, store, h)
	if err != nil {
		return nil, err
	}
	kept, err := readKept(r)
	if err := errors.Join(err, r.Close()); err != nil {
		return nil, err
	}
	kept.Report.Revision = h.Revision
	return kept, nil
}

func openKept(ctx context.Context, store graph.Store, h *graph.Header) (io.ReadCloser, error) {
	if h.Report == (graph.Hash{}) {
		return nil, &graph.Error{Code: graph.CodeNotFound, Op: opReadKept, Message: "this batch kept no report", Revision: h.Revision}
	}
	return store.Attachment(ctx, h.Report)
}

const opReadKept = "importer.ReadKept"

func damagedReport(err error) error {
	return graph.Errorf(graph.CodeDamaged, opReadKept, "the report of the import cannot be read: %w", err)
}

// readKeptHead reads what an attachment begins with; the rest follows in the decoder.
func readKeptHead(r io.Reader) (*Kept, *json.Decoder, error) {
	packed, err := gzip.NewReader(r)
	if err != nil {
		return nil, nil, damagedReport(err)
	}
	decode := json.NewDecoder(io.LimitReader(packed, maxKept))
	var head keptHead
	if err := decode.Decode(&head); err != nil {
		return nil, nil, damagedReport(err)
	}
	switch {
	case head.Version > keptVersion:
		return nil, nil, graph.Errorf(graph.CodeInvalid, opReadKept, "this report has version %d; this program knows up to %d: use a newer one", head.Version, keptVersion)
	case head.Version < 1 || head.Report == nil:
		return nil, nil, damagedReport(errors.New("it has no head"))
	}
	k := &Kept{Mapping: head.Mapping, Report: head.Report}
	for _, t := range head.Tables {
		t.TableReport.Explain, t.TableReport.Columns, t.TableReport.MoreColumns = t.Explain, t.Columns, t.MoreColumns
		k.Report.Tables = append(k.Report.Tables, t.TableReport)
	}
	return k, decode, nil
}

func readKept(r io.Reader) (*Kept, error) {
	k, decode, err := readKeptHead(r)
	if err != nil {
		return nil, err
	}
	for {
		var line keptLine
		if err := decode.Decode(&line); err == io.EOF {
			return k, nil
		} else if err != nil {
			return nil, damagedReport(err)
		}
		switch {
		case line.Problem != nil:
			if line.OnPage != nil {
				line.Problem.OnPage = *line.OnPage
			}
			k.Report.Problems = append(k.Report.Problems, *line.Problem)
		case line.Queued != nil:
			k.Report.Queued = append(k.Report.Queued, *line.Queued)
		}
	}
}
