package export_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/export"
	"github.com/chainatlas/chainatlas/importer/xlsx"
)

// There and back: what stands is written, somebody edits a cell, and the edit is
// found.
func ExampleCompare() {
	ctx := context.Background()
	view, err := exampleView(ctx)
	if err != nil {
		log.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "chainatlas")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	var b bytes.Buffer
	if err := export.XLSX(ctx, &b, view, export.Query{Lang: "zh"}); err != nil {
		log.Fatal(err)
	}

	// Somebody.
	path := filepath.Join(dir, "导出.xlsx")
	f, err := excelize.OpenReader(&b)
	if err != nil {
		log.Fatal(err)
	}
	if err := f.SetCellValue("企业", "C2", "91110000MA0000000H"); err != nil {
		log.Fatal(err)
	}
	if err := f.SaveAs(path); err != nil {
		log.Fatal(err)
	}

	// Back.
	doc, err := xlsx.Open(ctx, path, xlsx.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer doc.Close()
	manifest, ok, err := export.ReadManifest(ctx, doc)
	if err != nil || !ok {
		log.Fatal(ok, err)
	}
	for e, err := range export.Compare(ctx, doc, manifest, view) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %s: %s was %q and is %q (sheet %s, row %d, column %d)\n", e.Kind, e.Node, e.Property, e.Old, e.New.Text, e.Sheet, e.Row, e.Column)
	}
	// Output:
	// Enterprise e1: creditCode was "91110000MA00000009" and is "91110000MA0000000H" (sheet 企业, row 2, column 3)
}

func exampleView(ctx context.Context) (*memory.View, error) {
	l := &graphtest.MemLog{}
	l.Append(graph.Header{Key: "import", Kind: graph.BatchImport, Source: "examples", Actor: "newcomer"},
		record("e1", graph.KindEnterprise, "企业", 2,
			single(graph.PropLegalName, graph.Text("示例甲科技有限公司")),
			single(graph.PropCreditCode, graph.Text("91110000MA00000009"))))
	return memory.Build(ctx, l, graph.Standard(), graph.StandardRules(), 0)
}
