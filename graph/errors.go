package graph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
)

// Code classifies an error for callers and users. Codes are part of the
// contract; messages are not.
type Code string

// The codes.
const (
	CodeInvalid     Code = "INVALID"     // the caller's input; the message names place and cure
	CodeNotFound    Code = "NOT_FOUND"   // no such thing
	CodeExists      Code = "EXISTS"      // a batch stands under this key already
	CodeConflict    Code = "CONFLICT"    // what it was computed on has changed: compute it anew
	CodeLimit       Code = "LIMIT"       // a declared bound was exceeded
	CodeDamaged     Code = "DAMAGED"     // stored bytes do not hold what they claim
	CodeUnavailable Code = "UNAVAILABLE" // locked, closed or out of reach: try again
	CodeCancelled   Code = "CANCELLED"   // the caller gave up
	CodeInternal    Code = "INTERNAL"    // anything else
)

// Error is an error with a code. Message is for people and says what to do;
// Err, if any, is the cause and is not shown to users.
type Error struct {
	Code     Code
	Op       string   // such as "sqlite.Commit"
	Message  string   // lower case, no full stop; "" shows the cause
	Zh       string   // Message in Chinese; "" of what users do not see
	Private  bool     // names a server, an account or a file: for who runs the program alone
	Revision Revision // with CodeExists: the batch; with CodeConflict: the head
	Err      error
}

// Error implements error.
func (e *Error) Error() string {
	s := e.Message
	switch {
	case s != "":
	case e.Err != nil:
		s = e.Err.Error()
	default:
		s = string(e.Code)
	}
	if e.Op != "" {
		s = e.Op + ": " + s
	}
	return s
}

// In returns the message in a language: zh, or else English.
func (e *Error) In(lang string) string {
	return Label{Zh: cmp.Or(e.Zh, e.Message), En: e.Message}.In(lang)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an [Error] with a formatted message; what a %w verb wraps
// becomes its cause.
func Errorf(code Code, op, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Op: op, Message: err.Error(), Err: errors.Unwrap(err)}
}

// Sayf returns an [Error] that users see, with its message in Chinese and in
// English. Both are formatted with the same arguments.
func Sayf(code Code, op, zh, en string, args ...any) *Error {
	return &Error{Code: code, Op: op, Message: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}
}

// Privatef is like [Sayf], for what only who runs the program may read, and not
// whoever asks it by HTTP.
func Privatef(code Code, op, zh, en string, args ...any) *Error {
	e := Sayf(code, op, zh, en, args...)
	e.Private = true
	return e
}

// TextOf returns what users may read of err in both languages: the message of the
// outermost [Error] that has one in both and is not private. It reports false if
// there is none.
func TextOf(err error) (Label, bool) {
	for err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			break
		}
		if e.Zh != "" && !e.Private {
			return Label{Zh: e.Zh, En: e.Message}, true
		}
		err = e.Err
	}
	return Label{}, false
}

// CodeOf returns the code of err, CodeCancelled for a context's end, "" for
// nil, and CodeInternal for an error without a code.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return CodeCancelled
	}
	return CodeInternal
}
