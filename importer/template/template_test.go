package template

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/cell"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/importer/xlsx"
)

// Each column exists, its header is found, and it means what the column is.
func TestColumns(t *testing.T) {
	voc := graph.Standard()
	for _, lang := range []string{"zh", "en"} {
		for _, s := range tableSheets() {
			seen := map[string]bool{}
			for _, c := range s.columns {
				r, err := resolve(voc, &s, c, lang)
				if err != nil {
					t.Error(err)
					continue
				}
				at := lang + " " + s.name.En + " " + r.header
				key := graph.HeaderKey(r.header)
				if seen[key] {
					t.Errorf("%s: twice", at)
				}
				seen[key] = true
				h, ok := voc.Heading(s.kind, r.header)
				switch {
				case c.period:
					if ok && !(h.Edge != nil && h.Column == nil) {
						t.Errorf("%s: the header of a period means %+v", at, h)
					}
				case !ok:
					t.Errorf("%s: not found", at)
				case c.property != "":
					if h.Edge != nil || h.Property != r.decl {
						t.Errorf("%s: means %+v", at, h)
					}
				case c.edge != "":
					if h.Column == nil || h.Edge.Type != c.edge || h.Column.Other != c.other || h.Column.By != c.by || h.Column.Incoming != c.incoming || roleOf(h.Column) != c.with {
						t.Errorf("%s: means %+v", at, h.Column)
					}
				default:
					if h.Column != nil || h.Edge == nil || h.Edge.Type != c.of || h.Property != r.decl {
						t.Errorf("%s: means %+v", at, h)
					}
				}
			}
		}
	}
}

// The examples are what a cell of their column may hold.
func TestExamples(t *testing.T) {
	voc := graph.Standard()
	for _, lang := range []string{"zh", "en"} {
		for _, s := range tableSheets() {
			if s.columns[0].property != graph.PropOwnID {
				t.Errorf("%s: the first column does not hold the mark", s.name.En)
			}
			keyed := false
			for _, c := range s.columns {
				r, err := resolve(voc, &s, c, lang)
				if err != nil {
					t.Fatal(err)
				}
				text := c.example.In(lang)
				keyed = keyed || r.key && text != ""
				if text == "" || r.own {
					continue
				}
				in := table.Cell{Kind: table.Text, Text: text}
				if c.period {
					if _, p := cell.ReadPeriod(in, false); p != nil {
						t.Errorf("%s %s %s: %v", lang, s.name.En, text, p)
					}
					continue
				}
				reader, err := cell.New(r.decl, cell.Options{Vocabulary: voc})
				if err != nil {
					t.Fatal(err)
				}
				if r.decl.Set || r.edge != "" && r.decl.Type == graph.TypeText {
					if _, problems := reader.ReadSet(in); len(problems) > 0 {
						t.Errorf("%s %s %s: %v", lang, s.name.En, text, problems[0])
					}
				} else if _, p := reader.Read(in); p != nil {
					t.Errorf("%s %s %s: %v", lang, s.name.En, text, p)
				}
				if list, texts := r.dropDown(voc, lang); list != "" && !slices.Contains(texts, text) {
					t.Errorf("%s %s: the example %s cannot be chosen from %q", lang, s.name.En, text, texts)
				}
			}
			if !keyed {
				t.Errorf("%s: no column of a key has an example", s.name.En)
			}
		}
	}
}

func written(tb testing.TB, lang string) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := Write(&b, graph.Standard(), Options{Lang: lang}); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func opened(tb testing.TB, b []byte) table.Document {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "template.xlsx")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		tb.Fatal(err)
	}
	d, err := xlsx.Open(context.WithoutCancel(tb.Context()), path, xlsx.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { d.Close() })
	return d
}

