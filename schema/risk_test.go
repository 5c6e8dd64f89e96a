package schema

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// sharesIn returns known shares, the largest first, of a segment where more stand.
func sharesIn(t *testing.T, texts ...string) *shares {
	t.Helper()
	s := &shares{year: "2024", members: len(texts) + 1, who: make([]graph.SubjectID, len(texts))}
	for _, text := range texts {
		d, err := graph.ParseDecimal(text)
		if err != nil {
			t.Fatal(err)
		}
		s.share = append(s.share, d)
	}
	return s
}

// riskOfShares returns the segments of one group with these shares.
func riskOfShares(t *testing.T, all ...*shares) *risk {
	t.Helper()
	v := memory.New(graph.Standard(), graph.StandardRules())
	r := &risk{view: v, bands: model.BandEditionUS2023, groups: []riskGroup{{id: "t:-"}}}
	for i, s := range all {
		c, err := s.concentration(v, r.bands)
		if err != nil {
			t.Fatal(err)
		}
		x := s.indices()
		r.segments = append(r.segments, riskSegment{place: &place{id: graph.SubjectID(fmt.Sprint(i))}, first: x.first, squares: x.squares, concentration: c})
		r.groups[0].total++
		if c.Withheld == nil {
			r.groups[0].computed++
		}
	}
	return r
}

func TestBoundsOfConcentration(t *testing.T) {
	v := memory.New(graph.Standard(), graph.StandardRules())
	for name, c := range map[string]struct {
		shares             []string
		hhi, upper         int
		effective, least   string
		unlisted           string
		sure, single, sole bool
		band, above        model.ConcentrationBand
		us2010, above2010  model.ConcentrationBand
		withheld           model.WithheldReason
	}{
		"all of one":                      {[]string{"1"}, 10000, 10000, "1", "1", "0", true, true, true, "HIGH", "HIGH", "HIGH", "HIGH", ""},
		"two halves":                      {[]string{"0.5", "0.5"}, 5000, 5000, "2", "2", "0", true, false, false, "HIGH", "HIGH", "HIGH", "HIGH", ""},
		"the rest is small":               {[]string{"0.927", "0.01"}, 8594, 8634, "1.16", "1.16", "0.063", true, true, false, "HIGH", "HIGH", "HIGH", "HIGH", ""},
		"the rest may be more":            {[]string{"0.1", "0.1", "0.1", "0.1", "0.1", "0.1"}, 600, 2200, "16.67", "4.55", "0.4", false, false, false, "LOW", "HIGH", "LOW", "MODERATE", ""},
		"thirds, rounded":                 {[]string{"0.334", "0.334", "0.333"}, 3340, 3340, "2.99", "2.99", "0", true, false, false, "HIGH", "HIGH", "HIGH", "HIGH", ""},
		"more than percents tell":         {[]string{"0.5", "0.3", "0.3"}, 0, 0, "", "", "0", false, false, false, "", "", "", "", model.WithheldReasonOverAll},
		"more than rounding":              {[]string{"0.334", "0.334", "0.334"}, 0, 0, "", "", "0", false, false, false, "", "", "", "", model.WithheldReasonOverAll},
		"too little":                      {[]string{"0.5999"}, 0, 0, "", "", "0.4001", false, false, false, "", "", "", "", model.WithheldReasonLowCoverage},
		"nothing":                         {nil, 0, 0, "", "", "1", false, false, false, "", "", "", "", model.WithheldReasonNoShares},
		"more digits than a square holds": {[]string{"0.6000000001", "0.3999999999"}, 5200, 5200, "1.92", "1.92", "0", true, false, false, "HIGH", "HIGH", "HIGH", "HIGH", ""},
	} {
		s := sharesIn(t, c.shares...)
		got, err := s.concentration(v, model.BandEditionUS2023)
		if err != nil {
			t.Fatal(name, err)
		}
		if got.Unlisted.String() != c.unlisted {
			t.Errorf("%s: unlisted is %s, not %s", name, got.Unlisted, c.unlisted)
		}
		if c.withheld != "" {
			if got.Reason == nil || *got.Reason != c.withheld || got.Hhi != nil || got.HhiUpper != nil || got.Effective != nil || got.BandUpper != nil || got.Sole != nil {
				t.Errorf("%s is not withheld as %s: %+v", name, c.withheld, got)
			}
			continue
		}
		if got.Withheld != nil || got.Reason != nil {
			t.Errorf("%s is withheld: %s", name, got.Withheld.En)
			continue
		}
		if *got.Hhi != c.hhi || *got.HhiUpper != c.upper || got.Effective.String() != c.effective || got.EffectiveLower.String() != c.least ||
			*got.FirstSure != c.sure || *got.SingleSource != c.single || *got.Sole != c.sole || *got.Band != c.band || *got.BandUpper != c.above {
			t.Errorf("%s: HHI %d to %d, 1/H %s to %s, sure %v, single %v, sole %v, band %s to %s", name, *got.Hhi, *got.HhiUpper, got.Effective, got.EffectiveLower, *got.FirstSure, *got.SingleSource, *got.Sole, *got.Band, *got.BandUpper)
		}
		if got, err = s.concentration(v, model.BandEditionUS2010); err != nil || *got.Band != c.us2010 || *got.BandUpper != c.above2010 {
			t.Errorf("%s by those of 2010 is %s to %s, %v", name, *got.Band, *got.BandUpper, err)
		}
	}
}

