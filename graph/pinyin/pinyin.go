// Package pinyin knows how Chinese characters are read, and orders names by it.
// All functions may be called at the same time.
package pinyin

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// The characters that may have a reading: CJK Unified Ideographs and Extension A.
const (
	hanFirst = 0x3400
	hanLast  = 0x9FFF
)

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

// readings holds the readings of Chinese characters without tones, and their places
// in the order of names.
type readings struct {
	first   []string // from hanFirst to hanLast; "" if none is known
	several map[rune][]string
	places  []uint16 // of those that have a reading; 0 of others
}

var table = sync.OnceValue(func() *readings {
	t := &readings{first: make([]string, hanLast-hanFirst+1), several: map[rune][]string{}}
	args := pinyin.NewArgs()
	for c := range pinyin.PinyinDict {
		if c < hanFirst || c > hanLast {
			continue
		}
		if p := pinyin.SinglePinyin(rune(c), args); len(p) > 0 {
			t.first[c-hanFirst] = p[0]
		}
	}
	for _, s := range severalReadings {
		all := strings.Fields(s.readings)
		t.first[s.char-hanFirst] = all[0]
		if len(all) > 1 {
			t.several[s.char] = all
		}
	}
	read := []rune{}
	for c := rune(hanFirst); c <= hanLast; c++ {
		if t.first[c-hanFirst] != "" {
			read = append(read, c)
		}
	}
	slices.SortStableFunc(read, func(a, b rune) int { return strings.Compare(t.first[a-hanFirst], t.first[b-hanFirst]) })
	t.places = make([]uint16, len(t.first))
	for i, c := range read {
		t.places[c-hanFirst] = uint16(plainLast + 1 + i)
	}
	return t
})

// Of returns the readings of a character without tones: the likeliest, and all of
// them if there are several. Both are empty if it has none.
func Of(r rune) (first string, all []string) {
	if r < hanFirst || r > hanLast {
		return "", nil
	}
	t := table()
	return t.first[r-hanFirst], t.several[r]
}

// Ready makes the tables now, rather than when the first character is asked for.
func Ready() { table() }

// Places in the order of names: first what stands for itself, such as digits and
// Latin letters, then Chinese characters by their readings, then all else.
const (
	plainLast = 0x0FFF
	placeElse = 0xFFFF
)

// place returns the place of a character, which is not 0.
func place(r rune) uint16 {
	if r >= 0xFF01 && r <= 0xFF5E { // full width
		r -= 0xFEE0
	}
	if r = unicode.ToLower(r); r > 0 && r <= plainLast {
		return uint16(r)
	}
	if r >= hanFirst && r <= hanLast {
		if p := table().places[r-hanFirst]; p != 0 {
			return p
		}
	}
	return placeElse
}

// Head returns the places of the first four characters of a name: heads order as
// [Compare] does, as far as they differ. It is 0 of "" alone.
func Head(name string) uint64 {
	head, n := uint64(0), 0
	for _, r := range name {
		if head = head<<16 | uint64(place(r)); n == 3 {
			return head
		}
		n++
	}
	return head << (16 * (4 - n) % 64)
}

// Compare orders two names: digits and Latin letters without regard to case, then
// Chinese by how it is read. Names that are read alike are told apart by their
// characters, so only equal names compare as equal.
func Compare(a, b string) int {
	x, y := []rune(a), []rune(b)
	return cmp.Or(slices.CompareFunc(x, y, func(r, s rune) int { return cmp.Compare(place(r), place(s)) }), strings.Compare(a, b))
}
