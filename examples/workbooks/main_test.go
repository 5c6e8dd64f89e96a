package main

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"path/filepath"
	"testing"
)

// TestFresh keeps that the workbooks are what the tables and this program make,
// part by part: how well a part is packed may change with the compiler.
func TestFresh(t *testing.T) {
	in, out := filepath.Join("..", "cybersecurity"), t.TempDir()
	if err := write(in, out); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"cybersecurity.zh.xlsx", "cybersecurity.en.xlsx", "示例产业.xlsx", "示例产业-更正.xlsx"} {
		got, want := parts(t, filepath.Join("..", name)), parts(t, filepath.Join(out, name))
		if !maps.Equal(got, want) {
			t.Errorf("%s is not what the tables make: run go generate ./examples", name)
		}
	}
}

// TestSameBytes keeps that a workbook comes out the same each time.
func TestSameBytes(t *testing.T) {
	var all [2][]byte
	for i := range all {
		b, err := invented()
		if err != nil {
			t.Fatal(err)
		}
		if all[i], err = b.bytes(); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(all[0], all[1]) {
		t.Error("two runs give different bytes")
	}
}

// parts returns the parts of a workbook by their names.
func parts(t *testing.T, path string) map[string]string {
	t.Helper()
	r, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	m := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		m[f.Name] = string(data)
	}
	return m
}

// TestSpecials keeps that the enterprises at the edges of rules are there, each
// once, and that those which other sheets refer to are found.
func TestSpecials(t *testing.T) {
	in := invent()
	seen := map[string]int{}
	for _, e := range in.enterprises {
		if e.special != "" {
			seen[e.special]++
		}
	}
	if len(seen) < 20 {
		t.Errorf("%d special enterprises, want at least 20", len(seen))
	}
	for why, n := range seen {
		if n != 1 {
			t.Errorf("%d enterprises for %q", n, why)
		}
	}
	for _, word := range []string{"2023年收购", "2023年被收购", "两处数字不一致：见", "两处数字不一致：一处"} {
		if e := in.special(word); e.special == "" {
			t.Errorf("no enterprise for %q", word)
		}
	}
}
