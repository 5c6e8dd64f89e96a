package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// column holds the headings of tables and the words in them.
var column = struct {
	Revision, Recorded, Kind, Source, Actor, Assertions, State, Reason, Stands, Revoked,
	Trust, Name, Publisher, Licence,
	DataDate, Base, Rules, Key, Revokes, Document, Rows, Hash, Size,
	RowsLine, SizeLine,
	Store, ID, Log, LogLine, Documents, DocumentsLine, File, Stagings, Waiting, WaitingLine, BadCells,
	NoNodes, Nodes, Edges, Described, Referred, Count,
	Record, Declare, Confirm, Retract, Judge, Pin, Deny, DenyEdge, Revoke, Redact,
	Table, Period, Row, Held, Empty, Unreadable, Redacted, None, Replaces, Except, Same, Different, Undecided, Batch graph.Label
}{
	Revision:   graph.Label{Zh: "修订", En: "revision"},
	Recorded:   graph.Label{Zh: "记录时间", En: "recorded"},
	Kind:       graph.Label{Zh: "类别", En: "kind"},
	Source:     graph.Label{Zh: "来源", En: "source"},
	Actor:      graph.Label{Zh: "操作者", En: "actor"},
	Assertions: graph.Label{Zh: "句数", En: "assertions"},
	State:      graph.Label{Zh: "状态", En: "state"},
	Reason:     graph.Label{Zh: "理由", En: "reason"},
	Stands:     graph.Label{Zh: "有效", En: "stands"},
	Revoked:    graph.Label{Zh: "已撤销", En: "revoked"},

	Trust:     graph.Label{Zh: "可信度", En: "trust"},
	Name:      graph.Label{Zh: "名称", En: "name"},
	Publisher: graph.Label{Zh: "发布者", En: "publisher"},
	Licence:   graph.Label{Zh: "许可", En: "licence"},

	DataDate: graph.Label{Zh: "数据日期", En: "data date"},
	Base:     graph.Label{Zh: "基于修订", En: "based on"},
	Rules:    graph.Label{Zh: "规则版本", En: "rules"},
	Key:      graph.Label{Zh: "批次键", En: "key"},
	Revokes:  graph.Label{Zh: "撤销修订", En: "revokes"},
	Document: graph.Label{Zh: "文件", En: "document"},
	Rows:     graph.Label{Zh: "行", En: "rows"},
	Hash:     graph.Label{Zh: "散列", En: "hash"},
	Size:     graph.Label{Zh: "大小", En: "size"},

	RowsLine: graph.Label{
		Zh: "读取 %d = 拒绝 %d + 待定 %d + 新建 %d + 更新 %d + 不变 %d；坏格 %d",
		En: "read %d = rejected %d + queued %d + created %d + updated %d + unchanged %d; bad cells %d",
	},
	SizeLine: graph.Label{Zh: "%d 句，%d 个数据块，%s", En: "%d {assertion|assertions}, %d {chunk|chunks}, %s"},

	Store:         graph.Label{Zh: "库", En: "store"},
	ID:            graph.Label{Zh: "标识", En: "ID"},
	Log:           graph.Label{Zh: "日志", En: "log"},
	LogLine:       graph.Label{Zh: "%d 个批次，%d 句，%d 个数据块，%s", En: "%d {batch|batches}, %d {assertion|assertions}, %d {chunk|chunks}, %s"},
	Documents:     graph.Label{Zh: "所存文件", En: "documents"},
	DocumentsLine: graph.Label{Zh: "%d 个，%s", En: "%d, %s"},
	File:          graph.Label{Zh: "占用磁盘", En: "on disk"},
	Stagings:      graph.Label{Zh: "未完成批次", En: "unfinished"},
	Waiting:       graph.Label{Zh: "待人处理", En: "waiting"},
	WaitingLine:   graph.Label{Zh: "待定行 %d，问题 %d", En: "%d queued {row|rows}, %d {question|questions}"},
	BadCells:      graph.Label{Zh: "坏格", En: "bad cells"},

	NoNodes:   graph.Label{Zh: "图中还没有节点", En: "there are no nodes yet"},
	Nodes:     graph.Label{Zh: "节点", En: "nodes"},
	Edges:     graph.Label{Zh: "边", En: "edges"},
	Described: graph.Label{Zh: "有描述", En: "described"},
	Referred:  graph.Label{Zh: "仅被提及", En: "only referred to"},
	Count:     graph.Label{Zh: "条数", En: "count"},

	Record:   graph.Label{Zh: "记录", En: "record"},
	Declare:  graph.Label{Zh: "声明来源", En: "declares"},
	Confirm:  graph.Label{Zh: "确认修订", En: "confirms revision"},
	Retract:  graph.Label{Zh: "收回", En: "retracts"},
	Judge:    graph.Label{Zh: "判断", En: "judges"},
	Pin:      graph.Label{Zh: "钉定", En: "pins"},
	Deny:     graph.Label{Zh: "否认值", En: "denies"},
	DenyEdge: graph.Label{Zh: "否认边", En: "denies edge"},
	Revoke:   graph.Label{Zh: "撤销修订", En: "revokes revision"},
	Redact:   graph.Label{Zh: "遮蔽", En: "redacts"},

	Table:      graph.Label{Zh: "表 %s", En: "table %s"},
	Period:     graph.Label{Zh: "期 %s", En: "period %s"},
	Row:        graph.Label{Zh: "第 %d 行", En: "row %d"},
	Held:       graph.Label{Zh: "待定（%s）：%s", En: "queued (%s): %s"},
	Empty:      graph.Label{Zh: "（空）", En: "(empty)"},
	Unreadable: graph.Label{Zh: "（无法读取）%s", En: "(unreadable) %s"},
	Redacted:   graph.Label{Zh: "（已遮蔽）", En: "(redacted)"},
	None:       graph.Label{Zh: "（无值）", En: "(no value)"},
	Replaces:   graph.Label{Zh: "取代 %s", En: "replaces %s"},
	Except:     graph.Label{Zh: "除 %d 条外", En: "except %d {record|records}"},
	Same:       graph.Label{Zh: "相同", En: "same"},
	Different:  graph.Label{Zh: "不同", En: "different"},
	Undecided:  graph.Label{Zh: "未定", En: "undecided"},
	Batch:      graph.Label{Zh: "修订 %d", En: "revision %d"},
}

