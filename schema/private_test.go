package schema

import (
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// TestPrivateMessage keeps from clients what names a server or a file, whatever the
// code, and tells them what the code means.
func TestPrivateMessage(t *testing.T) {
	for code, meaning := range Codes() {
		if code == graph.CodeInternal {
			continue // logged, and answered with a number
		}
		err := graph.Privatef(code, "op", "%s 已锁", "%s is locked", "/secret")
		for _, lang := range []string{"zh", "en"} {
			if text, _, ok := message(err, lang); strings.Contains(text, "/secret") || ok && text != meaning.In(lang) {
				t.Errorf("%s in %s: %q", code, lang, text)
			}
		}
	}
}
