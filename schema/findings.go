package schema

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// maxFindings is how many findings are recorded at a time.
const maxFindings = 500

// findingField is what an input says of one property.
type findingField struct{ property, text string }

// findingFields lists what a finding says, in the order of its columns.
func findingFields(in *model.FindingInput) []findingField {
	said := func(p *string) string {
		if p == nil {
			return ""
		}
		return strings.TrimSpace(*p)
	}
	out := []findingField{
		{graph.PropItem, strings.TrimSpace(in.Item)}, {graph.PropBasis, strings.TrimSpace(in.Basis)}, {graph.PropDate, in.Date.String()},
		// The value's columns are always there, so that a newer word takes back an older one.
		{graph.PropMeasured, said(in.Measured)}, {"low", said(in.Low)}, {"high", said(in.High)}, {"result", said(in.Result)}, {"absence", said(in.Absence)},
	}
	for _, f := range []struct {
		property string
		p        *string
	}{
		{graph.PropKind, in.Kind}, {graph.PropName, in.Name}, {"unit", in.Unit}, {graph.PropVersion, in.Version}, {"environment", in.Environment}, {"sample", in.Sample},
		{"tester", in.Tester}, {"report", in.Report}, {"remark", in.Remark}, {"citation", in.Citation},
	} {
		if text := said(f.p); text != "" {
			out = append(out, findingField{f.property, text})
		}
	}
	return out
}

// findingTable is a table of findings that say something of the same properties.
type findingTable struct {
	other graph.Kind // of what they are of
	by    string     // the property that names it
	head  []string
	rows  [][]string
	of    []int // the number of each row's finding in the input
}

// recordFindings states findings, once. They are written as tables and imported, so
// that they are the same facts as if somebody had sent the tables; and since those
// are kept, each leads to a cell.
func (s *Service) recordFindings(ctx context.Context, in *model.RecordFindingsInput) (*model.RecordFindingsPayload, error) {
	actor, err := s.actor(ctx, RightImport)
	if err != nil {
		return nil, err
	}
	if err := checkKey(in.ClientKey); err != nil {
		return nil, err
	}
	switch n := len(in.Findings); {
	case strings.TrimSpace(in.Reason) == "":
		return nil, say(graph.CodeInvalid, "请写明原因", "say why: the reason is empty")
	case len(in.Reason) > maxReason:
		return nil, say(graph.CodeLimit, "原因最多 %d 字节", "a reason has at most %d bytes", maxReason)
	case n == 0:
		return nil, say(graph.CodeInvalid, "没有评价证据", "there are no findings")
	case n > maxFindings:
		return nil, say(graph.CodeLimit, "一次最多记录 %d 条评价证据", "at most %d findings are recorded at a time", maxFindings)
	}
	key := fmt.Sprintf(keyPattern, actor.Name, in.ClientKey)
	unlock, err := s.keyed.lock(ctx, key)
	if err != nil {
		return nil, err
	}
	defer unlock()
	v, err := s.headView(ctx)
	if err != nil {
		return nil, err
	}
	standing, err := s.store.Standing(ctx, key)
	again := err == nil
	if !again && graph.CodeOf(err) != graph.CodeNotFound {
		return nil, err
	}
	tables, err := s.findingTables(ctx, v, in.Findings)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "chainatlas-findings-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	o := importer.Options{
		Store: s.store, View: v, Vocabulary: s.vocabulary, Rules: s.rules, Actor: actor.Name, Reason: strings.TrimSpace(in.Reason),
		Source: graph.SourceID(in.Source), DataDate: in.DataDate, Key: key, Mapping: &mapping.Mapping{Version: 1},
	}
	paths, hashes, err := writeFindings(dir, tables, o.Mapping)
	if err != nil {
		return nil, err
	}
	if again {
		return s.findingsRepeated(ctx, standing, in, hashes)
	}
	// All of it or nothing: what a person would have to look at is refused before.
	dry := o
	dry.DryRun = true
	report, err := importer.Run(ctx, paths, dry)
	if err != nil {
		return nil, err
	}
	if err := s.checkFindings(report, tables, in); err != nil {
		return nil, err
	}
	if report, err = importer.Run(ctx, paths, o); err != nil {
		return nil, err
	}
	s.log.Notify()
	return s.findingsPayload(ctx, cmp.Or(report.Revision, report.Before), in, report.Before > 0)
}

