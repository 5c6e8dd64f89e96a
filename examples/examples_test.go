package examples_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
)

const (
	chinese  = "cybersecurity.zh.xlsx"
	english  = "cybersecurity.en.xlsx"
	invented = "示例产业.xlsx"

	correction = "示例产业-更正.xlsx" // of the same source, a fortnight later
)

// workbook is a workbook as read: its sheets in order, and their rows by header.
type workbook struct {
	names  []string
	header map[string][]string
	rows   map[string][]map[string]string
}

// books keeps the workbooks that were read, for the tests that follow.
var books = map[string]*workbook{}

func read(t *testing.T, name string) *workbook {
	t.Helper()
	if w, ok := books[name]; ok {
		return w
	}
	f, err := excelize.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := &workbook{names: f.GetSheetList(), header: map[string][]string{}, rows: map[string][]map[string]string{}}
	for _, s := range w.names {
		all, err := f.GetRows(s)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) == 0 {
			t.Fatalf("%s: sheet %s is empty", name, s)
		}
		w.header[s] = all[0]
		for _, cells := range all[1:] {
			r := map[string]string{}
			for i, c := range cells {
				r[all[0][i%len(all[0])]] = c
			}
			w.rows[s] = append(w.rows[s], r)
		}
	}
	books[name] = w
	return w
}

// kinds are the kinds that the data sheets describe, by their names.
var kinds = map[string]graph.Kind{
	"产业链": graph.KindChain, "环节": graph.KindSegment, "环节供给关系": graph.KindSegment, "服务行业": graph.KindSegment,
	"需求行业": graph.KindSector, "企业": graph.KindEnterprise, "产品": graph.KindProduct, "园区": graph.KindPark,
	"投融资事件": graph.KindFundingEvent, "机构": graph.KindInstitution, "贡献记录": graph.KindContribution,
	"检测结果": graph.KindFinding, "成熟度属性": graph.KindFinding, "应用成效": graph.KindFinding, "服务记录": graph.KindFinding, "检测复核": graph.KindFinding, "项目评价": graph.KindFinding, "项目评价复核": graph.KindFinding,
	"企业年度数据": graph.KindEnterprise, "企业复核数据": graph.KindEnterprise, "企业所属环节": graph.KindEnterprise,
	"供货关系": graph.KindEnterprise, "合作关系": graph.KindInstitution, "称号": graph.KindRecognition,
	"资质荣誉": graph.KindEnterprise, "项目": graph.KindProject, "需求": graph.KindNeed,
	"Chain": graph.KindChain, "Segments": graph.KindSegment, "Feeds": graph.KindSegment, "Serves": graph.KindSegment,
	"Sectors": graph.KindSector, "Enterprises": graph.KindEnterprise, "Products": graph.KindProduct, "Parks": graph.KindPark,
	"Funding events": graph.KindFundingEvent, "Institutions": graph.KindInstitution, "Contributions": graph.KindContribution,
}

var year = regexp.MustCompile(`^20\d\d年|（万元）$| 20\d\d$`)

// TestHeaders keeps that every header is a word of the vocabulary, and that no
// two headers of a sheet mean the same.
func TestHeaders(t *testing.T) {
	v := graph.Standard()
	for _, name := range []string{chinese, english, invented} {
		w := read(t, name)
		for _, s := range w.names[2:] {
			kind, ok := kinds[s]
			if !ok {
				t.Errorf("%s: sheet %s is not known", name, s)
				continue
			}
			seen := map[string]bool{}
			for _, h := range w.header[s] {
				if h == "年度" && kind != graph.KindContribution {
					continue // the period of the row, which is no property
				}
				if _, ok := v.Heading(kind, year.ReplaceAllString(year.ReplaceAllString(h, ""), "")); !ok {
					t.Errorf("%s, sheet %s: the vocabulary does not know the header %q of %s", name, s, h, kind)
				}
				if seen[h] {
					t.Errorf("%s, sheet %s: two headers %q", name, s, h)
				}
				seen[h] = true
			}
		}
	}
}

// TestCodes keeps that every cell of a code is in its list, and that what has a
// check holds it.
func TestCodes(t *testing.T) {
	v := graph.Standard()
	for _, name := range []string{chinese, english, invented} {
		w := read(t, name)
		for _, s := range w.names[2:] {
			for _, header := range w.header[s] {
				h, ok := v.Heading(kinds[s], header)
				if !ok {
					continue
				}
				var list *graph.CodeList
				switch {
				case h.Property != nil && h.Property.Type == graph.TypeCode:
					list = v.List(h.Property.List)
				case h.Column != nil && h.Column.Other == graph.KindRegion:
					list = v.List(graph.ListRegion)
				}
				for i, r := range w.rows[s] {
					text := r[header]
					if text == "" {
						continue
					}
					if list != nil {
						if _, ok := list.Find(text); !ok {
							t.Errorf("%s, %s row %d: %q is not in the list %s", name, s, i+2, text, list.Name)
						}
					}
					if h.Property == nil || h.Column != nil {
						continue
					}
					switch {
					case h.Property.Name == graph.PropCreditCode && graph.NormaliseCreditCode(text) != text:
						t.Errorf("%s, %s row %d: the credit code %s does not hold", name, s, i+2, text)
					case h.Property.Name == graph.PropStockCode && graph.NormaliseStockCode(text) != text:
						t.Errorf("%s, %s row %d: the stock code %s does not hold", name, s, i+2, text)
					case h.Property.Type == graph.TypeDate:
						if _, err := graph.ParseDate(text); err != nil {
							t.Errorf("%s, %s row %d: %v", name, s, i+2, err)
						}
					}
				}
			}
		}
	}
}

// unique fails if a column has a text twice, and returns all texts.
func (w *workbook) unique(t *testing.T, sheet string, headers ...string) map[string]bool {
	t.Helper()
	seen := map[string]bool{}
	for i, r := range w.rows[sheet] {
		for _, h := range headers {
			if r[h] == "" {
				continue
			}
			if seen[r[h]] {
				t.Errorf("sheet %s row %d: %s %q a second time", sheet, i+2, h, r[h])
			}
			seen[r[h]] = true
			break // the first that is filled names the row
		}
	}
	return seen
}

// known fails if a column refers to what no sheet describes.
func (w *workbook) known(t *testing.T, sheet, header, separator string, known map[string]bool) {
	t.Helper()
	n := 0
	for i, r := range w.rows[sheet] {
		if r[header] == "" {
			continue
		}
		names := []string{r[header]}
		if separator != "" {
			names = strings.Split(r[header], separator)
		}
		for _, name := range names {
			if !known[name] {
				t.Errorf("sheet %s row %d: %s %q is described nowhere", sheet, i+2, header, name)
			}
			n++
		}
	}
	if n == 0 {
		t.Errorf("sheet %s: the column %s refers to nothing", sheet, header)
	}
}

// filled fails if a row has none of the headers filled.
func (w *workbook) filled(t *testing.T, sheet string, headers ...string) {
	t.Helper()
	if len(w.rows[sheet]) == 0 {
		t.Errorf("sheet %s has no rows", sheet)
	}
	for i, r := range w.rows[sheet] {
		text := ""
		for _, h := range headers {
			text += r[h]
		}
		if text == "" {
			t.Errorf("sheet %s row %d: none of %v", sheet, i+2, headers)
		}
	}
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	d, err := graph.ParseDecimal(text)
	if err != nil {
		t.Fatal(err)
	}
	return d.Float64()
}
