package delimited

import (
	"bytes"
	"math"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// What of a file is looked at to find its delimiter.
const (
	sampleBytes   = 256 << 10
	sampleRecords = 200
)

// delimiters are tried in this order; the first of equals is taken.
const delimiters = ",\t;|"

// findDelimiter finds the character that gives the first records one width. It
// returns 0 if none does.
func findDelimiter(sample string, whole bool, options Options) byte {
	var best byte
	var score float64
	var width int
	for i := range len(delimiters) {
		v := tryDelimiter(sample, whole, delimiters[i], options)
		if !v.parts() {
			continue
		}
		if share := v.share(); share > score || share == score && v.width > width {
			best, score, width = delimiters[i], share, v.width
		}
	}
	return best
}

// trial is what the first records look like with one delimiter.
type trial struct {
	records int // that are not blank
	first   int // the width of the first of them
	width   int // the most frequent width
	same    int // records of that width whose quotes are in order
}

// share returns the share of records that have the most frequent width.
func (t trial) share() float64 { return float64(t.same) / float64(t.records) }

// parts reports whether the delimiter parts fields, rather than words in the
// text of one column. It does if the first record, which has the headers, holds
// it. Otherwise that may be a title, above a table that must be plain to see.
func (t trial) parts() bool {
	if t.first > 1 {
		return t.width > 1 || t.same*2 < t.records
	}
	return t.width > 2 && t.records > 3 && t.share() >= .8
}

func tryDelimiter(sample string, whole bool, delimiter byte, options Options) trial {
	var t trial
	counts := make(map[int]int)
	records(sample, whole, delimiter, options, func(s *scanner) {
		if len(s.row.Cells) == 0 && s.width < 2 {
			return
		}
		if t.records++; t.records == 1 {
			t.first = s.width
		}
		if s.row.Note != "" {
			return
		}
		counts[s.width]++
		if n := counts[s.width]; n > t.same || n == t.same && s.width > t.width {
			t.width, t.same = s.width, n
		}
	})
	return t
}

// records scans the whole records of a sample.
func records(sample string, whole bool, delimiter byte, options Options, look func(*scanner)) {
	options.MaxColumns, options.MaxRows = math.MaxInt, math.MaxInt // with this delimiter perhaps more
	s := newScanner(nil, delimiter, options)
	s.last = true
	s.setBlock(sample)
	for range sampleRecords {
		ok, err := s.next()
		if !ok || err != nil || !whole && s.at == len(sample) && s.row.Number > 1 {
			return // where the sample was cut is no record's end
		}
		look(s)
	}
}

// findLineEnd returns what ends the first records.
func findLineEnd(sample string, whole bool, delimiter byte, options Options) string {
	var seen string
	records(sample, whole, delimiter, options, func(s *scanner) {
		var this string
		switch s.lineEnd {
		case '\n':
			this = "LF"
		case '\r':
			this = "CR"
		case 'b':
			this = "CRLF"
		default:
			return
		}
		if seen == "" {
			seen = this
		} else if seen != this {
			seen = "mixed"
		}
	})
	return seen
}

// sepLine returns the delimiter of a first line such as "sep=;", and the length
// of that line with its end; 0 if there is none.
func sepLine(sample string) (delimiter byte, length int) {
	line := strings.TrimPrefix(sample, `"`)
	if len(line) < 5 || !strings.EqualFold(line[:4], "sep=") || !isDelimiter(rune(line[4])) {
		return 0, 0
	}
	delimiter, rest := line[4], line[5:]
	if len(line) < len(sample) {
		var closed bool
		if rest, closed = strings.CutPrefix(rest, `"`); !closed {
			return 0, 0
		}
	}
	for _, end := range []string{"\r\n", "\n", "\r"} {
		if after, found := strings.CutPrefix(rest, end); found {
			return delimiter, len(sample) - len(after)
		}
	}
	return 0, 0
}

// isDelimiter reports whether c can part fields.
func isDelimiter(c rune) bool {
	return c == '\t' || c >= ' ' && c < 0x7F && c != '"'
}

func checkDelimiter(c rune) error {
	if c == 0 || isDelimiter(c) {
		return nil
	}
	return graph.Errorf(graph.CodeInvalid, "delimited.Open", "the delimiter %q is not a printing ASCII character or a tab, or is a quote; choose another", c)
}

func isBlank(sample string) bool { return strings.TrimSpace(sample) == "" }

// signatures are how files begin that are no text, though they may be named
// as one.
var signatures = []struct {
	begin string
	what  graph.Label
}{
	{"PK\x03\x04", graph.Label{Zh: "zip 压缩包或 .xlsx 工作簿", En: "a zip archive or an .xlsx workbook"}},
	{"PK\x05\x06", graph.Label{Zh: "空的 zip 压缩包", En: "an empty zip archive"}},
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", graph.Label{Zh: "旧版 .xls 工作簿或加密的工作簿", En: "an old .xls workbook or an encrypted one"}},
	{"\x1F\x8B", graph.Label{Zh: "gzip 压缩文件", En: "a gzip file"}},
	{"7z\xBC\xAF\x27\x1C", graph.Label{Zh: "7z 压缩包", En: "a 7z archive"}},
	{"Rar!\x1A\x07", graph.Label{Zh: "rar 压缩包", En: "a rar archive"}},
	{"%PDF-", graph.Label{Zh: "PDF 文件", En: "a PDF file"}},
	{`{\rtf`, graph.Label{Zh: "RTF 文档", En: "an RTF document"}},
	{"\x89PNG\r\n", graph.Label{Zh: "图片", En: "a picture"}},
	{"\xFF\xD8\xFF", graph.Label{Zh: "图片", En: "a picture"}},
	{"SQLite format 3\x00", graph.Label{Zh: "SQLite 数据库", En: "an SQLite database"}},
	{"PAR1", graph.Label{Zh: "Parquet 文件", En: "a Parquet file"}},
	{"\x7FELF", graph.Label{Zh: "程序", En: "a program"}},
}

// refuseBinary refuses a file that begins as no text does.
func refuseBinary(head []byte) error {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.begin)) {
			return faultNoTable("delimited.Open", s.what)
		}
	}
	return nil
}

// refuseMarkup refuses texts that are no tables of records: what web sites
// offer as a table of Excel, and what programs exchange.
func refuseMarkup(sample string) error {
	begin := strings.ToLower(strings.TrimLeft(sample[:min(len(sample), 4096)], " \t\r\n\uFEFF"))
	for _, s := range []struct {
		begin string
		what  graph.Label
	}{
		{"<!doctype html", webPage}, {"<html", webPage}, {"<head", webPage}, {"<meta", webPage}, {"<table", webPage},
		{"<body", webPage}, {"<div", webPage}, {"<style", webPage}, {"<script", webPage}, {"<!--", webPage},
		{"<?xml", xmlFile}, {"<workbook", xmlFile},
		{`{"`, jsonFile}, {`[{`, jsonFile}, {"[\n", jsonFile}, {"{\n", jsonFile}, {"{\r", jsonFile}, {"[\r", jsonFile},
	} {
		if strings.HasPrefix(begin, s.begin) {
			return faultNoTable("delimited.Open", s.what)
		}
	}
	return nil
}

var (
	webPage  = graph.Label{Zh: "网页", En: "a web page"}
	xmlFile  = graph.Label{Zh: "XML 文件", En: "an XML file"}
	jsonFile = graph.Label{Zh: "JSON 文件", En: "a JSON file"}
)
