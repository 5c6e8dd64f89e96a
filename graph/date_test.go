package graph_test

import (
	"slices"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

func TestParseDate(t *testing.T) {
	for s, want := range map[string]graph.Date{
		"2019":       {Year: 2019},
		"2019-03":    {Year: 2019, Month: 3},
		"2019-03-05": {Year: 2019, Month: 3, Day: 5},
		"2020-02-29": {Year: 2020, Month: 2, Day: 29},
		"2000-02-29": {Year: 2000, Month: 2, Day: 29},
		"0001-01-01": {Year: 1, Month: 1, Day: 1},
		"9999-12-31": {Year: 9999, Month: 12, Day: 31},
	} {
		if d, err := graph.ParseDate(s); err != nil || d != want || d.String() != s {
			t.Errorf("ParseDate(%q) = %v, %v", s, d, err)
		}
	}
	for _, s := range []string{
		"", "0000", "19", "201", "20190305", "2019-3-5", "2019-13", "2019-00", "2019-02-29", "1900-02-29", "2019-04-31", "2019-01-00",
		"2019-00-01", "2019/03/05", "2019-03-05T00:00", "-019", "2019-", "２０１９", "2019-+1", "12345",
	} {
		if d, err := graph.ParseDate(s); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("ParseDate(%q) = %v, %v; want an error", s, d, err)
		}
	}
}

func TestDateFirstLast(t *testing.T) {
	for s, want := range map[string][2]string{
		"2019":       {"2019-01-01", "2019-12-31"},
		"2020-02":    {"2020-02-01", "2020-02-29"},
		"2019-03-05": {"2019-03-05", "2019-03-05"},
	} {
		if d := day(t, s); d.First().String() != want[0] || d.Last().String() != want[1] {
			t.Errorf("%s runs from %v to %v", s, d.First(), d.Last())
		}
	}
	if d := (graph.Date{}); d.First() != d || d.Last() != d || d.String() != "" || !d.Valid() {
		t.Error("the zero Date became known")
	}
}

func TestDateText(t *testing.T) {
	d := day(t, "2019-03")
	b, err := d.MarshalText()
	if err != nil || string(b) != "2019-03" {
		t.Errorf("%s, %v", b, err)
	}
	if err := d.UnmarshalText([]byte("2019-99")); err == nil || d.String() != "2019-03" {
		t.Error(d, err)
	}
	if err := d.UnmarshalText(nil); err != nil || !d.IsZero() {
		t.Error(d, err)
	}
}

// FuzzParseDate compares full days with package time.
func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2019", "2019-03", "2019-03-05", "2020-02-29", "2021-02-29", "0000-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := graph.ParseDate(s)
		if err == nil && (d.String() != s || !d.Valid() || d.First().Compare(d.Last()) > 0) {
			t.Fatalf("%q became %v", s, d)
		}
		if len(s) == 10 && s[:4] != "0000" {
			if _, other := time.Parse(time.DateOnly, s); (err == nil) != (other == nil) {
				t.Fatalf("ParseDate(%q): %v, time.Parse: %v", s, err, other)
			}
		}
	})
}

func TestParsePeriod(t *testing.T) {
	for s, want := range map[string][2]string{
		"2024":    {"2024-01-01", "2024-12-31"},
		"2024H1":  {"2024-01-01", "2024-06-30"},
		"2024H2":  {"2024-07-01", "2024-12-31"},
		"2024Q1":  {"2024-01-01", "2024-03-31"},
		"2024Q4":  {"2024-10-01", "2024-12-31"},
		"2024-02": {"2024-02-01", "2024-02-29"},
		"2023-12": {"2023-12-01", "2023-12-31"},
	} {
		p, err := graph.ParsePeriod(s)
		if err != nil || p.String() != s || p.First().String() != want[0] || p.Last().String() != want[1] || !graph.ValidPeriod(s) {
			t.Errorf("ParsePeriod(%q) = %v from %v to %v, %v", s, p, p.First(), p.Last(), err)
		}
	}
	for _, s := range []string{"0000", "24", "2024H0", "2024H3", "2024Q0", "2024Q5", "2024-00", "2024-13", "2024-1", "2024q1", "2024Q", "2024-03-01", "2024M3", "FY2024"} {
		if p, err := graph.ParsePeriod(s); graph.CodeOf(err) != graph.CodeInvalid || graph.ValidPeriod(s) {
			t.Errorf("ParsePeriod(%q) = %v, %v; want an error", s, p, err)
		}
	}
	if !graph.ValidPeriod("") || (graph.Period{}).String() != "" || !(graph.Period{}).First().IsZero() || !(graph.Period{}).Last().IsZero() {
		t.Error("no period became one")
	}
}

func TestPeriodCompare(t *testing.T) {
	want := []string{"2023", "2023Q4", "2023-12", "2024Q1", "2024-03", "2024H1", "2024Q2", "2024-06", "2024"}
	var ps []graph.Period
	for _, s := range want {
		p, err := graph.ParsePeriod(s)
		if err != nil {
			t.Fatal(err)
		}
		ps = append(ps, p)
	}
	slices.Reverse(ps)
	slices.SortFunc(ps, graph.Period.Compare)
	for i, p := range ps {
		if p.String() != want[i] {
			t.Fatalf("sorted: %v", ps)
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"2024", "2024Q1", "2024H1", "2024-03", "2024Q9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := graph.ParsePeriod(s)
		if err != nil {
			return
		}
		if p.String() != s || !p.First().Valid() || !p.Last().Valid() || p.First().Compare(p.Last()) >= 0 || p.Compare(p) != 0 {
			t.Fatalf("%q became %v, from %v to %v", s, p, p.First(), p.Last())
		}
	})
}
