package near

import (
	"slices"
	"testing"
)

func TestLike(t *testing.T) {
	var n Names
	for _, s := range []string{"终端安全", "数据安全", "量子通信", "云安全", "Identity management", "防火墙", "下一代防火墙", "NDR"} {
		n.Add(s, s)
	}
	n.Add("零信任网络访问", "零信任")
	for _, test := range []struct {
		text string
		want []string
	}{
		{"终端安金", []string{"终端安全"}}, // a letter is wrong
		{"终端安", []string{"终端安全"}},  // one is missing
		{"终安端全", []string{"终端安全"}}, // two have changed places
		{"中端安全", []string{"终端安全"}}, // it sounds the same
		{"仿火墙", []string{"防火墙"}},   // of the same sound, not only near
		{"identity managment", []string{"Identity management"}},
		{"防火墙设备", []string{"防火墙"}},   // one is a part of the other
		{"零信任网路访问", []string{"零信任"}}, // by another name of the same thing
		{"量子咖啡机", nil},
		{"安全", []string{"云安全", "数据安全", "终端安全"}},
		{"N", nil},
		{"", nil},
		{"终端安全", nil}, // itself
	} {
		got := n.Like(test.text, 3)
		if len(test.want) > len(got) || !slices.Equal(got[:len(test.want)], test.want) || test.want == nil && got != nil {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

func FuzzLike(f *testing.F) {
	f.Add("终端安全", "终端安金")
	f.Add("Identity", "identiti")
	f.Add("", "\xff")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := newName(a, a), newName(b, b)
		d, near := distance(&x, &y)
		if e, also := distance(&y, &x); e != d || also != near {
			t.Errorf("%q is %d (%v) from %q, which is %d (%v) from it", a, d, near, b, e, also)
		}
		if got := edits(x.key, y.key, len(x.key)+len(y.key)); (got == 0) != slices.Equal(x.key, y.key) {
			t.Errorf("%q and %q differ in %d letters", a, b, got)
		}
		var n Names
		n.Add(b, b)
		if got := n.Like(a, 3); len(got) > 1 || len(got) == 1 && got[0] != b {
			t.Errorf("%q is like %q", a, got)
		}
	})
}
