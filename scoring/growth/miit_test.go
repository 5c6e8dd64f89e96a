package growth_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// vectors reads the boundary vectors of the rules of the ministry.
func vectors(t *testing.T, into any) {
	t.Helper()
	file := filepath.Join("..", "..", "..", "shared", "data", "cases", "miit-sme-criteria", "boundary_vectors.json")
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the shared data are not there: %v", err)
	}
	if err == nil {
		err = json.Unmarshal(b, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// TestInnovativeVectors holds the points of rule 63 against the vectors: who has
// 65 points of which 15 are for innovation is out.
func TestInnovativeVectors(t *testing.T) {
	var all struct {
		Vectors []struct {
			IP     string  `json:"ip"`
			RD     float64 `json:"rd_ratio"`
			Growth float64 `json:"growth"`
			Debt   float64 `json:"debt"`
			Field  string  `json:"field"`
			Main   float64 `json:"main_ratio"`
			Direct string  `json:"direct"`
			Points []int   `json:"points"`
			Total  *int    `json:"total"`
			Pass   bool    `json:"pass"`
		} `json:"innovative_2022"`
	}
	vectors(t, &all)
	if len(all.Vectors) == 0 {
		t.Fatal("there are no vectors")
	}
	for i, v := range all.Vectors {
		equity := "0 CNY"
		if v.Direct == "equity_5m" {
			equity = "5000000 CNY"
		}
		class := map[string]string{"class_I_self": "classISelf", "class_II": "classII", "none": "none"}[v.IP]
		e := candidate("2015", "ipClass="+class+" fieldKind="+v.Field+" award=no provincialInstitution=no",
			series(t, "revenue", "1000000 CNY"), series(t, "rdSpend", number(v.RD*1000000)+" CNY"),
			series(t, "mainRevenue", "1000 CNY", number(1000+v.Growth*1000)+" CNY"),
			series(t, "debtRatio", number(v.Debt)), series(t, "mainShare", number(v.Main)),
			series(t, "newEquity", "0 CNY", "0 CNY", equity))
		e.Facts = append(e.Facts, growth.Fact{Name: growth.FactTitle, Text: "高新技术企业", Void: true})
		r := judge(t, shipped(t, "miit-innovative-2022"), on).Explain(e)
		if (r.State == growth.In) != v.Pass || !v.Pass && r.State != growth.Out {
			t.Errorf("vector %d: %v, want pass %v: %+v", i, r.State, v.Pass, r.Criteria)
		}
		if v.Total != nil {
			if got := find(r.Criteria, "total").Value; text(got) != fmt.Sprintf("%d to %d", *v.Total, *v.Total) {
				t.Errorf("vector %d: %s points, want %d", i, text(got), *v.Total)
			}
			for _, g := range []struct {
				group string
				sum   int
			}{{"innovation", v.Points[0] + v.Points[1]}, {"growth", v.Points[2] + v.Points[3]}, {"specialisation", v.Points[4] + v.Points[5]}} {
				if got := text(find(r.Criteria, g.group).Value); got != fmt.Sprintf("%d to %d", g.sum, g.sum) {
					t.Errorf("vector %d: %s points for %s, want %d", i, got, g.group, g.sum)
				}
			}
		}
	}
}

// giant makes a candidate for the little giants of 2026 that fails nothing but
// what the changes make of it.
func giant(t *testing.T, revenue, revenueBefore, main, debt string, rd [2]string, rights, share, score, years, rank string) *growth.Enterprise {
	t.Helper()
	e := candidate("2010", "keyField=yes barred=no nationalAward=no",
		series(t, "revenue", revenueBefore, revenue+" CNY", revenue+" CNY"), series(t, "mainShare", main), series(t, "debtRatio", debt),
		series(t, "rdSpend", rd[0]+" CNY", rd[1]+" CNY"), series(t, "inventionPatents", rights), series(t, "marketShare", share),
		series(t, "qualityScore", score), series(t, "segmentYears", years), series(t, "domesticRank", rank))
	e.Facts = append(e.Facts, growth.Fact{Name: growth.FactTitle, Text: "专精特新中小企业", From: graph.Date{Year: 2024}, To: graph.Date{Year: 2027}})
	e.Sort()
	return e
}

// TestLittleGiantVectors holds rule 2 of 2026 against the vectors.
func TestLittleGiantVectors(t *testing.T) {
	var all struct {
		Vectors []struct {
			Revenue float64    `json:"revenue"`
			Main    float64    `json:"main_ratio"`
			CAGR    *float64   `json:"cagr2"`
			Renewal bool       `json:"renewal"`
			Debt    float64    `json:"debt"`
			RD      [2]float64 `json:"rd"`
			Ratio   [2]float64 `json:"rd_ratio"`
			ClassI  float64    `json:"class_I"`
			Share   float64    `json:"share"`
			Rank    float64    `json:"domestic_rank"`
			Score   float64    `json:"score"`
			Years   float64    `json:"years"`
			Pass    bool       `json:"pass"`
		} `json:"little_giant_2026"`
	}
	vectors(t, &all)
	if len(all.Vectors) == 0 {
		t.Fatal("there are no vectors")
	}
	for i, v := range all.Vectors {
		rank := ""
		if v.Rank > 0 {
			rank = number(v.Rank)
		}
		before := ""
		if v.CAGR != nil { // the revenue of two years before that gives the growth, exactly
			before = number(v.Revenue/(1+*v.CAGR)/(1+*v.CAGR)) + " CNY"
			if strings.Contains(before, ".") { // does not come out even: a little less
				before, _, _ = strings.Cut(before, ".")
				before += " CNY"
			}
		}
		// The vectors state the ratios apart from the revenue of the year before.
		e := giant(t, number(v.Revenue), before, number(v.Main), number(v.Debt), [2]string{number(v.RD[0]), number(v.RD[1])},
			number(v.ClassI), number(v.Share), number(v.Score), number(v.Years), rank)
		for k := range e.Series {
			if e.Series[k].Name == "revenue" {
				e.Series[k].Figures[len(e.Series[k].Figures)-2].Low = decimal(t, number(float64(int64(v.RD[0]/v.Ratio[0]))))
			}
		}
		when := on
		when.Renewal = v.Renewal
		r := judge(t, shipped(t, "miit-little-giant-2026"), when).Explain(e)
		if (r.State == growth.In) != v.Pass || !v.Pass && r.State != growth.Out {
			b, _ := json.MarshalIndent(r.Criteria, "", " ")
			t.Errorf("vector %d: %v, want pass %v: %s", i, r.State, v.Pass, b)
		}
	}
}

// TestLittleGiant walks around the lines of rule 2 of 2026, one at a time: at the
// line it is in, a hair off it is out, and what is not known is neither.
func TestLittleGiant(t *testing.T) {
	base := func() *growth.Enterprise {
		return giant(t, "50000000", "45351473.92 CNY", "0.9", "0.75", [2]string{"6000000", "6000000"}, "4", "0.1", "60", "3", "")
	}
	set := func(name, now string) *growth.Enterprise {
		e := base()
		for i := range e.Series {
			if s := &e.Series[i]; s.Name == name {
				if f := &s.Figures[len(s.Figures)-1]; now == "" {
					s.Figures = s.Figures[:len(s.Figures)-1]
				} else {
					f.Low = decimal(t, now)
				}
			}
		}
		return e
	}
	j := judge(t, shipped(t, "miit-little-giant-2026"), on)
	if s, _ := j.State(base()); s != growth.In {
		t.Fatalf("at every line: %v, %+v", s, j.Explain(base()).Criteria)
	}
	for _, tt := range []struct {
		name, figure string
		want         growth.State
	}{
		{"revenue", "49999999.99", growth.Out}, {"mainShare", "0.8999999", growth.Out}, {"debtRatio", "0.7500001", growth.Out},
		{"rdSpend", "5999999.99", growth.Out}, {"inventionPatents", "3", growth.Out}, {"marketShare", "0.0999999", growth.Borderline},
		{"qualityScore", "59.9", growth.Out}, {"segmentYears", "2.9", growth.Out},
		{"revenue", "", growth.Insufficient}, {"mainShare", "", growth.Insufficient}, {"debtRatio", "", growth.Insufficient},
		{"qualityScore", "", growth.Borderline}, {"segmentYears", "", growth.Borderline}, // a person knows
	} {
		if s, _ := j.State(set(tt.name, tt.figure)); s != tt.want {
			t.Errorf("%s of %q: %v, want %v", tt.name, tt.figure, s, tt.want)
		}
	}
}

// TestChampion keeps that the rule of single champions is for manufacturing alone:
// for a software enterprise it is not applicable, which is no failure.
func TestChampion(t *testing.T) {
	l := shipped(t, "single-champion-138")
	facts := "advanced=yes clean=yes newProduct=no industry="
	figures := []growth.Series{
		series(t, "mainRevenue", "400000000 CNY", "400000000 CNY", "400000000 CNY"), series(t, "fieldYears", "10"), series(t, "globalRank", "3"),
	}
	for _, tt := range []struct {
		industry string
		state    growth.State
		notFor   bool
	}{
		{"通用设备制造业", growth.In, false},
		{"软件和信息技术服务业", growth.Out, true},
		{"互联网和相关服务", growth.Out, true},
		{"金属制品", growth.Borderline, false}, // it does not tell: a person judges
	} {
		r := judge(t, l, on).Explain(candidate("2000", facts+tt.industry, figures...))
		if r.State != tt.state || r.NotFor != tt.notFor {
			t.Errorf("%s: %v, not for it %v; want %v, %v", tt.industry, r.State, r.NotFor, tt.state, tt.notFor)
		}
	}
	if r := judge(t, l, on).Explain(candidate("2000", "advanced=yes clean=yes newProduct=no", figures...)); r.State != growth.Insufficient {
		t.Errorf("of no known industry: %v", r.State)
	}
}

// TestChoose keeps which rule of the ministry is for an application, by its date
// and kind.
func TestChoose(t *testing.T) {
	for _, tt := range []struct {
		day     string
		renewal bool
		want    string
	}{
		{"2022-07-01", false, "miit-little-giant-2022"}, {"2026-03-31", false, "miit-little-giant-2022"}, {"2026-04-01", false, "miit-little-giant-2026"},
		{"2026-04-01", true, "miit-little-giant-2022"}, {"2026-12-31", true, "miit-little-giant-2022"}, {"2027-01-01", true, "miit-little-giant-2026"},
	} {
		d, err := graph.ParseDate(tt.day)
		if err != nil {
			t.Fatal(err)
		}
		l, err := growth.Choose(growth.Shipped(), "miit-little-giant", d, tt.renewal)
		if err != nil || l.Code != tt.want {
			t.Errorf("on %s, renewal %v: %v, %v; want %s", tt.day, tt.renewal, l, err, tt.want)
		}
	}
	if _, err := growth.Choose(growth.Shipped(), "miit", graph.Date{Year: 2026, Month: 1, Day: 1}, false); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("of a family that is not: %v", err)
	}
}

// TestNothingIsDividedByZero keeps that a year without revenue is not known, also
// where the other year lies on the line.
func TestNothingIsDividedByZero(t *testing.T) {
	e := giant(t, "100000000", "0 CNY", "0.9", "0.75", [2]string{"3000000", "3000000"}, "4", "0.1", "60", "3", "")
	if s, _ := judge(t, shipped(t, "miit-little-giant-2026"), on).State(e); s == growth.In {
		t.Errorf("a ratio to nothing counts as met")
	}
}
