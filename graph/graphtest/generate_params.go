package graphtest

import (
	"os"
	"strconv"
	"testing"
)

// BenchParams returns the size of the generated log that a benchmark runs on: a
// hundredth of [FullSize]; all of it with CHAINATLAS_BENCH=full, another part with
// a number to divide by, a thousandth with -short.
func BenchParams(b testing.TB) GenerateParams {
	b.Helper()
	switch size := os.Getenv("CHAINATLAS_BENCH"); {
	case size == "full":
		return FullSize
	case size != "":
		n, err := strconv.Atoi(size)
		if err != nil || n < 1 {
			b.Fatalf("CHAINATLAS_BENCH is %q; set it to full, to a number to divide by, or not at all", size)
		}
		return FullSize.Scaled(n)
	case testing.Short():
		p := FullSize.Scaled(1000)
		p.Batches /= 10
		return p
	}
	return FullSize.Scaled(100)
}
