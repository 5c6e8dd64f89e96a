package schema

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// maxReason bounds the words of an actor, in bytes.
const maxReason = 2000

// uploading returns the uploads, if there is a place for them.
func (s *Service) uploading() (*uploads, error) {
	if s.uploads == nil {
		return nil, say(graph.CodeUnavailable, "此服务不接受上传", "this service takes no uploads")
	}
	return s.uploads, nil
}

// upload keeps files.
func (s *Service) upload(ctx context.Context, files []*graphql.Upload, clientKey *string) (*model.UploadPayload, error) {
	actor, err := s.actor(ctx, RightImport)
	if err != nil {
		return nil, err
	}
	key := ""
	if clientKey != nil {
		if err := checkKey(*clientKey); err != nil {
			return nil, err
		}
		key = fmt.Sprintf(keyPattern, actor.Name, *clientKey)
	}
	u, err := s.uploading()
	if err != nil {
		return nil, err
	}
	j, err := u.add(ctx, files, key)
	if err != nil {
		return nil, err
	}
	out := &model.UploadPayload{Upload: j.id}
	for _, f := range j.files {
		known := *f
		known.Imports = s.importsOf(f.Hash)
		out.Files = append(out.Files, &known)
	}
	return out, nil
}

// options returns what an import is asked to do.
func (s *Service) options(a Actor, in *model.ImportInput, j *job) (importer.Options, error) {
	o := importer.Options{Store: s.store, View: s.log.View(), Vocabulary: s.vocabulary, Rules: s.rules, Actor: a.Name, Retract: in.Retract,
		Progress: func(p importer.Progress) { j.tell(steps[p.Step], p.Done, p.Total) }}
	if in.Mapping != nil && *in.Mapping != "" {
		m, err := mapping.Parse("mapping", []byte(*in.Mapping), s.vocabulary)
		if err != nil {
			return o, err
		}
		o.Mapping = m
	}
	if err := corrections(&o, in); err != nil {
		return o, err
	}
	if in.Source != nil {
		o.Source = graph.SourceID(*in.Source)
	}
	if in.Declare != nil {
		d, err := declareOf(in.Declare)
		if err != nil {
			return o, err
		}
		if o.Source != "" && o.Source != d.Source {
			return o, say(graph.CodeInvalid, "source 与 declare 说的不是同一来源", "source and declare name different sources")
		}
		o.Declare = d
	}
	if in.DataDate != nil {
		o.DataDate = *in.DataDate
	}
	if in.Reason != nil {
		if len(*in.Reason) > maxReason {
			return o, say(graph.CodeLimit, "原因最多 %d 字节", "a reason has at most %d bytes", maxReason)
		}
		o.Reason = *in.Reason
	}
	return o, nil
}

// maxCorrections bounds what one preview corrects.
const maxCorrections = 1000

// corrections takes in what a person says of single columns and texts.
func corrections(o *importer.Options, in *model.ImportInput) error {
	if len(in.Sheets)+len(in.Columns)+len(in.Amendments) > maxCorrections {
		return say(graph.CodeLimit, "一次最多更正 %d 处", "at most %d corrections are made at a time", maxCorrections)
	}
	for _, x := range in.Sheets {
		c := mapping.Choice{Document: x.Document, Sheet: x.Sheet, Header: x.Header}
		if x.Kind != nil {
			c.Kind = *x.Kind
		}
		o.Choices = append(o.Choices, c)
	}
	for _, c := range in.Columns {
		if c.Column < 1 {
			return say(graph.CodeInvalid, "列从 1 起计", "columns are counted from 1")
		}
		o.Choices = append(o.Choices, mapping.Choice{Document: c.Document, Sheet: c.Sheet, Header: c.Header, Column: c.Column, Kind: c.Kind, Means: c.Means, Unit: textOf(c.Unit), Order: textOf(c.Order)})
	}
	for _, a := range in.Amendments {
		if strings.TrimSpace(a.From) == "" || strings.TrimSpace(a.To) == "" || max(len(a.From), len(a.To)) > maxSourceText {
			return say(graph.CodeInvalid, "更正的原文与所指都要写明，各至多 %d 字节", "a correction says from what to what, each of at most %d bytes", maxSourceText)
		}
		o.Amendments = append(o.Amendments, mapping.Amendment{Document: a.Document, Sheet: a.Sheet, Header: a.Header, Column: a.Column, From: a.From, To: a.To})
	}
	return nil
}

// textOf is a text that may be left out.
func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// sourceID is what the ID of a source looks like: it is part of batch keys, file
// names and addresses.
var sourceID = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// maxSourceText bounds each text about a source, in bytes.
const maxSourceText = 500

