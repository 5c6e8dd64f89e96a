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
