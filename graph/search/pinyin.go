package search

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// maxReadings bounds in how many ways a name with characters of several readings
// is read.
const maxReadings = 4

// severalReadings are characters that names use in several readings, or whose
// first reading in the dictionary is not that of names. The likeliest comes first.
var severalReadings = [...]struct {
	char     rune
	readings string
}{
	{'长', "chang zhang"}, {'行', "hang xing"}, {'都', "du dou"}, {'厦', "xia sha"}, {'重', "chong zhong"},
	{'藏', "zang cang"}, {'佛', "fo fu"}, {'模', "mo mu"}, {'和', "he huo"}, {'乐', "le yue"}, {'调', "diao tiao"},
	{'阿', "a e"}, {'得', "de dei"}, {'朝', "chao zhao"}, {'畜', "xu chu"}, {'曾', "zeng ceng"}, {'单', "dan shan"},
	{'仇', "qiu chou"}, {'车', "che ju"}, {'参', "shen can"}, {'传', "chuan zhuan"}, {'弹', "dan tan"}, {'大', "da dai"},
	{'盛', "sheng cheng"}, {'石', "shi dan"}, {'会', "hui kuai"}, {'解', "jie xie"}, {'卡', "ka qia"}, {'蚌', "beng bang"},
	{'六', "liu lu"}, {'尉', "wei yu"}, {'宿', "su xiu"}, {'柏', "bai bo"}, {'叶', "ye xie"}, {'薄', "bo bao"},
	{'埔', "pu bu"}, {'堡', "bao pu bu"}, {'便', "bian pian"}, {'奇', "qi ji"}, {'期', "qi ji"}, {'洞', "dong tong"},
	{'宁', "ning"}, {'还', "huan hai"}, {'强', "qiang jiang"}, {'血', "xue xie"}, {'着', "zhe zhuo zhao"}, {'数', "shu shuo"},
	{'率', "lv shuai"}, {'绿', "lv lu"}, {'角', "jiao jue"}, {'觉', "jue jiao"}, {'校', "xiao jiao"}, {'差', "cha chai"},
	{'处', "chu"}, {'空', "kong"}, {'量', "liang"}, {'相', "xiang"}, {'应', "ying"}, {'兴', "xing"}, {'系', "xi ji"},
	{'广', "guang"}, {'地', "di de"}, {'的', "de di"}, {'了', "le liao"}, {'没', "mei mo"}, {'什', "shen shi"},
	{'区', "qu ou"}, {'查', "cha zha"}, {'翟', "zhai di"}, {'乘', "cheng sheng"}, {'缪', "miao mou"}, {'贾', "jia gu"},
	{'亳', "bo"}, {'涡', "wo guo"}, {'莘', "xin shen"}, {'浚', "jun xun"}, {'铅', "qian yan"}, {'荥', "xing ying"},
	{'屯', "tun zhun"}, {'乾', "qian gan"}, {'吁', "yu xu"}, {'识', "shi zhi"}, {'降', "jiang xiang"}, {'说', "shuo shui"},
	{'露', "lu lou"}, {'熟', "shu shou"}, {'剥', "bo bao"}, {'壳', "ke qiao"}, {'色', "se shai"}, {'给', "gei ji"},
}

// readings holds the readings of Chinese characters without tones.
type readings struct {
	first   []string // from hanFirst to hanLast; "" if none is known
	several map[rune][]string
}

var readingTable = sync.OnceValue(func() *readings {
	t := &readings{first: make([]string, hanLast-hanFirst+1), several: map[rune][]string{}}
	args := pinyin.NewArgs()
	for c := range pinyin.PinyinDict {
		if c < hanFirst || c > hanLast {
			continue
		}
		if p := pinyin.SinglePinyin(rune(c), args); len(p) > 0 {
			t.first[c-hanFirst] = foldKey(p[0])
		}
	}
	for _, s := range severalReadings {
		all := strings.Fields(s.readings)
		t.first[s.char-hanFirst] = all[0]
		if len(all) > 1 {
			t.several[s.char] = all
		}
	}
	return t
})

// of returns the readings of a character, none if it has none.
func (t *readings) of(r rune) (first string, all []string) {
	if r < hanFirst || r > hanLast {
		return "", nil
	}
	return t.first[r-hanFirst], t.several[r]
}

// spelled is a name in one of its readings: whole and by initials. Characters
// without a reading, such as Latin letters, stand for themselves.
type spelled struct{ whole, initials string }

// spell appends the readings of a name to out, at most maxReadings. A name
// without a Chinese character has none.
func spell(out []spelled, name []rune) []spelled {
	t := readingTable()
	found := false
	ways := [maxReadings][2][]byte{}
	n := 1
	for _, r := range name {
		first, all := t.of(r)
		if first == "" {
			for i := range n {
				ways[i][0] = utf8.AppendRune(ways[i][0], r)
				ways[i][1] = utf8.AppendRune(ways[i][1], r)
			}
			continue
		}
		found = true
		before := n
		for k := 1; k < len(all); k++ {
			for i := range before {
				if n == maxReadings {
					break
				}
				ways[n][0] = append(append([]byte(nil), ways[i][0]...), all[k]...)
				ways[n][1] = append(append([]byte(nil), ways[i][1]...), all[k][0])
				n++
			}
		}
		for i := range before {
			ways[i][0] = append(ways[i][0], first...)
			ways[i][1] = append(ways[i][1], first[0])
		}
	}
	if !found {
		return out
	}
	for i := range n {
		out = append(out, spelled{string(ways[i][0]), string(ways[i][1])})
	}
	return out
}

// how a query spells a name.
const (
	spelledNot   = iota
	spelledBegun // the beginning of it
	spelledWhole // all of it
)

// spells reports how a Latin query spells the characters of a name from its
// beginning on, each by a reading, by its initial or by itself, the last one
// perhaps in part, and how many characters that are. A query that mixes whole
// readings and initials is taken, too: qianax.
func spells(query string, name []rune) (how, chars int) {
	budget := 256 // steps, since readings may begin with each other
	return spellsFrom(query, name, 0, &budget)
}

func spellsFrom(query string, name []rune, done int, budget *int) (how, chars int) {
	if query == "" {
		if done == len(name) {
			return spelledWhole, done
		}
		return spelledBegun, done
	}
	if *budget--; done == len(name) || *budget < 0 {
		return spelledNot, 0
	}
	try := func(reading string) {
		if rest, ok := strings.CutPrefix(query, reading); ok {
			if h, c := spellsFrom(rest, name, done+1, budget); h > how {
				how, chars = h, c
			}
		} else if how == spelledNot && strings.HasPrefix(reading, query) {
			how, chars = spelledBegun, done+1
		}
	}
	first, all := readingTable().of(name[done])
	if first == "" {
		try(string(name[done]))
		return how, chars
	}
	if len(all) == 0 {
		try(first)
		if how < spelledWhole {
			try(first[:1])
		}
		return how, chars
	}
	for _, reading := range all {
		if try(reading); how < spelledWhole {
			try(reading[:1])
		}
	}
	return how, chars
}
