// Package scoring is where indicators become ratings, lists and cases. It is
// pure: no clock, no store, no randomness of its own. It may import package
// graph.
//
// It is empty so far.
package scoring
