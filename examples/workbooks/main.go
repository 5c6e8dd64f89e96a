// Command workbooks writes the workbooks of folder examples: two from the tables
// in examples/cybersecurity, one of an invented industry, and what its source corrected later. The same tables
// give the same bytes, on every machine and every day.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	in := flag.String("in", "cybersecurity", "the folder of the tables")
	out := flag.String("out", ".", "the folder to write the workbooks to")
	flag.Parse()
	if err := write(*in, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// write writes all workbooks.
func write(in, out string) error {
	for _, lang := range []string{"zh", "en"} {
		b, err := cybersecurity(in, lang)
		if err != nil {
			return err
		}
		if err := b.writeFile(filepath.Join(out, "cybersecurity."+lang+".xlsx")); err != nil {
			return err
		}
	}
	for name, make := range map[string]func() (*book, error){"示例产业.xlsx": invented, "示例产业-更正.xlsx": inventedCorrection} {
		b, err := make()
		if err != nil {
			return err
		}
		if err := b.writeFile(filepath.Join(out, name)); err != nil {
			return err
		}
	}
	return nil
}
