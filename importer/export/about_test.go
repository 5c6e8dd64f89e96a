package export_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/export"
)

// The first sheet tells whose data they are and under what licence.
func TestAbout(t *testing.T) {
	v := nastyView(t)
	q := export.Query{Lang: "en", Store: "store-1", Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Sources: []graph.Declare{{Source: "list", Name: "名录 <&>", Publisher: "某部", Trust: graph.TrustOfficial, Licence: "CC BY 4.0"}}}
	f, err := excelize.OpenReader(bytes.NewReader(exportXLSX(t, v, q)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("About")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, r := range rows {
		text.WriteString(strings.Join(r, "|") + "\n")
	}
	for _, want := range []string{
		"Revision|2\n", "Store|store-1\n", "Written|2026-01-02T03:04:05Z\n", "Newest data date|2024-06\n",
		"Personal data|left out\n", "\nEnterprises|2|one row for each\n",
		"\nlist|名录 <&>|某部|CC BY 4.0|Official|2024-06|",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
	props, err := f.GetDocProps()
	if err != nil || props.Created != "2026-01-02T03:04:05Z" {
		t.Errorf("%+v %v", props, err)
	}
	for _, s := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(s); err != nil || visible == (s == export.ManifestSheet) {
			t.Errorf("%s: visible %v %v", s, visible, err)
		}
	}
}

// The first sheet tells what was asked for in words, and a division's code is
// its code, whether or not it has a label of its own.
func TestAboutFilter(t *testing.T) {
	v := nastyView(t)
	state, private := graph.CodeValue("state"), graph.CodeValue("private")
	low, known := date("2001"), false
	filter := &memory.Filter{All: []memory.Filter{
		{Property: "kind", In: []graph.Value{state, private}},
		{Any: []memory.Filter{{Property: "listed", Min: &low}, {Property: "address", Known: &known}}},
		{Not: &memory.Filter{Edge: graph.EdgeSupplies, To: []graph.SubjectID{"e2"}}},
	}}
	for lang, want := range map[string]string{
		"zh": "企业性质 是 国有企业 或 民营企业，且（上市日期 不小于 2001，或注册地址 未知），且不是（供货 指向 " + v.Name("e2") + "）",
		"en": "Kind of enterprise is State-owned or Private and (Listed on is at least 2001 or Registered address is not known) and not (Supplies to " + v.Name("e2") + ")",
	} {
		f, err := excelize.OpenReader(bytes.NewReader(exportXLSX(t, v, export.Query{Lang: lang, Filters: map[graph.Kind]*memory.Filter{graph.KindEnterprise: filter}})))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := f.GetRows(f.GetSheetName(0))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, r := range rows {
			if len(r) == 2 && (r[0] == "筛选：企业" || r[0] == "Filter: Enterprise") {
				got = r[1]
			}
		}
		if got != want {
			t.Errorf("%s: %q\nwant %q", lang, got, want)
		}
	}
}

func TestCancelled(t *testing.T) {
	v := generatedView(t, 5000)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range map[string]error{
		"XLSX":    export.XLSX(ctx, io.Discard, v, export.Query{TmpDir: t.TempDir()}),
		"CSV":     export.CSV(ctx, io.Discard, v, export.Query{}),
		"GraphML": export.GraphML(ctx, io.Discard, v, export.Query{}),
	} {
		if graph.CodeOf(err) != graph.CodeCancelled {
			t.Errorf("%s: %v", name, err)
		}
	}
}