// headerLine is a header as JSON. Absent fields are those that the batch does
// not have.
type headerLine struct {
	Revision   graph.Revision `json:"revision"`
	Kind       string         `json:"kind"`
	Source     graph.SourceID `json:"source,omitempty"`
	Actor      string         `json:"actor"`
	Reason     string         `json:"reason,omitempty"`
	DataDate   string         `json:"dataDate,omitempty"`
	Recorded   time.Time      `json:"recorded"`
	Stands     bool           `json:"stands"`
	Revokes    graph.Revision `json:"revokes,omitempty"`
	Base       graph.Revision `json:"base"`
	Rules      string         `json:"rules,omitempty"`
	Key        string         `json:"key"`
	Documents  []documentLine `json:"documents,omitempty"`
	Rows       *rowsLine      `json:"rows,omitempty"`
	Assertions int            `json:"assertions"`
	Chunks     int            `json:"chunks"`
	Bytes      int64          `json:"bytes"`
	Prev       string         `json:"prev"`
	Hash       string         `json:"hash"`
}

type documentLine struct {
	Name   string   `json:"name"`
	SHA256 string   `json:"sha256"`
	Sheets []string `json:"sheets,omitempty"`
}

type rowsLine struct {
	Read      int `json:"read"`
	Rejected  int `json:"rejected"`
	Queued    int `json:"queued"`
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	BadCells  int `json:"badCells"`
}

// headerJSON returns a header to be printed as JSON.
func headerJSON(h *graph.Header, standing bool) headerLine {
	line := headerLine{
		Revision: h.Revision, Kind: string(h.Kind), Source: h.Source, Actor: h.Actor, Reason: h.Reason,
		Recorded: h.Recorded.UTC(), Stands: standing, Revokes: h.Revokes, Base: h.Base, Rules: h.Rules, Key: h.Key,
		Assertions: h.Assertions, Chunks: h.Chunks, Bytes: h.Bytes, Prev: h.Prev.String(), Hash: h.Hash.String(),
	}
	if !h.DataDate.IsZero() {
		line.DataDate = h.DataDate.String()
	}
	for i, d := range h.Documents {
		document := documentLine{Name: d.Name, SHA256: d.Hash.String()}
		for _, sheet := range h.Sheets {
			if sheet.Document == i && sheet.Name != "" {
				document.Sheets = append(document.Sheets, sheet.Name)
			}
		}
		line.Documents = append(line.Documents, document)
	}
	if c := h.Counts; c != (graph.Counts{}) {
		line.Rows = &rowsLine{c.Read, c.Rejected, c.Queued, c.Created, c.Updated, c.Unchanged, c.BadCells}
	}
	return line
}

