package cell

import (
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Order is the order of the parts of dates that could be read in several ways,
// such as 03/05/2021 and 21-03-05.
type Order uint8

// The orders. OrderUnknown reads only what has one meaning.
const (
	OrderUnknown Order = iota
	OrderYMD
	OrderMDY
	OrderDMY
)

// ParseOrder reads ymd, mdy or dmy; "" is [OrderUnknown]. It fails with
// CodeInvalid.
func ParseOrder(s string) (Order, error) {
	switch strings.ToLower(s) {
	case "":
		return OrderUnknown, nil
	case "ymd":
		return OrderYMD, nil
	case "mdy":
		return OrderMDY, nil
	case "dmy":
		return OrderDMY, nil
	}
	return OrderUnknown, graph.Errorf(graph.CodeInvalid, "cell.ParseOrder", "%.20q is no order of dates; write ymd, mdy or dmy", s)
}

func writeDate() graph.Label {
	return graph.Labelf("请写 2019、2019-03 或 2019-03-05", "write 2019, 2019-03 or 2019-03-05")
}

func (r *Reader) readDate(c table.Cell) (graph.Value, *graph.Problem) {
	s := c.Text
	switch c.Kind {
	case table.Number:
		return r.dateOfNumber(stored(s))
	case table.Date:
		if isSerial(s) {
			return r.dateOfSerial(stored(s))
		}
	case table.Text:
		if d, ok := isoDate(s); ok {
			return r.checked(graph.DateValue(d))
		}
	case table.Percent, table.Bool:
		return graph.Value{}, r.bad(graph.ProblemType, graph.Labelf("不是日期", "no date"), writeDate())
	}
	s = clean(s)
	if s == "" || isMarks(s) && s != "//" || isBlankWord(s) { // // is a date that lost its numbers
		return graph.Value{}, nil
	}
	return r.once(s, func() (graph.Value, *graph.Problem) { return r.dateOfText(s) })
}

// isoDate reads 2006-01-02, 2006/1/2 and 2006.1.2 quickly. Whether there is such
// a day is checked elsewhere.
func isoDate(s string) (graph.Date, bool) {
	if len(s) < 8 || len(s) > 10 || !allDigits(s[:4]) {
		return graph.Date{}, false
	}
	sep := s[4]
	if sep != '-' && sep != '/' && sep != '.' {
		return graph.Date{}, false
	}
	var parts [2]int
	rest := s[5:]
	for i := range parts {
		n := 0
		for n < len(rest) && n < 2 && isDigit(rest[n]) {
			parts[i] = 10*parts[i] + int(rest[n]-'0')
			n++
		}
		if rest = rest[n:]; n == 0 || i == 0 && (rest == "" || rest[0] != sep) || i == 1 && rest != "" {
			return graph.Date{}, false
		}
		if i == 0 {
			rest = rest[1:]
		}
	}
	d := graph.Date{Year: int16(atoi(s[:4])), Month: uint8(parts[0]), Day: uint8(parts[1])}
	return d, d.Month > 0 && d.Day > 0 && d.Year >= 1000
}

// atoi returns the number that up to nine digits are.
func atoi(s string) int {
	n := 0
	for i := range len(s) {
		n = 10*n + int(s[i]-'0')
	}
	return n
}

// isSerial reports whether a Date cell has a serial number rather than an ISO
// 8601 date.
func isSerial(s string) bool {
	_, rest, f := scanSigned(s)
	return f != noNumber && rest == ""
}

// serialDate returns the day of a serial number of a workbook, without its
// time of day. A workbook that counts from 1900 has a day 60, the 29 February
// 1900, which never was.
func serialDate(serial int64, date1904 bool) (graph.Date, bool) {
	const last = 2_958_465 // 9999-12-31
	if date1904 {
		serial += 1462
	} else if serial == 60 {
		return graph.Date{}, false
	} else if serial < 60 {
		serial++
	}
	if serial < 2 || serial > last {
		return graph.Date{}, false
	}
	return civil(serial - 25_569), true // the serial of 1970-01-01
}

// civil returns the date of a day counted from 1970-01-01, from year 1 on; the
// algorithm is the days-from-civil one of Howard Hinnant, reversed.
func civil(day int64) graph.Date {
	day += 719_468
	era := day / 146_097
	doe := day - era*146_097
	yoe := (doe - doe/1460 + doe/36_524 - doe/146_096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	month := mp + 3
	if month > 12 {
		month -= 12
	}
	year := yoe + era*400
	if month <= 2 {
		year++
	}
	return graph.Date{Year: int16(year), Month: uint8(month), Day: uint8(doy - (153*mp+2)/5 + 1)}
}

func (r *Reader) dateOfSerial(s string) (graph.Value, *graph.Problem) {
	d, rest, f := scanSigned(s)
	if f == sound && rest == "" {
		if date, ok := serialDate(floor(d), r.opts.Date1904); ok {
			return r.checked(graph.DateValue(date))
		}
	}
	return graph.Value{}, r.bad(graph.ProblemDate, graph.Labelf("序列值 %s 不是日历上的一天", "the serial number %s is not a calendar date", clip(s)), writeDate())
}

// floor returns the whole part of d, rounded down.
func floor(d graph.Decimal) int64 {
	for d.Scale > 0 {
		if d.Unscaled < 0 && d.Unscaled%10 != 0 {
			d.Unscaled -= 10
		}
		d.Unscaled /= 10
		d.Scale--
	}
	return d.Unscaled
}

// dateOfNumber reads a number that is not shown as a date: a year, 201903,
// 20190305, a month such as 2019.12, or a serial number.
func (r *Reader) dateOfNumber(s string) (graph.Value, *graph.Problem) {
	d, rest, f := scanSigned(s)
	if f != sound || rest != "" {
		return graph.Value{}, r.unreadableDate(s)
	}
	whole, isWhole := d.Int64()
	year := floor(d)
	switch {
	case isWhole && whole >= 1000 && whole < 3000:
		return r.checked(graph.DateValue(graph.Date{Year: int16(whole)}))
	case isWhole && (whole >= 100_000 && whole < 1_000_000 || whole >= 10_000_000 && whole < 100_000_000):
		return r.dateOfDigits(s)
	case !isWhole && year >= 1000 && year < 3000 && d.Scale <= 2:
		month := int(d.Unscaled % 100)
		if d.Scale == 1 {
			month = int(d.Unscaled % 10)
			if month == 1 {
				return graph.Value{}, r.bad(graph.ProblemDate,
					graph.Labelf("%s 可能是 1 月，也可能是被 Excel 去掉末尾零的 10 月", "%s may be January, or October without its last zero", s),
					graph.Labelf("请将单元格设为文本，写成 %d-01 或 %d-10", "format the cell as text, and write %d-01 or %d-10", year, year))
			}
		}
		if month <= 12 {
			return r.checked(graph.DateValue(graph.Date{Year: int16(year), Month: uint8(month)}))
		}
	case year >= 10_000 && year < 100_000:
		return r.dateOfSerial(s)
	}
	return graph.Value{}, r.unreadableDate(s)
}

// dateOfDigits reads 2019, 201903 and 20190305.
func (r *Reader) dateOfDigits(s string) (graph.Value, *graph.Problem) {
	var d graph.Date
	switch len(s) {
	case 4:
		if d.Year = int16(atoi(s)); d.Year < 1000 {
			return graph.Value{}, r.unreadableDate(s)
		}
	case 6, 8:
		d = graph.Date{Year: int16(atoi(s[:4])), Month: uint8(atoi(s[4:6]))}
		if len(s) == 8 {
			if d.Day = uint8(atoi(s[6:])); d.Day == 0 {
				return graph.Value{}, r.unreadableDate(s)
			}
		}
		// Six digits of other years may be a day with a year of two digits.
		if d.Month == 0 || d.Year < 1000 || len(s) == 6 && (d.Year < 1950 || d.Year >= 2100) {
			return graph.Value{}, r.unreadableDate(s)
		}
	case 5: // a date that lost its format on the way to a text file
		if date, ok := serialDate(int64(atoi(s)), r.opts.Date1904); ok && date.Year >= 1950 && date.Year < 2070 {
			v, problem := r.checked(graph.DateValue(date))
			if problem == nil {
				problem = r.kept(graph.ProblemDate,
					graph.Labelf("%s 是日期的序列值，按 %v 读取", "%s is the serial number of a date and was read as %v", s, date),
					graph.Labelf("请将该列设为日期格式后重新导出", "format the column as dates and export the file again"))
			}
			return v, problem
		}
		return graph.Value{}, r.unreadableDate(s)
	default:
		return graph.Value{}, r.unreadableDate(s)
	}
	return r.checked(graph.DateValue(d))
}

func (r *Reader) unreadableDate(s string) *graph.Problem {
	return r.bad(graph.ProblemDate, graph.Labelf("%q 不是可识别的日期", "%q cannot be read as a date", clip(s)), writeDate())
}

// dateOfText reads a date from a clean text.
func (r *Reader) dateOfText(s string) (graph.Value, *graph.Problem) {
	if len(s) > 80 {
		return graph.Value{}, r.unreadableDate(s)
	}
	if allDigits(s) {
		return r.dateOfDigits(s)
	}
	p, ok := splitDate(s)
	if !ok {
		return graph.Value{}, r.unreadableDate(s)
	}
	switch p.open {
	case "长期", "长期有效", "永久", "永久有效", "无固定期限", "至今", "present", "now", "permanent":
		return graph.Value{}, r.bad(graph.ProblemDate, graph.Labelf("“%s”没有日期", "%q names no day", p.open), graph.Labelf("没有期限时请留空", "leave it empty if it has no end"))
	}
	d, why := p.date(r.opts.Order)
	switch why {
	case dateClear:
		v, problem := r.checked(graph.DateValue(d))
		if problem == nil && p.coarse != "" {
			problem = r.kept(graph.ProblemDate,
				graph.Labelf("日期不能表示“%s”，只保留 %v", "a date cannot say %q; only %v is kept", p.coarse, d),
				graph.Labelf("请写出月份或日期", "write the month or the day"))
		}
		return v, problem
	case dateAmbiguous:
		return graph.Value{}, r.bad(graph.ProblemDate,
			graph.Labelf("%q 的月和日无法区分", "the month and the day of %q cannot be told apart", clip(s)),
			graph.Labelf("请在映射中写明 order：mdy 或 dmy，或写成 2021-03-05", "say order: mdy or dmy in the mapping, or write 2021-03-05"))
	case dateShortYear:
		return graph.Value{}, r.bad(graph.ProblemDate,
			graph.Labelf("%q 的年份只有两位，无法区分年、月、日", "the year of %q has two digits and cannot be told from the day", clip(s)),
			graph.Labelf("请写四位年份，或在映射中写明 order：ymd、mdy 或 dmy", "write the year in full, or say order: ymd, mdy or dmy in the mapping"))
	case dateNoDay:
		return graph.Value{}, r.bad(graph.ProblemDate, graph.Labelf("%q 不是日历上的一天", "%q is not a calendar date", clip(s)), writeDate())
	}
	return graph.Value{}, r.unreadableDate(s)
}