// findingTables checks findings, and puts them into tables.
func (s *Service) findingTables(ctx context.Context, v *memory.View, all []*model.FindingInput) ([]*findingTable, error) {
	kind := s.vocabulary.Kind(graph.KindFinding)
	nodes := make([]*memory.Node, len(all))
	for i, in := range all {
		var err error
		if nodes[i], err = standingNode(v, in.Of); err != nil {
			return nil, err
		}
	}
	names, err := namedBy(ctx, v, nodes)
	if err != nil {
		return nil, err
	}
	var tables []*findingTable
	for i, in := range all {
		n, by, name := nodes[i], names[i].by, names[i].value.String()
		head, row, values := []string{graph.EdgeMeasures}, []string{name}, map[string]graph.Value{}
		for _, f := range findingFields(in) {
			if f.text != "" {
				if values[f.property], err = s.readValue(kind.Property(f.property), f.text); err != nil {
					return nil, err
				}
			}
			head, row = append(head, f.property), append(row, f.text)
		}
		low, lowSaid := values["low"]
		high, highSaid := values["high"]
		switch {
		case !slices.ContainsFunc(kind.Substance, func(p string) bool { _, said := values[p]; return said }):
			return nil, say(graph.CodeInvalid, "第 %d 条评价证据没有值：请给出数值、上下限、结论或无值原因之一", "finding %d says nothing: give measured, low and high, result or absence", i+1)
		case lowSaid && highSaid && low.Number.Compare(high.Number) > 0:
			return nil, say(graph.CodeInvalid, "第 %d 条评价证据的下限 %s 高于上限 %s", "finding %d has the low end %s above the high end %s", i+1, low, high)
		case lowSaid != highSaid:
			return nil, say(graph.CodeInvalid, "第 %d 条评价证据的范围缺一端", "finding %d has one end of a range: give both", i+1)
		}
		at := slices.IndexFunc(tables, func(t *findingTable) bool { return t.other == n.Kind && t.by == by && slices.Equal(t.head, head) })
		if at < 0 {
			at = len(tables)
			tables = append(tables, &findingTable{other: n.Kind, by: by, head: head})
		}
		tables[at].rows, tables[at].of = append(tables[at].rows, row), append(tables[at].of, i)
	}
	return tables, nil
}

// naming is how a table names a node: by which property, with which value.
type naming struct {
	kind  graph.Kind
	by    string
	value graph.Value
}

// namedBy tells how a table names each of some nodes that can be rated. It fails with
// graph.CodeConflict if others have the same name, so that a table could not tell
// them apart. It looks through the nodes of a kind once, however many are named.
func namedBy(ctx context.Context, v *memory.View, nodes []*memory.Node) ([]naming, error) {
	properties := map[graph.Kind][]string{
		graph.KindProduct: {graph.PropName}, graph.KindProject: {graph.PropName}, graph.KindEnterprise: {graph.PropCreditCode, graph.PropLegalName},
	}
	type column struct {
		kind graph.Kind
		by   string
	}
	out := make([]naming, len(nodes))
	wanted := map[column][]graph.Value{}
	for i, n := range nodes {
		if properties[n.Kind] == nil {
			return nil, say(graph.CodeInvalid, "%s 不能作为评价对象", "%s is nothing that can be rated", v.Name(n.ID))
		}
		for _, by := range properties[n.Kind] {
			if x := model.FindProperty(v, n, memory.PropertyName{Name: by}); x != nil && !x.IsSet() && !x.Stated().IsZero() {
				out[i] = naming{n.Kind, by, x.Stated()}
				break
			}
		}
		if out[i].by == "" {
			return nil, say(graph.CodeInvalid, "%s 没有名称，无法指明", "%s has no name to tell it by", v.Name(n.ID))
		}
		if c := (column{n.Kind, out[i].by}); !slices.Contains(wanted[c], out[i].value) {
			wanted[c] = append(wanted[c], out[i].value)
		}
	}
	called := map[naming]int{}
	for c, values := range wanted {
		same, err := v.Select(ctx, c.kind, &memory.Filter{Property: c.by, In: values})
		if err != nil {
			return nil, err
		}
		for _, n := range v.Nodes(same...) {
			if x := model.FindProperty(v, n, memory.PropertyName{Name: c.by}); x != nil {
				called[naming{c.kind, c.by, x.Stated()}]++
			}
		}
	}
	for _, n := range out {
		if called[n] > 1 {
			return nil, say(graph.CodeConflict, "有 %d 个对象名为“%s”：请先合并或改名", "%d are called “%s”: merge them or name them apart first", called[n], n.value.Text)
		}
	}
	return out, nil
}

// writeFindings writes the tables as files, and the mapping that reads them.
func writeFindings(dir string, tables []*findingTable, m *mapping.Mapping) (paths []string, hashes []graph.Hash, err error) {
	for i, t := range tables {
		name := "findings.csv"
		if i > 0 {
			name = fmt.Sprintf("findings-%d.csv", i+1)
		}
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if err := w.WriteAll(append([][]string{t.head}, t.rows...)); err != nil {
			return nil, nil, err
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			return nil, nil, err
		}
		paths, hashes = append(paths, path), append(hashes, sha256.Sum256(b.Bytes()))
		record := mapping.Record{Kind: graph.KindFinding, Edges: []mapping.Edge{{
			Type: graph.EdgeMeasures, Kind: t.other, By: []mapping.Property{{Name: t.by, Expr: mapping.Expr{Columns: []string{graph.EdgeMeasures}}}},
		}}}
		for _, column := range t.head[1:] {
			record.Set = append(record.Set, mapping.Property{Name: column, Expr: mapping.Expr{Columns: []string{column}}})
		}
		m.Tables = append(m.Tables, mapping.Table{File: name, HeaderFirst: 1, HeaderLast: 1, Records: []mapping.Record{record}})
	}
	return paths, hashes, nil
}

