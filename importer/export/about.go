package export

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// aboutName is the name of the first sheet.
var aboutName = graph.Label{Zh: "说明", En: "About"}

// aboutMark and aboutTitle begin the first sheet.
const aboutMark = "ChainAtlas 链图"

var aboutTitle = graph.Label{Zh: "数据导出", En: "Export"}

// about returns the rows of the first sheet: what the export is, and whose data
// it holds; name tells what a node is called.
func (p *plan) about(q *Query, voc *graph.Vocabulary, name func(graph.SubjectID) string) [][]string {
	l := func(zh, en string) string { return graph.Label{Zh: zh, En: en}.In(q.Lang) }
	m := &p.manifest
	rows := [][]string{
		{aboutMark, aboutTitle.In(q.Lang)},
		{l("修订号", "Revision"), strconv.FormatUint(uint64(m.Revision), 10)},
	}
	if m.Store != "" {
		rows = append(rows, []string{l("数据库", "Store"), m.Store})
	}
	if !q.Time.IsZero() {
		rows = append(rows, []string{l("导出时间", "Written"), q.Time.UTC().Format(time.RFC3339)})
	}
	if d := p.fresh.String(); d != "" {
		rows = append(rows, []string{l("最新数据日期", "Newest data date"), d})
	}
	var kinds []string
	for _, k := range m.Kinds {
		kinds = append(kinds, voc.Kind(k).Label.In(q.Lang))
	}
	rows = append(rows, []string{l("内容", "Content"), strings.Join(kinds, l("、", ", "))})
	for _, k := range slices.Sorted(maps.Keys(m.Filters)) {
		if f := m.Filters[k]; f != nil {
			w := filterWords{c: newCells(voc, q.Lang), kind: voc.Kind(k), name: name}
			rows = append(rows, []string{l("筛选：", "Filter: ") + voc.Kind(k).Label.In(q.Lang), w.filter(f)})
		}
	}
	if !m.Personal {
		rows = append(rows, []string{l("个人信息", "Personal data"), l("未导出", "left out")})
	}
	rows = append(rows, nil, []string{l("工作表", "Sheet"), l("行数", "Rows"), l("内容", "Content")})
	for i := range m.Sheets {
		s := &m.Sheets[i]
		what := map[Part]string{
			PartNodes:   l("每行一个对象", "one row for each"),
			PartPeriods: l("每行一个对象的一个期间", "one row for each, and for each period"),
			PartEdges:   l("每行一条关系", "one row for each edge, and for each period of what is said of it"),
		}[s.Part]
		rows = append(rows, []string{strings.Join(s.Names, l("、", ", ")), strconv.Itoa(p.rows[i]), what})
	}
	rows = append(rows, nil, []string{l("来源", "Source"), l("名称", "Name"), l("发布者", "Publisher"),
		l("许可", "Licence"), l("可信度", "Trust"), l("最新数据日期", "Newest data date"), l("采用的数值", "Values shown")})
	declared := map[graph.SourceID]*graph.Declare{}
	for i := range q.Sources {
		declared[q.Sources[i].Source] = &q.Sources[i]
	}
	for _, id := range slices.Sorted(maps.Keys(p.sources)) {
		u := p.sources[id]
		row := []string{string(id), "", "", "", "", u.Fresh.String(), strconv.Itoa(u.Values)}
		if d := declared[id]; d != nil {
			row[1], row[2], row[3], row[4] = d.Name, d.Publisher, d.Licence, trustLabel(voc, d.Trust, q.Lang)
		}
		rows = append(rows, row)
	}
	rows = append(rows, nil, []string{l("如何修改", "How to edit"), l(
		"可直接修改单元格、在末尾添加行，然后导入本工作簿；只有改动过的单元格会被记录。排序、移动列、删除列都不影响；删除行不会删除数据。",
		"edit cells or add rows at the end, then import this workbook: only what was edited is recorded. Rows may be sorted and columns moved or deleted; deleting a row deletes no data.")},
		[]string{"", l("以“_”开头的隐藏列和隐藏工作表用于识别，请勿修改；复制一行来新增时，请清空隐藏列。",
			"leave the hidden columns and the hidden sheet, whose names begin with _, as they are; clear the hidden columns of a row that you have copied.")})
	return rows
}

// trustCodes are the codes of graph.ListTrust by level.
var trustCodes = [...]string{
	graph.TrustOfficial: "official", graph.TrustVerified: "verified", graph.TrustMedia: "media", graph.TrustSelfReported: "selfReported",
}

// trustLabel returns what a level of trust is called; "" if it is none.
func trustLabel(voc *graph.Vocabulary, t graph.Trust, lang string) string {
	if int(t) >= len(trustCodes) || trustCodes[t] == "" {
		return ""
	}
	if l := voc.List(graph.ListTrust); l != nil {
		if e := l.Entry(trustCodes[t]); e != nil {
			return e.Label.In(lang)
		}
	}
	return trustCodes[t]
}
