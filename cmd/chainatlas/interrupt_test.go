package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestInterrupt ends the program's import of real data at random points, in turn
// by SIGKILL and by Ctrl-C: the batch is there as a whole, or not at all, the
// store verifies, and the import can be done after all.
//
// By default it imports a part of the data, so that it takes half a minute; with
// CHAINATLAS_BENCH=full all of it.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("signals are not sent there")
	}
	data := filepath.Join("..", "..", "..", "shared", "data", "chainkg")
	if _, err := os.Stat(data); err != nil {
		t.Skipf("the shared data are not there: %v", err)
	}
	files := []string{"companies.csv", "industries.csv", "company_industry.csv", "industry_relations.csv"}
	if os.Getenv("CHAINATLAS_BENCH") == "full" {
		files = append(files, "products.csv", "company_product.csv", "product_product.csv")
	}
	for i := range files {
		files[i] = filepath.Join(data, files[i])
	}
	mapping := filepath.Join("..", "..", "examples", "mappings", "chainkg.yaml")
	dir := t.TempDir()
	program := buildProgram(t)
	run := func(store string, args ...string) *exec.Cmd {
		cmd := exec.Command(program, append(args, "--store", store, "--lang", "en")...)
		cmd.Env = append(os.Environ(), "CHAINATLAS_ACTOR=tester")
		return cmd
	}
	must := func(store string, args ...string) string {
		t.Helper()
		out, err := run(store, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("chainatlas %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	importing := append([]string{"import", "--mapping", mapping}, files...)
	fresh := func() string {
		store := filepath.Join(dir, "atlas.db")
		for _, suffix := range []string{"", "-wal", "-shm", ".snapshot"} {
			if err := os.Remove(store + suffix); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
		}
		must(store, "init")
		return store
	}
	type stats struct {
		Revision   int
		Assertions int
	}
	read := func(store string) (s stats) {
		t.Helper()
		if err := json.Unmarshal([]byte(must(store, "stats", "--json")), &s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	whole := fresh()
	start := time.Now()
	must(whole, importing...)
	took := time.Since(start)
	want := read(whole)
	if want.Revision != 1 || want.Assertions == 0 {
		t.Fatalf("the whole import: %+v", want)
	}
	rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	nothing, all := 0, 0
	for n := range 50 {
		store := fresh()
		signal := os.Signal(syscall.SIGKILL)
		if n%2 == 1 {
			signal = syscall.SIGINT
		}
		cmd := run(store, importing...)
		var said strings.Builder
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rnd.Int64N(int64(took))))
		_ = cmd.Process.Signal(signal) // it may have ended by itself
		err := cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); signal == syscall.SIGINT && code != 130 && err != nil && cmd.ProcessState.Exited() {
			t.Errorf("Ctrl-C: exit code %d\n%s", code, said.String())
		}
		switch got := read(store); got {
		case stats{}:
			nothing++
			if err == nil {
				t.Error("it ended well and left nothing")
			}
		case want:
			all++
		default:
			t.Errorf("interrupted, the import left %+v; want nothing or %+v", got, want)
		}
		must(store, "verify")
		if n == 49 {
			must(store, importing...)
			if got := read(store); got != want {
				t.Errorf("imported after all: %+v; want %+v", got, want)
			}
		}
	}
	t.Logf("of 50 imports %d left nothing, %d all", nothing, all)
	if nothing == 0 {
		t.Error("none was interrupted in the middle")
	}
}