// checkFindings refuses what a table may leave to a person.
func (s *Service) checkFindings(r *importer.Report, tables []*findingTable, in *model.RecordFindingsInput) error {
	for _, p := range r.Problems {
		if p.Effect == importer.EffectKept {
			continue
		}
		number := 0
		for i, t := range tables {
			if row := p.Row - 2; p.Document == r.Tables[i].Document && row >= 0 && row < len(t.of) {
				number = t.of[row] + 1
			}
		}
		return say(graph.CodeInvalid, "第 %[1]d 条评价证据：%[2]s；%[3]s", "finding %[1]d: %[4]s; %[5]s", number, p.Reason.Zh, p.Cure.Zh, p.Reason.En, p.Cure.En)
	}
	if n := r.Counts; n.Queued > 0 || n.Rejected > 0 || n.BadCells > 0 || n.Read != len(in.Findings) && r.Before == 0 {
		return say(graph.CodeConflict, "有 %d 条评价证据与已有数据矛盾，须由人判断：请用表格导入", "%d findings contradict what is there, and a person has to judge: import them as a table", len(in.Findings)-n.Created-n.Updated-n.Unchanged)
	}
	if r.Changes == nil {
		return nil
	}
	for _, k := range r.Changes.Nodes {
		if k.Kind != graph.KindFinding && k.Created > 0 {
			return say(graph.CodeConflict, "按名称无法唯一指明评价对象：来源 %s 另有同名对象", "the name does not tell what is rated: the source %s knows another of that name", in.Source)
		}
	}
	return nil
}

// findingsRepeated answers a retry, or refuses other findings under the same key.
func (s *Service) findingsRepeated(ctx context.Context, r graph.Revision, in *model.RecordFindingsInput, hashes []graph.Hash) (*model.RecordFindingsPayload, error) {
	for h, err := range s.store.Headers(ctx, r, r) {
		if err != nil {
			return nil, err
		}
		same := len(h.Documents) == len(hashes) && h.Source == graph.SourceID(in.Source) && h.DataDate == in.DataDate
		for i := range hashes {
			same = same && h.Documents[i].Hash == hashes[i]
		}
		if !same {
			return nil, say(graph.CodeConflict, "此 clientKey 已用于另一操作（第 %d 号修订）", "this client key was used for another act, revision %d: choose another", r)
		}
	}
	return s.findingsPayload(ctx, r, in, true)
}

// findingsPayload finds the findings as they stand.
func (s *Service) findingsPayload(ctx context.Context, r graph.Revision, in *model.RecordFindingsInput, repeated bool) (*model.RecordFindingsPayload, error) {
	v, err := s.after(ctx, r)
	if err != nil {
		return nil, err
	}
	out := &model.RecordFindingsPayload{Revision: r, Repeated: repeated, Batch: s.batch(v, r)}
	for i, f := range in.Findings {
		id, err := s.findingOf(v, f)
		if err != nil {
			return nil, err
		}
		if id == "" {
			return nil, say(graph.CodeConflict, "第 %[1]d 条评价证据没有归到所指的对象；已记入第 %[2]d 号修订，可以撤销", "finding %[1]d was not joined to what it names; it stands in revision %[2]d, which can be revoked", i+1, r)
		}
		out.Findings = append(out.Findings, model.Wrap(v, id).(*model.Finding))
	}
	return out, nil
}

// findingOf returns the finding that says the item of a node, on a basis, of a day;
// "" if there is none.
func (s *Service) findingOf(v *memory.View, in *model.FindingInput) (graph.SubjectID, error) {
	kind := s.vocabulary.Kind(graph.KindFinding)
	want := map[string]graph.Value{graph.PropDate: graph.DateValue(in.Date)}
	for name, text := range map[string]string{graph.PropItem: in.Item, graph.PropBasis: in.Basis} { // as they were read into the log
		v, err := s.readValue(kind.Property(name), text)
		if err != nil {
			return "", err
		}
		want[name] = v
	}
	of := []graph.SubjectID{in.Of}
	for from, more := graph.SubjectID(""), true; more; {
		page, err := v.Neighbours(of, memory.NeighbourQuery{Edge: graph.EdgeMeasures, Incoming: true, First: memory.MaxPage, From: from})
		if err != nil {
			return "", err
		}
		from, more = page[0].Next, page[0].HasMore
		for i := range page[0].Edges {
			n, equal := v.Node(page[0].Edges[i].From), 0
			for k := range n.Properties {
				if x, asked := want[n.Properties[k].Name]; asked && n.Properties[k].Value() == x {
					equal++
				}
			}
			if equal == len(want) {
				return n.ID, nil
			}
		}
	}
	return "", nil
}
