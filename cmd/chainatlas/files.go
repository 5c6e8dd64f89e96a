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

	"github.com/chainatlas/chainatlas/graph"
)

// fresh refuses a file that is there, unless it may be overwritten.
func (a *app) fresh(file string, force bool) error {
	there, err := exists(file)
	if err == nil && there && !force {
		err = a.errorf(graph.CodeExists, text.FileThere, file)
	}
	return err
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
