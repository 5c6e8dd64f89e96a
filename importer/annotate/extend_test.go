package annotate_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/annotate"
)

// A sheet that has comments, as each of our templates does, gets ours beside
// them; a cell that has one keeps it.
func TestExtendComments(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for _, cell := range []string{"A1", "B1"} {
		if err := f.AddComment("Sheet1", excelize.Comment{Cell: cell, Author: "somebody", Text: "about " + cell}); err != nil {
			t.Fatal(err)
		}
	}
	var src bytes.Buffer
	if err := f.Write(&src); err != nil {
		t.Fatal(err)
	}
	said := func(s string) graph.Label { return graph.Label{Zh: s, En: s} }
	got := annotated(t, src.Bytes(), []annotate.Note{
		{Sheet: "Sheet1", Row: 1, Column: 2, Reason: said("header <&>")},
		{Sheet: "Sheet1", Row: 3, Column: 1, Reason: said("cell <&>")},
		{Sheet: "Sheet1", Row: 4, Reason: said("row")},
	}, annotate.Options{})
	g, err := excelize.OpenReader(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	comments, err := g.GetComments("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	text, by := map[string]string{}, map[string]string{}
	for _, c := range comments {
		text[c.Cell], by[c.Cell] = c.Text, c.Author
	}
	for cell, want := range map[string][2]string{
		"A1": {"about A1", "somebody"}, "B1": {"about B1", "somebody"}, "A3": {"cell <&>", "ChainAtlas"}, "A4": {"row", "ChainAtlas"},
	} {
		if text[cell] != want[0] || by[cell] != want[1] {
			t.Errorf("%s: %q by %q, want %q", cell, text[cell], by[cell], want)
		}
	}
	if len(comments) != 4 {
		t.Errorf("%d comments", len(comments))
	}
	if added, _ := changes(t, src.Bytes(), got); len(added) != 1 {
		t.Errorf("added %q, and not only the sheet of problems", added)
	}
}

// Excel shows a comment only in a box whose ID no other has and whose cluster
// of IDs is listed. Openpyxl has prefixes of its own.
func TestExtendDrawing(t *testing.T) {
	const openpyxl = `<xml xmlns:ns0="urn:schemas-microsoft-com:vml" xmlns:ns1="urn:schemas-microsoft-com:office:office"><ns1:shapelayout ns0:ext="edit"><ns1:idmap ns0:ext="edit" data="1" /></ns1:shapelayout>` +
		`<ns0:shapetype id="_x0000_t202" /><ns0:shape id="_x0000_s1026" type="#_x0000_t202"><br></ns0:shape></xml>`
	got := string(annotate.WithShapes([]byte(openpyxl), 3, 1))
	for _, want := range []string{`data="1,2"`, `<v:shape id="_x0000_s2049"`, ` xmlns:v="urn:schemas-microsoft-com:vml"`, `<x:Row>2</x:Row><x:Column>0</x:Column>`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	for _, other := range []string{"", "<xml>", strings.Replace(openpyxl, "xmlns:ns1", `xmlns:v="other" xmlns:ns1`, 1), strings.Replace(openpyxl, "_x0000_t202", "_x0000_t201", 1)} {
		if got := annotate.WithShapes([]byte(other), 3, 1); got != nil {
			t.Errorf("%s has become %s", other, got)
		}
	}
}
