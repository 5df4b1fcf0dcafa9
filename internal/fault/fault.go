// Package fault is the one error type of Vonal: an operation, a kind and a
// sentence. The kind is what a caller chooses by; the sentence of every kind
// but Internal and Unavailable may be shown to a user as it stands.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what a caller can do about an error.
type Kind string

// The kinds. api maps each to one HTTP status.
const (
	Internal    Kind = "internal"      // our mistake: the user sees a reference, the log sees the error
	Invalid     Kind = "invalid"       // the request cannot be right as it stands
	Unknown     Kind = "not_found"     // there is no such thing, or the caller may not see it
	Conflict    Kind = "conflict"      // right in itself, but not in the present state
	Stale       Kind = "changed_since" // somebody has changed the thing since the caller saw it
	Forbidden   Kind = "forbidden"     // visible, but not for this caller to change
	Unavailable Kind = "unavailable"   // a part we need does not answer; try again later
	Anonymous   Kind = "unauthorized"  // the caller has not said who they are
	TooMany     Kind = "too_many"      // the caller asks too often
)

// Error is an operation that failed. Field names the member of the request
// that is wrong, where there is one ("ring_timeout_ms").
type Error struct {
	Kind  Kind
	Op    string
	Text  string
	Field string

	format string
	args   []any
	cause  error
}

// New returns an error with a sentence of its own. A %w in format is kept as
// the cause.
func New(kind Kind, op, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Kind: kind, Op: op, Text: err.Error(), format: format, args: args, cause: errors.Unwrap(err)}
}

// Sentence is the text before its values were put in, and these, for whoever
// says it in another language.
func (e *Error) Sentence() (format string, args []any) { return e.format, e.args }

// Wrap puts op in front of err and keeps its kind, text and field; an error
// that has no kind becomes Internal. It returns nil for nil, as a typed value
// that must not be assigned to an error unchecked: use it on the failing path.
func Wrap(op string, err error) *Error {
	if err == nil {
		return nil
	}
	var inner *Error
	if errors.As(err, &inner) {
		return &Error{Kind: inner.Kind, Op: op, Text: inner.Text, Field: inner.Field, format: inner.format, args: inner.args, cause: err}
	}
	return &Error{Kind: Internal, Op: op, cause: err}
}

// OfKind returns the error with another kind.
func (e *Error) OfKind(kind Kind) *Error {
	c := *e
	c.Kind = kind
	return &c
}

// At returns the error with the member of the request that is wrong.
func (e *Error) At(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

func (e *Error) Error() string {
	switch {
	case e.cause != nil:
		return e.Op + ": " + e.cause.Error()
	case e.Field != "" && !strings.Contains(e.Text, e.Field):
		return e.Op + ": " + e.Field + ": " + e.Text
	}
	return e.Op + ": " + e.Text
}

func (e *Error) Unwrap() error { return e.cause }

// KindOf is the kind of err: Internal for an error from elsewhere, "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is of this kind.
func Is(err error, kind Kind) bool { return KindOf(err) == kind }
