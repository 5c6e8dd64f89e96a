package cell

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sharedColumns says which columns of the shared data are read as what: file,
// kind or edge type, and column=property[:order or unit].
var sharedColumns = []struct {
	file    string
	of      string
	columns string
}{
	{"cnsec/enterprises.csv", "Enterprise", "企业名称=legalName 简称=shortName 证券代码=stockCode 交易所=exchange 上市日期=listed 统一社会信用代码=creditCode 注册日期=founded 注册资金=registeredCapital 产业链角色=chainRole 来源=citation"},
	{"cnsec/enterprises.csv", "Park", "省份=region 地区=region"},
	{"cnsec/funding_rounds.csv", "FundingEvent", "期间=date 国家=country 融资轮次=round 融资金额=amount 公布日期=date 来源URL=sourceUrl"},
	{"cnsec/products.csv", "MAKES", "收入占比权重=revenueShare"},
	{"cnsec/products.csv", "Product", "产品/业务=name"},
	{"cnsec/evaluations_cnvd_reporting.csv", "Contribution", "年度=year 周报上榜次数=count 指标=kind"},
	{"cnsec/risk_events_cnvd_notified.csv", "Contribution", "年度=year 通报次数=count 事件=kind"},
	{"crunchbase_2013/2013-crunchbase-companies.csv", "Enterprise", "permalink=ownId name=legalName category_code=industry funding_total_usd=fundingTotal:USD status=status country_code=country city=cityAbroad funding_rounds=fundingRounds founded_at=founded founded_month=founded founded_quarter=founded founded_year=founded first_funding_at=firstFunding last_funding_at=lastFunding"},
	{"crunchbase_2013/2013-crunchbase-rounds.csv", "FundingEvent", "company_country_code=country funding_round_type=round funded_at=date funded_month=date funded_year=date raised_amount_usd=amount:USD"},
	{"crunchbase_2013/2013-crunchbase-acquisitions.csv", "FundingEvent", "acquirer_country_code=country acquired_at=date price_amount=amount:USD"},
	{"messy/startup_funding.csv", "FundingEvent", "Date=date:dmy Investment\u00a0Type=round Amount\u00a0(In\u00a0USD)=amount:USD"},
	{"messy/startup_funding.csv", "Enterprise", "Startup\u00a0Name=legalName Industry\u00a0/\u00a0Vertical=industry"},
	{"messy/Unicorn_Companies.csv", "Enterprise", "Company=legalName Valuation=valuation Date\u00a0Joined=listed:dmy Country=country Year\u00a0Founded=founded Funding=fundingTotal"},
	{"messy/上市公司名单.csv", "Enterprise", "期货代码=stockCode 期货名称=shortName 公司名称=legalName"},
	{"cncf_landscape/companies_2020.csv", "Enterprise", "crunchbase=ownId company=legalName description=description homepage=website country=country employees_min=employeesMin employees_max=employeesMax funding_usd=fundingTotal:USD ticker=stockCode market_cap=marketCap:USD"},
	{"cncf_landscape/acquisitions_2020.csv", "FundingEvent", "date=date price=amount:USD"},
	{"cncf_landscape/products_2026.csv", "Product", "name=name category=category homepage_url=website repo_url=repository accepted=launched use_case=useCase"},
	{"cncf_landscape/products_2020.csv", "Product", "product=name latest_commit=latestCommit"},
	{"parks/parks_nbs_statistical_divisions.csv", "Park", "code=region park_name=name county=region city=region province=region"},
}

const sharedRoot = "../../../shared/data"

// sharedRows reads a file of the shared data, as a header and rows.
func sharedRows(t testing.TB, file string) [][]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(sharedRoot, file))
	if err != nil {
		t.Skipf("the shared data are not there: %v", err)
	}
	var enc encoding.Encoding
	switch {
	case strings.HasPrefix(file, "crunchbase"):
		enc = charmap.Macintosh
	case strings.Contains(file, "上市公司"):
		enc = simplifiedchinese.GB18030
	}
	if enc != nil {
		if b, err = enc.NewDecoder().Bytes(b); err != nil {
			t.Fatal(err)
		}
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if bytes.Count(b, []byte("\n")) == 0 {
		b = bytes.ReplaceAll(b, []byte("\r"), []byte("\n"))
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(file, err)
	}
	return rows
}