// declareOf reads the declaration of a source.
func declareOf(in *model.SourceInput) (*graph.Declare, error) {
	d := &graph.Declare{Source: graph.SourceID(in.SourceID), Name: strings.TrimSpace(in.Name)}
	if in.Publisher != nil {
		d.Publisher = strings.TrimSpace(*in.Publisher)
	}
	if in.Licence != nil {
		d.Licence = strings.TrimSpace(*in.Licence)
	}
	d.Trust = map[model.Trust]graph.Trust{model.TrustOfficial: graph.TrustOfficial, model.TrustVerified: graph.TrustVerified,
		model.TrustMedia: graph.TrustMedia, model.TrustSelfReported: graph.TrustSelfReported}[in.Trust]
	switch {
	case !sourceID.MatchString(in.SourceID):
		return nil, say(graph.CodeInvalid, "%.80q 不能用作来源标识：只用小写字母、数字、点、下划线和连字符，以字母或数字开头，至多 64 个字符",
			"%.80q cannot be the ID of a source: use lower-case letters, digits, dots, underscores and hyphens, the first a letter or digit, 64 at most", in.SourceID)
	case d.Name == "":
		return nil, say(graph.CodeInvalid, "请写明来源的名称", "say what the source is called")
	case d.Trust == graph.TrustUndeclared:
		return nil, say(graph.CodeInvalid, "请选择来源的可信度", "say how far the source is believed")
	case max(len(d.Name), len(d.Publisher), len(d.Licence)) > maxSourceText:
		return nil, say(graph.CodeLimit, "关于来源的每段文字最多 %d 字节", "each text about a source has at most %d bytes", maxSourceText)
	}
	return d, nil
}

// run imports an upload, or does everything but.
func (s *Service) run(ctx context.Context, in *model.ImportInput, dry bool) (*importer.Report, *job, importer.Options, error) {
	var o importer.Options
	a, err := s.actor(ctx, RightImport)
	if err != nil {
		return nil, nil, o, err
	}
	u, err := s.uploading()
	if err != nil {
		return nil, nil, o, err
	}
	j, err := u.get(in.Upload)
	if err != nil {
		return nil, nil, o, err
	}
	release, err := j.work(ctx, dry, s.now)
	if err != nil {
		return nil, nil, o, err
	}
	defer release()
	if o, err = s.options(a, in, j); err != nil {
		return nil, nil, o, err
	}
	o.DryRun, o.Unnamed = dry, dry
	report, err := importer.Run(ctx, j.paths, o)
	if dry && report != nil && len(report.Tables) == 0 && len(report.Unread) > 0 {
		err = nil // a person is to say what the sheets hold
	}
	if err != nil {
		j.tell(model.ImportStepFailed, 0, 0)
		return nil, nil, o, err
	}
	if !dry {
		s.log.Notify()
	}
	j.tell(model.ImportStepDone, int64(report.Counts.Read), int64(report.Counts.Read))
	return report, j, o, nil
}

// preview tells what an import would do, and with which mapping.
func (s *Service) preview(ctx context.Context, in *model.ImportInput) (*model.PreviewPayload, error) {
	report, j, o, err := s.run(ctx, in, true)
	if err != nil {
		return nil, err
	}
	out := &model.PreviewPayload{Report: &model.ImportReport{Of: report}}
	m := report.Mapping
	report.Mapping = nil // it is handed out, and not kept with the report
	s.previews.put(j.id, out.Report)
	if m == nil {
		return out, nil // an edited export needs no mapping
	}
	if given := o.Mapping; given != nil { // what it says beside the tables
		if given.Source != nil {
			m.Source = given.Source
		}
		m.DataDate, m.Defaults, m.Synonyms = given.DataDate, given.Defaults, given.Synonyms
	}
	yaml, err := m.YAML()
	if err != nil {
		return nil, err
	}
	text := string(yaml)
	out.Mapping = &text
	return out, nil
}

// apply imports.
func (s *Service) apply(ctx context.Context, in *model.ImportInput, clientKey string) (*model.ApplyPayload, error) {
	if err := checkKey(clientKey); err != nil {
		return nil, err
	}
	a, err := s.actor(ctx, RightImport)
	if err != nil {
		return nil, err
	}
	u, err := s.uploading()
	if err != nil {
		return nil, err
	}
	asked, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	key, input := fmt.Sprintf(keyPattern, a.Name, clientKey), sha256.Sum256(asked)
	unlock, err := s.keyed.lock(ctx, key)
	if err != nil {
		return nil, err
	}
	defer unlock()
	report, err := u.repeated(key, input)
	if err != nil {
		return nil, err
	}
	again := report != nil
	if !again {
		var j *job
		if report, j, _, err = s.run(ctx, in, false); err != nil {
			return nil, err
		}
		u.remember(key, input, j, report)
	}
	out := &model.ApplyPayload{Report: &model.ImportReport{Of: report}, Repeated: again || report.Before > 0, Revision: max(report.Revision, report.Before)}
	v, err := s.after(ctx, out.Revision)
	if err != nil {
		return nil, err
	}
	if out.Revision == 0 {
		out.Revision = v.Revision()
		return out, nil
	}
	out.Batch = s.batch(v, out.Revision)
	return out, nil
}
