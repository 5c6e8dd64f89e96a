package cell

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// seed adds the cells of testdata/cells.txt that were read for one property.
func seed(f *testing.F, properties ...string) {
	f.Helper()
	b, err := os.ReadFile("testdata/cells.txt")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		fields := strings.Split(line, "\t")
		if len(fields) != 5 {
			continue
		}
		for _, p := range properties {
			if strings.HasPrefix(fields[0], p) {
				if text, err := strconv.Unquote(fields[2]); err == nil {
					f.Add(uint8(cellKinds[fields[1]]), text)
				}
			}
		}
	}
}

// fuzz reads anything with each reader: there is a value that passes its check,
// or a problem with its words, and what a value prints reads back as itself.
func fuzz(f *testing.F, readers ...*Reader) {
	f.Fuzz(func(t *testing.T, kind uint8, text string) {
		c := table.Cell{Column: 1, Kind: table.Kind(kind % 8), Text: text}
		for _, r := range readers {
			v, problem := r.Read(c)
			holds(t, r, text, v, problem)
			if v.IsZero() {
				continue
			}
			print := v.String()
			if v.Type == graph.TypeMoney && v.Text == "" {
				continue // which has no print to read back
			}
			again, problem := r.ReadText(print)
			switch {
			case v.Type == graph.TypeText && isRounded(print), v.Type == graph.TypeText && c.Kind != table.Text:
			case v.Type == graph.TypeDecimal:
				if r.opts.Unit.IsZero() && again != v && problem == nil {
					t.Errorf("%s: %q is %v, which reads back as %v", r.p.Name, text, v, again)
				}
			case v.Type == graph.TypeInt && !r.opts.Unit.IsZero():
			case v.Type == graph.TypeMoney:
				// The print says the same; what of it is kept may differ in blanks.
				if again.Number != v.Number || again.High != v.High || again.Bound != v.Bound || again.Currency != v.Currency {
					t.Errorf("%s: %q is %s, whose print reads back as %s (%v)", r.p.Name, text, v.Canonical(), again.Canonical(), problem)
				}
			default:
				if again != v {
					t.Errorf("%s: %q is %s, which reads back as %s (%v)", r.p.Name, text, v.Canonical(), again.Canonical(), problem)
				}
			}
		}
	})
}

func FuzzMoney(f *testing.F) {
	seed(f, "FundingEvent.amount", "Enterprise.netProfit", "Enterprise.registeredCapital", "Enterprise.revenue")
	fuzz(f, reader(f, "FundingEvent", "amount", ""), reader(f, "Enterprise", "netProfit", ""), reader(f, "Enterprise", "registeredCapital", "万元"),
		reader(f, "Enterprise", "fundingTotal", "USD"), reader(f, "Enterprise", "revenue", "HKD"), reader(f, "Enterprise", "revenue", "USD m"))
}

func FuzzDate(f *testing.F) {
	seed(f, "Enterprise.founded", "Contribution.year")
	fuzz(f, reader(f, "Enterprise", "founded", ""), reader(f, "Enterprise", "founded", "dmy"), reader(f, "Enterprise", "founded", "mdy"),
		reader(f, "Enterprise", "founded", "ymd"), reader(f, "Enterprise", "founded", "1904"))
}

func FuzzNumber(f *testing.F) {
	seed(f, "Enterprise.rdRatio", "Park.area", "Enterprise.employees", "Recognition.validity", "Chain.growthRate")
	fuzz(f, reader(f, "Enterprise", "employees", ""), reader(f, "Enterprise", "rdRatio", ""), reader(f, "Enterprise", "rdRatio", "%"),
		reader(f, "Park", "area", "亩"), reader(f, "Park", "area", ""), reader(f, "Recognition", "validity", ""), reader(f, "Chain", "growthRate", ""), reader(f, "Enterprise", "employees", "千人"))
}

func FuzzText(f *testing.F) {
	seed(f, "Enterprise.legalName", "Enterprise.description", "Enterprise.creditCode", "Enterprise.stockCode", "Enterprise.ownId", "Product.version")
	fuzz(f, reader(f, "Enterprise", "legalName", ""), reader(f, "Enterprise", "description", ""), reader(f, "Enterprise", "creditCode", ""),
		reader(f, "Enterprise", "stockCode", ""), reader(f, "Enterprise", "ownId", ""), reader(f, "Product", "version", ""))
}

func FuzzCode(f *testing.F) {
	seed(f, "FundingEvent.round", "Enterprise.country", "Segment.keyLink", "Park.region")
	region := reader(f, "Park", "region", "")
	readers := []*Reader{reader(f, "FundingEvent", "round", ""), reader(f, "Enterprise", "country", ""), reader(f, "Segment", "keyLink", ""), region}
	f.Fuzz(func(t *testing.T, kind uint8, text string) {
		c := table.Cell{Column: 1, Kind: table.Kind(kind % 8), Text: text}
		for _, r := range readers {
			v, problem := r.Read(c)
			holds(t, r, text, v, problem)
			if again, _ := r.ReadText(v.String()); again != v {
				t.Errorf("%s: %q is %v, which reads back as %v", r.p.Name, text, v, again)
			}
			values, problems := r.ReadSet(c)
			for _, v := range values {
				if p := r.opts.Vocabulary.CheckValue(r.p, v); p != nil {
					t.Errorf("%s: %q: %v does not pass its check: %v", r.p.Name, text, v, p)
				}
			}
			if problem == nil && !v.IsZero() && (len(values) != 1 || len(problems) != 0) {
				t.Errorf("%s: %q is %v, but as a set %v and %v", r.p.Name, text, v, values, problems)
			}
		}
		for _, within := range []string{"110000", "440000", "320600"} {
			v, problem := region.ReadRegion(text, within)
			holds(t, region, text, v, problem)
		}
	})
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", " a  b ", "（１２）", "a\r\n\r\n\r\nb", "\u200b中\n文", "\xff \xe4", "\u3000\u3000x", "e\u200d\u0301", "\u00a0", "\xc2\u00a0\xa0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c := clean(s); clean(c) != c || !isClean(c) && strings.Contains(c, "  ") {
			t.Errorf("clean(%q) = %q, then %q", s, c, clean(c))
		}
		for _, single := range []bool{true, false} {
			c := cleanText(s, single)
			if again := cleanText(c, single); again != c {
				t.Errorf("cleanText(%q, %v) = %q, then %q", s, single, c, again)
			}
			if utf8.ValidString(s) && !utf8.ValidString(c) {
				t.Errorf("cleanText(%q, %v) damages it: %q", s, single, c)
			}
		}
	})
}
