package graph

import (
	"cmp"
	"fmt"
	"strconv"
)

// Date is a day of the proleptic Gregorian calendar, or only its month or its
// year: Month and Day are 0 where unknown. The zero Date is unknown and is
// older than every other.
type Date struct {
	Year  int16
	Month uint8
	Day   uint8
}

// ParseDate reads "2019", "2019-03" or "2019-03-05". It fails with CodeInvalid
// if s is none of these, or no day of the calendar.
func ParseDate(s string) (Date, error) {
	var d Date
	n := len(s)
	ok := n == 4 || n == 7 && s[4] == '-' || n == 10 && s[4] == '-' && s[7] == '-'
	if ok {
		var year, month, day int
		if year, ok = parseDigits(s[:4]); ok && n >= 7 {
			month, ok = parseDigits(s[5:7])
		}
		if ok && n == 10 {
			day, ok = parseDigits(s[8:])
		}
		d = Date{int16(year), uint8(month), uint8(day)}
		// A month of 00 would read as an unknown one.
		ok = ok && d.Valid() && !d.IsZero() && (n < 7 || month > 0) && (n < 10 || day > 0)
	}
	if !ok {
		return Date{}, Errorf(CodeInvalid, "graph.ParseDate", "%.20q is no date; write 2019, 2019-03 or 2019-03-05", s)
	}
	return d, nil
}

// parseDigits reads a number that consists of decimal digits alone.
func parseDigits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, true
}

// Valid reports whether d is the zero Date, or a year from 1 to 9999 alone,
// with a month, or with a month and a day that the month has.
func (d Date) Valid() bool {
	if d.IsZero() {
		return true
	}
	return d.Year >= 1 && d.Year <= 9999 && d.Month <= 12 &&
		(d.Day == 0 || d.Month > 0 && d.Day <= daysIn(d.Year, d.Month))
}

func daysIn(year int16, month uint8) uint8 {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	default:
		return 31
	}
}

// Compare orders dates by year, month and day; a missing month or day comes
// before any.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// IsZero reports whether the date is unknown.
func (d Date) IsZero() bool { return d == Date{} }

// First returns the first day that d can mean: 2019-03-01 for 2019-03. The
// zero Date stays.
func (d Date) First() Date {
	if !d.IsZero() {
		d.Month, d.Day = max(d.Month, 1), max(d.Day, 1)
	}
	return d
}

// Last returns the last day that d can mean: 2019-03-31 for 2019-03. The zero
// Date stays.
func (d Date) Last() Date {
	if d.IsZero() {
		return d
	}
	if d.Month == 0 {
		d.Month = 12
	}
	if d.Day == 0 {
		d.Day = daysIn(d.Year, d.Month)
	}
	return d
}

// String returns "2019", "2019-03", "2019-03-05", or "" for the zero Date.
// [ParseDate] reads it back.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	default:
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	}
}

// MarshalText implements [encoding.TextMarshaler] with [Date.String].
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: "" is the zero Date,
// anything else goes through [ParseDate].
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	p, err := ParseDate(string(b))
	if err == nil {
		*d = p
	}
	return err
}

// Period is the span that an observation speaks of, as a record's key has it:
// "2024" a year, "2024H1" a half, "2024Q1" a quarter, "2024-03" a month. The
// zero Period is none.
type Period struct {
	Year int16
	Unit PeriodUnit
	Part uint8 // the half, quarter or month, from 1; 0 of a year
}

// PeriodUnit is the length of a [Period].
type PeriodUnit uint8

// The units of periods, the longest first.
const (
	PeriodYear PeriodUnit = iota + 1
	PeriodHalf
	PeriodQuarter
	PeriodMonth
)

// months returns how many months the unit has.
func (u PeriodUnit) months() uint8 { return [...]uint8{0, 12, 6, 3, 1}[u] }

// ParsePeriod reads "2024", "2024H1", "2024Q1" or "2024-03". It fails with
// CodeInvalid if s is none of these.
func ParsePeriod(s string) (Period, error) {
	var p Period
	ok := len(s) >= 4
	if ok {
		var year, part int
		if year, ok = parseDigits(s[:4]); ok {
			switch {
			case len(s) == 4:
				p.Unit = PeriodYear
			case len(s) == 6 && s[4] == 'H':
				p.Unit = PeriodHalf
				part, ok = parseDigits(s[5:])
			case len(s) == 6 && s[4] == 'Q':
				p.Unit = PeriodQuarter
				part, ok = parseDigits(s[5:])
			case len(s) == 7 && s[4] == '-':
				p.Unit = PeriodMonth
				part, ok = parseDigits(s[5:])
			default:
				ok = false
			}
		}
		p.Year, p.Part = int16(year), uint8(part)
	}
	if !ok || p.Year == 0 || p.Unit != PeriodYear && (p.Part == 0 || p.Part > 12/p.Unit.months()) {
		return Period{}, Errorf(CodeInvalid, "graph.ParsePeriod",
			"%.20q is no period; write 2024, 2024H1, 2024Q1 or 2024-03", s)
	}
	return p, nil
}

// ValidPeriod reports whether s is a period or "", which is none.
func ValidPeriod(s string) bool {
	if s == "" {
		return true
	}
	_, err := ParsePeriod(s)
	return err == nil
}

// First returns the first day of the period.
func (p Period) First() Date {
	if p == (Period{}) {
		return Date{}
	}
	if p.Unit == PeriodYear {
		return Date{p.Year, 1, 1}
	}
	return Date{p.Year, (p.Part-1)*p.Unit.months() + 1, 1}
}

// Last returns the last day of the period.
func (p Period) Last() Date {
	if p == (Period{}) {
		return Date{}
	}
	d := p.First()
	d.Month += p.Unit.months() - 1
	d.Day = daysIn(d.Year, d.Month)
	return d
}

// Compare orders periods by their last day, then the shorter after the longer,
// so that a year comes before its last quarter.
func (p Period) Compare(q Period) int {
	return cmp.Or(p.Last().Compare(q.Last()), cmp.Compare(p.Unit, q.Unit))
}

// String returns the form that [ParsePeriod] reads; "" for none.
func (p Period) String() string {
	year := func() string { return fmt.Sprintf("%04d", p.Year) }
	switch p.Unit {
	case PeriodYear:
		return year()
	case PeriodHalf:
		return year() + "H" + strconv.Itoa(int(p.Part))
	case PeriodQuarter:
		return year() + "Q" + strconv.Itoa(int(p.Part))
	case PeriodMonth:
		return year() + fmt.Sprintf("-%02d", p.Part)
	default:
		return ""
	}
}
