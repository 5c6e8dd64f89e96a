package graph_test

import (
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

func TestNewMoney(t *testing.T) {
	one, two := dec(t, "1"), dec(t, "2")
	// What the bound does not use is not kept, so that equal amounts are equal.
	a, err := graph.NewMoney("1元", graph.BoundExact, one, two, "CNY")
	if b, _ := graph.NewMoney("1元", graph.BoundExact, graph.Decimal{Unscaled: 100, Scale: 2}, one, "CNY"); err != nil || a != b {
		t.Errorf("%#v, %#v, %v", a, b, err)
	}
	if v, err := graph.NewMoney("", graph.BoundUndisclosed, one, two, ""); err != nil || v.Number != (graph.Decimal{}) || v.High != (graph.Decimal{}) {
		t.Errorf("%#v, %v", v, err)
	}
	for _, c := range []struct {
		bound     graph.Bound
		low, high graph.Decimal
		currency  string
	}{
		{graph.BoundExact, one, one, ""},
		{graph.BoundExact, one, one, "RMB¥"},
		{graph.BoundExact, one, one, "cny"},
		{graph.BoundUndisclosed, one, one, "?"},
		{graph.BoundRange, two, one, "CNY"},
		{graph.BoundUndisclosed + 1, one, two, "CNY"},
	} {
		if v, err := graph.NewMoney("", c.bound, c.low, c.high, c.currency); graph.CodeOf(err) != graph.CodeInvalid || !v.IsZero() {
			t.Errorf("%+v gave %#v, %v", c, v, err)
		}
	}
}

func TestAmounts(t *testing.T) {
	var a graph.Amounts
	for _, v := range []graph.Value{
		amount(t, "", graph.BoundExact, "10.5", "0", "CNY"),
		amount(t, "", graph.BoundRange, "1", "9", "CNY"),
		amount(t, "", graph.BoundAtLeast, "300", "0", "CNY"),
		amount(t, "", graph.BoundAbout, "200", "0", "CNY"),
		amount(t, "未披露", graph.BoundUndisclosed, "0", "0", ""),
	} {
		if err := a.Add(v); err != nil {
			t.Fatal(err)
		}
	}
	want := graph.Amounts{Low: dec(t, "511.5"), High: dec(t, "519.5"), Open: true, About: 1, Count: 4, Undisclosed: 1}
	if a != want {
		t.Errorf("%+v, want %+v", a, want)
	}
	if err := a.Add(graph.Int(1)); graph.CodeOf(err) != graph.CodeInvalid || a != want {
		t.Error(err, a)
	}
	if err := a.Add(amount(t, "", graph.BoundRange, "1", "9223372036854775807", "CNY")); graph.CodeOf(err) != graph.CodeLimit || a != want {
		t.Error(err, a)
	}
}
