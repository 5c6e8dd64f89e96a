package pinyin

import (
	"slices"
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	// In the order in which a reader looks for them; 重 and 长 are read as names read them.
	want := []string{
		"", "360", "Aqua", "ａqua", "snyk", "Snyk Security", "阿里云", "安恒信息", "安天科技", "北京启明星辰", "长亭科技", "重庆大学",
		"绿盟科技", "奇安信", "示例安全", "示例丙", "示例丁", "示例庚", "示例甲", "示例软件", "示例乙", "天融信", "中孚信息", "〇〇", "한국",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, Compare)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for i, a := range want {
		for _, b := range want[i+1:] {
			if Head(a) > Head(b) {
				t.Errorf("the head of %q is beyond that of %q, which comes later", a, b)
			}
			if Compare(a, b) >= 0 || Compare(b, a) <= 0 || Compare(a, a) != 0 {
				t.Errorf("%q and %q do not compare as they stand", a, b)
			}
		}
		if (Head(a) == 0) != (a == "") {
			t.Errorf("head of %q is %x", a, Head(a))
		}
	}
}

func TestReadingsAreLatin(t *testing.T) {
	known := 0
	for r := rune(hanFirst); r <= hanLast; r++ {
		first, all := Of(r)
		if first != "" {
			known++
		}
		for _, reading := range append([]string{first}, all...) {
			if strings.Trim(reading, "abcdefghijklmnopqrstuvwxyz") != "" {
				t.Errorf("%c is read %q", r, reading)
			}
		}
	}
	if known < 20000 {
		t.Errorf("only %d characters have a reading", known)
	}
	if first, all := Of('a'); first != "" || all != nil {
		t.Errorf("a Latin letter is read %q", first)
	}
}

func FuzzHead(f *testing.F) {
	f.Add("奇安信", "奇安信科技集团")
	f.Add("", "\x00")
	f.Add("ABC", "abc")
	f.Fuzz(func(t *testing.T, a, b string) {
		if c := Compare(a, b); c != -Compare(b, a) || (c == 0) != (a == b) || Head(a) != Head(b) && (Head(a) > Head(b)) != (c > 0) {
			t.Errorf("%q and %q compare as %d, with heads %x and %x", a, b, c, Head(a), Head(b))
		}
	})
}
