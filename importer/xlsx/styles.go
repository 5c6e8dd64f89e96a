package xlsx

import (
	"context"
	"strings"

	"github.com/chainatlas/chainatlas/importer/table"
)

// readStyles finds out how numbers of each style are shown. It keeps one byte
// for each.
func (d *Document) readStyles(ctx context.Context, op string, p *part) error {
	formats := map[int]table.Kind{}
	var ids []int32 // of the formats of styles: they may come before the formats
	err := d.scan(ctx, op, p, func(s *scanner) error {
		if err := s.root("styleSheet"); err != nil {
			return err
		}
		for {
			ok, err := s.section("")
			if err != nil || !ok {
				return err
			}
			switch string(s.name) {
			case "numFmts":
				err = readFormats(s, formats)
			case "cellXfs":
				ids, err = readXfs(s, ids)
			default:
				err = s.skip()
			}
			if err != nil {
				return err
			}
		}
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		k, ok := formats[int(id)]
		if !ok {
			k = builtin(int(id))
		}
		d.kinds = append(d.kinds, k)
	}
	return nil
}

func readFormats(s *scanner, formats map[int]table.Kind) error {
	for {
		ok, err := s.child("numFmt")
		if err != nil || !ok {
			return err
		}
		id, ok := number10(s.attr("numFmtId"))
		if !ok {
			return s.fail("数字格式没有有效的编号", "a number format has no valid number")
		}
		code, _ := s.attrText("formatCode")
		if k := formatKind(code); k != table.Number || id < 164 {
			formats[id] = k // others are numbers anyway
		}
		if err := s.skip(); err != nil {
			return err
		}
	}
}

func readXfs(s *scanner, ids []int32) ([]int32, error) {
	for {
		ok, err := s.child("xf")
		if err != nil || !ok {
			return ids, err
		}
		id := 0
		if v := s.attr("numFmtId"); v != nil {
			if id, ok = number10(v); !ok {
				return ids, s.fail("样式的数字格式编号无效", "a style has an invalid number of its format")
			}
		}
		ids = append(ids, int32(id))
		if err := s.skip(); err != nil {
			return ids, err
		}
	}
}

// builtin is the kind of a format that every workbook has (ECMA-376 part 1,
// 18.8.30), those of Chinese, Japanese and Korean editions included.
func builtin(id int) table.Kind {
	switch {
	case id == 9 || id == 10:
		return table.Percent
	case 14 <= id && id <= 22, 27 <= id && id <= 36, 45 <= id && id <= 47, 50 <= id && id <= 58:
		return table.Date
	}
	return table.Number
}

// formatKind is the kind of a format by its code: a date if a part of a date or
// of a time stands outside of quotes and brackets, a percentage if % does.
func formatKind(code string) table.Kind {
	kind := table.Number
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"', '[':
			closing := c
			if c == '[' {
				closing = ']'
			}
			n := strings.IndexByte(code[i+1:], closing)
			if n < 0 {
				return kind
			}
			if c == '[' && isElapsed(code[i+1:i+1+n]) {
				return table.Date
			}
			i += n + 1
		case '\\', '_', '*':
			i++ // the next character is shown, measured or repeated
		case 'y', 'Y', 'm', 'M', 'd', 'D', 'h', 'H', 's', 'S':
			return table.Date
		case '%':
			kind = table.Percent
		}
	}
	return kind
}

// isElapsed reports whether what stands in brackets counts hours, minutes or
// seconds, as in [h]:mm.
func isElapsed(s string) bool {
	return s != "" && (strings.Trim(s, "hH") == "" || strings.Trim(s, "mM") == "" || strings.Trim(s, "sS") == "")
}