// The workbook as the importer reads it: each sheet of nodes has a header and one
// example, which is told from data; no other sheet has any.
func TestWorkbook(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		b := written(t, lang)
		if !bytes.Equal(b, written(t, lang)) {
			t.Error("two templates differ")
		}
		d := opened(t, b)
		tables := 0
		for i, s := range d.Sheets() {
			source, err := ReadSource(d.Rows(t.Context(), i), graph.Standard(), d.Date1904())
			if err != nil {
				t.Fatal(err)
			}
			if (source != nil) != (s.Name == SheetSource.In(lang)) {
				t.Errorf("%s: taken for a source sheet: %v", s.Name, source != nil)
			}
			if source != nil && len(source.Problems) != 4 {
				t.Errorf("an empty source has %d problems", len(source.Problems))
			}
			if s.Hidden != (s.Name == SheetLists) {
				t.Errorf("%s: hidden %v", s.Name, s.Hidden)
			}
			_, isTable := KindOf(s.Name)
			rows, examples := 0, 0
			for row, err := range d.Rows(t.Context(), i) {
				if err != nil {
					t.Fatal(err)
				}
				rows++
				if IsExample(row) {
					examples++
					if row.Number != 2 {
						t.Errorf("%s: row %d is an example", s.Name, row.Number)
					}
				}
			}
			if isTable {
				tables++
				if rows != 2 || examples != 1 {
					t.Errorf("%s: %d rows, %d examples", s.Name, rows, examples)
				}
			} else if examples > 0 {
				t.Errorf("%s: %d examples", s.Name, examples)
			}
		}
		if tables != len(tableSheets()) {
			t.Errorf("%d tables", tables)
		}
		f, err := excelize.OpenReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, s := range tableSheets() {
			name := s.name.In(lang)
			comments, err := f.GetComments(name)
			if err != nil || len(comments) != len(s.columns) {
				t.Errorf("%s: %d notes on %d headers: %v", name, len(comments), len(s.columns), err)
			}
			lists := 0
			for _, c := range s.columns {
				r, err := resolve(graph.Standard(), &s, c, lang)
				if err != nil {
					t.Fatal(err)
				}
				if list, _ := r.dropDown(graph.Standard(), lang); list != "" {
					lists++
				}
			}
			validations, err := f.GetDataValidations(name)
			if err != nil || len(validations) != lists {
				t.Errorf("%s: %d drop-downs, want %d: %v", name, len(validations), lists, err)
			}
			panes, err := f.GetPanes(name)
			if err != nil || !panes.Freeze || panes.YSplit != 1 {
				t.Errorf("%s: the header is not frozen: %+v %v", name, panes, err)
			}
		}
	}
}

// Of the sheets as they are written, the importer recognises those of nodes, as
// what they are, with every column, and takes no other for one.
func TestRecognised(t *testing.T) {
	voc := graph.Standard()
	for _, lang := range []string{"zh", "en"} {
		d := opened(t, written(t, lang))
		for i, s := range d.Sheets() {
			var head []table.Row
			for row, err := range d.Rows(t.Context(), i) {
				if err != nil {
					t.Fatal(err)
				}
				head = append(head, table.Row{Number: row.Number, Cells: slices.Clone(row.Cells)})
			}
			kind, isTable := KindOf(s.Name)
			for _, f := range mapping.Recognise(voc, head, s.Name, "template.xlsx", nil, nil) {
				if f.Recognised() != isTable {
					t.Errorf("%s: recognised %v\n%s", s.Name, f.Recognised(), f.Explain(lang))
					continue
				}
				if !isTable {
					continue
				}
				if records := f.Table().Records; len(records) == 0 || records[0].Kind != kind {
					t.Errorf("%s: %+v", s.Name, records)
				}
				if strings.Contains(f.Explain("en"), "?") {
					t.Errorf("%s: a column is not recognised\n%s", s.Name, f.Explain("en"))
				}
			}
		}
	}
}

func TestNotes(t *testing.T) {
	voc := graph.Standard()
	find := func(sheet, header, lang string) string {
		for _, s := range tableSheets() {
			for _, c := range s.columns {
				if r, err := resolve(voc, &s, c, lang); err == nil && s.name.En == sheet && r.header == header {
					return r.note(voc, &s, lang)
				}
			}
		}
		t.Fatalf("no %s on %s", header, sheet)
		return ""
	}
	for _, tt := range []struct{ sheet, header, lang, want string }{
		{"Enterprises", "企业全称", "zh", "类型：文本\n标识，至少填写其一：统一社会信用代码、证券代码、企业全称\n例：示例甲科技有限公司"},
		{"Yearly figures", "研发投入占比", "zh", "类型：百分比，请带 % 号，如 25%\n不小于 0%\n可不填\n例：20%"},
		{"Products", "Company", "en", "refers to enterprises by their legal name\nseparate several by semicolons\na key; fill in at least one of: Company + Product name\nexample: Example Alpha Co., Ltd."},
		{"Parks", "Area (km²)", "en", "type: a number\nunit: km²\nat least 0\noptional\nexample: 2.5"},
	} {
		if got := find(tt.sheet, tt.header, tt.lang); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.header, got, tt.want)
		}
	}
}