// logPrinter prints batches for people.
type logPrinter struct {
	*app
	vocabulary *graph.Vocabulary
}

// header prints what a batch is, after an empty line if others came before.
func (p *logPrinter) header(h *graph.Header, standing, others bool) error {
	if others {
		if _, err := fmt.Fprintln(p.Stdout); err != nil {
			return err
		}
	}
	t := table{}
	row := func(name graph.Label, value string) {
		if value != "" {
			t.row(p.say(name), value)
		}
	}
	row(column.Revision, fmt.Sprintf("%d  %s  %s", h.Revision, h.Kind, p.state(standing)))
	row(column.Source, string(h.Source))
	row(column.Actor, h.Actor)
	row(column.Reason, h.Reason)
	row(column.Recorded, p.time(h.Recorded))
	if !h.DataDate.IsZero() {
		row(column.DataDate, h.DataDate.String())
	}
	if h.Revokes > 0 {
		row(column.Revokes, fmt.Sprint(h.Revokes))
	}
	for _, d := range h.Documents {
		row(column.Document, d.Name+"  "+d.Hash.String())
	}
	if c := h.Counts; c != (graph.Counts{}) {
		row(column.Rows, p.say(column.RowsLine, c.Read, c.Rejected, c.Queued, c.Created, c.Updated, c.Unchanged, c.BadCells))
	}
	row(column.Base, fmt.Sprint(h.Base))
	row(column.Rules, h.Rules)
	row(column.Key, h.Key)
	row(column.Size, p.say(column.SizeLine, h.Assertions, h.Chunks, size(h.Bytes)))
	row(column.Hash, h.Hash.String())
	return t.writeTo(p.Stdout)
}

// assertion prints one thing that a batch says.
func (p *logPrinter) assertion(h *graph.Header, assertion graph.Assertion) error {
	t := table{indent: "      "}
	var head []string
	switch x := assertion.(type) {
	case *graph.Declare:
		head = []string{p.say(column.Declare), string(x.Source), x.Name, trustName(x.Trust), x.Publisher, x.Licence}
	case *graph.Record:
		head = p.record(h, x, &t)
	case *graph.Confirm:
		head = []string{p.say(column.Confirm), fmt.Sprint(x.Batch)}
		if len(x.Except) > 0 {
			head = append(head, p.say(column.Except, len(x.Except)))
		}
	case *graph.Retract:
		head = append([]string{p.say(column.Retract)}, p.recordKey(x.Record)...)
	case *graph.Judge:
		verdict := map[graph.Verdict]graph.Label{graph.Same: column.Same, graph.Different: column.Different, graph.Undecided: column.Undecided}[x.Verdict]
		head = []string{p.say(column.Judge), p.say(verdict), string(x.A), string(x.B)}
	case *graph.Pin:
		head = []string{p.say(column.Pin), subjects(x.Subjects), x.Property, p.period(x.Period), p.value(x.Value)}
		if x.Seen != nil {
			head = append(head, p.say(column.Replaces, p.value(x.Seen)))
		}
	case *graph.Deny:
		head = []string{p.say(column.Deny), subjects(x.Subjects), x.Property, p.period(x.Period), p.value(&x.Value)}
	case *graph.DenyEdge:
		head = []string{p.say(column.DenyEdge), subjects(x.From), p.edge(x.Type), subjects(x.To), subjects(x.Qualifier)}
	case *graph.Revoke:
		head = []string{p.say(column.Revoke), fmt.Sprint(x.Batch)}
	case *graph.Redact:
		head = []string{p.say(column.Redact), string(x.Subject), x.Property}
	default:
		head = []string{fmt.Sprintf("%T", assertion)}
	}
	line := "  " + printable(strings.Join(withoutEmpty(head), "  "))
	if _, err := fmt.Fprintln(p.Stdout, line); err != nil {
		return err
	}
	return t.writeTo(p.Stdout)
}

