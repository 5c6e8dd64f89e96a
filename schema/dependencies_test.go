package schema_test

import (
	"fmt"
	"math"
	"strconv"
	"testing"
)

// TestDependencyOfExample works the dependency of the example out again, from the
// supplies as every enterprise tells them and from who stands where, with floats and
// sets, and holds what chainDependency tells against it.
func TestDependencyOfExample(t *testing.T) {
	type supplier struct {
		name  string
		share map[string]float64
	}
	type key struct{ buyer, segment string }
	inputs := map[key][]supplier{}
	stands := map[string]map[string]bool{} // by enterprise: segments
	all := shared.ask(t, `{ chainMap(chain: "SL") { places { node { id ... on Segment { enterprises(first: 200) { nodes { id } } } } } feeds { from to } } }`, nil).must(t)
	expected := 0
	feeds := map[string][]string{}
	for i, p := range all.get(t, "chainMap", "places").([]any) {
		at := func(path ...any) any {
			return all.get(t, append([]any{"chainMap", "places", i, "node"}, path...)...)
		}
		if p.(map[string]any)["node"].(map[string]any)["enterprises"] == nil {
			continue // the chain itself
		}
		id := at("id").(string)
		for j := range at("enterprises", "nodes").([]any) {
			e := at("enterprises", "nodes", j, "id").(string)
			if stands[e] == nil {
				stands[e] = map[string]bool{}
			}
			stands[e][id] = true
		}
	}
	for i := range all.get(t, "chainMap", "feeds").([]any) {
		from := all.get(t, "chainMap", "feeds", i, "from").(string)
		feeds[from] = append(feeds[from], all.get(t, "chainMap", "feeds", i, "to").(string))
	}
	for _, to := range feeds {
		for _, s := range to {
			for e := range stands {
				if stands[e][s] {
					expected++
				}
			}
		}
	}
	for e := range stands {
		x := shared.ask(t, `query($id: ID!) { enterprise(id: $id) { suppliedBy(first: 100) { totalCount edges { node { label } qualifier { id } attributes { name period value { number } } } } } }`, map[string]any{"id": e}).must(t)
		for i := range x.get(t, "enterprise", "suppliedBy", "edges").([]any) {
			at := func(path ...any) any {
				return x.get(t, append([]any{"enterprise", "suppliedBy", "edges", i}, path...)...)
			}
			s := supplier{at("node", "label").(string), map[string]float64{}}
			for j := range at("attributes").([]any) {
				if at("attributes", j, "name") == "share" {
					f, err := strconv.ParseFloat(at("attributes", j, "value", "number").(string), 64)
					if err != nil {
						t.Fatal(err)
					}
					s.share[at("attributes", j, "period").(string)] = f
				}
			}
			k := key{e, at("qualifier", "id").(string)}
			inputs[k] = append(inputs[k], s)
		}
	}
	got := shared.ask(t, `{ chainDependency(chain: "SL") { total buyers expected recorded counts { computed sole dominated half spread unsure noShares overAll oneRecorded } inputs { buyer { id } segment { id } expected year suppliers known coverage share supplier { label } class } } }`, nil).must(t)
	counts := map[string]float64{}
	recorded := 0
	for k, of := range inputs {
		for _, to := range feeds[k.segment] {
			if stands[k.buyer][to] {
				recorded++
			}
		}
		year := ""
		for _, s := range of {
			for y := range s.share {
				year = max(year, y)
			}
		}
		if len(of) == 1 {
			counts["oneRecorded"]++
		}
		largest, sum, known := 0., 0., 0
		for _, s := range of {
			if d, is := s.share[year]; is {
				largest, sum, known = max(largest, d), sum+d, known+1
			}
		}
		switch {
		case known == 0:
			counts["noShares"]++
		case sum > 1+.005*float64(known)+1e-9:
			counts["overAll"]++
		default:
			counts["computed"]++
			for name, is := range map[string]bool{"sole": largest >= 1, "dominated": largest >= .8, "half": largest >= .5, "unsure": largest < .5 && 1-sum > .5-1e-9, "spread": largest < .5 && 1-sum <= .5-1e-9} {
				if is {
					counts[name]++
				}
			}
		}
	}
	for _, name := range []string{"computed", "sole", "dominated", "half", "spread", "unsure", "noShares", "overAll", "oneRecorded"} {
		if is := got.get(t, "chainDependency", "counts", name); is != counts[name] {
			t.Errorf("%s is %v, not %v", name, is, counts[name])
		}
	}
	for name, want := range map[string]int{"total": len(inputs), "expected": expected, "recorded": recorded} {
		if is := got.get(t, "chainDependency", name); is != float64(want) {
			t.Errorf("%s is %v, not %d", name, is, want)
		}
	}
	if recorded == 0 || recorded == expected || counts["dominated"] == 0 || counts["noShares"] == 0 || counts["half"] == counts["dominated"] {
		t.Errorf("the example does not try this: %d of %d expected inputs are recorded, %v", recorded, expected, counts)
	}
	told := got.get(t, "chainDependency", "inputs").([]any)
	if len(told) != len(inputs) {
		t.Fatalf("%d inputs are told, not %d", len(told), len(inputs))
	}
	before := 2.
	for i := range told {
		at := func(path ...any) any {
			return got.get(t, append([]any{"chainDependency", "inputs", i}, path...)...)
		}
		k := key{at("buyer", "id").(string), at("segment", "id").(string)}
		of := inputs[k]
		if float64(len(of)) != at("suppliers") {
			t.Errorf("%v has %v suppliers, not %d", k, at("suppliers"), len(of))
		}
		if at("share") == nil {
			before = -1
			continue
		}
		largest, who := -1., map[string]bool{}
		for _, s := range of {
			if d, is := s.share[at("year").(string)]; is && d >= largest {
				if d > largest {
					who = map[string]bool{}
				}
				largest, who[s.name] = d, true
			}
		}
		if is, err := strconv.ParseFloat(fmt.Sprint(at("share")), 64); err != nil || math.Abs(is-largest) > 1e-9 || !who[at("supplier", "label").(string)] || is > before {
			t.Errorf("%v depends by %v on %v, not by %v on %v; %v came before", k, at("share"), at("supplier", "label"), largest, who, before)
		} else {
			before = is
		}
	}
}
