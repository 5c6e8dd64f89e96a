package scoring

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDocs sees that the scheme in the documentation is one, and that the
// Chinese text names every key and method that the English one does.
func TestDocs(t *testing.T) {
	en, err := os.ReadFile(filepath.Join("..", "docs", "scoring.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(en), "```yaml\n")
	text, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("there is no scheme in docs/scoring.md")
	}
	s := parse(t, text)
	if len(s.Indicators()) != 4 {
		t.Errorf("it has %d indicators", len(s.Indicators()))
	}
	zh, err := os.ReadFile(filepath.Join("..", "docs", "scoring.zh.md"))
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, all := range [][]string{normaliseWords, outlierWords, aggregateWords, weightWords, missingShape.words, basisNames} {
		words = append(words, all...)
	}
	for _, w := range append(words, "coverage", "denominator", "direction", "maxAge") {
		for name, text := range map[string]string{"scoring.md": string(en), "scoring.zh.md": string(zh)} {
			if !strings.Contains(text, w) {
				t.Errorf("docs/%s does not speak of %s", name, w)
			}
		}
	}
}
