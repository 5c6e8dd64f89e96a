package graphtest

import "testing"

// TestBrandsDiffer looks at both sides of the number from which on brands are
// longer.
func TestBrandsDiffer(t *testing.T) {
	if n := len(brandAlphabet); n != 1<<brandBits {
		t.Fatalf("the alphabet has %d characters, want %d", n, 1<<brandBits)
	}
	const n = 100_000
	seen := make(map[string]int, 3*n)
	for k := range 3 * n {
		i := k
		if k >= n {
			i += 1<<(3*brandBits) - 2*n
		}
		b := brand(i)
		if j, ok := seen[b]; ok {
			t.Fatalf("enterprises %d and %d are both called %s", j, i, b)
		}
		seen[b] = i
	}
}

// TestCreditCode checks against the code of a real company, 腾讯科技(深圳)有限公司,
// whose check characters were not computed here.
func TestCreditCode(t *testing.T) {
	const real = "9144030071526726XG"
	if got := creditCheck([]byte(real[:17])); got != real[17] {
		t.Errorf("the check character of %s is %c", real, got)
	}
	if got := organisationCheck([]byte(real[8:16])); got != real[16] {
		t.Errorf("the organisation's check character of %s is %c", real, got)
	}
}

func TestSharesAddUp(t *testing.T) {
	for _, total := range []int{0, 1, 7, 1000, 10_000_000} {
		for _, n := range []int{1, 3, 64, 1000} {
			sum := 0
			for i := range n {
				s := share(total, n, i)
				if s < total/n || s > total/n+1 {
					t.Fatalf("item %d of %d gets %d of %d", i, n, s, total)
				}
				sum += s
			}
			if sum != total {
				t.Errorf("%d shares of %d add up to %d", n, total, sum)
			}
		}
	}
}

func TestDice(t *testing.T) {
	d := roll(1, 'x', 2)
	if again := roll(1, 'x', 2); d.next() != again.next() {
		t.Error("the same roll gave another number")
	}
	weights := cumulate([]int{1, 0, 3})
	var got [3]int
	for range 4000 {
		got[d.pick(weights)]++
	}
	if got[1] != 0 || got[0] < 850 || got[0] > 1150 {
		t.Errorf("weights 1, 0 and 3 were drawn %d times", got)
	}
	small := 0
	for range 4000 {
		n := d.popular(100)
		if n < 0 || n >= 100 {
			t.Fatalf("drew %d of 100", n)
		}
		if n < 25 {
			small++
		}
	}
	if small < 1850 || small > 2150 { // √¼ of them
		t.Errorf("the first quarter was drawn %d times of 4,000, want half", small)
	}
}
