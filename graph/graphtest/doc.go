// Package graphtest holds what the implementations of package graph are tested
// with.
//
// [Fold] is the reference fold: the rules of the log read one after the other,
// from the whole log, written to be compared with their text. A fold that is
// meant for use is turned into a [Folder] and passes [TestCases] (histories
// with answers that were made independently), [TestRules] (one small example
// for each turn of the rules), [TestLaws] (properties that hold of every log)
// and [TestRandom] (equality with the reference on random logs).
//
// A [Result] has one canonical JSON form, so that equal results have equal
// bytes and a [Digest] says enough.
package graphtest