// record returns the first line of a record and adds its cells and edges to the
// table.
func (p *logPrinter) record(h *graph.Header, r *graph.Record, t *table) []string {
	kind := p.vocabulary.Kind(r.Kind)
	name := string(r.Kind)
	if kind != nil {
		name = p.say(kind.Label)
	}
	head := append([]string{p.say(column.Record), name}, p.recordKey(r.RecordKey)...)
	if r.Row > 0 {
		head = append(head, p.say(column.Row, r.Row))
	}
	if r.Held != nil {
		head = append(head, p.say(column.Held, r.Held.Reason, subjects(r.Held.Candidates)))
	}
	for _, c := range r.Cells {
		label, list := c.Property, ""
		if kind != nil {
			if d := kind.Property(c.Property); d != nil {
				label, list = p.say(d.Label), d.List
			}
		}
		t.row(label, p.cell(c, p.vocabulary.List(list)), place(h, r, c.Property))
	}
	for _, e := range r.Edges {
		arrow := " →"
		if e.Incoming {
			arrow = " ←"
		}
		if len(e.Refs) == 0 {
			t.row(p.edge(e.Type)+arrow, p.say(column.Empty), place(h, r, e.Type))
		}
		for _, ref := range e.Refs {
			t.row(p.edge(e.Type)+arrow, p.ref(ref), place(h, r, e.Type))
		}
	}
	return head
}

// recordKey returns what identifies a record.
func (p *logPrinter) recordKey(k graph.RecordKey) []string {
	words := []string{string(k.Subject)}
	if k.Table != "" {
		words = append(words, p.say(column.Table, k.Table))
	}
	return append(words, p.period(k.Period))
}

// period returns a period with its word, or nothing.
func (p *logPrinter) period(period string) string {
	if period == "" {
		return ""
	}
	return p.say(column.Period, period)
}

// edge returns the label of an edge type.
func (p *logPrinter) edge(name string) string {
	if d := p.vocabulary.Edge(name); d != nil {
		return p.say(d.Label)
	}
	return name
}

// cell returns what a cell says, with the labels of codes of a list, if it has
// one.
func (p *logPrinter) cell(c graph.Cell, list *graph.CodeList) string {
	switch c.State {
	case graph.CellEmpty:
		return p.say(column.Empty)
	case graph.CellBad:
		return p.say(column.Unreadable, c.Bad)
	case graph.CellRedacted:
		return p.say(column.Redacted)
	}
	values := make([]string, len(c.Values))
	for i := range c.Values {
		values[i] = p.value(&c.Values[i])
		if list == nil || c.Values[i].Type != graph.TypeCode {
			continue
		}
		if e := list.Entry(c.Values[i].Text); e != nil {
			values[i] += " " + p.say(e.Label)
		}
	}
	return strings.Join(values, "; ")
}

// value returns a value as text.
func (p *logPrinter) value(v *graph.Value) string {
	switch {
	case v == nil:
		return p.say(column.None)
	case v.IsZero():
		return p.say(column.Redacted)
	}
	return v.String()
}

// ref returns whom a row refers to: as printed, and by subject.
func (p *logPrinter) ref(r graph.Ref) string {
	var words []string
	for _, c := range r.Keys {
		words = append(words, p.cell(c, nil))
	}
	words = append(words, string(r.Subject), string(r.Qualifier))
	for _, x := range r.Attributes {
		words = append(words, strings.TrimSpace(x.Property+" "+x.Period)+"="+p.value(&x.Value))
	}
	if r.Held != nil {
		words = append(words, p.say(column.Held, r.Held.Reason, subjects(r.Held.Candidates)))
	}
	return strings.Join(withoutEmpty(words), "  ")
}

// place returns the document, sheet and cell where a row gave a property, as
// far as the batch knows it.
func place(h *graph.Header, r *graph.Record, of string) string {
	if r.Row == 0 || r.Sheet >= len(h.Sheets) {
		return ""
	}
	sheet := h.Sheets[r.Sheet]
	var at string
	for _, c := range sheet.Columns {
		if c.Of == of {
			at = fmt.Sprintf("%s%d", letters(c.Number), r.Row)
			break
		}
	}
	if at == "" {
		return ""
	}
	if sheet.Name != "" {
		at = sheet.Name + "!" + at
	}
	if sheet.Document < len(h.Documents) {
		at = h.Documents[sheet.Document].Name + " " + at
	}
	return at
}

// letters returns the name of a column, as spreadsheets have it: 1 is A, 27 is
// AA.
func letters(n int) string {
	s := ""
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}

// subjects returns a list of subjects as text.
func subjects(ids []graph.SubjectID) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}

// withoutEmpty returns the words that are not empty. It takes the slice over.
func withoutEmpty(words []string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}

// size returns a number of bytes in a unit that keeps it short.
func size(n int64) string {
	const units = "kMGTPE"
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	f, i := float64(n)/1000, 0
	for f >= 999.95 && i < len(units)-1 {
		f, i = f/1000, i+1
	}
	return fmt.Sprintf("%.1f %cB", f, units[i])
}
