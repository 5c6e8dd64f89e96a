package scoring

import (
	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// The patterns of texts.
const (
	idPattern       = `^[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}$`
	namePattern     = "^[^`\\x00-\\x1f]{1,200}$"
	agePattern      = `^[1-9][0-9]{0,4} (days?|months?|years?)$`
	numberPattern   = `[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?|[+-]?[0-9]+/[0-9]+`
	quantilePattern = `p(100|[0-9]{1,2}(\.[0-9]+)?)`
	goalpostPattern = `^(` + numberPattern + `|` + quantilePattern + `|(top|bottom)[1-9][0-9]{0,3})$`
	boundPattern    = `^(` + numberPattern + `|` + quantilePattern + `)$`
	centerPattern   = `^(` + numberPattern + `)$`
)

func words[T ~string](w ...T) []string {
	out := make([]string, len(w))
	for i := range w {
		out[i] = string(w[i])
	}
	return out
}

func between(least, most float64, about string) *shape {
	return &shape{number: true, least: least, most: most, about: about}
}

func whole(least, most float64, about string) *shape {
	return &shape{number: true, integer: true, least: least, most: most, about: about}
}

var (
	anyNumber = &shape{number: true}
	idShape   = &shape{text: true, pattern: idPattern, about: "letters, digits, . _ -; 80 characters at most",
		say: graph.Labelf("用文字、数字、点、下划线、连字符，至多 80 个字符", "use letters, digits, . _ -, 80 characters at most")}
	nameShape  = &shape{text: true, pattern: namePattern, say: graph.Labelf("请写名称，不含反引号", "write a name without backquotes")}
	labelShape = &shape{name: "label", label: true, about: "a text in Chinese and in English"}
	exprShape  = &shape{name: "expression", expr: true, about: "over names of evidence: + - * / ^, comparisons, and, or, not, abs, sqrt, ln, log10, exp, round, floor, ceil, min, max, if, first"}

	scaleShape    = &shape{list: anyNumber, about: "what worst and best become, [0, 1] by default; of ratios, what 0 and 1 become"}
	goalpostShape = &shape{text: true, pattern: goalpostPattern, about: "a number, a quantile of the cohort such as p5, or the mean of its highest or lowest values such as top5",
		say: graph.Labelf("请写有限的数、p5 这样的分位数，或 top5、bottom5", "write a finite number, a quantile such as p5, or top5 or bottom5")}
	gradeShape = &shape{text: true, pattern: boundPattern, about: "the least score: a number, or a quantile of the cohort's scores such as p80; the worst grade has none, or the best where best: lowest",
		say: graph.Labelf("请写有限的数，或 p80 这样的分位数", "write a finite number, or a quantile such as p80")}
	goalpostFields = []field{
		{"low", goalpostShape}, {"high", goalpostShape},
		{"cap", &shape{words: []string{"both", "high", "low", "none"}, about: "where values beyond a goalpost become the goalpost; both by default"}},
		{"scale", scaleShape},
		{"log", &shape{words: []string{"natural", "log10"}, about: "take the logarithm of value and goalposts first"}},
		{"plus", &shape{number: true, about: "log: what is added to value and goalposts before, such as 1 where values may be 0"}},
		{"example", &shape{flag: true, about: "示例值，待确认: the numbers wait for confirmation"}},
	}
	goalpostsShape = &shape{name: "goalposts", about: "what counts as worst and as best", fields: goalpostFields, required: []string{"low", "high"}}

	normaliseWords = words(NormaliseNone, NormaliseMinMax, NormaliseZScore, NormaliseGoalposts, NormaliseRank, NormalisePercentile, NormaliseReference,
		NormaliseLeader, NormaliseBand, NormaliseCategorical, NormaliseLog, NormaliseVector, NormaliseAchievement)
	normaliseShape = &shape{name: "normalise", about: "how values come to a common scale", words: normaliseWords, required: []string{"method"}, fields: append([]field{
		{"method", &shape{words: normaliseWords}},
		{"ddof", whole(0, 1, "zscore: 1 for the standard deviation of a sample (default), 0 for that of a population")},
		{"mean", &shape{number: true, about: "zscore: the mean of the outcome"}},
		{"sd", between(1e-9, 1e9, "zscore: the standard deviation of the outcome")},
		{"center", &shape{text: true, pattern: centerPattern, words: []string{"mean", "median"}, about: "zscore: what is taken off: mean by default, or a number, which does not move",
			say: graph.Labelf("请写 mean、median 或有限的数", "write mean, median or a finite number")}},
		{"spread", &shape{text: true, pattern: centerPattern, words: []string{"sd", "mad", "iqr"}, about: "zscore: what is divided by: sd by default, 1.4826 times the median deviation from the median, the distance of quartiles over 1.349, or a number",
			say: graph.Labelf("请写 sd、mad、iqr 或有限的数", "write sd, mad, iqr or a finite number")}},
		{"cdf", &shape{flag: true, about: "zscore: the share of the standard normal distribution below it, on the scale"}},
		{"ties", &shape{words: []string{"lower", "mean", "higher"}, about: "rank, percentile: which place equal values share; lower by default"}},
		{"formula", &shape{words: []string{"share", "unit", "weibull", "hazen"}, about: "percentile: 100·r/n (by default), 100·(r − 1)/(n − 1), 100·r/(n + 1), 100·(r − 0.5)/n"}},
		{"within", &shape{words: []string{"group"}, about: "among the units of the unit's own group alone"}},
		{"to", &shape{text: true, about: "reference: mean, median, best, worst, the ID of a unit, or a number"}},
		{"as", &shape{words: []string{"ratio", "difference"}, about: "reference: x/r, or (x − r)/r"}},
		{"tolerance", between(0, 10, "band: the share around the mean that counts as average")},
		{"categories", &shape{entries: &shape{number: true, null: true}, about: "categorical: the value of each text; null does not apply"}},
		{"bands", &shape{about: "categorical: values by percentile (100·rank/n), or by: value", list: &shape{fields: []field{{"from", &shape{number: true, about: "the least percentile, or the least value"}}, {"value", anyNumber}}, required: []string{"value"}}}},
		{"by", &shape{words: []string{"percentile", "value"}, about: "categorical: what bands go by; percentile by default"}},
	}, goalpostFields...)}

	outlierWords = words(OutliersKeep, OutliersWinsorise, OutliersWinsoriseLog, OutliersLog, OutliersTrim, OutliersIQR, OutliersDeviations, OutliersPoints)
	outlierShape = &shape{name: "outliers", about: "how extremes are treated", words: outlierWords, required: []string{"method"}, fields: []field{
		{"method", &shape{words: outlierWords}},
		{"skew", between(0, 100, "the absolute skewness (G1) at which to treat, 2 by default")},
		{"kurtosis", between(-10, 1000, "the kurtosis (G2) at which to treat, 3.5 by default")},
		{"if", &shape{words: []string{"both", "either"}, about: "whether both must be reached (by default), or one is enough"}},
		{"most", whole(1, 1000, "how many points to winsorise at most, 5 by default; points: how many of each side, 1 by default")},
		{"side", &shape{words: []string{"both", "high", "low"}, about: "points: on which side; both by default"}},
		{"fence", between(0.1, 100, "iqr: how many times the distance of the quartiles, 1.5 by default; deviations: how many standard deviations, 3 by default")},
		{"low", between(0, 0.5, "trim: the lower quantile, 0.025 by default")},
		{"high", between(0.5, 1, "trim: the upper quantile, 0.975 by default")},
		{"formula", &shape{words: []string{"coin", "gii"}, about: "of the logarithm: ln(x − min + 0.01·(max − min)), or ln((max − 1)·(x − min)/(max − min) + 1)"}},
	}}

	missingWords = words(MissingExclude, MissingRefuse, MissingMean, MissingMedian, MissingGroupMean, MissingGroupMedian, MissingNearest, MissingWorst)
	missingWord  = &shape{words: missingWords}
	missingShape = &shape{name: "missing", about: "what to do without an observation", words: missingWords, required: []string{"method"}, fields: []field{
		{"method", &shape{words: append(words(MissingValue), missingWords...)}},
		{"value", &shape{number: true, about: "value: what stands for it, before outliers and normalisation"}},
	}}

	aggregateWords = words(Arithmetic, Sum, Geometric, Product, Harmonic, Power, Weakest, Strongest, Median, MazziottaPareto, Borda, Copeland, Kemeny, TOPSIS, ProcessLevels)
	aggregateShape = &shape{name: "aggregation", about: "how values of children become one", words: aggregateWords, required: []string{"method"}, fields: []field{
		{"method", &shape{words: aggregateWords}},
		{"exponent", between(-100, 100, "power: 1 is arithmetic, −1 harmonic")},
		{"rating", &shape{words: []string{"R1", "R2", "R3"}, about: "processLevels: the rating method of ISO/IEC 33020"}},
		{"times", between(1e-9, 1e9, "multiplies the outcome, such as 12 to make the mean of twelve their sum")},
		{"penalty", &shape{words: []string{"minus", "plus"}, about: "mazziottaPareto: minus by default, plus where more is worse"}},
		{"scale", &shape{list: anyNumber, about: "processLevels: what levels 0 and 5 become; the levels themselves by default"}},
	}}

	judgeShape = &shape{fields: []field{
		{"name", nameShape},
		{"points", &shape{entries: between(0, 100, "of 100"), about: "budget: the points of each child, by its ID"}},
		{"matrix", &shape{about: "ahp: rows and columns in the order of the children; how many times the row matters more, such as 3 or 1/3", list: &shape{list: between(1.0/99, 99, "")}}},
	}, required: []string{"name"}}
	weightWords  = words(WeightsEqual, WeightsGiven, WeightsRelative, WeightsBudget, WeightsAHP, WeightsEntropy, WeightsCRITIC, WeightsSD, WeightsPCA, WeightsBOD)
	weightsShape = &shape{name: "weights", about: "where the weights of the children come from", words: weightWords, required: []string{"method"}, fields: []field{
		{"method", &shape{words: weightWords}},
		{"on", &shape{words: []string{"treated", "normalised"}, about: "what entropy, critic, sd and pca look at; normalised by default"}},
		{"ri", &shape{words: randomIndexNames(), about: "ahp: the table of random indices"}},
		{"judges", &shape{list: judgeShape}},
		{"low", between(0, 1, "bod: the least share of the total weight")},
		{"high", between(0, 1, "bod: the greatest share of the total weight")},
	}}

	evidenceShape = &shape{name: "evidence", about: "which observations count; one of the first five names them", fields: []field{
		{"property", nameShape}, {"observation", nameShape}, {"test", nameShape}, {"record", nameShape}, {"column", nameShape},
		{"maxAge", &shape{text: true, pattern: agePattern, words: []string{"any"}, about: "such as 24 months, before the reference date", say: graph.Labelf("请写 730 days、24 months 或 2 years", "write 730 days, 24 months or 2 years")}},
		{"basis", &shape{words: basisNames, about: "the least that counts; selfReported by default"}},
	}}

	boundsShape = &shape{about: "of the share of this child, for benefit of the doubt", fields: []field{{"low", between(0, 1, "")}, {"high", between(0, 1, "")}}}

	sourceList = &shape{list: idShape, bare: true, about: "IDs of sources"}

	defaultFields = []field{
		{"direction", &shape{words: words(Up, Down), about: "whether more is better; up by default"}},
		{"missing", missingShape}, {"outliers", outlierShape}, {"normalise", normaliseShape},
		{"maxAge", evidenceShape.fields[5].shape}, {"basis", evidenceShape.fields[6].shape},
	}
	coverageShape = &shape{name: "coverage", number: true, least: 0, most: 1, about: "the share of what applies that must have been observed, by weight; or an object that says what to count", fields: []field{
		{"share", between(0, 1, "the least share")},
		{"least", whole(1, MaxIndicators, "the least number")},
		{"of", &shape{words: []string{"weight", "children", "indicators"}, about: "what is counted; weight by default, and children with least"}},
		{"screen", &shape{flag: true, about: "of indicators: leave who falls short out of the cohort before anything is computed of it, so that nobody is measured against them"}},
	}}

	nodeShape   = &shape{name: "node", about: "a group with children, or an indicator"}
	schemeShape = &shape{about: "A scheme: how one kind of product, service, enterprise, technology or project is rated", required: []string{"version", "id", "edition", "title", "index"}, fields: []field{
		{"version", whole(FormatVersion, FormatVersion+0.5, "of the format: 1")},
		{"id", idShape},
		{"edition", &shape{text: true, about: "of the scheme, as its publisher counts"}},
		{"rates", &shape{words: words(KindProduct, KindService, KindEnterprise, KindTechnology, KindProject, KindOther)}},
		{"status", &shape{words: words(StatusExample, StatusDraft, StatusInForce), about: "draft by default"}},
		{"title", labelShape}, {"note", labelShape},
		{"digits", whole(0, 12, "to which scores are shown, 4 by default")},
		{"review", whole(0, 3650, "days that a vendor has to reply before results are published")},
		{"sources", &shape{list: &shape{fields: []field{{"id", idShape}, {"name", labelShape}, {"ref", &shape{text: true}}}, required: []string{"id", "name"}}}},
		{"defaults", &shape{about: "what holds where a node says nothing else", fields: append([]field{
			{"aggregation", &shape{list: aggregateShape, bare: true, about: "one for all levels, or a list from the index down; the last goes on"}},
			{"weights", &shape{words: words(WeightsEqual, WeightsGiven, WeightsRelative, WeightsEntropy, WeightsCRITIC, WeightsSD, WeightsPCA)}},
			{"coverage", coverageShape}, {"scale", scaleShape}}, defaultFields...)}},
		{"lists", &shape{entries: &shape{list: nameShape}, about: "lists of names that each: takes, by name"}},
		{"index", nodeShape},
		{"best", &shape{words: []string{"highest", "lowest"}, about: "which score has rank 1; highest by default"}},
		{"gates", &shape{list: &shape{required: []string{"id", "label", "require"}, fields: []field{
			{"id", idShape}, {"label", labelShape}, {"require", exprShape},
			{"cap", &shape{text: true, about: "the best grade without it; no grade at all by default"}},
			{"unknown", &shape{words: []string{"withhold", "cap", "pass"}, about: "what if it cannot be judged; withhold by default"}},
		}}}},
		{"grades", &shape{list: &shape{required: []string{"id", "label"}, fields: []field{
			{"id", idShape}, {"label", labelShape}, {"from", gradeShape}}}}},
		{"doubt", &shape{about: "what could have been chosen otherwise", fields: []field{
			{"runs", whole(1, MaxRuns, "")}, {"weights", between(0, 1, "each weight times 1 ± this")},
			{"ranges", &shape{flag: true}}, {"drop", &shape{flag: true, about: "leave one indicator out, or none"}},
			{"normalise", &shape{list: normaliseShape, bare: true}}, {"aggregation", &shape{list: aggregateShape, bare: true}}, {"missing", &shape{list: missingWord, bare: true}},
			{"top", whole(1, 1000, "the k of “among the first k”")}}}},
	}}
)

func init() {
	// It refers to itself.
	nodeShape.fields = append([]field{
		{"id", idShape}, {"label", labelShape}, {"note", labelShape}, {"source", sourceList},
		{"weight", between(0, 1e9, "among its siblings")},
		{"bounds", boundsShape},
		{"attribute", &shape{words: processAttributes, about: "the process attribute of ISO/IEC 33020 that it measures"}},
		// Of a group.
		{"weights", weightsShape}, {"aggregation", aggregateShape}, {"coverage", coverageShape},
		{"children", &shape{list: nodeShape}},
		// Of an indicator.
		{"unit", &shape{text: true}}, {"value", exprShape}, {"denominator", exprShape}, {"evidence", evidenceShape}, {"goalposts", goalpostsShape},
		{"each", &shape{list: nameShape, bare: true, about: "write the indicator once for each of these, or of a list that lists: names; {} in id, label, value, denominator and evidence stands for it"}},
	}, defaultFields[:4]...)
}

// labelOf reads a label: one text is both.
func labelOf(n *yamlfile.Node) graph.Label {
	if n == nil {
		return graph.Label{}
	}
	if n.Kind == yamlfile.Scalar {
		return graph.Label{Zh: n.Text, En: n.Text}
	}
	return graph.Label{Zh: n.Get("zh").Str(), En: n.Get("en").Str()}
}