func declaration(t testing.TB, of, name string) *graph.PropertyDecl {
	t.Helper()
	v := graph.Standard()
	var p *graph.PropertyDecl
	if k := v.Kind(graph.Kind(of)); k != nil {
		p = k.Property(name)
	} else if e := v.Edge(of); e != nil {
		p = e.Attribute(name)
	}
	if p == nil {
		t.Fatalf("no property %s.%s", of, name)
	}
	return p
}

// reader returns a reader for a property of the standard vocabulary, with an
// order of dates or a unit.
func reader(t testing.TB, of, name, option string) *Reader {
	t.Helper()
	p := declaration(t, of, name)
	o := Options{Vocabulary: graph.Standard()}
	switch {
	case option == "":
	case option == "1904":
		o.Date1904 = true
	case p.Type == graph.TypeDate:
		var err error
		if o.Order, err = ParseOrder(option); err != nil {
			t.Fatal(err)
		}
	default:
		var ok bool
		if o.Unit, ok = ParseUnit(p, option); !ok {
			t.Fatalf("%s.%s: %q is no unit", of, name, option)
		}
	}
	r, err := New(p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSharedData reads the columns of real tables and holds the counts of their
// values and problems to those that were looked through.
func TestSharedData(t *testing.T) {
	var out strings.Builder
	for _, c := range sharedColumns {
		rows := sharedRows(t, c.file)
		at := map[string]int{}
		for i, h := range rows[0] {
			at[strings.Join(strings.Fields(h), "\u00a0")] = i
		}
		for _, spec := range strings.Split(c.columns, " ") {
			column, property, _ := strings.Cut(spec, "=")
			property, option, _ := strings.Cut(property, ":")
			i, ok := at[column]
			if !ok {
				t.Fatalf("%s has no column %q: %q", c.file, column, rows[0])
			}
			r := reader(t, c.of, property, option)
			values, blank, kept, bad := 0, 0, 0, 0
			problems := map[string]int{}
			for _, row := range rows[1:] {
				if i >= len(row) {
					blank++
					continue
				}
				v, problem := r.Read(table.Cell{Kind: table.Text, Text: row[i]})
				if row[i] == "" {
					blank++
					continue
				}
				switch {
				case problem == nil && v.IsZero():
					blank++
					problems[fmt.Sprintf("blank: %q", row[i])]++
				case problem == nil:
					values++
				case problem.Kept:
					kept++
					problems[fmt.Sprintf("kept: %q: %s", row[i], problem.Reason.En)]++
				default:
					bad++
					problems[fmt.Sprintf("bad: %q: %s", row[i], problem.Reason.En)]++
				}
			}
			fmt.Fprintf(&out, "%s %s %s.%s: %d values, %d blank, %d kept, %d bad\n",
				c.file, strings.ReplaceAll(column, "\u00a0", " "), c.of, property, values, blank, kept, bad)
			if testing.Verbose() {
				logProblems(t, out.String()[strings.LastIndex(strings.TrimSuffix(out.String(), "\n"), "\n")+1:], problems)
			}
		}
	}
	golden(t, "testdata/shared.txt", out.String())
}

func logProblems(t *testing.T, title string, problems map[string]int) {
	keys := make([]string, 0, len(problems))
	for k := range problems {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		return problems[keys[i]] > problems[keys[j]] || problems[keys[i]] == problems[keys[j]] && keys[i] < keys[j]
	})
	for _, k := range keys[:min(len(keys), 40)] {
		title += fmt.Sprintf("\t%d × %s\n", problems[k], k)
	}
	t.Log(title)
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		w, g := strings.Split(string(want), "\n"), strings.Split(got, "\n")
		for i := range max(len(w), len(g)) {
			a, b := "", ""
			if i < len(w) {
				a = w[i]
			}
			if i < len(g) {
				b = g[i]
			}
			if a != b {
				t.Errorf("%s:%d:\n got  %s\n want %s", path, i+1, b, a)
			}
		}
	}
}
