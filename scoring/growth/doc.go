// Package growth lists enterprises by published rules: who grows, how sure that
// is, and why one is not on a list. It is pure: no clock, no store, no
// randomness; the same rules and the same figures give the same bytes.
//
// # The parts
//
//   - A [List] is a rule as a versioned YAML file: who is eligible, of which
//     years figures are compared, the formula, thresholds, ties, gates, what to
//     do where data are missing, sources and how sure each is. [Parse] reads it
//     and tells every mistake with its line and cure; [List.Hash] is the same for
//     files that mean the same. [Shipped] are the lists that ChainAtlas brings.
//   - An [Enterprise] is what is known of one: figures by fiscal year, each with
//     unit, currency, bounds and the cells it was read in, and facts such as the
//     day of its founding. Package gather, below this one, reads them off a View.
//   - A [Judge] applies a list to enterprises: [Judge.State] tells the outcome,
//     [Judge.Explain] the whole [Result]: each criterion with its figure, the
//     line, the distance to it and the sources.
//   - [Run] makes an [Edition]: who is on the list, ranked, with hashes of rule,
//     data and results. [Compare] tells what differs between two and why, and
//     [Verify] that not a byte of one has been changed.
//
// # What holds
//
// Growth is computed in the currency of record, over whole fiscal years that
// close in the same month. A figure may be an interval, because its source gives
// a range or a lower end only, or because sources disagree; everything computed
// from it is the interval of what it can be. Each figure occurs once in a
// formula, so that interval arithmetic is exact and not merely safe. An outcome
// is told only if it is the same at both ends. Near a threshold the comparison is
// repeated in rational numbers: 10,000 to 17,280 is 20 % a year for three years
// and not a hair less.
//
// What is not known is never zero and never failed. An enterprise is out by what
// is known alone; while something it needs is unknown and nothing is failed,
// there is not enough data, and the result says which figures are missing.
//
// # Value models
//
// A list of high-value projects ranks by a value model, which is a scheme of the
// scoring engine: see [Model]. Package gather lets it score the candidates as of
// the reference date. The score becomes a [Series] of the candidate under a name
// that the list declares among its inputs, of the newest year asked for: a range
// where the evidence is one, and nothing where the scheme withholds it, with what
// is wanting in [Enterprise.Wanting]. Candidates need not be enterprises: an
// [Enterprise] is an ID with series and facts, and [List.Of] says of what.
package growth
