// Package export writes what stands: as a workbook that people read, edit and
// hand back ([XLSX]), as CSV ([CSV]), and as a graph for Gephi, yEd or networkx
// ([GraphML]). Everything comes from one View, and the same View and [Query]
// give the same bytes.
//
// # Sheets
//
// Each kind has a sheet with one row per node. What is known of years and other
// periods is on a second sheet, one row per node and period; each edge type has
// a sheet with one row per edge and period of its attributes. A sheet that is
// full goes on in another one. The first sheet says what the workbook is.
//
// # Cells
//
// Whole numbers, decimals and days are numbers, with a format, where a workbook
// holds them exactly; ratios are percentages. Months, years, amounts of money
// and everything else are text: an amount is what its source printed. Codes are
// the labels of their list, unless a label means another code; then they stay
// codes. The values of a set, and the nodes that a row refers to, are joined by
// a separator that none of them has. See [CellOf].
//
// # There and back
//
// A workbook carries the IDs of its rows in hidden columns, and on the hidden
// sheet [ManifestSheet] what it was made from. [ReadManifest] recognises it,
// and [Compare] tells what somebody has edited since: it writes each row anew
// from the View of that revision, by the code that wrote it first, and compares.
// Programs that save a workbook change how things are stored, not what they
// say, and so do people who sort rows or move columns; only what reads as
// something else is an [Edit].
package export
