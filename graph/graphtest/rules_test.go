package graphtest

import "testing"

// The reference passes its own suites.
func TestReference(t *testing.T) {
	t.Run("cases", func(t *testing.T) { TestCases(t, Fold) })
	t.Run("rules", func(t *testing.T) { TestRules(t, Fold) })
	t.Run("laws", func(t *testing.T) { TestLaws(t, Fold) })
}
