// Package cell reads what one cell of a table says into a graph.Value, by the
// declaration of the property that its column means. A [Reader] reads the cells
// of one column; [ReadPeriod] reads the period that an observation speaks of;
// [CutUnit] and [ParseUnit] find in a header how the numbers below it are to be
// read.
//
// It reads what people print, in Chinese and in English, and never guesses in
// silence: what has two meanings is a problem with its cure, what is kept
// although something of it is lost is a problem that says so
// (graph.Problem.Kept). Every value that it returns without a problem passes
// graph.Vocabulary.CheckValue; ranges, code lists, check characters and
// personal data are judged there and nowhere else.
//
// # Blanks
//
// Spaces of every kind and width, and invisible characters, are nothing. Of
// every type but names so are marks alone (-, —, /, …) and the words 无, 暂无,
// 未知, 不详, N/A, null and the like; in a name only marks and N/A are, since 无
// and Null name things. Of money 未披露, undisclosed and the like are an amount
// that nobody says.
//
// # Texts
//
// Blanks at the ends go, runs of blanks become one, and a line break in a name
// or a code becomes a space, or nothing between Han characters; all other
// texts keep their lines. Codes lose their width. A number that a workbook
// keeps with more than 15 digits is refused, because the workbook has rounded
// it. A stock code that lost its leading zeros gets them back if that makes a
// code of the mainland, with a note.
//
// # Dates
//
// A date keeps its precision: 2019 is a year. Forms that have one meaning are
// always read; 03/05/2021 needs [Options.Order], and so does a year of two
// digits unless the month is a word; 70 to 99 are of the twentieth century. A
// time of day is dropped as it is printed, without regard to its zone. A
// quarter or a half becomes its year, with a note. The number 2021.1 may have
// been typed as 2021.10 and is refused.
//
// # Amounts
//
// 近, 约, ~, about make an amount approximate; 超, 逾, 以上, +, >, over a lower
// end; 不超过, 以内, up to the range from 0. 数千万元 is the range from ten to a
// hundred million, and so is 千万级 or 千万元 without a number: the word names
// the order of magnitude. A scale that only the upper end of a range has holds
// for both. Of 6000万美元（约4亿元） the first amount counts. A unit in the cell
// goes before the column's. What was printed stays as the value's text, with
// the column's unit where the print lacks it; of a bare number without a unit
// no print is kept, since the number and its currency say it all.
//
// # Regions
//
// Of a chain such as 广东省深圳市南山区 the deepest listed region is the value.
// What is not listed below it is named by a note, since the list of divisions
// ends above most districts and counties by design.
package cell
