package rating

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring"
)

// smallRun is a run of two invented products, small enough to be changed byte by byte.
func smallRun(tb testing.TB) *File {
	tb.Helper()
	s, err := scoring.Parse("scheme.yaml", []byte(`version: 1
id: small
edition: '1'
status: inForce
title: {zh: 示例, en: small}
index:
  children:
  - {id: x, normalise: none}
grades:
- {id: A, label: {zh: 优, en: good}, from: 5}
- {id: B, label: {zh: 差, en: poor}}
doubt: {runs: 10, weights: 0.2, top: 1}
`))
	if err != nil {
		tb.Fatal(err)
	}
	number := func(v float64) []scoring.Observation { return []scoring.Observation{{Value: &v}} }
	r, err := scoring.Evaluate(s, &scoring.Input{Units: []scoring.Unit{
		{ID: "a", Name: "示例甲", Evidence: map[string][]scoring.Observation{"x": number(7)}},
		{ID: "b", Name: "示例乙", Evidence: map[string][]scoring.Observation{"x": number(3)}},
	}})
	if err != nil {
		tb.Fatal(err)
	}
	f := &File{Format: Format, Data: Data{Store: "store", Revision: 3}, Silent: []graph.SubjectID{}, Run: scoring.NewRun(r)}
	if f.Run.Uncertainty, err = r.MonteCarlo(tb.Context(), 1, 1); err != nil {
		tb.Fatal(err)
	}
	if f.Run.LeftOut, err = r.LeaveOut(tb.Context(), 1); err != nil {
		tb.Fatal(err)
	}
	return f
}

// FuzzRead: what is read as a run can be gone on from, and reads again as what it is
// written as. Everything else is refused with a code.
func FuzzRead(f *testing.F) {
	data, err := smallRun(f).Encode()
	if err != nil {
		f.Fatal(err)
	}
	if _, err := Read(data); err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(bytes.Replace(data, []byte(`"format": 2`), []byte(`"format": 1`), 1))
	f.Add([]byte(`{"format":2,"run":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Read(data)
		if err != nil {
			refused(t, err)
			return
		}
		if _, err := file.Scheme(); err != nil {
			t.Fatalf("a run without its scheme: %v", err)
		}
		again, err := file.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Read(again); err != nil {
			t.Fatalf("what it is written as does not read: %v", err)
		}
	})
}

// FuzzVerify: a release that holds is, byte for byte, what it says when it is sealed
// again.
func FuzzVerify(f *testing.F) {
	run := smallRun(f)
	r := &Release{
		Format: ReleaseFormat, Number: "PJ-1", Edition: 2, Status: Published, ReviewDays: MinReview, ReviewUntil: time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC), Run: "PJ-1", Scheme: run.Run.Result.Scheme,
		Data: run.Data, Replies: []VendorReply{{Unit: "a", Text: "示例"}}, Steps: []Step{{Act: Publish, Actor: "publisher", Reason: "测试"}},
		Changes: []scoring.Change{{ID: "a", ScoreOld: 1, ScoreNew: scoring.None()}},
	}
	for i := range run.Run.Result.Units {
		u := &run.Run.Result.Units[i]
		r.Results = append(r.Results, Result{Unit: u.ID, Name: u.Name, Status: Published, Score: u.Score, Grade: u.Grade, Grades: run.Run.Uncertainty.Units[i].Grades, Coverage: u.Coverage,
			Items: []Item{{Indicator: "x", State: scoring.Observed, Value: u.Score, Evidence: []string{"a@3"}}}})
	}
	data, err := r.seal()
	if err != nil {
		f.Fatal(err)
	}
	if _, err := Verify(data); err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(append(bytes.Clone(data), '\n'))
	f.Add([]byte(`{"format":1,"number":"x"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Verify(data)
		if err != nil {
			refused(t, err)
			return
		}
		again, err := r.seal()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again, data) || !json.Valid(data) {
			t.Fatal("a release holds that is written otherwise")
		}
	})
}

// refused checks what a file from outside is refused with.
func refused(t *testing.T, err error) {
	t.Helper()
	if c := graph.CodeOf(err); c != graph.CodeInvalid && c != graph.CodeDamaged && c != graph.CodeLimit {
		t.Fatalf("%s: %v", c, err)
	}
}