func TestCutsOfSegments(t *testing.T) {
	for _, c := range []struct{ first, cut, left, increase string }{
		{"0.925", "0", "1", "0"},
		{"0.925", "1", "0.075", "12.333333"}, // .925 / .075
		{"0.8", "0.5", "0.6", "2"},           // .4 / .2
		{"0.6", "0.25", "0.85", "0.375"},     // .15 / .4
		{"1", "1", "0", ""},
		{"1", "0.3", "0.7", ""},
		{"1", "0", "1", "0"},
		{"1.001", "1", "0", ""}, // a sum of rounded shares is not more than all
	} {
		r := riskOfShares(t, sharesIn(t, c.first))
		d, err := graph.ParseDecimal(c.cut)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.segments[0].cut(d)
		if err != nil {
			t.Fatal(err)
		}
		if got.Remaining.String() != c.left || (got.Increase == nil) != (c.increase == "") || got.Increase != nil && got.Increase.String() != c.increase || (got.Unbounded == nil) != (c.increase != "") {
			t.Errorf("a cut of %s of %s leaves %s and asks for %v, %v; want %s and %q", c.cut, c.first, got.Remaining, got.Increase, got.Unbounded, c.left, c.increase)
		}
	}
	r := riskOfShares(t, sharesIn(t, "1"), sharesIn(t, "0.5", "0.5"), sharesIn(t, "0.3"))
	got, err := r.whatIf(whole)
	if err != nil || got.Computed != 2 || got.NotComputed != 1 || got.Remaining.String() != "0.25" || len(got.Groups) != 1 || got.Groups[0].Remaining.String() != "0.25" || got.Groups[0].NotComputed != 1 {
		t.Errorf("the cut is %+v, %v", got, err)
	}
	none, err := riskOfShares(t, sharesIn(t, "0.3")).whatIf(whole)
	if err != nil || none.Remaining != nil || none.Groups[0].Remaining != nil || none.NotComputed != 1 {
		t.Errorf("of nothing that is computed the cut is %+v, %v", none, err)
	}
	for _, bad := range []graph.Decimal{{Unscaled: -1, Scale: 2}, {Unscaled: 101, Scale: 2}} {
		if _, err := r.whatIf(bad); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("a cut of %s is answered %v", bad, err)
		}
	}
}

