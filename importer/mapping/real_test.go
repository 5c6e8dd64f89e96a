package mapping_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/delimited"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/importer/xlsx"
)

var update = flag.Bool("update", false, "write the golden files anew")

// shared is the folder of the real data, which are not part of the project.
const shared = "../../../shared/data"

// head reads the head of the first sheet of a file.
func head(t *testing.T, name string) []table.Row {
	t.Helper()
	path := filepath.Join(shared, filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the shared data are not there: %v", err)
	}
	doc := open(t, path)
	defer func() {
		if err := doc.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var rows []table.Row
	for row, err := range doc.Rows(ctx, 0) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, table.Row{Number: row.Number, Cells: append([]table.Cell(nil), row.Cells...)})
		if len(rows) == mapping.HeadSample {
			break
		}
	}
	return rows
}

// realFiles are explained in testdata/real; each has one table.
var realFiles = []string{
	"cnsec/enterprises.csv",
	"cnsec/evaluations_cnvd_reporting.csv",
	"cnsec/funding_rounds.csv",
	"cnsec/products.csv",
	"cnsec/risk_events_cnvd_notified.csv",
	"cnsec/segments_freebuf.csv",
	"parks/parks_nbs_statistical_divisions.csv",
	"chainkg/companies.csv",
	"chainkg/company_product.csv",
	"chainkg/company_industry.csv",
	"chainkg/industries.csv",
	"chainkg/product_product.csv",
	"cncf_landscape/companies_2020.csv",
	"cncf_landscape/products_2020.csv",
	"cncf_landscape/products_2026.csv",
	"cncf_landscape/acquisitions_2020.csv",
	"crunchbase_2013/2013-crunchbase-companies.csv",
	"crunchbase_2013/2013-crunchbase-rounds.csv",
	"crunchbase_2013/2013-crunchbase-acquisitions.csv",
	"eto_chips/inputs.csv",
	"eto_chips/providers.csv",
	"eto_chips/provision.csv",
	"eto_chips/sequence.csv",
	"entity_resolution/legal_name_to_uscc_dev.csv",
	"messy/Unicorn_Companies.csv",
	"messy/startup_funding.csv",
	"messy/上市公司名单.csv",
	"messy/A＋B股列表.xlsx",
	"messy/上市公司名单_多余引号表头.xlsx",
}

// TestRealFiles explains real files as the golden files do, which were reviewed
// by reading, and sees that what was recognised is a mapping that Parse takes.
func TestRealFiles(t *testing.T) {
	voc := graph.Standard()
	for _, name := range realFiles {
		t.Run(name, func(t *testing.T) {
			rows := head(t, name)
			m := &mapping.Mapping{Version: mapping.Version, Defaults: map[graph.Kind]map[string]string{
				graph.KindSegment: {graph.PropChain: "网络安全"},
			}}
			if strings.HasPrefix(name, "eto_chips/") {
				m.Defaults[graph.KindSegment][graph.PropChain] = "先进芯片"
			}
			found := mapping.Recognise(voc, rows, "", filepath.Base(name), nil, m)
			var b strings.Builder
			for i := range found {
				b.WriteString(found[i].Explain("zh") + "\n" + found[i].Explain("en"))
			}
			saved := saved(t, voc, found)
			b.WriteString("\n" + string(saved))
			golden(t, filepath.Join("real", strings.ReplaceAll(strings.TrimSuffix(name, filepath.Ext(name)), "/", "-")+".txt"), b.String())
		})
	}
}

// saved writes what was found as a mapping file and sees that it is read back
// the same.
func saved(t *testing.T, voc *graph.Vocabulary, found []mapping.Found) []byte {
	t.Helper()
	m := &mapping.Mapping{Version: mapping.Version}
	for i := range found {
		if found[i].Recognised() {
			m.Tables = append(m.Tables, found[i].Table())
		}
	}
	if m.Tables == nil {
		return nil
	}
	data, err := m.YAML()
	if err != nil {
		t.Fatal(err)
	}
	back, err := mapping.Parse("saved.yaml", data, voc)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	same(t, m, back)
	return data
}

// golden compares a text with a golden file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with -update and review it by reading", err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}

// open opens a file of any format.
func open(t *testing.T, path string) table.Document {
	t.Helper()
	var doc table.Document
	var err error
	if filepath.Ext(path) == ".xlsx" {
		doc, err = xlsx.Open(t.Context(), path, xlsx.Options{})
	} else {
		doc, err = delimited.Open(t.Context(), path, delimited.Options{})
	}
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func same(t *testing.T, want, got *mapping.Mapping) {
	t.Helper()
	if !reflect.DeepEqual(want, got) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}
