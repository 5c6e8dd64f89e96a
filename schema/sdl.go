package schema

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed *.graphqls
var files embed.FS

// SDL returns the schema in its definition language, all files in the order of
// their names.
func SDL() string {
	names, err := fs.Glob(files, "*.graphqls")
	if err != nil {
		return "" // the pattern is well formed
	}
	var b strings.Builder
	for _, name := range names {
		if text, err := files.ReadFile(name); err == nil {
			b.Write(text)
			b.WriteByte('\n')
		}
	}
	return b.String()
}
