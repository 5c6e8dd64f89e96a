//go:build ignore

// It writes scheme.schema.json for go generate.
package main

import (
	"log"
	"os"

	"github.com/chainatlas/chainatlas/scoring"
)

func main() {
	if err := os.WriteFile("scheme.schema.json", scoring.Schema(), 0o644); err != nil {
		log.Fatal(err)
	}
}
