// Package scoring turns indicators into scores, ranks and grades by published
// schemes, and keeps every step of it, so that a score explains itself down to
// the evidence.
//
// It is pure: it knows no clock, no store and no randomness of its own. The
// reference date, the seed and the data are arguments, and the same arguments
// give the same bytes, on any number of workers. Nothing in it knows an
// industry; a case is a scheme file.
//
// # From evidence to a grade
//
//	observations ──▶ raw ──▶ denominated ──▶ imputed ──▶ treated ──▶ normalised ──▶ groups ──▶ index ──▶ rank, gates, grade
//	 evidence rule   value    denominator     missing     outliers    normalise      weights, aggregation
//
// A [Scheme] is read from YAML by [Parse]; [Schema] is its JSON Schema. Each
// unit of an [Input] has observations: values, ranges, or the statement that
// something does not apply or is not disclosed, with date, basis and evidence.
// The evidence rule of an indicator chooses among them. [Evaluate] computes a
// [Result] that has every stage of every unit.
//
// # Missing, not applicable
//
// What is missing is never zero: it is left out and its weight goes to its
// siblings, or it is imputed, as the scheme says, and the imputed share is part
// of the result. What does not apply leaves both sides. Below the coverage that
// a group demands, its score is withheld with the reason.
//
// # How sure
//
// [MonteCarlo] repeats an evaluation under the choices that could have been
// made otherwise and tells the interval of each rank; [Sensitivity] tells which
// of them matters, by Sobol indices; [LeaveOut] drops one indicator or one unit
// at a time. [Compare] splits the change between two runs into data, scheme and
// cohort.
//
// The methods follow the OECD/JRC Handbook on Constructing Composite Indicators
// (2008) and, where it is silent, what is written at each function.
package scoring
