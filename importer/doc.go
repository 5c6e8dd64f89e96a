// Package importer turns tables into batches of graph assertions, and says what
// it did with every row.
//
// # What happens to a file
//
//	document ──▶ tables ──▶ rows ──▶ drafts ──▶ records ──▶ batch
//	  xlsx,       mapping,    cell     resolver   reconcile   Store
//	  delimited   headers
//
// [Run] opens the files by their content, finds the tables on their sheets, by a
// mapping file or by their headers, and binds what the mapping says to the
// columns (plan.go). Rows are read by one goroutine, turned into drafts by
// several (convert.go) and taken in, in order, by one (read.go). A draft is a
// record whose subject nobody knows yet. When all are there, the resolver finds
// out whom each is about (resolve.go, fold.md 4 to 6), and they are held against
// what the source stated before (reconcile.go, fold.md 7 to 10): what is new is
// stated, what is the same is confirmed as a set, what is gone is told. The batch
// is staged and becomes live in one moment, or not at all (apply.go).
//
// A workbook that package export wrote is another thing: most of what it shows
// others have said. Of it only what somebody edited counts, as a curator's words
// (edits.go).
//
// # What it takes
//
// All rows of an import are kept until it is known what they are about, packed
// (pack.go): some hundred bytes each with their keys. Files are streamed. Of what
// the source said before, its keys and a digest of each record are read from the
// View.
//
// # The packages below
//
// Package table is what a document looks like whatever its format; xlsx and
// delimited read documents into it. Package cell reads what one cell says, and
// mapping says what columns mean. Package template writes workbooks to fill in,
// export writes out what stands, and annotate writes the copy of a document that
// tells its problems. Only they know excelize.
package importer
