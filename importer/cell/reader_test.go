package cell

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

func TestNew(t *testing.T) {
	v := graph.Standard()
	good := declaration(t, "Enterprise", "founded")
	for name, err := range map[string]error{
		"no vocabulary":  second(New(good, Options{})),
		"no declaration": second(New(nil, Options{Vocabulary: v})),
		"no type":        second(New(&graph.PropertyDecl{Name: "x"}, Options{Vocabulary: v})),
		"no list":        second(New(&graph.PropertyDecl{Name: "x", Type: graph.TypeCode, List: "none"}, Options{Vocabulary: v})),
		"no order":       second(New(good, Options{Vocabulary: v, Order: 9})),
		"no such order":  second(ParseOrder("dym")),
	} {
		if graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
		if e, ok := errors.AsType[*graph.Error](err); !ok || e.Op == "" {
			t.Errorf("%s: %v names no place", name, err)
		}
	}
	if r, err := New(good, Options{Vocabulary: v}); err != nil || r.Property() != good {
		t.Error(err)
	}
	for s, want := range map[string]Order{"": OrderUnknown, "ymd": OrderYMD, "MDY": OrderMDY, "dmy": OrderDMY} {
		if o, err := ParseOrder(s); o != want || err != nil {
			t.Errorf("ParseOrder(%q) = %v, %v", s, o, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestMoneyWithoutCurrency(t *testing.T) {
	p := &graph.PropertyDecl{Name: "amount", Type: graph.TypeMoney}
	r, err := New(p, Options{Vocabulary: graph.Standard()})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"5000": "!MONEY the currency is missing", "500万": "!MONEY the currency is missing", "500万元": "money:exact CNY 5000000 500万元", "未披露": "money:undisclosed - 未披露",
	} {
		if got := outcome(r.ReadText(text)); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func TestJoinExchange(t *testing.T) {
	v := graph.Standard()
	for _, c := range []struct{ code, exchange, want string }{
		{"CRWD", "nasdaq", "CRWD.NASDAQ"}, {"CRWD", "纳斯达克", "CRWD.NASDAQ"}, {"ibm", "NYSE", "IBM.NYSE"}, {"BRK.B", "New York Stock Exchange", "BRK.B.NYSE"},
		{"700", "HK", "00700.HK"}, {"0700", "港交所", "00700.HK"}, {"2268", "深圳证券交易所", "002268.SZ"}, {"2268", "HKEX", "02268.HK"}, {"688096", "上交所", "688096.SH"},
		{"688096", "", "688096.SH"}, {"688096.SH", "whatever", "688096.SH"}, {"４", "深交所", "000004.SZ"}, {"430047", "北交所", "430047.BJ"}, {"VOD", "LSE", "VOD.LSE"},
		{"CRWD", "", ""}, {"CRWD", "Mars", ""}, {"600000", "深交所", "600000.SH"}, {"2268", "", ""}, {"", "NYSE", ""}, {"12345", "上交所", ""},
	} {
		got, ok := JoinExchange(v, c.code, c.exchange)
		if c.want == "" {
			if ok || got != c.code {
				t.Errorf("JoinExchange(%q, %q) = %q, %v", c.code, c.exchange, got, ok)
			}
			continue
		}
		if !ok || got != c.want {
			t.Errorf("JoinExchange(%q, %q) = %q, %v; want %q", c.code, c.exchange, got, ok, c.want)
		}
	}
}

func TestReadSet(t *testing.T) {
	for _, c := range []struct {
		of, name, text string
		want           string
		problems       int
	}{
		{"Enterprise", "aliases", "卫士通；CETC；卫士通", "[卫士通 CETC]", 0},
		{"Enterprise", "aliases", "Foo, Inc.\nBar / Baz", "[Foo, Inc. Bar / Baz]", 0},
		{"Enterprise", "aliases", "-", "[]", 0},
		{"Enterprise", "aliases", "a|b｜c", "[a b c]", 0},
		{"Enterprise", "aliases", "好；13800138000", "[好]", 1},
		{"FundingEvent", "round", "A轮/B轮、C轮", "[A B C]", 0},
		{"FundingEvent", "round", "A轮、坏", "[A]", 1},
		{"FundingEvent", "round", "Seed", "[seed]", 0},
		{"Enterprise", "founded", "Mar 5, 2021", "[2021-03-05]", 0},
	} {
		values, problems := reader(t, c.of, c.name, "").ReadSet(table.Cell{Kind: table.Text, Text: c.text})
		if got := fmt.Sprint(values); got != c.want || len(problems) != c.problems {
			t.Errorf("%s %q: %s and %v; want %s", c.name, c.text, got, problems, c.want)
		}
	}
	values, problems := reader(t, "Enterprise", "aliases", "").ReadSet(table.Cell{Kind: table.Number, Text: "360"})
	if fmt.Sprint(values) != "[360]" || problems != nil {
		t.Error(values, problems)
	}
}

func TestReadRegionWithin(t *testing.T) {
	r := reader(t, "Park", "region", "")
	for _, c := range []struct{ text, within, want string }{
		{"市辖区", "110000", "code:110000"}, {"县", "500000", "code:500000"}, {"朝阳区", "110000", "code:110105"}, {"吉林", "220000", "code:220200"},
		{"吉林", "", "code:220000"}, {"朝阳", "210000", "code:211300"}, {"南京", "320000", "code:320100"}, {"南京市", "999999", "code:320100"},
		{"启东市", "320600", "code:320600 !CODE_LIST \"启东市\" is not in its list; the region is kept as Nantong"},
		{"北京市", "110000", "code:110000"}, {"全国", "110000", "!CODE_LIST \"全国\" is not in its list"}, {"", "110000", "blank"}, {"-", "110000", "blank"},
		{"#REF!", "110000", "!TYPE a formula failed: #REF!"}, {"\xff", "110000", "!TEXT damaged characters"},
	} {
		if got := outcome(r.ReadRegion(c.text, c.within)); got != c.want {
			t.Errorf("%q within %q is %s, want %s", c.text, c.within, got, c.want)
		}
	}
	if got := outcome(reader(t, "FundingEvent", "round", "").ReadRegion("A轮", "x")); got != "code:A" {
		t.Error(got)
	}
}

// TestConcurrent reads with one Reader from several goroutines, more texts than
// it remembers.
func TestConcurrent(t *testing.T) {
	r := reader(t, "FundingEvent", "round", "")
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 2 * maxSeen {
				text, want := "A轮", graph.CodeValue("A")
				if i%3 == g%3 {
					text, want = fmt.Sprintf("第%d次", i), graph.Value{}
				}
				if v, _ := r.ReadText(text); v != want {
					t.Errorf("%s is %v", text, v)
					return
				}
			}
		})
	}
	wg.Wait()
	if n := r.known.Load(); n > maxSeen+4 {
		t.Errorf("it remembers %d texts", n)
	}
}

func TestUnitOfEnds(t *testing.T) {
	_, problem := reader(t, "Enterprise", "employees", "").ReadText("100-200人")
	want := graph.Label{
		Zh: "请拆成两列：员工人数下限（employeesMin）与员工人数上限（employeesMax）",
		En: `split it into two columns, "Employees, at least" (employeesMin) and "Employees, at most" (employeesMax)`,
	}
	if problem == nil || problem.Cure != want {
		t.Errorf("%+v", problem)
	}
}
