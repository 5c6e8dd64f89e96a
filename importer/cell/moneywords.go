package cell

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
)

// tokenKind is what a word of an amount does.
type tokenKind uint8

const (
	tokenNumber   tokenKind = iota + 1
	tokenScale              // 万, million
	tokenCurrency           // 美元, $
	tokenAbout              // 约, about
	tokenOver               // 超, 以上, +
	tokenUnder              // 不超过, 以内
	tokenVague              // 数, several
	tokenLevel              // 级, 级别
	tokenTo                 // between the ends of a range
	tokenMinus              // a sign, or between the ends of a range
	tokenPlus               // a sign, or 以上 behind a number
	tokenTilde              // about, or between the ends of a range
	tokenOpen               // a bracket
	tokenClose
	tokenNote    // 约合, 其中: what follows explains
	tokenComma   // before a note
	tokenFiller  // 共计, of: means nothing
	tokenArticle // a million
)

// token is a word of an amount.
type token struct {
	kind   tokenKind
	number graph.Decimal
	exp    int    // of a scale, and of tens of
	text   string // of a currency
	strong bool   // of a currency: the word has no other meaning, as 元 and $ have
	sign   bool   // of a currency: a sign or a code, not a word
}

type moneyWord struct {
	text string
	token
}

// moneyWords are the words of amounts by their first character, the longest
// first.
var moneyWords = sync.OnceValue(func() map[rune][]moneyWord {
	m := map[rune][]moneyWord{}
	seen := map[string]bool{}
	add := func(t token, words string) {
		for _, w := range strings.Split(words, "|") {
			if w = strings.ToLower(w); w == "" || seen[w] {
				continue
			}
			seen[w] = true
			first, _ := utf8.DecodeRuneInString(w)
			t.sign = t.kind == tokenCurrency && len(w) <= 4 && !isHan(first) && w != "yuan"
			m[first] = append(m[first], moneyWord{w, t})
		}
	}
	scale := func(exp int, words string) { add(token{kind: tokenScale, exp: exp}, words) }
	scale(12, "万亿|兆|trillion|trillions|tn|trn|t")
	scale(11, "千亿")
	scale(10, "百亿")
	scale(9, "十亿|billion|billions|bn|bln|b")
	scale(8, "亿|億")
	scale(7, "千万|仟万|千萬|crore|crores|cr")
	scale(6, "百万|佰万|百萬|million|millions|mn|mln|mio|mm|mil|m")
	scale(5, "十万|拾万|lakh|lakhs|lac|lacs")
	scale(4, "万|萬|w")
	scale(3, "千|仟|thousand|thousands|k")
	scale(2, "百|佰|hundred|hundreds")
	scale(1, "十|拾")

	// Words that several countries use for their own are those of one country
	// unless another one is named.
	weak := func(code, words string) { add(token{kind: tokenCurrency, text: code}, words) }
	weak("CNY", "元|圆|圓|元整|圆整|元正|块|¥|yuan")
	weak("USD", "$|dollar|dollars")
	strong := func(code, words string) { add(token{kind: tokenCurrency, text: code, strong: true}, words) }
	strong("CNY", "人民币|元人民币|rmb|cny|cnh|rmb¥|cn¥|cny¥|renminbi|元(人民币)")
	strong("USD", "美元|美金|us$|usd$|usd|us dollar|us dollars|u.s. dollars|u.s. dollar")
	strong("HKD", "港元|港币|港幣|hk$|hkd$|hk dollars")
	strong("EUR", "欧元|€|euro|euros")
	strong("GBP", "英镑|£|gbp|sterling")
	strong("JPY", "日元|日圆|円|jp¥|jpy¥")
	strong("INR", "₹|rs.|rs|inr|rupees")
	strong("KRW", "₩|韩元|韩圆|韩币")
	strong("ILS", "₪|nis")
	strong("SGD", "s$|sg$|新加坡元|新元")
	strong("AUD", "a$|au$|澳元")
	strong("CAD", "c$|ca$|加元")
	strong("TWD", "nt$|新台币|台币|nt dollars")
	strong("RUB", "₽")
	if l := graph.Standard().List(graph.ListCurrency); l != nil {
		for i := range l.Entries {
			e := &l.Entries[i]
			strong(e.Code, e.Code+"|"+e.Label.Zh+"|"+e.Label.En+"|"+strings.Join(e.Synonyms, "|"))
		}
	}

	kind := func(k tokenKind, words string) { add(token{kind: k}, words) }
	kind(tokenAbout, "近|约|大约|约为|大概|接近|将近|左右|上下|估计|预计|约计|about|approx|approx.|approximately|around|circa|ca.|c.|nearly|almost|roughly|some|est.|estimated|≈|≒")
	kind(tokenOver, "超|超过|逾|超出|多于|高于|大于|不少于|不低于|不小于|至少|以上|及以上|或以上|余|多|过|上|破|突破|有余|>|≥|>=|=>|＞|over|more than|at least|above|exceeding|upwards of|plus|or more|and above|north of|no less than|not less than|minimum")
	kind(tokenUnder, "不超过|不高于|不多于|不大于|最多|至多|上限|低于|少于|小于|不到|不足|以内|以下|之内|及以下|或以下|<|≤|<=|=<|up to|under|below|less than|at most|no more than|not more than|maximum|or less|and below")
	kind(tokenVague, "数|几|several|multiple|a few|few|multi-|multi")
	add(token{kind: tokenVague, exp: 1}, "tens of")
	add(token{kind: tokenVague, exp: 2}, "hundreds of")
	kind(tokenLevel, "级|级别|量级|级的|规模")
	kind(tokenTo, "至|到|to|—|between|and|through")
	kind(tokenMinus, "-")
	kind(tokenPlus, "+")
	kind(tokenTilde, "~")
	kind(tokenOpen, "(|[|【|〔")
	kind(tokenClose, ")|]|】|〕")
	kind(tokenNote, "约合|折合|折算|折|合计约合|合人民币|合美元|即|其中|含|包括|equivalent|eq.|incl.|including|投前|投后|估值|of which|∼=")
	kind(tokenComma, ",|;|、|。|.")
	kind(tokenFiller, "共计|总计|合计|:|累计|共|总额|总金额|金额|整|正|的|大写|小写|total|of|raised|amount|in")
	kind(tokenArticle, "a|an")
	for n, w := range strings.Fields("one two three four five six seven eight nine ten") {
		add(token{kind: tokenNumber, number: graph.Decimal{Unscaled: int64(n + 1)}}, w)
	}
	for _, words := range m {
		slices.SortStableFunc(words, func(a, b moneyWord) int { return cmp.Compare(len(b.text), len(a.text)) })
	}
	return m
})

