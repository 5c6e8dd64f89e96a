// Package xlsx reads workbooks of Office Open XML (.xlsx, .xlsm, .xltx, .xltm;
// ECMA-376, also its strict form, ISO/IEC 29500) as a [table.Document].
//
// # Strict
//
// A sheet is read to its very end or it is an error: never a shorter one. Each
// part that is used is unpacked to its end, its size and CRC are compared with
// the directory, it must be valid UTF-8 and well-formed XML, and the end of
// <sheetData> and of the root element must have been seen. What the cells say
// is not judged: a number that is none comes as a text.
//
// # Safe
//
// Workbooks come from anywhere. Before anything is unpacked, the directory of
// the archive is held against the limits of [Options]; while it is unpacked,
// every buffer has a bound. What grows with the file are the shared strings,
// bounded by MaxSharedStrings and MaxSharedBytes of [Options], the directory, by
// MaxEntries, and one byte for each style; there is no other way to much memory,
// whatever the file says of itself (TestMemory). There is no DOCTYPE, no
// external entity, and no nesting deeper than 32 elements.
//
// # Fast
//
// Sheets and shared strings are read by a scanner of our own over bytes, while
// another goroutine unpacks ahead of it. BenchmarkRows says what that costs,
// with excelize on the same workbook beside it.
//
// # Why not excelize
//
// Excelize writes what the importer writes, and the tests compare what it reads
// with what is read here. It is given no foreign workbook: all that is wanted
// beside the cells, the names of the sheets, the epoch of dates and the number
// formats, is some attributes of three small parts, which the scanner reads in
// constant memory, while excelize builds a model of every style before it can
// be asked for one and refuses the workbook over any attribute that it does not
// expect. So there are no temporary files either.
package xlsx
