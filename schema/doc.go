// Package schema serves the graph by GraphQL: to pages, to analysts' scripts and to
// other systems. It is the only home of gqlgen.
//
// # What it serves
//
// The schema is in *.graphqls, with a description of everything. kinds.graphqls is
// made from the vocabulary by schema/internal/sdlgen: a type for every kind with a
// field for each of its properties and for each edge type that it may have, and
// its lists. A new property needs go generate and nothing else. A type has fields
// for values (revenue) and for where they come from (property, with alternatives
// and history down to the cell).
//
// It follows Relay: node and nodes, connections with cursors, IDs that survive
// merges. An ID is that of any subject of a node; what a merge or a separation
// makes of the node, it leads to the one that has the subject.
//
// # One revision
//
// All fields of one operation answer from one View, the one that is published when
// it begins, or from that of their argument at. The answer's extensions tell the
// revision, the newest data date of what stands at it, and as of when that is
// known to be the newest revision: while the store is away, answers go on from
// memory, and this moment stays behind. A read with minRevision
// waits until that revision is known, for at most 5 s; a mutation returns the one
// to ask for.
//
// # How values travel
//
// Decimals and dates are texts, so that nothing is rounded and no day is invented;
// amounts keep what was printed beside the number; missing is null, and lists tell
// apart what a filter refuses and what it cannot decide. Values that a client
// sends are read as the cells of a table are.
//
// # Limits
//
// Limits are told by errors with a code (see [Codes]) and the bound: depth, cost by
// page sizes, aliases, fields, tokens, bytes, time, what runs at once, the rate of a
// client. Depth and cost are found in one walk over the document before any of it
// runs. What a resolver did not expect is logged under a number; the client is told
// the number and nothing else.
package schema