// maxWords is how many words an amount has at most. A column's unit, which is
// printed behind what names none, has unitWords with its brackets.
const (
	maxWords  = 24
	unitWords = 4
)

// lexer splits an amount into its words.
type lexer struct {
	tokens [maxWords]token
	n      int
	fault  fault // of the number that could not be read
	left   int   // how many bytes were left where a word was not known
}

// lex splits a clean text in lower case. It reports false for a word that it
// does not know, and for more words than an amount has.
func (l *lexer) lex(s string) bool {
	words := moneyWords()
	for i := 0; i < len(s); {
		if s[i] == ' ' {
			i++
			continue
		}
		l.left = len(s) - i
		if l.n == len(l.tokens) {
			return false
		}
		if isDigit(s[i]) || s[i] == '.' && i+1 < len(s) && isDigit(s[i+1]) {
			d, rest, f := scanNumber(s[i:])
			if f == sound && (i > 0 && isDigit(s[i-1]) || len(rest) > 1 && rest[0] == ',' && isDigit(rest[1])) { // 1.234.567, 1.234,56
				f = misgroups
			}
			if f != sound {
				l.fault = f
				return false
			}
			l.add(token{kind: tokenNumber, number: d})
			i = len(s) - len(rest)
			continue
		}
		first, _ := utf8.DecodeRuneInString(s[i:])
		found := false
		for _, w := range words[first] {
			if strings.HasPrefix(s[i:], w.text) && !splitsWord(s, i, len(w.text)) {
				l.add(w.token)
				i += len(w.text)
				found = true
				break
			}
		}
		if found {
			continue
		}
		// 三千, 二百五十: what is no word of its own is a number in Chinese.
		n, rest, ok := scanHan(s[i:])
		if !ok || n == 0 {
			return false
		}
		l.add(token{kind: tokenNumber, number: graph.Decimal{Unscaled: int64(n)}})
		i = len(s) - len(rest)
	}
	return true
}

func (l *lexer) add(t token) {
	l.tokens[l.n] = t
	l.n++
}

// splitsWord reports whether a word of Latin letters goes on before or after
// the n bytes at i.
func splitsWord(s string, i, n int) bool {
	end := i + n
	return isLetter(s[end-1]) && end < len(s) && isLetter(s[end]) && !isCurrencyCode(s[i:end]) ||
		isLetter(s[i]) && i > 0 && isLetter(s[i-1]) && !isCurrencyCode(s[max(0, i-3):i])
}

// isCurrencyCode reports whether three letters are a code that may stand right
// beside a word: USDm.
func isCurrencyCode(s string) bool {
	return s == "usd" || s == "cny" || s == "rmb" || s == "hkd" || s == "eur" || s == "gbp"
}
