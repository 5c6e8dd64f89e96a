// Package graph holds the words of ChainAtlas: what a log of an industry is made
// of, and what may be said in it.
//
// # The one idea
//
// Sources state; the graph is what still stands. A source says something about
// its own subjects, and about the edges between them, with the place in a
// document and the day it speaks of. What one actor says at one time is a batch,
// and the batches in their order are the log. Nothing in it is ever rewritten:
// newer editions of a source speak for what they cover, a batch can be revoked
// and the revocation too, persons judge that two subjects are the same or are
// not, and pin or deny single values. What stands of all that at one revision,
// the nodes with their properties and edges, is worked out by folding the log.
// So every figure leads back to the cell it came from, and anything can be
// undone.
//
// # What is here
//
//   - The log: a [Header] and its assertions ([Record], [Confirm], [Retract],
//     [Judge], [Pin], [Deny], [DenyEdge], [Revoke], [Redact], [Declare]).
//   - The [Store] that keeps it, and [Append], which adds a batch to any store.
//     Package sqlite, below this one, is the embedded store.
//   - The [Vocabulary]: every kind of node, edge type and property, declared
//     once as data. [Standard] is the one that ChainAtlas ships.
//   - [Rules]: what of a name or a code is compared. [StandardRules] are those
//     of today; the log names the version that each batch was made by.
//   - [Value] and its parts, and [Error] with its [Code].
//
// What stands is read from a View: package memory folds a log into one, derives
// the next from it batch by batch, and answers everything that the product
// shows. Package live keeps a View up with a store.
//
// The rules of the log are numbered; comments cite them as "fold.md, 9". They
// are, in short:
//
//   - 1–3. Sources are declared. A subject is one thing as one source knows it;
//     its ID never changes. Each kind declares the keys that identify it.
//   - 4–7. A row meets a subject by its keys, or is queued until a person has
//     judged it. What it refers to is a subject of the same source. A record is
//     a subject, or a subject's period, in one table.
//   - 8–11. Within a source the newest edition that covers a property speaks
//     alone for it, by data date, then by revision; an empty cell clears, a
//     missing column and a bad cell leave the older value; what is read again
//     unchanged is confirmed as a set; a subject stands while a standing row
//     describes or mentions it.
//   - 12–14. A batch is whole or not at all, retried without harm, and can be
//     revoked, but for publications and redactions.
//   - 15–17. A node is a set of subjects that rules and persons hold to be one.
//   - 18–21. Of several values the most trusted, then the newest wins, and the
//     others stay beside it; curators pin and deny; edges that exceed their
//     type's limits are listed.
package graph
