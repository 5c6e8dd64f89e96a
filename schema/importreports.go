package schema

import (
	"context"
	"net/http"
	"slices"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// reports keeps what the last few uploads were last previewed to be, so that their
// problems can be paged through, filtered and handed out.
type reports struct {
	mu   sync.Mutex
	last []uploadReport // the newest first
}

type uploadReport struct {
	upload graph.SubjectID
	report *model.ImportReport
}

// maxPreviews is how many are kept: each may have 100,000 problems.
const maxPreviews = 8

func (r *reports) put(upload graph.SubjectID, report *model.ImportReport) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = slices.DeleteFunc(r.last, func(x uploadReport) bool { return x.upload == upload })
	r.last = slices.Insert(r.last, 0, uploadReport{upload, report})
	if len(r.last) > maxPreviews {
		clear(r.last[maxPreviews:])
		r.last = r.last[:maxPreviews]
	}
}

func (r *reports) get(upload graph.SubjectID) *model.ImportReport {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, x := range r.last {
		if x.upload == upload {
			return x.report
		}
	}
	return nil
}

// maxSameFile bounds how many imports of one file are told.
const maxSameFile = 10

// importsOf returns the batches that imported a file of these bytes, the newest
// first.
func (s *Service) importsOf(hash string) []*model.Batch {
	v := s.log.View()
	standing := s.ledger.upTo(v.Revision())
	out := []*model.Batch{}
	for _, h := range slices.Backward(standing.headers) {
		if len(out) == maxSameFile {
			break
		}
		if h.Kind == graph.BatchImport && slices.ContainsFunc(h.Documents, func(d graph.Document) bool { return d.Hash.String() == hash }) {
			out = append(out, &model.Batch{View: v, Header: h, By: standing.by[h.Revision]})
		}
	}
	return out
}

// toldOf is what a batch kept of its import, as far as redactions left it and
// as far as the reader may see it.
type toldOf struct {
	batch    graph.Revision
	hash     graph.Hash
	after    graph.Revision // the last redaction; 0 if there is none
	personal bool           // with what it quotes of natural persons
}

// importReport answers what an upload was previewed to be, or what a batch kept.
func (s *Service) importReport(ctx context.Context, upload *graph.SubjectID, batch *graph.Revision) (*model.ImportReport, error) {
	actor, err := s.actor(ctx, RightImport)
	if err != nil {
		return nil, err
	}
	switch {
	case (upload == nil) == (batch == nil):
		return nil, say(graph.CodeInvalid, "请给出 upload 或 batch 之一", "give either upload or batch")
	case upload != nil:
		if r := s.previews.get(*upload); r != nil {
			return r, nil
		}
		// The files may be there without it: only the last few previews are kept.
		u, err := s.uploading()
		if err != nil {
			return nil, err
		}
		if _, err := u.get(*upload); err != nil {
			return nil, err
		}
		return nil, say(graph.CodeNotFound, "预览已过期（只保留最近 %d 个）：文件还在，请重新预览", "there is no preview of it any more, for only the last %d are kept: the files are still there, preview them again", maxPreviews)
	}
	v := s.log.View()
	h := v.Header(*batch)
	if h == nil || h.Report == (graph.Hash{}) {
		return nil, nil
	}
	// Who imported a file knows what it says, and must find its mistakes.
	of := toldOf{batch: *batch, hash: h.Hash, personal: actor.Name == h.Actor || actor.Role.May(RightReadPersonal)}
	var since []graph.Revision
	for r := *batch + 1; r <= v.Revision(); r++ {
		if v.Header(r).Kind == graph.BatchRedact {
			since, of.after = append(since, r), r
		}
	}
	return s.told.get(ctx, of, func() (*model.ImportReport, error) {
		kept, err := importer.ReadKept(ctx, s.store, h)
		if err != nil {
			return nil, err
		}
		hidden := map[string]bool{}
		for _, r := range since {
			for a, err := range s.store.Assertions(ctx, r) {
				if err != nil {
					return nil, err
				}
				if x, ok := a.(*graph.Redact); ok {
					hidden[x.Property] = true
				}
			}
		}
		withhold(kept.Report, hidden)
		if !of.personal {
			withholdPersonal(kept.Report, s.vocabulary)
		}
		return &model.ImportReport{Of: kept.Report, YAML: kept.Mapping}, nil
	})
}

