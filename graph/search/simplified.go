package search

import (
	"sync"

	"github.com/longbridgeapp/opencc"
)

const (
	hanFirst = 0x3400
	hanLast  = 0x9FFF
)

// alsoSimplified are characters that the conversion would fold into others
// although names in simplified writing use them: 乾照光电, 华昇.
const alsoSimplified = "乾昇"

// simplifiedForms holds, for each character from hanFirst to hanLast, its
// simplified form. The conversion itself takes microseconds a character, so it
// is asked once for each.
var simplifiedForms = sync.OnceValue(func() []rune {
	t := make([]rune, hanLast-hanFirst+1)
	for i := range t {
		t[i] = hanFirst + rune(i)
	}
	cc, err := opencc.New("t2s")
	if err != nil {
		return t // its tables are part of the program
	}
	for i, r := range t {
		s, err := cc.Convert(string(r))
		if c := []rune(s); err == nil && len(c) == 1 {
			t[i] = c[0]
		}
	}
	for _, r := range alsoSimplified {
		t[r-hanFirst] = r
	}
	return t
})

// simplified returns the simplified form of a Chinese character.
func simplified(r rune) rune {
	if r < hanFirst || r > hanLast {
		return r
	}
	return simplifiedForms()[r-hanFirst]
}
