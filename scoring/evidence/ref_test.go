package evidence_test

import (
	"testing"

	"github.com/chainatlas/chainatlas/scoring/evidence"
)

// TestRef reads what was written, blanks and signs included.
func TestRef(t *testing.T) {
	for _, r := range []evidence.Ref{
		{Subject: "s1", Revision: 12, Source: "lab", Value: "42.5", Document: "a report.xlsx", Sheet: "检测 结果", Row: 12, Column: "AB"},
		{Subject: "s1", Revision: 1, Source: "lab", Value: "a = b ≠ c", Differs: true, Document: "x.csv", Row: 2},
		{Subject: "s1", Revision: 3, Source: "curation", Value: ""},
	} {
		got, ok := evidence.ParseRef(r.String())
		if !ok || got != r {
			t.Errorf("%q is read as %+v, %v", r.String(), got, ok)
		}
	}
	for _, s := range []string{"", "report 17", "units.csv#B2", "s r1 lab 5 x", "s rx lab =5 x", "s r1 lab =%zz x", "s r1 lab =5 x!A", "s r1 lab =5 x#s!A0"} {
		if r, ok := evidence.ParseRef(s); ok {
			t.Errorf("%q is read as %+v", s, r)
		}
	}
}

// FuzzParseRef keeps that what is read is written as it was read, but for how a
// value is escaped.
func FuzzParseRef(f *testing.F) {
	f.Add("s1 r12 lab =42.5 a report.xlsx#检测结果!F12")
	f.Add("s1 r1 lab ≠a+b x.csv#!2")
	f.Add("s r1 lab =5 x!A")
	f.Fuzz(func(t *testing.T, s string) {
		r, ok := evidence.ParseRef(s)
		if !ok {
			return
		}
		if again, ok := evidence.ParseRef(r.String()); !ok || again != r {
			t.Errorf("%q is read as %+v, and that as %+v, %v", s, r, again, ok)
		}
	})
}
