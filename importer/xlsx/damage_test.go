package xlsx

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// damageStep is how far apart the places are that are damaged in a file.
func damageStep(size int) int {
	n := 300
	if testing.Short() {
		n = 100
	}
	return max(1, size/n)
}

// TestDamage flips bytes of workbooks and cuts them: each is an error, or reads
// exactly as before.
func TestDamage(t *testing.T) {
	files := map[string][]byte{
		"made": pack(t, parts([]string{"<t>甲</t>", "<t>乙</t>"}, sheetXML(strings.Repeat(`<row><c t="s"><v>0</v></c><c s="1"><v>43831</v></c><c t="s"><v>1</v></c></row>`, 40)),
			sheetXML(`<row r="1"><c r="A1"><v>1</v></c></row>`))),
	}
	for _, name := range []string{"messy/A＋B股列表.xlsx", "messy/上市公司名单_多余引号表头.xlsx"} {
		b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", name))
		if err != nil {
			t.Logf("the shared data are not there: %s", name)
			continue
		}
		files[filepath.Base(name)] = b
	}
	for name, sound := range files {
		t.Run(name, func(t *testing.T) {
			path := write(t, sound)
			_, want, err := readAll(t.Context(), path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			refused, same := 0, 0
			try := func(what string, at int, b []byte) {
				t.Helper()
				if err := os.WriteFile(path, b, 0o600); err != nil {
					t.Fatal(err)
				}
				_, got, err := readAll(t.Context(), path, Options{})
				switch {
				case err == nil && got == want:
					same++
				case err == nil:
					t.Errorf("%s at %d: it reads otherwise, without an error", what, at)
				default:
					refused++
					if code := graph.CodeOf(err); code != graph.CodeDamaged && code != graph.CodeInvalid && code != graph.CodeLimit {
						t.Errorf("%s at %d: code %s: %v", what, at, code, err)
					}
					faultOf(t, err)
				}
			}
			step := damageStep(len(sound))
			for at := 0; at < len(sound); at += step {
				b := bytes.Clone(sound)
				b[at] ^= 1 << (at % 8)
				try("flipped", at, b)
			}
			for at := 0; at < len(sound); at += step * 10 {
				try("cut", at, sound[:at])
			}
			t.Logf("%d refused, %d read as before", refused, same)
		})
	}
}

// TestDamageInside damages the XML of a sheet and packs it soundly again, as a
// faulty producer would: cut, it is always an error.
func TestDamageInside(t *testing.T) {
	body := sheetXML(strings.Repeat(`<row><c t="inlineStr"><is><t>甲&amp;</t></is></c><c s="1"><v>43831</v></c></row>`, 5))
	es := parts(nil, body)
	for at := range len(body) {
		path := write(t, pack(t, set(es, sheet1, body[:at])))
		if _, _, err := readAll(t.Context(), path, Options{}); graph.CodeOf(err) != graph.CodeDamaged {
			t.Errorf("cut at %d: %v", at, err)
		}
	}
}
