// Package examples holds the workbooks that a newcomer imports first:
//
//   - cybersecurity.zh.xlsx and cybersecurity.en.xlsx, the industry chain of
//     cybersecurity as far as public sources tell it, the same facts in two
//     languages;
//   - 示例产业.xlsx, an invented industry in which everything is called 示例…, with
//     the figures, shares and supplies that no public source tells;
//   - 示例产业-更正.xlsx, what its source corrected a fortnight later: a finding of each
//     cohort that is rated.
//
// All are written by examples/workbooks: the first two from the tables in
// cybersecurity, which people edit, the others from a fixed seed. Whoever edits a
// table runs go generate ./examples; a test compares the bytes.
package examples

//go:generate go run ./workbooks
