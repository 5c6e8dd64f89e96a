//go:build unix

package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestPipeAsMapping keeps that a pipe in place of a mapping is not waited for.
func TestPipeAsMapping(t *testing.T) {
	s := newSession(t, "en")
	s.must(0, "init")
	s.file("list.csv", edition1)
	if err := syscall.Mkfifo("pipe.yaml", 0o666); err != nil {
		t.Skip(err)
	}
	if r := s.run(t.Context(), "import", "list.csv", "--mapping", "pipe.yaml"); r.code != 2 || !strings.Contains(r.stderr, "not a regular file") {
		t.Errorf("exit code %d\n%s", r.code, r.stderr)
	}
}

// TestSecondSignal keeps that Ctrl-C for the second time ends a program that the
// first did not: one whose answer nobody reads.
func TestSecondSignal(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	// Until nothing more fits.
	if err := w.SetWriteDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
		t.Skip(err)
	}
	if _, err := w.Write(make([]byte, 16<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("the pipe took all: %v", err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"=version")
	cmd.Stdout = w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	time.Sleep(time.Second) // until it writes
	for range 100 {
		_ = cmd.Process.Signal(os.Interrupt)
		select {
		case <-ended:
			if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGINT {
				t.Errorf("it ended with %v", cmd.ProcessState)
			}
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
	_ = cmd.Process.Kill()
	<-ended
	t.Error("it did not end")
}

// TestReadOnlyStore keeps that a store can be read by who may write neither it
// nor its folder, and that who cannot is told what to do.
func TestReadOnlyStore(t *testing.T) {
	s := newSession(t, "zh")
	s.must(0, "init")
	s.must(0, "source", "add", "list", "--name", "名录", "--trust", "official")
	top := t.TempDir()
	store := filepath.Join(top, "a %41?#b", "atlas.db") // what means something in a URI
	program, work := filepath.Join(top, "program"), filepath.Join(top, "work")
	for _, dir := range []string{filepath.Dir(store), work} {
		if err := os.Mkdir(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	s.must(0, "backup", store)
	s.file("list.csv", edition1)
	chmod := func(path string, mode os.FileMode) {
		t.Helper()
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	copyFile(t, os.Args[0], program)
	copyFile(t, "list.csv", filepath.Join(work, "list.csv"))
	chmod(program, 0o755)
	chmod(filepath.Dir(top), 0o755) // of the test, for its owner only
	chmod(top, 0o755)
	chmod(work, 0o777)
	chmod(store, 0o444)
	chmod(filepath.Dir(store), 0o555)
	t.Cleanup(func() { _ = os.Chmod(filepath.Dir(store), 0o755) })
	run := func(args ...string) (string, int) {
		t.Helper()
		cmd := exec.Command(program)
		cmd.Dir = work
		cmd.Env = []string{childEnv + "=" + strings.Join(args, "\n"), "CHAINATLAS_STORE=" + store, "CHAINATLAS_LANG=zh", "USER=nobody"}
		if os.Getuid() == 0 { // who may write everything
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return string(out), cmd.ProcessState.ExitCode()
	}
	for _, args := range words("stats", "verify", "log list", "log show", "export all.xlsx", "backup copy.db", "import list.csv --source list --dry-run") {
		if out, code := run(args...); code != 0 {
			t.Errorf("chainatlas %v: exit code %d\n%s", args, code, out)
		}
	}
	denied := func(args ...string) {
		t.Helper()
		if out, code := run(args...); code != 6 || !strings.Contains(out, "没有打开") || strings.Contains(out, "readonly") {
			t.Errorf("chainatlas %v: exit code %d\n%s", args, code, out)
		}
	}
	denied("import", "list.csv", "--source", "list")
	// What is in the journal would be left out.
	chmod(filepath.Dir(store), 0o755)
	if err := os.WriteFile(store+"-wal", nil, 0o444); err != nil {
		t.Fatal(err)
	}
	chmod(filepath.Dir(store), 0o555)
	denied("stats")
	link := filepath.Join(work, "link.db")
	if err := os.Symlink(store, link); err != nil {
		t.Fatal(err)
	}
	denied("stats", "--store", link)
	// In Chinese or English, and of what nobody may read as of what is read-only.
	chmod(filepath.Dir(store), 0o755)
	chmod(store, 0)
	if out, code := run("stats", "--lang", "en"); code != 6 || !strings.Contains(out, "no permission to open") {
		t.Errorf("a store that may not be read: exit code %d\n%s", code, out)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	src, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	dst, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(dst, src); err != nil {
		t.Fatal(err)
	}
	if err := dst.Close(); err != nil {
		t.Fatal(err)
	}
}
