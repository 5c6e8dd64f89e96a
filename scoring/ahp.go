package scoring

import (
	"math"

	"github.com/chainatlas/chainatlas/graph"
)

// maxAHP is how many things one matrix compares; the tables of random indices
// go no further.
const maxAHP = 15

// defaultRI is the table that is used if a scheme names none: one whose source was
// read.
const defaultRI = "tummala-ling-1998"

// randomIndices are the tables of the consistency index of random matrices, by
// size from 1. Three are in circulation, and they differ; a result names the
// one it used.
var randomIndices = []struct {
	name  string
	about string
	index [maxAHP]float64
}{
	{"saaty-1980", "Saaty 1980, as commonly printed; not verified against it",
		[maxAHP]float64{0, 0, .58, .90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59}},
	{"saaty-revised", "the later table, with .52 for three",
		[maxAHP]float64{0, 0, .52, .89, 1.12, 1.26, 1.36, 1.41, 1.46, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59}},
	{"tummala-ling-1998", "Tummala and Ling 1998",
		[maxAHP]float64{0, 0, .5799, .8921, 1.1159, 1.2358, 1.3322, 1.3952, 1.4537, 1.4882, 1.5117, 1.5356, 1.5571, 1.5714, 1.5831}},
}

func randomIndexNames() []string {
	out := make([]string, len(randomIndices))
	for i := range randomIndices {
		out[i] = randomIndices[i].name
	}
	return out
}

// MaxCR is the consistency ratio from which on comparisons contradict each
// other too much (Saaty).
const MaxCR = 0.10

// Consistency tells how far comparisons of pairs agree with each other.
type Consistency struct {
	Judge   string  `json:"judge"` // "" for the judges together
	Lambda  float64 `json:"lambdaMax"`
	CI      float64 `json:"ci"`
	CR      float64 `json:"cr"`
	RI      string  `json:"ri"` // the table used
	Fails   bool    `json:"fails"`
	Triad   []int   `json:"triad,omitempty"` // the three children that contradict each other most
	Factor  float64 `json:"factor,omitempty"`
	weights []float64
}

// ahp returns the principal eigenvector of a matrix of comparisons, with sum 1,
// and its consistency. With Perron and Frobenius the iteration converges for
// every positive matrix.
func ahp(m [][]float64, table string) Consistency {
	n := len(m)
	w := make([]float64, n)
	for i := range w {
		w[i] = 1 / float64(n)
	}
	y := make([]float64, n)
	for range 10_000 {
		sum := 0.0
		for i := range m {
			y[i] = 0
			for j := range m {
				y[i] += m[i][j] * w[j]
			}
			sum += y[i]
		}
		change := 0.0
		for i := range y {
			y[i] /= sum
			change = max(change, math.Abs(y[i]-w[i]))
		}
		w, y = y, w
		if change < 1e-16 {
			break
		}
	}
	c := Consistency{RI: table, weights: w}
	for i := range m {
		s := 0.0
		for j := range m {
			s += m[i][j] * w[j]
		}
		c.Lambda += s / w[i] / float64(n)
	}
	if n > 1 {
		c.CI = max(0, (c.Lambda-float64(n))/float64(n-1))
	}
	for i := range randomIndices {
		if r := &randomIndices[i]; r.name == table && r.index[n-1] > 0 {
			c.CR = c.CI / r.index[n-1]
		}
	}
	c.Fails = c.CR >= MaxCR
	c.Triad, c.Factor = worstTriad(m)
	return c
}

// worstTriad returns the three things i, j, k where a_ij·a_jk is farthest from
// a_ik, as a factor of at least 1; nil if none contradict each other.
func worstTriad(m [][]float64) ([]int, float64) {
	var worst []int
	factor := 1 + 1e-9
	for i := range m {
		for j := range m {
			for k := range m {
				if i >= j || j >= k { // the other orders say the same
					continue
				}
				f := m[i][j] * m[j][k] / m[i][k]
				if f = max(f, 1/f); f > factor {
					worst, factor = []int{i, j, k}, f
				}
			}
		}
	}
	if worst == nil {
		return nil, 0
	}
	return worst, factor
}

// ahpWeights returns the weights by several judges, whose comparisons are
// joined by the geometric mean, with the consistency of each and of all.
func ahpWeights(w *Weighting, d *GroupResult) []float64 {
	n := len(w.Judges[0].Matrix)
	joint := make([][]float64, n)
	for i := range joint {
		joint[i] = make([]float64, n)
		for j := range joint[i] {
			s := 0.0
			for k := range w.Judges {
				s += math.Log(w.Judges[k].Matrix[i][j])
			}
			joint[i][j] = math.Exp(s / float64(len(w.Judges)))
		}
	}
	if len(w.Judges) == 1 {
		joint = w.Judges[0].Matrix
	} else {
		for k := range w.Judges {
			c := ahp(w.Judges[k].Matrix, w.RI)
			c.Judge = w.Judges[k].Name
			d.AHP = append(d.AHP, c)
		}
	}
	c := ahp(joint, w.RI)
	if len(w.Judges) == 1 {
		c.Judge = w.Judges[0].Name
	}
	d.AHP = append(d.AHP, c)
	for i := range d.AHP {
		if c := &d.AHP[i]; c.Fails {
			d.notice(graph.Labelf("%[1]s的两两比较不一致：CR %.3[3]f ≥ 0.10（随机指数表 %[4]s）", "the comparisons of %[2]s are inconsistent: CR %.3[3]f ≥ 0.10 (random indices %[4]s)",
				or(c.Judge, "全体评判者"), or(c.Judge, "the judges together"), c.CR, c.RI))
		}
	}
	return c.weights
}

// notice notes what a reader of the result has to know of a group.
func (g *GroupResult) notice(l graph.Label) { g.Notices = append(g.Notices, l) }
