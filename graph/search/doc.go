// Package search finds nodes by what people type: names of every sort, codes,
// pinyin whole or begun, initials, traditional and full-width forms, words in any
// order, a slip in Latin letters.
//
// # A projection
//
// An [Index] is derived from one revision of the graph and can be thrown away at
// any time. It is a directory beside the store, tagged with the store, the
// revision with its hash, and the version of its format. [Open] takes what is
// usable and never waits for anything to be made; [Index.Follow] makes the index
// if there is none or if it is damaged, foreign or of another format, and then
// keeps it up with what changes. While it is made, the old one answers, or, if
// there is none, a plain scan over names and codes in memory. Every [Result] tells
// its revision and what it lacks.
//
// The package knows nothing of Views. A [Source] gives it documents, a [Feed] the
// steps between revisions; who knows both packages joins them.
//
// # How it finds
//
// One fold of text (fold.go) and one table of readings (pinyin.go) serve
// documents and queries alike. From a document's texts terms are made (terms.go):
// whole keys, beginnings, single characters and pairs, Latin words. bleve's engine
// scorch keeps for each term the set of documents that hold it, and nothing else:
// no frequencies, positions or scores. A query is worked out on those sets
// (engine.go, plan.go) in tiers: the exact key, then what begins with it, then all
// words, then what mentions it, then slips, then a part of the words. Sets give
// exact totals and facets. Of each tier the most important candidates are read and
// graded in Go (grade.go), so that the order is what [Grade] says and never the
// whim of a score. The user's text is only ever compared with terms: no query
// language is parsed.
//
// The sets are read through scorch's own types, not through bleve's queries,
// because these can neither count without visiting nor choose by importance.
package search
