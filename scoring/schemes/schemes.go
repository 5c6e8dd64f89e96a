// Package schemes holds the schemes that come with the program. All of them
// are examples: they show how products, services, technologies and enterprises
// can be rated, and their weights and goalposts await confirmation.
package schemes

import (
	"embed"
	"strings"
)

//go:embed *.yaml
var files embed.FS

// Names returns the names of the schemes, in alphabetical order.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil // an embedded folder can be read
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	return names
}

// File returns the file of a scheme by its name, and whether there is one.
func File(name string) ([]byte, bool) {
	b, err := files.ReadFile(name + ".yaml")
	return b, err == nil
}
