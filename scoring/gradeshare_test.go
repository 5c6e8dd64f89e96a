package scoring

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
)

// TestGradeShares holds the shares of grades against what they must be where the
// score is uniform in a range, with the bounds, the gates and the gaps in play.
func TestGradeShares(t *testing.T) {
	text := head + "index:\n" + flow("{id: x, normalise: none}") + `gates:
- {id: cap, label: {zh: 封顶, en: cap}, require: capped >= 1, cap: C, unknown: pass}
- {id: bar, label: {zh: 否决, en: bar}, require: barred >= 1, unknown: pass}
grades:
- {id: A, label: {zh: 优, en: good}, from: 85}
- {id: B, label: {zh: 良, en: fair}, from: 70}
- {id: C, label: {zh: 差, en: poor}}
doubt: {runs: 20000, weights: 0, top: 1}
`
	unit := func(id string, low, high float64, gates map[string]float64) Unit {
		mid := (low + high) / 2
		u := Unit{ID: id, Evidence: map[string][]Observation{"x": {{Value: &mid, Low: &low, High: &high}}}}
		for name, v := range gates {
			u.Evidence[name] = []Observation{{Value: &v}}
		}
		return u
	}
	in := &Input{Units: []Unit{
		unit("wide", 60, 100, nil), unit("sure", 86, 99, nil), unit("capped", 60, 100, map[string]float64{"capped": 0}),
		unit("barred", 60, 100, map[string]float64{"barred": 0}), unit("passed", 60, 100, map[string]float64{"capped": 1, "barred": 1}), {ID: "silent", Evidence: map[string][]Observation{}},
	}}
	r := evaluate(t, text, in)
	u, err := r.MonteCarlo(t.Context(), 7, 2)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][3]float64{{15. / 40, 15. / 40, 10. / 40}, {1, 0, 0}, {0, 0, 1}, {0, 0, 0}, {15. / 40, 15. / 40, 10. / 40}, {0, 0, 0}} {
		g := u.Units[i].Grades
		for k, id := range []string{"A", "B", "C"} {
			// Three standard deviations of a share among 20,000.
			if g[k].ID != id || math.Abs(g[k].Share-want[k]) > 3*math.Sqrt(want[k]*(1-want[k])/20000) {
				t.Errorf("%s: %v, want %v", in.Units[i].ID, g, want)
			}
		}
		if grade := r.Units[i].Grade; grade != "" && g.Of(grade) == 0 {
			t.Errorf("%s is %s, which no simulation gives: %v", in.Units[i].ID, grade, g)
		}
	}
	wide, sure := u.Units[0].Grades, u.Units[1].Grades
	if next, ok := wide.Next("B"); !ok || next.ID != "A" || wide.Sure("B") || !sure.Sure("A") || wide.Of("Z").Is() || wide.Sure("Z") {
		t.Errorf("%v, %v", wide, sure)
	}
	if _, ok := sure.Next("A"); ok {
		t.Errorf("a grade beside the sure one: %v", sure)
	}
	at := GradeShares{{"A", SureGrade}, {"B", .2}}
	if !at.Sure("A") || at.Sure("B") {
		t.Error("the line of a sure grade is not part of it")
	}

	// A run that an earlier version wrote is read, and written as that version did.
	run := NewRun(r)
	run.Uncertainty = u
	now, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	run.As(1)
	then, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(now), `"grades":[{"id":"A"`) || strings.Contains(string(then), `"grades":`) || !strings.HasPrefix(string(then), `{"format":1,`) {
		t.Errorf("as version 1: %.100s", then)
	}
	for _, data := range [][]byte{now, then} {
		read, err := ReadRun(data)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := json.Marshal(read); err != nil || !slices.Equal(again, data) {
			t.Errorf("read and written it is another: %v", err)
		}
	}
	if _, err := ReadRun([]byte(strings.Replace(string(now), `"format":2`, `"format":3`, 1))); err == nil {
		t.Error("a run of a version to come is read")
	}
}

// TestGradeOf: a score alone has a grade by bounds that are scores, whichever end is
// the best, and none by quantiles, of which it does not know the cohort.
func TestGradeOf(t *testing.T) {
	index := "index:\n" + flow("{id: x, normalise: none}")
	for grades, want := range map[string]map[float64]string{
		"grades: [{id: A, label: {zh: 级, en: grade}, from: 80}, {id: B, label: {zh: 级, en: grade}, from: 60}, {id: C, label: {zh: 级, en: grade}}]\n":               {90: "A", 80 - 1e-13: "A", 79: "B", -5: "C", math.NaN(): ""},
		"grades: [{id: A, label: {zh: 级, en: grade}, from: 80}]\n":                                                                                                 {90: "A", 79: ""},
		"best: lowest\ngrades: [{id: A, label: {zh: 级, en: grade}}, {id: B, label: {zh: 级, en: grade}, from: 20}, {id: C, label: {zh: 级, en: grade}, from: 60}]\n": {5: "A", 20: "B", 59: "B", 90: "C"},
		"grades: [{id: A, label: {zh: 级, en: grade}, from: p80}, {id: B, label: {zh: 级, en: grade}}]\n":                                                            {90: "", .9: "", 0: ""},
		"": {90: ""},
	} {
		s := parse(t, head+grades+index)
		for score, grade := range want {
			if got := s.GradeOf(score); got != grade {
				t.Errorf("%s: %v has %q, want %q", grades, score, got, grade)
			}
		}
	}
}

// TestPercentsAddUp: shares that are shown together add up to what they are of.
func TestPercentsAddUp(t *testing.T) {
	for _, x := range []struct {
		shares []float64
		want   []int
	}{
		{[]float64{0, .615, .385, 0}, []int{0, 62, 38, 0}}, // each by itself would be 62 and 39
		{[]float64{1. / 3, 1. / 3, 1. / 3}, []int{34, 33, 33}},
		{[]float64{.29, .71}, []int{29, 71}},          // 100 times .29 is a little less than 29
		{[]float64{.004, .004, .004}, []int{1, 0, 0}}, // 98.8 give no grade, which is 99
		{[]float64{.5, .255}, []int{50, 26}},          // 24.5 give no grade: of equal ones the grade comes first
		{[]float64{.005, .99}, []int{1, 99}},
		{[]float64{1}, []int{100}}, {nil, nil},
	} {
		var s GradeShares
		for i, share := range x.shares {
			s = append(s, GradeShare{string(rune('A' + i)), share})
		}
		if got := s.Percent(); !slices.Equal(got, x.want) {
			t.Errorf("%v are %v %%, want %v", x.shares, got, x.want)
		}
	}
}