// TestLawsOfRisk holds what is told of segments by chance against what must hold of
// any shares.
func TestLawsOfRisk(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var all []*shares
		for range 1 + random.IntN(6) {
			s := &shares{year: "2024", members: random.IntN(3)}
			left := int64(1000)
			for n := random.IntN(7); n > 0 && left > 0; n-- {
				x := 1 + random.Int64N(left)
				left -= x
				s.share = append(s.share, graph.Decimal{Unscaled: x, Scale: 3}.Normal())
				s.members++
				s.who = append(s.who, graph.SubjectID(fmt.Sprint(n)))
			}
			slices.SortFunc(s.share, func(a, b graph.Decimal) int { return b.Compare(a) }) // as they are read
			all = append(all, s)
		}
		r := riskOfShares(t, all...)
		cut := graph.Decimal{Unscaled: random.Int64N(1001), Scale: 3}.Normal()
		whatIf, err := r.whatIf(cut)
		if err != nil {
			t.Fatal(err)
		}
		sum, n := new(big.Rat), int64(0)
		for i := range r.segments {
			s, c := &r.segments[i], r.segments[i].concentration
			total := new(big.Rat).Add(rat(c.Coverage), rat(c.Unlisted))
			if total.Cmp(big.NewRat(1, 1)) != 0 {
				t.Errorf("%v: coverage %s and %s unlisted are not all", all[i].share, c.Coverage, c.Unlisted)
			}
			if enough := c.Coverage.Compare(leastCoverage) >= 0; enough != s.computed() {
				t.Errorf("%v is computed: %v", all[i].share, s.computed())
			}
			if !s.computed() {
				continue
			}
			switch {
			case *c.Hhi > *c.HhiUpper, *c.HhiUpper > 10_000, c.Effective.Compare(*c.EffectiveLower) < 0, c.Cr1.Compare(*c.Cr4) > 0, c.Cr4.Compare(c.Coverage) > 0,
				*c.Sole && !*c.SingleSource, c.Unlisted.IsZero() && *c.Hhi != *c.HhiUpper:
				t.Errorf("%v is told as %+v", all[i].share, c)
			}
			// The sum of squares is between those of equal shares and of one with all of them.
			if least := new(big.Rat).Quo(new(big.Rat).Mul(rat(c.Coverage), rat(c.Coverage)), big.NewRat(int64(c.Known), 1)); s.squares.Cmp(least) < 0 || s.squares.Cmp(rat(c.Coverage)) > 0 {
				t.Errorf("%v: H is %s", all[i].share, s.squares.FloatString(6))
			}
			got, err := s.cut(cut)
			if err != nil {
				t.Fatal(err)
			}
			full, err := s.cut(whole)
			if err != nil {
				t.Fatal(err)
			}
			if kept, _ := whole.Sub(*c.Cr1); full.Remaining.Compare(kept) != 0 || got.Remaining.Compare(full.Remaining) < 0 || got.Remaining.Compare(whole) > 0 {
				t.Errorf("%v cut by %s leaves %s, by all %s", all[i].share, cut, got.Remaining, full.Remaining)
			}
			// The others make up for it: what is left, and what they deliver more, is all.
			if got.Increase != nil {
				others := new(big.Rat).Sub(big.NewRat(1, 1), s.first)
				made := new(big.Rat).Add(rat(got.Remaining), others.Mul(others, rat(*got.Increase)))
				if off := made.Sub(made, big.NewRat(1, 1)); off.Abs(off).Cmp(big.NewRat(1, 1_000_000)) > 0 {
					t.Errorf("%v cut by %s: an increase of %s does not make up for it", all[i].share, cut, got.Increase)
				}
			} else if !*c.Sole {
				t.Errorf("%v: no increase would do: %s", all[i].share, got.Unbounded.En)
			}
			sum.Add(sum, rat(got.Remaining))
			n++
		}
		if n > 0 {
			off := new(big.Rat).Sub(sum.Quo(sum, big.NewRat(n, 1)), rat(*whatIf.Remaining))
			if off.Abs(off).Cmp(big.NewRat(1, 1_000_000)) > 0 {
				t.Errorf("the average left is %s, not %s", whatIf.Remaining, sum.FloatString(6))
			}
		}
		m, err := r.model()
		if err != nil {
			t.Fatal(err)
		}
		withheld, alone := 0, 0
		for _, w := range m.Withheld {
			withheld += w.Segments
		}
		for _, s := range all {
			if s.members == 1 {
				alone++
			}
		}
		if m.OneRecorded != alone {
			t.Errorf("one provider is recorded in %d segments, not in %d", m.OneRecorded, alone)
		}
		if m.Low+m.Moderate+m.High != m.Computed || m.Computed+withheld != m.Total || m.Nobody+m.Lacking != withheld || m.Total != len(all) || m.Sole > m.Dominated || (m.MedianEffective == nil) != (m.Computed == 0) {
			t.Errorf("the counts do not add up: %+v", m)
		}
		for order, value := range map[model.RiskOrder]func(*model.Concentration) (int, bool){
			model.RiskOrderHhi: func(c *model.Concentration) (int, bool) {
				if c.Hhi == nil {
					return 0, false
				}
				return -*c.Hhi, true
			},
			model.RiskOrderMembers:  func(c *model.Concentration) (int, bool) { return c.Members, c.Members > 0 },
			model.RiskOrderCoverage: func(c *model.Concentration) (int, bool) { return int(c.Coverage.Float64() * 1000), c.Known > 0 },
		} {
			for _, reversed := range []bool{false, true} {
				told, err := m.Segments(order, reversed, 100)
				if err != nil {
					t.Fatal(err)
				}
				for i := 1; i < len(told); i++ {
					before, knownBefore := value(told[i-1].Concentration)
					here, known := value(told[i].Concentration)
					if known && !knownBefore {
						t.Errorf("by %s a segment whose figure is known comes after one whose is not", order)
					}
					if known && knownBefore && before != here && (before > here) != reversed {
						t.Errorf("by %s, reversed %v, %d comes before %d", order, reversed, before, here)
					}
				}
			}
		}
	}
}

func TestMedianOfEffectiveNumbers(t *testing.T) {
	for want, of := range map[string][]*shares{
		"1":    {sharesIn(t, "1")},
		"1.5":  {sharesIn(t, "0.5", "0.5"), sharesIn(t, "1")},
		"2":    {sharesIn(t, "1"), sharesIn(t, "0.25", "0.25", "0.25", "0.25"), sharesIn(t, "0.5", "0.5"), sharesIn(t, "0.1")},
		"none": {sharesIn(t, "0.59")},
	} {
		m, err := riskOfShares(t, of...).model()
		if err != nil {
			t.Fatal(err)
		}
		got := "none"
		if m.MedianEffective != nil {
			got = m.MedianEffective.String()
		}
		if got != want {
			t.Errorf("the median is %s, not %s", got, want)
		}
		if want == "none" && (len(m.Withheld) != 1 || !strings.Contains(m.Withheld[0].Label.En, "60 %")) {
			t.Errorf("withheld is %+v", m.Withheld)
		}
	}
}
