package schema

import (
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// TestClassesOfDependency works classes out of shares by hand: what is unlisted may be
// with one, and what nobody tells is no independence.
func TestClassesOfDependency(t *testing.T) {
	for _, c := range []struct {
		shares []string // of the latest year; those of two more suppliers are not known
		class  model.DependencyClass
		share  string
	}{
		{nil, model.DependencyClassNoShares, ""},
		{[]string{"1"}, model.DependencyClassSole, "1"},
		{[]string{"0.999"}, model.DependencyClassDominated, "0.999"},
		{[]string{"0.8", "0.2"}, model.DependencyClassDominated, "0.8"},
		{[]string{"0.79", "0.21"}, model.DependencyClassHalf, "0.79"},
		{[]string{"0.5", "0.5"}, model.DependencyClassHalf, "0.5"},
		{[]string{"0.49", "0.49"}, model.DependencyClassSpread, "0.49"},
		{[]string{"0.3", "0.21"}, model.DependencyClassSpread, "0.3"}, // .49 is unlisted: less than half
		{[]string{"0.3", "0.2"}, model.DependencyClassUnsure, "0.3"},  // .5 is: one may have it
		{[]string{"0.01"}, model.DependencyClassUnsure, "0.01"},
		{[]string{"0.6", "0.6"}, model.DependencyClassOverAll, "0.6"},
		{[]string{"0.34", "0.33", "0.33", "0.01"}, model.DependencyClassSpread, "0.34"}, // 1.01 is rounding
		{[]string{"0"}, model.DependencyClassUnsure, "0"},                               // a stated zero is known
	} {
		of := []supply{{buyer: "b", supplier: "x"}, {buyer: "b", supplier: "y", shares: map[string]supplied{"2023": {share: graph.Decimal{Unscaled: 1}}}}}
		for i, text := range c.shares {
			d, err := graph.ParseDecimal(text)
			if err != nil {
				t.Fatal(err)
			}
			of = append(of, supply{buyer: "b", supplier: graph.SubjectID(fmt.Sprint(i)), shares: map[string]supplied{"2024": {share: d, source: "s"}}})
		}
		if c.shares == nil {
			of = of[:1]
		}
		d := &dependency{years: map[string]int{}}
		x := d.input(of, 0, "")
		share, err := x.share()
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if share != nil {
			got = share.String()
		}
		if x.class != c.class || got != c.share || len(x.all) != len(of) || len(x.shares.who) != len(c.shares) {
			t.Errorf("%v is %s with %q of %d suppliers, not %s with %q", c.shares, x.class, got, len(x.all), c.class, c.share)
		}
		if len(c.shares) > 0 && (x.shares.year != "2024" || len(d.sources) != 1) {
			t.Errorf("%v is of %s, said by %v", c.shares, x.shares.year, d.sources)
		}
	}
	// Of a year that is asked for, only its shares count.
	d := &dependency{years: map[string]int{}}
	one := graph.Decimal{Unscaled: 1}
	if x := d.input([]supply{{buyer: "b", supplier: "x", shares: map[string]supplied{"2024": {share: one}}}, {buyer: "b", supplier: "y", shares: map[string]supplied{"2023": {share: one}}}}, 0, "2023"); x.class != model.DependencyClassSole || x.all[0] != "y" {
		t.Errorf("in 2023 it is %s of %v", x.class, x.all)
	}
}