func TestIsExample(t *testing.T) {
	row := func(texts ...string) *table.Row {
		r := &table.Row{Number: 2}
		for i, s := range texts {
			r.Cells = append(r.Cells, table.Cell{Column: i + 1, Kind: table.Text, Text: s})
		}
		return r
	}
	for _, tt := range []struct {
		row  *table.Row
		want bool
	}{
		{row(ExampleMark.Zh, "甲"), true},
		{row(" 示例(不导入) "), true},
		{row("甲", "EXAMPLE (NOT IMPORTED)"), true},
		{row("示例甲科技有限公司"), false},
		{row("示例"), false},
		{row("Example"), false},
		{row("第一列为“示例（不导入）”的行是示例"), false},
		{row(), false},
	} {
		if got := IsExample(tt.row); got != tt.want {
			t.Errorf("%v: %v", tt.row.Cells, got)
		}
	}
}

func TestReadSource(t *testing.T) {
	fill := func(values map[string]any) table.Document {
		f, err := excelize.OpenReader(bytes.NewReader(written(t, "zh")))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for cell, v := range values {
			if err := f.SetCellValue(SheetSource.Zh, cell, v); err != nil {
				t.Fatal(err)
			}
		}
		b, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		return opened(t, b.Bytes())
	}
	readSource := func(d table.Document) *Source {
		for i, s := range d.Sheets() {
			if s.Name == SheetSource.Zh {
				source, err := ReadSource(d.Rows(t.Context(), i), graph.Standard(), d.Date1904())
				if err != nil || source == nil {
					t.Fatal(source, err)
				}
				return source
			}
		}
		t.Fatal("no source sheet")
		return nil
	}
	s := readSource(fill(map[string]any{"B2": "miit-list-2023", "B3": " 工信部名单 ", "B4": "工信部", "B5": "官方", "B6": "CC BY 4.0", "B7": "2023年12月"}))
	if s.ID != "miit-list-2023" || s.Name != "工信部名单" || s.Publisher != "工信部" || s.Trust != graph.TrustOfficial || s.Licence != "CC BY 4.0" ||
		s.DataDate != (graph.Date{Year: 2023, Month: 12}) || len(s.Problems) > 0 {
		t.Errorf("%+v", s)
	}
	s = readSource(fill(map[string]any{"B2": "MIIT 名单", "B3": "x", "B5": "大概", "B7": "昨天"}))
	var got []string
	for _, p := range s.Problems {
		got = append(got, p.Problem.Of)
		if p.Row == 0 || p.Column != 2 || p.Text == "" || p.Problem.Cure.Zh == "" || p.Problem.Cure.En == "" {
			t.Errorf("%+v", p)
		}
	}
	if strings.Join(got, ",") != "Source ID,Trust,Data date" || s.ID != "" || s.Trust != 0 || !s.DataDate.IsZero() {
		t.Errorf("%q %+v", got, s)
	}
}

func TestOtherVocabulary(t *testing.T) {
	voc, err := graph.NewVocabulary([]graph.KindDecl{{Kind: "Thing", Properties: []graph.PropertyDecl{{Name: "name", Type: graph.TypeText}}}}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := Write(io.Discard, voc, Options{}); graph.CodeOf(err) != graph.CodeInvalid {
		t.Error(err)
	}
}

// FuzzReadSource reads sheets of two columns that nobody wrote.
func FuzzReadSource(f *testing.F) {
	f.Add("来源标识", "a", "Source name", "b", uint8(1))
	f.Add("来源标识", "a", "来源名称", "名", uint8(3))
	f.Add("source id", "A B", "SOURCE  NAME", "", uint8(2))
	f.Fuzz(func(t *testing.T, a, b, c, d string, kind uint8) {
		rows := func(yield func(*table.Row, error) bool) {
			for i, x := range [][2]string{{a, b}, {c, d}, {"可信度", d}, {"数据日期", b}} {
				row := &table.Row{Number: i + 1, Cells: []table.Cell{{Column: 1, Kind: table.Text, Text: x[0]}, {Column: 2, Kind: table.Kind(kind%7 + 1), Text: x[1]}}}
				IsExample(row)
				if !yield(row, nil) {
					return
				}
			}
		}
		s, err := ReadSource(rows, graph.Standard(), false)
		if err != nil {
			t.Fatal(err)
		}
		if s == nil {
			return
		}
		for _, p := range s.Problems {
			if p.Problem.Reason.Zh == "" || p.Problem.Reason.En == "" {
				t.Errorf("%+v", p)
			}
		}
		if s.ID != "" && !sourceID.MatchString(string(s.ID)) {
			t.Errorf("the ID %q", s.ID)
		}
	})
}