// withhold takes out of a report what its problems quote of properties that were
// redacted since, of whatever subject: a problem does not say of which it is. Rows
// that wait are told by their keys, which any redaction may be of.
func withhold(r *importer.Report, hidden map[string]bool) {
	if len(hidden) == 0 {
		return
	}
	why := graph.Label{Zh: "内容已隐去", En: "what it said is redacted"}
	for i := range r.Problems {
		if p := &r.Problems[i]; hidden[p.Of] {
			p.Value, p.Near, p.Reason, p.Cure, p.OnPage = "", nil, why, graph.Label{}, graph.Label{}
		}
	}
	for i := range r.Queued {
		r.Queued[i].Keys = nil
	}
}

// withholdPersonal takes out of a report what its problems quote of natural persons.
func withholdPersonal(r *importer.Report, vocabulary *graph.Vocabulary) {
	for i := range r.Problems {
		if p := &r.Problems[i]; somewherePersonal(vocabulary, p.Of) || graph.HoldsPersonalData(p.Value) {
			p.Value, p.Near, p.Reason, p.Cure, p.OnPage = "", nil, model.Withheld, graph.Label{}, graph.Label{}
		}
	}
}

// ProblemQuery is which problems of an import are asked for.
type ProblemQuery struct {
	Upload                  string // as it was last previewed; "" for a batch
	Batch                   graph.Revision
	Effects                 []string // as the schema names them; none is all
	Document, Sheet, Reason *string  // nil is all
}

// ProblemsOf returns the problems of an import as the pages list them: all that meet
// the query, with the cures of the pages, and how many more there are than are
// listed. The request says who asks; handler is one that [New] returned.
func ProblemsOf(r *http.Request, handler any, q ProblemQuery) (all []importer.Problem, more int, err error) {
	s, ok := handler.(*Service)
	if !ok {
		return nil, 0, graph.Errorf(graph.CodeInvalid, "schema.ProblemsOf", "the handler is not one that New returned")
	}
	upload, batch := (*graph.SubjectID)(nil), (*graph.Revision)(nil)
	if q.Upload != "" {
		id := graph.SubjectID(q.Upload)
		upload = &id
	}
	if q.Batch > 0 {
		batch = &q.Batch
	}
	report, err := s.importReport(context.WithValue(r.Context(), requestKey{}, r), upload, batch)
	if err != nil {
		return nil, 0, err
	}
	if report == nil {
		return nil, 0, say(graph.CodeNotFound, "该批次没有留下导入报告", "this batch kept no report of its import")
	}
	f := &model.ImportProblemFilter{Document: q.Document, Sheet: q.Sheet, Reason: q.Reason}
	for _, e := range q.Effects {
		if !model.Effect(e).IsValid() {
			return nil, 0, say(graph.CodeInvalid, "没有 %.40q 这种后果", "there is no effect %.40q", e)
		}
		f.Effects = append(f.Effects, model.Effect(e))
	}
	for _, p := range report.Chosen(f) {
		x := *p
		x.Cure = *model.CureOf(p)
		all = append(all, x)
	}
	return all, report.Of.More, nil
}

// whereabouts tells where an ID leads.
func (s *Service) whereabouts(ctx context.Context, id graph.SubjectID, minRevision *graph.Revision) (*model.Whereabouts, error) {
	v, err := s.at(ctx, nil, minRevision)
	if err != nil {
		return nil, err
	}
	t := v.Trace(id)
	out := &model.Whereabouts{}
	switch {
	case t.Node != "":
		out.Node = &t.Node
	case t.EndedBy > 0:
		until := t.EndedBy - 1
		out.Since, out.Until, out.EndedBy = &t.Since, &until, s.batch(v, t.EndedBy)
	}
	return out, nil
}
