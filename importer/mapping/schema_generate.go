//go:build ignore

// It writes mapping.schema.json for go generate.
package main

import (
	"log"
	"os"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

func main() {
	b, err := mapping.Schema(graph.Standard())
	if err == nil {
		err = os.WriteFile("mapping.schema.json", b, 0o644)
	}
	if err != nil {
		log.Fatal(err)
	}
}
