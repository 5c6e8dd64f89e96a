package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// fresh refuses a file that is there, unless it may be overwritten. What is a
// store, or is read with one, may never be, and neither may what is no regular
// file.
func (a *app) fresh(file string, force bool) error {
	if err := a.noStoreFile(file); err != nil {
		return err
	}
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return a.errorf(graph.CodeExists, text.NotRegular, file)
	}
	there, err := exists(file)
	if err == nil && there && !force {
		err = a.errorf(graph.CodeExists, text.FileThere, file)
	}
	return err
}

// readFile reads a file of at most so many bytes. It opens nothing else than a
// regular file: of a pipe, opening it may take for ever.
func (a *app) readFile(file string, most int64) ([]byte, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, a.errorf(graph.CodeNotFound, text.NoFile, file)
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, a.errorf(graph.CodeInvalid, text.NotAFile, file)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = a.errorf(graph.CodeLimit, text.TooLarge, file, size(most))
	}
	return data, err
}

// storeSuffixes end the names of the files that make up a store, or that are
// read with one.
var storeSuffixes = []string{"", "-wal", "-shm", "-journal", ".snapshot", ".tokens", ".tokens.lock"}

// noStoreFile refuses a file that is a store or belongs to one, whether it is
// there yet or not: SQLite replays a journal that it finds beside a store, and
// what a store holds is nowhere else.
func (a *app) noStoreFile(file string) error {
	store, err := a.storePath()
	if err != nil || isServer(store) {
		store = "" // then there is none to spare
	}
	for _, suffix := range storeSuffixes {
		cut := len(file) - len(suffix)
		if cut <= 0 || !strings.EqualFold(file[cut:], suffix) {
			continue
		}
		base := file[:cut]
		// The store in use first: to open and close it would drop its locks.
		is := store != "" && sameFile(base, store)
		if !is {
			if is, err = holdsStore(base); err != nil {
				return a.errorf(graph.CodeUnavailable, text.CannotWrite, file, err)
			}
		}
		if is {
			return a.errorf(graph.CodeExists, text.StoreFile, file)
		}
	}
	return nil
}

// sameFile reports whether two paths lead to one file, or would if it were
// there.
func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if errA == nil && errB == nil {
		return os.SameFile(infoA, infoB)
	}
	absA, errA := filepath.Abs(a)
	absB, errB := filepath.Abs(b)
	return errA == nil && errB == nil && absA == absB
}

// storeMagic is how SQLite's files begin, and storeApplication, 68 bytes from
// there, what tells a store from the files of other programs.
const (
	storeMagic       = "SQLite format 3\x00"
	storeApplication = "\x43\x68\x41\x74"
)

// holdsStore reports whether there is a store in a file.
func holdsStore(file string) (bool, error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	f, err := os.Open(file)
	if err != nil {
		return false, err
	}
	defer f.Close()
	head := make([]byte, 72)
	if _, err := io.ReadFull(f, head); err == io.EOF || err == io.ErrUnexpectedEOF {
		return false, nil
	} else if err != nil {
		return false, err
	}
	return string(head[:16]) == storeMagic && string(head[68:]) == storeApplication, nil
}

// writeFile writes a file that appears under its name once it is whole: not if
// write fails, and not if the context ends before. Without force it does not
// overwrite.
func (a *app) writeFile(ctx context.Context, file string, force bool, write func(io.Writer) error) (err error) {
	if err := a.fresh(file, force); err != nil {
		return err
	}
	dir, base := filepath.Split(file)
	// Not os.CreateTemp, whose files nobody else may read once they are renamed.
	name := filepath.Join(dir, fmt.Sprintf(".%s.%d-%d.tmp", base, os.Getpid(), a.Now().UnixNano()))
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return a.errorf(graph.CodeNotFound, text.NoFolder, dir)
	case err != nil:
		return a.errorf(graph.CodeUnavailable, text.CannotWrite, file, err)
	}
	defer func() {
		if err != nil {
			_ = f.Close() // a second Close does no harm
			_ = os.Remove(name)
		}
	}()
	w := bufio.NewWriterSize(f, 1<<18)
	if err := write(w); err != nil {
		return err
	}
	for _, step := range []func() error{w.Flush, f.Sync, f.Close} {
		if err := step(); err != nil {
			return a.errorf(graph.CodeUnavailable, text.CannotWrite, file, err)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := a.fresh(file, force); err != nil {
		return err
	}
	if err := os.Rename(name, file); err != nil {
		return a.errorf(graph.CodeUnavailable, text.CannotWrite, file, err)
	}
	return nil
}
