// Package memory answers what stands. A [View] is a log folded up to one
// revision: nodes with their properties, edges, the chain map, what is queued,
// asked and refused, and for every value where it was read.
//
// # Making one
//
// [Build] makes the View of a whole log; [View.Next] derives the View of the next
// batch, in time proportional to the batch and to the nodes and edges that it
// touches, and tells the [Changes]; [View.At] derives what was known at an earlier
// revision. [View.WriteSnapshot] and [ReadSnapshot] save a start from folding the
// log again. A View is never altered: any number of goroutines may read it, and
// it shares with the Views before and after it all that they have in common.
//
// # Reading it
//
// [View.Node] gives a node by any of its IDs, each property with its winner and
// its alternatives and their places; [View.History] everything that was ever said
// of a property; [View.List] pages of nodes by filter and order; [View.ChainMap]
// the map; [View.Neighbours], [View.Path] and [View.Neighbourhood] what is
// connected; [View.Queued], [View.Questions], [View.Refused], [View.BadCells],
// [View.Contradicted] and [View.Adrift] what waits for a person.
//
// Every query has bounds. What exceeds one fails with graph.CodeLimit, or says in
// its answer that it was cut short.
//
// # How it is laid out
//
// Subjects, nodes, symbols and printed keys are numbered densely. For each
// subject a View keeps every statement that the log ever made of it, packed into
// some tens of bytes, page by page; what stands of a subject is worked out from
// them when it is asked for, a microsecond's work. So a revocation, a
// confirmation of a million rows or a past revision needs no look into the store,
// and every value carries its place. The price is that memory grows with what was
// ever said, not with what stands.
//
// On top lie what a question must not work out anew: which subjects are one node,
// adjacency by edge type in both directions, columns of what is filtered and
// summed, for each enterprise what it adds to the map, and the map of everything.
// Products lie near those of the same maker, so that a scan over the products of
// many makers reads memory in order.
//
// All of it is pages of 1,024 rows under tables of pages. A derivation copies the
// pages that it changes and shares the rest. The indexes of IDs and keys are
// stacks of immutable hash tables that only grow.
//
// # How a View is derived
//
//  1. The batch's assertions become statements (ingest.go, statement.go).
//  2. What stands or falls by its standing is worked out: which batches stand,
//     which subjects a person has judged (batch.go, judge.go).
//  3. The subjects touched are listened to: what references say of those that no
//     row describes (standing.go).
//  4. Kind by kind, everything that a touched subject could be linked with, by a
//     key, a name, a word or an earlier node, is linked anew (link.go).
//  5. Edges, columns and the map follow (edges.go, columns.go, tally.go).
//
// The reference fold in package graphtest does the same from the whole log, in
// the order of the rules. Tests hold the two against each other at every revision
// of random histories.
package memory
