package template

import (
	"fmt"
	"iter"
	"regexp"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/cell"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
)

// The labels of the source sheet. They stand in its first column, the values
// beside them, in any order; either language, whatever the case, width, spaces
// and punctuation.
var (
	LabelID        = graph.Label{Zh: "来源标识", En: "Source ID"}
	LabelName      = graph.Label{Zh: "来源名称", En: "Source name"}
	LabelPublisher = graph.Label{Zh: "发布单位", En: "Publisher"}
	LabelTrust     = graph.Label{Zh: "可信度", En: "Trust"}
	LabelLicence   = graph.Label{Zh: "许可", En: "Licence"}
	LabelDataDate  = graph.Label{Zh: "数据日期", En: "Data date"}
)

// sourceItems are the rows of the source sheet.
var sourceItems = []struct {
	label   graph.Label
	needed  bool
	meaning graph.Label
}{
	{LabelID, true, graph.Label{
		Zh: "来源的固定标识，同一来源每次都用同一个；小写字母、数字、点、下划线和连字符，例：miit-list-2023",
		En: "names the source, the same in every edition: lower-case letters, digits, dots, underscores and hyphens, such as miit-list-2023"}},
	{LabelName, true, graph.Label{Zh: "来源的名称，例：工信部入选名单", En: "what the source is called, such as MIIT list"}},
	{LabelPublisher, false, graph.Label{Zh: "发布或提供数据的单位", En: "who publishes or provides the data"}},
	{LabelTrust, true, graph.Label{
		Zh: "来源之间不一致时以更可信的为准：官方、已核验、媒体、自报",
		En: "where sources disagree, the more trusted one holds: official, verified, media, self-reported"}},
	{LabelLicence, false, graph.Label{Zh: "数据的使用许可，例：CC BY 4.0、仅限内部使用", En: "under what licence the data are, such as CC BY 4.0, internal use only"}},
	{LabelDataDate, true, graph.Label{
		Zh: "数据所反映的日期（不是填写日期），可写 2024、2024-06 或 2024-06-30；同一来源较新的优先",
		En: "the day that the data speak of, not the day of writing: 2024, 2024-06 or 2024-06-30; of one source, the newer holds"}},
}

// sourceRows is how far down the labels are looked for.
const sourceRows = 30

// Source is what a source sheet declares. What is blank or cannot be read is
// left at its zero value.
type Source struct {
	mapping.Source
	DataDate graph.Date
	Problems []SourceProblem // by row
}

// SourceProblem is what is wrong with a cell of a source sheet.
type SourceProblem struct {
	Row, Column int // from 1
	Text        string
	Problem     *graph.Problem
}

// sourceID is what the ID of a source looks like.
var sourceID = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// ReadSource reads a sheet, if it is a source sheet: if [LabelID] and [LabelName]
// are in its first column, within the first 30 rows. Otherwise it returns nil.
// An ID, a name, a trust or a data date that is missing is a problem of the
// sheet, which a flag of the import may make up for. Date1904 is that of the
// document. It fails only with an error of rows.
func ReadSource(rows iter.Seq2[*table.Row, error], voc *graph.Vocabulary, date1904 bool) (*Source, error) {
	values := make([]table.Cell, len(sourceItems))
	numbers := make([]int, len(sourceItems)) // of the rows
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		if row.Number > sourceRows {
			break
		}
		key := graph.HeaderKey(row.Cell(1).Text)
		for i, x := range sourceItems {
			if numbers[i] == 0 && (key == graph.HeaderKey(x.label.Zh) || key == graph.HeaderKey(x.label.En)) {
				numbers[i], values[i] = row.Number, row.Cell(2)
			}
		}
	}
	if numbers[0] == 0 || numbers[1] == 0 {
		return nil, nil
	}
	s := &Source{}
	for i, x := range sourceItems {
		text := strings.TrimSpace(values[i].Text)
		bad := func(p *graph.Problem) {
			s.Problems = append(s.Problems, SourceProblem{Row: numbers[i], Column: 2, Text: text, Problem: p})
		}
		if text == "" {
			if x.needed {
				bad(&graph.Problem{Code: graph.ProblemMissing, Of: x.label.En,
					Reason: graph.Label{Zh: "没有填写" + x.label.Zh, En: strings.ToLower(x.label.En[:1]) + x.label.En[1:] + " is missing"}, Cure: x.meaning})
			}
			continue
		}
		if p := s.set(x.label, values[i], text, voc, date1904); p != nil {
			p.Of = x.label.En
			bad(p)
		}
	}
	return s, nil
}

// set takes one value; it returns what is wrong with it.
func (s *Source) set(label graph.Label, c table.Cell, text string, voc *graph.Vocabulary, date1904 bool) *graph.Problem {
	switch label {
	case LabelID:
		if !sourceID.MatchString(text) {
			return &graph.Problem{Code: graph.ProblemText,
				Reason: graph.Label{Zh: fmt.Sprintf("%q 不能用作来源标识", clip(text)), En: fmt.Sprintf("%q cannot be the ID of a source", clip(text))},
				Cure: graph.Label{Zh: "只用小写字母、数字、点、下划线和连字符，以字母或数字开头，至多 64 个字符",
					En: "use lower-case letters, digits, dots, underscores and hyphens, the first a letter or digit, 64 at most"}}
		}
		s.ID = graph.SourceID(text)
	case LabelName:
		s.Name = text
	case LabelPublisher:
		s.Publisher = text
	case LabelLicence:
		s.Licence = text
	case LabelTrust:
		if l := voc.List(graph.ListTrust); l != nil {
			if code, ok := l.Find(text); ok {
				s.Trust = trusts[code]
			}
		}
		if s.Trust == graph.TrustUndeclared {
			return &graph.Problem{Code: graph.ProblemCodeList,
				Reason: graph.Label{Zh: fmt.Sprintf("没有可信度 %q", clip(text)), En: fmt.Sprintf("there is no trust %q", clip(text))},
				Cure:   graph.Label{Zh: "请从官方、已核验、媒体、自报中选择", En: "choose official, verified, media or self-reported"}}
		}
	case LabelDataDate:
		decl := graph.PropertyDecl{Name: LabelDataDate.En, Label: LabelDataDate, Type: graph.TypeDate}
		r, err := cell.New(&decl, cell.Options{Vocabulary: voc, Date1904: date1904})
		if err != nil {
			return &graph.Problem{Code: graph.ProblemDate, Reason: graph.Label{Zh: err.Error(), En: err.Error()}, Cure: graph.Label{Zh: "请写 2024-06-30", En: "write 2024-06-30"}}
		}
		v, p := r.Read(c)
		s.DataDate = v.Date
		return p
	}
	return nil
}

// trusts are the levels of trust by their code in graph.ListTrust.
var trusts = map[string]graph.Trust{
	"official": graph.TrustOfficial, "verified": graph.TrustVerified, "media": graph.TrustMedia, "selfReported": graph.TrustSelfReported,
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
