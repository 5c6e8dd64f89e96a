package cell

import (
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// TestSharedParks reads the places of real parks in three ways, step by step
// from the province, as a chain, and from the county alone, and holds them
// against each other.
func TestSharedParks(t *testing.T) {
	rows := sharedRows(t, "parks/parks_nbs_statistical_divisions.csv")
	r := reader(t, "Park", "region", "")
	list := graph.Standard().List(graph.ListRegion)
	cities, notes, alone, wrong := 0, 0, 0, 0
	for _, row := range rows[1:] {
		code, county, city, province := row[0], row[2], row[3], row[4]
		p, problem := r.ReadText(province)
		if problem != nil || p.Text != code[:2]+"0000" {
			t.Errorf("%q is %v (%v)", province, p, problem)
			continue
		}
		c, problem := r.ReadRegion(city, p.Text)
		if problem != nil || !list.Within(c.Text, p.Text) || c.Text != p.Text && c.Text[:4] != code[:4] {
			t.Errorf("%s %s: %v (%v), not %s", province, city, c, problem, code)
			continue
		}
		cities++
		d, problem := r.ReadRegion(county, c.Text)
		if d.IsZero() || !list.Within(d.Text, c.Text) {
			t.Errorf("%s %s %s: %v (%v)", province, city, county, d, problem)
		}
		if problem != nil {
			notes++
		}
		for _, chain := range []string{province + city + county, province + "-" + city + "-" + county, province + " " + city + " " + county, county + "，" + city + "，" + province} {
			if v, _ := r.ReadText(chain); v != d {
				t.Errorf("%q: %v, not %v", chain, v, d)
			}
		}
		if v, _ := r.ReadText(code); v.IsZero() || !list.Within(v.Text, p.Text) {
			t.Errorf("%s: %v, not in %s", code, v, province)
		}
		if v, _ := r.ReadText(county); !v.IsZero() {
			alone++
			if !list.Within(v.Text, p.Text) {
				wrong++
				t.Logf("%s alone is %s, not in %s", county, v.Text, province)
			}
		}
	}
	t.Logf("%d cities found, %d counties noted as not listed, %d counties found alone, %d of them elsewhere", cities, notes, alone, wrong)
}
