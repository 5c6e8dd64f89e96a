package schema

import (
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/chainatlas/chainatlas/graph"
)

// maxMap bounds the part of a form that tells which file is which variable, in
// bytes.
const maxMap = 64 << 10

// form takes requests with files, as the specification of GraphQL multipart requests
// has them (https://github.com/jaydenseric/graphql-multipart-request-spec). Files go
// to disk as they come, however their size is told, and each is one variable;
// gqlgen's own transport reads into memory what comes in chunks, and opens a file as
// often as a form names it.
type form struct{ service *Service }

var _ graphql.Transport = form{}

// Supports implements [graphql.Transport].
func (form) Supports(r *http.Request) bool {
	return r.Method == http.MethodPost && isForm(r.Header.Get("Content-Type"))
}

// Do implements [graphql.Transport].
func (f form) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	var files []*os.File
	defer func() {
		for _, file := range files {
			// They are gone for everybody else already, where the system allows it.
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	params, err := f.read(r, &files)
	if err != nil {
		status := http.StatusBadRequest
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			err = say(graph.CodeLimit, "一次上传最多 %d 字节", "an upload has at most %d bytes", f.service.limits.Upload)
		}
		switch graph.CodeOf(err) {
		case graph.CodeLimit:
			status = http.StatusRequestEntityTooLarge
		case graph.CodeInvalid:
		default:
			status = http.StatusInternalServerError
			f.service.logger.ErrorContext(r.Context(), "an upload failed", "error", err)
		}
		f.service.refuse(w, langOf(r.Context()), status, err)
		return
	}
	run(w, r, exec, params)
}

// read reads a form, and adds the files that it makes to files.
func (f form) read(r *http.Request, files *[]*os.File) (*graphql.RawParams, error) {
	broken := say(graph.CodeInvalid, "表单不完整：依次应有 operations、map 和文件", "the form is not whole: it has operations, then map, then the files")
	in, err := r.MultipartReader()
	if err != nil {
		return nil, broken
	}
	field := func(name string, most int64) ([]byte, error) {
		part, err := in.NextPart()
		if err != nil || part.FormName() != name {
			return nil, cause(err, broken)
		}
		text, err := io.ReadAll(io.LimitReader(part, most+1))
		switch {
		case err != nil:
			return nil, cause(err, broken)
		case int64(len(text)) > most:
			return nil, say(graph.CodeLimit, "表单的 %[1]s 最多 %[2]d 字节", "the form's %[1]s has at most %[2]d bytes", name, most)
		}
		return text, nil
	}
	text, err := field("operations", f.service.limits.Body)
	if err != nil {
		return nil, err
	}
	params, err := readParams(text)
	if err != nil {
		return nil, err
	}
	if text, err = field("map", maxMap); err != nil {
		return nil, err
	}
	var variables map[string][]string
	if json.Unmarshal(text, &variables) != nil {
		return nil, broken
	}
	if len(variables) > maxFiles {
		return nil, say(graph.CodeLimit, "一次上传最多 %d 个文件", "an upload has at most %d files", maxFiles)
	}
	for {
		part, err := in.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, cause(err, broken)
		}
		key := part.FormName()
		paths := variables[key]
		if len(paths) != 1 {
			return nil, say(graph.CodeInvalid, "文件 %.60[1]q 应在 map 中恰好对应一个变量", "map names one variable for the file %.60[1]q, not more and not less", key)
		}
		delete(variables, key)
		file, err := f.keep(part, files)
		if err != nil {
			return nil, cause(err, broken)
		}
		if path := strings.Split(paths[0], "."); path[0] != "variables" || !putFile(params.Variables, path[1:], file) {
			return nil, say(graph.CodeInvalid, "map 中的 %.60[1]q 不是值为 null 的变量", "%.60[1]q in map is no variable that is null", paths[0])
		}
	}
	if len(variables) > 0 {
		return nil, broken
	}
	// To its end, so that nobody waits for more of it.
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return nil, cause(err, broken)
	}
	return params, nil
}

// cause returns the error of a client that sends too much as it is, of the disk, too,
// and another one for what else may be wrong with a form.
func cause(err error, broken *graph.Error) error {
	_, large := errors.AsType[*http.MaxBytesError](err)
	_, disk := errors.AsType[*os.PathError](err)
	if large || disk {
		return err
	}
	return broken
}

// keep writes a file of a form to disk.
func (f form) keep(part *multipart.Part, files *[]*os.File) (graphql.Upload, error) {
	dir := ""
	if f.service.uploads != nil {
		dir = f.service.uploads.dir
	}
	file, err := os.CreateTemp(dir, uploadPrefix+"coming-")
	if err != nil {
		return graphql.Upload{}, err
	}
	*files = append(*files, file)
	size, err := io.Copy(file, part)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	return graphql.Upload{File: file, Filename: part.FileName(), Size: size, ContentType: part.Header.Get("Content-Type")}, err
}

// putFile puts a file where the variables have null.
func putFile(at any, path []string, file graphql.Upload) bool {
	if len(path) == 0 {
		return false
	}
	set := func(old any, put func()) bool {
		if len(path) > 1 {
			return putFile(old, path[1:], file)
		}
		if old != nil {
			return false
		}
		put()
		return true
	}
	switch at := at.(type) {
	case map[string]any:
		old, ok := at[path[0]]
		return ok && set(old, func() { at[path[0]] = file })
	case []any:
		i, err := strconv.Atoi(path[0])
		return err == nil && i >= 0 && i < len(at) && set(at[i], func() { at[i] = file })
	}
	return false
}
