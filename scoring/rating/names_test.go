package rating

import (
	"slices"
	"strings"
	"testing"
)

// TestNamesByPinyin keeps the order in which a release lists its ratings: neither that
// of character codes nor that of the ten stems.
func TestNamesByPinyin(t *testing.T) {
	all := strings.Split("甲 乙 丙 丁 戊 己 庚 辛 A", " ")
	for i := range all {
		all[i] = "示例防火墙" + all[i]
	}
	slices.SortFunc(all, names().CompareString)
	if got, want := strings.ReplaceAll(strings.Join(all, " "), "示例防火墙", ""), "A 丙 丁 庚 己 甲 戊 辛 乙"; got != want {
		t.Errorf("by name: %s, want %s", got, want)
	}
}
