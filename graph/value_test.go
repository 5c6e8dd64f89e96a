package graph_test

import (
	"encoding/json"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
)

func dec(t testing.TB, s string) graph.Decimal {
	t.Helper()
	d, err := graph.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func day(t testing.TB, s string) graph.Date {
	t.Helper()
	d, err := graph.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func amount(t testing.TB, printed string, b graph.Bound, low, high, currency string) graph.Value {
	t.Helper()
	v, err := graph.NewMoney(printed, b, dec(t, low), dec(t, high), currency)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// forms are values with their canonical form and their JSON.
func forms(t testing.TB) []struct {
	value           graph.Value
	canonical, json string
} {
	return []struct {
		value           graph.Value
		canonical, json string
	}{
		{graph.Value{}, "", "null"},
		{graph.Text("防火墙: 二代"), "text:防火墙: 二代", `{"type":"text","value":"防火墙: 二代"}`},
		{graph.Text(""), "text:", `{"type":"text","value":""}`},
		{graph.CodeValue("510100"), "code:510100", `{"type":"code","value":"510100"}`},
		{graph.Int(-42), "int:-42", `{"type":"int","value":"-42"}`},
		{graph.Dec(dec(t, "0.250")), "decimal:0.25", `{"type":"decimal","value":"0.25"}`},
		{graph.DateValue(day(t, "2019-03")), "date:2019-03", `{"type":"date","value":"2019-03"}`},
		{graph.Bool(true), "bool:true", `{"type":"bool","value":true}`},
		{graph.Bool(false), "bool:false", `{"type":"bool","value":false}`},
		{
			amount(t, "6000万元", graph.BoundExact, "60000000", "0", "CNY"),
			"money:exact CNY 60000000 6000万元",
			`{"type":"money","text":"6000万元","bound":"exact","low":"60000000","currency":"CNY"}`,
		},
		{
			amount(t, "", graph.BoundExact, "1.5", "0", "USD"),
			"money:exact USD 1.5 ",
			`{"type":"money","text":"","bound":"exact","low":"1.5","currency":"USD"}`,
		},
		{
			amount(t, "数千万元 人民币", graph.BoundRange, "10000000", "100000000", "CNY"),
			"money:range CNY 10000000 100000000 数千万元 人民币",
			`{"type":"money","text":"数千万元 人民币","bound":"range","low":"10000000","high":"100000000","currency":"CNY"}`,
		},
		{
			amount(t, "未披露", graph.BoundUndisclosed, "0", "0", ""),
			"money:undisclosed - 未披露",
			`{"type":"money","text":"未披露","bound":"undisclosed"}`,
		},
	}
}

func TestValueForms(t *testing.T) {
	for _, f := range forms(t) {
		if got := f.value.Canonical(); got != f.canonical {
			t.Errorf("Canonical of %#v is %q, want %q", f.value, got, f.canonical)
		}
		if got, err := graph.ParseValue(f.canonical); err != nil || got != f.value {
			t.Errorf("ParseValue(%q) = %#v, %v", f.canonical, got, err)
		}
		b, err := json.Marshal(f.value)
		if err != nil || string(b) != f.json {
			t.Errorf("JSON of %#v is %s, %v; want %s", f.value, b, err, f.json)
		}
		var got graph.Value
		if err := json.Unmarshal([]byte(f.json), &got); err != nil || got != f.value {
			t.Errorf("from JSON %s: %#v, %v", f.json, got, err)
		}
	}
}

func TestParseValueRefuses(t *testing.T) {
	for _, s := range []string{
		"x", "text", "int:", "int:1.5", "int:01", "int:+1", "decimal:0.50", "decimal:-0", "date:", "date:2019-13",
		"bool:yes", "bool:", "money:", "money:exact", "money:exact - 5 ", "money:exact CNY 5", "money:exact cny 5 ",
		"money:range CNY 5 4 ", "money:some CNY 5 ", "money:undisclosed CNY", "set:1", "type 9:",
	} {
		if v, err := graph.ParseValue(s); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("ParseValue(%q) = %#v, %v; want an error with %s", s, v, err, graph.CodeInvalid)
		}
	}
	for _, s := range []string{
		`{}`, `[]`, `1`, `{"type":"int","value":1}`, `{"type":"int"}`, `{"type":"text","value":true}`,
		`{"type":"money","value":"5"}`, `{"type":"money","text":"5","bound":"exact","low":"5"}`,
		`{"type":"money","text":"5","bound":"never"}`, `{"type":"int","value":"1.5"}`, `{"type":"bool","value":"true"}`,
	} {
		v := graph.Int(7)
		if err := json.Unmarshal([]byte(s), &v); graph.CodeOf(err) != graph.CodeInvalid || v != graph.Int(7) {
			t.Errorf("from JSON %s: %#v, %v; want an error with %s", s, v, err, graph.CodeInvalid)
		}
	}
}

func TestValueString(t *testing.T) {
	for want, v := range map[string]graph.Value{
		"":                v0,
		"防火墙":             graph.Text("防火墙"),
		"true":            graph.Bool(true),
		"2019-03-05":      graph.DateValue(day(t, "2019-03-05")),
		"数千万元":            amount(t, "数千万元", graph.BoundRange, "1", "2", "CNY"),
		"CNY 1–2":         amount(t, "", graph.BoundRange, "1", "2", "CNY"),
		"CNY ≥ 1":         amount(t, "", graph.BoundAtLeast, "1", "0", "CNY"),
		"CNY ≈ 1":         amount(t, "", graph.BoundAbout, "1", "0", "CNY"),
		"USD 1":           amount(t, "", graph.BoundExact, "1", "0", "USD"),
		"undisclosed":     amount(t, "", graph.BoundUndisclosed, "0", "0", ""),
		"EUR undisclosed": amount(t, "", graph.BoundUndisclosed, "0", "0", "EUR"),
	} {
		if got := v.String(); got != want {
			t.Errorf("String of %#v is %q, want %q", v, got, want)
		}
	}
}

var v0 graph.Value

func TestValueCompare(t *testing.T) {
	// In ascending order.
	values := []graph.Value{
		{},
		graph.Text(""), graph.Text("a"), graph.Text("b"),
		graph.CodeValue("A"), graph.CodeValue("B"),
		graph.Int(-1), graph.Int(0), graph.Int(10),
		graph.Dec(dec(t, "-0.5")), graph.Dec(dec(t, "0.25")), graph.Dec(dec(t, "0.3")), graph.Dec(dec(t, "2")),
		graph.DateValue(day(t, "2019")), graph.DateValue(day(t, "2019-01")), graph.DateValue(day(t, "2019-01-01")), graph.DateValue(day(t, "2019-02")),
		amount(t, "", graph.BoundUndisclosed, "0", "0", ""),
		amount(t, "", graph.BoundUndisclosed, "0", "0", "CNY"),
		amount(t, "", graph.BoundExact, "5", "0", "CNY"),
		amount(t, "", graph.BoundExact, "5", "0", "USD"),
		amount(t, "", graph.BoundAtLeast, "5", "0", "CNY"),
		amount(t, "五", graph.BoundExact, "5", "0", "CNY"),
		amount(t, "", graph.BoundRange, "5", "6", "CNY"),
		graph.Bool(false), graph.Bool(true),
	}
	for i, v := range values {
		for j, w := range values {
			want := 0
			switch {
			case i < j:
				want = -1
			case i > j:
				want = 1
			}
			if got := v.Compare(w); got != want {
				t.Errorf("Compare(%s, %s) = %d, want %d", v.Canonical(), w.Canonical(), got, want)
			}
		}
	}
	shuffled := slices.Clone(values)
	slices.Reverse(shuffled)
	slices.SortFunc(shuffled, graph.Value.Compare)
	if !slices.Equal(shuffled, values) {
		t.Error("sorting does not restore the order")
	}
}

// FuzzParseValue holds that what is parsed is canonical, and survives JSON.
func FuzzParseValue(f *testing.F) {
	for _, form := range forms(f) {
		f.Add(form.canonical)
	}
	f.Add("money:range CNY -0.5 12 a b")
	f.Fuzz(func(t *testing.T, s string) {
		v, err := graph.ParseValue(s)
		if err != nil {
			if graph.CodeOf(err) != graph.CodeInvalid || !v.IsZero() {
				t.Fatalf("%#v, %v", v, err)
			}
			return
		}
		if got := v.Canonical(); got != s {
			t.Fatalf("%q became %q", s, got)
		}
		if v.Compare(v) != 0 {
			t.Fatal("not equal to itself")
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var w graph.Value
		if err := json.Unmarshal(b, &w); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if utf8.ValidString(s) && v != w {
			t.Fatalf("%#v became %#v through %s", v, w, b)
		}
	})
}

func TestValueAgrees(t *testing.T) {
	printed := amount(t, "3千万", graph.BoundExact, "30000000", "0", "CNY")
	for _, x := range []struct {
		with graph.Value
		want bool
	}{
		{amount(t, "3000万元", graph.BoundExact, "30000000", "0", "CNY"), true},
		{amount(t, "", graph.BoundExact, "30000000", "0", "CNY"), true},
		{amount(t, "3千万", graph.BoundExact, "30000000", "0", "USD"), false},
		{amount(t, "超3千万", graph.BoundAtLeast, "30000000", "0", "CNY"), false},
		{graph.Text("3千万"), false},
	} {
		if got := printed.Agrees(x.with); got != x.want {
			t.Errorf("%s agrees with %s: %v", printed.Canonical(), x.with.Canonical(), got)
		}
	}
	if graph.Text("甲").Agrees(graph.Text("乙")) {
		t.Error("texts that differ agree")
	}
}
