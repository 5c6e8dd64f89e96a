package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// token is what a file of tokens keeps of one: not the token itself, only its
// SHA-256. It has 256 random bits, so that nothing slower than a plain hash is
// called for.
type token struct {
	Name       string          `json:"name"` // the actor of what is done with it
	Role       schema.Role     `json:"role"`
	Enterprise graph.SubjectID `json:"enterprise,omitempty"` // that a vendor speaks for
	Hash       string          `json:"sha256"`               // in hex
	Created    time.Time       `json:"created"`
	Expires    time.Time       `json:"expires"`
}

// tokenPrefix begins every token, so that one that got into a file or a log is
// found there.
const tokenPrefix = "chainatlas_"

// tokenVersion is the version of the file.
const tokenVersion = 1

// maxTokens bounds the tokens of a file, for every one is compared.
const maxTokens = 1000

// tokenDocument is a file of tokens.
type tokenDocument struct {
	Version int     `json:"version"`
	Tokens  []token `json:"tokens"`
}

// newToken returns a token and its hash.
func newToken(random io.Reader) (secret, hash string, err error) {
	var b [32]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", "", err
	}
	secret = tokenPrefix + base64.RawURLEncoding.EncodeToString(b[:])
	return secret, hashToken(secret), nil
}

func hashToken(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// tokenFile is a file of tokens as a server reads it: again when it was
// replaced, so that a token that is added or revoked counts from the next
// request on. It is safe for concurrent use.
type tokenFile struct {
	path string
	now  func() time.Time

	mu     sync.Mutex
	info   fs.FileInfo // of the file when it was read; nil if there was none
	tokens []token
}

// check reads the file, so that a server does not start with a damaged one.
func (f *tokenFile) check() error {
	_, err := f.current()
	return err
}

// current returns the tokens that the file has now. No file is no tokens.
func (f *tokenFile) current() ([]token, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		f.info, f.tokens = nil, nil
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	// It is replaced, never rewritten; time and size are for who edits it.
	if f.info != nil && os.SameFile(f.info, info) && f.info.ModTime().Equal(info.ModTime()) && f.info.Size() == info.Size() {
		return f.tokens, nil
	}
	tokens, err := readTokens(f.path)
	if err != nil {
		return nil, err
	}
	f.info, f.tokens = info, tokens
	return tokens, nil
}

// find returns the token of a secret, if there is one that has not expired. It
// compares with every one, in a time that does not tell how much was right.
func (f *tokenFile) find(secret string) (token, error) {
	tokens, err := f.current()
	if err != nil {
		return token{}, err
	}
	hash := []byte(hashToken(secret))
	found := -1
	for i := range tokens {
		if subtle.ConstantTimeCompare(hash, []byte(tokens[i].Hash)) == 1 {
			found = i
		}
	}
	switch {
	case found < 0:
		return token{}, errUnknownToken
	case !f.now().Before(tokens[found].Expires):
		return token{}, errExpiredToken
	}
	return tokens[found], nil
}

// What is wrong with a token that somebody sends.
var (
	errUnknownToken = &graph.Error{Code: graph.CodeNotFound, Message: "the token is not known, or was revoked; ask for another one"}
	errExpiredToken = &graph.Error{Code: graph.CodeNotFound, Message: "the token has expired; ask for another one"}
)

// errLoose says that others than its owner may read or write a file of tokens.
var errLoose = errors.New("others may read or write it")

// readTokens reads a file of tokens; none are in a file that is not there.
func readTokens(path string) ([]token, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	// Windows keeps no such modes.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, errLoose
	}
	data, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil {
		return nil, err
	}
	return parseTokens(data)
}

// parseTokens reads what a file of tokens holds. It fails with CodeDamaged.
func parseTokens(data []byte) ([]token, error) {
	const op = "tokens"
	if len(data) > maxConfig {
		return nil, graph.Errorf(graph.CodeDamaged, op, "it has more than %d bytes", maxConfig)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var doc tokenDocument
	if err := d.Decode(&doc); err != nil {
		return nil, graph.Errorf(graph.CodeDamaged, op, "it is no JSON of tokens: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, graph.Errorf(graph.CodeDamaged, op, "something follows the tokens")
	}
	if doc.Version != tokenVersion {
		return nil, graph.Errorf(graph.CodeDamaged, op, "it is of version %d, and this program knows version %d", doc.Version, tokenVersion)
	}
	if len(doc.Tokens) > maxTokens {
		return nil, graph.Errorf(graph.CodeDamaged, op, "it has more than %d tokens", maxTokens)
	}
	names := map[string]bool{}
	for _, t := range doc.Tokens {
		hash, err := hex.DecodeString(t.Hash)
		switch {
		case t.Name == "" || names[t.Name]:
			return nil, graph.Errorf(graph.CodeDamaged, op, "the name %q is empty or there twice", t.Name)
		case err != nil || len(hash) != sha256.Size || strings.ToLower(t.Hash) != t.Hash:
			return nil, graph.Errorf(graph.CodeDamaged, op, "%q has no SHA-256 in hex", t.Name)
		case !isRole(t.Role):
			return nil, graph.Errorf(graph.CodeDamaged, op, "%q has the role %q, which does not exist", t.Name, t.Role)
		case (t.Role == schema.RoleVendor) != (t.Enterprise != ""):
			return nil, graph.Errorf(graph.CodeDamaged, op, "%q: a vendor, and nobody else, has an enterprise", t.Name)
		}
		names[t.Name] = true
	}
	return doc.Tokens, nil
}

// errBusyTokens says that another program changes a file of tokens.
var errBusyTokens = errors.New("another program is changing it")

// changeTokens replaces a file of tokens by what change makes of it, or leaves
// it as it is if change fails. A reader sees the old or the new file, never a
// part, also after a crash. Who changes it at the same time waits for a moment.
func changeTokens(path string, change func([]token) ([]token, error)) (err error) {
	lock := path + ".lock"
	for tries := 0; ; tries++ {
		f, err := os.OpenFile(lock, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			_ = f.Close()
			break
		}
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
		if tries == 40 {
			return errBusyTokens
		}
		time.Sleep(50 * time.Millisecond)
	}
	defer os.Remove(lock)
	tokens, err := readTokens(path)
	if err != nil {
		return err
	}
	if tokens, err = change(tokens); err != nil {
		return err
	}
	data, err := json.MarshalIndent(tokenDocument{tokenVersion, append([]token{}, tokens...)}, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(append(data, '\n')); err != nil {
		return err
	}
	for _, step := range []func() error{f.Sync, f.Close} {
		if err := step(); err != nil {
			return err
		}
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a rename last, where folders can be synced.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}
