package scoring

import (
	"math"
	"strings"
)

// processAttributes are the process attributes of ISO/IEC 33020; the first
// digit is the capability level that they belong to.
var processAttributes = []string{"1.1", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2"}

// The upper bounds, included, of the ratings of ISO/IEC 33020, in percent.
const (
	notAchieved     = 15
	partlyAchieved  = 50
	largelyAchieved = 85
	partlyMinus     = 32.5
	largelyMinus    = 67.5
)

// Achievement returns the rating of a process attribute for a percentage of
// achievement, by the scale of ISO/IEC 33020 and by its refinement: N, P, L or
// F, and N, P-, P+, L-, L+ or F. A bound belongs to the lower rating.
func Achievement(percent float64) (rating, refined string) {
	switch {
	case percent <= notAchieved:
		return "N", "N"
	case percent <= partlyMinus:
		return "P", "P-"
	case percent <= partlyAchieved:
		return "P", "P+"
	case percent <= largelyMinus:
		return "L", "L-"
	case percent <= largelyAchieved:
		return "L", "L+"
	default:
		return "F", "F"
	}
}

// ratingMiddles are the middles of the ratings, in percent, for evidence that
// is a rating.
var ratingMiddles = map[string]float64{
	"N": 7.5, "P": 32.5, "L": 67.5, "F": 92.5, "P-": 23.75, "P+": 41.25, "L-": 58.75, "L+": 76.25,
}

// ratingPercent reads a rating such as L+.
func ratingPercent(s string) float64 {
	if p, ok := ratingMiddles[strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(s), "−", "-"))]; ok {
		return p
	}
	return math.NaN()
}

// processLevel returns the capability level, 0 to 5: level n is reached when
// its attributes are at least largely and those of all lower levels fully
// achieved. Values are shares; an attribute without one is not shown to be
// achieved, and ends the ascent.
func processLevel(children []*Node, value func(c int) float64) float64 {
	level := 0
	for n := byte('1'); n <= '5'; n++ {
		largely, fully := true, true
		for _, a := range processAttributes {
			if a[0] != n {
				continue
			}
			v := math.NaN()
			for c, x := range children {
				if x.Attribute == a {
					v = value(c) * 100
				}
			}
			// Rounding of a share is not to move a bound, which is written
			// with two digits at most.
			v -= 1e-9
			largely = largely && v > partlyAchieved
			fully = fully && v > largelyAchieved
		}
		if !largely {
			break
		}
		level = int(n - '0')
		if !fully {
			break
		}
	}
	return float64(level)
}

// level returns the capability level on the scale of the aggregation.
func (a *Aggregation) level(children []*Node, value func(c int) float64) float64 {
	level := processLevel(children, value)
	if a.Scale == nil {
		return level
	}
	return scaled(level/5, *a.Scale)
}
